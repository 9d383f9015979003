"""Deployments: one with its steps, what serves meanwhile, what to roll back to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.alert_proof import list_unproven
from app.models.queries.applications import list_callers
from app.models.queries.ended_runtimes import load_ended_by
from app.models.queries.id_lists import is_one_of
from app.models.queries.lookups import (
    StageRef,
    load_stages,
    load_subjects,
    now,
    person_names,
    roles_by_unit,
    version_numbers,
)
from app.models.queries.pauses import pause_met_by
from app.models.queries.places import match_runtime
from app.models.queries.released_by import ReleasedBy, load_released_by
from app.models.queries.roll_backs import RolledBack, asked_back_blockers, load_undone
from app.models.queries.run_links import RunLink, load_run_link
from app.models.queries.runtime_health import Silence, load_unserved
from app.models.queries.serving_spells import Spell, list_spells
from app.models.queries.snapshot_diff import SnapshotDiff, diff_snapshots
from app.models.queries.votes import Vote, load_votes
from app.models.rules.blockers import Blocker
from app.models.rules.deployment_states import COMING, GONE, ended_as, has_no_cases
from app.models.rules.matching import MatchRule
from app.models.rules.pauses import Pause
from app.models.rules.rights import write_blockers
from app.models.rules.severities import GRAVEST_FIRST
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.execution import Deployment, DeploymentStep, Placement, Runtime
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion
from app.models.tables.monitoring import Alert
from app.models.tables.trail import AuditEvent

FAILING = ("retrying", "failed")
RUN_ENDED = ("completed", "cancelled")
HISTORY = 200  # the newest of a place that are listed beside one
BACK = "back: "  # before the names of a roll-back's steps
AGAIN = "again: "  # before those of bringing it where it was lost


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    id: UUID
    number: int
    model_id: UUID
    model_name: str
    version_id: UUID
    version: int | None
    snapshot_id: UUID
    unit_id: UUID
    service_tag: str
    stage: StageRef | None
    runtime_id: UUID
    runtime_name: str
    state: str
    reason: str
    strategy: str
    traffic_share: float
    step: str  # the last one that was begun
    step_state: str
    steps_done: int
    started_at: datetime
    finished_at: datetime | None  # when its state last became final: served, left, failed
    worked_until: datetime | None  # the end of its own last step; of a roll back's steps never
    rolled_back: int | None  # number of the later deployment after whose roll back it serves again
    started_by: str  # the person or service that recorded it
    instance_id: UUID | None
    request_id: UUID | None
    replaces_id: UUID | None
    row_version: int
    silence: Silence | None = None  # it does not answer, though it should
    is_untested: bool = False  # its last step should have asked the model, and had nothing to ask
    after_vote: timedelta | None = None  # from its last vote until its version came to production


def deployment_rows(
    session: Session, deployments: Sequence[Deployment]
) -> tuple[DeploymentRow, ...]:
    """As lines of a list, in this order."""
    ids = [one.id for one in deployments]
    subjects = load_subjects(session, (one.model_id for one in deployments))
    numbers = version_numbers(session, (one.version_id for one in deployments))
    stages = load_stages(session)
    runtimes = {
        row.id: row.name
        for row in session.execute(
            select(Runtime.id, Runtime.name).where(
                is_one_of(session, Runtime.id, {one.runtime_id for one in deployments})
            )
        )
    }
    steps: dict[UUID, list[DeploymentStep]] = {}
    for step in session.scalars(
        select(DeploymentStep)
        .where(is_one_of(session, DeploymentStep.deployment_id, ids))
        .order_by(DeploymentStep.position)
    ):
        steps.setdefault(step.deployment_id, []).append(step)
    begun = {
        row.object_id: row.actor_id
        for row in session.execute(
            select(AuditEvent.object_id, AuditEvent.actor_id).where(
                is_one_of(session, AuditEvent.object_id, ids),
                AuditEvent.tag == "deployment.requested",
            )
        )
    }
    names = person_names(session, begun.values())
    undone, silences = _rolled_back(session, ids), load_unserved(session, deployments)
    spans = release_spans(session, {one.request_id for one in deployments})
    found = []
    for one in deployments:
        mine = steps.get(one.id, [])
        own = [step.finished_at for step in mine if not step.step.startswith((BACK, AGAIN))]
        found.append(
            DeploymentRow(
                id=one.id,
                number=one.number,
                model_id=one.model_id,
                model_name=subjects[one.model_id].name,
                version_id=one.version_id,
                version=numbers.get(one.version_id),
                snapshot_id=one.snapshot_id,
                unit_id=one.unit_id,
                service_tag=one.service_tag,
                stage=stages.get(one.stage_id),
                runtime_id=one.runtime_id,
                runtime_name=runtimes.get(one.runtime_id, ""),
                state=one.state,
                reason=one.reason,
                strategy=one.strategy,
                traffic_share=one.traffic_share,
                step=mine[-1].step if mine else "",
                step_state=mine[-1].state if mine else "",
                steps_done=sum(step.state == "done" for step in mine),
                started_at=one.started_at,
                finished_at=one.finished_at,
                worked_until=max((at for at in own if at is not None), default=None),
                rolled_back=undone.get(one.id) if one.state == "deployed" else None,
                started_by=names.get(begun[one.id], "") if one.id in begun else "",
                instance_id=one.instance_id,
                request_id=one.request_id,
                replaces_id=one.replaces_id,
                row_version=one.row_version,
                silence=silences.get(one.id),
                is_untested=bool(mine) and _has_not_tested(mine[-1].state, mine[-1].facts),
                after_vote=spans.get(one.request_id) if one.request_id else None,
            )
        )
    return tuple(found)


def release_spans(session: Session, requests: Collection[UUID | None]) -> dict[UUID, timedelta]:
    """By accepted request how long after it was decided its version first came to production."""
    wanted = {one for one in requests if one is not None}
    if not wanted:
        return {}
    rows = session.execute(
        select(TransitionRequest.id, TransitionRequest.closed_at, func.min(Placement.placed_from))
        .join(Placement, Placement.request_id == TransitionRequest.id)
        .where(
            is_one_of(session, TransitionRequest.id, wanted),
            TransitionRequest.state == "accepted",
            TransitionRequest.closed_at.is_not(None),
            Placement.stage_kind == "production",
            Placement.placed_from.is_not(None),
        )
        .group_by(TransitionRequest.id, TransitionRequest.closed_at)
    )
    return {
        one: max(timedelta(0), placed - closed) for one, closed, placed in rows if placed and closed
    }


def _has_not_tested(state: str, facts: Mapping[str, Any]) -> bool:
    return state == "done" and has_no_cases(facts)


def _rolled_back(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Of each deployment, the last one in its place that was rolled back to it."""
    rows = session.execute(
        select(Deployment.replaces_id, Deployment.number)
        .where(is_one_of(session, Deployment.replaces_id, ids), Deployment.state == "rolled_back")
        .order_by(Deployment.finished_at)
    )
    return {row.replaces_id: row.number for row in rows if row.replaces_id is not None}


@dataclass(frozen=True, slots=True)
class StepRow:
    position: int
    step: str
    state: str  # started | done | failed
    attempt: int
    started_at: datetime
    finished_at: datetime | None
    facts: Mapping[str, Any]

    @property
    def seconds(self) -> float | None:
        if self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()

    @property
    def is_untested(self) -> bool:
        """It should have asked the model, and had nothing to ask."""
        return _has_not_tested(self.state, self.facts)


@dataclass(frozen=True, slots=True)
class RollBack:
    """What serves again after a roll back, how it differs, and whose votes it stands on.

    `callers`: the applications that are answered by what serves now, and then by the other.
    """

    to: DeploymentRow
    diff: SnapshotDiff
    votes: tuple[Vote, ...]
    callers: tuple[str, ...]
    alerts: Mapping[str, int]  # about what serves then, not closed: how many, by severity
    returning: tuple[str, ...]  # rules of alerts that only what serves now resolved
    is_testable: bool  # its snapshot has answers that it can be held to before the switch


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A spell of serving; without one the deployment never came to serve."""

    deployment: DeploymentRow
    spell: Spell | None
    released_by: ReleasedBy | None = None

    @property
    def came_at(self) -> datetime:
        return self.spell.since if self.spell else self.deployment.started_at


@dataclass(frozen=True, slots=True)
class DeploymentDetail:
    row: DeploymentRow
    steps: tuple[StepRow, ...]
    serving: DeploymentRow | None  # what serves this service on this runtime now
    replaced: DeploymentRow | None  # what it was brought instead of
    roll_back: RollBack | None
    history: tuple[HistoryRow, ...]  # of this service on this runtime, the newest first
    history_count: int  # of all, also of those that are too many to list
    matched_tags: Mapping[str, Any]
    run: RunLink | None
    causes: tuple[MatchRule, ...]  # of one that failed: rules that do not hold on its runtime now
    roll_back_blockers: tuple[Blocker, ...]  # why this reader may not roll it back
    cancel_blockers: tuple[Blocker, ...]  # why this reader may not cancel it
    pause: Pause | None  # of its runtime; of one that has ended never
    undone: RolledBack | None = None  # its own roll back, or the one after which it serves again
    ended_by: str = ""  # who said that its retired runtime had ended, which no service saw


def load_deployment(session: Session, deployment_id: UUID, me: UUID) -> DeploymentDetail:
    """One deployment as `me` sees it.

    Raises:
        InputError: there is none.
    """
    one = session.get(Deployment, deployment_id)
    if one is None:
        raise InputError(f"There is no deployment {deployment_id}.")
    of_place = (
        Deployment.runtime_id == one.runtime_id,
        Deployment.service_tag == one.service_tag,
    )
    was_here = or_(Deployment.model_id == one.model_id, Deployment.state == "deployed")
    newest = select(Deployment).where(*of_place).order_by(Deployment.number.desc())
    here = session.scalars(newest.where(was_here).limit(HISTORY)).all()
    # Asked apart: what serves may be older than everything in the history that is shown.
    serves = session.scalars(newest.where(Deployment.state == "deployed").limit(1)).first()
    if serves is None:  # until its switch, one that is being rolled back does
        serves = session.scalars(newest.where(Deployment.state == "rolling_back").limit(1)).first()
    replaced = session.get(Deployment, one.replaces_id) if one.replaces_id else None
    beside = [other for other in (serves, replaced) if other is not None]
    found = {other.id: other for other in (*here, *beside, one)}
    rows = {row.id: row for row in deployment_rows(session, list(found.values()))}
    counted = select(func.count()).select_from(Deployment).where(*of_place, was_here)
    held = roles_by_unit(session, me).get(one.unit_id, frozenset())
    run = load_run_link(session, one.instance_id)
    history = _history(session, [rows[other.id] for other in here])
    return DeploymentDetail(
        row=rows[one.id],
        steps=list_steps(session, one.id),
        serving=rows[serves.id] if serves is not None else None,
        replaced=rows[replaced.id] if replaced is not None else None,
        roll_back=_roll_back(session, one),
        history=history,
        history_count=(session.scalar(counted) or 0) + len(history) - len(here),
        matched_tags=dict(one.matched_tags),
        run=run,
        causes=_causes(session, rows[one.id]),
        roll_back_blockers=(
            *_roll_back_blockers(one, write_blockers("runtime", "update", held)),
            *asked_back_blockers(session, one.id),
        ),
        cancel_blockers=_cancel_blockers(one, run, write_blockers("engine_inbox", "insert", held)),
        pause=pause_met_by(session, one),
        undone=load_undone(session, one),
        ended_by=load_ended_by(session, one),
    )


def _history(session: Session, here: Sequence[DeploymentRow]) -> tuple[HistoryRow, ...]:
    spells = list_spells(session, [one.id for one in here])
    released = load_released_by(session, (one.request_id for one in here))
    found = [
        HistoryRow(one, spell, released.get(one.request_id) if one.request_id else None)
        for one in here
        for spell in spells.get(one.id, (None,))
    ]
    return tuple(sorted(found, key=lambda row: (row.came_at, row.deployment.number), reverse=True))


def _causes(session: Session, one: DeploymentRow) -> tuple[MatchRule, ...]:
    """What the finder of places would refuse it for, where it failed or is being tried again."""
    if one.state not in FAILING or one.stage is None:
        return ()
    match = match_runtime(session, one.snapshot_id, one.runtime_id, one.stage.name, one.service_tag)
    return match.failed if match is not None else ()


def _said_state(one: Deployment) -> str:
    """As its chip says it."""
    if one.state == "deployed":
        return "serves"
    return ended_as(one.state, one.reason) if one.state in GONE else one.state


def _roll_back_blockers(one: Deployment, rights: tuple[Blocker, ...]) -> tuple[Blocker, ...]:
    found = [*rights]
    if one.state != "deployed":
        found.append(Blocker("deployment.not_serving", state=_said_state(one)))
    elif one.replaces_id is None:
        found.append(Blocker("deployment.first"))
    return tuple(found)


def _cancel_blockers(
    one: Deployment, run: RunLink | None, rights: tuple[Blocker, ...]
) -> tuple[Blocker, ...]:
    found = [*rights]
    if one.state not in COMING:
        found.append(Blocker("deployment.not_coming", state=_said_state(one)))
    elif run is None or run.state in RUN_ENDED:
        found.append(Blocker("deployment.no_run"))
    return tuple(found)


def list_steps(session: Session, deployment_id: UUID) -> tuple[StepRow, ...]:
    rows = session.scalars(
        select(DeploymentStep)
        .where(DeploymentStep.deployment_id == deployment_id)
        .order_by(DeploymentStep.position)
    )
    return tuple(
        StepRow(
            row.position,
            row.step,
            row.state,
            row.attempt,
            row.started_at,
            row.finished_at,
            dict(row.facts),
        )
        for row in rows
    )


def _live_alerts(session: Session, version_id: UUID, broken: Sequence[Alert]) -> dict[str, int]:
    """About it, or about a limit that it broke too; the gravest first."""
    rows = session.execute(
        select(Alert.severity, func.count())
        .where(
            or_(Alert.version_id == version_id, Alert.id.in_([one.id for one in broken])),
            Alert.state.in_(LIVE_ALERTS),
        )
        .group_by(Alert.severity)
    )
    counts = {row[0]: row[1] for row in rows}
    return {one: counts[one] for one in GRAVEST_FIRST if one in counts}


def _roll_back(session: Session, one: Deployment) -> RollBack | None:
    """To what this one replaced, as `ask_roll_back` does it."""
    from app.models.queries.releases import load_snapshot_files  # brings tables; Home needs none

    old = session.get(Deployment, one.replaces_id) if one.replaces_id else None
    if old is None:
        return None
    request = session.get(TransitionRequest, old.request_id) if old.request_id else None
    version = session.get_one(ModelVersion, old.version_id)
    broken = list_unproven(session, version, old.stage_id, old.service_tag)
    return RollBack(
        deployment_rows(session, [old])[0],
        diff_snapshots(session, one.snapshot_id, old.snapshot_id),
        load_votes(session, request) if request else (),
        list_callers(session, session.get_one(ModelVersion, one.version_id), now(session)),
        _live_alerts(session, version.id, broken),
        tuple(one.rule for one in broken if one.state == "resolved"),
        load_snapshot_files(session, old.snapshot_id).reference is not None,
    )
