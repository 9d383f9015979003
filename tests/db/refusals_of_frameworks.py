"""What is refused of frameworks, of what is done and shown for them, and of responsibilities."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.models.rules.frameworks import anew_blockers, line_blockers, part_blockers
from tests.db.enforcement_cases import DIGEST, FILE, on_record, part_of
from tests.db.enforcement_kit import BY_HAND
from tests.db.enforcement_refusals import (
    Refusal,
    Scene,
    Told,
    fresh,
    me,
    new,
    once,
    powerless,
    somebody,
    unit_below,
)
from tests.db.refusals_of_work import PUBLISHED, second_person

FRAMEWORK = {"file": FILE, "sha256": DIGEST, "seen_sha256": None}
KEY = once("key", fresh)


def after_another(scene: Scene) -> UUID:
    """A draft that comes after nothing, where one is in force already."""
    scene.put("framework", **{**FRAMEWORK, "key": KEY, "state": "published"})
    key: UUID = scene.put("framework", **{**FRAMEWORK, "key": KEY})
    return key


def two_lines(_: Scene) -> Any:
    return line_blockers(None, uuid4())


FRAMEWORKS = (
    Refusal("policy.unseen", "framework", {**FRAMEWORK, "seen_sha256": DIGEST}),
    *second_person("framework", lambda: FRAMEWORK),
    Refusal(
        "published.content", "framework", {"reason": "Another one."}, {**FRAMEWORK, **PUBLISHED}
    ),
    Refusal("framework.line", "framework", PUBLISHED, after_another, python=two_lines),
    Refusal("write.column", "framework", {"file": b"other"}, FRAMEWORK),
)


# The parts of a file

IN_FORCE = new("framework", **{**FRAMEWORK, "state": "published"})


def mine(scene: Scene) -> Any:
    """A draft of one's own, which comes after the one in force."""
    return part_of(scene.bench, scene.owner, scene.me)["framework_id"]


def anothers(scene: Scene) -> Any:
    return part_of(scene.bench, scene.owner, scene.bench.people["other"])["framework_id"]


def published_one(scene: Scene) -> Any:
    before = scene.bench.seeds["framework"]
    return scene.put(
        "framework", **FRAMEWORK, state="published", supersedes_id=before, recorded_by=me
    )


MINE = once("draft", mine)
OWN = new("requirement", framework_id=MINE)
GONE = {"framework_id": MINE, "outcome": "dropped"}
PARTS = (
    *(
        Refusal("framework.content", "requirement", {"framework_id": where})
        for where in (anothers, published_one)
    ),
    Refusal("framework.content", "requirement_mapping", {**GONE, "framework_id": anothers}),
    Refusal(
        "mapping.requirement", "requirement_mapping",
        {**GONE, "requirement_id": new("requirement", framework_id=IN_FORCE)},
    ),
    Refusal(
        "mapping.requirement", "requirement_mapping",
        {**GONE, "outcome": "carried", "successor_id": new("requirement", framework_id=IN_FORCE)},
    ),
    Refusal("mapping.outcome", "requirement_mapping", {**GONE, "outcome": "carried"}),
    Refusal("mapping.outcome", "requirement_mapping", {**GONE, "successor_id": OWN}),
    Refusal(
        "mapping.outcome", "requirement_mapping",
        {**GONE, "outcome": "perhaps", "successor_id": OWN},
    ),
)  # fmt: skip


# What is done and shown

UNFORCED = new("requirement", framework_id=new("framework", **FRAMEWORK))


def elsewhere(scene: Scene) -> Any:
    """A requirement of a unit that does not stand above."""
    unit = scene.bench.seeds["2 unit_id"]
    framework = scene.put("framework", **FRAMEWORK, state="published", unit_id=unit)
    return scene.put("requirement", framework_id=framework, unit_id=unit)


def proof(name: str) -> Any:
    return lambda scene: once("proof", lambda one: on_record(one.bench, one.owner))(scene)[name]


def of_a_later_version(scene: Scene) -> Any:
    """A requirement of the framework whose requirements things are shown for, one version on."""
    framework = scene.bench.table("framework").c
    seed = select(framework.key, framework.version).where(
        framework.id == scene.bench.seeds["framework"]
    )
    key, version = scene.owner.execute(seed).one()
    line = {"key": key, "version": version + 1, "supersedes_id": IN_FORCE, "state": "published"}
    return scene.put("requirement", framework_id=scene.put("framework", **{**FRAMEWORK, **line}))


OF_ANOTHER = new("requirement", framework_id=IN_FORCE)  # of another key than the seed's
SHOWN = {name: proof(name) for name in ("kind", "object_id", "sha256")}


def voted(verdict: str, state: str) -> Told:
    """A vote on a request that is in this state."""
    request = new("transition_request", state=state, service_tag=fresh)
    return new("decision", request_id=request, verdict=verdict, seen_digest=DIGEST)


def shown_before(**given: Any) -> Told:
    """A piece of evidence of the same thing, but for what is `given`."""
    return new("requirement_evidence", **{**SHOWN, **given})


EVIDENCE = (
    *(
        Refusal("requirement.unknown", table, {**given, "requirement_id": where})
        for table, given in (("control", {}), ("requirement_evidence", SHOWN))
        for where in (UNFORCED, elsewhere)
    ),
    Refusal("actor.forged", "requirement_evidence", {**SHOWN, "attached_by": somebody()}),
    Refusal("evidence.unknown", "requirement_evidence", {**SHOWN, "sha256": "0" * 64}),
    Refusal("evidence.unknown", "requirement_evidence", {**SHOWN, "kind": "policy"}),
    Refusal("evidence.unknown", "requirement_evidence", {**SHOWN, "kind": "rumour"}),
    Refusal(
        "evidence.unknown", "requirement_evidence",
        {"kind": "document", "object_id": new("model_document"), "sha256": ""},
    ),
    *(
        Refusal(
            "evidence.unknown", "requirement_evidence",
            {"kind": kind, "object_id": told, "sha256": DIGEST},
        )
        for kind, told in (
            ("decision", voted("reject", "rejected")),
            ("decision", voted("reject", "accepted")),
            ("decision", voted("accept", "pending")),
            ("test_run", new("monitor_run", state="running", data_digest=DIGEST)),
            ("test_run", new("monitor_run", state="failed", data_digest=DIGEST)),
        )
    ),
    Refusal(
        "evidence.control", "requirement_evidence",
        {**SHOWN, "control_id": new("control", unit_id=unit_below)},
    ),
    Refusal(
        "evidence.control", "requirement_evidence",
        {**SHOWN, "control_id": new("control", requirement_id=OF_ANOTHER)},
    ),
    Refusal(
        "evidence.withdrawn", "requirement_evidence",
        {**SHOWN, "reassesses_id": shown_before(state="withdrawn")},
        python=lambda _: anew_blockers("withdrawn", became=True),
    ),
    *(
        Refusal(
            "evidence.anew", "requirement_evidence",
            {**SHOWN, "reassesses_id": shown_before(**given)},
            python=lambda _: anew_blockers("attached", became=False),
        )
        for given in (
            {"requirement_id": OF_ANOTHER},
            {"requirement_id": of_a_later_version},
            {"control_id": new("control")},
            {"object_id": new("model_document")},
            {"kind": "policy"},
            {"unit_id": unit_below},
        )
    ),
    Refusal(
        "write.refused", "requirement_evidence", {"reason": "Another one."}, {}, by=BY_HAND,
        python=powerless("requirement_evidence", "update"),
    ),
    Refusal("evidence.closed", "requirement_evidence", {"reason": "Another one."}, {}),
)  # fmt: skip


# Who answers for what

ENTRY = {"about_kind": "act", "part": "informed", "role": "tester", "person_id": None}


def entry(**given: str) -> Refusal:
    """An entry that says this instead."""
    says = {**ENTRY, **given}
    return Refusal(
        "raci.entry", "raci_entry", says,
        python=lambda _: part_blockers(
            says["about_kind"] or "", says["part"] or "", says["role"] or "", has_person=False
        ),
    )  # fmt: skip


RACI = (
    entry(about_kind="meal"),
    entry(part="amused"),
    entry(role="cook"),
    entry(role="worker"),
    entry(role=""),
    Refusal(
        "raci.entry", "raci_entry", {**ENTRY, "person_id": somebody()},
        python=lambda _: part_blockers("act", "informed", "tester", has_person=True),
    ),
    Refusal(
        "write.refused", "raci_entry", {"reason": "Another one."}, ENTRY, by=BY_HAND,
        python=powerless("raci_entry", "update"),
    ),
    Refusal("raci.closed", "raci_entry", {"reason": "Another one."}, ENTRY),
)  # fmt: skip

REFUSALS = (*FRAMEWORKS, *PARTS, *EVIDENCE, *RACI)
