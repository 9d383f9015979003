"""What a person does to monitors: makes one, on a sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.services.commands.new_monitor import list_fires, load_monitor_choice, make_monitor
from app.views.language import tr
from app.views.panels.monitoring_new import NewMonitorSheet
from app.views.screen import ScreenWindow
from app.views.widgets.scrim import open_sheet


class MonitoringActs:
    """`done` is told the id of the monitor that was made."""

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
        open_sheet(sheet)
        return sheet

    def _on_made(self, sheet: NewMonitorSheet, made: Any) -> None:
        name = sheet.name.text().strip()
        sheet.accept()
        self._shell.toast(tr("The monitor {name} is made").format(name=name))
        self._done(made.id)
