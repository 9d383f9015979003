"""Being on call: said for a unit, until a time, and handed over by saying it anew."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.models.rules.blockers import require
from app.models.rules.rights import write_blockers
from app.models.rules.triage import on_call_blockers
from app.models.tables.monitoring import OnCall
from app.services.unit_of_work import UnitOfWork, roles_in


def put_on_call(work: UnitOfWork, unit_id: UUID, *, person_id: UUID, ends_at: datetime) -> OnCall:
    """From now on this person takes up the alerts of the unit, whoever did before.

    Raises:
        RefusedError: with every blocker.
    """
    held = roles_in(work.session, person_id, unit_id)
    denied = write_blockers("on_call", "insert", work.roles_in(unit_id))
    require([*denied, *on_call_blockers(held, ends_at, now=work.now())])
    return work.add(OnCall(unit_id=unit_id, person_id=person_id, ends_at=ends_at))
