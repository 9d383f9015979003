"""Texts that are too long and numbers that are too large, refused for that alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.models.rules import sizes
from app.models.rules.sizes import (
    number_blockers,
    range_blockers,
    size_blockers,
    waived_until_blockers,
)
from tests.db.enforcement_cases import NOW
from tests.db.enforcement_refusals import Refusal, Scene, fresh, me

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


def _out(table: str, column: str, number: int, *, over: bool = False, **given: object) -> Refusal:
    return Refusal(
        "number.range", table, {**given, column: number}, {} if over else None,
        python=lambda _: range_blockers(table, {column: number}),
    )  # fmt: skip


def _year_after_next(_: Scene) -> datetime:
    return NOW + timedelta(days=368)


REFUSALS = (
    _out("runtime", "capacity", 0, name=fresh),
    _out("runtime", "capacity", 100_001, over=True),
    _out("monitor", "window_s", 2**31 - 1),
    _out("monitor", "window_s", 0, over=True),
    _out("monitor", "minimum_rows", -1),
    _out("monitor", "minimum_rows", 2**31 - 1, over=True),
    Refusal(
        "waiver.long", "waiver", {"expires_at": _year_after_next},
        python=lambda _: waived_until_blockers(NOW + timedelta(days=368), now=NOW),
    ),
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
