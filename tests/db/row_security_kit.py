"""What each kind of person reads of each table, and the policies that say so, weakened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, insert, text

from app.models.enforcement.history import SUFFIX
from app.models.rules.roles import Role
from app.models.rules.sight import THROUGH
from app.models.tables.base import NOBODY
from app.models.tables.everything import METADATA
from tests.db.enforcement_kit import SERVICE_HANDLE, Bench, a_unit, handle_of, some_value

STRANGER, BELOW_ALONE = "stranger", "lower"  # they work for another unit, for one below
# Of another workspace of the same server: its roles are theirs, and they are nobody here.
ELSEWHERE, ITS_SERVICE = "elsewhere", "itsservice"
GONE = "gone"  # whose account is closed
UNTIL = "recorded_until"
LAID_OUT = ("audit_event", "business_unit", "unit_ancestor", "signing_key")
WATCHERS = (
    "author", handle_of(Role.VALIDATOR), STRANGER, BELOW_ALONE, SERVICE_HANDLE, ELSEWHERE,
    ITS_SERVICE, GONE,
)  # fmt: skip


def add_person(bench: Bench, owner: Connection, handle: str, unit: UUID) -> None:
    """Somebody with a login, who works for this unit and no other."""
    key = bench.people[handle] = uuid4()
    bench.put(owner, "person", id=key, handle=handle, login=f"b_{handle}")
    bench.put(owner, "membership", person_id=key, unit_id=unit, role="data_scientist")


def another_unit(bench: Bench, owner: Connection) -> UUID:
    unit = uuid4()
    bench.put(owner, "business_unit", id=unit, unit_id=unit)
    owner.execute(insert(bench.table("unit_ancestor")).values(unit_id=unit, ancestor_id=unit))
    return unit


def lay_out(bench: Bench, owner: Connection) -> None:
    """Two people who see less, and a row for every reason for which somebody sees one."""
    add_person(bench, owner, STRANGER, another_unit(bench, owner))
    add_person(bench, owner, BELOW_ALONE, a_unit(bench, owner))
    bench.put(owner, "saved_view", is_shared=True, person_id=bench.people["other"])
    bench.put(owner, "blob")  # which no asset names: seen by who began it
    for name in ("monitor", "deployment"):
        bench.put(owner, "job", kind="task", inputs={f"{name}_id": str(bench.seeds[name])})
    bench.put(owner, "audit_text", event_id=an_event(bench, owner, "model", bench.unit_id))
    an_event(bench, owner, "runtime", bench.unit_id)
    an_event(bench, owner, "person", NOBODY)
    bench.people[GONE] = uuid4()
    closed = {"login": f"b_{GONE}", "closed_at": datetime.now(UTC)}
    bench.put(owner, "person", id=bench.people[GONE], handle=GONE, **closed)
    keep_image(owner, bench.table("person_history"), f"WHERE handle IN ('author', '{GONE}')")


def an_event(bench: Bench, owner: Connection, about: str, unit: UUID) -> int:
    table = bench.table("audit_event")
    given = {"object_type": about, "unit_id": unit, "actor_id": bench.people["author"]}
    row = bench.values("audit_event", given)
    row.pop("id", None)
    return owner.execute(insert(table).values(**row).returning(table.c.id)).scalar_one()


def fill_two_units(bench: Bench) -> None:
    """Rows of every table below the root, and where nobody but the service sees any."""
    owner = bench.changing
    assert owner is not None
    owner.exec_driver_sql("SET LOCAL session_replication_role = replica")
    for unit in (a_unit(bench, owner), another_unit(bench, owner)):
        seeds, bench.seeds = bench.seeds, dict(bench.seeds)
        try:
            _fill(bench, owner, unit)
        finally:
            bench.seeds = seeds
    owner.exec_driver_sql("SET LOCAL session_replication_role = origin")


def _fill(bench: Bench, owner: Connection, unit: UUID) -> None:
    """Each row points to those of its unit."""
    bench.seeds["audit_event"] = an_event(bench, owner, "model", unit)
    for table in sorted(METADATA.sorted_tables, key=lambda table: table.name in THROUGH):
        name, through = table.name, THROUGH.get(table.name)
        if name.endswith(SUFFIX) or name in LAID_OUT or not ("unit_id" in table.c or through):
            continue
        given: dict[str, Any] = {"unit_id": unit} if "unit_id" in table.c else {}
        if through and through.parent_key == "id":
            given[through.key] = bench.seeds[through.parent]
        if name == "blob":  # begun by somebody who reads nothing here
            given |= {"sha256": bench.seeds["file"], "created_by": bench.people["other"]}
        if name == "asset":
            given["sha256"] = bench.seeds["file"] = uuid4().hex
        bench.seeds[name] = bench.put(owner, name, **given)
        if through:  # and one whose parent is not there, which the service sees by its own policy
            lost = some_value(table.c[through.key].type, through.key)
            bench.put(owner, name, **{**given, through.key: lost})
    keep_images(bench, owner, unit)


def keep_images(bench: Bench, owner: Connection, unit: UUID) -> None:
    """Past images of what is there in this unit."""
    for table in METADATA.tables.values():
        if table.name.endswith(SUFFIX) and "unit_id" in table.c:  # people belong to no unit
            keep_image(owner, table, f"WHERE unit_id = '{unit}'")


def keep_image(owner: Connection, table: Table, there: str) -> None:
    names = ", ".join(column.name for column in table.c if column.name != UNTIL)
    now = f"SELECT now(), {names} FROM mw.{table.name.removesuffix(SUFFIX)}"
    owner.execute(text(f"INSERT INTO mw.{table.name} ({UNTIL}, {names}) {now} {there}"))


def reading(bench: Bench, table: str) -> tuple[int, ...]:
    """How many rows of the table each of the watchers reads."""
    counted = text(f"SELECT count(*) FROM mw.{table}")
    return tuple(bench.connect(one).execute(counted).scalar_one() for one in WATCHERS)


@dataclass(frozen=True)
class Policy:
    """A policy as it stands in the database."""

    table: str
    name: str
    condition: str

    def mutants(self) -> Iterator[tuple[str, str]]:
        """What is done to it, and the statement that does it."""
        yield "dropped", f"DROP POLICY {self.name} ON mw.{self.table}"
        if self.condition != "true":
            yield "open", self._with("true")
        terms = alternatives(self.condition)
        for gone in terms if len(terms) > 1 else ():
            less = " OR ".join(one for one in terms if one != gone)
            yield f"without {gone}", self._with(less)

    def _with(self, condition: str) -> str:
        return f"ALTER POLICY {self.name} ON mw.{self.table} USING ({condition})"


def policies_of(bench: Bench) -> list[Policy]:
    with bench.as_owner() as owner:
        found = owner.execute(
            text("SELECT tablename, policyname, qual FROM pg_policies ORDER BY 1, 2")
        )
        return [Policy(table, name, condition) for table, name, condition in found]


def alternatives(condition: str) -> list[str]:
    """The parts of a condition that `OR` joins at its top."""
    inner = _without_brackets(condition)
    found, depth, start = [], 0, 0
    for token in re.finditer(r"\(|\)| OR ", inner):
        if token.group() == " OR ":
            if depth == 0:
                found.append(inner[start : token.start()])
                start = token.end()
        else:
            depth += 1 if token.group() == "(" else -1
    parts = [*found, inner[start:]]
    return parts if len(parts) == 1 else [one for part in parts for one in alternatives(part)]


def _without_brackets(condition: str) -> str:
    """Without a pair that encloses all of it."""
    depth = 0
    for place, letter in enumerate(condition):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0 and letter == ")":
            is_all = condition.startswith("(") and place == len(condition) - 1
            return _without_brackets(condition[1:-1]) if is_all else condition
    return condition
