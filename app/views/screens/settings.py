"""Settings: what a person wants for themselves on this computer. Each change holds at once."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import theme
from app.views.cards import CARDS
from app.views.language import tr
from app.views.panels.settings_pages import PAGES
from app.views.panels.settings_rows import Entry, SettingsPage
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.widgets.basics import row, screen_title
from app.views.widgets.tabs import Hung, Tab, Tabs


@SCREENS.register("settings")
class SettingsScreen(Screen):
    card = CARDS["settings"]

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self.pages: tuple[SettingsPage, ...] = tuple(make(shell) for make in PAGES)
        self.tabs = Tabs(tr("Pages of settings"))
        for page in self.pages:
            self.tabs.add(Tab(page.title), page)
        self.tabs.bar.setObjectName("settings.pages")
        self.search = QLineEdit()
        self.search.setObjectName("settings.search")
        self.search.setAccessibleName(tr("Search settings"))
        self.search.setPlaceholderText(tr("Search settings…"))
        self.search.setClearButtonEnabled(True)
        theme.keep_sized(self.search, lambda: self.search.setFixedSize(theme.px(280), theme.px(28)))
        self._entries = [
            Entry(n, words, control)
            for n, page in enumerate(self.pages)
            for words, control in page.entries
        ]
        self._complete()
        head = row(screen_title(tr(self.card.title)), None, self.search)
        head.setContentsMargins(16, 12, 24, 4)  # at its end as what stands below
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 0, 0, 0)
        inside.addLayout(Hung(self.tabs))
        layout.addLayout(inside, 1)
        self.tabs.page_shown.connect(self._say_where)
        self.search.returnPressed.connect(self._on_search_return_pressed)

    def _complete(self) -> None:
        titles = [page.title for page in self.pages]
        self._offers = [f"{one.words} – {titles[one.page]}" for one in self._entries]
        completer = QCompleter(QStringListModel(self._offers, self), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = QListView()
        popup.setAccessibleName(tr("Settings found"))
        completer.setPopup(popup)
        completer.activated.connect(self._jump)
        self.search.setCompleter(completer)

    @Slot()
    def _on_search_return_pressed(self) -> None:
        """The first that fits, where nothing was chosen from the list."""
        typed = self.search.text().casefold().strip()
        found = next((offer for offer in self._offers if typed and typed in offer.casefold()), "")
        if found:
            self._jump(found)

    @Slot(str)
    def _jump(self, offer: str) -> None:
        if offer not in self._offers:
            return
        entry = self._entries[self._offers.index(offer)]
        self.tabs.show_page(entry.page)
        page = self.pages[entry.page]
        page.area.ensureWidgetVisible(entry.control)
        entry.control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @override
    def refresh(self) -> None:
        self._say_where()

    @Slot()
    def _say_where(self) -> None:
        self.set_crumbs(tr(self.card.title), self.pages[self.tabs.current].title)

    @override
    def place_state(self) -> object:
        return self.tabs.current

    @override
    def restore_state(self, state: object) -> None:
        if isinstance(state, int):
            self.tabs.show_page(state)

    @override
    def focus_filter(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @override
    def focus_list(self) -> None:
        self.tabs.bar.setFocus()

    @override
    def panes(self) -> list[QWidget]:
        return [self.search, self.tabs.bar, self.pages[self.tabs.current].area]
