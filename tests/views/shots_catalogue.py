"""Pictures of Inventory and Lineage on the demo's data, to be looked at.

python -m tests.views.shots_catalogue --home DIR --out DIR
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from app.services.demo.preparing import prepare
from app.services.demo.stage import Stage
from app.views import theme
from app.views.backend import Backend
from app.views.main_window import MainWindow, Setup

SIZES = ((1280, 800), (1920, 1080))


def settle(seconds: float = 0.6) -> None:
    """Let reads come back and paint."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)


def wait(condition: Callable[[], bool], seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        settle(0.05)
    settle(0.3)


def open_window(stage: Stage, handle: str) -> tuple[MainWindow, Backend]:
    """The window of one person of the demo, on a data of their own settings file."""
    work = stage.work(handle)
    backend = Backend(
        lambda query, args, kwargs: work.read(query, *args, **kwargs),
        lambda command, args, kwargs: work.write(command, *args, **kwargs),
        decider=work.actor,
        settings=stage.settings,
    )
    folder = Path(tempfile.mkdtemp(prefix="modelward-shots-"))
    window = MainWindow(backend, Setup(folder / "s.ini"))
    window.set_person(work.actor.full_name, "")
    window.show()
    return window, backend


def shoot(window: MainWindow, stage: Stage, out: Path, only: str = "") -> None:
    """Both screens, every tab, light and dark, at both sizes."""
    for dark in (False, True):
        theme.apply(dark=dark)
        for width, height in SIZES:
            window.resize(width, height)
            name = f"{'dark' if dark else 'light'}-{width}"
            if only and only not in name:
                continue
            _inventory(window, out, name)
            if "lineage" in window.screen_titles:
                _lineage(window, out, name)


def _save(widget: QWidget, out: Path, name: str) -> None:
    settle(0.4)
    widget.grab().save(str(out / f"{name}.png"))


def _inventory(window: MainWindow, out: Path, name: str) -> None:
    window.go("inventory")
    screen = window.current_screen
    wait(lambda: screen.model.rowCount() > 0)
    screen.table.select_key(next(r.id for r in screen.model.rows if r.name == "cc-fraud"))
    wait(lambda: screen.pane.detail is not None and screen.pane.detail.row.name == "cc-fraud")
    for tab in range(10):
        screen.pane.tabs.show_page(tab)
        _save(window, out, f"inventory-{name}-{tab}")
    screen.pane.tabs.show_page(0)
    window.actions_registry.trigger("inventory.diff")
    _save(window, out, f"inventory-{name}-diff")
    screen.pane.tabs.show_page(0)


def _lineage(window: MainWindow, out: Path, name: str) -> None:
    window.actions_registry.trigger("inventory.lineage")
    settle(1.0)
    screen = window.current_screen
    screen.timeline.step(-1, any_lane=True)
    _save(window, out, f"lineage-{name}-now")
    screen.show_as_of_text("2026-09-01")
    _save(window, out, f"lineage-{name}-asof")
    screen.toggle_table()
    _save(window, out, f"lineage-{name}-table")
    screen.toggle_table()
    screen.show_as_of_text("")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--as", dest="handle", default="sanne")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    QApplication([])
    theme.apply(dark=False)
    stage = prepare(args.home)
    window, backend = open_window(stage, args.handle)
    window.start("inventory")
    shoot(window, stage, args.out, args.only)
    window.close()
    backend.close()
    stage.close()


if __name__ == "__main__":
    main()
