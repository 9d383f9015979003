"""Loads a large workspace by the owner, before the rules are in force: figures, not history.

python -m tests.benchmarks.load sqlite:////path/to.db --models 100000
"""

from __future__ import annotations

import argparse
import random
import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import (
    Connection,
    Index,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    inspect,
    literal,
    select,
    text,
    true,
    union_all,
)

from app.models.database import Database
from app.models.enforcement import cluster
from app.models.queries.as_of import GOVERNED, history_table
from app.models.rules.folding import fold
from app.models.rules.roles import Role
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.execution import DataSource, Placement, Stage, StagePath
from app.models.tables.inventory import (
    ModelDocument,
    ModelVersion,
    RegisteredModel,
    Snapshot,
)
from app.models.tables.monitoring import Alert, Monitor, MonitorRun
from app.models.tables.organisation import (
    BusinessUnit,
    Membership,
    Person,
    UnitAncestor,
    Workspace,
)
from app.models.tables.trail import AuditEvent
from app.models.upgrade import upgrade_rules, upgrade_tables
from app.services.digests import canonical, digest
from app.services.sealing import make_sealing_key
from app.services.secrets import Secrets

STAGES = (
    ("DEV", "none", False),
    ("SIT", "staging", False),
    ("UAT", "staging", False),
    ("PROD", "production", True),
)
UNITS = ("credit", "fraud", "hr", "markets", "operations", "marketing", "risk", "it")
FRAMEWORKS = ("sklearn", "onnx", "pytorch", "xgboost", "rules", "")
KINDS = ("in_house", "vendor", "open_source", "generative", "rule_set", "citizen")
WORDS = ("card", "fraud", "limit", "churn", "score", "mortgage", "claim", "intent", "pd", "lgd")
EVENT_TAGS = (
    "version.added", "snapshot.taken", "test_run.finished", "task.completed", "deployment.done",
)  # fmt: skip
BATCH = 5_000
NOW = datetime(2026, 3, 13, 13, 0, tzinfo=UTC)
CHANGED = NOW + timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded, in rows; `owner_id` is somebody who owns models."""

    models: int
    versions: int
    placements: int
    runs: int
    alerts: int
    owner_id: uuid.UUID
    owner_handle: str


def load(
    database: Database,
    *,
    models: int,
    owners: int = 400,
    seed: int = 7,
    past: int = 0,
    alerts: int = 0,
    role: Role = Role.DATA_SCIENTIST,
    secrets: Secrets | None = None,
    service_login: str | None = None,
) -> Loaded:
    """Fill an empty database with `models` models, then put the rules in force.

    Args:
        past: how many history rows; every governed row then has changed at `CHANGED`, and models
            have older images too.
        alerts: so many open ones more in production, none of them critical.
        role: what the owners are.
        secrets: where the key goes that seals the trail; with it each version has five events.
    """
    dice = random.Random(seed)
    with database.session(writes=True) as session:
        connection = session.connection()
        _prepare(database, connection)
        _give_memory(connection, is_much=True)
        upgrade_tables(connection)
        loader = _Loader(connection, dice, since=CHANGED if past else NOW)
        loader.organisation(owners, service_login, role)
        loaded = loader.inventory(models)
        loader.storm(alerts)
        if past:
            loader.past(past)
        if secrets is not None:
            loader.events(secrets)
        upgrade_rules(connection)
        _give_memory(connection, is_much=False)
    if not database.is_sqlite:  # a server gathers its statistics by itself, a little later
        with database.session(writes=True) as session:
            session.execute(text("ANALYZE"))
    return loaded


def _prepare(database: Database, connection: Connection) -> None:
    if database.is_sqlite:
        return
    for statement in cluster.role_statements():
        connection.exec_driver_sql(statement)
    for statement in (
        f"CREATE SCHEMA IF NOT EXISTS mw AUTHORIZATION {cluster.OWNER}",
        f"SET LOCAL ROLE {cluster.OWNER}",
        *cluster.stamp_functions(),
    ):
        connection.exec_driver_sql(statement)


def _give_memory(connection: Connection, *, is_much: bool) -> None:
    """For sorting a million rows; what is measured afterwards has what the product gives."""
    if connection.dialect.name != "sqlite":
        size = "'512MB'" if is_much else "DEFAULT"
        connection.exec_driver_sql(f"SET LOCAL maintenance_work_mem = {size}")
        return
    connection.exec_driver_sql(f"PRAGMA cache_size = {-262_144 if is_much else -2_000}")


class _Loader:
    def __init__(self, connection: Connection, dice: random.Random, *, since: datetime) -> None:
        self._connection = connection
        self._since = since
        self._dice = dice
        self._units: list[uuid.UUID] = []
        self._people: list[tuple[uuid.UUID, str]] = []
        self._paths: list[uuid.UUID] = []
        self._stages: list[dict[str, Any]] = []
        self._nobody = self._id()
        self._root, self._service, self._log = self._id(), self._id(), self._id()

    def _id(self) -> uuid.UUID:
        return uuid.UUID(int=self._dice.getrandbits(128), version=4)

    @property
    def _stamp(self) -> dict[str, Any]:
        return {"recorded_from": self._since, "recorded_by": self._nobody}

    def _put(self, table: Any, rows: Iterable[Mapping[str, Any]]) -> int:
        count, left = 0, iter(rows)
        while batch := list(islice(left, BATCH)):
            self._connection.execute(insert(table), batch)
            count += len(batch)
        return count

    def organisation(self, owners: int, service_login: str | None, role: Role) -> None:
        root = self._root
        self._put(Workspace, [{"id": 1, "name": "Bench", "is_team": False, "is_demo": True,
                               "log_id": self._log, "created_at": NOW}])  # fmt: skip
        units = [{"id": root, "unit_id": root, "key": "bank", "name": "Bank", "parent_id": None}]
        for key in UNITS:
            new = self._id()
            self._units.append(new)
            units.append(
                {"id": new, "unit_id": new, "key": key, "name": key.title(), "parent_id": root}
            )
        self._put(BusinessUnit, ({**unit, **self._stamp} for unit in units))
        self._put(UnitAncestor, [{"unit_id": root, "ancestor_id": root}])
        for unit in self._units:
            self._put(UnitAncestor, [{"unit_id": unit, "ancestor_id": up} for up in (unit, root)])
        people = []
        for number in range(owners):
            new, handle = self._id(), f"owner{number:04d}"
            self._people.append((new, handle))
            name = f"{self._dice.choice(WORDS).title()} Owner {number:04d}"
            people.append({"id": new, "handle": handle, "full_name": name, "login": None,
                           "created_at": NOW})  # fmt: skip
        self._put(Person, [{**one, "kind": "person", **self._stamp} for one in people])
        service = self._service
        self._put(Person, [{"id": service, "handle": "service", "full_name": "Background service",
                            "kind": "service", "login": service_login,
                            "created_at": NOW, **self._stamp}])  # fmt: skip
        held = [(person, role) for person, _ in self._people]
        self._put(
            Membership,
            (
                {"id": self._id(), "unit_id": root, "person_id": person, "valid_from": NOW,
                 "role": str(given), **self._stamp}
                for person, given in [*held, (service, Role.WORKER)]
            ),
        )  # fmt: skip
        path = self._id()
        self._paths.append(path)
        self._put(StagePath, [{"id": path, "unit_id": root, "name": "Standard", **self._stamp}])
        self._stages = [
            {"id": self._id(), "unit_id": root, "stage_path_id": path, "position": position,
             "name": name, "kind": kind, "is_protected": is_protected, **self._stamp}
            for position, (name, kind, is_protected) in enumerate(STAGES)
        ]  # fmt: skip
        self._put(Stage, self._stages)

    def inventory(self, models: int) -> Loaded:
        rows = [self._model(number) for number in range(models)]
        self._put(RegisteredModel, rows)
        versions = [one for row in rows for one in self._versions(row)]
        self._put(ModelVersion, versions)
        tags = {row["id"]: sorted(row["service_tags"]) for row in rows}
        snapshots = {one["id"]: self._snapshot(one, tags[one["model_id"]]) for one in versions}
        self._put(Snapshot, snapshots.values())
        latest = {one["model_id"]: one for one in versions}
        placed = [
            one
            for row in rows
            if row["id"] in latest
            for one in self._placements(row, latest[row["id"]], snapshots)
        ]
        self._put(Placement, placed)
        serving = [one for one in placed if one["stage_kind"] == "production"]
        self._put(ModelDocument, (self._document(one) for one in serving[::2]))
        runs, alerts = self._monitoring(serving)
        owner, handle = self._people[0]
        return Loaded(len(rows), len(versions), len(placed), runs, alerts, owner, handle)

    def storm(self, alerts: int) -> None:
        """More alerts of what serves and is monitored, each by a rule of its own; set-based."""
        if not alerts:
            return
        serves = and_(
            Placement.model_id == Monitor.model_id,
            Placement.stage_id == Monitor.stage_id,
            Placement.service_tag == Monitor.service_tag,
        )
        place = func.row_number().over(order_by=Monitor.id) - 1
        of = Placement.unit_id, Placement.model_id, Placement.version_id
        watched = select(*of, Monitor.id.label("monitor_id"), place.label("place"))
        found = watched.join(Monitor, serves).subquery("watched")
        count = self._connection.scalar(select(func.count()).select_from(found)) or 0
        first = select(literal(1).label("n")).cte("numbers", recursive=True)
        n = first.union_all(select(first.c.n + 1).where(first.c.n < alerts)).c.n
        is_sqlite = self._connection.dialect.name == "sqlite"
        table = Alert.__table__
        values: dict[str, Any] = {
            "id": func.lower(func.hex(func.randomblob(16)))
            if is_sqlite
            else func.gen_random_uuid(),
            "number": n + (self._connection.scalar(select(func.max(table.c.number))) or 0),
            **{name: found.c[name] for name in ("unit_id", "model_id", "version_id")},
            "monitor_id": found.c.monitor_id,
            "rule": literal("psi:f") + cast(n, String),
            "title": literal("psi 0.41 on f") + cast(n, String) + ", limit >= 0.25",
            "severity": case({0: "low", 1: "medium"}, value=n % 3, else_="high"),
        }
        times = {"opened_at": NOW, "last_seen_at": NOW, **self._stamp}
        values |= {name: literal(value, table.c[name].type) for name, value in times.items()}
        rows = select(*(value.label(name) for name, value in values.items()))
        rows = rows.join_from(found, n.table, n % count == found.c.place)
        self._connection.execute(insert(table).from_select(list(values), rows))

    def past(self, rows: int) -> None:
        """What every governed row was until `CHANGED`; then older images of models, by months."""
        tables = [METADATA.tables[f"{SCHEMA}.{name}"] for name in GOVERNED]
        dropped = [one for table in tables for one in self._drop_indexes(history_table(table))]
        count = sum(
            self._keep_images(table, until=CHANGED, older={"recorded_from": NOW})
            for table in tables
        )
        month = timedelta(days=30)
        models = METADATA.tables[RegisteredModel.__table__.fullname]
        until, number = NOW, 0
        while count < rows:
            older = {"recorded_from": until - month, "row_version": number}
            count += self._keep_images(models, until=until, older=older)
            until, number = until - month, number - 1
        for index in dropped:
            index.create(self._connection)

    def events(self, secrets: Secrets) -> None:
        """Five for each version, at its time, and the key to seal them with."""
        version = ModelVersion.__table__.alias("v")
        kind = union_all(*(select(literal(tag).label("tag")) for tag in EVENT_TAGS)).subquery("k")
        values = {
            "txid": literal(1),
            "at": version.c.created_at,
            "actor_id": version.c.created_by,
            "tag": kind.c.tag,
            "object_type": literal("model_version"),
            "object_id": version.c.id,
            "unit_id": version.c.unit_id,
            "model_id": version.c.model_id,
            "version_id": version.c.id,
            "facts": literal({"to": "completed"}, AuditEvent.__table__.c.facts.type),
        }
        rows = select(*(value.label(name) for name, value in values.items()))
        rows = rows.select_from(version).join(kind, true()).order_by(version.c.created_at)
        self._connection.execute(insert(AuditEvent).from_select(list(values), rows))
        make_sealing_key(
            self._connection, secrets, log=self._log, unit=self._root, service=self._service,
            by=self._nobody,
        )  # fmt: skip

    def _drop_indexes(self, table: Table) -> Iterator[Index]:
        """To make them again in one go costs less than row by row."""
        place = None if self._connection.dialect.name == "sqlite" else SCHEMA
        there = {one["name"] for one in inspect(self._connection).get_indexes(table.name, place)}
        for index in table.indexes:
            if index.name in there:
                index.drop(self._connection)
                yield index

    def _keep_images(self, table: Table, *, until: datetime, older: Mapping[str, Any]) -> int:
        stamp = table.c.recorded_from
        images: dict[str, Any] = {column.name: column for column in table.columns}
        images |= {name: literal(value, table.c[name].type) for name, value in older.items()}
        images["recorded_until"] = literal(until, stamp.type)
        chosen = select(*(value.label(name) for name, value in images.items()))
        self._connection.execute(
            insert(history_table(table)).from_select(list(images), chosen.select_from(table))
        )
        return self._connection.scalar(select(func.count()).select_from(table)) or 0

    def _model(self, number: int) -> dict[str, Any]:
        dice = self._dice
        name = f"{dice.choice(WORDS)}-{dice.choice(WORDS)}-{number:06d}"
        owner, handle = dice.choice(self._people)
        tags = [name] if number % 10 else [name, f"shared-{number % 50}"]
        kind, framework = dice.choice(KINDS), dice.choice(FRAMEWORKS)
        return {
            "id": self._id(),
            "unit_id": dice.choice(self._units),
            "name": name,
            "name_folded": fold(name),
            "kind": kind,
            "framework": framework,
            "description": "What it is for, who uses it and how it was made. " * 4,
            "owner_id": owner,
            "risk_tier": dice.choices(("low", "medium", "high"), (5, 4, 1))[0],
            "service_tags": tags,
            "stage_path_id": self._paths[0],
            "search_text": fold(" ".join([name, *tags, handle, kind, framework])),
            **self._stamp,
        }

    def _versions(self, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        count = self._dice.choices((0, 1, 2, 3, 5, 14), (2, 40, 30, 15, 10, 3))[0]
        age = timedelta(days=self._dice.randrange(1, 900), seconds=self._dice.randrange(86_400))
        for version in range(1, count + 1):
            yield {
                "id": self._id(),
                "unit_id": row["unit_id"],
                "model_id": row["id"],
                "version": version,
                "source_kind": "entry",
                "description": "",
                "created_at": NOW - age / version,
                "created_by": row["owner_id"],
            }

    def _snapshot(self, version: Mapping[str, Any], tags: list[str]) -> dict[str, Any]:
        manifest = {
            "v": 1,
            "model": str(version["model_id"]),
            "version": version["version"],
            "assets": [],
            "schema": [],
            "environment": digest([]),
            "training": None,
            "life_cycle": None,
            "service_tags": tags,
        }
        return {
            "id": self._id(),
            "unit_id": version["unit_id"],
            "model_id": version["model_id"],
            "version_id": version["id"],
            "sequence": 1,
            "digest": digest(manifest),
            "manifest": canonical(manifest),
            "service_tags": tags,
            "model_sha256": "",
            "created_at": version["created_at"],
            "created_by": version["created_by"],
        }

    def _placements(
        self,
        row: Mapping[str, Any],
        version: Mapping[str, Any],
        snapshots: Mapping[uuid.UUID, Mapping[str, Any]],
    ) -> Iterator[dict[str, Any]]:
        reached = self._dice.choices((0, 1, 2, 3, 4), (30, 20, 15, 15, 20))[0]
        for stage in self._stages[:reached]:
            yield {
                "id": self._id(),
                "unit_id": row["unit_id"],
                "model_id": row["id"],
                "version_id": version["id"],
                "snapshot_id": snapshots[version["id"]]["id"],
                "stage_id": stage["id"],
                "stage_kind": stage["kind"],
                "service_tag": row["service_tags"][0],
                "state": "in_place",
                "placed_from": version["created_at"],
                **self._stamp,
            }

    def _document(self, place: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "id": self._id(),
            "unit_id": place["unit_id"],
            "model_id": place["model_id"],
            "kind": "model_card",
            "title": "Model card",
            "created_at": NOW,
            "created_by": self._nobody,
        }

    def _monitoring(self, serving: list[dict[str, Any]]) -> tuple[int, int]:
        source = self._id()
        self._put(
            DataSource,
            [{"id": source, "unit_id": self._units[0], "name": "log", "kind": "runtime_log",
              **self._stamp}],
        )  # fmt: skip
        monitors = [
            {"id": self._id(), "unit_id": one["unit_id"], "model_id": one["model_id"],
             "name": "drift", "service_tag": one["service_tag"], "stage_id": one["stage_id"],
             "tests": [], "data_source_id": source, "place": one, **self._stamp}
            for one in serving if self._dice.random() < 0.9
        ]  # fmt: skip
        places = [one.pop("place") for one in monitors]
        self._put(Monitor, monitors)
        runs = [
            self._run(monitor, place, number * 3 + day, day)
            for number, (monitor, place) in enumerate(zip(monitors, places, strict=True))
            for day in range(3)
        ]
        self._put(MonitorRun, runs)
        failed = [one for one in runs if one["verdict"] == "FAIL" and one["run_key"].endswith("-0")]
        alerts = [
            {"id": self._id(), "unit_id": one["unit_id"], "number": number,
             "model_id": one["model_id"], "version_id": one["version_id"],
             "monitor_id": one["monitor_id"], "run_id": one["id"], "rule": "psi:income",
             "title": "PSI 0.41 > 0.25 on income", "opened_at": NOW, "last_seen_at": NOW,
             "severity": self._dice.choice(("low", "medium", "high", "critical")), **self._stamp}
            for number, one in enumerate(failed, start=1)
        ]  # fmt: skip
        self._put(Alert, alerts)
        return len(runs), len(alerts)

    def _run(
        self, monitor: Mapping[str, Any], place: Mapping[str, Any], number: int, day: int
    ) -> dict[str, Any]:
        fire_at = NOW - timedelta(days=day)
        return {
            "id": self._id(),
            "unit_id": monitor["unit_id"],
            "number": number + 1,
            "run_key": f"{monitor['id'].hex}-{day}",
            "kind": "monitor",
            "monitor_id": monitor["id"],
            "model_id": monitor["model_id"],
            "version_id": place["version_id"],
            "snapshot_id": place["snapshot_id"],
            "fire_at": fire_at,
            "started_at": fire_at,
            "state": "done",
            "verdict": self._dice.choices(("PASS", "WARN", "FAIL"), (85, 9, 6))[0],
        }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load")
    parser.add_argument("workspace", help="a file or a URL; empty, and you its owner")
    parser.add_argument("--models", type=int, default=100_000)
    given = parser.parse_args()
    database = Database(given.workspace)
    print(load(database, models=given.models))
    database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
