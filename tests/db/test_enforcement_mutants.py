"""A rule deleted from Python, from PostgreSQL or from SQLite is named by the comparison.

Each rule in turn, in each place that holds it; what the comparison does not ask stands below, with
the test that does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.models.rules import role_requests
from app.models.rules.asking import ASKING
from app.models.rules.rights import RIGHTS, RIGHTS_BY_TABLE
from app.models.rules.roles import PEOPLE, ROLE_CONFLICTS, Role
from app.models.rules.sight import THROUGH
from app.models.rules.transitions import TRANSITIONS, transition_blockers
from tests.db.enforcement_cases import (
    Case,
    asking_cases,
    decision_cases,
    granted,
    key_cases,
    table_cases,
    table_role_cases,
    task_cases,
    transition_cases,
    waiver_cases,
)
from tests.db.enforcement_kit import HELD, NO_GRANT, OK, granted_to, open_bench
from tests.db.enforcement_mutants import (
    RULES,
    Answers,
    guards_of,
    label_of,
    reasons,
    table_of,
    without,
    without_rows,
)
from tests.db.enforcement_place_cases import secret_cases
from tests.db.enforcement_role_cases import role_request_cases

# Compared in test_enforcement_tasks.py, whose tasks are of versions that somebody made.
BESIDE = ("task.own_work",)
# Rights that a second rule says again, so that the comparison does not miss one of the two: who
# decides stands in the slots; where a team works, nobody inserts a membership.
BY_ANOTHER = {("decision", "insert"), ("membership", "insert")}
# Guards behind which a second one gives the same answer.
TWICE = {
    ("application", "update", "write.column"): "only the unit: moved, it needs a role there",
    ("use_case", "update", "write.column"): "only the unit: moved, it needs a role there",
    ("decision", "insert", "write.refused"): "the slots say who decides",
    ("membership", "insert", "write.refused"): "a team changes roles by requests",
    ("role_request", "update", "membership.worker"): "the membership made is guarded alike",
    ("role_request", "update", "membership.unknown_role"): "the membership made is guarded alike",
    ("role_request", "update", "membership.conflict"): "the membership made is guarded alike",
    ("waiver", "update", "write.refused"): "who may grant stands in the steps too",
}
# What the comparison does not ask everywhere: by code, what asks it or why nobody can.
ATTACKS = "the attack table and the tests of its command"
FIRST = "in some tables a step or PostgreSQL's grants refuse first, so no login comes to it"
UNTRIED = "no test names it yet"
UNASKED = {
    "attestation.answer": UNTRIED, "emergency.reason": UNTRIED, "waiver.reason": UNTRIED,
    "waiver.unsigned": UNTRIED,
    "transaction.isolation": "people here write as they should; the attack table does not",
    "write.append_only": FIRST, "write.column": FIRST, "write.refused": FIRST,
    "write.stale": FIRST, "write.changes_nothing": FIRST, "act.unknown": ATTACKS,
    **dict.fromkeys(
        (
            "actor.forged", "act.unsigned", "alert.comment", "alert.ended", "alert.not_yours",
            "alert.reason", "alert.snooze_long", "attestation.closed",
            "attestation.not_yours", "binding.guarded", "blob.chunk", "decision.verdict",
            "emergency.accepted", "emergency.forged", "emergency.late", "emergency.reviewer",
            "emergency.unreviewed", "emergency.unsigned", "finding.signed", "four_eyes.own_work",
            "inbox.unit", "key.inactive",
            "key.position", "key.purpose", "membership.by_request", "membership.conflict",
            "membership.ended", "membership.own", "membership.unknown_role", "membership.worker",
            "model.assessed", "model.tag_used", "model.tier", "person.closed", "person.login",
            "person.reserved", "person.root", "placement.request", "placement.stage",
            "placement.used", "policy.in_force", "policy.second", "policy.switch",
            "policy.taken", "policy.unseen", "published.content", "request.closed",
            "request.no_reject", "request.not_yours", "request.quorum", "request.unopened",
            "request.veto", "risk.closed", "risk.differs", "risk.method", "risk.newer",
            "runtime.signed", "start.bound", "table.content", "table.digest", "table.version",
            "task.assignee", "task.own_work", "tier.unknown", "use.own_work", "use.regulated",
            "use.tag", "write.time",
        ),
        ATTACKS,
    ),
}  # fmt: skip

pytestmark = pytest.mark.xdist_group("mutants")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def answers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Answers]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("bench"), server, is_by_hand=True) as bench:
        cases: list[Case] = []
        makers: tuple[Callable[..., list[Case]], ...] = (
            transition_cases, table_cases, asking_cases, table_role_cases, waiver_cases, key_cases,
            role_request_cases, secret_cases,
        )  # fmt: skip
        for make in makers:
            cases += make(bench)
        cases += decision_cases(bench, requests=120)
        cases += task_cases(bench, tasks=120)
        said = [(case, bench.attempt(case.handle, case.statement)) for case in cases]
        yield Answers(bench, said)


def test_nothing_is_named_while_all_rules_are_in_force(answers: Answers) -> None:
    assert not answers.is_red()


# Python


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (rule, reason)
        for rule in RULES
        for reason in reasons(rule)
        if reason.strip("'") not in BESIDE
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_a_reason_deleted_from_python_is_named(
    answers: Answers, rule: Callable[..., Any], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule, "__code__", without(rule, reason))

    assert answers.is_red()


def test_a_step_deleted_from_python_is_named(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen = []
    for step in TRANSITIONS:
        kept = tuple(one for one in TRANSITIONS if one is not step)
        with monkeypatch.context() as patch:
            patch.setitem(transition_blockers.__kwdefaults__, "table", kept)
            if not answers.is_red([table_of(step.thing)]):
                unseen.append(step)

    assert unseen == []


def test_a_right_deleted_from_python_is_named(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen = set()
    for table, action, role in _rights():
        rights = RIGHTS_BY_TABLE[table]
        less: dict[str, Any] = {action: getattr(rights, action) - {role}}
        with monkeypatch.context() as patch:
            patch.setitem(RIGHTS_BY_TABLE, table, replace(rights, **less))
            if not answers.is_red([table]):
                unseen.add((table, action, role))

    assert {one for one in unseen if one[:2] not in BY_ANOTHER} == set()


# An engine's row is updated by the service alone: PostgreSQL's grants say so, no case asks.
# That a membership ends is asked for, or the end of an account: the attack table tries the rest.
UNREAD = {(rights.table, "update") for rights in RIGHTS if rights.is_engine_row} | {
    ("membership", "update")
}


def _rights() -> list[tuple[str, str, Role]]:
    return [
        (rights.table, action, role)
        for rights in RIGHTS
        for action in ("insert", "update")
        if (rights.table, action) not in UNREAD
        for role in sorted(getattr(rights, action))
    ]


def test_a_column_deleted_from_python_is_named(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {case.label for case, _ in answers.said}
    unseen = []
    for rights in RIGHTS:
        for name in rights.editable:
            if f"update {rights.table}.{name}" not in asked:
                continue
            less = tuple(one for one in rights.editable if one != name)
            with monkeypatch.context() as patch:
                patch.setitem(RIGHTS_BY_TABLE, rights.table, replace(rights, editable=less))
                if not answers.is_red([rights.table]):
                    unseen.append((rights.table, name))

    assert unseen == []


def test_a_pair_of_duties_no_longer_kept_apart_by_python_is_named(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pair in ROLE_CONFLICTS:
        kept = tuple(one for one in ROLE_CONFLICTS if one != pair)
        with monkeypatch.context() as patch:
            patch.setattr(role_requests, "ROLE_CONFLICTS", kept)
            assert answers.is_red(["role_request"]), pair


def test_a_kind_of_asking_that_python_allows_fewer_is_named(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind, roles in ASKING.items():
        for role in roles & PEOPLE:  # the service may ask for anything
            with monkeypatch.context() as patch:
                patch.setitem(ASKING, kind, roles - {role})
                assert answers.is_red(["engine_inbox"]), (kind, role)


def test_what_the_comparison_does_not_ask_is_named_by_another_test() -> None:
    tests = Path(__file__).parent.parent
    others = [one for one in tests.rglob("test_*.py") if one != Path(__file__)]
    words = "\n".join(one.read_text() for one in others)

    assert [code for code, why in UNASKED.items() if why == ATTACKS and code not in words] == []
    assert [code for code, why in UNASKED.items() if why == UNTRIED and code in words] == []


# Databases

TRANSITION_COLUMNS = ("thing", "source", "target", "role")
WRITE_COLUMNS = ("table_name", "action", "role")


def test_a_guard_deleted_from_the_database_is_named(answers: Answers) -> None:
    unseen, unasked = [], set()
    for guard in guards_of(answers.bench):
        for code in guard.codes:
            cases = answers.of(guard.table, guard.action, code)
            if not cases:
                unasked.add((guard.table, guard.action, code))
                continue
            with answers.bench.changed(guard.without(code), [guard.sql]):
                if not answers.disagreements(cases):
                    unseen.append((guard.table, guard.action, code))

    assert [one for one in unseen if one not in TWICE] == []
    assert {one for one in unasked if one[2] not in UNASKED} == set()


def test_a_step_deleted_from_the_database_is_named(answers: Answers) -> None:
    unseen = []
    for step in TRANSITIONS:
        cases = answers.allowed(label_of(step.thing, step.source, step.target))
        rows = [(str(step.thing), step.source, step.target, str(role)) for role in step.roles]
        with without_rows(answers.bench, "allowed_transition", TRANSITION_COLUMNS, rows):
            if not answers.disagreements(cases):
                unseen.append(step)

    assert unseen == []


def test_a_right_deleted_from_the_database_is_named(answers: Answers) -> None:
    unseen = set()
    for table, action, role in _rights():
        if action == "insert" and RIGHTS_BY_TABLE[table].thing is not None:
            continue  # it comes into being by a step, which is tried above
        cases = [one for one in answers.of(table, action, OK) if HELD[one.handle] == {role}]
        rows = [(table, action, str(role))]
        with without_rows(answers.bench, "allowed_write", WRITE_COLUMNS, rows):
            if not answers.disagreements(cases):
                unseen.add((table, action, role))

    assert {one for one in unseen if one[:2] not in BY_ANOTHER} == set()


def test_a_grant_too_few_is_named(answers: Answers) -> None:
    bench = answers.bench
    if bench.is_sqlite:
        pytest.skip("SQLite has no grants.")
    unseen = set()
    for table, action, role in _rights():
        cases = [one for one in answers.of(table, action, OK) if granted_to(one.handle) == {role}]
        columns = ", ".join(sorted(granted(RIGHTS_BY_TABLE[table], action, role)))
        there = f"REVOKE {action} ({columns}) ON mw.{table} FROM mw_{role}"
        back = f"GRANT {action} ({columns}) ON mw.{table} TO mw_{role}"
        with bench.changed([there], [back]):
            if not answers.disagreements(cases):
                unseen.add((table, action, role))

    assert {one for one in unseen if one[:2] not in BY_ANOTHER} == set()


def test_a_grant_too_many_is_named(answers: Answers) -> None:
    """A table to a role, and a column to a role that may write others of its table."""
    bench = answers.bench
    if bench.is_sqlite:
        pytest.skip("SQLite has no grants.")
    unseen, tried = [], set()
    for case, found in answers.said:
        table, action, columns = case.written
        roles = granted_to(case.handle)
        if found != NO_GRANT or len(roles) > 1:
            continue
        (role,) = roles
        missing = columns - granted(RIGHTS_BY_TABLE[table], action, role)
        about = (table, action, role if missing == columns else "column")
        is_hidden = action == "update" and table in THROUGH  # by row security: no row, no refusal
        if about in tried or is_hidden:
            continue
        tried.add(about)
        names = ", ".join(sorted(missing))
        there = f"GRANT {action} ({names}) ON mw.{table} TO mw_{role}"
        back = f"REVOKE {action} ({names}) ON mw.{table} FROM mw_{role}"
        with bench.changed([there], [back]):
            if not answers.disagreements([case]):
                unseen.append((about, case.label))

    assert unseen == []
    assert len(tried) > 100
