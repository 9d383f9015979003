"""Who comes in by a ticket of Kerberos: a real key centre, a real server, the libpq we bring."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from app.models.database import Database
from app.models.enforcement.cluster import EVERYBODY
from app.models.reaching import DEMANDED, transport_of
from tests.kerberos import REALM, Realm, kerberos_realm
from tests.postgres_tls import BANK, IN, TlsServer, attempt, tls_programs, tls_server

PASSWORD = "correct horse"
LOGINS = (
    f"CREATE DATABASE {BANK}",
    f"CREATE ROLE {EVERYBODY} NOLOGIN",
    f"CREATE ROLE ann LOGIN IN ROLE {EVERYBODY}",
    f"CREATE ROLE carl LOGIN IN ROLE {EVERYBODY}",
    f"CREATE ROLE dora LOGIN IN ROLE {EVERYBODY} PASSWORD '{PASSWORD}'",
)
GUIDE = Path(__file__).parents[2] / "docs" / "user-guide.md"
GUIDED = re.findall(r"^host\w+ +\S+ .* gss .*$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
OF_THE_GUIDE = {"10.0.0.0/8": "127.0.0.1/32", "BANK.EXAMPLE": REALM}  # what is each server's own
IN_TLS = {"require_auth": "gss"}
BY_ITSELF = {"gssencmode": "require"}


def rules() -> list[str]:
    """The lines of the user guide, for this server; beside them one who has a password only."""
    assert [line.split()[0] for line in GUIDED] == ["hostssl", "hostgssenc"]
    said = "\n".join(GUIDED)
    for theirs, ours in OF_THE_GUIDE.items():
        assert said.count(theirs) == len(GUIDED)
        said = said.replace(theirs, ours)
    by_password = f"hostssl {BANK} dora 127.0.0.1/32 scram-sha-256"
    return [by_password, *said.splitlines(), "host all all all reject"]


@dataclass(frozen=True)
class Bank:
    realm: Realm
    server: TlsServer


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    folder = tmp_path_factory.mktemp("kerberos")
    with kerberos_realm(tmp_path_factory.mktemp("realm")) as realm:
        for name in ("ann", "carl", "eve"):
            realm.add_person(name, PASSWORD)
        settings = realm.folder / "krb5.conf", realm.keytab
        with tls_server(folder, tls_programs(), kerberos=settings) as server:
            for statement in LOGINS:
                server.run(statement)
            server.let_in(rules())
            yield Bank(realm, server)


@pytest.fixture(autouse=True)
def person_of_the_realm(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has a ticket yet."""
    for name, value in bank.realm.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{bank.realm.folder}/none")
    for variable in (*(one for one, _ in DEMANDED.values()), "PGREQUIREAUTH"):
        monkeypatch.delenv(variable, raising=False)


@dataclass(frozen=True)
class Way:
    """`ticket`: whose; empty: of nobody. `told` empty: they are in."""

    login: str
    ticket: str
    told: str
    options: dict[str, str] = field(default_factory=lambda: IN_TLS)


WAYS = {
    "a ticket within TLS": Way("ann", "ann", IN),
    "a ticket, by Kerberos' own encryption": Way("ann", "ann", IN, BY_ITSELF),
    "no ticket": Way("ann", "", "Get a ticket of Kerberos"),
    "no ticket, by Kerberos' own encryption": Way("ann", "", "Get a ticket", BY_ITSELF),
    "a ticket of another person": Way("ann", "carl", "Get a ticket"),
    "a ticket of another, by Kerberos' own": Way("ann", "carl", "Get a ticket", BY_ITSELF),
    "a ticket of somebody without a login": Way("eve", "eve", "pg_hba.conf rejects"),
    "a server that Kerberos does not know": Way(
        "ann", "ann", "as Kerberos knows it", BY_ITSELF | {"host": "db.elsewhere.test"}
    ),
    "a server of an authority that is not known": Way(
        "ann", "ann", "could not prove who it is", IN_TLS | {"sslrootcert": "/nowhere/root.crt"}
    ),
    "a ticket that was not announced": Way("ann", "ann", "say require_auth=gss", {}),
    "a server that takes a password alone": Way("dora", "ann", "takes no tickets"),
}


@pytest.mark.parametrize("name", WAYS)
def test_members_come_in_by_their_ticket(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    way = WAYS[name]
    if way.ticket:
        monkeypatch.setenv("KRB5CCNAME", f"FILE:{bank.realm.ticket(way.ticket, PASSWORD)}")

    told = attempt(bank.server.url(way.login, **way.options))

    assert way.told in told if way.told else told == IN


@pytest.mark.parametrize(
    ("options", "expected"),
    [(IN_TLS, (f"ann@{REALM}", False, True)), (BY_ITSELF, (f"ann@{REALM}", True, False))],
)
def test_either_way_is_encrypted_and_asks_for_no_password(
    bank: Bank,
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, str],
    expected: tuple[str, bool, bool],
) -> None:
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{bank.realm.ticket('ann', PASSWORD)}")
    asked = text(
        "SELECT principal, encrypted, ssl FROM pg_stat_gssapi JOIN pg_stat_ssl USING (pid)"
        " WHERE pid = pg_backend_pid()"
    )

    with closing(Database(bank.server.url("ann", **options))) as database:
        assert not database.uses_password()
        with database.session() as session:
            assert session.execute(asked).one() == expected


def test_who_has_a_ticket_may_come_in_by_password_all_the_same(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ticket lies there on most computers of a bank: it does not get into the way of TLS."""
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{bank.realm.ticket('ann', PASSWORD)}")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)

    assert attempt(bank.server.url("dora")) == IN


DEMANDS_ALL = {name: value for name, (_, value) in DEMANDED.items()}


@pytest.mark.parametrize(
    ("options", "left_out"),
    [
        ("", set()),
        ("?require_auth=gss", {"channel_binding"}),
        ("?require_auth=gss,scram-sha-256", set()),
        ("?gssencmode=require", {"channel_binding", "gssencmode"}),
        ("?gssencmode=prefer", {"gssencmode"}),
    ],
)
def test_only_a_ticket_that_is_asked_for_does_without_a_bound_password(
    options: str, left_out: set[str]
) -> None:
    demanded = transport_of(make_url(f"postgresql+psycopg://ann@db.bank.test/bank{options}"))

    assert demanded.items() == {(k, v) for k, v in DEMANDS_ALL.items() if k not in left_out}


@pytest.mark.parametrize(
    ("variable", "value"), [("PGREQUIREAUTH", "gss"), ("PGGSSENCMODE", "require")]
)
def test_the_variables_of_libpq_ask_for_a_ticket_too(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    demanded = transport_of(make_url("postgresql+psycopg://ann@db.bank.test/bank"))

    assert "channel_binding" not in demanded
