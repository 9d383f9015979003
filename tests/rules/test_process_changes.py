"""What changed in a process is told as who signs it reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import texts
from app.models.bpmn.changes import PartChange, part_changes
from app.models.bpmn.diff import Change
from app.services.library import REGISTRY_PROMOTION
from app.texts.process_words import DETAILS, KINDS

EVERYTHING = (Path(__file__).parent / "data" / "everything.bpmn").read_bytes()
NOTHING = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
SHIPPED = REGISTRY_PROMOTION.read()


def told(part: PartChange) -> tuple[str, ...]:
    is_new = part.change is Change.ADDED
    said = (texts.process_detail(part, one, is_new=is_new) for one in part.details)
    return texts.process_part(part), *said


def changed(before: str, after: str, content: bytes = EVERYTHING) -> list[tuple[str, ...]]:
    assert before.encode() in content
    return [*map(told, part_changes(content, content.replace(before.encode(), after.encode(), 1)))]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            'camunda:dueDate="P3D"', 'camunda:dueDate="P1DT12H"',
            ("“Decide” (user task)", "due after 3 days → 1 day 12 hours"),
        ),
        (
            '"risk_officer, compliance"', '"validator"',
            ("“Decide” (user task)", "for risk officer, compliance officer → validator"),
        ),
        (
            "R3/PT1M", "R5/PT2H",
            ("“Deploy” (automatic step)", "tried again: 3 ×, every 1 minute → 5 ×, every 2 hours"),
        ),
        (
            "${outcome == 'accepted'}", "${true}",
            ("way from “choose” to “Deploy”", "condition: ${outcome == 'accepted'} → ${true}"),
        ),
        (
            'cancelActivity="false"', "",
            ("“late” (timer at “Decide”)", "stops what it is at: no → yes"),
        ),
        (
            'default="no"', 'default="yes"',
            ("“choose” (choice)", "otherwise to “no” → “Deploy”"),
        ),
        (
            "<terminateEventDefinition/>", "",
            ("“stopped” (end)", "kind of event: end of everything → none"),
        ),
    ],
)  # fmt: skip
def test_a_detail_is_told_by_its_meaning(before: str, after: str, said: tuple[str, ...]) -> None:
    assert changed(before, after) == [said]


def test_what_comes_is_told_once_with_its_details_and_what_goes_by_its_name() -> None:
    parts = {one.id: one for one in part_changes(NOTHING, EVERYTHING)}

    assert told(parts["decide"]) == (
        "“Decide” (user task)", "for risk officer, compliance officer", "due after 3 days",
        "form approve", "kind of task: approve", "ends with accepted, rejected",
    )  # fmt: skip
    assert told(parts["f7"]) == ("way from “failed” to “not_deployed”",)
    gone = {one.id: one.change for one in part_changes(EVERYTHING, NOTHING)}
    assert gone == dict.fromkeys(parts, Change.REMOVED)


def test_ids_that_a_program_made_anew_change_nothing() -> None:
    before = SHIPPED.replace(
        b"<bpmn:errorEventDefinition", b'<bpmn:errorEventDefinition id="e1"', 1
    )
    after = before.replace(b'id="e1"', b'id="e2"')

    assert part_changes(before, after) == ()


def test_a_shipped_life_cycle_is_told_in_dutch_by_the_names_of_its_drawing() -> None:
    texts.set_language("nl")
    try:
        assert changed('camunda:dueDate="P3D" ', 'camunda:dueDate="P2D" ', SHIPPED)[0] == (
            "“Training beoordelen” (gebruikerstaak)", "uiterlijk na 3 dagen → 2 dagen",
        )  # fmt: skip
    finally:
        texts.set_language("en")


@pytest.mark.parametrize("content", [EVERYTHING, SHIPPED])
def test_every_part_and_detail_of_what_runs_has_words(content: bytes) -> None:
    for part in part_changes(NOTHING, content):
        assert {part.element, *filter(None, [part.event])} <= KINDS.keys()
        for one in part.details:
            key = one.what.rpartition("}")[2]
            assert {key, one.element} & DETAILS.keys(), one


def test_what_people_wrote_is_not_taken_for_a_detail() -> None:
    for words in ("for the auditors", "error in the data", "3 days"):
        assert texts.told(words, language="nl") == words
