"""What is refused of places, of what runs there, and of what both were made for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.models.rules.blockers import Blocker
from app.models.rules.deployment_states import ACTIVE
from app.models.rules.matching import request_blockers
from app.models.rules.own_work import own_work_blockers
from app.models.rules.paths import path_blockers
from app.models.rules.pauses import OF_ALL, PAUSABLE, turn_blockers
from app.models.rules.roles import Role
from app.models.rules.runtime_addresses import runtime_url_blockers
from app.models.rules.runtime_names import runtime_name_blockers
from app.models.rules.stage_order import order_blockers
from app.models.rules.windows import Span, end_blockers, plan_blockers
from tests.db.enforcement_cases import IS_WHY, NOW, PRESENT
from tests.db.enforcement_kit import BY_HAND, EVERY_HAT, HELD, SERVICE_HANDLE, handle_of
from tests.db.enforcement_refusals import (
    BLANK,
    SEEN_WHITE,
    Refusal,
    Rule,
    Scene,
    Told,
    another_unit,
    fresh,
    me,
    new,
    once,
    own_model,
    powerless,
    somebody,
    unit_below,
)
from tests.db.refusals_of_deployments import accepted


def of_stage(name: str) -> Told:
    def find(scene: Scene) -> UUID:
        stage = scene.bench.table("stage").c
        found: UUID = scene.owner.execute(select(stage.id).where(stage.name == name)).scalar_one()
        return found

    return find


TAG = once("tag", fresh)
ASKED = {"service_tag": TAG, "stage_id": of_stage("SIT"), "snapshot_id": new("snapshot")}
ASKED["snapshot_id"] = once("snapshot", ASKED["snapshot_id"])
ACCEPTED = once("request", new("transition_request", state="accepted", **ASKED))
PLACED = {**ASKED, "state": "promised", "stage_kind": "staging", "request_id": ACCEPTED}
PENDING = new("transition_request", state="pending", **ASKED)


def used(scene: Scene) -> Any:
    request = ACCEPTED(scene)
    there = {**PLACED, "service_tag": fresh, "state": "left", "request_id": request}
    scene.put("placement", **there)
    return request


def asked_for() -> Told:
    """A stage that is protected and none of production, on the path of the row's model."""

    def find(scene: Scene) -> UUID:
        stage = scene.bench.table("stage").c
        sit = of_stage("SIT")(scene)
        path = scene.owner.execute(select(stage.stage_path_id).where(stage.id == sit)).scalar_one()
        key: UUID = scene.put("stage", stage_path_id=path, kind="staging", is_protected=True)
        return key

    return find


def promised_before(scene: Scene) -> Any:
    """A place that was promised without a request, before its stage was protected."""
    said = {**PLACED, "stage_id": asked_for(), "request_id": None}
    return scene.put("placement", **said)


def none_needed(_: Scene) -> Iterable[Blocker]:
    return request_blockers("staging", is_protected=True)


PLACEMENTS = (
    Refusal("placement.stage", "placement", {**PLACED, "stage_kind": "production"}),
    Refusal(
        "placement.stage", "placement",
        {
            **PLACED, "request_id": None,
            "stage_id": new("stage", kind="staging", stage_path_id=new("stage_path")),
        },
        by=SERVICE_HANDLE,
    ),
    Refusal("placement.request", "placement", {**PLACED, "request_id": PENDING}),
    # Where the service needs none, it still names none that leads elsewhere.
    Refusal("placement.request", "placement", {**PLACED, "request_id": PENDING}, by=SERVICE_HANDLE),
    Refusal(
        "placement.request", "placement",
        {**PLACED, "request_id": new("transition_request", state="accepted", service_tag=fresh)},
        by=SERVICE_HANDLE,
    ),
    Refusal(
        "placement.request", "placement",
        {**PLACED, "stage_id": of_stage("PROD"), "stage_kind": "production", "request_id": None},
        by=SERVICE_HANDLE,
    ),
    *(
        Refusal(
            "placement.request", "placement",
            {**PLACED, "state": state, "stage_id": asked_for(), "request_id": None},
            by=SERVICE_HANDLE, python=none_needed,
        )
        for state in ("promised", "in_place")
    ),
    Refusal(
        "placement.request", "placement", {"state": "in_place"}, promised_before,
        by=SERVICE_HANDLE, python=none_needed,
    ),
    Refusal("write.time", "placement", {**PLACED, "placed_from": NOW - timedelta(days=900)}),
    Refusal("write.time", "placement", {**PLACED, "placed_until": NOW}),
    Refusal("placement.used", "placement", {**PLACED, "request_id": used}),
)  # fmt: skip


# Where fewer people are asked


def protected(scene: Scene) -> Any:
    """A stage that a model of theirs goes through."""
    path = scene.put("stage_path")
    own_model(stage_path_id=path)(scene)
    return scene.put("stage", stage_path_id=path, kind="staging", is_protected=True)


# What one casefolds to is what the other does; `lower` of a server, or of a file, tells them apart.
ALIKE = (
    ("PROD-RI\u017fK", "PROD-RISK"), ("STRA\u00dfE", "STRASSE"), ("\ufb01NAL", "FINAL"),
    ("PR\u00dcFUNG", "pru\u0308fung"), ("\u212aREDIT", "kredit"),
    ("\u03a3\u039f\u03a3", "\u03c3\u03bf\u03c2"), ("EU\u00a0 LIVE", "# eu live"),
)  # fmt: skip


def beside_production(said: Any, name: str) -> Told:
    """This, while a stage of production is called so, on a path of its own."""

    def find(scene: Scene) -> Any:
        path = scene.put("stage_path")
        scene.put("stage", stage_path_id=path, kind="production", name=name)
        return said

    return find


ON_FREE_PATH = {"stage_path_id": new("stage_path")}  # no model goes through it yet
STAGES = (
    Refusal("stage.kind", "stage", {**ON_FREE_PATH, "name": "Prod", "kind": "staging"}),
    Refusal("stage.kind", "stage", {**ON_FREE_PATH, "name": " #PROD", "kind": "none"}),
    Refusal("stage.kind", "stage", {**ON_FREE_PATH, "name": "sit", "kind": "production"}),
    *(
        Refusal(
            "stage.kind", "stage",
            {**ON_FREE_PATH, "name": beside_production(one, other), "kind": "staging"},
        )
        for one, other in (*ALIKE, *(pair[::-1] for pair in ALIKE))
    ),
    Refusal("stage.in_use", "stage", {"name": fresh, "kind": "staging"}),
    Refusal("stage.in_use", "stage", {"name": fresh, "kind": "production"}),
    Refusal(
        "stage.order", "stage", {"position": 90}, protected,
        python=lambda _: order_blockers(is_gone_through=True),
    ),
    Refusal(
        "model.own_work", "stage", {"is_protected": False}, protected,
        python=lambda _: own_work_blockers(is_less=True, is_author=True),
    ),
)  # fmt: skip


# When nothing runs

DAY = timedelta(days=1)
CLOSED: dict[str, Any] = {
    "runtime_id": new("runtime"),
    "starts_at": NOW,
    "ends_at": NOW + DAY,
    "reason": IS_WHY,
}
FROZEN: dict[str, Any] = {**CLOSED, "runtime_id": None, "stage_id": of_stage("PROD")}
OPERATOR = handle_of(Role.OPERATOR)
FOREIGN = new("stage", unit_id=another_unit, stage_path_id=new("stage_path", unit_id=another_unit))


def unplanned(**said: Any) -> Rule:
    """What the rule of windows says of a plan."""
    given = {**CLOSED, "is_weekly": False, "zone": "", **said}
    return lambda scene: plan_blockers(
        Span(given["starts_at"], given["ends_at"]),
        is_freeze=given["runtime_id"] is None,
        is_weekly=given["is_weekly"],
        zone=given["zone"],
        reason=given["reason"],
        roles=HELD[scene.handle],
        stage_kind=given.get("stage_kind", ""),
        names_stage=given.get("names_stage", False),
    )


def window(code: str, **said: Any) -> Refusal:
    return Refusal(code, "closed_window", {**CLOSED, **said}, python=unplanned(**said))


WINDOWS = (
    Refusal("row.answered", "closed_window", {**CLOSED, "ended_reason": "It was over early."}),
    window("window.times", ends_at=NOW),
    window("window.times", ends_at=NOW - DAY),
    window("window.times", ends_at=NOW + 400 * DAY),
    window("window.weekly", is_weekly=True),
    window("window.weekly", is_weekly=True, zone=BLANK),
    window("window.weekly", is_weekly=True, zone="UTC", ends_at=NOW + 7 * DAY),
    window("window.reason", reason="Because."),
    window("window.reason", reason="Because." + SEEN_WHITE * 3),
    Refusal(
        "window.freeze", "closed_window", FROZEN, by=OPERATOR, python=unplanned(runtime_id=None)
    ),
    Refusal(
        "window.freeze", "closed_window", {"state": "ended", "ended_reason": IS_WHY}, FROZEN,
        by=OPERATOR,
        python=lambda scene: end_blockers(
            is_freeze=True, reason=IS_WHY, roles=HELD[scene.handle]
        ),
    ),
    Refusal(
        "window.runtime", "closed_window", {**CLOSED, "stage_id": of_stage("PROD")},
        python=unplanned(names_stage=True),
    ),
    window("window.runtime", stage_kind="production"),
    window("window.stage", runtime_id=None, stage_kind="prod"),
    window("window.stage", runtime_id=None, stage_kind="archived"),
    Refusal(
        "window.stage", "closed_window", {**FROZEN, "stage_kind": "production"},
        python=unplanned(runtime_id=None, stage_kind="production", names_stage=True),
    ),
    Refusal(
        "window.stage", "closed_window",
        {**FROZEN, "stage_id": FOREIGN},
    ),
    Refusal(
        "window.runtime", "closed_window",
        {**CLOSED, "runtime_id": new("runtime", unit_id=another_unit)},
    ),
    Refusal(
        "window.reason", "closed_window", {"state": "ended", "ended_reason": "Done."}, CLOSED,
        python=lambda scene: end_blockers(
            is_freeze=False, reason="Done.", roles=HELD[scene.handle]
        ),
    ),
    Refusal("window.closed", "closed_window", {"ended_reason": IS_WHY}, CLOSED),
    Refusal(
        "write.refused", "closed_window", {"ended_reason": IS_WHY}, CLOSED, by=BY_HAND,
        python=powerless("closed_window", "update"),
    ),
)  # fmt: skip


# Connections that are paused

PAUSED: dict[str, Any] = {"is_paused": True, "pause_reason": IS_WHY}


def turned(*, before: bool = False, wanted: bool = True, **said: Any) -> Rule:
    """What the rule of pauses says of turning a connection."""
    given = {"is_retired": False, "reason": IS_WHY, **said}
    return lambda scene: turn_blockers(
        is_paused=before, wanted=wanted, roles=HELD[scene.handle], **given
    )


PAUSES = (
    Refusal("pause.role", "runtime", PAUSED, {}, by=SERVICE_HANDLE, python=turned()),
    Refusal("pause.retired", "runtime", PAUSED, {"state": "retired"},
            python=turned(is_retired=True)),
    *(
        each
        for table in PAUSABLE
        for each in (
            Refusal("pause.reason", table, {"is_paused": True}, {}, python=turned(reason="")),
            Refusal("pause.reason", table, {**PAUSED, "pause_reason": "Because."}, {},
                    python=turned(reason="Because.")),
            Refusal("pause.reason", table,
                    {**PAUSED, "pause_reason": "Because." + SEEN_WHITE * 3}, {},
                    python=turned(reason="Because." + SEEN_WHITE * 3)),
            Refusal("pause.reason", table, {"is_paused": False, "pause_reason": "Done."}, PAUSED,
                    python=turned(before=True, wanted=False, reason="Done.")),
            Refusal("pause.reworded", table, {"pause_reason": IS_WHY + " Really."}, PAUSED,
                    python=turned(before=True)),
            Refusal("pause.reworded", table, {"pause_reason": IS_WHY}, {},
                    python=turned(wanted=False)),
            Refusal("pause.reason", table, {"name": fresh, "is_paused": True}),
            Refusal("pause.reworded", table, {"name": fresh, "pause_reason": IS_WHY}),
        )
    ),
)  # fmt: skip


def _used(table: str) -> Told:
    """The name of a store that the unit above uses."""

    def put(scene: Scene) -> str:
        name = fresh(scene)
        scene.put(table, store=name)
        return name

    return put


STORES = tuple(
    Refusal("store.unit", "store", {"name": name, "unit_id": unit_below})
    for name in (*OF_ALL, _used("asset"), _used("data_source"))
)


# What was settled as a row was made: the service itself leads nothing elsewhere

ELSEWHERE: dict[str, Any] = {
    "model_id": new("registered_model"), "version_id": new("model_version"),
    "snapshot_id": new("snapshot"), "stage_id": new("stage"), "stage_kind": "production",
    "service_tag": fresh, "request_id": accepted, "runtime_id": new("runtime"),
    "instance_id": new("process_instance"), "replaces_id": new("deployment", service_tag=fresh),
    "requested_by": somebody(), "asked_by": somebody(), "is_emergency": True, "test": fresh,
    "feature": fresh, "reason": "Another one.", "expires_at": NOW + timedelta(days=300),
    "token_id": fresh, "node_id": fresh, "kind": fresh, "role": fresh, "path": fresh,
    "sha256": fresh, "size_bytes": 7, "media_type": fresh, "store": fresh,
    "named_id": somebody(),
}  # fmt: skip
ROWS: dict[str, Any] = {
    "placement": PLACED,
    "deployment": {},
    "transition_request": {"state": "accepted", "evidence_digest": PRESENT, "service_tag": fresh},
    "waiver": {"state": "granted", "granted_by": somebody(), "asked_by": me},
    "user_task": {"state": "created"},
    "asset": {},
}


def settled(table: str, *names: str) -> tuple[Refusal, ...]:
    return tuple(
        Refusal("write.settled", table, {name: ELSEWHERE[name]}, ROWS[table], by=SERVICE_HANDLE)
        for name in names
    )


SETTLED = (
    *settled(
        "placement", "model_id", "version_id", "snapshot_id", "stage_id", "stage_kind",
        "service_tag", "request_id",
    ),
    *settled(
        "deployment", "model_id", "version_id", "snapshot_id", "runtime_id", "stage_id",
        "service_tag", "request_id", "instance_id", "replaces_id",
    ),
    *settled(
        "transition_request", "model_id", "version_id", "stage_id", "service_tag", "requested_by",
        "is_emergency", "snapshot_id",
    ),
    *settled(
        "waiver", "model_id", "version_id", "snapshot_id", "test", "feature", "reason", "asked_by",
        "expires_at",
    ),
    *settled("asset", "version_id", "role", "path", "sha256", "size_bytes", "media_type", "store"),
    *settled(
        "user_task", "instance_id", "node_id", "kind", "model_id", "version_id", "snapshot_id",
        "named_id",
    ),
    Refusal(
        "write.settled", "user_task", {"token_id": new("token")}, ROWS["user_task"],
        by=SERVICE_HANDLE,
    ),
    Refusal(
        "write.settled", "user_task", {"request_id": accepted},
        {**ROWS["user_task"], "request_id": accepted}, by=SERVICE_HANDLE,
    ),
    Refusal(
        "write.settled", "transition_request", {"evidence_digest": "0" * 64},
        ROWS["transition_request"], by=SERVICE_HANDLE,
    ),
    Refusal(
        "write.settled", "transition_request", {"snapshot_id": new("snapshot")},
        {"state": "pending", "service_tag": fresh}, by=SERVICE_HANDLE,
    ),
)  # fmt: skip

# Paths: whatever the machine runs on that maps the store

OUTSIDE = (
    "../x", "a/../../x", "a/..", "..", "/etc/passwd", r"\\host\share", r"a\..\..\x", r"C:\x", "c:x",
    "a/C:x", ".", "./", "", "\\",
)  # fmt: skip


def outside(path: str) -> Rule:
    return lambda _: path_blockers(path)


PATHS = tuple(
    Refusal("path.outside", table, {**says, name: path}, row, by=by, python=outside(path))
    for path in OUTSIDE
    for table, name, says, row, by in (
        ("asset", "path", {}, None, EVERY_HAT),
        ("asset", "path", {"store": "data"}, None, SERVICE_HANDLE),
        ("data_source", "pattern", {"kind": "files"}, None, EVERY_HAT),
        ("data_source", "pattern", {}, {"kind": "runtime_log"}, EVERY_HAT),
    )
    if path or table == "asset"  # a source may name none
)

# What a runtime is called: its folder is found by that


def called(name: str, *others: str) -> Rule:
    return lambda _: runtime_name_blockers(name, others)


def called_at(url: str) -> Rule:
    return lambda _: runtime_url_blockers(url)


def known_runtime(name: str, **given: Any) -> Told:
    """A name that only case and spaces tell from this one's."""

    def find(scene: Scene) -> str:
        scene.put("runtime", name=name, **given)
        return f" {name.upper()} "

    return once(name, find)


def serving_place(state: str) -> Told:
    """A runtime without any tag, on which a deployment is in this state."""

    def put(scene: Scene) -> Any:
        key = scene.put("runtime", stage_tags=[])
        scene.put("deployment", runtime_id=key, state=state, service_tag=fresh)
        return key

    return put


RUNTIMES = (
    Refusal("row.answered", "runtime", {"name": fresh, "reason": "Emptied, says the operator."}),
    *(
        Refusal("runtime.name", "runtime", {"name": name}, python=called(name))
        for name in (
            "./prod-1", "prod-1/", "a/../prod-1", r".\prod-1", "c:prod-1", "prod-1::$DATA",
            "PROD-1~1", "prod-1.", "prod-1. ", ".", "..", "", BLANK,
        )
    ),
    *(
        Refusal("runtime.url", "runtime", {"url": url, **said}, row, python=called_at(url))
        for said, row in (({"name": fresh}, None), ({}, {}))
        for url in (
            "file:///etc/passwd", "ftp://far.example", "far.example:8443", "https:/far.example",
            "https://", "https:///v2", "https://:8443", "https://?a", "https://#a",
            "https://tom:secret@far.example", "https://far.example/@", r"https:\\far.example",
            "https://far.example\\.near.example", "https://far.example /v2", " https://far.example",
            "https://far.example\n", "https://far.example\x7f", "https://f\u00e4r.example",
            "https://far.example/\u202egpj.exe", "http\u017f://far.example", BLANK,
        )
    ),
    *(
        Refusal(
            "runtime.known", "runtime", {"name": known_runtime(name, **given)},
            python=called(name.upper(), name),
        )
        for name, given in (
            ("twin-1", {}),
            ("twin-2", {"unit_id": another_unit}),
            ("twin-3", {"state": "retired", "kind": "oip"}),
        )
    ),
    *(
        Refusal("runtime.stage_tag", "runtime", {"stage_tags": ["SIT", tag], **said}, row)
        for tag in ("#PROD", " ##DEV", "\u00a0#")
        for said, row in (({"name": fresh}, None), ({}, {}))
    ),
    *(
        Refusal("runtime.address", "runtime", {"url": "https://other.example"}, row)
        for row in (
            {"stage_tags": ["SIT", " #prod"]},
            {"stage_tags": ["\u00a0# PROD"]},
            *(serving_place(state) for state in ACTIVE),
        )
    ),
    *(
        Refusal(
            "runtime.address", "runtime", {"url": "https://other.example"},
            {"stage_tags": beside_production([one], other)},
        )
        for one, other in ALIKE
    ),
    *(
        Refusal(
            "runtime.address", "runtime", {name: fresh}, {"stage_tags": ["PROD"]}, by=SERVICE_HANDLE
        )
        for name in ("name", "kind", "url")
    ),
)  # fmt: skip

REFUSALS = (
    *PATHS,
    *PLACEMENTS,
    *STAGES,
    *WINDOWS,
    *PAUSES,
    *STORES,
    *SETTLED,
    *RUNTIMES,
)
