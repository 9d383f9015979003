"""What is alarming about a model while somebody decides on it: how much, and the gravest."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.models.rules.severities import SEVERITIES
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.inventory import ModelVersion
from app.models.tables.monitoring import Alert


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """`title`, `severity` and `version` are of the gravest, of several the newest."""

    count: int
    title: str
    severity: str
    version: int


def load_open_alerts(session: Session, model_id: UUID) -> OpenAlerts | None:
    """Of all versions: what is wrong with the one that serves may be so with the next. None: no."""
    worst = case({one: n for n, one in enumerate(SEVERITIES)}, value=Alert.severity, else_=-1)
    found = session.execute(
        select(func.count().over(), Alert.title, Alert.severity, ModelVersion.version)
        .join(ModelVersion, ModelVersion.id == Alert.version_id)
        .where(Alert.model_id == model_id, Alert.state.in_(LIVE_ALERTS))
        .order_by(worst.desc(), Alert.opened_at.desc())
        .limit(1)
    ).first()
    return OpenAlerts(*found) if found is not None else None
