"""The first tab of a model: facts, the policy checklist with gaps first, who can approve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.models.queries.evidence_rows import ResultRow
from app.models.queries.model_page import ModelDetail
from app.models.queries.submission import Check, RouteSlot, Standing
from app.services.intake.origin import sentences
from app.texts import told, word
from app.views import cells, safe_text, theme
from app.views.cells import Status
from app.views.language import listed, tr
from app.views.panels import inventory_words as words
from app.views.panels.inventory_gate import gate_title, gate_words, gates
from app.views.panels.limits import full_words, rule_words
from app.views.places import ObjectRef
from app.views.shown_time import looks_back
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Avatar,
    FactList,
    Pane,
    SectionLabel,
    StateChip,
    StyledLabel,
    caption,
    row,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.scroll_bar import use_slim_scroll_bars

MOST_RESULTS = 5
_BESIDE_FROM = 680  # of the mock-ups' pixels: less leaves each of three columns a few letters
_SHORT_NOTE = 8


class Overview(QScrollArea):
    """Three columns, as wide as the pane allows; in a narrow one below each other."""

    opened = Signal(object)  # ObjectRef of the run

    def __init__(
        self, open_alerts: Callable[[], object], open_tab: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._open_tab = open_tab
        self._open_alerts = open_alerts
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        use_slim_scroll_bars(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

        self._build()

    def _build(self) -> None:
        body = Pane()
        self._columns = layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 14, 0, 12)
        layout.setSpacing(28)
        self._facts = FactList(label_width=104)
        self._checks_head = SectionLabel(tr("Policy checklist"))
        self._no_version = caption("", wraps=True)
        self._checks, self._results = _Lines(self._open_tab), _Lines()
        # The sheet that asks has it too, but can't be opened while a run goes.
        self._gate_head, self._gate = SectionLabel(""), _Lines()
        self._gate_head.setContentsMargins(0, 8, 0, 0)
        self._tested = caption("", wraps=True)
        self._tested.setObjectName("inventory.health.tested")
        self._state = QVBoxLayout()
        self._state.setSpacing(4)
        self._parts = (
            _column(SectionLabel(tr("Facts")), self._facts),
            _column(self._checks_head, self._no_version, self._checks, self._gate_head, self._gate),
            _column(SectionLabel(tr("Health")), self._state, self._tested, self._results),
        )
        for part, share in zip(self._parts, (5, 4, 3), strict=True):
            layout.addLayout(part, share)
        self.setWidget(body)

    def show_detail(self, detail: ModelDetail, standing: Standing | None) -> None:
        """In the labels that are there: made anew, they took most of the way to another model."""
        self._facts.set_facts(_facts(detail, standing, self.opened.emit))
        for label in self._facts.findChildren(StyledLabel):
            label.setMinimumWidth(1)  # a long name must not push its neighbours out
        self._show_checks(standing)
        self._show_gate(detail, standing)
        self._show_health(detail)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()  # before: what is resized twice while it comes in sight misses the second
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Below each other where they do not fit beside each other."""
        columns = self._columns
        margins = columns.contentsMargins()
        gaps = columns.spacing() * (columns.count() - 1) + margins.left() + margins.right()
        needed = sum(one.minimumSize().width() for one in self._parts) + gaps
        is_beside = max(needed, theme.px(_BESIDE_FROM)) <= self.viewport().width()
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        columns.setDirection(beside if is_beside else below)

    def _show_checks(self, standing: Standing | None) -> None:
        checks = standing.checks if standing is not None else ()
        self._checks_head.set_note(words.gaps(standing.gaps) if standing is not None else "")
        none_yet = tr("There is no version yet: register one with Ctrl+N.")
        self._no_version.setText(tr("There is no version yet.") if looks_back() else none_yet)
        self._no_version.setVisible(standing is None)
        self._checks.show_lines([_check(one) for one in checks])

    def _show_gate(self, detail: ModelDetail, standing: Standing | None) -> None:
        gate = gates(standing) if standing is not None else []
        if standing is not None and standing.way.stages:
            row, last = detail.row, (standing.way.stages[-1], standing.version)
            gate = [] if (row.stage, row.stage_version) == last else gate
        self._gate_head.setVisible(bool(gate))
        if standing is not None and gate:
            self._gate_head.set_text(gate_title(standing))
            self._gate_head.set_note(str(len(gate)))
        self._gate.show_lines([Line(Status.WAITING, gate_words(one)) for one in gate])

    def _show_health(self, detail: ModelDetail) -> None:
        while (item := self._state.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for widget in self._state_lines(detail):
            widget.setMinimumHeight(theme.px(20))
            self._state.addWidget(widget)
        shown = [one for one in detail.results if one.threshold][:MOST_RESULTS]
        self._results.show_lines([_result(one) for one in shown])
        tested = words.snapshot_name(detail.shown.label) if shown and detail.shown else ""
        self._tested.setText(tr("Tests of {snapshot}").format(snapshot=tested))
        self._tested.setVisible(bool(tested))  # alerts are of what serves, tests of what is shown

    def _state_lines(self, detail: ModelDetail) -> list[QWidget]:
        found = detail.row.health
        if found.open_alerts:
            count = tr("%n open alert(s)", "", found.open_alerts)
            versions = listed([f"v{one}" for one in detail.alerted])
            worst = tr("Of {versions}. Worst: {rule}").format(
                versions=versions, rule=rule_words(found.cause)
            )
            name = tr("Open the alerts of this model")
            link = Button(tr("Open", "to open it"), kind=Kind.LINK, name=name)
            link.clicked.connect(lambda _checked: self._open_alerts())
            state = words.health(found)
            return [
                row(StateChip(cells.State(state.status, count)), None, link),
                caption(worst, wraps=True),
            ]
        if not detail.monitors:
            return [StateChip(cells.State(Status.UNKNOWN, tr("no monitor watches it")))]
        return [StateChip(words.health(found))]


@dataclass(frozen=True, slots=True)
class Line:
    """A glyph in its colour, words in the text colour, a quiet note at the right."""

    status: Status
    text: str
    note: str = ""
    is_strong: bool = False
    tooltip: str = ""
    gap: str = ""  # what is missing, where a tab of the model mends it


class LineWidget(QWidget):
    def __init__(self, open_tab: Callable[[str], object] | None = None) -> None:
        super().__init__()
        self._open_tab = open_tab
        self._link: Button | None = None
        self._tab = ""
        self._layout = layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        top = Qt.AlignmentFlag.AlignTop
        self._glyph = StateChip(cells.State(Status.UNKNOWN, ""))
        self._words = StyledLabel(wraps=True)
        self._beside, self._below = caption(), caption(wraps=True)
        self._beside.setContentsMargins(6, 0, 0, 0)
        self._both = QVBoxLayout()
        self._both.setSpacing(0)
        self._both.addWidget(self._words)
        self._both.addWidget(self._below)
        layout.addWidget(self._glyph, 0, top)
        layout.addLayout(self._both, 1)
        layout.addWidget(self._beside, 0, top)

    def show_line(self, line: Line) -> None:
        is_short = len(line.note) <= _SHORT_NOTE  # else it would leave the words a narrow column
        self._glyph.set_state(cells.State(line.status, ""))
        self._words.setText(line.text)
        self._words.set_role(FontRole.STRONG if line.is_strong else FontRole.BODY)
        top = Qt.AlignmentFlag.AlignTop if is_short else Qt.AlignmentFlag(0)
        self._both.setAlignment(self._words, top)
        shown, hidden = (self._beside, self._below) if is_short else (self._below, self._beside)
        hidden.setText("")
        hidden.hide()
        shown.setText(line.note)
        shown.show()
        self._show_link(line.gap)
        self.setToolTip(safe_text.tooltip(line.tooltip) if line.tooltip else "")
        self.setAccessibleName(f"{word(line.status)}: {line.text} {line.note}".strip())

    def _show_link(self, gap: str) -> None:
        """What is missing leads to where it is mended."""
        self._tab = words.MENDED_IN.get(gap, "") if self._open_tab else ""
        if self._link is None and self._tab:
            self._link = Button(kind=Kind.LINK)
            self._link.setMinimumHeight(theme.px(theme.target()))
            self._link.clicked.connect(self._on_link_clicked)
            self._layout.addWidget(self._link, 0, Qt.AlignmentFlag.AlignTop)
        if self._link is not None:
            self._link.setObjectName(f"inventory.gap.{gap}")
            self._link.setText(tr(self._tab))
            where = tr("Mend it in {tab}").format(tab=tr(self._tab))
            is_owner = self._tab == words.OWNER
            self._link.setAccessibleName(tr("Give an owner…") if is_owner else where)
            self._link.setVisible(bool(self._tab))

    @Slot()
    def _on_link_clicked(self) -> None:
        if self._open_tab is not None:
            self._open_tab(self._tab)


class _Lines(QWidget):
    """As many lines as there are; the same ones show what is said next."""

    def __init__(self, open_tab: Callable[[str], object] | None = None) -> None:
        super().__init__()
        self._open_tab = open_tab
        self._made: list[LineWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)

    def show_lines(self, lines: Sequence[Line]) -> None:
        while len(self._made) < len(lines):
            self._made.append(LineWidget(self._open_tab))
            self._layout.addWidget(self._made[-1])
        for n, widget in enumerate(self._made):
            if n < len(lines):
                widget.setMinimumHeight(theme.px(20))
                widget.show_line(lines[n])
            widget.setVisible(n < len(lines))
        self.setVisible(bool(lines))


def _facts(
    detail: ModelDetail, standing: Standing | None, open_ref: Callable[[ObjectRef], object]
) -> list[tuple[str, object]]:
    model = detail.row
    facts: list[tuple[str, object]] = [
        (tr("Purpose"), detail.description or tr("not recorded")),
        (tr("Owner"), _person(model.owner_name, model.unit_name)),
        (tr("Risk tier"), f"{word(model.risk_tier)}, {word(model.kind)}"),
        (tr("In place"), _in_place(detail)),
        (tr("Life cycle"), _life_cycle(detail, standing)),
    ]
    if standing is not None and standing.way.run_id is not None:
        facts.append((tr("Under way"), _run_link(detail, standing, open_ref)))
    if detail.origin is not None:
        facts.insert(1, (tr("Source"), "\n".join(map(told, sentences(detail.origin)))))
    if standing is not None:
        facts.append((tr("Who can approve"), approver_words(standing.slots)))
    return facts


def _run_link(
    detail: ModelDetail, standing: Standing, open_ref: Callable[[ObjectRef], object]
) -> QWidget:
    """Where the version's own run stands; it leads there, and says why it waits."""
    way, step = standing.way, detail.row.step
    name = tr("run {number}").format(number=way.run_number)
    is_shown = step.name and step.instance_id == way.run_id
    words_ = tr("{name}: {step}").format(name=name, step=told(step.name)) if is_shown else name
    link = Button(words_, kind=Kind.LINK)
    link.setObjectName("overview.run")
    link.setToolTip(words.on_its_way(standing))
    ref = ObjectRef("run", str(way.run_id), name)
    link.clicked.connect(lambda _checked: open_ref(ref))
    return link


def _result(one: ResultRow) -> Line:
    value = tr("not measured") if one.held is None else cells.significant(one.held)
    status = words.verdict(one.verdict).status
    return Line(
        status, rule_words(one.name), value, tooltip=full_words(one.threshold, one.fails_at)
    )


def check_line(check: Check) -> QWidget:
    """A line of the checklist: a tick or a cross, what it is, and a note at the right."""
    made = LineWidget()
    made.show_line(_check(check))
    return made


def _check(check: Check) -> Line:
    met, missing = words.CHECKS.get(check.kind, (check.kind, check.kind))
    text = tr(met if check.is_met else missing)
    if check.kind == "limit":
        text = words.broken_limit(check)
    elif check.detail and check.kind == "tested":
        text = f"{text}: {word(check.detail.lower())}"
    elif check.detail and not check.is_met:
        text = f"{text}: {check.detail}"
    status = Status.OK if check.is_met else Status.FAILED
    if check.kind == "tested" and check.is_met:
        status = words.verdict(check.detail).status
    gap = "" if check.is_met else check.kind
    note = told(check.note) or words.mended_by(check)
    more = "\n".join(check.menders) if len(check.menders) > words.MOST_MENDERS else ""
    return Line(status, text, note, is_strong=bool(gap), gap=gap, tooltip=more)


def line(status: Status, text: str, note: str = "", *, is_strong: bool = False) -> QWidget:
    made = LineWidget()
    made.show_line(Line(status, text, note, is_strong))
    return made


def _in_place(detail: ModelDetail) -> str:
    model = detail.row
    if not model.stage:
        return tr("nowhere yet")
    said = model.in_place
    if detail.in_place_on:
        said = tr("{stage} on {runtimes}").format(
            stage=said, runtimes=", ".join(detail.in_place_on)
        )
    if detail.in_place_since:
        said = tr("{serving} since {when}").format(
            serving=said, when=cells.day(detail.in_place_since)
        )
    return said


def _life_cycle(detail: ModelDetail, standing: Standing | None) -> str:
    if standing is None:
        return tr("not started")
    step = detail.row.step
    if step.state == "active" and step.run_number is not None:
        return f"{told(step.life_cycle)} v{step.life_cycle_version}"
    way = standing.way
    name = told(way.template_name) or way.template_key or tr("none is bound")
    if way.template_version:
        return f"{name} v{way.template_version}"
    return tr("{life_cycle}, which is not published").format(life_cycle=name)


def approvers(slots: Sequence[RouteSlot]) -> StyledLabel:
    """A line a slot, or that nobody has to."""
    return StyledLabel(approver_words(slots), wraps=True)


def approver_words(slots: Sequence[RouteSlot]) -> str:
    text = "\n".join(map(slot_text, slots))
    return text or tr("Nobody has to, by the routing table in force.")


def slot_text(slot: RouteSlot) -> str:
    """ "Risk officer: Aisha Rahman", and why others of the role can't."""
    names = words.person([one.full_name for one in slot.holders]) or tr("nobody")
    role = words.roles(slot.roles).capitalize()
    said = f"{role}: {names}"
    if slot.needed > 1:
        said = tr("{role} (%n needed): {names}", "", slot.needed).format(role=role, names=names)
    if not slot.excluded:
        return said
    excluded = tr("not {person}, who worked on it").format(person=words.person(slot.excluded))
    return f"{said}; {excluded}"


def _person(name: str, unit: str) -> QWidget:
    if not name:
        return StyledLabel(tr("nobody"))
    return row(Avatar(name), StyledLabel(name), caption(unit), spacing=6)


def _column(head: SectionLabel, *parts: QWidget | QLayout) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(4)
    layout.addWidget(head)
    for part in parts:
        if isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)
    layout.addStretch()
    return layout
