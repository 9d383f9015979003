"""What is refused of decision tables and life cycles, which come in force by a second person."""

from __future__ import annotations

from typing import Any

from app.models.rules.blockers import Blocker
from app.models.rules.policies import (
    EVIDENCE_OPENING,
    ROUTE,
    DraftFacts,
    leaving_blockers,
    naming_blockers,
    publish_blockers,
    send_back_blockers,
    switch_blockers,
)
from tests.db.enforcement_cases import DIGEST, FILE
from tests.db.enforcement_kit import BY_HAND
from tests.db.enforcement_refusals import (
    Refusal,
    Rule,
    Scene,
    Told,
    fresh,
    me,
    once,
    unit_below,
)
from tests.db.enforcement_rows import a_table

DRAFT = {"version": 1, "dmn": FILE, "sha256": DIGEST, "seen_sha256": None}
PUBLISHED = {"state": "published", "seen_sha256": DIGEST}
LIFE_CYCLE = {"bpmn": FILE, "sha256": DIGEST, "seen_sha256": None}
ASKED = {**LIFE_CYCLE, "state": "in_review"}
OF_KIND = {"decision_table": {"dmn": FILE}, "life_cycle_template": {"bpmn": FILE}}
WRONG = "0" * 64


def publishing(state: str = "draft", *, is_own: bool = False) -> Rule:
    return lambda scene: publish_blockers(
        DraftFacts(state, {scene.me} if is_own else ()), scene.actor
    )


def second_person(table: str, row: Any) -> tuple[Refusal, ...]:
    """What every definition asks of what comes in force."""
    return (
        Refusal(
            "policy.second", table, PUBLISHED, {**row(), "recorded_by": me},
            python=publishing(is_own=True),
        ),
        Refusal(
            "transition.refused", table, PUBLISHED, {**row(), "state": "retired"},
            python=publishing("retired"),
        ),
        Refusal(
            "transition.refused", table, PUBLISHED, row(), by=BY_HAND, python=publishing()
        ),
        Refusal("table.digest", table, PUBLISHED, {**row(), "sha256": WRONG}),
        Refusal("policy.unseen", table, {**PUBLISHED, "seen_sha256": WRONG}, row()),
        Refusal("policy.unseen", table, {"state": "published"}, row()),
        Refusal("policy.unseen", table, {"seen_sha256": DIGEST}, row()),
    )  # fmt: skip


def published(table: str, row: Any) -> tuple[Refusal, ...]:
    """That, and what those with a name keep of what is in force."""
    return (
        *second_person(table, row),
        Refusal("table.content", table, {**PUBLISHED, "name": "Another one."}, row()),
        Refusal("published.content", table, {"name": "Another one."}, {**row(), **PUBLISHED}),
        *(
            Refusal("policy.in_force", table, {"state": "deprecated"}, beside, python=leaving)
            for beside in (
                {**row(), **PUBLISHED},
                {**row(), **PUBLISHED, "unit_id": unit_below},
                {**row(), **PUBLISHED, "version": 2, "key": beside_one(table, 1, "published")},
                {**row(), **PUBLISHED, "version": 2, "key": beside_one(table, 3, "draft")},
            )
        ),
    )  # fmt: skip


def leaving(_: Scene) -> tuple[Blocker, ...]:
    return leaving_blockers(2, [1, 2])


def beside_one(table: str, version: int, state: str) -> Told:
    """The key of another version, of the same unit."""

    def find(scene: Scene) -> str:
        key = fresh(scene)
        scene.put(table, **OF_KIND[table], key=key, version=version, state=state)
        return key

    return find


TABLES = (
    Refusal(
        "policy.taken", "decision_table", {**DRAFT, "key": fresh, "decision_id": ROUTE},
        python=lambda _: naming_blockers("mine", ROUTE),
    ),
    Refusal("policy.unseen", "decision_table", {**DRAFT, "key": fresh, "seen_sha256": DIGEST}),
    Refusal("table.version", "decision_table", {**DRAFT, "key": fresh, "version": 7}),
    Refusal(
        "policy.taken", "decision_table", {"decision_id": ROUTE}, {**DRAFT, "key": fresh},
        python=lambda _: naming_blockers("mine", ROUTE),
    ),
    Refusal(
        "reason.reworded", "decision_table", {"reason": "Another one."}, {**DRAFT, "key": fresh}
    ),
    Refusal(
        "policy.switch", "decision_table", PUBLISHED,
        {**a_table(EVIDENCE_OPENING), "dmn": FILE, "sha256": DIGEST},
        python=lambda _: switch_blockers(EVIDENCE_OPENING, DIGEST),
    ),
    Refusal(
        "published.content", "decision_table", {"reason": "Another one."},
        {**DRAFT, **PUBLISHED, "key": fresh},
    ),
    *published("decision_table", lambda: {**DRAFT, "key": once("key", fresh)}),
    Refusal("policy.unseen", "life_cycle_template", {**LIFE_CYCLE, "seen_sha256": DIGEST}),
    *published("life_cycle_template", lambda: LIFE_CYCLE),
    Refusal(
        "template.reason", "life_cycle_template", {"state": "draft", "reason": "No."},
        {**LIFE_CYCLE, "state": "in_review"},
        python=lambda scene: send_back_blockers(DraftFacts("in_review", ()), scene.actor, "No."),
    ),
    Refusal(
        "template.reason", "life_cycle_template", {"state": "draft"},
        {**LIFE_CYCLE, "state": "in_review", "reason": "It lacks what an auditor asks for."},
    ),
    Refusal("template.asked", "life_cycle_template", {"name": "Another."}, ASKED),
    Refusal("reason.reworded", "life_cycle_template", {**LIFE_CYCLE, "reason": "Another one."}),
    Refusal("reason.reworded", "life_cycle_template", {"reason": "Another one."}, LIFE_CYCLE),
    Refusal(
        "reason.reworded", "life_cycle_template",
        {"state": "in_review", "reason": "Approved by the board."}, LIFE_CYCLE,
    ),
)  # fmt: skip

REFUSALS = TABLES
