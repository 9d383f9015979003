"""The first window: three ways in, and what is being done on the way. Light: imports Qt only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import texts
from app.config import VERSION
from app.errors import AppError
from app.views import icons, language, notices, safe_text, theme, window_frames
from app.views.cells import Status
from app.views.language import N_, tr
from app.views.opening_page import OpeningPage
from app.views.sign_in_page import SignInPage
from app.views.theme import FontRole
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Avatar, Card, Pane, StyledLabel, caption, pane_title
from app.views.widgets.button import Button, Kind
from app.views.widgets.digest_chain import DigestChain
from app.views.widgets.fields import Choice
from app.views.widgets.room import Room
from app.views.widgets.wrap import wrapping_row

_BESIDE_FROM = 1200  # of the mock-ups' pixels: three cards beside each other
STEPS = (
    ("box", N_("Registered"), N_("what it is, where it came from")),
    ("activity", N_("Tested"), N_("against stated limits")),
    ("shield-check", N_("Approved"), N_("by two pairs of eyes")),
    ("upload", N_("Deployed"), N_("exactly what was approved")),
    ("eye", N_("Watched"), N_("every day, with alerts")),
)
DEMO_PEOPLE = (
    ("jo", "Jo Vermeer", N_("Compliance")),
    ("eva", "Eva Lindqvist", N_("Architect")),
    ("tom", "Tom Bakker", N_("Operator")),
    ("sanne", "Sanne de Vries", N_("Scientist")),
    ("lin", "Lin Chen", N_("Executive")),
)


class Face(QPushButton):
    """Somebody of the demo, with what they do there: a click begins it as them."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self.setAccessibleName(
            tr("Explore the demo as {name}, {role}").format(name=name, role=role)
        )
        self.setToolTip(self.accessibleName())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(3, 3, 3, 3)
        column.setSpacing(3)
        words = caption(role.replace(" ", "\n"))  # one below the other: five stand in a row
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (Avatar(name), words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(part, alignment=Qt.AlignmentFlag.AlignHCenter)

    @override
    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        if not (self.hasFocus() or self.underMouse()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.focus if self.hasFocus() else t.edge), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()


class LifeLine(QWidget):
    """The life of a model, as five circles on a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        said = ", ".join(f"{tr(title)}: {tr(what)}" for _, title, what in STEPS)
        self.setAccessibleName(tr("The life of a model. {said}").format(said=said))

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(940), theme.px(114))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step, radius, y = self.width() / len(STEPS), theme.px(23), theme.px(25)
        for n, (icon, title, what) in enumerate((i, tr(a), tr(b)) for i, a, b in STEPS):
            x = step * (n + 0.5)
            is_last = n == len(STEPS) - 1
            if n:
                painter.setPen(QPen(QColor(t.divider), 2))
                painter.drawLine(QPointF(x - step + radius + 5, y), QPointF(x - radius - 5, y))
            painter.setPen(QPen(QColor(t.highlight if is_last else t.edge), 1.5))
            painter.setBrush(QColor(t.highlight if is_last else t.base))
            painter.drawEllipse(QPointF(x, y), radius, radius)
            size = theme.px(18)
            tint = t.highlight_text if is_last else t.text
            icons.draw(painter, icon, x - size / 2, y - size / 2, size, tint)
            title_box = QRectF(x - step / 2 + 4, theme.px(56), step - 8, theme.px(20))
            self._centred(painter, title_box, title, FontRole.STRONG, t.text)
            what_box = QRectF(x - step / 2 + 4, theme.px(77), step - 8, theme.px(36))
            self._centred(painter, what_box, what, FontRole.CAPTION, t.secondary)
        painter.end()

    def _centred(
        self, painter: QPainter, box: QRectF, words: str, role: FontRole, color: str
    ) -> None:
        """Words in the middle of a box, in as many lines as they need."""
        painter.setFont(theme.font(role))
        painter.setPen(QColor(color))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(box, int(flags) | int(Qt.TextFlag.TextWordWrap), words)


class _Way(Card):
    """One way in: what it is, and its button."""

    def __init__(self, icon: str, title: str, text: str) -> None:
        super().__init__()
        self.setFixedWidth(theme.px(368))
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(20, 18, 20, 18)
        self.inside.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(_IconMark(icon), alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(StyledLabel(title, FontRole.PANE_TITLE, wraps=True), 1)
        self.inside.addLayout(head)
        words = StyledLabel(text, is_secondary=True, wraps=True)
        words.setMinimumHeight(theme.px(56))
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.inside.addWidget(words)
        self.inside.addStretch()

    def add_field(self, name: str, hint: str, object_name: str) -> QLineEdit:
        label = StyledLabel(name, FontRole.CAPTION_MEDIUM)
        edit = QLineEdit()
        edit.setObjectName(object_name)
        edit.setAccessibleName(name)
        edit.setPlaceholderText(hint)
        edit.setFixedHeight(theme.px(30))
        label.setBuddy(edit)
        self.inside.addWidget(label)
        self.inside.addWidget(edit)
        return edit

    def add_button(self, button: Button, object_name: str) -> Button:
        button.setObjectName(object_name)
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch()
        self.inside.addLayout(row)
        return button


class _IconMark(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(theme.px(20), theme.px(20))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.draw(painter, self._name, 0, 0, self.width(), theme.tokens().focus)
        painter.end()


class StartWindow(QMainWindow):
    """Seen before a workspace is open."""

    demo_wanted = Signal(str)  # the handle of who is to act in it; empty: the first
    new_wanted = Signal(str)  # full name
    place_wanted = Signal(str)  # URL or path
    room_wanted = Signal()
    sign_in_wanted = Signal(object)  # SignInEntry
    again_wanted = Signal()  # the place that could not be opened
    language_wanted = Signal(str)  # its code

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Modelward")
        self.setObjectName("firstrun")
        self.resize(window_frames.within_screen(QSize(1280, 800)))
        self.setMinimumSize(960, 600)
        self._pages = QStackedWidget()
        self._choices = self._make_choices()
        self.opening = OpeningPage()
        self.opening.left.connect(self.show_choices)
        self.opening.again.connect(self.again_wanted)
        self._pages.addWidget(self._choices)
        self._pages.addWidget(self.opening)
        self.sign_in = SignInPage()
        self.sign_in.entered.connect(self.sign_in_wanted)
        self.sign_in.left.connect(self.show_choices)
        self._pages.addWidget(self.sign_in)
        self.setCentralWidget(Room(self._pages))
        theme.dress(self)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, by zoom too, the ways in stand below each other."""
        super().resizeEvent(event)
        is_narrow = self.width() < theme.px(_BESIDE_FROM)
        way = QBoxLayout.Direction
        self._ways.setDirection(way.TopToBottom if is_narrow else way.LeftToRight)
        self._story.setVisible(not is_narrow)

    @Slot()
    def show_choices(self, left: str = "", name: str = "") -> None:
        """The ways in; first the one back, where the workspace `left` was called `name`."""
        self._left, self._left_name = left, name
        self.back_button.setText(tr("Back to {name}").format(name=safe_text.one_line(name, 60)))
        self.back_button.setVisible(bool(left))
        self._pages.setCurrentWidget(self._choices)
        (self.back_button if left else self.demo_button).setFocus()

    def show_sign_in(self, way: Any, error: AppError | None = None, *, keeps: bool = False) -> None:
        """Ask for login and password; `error`: why those before were not taken."""
        self.sign_in.ask(way, error, keeps=keeps)
        self._pages.setCurrentWidget(self.sign_in)
        self.sign_in.take_focus()

    def show_progress(self, words: str) -> None:
        self.banners.clear("start")
        self.opening.begin(words)
        self._pages.setCurrentWidget(self.opening)
        notices.announce(words, self)

    @Slot(object)
    def tell(self, what: Any) -> None:
        self.opening.tell(what)

    def show_error(self, error: BaseException) -> None:
        wording = notices.word(error)
        self.banners.show_banner("start", Status.CRITICAL, wording.title, wording.text)

    def show_done(self, words: str) -> None:
        self.banners.show_banner("start", Status.OK, words, "")
        notices.announce(words, self)

    def _make_choices(self) -> QWidget:
        page = Pane()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(24, 16, 24, 14)
        layout.setSpacing(0)
        center = Qt.AlignmentFlag.AlignHCenter
        self.banners = BannerArea()
        layout.addWidget(self.banners)
        layout.addWidget(pane_title("Modelward"))
        layout.addStretch(3)
        for line in (
            tr("Know what every model does,"),
            tr("who approved it, and what it is doing now."),
        ):
            words = StyledLabel(line, FontRole.KPI, wraps=True)
            words.setAlignment(center)
            layout.addWidget(words)
        layout.addSpacing(36)
        self._story = self._make_story()
        layout.addWidget(self._story, alignment=center)
        layout.addSpacing(28)
        self._ways = ways = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        ways.setSpacing(16)
        for way in (self._demo_way(), self._new_way(), self._connect_way()):
            ways.addWidget(way)
        middle = QHBoxLayout()  # so that a card is asked for its height at its own width
        middle.addStretch()
        middle.addLayout(ways)
        middle.addStretch()
        layout.addLayout(middle)
        layout.addSpacing(24)
        note = tr(
            "Nothing leaves this computer until you connect. The demo can be removed at any time."
        )
        promise = caption(note, wraps=True)
        promise.setAlignment(center)
        layout.addWidget(promise)
        layout.addSpacing(10)
        room = Button(tr("Open a review room…"), kind=Kind.LINK, icon="lock")
        room.setObjectName("firstrun.room")
        room.clicked.connect(lambda _checked: self.room_wanted.emit())
        layout.addWidget(room, alignment=center)
        self._left = self._left_name = ""
        self.back_button = Button("", icon="chevron-left")
        self.back_button.setObjectName("firstrun.back")
        self.back_button.setAutoDefault(True)
        self.back_button.hide()
        self.back_button.clicked.connect(lambda _checked: self.place_wanted.emit(self._left))
        layout.addSpacing(10)
        layout.addWidget(self.back_button, alignment=center)
        layout.addStretch(4)
        foot = QHBoxLayout()
        foot.addWidget(self._language_choice())
        foot.addStretch()
        foot.addWidget(caption(tr("Version {version}").format(version=VERSION)))
        layout.addLayout(foot)
        return page

    def _language_choice(self) -> Choice:
        """Each by its own name, for whoever can't read this one."""
        codes = [one for one in texts.LANGUAGES if one != texts.PSEUDO]
        names = [texts.LANGUAGES[one] for one in codes]
        choice = Choice(tr("Language"), names, keys=codes)
        choice.setObjectName("firstrun.language")
        choice.setCurrentIndex(choice.findData(texts.language()))
        choice.setVisible(not language.is_named_outside())
        choice.activated.connect(lambda place: self._ask_language(str(choice.itemData(place))))
        return choice

    def _ask_language(self, code: str) -> None:
        if code != texts.language():
            self.language_wanted.emit(code)

    @property
    def left(self) -> tuple[str, str]:
        """The workspace that is led back to, and what it is called."""
        return self._left, self._left_name

    def _make_story(self) -> QWidget:
        """The life of a model, and the record that it leaves."""
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        center = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(LifeLine(), alignment=center)
        layout.addWidget(DigestChain(), alignment=center)
        words = tr("Every step leaves a signed record that is linked to the one before.")
        layout.addWidget(caption(words), alignment=center)
        return holder

    def _demo_way(self) -> QWidget:
        way = _Way(
            "play",
            tr("Explore the demo workspace"),
            tr(
                "One click, one local file: a made-up bank with models, a life cycle that "
                "runs, decisions to take, drift and real runtimes."
            ),
        )
        way.inside.addWidget(StyledLabel(tr("Act as any of these people"), FontRole.CAPTION_MEDIUM))
        faces = []
        for handle, name, role in DEMO_PEOPLE:
            face = Face(name, tr(role))
            face.setObjectName(f"firstrun.as.{handle}")
            face.clicked.connect(lambda _checked, who=handle: self.demo_wanted.emit(who))
            faces.append(face)
        way.inside.addWidget(wrapping_row(*faces, spacing=3, is_top=True))
        way.inside.addSpacing(4)
        button = Button(tr("Explore the demo"), kind=Kind.PRIMARY, icon="play", keys="Enter")
        self.demo_button = way.add_button(button, "firstrun.demo")
        self.demo_button.setAutoDefault(True)
        self.demo_button.clicked.connect(lambda _checked: self.demo_wanted.emit(""))
        return way

    def _new_way(self) -> QWidget:
        way = _Way(
            "plus",
            tr("New workspace on this computer"),
            tr(
                "Empty and local, in one file. You hold every role; four eyes need a second person."
            ),
        )
        self.name_edit = way.add_field(tr("Your name"), tr("First and last name"), "firstrun.name")
        button = way.add_button(Button(tr("Create")), "firstrun.new")
        self._ask(self.name_edit, button, self.new_wanted.emit, tr("Say your name first."))
        return way

    def _connect_way(self) -> QWidget:
        way = _Way(
            "database",
            tr("Connect to our database"),
            tr(
                "PostgreSQL of your team, with your own login. A password is asked for where the "
                "server wants one, and never stands in the address."
            ),
        )
        self.url_edit = way.add_field(
            tr("Address, or path of a file"), "postgresql://you@host/governance", "firstrun.url"
        )
        button = way.add_button(Button(tr("Connect")), "firstrun.connect")
        self._ask(self.url_edit, button, self.place_wanted.emit, tr("Give the address first."))
        return way

    def _ask(
        self, edit: QLineEdit, button: Button, answer: Callable[[str], object], lacks: str
    ) -> None:
        """The button works once something is typed; Enter in the field presses it."""

        def update(text: str) -> None:
            button.set_blocked("" if text.strip() else lacks)

        def submit() -> None:
            if edit.text().strip():
                answer(edit.text().strip())

        edit.textChanged.connect(update)
        edit.returnPressed.connect(submit)
        button.clicked.connect(lambda _checked: submit())
        update("")
