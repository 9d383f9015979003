"""One attempt that Python's rules, PostgreSQL and SQLite must answer alike, and how they agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256

from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import Executable

from app.models.rules.blockers import Blocker
from app.models.rules.rights import RIGHTS, RIGHTS_BY_TABLE, TableRights
from app.models.rules.roles import Role
from app.models.tables.everything import METADATA
from tests.db.enforcement_kit import (
    FIXED_BY_DATABASE,
    NO_GRANT,
    NO_ROW,
    OK,
    Bench,
    granted_to,
)

TABLE_OF = {rights.thing: rights for rights in RIGHTS if rights.thing is not None}
NOW = datetime.now(UTC)
PRESENT, PAST = "e" * 64, "d" * 64
FILE = b"x"
IS_WHY = "The yearly stocktaking."
DIGEST = sha256(FILE).hexdigest()

# Where Python says more exactly what a database refuses by its tables of rights alone.
FINER: dict[str, tuple[str, ...]] = {
    "key.closed": ("transition.refused",),
    "waiver.closed": ("transition.refused",),
    "waiver.role": ("transition.refused", "write.refused"),  # the latter: granted already
    "task.closed": ("transition.refused",),
    **dict.fromkeys(("task.role", "task.role_lost"), ("transition.refused", "write.refused")),
    "request.role": ("write.refused",),
    "request.evidence_changed": ("request.waiver_over",),
    **dict.fromkeys(
        (
            "attestation.closed", "attestation.role", "policy.closed", "policy.role", "risk.closed",
            "risk.role",
        ),
        ("transition.refused",),
    ),
    "reason.short": (
        "decision.reason", "emergency.reason", "waiver.reason", "attestation.answer",
        "waiver.remark",
        "evidence.reason", "raci.reason", "registration.reason", "lineage_review.reason",
    ),
}  # fmt: skip
NOTHING = "write.changes_nothing"
Ask = Callable[[], tuple[str, ...]]
WRITTEN = re.compile(r"(INSERT INTO|UPDATE) mw\.(\w+) (?:\(([^)]*)\) VALUES|SET (.*) WHERE )")


@dataclass(frozen=True)
class Case:
    """One attempt: what asks Python (every code, none: allowed), and how to try it."""

    label: str
    handle: str
    ask: Ask
    statement: Executable
    is_hidden: bool = False  # on PostgreSQL row security lets this person see no such row
    place: tuple[str, str] | None = None  # table and action of what states no columns

    @cached_property
    def written(self) -> tuple[str, str, frozenset[str]]:
        """The table, `insert`, `update` or `delete`, and the columns that the statement states."""
        if self.place is not None:
            return (*self.place, frozenset())
        sql = str(self.statement.compile(dialect=postgresql.dialect()))  # type: ignore[attr-defined]
        found = WRITTEN.match(sql.replace("\n", " "))
        assert found, sql
        verb, table, inserted, updated = found.groups()
        names = inserted.split(", ") if inserted else re.findall(r"(\w+)=", updated)
        return table, "insert" if verb.startswith("INSERT") else "update", frozenset(names)

    @property
    def is_granted(self) -> bool:
        """Whether by the rights PostgreSQL's grants let this person come before the guards.

        Where they don't, a missing grant is the refusal that is expected, and no other.
        """
        return not self.missing

    @property
    def missing(self) -> frozenset[str]:
        """The columns that this person's grants don't let them state; nobody's let them delete."""
        table, action, names = self.written
        if action == "delete":
            return frozenset({"*"})
        rights = RIGHTS_BY_TABLE.get(table)
        found: set[str] = set()
        for role in granted_to(self.handle) if rights else ():
            found |= granted(rights, action, role)
        return names - found


def granted(rights: TableRights, action: str, role: Role) -> frozenset[str]:
    """The columns of a table that this role may state: what only the database fills is nobody's."""
    if role not in (rights.insert if action == "insert" else rights.update):
        return frozenset()
    names = frozenset(METADATA.tables[f"mw.{rights.table}"].columns.keys())
    is_copied = bool(rights.parent[1]) or rights.table == "business_unit"
    names -= {*FIXED_BY_DATABASE, *(("unit_id",) if is_copied else ())}
    if role is Role.WORKER:
        return names if action == "insert" else names - {"id", *rights.settled}
    editable = frozenset((*rights.editable, "row_version"))
    return names - frozenset(rights.fixed) if action == "insert" else names & editable


@dataclass
class Tally:
    cases: int = 0
    allowed: int = 0
    by_grant: int = 0  # refused by PostgreSQL before a guard ran
    disagreements: list[str] = field(default_factory=list)

    def run(self, bench: Bench, cases: Iterable[Case]) -> Tally:
        for case in cases:
            self.add(bench, case, bench.attempt(case.handle, case.statement))
        return self

    def add(self, bench: Bench, case: Case, found: str) -> None:
        """Compare what the database said with what Python says now."""
        self.cases += 1
        self.allowed += found == OK
        self.by_grant += found == NO_GRANT
        python = case.ask()
        is_granted = bench.is_sqlite or case.is_granted
        if found == NO_ROW and case.is_hidden and is_granted and not bench.is_sqlite:
            return
        if not agrees(python, found, is_granted=is_granted):
            self.disagreements.append(
                f"{bench.name}: {case.label} by {case.handle}: Python says"
                f" {', '.join(python) or 'yes'}{'' if is_granted else ' and grants nothing'},"
                f" the database {found or 'yes'}"
            )

    def __str__(self) -> str:
        return f"{self.cases} cases, {self.allowed} allowed, {self.by_grant} refused by grants"


def agrees(python: tuple[str, ...], found: str, *, is_granted: bool) -> bool:
    """The same verdict, and the database's one code among those that Python gives.

    A missing grant refuses where the rights grant nothing, there always, and nowhere else.
    """
    if not python or found == OK:
        return not python and found == OK
    if found == NO_GRANT or not is_granted:
        return found == NO_GRANT and not is_granted
    return found in python or any(found in FINER.get(code, ()) for code in python)


def codes(blockers: Iterable[Blocker]) -> tuple[str, ...]:
    return tuple(blocker.code for blocker in blockers)
