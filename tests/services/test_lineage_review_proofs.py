"""A proof carries what was signed off, and the verifier names what is another since."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.queries.find import find_model
from app.models.queries.lineage_reviews import measure_range
from app.models.rules.lineage_reviews import MARK_DIGITS
from app.models.tables.governance import LineageReview
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.commands.lineage_reviews import sign_off
from app.services.trail.export import Exported, Wanted, export_proof
from app.verifier import __main__ as verifier
from app.verifier.__main__ import Break, Report, check_file
from tests.proof_kit import lines, remade
from tests.stories import register
from tests.trail_kit import key_of, live, rechain, sealer, tampering
from tests.workspaces import TestWorkspace

NOTE = "Read from the registration on; the votes fit the rules."


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """The life of cc-fraud up to its v2 is signed off, with churn between; then a v3 came."""
    live(workspace)
    for name, content in (("churn", b"c1"), ("cc-fraud", b"v2")):
        register(workspace, name=name, content=content)
    sealer(workspace).run_once()
    work = workspace.work("jo")
    with work.reading() as session:
        model = find_model(session, "cc-fraud").id
        found = measure_range(session, model, me=work.actor.id)
    assert found.facts is not None
    work.write(sign_off, model, found.facts, reason=NOTE, signer=workspace.signer("jo"))
    register(workspace, content=b"v3")
    sealer(workspace).run_once()
    return workspace


def review_of(bank: TestWorkspace) -> LineageReview:
    with bank.service.reading() as session:
        row = session.scalars(select(LineageReview)).one()
        session.expunge(row)
        return row


def of_model(bank: TestWorkspace, **given: Any) -> Wanted:
    return Wanted(model_id=review_of(bank).model_id, model_name="cc-fraud", **given)


def export(bank: TestWorkspace, out: Path, wanted: Wanted) -> Exported:
    return export_proof(bank.work("jo"), out, wanted, key_of(bank))


def events_of(bank: TestWorkspace) -> list[tuple[int, int, Any]]:
    """Place, number and time of the events that were signed off."""
    row = review_of(bank)
    with bank.service.reading() as session:
        found = session.execute(
            select(AuditLeaf.position, AuditEvent.id, AuditEvent.at)
            .join(AuditEvent, AuditEvent.id == AuditLeaf.event_id)
            .where(
                AuditEvent.model_id == row.model_id,
                AuditLeaf.position.between(row.first_position, row.last_position),
            )
            .order_by(AuditLeaf.position)
        )
        return [tuple(one) for one in found]


def named(report: Report) -> set[tuple[str, int | None]]:
    """What is told of events, by kind and place in the log."""
    return {(one.kind, one.position) for one in report.broken if one.member == "leaves.txt"}


def of_reviews(report: Report) -> list[Break]:
    return [one for one in report.broken if one.kind == "not what was reviewed"]


@pytest.mark.parametrize("is_redacted", [False, True])
@pytest.mark.parametrize("is_all", [True, False])
def test_a_proof_holds_what_was_signed_off_and_the_verifier_checks_it(
    bank: TestWorkspace, tmp_path: Path, is_all: bool, is_redacted: bool
) -> None:
    given = {"is_redacted": is_redacted}
    wanted = Wanted(**given) if is_all else of_model(bank, **given)
    made = export(bank, tmp_path / "proof.zip", wanted)

    report = check_file(made.path)

    assert report.broken == []
    assert (report.reviewed, report.reviewed_in_part) == (1, 0)
    assert (report.signatures, report.unchecked) == ((0, 3) if is_redacted else (3, 0))
    assert "1 range of events, as signed off" in verifier._as_text(report)
    assert (NOTE.encode() in made.path.read_bytes()) != is_redacted


def test_of_a_range_that_the_proof_cuts_no_more_is_said_than_that(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    later = max(at for _, _, at in events_of(bank)) - timedelta(microseconds=1)
    wanted = of_model(bank, start=later)

    report = check_file(export(bank, tmp_path / "proof.zip", wanted).path)

    assert report.broken == []
    assert (report.reviewed, report.reviewed_in_part) == (0, 1)
    assert "only a part is in this proof" in verifier._as_text(report)


@pytest.mark.parametrize("is_redacted", [False, True])
def test_an_event_that_the_maker_of_a_proof_leaves_out_is_named(
    bank: TestWorkspace, tmp_path: Path, is_redacted: bool
) -> None:
    """Their manifest fits: but for the review nobody could tell."""
    made = export(bank, tmp_path / "proof.zip", of_model(bank, is_redacted=is_redacted))
    content = made.path.read_bytes()
    leaves, proofs = lines(content, "leaves.txt"), lines(content, "proofs.txt")
    place, number, _ = events_of(bank)[3]
    at = next(n for n, one in enumerate(leaves) if one.split(b" ")[1] == b"%d" % place)
    change = {"leaves.txt": leaves[:at] + leaves[at + 1 :],
              "proofs.txt": proofs[:at] + proofs[at + 1 :]}  # fmt: skip
    if not is_redacted:
        texts = lines(content, "texts.txt")
        change["texts.txt"] = [
            one for one in texts if json.loads(one.partition(b" ")[2])["event"] != number
        ]
    less = {"included": made.events - 1, "excluded": made.excluded + 1}
    (tmp_path / "made").mkdir()
    (tmp_path / "less.zip").write_bytes(
        remade(content, tmp_path / "made", key_of(bank), change, **less)
    )

    report = check_file(tmp_path / "less.zip")

    assert named(report) == (set() if is_redacted else {("missing", place)})
    assert len(of_reviews(report)) == 1
    assert report.reviewed == 0


def test_an_event_changed_by_who_holds_the_sealing_key_too_is_named(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    """The log is made anew from its begin; only the reviewer's signature remembers."""
    place, number, _ = events_of(bank)[2]
    tampering(bank, f"UPDATE {{mw}}audit_event SET tag = 'version.changed' WHERE id = {number}")
    rechain(bank, key_of(bank))

    report = check_file(export(bank, tmp_path / "proof.zip", Wanted()).path)

    assert named(report) == {("changed", place)}
    assert len(of_reviews(report)) == 1
    assert "expected the event that was signed off" in verifier._as_text(report)


def test_events_put_into_a_range_and_taken_out_of_it_are_named(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    """The same, of whose model they are."""
    row, inside = review_of(bank), events_of(bank)
    with bank.service.reading() as session:
        other = session.execute(
            select(AuditLeaf.position, AuditEvent.id)
            .join(AuditEvent, AuditEvent.id == AuditLeaf.event_id)
            .where(
                AuditEvent.model_id.is_(None) | (AuditEvent.model_id != row.model_id),
                AuditLeaf.position.between(row.first_position, row.last_position),
            )
            .limit(1)
        ).one()
    place, number, _ = inside[1]
    model = row.model_id.hex if bank.is_sqlite else str(row.model_id)
    tampering(
        bank,
        f"UPDATE {{mw}}audit_event SET model_id = NULL WHERE id = {number}",
        f"UPDATE {{mw}}audit_event SET model_id = '{model}' WHERE id = {other.id}",
    )
    rechain(bank, key_of(bank))

    report = check_file(export(bank, tmp_path / "proof.zip", Wanted()).path)

    assert named(report) == {("missing", place), ("added", other.position)}
    assert len(of_reviews(report)) == 1


def test_a_sign_off_that_says_another_range_than_its_event_is_forged(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    made = export(bank, tmp_path / "proof.zip", of_model(bank))
    content = made.path.read_bytes()
    signed = lines(content, "signed.txt")
    at = next(n for n, one in enumerate(signed) if b'"lineage_review"' in one)
    record = json.loads(signed[at].partition(b" ")[2])
    said = json.loads(record["document"])
    assert said["marks"].split()[0].partition(":")[2] != "0" * MARK_DIGITS
    other = json.dumps({**said, "events": 1}, sort_keys=True, separators=(",", ":"),
                       ensure_ascii=False)  # fmt: skip
    pair = bank.signer("jo").pair
    forged = {**record, "document": other, "signature": pair.sign(verifier.SIGNED["lineage_review"],
                                                                 other)}  # fmt: skip
    text = json.dumps(forged, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    line = verifier.hashlib.sha256(text).hexdigest().encode() + b" " + text
    (tmp_path / "made").mkdir()
    change = {"signed.txt": [*signed[:at], line, *signed[at + 1 :]]}
    (tmp_path / "other.zip").write_bytes(remade(content, tmp_path / "made", key_of(bank), change))

    report = check_file(tmp_path / "other.zip")

    assert [(one.member, one.kind) for one in report.broken] == [("signed.txt", "signature forged")]
