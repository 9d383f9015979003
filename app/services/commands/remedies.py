"""A life cycle that is started against an alert: the run is asked for and the alert says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.errors import InputError
from app.models.rules.blockers import require
from app.models.rules.rights import write_blockers
from app.models.rules.tasks import reason_blockers
from app.models.rules.triage import ALERT_VARIABLE, live_blockers
from app.models.tables.inventory import ModelVersion
from app.models.tables.monitoring import Alert
from app.services.commands.alerts import alert_facts, comment_alert, start_remediation
from app.services.commands.processes import Submission, submit
from app.services.unit_of_work import UnitOfWork


def remedy_by_run(
    work: UnitOfWork,
    alert_id: UUID,
    version_id: UUID,
    *,
    template_key: str,
    reason: str,
    variables: Mapping[str, Any] | None = None,
) -> Submission:
    """Start a life cycle on a version of the alert's model; the run knows the alert's number.

    The alert is in remediation then, with this reason; where it was already, it is a comment. If
    nothing new begins, the alert stays as it is.

    Raises:
        RefusedError: it has ended, is of another unit, or the life cycle may not be started.
        InputError: the version is of another model.
    """
    alert = work.get(Alert, alert_id)
    held = work.roles_in(alert.unit_id)
    require(
        (
            *write_blockers("alert", "update", held),
            *live_blockers(alert_facts(work, alert)),
            *reason_blockers(reason),
        )
    )
    if work.get(ModelVersion, version_id).model_id != alert.model_id:
        raise InputError(f"Alert {alert.number} is about another model than that version.")
    given = {**(variables or {}), ALERT_VARIABLE: alert.number}
    found = submit(work, version_id, template_key=template_key, variables=given)
    if not found.is_new:
        return found
    if alert.state == "in_remediation":
        comment_alert(work, alert_id, reason=reason)
    else:
        start_remediation(work, alert_id, reason=reason)
    return found
