"""Snapshots as they may be relied on: each row is held against its manifest before it is used."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import VerificationError
from app.models.rules.manifests import Carried, untrue_columns
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot

AT_ONCE = 100


def manifest_of(session: Session, snapshot: Snapshot) -> dict[str, Any]:
    """What `snapshot` froze.

    Raises:
        VerificationError: its row says something else than its manifest, so nothing rests on it.
    """
    version = session.get_one(ModelVersion, snapshot.version_id)
    require_true(session, snapshot, version.version)
    manifest: dict[str, Any] = json.loads(snapshot.manifest)
    return manifest


def require_true(session: Session, snapshot: Snapshot, version: int) -> None:
    """`manifest_of` for who knows the number of its version already, and reads none of it."""
    columns = ", ".join(untrue_columns_of(snapshot, version))
    if columns:
        registered = session.get_one(RegisteredModel, snapshot.model_id)
        raise VerificationError(
            f"Snapshot s{snapshot.sequence} of {registered.name} v{version} was not written by"
            f" freezing it: {columns} is not what was frozen.",
            hint="Freeze the version anew, and look in the audit trail who wrote this snapshot.",
        )


def is_true(session: Session, snapshot: Snapshot) -> bool:
    version = session.get_one(ModelVersion, snapshot.version_id)
    return not untrue_columns_of(snapshot, version.version)


def list_untrue(session: Session) -> list[str]:
    """The name of every snapshot whose row lies."""
    rows = session.execute(
        select(Snapshot, RegisteredModel.name, ModelVersion.version)
        .join(ModelVersion, ModelVersion.id == Snapshot.version_id)
        .join(RegisteredModel, RegisteredModel.id == Snapshot.model_id)
        .order_by(RegisteredModel.name, ModelVersion.version, Snapshot.sequence)
        .execution_options(yield_per=AT_ONCE)
    )
    return [
        f"{name} v{version} s{row.sequence}"
        for row, name, version in rows
        if untrue_columns_of(row, version)
    ]


def untrue_columns_of(row: Snapshot, version: int) -> list[str]:
    carried = Carried(
        row.digest, str(row.model_id), version, row.service_tags or (), row.model_sha256
    )
    return untrue_columns(row.manifest, carried)
