"""A page that is shown at another size than it was left at is as if it had been resized itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.views import theme
from app.views.desktop import Desktop
from app.views.widgets.tabs import Tabs
from tests.views.demo_desk import SCREENS, calm, demo_desk, go
from tests.views.test_at_every_zoom import name, wrong_in

LARGE, SMALL = (1440, 900), (1024, 700)


@pytest.fixture(autouse=True)
def as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    yield
    theme.apply(dark=False)


def cut_words(root: QWidget) -> list[str]:
    """Wrapped words with fewer lines than they take."""
    return [
        f"cut: {name(one)}"
        for one in root.findChildren(QLabel)
        if one.isVisible() and one.wordWrap() and one.text()
        if one.height() < one.heightForWidth(one.width())
    ]


def pages(desktop: Desktop, key: str) -> list[Callable[[], object]]:
    """What brings each page of a screen to the front."""
    screen = go(desktop, key)
    found: list[Callable[[], object]] = [lambda: None]
    for tabs in screen.findChildren(Tabs):
        if tabs.isVisible():
            found += [lambda n=n, tabs=tabs: tabs.show_page(n) for n in range(len(tabs.bar.tabs))]
    return found


@pytest.mark.parametrize(
    ("person", "left_at", "shown_at"), [("jo", LARGE, SMALL), ("tom", SMALL, LARGE)]
)
def test_nothing_is_cut_or_covered_on_a_page_that_was_left_at_another_size(
    demo: Path,
    tmp_path: Path,
    person: str,
    left_at: tuple[int, int],
    shown_at: tuple[int, int],
) -> None:
    with demo_desk(demo, person, tmp_path) as desktop:
        window = desktop.window
        window.resize(*left_at)
        for key in SCREENS:
            go(desktop, key)
        theme.apply(dark=True)  # after which all that is built anew is measured anew
        wrong = {}
        for key in SCREENS:
            for show in pages(desktop, key):
                window.resize(*left_at)
                go(desktop, key)
                show()
                calm(desktop)
                go(desktop, "settings")
                window.resize(*shown_at)
                calm(desktop)
                go(desktop, key)
                for one in wrong_in(desktop, cut_words):
                    wrong[f"{key}: {one}"] = True

        assert not list(wrong)
