"""Keeps an eye on runtimes: starts this machine's own, looks at all, mends what they forgot."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from app.config import Settings
from app.errors import AppError, NotReachableError, PausedError
from app.models.database import Clock, real_clock
from app.models.queries.releases import (
    KnownCandidates,
    RuntimeRow,
    list_built_in,
    list_desired,
    list_known_candidates,
    list_live_runtimes,
)
from app.models.queries.runtime_health import (
    FAILED,
    FOREIGN,
    MISSING,
    SILENT,
    STAYS_MISSING,
    Silence,
)
from app.services.commands.deployments import require_still_signed
from app.services.commands.lost_files import ask_deploy_again
from app.services.commands.runtimes import record_look
from app.services.deploying.names import candidate_name
from app.services.deploying.reconcile import Action, ActionKind, Wanted, reconcile
from app.services.held_logs import turn_logs
from app.services.runtime_access import EMBEDDED, is_here, reach
from app.services.runtime_adapters import RuntimeAdapter
from app.services.unit_of_work import Work
from app.texts import N_

log = logging.getLogger(__name__)
AT_ONCE = 8
BROKE = N_("The look at it broke ({error}).")
SEE_LOG = N_("The log of the service has the details.")
_KINDS = {ActionKind.FAILED: FAILED, ActionKind.MISSING: MISSING, ActionKind.FOREIGN: FOREIGN}
_LEVELS = {ActionKind.FAILED: logging.WARNING, ActionKind.MISSING: logging.WARNING}


class RuntimeWatch:
    """Called by the worker every few seconds. A runtime that is away disturbs nobody else."""

    def __init__(self, work: Work, settings: Settings, clock: Clock = real_clock) -> None:
        self._work = work
        self._settings = settings
        self._clock = clock  # of jobs
        self._said: dict[UUID, frozenset[Action]] = {}  # of each runtime, the last time

    def run_once(self) -> int:
        """Look at every runtime that this machine can reach; how many answered."""
        turn_logs(self._settings, self._work.read(list_built_in))
        runtimes = list(filter(self._is_ours, self._work.read(list_live_runtimes)))
        if not runtimes:
            return 0
        with ThreadPoolExecutor(min(AT_ONCE, len(runtimes)), "look at a runtime") as pool:
            return sum(pool.map(self._try, runtimes))

    def _is_ours(self, runtime: RuntimeRow) -> bool:
        if runtime.pause is not None:
            return False
        if runtime.mode == "batch" and not runtime.url:
            return False
        return runtime.kind != EMBEDDED or is_here(self._settings, runtime)

    def _try(self, runtime: RuntimeRow) -> bool:
        """The edge: people write rows, and what breaks the look at one stops no other."""
        try:
            return self._look(runtime)
        except NotReachableError:  # the database: of a runtime that is away the look itself tells
            raise
        except Exception as error:
            log.exception("the look at runtime %s broke", runtime.name)
            said = f"{BROKE.format(error=type(error).__name__)} {SEE_LOG}"
        try:
            self._work.write(record_look, runtime.id, is_live=False, reason=said, facts={})
        except NotReachableError:
            raise
        except Exception:
            log.exception("that the look at runtime %s broke could not be told", runtime.name)
        return False

    def _look(self, runtime: RuntimeRow) -> bool:
        started = time.perf_counter()
        try:
            with reach(self._settings, runtime) as adapter:
                facts = adapter.probe()
                latency_ms = (time.perf_counter() - started) * 1000
                silent = self._mend(adapter, runtime) if facts.ready else {}
                index = {e.name: e.version for e in adapter.index()} if facts.ready else {}
        except PausedError:  # since the list was read: what is known of it stays
            return False
        except AppError as error:
            said = " ".join(filter(None, (error.message, error.hint)))
            self._work.write(record_look, runtime.id, is_live=False, reason=said, facts={})
            return False
        self._work.write(
            record_look,
            runtime.id,
            is_live=facts.ready,
            latency_ms=round(latency_ms, 2),
            facts={
                "server": facts.server,
                "version": facts.version,
                "models": index,
                SILENT: {tag: one.as_fact() for tag, one in silent.items()},
            },
            reason="" if facts.ready else facts.note,
        )
        return facts.ready

    def _mend(self, adapter: RuntimeAdapter, runtime: RuntimeRow) -> dict[str, Silence]:
        """The database says what should serve; services that are being deployed are left alone.

        Gives the services that do not serve as they should, and why not. What the runtime lost is
        asked for as a job.
        """
        desired, known, rests_on = self._wishes(runtime.id)
        keep = {candidate_name(service, sha256) for service, sha256 in known.digests}

        def is_still(service: str, wanted: Wanted | None) -> bool:
            now, then, rests_on = self._wishes(runtime.id)
            if now.get(service) != wanted or service in then.busy_services:
                return False
            if wanted is not None:
                self._work.read(require_still_signed, rests_on[service])
            return True

        done = reconcile(adapter, desired, keep=keep, ended=known.ended_services, is_still=is_still)
        before = self._said.get(runtime.id, frozenset())
        self._said[runtime.id] = frozenset(done)
        for one in done:
            if one not in before:  # what can't be mended is tried every few seconds
                said = runtime.name, one.kind, one.name, one.note
                log.log(_LEVELS.get(one.kind, logging.INFO), "runtime %s: %s %s %s", *said)
        return {
            one.name: self._silence(one, rests_on[one.name])
            for one in done
            if one.kind in _KINDS and one.name in desired
        }

    def _silence(self, one: Action, deployment_id: UUID) -> Silence:
        if one.kind is not ActionKind.MISSING:
            return Silence(_KINDS[one.kind], one.version, one.note)
        try:
            why = self._work.write(ask_deploy_again, deployment_id, self._clock())
        except AppError as error:  # the runtime is there all the same
            log.warning("deploying %s again could not be asked for: %s", one.name, error.message)
            why = ""
        return Silence(STAYS_MISSING if why else MISSING, one.version, why)

    def _wishes(
        self, runtime_id: UUID
    ) -> tuple[dict[str, Wanted], KnownCandidates, dict[str, UUID]]:
        """What should serve by service, what is known beside, and the deployments it rests on."""
        with self._work.reading() as session:
            known = list_known_candidates(session, runtime_id)
            wanted = list_desired(session, runtime_id)
        desired = {
            row.service_tag: (str(row.version), row.model_sha256)
            for row in wanted
            if row.service_tag not in known.busy_services
        }
        return desired, known, {row.service_tag: row.deployment_id for row in wanted}
