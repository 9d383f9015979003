"""Texts that are too long and numbers that are too large, refused for that alone."""

from __future__ import annotations

from app.models.rules import sizes
from app.models.rules.sizes import number_blockers, size_blockers
from tests.db.enforcement_refusals import Refusal, fresh, me

FAR = 10**309


def _long(table: str, column: str, *, over: bool = False, **given: object) -> Refusal:
    text = "x" * (sizes.longest(column) + 1)
    return Refusal(
        "text.size", table, {**given, column: text}, {} if over else None,
        python=lambda _: size_blockers({column: text}),
    )  # fmt: skip


def _far(table: str, column: str, value: object, *, over: bool = False) -> Refusal:
    return Refusal(
        "json.number", table, {column: value}, {} if over else None,
        python=lambda _: number_blockers(value),
    )  # fmt: skip


REFUSALS = (
    _long("registered_model", "description"),
    _long("registered_model", "description", over=True),
    _long("runtime", "url", name=fresh),
    _long("use_case", "description", name=fresh),
    Refusal(
        "text.size", "signing_key",
        {"person_id": me, "kid": fresh, "public_key": "A" * 1_001, "state": "proposed"},
        python=lambda _: size_blockers({"public_key": "A" * 1_001}),
    ),
    _far("registered_model", "service_tags", [FAR], over=True),
    _far("registered_model", "service_tags", ["a", -FAR]),
    _far("runtime", "formats", [{"n": [FAR]}]),
)  # fmt: skip
