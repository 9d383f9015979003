"""Rules deleted one by one, from each place that holds them: what the comparison must find."""

from __future__ import annotations
import __future__

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import CodeType
from typing import Any

from app.models.rules.asking import asking_blockers
from app.models.rules.four_eyes import decision_blockers, waiver_blockers
from app.models.rules.keys import (
    confirmation_blockers,
    revocation_blockers,
    signature_blockers,
)
from app.models.rules.role_requests import answering_role_blockers, asking_role_blockers
from app.models.rules.secret_names import runtime_secret_blockers
from app.models.rules.tasks import completion_blockers
from app.models.rules.transitions import Thing
from tests.db.enforcement_cases import TABLE_OF, Case, Tally
from tests.db.enforcement_kit import OK, Bench

# Python's rules that the databases hold too. The tables of rights and steps are tried row by row.
RULES: tuple[Callable[..., Any], ...] = (
    decision_blockers,
    waiver_blockers,
    confirmation_blockers,
    revocation_blockers,
    signature_blockers,
    completion_blockers,
    asking_blockers,
    asking_role_blockers,
    answering_role_blockers,
    runtime_secret_blockers,
)
ENOUGH = 8  # cases for one deleted rule


@dataclass
class Answers:
    """What a database said to each case while all rules were in force."""

    bench: Bench
    said: list[tuple[Case, str]]

    @cached_property
    def by_verdict(self) -> dict[tuple[str, str, str], list[Case]]:
        found: dict[tuple[str, str, str], list[Case]] = {}
        for case, verdict in self.said:
            found.setdefault((*case.written[:2], verdict), []).append(case)
        return found

    def of(self, table: str, action: str, verdict: str) -> list[Case]:
        return self.by_verdict.get((table, action, verdict), [])

    def allowed(self, label: str) -> list[Case]:
        return [case for case, found in self.said if found == OK and case.label == label]

    def disagreements(self, cases: Iterable[Case]) -> list[str]:
        """The comparison again, for a few of the cases: first where Python has one reason."""
        few = sorted(cases, key=lambda case: len(case.ask()))[:ENOUGH]
        return Tally().run(self.bench, few).disagreements

    def is_red(self, tables: Iterable[str] = ()) -> bool:
        """Whether what Python says now differs from what was said, and is named."""
        wanted = set(tables)
        tally = Tally()
        for case, found in self.said:
            if wanted and case.written[0] not in wanted:
                continue
            tally.add(self.bench, case, found)
            if tally.disagreements:
                return True
        return False


# Python


def reasons(rule: Callable[..., Any]) -> list[str]:
    """What a rule says no with, as its source words it."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    found = [ast.unparse(node.args[0]) for node in ast.walk(tree) if _is_blocker(node)]
    return list(dict.fromkeys(found))


def without(rule: Callable[..., Any], reason: str) -> CodeType:
    """The code of `rule` without the lines that give this reason."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    made = ast.fix_missing_locations(_Deleter(reason).visit(tree))
    flag = __future__.annotations.compiler_flag
    module = compile(made, inspect.getfile(rule), "exec", flags=flag, dont_inherit=True)
    return next(
        one
        for one in module.co_consts
        if isinstance(one, CodeType) and one.co_name == rule.__name__
    )


def _is_blocker(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Blocker"
    )


class _Deleter(ast.NodeTransformer):
    def __init__(self, reason: str) -> None:
        self.reason = reason

    def _gives(self, node: ast.AST) -> bool:
        return any(
            isinstance(one, ast.Call)
            and _is_blocker(one)
            and ast.unparse(one.args[0]) == self.reason
            for one in ast.walk(node)
        )

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        return ast.Pass() if self._gives(node) else node

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        return ast.Return(ast.Tuple([], ast.Load())) if self._gives(node) else node


# Databases


@dataclass(frozen=True)
class GuardText:
    """The guard of a table as it stands in the database, read from there."""

    bench: Bench
    table: str
    action: str
    sql: str

    @property
    def codes(self) -> tuple[str, ...]:
        pattern = (
            r"RAISE\(ABORT, 'MW\d+ ([a-z_.]+)'\)"
            if self.bench.is_sqlite
            else r"mw\.refuse\('MW\d+', '([a-z_.]+)'\)"
        )
        return tuple(dict.fromkeys(re.findall(pattern, self.sql)))

    def without(self, code: str) -> list[str]:
        """Statements that leave every refusal but those with this code."""
        if not self.bench.is_sqlite:
            return [re.sub(rf"PERFORM mw\.refuse\('MW\d+', '{code}'\);", "NULL;", self.sql)]
        less = re.sub(rf"RAISE\(ABORT, 'MW\d+ {re.escape(code)}'\)", "1", self.sql)
        gone = [f"DROP TRIGGER mw_{self.table}_guard_{self.action}", less]
        if code == "write.column":  # two triggers of their own hold it for what is settled once
            for name in ("unit_id", "number"):
                gone.append(f"DROP TRIGGER IF EXISTS mw_{self.table}_settled_{name}")
        return gone


def guards_of(bench: Bench) -> Iterator[GuardText]:
    if bench.is_sqlite:
        pattern = r"CREATE TRIGGER mw_(?P<table>\w+)_guard_(?P<action>insert|update) "
        found = bench.scalars("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    else:
        pattern = r"CREATE OR REPLACE FUNCTION mw\.guard_(?P<action>insert|update)_(?P<table>\w+)"
        found = bench.scalars(
            "SELECT pg_get_functiondef(p.oid) FROM pg_proc p"
            " WHERE p.pronamespace = CAST('mw' AS regnamespace) ORDER BY p.proname"
        )
    for sql in found:
        named = re.match(pattern, sql)
        if named:
            yield GuardText(bench, named["table"], named["action"], sql)


def label_of(thing: Thing, source: str, target: str) -> str:
    return f"{thing} {source} → {target}" if source else f"{thing} → {target}"


def table_of(thing: Thing) -> str:
    return TABLE_OF[thing].table


@contextmanager
def without_rows(
    bench: Bench, table: str, names: Sequence[str], rows: Iterable[Sequence[str]]
) -> Iterator[None]:
    """Rows that guards read, gone for a while."""
    place = table if bench.is_sqlite else f"mw.{table}"
    kept = ["(" + ", ".join(f"'{value}'" for value in row) + ")" for row in rows]
    there = f"DELETE FROM {place} WHERE ({', '.join(names)}) IN (VALUES {', '.join(kept)})"
    back = f"INSERT INTO {place} ({', '.join(names)}) VALUES {', '.join(kept)}"
    with bench.changed([there], [back]):
        yield
