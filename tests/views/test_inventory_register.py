"""The three steps of registering: by keys alone, by hand, stopped, left and taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from app.models.tables.inventory import Asset, ModelDocument, ModelVersion, RegisteredModel
from app.services.intake.assets import CancelledError
from app.services.intake.look import Look
from app.services.intake.sources import Given
from app.views.main_window import MainWindow
from app.views.panels import inventory_registering
from app.views.panels.inventory_register import CHECK, PLACE, SOURCE, RegisterSheet
from app.views.places import ObjectRef
from app.views.screens.inventory import InventoryScreen
from app.views.widgets.basics import StyledLabel
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace

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


def test_a_spreadsheet_is_entered_by_hand_with_its_card_by_keys_alone(
    window: MainWindow, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    sheet = opened(window, qtbot)
    for _ in range(3):
        press(Qt.Key.Key_Right)  # from a folder or file to by hand
    assert sheet.source.key == "entry"
    assert not sheet.next_button.isEnabled()
    for words in ("provisions", "Excel", "IFRS 9 overlay"):
        press(Qt.Key.Key_Tab)
        write(words)
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


def test_a_next_version_is_proposed_with_why_and_the_same_files_are_opened(
    window: MainWindow, sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    first = folder_of(tmp_path / "claims", ("income", "age", "region"))
    second = folder_of(tmp_path / "new" / "claims-v2", ("income", "age", "city"), "print(2)\n")

    def registers(path: Path) -> tuple[str, list[str]]:
        sheet = opened(window, qtbot, path)
        qtbot.waitUntil(lambda: sheet.lacks() == "")
        sheet.go_on()
        said = sheet.place.place.currentText(), visible_words(sheet.place)
        press(Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: not sheets())
        return said

    new, _words = registers(first)
    place, words = registers(second)
    same, _words = registers(second)
    sheet = opened(window, qtbot, folder_of(tmp_path / "other", ("age",), "print(3)\n"))
    qtbot.waitUntil(lambda: sheet.lacks() == "")
    sheet.go_on()
    of_another_name = sheet.place.place.currentText()  # the opened one is only offered
    sheet.place.name.selectAll()
    QTest.keyClicks(sheet.place.name, "Claims")
    qtbot.waitUntil(lambda: sheet.place.place.currentText().startswith("v3 of claims"))

    assert new == of_another_name == "a new model"
    assert place.startswith("v2 of claims")
    assert "Proposed for a name like it, and 2 of 3 inputs." in words
    assert same == "claims v2, as it is"
    assert names_of(sqlite_workspace) == {"claims": 2}
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

    monkeypatch.setattr(inventory_registering, "look_at", slow)
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


def visible_words(part: QWidget) -> list[str]:
    return [one.text() for one in part.findChildren(StyledLabel) if one.isVisible()]
