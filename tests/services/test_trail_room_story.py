"""A review room is told from alone: the same lineage and the same story as its workspace tells."""

from __future__ import annotations

import json
import socket
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.errors import AppError, CancelledError, InputError, VerificationError
from app.models.queries.find import find_model
from app.models.queries.inventory import InventoryQuery, list_models
from app.models.queries.lineage import EventQuery, list_events, load_lineage
from app.models.queries.lineage_graph import load_lineage_graph
from app.models.queries.model_lineage import load_life
from app.models.queries.record_imports import Decisions
from app.models.queries.time_travel import load_event, serving_as_of
from app.models.tables.inventory import UseCase
from app.models.tables.trail import AuditEvent
from app.services.commands.records import Origin, import_records
from app.services.commands.requests import decide
from app.services.record_files import Place, RecordRow
from app.services.signed_blocks import load_signed_block
from app.services.story import seek_story, tell_story
from app.services.story_text import prose
from app.services.trail import room as making
from app.services.trail.export import Wanted
from app.services.trail.room import Document, Room, make_room
from app.services.trail.room_check import (
    PROOF_NAME,
    ROWS_NAME,
    SEAL_NAME,
    check_room,
    require_same,
)
from app.services.trail.room_opening import RoomSeat, open_room
from tests.stories import REASON, ask, register, try_out
from tests.trail_kit import live, sealer
from tests.workspaces import TestWorkspace

PASSPHRASE = "correct horse battery"
DAY = timedelta(days=1)


def take(bank: TestWorkspace, *models: str, count: int = 5) -> None:
    now = datetime.now(UTC)
    rows = [
        RecordRow(f"{model}-{n}", now - n * DAY, model, "1", "", f"{n:064x}", Place(n + 2))
        for model in models
        for n in range(count)
    ]
    bank.work("sanne").write(import_records, rows, Origin("desk.csv"))
    sealer(bank).run_once()


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    try_out(workspace, live(workspace))
    register(workspace, name="churn")
    take(workspace, "cc-fraud", "churn")
    return workspace


def wanted(bank: TestWorkspace, name: str = "cc-fraud", **period: Any) -> Wanted:
    with bank.service.reading() as session:
        key = find_model(session, name).id
    return Wanted(key, name, decisions=Decisions(key, **period))


def made(bank: TestWorkspace, out: Path, asked: Wanted | None = None, **more: Any) -> Room:
    asked = asked or wanted(bank)
    return make_room(bank.work("jo"), out, asked, bank.signer("jo").pair, PASSPHRASE, **more)


@pytest.fixture
def seat(bank: TestWorkspace, tmp_path: Path) -> Iterator[RoomSeat]:
    made(bank, tmp_path / "r.mwroom")
    seat = RoomSeat(tmp_path / "r.mwroom", PASSPHRASE)
    yield seat
    seat.close()


def looked_at(session: Session) -> dict[str, Any]:
    """What the lineage screen shows of the model."""
    key = find_model(session, "cc-fraud").id
    life = load_life(session, key)
    assert life.first_at is not None
    assert life.last_at is not None
    start, end = life.first_at, life.last_at + DAY
    page = list_events(session, EventQuery.of("", model_id=key))
    votes = [one for one in page.rows if one.tag == "decision.recorded"]
    return {
        "life": life,
        "lineage": replace(load_lineage(session, key, start=start, end=end), overview=()),
        "served": serving_as_of(session, key, end),
        "graph": load_lineage_graph(session, key, None),
        "events": page.rows,
        "details": [load_event(session, one.id) for one in page.rows],
        "signatures": [load_signed_block(session, one.object_id) for one in votes],
        "story": tell_story(session, "cc-fraud-0"),
        "prose": prose(tell_story(session, "cc-fraud-0")),
    }


def test_a_room_tells_the_same_lineage_and_the_same_story(
    bank: TestWorkspace, seat: RoomSeat
) -> None:
    with bank.work("jo").reading() as session:
        expected = looked_at(session)

    found = seat.read(looked_at, (), {})

    for name, value in expected.items():
        assert found[name] == value, name
    assert len(found["signatures"]) == 2
    assert "Piet Smit did the acceptance test in SIT" in " ".join(found["prose"])
    assert "is what the trail sealed then" in " ".join(found["prose"])
    assert " ".join(found["prose"]).count("The signature holds.") == 2


def test_a_room_needs_neither_database_nor_network(
    bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = made(bank, tmp_path / "r.mwroom")
    bank.close()

    def refuse(*_: object) -> None:
        raise AssertionError("a room asks nobody")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    seat = RoomSeat(room.path, PASSPHRASE)
    story = seat.read(tell_story, ("cc-fraud-3",), {})
    folder = seat.folder
    seat.close()

    assert (seat.verdict.faults, seat.verdict.signer) == ((), "Jo Vermeer")
    assert seat.verdict.report.records == room.records == 5
    assert story.record.holds
    assert not folder.parent.exists()  # nothing of it lies unlocked


def test_only_the_decisions_of_the_period_and_the_model_are_in_it(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    since = datetime.now(UTC) - 1.5 * DAY
    room = made(bank, tmp_path / "r.mwroom", wanted(bank, start=since))
    seat = RoomSeat(room.path, PASSPHRASE)

    assert (room.records, seat.facts.records, seat.facts.start) == (2, 2, since)
    assert seat.read(seek_story, ("cc-fraud-1",), {}).story is not None
    for absent in ("cc-fraud-2", "churn-0"):
        assert seat.read(seek_story, (absent,), {}).story is None
    assert [one.name for one in seat.read(list_models, (InventoryQuery(), None, 9), {}).rows] == [
        "cc-fraud"
    ]
    seat.close()


def test_a_room_of_everything_holds_every_model(bank: TestWorkspace, tmp_path: Path) -> None:
    room = made(bank, tmp_path / "r.mwroom", Wanted(decisions=Decisions()))
    seat = RoomSeat(room.path, PASSPHRASE)

    assert (room.models, room.records, seat.verdict.faults) == (2, 10, ())
    assert seat.read(tell_story, ("churn-4",), {}).record.holds
    seat.close()


def test_a_signature_holds_though_the_decision_before_it_is_of_another_model(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)  # aisha and jo decide on cc-fraud first
    request_id = ask(workspace, register(workspace, name="churn"))
    for handle in ("aisha", "jo"):
        workspace.work(handle).write(
            decide, request_id, verdict="accept", reason=REASON, signer=workspace.signer(handle)
        )
    take(workspace, "churn", count=1)
    room = made(workspace, tmp_path / "r.mwroom", wanted(workspace, "churn"))
    seat = RoomSeat(room.path, PASSPHRASE)

    told = " ".join(prose(seat.read(tell_story, ("churn-0",), {})))

    assert told.count("The signature holds.") == 2
    with closing(sqlite3.connect(seat.folder / ROWS_NAME)) as raw:
        assert raw.execute("SELECT count(*) FROM decision").fetchone() == (2,)
    content = b"".join(one.read_bytes() for one in seat.folder.rglob("*") if one.is_file())
    assert b"cc-fraud" not in content  # nothing of the other model
    seat.close()


def test_nothing_can_be_written_into_an_opened_room(seat: RoomSeat) -> None:
    def change(session: Session) -> None:
        session.connection().exec_driver_sql("DELETE FROM audit_event")

    with pytest.raises(InputError, match="can't be written"):
        seat.read(change, (), {})


def test_how_machines_are_reached_and_who_logs_in_stays_out(seat: RoomSeat) -> None:
    with closing(sqlite3.connect(seat.folder / ROWS_NAME)) as raw:
        logins = raw.execute("SELECT count(login) FROM person").fetchone()
        secrets = raw.execute("SELECT count(*) FROM runtime WHERE url || secret_ref != ''")
        assert (logins, secrets.fetchone()) == ((0,), (0,))
        assert raw.execute("SELECT count(*) FROM membership").fetchone() == (0,)


# Saboteurs


def test_every_changed_byte_of_the_file_is_found(bank: TestWorkspace, tmp_path: Path) -> None:
    room = made(bank, tmp_path / "r.mwroom")
    whole = room.path.read_bytes()
    for place in (0, 20, 60, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 1
        room.path.write_bytes(changed)
        with pytest.raises(AppError) as caught:
            RoomSeat(room.path, PASSPHRASE)
        assert caught.value.message.count(".") <= 2, place  # one sentence, and a file's name


def test_each_way_of_not_opening_is_one_sentence(bank: TestWorkspace, tmp_path: Path) -> None:
    room = made(bank, tmp_path / "r.mwroom")
    with pytest.raises(InputError, match="passphrase is another, or the file was changed"):
        RoomSeat(room.path, PASSPHRASE + "!")
    room.path.write_bytes(room.path.read_bytes()[:-40])
    with pytest.raises(AppError, match=r"changed or cut off|passphrase is another, or the file"):
        RoomSeat(room.path, PASSPHRASE)
    room.path.write_bytes(b"PK")
    with pytest.raises(InputError, match="no review room"):
        RoomSeat(room.path, PASSPHRASE)
    with pytest.raises(InputError, match="There is no file"):
        RoomSeat(tmp_path / "other", PASSPHRASE)


def rows_changed(statement: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        assert altered(folder / ROWS_NAME, statement)

    return change


def altered(rows: Path, statement: str) -> int:
    """What anybody does to an unlocked file; how many rows."""
    with closing(sqlite3.connect(rows)) as raw, raw:
        return raw.execute(statement).rowcount


# An event that nobody sealed, as real as its neighbours.
MORE = (
    "INSERT INTO audit_event SELECT {id} AS id, "
    + ", ".join(one.name for one in AuditEvent.__table__.columns if one.name != "id")
    + " FROM audit_event WHERE id = 9"
)


def resigned(folder: Path) -> None:
    said = json.loads((folder / SEAL_NAME).read_text())
    (folder / SEAL_NAME).write_text(json.dumps({**said, "signature": "A" * 88}))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (rows_changed("UPDATE transition_request SET reason = 'x'"), "rows.db is another"),
        (
            rows_changed("UPDATE decision_record SET decision_id = decision_id || 'x'"),
            "rows.db is another",
        ),
        (lambda folder: (folder / "START.html").write_text("x"), "START.html is another"),
        (lambda folder: (folder / "more.txt").write_text("x"), "more.txt lies in it"),
        (lambda folder: (folder / "proof.zip").write_bytes(b"x"), "proof.zip is another"),
        (resigned, "The signature over its list of contents does not hold"),
        (lambda folder: (folder / SEAL_NAME).unlink(), "The signature over its list"),
    ],
)
def test_what_was_changed_after_it_was_unlocked_is_named(
    bank: TestWorkspace, tmp_path: Path, change: Callable[[Path], None], told: str
) -> None:
    room = made(bank, tmp_path / "r.mwroom")
    folder = open_room(room.path, tmp_path / "room", PASSPHRASE).parent
    assert check_room(folder).faults == ()

    change(folder)

    assert check_room(folder).faults[0].sentence.startswith(told)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit_event SET tag = 'x' WHERE id = 9", "Its events are others"),
        ("DELETE FROM audit_leaf WHERE position > 3", "Its events are others"),
        ("UPDATE audit_text SET value = 'x'", "The words of event"),
        ("UPDATE decision_record SET source = 'x' WHERE position = 1", "Its decisions on"),
        ("DELETE FROM decision_record WHERE position = 1", "Its decisions on"),
        (MORE.format(id="99999"), "It holds"),
        (MORE.format(id="-1"), "It holds"),
    ],
)
def test_whoever_makes_a_room_can_not_tell_other_events_than_the_seal(
    bank: TestWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    statement: str,
    told: str,
) -> None:
    """Signed by a key of the workspace, with rows that its maker wrote."""
    honest = making.write_rows

    def lie(work: Any, out: Path, *given: Any, **more: Any) -> None:
        honest(work, out, *given, **more)
        assert altered(out, statement)

    monkeypatch.setattr(making, "write_rows", lie)
    with pytest.raises(VerificationError, match=told):
        made(bank, tmp_path / "honest.mwroom")

    monkeypatch.setattr(making, "require_same", lambda *_: None)
    room = made(bank, tmp_path / "lie.mwroom")
    seat = RoomSeat(room.path, PASSPHRASE)
    assert seat.verdict.faults[0].sentence.startswith(told)
    seat.close()


def test_one_that_is_stopped_leaves_no_file(bank: TestWorkspace, tmp_path: Path) -> None:
    asked = 0

    def is_cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 6

    with pytest.raises(CancelledError):
        made(bank, tmp_path / "r.mwroom", is_cancelled=is_cancelled)
    assert [*tmp_path.glob("*.mwroom"), *tmp_path.glob(".modelward*")] == []


def test_memory_does_not_grow_with_the_log(workspace: TestWorkspace, tmp_path: Path) -> None:
    """20,000 events more take no more than their digests and a piece of each part."""
    live(workspace)
    if not workspace.is_sqlite:
        pytest.skip("the copy is the same; writing 20,000 events takes a minute there")
    live_more(workspace, 20_000)
    tracemalloc.start()
    room = made(workspace, tmp_path / "r.mwroom", Wanted())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert room.proof.events > 20_000
    assert peak < 60 << 20


def live_more(bank: TestWorkspace, count: int) -> None:
    unit_id = bank.unit_id
    with bank.work("sanne").unit() as work:
        rows = [
            {"id": uuid4(), "unit_id": unit_id, "name": f"use {n}", "owner_id": work.actor.id}
            for n in range(count)
        ]
        work.session.execute(insert(UseCase), rows)
    while sealer(bank).run_once():
        pass


def test_a_view_in_the_place_of_a_table_is_no_room(bank: TestWorkspace, tmp_path: Path) -> None:
    room = made(bank, tmp_path / "r.mwroom")
    folder = open_room(room.path, tmp_path / "room", PASSPHRASE).parent
    altered(folder / ROWS_NAME, "CREATE VIEW told AS SELECT random()")

    with pytest.raises(VerificationError, match="told"):
        require_same(folder / ROWS_NAME, folder / PROOF_NAME)


def test_a_document_is_a_part_of_its_room(
    bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A maker's list may name no file beside those that were signed by their digest."""

    def lie(*given: Any) -> Any:
        for _version in range(2):
            yield Document("cc-fraud", "Model card", "/etc/hostname", "0" * 64)

    monkeypatch.setattr(making, "_documents", lie)
    room = made(bank, tmp_path / "lie.mwroom")
    folder = open_room(room.path, tmp_path / "room", PASSPHRASE).parent

    assert room.documents == 1  # what two versions have, as whoever opens it counts
    assert check_room(folder).faults[0].sentence.startswith("/etc/hostname is another")
