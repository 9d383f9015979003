"""Approvals: what a person may decide, with the evidence beside the decision."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.approval_detail import RequestDetail, load_request
from app.models.queries.approvals import ApprovalRow, count_mine
from app.models.queries.lookups import now
from app.models.queries.my_steps import list_my_steps
from app.models.queries.registrations import RegistrationRow, load_registration
from app.models.queries.retries import RetryState
from app.models.queries.task_evidence import TaskPage, load_task_page
from app.services.signed_blocks import SignedBlock, load_signed_blocks
from app.texts import told
from app.views.actions import ActionSpec, Blocked
from app.views.cards import CARDS
from app.views.filters import parse
from app.views.language import tr
from app.views.panels.approvals_acts import ApprovalActs
from app.views.panels.approvals_asked import AskedPage
from app.views.panels.approvals_bulk import BulkVote
from app.views.panels.approvals_case import CasePane
from app.views.panels.approvals_list import (
    VIEWS,
    ApprovalList,
    Key,
    key_of,
    title_of,
)
from app.views.panels.approvals_request import NOTES, TABS, RequestPanel
from app.views.panels.first_steps import FirstSteps
from app.views.panels.list_export import add_list_export
from app.views.panels.retry_card import retry_words
from app.views.panels.saved_views import SavedViews
from app.views.panels.watch_action import Watchable, add_watch_action
from app.views.places import QUESTIONS, ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.shown_time import shown_now
from app.views.undo import Undoable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.panes import Panes
from app.views.widgets.toasts import Offer


def count_for_me(session: Any, decider: Any) -> int:
    return count_mine(session, decider.id, now=now(session))


FIRST_VIEW = VIEWS[0][0]
CHANGING = ("approve", "reject", "delegate", "note", "remind")


@SCREENS.register("approvals")
class ApprovalsScreen(Screen):
    card = CARDS["approvals"]
    object_pane = 1
    badge_query = count_for_me

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._key: Key | None = None
        self._wanted: Key | None = None  # to be chosen when the list has come
        self._is_aimed = False  # at what is wanted, from outside: the list goes where that is
        self.list = ApprovalList(self.backend, self._after_page)
        self.saved_views = SavedViews(shell, self.list.listing(), self)
        self.list.head.addWidget(self.saved_views.button)
        self._first = FirstSteps(self, self.list.empty)
        self._acts = ApprovalActs(shell, self, self._on_acted, self._place)
        self.case = CasePane(shell, self._acts)
        self.together = BulkVote(shell, self, self._acts, self.case, self._on_decided_together)
        self.split = Panes(
            self.list, self.case, names=(tr("Tasks"), tr("The task")), sizes=(288, 0)
        )
        self.split.turn_by(self.list.table.opened, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)
        self._connect_signals()
        self._add_actions()

    def _connect_signals(self) -> None:
        self.list.current_changed.connect(self._on_list_current_changed)
        self.list.view_changed.connect(self._on_list_view_changed)
        self.list.filter.changed.connect(lambda query: self._first.set_first(query.is_empty))
        self.list.together_changed.connect(self.case.set_together)
        self.list.together_asked.connect(self._decide_together)
        self.list.table.opened.connect(lambda _row: self.case.focus_evidence())
        self.list.table.set_refs(_ref)
        self.list.table.opened_in_window.connect(self._on_table_opened_in_window)
        self.list.table.menu_requested.connect(self._on_table_menu_requested)
        self.case.left_for.connect(self._on_case_left_for)
        self._acts.retries.moved.connect(self._on_retry_moved)
        self.backend.decider_changed.connect(self._on_backend_decider_changed)

    def _add_actions(self) -> None:
        case = self.case
        for place, (verb, text, key) in enumerate(
            (("approve", tr("Approve…"), "Y"), ("reject", tr("Reject…"), "N"))
        ):
            self._add(verb, text, key, partial(self._press, place), partial(self._why_not, place))
        self._add(
            "delegate",
            tr("Hand over…"),
            "M",
            partial(case.act, "delegate"),
            partial(case.reason_of, "delegate"),
        )
        self._add("note", tr("Ask or answer…"), "C", partial(case.act, "note"), case.why_no_note)
        self._add("remind", tr("Notify who still has to vote"), "R", case.remind,
                  case.why_no_reminder)  # fmt: skip
        self._add("diff", tr("Difference"), "D", partial(self._show_tab, 2), case.why_no_tabs)
        self._add("lineage", tr("Lineage"), "L", self._open_lineage, self._why_nothing)
        add_list_export(self, self.list.file)
        add_watch_action(self, "approvals", self._watchable, self, blocked=self._why_not_watch)
        for n, words in enumerate(TABS):
            call = partial(self._show_tab, n)
            self._add(
                f"tab{n + 1}",
                tr("Evidence: {words}").format(words=tr(words)),
                str(n + 1),
                call,
                case.why_no_tabs,
            )

    def _show_tab(self, place: int) -> None:
        self.split.bring(1)
        self.case.show_tab(place)
        self.focus_seen()

    def _add(
        self, verb: str, text: str, key: str, call: Callable[[], object], blocked: Blocked
    ) -> None:
        menu = "" if verb.startswith("tab") else "Actions"
        spec = ActionSpec(
            f"approvals.{verb}",
            text,
            (key,),
            menu,
            context="approvals",
            is_hidden=verb.startswith("tab"),
            changes=verb in CHANGING,
        )
        self.add_action(spec, call, blocked=blocked)

    @override
    def refresh(self) -> None:
        self.list.refresh()
        self._read_detail()

    @override
    def can_aim(self, ref: ObjectRef) -> bool:
        return ref.kind in self.card.kinds

    @override
    def chosen_id(self) -> object:
        row = self.list.current()
        return key_of(row) if row is not None else self._key

    @override
    def shown_id(self) -> object:
        row = self.case.row
        return key_of(row) if row is not None else None

    @override
    def shows(self, ref: ObjectRef) -> bool:
        place = self._place()
        is_alone = len(self.list.selected()) < 2
        return place is not None and is_alone and (place.kind, place.id) == (ref.kind, ref.id)

    @override
    def open_object(self, ref: ObjectRef) -> None:
        key = ref.kind, UUID(ref.id)
        self._wanted, self._is_aimed = key, True
        if ref.tab == QUESTIONS:
            self.case.ask_tab(key[1], NOTES)
        self._open(key)
        if self.list.select(key):
            self._wanted, self._is_aimed = None, False
        else:
            self.list.table.forget_cursor()  # highlighted is what is decided on, or nothing
            self.refresh()

    @override
    def here(self) -> ObjectRef:
        return self._place() or super().here()

    @override
    def place_state(self) -> object:
        return self.list.view_key, str(self.list.filter.query), self._key, self.case.tab

    @override
    def restore_state(self, state: object) -> None:
        if isinstance(state, tuple) and len(state) == 4:
            view, text, key, tab = state
            self.list.set_view(str(view))
            self.list.filter.set_query(parse(str(text)))
            if key is not None:
                self._wanted = key
                self.case.stand_at(key[1], int(tab))
                self._open(key)
            self.refresh()

    @override
    def show_view(self, view_id: UUID) -> None:
        self.saved_views.show_by_id(view_id)

    def _on_list_view_changed(self, _key: str) -> None:
        self.saved_views.update_button()

    @property
    @override
    def filter_bar(self) -> FilterBar:
        return self.list.filter

    @override
    def focus_filter(self) -> None:
        self.list.filter.setFocus()

    @override
    def focus_list(self) -> None:
        self.list.table.setFocus()
        self._say_where()

    @override
    def panes(self) -> list[QWidget]:
        return [self.list.filter.edit, self.list.table, self.case]

    def _after_page(self) -> None:
        wanted, self._wanted = self._wanted, None
        has_moved, self.list.has_moved = self.list.has_moved, False
        is_aimed, self._is_aimed = self._is_aimed, False
        if not self.list.model.rowCount():  # else nobody sees it
            self.backend.read(self.list.set_steps, list_my_steps, self.backend.decider.id)
        self._first.set_first(self.list.filter.query.is_empty)
        if wanted is not None and self.list.select(wanted):
            self._open(wanted)
        elif wanted is not None:
            if not (is_aimed and self._turn_to(wanted)):
                self.list.table.forget_cursor()
        elif wanted is None and has_moved:
            self._follow_list()
        elif self._key is None:
            self.list.table.select_first()
        if self.list.current() is None and wanted is None and self._key is None:
            self._show_nothing()

    def _turn_to(self, wanted: Key) -> bool:
        """Whether another view is asked for it: what needs somebody stands in the first one."""
        if self.list.view_key == FIRST_VIEW:
            return False
        self.list.set_view(FIRST_VIEW)
        self._wanted = wanted
        return True

    def _show_nothing(self) -> None:
        self.case.show_nothing()
        self.set_crumbs(tr(self.card.title))

    def _follow_list(self) -> None:
        """Of another view: what is open stays if it stands there too, and nothing else does."""
        if self._key is not None and self.list.select(self._key):
            return
        self._key = None
        self._show_nothing()
        self.list.table.select_first()
        row = self.list.current()
        if row is not None:
            self._open(key_of(row))

    def _on_list_current_changed(self, row: ApprovalRow) -> None:
        if self._wanted is None:
            self._open(key_of(row))

    def _open(self, key: Key) -> None:
        if key != self._key:
            self._key = key
            self.case.show_loading()
            self._read_detail()

    def _read_detail(self) -> None:
        if self._key is None:
            return
        kind, object_id = self._key
        me, moment = self.backend.decider.id, shown_now()
        read = partial(self.backend.read, on_error=self._on_unread)
        if kind == "request":
            read(self._show_request, load_request, object_id, me, now=moment)
        elif kind == "registration_request":
            read(self._show_asked, load_registration, object_id, me)
        else:
            read(self._show_task, load_task_page, object_id, me, now=moment)

    def _on_unread(self, error: BaseException) -> None:
        if self.backend.is_not_yet(error):
            self._key = None
            self._show_nothing()
        else:
            self.backend.failed.emit(error)

    def _show_request(self, detail: RequestDetail) -> None:
        if self._key == key_of(detail.row):  # else the cursor has moved on meanwhile
            self.case.show_request(detail)
            self._say_where()
            self.backend.read(self._show_signatures, load_signed_blocks, detail.row.id)

    def _show_signatures(self, blocks: tuple[SignedBlock, ...]) -> None:
        if isinstance(self.case.panel, RequestPanel):
            self.case.panel.show_signatures(blocks)

    def _show_task(self, page: TaskPage) -> None:
        if self._key == key_of(page.detail.row):
            self.case.show_task(page)
            self._say_where()

    def _show_asked(self, found: RegistrationRow) -> None:
        page = AskedPage(found)
        if self._key == key_of(page.row):
            self.case.show_asked(page)
            self._say_where()

    def _say_where(self) -> None:
        shown = self.case.shown
        if isinstance(shown, RequestDetail):
            self.set_crumbs(
                tr(self.card.title), tr("Promote {title_of}").format(title_of=title_of(shown.row))
            )
        elif isinstance(shown, AskedPage):
            title = tr("Register {model}").format(model=title_of(shown.row))
            self.set_crumbs(tr(self.card.title), title)
        elif isinstance(shown, TaskPage):
            row = shown.detail.row
            self.set_crumbs(tr(self.card.title), f"{told(row.title)}: {title_of(row)}")

    def _on_acted(self, says: str, ends: bool, act: Undoable | None) -> None:
        """Stored: say it, and go to the next entry when this one has ended for me."""
        self.shell.toast(says, act)
        if ends and self._key is not None:
            self._wanted = self.list.after(self._key)
        self.focus_list()  # the button that was pressed goes; the keyboard must not go to a note
        self._follow_act()

    def _on_retry_moved(self, task_id: UUID, retry: RetryState, title: str) -> None:
        """Said where the task is still open; by a note once it has ended, wherever one is."""
        if self._key == ("task", task_id):
            self._read_detail()
        if retry.has_ended:
            again = ObjectRef("task", str(retry.task_id), title)
            offer = Offer(tr("Open the task"), partial(self.shell.open_ref, again))
            said = tr("{model}: {outcome}").format(model=title, outcome=retry_words(retry))
            self.shell.toast(said, offer if retry.task_id else None, kind=f"retry {task_id}")

    def _on_backend_decider_changed(self, _decider: object) -> None:
        """Somebody else's inbox: nothing of the one before stays open."""
        self._acts.retries.forget()
        self._key = self._wanted = None
        self.list.forget()
        self.list.set_view(FIRST_VIEW)
        self._show_nothing()

    def _on_case_left_for(self, ref: ObjectRef) -> None:
        if ref.kind == "alerts":  # those of one model that still need somebody
            self.shell.go(ref.kind, filter_text=f'state:live model:"{ref.title}"')
        elif ref.kind in CARDS:  # a whole screen: "runtimes"
            self.shell.go(ref.kind)
        else:
            self.shell.open_ref(ref)

    def _press(self, place: int) -> None:
        """On all that are selected, or on the one that is shown."""
        if len(self.list.selected()) > 1:
            self._decide_together(place == 0)
        elif self.case.isVisible():
            self.case.press(place)
        else:  # nobody decides on what is folded away: it comes to the front first
            self.split.toggle_last()
            self.case.focus_evidence()

    def _why_not(self, place: int) -> str:
        if len(self.list.selected()) < 2:
            return self.case.reason(place)
        return self.backend.why_no_change

    def _decide_together(self, is_yes: bool) -> None:
        self.together.begin(self.list.selected(), is_yes=is_yes)

    def _on_decided_together(self, says: str, _ends: bool) -> None:
        """Stored: the cursor goes to what still needs this person."""
        self.shell.toast(says)
        self._key = None
        self._follow_act()

    def _follow_act(self) -> None:
        self.list.follow_act()
        self._read_detail()

    def _place(self) -> ObjectRef | None:
        """What is open, to come back to."""
        row = self.case.row
        return ObjectRef(row.kind, str(row.id), title_of(row)) if row is not None else None

    def _why_nothing(self) -> str:
        return "" if self.case.shown is not None else tr("Choose a task first.")

    def _watchable(self) -> Watchable | None:
        """A task is watched by the model it is about."""
        row = self.list.current()
        if row is None or row.model_id is None:
            return None
        return Watchable("model", row.model_id, row.model_name)

    def _why_not_watch(self) -> str:
        return tr("It is not about one model.") if self.list.current() is not None else ""

    def _open_lineage(self) -> None:
        row = self.list.current()
        if row is not None and row.model_id is not None:
            self.shell.open_ref(ObjectRef("lineage", str(row.model_id), row.model_name))

    def _on_table_opened_in_window(self, row: object) -> None:
        ref = _ref(row)
        if ref is not None:
            self.shell.open_window(ref)

    def _on_table_menu_requested(self, where: Any) -> None:
        menu = self.shell.actions_registry.context_menu("approvals", self)
        menu.popup(where)


def _ref(row: object) -> ObjectRef | None:
    """Headings between them open nothing."""
    if not isinstance(row, ApprovalRow):
        return None
    return ObjectRef(row.kind, str(row.id), title_of(row))
