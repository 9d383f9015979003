"""What sheets have in common: their foot, their lines, the keys that lead through them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget

from app.views.panels.governance_forms import Field, FormSheet
from app.views.widgets.button import Button


def test_what_a_sheet_lacks_stands_beside_its_buttons_and_leaves_no_blank_line(qtbot):
    home = QWidget()
    qtbot.addWidget(home)
    sheet = FormSheet("New use case", "Record it", [Field("name", "Name")], home)
    sheet.open()
    qtbot.waitExposed(sheet)
    hint, button = sheet._hint, sheet.verb_button

    def top(one: QWidget) -> int:
        return one.mapTo(sheet, QPoint()).y()

    before = sheet.height()
    assert hint.text() == "Fill in “Name”."
    assert hint.geometry().right() < sheet.cancel_button.mapTo(sheet.foot, QPoint()).x()
    qtbot.keyClicks(sheet.line("name"), "Tipping")
    assert not hint.text()
    assert sheet.height() == before
    assert top(sheet.foot) == top(button)
    sheet.set_hint("The words of another language may be longer than there is room for. " * 3)
    qtbot.waitUntil(lambda: top(button) > top(hint) + hint.heightForWidth(hint.width()))
    assert button.mapTo(sheet, button.rect().bottomLeft()).y() < sheet.height()
    sheet.reject()


def test_enter_in_a_field_of_a_sheet_says_what_is_missing_or_which_keys_store_it(qtbot):
    home = QWidget()
    qtbot.addWidget(home)
    home.show()
    field = Field("name", "Name")
    sheet = FormSheet("New use case", "Record it", [field], home)
    sheet.open()
    edit = sheet._edits["name"]
    stored = QSignalSpy(sheet.submitted)

    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert sheet._hint.text() == "Fill in “Name”."
    qtbot.keyClicks(edit, "Loans")
    qtbot.keyClick(edit, Qt.Key.Key_Return)

    assert sheet._hint.text() == "Press Ctrl+Enter: Record it."
    assert stored.count() == 0
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stored.count() == 1
    sheet.reject()


def test_what_helps_to_fill_in_a_line_is_reached_from_it_and_leads_to_the_next(qtbot):
    home = QWidget()
    qtbot.addWidget(home)
    fields = [Field("name", "Name"), Field("rule", "Rule"), Field("day", "Day")]
    sheet = FormSheet("New", "Record it", fields, home)
    button = Button("Rules")
    sheet.put_beside("rule", button)
    sheet.open()
    qtbot.waitExposed(sheet)

    sheet.line("name").setFocus()
    reached = []
    for _ in range(3):
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Tab)
        reached.append(sheet.focusWidget())

    assert reached == [sheet.line("rule"), button, sheet.line("day")]
    sheet.reject()
