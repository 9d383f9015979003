"""`modelward runtime`: runtimes, and which of them fits a version."""

from __future__ import annotations

import socket
import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import Call, of
from app.command_line.family import new_family
from app.command_line.opening import acting, read, reading
from app.command_line.output import facts, listed, marked, plain, table
from app.command_line.signing import PassphraseFile, signer_of
from app.command_line.subjects import VERSION_HELP
from app.command_line.waiting import wait_for
from app.errors import AppError, InputError, RefusedError
from app.models.queries.ended_runtimes import Answering, EndedRuntime, list_answering, load_ended
from app.models.queries.find import find_latest_snapshot, find_stage, find_version
from app.models.queries.listing_places import RuntimeListRow, list_runtimes
from app.models.queries.listing_processes import InboxRow, load_inbox
from app.models.queries.places import find_places
from app.models.queries.releases import load_runtime
from app.models.queries.status import load_status
from app.models.rules.blockers import require
from app.models.rules.roles import OPERATORS
from app.services.commands.ended_runtimes import say_ended
from app.services.commands.people import default_unit
from app.services.commands.runtimes import (
    NewRuntime,
    add_runtime,
    find_runtime,
    retire_runtime,
    serving_on,
    tag_runtime,
)
from app.services.pauses import heeding
from app.services.runtime_access import (
    EMBEDDED,
    is_here,
    is_kept_for_another,
    reach,
    runtime_folder,
)
from app.services.runtime_adapters import RUNTIMES
from app.services.runtime_process import find_running, stop
from app.services.runtime_server.place import TOKEN_FILE
from app.services.settings_file import allow_host, disallow_host, list_allowed_hosts
from app.services.unit_of_work import UnitOfWork, Work
from app.services.verifying.wishes import doubt_of_retirement
from app.texts import told, told_by_commands

APP = new_family()
NEWLY = " from the next call on, by a service that runs too"
Name = Annotated[str, typer.Argument(help="Its name.")]
Stages = Annotated[
    list[str] | None, typer.Option("--stage", help="A stage tag (SIT, PROD); may be repeated.")
]
Services = Annotated[
    list[str] | None, typer.Option("--service-tag", help="A service it may serve; repeatable.")
]


@APP.command("add")
def add(
    context: typer.Context,
    name: Name,
    kind: Annotated[str, typer.Option(help="embedded (on this machine), or another kind.")] = (
        EMBEDDED
    ),
    url: Annotated[str, typer.Option(help="Its address; an embedded one has none.")] = "",
    unit: Annotated[str, typer.Option(help="Business unit. Default: where you work.")] = "",
    stage: Stages = None,
    service_tag: Services = None,
    mode: Annotated[str, typer.Option(help="online or batch")] = "online",
    capacity: Annotated[int, typer.Option(help="Most models at once.")] = 100,
    secret_ref: Annotated[
        str, typer.Option(help="Name of its secret, “runtime.…”; never the value.")
    ] = "",
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    timeout: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for a service's first look, if one works.")
    ] = 20.0,
) -> None:
    """Add a place that serves models. An embedded one is started by this machine's service."""
    call = of(context)
    RUNTIMES.get(kind)
    new = NewRuntime(
        name=name,
        unit=unit,
        kind=kind,
        url=url,
        mode=mode,
        stage_tags=tuple(stage or ()),
        service_tags=tuple(service_tag or ()),
        capacity=capacity,
        secret_ref=secret_ref,
        description=description,
    )
    with acting(call) as work:
        work.write(_add, new)
        if kind == EMBEDDED:
            runtime_folder(call.settings, name).mkdir(parents=True, exist_ok=True)
        row, unseen = _await_look(call, work, work.read(_row, new.name), timeout)
    document = {**plain(row), "waits_for": unseen or None}
    call.answer(document, f"{name} is added. {unseen or f'It is {row.state}.'}")


def _await_look(
    call: Call, work: Work, row: RuntimeListRow, timeout_s: float
) -> tuple[RuntimeListRow, str]:
    """The runtime as a service found it; else what it waits for, in a sentence."""
    working = work.read(load_status).running
    if not working:
        return row, "No service works here now: modelward service starts one, and looks at it."
    call.say("Waiting for a service to look at it.")
    seen = wait_for(call, work, lambda: _seen(work, row.name), timeout_s, is_done_here=False)
    if seen is not None:
        return seen, ""
    said = f"No service has looked at it in {timeout_s:.0f} seconds."
    if row.kind == EMBEDDED:
        place = f"{runtime_folder(call.settings, row.name)} on {socket.gethostname()}"
        said += (
            f" It is in {place}, and a service of that folder alone serves it: modelward service"
        )
        said += " starts one here."
    named = ", ".join(f"{one.name} ({one.host})" for one in working)
    return row, f"{said} Working now: {named}."


def _seen(work: Work, name: str) -> RuntimeListRow | None:
    row = work.read(_row, name)
    return row if row.seen_at is not None else None


def _add(work: UnitOfWork, new: NewRuntime) -> None:
    unit = new.unit or default_unit(work, OPERATORS).key
    values = {name: getattr(new, name) for name in NewRuntime.__slots__}
    add_runtime(work, NewRuntime(**{**values, "unit": unit}))


def _row(session: Session, name: str) -> RuntimeListRow:
    for row in list_runtimes(session):
        if row.name == name:
            return row
    raise InputError(f"There is no runtime called {name}.", hint="modelward runtime list")


@APP.command("list")
def list_(
    context: typer.Context,
    is_all: Annotated[bool, typer.Option("--all", help="Also retired ones.")] = False,
) -> None:
    """Runtimes, how they are, and for what."""
    call = of(context)
    with reading(call) as work:
        rows = [_here(call, row) for row in work.read(list_runtimes, is_all=is_all)]
    columns = {
        "name": "runtime", "kind": "kind", "state": "state", "stage_tags": "stages",
        "service_tags": "services", "url": "address", "seen_at": "seen", "reason": "reason",
    }  # fmt: skip
    call.answer({"runtimes": rows}, table(rows, columns, nothing="No runtimes."))


@APP.command("show")
def show(context: typer.Context, name: Name) -> None:
    """A runtime and what it said when a service last looked.

    Of one that runs on this machine also its address, and the file with the token it asks for.
    """
    call = of(context)
    with reading(call) as work:
        row = _here(call, work.read(_row, name))
        token = str(_token_file(call, row) or "")
        why = told(work.read(doubt_of_retirement, row.id)) if row.state == "retired" else ""
        served = work.read(list_answering, row.id) if row.state == "retired" else ()
    shown = {one: getattr(row, one) for one in row.__slots__ if one not in ("id", "facts")}
    document = {
        **plain(row), "token_file": token or None, "retirement_fault": why,
        "may_answer": [one.label for one in served], "deployments": [one.number for one in served],
    }  # fmt: skip
    fault = {"retirement can't be relied on": why} if why else {}
    rest = {"may still answer": list(map(_numbered, served))} if served else {}
    call.answer(document, facts({**shown, "token file": token, **fault, **rest, **row.facts}))


def _here(call: Call, row: RuntimeListRow) -> RuntimeListRow:
    """An embedded runtime has its address from the process that serves on this machine now."""
    if row.kind != EMBEDDED or row.state == "retired":
        return row
    folder = runtime_folder(call.settings, row.name)
    running = find_running(folder) if folder.is_dir() else None
    return replace(row, url=running.url) if running else row


def _token_file(call: Call, row: RuntimeListRow) -> Path | None:
    """Where the token of a runtime on this machine is kept; only its owner can read it."""
    if row.kind != EMBEDDED:
        return None
    file = runtime_folder(call.settings, row.name) / TOKEN_FILE
    return file if file.is_file() else None


@APP.command("tag")
def tag(
    context: typer.Context, name: Name, stage: Stages = None, service_tag: Services = None
) -> None:
    """Replace a runtime's stage tags, its service tags or both."""
    call = of(context)
    if stage is None and service_tag is None:
        raise InputError("Say which tags.", hint="--stage SIT --service-tag cc-fraud")
    with acting(call) as work:
        work.write(_tag, name, stage, service_tag)
        row = work.read(_row, name)
    call.answer(row, f"{name}: {', '.join((*row.stage_tags, *row.service_tags))}")


def _tag(work: UnitOfWork, name: str, stages: list[str] | None, services: list[str] | None) -> None:
    tag_runtime(work, find_runtime(work, name).id, stage_tags=stages, service_tags=services)


@APP.command("check")
def check(context: typer.Context, name: Name) -> None:
    """Ask a runtime from here how it is; exit code 3 where it does not answer."""
    call = of(context)
    with reading(call) as work:
        row = work.read(_row, name)
        runtime = work.read(load_runtime, row.id)
        with reach(heeding(call.settings, work.read), runtime) as adapter:
            found = adapter.probe()
            index = [{"name": e.name, "version": e.version} for e in adapter.index()]
    row = _here(call, row)
    document = {
        "runtime": name,
        "url": row.url or None,
        "live": found.live,
        "ready": found.ready,
        "server": found.server,
        "version": found.version,
        "note": found.note or None,
        "models": index,
    }
    state = "ready" if found.ready else f"not ready: {found.note}"
    at = f" at {row.url}" if row.url else ""
    call.answer(document, marked(f"{name} ({found.server} {found.version}){at} is {state}.", 2))


@APP.command("allow")
def allow(
    context: typer.Context,
    host: Annotated[str, typer.Argument(help="HOST:PORT of one inside; HOST of a public one.")],
) -> None:
    """Let this machine call a host for runtimes. Its settings keep it; no workspace says so.

    HOST:PORT may be inside and answer plain http; HOST must have a public address and https.
    """
    call = of(context)
    clean = allow_host(host)
    call.answer({"allowed": clean, "hosts": list_allowed_hosts()}, f"{clean} may be called{NEWLY}.")


@APP.command("disallow")
def disallow(
    context: typer.Context, host: Annotated[str, typer.Argument(help="As allowed lists it.")]
) -> None:
    """Don't let this machine call a host for runtimes any more."""
    call = of(context)
    clean = disallow_host(host)
    document = {"disallowed": clean, "hosts": list_allowed_hosts()}
    call.answer(document, f"{clean} is called no more{NEWLY}.")


@APP.command("allowed")
def allowed(context: typer.Context) -> None:
    """The hosts that this machine may call for runtimes; its built-in ones need no entry."""
    call = of(context)
    hosts = list_allowed_hosts()
    call.answer({"hosts": hosts}, "\n".join(hosts) or "This machine may call no host.")


@APP.command("find")
def find(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help=VERSION_HELP)],
    stage: Annotated[str, typer.Option(help="Where it would go, for example PROD.")],
    service_tag: Annotated[str, typer.Option(help="Default: the model's first.")] = "",
) -> None:
    """Which runtimes fit, every rule with what is needed, what was found and the fix."""
    call = of(context)
    found = read(call, _places, model, stage, service_tag)
    call.answer(found, _places_text(found))


def _places(session: Session, model: str, stage: str, tag: str) -> dict[str, Any]:
    registered, version = find_version(session, model)
    snapshot = find_latest_snapshot(session, version.id)
    if snapshot is None:
        raise InputError(
            f"{registered.name} v{version.version} has no snapshot yet.",
            hint=f"modelward snapshot {registered.name}:{version.version} takes one.",
        )
    name = find_stage(session, registered, stage).name
    return find_places(session, snapshot.id, name, tag or registered.service_tags[0])


def _places_text(found: dict[str, Any]) -> str:
    lines = [f"fits       {one['runtime']}" for one in found["fits"]]
    for word, key in (("after fix", "after_fix"), ("not", "not")):
        for one in found[key]:
            lines.append(f"{word.ljust(9)}  {one['runtime']}")
            lines += [f"           {said}" for said in one["lacks"]]
    return listed(lines) or "There is no runtime at all."


@APP.command("retire")
def retire(
    context: typer.Context,
    name: Name,
    reason: Annotated[str, typer.Option(help="What an auditor should know in a year.")],
    is_forced: Annotated[
        bool, typer.Option("--force", help="Although versions serve on it: they stop serving.")
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take a runtime out of service for good; the server of an embedded one is ended.

    By the service of the machine that keeps it, where that is not this one. Another kind of server
    is ended by whoever runs it: until then an alert says what may still answer.
    Refused while a version serves on it, unless --force. Signed with your key.
    """
    call = of(context)
    with acting(call) as work:
        row = work.read(_row, name)
        signer = signer_of(work, call, passphrase_file)
        work.write(retire_runtime, row.id, reason=reason, is_forced=is_forced, signer=signer)
        runtime = work.read(load_runtime, row.id)
        row, settings = work.read(_row, name), call.settings
        served = work.read(serving_on, row.id)
    is_own = is_here(settings, runtime) and not is_kept_for_another(settings, runtime)
    ended = is_own and _end(settings, name)
    said = f"{name} is retired{' and ended' if ended else ''}."
    if served and not ended:
        named = ", ".join(served)
        said += (
            f" {named} may answer there until its server has ended: the service of the machine"
            " that keeps it ends it, or an alert says why nobody has. Where no service can see"
            f" that it ended, say so: modelward runtime ended {name}."
        )
    call.answer(row, said)


@APP.command("ended")
def ended(
    context: typer.Context,
    name: Name,
    reason: Annotated[str, typer.Option(help="How you know; an auditor reads it in a year.")],
    seen: Annotated[
        list[int] | None,
        typer.Option(
            metavar="NUMBER",
            help="A deployment that you know of; may be repeated. Default: you are asked.",
        ),
    ] = None,
    timeout: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for a service to take it up.")
    ] = 30.0,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say that a retired runtime has ended, where no service can see it; signed with your key.

    What is deployed there, which `runtime show` names with its numbers, is taken off by your word,
    and its alerts are resolved. Without --seen it is shown and you are asked: you sign what you
    were shown, and nothing that came beside it. Refused while a service sees its server up; a
    service looks again, and why it took nothing off is said here, with exit code 1.
    """
    call = of(context)
    with acting(call) as work:
        row = work.read(_row, name)
        found = work.read(load_ended, row.id, work.actor.id)
        require(found.blockers)
        known = _known(call, found, seen or ())
        ids = frozenset(one.deployment_id for one in known)
        signer = signer_of(work, call, passphrase_file)
        asked = work.write(say_ended, row.id, reason=reason, seen=ids, signer=signer)
        is_done = _is_taken_up(call, work, asked, timeout)
    named = [one.label for one in known]
    lines = [f"You said that {name} has ended; a service takes off what was deployed there."]
    lines += [f"To be taken off: {one}." for one in named]
    if is_done:
        lines = [f"You said that {name} has ended.", *(f"{one} is taken off." for one in named)]
    document = {"asked": asked, "runtime": name, "deployments": named, "taken_off": is_done}
    call.answer(document, "\n".join(lines))


def _known(call: Call, found: EndedRuntime, numbers: Collection[int]) -> tuple[Answering, ...]:
    """What the person knows of: named by its numbers, or shown here and said yes to.

    Raises:
        InputError: a number is not deployed there, nobody is there to ask, or they said no.
    """
    there = {one.number: one for one in found.answering}
    if wrong := sorted(set(numbers) - there.keys()):
        raise InputError(
            f"Deployment {wrong[0]} is not on {found.name}.",
            hint=f"modelward runtime show {found.name} names what may still answer there.",
        )
    if numbers:
        return tuple(one for number, one in there.items() if number in numbers)
    named = ", ".join(map(_numbered, found.answering))
    if not sys.stdin.isatty():
        raise InputError(
            f"You were not shown yet what is taken off {found.name} by your word: {named}.",
            hint="Name each deployment that you know of with --seen NUMBER.",
        )
    call.say(f"To be taken off {found.name} by your word: {named}.")
    if not typer.confirm(told_by_commands("Do you sign that it has ended?"), err=True):
        raise InputError("Nothing was signed.")
    return found.answering


def _numbered(one: Answering) -> str:
    return f"{one.number} {one.label}"


def _is_taken_up(call: Call, work: Work, asked: UUID, timeout_s: float) -> bool:
    """Whether a service has done what was asked; where none works now, nobody waits for one.

    Raises:
        RefusedError: it could not be done, with why.
    """

    def look() -> InboxRow | None:
        found = work.read(load_inbox, asked)
        return found if found.has_ended else None

    seconds = timeout_s if work.read(load_status).running else 0.0
    found = look() or wait_for(call, work, look, seconds, is_done_here=False)
    if found is not None and found.result:
        raise RefusedError([], found.result)
    return found is not None


def _end(settings: Any, name: str) -> bool:
    try:
        return stop(runtime_folder(settings, name))
    except AppError as error:
        raise AppError(f"{name} is retired, but: {error.message}", hint=error.hint) from error
