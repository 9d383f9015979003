"""What is done in the inbox: each asks in a sheet, is stored as one command, keeps its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import shiboken6
from PySide6.QtWidgets import QWidget

from app.models.queries.approval_detail import RequestDetail
from app.models.queries.evidence_rows import FindingRow, ResultRow, WaiverRow
from app.models.queries.lookups import Holder
from app.models.queries.request_notes import NoteRow
from app.models.queries.retries import TRIED_AT_ONCE
from app.models.queries.task_detail import TaskDetail
from app.models.rules.blockers import Blocker, refusal
from app.services.commands.asked_registrations import (
    decline_registration,
    withdraw_registration,
)
from app.services.commands.beginning import RULES_APART
from app.services.commands.findings import accept_finding
from app.services.commands.rehearsing import rehearse
from app.services.commands.reminding import remind_voters
from app.services.commands.requests import decide
from app.services.commands.tasks import complete_task
from app.services.commands.waivers import ask_waivers, grant_waiver
from app.texts import role_name, told
from app.views import cells
from app.views.cells import Status
from app.views.deeds import Deed
from app.views.dialogs.decision_dialog import Asked, DecisionDialog, Signed
from app.views.language import listed, tr
from app.views.panels.approvals_asked import AskedPage, ask_decline
from app.views.panels.approvals_decide import (
    Outcome,
    ask_finding,
    ask_outcome,
    ask_vote,
    ask_waiver_answer,
    ask_waiver_words,
)
from app.views.panels.approvals_drafts import ReasonDrafts
from app.views.panels.approvals_list import title_of
from app.views.panels.approvals_notes import UNREAD, NoteSheet, open_note, unread_words
from app.views.panels.handing_over import ask_hand_over
from app.views.panels.limits import rule_words
from app.views.panels.retry_watch import RetryWatch
from app.views.panels.signing import Signing, Way
from app.views.places import ObjectRef
from app.views.screen import ScreenWindow
from app.views.shown_time import shown_now
from app.views.undo import Undoable
from app.views.widgets.scrim import open_sheet

WAIVER_DAYS = 90
RECENT = 5
# What to say; whether the entry ended with it; how it is taken back.
Done = Callable[[str, bool, Undoable | None], object]
Send = Callable[[Signed], None]
Unread = tuple[tuple[NoteRow, ...], Callable[[], object]]  # and what leads there


class ApprovalActs:
    """`done(text, ends)` is called after something was stored; `ends`: the entry is done for me."""

    def __init__(
        self,
        shell: ScreenWindow,
        home: QWidget,
        done: Done,
        place: Callable[[], ObjectRef | None],
    ) -> None:
        """`place`: the entry that is open, to come back to for what was begun."""
        self._shell = shell
        self._home = home
        self._done = done
        self.signing = Signing(shell.backend, home)
        self.drafts = ReasonDrafts(shell, place)
        self.retries = RetryWatch(shell.backend, home)
        self._recent: dict[UUID, list[str]] = {}
        self._unread: dict[UUID, Unread] = {}  # by request
        self._ballots: dict[UUID, DecisionDialog] = {}  # the last one of each request

    @property
    def _me(self) -> Any:
        return self._shell.backend.decider

    def vote(
        self,
        detail: RequestDetail,
        seen_digest: str,
        *,
        is_yes: bool,
        unopened: Sequence[str] | None = None,
    ) -> None:
        """Approve or reject, on the evidence that was looked at."""
        one = detail.row
        if one.stage is None:
            says = tr("Approved {model}") if is_yes else tr("Rejected {model}")
        else:
            says = (
                tr("Approved {model} for {stage}") if is_yes else tr("Rejected {model} for {stage}")
            )
        stage = one.stage.name if one.stage else ""
        verdict = "accept" if is_yes else "reject"
        self._sign(
            (one.id, verdict),
            ask_vote(detail, self._me.full_name, is_yes=is_yes, unopened=unopened),
            decide,
            one.id,
            says=says.format(model=title_of(one), stage=stage),
            verdict=verdict,
            seen_digest=seen_digest,
            decision_id=uuid4(),  # once per intent: a retry decides once
            ends=True,
        )

    def tell_unread(
        self, request_id: UUID, notes: Sequence[NoteRow], read: Callable[[], object]
    ) -> None:
        """What others said meanwhile: on the sheet too, before anybody signs.

        Args:
            read: leads to it.
        """
        self._unread[request_id] = (tuple(notes), read)
        dialog = self._ballots.get(request_id)
        if dialog is not None and shiboken6.isValid(dialog):
            self._show_unread(dialog, request_id)

    def _show_unread(self, dialog: DecisionDialog, request_id: UUID) -> None:
        notes, read = self._unread.get(request_id, ((), _nothing))
        if not notes:
            dialog.errors.clear(UNREAD)
            return
        title, text = unread_words(notes, shown_now())
        banner = dialog.errors.show_banner(UNREAD, Status.WARNING, title, text, can_close=False)

        def leave() -> None:
            dialog.reject()
            read()

        banner.add_action(tr("Read them"), leave)

    def _foresee(self, dialog: DecisionDialog, request_id: UUID, verdict: str, seen: str) -> None:
        """What will be refused is said before anybody writes a reason and types a passphrase."""

        def tell(blockers: tuple[Blocker, ...]) -> None:
            if blockers and shiboken6.isValid(dialog):
                dialog.warn(refusal(blockers))

        self._shell.backend.read_once(
            tell, rehearse, request_id, self._me, verdict=verdict, seen_digest=seen,
            on_error=lambda _error: None,
        )  # fmt: skip

    def complete(self, detail: TaskDetail, outcome: Outcome) -> None:
        """One that tries a step again keeps the task open: what comes of it is told there."""
        one, title = detail.row, title_of(detail.row)
        is_tried = outcome.key in TRIED_AT_ONCE
        says = tr("Asked for: {outcome}, {model}") if is_tried else outcome.done
        self._ask(
            (one.id, outcome.key),
            ask_outcome(detail, outcome, self._me.full_name, self._role(detail.may_do)),
            complete_task,
            one.id,
            says=says.format(outcome=outcome.text, model=title),
            outcome=outcome.key,
            ends=not is_tried,
            then=partial(self.retries.watch, one.id, title) if is_tried else None,
        )

    def ask_waivers(self, detail: TaskDetail, results: Sequence[ResultRow]) -> None:
        """One sheet, and one reason, for each of these rules."""
        one = detail.row
        expires_at = datetime.now(UTC) + timedelta(days=WAIVER_DAYS)
        until = tr("{when}, %n day(s) from now", "", WAIVER_DAYS).format(
            when=cells.moment(expires_at)[:10]
        )
        person, role = self._me.full_name, self._role(detail.may_do)
        rules = [result.name for result in results]
        says = tr("Asked for a waiver for {rule_words}")
        if len(rules) > 1:
            says = tr("Asked for %n waivers", "", len(rules))
        self._ask(
            (one.id, RULES_APART.join(rules)),
            ask_waiver_words(results, title_of(one), person, role, until),
            ask_waivers,
            one.version_id,
            says=says.format(rule_words=rule_words(rules[0])),
            rules=rules,
            expires_at=expires_at,
        )

    def decide_waiver(self, detail: TaskDetail, waiver: WaiverRow, granted: bool) -> None:
        """Granted with a signature; refused under the login. Why, whoever decides says."""
        says = tr("Granted waiver {number}") if granted else tr("Refused waiver {number}")
        ask = self._sign if granted else self._ask
        ask(
            (waiver.id, "grant" if granted else "refuse"),
            ask_waiver_answer(waiver, title_of(detail.row), self._me.full_name, granted=granted),
            grant_waiver,
            waiver.id,
            says=says.format(number=waiver.number),
            granted=granted,
        )

    def accept_finding(self, detail: TaskDetail, finding: FindingRow) -> None:
        self._sign(
            (finding.id, "finding"),
            ask_finding(
                finding, title_of(detail.row), self._me.full_name, self._role(detail.may_do)
            ),
            accept_finding,
            finding.id,
            says=tr("Accepted finding {number}").format(number=finding.number),
        )

    def decline(self, page: AskedPage) -> None:
        one = page.asked
        self._ask(
            (one.id, "decline"),
            ask_decline(page, self._me.full_name),
            decline_registration,
            one.id,
            says=tr("Declined; {person} is told").format(person=one.asked_by),
            ends=True,
        )

    def withdraw(self, page: AskedPage) -> None:
        """It can be asked anew, so it is not asked whether that is meant."""
        says = tr("Request {number} withdrawn").format(number=page.asked.number)
        then = partial(self._on_stored, None, says, True)
        self._shell.backend.run(then, withdraw_registration, page.asked.id)

    def delegate(self, detail: TaskDetail) -> None:
        """Hand the task to somebody who holds one of its roles."""
        ask_hand_over(
            self._shell.backend,
            self._home.window(),
            detail,
            title=told(detail.row.title),
            stored=lambda said, act: self._done(said, True, act),
        )

    def remind(self, detail: RequestDetail) -> None:
        """Nothing to take back: it is read by then."""

        def tell(names: tuple[str, ...]) -> None:
            self._done(tr("Reminded: {names}").format(names=listed(names)), False, None)

        self._shell.backend.run(tell, remind_voters, detail.row.id)

    def say(
        self, detail: RequestDetail, *, answers: UUID | None = None, about: str = ""
    ) -> NoteSheet:
        """Ask, answer or write; `about`: what it begins with where nothing was begun."""

        def done(says: str) -> None:
            self._done(says, False, None)

        return open_note(
            self._shell.backend, self._home, detail, done, answers=answers, about=about
        )

    def _sign(self, key: tuple[object, str], asked: Asked, *args: Any, **kwargs: Any) -> None:
        """The same with a signature, once it is known how this person signs here."""
        self.signing.prepare(lambda way: self._ask(key, way.ask(asked), *args, way=way, **kwargs))

    def _ask(
        self,
        key: tuple[object, str],
        asked: Asked,
        command: Callable[..., Any],
        *args: Any,
        says: str,
        ends: bool = False,
        then: Callable[[], object] | None = None,
        way: Way | None = None,
        **kwargs: Any,
    ) -> None:
        """One sheet with a reason; `key`: what it is about, and how."""
        me: UUID = self._me.id
        recent = self._recent.get(me, [])
        dialog = DecisionDialog(_with_recent(asked, recent), self._home.window())
        dialog.rests_on = str(kwargs.get("seen_digest", ""))
        about = str(key[0]), key[1]

        def send(signed: Signed) -> None:
            self._shell.backend.run(
                partial(self._on_signed, dialog, about[1], signed.reason, says, ends, then),
                way.command(command, signed) if way else command,
                *args,
                reason=signed.reason,
                on_error=dialog.fail,
                **kwargs,
            )

        dialog.signed.connect(send)
        open_sheet(dialog, draft=about)
        if way is not None:
            way.tell(dialog)
        if command is decide:
            self._ballots[args[0]] = dialog
            self._show_unread(dialog, args[0])
        if command is decide and not (way and way.refusal):
            self._foresee(dialog, args[0], kwargs["verdict"], kwargs["seen_digest"])

    def _on_signed(  # noqa: PLR0917 -- bound by `partial`, so by place
        self,
        dialog: DecisionDialog,
        how: str,
        reason: str,
        says: str,
        ends: bool,
        then: Callable[[], object] | None,
        result: Any,
    ) -> None:
        if then is not None:
            then()
        if how in ("accept", "reject"):
            self._shell.tell(Deed.VOTED)
        me: UUID = self._me.id
        recent = self._recent.get(me, [])
        self._recent[me] = [reason, *(one for one in recent if one != reason)][:RECENT]
        self._on_stored(dialog, says, ends, result)

    def _on_stored(self, dialog: Any, says: str, ends: bool, _result: Any) -> None:
        if dialog is not None:
            dialog.accept()
        self._done(says, ends, None)

    def _role(self, may_do: Sequence[Holder]) -> str:
        mine = [role_name(one.role) for one in may_do if one.person_id == self._me.id]
        return ", ".join(mine) or tr("assigned to it")


def _nothing() -> None:
    """Nothing to be led to."""


def _with_recent(asked: Asked, recent: Sequence[str]) -> Asked:
    return replace(asked, recent_reasons=tuple(recent))
