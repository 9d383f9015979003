"""What is refused of steps that people sign: the step without its act, and acts of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.models.rules.blockers import Blocker
from app.models.rules.keys import SignatureFacts
from app.models.rules.roles import Role
from app.models.rules.signed_acts import StepFacts, step_blockers
from app.models.rules.transitions import Thing, transition_blockers
from tests.db.enforcement_cases import DIGEST, FILE, NOW
from tests.db.enforcement_kit import BY_HAND, handle_of
from tests.db.enforcement_refusals import (
    FOREIGN,
    SIGNED,
    Refusal,
    Rule,
    Scene,
    Told,
    another_unit,
    fresh,
    me,
    new,
    once,
    powerless,
    signed_by_another,
    somebody,
    written_by,
)
from tests.db.enforcement_rows import an_act, put_table
from tests.db.refusals_of_decisions import PROPOSED

TABLE = "signed_act"
DRAFT = {"key": fresh, "version": 1, "sha256": DIGEST, "recorded_by": somebody("author")}
SEEN = {"state": "published", "seen_sha256": DIGEST}


def unsigned(thing: Thing, target: str) -> Rule:
    """Python's rule for somebody who has a key and does not sign with it."""

    def ask(_: Scene) -> Iterable[Blocker]:
        bare = SignatureFacts(is_required=True, is_signed=False, has_active_key=False)
        return step_blockers(StepFacts(thing, target, bare, owns_key=True))

    return ask


def _step(
    thing: Thing, table: str, says: Mapping[str, Any], row: Mapping[str, Any] | Told
) -> Refusal:
    return Refusal("act.unsigned", table, says, row, python=unsigned(thing, says["state"]))


def _table(scene: Scene) -> Any:
    key = uuid4().hex
    return put_table(
        scene.bench, scene.owner, state="draft", key=key, decision_id=key, version=1, dmn=FILE,
        sha256=DIGEST,
    )  # fmt: skip


FOUND = {"version_id": written_by("author"), "state": "open"}
STEPS = (
    _step(Thing.TABLE, "decision_table", SEEN, _table),
    _step(Thing.TEMPLATE, "life_cycle_template", SEEN, {**DRAFT, "bpmn": FILE}),
    _step(
        Thing.FRAMEWORK, "framework", SEEN,
        {"key": fresh, "version": 1, "state": "draft", "file": FILE, "sha256": DIGEST},
    ),
    _step(
        Thing.ROLE_REQUEST, "role_request", {"state": "confirmed", "answered_by": me},
        {"state": "asked", "role": "tester", "person_id": new("person")},
    ),
    *(
        _step(Thing.FINDING, "finding", {"state": state, "reason": "It is mended."}, FOUND)
        for state in ("accepted", "closed")
    ),
    _step(
        Thing.ATTESTATION, "attestation", {"state": "submitted", "answer": "It is so."},
        {"state": "open", "person_id": me},
    ),
    _step(
        Thing.ATTESTATION, "attestation", {"state": "approved", "reviewed_by": me},
        {"state": "submitted", "person_id": somebody()},
    ),
    _step(
        Thing.RISK, "risk_assessment", {"state": "accepted", "answered_by": me},
        PROPOSED,
    ),
    _step(
        Thing.KEY, "signing_key", {"state": "endorsed", "endorsed_by": me},
        {"state": "proposed", "person_id": somebody()},
    ),
    _step(
        Thing.KEY, "signing_key", {"state": "active", "confirmed_by": me},
        {"state": "endorsed", "person_id": somebody("author"), "endorsed_by": somebody()},
    ),
)  # fmt: skip


def _act(scene: Scene) -> dict[str, Any]:
    if "act" not in scene.made:
        scene.made["act"] = an_act(scene.bench, scene.owner)
    found: dict[str, Any] = scene.made["act"]
    return found


def _of(name: str) -> Told:
    return lambda scene: _act(scene)[name]


NAMES = ("thing", "object_id", "state", "of_version", "model_id", "unit_id")
ACT = {**SIGNED, **{name: _of(name) for name in NAMES}}
# What is not there, not so, or not signed.
NOTHING_OF_IT = (
    {"object_id": new("attestation")},  # of another model
    {"object_id": lambda _: uuid4()},
    {"of_version": 2},
    {"model_id": None},
    {"model_id": new("registered_model")},
    {"thing": "finding"},
    {"thing": "request"},
    {"state": "returned"},
    {"object_id": lambda scene: an_act(scene.bench, scene.owner, state="approved")["object_id"]},
)


def not_theirs(_: Scene) -> Iterable[Blocker]:
    return transition_blockers(Thing.TABLE, "draft", "published", {Role.TESTER})


def a_draft(scene: Scene) -> Any:
    return once("draft", _table)(scene)


PUBLISHING = {
    **SIGNED, "thing": "table", "object_id": a_draft, "state": "published", "of_version": 1,
    "model_id": None, "unit_id": lambda scene: scene.bench.unit_id,
}  # fmt: skip
SIGNING = (
    Refusal("transition.refused", TABLE, PUBLISHING, by=handle_of(Role.TESTER), python=not_theirs),
    Refusal("write.refused", TABLE, ACT, by=BY_HAND, python=powerless(TABLE, "insert")),
    Refusal(
        "actor.forged", TABLE, {**ACT, "created_by": somebody()}, only_on="sqlite"
    ),
    Refusal(
        "write.time", TABLE, {**ACT, "created_at": NOW - timedelta(days=1)}, only_on="sqlite"
    ),
    *(Refusal("act.subject", TABLE, {**ACT, **lie}) for lie in NOTHING_OF_IT),
    Refusal("write.refused", TABLE, {**ACT, "unit_id": another_unit}),
    Refusal("act.unsigned", TABLE, {**ACT, "signature": ""}),
    Refusal("key.inactive", TABLE, {**ACT, **FOREIGN}, python=signed_by_another),
)  # fmt: skip
REFUSALS = (*STEPS, *SIGNING)
