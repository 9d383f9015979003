"""The model under the list: its head with the actions, and ten tabs about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import ceil
from typing import cast
from uuid import UUID

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.lineage import Lineage
from app.models.queries.lookups import StageRef
from app.models.queries.model_page import ModelDetail, SnapshotRow
from app.models.queries.snapshot_diff import SnapshotDiff
from app.models.queries.submission import Standing
from app.services.signed_blocks import SignedBlock
from app.texts import told
from app.views import painting, theme
from app.views.actions import ActionRegistry
from app.views.cells import Status
from app.views.language import N_, tr
from app.views.panels import inventory_words as words
from app.views.panels.inventory_diff import DiffView
from app.views.panels.inventory_files import FileMarks, FilesPage
from app.views.panels.inventory_list import Ladder
from app.views.panels.inventory_overview import Overview
from app.views.panels.inventory_pages import (
    LISTS,
    ApprovalsPage,
    Page,
    SnapshotsPage,
    TablePage,
)
from app.views.panels.lineage_compact import CompactLineage
from app.views.places import ObjectRef
from app.views.widgets.basics import ElidedLabel, Pane, StageChip, TagChip, TitleLabel, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice
from app.views.widgets.placeholders import EmptyState, SkeletonRows
from app.views.widgets.tabs import Hung, Tab, Tabs
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
FILES = {  # where files are added: the words, the key and the role of what is added
    "Assets": (N_("Add file…"), "", ""),
    "Schema": (N_("Give a schema…"), "", "schema"),
    "Documents": (N_("Add document…"), "A", "document"),
}
LEAST_HINT, LEAST_NAME = 120, 120  # px of why a button is grey, and of what is shown
LEAST_TAG = 128  # px: usual tags are whole
WORST = (Status.FAILED, Status.CRITICAL, Status.WARNING)


class Situation(ElidedLabel):
    """Goes on in a second line, as high as the buttons beside; the whole is in the tooltip."""

    @property
    def lines(self) -> tuple[str, ...]:
        return painting.in_two_lines(self.text(), self.font(), self.width())

    @property
    def least_width(self) -> int:
        """In which two lines still say all of it."""
        parts, font = self.text().split(" "), self.font()

        def broken_at(count: int) -> float:
            lines = " ".join(parts[:count]), " ".join(parts[count:])
            return max(painting.text_width(one, font) for one in lines)

        return ceil(min(map(broken_at, range(1, len(parts) + 1)))) + 1

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 2 * self.fontMetrics().lineSpacing())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), self.alignment(), "\n".join(self.lines))
        painter.end()


class ModelPane(Pane):
    """Shows one model; asks for another version, for a difference, for actions."""

    version_chosen = Signal(object)  # UUID of a version
    lineage_wanted = Signal()  # the compact timeline is seen and has no data yet
    lineage_opened = Signal()
    diff_swapped = Signal()
    diff_note_asked = Signal()
    diff_export_asked = Signal()
    raw_wanted = Signal()
    sides_chosen = Signal(object, object)  # ids of snapshots to compare
    tab_shown = Signal(str)
    owner_wanted = Signal()  # its owner works here no more
    file_opened = Signal(object)  # AssetRow or DocumentRow: to be read
    decision_opened = Signal(object)  # ObjectRef of what was decided on, or of a waiver
    decision_opened_in_window = Signal(object)  # ObjectRef
    menu_requested = Signal(QPoint)  # where, in global coordinates
    file_wanted = Signal(str)  # a file is to be added, in this role; empty: in any

    def __init__(self, registry: ActionRegistry, open_alerts: Callable[[], object]) -> None:
        super().__init__()
        self._registry = registry
        self.marks = FileMarks()
        self._open_alerts = open_alerts
        self.ladder = Ladder()
        self.detail: ModelDetail | None = None
        self.standing: Standing | None = None
        self._built: dict[str, Page] = {}  # by the titles of their tabs
        self._lineage: CompactLineage | None = None
        self._buttons: dict[str, Button] = {}
        self._file_buttons: list[Button] = []
        self._empty = EmptyState("")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._build())
        self._loading = SkeletonRows()
        self._stack.addWidget(self._loading)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.setAccessibleName(tr("Model"))
        self._say_none()

    def _build(self) -> QWidget:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 10, 16, 0)
        layout.setSpacing(6)
        layout.addWidget(self._head())
        self.tabs = Tabs(tr("Model"))
        self.tabs.bar.setObjectName("inventory.tabs")
        for title in TITLES:
            self.tabs.add(Tab(tr(title)), partial(self._make, title))
        self.tabs.page_shown.connect(self._on_tabs_page_shown)
        layout.addLayout(Hung(self.tabs), 1)
        return body

    def _head(self) -> QWidget:
        self._name = TitleLabel()
        self.version = Choice(tr("Version"))
        self.version.setObjectName("inventory.version")
        self.version.activated.connect(self._on_version_activated)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        self.situation = Situation()
        self.situation.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        about = QWidget()
        left = QHBoxLayout(about)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self._name)
        left.addWidget(self.version)
        left.addLayout(self._chips)
        left.addWidget(self.situation, 1)
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
        buttons = row(*self._buttons.values(), more)
        # What is free belongs to the words beside them: why a button is grey.
        buttons.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        lines.addWidget(buttons)
        return head

    def _make(self, title: str) -> QWidget:
        """The page of a tab that is opened for the first time."""
        if title == "Lineage":
            self._lineage = CompactLineage()
            self._lineage.opened.connect(self.lineage_opened)
            return self._lineage
        page = self._page(title)
        self._built[title] = page
        if self.detail is not None:
            page.show_detail(self.detail, self.standing)
        return page

    def _page(self, title: str) -> Page:
        match title:
            case "Overview":
                overview = Overview(self._open_alerts, self._mend)
                overview.opened.connect(self.decision_opened)
                return overview
            case "Approvals":
                return self._approvals_page()
            case "Snapshots":
                snapshots = SnapshotsPage(self.ladder)
                snapshots.marked.connect(self.update_actions)
                snapshots.swapped.connect(self.diff_swapped)
                snapshots.note_asked.connect(self.diff_note_asked)
                snapshots.raw_wanted.connect(self.raw_wanted)
                snapshots.sides_chosen.connect(self.sides_chosen)
                snapshots.export_asked.connect(self.diff_export_asked)
                snapshots.table.menu_requested.connect(self.menu_requested)
                snapshots.table.current_changed.connect(lambda _row: self.update_actions())
                return snapshots
        page = TablePage(LISTS[title], self.ladder) if title != "Assets" else self._files_page()
        if title in ("Assets", "Documents"):
            page.table.opened.connect(self.file_opened)
            page.table.peeked.connect(self._on_file_peeked)
        if title in FILES:
            page.add_button(self._file_button(title))
        return page

    def _approvals_page(self) -> ApprovalsPage:
        page = ApprovalsPage(self.ladder)
        page.opened.connect(self.decision_opened)
        page.opened_in_window.connect(self.decision_opened_in_window)
        page.menu_requested.connect(self.menu_requested)
        return page

    @property
    def chosen_decision(self) -> ObjectRef | None:
        """That the cursor is on, or the waiver; None in another tab."""
        page = self._built.get("Approvals") if self.tabs.current == TAB["approvals"] else None
        return page.current_ref if isinstance(page, ApprovalsPage) else None

    def _files_page(self) -> FilesPage:
        page = FilesPage(LISTS["Assets"], self.ladder, self.marks)
        page.verify_button.clicked.connect(partial(self._registry.trigger, "inventory.verify"))
        return page

    @property
    def files(self) -> FilesPage:
        return cast("FilesPage", self.tabs.page(TAB["assets"]))

    def _on_file_peeked(self, row: object) -> None:
        if row is not None:
            self.file_opened.emit(row)

    def _file_button(self, title: str) -> Button:
        words, keys, role = FILES[title]
        button = Button(tr(words), icon="plus", keys=keys, changes=True)
        button.setObjectName(f"inventory.add.{title.lower()}")
        button.clicked.connect(lambda _checked: self.file_wanted.emit(role))
        self._file_buttons.append(button)
        self.update_actions()
        return button

    @property
    def snapshots(self) -> SnapshotsPage:
        return cast("SnapshotsPage", self.tabs.page(TAB["snapshots"]))

    @property
    def is_diff_shown(self) -> bool:
        """Whether two snapshots stand beside each other in the tab that is shown."""
        return self.tabs.current == TAB["snapshots"] and self.diff.isVisible()

    @property
    def diff(self) -> DiffView:
        return self.snapshots.diff

    def show_detail(self, detail: ModelDetail, standing: Standing | None) -> None:
        """Show this model; the tab stays."""
        is_other = self.detail is None or self.detail.row.id != detail.row.id
        self.detail, self.standing = detail, standing
        self._stack.setCurrentIndex(1)
        self._show_head(detail)
        for page in self._built.values():
            page.show_detail(detail, standing)
        self._show_tab_states(detail, standing)
        if is_other:
            if self._lineage is not None:
                self._lineage.clear()
            if isinstance(snapshots := self._built.get("Snapshots"), SnapshotsPage):
                snapshots.show_list()
        if self.tabs.current == TAB["lineage"]:
            self.lineage_wanted.emit()
        self.update_actions()

    def show_signatures(self, found: Mapping[UUID, SignedBlock | None]) -> None:
        """Read after the model: each is checked, which takes longer than to read it."""
        if self.detail is None:
            return
        blocks = {one.id: one for one in found.values() if one is not None}
        checked = tuple(
            replace(one, fault=blocks[one.id].fault) if one.id in blocks else one
            for one in self.detail.decisions
        )
        self.detail = replace(self.detail, decisions=checked)
        if isinstance(approvals := self._built.get("Approvals"), ApprovalsPage):
            approvals.show_detail(self.detail, self.standing)

    def show_lineage(self, lineage: Lineage, stages: Sequence[StageRef]) -> None:
        if self._lineage is not None:
            self._lineage.show_lineage(lineage, stages)

    def _say_none(self) -> None:
        chosen = tr("Choose one in the list: its facts and history stand here.")
        self._empty.set_texts(tr("No model is chosen"), chosen)

    def clear(self) -> None:
        """Nothing of what is shown holds any more."""
        self.detail = self.standing = None
        self._say_none()
        self._stack.setCurrentWidget(self._empty)
        self.update_actions()

    def show_absent(self) -> None:
        """What was to be shown was not there at the time that is looked back to."""
        self.clear()
        self._empty.set_texts(
            tr("It was not recorded yet"),
            tr("Go back to now, or look back to a later day, to see it."),
        )

    def show_loading(self) -> None:
        """One was chosen: until it is here, nothing says that none is."""
        if self.detail is None:
            self._stack.setCurrentWidget(self._loading)

    def end_loading(self) -> None:
        """It could not be read: what stood here stands here still."""
        if self.detail is None:
            self._stack.setCurrentWidget(self._empty)

    def _show_head(self, detail: ModelDetail) -> None:
        self._name.setText(detail.row.name)
        self._name.keep_whole_up_to(LEAST_NAME)
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
            chip = TagChip(tag)
            chip.setMinimumWidth(min(chip.sizeHint().width(), theme.px(LEAST_TAG)))
            self._chips.addWidget(chip)
        self.situation.setText(self._situation_words())
        # Below that it says nothing; the buttons go on below then.
        self.situation.setMinimumWidth(min(self.situation.least_width, theme.px(LEAST_HINT)))

    def _of_shown(self) -> list[SnapshotRow]:
        detail = self.detail
        if detail is None or detail.shown is None:
            return []
        return [one for one in detail.snapshots if one.version_id == detail.shown.version_id]

    def _situation_words(self) -> str:
        detail, standing = self.detail, self.standing
        if detail is not None and detail.row.has_unreadable_tags:
            return tr("Its service tags can't be read. Change them.")
        if detail is None or standing is None:
            return tr("no version yet")
        if standing.way.run_id is not None:
            return f"v{standing.version}: {told(detail.row.step.name) or tr('under way')}"
        return ""

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
        self.tabs.show_page(TAB["snapshots"])
        self.snapshots.show_diff(diff)

    def marked_snapshots(self) -> list[SnapshotRow]:
        """The two snapshots to compare, the older first: marked ones, else production and this."""
        detail = self.detail
        if detail is None:
            return []
        if self.tabs.current == TAB["snapshots"]:
            marked = [one for one in self.snapshots.table.selected_rows() if one.id is not None]
            if len(marked) == 2:
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

    @property
    def chosen_snapshot(self) -> SnapshotRow | None:
        """The one under the cursor where snapshots are listed, else the newest of the version."""
        if self.tabs.current == TAB["snapshots"]:
            row = self.snapshots.table.current_row()
            if isinstance(row, SnapshotRow) and row.id is not None:
                return row
        return next((one for one in self._of_shown() if one.id is not None), None)

    def update_actions(self) -> None:
        """Buttons follow their actions: grey, with the reason."""
        adding = [("inventory.add_file", one) for one in self._file_buttons]
        for action, button in (*self._buttons.items(), *adding):
            if self._registry.has(action):
                reason = self._registry.reason(action)
                button.set_blocked(reason)
                if not reason:
                    button.setToolTip(self._registry.tooltip(action))

    def _mend(self, where: str) -> None:
        """What the policy checklist names leads to its tab, or to who may own the model."""
        if where == words.OWNER:
            self.owner_wanted.emit()
        else:
            self.show_tab(where)

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
