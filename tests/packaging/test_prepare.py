"""What a checkout asks of the system: packages by name, and no server that starts by itself."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.kerberos import PROGRAMS
from tests.packaging.checkout import ROOT

PREPARE = ROOT / "packaging/prepare.sh"
# Where Debian keeps what the tests of servers call.
HOLDS = {
    "krb5kdc": "krb5-kdc",
    "kdb5_util": "krb5-kdc",
    "kadmin.local": "krb5-admin-server",
    "kinit": "krb5-user",
}
CLUSTER = "postgresql-common/createcluster.conf"
UNITS = ("krb5-kdc", "krb5-admin-server")


def test_the_list_names_what_the_tests_of_servers_need() -> None:
    listed = (ROOT / "packaging/debian-test.txt").read_text().split()

    assert "postgresql-15" in listed
    assert {HOLDS[one] for one in PROGRAMS} <= set(listed)


class Machine:
    """A system whose package tools only say what they were asked."""

    def __init__(self, folder: Path, *, user: int, present: str = "", code: str) -> None:
        self.etc = folder / "etc"
        self.etc.mkdir()
        (self.etc / "os-release").write_text(f"VERSION_CODENAME={code}\n")
        self.asked = folder / "asked"
        tools = folder / "tools"
        tools.mkdir()
        for name, does in {
            "dpkg-query": f"for one in {present}; do echo $one installed; done",
            "apt-get": f'echo "$*" >>{self.asked}',
            "id": f"echo {user}",
        }.items():
            (tools / name).write_text(f"#!/bin/sh\n{does}\n")
            (tools / name).chmod(0o755)
        self._path = f"{tools}:{os.environ['PATH']}"

    def prepare(self, purpose: str = "test") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(PREPARE), purpose, "libraries"],
            env={"PATH": self._path, "MODELWARD_ETC": str(self.etc)},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip


def test_what_is_missing_is_installed_and_no_server_is_set_up(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=0, present="curl", code="bookworm")

    assert machine.prepare().returncode == 0

    words = machine.asked.read_text().splitlines()[-1].split()
    assert {"install", "--no-install-recommends", "postgresql-15", "krb5-kdc"} <= set(words)
    assert "curl" not in words
    assert (machine.etc / CLUSTER).read_text() == "create_main_cluster = false\n"
    for name in UNITS:
        assert (machine.etc / f"systemd/system/{name}.service").readlink() == Path("/dev/null")


def test_what_somebody_set_up_stays_as_it_is(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=0, present="krb5-kdc", code="bookworm")
    (machine.etc / CLUSTER).parent.mkdir()
    (machine.etc / CLUSTER).write_text("ssl = on\n")

    assert machine.prepare().returncode == 0

    assert (machine.etc / CLUSTER).read_text() == "ssl = on\n"
    assert not (machine.etc / "systemd/system/krb5-kdc.service").is_symlink()


@pytest.mark.parametrize("purpose", ["run", "test"])
def test_who_is_not_root_gets_the_one_line_to_run_and_nothing_is_done(
    tmp_path: Path, purpose: str
) -> None:
    run = (ROOT / "packaging/debian-run.txt").read_text().split()
    test = (ROOT / "packaging/debian-test.txt").read_text().split()
    machine = Machine(tmp_path, user=1000, present=" ".join([*run[2:], *test]), code="bookworm")

    found = machine.prepare(purpose)

    command = f"sudo sh {PREPARE} {purpose} libraries"
    assert found.stderr == f"Missing system packages: {run[0]} {run[1]}. Run: {command}\n"
    assert (found.returncode, found.stdout) == (1, "")
    assert not machine.asked.exists()


def test_where_nothing_is_missing_nobody_is_asked_for_anything(tmp_path: Path) -> None:
    listed = [(ROOT / f"packaging/debian-{one}.txt").read_text() for one in ("run", "test")]
    machine = Machine(
        tmp_path, user=1000, present=" ".join(listed).replace("\n", " "), code="bookworm"
    )

    found = machine.prepare()

    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize(
    ("user", "code", "status", "told"),
    [(1000, "bookworm", 1, "test libraries"), (0, "trixie", 0, "not Debian 12")],
)
def test_without_root_or_debian_12_nothing_is_touched(
    tmp_path: Path, user: int, code: str, status: int, told: str
) -> None:
    machine = Machine(tmp_path, user=user, code=code)

    found = machine.prepare()

    assert (found.returncode, told in found.stderr) == (status, True)
    assert not machine.asked.exists()
    assert [one.name for one in machine.etc.iterdir()] == ["os-release"]
