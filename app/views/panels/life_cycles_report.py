"""What a file's check says, before anything is kept: refused first, with the lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.checked_files import CheckedFile, Remark
from app.texts import told_by_check
from app.views import theme
from app.views.cells import State, Status, Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.widgets.basics import StateChip, StyledLabel, caption, row
from app.views.widgets.data_table import DataTable
from app.views.widgets.fields import Choice

VERDICTS = {
    "refused": (Status.FAILED, N_("refused")),
    "kept": (Status.WARNING, N_("kept")),
    "supported": (Status.OK, N_("supported")),
}


def _verdict(remark: Remark) -> State:
    status, words = VERDICTS[remark.verdict]
    return State(status, tr(words))


def _why(remark: Remark) -> str:
    return told_by_check(remark.told)


COLUMNS: list[Column[tuple[int, Remark]]] = [
    Column(N_("Verdict"), lambda r: _verdict(r[1]), width=104),
    Column(N_("Line"), lambda r: str(r[1].line or "–"), width=48, is_number=True),
    Column(N_("Element"), lambda r: r[1].element, width=116),
    Column(N_("Id"), lambda r: Text(r[1].id, is_mono=True), width=116),
    Column(N_("Why"), lambda r: _why(r[1]), stretches=True, tooltip=lambda r: _why(r[1])),
]


class ReportTable(DataTable):
    def __init__(self, parent: QWidget | None = None) -> None:
        self._report: RowTableModel[tuple[int, Remark]] = RowTableModel(COLUMNS, lambda r: r[0])
        super().__init__(self._report, tr("What the check says"), parent)
        self._report.setParent(self)
        self.setObjectName("life_cycles.report")

    def show_report(self, found: CheckedFile) -> None:
        self._report.set_rows(list(enumerate(found.remarks)))
        self.mark_ready()


def counts(found: CheckedFile) -> list[QWidget]:
    """Chips: so many run, are kept without effect, are refused; where none are, it is no worry."""
    chips: list[QWidget] = []
    for key in ("supported", "kept", "refused"):
        status, word = VERDICTS[key]
        number = found.count(key)
        chips.append(StateChip(State(status if number else Status.UNKNOWN, f"{number} {tr(word)}")))
    return chips


class ReportView(QWidget):
    """The table, and below it the whole of what the chosen line says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ReportTable()
        self.why = StyledLabel("", wraps=True, can_copy=True)
        self.why.setObjectName("life_cycles.why")
        self.why.setMinimumHeight(theme.px(54))
        self.why.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        self.table.current_changed.connect(self._on_current_changed)

    def show_report(self, found: CheckedFile) -> None:
        self.table.show_report(found)
        self.table.select_first()
        self._on_current_changed(self.table.current_row())

    def _on_current_changed(self, line: tuple[int, Remark] | None) -> None:
        if line is None:
            self.why.setText("")
            return
        remark = line[1]
        place = tr("Line {line}").format(line=remark.line) if remark.line else remark.element
        self.why.setText(f"{place}: {_why(remark)}" if remark.told else "")


def keys_of(found: CheckedFile, known: Collection[str]) -> tuple[str, ...]:
    """What it may be called, the likeliest first: a key that is `known` makes a next version."""
    return tuple(sorted(found.keys or (found.key,), key=lambda one: one not in known))


def becomes_words(found: CheckedFile, key: str, known: int | None) -> str:
    """`known`: the newest version there is of it in that unit; None: there is none yet."""
    is_template = found.kind == "bpmn"
    if known is None:
        words = (
            tr("the new template {key}, v1")
            if is_template
            else tr("the new decision table {key}, v1")
        )
        return words.format(key=key)
    words = (
        tr("version {number} of the template {key}")
        if is_template
        else tr("version {number} of the decision table {key}")
    )
    return words.format(key=key, number=known + 1)


class ImportSheet(ConfirmSheet):
    def __init__(
        self,
        found: CheckedFile,
        units: Iterable[str],
        parent: QWidget,
        known: Mapping[tuple[str, str], int] = MappingProxyType({}),
    ) -> None:
        """`known`: the newest version of each by unit and key."""
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.unit = Choice(tr("Unit"), list(units))
        self.unit.setObjectName("import.unit")
        layout.addWidget(row(*counts(found), None, caption(tr("Unit")), self.unit))
        self.key_choice = Choice(tr("Key"))
        self.key_choice.setObjectName("import.key")
        self._offer_keys(found, known)
        view = ReportView()
        self.report = view.table
        self.report.setMinimumHeight(theme.px(200))
        view.show_report(found)
        layout.addWidget(view)
        self._becomes = StyledLabel("", wraps=True)
        self._found, self._known = found, known
        self._say_becomes()
        self.unit.currentIndexChanged.connect(lambda _n: self._offer_keys(found, known))
        self.key_choice.currentIndexChanged.connect(self._say_becomes)
        kept = tr("The file is kept byte for byte; nothing starts until it is published.")
        super().__init__(
            tr("Import {name}").format(name=found.name),
            tr("Import as draft"),
            parent,
            facts=((tr("Key"), row(self.key_choice, None)),
                   (tr("Becomes"), self._becomes),
                   (tr("Runs"), ", ".join(found.runnable) or tr("nothing in it"))),
            consequences=(kept,),
            minimum_reason=0,
            body=body,
        )  # fmt: skip
        room = parent.window().width() - theme.px(40)
        self.setMinimumWidth(max(self.minimumWidth(), min(theme.px(760), room)))
        if not found.runnable:
            reason = tr("Nothing in this file can run; the report says why.")
            self.set_blocked(reason)
            layout.addWidget(StateChip(State(Status.FAILED, reason)))

    @property
    def key(self) -> str:
        return self.key_choice.currentText()

    def _offer_keys(self, found: CheckedFile, known: Mapping[tuple[str, str], int]) -> None:
        there = {key for unit, key in known if unit == self.unit.currentText()}
        self.key_choice.clear()
        self.key_choice.addItems(keys_of(found, there))

    def _say_becomes(self) -> None:
        known = self._known.get((self.unit.currentText(), self.key))
        words = becomes_words(self._found, self.key, known)
        self._becomes.setText(words)
