"""Every screen in every look on one sheet, so that one glance finds what does not fit.

`python -m tests.views.contact_sheet --demo DIR --out DIR` makes it alone; `make shots` too.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from app.errors import NotReachableError
from app.services.demo.preparing import prepare
from app.views import language, theme
from app.views.desktop import Desktop
from app.views.start import StartWindow, make_application
from tests.views import doors
from tests.views.demo_desk import SCREENS as WALKED
from tests.views.demo_desk import calm, demo_desk
from tests.views.doors import DOORS
from tests.views.sheets import SCENES, Scene
from tests.views.shots import PEOPLE, settle

SCREENS = (*WALKED, "settings")
TILE, LABEL, GAP = 480, 22, 8
KEEP, SMOOTH = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
ROW_MS = 300  # a list waits this long before it reads what its cursor stands on


@dataclass(frozen=True, slots=True)
class Look:
    name: str
    is_dark: bool = False
    zoom: float = 1.0
    language: str = "en"
    has_high_contrast: bool = False


LOOKS = (
    Look("light"),
    Look("dark", is_dark=True),
    Look("200 %", zoom=2.0),
    Look("dark, 200 %, nl", is_dark=True, zoom=2.0, language="nl"),
    Look("nl", language="nl"),
    Look("longer words", language="xx"),
    Look("200 %, longer words", zoom=2.0, language="xx"),
    Look("125 %", zoom=1.25),
    Look("150 %", zoom=1.5),
    Look("high contrast", has_high_contrast=True),
    Look("dark, high contrast", is_dark=True, has_high_contrast=True),
)


def detail(desktop: Desktop) -> QWidget:
    """Where only one pane is seen, the other one of Approvals."""
    desktop.window.go("approvals")
    calm(desktop)
    screen = desktop.window.current_screen
    if screen is not None:
        screen.turn(screen.object_pane)
    return desktop.window


def offline(desktop: Desktop) -> QWidget:
    backend = desktop.backend
    backend.look_back(None)
    backend._note_online = _nothing  # type: ignore[method-assign, assignment]
    backend._note_offline(NotReachableError("The server does not answer."))
    return desktop.window


def _nothing(_took_s: float) -> None:
    """What still answers does not bring it back."""


def past(desktop: Desktop) -> QWidget:
    desktop.backend.look_back(desktop.backend.connection.answered_at)
    return desktop.window


def locked(desktop: Desktop) -> QWidget:
    desktop.window.actions_registry.trigger("app.lock")
    return desktop.window


# In this order: each leaves the window as it made it.
STATES: dict[str, Callable[[Desktop], QWidget]] = {
    "the task": detail, "as of": past, "offline": offline, "locked": locked,
}  # fmt: skip
OPENED = {**SCENES, **doors.SCENES}
NAMES = (*SCREENS, *STATES, *OPENED, *DOORS)


def wear(look: Look) -> None:
    language.use(look.language)
    theme.apply(dark=look.is_dark, zoom_factor=look.zoom, has_high_contrast=look.has_high_contrast)


def shoot(
    folder: Path, home: Path, look: Look, names: frozenset[str], *, is_fresh: bool = True
) -> Iterator[tuple[str, QImage]]:
    """Each screen as the person whose work it is, what stands around them, then the sheets.

    Of a demo in which somebody worked those are left out whose things are not there any more.
    """
    wear(look)
    screens = [key for key in SCREENS if key in names]
    for person in dict.fromkeys(PEOPLE.get(key, ("jo",))[0] for key in screens):
        with demo_desk(folder, person, home) as desktop:
            for key in screens:
                if PEOPLE.get(key, ("jo",))[0] == person:
                    desktop.window.go(key)
                    calm(desktop)
                    settle(ROW_MS)
                    calm(desktop)
                    yield key, desktop.window.grab().toImage()
    if states := [name for name in STATES if name in names]:
        with demo_desk(folder, "jo", home) as desktop:
            for name in states:
                widget = STATES[name](desktop)
                calm(desktop)
                yield name, widget.grab().toImage()
    scenes = {name: scene for name, scene in OPENED.items() if name in names}
    for person in dict.fromkeys(scene.person for scene in scenes.values()):
        with demo_desk(folder, person, home) as desktop:
            for name, scene in scenes.items():
                if scene.person == person:
                    opened = scene.show if is_fresh else partial(there, name, scene)
                    if (found := opened(desktop)) is not None:
                        yield name, seen(desktop, found)
    for name, stand in DOORS.items():
        if name in names:
            yield name, before_all(stand)


def there(name: str, scene: Scene, desktop: Desktop) -> QWidget | None:
    """What a scene shows; None, and said: what it is about is not in this demo."""
    try:
        return scene.show(desktop)
    except (AttributeError, LookupError, StopIteration, TypeError, ValueError) as error:
        print(f"not in this demo: {name} ({error!r})", file=sys.stderr)
    for one in desktop.window.findChildren(QDialog):
        one.reject()
    calm(desktop)
    return None


def before_all(stand: Callable[[StartWindow], None]) -> QImage:
    start = StartWindow()
    start.resize(1280, 800)
    stand(start)
    start.show()
    settle(200)
    image = start.grab().toImage()
    start.close()
    start.deleteLater()
    return image


def seen(desktop: Desktop, widget: QWidget) -> QImage:
    """The window, with the sheet that was opened in front of it; it is closed again."""
    calm(desktop)
    settle(ROW_MS)
    calm(desktop)
    if isinstance(widget, QDialog):
        image = desktop.window.grab().toImage()
        sheet = widget.grab().toImage()
        painter = QPainter(image)
        painter.drawImage((image.rect().bottomRight() - sheet.rect().bottomRight()) / 2, sheet)
        painter.end()
        widget.reject()
        calm(desktop)
        return image
    image = widget.grab().toImage()
    if widget is not desktop.window:
        widget.close()
    return image


def make_sheet(
    folder: Path,
    out: Path,
    looks: tuple[Look, ...] = LOOKS,
    names: Sequence[str] = NAMES,
    *,
    is_whole: bool = False,
    is_fresh: bool = True,
) -> int:
    """How many pictures stand on the sheet `contact-sheet.png`.

    Args:
        is_whole: each is saved at its own size, too, in a folder for each look.
        is_fresh: nobody has worked in the demo: all that a scene is about is there.
    """
    height = TILE * 10 // 16
    size = (LABEL + GAP + len(looks) * (TILE + GAP), LABEL + len(names) * (height + LABEL + GAP))
    sheet = QImage(*size, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#8A8F96"))
    painter = QPainter(sheet)
    painter.setFont(QFont("sans-serif", 11))
    made = 0
    for column, look in enumerate(looks):
        x = LABEL + column * (TILE + GAP)
        painter.drawText(x, LABEL - 6, look.name)
        home = out / "homes" / str(column)  # of its own: no view that another one left comes along
        home.mkdir(parents=True, exist_ok=True)
        for name, image in shoot(folder, home, look, frozenset(names), is_fresh=is_fresh):
            y = LABEL + names.index(name) * (height + LABEL + GAP)
            painter.drawText(x, y + LABEL - 6, name)
            painter.drawImage(x, y + LABEL, image.scaled(TILE, height, KEEP, SMOOTH))
            if is_whole:
                save_whole(image, out, look.name, name)
            made += 1
    painter.end()
    sheet.save(str(out / "contact-sheet.png"))
    return made


def save_whole(image: QImage, out: Path, look: str, name: str) -> None:
    folder, file = (re.sub(r"\W+", "-", one).strip("-") for one in (look, name))
    (out / "looks" / folder).mkdir(parents=True, exist_ok=True)
    image.save(str(out / "looks" / folder / f"{file}.png"))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("shots"))
    parser.add_argument("--demo", type=Path, help="Folder of a demo that is there; else made new.")
    parser.add_argument("--looks", type=int, nargs="*", help="Some of the columns only, from 0.")
    parser.add_argument("--names", nargs="*", help="Some of the rows only.")
    parser.add_argument("--whole", action="store_true", help="Each at its own size, too.")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    os.environ["MODELWARD_HOME"] = str(given.out / "home")
    make_application()
    stage = prepare(given.demo or given.out / "demo")
    looks = tuple(LOOKS[n] for n in given.looks) if given.looks else LOOKS
    made = make_sheet(
        stage.folder, given.out, looks, given.names or NAMES,
        is_whole=given.whole, is_fresh=given.demo is None,
    )  # fmt: skip
    stage.close()
    sys.stdout.write(f"{made} pictures in {given.out / 'contact-sheet.png'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
