"""Cases of asking for roles and confirming them: what keeps duties apart in one person."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Connection, update

from app.models.rules.role_requests import (
    ACTIONS,
    END,
    GRANT,
    RoleChange,
    answering_role_blockers,
    asking_role_blockers,
)
from app.models.rules.roles import PEOPLE, Role
from app.models.rules.transitions import Thing, states, transition_blockers
from tests.db.enforcement_cases import Case, codes
from tests.db.enforcement_kit import HELD, Bench, handle_of

ADMINISTRATORS = (handle_of(Role.ADMINISTRATOR), "second_administrator")
ASKED_FOR = (*(str(role) for role in sorted(Role)), "king")
# Who gets or loses which role; two of these pairs are kept apart.
CHANGED = (
    (handle_of(Role.TESTER), Role.VALIDATOR, GRANT),
    (handle_of(Role.AUDITOR), Role.TESTER, GRANT),
    (handle_of(Role.VALIDATOR), Role.ADMINISTRATOR, GRANT),
    (handle_of(Role.ADMINISTRATOR), Role.OPERATOR, GRANT),
    (handle_of(Role.TESTER), Role.TESTER, GRANT),
    (handle_of(Role.TESTER), Role.TESTER, END),
    (handle_of(Role.TESTER), Role.VALIDATOR, END),
    (handle_of(Role.TESTER), Role.WORKER, GRANT),
    (handle_of(Role.TESTER), "king", GRANT),
    (handle_of(Role.TESTER), Role.OPERATOR, "lend"),
)


def role_request_cases(bench: Bench) -> list[Case]:
    """Role held × role asked for × what is asked; then each answer by asker and second person."""
    found = []
    for held in sorted(PEOPLE):
        for role in ASKED_FOR:
            for action in (*ACTIONS, "lend"):
                change = _change(bench, handle_of(held), role, action)
                row = bench.new_row(
                    "role_request", person_id=change.person, role=role, action=action,
                    state="asked",
                )  # fmt: skip
                ask = partial(_asking_codes, change, ADMINISTRATORS[0])
                told = f"ask to {action} {role} of a {held}"
                found.append(Case(told, ADMINISTRATORS[0], ask, row))
    with bench.as_owner() as owner:
        for handle, role, action in CHANGED:
            change = _change(bench, handle, str(role), action)
            for state in states(Thing.ROLE_REQUEST):
                for asker in ADMINISTRATORS:
                    found += _answers(bench, owner, change, state, asker)
    return found


def _change(bench: Bench, handle: str, role: str, action: str) -> RoleChange:
    held = HELD[handle]
    return RoleChange(bench.people[handle], role, action, held=held, held_there=held)


def _asking_codes(change: RoleChange, handle: str) -> tuple[str, ...]:
    moved = transition_blockers(Thing.ROLE_REQUEST, "", "asked", HELD[handle])
    return codes((*moved, *asking_role_blockers(change)))


def _answers(
    bench: Bench, owner: Connection, change: RoleChange, state: str, asker: str
) -> list[Case]:
    table = bench.table("role_request")
    key = bench.put(
        owner, "role_request", person_id=change.person, role=change.role, action=change.action,
        state=state, asked_by=bench.people[asker],
    )  # fmt: skip
    found = []
    for handle in ADMINISTRATORS:
        bench.sign_step(owner, "role_request", key, "confirmed", handle)
        values: dict[str, Any] = {"state": "confirmed", "answered_by": bench.people[handle]}
        statement = (
            update(table)
            .where(table.c.id == key)
            .values(row_version=table.c.row_version + 1, **values)
        )
        ask = partial(
            _answering_codes,
            change,
            state,
            asked_by=bench.people[asker],
            actor=bench.people[handle],
        )
        told = f"confirm to {change.action} {change.role} {state} by {asker}"
        found.append(Case(told, handle, ask, statement))
    return found


def _answering_codes(change: RoleChange, state: str, **people: Any) -> tuple[str, ...]:
    moved = transition_blockers(Thing.ROLE_REQUEST, state, "confirmed", {Role.ADMINISTRATOR})
    return codes(
        (
            *(moved if state != "confirmed" else ()),
            *answering_role_blockers(change, state=state, **people),
        )
    )
