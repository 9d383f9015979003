"""The list of models under a button: whole on the screen at any size of letters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint

from app.views import theme
from app.views.panels.lineage_picker import ModelPicker
from tests.stories import register
from tests.views.operate_kit import open_window, wait
from tests.workspaces import TestWorkspace


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    theme.apply(dark=False)


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_the_list_of_models_lies_on_the_screen_wherever_its_button_is(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, zoom: float
) -> None:
    register(sqlite_workspace)
    theme.apply(dark=False, zoom_factor=zoom)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "lineage") as window:
        picker = ModelPicker(window.backend, window)
        room = picker.screen().availableGeometry()

        for at in (room.topLeft() + QPoint(20, 20), room.center(), room.bottomRight()):
            picker.open_at(at)
            wait(qtbot, lambda: picker.list.current_row() is not None)

            assert room.contains(picker.frameGeometry())
            picker.close()
