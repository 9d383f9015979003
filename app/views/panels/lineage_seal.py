"""The line that says whether the trail holds: how far it is sealed, and when it was checked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.models.queries.acts import LastCheck
from app.services.trail.breaks import Break, Kind
from app.services.trail.checking import Checked, SealFacts
from app.services.trail.holding import RowFault, RowKind, RowsHeld
from app.texts import column, named, told
from app.views import cells, painting, theme
from app.views.cells import State, Status
from app.views.language import N_, tr
from app.views.panels.administration_words import capital
from app.views.panels.home_words import clock
from app.views.theme import FontRole
from app.views.widgets.basics import StateChip, StyledLabel
from app.views.widgets.button import Button
from app.views.widgets.button import Kind as Look
from app.views.widgets.wrap import WrapLayout

SHOWN_DIGITS = 16  # of a digest in a sentence
MOST_IDS = 10
_LEAST_WORDS = 200  # px: in less, they stand below the state
KINDS = {
    Kind.CHANGED: N_("The event is another than when it was sealed."),
    Kind.MISSING: N_("Something that was sealed is gone."),
    Kind.ADDED: N_("An event was put in behind what is sealed."),
    Kind.RECHAINED: N_("Events and their digests were changed together."),
    Kind.TEXT: N_("A text is another than the event says."),
    Kind.HEAD: N_("A head is not signed by the sealing key."),
    Kind.WITNESS: N_("This computer saw another trail before."),
    Kind.RECORD_CHANGED: N_("The decision record is another than when it was imported."),
    Kind.RECORD_MISSING: N_("The decision record was imported, and is gone."),
    Kind.RECORD_ADDED: N_("The decision record was put in behind its import."),
    Kind.RECORDS_RECHAINED: N_("Decision records and their digests were changed together."),
    Kind.REVIEW_RANGE: N_("The events of a sign-off are others than those that were reviewed."),
    Kind.REVIEW_FORGED: N_("A sign-off of a lineage is not what somebody signed."),
    Kind.REVIEW_MISSING: N_("A sign-off of a lineage was sealed, and is gone."),
    Kind.DEMO: N_("The trail began as a demonstration, and the workspace says that it is none."),
    Kind.ROLE: N_("A role was given or ended without a request that was confirmed."),
    Kind.DEED: N_("It was done on somebody's word, and that person did not sign this."),
    Kind.SIGNATURE: N_("What stands there is not what that person signed."),
}
ROW_KINDS = {
    RowKind.OTHER: N_("The row says something else than its last event."),
    RowKind.REPEATED: N_("An event tells it otherwise than before, and not that it was changed."),
    RowKind.UNTOLD: N_("No event of the trail tells of the row."),
    RowKind.GONE: N_("The trail tells of a row that is gone."),
}


class _Words(StyledLabel):
    """One line where there is room for it, else as many as it takes."""

    def __init__(self) -> None:
        super().__init__("", FontRole.CAPTION, is_secondary=True, wraps=True)

    @override
    def sizeHint(self) -> QSize:
        needed = math.ceil(painting.text_width(self.text(), self.font()))
        return QSize(needed + 1, self.fontMetrics().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint().boundedTo(QSize(theme.px(_LEAST_WORDS), self.sizeHint().height()))


class SealLine(QWidget):
    """Shows what it is told; asks to verify, and to stop that."""

    verify_asked = Signal()
    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._facts: SealFacts | None = None
        self._read_at: datetime | None = None
        self._is_unread = False  # it was asked for, and not told
        self._is_looked_back = False  # what stands around it is of an instant, it is of now
        self._chip = StateChip(State(Status.WAITING, tr("reading")))
        self._words = _Words()
        self._words.setObjectName("lineage.seal")
        self.verify_button = Button(tr("Verify now"), kind=Look.LINK, changes=True)
        self.verify_button.setObjectName("lineage.verify")
        self.verify_button.clicked.connect(lambda _on: self.verify_asked.emit())
        self.cancel_button = Button(tr("Cancel"), kind=Look.LINK, name=tr("Stop verifying"))
        self.cancel_button.setObjectName("lineage.verifycancel")
        self.cancel_button.clicked.connect(lambda _on: self.cancel_asked.emit())
        self.cancel_button.hide()
        self._layout = WrapLayout(self)
        self._layout.addWidget(self._chip)
        self._layout.addWidget(self._words)
        self._layout.addWidget(self.verify_button)
        self._layout.addWidget(self.cancel_button)
        self._layout.add_stretch()

    @property
    def sentence(self) -> str:
        """All of it, as a reader hears it."""
        return self.accessibleName()

    def show_facts(self, facts: SealFacts, now: datetime) -> None:
        self._facts, self._read_at, self._is_unread = facts, now, False
        self._show(now)

    def set_looked_back(self, is_on: bool, now: datetime) -> None:
        """A seal has no past: beside what was recorded then it says that it is of now."""
        if is_on != self._is_looked_back:
            self._is_looked_back = is_on
            self._show(now)

    def show_unread(self, now: datetime) -> None:
        """It can't be read: what was known stays, with its time, and is green no more."""
        self._is_unread = True
        self._show(now)

    def show_progress(self, done: int, total: int) -> None:
        """Checking is under way."""
        words = tr("{done} of {total} events").format(done=grouped(done), total=grouped(total))
        self._say(Status.RUNNING, tr("Verifying"), words if total else "")
        self._set_running(True)

    def show_signatures_progress(self, done: int, total: int) -> None:
        """The events are checked; what people signed is."""
        words = tr("{done} of {total} signatures").format(done=grouped(done), total=grouped(total))
        self._say(Status.RUNNING, tr("Checking what people signed"), words)

    def show_rows_progress(self, done: int, total: int) -> None:
        """The trail is checked; rows are being held against it."""
        words = tr("{done} of {total} rows and events").format(
            done=grouped(done), total=grouped(total)
        )
        self._say(Status.RUNNING, tr("Holding rows against the trail"), words)

    def show_cancelling(self) -> None:
        """The button stays as it is: one that is blocked would send the keyboard away."""
        self._say(Status.RUNNING, tr("Cancelling…"), tr("It stops at its next step."))

    def show_ended(self, now: datetime) -> None:
        """What is known again, until newer facts come."""
        self._set_running(False)
        self._show(now)

    def _show(self, now: datetime) -> None:
        if self.cancel_button.isVisibleTo(self):
            return
        if self._facts is None or self._read_at is None:
            words = (tr("The seal can't be read"), tr("it is asked for again by itself"))
            if self._is_unread:
                self._say(Status.UNKNOWN, *words)
            else:
                self._say(Status.WAITING, tr("reading"), "")
            return
        status, strong, rest = seal_words(self._facts, now)
        if self._is_unread:
            status = Status.UNKNOWN if status is Status.OK else status
            since = tr("as of {when}, since then it can't be read")
            rest = f"{rest.rstrip('.')}, {since.format(when=clock(self._read_at, now))}"
        if self._is_looked_back:
            rest = tr("as of now, not then: {words}").format(words=rest)
        self._say(status, strong, rest)

    def _set_running(self, is_running: bool) -> None:
        """One button takes the place of the other, and the keyboard where that had it."""
        shown, gone = self.verify_button, self.cancel_button
        if is_running:
            shown, gone = gone, shown
        shown.show()
        if gone.hasFocus():
            shown.setFocus()
        gone.hide()

    def _say(self, status: Status, strong: str, rest: str) -> None:
        self._chip.set_state(State(status, strong))
        self._words.setText(rest)
        self.setAccessibleName(". ".join(part for part in (strong, rest) if part))


def grouped(count: int) -> str:
    """18 204: with thin spaces, in every language."""
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def seal_words(facts: SealFacts, now: datetime) -> tuple[Status, str, str]:
    """The worst that is known, then the usual."""
    status, last = facts.status, facts.last
    if facts.witness.is_alarm:
        return Status.CRITICAL, tr("The seal does not hold"), told(facts.witness.message)
    if last is not None and (last.differing or not last.is_intact):
        by = tr("Found {when} by {person}.").format(when=clock(last.at, now), person=last.person)
        broken = (
            tr("Broken at leaf {n}").format(n=last.position)
            if last.event is None
            else tr("Broken at event {event}").format(event=last.event)
        )
        strong = tr("Rows are not as the trail told") if last.is_intact else broken
        return Status.CRITICAL, strong, by
    if not status.size or status.sealed_at is None:
        return (
            Status.UNKNOWN,
            tr("Not sealed yet"),
            tr("The background service seals each second."),
        )
    if status.is_late and status.oldest_unsealed_at is not None:
        since = clock(status.oldest_unsealed_at, now)
        words = tr("%n event(s) can still be changed unseen", "", status.unsealed)
        late = tr("Not sealed since {since}").format(since=since)
        return Status.WARNING, late, f"{words}, {_checked(last, now)}"
    if facts.said is not None and not (facts.said.is_intact and not facts.said.differing):
        return Status.WARNING, tr("Said to be broken"), _said(facts.said, now)
    parts = [
        tr("%n event(s)", "", status.size).replace(str(status.size), grouped(status.size), 1),
        tr("sealed up to {when}").format(when=clock(status.sealed_at, now)),
        _checked(last, now, is_said=facts.said is not None),
        *([_said(facts.said, now)] if facts.said is not None else []),
    ]
    # Sealed is not yet verified.
    is_checked = last is not None
    state = (Status.OK, tr("Seal intact")) if is_checked else (Status.UNKNOWN, tr("Sealed"))
    return *state, ", ".join(parts)


def _checked(last: LastCheck | None, now: datetime, *, is_said: bool = False) -> str:
    if last is None and is_said:  # "never" would deny what is said beside it
        return tr("not checked in full by you or the service")
    if last is None:
        return tr("never checked in full")
    return tr("checked {when} by {person}").format(when=clock(last.at, now), person=last.person)


def _said(other: LastCheck, now: datetime) -> str:
    """What somebody else told the trail: only one's own check, or the service's, is known."""
    if other.differing:
        words = tr(
            "{person} says they have found rows that are not as told {when}: verify it yourself"
        )
    elif other.is_intact:
        words = tr("{person} says they have checked it {when}: verify it yourself")
    else:
        words = tr("{person} says they have found it broken {when}: verify it yourself")
    return words.format(person=other.person, when=clock(other.at, now))


def verdict_words(checked: Checked) -> tuple[str, str]:
    """What a check that found something says: where, what, and between which seals."""
    first = checked.broken[0]
    sentences = [
        tr(KINDS[first.kind]),
        _differs(first),
        _window(checked, first),
    ]
    if (count := len(checked.broken) + checked.found.untold) > 1:
        sentences.append(tr("%n place(s) in all.", "", count))
    if checked.why_untold:
        sentences.append(
            tr("The trail could not be told: {why}").format(why=told(checked.why_untold))
        )
    return _where(first), " ".join(one for one in sentences if one)


def row_words(rows: RowsHeld, why_untold: str = "") -> tuple[str, str]:
    """What is said of present rows that are not as the trail told: the first, and how many."""
    first = rows.faults[0]
    differs = tr("Expected {expected}, found {found}.")
    if first.column:
        differs = tr("{column}: expected {expected}, found {found}.")
    sentences = [
        tr(ROW_KINDS[first.kind]),
        differs.format(
            column=capital(column(first.column)),
            expected=_short(first.expected),
            found=_short(first.found),
        ),
    ]
    if (count := len(rows.faults) + rows.untold) > 1:
        sentences.append(tr("%n place(s) in all.", "", count))
    if why_untold:
        sentences.append(tr("The trail could not be told: {why}").format(why=told(why_untold)))
    return _row_title(first), " ".join(sentences)


def _row_title(first: RowFault) -> str:
    """What is not as told, by what people call it; of what is gone, only the id is known."""
    if first.name is None:
        return tr("A row is not as the trail told: {row}").format(row=f"{first.table} {first.id}")
    one = first.name
    what = capital(named(one.thing, one.name, one.of))
    return tr("{what} is not as the trail told").format(what=what)


def row_ids(faults: Sequence[RowFault]) -> str:
    """The rows by table and id, a line each, for who looks into the database."""
    rows = dict.fromkeys(f"{one.table} {one.id}" for one in faults)
    shown = [*islice(rows, MOST_IDS)]
    more = len(rows) - len(shown)
    return "\n".join([*shown, *([tr("and %n more", "", more)] if more else [])])


def _differs(first: Break) -> str:
    if first.kind in (Kind.SIGNATURE, Kind.ROLE, Kind.DEED) and first.name is not None:
        one = first.name
        what = capital(named(one.thing, one.name, one.of))
        return tr("{what}: {why}.").format(what=what, why=told(first.found))
    return tr("Expected {expected}, found {found}.").format(
        expected=_short(first.expected), found=_short(first.found)
    )


def _where(first: Break) -> str:
    if first.kind is Kind.SIGNATURE and first.event is not None:
        words = tr("What {person} signed does not hold: event {event}")
        return words.format(person=first.person, event=first.event)
    if first.kind is Kind.SIGNATURE:
        return tr("What {person} signed does not hold").format(person=first.person)
    if first.record is not None:
        return tr("Decision record {record} is not what was sealed").format(record=first.record)
    if first.event is not None:
        return tr("The trail is broken at event {event}").format(event=first.event)
    return tr("The trail is broken at leaf {n}").format(n=first.position)


def _window(checked: Checked, first: Break) -> str:
    before, after = checked.window
    if first.kind is Kind.WITNESS or (before is None and after is None):
        return ""
    if before is None and after is not None:
        return tr("It was sealed before {after}.").format(after=cells.moment(after))
    if after is None and before is not None:
        return tr("It was sealed after {before}.").format(before=cells.moment(before))
    assert before is not None
    assert after is not None
    if cells.moment(before) == cells.moment(after):
        return tr("It was sealed at {at}.").format(at=cells.moment(after))
    return tr("It was sealed between {before} and {after}.").format(
        before=cells.moment(before), after=cells.moment(after)
    )


def _short(said: str) -> str:
    """A digest by its first digits; other words as they are."""
    return " ".join(
        f"{part[:SHOWN_DIGITS]}…" if len(part) == 64 and part.isalnum() else part
        for part in told(said).split(" ")
    )
