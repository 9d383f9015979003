"""Verifying the trail holds each sign-off of a lineage against its event, signature and range."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.models.tables.governance import LineageReview
from app.services.commands.lineage_reviews import sign_off
from app.services.signing import KeyPair
from app.services.trail.breaks import Kind
from app.services.trail.verifying import Verification, verify_trail
from tests.services.test_lineage_reviews import NOTE, leaves, measured, reviewed
from tests.services.test_trail_sight import narrow
from tests.trail_kit import key_of, live, rechain, sealer, tamper, tampering
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """Jo and Mark have signed off the life of cc-fraud; all of it is sealed."""
    live(workspace)
    if workspace.is_sqlite:  # a file of one person's asks for no signature; a demo does
        tamper(workspace, "UPDATE {schema}workspace SET is_demo = true")
    return workspace


def signed_off(bank: TestWorkspace) -> LineageReview:
    row = reviewed(bank)
    reviewed(bank, "mark")
    sealer(bank).run_once()
    return row


def verified(bank: TestWorkspace) -> Verification:
    return verify_trail(bank.work("aisha"))


def told(bank: TestWorkspace) -> list[tuple[Kind, str, str]]:
    return [(one.kind, one.expected, one.found) for one in verified(bank).broken]


def id_of(bank: TestWorkspace, row: LineageReview) -> str:
    return row.id.hex if bank.is_sqlite else str(row.id)


def test_sign_offs_that_hold_are_counted(bank: TestWorkspace) -> None:
    assert verified(bank).reviews == 0
    signed_off(bank)

    found = verified(bank)

    assert (found.reviews, found.broken) == (2, ())


CHANGES = {
    "reason": ("reason = 'None of it.'", "what was signed says something else: reason"),
    "document": ("document = 'x'", "the signature does not hold"),
    "signature": ("signature = 'AAAA'", "its event says something else: signature"),
    "range": ("last_position = last_position - 1", "its event says something else: last_position"),
    "digest": ("sha256 = 'ab'", "its event says something else: sha256"),
    "unsigned": (
        "signature = '', key_id = NULL",
        "its event says something else: signature, key_id",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_row_is_named_with_who_is_said_to_have_signed(
    bank: TestWorkspace, change: str
) -> None:
    row = signed_off(bank)
    statement, why = CHANGES[change]
    tamper(bank, f"UPDATE {{schema}}lineage_review SET {statement} WHERE id = :id",
           id=id_of(bank, row))  # fmt: skip

    (broken,) = verified(bank).broken

    assert broken.kind is Kind.REVIEW_FORGED
    assert (broken.expected, broken.found) == (f"sign-off {row.id} of Jo Vermeer", why)
    assert broken.position > row.last_position


def test_a_row_that_no_event_tells_of_is_named(bank: TestWorkspace) -> None:
    row, forged = signed_off(bank), uuid4()
    kept = forged.hex if bank.is_sqlite else str(forged)
    names = [one.name for one in LineageReview.__table__.columns if one.name != "id"]
    columns = ", ".join(names)
    tamper(
        bank,
        f"INSERT INTO {{schema}}lineage_review (id, {columns}) SELECT :new, {columns}"
        " FROM {schema}lineage_review WHERE id = :id",
        new=kept, id=id_of(bank, row),
    )  # fmt: skip

    assert told(bank) == [
        (Kind.REVIEW_FORGED, f"sign-off {forged}", "no event of the trail tells of it")
    ]


def test_a_row_that_is_gone_is_missed(bank: TestWorkspace) -> None:
    row = signed_off(bank)
    tamper(bank, "DELETE FROM {schema}lineage_review WHERE id = :id", id=id_of(bank, row))

    assert told(bank) == [(Kind.REVIEW_MISSING, f"sign-off {row.id}", "nothing")]
    assert verified(bank).reviews == 1


def test_an_event_changed_by_who_holds_the_sealing_key_too_is_not_what_was_reviewed(
    bank: TestWorkspace,
) -> None:
    """The log is made anew from its begin, so that tree and heads hold."""
    row = signed_off(bank)
    place = leaves(bank)[2][0]
    tampering(
        bank,
        "UPDATE {mw}audit_event SET tag = 'version.changed' WHERE id ="
        f" (SELECT event_id FROM {{mw}}audit_leaf WHERE position = {place})",
    )
    rechain(bank, key_of(bank))

    assert {(kind, found) for kind, _, found in told(bank)} == {
        (Kind.REVIEW_RANGE, "the events of the range are others than those that were reviewed")
    }
    assert f"sign-off {row.id} of Jo Vermeer" in {expected for _, expected, _ in told(bank)}


def test_a_signature_by_another_key_is_named_though_the_log_was_made_to_fit(
    bank: TestWorkspace,
) -> None:
    row = signed_off(bank)
    forged = KeyPair.generate().sign(b"modelward/lineage/v1\0", row.document)
    tamper(bank, "UPDATE {schema}lineage_review SET signature = :s WHERE id = :id",
           s=forged, id=id_of(bank, row))  # fmt: skip
    said = f"replace(CAST(facts AS text), '{row.signature}', '{forged}')"
    as_json = said if bank.is_sqlite else f"CAST({said} AS jsonb)"
    tampering(
        bank,
        f"UPDATE {{mw}}audit_event SET facts = {as_json} WHERE tag = 'lineage_review.signed'"
        f" AND object_id = '{id_of(bank, row)}'",
    )
    rechain(bank, key_of(bank))

    assert told(bank) == [
        (
            Kind.REVIEW_FORGED,
            f"sign-off {row.id} of Jo Vermeer",
            "the signature does not hold",
        )
    ]


def test_without_signatures_the_range_is_held_all_the_same(sqlite_workspace: TestWorkspace) -> None:
    """An embedded workspace of one person, who has no key."""
    live(sqlite_workspace)
    found = measured(sqlite_workspace)
    sqlite_workspace.work("jo").write(sign_off, found.model_id, found.facts, reason=NOTE)
    sealer(sqlite_workspace).run_once()

    assert (verified(sqlite_workspace).reviews, verified(sqlite_workspace).broken) == (1, ())
    tamper(sqlite_workspace, "UPDATE {schema}workspace SET is_demo = true")
    assert [found for _, _, found in told(sqlite_workspace)] == ["it carries no signature"]


@pytest.mark.parametrize("workspace", ["postgresql"], indirect=True)
def test_who_reads_less_of_a_range_is_told_of_no_forgery(bank: TestWorkspace) -> None:
    signed_off(bank)
    narrow(bank)
    tampering(
        bank,
        "DROP POLICY sight ON mw.audit_event",
        "CREATE POLICY sight ON mw.audit_event FOR ALL TO mw_member USING"
        " (tag <> 'decision.recorded' OR session_user <> 'nb_sanne')",
        "CREATE POLICY sight_of_reviews ON mw.lineage_review FOR SELECT TO mw_member USING (true)",
    )

    hers, all_of_it = (verify_trail(bank.work(one)) for one in ("sanne", "jo"))

    assert hers.hidden == 2
    assert (hers.reviews, hers.broken) == (0, ())
    assert (all_of_it.reviews, all_of_it.broken) == (2, ())
