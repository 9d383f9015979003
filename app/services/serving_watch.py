"""Raises an alert where a service does not answer as it should, and resolves it when it does."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lookups import now
from app.models.queries.runtime_health import Silence, health_of, load_unserved
from app.models.rules.deployment_states import ANSWERING
from app.models.tables.execution import Deployment, Heartbeat, Runtime, Stage
from app.models.tables.monitoring import Alert
from app.services.one_by_one import write_each
from app.services.standing_alerts import end_over, find_live, number_of, raise_standing
from app.services.unit_of_work import UnitOfWork, Work

log = logging.getLogger(__name__)
RULE = "does not serve"  # with the number of its deployment: each is an alert of its own
GONE_FOR = timedelta(minutes=1)  # a runtime that starts anew is nobody's alarm
SAID_ANEW = timedelta(minutes=1)  # before an alert is told another reason


class ServingWatch:
    """Called by the worker every few seconds. It looks at no runtime: at what was seen there."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def run_once(self) -> int:
        """How many alerts changed. None that breaks stops another one.

        Raises:
            NotReachableError: the database does not answer.
        """
        unserved = self._work.read(list_unserved)
        changed = write_each(self._work, unserved.items(), tell_unserved, what="telling a silence")
        return changed + end_over(self._work, RULE, _is_over)


def list_unserved(session: Session) -> dict[UUID, Silence]:
    """What was deployed and does not answer, for long enough to call somebody, by deployment."""
    deployed = session.execute(
        select(Deployment, Runtime, Heartbeat.at)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .join(Heartbeat, Heartbeat.runtime_id == Runtime.id)
        .where(Deployment.state == "deployed", Runtime.state.in_(("ready", "unreachable")))
    ).all()
    clock = now(session)
    known = [
        one
        for one, runtime, seen_at in deployed
        if health_of("ready", seen_at, clock) == "ok"  # else nobody knows what it serves now
        and (runtime.state == "ready" or clock - runtime.recorded_from >= GONE_FOR)
    ]
    return load_unserved(session, known)


def tell_unserved(work: UnitOfWork, deployment_id: UUID, silence: Silence) -> int:
    """Raise the alert of a deployment, or tell it the reason of now; how many changed."""
    one = work.get(Deployment, deployment_id)
    runtime = work.get(Runtime, one.runtime_id)
    service = one.service_tag
    return tell_of(
        work,
        one,
        wrong=RULE,
        title=f"#{service} does not answer on {runtime.name}",
        said=silence.sentence(service),
    )


def tell_of(work: UnitOfWork, one: Deployment, *, wrong: str, title: str, said: str) -> int:
    """Raise the alert of a deployment, or tell it the reason of now; how many changed."""
    live = find_live(work.session, wrong, one)
    if live is not None and (live.detail == said or work.now() - live.last_seen_at < SAID_ANEW):
        return 0
    is_serious = work.get(Stage, one.stage_id).kind == "production"
    severity = "critical" if is_serious else "medium"
    raise_standing(work, one, wrong=wrong, title=title, severity=severity, detail=said)
    return 1


def _is_over(session: Session, alert: Alert) -> bool:
    """Whether its service answers again, or has no reason to any more."""
    row = session.execute(
        select(Deployment, Runtime, Heartbeat.at)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .outerjoin(Heartbeat, Heartbeat.runtime_id == Runtime.id)
        .where(Deployment.model_id == alert.model_id, Deployment.number == number_of(alert))
    ).first()
    if row is None or row[0].state not in ANSWERING:
        return True
    one, runtime, seen_at = row
    if health_of(runtime.state, seen_at, now(session)) != "ok" or runtime.is_paused:
        return False
    # The proof is a look that came after the alert was raised.
    return seen_at > alert.last_seen_at and not load_unserved(session, [one])
