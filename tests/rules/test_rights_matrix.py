"""The matrix that people read says what the rules say, of every table that people write."""

from __future__ import annotations

import pytest

from app.models.rules.rights import RIGHTS, RIGHTS_BY_TABLE
from app.models.rules.rights_matrix import AREAS, OWN, conflicts_of, level, rights_of
from app.models.rules.roles import PEOPLE, ROLE_CONFLICTS, Role
from app.models.rules.transitions import TRANSITIONS


def test_every_table_that_people_write_stands_in_exactly_one_area():
    written = {one.table for one in RIGHTS if (one.insert | one.update) & PEOPLE}
    shown = [table for tables in AREAS.values() for table in tables]

    assert written - set(shown) - set(OWN) == set()
    assert len(shown) == len(set(shown))
    assert set(shown) <= set(RIGHTS_BY_TABLE)


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_it_says_of_each_role_what_the_rules_say(role: Role):
    shown = {one.table: one for one in rights_of(role)}

    for table in (table for tables in AREAS.values() for table in tables):
        rule = RIGHTS_BY_TABLE[table]
        found = shown.get(table)
        assert (role in rule.insert) == (found is not None and found.may_add)
        assert (role in rule.update) == (found is not None and found.may_change)


def test_steps_come_from_the_table_of_transitions():
    by_table = {one.table: one for one in rights_of(Role.ADMINISTRATOR)}
    thing = RIGHTS_BY_TABLE["role_request"].thing
    wanted = {
        (step.source, step.target)
        for step in TRANSITIONS
        if step.thing is thing and Role.ADMINISTRATOR in step.roles
    }

    assert set(by_table["role_request"].steps) == wanted
    assert wanted


def test_a_level_is_the_most_that_is_allowed():
    assert level(Role.VIEWER, "inventory") == "reads"
    assert level(Role.DATA_SCIENTIST, "inventory") == "changes"
    assert level(Role.ADMINISTRATOR, "administration") == "changes"


def test_conflicts_are_told_from_both_sides():
    for one, other in ROLE_CONFLICTS:
        assert other in conflicts_of(one)
        assert one in conflicts_of(other)
    assert conflicts_of(Role.VIEWER) == ()
