"""Told after a session that was cut off: what is restored may be what broke it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.views.cells import Status
from app.views.language import tr

if TYPE_CHECKING:
    from app.views.main_window import MainWindow

_KEY = "cut_off"


class CutOffNotice:
    """Offers the windows that were open, and to begin with nothing restored."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def show(self, count: int) -> None:
        """`count`: windows that were open."""
        told = tr("Window and place were restored; nothing that was stored is lost.")
        if count:
            told += " " + tr("%n more window(s) were open.", "", count)
        title = tr("The last session was cut off")
        banner = self._window.show_banner(_KEY, Status.WARNING, title, told)
        if count:
            banner.add_action(tr("Open again"), self._reopen)
        banner.add_action(tr("Open without restoring"), self._start_over)

    def _reopen(self) -> None:
        self._window.clear_banner(_KEY)
        self._window.reopen_windows()

    def _start_over(self) -> None:
        self._window.clear_banner(_KEY)
        self._window.start_over()
