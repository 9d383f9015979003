"""The model under the list: its head with the actions, and ten tabs about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.models.queries.model_page import ModelDetail, SnapshotRow
from app.models.queries.snapshot_diff import SnapshotDiff
from app.models.queries.submission import Standing
from app.texts import told
from app.views import cells
from app.views.actions import ActionRegistry
from app.views.cells import Status
from app.views.language import N_, tr
from app.views.panels import inventory_tables as tables
from app.views.panels import inventory_words as words
from app.views.panels.inventory_diff import DiffView
from app.views.panels.inventory_list import Ladder
from app.views.panels.inventory_overview import Overview
from app.views.panels.inventory_tables import TablePage
from app.views.panels.lineage_compact import CompactLineage
from app.views.widgets.basics import ElidedLabel, Pane, StageChip, TagChip, TitleLabel, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.splitter import Splitter
from app.views.widgets.tabs import Tab, Tabs
from app.views.widgets.wrap import WrapLayout

TITLES = (
    N_("Overview"),
    N_("Assets"),
    N_("Schema"),
    N_("Snapshots"),
    N_("Lineage"),
    N_("Deployments"),
    N_("Monitoring"),
    N_("Tests"),
    N_("Documents"),
    N_("Approvals"),
)
TAB = {title.lower(): n for n, title in enumerate(TITLES)}
BUTTONS = (
    ("inventory.submit", N_("Request promotion…"), "P"),
    ("inventory.snapshot", N_("Snapshot"), "N"),
    ("inventory.diff", N_("Diff"), "D"),
)
WORST = (Status.FAILED, Status.CRITICAL, Status.WARNING)


class ModelPane(Pane):
    """Shows one model; asks for another version, for a difference, for actions."""

    version_chosen = Signal(object)  # UUID of a version
    lineage_wanted = Signal()  # the compact timeline is seen and has no data yet
    tab_shown = Signal(str)
    file_wanted = Signal(str)  # a file is to be added, in this role; empty: in any

    def __init__(self, registry: ActionRegistry, open_alerts: Callable[[], object]) -> None:
        super().__init__()
        self._registry = registry
        self._open_alerts = open_alerts
        self.ladder = Ladder()
        self.detail: ModelDetail | None = None
        self.standing: Standing | None = None
        self._empty = EmptyState(
            tr("No model is chosen"),
            tr("Choose one in the list: its facts and history stand here."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._build())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.setAccessibleName(tr("Model"))

    def _build(self) -> QWidget:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 10, 16, 0)
        layout.setSpacing(6)
        layout.addWidget(self._head())
        self.tabs = Tabs(tr("Model"))
        self.tabs.bar.setObjectName("inventory.tabs")
        for title, make in zip(TITLES, self._makers(), strict=True):
            self.tabs.add(Tab(tr(title)), make)
        self.tabs.page_shown.connect(self._on_tabs_page_shown)
        layout.addWidget(self.tabs, 1)
        return body

    def _head(self) -> QWidget:
        self._name = TitleLabel()
        self.version = Choice(tr("Version"))
        self.version.setObjectName("inventory.version")
        self.version.activated.connect(self._on_version_activated)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        self._hint = ElidedLabel()
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        about = QWidget()
        left = QHBoxLayout(about)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self._name)
        left.addWidget(self.version)
        left.addLayout(self._chips)
        left.addWidget(self._hint, 1)
        self._buttons: dict[str, Button] = {}
        self._file_buttons: list[Button] = []
        for action, text, key in BUTTONS:
            icon = "arrow-right" if key == "P" else ""
            button = Button(tr(text), keys=key, icon=icon, changes=action != "inventory.diff")
            button.setObjectName(f"{action}.button")
            button.clicked.connect(partial(self._registry.trigger, action))
            self._buttons[action] = button
        more = Button(kind=Kind.QUIET, icon="ellipsis", name=tr("More actions"), keys="Ctrl+.")
        more.clicked.connect(self._on_more_clicked)
        self._more = more
        about.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        head = QWidget()
        lines = WrapLayout(head)
        lines.addWidget(about)
        lines.addWidget(row(*self._buttons.values(), more))
        return head

    def _makers(self) -> list[Callable[[], QWidget]]:
        ladder = self.ladder
        self.snapshots = TablePage(
            tr("Snapshots"),
            tables.snapshots(ladder),
            lambda row: (row.version_id, row.sequence),
            (tr("No version yet"), tr("Register one with Ctrl+N.")),
        )
        self.snapshots.table.setObjectName("inventory.snapshots")
        self.diff = DiffView()
        self.diff.closed.connect(self.show_snapshots)
        self._snapshot_stack = QStackedWidget()
        self._snapshot_stack.addWidget(self.snapshots)
        self._snapshot_stack.addWidget(self.diff)
        self.overview = Overview(self._open_alerts)
        self.lineage = CompactLineage()
        pages: dict[str, TablePage] = {
            "Assets": TablePage(
                tr("Assets"),
                tables.assets(),
                _id,
                (tr("No files"), tr("The version holds no files.")),
            ),
            "Schema": TablePage(
                tr("Schema"),
                tables.fields(),
                _id,
                (
                    tr("No schema"),
                    tr("Add a schema.json to the model's folder, or sign its columns."),
                ),
            ),
            "Deployments": TablePage(
                tr("Deployments"),
                tables.deployments(ladder),
                _id,
                (tr("Never deployed"), tr("Its life cycle deploys it once it is approved.")),
            ),
            "Monitoring": TablePage(
                tr("Monitors"),
                tables.monitors(ladder),
                _id,
                (tr("No monitor"), tr("Monitors are attached when a version is deployed.")),
            ),
            "Tests": TablePage(
                tr("Test results"),
                tables.results(),
                lambda row: row.name,
                (tr("Not tested"), tr("Submit it (P): its life cycle runs the tests.")),
            ),
            "Documents": TablePage(
                tr("Documents"),
                tables.documents(),
                _id,
                (
                    tr("No documents"),
                    tr("Add one, or put a model_card.md into the folder that you register."),
                ),
            ),
        }
        for title, role in (("Assets", ""), ("Documents", "document")):
            words = tr("Add file…") if not role else tr("Add document…")
            button = Button(words, icon="plus", keys="" if role else "A", changes=True)
            button.setObjectName(f"inventory.add.{title.lower()}")
            button.clicked.connect(lambda _checked, role=role: self.file_wanted.emit(role))
            pages[title].add_button(button)
            self._file_buttons.append(button)
        self.pages = pages
        self.decisions = TablePage(
            tr("Decisions"), tables.decisions(ladder), _id, (tr("No decision yet"), "")
        )
        self.waivers = TablePage(tr("Waivers"), tables.waivers(), _id, (tr("No waivers"), ""))
        approvals = Splitter(self.decisions, self.waivers, is_vertical=True, sizes=(0, 96))
        built: dict[str, QWidget] = {
            **pages,
            "Overview": self.overview,
            "Snapshots": self._snapshot_stack,
            "Lineage": self.lineage,
            "Approvals": approvals,
        }
        for page in built.values():  # a page that nobody opens ends with the pane, too
            page.setParent(self)
            page.hide()
        return [partial(built.__getitem__, title) for title in TITLES]

    def show_detail(self, detail: ModelDetail, standing: Standing | None) -> None:
        """Show this model; the tab stays."""
        is_other = self.detail is None or self.detail.row.id != detail.row.id
        self.detail, self.standing = detail, standing
        self._stack.setCurrentIndex(1)
        self._show_head(detail)
        self._fill(detail, standing)
        if is_other:
            self.show_snapshots()
            self.lineage.clear()
        if self.tabs.current == TAB["lineage"]:
            self.lineage_wanted.emit()
        self.update_actions()

    def show_nothing(self, title: str = N_("No model is chosen"), text: str = "") -> None:
        self.detail = self.standing = None
        self._empty.set_texts(title, text)
        self._stack.setCurrentIndex(0)

    def _show_head(self, detail: ModelDetail) -> None:
        self._name.setText(detail.row.name)
        versions = {one.version_id: one.version for one in detail.snapshots}
        self.version.blockSignals(True)
        self.version.clear()
        for version_id, number in versions.items():
            self.version.addItem(f"v{number}", version_id)
        if detail.shown is not None:
            self.version.setCurrentIndex(self.version.findData(detail.shown.version_id))
        self.version.blockSignals(False)
        self.version.setVisible(bool(versions))
        self.version.updateGeometry()
        while self._chips.count():
            item = self._chips.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        places = {stage.name for one in self._of_shown() for stage in one.stages}
        for stage in reversed(detail.stages):
            if stage.name in places:
                self._chips.addWidget(StageChip(self.ladder.chip(stage.name)))
        for tag in detail.row.tags[:2]:
            self._chips.addWidget(TagChip(tag))
        self._hint.setText(self._situation())

    def _of_shown(self) -> list[SnapshotRow]:
        detail = self.detail
        if detail is None or detail.shown is None:
            return []
        return [one for one in detail.snapshots if one.version_id == detail.shown.version_id]

    def _situation(self) -> str:
        detail, standing = self.detail, self.standing
        if detail is None or standing is None:
            return tr("no version yet")
        if standing.way.run_id is not None:
            return f"v{standing.version}: {told(detail.row.step.name) or tr('under way')}"
        return ""

    def _fill(self, detail: ModelDetail, standing: Standing | None) -> None:
        self.overview.show_detail(detail, standing)
        shown = detail.shown.version if detail.shown else 0
        pages = self.pages
        pages["Assets"].show_rows(detail.assets)
        pages["Schema"].show_rows(
            detail.fields, tr("of v{version}, beside the version before it").format(version=shown)
        )
        self.snapshots.show_rows(
            detail.snapshots, tr("X marks a snapshot; with two marked, D shows what differs.")
        )
        pages["Deployments"].show_rows(detail.deployments)
        pages["Monitoring"].show_rows(detail.monitors)
        run = detail.test_run
        tested = (
            tr("Release test {number} of v{version}, {rows} rows").format(
                number=run.number, version=shown, rows=cells.significant(run.rows)
            )
            if run
            else ""
        )
        pages["Tests"].show_rows(detail.results, tested)
        pages["Documents"].show_rows(detail.documents)
        self.decisions.show_rows(detail.decisions)
        self.waivers.show_rows(detail.waivers, tr("Waivers, with their ends"))
        self.waivers.setVisible(bool(detail.waivers))
        self._show_tab_states(detail, standing)

    def _show_tab_states(self, detail: ModelDetail, standing: Standing | None) -> None:
        counts = {
            "Snapshots": len(detail.snapshots),
            "Deployments": len(detail.deployments),
            "Documents": len(detail.documents),
        }
        states = [words.verdict(one.verdict).status for one in detail.results]
        health = words.health(detail.row.health).status
        problems = {
            "Overview": Status.FAILED if standing and standing.gaps else None,
            "Monitoring": health if health in WORST else None,
            "Tests": next((one for one in WORST if one in states), None),
        }
        for n, title in enumerate(TITLES):
            self.tabs.set_tab(n, Tab(tr(title), counts.get(title) or None, problems.get(title)))

    def show_diff(self, diff: SnapshotDiff) -> None:
        self.diff.show_diff(diff)
        self.tabs.show_page(TAB["snapshots"])
        self._snapshot_stack.setCurrentWidget(self.diff)
        self.diff.table.setFocus()

    @Slot()
    def show_snapshots(self) -> None:
        had_focus = self.diff.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._snapshot_stack.setCurrentWidget(self.snapshots)
        if had_focus:
            self.snapshots.table.setFocus()

    def marked_snapshots(self) -> list[SnapshotRow]:
        """The two snapshots to compare, the older first: marked ones, else production and this."""
        detail = self.detail
        if detail is None:
            return []
        marked = [one for one in self.snapshots.table.selected_rows() if one.id is not None]
        if self.tabs.current == TAB["snapshots"] and len(marked) == 2:
            return sorted(marked, key=lambda one: (one.version, one.sequence or 0))
        frozen = [one for one in detail.snapshots if one.id is not None]
        here = next((one for one in frozen if one in self._of_shown()), None)
        serving = detail.serving
        if here is None or len(frozen) < 2:
            return []
        if serving is None or serving.id == here.id:
            place = frozen.index(here)
            serving = frozen[place + 1] if place + 1 < len(frozen) else frozen[place - 1]
        return sorted([serving, here], key=lambda one: (one.version, one.sequence or 0))

    def update_actions(self) -> None:
        """Buttons follow their actions: grey, with the reason."""
        adding = [("inventory.add_file", one) for one in self._file_buttons]
        for action, button in (*self._buttons.items(), *adding):
            if self._registry.has(action):
                reason = self._registry.reason(action)
                button.set_blocked(reason)
                if not reason:
                    button.setToolTip(self._registry.tooltip(action))

    def show_tab(self, title: str) -> None:
        if title.lower() in TAB:
            self.tabs.show_page(TAB[title.lower()])

    @Slot(int)
    def _on_tabs_page_shown(self, index: int) -> None:
        self.tab_shown.emit(TITLES[index].lower())
        if index == TAB["lineage"] and self.detail is not None:
            self.lineage_wanted.emit()

    @Slot(int)
    def _on_version_activated(self, index: int) -> None:
        self.version_chosen.emit(self.version.itemData(index))

    @Slot()
    def _on_more_clicked(self) -> None:
        menu = self._registry.context_menu("inventory", self)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))


def _id(row: object) -> object:
    return row.id  # type: ignore[attr-defined]  # every row of these tables has one
