"""`packaging/libraries.sh`: which shared libraries lack, told part by part."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.checkout import ROOT

CHECK = ROOT / "packaging" / "libraries.sh"


def ask(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(CHECK)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.skipif(
    not (ROOT / ".venv").exists() or sys.platform != "linux" or shutil.which("ldd") is None,
    reason="there is no .venv on Linux to look into",
)
def test_this_machine_has_what_the_window_and_its_packages_ask_for() -> None:
    done = ask()

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("every shared library is there, for ")


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".venv").exists(), reason="there is no .venv to look into")
def test_a_library_that_lacks_is_named_with_the_part_that_asks_for_it(tmp_path: Path) -> None:
    ldd = tmp_path / "ldd"
    lacks = 'printf "\\tlibxcb-cursor.so.0 => not found\\n"'
    ldd.write_text(f'#!/bin/sh\ncase "$1" in *libqxcb.so) {lacks};; esac\n')
    ldd.chmod(0o755)

    done = ask(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "Shared libraries lack:",
        "libxcb-cursor.so.0, for PySide6/Qt/plugins/platforms/libqxcb.so",
    ]
