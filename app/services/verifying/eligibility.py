"""Whether who voted, waived, reviewed or took a step might: four eyes, and roles that were told.

The guards hold it in the moment of the act. Here it is held afterwards, against who put them aside
for that moment: by what the trail told before, in the order of its events. By time only one thing
is asked: whether a role that ends on a day had ended when its act was recorded, both by the
database's clock. Where not all of it can be read nobody can tell, and nothing is said. That nobody
votes twice an index holds, which is of the schema.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.models.rules.roles import WAIVER_GRANTERS
from app.models.rules.transitions import TRANSITIONS
from app.models.tables.governance import Decision, Finding, TransitionRequest, Waiver
from app.models.tables.trail import AuditEvent
from app.services.verifying.one_check import Verifying
from app.texts import N_

OWN_WORK = N_("it is a vote on own work")
OWN_CASE = N_("it is about own work")
OTHER_ROLE = N_("nobody may decide there as {role}")
NOT_TOLD = N_("the trail does not tell that this person did it")
NOT_HELD = N_("the trail tells of no such role of that person then")
CHANGED_ROLES = N_("the first event, which names the first roles, is not as it was sealed")


@dataclass(frozen=True, slots=True)
class _Act:
    """What somebody did, as its event tells it."""

    event_id: int
    at: datetime
    person: UUID


def voter_fault(check: Verifying, request: TransitionRequest, row: Decision) -> str:
    """Why this person's vote can't count, whatever they signed; empty where it can."""
    if not check.reads_all:
        return ""
    act = _told(check, row.id, "decision.recorded", row.decided_by)
    if act is None:
        return NOT_TOLD
    if _asked(check, request, act) or _is_author(check, request.version_id, act):
        return OWN_WORK
    roles = (check.roles.get(request.id) or {}).get(row.slot)
    if row.role not in (roles or ()):
        return OTHER_ROLE.format(role=row.role)
    return _role_fault(check, request.unit_id, {row.role}, act)


def granter_fault(check: Verifying, row: Waiver) -> str:
    """Why who granted a waiver could not; empty where they could."""
    if not check.reads_all:
        return ""
    act = _told(check, row.id, "waiver.granted", row.granted_by)
    if act is None:
        return NOT_TOLD
    if act.person == row.asked_by or _is_author(check, row.version_id, act):
        return OWN_CASE
    return _role_fault(check, row.unit_id, set(map(str, WAIVER_GRANTERS)), act)


def reviewer_fault(check: Verifying, row: Finding, person: UUID | None) -> str:
    """Why this person could not close the review of a release; empty where they could."""
    if not check.reads_all:
        return ""
    act = _told(check, row.id, "finding.closed", person)
    request = check.requests.get(row.request_id) if row.request_id else None
    if act is None or request is None:
        return NOT_TOLD
    voters = check.voters.get(request.id) or ()
    if person in {request.requested_by, *voters} or _is_author(check, row.version_id, act):
        return OWN_CASE
    return _role_fault(check, row.unit_id, set(row.review_roles or ()), act)


def taker_fault(check: Verifying, step: AuditEvent) -> str:
    """Why who took this step could not; empty where they could."""
    if not check.reads_all:
        return ""
    roles = {str(role) for one in TRANSITIONS if one.tag == step.tag for role in one.roles}
    return _role_fault(check, step.unit_id, roles, _Act(step.id, step.at, step.actor_id))


def _told(check: Verifying, row_id: UUID, tag: str, person: UUID | None) -> _Act | None:
    """The event by which a row came to be signed by this person."""
    told = [] if person is None else check.told(row_id, tag, person=person)
    return _Act(told[-1].id, told[-1].at, told[-1].actor_id) if told else None


def _asked(check: Verifying, request: TransitionRequest, act: _Act) -> bool:
    """Whether they asked for what is decided: for the request, its run, or a further stage."""
    starter = check.starters.get(request.instance_id) if request.instance_id else None
    if act.person in {request.requested_by, starter}:
        return True
    makers = check.makers.get(request.version_id)
    return makers is not None and _is_before(act, makers.asked_on.get(act.person))


def _is_author(check: Verifying, version_id: UUID | None, act: _Act) -> bool:
    """Who registered a version or asked for that, and who wrote into it before the act."""
    makers = check.makers.get(version_id) if version_id else None
    if makers is None:
        return False
    return act.person in makers.makers or _is_before(act, makers.wrote.get(act.person))


def _is_before(act: _Act, event: int | None) -> bool:
    return event is not None and event < act.event_id


def _role_fault(check: Verifying, unit_id: UUID, roles: Collection[str], act: _Act) -> str:
    if any(_held(check, unit_id, roles, act)):
        return ""
    return NOT_HELD if check.is_begin_as_sealed else CHANGED_ROLES


def _held(check: Verifying, unit_id: UUID, roles: Collection[str], act: _Act) -> Iterator[bool]:
    """Of each membership that may have carried the act whether the trail told of it before."""
    first = (check.first_rows or {}).get("membership", {})
    units = check.above.get(unit_id) or ()
    for one in check.held.get(act.person) or ():
        if one.unit_id in units and one.role in roles:
            is_told = str(one.id) in first or _is_before(act, one.told)
            yield is_told and (one.until is None or one.until >= act.at)
