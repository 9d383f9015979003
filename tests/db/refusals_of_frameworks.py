"""What is refused of frameworks, of what is done and shown for them, and of responsibilities."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.models.rules.framework_sizes import LARGEST_BYTES, LONGEST_LINE, LONGEST_TEXT
from app.models.rules.frameworks import (
    anew_blockers,
    line_blockers,
    owner_blockers,
    part_blockers,
    showing_blockers,
)
from tests.db.enforcement_cases import DIGEST, FILE
from tests.db.enforcement_kit import BY_HAND
from tests.db.enforcement_refusals import (
    SEEN_WHITE,
    Refusal,
    Scene,
    Told,
    another_unit,
    fresh,
    me,
    new,
    once,
    powerless,
    somebody,
    unexplained,
    unit_below,
)
from tests.db.enforcement_rows import on_record, part_of
from tests.db.refusals_of_definitions import PUBLISHED, second_person

FRAMEWORK = {"version": 1, "file": FILE, "sha256": DIGEST, "seen_sha256": None}
LONG = "x" * (LONGEST_TEXT + 1)
LONG_LINE = "x" * (LONGEST_LINE + 1)
LARGEST_NUMBER = 2**31 - 1
KEY = once("key", fresh)


def after_another(scene: Scene) -> UUID:
    """A draft that comes after nothing, where one is in force already."""
    scene.put("framework", **{**FRAMEWORK, "key": KEY, "state": "published"})
    key: UUID = scene.put("framework", **{**FRAMEWORK, "key": KEY, "version": 2})
    return key


def two_lines(_: Scene) -> Any:
    return line_blockers(None, uuid4())


# What no file says, or the line of versions would not go on from.
OUTSIDE: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("framework.version", {"version": number}) for number in (-5, 2, LARGEST_NUMBER)),
    *(("framework.key", {"key": key}) for key in ("Fair", "fair/credit", "-fair")),
    ("framework.days", {"effective_from": datetime(1800, 1, 1, tzinfo=UTC)}),
    ("framework.days", {"effective_until": datetime(9999, 1, 1, tzinfo=UTC)}),
    ("framework.days", {"effective_until": datetime(2000, 1, 1, tzinfo=UTC)}),
    *(("text.size", {"name": blank}) for blank in (" ", SEEN_WHITE)),
    ("text.size", {"name": LONG_LINE}),
    ("text.size", {"reason": LONG}),
    ("text.size", {"file": bytes(LARGEST_BYTES + 1)}),
)
FRAMEWORKS = (
    Refusal("policy.unseen", "framework", {**FRAMEWORK, "seen_sha256": DIGEST}),
    *second_person("framework", lambda: FRAMEWORK),
    *(
        Refusal("framework.reason", "framework", {"reason": "Another one."}, row)
        for row in (FRAMEWORK, {**FRAMEWORK, **PUBLISHED})
    ),
    Refusal(
        "write.refused", "framework", {"reason": "Another one."}, FRAMEWORK, by=BY_HAND,
        python=powerless("framework", "update"),
    ),
    Refusal("text.size", "framework", {**PUBLISHED, "reason": LONG}, FRAMEWORK),
    *(Refusal(code, "framework", {**FRAMEWORK, **said}) for code, said in OUTSIDE),
    Refusal("framework.line", "framework", PUBLISHED, after_another, python=two_lines),
    Refusal("write.column", "framework", {"file": b"other"}, FRAMEWORK),
)  # fmt: skip


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
    Refusal("text.size", "requirement", {"framework_id": MINE, "title": LONG_LINE}),
    *(
        Refusal("text.size", "requirement", {"framework_id": MINE, name: SEEN_WHITE})
        for name in ("reference", "title", "text")
    ),
    Refusal("text.size", "requirement_mapping", {**GONE, "note": LONG}),
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


def stranger(scene: Scene) -> Any:
    """Who holds no role in the unit."""
    return scene.bench.seeds["2 person"]


def replaced(scene: Scene) -> Any:
    """A requirement after whose version another has begun."""
    before = scene.put("framework", **FRAMEWORK, state="published")
    begun = datetime(2000, 1, 1, tzinfo=UTC)
    scene.put(
        "framework", **FRAMEWORK, state="published", supersedes_id=before, effective_from=begun
    )
    return scene.put("requirement", framework_id=before)


CONTROLS = (
    *(Refusal("control.cadence", "control", {"cadence_days": days}) for days in (0, -1, 10_000)),
    Refusal("control.cadence", "control", {"cadence_days": LARGEST_NUMBER}, {}),
    *(
        Refusal(
            "control.owner", "control", {"owner_id": stranger}, row,
            python=lambda _: owner_blockers(is_member=False),
        )
        for row in (None, {})
    ),
    *(Refusal("text.size", "control", {"name": name}) for name in ("", SEEN_WHITE, LONG_LINE)),
    Refusal("text.size", "control", {"name": SEEN_WHITE}, {}),
    Refusal("text.size", "control", {"wanted": LONG}, {}),
    Refusal("reason.reworded", "control", {"reason": "Another one."}, {"is_ended": True}),
)  # fmt: skip


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
    Refusal(
        "evidence.unknown", "requirement_evidence",
        {**SHOWN, "object_id": new("model_document", sha256=DIGEST, unit_id=another_unit)},
        python=lambda _: showing_blockers(is_superseded=False, is_in_line=False),
    ),
    Refusal(
        "requirement.superseded", "requirement_evidence", {**SHOWN, "requirement_id": replaced},
        python=lambda _: showing_blockers(is_superseded=True, is_in_line=True),
    ),
    *(
        Refusal("text.size", "requirement_evidence", {**SHOWN, "title": title})
        for title in (SEEN_WHITE, LONG)
    ),
    Refusal("text.size", "requirement_evidence", {"state": "withdrawn", "reason": LONG}, {}),
    *(
        Refusal(
            "evidence.reason", "requirement_evidence", {"state": "withdrawn"}, {"reason": said},
            python=unexplained,
        )
        for said in ("", "Why it was attached.")
    ),
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

ENTRY = {
    "about_kind": "act", "about": "request.accepted", "part": "informed", "role": "tester",
    "person_id": None,
}  # fmt: skip


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
    *(
        Refusal("raci.about", "raci_entry", {**ENTRY, "about_kind": kind, "about": about})
        for kind, about in (
            ("act", "meal.eaten"), ("step", "no-such/step"), ("requirement", "no-such/Art. 1")
        )
    ),
    Refusal("text.size", "raci_entry", {**ENTRY, "reason": LONG}),
    Refusal("text.size", "raci_entry", {"state": "ended", "reason": LONG}, ENTRY),
    *(
        Refusal(
            "raci.reason", "raci_entry", {"state": "ended"}, {**ENTRY, "reason": said},
            python=unexplained,
        )
        for said in ("", "Why it was recorded.")
    ),
)  # fmt: skip

REFUSALS = (*FRAMEWORKS, *PARTS, *CONTROLS, *EVIDENCE, *RACI)
