"""The three steps of registering: by keys alone, by hand, stopped, left and taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from app.errors import AppError, CancelledError
from app.models.queries.registering import Proposals
from app.models.queries.submission import Check
from app.models.tables.inventory import Asset, ModelDocument, ModelVersion, RegisteredModel
from app.services.commands.models import NewModel, register_model
from app.services.intake import several
from app.services.intake.look import Look
from app.services.intake.several import Checked, Several
from app.services.intake.sources import Given
from app.services.registering import register_path
from app.views import theme
from app.views.main_window import MainWindow
from app.views.panels.inventory_drop import paths_in
from app.views.panels.inventory_place import PlaceFields
from app.views.panels.inventory_register import CHECK, PLACE, SOURCE, RegisterSheet
from app.views.panels.inventory_several import AT_ONCE, SeveralFields
from app.views.panels.inventory_words import gaps
from app.views.places import ObjectRef
from app.views.screens.inventory import InventoryScreen
from app.views.widgets.banner import Banner
from app.views.widgets.basics import StyledLabel
from tests.machine import machine
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace

UNIT = "bank", "Noorderbank"
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(sqlite_workspace: TestWorkspace, qtbot: Any) -> Iterator[MainWindow]:
    with window_of(sqlite_workspace, "sanne", "inventory") as window:
        screen = screen_of(window)
        qtbot.waitUntil(lambda: screen.actions_.why_not_register() == "")
        yield window


def screen_of(window: MainWindow) -> InventoryScreen:
    screen = window.current_screen
    assert isinstance(screen, InventoryScreen)
    return screen


def sheets() -> list[RegisterSheet]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, RegisterSheet)]


def opened(window: MainWindow, qtbot: Any, path: Path | None = None) -> RegisterSheet:
    if path is None:
        window.actions_registry.trigger("inventory.register")
    else:
        screen_of(window).actions_.take_drop(path)
    qtbot.waitUntil(lambda: len(sheets()) == 1)
    sheet = sheets()[0]
    qtbot.waitUntil(sheet.isActiveWindow)
    return sheet


def press(key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def write(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def names_of(bank: TestWorkspace) -> dict[str, int]:
    """Every model, with the number of its versions."""
    with bank.service.reading() as session:
        found = [*session.scalars(select(RegisteredModel))]
        return {
            one.name: len(
                [*session.scalars(select(ModelVersion).where(ModelVersion.model_id == one.id))]
            )
            for one in found
        }


def folder_of(place: Path, columns: tuple[str, ...], code: str = "print(1)\n") -> Path:
    """A folder whose schema names these columns."""
    place.mkdir(parents=True)
    fields = [{"name": one, "role": "predictor", "data_class": "numerical"} for one in columns]
    (place / "schema.json").write_text(json.dumps({"fields": fields}))
    (place / "train.py").write_text(code)
    return place


def test_after_a_wrong_path_what_is_typed_goes_into_it(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    sheet = opened(window, qtbot)
    sheet.source.path.setFocus()
    write(str(tmp_path / "nowhere"))
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(sheet.errors.findChildren(Banner)))
    qtbot.waitUntil(lambda: QApplication.focusWidget() is sheet.source.path)
    write("x")

    assert sheet.source.path.text().endswith("nowherex")
    said = [one.text() for one in sheet.errors.findChildren(StyledLabel)]
    assert not any("\n\n" in one for one in said)


def test_what_is_typed_first_goes_into_the_path(window: MainWindow, qtbot: Any) -> None:
    sheet = opened(window, qtbot)

    write("/models/credit")
    press(Qt.Key.Key_Down)

    assert sheet.source.path.text() == "/models/credit"
    assert sheet.source.key == "folder"  # what was typed is not left behind


def test_a_spreadsheet_is_entered_by_hand_with_its_card_by_keys_alone(
    window: MainWindow, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    sheet = opened(window, qtbot)
    for _ in range(3):
        press(Qt.Key.Key_Down)  # from a folder or file to by hand
    assert sheet.source.key == "entry"
    assert not sheet.next_button.isEnabled()
    for words in ("provisions", "Excel", "IFRS 9 overlay"):
        write(words)
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_N, ALT)
    qtbot.waitUntil(lambda: sheet.lacks() == "")
    assert sheet.step == CHECK
    sheet.check_.write_button.setFocus()
    press(Qt.Key.Key_Space)
    write("Overlay by product; not for new products.")
    press(Qt.Key.Key_N, ALT)
    assert sheet.step == PLACE
    assert sheet.place.name.text() == "provisions"  # not asked twice
    press(Qt.Key.Key_B, ALT)
    assert sheet.step == CHECK
    press(Qt.Key.Key_Return, CTRL)

    qtbot.waitUntil(lambda: "provisions" in names_of(sqlite_workspace))
    with sqlite_workspace.service.reading() as session:
        made = session.scalars(
            select(RegisteredModel).where(RegisteredModel.name == "provisions")
        ).one()
        version = session.scalars(
            select(ModelVersion).where(ModelVersion.model_id == made.id)
        ).one()
        files = session.scalars(select(Asset.path).where(Asset.version_id == version.id)).all()
        kinds = session.scalars(
            select(ModelDocument.kind).where(ModelDocument.version_id == version.id)
        ).all()
    assert (made.framework, made.description) == ("Excel", "IFRS 9 overlay")
    assert (version.source_kind, files, kinds) == ("entry", ["model_card.md"], ["model_card"])
    qtbot.waitUntil(lambda: not sheets())


def test_a_sheet_that_was_closed_is_gone_on_with_from_the_drafts(
    window: MainWindow, sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    sheet = opened(window, qtbot, folder_of(tmp_path / "claims", ("income", "age")))
    qtbot.waitUntil(lambda: sheet.lacks() == "")
    assert sheet.step == CHECK
    sheet.check_.write_button.click()
    write("For claims.")
    sheet.go_on()
    sheet.place.name.setText("late claims")
    sheet.place.tags.setText("claims-eu")
    sheet.place.tier.setCurrentIndex(0)
    sheet.reject()
    qtbot.waitUntil(lambda: not sheets())
    (draft,) = window.drafts.of(screen_of(window).me)
    assert draft.text == str(tmp_path / "claims")
    assert isinstance(draft.place, ObjectRef)
    window.go("home")
    window.open_ref(draft.place)
    qtbot.waitUntil(lambda: len(sheets()) == 1 and sheets()[0].lacks() == "")
    again = sheets()[0]
    wanted = again.wanted
    again.verb_button.click()

    qtbot.waitUntil(lambda: "late claims" in names_of(sqlite_workspace))
    qtbot.waitUntil(lambda: not sheets())
    assert (wanted.new.name, wanted.new.service_tags) == ("late claims", ("claims-eu",))
    assert (wanted.new.risk_tier, wanted.card) == ("high", "For claims.")
    assert window.drafts.of(screen_of(window).me) == []


def test_what_is_begun_is_kept_while_it_is_typed(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    sheet = opened(window, qtbot, folder_of(tmp_path / "claims", ("income", "age")))
    qtbot.waitUntil(lambda: sheet.lacks() == "")
    sheet.place.name.setText("late claims")

    def kept() -> list[str]:
        return [one.entries["name"] for one in window.drafts.of(screen_of(window).me)]

    qtbot.waitUntil(lambda: kept() == ["late claims"])
    assert sheet.isVisible()
    sheet.reject()


def test_a_next_version_is_proposed_with_why_and_the_same_files_are_opened(
    window: MainWindow, sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    first = folder_of(tmp_path / "claims", ("income", "age", "region"))
    second = folder_of(tmp_path / "new" / "claims-v2", ("income", "age", "city"), "print(2)\n")

    cycles = []

    def registers(path: Path) -> tuple[str, list[str]]:
        sheet = opened(window, qtbot, path)
        cycle = sheet.place.life_cycle.box
        qtbot.waitUntil(lambda: sheet.lacks() == "" and cycle.count() > 0)
        sheet.go_on()
        enabled, items = Qt.ItemFlag.ItemIsEnabled, cycle.model()
        may_choose = [bool(items.flags(items.index(n, 0)) & enabled) for n in range(cycle.count())]
        cycles.append((cycle.currentText(), may_choose))
        said = sheet.place.place.currentText(), visible_words(sheet.place)
        press(Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: not sheets())
        return said

    new, cycle_words = registers(first)
    place, words = registers(second)
    same, _words = registers(second)
    sheet = opened(window, qtbot, folder_of(tmp_path / "other", ("age",), "print(3)\n"))
    qtbot.waitUntil(lambda: sheet.lacks() == "")
    sheet.go_on()
    of_another_name = sheet.place.place.currentText()  # the opened one is only offered

    assert new == of_another_name == "a new model"
    assert place.startswith("v2 of claims")
    assert "Proposed for a name like it, and 2 of 3 inputs." in words
    assert same == "claims v2, as it is"
    # Both are shown; the other is an architect's to choose, and a version goes on with its model's.
    assert cycles[:2] == [("On model changed v1", [True, False]), ("On model changed v1", [True])]
    assert any("architect's to say" in one for one in cycle_words)
    assert names_of(sqlite_workspace) == {"claims": 2}
    sheet.reject()


def test_a_name_that_is_typed_never_turns_a_new_model_into_a_version_of_another(
    window: MainWindow, sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    sqlite_workspace.work("mark").write(register_model, NewModel("claims"))
    sheet = opened(window, qtbot, folder_of(tmp_path / "other", ("age",)))
    qtbot.waitUntil(lambda: sheet.lacks() == "")
    sheet.go_on()
    place = sheet.place
    place.name.setFocus()
    place.name.selectAll()
    write("Claims")
    qtbot.waitUntil(lambda: place.place.count() == 2)
    asked = place.place.currentText(), place.name.isVisible(), QApplication.focusWidget()
    why = sheet.lacks()
    press(Qt.Key.Key_Return, CTRL)
    still = names_of(sqlite_workspace), len(sheets())
    write("-eu")
    qtbot.waitUntil(lambda: sheet.lacks() == "" and place.place.count() == 1)
    typed = place.name.text(), place.other_button.isVisible()
    place.name.setText("claims")
    place.name.textEdited.emit("claims")
    qtbot.waitUntil(place.other_button.isVisible)
    said = place.other_button.text()
    place.other_button.click()

    assert asked == ("a new model", True, place.name)
    assert "has a model claims: choose it, or give another name." in why
    assert still == ({"claims": 0}, 1)
    assert typed == ("Claims-eu", False)
    assert said == "Register v1 of claims"
    assert sheet.lacks() == ""
    assert place.known is not None
    assert place.known.name == "claims"
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not sheets())
    assert names_of(sqlite_workspace) == {"claims": 1}


CHANGED = "The files changed since they were looked at"


def test_what_was_looked_at_is_what_is_registered(
    window: MainWindow, sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    folder = folder_of(tmp_path / "claims", ("income",))
    sheet = opened(window, qtbot, folder)

    def again() -> tuple[str, bool]:
        qtbot.waitUntil(lambda: sheet.lacks() == "" and sheet.step == CHECK)
        words = visible_words(sheet)
        return next(one for one in words if "files, " in one), CHANGED in words

    looks = [again()]
    sheet.go_back()
    sheet.go_on()
    looks.append(again())
    (folder / "model_card.md").write_text("# Claims\n")
    sheet.go_back()
    sheet.go_on()
    looks.append(again())
    (folder / "requirements.txt").write_text("numpy==2.0.0\n")
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: CHANGED in visible_words(sheet) and sheet.lacks() == "")
    looks.append(again())
    before = names_of(sqlite_workspace)
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not sheets())

    assert [(said.partition(",")[0], is_other) for said, is_other in looks] == [
        ("2 files", False),
        ("2 files", False),
        ("3 files", True),
        ("4 files", True),
    ]
    assert before == {}
    assert names_of(sqlite_workspace) == {"claims": 1}


def test_a_version_that_holds_the_files_no_more_is_not_opened_for_them(
    window: MainWindow, sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    folder = folder_of(tmp_path / "claims", ("income",))
    register_path(sqlite_workspace.work("mark"), machine(home=tmp_path), folder, NewModel("claims"))
    sheet = opened(window, qtbot, folder)
    qtbot.waitUntil(lambda: sheet.lacks() == "" and sheet.twin is not None)
    (folder / "train.py").write_text("print(2)\n")
    sheet.verb_button.click()
    qtbot.waitUntil(lambda: CHANGED in visible_words(sheet) and sheet.lacks() == "")

    assert sheet.twin is None
    assert sheet.place.place.currentText().startswith("v2 of claims")
    sheet.reject()


def test_a_look_is_stopped_by_going_back_and_says_nothing_afterwards(
    window: MainWindow, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = Event(), Event()

    def slow(_given: Given, *, is_cancelled: Callable[[], bool]) -> Look:
        begun.set()
        while not is_cancelled():
            ended.wait(0.01)
        ended.set()
        raise CancelledError("It was stopped.")

    monkeypatch.setattr(several, "look_at", slow)
    sheet = opened(window, qtbot, folder_of(tmp_path / "claims", ("income",)))
    qtbot.waitUntil(begun.is_set)
    assert sheet.step == CHECK
    press(Qt.Key.Key_B, ALT)
    qtbot.waitUntil(ended.is_set)
    monkeypatch.undo()

    assert sheet.step == SOURCE
    sheet.go_on()
    qtbot.waitUntil(lambda: sheet.lacks() == "")
    assert sheet.errors.keys == ()
    sheet.reject()


def test_of_several_that_are_dropped_one_that_fails_leaves_the_others_and_says_so(
    window: MainWindow, sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    for n, name in enumerate(("claims", "limits", "scores")):
        folder_of(tmp_path / "models" / name, ("income", "age"), f"print({n})\n")
    (tmp_path / "models" / "data").mkdir()
    (tmp_path / "models" / "broken.onnx").write_bytes(b"no model")
    sheet = opened(window, qtbot, tmp_path / "models")
    qtbot.waitUntil(lambda: sheet.lacks() == "")
    rows = {row.name.text(): row for row in sheet.several.rows}
    said = visible_words(sheet)
    can = {name: row.box.isEnabled() for name, row in rows.items()}
    rows["scores"].box.setChecked(False)
    sqlite_workspace.work("mark").write(
        register_model, NewModel("limits")
    )  # since it was looked at
    sheet.go_on()
    placed = sheet.place.name.isVisible(), sheet.place.unit.isVisible()
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "sheet" in sheet.errors.keys)
    after = visible_words(sheet)
    ticked = [row.name.text() for row in sheet.several.ticked]
    sheet.several.ticked[0].name.setText("limits of cards")
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not sheets())

    assert can == {"broken.onnx": False, "claims": True, "limits": True, "scores": True}
    assert any("No models, and left out: data." in one for one in said)
    assert sum("gaps in its files: There is no ONNX" in one for one in said) == 3
    assert placed == (False, True)  # each has its name already
    assert any("claims v1 registered" in one for one in after)
    assert any("Not registered:" in one and "limits" in one for one in after)
    assert ticked == ["limits"]
    made = names_of(sqlite_workspace)
    assert made == {"claims": 1, "limits": 0, "limits of cards": 1}


def test_a_choice_stays_beside_its_name_where_the_line_goes_on_below(qtbot: Any) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    fields = PlaceFields([UNIT])
    qtbot.addWidget(fields)
    fields.resize(700, 600)
    fields.show()
    kind = next(one for one in fields.findChildren(StyledLabel) if one.text() == "Kind")
    unit = next(one for one in fields.findChildren(StyledLabel) if one.text() == "Unit")

    def middle(widget: QWidget) -> int:
        return widget.mapTo(fields, widget.rect().center()).y()

    qtbot.waitUntil(lambda: middle(fields.kind) > middle(fields.unit))
    assert abs(middle(kind) - middle(fields.kind)) <= 2
    assert abs(middle(unit) - middle(fields.unit)) <= 2


def test_many_are_listed_some_a_turn_and_none_is_registered_before_all_are(qtbot: Any) -> None:
    fields = SeveralFields()
    qtbot.addWidget(fields)
    fields.show()
    broken = Checked("x", "x", problem=AppError("no model"))
    found = Several((broken,) * (2 * AT_ONCE + 1))
    proposals = [Proposals()] * len(found.checked)

    fields.show_looks(found, proposals, is_folder=True)
    assert len(fields.rows) == AT_ONCE
    assert fields.lacks(UNIT) == "Wait until all of them are listed."
    with qtbot.waitSignals([fields.changed, fields.changed]):
        pass
    assert len(fields.rows) == len(found.checked)
    assert fields.lacks(UNIT) == "Tick at least one model."

    fields.show_looks(found, proposals, is_folder=True)
    fields.show_looks(Several((broken,)), proposals[:1], is_folder=True)  # another choice meanwhile
    fields._turns.add(lambda: fields.setObjectName("later"))
    qtbot.waitUntil(lambda: fields.objectName() == "later")
    assert len(fields.rows) == 1


def test_a_folder_of_several_can_be_one_model_and_several_paths_are_dropped_together(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    first = folder_of(tmp_path / "models" / "claims", ("income",))
    second = folder_of(tmp_path / "models" / "limits", ("income",), "print(2)\n")
    mlmodel = first / "MLmodel"
    mlmodel.write_text("flavors: {}\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) for one in (mlmodel, second)])
    table = QMimeData()
    table.setUrls([QUrl.fromLocalFile(str(one)) for one in (second, tmp_path / "a.csv")])
    assert paths_in(table) == ()  # its label is asked of it alone
    paths = paths_in(data)
    screen_of(window).actions_.take_drop(*paths)
    qtbot.waitUntil(lambda: len(sheets()) == 1 and sheets()[0].lacks() == "")
    (sheet,) = sheets()
    both = [row.name.text() for row in sheet.several.rows]
    can_be_one = sheet.several.one_button.isVisible()
    sheet.choose(str(tmp_path / "models"))
    qtbot.waitUntil(lambda: sheet.lacks() == "")
    sheet.several.one_button.click()
    qtbot.waitUntil(lambda: sheet.lacks() == "")

    assert paths == (first, second)
    assert both == ["claims", "limits"]
    assert not can_be_one
    assert sheet.several_wanted is None
    assert sheet.wanted.new.name == "models"
    sheet.reject()


def visible_words(part: QWidget) -> list[str]:
    return [one.text() for one in part.findChildren(StyledLabel) if one.isVisible()]


def test_the_present_step_stands_out_and_is_heard(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    sheet = opened(window, qtbot)
    first = [(one.is_current, one.accessibleName()) for one in sheet.labels]
    sheet.choose(str(folder_of(tmp_path / "churn", ("income",))))
    qtbot.waitUntil(lambda: sheet.verb_button.isEnabled() or sheet.next_button.isEnabled())
    second = [(one.is_current, one.accessibleName()) for one in sheet.labels]
    sheet.reject()

    assert first == [
        (True, "Step 1 of 3, current step: Source"),
        (False, "Step 2 of 3: Check"),
        (False, "Step 3 of 3: Place"),
    ]
    assert second == [
        (False, "Step 1 of 3, done: Source"),
        (True, "Step 2 of 3, current step: Check"),
        (False, "Step 3 of 3: Place"),
    ]


def test_gaps_in_the_files_are_counted_among_all_gaps() -> None:
    checks = [Check(kind, is_met=False) for kind in ("model", "schema", "tested", "monitors")]

    assert gaps(checks) == "4 gaps, 2 in its files"
    assert gaps(checks[:2]) == "2 gaps in its files"
    assert gaps(checks[2:]) == "2 gaps"
    assert gaps([]) == "no gaps"
