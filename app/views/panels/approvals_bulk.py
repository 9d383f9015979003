"""Several requests decided together: one sheet, one signature typed, one decision each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID, uuid4

import shiboken6
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import AppError, RefusedError
from app.models.queries.approval_detail import RequestDetail, load_requests, unopened_blockers
from app.models.queries.approvals import ApprovalRow
from app.models.rules.blockers import Blocker
from app.services.commands.requests import decide
from app.texts import blocker, role_name
from app.views import notices, theme
from app.views.cells import State, Status
from app.views.deeds import Deed
from app.views.dialogs.decision_dialog import Asked, DecisionDialog, Signed
from app.views.drafts import Key
from app.views.language import tr
from app.views.panels.approvals_acts import ApprovalActs
from app.views.panels.approvals_case import CasePane
from app.views.panels.approvals_list import title_of
from app.views.panels.parts import ScrollColumn
from app.views.panels.signing import Way
from app.views.screen import ScreenWindow
from app.views.shown_time import shown_now
from app.views.theme import FontRole
from app.views.widgets.basics import StateChip, StyledLabel, caption
from app.views.widgets.scrim import open_sheet
from app.views.widgets.wrap import wrapping_row

BANNER = "together"
MOST_HIGH = 200  # px of the lines in the sheet, before they scroll
_LEAST_WIDTH = 300  # until the sheet is laid out

LeftOut = tuple[str, str]  # what, and why it is decided on its own or not at all


def sort_out(
    details: Sequence[RequestDetail],
    me: UUID,
    *,
    is_yes: bool,
    is_changed: Callable[[RequestDetail], bool],
    unread: Callable[[RequestDetail], Sequence[object]] = lambda _detail: (),
) -> tuple[list[RequestDetail], list[LeftOut]]:
    """Those that can be decided together, and the others with their reasons.

    Together are requests of one step: for the same stage, in the same life cycle.
    """
    fit: list[RequestDetail] = []
    left: list[LeftOut] = []
    for one in details:
        reason = _why_alone(one, me, is_yes=is_yes, is_changed=is_changed(one))
        if not reason and (messages := unread(one)):
            reason = tr("%n message(s) not read: look at it first.", "", len(messages))
        if not reason and fit and _step(one) != _step(fit[0]):
            reason = tr("It is another step than {title}.").format(title=title_of(fit[0].row))
        if reason:
            left.append((title_of(one.row), reason))
        else:
            fit.append(one)
    return fit, left


def _step(one: RequestDetail) -> tuple[str, str]:
    return one.row.stage.name if one.row.stage else "", one.run.template_key if one.run else ""


def _why_alone(one: RequestDetail, me: UUID, *, is_yes: bool, is_changed: bool) -> str:
    if one.row.blockers:
        return blocker(one.row.blockers[0])
    if is_changed:
        return blocker(Blocker("request.evidence_changed"))
    if not is_yes:
        return ""
    granted = {waiver.rule for waiver in one.waivers if waiver.state == "granted"}
    failed = sum(result.is_failed and result.name not in granted for result in one.results)
    if failed:
        return tr("%n limit(s) not met: look at it and decide on its own.", "", failed)
    return " ".join(map(blocker, unopened_blockers(one, me)))


class BallotRows(QWidget):
    """What is decided on, line by line, each with what became of it."""

    def __init__(self, details: Sequence[RequestDetail]) -> None:
        super().__init__()
        self._chips: dict[UUID, StateChip] = {}
        self._reasons: dict[UUID, StyledLabel] = {}
        self._area = area = ScrollColumn(tr("Requests"))
        area.body.setAutoFillBackground(False)  # it lies on a card
        names: list[StyledLabel] = []
        for one in details:
            chip = self._chips[one.row.id] = StateChip(State(Status.WAITING, tr("to be signed")))
            why = self._reasons[one.row.id] = StyledLabel("", is_secondary=True, wraps=True)
            why.hide()
            covers = tr("%n test result(s)", "", len(one.results))
            digest = StyledLabel(one.evidence_digest[:8], FontRole.MONO, is_secondary=True)
            names.append(name := StyledLabel(title_of(one.row), FontRole.STRONG))
            area.column.addWidget(wrapping_row(name, caption(covers), digest, None, chip))
            area.column.addWidget(why)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        widest = max((name.sizeHint().width() for name in names), default=0)
        for name in names:
            name.setMinimumWidth(widest)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    def _fit(self) -> None:
        """As high as the lines with what is said of them; many scroll."""
        self._area.fit_height(theme.px(MOST_HIGH), theme.px(_LEAST_WIDTH))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def state(self, request_id: UUID) -> State:
        return self._chips[request_id].state

    def set_state(self, request_id: UUID, state: State, why: str = "") -> None:
        self._chips[request_id].set_state(state)
        label = self._reasons[request_id]
        label.setText(why)
        label.setVisible(bool(why))
        self._fit()


@dataclass(eq=False)
class Ballot:
    """One act of a person on several requests. A retry decides what is left, and nothing twice."""

    details: Sequence[RequestDetail]
    verdict: str
    way: Way
    dialog: DecisionDialog
    rows: BallotRows
    ids: dict[UUID, UUID] = field(default_factory=dict)  # of the decisions, made once
    queue: list[RequestDetail] = field(default_factory=list)
    stored: set[UUID] = field(default_factory=set)

    @property
    def is_open(self) -> bool:
        return shiboken6.isValid(self.dialog) and self.dialog.isVisible()


class BulkVote:
    """`done(says, ends)` is called once, when the sheet closes after something was stored."""

    def __init__(
        self,
        shell: ScreenWindow,
        home: QWidget,
        acts: ApprovalActs,
        case: CasePane,
        done: Callable[[str, bool], object],
    ) -> None:
        self._shell = shell
        self._home = home
        self._case = case
        self._done = done
        self._signing = acts.signing  # that of single votes too: wrong passphrases count together
        self._drafts = acts.drafts
        self.ballot: Ballot | None = None

    def begin(self, chosen: Sequence[ApprovalRow], *, is_yes: bool) -> None:
        """Read all of them as they are now, then ask."""
        requests = [one.id for one in chosen if one.kind == "request"]
        alone = tr("A task is done on its own.")
        tasks = [(title_of(one), alone) for one in chosen if one.kind != "request"]
        me = self._shell.backend.decider.id
        then = partial(self._on_read, tasks, is_yes)
        self._shell.backend.read_for_sheet(then, load_requests, requests, me, now=shown_now())

    def _on_read(
        self, tasks: list[LeftOut], is_yes: bool, details: tuple[RequestDetail, ...]
    ) -> None:
        me = self._shell.backend.decider.id
        case = self._case
        fit, left = sort_out(
            details, me, is_yes=is_yes, is_changed=case.is_changed, unread=case.unread
        )
        left += tasks
        self._shell.clear_banner(BANNER)
        if not fit:
            words = "\n".join(f"{what}: {why}" for what, why in left)
            title = tr("None of them can be decided together")
            self._shell.show_banner(BANNER, Status.WARNING, title, words)
            return
        self._signing.prepare(partial(self._ask, fit, left, is_yes))

    def _ask(self, fit: list[RequestDetail], left: list[LeftOut], is_yes: bool, way: Way) -> None:
        rows = BallotRows(fit)
        asked = way.ask(ask_together(fit, left, rows, self._shell.backend.decider, is_yes=is_yes))
        dialog = DecisionDialog(asked, self._home.window())
        dialog.keeps_its_own = True  # of those that are not stored yet
        dialog.goes_on = False
        verdict = "accept" if is_yes else "reject"
        ballot = Ballot(fit, verdict, way, dialog, rows, {one.row.id: uuid4() for one in fit})
        draft = self._draft(ballot)
        self.ballot = ballot
        dialog.reason.set_text(self._drafts.text(draft))
        dialog.reason.changed.connect(lambda _on: self._drafts.keep_soon(draft, dialog.reason.text))
        dialog.signed.connect(partial(self._send, ballot))
        dialog.finished.connect(lambda _result: self._on_finished(ballot, draft))
        open_sheet(dialog)
        way.tell(dialog)

    def _send(self, ballot: Ballot, answer: Signed) -> None:
        ballot.queue = [one for one in ballot.details if one.row.id not in ballot.stored]
        for one in ballot.queue:
            ballot.rows.set_state(one.row.id, State(Status.WAITING, tr("waits")))
        self._next(ballot, answer)

    def _next(self, ballot: Ballot, answer: Signed) -> None:
        """One after the other, each in a transaction of its own; a closed sheet stops the rest."""
        if not ballot.is_open:
            return
        if not ballot.queue:
            self._on_through(ballot)
            return
        one = ballot.queue.pop(0)
        ballot.rows.set_state(one.row.id, State(Status.RUNNING, tr("is being stored")))
        self._shell.backend.run(
            partial(self._on_stored, ballot, answer, one),
            ballot.way.command(decide, answer),
            one.row.id,
            verdict=ballot.verdict,
            reason=answer.reason,
            seen_digest=one.evidence_digest,
            decision_id=ballot.ids[one.row.id],
            on_error=partial(self._on_failed, ballot, answer, one),
        )

    def _on_stored(
        self, ballot: Ballot, answer: Signed, one: RequestDetail, _result: object
    ) -> None:
        ballot.stored.add(one.row.id)
        self._shell.tell(Deed.VOTED)
        if ballot.is_open:
            words = tr("approved") if ballot.verdict == "accept" else tr("rejected")
            ballot.rows.set_state(one.row.id, State(Status.OK, words))
        self._next(ballot, answer)

    def _on_failed(
        self, ballot: Ballot, answer: Signed, one: RequestDetail, error: BaseException
    ) -> None:
        if not ballot.is_open:
            return
        if isinstance(error, RefusedError):
            wording = notices.word(error)
            why = wording.text or wording.title
            ballot.rows.set_state(one.row.id, State(Status.FAILED, tr("refused")), why)
            self._next(ballot, answer)
            return
        # A wrong passphrase or a lost database is the same for all: nothing is tried after it.
        for each in (one, *ballot.queue):
            ballot.rows.set_state(each.row.id, State(Status.WAITING, tr("to be signed")))
        ballot.dialog.fail(error)

    def _on_through(self, ballot: Ballot) -> None:
        refused = len(ballot.details) - len(ballot.stored)
        if not refused:
            ballot.dialog.accept()
            return
        title = tr("{stored} of {all} are stored").format(
            stored=len(ballot.stored), all=len(ballot.details)
        )
        words = tr("The others say why not. What is stored stays; signing again tries the others.")
        ballot.dialog.fail(AppError(words, title=title))

    def _draft(self, ballot: Ballot) -> Key:
        """Of what is not stored yet; what is left alone is as if it had been asked on its own."""
        left = frozenset(ballot.ids) - ballot.stored
        return self._drafts.key(next(iter(left)) if len(left) == 1 else left, ballot.verdict)

    def _on_finished(self, ballot: Ballot, draft: Key) -> None:
        self.ballot = None
        self._drafts.keep(draft, "")
        if len(ballot.stored) < len(ballot.ids):
            self._drafts.keep(self._draft(ballot), ballot.dialog.reason.text)
        count = len(ballot.stored)
        if count:
            says = tr("Approved %n request(s)", "", count)
            if ballot.verdict == "reject":
                says = tr("Rejected %n request(s)", "", count)
            self._done(says, True)


def ask_together(
    fit: Sequence[RequestDetail],
    left: Sequence[LeftOut],
    rows: BallotRows,
    me: object,
    *,
    is_yes: bool,
) -> Asked:
    count = len(fit)
    stage = fit[0].row.stage.name if fit[0].row.stage else ""
    facts: list[tuple[str, object]] = [(tr("You decide on"), rows)]
    if stage:
        facts.append((tr("Stage"), stage))
    if left:
        words = "\n".join(f"{what}: {why}" for what, why in left)
        facts.append((tr("Left out"), StyledLabel(words, is_secondary=True, wraps=True)))
    roles = sorted({role_name(one.my_role) for one in fit if one.my_role})
    title = tr("Approve %n promotion(s)", "", count)
    if not is_yes:
        title = tr("Reject %n promotion(s)", "", count)
    return Asked(
        title=title,
        facts=tuple(facts),
        verb=title,
        person=str(getattr(me, "full_name", "")),
        role=", ".join(roles),
        consequence=tr("Each is decided and signed on its own; one refused holds up no other."),
        is_danger=not is_yes,
    )
