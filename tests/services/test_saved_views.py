"""Saved views on both databases: mine are mine, the team's are the unit's, pins one's own."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from app.errors import InputError, RefusedError
from app.models.queries.saved_views import ViewContent, ViewRow, list_pinned, list_views
from app.models.tables.personal import SavedView
from app.services.commands.saved_views import (
    bring_back_view,
    change_view,
    choose_default,
    pin_view,
    remove_view,
    save_view,
)
from app.services.unit_of_work import UnitOfWork
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

PRODUCTION = ViewContent("stage:PROD", "", (1, 0, 2), (100, 200, 90), 2, is_descending=True)


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    return workspace


def views_of(bank: TestWorkspace, handle: str, screen: str = "inventory") -> tuple[ViewRow, ...]:
    work = bank.work(handle)
    return work.read(list_views, work.actor.id, screen)


def names(rows: tuple[ViewRow, ...]) -> list[str]:
    return [one.name for one in rows]


def test_a_view_comes_back_as_it_was_saved(bank: TestWorkspace) -> None:
    bank.work("sanne").write(save_view, "inventory", "Served", PRODUCTION)

    row = views_of(bank, "sanne")[0]

    assert row.content == PRODUCTION
    assert row.content.widths == PRODUCTION.widths
    assert (row.is_mine, row.is_shared, row.is_default) == (True, False, False)
    assert views_of(bank, "sanne", "alerts") == ()


def test_others_see_a_view_once_it_is_shared(bank: TestWorkspace) -> None:
    view = bank.work("sanne").write(save_view, "inventory", "Served", PRODUCTION)
    before = names(views_of(bank, "mark"))

    bank.work("sanne").write(change_view, view, is_shared=True)

    assert before == []
    shared = views_of(bank, "mark")
    assert [(one.name, one.is_mine, one.owner) for one in shared] == [
        ("Served", False, "Sanne de Vries")
    ]


@pytest.mark.parametrize("command", [remove_view, bring_back_view])
def test_nobody_else_changes_or_removes_it(bank: TestWorkspace, command: object) -> None:
    view = bank.work("sanne").write(save_view, "inventory", "Served", PRODUCTION, is_shared=True)

    with pytest.raises(RefusedError) as removed:
        bank.work("mark").write(command, view)  # type: ignore[arg-type]
    with pytest.raises(RefusedError) as renamed:
        bank.work("mark").write(change_view, view, name="Mine now")
    with pytest.raises(RefusedError) as in_database:
        bank.work("mark").write(_rename_straight, view)

    assert [one.code for one in (*removed.value.blockers, *renamed.value.blockers)] == [
        "view.not_yours", "view.not_yours",
    ]  # fmt: skip
    assert [one.code for one in in_database.value.blockers] == ["actor.forged"]
    assert names(views_of(bank, "sanne")) == ["Served"]


def _rename_straight(work: UnitOfWork, view: UUID) -> None:
    work.session.get_one(SavedView, view).name = "Mine now"
    work.flush()


def test_a_name_is_used_once_and_comes_free_again(bank: TestWorkspace) -> None:
    sanne = bank.work("sanne")
    first = sanne.write(save_view, "inventory", "Served", PRODUCTION)

    with pytest.raises(RefusedError) as refused:
        sanne.write(save_view, "inventory", " Served ", ViewContent("risk:high"))
    sanne.write(remove_view, first)
    again = sanne.write(save_view, "inventory", "Served", ViewContent("risk:high"))

    assert [one.code for one in refused.value.blockers] == ["view.exists"]
    assert again == first
    assert [one.content.filter for one in views_of(bank, "sanne")] == ["risk:high"]


def test_renaming_takes_the_name_of_a_removed_one(bank: TestWorkspace) -> None:
    sanne = bank.work("sanne")
    old = sanne.write(save_view, "inventory", "Old", PRODUCTION)
    new = sanne.write(save_view, "inventory", "New", PRODUCTION)
    sanne.write(remove_view, old)

    sanne.write(change_view, new, name="Old")
    sanne.write(bring_back_view, old)

    assert sorted(names(views_of(bank, "sanne"))) == ["Old", f"Old {old.hex[:8]}"]


def test_one_view_is_shown_first(bank: TestWorkspace) -> None:
    sanne = bank.work("sanne")
    one = sanne.write(save_view, "inventory", "A", PRODUCTION, is_shared=True)
    two = sanne.write(save_view, "inventory", "B", PRODUCTION)

    sanne.write(choose_default, "inventory", one)
    sanne.write(choose_default, "inventory", two)
    chosen = [row.id for row in views_of(bank, "sanne") if row.is_default]
    sanne.write(choose_default, "inventory", None)

    assert chosen == [two]
    assert not any(row.is_default for row in views_of(bank, "sanne"))
    assert not any(row.is_default for row in views_of(bank, "mark"))


def test_a_pin_is_ones_own_and_a_removed_view_leaves_the_rail(bank: TestWorkspace) -> None:
    view = bank.work("sanne").write(save_view, "alerts", "Night", PRODUCTION, is_shared=True)
    mark, sanne = bank.work("mark"), bank.work("sanne")

    mark.write(pin_view, view, is_pinned=True)
    mark.write(pin_view, view, is_pinned=True)

    assert names(mark.read(list_pinned, mark.actor.id)) == ["Night"]
    assert sanne.read(list_pinned, sanne.actor.id) == ()
    sanne.write(remove_view, view)
    assert mark.read(list_pinned, mark.actor.id) == ()
    sanne.write(bring_back_view, view)
    mark.write(pin_view, view, is_pinned=False)
    assert mark.read(list_pinned, mark.actor.id) == ()


@pytest.mark.parametrize(
    "stored",
    [{}, {"order": "0, 1"}, {"order": [0, "x"], "sort": None}, {"widths": [10**9], "filter": 3}],
)
def test_a_document_that_others_wrote_is_never_more_than_a_view(stored: dict[str, object]) -> None:
    found = ViewContent.of(stored)

    assert found.order == ()
    assert found.widths == ()
    assert found.sort == -1
    assert not {type(found.filter), type(found.place)} - {str}


@pytest.mark.parametrize("stored", [[1], [], 3, "x", True])
def test_what_is_no_view_is_refused(bank: TestWorkspace, stored: object) -> None:
    odd = bank.work("mark").write(save_view, "inventory", "Odd", PRODUCTION, is_shared=True)

    def write(work: UnitOfWork) -> None:
        row = work.session.get_one(SavedView, odd)
        row.content = stored  # type: ignore[assignment]
        work.flush()

    with pytest.raises(RefusedError, match=r"json\.shape"):
        bank.work("mark").write(write)


@pytest.mark.parametrize("stored", [[1], [], 3, "x", True, {"filter": "x" * 20_000}])
def test_an_odd_view_of_somebody_takes_nobody_elses_away(
    bank: TestWorkspace, stored: object
) -> None:
    """As a row of before the database refused it, or of its owner."""
    odd = bank.work("mark").write(save_view, "inventory", "Odd", PRODUCTION, is_shared=True)
    bank.work("sanne").write(save_view, "inventory", "Served", PRODUCTION)
    value = ":value" if bank.is_sqlite else "CAST(:value AS jsonb)"
    tamper(
        bank,
        f"UPDATE {{schema}}saved_view SET content = {value} WHERE id = :row",
        value=json.dumps(stored),
        row=odd.hex if bank.is_sqlite else odd,
    )

    found = views_of(bank, "sanne")
    assert [(one.name, one.content) for one in found] == [
        ("Served", PRODUCTION), ("Odd", ViewContent()),
    ]  # fmt: skip


def test_others_views_never_push_mine_out(
    bank: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.models.queries.saved_views.MOST", 2)
    for name in ("A", "B", "C"):
        bank.work("mark").write(save_view, "inventory", name, PRODUCTION, is_shared=True)
    bank.work("sanne").write(save_view, "inventory", "Z", PRODUCTION)

    assert names(views_of(bank, "sanne")) == ["Z", "A"]


@pytest.mark.parametrize(
    "name", ["", "  ", "a\nb", "a\x07b", "gpj.\u202eexe", "a\u2028b", "a\u200bb"]
)
def test_a_name_is_one_line_of_visible_characters(bank: TestWorkspace, name: str) -> None:
    sanne = bank.work("sanne")
    view = sanne.write(save_view, "inventory", "Served", PRODUCTION)

    with pytest.raises(InputError):
        sanne.write(save_view, "inventory", name, PRODUCTION)
    with pytest.raises(InputError):
        sanne.write(change_view, view, name=name)

    assert names(views_of(bank, "sanne")) == ["Served"]


def test_a_name_has_at_most_80_characters_also_of_a_removed_view(bank: TestWorkspace) -> None:
    sanne = bank.work("sanne")
    old = sanne.write(save_view, "inventory", "x" * 80, PRODUCTION)
    new = sanne.write(save_view, "inventory", "New", PRODUCTION)
    sanne.write(remove_view, old)

    with pytest.raises(RefusedError) as refused:
        sanne.write(change_view, new, name="x" * 81)
    sanne.write(change_view, new, name="x" * 80)
    sanne.write(bring_back_view, old)

    assert [one.code for one in refused.value.blockers] == ["view.name"]
    assert [len(one) for one in names(views_of(bank, "sanne"))] == [80, 80]


def test_views_are_kept_only_of_screens_that_have_them(bank: TestWorkspace) -> None:
    sanne = bank.work("sanne")

    with pytest.raises(InputError):
        sanne.write(save_view, "no-such-list", "Served", PRODUCTION)
    with pytest.raises(InputError):
        sanne.write(choose_default, "no-such-list", None)
