"""The compatibility finder: where a snapshot could run, rule by rule."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.queries.lookups import now
from app.models.queries.pauses import load_pauses
from app.models.queries.same_runtime import EMBEDDED, load_addresses
from app.models.queries.schema_fields import frozen_fields
from app.models.queries.windows import is_emergency_release, stage_of, windows_over
from app.models.rules.deployment_states import ON_RUNTIME
from app.models.rules.matching import (
    STAGE_TAG,
    Match,
    RuntimeFacts,
    SnapshotFacts,
    asks_more,
    match_rules,
    rank,
)
from app.models.rules.windows import closings
from app.models.tables.execution import Deployment, Runtime, Stage
from app.models.tables.inventory import RegisteredModel, Snapshot
from app.models.tables.organisation import UnitAncestor

_NEVER = datetime.max.replace(tzinfo=UTC)
_RULE = ("rule", "needed", "found", "ok", "fix")


@dataclass(frozen=True, slots=True)
class Places:
    """Runtimes in the order to use them: those that fit, that fit after one edit, that don't."""

    fits: tuple[Match, ...]
    after_fix: tuple[Match, ...]
    refused: tuple[Match, ...]

    @property
    def all(self) -> tuple[Match, ...]:
        return (*self.fits, *self.after_fix, *self.refused)

    @property
    def later(self) -> tuple[Match, ...]:
        """Nothing but windows and pauses close them; what is known to open soonest stands first."""
        closed = [one for one in (*self.after_fix, *self.refused) if one.fits_later]
        return tuple(sorted(closed, key=lambda one: one.closed_until or _NEVER))

    def to_use(self, at: datetime) -> tuple[Match, ...]:
        """Where to deploy, in this order: what is open, else what is waited for: the end of a
        window, then that of a pause.

        Where it serves now goes first of all, also if a short maintenance closes it.
        """
        waited = tuple(one for one in self.later if one.is_worth_waiting(at))
        return (*waited, *self.fits, *(one for one in self.later if one not in waited))

    def to_take(
        self, at: datetime, *, wanted: str = "", failed: Collection[str] = ()
    ) -> tuple[Match, ...]:
        """`to_use`, less where the release failed; only the one `wanted`, if it is of the stage."""
        found = [one for one in self.to_use(at) if one.runtime.name not in failed]
        is_elsewhere = any(
            match.runtime.name == wanted and rule.rule == STAGE_TAG
            for match in self.all
            for rule in match.failed
        )
        if wanted and not is_elsewhere:
            found = [one for one in found if one.runtime.name == wanted]
        return tuple(found)

    def as_json(self) -> dict[str, Any]:
        """`fits`, `after_fix` and `not`, each a list of {runtime, id, rules, lacks}."""
        return {
            "fits": [_json(match) for match in self.fits],
            "after_fix": [_json(match) for match in self.after_fix],
            "not": [_json(match) for match in self.refused],
        }


def _json(match: Match) -> dict[str, Any]:
    return {
        "runtime": match.runtime.name,
        "id": str(match.runtime.id),
        "rules": [{name: getattr(rule, name) for name in _RULE} for rule in match.rules],
        "lacks": list(match.lacks),
    }


def find_places(
    session: Session,
    snapshot_id: UUID,
    stage: str,
    service_tag: str,
    *,
    mode: str = "online",
    at: datetime | None = None,
) -> dict[str, Any]:
    """Where a snapshot could run in `stage` for `service_tag`, as `runtime find --json` prints."""
    return match_places(session, snapshot_id, stage, service_tag, mode=mode, at=at).as_json()


def match_places(
    session: Session,
    snapshot_id: UUID,
    stage: str,
    service_tag: str,
    *,
    mode: str = "online",
    explicit: Sequence[str] = (),
    at: datetime | None = None,
) -> Places:
    """Every runtime that is not retired, with each rule for this snapshot, stage and service.

    Args:
        explicit: names of runtimes that somebody asked for; they come first where they fit.
        at: the moment that windows are asked about; now, by the database's clock, where it is none.
    """
    snapshot = snapshot_facts(session, snapshot_id)
    matches = rank(
        (
            Match(
                one,
                match_rules(snapshot, one, stage=stage, service_tag=service_tag, mode=mode),
            )
            for one in list_runtime_facts(session, snapshot_id, stage, service_tag, at=at)
        ),
        explicit=explicit,
    )
    return Places(
        tuple(one for one in matches if one.fits),
        tuple(one for one in matches if one.fits_after_fix),
        tuple(one for one in matches if not one.fits and not one.fits_after_fix),
    )


def match_runtime(
    session: Session, snapshot_id: UUID, runtime_id: UUID, stage: str, service_tag: str
) -> Match | None:
    """Each rule of one runtime for this snapshot, stage and service; None: it is retired."""
    found = list_runtime_facts(session, snapshot_id, stage, service_tag, only=runtime_id)
    snapshot = snapshot_facts(session, snapshot_id)
    rules = (match_rules(snapshot, one, stage=stage, service_tag=service_tag) for one in found)
    return next(map(Match, found, rules), None)


def snapshot_facts(session: Session, snapshot_id: UUID) -> SnapshotFacts:
    snapshot = session.get_one(Snapshot, snapshot_id)
    # Types of the model; those of a table are converted.
    types = {one.data_type for one in frozen_fields(session, snapshot)}
    units = session.scalars(
        select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == snapshot.unit_id)
    )
    return SnapshotFacts(
        frozenset(snapshot.service_tags),
        snapshot.model_sha256,
        frozenset(one for one in types if one.startswith("tensor(")),
        frozenset(units),
    )


@dataclass(frozen=True, slots=True)
class _Serving:
    """Where a service tag is served now, by which models, and in which stages by ours."""

    ours: frozenset[UUID]
    in_stage: frozenset[UUID]
    # By address, as another row may lead there.
    others: dict[str, str]
    holding: dict[str, str]  # the stage of ours that asks for more than this one


def _serving(
    session: Session, service_tag: str, model_id: UUID, stage: str, addresses: dict[UUID, str]
) -> _Serving:
    rows = session.execute(
        select(Deployment.runtime_id, RegisteredModel.id, RegisteredModel.name, Stage)
        .join(RegisteredModel, RegisteredModel.id == Deployment.model_id)
        .join(Stage, Stage.id == Deployment.stage_id)
        .where(Deployment.state.in_(ON_RUNTIME), Deployment.service_tag == service_tag)
    ).all()
    ours = [(runtime, where) for runtime, model, _, where in rows if model == model_id]
    path = select(RegisteredModel.stage_path_id).where(RegisteredModel.id == model_id)
    asked = session.scalars(
        select(Stage).where(Stage.stage_path_id == path.scalar_subquery(), Stage.name == stage)
    ).first()
    least = _asks(asked) if asked else 0

    def there(runtime: UUID) -> str:
        return addresses.get(runtime, "")  # one that the reader does not see is none of theirs

    return _Serving(
        frozenset(runtime for runtime, _ in ours),
        frozenset(runtime for runtime, where in ours if where.name == stage),
        {there(runtime): name for runtime, model, name, _ in rows if model != model_id},
        {there(runtime): where.name for runtime, where in ours if _asks(where) > least},
    )


def _asks(stage: Stage) -> int:
    return asks_more(stage.kind, is_protected=stage.is_protected)


def list_runtime_facts(
    session: Session,
    snapshot_id: UUID,
    stage: str,
    service_tag: str,
    *,
    only: UUID | None = None,
    at: datetime | None = None,
) -> list[RuntimeFacts]:
    """Every runtime that is not retired, or `only` this one, with how many models it serves."""
    snapshot, moment = session.get_one(Snapshot, snapshot_id), at or now(session)
    is_emergency = is_emergency_release(session, snapshot_id, stage, service_tag)
    windows = () if is_emergency else windows_over(session, snapshot.unit_id, at=moment)
    loaded = {
        row[0]: row[1]
        for row in session.execute(
            select(Deployment.runtime_id, func.count())
            .where(Deployment.state.in_(ON_RUNTIME))
            .group_by(Deployment.runtime_id)
        )
    }
    frozen = stage_of(session, snapshot, stage)
    addresses = load_addresses(session)
    serving = _serving(session, service_tag, snapshot.model_id, stage, addresses)
    wanted = select(Runtime).where(Runtime.state != "retired").order_by(Runtime.name)
    rows = session.scalars(wanted if only is None else wanted.where(Runtime.id == only)).all()
    pauses = load_pauses(session, rows)
    return [
        RuntimeFacts(
            id=row.id,
            name=row.name,
            unit_id=row.unit_id,
            mode=row.mode,
            url=row.url,
            state=row.state,
            stage_tags=frozenset(row.stage_tags),
            service_tags=frozenset(row.service_tags),
            formats=frozenset(row.formats),
            capacity=row.capacity,
            loaded=loaded.get(row.id, 0),
            has_service=row.id in serving.ours,
            has_place=row.id in serving.in_stage,
            closings=closings(windows, row.id, frozen, at=moment),
            taken_by=serving.others.get(addresses[row.id], ""),
            held_by=serving.holding.get(addresses[row.id], ""),
            finds_itself=row.kind == EMBEDDED,
            pause=pauses.get(row.id),
        )
        for row in rows
    ]
