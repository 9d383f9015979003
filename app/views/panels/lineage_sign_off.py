"""Sign off a range: what it covers is measured, shown on the sheet, and signed as it was shown."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import InputError, RefusedError
from app.models.rules.lineage_reviews import RangeFacts
from app.services.commands.lineage_reviews import (
    SignOff,
    look_at_range,
    require_facts,
    sign_off,
)
from app.texts import role_name
from app.views import cells
from app.views.dialogs.decision_dialog import Asked
from app.views.language import tr
from app.views.panels.lineage_event import digest_label
from app.views.panels.lineage_seal import grouped
from app.views.panels.signing import Signing
from app.views.screen import ScreenWindow


class RangeSignOff(QObject):
    """From the chosen range to the signature; one at a time."""

    signed_off = Signal()

    def __init__(self, shell: ScreenWindow, home: QWidget) -> None:
        super().__init__(home)
        self._shell = shell
        self._signing = Signing(shell.backend, home)

    def open(
        self, model_id: UUID, start: datetime | None, until: datetime | None, *, is_filtered: bool
    ) -> None:
        """Ask for the signature under this range.

        Args:
            is_filtered: some of its events are not shown; the sheet says that they are covered.
        """
        backend = self._shell.backend
        ask = partial(self._ask, is_filtered)
        backend.read_for_sheet(
            ask, look_at_range, backend.decider.id, model_id, start=start, until=until
        )

    def _ask(self, is_filtered: bool, found: SignOff) -> None:
        if found.blockers:
            why = tr("You can't sign off the lineage of {name}.").format(name=found.model_name)
            self._shell.show_error(RefusedError(list(found.blockers), why))
            return
        try:
            facts = require_facts(found.range)
        except InputError as error:
            self._shell.show_error(error)
            return
        me = self._shell.backend.decider
        asked = asked_sign_off(found, facts, me.full_name, is_filtered=is_filtered)
        done = partial(self._on_signed, found.model_name, facts.events)
        self._signing.with_reason(done, asked, sign_off, found.range.model_id, facts)

    def _on_signed(self, name: str, events: int, _row: object) -> None:
        self._shell.toast(tr("%n event(s) of {name} signed off", "", events).format(name=name))
        self.signed_off.emit()


def asked_sign_off(found: SignOff, facts: RangeFacts, person: str, *, is_filtered: bool) -> Asked:
    """What is signed, in the words of the sheet."""
    of = found.range
    held = tr("%n event(s)", "", facts.events)
    own = tr("%n of them your own act(s)", "", facts.own) if facts.own else tr("none your own act")
    lines = [
        (tr("You review"), found.model_name),
        (tr("From"), _end(of.first_event, of.first_at)),
        (tr("Up to"), _end(of.last_event, of.last_at)),
        (tr("Holds"), f"{held}, {own}"),
        (tr("Digest"), digest_label(facts.sha256)),
    ]
    if is_filtered:
        lines.append((tr("Filter"), tr("left out: a review covers every event of the range")))
    if of.unsealed:
        waiting = tr("%n event(s) not covered: not sealed yet", "", of.unsealed)
        lines.append((tr("Later"), waiting))
    return Asked(
        title=tr("Sign: reviewed"),
        facts=tuple(lines),
        verb=tr("Sign off"),
        person=person,
        role=role_name(found.role) if found.role else "",
        consequence=tr("The range is shown as reviewed. It changes nothing else."),
    )


def _end(event: int, at: datetime | None) -> str:
    number = tr("event {number}").format(number=grouped(event))
    return f"{number}, {cells.moment(at)}" if at is not None else number
