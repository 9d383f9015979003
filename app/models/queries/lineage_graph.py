"""The lineage of one version as a graph: what it came from, and everything that came of it.

Each kind of thing is one bounded statement, whatever the model's age: the newest `MOST` of a kind
are nodes, how many there are in all is counted beside them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from app.errors import InputError, VerificationError
from app.models.queries.applications import list_served
from app.models.queries.frozen import untrue_columns_of
from app.models.queries.id_lists import is_one_of
from app.models.queries.lookups import load_stages, person_names
from app.models.queries.origins import load_origin
from app.models.rules.manifests import FrozenTraining, frozen_training
from app.models.tables.applications import Application, ApplicationUse, DecisionRecord
from app.models.tables.execution import Deployment, Placement, Runtime
from app.models.tables.governance import Decision, TransitionRequest, Waiver
from app.models.tables.inventory import (
    Asset,
    ModelDocument,
    ModelVersion,
    RegisteredModel,
    Snapshot,
    TrainingRecord,
)
from app.models.tables.monitoring import Alert, Monitor, MonitorRun
from app.models.tables.trail import AuditEvent

MOST = 200  # nodes of one kind
AT_ONCE = 20  # manifests in memory
# From what a version is made of down to what came of it: the layers of the drawing.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("data", "code", "environment"),
    ("training",),
    ("version",),
    ("snapshot", "document", "application"),
    ("test", "waiver", "request", "monitor"),
    ("decision", "deployment", "alert"),
    ("runtime",),
)
LAYER_OF = {kind: n for n, kinds in enumerate(LAYERS) for kind in kinds}


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One thing. `note` is a digest or a number that tells it from others of its name."""

    key: str
    kind: str
    title: str
    note: str = ""
    state: str = ""  # a stored code: verdict, state, severity, basis
    at: datetime | None = None
    object_id: UUID | None = None  # what opens; None: only its event tells of it
    event_id: int | None = None  # the first event of it


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """From the earlier thing to what was made of it."""

    source: str
    target: str
    relation: str


@dataclass(frozen=True, slots=True)
class VersionRef:
    id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class LineageGraph:
    """`totals` counts what there is of a kind where only the newest are nodes."""

    model_id: UUID
    model_name: str
    version: VersionRef | None  # None: there was no version yet
    versions: tuple[VersionRef, ...]  # the newest first
    nodes: tuple[GraphNode, ...] = ()
    edges: tuple[GraphEdge, ...] = ()
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def focus(self) -> str:
        return _version_key(self.version.id) if self.version else ""


def load_lineage_graph(
    session: Session, model_id: UUID, version_id: UUID | None = None
) -> LineageGraph:
    """The graph around a version; without one, of what serves in the highest stage, else the last.

    Raises:
        InputError: there is no such model.
    """
    name = session.scalar(select(RegisteredModel.name).where(RegisteredModel.id == model_id))
    if name is None:
        raise InputError(f"There is no model {model_id}.")
    versions = _versions(session, model_id, version_id)
    shown = _shown(session, model_id, versions, version_id)
    graph = LineageGraph(model_id, name, shown, versions)
    return _Drawing(session, graph, shown).drawn() if shown is not None else graph


def _versions(session: Session, model_id: UUID, wanted: UUID | None) -> tuple[VersionRef, ...]:
    """The newest, and the wanted one with its neighbours, however old."""
    mine = select(ModelVersion.id, ModelVersion.version).where(ModelVersion.model_id == model_id)
    found = {
        row.id: row.version
        for row in session.execute(mine.order_by(ModelVersion.version.desc()).limit(MOST))
    }
    if wanted is not None and wanted not in found:
        number = session.scalar(mine.with_only_columns(ModelVersion.version)
                                .where(ModelVersion.id == wanted))  # fmt: skip
        if number is not None:
            near = mine.where(ModelVersion.version.between(number - 1, number + 1))
            found |= {row.id: row.version for row in session.execute(near)}
    ordered = sorted(found.items(), key=lambda one: -one[1])
    return tuple(VersionRef(key, number) for key, number in ordered)


def _shown(
    session: Session, model_id: UUID, versions: tuple[VersionRef, ...], wanted: UUID | None
) -> VersionRef | None:
    by_id = {one.id: one for one in versions}
    if wanted in by_id:
        return by_id[wanted]
    stages = load_stages(session)
    places = session.execute(
        select(Placement.version_id, Placement.stage_id)
        .where(Placement.model_id == model_id, Placement.state == "in_place")
        .limit(MOST)
    ).all()
    served = [row for row in places if row.version_id in by_id]
    if served:
        best = max(served, key=lambda row: (stages[row.stage_id].rank, by_id[row[0]].number))
        return by_id[best.version_id]
    return versions[0] if versions else None


def _version_key(version_id: UUID) -> str:
    return f"version:{version_id}"


class _Drawing:
    """Collects nodes and edges kind by kind; each method is one read."""

    def __init__(self, session: Session, graph: LineageGraph, version: VersionRef) -> None:
        self._session = session
        self._graph = graph
        self._version = version
        self._nodes: dict[str, GraphNode] = {}
        self._edges: dict[GraphEdge, None] = {}
        self._totals: dict[str, int] = {}
        self._events: dict[str, UUID] = {}  # node -> the row whose first event tells of it

    def drawn(self) -> LineageGraph:
        self._add_versions()
        self._add_training()
        self._add_origin()
        self._add_files()
        snapshots = self._add_snapshots()
        self._add_documents()
        self._add_tests(snapshots)
        self._add_waivers()
        self._add_decisions(self._add_requests())
        self._add_deployments()
        self._add_monitors(snapshots)
        self._add_alerts()
        self._add_applications()
        self._name_events()
        return replace(
            self._graph,
            nodes=tuple(self._nodes.values()),
            edges=tuple(self._edges),
            totals=self._totals,
        )

    @property
    def _focus(self) -> str:
        return _version_key(self._version.id)

    def _add(self, node: GraphNode, *sources: tuple[str, str], told_by: UUID | None = None) -> str:
        """A node once, with an edge from each (source, relation) that is there."""
        self._nodes.setdefault(node.key, node)
        if told_by is not None:
            self._events.setdefault(node.key, told_by)
        for source, relation in sources:
            if source in self._nodes:
                self._edges[GraphEdge(source, node.key, relation)] = None
        return node.key

    def _newest(
        self, kind: str, statement: Select[*tuple[Any, ...]], *order: Any
    ) -> list[Row[*tuple[Any, ...]]]:
        """The newest rows of `statement`; how many there are in all is kept."""
        counted = statement.add_columns(func.count().over().label("total_of_kind"))
        rows = list(self._session.execute(counted.order_by(*order).limit(MOST)))
        if rows and rows[0].total_of_kind > len(rows):
            self._totals[kind] = rows[0].total_of_kind
        return rows

    def _add_versions(self) -> None:
        here = self._version.number
        wanted = [one for one in self._graph.versions if abs(one.number - here) <= 1]
        rows = self._session.execute(
            select(ModelVersion.id, ModelVersion.created_at).where(
                is_one_of(self._session, ModelVersion.id, [one.id for one in wanted])
            )
        )
        made_at = {row.id: row.created_at for row in rows}
        keys: list[str] = []
        for one in sorted(wanted, key=lambda one: one.number):
            node = GraphNode(
                _version_key(one.id), "version", str(one.number), self._graph.model_name,
                at=made_at.get(one.id), object_id=one.id,
            )  # fmt: skip
            before = [(keys[-1], "followed_by")] if keys else []
            keys.append(self._add(node, *before, told_by=one.id))

    def _add_training(self) -> None:
        """What was frozen, whatever else was told of the version, before or since."""
        frozen = self._frozen_trainings()
        records = self._records_of(list(frozen)) if frozen else {}
        for one in frozen.values():
            made_of = [GraphNode(f"data:{digest}", "data", name, digest)
                       for name, digest in one.data]  # fmt: skip
            if one.commit:
                made_of.append(GraphNode(f"code:{one.commit}", "code", one.commit[:12], one.commit))
            if one.environment:
                made_of.append(
                    GraphNode(f"environment:{one.environment}", "environment", "", one.environment)
                )
            row = records.get(one.run)
            told_by = row.id if row else None
            sources = [(self._add(node, told_by=told_by), _MADE_OF[node.kind]) for node in made_of]
            run = GraphNode(f"training:{one.run}", "training", one.algorithm, one.run,
                            at=row.created_at if row else None)  # fmt: skip
            key = self._add(run, *sources, told_by=told_by)
            self._edges[GraphEdge(key, self._focus, "made")] = None

    def _records_of(self, runs: list[str]) -> dict[str, Row[UUID, str, datetime]]:
        rows = self._session.execute(
            select(TrainingRecord.id, TrainingRecord.run_key, TrainingRecord.created_at)
            .where(TrainingRecord.version_id == self._version.id, TrainingRecord.run_key.in_(runs))
        )  # fmt: skip
        return {row.run_key: row for row in rows}

    def _frozen_trainings(self) -> dict[str, FrozenTraining]:
        """By run, the last first, what the newest snapshots froze; of one that lies, nothing."""
        snapshots = self._session.scalars(
            select(Snapshot)
            .where(Snapshot.version_id == self._version.id)
            .order_by(Snapshot.sequence.desc())
            .limit(MOST)
            .execution_options(yield_per=AT_ONCE)
        )
        found: dict[str, FrozenTraining] = {}
        for one in snapshots:
            if untrue_columns_of(one, self._version.number):
                continue
            try:
                training = frozen_training(json.loads(one.manifest))
            except VerificationError:
                continue
            if training is not None:
                found.setdefault(training.run, training)
        return found

    def _add_origin(self) -> None:
        """The commit that the files were registered from."""
        origin = load_origin(self._session, self._version.id)
        if origin is not None and origin.commit:
            node = GraphNode(f"code:{origin.commit}", "code", origin.commit[:12], origin.commit)
            self._edges[GraphEdge(self._add(node), self._focus, _MADE_OF["code"])] = None

    def _add_files(self) -> None:
        """What came with a version that was not trained here; what training knows is there."""
        rows = self._newest(
            "data",
            select(Asset.id, Asset.role, Asset.path, Asset.sha256, Asset.created_at)
            .where(Asset.version_id == self._version.id, Asset.role.in_(tuple(_FILES)),
                   Asset.replaced_by.is_(None)),
            Asset.path,
        )  # fmt: skip
        for row in rows:
            kind = _FILES[row.role]
            key = f"{kind}:{row.sha256}"
            if key in self._nodes:
                continue
            name = row.path.rpartition("/")[2]
            self._add(GraphNode(key, kind, name, row.sha256, at=row.created_at), told_by=row.id)
            self._edges[GraphEdge(key, self._focus, _MADE_OF[kind])] = None

    def _add_snapshots(self) -> list[UUID]:
        rows = self._newest(
            "snapshot",
            select(Snapshot.id, Snapshot.sequence, Snapshot.digest, Snapshot.created_at)
            .where(Snapshot.version_id == self._version.id),
            Snapshot.sequence.desc(),
        )  # fmt: skip
        for row in rows:
            node = GraphNode(f"snapshot:{row.id}", "snapshot", f"s{row.sequence}", row.digest,
                             at=row.created_at, object_id=row.id)  # fmt: skip
            self._add(node, (self._focus, "frozen_as"), told_by=row.id)
        return [row.id for row in rows]

    def _add_documents(self) -> None:
        rows = self._newest(
            "document",
            select(ModelDocument.id, ModelDocument.title, ModelDocument.kind,
                   ModelDocument.created_at)
            .where(ModelDocument.model_id == self._graph.model_id,
                   ModelDocument.version_id == self._version.id),
            ModelDocument.created_at.desc(),
        )  # fmt: skip
        for row in rows:
            node = GraphNode(f"document:{row.id}", "document", row.title, state=row.kind,
                             at=row.created_at)  # fmt: skip
            self._add(node, (self._focus, "described_by"), told_by=row.id)

    def _add_tests(self, snapshots: list[UUID]) -> None:
        """The tests of the release; what monitors measured stands under the monitors."""
        rows = self._newest(
            "test",
            select(MonitorRun.id, MonitorRun.number, MonitorRun.kind, MonitorRun.verdict,
                   MonitorRun.state, MonitorRun.started_at, MonitorRun.snapshot_id)
            .where(is_one_of(self._session, MonitorRun.snapshot_id, snapshots),
                   MonitorRun.kind != "monitor"),
            MonitorRun.started_at.desc(),
        )  # fmt: skip
        for row in rows:
            node = GraphNode(f"test:{row.id}", "test", row.kind, f"{row.number}",
                             row.verdict or row.state, row.started_at)  # fmt: skip
            self._add(node, (f"snapshot:{row.snapshot_id}", "tested_by"), told_by=row.id)

    def _add_waivers(self) -> None:
        rows = self._newest(
            "waiver",
            select(Waiver.id, Waiver.number, Waiver.test, Waiver.feature, Waiver.state,
                   Waiver.snapshot_id, Waiver.recorded_from)
            .where(Waiver.model_id == self._graph.model_id, Waiver.version_id == self._version.id),
            Waiver.number.desc(),
        )  # fmt: skip
        for row in rows:
            rule = f"{row.test}:{row.feature}" if row.feature else row.test
            node = GraphNode(f"waiver:{row.id}", "waiver", rule, f"{row.number}", row.state,
                             row.recorded_from, row.id)  # fmt: skip
            self._add(node, (f"snapshot:{row.snapshot_id}", "passed_by"), told_by=row.id)

    def _add_requests(self) -> list[UUID]:
        rows = self._newest(
            "request",
            select(TransitionRequest.id, TransitionRequest.number, TransitionRequest.state,
                   TransitionRequest.stage_id, TransitionRequest.snapshot_id,
                   TransitionRequest.requested_at)
            .where(TransitionRequest.version_id == self._version.id),
            TransitionRequest.number.desc(),
        )  # fmt: skip
        stages = load_stages(self._session)
        for row in rows:
            node = GraphNode(f"request:{row.id}", "request", stages[row.stage_id].name,
                             f"{row.number}", row.state, row.requested_at, row.id)  # fmt: skip
            base = f"snapshot:{row.snapshot_id}" if row.snapshot_id else self._focus
            self._add(node, (base, "asked_to_enter"), told_by=row.id)
        return [row.id for row in rows]

    def _add_decisions(self, requests: list[UUID]) -> None:
        rows = self._newest(
            "decision",
            select(Decision.id, Decision.request_id, Decision.verdict, Decision.role,
                   Decision.decided_by, Decision.decided_at)
            .where(is_one_of(self._session, Decision.request_id, requests)),
            Decision.decided_at.desc(),
        )  # fmt: skip
        names = person_names(self._session, (row.decided_by for row in rows))
        for row in rows:
            node = GraphNode(f"decision:{row.id}", "decision", names.get(row.decided_by, ""),
                             row.role, row.verdict, row.decided_at)  # fmt: skip
            self._add(node, (f"request:{row.request_id}", "decided_by"), told_by=row.id)

    def _add_deployments(self) -> None:
        rows = self._newest(
            "deployment",
            select(Deployment.id, Deployment.number, Deployment.state, Deployment.stage_id,
                   Deployment.snapshot_id, Deployment.request_id, Deployment.started_at,
                   Deployment.runtime_id, Runtime.name, Runtime.state.label("runtime_state"))
            .join(Runtime, Runtime.id == Deployment.runtime_id)
            .where(Deployment.version_id == self._version.id),
            Deployment.number.desc(),
        )  # fmt: skip
        stages = load_stages(self._session)
        for row in rows:
            node = GraphNode(f"deployment:{row.id}", "deployment", stages[row.stage_id].name,
                             f"{row.number}", row.state, row.started_at, row.id)  # fmt: skip
            sources = [(f"snapshot:{row.snapshot_id}", "deployed_by")]
            if row.request_id is not None:
                sources.append((f"request:{row.request_id}", "let_in"))
            key = self._add(node, *sources, told_by=row.id)
            place = GraphNode(f"runtime:{row.runtime_id}", "runtime", row.name,
                              state=row.runtime_state, object_id=row.runtime_id)  # fmt: skip
            self._add(place, (key, "runs_on"), told_by=row.runtime_id)

    def _add_monitors(self, snapshots: list[UUID]) -> None:
        """Each monitor that measured this version, with how often and its last verdict."""
        last = (
            select(
                MonitorRun.monitor_id,
                MonitorRun.snapshot_id,
                MonitorRun.verdict,
                MonitorRun.fire_at,
                func.count().over(partition_by=MonitorRun.monitor_id).label("runs"),
                func.row_number()
                .over(partition_by=MonitorRun.monitor_id, order_by=MonitorRun.fire_at.desc())
                .label("place"),
            )
            .where(
                is_one_of(self._session, MonitorRun.snapshot_id, snapshots),
                MonitorRun.kind == "monitor",
                MonitorRun.state != "running",
            )
            .subquery()
        )
        rows = self._newest(
            "monitor",
            select(Monitor.id, Monitor.name, last.c.snapshot_id, last.c.verdict, last.c.fire_at,
                   last.c.runs)
            .join(Monitor, Monitor.id == last.c.monitor_id)
            .where(last.c.place == 1),
            last.c.fire_at.desc(),
        )  # fmt: skip
        for row in rows:
            node = GraphNode(f"monitor:{row.id}", "monitor", row.name, f"{row.runs}", row.verdict,
                             row.fire_at, row.id)  # fmt: skip
            self._add(node, (f"snapshot:{row.snapshot_id}", "watched_by"), told_by=row.id)

    def _add_alerts(self) -> None:
        """Also those that another version broke since."""
        was_of_it = exists().where(
            AuditEvent.object_id == Alert.id, AuditEvent.version_id == self._version.id
        )
        rows = self._newest(
            "alert",
            select(Alert.id, Alert.number, Alert.title, Alert.severity, Alert.state,
                   Alert.monitor_id, Alert.opened_at)
            .where(
                Alert.model_id == self._graph.model_id,
                or_(Alert.version_id == self._version.id, was_of_it),
            ),
            Alert.opened_at.desc(),
        )  # fmt: skip
        for row in rows:
            state = row.severity if row.state in ("open", "acknowledged") else row.state
            node = GraphNode(f"alert:{row.id}", "alert", row.title, f"{row.number}", state,
                             row.opened_at, row.id)  # fmt: skip
            monitor = f"monitor:{row.monitor_id}"
            source = monitor if monitor in self._nodes else self._focus
            self._add(node, (source, "raised"), told_by=row.id)

    def _add_applications(self) -> None:
        """Those that were recorded with it, asked what it served, or decided by it."""
        bases = {**self._decided(), **self._served()}
        names = self._session.execute(
            select(Application.id, Application.name)
            .where(is_one_of(self._session, Application.id, list(bases)))
            .order_by(Application.name)
            .limit(MOST)
        ).all()
        for row in names:
            node = GraphNode(f"application:{row.id}", "application", row.name, state=bases[row.id],
                             object_id=row.id)  # fmt: skip
            self._add(node, (self._focus, "used_by"), told_by=row.id)

    def _decided(self) -> dict[UUID, str]:
        """A look into the index for each application: a version may have decided millions."""
        is_there = (
            select(DecisionRecord.id)
            .where(
                DecisionRecord.version_id == self._version.id,
                DecisionRecord.application_id == Application.id,
            )
            .exists()
        )
        found = self._session.scalars(select(Application.id).where(is_there).limit(MOST))
        return dict.fromkeys(found, "decided")

    def _served(self) -> dict[UUID, str]:
        """By a use that names the version, or an open one that it followed in production."""
        uses = self._session.execute(
            select(ApplicationUse.application_id, ApplicationUse.version_id,
                   ApplicationUse.used_from, ApplicationUse.used_until)
            .where(ApplicationUse.model_id == self._graph.model_id)
            .order_by(ApplicationUse.used_from.desc())
            .limit(MOST)
        ).all()  # fmt: skip
        found = {
            row.application_id: "recorded" for row in uses if row.version_id == self._version.id
        }
        served = list_served(self._session, self._graph.model_id) if uses else []
        mine = [one for one in served if one.version_id == self._version.id]
        for row in uses:
            tags = {one.service_tag for one in served if one.version_id == row.version_id}
            is_next = any(
                one.service_tag in tags and one.placed_from > row.used_from for one in mine
            )
            if row.used_until is None and is_next:
                found.setdefault(row.application_id, "served")
        return found

    def _name_events(self) -> None:
        """Each node's first event: what the pane beside the graph shows."""
        rows = self._session.execute(
            select(AuditEvent.object_id, func.min(AuditEvent.id).label("number"))
            .where(is_one_of(self._session, AuditEvent.object_id, set(self._events.values())))
            .group_by(AuditEvent.object_id)
        )
        first = {row.object_id: row.number for row in rows}
        for key, told_by in self._events.items():
            self._nodes[key] = replace(self._nodes[key], event_id=first.get(told_by))


_FILES = {"data": "data", "sample": "data", "code": "code", "dependencies": "environment"}
_MADE_OF = {"data": "data_of", "code": "code_of", "environment": "ran_in"}
