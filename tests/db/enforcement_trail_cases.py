"""Cases of the trail: what nobody deletes, and what people tell of acts that change no row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, text
from sqlalchemy.sql import Executable

from app.models.rules.acts import ACTS, LONGEST_FACT, OBJECTS, act_blockers
from app.models.rules.rights import RIGHTS, write_blockers
from app.models.rules.roles import Role
from tests.db.enforcement_cases import Case, codes
from tests.db.enforcement_kit import EVERY_HAT, FEW, HELD, SERVICE_HANDLE, Bench, handle_of

TOLD_FROM = 10_000_000  # ids that no other row of a bench is given
ACT = "record_act"  # the place of such cases: PostgreSQL's function, SQLite's view
FACTS: tuple[Mapping[str, Any], ...] = (
    {}, {"file_sha256": "f" * 64}, {"verdict": "accept"}, {"list": "x" * (LONGEST_FACT + 1)},
    {"list": {"a": 1}}, {"list": ["a"]}, {"text": "Read."}, {"text": " \t"},
)  # fmt: skip


def delete_cases(bench: Bench) -> list[Case]:
    """A row of every table, by whoever holds all duties and by the service."""
    found = []
    for rights in RIGHTS:
        table = bench.table(rights.table)
        key = next(iter(table.primary_key.columns))
        statement = delete(table).where(key == bench.seeds[rights.table])
        for handle in (EVERY_HAT, SERVICE_HANDLE):
            ask = partial(_deleting, rights.table, HELD[handle])
            found.append(
                Case(
                    f"delete {rights.table}", handle, ask, statement,
                    place=(rights.table, "delete"),
                )
            )  # fmt: skip
    return found


def _deleting(table: str, held: frozenset[Role]) -> tuple[str, ...]:
    return codes(write_blockers(table, "delete", held))


def act_cases(bench: Bench) -> list[Case]:
    """Kind × what it is about × what is said; and about what is not there, or not to be seen."""
    handle = handle_of(Role.RISK_OFFICER)
    tables = {one.object: one.table for one in OBJECTS}
    found = []
    for kind in (*(act.kind for act in ACTS), "decision.recorded"):
        for about, table in (*tables.items(), ("person", "person")):
            for facts in FACTS:
                blockers = partial(act_blockers, kind, about, facts)
                row = _told(bench, kind, about, bench.seeds[table], facts)
                told = f"tell {kind} of a {about}: {', '.join(facts)}"
                ask = partial(_asked, blockers)
                found.append(Case(told, handle, ask, row, place=(ACT, "insert")))
    unseen, eager = uuid4(), handle_of(Role.EXECUTIVE)
    told_today = {
        "at": datetime.now(UTC), "actor_id": bench.people[eager], "tag": "trail.verified",
        "object_type": "unit", "object_id": bench.unit_id, "unit_id": bench.unit_id, "facts": {},
    }  # fmt: skip
    with bench.as_owner() as owner:
        owner.execute(
            insert(bench.table("audit_event")),
            [{**told_today, "id": TOLD_FROM + n} for n in range(FEW)],
        )
        bench.put(owner, "business_unit", id=unseen, unit_id=unseen)
    often = _told(bench, "trail.verified", "unit", bench.unit_id, {})
    said = f"tell more than {FEW} acts in a day"
    found.append(Case(said, eager, lambda: ("act.often",), often, place=(ACT, "insert")))
    for where, key in (("nowhere", uuid4()), ("elsewhere", unseen)):
        row = _told(bench, "trail.verified", "unit", key, {})
        found.append(
            Case(
                f"tell of a unit {where}", handle, lambda: ("act.object",), row,
                place=(ACT, "insert"),
            )
        )  # fmt: skip
    return found


def _asked(blockers: Any) -> tuple[str, ...]:
    return codes(blockers())


def _told(bench: Bench, kind: str, about: str, key: UUID, facts: Mapping[str, Any]) -> Executable:
    if bench.is_sqlite:
        sql = "INSERT INTO mw_act (kind, object_type, object_id, facts) VALUES (:k, :a, :i, :f)"
    else:
        sql = "SELECT mw.record_act(:k, :a, CAST(:i AS uuid), CAST(:f AS jsonb))"
    shown = key.hex if bench.is_sqlite else str(key)
    return text(sql).bindparams(k=kind, a=about, i=shown, f=json.dumps(facts))
