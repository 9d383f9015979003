"""Administration: who may do what, by which stages, over which connections, and since when."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.administration import (
    ConnectionRow,
    KeyCase,
    Organisation,
    StageRow,
    TagRow,
    count_for_administrator,
    list_admin_events,
    list_stages_in_use,
    list_tags_in_use,
    load_organisation,
)
from app.models.queries.events import EventRow
from app.models.queries.runtime_edit import list_editable_units
from app.models.queries.windows import list_window_cases
from app.services.commands.keys import revoke_key
from app.services.connecting import list_all_connections
from app.services.integrations import list_integrations
from app.services.kept_logs import load_kept
from app.services.secret_states import SecretsHere, load_secrets
from app.texts import person_name
from app.views import theme
from app.views.actions import ActionSpec
from app.views.backend import Backend
from app.views.cards import CARDS
from app.views.cells import Status, Text, moment
from app.views.filters import FilterQuery
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.administration_case import CasePane, end_key_sheet, ended_words
from app.views.panels.administration_integrations import IntegrationsPage
from app.views.panels.administration_people import PeoplePage
from app.views.panels.administration_places import DATABASE, ConnectionsPage
from app.views.panels.administration_retention import RetentionPage
from app.views.panels.administration_roles import RolesPage
from app.views.panels.administration_secrets import SecretsPage
from app.views.panels.administration_stages import StagesPage
from app.views.panels.administration_windows import WindowsPage
from app.views.panels.event_words import event_words
from app.views.panels.list_export import (
    Fields,
    ListFile,
    add_list_export,
    file_of_rows,
    file_of_table,
)
from app.views.panels.own_key import ask_own_key
from app.views.panels.ways_out import WaysOut
from app.views.places import ObjectRef
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.widgets.basics import SectionLabel, StyledLabel, row, screen_title
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.scrim import open_sheet
from app.views.widgets.tabs import Hung, Tab, Tabs

LOG: list[Column[EventRow]] = [
    Column(N_("Time"), lambda e: moment(e.at), key="at", width=150),
    Column(N_("Who"), lambda e: person_name(e.actor), key="who", width=180),
    Column(N_("What"), lambda e: Text(event_words(e)), key="what", stretches=True),
]
LOG_FIELDS: Fields[EventRow] = (
    ("event", lambda e: e.id),
    ("at_utc", lambda e: e.at),
    ("who", lambda e: person_name(e.actor)),
    ("tag", lambda e: e.tag),
    ("what", event_words),
    ("object_type", lambda e: e.object_type),
    ("object_id", lambda e: str(e.object_id)),
)
PAGES = (
    "users",
    "roles",
    "stages",
    "connections",
    "integrations",
    "secrets",
    "retention",
    "log",
    "windows",
)


def count_for_me(session: Any, decider: Any) -> int:
    return count_for_administrator(session, decider.id)


def read_stages(session: Any, me: UUID) -> tuple[tuple[StageRow, ...], tuple[TagRow, ...]]:
    return list_stages_in_use(session, me), list_tags_in_use(session)


@SCREENS.register("administration")
class AdministrationScreen(Screen):
    card = CARDS["administration"]
    badge_query = count_for_me

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._organisation: Organisation | None = None
        self._wanted: UUID | None = None
        self._wanted_secret = ""
        self.people = PeoplePage(self.backend)
        self.roles = RolesPage()
        self.stages = StagesPage(self.backend)
        self.connections = ConnectionsPage(self.backend)
        self.integrations = IntegrationsPage(self.backend)
        self.secrets = SecretsPage(self.backend)
        self.retention = RetentionPage()
        self.log = LogPage()
        self.windows = WindowsPage(self.backend)
        self.account = AccountPage(self.backend)
        self.tabs = Tabs(tr("Pages of the administration"))
        self.tabs.bar.setObjectName("administration.pages")
        for title, page in (
            (tr("Users"), self.people),
            (tr("Roles"), self.roles),
            (tr("Stages and tags"), self.stages),
            (tr("Connections"), self.connections),
            (tr("Integrations"), self.integrations),
            (tr("Secrets"), self.secrets),
            (tr("Retention"), self.retention),
            (tr("Admin log"), self.log),
            (tr("Windows"), self.windows),
        ):
            self.tabs.add(Tab(title), page)
        head = row(screen_title(tr(self.card.title)))
        head.setContentsMargins(16, 12, 16, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 0, 0, 0)
        inside.addLayout(Hung(self.tabs))
        inside.addWidget(self.account)
        layout.addLayout(inside, 1)
        self.account.hide()
        self.tabs.page_shown.connect(self._on_tabs_page_shown)
        self.people.changed.connect(self._on_people_changed)
        self.account.changed.connect(self._on_people_changed)
        self.windows.changed.connect(self._on_people_changed)
        self.connections.changed.connect(self._on_people_changed)
        self.stages.changed.connect(self._on_people_changed)
        self.integrations.page_wanted.connect(lambda name: self.tabs.show_page(PAGES.index(name)))
        self.connections.secret_wanted.connect(self._on_secret_wanted)
        self.secrets.changed.connect(self._on_people_changed)
        self.retention.policy_wanted.connect(
            lambda key: self.shell.open_ref(ObjectRef("policy", key, tr("Retention")))
        )
        self.people.left_to_do.connect(self._on_people_left_to_do)
        for page in (self.people, self.roles):
            page.view_as_wanted.connect(self.shell.view_as)
        self.backend.decider_changed.connect(self.refresh)
        add_list_export(self, self._file)
        self._add_stage_actions()

    def _add_stage_actions(self) -> None:
        for name, text, keys, step in (
            ("stage_up", tr("Move the stage up"), "Alt+Up", -1),
            ("stage_down", tr("Move the stage down"), "Alt+Down", 1),
        ):
            spec = ActionSpec(
                f"administration.{name}", text, (keys,), "Actions", context="administration",
                changes=True,
            )  # fmt: skip
            self.add_action(
                spec, partial(self.stages.move_stage, step),
                blocked=partial(self.stages.why_not_move, step), owner=self.stages.stages,
                waits=False,
            )  # fmt: skip
        spec = ActionSpec(
            "administration.merge", tr("Merge the service tag…"), (), "Actions",
            context="administration", changes=True,
        )  # fmt: skip
        self.add_action(spec, self.stages.merge, blocked=self.stages.why_not_merge, waits=False)

    def _file(self) -> ListFile | None:
        """The page's list; of two the one that has the keyboard, else the first."""
        if self.log.table.isVisible():
            return self.log.file()
        shown = [one for one in self.findChildren(DataTable) if one.isVisible()]
        table = next((one for one in shown if one.hasFocus()), next(iter(shown), None))
        if table is None:
            return None
        if table is self.people.table:
            return self.people.file()
        return file_of_table(table.objectName().rpartition(".")[2], table)

    # Reading

    @override
    def refresh(self) -> None:
        self.backend.read(self._show, load_organisation, self.backend.decider.id)
        self._read_page()

    def _read_page(self) -> None:
        """Only the page that is looked at."""
        name = PAGES[self.tabs.current]
        if name == "stages":
            self.backend.read(self._show_stages, read_stages, self.backend.decider.id)
        elif name == "connections":
            me, settings = self.backend.decider.id, self.backend.settings
            if settings is not None:
                self.backend.read(self._show_connections, list_all_connections, settings, me)
            self.backend.read(self.connections.show_units, list_editable_units, me)
        elif name == "integrations" and self.backend.settings is not None:
            self.backend.read(self.integrations.show_rows, list_integrations, self.backend.settings)
        elif name == "secrets":
            settings = self.backend.settings
            if settings is not None:
                self.backend.read(self._show_secrets, load_secrets, settings)
        elif name == "retention" and self.backend.settings is not None:
            self.backend.read(self.retention.show_kept, load_kept, self.backend.settings)
        elif name == "log":
            self.backend.read(self.log.show_rows, list_admin_events)
        elif name == "windows":
            me = self.backend.decider.id
            self.backend.read(self.windows.show_rows, list_window_cases, me)

    def _show(self, organisation: Organisation) -> None:
        self._organisation = organisation
        is_admin = organisation.is_administrator
        focus = self.window().focusWidget()
        was_here = focus is not None and self.isAncestorOf(focus)
        self.tabs.setVisible(is_admin)
        self.account.setVisible(not is_admin)
        if was_here and not self.isAncestorOf(self.window().focusWidget()):
            self.focus_list()  # it would go on to whatever stands above the screen
        me = self.backend.decider.id
        if not is_admin:
            self.account.show_account(organisation, me)
            return
        waiting = sum(
            one.state == "asked" and not one.confirm_blockers for one in organisation.requests
        )
        self.tabs.set_tab(0, Tab(tr("Users"), waiting or None))
        self.people.show_organisation(organisation)
        self.roles.show_organisation(organisation, me)
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.people.select_person(wanted)
            self.people.select_request(wanted)

    def _show_stages(self, found: tuple[tuple[StageRow, ...], tuple[TagRow, ...]]) -> None:
        self.stages.show_rows(*found)

    def _show_connections(self, rows: tuple[ConnectionRow, ...]) -> None:
        database = ConnectionRow(DATABASE, None, tr("This workspace"), "", "", "")
        self.connections.show_rows((database, *rows))

    def _show_secrets(self, here: SecretsHere) -> None:
        self.secrets.show_secrets(here)
        wanted, self._wanted_secret = self._wanted_secret, ""
        if wanted:
            self.secrets.table.select_key(wanted)

    @Slot(str)
    def _on_secret_wanted(self, name: str) -> None:
        self._wanted_secret = name
        self.tabs.show_page(PAGES.index("secrets"))

    @Slot(int)
    def _on_tabs_page_shown(self, _page: int) -> None:
        self._read_page()
        self.set_crumbs(tr(self.card.title), self.tabs.bar.tabs[self.tabs.current].title)

    @Slot(str)
    def _on_people_changed(self, said: str) -> None:
        self.shell.toast(said)
        self.refresh()

    @Slot(object)
    def _on_people_left_to_do(self, statements: tuple[str, ...]) -> None:
        banner = self.shell.show_banner(
            "duties",
            Status.WARNING,
            tr("A database administrator still has to run this"),
            "\n".join(statements),
        )
        copied = "\n".join(statements)
        banner.add_action(tr("Copy"), lambda: theme.application().clipboard().setText(copied))

    # Places

    @override
    def open_object(self, ref: ObjectRef) -> None:
        self._wanted = UUID(ref.id)
        self.tabs.show_page(0)
        if self._organisation is not None:
            self._choose_wanted()

    @override
    def here(self) -> ObjectRef:
        case = self.people.chosen
        is_open = case is not None and self.tabs.current == 0 and not self.account.isVisible()
        return ObjectRef("person", str(case.person.id)) if case and is_open else super().here()

    @override
    def place_state(self) -> object:
        return self.tabs.current, self.people.filter.query, self.log.filter.query

    @override
    def restore_state(self, state: object) -> None:
        match state:
            case (int() as page, FilterQuery() as people, FilterQuery() as log):
                self.people.filter.set_query(people)
                self.log.filter.set_query(log)
                self.tabs.show_page(page)

    @override
    def focus_list(self) -> None:
        if self.account.isVisible():
            self.account.case.area.setFocus()
        elif PAGES[self.tabs.current] == "users":
            self.people.table.setFocus()
        else:
            self.tabs.bar.setFocus()

    @property
    @override
    def filter_bar(self) -> FilterBar:
        return self.log.filter if PAGES[self.tabs.current] == "log" else self.people.filter

    @override
    def focus_filter(self) -> None:
        if PAGES[self.tabs.current] == "users":
            self.people.filter.setFocus()
        elif PAGES[self.tabs.current] == "log":
            self.log.filter.setFocus()

    @override
    def panes(self) -> list[QWidget]:
        return [self.tabs.bar, self.people.filter, self.people.table, self.people.requests]


class LogPage(QWidget):
    """What happened to people, roles, keys, stages, places and policies."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[EventRow, ...] = ()
        self._model = RowTableModel(LOG, lambda e: e.id, self)
        self.filter = FilterBar(tr("Filter the log"), hint=tr("Filter: person, words"))
        self.filter.setObjectName("administration.log.filter")
        self.table = DataTable(self._model, tr("Admin log"))
        self.table.setObjectName("administration.log")
        self.table.allow_sorting()
        self._empty = EmptyState("", pictures=("file-text",))
        self.table.set_empty_state(self._empty)
        self._ways = WaysOut(
            self._empty, self.filter, lambda then, query: then(len(self._fitting(query)))
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 16, 0)
        layout.setSpacing(8)
        layout.addWidget(self.filter)
        layout.addWidget(self.table, 1)
        self.filter.changed.connect(lambda _query: self._show())
        self.filter.left.connect(self.table.setFocus)

    def file(self) -> ListFile:
        """What is shown of it, to be written."""
        text = str(self.filter.query)
        return file_of_rows("admin log", LOG_FIELDS, self._model.rows, filter_text=text)

    def show_rows(self, rows: tuple[EventRow, ...]) -> None:
        self._rows = rows
        self._show()
        self.table.mark_ready()

    def _show(self) -> None:
        query = self.filter.query
        shown = self._fitting(query)
        if query.is_empty:
            self._empty.set_texts(
                tr("Nothing happened yet"),
                tr("What is done to people, roles, keys, stages, places and policies stands here."),
            )
        else:
            self._empty.set_texts(tr("Nothing matches “{query}”").format(query=query))
        self._model.set_rows(shown)
        self._ways.follow(query, is_empty=not shown)
        self.filter.set_count(None if query.is_empty else len(shown), len(self._rows))

    def _fitting(self, query: FilterQuery) -> list[EventRow]:
        words = [word.casefold() for word in query.words]
        return [one for one in self._rows if all(word in _text(one) for word in words)]


class AccountPage(QWidget):
    """For everybody else: one's own account, and who the administrators are."""

    changed = Signal(str)  # what was done, in words

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self.setObjectName("administration.account")
        self.case = CasePane(left=0)
        self.case.key_revoked.connect(self._ask_end_key)
        self.case.key_wanted.connect(partial(ask_own_key, backend, self, self.changed.emit))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            StyledLabel(
                tr(
                    "Roles are given by an administrator and confirmed by a second one. Here is "
                    "what you hold; whom to ask stands below."
                ),
                is_secondary=True,
                wraps=True,
            )
        )
        layout.addWidget(self.case, 1)

    @Slot(object)
    def _ask_end_key(self, one: KeyCase) -> None:
        sheet = end_key_sheet(one, self)

        def done(_result: object) -> None:
            sheet.accept()
            self.changed.emit(ended_words(one))

        sheet.confirmed.connect(
            lambda reason: self._backend.run(
                done, revoke_key, one.key.id, reason=reason, on_error=sheet.fail
            )
        )
        open_sheet(sheet, draft=(str(one.key.id), "revoke_key"))

    def show_account(self, organisation: Organisation, me: UUID) -> None:
        self.case.show_case(organisation.own, organisation, me)
        self.case.foot.hide()
        column = self.case.area.column
        column.takeAt(column.count() - 1)  # the free room below: it comes after what is added
        column.addSpacing(8)
        column.addWidget(SectionLabel(tr("Administrators"), len(organisation.administrators)))
        for one in organisation.administrators:
            column.addWidget(StyledLabel(one.full_name))
        if not organisation.administrators:
            column.addWidget(
                StyledLabel(
                    tr("Nobody. One person's own workspace needs none; a team's has two."),
                    is_secondary=True,
                    wraps=True,
                )
            )
        column.addStretch()


def _text(one: EventRow) -> str:
    return f"{person_name(one.actor)} {event_words(one)}".casefold()
