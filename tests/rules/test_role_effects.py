"""What a change of a role comes to is what everybody holds once it is made."""

from __future__ import annotations

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.models.rules.role_effects import RoleEffect, role_effect
from app.models.rules.role_requests import END, GRANT
from app.models.rules.roles import Role

ANN, BOB, CAT = (uuid4() for _ in range(3))
TOP, CARDS, LOANS = (uuid4() for _ in range(3))
ABOVE = {TOP: frozenset[UUID](), CARDS: frozenset({TOP}), LOANS: frozenset({TOP})}
ROLES = (Role.OPERATOR, Role.ADMINISTRATOR)
holdings = st.dictionaries(
    st.sampled_from((ANN, BOB, CAT)),
    st.frozensets(st.tuples(st.sampled_from(ROLES), st.sampled_from((TOP, CARDS, LOANS)))),
)


def effect(action: str, held: dict[UUID, frozenset[tuple[Role, UUID]]], unit: UUID) -> RoleEffect:
    return role_effect(
        Role.OPERATOR, action, person=ANN, asked_by=BOB, unit=unit, above=ABOVE[unit], held=held
    )


def holders(held: dict[UUID, frozenset[tuple[Role, UUID]]], role: Role, unit: UUID) -> set[UUID]:
    there = ABOVE[unit] | {unit}
    return {who for who, has in held.items() if any(r == role and u in there for r, u in has)}


@given(holdings, st.sampled_from((TOP, CARDS, LOANS)), st.sampled_from((GRANT, END)))
def test_numbers_are_those_of_the_changed_holdings(
    held: dict[UUID, frozenset[tuple[Role, UUID]]], unit: UUID, action: str
) -> None:
    own, one = held.get(ANN, frozenset()), frozenset({(Role.OPERATOR, unit)})
    then = {**held, ANN: own | one if action == GRANT else own - one}
    found = effect(action, held, unit)

    assert found.before == len(holders(held, Role.OPERATOR, unit))
    assert found.after == len(holders(then, Role.OPERATOR, unit))
    assert found.left == len(holders(then, Role.OPERATOR, unit) - {ANN, BOB})
    assert found.confirmers == len(holders(held, Role.ADMINISTRATOR, unit) - {ANN, BOB})


def test_a_role_held_above_goes_on_when_it_ends_below() -> None:
    held = {ANN: frozenset({(Role.OPERATOR, TOP), (Role.OPERATOR, CARDS)})}
    assert effect(END, held, CARDS) == RoleEffect(before=1, after=1, left=0, confirmers=0)
