"""Whether who holds roles is as it should be: enough administrators, and none who also decides.

Nobody else can mend that too few are left who can confirm.

Two confirm a key of a third. So where fewer than three can, the loss of one key ends it: a person
whose key is or was in force confirms by a signature alone, and gets no new key.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.memberships import is_unended
from app.models.rules.keys import DECISION
from app.models.rules.role_requests import meeting_blockers
from app.models.rules.roles import Role
from app.models.rules.signed_acts import KEYED
from app.models.tables.organisation import BusinessUnit, Membership, Person, SigningKey, Workspace

ENOUGH = 3


def few_administrators(session: Session) -> list[str]:
    """A sentence where a team has too few administrators of its top unit who can confirm."""
    if not session.scalars(select(Workspace.is_team)).one():
        return []
    able = sorted(_able(session))
    if len(able) >= ENOUGH:
        return []
    who = ", ".join(able) or "nobody"
    return [
        f"Fewer than {ENOUGH} administrators can confirm roles and keys: {who}. Give a further"
        " person the role, or an administrator a new key, while two can: once a key is lost then,"
        " nobody gets a role or key any more, and no command gets round that."
    ]


def roles_that_meet(session: Session) -> list[str]:
    """A sentence for each person who holds roles that never meet: given by no rule of today."""
    held = session.execute(
        select(Person.handle, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.closed_at.is_(None), is_unended())
        .order_by(Person.handle)
    ).all()
    roles: dict[str, set[Role]] = {}
    for handle, role in held:
        roles.setdefault(handle, set()).add(Role(role))
    return [
        f"{handle} holds {', '.join(sorted(found))}: administrators and auditors never decide, so"
        " their votes are in doubt. Have one of the roles ended: modelward user request-role"
        f" {handle} ROLE --end."
        for handle, found in roles.items()
        if meeting_blockers(found)
    ]


def _able(session: Session) -> set[str]:
    """Handles of administrators with a key in force, or who never had one."""
    holders = session.execute(
        select(Person.handle, SigningKey.state)
        .join(Membership, Membership.person_id == Person.id)
        .join(BusinessUnit, BusinessUnit.id == Membership.unit_id)
        .outerjoin(
            SigningKey,
            (SigningKey.person_id == Person.id)
            & (SigningKey.purpose == DECISION)
            & SigningKey.state.in_(KEYED),
        )
        .where(
            BusinessUnit.parent_id.is_(None),
            Membership.role == str(Role.ADMINISTRATOR),
            Person.closed_at.is_(None),
            is_unended(),
        )
    )
    return {handle for handle, state in holders if state in (None, "active")}
