"""Which runtime may serve a snapshot: fail closed, every rule with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.rules.matching import (
    Match,
    MatchRule,
    RuntimeFacts,
    SnapshotFacts,
    asks_more,
    match_rules,
    no_fit_lines,
    rank,
    wire_type,
)
from app.models.rules.pauses import Pause

UNIT = uuid4()
SNAPSHOT = SnapshotFacts(
    frozenset({"cc-fraud"}), "ab" * 32, frozenset({"tensor(float)"}), frozenset({UNIT})
)
RUNTIME = RuntimeFacts(
    id=UUID(int=1),
    name="prod-eu-2",
    unit_id=UNIT,
    mode="online",
    url="http://127.0.0.1:8080",
    state="ready",
    stage_tags=frozenset({"PROD"}),
    service_tags=frozenset({"cc-fraud"}),
    formats=frozenset({"onnx"}),
    capacity=2,
    loaded=1,
)


def match(
    runtime: RuntimeFacts = RUNTIME,
    snapshot: SnapshotFacts = SNAPSHOT,
    *,
    stage: str = "PROD",
    tag: str = "cc-fraud",
    mode: str = "online",
) -> Match:
    return Match(runtime, match_rules(snapshot, runtime, stage=stage, service_tag=tag, mode=mode))


def failed(found: Match) -> list[str]:
    return [rule.rule for rule in found.failed]


def test_a_runtime_that_meets_every_rule_fits() -> None:
    assert match().fits
    assert all(not rule.fix for rule in match().rules)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"stage_tags": frozenset()}, "stage_tag"),
        ({"stage_tags": frozenset({"PROD", "DEV"})}, "stages_apart"),
        ({"service_tags": frozenset()}, "service_tag"),
        ({"service_tags": frozenset({"cc-fraud-2"})}, "service_tag"),
        ({"url": ""}, "mode"),
        ({"formats": frozenset({"sklearn"})}, "format"),
        ({"loaded": 2}, "capacity"),
    ],
)
def test_one_thing_missing_is_named_with_its_fix(change: dict[str, object], rule: str) -> None:
    found = match(replace(RUNTIME, **change))  # type: ignore[arg-type]  # fields of the facts

    assert failed(found) == [rule]
    assert found.fits_after_fix


@pytest.mark.parametrize("state", ["unknown", "unreachable", "draining", "retired"])
def test_a_runtime_that_can_not_serve_now_has_no_fix(state: str) -> None:
    found = match(replace(RUNTIME, state=state))

    assert failed(found) == ["health"]
    assert not found.fits_after_fix


PAUSE = Pause("runtime", "prod-eu-2", "Tom Bakker", datetime(2026, 3, 1, tzinfo=UTC), "Its disk.")


@pytest.mark.parametrize("state", ["ready", "unreachable"])
def test_a_paused_runtime_fits_later_whatever_it_was_when_somebody_last_looked(state: str) -> None:
    found = match(replace(RUNTIME, state=state, pause=PAUSE))

    assert not found.fits
    assert found.fits_later
    assert found.closed_until is None
    assert not found.is_worth_waiting(PAUSE.at)
    (rule,) = [one for one in found.failed if one.rule == "paused"]
    assert rule.found == (
        "prod-eu-2 is paused by Tom Bakker on 2026-03-01T00:00:00+00:00: Its disk."
    )


def test_a_paused_runtime_that_would_not_fit_anyway_is_not_waited_for() -> None:
    assert not match(replace(RUNTIME, pause=PAUSE, loaded=2)).fits_later


def test_a_snapshot_without_tag_onnx_file_or_carried_types_fits_nowhere() -> None:
    assert failed(match(snapshot=replace(SNAPSHOT, service_tags=frozenset()))) == ["snapshot_tag"]
    assert failed(match(snapshot=replace(SNAPSHOT, model_sha256=""))) == ["format"]
    odd = replace(SNAPSHOT, types=frozenset({"seq(map(int64,tensor(float)))"}))
    assert failed(match(snapshot=odd)) == ["types"]
    assert failed(match(snapshot=replace(SNAPSHOT, units=frozenset({uuid4()})))) == ["unit"]


def test_a_batch_runtime_has_no_endpoint_and_an_online_one_has() -> None:
    batch = replace(RUNTIME, mode="batch", url="")

    assert match(batch, mode="batch").fits
    assert failed(match(batch)) == failed(match(mode="batch")) == ["mode"]
    assert match(replace(RUNTIME, url="", finds_itself=True)).fits


def test_a_full_runtime_may_still_take_over_its_own_service() -> None:
    assert match(replace(RUNTIME, loaded=2, has_service=True)).fits


def test_tags_are_compared_without_case_and_sign() -> None:
    assert match(stage="prod", tag="#CC-Fraud").fits


@given(st.frozensets(st.sampled_from(["PROD", "SIT", "DEV", ""])), st.text(max_size=3))
def test_no_tags_on_either_side_never_match(stage_tags: frozenset[str], tag: str) -> None:
    bare = replace(RUNTIME, stage_tags=stage_tags, service_tags=frozenset())
    empty = replace(SNAPSHOT, service_tags=frozenset())

    assert not match(bare, tag=tag).fits
    assert not match(snapshot=empty, tag=tag).fits


def test_a_service_tag_that_another_model_answers_to_is_refused() -> None:
    found = match(replace(RUNTIME, taken_by="other"))

    assert failed(found) == ["service_taken"]
    assert "another service tag" in found.failed[0].fix


def test_where_it_serves_a_stage_that_asks_for_more_it_is_not_replaced() -> None:
    found = match(replace(RUNTIME, held_by="PROD"))

    assert failed(found) == ["stage_held"]
    assert found.failed[0].found.endswith("answers for PROD")
    assert [
        asks_more(kind, is_protected=is_protected)
        for kind in ("staging", "production")
        for is_protected in (False, True)
    ] == [0, 1, 2, 2]


def test_where_the_model_serves_in_this_stage_comes_before_the_least_loaded() -> None:
    present = replace(RUNTIME, name="z", loaded=1, has_service=True, has_place=True)
    idle = replace(RUNTIME, name="a", loaded=0)
    assert [one.runtime.name for one in rank([match(idle), match(present)])] == ["z", "a"]


def test_the_named_one_comes_first_then_the_least_loaded_then_by_name() -> None:
    names = {"c": 1, "b": 0, "a": 1, "d": 1}
    runtimes = [replace(RUNTIME, name=name, loaded=n) for name, n in names.items()]
    broken = replace(RUNTIME, name="0", loaded=0, state="unreachable")
    found = [match(one) for one in (broken, *runtimes)]

    assert [one.runtime.name for one in rank(found)] == ["b", "a", "c", "d", "0"]
    assert rank(found, explicit=["d"])[0].runtime.name == "d"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("tensor(float)", "FP32"),
        ("float64", "FP64"),
        ("tensor(string)", "BYTES"),
        ("INT64", "INT64"),
    ],
)
def test_types_of_models_and_of_the_protocol_are_the_same(written: str, name: str) -> None:
    assert wire_type(written) == name


def test_a_rule_says_what_it_needed_and_found() -> None:
    (rule,) = match(replace(RUNTIME, service_tags=frozenset())).failed

    fix = "Add the service tag #cc-fraud to prod-eu-2."
    lack = "prod-eu-2 does not take the service #cc-fraud."
    assert rule == MatchRule("service_tag", "#cc-fraud", "none", ok=False, fix=fix, lack=lack)


def test_a_runtime_of_another_stage_is_given_no_advice() -> None:
    found = match(replace(RUNTIME, service_tags=frozenset(), loaded=2), stage="SIT")

    assert found.is_of_another_stage
    assert found.lacks == ("prod-eu-2 is a runtime of PROD; the path keeps its stages apart.",)
    assert not match(stage="SIT").fits_after_fix


def test_a_stage_tag_is_advised_only_where_there_is_none() -> None:
    (said,) = match(replace(RUNTIME, stage_tags=frozenset())).lacks

    assert said == "prod-eu-2 has no stage tag. Add the stage tag PROD to prod-eu-2."


@pytest.mark.parametrize(
    ("stage", "tag"),
    [
        ("PROD-RISK", "PROD-RI\u017fK"),
        ("STRASSE", " # Stra\u00dfe"),
        ("PR\u00dcFUNG", "pru\u0308fung"),
    ],
)
def test_stages_are_found_whatever_letters_stand_for_theirs(stage: str, tag: str) -> None:
    runtime = replace(RUNTIME, stage_tags=frozenset({tag}))

    assert match(runtime, stage=stage).fits


@pytest.mark.parametrize("tags", [("#DEV", "#PROD"), ("DEV", "# prod"), ("\u00a0dev", "##PROD")])
def test_stages_stay_apart_whatever_stands_before_their_tags(tags: tuple[str, str]) -> None:
    assert failed(match(replace(RUNTIME, stage_tags=frozenset(tags)))) == ["stages_apart"]


@pytest.mark.parametrize(("stage", "other"), [("DEV", "PROD"), ("PROD", "DEV")])
def test_of_two_stages_that_stay_apart_the_one_that_is_not_asked_for_goes(
    stage: str, other: str
) -> None:
    (said,) = match(replace(RUNTIME, stage_tags=frozenset({"DEV", "PROD"})), stage=stage).lacks

    assert said.endswith(f"Take the stage tag {other} off prod-eu-2.")


@pytest.mark.parametrize(
    "change",
    [
        {"stage_tags": frozenset()},
        {"stage_tags": frozenset({"SIT"})},
        {"service_tags": frozenset()},
        {"taken_by": "churn"},
        {"held_by": "PROD"},
        {"unit_id": uuid4()},
        {"state": "unreachable"},
        {"url": ""},
        {"formats": frozenset()},
        {"loaded": 2},
        {"pause": PAUSE},
    ],
)
def test_what_a_runtime_lacks_is_said_in_words_that_name_it(change: dict[str, object]) -> None:
    (said,) = match(replace(RUNTIME, **change)).lacks  # type: ignore[arg-type]  # fields of the facts

    assert "prod-eu-2" in said
    assert "_" not in said
    assert said.endswith(".")


def test_why_nothing_takes_a_release_names_what_failed_and_what_was_wanted() -> None:
    fits, other = match(), match(replace(RUNTIME, name="prod-3"))
    off = match(replace(RUNTIME, name="sit-1", stage_tags=frozenset({"SIT"})))

    said = no_fit_lines([fits, other, off], wanted="prod-9", failed=["prod-3"])

    assert said == (
        "prod-eu-2 fits, but this release asks for prod-9 only.",
        "prod-3 fits, but this release failed there. Retry tries it again.",
        "sit-1 is a runtime of SIT; the path keeps its stages apart.",
    )
