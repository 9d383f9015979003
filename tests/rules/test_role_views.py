"""Who lands where: a view for every role, with work in it that no other view has."""

from __future__ import annotations

from collections import Counter

from app.models.rules.role_views import (
    BLOCKS,
    ONLOOKER,
    ROLE_VIEWS,
    arranged,
    blocks_of,
    views_of,
)
from app.models.rules.roles import PEOPLE, Role


def test_every_role_of_a_person_has_a_view_and_every_view_a_role() -> None:
    assert set(ROLE_VIEWS) == PEOPLE
    assert {view for views in ROLE_VIEWS.values() for view in views} == set(BLOCKS)
    assert ONLOOKER in BLOCKS


def test_every_view_shows_what_needs_its_reader_and_something_of_its_own() -> None:
    shown = Counter(name for view in BLOCKS for name in blocks_of(view))

    for view, lines in BLOCKS.items():
        names = [name for line in lines for name in line]
        assert len(names) == len(set(names)), view
        assert {"needs", "since"} <= set(names), view
        assert [name for name in names if shown[name] == 1], view


def test_who_sees_to_what_is_due_sees_how_many_alerts_are_open_as_who_acts_on_them() -> None:
    assert "severities" in blocks_of("compliance")
    assert "severities" in blocks_of("operator")


def test_the_first_view_is_that_of_what_one_does_all_day() -> None:
    assert views_of({Role.OPERATOR, Role.MLOPS_ENGINEER}) == ("operator", "engineer")
    assert views_of({Role.MLOPS_ENGINEER}) == ("engineer", "operator")
    assert views_of({Role.VALIDATOR, Role.DATA_SCIENTIST}) == ("validator", "engineer")
    assert views_of(()) == ()


def test_blocks_stand_as_somebody_wants_them_and_what_needs_them_is_never_hidden() -> None:
    usual = BLOCKS["compliance"]

    assert arranged("compliance") == usual
    assert arranged("compliance", hidden=("needs", "tiles", "given")) == (
        ("needs",),
        ("due",),
        ("watching", "since"),
        ("severities",),
    )
    assert arranged("compliance", ("tiles", "since", "watching", "needs")) == (
        ("tiles",),
        ("since", "watching"),
        ("needs",),
        ("given", "due"),
        ("severities",),
    )
    assert arranged("compliance", ("gone", "tiles", "tiles"))[0] == ("tiles",)
