"""What a reviewer tried: acts without an author, other people's logins, poisoned files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from app.errors import InputError, RefusedError
from app.models.rules.rights import ACTS
from app.models.rules.roles import Role
from app.models.tables.base import mw_now
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import Asset, Blob, BlobChunk
from app.models.tables.organisation import Membership, Person
from app.models.tables.trail import AuditEvent
from app.services.commands.assets import read_blob, store_blob
from app.services.commands.people import add_person, add_unit, end_role, grant_role
from app.services.digests import CHUNK_BYTES, digest_bytes
from app.services.unit_of_work import InboxKind, UnitOfWork
from app.services.workspace import login_statement
from tests.stories import ask, change_role, register
from tests.workspaces import TestWorkspace


def events(workspace: TestWorkspace, tag: str) -> list[AuditEvent]:
    with workspace.service.reading() as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.tag == tag)))


def tell(workspace: TestWorkspace, who: str, kind: InboxKind, **payload: Any) -> UUID:
    with workspace.work(who).unit() as work:
        return work.tell_engine(kind, workspace.unit_id, **payload)


@pytest.mark.parametrize("kind", ["cancel", "retry", "suspend", "resume"])
def test_who_steers_a_process_stands_in_the_trail(workspace: TestWorkspace, kind: str) -> None:
    instance = uuid4()

    key = tell(workspace, "sanne", InboxKind(kind), instance_id=str(instance), reason="secret")

    (told,) = events(workspace, "inbox.asked")
    assert told.actor_id == workspace.work("sanne").actor.id
    assert told.object_id == key
    assert told.unit_id == workspace.unit_id
    assert told.facts["kind"] == kind
    assert told.facts["instance_id"] == str(instance)
    assert "secret" not in str(told.facts)


def test_the_trail_is_not_filled_with_what_only_informs(workspace: TestWorkspace) -> None:
    for kind in set(InboxKind) - set(map(InboxKind, ACTS)):
        tell(workspace, "sanne", kind)

    assert events(workspace, "inbox.asked") == []


def change_person(work: UnitOfWork, handle: str, **values: Any) -> None:
    values = {"row_version": Person.row_version + 1, **values}
    work.session.execute(update(Person).where(Person.handle == handle).values(**values))


def refusal_of(workspace: TestWorkspace, who: str, handle: str, **values: Any) -> str:
    with pytest.raises(RefusedError) as refused:
        workspace.work(who).write(change_person, handle, **values)
    return refused.value.blockers[0].code


def test_the_administrator_of_a_unit_changes_no_people(
    workspace: TestWorkspace, request: pytest.FixtureRequest
) -> None:
    def hire(work: UnitOfWork) -> UUID:
        unit = add_unit(work, key="hr", name="HR", parent="bank")
        login = None if workspace.is_sqlite else "nb_ann"
        add_person(work, handle="ann", full_name="Ann", login=login)
        return unit.id

    unit_id = workspace.work("root").write(hire)
    change_role(workspace, "ann", "administrator", unit_id=unit_id)
    if not workspace.is_sqlite:
        server = request.getfixturevalue("postgres")
        server.make_login(login_statement("nb_ann", [Role.ADMINISTRATOR]))

    for values in ({"login": "nb_ann2"}, {"closed_at": workspace.work("ann").read(clock)}):
        assert refusal_of(workspace, "ann", "aisha", **values) == "person.root"
    workspace.work("root").write(change_person, "aisha", full_name="Aisha R.")


def clock(session: Session) -> datetime:
    return session.execute(select(mw_now())).scalar_one()


def test_a_login_is_given_once(workspace: TestWorkspace) -> None:
    root = workspace.work("root")
    root.write(add_person, handle="ann", full_name="Ann")

    root.write(change_person, "ann", login="nb_ann")

    assert refusal_of(workspace, "root", "ann", login="nb_other") == "person.login"
    assert refusal_of(workspace, "root", "ann", login=None) == "person.login"
    assert events(workspace, "person.changed")[-1].facts["changed"] == "login"


def add_chunk(work: UnitOfWork, sha256: str, position: int, data: bytes) -> None:
    work.session.execute(insert(BlobChunk).values(sha256=sha256, position=position, data=data))


def chunk_refusal(
    workspace: TestWorkspace, who: str, sha256: str, position: int, data: bytes = b"evil"
) -> str:
    with pytest.raises(RefusedError) as refused:
        workspace.work(who).write(add_chunk, sha256, position, data)
    return refused.value.blockers[0].code


def test_no_bytes_are_added_to_a_stored_file(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    with workspace.service.reading() as session:
        sha256 = session.scalars(
            select(Asset.sha256).where(Asset.version_id == registered.version_id)
        ).one()

    for who in ("tom", "sanne"):
        for position in (-1, 1, 7, 2_000_000_000):
            assert chunk_refusal(workspace, who, sha256, position) == "blob.chunk"

    with workspace.service.reading() as session:
        assert read_blob(session, sha256) == b"v1"


def test_a_chunk_is_whole_and_of_who_began_the_file(workspace: TestWorkspace) -> None:
    data = b"a" * CHUNK_BYTES + b"rest"
    sha256 = digest_bytes(data)

    def bring(work: UnitOfWork, parts: list[bytes]) -> None:
        work.session.execute(insert(Blob).values(sha256=sha256, size_bytes=len(data)))
        for position, part in enumerate(parts):
            add_chunk(work, sha256, position, part)

    for parts in ([b"a"], [data], [data[:CHUNK_BYTES], b""], [data[:CHUNK_BYTES], b"restless"]):
        with pytest.raises(RefusedError) as refused:
            workspace.work("sanne").write(bring, parts)
        assert refused.value.blockers[0].code == "blob.chunk"
    workspace.work("sanne").write(bring, parts_of(data))

    assert chunk_refusal(workspace, "tom", sha256, 1, b"rest") == "blob.chunk"


@pytest.mark.parametrize("at", [0, CHUNK_BYTES])
def test_nobody_takes_a_digest_with_other_bytes(workspace: TestWorkspace, at: int) -> None:
    data = b"a" * at + b"v1"
    sha256, wrong = digest_bytes(data), b"b" * at + b"v2"

    def lie(work: UnitOfWork) -> None:
        store_blob(work.session, sha256, len(wrong), parts_of(wrong))

    with pytest.raises(RefusedError) as refused:
        workspace.work("tom").write(lie)
    workspace.work("sanne").write(keep, data)

    assert refused.value.blockers[0].code == "blob.content"
    with workspace.service.reading() as session:
        assert read_blob(session, sha256) == data


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak stands in /proc")
def test_the_server_holds_a_file_no_more_than_twice_to_hash_it(
    postgres_workspace: TestWorkspace,
) -> None:
    """As it grows and as it is hashed; what leaves a subquery or is put together is a copy more."""
    count = 32
    parts = [bytes([n]) * CHUNK_BYTES for n in range(count)]
    peaks: list[int] = []

    def bring(work: UnitOfWork) -> None:
        server = work.session.scalar(text("SELECT pg_backend_pid()"))

        def told() -> Iterator[bytes]:
            for n, part in enumerate(parts):
                if n == count - 1:
                    peaks.append(peak_of(server))
                yield part

        store_blob(work.session, digest_bytes(b"".join(parts)), count * CHUNK_BYTES, told())
        peaks.append(peak_of(server))

    postgres_workspace.work("sanne").write(bring)
    before, after = peaks

    assert after - before < 2.75 * count * CHUNK_BYTES


def peak_of(process: int) -> int:
    """Most bytes of memory that it held so far."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("VmHWM:")) * 1024


@pytest.mark.parametrize(
    ("size", "begun"),
    [(4, b""), (0, b""), (-1, b""), (1 << 60, b""), (CHUNK_BYTES + 4, b"f" * CHUNK_BYTES)],
)
def test_nobody_takes_a_digest_without_its_bytes(
    postgres_workspace: TestWorkspace, size: int, begun: bytes
) -> None:
    """What is begun and left keeps nobody else from storing that file."""
    data = begun + b"file"
    sha256 = digest_bytes(data)

    def begin(work: UnitOfWork) -> None:
        work.session.execute(insert(Blob).values(sha256=sha256, size_bytes=size))
        if begun:
            add_chunk(work, sha256, 0, begun)

    with pytest.raises(RefusedError) as refused:
        postgres_workspace.work("tom").write(begin)
    postgres_workspace.work("sanne").write(keep, data)

    assert refused.value.blockers[0].code == "blob.whole"
    with postgres_workspace.service.reading() as session:
        assert read_blob(session, sha256) == data


def test_parts_of_a_file_come_in_order(workspace: TestWorkspace) -> None:
    data = b"a" * CHUNK_BYTES + b"rest"

    def backwards(work: UnitOfWork) -> None:
        sha256 = digest_bytes(data)
        work.session.execute(insert(Blob).values(sha256=sha256, size_bytes=len(data)))
        add_chunk(work, sha256, 1, b"rest")

    with pytest.raises(RefusedError) as refused:
        workspace.work("tom").write(backwards)

    assert refused.value.blockers[0].code == "blob.chunk"


def keep(work: UnitOfWork, data: bytes) -> None:
    store_blob(work.session, digest_bytes(data), len(data), parts_of(data))


def parts_of(data: bytes) -> list[bytes]:
    return [data[start : start + CHUNK_BYTES] for start in range(0, len(data), CHUNK_BYTES)]


def test_storing_the_same_file_again_keeps_it_once(workspace: TestWorkspace) -> None:
    workspace.work("sanne").write(keep, b"v1")
    workspace.work("tom").write(keep, b"v1")

    with workspace.service.reading() as session:
        assert read_blob(session, digest_bytes(b"v1")) == b"v1"


def test_a_role_that_ended_is_granted_anew(workspace: TestWorkspace) -> None:
    change_role(workspace, "piet", "tester", action="end")
    assert workspace.work("piet").actor.roles == frozenset()

    change_role(workspace, "piet", "tester")

    piet = workspace.work("piet").actor
    assert piet.roles == {Role.TESTER}
    with workspace.work("root").reading() as session:
        held = session.scalars(select(Membership).where(Membership.person_id == piet.id)).all()
    assert len(held) == 2


def test_a_role_held_without_an_end_is_not_granted_twice(sqlite_workspace: TestWorkspace) -> None:
    piet = sqlite_workspace.work("piet").actor.id

    with pytest.raises(RefusedError) as refusal:
        sqlite_workspace.work("root").write(grant_role, piet, "tester", sqlite_workspace.unit_id)

    assert [blocker.code for blocker in refusal.value.blockers] == ["row.exists"]


def test_a_role_is_held_until_its_end(workspace: TestWorkspace) -> None:
    until = workspace.work("root").read(clock) + timedelta(hours=1)

    change_role(workspace, "piet", "operator", until=until)

    assert workspace.work("piet").actor.roles == {Role.TESTER, Role.OPERATOR}


def test_a_role_that_is_not_held_cannot_end(sqlite_workspace: TestWorkspace) -> None:
    root, piet = sqlite_workspace.work("root"), sqlite_workspace.work("piet").actor.id

    with pytest.raises(InputError, match="not held"):
        root.write(end_role, piet, "operator", sqlite_workspace.unit_id)


def withdraw(work: UnitOfWork, request_id: UUID, closed_at: datetime) -> None:
    request = work.get(TransitionRequest, request_id)
    request.state, request.closed_at = "withdrawn", closed_at
    work.flush()


def test_nobody_dates_the_end_of_a_request(workspace: TestWorkspace) -> None:
    request_id = ask(workspace, register(workspace))
    sanne = workspace.work("sanne")
    before = sanne.read(clock)

    if workspace.is_sqlite:
        with pytest.raises(RefusedError) as refused:
            sanne.write(withdraw, request_id, before - timedelta(days=300))
        assert refused.value.blockers[0].code == "write.time"
        sanne.write(withdraw, request_id, before)
    else:
        sanne.write(withdraw, request_id, before - timedelta(days=300))

    with sanne.reading() as session:
        closed_at = session.get_one(TransitionRequest, request_id).closed_at
    assert closed_at is not None
    assert closed_at >= before


def test_a_time_is_not_changed_afterwards(workspace: TestWorkspace) -> None:
    request_id = ask(workspace, register(workspace))
    sanne = workspace.work("sanne")
    now = sanne.read(clock)
    sanne.write(withdraw, request_id, now)

    with pytest.raises(RefusedError) as refused:
        workspace.service.write(withdraw, request_id, now + timedelta(seconds=1))

    assert refused.value.blockers[0].code == "write.time"


def test_nobody_dates_the_beginning_of_a_role(workspace: TestWorkspace) -> None:
    root, piet = workspace.work("root"), workspace.work("piet").actor.id
    past = root.read(clock) - timedelta(days=300)
    row = Membership(unit_id=workspace.unit_id, person_id=piet, role="operator", valid_from=past)

    with pytest.raises(RefusedError) as refused:
        root.write(UnitOfWork.add, row)

    assert refused.value.blockers[0].code in ("write.time", "database.no_right")
