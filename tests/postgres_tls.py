"""A PostgreSQL that speaks TLS, with certificates of an authority that the test makes itself.

The wheel's server has no TLS, so this takes one of the machine's: the folder of its programs stands
in MODELWARD_TEST_PG_BIN, else Debian's is looked for, which `make test` installs on Debian 12.
"""

from __future__ import annotations

import os
import platform
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import make_url, text

from app.errors import NotReachableError
from app.models.database import Database

VARIABLE = "MODELWARD_TEST_PG_BIN"
HOST = "db.noorderbank.test"  # as the certificate says it; reached by `hostaddr`
BANK = "bank"  # the database of the workspace
IN = ""
TIMEOUT_S = 60


def tls_programs() -> Path:
    """Where a server's programs lie that was built with TLS.

    On Debian 12 `make test` brings one, so there its absence is a fault; elsewhere the test that
    asks is skipped.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)  # whatever is wrong there, the tests tell
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
    programs = next((path for path in reversed(found) if (path / "initdb").is_file()), None)
    if programs is None:
        if is_debian_12():
            pytest.fail("Debian's PostgreSQL is missing: packaging/prepare.sh test installs it.")
        pytest.skip(f"not run: {VARIABLE} names no PostgreSQL that was built with TLS")
    return programs


def is_debian_12() -> bool:
    """Where packaging/debian-test.txt is installed."""
    try:
        return platform.freedesktop_os_release().get("VERSION_CODENAME") == "bookworm"
    except OSError:
        return False


@dataclass(frozen=True)
class Authority:
    """Who signs certificates, and the folder they lie in."""

    folder: Path
    name: str

    @property
    def root(self) -> Path:
        return self.folder / f"{self.name}.crt"

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._issue(self.name, self.name, is_authority=True)

    def issue(self, common_name: str, host: str = "") -> tuple[Path, Path]:
        """A certificate and its key."""
        return self._issue(common_name, f"{self.name}-{common_name}", host=host)

    def _issue(
        self, common_name: str, file: str, *, host: str = "", is_authority: bool = False
    ) -> tuple[Path, Path]:
        key = ec.generate_private_key(ec.SECP256R1())  # SCRAM binds to RSA and ECDSA alone
        now = datetime.now(UTC)
        name = _name(common_name)
        signing = key if is_authority else self._key()
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(_name(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if host:
            names = x509.SubjectAlternativeName([x509.DNSName(host)])
            made = made.add_extension(names, critical=False)
        certificate = made.sign(signing, hashes.SHA256())
        places = self.folder / f"{file}.crt", self.folder / f"{file}.key"
        places[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        places[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        places[1].chmod(0o600)
        return places

    def _key(self) -> ec.EllipticCurvePrivateKey:
        raw = (self.folder / f"{self.name}.key").read_bytes()
        found = serialization.load_pem_private_key(raw, None)
        assert isinstance(found, ec.EllipticCurvePrivateKey)
        return found


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


@dataclass(frozen=True)
class TlsServer:
    """A running server. Its superuser comes in by the socket, as on a database's own machine."""

    folder: Path
    port: int
    authority: Authority

    @property
    def superuser_url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}&port={self.port}"

    def url(self, login: str, database: str = BANK, **options: str) -> str:
        """As a person gives the address of a server on another machine."""
        trusted = {"sslrootcert": str(self.authority.root)}
        found = {"hostaddr": "127.0.0.1", **trusted, **options}
        host = found.pop("host", HOST)
        made = make_url(f"postgresql+psycopg://{login}@{host}:{self.port}/{database}")
        return made.update_query_dict(found).render_as_string()

    def run(self, statement: str) -> None:
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def let_in(self, lines: list[str]) -> None:
        """Put the access rules of the network in force."""
        rules = "\n".join(["local all postgres trust", *lines, ""])
        (self.folder / "pg_hba.conf").write_text(rules)
        self.run("SELECT pg_reload_conf()")
        with psycopg.connect(self.superuser_url) as connection:
            wrong = connection.execute(
                "SELECT error FROM pg_hba_file_rules WHERE error IS NOT NULL"
            ).fetchall()
        assert wrong == []


def attempt(url: str) -> str:
    """Empty where the login came in; else what the person is told."""
    with closing(Database(url)) as database:
        try:
            with database.session() as session:
                session.execute(text("SELECT 1"))
        except NotReachableError as error:
            return f"{error.message} {error.hint}"
    return IN


@contextmanager
def tls_server(
    folder: Path, programs: Path, *, kerberos: Sequence[Path] = ()
) -> Iterator[TlsServer]:
    """Start a server in an empty folder, and stop it.

    Args:
        kerberos: krb5.conf and the server's keytab, where it is to take tickets.
    """
    authority = Authority(folder / "authority", "bank")
    place = Path(f"/tmp/mwtls{os.getpid()}")  # a socket's path must be short
    as_user = _who_may_run()
    subprocess.run(["install", "-d", "-m", "700", *as_user.owner, str(place)], check=True)
    try:
        _call(as_user, programs / "initdb", "-D", place, "-U", "postgres", "-A", "trust",
              "--locale=C", "--encoding=UTF8", "--no-sync")  # fmt: skip
        mode = ["-m", "600", *as_user.owner]
        for source, name in zip(authority.issue("server", HOST), ("crt", "key"), strict=True):
            subprocess.run(["install", *mode, str(source), str(place / name)], check=True)
        port = free_port()
        options = (
            f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={place}"
            " -c ssl=on -c ssl_cert_file=crt -c ssl_key_file=key -c ssl_ca_file=root"
            " -c ssl_min_protocol_version=TLSv1.3 -c fsync=off -c password_encryption=scram-sha-256"
        )
        subprocess.run(
            ["install", *as_user.owner, str(authority.root), str(place / "root")], check=True
        )
        for path in kerberos:
            subprocess.run(["install", *mode, str(path), str(place / path.name)], check=True)
            if path.suffix == ".keytab":
                options += f" -c krb_server_keyfile={place / path.name}"
        control = programs / "pg_ctl"
        log = place / "log"
        more = {"KRB5_CONFIG": f"{place}/krb5.conf"} if kerberos else {}
        _call(as_user, control, "-D", place, "-w", "-l", log, "-o", options, "start", **more)
        try:
            yield TlsServer(place, port, authority)
        finally:
            _call(as_user, control, "-D", place, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


@dataclass(frozen=True)
class _Runner:
    """PostgreSQL does not run as root: where the tests do, its own user runs it."""

    name: str = ""

    @property
    def owner(self) -> list[str]:
        return ["-o", self.name] if self.name else []


def _who_may_run() -> _Runner:
    if os.geteuid() != 0:
        return _Runner()
    known = {one.pw_name for one in pwd.getpwall()}
    return _Runner(next(name for name in ("postgres", "pgserver", "nobody") if name in known))


def _call(runner: _Runner, *words: object, **environment: str) -> None:
    # The server inherits the output, so it must not be a pipe: nobody would see its end.
    subprocess.run(
        list(map(str, words)), check=True, timeout=TIMEOUT_S, user=runner.name or None, cwd="/",
        env=os.environ | environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
