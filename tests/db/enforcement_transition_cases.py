"""Cases: thing × from × to × role, and who publishes a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, select, update

from app.models.rules.policies import (
    POLICIES,
)
from app.models.rules.rights import write_blockers
from app.models.rules.roles import Role
from app.models.rules.transitions import (
    Thing,
    states,
    transition_blockers,
)
from tests.db.enforcement_cases import DIGEST, IS_WHY, PRESENT, TABLE_OF, Case, codes
from tests.db.enforcement_kit import (
    ACTORS,
    HELD,
    Bench,
)
from tests.db.enforcement_rows import (
    a_table,
    fresh,
    method_in_force,
    of_service,
    on_record,
    put_table,
    where_placed,
)

# Transitions: thing × from × to × role

# Steps that only the person of this column may take.
OWNED = {
    Thing.REQUEST: "requested_by",
    Thing.ROLE_REQUEST: "asked_by",
    Thing.REGISTRATION: "asked_by",
    Thing.KEY: "person_id",
    Thing.ALERT: "acknowledged_by",
    Thing.ATTESTATION: "person_id",
}
GOING_BACK = (
    (Thing.DEPLOYMENT, "deployed", "rolling_back"),
    (Thing.DEPLOYMENT, "rolling_back", "rolled_back"),
)
SERVES_AGAIN = (Thing.DEPLOYMENT, "undeployed", "deployed")
OWN_MOVES = (
    (Thing.REQUEST, "withdrawn"),
    (Thing.ROLE_REQUEST, "withdrawn"),
    (Thing.REGISTRATION, "withdrawn"),
    (Thing.KEY, "revoked"),
    (Thing.KEY, "withdrawn"),
    (Thing.ALERT, "open"),  # who acknowledged it takes that back
    (Thing.ATTESTATION, "submitted"),
)


def transition_cases(bench: Bench, things: Iterable[Thing] = tuple(Thing)) -> list[Case]:
    """Rows are brought into each state by the owner; each person tries each other state."""
    found: list[Case] = []
    with bench.as_owner() as owner:
        for thing in things:
            for source in states(thing):
                for target in states(thing):
                    if source != target:
                        found += _moves(bench, owner, (thing, source, target))
            for target in states(thing):
                found += _births(bench, owner, thing, target)
    return found


def _step_codes(thing: Thing, source: str, target: str, held: frozenset[Role]) -> tuple[str, ...]:
    rights = TABLE_OF[thing]
    python = codes(transition_blockers(thing, source, target, held))
    if python or (source and rights.is_engine_row):
        return python
    return codes(write_blockers(rights.table, "update" if source else "insert", held))


def _moves(bench: Bench, owner: Connection, move: tuple[Thing, str, str]) -> Iterator[Case]:
    thing, source, target = move
    rights = TABLE_OF[thing]
    is_own = (thing, target) in OWN_MOVES
    # A use of no model: who worked on those of others judges no risk of theirs.
    about: dict[str, Any] = {}
    if thing is Thing.RISK:
        about = {"use_case_id": bench.put(owner, "use_case")}
    if thing in (Thing.TABLE, Thing.TEMPLATE):
        about = {"key": uuid4().hex, "version": 1}
    shared = None if is_own else _row(bench, owner, thing, source, **about)
    if thing is Thing.REQUEST and target in ("accepted", "rejected"):
        assert shared is not None
        _decide(bench, owner, shared, "accept" if target == "accepted" else "reject")
    if (thing, source) == (Thing.RISK, "accepted"):
        _row(bench, owner, thing, "accepted", **about)  # a newer one of the same use
    if thing in (Thing.TABLE, Thing.TEMPLATE) and source == "published":
        _row(bench, owner, thing, source, **{**about, "version": 2})  # takes its place
    for handle in ACTORS:
        key = shared or _row(bench, owner, thing, source, **{OWNED[thing]: bench.people[handle]})
        if move == SERVES_AGAIN:
            _row(bench, owner, thing, "rolled_back", replaces_id=key)
        bench.sign_step(owner, rights.table, key, target, handle)
        ask = partial(_step_codes, thing, source, target, HELD[handle])
        columns = bench.table(rights.table)
        values = {"state": target, **_with(bench, owner, thing, target, handle)}
        if (thing, source, target) == (Thing.TEMPLATE, "in_review", "draft"):
            values["reason"] = IS_WHY  # none of these put it up
        if move in GOING_BACK:  # somebody asked for it
            values["asked_id"] = bench.put(
                owner, "engine_inbox", kind="roll_back", payload={"deployment_id": str(key)},
                created_by=bench.people["other"],
            )  # fmt: skip
        if "row_version" in columns.c:
            values["row_version"] = columns.c.row_version + 1
        statement = update(columns).where(columns.c.id == key).values(**values)
        yield Case(f"{thing} {source} → {target}", handle, ask, statement)


def _births(bench: Bench, owner: Connection, thing: Thing, target: str) -> Iterator[Case]:
    rights = TABLE_OF[thing]
    for handle in ACTORS:
        ask = partial(_step_codes, thing, "", target, HELD[handle])
        given: dict[str, Any] = {"state": target, **fresh(thing)}
        if thing is Thing.PLACEMENT:
            given |= _placed(bench, owner)
        if thing is Thing.REQUEST:
            given |= of_service(bench, owner, given["service_tag"])
        if thing is Thing.DEPLOYMENT:
            given |= where_placed(bench, owner, given["service_tag"])
        if thing is Thing.KEY:
            given["person_id"] = bench.people[handle]
        if thing is Thing.RISK:
            given["table_id"] = method_in_force(bench, owner)
        if thing is Thing.WINDOW:  # a freeze is an administrator's
            given["runtime_id"] = bench.seeds["runtime"]
        if thing is Thing.EVIDENCE:
            given |= on_record(bench, owner)
        yield Case(f"{thing} → {target}", handle, ask, bench.new_row(rights.table, **given))


# The column that says whose a row is, where only its owner takes the step.
def _placed(bench: Bench, owner: Connection) -> dict[str, Any]:
    """What an accepted request lets a placement say."""
    stage = bench.table("stage")
    stage_id = owner.execute(select(stage.c.id).where(stage.c.name == "SIT")).scalar_one()
    tag = uuid4().hex
    request = bench.put(
        owner,
        "transition_request",
        state="accepted",
        service_tag=tag,
        stage_id=stage_id,
        snapshot_id=bench.seeds["snapshot"],
    )
    return {
        "stage_kind": "staging", "stage_id": stage_id, "service_tag": tag, "request_id": request,
        "snapshot_id": bench.seeds["snapshot"],
    }  # fmt: skip


def _row(bench: Bench, owner: Connection, thing: Thing, state: str, **given: Any) -> UUID:
    if thing is Thing.REQUEST:
        given = {"evidence_digest": PRESENT, **given}
    if thing is Thing.TABLE:
        given = {**a_table(), **given}
        return put_table(bench, owner, state=state, **given)
    if thing is Thing.WINDOW:
        given = {"runtime_id": bench.seeds["runtime"], **given}
    if thing is Thing.KEY:  # of somebody who tries nothing here
        given = {"person_id": bench.seeds["2 person"], **given}
    key: UUID = bench.put(owner, TABLE_OF[thing].table, state=state, **fresh(thing), **given)
    return key


def _table_codes(target: str, held: frozenset[Role]) -> tuple[str, ...]:
    moved = transition_blockers(Thing.TABLE, "draft", target, held) if target else ()
    return codes((*moved, *write_blockers("decision_table", "update", held)))


def table_role_cases(bench: Bench) -> list[Case]:
    """Changing, publishing and refusing a draft: key × role."""
    found = []
    table = bench.table("decision_table")
    steps: dict[str, dict[str, Any]] = {
        "": {"name": "Another name"},
        "published": {"state": "published"},
        "refused": {"state": "refused"},
    }
    with bench.as_owner() as owner:
        for key in (*POLICIES, "of-the-unit"):
            for handle in ACTORS:
                for target, values in steps.items():
                    given = a_table(key)
                    row = put_table(bench, owner, state="draft", **given)
                    bench.sign_step(owner, "decision_table", row, target, handle)
                    seen = {"seen_sha256": given["sha256"]} if target == "published" else {}
                    ask = partial(_table_codes, target, HELD[handle])
                    statement = (
                        update(table)
                        .where(table.c.id == row)
                        .values(row_version=table.c.row_version + 1, **values, **seen)
                    )
                    label = f"table {key} → {target or 'renamed'}"
                    found.append(Case(label, handle, ask, statement))
    return found


def _decide(bench: Bench, owner: Connection, request: UUID, verdict: str) -> None:
    bench.put(owner, "request_slot", request_id=request, slot=1, roles=["tester"], needed=1)
    bench.put(
        owner, "decision", request_id=request, slot=1, role="tester", verdict=verdict,
        seen_digest=PRESENT, decided_by=bench.people["other"],
    )  # fmt: skip


def _with(
    bench: Bench, owner: Connection, thing: Thing, target: str, handle: str
) -> dict[str, Any]:
    """What an honest person writes together with the new state."""
    actor = bench.people[handle]
    if (thing, target) == (Thing.REGISTRATION, "registered"):
        model = bench.seeds["registered_model"]
        version = bench.put(owner, "model_version", model_id=model)  # no stage is asked for it
        return {"answered_by": actor, "model_id": model, "version_id": version}
    return {
        (Thing.WAIVER, "granted"): {
            "remark": "It may be so.",
            "granted_by": actor,
            **bench.signed_by(handle),
        },
        (Thing.WAIVER, "refused"): {"remark": "It may not be so."},
        (Thing.RUNTIME, "retired"): bench.signed_by(handle),
        (Thing.KEY, "endorsed"): {"endorsed_by": actor},
        (Thing.KEY, "active"): {"confirmed_by": actor},
        (Thing.KEY, "revoked"): {"revoked_at_size": bench.sealed_size},
        (Thing.ALERT, "acknowledged"): {"reason": "Seen by me.", "acknowledged_by": actor},
        (Thing.TASK, "completed"): {"outcome": "done"},
        (Thing.ROLE_REQUEST, "confirmed"): {"answered_by": actor},
        (Thing.ROLE_REQUEST, "refused"): {"answered_by": actor},
        (Thing.REGISTRATION, "declined"): {"answered_by": actor, "reason": "It is elsewhere."},
        (Thing.TABLE, "published"): {"seen_sha256": DIGEST},
        (Thing.TEMPLATE, "published"): {"seen_sha256": DIGEST},
        (Thing.FRAMEWORK, "published"): {"seen_sha256": DIGEST},
        (Thing.EVIDENCE, "withdrawn"): {"reason": "It shows nothing."},
        (Thing.RACI, "ended"): {"reason": "It is so no more."},
        (Thing.WINDOW, "ended"): {"ended_reason": "It is done already."},
        (Thing.RISK, "accepted"): {"answered_by": actor},
        (Thing.RISK, "refused"): {"answered_by": actor},
        (Thing.ATTESTATION, "submitted"): {"answer": "It is so."},
        (Thing.ATTESTATION, "approved"): {"reviewed_by": actor},
        (Thing.ATTESTATION, "returned"): {"reviewed_by": actor},
    }.get((thing, target), {})
