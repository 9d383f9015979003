"""The inbox as a list: grouped by due time, what waits for others below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.queries.approvals import ApprovalRow, list_inbox
from app.models.queries.done_list import DoneQuery, count_done, list_done
from app.models.queries.paging import Cursor
from app.models.queries.paging import Page as ReadPage
from app.models.queries.registrations import count_unlisted_open
from app.models.queries.words import Word
from app.texts import told, why, word
from app.views import notices, theme
from app.views.backend import Backend
from app.views.cells import GroupTitle, Status, TwoLines
from app.views.filters import FilterQuery
from app.views.item_models.columns import Column
from app.views.item_models.paged_table import Page, PagedTableModel, PageRequest
from app.views.language import N_, listed, tr
from app.views.panels.filter_count import FilterCount
from app.views.panels.home_words import TASK_WORDS, due_note, past, stage_cell
from app.views.panels.list_export import Fields, ListFile, file_of_query, file_of_rows
from app.views.panels.saved_views import BuiltIn, Listing
from app.views.panels.ways_out import WaysOut
from app.views.shown_time import shown_now
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Divider,
    Pane,
    StyledLabel,
    caption,
    screen_title,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.wrap import WrapLayout, wrapping_row
from app.views.zones import zone

if TYPE_CHECKING:
    from app.models.queries.my_steps import MyStep  # loads BPMN

MINE, DONE, ALL = "mine", "done", "all"
VIEWS = ((MINE, N_("Mine")), (DONE, N_("Done")), (ALL, N_("All")))
MOST_STEPS = 3  # that are named; the others are counted

FIELDS: Fields[ApprovalRow] = (
    ("kind", lambda one: one.kind),
    ("number", lambda one: one.number),
    ("what", lambda one: tr(TASK_WORDS.get(one.action, "")) or told(one.title)),
    ("group", lambda one: one.group),
    ("why", lambda one: why(one.why)),
    ("model", lambda one: one.model_name or one.title),
    ("version", lambda one: one.version),
    ("risk_tier", lambda one: one.risk_tier),
    ("stage", lambda one: one.stage.name if one.stage else ""),
    ("asked_by", lambda one: one.asked_by),
    ("asked_utc", lambda one: one.asked_at),
    ("due_utc", lambda one: one.due_at),
    ("votes_given", lambda one: one.votes_given),
    ("votes_needed", lambda one: one.votes_needed),
    ("state", lambda one: one.state),
    ("outcome", lambda one: one.outcome),
)


@dataclass(frozen=True, slots=True)
class Head:
    """A group's title among the entries; what is done is counted once it is seen."""

    title: str
    count: int | None = None


Entry = Head | ApprovalRow
Key = tuple[str, UUID]


NONE_DONE: ReadPage[ApprovalRow] = ReadPage(())


@dataclass(frozen=True, slots=True)
class Listed:
    """How a view begins: all that is open in it, and the first of what is done.

    `left_out`: requests for models that are too many to be among what is open.
    """

    open: tuple[ApprovalRow, ...] = ()
    done: ReadPage[ApprovalRow] = NONE_DONE
    left_out: int = 0


def read_inbox(session: Any, view: str, query: DoneQuery, size: int) -> Listed:
    """The beginning of a view: mine is what I can act on and what others hold up."""
    done = list_done(session, query, None, size) if view != MINE else NONE_DONE
    if view == DONE:
        return Listed(done=done)
    rows = list_inbox(session, query.me, now=query.now, view="open")
    return Listed(rows, done, count_unlisted_open(session, query.me))


def key_of(row: ApprovalRow) -> Key:
    return row.kind, row.id


def title_of(row: ApprovalRow) -> str:
    name = row.model_name or row.title
    return f"{name} v{row.version}" if row.version else name


def grouped(rows: Sequence[ApprovalRow], now: datetime) -> list[Entry]:
    """Overdue, today, tomorrow, the next 7 days, later; then what others hold."""
    groups: dict[str, list[ApprovalRow]] = {}
    for row in rows:
        groups.setdefault(_group(row, now), []).append(row)
    found: list[Entry] = []
    for title in _ORDER:
        if title in groups:
            found.append(Head(title, len(groups[title])))
            found.extend(groups[title])
    return found


_ORDER = (
    N_("Overdue"),
    N_("Today"),
    N_("Tomorrow"),
    N_("Next 7 days"),
    N_("Later"),
    N_("No due time"),
    N_("Waiting for others"),
)
DONE_TITLE = N_("Done")


def _group(row: ApprovalRow, now: datetime) -> str:
    if row.group != "mine":
        return "Waiting for others"
    if row.due_at is None:
        return "No due time"
    if row.due_at < now:
        return "Overdue"
    days = (row.due_at.astimezone(zone()).date() - now.astimezone(zone()).date()).days
    return {0: "Today", 1: "Tomorrow"}.get(days, "Next 7 days" if days < 7 else "Later")


def fits(row: ApprovalRow, query: FilterQuery) -> bool:
    """Words anywhere in the entry: of what is open, which is short enough to look through here."""
    said = " ".join(
        (title_of(row), row.title, row.asked_by, row.stage.name if row.stage else "",
         tr(TASK_WORDS.get(row.action, "")), " ".join(row.tags))
    ).lower()  # fmt: skip
    return all(word.lower() in said for word in query.words)


def words_of(query: FilterQuery) -> tuple[Word, ...]:
    """The same words for the database, which knows no action by the name it has here."""
    return tuple(
        Word(
            one,
            frozenset(act for act, name in TASK_WORDS.items() if one.lower() in tr(name).lower()),
        )
        for one in query.words
    )


def open_first(
    rows: tuple[ApprovalRow, ...],
    session: Any,
    query: DoneQuery,
    after: Cursor | None,
    limit: int,
) -> ReadPage[ApprovalRow]:
    """What is open, then all that is done."""
    page = list_done(session, query, after, limit)
    return page if after is not None else ReadPage((*rows, *page.rows), page.cursor)


class ApprovalList(Pane):
    """Chosen by the cursor: `current_changed` tells which entry."""

    current_changed = Signal(object)  # ApprovalRow or None
    view_changed = Signal(str)
    together_changed = Signal(int)  # how many entries are selected
    together_asked = Signal(bool)  # decide on all of them: yes or no

    def __init__(self, backend: Backend, answered: Callable[[], object]) -> None:
        """`answered` is called after each page that was read."""
        super().__init__()
        self._backend = backend
        self._answered = answered
        self._now = shown_now().astimezone(zone())
        self._listed = Listed()
        self.has_moved = False  # to another view or filter: what isn't there goes
        self._is_known = False  # what is open: a filter looks through it without asking anew
        self._asked: DoneQuery | None = None  # last, for the beginning of the list
        self._done: int | None = None  # how many of those that fit are done
        self._steps: tuple[MyStep, ...] | None = None  # not read yet
        self.view_key = VIEWS[0][0]  # which of the screen's own lists
        self.filter = FilterBar(tr("Filter tasks"), hint=tr("Filter tasks"))
        self.filter.setObjectName("approvals.filter")
        self.model: PagedTableModel[Entry] = PagedTableModel(
            [Column(tr("Task"), self._cell, stretches=True)],
            _entry_key,
            self._load_page,
            self._load_count,
            self,
        )
        self.model.set_short(True)
        self.table = DataTable(self.model, tr("Approvals and tasks"))
        self.table.setObjectName("approvals.table")
        self.table.hide_header()
        self.table.fit_rows()
        self.empty = EmptyState(tr("Nothing to decide"), "", pictures=("inbox",))
        self.table.set_empty_state(self.empty)
        self.table.expect_rows()
        self._of_view = FilterCount(
            self.filter, self.model, lambda then: self._load_count(then, FilterQuery())
        )
        self._ways = WaysOut(self.empty, self.filter, self.model.count)
        self._note = caption()
        self._left_out = caption(wraps=True)
        self._left_out.setObjectName("approvals.left_out")
        self._left_out.setContentsMargins(16, 7, 16, 0)
        self._left_out.hide()
        self._together = self._build_together()
        self._build()
        self.model.page_taken.connect(self._on_page_taken)
        self.model.total_changed.connect(self._on_total_changed)
        self.filter.changed.connect(self._on_filter_changed)
        self.filter.left.connect(self.table.setFocus)
        self.table.current_changed.connect(self._on_table_current_changed)
        self.table.selection_changed.connect(lambda _count: self._on_table_selection_changed())

    def _build(self) -> None:
        self.head = head = WrapLayout()
        head.addWidget(screen_title(tr("Approvals")))
        head.add_stretch()
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 12, 8)
        top.setSpacing(8)
        top.addLayout(head)
        top.addWidget(self.filter)
        foot = WrapLayout(spacing=12)
        foot.setContentsMargins(16, 7, 16, 7)
        foot.addWidget(caption(tr("Grouped by due time")))
        foot.add_stretch()
        foot.addWidget(self._note)
        foot.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(Divider())
        layout.addWidget(self._together)
        layout.addWidget(self._left_out)
        layout.addLayout(foot)
        self.setMinimumWidth(theme.px(264))

    def _build_together(self) -> QWidget:
        """Stands below the list as long as several entries are selected."""
        self._count = StyledLabel("", FontRole.STRONG)
        self.approve_button = Button(
            tr("Approve…"), kind=Kind.PRIMARY, icon="check", keys="Y", changes=True
        )
        self.approve_button.setObjectName("approvals.together.accept")
        self.reject_button = Button(tr("Reject…"), icon="x", keys="N", changes=True)
        self.reject_button.setObjectName("approvals.together.reject")
        self.approve_button.clicked.connect(lambda _on: self.together_asked.emit(True))
        self.reject_button.clicked.connect(lambda _on: self.together_asked.emit(False))
        self._count.hide()
        bar = wrapping_row(self.approve_button, self.reject_button)
        bar.setContentsMargins(16, 8, 12, 0)
        bar.hide()
        return bar

    def selected(self) -> list[ApprovalRow]:
        """What is marked, by X, Shift or Ctrl; headings are nothing."""
        return [one for one in self.table.selected_rows() if isinstance(one, ApprovalRow)]

    @Slot()
    def _on_table_selection_changed(self) -> None:
        count = len(self.selected())
        self._count.setText(tr("%n selected", "", count))
        if self._together.isHidden() != (count < 2):
            self._together.setVisible(count > 1)
            self._count.setVisible(count > 1)
            self._note.setVisible(count < 2)
            notices.announce(tr("%n selected", "", count), self, is_detail=True)
        self.together_changed.emit(count)

    def listing(self) -> Listing:
        """For the drop-down of saved views: the screen's own are its first ones."""
        return Listing(
            "approvals",
            self.filter,
            self.table,
            tuple(BuiltIn(tr(words), place=key) for key, words in VIEWS),
            place=lambda: self.view_key,
            set_place=self.set_view,
            is_narrow=True,
        )

    def file(self) -> ListFile:
        """The view with its filter, to be written."""
        shown = f"{self.view_key} {self.filter.query}".strip()
        if self.view_key == MINE:
            return file_of_rows("approvals", FIELDS, self.shown(), filter_text=shown)
        rows = partial(open_first, tuple(self._fitting(self.filter.query)))
        query = self._done_query(self.filter.query)
        return file_of_query("approvals", FIELDS, rows, query, filter_text=shown)

    def set_view(self, key: str) -> None:
        """Show another of the screen's own lists."""
        if key != self.view_key and key in dict(VIEWS):
            self.view_key = key
            self.model.set_short(key == MINE)
            self._is_known, self.has_moved, self._done = False, True, None
            self.model.reload()
            self.view_changed.emit(key)

    def refresh(self) -> None:
        """Read again what is listed; in what grows for ever no row moves."""
        self._is_known = False
        self.model.refresh()

    def follow_act(self) -> None:
        """One's own act does not wait to be let in."""
        self._is_known = False
        if self.view_key == MINE:
            self.model.refresh()
        else:
            self.model.reload()

    def forget(self) -> None:
        """Somebody else looks: nothing of the list before stays, nor what was asked for it."""
        self._listed, self._is_known = Listed(), False
        self.model.clear()
        self._say_left_out()
        self.model.reload()

    def set_steps(self, steps: Sequence[MyStep]) -> None:
        """In which steps this person decides: said where nothing waits for them."""
        self._steps = tuple(steps)
        self._word_empty()

    def shown(self) -> list[ApprovalRow]:
        return [one for one in self.model.rows if isinstance(one, ApprovalRow)]

    def row(self, key: Key) -> ApprovalRow | None:
        return next((one for one in self.shown() if key_of(one) == key), None)

    def after(self, key: Key) -> Key | None:
        """What comes next that needs me: below the given entry, else above it."""
        mine = [key_of(one) for one in self.shown() if one.group == "mine"]
        if key not in mine:
            return mine[0] if mine else None
        place = mine.index(key)
        rest = mine[place + 1 :] or mine[:place]
        return rest[0] if rest else None

    def select(self, key: Key) -> bool:
        return self.table.select_key(key)

    def current(self) -> ApprovalRow | None:
        row = self.table.current_row()
        return row if isinstance(row, ApprovalRow) else None

    def _done_query(self, query: FilterQuery) -> DoneQuery:
        return DoneQuery(self._backend.decider.id, shown_now(), words_of(query))

    def _load_page(self, then: Callable[[Page[Entry]], None], request: PageRequest) -> None:
        view, query = self.view_key, request.query
        asked = self._done_query(query)
        read = partial(self._backend.read_once, on_error=self._on_failed)

        def begin(listed: Listed) -> None:
            if asked is not self._asked:
                return  # of another view, or for who looked before
            self._listed, self._is_known, self._now = listed, True, asked.now
            self._say_left_out()
            then(self._first(query))

        def go_on(page: ReadPage[ApprovalRow]) -> None:
            then(Page(page.rows, page.cursor))

        if request.after is not None:
            read(go_on, list_done, asked, request.after, request.size)
        elif self._is_known and view == MINE:
            then(self._first(query))
        else:
            self._asked = asked
            read(begin, read_inbox, view, asked, request.size)

    def _first(self, query: FilterQuery) -> Page[Entry]:
        """What is open under its headings, then what is done under its own."""
        entries = grouped(self._fitting(query), self._now)
        done = self._listed.done
        if done.rows:
            entries += [Head(DONE_TITLE), *done.rows]
        return Page(tuple(entries), done.cursor)

    def _fitting(self, query: FilterQuery) -> list[ApprovalRow]:
        return [row for row in self._listed.open if fits(row, query)]

    def _load_count(self, then: Callable[[int], None], query: FilterQuery) -> None:
        is_open = len(self._fitting(query))
        if self.view_key == MINE:
            then(is_open)
            return
        asked = self._done_query(query)
        self._backend.read_once(
            lambda done: then(is_open + done), count_done, asked, on_error=lambda _error: None
        )

    @Slot(object)
    def _on_filter_changed(self, query: FilterQuery) -> None:
        self.has_moved, self._done = True, None
        self.model.set_query(query)

    def _on_failed(self, error: BaseException) -> None:
        self.model.load_failed()
        self._backend.failed.emit(error)

    @Slot()
    def _on_page_taken(self) -> None:
        self.table.mark_ready()
        mine = sum(row.group == "mine" for row in self._listed.open)
        self._note.setText(tr("%n need(s) you", "", mine) if mine else "")
        self._word_empty()
        self._answered()

    @Slot(object)
    def _on_total_changed(self, found: object) -> None:
        if not isinstance(found, int):
            return
        self._done = found - len(self._fitting(self.model.query))
        self.table.viewport().update()  # a heading says how many
        if self.model.query.is_empty:
            self._of_view.show_all(found)
        else:
            self._of_view.read()

    def _say_left_out(self) -> None:
        left_out = self._listed.left_out
        self._left_out.setText(tr("%n more request(s) for a model not listed", "", left_out))
        self._left_out.setVisible(left_out > 0)

    def _word_empty(self) -> None:
        self._ways.follow_model(self.model)
        if not self.filter.query.is_empty:
            words = tr("No task matches “{query}”").format(query=self.filter.query)
            self.empty.set_texts(words)
        elif self.view_key == DONE:
            self.empty.set_texts(tr("Nothing decided yet"), tr("What you decide is listed here."))
        else:
            self.empty.set_texts(
                tr("Nothing to decide"),
                steps_words(self._steps) or tr("A vote or task of yours will appear here."),
            )

    def _cell(self, entry: Entry) -> TwoLines | GroupTitle:
        if isinstance(entry, Head):
            count = self._done if entry.title == DONE_TITLE else entry.count
            return GroupTitle(tr(entry.title), count, indent=16)
        return line_of(entry, self._now)

    @Slot(object)
    def _on_table_current_changed(self, row: object) -> None:
        if isinstance(row, ApprovalRow):
            self.current_changed.emit(row)


def steps_words(steps: Sequence[MyStep] | None) -> str:
    """ "You are approver in 2 steps: Approve promotion (On model changed) and …"; empty: unread."""
    if steps is None:
        return ""
    if not steps:
        return tr("No step of a life cycle in force is decided by your roles.")
    named = [
        tr("{step} ({life_cycle})").format(step=told(one.name), life_cycle=told(one.template))
        for one in steps[:MOST_STEPS]
    ]
    if more := len(steps) - len(named):
        named.append(tr("%n more", "", more))
    said = tr("You are approver in %n step(s): {steps}.", "", len(steps))
    return said.format(steps=listed(named))


def line_of(row: ApprovalRow, now: datetime) -> TwoLines:
    """An entry in two lines: what, when due; then why or by whom."""
    what = tr(TASK_WORDS.get(row.action, "")) or told(row.title)
    what = tr("Emergency") if row.is_emergency else what
    if row.group == "done":
        detail, status = f"{what}, {word(row.outcome or row.state)}", Status.ACKNOWLEDGED
    elif row.group == "others":
        detail, status = why(row.why), Status.UNKNOWN
    elif row.kind in ("request", "registration_request"):
        detail, status = (
            tr("{what}, asked by {asked_by}").format(what=what, asked_by=row.asked_by),
            _due_status(row, now),
        )
    else:
        detail, status = what, _due_status(row, now)
    is_open = row.group != "done"
    return TwoLines(
        title_of(row),
        detail,
        status,
        stage=stage_cell(row.stage, is_outlined=not is_open),
        note=due_note(row.due_at, now) if row.group == "mine" else past(row.asked_at, now),
        is_urgent=row.is_overdue and row.group == "mine",
        is_strong=row.group == "mine",
    )


def _due_status(row: ApprovalRow, now: datetime) -> Status:
    if row.due_at is None:
        return Status.WAITING
    if row.due_at < now:
        return Status.CRITICAL
    return Status.WARNING if (row.due_at - now).total_seconds() < 36 * 3600 else Status.WAITING


def _entry_key(entry: Entry) -> object:
    return ("head", entry.title) if isinstance(entry, Head) else key_of(entry)
