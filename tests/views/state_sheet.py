"""Every screen in each state that isn't "all is there", on one sheet.

While it reads, with nothing in it, with a filter that fits nothing, after a read that failed, cut
off from the database, for somebody whose work it is not, and with 100,000 models (a workspace that
the benchmarks fill); each light and dark, in Dutch, also at 200 %, and with longer words.
`python -m tests.views.state_sheet --demo DIR --out DIR` makes it alone; `make shots` too.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from app.errors import AppError
from app.services.demo.making import FILE
from app.services.demo.preparing import prepare
from app.services.seat import make_workspace, open_seat
from app.views.desktop import Desktop
from app.views.filters import FilterQuery
from app.views.start import make_application
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from tests.benchmarks.large import open_large
from tests.views.contact_sheet import (
    GAP,
    LABEL,
    ROW_MS,
    SCREENS,
    TILE,
    Look,
    offline,
    save_whole,
    wear,
)
from tests.views.demo_desk import calm
from tests.views.desks import leave
from tests.views.shots import PEOPLE, settle

LOADING_MS = 600  # outlines of rows to come are shown after 300 ms
LARGE = 100_000
Show = Callable[[Desktop, str], object]
LOOKS = (
    Look("light"),
    Look("dark", is_dark=True),
    Look("200 %", zoom=2.0),
    Look("nl", language="nl"),
    Look("nl, 200 %", zoom=2.0, language="nl"),
    Look("longer words", language="xx"),
)


def reading(desktop: Desktop, key: str) -> None:
    """No read is ever answered."""
    desktop.backend._submit = _unanswered  # type: ignore[method-assign, assignment]
    bring(desktop, key)
    settle(LOADING_MS)


def _unanswered(*_: object) -> None:
    """Whoever asks waits."""


def bring(desktop: Desktop, key: str) -> None:
    """The first screen comes with the window."""
    if desktop.window.isVisible():
        desktop.window.go(key)
    else:
        desktop.show(key)


def whole(desktop: Desktop, key: str) -> None:
    bring(desktop, key)
    calm(desktop)
    settle(ROW_MS)
    calm(desktop)


def unmatched(desktop: Desktop, key: str) -> None:
    whole(desktop, key)
    screen = desktop.window.current_screen
    for bar in screen.findChildren(FilterBar) if screen is not None else ():
        if bar.isVisible():
            bar.set_query(FilterQuery(words=("no-such-thing",)))
            bar.changed.emit(bar.query)
    settle(ROW_MS)
    calm(desktop)


def failed(desktop: Desktop, key: str) -> None:
    """What was read stands there; to read it again fails."""
    whole(desktop, key)
    before = rows_in(desktop)
    ask = desktop.backend._ask

    def fail(order: Any, _call: object) -> None:
        ask(order, _broken)

    desktop.backend._ask = fail  # type: ignore[method-assign, assignment]
    if (screen := desktop.window.current_screen) is not None:
        screen.refresh()
    calm(desktop)
    settle(ROW_MS)
    desktop.backend._ask = ask  # type: ignore[method-assign]
    require_kept(desktop, key, before)


def _broken() -> None:
    raise AppError(
        "The list can't be read: the disk of the database is full.",
        hint="Make room on the server; then refresh with F5.",
    )


def cut_off(desktop: Desktop, key: str) -> None:
    """The database went away while it was looked at; for the next screen it is back."""
    backend = desktop.backend
    if not backend.connection.is_online:
        del backend._note_online
        backend._note_online(0.0)
    whole(desktop, key)
    before = rows_in(desktop)
    offline(desktop)
    settle(ROW_MS)
    require_kept(desktop, key, before)


def rows_in(desktop: Desktop) -> list[int]:
    screen = desktop.window.current_screen
    tables = screen.findChildren(DataTable) if screen is not None else []
    return [one.rows_model.rowCount() for one in tables if one.isVisible()]


def require_kept(desktop: Desktop, key: str, before: list[int]) -> None:
    """A picture of a failure shows what was read before it, or it shows nothing."""
    after = rows_in(desktop)
    if after != before:
        raise AssertionError(f"{key} lost rows that were read: {before}, then {after}")


@dataclass(frozen=True, slots=True)
class State:
    """`person` "": each screen as those whose work it is."""

    name: str
    show: Show
    place: str
    person: str = ""


@contextmanager
def seated(place: str, person: str, home: Path) -> Iterator[Desktop]:
    """A window that shows nothing yet; nothing is driven."""
    desktop = Desktop(open_seat(place, person=person), home / "states.ini", drives=False)
    try:
        desktop.window.resize(1280, 800)
        yield desktop
    finally:
        leave(desktop)


def shoot(state: State, look: Look, out: Path) -> Iterator[tuple[str, QImage]]:
    """In a home of its own, so that no filter and place of another state comes along."""
    home = out / "homes" / f"{state.name}-{look.name}".replace(" ", "-").replace(",", "")
    home.mkdir(parents=True, exist_ok=True)
    people = {key: state.person or PEOPLE.get(key, ("jo",))[0] for key in SCREENS}
    for person in dict.fromkeys(people.values()):
        with seated(state.place, person, home) as desktop:
            for key in SCREENS:
                if people[key] == person:
                    state.show(desktop, key)
                    yield key, desktop.window.grab().toImage()


@contextmanager
def all_states(demo: Path, models: int, large: Path | None = None) -> Iterator[list[State]]:
    """With a workspace that is new and one that is large; both go again.

    Args:
        large: a large SQLite workspace that was loaded before, and stays.
    """
    file = str(demo / FILE)
    with tempfile.TemporaryDirectory() as name:
        places = open_large(Path(name), models, large)
        _, place, owner = next(places)
        only = make_workspace("Mia", Path(name) / "new.db")
        yield [
            State("reading", reading, file),
            State("empty", whole, only, "mia"),
            State("nothing fits", unmatched, file),
            State("failed", failed, file),
            State("offline", cut_off, file),
            State("not one's own", whole, file, "lin"),
            State(f"{models:,} models", whole, place, owner),
        ]


def make_sheet(
    out: Path, states: list[State], looks: tuple[Look, ...] = LOOKS, *, is_whole: bool = False
) -> int:
    """How many pictures stand on the sheets, one a look: `state-sheet-light.png`.

    Args:
        is_whole: each is saved at its own size, too, in a folder for each state.
    """
    return sum(_make_one(out, states, look, is_whole=is_whole) for look in looks)


def _make_one(out: Path, states: list[State], look: Look, *, is_whole: bool) -> int:
    step = TILE * 10 // 16 + LABEL + GAP
    width = LABEL + GAP + len(states) * (TILE + GAP)
    sheet = QImage(width, LABEL + len(SCREENS) * step, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#8A8F96"))
    painter = QPainter(sheet)
    painter.setFont(QFont("sans-serif", 11))
    smooth = Qt.TransformationMode.SmoothTransformation
    wear(look)
    made = 0
    for column, state in enumerate(states):
        x = LABEL + column * (TILE + GAP)
        painter.drawText(x, LABEL - 6, state.name)
        for key, image in shoot(state, look, out):
            y = LABEL + SCREENS.index(key) * step
            painter.drawText(x, y + LABEL - 6, key)
            painter.drawImage(x, y + LABEL, image.scaledToWidth(TILE, smooth))
            if is_whole:
                save_whole(image, out, f"{state.name} {look.name}", key)
            made += 1
    painter.end()
    wear(LOOKS[0])
    sheet.save(str(out / f"state-sheet-{look.name.replace(' ', '-').replace(',', '')}.png"))
    return made


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("shots"))
    parser.add_argument("--demo", type=Path, help="Folder of a demo that is there; else made new.")
    parser.add_argument("--models", type=int, default=LARGE)
    parser.add_argument("--large", type=Path, help="A large workspace that is there; else made.")
    parser.add_argument("--states", nargs="*", help="Some of the columns only.")
    parser.add_argument("--looks", nargs="*", help="Some of the looks only.")
    parser.add_argument("--whole", action="store_true", help="Each at its own size, too.")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    os.environ["MODELWARD_HOME"] = str(given.out / "home")
    make_application()
    stage = prepare(given.demo or given.out / "demo")
    stage.close()
    with all_states(stage.folder, given.models, given.large) as states:
        wanted = [one for one in states if not given.states or one.name in given.states]
        looks = tuple(one for one in LOOKS if not given.looks or one.name in given.looks)
        made = make_sheet(given.out, wanted, looks, is_whole=given.whole)
    sys.stdout.write(f"{made} pictures in {given.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
