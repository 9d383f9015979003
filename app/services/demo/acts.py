"""What the demo's people do when a release asks for them: the same commands as everybody's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.models.queries.approval_detail import evidence_parts, load_request
from app.models.queries.evidence import request_facts, unwaived_rules
from app.models.queries.find import find_latest_snapshot
from app.models.queries.lookups import now
from app.models.rules.asking import DEFAULT_TEMPLATE
from app.models.rules.four_eyes import DeciderFacts, choose_slot, decision_blockers
from app.models.tables.engine import Incident, ProcessInstance
from app.models.tables.governance import Finding, TransitionRequest
from app.models.tables.life_cycle import UserTask
from app.services.background import Background
from app.services.commands.acts import open_evidence
from app.services.commands.bindings import bind_life_cycle
from app.services.commands.findings import accept_finding
from app.services.commands.requests import decide
from app.services.commands.tasks import complete_task
from app.services.commands.waivers import ask_waiver, grant_waiver
from app.services.demo.bank import PEOPLE
from app.services.demo.stage import Stage
from app.services.unit_of_work import UnitOfWork, roles_in

WAIVER_DAYS = 90
ENDED = ("completed", "cancelled")


def watch_by_hand(stage: Stage, model_id: UUID) -> None:
    """The architect lets the monitors that releases of this model bring run when they are asked."""
    stage.work("eva").write(
        bind_life_cycle, model_id, template_key=DEFAULT_TEMPLATE, parameters={"monitor_cron": ""}
    )


@dataclass
class Cast:
    """Who plays which part in one release, and how strict they are."""

    author: str = "sanne"
    deciders: tuple[str, ...] = ("aisha", "mark", "jo")
    reviewer: str = "mark"
    granter: str = "aisha"
    is_strict: bool = False
    between: Callable[[], None] = lambda: None  # time that passes before a person acts
    told: list[str] = field(default_factory=list)  # what they did, in words


class Release:
    """Drives one submitted version to its end, or to a task that nobody in the cast takes."""

    def __init__(self, stage: Stage, background: Background, version_id: UUID, cast: Cast) -> None:
        self._stage = stage
        self._background = background
        self._version_id = version_id
        self._cast = cast
        self._seen: set[UUID] = set()

    def play(self, *, until: Callable[[UserTask], bool] = lambda _: False) -> UserTask | None:
        """Go on until the process ends (None) or `until` says that a task shall stay open.

        Raises:
            AppError: the process hangs in an incident, or does not come to an end in time.
        """
        while True:
            if not self._background.settle(self._needs_people, timeout_s=120, when_idle=True):
                raise AppError("The release did not come to an end in time.")
            tasks = [t for t in self._stage.open_tasks(self._version_id) if t.id not in self._seen]
            if not tasks:
                return None
            for task in tasks:
                if until(task):
                    return task
                self._seen.add(task.id)
                self._cast.between()
                self._act(task)

    def instance(self) -> ProcessInstance | None:
        with self._stage.work("ada").reading() as session:
            return session.scalars(
                select(ProcessInstance)
                .where(
                    ProcessInstance.version_id == self._version_id,
                    ProcessInstance.parent_token_id.is_(None),
                )
                .order_by(ProcessInstance.started_at.desc())
            ).first()

    def _needs_people(self) -> bool:
        instance = self.instance()
        if instance is None:
            return False
        if instance.state == "incident" and self._background.is_inbox_empty():
            raise AppError(f"The release stopped: {self._incident(instance.id)}")
        if instance.state in ENDED:
            return True
        return any(t.id not in self._seen for t in self._stage.open_tasks(self._version_id))

    def _incident(self, instance_id: UUID) -> str:
        with self._stage.work("ada").reading() as session:
            found = session.scalars(
                select(Incident).where(
                    Incident.instance_id == instance_id, Incident.state == "open"
                )
            ).first()
            return f"{found.message} {found.hint}" if found else "an incident"

    def _act(self, task: UserTask) -> None:
        acts: dict[str, Callable[[UserTask], None]] = {
            "approve": self.decide,
            "results": self._review_results,
            "findings": self._review_findings,
        }
        acts.get(task.kind, self._end)(task)

    def _end(self, task: UserTask) -> None:
        """Take note of what only wants to be read; end what the cast has no better answer to."""
        outcome = "noted" if "noted" in task.outcomes else _refusing(task)
        self._complete(task, self._one_of(task.roles), outcome, "The demo ends it here.")

    def _one_of(self, roles: Sequence[str]) -> str:
        """The author, where the task is for such people; else the first of the bank who may."""
        staff = {one.handle: {str(role) for role in one.roles} for one in PEOPLE}
        order = sorted(staff, key=lambda handle: handle != self._cast.author)
        return next((one for one in order if staff[one] & set(roles)), self._cast.author)

    def _complete(self, task: UserTask, handle: str, outcome: str, reason: str) -> None:
        text = f"{reason} ({task.name})"
        self._stage.work(handle).write(complete_task, task.id, outcome=outcome, reason=text)
        self._cast.told.append(f"{handle}: {task.name}: {outcome}")

    def decide(self, task: UserTask) -> None:
        """Every decider of the cast whose vote is missing accepts, one after the other."""
        assert task.request_id is not None
        for handle in self._cast.deciders:
            if not self._is_wanted(task.request_id, handle):
                continue
            self._stage.work(handle).write(_open_all, task.request_id)
            self._stage.work(handle).write(
                decide,
                task.request_id,
                verdict="accept",
                reason="Limits and documents read; the evidence supports it.",
                signer=self._stage.signer(handle),
            )
            self._cast.told.append(f"{handle}: {task.name}: accept")
            self._cast.between()

    def _is_wanted(self, request_id: UUID, handle: str) -> bool:
        """A vote that this person may give is still missing."""
        work = self._stage.work(handle)
        with work.reading() as session:
            request = session.get_one(TransitionRequest, request_id)
            facts = request_facts(session, request)
            decider = DeciderFacts(work.actor.id, roles_in(session, work.actor.id, request.unit_id))
        choice = choose_slot(facts, decider)
        if choice is None:
            return False
        slot, role = choice
        wanted = next(one for one in facts.slots if one.number == slot)
        blockers = decision_blockers(facts, decider, slot, role, seen_digest=facts.evidence_digest)
        return facts.missing(wanted) > 0 and not blockers

    def _review_results(self, task: UserTask) -> None:
        """The real way past a failed rule: waivers asked by one, granted by another person."""
        if self._cast.is_strict:
            self._complete(task, self._cast.reviewer, "reject", "A rule failed, and we are strict.")
            return
        author = self._stage.work(self._cast.author)
        with author.reading() as session:
            snapshot = find_latest_snapshot(session, self._version_id)
            rules = unwaived_rules(session, snapshot.id) if snapshot else []
        expires_at = self._stage.clock() + timedelta(days=WAIVER_DAYS)
        for rule in rules:
            asked = author.write(
                ask_waiver,
                self._version_id,
                rule=rule,
                reason="The limit is not met. Let pass for this demo only: it is not right.",
                expires_at=expires_at,
            )
            granter = self._cast.granter
            signer = self._stage.signer(granter)
            self._stage.work(granter).write(
                grant_waiver,
                asked.id,
                reason="For this demo only: nobody decides on a customer with it.",
                signer=signer,
            )
            self._cast.told.append(
                f"{self._cast.author} asks, {self._cast.granter} grants a waiver: {rule}"
            )
        self._complete(task, self._cast.reviewer, "waive", "Every failed rule is waived.")

    def _review_findings(self, task: UserTask) -> None:
        reviewer = self._cast.deciders[-1]
        if self._cast.is_strict:
            self._complete(task, reviewer, "reject", "Findings are open, and we are strict.")
            return
        work = self._stage.work(reviewer)
        with work.reading() as session:
            open_ones = session.scalars(
                select(Finding.id).where(
                    Finding.version_id == self._version_id, Finding.state == "open"
                )
            ).all()
        for finding_id in open_ones:
            work.write(
                accept_finding, finding_id, reason="Seen; the data stay inside the bank.",
                signer=self._stage.signer(reviewer),
            )  # fmt: skip
        self._complete(task, reviewer, "accepted", "Every finding was looked at.")


def _refusing(task: UserTask) -> str:
    """The outcome that ends a release, where the cast has no better answer."""
    for outcome in ("withdraw", "reject", "abandon"):
        if outcome in task.outcomes:
            return outcome
    return str(task.outcomes[-1]) if task.outcomes else "done"


def _open_all(work: UnitOfWork, request_id: UUID) -> None:
    """Who decides has looked at every part of the evidence, as the window records it."""
    seen = load_request(work.session, request_id, work.actor.id, now=now(work.session))
    open_evidence(work, request_id, evidence_parts(seen), digest=seen.evidence_digest)
