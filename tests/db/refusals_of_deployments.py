"""Writes of deployments that are refused: what they rest on, and on whose word they are undone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, literal, select, update

from app.models.queries.as_of import history_table
from app.models.tables.base import mw_now
from tests.db.enforcement_cases import NOW
from tests.db.enforcement_kit import SERVICE_HANDLE
from tests.db.enforcement_refusals import Refusal, Scene, Told, fresh, new, once


def accepted(scene: Scene) -> Any:
    return scene.put("transition_request", state="accepted", service_tag=fresh)


def place(request: Told | None) -> Told:
    return new("placement", request_id=request, service_tag=fresh)


RUNS = {"state": "requested"}
DEPLOYMENTS = (
    Refusal(
        "deployment.request", "deployment",
        {**RUNS, "placement_id": place(accepted), "request_id": None}, by=SERVICE_HANDLE,
    ),
    Refusal(
        "deployment.request", "deployment",
        {**RUNS, "placement_id": place(None), "request_id": accepted}, by=SERVICE_HANDLE,
    ),
    Refusal(
        "deployment.request", "deployment",
        {**RUNS, "placement_id": place(accepted), "request_id": accepted}, by=SERVICE_HANDLE,
    ),
    Refusal(
        "deployment.request", "deployment", {"placement_id": place(accepted)}, {},
        by=SERVICE_HANDLE,
    ),
)  # fmt: skip


SERVES = once("serves", new("deployment", state="deployed", service_tag=fresh))
WAS_BACK = once("was back", new("deployment", state="rolled_back", service_tag=fresh))


RUNTIME = once("where it serves", new("runtime", state="retired"))
OUTLIVES = once(
    "outlives", new("deployment", state="deployed", service_tag=fresh, runtime_id=RUNTIME)
)


def wish(
    one: Told,
    *,
    kind: str = "roll_back",
    by: str = "other",
    named: str = "deployment_id",
    of: Told | None = None,
    **given: Any,
) -> Told:
    """`of`: what it names among the deployments that are to be taken off."""

    def put(scene: Scene) -> Any:
        about = {named: str(one(scene)), "deployments": [str(of(scene))] if of else []}
        who = scene.bench.people[by]
        return scene.put("engine_inbox", kind=kind, payload=about, created_by=who, **given)

    return put


def ended(runtime: Told, of: Told | None = OUTLIVES, **given: Any) -> Told:
    """Somebody says that a runtime has ended."""
    return wish(runtime, kind="runtime_ended", named="runtime_id", of=of, **given)


def said_of(row: Told, state: str, asked: Told | None) -> Refusal:
    says = {"state": state, "asked_id": asked}
    return Refusal("deployment.asked", "deployment", says, row, by=SERVICE_HANDLE)


IN_USE_ON = once("what is in use", new("runtime", state="ready"))
IN_USE = once(
    "is in use", new("deployment", state="deployed", service_tag=fresh, runtime_id=IN_USE_ON)
)
TAKEN_OFF = once(
    "was taken off",
    new("deployment", state="undeployed", service_tag=fresh, asked_id=wish(SERVES)),
)
ANOTHER = new("deployment", state="deployed", service_tag=fresh)
LEAVES = once(
    "is being taken off",
    new("deployment", state="undeploying", service_tag=fresh, runtime_id=IN_USE_ON),
)
GOES_BACK = once("goes back", new("deployment", state="deployed", service_tag=fresh))
STEPS_BACK = once(
    "steps back",
    new("deployment", state="rolling_back", service_tag=fresh, asked_id=wish(GOES_BACK)),
)
USED = once("a word", wish(SERVES))


GONE = once("is gone", new("deployment", state="undeployed", service_tag=fresh))


def made_way(row: Told) -> Told:
    """What replaced it was rolled back."""

    def put(scene: Scene) -> Any:
        key = row(scene)
        scene.put("deployment", state="rolled_back", service_tag=fresh, replaces_id=key)
        return key

    return put


def back_before(scene: Scene) -> Any:
    """What replaced it was rolled back, and it was taken off again since."""
    key = made_way(GONE)(scene)
    present = scene.bench.table("deployment")
    said = update(present).where(present.c.replaces_id == key)
    scene.owner.execute(said.values(recorded_from=datetime(2026, 1, 1, tzinfo=UTC)))
    return key


def touched(scene: Scene) -> Any:
    """The same; but the row of what was rolled back then was written since."""
    key = back_before(scene)
    present = scene.bench.table("deployment")
    later = present.c.replaces_id == key
    keep_past(scene, later)
    scene.owner.execute(update(present).where(later).values(recorded_from=mw_now()))
    return key


def keep_past(scene: Scene, rows: Any, **values: Any) -> None:
    """How these rows were before."""
    present = scene.bench.table("deployment")
    past = history_table(present)
    said = {name: literal(value, past.c[name].type) for name, value in values.items()}
    was = {one.name: one for one in present.c} | {
        "recorded_until": mw_now(), "row_version": present.c.row_version - 1, **said,
    }  # fmt: skip
    image = select(*was.values()).where(rows)
    scene.owner.execute(insert(past).from_select([*was], image))


def tried(scene: Scene) -> Any:
    """One that was to be rolled back on this word before."""
    key = SERVES(scene)
    keep_past(scene, scene.bench.table("deployment").c.id == key, asked_id=USED(scene))
    return key


def served_there(state: str) -> Told:
    """What replaced it was rolled back, but it did not come back then, and a third one came."""

    def put(scene: Scene) -> Any:
        key = made_way(GONE)(scene)
        present = scene.bench.table("deployment")
        where = scene.owner.execute(
            select(present.c.runtime_id, present.c.service_tag).where(present.c.id == key)
        ).one()
        third = scene.put("deployment", state=state, **where._mapping)
        if state != "deployed":
            keep_past(scene, present.c.id == third, state="deployed")
        return key

    return put


def served_before(scene: Scene) -> Any:
    """It failed as it served, and was tried again."""
    key = scene.put("deployment", state="deploying", service_tag=fresh)
    keep_past(scene, scene.bench.table("deployment").c.id == key, state="deployed")
    return key


def serves_again(row: Told) -> Refusal:
    return Refusal("deployment.back", "deployment", {"state": "deployed"}, row, by=SERVICE_HANDLE)


NAMED_FOR_IT = (
    *(
        Refusal("deployment.asked", "deployment", {"state": "deployed"}, row, by=SERVICE_HANDLE)
        for row in (STEPS_BACK, made_way(TAKEN_OFF))  # and keeps the name
    ),
    serves_again(GONE),
    serves_again(back_before),
    serves_again(touched),
    serves_again(served_there("deployed")),
    serves_again(served_there("undeployed")),
    serves_again(served_before),
    Refusal(
        "deployment.asked_again",
        "deployment",
        {"state": "rolling_back", "asked_id": USED},
        tried,
        by=SERVICE_HANDLE,
    ),
    said_of(SERVES, "rolling_back", None),
    said_of(STEPS_BACK, "rolling_back", None),
    said_of(STEPS_BACK, "rolled_back", None),
    Refusal(
        "deployment.asked", "deployment", {**RUNS, "asked_id": wish(ANOTHER)}, by=SERVICE_HANDLE
    ),
    said_of(SERVES, "rolling_back", wish(ANOTHER)),
    said_of(SERVES, "rolling_back", wish(SERVES, kind="cancel")),
    said_of(SERVES, "rolling_back", wish(SERVES, by=SERVICE_HANDLE)),
    said_of(SERVES, "undeployed", wish(SERVES)),
    said_of(WAS_BACK, "rolled_back", wish(WAS_BACK)),
    said_of(OUTLIVES, "undeployed", ended(new("runtime", state="retired"))),
    said_of(OUTLIVES, "undeployed", ended(RUNTIME, by=SERVICE_HANDLE)),
    said_of(OUTLIVES, "undeployed", wish(RUNTIME, kind="cancel", named="runtime_id", of=OUTLIVES)),
    said_of(OUTLIVES, "undeployed", ended(RUNTIME, ANOTHER)),
    said_of(OUTLIVES, "undeployed", ended(RUNTIME, None)),
    said_of(OUTLIVES, "rolling_back", ended(RUNTIME)),
    said_of(OUTLIVES, "undeployed", ended(RUNTIME, consumed_at=NOW)),
    said_of(IN_USE, "undeployed", ended(IN_USE_ON, IN_USE)),
    said_of(LEAVES, "undeployed", ended(IN_USE_ON, LEAVES)),
    said_of(LEAVES, "failed", ended(RUNTIME, LEAVES)),
    said_of(TAKEN_OFF, "undeployed", None),
    said_of(TAKEN_OFF, "undeployed", ended(RUNTIME, TAKEN_OFF)),
)

REFUSALS = (*DEPLOYMENTS, *NAMED_FOR_IT)
