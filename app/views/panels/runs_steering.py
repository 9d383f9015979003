"""What is done with a run: a step retried, the run suspended or cancelled, its task handed over."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Slot

from app import texts
from app.models.queries.retries import RetryState, load_retry
from app.models.queries.run_list import ListedRun
from app.models.queries.run_view import PersonWait, RunView
from app.models.queries.runs import RunRow
from app.services.commands.processes import retry_incident, steer
from app.services.unit_of_work import InboxKind
from app.views.language import tr
from app.views.panels.handing_over import hand_over_task
from app.views.panels.run_cancel import ask_cancel
from app.views.panels.run_start import ask_start
from app.views.panels.runs_page import VARIABLES, RunPage
from app.views.panels.runs_panel import Reasons, RunPanel
from app.views.panels.runs_retry import ask_retry
from app.views.panels.runs_words import about
from app.views.places import ObjectRef
from app.views.screen import Screen
from app.views.widgets.data_table import DataTable


class RunSteering(Screen):
    """The half of the screen that acts on the run that is looked at."""

    table: DataTable
    page: RunPage
    panel: RunPanel
    _run_id: UUID | None  # the open one; None: the list is shown
    _view: RunView | None
    _retry: RetryState | None
    _asked: tuple[UUID, UUID] | None  # inbox row and incident of a retry
    _poll: QTimer

    def _reasons(self) -> Reasons:
        return Reasons(self.why_no_retry(), self.why_no_suspend(), self.why_no_cancel())

    def _why_no_run(self) -> str:
        return "" if self._view else tr("Choose a run first.")

    def _why_no_steer(self) -> str:
        if self._view is None:
            return tr("Choose a run first.")
        if self._view.run.row.ended_at is not None:
            return tr("This run has ended.")
        return "\n".join(map(texts.blocker, self._view.steer_blockers))

    why_no_suspend = why_no_cancel = _why_no_steer

    def why_no_hand_over(self) -> str:
        if self._view is None:
            return tr("Choose a run first.")
        if not self._view.people:
            return tr("This run waits for nobody.")
        if self._handed is None:
            return tr("It waits for votes: whoever holds the role gives theirs.")
        return ""

    @property
    def _handed(self) -> PersonWait | None:
        """The task of this run that can be handed over; a vote is its voter's own."""
        people = self._view.people if self._view else ()
        return next((one for one in people if one.request_id is None), None)

    @Slot()
    def _hand_over(self) -> None:
        wait = self._handed
        if wait is not None:
            hand_over_task(self, wait.task_id, texts.told(wait.name))

    @property
    def _many(self) -> list[ListedRun]:
        """The chosen rows of the list, where they are several."""
        rows = self.table.selected_rows() if self._run_id is None else []
        return rows if len(rows) > 1 else []

    def why_no_retry(self) -> str:
        if many := self._many:
            stuck = any(one.state == "incident" for one in many)
            if not stuck:
                return tr("Nothing to retry: none of these runs has an incident.")
            denied = self._view.steer_blockers if self._view is not None else ()
            return "\n".join(map(texts.blocker, denied))
        if self._view is not None and not self._view.run.incident_nodes:
            return tr("Nothing to retry: this run has no open incident.")
        if self._retry is not None and not self._retry.has_ended:
            return tr("A retry is under way; its result comes first.")
        return self._why_no_steer()

    @Slot()
    def _start(self) -> None:
        """By hand, on the model of the run that is looked at, or on one to be chosen."""
        ask_start(self, self._view.run.row.model_id if self._view else None, self.refresh)

    @Slot()
    def _retry_step(self) -> None:
        view = self._view
        if many := self._many:
            ask_retry(self, many)
            return
        if view is None or self.why_no_retry():
            return
        incident = next(one for one in view.run.incidents if one.state == "open")
        self._retry = RetryState("requested")
        self._asked = None
        self.panel.show_retry(self._retry, self._reasons())
        self.backend.run(
            partial(self._on_retry_asked, incident.id),
            retry_incident,
            incident.id,
            on_error=self._on_retry_refused,
        )

    def _on_retry_asked(self, incident_id: UUID, inbox_id: UUID) -> None:
        self._asked = (inbox_id, incident_id)
        self._poll.start()

    def _on_retry_refused(self, error: BaseException) -> None:
        self._forget_retry()
        self.shell.show_error(error)
        self.refresh()

    @Slot()
    def _on_poll_timeout(self) -> None:
        if self._asked is not None:
            self.backend.read(self._show_retry, load_retry, *self._asked)

    def _show_retry(self, state: RetryState) -> None:
        if self._asked is None or state == self._retry:
            return
        self._retry = state
        self.panel.show_retry(state, self._reasons())
        if state.has_ended:
            self._poll.stop()
            self._asked = None
            self.refresh()
            if state.step == "verified":
                self.shell.toast(tr("Step verified: the run goes on"))

    def _forget_retry(self) -> None:
        self._retry, self._asked = None, None
        self._poll.stop()

    @Slot()
    def _suspend(self) -> None:
        if self._view is None or self.why_no_suspend():
            return
        one = self._view.run.row
        kind = InboxKind.RESUME if one.state == "suspended" else InboxKind.SUSPEND
        said = tr("Resuming run {number} is asked for")
        if kind is InboxKind.SUSPEND:
            said = tr("Suspending run {number} is asked for")
        told = partial(self._on_steered, said.format(number=one.number))
        self.backend.run(told, steer, one.id, kind)

    @Slot()
    def _cancel(self) -> None:
        if self._view is None or self.why_no_cancel():
            return
        view, one = self._view, self._view.run.row
        lines = [
            tr("Open tasks of this run are taken back: {count}.").format(count=len(view.people))
        ]
        if view.deployment_number is not None:
            lines.append(
                tr("What has been deployed so far keeps serving; nothing is switched back.")
            )
        ask_cancel(
            self,
            one.id,
            one.number,
            facts=(
                (tr("Run"), f"{one.number}, {about(one)}"),
                (tr("Stands at"), ", ".join(map(texts.told, one.steps))),
            ),
            consequences=lines,
        )

    def _on_steered(self, words: str, _result: object) -> None:
        self.shell.toast(words)
        self.refresh()

    @Slot()
    def _go_to_token(self) -> None:
        """From the list, too: the diagram opens where the run stands."""
        if self._view is None:
            return
        if self._run_id is None:
            self.shell.go("runs", run_ref(self._view.run.row))
        else:
            self.page.go_to_token()

    def _show_variables(self) -> None:
        if self._view is None:
            return
        if self._run_id is None:
            self.shell.go("runs", run_ref(self._view.run.row, "variables"))
        self.page.tabs.show_page(VARIABLES)
        self.page.focus()

    @Slot()
    def _lineage(self) -> None:
        if self._view is not None and self._view.run.row.model_id is not None:
            one = self._view.run.row
            self.shell.open_ref(ObjectRef("lineage", str(one.model_id), one.model_name))

    @Slot(object)
    def _on_panel_task_opened(self, wait: PersonWait) -> None:
        kind = "request" if wait.request_id else "task"
        self.shell.open_ref(ObjectRef(kind, str(wait.request_id or wait.task_id), wait.name))

    @Slot()
    def _on_panel_deployment_opened(self) -> None:
        view = self._view
        if view is not None and view.deployment_id is not None:
            title = tr("Deployment {deployment_number}").format(
                deployment_number=view.deployment_number
            )
            self.shell.open_ref(ObjectRef("deployment", str(view.deployment_id), title))


def run_ref(row_: ListedRun | RunRow, tab: str = "") -> ObjectRef:
    number = row_.number if isinstance(row_, RunRow) else row_.run.number
    return ObjectRef("run", str(row_.id), tr("Run {number}").format(number=number), tab)
