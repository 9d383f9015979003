"""Python's rules, PostgreSQL and SQLite give the same verdict, with the same code, in each case.

And a rule deleted from one of the three is named by that comparison: each rule in turn, in each
place that holds it. What can't be noticed stands below, and why; a rule that is not among it and is
not noticed is red.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.models.rules import role_requests
from app.models.rules.asking import ASKING
from app.models.rules.policies import POLICIES
from app.models.rules.rights import RIGHTS, RIGHTS_BY_TABLE
from app.models.rules.roles import PEOPLE, ROLE_CONFLICTS, Role
from app.models.rules.sight import THROUGH
from app.models.rules.transitions import PUBLISHERS, TRANSITIONS, transition_blockers
from app.services.unit_of_work import InboxKind
from tests.conftest import COUNTED
from tests.db.enforcement_cases import Case, Tally, granted
from tests.db.enforcement_decision_cases import decision_cases, key_cases, task_cases, waiver_cases
from tests.db.enforcement_kit import HELD, NO_GRANT, OK, Bench, granted_to, open_bench
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
from tests.db.enforcement_place_cases import pause_cases, secret_cases
from tests.db.enforcement_refusals import refusal_cases
from tests.db.enforcement_registration_cases import registration_cases
from tests.db.enforcement_role_cases import role_request_cases
from tests.db.enforcement_table_cases import asking_cases, table_cases
from tests.db.enforcement_trail_cases import act_cases, delete_cases
from tests.db.enforcement_transition_cases import table_role_cases, transition_cases
from tests.db.enforcement_waiver_cases import waiver_vote_cases
from tests.db.refusals import REFUSALS

# Asked where they are written, of a client's clock and words: no database holds them. That another
# service comes first where a version serves, a person may want; no database tells who meant it. The
# only key of a file of one person is kept for its owner's sake, who owns the file as well.
IN_PYTHON_ALONE = ("alert.snooze_past", "key.alone", "model.tag_first")
# Rights that a second rule says again, so that the comparison does not miss one of the two: who
# decides stands in the slots; where a team works, nobody inserts a membership.
BY_ANOTHER = {("decision", "insert"), ("membership", "insert")}
# By database: guards behind which a second one refuses the same with the same code.
_CONFLICT = {
    ("role_request", "update", code): "the membership made is guarded"
    for code in ("membership.conflict", "person.closed")
}
TWICE = {
    "sqlite": _CONFLICT,
    "postgresql": _CONFLICT,
}
# By database: what nobody can do there, so that the guard has nothing to refuse.
NOWHERE = {
    "sqlite": {
        ("membership", "insert", "membership.by_request"): "a file has no team",
        ("membership", "update", "membership.by_request"): "a file has no team",
    },
    "postgresql": {
        ("decision", "insert", "actor.forged"): "the trigger writes who decides, whatever is said",
        ("request_note", "insert", "actor.forged"): "nobody is granted the column of who wrote it",
        ("lineage_review", "insert", "actor.forged"): "nobody is granted that column either",
        ("signed_act", "insert", "actor.forged"): "nor that one",
    },
}
ISOLATION = "transaction.isolation"  # tried by itself below


Maker = Callable[[Bench], Iterable[Case]]
# What is asked, who makes its cases, and what must have been among the answers.
ASKED: dict[str, tuple[Maker, Callable[[Tally], bool]]] = {
    "one reason each": (lambda bench: refusal_cases(bench, REFUSALS), lambda t: t.allowed == 0),
    "thing × from × to × role": (transition_cases, lambda t: t.cases > 4000),
    "table and column × role": (table_cases, lambda t: t.allowed > 0),
    "asking the engine": (asking_cases, lambda t: t.allowed > 0),
    "decision tables: key × step × role": (
        table_role_cases, lambda t: t.allowed == 3 * len(PUBLISHERS) * (len(POLICIES) + 1)
    ),
    "waivers": (waiver_cases, lambda t: t.allowed > 0),
    "keys": (key_cases, lambda t: t.allowed > 30),
    "asking for a role": (role_request_cases, lambda t: t.allowed > 0),
    # Whole requests of three people, to nobody by name or one of two roles: 9. Of the open ones of
    # two askers a registrar declines each, and registers each here, below, or where all
    # is decided: 8; own ones go: 2.
    "asking for a model to be registered": (registration_cases, lambda t: t.allowed == 19),
    "secrets of runtimes": (secret_cases, lambda t: t.allowed > 20),
    "pausing connections": (pause_cases, lambda t: t.allowed > 20),
    "votes on evidence with a waiver": (
        waiver_vote_cases, lambda t: (t.cases, t.allowed) == (15, 9)
    ),
    # Of those allowed ten are comments, one on each kind of case file.
    "deleting, and telling the trail": (
        lambda bench: [*delete_cases(bench), *act_cases(bench)], lambda t: t.allowed == 25
    ),
    "decisions": (lambda bench: decision_cases(bench, requests=120), lambda t: t.allowed > 40),
    "task completions": (lambda bench: task_cases(bench, tasks=120), lambda t: t.allowed > 20),
}  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def answers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Answers]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("bench"), server, is_by_hand=True) as bench:
        made = {what: list(maker(bench)) for what, (maker, _) in ASKED.items()}
        groups = {
            what: [(case, bench.attempt(case.handle, case.statement)) for case in cases]
            for what, cases in made.items()
        }
        yield Answers(bench, groups)


@pytest.mark.parametrize("what", ASKED)
def test_python_and_the_database_agree_in_each_case(
    answers: Answers, what: str, record_property: Callable[[str, object], None]
) -> None:
    """And none is named while all rules are in force. How many stands at the end of the run."""
    tally = Tally()
    for case, found in answers.groups[what]:
        tally.add(answers.bench, case, found)

    record_property(COUNTED, f"{what} on {answers.bench.name}: {tally}")
    assert tally.disagreements == []
    assert ASKED[what][1](tally)


def test_every_kind_of_asking_is_asked() -> None:
    assert set(ASKING) == {str(kind) for kind in InboxKind}


# Python


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (rule, reason)
        for rule in RULES
        for reason in reasons(rule)
        if reason.strip("'") not in IN_PYTHON_ALONE
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_a_reason_deleted_from_python_is_named(
    answers: Answers, rule: Callable[..., Any], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule, "__code__", without(rule, reason))

    assert answers.is_red(first=reason.strip("'"))


def test_a_step_deleted_from_python_is_named(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen = []
    for step in TRANSITIONS:
        kept = tuple(one for one in TRANSITIONS if one is not step)
        with monkeypatch.context() as patch:
            patch.setitem(transition_blockers.__kwdefaults__, "table", kept)
            if not answers.is_red([table_of(step.thing)], first=OK):
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
            if not answers.is_red([table], first=OK):
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
                if not answers.is_red([rights.table], first=OK):
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
                assert answers.is_red(["engine_inbox"], first=OK), (kind, role)


# Databases

TRANSITION_COLUMNS = ("thing", "source", "target", "role")
WRITE_COLUMNS = ("table_name", "action", "role")


def test_a_guard_deleted_from_the_database_is_named(
    answers: Answers, record_property: Callable[[str, object], None]
) -> None:
    """What PostgreSQL refuses before a guard runs is given first, so that the guard is met."""
    bench, tried = answers.bench, 0
    unseen, nowhere = set(), set()
    with bench.changed():
        for guard in guards_of(bench):
            for code in guard.codes:
                if code == ISOLATION:
                    continue
                about = (guard.table, guard.action, code)
                cases = answers.asked(*about)
                lacking = answers.lacking(cases)
                with bench.changed(lacking):
                    is_met = bool(cases) and (not lacking or answers.verdicts(cases) == {code})
                    if not is_met:
                        nowhere.add(about)
                        continue
                    tried += 1
                    with bench.changed(guard.without(code)):
                        if not answers.is_noticed(cases, code, after=lacking):
                            unseen.add(about)

    record_property(COUNTED, f"guards deleted on {bench.name}: {tried}")
    assert unseen == set(TWICE[bench.name])
    assert nowhere == set(NOWHERE[bench.name])


def test_what_keeps_a_table_from_deleting_is_missed_where_it_is_gone(answers: Answers) -> None:
    """No login has the right to delete either; it is given first, so that the trigger is met."""
    bench = answers.bench
    unmet, unseen = [], []
    with bench.changed():
        for rights in RIGHTS:
            cases = answers.asked(rights.table, "delete", "write.append_only")
            name = f"mw_{rights.table}_no_delete" if bench.is_sqlite else "no_delete"
            on = "" if bench.is_sqlite else f" ON mw.{rights.table}"
            lacking = answers.lacking(cases)
            with bench.changed(lacking):
                if answers.verdicts(cases) != {"write.append_only"}:
                    unmet.append(rights.table)
                with bench.changed([f"DROP TRIGGER {name}{on}"]):
                    if not answers.is_noticed(cases, "write.append_only", after=lacking):
                        unseen.append(rights.table)

    assert (unmet, unseen) == ([], [])


def test_another_isolation_level_is_refused_wherever_a_guard_stands(answers: Answers) -> None:
    """An older snapshot would not show what has just been stored. SQLite knows one level."""
    bench = answers.bench
    if bench.is_sqlite:
        pytest.skip("SQLite has one isolation level.")
    wrong = []
    with bench.isolated("REPEATABLE READ"), bench.changed():
        for guard in guards_of(bench):
            cases = [one for one, _ in answers.said if one.written[:2] == guard.about][:1]
            with bench.changed(answers.lacking(cases)):
                before = answers.verdicts(cases)
                with bench.changed(guard.without(ISOLATION)):
                    after = answers.verdicts(cases)
            if before != {ISOLATION} or ISOLATION in after or not cases:
                wrong.append((guard.about, before, after))

    assert wrong == []


def test_a_step_deleted_from_the_database_is_named(answers: Answers) -> None:
    unseen = []
    with answers.bench.changed():
        for step in TRANSITIONS:
            cases = answers.allowed(label_of(step.thing, step.source, step.target))
            rows = [(str(step.thing), step.source, step.target, str(role)) for role in step.roles]
            with without_rows(answers.bench, "allowed_transition", TRANSITION_COLUMNS, rows):
                if not answers.disagreements(cases):
                    unseen.append(step)

    assert unseen == []


def test_a_right_deleted_from_the_database_is_named(answers: Answers) -> None:
    unseen = set()
    with answers.bench.changed():
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
    with answers.bench.changed():
        for table, action, role in _rights():
            cases = [
                one for one in answers.of(table, action, OK) if granted_to(one.handle) == {role}
            ]
            columns = ", ".join(sorted(granted(RIGHTS_BY_TABLE[table], action, role)))
            with bench.changed([f"REVOKE {action} ({columns}) ON mw.{table} FROM mw_{role}"]):
                if not answers.disagreements(cases):
                    unseen.add((table, action, role))

    assert {one for one in unseen if one[:2] not in BY_ANOTHER} == set()


def test_a_grant_too_many_is_named(answers: Answers) -> None:
    """A table to a role, and a column to a role that may write others of its table."""
    bench = answers.bench
    if bench.is_sqlite:
        pytest.skip("SQLite has no grants.")
    unseen, tried = [], set()
    with answers.bench.changed():
        for case, found in answers.said:
            table, action, columns = case.written
            roles = granted_to(case.handle)
            if found != NO_GRANT or len(roles) > 1:
                continue
            (role,) = roles
            missing = columns - granted(RIGHTS_BY_TABLE[table], action, role)
            about = (table, action, role if missing == columns else "column")
            if about in tried or (action == "update" and table in THROUGH):  # no row, no refusal
                continue
            tried.add(about)
            names = f"({', '.join(sorted(missing))})" if missing else ""
            with bench.changed([f"GRANT {action} {names} ON mw.{table} TO mw_{role}"]):
                if not answers.disagreements([case]):
                    unseen.append((about, case.label))

    assert unseen == []
    assert len(tried) > 100
