"""How runtimes are, and which services do not answer though they should, as last looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.rules.deployment_states import ANSWERING
from app.models.tables.execution import Deployment, Heartbeat, Runtime
from app.texts import N_

SILENT = "silent"  # a fact of a look: the services that do not serve as they should
WHY = "why"  # a fact of a look: why the runtime is away
LATE_AFTER = timedelta(seconds=90)  # three looks of the worker
AWAY = "away"  # the whole runtime does not answer
FAILED, MISSING, STAYS_MISSING, FOREIGN = "failed", "missing", "stays_missing", "foreign"
_SENTENCES = {
    FAILED: N_("#{service} does not serve version {version}: {why}"),
    MISSING: N_(
        "#{service} does not serve version {version}: the runtime has lost its file. The service"
        " brings it there again."
    ),
    STAYS_MISSING: N_(
        "#{service} does not serve version {version}: the runtime has lost its file, and it could"
        " not be brought there again: {why}"
    ),
    FOREIGN: N_("#{service} {answers}, which was not deployed from here."),
    AWAY: N_("#{service} can't be reached: {why}"),
}


@dataclass(frozen=True, slots=True)
class Silence:
    """Of a service on a runtime. `kind`: failed, missing, stays_missing, foreign or away.

    `why`: what the runtime or the last try said; of foreign, what answers instead.
    """

    kind: str
    version: str = ""
    why: str = ""

    def sentence(self, service: str) -> str:
        """For whoever reads it to be told in their language."""
        said = self.why
        return _SENTENCES[self.kind].format(
            service=service, version=self.version, why=said, answers=said
        )

    def as_fact(self) -> dict[str, str]:
        return asdict(self)


def reason_now(state: str, reason: str, facts: Mapping[str, Any] | None) -> str:
    """Why a runtime is away, as the newest look found; its row says what the first one did."""
    return str((facts or {}).get(WHY) or reason) if state == "unreachable" else reason


def silences_of(facts: Mapping[str, Any] | None) -> dict[str, Silence]:
    """By service, what did not serve as it should at the last look."""
    found = (facts or {}).get(SILENT)
    if not isinstance(found, dict):
        return {}
    return {str(tag): Silence(**one) for tag, one in sorted(found.items()) if _is_silence(one)}


def _is_silence(fact: Any) -> bool:
    names = {"kind", "version", "why"}
    return isinstance(fact, dict) and fact.keys() == names and fact["kind"] in _SENTENCES


def health_and_reason(
    state: str,
    reason: str,
    seen_at: datetime | None,
    facts: Mapping[str, Any] | None,
    clock: datetime,
) -> tuple[str, str]:
    """How a runtime is, and why; one that is there may not serve what it should, as was seen."""
    health, silences = health_of(state, seen_at, clock), silences_of(facts)
    if health == "ok" and silences:
        return SILENT, "\n".join(one.sentence(tag) for tag, one in silences.items())
    return health, reason_now(state, reason, facts)


def health_of(state: str, seen_at: datetime | None, clock: datetime) -> str:
    """A ready runtime that nobody looked at for a while is late: its state is no news any more."""
    if state == "unreachable":
        return "lost"
    if state in ("draining", "retired", "unknown"):
        return state
    if seen_at is None or clock - seen_at > LATE_AFTER:
        return "late"
    return "ok" if state == "ready" else state


def load_unserved(session: Session, deployments: Iterable[Deployment]) -> dict[UUID, Silence]:
    """Of those of these that should serve, what is known not to answer, by id.

    Of a paused runtime nobody knows.
    """
    wanted = [one for one in deployments if one.state in ANSWERING]
    if not wanted:
        return {}
    rows = session.execute(
        select(Runtime.id, Runtime.state, Runtime.reason, Heartbeat.facts)
        .join(Heartbeat, Heartbeat.runtime_id == Runtime.id)
        .where(
            is_one_of(session, Runtime.id, {one.runtime_id for one in wanted}),
            Runtime.is_paused.is_(False),
        )
    )
    away: dict[UUID, Silence] = {}
    silences: dict[UUID, dict[str, Silence]] = {}
    for row in rows:
        if row.state == "unreachable":
            away[row.id] = Silence(AWAY, why=reason_now(row.state, row.reason, row.facts))
        else:
            silences[row.id] = silences_of(row.facts)
    found = {
        one.id: away.get(one.runtime_id) or silences.get(one.runtime_id, {}).get(one.service_tag)
        for one in wanted
    }
    return {key: silence for key, silence in found.items() if silence is not None}
