"""A question with a day, typed into the palette: what served then is found, or why not is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.views import language
from app.views.desktop import Desktop
from app.views.palette_items import PaletteItem
from app.views.panels.lineage_moment import long_day
from tests import stories
from tests.hands import Hands
from tests.views.demo_desk import calm, demo_desk
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

V12_SERVED = timedelta(days=100)


@pytest.fixture
def dutch() -> Iterator[None]:
    language.use("nl")
    yield
    language.use("en")


@pytest.fixture
def desktop(sqlite_workspace: TestWorkspace, tmp_path: Path) -> Iterator[Desktop]:
    stories.put_in_production(sqlite_workspace, stories.register(sqlite_workspace))
    with desk(sqlite_workspace, "jo", tmp_path, "home") as opened:
        yield opened


def answers(qtbot: Any, desktop: Desktop, text: str) -> list[PaletteItem]:
    """What the palette says to it at the top, once the database has answered."""
    palette = desktop.window.palette_
    if not palette.isVisible():
        desktop.window.actions_registry.trigger("palette.open")
    palette.input.setText(text)
    palette._debounce.stop()
    palette._ask()
    qtbot.waitUntil(lambda: not palette._is_asking)
    return palette.model.items


def today() -> str:
    return long_day(datetime.now(UTC))


@pytest.mark.parametrize("prefix", ["", "= "])
def test_a_model_leads_to_what_served_then(qtbot: Any, desktop: Desktop, prefix: str) -> None:
    (first, *_) = answers(qtbot, desktop, f"{prefix}which version of cc-fraud served on {today()}")
    assert (first.group, first.title) == ("Time", f"cc-fraud as of {today()}")
    assert first.detail == "which version served then"

    first.run()

    qtbot.waitUntil(lambda: desktop.window.current_key == "lineage")
    screen: Any = desktop.window.current_screen
    qtbot.waitUntil(lambda: screen.head.at is not None)
    assert desktop.backend.moment is None


def test_what_tab_writes_asks_the_same_again(qtbot: Any, desktop: Desktop) -> None:
    (first, *_) = answers(qtbot, desktop, f"cc-fraud {today()}")
    (again, *_) = answers(qtbot, desktop, first.title)

    assert (again.group, again.title) == ("Time", first.title)


def test_a_version_opens_as_it_was_recorded(qtbot: Any, desktop: Desktop) -> None:
    now = datetime.now().astimezone()
    (first, *_) = answers(qtbot, desktop, f"cc-fraud v1 {now:%Y-%m-%d %H:%M:%S}")
    assert first.title.startswith("cc-fraud v1 as of ")
    assert first.detail == "as it was recorded"

    first.run()

    qtbot.waitUntil(lambda: desktop.window.current_key == "inventory")
    assert desktop.backend.moment == now.replace(microsecond=0)


def test_a_day_alone_turns_the_whole_window_back(qtbot: Any, desktop: Desktop) -> None:
    (first, *_) = answers(qtbot, desktop, "yesterday")
    assert first.title == "Everything as of yesterday"

    first.run()

    assert desktop.backend.moment is not None
    assert desktop.backend.moment < datetime.now(UTC)


def test_what_is_not_clear_is_said_and_does_nothing(qtbot: Any, desktop: Desktop) -> None:
    (first, *_) = answers(qtbot, desktop, "cc-fraud 3-6-2025")
    assert first.title == "cc-fraud as of 3-6-2025"
    assert first.reason == "Two days? Write 2025-06-03 or 2025-03-06."
    palette = desktop.window.palette_
    palette.run_current()
    assert palette.isVisible()

    (unknown, *_) = answers(qtbot, desktop, "zeppelin on 2025-06-03")
    assert unknown.reason == "Nothing is called so that you may see."
    (hint, *_) = answers(qtbot, desktop, "= cc-fraud")
    assert hint.reason == "A day is missing."


def test_without_a_day_nothing_of_it_is_listed(qtbot: Any, desktop: Desktop) -> None:
    assert [one.group for one in answers(qtbot, desktop, "cc-fraud") if one.group == "Time"] == []


def test_the_dutch_ask_in_dutch(dutch: None, qtbot: Any, desktop: Desktop) -> None:
    day = datetime.now().astimezone()
    asked = f"welke versie van cc-fraud draaide op {day.day}-{day.month}-{day.year}?"
    (first, *_) = answers(qtbot, desktop, asked)

    assert first.title == f"cc-fraud, stand van {today()}"
    assert first.detail == "welke versie toen in bedrijf was"
    assert first.reason == ""
    (again, *_) = answers(qtbot, desktop, first.title)
    assert again.title == first.title


@pytest.mark.parametrize(
    ("code", "question", "said"),
    [
        ("en", "which version of cc-fraud served on {day}", "Serving in PROD"),
        ("nl", "welke versie van cc-fraud draaide op {day}", "PROD"),
    ],
)
def test_the_version_that_served_on_a_day_is_found_from_the_palette(
    qapp: Any,
    demo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    question: str,
    said: str,
) -> None:
    """As a person would: Ctrl+K, the question in words, Enter."""
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    language.use(code)
    try:
        day = long_day(datetime.now(UTC) - V12_SERVED)
        with demo_desk(demo, "jo", tmp_path) as desktop, Hands(desktop.window) as hands:
            palette = desktop.window.palette_
            hands.press("Ctrl+K")
            hands.type(question.format(day=day))
            calm(desktop)
            hands.until("answer", lambda: bool(palette.model.items) and not palette._is_asking)
            hands.press("Return")
            hands.until("lineage", lambda: desktop.window.current_key == "lineage")
            screen: Any = desktop.window.current_screen
            hands.until("what served", lambda: "v12" in screen.head.serving.sentence)
            assert said in screen.head.serving.sentence
            assert long_day(screen.head.at) == day
        assert hands.clicks == 0
    finally:
        language.use("en")
