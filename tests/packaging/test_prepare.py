"""`packaging/prepare.sh`: what is said, and not done, where system packages lack."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packaging.checkout import ROOT

LACKING = ("libxcb-cursor0", "python3-venv")
RUN = (ROOT / "packaging" / "debian-run.txt").read_text().split()
TEST = (ROOT / "packaging" / "debian-test.txt").read_text().split()


def program(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout on a Debian 12 on which two packages lack; what installs there writes it down."""
    checkout = tmp_path / "checkout"
    shutil.copytree(ROOT / "packaging", checkout / "packaging")
    programs = tmp_path / "bin"
    programs.mkdir()
    program(programs, "id", 'echo "${FAKE_ID:?}"')
    present = "".join(f"{name} installed\\n" for name in (*RUN, *TEST) if name not in LACKING)
    program(programs, "dpkg-query", f"printf '{present}'; exit 1")
    for name in ("apt-get", "sudo", "python3", "python3.11"):
        program(programs, name, f'echo "{name} $*" >>"{tmp_path}/done"; exit 1')
    release = tmp_path / "os-release"
    release.write_text("VERSION_CODENAME=bookworm\n")
    script = checkout / "packaging" / "prepare.sh"
    script.write_text(script.read_text().replace("/etc/os-release", str(release)))
    return tmp_path


def prepare(machine: Path, user: str, purpose: str = "run") -> subprocess.CompletedProcess[str]:
    path = f"{machine / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "packaging/prepare.sh", purpose],
        cwd=machine / "checkout",
        env={"PATH": path, "FAKE_ID": user},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("purpose", ["run", "test"])
def test_who_is_not_root_gets_the_one_line_to_run_and_nothing_is_done(
    machine: Path, purpose: str
) -> None:
    lacking = [name for name in RUN if name in LACKING]

    done = prepare(machine, "1000", purpose)

    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    command = "sudo apt-get install -y --no-install-recommends"
    assert line.strip() == f"Missing system packages. Run: {command} {' '.join(lacking)}"
    assert not (machine / "done").exists()
    assert not (machine / "checkout" / ".venv").exists()


def test_root_installs_what_lacks(machine: Path) -> None:
    done = prepare(machine, "0")

    tried = (machine / "done").read_text().splitlines()
    assert tried == ["apt-get update -qq"]  # this machine's refuses, so nothing more is tried
    assert done.returncode == 1
    assert done.stderr.startswith("Installing system packages: ")


def test_where_nothing_lacks_nobody_is_asked_for_anything(machine: Path) -> None:
    everything = "".join(f"{name} installed\\n" for name in (*RUN, *TEST))
    program(machine / "bin", "dpkg-query", f"printf '{everything}'")

    done = prepare(machine, "1000", "test")

    assert "Missing system packages" not in done.stderr
    assert "Python 3.11 or newer is needed" in done.stderr  # the next step, which lacks here
