"""What was recorded by an instant is read only when nothing more can come to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import event, select, text

from app.errors import UnsettledError
from app.models.queries.as_of import look_back
from app.models.queries.lookups import now
from app.models.queries.settled import require_settled
from app.models.tables.inventory import RegisteredModel
from app.services.commands.models import NewModel, register_model
from app.services.unit_of_work import Work
from tests.workspaces import TestWorkspace


def clock(workspace: TestWorkspace) -> datetime:
    with workspace.service.reading() as session:
        return now(session)


def names_at(workspace: TestWorkspace, moment: datetime, *, by: str = "mark") -> list[str]:
    reader = workspace.work(by)
    return Work(reader.database, reader.actor, moment).read(
        lambda session: list(session.scalars(select(RegisteredModel.name)))
    )


@contextmanager
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(require_settled, "__kwdefaults__", {"patience_s": 0.2})
        yield


def test_an_instant_says_the_same_before_and_after_what_was_open_is_stored(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = clock(workspace)
    with workspace.work("sanne").unit() as work:
        register_model(work, NewModel(name="early"))
    with workspace.work("sanne").unit() as work:
        register_model(work, NewModel(name="late"))
        work.flush()
        moment = clock(workspace)  # after it was recorded, before it is stored
        with impatient(monkeypatch), pytest.raises(UnsettledError) as refused:
            names_at(workspace, moment)
        assert names_at(workspace, before) == []  # earlier instants wait for nobody
    assert "still being stored" in refused.value.message

    assert sorted(names_at(workspace, moment)) == ["early", "late"]
    assert names_at(workspace, before) == []


def test_who_asks_for_what_is_just_being_stored_gets_it(workspace: TestWorkspace) -> None:
    is_recorded, may_end = Event(), Event()

    def write() -> None:
        with workspace.work("sanne").unit() as work:
            register_model(work, NewModel(name="late"))
            work.flush()
            is_recorded.set()
            may_end.wait(1.0)

    thread = Thread(target=write)
    thread.start()
    try:
        assert is_recorded.wait(10)
        found = names_at(workspace, clock(workspace))  # stored while it waits
    finally:
        may_end.set()
        thread.join()

    assert found == ["late"]


def test_a_reader_that_stays_open_unsettles_nothing(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace.work("sanne").reading() as session:
        list(session.scalars(select(RegisteredModel.name)))
        moment = clock(workspace)
        with impatient(monkeypatch):
            assert names_at(workspace, moment) == []


def test_an_instant_to_come_is_not_settled(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with impatient(monkeypatch), pytest.raises(UnsettledError):
        names_at(workspace, clock(workspace) + timedelta(hours=1))


def test_a_statement_that_waits_before_it_has_a_number_unsettles_what_it_will_stamp(
    postgres_workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds its table from the beginning; the transaction is numbered with the first row."""
    workspace = postgres_workspace
    with workspace.work("sanne").reading() as session:
        connection = session.connection()
        nothing = "SELECT gen_random_uuid() WHERE false"  # so the lock alone is taken
        connection.exec_driver_sql(f"INSERT INTO mw.registered_model (id) {nothing}")
        numbered = connection.exec_driver_sql("SELECT pg_current_xact_id_if_assigned()").scalar()
        assert numbered is None
        with impatient(monkeypatch), pytest.raises(UnsettledError):
            names_at(workspace, clock(workspace))


def test_everybody_learns_since_when_others_write(
    postgres_workspace: TestWorkspace,
) -> None:
    workspace = postgres_workspace
    begun = clock(workspace)
    with workspace.work("sanne").unit() as work:
        register_model(work, NewModel(name="late"))
        work.flush()
        moment = clock(workspace)
        with workspace.work("lin").reading() as session:
            until = session.execute(text("SELECT mw.settled_until()")).scalar_one()
    assert begun <= until.astimezone(UTC) < moment


def test_looking_back_asks_the_server_once_for_what_is_long_settled(
    postgres_workspace: TestWorkspace,
) -> None:
    reader = postgres_workspace.work("mark")
    moment = clock(postgres_workspace)
    names_at(postgres_workspace, moment)
    with reader.database.session(reader.actor.id) as session:
        require_settled(session, moment)
        asked: list[str] = []
        event.listen(
            session.connection(), "before_cursor_execute", lambda *given: asked.append(given[2])
        )
        look_back(session, moment)
    assert asked == []
