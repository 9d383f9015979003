"""What uses a connection, when it was used last, and how often that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.queries.lookups import load_subjects, version_numbers
from app.models.tables.execution import Deployment
from app.models.tables.inventory import Asset, ModelVersion, RegisteredModel
from app.models.tables.trail import AuditEvent

LOOKED_AT = 20  # deployments of a runtime, the newest
NAMED = 5


@dataclass(frozen=True, slots=True)
class ConnectionUse:
    """`used_by` names the first few of `count`; of `tried` uses `failed` did."""

    kind: str
    name: str
    count: int = 0
    used_by: tuple[str, ...] = ()
    last_at: datetime | None = None
    tried: int = 0
    failed: int = 0
    last_error: str = ""
    last_error_at: datetime | None = None


def load_connection_use(session: Session, kind: str, name: str, key: UUID | None) -> ConnectionUse:
    """Of a runtime what it serves and how its last deployments went; of a store whose files."""
    if kind == "store":
        return _store(session, name)
    return _runtime(session, name, key) if key is not None else ConnectionUse(kind, name)


def _store(session: Session, name: str) -> ConnectionUse:
    of_store = (
        select(RegisteredModel.name)
        .join(ModelVersion, ModelVersion.model_id == RegisteredModel.id)
        .join(Asset, Asset.version_id == ModelVersion.id)
        .where(Asset.store == name)
        .distinct()
    )
    count = session.scalar(select(func.count()).select_from(of_store.subquery())) or 0
    names = session.scalars(of_store.order_by(RegisteredModel.name).limit(NAMED)).all()
    last = session.scalar(select(func.max(Asset.created_at)).where(Asset.store == name))
    return ConnectionUse("store", name, count, tuple(names), last)


def _runtime(session: Session, name: str, key: UUID) -> ConnectionUse:
    rows = session.scalars(
        select(Deployment)
        .where(Deployment.runtime_id == key)
        .order_by(Deployment.number.desc())
        .limit(LOOKED_AT)
    ).all()
    served = session.scalars(
        select(Deployment)
        .where(Deployment.runtime_id == key, Deployment.state == "deployed")
        .order_by(Deployment.number.desc())
    ).all()
    subjects = load_subjects(session, (one.model_id for one in served))
    numbers = version_numbers(session, (one.version_id for one in served))
    # By the trail: one that failed and was rolled back since failed all the same.
    failures = session.execute(
        select(AuditEvent.object_id, AuditEvent.at)
        .where(
            AuditEvent.object_id.in_([one.id for one in rows]),
            AuditEvent.tag == "deployment.failed",
        )
        .order_by(AuditEvent.id.desc())
    ).all()
    last = next((one for one in rows if failures and one.id == failures[0].object_id), None)
    return ConnectionUse(
        "runtime",
        name,
        count=len(served),
        used_by=tuple(
            f"{subjects[one.model_id].name} v{numbers[one.version_id]}" for one in served[:NAMED]
        ),
        last_at=rows[0].started_at if rows else None,
        tried=len(rows),
        failed=len({one.object_id for one in failures}),
        last_error=last.reason if last is not None else "",
        last_error_at=failures[0].at if failures else None,
    )
