"""What is done with alerts: each act asks in a line below the alert, undone where honest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.models.queries.alerts import AlertQuery, AlertRow, list_alert_ids
from app.models.rules.blockers import Blocker
from app.models.rules.transitions import LIVE_ALERTS
from app.models.rules.triage import (
    COMMENT_MINIMUM,
    SNOOZE_REASON,
    SNOOZED_AT_MOST_DAYS,
    AlertFacts,
    snooze_needs_reason,
    snooze_time_blockers,
)
from app.services.commands.alerts import (
    Acted,
    Change,
    acknowledge_alert,
    act_on_all,
    act_on_each,
    comment_alert,
    escalate_alert,
    snooze_alert,
    start_remediation,
    take_back_acknowledgement,
    wake_alert,
)
from app.texts import blocker
from app.views.deeds import Deed
from app.views.drafts import Key
from app.views.language import N_, tr
from app.views.panels.alerts_batches import AlertBatches
from app.views.panels.alerts_detail import AlertDetailPane
from app.views.panels.alerts_giving import AlertGiving, Meant
from app.views.panels.alerts_undo import (
    left_out,
    not_brought_back,
    open_again,
    take_back,
    take_back_whole,
)
from app.views.panels.alerts_words import title_of
from app.views.panels.handing_over import people_for
from app.views.panels.home_words import clock
from app.views.panels.person_dialog import PersonDialog
from app.views.panels.until_menu import UntilMenu
from app.views.places import ObjectRef
from app.views.screen import ScreenWindow
from app.views.undo import Turn, Undoable
from app.views.widgets.moment_picker import Ahead
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.scrim import open_sheet

CHOOSE = N_("Choose an alert first.")


@dataclass(frozen=True, slots=True)
class Act:
    """One command on some alerts. `{what}` stands for them in its sentences.

    `verb` words the button for so many alerts; `states` are those that it is about; `minimum` is
    the length of the reason that is asked for. `undo` names what can be taken back, for so many;
    `whole`: all of a query, instead of `rows`.
    """

    command: Any
    rows: tuple[AlertRow, ...]
    verb: Callable[[int], str]
    question: str
    done: str
    then: str
    minimum: int
    states: tuple[str, ...] = ()
    undo: Callable[[int], str] | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    whole: tuple[UUID, ...] | None = None

    @property
    def ids(self) -> tuple[UUID, ...]:
        return tuple(one.id for one in self.rows) if self.whole is None else self.whole

    @property
    def what(self) -> str:
        return _what(self.rows) if self.whole is None else _so_many(len(self.whole))


class AlertActs:
    """`chosen` gives the alerts that are meant, `chosen_query` the whole query where that is.

    `stored` and `left` are called afterwards.
    """

    def __init__(
        self,
        shell: ScreenWindow,
        home: QWidget,
        detail: AlertDetailPane,
        chosen: Callable[[], list[AlertRow]],
        chosen_query: Callable[[], AlertQuery | None],
    ) -> None:
        self._shell = shell
        self._home = home
        self._detail = detail
        self._chosen = chosen
        self._chosen_query = chosen_query
        self.act: Act | None = None  # what the line below the alert asks a reason for
        self._last: Undoable | None = None  # what was done here last, while its alert has left
        self.stored: Callable[[], None] = lambda: None
        self.left: Callable[[], None] = lambda: None
        self.menu: UntilMenu | None = None
        detail.reason.given.connect(self._on_reason_given)
        detail.reason.left.connect(self._on_reason_left)
        detail.reason.edit.textChanged.connect(self._keep_draft)

    @property
    def _me(self) -> UUID:
        found: UUID = self._shell.backend.decider.id
        return found

    # Why not

    def why_not(self, *states: str) -> str:
        """Why nothing can be done with the chosen; given states: also where none is in one."""
        if held := self._shell.backend.why_no_change:
            return held
        detail, chosen = self._detail.shown, self._chosen()
        if detail is None or not chosen:
            return tr(CHOOSE)
        # Of one that was chosen just now it is not known yet; the database knows.
        if detail.blockers and any(one.id == detail.row.id for one in chosen):
            return " ".join(map(blocker, detail.blockers))
        if not states or self._in(*states) or self._chosen_query() is not None:
            return ""
        return _WHY_NOT[states]()

    def why_not_undo(self) -> str:
        if self._turns_last():
            return self._shell.backend.why_no_change
        reason = self.why_not()
        if reason or self._mine() or self._snoozed():
            return reason
        if any(one.state == "acknowledged" for one in self._chosen()):
            return blocker(Blocker("alert.not_yours"))
        return tr("It is neither acknowledged nor snoozed, so there is nothing to take back.")

    # Acts

    def acknowledge(self) -> None:
        self._ask(
            Act(
                acknowledge_alert,
                self._in("open"),
                lambda n: tr("Acknowledge") if n == 1 else tr("Acknowledge %n alert(s)", "", n),
                tr("Acknowledge: {what}"),
                tr("Acknowledged {what}."),
                tr("The alert stays until a re-test passes; nobody else need look."),
                minimum=3,
                states=("open",),
                undo=lambda n: tr("Acknowledge %n alert(s)", "", n),
            )
        )

    def remedy(self) -> None:
        self._ask(
            Act(
                start_remediation,
                self._in("open", "acknowledged"),
                lambda n: (
                    tr("Begin to remedy") if n == 1 else tr("Begin to remedy %n alert(s)", "", n)
                ),
                tr("Begin to remedy: {what}"),
                tr("Remedy begun: {what}. It stays on record."),
                tr("Everybody sees that work on the cause has begun."),
                minimum=10,
                states=("open", "acknowledged"),
            )
        )

    def comment(self) -> None:
        """Also of those that have ended: what was learned belongs beside them."""
        self._ask(
            Act(
                comment_alert,
                tuple(self._chosen()),
                lambda n: tr("Comment") if n == 1 else tr("Comment on %n alert(s)", "", n),
                tr("Comment on: {what}"),
                tr("Commented on {what}."),
                tr("It stands below the alert and in the trail, with your name and the time."),
                minimum=COMMENT_MINIMUM,
            )
        )

    def offer_snooze(self, where: QPoint) -> None:
        """Until when: a digit chooses, the last one lets another moment be picked."""
        ahead = Ahead(SNOOZED_AT_MOST_DAYS, _why_not_until)
        menu = self.menu = UntilMenu("alerts.snooze", self._home, ahead)
        menu.chosen.connect(self._snooze)
        menu.popup_at(where)

    def offer_people(self, *, escalates: bool) -> None:
        """Whom: those who hold a role that acts on alerts in its unit."""
        detail, rows, query = self._detail.shown, self._in(*LIVE_ALERTS), self._chosen_query()
        if detail is None or not (rows or query):
            return
        if query is not None:
            told = partial(self._offer_people, detail, rows, escalates)
            self._shell.backend.read_for_sheet(told, list_alert_ids, query, LIVE_ALERTS)
        else:
            self._offer_people(detail, rows, escalates, None)

    def _offer_people(
        self,
        detail: Any,
        rows: tuple[AlertRow, ...],
        escalates: bool,
        whole: tuple[UUID, ...] | None,
    ) -> None:
        ids = tuple(one.id for one in rows) if whole is None else whole
        what = _what(rows) if whole is None else _so_many(len(whole))
        if not escalates:
            giving = AlertGiving(self._shell, self._home, self.stored)
            giving.ask(Meant(ids, what, is_whole=whole is not None), detail.takers)
            return
        dialog = PersonDialog(
            tr("Escalate: {what}").format(what=what),
            tr("Then say what you know. They are told at once."),
            people_for(detail.takers, self._me),
            self._home.window(),
            verb=tr("Escalate…"),
        )
        dialog.chosen.connect(partial(self._escalate, dialog, rows, whole))
        open_sheet(dialog, draft=(str(ids[0]), "escalate_to"))

    def undo(self) -> None:
        """A second event beside the first: the trail keeps both.

        Once an alert is acknowledged the next one is chosen: there the key takes back what was
        done just before, as the note does that offers it.
        """
        if self._turns_last():
            self._shell.undo_stack.undo(self._shell, self._last)
            return
        mine = self._mine()
        command = take_back_acknowledgement if mine else wake_alert
        ids = [one.id for one in mine or self._snoozed()]
        self._shell.backend.run(
            self._on_taken_back, act_on_all, command, ids, on_error=self._shell.show_error
        )

    def _on_taken_back(self, changes: tuple[Change, ...]) -> None:
        count = len(changes)
        title = tr("Take back %n alert(s)", "", count)
        act = Undoable(title, take_back(self._shell.backend, changes))
        lost = not_brought_back(changes)
        self._shell.toast(f"{open_again(count)}. {lost}" if lost else open_again(count), act)
        self.left()

    def forget(self, row: AlertRow) -> None:
        """Another alert is looked at: the line asked about the last one; its words are kept."""
        if self.act is not None and row.id not in self.act.ids:
            self.act = None
            self._detail.reason.hide()

    # How they go

    def _in(self, *states: str) -> tuple[AlertRow, ...]:
        """By the list, and of the one that is read by what stands there: one is read anew first."""
        shown = self._detail.shown.row if self._detail.shown is not None else None
        return tuple(
            one
            for one in self._chosen()
            if one.state in states
            and (shown is None or shown.id != one.id or shown.state in states)
        )

    def _turns_last(self) -> bool:
        is_own = bool(self._mine() or self._snoozed())
        return not is_own and self._shell.undo_stack.holds(self._last)

    def _mine(self) -> list[AlertRow]:
        taken = [one for one in self._chosen() if one.state == "acknowledged"]
        return [one for one in taken if one.acknowledged_by_id == self._me]

    def _snoozed(self) -> list[AlertRow]:
        return [one for one in self._chosen() if one.snoozed_until is not None]

    def _snooze(self, until: datetime) -> None:
        rows = self._in(*LIVE_ALERTS)
        span = until - datetime.now(UTC)
        facts = (
            AlertFacts(one.state, one.stage is not None and one.stage.is_protected) for one in rows
        )
        query = self._chosen_query()
        is_asked = query is not None or any(snooze_needs_reason(one, span) for one in facts)
        when = clock(until, datetime.now(UTC))
        act = Act(
            snooze_alert,
            rows,
            lambda _n: tr("Snooze until {when}").format(when=when),
            tr("Snooze until {when}: {what}").replace("{when}", when),
            tr("Snoozed until {when}: {what}").replace("{when}", when),
            tr("It comes back then, or at once if it gets worse."),
            minimum=SNOOZE_REASON,
            states=LIVE_ALERTS,
            undo=lambda n: tr("Snooze %n alert(s)", "", n),
            given={"until": until},
        )
        if is_asked:
            self._ask(act)
        else:
            self._run(act, "")

    def _escalate(
        self,
        dialog: PersonDialog,
        rows: tuple[AlertRow, ...],
        whole: tuple[UUID, ...] | None,
        person: PersonChoice,
    ) -> None:
        dialog.accept()
        named = partial(_named, name=person.name)
        self._ask_about(
            Act(
                escalate_alert,
                rows,
                lambda _n: named(tr("Escalate to {name}")),
                named(tr("Escalate to {name}: {what}")),
                named(tr("Escalated to {name}: {what}")),
                named(tr("{name} is told at once; what you write stands in the lineage.")),
                minimum=10,
                states=LIVE_ALERTS,
                given={"person_id": UUID(person.id)},
                whole=whole,
            )
        )

    def _ask(self, act: Act) -> None:
        """About all of the query where that is chosen: how many that are is read first."""
        query = self._chosen_query()
        if query is not None:
            told = partial(self._on_whole_read, act)
            self._shell.backend.read_once(told, list_alert_ids, query, act.states)
        else:
            self._ask_about(act)

    def _on_whole_read(self, act: Act, ids: tuple[UUID, ...]) -> None:
        self._ask_about(replace(act, whole=ids))

    def _ask_about(self, act: Act) -> None:
        """One line below the alert; what was typed and left stands there again."""
        if act.ids:
            self.act = act
            self._detail.show()
            question = act.question.format(what=act.what)
            verb = act.verb(len(act.ids))
            begun = self._shell.drafts.text(self._draft_key(act))
            self._detail.reason.ask(question, verb, act.then, minimum=act.minimum, text=begun)

    def _draft_key(self, act: Act) -> Key:
        """Of many it is kept with the first of them."""
        return self._me, str(act.ids[0]), act.command.__name__

    def _keep_draft(self, text: str) -> None:
        """While it is typed: a program that is killed asks nobody."""
        act = self.act
        if act is not None and act.ids:
            place = ObjectRef("alert", str(act.ids[0]), act.what)
            self._shell.drafts.keep_soon(self._draft_key(act), text, place)

    def _on_reason_given(self, reason: str) -> None:
        if self.act is not None:
            self._run(self.act, reason, on_error=self._detail.reason.fail)

    def _run(self, act: Act, reason: str, on_error: Any = None) -> None:
        failed = on_error or self._shell.show_error
        given = {"reason": reason, **act.given}
        if act.whole is not None:
            self._run_whole(act, given, failed)
            return
        self._shell.backend.run(
            partial(self._on_stored, act),
            act_on_all,
            act.command,
            act.ids,
            on_error=failed,
            **given,
        )

    def _run_whole(self, act: Act, given: Mapping[str, Any], failed: Any) -> None:
        given = {**act.given, **given, "states": act.states}
        AlertBatches(
            self._shell.backend,
            lambda work, ids: act_on_each(work, act.command, ids, **given),
            done=partial(self._on_whole_stored, act),
            failed=partial(self._on_whole_failed, act, failed),
            parent=self._home,
        ).run(act.ids)

    def _on_whole_stored(self, act: Act, acted: Acted) -> None:
        turn = take_back_whole(self._shell.backend, acted.changes)
        self._end(replace(act, whole=acted.done), acted.changes, turn, left_out(acted))

    def _on_whole_failed(self, act: Act, failed: Any, error: BaseException, acted: Acted) -> None:
        """What was stored is stored; the rest stands to be tried again."""
        if acted.done:
            turn = take_back_whole(self._shell.backend, acted.changes)
            self._tell(replace(act, whole=acted.done), acted.changes, turn)
            done = set(acted.done)
            self.act = replace(act, whole=tuple(one for one in act.ids if one not in done))
        failed(error)

    def _on_reason_left(self) -> None:
        self._detail.reason.hide()
        self.act = None
        self.left()

    def _on_stored(self, act: Act, changes: tuple[Change, ...]) -> None:
        if act.command is acknowledge_alert and all(one.before == one.after for one in changes):
            # Nothing is stored of what was typed, so none of it goes.
            self._detail.reason.fail(AppError(_WHY_NOT["open",]()))
            return
        self._end(act, changes, take_back(self._shell.backend, changes))

    def _end(self, act: Act, changes: tuple[Change, ...], turn: Turn, left: str = "") -> None:
        self._detail.reason.done()
        self.act = None
        if act.command is acknowledge_alert:
            self._shell.tell(Deed.ACKNOWLEDGED)
        self._tell(act, changes, turn, left)
        self.stored()

    def _tell(self, act: Act, changes: tuple[Change, ...], turn: Turn, left: str = "") -> None:
        """With the way back, where there is one and anything was changed."""
        count = sum(one.before != one.after for one in changes)
        undo = Undoable(act.undo(count), turn, open_again(count)) if act.undo and count else None
        self._last = undo
        self._shell.toast(" ".join(filter(None, (act.done.format(what=act.what), left))), undo)


def _why_not_until(until: datetime) -> str:
    return " ".join(map(blocker, snooze_time_blockers(until, now=datetime.now(UTC))))


def _named(words: str, *, name: str) -> str:
    return words.replace("{name}", name)


def _what(rows: Sequence[AlertRow]) -> str:
    return title_of(rows[0]) if len(rows) == 1 else _so_many(len(rows))


def _so_many(count: int) -> str:
    return tr("%n alert(s)", "", count)


_WHY_NOT: dict[tuple[str, ...], Callable[[], str]] = {
    ("open",): lambda: tr("Somebody has acknowledged it already."),
    ("open", "acknowledged"): lambda: tr("It is in remediation or has ended."),
    LIVE_ALERTS: lambda: tr("It has ended."),
}
