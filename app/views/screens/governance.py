"""Governance: the bank's lists that have no other home, and the case file of what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import InputError
from app.models.queries.governance import (
    KINDS,
    CaseQuery,
    CaseRow,
    Shelf,
    count_cases,
    count_needed,
    count_shelves,
    list_cases,
)
from app.models.queries.governance_case import CaseFile, NewRights, load_case, load_new_rights
from app.models.rules.frameworks import PHASES
from app.models.rules.transitions import Thing, states
from app.services.commands.beginning import Begun
from app.services.signed_blocks import load_signed_of
from app.texts import blocker
from app.views import theme
from app.views.actions import ActionSpec
from app.views.cards import CARDS
from app.views.filters import FilterQuery, parse
from app.views.item_models.paged_table import PagedTableModel, Sort
from app.views.language import N_, tr
from app.views.panels import governance_words as words
from app.views.panels.governance_acts import GovernanceActs
from app.views.panels.governance_case import CasePane, why_not
from app.views.panels.governance_list import (
    FIELDS,
    GRAMMAR,
    CaseTables,
    ShelfList,
    grammar_of,
)
from app.views.panels.list_export import ListFile, add_list_export
from app.views.panels.query_pages import QueryPages
from app.views.panels.watch_action import Watchable, add_watch_action
from app.views.places import ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.theme import FontRole
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Divider, screen_title
from app.views.widgets.button import Button
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.panes import BESIDE_FROM, ONE_MORE, Panes
from app.views.widgets.wrap import wrapping_row

NOBODY = UUID(int=0)
WORDS_FROM = 930  # px beside three panes: below, the button that begins one is its icon
LEAST_OF_LIST = 248  # px
TRIES = 3  # to let in what was begun; it may not fit the filter
_DETAIL_DELAY_MS = 60  # while the cursor runs down the list, only where it stops is read
_HINT = N_("Filter: name, state, unit")
_STATES = {
    "risk": states(Thing.RISK), "finding": states(Thing.FINDING), "waiver": states(Thing.WAIVER),
    "attestation": states(Thing.ATTESTATION), "policy": states(Thing.TABLE), "framework": PHASES,
    "raci": states(Thing.RACI),
}  # fmt: skip
# One key means the same whatever is chosen: (action, key, words, the acts it stands for).
ACTIONS = (
    ("yes", "Y", N_("Accept, grant, approve or put in force…"),
     ("accept", "grant", "approve", "publish")),
    ("no", "N", N_("Refuse or return…"), ("refuse", "return")),
    ("assess", "A", N_("Assess or attest…"), ("assess", "submit", "reassess")),
    ("change", "E", N_("Change…"), ("change", "hand_over")),
    ("mitigate", "B", N_("Begin to mitigate…"), ("mitigate",)),
    ("close", "Z", N_("Close or end…"), ("close", "end")),
    ("attach", "F", N_("Attach evidence…"), ("attach",)),
    ("control", "O", N_("Add a control…"), ("control",)),
    ("withdraw", "V", N_("Withdraw evidence…"), ("withdraw",)),
    ("again", "R", N_("Reopen, or ask now…"), ("reopen", "open")),
    ("comment", "C", N_("Comment…"), ("comment",)),
)  # fmt: skip
CHOOSE = N_("Choose one in the list first.")


def count_waiting_for_me(session: Any, decider: Any) -> int:
    """What they are to answer, judge or review here, as Home lists it."""
    return count_needed(session, decider.id)


@SCREENS.register("governance")
class GovernanceScreen(Screen):
    card = CARDS["governance"]
    object_pane = 2
    badge_query = count_waiting_for_me

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._wanted: UUID | None = None
        self._is_sought = False  # another filter was set, and not answered yet
        self._begun: UUID | None = None  # what was begun here and is to be let in
        self._tries = 0
        self._rights: NewRights | None = None
        self._shelf: Mapping[str, Shelf] = {}
        self._read_by: dict[str, QueryPages[CaseRow]] = {}  # a kind, once it was looked at
        self._detail_delay = QTimer(self, singleShot=True, interval=_DETAIL_DELAY_MS)
        self._detail_delay.timeout.connect(self._read_current)
        self.acts = GovernanceActs(shell, self, self._on_done)
        self._build()
        self._connect()
        self._add_actions()
        self._turn_to("use_case", "")  # read when it is in front

    def _build(self) -> None:
        self.shelves = ShelfList()
        self.filter = FilterBar(tr("Filter governed things"), GRAMMAR, hint=tr(_HINT))
        self.tables = CaseTables(self._pages, self._begin, self.filter)
        self.pane = CasePane()
        self.filter.edit.setObjectName("governance.filter")
        self.notices = BannerArea()
        self.new_button = Button("", icon="plus", keys="Ctrl+N", changes=True)
        self.new_button.setObjectName("governance.new")
        self.heading = screen_title(tr(self.card.title))
        self._head = head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 9)
        head.setSpacing(8)
        self._title = wrapping_row(self.heading, None, self.new_button)
        head.addWidget(self._title)
        head.addWidget(self.filter)
        middle = QWidget()
        theme.keep_sized(middle, lambda: middle.setMinimumWidth(theme.px(LEAST_OF_LIST)))
        listing = QVBoxLayout(middle)
        listing.setContentsMargins(0, 0, 0, 0)
        listing.setSpacing(0)
        listing.addLayout(head)
        listing.addWidget(self.notices)
        listing.addWidget(Divider())
        listing.addWidget(self.tables, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        names = (tr("Kinds"), tr("List"), tr("Case file"))
        panes = (self.shelves, middle, self.pane)
        self.split = Panes(*panes, names=names, sizes=(244, 0, 352))
        self.split.turn_by(self.shelves.table.clicked, 1)
        self.split.turn_by(self.shelves.table.opened, 1)
        self.split.turn_by(self.tables.opened, 2)
        layout.addWidget(self.split, 1)

    def _connect(self) -> None:
        self.shelves.chosen.connect(self._show_kind)
        self.filter.changed.connect(self._on_filter_changed)
        self.filter.left.connect(self.focus_list)
        self.new_button.clicked.connect(lambda _checked: self._begin())
        self.tables.current_changed.connect(self._on_current_changed)
        self.tables.opened_in_window.connect(
            lambda one: self.shell.open_window(ObjectRef(one.kind, str(one.id), one.title))
        )
        self.tables.menu_requested.connect(self._on_menu_requested)
        self.tables.total_changed.connect(self._on_total_changed)
        self.pane.left_for.connect(self.shell.open_ref)
        self.pane.acted.connect(self._act)
        self.backend.connection_changed.connect(self._show_rights)
        self.backend.decider_changed.connect(self._on_decider_changed)
        self.backend.moment_changed.connect(self._on_backend_moment_changed)
        theme.keep_sized(self, self._fit)

    def _fit(self) -> None:
        """Where three panes have just enough room, title and button leave theirs to the list."""
        least = theme.px(BESIDE_FROM + ONE_MORE)  # below, the list has all the room for itself
        is_tight = least <= self.width() < theme.px(WORDS_FROM)
        self.new_button.set_folded(is_tight)
        self.heading.set_role(FontRole.PANE_TITLE if is_tight else FontRole.SCREEN_TITLE)
        self._title.updateGeometry()  # at once: the panes ask before their layouts do
        self._head.invalidate()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _add_actions(self) -> None:
        def add(verb: str, text: str, key: str, call: Any, blocked: Any) -> None:
            keys = (key,) if key else ()
            spec = ActionSpec(f"governance.{verb}", text, keys, "Actions", context="governance",
                              changes=verb != "lineage")  # fmt: skip
            self.add_action(spec, call, blocked=blocked, waits=verb != "new")

        add("new", tr("New of this kind…"), "Ctrl+N", self._begin, self._why_no_new)
        add("lineage", tr("Lineage of the model"), "L", self._lineage, self._why_no_lineage)
        why_not = self._why_no_lineage  # a case file is watched by the model it is about
        add_watch_action(self, "governance", self._watchable, self, blocked=why_not)
        add_list_export(self, self._file)
        for verb, key, text, acts in ACTIONS:
            call, why = partial(self._act_first, acts), partial(self._why_not_first, acts)
            add(verb, tr(text), key, call, why)

    def _file(self) -> ListFile:
        kind = self.tables.kind
        return self._read_by[kind].file(kind.replace("_", " "), FIELDS)

    # Reading

    @override
    def refresh(self) -> None:
        self.tables.model.refresh()
        self._read_around()

    def _read_around(self) -> None:
        self.backend.read(self._on_shelves_read, count_shelves, self._me)
        self.backend.read(self._on_rights_read, load_new_rights, self._me)
        self._read_case()

    @property
    def _me(self) -> UUID:
        found = getattr(self.backend.decider, "id", None)
        return found if isinstance(found, UUID) else NOBODY

    def _show_kind(self, kind: str, text: str) -> None:
        self._turn_to(kind, text)
        query = parse(text, GRAMMAR)
        if query == self.filter.query:
            self.tables.model.set_query(query)
        else:
            self.filter.set_query(query)
        self._say_where()

    def _turn_to(self, kind: str, text: str) -> None:
        is_other = kind != self.tables.kind
        table = self.tables.show_kind(kind)
        self.shelves.choose(kind, text)
        self.heading.setText(tr(words.KINDS[kind].plural))
        self.new_button.setText(tr(words.KINDS[kind].new))
        self.filter.set_grammar(grammar_of(kind, _STATES.get(kind, ())))
        self._wanted = self._begun = None
        self.pane.show_nothing()
        if is_other:
            table.clearSelection()
        self._show_rights()

    def query_of(self, kind: str, query: FilterQuery, sort: Sort | None = None) -> CaseQuery:
        """The filter as the database understands it.

        Raises:
            InputError: a condition can't be understood.
        """
        return CaseQuery.of(
            kind,
            str(query),
            sort=sort.key if sort else "",
            is_descending=sort.is_descending if sort else False,
            me=self._me,
            is_strict=False,
        )

    def _pages(self, kind: str) -> PagedTableModel[CaseRow]:
        self._read_by[kind] = pages = QueryPages(
            words.columns(kind),
            lambda row: row.id,
            backend=self.backend,
            notices=self.notices,
            query_of=partial(self.query_of, kind),
            list_rows=list_cases,
            count_rows=count_cases,
            failed=self.shell.show_error,
            answered=partial(self._after_page, kind),
            parent=self,
        )
        return pages.model

    def _after_page(self, kind: str) -> None:
        if kind != self.tables.kind:
            return
        self.tables.word_empty(self._why_no_new())
        table, model = self.tables.table, self.tables.model
        if self._begun is not None and model.find(self._begun) < 0 and self._tries:
            # A refresh overtook the page with it, which left it behind the pill.
            self._tries -= 1
            model.show_new()
        elif self._is_sought and not model.rowCount():  # no act is meant for what no list shows
            self._wanted = self._begun = None
            self.pane.show_nothing()
            self._say_where()
            self._show_rights()
        elif self._wanted is not None:
            self._choose(self._wanted)
            self._begun = None
        elif not table.currentIndex().isValid():
            table.select_first()
        self._is_sought = False

    def _choose(self, key: UUID) -> None:
        table = self.tables.table
        self.tables.blockSignals(True)
        if not table.select_key(key):
            table.clearSelection()
        self.tables.blockSignals(False)

    def _on_shelves_read(self, shelves: Mapping[str, Shelf]) -> None:
        self._shelf = shelves
        self.shelves.set_shelves(shelves)
        self._on_total_changed(self.tables.model.total)

    def _on_total_changed(self, shown: object) -> None:
        if isinstance(shown, int):
            known = self._shelf.get(self.tables.kind)
            is_part = not self.tables.model.query.is_empty
            whole = known.total if known else None
            self.filter.set_count(shown if is_part else None, whole, self.tables.model.gone_count)

    def _on_filter_changed(self, query: FilterQuery) -> None:
        self._is_sought = True
        self.tables.model.set_query(query)

    def _on_current_changed(self, one: CaseRow | None) -> None:
        # A list that begins anew puts the cursor where it was; what was begun is to be shown.
        if one is not None and self._begun is None:
            self._wanted = one.id
            self._detail_delay.start()

    def _read_current(self) -> None:
        self._read_case()

    def _read_case(self) -> None:
        if self._wanted is not None:
            self.backend.read(
                self._on_case_read, load_case, self.tables.kind, self._wanted, self._me,
                on_error=self._on_case_failed,
            )  # fmt: skip

    def _on_case_failed(self, error: BaseException) -> None:
        if isinstance(error, InputError):  # it went, or lies in another unit now
            self._wanted = None
            self.pane.show_nothing()
        else:
            self.shell.show_error(error)

    def _on_case_read(self, case: CaseFile) -> None:
        if case.row.kind == self.tables.kind and case.row.id == self._wanted:
            self.pane.show_case(case)
            shown = partial(self.pane.show_signatures, case.row.id)
            self.backend.read(shown, load_signed_of, case.row.id)
            self._show_rights()
            self._say_where()

    def _say_where(self) -> None:
        kind = tr(words.KINDS[self.tables.kind].plural)
        case = self.pane.shown
        self.set_crumbs(tr(self.card.title), kind, *([words.name_of(case.row)] if case else []))

    # Doing

    def _on_rights_read(self, rights: NewRights) -> None:
        self._rights = rights
        self._show_rights()

    @Slot()
    def _on_backend_moment_changed(self) -> None:
        self.tables.model.start_over()

    @Slot()
    def _show_rights(self) -> None:
        """What may be begun and done here, with the reason where it may not."""
        if not self.tables.kind:
            return
        self.new_button.set_blocked(self._why_no_new())
        self.tables.word_empty(self._why_no_new())
        for key, button in self.pane.buttons.items():
            button.set_blocked(self._why_not_act(key))
        self.pane.say_why()

    def _why_no_new(self) -> str:
        if held := self.backend.why_no_change:
            return held
        if self._rights is None:
            return tr("Your rights are being read; try again in a moment.")
        kind, case = self.tables.kind, self.pane.shown
        found = " ".join(map(blocker, self._rights.blockers.get(kind, ())))
        if not found and kind == "risk" and case is None:
            return tr("A use is assessed from its case file: choose one under Use cases.")
        return found

    def _why_not_act(self, key: str) -> str:
        if held := self.backend.why_no_change:
            return held
        case = self.pane.shown
        if case is None:
            return tr(CHOOSE)
        if unread := self.why_unread():  # the buttons say it too
            return unread
        act = case.act(key)
        if act is None:
            kind = tr(words.KINDS[case.row.kind].one)
            return tr("{kind}: there is nothing of the sort to do.").format(kind=kind)
        return why_not(act)

    def _why_no_lineage(self) -> str:
        case = self.pane.shown
        if case is None:
            return tr(CHOOSE)
        return "" if case.row.model_id else tr("It is not about one model.")

    def _watchable(self) -> Watchable | None:
        case = self.pane.shown
        if case is None or case.row.model_id is None:
            return None
        return Watchable("model", case.row.model_id, case.row.model)

    def _begin(self) -> None:
        if self._rights is not None and not self._why_no_new():
            self.acts.begin(self.tables.kind, self._rights, self.pane.shown)

    def _act(self, key: str) -> None:
        if not self._why_not_act(key) and self.pane.shown is not None:
            self.acts.act(key, self.pane.shown)

    def _first(self, acts: tuple[str, ...]) -> str:
        """Which of these acts the chosen case has."""
        case = self.pane.shown
        return next((key for key in acts if case is not None and case.act(key)), acts[0])

    def _act_first(self, acts: tuple[str, ...]) -> None:
        self._act(self._first(acts))

    def _why_not_first(self, acts: tuple[str, ...]) -> str:
        return self._why_not_act(self._first(acts))

    def _lineage(self) -> None:
        case = self.pane.shown
        if case is not None and case.row.model_id is not None:
            ref = ObjectRef("lineage", str(case.row.model_id), case.row.model)
            self.shell.open_ref(ref)

    def _on_done(self, begun: Begun | None) -> None:
        """Show what was written; the list begins anew with it."""
        if begun is None:
            self.refresh()
        else:
            if begun.kind != self.tables.kind:
                self._show_kind(begun.kind, "")
            self._wanted = self._begun = begun.id
            self._tries = TRIES
            self.tables.model.reload()
            self._read_around()
        self.tables.table.setFocus()

    def _on_decider_changed(self, _decider: object) -> None:
        self.pane.show_nothing()

    def _on_menu_requested(self, at: QPoint) -> None:
        self.shell.actions_registry.context_menu("governance", self).popup(at)

    # Places

    @override
    def chosen_id(self) -> object:
        return self._wanted

    @override
    def shown_id(self) -> object:
        return self.pane.shown.row.id if self.pane.shown is not None else None

    @override
    def open_object(self, ref: ObjectRef) -> None:
        if ref.kind != self.tables.kind or not self.filter.query.is_empty:
            self._show_kind(ref.kind, "")
        self._wanted = UUID(ref.id)
        self._choose(self._wanted)
        self._read_case()

    @override
    def apply_filter(self, text: str) -> None:
        """`waiver expiring:30d`: the first word may name the kind."""
        first, _, rest = text.partition(" ")
        if first in KINDS:
            self._show_kind(first, rest)
        else:
            self.filter.set_query(parse(text, GRAMMAR))

    @override
    def here(self) -> ObjectRef:
        return ObjectRef(self.tables.kind, str(self._wanted)) if self._wanted else super().here()

    @override
    def place_state(self) -> object:
        return self.tables.kind, str(self.filter.query), self._wanted

    @override
    def restore_state(self, state: object) -> None:
        match state:
            case (str() as kind, str() as text, wanted) if kind in KINDS:
                self._show_kind(kind, text)
                self._wanted = wanted if isinstance(wanted, UUID) else None
                self._read_case()

    @override
    def focus_filter(self) -> None:
        self.filter.edit.setFocus()

    @override
    def focus_list(self) -> None:
        self.tables.table.setFocus()

    @override
    def toggle_detail(self) -> None:
        self.split.toggle_last()

    @override
    def panes(self) -> list[QWidget]:
        return [self.shelves.table, self.filter.edit, self.tables.table, self.pane.area]
