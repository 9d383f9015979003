"""The guide in a window of its own, to read beside the work: contents, search, pictures, links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import theme
from app.views.actions import ActionRegistry, ActionSpec
from app.views.cells import Status
from app.views.glossary import Term, terms
from app.views.guide_book import WORDS, GuideBook, Part
from app.views.language import N_, tr
from app.views.opening_outside import KEY, open_address
from app.views.panels.guide_contents import GuideContents
from app.views.theme import FontRole
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Divider, ElidedLabel, Pane
from app.views.widgets.button import Button, Kind
from app.views.widgets.guide_page import GuidePage
from app.views.widgets.splitter import Splitter

_SCREEN = "screen:"  # begins a link to a screen of the window
_SIZE, _LEAST = (1080, 760), (520, 360)

KEYS = (
    ActionSpec("edit.filter", N_("Search the guide"), ("Ctrl+F", "/")),
    ActionSpec("go.back", N_("Back"), ("Alt+Left",), icon="chevron-left"),
    ActionSpec("go.forward", N_("Forward"), ("Alt+Right",), icon="chevron-right"),
    ActionSpec("pane.next", N_("Next pane"), ("F6",)),
    ActionSpec("window.close", N_("Close window"), ("Ctrl+W",)),
)


@dataclass(frozen=True, slots=True)
class _Place:
    part: Part
    scrolled: int = 0


class GuideWindow(QWidget):
    """Read in the language of the window; `titles`: of the window's screens, by their keys."""

    screen_wanted = Signal(str)  # its key
    closed = Signal()

    def __init__(
        self, titles: Mapping[str, str], keys: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("guide")
        self.setWindowTitle(tr("User guide"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._titles = titles
        self.book = GuideBook()
        self._places: list[_Place] = []
        self._at = -1
        self.contents = GuideContents(self.book)
        self.page = GuidePage(self.book.folder)
        self.banners = BannerArea()
        self.back = Button(icon="chevron-left", name=tr("Back"), kind=Kind.QUIET)
        self.forward = Button(icon="chevron-right", name=tr("Forward"), kind=Kind.QUIET)
        self.where = ElidedLabel("", FontRole.CAPTION)
        self.where.setObjectName("guide.where")
        self._build()
        self._add_keys(keys or {})
        self.contents.part_chosen.connect(self.open_part)
        self.contents.searched.connect(self._mark)
        self.page.followed.connect(self._on_page_followed)
        self._show_history()

    def _build(self) -> None:
        self.back.setObjectName("guide.back")
        self.forward.setObjectName("guide.forward")
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        for part in (self.back, self.forward):
            head.addWidget(part)
        head.addWidget(self.where, 1)
        right = Pane()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addLayout(head)
        beside.addWidget(Divider())
        beside.addWidget(self.banners)
        beside.addWidget(self.page, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Splitter(self.contents, right, sizes=(300, 0)))
        theme.dress(self)
        self.setMinimumSize(*_LEAST)
        room = self.screen().availableGeometry().size()
        self.resize(min(theme.px(_SIZE[0]), room.width()), min(theme.px(_SIZE[1]), room.height()))

    def _add_keys(self, chosen: Mapping[str, tuple[str, ...]]) -> None:
        actions = ActionRegistry(self)
        actions.set_chosen_keys(chosen)
        acts = (self.search, self.go_back, self.go_forward, self._turn_pane, self.close)
        for spec, act in zip(KEYS, acts, strict=True):
            actions.add(spec, act)
        self.back.clicked.connect(self.go_back)
        self.forward.clicked.connect(self.go_forward)

    def search(self) -> None:
        self.contents.field.setFocus()
        self.contents.field.selectAll()

    def _turn_pane(self) -> None:
        (self.contents.list if self.page.hasFocus() else self.page).setFocus()

    @property
    def part(self) -> Part | None:
        """What is open."""
        return self._places[self._at].part if self._at >= 0 else None

    def open_screen(self, key: str) -> None:
        """What the guide says about a screen; of one that it says nothing about, its beginning."""
        part = self.book.of_screen(key) or next(iter(self.book.contents), None)
        if part is None:
            self.page.show_text(tr("The guide is missing from this installation."))
            return
        self.contents.leave_search()
        self.open_part(part)
        self.page.setFocus()

    def open_term(self, term: Term) -> None:
        part = self.book.of_term(term)
        if part is not None:
            self.contents.leave_search()
            self.open_part(part)
            self.page.setFocus()

    @Slot(object)
    def open_part(self, part: Part) -> None:
        if part != self.part:
            self._keep_scrolled()
            del self._places[self._at + 1 :]
            self._places.append(_Place(part))
            self._at = len(self._places) - 1
        self._show()
        self.page.turn_to(part.anchor if part.level > 1 else "")
        self._mark()

    def _keep_scrolled(self) -> None:
        if self._at >= 0:
            scrolled = self.page.verticalScrollBar().value()
            self._places[self._at] = replace(self._places[self._at], scrolled=scrolled)

    def go_back(self) -> None:
        self._travel(-1)

    def go_forward(self) -> None:
        self._travel(1)

    def _travel(self, step: int) -> None:
        if not 0 <= self._at + step < len(self._places):
            return
        self._keep_scrolled()
        self._at += step
        self._show()
        self._mark()
        bar, scrolled = self.page.verticalScrollBar(), self._places[self._at].scrolled
        QTimer.singleShot(0, bar, partial(bar.setValue, scrolled))  # once it is laid out

    def _show(self) -> None:
        part = self.part
        if part is None:
            return
        self.banners.clear(KEY)
        topic = self.book.topic(part)
        self.page.show_text(self._markdown(topic))
        self.contents.show_part(part)
        lead = next(iter(self.book.parts(part.page)), part)
        self.where.setText(" › ".join(dict.fromkeys((lead.title, topic[0].title, part.title))))
        self._show_history()

    def _show_history(self) -> None:
        none_back, none_on = self._at <= 0, self._at >= len(self._places) - 1
        self.back.set_blocked(tr("There is no place to go back to.") if none_back else "")
        self.forward.set_blocked(tr("There is no place to go forward to.") if none_on else "")

    @Slot()
    def _mark(self) -> None:
        self.page.mark(self.contents.looked_for)

    def _markdown(self, topic: tuple[Part, ...]) -> str:
        """Its parts with their headings, and at the foot where one may go from here."""
        said = terms_by_link(self.book) if topic[0].page == WORDS else {}
        pieces = []
        for part in topic:
            pieces.append(f"{'#' * part.level} {part.title}\n\n{part.text}")
            if part.link in said:
                pieces.append(self._ways_of(said[part.link]))
        return "\n".join([*pieces, self._foot(topic)])

    def _ways_of(self, term: Term) -> str:
        """From a word to its screens, and to the parts that tell of it."""
        screens = [self._way_to(key) for key in term.screens if key in self._titles]
        parts = " · ".join(map(_linked, self.book.told_in(term)))
        told = tr("In the guide: {parts}").format(parts=parts) if parts else ""
        return "  \n".join(filter(None, (" · ".join(screens), told))) + "\n"

    def _way_to(self, key: str) -> str:
        words = tr("Go to {screen}").format(screen=self._titles[key])
        return f"[{words}]({_SCREEN}{key})"

    def _foot(self, topic: tuple[Part, ...]) -> str:
        lead = topic[0]
        words = [self.book.of_term(one) for one in self.book.words_in(topic)]
        named = " · ".join(_linked(part) for part in words if part is not None)
        before, after = self.book.beside(lead)
        lines = [
            self._way_to(lead.screen) if lead.screen in self._titles else "",
            tr("Words: {words}").format(words=named) if named else "",
            tr("Before this: {part}").format(part=_linked(before)) if before else "",
            tr("After this: {part}").format(part=_linked(after)) if after else "",
        ]
        told = "\n\n".join(filter(None, lines))
        return f"\n---\n\n{told}\n" if told else ""

    @Slot(str)
    def _on_page_followed(self, href: str) -> None:
        if href.startswith(_SCREEN):
            self.screen_wanted.emit(href.removeprefix(_SCREEN))
        elif href.startswith(("https://", "http://")):
            open_address(href, self.banners, self)
        else:
            page = self.part.page if self.part is not None else ""
            found = self.book.linked(href, page)
            if found is not None:
                self.open_part(found)
            else:
                title = tr("This page is not part of the guide")
                self.banners.show_banner(KEY, Status.UNKNOWN, title, href)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The buttons that mice have for it."""
        ways = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}
        if event.button() in ways:
            self._travel(ways[event.button()])
            return
        super().mousePressEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is looked for goes first, then the guide."""
        if event.key() == Qt.Key.Key_Escape:
            if self.contents.looked_for:
                self.contents.leave_search()
            else:
                self.close()
            return
        super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)


def terms_by_link(book: GuideBook) -> dict[str, Term]:
    """Where each word stands on the page of words."""
    found = ((book.of_term(term), term) for term in terms())
    return {part.link: term for part, term in found if part is not None}


def _linked(part: Part) -> str:
    return f"[{part.title}]({part.link})"
