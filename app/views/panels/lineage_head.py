"""The head of the lineage: which model, as of when, how far back, filtered by what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import InputError
from app.models.queries.spans import EVERYTHING, Span
from app.texts import told
from app.views import safe_text, theme
from app.views.cells import Status
from app.views.language import N_, tr
from app.views.panels.lineage_moment import example_day, forms, long_day, typed
from app.views.panels.lineage_seal import SealLine
from app.views.panels.lineage_serving import ServingLine
from app.views.panels.lineage_table import GRAMMAR
from app.views.typed_day import past_moment
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import ShorterLabel, caption, row, screen_title
from app.views.widgets.button import Button, Kind
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.moment_edit import MomentEdit
from app.views.widgets.moment_picker import MomentButton
from app.views.widgets.segments import Segments
from app.views.widgets.time_range import HOURS, TimeRange
from app.views.widgets.wrap import WrapLayout, wrapping_row

RANGES: tuple[tuple[str, Span], ...] = (
    *HOURS,
    (N_("1 month"), Span(31)),
    (N_("3 months"), Span(92)),
    (N_("6 months"), Span(183)),
    (N_("1 year"), Span(366)),
)
SIX_MONTHS = 183
_TITLE_FROM = 760  # of the mock-ups' pixels: below, what is told elsewhere too gives way
_BETWEEN = 10  # px, of the buttons
TIMELINE, GRAPH, TABLE, STORY = range(4)  # how it is shown; the story of one decision


class LineageHead(QWidget):
    """Says what was chosen; shows nothing by itself."""

    model_asked = Signal()  # the button with the model's name
    as_of_changed = Signal(object)  # datetime, or None for now
    view_chosen = Signal(int)  # TIMELINE, GRAPH, TABLE or STORY
    export_asked = Signal()
    proof_asked = Signal()
    room_asked = Signal()
    sign_off_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._as_of: datetime | None = None
        self._is_only_read = False
        self._sealed_until: datetime | None = None  # of a review room
        self._is_for_events, self._is_narrow = True, False
        self.model_button = Button(tr("Choose a model"), has_menu=True, elides=True)
        self.model_button.setObjectName("lineage.model")
        self.model_button.clicked.connect(lambda _on: self.model_asked.emit())
        self.as_of = MomentEdit()
        self.as_of.setObjectName("lineage.asof")
        self.as_of.setAccessibleName(tr("As of: a day or a time, empty for now"))
        self.as_of.setPlaceholderText(tr("now, or {day}").format(day=example_day()))
        self.as_of.setToolTip(safe_text.tooltip(forms()))
        self.as_of.editingFinished.connect(self._on_as_of_editing_finished)
        theme.keep_sized(self.as_of, self._size_as_of)
        self.picker = MomentButton(self.as_of, lambda: self._as_of)
        self.picker.setObjectName("lineage.asof.pick")
        self.picker.chosen.connect(self.set_as_of)
        self.range = TimeRange(tr("Range"), span=Span(SIX_MONTHS), offered=RANGES)
        self.range.setObjectName("lineage.range")
        self.filter = FilterBar(
            tr("Filter events"), GRAMMAR, hint=tr("Filter: kind, person, version")
        )
        self.filter.edit.setObjectName("lineage.filter")
        self.serving = ServingLine()
        self.serving.back_asked.connect(lambda: self.set_as_of(None))
        self.serving.day_asked.connect(self.set_as_of)
        self.views = Segments(
            tr("Shown as"), (tr("Timeline"), tr("Graph"), tr("Table"), tr("Customer decision"))
        )
        self.views.setObjectName("lineage.views")
        self.views.chosen.connect(self.view_chosen)
        self.export_button = Button(tr("Export…"), icon="download", changes=True)
        self.export_button.setObjectName("lineage.export")
        self.export_button.clicked.connect(lambda _on: self.export_asked.emit())
        self.proof_button = Button(
            tr("Export proof…"), kind=Kind.PRIMARY, icon="download", changes=True
        )
        self.proof_button.setObjectName("lineage.proof")
        self.proof_button.clicked.connect(lambda _on: self.proof_asked.emit())
        self.room_button = Button(tr("Review room…"), icon="lock", changes=True)
        self.room_button.setObjectName("lineage.room")
        self.room_button.clicked.connect(lambda _on: self.room_asked.emit())
        self.sign_off_button = Button(tr("Sign off…"), icon="pencil", changes=True)
        self.sign_off_button.setObjectName("lineage.signoff")
        self.sign_off_button.clicked.connect(lambda _on: self.sign_off_asked.emit())
        self.seal = SealLine()
        self._count = ShorterLabel()
        self._count.setObjectName("lineage.count")
        self.notices = BannerArea()
        self.notices.layout_margins_off()
        self._build()

    def _size_as_of(self) -> None:
        self.as_of.setFixedSize(theme.px(172), theme.px(28))

    def _build(self) -> None:
        self._title = screen_title(tr("Lineage of"))
        self._as_of_label = caption(tr("As of"))
        self._as_of_label.setBuddy(self.as_of)
        first = QWidget()
        asked = WrapLayout(first, spacing=10)
        self._at = row(self._as_of_label, self.as_of, self.picker, spacing=6, stretch_at=3)
        self._at.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for one in (self._title, self.model_button, self._at, self.range):
            asked.addWidget(one)
        asked.addWidget(self.filter)
        # What a story hides stands before the views: they stay under the pointer.
        shown = (
            self.export_button, self.sign_off_button, self.views, self.room_button,
            self.proof_button,
        )  # fmt: skip
        self._second = wrapping_row(self._count, None, *shown, spacing=_BETWEEN)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 10)
        layout.setSpacing(9)
        layout.addWidget(first)
        layout.addWidget(self.seal)
        layout.addWidget(self.notices)
        layout.addWidget(self._second)
        layout.addWidget(self.serving)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the title, which the rail and the crumbs tell too, goes.

        So do the name of the instant, which its field tells, the number of events and the words of
        three buttons: the history needs the lines.
        """
        super().resizeEvent(event)
        self._is_narrow = self.width() < theme.px(_TITLE_FROM)
        self._title.setVisible(not self._is_narrow)
        self._as_of_label.setVisible(not self._is_narrow)
        self._count.setVisible(self._is_for_events and not self._is_narrow)
        self._fold()

    def _fold(self) -> None:
        """Words of three buttons, where all that may stand in their line has no room with them."""
        folding = (self.export_button, self.sign_off_button, self.room_button)
        beside = (self._count, self.views, self.proof_button)
        needed = sum(one.sizeHint().width() + _BETWEEN for one in beside)
        needed += sum(one.width_with_words + _BETWEEN for one in folding) - _BETWEEN
        layout = self.layout()
        margins = layout.contentsMargins() if layout is not None else self.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        for one in folding:
            one.set_folded(needed > room)

    def leave_only_reading(self, sealed_until: datetime) -> None:
        """In a review room nothing is exported, and the room says by itself that it holds.

        Nothing there is of now: it ends at its seal.
        """
        self._sealed_until = sealed_until
        self.as_of.setAccessibleName(tr("As of: a day or a time, empty for the seal"))
        self.as_of.setPlaceholderText(tr("seal, or {day}").format(day=example_day()))
        self.as_of.setToolTip(safe_text.tooltip(forms(is_room=True)))
        self.picker.set_present(tr("The seal"))
        self.serving.end_at_seal()
        gone = (self.export_button, self.sign_off_button, self.room_button, self.proof_button)
        for one in (*gone, self.seal):
            one.hide()
        self._is_only_read = True

    @property
    def at(self) -> datetime | None:
        return self._as_of

    @property
    def span(self) -> Span:
        """The chosen range, up to the instant that is asked about."""
        return self.range.span

    def set_model(self, name: str) -> None:
        self.model_button.setText(name)
        self.model_button.setAccessibleName(
            tr("Lineage of {name}; choose another model").format(name=name)
        )

    def show_for_events(self, *, is_on: bool) -> None:
        """What chooses events; the story of one decision is of its own day."""
        self._is_for_events = is_on
        for one in (self._at, self.range, self.filter):
            one.setVisible(is_on)
        self._count.setVisible(is_on and not self._is_narrow)
        for button in (self.export_button, self.sign_off_button):
            button.setVisible(is_on and not self._is_only_read)
        self.serving.setVisible(is_on and bool(self.serving.sentence))

    def set_count(self, count: int) -> None:
        """How many events the filter leaves in the range."""
        said = tr("%n event(s)", "", count)
        if not self.filter.query.is_empty:
            said = tr("%n event(s) that fit(s) the filter", "", count)
        span, at = self.span, self._as_of or self._sealed_until
        words = self.range.choice.currentText().lower()
        if span.start is not None and span.end is not None:
            last = span.end - timedelta(seconds=1)
            said = tr("{events} from {first} to {last}").format(
                events=said, first=long_day(span.start), last=long_day(min(last, at or last))
            )
        elif span == EVERYTHING and at is None:
            said = tr("{events} in its whole life").format(events=said)
        elif span == EVERYTHING and at is not None:
            said = tr("{events} up to {day}").format(events=said, day=long_day(at))
        elif at is None:
            said = tr("{events} in the last {range}").format(events=said, range=words)
        else:
            said = tr("{events} in {range} up to {day}").format(
                events=said, range=words, day=long_day(at)
            )
        self._count.set_words(said, tr("%n event(s)", "", count))
        self._fold()

    def ask_as_of(self, at: datetime | None) -> None:
        """Go to this instant; None: it is asked for, in the field."""
        if at is not None:
            self.set_as_of(at)
            return
        self.as_of.setFocus()
        self.as_of.selectAll()

    def set_as_of(self, at: datetime | None) -> None:
        """Go to this instant; None is now, in a review room its seal."""
        self.notices.clear("asof")
        if at is not None and self._sealed_until is not None and at > self._sealed_until:
            ended = tr("It was sealed on {when}; what came after is not in it.")
            self.notices.show_banner(
                "asof", Status.WARNING, tr("The room ends at its seal"),
                ended.format(when=typed(self._sealed_until)),
            )  # fmt: skip
            at = None
        self.as_of.setText(typed(at) if at is not None else "")
        if at != self._as_of:
            self._as_of = at
            self.seal.set_looked_back(at is not None, datetime.now(UTC))
            self.as_of_changed.emit(at)

    @Slot()
    def _on_as_of_editing_finished(self) -> None:
        if self._as_of is not None and self.as_of.text() == typed(self._as_of):
            return  # printed to the minute; the instant itself may be finer
        try:
            self.set_as_of(past_moment(self.as_of.text()))
        except InputError as error:
            self.notices.show_banner("asof", Status.WARNING, told(error.message), told(error.hint))
