"""The graph of one version, with which version it is of and how far it is seen."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models.queries.lineage_graph import GraphNode, LineageGraph
from app.views.charts.chart import ChartPanel
from app.views.charts.lineage_graph import DEPTHS, GraphChart
from app.views.language import N_, tr
from app.views.panels import lineage_graph_words as words
from app.views.panels.lineage_moment import long_day
from app.views.widgets.basics import Divider, ElidedLabel, Pane, caption
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice
from app.views.widgets.key_hints import KeyHints
from app.views.widgets.placeholders import EmptyState

KEYS = (("↑ ↓", N_("along the links")), ("← →", N_("beside")), ("Space", N_("more, or less")),
        ("Enter", N_("open")), ("1 5", N_("links")), ("+ −", N_("zoom")),
        ("F", N_("all of it")))  # fmt: skip


class LineageGraphView(Pane):
    """Says which version is wanted, and which thing was chosen or is to be opened."""

    version_chosen = Signal(object)  # UUID
    node_chosen = Signal(object)  # GraphNode
    node_opened = Signal(object)  # GraphNode

    def __init__(self) -> None:
        super().__init__()
        self.graph: LineageGraph | None = None
        self._nodes: dict[str, GraphNode] = {}
        self.chart = GraphChart()
        self.chart.setObjectName("lineage.graph")
        self.panel = ChartPanel(self.chart)
        self.version = Choice(tr("Version"))
        self.version.setObjectName("lineage.version")
        self.reach = Choice(
            tr("How many links from the version"), [tr("%n link(s)", "", one) for one in DEPTHS]
        )
        self.reach.setObjectName("lineage.reach")
        self.reach.setCurrentIndex(DEPTHS.index(self.chart.reach))
        self._said = ElidedLabel()
        self._said.setObjectName("lineage.said")
        self._fit = Button(tr("All of it"), kind=Kind.QUIET, keys="F")
        self._fit.clicked.connect(lambda _on: self.chart.fit())
        self._empty = EmptyState(
            tr("No version yet"), tr("The graph begins with the first version."),
            pictures=("git-branch",),
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._stack.addWidget(self.panel)
        self._stack.addWidget(self._empty)
        self._build()
        self._connect()
        self.setFocusProxy(self.chart)

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 8, 12, 8)
        bar.setSpacing(10)
        label = caption(tr("Version"))
        label.setBuddy(self.version)
        for widget in (label, self.version, self.reach):
            bar.addWidget(widget)
        bar.addWidget(self._said, 1)
        bar.addWidget(self._fit)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 6, 12, 6)
        foot.addWidget(KeyHints(KEYS), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(Divider())
        layout.addWidget(self._stack, 1)
        layout.addWidget(Divider())
        self._foot = QWidget()
        self._foot.setLayout(foot)
        layout.addWidget(self._foot)

    def _connect(self) -> None:
        self.version.activated.connect(self._on_version_activated)
        self.reach.activated.connect(lambda n: self.chart.set_reach(DEPTHS[n]))
        self.chart.reach_changed.connect(lambda far: self.reach.setCurrentIndex(DEPTHS.index(far)))
        self.chart.thing_chosen.connect(self._on_thing_chosen)
        self.chart.activated.connect(self._on_activated)

    def show_graph(self, graph: LineageGraph | None) -> None:
        """None: the model was not registered yet."""
        self.graph = graph
        if graph is None:
            self._stack.setCurrentIndex(1)
            self._said.setText("")
            return
        self._nodes = {node.key: node for node in graph.nodes}
        ids = [one.id for one in graph.versions]
        if [self.version.itemData(n) for n in range(self.version.count())] != ids:
            self.version.clear()
            for one in graph.versions:
                self.version.addItem(f"v{one.number}", one.id)
            self.version.updateGeometry()
        if graph.version is not None:
            self.version.setCurrentIndex(ids.index(graph.version.id))
        self._stack.setCurrentIndex(0 if graph.version is not None else 1)
        self.chart.set_data(words.things(graph), words.links(graph), graph.focus, words.more(graph))
        dates = [node.at for node in graph.nodes if node.at is not None]
        said = tr("%n thing(s)", "", len(graph.nodes) + sum(words.more(graph).values()))
        if dates:
            said = tr("{things}, the last of {day}").format(things=said, day=long_day(max(dates)))
        self._said.setText(said)

    def _on_version_activated(self, _index: int) -> None:
        chosen = self.version.currentData()
        if isinstance(chosen, UUID):
            self.version_chosen.emit(chosen)

    def _on_thing_chosen(self, key: str) -> None:
        if key in self._nodes:
            self.node_chosen.emit(self._nodes[key])

    def _on_activated(self, key: object) -> None:
        node = self._nodes.get(str(key))
        if node is None or self.graph is None:
            return
        # Another version is gone to here: what stands around it is what is looked for.
        if node.kind == "version" and node.key != self.graph.focus:
            self.version_chosen.emit(node.object_id)
            return
        self.node_opened.emit(node)
