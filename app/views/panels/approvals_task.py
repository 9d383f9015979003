"""A task that is no vote: what happened, what it rests on, and what can be done about it here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.queries.evidence_rows import DocumentRow, FindingRow, ResultRow, WaiverRow
from app.models.queries.task_detail import Try
from app.models.queries.task_evidence import TaskPage
from app.models.queries.votes import Vote
from app.models.rules.blockers import Blocker
from app.models.rules.severities import GRAVE
from app.models.rules.tasks import PASSED
from app.texts import blocker, role_name, told, why, word
from app.views import cells
from app.views.cells import State, Status
from app.views.language import N_, listed, tr
from app.views.panels.approvals_decide import NEGATIVE, outcome_of
from app.views.panels.approvals_list import title_of
from app.views.panels.approvals_missing import MissingList
from app.views.panels.approvals_tests import TestsTable
from app.views.panels.duty_words import duty_lines
from app.views.panels.home_words import TASK_WORDS, clock, due_words
from app.views.panels.limits import held, number, rule_words
from app.views.panels.parts import ScrollColumn, service_tags
from app.views.panels.retry_card import RetryCard
from app.views.places import PLACE, ObjectRef
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Card,
    FactList,
    SectionLabel,
    StateChip,
    StyledLabel,
    caption,
    row,
    screen_title,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.wrap import wrapping_row

OPEN_STATES = ("created", "claimed", "escalated")


class TaskPanel(QWidget):
    """`waiver_asked` for rules, `waiver_decided` and `finding_accepted` for a row of the list."""

    waiver_asked = Signal(object)  # a tuple of ResultRow
    waiver_decided = Signal(object, bool)  # WaiverRow, granted
    finding_accepted = Signal(object)  # FindingRow
    left_for = Signal(object)  # ObjectRef
    example_asked = Signal(object)  # Example
    reading_wanted = Signal(object)  # DocumentRow

    def __init__(self, page: TaskPage, now: datetime) -> None:
        super().__init__()
        self.page = page
        self._now = now
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 20, 0)
        layout.setSpacing(10)
        one = page.detail.row
        model = ObjectRef("model", str(one.model_id), one.model_name)
        lineage = self._link("git-branch", tr("Lineage of this model"),
                             ObjectRef("lineage", str(one.model_id), one.model_name))  # fmt: skip
        opens = self._link("external-link", tr("Open the model"), model)
        layout.addWidget(
            row(screen_title(f"{told(one.title)}: {title_of(one)}"), None, lineage, opens)
        )
        layout.addWidget(self._facts())
        if page.detail.end is not None:
            layout.addWidget(StyledLabel(self._ended(page.detail.end), wraps=True, can_copy=True))
        elif not self._is_open:
            words = tr("Nobody ended it: its life cycle took it back.")
            layout.addWidget(StyledLabel(words, wraps=True))
        if page.detail.retry is not None:
            layout.addWidget(RetryCard(page.detail.retry, self.left_for))
        if page.detail.tries:
            layout.addWidget(StyledLabel(self._tried(page.detail.tries), wraps=True))
        if one.action == "results":
            self._build_results(layout)
            return
        self.area = ScrollColumn(told(one.title), margins=(0, 4, 8, 12))
        builders = {
            "findings": self._add_findings,
            "complete": self._add_missing,
            "runtime": self._add_rules,
            "acknowledge": self._add_rejections,
            "acceptance": self._add_place,
            "ask_next": self._add_feedback,
        }
        builders.get(one.action, self._add_error)(self.area.column)
        self._add_case(self.area.column)
        self.area.column.addStretch()
        layout.addWidget(self.area, 1)

    @property
    def _is_open(self) -> bool:
        """Of one that has ended nothing says what to do about it."""
        return self.page.detail.row.state in OPEN_STATES

    def _link(self, icon: str, name: str, ref: ObjectRef) -> Button:
        button = Button(kind=Kind.QUIET, icon=icon, name=name)
        button.clicked.connect(lambda _checked: self.left_for.emit(ref))
        return button

    def _tried(self, tries: Sequence[Try]) -> str:
        """That what somebody did about it was not enough, or it would not stand here again."""
        last = tries[-1]
        return tr(
            "Tried %n time(s) before, last with {outcome} by {person}, {at}. It came back.",
            "",
            len(tries),
        ).format(
            outcome=outcome_of(last.outcome).text,
            person=last.person,
            at=clock(last.at, self._now),
        )

    def _ended(self, end: Try) -> str:
        reason = self.page.detail.reason
        words = (
            tr("Ended with “{outcome}” by {person}, {at}: {reason}")
            if reason
            else tr("Ended with “{outcome}” by {person}, {at}.")
        )
        outcome, at = outcome_of(end.outcome).text, clock(end.at, self._now)
        return words.format(outcome=outcome, person=end.person, at=at, reason=reason)

    def _facts(self) -> QWidget:
        detail, one = self.page.detail, self.page.detail.row
        parts: list[QWidget] = []
        if self._is_open:
            parts.append(StyledLabel(why(one.why), is_secondary=True))
        if self._is_open and one.due_at is not None:
            parts.append(StateChip(due_words(one.due_at, self._now)))
        elif not self._is_open:
            parts.append(StateChip(_ended_as(one.state, one.outcome)))
        if detail.run is not None:
            run = detail.run
            link = Button(
                tr("run {number}, {template_name}").format(
                    number=run.number, template_name=told(run.template_name)
                ),
                kind=Kind.LINK,
                elides=True,
            )
            ref = ObjectRef("run", str(run.id), tr("run {number}").format(number=run.number))
            link.clicked.connect(lambda _checked: self.left_for.emit(ref))
            parts.append(link)
        parts += service_tags(one.tags)
        return wrapping_row(*parts, spacing=14)

    def _build_results(self, layout: QVBoxLayout) -> None:
        """Failed limits: the way past each of them, over the whole table of tests."""
        detail = self.page.detail
        failed = [one for one in detail.results if one.is_failed]
        head = SectionLabel(tr("Limits that are not met"), len(failed))
        layout.addWidget(head)
        card = Card(is_alternate=True)
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(4)
        waivers = {one.rule: one for one in detail.waivers if one.state != "refused"}
        unasked = tuple(one for one in failed if one.name not in waivers)
        if len(unasked) > 1:
            words = tr("Ask for a waiver for all %n…", "limits", len(unasked))
            every = Button(words, kind=Kind.LINK, changes=True)
            every.setObjectName("task.waive_all")
            self._let_ask(every, unasked)
            head.add_trailing(every)
        for result in failed:
            column.addWidget(self._failed_line(result, waivers.get(result.name)))
        if not failed:
            column.addWidget(StyledLabel(tr("All limits are met now"), is_secondary=True))
        layout.addWidget(card)
        layout.addWidget(TestsTable(detail.results, after=f"v{detail.row.version}"), 1)

    def _failed_line(self, result: ResultRow, waiver: WaiverRow | None) -> QWidget:
        limit = held(result.threshold, result.value)
        chip = StateChip(State(Status.FAILED, number(result.value)))
        name = StyledLabel(rule_words(result.name), FontRole.STRONG)
        words = StyledLabel(tr("must be {words}").format(words=limit.words), is_secondary=True)
        return wrapping_row(name, chip, words, None, *self._ways(result, waiver), spacing=10)

    def _let_ask(self, button: Button, results: tuple[ResultRow, ...]) -> None:
        button.set_blocked("" if self._is_open else tr("This task has ended already."))
        button.clicked.connect(lambda _checked: self.waiver_asked.emit(results))

    def _ways(self, result: ResultRow, waiver: WaiverRow | None) -> list[QWidget]:
        if waiver is None:
            ask = Button(tr("Ask for a waiver…"), changes=True)
            self._let_ask(ask, (result,))
            return [ask]
        until = cells.day(waiver.expires_at)
        if waiver.state == "granted":
            words = tr("waiver {number} by {granted_by} until {until}").format(
                number=waiver.number, granted_by=waiver.granted_by, until=until
            )
            return [StateChip(State(Status.OK, words))]
        said = caption(
            tr("waiver {number} asked by {asked_by}: “{reason}”").format(
                number=waiver.number, asked_by=waiver.asked_by, reason=waiver.reason
            )
        )
        said.setToolTip(waiver.reason)
        reasons = self.page.grant_blockers.get(waiver.id, ())
        grant = Button(tr("Grant…"), changes=True)
        refuse = Button(tr("Refuse…"), kind=Kind.QUIET, changes=True)
        for button, granted in ((grant, True), (refuse, False)):
            button.set_blocked("\n".join(map(blocker, reasons)))
            button.clicked.connect(
                lambda _checked, yes=granted: self.waiver_decided.emit(waiver, yes)
            )
        return [said, grant, refuse]

    def _add_findings(self, column: QVBoxLayout) -> None:
        findings = self.page.detail.findings
        column.addWidget(SectionLabel(tr("Findings of the scan"), len(findings)))
        for one in findings:
            column.addWidget(self._finding_card(one))
        if not findings:
            column.addWidget(StyledLabel(tr("The scan found nothing that is still listed"),
                                         is_secondary=True))  # fmt: skip

    def _finding_card(self, one: FindingRow) -> QWidget:
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(14, 10, 14, 10)
        inside.setSpacing(5)
        is_open = one.state in ("open", "mitigating")
        grave = Status.CRITICAL if one.severity in GRAVE else Status.WARNING
        chip = StateChip(State(grave if is_open else Status.ACKNOWLEDGED,
                               f"{word(one.severity)}, {word(one.state)}"))  # fmt: skip
        parts: list[QWidget | None] = [chip, StyledLabel(one.title, FontRole.STRONG), None]
        if is_open:
            accept = Button(tr("Accept…"), changes=True)
            accept.clicked.connect(lambda _checked: self.finding_accepted.emit(one))
            parts.append(accept)
        inside.addWidget(row(*parts))
        for words in (
            one.place,
            one.detail,
            tr("Fix: {fix}").format(fix=one.fix) if one.fix else "",
            tr("Accepted: “{reason}”").format(reason=one.reason) if one.reason else "",
        ):
            if words:
                inside.addWidget(StyledLabel(words, is_secondary=True, wraps=True, can_copy=True))
        return card

    def _add_missing(self, column: QVBoxLayout) -> None:
        missing = _listed(self.page.detail.facts.get("missing"))
        lacking = MissingList(self.page, missing)
        lacking.example_asked.connect(self.example_asked)
        column.addWidget(lacking)
        one = self.page.detail.row
        files = ObjectRef("version", str(one.version_id), title_of(one), tab="assets")
        go = Button(tr("Open its files"), icon="file-text")
        go.setObjectName("task.files")
        go.clicked.connect(lambda _checked: self.left_for.emit(files))
        words = tr(
            "Add it there with Add file…, then say here that it is supplied: it is looked at "
            "again. The user guide (Help) tells more under “Files of a version”."
        )
        column.addWidget(row(go))
        go.setVisible(one.version_id is not None)
        if self._is_open:
            column.addWidget(caption(words, wraps=True))

    def _add_rules(self, column: QVBoxLayout) -> None:
        """As it is now; what the task holds was so when it was opened."""
        now = self.page.fitting
        fits = now.fits if now else ()
        lines = now.lines if now else _listed(self.page.detail.facts.get("rules"))
        column.addWidget(SectionLabel(tr("What each runtime lacks"), len(lines)))
        if now is not None and fits:
            words = (
                tr("For {stage} it now fits on: {runtimes}. Choose Retry.")
                if self._is_open
                else tr("For {stage} it now fits on: {runtimes}.")
            )
            said = words.format(runtimes=listed(fits), stage=now.stage)
            column.addWidget(StyledLabel(f"✓  {said}", FontRole.STRONG, wraps=True))
        elif not lines:
            column.addWidget(StyledLabel(tr("No runtime is in use."), wraps=True))
        _add_lines(column, [told(line) for line in lines])
        go = Button(tr("Open runtimes"), icon="server")
        stage = now.stage if now is not None else ""
        go.clicked.connect(lambda _checked: self.left_for.emit(self._place_ref(stage)))
        one = self.page.detail.row
        model = ObjectRef("version", str(one.version_id), title_of(one))
        change = Button(tr("Open the model"), icon="box")
        change.setObjectName("task.model")
        change.clicked.connect(lambda _checked: self.left_for.emit(model))
        column.addWidget(row(go, change))
        change.setVisible(one.version_id is not None)
        words = tr(
            "Mend one of them and choose Retry. The release is for the first of the model's "
            "service tags: where the model is for another service, choose Abandon, change its "
            "service tags (T in the inventory), and submit it again."
        )
        if self._is_open:
            column.addWidget(caption(words, wraps=True))

    def _add_place(self, column: QVBoxLayout) -> None:
        """Where the version that is to be tried answers."""
        facts = self.page.detail.facts
        head = tr("Where it can be tried") if self._is_open else tr("Where it could be tried")
        column.addWidget(SectionLabel(head))
        words = (
            tr("It answers in {stage} for {service}. Try it with cases of your own.")
            if self._is_open
            else tr("It answered in {stage} for {service}.")
        )
        said = words.format(stage=facts.get("stage", ""), service=facts.get("service", ""))
        column.addWidget(StyledLabel(said, wraps=True))
        go = Button(tr("Open runtimes"), icon="server")
        stage = str(facts.get("stage", ""))
        go.clicked.connect(lambda _checked: self.left_for.emit(self._place_ref(stage)))
        told_on = tr("Your reason is the feedback that its submitter reads.")
        column.addWidget(row(go, caption(told_on) if self._is_open else None))

    def _place_ref(self, stage: str) -> ObjectRef:
        """Where this version could go, in this stage."""
        snapshot_id = self.page.detail.snapshot_id
        if snapshot_id is None:
            return ObjectRef("runtimes", "", "")
        return ObjectRef(PLACE, str(snapshot_id), title_of(self.page.detail.row), tab=stage)

    def _add_feedback(self, column: QVBoxLayout) -> None:
        column.addWidget(SectionLabel(tr("What the tester says")))
        words = str(self.page.detail.facts.get("feedback"))
        column.addWidget(StyledLabel(words, wraps=True, can_copy=True))

    def _add_rejections(self, column: QVBoxLayout) -> None:
        if self.page.detail.facts.get("feedback"):
            self._add_feedback(column)
            return
        votes: Sequence[Vote] = self.page.rejections
        column.addWidget(SectionLabel(tr("Why it was rejected"), len(votes)))
        for vote in votes:
            role = role_name(vote.role)
            head = f"{vote.person}, {role}, {clock(vote.decided_at, self._now)}"
            column.addWidget(StyledLabel(head, FontRole.STRONG))
            said = tr("“{reason}”").format(reason=vote.reason)
            column.addWidget(StyledLabel(said, wraps=True, can_copy=True))
        if not votes:
            stage = self.page.detail.facts.get("stage", tr("the stage"))
            words = tr(
                "It does not go to {stage}: the request ended without being accepted."
            ).format(stage=stage)
            column.addWidget(StyledLabel(words, wraps=True))

    def _add_error(self, column: QVBoxLayout) -> None:
        facts = self.page.detail.facts
        error = str(facts.get("error") or "")
        column.addWidget(SectionLabel(tr("What happened")))
        words = told(error) or tr(
            TASK_WORDS.get(self.page.detail.row.action, N_("A person has to decide."))
        )
        column.addWidget(StyledLabel(words, wraps=True, can_copy=True))
        if self.page.tried is not None:
            title = tr("Deployment {number}").format(number=self.page.tried.number)
            there = ObjectRef("deployment", str(self.page.tried.id), title)
            go = Button(title, icon="upload")
            go.setObjectName("task.deployment")
            go.clicked.connect(lambda _checked: self.left_for.emit(there))
            column.addWidget(row(go, None))
        rest = [(word(name), str(value)) for name, value in facts.items()
                if name != "error" and value not in ("", None)]  # fmt: skip
        if rest:
            listed = FactList(label_width=120)
            listed.set_facts(rest)
            column.addWidget(listed)

    def _add_case(self, column: QVBoxLayout) -> None:
        """The rest of the case: tests, documents, who else can do it."""
        detail = self.page.detail
        people: dict[str, list[str]] = {}
        for holder in detail.may_do:
            people.setdefault(holder.full_name, []).append(role_name(holder.role))
        named = [f"{name} ({', '.join(roles)})" for name, roles in people.items()]
        facts: list[tuple[str, object]] = []
        if detail.assignee:
            facts.append((tr("Taken by"), detail.assignee))
        if detail.handed_by:
            facts.append((tr("Handed over by"), detail.handed_by))
        if detail.handed_until is not None:
            facts.append((tr("Until"), cells.moment(detail.handed_until)))
        if detail.handed_note:
            facts.append((tr("Note"), detail.handed_note))
        facts.append((tr("May do it"), ", ".join(named) or tr("nobody holds the role")))
        facts += duty_lines(detail.duties)
        if detail.reason and detail.end is None:
            facts.append((tr("Ended because"), detail.reason))
        links = [self._document(one) for one in detail.documents]
        facts.append((tr("Documents"), wrapping_row(*links, spacing=14) if links else tr("none")))
        column.addSpacing(12)
        listed = FactList(label_width=120)
        listed.set_facts(facts)
        column.addWidget(listed)

    def _document(self, one: DocumentRow) -> QWidget:
        if not one.can_be_read:
            return StyledLabel(one.title)
        link = Button(one.title, kind=Kind.LINK, elides=True)
        link.clicked.connect(lambda _checked: self.reading_wanted.emit(one))
        return link


def _ended_as(state: str, outcome: str) -> State:
    """With what somebody chose; one that was taken back is neither done nor refused."""
    if not outcome:
        return State(Status.UNKNOWN, word(state))
    status = Status.FAILED if outcome in NEGATIVE else Status.ACKNOWLEDGED
    return State(status, outcome_of(outcome).text)


def outcome_blockers(page: TaskPage, outcome: str) -> tuple[Blocker, ...]:
    """Why it can't end so yet, where it can otherwise: the same rules that the command asks."""
    if outcome == PASSED and page.detail.is_replaced:
        return (Blocker("task.not_serving"),)
    missing = [rule_words(one.name) for one in page.detail.results
               if one.is_failed and one.waiver_number is None]  # fmt: skip
    return (Blocker("task.waivers", missing=missing),) if outcome == "waive" and missing else ()


def _add_lines(column: QVBoxLayout, lines: Sequence[str]) -> None:
    for line in lines:
        column.addWidget(StyledLabel(f"✗  {line}", wraps=True, can_copy=True))


def _listed(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{name}: {each}" for name, each in value.items()]
    if isinstance(value, (list, tuple)):
        return [str(each) for each in value]
    return [str(value)] if value else []
