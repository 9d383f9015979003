"""One act on many models: each by its own rules, stopped and taken up again, on both databases."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import AppError, NotReachableError
from app.models.queries.inventory import InventoryQuery
from app.models.queries.many_models import list_model_ids
from app.models.tables.inventory import RegisteredModel, UseCase, UseCaseModel
from app.services.commands import many_models
from app.services.commands.many_models import (
    ChangeTags,
    GiveOwner,
    Many,
    WatchThem,
    act_on_many,
    look_at_many,
)
from app.services.commands.models import NewModel, register_model
from tests.workspaces import TestWorkspace

NAMES = ("alpha", "beta", "gamma", "delta")


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """Four models of sanne's; a use asks for the service of beta by name."""
    with workspace.work("sanne").unit() as work:
        for name in NAMES:
            register_model(work, NewModel(name=name, service_tags=(name, "cards")))
        use = work.add(UseCase(unit_id=workspace.unit_id, name="Use", owner_id=work.actor.id))
        work.add(UseCaseModel(use_case_id=use.id, model_id=ids(work)["beta"], service_tag="beta"))
    return workspace


def ids(work: object) -> dict[str, UUID]:
    rows = work.session.execute(select(RegisteredModel.name, RegisteredModel.id))  # type: ignore[attr-defined]
    return {row[0]: row[1] for row in rows}


def every(bank: TestWorkspace, text: str = "") -> tuple[UUID, ...]:
    return bank.work("sanne").read(list_model_ids, InventoryQuery.of(text))


def facts(bank: TestWorkspace, column: str) -> dict[str, object]:
    with bank.service.reading() as session:
        rows = session.execute(select(RegisteredModel.name, getattr(RegisteredModel, column)))
        return {row[0]: row[1] for row in rows}


def test_what_a_rule_refuses_is_named_before_and_after_and_holds_up_no_other(
    bank: TestWorkspace,
) -> None:
    sanne = bank.work("sanne")
    act = ChangeTags.of(["#Cards EU"], ["alpha", "beta"])

    before = look(bank, act)
    came = act_on_many(sanne, act, every(bank))

    assert before == came
    assert len(came.done) == 3
    assert [(one.name, [why.code for why in one.blockers]) for one in came.left] == [
        ("beta", ["model.tag_used"])
    ]
    assert facts(bank, "service_tags") == {
        "alpha": ["cards", "cards-eu"],
        "beta": ["beta", "cards"],
        "gamma": ["cards", "cards-eu", "gamma"],
        "delta": ["cards", "cards-eu", "delta"],
    }
    again = act_on_many(sanne, act, every(bank))
    assert (again.done, again.unchanged, len(again.left)) == ((), 3, 1)
    emptied = look(bank, ChangeTags.of([], ["alpha", "cards", "cards-eu"]))
    assert [(one.name, one.blockers[0].code) for one in emptied.left] == [("alpha", "many.no_tag")]
    # Who reads only can do nothing with any of them, but watch.
    lin = bank.work("lin")
    assert [len(lin.read(look_at_many, one, every(bank), lin.actor.id).done)
            for one in (act, WatchThem(True))] == [0, 4]  # fmt: skip


def look(bank: TestWorkspace, act: many_models.Act) -> Many:
    sanne = bank.work("sanne")
    return sanne.read(look_at_many, act, every(bank), sanne.actor.id)


def test_what_was_stopped_goes_on_where_it_stopped(
    bank: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the person after the first batch, then by a database that is gone for the third."""
    monkeypatch.setattr(many_models, "BATCH", 1)
    sanne, mark = bank.work("sanne"), bank.work("mark").actor.id
    told: list[tuple[int, int]] = []
    act = GiveOwner(mark)

    first = act_on_many(
        sanne, act, every(bank),
        progress=lambda done, total: told.append((done, total)),
        is_cancelled=lambda: bool(told),
    )  # fmt: skip
    calls: list[AppError] = []
    act_on_each = many_models._act_on_each

    def gone(work: object, *given: object) -> Many:
        calls.append(NotReachableError("The database does not answer."))
        if len(calls) == 2:
            raise calls[-1]
        return act_on_each(work, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(many_models, "_act_on_each", gone)
    second = act_on_many(sanne, act, first.rest)
    third = act_on_many(sanne, act, second.rest)

    assert (len(first.done), told, first.error) == (1, [(1, 4)], None)
    assert (len(second.done), second.error, len(second.rest)) == (1, calls[1], 2)
    assert (len(third.done), third.rest) == (2, ())
    assert set(facts(bank, "owner_id").values()) == {mark}
    assert every(bank, "owner:me") == ()


def test_many_are_watched_and_no_longer(bank: TestWorkspace) -> None:
    lin = bank.work("lin")

    on = act_on_many(lin, WatchThem(True), every(bank))
    again = lin.read(look_at_many, WatchThem(True), every(bank), lin.actor.id)
    off = act_on_many(lin, WatchThem(False), every(bank)[:1])

    assert (len(on.done), again.unchanged, len(off.done)) == (4, 4, 1)
    left = lin.read(look_at_many, WatchThem(True), every(bank), lin.actor.id)
    assert (len(left.done), left.unchanged) == (1, 3)
