"""Each module of tasks acts on a demo of its own."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from app.services.demo.stage import Stage
from app.views import theme
from tests.demo_bank import Bank
from tests.made_demo import copied


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    theme.apply(dark=False)


@pytest.fixture(scope="module")
def bank(made_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """One for all tasks of a module: each leaves what the others need."""
    home = tmp_path_factory.mktemp("bank")
    with pytest.MonkeyPatch.context() as patch, copied(made_demo, home) as folder:
        patch.setenv("MODELWARD_HOME", str(home))
        with contextlib.closing(Stage(folder)) as stage:
            yield Bank(folder, home, stage)
