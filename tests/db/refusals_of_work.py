"""What is refused of tasks, alerts, the inbox, runtimes and files."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.serving import is_replaced
from app.models.rules.asking import (
    NAMED,
    bound_blockers,
)
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.roles import Role
from app.models.rules.sizes import CHUNK_BYTES
from app.models.rules.tasks import (
    TEST,
    TaskFacts,
    claiming_blockers,
    completion_blockers,
    delegation_blockers,
    until_blockers,
)
from app.models.rules.triage import (
    AlertFacts,
    live_blockers,
    on_call_blockers,
    snooze_blockers,
)
from app.models.tables.life_cycle import UserTask
from app.services.digests import digest_bytes
from tests.db.enforcement_cases import NOW
from tests.db.enforcement_kit import BY_HAND, HELD, SERVICE_HANDLE, handle_of
from tests.db.enforcement_refusals import (
    BLANK,
    SIGNED,
    Refusal,
    Rule,
    Scene,
    Told,
    fresh,
    me,
    new,
    signed_acts,
    somebody,
    stray,
    written_by,
)

SCIENTIST, AUDITOR = handle_of(Role.DATA_SCIENTIST), handle_of(Role.AUDITOR)
ARCHITECT = handle_of(Role.ARCHITECT)
OTHER_UNIT = "2 unit_id"


# Tasks and alerts

TASK = {"roles": ["data_scientist", "tester"], "outcomes": ["passed"]}
TRIAL = {**TASK, "kind": TEST}


def facts_of(kind: str, *makers: UUID, state: str = "created") -> TaskFacts:
    roles = frozenset(TASK["roles"])
    return TaskFacts(kind, roles, ("passed",), state, makers=frozenset(makers))


def claimed(state: str = "created") -> Rule:
    return lambda scene: claiming_blockers(facts_of("do", state=state), scene.actor)


def handed_to(
    name: str,
    kind: str = "do",
    *,
    state: str = "created",
    made_it: bool = False,
    is_mine: bool = False,
) -> Rule:
    def ask(scene: Scene) -> Any:
        meant = DeciderFacts(scene.bench.people[name], HELD[name])
        facts = facts_of(kind, *((meant.person,) if made_it else ()), state=state)
        facts = replace(facts, assignee=scene.me if is_mine else None)
        return delegation_blockers(facts, scene.actor, meant)

    return ask


def ended_without_role(scene: Scene) -> Any:
    facts = replace(facts_of("do"), assignee=scene.me, named=scene.bench.people["other"])
    return completion_blockers(facts, scene.actor, outcome="passed")


def replaced(scene: Scene) -> Any:
    """A trial of a version that its run deployed, and that serves there no more.

    Whether it does not is read by the product's own query.
    """
    version = scene.put("model_version")
    placed = {"snapshot_id": scene.put("snapshot", version_id=version), "service_tag": fresh(scene)}
    run = scene.put("process_instance")
    scene.put(
        "deployment", **placed, version_id=version, instance_id=run, state="undeployed",
        placement_id=scene.put("placement", **placed),
    )  # fmt: skip
    task = scene.put("user_task", **TRIAL, version_id=version, instance_id=run)
    session = Session(scene.owner)
    scene.made["is_replaced"] = is_replaced(session, session.get_one(UserTask, task))
    return task


def passed_unseen(scene: Scene) -> Any:
    facts = replace(facts_of(TEST), is_replaced=scene.made["is_replaced"])
    return completion_blockers(facts, scene.actor, outcome="passed")


CLAIMED = {"state": "claimed", "assignee_id": me}
TASKS = (
    Refusal(
        "task.not_serving", "user_task", {"state": "completed", "outcome": "passed"}, replaced,
        python=passed_unseen,
    ),
    Refusal("transition.refused", "user_task", CLAIMED, TASK, by=BY_HAND, python=claimed()),
    Refusal(
        "transition.refused", "user_task", CLAIMED, {**TASK, "state": "completed"},
        python=claimed("completed"),
    ),
    Refusal(
        "task.closed", "user_task", {"assignee_id": somebody("author")},
        {**TASK, "state": "completed"}, python=handed_to("author", state="completed"),
    ),
    Refusal(
        "task.role", "user_task", {"assignee_id": somebody("author")}, TASK, by=ARCHITECT,
        python=handed_to("author"),
    ),
    Refusal(
        "task.role_lost", "user_task", {"state": "completed", "outcome": "passed"},
        {**TASK, "assignee_id": me, "named_id": somebody()}, by=ARCHITECT,
        python=ended_without_role,
    ),
    Refusal(
        "task.role_lost", "user_task", {"assignee_id": somebody("author")},
        {**TASK, "assignee_id": me}, by=ARCHITECT, python=handed_to("author", is_mine=True),
    ),
    Refusal(
        "task.assignee", "user_task", {"assignee_id": somebody(AUDITOR)}, TASK,
        python=handed_to(AUDITOR),
    ),
    Refusal(
        "task.until_long", "user_task",
        {"assignee_id": somebody("author"), "handed_until": NOW + timedelta(days=91)}, TASK,
        python=lambda _scene: until_blockers(NOW + timedelta(days=91), now=NOW),
    ),
    Refusal(
        "task.own_work", "user_task", {"assignee_id": somebody("author")},
        {**TRIAL, "version_id": written_by("author")},
        python=handed_to("author", TEST, made_it=True),
    ),
    Refusal(
        "task.own_work", "user_task", CLAIMED,
        {**TRIAL, "version_id": written_by()},
        python=lambda scene: claiming_blockers(facts_of(TEST, scene.me), scene.actor),
    ),
    *(
        Refusal(
            "task.own_work", "user_task", {"state": "completed", "outcome": "passed"},
            {**TRIAL, **made},
            python=lambda scene: completion_blockers(
                facts_of(TEST, scene.me), scene.actor, outcome="passed"
            ),
        )
        for made in (
            {"version_id": written_by()},
            {"request_id": new("transition_request", service_tag=fresh, requested_by=me)},
            {"instance_id": new("process_instance", started_by=me)},
        )
    ),
    Refusal("write.time", "user_task", {"closed_at": NOW}, TASK),
)  # fmt: skip
ACKNOWLEDGED = {"state": "acknowledged", "reason": "Seen by me.", "acknowledged_by": me}
THEIRS = {**ACKNOWLEDGED, "acknowledged_by": somebody()}
PUT_OFF = {"snoozed_until": NOW + timedelta(days=2), "snoozed_by": me}
LONG = NOW + timedelta(days=30)


def put_off_long(_: Scene) -> Any:
    return snooze_blockers(AlertFacts("open"), LONG, "It is known.", now=NOW)


def ended(_: Scene) -> Any:
    return live_blockers(AlertFacts("closed"))


def on_call(name: str, ends_at: datetime) -> Rule:
    """What Python says where somebody of these roles is to be on call until then."""
    return lambda _: on_call_blockers(HELD[name], ends_at, now=NOW)


SOON = NOW + timedelta(days=1)
ALERTS = (
    Refusal(
        "on_call.taker", "on_call", {"person_id": somebody(AUDITOR), "ends_at": SOON},
        python=on_call(AUDITOR, SOON),
    ),
    Refusal(
        "on_call.long", "on_call", {"person_id": somebody(SCIENTIST), "ends_at": LONG},
        python=on_call(SCIENTIST, LONG),
    ),
    Refusal("alert.reason", "alert", {**ACKNOWLEDGED, "reason": BLANK}, {}),
    Refusal("actor.forged", "alert", {**ACKNOWLEDGED, "acknowledged_by": somebody()}, {}),
    Refusal("actor.forged", "alert", {"acknowledged_by": somebody()}, ACKNOWLEDGED),
    Refusal("actor.forged", "alert", {"escalated_by": somebody()}, {}),
    Refusal("actor.forged", "alert", {**PUT_OFF, "snoozed_by": somebody()}, {}),
    Refusal(
        "alert.not_yours", "alert", {"state": "open", "acknowledged_by": None},
        {**ACKNOWLEDGED, "acknowledged_by": somebody()},
    ),
    Refusal("alert.ended", "alert", {"escalated_by": me}, {"state": "closed"}, python=ended),
    Refusal("alert.ended", "alert", PUT_OFF, {"state": "closed"}, python=ended),
    Refusal(
        "alert.snooze_long", "alert", {**PUT_OFF, "snoozed_until": LONG}, {}, python=put_off_long
    ),
    *(
        Refusal("reason.reworded", "alert", {"reason": "Another one.", **more}, row)
        for more, row in (
            ({}, THEIRS),
            ({"snoozed_until": None}, {**THEIRS, **PUT_OFF}),
            ({"assignee_id": me}, THEIRS),
        )
    ),
    Refusal("alert.comment", "alert", {"comment": BLANK, "comments": 1}, {}),
    Refusal("alert.comment", "alert", {"comment": "Seen.", "comments": 2}, {}),
    Refusal("write.time", "alert", {"acknowledged_at": NOW}, {}),
)  # fmt: skip


# The inbox, runtimes, files


def naming(name: str, told: Told, **more: str) -> Told:
    return lambda scene: {name: str(told(scene)), **more}


def elsewhere(table: str) -> Told:
    more = {"service_tag": fresh} if table == "transition_request" else {}
    return lambda scene: scene.put(table, unit_id=scene.bench.seeds[OTHER_UNIT], **more)


def in_capitals(told: Told) -> Told:
    return lambda scene: str(told(scene)).upper()


def as_urn(told: Told) -> Told:
    return lambda scene: told(scene).urn


def without_dashes(told: Told) -> Told:
    return lambda scene: told(scene).hex


def in_braces(told: Told) -> Told:
    return lambda scene: f"{{{told(scene)}}}"


def bound_version(scene: Scene) -> Any:
    model = scene.put("registered_model")
    scene.put("life_cycle_binding", model_id=model, template_key="mine")
    return scene.put("model_version", model_id=model)


def for_the_second(scene: Scene) -> Any:
    model = scene.put("registered_model", service_tags=["a", "b"])
    return {"model_id": str(model), "variables": {"service_tag": "b"}}


def bound_to_mine(scene: Scene) -> Any:
    return bound_blockers("mine", "another", HELD[scene.handle])


def chunk_of(data: bytes, person: Told, *, more: int = 0) -> dict[str, Any]:
    """The first part of a file that this person began; `more`: how much the file has beside."""
    given = {"sha256": digest_bytes(data), "size_bytes": len(data) + more, "created_by": person}
    return {"sha256": new("blob", **given), "position": 0, "data": data}


INBOX = (
    *(
        Refusal(
            "inbox.unit", "engine_inbox",
            {"kind": "message", "payload": naming(name, elsewhere(table))},
        )
        for name, table in NAMED
    ),
    *(
        Refusal(
            "inbox.unit", "engine_inbox",
            {"kind": "message", "payload": naming(name, written(elsewhere(table)))},
        )
        for name, table in NAMED
        for written in (in_capitals, as_urn, without_dashes, in_braces)
    ),
    Refusal("inbox.unit", "engine_inbox", {"kind": "message", "payload": {"model_id": 7}}),
    Refusal("start.service", "engine_inbox", {"kind": "start", "payload": for_the_second}),
    Refusal(
        "start.bound", "engine_inbox",
        {"kind": "start", "payload": naming("version_id", bound_version, template_key="another")},
        by=SCIENTIST, python=bound_to_mine,
    ),
    *signed_acts("engine_inbox", {"kind": "roll_back"}, "act.unsigned"),
    *signed_acts("engine_inbox", {"kind": "retire_version"}, "act.unsigned"),
    *signed_acts("engine_inbox", {"kind": "runtime_ended"}, "act.unsigned"),
    *signed_acts("runtime", {"state": "retired"}, "act.unsigned", row={"state": "draining"}),
    Refusal("runtime.signed", "runtime", {"signature": "c2lnbmVk"}, {}),
    *stray("engine_inbox", "act.not_signed", {"kind": "reproduce"}),
    *stray("engine_inbox", "act.not_signed", {"kind": "task_outcome"}),
    *stray("runtime", "runtime.signed"),
    *(
        Refusal(
            "write.settled", "engine_inbox", {name: value}, {"kind": "roll_back"},
            by=SERVICE_HANDLE, only_on="postgresql",  # by its grants: no guard runs there
        )
        for name, value in {**SIGNED, "kind": "reproduce"}.items()
    ),
    Refusal("runtime.retired", "runtime", {"reason": "On a whim."}, {"state": "retired"}),
    Refusal("reason.reworded", "runtime", {"reason": "On a whim."}, {"state": "draining"}),
    Refusal("blob.chunk", "blob_chunk", chunk_of(b"another's", somebody())),
    Refusal("blob.chunk", "blob_chunk", chunk_of(b"short", me, more=1)),
    Refusal("blob.chunk", "blob_chunk", {**chunk_of(b"rest", me, more=CHUNK_BYTES), "position": 1}),
    Refusal("blob.content", "blob_chunk", {**chunk_of(b"well", me), "data": b"evil"}),
)  # fmt: skip

REFUSALS = (*TASKS, *ALERTS, *INBOX)
