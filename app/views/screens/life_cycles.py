"""Life cycles: which templates and decision tables there are, drawn and read, not yet edited."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app import texts
from app.errors import InputError
from app.models.queries.life_cycles import (
    LifeCycleFile,
    LifeCycleList,
    LifeCycleRow,
    list_life_cycles,
    load_life_cycle,
)
from app.models.queries.policy_change import (
    PolicyChange,
    load_life_cycle_change,
    load_policy_change,
)
from app.models.rules.policies import DRAFTS
from app.services.checked_files import CheckedFile, check_file
from app.services.commands.life_cycles import put_up, take_back
from app.services.placed_file import write_placed
from app.services.process_files import import_file, publish_file
from app.services.publishable import check_stored_file
from app.views import cells, notices, theme
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.cells import Number, State, Status, Text
from app.views.charts.bpmn_painter import ProcessDiagram, Progress
from app.views.charts.canvas_bar import CanvasBar
from app.views.charts.chart import ChartPanel
from app.views.dialogs.decision_dialog import Asked
from app.views.file_dialogs import open_dialog
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.life_cycles_change import ChangePage
from app.views.panels.life_cycles_decision import DecisionView
from app.views.panels.life_cycles_refusal import SEND_BACK, Refusal, back_to_draft
from app.views.panels.life_cycles_report import ImportSheet, ReportView, counts
from app.views.panels.life_cycles_words import node_words, state_of
from app.views.panels.policy_change import PolicyChangeView
from app.views.panels.signing import Signing
from app.views.places import ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Divider,
    StateChip,
    StyledLabel,
    TitleLabel,
    caption,
    row,
    screen_title,
)
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable
from app.views.widgets.panes import Panes
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.scrim import open_sheet
from app.views.widgets.tabs import Hung, Tab, Tabs
from app.views.widgets.tall_rows import TallRows
from app.views.widgets.wrap import fold_where_short, kept_whole, wrapping_row

_LEAST_NAME = 200  # px, before the buttons beside it go on below
LARGEST_BYTES = 16 << 20
PUT_UP = N_("Put up for publishing")
TAKE_BACK = N_("Take back to draft")
COLUMNS: list[Column[LifeCycleRow]] = [
    Column(
        N_("Name"),
        lambda r: Text(texts.told(r.name), f"v{r.version}", is_strong=True, wraps=True),
        key="name",
        stretches=True,
    ),
    Column(
        N_("Kind"),
        lambda r: tr("template") if r.kind == "bpmn" else tr("table"),
        key="kind",
        width=70,
    ),
    Column(N_("State"), lambda r: state_of(r.state), width=108),
    Column(
        N_("Runs"),
        lambda r: Number(r.running) if r.kind == "bpmn" else "",
        key="running",
        width=46,
        is_number=True,
    ),
]


@SCREENS.register("life_cycles")
class LifeCyclesScreen(Screen):
    card = CARDS["life_cycles"]
    object_pane = 1

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._found = LifeCycleList((), ())
        self._file: LifeCycleFile | None = None
        self._wanted: UUID | None = None
        self._signing = Signing(self.backend, self)
        self._refusal = Refusal(shell, self, lambda said: self._on_changed(said, None))
        self._build_layout()
        self.table.current_changed.connect(self._on_current_changed)
        self.table.opened.connect(lambda _row: self._focus_content())
        self.table.menu_requested.connect(self._on_menu_requested)
        self._add_actions()

    def _build_layout(self) -> None:
        self._model = RowTableModel(COLUMNS, lambda r: r.id, self)
        self.table = DataTable(self._model, tr("Life cycles"))
        TallRows(self.table, usual=0, tall=46)
        self.table.setObjectName("life_cycles.table")
        self.table.keep_from_edges()
        self.table.allow_sorting()
        self.table.set_empty_state(
            EmptyState(
                tr("No life cycle yet"),
                tr(
                    "A life cycle is a BPMN process: it leads a version from ready to serving. "
                    "Import one from Camunda Modeler."
                ),
                pictures=("upload", "workflow", "circle-play"),
            )
        )
        self.table.expect_rows()
        self.import_button = Button(tr("Import…"), icon="upload", keys="Ctrl+I")
        self.import_button.setObjectName("life_cycles.import")
        self.import_button.clicked.connect(self._import)
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = row(screen_title(tr("Life cycles")), None, self.import_button)
        head.setContentsMargins(16, 12, 12, 12)
        note = caption(
            tr(
                "Read only: the designer for drawing life cycles comes with a later version. "
                "Until then, draw in Camunda Modeler and import the file."
            ),
            wraps=True,
        )
        note.setObjectName("life_cycles.note")
        note.setContentsMargins(16, 8, 16, 10)
        for part in (head, Divider()):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addWidget(Divider())
        layout.addWidget(note)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        names = (tr("Life cycles"), tr("The life cycle"))
        self._right = QStackedWidget()
        self._right.addWidget(
            EmptyState(tr("No life cycle is chosen"), tr("Choose one in the list."))
        )
        self._right.addWidget(self._build_right())
        self.split = Panes(left, self._right, names=names, sizes=(424, 0))
        self.split.turn_by(self.table.opened, 1)
        outer.addWidget(self.split)

    def _build_right(self) -> QWidget:
        page = QWidget()
        right = QVBoxLayout(page)
        right.setContentsMargins(20, 12, 16, 8)
        right.setSpacing(4)
        self.name = TitleLabel()
        self.chip = StateChip(State(Status.UNKNOWN, ""))
        self.facts = caption("", wraps=True)
        self.export_button = Button(tr("Export…"), icon="download")
        self.export_button.setObjectName("life_cycles.export")
        self.export_button.clicked.connect(self._export)
        self.publish_button = Button(tr("Publish…"), keys="P", changes=True)
        self.publish_button.setObjectName("life_cycles.publish")
        self.publish_button.clicked.connect(self._publish)
        self.put_up_button = Button(tr(PUT_UP), keys="A", changes=True)
        self.put_up_button.setObjectName("life_cycles.put_up")
        self.put_up_button.clicked.connect(self._put_up)
        acts = self.export_button, self.put_up_button, self.publish_button
        head = wrapping_row(self.name, self.chip, None, *acts)
        fold_where_short(head, self.export_button, self.put_up_button, self.publish_button)
        right.addWidget(head)
        right.addWidget(kept_whole(self.facts))
        self.sent_back = StyledLabel("", wraps=True, can_copy=True)
        self.sent_back.setObjectName("life_cycles.sent_back")
        self.sent_back.hide()
        right.addWidget(self.sent_back)
        self.tabs = Tabs(tr("Parts of the life cycle"))
        self.tabs.add(Tab(tr("Content")), self._build_content())
        self.tabs.add(Tab(tr("Check")), self._build_report())
        self.change = ChangePage(self.backend)
        self.tabs.add(Tab(tr("Changes")), self.change)
        right.addLayout(Hung(self.tabs), 1)
        return page

    def _build_content(self) -> QWidget:
        self.diagram = ProcessDiagram(tr("Diagram of the life cycle"))
        self.diagram.setObjectName("life_cycles.diagram")
        self.diagram.opens_wide = True
        self.sizes = CanvasBar(self.diagram)
        self._node = StyledLabel("", FontRole.BODY, wraps=True)
        self.diagram.node_chosen.connect(self._on_node_chosen)
        drawing = QWidget()
        drawing_layout = QVBoxLayout(drawing)
        drawing_layout.setContentsMargins(0, 0, 0, 0)
        drawing_layout.addWidget(ChartPanel(self.diagram), 1)
        drawing_layout.addWidget(wrapping_row(self._node, None, self.sizes))
        self._decisions = QStackedWidget()
        self._content = QStackedWidget()
        self._content.addWidget(drawing)
        self._content.addWidget(self._decisions)
        return self._content

    def _build_report(self) -> QWidget:
        self._report_note = row()
        self._report_page = QWidget()
        self._report_layout = QVBoxLayout(self._report_page)
        self._report_layout.setContentsMargins(0, 8, 0, 0)
        self._report_view = ReportView()
        self.report = self._report_view.table
        self._report_layout.addWidget(self._report_note)
        self._report_layout.addWidget(self._report_view, 1)
        return self._report_page

    def _add_actions(self) -> None:
        specs: tuple[tuple[str, str, str, Any, Any], ...] = (
            ("publish", tr("Publish…"), "P", self._publish, self.why_no_publish),
            ("put_up", tr(PUT_UP), "A", self._put_up, self.why_no_put_up),
            ("import", tr("Import BPMN or DMN…"), "Ctrl+I", self._import, self.why_no_import),
            ("export", tr("Export…"), "Ctrl+Shift+E", self._export, self._why_no_file),
        )
        for key, text, keys, callback, blocked in specs:
            made = ActionSpec(f"life_cycles.{key}", text, (keys,), "Actions", context="life_cycles",
                              changes=key != "export")  # fmt: skip
            self.add_action(made, callback, blocked=blocked, waits=key != "import")

    # Reading

    @override
    def refresh(self) -> None:
        self.backend.read(self._show_list, list_life_cycles, self.backend.decider.id)
        self._read()

    def _show_list(self, found: LifeCycleList) -> None:
        self._found = found
        self._model.set_rows(list(found.rows))
        self.table.mark_ready()
        self.import_button.set_blocked(self.why_no_import())
        if self._wanted is None:
            self.table.select_first()
        else:
            self.table.select_key(self._wanted)

    @Slot(object)
    def _on_current_changed(self, one: LifeCycleRow | None) -> None:
        if one is not None and one.id != self._wanted:
            self._wanted = one.id
            self._read()

    def _read(self) -> None:
        if self._wanted is not None:
            me = self.backend.decider.id
            self.backend.read(self._show_file, load_life_cycle, self._wanted, me)

    def _show_file(self, file: LifeCycleFile) -> None:
        if file.row.id != self._wanted:
            return
        is_same = self._file is not None and self._file.row.id == file.row.id
        was = self._file.row.state if self._file is not None else ""
        self._file = file
        one = file.row
        self._right.setCurrentIndex(1)
        self.name.setText(f"{texts.told(one.name)} v{one.version}")
        self.name.setMinimumWidth(min(self.name.sizeHint().width(), theme.px(_LEAST_NAME)))
        self.chip.set_state(state_of(one.state, is_chip=True))
        stored = tr("stored {when} by {by}").format(
            when=cells.moment(one.at), by=one.by or tr("the service")
        )
        runs = [tr("%n run(s) under way", "", one.running)] if one.kind == "bpmn" else []
        digest = f"SHA-256\N{NO-BREAK SPACE}{file.sha256[:12]}"
        facts = [one.key, one.unit_name, stored, *runs, digest]
        self.facts.setText(", ".join(facts))
        self._show_sent_back(one)
        self.publish_button.set_blocked(self.why_no_publish())
        self._show_put_up(one)
        if not is_same:
            self._show_content(file)
            self.backend.read(self._show_report, check_stored_file, one.kind, one.id)
        if not is_same or was != one.state:  # a draft is held against what is in force
            self.change.show_file(file)
        self.set_crumbs(tr("Life cycles"), texts.told(one.name), f"v{one.version}")

    def _show_sent_back(self, one: LifeCycleRow) -> None:
        said = one.sent_back if one.state in DRAFTS else None
        if said is not None:
            words = tr("▲ Sent back by {person} on {when}: {reason}")
            when = cells.moment(said.at)
            self.sent_back.setText(
                words.format(person=said.by, when=when, reason=texts.told(said.reason))
            )
        self.sent_back.setVisible(said is not None)

    def _show_content(self, file: LifeCycleFile) -> None:
        self._node.setText("")
        if file.process is not None:
            self.diagram.set_progress(Progress())
            self.diagram.set_process(file.process)
            self._content.setCurrentIndex(0)
            self.tabs.set_tab(0, Tab(tr("Diagram")))
            return
        for n in reversed(range(self._decisions.count())):
            page = self._decisions.widget(n)
            if page is not None:
                self._decisions.removeWidget(page)
                page.deleteLater()
        for decision in file.decisions:
            view = DecisionView(decision)
            self._decisions.addWidget(view)
            if decision.id == file.element:
                self._decisions.setCurrentWidget(view)
        self._content.setCurrentIndex(1)
        self.tabs.set_tab(0, Tab(tr("Decision table")))

    def _show_report(self, found: CheckedFile) -> None:
        self._report_view.show_report(found)
        fresh = row(*counts(found))
        self._report_layout.replaceWidget(self._report_note, fresh)
        self._report_note.deleteLater()
        self._report_note = fresh
        problem = Status.FAILED if found.count("refused") else None
        self.tabs.set_tab(1, Tab(tr("Check"), found.count("refused") or None, problem))

    @Slot(str)
    def _on_node_chosen(self, node_id: str) -> None:
        process = self._file.process if self._file else None
        node = process.nodes.get(node_id) if process else None
        if node is not None:
            self._node.setText("    ".join(node_words(node)))

    # Places

    @override
    def chosen_id(self) -> object:
        return self._wanted

    @override
    def shown_id(self) -> object:
        return self._file.row.id if self._file is not None else None

    @override
    def open_object(self, ref: ObjectRef) -> None:
        self._wanted = UUID(ref.id)
        self.table.select_key(self._wanted)
        self._read()

    @override
    def here(self) -> ObjectRef:
        return ObjectRef("template", str(self._wanted)) if self._wanted else super().here()

    @override
    def place_state(self) -> object:
        return self._wanted

    @override
    def restore_state(self, state: object) -> None:
        if isinstance(state, UUID):
            self._wanted = state

    @override
    def focus_list(self) -> None:
        self.table.setFocus()

    @override
    def panes(self) -> list[QWidget]:
        return [self.table, self.tabs.bar, self.diagram]

    def _focus_content(self) -> None:
        if self._content.currentIndex() == 0:
            self.diagram.setFocus()

    @Slot(QPoint)
    def _on_menu_requested(self, at: QPoint) -> None:
        self.shell.actions_registry.context_menu("life_cycles", self).popup(at)

    # Doing

    def _why_no_file(self) -> str:
        return "" if self._file else tr("Choose a template or table first.")

    def why_no_import(self) -> str:
        return "" if self._found.units else tr("Importing needs the role AI architect in a unit.")

    def why_no_publish(self) -> str:
        if self._file is None:
            return tr("Choose a template or table first.")
        one = self._file.row
        if unread := self.why_unread():  # the button says it too
            return unread
        if one.state not in DRAFTS:
            return tr("It is {state}; only a draft is published. Import the next version.").format(
                state=state_of(one.state).text
            )
        return "\n".join(map(texts.blocker, one.blockers))

    def why_no_put_up(self) -> str:
        if self._file is None:
            return tr("Choose a template or table first.")
        one = self._file.row
        if unread := self.why_unread():
            return unread
        if one.kind == "dmn":
            return tr("Only life cycles are put up; whoever may publish a table does so.")
        if one.state not in DRAFTS:
            return tr("It is {state}; only a draft is published. Import the next version.").format(
                state=state_of(one.state).text
            )
        return "\n".join(map(texts.blocker, one.put_up_blockers))

    def _show_put_up(self, one: LifeCycleRow) -> None:
        self.put_up_button.setVisible(one.kind == "bpmn" and one.state in DRAFTS)
        words = tr(PUT_UP)
        if one.state == "in_review":
            words = tr(TAKE_BACK if one.is_put_up_by_me else SEND_BACK)
        self.put_up_button.setText(words)
        self.shell.actions_registry.set_text("life_cycles.put_up", words)
        self.put_up_button.set_blocked(self.why_no_put_up())

    @Slot()
    def _put_up(self) -> None:
        if self._file is None or self.why_no_put_up():
            return
        one = self._file.row
        name = f"{texts.told(one.name)} v{one.version}"
        if one.state == "in_review" and not one.is_put_up_by_me:
            self._refusal.ask(one)
            return
        if one.state == "in_review":
            self.backend.run(partial(self._on_changed, back_to_draft(one)), take_back, one.id)
            return
        said = tr("{name} stands on Home of everybody who may publish it").format(name=name)
        self.backend.run(partial(self._on_changed, said), put_up, one.id)

    @Slot()
    def _publish(self) -> None:
        if self._file is None or self.why_no_publish():
            return
        is_table = self._file.row.kind == "dmn"
        self.backend.read_for_sheet(
            partial(self._confirm_publishing, self._file),
            load_policy_change if is_table else load_life_cycle_change, self._file.row.id,
            on_error=self._on_not_readable,
        )  # fmt: skip

    def _confirm_publishing(self, file: LifeCycleFile, change: PolicyChange) -> None:
        one = file.row
        before = [
            each
            for each in self._found.rows
            if (each.kind, each.key, each.unit_key) == (one.kind, one.key, one.unit_key)
            and each.state == "published"
        ]
        lines = [tr("New starts follow v{version} from now on.").format(version=one.version)]
        for each in before:
            lines.append(tr("v{version} becomes deprecated.").format(version=each.version))
            if each.running:
                lines.append(tr("%n run(s) of it finish as they began.", "", each.running))
        name = texts.told(one.name)
        asked = Asked(
            title=tr("Publish {name} v{version}?").format(name=name, version=one.version),
            facts=((tr("What"), f"{name} v{one.version}"),),
            verb=tr("Publish v{version}").format(version=one.version),
            person=self.backend.decider.full_name,
            role="",
            consequence=" ".join(lines),
            minimum_reason=0,
            body=PolicyChangeView(change),
            refusal=self._refusal.offered(one),
        )
        said = tr("{name} v{version} is published").format(name=name, version=one.version)
        self._signing.with_reason(
            partial(self._on_published, said), asked, publish_file, one.id,
            kind=one.kind, seen=change.digest, words="",
        )  # fmt: skip

    @Slot()
    def _import(self) -> None:
        if self.why_no_import():
            return
        dialog = QFileDialog(self, tr("Import a life cycle or decision table"))
        dialog.setNameFilters([tr("BPMN and DMN files (*.bpmn *.dmn *.xml)"), tr("All files (*)")])
        dialog.fileSelected.connect(self.import_path)
        open_dialog(dialog)

    @Slot(str)
    def import_path(self, path: str) -> None:
        """Show what the check says of a file; it is kept only when that is confirmed."""
        self.backend.read_for_sheet(
            self._offer, _read_path, Path(path), on_error=self._on_not_readable
        )

    def _on_not_readable(self, error: BaseException) -> None:
        """Beside the window's content: it is about one file, not about what is shown."""
        notices.show_error(error, self)

    def _offer(self, found: CheckedFile) -> None:
        known: dict[tuple[str, str], int] = {}
        for one in self._found.rows:
            if one.kind == found.kind:
                place = one.unit_key, one.key
                known[place] = max(known.get(place, 0), one.version)
        sheet = ImportSheet(found, self._found.units, self, known)
        sheet.confirmed.connect(
            lambda _reason: self.backend.run(
                partial(self._on_imported, sheet),
                import_file,
                found,
                unit=sheet.unit.currentText(),
                key=sheet.key,
                on_error=sheet.fail,
            )
        )
        open_sheet(sheet, draft=(f"{found.kind} {found.key}", "import"))

    def _on_imported(self, sheet: ImportSheet, row_id: UUID) -> None:
        self._wanted = row_id
        sheet.accept()
        self._on_changed(tr("Kept as a draft; publish it when its check says it runs"), None)

    def _on_published(self, words: str, _result: object) -> None:
        self._on_changed(self._signing.said(words), None)

    def _on_changed(self, words: str, _result: object) -> None:
        self.shell.toast(words)
        self.refresh()

    @Slot()
    def _export(self) -> None:
        if self._file is None:
            return
        one = self._file.row
        dialog = QFileDialog(self, tr("Export byte for byte"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{one.key}.{one.kind}")
        dialog.fileSelected.connect(self.export_path)
        open_dialog(dialog)

    @Slot(str)
    def export_path(self, path: str) -> None:
        """Write the stored file as it was imported."""
        if self._file is None:
            return
        try:
            write_placed(Path(path), self._file.data)
        except InputError as error:
            self.shell.show_error(error)
            return
        self.shell.toast(
            tr("{name} written, %n byte(s)", "", len(self._file.data)).format(name=Path(path).name)
        )


def _read_path(_session: object, file: Path) -> CheckedFile:
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise InputError(
                tr("{name} is larger than {largest_bytes} MiB.").format(
                    name=file.name, largest_bytes=LARGEST_BYTES >> 20
                )
            )
        return check_file(file.name, file.read_bytes())
    except OSError as error:
        raise InputError(
            tr("{name} can't be read: {strerror}.").format(name=file.name, strerror=error.strerror)
        ) from error
