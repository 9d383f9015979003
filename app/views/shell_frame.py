"""The fixed parts of the window and where they stand."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.views.cards import Card
from app.views.language import tr
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Divider, Pane
from app.views.widgets.demo_strip import DemoStrip
from app.views.widgets.hint_line import HintStrip
from app.views.widgets.rail import Rail, RailEntry
from app.views.widgets.room import Room
from app.views.widgets.status_bar import StatusBar
from app.views.widgets.top_bar import TopBar
from app.views.widgets.view_strip import ViewStrip


class ShellFrame(QWidget):
    """Demo strip, top bar, rail beside the screens under their banners, status bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.top, self.rail, self.status = TopBar(), Rail(), StatusBar()
        self.demo, self.banners, self.stack = DemoStrip(), BannerArea(), QStackedWidget()
        self.stack.setObjectName("screens")
        self.demo.hide()
        self.hints = HintStrip()
        self.top.take(self.demo.small_button)
        self.viewing = ViewStrip(
            "viewas",
            tr("Nothing can be changed. What you read is what your own rights let you read."),
            back=tr("Leave this view"),
            icon="eye",
        )
        self.past = ViewStrip(
            "past",
            tr("Nothing can be changed. Of work under way then, only people's tasks are kept."),
            back=tr("Back to now"),
            icon="history",
        )
        content = Pane()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.banners)
        inside.addWidget(Room(self.stack), 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(Divider(is_vertical=True))
        middle.addWidget(content, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(Divider())
        outer.addWidget(self.demo)
        outer.addWidget(self.hints)
        outer.addWidget(self.viewing)
        outer.addWidget(self.past)
        outer.addWidget(self.top)
        outer.addLayout(middle, 1)
        outer.addWidget(self.status)

    def list_screens(self, cards: Iterable[Card]) -> None:
        """In the rail, with the keys that lead to them."""
        self.rail.set_entries(
            [
                RailEntry(
                    one.key,
                    tr(one.title),
                    one.icon,
                    one.group,
                    f"G {one.letter.upper()}" if one.letter else "",
                )
                for one in cards
                if one.is_in_rail
            ]
        )

    def show_hints(self, *, on_demo: bool, is_shown: bool) -> None:
        """In the strip of the demo where there is one, else in one of their own."""
        if on_demo:
            self.demo.make_room(is_shown)
        else:
            self.hints.setVisible(is_shown)

    def set_small(self, is_small: bool) -> None:
        """Where there is little room, by zoom too, what is told around the screens folds."""
        self.demo.set_small(is_small)
        self.banners.set_small(is_small)
