"""Cases of runtimes and stores: which secret a row may name; who pauses one, and how."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

from sqlalchemy import update

from app.models.rules.pauses import PAUSABLE, RUNTIME, turn_blockers
from app.models.rules.rights import write_blockers
from app.models.rules.roles import Role
from app.models.rules.secret_names import runtime_secret_blockers
from app.models.rules.transitions import Thing, transition_blockers
from tests.db.enforcement_cases import Case, codes
from tests.db.enforcement_kit import ACTORS, HELD, Bench
from tests.db.enforcement_table_cases import column_codes

REFERENCES = (
    "", "runtime.prod-1", "runtime.", "runtime", "Runtime.prod-1", "RUNTIME.X", " runtime.x",
    "prod-token", "seal-4b0f", "key.4b0f", "database.desk", "sign-in.4b0f", "x.runtime.y",
    "\nruntime.x", "rUntime.é", "runtime.é",
)  # fmt: skip


def secret_cases(bench: Bench) -> list[Case]:
    """Name × role, in a new row and in one that is there."""
    found = []
    table = bench.table("runtime")
    with bench.as_owner() as owner:
        key = bench.put(owner, "runtime", secret_ref="runtime.before")
    for reference in REFERENCES:
        for handle in ACTORS:
            told = f"insert runtime with {reference!r}"
            row = bench.new_row("runtime", state="unknown", secret_ref=reference)
            found.append(Case(told, handle, partial(_added, reference, HELD[handle]), row))
            statement = (
                update(table)
                .where(table.c.id == key)
                .values(secret_ref=reference, row_version=table.c.row_version + 1)
            )
            ask = partial(_changed, reference, HELD[handle])
            found.append(Case("update runtime.secret_ref", handle, ask, statement))
    return found


def _added(reference: str, held: frozenset[Role]) -> tuple[str, ...]:
    moved = transition_blockers(Thing.RUNTIME, "", "unknown", held)
    refused = moved or write_blockers("runtime", "insert", held)
    return codes((*refused, *runtime_secret_blockers(reference)))


def _changed(reference: str, held: frozenset[Role]) -> tuple[str, ...]:
    refused = column_codes("runtime", "secret_ref", held)
    return (*refused, *codes(runtime_secret_blockers(reference)))


REASONS = ("", "Because.", "Because." + " " * 9, "Its disk is replaced.", "Its disk came back.")


def pause_cases(bench: Bench) -> list[Case]:
    """Kind × paused before × wanted × retired × reason × role."""
    found = []
    for kind, before, wanted, is_retired in product(PAUSABLE, *[(False, True)] * 3):
        if is_retired and kind != RUNTIME:
            continue
        why = "It was paused before." if before else ""
        given: dict[str, Any] = {"state": "retired" if is_retired else "ready"}
        with bench.as_owner() as owner:
            more = given if kind == RUNTIME else {}
            key = bench.put(owner, kind, is_paused=before, pause_reason=why, **more)
        table = bench.table(kind)
        for reason, handle in product(REASONS, ACTORS):
            if before == wanted and reason == why:
                continue  # it changes nothing at all
            told = f"{kind} paused {before} → {wanted}, retired {is_retired}, {reason!r}"
            values = {"is_paused": wanted, "pause_reason": reason}
            statement = (
                update(table)
                .where(table.c.id == key)
                .values(**values, row_version=table.c.row_version + 1)
            )
            facts = {"is_paused": before, "wanted": wanted, "is_retired": is_retired}
            ask = partial(_turned, kind, reason, HELD[handle], facts)
            found.append(Case(told, handle, ask, statement))
    return found


def _turned(
    kind: str, reason: str, held: frozenset[Role], facts: dict[str, bool]
) -> tuple[str, ...]:
    refused = write_blockers(kind, "update", held)
    return codes((*refused, *turn_blockers(**facts, reason=reason, roles=held)))
