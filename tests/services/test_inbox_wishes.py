"""Whatever stands in an inbox row: it is consumed once, with one sentence, and nothing breaks."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, insert, select

from app.models.bpmn.graph import NodeKind
from app.models.rules.asking import SIGNED
from app.models.tables.engine import ProcessInstance
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.organisation import SigningKey
from app.services.approvals import take_evidence
from app.services.engine.inbox import UNREADABLE
from app.services.unit_of_work import InboxKind
from tests.processes import Stage, line, node
from tests.releases import Bank
from tests.services.engine_tasks import TASKS
from tests.trail_kit import overwrite_payloads, tamper, writable_wish
from tests.workspaces import TestWorkspace

NO_VALUES = "The entry holds no named values. Write an object as its payload."
LONG = "x" * 5_001


@pytest.fixture
def stage(workspace: TestWorkspace) -> Stage:
    return Stage(workspace, TASKS)


def write(stage: Stage, kind: InboxKind, payload: Any) -> UUID:
    """As a person with SQL could write it."""
    with stage.workspace.work("tom").unit() as work:
        row: dict[str, Any] = {
            "id": uuid4(),
            "unit_id": stage.workspace.unit_id,
            "kind": kind.value,
        }
        work.session.execute(insert(EngineInbox).values(payload=payload, **row))
        return UUID(str(row["id"]))


def result(stage: Stage, row: UUID) -> str:
    with stage.work.reading() as session:
        found = session.get_one(EngineInbox, row)
        assert found.consumed_at is not None
        return found.result


def test_each_bad_payload_is_refused_at_once_in_one_sentence(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.library.publish(line("plain", node("give", NodeKind.SERVICE, task_type="give")))
    kind = InboxKind
    bad: list[tuple[InboxKind, Any, str]] = [
        *((each, payload, NO_VALUES) for each in kind for payload in ([1], "x", 7)
          if each not in (kind.RUN_MONITOR, kind.ROLL_BACK, kind.REPRODUCE,
                          kind.COMPARE_VERSIONS, kind.RETIRE_VERSION,
                          kind.RUNTIME_ENDED)),
        (kind.START, {"template_key": "plain", "variables": "x"},
         "The variables are no named values."),
        (kind.START, {"template_key": ["plain"]}, "“['plain']” is no template key."),
        (kind.START, {"template_key": "plain", "version_id": {"a": 1}},
         "“{'a': 1}” is no version id."),
        (kind.START, {"template_key": "plain", "title": "x" * 100_000},
         "The title has 100000 characters; 500 are allowed."),
        (kind.START, {"template_key": "plain", "business_key": LONG},
         "The business key has 5001 characters; 500 are allowed."),
        (kind.MESSAGE, {}, "The entry does not say which name."),
        (kind.MESSAGE, {"name": "hello", "key": LONG},
         "The key has 5001 characters; 500 are allowed."),
        (kind.RETRY, {}, "The entry does not say which incident."),
        (kind.CANCEL, {"instance_id": LONG}, f"“{LONG[:60]}…” is no instance id."),
        (kind.TASK_OUTCOME, {"task_id": 7}, "“7” is no task id."),
        (kind.REQUEST_CLOSED, {"request_id": None}, "The entry does not say which request."),
        (kind.EVIDENCE, {"version_id": "zz"}, "“zz” is no version id."),
    ]  # fmt: skip
    rows = [write(stage, each, writable_wish(said)) for each, said, _ in bad]
    older = {row: said for row, (_, said, _) in zip(rows, bad, strict=True)
             if writable_wish(said) != said}  # fmt: skip
    overwrite_payloads(stage.workspace, older)
    worker = stage.new_worker("w2", TASKS, others={kind.EVIDENCE: take_evidence})
    with caplog.at_level(logging.ERROR):
        while worker.run_once():
            pass

    assert [result(stage, row) for row in rows] == [said for *_, said in bad]
    assert caplog.records == []
    with stage.work.reading() as session:
        assert session.scalar(select(func.count()).select_from(ProcessInstance)) == 0


def test_monitors_and_roll_backs_of_nothing_are_refused(bank: Bank) -> None:
    told, older = {}, {}
    with bank.workspace.work("tom").unit() as work:
        own = (SigningKey.person_id == work.actor.id, SigningKey.state == "active")
        key_id = work.session.scalars(select(SigningKey.id).where(*own)).first()
        for kind, payload in [
            (InboxKind.RUN_MONITOR, {"monitor_id": "zz"}),
            (InboxKind.RUN_MONITOR, {"monitor_id": str(UUID(int=1))}),
            (InboxKind.COMPARE_VERSIONS, [1]),
            (InboxKind.COMPARE_VERSIONS, {"version_id": "zz"}),
            (InboxKind.ROLL_BACK, [1]),
            (InboxKind.ROLL_BACK, {"deployment_id": str(UUID(int=1)), "reason": {}}),
            (InboxKind.RETIRE_VERSION, [1]),
            (InboxKind.RETIRE_VERSION, {"version_id": str(UUID(int=1)), "places": "all"}),
            (InboxKind.RUNTIME_ENDED, [1]),
            (InboxKind.RUNTIME_ENDED, {"runtime_id": str(UUID(int=1)), "deployments": "all"}),
        ]:
            row = EngineInbox(
                id=uuid4(), unit_id=bank.workspace.unit_id, kind=kind.value,
                payload=writable_wish(payload),
            )  # fmt: skip
            if kind.value in SIGNED and key_id is not None:  # signed, but not this
                row.document, row.signature, row.key_id = "{}", "forged", key_id
            told[work.add(row).id] = f"{kind} {payload}"
            older |= {} if writable_wish(payload) == payload else {row.id: payload}
    overwrite_payloads(bank.workspace, older)
    bank.drive(bank.background.is_inbox_empty)

    with bank.workspace.service.reading() as session:
        said = {text: session.get_one(EngineInbox, row).result for row, text in told.items()}
    assert list(said.values()) == [
        "“zz” is no monitor id.",
        f"There is no monitor {UUID(int=1)}.",
        NO_VALUES,
        "“zz” is no version id.",
        NO_VALUES,
        "“{}” is no reason.",
        NO_VALUES,
        "The entry does not say which places.",
        NO_VALUES,
        "The entry does not say which deployments.",
    ]


@pytest.mark.parametrize(
    "payload",
    ['{"name": "x", "n": ' + "9" * 5_001 + "}", '{"name": ' + "[" * 3_000 + "]" * 3_000 + "}"],
    ids=["a number of 5,001 digits", "3,000 lists in each other"],
)
def test_what_can_not_be_read_is_told_and_what_waits_behind_it_goes_on(
    stage: Stage, payload: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Rows of before the database refused them, or of its owner."""
    stage.library.publish(line("plain", node("give", NodeKind.SERVICE, task_type="give")))
    bad = write(stage, InboxKind.MESSAGE, {"name": "x"})
    good = write(stage, InboxKind.START, {"template_key": "plain"})
    is_file = stage.workspace.is_sqlite
    tamper(
        stage.workspace,
        f"UPDATE {{schema}}engine_inbox SET payload = {'' if is_file else 'CAST('}:payload"
        f"{'' if is_file else ' AS jsonb)'} WHERE id = :row",
        payload=payload,
        row=bad.hex if is_file else bad,
    )
    worker = stage.new_worker("w2", TASKS)
    with caplog.at_level(logging.ERROR):
        while worker.run_once():
            pass

    assert [result(stage, row) for row in (bad, good)] == [UNREADABLE, ""]
    assert {one.levelname for one in caplog.records} == {"WARNING"}
