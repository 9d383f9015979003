"""A bank with a sealed trail, and what its database's owner can do to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, text

from app.models.database import Database
from app.models.queries.trail import (
    last_leaf,
    list_heads,
    log_id,
    sealed_events,
)
from app.models.rules.asking import NAMED
from app.models.rules.merkle import Frontier, leaf_hash
from app.models.rules.roles import Role
from app.models.tables.inventory import UseCase
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.organisation import Membership
from app.services.commands.requests import decide
from app.services.digests import canonical
from app.services.sealing import Sealer, key_name
from app.services.signing import HEAD, KeyPair
from app.services.trail.breaks import Break, Kind
from app.services.trail.export import Wanted, export_proof
from app.services.trail.leaves import leaf_bytes
from app.services.trail.verifying import verify_trail
from app.verifier.__main__ import check_file
from tests.stories import REASON, Registered, ask, register
from tests.triggers_aside import triggers_aside
from tests.workspaces import TestWorkspace

NAMING = frozenset(name for name, _ in NAMED)
TRIGGERED = (
    "('audit_event', 'audit_text', 'audit_leaf', 'tree_head', 'signing_key', 'decision_record',"
    " 'record_import', 'record_block', 'workspace')"
)


def key_of(bank: TestWorkspace) -> KeyPair:
    return KeyPair.of_seed(bank.secrets.get(key_name(bank.service.read(log_id))))


def sealer(bank: TestWorkspace) -> Sealer:
    return Sealer(bank.service, key_of(bank))


def add_use(bank: TestWorkspace, name: str) -> None:
    with bank.work("sanne").unit() as work:
        work.add(UseCase(unit_id=bank.unit_id, name=name, owner_id=work.actor.id))


def live(bank: TestWorkspace) -> Registered:
    """A request that two people accept, sealed in several heads."""
    each = sealer(bank)
    each.run_once()
    registered = register(bank)
    each.run_once()
    request_id = ask(bank, registered)
    each.run_once()
    for handle in ("aisha", "jo"):
        bank.work(handle).write(
            decide, request_id, verdict="accept", reason=REASON, signer=bank.signer(handle)
        )
        each.run_once()
    return registered


def tampering(bank: TestWorkspace, *statements: str) -> None:
    """What the database's owner can do: the rules are put aside first."""
    with bank.owner_database().session(writes=True) as session:
        connection = session.connection()
        if bank.is_sqlite:
            names = connection.exec_driver_sql(
                f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN {TRIGGERED}"
            ).scalars()
            for name in names.all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement.format(mw="" if bank.is_sqlite else "mw."))


@contextmanager
def past_the_rules(bank: TestWorkspace) -> Iterator[Connection]:
    """The database's owner, whom no rule and no key between tables binds."""
    with (
        closing(Database(bank.url)) as database,  # no other session of its file goes without keys
        database.session(writes=True) as session,
    ):
        connection = session.connection()
        if bank.is_sqlite:
            raw: Any = connection.connection.driver_connection
            for one in ("ROLLBACK", "PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"):
                raw.execute(one)
            with triggers_aside(connection):
                yield connection
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            yield connection


def writable_wish(payload: Any) -> dict[str, Any]:
    """As much of a wish as the databases let through: what names rows by what are no ids, not."""
    if not isinstance(payload, dict):
        return {}
    return {name: said for name, said in payload.items() if name not in NAMING or _is_id(said)}


def _is_id(said: Any) -> bool:
    try:
        return str(UUID(said)) == said
    except (ValueError, TypeError, AttributeError):
        return said is None


def overwrite_payloads(bank: TestWorkspace, payloads: Mapping[UUID, Any]) -> None:
    """Wishes that say what the databases let through before they looked at it."""
    wish = EngineInbox.__table__
    with past_the_rules(bank) as connection:
        for key, payload in payloads.items():
            connection.execute(wish.update().where(wish.c.id == key).values(payload=payload))


def tamper(bank: TestWorkspace, sql: str, **values: Any) -> None:
    with past_the_rules(bank) as connection:
        connection.execute(text(sql.format(schema="" if bank.is_sqlite else "mw.")), values)


@contextmanager
def silent_log(bank: TestWorkspace) -> Iterator[None]:
    """For a moment the owner of the database keeps from the guards which keys the log ended."""
    told = "UPDATE {{schema}}audit_event SET tag = '{}' WHERE tag = '{}'"
    tamper(bank, told.format("key.proposed.", "key.revoked"))
    yield
    tamper(bank, told.format("key.revoked", "key.proposed."))


@contextmanager
def holding(bank: TestWorkspace, handle: str, role: Role) -> Iterator[None]:
    """For a moment the owner of the database gives somebody a role, and nobody is told."""
    members, key = Membership.__table__, uuid4()
    root, person = bank.work("root").actor.id, bank.work(handle).actor.id
    with past_the_rules(bank) as connection:
        connection.execute(
            insert(members).values(
                id=key, unit_id=bank.unit_id, person_id=person, role=str(role), recorded_by=root
            )
        )
        if not bank.is_sqlite:
            connection.execute(text(f"GRANT mw_{role} TO nb_{handle}"))
    yield
    with past_the_rules(bank) as connection:
        connection.execute(delete(members).where(members.c.id == key))
        if not bank.is_sqlite:
            connection.execute(text(f"REVOKE mw_{role} FROM nb_{handle}"))


def rechain(bank: TestWorkspace, pair: KeyPair | None) -> None:
    """Make leaves and heads fit the events as they are now; with a key, sign the heads anew."""
    with bank.service.reading() as session:
        log = log_id(session)
        events = sealed_events(session, 0, last_leaf(session).position + 1)
        heads = list_heads(session)
    tree, statements, roots = Frontier(), [], {}
    for one in events:
        assert one.event is not None
        leaf = leaf_hash(leaf_bytes(one.event))
        tree.append(leaf)
        roots[tree.size] = tree.root().hex()
        statements.append(
            f"UPDATE {{mw}}audit_leaf SET sha256 = '{leaf.hex()}' WHERE position = {one.position}"
        )
    for head in heads:
        if pair is None:
            break
        document = canonical({"v": 1, "log": str(log), "size": head.size, "root": roots[head.size]})
        statements.append(
            f"UPDATE {{mw}}tree_head SET root = '{roots[head.size]}',"
            f" document = '{document.replace('{', '{{').replace('}', '}}')}',"
            f" signature = '{pair.sign(HEAD, document)}' WHERE size = {head.size}"
        )
    tampering(bank, *statements)


def require_found_in_proof(
    bank: TestWorkspace, folder: Path, change: str, *, signatures: int, done: int = 0
) -> None:
    """A proof of now holds so many signatures; one made after `change` says what was forged.

    Args:
        done: how many acts of the service rest on that.
    """
    sealer(bank).run_once()
    pair = key_of(bank)
    whole, forged = folder / "whole.zip", folder / "forged.zip"
    export_proof(bank.work("jo"), whole, Wanted(), pair)
    tamper(bank, change)
    export_proof(bank.work("jo"), forged, Wanted(), pair)

    assert check_file(whole).broken == []
    assert check_file(whole).signatures == signatures
    expected = [*["not signed for"] * done, "signature forged"]
    assert [one.kind for one in check_file(forged).broken] == expected


def require_found_in_trail(bank: TestWorkspace, change: str, *, signatures: int) -> Break:
    """Verifying the trail computes so many signatures, and finds the `change` at its event."""
    sealer(bank).run_once()
    before = verify_trail(bank.service)
    tamper(bank, change)
    (broken,) = (one for one in verify_trail(bank.service).broken if one.kind is not Kind.DEED)

    assert before.broken == ()
    assert before.signatures == signatures
    assert broken.kind is Kind.SIGNATURE
    assert broken.event is not None
    return broken
