"""The licence of every dependency is known and listed."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from tests.packaging.checkout import ROOT


@pytest.fixture(scope="module")
def notices() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notices", ROOT / "packaging" / "notices.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_list_of_licences_is_that_of_the_installed_packages(notices: ModuleType) -> None:
    written = (ROOT / "docs" / "third-party.md").read_text(encoding="utf-8")

    assert written == notices.page(), "run: make notices"


def test_every_locked_package_states_its_licence(notices: ModuleType) -> None:
    silent = [name for name, _ in notices.locked() if not notices.licence(name)]

    assert silent == []
