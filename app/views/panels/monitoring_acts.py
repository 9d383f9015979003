"""What a person does to monitors: makes one, and asks for another limit; each on one sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.models.queries.monitor_page import MonitorPage
from app.models.queries.monitoring import Limit
from app.services.commands.limits import judge_by_policy, propose_limit
from app.services.commands.monitors import pause_monitor, resume_monitor, write_runbook
from app.services.commands.new_monitor import list_fires, load_monitor_choice, make_monitor
from app.texts import titled, told
from app.views.language import tr
from app.views.panels.limits import test_name
from app.views.panels.monitoring_limit import trial_words
from app.views.panels.monitoring_new import NewMonitorSheet
from app.views.panels.monitoring_runbook import RunbookSheet
from app.views.panels.monitoring_words import limit_words
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.pause_sheet import Turn, open_turn
from app.views.screen import ScreenWindow
from app.views.widgets.scrim import open_sheet


class MonitoringActs:
    """`done` is told the id of the monitor that was made or changed."""

    def __init__(self, shell: ScreenWindow, home: QWidget, done: Callable[[UUID], object]) -> None:
        self._shell = shell
        self._home = home
        self._done = done

    def begin(self, model: str) -> NewMonitorSheet:
        """A new monitor, of this model unless another one is typed."""
        sheet = NewMonitorSheet(
            self._home.window(), model=model, zone=self._shell.preferences.value.zone
        )
        backend = self._shell.backend

        def ask_model(text: str) -> None:
            backend.read(
                sheet.show_choice, load_monitor_choice, text, backend.decider.id,
                on_error=sheet.show_no_model,
            )  # fmt: skip

        def ask_fires(cron: str, zone: str) -> None:
            backend.read(sheet.show_fires, list_fires, cron, zone, on_error=sheet.show_no_fires)

        def send() -> None:
            model_id, new = sheet.wanted
            backend.run(
                partial(self._on_made, sheet), make_monitor, model_id, new, on_error=sheet.fail
            )

        sheet.model_asked.connect(ask_model)
        sheet.fires_asked.connect(ask_fires)
        sheet.submitted.connect(send)
        open_sheet(sheet, draft=("", "new_monitor"))
        return sheet

    def _on_made(self, sheet: NewMonitorSheet, made: Any) -> None:
        name = sheet.name.text().strip()
        sheet.accept()
        self._shell.toast(tr("The monitor {name} is made").format(name=name))
        self._done(made.id)

    def propose(self, page: MonitorPage, tried: Limit) -> ConfirmSheet:
        """Ask that the policy takes the number that was tried; a second person decides."""
        judging, stored = page.judging, page.limit
        assert stored is not None
        test = test_name(page.test)
        is_looser = (tried.value > stored.value) == stored.is_upper
        kind = tr("looser") if is_looser else tr("stricter")
        sheet = ConfirmSheet(
            tr("Propose another limit for {test}").format(test=test),
            tr("Propose it"),
            self._home.window(),
            facts=(
                (tr("Policy"), titled(judging.title)),
                (tr("Unit"), judging.unit),
                (tr("It fails at"), f"{limit_words(stored)} → {limit_words(tried)} ({kind})"),
                (tr("Tried on it"), trial_words(page, tried)),
            ),
            consequences=(
                tr("Nothing changes until a second person puts it in force, in Governance."),
                tr(
                    "It is a limit of the policy: it counts for %n monitor(s) that it judges, each "
                    "from when somebody lets it be judged by the new version.", "",
                    judging.monitors,
                ),
            ),
        )  # fmt: skip
        sheet.rests_on = f"{judging.digest} {test} {tried.value!r}"
        monitor_id = page.detail.row.id

        def send(reason: str) -> None:
            self._shell.backend.run(
                partial(self._on_proposed, sheet, monitor_id), propose_limit, monitor_id,
                test=page.test, value=tried.value, reason=reason, seen=judging.digest,
                on_error=sheet.fail,
            )  # fmt: skip

        sheet.confirmed.connect(send)
        open_sheet(sheet, draft=(str(monitor_id), "propose_limit"))
        return sheet

    def _on_proposed(self, sheet: ConfirmSheet, monitor_id: UUID, made: Any) -> None:
        sheet.accept()
        said = tr("{policy} v{version} is proposed; a second person puts it in force")
        self._shell.toast(said.format(policy=told(made.name), version=made.version))
        self._done(monitor_id)

    def pause(self, page: MonitorPage) -> ConfirmSheet:
        """Pause the monitor, or let a paused one go on."""
        one = page.detail.row
        turn = Turn(
            one.name,
            one.is_paused,
            ((tr("Model"), one.model_name),),
            (
                tr("It runs no more at its times, and raises no alert, until it goes on."),
                tr("A model that nothing else watches is told to have no monitor."),
                tr("Who paused it, and when, stands in the trail."),
            ),
            (tr("It runs again at its times."),),
            minimum_reason=0,
        )
        said = turn.said if one.is_paused else tr("{name} is paused: state:paused lists it")
        command = resume_monitor if one.is_paused else pause_monitor

        def send(sheet: ConfirmSheet, _reason: str) -> None:
            self._shell.backend.run(
                partial(self._on_paused, sheet, one.id, said.format(name=one.name)), command,
                one.id, seen=one.row_version, on_error=sheet.fail,
            )  # fmt: skip

        return open_turn(turn, self._home.window(), send)

    def _on_paused(self, sheet: ConfirmSheet, monitor_id: UUID, said: str, _made: object) -> None:
        sheet.accept()
        self._shell.toast(said)
        self._done(monitor_id)

    def judge(self, page: MonitorPage) -> ConfirmSheet:
        """Let the monitor be judged by the version of its policy that is in force."""
        one, judging = page.detail.row, page.judging
        sheet = ConfirmSheet(
            tr("Judge {name} by v{version}").format(name=one.name, version=judging.newer),
            tr("Judge by v{version}").format(version=judging.newer),
            self._home.window(),
            facts=((tr("Until now"), titled(judging.title)),),
            consequences=(
                tr("From its next run on that version decides; what it said before stays."),
            ),
            minimum_reason=0,
        )

        def send(_reason: str) -> None:
            self._shell.backend.run(
                partial(self._on_judged, sheet, one.id), judge_by_policy, one.id,
                seen=one.row_version, on_error=sheet.fail,
            )  # fmt: skip

        sheet.confirmed.connect(send)
        open_sheet(sheet, draft=(str(one.id), "judge_by_policy"))
        return sheet

    def _on_judged(self, sheet: ConfirmSheet, monitor_id: UUID, _made: object) -> None:
        sheet.accept()
        self._shell.toast(tr("It is judged by the version in force from its next run on"))
        self._done(monitor_id)

    def runbook(self, page: MonitorPage, why_not: str) -> RunbookSheet:
        """Read what is to be done about its alerts, and write it, but for `why_not`."""
        one = page.detail.row
        why_not = self._shell.backend.why_no_change or why_not
        sheet = RunbookSheet(one.name, page.detail.runbook, self._home.window(), why_not=why_not)
        sheet.seen = one.row_version

        def send() -> None:
            self._shell.backend.run(
                partial(self._on_runbook, sheet, one.id), write_runbook, one.id,
                runbook=sheet.text.text, seen=sheet.seen, on_error=sheet.fail,
            )  # fmt: skip

        sheet.submitted.connect(sheet.accept if why_not else send)
        open_sheet(sheet, draft=(str(one.id), "write_runbook"))
        return sheet

    def _on_runbook(self, sheet: RunbookSheet, monitor_id: UUID, _made: object) -> None:
        sheet.accept()
        self._shell.toast(tr("The runbook is kept: it stands beside every alert of this monitor"))
        self._done(monitor_id)
