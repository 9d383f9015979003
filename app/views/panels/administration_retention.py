"""Retention: what is kept how long by which policy, and what of it lies on this computer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.queries.retention import ALWAYS
from app.services.kept_logs import DEFAULT_DAYS, Kept, LogsHere
from app.texts import told
from app.views.cells import Text, moment
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.administration_places import page_column, page_table
from app.views.panels.inventory_words import size
from app.views.widgets.basics import StyledLabel, caption
from app.views.widgets.button import Button

# What no policy and no role ever removes; docs/decisions/028.
FOR_GOOD = (
    N_("Files and snapshots of versions"),
    N_("Training records and test results"),
    N_("Decisions, signatures and evidence"),
    N_("Decision records and their seals"),
    N_("The audit trail"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is kept; without `kept` it is kept for good."""

    what: str
    kept: Kept | None = None

    @property
    def key(self) -> str:
        return f"{self.what} {self.kept.row.unit if self.kept else ''}"


def lines(found: Sequence[Kept]) -> list[Line]:
    return [*(Line(tr("Scoring logs"), one) for one in found), *(Line(tr(one)) for one in FOR_GOOD)]


def how_long(one: Line) -> str:
    if one.kept is None or one.kept.row.days == ALWAYS:
        return tr("for good")
    days = one.kept.row.days
    return tr("%n day(s)", "", DEFAULT_DAYS if days is None else days)


def said_by(one: Line) -> str:
    if one.kept is None:
        return tr("Modelward itself")
    row = one.kept.row
    if row.version is None:
        return tr("no policy: the runtime's own rule")
    return tr("retention v{version}, {unit}").format(version=row.version, unit=row.policy_unit)


def _since(one: Line) -> str:
    return moment(one.kept.row.since) if one.kept is not None and one.kept.row.since else ""


def _here(one: Line) -> str:
    if one.kept is None or not one.kept.here.files:
        return ""
    here = one.kept.here
    files = tr("%n file(s), {size}", "", here.files)
    return files.format(size=size(here.size_bytes))


def _due(one: Line) -> str:
    return str(one.kept.here.due) if one.kept is not None and one.kept.here.files else ""


COLUMNS: list[Column[Line]] = [
    Column(N_("What"), lambda o: Text(o.what, is_strong=True), key="what", width=260),
    Column(N_("Unit"), lambda o: o.kept.row.unit if o.kept else tr("all"), key="unit", width=130),
    Column(N_("Kept"), how_long, key="kept", width=100),
    Column(N_("Said by"), said_by, key="by", stretches=True),
    Column(N_("Since"), _since, key="since", width=140, drop_below=760),
    Column(N_("On this computer"), _here, key="here", width=150, drop_below=900),
    Column(N_("Past its time"), _due, key="due", width=100, is_number=True, drop_below=900),
]


class RetentionPage(QWidget):
    policy_wanted = Signal(str)  # its id

    def __init__(self) -> None:
        super().__init__()
        self._model = RowTableModel(COLUMNS, lambda o: o.key, self)
        self.table = page_table(self._model, tr("Retention"), "administration.retention")
        self.policy_button = Button(tr("Open the policy"), icon="arrow-right")
        self.policy_button.setObjectName("administration.retention.policy")
        self.policy_button.clicked.connect(lambda _on: self._open())
        layout = page_column(self)
        head = QHBoxLayout()
        said = tr(
            "Only what is written beside the records ends some day, as the policy “retention” says."
        )
        head.addWidget(StyledLabel(said, is_secondary=True, wraps=True), 1)
        head.addWidget(self.policy_button)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        self.detail = StyledLabel(wraps=True, can_copy=True)
        layout.addWidget(self.detail)
        layout.addWidget(
            caption(
                tr(
                    "The runtime that wrote a log removes its old files, when it begins the next "
                    "one; what it removed is noted nowhere. A runtime takes up another policy "
                    "when it starts."
                ),
                wraps=True,
            )
        )
        self.table.current_changed.connect(lambda _row: self._judge())
        self.table.opened.connect(lambda _row: self._open())
        self._judge()

    def show_kept(self, found: Sequence[Kept]) -> None:
        self._model.set_rows(lines(found))
        self.table.mark_ready()
        self.table.select_first()
        self._judge()

    def _judge(self) -> None:
        one: Line | None = self.table.current_row()
        self.detail.setText("\n".join(detail(one)) if one is not None else "")
        self.policy_button.set_blocked(self.why_not_open())

    def why_not_open(self) -> str:
        one: Line | None = self.table.current_row()
        if one is None:
            return tr("Choose a line first.")
        if one.kept is None:
            return tr("No policy changes that: reproduction and proof rest on it.")
        if one.kept.row.policy_id is None:
            return tr("No policy “retention” is in force there.")
        return ""

    def _open(self) -> None:
        one: Line | None = self.table.current_row()
        if one is not None and one.kept is not None and not self.why_not_open():
            self.policy_wanted.emit(str(one.kept.row.policy_id))


def detail(one: Line) -> list[str]:
    """What of it is here, and what becomes of that, in sentences."""
    if one.kept is None:
        return [tr("No role and no policy removes any of it.")]
    if one.kept.problem:
        return [told(one.kept.problem)]
    here = one.kept.here
    if not here.files:
        return [tr("No such file lies on this computer.")]
    return [*_oldest(here), *_ends(here)]


def _oldest(here: LogsHere) -> list[str]:
    if here.oldest_at is None:
        return []
    return [tr("The oldest file was last written {when}.").format(when=moment(here.oldest_at))]


def _ends(here: LogsHere) -> list[str]:
    found = []
    if here.due:
        found.append(tr("%n file(s) may be removed by now.", "", here.due))
    if here.next_at is not None:
        found.append(tr("The next one may be removed {when}.").format(when=moment(here.next_at)))
    return found
