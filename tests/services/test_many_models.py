"""One act on many models: each by its own rules, stopped and taken up again, on both databases."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from app.errors import AppError, NotReachableError, RefusedError
from app.models.queries.inventory import InventoryQuery
from app.models.queries.many_models import list_model_ids, load_starts
from app.models.rules.roles import Role
from app.models.tables.engine import ProcessInstance, Variable
from app.models.tables.inventory import RegisteredModel, UseCase, UseCaseModel
from app.models.tables.life_cycle import EngineInbox, LifeCycleTemplate
from app.services.commands import many_models
from app.services.commands.many_models import (
    ChangeTags,
    GiveOwner,
    Many,
    SubmitThem,
    WatchThem,
    act_on_many,
    look_at_many,
    start_blockers,
)
from app.services.commands.models import (
    ModelEdit,
    NewModel,
    add_document,
    edit_model,
    register_model,
)
from app.services.commands.processes import submit
from app.services.commands.requests import request_transition
from app.services.unit_of_work import InboxKind, UnitOfWork
from tests.stories import Registered, put_in_production, register
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
        "gamma": ["gamma", "cards", "cards-eu"],
        "delta": ["delta", "cards", "cards-eu"],
    }
    again = act_on_many(sanne, act, every(bank))
    assert (again.done, again.unchanged, len(again.left)) == ((), 3, 1)
    emptied = look(bank, ChangeTags.of([], ["alpha", "cards", "cards-eu"]))
    assert [(one.name, one.blockers[0].code) for one in emptied.left] == [("alpha", "many.no_tag")]
    # Who reads only can do nothing with any of them, but watch.
    lin = bank.work("lin")
    assert [len(lin.read(look_at_many, one, every(bank), lin.actor.id).done)
            for one in (act, WatchThem(True))] == [0, 4]  # fmt: skip


def test_an_added_tag_does_not_move_the_next_release_and_what_serves_keeps_its_tag(
    workspace: TestWorkspace,
) -> None:
    put_in_production(workspace, register(workspace))
    second = register(workspace, content=b"v2")
    sanne, first = workspace.work("sanne"), "cc-fraud"

    added = act_on_many(sanne, ChangeTags.of(["cards", "a-service"], []), every(workspace))
    gone = act_on_many(sanne, ChangeTags.of([], [first]), every(workspace))
    moved = refused(workspace, second, ("cards", first, "a-service"))

    assert len(added.done) == 1
    assert facts(workspace, "service_tags") == {first: [first, "cards", "a-service"]}
    assert [why.code for why in gone.left[0].blockers] == ["model.tag_serves"]
    assert moved == ["model.tag_first"]
    assert asked_service(workspace, second) == first
    # The request is on its way: now not even who asks for it moves the service.
    tags = ("cards", first, "a-service")
    assert refused(workspace, second, tags, moves=True) == ["model.tag_released"]


def test_who_asks_for_it_moves_the_service_and_a_release_under_way_keeps_its_own(
    workspace: TestWorkspace,
) -> None:
    put_in_production(workspace, register(workspace))
    second = register(workspace, content=b"v2")
    sanne, tags = workspace.work("sanne"), ("cards", "cc-fraud")
    sanne.write(edit_model, second.model_id, ModelEdit(service_tags=("cc-fraud", "cards")))

    sanne.write(edit_model, second.model_id, ModelEdit(service_tags=tags, moves_service=True))
    assert facts(workspace, "service_tags") == {"cc-fraud": list(tags)}
    sanne.write(submit, second.version_id)  # no service has taken it up yet
    assert refused(workspace, second, tags[::-1], moves=True) == ["model.tag_released"]
    begin_run(workspace, second, service="began-with")

    assert asked_service(workspace, second) == "began-with"


def refused(
    workspace: TestWorkspace, made: Registered, tags: tuple[str, ...], *, moves: bool = False
) -> list[str]:
    edit = ModelEdit(service_tags=tags, moves_service=moves)
    with pytest.raises(RefusedError) as refusal:
        workspace.work("sanne").write(edit_model, made.model_id, edit)
    return [why.code for why in refusal.value.blockers]


def asked_service(workspace: TestWorkspace, made: Registered) -> str:
    return workspace.work("sanne").write(
        request_transition, made.version_id, stage="PROD", documents="https://docs.example/1"
    ).service_tag  # fmt: skip


def template_called(work: UnitOfWork, key: str) -> UUID:
    named = (LifeCycleTemplate.key == key, LifeCycleTemplate.state == "published")
    return work.session.scalars(select(LifeCycleTemplate.id).where(*named)).one()


def begin_run(workspace: TestWorkspace, made: Registered, *, service: str) -> None:
    with workspace.service.unit() as work:
        template = template_called(work, "on-model-changed")
        run = work.add(
            ProcessInstance(
                unit_id=workspace.unit_id, template_id=template, model_id=made.model_id,
                version_id=made.version_id, start_key=uuid4().hex,
            )
        )  # fmt: skip
        work.add(Variable(instance_id=run.id, name="service_tag", value=service))


def test_a_tag_that_a_colleague_adds_meanwhile_stays(
    postgres_workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a file nobody else writes while an act on many runs."""
    made = register(postgres_workspace)
    colleague, do = postgres_workspace.work("mark"), many_models._do

    def after_a_colleague(*given: object) -> None:
        edit = ModelEdit(service_tags=("cc-fraud", "of-mark"))
        colleague.write(edit_model, made.model_id, edit)
        do(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(many_models, "_do", after_a_colleague)
    came = act_on_many(
        postgres_workspace.work("sanne"), ChangeTags.of(["cards"], []), [made.model_id]
    )

    assert came.done == (made.model_id,)
    assert facts(postgres_workspace, "service_tags") == {
        "cc-fraud": ["cc-fraud", "of-mark", "cards"]
    }


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


def test_the_newest_versions_of_many_models_are_submitted_once(workspace: TestWorkspace) -> None:
    """What has no version, or is on its way, starts nothing; an older version is not meant."""
    register(workspace, name="churn")
    newest = register(workspace, name="churn", content=b"v2")
    under_way = register(workspace, name="limits")
    workspace.work("sanne").write(register_model, NewModel(name="empty"))
    begin_run(workspace, under_way, service="limits")

    came = act_on_many(workspace.work("sanne"), SubmitThem(), every(workspace))
    refused = act_on_many(workspace.work("jo"), SubmitThem(), every(workspace))

    assert came.done == (newest.model_id,)
    assert came.unchanged == 1
    assert [(one.name, [why.code for why in one.blockers]) for one in came.left] == [
        ("empty", ["many.no_version"])
    ]
    with workspace.service.reading() as session:
        starts = session.scalars(
            select(EngineInbox.payload).where(EngineInbox.kind == InboxKind.START)
        ).all()
    assert [one["version_id"] for one in starts] == [str(newest.version_id)]
    assert {one.blockers[0].code for one in refused.left} == {"write.refused"}


def run_of(
    workspace: TestWorkspace, made: Registered, outcome: str = "", *, key: str = "on-model-changed"
) -> UUID:
    """A run on the version: it ended with `outcome`, or is under way."""
    with workspace.service.unit() as work:
        run = work.add(
            ProcessInstance(
                unit_id=workspace.unit_id, template_id=template_called(work, key),
                model_id=made.model_id, version_id=made.version_id, start_key=uuid4().hex,
            )
        )  # fmt: skip
        if outcome:
            run.state, run.outcome, run.ended_at = "completed", outcome, work.now()
        work.flush()
        return run.id


def test_what_is_shown_to_start_is_what_starts(workspace: TestWorkspace) -> None:
    """Decided on as it is, changed since, documented since, elsewhere under way, or withdrawn."""
    names = (
        "deployed", "rejected", "rejected elsewhere", "remarked", "under way",
        "changed", "documented", "elsewhere", "withdrawn", "decided elsewhere", "new",
    )  # fmt: skip
    made = {name: register(workspace, name=name) for name in names}
    run_of(workspace, made["deployed"], "DEPLOYED")
    for name in ("rejected", "remarked", "changed", "documented"):
        run_of(workspace, made[name], "REJECTED")
    run_of(workspace, made["rejected elsewhere"], "REJECTED", key="registry-promotion")
    run_of(workspace, made["under way"])
    run_of(workspace, made["elsewhere"], key="registry-promotion")
    run_of(workspace, made["withdrawn"], "WITHDRAWN")
    run_of(workspace, made["decided elsewhere"], "DEPLOYED", key="registry-promotion")
    edit = ModelEdit(service_tags=("changed", "cards"))
    workspace.work("sanne").write(edit_model, made["changed"].model_id, edit)
    for name, by in (("remarked", "piet"), ("documented", "mark")):
        found = {"kind": "validation", "title": "T", "version_id": made[name].version_id}
        workspace.work(by).write(add_document, made[name].model_id, **found)

    before = look(workspace, SubmitThem())
    came = act_on_many(workspace.work("sanne"), SubmitThem(), every(workspace))

    starting = {made[name].model_id for name in names[5:]}
    assert (set(before.done), before.unchanged, before.left) == (starting, 5, ())
    assert before == came
    with workspace.service.reading() as session:
        kept = select(EngineInbox.payload).where(EngineInbox.kind == InboxKind.START)
        started = {UUID(one["model_id"]) for one in session.scalars(kept)}
    assert started == starting


def test_looking_what_starts_asks_the_same_questions_of_many_as_of_one(
    workspace: TestWorkspace,
) -> None:
    asked = []
    for name in ("first", "second", "third"):
        made = register(workspace, name=name)
        run_of(workspace, made, "REJECTED")
        workspace.work("sanne").write(
            add_document, made.model_id, kind="validation", title="T", version_id=made.version_id
        )
        with workspace.work("sanne").reading() as session:
            counted: list[str] = []
            engine = session.get_bind()
            event.listen(engine, "before_cursor_execute", lambda *a, c=counted: c.append(a[2]))
            look_at_many(session, SubmitThem(), every(workspace), workspace.work("sanne").actor.id)
            asked.append(len(counted))

    assert asked[0] == asked[1] == asked[2] > 0


def test_a_model_whose_life_cycle_nobody_published_is_left_out(workspace: TestWorkspace) -> None:
    made = register(workspace)
    with workspace.service.reading() as session:
        start = load_starts(session, [made.model_id])[made.model_id]

    left = start_blockers(replace(start, is_published=False), frozenset({Role.DATA_SCIENTIST}))

    assert start.is_published
    assert [one.code for one in left] == ["many.no_life_cycle"]
