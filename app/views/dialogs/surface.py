"""How every sheet looks: its paper and edge, a title read to its end, buttons always in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import theme
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel
from app.views.widgets.scroll_bar import use_slim_scroll_bars

_LEAST = 96  # px that a reader needs to scroll in
_FRAME = 40  # px that the title bar of the desktop may take


def paint_sheet(sheet: QWidget) -> None:
    """For a paint event: the paper of lists and forms, with the edge of a control."""
    t = theme.tokens()
    painter = QPainter(sheet)
    painter.fillRect(sheet.rect(), QColor(t.base))
    painter.setPen(QColor(t.edge))
    painter.drawRect(QRectF(sheet.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
    painter.end()


def sheet_title(text: str) -> StyledLabel:
    """It names an object, however long; on a second line rather than cut."""
    return StyledLabel(text, FontRole.SCREEN_TITLE, wraps=True)


class _Inside(QWidget):
    """Tells the paper when its words need another height."""

    def __init__(self, paper: QScrollArea) -> None:
        super().__init__()
        self._paper = paper
        self.setAutoFillBackground(False)

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._paper.updateGeometry()
        return done


class Paper(QScrollArea):
    """What a sheet says and asks, above its buttons: it scrolls where the screen would end."""

    _first: QWidget | None = None  # had the focus as it opened, and nobody types yet

    def __init__(self, name: str, *, spacing: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        use_slim_scroll_bars(self)
        self.viewport().setAutoFillBackground(False)
        inside = _Inside(self)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(spacing)
        self.setWidget(inside)
        self._inside = inside
        self._has_opened = False
        inside.setAutoFillBackground(False)  # a scroll area fills what it is given
        self.setFixedHeight(1)  # until it is fitted
        theme.application().focusChanged.connect(self._on_focus_changed)

    def needed(self, width: int) -> int:
        self.column.activate()
        least = self.column.totalMinimumSize().height()
        return max(self.column.totalHeightForWidth(width), least)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        """Also what is set by a program: a field that opens begins below the edge."""
        if now is not None and self._inside.isAncestorOf(now):
            is_moved = before is not None and before.window() is self.window()
            self._begin_with(None if self._has_opened or is_moved else now)
            self._has_opened = True
            QTimer.singleShot(0, self, self.show_focus)

    def _begin_with(self, first: QWidget | None) -> None:
        if self._first is not None:
            self._first.removeEventFilter(self)
        if first is not None:
            first.installEventFilter(self)
        self._first = first

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Who begins to type sees where."""
        if watched is self._first and event.type() == QEvent.Type.KeyPress:
            self._begin_with(None)
            self.show_focus()
        return super().eventFilter(watched, event)

    @Slot()
    def show_focus(self) -> None:
        """A sheet begins with what it is about, however far below is where one types first."""
        now = theme.application().focusWidget()
        if now is not None and self._inside.isAncestorOf(now):
            # Not `ensureWidgetVisible`: that is content with the line of the cursor.
            if now is self._first:
                return
            place = QRect(now.mapTo(self._inside, QPoint(0, 0)), now.size())
            for y in (place.bottom(), place.top()):
                self.ensureVisible(place.left(), y, 0, 4)


def room_for(dialog: QDialog) -> int:
    """How high a sheet may be on its screen."""
    return dialog.screen().availableGeometry().height() - _FRAME


def fit_height(dialog: QDialog, paper: Paper) -> None:
    """As high as its wrapped words need at this width, as far as the screen has room."""
    layout = dialog.layout()
    if layout is None or paper.isHidden():  # the lock covers it: its place is kept
        return
    paper.setMinimumWidth(paper.column.totalMinimumSize().width())
    layout.activate()
    width = max(dialog.width(), dialog.minimumWidth(), layout.totalMinimumSize().width())
    margins = layout.contentsMargins()
    content = paper.needed(width - margins.left() - margins.right())
    least = layout.totalMinimumSize().height()
    around = max(layout.totalHeightForWidth(width), least) - paper.minimumHeight()
    given = min(content, max(_LEAST, room_for(dialog) - around))
    is_cut = given < content
    paper.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_cut else Qt.FocusPolicy.NoFocus)
    # A bar that is there makes the words longer, and so keeps itself needed.
    bar = Qt.ScrollBarPolicy
    paper.setVerticalScrollBarPolicy(bar.ScrollBarAsNeeded if is_cut else bar.ScrollBarAlwaysOff)
    if given != paper.minimumHeight():
        paper.setFixedHeight(given)
    if around + given != dialog.minimumHeight():
        dialog.setMinimumHeight(around + given)
        dialog.resize(width, around + given)
        if dialog.isVisible():
            _keep_in_sight(dialog)
    if is_cut:  # what has the focus may have opened just now
        QTimer.singleShot(0, paper, paper.show_focus)


def _keep_in_sight(dialog: QDialog) -> None:
    """One that grew while it was looked at moves up as far as it would leave the screen."""
    frame, room = dialog.frameGeometry(), dialog.screen().availableGeometry()
    below = frame.bottom() - room.bottom()
    if below > 0:
        dialog.move(frame.left(), max(room.top(), frame.top() - below))
