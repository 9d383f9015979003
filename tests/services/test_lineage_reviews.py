"""Somebody signs off a range of a lineage that they have read, on both databases."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import InputError, RefusedError
from app.models.queries import lineage_reviews
from app.models.queries.as_of import look_back
from app.models.queries.lineage import EventQuery, count_events, list_events
from app.models.queries.lineage_reviews import (
    SIGNED_OFF,
    LineageRange,
    LineageReviewRow,
    list_lineage_reviews,
    measure_range,
    reviews_of,
)
from app.models.tables.governance import LineageReview
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.commands.lineage_reviews import sign_off
from app.services.signed_blocks import load_signed_block
from app.services.signing import LINEAGE, REVIEW, verify
from app.services.verifying.lineage import OTHER_RANGE
from tests.stories import change_role, register
from tests.trail_kit import live, sealer, tamper
from tests.workspaces import TestWorkspace, pair_of

bank = pytest.fixture(name="bank")(lambda workspace: workspace)
NOTE = "Read from the registration on; the votes fit the rules."


def model_of(bank: TestWorkspace) -> UUID:
    with bank.service.reading() as session:
        found = session.scalars(
            select(AuditEvent.model_id).where(AuditEvent.tag == "model.registered")
        ).one()
    assert found is not None
    return found


def measured(bank: TestWorkspace, handle: str = "jo", **given: Any) -> LineageRange:
    work = bank.work(handle)
    return work.read(measure_range, model_of(bank), me=work.actor.id, **given)


def reviewed(bank: TestWorkspace, handle: str = "jo", **given: Any) -> LineageReview:
    found = measured(bank, handle, **given)
    assert found.facts is not None
    return bank.work(handle).write(
        sign_off, found.model_id, found.facts, reason=NOTE, signer=bank.signer(handle)
    )


def listed(bank: TestWorkspace, **given: Any) -> tuple[LineageReviewRow, ...]:
    return bank.work("jo").read(list_lineage_reviews, model_of(bank), **given)


def found_by(bank: TestWorkspace, text: str, **given: Any) -> list[str]:
    """The tags of the events that a filter finds, the first one first."""
    with bank.work("jo").reading() as session:
        query = EventQuery.of(text, model_id=model_of(bank), **given)
        rows = list_events(session, query).rows
        assert count_events(session, query) == len(rows)
    return [row.tag for row in rows][::-1]


def leaves(bank: TestWorkspace) -> list[tuple[int, str, datetime, UUID]]:
    with bank.service.reading() as session:
        rows = session.execute(
            select(AuditLeaf.position, AuditLeaf.sha256, AuditEvent.at, AuditEvent.actor_id)
            .join(AuditEvent, AuditEvent.id == AuditLeaf.event_id)
            .where(AuditEvent.model_id == model_of(bank))
            .order_by(AuditLeaf.position)
        )
        return [tuple(row) for row in rows]


def test_what_is_signed_is_the_range_with_all_of_its_events_and_the_note(
    bank: TestWorkspace,
) -> None:
    live(bank)
    of_model = leaves(bank)

    row = reviewed(bank)

    said = json.loads(row.document)
    lines = "".join(f"{place} {digest}\n" for place, digest, _, _ in of_model)
    jo = bank.work("jo").actor.id
    assert (said["first"], said["last"]) == (of_model[0][0], of_model[-1][0])
    assert (said["events"], said["own"]) == (len(of_model), sum(w == jo for *_, w in of_model))
    assert said["own"] > 0  # jo voted
    assert said["digest"] == hashlib.sha256(lines.encode()).hexdigest()
    assert said["marks"] == " ".join(f"{p}:{digest[:8]}" for p, digest, _, _ in of_model)
    assert (said["kind"], said["meaning"], said["reason"]) == ("lineage_review", "Reviewed", NOTE)
    assert said["actor"] == str(jo)
    public = pair_of("jo").public_key
    assert verify(public, LINEAGE, row.document, row.signature)
    assert not verify(public, REVIEW, row.document, row.signature)


def test_the_act_is_an_event_of_the_model_that_tells_what_was_reviewed(
    bank: TestWorkspace,
) -> None:
    live(bank)
    row = reviewed(bank)

    with bank.service.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.tag == SIGNED_OFF)).one()
    assert (event.object_id, event.model_id) == (row.id, row.model_id)
    told = {name: event.facts[name] for name in ("first_position", "last_position", "events")}
    assert told == {
        "first_position": row.first_position, "last_position": row.last_position,
        "events": row.events,
    }  # fmt: skip
    assert event.facts["sha256"] == row.sha256
    assert event.facts["signature"] == row.signature
    assert set(event.facts["reason"]) == {"salt", "sha256"}


@pytest.mark.parametrize("handle", ["sanne", "aisha", "root", "eva", "piet", "lin"])
def test_nobody_else_signs_off(bank: TestWorkspace, handle: str) -> None:
    live(bank)

    with pytest.raises(RefusedError) as refused:
        reviewed(bank, handle)

    assert [one.code for one in refused.value.blockers] == ["write.refused"]
    assert listed(bank) == ()


def test_a_validator_and_an_auditor_sign_off_too(bank: TestWorkspace) -> None:
    live(bank)
    change_role(bank, "lin", "auditor")
    sealer(bank).run_once()

    for handle in ("mark", "lin"):
        reviewed(bank, handle)

    assert {row.by for row in listed(bank)} == {"Mark Jansen", "Lin Chen"}


def test_without_a_signature_or_a_word_nothing_is_signed_off(bank: TestWorkspace) -> None:
    """A file of one person asks for no signature."""
    live(bank)
    found = measured(bank)
    given = {"reason": " ", "signer": None}

    with pytest.raises(RefusedError) as refused:
        bank.work("jo").write(sign_off, found.model_id, found.facts, **given)

    unsigned = [] if bank.is_sqlite else ["lineage_review.unsigned"]
    assert [one.code for one in refused.value.blockers] == ["reason.short", *unsigned]


def test_what_is_not_sealed_yet_is_counted_and_left_out(bank: TestWorkspace) -> None:
    live(bank)
    before = measured(bank)
    register(bank, content=b"v2")

    found = measured(bank)

    assert found.facts == before.facts
    assert found.unsealed > 0
    assert measured(bank, start=found.last_at + timedelta(microseconds=1)).facts is None


def test_a_range_by_time_goes_from_event_to_event(bank: TestWorkspace) -> None:
    live(bank)
    of_model = leaves(bank)
    times = sorted(at for _, _, at, _ in of_model)
    start, until = times[2], times[-3]

    found = measured(bank, start=start, until=until)

    inside = [place for place, _, at, _ in of_model if start <= at <= until]
    assert found.facts is not None
    assert (found.facts.first, found.facts.last) == (min(inside), max(inside))
    within = [p for p, *_ in of_model if found.facts.first <= p <= found.facts.last]
    assert found.facts.events == len(within) < len(of_model)


def test_other_events_than_were_shown_are_not_signed(bank: TestWorkspace) -> None:
    live(bank)
    found = measured(bank)
    assert found.facts is not None
    tamper(bank, "UPDATE {schema}audit_leaf SET sha256 = :other WHERE position = :place",
           other="ab" * 32, place=found.facts.last)  # fmt: skip

    with pytest.raises(RefusedError) as refused:
        bank.work("jo").write(
            sign_off, found.model_id, found.facts, reason=NOTE, signer=bank.signer("jo")
        )

    assert [one.code for one in refused.value.blockers] == ["lineage_review.digest"]


def test_more_than_one_review_covers_is_said_before_anything_is_signed(
    bank: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(bank)
    whole = measured(bank)
    monkeypatch.setattr(lineage_reviews, "MOST_EVENTS", whole.events - 1)

    found = measured(bank)

    assert (found.facts, found.events, found.is_too_large) == (None, whole.events, True)
    with pytest.raises(InputError):
        bank.work("jo").write(
            sign_off, whole.model_id, whole.facts, reason=NOTE, signer=bank.signer("jo")
        )


def test_what_nobody_reviewed_yet_is_found_and_a_sign_off_asks_for_no_other(
    bank: TestWorkspace,
) -> None:
    live(bank)
    every = found_by(bank, "")
    reviewed(bank)
    sealer(bank).run_once()
    register(bank, content=b"v2")

    left = found_by(bank, "is:unreviewed")

    assert found_by(bank, "is:reviewed") == every
    assert left == found_by(bank, "")[len(every) + 1 :]
    assert "version.registered" in left
    assert SIGNED_OFF not in left
    assert found_by(bank, "-is:reviewed") == [SIGNED_OFF, *left]


def test_an_event_that_comes_later_within_the_time_was_not_reviewed(bank: TestWorkspace) -> None:
    """Its place in the log lies behind the range, whatever its time says."""
    live(bank)
    row = reviewed(bank)
    first_at = listed(bank)[0].first_at
    register(bank, content=b"v2")
    tamper(
        bank, "UPDATE {schema}audit_event SET at = :at WHERE id = (SELECT max(id) FROM"
        " {schema}audit_event)", at=_as_kept(bank, first_at + timedelta(microseconds=1)),
    )  # fmt: skip
    sealer(bank).run_once()

    late = found_by(bank, "is:unreviewed", end=listed(bank)[0].last_at)

    assert len(late) == 1
    assert listed(bank)[0].id == row.id


def _as_kept(bank: TestWorkspace, at: datetime) -> object:
    return f"{at:%Y-%m-%d %H:%M:%S.%f}" if bank.is_sqlite else at


def test_a_second_review_stands_beside_the_first_and_both_are_told(bank: TestWorkspace) -> None:
    live(bank)
    first, second = reviewed(bank), reviewed(bank, "mark")

    rows = listed(bank)
    with bank.work("jo").reading() as session:
        event = session.scalars(
            select(AuditLeaf.event_id).where(AuditLeaf.position == first.first_position)
        ).one()
        told = reviews_of(session, [event])

    assert [row.id for row in rows] == [second.id, first.id]
    assert [(one.review_id, one.by) for one in told[event]] == [
        (second.id, "Mark Jansen"), (first.id, "Jo Vermeer"),
    ]  # fmt: skip


def test_as_of_an_earlier_time_nobody_had_reviewed_it(bank: TestWorkspace) -> None:
    live(bank)
    reviewed(bank)
    at = listed(bank)[0].at
    before = at - timedelta(microseconds=1)

    assert listed(bank, known_at=before) == ()
    assert len(listed(bank, known_at=at)) == 1
    assert found_by(bank, "is:reviewed", known_at=before) == []
    with bank.work("jo").reading() as session:
        look_back(session, before)
        assert list_lineage_reviews(session, model_of(bank)) == ()


def test_who_reads_it_is_told_whether_the_signature_holds(bank: TestWorkspace) -> None:
    live(bank)
    row = reviewed(bank)

    def block() -> Any:
        return bank.work("jo").read(load_signed_block, row.id)

    assert (block().person, block().meaning, block().fault) == ("Jo Vermeer", "Reviewed", "")
    tamper(bank, "UPDATE {schema}lineage_review SET reason = 'None of it.'")
    assert "reason" in block().fault
    tamper(bank, "UPDATE {schema}audit_leaf SET sha256 = :other WHERE position = :place",
           other="ab" * 32, place=row.last_position)  # fmt: skip
    assert block().fault == OTHER_RANGE
