"""Decision records in the sealed trail: one event an import, and whoever changes one is found."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from app import texts
from app.errors import AppError, InputError, RefusedError, VerificationError
from app.models.enforcement import guards_of_records
from app.models.queries.record_imports import Decisions, is_wanted, stored_record
from app.models.rules.merkle import Frontier, leaf_hash, root_by_path
from app.models.tables.applications import DecisionRecord, RecordBlock
from app.models.tables.trail import AuditEvent
from app.services.commands.applications import add_application
from app.services.commands.records import Origin, import_records
from app.services.record_files import Place, RecordRow
from app.services.story import tell_story
from app.services.story_text import prose
from app.services.trail import proof_records, record_tree
from app.services.trail.breaks import Kind
from app.services.trail.export import Wanted, export_proof
from app.services.trail.proof_records import Proved, prove_import
from app.services.trail.proving import measure_proof
from app.services.trail.record_seal import SealState, load_record_seal
from app.services.trail.record_tree import BLOCK, ImportTree, Paths, record_leaf
from app.services.trail.verifying import Verification, verify_trail
from app.services.unit_of_work import UnitOfWork, Work
from app.verifier.__main__ import check_file
from tests.services.test_trail_proof import check_change, spans
from tests.stories import register
from tests.trail_kit import sealer, tampering
from tests.workspaces import TestWorkspace

FIRST = datetime(2026, 3, 1, 8, 0, 0, 70, tzinfo=UTC)
ROWS = BLOCK + 300


def rows(count: int, model: str = "cc-fraud", *, begin: int = 0) -> Iterator[RecordRow]:
    for number in range(begin, begin + count):
        at = FIRST + timedelta(seconds=(number * 7) % 1000)
        yield RecordRow(f"d-{number}", at, model, "1", "", f"{number:064x}", Place(number + 2))


def take(bank: TestWorkspace, count: int = ROWS, *, begin: int = 0) -> None:
    origin = Origin("march.csv", "file")
    bank.work("sanne").write(import_records, rows(count, begin=begin), origin)
    sealer(bank).run_once()


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    register(workspace)
    take(workspace)
    return workspace


def verified(bank: TestWorkspace) -> Verification:
    return verify_trail(bank.work("aisha"))


def record(bank: TestWorkspace, decision: str) -> DecisionRecord:
    with bank.service.reading() as session:
        return session.scalars(
            select(DecisionRecord).where(DecisionRecord.decision_id == decision)
        ).one()


def imported(bank: TestWorkspace) -> list[AuditEvent]:
    with bank.service.reading() as session:
        events = select(AuditEvent).where(AuditEvent.tag == "records.imported")
        return [*session.scalars(events.order_by(AuditEvent.id))]


def test_an_import_is_one_event_with_count_times_source_and_root(bank: TestWorkspace) -> None:
    (event,) = imported(bank)

    facts = event.facts
    assert (facts["records"], facts["source"]) == (ROWS, "file")
    assert facts["first_at"] == "2026-03-01T08:00:00.000070Z"
    assert facts["last_at"] == "2026-03-01T08:16:39.000070Z"
    assert facts["name"].keys() == {"salt", "sha256"}  # a file's name may tell of people
    found = verified(bank)
    assert (found.broken, found.records) == ((), ROWS)


def test_what_was_imported_again_is_no_event(bank: TestWorkspace) -> None:
    take(bank)
    take(bank, 10, begin=ROWS - 5)

    assert [one.facts["records"] for one in imported(bank)] == [ROWS, 5]
    assert verified(bank).records == ROWS + 5


def test_a_file_of_two_models_is_an_event_of_each(bank: TestWorkspace) -> None:
    register(bank, name="churn")
    both = [*rows(3, "churn"), *rows(2, "cc-fraud", begin=ROWS), *rows(1, "churn", begin=3)]
    bank.work("sanne").write(import_records, both, Origin("both.csv"))

    facts = {one.facts["records"]: one.model_id for one in imported(bank)[1:]}
    assert facts.keys() == {4, 2}
    assert len({*facts.values()}) == 2
    assert verified(bank).broken == ()


@dataclass(frozen=True)
class Tamper:
    statement: str
    kind: Kind
    names_record: bool = True


D = "decision_id = 'd-1100'"
TAMPERS = {
    "time": Tamper(
        "UPDATE {mw}decision_record SET decided_at = '2026-03-01 08:00:00.000000' WHERE " + D,
        Kind.RECORD_CHANGED,
    ),
    "content": Tamper(
        "UPDATE {mw}decision_record SET inference_sha256 = '' WHERE " + D, Kind.RECORD_CHANGED
    ),
    "decision": Tamper(
        "UPDATE {mw}decision_record SET decision_id = '4711' WHERE " + D, Kind.RECORD_CHANGED
    ),
    "removed": Tamper("DELETE FROM {mw}decision_record WHERE " + D, Kind.RECORD_MISSING),
    "root of its block": Tamper(
        "UPDATE {mw}record_block SET sha256 = '" + "0" * 64 + "' WHERE position = 1",
        Kind.RECORDS_RECHAINED,
        names_record=False,
    ),
    "no block": Tamper(
        "DELETE FROM {mw}record_block WHERE position = 1",
        Kind.RECORDS_RECHAINED,
        names_record=False,
    ),
    "root of the import": Tamper(
        "UPDATE {mw}record_import SET sha256 = '" + "0" * 64 + "'",
        Kind.RECORDS_RECHAINED,
        names_record=False,
    ),
}


@pytest.mark.parametrize("name", TAMPERS)
def test_who_changes_a_record_is_found_and_the_record_named(bank: TestWorkspace, name: str) -> None:
    tamper, row = TAMPERS[name], record(bank, "d-1100")
    tampering(bank, tamper.statement)

    found = verified(bank).broken

    assert {one.kind for one in found} == {tamper.kind}
    assert {one.event for one in found} == {imported(bank)[0].id}
    assert {one.record for one in found} == {row.id if tamper.names_record else None}


def put_in(bank: TestWorkspace, change: Callable[[dict[str, object]], None]) -> UUID:
    """A copy of a record, put in by the database's owner."""
    copy: dict[str, object] = {
        column.name: getattr(record(bank, "d-7"), column.name)
        for column in DecisionRecord.__table__.columns
    }
    key = uuid4()
    copy |= {"id": key, "decision_id": "4711", "position": ROWS}
    change(copy)
    tampering(bank)
    with bank.owner_database().session(writes=True) as session:
        if not bank.is_sqlite:
            session.connection().exec_driver_sql("SET LOCAL session_replication_role = replica")
        session.execute(insert(DecisionRecord), [copy])
    return key


def test_a_record_put_into_an_import_is_named(bank: TestWorkspace) -> None:
    key = put_in(bank, lambda copy: None)

    (found,) = verified(bank).broken
    assert (found.kind, found.record) == (Kind.RECORD_ADDED, key)


def test_an_event_that_never_was_holds_no_record(bank: TestWorkspace) -> None:
    """The owner makes an import of their own, and silences the trigger that would tell it."""
    other = uuid4()
    tampering(
        bank,
        "INSERT INTO {mw}record_import (id, unit_id, model_id, source, name, records, first_at,"
        f" last_at, sha256, created_by) SELECT '{other.hex if bank.is_sqlite else other}',"
        " unit_id, model_id,"
        " source, name, 1, first_at, last_at, sha256, created_by FROM {mw}record_import",
    )
    key = put_in(bank, lambda copy: copy.update(import_id=other, position=0))

    (found,) = verified(bank).broken
    assert (found.kind, found.record, found.event) == (Kind.RECORD_ADDED, key, None)


def test_record_and_leaf_changed_together_miss_the_sealed_root(bank: TestWorkspace) -> None:
    tampering(bank, "UPDATE {mw}decision_record SET inference_sha256 = '' WHERE " + D)
    changed = stored_record(record(bank, "d-1100"))
    with bank.service.reading() as session:
        block = session.scalars(select(RecordBlock).where(RecordBlock.position == 1)).one()
    at = 48 * (changed.position - BLOCK) + 16
    entries = block.entries[:at] + record_leaf(changed) + block.entries[at + 32 :]
    written = f"x'{entries.hex()}'" if bank.is_sqlite else f"decode('{entries.hex()}', 'hex')"
    tampering(bank, f"UPDATE {{mw}}record_block SET entries = {written} WHERE position = 1")

    (found,) = verified(bank).broken

    assert found.kind is Kind.RECORDS_RECHAINED
    assert f"records {BLOCK} to {ROWS - 1}" in found.expected


# What a person's own login may


def refused_by(bank: TestWorkspace, values: dict[str, object]) -> str:
    def put(work: UnitOfWork) -> None:
        work.session.execute(insert(DecisionRecord), [values])

    with pytest.raises((AppError, DBAPIError)) as refused:
        bank.work("sanne").write(put)
    if isinstance(refused.value, RefusedError):
        return refused.value.blockers[0].code
    return str(refused.value).lower()


def copied(bank: TestWorkspace) -> dict[str, object]:
    row = stored_record(record(bank, "d-7"))._asdict()
    return row | {"id": uuid4(), "decision_id": "4711", "position": ROWS}


def test_nobody_adds_a_record_to_what_is_sealed(bank: TestWorkspace) -> None:
    assert refused_by(bank, copied(bank)) == "record.sealed"


def test_a_record_without_an_import_is_refused_at_the_end(bank: TestWorkspace) -> None:
    refused_by(bank, copied(bank) | {"import_id": uuid4(), "position": 0})

    with bank.service.reading() as session:
        stray = select(DecisionRecord.id).where(DecisionRecord.decision_id == "4711")
        assert session.scalars(stray).all() == []


ODD = ('"', "\\", "/", "é 🙂", "\u2028", "a\u0301", "<&>", "{}", "\\u0000")


def test_records_of_odd_names_and_of_an_application_come_in_and_hold(
    workspace: TestWorkspace,
) -> None:
    """PostgreSQL makes their leaves from its rows: byte for byte those that the program made."""
    register(workspace)
    desk = workspace.work("sanne").write(add_application, "Desk").id
    for number, one in enumerate((None, desk)):
        told = [
            RecordRow(f"{name}{number}", FIRST, "cc-fraud", "1", "", "", Place(2)) for name in ODD
        ]
        origin = Origin("odd.csv", "file", one)
        workspace.work("sanne").write(import_records, told, origin)
    sealer(workspace).run_once()

    found = verified(workspace)

    assert (found.broken, found.records) == ((), 2 * len(ODD))


def test_the_database_finds_the_root_that_python_finds(postgres_workspace: TestWorkspace) -> None:
    hashes = [leaf_hash(bytes([n])) for n in range(130)]
    tree, wrong = Frontier(), []
    with postgres_workspace.owner_database().session() as session:
        for one in hashes:
            tree.append(one)
            asked = text("SELECT mw.tree_root(:hashes)")
            given = b"".join(hashes[: tree.size])
            if bytes(session.execute(asked, {"hashes": given}).scalar_one()) != tree.root():
                wrong.append(tree.size)

    assert wrong == []
    assert guards_of_records.BLOCK == BLOCK


# One record: the story, and the proof


def test_the_story_says_that_the_record_is_what_was_sealed(bank: TestWorkspace) -> None:
    with bank.work("jo").reading() as session:
        story = tell_story(session, "d-1100")

    assert story.record.state is SealState.HOLDS
    assert story.record.imported_by == "Sanne de Vries"
    said = " ".join(prose(story))
    assert "through Sanne de Vries, and is what the trail sealed then." in said
    texts.set_language("nl")
    try:
        assert said not in " ".join(prose(story))
    finally:
        texts.set_language("en")


def test_before_the_next_seal_the_story_says_so(bank: TestWorkspace) -> None:
    bank.work("sanne").write(import_records, rows(1, begin=ROWS), Origin("april.csv"))

    with bank.work("jo").reading() as session:
        story = tell_story(session, f"d-{ROWS}")

    assert story.record.state is SealState.WAITING
    assert "the trail has that, and seals it next." in " ".join(prose(story))


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            "UPDATE {mw}decision_record SET served_sha256 = '" + "a" * 64 + "' WHERE " + D,
            "it is another than when it was imported",
        ),
        (
            "UPDATE {mw}record_block SET sha256 = '" + "0" * 64 + "' WHERE position = 0",
            "the leaves beside it are others than the event of its import sealed",
        ),
        (
            "UPDATE {mw}audit_event SET at = '2020-01-01 00:00:00.000000' WHERE tag ="
            " 'records.imported'",
            "the event of its import is another than when it was sealed",
        ),
        (
            "DELETE FROM {mw}audit_event WHERE tag = 'records.imported'",
            "the trail knows no import that it came in with",
        ),
    ],
)
def test_the_story_of_a_changed_record_says_what_is_wrong(
    bank: TestWorkspace, statement: str, why: str
) -> None:
    tampering(bank, statement)

    with bank.work("jo").reading() as session:
        story = tell_story(session, "d-1100")

    assert not story.record.holds
    assert f"The record can't be relied on: {why}." in " ".join(prose(story))


def test_a_record_leads_to_the_root_that_its_event_holds(bank: TestWorkspace) -> None:
    (event,) = imported(bank)
    for decision in ("d-0", f"d-{BLOCK - 1}", f"d-{BLOCK}", f"d-{ROWS - 1}"):
        one = stored_record(record(bank, decision))
        with bank.service.reading() as session:
            assert load_record_seal(session, one).state is SealState.HOLDS
            named = is_wanted((one.id,), None)
            (proved,) = prove_import(session, one.import_id, named)
        path = [bytes.fromhex(beside) for beside in proved.path]
        root = root_by_path(record_leaf(one), one.position, ROWS, path)
        assert root is not None
        assert root.hex() == event.facts["sha256"]


def test_blocks_are_parts_of_one_tree_at_every_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """The root is that of RFC 6962 over all records, however they fall into blocks."""
    monkeypatch.setattr(record_tree, "BLOCK", 4)
    one = stored_record(
        DecisionRecord(
            id=uuid4(), decision_id="d", application_id=None, model_id=uuid4(),
            version_id=uuid4(), served_sha256="", inference_sha256="", decided_at=FIRST,
            source="file", import_id=uuid4(), position=0,
        )
    )  # fmt: skip
    for size in range(1, 70):
        records = [one._replace(position=n, decision_id=f"d-{n}") for n in range(size)]
        tree = ImportTree(one.import_id, one.model_id)
        found = [tree.add(record) for record in records]
        blocks = [block for block in [*found, tree.finish()] if block is not None]
        roots = [block.sha256 for block in blocks]
        paths = Paths(roots)
        for n, record_ in enumerate(records):
            paths.enter(blocks[n // 4].entries)
            root = root_by_path(record_leaf(record_), n, size, paths.path(n))
            assert root is not None
            assert root.hex() == tree.root()
        if size > 1:
            paths.enter(blocks[0].entries)
            assert root_by_path(leaf_hash(b"x"), 0, size, paths.path(0)) != (
                bytes.fromhex(tree.root())
            )


def test_an_application_stands_in_the_event(bank: TestWorkspace) -> None:
    work = bank.work("sanne")
    desk = work.write(add_application, "Credit desk").id
    work.write(import_records, rows(2), Origin("desk.csv", "file", desk))

    assert imported(bank)[1].facts["application_id"] == str(desk)


def test_while_an_import_ran_nobody_saw_its_records(bank: TestWorkspace) -> None:
    """They were not there yet, and don't count as records of no import."""
    (event,) = imported(bank)
    jo = bank.work("jo")

    during = Work(jo.database, jo.actor, event.at - timedelta(microseconds=1))
    assert record(bank, "d-0").recorded_at < event.at - timedelta(microseconds=1)
    with pytest.raises(InputError, match="No decision d-0 is recorded"):
        during.read(tell_story, "d-0")
    then = Work(jo.database, jo.actor, event.at)
    assert then.read(tell_story, "d-0").record.state is SealState.WAITING  # sealed since


# The proof for outsiders


def proved(bank: TestWorkspace, out: Path, *, is_redacted: bool = False) -> Path:
    one = record(bank, "d-1100")
    wanted = Wanted(model_id=one.model_id, is_redacted=is_redacted, records=(one.id,))
    export_proof(bank.work("jo"), out, wanted, bank.signer("jo").pair)
    return out


@pytest.mark.parametrize("is_redacted", [False, True])
def test_a_proof_leads_the_record_to_its_import(
    bank: TestWorkspace, tmp_path: Path, *, is_redacted: bool
) -> None:
    proof = proved(bank, tmp_path / "proof.zip", is_redacted=is_redacted)

    report = check_file(proof)

    assert (report.broken, report.records) == ([], 1)
    assert (b"d-1100" in proof.read_bytes()) is not is_redacted


def test_another_record_in_a_proof_that_is_signed_anew_is_named(
    bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may sign proofs can still not tell of another decision."""
    honest = Proved.told

    def lie(self: Proved, *, is_redacted: bool) -> dict[str, Any]:
        told = honest(self, is_redacted=is_redacted)
        told["document"] = told["document"].replace("d-1100", "d-4711")
        told["leaf"] = leaf_hash(told["document"].encode()).hex()
        return told

    monkeypatch.setattr(Proved, "told", lie)

    (found,) = check_file(proved(bank, tmp_path / "proof.zip")).broken

    assert (found.member, found.record, found.kind) == ("records.txt", 1, "record changed")


@pytest.mark.parametrize("is_redacted", [False, True])
def test_a_changed_byte_of_a_record_is_named_by_its_line(
    bank: TestWorkspace, tmp_path: Path, *, is_redacted: bool
) -> None:
    content = proved(bank, tmp_path / "proof.zip", is_redacted=is_redacted).read_bytes()
    start, size = spans(content)["records.txt"]
    dice = random.Random(13)

    for at in {0, size - 1, *dice.sample(range(size), 60)}:
        check_change(content, tmp_path, "records.txt", start, at, dice.randrange(1, 256))


def test_no_proof_is_made_of_a_changed_record(bank: TestWorkspace, tmp_path: Path) -> None:
    tampering(bank, "UPDATE {mw}decision_record SET inference_sha256 = '' WHERE " + D)

    with pytest.raises(VerificationError, match="is not what was sealed"):
        proved(bank, tmp_path / "proof.zip")
    assert not (tmp_path / "proof.zip").exists()


def test_a_proof_of_a_period_leads_every_decision_of_it_to_its_import(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    take(bank, 20, begin=ROWS)
    one = record(bank, "d-1100")
    period = Decisions(one.model_id, None, FIRST, FIRST + timedelta(seconds=300))
    wanted = Wanted(model_id=one.model_id, decisions=period)
    with bank.service.reading() as session:
        measured = measure_proof(session, wanted)

    made = export_proof(bank.work("jo"), tmp_path / "p.zip", wanted, bank.signer("jo").pair)

    among = sum((number * 7) % 1000 < 300 for number in range(ROWS + 20))
    assert (made.records, measured.records) == (among, among)
    report = check_file(made.path)
    assert (report.broken, report.records) == ([], among)


def test_more_decisions_than_a_proof_holds_are_refused_before_it_is_written(
    bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof_records, "MOST_RECORDS", ROWS - 1)

    with pytest.raises(InputError, match=f"{ROWS} decision records; a proof holds {ROWS - 1}"):
        export_proof(
            bank.work("jo"),
            tmp_path / "p.zip",
            Wanted(decisions=Decisions()),
            bank.signer("jo").pair,
        )
    assert [*tmp_path.glob("*.zip")] == []
