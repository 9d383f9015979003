"""Rows of the inbox as any SQL client could write them: forged ids, keys, units and payloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text

from app.errors import RefusedError
from app.models.bpmn.graph import NodeKind
from app.models.rules.asking import ASKING, NAMED, SIGNED, SUPERSEDED, WITHDRAWN
from app.models.rules.roles import DUTIES
from app.models.tables.engine import Incident, ProcessInstance
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.organisation import SigningKey
from app.services.commands.bindings import bind_life_cycle
from app.services.commands.people import add_unit
from app.services.engine.starting import StartRequest
from app.services.unit_of_work import InboxKind, UnitOfWork
from tests.processes import Stage, flow, line, message, node, process
from tests.services.engine_tasks import TASKS
from tests.stories import Registered, change_role, register
from tests.trail_kit import overwrite_payloads, writable_wish
from tests.workspaces import PEOPLE, TestWorkspace


@pytest.fixture
def stage(workspace: TestWorkspace) -> Stage:
    return Stage(workspace, TASKS)


@pytest.fixture
def elsewhere(workspace: TestWorkspace) -> UUID:
    """Another unit, below the bank."""

    def add(work: UnitOfWork) -> UUID:
        return add_unit(work, key="fraud", name="Fraud", parent="bank").id

    return workspace.work("root").write(add)


def insert_row(stage: Stage, who: str, kind: str, unit_id: UUID, payload: Any) -> None:
    with stage.workspace.work(who).unit() as work:
        row = {"id": uuid4(), "unit_id": unit_id, "kind": kind, "payload": payload}
        work.session.execute(insert(EngineInbox).values(**row))


def write_row(
    stage: Stage, who: str, kind: str, unit_id: UUID, payload: Mapping[str, Any] | list[Any]
) -> UUID:
    """Past every check of Python; what the databases refuse stands there from before they did."""
    key = uuid4()
    with stage.workspace.work(who).unit() as work:
        said = writable_wish(payload)
        row = {"id": key, "unit_id": unit_id, "kind": kind, "payload": said}
        if kind in SIGNED:  # with a key of one's own, and a signature of nothing
            own = (SigningKey.person_id == work.actor.id, SigningKey.state == "active")
            key_id = work.session.scalars(select(SigningKey.id).where(*own)).first()
            row |= {"document": "{}", "signature": "forged" if key_id else "", "key_id": key_id}
        work.session.execute(insert(EngineInbox).values(**row))
    if said != payload:
        overwrite_payloads(stage.workspace, {key: payload})
    return key


def result_of(stage: Stage, key: UUID) -> str:
    stage.drain()
    with stage.work.reading() as session:
        row = session.get_one(EngineInbox, key)
        assert row.consumed_at is not None
        return row.result


def count_instances(stage: Stage) -> int:
    with stage.work.reading() as session:
        return len(session.scalars(select(ProcessInstance.id)).all())


def waiting(stage: Stage, key: str) -> UUID:
    """An instance that waits for the message “go”."""
    step = node("wait", NodeKind.CATCH, event=message("go", "${business_key}"))
    return stage.start(line("waits", step), business_key=key)


# Every kind by every person


@pytest.mark.parametrize("kind", sorted(ASKING))
def test_a_kind_is_taken_from_its_roles_alone(stage: Stage, kind: str) -> None:
    refused = {}
    for who, (_, roles) in PEOPLE.items():
        try:
            write_row(stage, who, kind, stage.workspace.unit_id, {})
            refused[who] = False
        except RefusedError:
            refused[who] = True
        may = bool(roles & ASKING[kind]) and bool(roles & DUTIES)
        assert refused[who] is not may, (who, kind)


@pytest.mark.parametrize("kind", ["worker", "", "START", "start ", "explode"])
def test_an_unknown_kind_is_taken_from_nobody(stage: Stage, kind: str) -> None:
    for who in PEOPLE:
        with pytest.raises(RefusedError):
            write_row(stage, who, kind, stage.workspace.unit_id, {})


PAYLOADS: dict[str, dict[str, Any] | list[Any]] = {
    "empty": {},
    "list": [],
    "numbers": [1, 2],
    "number": {"instance_id": 7},
    "words": {name: "not-an-id" for name, _ in NAMED},
    "unknown": {name: str(uuid4()) for name, _ in NAMED},
    "shapes": {"variables": "text", "name": {"a": 1}, "start_key": ["x"], "template_key": 3},
}


@pytest.mark.parametrize("kind", sorted(ASKING))
def test_a_forged_payload_is_answered_and_breaks_nothing(
    stage: Stage, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    who = next(handle for handle, (_, roles) in PEOPLE.items() if roles & ASKING[kind])
    for name, payload in PAYLOADS.items():
        key = write_row(stage, who, kind, stage.workspace.unit_id, payload)

        said = result_of(stage, key)

        assert said, name
        assert "inside the service" not in said, name
        assert "broke" not in caplog.text, name
        assert count_instances(stage) == 0, name


# Ids of another unit


SPELLINGS = (
    lambda key: str(key).upper(),
    lambda key: key.hex,
    lambda key: f"{{{key}}}",
    lambda key: f"urn:uuid:{key}",
    lambda key: f"urn:{key.hex}",
    lambda key: "-".join((key.hex[:1], key.hex[1:2], key.hex[2:3], key.hex[3:4], key.hex[4:])),
    lambda key: f" {key}",
)


@pytest.mark.parametrize("spelling", range(len(SPELLINGS)))
def test_another_spelling_of_an_id_names_nothing(
    stage: Stage, elsewhere: UUID, spelling: int
) -> None:
    """The guard compares texts: what it can't recognise must not be an id to the service either."""
    instance = waiting(stage, "k")
    forged = {"instance_id": SPELLINGS[spelling](instance), "reason": "Because I can do it."}
    for unit_id in (elsewhere, stage.workspace.unit_id):
        with pytest.raises(RefusedError) as refused:
            insert_row(stage, "tom", "cancel", unit_id, forged)
        assert refused.value.blockers[0].code == "inbox.unit"

    said = attempt(stage, "tom", "cancel", elsewhere, forged)

    assert "is no instance id" in said or "another business unit" in said
    with stage.work.reading() as session:
        assert session.get_one(ProcessInstance, instance).state == "active"


def attempt(stage: Stage, who: str, kind: str, unit_id: UUID, payload: dict[str, Any]) -> str:
    """The code of the refusal, or what the service said."""
    try:
        key = write_row(stage, who, kind, unit_id, payload)
    except RefusedError as refused:
        return refused.blockers[0].code
    return result_of(stage, key)


def test_an_id_of_another_unit_is_refused_as_it_is_written(stage: Stage, elsewhere: UUID) -> None:
    instance = waiting(stage, "k")

    for kind in ("cancel", "suspend", "resume"):
        with pytest.raises(RefusedError) as refused:
            write_row(stage, "tom", kind, elsewhere, {"instance_id": str(instance)})
        assert refused.value.blockers[0].code == "inbox.unit"


def test_what_an_entry_names_is_found_by_its_key(workspace: TestWorkspace) -> None:
    """However many rows there are: every decision tells the engine."""
    if workspace.is_sqlite:
        pytest.skip("how a table was read is what PostgreSQL tells")
    named = {name: str(uuid4()) for name, _ in NAMED}
    read = text(
        "SELECT relname, seq_scan FROM pg_stat_xact_all_tables"
        " WHERE schemaname = 'mw' AND relname = ANY(:tables)"
    )

    with workspace.work("aisha").unit() as work:
        # Small tables are read whole where that is cheaper.
        work.session.execute(text("SET LOCAL enable_seqscan = off"))
        row = {"id": uuid4(), "unit_id": workspace.unit_id, "kind": "evidence", "payload": named}
        work.session.execute(insert(EngineInbox).values(**row))
        found = work.session.execute(read, {"tables": [table for _, table in NAMED]})
        whole = {each.relname: each.seq_scan for each in found}

    assert whole == dict.fromkeys((table for _, table in NAMED), 0)


# Messages


def test_a_message_reaches_no_instance_of_another_unit(stage: Stage, elsewhere: UUID) -> None:
    """Its key names what no guard can see."""
    instance = waiting(stage, "k")

    key = write_row(stage, "tom", "message", elsewhere, {"name": "go", "key": "k"})

    assert "Nobody waits" in result_of(stage, key)
    with stage.work.reading() as session:
        assert session.get_one(ProcessInstance, instance).state == "active"
    own = write_row(stage, "tom", "message", stage.workspace.unit_id, {"name": "go", "key": "k"})
    assert result_of(stage, own) == ""


def test_nobody_takes_the_place_of_another_units_key(stage: Stage, elsewhere: UUID) -> None:
    """Two that wait for one key get nothing: a copy in one's own unit must not hinder others."""
    waiting(stage, "k")
    step = node("wait", NodeKind.CATCH, event=message("go", "${business_key}"))
    template = stage.library.publish(line("waits too", step))
    copied = StartRequest(template, elsewhere, start_key=uuid4().hex, business_key="k")
    with stage.work.unit() as work:
        stage.engine.start(work, copied)
    key = write_row(stage, "tom", "message", elsewhere, {"name": "go", "key": "k"})

    assert result_of(stage, key) == ""


def test_a_message_sets_nothing_that_a_life_cycle_works_out(stage: Stage) -> None:
    step = node("wait", NodeKind.CATCH, event=message("go", "${business_key}"))
    after = node("task", NodeKind.USER, roles=("tester",))
    instance = stage.start(line("waits", step, after), business_key="k", slots=[], stage="SIT")
    forged = {"slots": [{"roles": ["tester"]}], "stage": "PROD", "comment": "fine"}

    key = write_row(
        stage, "tom", "message", stage.workspace.unit_id,
        {"name": "go", "key": "k", "variables": forged},
    )  # fmt: skip

    assert result_of(stage, key) == ""
    values = stage.variables(instance)
    assert values["stage"] == "SIT"
    assert values["slots"] == []


def test_who_sent_a_message_is_who_wrote_it(stage: Stage) -> None:
    begun = node("begun", NodeKind.START, event=message("begin"))
    task = node("task", NodeKind.USER, roles=("tester",))
    end = node("end", NodeKind.END)
    stage.library.publish(
        process("begins", [begun, task, end], [flow("begun", "task"), flow("task", "end")])
    )

    key = write_row(
        stage, "tom", "message", stage.workspace.unit_id,
        {"name": "begin", "key": "k", "sent_by": uuid4().hex},
    )  # fmt: skip

    assert result_of(stage, key) == ""
    with stage.work.reading() as session:
        started = session.scalars(select(ProcessInstance)).one()
    assert started.started_by == stage.workspace.work("tom").actor.id


WHY = {"reason": "It was sent by mistake."}


@pytest.mark.parametrize(
    ("who", "name", "said", "is_heard"),
    [
        ("piet", WITHDRAWN, WHY, False),
        ("tom", WITHDRAWN, {}, False),
        ("tom", WITHDRAWN, {"reason": " "}, False),
        ("tom", WITHDRAWN, {"reason": 7}, False),
        ("tom", WITHDRAWN, WHY, True),
        ("lin", WITHDRAWN, {}, False),
        ("lin", WITHDRAWN, WHY, True),
        ("tom", SUPERSEDED, {}, False),
    ],
)
def test_a_release_is_ended_by_whose_it_is_or_who_may_cancel_it_and_with_a_reason(
    stage: Stage, who: str, name: str, said: dict[str, Any], is_heard: bool
) -> None:
    """Lin began the run; she and Piet are validators. That a newer one takes its place is said by
    who submits that."""
    for validator in ("lin", "piet"):
        change_role(stage.workspace, validator, "validator")
    registered = register(stage.workspace)
    step = node("ends", NodeKind.CATCH, event=message(name, "${business_key}"))
    request = StartRequest(
        stage.library.publish(line("release", step)), stage.workspace.unit_id, start_key="one",
        business_key=str(registered.version_id), model_id=registered.model_id,
        version_id=registered.version_id, started_by=stage.workspace.work("lin").actor.id,
    )  # fmt: skip
    with stage.work.unit() as work:
        run = stage.engine.start(work, request)

    payload = {"name": name, "key": str(registered.version_id), "variables": said}
    key = write_row(stage, who, "message", stage.workspace.unit_id, payload)

    assert (result_of(stage, key) == "") == is_heard
    assert (stage.instance(run).state == "completed") == is_heard


# Starts


def start(stage: Stage, registered: Registered, **payload: Any) -> UUID:
    values = {
        "template_key": "starts", "model_id": str(registered.model_id),
        "version_id": str(registered.version_id), **payload,
    }  # fmt: skip
    return write_row(stage, "sanne", "start", stage.workspace.unit_id, values)


@pytest.fixture
def registered(stage: Stage) -> Registered:
    stage.library.publish(line("starts", node("task", NodeKind.USER, roles=("tester",))))
    made = register(stage.workspace)
    stage.workspace.work("eva").write(
        bind_life_cycle, made.model_id, template_key="starts", parameters={}
    )
    return made


def test_a_version_is_not_started_under_another_models_life_cycle(
    stage: Stage, registered: Registered
) -> None:
    other = register(stage.workspace, name="harmless", content=b"v2")

    key = start(stage, registered, model_id=str(other.model_id))

    assert "of another model" in result_of(stage, key)
    assert count_instances(stage) == 0


@pytest.mark.parametrize(
    "forged",
    ["timer:abc:daily:2026-01-01", "call:abc", "inbox:abc", "message:abc", "submit-ish"],
)
def test_a_start_takes_no_key_of_the_services_own(
    stage: Stage, registered: Registered, forged: str
) -> None:
    key = start(stage, registered, start_key=forged)

    assert result_of(stage, key) == ""
    with stage.work.reading() as session:
        taken = session.scalars(select(ProcessInstance.start_key)).one()
    assert taken == f"asked:{stage.workspace.work('sanne').actor.id.hex}:{forged}"


def test_a_start_takes_no_key_of_another_submission(stage: Stage, registered: Registered) -> None:
    key = start(stage, registered, start_key=f"submit:starts:{uuid4()}:1")

    assert "another submission" in result_of(stage, key)
    assert count_instances(stage) == 0


def test_a_process_is_cancelled_with_a_reason(stage: Stage) -> None:
    instance = waiting(stage, "k")

    key = write_row(stage, "tom", "cancel", stage.workspace.unit_id, {"instance_id": str(instance)})

    assert "reason" in result_of(stage, key)
    with stage.work.reading() as session:
        assert session.get_one(ProcessInstance, instance).state == "active"
        assert session.scalars(select(Incident)).all() == []


def test_every_kind_is_tried_here() -> None:
    assert {str(kind) for kind in InboxKind} == set(ASKING)
