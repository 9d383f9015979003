"""The demo as a new user makes it, by one click; each module of tasks acts on a copy of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from app.services.demo.stage import Stage, end_runtimes
from app.views import theme
from tests.demo_bank import Bank, FirstLook, look_first


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    theme.apply(dark=False)


@pytest.fixture(scope="session")
def first_look(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> FirstLook:
    home = tmp_path_factory.mktemp("newcomer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODELWARD_HOME", str(home))
        theme.apply(dark=False)
        return look_first(home)


@pytest.fixture(scope="module")
def bank(first_look: FirstLook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """One for all tasks of a module: each leaves what the others need."""
    home = tmp_path_factory.mktemp("bank")
    shutil.copytree(first_look.folder, home / "demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODELWARD_HOME", str(home))
        try:
            with contextlib.closing(Stage(home / "demo")) as stage:
                yield Bank(home / "demo", home, stage)
        finally:
            end_runtimes(home / "demo")
