"""A day and a time, chosen by keys or pointer: that have been, for "as of", or are to come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QRect, QRectF, Qt, QTime, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QTableView, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import language, painting, theme
from app.views.actions import shown_keys
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import TimeBox
from app.views.zones import at_wall, zone, zone_name

OPENS = "Alt+Down"  # as a drop-down does
MORNING = time(9)  # of tomorrow: where what is to come begins


@dataclass(frozen=True, slots=True)
class Ahead:
    """A moment to come is chosen, at most so many days ahead; `why_not` says what rules it out."""

    days: int
    why_not: Callable[[datetime], str]


class Calendar(QCalendarWidget):
    """Days up to today, or from today on. Page keys turn the months, with Shift the years."""

    def __init__(self) -> None:
        super().__init__()
        self.today = QDate.currentDate()
        self.setNavigationBarVisible(False)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setLocale(language.locale())
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)  # as ISO 8601, like the dates beside it
        self.setFixedSize(theme.px(280), theme.px(204))
        quiet = QTextCharFormat()
        quiet.setForeground(QColor(theme.tokens().secondary))
        self.setHeaderTextFormat(quiet)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, quiet)
        self.list = self.findChild(QTableView)
        if self.list is not None:
            self.list.setAccessibleName(tr("Days"))
            self.list.installEventFilter(self)
            self.setFocusProxy(self.list)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
            if step is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.setSelectedDate(self.selectedDate().addYears(step))
                return True
        return super().eventFilter(watched, event)

    @override
    def paintCell(self, painter: QPainter, rect: QRect, date: QDate) -> None:
        t = theme.tokens()
        box = QRectF(rect).adjusted(3, 2, -3, -2)
        is_chosen = date == self.selectedDate()
        with painting.saved(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(rect, QColor(t.base))
            today = QPen(QColor(t.edge), 1) if date == self.today else Qt.PenStyle.NoPen
            painter.setPen(today)
            painter.setBrush(QColor(t.highlight if is_chosen else t.base))
            painter.drawRoundedRect(box, 4, 4)
            font = theme.font(FontRole.NUMBER)
            text = str(date.day())
            is_out = not self.minimumDate() <= date <= self.maximumDate()
            is_other = is_out or date.month() != self.monthShown()
            color = t.highlight_text if is_chosen else t.placeholder if is_other else t.text
            x = box.center().x() - painting.text_width(text, font) / 2
            painting.draw_text(painter, x, box.center().y(), text, font, color)


class MomentPicker(QFrame):
    """A popup under a field; Enter takes the moment, Esc leaves the field as it is."""

    chosen = Signal(object)  # datetime, or None for now

    def __init__(self, parent: QWidget, ahead: Ahead | None = None, present: str = "") -> None:
        """`present`: what stands for now, where that is another moment."""
        super().__init__(parent, Qt.WindowType.Popup)
        self._ahead = ahead
        self._present = present
        self.setObjectName("moment")
        self.setAccessibleName(tr("Choose a day and a time"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.palette().ColorRole.Base)
        self.calendar = Calendar()
        self.calendar.setObjectName("moment.days")
        self.time = TimeBox(tr("Time"))
        self.time.setObjectName("moment.time")
        self._month = StyledLabel("", FontRole.STRONG)
        self._zone = caption()
        self._build()
        self.calendar.currentPageChanged.connect(self._show_month)
        self.calendar.selectionChanged.connect(self._on_moment_changed)
        self.time.timeChanged.connect(self._show_why_not)
        self.calendar.activated.connect(self.take)

    def _build(self) -> None:
        self._before = self._step("chevron-left", tr("The month before"), -1)
        self._after = self._step("chevron-right", tr("The month after"), 1)
        now = Button(self._present or tr("Now"))
        now.setObjectName("moment.now")
        now.clicked.connect(lambda _checked: self._end(None))
        now.setVisible(self._ahead is None)
        self.take_button = take = Button(tr("Choose"), kind=Kind.PRIMARY, keys="Enter")
        take.setObjectName("moment.take")
        take.clicked.connect(lambda _checked: self.take())
        self.why_not = caption("", wraps=True)
        self.why_not.setVisible(self._ahead is not None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(row(self._before, None, self._month, None, self._after))
        layout.addWidget(self.calendar)
        label = caption(tr("Time"))
        label.setBuddy(self.time)
        layout.addWidget(row(label, self.time, self._zone, None))
        layout.addWidget(self.why_not)
        layout.addWidget(row(now, None, take))

    def _step(self, icon: str, name: str, months: int) -> Button:
        button = Button(kind=Kind.QUIET, icon=icon, name=name)
        button.clicked.connect(lambda _checked: self._turn(months))
        return button

    def _turn(self, months: int) -> None:
        self.calendar.setSelectedDate(self.calendar.selectedDate().addMonths(months))

    def open_at(self, at: QPoint, moment: datetime | None) -> None:
        """With this moment chosen, or the present; of what is to come, tomorrow morning."""
        now = datetime.now(UTC).astimezone(zone())
        wanted = moment.astimezone(zone()) if moment is not None else self._first(now)
        today = QDate(now.year, now.month, now.day)
        self.calendar.today = today
        if self._ahead is not None:
            self.calendar.setMinimumDate(today)
        self.calendar.setMaximumDate(today.addDays(self._ahead.days if self._ahead else 0))
        self.calendar.setSelectedDate(QDate(wanted.year, wanted.month, wanted.day))
        self._show_month()
        self._keep_past()
        self.time.setTime(QTime(wanted.hour, wanted.minute))
        self._show_why_not()
        self._zone.setText(zone_name(wanted))
        self.adjustSize()
        room = self.screen().availableGeometry()
        left = min(at.x(), room.right() - self.width())
        self.move(max(room.left(), left), min(at.y(), room.bottom() - self.height()))
        self.show()
        self.calendar.setFocus()

    def _first(self, now: datetime) -> datetime:
        if self._ahead is None:
            return now
        return datetime.combine(now.date() + timedelta(days=1), MORNING, now.tzinfo)

    @property
    def moment(self) -> datetime:
        """What is chosen, by the clock on the reader's wall; of what has been, now at most."""
        day, time = self.calendar.selectedDate(), self.time.time()
        naive = datetime(  # noqa: DTZ001 -- `at_wall` adds the zone
            day.year(), day.month(), day.day(), time.hour(), time.minute()
        )
        chosen = at_wall(naive)
        return chosen if self._ahead is not None else min(chosen, datetime.now(UTC))

    @Slot()
    def take(self) -> None:
        self._show_why_not()
        if not self.why_not.text():
            self._end(self.moment)

    def _end(self, moment: datetime | None) -> None:
        self.close()
        self.chosen.emit(moment)

    @Slot()
    def _show_month(self) -> None:
        year, month = self.calendar.yearShown(), self.calendar.monthShown()
        name = language.locale().standaloneMonthName(month)
        self._month.setText(f"{name} {year}")
        first, last = self.calendar.minimumDate(), self.calendar.maximumDate()
        is_last = (year, month) >= (last.year(), last.month())
        is_first = (year, month) <= (first.year(), first.month())
        beyond = tr("Only what has been can be shown.")
        if self._ahead is not None:
            beyond = tr("At most %n day(s) ahead.", "", self._ahead.days)
        self._after.set_blocked(beyond if is_last else "")
        self._before.set_blocked(tr("That time is past.") if is_first else "")

    @Slot()
    def _on_moment_changed(self) -> None:
        self._keep_past()
        self._show_why_not()

    def _keep_past(self) -> None:
        """Of today, up to now, where what has been is chosen."""
        now = datetime.now(UTC).astimezone(zone())
        is_today = self.calendar.selectedDate() == self.calendar.today
        is_kept = is_today and self._ahead is None
        self.time.setMaximumTime(QTime(now.hour, now.minute) if is_kept else QTime(23, 59))

    @Slot()
    def _show_why_not(self) -> None:
        if self._ahead is not None:
            found = self._ahead.why_not(self.moment)
            self.why_not.setText(found)
            self.take_button.set_blocked(found)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
            return
        super().keyPressEvent(event)


class MomentButton(Button):
    """Stands beside `edit`, in which a moment can be typed too; Alt+Down there opens it."""

    chosen = Signal(object)  # datetime, or None for now

    def __init__(
        self, edit: QLineEdit, shown: Callable[[], datetime | None], ahead: Ahead | None = None
    ) -> None:
        super().__init__(
            icon="calendar", name=tr("Choose a day and a time"), keys=shown_keys(OPENS)
        )
        self._ahead = ahead
        self._present = ""
        self._edit = edit
        self._shown = shown
        self.clicked.connect(lambda _checked: self.open_picker())
        edit.installEventFilter(self)

    def set_present(self, words: str) -> None:
        """What the picker calls now, where that is another moment."""
        self._present = words

    def open_picker(self) -> None:
        picker = MomentPicker(self, self._ahead, self._present)
        picker.chosen.connect(self.chosen)
        corner = self._edit.mapToGlobal(self._edit.rect().bottomLeft())
        picker.open_at(corner + QPoint(0, 2), self._shown())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if is_alt and event.key() == Qt.Key.Key_Down:
                self.open_picker()
                return True
        return super().eventFilter(watched, event)
