"""Tests against their limits: what did not pass first, the old beside the new.

Dozens that passed are one line to unfold: who decides looks at what failed and what got worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.evidence_rows import ResultRow
from app.models.rules.margins import OF_THE_MODEL
from app.texts import word
from app.views import cells, painting, theme
from app.views.cells import AgainstLimit, Cell, GroupTitle, Number, State, Status, Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.limits import (
    VERDICTS,
    full_words,
    held,
    limit_words,
    method_words,
    test_name,
)
from app.views.panels.measure_words import meaning
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel
from app.views.widgets.data_table import DataTable
from app.views.widgets.placeholders import EmptyState

AGAINST = N_("Against the limit")
ABOUT_PICTURE = N_(
    "How the measured value lies beside its limit. Each line has a scale of its own: the "
    "green band is where the limit holds, the upright line is the limit."
)
WHY_LEFT_OUT = N_(
    "How far data lie from the baseline, and how complete they are, differs by chance in each "
    "sample: both are held against their limits, and not against what serves."
)
REST = GroupTitle("")  # the rest of a heading's row
_NOT_PASSED = ("ERROR", "FAIL", "INSUFFICIENT_DATA", "NO_THRESHOLD", "WARN")
_FOLDED_FROM = 8  # that passed: fewer are sooner read than unfolded


@dataclass(frozen=True, slots=True)
class Dimension:
    """A heading among the results."""

    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Passed:
    """Those that passed and are no worse than what serves: in one line, shown below it or not."""

    count: int
    is_open: bool


Line = ResultRow | Dimension | Passed
_HEADINGS = (Dimension, Passed)


def ordered(results: Sequence[ResultRow], *, is_open: bool = False) -> list[Line]:
    """What did not pass, what got worse, and the rest by dimension: folded where it is long."""
    failed = [one for one in results if one.verdict in _NOT_PASSED]
    worse = [one for one in results if one.is_worse and one not in failed]
    rest = [one for one in results if one not in failed and one not in worse]
    lines: list[Line] = []
    for title, group in ((word("not_passed").capitalize(), failed), (tr("Got worse"), worse)):
        if group:
            lines.append(Dimension(title, len(group)))
            lines.extend(group)
    is_folded = bool(lines) and len(rest) >= _FOLDED_FROM
    if is_folded:
        lines.append(Passed(len(rest), is_open))
    if is_open or not is_folded:
        lines.extend(_by_dimension(rest))
    return lines


def _by_dimension(results: Sequence[ResultRow]) -> Iterator[Line]:
    groups: dict[str, list[ResultRow]] = {}
    for one in results:
        groups.setdefault(one.dimension or "other", []).append(one)
    for title in sorted(groups, key=lambda each: (each != "performance", each)):
        yield Dimension(word(title).capitalize(), len(groups[title]))
        yield from groups[title]


def summary(results: Sequence[ResultRow]) -> tuple[str, str]:
    """ "73 of 74 tests pass; 5 measures got worse", and "1 with a warning" of what did not."""
    if not results:
        return tr("No test has run"), tr("The evidence holds no result for this snapshot.")
    passed = sum(one.verdict in ("PASS", "NOT_APPLICABLE") for one in results)
    warned = sum(one.verdict == "WARN" for one in results)
    failed = [one for one in results if one.is_failed]
    waived = sum(one.waiver_number is not None for one in failed)
    parts = []
    if failed:
        parts.append(tr("{count} beyond the limit").format(count=len(failed)))
    if failed and waived:
        parts.append(tr("{waived} covered by a waiver").format(waived=waived))
    if warned:
        parts.append(tr("{warned} with a warning").format(warned=warned))
    rest = ", ".join(parts)
    strong = tr("{passed} of {count} tests pass").format(passed=passed, count=len(results))
    worse = sum(one.is_worse for one in results)
    got = tr("%n measure(s) got worse", "", worse)
    if _leaves_out(results):
        got = tr("%n measure(s) got worse (drift and data are not compared)", "", worse)
    return f"{strong}; {got}" if worse else strong, rest


def _leaves_out(results: Sequence[ResultRow]) -> bool:
    """Whether there are others of what serves as well: they might have been compared."""
    return any(one.dimension not in OF_THE_MODEL and one.serving is not None for one in results)


def worst(results: Sequence[ResultRow]) -> tuple[int, Status | None]:
    """How many did not pass, and how bad: for the tab."""
    failed = sum(one.is_failed for one in results)
    if failed:
        return failed, Status.FAILED
    warned = sum(one.verdict == "WARN" for one in results)
    return warned, Status.WARNING if warned else None


class TestsTable(QWidget):
    """`before` and `after` name the snapshots: "v13 in PROD" and "v14 candidate"."""

    __test__ = False  # not a test class

    def __init__(self, results: Sequence[ResultRow], *, before: str = "", after: str = "") -> None:
        super().__init__()
        self._results, self._is_open = results, False
        self._model: RowTableModel[Line] = RowTableModel(
            _columns(
                before,
                after,
                is_waived=any(one.waiver_number for one in results),
                warns=any(one.warns_at for one in results),
            ),
            _line_key,
            self,
        )
        self.table = DataTable(self._model, tr("Tests against limits"))
        self.table.setObjectName("approvals.tests")
        self.table.set_empty_state(
            EmptyState(tr("No test has run"), tr("The life cycle has not come to the tests yet."))
        )
        strong, rest = summary(results)
        if rest and results:
            rest = tr("What did not pass stands first: {parts}.").format(parts=rest)
        head = QHBoxLayout()
        head.setContentsMargins(0, 8, 0, 6)
        head.setSpacing(8)
        said = StyledLabel(strong, FontRole.STRONG)
        if _leaves_out(results):
            said.setToolTip(tr(WHY_LEFT_OUT))
        head.addWidget(said)
        head.addWidget(StyledLabel(rest, is_secondary=True), 1)
        self.legend = Legend(before.partition(" ")[0], after.partition(" ")[0])
        head.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        self._show_lines()
        self.table.mark_ready()
        self.table.select_first()
        self.table.columns_dropped.connect(self._show_legend)
        self.table.columns_chosen.connect(self._show_legend)
        self._show_legend()  # its columns may have gone while nobody listened yet
        self.table.opened.connect(self._on_table_opened)

    @Slot(object)
    def _on_table_opened(self, line: Line) -> None:
        """Unfolded below their line, which goes to the top: else they come where none is seen."""
        if not isinstance(line, Passed):
            return
        self._is_open = not self._is_open
        self._show_lines()
        self.table.executeDelayedItemsLayout()  # else it scrolls no farther than what was folded
        hints = DataTable.ScrollHint
        hint = hints.PositionAtTop if self._is_open else hints.EnsureVisible
        self.table.scrollTo(self.table.currentIndex(), hint)

    def _show_lines(self) -> None:
        lines = ordered(self._results, is_open=self._is_open)
        self._model.set_rows(lines)
        self.table.clearSpans()
        for place, line in enumerate(lines):
            if isinstance(line, Passed):  # a sentence, which stands in no column
                self.table.setSpan(place, 0, 1, len(self._model.columns))

    @Slot()
    def _show_legend(self) -> None:
        """A legend without what it explains would only puzzle."""
        titles = [one.title for one in self._model.columns]
        is_hidden = self.table.isColumnHidden(titles.index(tr(AGAINST)))
        self.legend.setVisible(not is_hidden)


class Legend(QWidget):
    """What the marks of "against the limit" mean."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__()
        marks = (
            ("old", before), ("new", after), ("limit", tr("limit")), ("inside", tr("inside")),
        )  # fmt: skip
        self._parts = [part for part in marks if part[1]]
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        words = tr("Hollow: {before}, filled: {after}, line: limit, soft green: inside").format(
            before=before or tr("before"), after=after
        )
        self.setAccessibleName(words)

    @override
    def sizeHint(self) -> QSize:
        font = theme.font(FontRole.CAPTION)
        width = sum(painting.text_width(words, font) + theme.px(30) for _, words in self._parts)
        return QSize(round(width), theme.px(20))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font, middle, x = theme.font(FontRole.CAPTION), self.height() / 2, 0.0
        for mark, words in self._parts:
            at = QPointF(x + 6, middle)
            if mark == "old":
                painter.setPen(QPen(QColor(t.secondary), 1.5))
                painter.setBrush(QColor(t.base))
                painter.drawEllipse(at, 3.5, 3.5)
            elif mark == "new":
                painter.setPen(QPen(QColor(t.current), 1))
                painter.setBrush(QColor(t.current))
                painter.drawEllipse(at, 3.5, 3.5)
            elif mark == "limit":
                painter.fillRect(QRectF(x + 5, middle - 6, 1.5, 12), QColor(t.text))
            else:
                painter.fillRect(QRectF(x, middle - 5, 12, 10), QColor(t.ok_soft))
            painting.draw_text(painter, x + 17, middle, words, font, t.secondary)
            x += painting.text_width(words, font) + theme.px(30)
        painter.end()


def _columns(before: str, after: str, *, is_waived: bool, warns: bool) -> list[Column[Line]]:
    columns = [
        Column(tr("Test"), _name, width=208, stretches=True, tooltip=_method),
        Column(before or tr("Before"), _before, width=92, is_number=True, drop_below=640),
        Column(after or tr("Measured"), _value, width=104, is_number=True),
        Column(tr("Change"), _change, width=80, is_number=True, drop_below=700),
        Column(tr("Limit"), _limit, width=190 if warns else 92, tooltip=_limit_tooltip),
        Column(
            tr(AGAINST),
            _bar,
            width=128,
            drop_below=830,
            tooltip=partial(_bar_words, before or tr("Before"), after or tr("Measured")),
            about=tr(ABOUT_PICTURE),
        ),
        # "over, waiver 12 to 2027-02-17" must be read whole; "pass" needs less.
        Column(tr("Verdict"), _verdict, width=190 if is_waived else 90),
    ]
    return columns if before else [one for n, one in enumerate(columns) if n not in (1, 3)]


def _name(line: Line) -> Cell:
    if isinstance(line, Dimension):
        return GroupTitle(line.title, line.count)
    if isinstance(line, Passed):
        shows = tr("hide them") if line.is_open else tr("show them")
        return Text(tr("%n other(s) passed", "of tests", line.count), shows, is_link=True)
    return Text(test_name(line.test), line.feature, is_strong=line.is_failed)


def _method(line: Line) -> str:
    if isinstance(line, _HEADINGS):
        return ""
    p = f"\np = {cells.significant(line.p_value)}" if line.p_value is not None else ""
    computed = f"{method_words(line.method)}\nn = {cells.significant(line.n)}{p}"
    return "\n".join(filter(None, (meaning(line.test), computed)))


def _before(line: Line) -> Cell:
    return _rest(line) if isinstance(line, _HEADINGS) else Number(line.serving, is_quiet=True)


def _value(line: Line) -> Cell:
    if isinstance(line, _HEADINGS):
        return _rest(line)
    value = line.held
    return Text(cells.significant(value) if value is not None else "–", is_strong=True)


def _change(line: Line) -> Cell:
    if isinstance(line, _HEADINGS):
        return _rest(line)
    value, before = line.held, line.serving
    if value is None or before is None:
        return Text("–", is_quiet=True)
    change = value - before
    sign = "+" if change > 0 else ""
    return Text(f"{sign}{cells.significant(change, 2)}", is_quiet=True)


def _limit(line: Line) -> Cell:
    if isinstance(line, _HEADINGS):
        return _rest(line)
    return limit_words(line.limit, line.warns_at, line.value)


def _limit_tooltip(line: Line) -> str:
    return "" if isinstance(line, _HEADINGS) else full_words(line.threshold, line.fails_at)


def _bar(line: Line) -> Cell:
    if isinstance(line, _HEADINGS):
        return _rest(line)
    value = line.held
    limit = held(line.limit, value)
    if value is None or limit.value is None:
        return ""
    low, high = limit.bounds
    return AgainstLimit(value, low, high, line.serving, is_over=line.is_failed)


def _bar_words(before: str, after: str, line: Line) -> str:
    """What the picture shows, mark by mark."""
    bar = _bar(line)
    if isinstance(line, _HEADINGS) or not isinstance(bar, AgainstLimit):
        return ""
    marks = [tr("Filled: {name}, {value}").format(name=after, value=cells.significant(bar.value))]
    if bar.before is not None:
        said = tr("Hollow: {name}, {value}")
        marks.append(said.format(name=before, value=cells.significant(bar.before)))
    marks.append(tr("Band: where it holds, {limit}").format(limit=held(line.limit).words))
    return "\n".join(marks)


def _verdict(line: Line) -> Cell:
    if isinstance(line, _HEADINGS):
        return _rest(line)
    status, words = VERDICTS.get(line.verdict, (Status.UNKNOWN, line.verdict.lower()))
    words = tr(words)
    if line.verdict == "FAIL" and held(line.limit, line.value).high_is_good:
        words = tr("below", "the limit")
    if line.waiver_number is not None and line.waived_until is not None:
        words = tr("{verdict}, waiver {number} to {when}").format(
            verdict=words, number=line.waiver_number, when=cells.day(line.waived_until)
        )
    return State(status, words)


def _rest(line: Dimension | Passed) -> Cell:
    return REST if isinstance(line, Dimension) else ""


def _line_key(line: Line) -> object:
    if isinstance(line, Passed):
        return ("passed",)
    return ("head", line.title) if isinstance(line, _HEADINGS) else line.name
