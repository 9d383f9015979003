"""Home: what needs this person, why, and the next step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.home import (
    COUNTED,
    Figures,
    Home,
    load_figures,
    load_work,
    with_figures,
)
from app.models.queries.home_blocks import MOST, WorkRow
from app.models.queries.home_figures import Tile
from app.models.queries.need_rows import NeedRow
from app.models.rules.role_views import blocks_of, first_view
from app.views import language, notices, theme
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.language import N_, tr
from app.views.panels.home_acts import HomeActs
from app.views.panels.home_arrange import Arrangement
from app.views.panels.home_begin import Beginnings
from app.views.panels.home_blocks import BLOCKS as WORK_BLOCKS
from app.views.panels.home_blocks import SCREENS as WORK_SCREENS
from app.views.panels.home_blocks import TILE_ROWS, work_columns, work_ref
from app.views.panels.home_parts import Block, TileRow
from app.views.panels.home_rows import (
    Need,
    merged,
    need_columns,
    since_columns,
    since_ref,
    waiting_columns,
    watch_columns,
    watch_ref,
)
from app.views.panels.home_words import clock, nothing_words, ref_of
from app.views.panels.parts import ScrollColumn
from app.views.places import ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.shown_time import shown_now
from app.views.widgets.basics import KeyCap, StyledLabel, caption, screen_title
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice
from app.views.widgets.wrap import whole_up_to, wrapping_row
from app.views.zones import zone

ROLE_VIEWS = {
    "operator": N_("Operator"),
    "compliance": N_("Compliance"),
    "validator": N_("Validator"),
    "engineer": N_("Engineer"),
    "architect": N_("Architect"),
    "analyst": N_("Business analyst"),
    "executive": N_("Executive"),
    "administrator": N_("Administrator"),
}
_BESIDE_FROM = 840  # of the mock-ups' pixels: two blocks beside each other
_ANEW_MS = 1_500  # until what comes in no longer orders what is read
_HALVES_FROM = 1400  # the same: an empty one keeps its half, so that blocks stand in columns
FIRST_LOOK_BACK = timedelta(days=7)
LAST_VISIT = "modelward.last_visit"  # a property of the application, set by the desktop
REFRESH_MS = 15_000
_LEAST_ABOUT, _LEAST_SAID = 300, 520  # px: what stands beside goes on below
FIRST_STEP = N_("This workspace is new. Its first step is a model: a folder or an ONNX file.")


@SCREENS.register("home")
class HomeScreen(Screen):
    card = CARDS["home"]

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._home: Home | None = None
        self._was_left = False  # since it was read last: nothing of then stays ticked
        self._figures: Figures | None = None
        self._now = self._read_at = self._counted_at = shown_now()
        self._view = ""
        self._shows_put_off = False
        self.own = Arrangement(self, self._rearrange)
        self._build_blocks()
        self._build_layout()
        self._connect_signals()

    def _build_blocks(self) -> None:
        def now() -> datetime:
            return self._now

        self.needs = Block(
            tr("Needs you"),
            need_columns(now),
            lambda one: one.key,
            name="home.needs",
            empty=tr("Nothing needs you now."),
        )
        self.watching = Block(tr("Watching"), watch_columns(now), lambda one: (one.kind, one.id),
                              empty=tr("Nothing is on its way."), name="home.watching")  # fmt: skip
        self.waiting = Block(tr("Waiting for others"), waiting_columns(now),
                             lambda one: (one.kind, one.id), name="home.waiting",
                             empty=tr("Nobody else holds anything of yours."))  # fmt: skip
        self.since = Block(tr("Since your last visit"), since_columns(now), lambda one: one.key,
                           empty=tr("Nothing happened that concerns you."), name="home.since",
                           row_height=26)  # fmt: skip
        self.tile_rows: dict[str, TileRow] = {}
        self.work: dict[str, Block] = {}
        self._lines: list[tuple[QBoxLayout, list[QWidget]]] = []
        self.tiles = self._tile_row("tiles")
        hint = QWidget()
        row = QHBoxLayout(hint)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(caption(tr("Next for me")))
        row.addWidget(KeyCap("Ctrl+J"))
        self.needs.head.add_trailing(hint)

    def _block(self, name: str) -> QWidget:
        """A block of a role's view, made when a view first shows it."""
        known: dict[str, QWidget] = {
            "needs": self.needs,
            "watching": self.watching,
            "waiting": self.waiting,
            "since": self.since,
            **self.work,
        }
        if name in known:
            return known[name]
        return self._tile_row(name) if name in TILE_ROWS else self._work_block(name)

    def _tile_row(self, name: str) -> TileRow:
        if name not in self.tile_rows:
            row = self.tile_rows[name] = TileRow(tr(TILE_ROWS[name]))
            row.opened.connect(self._on_tile_opened)
            row.again_asked.connect(self.refresh)
        return self.tile_rows[name]

    def _work_block(self, name: str) -> Block:
        title, empty = map(tr, WORK_BLOCKS[name])
        columns = work_columns(title, lambda: self._now)
        block = Block(title, columns, lambda one: one.key, empty=empty,
                      name=f"home.{name}")  # fmt: skip
        block.table.opened.connect(self._on_work_opened)
        self.work[name] = block
        return block

    def _build_layout(self) -> None:
        self.first_step = Button(
            tr("Register a model…"), kind=Kind.PRIMARY, icon="plus", changes=True
        )
        self.first_step.setObjectName("home.register")
        self.first_step.clicked.connect(self._register)
        self.greeting = screen_title(tr("Home"))
        self.summary = StyledLabel("", is_secondary=True)
        self.role_view = Choice(tr("Role view"))
        self.role_view.setObjectName("home.role")
        self.role_view.hide()
        # What a new workspace needs first stands first; the blocks below say what will be there.
        said = caption(tr(FIRST_STEP))
        whole_up_to(said, _LEAST_SAID)
        self._first = wrapping_row(self.first_step, said, spacing=12)
        self._first.hide()
        about = QWidget()
        theme.keep_sized(about, lambda: about.setMinimumWidth(theme.px(_LEAST_ABOUT)))
        words = QVBoxLayout(about)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(4)
        words.addWidget(self.greeting)
        words.addWidget(self.summary)
        head = wrapping_row(about, None, self.own.button, self.role_view, is_top=True)
        self.page = ScrollColumn(tr("Home"), margins=(24, 12, 24, 24))
        self.page.column.setSpacing(22)
        self.page.column.addWidget(head)
        self.beginnings = Beginnings()
        self.page.column.addWidget(self.beginnings)
        self.page.column.addWidget(self._first)
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(24)
        self.page.column.addLayout(self._blocks)
        self.page.column.addStretch(1)  # all the room that is left: blocks would take half of it
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self._arrange(first_view(self.backend.decider.roles))

    def _connect_signals(self) -> None:
        self.needs.table.opened.connect(lambda one: self.shell.open_ref(ref_of(one.row)))
        self.needs.again_asked.connect(self.refresh)
        self.needs.table.opened_in_window.connect(
            lambda one: self.shell.open_window(ref_of(one.row))
        )
        self.needs.table.set_refs(lambda one: ref_of(one.row))
        self.watching.table.set_refs(watch_ref)
        self.since.table.set_refs(since_ref)
        self.watching.table.opened.connect(lambda one: self.shell.open_ref(watch_ref(one)))
        self.since.table.opened.connect(lambda one: self.shell.open_ref(since_ref(one)))
        self.waiting.table.opened.connect(
            lambda one: self.shell.open_ref(ObjectRef(one.kind, str(one.id), one.model_name))
        )
        self.role_view.activated.connect(self._on_role_view_activated)
        self.beginnings.chosen.connect(lambda key, shown: self.shell.go(key, filter_text=shown))
        self.backend.decider_changed.connect(self._on_backend_decider_changed)
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()
        self.acts = HomeActs(
            self, self.needs.table, self._drop, self._toggle_put_off, self._why_no_put_off
        )
        spec = ActionSpec("home.lineage", tr("Lineage"), ("L",), "Actions", context="home")
        self.add_action(spec, self._open_lineage, blocked=self._why_no_lineage,
                        owner=self.needs.table)  # fmt: skip

    @override
    def refresh(self) -> None:
        self._now = shown_now()
        me = self.backend.decider.id
        self.backend.read(
            self._on_figures_read,
            load_figures,
            me,
            now=self._now,
            view=self._view,
            on_error=self._on_figures_error,
        )
        self.backend.read(
            self._show,
            load_work,
            me,
            now=self._now,
            last_visit=self._last_visit(),
            shown=self._shown_alerts(),
            view=self._view,
            with_put_off=self._shows_put_off,
            on_error=self._on_error,
        )

    def _drop(self, row: NeedRow) -> None:
        """It is with this person no longer: not done, so not ticked; the next one is chosen."""
        table = self.needs.table
        place = table.currentIndex().row()
        left = [one for one in self.needs.model.rows if one.key != row.key]
        self.needs.set_rows(left)
        if left:
            table.select_key(left[min(place, len(left) - 1)].key)
        self.refresh()

    def _toggle_put_off(self) -> None:
        self._shows_put_off = not self._shows_put_off
        self.refresh()

    def _why_no_put_off(self) -> str:
        has_any = self._home is not None and self._home.put_off
        return "" if has_any or self._shows_put_off else tr("You have put off nothing.")

    def _shown_alerts(self) -> list[UUID]:
        """Those under the cursor: they stay, however many are more urgent now."""
        if not self.needs.table.hasFocus():
            return []
        rows = [one for one in self.needs.model.rows if isinstance(one, Need)]
        alerts = (each for one in rows for each in (one.row, *one.row.others))
        return [one.id for one in alerts if one.kind == "alert"]

    @override
    def focus_list(self) -> None:
        # A hidden list takes no focus: it would land on whatever comes first in the window.
        (self.needs.table if self.needs.table.isVisible() else self.page).setFocus()

    def _has_keyboard(self) -> bool:
        """Whether nobody went elsewhere while it was read: a button that loses the focus between
        press and release does nothing."""
        application = theme.application()
        focused = application.focusWidget()
        is_here = focused is None or focused is self or self.isAncestorOf(focused)
        return is_here and application.mouseButtons() == Qt.MouseButton.NoButton

    @override
    def panes(self) -> list[QWidget]:
        blocks = [one for _line, blocks in self._lines for one in blocks]
        return [
            one.table
            for one in blocks
            if isinstance(one, Block) and one.isVisible() and one.table.isVisible()
        ]

    def _last_visit(self) -> datetime:
        known = theme.application().property(LAST_VISIT)
        if isinstance(known, str) and known:
            visit = datetime.fromisoformat(known)
            if visit < self._now:  # not of a day before it
                return visit
        return self._now - FIRST_LOOK_BACK

    def _show(self, home: Home) -> None:
        if home.view != self._view and self._view in home.role_views:
            return  # another view was chosen meanwhile, and is being read
        self._read_at = self._now
        is_first = self._home is None
        self._home = home
        self._first.setVisible(not home.has_models)
        self.beginnings.setVisible(home.has_models and not home.needs)
        self.needs.set_empty(nothing_words(home.next_due, self._now))
        self._show_views(home)
        self._show_needs(home)
        self._show_blocks(home)
        self._share_width()
        self._show_greeting(home)
        if is_first:
            self.needs.table.select_first()
            if self.isVisible() and self._has_keyboard():
                self.focus_list()

    def _show_blocks(self, home: Home) -> None:
        """Those of the view that was read; what was not read keeps what it showed."""
        self.watching.set_rows(home.watching)
        self.waiting.set_rows(home.waiting)
        since = clock(self._last_visit(), self._now)
        self.since.set_rows(
            home.since,
            tr("%n event(s) since {when}", "", home.since_count).format(when=since),
        )
        for name, rows in home.blocks.items():
            self.work[name].set_rows(rows, _how_many(len(rows), home.counts.get(name)))
        for name, tiles in home.tiles.items():
            self._tile_row(name).set_tiles(tiles, has_models=home.has_models)
        self._show_figures()

    def _on_figures_read(self, found: Figures) -> None:
        self._figures, self._counted_at = found, self._now
        self._clear_tile_errors()
        self._show_figures()

    @property
    def is_filled(self) -> bool:
        """Whether all that the view shows has been read."""
        home, figures = self._home, self._figures
        return home is not None and figures is not None and home.view == figures.view

    def _show_figures(self) -> None:
        if self._home is None or self._figures is None or not self.is_filled:
            return  # each waits for the other
        home = with_figures(self._home, self._figures)
        for name in self._figures.tiles:
            self._tile_row(name).set_tiles(home.tiles[name], has_models=home.has_models)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """What is done stays ticked until the reader leaves."""
        super().hideEvent(event)
        self._was_left = True

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """In order again, at once: what is read for who comes may be the same as before."""
        super().showEvent(event)
        if self._was_left and self._home is not None:
            self._show_needs(self._home)
            self._was_left = True
        QTimer.singleShot(_ANEW_MS, self, self._on_looked_at)

    @Slot()
    def _on_looked_at(self) -> None:
        self._was_left = not self.isVisible()

    def _show_needs(self, home: Home) -> None:
        """While the list has the keyboard, nothing moves under the cursor."""
        needs = home.needs
        shown = [one for one in self.needs.model.rows if isinstance(one, Need)]
        if self.needs.table.hasFocus() and shown and not self._was_left:
            rows = merged(shown, needs)
        else:
            rows = [Need(one) for one in needs]
        self._was_left = not self.isVisible()
        note: object = home.needs_count
        if home.needs_count > sum(1 + len(one.others) for one in needs):
            alerts = sum(1 + len(one.others) for one in needs if one.kind == "alert")
            note = tr("{count}; of the alerts the {listed} most urgent").format(
                count=home.needs_count, listed=alerts
            )
        if home.put_off:
            note = tr("{count}, %n put off", "", home.put_off).format(count=note)
        self.needs.set_rows(rows, note)

    def _show_greeting(self, home: Home) -> None:
        local = datetime.now().astimezone(zone())
        if local.hour < 12:
            greeting = tr("Good morning, {name}")
        elif local.hour < 18:
            greeting = tr("Good afternoon, {name}")
        else:
            greeting = tr("Good evening, {name}")
        first = self.backend.decider.full_name.split()[0]
        self.greeting.setText(greeting.format(name=first))
        count, overdue = home.needs_count, sum(one.is_overdue for one in home.needs)
        words = tr("%n thing(s) need(s) you", "", count) if count else tr("Nothing needs you")
        if overdue:
            late = tr("%n is/are overdue", "", overdue)
            words = f"{words}, {late}"
        day = language.written(self._now.astimezone(zone()), "dddd d MMMM yyyy")
        self.summary.setText(f"{day} · {words}")

    def _on_tile_opened(self, tile: Tile) -> None:
        """The rows behind a figure: its screen opens with its filter."""
        self.shell.go(tile.screen, filter_text=tile.filter)

    def _on_work_opened(self, one: WorkRow) -> None:
        if one.kind in WORK_SCREENS:
            self.shell.go(WORK_SCREENS[one.kind])
        else:
            self.shell.open_ref(work_ref(one))

    def _show_views(self, home: Home) -> None:
        views = home.role_views
        self.role_view.setVisible(len(views) > 1)
        known = [self.role_view.itemData(n) for n in range(self.role_view.count())]
        if known != list(views):
            self.role_view.clear()
            for view in views:
                words = tr("Role view: {role_views}").format(role_views=tr(ROLE_VIEWS[view]))
                self.role_view.addItem(words, view)
        self.role_view.setCurrentIndex(self.role_view.findData(home.view))
        self._arrange(home.view)

    def _arrange(self, view: str) -> None:
        """Put the blocks of a role's view in their order; the others are hidden."""
        if view == self._view:
            return
        self._view = view
        self.beginnings.set_view(view)
        self._rearrange()

    def _rearrange(self) -> None:
        """The view's blocks as this person wants them; one they hid is read as before."""
        for name in blocks_of(self._view):
            self._block(name)
        own = (self.needs, self.watching, self.waiting, self.since)
        for block in (*own, *self.work.values(), *self.tile_rows.values()):
            block.setParent(self.page.body)  # without a parent it would be a window of its own
            block.hide()
        while (item := self._blocks.takeAt(0)) is not None:
            row = item.layout()
            if row is not None:
                row.deleteLater()
        self._lines = []
        for names in self.own.lines(self._view):
            row = QBoxLayout(self._direction())
            row.setSpacing(32)
            self._blocks.addLayout(row)
            blocks = [self._block(name) for name in names]
            self._lines.append((row, blocks))
            for block in blocks:
                row.addWidget(block, 1)
                block.show()
        if self._home is not None:
            self._share_width()

    def block_title(self, name: str) -> str:
        block = self._block(name)
        assert isinstance(block, Block | TileRow)
        return block.title

    @property
    def view(self) -> str:
        return self._view

    @override
    def arrangement(self) -> dict[str, Any]:
        return self.own.kept

    @override
    def arrange(self, found: Mapping[str, Any]) -> None:
        self.own.take(found)

    def _direction(self) -> QBoxLayout.Direction:
        """Where there is little room, by zoom too, the blocks of a line stand below each other."""
        way = QBoxLayout.Direction
        return way.TopToBottom if self.width() < theme.px(_BESIDE_FROM) else way.LeftToRight

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for line, _blocks in self._lines:
            line.setDirection(self._direction())
        if self._home is not None:
            self._share_width()

    def _share_width(self) -> None:
        """Beside a list, a block without rows takes no more than its line of words."""
        has_halves = self.width() >= theme.px(_HALVES_FROM)
        for line, blocks in self._lines:
            are_filled = [
                has_halves or (isinstance(one, Block) and not one.is_empty) for one in blocks
            ]
            for place, is_filled in enumerate(are_filled):
                line.setStretch(place, int(is_filled or not any(are_filled)))

    def _register(self) -> None:
        self.shell.go("inventory")
        if self.shell.actions_registry.has("inventory.register"):
            self.shell.actions_registry.trigger("inventory.register")

    def _on_role_view_activated(self, place: int) -> None:
        self._arrange(str(self.role_view.itemData(place)))
        self.refresh()

    def _on_timer_timeout(self) -> None:
        if self.isVisible():
            self.refresh()

    def _on_backend_decider_changed(self, _decider: object) -> None:
        """Nothing of the one before stays under another's name while theirs is being read."""
        for block in (self.needs, self.watching, self.waiting, self.since, *self.work.values()):
            block.set_reading()
        self._clear_tile_errors()
        for tiles in self.tile_rows.values():
            tiles.set_tiles((), has_models=True)
        self.greeting.setText(tr("Home"))
        self.summary.setText("")
        self.role_view.hide()
        self._home = self._figures = None
        before = self._view
        self._arrange(first_view(self.backend.decider.roles))
        if self._view != before and self.isVisible():
            self.refresh()  # the window may have asked for the view of the one before

    def _on_error(self, error: BaseException) -> None:
        """What was read last stays, with the time of that look."""
        self.needs.show_error(self._unread(error, self._read_at if self._home else None))
        self.end_outlines()

    def _on_figures_error(self, error: BaseException) -> None:
        """Told over the figures of this view: whatever else stands here was read."""
        words = self._unread(error, self._counted_at if self._figures else None)
        for name in COUNTED & blocks_of(self._view):
            self._tile_row(name).show_error(words)

    def _clear_tile_errors(self) -> None:
        for tiles in self.tile_rows.values():
            tiles.banners.clear("block")

    def _unread(self, error: BaseException, read_at: datetime | None) -> str:
        """Why, and of which look what stands there is."""
        words = [notices.word(error).text]
        if read_at is not None:
            words.append(tr("Shown as of {when}.").format(when=clock(read_at, self._now)))
        return " ".join(words)

    def _why_no_lineage(self) -> str:
        row = self.needs.table.current_row()
        return "" if isinstance(row, Need) and row.row.model_id else tr("Choose something first.")

    def _open_lineage(self) -> None:
        row = self.needs.table.current_row().row
        self.shell.open_ref(ObjectRef("lineage", str(row.model_id), row.model_name))


def _how_many(listed: int, count: int | None) -> object:
    """How many there are where that was counted; else what is known: a full block may be cut."""
    if count is not None and count > listed:
        return tr("{listed} of {count}").format(listed=listed, count=count)
    is_cut = count is None and listed >= MOST
    return tr("{count} or more").format(count=listed) if is_cut else listed
