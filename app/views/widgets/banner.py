"""A calm line above the content: what happened, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import NotReachableError
from app.views import notices, painting, safe_text, theme
from app.views.cells import Status, moment
from app.views.language import tr
from app.views.sheet_changes import Changed
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button, Kind

BEGUN = "begun"


class _Glyph(QWidget):
    def __init__(self, status: Status) -> None:
        super().__init__()
        self._status = status
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(14), theme.px(20))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        center = QPointF(self.width() / 2, self.height() / 2)
        tint = painting.status_color(self._status, t)
        painting.draw_glyph(painter, self._status, center, theme.px(11), tint)
        painter.end()


class Banner(QWidget):
    """One message. `key` names its cause, so that a newer one replaces it."""

    closed = Signal(str)  # key
    read_at: datetime | None = None  # of when is what stands there after a failed read

    def __init__(
        self,
        key: str,
        status: Status,
        title: str,
        text: str = "",
        *,
        can_close: bool = True,
        acts_below: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`acts_below`: many words are read in the whole width, and acted on after them."""
        super().__init__(parent)
        self.key = key
        self._status = status
        self._is_small = self._is_told = False
        self.is_of_lost_database = False  # true no longer when that is back
        self.unread: frozenset[str] = frozenset()  # the places of which it says so
        self._title = StyledLabel(safe_text.one_line(title), FontRole.STRONG)
        self._detail = StyledLabel(text, wraps=True)
        self._below = StyledLabel(text, wraps=True)  # the same, at full width under the line
        self._below.hide()
        self._more = Button(tr("Details"), kind=Kind.LINK)
        self._more.setObjectName(f"banner.{key}.more")
        self._more.hide()
        self._more.clicked.connect(self._on_more_clicked)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        self._buttons.addWidget(self._more)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 6, 8, 6)
        self._margins = outer.contentsMargins()
        outer.setSpacing(4)
        layout = QHBoxLayout()
        layout.setSpacing(8)
        outer.addLayout(layout)
        outer.addWidget(self._below)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._glyph = _Glyph(status)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.addWidget(self._title)
        self._words.addWidget(self._detail, 1)
        layout.addWidget(self._glyph, alignment=middle)
        layout.addLayout(self._words, 1)
        if acts_below:
            self._buttons.setContentsMargins(theme.px(14) + layout.spacing(), 0, 0, 0)
            outer.addLayout(self._buttons)
            outer.setAlignment(self._buttons, Qt.AlignmentFlag.AlignLeft)
        else:
            layout.addLayout(self._buttons)
        self._line = layout
        self._close: Button | None = None
        if can_close:
            self._close = Button(kind=Kind.QUIET, icon="x", name=tr("Close this message"))
            self._close.clicked.connect(self._on_close_clicked)
            layout.addWidget(self._close, alignment=middle)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)  # fixed, a long message would lose its first and last lines
        self.setSizePolicy(policy)
        self.setAccessibleName(f"{title}. {text}")
        self.setObjectName(f"banner.{key}")

    def add_action(self, text: str, callback: Callable[[], object]) -> Button:
        button = Button(text, kind=Kind.LINK)
        # A clicked button hands over its checked state, which callbacks don't expect.
        button.clicked.connect(lambda _checked: callback())
        self._buttons.addWidget(button)
        return button

    def retell(self, text: str) -> None:
        """The same message with newer figures: not announced again."""
        self._detail.setText(text)
        self._below.setText(text)
        self._fit()

    def set_small(self, is_small: bool) -> None:
        """In a small window it is one line; what does not fit stands behind "Details"."""
        self._is_small = is_small
        self._fit()

    def _fit(self) -> None:
        has_room = self.width() >= self._one_line() and "\n" not in self._detail.text()
        is_folded = self._is_small and not has_room
        self._set_stacked(not has_room and not is_folded)
        self._detail.setVisible(not is_folded)
        self._more.setVisible(is_folded)
        self._below.setVisible(is_folded and self._is_told)
        self._more.setText(tr("Less") if self._is_told else tr("Details"))

    def _set_stacked(self, is_stacked: bool) -> None:
        """Several lines begin at the edge, below their title; beside it they would be ragged."""
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._words.setDirection(below if is_stacked else beside)
        self._words.setSpacing(2 if is_stacked else 8)
        self._title.setWordWrap(is_stacked)
        side = Qt.AlignmentFlag.AlignTop if is_stacked else Qt.AlignmentFlag.AlignVCenter
        self._line.setAlignment(self._glyph, side)

    def _one_line(self) -> int:
        """How wide it would be with all its words beside each other."""
        beside: list[QWidget | QHBoxLayout] = [self._glyph, self._buttons]
        if self._close is not None:
            beside.append(self._close)
        parts = [one.sizeHint().width() for one in beside]
        words = sum(
            one.fontMetrics().horizontalAdvance(one.text()) for one in (self._title, self._detail)
        )
        gaps = self._line.spacing() * (len(beside) + 2)
        return sum(parts) + words + gaps + self._margins.left() + self._margins.right()

    def _on_more_clicked(self) -> None:
        self._is_told = not self._is_told
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _on_close_clicked(self) -> None:
        self.closed.emit(self.key)

    @override
    def sizeHint(self) -> QSize:
        """As high as its lines are: wrapped as a label would like them they are more of them."""
        hint = super().sizeHint()
        return QSize(hint.width(), self.heightForWidth(self.width()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, box = painting.soft_edge(self._status, t), QRectF(self.rect())
        painter.setPen(edge)
        painter.setBrush(QColor(painting.soft_color(self._status, t)))
        inset = 0.0 if edge.style() == Qt.PenStyle.NoPen else edge.widthF() / 2
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 4, 4)
        painter.end()


class BannerArea(QWidget):
    """Where banners stand; empty it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 6, 8, 6)
        self._layout.setSpacing(4)
        self._banners: dict[str, Banner] = {}
        self._is_small = False
        self.setObjectName("banners")
        self.hide()

    def layout_margins_off(self) -> None:
        """For dialogs, which have margins of their own."""
        self._layout.setContentsMargins(0, 0, 0, 0)

    def set_small(self, is_small: bool) -> None:
        """The window around it is a small one."""
        self._is_small = is_small
        for banner in self._banners.values():
            banner.set_small(is_small)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._banners)

    def show_banner(
        self,
        key: str,
        status: Status,
        title: str,
        text: str = "",
        *,
        can_close: bool = True,
        acts_below: bool = False,
    ) -> Banner:
        self.clear(key)
        banner = Banner(key, status, title, text, can_close=can_close, acts_below=acts_below)
        banner.set_small(self._is_small)
        banner.closed.connect(self.clear)
        self._banners[key] = banner
        self._layout.addWidget(banner)
        self.show()
        notices.announce(f"{title}. {text}", self)
        return banner

    def show_error(
        self, key: str, error: BaseException, *, unread: str = "", read_at: datetime | None = None
    ) -> Banner:
        """In the reader's words; that the database was away is said until it is back.

        Args:
            unread: what could not be read because of it; added to what it says so of already.
            read_at: of when is what stands there; of several the oldest is told.
        """
        before = self._banners.get(key)
        places = {unread, *before.unread} if unread and before is not None else {unread} - {""}
        if before is not None and before.read_at is not None and unread:
            read_at = min(read_at or before.read_at, before.read_at)
        words = notices.word_unread(error, sorted(places), read_at) if places else None
        wording = words or notices.word(error)
        banner = self.show_banner(
            key, Status.CRITICAL, wording.title, wording.text.replace("\n\n", "\n")
        )
        banner.unread, banner.read_at = frozenset(places), read_at
        banner.is_of_lost_database = isinstance(error, NotReachableError)
        return banner

    def forget_lost_database(self) -> None:
        """It is back."""
        for banner in tuple(self._banners.values()):
            if banner.is_of_lost_database:
                self.clear(banner.key)

    def clear(self, key: str) -> None:
        banner = self._banners.pop(key, None)
        if banner is not None:
            banner.hide()
            banner.deleteLater()
        if not self._banners:
            self.hide()


def show_begun(area: BannerArea, begin_anew: Callable[[], object]) -> None:
    """Say of a sheet that what was typed earlier stands in it, and let it be emptied."""
    banner = area.show_banner(BEGUN, Status.RUNNING, tr("As you left it"))
    _offer(area, banner, "anew", tr("Begin anew"), begin_anew)


def show_changed(area: BannerArea, changed: Changed, put_in: Callable[[], object]) -> None:
    """Say of a sheet that it holds something else than when it was left; nothing is put in yet."""
    said = tr("What stands here now is shown. Your words are kept aside.")
    if changed.left_at is not None:
        said = tr("You wrote on {time}. {rest}").format(time=moment(changed.left_at), rest=said)
    words = "\n".join((said, *changed.lines))
    title = tr("It changed since you left it")
    banner = area.show_banner(BEGUN, Status.WARNING, title, words, can_close=False, acts_below=True)
    put = banner.add_action(tr("Put my words in"), put_in)
    put.setObjectName(f"banner.{BEGUN}.put_in")
    _offer(area, banner, "anew", tr("Forget my words"), changed.forget)


def show_stored(area: BannerArea) -> None:
    """Say of a sheet that what was left is stored, and that more was typed since."""
    words = tr("What stands here now is not stored yet.")
    area.show_banner(BEGUN, Status.OK, tr("What you had left is stored"), words)


def _offer(
    area: BannerArea, banner: Banner, name: str, words: str, act: Callable[[], object]
) -> None:
    """A way on, after which nothing is left to say."""

    def go() -> None:
        act()
        area.clear(BEGUN)

    banner.add_action(words, go).setObjectName(f"banner.{BEGUN}.{name}")
