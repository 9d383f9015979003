"""A33: who comes in over the network, and over what: a real server with TLS, our own settings."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from app.command_line.workspace import hba_hints
from app.errors import NotReachableError
from app.models.database import Database
from app.models.enforcement.cluster import EVERYBODY
from app.models.reaching import DEMANDED, transport_of
from tests.postgres import PostgresServer
from tests.postgres_tls import (
    BANK,
    HOST,
    IN,
    TIMEOUT_S,
    Authority,
    TlsServer,
    attempt,
    tls_programs,
    tls_server,
)

PASSWORD = "correct horse"
SSL_REQUEST = bytes.fromhex("0000000804d2162f")  # all that a client says before it is encrypted
# No tables: who comes in is decided before any is read. Debian 12 has 15, too old for our rights.
LOGINS = (
    f"CREATE DATABASE {BANK}",
    f"CREATE ROLE {EVERYBODY} NOLOGIN",
    f"CREATE ROLE ann LOGIN IN ROLE {EVERYBODY}",
    f"CREATE ROLE service LOGIN IN ROLE {EVERYBODY}",
    f"CREATE ROLE carl LOGIN IN ROLE {EVERYBODY}",
    "CREATE ROLE stranger LOGIN",
)


@dataclass
class Bank:
    """A team's workspace on a server with TLS; its access rules are those that `init` prints."""

    server: TlsServer
    folder: Path
    strangers: Authority
    certificates: dict[str, tuple[Path, Path]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    programs = tls_programs()
    folder = tmp_path_factory.mktemp("tls")
    with tls_server(folder, programs) as server:
        for statement in LOGINS:
            server.run(statement)
        for login in ("ann", "carl", "stranger", "postgres"):
            server.run(f"ALTER ROLE {login} PASSWORD '{PASSWORD}'")
        own_ways = [
            f"hostssl {BANK} {login} 127.0.0.1/32 {way}"
            for login, way in (("service", "cert"), ("carl", "password"))
        ]
        server.let_in([*own_ways, *_printed_rules()])
        found = Bank(server, folder, Authority(folder / "strangers", "strangers"))
        for login in ("ann", "service"):
            found.certificates[login] = server.authority.issue(login)
        yield found


def _printed_rules() -> list[str]:
    """The lines for pg_hba.conf, as `workspace init` prints them, for this machine's network."""
    lines = (line.strip().replace("10.0.0.0/8", "127.0.0.1/32") for line in hba_hints(BANK))
    return [line for line in lines if line.startswith("host")]


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    for variable, _ in DEMANDED.values():
        monkeypatch.delenv(variable, raising=False)


@dataclass(frozen=True)
class Way:
    """A way in: who, by which address, and what they are told; empty: they are in."""

    login: str
    told: str
    options: dict[str, str] = field(default_factory=dict)
    database: str = BANK
    certificate: str = ""
    trusts_strangers: bool = False


WAYS = {
    "a member, as the address comes": Way("ann", IN),
    "a member by a certificate of their own": Way("service", IN, certificate="service"),
    "a superuser": Way("postgres", "pg_hba.conf rejects connection"),
    "a member to another database": Way(
        "ann", "pg_hba.conf rejects connection", database="postgres"
    ),
    "a login that is no member": Way("stranger", "pg_hba.conf rejects connection"),
    "a member without encryption": Way(
        "ann", "no encryption", {"sslmode": "disable", "channel_binding": "disable"}
    ),
    "a member with a certificate of another": Way(
        "service", "certificate authentication failed", certificate="ann"
    ),
    "a member without the certificate asked for": Way(
        "service", "requires a valid client certificate"
    ),
    "a server that wants to read the password": Way("carl", "could not prove who it is: channel"),
    "a server of another authority": Way(
        "ann", "could not prove who it is: SSL error: certificate verify", trusts_strangers=True
    ),
    "a server of another name": Way(
        "ann", "does not match host name", {"host": "db.elsewhere.test"}
    ),
    "a server whose authority is not known here": Way(
        "ann", "could not prove who it is: root certificate", {"sslrootcert": "/nowhere/root.crt"}
    ),
    # Why verify-full is demanded: less does not look who answers.
    "a server of another authority that is not asked": Way(
        "ann", "", {"sslmode": "require", "sslrootcert": "/nowhere/root.crt"}
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_members_come_in_over_tls_alone(bank: Bank, name: str) -> None:
    way = WAYS[name]
    options = dict(way.options)
    if way.certificate:
        certificate, key = bank.certificates[way.certificate]
        options |= {"sslcert": str(certificate), "sslkey": str(key)}
    if way.trusts_strangers:
        options["sslrootcert"] = str(bank.strangers.root)

    told = attempt(bank.server.url(way.login, way.database, **options))

    assert way.told in told if way.told else told == IN


def test_a_wrong_password_is_said_to_be_one(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "wrong")

    assert "does not take this password" in attempt(bank.server.url("ann"))


def test_the_way_in_is_encrypted_by_the_newest_kind(bank: Bank) -> None:
    asked = text("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    with closing(Database(bank.server.url("ann"))) as database, database.session() as session:
        assert session.execute(asked).scalar_one() == "TLSv1.3"


def test_a_server_that_offers_no_encryption_is_told_nothing(tmp_path: Path) -> None:
    """As PostgreSQL without TLS answers: the client goes, before it says who comes."""
    root = Authority(tmp_path / "authority", "bank").root
    heard = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def answer() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:  # the test is over
                    return
                with closing(line):
                    line.settimeout(TIMEOUT_S)
                    asked = line.recv(1024)
                    line.sendall(b"N")
                    heard.append((asked, line.recv(1024)))

        listening = threading.Thread(target=answer)
        listening.start()
        place = make_url(f"postgresql+psycopg://ann@{HOST}:{server.getsockname()[1]}/{BANK}")
        options = {"hostaddr": "127.0.0.1", "sslrootcert": str(root)}
        told = attempt(place.update_query_dict(options).render_as_string())
        server.shutdown(socket.SHUT_RDWR)
        listening.join()

    assert "does not encrypt" in told
    assert "Ask for TLS on the server" in told
    assert {*heard} == {(SSL_REQUEST, b"")}


DEMANDS_ALL = {name: value for name, (_, value) in DEMANDED.items()}


def without(left_out: str) -> dict[str, str]:
    return {name: value for name, value in DEMANDS_ALL.items() if name != left_out}


@pytest.mark.parametrize(
    ("address", "demanded"),
    [
        ("ann@db.bank.test/bank", DEMANDS_ALL),
        ("ann@10.1.2.3/bank", DEMANDS_ALL),
        ("ann@/bank?host=db.bank.test", DEMANDS_ALL),
        ("ann@/bank?host=/run/postgresql", {}),
        ("ann@/bank", {}),
        ("ann@localhost/bank", {}),
        ("ann@127.0.0.1/bank", {}),
        ("ann@[::1]/bank", {}),
        ("ann@/bank?host=localhost,db.bank.test", DEMANDS_ALL),
        ("ann@db.bank.test/bank?sslmode=require", without("sslmode")),
        ("ann@db.bank.test/bank?sslcert=/me.crt", without("channel_binding")),
    ],
)
def test_what_is_demanded_of_a_server_follows_from_where_it_is(
    address: str, demanded: dict[str, str]
) -> None:
    assert transport_of(make_url(f"postgresql+psycopg://{address}")) == demanded


def test_the_variables_of_libpq_say_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "prefer")

    demanded = transport_of(make_url("postgresql+psycopg://ann@db.bank.test/bank"))

    assert demanded == without("sslmode")


def test_who_asks_a_socket_of_this_machine_for_encryption_is_told_that_it_has_none(
    postgres: PostgresServer,
) -> None:
    url = make_url(postgres.new_database()).update_query_dict({"gssencmode": "require"})

    with (
        closing(Database(url.render_as_string())) as database,
        pytest.raises(NotReachableError, match="over its socket") as found,
        database.session(),
    ):
        pass

    assert "gssencmode=" in found.value.hint


def test_the_rules_that_init_prints_name_the_role_of_all_members() -> None:
    assert _printed_rules()[0].split()[2] == f"+{EVERYBODY}"
