"""The lock says exactly what is installed, and agrees with what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.packaging.checkout import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKED_EXTRAS = ("convert", "test")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
PINS = {canonicalize_name(name): Version(version) for name, version in PIN.findall(LOCK)}


def asked_for() -> list[Requirement]:
    extras = PROJECT["project"]["optional-dependencies"]
    lines = [
        *PROJECT["build-system"]["requires"],
        *PROJECT["project"]["dependencies"],
        *(line for name in LOCKED_EXTRAS for line in extras[name]),
    ]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("wanted", asked_for(), ids=str)
def test_every_direct_dependency_is_pinned_inside_its_range(wanted: Requirement) -> None:
    pinned = PINS.get(canonicalize_name(wanted.name))

    assert pinned is not None, "run: make lock"
    assert wanted.specifier.contains(pinned, prereleases=True)


def test_every_pin_has_hashes_and_the_lock_names_no_address() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.strip())

    assert len(entries) == len(PINS)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in LOCK
    assert not re.search(r"^\s*--(?!hash=)", LOCK, re.MULTILINE)
