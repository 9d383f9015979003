"""Ends the servers of retired runtimes, and raises an alert where one may still answer."""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError, NotReachableError
from app.models.queries.lookups import now
from app.models.queries.releases import RetiredRuntime, list_retired_runtimes
from app.models.queries.runtime_health import WHY
from app.models.rules.deployment_states import SERVING
from app.models.rules.ended_runtimes import OUTLIVES
from app.models.tables.execution import Deployment, Heartbeat, Runtime
from app.models.tables.monitoring import Alert
from app.services.commands.ended_runtimes import settle_ended
from app.services.commands.runtimes import record_not_ended, serving_on
from app.services.one_by_one import write_each
from app.services.runtime_access import EMBEDDED, is_here, is_kept_for, runtime_folder
from app.services.runtime_process import has_ended, is_up, stop
from app.services.serving_watch import GONE_FOR, tell_of
from app.services.standing_alerts import end_over, number_of
from app.services.unit_of_work import UnitOfWork, Work
from app.services.verifying.wishes import doubt_of_retirement
from app.texts import N_

log = logging.getLogger(__name__)
DOUBTED = N_("That it was retired can't be relied on: {why}.")
ELSEWHERE = N_(
    "#{service} may still answer on {runtime}, which is retired: no service has seen its server"
    " end. Start modelward service on the machine that keeps it, which ends it. Where that machine"
    " is gone for good, an operator says so: It has ended… in Runtimes, or modelward runtime ended."
)
FOREIGN = N_(
    "#{service} may still answer on {runtime}, which is retired: its server was not started from"
    " here, so nothing here ends it. Have whoever runs it end it; then an operator says so: It has"
    " ended… in Runtimes, or modelward runtime ended."
)
NOT_ENDED = N_(
    "#{service} may still answer on {runtime}, which is retired, and its server was not ended:"
    " {why} Find out why, and have whoever runs that machine end it. Where it ended and no service"
    " can see that, an operator says so: It has ended… in Runtimes, or modelward runtime ended."
)
NEVER_STARTED = N_("in its folder on this machine no server was ever started.")


class RetiredRuntimes:
    """Called after each look at the runtimes. Whoever retired one may sit at another machine."""

    def __init__(self, work: Work, settings: Settings) -> None:
        self._work = work
        self._settings = settings

    def run_once(self) -> int:
        """End what this machine keeps of retired runtimes; how many deployments ended by that.

        Raises:
            NotReachableError: the database does not answer.
        """
        retired = self._work.read(list_retired_runtimes)
        return sum(self._try(one) for one in retired if self._is_due(one))

    def _is_due(self, runtime: RetiredRuntime) -> bool:
        """Kept here for it, and its server is up or was not seen to end."""
        if not (is_here(self._settings, runtime) and is_kept_for(self._settings, runtime)):
            return False
        return runtime.is_deployed or is_up(runtime_folder(self._settings, runtime.name))

    def _try(self, runtime: RetiredRuntime) -> int:
        """The edge: one that does not end hinders no other."""
        try:
            return self._end(runtime)
        except NotReachableError:
            raise
        except AppError as error:
            why = " ".join(filter(None, (error.message, error.hint)))
            log.warning("the retired runtime %s was not ended: %s", runtime.name, error.message)
        except Exception:
            log.exception("the retired runtime %s could not be ended", runtime.name)
            return 0
        if self._work.read(serving_on, runtime.id):
            is_still_up = is_up(runtime_folder(self._settings, runtime.name))
            self._work.write(record_not_ended, runtime.id, is_up=is_still_up, why=why)
        return 0

    def _end(self, runtime: RetiredRuntime) -> int:
        """Its process ends; what it served is taken off once that was seen."""
        folder = runtime_folder(self._settings, runtime.name)
        is_over = has_ended(folder)
        served = self._work.read(serving_on, runtime.id)
        if is_over and not served:
            return 0
        if doubt := self._work.read(doubt_of_retirement, runtime.id):
            raise AppError(DOUBTED.format(why=doubt))
        if not is_over and stop(folder):
            log.info("the retired runtime %s was ended", runtime.name)
        if not served:
            return 0
        if not has_ended(folder):
            raise AppError(NEVER_STARTED)
        settled: int = self._work.write(settle_ended, runtime.id)
        if not settled:  # by another service, or by somebody's word
            log.info("what served on %s was taken off by another meanwhile", runtime.name)
        return settled


class OutlivingWatch:
    """Called by the worker every few seconds: what is deployed on a retired runtime is told."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def run_once(self) -> int:
        """How many alerts changed. None that breaks stops another one.

        Raises:
            NotReachableError: the database does not answer.
        """
        found = ((one,) for one in self._work.read(list_outliving))
        changed = write_each(self._work, found, tell_outliving, what="telling what outlives")
        return changed + end_over(self._work, OUTLIVES, _is_over)


def list_outliving(session: Session) -> list[UUID]:
    """What nobody saw end, though its runtime was retired long enough ago to call somebody."""
    rows = session.execute(
        select(Deployment.id, Runtime.recorded_from)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .where(Deployment.state.in_(SERVING), Runtime.state == "retired")
        .order_by(Deployment.number)
    ).all()
    clock = now(session)
    return [one for one, retired_at in rows if clock - retired_at >= GONE_FOR]


def tell_outliving(work: UnitOfWork, deployment_id: UUID) -> int:
    """Raise the alert of a deployment on a retired runtime; how many changed."""
    one = work.get(Deployment, deployment_id)
    runtime = work.get(Runtime, one.runtime_id)
    service = one.service_tag
    return tell_of(
        work,
        one,
        wrong=OUTLIVES,
        title=f"#{service} may still answer on {runtime.name}, which is retired",
        said=_sentence(work.session, service, runtime),
    )


def _sentence(session: Session, service: str, runtime: Runtime) -> str:
    beat = session.get(Heartbeat, runtime.id)
    # What was seen before it was retired says nothing of its end.
    is_newer = beat is not None and beat.at >= runtime.recorded_from
    why = str(beat.facts.get(WHY, "")) if beat is not None and is_newer else ""
    said = NOT_ENDED if why else ELSEWHERE if runtime.kind == EMBEDDED else FOREIGN
    return said.format(service=service, runtime=runtime.name, why=why)


def _is_over(session: Session, alert: Alert) -> bool:
    state = session.scalar(
        select(Deployment.state).where(
            Deployment.model_id == alert.model_id, Deployment.number == number_of(alert)
        )
    )
    return state not in SERVING
