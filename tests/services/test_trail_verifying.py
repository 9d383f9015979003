"""Whoever owns the database can change it; verifying names the place, a witness what is gone."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import JSON

from app.models.queries.trail import (
    RawEvent,
    SealedEvent,
    last_leaf,
    list_heads,
    log_id,
    sealed_events,
    sealed_rows,
)
from app.models.rules.acts import SALTED_TEXTS
from app.models.rules.rights import RIGHTS
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.inventory import TrainingRecord
from app.services.signing import KeyPair
from app.services.trail.breaks import Kind
from app.services.trail.export import Wanted, export_proof
from app.services.trail.verifying import Verification, verify_trail
from app.services.trail.witness import FOLDER, WitnessKind, accept_present, check
from app.services.workspace import upgrade_workspace
from app.verifier import __main__ as verifier
from tests.stories import register
from tests.trail_kit import add_use, key_of, live, rechain, sealer, tampering
from tests.workspaces import TestWorkspace

FACT = "CAST(replace(CAST(facts AS text), '\"accept\"', '\"reject\"') AS {json})"


@dataclass(frozen=True)
class Place:
    """Where the first decision lies: its leaf, its event."""

    position: int
    event: int
    before: int  # the size of the last head below it


def decision(bank: TestWorkspace) -> Place:
    with bank.service.reading() as session:
        rows = sealed_events(session, 0, 10_000)
        heads = [one.size for one in list_heads(session)]
    row = next(one for one in rows if one.event and one.event.tag == "decision.recorded")
    below = max(size for size in heads if size <= row.position)
    return Place(row.position, row.event_id, below)


def verified(bank: TestWorkspace) -> Verification:
    return verify_trail(bank.work("aisha"))


def found(answer: Verification) -> list[tuple[int, Kind]]:
    return [(one.position, one.kind) for one in answer.broken]


def test_an_untouched_trail_is_intact(workspace: TestWorkspace) -> None:
    live(workspace)
    add_use(workspace, "cards")

    answer = verified(workspace)

    with workspace.service.reading() as session:
        leaves, heads = last_leaf(session).position + 1, list_heads(session)
    assert answer.broken == ()
    assert (answer.events, answer.heads, answer.unsealed) == (leaves, len(heads), 1)
    assert answer.sealed_until == heads[-1].signed_at
    assert answer.keys == (key_of(workspace).kid,)


@dataclass(frozen=True)
class Tamper:
    statements: tuple[str, ...]
    expected: Callable[[Place, int], list[tuple[int, Kind]]]


TAMPERS = {
    "facts": Tamper(
        ("UPDATE {mw}audit_event SET facts = " + FACT + " WHERE id = {event}",),
        lambda at, _: [(at.position, Kind.CHANGED)],
    ),
    "time": Tamper(
        ("UPDATE {mw}audit_event SET at = '2020-01-01 00:00:00.000000' WHERE id = {event}",),
        lambda at, _: [(at.position, Kind.CHANGED)],
    ),
    "person": Tamper(
        ("UPDATE {mw}audit_event SET actor_id = (SELECT id FROM {mw}person WHERE handle ="
         " 'sanne') WHERE id = {event}",),
        lambda at, _: [(at.position, Kind.CHANGED)],
    ),
    "no event": Tamper(
        ("DELETE FROM {mw}audit_event WHERE id = {event}",),
        lambda at, _: [(at.position, Kind.MISSING)],
    ),
    "no event, no leaf": Tamper(
        ("DELETE FROM {mw}audit_event WHERE id = {event}",
         "DELETE FROM {mw}audit_leaf WHERE event_id = {event}"),
        lambda at, _: [(at.position, Kind.MISSING)],
    ),
    "no leaf": Tamper(
        ("DELETE FROM {mw}audit_leaf WHERE event_id = {event}",),
        lambda at, size: [(at.position, Kind.MISSING), (size, Kind.ADDED)],
    ),
    "no tail": Tamper(
        ("DELETE FROM {mw}audit_event WHERE id >= {event}",
         "DELETE FROM {mw}audit_leaf WHERE position >= {position}"),
        lambda at, _: [(at.position, Kind.MISSING)],
    ),
    "text": Tamper(
        ("UPDATE {mw}audit_text SET value = 'Never read.' WHERE event_id = {event}",),
        lambda at, _: [(at.position, Kind.TEXT)],
    ),
    "no text": Tamper(
        ("DELETE FROM {mw}audit_text WHERE event_id = {event}",),
        lambda at, _: [(at.position, Kind.MISSING)],
    ),
    "text put in": Tamper(
        ("INSERT INTO {mw}audit_text (event_id, name, value) VALUES ({event}, 'stage', 'DEV')",),
        lambda at, _: [(at.position, Kind.TEXT)],
    ),
    "signature": Tamper(
        ("UPDATE {mw}tree_head SET signature = 'AAAA' WHERE size = {before}",),
        lambda at, _: [(at.before - 1, Kind.HEAD)],
    ),
    "root of a head": Tamper(
        ("UPDATE {mw}tree_head SET root = '" + "0" * 64 + "' WHERE size = {before}",),
        lambda at, _: [(at.before - 1, Kind.HEAD)],
    ),
    "no heads": Tamper(
        ("DELETE FROM {mw}tree_head",),
        lambda _, __: [(0, Kind.MISSING)],
    ),
    "event put in": Tamper(
        ("INSERT INTO {mw}audit_event (id, txid, at, actor_id, tag, object_type, object_id,"
         " unit_id, facts) SELECT -7, 0, at, actor_id, tag, object_type, object_id, unit_id,"
         " facts FROM {mw}audit_event WHERE id = {event}",),
        lambda _, size: [(size, Kind.ADDED)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERS)
def test_what_was_changed_is_named_by_place_and_kind(workspace: TestWorkspace, name: str) -> None:
    live(workspace)
    at, tamper = decision(workspace), TAMPERS[name]
    words = {
        "mw": "" if workspace.is_sqlite else "mw.",
        "json": "text" if workspace.is_sqlite else "jsonb",
        "event": at.event, "position": at.position, "before": at.before,
    }  # fmt: skip
    with workspace.service.reading() as session:
        size = last_leaf(session).position + 1

    tampering(workspace, *(one.format(**words) for one in tamper.statements))

    answer = verified(workspace)
    if name == "no leaf":  # the end of the tree is where it was
        assert found(answer) == tamper.expected(at, size)
    else:
        leaves = workspace.service.read(last_leaf).position + 1
        assert found(answer) == tamper.expected(at, leaves)
    assert not answer.intact


def test_piece_by_piece_the_same_is_found_as_at_once(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(workspace)
    at = decision(workspace)
    words = {"event": at.event, "mw": "" if workspace.is_sqlite else "mw."}
    for name in ("text", "event put in", "no event"):
        tampering(workspace, *(one.format(**words) for one in TAMPERS[name].statements))
    at_once = verified(workspace)

    monkeypatch.setattr("app.services.trail.verifying.CHUNK", 3)

    assert verified(workspace) == at_once
    assert {kind for _, kind in found(at_once)} == {Kind.MISSING, Kind.ADDED}


def test_plain_rows_say_what_sealed_events_say(workspace: TestWorkspace) -> None:
    live(workspace)
    at = decision(workspace)
    tampering(workspace, f"DELETE FROM {{mw}}audit_event WHERE id = {at.event}")

    with workspace.service.reading() as session:
        events = sealed_events(session, 0, 10_000)
        plain, ids = sealed_rows(session, 0, 10_000)
        rows = [*plain]

    assert [SealedEvent(*row[:3], row[3] and RawEvent(*row[3])) for row in rows] == events
    assert ids == [one.event_id for one in events]
    assert [row[1] for row in rows if row[3] is None] == [at.event]


def test_leaves_changed_with_their_events_miss_the_signed_root(workspace: TestWorkspace) -> None:
    live(workspace)
    at = decision(workspace)
    change_facts(workspace, at)
    rechain(workspace, None)

    assert found(verified(workspace)) == [(at.before, Kind.RECHAINED)]


def test_heads_signed_anew_by_another_key_are_forged(workspace: TestWorkspace) -> None:
    live(workspace)
    change_facts(workspace, decision(workspace))
    rechain(workspace, KeyPair.generate())

    kinds = {kind for _, kind in found(verified(workspace))}
    assert kinds == {Kind.HEAD}


def change_facts(bank: TestWorkspace, at: Place) -> None:
    mw, kind = ("", "text") if bank.is_sqlite else ("mw.", "jsonb")
    fact = FACT.format(json=kind)
    tampering(bank, f"UPDATE {mw}audit_event SET facts = {fact} WHERE id = {at.event}")


def test_verifying_tells_its_progress_and_stops_when_asked(workspace: TestWorkspace) -> None:
    live(workspace)
    told: list[tuple[int, int]] = []

    whole = verify_trail(workspace.work("jo"), progress=lambda done, of: told.append((done, of)))
    stopped = verify_trail(workspace.work("jo"), is_cancelled=lambda: True)

    assert told[-1] == (whole.events, whole.events)
    assert whole.is_complete
    assert not stopped.is_complete


# What only a computer that saw more can tell


def see(bank: TestWorkspace, home: Path) -> WitnessKind:
    return check(bank.database("jo"), home=home).kind


def test_a_computer_remembers_how_far_it_saw(workspace: TestWorkspace, tmp_path: Path) -> None:
    home, kinds = tmp_path / "jo", []
    kinds.append(see(workspace, home))
    live(workspace)
    kinds.append(see(workspace, home))
    add_use(workspace, "cards")
    sealer(workspace).run_once()
    kinds.append(see(workspace, home))

    assert kinds == [WitnessKind.FIRST, WitnessKind.FIRST, WitnessKind.HOLDS]
    kept = json.loads((home / FOLDER / f"{workspace.service.read(log_id)}.json").read_text())
    assert kept["size"] == workspace.service.read(last_leaf).position + 1


def test_a_removed_tail_with_its_heads_is_seen_by_who_saw_more(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)
    see(workspace, tmp_path)
    at = decision(workspace)
    tampering(
        workspace,
        f"DELETE FROM {{mw}}audit_event WHERE id > (SELECT event_id FROM {{mw}}audit_leaf"
        f" WHERE position = {at.before - 1})",
        f"DELETE FROM {{mw}}audit_leaf WHERE position >= {at.before}",
        f"DELETE FROM {{mw}}tree_head WHERE size > {at.before}",
    )

    assert verified(workspace).intact  # nobody can tell from the database alone
    assert see(workspace, tmp_path / "new computer") is WitnessKind.FIRST
    alarm = check(workspace.database("jo"), home=tmp_path)
    assert (alarm.kind, alarm.is_alarm) == (WitnessKind.SHORTER, True)
    assert str(at.before) in alarm.message


def test_a_trail_that_grew_again_after_its_tail_was_removed_is_rewritten(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)
    see(workspace, tmp_path)
    at = decision(workspace)
    change_facts(workspace, at)
    rechain(workspace, key_of(workspace))  # the stolen key
    for number in range(3):
        add_use(workspace, f"use {number}")
        sealer(workspace).run_once()

    assert verified(workspace).intact
    assert see(workspace, tmp_path) is WitnessKind.REWRITTEN


def test_a_head_by_nobodys_key_is_seen_at_once(workspace: TestWorkspace, tmp_path: Path) -> None:
    live(workspace)
    see(workspace, tmp_path)
    rechain(workspace, KeyPair.generate())

    assert see(workspace, tmp_path) is WitnessKind.FORGED


def test_a_key_that_its_computer_does_not_know_is_told(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)
    see(workspace, tmp_path)
    other = KeyPair.generate()
    tampering(
        workspace,
        f"UPDATE {{mw}}signing_key SET public_key = '{other.public_key}', kid = '{other.kid}'"
        " WHERE purpose = 'seal'",
    )
    rechain(workspace, other)

    assert verified(workspace).intact
    assert see(workspace, tmp_path) is WitnessKind.OTHER_KEY


def back_up(bank: TestWorkspace, file: Path, request: pytest.FixtureRequest) -> None:
    if not bank.is_sqlite:
        request.getfixturevalue("postgres").dump(bank.url, file)
        return
    with closing(sqlite3.connect(bank.url)) as present, closing(sqlite3.connect(file)) as copy:
        present.backup(copy)


def restore(bank: TestWorkspace, file: Path, request: pytest.FixtureRequest) -> TestWorkspace:
    """The workspace as it was backed up: in its file, or as another database of the server."""
    bank.close()
    url = bank.url
    if bank.is_sqlite:
        for end in ("-wal", "-shm"):
            Path(url + end).unlink(missing_ok=True)
        shutil.copyfile(file, url)
    else:
        url = request.getfixturevalue("postgres").restore(file)
    restored = TestWorkspace(
        url, is_sqlite=bank.is_sqlite, folder=bank.folder, secrets=bank.secrets
    )
    if not bank.is_sqlite:  # a dump lacks the rights of the database itself
        upgrade_workspace(restored.owner_database())
    return restored


def test_a_restored_backup_is_an_alarm_until_somebody_says_so(
    workspace: TestWorkspace, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    bank, backup = workspace, tmp_path / "backup"
    live(bank)
    back_up(bank, backup, request)
    add_use(bank, "cards")
    sealer(bank).run_once()
    see(bank, tmp_path)
    restored = restore(bank, backup, request)

    alarm = see(restored, tmp_path)
    accept_present(restored.database("jo"), home=tmp_path)
    after = see(restored, tmp_path)

    restored.close()
    assert alarm is WitnessKind.SHORTER
    assert after is WitnessKind.HOLDS


def test_a_damaged_memory_is_read_anew_and_still_compared(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)
    see(workspace, tmp_path)
    file = tmp_path / FOLDER / f"{workspace.service.read(log_id)}.json"
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({**kept, "parts": []}))
    holds = see(workspace, tmp_path)
    file.write_text(json.dumps({**kept, "parts": [], "root": "00" * 32}))

    assert holds is WitnessKind.HOLDS
    assert see(workspace, tmp_path) is WitnessKind.REWRITTEN


def test_what_only_looks_like_a_salted_text_breaks_nothing(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    """A data scientist may record any measures; else each could break a trail for ever."""
    registered = register(workspace)
    looks_salted = {"salt": "a", "sha256": "b"}
    with workspace.work("sanne").unit() as work:
        work.add(
            TrainingRecord(
                version_id=registered.version_id, algorithm="linear", metrics=looks_salted,
                data_digests=looks_salted, parameters={}, environment_sha256="", run_key="",
                commit_ref="", seconds=1, seed=1,
            )
        )  # fmt: skip
    sealer(workspace).run_once()

    answer = verified(workspace)
    export_proof(workspace.work("jo"), tmp_path / "proof.zip", Wanted(), key_of(workspace))
    report = verifier.check_file(tmp_path / "proof.zip")

    assert answer.broken == ()
    assert (report.broken, report.left_out) == ([], 0)


def test_the_outsiders_verifier_knows_the_texts_that_are_salted() -> None:
    json_facts = {
        name
        for rights in RIGHTS
        for name in rights.facts
        if isinstance(METADATA.tables[f"{SCHEMA}.{rights.table}"].c[name].type, JSON)
    }

    assert verifier.SALTED == SALTED_TEXTS
    assert "metrics" in json_facts
    assert not json_facts & SALTED_TEXTS  # else their form would be taken for a digest
