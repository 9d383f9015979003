"""Cases of runtimes: which secret a row may name, as it is added and as it is changed."""

from __future__ import annotations

from functools import partial

from sqlalchemy import update

from app.models.rules.rights import write_blockers
from app.models.rules.roles import Role
from app.models.rules.secret_names import runtime_secret_blockers
from app.models.rules.transitions import Thing, transition_blockers
from tests.db.enforcement_cases import Case, codes, column_codes
from tests.db.enforcement_kit import ACTORS, HELD, Bench

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
