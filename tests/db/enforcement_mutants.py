"""Rules deleted one by one, from each place that holds them: what the comparison must find."""

from __future__ import annotations
import __future__

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import CodeType
from typing import Any

from app.models.rules import assessing, emergency
from app.models.rules.accounts import adding_blockers, closing_blockers
from app.models.rules.acts import act_blockers
from app.models.rules.asking import (
    asking_blockers,
    bound_blockers,
    setting_blockers,
)
from app.models.rules.four_eyes import decision_blockers, waiver_blockers
from app.models.rules.frameworks import (
    anew_blockers,
    line_blockers,
    owner_blockers,
    part_blockers,
    showing_blockers,
)
from app.models.rules.keys import (
    confirmation_blockers,
    revocation_blockers,
    signature_blockers,
)
from app.models.rules.lineage_reviews import range_blockers as lineage_range_blockers
from app.models.rules.monitors import monitor_blockers, watching_blockers
from app.models.rules.own_work import own_work_blockers
from app.models.rules.paths import path_blockers
from app.models.rules.pauses import turn_blockers
from app.models.rules.policies import (
    answer_blockers,
    leaving_blockers,
    naming_blockers,
    publish_blockers,
    switch_blockers,
)
from app.models.rules.public_keys import key_blockers
from app.models.rules.registrations import (
    answering_registration_blockers,
    asking_registration_blockers,
)
from app.models.rules.rights import write_blockers
from app.models.rules.role_requests import answering_role_blockers, asking_role_blockers
from app.models.rules.runtime_addresses import runtime_url_blockers
from app.models.rules.runtime_names import runtime_name_blockers
from app.models.rules.scanned import kind_blockers
from app.models.rules.secret_names import runtime_secret_blockers
from app.models.rules.service_tags import service_blockers
from app.models.rules.signed_acts import step_blockers
from app.models.rules.sizes import (
    depth_blockers,
    number_blockers,
    range_blockers,
    shape_blockers,
    size_blockers,
    time_blockers,
    waived_until_blockers,
)
from app.models.rules.tasks import (
    claiming_blockers,
    completion_blockers,
    delegation_blockers,
    reason_blockers,
    role_blockers,
)
from app.models.rules.transitions import Thing
from app.models.rules.triage import live_blockers, snooze_blockers
from tests.db.enforcement_cases import TABLE_OF, Case, Tally
from tests.db.enforcement_kit import NO_GRANT, NO_ROW, OK, Bench
from tests.db.enforcement_trail_cases import ACT

# Python's rules that the databases hold too. The tables of rights and steps are tried row by row.
RULES: tuple[Callable[..., Any], ...] = (
    decision_blockers,
    waiver_blockers,
    confirmation_blockers,
    revocation_blockers,
    key_blockers,
    signature_blockers,
    step_blockers,
    completion_blockers,
    asking_blockers,
    adding_blockers,
    closing_blockers,
    asking_role_blockers,
    answering_role_blockers,
    asking_registration_blockers,
    answering_registration_blockers,
    claiming_blockers,
    delegation_blockers,
    role_blockers,
    reason_blockers,
    live_blockers,
    snooze_blockers,
    bound_blockers,
    setting_blockers,
    naming_blockers,
    switch_blockers,
    answer_blockers,
    publish_blockers,
    leaving_blockers,
    emergency.review_blockers,
    assessing.review_blockers,
    assessing.submit_blockers,
    assessing.tier_blockers,
    assessing.tag_blockers,
    assessing.use_blockers,
    assessing.lowering_blockers,
    own_work_blockers,
    lineage_range_blockers,
    runtime_secret_blockers,
    runtime_name_blockers,
    runtime_url_blockers,
    turn_blockers,
    path_blockers,
    service_blockers,
    monitor_blockers,
    watching_blockers,
    kind_blockers,
    line_blockers,
    anew_blockers,
    part_blockers,
    act_blockers,
    write_blockers,
    showing_blockers,
    owner_blockers,
    size_blockers,
    depth_blockers,
    number_blockers,
    range_blockers,
    shape_blockers,
    time_blockers,
    waived_until_blockers,
)
ENOUGH = 8  # cases for one deleted rule


@dataclass
class Answers:
    """What a database said to each case while all rules were in force."""

    bench: Bench
    groups: Mapping[str, Sequence[tuple[Case, str]]]  # by what is asked

    @cached_property
    def said(self) -> list[tuple[Case, str]]:
        return [one for group in self.groups.values() for one in group]

    @cached_property
    def by_verdict(self) -> dict[tuple[str, str, str], list[Case]]:
        found: dict[tuple[str, str, str], list[Case]] = {}
        for case, verdict in self.said:
            found.setdefault((*case.written[:2], verdict), []).append(case)
        return found

    @cached_property
    def by_table(self) -> dict[str, list[tuple[Case, str]]]:
        found: dict[str, list[tuple[Case, str]]] = {}
        for case, verdict in self.said:
            found.setdefault(case.written[0], []).append((case, verdict))
        return found

    def of(self, table: str, action: str, verdict: str) -> list[Case]:
        return self.by_verdict.get((table, action, verdict), [])

    def asked(self, table: str, action: str, code: str) -> list[Case]:
        """The cases that are refused with this code.

        Where there is none, those that PostgreSQL refuses before a guard runs: see `lacking`.
        """
        found = self.of(table, action, code)
        if not found:
            before = [*self.of(table, action, NO_GRANT), *self.of(table, action, NO_ROW)]
            found = [case for case in before if case.ask() == (code,)]
        return sorted(found, key=lambda case: (case.ask() != (code,), len(case.ask())))[:ENOUGH]

    def lacking(self, cases: Iterable[Case]) -> list[str]:
        """Statements that give these people what they lack to come before the guards."""
        found = set()
        for case in cases if not self.bench.is_sqlite else ():
            table, action, _ = case.written
            if action == "delete":
                found.add(f'GRANT DELETE ON mw.{table} TO "b_{case.handle}"')
                found.add(f"ALTER TABLE mw.{table} DISABLE ROW LEVEL SECURITY")
            elif case.missing:
                names = ", ".join(sorted(case.missing))
                found.add(f'GRANT {action} ({names}) ON mw.{table} TO "b_{case.handle}"')
            if case.is_hidden:
                found.add(f"ALTER POLICY sight ON mw.{table} USING (true)")
        return sorted(found)

    def is_noticed(self, cases: Iterable[Case], code: str, *, after: Sequence[str]) -> bool:
        """Whether the comparison is red; where people were given more, the answer another one."""
        return self.verdicts(cases) != {code} if after else bool(self.disagreements(cases))

    def allowed(self, label: str) -> list[Case]:
        return [case for case, found in self.said if found == OK and case.label == label]

    def disagreements(self, cases: Iterable[Case]) -> list[str]:
        """The comparison again, for a few of the cases: first where Python has one reason."""
        few = sorted(cases, key=lambda case: len(case.ask()))[:ENOUGH]
        return Tally().run(self.bench, few).disagreements

    def verdicts(self, cases: Iterable[Case]) -> set[str]:
        return {self.bench.attempt(case.handle, case.statement) for case in cases}

    def is_red(self, tables: Iterable[str] = (), *, first: str = "") -> bool:
        """Whether what Python says now differs from what was said, and is named.

        Args:
            first: the answer of those cases that are asked before all others.
        """
        return any(self.named(tables, first=first))

    def named(self, tables: Iterable[str] = (), *, first: str = "") -> Iterator[str]:
        """Each case of these tables, or of all, whose answer is not what Python says now."""
        wanted = tuple(tables) or self.by_table
        said = (one for name in wanted for one in self.by_table.get(name, ()))
        for case, found in sorted(said, key=lambda one: one[1] != first):
            tally = Tally()
            tally.add(self.bench, case, found)
            yield from tally.disagreements


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
    def about(self) -> tuple[str, str]:
        return self.table, self.action

    @property
    def codes(self) -> tuple[str, ...]:
        pattern = (
            r"RAISE\(ABORT, 'MW\d+ ([a-z_.]+)'\)"
            if self.bench.is_sqlite
            else r"mw\.refuse\('MW\d+', '([a-z_.]+)'\)"
        )
        return tuple(dict.fromkeys(re.findall(pattern, self.sql)))

    @property
    def dropped(self) -> str:
        if self.table == ACT:
            return "DROP TRIGGER mw_act_insert"
        return f"DROP TRIGGER mw_{self.table}_guard_{self.action}"

    def without(self, code: str) -> list[str]:
        """Statements that leave every refusal but those with this code."""
        if not self.bench.is_sqlite:
            return [re.sub(rf"PERFORM mw\.refuse\('MW\d+', '{code}'\);", "NULL;", self.sql)]
        less = re.sub(rf"RAISE\(ABORT, 'MW\d+ {re.escape(code)}'\)", "1", self.sql)
        gone = [self.dropped, less]
        if code == "write.column":  # two triggers of their own hold it for what is settled once
            for name in ("unit_id", "number"):
                gone.append(f"DROP TRIGGER IF EXISTS mw_{self.table}_settled_{name}")
        return gone


def guards_of(bench: Bench) -> Iterator[GuardText]:
    if bench.is_sqlite:
        pattern = (
            r"CREATE TRIGGER mw_(?:(?P<table>\w+)_guard_(?P<action>insert|update)|act_insert) "
        )
        found = bench.scalars("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    else:
        pattern = (
            r"CREATE OR REPLACE FUNCTION mw\.(?:guard_(?P<action>insert|update)_(?P<table>\w+)"
            r"|record_act\b)"
        )
        found = bench.scalars(
            "SELECT pg_get_functiondef(p.oid) FROM pg_proc p"
            " WHERE p.pronamespace = CAST('mw' AS regnamespace) ORDER BY p.proname"
        )
    for sql in found:
        named = re.match(pattern, sql)
        if named:
            yield GuardText(bench, named["table"] or ACT, named["action"] or "insert", sql)


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
    gone = f"DELETE FROM {place} WHERE ({', '.join(names)}) IN (VALUES {', '.join(kept)})"
    with bench.changed([gone]):
        yield
