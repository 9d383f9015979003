"""The inventory on a real workspace: what is shown, what may be done, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from sqlalchemy import func, select

from app.models.queries.inventory import Step
from app.models.queries.run_ends import NoLonger
from app.models.rules.blockers import Blocker
from app.models.tables.inventory import RegisteredModel, Snapshot
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.models import NewModel, register_model
from app.services.start_offers import open_to_ask
from app.views.cells import Stage, State, Status
from app.views.filters import parse
from app.views.main_window import MainWindow
from app.views.panels.csv_file import write_csv
from app.views.panels.inventory_detail import TAB
from app.views.panels.inventory_drop import DropCatcher, DropTarget
from app.views.panels.inventory_gate import gate_words, is_asked_by_submitting
from app.views.panels.inventory_register import RegisterSheet
from app.views.panels.inventory_submit import SubmitSheet
from app.views.places import ObjectRef
from app.views.screens.inventory import InventoryScreen
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button
from app.views.widgets.pill import NewRowsPill
from app.views.widgets.scrim import Scrim
from tests.stories import put_in_production, register
from tests.views.inventory_kit import SANNE_WROTE, choose, reason, screen_of
from tests.views.real_window import window_of, write_model_folder
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    """cc-fraud with two versions by sanne, hmrm by mark, and one without a version."""
    register(sqlite_workspace, name="cc-fraud")
    register(sqlite_workspace, name="cc-fraud", content=b"v2")
    register(sqlite_workspace, name="hmrm", by="mark")
    with sqlite_workspace.work("sanne").unit() as work:
        register_model(work, NewModel(name="Zilver", kind="vendor", risk_tier="high", owner="jo"))
    return sqlite_workspace


@pytest.fixture
def sanne(bank: TestWorkspace, qtbot: Any) -> Iterator[InventoryScreen]:
    with window_of(bank, "sanne", "inventory") as window:
        screen = screen_of(window, qtbot)
        DropCatcher(window, screen.actions_.take_drop, screen)  # a whole desktop has one
        yield screen


def test_a_model_opened_from_elsewhere_comes_before_the_first_of_the_list(
    bank: TestWorkspace, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However late its detail is read."""
    with bank.service.reading() as session:
        hmrm = session.scalars(
            select(RegisteredModel.id).where(RegisteredModel.name == "hmrm")
        ).one()
    with window_of(bank, "sanne", "home") as window:
        read, late = window.backend.read, []

        def later(then: Any, query: Any, *args: Any, **kwargs: Any) -> None:
            if query is open_to_ask:
                late.append((then, query, *args))
            else:
                read(then, query, *args, **kwargs)

        monkeypatch.setattr(window.backend, "read", later)
        window.go("inventory", ObjectRef("model", str(hmrm)))
        screen: Any = window.current_screen
        qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
        qtbot.wait(200)  # what a chosen row would have waited
        for one in late:
            read(*one)
        screen = screen_of(window, qtbot)

        assert screen.pane.detail.row.name == "hmrm"
        assert screen.table.current_row().name == "hmrm"


def test_a_model_whose_newest_version_was_rolled_back_is_not_called_deployed(
    sanne: InventoryScreen,
) -> None:
    row = sanne.model.rows[0]
    column = next(one for one in sanne.model.columns if one.title == "Life-cycle step")
    step = Step("DEPLOYED", "completed", 9)
    back = replace(step, no_longer=NoLonger("rolled_back", "It drifts."))

    said = [str(column.value(replace(row, step=one))) for one in (step, back)]

    assert said == ["deployed", "rolled back"]


def test_a_life_cycle_that_waits_is_marked_and_one_that_asks_for_a_repair_as_a_warning(
    sanne: InventoryScreen,
) -> None:
    row = sanne.model.rows[0]
    column = next(one for one in sanne.model.columns if one.title == "Life-cycle step")
    approve = Step("Approve promotion", "active", 9, task_kind="approve")
    repair = Step("Review failed limits", "active", 9, task_kind="results")

    said = [column.value(replace(row, step=one)) for one in (approve, repair)]

    assert said == [
        State(Status.WAITING, "Approve promotion"),
        State(Status.WARNING, "Review failed limits"),
    ]


def names(screen: InventoryScreen) -> list[str]:
    return [row.name for row in screen.model.rows]


def sheet(kind: type, qtbot: Any) -> Any:
    def found() -> list[Any]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]

    qtbot.waitUntil(lambda: len(found()) == 1)
    return found()[0]


def test_the_list_is_filtered_counted_and_faceted_in_sql(sanne: InventoryScreen, qtbot: Any):
    assert names(sanne) == ["cc-fraud", "hmrm", "Zilver"]
    qtbot.waitUntil(lambda: sanne.filter._count.text() == "3")
    titles = [one.title for one in sanne.model.columns]
    debt, role = titles.index("Debt"), Qt.ItemDataRole.ToolTipRole
    about = sanne.model.headerData(debt, Qt.Orientation.Horizontal, role)
    assert "ready and not deployed" in str(about)

    QTest.keyClicks(sanne.filter.edit, "risk:high ")
    qtbot.waitUntil(lambda: names(sanne) == ["Zilver"])
    qtbot.waitUntil(lambda: sanne.filter._count.text() == "1 of 3")
    qtbot.waitUntil(lambda: sanne.facets.findChild(QObject, "facet.risk.high") is not None)

    sanne.filter.set_query(parse("owner:me"))
    qtbot.waitUntil(lambda: names(sanne) == ["cc-fraud"])


def test_a_facet_of_which_a_value_is_ticked_stays_where_nothing_fits_any_more(
    sanne: InventoryScreen, qtbot: Any
):
    sanne.filter.set_query(parse("risk:high health:critical debt:stale"))
    qtbot.waitUntil(lambda: sanne.model.rowCount() == 0)

    def ticked() -> set[str]:
        return {one.objectName() for one in sanne.facets.findChildren(QCheckBox) if one.isChecked()}

    wanted = {"facet.risk.high", "facet.health.critical", "facet.debt.stale"}
    qtbot.waitUntil(lambda: ticked() == wanted)


def test_a_filter_that_finds_nothing_says_so_and_can_be_cleared(sanne: InventoryScreen, qtbot: Any):
    sanne.filter.set_query(parse('"nothing like this"'))
    qtbot.waitUntil(lambda: sanne.model.rowCount() == 0)
    clear = sanne._empty.findChild(Button, "empty.way")
    qtbot.waitUntil(clear.isVisible)

    clear.click()
    qtbot.waitUntil(lambda: len(names(sanne)) == 3)


def test_a_condition_that_makes_no_sense_is_explained_and_recovers(
    sanne: InventoryScreen, qtbot: Any
):
    sanne.filter.set_query(parse("age:30d"))
    qtbot.waitUntil(lambda: "filter" in sanne.notices.keys)

    sanne.filter.set_query(parse("age<30d"))
    qtbot.waitUntil(lambda: names(sanne) == ["cc-fraud", "hmrm"])
    assert "filter" not in sanne.notices.keys


def test_the_stage_column_prints_what_is_in_place_not_the_latest(bank: TestWorkspace, qtbot: Any):
    first = register(bank, name="serving")
    put_in_production(bank, first)
    register(bank, name="serving", content=b"newer")
    with window_of(bank, "jo", "inventory") as window:
        screen = screen_of(window, qtbot)
        at = names(screen).index("serving")
        row = screen.model.rows[at]
        cells = {one.title: one.value(row) for one in screen.model.columns}
        assert str(cells["Latest"]) == "v2"
        stage = cells["Stage"]
        assert isinstance(stage, Stage)
        assert (stage.name, stage.is_protected, stage.is_outlined) == ("PROD v1", True, False)

        screen.filter.set_query(parse("stage:PROD"))
        qtbot.waitUntil(lambda: names(screen) == ["serving"])
        outlined = screen.model.columns[2].value(screen.model.rows[0])
        assert isinstance(outlined, Stage)
        assert outlined.is_outlined


def test_who_may_not_change_a_model_sees_the_role_that_may(bank: TestWorkspace, qtbot: Any):
    with window_of(bank, "lin", "inventory") as window:
        screen = screen_of(window, qtbot)
        qtbot.waitUntil(lambda: screen.register_button.text() == "Request registration…")
        for action in ("submit", "snapshot"):
            assert "data scientist" in reason(screen, action)

        screen.table.setFocus()
        QTest.keyClick(screen.table, Qt.Key.Key_P)
        qtbot.waitUntil(lambda: "data scientist" in window.status.message.toolTip()
                        or "data scientist" in window.status.message.accessibleName())  # fmt: skip


def test_who_worked_on_a_version_is_not_named_as_its_approver(bank: TestWorkspace, qtbot: Any):
    with window_of(bank, "aisha", "inventory") as window:
        screen = screen_of(window, qtbot)
        choose(screen, SANNE_WROTE, qtbot)
        standing = screen.pane.standing
        assert standing is not None
        names_by_role = {slot.roles: [h.full_name for h in slot.holders] for slot in standing.slots}
        assert names_by_role["risk_officer",] == ["Aisha Rahman"]
        assert all("Sanne de Vries" not in found for found in names_by_role.values())


def test_gaps_stand_first_in_the_checklist(sanne: InventoryScreen, qtbot: Any):
    choose(sanne, SANNE_WROTE, qtbot)
    standing = sanne.pane.standing
    assert standing is not None
    met = [check.is_met for check in standing.checks]
    assert met == sorted(met)
    assert "model_card" in {check.kind for check in standing.gaps}

    sanne.pane.show_tab("overview")
    said = [label.text() for label in sanne.pane.findChildren(StyledLabel)]
    assert any("Can mend it: " in words and "Sanne de Vries" in words for words in said)
    sanne.pane.findChild(Button, "inventory.gap.model_card").click()

    assert sanne.pane.tabs.current == TAB["documents"]


def test_p_shows_gate_and_approvers_then_submits_once(
    bank: TestWorkspace, sanne: InventoryScreen, qtbot: Any
):
    choose(sanne, SANNE_WROTE, qtbot)
    sanne.table.setFocus()
    QTest.keyClick(sanne.table, Qt.Key.Key_P)
    found = sheet(SubmitSheet, qtbot)
    assert found.standing.version == 2
    assert "gate.not_tested" in {blocker.code for blocker in found.standing.gate}

    found.verb_button.click()
    qtbot.waitUntil(lambda: starts(bank) == 1)
    qtbot.waitUntil(lambda: any("requested" in text for text in toasts(sanne)))


def test_the_sheet_asks_and_so_says_nothing_of_not_being_asked(sanne: InventoryScreen):
    unasked = Blocker("gate.approval", stage="PROD", missing=["request"])
    waiting = Blocker("gate.approval", stage="PROD", missing=["compliance"])
    no_runtime = Blocker("gate.runtime", stage="PROD", service="arrears")

    assert is_asked_by_submitting(unasked)
    assert not is_asked_by_submitting(waiting)
    assert "modelward " not in gate_words(no_runtime)
    assert gate_words(no_runtime).endswith("Runtimes shows each rule that fails, and its fix.")


def test_new_rows_wait_above_the_rows_and_neither_cover_nor_move_one(
    bank: TestWorkspace, sanne: InventoryScreen, qtbot: Any
):
    before = len(names(sanne))
    table = sanne.table

    def first_row() -> QPoint:
        return table.viewport().mapTo(sanne, table.visualRect(table.model().index(0, 0)).topLeft())

    place = first_row()
    register(bank, name="newcomer")
    sanne.refresh()
    qtbot.waitUntil(lambda: sanne.model.new_count == 1)

    pill = sanne.list.findChild(NewRowsPill)
    assert pill.isVisible()
    assert pill.mapTo(sanne, pill.rect().bottomLeft()).y() < first_row().y()
    assert first_row() == place
    assert len(names(sanne)) == before


def test_until_a_chosen_model_is_read_nothing_says_that_none_is(sanne: InventoryScreen, qtbot: Any):
    qtbot.waitUntil(lambda: sanne.pane.detail is not None)
    sanne.pane.detail = None
    sanne.show_model(str(uuid4()))  # there is none of this id

    assert sanne.pane._stack.currentWidget() is sanne.pane._loading
    qtbot.waitUntil(lambda: sanne.pane._stack.currentWidget() is sanne.pane._empty)


def test_columns_without_room_are_named(sanne: InventoryScreen, qtbot: Any):
    sanne.table.setFixedWidth(700)
    qtbot.waitUntil(lambda: sanne.dropped.text() == "4 columns hidden")
    names_of_them = "Hidden for lack of room: Owner, Unit, Life-cycle step, Age"
    assert names_of_them in sanne.dropped.toolTip()

    sanne.window().resize(1600, 800)
    qtbot.waitUntil(lambda: sanne.dropped.text() == names_of_them)
    sanne.table.setFixedWidth(1300)
    qtbot.waitUntil(lambda: sanne.dropped.text() == "")


def starts(bank: TestWorkspace) -> int:
    with bank.work("sanne").reading() as session:
        statement = select(func.count()).select_from(EngineInbox)
        return session.scalar(statement.where(EngineInbox.kind == "start")) or 0


def toasts(screen: InventoryScreen) -> list[str]:
    window = screen.window()
    assert isinstance(window, MainWindow)
    return window.toasts.texts


def test_n_freezes_only_what_changed(bank: TestWorkspace, sanne: InventoryScreen, qtbot: Any):
    choose(sanne, SANNE_WROTE, qtbot)
    sanne.table.setFocus()
    QTest.keyClick(sanne.table, Qt.Key.Key_N)
    qtbot.waitUntil(
        lambda: any("Nothing changed since snapshot s1" in text for text in toasts(sanne))
    )
    with bank.work("sanne").reading() as session:
        assert session.scalar(select(func.count()).select_from(Snapshot)) == 3


def test_nothing_to_withdraw_is_said(sanne: InventoryScreen, qtbot: Any):
    choose(sanne, SANNE_WROTE, qtbot)
    assert "not on its way" in reason(sanne, "withdraw")


def test_a_dropped_folder_is_looked_at_and_registered(
    bank: TestWorkspace, sanne: InventoryScreen, qtbot: Any, tmp_path: Path
):
    folder = write_model_folder(tmp_path / "claims")
    drop(sanne.window(), folder)
    found = sheet(RegisterSheet, qtbot)
    qtbot.waitUntil(lambda: found.lacks() == "")
    assert found.place.name.text() == "claims"
    said = [child.text() for child in found.findChildren(type(found.title_label))]
    assert any("model_card.md" in text for text in said)
    assert any("becomes a task" in text for text in said)

    found.verb_button.click()
    qtbot.waitUntil(
        lambda: "claims" in names(sanne) or any("claims v1" in t for t in toasts(sanne))
    )
    with bank.work("sanne").reading() as session:
        assert session.scalars(
            select(RegisteredModel).where(RegisteredModel.name == "claims")
        ).one()
    qtbot.waitUntil(
        lambda: sanne.pane.detail is not None and sanne.pane.detail.row.name == "claims"
    )
    # One's own model does not wait behind the pill: it stands there, chosen.
    qtbot.waitUntil(lambda: getattr(sanne.table.current_row(), "name", "") == "claims")
    assert sanne.model.new_count == 0


def test_every_line_of_the_check_can_be_read(sanne: InventoryScreen, qtbot: Any, tmp_path: Path):
    folder = write_model_folder(tmp_path / "claims")
    drop(sanne.window(), folder)
    found = sheet(RegisterSheet, qtbot)
    qtbot.waitUntil(lambda: found.lacks() == "")

    def parts() -> list[QWidget]:
        lines = found.check_.lines
        return [lines.itemAt(n).widget() for n in range(lines.count())]

    def needed(part: QWidget) -> int:
        width = part.width()
        return part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()

    qtbot.waitUntil(lambda: all(part.height() >= needed(part) for part in parts()))
    assert len(parts()) > 4
    found.next_button.click()
    place = (found.place.name, found.place.unit, found.place.owner, found.place.tags)
    qtbot.waitUntil(lambda: all(part.height() >= needed(part) for part in place))


def test_while_something_is_dragged_the_window_says_what_dropping_does(
    sanne: InventoryScreen, qtbot: Any, tmp_path: Path
):
    folder = write_model_folder(tmp_path / "claims")
    window = sanne.window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction

    QApplication.sendEvent(window, QDragEnterEvent(QPoint(400, 300), copy, data, left, none))
    target = window.findChild(DropTarget)
    assert target is not None
    assert target.isVisible()
    assert target.words == "Drop to register claims"
    QApplication.sendEvent(window, QDragLeaveEvent())

    assert not target.isVisible()


def drop(window: Any, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(400, 300), copy, data, left, none)
    QApplication.sendEvent(window, entering)
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), copy, data, left, none))


def test_what_can_not_be_registered_is_refused_in_the_sheet(
    sanne: InventoryScreen, qtbot: Any, tmp_path: Path
):
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"this is no model")
    sanne.shell.actions_registry.trigger("inventory.register")
    found = sheet(RegisterSheet, qtbot)
    found.choose(str(broken))
    qtbot.waitUntil(lambda: "sheet" in found.errors.keys)
    assert not found.verb_button.isEnabled()
    assert found.source.path.text() == str(broken)


def test_the_window_is_dimmed_below_the_sheet_that_registers(
    sanne: InventoryScreen, qtbot: Any
) -> None:
    sanne.shell.actions_registry.trigger("inventory.register")
    found = sheet(RegisterSheet, qtbot)
    dimmed = sanne.window().findChild(Scrim)

    assert dimmed is not None
    assert dimmed.isVisible()
    found.reject()
    assert not dimmed.isVisible()


def test_data_with_a_label_asks_for_the_label(
    bank: TestWorkspace, sanne: InventoryScreen, qtbot: Any, tmp_path: Path
):
    data = tmp_path / "arrears.csv"
    data.write_text("income,age,label\n" + "".join(f"{n},{n % 60},{n % 2}\n" for n in range(50)))
    drop(sanne.window(), data)
    found = sheet(RegisterSheet, qtbot)
    qtbot.waitUntil(lambda: found.lacks() == "")
    assert found.place.label.currentText() == "label"
    assert found.place.said.startswith("a new model, arrears, that learns label, in ")
    assert ", risk tier medium, owner " in found.place.said
    found.place.protected.setText("gender")
    assert found.lacks() == "There is no column gender."
    found.place.protected.setText("age")
    assert found.wanted.protected == ("age",)

    found.verb_button.click()
    qtbot.waitUntil(lambda: any("arrears v1" in text for text in toasts(sanne)))


def test_live_changes_leave_cursor_and_detail_where_they_are(
    bank: TestWorkspace, sanne: InventoryScreen, qtbot: Any
):
    choose(sanne, "hmrm", qtbot)
    sanne.pane.show_tab("snapshots")
    register(bank, name="aaa-first")
    sanne.backend.notify(frozenset({"model"}))
    qtbot.waitUntil(lambda: sanne.model.new_count == 1)
    assert sanne.table.current_row().name == "hmrm"
    assert sanne.pane.detail is not None
    assert sanne.pane.detail.row.name == "hmrm"
    assert sanne.pane.tabs.current == 3


@pytest.mark.parametrize("order", ["read, then chosen", "chosen, then read"])
def test_a_model_chosen_while_another_is_read_again_stays_chosen(
    sanne: InventoryScreen, qtbot: Any, order: str
) -> None:
    def shown() -> str:
        return sanne.pane.detail.row.name if sanne.pane.detail else ""

    by_name = {one.name: one.id for one in sanne.model.rows}
    for name in ("hmrm", "Zilver", "cc-fraud"):
        if order == "read, then chosen":
            sanne.refresh()
        sanne.table.select_key(by_name[name])
        if order == "chosen, then read":
            sanne.refresh()

        qtbot.waitUntil(lambda name=name: shown() == name)
        assert sanne.table.current_row().name == name


def test_a_link_to_a_snapshot_opens_its_model_at_that_version(
    bank: TestWorkspace, sanne: InventoryScreen, qtbot: Any
):
    sanne.show_model("cc-fraud/1")
    qtbot.waitUntil(
        lambda: (
            sanne.pane.detail is not None
            and sanne.pane.detail.shown is not None
            and (sanne.pane.detail.row.name, sanne.pane.detail.shown.version) == ("cc-fraud", 1)
        )
    )


def test_the_view_is_exported_as_it_is_filtered(sanne: InventoryScreen, qtbot: Any, tmp_path: Path):
    sanne.filter.set_query(parse("owner:me"))
    qtbot.waitUntil(lambda: names(sanne) == ["cc-fraud"])
    target = tmp_path / "out.csv"
    sanne.actions_.export_to(target)
    qtbot.waitUntil(lambda: any("1 model exported" in text for text in toasts(sanne)))

    qtbot.waitUntil(lambda: any("1 model" in text for text in toasts(sanne)))
    lines = target.read_text().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("cc-fraud,bank,in_house")


def test_exported_words_never_run_as_formulas(tmp_path: Path):
    target = tmp_path / "out.csv"
    assert write_csv(target, ("name",), [("=HYPERLINK(1)",), ("plain",)]) == 2
    assert target.read_text().splitlines()[1] == "'=HYPERLINK(1)"
