"""What was committed is sealed, once and in order, by as many services as there are."""

from __future__ import annotations

import json
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

import app
from app.errors import AppError, RefusedError, VerificationError
from app.models.database import Database
from app.models.locks import Lock, try_lock
from app.models.queries.trail import (
    last_head,
    last_leaf,
    leaf_hashes,
    list_heads,
    list_seal_keys,
    load_seal_status,
    log_id,
    sealed_events,
    unsealed_events,
)
from app.models.rules.merkle import Proofs, leaf_hash
from app.models.tables.trail import AuditLeaf, TreeHead
from app.services.commands.keys import revoke_key
from app.services.sealing import (
    Sealer,
    ended_why,
    find_sealing_key,
    is_signed,
    key_name,
)
from app.services.signing import HEAD, KeyPair, verify
from app.services.trail.keeper import SealKeeper
from app.services.trail.leaves import leaf_bytes
from app.services.workspace import SERVICE_HANDLE
from tests import killed_sealer
from tests.machine import machine
from tests.services.runtime_kit import wait_until
from tests.stories import register
from tests.trail_kit import add_use, key_of, sealer, tampering
from tests.workspaces import TestWorkspace

APP = Path(app.__file__).parent


def tags(bank: TestWorkspace) -> list[str]:
    with bank.service.reading() as session:
        size = last_leaf(session).position + 1
        return [one.event.tag for one in sealed_events(session, 0, size) if one.event]


def test_event_0_names_the_log_and_the_key_that_seals_it(workspace: TestWorkspace) -> None:
    sealer(workspace).run_once()

    with workspace.service.reading() as session:
        first = sealed_events(session, 0, 1)[0].event
        log = log_id(session)
        keys = list_seal_keys(session)
    assert first is not None
    facts = json.loads(first.facts)
    assert (first.tag, facts["log_id"]) == ("workspace.created", str(log))
    assert [one.public_key for one in keys.values()] == [facts["sealing_key"]]
    assert facts["sealing_key"] == key_of(workspace).public_key


def test_a_seal_covers_every_event_and_its_head_is_signed(workspace: TestWorkspace) -> None:
    register(workspace)
    sealed = sealer(workspace).run_once()

    with workspace.service.reading() as session:
        head, keys, log = last_head(session), list_seal_keys(session), log_id(session)
        rows = sealed_events(session, 0, sealed)
        hashes = [one for block in leaf_hashes(session, 0, sealed) for one in block]
        status = load_seal_status(session)
    assert head is not None
    assert [one.position for one in rows] == list(range(sealed))
    assert [leaf_hash(leaf_bytes(one.event)) for one in rows if one.event] == hashes
    assert (head.size, head.root) == (sealed, Proofs(hashes).root().hex())
    said = json.loads(head.document)
    assert (said["log"], said["size"], said["root"]) == (str(log), sealed, head.root)
    assert is_signed(head, log, keys)
    assert (status.size, status.unsealed, status.is_late) == (sealed, 0, False)


def test_sealing_goes_on_where_it_ended_also_in_another_service(workspace: TestWorkspace) -> None:
    one, other = sealer(workspace), sealer(workspace)
    counts = []
    for number, each in enumerate((one, other, one, sealer(workspace))):
        add_use(workspace, f"use {number}")
        counts.append(each.run_once())
        assert each.run_once() == 0

    assert counts[1:] == [1, 1, 1]
    with workspace.service.reading() as session:
        hashes = [
            one
            for block in leaf_hashes(session, 0, last_leaf(session).position + 1)
            for one in block
        ]
        heads = list_heads(session)
    assert [head.root for head in heads] == [Proofs(hashes[: h.size]).root().hex() for h in heads]


def test_a_head_is_no_signature_of_another_kind_log_or_size(workspace: TestWorkspace) -> None:
    sealer(workspace).run_once()
    with workspace.service.reading() as session:
        head, keys, log = last_head(session), list_seal_keys(session), log_id(session)
    assert head is not None
    key = next(iter(keys.values()))

    assert not verify(key.public_key, b"modelward/decision/v1\0", head.document, head.signature)
    assert not is_signed(head, next(iter(keys)), keys)
    forged: list[dict[str, Any]] = [
        {"size": head.size + 1},
        {"root": "00" * 32},
        {"document": head.document.replace('"v":1', '"v":2')},
        {"document": "[]"},
        {"signature": KeyPair.generate().sign(HEAD, head.document)},
        {"key_id": log},
    ]
    for change in forged:
        assert not is_signed(replace(head, **change), log, keys), change


def test_two_services_at_once_seal_every_event_once(workspace: TestWorkspace) -> None:
    sealers = [sealer(workspace), sealer(workspace)]
    stop = threading.Event()
    broken: list[BaseException] = []

    def seal(each: Sealer) -> None:
        try:
            while not stop.is_set():
                each.run_once()
        except BaseException as error:  # noqa: BLE001 -- the test's own edge
            broken.append(error)

    threads = [threading.Thread(target=seal, args=[each]) for each in sealers]
    for thread in threads:
        thread.start()
    for number in range(25):
        add_use(workspace, f"use {number}")
    stop.set()
    for thread in threads:
        thread.join()
    sealers[0].run_once()

    assert not broken
    assert tags(workspace).count("use_case.added") == 25
    with workspace.service.reading() as session:
        events = sealed_events(session, 0, 10_000)
    assert len({one.event_id for one in events}) == len(events)


def test_the_trail_is_sealed_while_a_worker_reads_the_inbox(
    postgres_workspace: TestWorkspace,
) -> None:
    bank = postgres_workspace
    each = sealer(bank)
    each.run_once()
    add_use(bank, "cards")

    with bank.service.unit() as work:
        assert try_lock(work.session.connection(), Lock.INBOX)
        assert each.run_once() == 1


def test_every_advisory_lock_has_a_number_of_its_own_and_is_taken_in_one_place() -> None:
    numbers = [lock.value for lock in Lock.__members__.values()]
    taken = re.compile(r"advisory\w*lock\w*\((?!bigint\))", re.IGNORECASE)
    places = [one for one in APP.rglob("*.py") if taken.search(one.read_text(encoding="utf-8"))]

    assert len(numbers) == len(set(numbers))
    assert places == [APP / "models" / "locks.py"]


def test_a_second_leaf_in_a_place_fails_on_the_primary_key(workspace: TestWorkspace) -> None:
    sealer(workspace).run_once()
    add_use(workspace, "cards")
    with workspace.service.reading() as session:
        waiting = unsealed_events(session, last_leaf(session), limit=1)[0]

    row = {"position": 0, "event_id": waiting.id, "sha256": "00" * 32}
    with pytest.raises(IntegrityError), workspace.service.unit() as work:
        work.session.execute(insert(AuditLeaf), [row])

    assert sealer(workspace).run_once() == 1


@contextmanager
def open_transaction(bank: TestWorkspace) -> Iterator[Connection]:
    """A writer of PostgreSQL that has written and does not commit yet."""
    database = Database(bank.login_url("mark"))
    try:
        with database.engine.connect() as connection, connection.begin():
            yield connection
    finally:
        database.close()


@pytest.mark.parametrize("workspace", ["postgresql"], indirect=True)
def test_what_commits_late_is_sealed_after_and_nothing_overtakes_it(
    workspace: TestWorkspace,
) -> None:
    each = sealer(workspace)
    each.run_once()
    unit, me = workspace.unit_id, workspace.work("mark").actor.id
    with open_transaction(workspace) as late:
        row = {"id": f"{7:032x}", "unit_id": unit, "name": "late", "owner_id": me}
        columns = "id, unit_id, name, owner_id, is_regulated, description, row_version"
        late.execute(
            text(f"INSERT INTO mw.use_case ({columns}) VALUES (:id, :unit_id, :name, :owner_id,"
                 " false, '', 1)"), row
        )  # fmt: skip
        add_use(workspace, "quick")  # has a larger id, and commits first
        waiting = each.run_once()
        status = workspace.service.read(load_seal_status)

    assert waiting == 0
    assert status.unsealed == 1
    assert each.run_once() == 2
    with workspace.service.reading() as session:
        last = sealed_events(session, 0, 10_000)[-2:]
    assert [one.event_id for one in last] == sorted(one.event_id for one in last)


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        ("DELETE FROM {mw}audit_leaf WHERE position = 2", "leaf 2 is missing"),
        ("UPDATE {mw}audit_leaf SET sha256 = 'x' WHERE position = 2", "leaf 2 is missing"),
        ("UPDATE {mw}audit_leaf SET sha256 = '" + "0" * 64 + "' WHERE position = 2", "others than"),
        ("DELETE FROM {mw}audit_leaf WHERE position > 2", "3 leaves, and its head says"),
        ("DELETE FROM {mw}tree_head", "head says 0"),
        (
            "DELETE FROM {mw}audit_event WHERE id = (SELECT max(event_id) FROM {mw}audit_leaf)",
            "is gone",
        ),
    ],
)
def test_nothing_is_added_to_a_trail_that_was_changed(
    workspace: TestWorkspace, tamper: str, said: str
) -> None:
    register(workspace)
    sealer(workspace).run_once()
    add_use(workspace, "cards")
    tampering(workspace, tamper)

    with pytest.raises(VerificationError, match=said):
        sealer(workspace).run_once()


@pytest.mark.parametrize("workspace", ["postgresql"], indirect=True)
def test_a_dump_on_a_new_server_says_why_nothing_is_sealed(workspace: TestWorkspace) -> None:
    sealer(workspace).run_once()
    tampering(workspace, f"UPDATE {{mw}}audit_event SET txid = {10**12}")
    add_use(workspace, "cards")

    with pytest.raises(AppError, match="counted fewer transactions") as refused:
        sealer(workspace).run_once()

    assert "--epoch" in refused.value.hint
    assert workspace.service.read(load_seal_status).unsealed == 1


@pytest.mark.parametrize("table", ["audit_leaf", "tree_head"])
def test_nobody_changes_or_takes_away_what_is_sealed(workspace: TestWorkspace, table: str) -> None:
    sealer(workspace).run_once()
    key = "position" if table == "audit_leaf" else "size"
    mw = "" if workspace.is_sqlite else "mw."
    for handle in ("sanne", "root", SERVICE_HANDLE):
        for statement in (f"DELETE FROM {mw}{table}", f"UPDATE {mw}{table} SET {key} = {key} + 1"):
            actor = workspace.work(handle).actor.id
            with (
                pytest.raises(DBAPIError) as refused,
                workspace.database(handle).session(actor, writes=True) as session,
            ):
                session.execute(text(statement))
            assert "MW4" in str(refused.value) or "permission denied" in str(refused.value)


def test_people_cannot_seal(workspace: TestWorkspace) -> None:
    register(workspace)

    with pytest.raises(AppError), workspace.work("sanne").unit() as work:
        work.session.execute(
            insert(TreeHead), [{"size": 1, "root": "", "document": "", "signature": "",
                                "key_id": next(iter(list_seal_keys(work.session)))}]
        )  # fmt: skip


def test_a_key_that_is_not_this_workspaces_does_not_seal(workspace: TestWorkspace) -> None:
    with pytest.raises(AppError, match="none of this workspace"):
        Sealer(workspace.service, KeyPair.generate())


REVOKED = (
    "UPDATE {mw}signing_key SET state = 'revoked', reason = 'It was stolen.',"
    " revoked_at_size = (SELECT max(size) FROM {mw}tree_head) WHERE purpose = 'seal'"
)


@pytest.mark.parametrize("who", ["root", "rosa"])
def test_the_sealing_key_is_revoked_by_nobody(workspace: TestWorkspace, who: str) -> None:
    each = sealer(workspace)
    each.run_once()
    with workspace.service.reading() as session:
        key = next(iter(list_seal_keys(session)))
    add_use(workspace, "cards")
    by_sql = REVOKED.replace("SET ", "SET row_version = row_version + 1, ")

    with pytest.raises(RefusedError) as by_command:
        workspace.work(who).write(revoke_key, key, reason="I want another one.")
    with pytest.raises(RefusedError) as as_a_row, workspace.work(who).unit() as work:
        work.session.execute(text(by_sql.format(mw="" if workspace.is_sqlite else "mw.")))

    for refused in (by_command, as_a_row):
        assert [one.code for one in refused.value.blockers] == ["key.seal"]
    assert each.run_once() >= 1


def test_a_key_that_was_revoked_seals_no_more_and_that_is_why(workspace: TestWorkspace) -> None:
    """By an earlier version, or the database's owner; the one that runs already stops, too."""
    each = sealer(workspace)
    sealed = each.run_once()
    handle = SERVICE_HANDLE if workspace.is_sqlite else None
    here = machine(home=workspace.secrets.home)
    keeper = SealKeeper(workspace.database(SERVICE_HANDLE), here, handle)
    keeper.run_once()
    add_use(workspace, "cards")
    assert workspace.service.read(ended_why) == ""
    tampering(workspace, REVOKED)

    with pytest.raises(AppError) as running:
        each.run_once()
    with pytest.raises(AppError) as restarted:
        sealer(workspace)
    keeper.run_once()
    keeper.close()

    why = f"The sealing key {key_of(workspace).kid} was revoked at position {sealed} of the log"
    for stopped in (running, restarted):
        assert stopped.value.message.startswith(why)
        assert "begin a new workspace" in stopped.value.hint
    assert why in keeper.problem
    assert workspace.service.read(ended_why).startswith(why)
    with workspace.service.reading() as session:
        head, keys, log = last_head(session), list_seal_keys(session), log_id(session)
    assert head is not None
    assert head.size == sealed
    assert is_signed(head, log, keys)


def test_the_service_seals_with_the_key_of_its_machine_and_says_where_there_is_none(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    handle = SERVICE_HANDLE if workspace.is_sqlite else None
    database = workspace.database(SERVICE_HANDLE)
    here = SealKeeper(database, machine(home=workspace.secrets.home), handle)
    elsewhere = SealKeeper(database, machine(home=tmp_path / "elsewhere"), handle)

    nothing, sealed = elsewhere.run_once(), here.run_once()

    here.close()
    elsewhere.close()
    assert nothing == 0
    assert "not on this machine" in elsewhere.problem
    assert sealed >= 1
    assert here.problem == ""


def test_the_private_key_is_nowhere_in_the_database(sqlite_workspace: TestWorkspace) -> None:
    sealer(sqlite_workspace).run_once()
    log = sqlite_workspace.service.read(log_id)
    pair = find_sealing_key(
        sqlite_workspace.owner_database(), machine(home=sqlite_workspace.secrets.home), log
    )
    assert pair is not None
    sqlite_workspace.close()

    content = Path(sqlite_workspace.url).read_bytes()
    assert pair.public_key.encode() in content
    assert pair.seed().encode() not in content


@pytest.mark.parametrize("dies", killed_sealer.POINTS)
def test_what_a_killed_service_was_sealing_is_sealed_once_by_the_next(
    workspace: TestWorkspace, dies: str
) -> None:
    """kill -9 in the middle: all of a seal is there, or nothing."""
    before = sealer(workspace)
    before.run_once()
    add_use(workspace, "cards")
    seed = workspace.secrets.get(key_name(workspace.service.read(log_id)))

    assert killed_sealer.run(workspace.login_url(SERVICE_HANDLE), seed, dies) == -signal.SIGKILL
    add_use(workspace, "loans")
    after = sealer(workspace)
    wait_until(lambda: after.run_once() == (1 if dies == killed_sealer.POINTS[-1] else 2))

    before.run_once()  # one that lived on goes on too
    with workspace.service.reading() as session:
        hashes = [
            one
            for block in leaf_hashes(session, 0, last_leaf(session).position + 1)
            for one in block
        ]
        heads = list_heads(session)
    assert tags(workspace).count("use_case.added") == 2
    assert [head.root for head in heads] == [Proofs(hashes[: h.size]).root().hex() for h in heads]
