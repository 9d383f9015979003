"""F1: what a screen is for, its words and its keys; from there the user guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import theme
from app.views.actions import Entry
from app.views.cells import Text
from app.views.dialogs.surface import paint_sheet, room_for
from app.views.dialogs.word_list import WordList
from app.views.glossary import Term
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.widgets.basics import StyledLabel, row, screen_title
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.tabs import Hung, Tab, Tabs

# By the screen's key: what it is for, and how one works with it.
PURPOSES: dict[str, str] = {
    "home": N_(
        "What needs you, with the reason and the next step. Ctrl+J opens the most urgent of it "
        "from anywhere, with its evidence."
    ),
    "approvals": N_(
        "Votes and tasks, with the evidence beside them. Look at the tests and the difference, "
        "then accept with Y or refuse with N; both ask for a reason. Nobody decides on own work."
    ),
    "alerts": N_(
        "What monitors found in production. A takes an alert on with a reason; only a passing run "
        "on newer data ends it."
    ),
    "inventory": N_(
        "Every model with its versions, stages and evidence. Filter like stage:PROD risk:high; "
        "register a folder or an ONNX file, submit a version, compare two snapshots."
    ),
    "lineage": N_(
        "What happened to a model, who did it, and what served on any day: as a timeline, a graph, "
        "a table, or the story of one customer's decision. Type a day into As of; Verify now says "
        "whether the trail is intact."
    ),
    "life_cycles": N_(
        "The templates and decision tables by which models go through tests, votes and "
        "deployment. Import, check, publish and export them; an editor draws them."
    ),
    "runs": N_(
        "Life cycles under way, on their diagram: where each stands, for whom it waits, and what "
        "stopped it. A retry says what became of it."
    ),
    "runtimes": N_(
        "Where models can run: services by stage, tags, health, and where a version could go, "
        "rule by rule, with the way out where it can not."
    ),
    "deployments": N_(
        "What was brought where, step by step, and what serves now. Rolling back lets the version "
        "before serve again; you see first what follows from it."
    ),
    "notifications": N_(
        "What happened to you and to what you watch, one line an object. Enter opens it, Del puts "
        "it away until something new happens. W watches what is selected on other screens."
    ),
    "jobs": N_(
        "What the background service does now, what is due, and what ended. A run can be "
        "cancelled; other work ends by itself."
    ),
    "administration": N_(
        "Who holds which role, asked for by one administrator and confirmed by another; what each "
        "role may do; stages, connections, secrets by name, and what was changed when."
    ),
    "settings": N_(
        "How the window looks and behaves on this computer, for you. Every change holds at once; "
        "the search goes to the control."
    ),
    "monitoring": N_(
        "Drift, bias and quality over time: by feature and day, the distributions behind a "
        "number, and the trend against its limit."
    ),
    "governance": N_(
        "What the bank governs beside its models: uses, risks, findings, waivers, attestations, "
        "policies, what laws ask, who answers. Ctrl+N begins one; Y and N answer, never on own "
        "work."
    ),
    "reports": N_(
        "How the models stand in figures, as of a moment: what is in production, of high risk, "
        "late or ending, and what lacks something. Each figure opens the rows behind it."
    ),
}


class HelpSheet(QDialog):
    """Its words first, its keys beside them; every word leads to where the thing lives."""

    guide_wanted = Signal(object)  # the Term to read about; None: the screen
    screen_wanted = Signal(str)  # its key

    def __init__(
        self,
        key: str,
        titles: Mapping[str, str],
        entries: Sequence[Entry],
        parent: QWidget,
        *,
        term: Term | None = None,
    ) -> None:
        """`titles`: of the window's screens by key; `term`: the word to begin with."""
        super().__init__(parent)
        self.setObjectName("help")
        title = titles[key]
        self.setWindowTitle(tr("Help: {title}").format(title=title))
        _dress(self, 680, 620)
        self.purpose = StyledLabel(tr(PURPOSES.get(key, "")), wraps=True)
        self.purpose.setObjectName("help.purpose")
        self.words = WordList(key, titles, term)
        self.words.screen_wanted.connect(self._on_words_screen_wanted)
        self.words.guide_wanted.connect(self._open_guide)
        self.table = _keys(entries, self)
        self.tabs = Tabs(tr("Help"))
        self.tabs.add(Tab(tr("Words of this screen")), self.words)
        self.tabs.add(Tab(tr("Keys of this screen")), self.table)
        self.guide = Button(tr("User guide"), kind=Kind.LINK, icon="file-text", keys="F1")
        self.guide.clicked.connect(lambda _checked: self._open_guide(None))
        close = Button(tr("Close"), keys="Esc")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(12)
        layout.addWidget(screen_title(title))
        layout.addWidget(self.purpose)
        layout.addLayout(Hung(self.tabs), 1)
        layout.addWidget(row(self.guide, None, close))
        self.words.field.setFocus()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_sheet(self)

    @Slot(object)
    def _open_guide(self, term: Term | None) -> None:
        self.accept()
        self.guide_wanted.emit(term)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 once more: what the guide says."""
        if event.key() == Qt.Key.Key_F1:
            self._open_guide(None)
            return
        super().keyPressEvent(event)

    def _on_words_screen_wanted(self, key: str) -> None:
        self.accept()
        self.screen_wanted.emit(key)


def _keys(entries: Sequence[Entry], parent: QDialog) -> DataTable:
    columns: list[Column[Entry]] = [
        Column(tr("Keys"), lambda e: Text(" · ".join(e.keys), is_mono=True), width=130),
        Column(tr("Action"), lambda e: Text(e.text, e.reason), stretches=True),
    ]
    model: RowTableModel[Entry] = RowTableModel(columns, lambda e: e.id, parent)
    here = [entry for entry in entries if entry.keys and entry.context]
    model.set_rows(here or [entry for entry in entries if entry.keys])
    table = DataTable(model, tr("Keys"))
    table.setObjectName("help.table")
    return table


def _dress(dialog: QDialog, width: int, height: int) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.resize(theme.px(width), min(theme.px(height), room_for(dialog)))
