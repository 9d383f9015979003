"""The list of users on both databases: any order, any page, any word."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from app.errors import InputError
from app.models.queries.administration import PersonCase
from app.models.queries.user_list import SORTS, UserQuery, count_users, list_users, load_user
from app.models.queries.words import Word
from app.models.rules.keys import ACCOUNT_CLOSED
from app.services.commands.people import find_person
from app.services.commands.role_requests import close_person
from tests.stories import change_role
from tests.workspaces import PEOPLE, TestWorkspace

EVERY = 100


def person(bank: TestWorkspace, handle: str) -> UUID:
    with bank.service.unit() as work:
        return find_person(work, handle).id


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """Eva has left, Lin holds nothing any more, Tom is one role less."""
    workspace.work("root").write(close_person, person(workspace, "eva"), reason="Left the bank.")
    for handle, role in (("lin", "executive"), ("tom", "operator")):
        change_role(workspace, handle, role, action="end")
    return workspace


def found(bank: TestWorkspace, *words: Word, **more: object) -> list[str]:
    root = bank.work("root")
    query = UserQuery(root.actor.id, words, **more)  # type: ignore[arg-type]
    handles = [one.person.handle for one in root.read(list_users, query).rows]
    assert root.read(count_users, query) == len(handles)
    return handles


def test_everybody_is_listed_by_name_with_what_is_true_of_them(bank: TestWorkspace) -> None:
    root = bank.work("root")
    rows = root.read(list_users, UserQuery(root.actor.id)).rows

    assert [one.person.full_name for one in rows] == sorted(name for name, _ in PEOPLE.values())
    states = {one.person.handle: one.state for one in rows}
    assert (states["eva"], states["lin"], states["tom"]) == ("closed", "no_role", "active")
    keys = {one.person.handle: [each.key.stands for each in one.keys] for one in rows}
    assert (keys["eva"], keys["tom"]) == ([ACCOUNT_CLOSED], ["active"])  # nobody ended Eva's
    assert all(root.read(load_user, one.person.id, root.actor.id) == one for one in rows)


def test_words_are_looked_for_in_names_roles_units_and_states(bank: TestWorkspace) -> None:
    assert found(bank, Word("DE VR")) == ["sanne"]
    assert found(bank, Word("ha_ma")) == []  # the underline is no wildcard
    assert found(bank, Word("aisha")) == ["aisha"]
    assert found(bank, Word("gegevens")) == []
    assert found(bank, Word("gegevens", frozenset({"role:data_scientist"}))) == ["mark", "sanne"]
    assert found(bank, Word("beheer", frozenset({"role:operator"}))) == []  # Tom held it
    assert found(bank, Word("gesloten", frozenset({"state:closed"}))) == ["eva"]
    assert len(found(bank, Word("noorder"))) == len(PEOPLE) - 2  # those who hold a role there
    assert found(bank, Word("vr"), Word("sleutel", frozenset({"key:active"}))) == ["sanne"]
    assert found(bank, Word("vr"), Word("sleutel", frozenset({"key:revoked"}))) == []
    assert "eva" not in found(bank, Word("sleutel", frozenset({"key:active"})))
    assert found(bank, Word("gesloten", frozenset({f"key:{ACCOUNT_CLOSED}"}))) == ["eva"]


def test_pages_by_key_give_each_person_once_in_the_whole_order(bank: TestWorkspace) -> None:
    root = bank.work("root")
    for sort, is_descending in product(("", *SORTS), (False, True)):
        query = UserQuery(root.actor.id, (), sort, is_descending, ("tester", "administrator"))
        whole = root.read(list_users, query, None, EVERY).rows
        paged: list[PersonCase] = []
        cursor = None
        for _ in range(4):
            page = root.read(list_users, query, cursor, 3)
            paged += page.rows
            cursor = page.cursor

        assert cursor is None
        assert sorted(one.person.handle for one in paged) == sorted(PEOPLE), sort
        assert [one.person.id for one in paged] == [one.person.id for one in whole], sort


def test_an_order_is_of_what_its_column_tells(bank: TestWorkspace) -> None:
    assert found(bank, sort="state")[0] == "lin"
    assert found(bank, sort="state", is_descending=True)[0] == "eva"
    roles = ("tester", "administrator")  # as they are read: the first two
    assert found(bank, sort="roles", roles=roles)[-3:] == ["piet", "root", "rosa"]
    assert found(bank, sort="name", is_descending=True)[0] == "tom"
    keyed = found(bank, sort="key")
    assert keyed.index("eva") > keyed.index("tom")
    with pytest.raises(InputError, match="no order colour"):
        UserQuery(person(bank, "root"), sort="colour")
