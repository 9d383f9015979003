"""How a failure looks: calm, specific, never blocking."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QMessageBox, QWidget

from app import texts
from app.errors import AppError, RefusedError
from app.texts import told
from app.views import safe_text, theme
from app.views.language import listed, tr
from app.views.zones import zone

log = logging.getLogger(__name__)
_SPOKEN = "modelward.spoken"  # a property of the application


@dataclass(frozen=True, slots=True)
class Wording:
    """An error in the reader's words: what happened, what it means or how to go on."""

    title: str
    text: str

    @property
    def sentence(self) -> str:
        return " ".join(part for part in (self.title + ".", self.text) if part)


def word(error: BaseException) -> Wording:
    """Expected failures speak for themselves; anything else is ours, and is logged."""
    if isinstance(error, AppError):
        why = _why(error) if isinstance(error, RefusedError) else [told(error.message)]
        return Wording(told(error.title), "\n\n".join(filter(None, [*why, told(error.hint)])))
    log.error("unexpected error", exc_info=error)
    return Wording(
        tr("Something went wrong inside the application"),
        tr("Nothing was saved. Help > Show log has the details."),
    )


def word_unread(
    error: BaseException, places: list[str], read_at: datetime | None = None
) -> Wording:
    """The same of reads: what could not be read comes first, and of when is what stands there."""
    title = tr("Not everything could be read: {places}").format(places=listed(places))
    if isinstance(error, AppError):
        said = word(error).sentence
        if read_at is None:
            return Wording(title, said)
        time = f"{read_at.astimezone(zone()):%H:%M}"
        return Wording(title, tr("{why} What you see is as of {time}.").format(why=said, time=time))
    log.error("unexpected error", exc_info=error)
    said = tr(
        "Something went wrong inside the application. What else you see there is as it was read"
        " last. Help > Show log has the details."
    )
    return Wording(title, said)


def _why(error: RefusedError) -> list[str]:
    """What was said of it, and every reason with its way out; a bare code says nothing."""
    reasons = [texts.blocker(one) for one in error.blockers]
    codes = "; ".join(one.code for one in error.blockers)
    said = told(error.message)
    is_said = error.message == codes or any(one.startswith(said) for one in reasons)
    return reasons if is_said else [said, *reasons]


def show_error(error: BaseException, parent: QWidget) -> QMessageBox:
    """A sheet on `parent`; open(), so that screens go on updating behind it."""
    wording = word(error)
    box = QMessageBox(parent)
    box.setObjectName("error")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(safe_text.clean(wording.title))
    box.setInformativeText(safe_text.clean(wording.text))
    box.setWindowModality(Qt.WindowModality.WindowModal)
    box.open()
    return box


def set_spoken(how: str) -> None:
    """How much is said: "all", "brief" without counts and read-outs, "off"."""
    theme.application().setProperty(_SPOKEN, how)


def is_spoken(*, is_detail: bool) -> bool:
    how = theme.application().property(_SPOKEN) or "all"
    return how == "all" or (how == "brief" and not is_detail)


def announce(text: str, source: QWidget, *, is_detail: bool = False) -> None:
    """Say `text` to a screen reader without moving the focus; a count or read-out is a detail."""
    if QAccessible.isActive() and is_spoken(is_detail=is_detail):
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(source, text))
