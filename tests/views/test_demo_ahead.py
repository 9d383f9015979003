"""While the first page is read the demo is made; whatever is chosen there, nothing else stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services.demo.left_over import PREFIX
from app.services.demo.making import has_history
from app.views.start import Starter
from tests.tiny_demo import use_tiny_demo
from tests.views.desks import leave


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    use_tiny_demo(monkeypatch)
    return tmp_path / "home"


@pytest.fixture
def starter(qtbot: Any, home: Path, tmp_path: Path) -> Iterator[Starter]:
    made = Starter(tmp_path / "window.json")
    qtbot.addWidget(made.window)
    made.begin()
    qtbot.waitUntil(lambda: any(home.glob(f"{PREFIX}*/demo/with-history")))
    yield made
    if made.desktop is not None:
        leave(made.desktop)
    made.close()


def left(home: Path) -> list[Path]:
    return [*home.glob(f"{PREFIX}*")]


def test_a_click_takes_what_was_made_while_the_page_was_read(
    qtbot: Any, home: Path, starter: Starter
) -> None:
    made_by = next(home.glob(f"{PREFIX}*/demo/stores/by")).read_text()

    starter.window.demo_button.click()
    # The tiny demo holds no workspace, which is said once it lies there.
    qtbot.waitUntil(lambda: "start" in starter.window.banners.keys)

    assert has_history(home / "demo")
    assert (home / "demo" / "stores" / "by").read_text() == made_by
    assert left(home) == []


def test_who_chooses_a_workspace_of_their_own_gets_no_demo(
    qtbot: Any, home: Path, starter: Starter
) -> None:
    starter.window.new_wanted.emit("Ana Novak")
    qtbot.waitUntil(lambda: starter.desktop is not None)
    qtbot.waitUntil(lambda: not left(home))

    assert not (home / "demo").exists()


def test_who_quits_leaves_nothing(home: Path, starter: Starter) -> None:
    starter.close()

    assert left(home) == []
    assert not (home / "demo").exists()
