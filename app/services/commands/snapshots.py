"""Freezing versions: a snapshot is everything that is tested, decided on and deployed."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.find import find_latest_snapshot
from app.models.queries.frozen import is_true
from app.models.queries.id_lists import is_one_of
from app.models.queries.in_force import template_in_force
from app.models.queries.schema_fields import current_fields_of
from app.models.rules.manifests import as_before, servable_digest
from app.models.stored_json import is_any_unreadable
from app.models.tables.inventory import (
    Asset,
    ModelVersion,
    RegisteredModel,
    SchemaField,
    Snapshot,
    TrainingRecord,
)
from app.models.tables.life_cycle import LifeCycleBinding, LifeCycleTemplate
from app.services.digests import canonical, digest
from app.services.unit_of_work import UnitOfWork


def take_snapshot(work: UnitOfWork, version_id: UUID) -> Snapshot:
    """Freeze a version as it is now. Nothing changed since the last one: that one is given.

    Not where its row lies: another one is frozen then.

    Raises:
        InputError: what is to be frozen can't be read.
    """
    version = work.get(ModelVersion, version_id)
    registered = work.get(RegisteredModel, version.model_id)
    _require_readable(work.session, version, registered)
    manifest = build_manifest(work.session, version, registered)
    found, *_ = same = digests_of(manifest)
    last = find_latest_snapshot(work.session, version_id)
    if last is not None and last.digest in same and is_true(work.session, last):
        return last
    return work.add(
        Snapshot(
            model_id=registered.id,
            version_id=version_id,
            sequence=_next_sequence(work.session, version_id),
            digest=found,
            manifest=canonical(manifest),
            service_tags=list(registered.service_tags),
            model_sha256=servable_digest(manifest),
        )
    )


def _require_readable(session: Session, version: ModelVersion, registered: RegisteredModel) -> None:
    """What is read as empty would be frozen as if nothing stood there."""
    if is_any_unreadable(registered.service_tags):
        raise InputError(
            f"The service tags of {registered.name} can't be read.", hint="Change them."
        )
    bound = session.scalars(
        select(LifeCycleBinding.parameters).where(LifeCycleBinding.model_id == registered.id)
    )
    if is_any_unreadable(*bound):
        raise InputError(
            f"The parameters of the life cycle of {registered.name} can't be read.",
            hint="Bind it anew.",
        )
    trained = session.execute(
        select(TrainingRecord.parameters, TrainingRecord.data_digests).where(
            TrainingRecord.version_id == version.id
        )
    )
    if any(is_any_unreadable(*row) for row in trained):
        raise InputError(
            f"How {registered.name} v{version.version} was trained can't be read.",
            hint="Train it anew, as a next version.",
        )


def pinned(work: UnitOfWork, version_id: UUID) -> tuple[RegisteredModel, ModelVersion, Snapshot]:
    """A version with the last that was frozen of it, for what rests on pinned files.

    Raises:
        InputError: nothing of it was frozen yet.
    """
    version = work.get(ModelVersion, version_id)
    registered = work.get(RegisteredModel, version.model_id)
    snapshot = find_latest_snapshot(work.session, version_id)
    if snapshot is None:
        raise InputError(
            f"{registered.name} v{version.version} has no snapshot, so nothing of it is pinned.",
            hint="modelward snapshot freezes one.",
        )
    return registered, version, snapshot


def _next_sequence(session: Session, version_id: UUID) -> int:
    last = session.scalar(
        select(func.max(Snapshot.sequence)).where(Snapshot.version_id == version_id)
    )
    return (last or 0) + 1


def build_manifest(
    session: Session, version: ModelVersion, registered: RegisteredModel
) -> dict[str, Any]:
    """Everything a snapshot freezes, as JSON values; its RFC 8785 digest is the snapshot's."""
    return build_manifests(session, [(version, registered)])[version.id]


def build_manifests(
    session: Session, versions: Sequence[tuple[ModelVersion, RegisteredModel]]
) -> dict[UUID, dict[str, Any]]:
    """The same of each of these versions: as many questions for all of them as for one."""
    ids = [version.id for version, _ in versions]
    assets, fields = _assets(session, ids), current_fields_of(session, ids)
    training = _training(session, ids)
    life_cycles = _life_cycles(session, {registered.id for _, registered in versions})
    return {
        version.id: {
            "v": 1,
            "model": str(registered.id),
            "version": version.version,
            "assets": [
                {"role": a.role, "path": a.path, "sha256": a.sha256, "size": a.size_bytes}
                for a in assets[version.id]
            ],
            "schema": [_field(one) for one in fields[version.id]],
            "environment": _environment(assets[version.id]),
            "training": training.get(version.id),
            "life_cycle": life_cycles.get(registered.id),
            "service_tags": sorted(registered.service_tags),
        }
        for version, registered in versions
    }


def digests_of(manifest: Mapping[str, Any]) -> tuple[str, str]:
    """Of what a version is, as it is frozen now and as it would have been frozen before."""
    return digest(manifest), digest(as_before(manifest))


def _assets(session: Session, version_ids: Sequence[UUID]) -> dict[UUID, list[Asset]]:
    found: dict[UUID, list[Asset]] = {each: [] for each in version_ids}
    for one in session.scalars(
        select(Asset)
        .where(is_one_of(session, Asset.version_id, version_ids), Asset.replaced_by.is_(None))
        .order_by(Asset.role, Asset.path)
    ):
        found[one.version_id].append(one)
    return found


def _field(one: SchemaField) -> dict[str, Any]:
    return {
        "name": one.name,
        "direction": one.direction,
        "role": one.role,
        "class": one.data_class,
        "type": one.data_type,
        "protected": one.is_protected,
        "drift": one.is_drift_candidate,
        "nullable": one.is_nullable,
        "special": one.special_values,
        "unit": one.measure_unit,
        "positive": one.positive_label,
        "allowed": one.allowed,
    }


def _environment(assets: Iterable[Asset]) -> str:
    locks = [a.sha256 for a in assets if a.role == "dependencies"]
    return locks[0] if len(locks) == 1 else digest(locks)


def _training(session: Session, version_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    records = session.scalars(
        select(TrainingRecord)
        .where(is_one_of(session, TrainingRecord.version_id, version_ids))
        .order_by(TrainingRecord.created_at, TrainingRecord.id)
    )
    return {
        record.version_id: {
            "run": record.run_key,
            "algorithm": record.algorithm,
            "parameters": digest(as_plain(record.parameters)),
            "data": record.data_digests,
            "seed": record.seed,
            "commit": record.commit_ref,
            "environment": record.environment_sha256,
        }
        for record in records
    }


def as_plain(value: Any) -> Any:
    """JSON values that RFC 8785 takes: numbers beyond its range become text."""
    if isinstance(value, dict):
        return {str(key): as_plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return re.sub(r"^\+", "", str(value))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)
    return value


def _life_cycles(session: Session, model_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    bindings = session.scalars(
        select(LifeCycleBinding).where(is_one_of(session, LifeCycleBinding.model_id, model_ids))
    ).all()
    templates = {
        each: _template(session, *each)
        for each in {(one.template_key, one.unit_id) for one in bindings}
    }
    return {
        one.model_id: {
            "template": one.template_key,
            **templates[one.template_key, one.unit_id],
            "parameters": digest(as_plain(one.parameters)),
        }
        for one in bindings
    }


def _template(session: Session, key: str, unit_id: UUID) -> dict[str, Any]:
    found = template_in_force(session, key, unit_id)
    template = session.get_one(LifeCycleTemplate, found.id) if found else None
    return {
        "version": template.version if template else None,
        "sha256": template.sha256 if template else None,
    }
