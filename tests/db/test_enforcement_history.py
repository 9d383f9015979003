"""History and trail: each change leaves one past image and one event, on both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Row, Table, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.models.queries.as_of import as_of, history_table
from app.models.rules.rights import RIGHTS, TableRights
from app.models.rules.roles import Role
from app.models.rules.transitions import CAMPAIGNERS
from app.models.tables.base import mw_now
from tests.db.enforcement_kit import Bench, handle_of, open_bench, other_value
from tests.db.enforcement_rows import fresh, given_insert
from tests.db.enforcement_table_cases import GUARDED_COLUMNS

GOVERNED = [r.table for r in RIGHTS if r.has_history and r.update]
AUDITED = [r.table for r in RIGHTS if r.update and not r.is_silent and not r.is_engine_row]
# Tables whose edits are guarded one by one: an honest change of state instead.
MOVES = {
    "placement": "withdrawn",
    "transition_request": "withdrawn",
    "waiver": "refused",
    "signing_key": "refused",
    "deployment": "deploying",
    "risk_assessment": "superseded",
    "requirement_evidence": "withdrawn",
    "raci_entry": "ended",
    "closed_window": "ended",
    "framework": "refused",
    "registration_request": "withdrawn",
    "alert": "in_remediation",
    "finding": "mitigating",
    "attestation": "open",
    "role_request": "withdrawn",
}
# What is told with it.
WHY = {
    "waiver": {"remark": "It may not be so."},
    "requirement_evidence": {"reason": "It shows nothing."},
    "raci_entry": {"reason": "It is so no more."},
    "closed_window": {"ended_reason": "It is done already."},
}
BY_TABLE = {rights.table: rights for rights in RIGHTS}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("history"), server) as opened:
        yield opened


def seeded(bench: Bench, rights: TableRights) -> UUID:
    with bench.as_owner() as owner:
        given: dict[str, Any] = fresh(rights.thing) if rights.thing else {}
        given |= given_insert(bench, owner, rights.table)
        if rights.table == "user_task":
            given["state"] = "created"
        if rights.table == "risk_assessment":
            given["state"] = "accepted"
        if rights.table == "role_request":
            given["asked_by"] = bench.people[editor_of(rights)]
        if rights.table == "business_unit":
            return bench.unit_id
        key: UUID = bench.put(owner, rights.table, **given)
        if rights.table == "risk_assessment":  # a newer one of the same use
            bench.put(owner, rights.table, **given)
        return key


def editor_of(rights: TableRights) -> str:
    if rights.table in ("transition_request", "registration_request"):
        return "author"  # who asked
    if rights.table == "attestation":
        return handle_of(min(CAMPAIGNERS))
    people = sorted(rights.update - {Role.WORKER})
    return handle_of(people[0] if people else Role.WORKER)


def edit_of(bench: Bench, rights: TableRights, key: UUID) -> dict[str, Any]:
    """A column that the editor may change with another value for it, and what goes with it."""
    table = bench.table(rights.table)
    if rights.table == "asset":  # to another file of its version, once
        with bench.as_owner() as owner:
            version_id = row_of(owner, bench, "asset", key).version_id
            return {"replaced_by": bench.put(owner, "asset", version_id=version_id)}
    if rights.table in MOVES:
        return {"state": MOVES[rights.table], **WHY.get(rights.table, {})}
    unguarded = (one for one in rights.editable if (rights.table, one) not in GUARDED_COLUMNS)
    name = next((one for one in unguarded if one != "state"), "valid_until")
    return {name: other_value(table.c[name].type, name, bench)}


def change(connection: Connection, bench: Bench, table_name: str, key: UUID, **values: Any) -> None:
    table = bench.table(table_name)
    if "row_version" in table.c:
        values["row_version"] = table.c.row_version + 1
    done = connection.execute(update(table).where(table.c.id == key).values(**values))
    assert done.rowcount == 1


def row_of(connection: Connection, bench: Bench, table_name: str, key: UUID) -> Row[Any]:
    table = bench.table(table_name)
    return connection.execute(select(table).where(table.c.id == key)).one()


def events_of(connection: Connection, bench: Bench, key: UUID) -> list[Row[Any]]:
    event = bench.table("audit_event")
    return list(
        connection.execute(select(event).where(event.c.object_id == key).order_by(event.c.id)).all()
    )


def texts_of(connection: Connection, bench: Bench, event_id: int) -> dict[str, str]:
    text = bench.table("audit_text")
    rows = connection.execute(select(text.c.name, text.c.value).where(text.c.event_id == event_id))
    return {row.name: row.value for row in rows}


def is_by_request(bench: Bench, table: str) -> bool:
    """Where a team works, roles change by request only; its tests look at the history."""
    return table == "membership" and not bench.is_sqlite


@pytest.mark.parametrize("table", GOVERNED)
def test_a_change_leaves_exactly_one_past_image(bench: Bench, table: str) -> None:
    rights = BY_TABLE[table]
    key = seeded(bench, rights)
    editor = editor_of(rights)
    edit = edit_of(bench, rights, key)
    connection = bench.connect(editor)
    name, value = next(iter(edit.items()))
    before = row_of(connection, bench, table, key)

    if is_by_request(bench, table):
        with pytest.raises(DatabaseError, match=r"membership\.by_request"):
            change(connection, bench, table, key, **edit)
        return
    change(connection, bench, table, key, **edit)
    after = row_of(connection, bench, table, key)
    past = history_table(bench.table(table))
    images = connection.execute(
        select(past).where(past.c.id == key, past.c.row_version >= before.row_version)
    ).all()

    assert len(images) == 1
    image = images[0]._mapping
    for column in bench.table(table).columns:
        assert image[column.name] == before._mapping[column.name], column.name
    assert image["recorded_until"] == after.recorded_from > before.recorded_from
    assert after.recorded_by == bench.people[editor]
    assert after._mapping[name] == value


@pytest.mark.parametrize("table", AUDITED)
def test_no_change_is_without_its_one_event(bench: Bench, table: str) -> None:
    rights = BY_TABLE[table]
    key = seeded(bench, rights)
    editor = editor_of(rights)
    edit = edit_of(bench, rights, key)
    connection = bench.connect(editor)
    name, value = next(iter(edit.items()))
    known = len(events_of(connection, bench, key))

    if is_by_request(bench, table):
        return  # the test above: nobody writes there
    change(connection, bench, table, key, **edit)

    events = events_of(connection, bench, key)[known:]
    assert len(events) == 1
    event = events[0]
    row = row_of(connection, bench, table, key)
    assert event.actor_id == bench.people[editor]
    assert event.object_type == rights.object
    assert event.tag == (
        f"{rights.object}.{value}" if name == "state" else f"{rights.object}.changed"
    )
    is_told = name in rights.editable
    told = set(event.facts["changed"].split())
    assert told - {rights.stamped[0]} == (set(edit) if is_told else set())
    if "unit_id" in row._mapping:
        assert event.unit_id == row.unit_id
    check_facts(event, row, rights)
    check_texts(connection, bench, event, rights, edit)


def check_facts(event: Row[Any], row: Row[Any], rights: TableRights) -> None:
    for name in rights.facts:
        stored = row._mapping[name]
        told = event.facts[name]
        if isinstance(stored, UUID):
            assert told.replace("-", "") == stored.hex, name
        elif isinstance(stored, bool):
            assert bool(told) is stored, name
        elif isinstance(stored, int | float | str | list | dict) or stored is None:
            assert told == stored, name


def check_texts(
    connection: Connection,
    bench: Bench,
    event: Row[Any],
    rights: TableRights,
    changed: dict[str, Any],
) -> None:
    """Texts stand in the event as salt and digest, open only beside it, and only where changed."""
    texts = texts_of(connection, bench, event.id)
    for name in rights.texts:
        if changed.get(name):
            told = event.facts[name]
            assert texts[name] == changed[name]
            digest = hashlib.sha256((told["salt"] + texts[name]).encode()).hexdigest()
            assert told["sha256"] == digest
            assert texts[name] not in str(event.facts)
        else:
            assert event.facts[name] is None
            assert name not in texts


def test_two_events_of_one_text_have_different_salts(bench: Bench) -> None:
    rights = BY_TABLE["use_case"]
    key = seeded(bench, rights)
    connection = bench.connect(editor_of(rights))

    for name in ("Lending", "Cards", "Lending"):
        change(connection, bench, "use_case", key, name=name)

    first, _, third = events_of(connection, bench, key)
    assert first.facts["name"]["salt"] != third.facts["name"]["salt"]
    assert first.facts["name"]["sha256"] != third.facts["name"]["sha256"]


def recorded_at(session: Session, table: Table, key: UUID, moment: datetime) -> list[Row[Any]]:
    then = as_of(table, moment)
    return list(session.execute(select(then).where(then.c.id == key)))


def test_rows_are_given_as_they_were_recorded_at_any_instant(bench: Bench) -> None:
    rights = BY_TABLE["registered_model"]
    key = seeded(bench, rights)
    connection = bench.connect(editor_of(rights))
    table = bench.table("registered_model")
    wanted = []
    for description in ("one", "two", "three"):
        change(connection, bench, "registered_model", key, description=description)
        wanted.append(
            (row_of(connection, bench, "registered_model", key).recorded_from, description)
        )

    with Session(bind=connection) as session:
        for moment, description in wanted:
            rows = recorded_at(session, table, key, moment)
            assert [row.description for row in rows] == [description]
        first = wanted[0][0]
        before = recorded_at(session, table, key, first.replace(year=2000))
    assert before == []


def test_a_person_is_called_and_open_as_on_the_day_that_is_read(bench: Bench) -> None:
    """A renamed or closed account, of another day: by any read, on both databases."""
    key = seeded(bench, BY_TABLE["person"])
    connection = bench.connect(handle_of(Role.ADMINISTRATOR))
    told = (
        {"full_name": "Jo Vermeer"},
        {"full_name": "Jo de Wit"},
        {"closed_at": mw_now(), "reason": "Left the bank."},
    )
    moments = []
    for changed in told:
        change(connection, bench, "person", key, **changed)
        moments.append(row_of(connection, bench, "person", key).recorded_from)

    with Session(bind=connection) as session:
        days = [recorded_at(session, bench.table("person"), key, moment) for moment in moments]
    found = [(row.full_name, row.closed_at is None) for rows in days for row in rows]

    assert found == [("Jo Vermeer", True), ("Jo de Wit", True), ("Jo de Wit", False)]


def test_every_change_of_state_is_told_by_its_own_word(bench: Bench) -> None:
    rights = BY_TABLE["alert"]
    key = seeded(bench, rights)
    handle = handle_of(Role.OPERATOR)
    connection = bench.connect(handle)

    change(
        connection, bench, "alert", key, state="acknowledged", reason="Seen by the desk.",
        acknowledged_by=bench.people[handle],
    )  # fmt: skip
    connection = bench.connect(handle)
    change(connection, bench, "alert", key, state="in_remediation")

    first, second = events_of(connection, bench, key)
    assert (first.tag, first.facts["from"], first.facts["to"]) == (
        "alert.acknowledged", "open", "acknowledged",
    )  # fmt: skip
    assert (second.tag, second.facts["changed"]) == ("alert.in_remediation", "state")
    assert texts_of(connection, bench, first.id)["reason"] == "Seen by the desk."


def test_taking_back_an_acknowledgement_is_told_beside_it(bench: Bench) -> None:
    key = seeded(bench, BY_TABLE["alert"])
    handle = handle_of(Role.OPERATOR)
    connection = bench.connect(handle)
    change(
        connection, bench, "alert", key, state="acknowledged", reason="Seen by the desk.",
        acknowledged_by=bench.people[handle],
    )  # fmt: skip

    change(connection, bench, "alert", key, state="open", reason="", acknowledged_by=None)

    acknowledged, taken_back = events_of(connection, bench, key)
    assert acknowledged.tag == "alert.acknowledged"
    assert (taken_back.tag, taken_back.facts["from"], taken_back.facts["to"]) == (
        "alert.taken_back", "acknowledged", "open",
    )  # fmt: skip
    assert texts_of(connection, bench, acknowledged.id)["reason"] == "Seen by the desk."
