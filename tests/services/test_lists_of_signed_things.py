"""What is signed is written down in five places: each knows what the others know."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from app.models.queries.events import EventRow
from app.models.rules.asking import ASKING
from app.models.rules.asking import SIGNED as ASKED_FOR
from app.models.rules.scanned import SCANNED
from app.models.rules.signed_acts import SIGNED_STEPS, WHERE_KEYED
from app.services import signed_blocks
from app.services.signing import ACT, DECISION, REVIEW, STEP, WAIVER
from app.services.trail import export, verifying_signatures
from app.verifier import __main__ as verifier

STEPS = {f"{thing}.{state}" for thing, states in SIGNED_STEPS.items() for state in states}
# Sign-offs are held by a check of their own; the signature of a retired runtime is in its own row.
BESIDE = {export.SIGNED_OFF}


def test_who_has_only_a_proof_holds_the_steps_that_are_signed() -> None:
    assert verifier.STEPS == STEPS


def test_who_has_only_a_proof_knows_who_need_not_sign() -> None:
    keyed = {f"{thing}.{state}" for thing in WHERE_KEYED for state in SIGNED_STEPS[thing]}

    assert keyed == verifier.WHERE_KEYED
    assert {*SCANNED} == verifier.SCANNED


def test_a_proof_has_every_signature_that_its_reader_knows() -> None:
    assert {kind: tag for tag, kind in export.SIGNED_TAGS.items()} == {
        kind: tag for kind, tag in verifier.TOLD.items() if tag != verifier.ASKED
    }
    assert {kind for kind, tag in verifier.TOLD.items() if tag == verifier.ASKED} == {*ASKED_FOR}
    assert verifier.TOLD.keys() == verifier.SIGNED.keys()
    assert verifier.ASKED == export.ASKED


def test_what_is_signed_is_signed_for_its_purpose_alone() -> None:
    known = {"decision": DECISION, "waiver": WAIVER, "review": REVIEW, "act": STEP, "retire": ACT}
    known |= dict.fromkeys(ASKED_FOR, ACT)

    assert {kind: verifier.SIGNED[kind] for kind in known} == known
    assert verifier.SIGNED.keys() - known == {verifier.REVIEWED}


def test_verify_now_holds_every_signature_that_a_proof_has() -> None:
    assert {one.tag for one in verifying_signatures.SIGNED} == {
        *export.SIGNED_TAGS, export.ASKED,
    } - BESIDE  # fmt: skip


def test_lineage_shows_the_signature_of_each_event_that_bears_one() -> None:
    rows = {"runtime.retired", export.ASKED}

    assert {*signed_blocks.SIGNED_TAGS} == {*export.SIGNED_TAGS} - rows


def wish(kind: str) -> EventRow:
    key = uuid4()
    return EventRow(
        1, datetime.now(UTC), export.ASKED, key, "", "inbox", key, key, None, "", None, None,
        {"kind": kind}, {}, {},
    )  # fmt: skip


def test_lineage_shows_the_signature_of_each_wish_that_bears_one() -> None:
    bearing = {kind for kind in ASKING if signed_blocks.bearer_of(wish(kind)) is not None}

    assert bearing == {*ASKED_FOR}
