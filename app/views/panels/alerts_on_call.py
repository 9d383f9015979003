"""On call: who takes up new alerts until when, told above the list, and handed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject
from typing_extensions import override

from app.models.queries.on_call import Duties, Duty, HandOver, list_hand_overs, load_duties
from app.services.commands.on_call import put_on_call
from app.texts import blocker, person_name
from app.views import safe_text, theme
from app.views.dialogs.sheet import Sheet
from app.views.language import N_, tr
from app.views.panels.home_words import clock
from app.views.screen import Screen, ScreenWindow
from app.views.shown_time import shown_now
from app.views.widgets.basics import caption
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice
from app.views.widgets.form import form
from app.views.widgets.scrim import open_sheet

# From now: a part of a shift, a shift, a night, a day, a weekend, a week.
SPANS = (
    (timedelta(hours=4), N_("4 hours")),
    (timedelta(hours=8), N_("8 hours")),
    (timedelta(hours=12), N_("12 hours")),
    (timedelta(hours=24), N_("24 hours")),
    (timedelta(days=3), N_("3 days")),
    (timedelta(days=7), N_("7 days")),
)
USUAL = 1
_WHOLE = 180  # px of who is on call


def duty_words(duties: Sequence[Duty], me: UUID, now: datetime) -> str:
    """Whether I am on call, else who is; the head of the list has room for one of them."""
    mine = next((one for one in duties if one.person_id == me), None)
    if mine is not None:
        return tr("on call until {when}").format(when=clock(mine.ends_at, now))
    if not duties:
        return tr("nobody is on call")
    if len(duties) > 1:
        return tr("%n unit(s) with somebody on call", "", len(duties))
    (one,) = duties
    return tr("{person} is on call until {when}").format(
        person=person_name(one.person), when=clock(one.ends_at, now)
    )


def _each_words(duties: Sequence[Duty], now: datetime) -> str:
    """All of them, a line each."""
    line = tr("{unit}: {person}, until {when}")
    return "\n".join(
        line.format(unit=one.unit, person=person_name(one.person), when=clock(one.ends_at, now))
        for one in duties
    )


class OnCallSheet(Sheet):
    """In which unit, who, and until when; the new entry counts instead of the present one."""

    def __init__(self, choices: Sequence[HandOver], me: UUID, now: datetime, home: Screen) -> None:
        super().__init__("on_call", tr("On call"), tr("Put on call"), home.window())
        self._choices = choices
        self._me = me
        self._now = now
        self.unit = Choice(tr("Unit"), [one.unit for one in choices])
        self.unit.setObjectName("on_call.unit")
        self.person = Choice(tr("Person"))
        self.person.setObjectName("on_call.person")
        self.until = Choice(tr("Until"))
        self.until.setObjectName("on_call.until")
        for span, words in SPANS:
            when = clock(now + span, now)
            said = tr("{when}, for {span}").format(when=when, span=tr(words))
            self.until.addItem(said, span)
        self.until.setCurrentIndex(USUAL)
        lines = [(tr("Unit"), self.unit), (tr("Person"), self.person), (tr("Until"), self.until)]
        self.body.addWidget(form(lines))
        self.present = caption(wraps=True)
        self.present.setObjectName("on_call.present")
        self.body.addWidget(self.present)
        said = tr("What the service raises in the unit and below goes to this person, until then.")
        self.body.addWidget(caption(said, wraps=True))
        self.unit.currentIndexChanged.connect(self._on_unit_changed)
        self._on_unit_changed(0)
        self.person.setFocus()
        self.update_verb()

    @property
    def wanted(self) -> tuple[UUID, UUID, datetime]:
        """Unit, person, end."""
        span: timedelta = self.until.currentData()
        choice = self._choices[self.unit.currentIndex()]
        person: UUID = self.person.currentData()
        return choice.unit_id, person, self._now + span

    def _on_unit_changed(self, index: int) -> None:
        choice = self._choices[index]
        present = choice.present
        self.person.clear()
        for person_id, full_name in sorted(choice.people, key=lambda one: one[0] != self._me):
            name = person_name(full_name)
            mine = tr("{name} (you)").format(name=name)
            self.person.addItem(mine if person_id == self._me else name, person_id)
        if present is not None and present.person_id == self._me and self.person.count() > 1:
            self.person.setCurrentIndex(1)  # whoever is on call hands it over
        if present is None:
            self.present.setText(tr("Nobody is on call for this unit by an entry of its own."))
        else:
            now = tr("Until now: {person}, until {when}.")
            words = now.format(
                person=person_name(present.person), when=clock(present.ends_at, self._now)
            )
            self.present.setText(words)
        self.update_verb()

    @override
    def lacks(self) -> str:
        return "" if self.person.count() else tr("Nobody in this unit may act on alerts.")


class OnCall(QObject):
    """The words in the head, and the sheet behind them. `stored` is called when it was said."""

    def __init__(self, shell: ScreenWindow, home: Screen, stored: Callable[[], object]) -> None:
        super().__init__(home)
        self._shell = shell
        self._home = home
        self._stored = stored
        self._duties: Duties | None = None
        self.button = Button(tr("on call"), kind=Kind.LINK, changes=True, elides=True)
        self.button.setObjectName("alerts.on_call")
        self.button.clicked.connect(lambda _checked: self.ask())
        theme.keep_sized(self.button, self._size)
        self.button.hide()  # until the first answer
        theme.keep_sized(self.button, self._fit)

    def _size(self) -> None:
        """A name in short is read whole: the head goes on below rather."""
        self.button.setMinimumWidth(min(self.button.sizeHint().width(), theme.px(_WHOLE)))

    def read(self) -> None:
        backend = self._shell.backend
        backend.read(self._show, load_duties, backend.decider.id)

    def why_not(self) -> str:
        if self._duties is None:
            return tr("It is being read.")
        return "\n".join(map(blocker, self._duties.blockers))

    def ask(self) -> None:
        if not self.why_not():
            backend = self._shell.backend
            backend.read_for_sheet(self._open, list_hand_overs, backend.decider.id)

    def _show(self, found: Duties) -> None:
        self._duties = found
        now = shown_now()
        self.button.setText(duty_words(found.rows, self._shell.backend.decider.id, now))
        self._size()
        self.button.set_blocked(self.why_not())
        if not self.why_not():
            self.button.setToolTip(safe_text.tooltip(_each_words(found.rows, now)))
        self._fit()
        self.button.show()

    def _fit(self) -> None:
        """A name may be cut; that there is nobody goes on below instead."""
        is_nobody = self._duties is None or not self._duties.rows
        self.button.setMinimumWidth(self.button.sizeHint().width() if is_nobody else 0)

    def _open(self, choices: Sequence[HandOver]) -> None:
        if not choices:
            return
        me = self._shell.backend.decider.id
        sheet = OnCallSheet(choices, me, shown_now(), self._home)
        sheet.submitted.connect(partial(self._send, sheet))
        open_sheet(sheet, draft=("", "on_call"))

    def _send(self, sheet: OnCallSheet) -> None:
        unit_id, person_id, ends_at = sheet.wanted
        self._shell.backend.run(
            partial(self._on_stored, sheet, ends_at), put_on_call, unit_id,
            person_id=person_id, ends_at=ends_at, on_error=sheet.fail,
        )  # fmt: skip

    def _on_stored(self, sheet: OnCallSheet, ends_at: datetime, _made: object) -> None:
        is_mine = sheet.wanted[1] == self._shell.backend.decider.id
        said = (
            tr("You are on call until {when}")
            if is_mine
            else tr("{person} is on call until {when}")
        )
        name, when = sheet.person.currentText(), clock(ends_at, shown_now())
        sheet.accept()
        self._shell.toast(said.format(person=name, when=when))
        self.read()
        self._stored()
