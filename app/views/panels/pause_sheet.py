"""The sheet that pauses something, or lets it go on: one shape for whatever can be paused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.models.rules.tasks import REASON_MINIMUM
from app.services.commands.pauses import pause_connection, resume_connection
from app.texts import word
from app.views.backend import Backend
from app.views.language import tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.widgets.scrim import open_sheet


@dataclass(frozen=True, slots=True)
class Turn:
    """What is turned, and what follows, in sentences: of a pause, and of its end."""

    name: str
    is_paused: bool
    facts: Sequence[tuple[str, object]]
    pausing: Sequence[str]
    resuming: Sequence[str]
    minimum_reason: int = REASON_MINIMUM

    @property
    def said(self) -> str:
        """Once it is done."""
        words = tr("{name} goes on") if self.is_paused else tr("{name} is paused")
        return words.format(name=self.name)


def turn_words(*, is_paused: bool) -> str:
    """On the button that leads to the sheet."""
    return tr("Let it go on…") if is_paused else tr("Pause…")


def open_turn(
    turn: Turn, parent: QWidget, send: Callable[[ConfirmSheet, str], None]
) -> ConfirmSheet:
    """`send` is given the sheet and the reason."""
    if turn.is_paused:
        title, verb, follows = tr("Let {name} go on?"), tr("Let it go on"), turn.resuming
    else:
        title, verb, follows = tr("Pause {name}?"), tr("Pause it"), turn.pausing
    sheet = ConfirmSheet(
        title.format(name=turn.name), verb, parent,
        facts=turn.facts, consequences=follows, minimum_reason=turn.minimum_reason,
    )  # fmt: skip
    sheet.confirmed.connect(lambda reason: send(sheet, reason))
    open_sheet(sheet, draft=(turn.name, "resume" if turn.is_paused else "pause"))
    return sheet


def turn_connection(
    backend: Backend,
    parent: QWidget,
    one: tuple[str, UUID, str],
    done: Callable[[ConfirmSheet, str], None],
    *,
    is_paused: bool,
) -> ConfirmSheet:
    """Of a store or a runtime: its kind, id and name. `done` is given what is said of it."""
    kind, key, name = one
    turn = Turn(
        name,
        is_paused,
        ((tr("Kind"), word(kind).capitalize()),),
        (
            tr("Neither the service nor a window asks anything of it, until it goes on."),
            tr("What would use it waits, or says who paused it and why; nothing fails by it."),
            tr("What serves there serves on."),
        ),
        (tr("What waits for it goes on within a minute."),),
    )
    command = resume_connection if is_paused else pause_connection

    def send(sheet: ConfirmSheet, reason: str) -> None:
        def told(_row: object) -> None:
            done(sheet, turn.said)

        backend.run(told, command, kind, key, reason=reason, on_error=sheet.fail)

    return open_turn(turn, parent, send)
