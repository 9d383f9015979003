"""What is typed into any sheet outlives Esc, the window and a refusal, until its work is stored."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QPlainTextEdit, QWidget

import app.views
from app.services.commands.models import add_use_case
from app.views import language
from app.views.dialogs.sheet import Sheet
from app.views.panels import governance_rules
from app.views.panels.governance_forms import CommentSheet, FormSheet
from app.views.sheet_drafts import LOOK_MS, KeepingDialog
from app.views.sheet_fields import is_field
from app.views.widgets.banner import BEGUN
from tests.views.demo_desk import SCREENS, calm, demo_desk, go
from tests.views.desks import desk
from tests.views.governance_desk import is_open, press, sheet_of, show
from tests.workspaces import TestWorkspace

SAID = "Half a thought about limits"
# Nothing is sent from these: they only show, or ask what is to be shown.
WITHOUT_WORDS = {"AsOfSheet", "HelpSheet", "ShortcutSheet"}
# One word for one thing: nothing is done; it only showed something; the run is not cancelled.
WAYS_OUT = {"Cancel", "Close", "Let it go on"}
FOR_MANY = {"CommentSheet", "ConfirmSheet", "DecisionDialog", "FormSheet", "NameSheet"}
FOR_MANY |= {"PersonDialog", "Sheet"}
# One can be begun for each of many models; in the address nothing is typed.
OWN_KEEPING = {"AddressSheet", "AskSheet", "RegisterSheet"}


def kinds_of(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from kinds_of(one)


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    sqlite_workspace.work("jo").write(add_use_case, unit="bank", name="Loans", is_regulated=True)
    return sqlite_workspace


def leave(qtbot: Any, desktop: Any, sheet: Any) -> None:
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not is_open(desktop, KeepingDialog))


def new_finding(qtbot: Any, desktop: Any) -> Any:
    show(qtbot, desktop, "use_case")._show_kind("finding", "")
    desktop.window.actions_registry.trigger("governance.new")
    qtbot.waitUntil(lambda: is_open(desktop))
    return sheet_of(desktop, FormSheet)


def test_every_dialog_of_the_product_keeps_what_is_typed_or_has_nothing_to_keep() -> None:
    for found in pkgutil.walk_packages(app.views.__path__, "app.views."):
        importlib.import_module(found.name)

    ours = [one for one in kinds_of(QDialog) if one.__module__.startswith("app.views")]
    others = {one.__name__ for one in ours if not issubclass(one, KeepingDialog)}
    own = {
        one.__name__ for one in ours if issubclass(one, KeepingDialog) and one.keeps_its_own is True
    }

    assert len(ours) > 40
    assert others == WITHOUT_WORDS
    assert own == OWN_KEEPING


def test_a_comment_that_is_left_stands_there_again_after_a_restart_until_it_is_stored(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        show(qtbot, desktop, "use_case")
        sheet = press(qtbot, desktop, "comment", CommentSheet)
        QTest.keyClicks(sheet.reason.edit, SAID)
        # While the sheet is open: a program that is killed asks nobody.
        kept = tmp_path / "drafts.json"
        qtbot.waitUntil(lambda: kept.exists() and SAID in kept.read_text(encoding="utf-8"))
        leave(qtbot, desktop, sheet)

    with desk(bank, "aisha", tmp_path, "home") as desktop:
        desktop.window.status.drafts.click()
        menu = desktop.window.findChild(QMenu, "drafts.menu")
        assert "Comment on Loans" in menu.actions()[0].text()
        menu.actions()[0].trigger()
        menu.close()
        screen = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.pane.shown is not None)
        sheet = press(qtbot, desktop, "comment", CommentSheet)
        assert sheet.reason.text == SAID
        assert sheet.reason.edit.textCursor().atEnd()
        assert BEGUN in sheet.errors.keys

        sheet.verb_button.click()
        qtbot.waitUntil(lambda: not is_open(desktop))
        assert desktop.window.status.drafts.state.text == "no drafts"
        assert press(qtbot, desktop, "comment", CommentSheet).reason.text == ""


def test_a_form_comes_back_with_its_choices_and_can_be_begun_anew(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        sheet = new_finding(qtbot, desktop)
        sheet._edits["title"].setText(SAID)
        sheet._edits["severity"].setCurrentIndex(3)
        leave(qtbot, desktop, sheet)

        desktop.window.actions_registry.trigger("governance.new")
        qtbot.waitUntil(lambda: is_open(desktop))
        sheet = sheet_of(desktop, FormSheet)
        assert (sheet.text("title"), sheet.text("severity")) == (SAID, "critical")
        sheet.findChild(object, f"banner.{BEGUN}.anew").click()
        assert (sheet.text("title"), sheet.text("severity")) == ("", "medium")
        assert BEGUN not in sheet.errors.keys
        leave(qtbot, desktop, sheet)

        assert desktop.window.status.drafts.state.text == "no drafts"


def test_a_waiver_comes_back_with_its_rule_and_reads_once_what_failed(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def list_failed(_session: object, version: str) -> tuple[str, ...]:
        asked.append(version)
        return ("psi:income", "psi:age")

    monkeypatch.setattr(governance_rules, "list_failed_rules", list_failed)
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        screen, registry = desktop.window.current_screen, desktop.window.actions_registry
        screen._show_kind("waiver", "")
        qtbot.waitUntil(lambda: not registry.reason("governance.new"))
        sheet = press(qtbot, desktop, "new")
        sheet.line("version").setText("cc-fraud v3")
        sheet.line("rule").setText("psi:age")
        qtbot.waitUntil(lambda: asked == ["cc-fraud v3"])
        leave(qtbot, desktop, sheet)

        sheet = press(qtbot, desktop, "new")
        assert (sheet.text("version"), sheet.text("rule")) == ("cc-fraud v3", "psi:age")
        qtbot.waitUntil(lambda: asked == ["cc-fraud v3"] * 2)
        qtbot.wait(3 * LOOK_MS)  # as the draft is looked at, nothing is asked again
        assert asked == ["cc-fraud v3"] * 2
        qtbot.waitUntil(lambda: not desktop.backend.is_reading)
        leave(qtbot, desktop, sheet)


def test_what_was_opened_and_not_changed_is_no_draft(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "jo", tmp_path, "governance") as desktop:
        show(qtbot, desktop, "use_case")
        sheet = press(qtbot, desktop, "change")
        leave(qtbot, desktop, sheet)

        assert desktop.window.status.drafts.state.text == "no drafts"


def test_blanks_alone_are_no_draft(qtbot: Any, bank: TestWorkspace, tmp_path: Path) -> None:
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        show(qtbot, desktop, "use_case")
        sheet = press(qtbot, desktop, "comment", CommentSheet)
        sheet.reason.edit.setPlainText(" \n\t  ")
        leave(qtbot, desktop, sheet)

        assert desktop.window.status.drafts.state.text == "no drafts"
        sheet = press(qtbot, desktop, "comment", CommentSheet)
        assert BEGUN not in sheet.errors.keys


def test_a_sheet_that_is_left_while_it_is_stored_ends_its_draft_all_the_same(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        screen = show(qtbot, desktop, "use_case")
        before = len(screen.pane.shown.events)
        sheet = press(qtbot, desktop, "comment", CommentSheet)
        QTest.keyClicks(sheet.reason.edit, SAID)
        sheet.verb_button.click()
        sheet.reject()
        assert desktop.window.status.drafts.state.text == "1 draft"

        qtbot.waitUntil(lambda: len(screen.pane.shown.events) == before + 1)
        qtbot.waitUntil(lambda: desktop.window.status.drafts.state.text == "no drafts")
        assert "error" not in desktop.window.banners.keys


def test_a_failure_after_the_sheet_was_left_is_told_by_the_window_and_the_words_stay(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        sheet = new_finding(qtbot, desktop)
        sheet._edits["version"].setText("nothing-like-it")
        sheet._edits["title"].setText(SAID)
        sheet.verb_button.click()
        sheet.reject()

        qtbot.waitUntil(lambda: "error" in desktop.window.banners.keys)
        assert desktop.window.status.drafts.state.text == "1 draft"


def opened() -> QDialog | None:
    """What stands over the window; menus are closed."""
    while (menu := QApplication.activePopupWidget()) is not None:
        menu.close()
    shown = (one for one in QApplication.topLevelWidgets() if one.isVisible())
    return next((one for one in shown if isinstance(one, QDialog)), None)


def words_of(sheet: QDialog) -> dict[str, QLineEdit | QPlainTextEdit]:
    """The fields in which words are written, by name."""
    return {
        one.objectName(): one
        for kind in (QLineEdit, QPlainTextEdit)
        for one in sheet.findChildren(kind)
        if one.objectName()
        and not one.objectName().startswith("qt_")
        and one.isVisibleTo(sheet)
        and not one.isReadOnly()
        and not (isinstance(one, QLineEdit) and one.echoMode() != QLineEdit.EchoMode.Normal)
    }


def read(field: QLineEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def write(field: QLineEdit | QPlainTextEdit) -> str:
    text = f"{SAID}, {field.objectName()}"
    field.setText(text) if isinstance(field, QLineEdit) else field.setPlainText(text)
    return text


def assert_named(sheet: KeepingDialog) -> None:
    """A draft knows a field by its name alone."""
    names = [one.objectName() for one in sheet.findChildren(QWidget) if is_field(one)]
    assert all(names), (sheet, names)
    assert len(set(names)) == len(names), (sheet, names)


def test_a_sheet_that_serves_many_acts_is_opened_with_what_it_is_about() -> None:
    """By the kind of the sheet alone the draft of one act would stand in another."""
    without = []
    for file in Path(app.views.__file__).parent.rglob("*.py"):
        for made in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(made, ast.FunctionDef):
                continue
            calls = [one for one in ast.walk(made) if isinstance(one, ast.Call)]
            names = {one.func.id for one in calls if isinstance(one.func, ast.Name)}
            bare = any(
                isinstance(one.func, ast.Name) and one.func.id == "open_sheet" and not one.keywords
                for one in calls
            )
            if bare and names & FOR_MANY:
                without.append(f"{file.name}: {made.name}")
    assert without == ["approvals_bulk.py: _ask"]  # which keeps its own


@pytest.fixture
def english_again() -> Iterator[None]:
    yield
    language.use("en")


@pytest.mark.usefixtures("english_again")
@pytest.mark.parametrize("language_after", ["nl", "en"])
def test_what_is_begun_in_one_language_stands_there_in_another(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path, language_after: str
) -> None:
    language.use("en" if language_after == "nl" else "nl")
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        sheet = new_finding(qtbot, desktop)
        sheet._edits["title"].setText(SAID)
        sheet._edits["severity"].setCurrentIndex(3)
        leave(qtbot, desktop, sheet)

    language.use(language_after)
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        screen, registry = desktop.window.current_screen, desktop.window.actions_registry
        screen._show_kind("finding", "")
        qtbot.waitUntil(lambda: not registry.reason("governance.new"))
        registry.trigger("governance.new")
        qtbot.waitUntil(lambda: is_open(desktop))
        sheet = sheet_of(desktop, FormSheet)
        assert (sheet.text("title"), sheet.text("severity")) == (SAID, "critical")
        leave(qtbot, desktop, sheet)


@pytest.mark.parametrize("person", ["jo", "tom", "ada", "mark"])
def test_each_sheet_that_an_action_opens_has_its_words_again_after_esc(
    qtbot: Any, demo: Path, tmp_path: Path, person: str
) -> None:
    tried = []
    with demo_desk(demo, person, tmp_path) as desktop:
        registry = desktop.window.actions_registry
        for key in SCREENS:
            go(desktop, key)
            for entry in registry.entries(key):
                if not entry.text.endswith("…") or registry.reason(entry.id):
                    continue
                registry.trigger(entry.id)
                calm(desktop)
                sheet = opened()
                if sheet is None:
                    continue
                fields = words_of(sheet) if isinstance(sheet, KeepingDialog) else {}
                if isinstance(sheet, KeepingDialog) and not sheet.keeps_its_own:
                    assert_named(sheet)
                if isinstance(sheet, Sheet):
                    assert sheet.cancel_button.text() in WAYS_OUT, entry.id
                typed = {name: write(field) for name, field in fields.items()}
                QTest.keyClick(sheet, Qt.Key.Key_Escape)
                calm(desktop)
                if not typed:
                    continue
                registry.trigger(entry.id)
                calm(desktop)
                again = opened()
                assert again is not None, entry.id
                found = {name: read(field) for name, field in words_of(again).items()}
                assert found == typed, entry.id
                tried.append(entry.id)
                again.close()
                calm(desktop)
    assert len(tried) >= 5, tried
