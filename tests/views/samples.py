"""Small screens of the one story (Noorderbank), for tests and the gallery."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.registry import Registry
from app.views.actions import ActionSpec
from app.views.backend import Backend
from app.views.cards import Card, RailGroup
from app.views.cells import State, Status
from app.views.command_palette import PaletteItem
from app.views.filters import FilterQuery
from app.views.item_models.paged_table import Page, PagedTableModel, PageRequest
from app.views.item_models.row_table import RowTableModel
from app.views.places import ObjectRef
from app.views.screen import Badge, Screen, ScreenWindow
from app.views.undo import Call, Undoable, both_ways
from app.views.widgets.banner import Banner
from app.views.widgets.basics import (
    Divider,
    FactList,
    Pane,
    SectionLabel,
    StageChip,
    StyledLabel,
    TagChip,
    caption,
    pane_title,
    row,
    screen_title,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.facets import FacetPanel
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.key_hints import KeyHints
from app.views.widgets.tabs import Tab, Tabs
from tests.views.sample_rows import (
    ALERT_COLUMNS,
    ALERTS,
    FACETS,
    GRAMMAR,
    MODEL_COLUMNS,
    MODELS,
    AlertRow,
    ModelRow,
    stage,
)


def call(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A reader or writer without a database: the query gets no session."""
    return function(None, *args, **kwargs)


def make_backend(**kwargs: Any) -> Backend:
    return Backend(call, call, decider="jo", **kwargs)


def list_alerts(_session: object, *_: object) -> list[AlertRow]:
    return list(ALERTS)


def acknowledge(_work: object, alert_id: int) -> int:
    return alert_id


def pages(rows: Sequence[Any]) -> Callable[[Callable[[Page[Any]], None], PageRequest], None]:
    """A loader that answers at once; the cursor is a position."""

    def load(then: Callable[[Page[Any]], None], request: PageRequest) -> None:
        start = request.after if isinstance(request.after, int) else 0
        end = start + request.size
        then(Page(tuple(rows[start:end]), end if end < len(rows) else None))

    return load


CARDS = {
    card.key: card
    for card in (
        Card("home", "Home", "house", "H", RailGroup.WORK),
        Card("approvals", "Approvals", "shield-check", "A", RailGroup.WORK),
        Card(
            "alerts", "Alerts", "bell", "T", RailGroup.WORK,
            topics=frozenset({"alert"}), kinds=frozenset({"alert"}),
        ),
        Card(
            "inventory", "Inventory", "box", "I", RailGroup.CATALOGUE,
            topics=frozenset({"model"}), kinds=frozenset({"model", "snapshot"}),
        ),
        Card("lineage", "Lineage", "git-branch", "L", RailGroup.CATALOGUE),
        Card("cycles", "Life cycles", "workflow", "C", RailGroup.OPERATE),
        Card("runs", "Runs", "circle-play", "R", RailGroup.OPERATE),
        Card("runtimes", "Runtimes", "server", "M", RailGroup.OPERATE),
        Card("deployments", "Deployments", "upload", "D", RailGroup.OPERATE),
        Card("monitoring", "Monitoring", "activity", "O", RailGroup.OPERATE),
        Card("reports", "Reports", "chart-column", "K", RailGroup.INSIGHT),
        Card("admin", "Administration", "users", "X", RailGroup.FOOT),
        Card("settings", "Settings", "sliders-horizontal", "S", RailGroup.FOOT),
    )
}  # fmt: skip
SHOWN = tuple(CARDS.values())
SAMPLES: Registry[Screen] = Registry("screen", "tests.views.sample_screens")


@SAMPLES.register("alerts")
class AlertsScreen(Screen):
    card = CARDS["alerts"]
    badge_query = staticmethod(lambda _session, _decider: 7)
    refreshed: ClassVar[int] = 0

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self.opened: list[ObjectRef] = []
        self.model: RowTableModel[AlertRow] = RowTableModel(ALERT_COLUMNS, lambda a: a.id, self)
        self.table = DataTable(self.model, "Alerts")
        self.table.setObjectName("alerts.table")
        self.filter = FilterBar("Filter alerts", GRAMMAR)
        self.filter.left.connect(self.table.setFocus)
        self.detail = _alert_detail()
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(8)
        head.addWidget(
            row(
                screen_title("Alerts"), Button("View: open, my services", has_menu=True), spacing=12
            )
        )
        head.addWidget(self.filter)
        left.addLayout(head)
        left.addWidget(Divider())
        body = QVBoxLayout()
        body.setContentsMargins(8, 0, 8, 0)
        body.addWidget(self.table)
        left.addLayout(body, 1)
        left.addWidget(Divider())
        left.addWidget(_keys_bar())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(left, 1)
        layout.addWidget(Divider(is_vertical=True))
        layout.addWidget(self.detail)
        self.add_action(
            ActionSpec("alerts.ack", "Acknowledge", ("A",), menu="Actions", context="alerts"),
            self._acknowledge,
            blocked=self._why_not,
            owner=self.table,
        )

    def _why_not(self) -> str:
        return "" if self.table.current_row() else "Choose an alert first."

    def _acknowledge(self) -> None:
        self.backend.run(self._on_acknowledged, acknowledge, self.table.current_row().id)

    def _on_acknowledged(self, alert_id: int) -> None:
        call = Call(acknowledge, (alert_id,))
        act = Undoable(f"Acknowledge alert {alert_id}", both_ways(self.backend, call, call))
        self.shell.toast(f"Acknowledged alert {alert_id}", act)

    @override
    def refresh(self) -> None:
        AlertsScreen.refreshed += 1
        self.backend.read(self._show, list_alerts)

    def _show(self, rows: list[AlertRow]) -> None:
        self.model.set_rows(rows)
        self.filter.set_count(len(rows), 412)
        self.table.mark_ready()
        self.table.select_first()

    @override
    def open_object(self, ref: ObjectRef) -> None:
        self.opened.append(ref)

    @override
    def focus_filter(self) -> None:
        self.filter.setFocus()

    @override
    def focus_list(self) -> None:
        self.table.setFocus()

    @override
    def toggle_detail(self) -> None:
        self.detail.setVisible(not self.detail.isVisible())

    @override
    def panes(self) -> list[QWidget]:
        return [self.filter.edit, self.table]

    @override
    def place_state(self) -> object:
        return str(self.filter.query)

    @override
    def restore_state(self, state: object) -> None:
        from app.views.filters import parse

        self.filter.set_query(parse(str(state), GRAMMAR))


def _keys_bar() -> Pane:
    bar = Pane(is_chrome=True)
    layout = QHBoxLayout(bar)
    layout.setContentsMargins(16, 8, 16, 8)
    hints = [
        ("A", "acknowledge"),
        ("S", "snooze"),
        ("M", "assign"),
        ("E", "escalate"),
        ("J K", "next"),
    ]
    layout.addWidget(KeyHints(hints))
    return bar


def _alert_detail() -> QWidget:
    pane = Pane()
    pane.setFixedWidth(348)
    layout = QVBoxLayout(pane)
    layout.setContentsMargins(16, 14, 16, 12)
    layout.setSpacing(10)
    layout.addWidget(SectionLabel("Alert 813"))
    layout.addWidget(pane_title("Endpoint /score is slow"))
    layout.addWidget(
        row(
            caption("p95 1.9 s > 0.8 s"),
            StyledLabel("hmrm v3"),
            StageChip(stage("PROD")),
            TagChip("hmrm"),
        )
    )
    layout.addWidget(
        Banner("escalation", Status.WARNING, "Escalates to A. Rahman in 4 min", can_close=False)
    )
    layout.addWidget(SectionLabel("Changed before", "last 24 h"))
    facts = FactList()
    facts.set_facts(
        (
            ("13:39", "Deployment 87, hmrm v3 replica moved"),
            ("12:10", "Tag #cc-limit added to prod-eu-3"),
            ("State", State(Status.CRITICAL, "open", is_chip=True)),
        )
    )
    layout.addWidget(facts)
    layout.addStretch()
    layout.addWidget(
        row(
            Button("Start run", icon="play"),
            Button("Ticket", icon="ticket"),
            None,
            Button("Lineage", kind=Kind.QUIET, keys="L"),
        )
    )
    return pane


@SAMPLES.register("inventory")
class InventoryScreen(Screen):
    card = CARDS["inventory"]

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self.model: PagedTableModel[ModelRow] = PagedTableModel(
            MODEL_COLUMNS, lambda m: m.id, pages(MODELS), lambda then, _query: then(1204), self
        )
        self.table = DataTable(self.model, "Models")
        self.table.setObjectName("inventory.table")
        self.filter = FilterBar("Filter models", GRAMMAR, hint='owner:, tag:, "free text"')
        self.facets = FacetPanel()
        self._connect()
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 9)
        head.setSpacing(8)
        buttons = (
            screen_title("Inventory"),
            Button("View: Production, high risk", has_menu=True),
            None,
            Button("Export", icon="download"),
            Button("Register…", kind=Kind.PRIMARY, icon="plus", keys="Ctrl+N"),
        )
        head.addWidget(row(*buttons))
        head.addWidget(self.filter)
        right = QVBoxLayout()
        right.setContentsMargins(4, 0, 4, 0)
        right.setSpacing(0)
        right.addWidget(self.table, 3)
        right.addWidget(Divider())
        right.addWidget(_model_detail(), 2)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.facets)
        body.addWidget(Divider(is_vertical=True))
        body.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(Divider())
        layout.addLayout(body, 1)

    def _connect(self) -> None:
        self.filter.changed.connect(self._on_filter_changed)
        self.facets.query_changed.connect(self.filter.set_query)
        self.filter.left.connect(self.table.setFocus)
        self.model.total_changed.connect(lambda total: self.filter.set_count(87, total))

    def _on_filter_changed(self, query: FilterQuery) -> None:
        self.facets.set_facets(FACETS, query)
        self.model.set_query(query)

    @override
    def refresh(self) -> None:
        self.facets.set_facets(FACETS, self.filter.query)
        self.model.refresh()
        self.table.select_first()

    @override
    def open_object(self, ref: ObjectRef) -> None:
        self.shell.set_crumbs("Inventory", ref.title or ref.id)

    @override
    def focus_list(self) -> None:
        self.table.setFocus()

    @override
    def focus_filter(self) -> None:
        self.filter.setFocus()


def _model_detail() -> QWidget:
    pane = Pane()
    layout = QVBoxLayout(pane)
    layout.setContentsMargins(12, 10, 12, 10)
    layout.setSpacing(6)
    promote = Button("Request promotion…", icon="arrow-right", keys="P")
    promote.set_blocked("v14 waits for a decision")
    layout.addWidget(
        row(
            pane_title("cc-fraud"),
            StyledLabel("v14", is_secondary=True),
            StageChip(stage("UAT")),
            TagChip("cc-fraud"),
            None,
            caption("v14 waits for a decision"),
            promote,
            Button("Snapshot…", keys="N"),
            Button("Diff", keys="D"),
            Button(kind=Kind.QUIET, icon="external-link", name="Open in a window"),
        )
    )
    tabs = Tabs("Model")
    facts = FactList(label_width=108)
    facts.set_facts(
        (
            ("Purpose", "Card fraud scoring at authorisation"),
            ("Owner", "Sanne de Vries"),
            ("Risk tier", "high, regulated use, policy MRM-04"),
            ("In PROD", "v13 since 5 March 2026"),
        )
    )
    page = Pane()
    inside = QVBoxLayout(page)
    inside.setContentsMargins(0, 12, 0, 0)
    inside.addWidget(SectionLabel("Facts"))
    inside.addWidget(facts)
    inside.addStretch()
    tabs.add(Tab("Overview"), page)
    tabs.add(Tab("Assets"), QWidget)
    tabs.add(Tab("Snapshots", 14), QWidget)
    tabs.add(Tab("Monitoring", problem=Status.WARNING), QWidget)
    tabs.add(Tab("Tests", problem=Status.FAILED), QWidget)
    tabs.add(Tab("Documents"), QWidget)
    layout.addWidget(tabs, 1)
    return pane


def _plain(card: Card) -> None:
    """A screen with nothing on it."""
    attributes: dict[str, Any] = {"card": card}
    if card.key == "runs":
        attributes["badge_query"] = staticmethod(
            lambda _session, _decider: Badge(1, is_incident=True)
        )
    if card.key == "approvals":
        attributes["badge_query"] = staticmethod(lambda _session, _decider: 4)
    SAMPLES.register(card.key)(type(f"{card.key.title()}Screen", (Screen,), attributes))


for _card in CARDS.values():
    if _card.key not in ("alerts", "inventory"):
        _plain(_card)
SAMPLES.load()


def palette_items(then: Callable[[Sequence[PaletteItem]], None], _prefix: str, text: str) -> None:
    """What a database would find for "cc-f"."""
    if not text:
        then([])
        return
    nothing = lambda: None  # noqa: E731 -- a row of samples
    then(
        [
            PaletteItem(
                "Next for you",
                "Approve promotion cc-fraud v14",
                nothing,
                icon="shield-check",
                note="due 16:00",
                stage=stage("PROD"),
            ),
            PaletteItem(
                "Models",
                "cc-fraud",
                nothing,
                "card fraud scoring, Fraud",
                "box",
                state=State(Status.WARNING, "drift"),
                stage=stage("PROD"),
            ),
            PaletteItem(
                "Models",
                "cc-fallback-rules",
                nothing,
                "rule set, Fraud",
                "box",
                state=State(Status.OK, "ok"),
                stage=stage("PROD"),
            ),
            PaletteItem(
                "Snapshots",
                "cc-fraud v14",
                nothing,
                "c1f4 22ab",
                "award",
                "3 d",
                stage=stage("UAT"),
                is_mono_detail=True,
            ),
            PaletteItem(
                "Alerts", "PSI 0.41 > 0.25 on income cc-fraud v13", nothing, icon="bell", note="8 h"
            ),
            PaletteItem(
                "Commands",
                "Request promotion… of cc-fraud",
                nothing,
                reason="v14 already waits for a decision, due 16:00",
            ),
        ]
    )
