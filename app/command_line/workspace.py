"""`modelward workspace`: create, upgrade, check, back up and describe workspaces."""

from __future__ import annotations

import getpass
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL, text

from app.command_line.call import Call, of
from app.command_line.family import new_family
from app.command_line.opening import connected, opened, place_text, reading, require_file, write
from app.command_line.output import facts, moment
from app.command_line.signing import PLACES
from app.command_line.values import handle_and_name
from app.errors import InputError, VerificationError
from app.models.database import Database, as_url
from app.models.enforcement.cluster import EVERYBODY
from app.models.queries.frozen import list_untrue
from app.models.queries.listing_organisation import list_stored_paths
from app.models.queries.workspace_facts import load_contents
from app.models.rules.folding import fold
from app.models.rules.roles import PEOPLE, Role
from app.models.upgrade import WAY_OUT, missing_parts, newest_revision, present_revision
from app.services.administrators import few_administrators, roles_that_meet
from app.services.duties import give_duties, stray_logins
from app.services.pauses import heeding
from app.services.personal_keys import first_key, forget_key
from app.services.sealing import ended_why, late_why
from app.services.settings_file import load_settings, remember_workspace
from app.services.stores import DATA, absent_stores, unrecorded_files
from app.services.trail.rules_witness import look_at_rules
from app.services.unsound_keys import told_unsound_keys
from app.services.workspace import (
    FirstPerson,
    NewWorkspace,
    WorkspaceReport,
    create_workspace,
    doors_elsewhere,
    missing_bounds,
    only_person,
    strange_services,
    upgrade_workspace,
)

APP = new_family()
HBA_HINT = (
    "pg_hba.conf: let each login in with scram-sha-256, a certificate or a ticket of Kerberos",
    "(the user guide has its line), by hostssl and never by trust;",
    "for example, in this order:",
    "  hostssl {database} +{members} 10.0.0.0/8 scram-sha-256",
    "  host    {database} all all reject",
    "  host    all +{members} all reject",
    "The last line keeps people out of the server's other databases, where nothing of PostgreSQL's",
    "own is taken from them; let it stand after the lines of every workspace of this server. Who",
    "ran this is one of them, by mw_owner: such a superuser comes in by the local socket, or by a",
    "line of their own before. Unless other software connects there, run too:",
    "  REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;",
    "Clients on other machines demand sslmode=verify-full and channel_binding=require: give the",
    "server an RSA or ECDSA certificate of your authority, and people its root certificate as",
    "~/.postgresql/root.crt.",
    "Passwords: ALTER ROLE … by psql's \\password; clients give them by PGPASSWORD or ~/.pgpass.",
)

FEWEST_ADMINISTRATORS = 2
FOR_ONE_PERSON = (
    "A file is for one person, or for a trial: whoever can write it can change all that it holds.",
    "A team works on PostgreSQL, where each has a login and the database itself refuses.",
)
NAME_A_THIRD = (
    "A key comes in force by two administrators, never its owner: of two, neither gets one, and",
    "both confirm roles and keys unsigned. Name a third: modelward user add, then request-role.",
)


def hba_hints(database: str) -> list[str]:
    """How pg_hba.conf lets in who holds a role here, and nobody else over the network."""
    return [line.format(database=database, members=EVERYBODY) for line in HBA_HINT]


@APP.command("init")
def init(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="Name of the workspace.")] = "Modelward",
    unit: Annotated[
        str, typer.Option(help="Key of the top unit, or key:Full Name.", metavar="KEY[:NAME]")
    ] = "",
    person: Annotated[
        list[str] | None,
        typer.Option(
            help="handle:Full Name[:role,role…][@login]; may be repeated.", metavar="PERSON"
        ),
    ] = None,
    admin: Annotated[
        list[str] | None,
        typer.Option(help="An administrator: handle:Full Name[@login].", metavar="PERSON"),
    ] = None,
    service_login: Annotated[
        str, typer.Option(help="PostgreSQL: the login of the background service.")
    ] = "modelward_service",
) -> None:
    """Make a workspace: tables, rules, the top unit and its first people. Asks nothing.

    In a file, nobody named, you are its one person and hold every role. On PostgreSQL at least two
    administrators are named, better three, since two others put a key in force; the address is a
    superuser's, and the statements that make the logins are printed, not run.
    """
    call = of(context)
    url = as_url(call.place())
    is_file = url.get_backend_name() == "sqlite"
    people = [_administrator(one, is_file) for one in admin or ()]
    people += [_person(one, is_file, alone=not admin and len(person or ()) == 1) for one in
               person or ()]  # fmt: skip
    if not people and is_file:
        handle = getpass.getuser()
        pair, place = first_key(load_settings())
        people = [replace(only_person(handle, handle), public_key=pair.public_key)]
        call.say(f"This is a one-person workspace. Your signing key {pair.kid}: {PLACES[place]}.")
    _require_people(people, is_file)
    key, _, unit_name = (unit or fold(name).replace(" ", "-")).partition(":")
    new = NewWorkspace(
        name=name,
        unit_key=key,
        unit_name=unit_name or (name if not unit else key),
        people=tuple(people),
        service_login="" if is_file else service_login,
    )
    try:
        report = _create(url, new, is_file=is_file)
    except BaseException:
        for one in people:
            forget_key(load_settings(), one.public_key)
        raise
    remember_workspace(place_text(url))
    hints = [] if is_file else hba_hints(url.database or "")
    document = {
        "workspace": place_text(url),
        "name": name,
        "unit": key,
        "people": [one.handle for one in people],
        "done": report.done,
        "to_do": report.to_do,
        "hints": hints,
    }
    administrators = 0 if is_file else _count_administrators(people)
    call.answer(document, _told(place_text(url), report, hints, administrators))


def _create(url: URL, new: NewWorkspace, *, is_file: bool) -> WorkspaceReport:
    """In a file, everything or nothing: a half-made file is taken away again."""
    path = Path(url.database or "")
    is_new = is_file and not path.exists()
    if is_new:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with connected(url) as database:
            return create_workspace(database, new)
    except BaseException:
        if is_new:
            for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                each.unlink(missing_ok=True)
        raise


def _told(place: str, report: WorkspaceReport, hints: Iterable[str], administrators: int) -> str:
    lines = [f"The workspace {place} is made."]
    lines += [f"  {line}" for line in report.done]
    if not report.to_do:
        lines += ["", *FOR_ONE_PERSON]
    if administrators == FEWEST_ADMINISTRATORS:
        lines += ["", *NAME_A_THIRD]
    if report.to_do:
        lines += ["", "A database administrator now runs:", *report.to_do, "", *hints]
    return "\n".join(lines)


def _administrator(text: str, is_file: bool) -> FirstPerson:
    found = _person(text, is_file, alone=False)
    return FirstPerson(found.handle, found.full_name, found.login, frozenset({Role.ADMINISTRATOR}))


def _person(text: str, is_file: bool, *, alone: bool) -> FirstPerson:
    """`handle:Full Name:role,role@login`; the one person of a file holds every role."""
    rest, at, login = text.partition("@")
    parts = rest.split(":")
    handle, full_name = handle_and_name(":".join(parts[:2]))
    named = [one.strip() for one in ",".join(parts[2:]).split(",") if one.strip()]
    unknown = [one for one in named if one not in {str(role) for role in PEOPLE}]
    if unknown:
        raise InputError(
            f"There is no role {unknown[0]}.", hint="Known: " + ", ".join(sorted(PEOPLE)) + "."
        )
    if at and is_file:
        raise InputError("A workspace in a file has no logins.", hint=f"Leave out @{login}.")
    roles = frozenset(Role(one) for one in named)
    if alone and is_file and not roles:
        return only_person(handle, full_name)
    return FirstPerson(handle, full_name, "" if is_file else login or handle, roles)


def _count_administrators(people: list[FirstPerson]) -> int:
    return sum(Role.ADMINISTRATOR in one.roles for one in people)


def _require_people(people: list[FirstPerson], is_file: bool) -> None:
    handles = [one.handle for one in people]
    twice = next((one for one in handles if handles.count(one) > 1), "")
    if twice:
        raise InputError(f"{twice} is named twice.")
    administrators = _count_administrators(people)
    if not administrators and not (is_file and len(people) == 1):
        raise InputError(
            "Nobody is an administrator, so nobody could ever give roles.",
            hint='Say --admin "ada:Ada Root".',
        )
    if administrators < FEWEST_ADMINISTRATORS and not is_file:
        raise InputError(
            "One administrator alone could never give a role: a second one confirms.",
            hint='Say --admin twice: --admin "ada:Ada Root" --admin "bea:Bea Bos".',
        )


@APP.command("upgrade")
def upgrade(context: typer.Context) -> None:
    """Bring tables and rules of a workspace to this version. Safe to run twice."""
    call = of(context)
    url = as_url(call.place())
    require_file(url)
    with connected(url) as database:
        report = upgrade_workspace(database)
    document = {"workspace": place_text(url), "done": report.done, "to_do": report.to_do}
    call.answer(document, "\n".join(report.done))


@APP.command("check")
def check(
    context: typer.Context,
    mends: Annotated[
        bool,
        typer.Option("--mend", help="PostgreSQL: first give logins the duties of their roles."),
    ] = False,
) -> None:
    """Test the integrity of a workspace: its version, its rules, the database itself."""
    call = of(context)
    url = as_url(call.place())
    require_file(url)
    if mends:
        write(call, give_duties)
    with connected(url) as database:
        try:
            checks = _checks(database, call.settings.home)
        except VerificationError as error:  # too damaged even to look at it
            checks = {"pages": error.message}
        broken = {name: said for name, said in checks.items() if said != "ok"}
        warnings = [] if broken else _warnings(database, call)
    document = {"intact": not broken, "checks": checks, "warnings": warnings}
    call.answer(document, "\n".join([facts(checks), *warnings]))
    if broken:
        raise typer.Exit(VerificationError.exit_code)


def _checks(database: Database, home: Path) -> dict[str, str]:
    with database.session() as session:
        present = present_revision(session.connection())
        if not present:
            raise InputError(
                f"{database.name} holds no workspace.", hint="modelward workspace init makes one."
            )
        newest = newest_revision()
        found = {"revision": "ok" if present == newest else f"{present}, this version has {newest}"}
        if database.is_sqlite:
            said = session.scalar(text("PRAGMA integrity_check"))
            found["pages"] = str(said)
            broken = session.execute(text("PRAGMA foreign_key_check")).all()
            found["keys"] = f"{len(broken)} rows point nowhere" if broken else "ok"
            triggers = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
        else:
            triggers = (
                "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT t.tgisinternal AND c.relnamespace = 'mw'::regnamespace"
                " AND t.tgenabled <> 'D'"
            )
        count = session.scalar(text(triggers)) or 0
        found["rules"] = "ok" if count else "the triggers that guard the tables are missing"
        if present == newest:
            missing = missing_parts(session.connection())
            found["tables"] = f"missing: {missing}. {WAY_OUT}" if missing else "ok"
            lying = list_untrue(session)
            if lying:
                found["snapshots"] = f"{len(lying)} not as frozen: {', '.join(lying)}"
            else:
                found["snapshots"] = "ok"
            found["schema"] = look_at_rules(session, home).stopping or "ok"
            found["sealing"] = ended_why(session) or "ok"
    return found


def _warnings(database: Database, call: Call) -> list[str]:
    """What this machine and its people's logins lack; the workspace itself is well."""
    with database.session() as session:
        settings = heeding(call.settings, lambda query, *asked: query(session, *asked))
        rules = look_at_rules(session, settings.home)
        told = [] if rules.stopping or not rules.sentence else [rules.sentence]
        told += absent_stores(session, settings)
        told += missing_bounds(session)
        told += filter(None, [late_why(session)])
        told += strange_services(session)
        told += doors_elsewhere(session)
        told += [one.sentence for one in stray_logins(session)]
        told += few_administrators(session)
        told += roles_that_meet(session)
        told += told_unsound_keys(session)
        if database.is_sqlite:  # on a server whoever asks may see one unit only: the service looks
            told += unrecorded_files(settings, list_stored_paths(session, DATA))
    return told


@APP.command("backup")
def backup(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="The file to write; PostgreSQL: none.")] = None,
) -> None:
    """Copy a workspace in a file, also while it is in use. PostgreSQL: how to do it there."""
    call = of(context)
    url = as_url(call.place())
    require_file(url)
    if url.get_backend_name() != "sqlite":
        _advise(call, url)
        return
    if out is None:
        raise InputError("Say where to.", hint="--out backup.db")
    if out.exists():
        raise InputError(f"{out} is there already.", hint="Choose another name.")
    with opened(call) as database:
        source = Path(database.url.database or "")
        _copy(source, out)
    document = {"backup": out, "bytes": out.stat().st_size, "workspace": source}
    call.answer(document, f"{out} ({out.stat().st_size} bytes) holds {source.name} as it is now.")


def _copy(source: Path, target: Path) -> None:
    """By SQLite's own backup: a consistent copy whatever others write meanwhile."""
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as present,
            closing(sqlite3.connect(target)) as copy,
        ):
            present.backup(copy)
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise InputError(f"{target} can't be written: {error}.") from error
    if said != "ok":
        raise VerificationError(f"The copy is damaged: {said}.", hint="Check the disk.")


def _advise(call: Call, url: URL) -> None:
    command = f"pg_dump --format=custom --file={url.database}.dump --schema=mw {url.database}"
    restore = f"pg_restore --dbname={url.database} {url.database}.dump"
    document = {"backup": None, "command": command, "restore": restore}
    lines = [
        "The database's administrator backs it up, with its logins and roles:",
        command,
        "pg_dumpall --roles-only > roles.sql",
        "And back, on an empty database; on another server the roles first:",
        "psql --file=roles.sql postgres",
        restore,
        "modelward workspace upgrade, as a superuser: a dump does not hold the rights of the"
        " database itself, nor those of PostgreSQL's own functions.",
    ]
    call.answer(document, "\n".join(lines))


@APP.command("info")
def info(context: typer.Context) -> None:
    """What a workspace is, how much is in it, and which services work on it."""
    call = of(context)
    with reading(call) as work:
        found = work.read(load_contents, work.database.name)
    services = [
        f"{one.name} on {one.host} ({'stopped' if one.stopped_at else 'seen'}"
        f" {moment(one.stopped_at or one.seen_at)})"
        for one in found.services
    ]
    shown = {
        "workspace": found.name,
        "database": found.database,
        "kind": found.kind,
        "size": f"{found.size_bytes / 1e6:.1f} MB",
        "models": found.models,
        "versions": found.versions,
        "people": found.people,
        "events": found.events,
        "services": services,
    }
    call.answer(found, facts(shown))
