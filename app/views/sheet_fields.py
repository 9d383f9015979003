"""The fields that drafts are made of: their names, what stands in them, and what did first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, by field, and what stood there when they began."""

    values: Mapping[str, str] = field(default_factory=dict)
    base: Mapping[str, str] = field(default_factory=dict)


def propose(edit: QLineEdit, text: str) -> None:
    """Put words there that nobody typed."""
    edit.setProperty(_OPENING, text)
    edit.setProperty(_IS_PROPOSED, True)
    edit.setText(text)


def keep_none(edit: QLineEdit) -> None:
    """A search, or who signs: nothing of it is kept."""
    edit.setProperty(_NO_DRAFT, True)


def fields_of(sheet: QWidget) -> dict[str, QWidget]:
    """By name; what stands in one that is new is noted."""
    found: dict[str, QWidget] = {}
    for one in sheet.findChildren(QWidget):
        if _is_field(one):
            found.setdefault(one.objectName() or f"field.{len(found)}", one)
            if one.property(_OPENING) is None:
                one.setProperty(_OPENING, value(one))
    return found


def opening(one: QWidget) -> str:
    """What stood there before anything was typed."""
    return str(one.property(_OPENING))


def base_of(one: QWidget) -> str | None:
    """The same, to be compared with later; None: nobody typed it, so it may be another one then."""
    return None if one.property(_IS_PROPOSED) else opening(one)


def _is_field(one: QWidget) -> bool:
    if isinstance(one, QLineEdit):
        is_part = isinstance(one.parentWidget(), (QAbstractSpinBox, QComboBox))
        is_open = one.echoMode() == QLineEdit.EchoMode.Normal and not one.isReadOnly()
        return is_open and not is_part and not one.property(_NO_DRAFT)
    if isinstance(one, QPlainTextEdit):
        return not one.isReadOnly()
    return isinstance(one, (QComboBox, QCheckBox, QDoubleSpinBox))


def is_text(one: QWidget) -> bool:
    return isinstance(one, (QLineEdit, QPlainTextEdit))


def value(one: QWidget) -> str:
    if isinstance(one, QLineEdit):
        return one.text()
    if isinstance(one, QPlainTextEdit):
        return one.toPlainText()
    if isinstance(one, QComboBox):
        return one.currentText()
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
        at = one.findText(value)
        one.setCurrentIndex(at if at >= 0 else one.currentIndex())
        return at >= 0
    elif isinstance(one, QCheckBox):
        one.setChecked(value == "yes")
    elif isinstance(one, QDoubleSpinBox):
        one.setValue(float(value))
    return True
