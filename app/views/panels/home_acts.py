"""What is done with a row of Home without leaving it: a look, a reminder, a hand-over, a watch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QPoint

from app.models.queries.alert_detail import AlertDetail, load_alert
from app.models.queries.need_rows import NeedRow
from app.models.rules.putting_off import LONGEST_DAYS, put_off_blockers
from app.services.commands.putting_off import PutOff, put_off, set_put_off
from app.texts import blocker
from app.views.actions import ActionSpec
from app.views.dialogs.peek import Peek
from app.views.language import N_, tr
from app.views.panels.alerts_giving import AlertGiving, Meant
from app.views.panels.handing_over import hand_over_task
from app.views.panels.home_rows import Need
from app.views.panels.home_words import (
    action_words,
    alert_reason,
    alert_title,
    clock,
    due_words,
    reason_words,
    ref_of,
    side_words,
    step_words,
    subject,
)
from app.views.panels.until_menu import UntilMenu
from app.views.panels.watch_action import Watchable, add_watch_action
from app.views.screen import Screen
from app.views.shown_time import shown_now
from app.views.undo import Call, Undoable, both_ways
from app.views.widgets.basics import FactList
from app.views.widgets.data_table import DataTable
from app.views.widgets.moment_picker import Ahead
from app.views.widgets.scrim import open_sheet

CHOOSE = N_("Choose something first.")
SEVERAL = N_("This row is several alerts: open it, and there act on one of them or on all.")


def title_of(row: NeedRow) -> str:
    if row.kind == "alert":
        return alert_title(row)
    return f"{action_words(row)} {subject(row)}"


class NeedPeek(Peek):
    """Everything that the row says, read in full; the verb opens it."""

    def __init__(self, row: NeedRow, now: datetime, screen: Screen) -> None:
        super().__init__("home.peek", title_of(row), step_words(row), screen)
        reason = alert_reason(row) if row.kind == "alert" else reason_words(row)
        facts: list[tuple[str, object]] = [(tr("Why"), reason)]
        facts.append((tr("Where it stands"), ", ".join(filter(None, side_words(row, now)))))
        if row.due_at is not None:
            facts.append((tr("Due"), due_words(row.due_at, now).text))
        if row.stage is not None:
            facts.append((tr("Stage"), row.stage.name))
        if row.is_put_off:
            facts.append((tr("Put off"), put_off_words(row, now)))
        shown = FactList(label_width=110)
        shown.set_facts(facts)
        self.body.addWidget(shown)
        self.update_verb()
        self.cancel_button.setFocus()


def put_off_words(row: NeedRow, now: datetime) -> str:
    if row.remind_at is None:
        return tr("until something happens to it")
    return tr("until {when}").format(when=clock(row.remind_at, now))


class HomeActs(QObject):
    """Files the letters of the list of needs and does what they say.

    `drop` takes a row out of the list, which is then read again; `show_put_off` has it with what
    was put off, or without.
    """

    def __init__(
        self,
        screen: Screen,
        table: DataTable,
        drop: Callable[[NeedRow], object],
        show_put_off: Callable[[], object],
        why_no_put_off: Callable[[], str],
    ) -> None:
        super().__init__(screen)
        self._screen = screen
        self._table = table
        self._drop = drop
        self.menu: UntilMenu | None = None
        for key, text, keys, icon, callback, blocked in (
            ("remind", tr("Remind me…"), "S", "history", self.offer_times, self.why_not_put_off),
            ("remove", tr("Take it off my list"), "Del", "x", partial(self.put_off, None),
             self.why_not_put_off),
            ("delegate", tr("Hand over…"), "M", "user", self.hand_over, self.why_not_hand_over),
            ("put_off", tr("Show or hide what you put off"), "", "eye", show_put_off,
             why_no_put_off),
        ):  # fmt: skip
            spec = ActionSpec(f"home.{key}", text, (keys,) if keys else (), "Actions", "row",
                              "home", icon, changes=key != "put_off")  # fmt: skip
            screen.add_action(spec, callback, blocked=blocked, owner=table)
        add_watch_action(screen, "home", self._watchable, table)
        table.peeked.connect(lambda _row: self.peek())
        table.menu_requested.connect(self._on_table_menu_requested)

    @property
    def _row(self) -> NeedRow | None:
        one = self._table.current_row()
        return one.row if isinstance(one, Need) and not one.is_done else None

    def _on_table_menu_requested(self, at: QPoint) -> None:
        self._screen.shell.actions_registry.context_menu("home", self._screen).popup(at)

    # Why not

    def why_not_put_off(self) -> str:
        row = self._row
        if row is None:
            return tr(CHOOSE)
        if row.is_put_off:
            return tr("You have put it off already.")
        if row.others:
            return tr(SEVERAL)
        return " ".join(map(blocker, put_off_blockers(row.facts, None, now=shown_now())))

    def why_not_hand_over(self) -> str:
        row = self._row
        if row is None:
            return tr(CHOOSE)
        if row.others:
            return tr(SEVERAL)
        if row.kind in ("task", "alert"):
            return ""
        return tr("Only tasks and alerts are handed over: here everybody of the role is asked.")

    # Acts

    def peek(self) -> None:
        row = self._row
        if row is None:
            return
        sheet = NeedPeek(row, shown_now(), self._screen)

        def open_it() -> None:
            sheet.accept()
            self._screen.shell.open_ref(ref_of(row))

        sheet.submitted.connect(open_it)
        open_sheet(sheet)

    def offer_times(self) -> None:
        """A digit chooses; what would be too late says why not."""
        row = self._row
        if row is None:
            return

        def why_not(until: datetime) -> str:
            return " ".join(map(blocker, put_off_blockers(row.facts, until, now=datetime.now(UTC))))

        ahead = Ahead(LONGEST_DAYS, why_not)
        menu = self.menu = UntilMenu("home.remind", self._screen, ahead)
        menu.chosen.connect(self.put_off)
        cell = self._table.visualRect(self._table.currentIndex())
        menu.popup_at(self._table.viewport().mapToGlobal(cell.bottomLeft()))

    def put_off(self, until: datetime | None) -> None:
        row = self._row
        if row is not None:
            self._screen.backend.run(
                partial(self._on_put_off, row, until),
                put_off, row.kind, row.id, until=until, now=shown_now(),
            )  # fmt: skip

    def _on_put_off(self, row: NeedRow, until: datetime | None, done: PutOff) -> None:
        away = replace(row, is_put_off=True, remind_at=until)
        said = tr("Off your list {until}: {title}").format(
            until=put_off_words(away, shown_now()), title=title_of(row)
        )
        back = Call(set_put_off, (row.kind, done))
        again = Call(set_put_off, (row.kind, replace(done, before=done.after, after=done.before)))
        title = tr("Put off: {title}").format(title=title_of(row))
        turn = both_ways(self._screen.backend, back, again)
        self._screen.shell.toast(said, Undoable(title, turn, after=self._screen.refresh))
        self._drop(row)

    def hand_over(self) -> None:
        """To somebody who may do it; who that is, is read first."""
        row, backend = self._row, self._screen.backend
        if row is None:
            return
        if row.kind == "task":
            hand_over_task(self._screen, row.id, title_of(row), partial(self._drop, row))
        else:
            me: UUID = backend.decider.id
            backend.read_for_sheet(partial(self._offer, row), load_alert, row.id, me)

    def _offer(self, row: NeedRow, detail: AlertDetail) -> None:
        screen = self._screen
        giving = AlertGiving(screen.shell, screen, partial(self._drop, row), screen.refresh)
        giving.ask(Meant((row.id,), title_of(row)), detail.takers)

    def _watchable(self) -> Watchable | None:
        """The alert or the run itself; of everything else the model it is about."""
        row = self._row
        if row is None:
            return None
        if row.kind == "alert" and not row.others:
            return Watchable("alert", row.id, tr("alert {number}").format(number=row.number))
        if row.kind == "incident" and row.instance_id is not None:
            return Watchable("instance", row.instance_id, subject(row))
        if row.model_id is not None:
            return Watchable("model", row.model_id, row.model_name)
        return None
