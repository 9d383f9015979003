"""Users: everybody with roles and keys, the requests that wait, and the case file beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts
from app.models.queries.administration import KeyCase, Organisation, PersonCase, RequestCase
from app.models.queries.left_open import LeftOpen, load_left_open
from app.models.queries.user_list import (
    KEY,
    ROLE,
    STATE,
    UserQuery,
    count_users,
    list_users,
    load_user,
)
from app.models.queries.words import Word
from app.models.rules.roles import Role
from app.services.commands.accounts import Changed, add_account, close_account, confirm_change
from app.services.commands.keys import confirm_key, revoke_key
from app.services.commands.people import end_role
from app.services.commands.role_requests import refuse_role, request_role, withdraw_role
from app.texts import role_name
from app.views.backend import Backend
from app.views.cells import Number, Text
from app.views.dialogs.decision_dialog import Asked
from app.views.filters import FilterQuery
from app.views.item_models.columns import Column
from app.views.item_models.paged_table import Sort
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.administration_case import (
    CasePane,
    act_button,
    end_key_sheet,
    ended_words,
    unread_words,
    why,
)
from app.views.panels.administration_effect import effect_lines
from app.views.panels.administration_sheets import AddSheet, EndSheet, RoleSheet
from app.views.panels.administration_words import (
    KEY_STATES,
    PERSON_STATES,
    key_words,
    left_words,
    person_state,
    request_state,
    request_words,
    roles_of,
    units_of,
)
from app.views.panels.filter_count import FilterCount, counted
from app.views.panels.list_export import ListFile, fields_of
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.own_key import ask_own_key
from app.views.panels.query_pages import QueryPages
from app.views.panels.signing import Signing
from app.views.panels.ways_out import WaysOut
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import (
    Divider,
    SectionLabel,
    row,
)
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.panes import Panes
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.scrim import open_sheet

PEOPLE: list[Column[PersonCase]] = [
    Column(N_("Name"), lambda c: Text(c.person.full_name, c.person.handle, is_strong=True),
           key="name", width=160),
    Column(N_("Roles"), lambda c: roles_of(c.person), key="roles", stretches=True),
    Column(N_("Units"), lambda c: units_of(c.person), key="units", width=140, drop_below=760),
    Column(N_("Key"), key_words, key="key", width=116, drop_below=640),
    Column(N_("State"), person_state, key="state", width=108),
]  # fmt: skip
REQUESTS: list[Column[RequestCase]] = [
    Column("#", lambda r: Number(r.number), key="number", width=44, is_number=True),
    Column(N_("What"), lambda r: Text(request_words(r), r.reason), key="what", stretches=True),
    Column(N_("Asked by"), lambda r: r.asked_by, key="asked", width=140),
    Column(N_("State"), request_state, key="state", width=120),
]


class PeoplePage(QWidget):
    """`changed` says that something was stored; the screen reads everything again."""

    changed = Signal(str)  # what to say
    left_to_do = Signal(object)  # statements for a database administrator
    view_as_wanted = Signal(str)  # handle

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._signing = Signing(backend, self)
        self._organisation: Organisation | None = None
        self._chosen: PersonCase | None = None
        self._beside: UUID | None = None  # chosen, though the list has not come so far
        self._has_acted = False  # one's own act does not wait to be let in
        self._build_layout()
        self._connect_signals()

    def _build_layout(self) -> None:
        self.filter = FilterBar(tr("Filter users"), hint=tr("Filter: name, role, unit, state"))
        self.filter.setObjectName("administration.filter")
        self.notices = BannerArea()
        self._pages: QueryPages[PersonCase] = QueryPages(
            PEOPLE,
            lambda one: one.person.id,
            backend=self._backend,
            notices=self.notices,
            query_of=self._query_of,
            list_rows=list_users,
            count_rows=count_users,
            failed=self._backend.failed.emit,
            answered=self._after_page,
            parent=self,
        )
        self._people = self._pages.model
        self._count = FilterCount(
            self.filter, self._people,
            counted(self._backend, count_users, lambda: self._query_of(FilterQuery(), None)),
        )  # fmt: skip
        self.table = DataTable(self._people, tr("Users"))
        self.table.expect_rows()
        self.table.setObjectName("administration.users")
        self.table.allow_sorting()
        self._nobody = EmptyState("", pictures=("users",))
        self.table.set_empty_state(self._nobody)
        self._ways = WaysOut(self._nobody, self.filter, self._people.count)
        self._requests = RowTableModel(REQUESTS, lambda r: r.id, self)
        self.requests = DataTable(self._requests, tr("Requests for roles"))
        self.requests.expect_rows()
        self.requests.setObjectName("administration.requests")
        self.requests.set_empty_state(
            EmptyState(tr("No request"), tr("A role begins and ends by a request."))
        )
        self.confirm_button = act_button(tr("Confirm"), "administration.confirm", self._confirm)
        self.refuse_button = act_button(tr("Refuse…"), "administration.refuse", self._refuse)
        self.withdraw_button = act_button(tr("Withdraw"), "administration.withdraw", self._withdraw)
        self.case = CasePane()
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(8)
        self.add_button = act_button(tr("Add a user…"), "administration.add", self._ask_add)
        top = row(self.filter, self.add_button, stretch_at=-1)
        layout.addWidget(_inset(top))
        layout.addWidget(self.notices)
        layout.addWidget(self.table, 3)
        layout.addWidget(Divider())
        head = row(SectionLabel(tr("Requests for roles")), None, self.confirm_button,
                   self.refuse_button, self.withdraw_button)  # fmt: skip
        layout.addWidget(_inset(head))
        layout.addWidget(self.requests, 2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        names = (tr("People"), tr("The person"))
        panes = Panes(left, self.case, names=names, sizes=(0, 340), margin=0)
        panes.turn_by(self.table.opened, 1)
        outer.addWidget(panes)
        unread = unread_words()
        for one in (self.add_button, self.confirm_button, self.refuse_button, self.withdraw_button):
            one.set_blocked(unread)

    def _connect_signals(self) -> None:
        self.filter.changed.connect(self._on_filter_changed)
        self.filter.left.connect(self.table.setFocus)
        self.table.current_changed.connect(self._on_current_changed)
        self.requests.current_changed.connect(lambda _row: self._judge())
        self.case.role_button.clicked.connect(self._ask_role)
        self.case.end_button.clicked.connect(self._ask_end)
        self.case.close_button.clicked.connect(self._ask_close)
        self.case.view_button.clicked.connect(self._view_as)
        self.case.key_confirmed.connect(self._confirm_key)
        self.case.key_revoked.connect(self._ask_revoke_key)
        self.case.key_wanted.connect(partial(ask_own_key, self._backend, self, self.changed.emit))

    # Showing

    def show_organisation(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._requests.set_rows(organisation.requests)
        self.requests.mark_ready()
        self.add_button.set_blocked(
            ""
            if organisation.is_root_administrator
            else tr("People belong to the whole bank: an administrator of its top unit adds them.")
        )
        self.requests.select_first()
        self._judge()
        self._show_case()
        self._read()

    def file(self) -> ListFile:
        """Everybody who fits the filter, to be written."""
        return self._pages.file("users", fields_of(PEOPLE))

    def _read(self) -> None:
        if self._has_acted:
            self._people.reload()
        else:
            self._people.refresh()
        self._has_acted = False
        self._count.read()

    def _query_of(self, query: FilterQuery, sort: Sort | None) -> UserQuery:
        return UserQuery(
            self._backend.decider.id,
            tuple(map(sought, query.words)),
            sort.key if sort else "",
            is_descending=sort.is_descending if sort else False,
            roles=tuple(sorted(map(str, Role), key=lambda one: role_name(one).casefold())),
        )

    @Slot(object)
    def _on_filter_changed(self, query: FilterQuery) -> None:
        self._beside = None
        self._people.set_query(query)

    def _after_page(self) -> None:
        self.table.mark_ready()
        query = self._people.query
        self._nobody.set_texts(tr("Nobody matches “{query}”").format(query=query))
        self._ways.follow_model(self._people)
        if self._beside is not None:
            self.select_person(self._beside)
        else:
            self.table.select_first()
            self._on_current_changed(self.table.current_row())

    @Slot(object)
    def _on_current_changed(self, case: PersonCase | None) -> None:
        if case is None and self._beside is not None:
            return
        self._beside = None
        self._show_case(case)

    def _show_case(self, case: PersonCase | None = None) -> None:
        self._chosen = case or (self._chosen if self._beside else self.table.current_row())
        if self._organisation is not None:
            me = self._backend.decider.id
            self.case.show_case(self._chosen, self._organisation, me)

    @property
    def chosen(self) -> PersonCase | None:
        """Whose case is shown: the one under the cursor, or one further down than was read."""
        return self._chosen

    def select_person(self, person_id: UUID) -> None:
        self._beside = None
        if self.table.select_key(person_id):
            return
        self._beside = person_id
        self.table.forget_cursor()
        me = self._backend.decider.id
        self._backend.read_once(self._show_beside, load_user, person_id, me)

    def _show_beside(self, case: PersonCase) -> None:
        if case.person.id == self._beside:
            self._show_case(case)

    def select_request(self, request_id: UUID) -> None:
        self.requests.select_key(request_id)

    def _judge(self) -> None:
        one: RequestCase | None = self.requests.current_row()
        none = tr("Choose a request first.")
        self.confirm_button.set_blocked(why(one.confirm_blockers) if one else none)
        self.refuse_button.set_blocked(why(one.refuse_blockers) if one else none)
        withdraw = none
        if one is not None:
            withdraw = "" if one.is_mine else tr("Only who asked takes a request back.")
            withdraw = withdraw if one.state == "asked" else tr("It has been answered already.")
        self.withdraw_button.set_blocked(withdraw)

    # Doing

    def _confirm(self) -> None:
        one: RequestCase | None = self.requests.current_row()
        if one is None or one.confirm_blockers or self._organisation is None:
            return
        effect = effect_lines(
            self._organisation, Role(one.role), one.action,
            person=one.person_id, asked_by=one.asked_by_id, unit=one.unit_id,
            called={one.person_id: one.person, one.asked_by_id: one.asked_by},
        )  # fmt: skip
        asked = Asked(
            title=tr("Confirm request {number}?").format(number=one.number),
            facts=(
                (tr("What"), request_words(one)),
                (tr("Asked by"), one.asked_by),
                (tr("Why"), one.reason),
                (tr("What follows"), "\n".join(effect)),
            ),
            verb=tr("Confirm"),
            person=self._backend.decider.full_name,
            role=role_name(Role.ADMINISTRATOR),
            consequence=tr("The role changes in the moment you confirm."),
            minimum_reason=0,
        )
        done = partial(self._on_changed, tr("Confirmed"))
        self._signing.with_reason(done, asked, confirm_change, one.id, words="", where_keyed=True)

    def _refuse(self) -> None:
        one: RequestCase | None = self.requests.current_row()
        if one is None or one.refuse_blockers:
            return
        sheet = ConfirmSheet(
            tr("Refuse request {number}?").format(number=one.number),
            tr("Refuse"),
            self,
            facts=((tr("What"), request_words(one)), (tr("Asked by"), one.asked_by)),
            is_danger=True,
        )
        sheet.confirmed.connect(
            lambda reason: self._run(sheet, tr("Refused"), refuse_role, one.id, reason=reason)
        )
        open_sheet(sheet, draft=(str(one.id), "refuse_role"))

    def _withdraw(self) -> None:
        one: RequestCase | None = self.requests.current_row()
        if one is not None and one.is_mine and one.state == "asked":
            self._backend.run(self._said(tr("Request taken back")), withdraw_role, one.id)

    def _ask_add(self) -> None:
        if self._organisation is None or self.add_button.reason:
            return
        sheet = AddSheet(self, is_team=self._organisation.is_team)

        def add(_reason: str) -> None:
            said = tr("{name} is recorded; now ask for a role").format(name=sheet.full_name)
            self._run(sheet, said, add_account, handle=sheet.handle, full_name=sheet.full_name,
                      login=sheet.login, then=self._choose)  # fmt: skip

        sheet.confirmed.connect(add)
        open_sheet(sheet, draft=("", "add_account"))

    @Slot()
    def _ask_role(self) -> None:
        case = self._chosen
        if case is None or self._organisation is None:
            return
        sheet = RoleSheet(case, self._organisation, self, me=self._backend.decider.id)

        def ask(reason: str) -> None:
            self._run(
                sheet,
                tr("Asked; another administrator confirms it"),
                request_role,
                case.person.id,
                str(sheet.chosen_role),
                sheet.chosen_unit,
                reason=reason,
                until=sheet.chosen_until(),
            )

        sheet.confirmed.connect(ask)
        open_sheet(sheet, draft=(str(case.person.id), "request_role"))

    @Slot()
    def _ask_end(self) -> None:
        case = self._chosen
        if case is None or self._organisation is None or not case.person.roles:
            return
        is_team = self._organisation.is_team
        sheet = EndSheet(case, self._organisation, self, me=self._backend.decider.id)

        def end(reason: str) -> None:
            role, unit_id = sheet.chosen
            person_id = case.person.id
            if is_team:
                said = tr("Asked; another administrator confirms it")
                self._run(sheet, said, request_role, person_id, str(role), unit_id,
                          reason=reason, action=sheet.action)  # fmt: skip
            else:
                self._run(sheet, tr("The role has ended"), end_role, person_id, str(role), unit_id)

        sheet.confirmed.connect(end)
        open_sheet(sheet, draft=(str(case.person.id), "end_role"))

    @Slot()
    def _ask_close(self) -> None:
        case = self._chosen
        if case is not None and not case.close_blockers:
            ask = partial(self._on_left_read, case)
            self._backend.read_for_sheet(ask, load_left_open, case.person.id)

    def _on_left_read(self, case: PersonCase, left: LeftOpen) -> None:
        name = case.person.full_name
        sheet = ConfirmSheet(
            tr("Close the account of {name}?").format(name=name),
            tr("Close the account"),
            self,
            facts=(
                (tr("Roles"), roles_of(case.person) or tr("none")),
                (tr("Left open"), left_words(left)),
            ),
            consequences=(
                tr("Every role ends now; the login is nobody's."),
                tr("What {name} did and signed stays, under this name.").format(name=name),
                tr("A closed account is not opened again; the person is added anew."),
                tr("Whoever has a login here can read the reason, for good."),
            ),
            is_danger=True,
        )
        said = tr("The account is closed")
        sheet.confirmed.connect(
            lambda reason: self._run(sheet, said, close_account, case.person.id, reason=reason)
        )
        open_sheet(sheet, draft=(str(case.person.id), "close_account"))

    @Slot(object)
    def _confirm_key(self, one: KeyCase) -> None:
        name = one.key.full_name
        asked = Asked(
            title=tr("Confirm the signing key of {name}?").format(name=name),
            facts=((tr("Key"), one.key.kid), (tr("Owner"), name)),
            verb=tr("Confirm the key"),
            person=self._backend.decider.full_name,
            role=role_name(Role.ADMINISTRATOR),
            consequence=tr(
                "Let {name} read the key to you, and compare: this is what it is for."
            ).format(name=name),
            minimum_reason=0,
        )
        done = partial(self._on_changed, tr("Key confirmed"))
        key_id = one.key.id
        self._signing.with_reason(done, asked, confirm_key, key_id, words="", where_keyed=True)

    @Slot(object)
    def _ask_revoke_key(self, one: KeyCase) -> None:
        sheet = end_key_sheet(one, self)
        said = ended_words(one)
        sheet.confirmed.connect(
            lambda reason: self._run(sheet, said, revoke_key, one.key.id, reason=reason)
        )
        open_sheet(sheet, draft=(str(one.key.id), "revoke_key"))

    @Slot()
    def _view_as(self) -> None:
        case = self._chosen
        if case is not None:
            self.view_as_wanted.emit(case.person.handle)

    def _choose(self, result: object) -> None:
        """Who was recorded: what follows is about them."""
        if isinstance(result, Changed):
            self.select_person(result.person_id)

    def _run(
        self,
        sheet: ConfirmSheet,
        said: str,
        command: Any,
        *args: Any,
        then: Callable[[object], None] | None = None,
        **kwargs: Any,
    ) -> None:
        def done(result: object) -> None:
            sheet.accept()
            self._on_changed(said, result)
            if then is not None:
                then(result)

        self._backend.run(done, command, *args, on_error=sheet.fail, **kwargs)

    def _on_changed(self, said: str, result: object) -> None:
        self._has_acted = True
        self.changed.emit(said)
        if isinstance(result, Changed) and result.to_do:
            self.left_to_do.emit(result.to_do)

    def _said(self, words: str) -> Any:
        return lambda _result: self.changed.emit(words)


def _inset(widget: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 12, 0)
    layout.addWidget(widget)
    return holder


def sought(word: str) -> Word:
    """A word with the roles, states and states of keys whose names here hold it."""
    named = {
        **{f"{ROLE}{one}": role_name(str(one)) for one in Role},
        **{f"{STATE}{one}": tr(words) for one, (_, words) in PERSON_STATES.items()},
        **{f"{KEY}{one}": texts.word(one) for one in KEY_STATES},
    }
    found = (one for one, name in named.items() if word.casefold() in name.casefold())
    return Word(word, frozenset(found))
