"""Makes, upgrades and checks workspaces: the database with its tables, rules and first people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.config import VERSION
from app.errors import AppError, InputError, VerificationError
from app.models.database import Database
from app.models.enforcement.above import workers_apart
from app.models.enforcement.acts import (
    ASKS_FOR_SIGNATURES,
    FIRST_ROWS,
    IS_DEMO,
    ROLES_BY_REQUEST,
)
from app.models.enforcement.bounds import bound_statements, open_databases, unbound_logins
from app.models.enforcement.cluster import EVERYBODY, database_role
from app.models.queries.held_rows import first_rows
from app.models.queries.trail import has_sealing_key
from app.models.rules.accounts import full_name_blockers, handle_blockers, login_blockers
from app.models.rules.blockers import require
from app.models.rules.keys import SEAL
from app.models.rules.names import name_blockers
from app.models.rules.role_requests import meeting_blockers
from app.models.rules.roles import PEOPLE, ROLE_CONFLICTS, Role
from app.models.schema_seal import first_few
from app.models.tables.execution import Stage, StagePath
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.organisation import (
    BusinessUnit,
    Membership,
    Person,
    SigningKey,
    UnitAncestor,
    Workspace,
)
from app.models.tables.trail import AuditEvent
from app.models.upgrade import (
    WAY_OUT,
    has_present_rules,
    is_known,
    is_of_another_shape,
    missing_parts,
    newest_revision,
    other_parts,
    present_revision,
    upgrade_rules,
    upgrade_tables,
)
from app.services.digests import digest_bytes
from app.services.library import STAGES, TABLES, TEMPLATES
from app.services.sealing import (
    key_name,
    make_sealing_key,
    secrets_beside,
    secrets_here,
)
from app.services.secrets import Place, Secrets
from app.services.server_preparing import Prepared, give_again, prepare_server, told_of_server
from app.services.settings_file import load_settings
from app.services.signing import kid
from app.services.workspace_settings import is_demo

SERVICE_HANDLE = "service"


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Who is there from the start. `login` is the PostgreSQL role; empty on SQLite."""

    handle: str
    full_name: str
    login: str = ""
    roles: frozenset[Role] = frozenset({Role.ADMINISTRATOR})
    public_key: str = ""  # in force from the start; event 0 names it


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    name: str
    unit_key: str
    unit_name: str
    people: tuple[FirstPerson, ...]
    service_login: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class WorkspaceReport:
    """What `init` or `upgrade` did, line by line, and which logins must still be made."""

    done: tuple[str, ...]
    to_do: tuple[str, ...] = field(default=())


def only_person(handle: str, full_name: str) -> FirstPerson:
    """The one person of an embedded workspace: every role but those that forbid others."""
    apart = {one for one, _ in ROLE_CONFLICTS}
    return FirstPerson(handle, full_name, roles=PEOPLE - apart)


def _require_people(people: Sequence[FirstPerson], service_login: str) -> None:
    """The first people are written before the rules are in force, and are no exception to them.

    Raises:
        RefusedError: one of them could not be added later.
        InputError: two of them, or one and the service, would have one login.
    """
    handles, logins = [SERVICE_HANDLE], [service_login]
    for one in people:
        require([*handle_blockers(one.handle, handles), *full_name_blockers(one.full_name)])
        require([*name_blockers(one.handle), *name_blockers(one.full_name)])
        require([*login_blockers(one.login), *meeting_blockers(one.roles)])
        if one.login and one.login in logins:
            raise InputError(
                f"{one.login} would be the login of two.",
                hint="Each person has one of their own, and so has the service.",
            )
        handles.append(one.handle)
        logins.append(one.login)
    require(login_blockers(service_login))


def create_workspace(
    database: Database, new: NewWorkspace, *, secrets: Secrets | None = None
) -> WorkspaceReport:
    """Create tables, rules, the root unit and the first people in an empty database.

    On PostgreSQL the login must be allowed to create roles; it becomes nobody in the workspace.
    The private key that will seal the trail goes to `secrets`, by default this machine's.

    Raises:
        AppError: there is a workspace already.
        RefusedError: somebody of the first people can't be called so, or can't hold these roles.
        InputError: two of them would have one login.
    """
    done: list[str] = []
    _require_people(new.people, new.service_login)
    with told_of_server(database), database.session(writes=True) as session:
        connection = session.connection()
        if not database.is_sqlite:
            done.extend(prepare_server(connection).done)
        if present_revision(connection):
            raise AppError(
                f"{database.name} holds a workspace already.",
                hint="Open it, or choose another database.",
            )
        _require_empty(database, connection)
        upgrade_tables(connection)
        done.append(f"tables at revision {newest_revision()}")
        kept = secrets or _secrets(database, is_demo=new.is_demo)
        log = _write_first_rows(connection, new, kept)
        done.append(f"unit {new.unit_key} and {len(new.people)} people")
        done.append(_sealing_key_words(log, kept, is_team=bool(new.service_login)))
        upgrade_rules(connection)
        done.append("rules, grants and triggers")
    return WorkspaceReport(tuple(done), tuple(_to_do(database, new)))


def _sealing_key_words(log: UUID, secrets: Secrets, *, is_team: bool) -> str:
    """Where it is; a service has nobody to ask for a passphrase, so it may lie in a plain file."""
    said = f"the key that seals the trail, kept on this machine as {key_name(log)}"
    found = secrets.find(key_name(log))
    if not is_team or found is None or found[1] is not Place.FOLDER:
        return said
    return (
        f"{said}: in a file that only its user may read, not encrypted. Move it to the host of the"
        " service, never to that of the database; or name a passphrase file"
        " (MODELWARD_PASSPHRASE_FILE) before this command"
    )


def _require_empty(database: Database, connection: Connection) -> None:
    """PostgreSQL has a schema for us alone; a file that holds something is somebody else's."""
    if database.is_sqlite and connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first():
        raise InputError(
            f"{database.name} holds tables of something else, or a damaged workspace.",
            hint="Choose a file that is not there yet.",
        )


def upgrade_workspace(database: Database) -> WorkspaceReport:
    """Bring tables and rules to this version. Safe to run twice, and by two people at once."""
    with told_of_server(database), database.session(writes=True) as session:
        connection = session.connection()
        prepared = Prepared() if database.is_sqlite else prepare_server(connection)
        before = present_revision(connection)
        if not before:
            raise InputError(
                f"{database.name} holds no workspace.", hint="modelward workspace init makes one."
            )
        if not is_known(before):
            raise InputError(
                f"{database.name} is at revision {before}, of a newer Modelward than {VERSION}.",
                hint="Open it with that version.",
            )
        try:
            upgrade_tables(connection)
        except DBAPIError as error:
            if not is_of_another_shape(error):
                raise
            raise VerificationError(
                f"{database.name} says that its tables are those of {before}, but they are not.",
                hint="Nothing was changed. Restore it from its backup.",
            ) from error
        if missing := missing_parts(connection):
            raise VerificationError(
                f"{database.name} says that its tables are those of this version, but these parts"
                f" are missing: {missing}. Nothing was changed.",
                hint=WAY_OUT,
            )
        if other := other_parts(connection):
            raise VerificationError(
                f"The tables of {database.name} are not what this version makes: {other}."
                " Nothing was changed.",
                hint="Who did that takes it back; or restore the database from its backup.",
            )
        done = [*prepared.done, f"tables {before} → {newest_revision()}"]
        if before != newest_revision() and not has_sealing_key(connection):
            log = _seal_from_now_on(connection, database)
            done.append(f"the key that seals the trail, kept on this machine as {key_name(log)}")
        upgrade_rules(connection)
        if not database.is_sqlite:
            give_again(connection, prepared)
    return WorkspaceReport((*done, "rules replaced"))


def _seal_from_now_on(connection: Connection, database: Database) -> UUID:
    """A sealing key for a workspace that was made before there were any; the id of its log."""
    log, is_demo = connection.execute(select(Workspace.log_id, Workspace.is_demo)).one()
    service = connection.scalars(select(Person.id).where(Person.kind == "service")).first()
    unit, first = connection.execute(
        select(BusinessUnit.id, BusinessUnit.recorded_by).where(BusinessUnit.parent_id.is_(None))
    ).one()
    secrets = _secrets(database, is_demo=is_demo)
    key = make_sealing_key(
        connection, secrets, log=log, unit=unit, service=service or first, by=first
    )
    facts = {"person_id": str(service), "purpose": SEAL, "kid": key.kid}
    _write_event(connection, "key.active", "key", key.id, actor=first, unit=unit, facts=facts)
    return log


def require_current(database: Database) -> None:
    """Refuse to work on a database of another version.

    Raises:
        InputError: no workspace there, or one with the tables or rules of another version.
    """
    with database.session() as session:
        present = present_revision(session.connection())
        is_newest = present == newest_revision()
        has_rules = is_newest and has_present_rules(session.connection())
    if not present:
        raise InputError(
            f"{database.name} holds no workspace.", hint="modelward workspace init makes one."
        )
    if not (is_newest and has_rules) and is_demo(database):
        raise InputError(
            "This demo was made by another version of Modelward.",
            hint="Make it anew: run modelward demo --reset. What was done in it is not kept.",
        )
    if is_newest and not has_rules:
        raise InputError(
            f"The rules in {database.name} are those of another Modelward than {VERSION}.",
            hint="Replace them by this version's: run modelward workspace upgrade.",
        )
    if not is_newest:
        raise InputError(
            f"{database.name} is at revision {present}; this is Modelward {VERSION} with"
            f" {newest_revision()}.",
            hint="modelward workspace upgrade brings the database up to this version."
            if is_known(present)
            else "Open it with that newer version.",
        )


def _secrets(database: Database, *, is_demo: bool) -> Secrets:
    """A demo keeps its key beside its file, so that it goes with it; others on this machine."""
    if is_demo and database.is_sqlite:
        return secrets_beside(database)
    return secrets_here(load_settings())


def _write_first_rows(connection: Connection, new: NewWorkspace, secrets: Secrets) -> UUID:
    """Before the rules are in force, because nobody could yet write them. The id of the log."""
    unit, service = uuid4(), uuid4()
    people = {person.handle: uuid4() for person in new.people}
    first = next(iter(people.values()))
    stamp = {"recorded_by": first}
    log_id = uuid4()
    connection.execute(
        insert(Workspace).values(
            id=1, name=new.name, is_team=bool(new.service_login), is_demo=new.is_demo, log_id=log_id
        )
    )
    connection.execute(
        insert(BusinessUnit).values(
            id=unit, unit_id=unit, key=new.unit_key, name=new.unit_name, **stamp
        )
    )
    connection.execute(insert(UnitAncestor).values(unit_id=unit, ancestor_id=unit))
    _add_people(connection, new, people, unit, stamp)
    connection.execute(
        insert(Person).values(
            id=service,
            handle=SERVICE_HANDLE,
            full_name="Background service",
            login=new.service_login or None,
            kind="service",
            **stamp,
        )
    )
    _add_roles(connection, service, (Role.WORKER,), unit, stamp)
    _write_library(connection, unit, stamp)
    keys = _add_keys(connection, new, people, unit, stamp)
    seal = make_sealing_key(connection, secrets, log=log_id, unit=unit, service=service, by=first)
    facts = {
        "sealing_kid": seal.kid,
        "sealing_key": seal.public_key,
        "sealing_person": str(service),
        "keys": keys,
        FIRST_ROWS: first_rows(connection),
        ASKS_FOR_SIGNATURES: bool(new.service_login) or new.is_demo,
        ROLES_BY_REQUEST: bool(new.service_login),
        IS_DEMO: new.is_demo,
    }
    _write_event_0(connection, first, unit, log_id, facts)
    return log_id


def _add_keys(
    connection: Connection,
    new: NewWorkspace,
    people: dict[str, UUID],
    unit: UUID,
    stamp: dict[str, UUID],
) -> dict[str, str]:
    """The first keys and whose they are, in force unconfirmed: nobody could do that yet."""
    found = {}
    for person in new.people:
        if person.public_key:
            short_name = kid(person.public_key)
            found[short_name] = str(people[person.handle])
            connection.execute(
                insert(SigningKey).values(
                    id=uuid4(),
                    unit_id=unit,
                    person_id=people[person.handle],
                    kid=short_name,
                    public_key=person.public_key,
                    state="active",
                    reason="There from the start.",
                    **stamp,
                )
            )
    return found


def _write_library(connection: Connection, unit: UUID, stamp: dict[str, UUID]) -> None:
    """The shipped life cycles and tables, published, and the default path of stages."""
    for template in TEMPLATES:
        bpmn = template.read()
        connection.execute(
            insert(LifeCycleTemplate).values(
                id=uuid4(),
                unit_id=unit,
                key=template.key,
                version=1,
                name=template.name,
                process_id=template.process_id,
                bpmn=bpmn,
                sha256=digest_bytes(bpmn),
                state="published",
                parameters=dict(template.parameters),
                **stamp,
            )
        )
    for table in TABLES:
        dmn = table.read()
        connection.execute(
            insert(DecisionTable).values(
                id=uuid4(),
                unit_id=unit,
                key=table.key,
                version=1,
                name=table.name,
                decision_id=table.decision_id,
                dmn=dmn,
                sha256=digest_bytes(dmn),
                state="published",
                **stamp,
            )
        )
    path = uuid4()
    connection.execute(insert(StagePath).values(id=path, unit_id=unit, name="Standard", **stamp))
    for position, (name, kind, is_protected) in enumerate(STAGES):
        connection.execute(
            insert(Stage).values(
                id=uuid4(),
                unit_id=unit,
                stage_path_id=path,
                position=position,
                name=name,
                kind=kind,
                is_protected=is_protected,
                **stamp,
            )
        )


def _add_people(
    connection: Connection,
    new: NewWorkspace,
    people: dict[str, UUID],
    unit: UUID,
    stamp: dict[str, UUID],
) -> None:
    for person in new.people:
        connection.execute(
            insert(Person).values(
                id=people[person.handle],
                handle=person.handle,
                full_name=person.full_name,
                login=person.login or None,
                **stamp,
            )
        )
    for person in new.people:
        _add_roles(connection, people[person.handle], sorted(person.roles), unit, stamp)


def _add_roles(
    connection: Connection, person: UUID, roles: Iterable[Role], unit: UUID, stamp: dict[str, UUID]
) -> None:
    for role in roles:
        connection.execute(
            insert(Membership).values(
                id=uuid4(), unit_id=unit, person_id=person, role=role.value, **stamp
            )
        )


def _write_event_0(
    connection: Connection, actor: UUID, unit: UUID, log_id: UUID, keys: Mapping[str, object]
) -> None:
    """The first leaf of the tree names the log and the keys that are in force from the start."""
    facts = {"product_version": VERSION, "log_id": str(log_id), **keys}
    _write_event(
        connection, "workspace.created", "workspace", log_id, actor=actor, unit=unit, facts=facts
    )


def _write_event(
    connection: Connection,
    tag: str,
    kind: str,
    key: UUID,
    *,
    actor: UUID,
    unit: UUID,
    facts: Mapping[str, object],
) -> None:
    """What the owner does before there are triggers to tell it."""
    now = "mw_now()" if connection.dialect.name == "sqlite" else "mw.mw_now()"
    connection.execute(
        insert(AuditEvent).values(
            txid=0,
            at=text(now),
            actor_id=actor,
            tag=tag,
            object_type=kind,
            object_id=key,
            unit_id=unit,
            facts=dict(facts),
        )
    )


def login_statement(login: str, roles: Iterable[Role]) -> str:
    """What the database's administrator runs for a person: Modelward never makes logins."""
    held = set(roles)
    duties = ", ".join(sorted(database_role(role) for role in held))
    quoted = _quoted(login)
    duties = duties or EVERYBODY
    made = f"CREATE ROLE {quoted} LOGIN INHERIT CONNECTION LIMIT 20 IN ROLE {duties};"
    bounds = () if Role.WORKER in held else bound_statements(quoted)
    return " ".join((made, *bounds))


def missing_bounds(session: Session) -> list[str]:
    """One line for each login of a person that may use more of the server than is meant."""
    return [
        f"The login {login} starts without bounds on memory, space and time. A database"
        f" administrator runs: {' '.join(bound_statements(_quoted(login)))}"
        for login in unbound_logins(session.connection())
    ]


def strange_services(session: Session) -> list[str]:
    """One line for each login that works as a service and is nobody here."""
    _, strangers = workers_apart(session.connection())
    return [
        f"{words}: it is nobody here, so it reads and writes nothing. Unless it is the service of"
        " another workspace of this server, take that role from it."
        for words in strangers
    ]


def doors_elsewhere(session: Session) -> list[str]:
    """A line where members may connect to other databases, in which nothing is taken from them."""
    found = open_databases(session.connection())
    if not found:
        return []
    names = first_few([name for name, _ in found])
    quoted = ", ".join(name for _, name in found)
    return [
        "Members may connect to other databases of this server, where what this one takes from"
        f" everybody (temporary tables, large objects, locks, blocks of code) is theirs: {names}."
        " Unless other software connects there, or pg_hba.conf keeps members out, a database"
        f" administrator runs: REVOKE CONNECT ON DATABASE {quoted} FROM PUBLIC;"
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _to_do(database: Database, new: NewWorkspace) -> Iterable[str]:
    if database.is_sqlite:
        return
    for person in new.people:
        yield login_statement(person.login, person.roles)
    if new.service_login:
        yield login_statement(new.service_login, [Role.WORKER])
