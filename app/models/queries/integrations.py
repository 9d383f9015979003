"""What of the world outside this workspace has been used: by which models, and when last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.rules.origin import ROLE, read_origin
from app.models.tables.applications import RecordImport
from app.models.tables.execution import Deployment, Runtime, Store
from app.models.tables.inventory import Asset, BlobChunk, ModelVersion, RegisteredModel

ORIGINS = 500  # versions looked at, the newest: each says where it came from in a file of its own
NAMED = 5
_SQL = "sql"  # `RecordImport.source`


@dataclass(frozen=True, slots=True)
class Use:
    """`used_by` names the newest few; `count` is of versions, runtimes, stores or imports."""

    kind: str  # git | mlflow | runtime:<kind> | store | records
    address: str = ""
    count: int = 0
    used_by: tuple[str, ...] = ()
    last_at: datetime | None = None
    states: tuple[tuple[str, int], ...] = ()  # of runtimes: how many are in which


def list_uses(session: Session) -> tuple[Use, ...]:
    """Sources of models by address, then kinds of runtimes, stores and databases of records."""
    return (*_origins(session), *_runtimes(session), _stores(session), _records(session))


def _origins(session: Session) -> list[Use]:
    rows = session.execute(
        select(BlobChunk.data, RegisteredModel.name, ModelVersion.version, ModelVersion.created_at)
        .select_from(Asset)
        .join(BlobChunk, BlobChunk.sha256 == Asset.sha256)
        .join(ModelVersion, ModelVersion.id == Asset.version_id)
        .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
        .where(Asset.role == ROLE, Asset.replaced_by.is_(None), BlobChunk.position == 0)
        .order_by(ModelVersion.created_at.desc())
        .limit(ORIGINS)
    )
    found: dict[tuple[str, str], list[tuple[str, datetime]]] = {}
    for content, name, version, at in rows:
        origin = read_origin(content)
        if origin is not None:
            key = (origin.kind, origin.address if origin.kind == "mlflow" else "")
            found.setdefault(key, []).append((f"{name} v{version}", at))
    return [
        Use(kind, address, len(uses), tuple(name for name, _ in uses[:NAMED]), uses[0][1])
        for (kind, address), uses in sorted(found.items())
    ]


def _runtimes(session: Session) -> list[Use]:
    rows = session.execute(
        select(Runtime.id, Runtime.kind, Runtime.name, Runtime.state)
        .where(Runtime.state != "retired")
        .order_by(Runtime.name)
    ).all()
    newest = select(Deployment.runtime_id, func.max(Deployment.started_at).label("at"))
    began = session.execute(newest.group_by(Deployment.runtime_id))
    last = {one.runtime_id: one.at for one in began}
    found = []
    for kind in sorted({one.kind for one in rows}):
        own = [one for one in rows if one.kind == kind]
        found.append(
            Use(
                f"runtime:{kind}",
                count=len(own),
                used_by=tuple(one.name for one in own[:NAMED]),
                last_at=max((last[one.id] for one in own if last.get(one.id)), default=None),
                states=tuple(sorted(Counter(one.state for one in own).items())),
            )
        )
    return found


def _stores(session: Session) -> Use:
    names = session.scalars(select(Store.name).order_by(Store.name)).all()
    last = session.scalar(select(func.max(Asset.created_at)).where(Asset.store.in_(names)))
    return Use("store", count=len(names), used_by=tuple(names[:NAMED]), last_at=last)


def _records(session: Session) -> Use:
    """Of the databases of applications: which there are, only each computer knows."""
    statement = (
        select(RecordImport.name, func.max(RecordImport.created_at))
        .where(RecordImport.source == _SQL)
        .group_by(RecordImport.name)
        .order_by(func.max(RecordImport.created_at).desc())
    )
    rows = session.execute(statement).all()
    return Use(
        "records", count=len(rows), used_by=tuple(name for name, _ in rows[:NAMED]),
        last_at=rows[0][1] if rows else None,
    )  # fmt: skip
