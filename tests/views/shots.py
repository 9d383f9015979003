"""Pictures of every registered screen on the demo: `python -m tests.views.shots --out DIR`.

Each screen is shot as the person whose work it is, light and dark, at both sizes. A module
`tests.views.shots_<screen>` with `shoot(window, stage, out)` adds pictures of its own.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from app import texts
from app.models.queries.search import search
from app.services.demo.making import FILE
from app.services.demo.preparing import prepare
from app.services.demo.stage import Stage
from app.services.seat import open_seat
from app.views import language, theme
from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.places import ObjectRef
from app.views.screen import SCREENS
from app.views.start import StartWindow, make_application

SIZES = ((1280, 800), (1920, 1080))
PEOPLE: dict[str, tuple[str, ...]] = {
    "home": ("jo", "tom", "sanne", "lin"),
    "approvals": ("jo", "aisha", "sanne", "tom"),
    "alerts": ("tom",),
    "inventory": ("sanne",),
    "life_cycles": ("eva",),
    "runs": ("tom",),
    "runtimes": ("tom",),
    "deployments": ("tom",),
    "monitoring": ("tom",),
    "reports": ("lin",),
    "governance": ("aisha", "jo"),
    "administration": ("ada", "jo"),
    "notifications": ("sanne",),
    "jobs": ("tom",),
}
# Screens that begin with a question are shown with this object.
OBJECTS = {"inventory": "cc-fraud", "lineage": "cc-fraud"}
SETTLE_MS = 1_400


def settle(milliseconds: int = SETTLE_MS) -> None:
    """Let threads answer and timers fire."""
    deadline = QDeadlineTimer(milliseconds)
    while not deadline.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.005)


@contextmanager
def opened(stage: Stage, handle: str, home: Path) -> Iterator[Desktop]:
    seat = open_seat(str(stage.folder / FILE), person=handle)
    look = theme.Choice.DARK if theme.tokens().is_dark else theme.Choice.LIGHT
    switch = theme.ThemeSwitch(look)
    desktop = Desktop(seat, home / f"window-{handle}.ini", switch, drives=False)
    desktop.window.preferences.set(theme=str(look))
    try:
        desktop.show("home")
        desktop.window.activateWindow()
        settle(300)
        yield desktop
    finally:
        desktop.window.close()
        desktop.close()


def shoot_all(
    stage: Stage,
    out: Path,
    wanted: set[str],
    sizes: tuple[tuple[int, int], ...],
    themes: tuple[bool, ...],
) -> int:
    """Every screen (or the wanted ones); how many pictures were made."""
    made = 0
    screens = {key for key, _ in SCREENS.items()}
    chosen = sorted(screens & wanted if wanted else screens)
    people = sorted({one for key in chosen for one in PEOPLE.get(key, ("jo",))})
    for is_dark in themes:
        theme.apply(dark=is_dark)
        mode = "dark" if is_dark else "light"
        for handle in people:
            with opened(stage, handle, out) as desktop:
                for key in chosen:
                    if handle in PEOPLE.get(key, ("jo",)):
                        made += shoot(desktop, key, out / f"{key}-{handle}-{mode}", sizes)
                        made += shoot_more(desktop, key, stage, out, mode)
        made += shoot_first_run(out, mode)
    return made


def shoot(desktop: Desktop, key: str, path: Path, sizes: tuple[tuple[int, int], ...]) -> int:
    ref = None
    if key in OBJECTS:
        found = desktop.seat.read(search, (OBJECTS[key],), {})
        model = next((one for one in found if one.kind == "model"), None)
        kind = "lineage" if key == "lineage" else "model"
        ref = ObjectRef(kind, str(model.id), model.title) if model else None
    for width, height in sizes:
        desktop.window.resize(width, height)
        desktop.window.go(key, ref)
        settle()
        desktop.window.grab().save(f"{path}-{width}.png")
    return len(sizes)


def shoot_more(desktop: Desktop, key: str, stage: Stage, out: Path, mode: str) -> int:
    """What a screen's own module adds, and the sheet of a decision."""
    name = f"tests.views.shots_{key}"
    if importlib.util.find_spec(name) is not None:
        importlib.import_module(name).shoot(desktop.window, stage, out)
    if key != "approvals" or desktop.seat.actor.handle != "jo":
        return 0
    desktop.window.resize(*SIZES[0])
    screen: Any = desktop.window.current_screen
    for n, tab in enumerate(("summary", "tests", "diff", "documents")):
        screen.case.show_tab(n)
        settle(300)
        desktop.window.grab().save(str(out / f"approvals-{tab}-{mode}.png"))
    screen.case.press(0)
    settle(400)
    dialog = desktop.window.findChild(DecisionDialog)
    if isinstance(dialog, DecisionDialog):
        dialog.grab().save(str(out / f"approvals-sign-{mode}.png"))
        dialog.reject()
    settle(200)
    return 5


def shoot_first_run(out: Path, mode: str) -> int:
    window = StartWindow()
    window.show_choices()
    window.show()
    settle(200)
    window.grab().save(str(out / f"first-run-{mode}.png"))
    window.close()
    return 1


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("shots"))
    parser.add_argument("--demo", type=Path, help="Folder of a demo that is there; else made new.")
    parser.add_argument("--small", action="store_true", help="The small size only.")
    parser.add_argument("--light", action="store_true", help="The light theme only.")
    parser.add_argument("--language", default="en", choices=sorted(texts.LANGUAGES))
    parser.add_argument("--guide", type=Path, help="The pictures of docs/screens.md, into here.")
    parser.add_argument("screens", nargs="*")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    os.environ["MODELWARD_HOME"] = str(given.out / "home")
    make_application()
    language.use(given.language)
    stage = prepare(given.demo or given.out / "demo")
    if given.guide:
        guide = importlib.import_module("tests.views.shots_guide")  # it needs this module
        made = guide.make_guide(stage, given.guide, only=frozenset(given.screens))
        stage.close()
        sys.stdout.write(f"{made} pictures in {given.guide}\n")
        return 0
    sizes = SIZES[:1] if given.small else SIZES
    themes = (False,) if given.light else (False, True)
    made = shoot_all(stage, given.out, set(given.screens), sizes, themes)
    if not given.screens:
        made += importlib.import_module("tests.views.contact_sheet").make_sheet(
            stage.folder, given.out
        )
        states = importlib.import_module("tests.views.state_sheet")
        with states.all_states(stage.folder, states.LARGE) as found:
            made += states.make_sheet(given.out, found)
    stage.close()
    sys.stdout.write(f"{made} pictures in {given.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
