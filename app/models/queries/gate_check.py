"""The gate: may this version go into this stage, and everything that stands in the way."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.evidence import latest_release_run, request_facts, unwaived_rules
from app.models.queries.find import find_latest_snapshot, find_stage, list_stages
from app.models.queries.lookups import person_names
from app.models.queries.places import match_places
from app.models.queries.release_service import service_of_version
from app.models.rules.blockers import Blocker
from app.models.rules.matching import asks_for_approval
from app.models.rules.pauses import pause_blockers
from app.models.rules.severities import GRAVE, GRAVITY
from app.models.rules.tasks import OPEN_STATES
from app.models.rules.transitions import RUNNING
from app.models.rules.windows import closing_blockers
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Placement, Stage
from app.models.tables.governance import Finding, TransitionRequest
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot
from app.models.tables.life_cycle import UserTask

PASSED_KINDS = ("staging", "production")


def gate_blockers(session: Session, version_id: UUID, stage: str) -> tuple[Blocker, ...]:
    """Every reason why the version may not go to `stage` now; empty: it may.

    Raises:
        InputError: the model's path has no such stage.
    """
    version = session.get_one(ModelVersion, version_id)
    registered = session.get_one(RegisteredModel, version.model_id)
    target = find_stage(session, registered, stage)
    label = f"{registered.name} v{version.version}"
    found = [*_order(session, registered, version_id, target, label)]
    snapshot = find_latest_snapshot(session, version_id)
    if snapshot is None:
        return (*found, Blocker("gate.no_snapshot", version=label))
    found += _tests(session, snapshot)
    found += _findings(session, snapshot)
    found += _approval(session, snapshot, target)
    tag = service_of_version(session, version)
    places = match_places(session, snapshot.id, target.name, tag)
    later = next(iter(places.later), None)
    if later is not None and not places.fits:
        found += closing_blockers(later.runtime.closings)
        found += pause_blockers(later.runtime.pause)
    elif not places.fits:
        found.append(Blocker("gate.runtime", stage=target.name, service=tag))
    return tuple(found)


def _order(
    session: Session, registered: RegisteredModel, version_id: UUID, target: Stage, label: str
) -> list[Blocker]:
    """The stages before this one, each of which it must be in, or have been in."""
    stages = list_stages(session, registered.stage_path_id)
    before = [s for s in stages if s.position < target.position and s.kind in PASSED_KINDS]
    passed = set(
        session.scalars(
            select(Placement.stage_id).where(
                Placement.version_id == version_id, Placement.state.in_(("in_place", "left"))
            )
        )
    )
    return [
        Blocker("gate.stage", version=label, before=stage.name, stage=target.name)
        for stage in before
        if stage.id not in passed
    ]


def _tests(session: Session, snapshot: Snapshot) -> list[Blocker]:
    run = latest_release_run(session, snapshot.id)
    if run is None:
        return [Blocker("gate.not_tested")]
    failed = unwaived_rules(session, snapshot.id)
    return [Blocker("gate.verdict", verdict=run.verdict, failed=failed)] if failed else []


def _findings(session: Session, snapshot: Snapshot) -> list[Blocker]:
    severities = session.scalars(
        select(Finding.severity).where(
            Finding.snapshot_id == snapshot.id,
            Finding.state.in_(("open", "mitigating")),
            Finding.severity.in_(GRAVE),
        )
    ).all()
    if not severities:
        return []
    worst = min(severities, key=GRAVITY.__getitem__)
    return [Blocker("gate.findings", count=len(severities), severity=worst)]


def _approval(session: Session, snapshot: Snapshot, target: Stage) -> list[Blocker]:
    """Production and protected stages need an accepted request for exactly this snapshot."""
    if not asks_for_approval(target.kind, is_protected=target.is_protected):
        return []
    requests = session.scalars(
        select(TransitionRequest)
        .where(
            TransitionRequest.version_id == snapshot.version_id,
            TransitionRequest.stage_id == target.id,
        )
        .order_by(TransitionRequest.number.desc())
    ).all()
    if any(one.state == "accepted" and one.snapshot_id == snapshot.id for one in requests):
        return []
    pending = next((one for one in requests if one.state == "pending"), None)
    if pending is None and any(one.state == "draft" for one in requests):
        return [not_taken_up(session, snapshot.version_id)]
    missing = _open_slots(session, pending) if pending else ["request"]
    return [Blocker("gate.approval", stage=target.name, missing=missing)]


def not_taken_up(session: Session, version_id: UUID) -> Blocker:
    """Why nobody can vote on a request of this version yet: its life cycle has to bring it.

    Where that waits for a person, by the first task that it waits for.
    """
    runs = select(ProcessInstance.id).where(
        ProcessInstance.version_id == version_id, ProcessInstance.state.in_(RUNNING)
    )
    if session.scalars(runs.limit(1)).first() is None:
        return Blocker("request.no_life_cycle")
    task = session.scalars(
        select(UserTask)
        .where(UserTask.instance_id.in_(runs), UserTask.state.in_(OPEN_STATES))
        .order_by(UserTask.number)
        .limit(1)
    ).first()
    if task is None:
        return Blocker("request.draft")
    holder = person_names(session, [task.assignee_id])
    who = list(holder.values()) or sorted(task.roles)
    return Blocker("request.waits", task=task.name, number=task.number, who=who)


def _open_slots(session: Session, request: TransitionRequest) -> list[str]:
    """The roles whose votes are still missing."""
    facts = request_facts(session, request)
    roles: list[str] = []
    for slot in facts.slots:
        votes = sum(
            one.slot == slot.number
            and one.is_acceptance
            and one.seen_digest == facts.evidence_digest
            for one in facts.decisions
        )
        if votes < slot.needed:
            roles += sorted(map(str, slot.roles))
    return roles
