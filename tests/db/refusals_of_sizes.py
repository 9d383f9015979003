"""Texts that are too long and numbers that are too large, refused for that alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from app.models.rules import sizes
from app.models.rules.sizes import (
    depth_blockers,
    number_blockers,
    range_blockers,
    shape_blockers,
    size_blockers,
    time_blockers,
    volume_blockers,
    waived_until_blockers,
)
from tests.db.enforcement_cases import IS_WHY, NOW
from tests.db.enforcement_kit import SERVICE_HANDLE
from tests.db.enforcement_refusals import Refusal, Scene, Told, fresh, me, new
from tests.db.refusals_of_definitions import LIFE_CYCLE
from tests.db.refusals_of_registrations import ASKED

FAR = 10**309
BLOCK = bytes((1 << 16) + 1)
WINDOW = {
    "runtime_id": new("runtime"), "ends_at": datetime(1900, 1, 1, tzinfo=UTC), "reason": IS_WHY,
}  # fmt: skip


def _long(table: str, column: str, *, over: bool = False, **given: object) -> Refusal:
    text = "https://".ljust(sizes.longest(column) + 1, "x")  # an address too
    return Refusal(
        "text.size", table, {**given, column: text}, {} if over else None,
        python=lambda _: size_blockers({column: text}),
    )  # fmt: skip


def _far(table: str, column: str, value: object, *, over: bool = False) -> Refusal:
    return Refusal(
        "json.number", table, {column: value}, {} if over else None,
        python=lambda _: number_blockers(value),
    )  # fmt: skip


def nested(levels: int) -> dict[str, object]:
    """Values by name, and one of ten lists, in as many levels."""
    found: object = []
    for n in range(levels - 2):
        found = [found] if n < 9 else {"a": found, "b": 1}
    return {"a": found}


def _deep(table: str, column: str, *, over: bool = False, **given: object) -> Refusal:
    value = nested(sizes.DEEPEST + 1)
    return Refusal(
        "json.depth", table, {**given, column: value}, {} if over else None,
        python=lambda _: depth_blockers(value),
    )  # fmt: skip


def _out(table: str, column: str, number: int, *, over: bool = False, **given: object) -> Refusal:
    return Refusal(
        "number.range", table, {**given, column: number}, {} if over else None,
        python=lambda _: range_blockers(table, {column: number}),
    )  # fmt: skip


def _large(table: str, column: str, value: object, *, over: bool = False) -> Refusal:
    return Refusal(
        "value.size", table, {column: value}, {} if over else None,
        python=lambda _: volume_blockers({column: value}),
    )  # fmt: skip


def _misshaped(
    table: str, column: str, value: object, *, over: bool = False, **given: object
) -> Refusal:
    return Refusal(
        "json.shape", table, {**given, column: value}, {} if over else None,
        python=lambda _: shape_blockers({column: value}),
    )  # fmt: skip


def _another_age(
    table: str, column: str, at: datetime, *, over: bool = False, **given: object
) -> Refusal:
    return Refusal(
        "time.range", table, {**given, column: at}, {} if over else None,
        python=lambda _: time_blockers([at]),
    )  # fmt: skip


def _year_after_next(_: Scene) -> datetime:
    return NOW + timedelta(days=368)


def _after_the_next(table: str, **given: object) -> Refusal:
    return Refusal("number.next", table, {**given, "version": 3}, python=None)


def _full(table: str, column: str, told: Told, unique: str = "id", **given: object) -> Refusal:
    """A person who has as many as they may: they say `told`, which changes nothing about that."""

    def fill(scene: Scene) -> object:
        share, rows = sizes.SHARES[table], scene.bench.table(table)
        value = told(scene)
        first = scene.put(table, **{**given, share.whose: scene.me, column: value})
        row = scene.owner.execute(select(rows).where(rows.c.id == first)).mappings().one()
        others = [{**row, "id": uuid4()} for _ in range(share.most - 1)]
        if unique != "id":
            others = [{**one, unique: _like(one[unique])} for one in others]
        scene.owner.execute(insert(rows), others)
        return value

    return Refusal("share.full", table, {**given, column: fill}, by=SECOND)


def _like(value: object) -> object:
    return uuid4() if isinstance(value, UUID) else uuid4().hex


PENDING = new("transition_request", state="pending", service_tag=fresh)
SECOND = "second_administrator"  # of whom no other case counts anything
REFUSALS = (
    _after_the_next("model_version", model_id=new("registered_model")),
    _after_the_next("monitor"),
    _after_the_next("life_cycle_template", **LIFE_CYCLE),
    _full("saved_view", "person_id", me, "name"),
    _full("watch", "person_id", me, "object_id"),
    _full("presence", "person_id", me, "object_id"),
    _full("request_note", "request_id", PENDING, text="Why?"),
    _full("registration_request", "meant_id", lambda _: None, **ASKED),
    _full("engine_inbox", "kind", lambda _: "task_outcome"),
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
    _long("signing_key", "reason", person_id=me, state="proposed"),
    _deep("engine_inbox", "payload", kind="task_outcome"),
    _deep("life_cycle_template", "parameters", over=True),
    _deep("user_task", "answers", over=True),
    _far("registered_model", "service_tags", [FAR], over=True),
    _far("registered_model", "service_tags", ["a", -FAR]),
    _far("runtime", "formats", [{"n": [FAR]}]),
    _out("model_version", "version", 0),
    _out("model_version", "version", 2**31 - 1),
    _out("monitor", "version", 2**31 - 1),
    _out("data_source", "retention_days", -1),
    _out("data_source", "retention_days", 2**31 - 1, over=True),
    _out("data_source", "label_delay_s", 2**31 - 1, over=True),
    _out("attestation", "repeat_days", 0, state="scheduled"),
    Refusal(
        "number.range", "attestation", {"repeat_days": 0}, {}, by=SERVICE_HANDLE,
        python=lambda _: range_blockers("attestation", {"repeat_days": 0}),
    ),
    _large("runtime", "stage_tags", ["x" * 10_000], over=True),
    _large("registered_model", "service_tags", ["x" * 5_000, "y" * 5_000]),
    _large("life_cycle_template", "parameters", {"n": "x" * (1 << 20)}, over=True),
    Refusal(
        "value.size", "record_block", {"import_id": lambda _: uuid4(), "entries": BLOCK},
        python=lambda _: volume_blockers({"entries": BLOCK}),
    ),
    _misshaped("runtime", "stage_tags", 7, over=True),
    _misshaped("runtime", "formats", [["onnx"]], over=True),
    _misshaped("monitor", "tests", 7),
    _misshaped("monitor", "tests", {"psi": 1}, over=True),
    _misshaped("registered_model", "service_tags", "cards"),
    _misshaped("life_cycle_template", "parameters", [], over=True),
    _misshaped("engine_inbox", "payload", ["x"], kind="message"),
    _another_age("waiver", "expires_at", datetime(1, 1, 1, tzinfo=UTC)),
    _another_age("closed_window", "starts_at", datetime(1899, 12, 31, tzinfo=UTC), **WINDOW),
    _another_age("watch", "remind_at", datetime(9999, 12, 31, 23, tzinfo=UTC), person_id=me),
)  # fmt: skip
