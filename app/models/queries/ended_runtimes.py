"""What may still answer on a retired runtime, and whether a reader may say that it has ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.lookups import now, person_names, roles_by_unit
from app.models.queries.roll_backs import list_wishes
from app.models.rules.blockers import Blocker
from app.models.rules.deployment_states import SERVING
from app.models.rules.ended_runtimes import (
    OUTLIVES,
    RUNTIME_ENDED,
    SEEN_UP_FOR,
    EndedFacts,
    ended_blockers,
)
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.execution import Deployment, Heartbeat, Runtime, Stage
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.monitoring import Alert
from app.texts import N_

AN_OPERATOR = N_("an operator")  # by whose word it was, where the reader may not read it
BY_WORD = N_("{person} says that it has ended; no service saw that: {reason}")
BY_A_WORD = N_("An operator says that it has ended; no service saw that: {reason}")


@dataclass(frozen=True, slots=True)
class Answering:
    """A deployment of which nobody saw that it ended."""

    deployment_id: UUID
    number: int
    model: str
    version: int
    stage: str
    service_tag: str

    @property
    def label(self) -> str:
        return f"{self.model} v{self.version} ({self.stage})"


@dataclass(frozen=True, slots=True)
class EndedRuntime:
    """A runtime, and what would be taken off it."""

    runtime_id: UUID
    name: str
    answering: tuple[Answering, ...]
    blockers: tuple[Blocker, ...]


def load_ended(session: Session, runtime_id: UUID, me: UUID) -> EndedRuntime:
    """What would follow, as `me` may say it.

    Raises:
        InputError: there is no such runtime.
    """
    runtime = session.get(Runtime, runtime_id)
    if runtime is None:
        raise InputError(f"There is no runtime {runtime_id}.")
    answering = list_answering(session, runtime_id)
    blockers = list_ended_blockers(session, [runtime_id], me)[runtime_id]
    return EndedRuntime(runtime_id, runtime.name, answering, blockers)


def list_ended_blockers(
    session: Session, runtime_ids: Collection[UUID], me: UUID
) -> dict[UUID, tuple[Blocker, ...]]:
    """By runtime why `me` may not say so of it, knowing all that is deployed there."""
    if not runtime_ids:
        return {}
    runtimes = session.scalars(select(Runtime).where(Runtime.id.in_(runtime_ids))).all()
    held, facts = roles_by_unit(session, me), _list_facts(session, runtimes)
    return {
        one.id: ended_blockers(facts[one.id], held.get(one.unit_id, frozenset()))
        for one in runtimes
    }


def list_answering(session: Session, runtime_id: UUID) -> tuple[Answering, ...]:
    """What serves there, as far as anybody has seen; also what is being switched or taken off."""
    return _answering_by_runtime(session, [runtime_id]).get(runtime_id, ())


def _answering_by_runtime(
    session: Session, runtime_ids: Collection[UUID]
) -> dict[UUID, tuple[Answering, ...]]:
    rows = session.execute(
        select(
            Deployment.runtime_id,
            Deployment.id,
            Deployment.number,
            RegisteredModel.name.label("model"),
            ModelVersion.version,
            Stage.name.label("stage"),
            Deployment.service_tag,
        )
        .join(RegisteredModel, RegisteredModel.id == Deployment.model_id)
        .join(ModelVersion, ModelVersion.id == Deployment.version_id)
        .join(Stage, Stage.id == Deployment.stage_id)
        .where(Deployment.runtime_id.in_(runtime_ids), Deployment.state.in_(SERVING))
        .order_by(Deployment.number)
    )
    found: dict[UUID, tuple[Answering, ...]] = {}
    for row in rows:
        one = Answering(row.id, row.number, row.model, row.version, row.stage, row.service_tag)
        found[row.runtime_id] = (*found.get(row.runtime_id, ()), one)
    return found


def ended_facts(
    session: Session, runtime: Runtime, seen: Collection[UUID], *, taken_up: UUID | None = None
) -> EndedFacts:
    """How it stands.

    Args:
        seen: the deployments that the person knows of.
        taken_up: the wish that is about to be acted on; it does not wait for itself.
    """
    return _list_facts(session, [runtime], seen=seen, taken_up=taken_up)[runtime.id]


def _list_facts(
    session: Session,
    runtimes: Collection[Runtime],
    *,
    seen: Collection[UUID] | None = None,
    taken_up: UUID | None = None,
) -> dict[UUID, EndedFacts]:
    """By runtime. `seen`: as above; None: whatever is deployed there."""
    ids = [one.id for one in runtimes]
    answering = _answering_by_runtime(session, ids)
    beats = {
        one.runtime_id: one
        for one in session.scalars(select(Heartbeat).where(Heartbeat.runtime_id.in_(ids)))
    }
    asked, moment = _asked(session, taken_up), now(session)
    found = {}
    for one in runtimes:
        there = answering.get(one.id, ())
        unseen = [each for each in there if seen is not None and each.deployment_id not in seen]
        found[one.id] = EndedFacts(
            is_retired=one.state == "retired",
            answering=tuple(each.label for each in there),
            unseen=tuple(each.label for each in unseen),
            is_seen_up=_is_seen_up(beats.get(one.id), one, moment),
            is_asked=str(one.id) in asked,
        )
    return found


def _is_seen_up(beat: Heartbeat | None, runtime: Runtime, moment: datetime) -> bool:
    """A service saw its server just now; what was seen before it was retired says nothing."""
    if beat is None or not beat.is_live or beat.at < runtime.recorded_from:
        return False
    return moment - beat.at < SEEN_UP_FOR


def _asked(session: Session, taken_up: UUID | None) -> frozenset[object]:
    """Of which runtimes somebody said so, and no service has taken it up."""
    waiting = session.execute(
        select(EngineInbox.id, EngineInbox.payload).where(
            EngineInbox.kind == RUNTIME_ENDED, EngineInbox.consumed_at.is_(None)
        )
    )
    return frozenset(
        payload.get("runtime_id")
        for wish, payload in waiting
        if wish != taken_up and isinstance(payload, dict)
    )


def load_ended_by(session: Session, one: Deployment) -> str:
    """By whose word it was taken off a retired runtime; empty where a service saw that it ended.

    Who may not read that word, which stands in the runtime's unit, is told that there is one.
    """
    if one.state != "undeployed" or one.asked_id is None:
        return ""
    wish = list_wishes(session, [one.asked_id]).get(one.asked_id)
    if wish is None:
        return AN_OPERATOR  # any other wish stands in the unit of the deployment itself
    if wish.kind != RUNTIME_ENDED:
        return ""
    return person_names(session, [wish.by]).get(wish.by, "") or AN_OPERATOR


def ended_words(session: Session, one: Deployment) -> str:
    """That it was taken off by a person's word, as its reader may know it; else empty."""
    person = load_ended_by(session, one)
    if person == AN_OPERATOR:
        return BY_A_WORD.format(reason=one.reason)
    return BY_WORD.format(person=person, reason=one.reason) if person else ""


def list_ended_words(session: Session, alerts: Iterable[Alert]) -> dict[UUID, str]:
    """By alert that somebody's word resolved, what it says to this reader.

    What is stored with it names nobody: it is read in the unit of the model, and the word stands in
    the runtime's.
    """
    ended = {
        one: int(one.rule.rpartition(" ")[2])
        for one in alerts
        if one.rule.startswith(f"{OUTLIVES} ") and one.state not in LIVE_ALERTS
    }
    if not ended:
        return {}
    rows = session.scalars(
        select(Deployment).where(
            Deployment.number.in_(set(ended.values())), Deployment.asked_id.is_not(None)
        )
    )
    reasons = {row.number: (row.reason, ended_words(session, row)) for row in rows}
    said = ((alert, reasons.get(number, ("", ""))) for alert, number in ended.items())
    return {alert.id: words for alert, (reason, words) in said if words and reason in alert.detail}


def may_answer() -> ColumnElement[bool]:
    """Of a runtime: something is deployed on it, as far as anybody has seen."""
    is_there = Deployment.runtime_id == Runtime.id
    return exists().where(is_there, Deployment.state.in_(SERVING))
