"""Tabs of a request that are no tables of numbers: summary, documents, ways to other screens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.queries.approval_detail import RequestDetail
from app.models.queries.approvals import ApprovalRow
from app.models.queries.evidence_rows import DocumentRow, FindingRow, WaiverRow
from app.models.rules.own_work import is_own_validation
from app.texts import person_name, titled, word
from app.views import cells
from app.views.cells import Cell, State, Status, Text, TwoLines
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import tr
from app.views.panels.approvals_diff import counts_row
from app.views.panels.approvals_earlier import add_earlier
from app.views.panels.approvals_stays import serving_words, stay_words
from app.views.panels.approvals_tests import summary
from app.views.panels.home_words import clock
from app.views.panels.limits import open_alert_words, rule_words
from app.views.panels.parts import ScrollColumn
from app.views.panels.signed_block import grouped
from app.views.places import ObjectRef
from app.views.theme import FontRole
from app.views.widgets.basics import FactList, SectionLabel, StateChip, StyledLabel, caption, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.tall_rows import TallRows

OPEN_FINDINGS = ("open", "mitigating")


class SummaryPanel(ScrollColumn):
    """The case on one page."""

    left_for = Signal(object)  # ObjectRef

    def __init__(self, detail: RequestDetail, now: datetime) -> None:
        super().__init__(tr("Summary"), margins=(0, 12, 8, 12))
        one, column = detail.row, self.column
        facts = FactList(label_width=120)
        facts.set_facts(_facts(detail, now, self.left_for))
        column.addWidget(facts)
        if detail.diff is not None:
            column.addSpacing(8)
            title = tr("Against what serves")
            if detail.is_decided:
                title = tr("Against what served then")
            column.addWidget(counts_row(detail.diff, title))
        add_earlier(column, detail.earlier, now)
        _add_waivers(column, detail.waivers)
        _add_findings(column, detail.findings)
        if one.blockers and one.state == "draft":
            column.addWidget(caption(tr("Its life cycle has not come to the vote yet")))
        column.addStretch()


def _facts(
    detail: RequestDetail, now: datetime, left_for: SignalInstance
) -> list[tuple[str, object]]:
    strong, rest = summary(detail.results)
    facts: list[tuple[str, object]] = [
        (tr("Asked because"), _why(detail)),
        (tr("Risk"), _risk(detail)),
        (tr("Tests"), ". ".join(filter(None, (strong, rest)))),
    ]
    if detail.test_run is not None:
        run = detail.test_run
        rows = tr("run {number}: {rows} rows, beside {reference} for reference").format(
            number=run.number,
            rows=cells.significant(run.rows),
            reference=cells.significant(run.reference_rows),
        )
        if run.finished_at:
            rows = tr("{test_run}, finished {when}").format(
                test_run=rows, when=clock(run.finished_at, now)
            )
        facts.append((tr("Test run"), rows))
    facts += _serving_facts(detail, now)
    if detail.open_alerts is not None:
        facts.append((tr("Open alerts"), open_alert_words(detail.open_alerts)))
        facts.append(("", _alerts_link(detail, left_for)))
    tables = ", ".join(titled(name) for name in (detail.route_table, detail.thresholds) if name)
    facts.append((tr("Decided by"), tables or tr("No decision table")))
    digest = StyledLabel(grouped(detail.evidence_digest), FontRole.MONO, wraps=True, can_copy=True)
    facts.append((tr("Evidence digest"), digest))
    if detail.documents_link:
        facts.append((tr("Documents link"), detail.documents_link))
    facts.append((tr("May not decide"), ", ".join(detail.excluded) or tr("nobody is excluded")))
    return facts


def _why(detail: RequestDetail) -> str:
    if detail.reason:
        return detail.reason
    is_of_run = detail.run is not None
    return tr("Its life cycle came to this vote") if is_of_run else tr("No reason was given")


def _serving_facts(detail: RequestDetail, now: datetime) -> list[tuple[str, object]]:
    """What serves; of a decided request also what did then, and what came of it."""
    first = tr("Nothing: this would be the first in production")
    if not detail.is_decided:
        said = serving_words(detail.serving, now) if detail.serving else first
        return [(tr("Serves now"), said)]
    found: list[tuple[str, object]] = [(tr("Served then"), serving_words(detail.serving, now))]
    found += [(tr("What came of it"), stay_words(stay, now)) for stay in detail.stays]
    found.append((tr("Serves now"), serving_words(detail.serving_now, now)))
    return found


def _risk(detail: RequestDetail) -> str:
    """As the evidence says it: the tier and the use that the policy chose its deciders by."""
    tier = word(detail.evidence.get("risk_tier") or detail.row.risk_tier).capitalize()
    is_regulated = detail.evidence.get("is_regulated", False)
    return tr("{tier}, in regulated use").format(tier=tier) if is_regulated else tier


def _alerts_link(detail: RequestDetail, left_for: SignalInstance) -> Button:
    alerts = ObjectRef("alerts", "", detail.row.model_name)
    link = Button(tr("Show the alerts"), kind=Kind.LINK)
    link.setObjectName("approvals.alerts")
    link.clicked.connect(lambda _checked: left_for.emit(alerts))
    return link


def _add_waivers(column: QVBoxLayout, waivers: Sequence[WaiverRow]) -> None:
    if not waivers:
        return
    column.addSpacing(8)
    column.addWidget(SectionLabel(tr("Waivers"), len(waivers)))
    for one in waivers:
        status = Status.OK if one.state == "granted" else Status.WAITING
        by = (
            tr("by {granted_by}").format(granted_by=one.granted_by)
            if one.granted_by
            else tr("asked by {asked_by}").format(asked_by=one.asked_by)
        )
        words = f"{rule_words(one.rule)}, {one.reason}"
        until = tr("{by}, until {when}").format(by=by, when=cells.day(one.expires_at))
        chip = StateChip(
            State(
                status,
                tr("waiver {number}, {state}").format(number=one.number, state=word(one.state)),
            )
        )
        column.addWidget(row(chip, StyledLabel(words), caption(until), spacing=12))
        if one.remark:
            who = one.granted_by or word(one.state).capitalize()
            column.addWidget(caption(f"{who}: “{one.remark}”", wraps=True))


def _add_findings(column: QVBoxLayout, findings: Sequence[FindingRow]) -> None:
    if not findings:
        return
    column.addSpacing(8)
    column.addWidget(SectionLabel(tr("Findings of the scan"), len(findings)))
    for one in findings:
        status = Status.WARNING if one.state in OPEN_FINDINGS else Status.ACKNOWLEDGED
        chip = StateChip(State(status, f"{word(one.severity)}, {word(one.state)}"))
        column.addWidget(row(chip, StyledLabel(one.title), caption(one.place), spacing=12))


class DocumentsPanel(QWidget):
    """What was handed in; whoever reads one asks for it here."""

    reading_wanted = Signal(object)  # DocumentRow

    def __init__(self, detail: RequestDetail, now: datetime) -> None:
        super().__init__()
        columns: list[Column[DocumentRow]] = [
            Column(tr("Document"), partial(_document, detail.row), stretches=True,
                   tooltip=lambda one: str(_document(detail.row, one))),
            Column(tr("Kind"), lambda one: word(one.kind), width=140),
            Column(tr("Added"), lambda one: clock(one.added_at, now), width=100),
            Column(tr("By"), lambda one: person_name(one.added_by), width=150, drop_below=640),
            Column(tr("Digest"), lambda one: Text(one.sha256[:8] or tr("link only"), is_quiet=True,
                                              is_mono=bool(one.sha256)), width=100,
                   drop_below=760),
        ]  # fmt: skip
        self._model: RowTableModel[DocumentRow] = RowTableModel(columns, lambda one: one.id, self)
        self.table = DataTable(self._model, tr("Documents"))
        if any(_is_own(detail.row, one) for one in detail.documents):
            TallRows(self.table, usual=46, tall=62, with_details=True)
        words = tr("A document link stands in the request, or nobody handed one in.")
        self.table.set_empty_state(EmptyState(tr("No documents"), words, pictures=("file-text",)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        if detail.documents:
            layout.addWidget(caption(tr("Enter, Space or a double click reads one.")))
        layout.addWidget(self.table, 1)
        self._model.set_rows(detail.documents)
        self.table.mark_ready()
        self.table.select_first()
        self.table.opened.connect(self.reading_wanted)
        self.table.peeked.connect(self.reading_wanted)


def _is_own(request: ApprovalRow, one: DocumentRow) -> bool:
    return is_own_validation(one.kind, added_by=one.added_by_id, asked_by=request.asked_by_id)


def _document(request: ApprovalRow, one: DocumentRow) -> Cell:
    """What warns stands below its title: beside it there is room for half of it."""
    if not _is_own(request, one):
        return Text(one.title, is_strong=True)
    words = tr("added by {asked_by}, who asked for it")
    return TwoLines(one.title, words.format(asked_by=person_name(one.added_by)), Status.WARNING)


class LinkPanel(QWidget):
    """Says what is there and leads to its screen."""

    def __init__(
        self, title: str, text: str, button: str, ref: ObjectRef | None, left_for: Any
    ) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 16, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(StyledLabel(title, FontRole.STRONG))
        layout.addWidget(StyledLabel(text, is_secondary=True, wraps=True))
        if ref is not None:
            go = Button(button, icon="arrow-right")
            go.clicked.connect(lambda _checked: left_for.emit(ref))
            layout.addWidget(go)
        layout.addStretch()
