"""What is refused of ranges of a lineage that somebody signs off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.models.rules.lineage_reviews import MOST_EVENTS, RangeFacts, range_blockers
from app.models.rules.sizes import range_blockers as number_blockers
from tests.db.enforcement_cases import NOW
from tests.db.enforcement_kit import BY_HAND, EVERY_HAT, SEALED
from tests.db.enforcement_refusals import (
    BLANK,
    SIGNED,
    WHITE,
    Refusal,
    Rule,
    Scene,
    Told,
    new,
    powerless,
    signed_acts,
    somebody,
    unexplained,
)
from tests.db.enforcement_rows import a_range

TABLE = "lineage_review"
FACTS = {
    "first": "first_position", "last": "last_position", "events": "events", "own": "own_events",
    "sha256": "sha256",
}  # fmt: skip
Lie = dict[str, Any]


def _row(scene: Scene, **given: Any) -> dict[str, Any]:
    if "row" not in scene.made:
        scene.made["row"] = a_range(scene.bench, scene.owner, **given)
    row: dict[str, Any] = scene.made["row"]
    return row


def _of(name: str, *, more: int = 0, **given: Any) -> Told:
    """A value of the one true row that all values of a case share, or so much beyond it."""
    return lambda scene: _row(scene, **given)[name] + more if more else _row(scene, **given)[name]


def _says(lie: Mapping[str, Any], **given: Any) -> dict[str, Any]:
    names = ("model_id", "first_position", "last_position", "events", "own_events", "sha256",
             "reason")  # fmt: skip
    return {**SIGNED, **{name: _of(name, **given) for name in names}, **lie}


def _range(*, found: Lie | None = None, lie: Lie, **given: Any) -> Rule:
    """Python's rule of what is said, against what lies between those places."""

    def ask(scene: Scene) -> Any:
        row = _row(scene, **given)
        true = RangeFacts(**{fact: row[name] for fact, name in FACTS.items()})
        said = replace(true, **{
            fact: lie[name](scene) if callable(lie[name]) else lie[name]
            for fact, name in FACTS.items() if name in lie
        })  # fmt: skip
        return range_blockers(said, replace(true, **(found or {})), sealed=SEALED)

    return ask


def _lie(code: str, found: Lie | None = None, **lie: Any) -> Refusal:
    return Refusal(code, TABLE, _says(lie), python=_range(found=found, lie=lie))


MANY = {"events": MOST_EVENTS + 1}
AHEAD = {"at": SEALED - 2}  # the last of three lies behind what is sealed
OWN = {"by": EVERY_HAT}
REFUSALS = (
    Refusal("write.refused", TABLE, _says({}), by=BY_HAND, python=powerless(TABLE, "insert")),
    Refusal("actor.forged", TABLE, _says({"created_by": somebody()}), only_on="sqlite"),
    Refusal(
        "write.time", TABLE, _says({"created_at": NOW - timedelta(days=1)}), only_on="sqlite"
    ),
    _lie("lineage_review.range", first_position=_of("first_position", more=-1)),
    _lie("lineage_review.range", last_position=_of("last_position", more=1)),
    Refusal("lineage_review.range", TABLE, _says({"model_id": new("registered_model")})),
    _lie("lineage_review.events", events=1),
    _lie("lineage_review.events", events=3),
    _lie("lineage_review.own", own_events=1),
    Refusal(
        "lineage_review.own", TABLE, _says({}, **OWN),
        python=_range(found={"own": 2}, lie={}, **OWN),
    ),
    _lie("lineage_review.digest", sha256=lambda _: uuid4().hex * 2),
    Refusal(
        "lineage_review.unsealed", TABLE, _says({}, **AHEAD), python=_range(lie={}, **AHEAD)
    ),
    Refusal(
        "number.range", TABLE, _says(MANY), python=lambda _: number_blockers(TABLE, MANY)
    ),
    Refusal("lineage_review.reason", TABLE, _says({"reason": BLANK}), python=unexplained),
    Refusal("lineage_review.reason", TABLE, _says({"reason": WHITE}), python=unexplained),
    *signed_acts(
        TABLE, {name: told for name, told in _says({}).items() if name not in SIGNED},
        "lineage_review.unsigned",
    ),
)  # fmt: skip
