"""Alerts: triage by keys; the list stays still, the detail says what to look at first."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import shiboken6
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.alert_detail import AlertDetail, load_alert
from app.models.queries.alerts import (
    AlertQuery,
    AlertRow,
    RuntimeHealth,
    count_alerts,
    count_runtimes,
    list_alerts,
)
from app.models.queries.home import list_needs
from app.models.topics import Topic
from app.services.commands.monitors import acknowledge_alert, start_remediation
from app.texts import blocker
from app.views.actions import ActionSpec
from app.views.backend import Connection
from app.views.dialogs.decision_dialog import Asked, DecisionDialog, Signed
from app.views.filters import parse
from app.views.language import N_, tr
from app.views.panels.alerts_detail import AlertDetailPane
from app.views.panels.alerts_list import GRAMMAR, AlertList
from app.views.panels.alerts_words import title_of
from app.views.places import ObjectRef
from app.views.screen import SCREENS, RailGroup, Screen, ScreenWindow
from app.views.widgets.scrim import open_sheet
from app.views.widgets.splitter import Splitter

CHOOSE = N_("Choose an alert first.")
Found = tuple[tuple[AlertRow, ...], int, RuntimeHealth]


def read_alerts(session: Any, text: str, everything: str, me: UUID) -> Found:
    """The rows of a filter, how many the view has, and the health of runtimes."""
    rows = list_alerts(session, AlertQuery.of(text, me=me, is_strict=False))
    total = count_alerts(session, AlertQuery.of(everything, me=me))
    return rows, total, count_runtimes(session)


def count_for_me(session: Any, decider: Any) -> int:
    """Open alerts of my role that nobody else has taken."""
    needs = list_needs(session, decider.id, now=datetime.now(UTC))
    return sum(one.kind == "alert" for one in needs)


@SCREENS.register("alerts")
class AlertsScreen(Screen):
    title, icon, letter = N_("Alerts"), "bell", "T"
    group, position = RailGroup.WORK, 30
    topics = frozenset({Topic.ALERT, Topic.RUNTIME, Topic.DEPLOYMENT})
    kinds = frozenset({"alert"})
    badge_query = count_for_me

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self._id: UUID | None = None
        self._wanted: UUID | None = None
        self._is_asked = True  # the next rows answer a question of the person's
        self._draft = ""
        self.list = AlertList()
        self.detail = AlertDetailPane()
        self.split = Splitter(self.list, self.detail, sizes=(0, 348))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)
        self._connect_signals()
        self._add_actions()

    def _connect_signals(self) -> None:
        table = self.list.table
        table.current_changed.connect(self._on_table_current_changed)
        table.selection_changed.connect(lambda _count: self._show_buttons())
        table.opened.connect(lambda _row: self.detail.acknowledge.setFocus())
        table.opened_in_window.connect(self._on_table_opened_in_window)
        table.menu_requested.connect(
            lambda where: self.shell.actions_registry.context_menu("alerts", self).popup(where)
        )
        self.list.filter.changed.connect(lambda _query: self._ask_again())
        self.list.filter.left.connect(self.focus_list)
        self.list.view_changed.connect(self._ask_again)
        self.detail.left_for.connect(self.shell.open_ref)
        self.detail.acknowledged.connect(self._acknowledge)
        self.detail.remediated.connect(self._remedy)
        self.backend.connection_changed.connect(self._on_backend_connection_changed)
        self.backend.decider_changed.connect(self._on_backend_decider_changed)

    def _add_actions(self) -> None:
        def add(verb: str, text: str, key: str, call: Any, blocked: Any) -> None:
            spec = ActionSpec(f"alerts.{verb}", text, (key,), "Actions", context="alerts")
            self.add_action(spec, call, blocked=blocked)

        add("acknowledge", tr("Acknowledge…"), "A", self._acknowledge, self._why_not_acknowledge)
        add("remedy", tr("Begin to remedy…"), "B", self._remedy, self._why_not_remedy)
        add(
            "lineage",
            tr("Lineage"),
            "L",
            self._open_lineage,
            lambda: "" if self._current() else tr(CHOOSE),
        )
        add(
            "undo",
            tr("Take back an acknowledgement"),
            "U",
            _nothing,
            lambda: tr(
                "An acknowledgement stays on record. Only a passing re-test resolves the alert."
            ),
        )
        add(
            "resolve",
            tr("Resolve"),
            "R",
            _nothing,
            lambda: tr("Alerts are resolved by proof: the monitor's next run that passes does it."),
        )
        add("new", tr("Show new alerts"), ".", self.list.show_new, lambda: (
            "" if self.list.held_back else tr("No new alert waits.")
        ))  # fmt: skip

    @override
    def refresh(self) -> None:
        view, typed = self.list.view_filter, str(self.list.filter.query)
        # A state that is typed asks for more than the view.
        text = typed if "state:" in typed else f"{view} {typed}".strip()
        me = self.backend.decider.id
        self.backend.read(self._show, read_alerts, text, view, me)
        self._read_detail()

    def _ask_again(self) -> None:
        self._is_asked = True
        self.refresh()

    @override
    def open_object(self, ref: ObjectRef) -> None:
        wanted = UUID(ref.id)
        self._wanted = wanted
        self._open(wanted)
        if self.list.table.select_key(wanted):
            self._wanted = None

    @override
    def place_state(self) -> object:
        return self.list.view.currentIndex(), str(self.list.filter.query), self._id

    @override
    def restore_state(self, state: object) -> None:
        if isinstance(state, tuple) and len(state) == 3:
            place, text, self._wanted = state
            self.list.view.setCurrentIndex(int(place))
            self.list.filter.set_query(parse(str(text), GRAMMAR))
            self._ask_again()

    @override
    def focus_filter(self) -> None:
        self.list.filter.setFocus()

    @override
    def focus_list(self) -> None:
        self.list.table.setFocus()
        self._say_where()

    @override
    def toggle_detail(self) -> None:
        self.detail.setVisible(not self.detail.isVisible())

    @override
    def panes(self) -> list[QWidget]:
        return [self.list.filter.edit, self.list.table, self.detail.area]

    def _show(self, found: Found) -> None:
        rows, total, health = found
        is_asked, self._is_asked = self._is_asked, False
        self.list.set_rows(rows, total, self.backend.decider.id, is_asked=is_asked)
        self.list.set_runtimes(health)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.list.table.select_key(wanted)
        elif self._id is None:
            self.list.table.select_first()
            if (row := self._current()) is not None:
                self._open(row.id)  # the cursor was on it already, as somebody else
        if not rows and wanted is None:
            self._id = None
            self.detail.show_nothing()
        self._show_buttons()

    def _current(self) -> AlertRow | None:
        row = self.list.table.current_row()
        return row if isinstance(row, AlertRow) else None

    def _on_table_current_changed(self, row: AlertRow | None) -> None:
        if row is not None and self._wanted is None:
            self._open(row.id)

    def _open(self, alert_id: UUID) -> None:
        if alert_id != self._id:
            self._id = alert_id
            self._read_detail()

    def _read_detail(self) -> None:
        if self._id is not None:
            self.backend.read(self._show_detail, load_alert, self._id, self.backend.decider.id)

    def _show_detail(self, detail: AlertDetail) -> None:
        if detail.row.id == self._id:
            self.detail.show_alert(detail)
            self._say_where()
            self._show_buttons()

    def _say_where(self) -> None:
        if self.detail.shown is not None:
            self.set_crumbs(tr(self.title), title_of(self.detail.shown.row))

    def _chosen(self) -> list[AlertRow]:
        return [one for one in self.list.table.selected_rows() if isinstance(one, AlertRow)]

    def _why_not_act(self) -> str:
        if not self.backend.connection.is_online:
            return tr("The database is offline; alerts can be read only.")
        detail = self.detail.shown
        if detail is None or not self._chosen():
            return tr(CHOOSE)
        return " ".join(map(blocker, detail.blockers))

    def _why_not_acknowledge(self) -> str:
        reason = self._why_not_act()
        if reason or any(one.state == "open" for one in self._chosen()):
            return reason
        return tr("Somebody has taken note of it already.")

    def _why_not_remedy(self) -> str:
        reason = self._why_not_act()
        if reason or any(one.state in ("open", "acknowledged") for one in self._chosen()):
            return reason
        return tr("It is in remediation or has ended.")

    def _show_buttons(self) -> None:
        self.detail.acknowledge.set_blocked(self._why_not_acknowledge())
        self.detail.remedy.set_blocked(self._why_not_remedy())

    def _acknowledge(self) -> None:
        rows = [one for one in self._chosen() if one.state == "open"]
        then = tr("The alert stays until a re-test passes; nobody else need look.")
        verb = tr("Acknowledge") if len(rows) == 1 else tr("Acknowledge %n alert(s)", "", len(rows))
        words = (verb, tr("Acknowledge: {what}"), tr("Acknowledged {what}. It stays on record."))
        self._ask(words, acknowledge_alert, rows, minimum=3, then=then)

    def _remedy(self) -> None:
        rows = [one for one in self._chosen() if one.state in ("open", "acknowledged")]
        then = tr("Everybody sees that work on the cause has begun.")
        verb = (
            tr("Begin to remedy")
            if len(rows) == 1
            else tr("Begin to remedy %n alert(s)", "", len(rows))
        )
        words = (
            verb,
            tr("Begin to remedy: {what}"),
            tr("Remedy begun: {what}. It stays on record."),
        )
        self._ask(words, start_remediation, rows, minimum=10, then=then)

    def _ask(
        self,
        words: tuple[str, str, str],
        command: Any,
        rows: list[AlertRow],
        *,
        minimum: int,
        then: str,
    ) -> None:
        """`words` are the verb of the button, the question and what is said when it is stored."""
        me = self.backend.decider
        what = title_of(rows[0]) if len(rows) == 1 else tr("%n alert(s)", "", len(rows))
        verb, question, done = words
        asked = Asked(
            title=question.format(what=what),
            facts=((tr("Alerts"), ", ".join(str(one.number) for one in rows[:12])),
                   (tr("About"), ", ".join(dict.fromkeys(one.model_name for one in rows)))),
            verb=verb,
            person=me.full_name,
            role="",
            consequence=then,
            minimum_reason=minimum,
        )  # fmt: skip
        dialog = DecisionDialog(asked, self.window())
        dialog.reason.set_text(self._draft)

        def keep() -> None:
            self._draft = dialog.reason.text

        def send(signed: Signed) -> None:
            after = partial(self._on_stored, dialog, done.format(what=what))
            ids = [one.id for one in rows]
            self.backend.run(after, for_each, command, ids, signed.reason, on_error=dialog.fail)

        dialog.signed.connect(send)
        dialog.rejected.connect(keep)
        open_sheet(dialog)

    def _on_stored(self, dialog: DecisionDialog, says: str, _result: object) -> None:
        self._draft = ""
        if shiboken6.isValid(dialog):
            dialog.accept()
        self.shell.toast(says)
        self._go_next()
        self.refresh()

    def _go_next(self) -> None:
        """To the next open alert below, else to the first."""
        rows = [one for one in self.list.model.rows if isinstance(one, AlertRow)]
        chosen = {one.id for one in self._chosen()}
        places = [n for n, one in enumerate(rows) if one.id in chosen]
        after = rows[max(places) + 1 :] + rows if places else rows
        following = [one for one in after if one.state == "open" and one.id not in chosen]
        if following:
            self.list.table.select_key(following[0].id)

    def _open_lineage(self) -> None:
        row = self._current()
        if row is not None:
            self.shell.open_ref(ObjectRef("lineage", str(row.model_id), row.model_name))

    def _on_table_opened_in_window(self, row: AlertRow) -> None:
        self.shell.open_window(ObjectRef("alert", str(row.id), title_of(row)))

    def _on_backend_connection_changed(self, connection: Connection) -> None:
        since = f"{connection.since.astimezone():%H:%M}" if connection.since else ""
        self.list.set_live(connection.is_online, since)
        self._show_buttons()

    def _on_backend_decider_changed(self, _decider: object) -> None:
        self._id = self._wanted = None
        self._is_asked = True
        self.detail.show_nothing()


def for_each(work: Any, command: Any, ids: list[UUID], reason: str) -> None:
    """All of them or none: one transaction."""
    for each in ids:
        command(work, each, reason=reason)


def _nothing() -> None:
    """Never called: the action's rule always says why not."""
