"""The first tab of a model: facts, the policy checklist with gaps first, who can approve."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.model_page import ModelDetail
from app.models.queries.submission import Check, RouteSlot, Standing
from app.services.intake.origin import sentences
from app.texts import told, word
from app.views import cells, safe_text, theme
from app.views.cells import Status
from app.views.language import tr
from app.views.panels import inventory_words as words
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
_SHORT_NOTE = 8


class Overview(QScrollArea):
    """Three columns, as wide as the pane allows; in a narrow one below each other."""

    def __init__(self, open_alerts: Callable[[], object]) -> None:
        super().__init__()
        self._open_alerts = open_alerts
        self._columns: QBoxLayout | None = None
        self._parts: tuple[QVBoxLayout, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        use_slim_scroll_bars(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_detail(self, detail: ModelDetail, standing: Standing | None) -> None:
        body = Pane()
        layout = QHBoxLayout(body)
        layout.setContentsMargins(8, 14, 8, 12)
        layout.setSpacing(28)
        self._parts = (
            self._facts(detail, standing), self._checklist(standing), self._health(detail)
        )  # fmt: skip
        for part, share in zip(self._parts, (5, 4, 3), strict=True):
            layout.addLayout(part, share)
        self._columns = layout
        self._fit()
        self.setWidget(body)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Below each other where they do not fit beside each other."""
        columns = self._columns
        if columns is None:
            return
        margins = columns.contentsMargins()
        gaps = columns.spacing() * (columns.count() - 1) + margins.left() + margins.right()
        needed = sum(one.minimumSize().width() for one in self._parts) + gaps
        is_beside = needed <= self.viewport().width()
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        columns.setDirection(beside if is_beside else below)

    def _facts(self, detail: ModelDetail, standing: Standing | None) -> QVBoxLayout:
        model = detail.row
        facts: list[tuple[str, object]] = [
            (tr("Purpose"), detail.description or tr("not recorded")),
            (tr("Owner"), _person(model.owner_name, model.unit_name)),
            (tr("Risk tier"), f"{word(model.risk_tier)}, {word(model.kind)}"),
            (tr("In place"), _in_place(detail)),
            (tr("Life cycle"), _life_cycle(detail, standing)),
        ]
        if detail.origin is not None:
            facts.insert(1, (tr("Source"), "\n".join(map(told, sentences(detail.origin)))))
        if standing is not None:
            facts.append((tr("Who can approve"), approvers(standing.slots)))
        return _column(SectionLabel(tr("Facts")), _list(facts))

    def _checklist(self, standing: Standing | None) -> QVBoxLayout:
        if standing is None:
            return _column(
                SectionLabel(tr("Policy checklist")),
                caption(tr("There is no version yet: register one with Ctrl+N."), wraps=True),
            )
        gaps = len(standing.gaps)
        note = tr("%n gap(s)", "", gaps) if gaps else tr("no gaps")
        return _column(
            SectionLabel(tr("Policy checklist"), note),
            *(check_line(one) for one in standing.checks),
        )

    def _health(self, detail: ModelDetail) -> QVBoxLayout:
        found = detail.row.health
        lines: list[QWidget] = []
        if found.open_alerts:
            count = tr("%n open alert(s)", "", found.open_alerts)
            name = tr("Open the alerts of this model")
            link = Button(tr("Open", "to open it"), kind=Kind.LINK, name=name)
            link.clicked.connect(lambda _checked: self._open_alerts())
            state = words.health(found)
            lines.append(row(StateChip(cells.State(state.status, count)), None, link))
            lines.append(
                caption(tr("the worst: {rule}").format(rule=words.rule(found.cause)), wraps=True)
            )
        elif not detail.monitors:
            lines.append(StateChip(cells.State(Status.UNKNOWN, tr("no monitor watches it"))))
        else:
            lines.append(StateChip(words.health(found)))
        shown = [one for one in detail.results if one.threshold][:MOST_RESULTS]
        for one in shown:
            value = tr("not measured") if one.value is None else cells.significant(one.value)
            shown_line = line(words.verdict(one.verdict).status, words.rule(one.name), value)
            shown_line.setToolTip(
                safe_text.tooltip(tr("breaks when {threshold}").format(threshold=one.threshold))
            )
            lines.append(shown_line)
        label = (
            tr("Health, {label} tested").format(label=detail.shown.label)
            if shown and detail.shown
            else tr("Health")
        )
        return _column(SectionLabel(label), *lines)


def check_line(check: Check) -> QWidget:
    """A line of the checklist: a tick or a cross, what it is, and a note at the right."""
    met, missing = words.CHECKS.get(check.kind, (check.kind, check.kind))
    text = tr(met if check.is_met else missing)
    if check.kind == "limit":
        over = tr("{rule} over its limit, waived") if check.is_met else tr("{rule} over its limit")
        text = over.format(rule=words.rule(check.detail))
    elif check.detail and check.kind == "tested":
        text = f"{text}: {word(check.detail.lower())}"
    elif check.detail and not check.is_met:
        text = f"{text}: {check.detail}"
    status = Status.OK if check.is_met else Status.FAILED
    if check.kind == "tested" and check.is_met:
        status = words.verdict(check.detail).status
    return line(status, text, told(check.note), is_strong=not check.is_met)


def line(status: Status, text: str, note: str = "", *, is_strong: bool = False) -> QWidget:
    """A glyph in its colour, words in the text colour, a quiet note at the right."""
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    top = Qt.AlignmentFlag.AlignTop
    layout.addWidget(StateChip(cells.State(status, "")), 0, top)
    words_label = StyledLabel(text, FontRole.STRONG if is_strong else FontRole.BODY, wraps=True)
    if len(note) <= _SHORT_NOTE:
        layout.addWidget(words_label, 1, top)
        layout.addWidget(caption(note), 0, top)
    else:  # beside the words it would leave them a column of single words
        both = QVBoxLayout()
        both.setSpacing(0)
        both.addWidget(words_label)
        both.addWidget(caption(note, wraps=True))
        layout.addLayout(both, 1)
    holder.setAccessibleName(f"{word(status)}: {text} {note}".strip())
    return holder


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
    way = standing.way
    name = way.template_name or way.template_key or tr("none is bound")
    said = (
        f"{name} v{way.template_version}"
        if way.template_version
        else tr("{life_cycle}, which is not published").format(life_cycle=name)
    )
    step = detail.row.step
    if step.state == "active" and step.run_number is not None:
        return tr("{life_cycle}, run {number}: {step}").format(
            life_cycle=said, number=step.run_number, step=told(step.name)
        )
    return said


def approvers(slots: Sequence[RouteSlot]) -> StyledLabel:
    """A line a slot, or that nobody has to."""
    text = "\n".join(map(slot_text, slots))
    return StyledLabel(text or tr("Nobody has to, by the routing table in force."), wraps=True)


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


def _list(facts: list[tuple[str, object]]) -> FactList:
    found = FactList(label_width=104)
    found.set_facts(facts)
    for label in found.findChildren(StyledLabel):  # a long name must not push its neighbours out
        label.setMinimumWidth(1)
    return found


def _column(*widgets: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(4)
    for n, widget in enumerate(widgets):
        widget.setMinimumHeight(theme.px(20) if n else 0)
        layout.addWidget(widget)
    layout.addStretch()
    return layout
