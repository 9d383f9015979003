"""Nothing in the repository depends on where it was written."""

from __future__ import annotations

import re

import pytest

from tests.packaging.checkout import ROOT, tracked_files

# Written in two pieces, so that this file does not hold what it looks for.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.",
    "deb." + "debian.org",
    "node" + "source.com",
)
MACHINE_PATHS = (
    r"(?<![\w.~}>)-])/wo" + r"rk/\w",
    r"/opt/" + r"(pypi|wheels)",
    r"/root/" + r"\.(pyenv|cache)",
    r"(?<!\w)/home/" + r"\w+/",
    r"[A-Z]:\\Us" + r"ers\\",
)


@pytest.mark.parametrize(
    "pattern", [*map(re.escape, REGISTRIES), *MACHINE_PATHS], ids=[*REGISTRIES, *MACHINE_PATHS]
)
def test_no_tracked_file_names_a_registry_or_a_place_on_one_machine(pattern: str) -> None:
    wanted = re.compile(pattern.encode())

    found = [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in tracked_files()
        if (match := wanted.search(path.read_bytes()))
    ]

    assert found == []
