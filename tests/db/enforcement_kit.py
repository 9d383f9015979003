"""A bench for the rules: one person per role, with a login of their own, and rows in any state."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Table,
    TextClause,
    Uuid,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable

from app.models.database import Database
from app.models.enforcement import acts
from app.models.rules.folding import fold, search_text
from app.models.rules.manifests import servable_digest
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.roles import PEOPLE, Role
from app.models.rules.signed_acts import is_signed_step
from app.models.rules.sizes import COUNTED, OBJECTS, SHARES, TEXTS
from app.models.tables.base import UtcDateTime
from app.models.tables.everything import METADATA
from app.services.digests import canonical, digest
from app.services.secrets import Secrets
from app.services.signing import KeyPair
from app.services.workspace import (
    SERVICE_HANDLE,
    FirstPerson,
    NewWorkspace,
    create_workspace,
)
from tests.postgres import PostgresServer, as_login
from tests.triggers_aside import triggers_aside

OK = ""
NO_GRANT = "no grant"  # PostgreSQL's own word, before any guard of ours ran
NO_ROW = "no row"  # that this person sees, so none was written
SKIPPED = ("audit_event", "audit_text", "allowed_transition", "allowed_write", "workspace")
CODE = re.compile(r"\b(MW4\d\d) ([a-z_]+(?:\.[a-z_]+)*)")
FIXED_BY_DATABASE = ("recorded_from", "recorded_by", "created_at", "created_by", "number")
BOTH_HATS = "two_hats"  # builds and validates: what four eyes are for
# Two whose logins were given every duty, the service's too, by hand: for them only guards speak.
BY_HAND, EVERY_HAT = "by_hand", "every_hat"
BELOW = "below"  # administers a unit below the root, and only looks on in it
SEALED = 1_000_000  # events, as the one head of a bench says
FEW = 100  # rows that a person may have of each kind, on a bench
ADDED = (BY_HAND, EVERY_HAT, BELOW)  # to a bench that is asked for them


def handle_of(role: Role) -> str:
    return SERVICE_HANDLE if role is Role.WORKER else f"only_{role}"


HELD: dict[str, frozenset[Role]] = {
    **{handle_of(role): frozenset({role}) for role in sorted(Role)},
    "author": frozenset({Role.DATA_SCIENTIST}),
    "other": frozenset({Role.VIEWER}),
    "second_administrator": frozenset({Role.ADMINISTRATOR}),
    BOTH_HATS: frozenset({Role.DATA_SCIENTIST, Role.VALIDATOR, Role.RISK_OFFICER}),
    BY_HAND: frozenset({Role.VIEWER}),
    EVERY_HAT: PEOPLE,  # in the unit, though the rules would keep some of them apart
    BELOW: frozenset({Role.VIEWER}),
}
ACTORS = (*(handle_of(role) for role in Role), BY_HAND)


def granted_to(handle: str) -> frozenset[Role]:
    """Whose grants the login of this person has on PostgreSQL."""
    if handle == BELOW:
        return frozenset({Role.ADMINISTRATOR, Role.VIEWER})
    return frozenset(Role) if handle in (BY_HAND, EVERY_HAT) else HELD[handle]


def verdict_of(error: DBAPIError) -> str:
    """The blocker code a database refused with; else what it says itself."""
    said = str(error.orig)
    found = CODE.search(said)
    if found:
        return found.group(2)
    state = getattr(error.orig, "sqlstate", None)
    if state == "42501" and "permission denied for table" in said:
        return NO_GRANT
    return f"{state or ''} {said.splitlines()[0]}".strip()


@dataclass
class Bench:
    """An open workspace for trying what is allowed. Nothing that is tried stays."""

    name: str
    url: str
    unit_id: UUID
    people: dict[str, UUID]
    names: dict[UUID, str] = field(default_factory=dict)
    databases: dict[str, Database] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    seeds: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, UUID] = field(default_factory=dict)  # in force, by handle
    sealed_size: int = 0
    isolation: str = ""  # another one than what every connection of the product has
    changing: Connection | None = None  # the owner's, while rules are changed

    @property
    def is_sqlite(self) -> bool:
        return self.name == "sqlite"

    def table(self, name: str) -> Table:
        return METADATA.tables[f"mw.{name}"]

    def connect(self, handle: str) -> Connection:
        """The one connection of this person: a long transaction of savepoints.

        While rules are changed the owner's own, with this person's name and rights: so what is
        changed need not be stored for others to meet it.
        """
        if self.changing is not None:
            self.changing.exec_driver_sql(f'SET SESSION AUTHORIZATION "b_{handle}"')
            return self.changing
        key = "" if self.is_sqlite else handle
        if key not in self.connections:
            url = self.url if self.is_sqlite else as_login(self.url, f"b_{handle}")
            self.databases[key] = Database(url, is_durable=False)
            self.connections[key] = self._begin(self.databases[key])
        connection = self.connections[key]
        connection.info["mw_actor"] = self.people[handle].hex
        return connection

    def _begin(self, database: Database) -> Connection:
        connection = database.engine.connect().execution_options(mw_writes=True)
        if self.isolation:
            connection = connection.execution_options(isolation_level=self.isolation)
        connection.begin()
        if not self.is_sqlite:  # a machine that is busy is no reason to be ended here
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        return connection

    @contextmanager
    def isolated(self, level: str) -> Iterator[None]:
        """Everybody's transactions at another level, as a client may ask for it."""
        self.rest()
        self.isolation = level
        try:
            yield
        finally:
            self.rest()
            self.isolation = ""

    def attempt(self, handle: str, statement: Executable) -> str:
        """`OK`, or the code of the refusal. The attempt is taken back in either case."""
        connection = self.connect(handle)
        connection.exec_driver_sql("SAVEPOINT attempt")
        try:
            found = connection.execute(statement)
        except DBAPIError as error:
            return verdict_of(error)
        else:
            is_counted = not isinstance(statement, TextClause)  # SQLite's view of acts counts none
            return NO_ROW if is_counted and found.rowcount == 0 else OK
        finally:  # both: savepoints that are only rolled back pile up, and each next one costs more
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT attempt")
            connection.exec_driver_sql("RELEASE SAVEPOINT attempt")

    def rest(self) -> None:
        """End every person's transaction, so that the owner can write."""
        for connection in self.connections.values():
            connection.rollback()
            connection.close()
        for database in self.databases.values():
            database.close()
        self.connections.clear()
        self.databases.clear()

    @contextmanager
    def as_owner(self) -> Iterator[Connection]:
        """The owner's connection with every trigger off; rules are in force again afterwards."""
        self.rest()
        database = Database(self.url, is_durable=False)
        try:
            with database.session(writes=True) as session:
                connection = session.connection()
                if self.is_sqlite:
                    with triggers_aside(connection):
                        yield connection
                else:
                    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
                    yield connection
        finally:
            database.close()

    @contextmanager
    def changed(self, statements: Sequence[str] = ()) -> Iterator[None]:
        """What the owner changes in the rules for a while; it may be nested, and is taken back."""
        if self.is_sqlite and not statements:
            yield
            return
        with ExitStack() as opened:
            if self.is_sqlite and "TRIGGER" in statements[0]:
                opened.enter_context(self._changed_triggers(statements))
                yield
                return
            if not self.is_sqlite and self.changing is None:
                self.rest()  # nobody holds a table that is changed
                database = Database(self.url, is_durable=False)
                opened.callback(database.close)
                opened.callback(setattr, self, "changing", None)
                self.changing = opened.enter_context(self._begin(database))
            owner = self.changing or self.connect("author")
            if not self.is_sqlite:
                owner.exec_driver_sql("RESET SESSION AUTHORIZATION")
            owner.exec_driver_sql("SAVEPOINT changed")
            try:
                for statement in statements:
                    is_sqlite = self.is_sqlite  # psycopg takes a bare % for a parameter's
                    owner.exec_driver_sql(statement if is_sqlite else statement.replace("%", "%%"))
                yield
            finally:
                for statement in ("ROLLBACK TO SAVEPOINT changed", "RELEASE SAVEPOINT changed"):
                    owner.exec_driver_sql(statement)

    @contextmanager
    def _changed_triggers(self, statements: Sequence[str]) -> Iterator[None]:
        """Stored in the file, and put back from what stood there, in the same order.

        In a transaction that has changed its schema SQLite reads all of it anew at each savepoint
        that is rolled back to: hundreds of triggers for every attempt.
        """
        before = self._triggers()
        try:
            self._store(statements)
            yield
        finally:
            now = self._triggers()
            changed = {table for table, _, _ in set(before) ^ set(now)}
            gone = [f"DROP TRIGGER {name}" for table, name, _ in now if table in changed]
            self._store([*gone, *(sql for table, _, sql in before if table in changed)])

    def _triggers(self) -> list[tuple[str, str, str]]:
        """Of a file: the table, the name and the text of each, in the order they were made."""
        found = self.connect("author").exec_driver_sql(
            "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
        )
        return [(table, name, sql) for table, name, sql in found]

    def _store(self, statements: Sequence[str]) -> None:
        connection = self.connect("author")
        connection.rollback()
        with connection.begin():
            for statement in statements:
                connection.exec_driver_sql(statement)
        connection.begin()

    def scalars(self, statement: str) -> list[Any]:
        """What the owner reads."""
        if self.is_sqlite:
            return list(self.connect("author").execute(text(statement)).scalars())
        database = Database(self.url, is_durable=False)
        try:
            with database.session() as session:
                return list(session.execute(text(statement)).scalars())
        finally:
            database.close()

    def signed_by(self, handle: str) -> dict[str, Any]:
        """What a person writes who signs: no database can tell whether it holds."""
        return {"document": "{}", "signature": "c2lnbmVk", "key_id": self.keys[handle]}

    def sign_step(
        self, owner: Connection, table: str, key: Any, state: object, handle: str
    ) -> None:
        """Lay out the act that this person signs before the row comes into `state`, if any."""
        thing, columns = RIGHTS_BY_TABLE[table].thing, self.table(table).c
        if not isinstance(state, str) or not is_signed_step(thing, state):
            return
        version = owner.execute(select(columns.row_version).where(columns.id == key)).scalar_one()
        self.put(
            owner, "signed_act", thing=str(thing), object_id=key, state=state, of_version=version,
            created_by=self.people[handle], model_id=None, **self.signed_by(handle),
        )  # fmt: skip

    # Rows

    def values(self, table: str, given: Mapping[str, Any] = {}) -> dict[str, Any]:
        """Whatever `table` needs beside `given` and the defaults of its columns."""
        found = dict(given)
        for column in self.table(table).columns:
            has_default = column.default is not None or column.server_default is not None
            if column.name in found or has_default:
                continue
            parent = parent_of(column)
            if parent and (not column.nullable or parent in OF_MODEL):
                found[column.name] = self.seeds[parent]
            elif not column.nullable:
                found[column.name] = some_value(column.type, column.name)
        if table == "signing_key" and not given.keys() & {"kid", "public_key"}:
            pair = KeyPair.generate()
            found |= {"kid": pair.kid, "public_key": pair.public_key}
        return {**self._found_by(found), **given} if table == "registered_model" else found

    def _found_by(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What a model's row says that follows from what it is called."""
        name, kind, framework = (row.get(one, "") for one in ("name", "kind", "framework"))
        told = row.get("service_tags", ())
        tags = [one for one in told if isinstance(one, str)] if isinstance(told, list) else ()
        owner = self.names.get(row["owner_id"], "")
        said = search_text(name, tags, owner, kind or "in_house", framework)
        return {**row, "name_folded": fold(name), "search_text": said}

    def put(self, owner: Connection, table: str, **given: Any) -> Any:
        """A row as the owner writes it, with what triggers would have filled; gives its key."""
        columns = self.table(table).columns
        stamps: dict[str, Any] = dict.fromkeys(ACTOR_COLUMNS, self.people["author"])
        stamps["unit_id"] = self.unit_id
        forced = {name: value for name, value in stamps.items() if name in columns}
        if "id" in columns:
            forced["id"] = uuid4()
        row = self.values(table, {**forced, **self._of_one_model(owner, table, given)})
        if table == "snapshot":
            row |= self.frozen(owner, row) | given
        owner.execute(insert(self.table(table)).values(**row))
        return row[next(iter(self.table(table).primary_key.columns)).name]

    def frozen(self, owner: Connection, row: Mapping[str, Any]) -> dict[str, Any]:
        """What a snapshot's row says where it is true, and the next of its version."""
        versions, snapshots = self.table("model_version").c, self.table("snapshot").c
        models, assets = self.table("registered_model").c, self.table("asset").c
        number = select(versions.version).where(versions.id == row["version_id"])
        last = select(func.max(snapshots.sequence)).where(snapshots.version_id == row["version_id"])
        tags = owner.execute(select(models.service_tags).where(models.id == row["model_id"]))
        said = tags.scalar_one()
        files = owner.execute(
            select(assets.role, assets.path, assets.sha256, assets.size_bytes).where(
                assets.version_id == row["version_id"], assets.replaced_by.is_(None)
            )
        )
        manifest = {
            "assets": [
                dict(zip(("role", "path", "sha256", "size"), one, strict=True)) for one in files
            ],
            "schema": [], "service_tags": sorted(said) if isinstance(said, list) else [],
            "training": None, "model": str(row["model_id"]),
            "version": owner.execute(number).scalar_one(),
        }  # fmt: skip
        return {"sequence": (owner.execute(last).scalar() or 0) + 1, **written(manifest)}

    def _of_one_model(
        self, owner: Connection, table: str, given: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """What is not said of model, version and snapshot follows from what is."""
        columns, found = self.table(table).columns, dict(given)
        snapshots, versions = self.table("snapshot").c, self.table("model_version").c
        if "version_id" not in columns:
            return found
        if found.get("snapshot_id") and "version_id" not in found:
            of = select(snapshots.version_id).where(snapshots.id == found["snapshot_id"])
            found["version_id"] = owner.execute(of).scalar_one()
        if found.get("model_id") and "version_id" not in found:
            found["version_id"] = self.put(owner, "model_version", model_id=found["model_id"])
        if found.get("version_id") and "model_id" in columns:
            of = select(versions.model_id).where(versions.id == found["version_id"])
            found.setdefault("model_id", owner.execute(of).scalar_one())
        if found.get("version_id") and "snapshot_id" in columns and "snapshot_id" not in found:
            of = select(snapshots.id).where(snapshots.version_id == found["version_id"])
            known = owner.execute(of.limit(1)).scalar()
            found["snapshot_id"] = known or self.put(
                owner, "snapshot", version_id=found["version_id"]
            )
        if "placement_id" in columns and "placement_id" not in found:
            place = self.values(table, found)  # what runs is what was placed
            names = ("version_id", "snapshot_id", "stage_id", "service_tag")
            placed = {name: place[name] for name in names}
            found |= {**placed, "placement_id": self.put(owner, "placement", **placed)}
        return found

    def _counted(self, table: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The number that is next in the line that the row belongs to."""
        if table not in COUNTED:
            return {}
        number, line = COUNTED[table]
        columns, said = self.table(table).c, {"unit_id": self.unit_id, **given}
        if not all(one in said or parent_of(columns[one]) for one in line):
            return {number: 1}  # a line of its own
        of = [
            columns[one] == said.get(one, self.seeds.get(parent_of(columns[one]))) for one in line
        ]
        last = select(func.coalesce(func.max(columns[number]), 0) + 1).where(*of)
        return {number: last.scalar_subquery()}

    def new_row(self, table: str, **given: Any) -> Executable:
        """An INSERT as a person may state it: without what only the database fills."""
        rights = RIGHTS_BY_TABLE.get(table)
        row = self.values(table, {**self._counted(table, given), **given})
        is_copied = table == "business_unit" or (rights is not None and rights.parent[1] != "")
        copied = ("unit_id",) if is_copied else ()
        for name in (*FIXED_BY_DATABASE, *copied, *(rights.fixed if rights else ())):
            row.pop(name, None)
        if "unit_id" in self.table(table).columns and not copied:
            row["unit_id"] = self.unit_id
        return insert(self.table(table)).values(**row)


def written(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a snapshot's row says that carries this manifest."""
    return {
        "digest": digest(manifest), "manifest": canonical(manifest),
        "service_tags": manifest["service_tags"], "model_sha256": servable_digest(manifest),
    }  # fmt: skip


def parent_of(column: Column[Any]) -> str:
    """The table whose row a column names, also where it only agrees with others that name one."""
    keys = [key.column for key in column.foreign_keys]
    named = next((key for key in keys if key.primary_key), None)
    if named is not None:
        return named.table.name
    return parent_of(keys[0]) if keys else ""


# Below the least bound of a whole number (36,600 days of keeping), whatever tests came before.
NUMBERS = itertools.cycle(range(1_000, 36_000))
OF_MODEL = ("registered_model", "model_version", "snapshot")  # named together, or none of them


def some_value(kind: Any, name: str) -> Any:
    """A value of a column's type that no unique index has seen."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    if isinstance(kind, Integer):
        return next(NUMBERS)
    makers: tuple[tuple[Any, Any], ...] = (
        (Boolean, False),
        (Float, 0.5),
        (Uuid, uuid4()),
        (JSON, [] if name in TEXTS else {}),
        (LargeBinary, b"x"),
        ((DateTime, UtcDateTime), tomorrow),
    )
    found = next((value for types, value in makers if isinstance(kind, types)), None)
    before = "https://x/" if name == "url" else f"{name}-"
    return f"{before}{uuid4().hex[:8]}" if found is None else found


def other_value(kind: Any, name: str, bench: Bench) -> Any:
    """Something else than `some_value` gives, or a default holds."""
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, Uuid):
        return bench.seeds["2 person"] if name in PERSON_COLUMNS else bench.seeds.get(f"2 {name}")
    if isinstance(kind, JSON):
        return {"changed": 1} if name in OBJECTS else ["changed"]
    if isinstance(kind, LargeBinary):
        return b"changed"
    if isinstance(kind, Float):
        return 0.75
    return some_value(kind, name)


ACTOR_COLUMNS = (
    "recorded_by",
    "created_by",
    "requested_by",
    "decided_by",
    "asked_by",
    "assessed_by",
    "attached_by",
)
PERSON_COLUMNS = (
    "owner_id", "assignee_id", "granted_by", "acknowledged_by", "replaced_by", "answered_by",
    "endorsed_by", "confirmed_by", "reviewed_by",
)  # fmt: skip


@contextmanager
def few_shares() -> Iterator[None]:
    """Guards count to less than the product's: else each bench has 37,000 rows to fill one up."""
    few = {table: replace(share, most=FEW) for table, share in SHARES.items()}
    with patch.dict(SHARES, few), patch.object(acts, "MOST_A_DAY", FEW):
        yield


@contextmanager
def open_bench(
    folder: Path, server: PostgresServer | None, *, is_by_hand: bool = False
) -> Iterator[Bench]:
    with few_shares():
        yield from _open(folder, server, is_by_hand=is_by_hand)


def _open(folder: Path, server: PostgresServer | None, *, is_by_hand: bool) -> Iterator[Bench]:
    is_team = server is not None
    people = tuple(
        FirstPerson(
            handle, handle.title(), login=f"b_{handle}" if is_team else "",
            roles=held if handle != EVERY_HAT else HELD["other"],
        )
        for handle, held in HELD.items()
        if handle != SERVICE_HANDLE and (is_by_hand or handle not in ADDED)
    )  # fmt: skip
    url = server.new_database() if server else str(folder / "bench.db")
    database = Database(url, is_durable=False)
    service_login = f"b_{SERVICE_HANDLE}" if is_team else ""
    new = NewWorkspace("Bench", "bench", "Bench", people, service_login=service_login)
    report = create_workspace(database, new, secrets=Secrets(folder, is_embedded=True))
    for statement in report.to_do:
        assert server is not None
        server.make_login(statement)
    bench = Bench("postgresql" if is_team else "sqlite", url, uuid4(), {})
    with database.session() as session:
        bench.unit_id = session.scalars(select(bench.table("business_unit").c.id)).one()
        person = bench.table("person").c
        rows = session.execute(select(person.handle, person.id, person.full_name)).all()
        bench.people = {row.handle: row.id for row in rows}
        bench.names = {row.id: row.full_name for row in rows}
    database.close()
    _seed(bench)
    every = ", ".join(f"mw_{role}" for role in Role)
    logins = f'"b_{BY_HAND}", "b_{EVERY_HAT}"'
    if server and is_by_hand:
        server.run(f"GRANT {every} TO {logins}")
        server.run(f'GRANT mw_administrator TO "b_{BELOW}"')
    try:
        yield bench
    finally:
        bench.rest()
        if server and is_by_hand:  # the next workspace of this server has no such people
            server.run(f"REVOKE {every} FROM {logins}")
            server.run(f'REVOKE mw_administrator FROM "b_{BELOW}"')


def _seed(bench: Bench) -> None:
    """One row in every table, so that each has a parent to point to."""
    with bench.as_owner() as owner:
        if bench.is_sqlite and EVERY_HAT in bench.people:  # there only a demo asks for signatures
            owner.execute(update(bench.table("workspace")).values(is_demo=True))
        for table in METADATA.sorted_tables:
            if table.name.endswith("_history") or table.name in SKIPPED:
                continue
            key = next(iter(table.primary_key.columns))
            present = owner.execute(select(key).limit(1)).scalar()
            if table.name == "person":  # whoever tries something must not be an author by chance
                present = bench.people["author"]
            if table.name == "stage":  # nor be asked for an approval by chance
                is_free = (table.c.name == "SIT", table.c.is_protected.is_(False))
                present = owner.execute(select(key).where(*is_free)).scalar_one()
            if present is None:
                present = bench.put(owner, table.name, **SEED.get(table.name, {}))
            bench.seeds[table.name] = present
        owner.execute(update(bench.table("tree_head")).values(size=SEALED))  # with room for more
        bench.seeds["tree_head"] = SEALED
        for handle, person in bench.people.items():
            bench.keys[handle] = bench.put(
                owner, "signing_key", person_id=person, state="active", purpose="decision"
            )
        if EVERY_HAT in bench.people:
            for role in HELD[EVERY_HAT] - HELD["other"]:
                bench.put(
                    owner, "membership", person_id=bench.people[EVERY_HAT], role=str(role),
                    valid_from=datetime(2020, 1, 1, tzinfo=UTC),
                )  # fmt: skip
            below = bench.seeds["unit below"] = a_unit(bench, owner)
            bench.put(
                owner, "membership", person_id=bench.people[BELOW], role=str(Role.ADMINISTRATOR),
                unit_id=below, valid_from=datetime(2020, 1, 1, tzinfo=UTC),
            )  # fmt: skip
        bench.keys["revoked"] = bench.put(
            owner, "signing_key", person_id=bench.people[BOTH_HATS], state="revoked",
            purpose="decision",
        )  # fmt: skip
        bench.sealed_size = owner.execute(select(bench.table("tree_head").c.size)).scalar_one()
        bench.seeds["person"] = bench.people["other"]  # whose role conflicts with none
        bench.seeds["2 person"] = bench.put(owner, "person")
        bench.seeds["2 unit_id"] = bench.put(owner, "business_unit")
        bench.seeds["2 data_source_id"] = bench.put(owner, "data_source")
        published = bench.put(owner, "decision_table", state="published")
        bench.seeds["2 decision_table_id"] = published


def a_unit(bench: Bench, owner: Connection) -> UUID:
    """Below the root, so that who holds a role there holds it here."""
    unit = uuid4()
    bench.put(owner, "business_unit", id=unit, unit_id=unit, parent_id=bench.unit_id)
    for above in (unit, bench.unit_id):
        tree = insert(bench.table("unit_ancestor"))
        owner.execute(tree.values(unit_id=unit, ancestor_id=above))
    return unit


SEED: dict[str, dict[str, Any]] = {
    "job": {"kind": "timer", "due_at": datetime(2999, 1, 1, tzinfo=UTC)},
    "framework": {"state": "published"},
}
