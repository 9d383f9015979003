"""After a roll back: what the version that serves again broke itself is what its alerts are about.

Those that only the version which left has passed are open again.

A transaction for each, once the way back is settled: that somebody comments on an alert meanwhile
keeps nobody from rolling back. Done again, after a kill, it finds what is left.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import StaleError
from app.models.queries.alert_proof import list_unproven
from app.models.tables.execution import Deployment
from app.models.tables.inventory import ModelVersion
from app.services.commands.raised_alerts import reopen_alert
from app.services.task_types import Reader, Writer

_TRIES = 5


def reopen_unproven(read: Reader, write: Writer, deployment_id: UUID) -> int:
    """`deployment_id` is what serves again; how many alerts became its own."""
    version_id, alerts = read(_unproven, deployment_id)
    return sum(_reopen(write, one, version_id) for one in alerts)


def _unproven(session: Session, deployment_id: UUID) -> tuple[UUID, list[UUID]]:
    one = session.get_one(Deployment, deployment_id)
    version = session.get_one(ModelVersion, one.version_id)
    found = list_unproven(session, version, one.stage_id, one.service_tag)
    return version.id, [alert.id for alert in found]


def _reopen(write: Writer, alert_id: UUID, version_id: UUID) -> bool:
    for left in reversed(range(_TRIES)):
        try:
            return bool(write(reopen_alert, alert_id, version_id))
        except StaleError:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")
