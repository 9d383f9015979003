"""What the log tells of keys is held against the signed heads: its owner writes events too."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.errors import VerificationError
from app.models.queries.trail import last_head, raw_event
from app.models.rules.merkle import leaf_hash
from app.models.tables.governance import TransitionRequest
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.background import Background
from app.services.commands.requests import decide
from app.services.sealing import Sealer
from app.services.signing import KeyPair
from app.services.trail.held_trail import hold_ahead, is_service
from app.services.trail.keeper import CHANGED, SealKeeper
from app.services.trail.leaves import leaf_bytes
from app.services.verifying.requests import goal_of, require_signed
from app.services.verifying.signatures import (
    CHANGED_BEGIN,
    CHANGED_LOG,
    REVOKED_KEY,
    UNCONFIRMED_KEY,
)
from app.services.workspace import SERVICE_HANDLE
from tests.machine import machine
from tests.services.test_first_event_gone import forged_key, why_not
from tests.services.test_keys_held_against_the_log import (
    REVIVED,
    end,
    name_first,
    vote,
)
from tests.services.test_signed_keys import make_key
from tests.signed_steps import asks_for_signatures
from tests.stories import REASON, ask, register
from tests.trail_kit import add_use, rechain, sealer, silent_log, tamper
from tests.workspaces import TestWorkspace

bank = pytest.fixture(name="bank")(asks_for_signatures)

HIDDEN = {
    "another tag": "UPDATE {schema}audit_event SET tag = 'key.refused' WHERE id = :event",
    "of another tag than keys": "UPDATE {schema}audit_event SET tag = 'note.added'"
    " WHERE id = :event",
    "another key": "UPDATE {schema}audit_event SET object_id = :other WHERE id = :event",
    "gone": "DELETE FROM {schema}audit_event WHERE id = :event",
    "its leaf gone": "DELETE FROM {schema}audit_leaf WHERE event_id = :event",
    "a later place": "UPDATE {schema}audit_leaf SET event_id = :event + 1000000"
    " WHERE event_id = :event",
}  # fmt: skip


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("is_anew", [True, False], ids=["a service that begins", "one that ran"])
def test_a_revoked_key_lives_no_more_by_another_word_in_the_log(
    bank: TestWorkspace, hidden: str, is_anew: bool
) -> None:
    request, event = voted_with_a_revoked_key(bank)
    before = why_not(bank, request)
    if is_anew:
        bank.close()  # whoever opens the workspace next has read nothing of it

    change_event(bank, HIDDEN[hidden], event)

    assert before == REVOKED_KEY
    assert why_not(bank, request) in (CHANGED_LOG, CHANGED_BEGIN, REVOKED_KEY)
    vote_of_jo(bank, request)
    assert not is_let_through(bank, request)


@pytest.mark.parametrize("hidden", ["another tag", "gone"])
def test_nor_where_the_service_is_no_service_by_its_row(bank: TestWorkspace, hidden: str) -> None:
    request, event = voted_with_a_revoked_key(bank)
    before = why_not(bank, request)
    vote_of_jo(bank, request)
    change_event(bank, HIDDEN[hidden], event)

    tamper(bank, "UPDATE {schema}membership SET role = 'auditor' WHERE role = 'worker'")

    assert before == REVOKED_KEY
    assert not is_let_through(bank, request)


def test_a_service_says_itself_that_it_is_one(bank: TestWorkspace) -> None:
    """As it begins, whatever its row is made to say."""
    tamper(bank, "UPDATE {schema}membership SET role = 'auditor' WHERE role = 'worker'")
    home = machine(home=bank.secrets.home)

    begun = Background(bank.database(SERVICE_HANDLE), home, name="service-1")

    assert begun.work.read(is_service)
    begun.close()


@pytest.mark.parametrize("hidden", ["another tag", "gone"])
def test_nor_where_it_is_none_by_its_row_before_it_verifies_at_all(
    bank: TestWorkspace, hidden: str
) -> None:
    """As it begins it reads what is sealed; that says who it is."""
    request, event = voted_with_a_revoked_key(bank)
    vote_of_jo(bank, request)
    sealer(bank).run_once()
    assert bank.service.read(hold_ahead)
    change_event(bank, HIDDEN[hidden], event)

    tamper(bank, "UPDATE {schema}membership SET role = 'auditor' WHERE role = 'worker'")

    assert not is_let_through(bank, request)


def test_nor_where_the_head_of_what_the_service_has_not_read_is_gone(bank: TestWorkspace) -> None:
    sealer(bank).run_once()
    with bank.service.reading() as session:
        hold_ahead(session)
        head = last_head(session)
    assert head is not None
    request, event = voted_with_a_revoked_key(bank)
    vote_of_jo(bank, request)
    sealer(bank).run_once()

    tamper(bank, "DELETE FROM {schema}tree_head WHERE size > :held", held=head.size)
    change_event(bank, HIDDEN["another tag"], event)

    assert not is_let_through(bank, request)


@pytest.mark.parametrize("hidden", ["another tag", "another key", "gone"])
def test_the_reason_says_that_the_log_is_another(bank: TestWorkspace, hidden: str) -> None:
    request, event = voted_with_a_revoked_key(bank)

    change_event(bank, HIDDEN[hidden], event)

    assert why_not(bank, request) == CHANGED_LOG


def test_nor_where_its_leaf_was_written_anew_behind_a_service_that_ran(
    bank: TestWorkspace,
) -> None:
    request, event = voted_with_a_revoked_key(bank)
    before = why_not(bank, request)

    change_event(bank, HIDDEN["another tag"], event)
    write_leaf(bank, event)

    assert (before, why_not(bank, request)) == (REVOKED_KEY, CHANGED_LOG)


def test_nor_before_a_service_that_begins(bank: TestWorkspace) -> None:
    """The heads over that leaf are signed, and no other leaf leads to their roots."""
    request, event = voted_with_a_revoked_key(bank)

    change_event(bank, HIDDEN["another tag"], event)
    write_leaf(bank, event)

    assert why_not(bank, request) == CHANGED_BEGIN
    vote_of_jo(bank, request)
    assert not is_let_through(bank, request)


@pytest.mark.parametrize("with_leaf", [True, False])
def test_nor_where_the_vote_was_given_a_place_before_that_end(
    bank: TestWorkspace, with_leaf: bool
) -> None:
    request, end_of_key = voted_with_a_revoked_key(bank)
    sealer(bank).run_once()
    before = why_not(bank, request)

    exchange(bank, event_of(bank, "decision.recorded"), event_of_no_key(bank), with_leaf=with_leaf)

    assert (before, why_not(bank, request)) == (REVOKED_KEY, REVOKED_KEY)
    assert end_of_key > event_of_no_key(bank)


def test_a_vote_holds_that_was_sealed_before_the_end_of_its_key(bank: TestWorkspace) -> None:
    request, signer = ask(bank, register(bank)), bank.signer("aisha")
    vote(bank, request, signer)
    sealer(bank).run_once()

    end(bank, signer)

    assert why_not(bank, request) == ""


def test_nor_where_the_log_was_cut_off_before_its_end(bank: TestWorkspace) -> None:
    request, event = voted_with_a_revoked_key(bank)
    before = why_not(bank, request)

    cut_off(bank, event)

    assert (before, why_not(bank, request)) == (REVOKED_KEY, CHANGED_LOG)


def test_votes_hold_where_an_event_of_no_key_was_changed_since(bank: TestWorkspace) -> None:
    """What the service has read tells of no key: it stops nobody's deployment."""
    request = accepted(bank)
    sealer(bank).run_once()
    before = is_let_through(bank, request)

    change_event(bank, HIDDEN["of another tag than keys"], event_of_no_key(bank))

    assert (before, is_let_through(bank, request)) == (True, True)


def test_who_began_to_read_before_the_last_seal_is_told_nothing_false(
    bank: TestWorkspace,
) -> None:
    request_id = accepted(bank)
    sealer(bank).run_once()
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        add_use(bank, "limits")
        sealer(bank).run_once()
        is_let_through(bank, request_id)

        require_signed(session, request_id, goal_of(request))


def test_the_service_reads_what_is_sealed_before_it_is_asked(bank: TestWorkspace) -> None:
    """Else an event could be another by then, and would have to be told from one of a key."""
    request = accepted(bank)
    sealer(bank).run_once()
    bank.service.read(hold_ahead)

    change_event(bank, HIDDEN["of another tag than keys"], event_of_no_key(bank))

    assert is_let_through(bank, request)


def test_a_service_that_begins_takes_no_key_where_an_event_may_have_told_of_it(
    bank: TestWorkspace,
) -> None:
    request = accepted(bank)
    sealer(bank).run_once()

    change_event(bank, HIDDEN["of another tag than keys"], event_of_no_key(bank))

    assert not is_let_through(bank, request)


DAMAGED = {
    "an event": "UPDATE {schema}audit_event SET tag = 'note.added' WHERE id = :event",
    "a leaf": "UPDATE {schema}audit_leaf SET sha256 = 'none' WHERE event_id = :event",
    "a leaf of bytes": "UPDATE {schema}audit_leaf SET sha256 = CAST('x' AS BLOB)"
    " WHERE event_id = :event",
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_service_that_begins_says_that_what_was_sealed_is_another(
    bank: TestWorkspace, damage: str
) -> None:
    if "BLOB" in DAMAGED[damage] and not bank.is_sqlite:
        pytest.skip("PostgreSQL keeps no bytes in a column of text")
    accepted(bank)
    sealer(bank).run_once()
    change_event(bank, DAMAGED[damage], event_of_no_key(bank))
    begun = keeper(bank)

    begun.run_once()

    begun.close()
    assert begun.problem == CHANGED


def test_a_service_says_so_of_what_is_sealed_while_it_runs(bank: TestWorkspace) -> None:
    accepted(bank)
    running = keeper(bank)
    running.run_once()
    before = running.problem
    add_use(bank, "limits")
    sealer(bank).run_once()  # of another service
    with bank.service.reading() as session:
        newest = session.scalars(select(func.max(AuditEvent.id))).one()
    change_event(bank, DAMAGED["an event"], newest)

    add_use(bank, "loans")
    running.run_once()

    running.close()
    assert (before, running.problem) == ("", CHANGED)


def test_a_service_that_seals_nothing_says_so_too(bank: TestWorkspace, tmp_path: Path) -> None:
    accepted(bank)
    sealer(bank).run_once()
    change_event(bank, DAMAGED["an event"], event_of_no_key(bank))
    begun = keeper(bank, tmp_path)  # without the key

    begun.run_once()

    begun.close()
    assert begun.problem == CHANGED


def keeper(bank: TestWorkspace, home: Path | None = None) -> SealKeeper:
    """`home`: where its keys are."""
    handle = SERVICE_HANDLE if bank.is_sqlite else None
    of_its_own = machine(home=home or bank.secrets.home)
    return SealKeeper(bank.database(SERVICE_HANDLE), of_its_own, handle)


def test_a_confirmation_that_the_service_has_read_is_there_as_it_was_sealed(
    bank: TestWorkspace,
) -> None:
    hers = make_key(bank, "aisha")
    request = ask(bank, register(bank))
    vote(bank, request, hers)
    sealer(bank).run_once()
    before = why_not(bank, request)

    tamper(
        bank,
        "UPDATE {schema}audit_event SET at = :at WHERE tag = 'key.endorsed'",
        at="2020-01-01 00:00:00.000000" if bank.is_sqlite else "2020-01-01T00:00:00Z",
    )

    assert (before, why_not(bank, request)) == ("", CHANGED_LOG)


@pytest.mark.parametrize("reader", ["", "jo"], ids=["the service", "who reads all"])
@pytest.mark.parametrize("has_read", [True, False])
def test_the_first_event_is_held_against_what_was_signed_and_not_against_its_leaf_alone(
    workspace: TestWorkspace, reader: str, has_read: bool
) -> None:
    request, forged = ask(workspace, register(workspace)), forged_key(workspace, is_confirmed=False)
    sealer(workspace).run_once()
    vote(workspace, request, forged)
    if has_read:
        assert why_not(workspace, request, reader) == UNCONFIRMED_KEY

    name_first(workspace, forged.kid)
    write_leaf(workspace, first_event(workspace))

    assert why_not(workspace, request, reader) == CHANGED_BEGIN


def test_nothing_is_let_through_that_a_forged_first_key_signed(bank: TestWorkspace) -> None:
    request, forged = ask(bank, register(bank)), forged_key(bank, is_confirmed=False)
    sealer(bank).run_once()
    vote(bank, request, forged)
    vote_of_jo(bank, request)

    name_first(bank, forged.kid)
    write_leaf(bank, first_event(bank))

    assert not is_let_through(bank, request)


@pytest.mark.parametrize("reader", ["", "jo"], ids=["the service", "who reads all"])
def test_nor_where_the_heads_are_gone_as_well(workspace: TestWorkspace, reader: str) -> None:
    request, forged = ask(workspace, register(workspace)), forged_key(workspace, is_confirmed=False)
    sealer(workspace).run_once()
    vote(workspace, request, forged)

    name_first(workspace, forged.kid)
    write_leaf(workspace, first_event(workspace))
    tamper(workspace, "DELETE FROM {schema}tree_head")

    assert why_not(workspace, request, reader) == CHANGED_BEGIN


def test_a_head_of_another_key_than_sealed_before_is_none(bank: TestWorkspace) -> None:
    """The owner of the database writes a sealing key of their own, and heads that it signs."""
    request = accepted(bank)
    sealer(bank).run_once()
    before = is_let_through(bank, request)

    other = KeyPair.generate()
    tamper(
        bank,
        "UPDATE {schema}signing_key SET kid = :kid, public_key = :key WHERE purpose = 'seal'",
        kid=other.kid, key=other.public_key,
    )  # fmt: skip
    rechain(bank, other)
    add_use(bank, "limits")
    Sealer(bank.service, other).run_once()

    assert (before, is_let_through(bank, request)) == (True, False)


def accepted(bank: TestWorkspace) -> UUID:
    request = ask(bank, register(bank))
    vote(bank, request, bank.signer("aisha"))
    vote_of_jo(bank, request)
    return request


def vote_of_jo(bank: TestWorkspace, request: UUID) -> None:
    signer = bank.signer("jo")
    bank.work("jo").write(decide, request, verdict="accept", reason=REASON, signer=signer)


def voted_with_a_revoked_key(bank: TestWorkspace) -> tuple[UUID, int]:
    """A request that Aisha so accepted, and the event that tells of the end of that key."""
    request, signer = ask(bank, register(bank)), bank.signer("aisha")
    sealer(bank).run_once()
    end(bank, signer)
    tamper(bank, REVIVED, kid=signer.kid)
    with silent_log(bank):
        vote(bank, request, signer)
    with bank.service.reading() as session:
        told = select(AuditEvent.id).where(AuditEvent.tag == "key.revoked")
        return request, session.scalars(told).one()


def is_let_through(bank: TestWorkspace, request_id: UUID) -> bool:
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        try:
            require_signed(session, request_id, goal_of(request))
        except VerificationError:
            return False
    return True


def change_event(bank: TestWorkspace, change: str, event: int) -> None:
    other = uuid4()
    values = {"event": event, "other": other.hex if bank.is_sqlite else other}
    tamper(bank, change, **{one: said for one, said in values.items() if f":{one}" in change})


def event_of_no_key(bank: TestWorkspace) -> int:
    return event_of(bank, "model.registered")


def event_of(bank: TestWorkspace, tag: str) -> int:
    with bank.service.reading() as session:
        told = select(AuditEvent.id).where(AuditEvent.tag == tag).order_by(AuditEvent.id)
        return session.scalars(told.limit(1)).one()


def exchange(bank: TestWorkspace, one: int, other: int, *, with_leaf: bool) -> None:
    """Two events change their places in the tree, and their leaves with them or not."""
    moved = "UPDATE {schema}audit_leaf SET event_id = :to WHERE event_id = :of"
    for of, to in ((one, -1), (other, one), (-1, other)):
        tamper(bank, moved, of=of, to=to)
    for event in (one, other) if with_leaf else ():
        write_leaf(bank, event)


def write_leaf(bank: TestWorkspace, event: int) -> None:
    """The leaf of the event as it is now, as its owner writes it."""
    with bank.owner_database().session() as session:
        found = raw_event(session, event)
    assert found is not None
    tamper(
        bank,
        "UPDATE {schema}audit_leaf SET sha256 = :leaf WHERE event_id = :event",
        leaf=leaf_hash(leaf_bytes(found)).hex(), event=event,
    )  # fmt: skip


def cut_off(bank: TestWorkspace, event: int) -> None:
    """Events, leaves and heads from this event on are gone, as in a backup from before."""
    place = "(SELECT position FROM {schema}audit_leaf WHERE event_id = :event)"
    tamper(bank, f"DELETE FROM {{schema}}tree_head WHERE size > {place}", event=event)
    tamper(bank, f"DELETE FROM {{schema}}audit_leaf WHERE position >= {place}", event=event)
    tamper(bank, "DELETE FROM {schema}audit_event WHERE id = :event", event=event)


def first_event(bank: TestWorkspace) -> int:
    with bank.service.reading() as session:
        return session.scalars(select(AuditLeaf.event_id).where(AuditLeaf.position == 0)).one()
