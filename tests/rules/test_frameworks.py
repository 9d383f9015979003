"""What counts on a day, what becomes of evidence over several versions, and files as they come."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.rules import framework_file
from app.models.rules.framework_file import mapping_findings, read_framework
from app.models.rules.frameworks import (
    CARRIED,
    DROPPED,
    REASSESS,
    EvidenceFacts,
    Step,
    VersionFacts,
    doubts,
    phase,
    trace,
)
from app.services.library import FRAMEWORKS

DAY = datetime(2026, 3, 1, tzinfo=UTC)
GOOD = """
key = "fair-credit"
name = "Fair credit"
publisher = "The supervisor"
effective_from = 2020-01-01

[[requirement]]
reference = "1"
title = "People are told why"
text = "Who is refused hears the main grounds."

[[requirement]]
reference = "2"
title = "A stamp is kept"
text = "On paper."
"""


def version(
    number: int, after: UUID | None = None, *, days: int = 0, **more: object
) -> VersionFacts:
    begins = DAY + timedelta(days=days)
    state = str(more.get("state", "published"))
    until = more.get("until")
    assert until is None or isinstance(until, datetime)
    return VersionFacts(uuid4(), number, state, begins, until, after)


def test_a_version_counts_from_its_day_until_the_next_one_begins() -> None:
    first = version(1)
    second = version(2, first.id, days=10)
    third = version(3, second.id, days=5, state="draft")
    line = [first, second, third]

    before = DAY - timedelta(days=1)
    assert [phase(one, line, before) for one in line] == ["coming", "coming", "draft"]
    assert [phase(one, line, DAY) for one in line] == ["in_force", "coming", "draft"]
    later = DAY + timedelta(days=10)
    assert [phase(one, line, later) for one in line] == ["superseded", "in_force", "draft"]


def test_a_version_with_an_end_of_its_own_leaves_none() -> None:
    one = version(1, until=DAY + timedelta(days=3))

    assert phase(one, [one], DAY + timedelta(days=3)) == "over"


def test_over_several_versions_the_worst_outcome_counts() -> None:
    a, b, c, d = (uuid4() for _ in range(4))
    split = {a: [Step(b, CARRIED), Step(c, REASSESS, "two duties now")], b: [Step(d, CARRIED)]}

    assert trace(a, split, {d, c}) == (Step(d, CARRIED), Step(c, REASSESS, "two duties now"))
    assert trace(a, {a: [Step(b, REASSESS)], b: [Step(d, CARRIED)]}, {d}) == (Step(d, REASSESS),)
    assert trace(a, {a: [Step(b, CARRIED)], b: [Step(None, DROPPED)]}, {d}) == (
        Step(None, DROPPED),
    )
    assert trace(a, {}, {d}) == (Step(None, REASSESS),)  # nothing is carried in silence


def test_what_splits_and_joins_again_in_every_version_is_walked_once() -> None:
    """45 requirements that each become all 45 of the next version: four million ways in four."""
    versions = [[uuid4() for _ in range(45)] for _ in range(5)]
    steps = {
        one: [Step(each, REASSESS if n == 3 else CARRIED, str(n)) for each in after]
        for n, (before, after) in enumerate(pairwise(versions))
        for one in before
    }

    ways = trace(versions[0][0], steps, frozenset(versions[-1]))

    assert ways == tuple(Step(one, REASSESS, "3") for one in versions[-1])


def test_every_reason_against_evidence_is_told() -> None:
    old = EvidenceFacts("withdrawn", DAY, "replaced", cadence_days=30)

    assert doubts(old, DROPPED, DAY + timedelta(days=31)) == (
        "withdrawn", "replaced", "too_old", "dropped",
    )  # fmt: skip
    assert doubts(EvidenceFacts("attached", DAY, "", 30), CARRIED, DAY + timedelta(days=30)) == ()
    for days, reasons in ((2**31 - 1, ()), (-(2**31), ("too_old",))):  # as they may be stored
        assert doubts(EvidenceFacts("attached", DAY, "", days), CARRIED, DAY) == reasons


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        (("title = \"A stamp is kept\"\n", ""), 12, "title is missing"),
        (("reference = \"2\"", "reference = \"1\""), 12, "requirement 1 has the reference “1” too"),
        (("2020-01-01", "\"soon\""), 0, "write a day without quotes"),
        (("2020-01-01", "2020-01-01T00:00:00"), 0, "an hour needs a zone"),
        (("2020-01-01", "0001-01-01T00:00:00+14:00"), 0, "write a day without quotes"),
        (("2020-01-01", "2020-01-01\neffective_until = 2019-01-01"), 0, "before it begins"),
        (("key = \"fair-credit\"", "key = fair"), 2, "it is no TOML: Invalid value"),
        (("fair-credit", "Fair/Credit"), 0, "small letters, digits and dashes"),
        (("On paper.", "On \\u202e paper."), 12, "text holds control or direction characters"),
        (("On paper.\"", "On paper.\"\nlaw = 1"), 12, "“law” is not known"),
        (("On paper.", "x" * 10_001), 12, "10000 are allowed"),
        (("2020-01-01", "2020-01-01\nsupersedes = -1"), 0, "the number of the version before"),
        (("[[requirement]]", "[[demand]]"), 0, "“demand” is not known"),
        (("effective_from", "x = " + "[" * 9000 + "]" * 9000 + "\neffective_from"), 0, "too deep"),
        (("effective_from", "x = " + "9" * 9000 + "\neffective_from"), 0, "it is no TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_told_where(
    change: tuple[str, str], line: int, told: str
) -> None:
    read = read_framework(GOOD.replace(*change).encode())

    assert read.draft is None
    assert any(told in one.message and one.line == line for one in read.findings), read.findings


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda one: (GOOD + one).encode()))
def test_no_file_raises(data: bytes) -> None:
    read = read_framework(data)

    assert (read.draft is None) is bool(read.findings)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from([*sorted(tomllib.loads(GOOD)), "mapping", "supersedes"]), values)
def test_no_value_raises_wherever_it_stands(name: str, value: object) -> None:
    table = {**tomllib.loads(GOOD), name: value}
    reader = framework_file._Reader()

    draft = reader.draft(table)

    assert reader.findings or draft is not None


def test_the_shipped_versions_follow_each_other() -> None:
    first, second = (read_framework(one.read()) for one in FRAMEWORKS)
    assert (first.findings, second.findings) == ((), ())
    assert first.draft is not None
    assert second.draft is not None

    before = [one.reference for one in first.draft.requirements]

    assert len(before) >= 10
    assert mapping_findings(second.draft, before) == ()
    assert {one.outcome for one in second.draft.mappings} == {CARRIED, REASSESS}
