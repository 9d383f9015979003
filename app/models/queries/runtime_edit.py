"""What the runtime screens ask before something is changed: what could go where, what follows."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.inventory_filter import known_tags
from app.models.queries.lookups import (
    UnitRef,
    load_stages,
    load_subjects,
    load_units,
    roles_by_unit,
    version_numbers,
)
from app.models.queries.runtimes import RuntimeRow, load_runtime_row
from app.models.rules.deployment_states import COMING, SERVING
from app.models.rules.folding import bare_tag, fold
from app.models.rules.matching import NEVER_TOGETHER
from app.models.rules.rights import write_blockers
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Deployment, Runtime, Stage
from app.models.tables.inventory import RegisteredModel, Snapshot

FINDABLE = 60


@dataclass(frozen=True, slots=True)
class Findable:
    """A version that a place can be looked for, by its newest snapshot."""

    snapshot_id: UUID
    label: str  # cc-fraud v14
    service_tag: str
    stages: tuple[str, ...]  # of its path, in order
    next_stage: str = field(default="", compare=False)  # of one that is looked for itself


def list_findable(session: Session) -> tuple[Findable, ...]:
    """The newest snapshot of each version, the newest first."""
    rows = session.execute(
        select(Snapshot.id, Snapshot.version_id, Snapshot.model_id)
        .order_by(Snapshot.created_at.desc(), Snapshot.sequence.desc())
        .limit(FINDABLE * 4)
    ).all()
    newest: dict[UUID, tuple[UUID, UUID]] = {}
    for snapshot_id, version_id, model_id in rows:
        newest.setdefault(version_id, (snapshot_id, model_id))
    found = [(snapshot, version, model) for version, (snapshot, model) in newest.items()]
    return _findables(session, found[:FINDABLE])


def load_findable(session: Session, snapshot_id: UUID) -> Findable:
    """One snapshot, however old.

    Raises:
        InputError: there is none, or not for this reader.
    """
    one = session.get(Snapshot, snapshot_id)
    if one is None:
        raise InputError("There is no such snapshot.")
    newest = session.scalar(
        select(func.max(Snapshot.sequence)).where(Snapshot.version_id == one.version_id)
    )
    found = _findables(session, [(one.id, one.version_id, one.model_id)])[0]
    found = replace(found, next_stage=_next_stage(session, one.version_id, found.stages))
    if one.sequence == newest:
        return found
    return replace(found, label=f"{found.label} s{one.sequence}")


def _findables(session: Session, found: Sequence[tuple[UUID, UUID, UUID]]) -> tuple[Findable, ...]:
    """Of snapshots with their versions and models."""
    subjects = load_subjects(session, (model for *_, model in found))
    numbers = version_numbers(session, [version for _, version, _ in found])
    paths = _paths(session, subjects)
    return tuple(
        Findable(
            snapshot_id,
            f"{subjects[model_id].name} v{numbers.get(version_id)}",
            subjects[model_id].tags[0] if subjects[model_id].tags else "",
            paths.get(model_id, ()),
        )
        for snapshot_id, version_id, model_id in found
    )


def _next_stage(session: Session, version_id: UUID, path: Sequence[str]) -> str:
    """The one after the furthest that the version serves at."""
    served = session.scalars(
        select(Stage.name)
        .join(Deployment, Deployment.stage_id == Stage.id)
        .where(Deployment.version_id == version_id, Deployment.state.in_(SERVING))
    ).all()
    reached = max((n for n, stage in enumerate(path) if stage in served), default=-1)
    return path[min(reached + 1, len(path) - 1)] if path else ""


def _paths(session: Session, models: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    names: dict[UUID, list[str]] = {}
    for path_id, name in session.execute(
        select(Stage.stage_path_id, Stage.name)
        .where(Stage.kind.in_(("staging", "production")))
        .order_by(Stage.position)
    ):
        names.setdefault(path_id, []).append(name)
    rows = session.execute(
        select(RegisteredModel.id, RegisteredModel.stage_path_id).where(
            RegisteredModel.id.in_(models)
        )
    )
    return {row[0]: tuple(names.get(row[1], ())) for row in rows}


@dataclass(frozen=True, slots=True)
class TagPreview:
    """What tags would change. `warnings` are about what stops matching; `hints` about typos."""

    gains: tuple[str, ...]
    warnings: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return (*self.warnings, *self.gains, *self.hints)


def preview_tags(
    session: Session, runtime_id: UUID, stage_tags: Collection[str], service_tags: Collection[str]
) -> TagPreview:
    """What follows when the runtime has these tags instead of its own. Nothing is changed."""
    row = load_runtime_row(session, runtime_id)
    stages = {bare_tag(tag).upper() for tag in stage_tags} - {""}
    services = {tag.strip().lstrip("#") for tag in service_tags if tag.strip()}
    lost_stages, lost_services = set(row.stage_tags) - stages, set(row.service_tags) - services
    gains = [
        *(f"{row.name} joins {tag}." for tag in sorted(stages - set(row.stage_tags))),
        *(f"{row.name} may serve #{tag}." for tag in sorted(services - set(row.service_tags))),
    ]
    warnings = [
        f"{row.name} leaves {tag}: no new version is deployed there." for tag in sorted(lost_stages)
    ]
    warnings += [f"{row.name} no longer takes #{tag}." for tag in sorted(lost_services)]
    for one in row.serving:
        stage = one.stage.name if one.stage else ""
        if stage.upper() in lost_stages or one.service_tag in lost_services:
            warnings.append(
                f"{one.model_name} v{one.version} keeps serving {stage} there, "
                "but its place no longer matches: the next version looks elsewhere."
            )
    warnings += _lost_targets(session, row, lost_stages, lost_services)
    if not stages:
        warnings.append("Without a stage tag it takes no deployment at all.")
    if stages >= NEVER_TOGETHER:
        first, second = sorted(NEVER_TOGETHER)
        warnings.append(f"{first} and {second} never share a runtime: nothing would match.")
    return TagPreview(tuple(gains), tuple(warnings), _typos(session, row, stages, services))


def _lost_targets(
    session: Session, row: RuntimeRow, stages: Collection[str], services: Collection[str]
) -> list[str]:
    names = load_stages(session)
    rows = session.execute(
        select(Deployment, ProcessInstance.number)
        .outerjoin(ProcessInstance, ProcessInstance.id == Deployment.instance_id)
        .where(Deployment.runtime_id == row.id, Deployment.state.in_(COMING))
    ).all()
    return [
        f"Deployment {one.number}"
        + (f" of run {run}" if run else "")
        + " is under way and loses its target."
        for one, run in rows
        if one.service_tag in services or names[one.stage_id].name.upper() in stages
    ]


def _typos(
    session: Session, row: RuntimeRow, stages: Collection[str], services: Collection[str]
) -> tuple[str, ...]:
    known_stages = {stage.name.upper() for stage in load_stages(session).values()}
    known_services = known_tags(session)
    found = []
    for tag in sorted(set(stages) - known_stages - set(row.stage_tags)):
        found.append(f"No stage is called {tag}.{_meant(tag, known_stages, '')}")
    for tag in sorted(services):
        if tag not in known_services and tag not in row.service_tags:
            folded = {fold(one): one for one in known_services}
            found.append(f"No model has the tag #{tag} yet.{_meant(fold(tag), folded, '#')}")
    return tuple(found)


def _meant(tag: str, known: Collection[str], sign: str) -> str:
    close = difflib.get_close_matches(tag, sorted(known), n=1)
    return f" Did you mean {sign}{close[0]}?" if close else ""


def list_editable_units(session: Session, me: UUID) -> tuple[UnitRef, ...]:
    """The units where this reader may add runtimes, by their keys."""
    units = load_units(session)
    found = [
        units[unit_id]
        for unit_id, roles in roles_by_unit(session, me).items()
        if unit_id in units and not write_blockers("runtime", "insert", roles)
    ]
    return tuple(sorted(found, key=lambda one: one.key))


def list_known_services(session: Session) -> tuple[str, ...]:
    """Every service tag that a model or a runtime has."""
    found = set(known_tags(session))
    found |= {tag for tags in session.scalars(select(Runtime.service_tags)) for tag in tags}
    return tuple(sorted(found))
