"""Life cycles: the list, a file's check before it is kept, publishing what runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from app.models.dmn.xml_io import parse
from app.models.tables.life_cycle import LifeCycleTemplate
from app.services.checked_files import check_file
from app.services.commands.life_cycles import import_template, put_up
from app.services.process_files import import_file
from app.views import language, theme
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.home_words import action_words, reason_words, ref_of
from app.views.panels.life_cycles_decision import DecisionView
from app.views.panels.life_cycles_report import ImportSheet, becomes_words
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.policy_change import PolicyChangeView
from app.views.places import ObjectRef
from app.views.resources import resource_path
from app.views.screens.life_cycles import LifeCyclesScreen
from app.views.widgets.basics import StateChip, StyledLabel
from app.views.widgets.button import Button
from tests.full_disk import write_on_a_full_disk
from tests.rules.test_bpmn_files import BAD
from tests.views import chart_samples
from tests.views.operate_kit import BPMN, open_window, publish_small, wait
from tests.workspaces import TestWorkspace

GOOD = BPMN.replace(b'mw:task="ask_host"', b'mw:task="scan"')
SCRIPT = GOOD.replace(b"bpmn:serviceTask", b"bpmn:scriptTask")


def shown(qtbot, window) -> LifeCyclesScreen:
    screen = window.current_screen
    assert isinstance(screen, LifeCyclesScreen)
    wait(qtbot, lambda: screen._found.rows)
    return screen


def test_a_diagram_opens_in_its_width_and_buttons_do_what_its_keys_do(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    publish_small(sqlite_workspace)
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen._file is not None)
        diagram, sizes = screen.diagram, screen.sizes
        diagram.set_process(chart_samples.process())
        left, top, right, bottom = diagram.bounds
        assert diagram.zoom < diagram.readable
        assert diagram.seen.left() <= left
        assert diagram.seen.right() >= right
        assert diagram.seen.top() <= top

        sizes.whole.click()
        whole = diagram.zoom
        assert diagram.seen.contains(QRectF(left, top, right - left, bottom - top))
        sizes.larger.click()
        assert diagram.zoom > whole
        sizes.smaller.click()
        assert diagram.zoom == pytest.approx(whole)
        sizes.larger.click()
        sizes.whole.click()
        assert diagram.zoom == whole
        sizes.width_.click()
        assert diagram.zoom > whole


def test_what_a_published_version_changed_stands_on_its_own_page(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    first = publish_small(sqlite_workspace)
    with sqlite_workspace.work("eva").unit() as work:
        made = import_template(
            work, unit="bank", key="small", name="Small release", process_id="small", bpmn=GOOD
        )
        second = made.id
    with sqlite_workspace.work("jo").unit() as work:
        row = work.get(LifeCycleTemplate, second)
        row.state, row.seen_sha256 = "published", row.sha256
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        screen.open_object(ObjectRef("template", str(second)))
        screen.tabs.show_page(2)
        wait(qtbot, lambda: isinstance(screen.change.shown, PolicyChangeView))

        change = screen.change.shown.change
        assert (change.in_force, change.version) == ("bank v1", 2)
        said = [one.text() for one in screen.change.findChildren(QLabel)]
        assert screen.change.published.text().startswith("Published by Jo Vermeer on ")
        assert "does ask host → scan" in said
        assert {"WHAT CHANGES IN THE LIFE CYCLE", "v1 of the unit bank → v2"} <= set(said)

        screen.open_object(ObjectRef("template", str(first)))
        wait(qtbot, lambda: isinstance(screen.change.shown, StyledLabel))
        assert screen.change.shown.text() == "There is no version before this one."


@pytest.mark.parametrize("letters", [20, 30, 38, 60, 150])
def test_however_long_its_name_the_buttons_stay_beside_it(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path, letters: int
):
    publish_small(sqlite_workspace)
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "life_cycles") as window:
        window.resize(1280, 800)
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen._file is not None)
        file, name = screen._file, ("Credit release " * 10)[:letters].strip()
        assert file is not None
        screen._show_file(replace(file, row=replace(file.row, name=name, state="draft")))
        wait(qtbot, screen.put_up_button.isVisible)
        parts = (screen.export_button, screen.put_up_button, screen.publish_button, screen.name)

        def middles() -> list[int]:
            return [one.mapTo(screen, one.rect().center()).y() for one in parts]

        wait(qtbot, lambda: max(middles()) - min(middles()) <= 2)
        assert screen.name.toolTip() == f"{name} v1"


def test_a_refused_file_is_not_imported_and_its_lines_are_named(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    publish_small(sqlite_workspace)
    file = tmp_path / "scripted.bpmn"
    file.write_bytes(SCRIPT)
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        screen.import_path(str(file))
        wait(qtbot, lambda: screen.findChild(ImportSheet), 20_000)
        sheet = screen.findChild(ImportSheet)

        first = sheet.report.rows_model.rows[0][1]
        assert (first.verdict, first.element, first.line) == ("refused", "scriptTask", 7)
        assert not sheet.verb_button.isEnabled()
        sheet.reject()


def test_an_imported_file_is_a_draft_until_it_is_published(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    publish_small(sqlite_workspace)
    file = tmp_path / "small.bpmn"
    file.write_bytes(GOOD)
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        screen.import_path(str(file))
        wait(qtbot, lambda: screen.findChild(ImportSheet), 20_000)
        screen.findChild(ImportSheet).verb_button.click()
        wait(qtbot, lambda: screen._file is not None and screen._file.row.state == "draft")
        assert screen._file.row.version == 2
        assert screen._file.data == GOOD

        wait(qtbot, lambda: not screen.findChildren(ImportSheet))
        assert "second person" in screen.publish_button.reason
    with open_window(qtbot, sqlite_workspace, "jo", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen._file is not None)
        draft = next(row for row in screen._found.rows if row.state == "draft")
        screen.open_object(ObjectRef("template", str(draft.id)))
        wait(qtbot, lambda: screen._file.row.id == draft.id)
        window.actions_registry.trigger("life_cycles.publish")
        wait(qtbot, lambda: window.findChild(DecisionDialog) is not None)
        (view,) = window.findChild(DecisionDialog).findChildren(PolicyChangeView)
        assert {"ask_host" in one.before and "scan" in one.after for one in view.change.lines} == {
            True
        }
        window.findChild(DecisionDialog).sign_button.click()
        wait(qtbot, lambda: screen._file.row.state == "published")
        wait(qtbot, lambda: (2, "published") in [
            (row.version, row.state) for row in screen._found.rows if row.key == "small"
        ])  # fmt: skip


def test_who_is_no_architect_reads_and_exports_only(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    publish_small(sqlite_workspace)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen._file is not None)
        assert "AI architect" in screen.import_button.reason
        assert not screen.publish_button.isEnabled()
        screen.export_path(str(tmp_path / "out.bpmn"))

        assert (tmp_path / "out.bpmn").read_bytes() == screen._file.data


def test_what_lies_where_a_file_is_exported_stays_until_that_is_whole(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    publish_small(sqlite_workspace)
    out = tmp_path / "exports" / "out.bpmn"
    out.parent.mkdir()
    out.write_text("of last year")
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen._file is not None)
        with monkeypatch.context() as full:
            full.setattr(Path, "write_bytes", write_on_a_full_disk)
            screen.export_path(str(out))

        assert "error" in window.banners.keys
        assert [one.name for one in out.parent.iterdir()] == [out.name]
        assert out.read_text() == "of last year"
        screen.export_path(str(out))
        assert out.read_bytes() == screen._file.data


def test_a_first_file_is_a_new_template_and_a_second_its_next_version(
    qtbot, sqlite_workspace: TestWorkspace
):
    checked = check_file("small.bpmn", GOOD)
    holder = QWidget()
    qtbot.addWidget(holder)

    assert becomes_words(checked, "small", None) == "the new template small, v1"
    assert becomes_words(checked, "small", 1) == "version 2 of the template small"
    sheet = ImportSheet(checked, ["bank", "credit"], holder, {("credit", "small"): 3})
    assert sheet._becomes.text() == "the new template small-release, v1"
    sheet.unit.setCurrentIndex(1)
    assert sheet._becomes.text() == "version 4 of the template small"


def test_a_file_is_called_as_it_says_of_itself_before_what_its_name_on_the_disk_is(qtbot) -> None:
    checked = check_file("Copy of final (2).bpmn", GOOD)
    holder = QWidget()
    qtbot.addWidget(holder)

    sheet = ImportSheet(checked, ["bank"], holder)
    offered = [sheet.key_choice.itemText(n) for n in range(sheet.key_choice.count())]
    sheet.key_choice.setCurrentIndex(len(offered) - 1)

    assert offered == ["small-release", "small", "copy-of-final-2"]
    assert sheet.key == "copy-of-final-2"
    assert sheet._becomes.text() == "the new template copy-of-final-2, v1"


def test_the_sheet_of_a_file_is_no_wider_than_the_window_at_a_large_zoom(qtbot) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    try:
        holder = QWidget()
        holder.resize(1280, 800)
        qtbot.addWidget(holder)

        sheet = ImportSheet(check_file("small.bpmn", GOOD), ["bank"], holder)

        assert sheet.minimumWidth() <= holder.width()
        assert sheet.minimumSizeHint().width() <= holder.width()
    finally:
        theme.apply(dark=False)


def test_a_table_is_called_as_life_cycles_ask_for_it() -> None:
    content = resource_path("tables", "data-protection.dmn").read_bytes()

    keys = check_file("latest.dmn", content).keys

    assert keys[0] == "data-protection"
    assert keys[-1] == "latest"


def test_the_whole_reason_of_a_refusal_is_read_below_the_lines(qtbot):
    checked = check_file("scripted.bpmn", SCRIPT)
    holder = QWidget()
    qtbot.addWidget(holder)
    sheet = ImportSheet(checked, ["bank"], holder)

    why = sheet.findChild(QLabel, "life_cycles.why")
    remark = sheet.report.rows_model.rows[0][1]
    assert why.text() == f"Line {remark.line}: {remark.told}"
    said = [chip.accessibleName() for chip in sheet.findChildren(StateChip)]
    assert "Nothing in this file can run; the report says why." in said


def test_a_file_that_is_none_is_told_apart_from_the_screen(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    publish_small(sqlite_workspace)
    file = tmp_path / "note.bpmn"
    file.write_text("no xml")
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        screen.import_path(str(file))
        wait(qtbot, lambda: screen.findChild(QMessageBox) is not None)

        assert not window.banners.keys
        assert "line 1" in screen.findChild(QMessageBox).informativeText()
        screen.findChild(QMessageBox).close()


def test_every_kind_of_bad_file_is_one_sentence_and_the_window_goes_on(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    publish_small(sqlite_workspace)
    bad = {
        **{f"{name}.bpmn": data for name, (data, _) in BAD.items()},
        "truncated.dmn": b"<definitions>",
        "document type.dmn": b"<!DOCTYPE d><d/>",
        "no DMN.dmn": b"<a/>",
    }
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        before = [row.id for row in screen._found.rows]
        for name, data in bad.items():
            file = tmp_path / name
            file.write_bytes(data)
            screen.import_path(str(file))
            wait(qtbot, lambda: screen.findChild(QMessageBox) is not None)
            box = screen.findChild(QMessageBox)
            told = box.informativeText()
            assert told.startswith(name)
            assert "\n" not in told.split("\n\n")[0]
            box.close()
            wait(qtbot, lambda: screen.findChild(QMessageBox) is None)

        assert not screen.findChildren(ImportSheet)
        assert not window.banners.keys
        (tmp_path / "small.bpmn").write_bytes(GOOD)
        screen.import_path(str(tmp_path / "small.bpmn"))
        wait(qtbot, lambda: screen.findChild(ImportSheet), 20_000)
        screen.findChild(ImportSheet).verb_button.click()
        wait(qtbot, lambda: screen._file is not None and screen._file.row.state == "draft")
        wait(qtbot, lambda: len(screen._found.rows) > len(before))  # the list is read on its own
        kept = {row.id for row in screen._found.rows} - set(before)
        assert kept == {screen._file.row.id}  # the good one alone


def test_a_title_that_nobody_could_read_is_told_in_the_sheet_and_nothing_is_kept(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    publish_small(sqlite_workspace)
    file = tmp_path / "long.bpmn"
    file.write_bytes(GOOD.replace(b"Small release", b"x" * (1 << 20)))
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        before = [row.id for row in screen._found.rows]
        screen.import_path(str(file))
        wait(qtbot, lambda: screen.findChild(ImportSheet), 20_000)
        sheet = screen.findChild(ImportSheet)
        sheet.verb_button.click()
        wait(qtbot, lambda: "sheet" in sheet.errors.keys)
        said = [label.text() for label in sheet.errors.findChildren(QLabel)]
        assert any("200 are allowed" in text for text in said), said

        assert [row.id for row in screen._found.rows] == before
        sheet.reject()


def test_the_shipped_tables_are_read_in_the_readers_language(qtbot) -> None:
    content = resource_path("tables", "data-protection.dmn").read_bytes()
    language.use("nl")
    try:
        (decision,) = parse(content).decisions.values()
        view = DecisionView(decision)
        qtbot.addWidget(view)
        model = view.table.rows_model
        titles = [one.title for one in model.columns]
        rows = [[str(one.value(row)) for one in model.columns] for row in model.rows]
        tips = {
            one.title: [one.tooltip(row) for row in model.rows]
            for one in model.columns
            if one.tooltip
        }
    finally:
        language.use("en")

    assert titles[3:5] == ["als doel genoemd", "als dagen bewaard (0: niet genoemd)"]
    assert titles[7:9] == ["dan wat er mis is", "dan ernst"]
    assert rows[0][7:] == [
        "Persoonsgegevens worden gelezen zonder genoemd doel.",
        "hoog",
        "Noem het doel van de gegevensbron.",
        "Persoonsgegevens hebben een doel",
    ]
    assert rows[0][1:4] == ["persoonlijk", "elke", "nee"]
    assert rows[2][4] == "> 2557"
    assert rows[3][1] == "vertrouwelijk of persoonlijk"
    assert rows[6][1] == "niet persoonlijk"
    assert rows[2][9] == "Verkort de bewaartermijn, of laat privacy het accepteren."
    written = tips["als gegevensklasse"]
    assert (written[0], written[3], written[6]) == (
        'persoonlijk\n"personal"',
        'vertrouwelijk of persoonlijk\n"confidential","personal"',
        'niet persoonlijk\nnot("personal")',
    )  # fmt: skip
    assert tips["als gereguleerd"][0] == ""
    assert tips["dan wat helpt"][2] == (
        f'{rows[2][9]}\n"Shorten the retention, or let privacy accept it."'
    )


def test_a_draft_is_put_up_and_stands_on_home_of_who_may_publish_it(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    publish_small(sqlite_workspace)
    checked = check_file("small.bpmn", GOOD)
    row_id = sqlite_workspace.work("eva").write(import_file, checked, unit="bank")
    with open_window(qtbot, sqlite_workspace, "eva", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        screen.open_object(ObjectRef("template", str(row_id)))
        wait(qtbot, lambda: screen._file is not None and screen._file.row.id == row_id)
        assert screen.put_up_button.text() == "Put up for publishing"
        assert screen.put_up_button.isVisible()
        screen.put_up_button.click()
        wait(qtbot, lambda: screen._file.row.state == "in_review")
        assert window.toasts.texts[-1].endswith("stands on Home of everybody who may publish it")
        assert screen.put_up_button.text() == "Take back to draft"
        assert screen.put_up_button.isEnabled()

    with open_window(qtbot, sqlite_workspace, "jo", tmp_path, "home") as window:
        home = window.current_screen
        wait(
            qtbot,
            lambda: [one for one in home.needs.table.rows_model.rows if one.row.kind == "template"],
        )
        need = next(
            one.row for one in home.needs.table.rows_model.rows if one.row.kind == "template"
        )
        assert action_words(need) == "Publish the life cycle"
        assert reason_words(need) == "Eva Lindqvist asks that it be published."
        window.open_ref(ref_of(need))
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen._file is not None and screen._file.row.id == row_id)
        assert screen.publish_button.isEnabled()
        assert screen.put_up_button.isEnabled()
        assert screen.put_up_button.text() == "Send back to draft…"
        screen.table.select_key(next(one.id for one in screen._found.rows if one.kind == "dmn"))
        wait(qtbot, lambda: screen._file is not None and screen._file.row.kind == "dmn")
        assert not screen.put_up_button.isVisible()  # nobody puts a table up


def test_who_is_asked_to_publish_can_say_no_on_the_sheet_that_asks(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    publish_small(sqlite_workspace)
    row_id = sqlite_workspace.work("eva").write(
        import_file, check_file("small.bpmn", GOOD), unit="bank"
    )
    sqlite_workspace.work("eva").write(put_up, row_id)
    with open_window(qtbot, sqlite_workspace, "jo", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        screen.open_object(ObjectRef("template", str(row_id)))
        wait(qtbot, lambda: screen._file is not None and screen._file.row.id == row_id)
        screen.publish_button.click()
        wait(qtbot, lambda: window.findChild(DecisionDialog))
        refuse = window.findChild(DecisionDialog).findChild(Button, "sign.refuse")
        words = refuse.text()

        refuse.click()
        wait(qtbot, lambda: screen.findChild(ConfirmSheet))
        sheet = screen.findChild(ConfirmSheet)
        before = sheet.verb_button.isEnabled()
        sheet.reason.edit.setPlainText("It deploys before the tests are read.")
        sheet.verb_button.click()
        wait(qtbot, lambda: screen._file.row.state == "draft")

        assert words == "Send back to draft…"
        assert not before  # without a reason
        assert screen.sent_back.isVisible()
        assert "Sent back by Jo Vermeer on " in screen.sent_back.text()
        assert screen.sent_back.text().endswith(": It deploys before the tests are read.")
        assert not window.findChild(DecisionDialog)
        assert window.toasts.texts[-1] == "Small release v2 is a draft again"


def test_a_proposed_table_is_refused_on_the_sheet_that_would_put_it_in_force(
    qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    publish_small(sqlite_workspace)
    content = resource_path("tables", "data-protection.dmn").read_bytes()
    row_id = sqlite_workspace.work("eva").write(
        import_file, check_file("data-protection.dmn", content), unit="bank"
    )
    with open_window(qtbot, sqlite_workspace, "jo", tmp_path, "life_cycles") as window:
        screen = shown(qtbot, window)
        screen.open_object(ObjectRef("template", str(row_id)))
        wait(qtbot, lambda: screen._file is not None and screen._file.row.id == row_id)
        screen.publish_button.click()
        wait(qtbot, lambda: window.findChild(DecisionDialog))

        window.findChild(DecisionDialog).findChild(Button, "sign.refuse").click()
        wait(qtbot, lambda: screen.findChild(ConfirmSheet))
        sheet = screen.findChild(ConfirmSheet)
        before = sheet.verb_button.isEnabled()
        sheet.reason.edit.setPlainText("It forgets the data of minors.")
        sheet.verb_button.click()
        wait(qtbot, lambda: screen._file.row.state == "refused")

        assert not before  # without a reason
