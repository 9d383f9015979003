"""A Kerberos realm of the tests' own: its key centre runs as an ordinary process on a free port.

MIT's programs come with `make test` on Debian 12 (packaging/debian-test.txt).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postgres_tls import HOST, TIMEOUT_S, free_port, is_debian_12

REALM = "NOORDERBANK.TEST"
PROGRAMS = ("krb5kdc", "kdb5_util", "kadmin.local", "kinit")


@dataclass(frozen=True)
class Realm:
    """Who gives tickets; `environment` is what a program needs to ask here and nowhere else."""

    folder: Path
    environment: dict[str, str]

    @property
    def keytab(self) -> Path:
        """Of the server."""
        return self.folder / "server.keytab"

    def add_person(self, name: str, password: str) -> None:
        self.run("kadmin.local", "addprinc", "-pw", password, name)

    def ticket(self, name: str, password: str) -> Path:
        """A fresh ticket, as a person gets one when they come in the morning."""
        cache = self.folder / f"{name}.tickets"
        self.run("kinit", "-c", f"FILE:{cache}", name, said=password + "\n")
        return cache

    def run(self, program: str, *words: str, said: str = "") -> None:
        found = shutil.which(program, path=_path())
        assert found is not None
        subprocess.run(
            [found, *words], input=said, env=os.environ | self.environment, check=True,
            timeout=TIMEOUT_S, text=True, capture_output=True,
        )  # fmt: skip


@contextmanager
def kerberos_realm(folder: Path) -> Iterator[Realm]:
    """Make a realm with a principal for the server at HOST, and run its key centre."""
    _require_programs()
    port = free_port()
    _write_settings(folder, port)
    realm = Realm(
        folder,
        {"KRB5_CONFIG": f"{folder}/krb5.conf", "KRB5_KDC_PROFILE": f"{folder}/kdc.conf"},
    )
    realm.run("kdb5_util", "create", "-s", "-P", "of the tests")
    realm.run("kadmin.local", "addprinc", "-randkey", f"postgres/{HOST}")
    realm.run("kadmin.local", "ktadd", "-k", str(realm.keytab), f"postgres/{HOST}")
    program = shutil.which("krb5kdc", path=_path())
    assert program is not None
    with (folder / "log").open("wb") as log:
        centre = subprocess.Popen(
            [program, "-n"], env=os.environ | realm.environment, stdout=log, stderr=log
        )
    try:
        _wait(centre, port)
        yield realm
    finally:
        centre.terminate()
        centre.wait(TIMEOUT_S)


def _write_settings(folder: Path, port: int) -> None:
    (folder / "krb5.conf").write_text(
        f"""[libdefaults]
default_realm = {REALM}
dns_lookup_kdc = false
dns_lookup_realm = false
dns_canonicalize_hostname = false
rdns = false
[realms]
{REALM} = {{
  kdc = 127.0.0.1:{port}
}}
"""
    )
    (folder / "kdc.conf").write_text(
        f"""[kdcdefaults]
kdc_listen = 127.0.0.1:{port}
kdc_tcp_listen = 127.0.0.1:{port}
[realms]
{REALM} = {{
  database_name = {folder}/principal
  key_stash_file = {folder}/stash
}}
"""
    )


def _require_programs() -> None:
    missing = [one for one in PROGRAMS if shutil.which(one, path=_path()) is None]
    if missing and is_debian_12():
        pytest.fail(f"{', '.join(missing)} is missing: packaging/prepare.sh test installs it.")
    if missing:
        pytest.skip(f"not run: there is no {', '.join(missing)} of MIT Kerberos")


def _path() -> str:
    """A person's own path leaves out where servers lie."""
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def _wait(centre: subprocess.Popen[bytes], port: int) -> None:
    """Until it takes calls."""
    until = time.monotonic() + TIMEOUT_S
    while time.monotonic() < until:
        assert centre.poll() is None, "the key centre ended"
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the key centre takes no calls")
