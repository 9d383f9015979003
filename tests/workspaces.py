"""Noorderbank for tests: a workspace with its people, on SQLite or on PostgreSQL."""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from app.models.database import Database
from app.models.rules.roles import Role
from app.models.tables.organisation import BusinessUnit, Person, SigningKey
from app.services.commands.accounts import confirm_change
from app.services.commands.attestations import review_attestation, submit_attestation
from app.services.commands.findings import accept_finding, move_finding
from app.services.commands.frameworks import publish_framework
from app.services.commands.keys import confirm_key
from app.services.commands.life_cycles import publish
from app.services.commands.policies import publish_policy
from app.services.commands.risks import answer_assessment
from app.services.commands.role_requests import confirm_role
from app.services.personal_keys import PURPOSE, key_name
from app.services.process_files import publish_file
from app.services.secrets import Box, Secrets
from app.services.signing import KeyPair, Signer
from app.services.unit_of_work import Work
from app.services.workspace import (
    SERVICE_HANDLE,
    FirstPerson,
    NewWorkspace,
    create_workspace,
)
from tests.postgres import PostgresServer, as_login

T = TypeVar("T")
PEOPLE: dict[str, tuple[str, frozenset[Role]]] = {
    "root": ("Ada Root", frozenset({Role.ADMINISTRATOR})),
    "rosa": ("Rosa Kok", frozenset({Role.ADMINISTRATOR})),
    "sanne": ("Sanne de Vries", frozenset({Role.DATA_SCIENTIST})),
    "mark": ("Mark Jansen", frozenset({Role.DATA_SCIENTIST, Role.VALIDATOR})),
    "aisha": ("Aisha Rahman", frozenset({Role.RISK_OFFICER})),
    "jo": ("Jo Vermeer", frozenset({Role.COMPLIANCE})),
    "tom": ("Tom Bakker", frozenset({Role.OPERATOR, Role.MLOPS_ENGINEER})),
    "eva": ("Eva Lindqvist", frozenset({Role.ARCHITECT})),
    "piet": ("Piet Smit", frozenset({Role.TESTER})),
    "lin": ("Lin Chen", frozenset({Role.EXECUTIVE})),
}


def pair_of(handle: str) -> KeyPair:
    """The key pair of a test person: always the same."""
    seed = hashlib.sha256(f"a test's key of {handle}".encode()).digest()
    return KeyPair.of_seed(base64.b64encode(seed).decode())


def give_keys(folder: Path, handles: Iterable[str] = tuple(PEOPLE)) -> None:
    """Private keys of people, as a service manager hands them to a process."""
    folder.mkdir(parents=True, exist_ok=True)
    for handle in handles:
        pair = pair_of(handle)
        (folder / f"key.{pair.kid}").write_text("open:" + pair.seed())


def lock_key(folder: Path, handle: str, password: str) -> None:
    """From now on this person signs with a password, where `give_keys` has put their key."""
    pair = pair_of(handle)
    box = Box.lock(pair.seed().encode(), password, purpose=f"{PURPOSE} {pair.kid}")
    (folder / key_name(pair.kid)).write_text("locked:" + box.text())


# Commands that take a step which people sign beside their votes.
STEPS: frozenset[Callable[..., Any]] = frozenset(
    {publish, publish_file, publish_policy, publish_framework, accept_finding, move_finding,
     submit_attestation, review_attestation, answer_assessment, confirm_role, confirm_change,
     confirm_key}
)  # fmt: skip


class SigningWork(Work):
    """The work of a person who has their key at hand; `signer=None` leaves it in their pocket."""

    bank: TestWorkspace

    @classmethod
    def signing(cls, bank: TestWorkspace, work: Work) -> SigningWork:
        made = cls(work.database, work.actor)
        made.bank = bank
        return made

    def write(self, command: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        if command in STEPS and "signer" not in kwargs and self.actor.handle in PEOPLE:
            kwargs["signer"] = self.bank.signer(self.actor.handle)
        return super().write(command, *args, **kwargs)


class TestWorkspace:
    """An open test workspace. `work("sanne")` acts as sanne, with her own login on PostgreSQL."""

    __test__ = False

    def __init__(
        self, url: str, *, is_sqlite: bool, folder: Path, secrets: Secrets | None = None
    ) -> None:
        self.url = url
        # Where the private key lies that seals this log.
        self.secrets = secrets or Secrets(folder, is_embedded=True)
        self.is_sqlite = is_sqlite
        self.folder = folder
        self._databases: dict[str, Database] = {}

    def login_url(self, handle: str) -> str:
        return self.url if self.is_sqlite else as_login(self.url, f"nb_{handle}")

    def database(self, handle: str) -> Database:
        key = "" if self.is_sqlite else handle
        if key not in self._databases:
            self._databases[key] = Database(self.login_url(handle), is_durable=False)
        return self._databases[key]

    def work(self, handle: str) -> Work:
        """Where this person signs the steps they take, as the window and the command line do."""
        return SigningWork.signing(self, Work.of(self.database(handle), handle))

    def signer(self, handle: str) -> Signer:
        """The opened key of a person."""
        with self.work(handle).reading() as session:
            key_id = session.scalars(
                select(SigningKey.id)
                .join(Person, Person.id == SigningKey.person_id)
                .where(Person.handle == handle, SigningKey.state == "active")
            ).one()
        return Signer(key_id, pair_of(handle))

    @property
    def service(self) -> Work:
        return self.work(SERVICE_HANDLE)

    @property
    def unit_id(self) -> UUID:
        with self.service.reading() as session:
            root = select(BusinessUnit.id).where(BusinessUnit.parent_id.is_(None))
            return session.scalars(root).one()

    def owner_database(self) -> Database:
        """Superuser on PostgreSQL; for tampering and for looking."""
        if "!" not in self._databases:
            self._databases["!"] = Database(self.url)
        return self._databases["!"]

    def close(self) -> None:
        for database in self._databases.values():
            database.close()
        self._databases.clear()


def new_noorderbank(*, is_team: bool) -> NewWorkspace:
    people = tuple(
        FirstPerson(
            handle,
            name,
            login=f"nb_{handle}" if is_team else "",
            roles=roles,
            public_key=pair_of(handle).public_key,
        )
        for handle, (name, roles) in PEOPLE.items()
    )
    return NewWorkspace(
        name="Noorderbank",
        unit_key="bank",
        unit_name="Noorderbank",
        people=people,
        service_login=f"nb_{SERVICE_HANDLE}" if is_team else "",
    )


class Mould:
    """A workspace that is made once; tests get copies of it."""

    def __init__(self, url: str, secrets: Secrets, server: PostgresServer | None) -> None:
        self.url = url
        self.secrets = secrets
        self._server = server

    @classmethod
    def made(cls, folder: Path, server: PostgresServer | None) -> Mould:
        """An empty workspace, made by the real command."""
        url = server.new_database() if server else str(folder / "mould.db")
        database = Database(url)
        secrets = Secrets(folder, is_embedded=True)
        new = new_noorderbank(is_team=server is not None)
        report = create_workspace(database, new, secrets=secrets)
        database.close()
        for statement in report.to_do:
            assert server is not None
            server.make_login(statement)
        return cls(url, secrets, server)

    def copy(self, folder: Path) -> str:
        """The URL of a fresh copy."""
        if self._server is not None:
            return self._server.copy_database(self.url)
        target = folder / "noorderbank.db"
        shutil.copyfile(self.url, target)
        return str(target)


@contextmanager
def make_workspace(
    folder: Path, server: PostgresServer | None, mould: Mould | None = None
) -> Iterator[TestWorkspace]:
    mould = mould or Mould.made(folder, server)
    made = TestWorkspace(
        mould.copy(folder), is_sqlite=server is None, folder=folder, secrets=mould.secrets
    )
    try:
        yield made
    finally:
        made.close()
        if server is not None:
            server.drop_database(made.url)
            server.put_duties_back()
