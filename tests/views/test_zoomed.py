"""At 200 %, and in Dutch, on the smallest usual screen: no button is cut, nothing overlaps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from app.views import language, theme
from app.views.desktop import Desktop
from app.views.widgets.button import Button
from app.views.widgets.room import Room
from app.views.widgets.wrap import WrapLayout, wrapping_row
from tests.views.demo_desk import SCREENS, calm, demo_desk, faces

TRIES = 8  # what was laid out anew settles within as many rounds
LEAST = 2  # px: below, two edges meet


@pytest.fixture(autouse=True)
def as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    yield
    language.use("en")
    theme.apply(dark=False)


def name(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QLabel | QPushButton | QLineEdit) else ""
    return f"{type(widget).__name__} {widget.objectName()} {words[:30]}".strip()


def managed(layout: QLayout) -> list[QWidget]:
    """What a layout places, those inside it too."""
    found: list[QWidget] = []
    for n in range(layout.count()):
        item = layout.itemAt(n)
        widget, inner = item.widget(), item.layout()
        if widget is not None and widget.isVisible():
            found.append(widget)
        elif inner is not None:
            found += managed(inner)
    return found


def cut_buttons(root: QWidget) -> list[str]:
    """Those narrower than their words; a link that elides has them all in its tooltip."""
    return [
        f"cut: {name(one)}"
        for one in root.findChildren(Button)
        if one.isVisible()
        and one.width() < one.sizeHint().width()
        and not (one._elides and one.toolTip())
    ]


def out_of_place(root: QWidget) -> list[str]:
    """Siblings that lie over each other, and what reaches out of its parent."""
    found = []
    for parent in [root, *root.findChildren(QWidget)]:
        layout = parent.layout()
        if layout is None or not parent.isVisible() or isinstance(parent, QStackedWidget):
            continue
        shown = managed(layout)
        for n, one in enumerate(shown):
            for other in shown[n + 1 :]:
                common = one.geometry().intersected(other.geometry())
                if common.width() >= LEAST and common.height() >= LEAST:
                    found.append(f"{name(one)} lies over {name(other)}")
            room = parent.rect().adjusted(-LEAST, -LEAST, LEAST, LEAST)
            if not one.geometry().isEmpty() and not room.contains(one.geometry()):
                found.append(f"{name(one)} reaches out of {name(parent)}")
    return found


def wrong_in(desktop: Desktop) -> list[str]:
    found: list[str] = []
    for _ in range(TRIES):
        found = cut_buttons(desktop.window) + out_of_place(desktop.window)
        if not found:
            break
        time.sleep(0.03)
        calm(desktop)
    return found


@pytest.mark.xdist_group("demo")
@pytest.mark.parametrize(
    ("zoom", "code", "person"), [(2.0, "en", "tom"), (2.0, "nl", "aisha"), (1.0, "nl", "tom")]
)
def test_every_screen_at_1280_has_room_for_its_words(
    demo: Path, tmp_path: Path, zoom: float, code: str, person: str
) -> None:
    language.use(code)
    theme.apply(dark=False, zoom_factor=zoom)
    with demo_desk(demo, person, tmp_path) as desktop:
        wrong = {}
        for key in SCREENS:
            for show in faces(desktop, key):
                show()
                calm(desktop)
                for one in wrong_in(desktop):
                    wrong[f"{key}: {one}"] = True

        assert theme.zoom() == zoom
        assert desktop.window.width() == 1280
        assert not list(wrong)


def test_a_row_wraps_only_where_it_must(qtbot) -> None:
    buttons = [Button(text) for text in ("Approve…", "Reject…", "Delegate")]
    row = wrapping_row(buttons[0], None, *buttons[1:])
    qtbot.addWidget(row)
    one_line = row.sizeHint().width()
    row.resize(one_line + 100, row.heightForWidth(one_line + 100))
    row.show()
    assert len({one.y() for one in buttons}) == 1
    assert buttons[2].geometry().right() == row.width() - 1

    narrow = max(one.width() for one in buttons)
    tall = row.heightForWidth(narrow)
    row.resize(narrow, tall)

    assert [one.x() for one in buttons] == [0, 0, 0]
    assert tall == 3 * buttons[0].height() + 2 * row.layout().spacing()
    qtbot.waitUntil(lambda: row.minimumSizeHint().height() == tall)


def test_a_row_goes_on_without_what_went_away(qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = WrapLayout(holder)
    first, second = Button("First"), Button("Second")
    layout.addWidget(second)
    layout.insert_widget(0, first)
    assert layout.itemAt(0).widget() is first

    first.setParent(None)
    first.deleteLater()

    assert layout.count() == 1
    assert layout.sizeHint().width() == second.sizeHint().width()


def test_a_screen_is_scrolled_rather_than_squeezed(qtbot) -> None:
    inside = QWidget()
    line = QHBoxLayout(inside)
    wide = QWidget()
    wide.setMinimumSize(400, 300)
    line.addWidget(wide)
    room = Room(inside)
    qtbot.addWidget(room)
    room.resize(200, 150)
    room.show()
    assert wide.size().width() >= 400
    assert room.horizontalScrollBar().maximum() > 0
    assert isinstance(room, QAbstractScrollArea)

    room.resize(800, 600)

    qtbot.waitUntil(lambda: inside.size() == room.viewport().size())
    assert room.horizontalScrollBar().maximum() == room.verticalScrollBar().maximum() == 0
