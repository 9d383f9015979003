"""The fields that drafts are made of: their names, what stands in them, and what did first."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.views import safe_text

_OPENING = "opening"  # property of a field: what stood in it before anything was typed
_IS_PROPOSED = "is_proposed"
_NO_DRAFT = "no_draft"


def propose(edit: QLineEdit, text: str) -> None:
    """Put words there that nobody typed."""
    edit.setProperty(_OPENING, text)
    edit.setProperty(_IS_PROPOSED, True)
    edit.setText(text)


def keep_none(edit: QLineEdit) -> None:
    """A search, or who signs: nothing of it is kept."""
    edit.setProperty(_NO_DRAFT, True)


def fields_of(sheet: QWidget) -> dict[str, QWidget]:
    """Those that have a name, by it; what stands in one that is new is noted."""
    found: dict[str, QWidget] = {}
    for one in sheet.findChildren(QWidget):
        if one.objectName() and is_field(one):
            found.setdefault(one.objectName(), one)
            if one.property(_OPENING) is None:
                one.setProperty(_OPENING, value(one))
    return found


def opening(one: QWidget) -> str:
    """What stood there before anything was typed."""
    return str(one.property(_OPENING))


def base_of(one: QWidget) -> str | None:
    """The same, to be compared with later; None: nobody typed it, so it may be another one then."""
    return None if one.property(_IS_PROPOSED) else opening(one)


def is_field(one: QWidget) -> bool:
    """Whether what stands in it may be a draft."""
    if isinstance(one, QLineEdit):
        is_part = isinstance(one.parentWidget(), (QAbstractSpinBox, QComboBox))
        is_open = one.echoMode() == QLineEdit.EchoMode.Normal and not one.isReadOnly()
        return is_open and not is_part and not one.property(_NO_DRAFT)
    if isinstance(one, QPlainTextEdit):
        return not one.isReadOnly()
    return isinstance(one, (QComboBox, QCheckBox, QDoubleSpinBox))


def is_text(one: QWidget) -> bool:
    return isinstance(one, (QLineEdit, QPlainTextEdit))


def is_changed(one: QWidget) -> bool:
    """Whether something else stands there than did first; blanks around words are nothing."""
    now, first = value(one), opening(one)
    return now.strip() != first.strip() if is_text(one) else now != first


def value(one: QWidget) -> str:
    if isinstance(one, QLineEdit):
        return one.text()
    if isinstance(one, QPlainTextEdit):
        return one.toPlainText()
    if isinstance(one, QComboBox):
        return _meant(one, one.currentIndex())
    if isinstance(one, QCheckBox):
        return "yes" if one.isChecked() else "no"
    return repr(one.value()) if isinstance(one, QDoubleSpinBox) else ""


def give(one: QWidget, value: str) -> bool:
    """False: it can't take that now."""
    if isinstance(one, QLineEdit):
        one.setText(value)
    elif isinstance(one, QPlainTextEdit):
        one.setPlainText(safe_text.clean(value))
        one.moveCursor(QTextCursor.MoveOperation.End)
    elif isinstance(one, QComboBox):
        found = (n for n in range(one.count()) if _meant(one, n) == value)
        at = next(found, -1)
        one.setCurrentIndex(at if at >= 0 else one.currentIndex())
        return at >= 0
    elif isinstance(one, QCheckBox):
        one.setChecked(value == "yes")
    elif isinstance(one, QDoubleSpinBox):
        one.setValue(float(value))
    return True


def _meant(choice: QComboBox, at: int) -> str:
    """What an item stands for, in whatever language it is read; without that its words."""
    key = choice.itemData(at)
    return choice.itemText(at) if key is None else str(key)


def words_of(choice: QComboBox, value: str) -> str:
    """What is read of an item; of one that is no longer there, what was kept."""
    found = (n for n in range(choice.count()) if _meant(choice, n) == value)
    return next(map(choice.itemText, found), value)
