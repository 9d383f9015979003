"""`modelward audit`: seal the trail, verify it, and export it as a proof for outsiders."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app import texts
from app.command_line.call import Call, of
from app.command_line.family import new_family
from app.command_line.opening import acting, is_named, opened, reading
from app.command_line.output import facts, marked, moment
from app.command_line.signing import passphrase_of, signer_of
from app.command_line.values import end_named
from app.errors import AppError, InputError, VerificationError, quoted
from app.models.queries.applications import find_application
from app.models.queries.find import find_model, find_version
from app.models.queries.story_records import find_record
from app.models.queries.trail import load_seal_status, log_id
from app.models.rules.instants import after, everywhere, from_iso
from app.models.rules.roles import Role
from app.models.tables.inventory import RegisteredModel
from app.services.commands.acts import (
    record_proof,
    record_room,
    record_verification,
)
from app.services.sealing import Sealer, ended_why, find_sealing_key, key_name, late_why
from app.services.signing import KeyPair
from app.services.story import tell_story
from app.services.story_text import prose
from app.services.trail.breaks import Break
from app.services.trail.checking import breaks_of
from app.services.trail.export import Wanted, export_proof
from app.services.trail.holding import RowFault, RowsHeld, hold_rows
from app.services.trail.room import make_room
from app.services.trail.room_check import check_room
from app.services.trail.room_making import RoomAsked, room_wanted
from app.services.trail.room_opening import open_room, read_room
from app.services.trail.rules_witness import forget_rules, rules_notice
from app.services.trail.verifying import Verification, verify_trail
from app.services.trail.witness import (
    WitnessVerdict,
    accept_present,
    check,
    require_as_seen,
)
from app.services.unit_of_work import Work
from app.services.workspace import SERVICE_HANDLE
from app.verifier.__main__ import RevokedKey, told_of_wishes

APP = new_family()
MOST_SHOWN = 20
NOT_SEALED = "The trail does NOT go on being sealed"
PROGRESS_S = 2.0


@APP.command("seal")
def seal(context: typer.Context) -> None:
    """Seal what was committed. The background service does that each second."""
    call = of(context)
    with opened(call) as database:
        work = Work.of(database, SERVICE_HANDLE if database.is_sqlite else None)
        if Role.WORKER not in work.actor.roles:
            raise InputError(
                f"The login of {work.actor.handle} is a person's; only the service seals.",
                hint="Connect as the service's login: modelward user list shows it.",
            )
        log = work.read(log_id)
        pair = find_sealing_key(database, call.settings, log)
        if pair is None:
            raise AppError(
                "The key that seals this trail is not on this machine.",
                hint=f"It is the secret {key_name(log)} of the machine that made the workspace.",
            )
        sealed = Sealer(work, pair).run_once()
        status = work.read(load_seal_status)
    document = {"sealed": sealed, "events": status.size, "sealed_until": status.sealed_at}
    call.answer(document, f"{_counted(sealed, 'event')} sealed, {status.size} in all.")


@APP.command("verify")
def verify(
    context: typer.Context,
    is_accepted: Annotated[
        bool,
        typer.Option(
            "--accept-restored",
            help="The log is a restored backup, or its key or rules were changed: begin anew.",
        ),
    ] = False,
) -> None:
    """Check all of the trail: event, text, root, signature, sign-off. Exit code 4 if it is broken.

    Then each present row is held against the last event of it; 4 too where one says something else,
    no event tells of it, or it is gone.

    So it is where the trail can't be sealed any more, as its key was revoked. That events wait to
    be sealed for more than a minute is told.

    This computer also holds it against what it saw before: only so can a restored backup or a
    removed end be found. The result is an event of the trail itself.
    """
    call = of(context)
    with reading(call) as work:
        if is_accepted:
            accept_present(work.database, home=call.settings.home)
            forget_rules(call.settings.home, work.read(log_id))
            work.read(rules_notice, call.settings.home)
        witness = check(work.database, home=call.settings.home)
        gc.freeze()  # what is imported is no garbage; to look there took a tenth of the time
        found = verify_trail(
            work,
            progress=progress_of(call),
            signatures_progress=progress_of(call, "signatures of people"),
        )
        rows = hold_rows(work, progress=progress_of(call, "rows and events held"))
        broken = [*breaks_of(witness), *found.broken]
        is_recorded = _record(call, work, found, witness, rows, len(broken) + found.untold)
        ended = work.read(ended_why)
        not_sealed = ended or work.read(late_why)
    document = {
        "intact": not broken,
        "recorded": is_recorded,
        "events": found.events,
        "broken": broken,
        "untold": found.untold,
        "sealed_until": found.sealed_until,
        "log": found.log,
        "heads": found.heads,
        "unsealed": found.unsealed,
        "sealing": not_sealed or "ok",
        "hidden": found.hidden,
        "keys": found.keys,
        "records": found.records,
        "sign_offs": found.reviews,
        "signatures": found.signatures,
        "without_key": found.without_key,
        "refused": found.refused,
        "unsound_keys": found.unsound_keys,
        "rows": {
            "as_told": rows.as_told,
            "held": rows.held,
            "first": rows.first,
            "hidden": rows.hidden,
            "differing": rows.faults,
            "untold": rows.untold,
        },
        "witness": {"kind": witness.kind, "seen": witness.seen, "message": witness.message},
    }
    told = f"{_told(found, broken, witness, rows)}\n{_rows_told(rows)}"
    call.answer(document, f"{told}\n{NOT_SEALED}: {not_sealed}" if not_sealed else told)
    if broken or ended or not rows.as_told:
        raise typer.Exit(VerificationError.exit_code)


@APP.command("export")
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The file to write, a ZIP.")],
    model: Annotated[str, typer.Option(help="Only events of this model.")] = "",
    start: Annotated[str, typer.Option("--from", help="Only from this time on.")] = "",
    until: Annotated[str, typer.Option(help="Only before this time; of a day, to its end.")] = "",
    decision: Annotated[
        str,
        typer.Option(help="With this decision on a customer; of its model's events, if no other."),
    ] = "",
    application: Annotated[str, typer.Option(help="Whose decision, where several have it.")] = "",
    is_redacted: Annotated[
        bool, typer.Option("--redact", help="Leave out reasons, names and signed documents.")
    ] = False,
) -> None:
    """Write a proof of the trail that outsiders check with modelward-verify, without the product.

    With --decision, the record of that decision is in it, led to the event of its import.

    It is signed with the sealing key where that lies on this machine, else with your own. That it
    was made, and by whom, is an event of the trail.
    """
    call = of(context)
    with acting(call) as work:
        records: tuple[UUID, ...] = ()
        if decision:
            key, found = work.read(_record_of, decision, application, model)
            records = (key,)
        else:
            found = work.read(find_model, model) if model else None
        begin, end = _period(start, until)
        wanted = Wanted(
            records=records,
            model_id=found.id if found else None,
            model_name=found.name if found else "",
            start=begin,
            until=end,
            is_redacted=is_redacted,
        )
        pair = _signing_pair(call, work)
        made = export_proof(
            work,
            out,
            wanted,
            pair,
            progress=progress_of(call),
            tell=lambda made: work.write(record_proof, made, wanted),
        )
    document = {
        "file": made.path,
        "sha256": made.sha256,
        "bytes": made.size_bytes,
        "events": made.events,
        "excluded": made.excluded,
        "unsealed": made.unsealed,
        "size": made.head.size,
        "root": made.head.root,
        "sealed_until": made.head.signed_at,
        "signed_by": made.signed_by,
    }
    waiting = "1 was" if made.unsealed == 1 else f"{made.unsealed} were"
    lines = [
        f"{out} holds {_counted(made.events, 'event')}; {made.excluded} sealed"
        f" {'one is' if made.excluded == 1 else 'ones are'} not in it,"
        f" {waiting} not sealed yet.",
        f"SHA-256 {made.sha256}",
        f"Signed with the key {made.signed_by}. Check it: modelward-verify {out}",
    ]
    if made.unsealed:
        lines.append(
            "For a proof of those too, seal them first: a running service does, or modelward audit"
            " seal on the machine that has the sealing key."
        )
    call.answer(document, "\n".join(lines))


@APP.command("room")
def room(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The file to write; with --open: a new folder.")],
    source: Annotated[
        Path | None, typer.Option("--open", help="Open this room instead of making one.")
    ] = None,
    model: Annotated[
        str, typer.Option(help="Only this model; of MODEL:3 only the decisions of that version.")
    ] = "",
    has_decisions: Annotated[
        bool, typer.Option("--decisions", help="With the decisions on customers.")
    ] = False,
    start: Annotated[str, typer.Option("--from", help="Decisions from this time on.")] = "",
    until: Annotated[
        str, typer.Option(help="Decisions before this time; of a day, to its end.")
    ] = "",
    decision: Annotated[
        str, typer.Option(help="With --open: tell all that stands behind this decision.")
    ] = "",
    passphrase_file: Annotated[
        Path | None, typer.Option(help="Holds the passphrase; else it is asked for.")
    ] = None,
) -> None:
    """Make a review room: proof, lineage, documents and verifier in one file under a passphrase.

    With --decisions it holds the records of decisions on customers too, each led to the event of
    its import, so that the story of each is told from the room alone; --from and --until choose
    among them. What the trail says of a model is always in it from the beginning.

    Opening one needs no workspace and no network. It is checked then: exit code 4 where it is not
    what was signed and sealed. A file that was changed does not open: 4, or 2 where the change lies
    in its first part (1 MB), which can't be told from another passphrase.
    """
    call = of(context)
    is_new = source is None
    passphrase = passphrase_of(
        passphrase_file, "Passphrase of the room", is_new=is_new, variable=""
    )
    if source is not None:
        _open_room(call, source, out, passphrase, decision)
        return
    begin, end = _period(start, until)
    with acting(call) as work:
        wanted = work.read(_room_wanted, model, has_decisions=has_decisions, start=begin, until=end)
        pair = _signing_pair(call, work)
        made = make_room(
            work,
            out,
            wanted,
            pair,
            passphrase,
            progress=progress_of(call),
            tell=lambda made, part: work.write(record_room, made, part, wanted),
        )
    document = {
        "file": made.path,
        "models": made.models,
        "documents": made.documents,
        "decisions": made.records,
        "events": made.proof.events,
        "excluded": made.proof.excluded,
        "signed_by": made.proof.signed_by,
    }
    told = (
        f"{out} holds {_counted(made.models, 'model')}, {_counted(made.documents, 'document')},"
        f" {_counted(made.proof.events, 'event')} and"
        f" {_counted(made.records, 'decision')} on customers."
        " Give the passphrase by another way than the file."
    )
    call.answer(document, told)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _room_wanted(
    session: Session,
    model: str,
    *,
    has_decisions: bool,
    start: datetime | None,
    until: datetime | None,
) -> Wanted:
    """`model` may name its version. A version or a period asks for decisions, too."""
    name, _, version = model.partition(":")
    found = find_model(session, name) if model else None
    number = find_version(session, model)[1].version if version else None
    asked = RoomAsked(
        found.id if found else None,
        found.name if found else "",
        has_decisions or number is not None or start is not None or until is not None,
        number,
        start,
        until,
    )
    return room_wanted(session, asked)


def _open_room(call: Call, source: Path, out: Path, passphrase: str, decision: str) -> None:
    page = open_room(source, out, passphrase)
    verdict, told = check_room(out), []
    if decision and verdict.holds:
        told = prose(read_room(out, tell_story, decision))
    document = {
        "opened": source,
        "page": page,
        "intact": verdict.holds,
        "broken": [one.sentence for one in verdict.faults],
        "events": verdict.report.events,
        "decisions": verdict.report.records,
        "signed_by": verdict.kid,
        "signer": verdict.signer,
        "revoked_keys": [asdict(one) for one in verdict.report.revoked],
        "refused": verdict.report.refused,
        "undecided": verdict.report.undecided,
        "elsewhere": verdict.report.elsewhere,
        "log": verdict.report.log,
        "story": told,
    }
    if verdict.holds:
        signer = verdict.signer or "the sealing key of its log"
        lines = [
            f"Read {page}. What lies there is what was signed and sealed.",
            f"Signed by {signer}, with the key {verdict.kid}.",
            *map(_revoked, verdict.report.revoked),
            *told_of_wishes(verdict.report),
            *told,
        ]
    else:
        sentences = [f"  {one.sentence}" for one in verdict.faults[:MOST_SHOWN]]
        lines = ["\n".join([f"{source} is NOT what was signed and sealed.", *sentences])]
    call.answer(document, "\n\n".join(lines))
    if not verdict.holds:
        raise typer.Exit(VerificationError.exit_code)


def _revoked(key: RevokedKey) -> str:
    on = f", on {_in_our_form(key.at)}" if key.at else ""
    return (
        f"The key {key.kid} was revoked at position {key.position} of the log{on}: what it signed"
        " before counts."
    )


def _in_our_form(at: str) -> str:
    """A time as the proof tells it; one that is none stays as whoever made the proof wrote it."""
    try:
        return moment(datetime.fromisoformat(at))
    except ValueError:
        return at


def _record(
    call: Call,
    work: Work,
    found: Verification,
    witness: WitnessVerdict,
    rows: RowsHeld,
    broken: int,
) -> bool:
    """Whether the trail could be told; a broken one may refuse, and is reported all the same."""
    if not is_named(call, work):
        call.say("The result is not in the trail: say who you are with --as.")
        return False
    try:
        work.write(record_verification, found, witness, rows, broken=broken)
    except AppError as error:
        call.say(f"The result is not in the trail: {error.message}")
        return False
    return True


def _record_of(
    session: Session, decision: str, application: str, model: str
) -> tuple[UUID, RegisteredModel | None]:
    """The record of a decision, and the model that answered. `model` may name its version."""
    found = find_record(
        session,
        decision,
        application=find_application(session, application).id if application else None,
        model=find_model(session, model.partition(":")[0]).id if model else None,
        version=find_version(session, model)[1].id if ":" in model else None,
    )
    return found.id, session.get_one(RegisteredModel, found.model_id)


def _signing_pair(call: Call, work: Work) -> KeyPair:
    require_as_seen(work, call.settings.home)
    pair = find_sealing_key(work.database, call.settings, work.read(log_id))
    if pair is not None:
        return pair
    signer = signer_of(work, call, None)
    if signer is None:
        raise AppError(
            "There is no key on this machine to sign the proof with.",
            hint="Export where the sealing key lies, or make a key: modelward key new.",
        )
    return signer.pair


def _period(start: str, until: str) -> tuple[datetime | None, datetime | None]:
    begin, end = _time("--from", start), _time("--until", until)
    if (last := end_named(until)) is not None:
        end = min(after(last), datetime.now(UTC))
    if begin is not None and end is not None and end <= begin:
        raise InputError(
            f"--until {until} is not after --from {start}, so no time lies between them.",
            hint="--until is the first moment that is not asked for; a day alone means to its end.",
        )
    return begin, end


def _time(option: str, text: str) -> datetime | None:
    """A time as people write it; without a zone it is UTC."""
    if not text:
        return None
    try:
        return everywhere(from_iso(text))
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"{option} {quoted(text)} is no time.",
            hint="For example 2026-03-01 or 2026-03-01T09:00:00Z.",
        ) from error


def progress_of(call: Call, what: str = "events") -> Callable[[int, int], object] | None:
    """A line on standard error where somebody looks at it."""
    if not sys.stderr.isatty():
        return None

    shown_at = -PROGRESS_S

    def show(done: int, total: int) -> None:
        nonlocal shown_at
        if time.monotonic() - shown_at >= PROGRESS_S:
            shown_at = time.monotonic()
            call.say(f"{done} of {total} {what}")

    return show


def _told(found: Verification, broken: list[Break], witness: WitnessVerdict, rows: RowsHeld) -> str:
    until = moment(found.sealed_until) if found.sealed_until else "never"
    shown = {
        "log": found.log,
        "sealed events": found.events,
        "sealed until": until,
        "heads": found.heads,
        "decision records": found.records or None,
        "sign-offs": found.reviews or None,
        "signatures of people": found.signatures or None,
        "confirmed without a key": found.without_key or None,
        "refused, their signature fails": found.refused or None,
        "registered, and no key": ", ".join(found.unsound_keys) or None,
        "not yet sealed": found.unsealed,
        "not yours to read": found.hidden or None,
        "rows held against it": rows.held,
        "rows of the first day": rows.first or None,
        "rows without their events": rows.hidden or None,
        "sealing keys": ", ".join(found.keys),
        "this computer": witness.message,
    }
    lines = [facts(shown), ""]
    if not broken:
        nothing = "Nothing is sealed yet: there is nothing to verify."
        return "\n".join([*lines, "The trail is intact." if found.events else nothing])
    lines.append(f"The trail is BROKEN in {_places(len(broken) + found.untold)}.")
    for one in broken[:MOST_SHOWN]:
        event = f", event {one.event}" if one.event is not None else ""
        record = f", record {one.record}" if one.record is not None else ""
        lines.append(f"  position {one.position}{event}{record}: {one.kind}")
        lines += [
            marked(f"    expected {one.expected}", 13),
            marked(f"    found    {one.found}", 13),
        ]
    lines += _more(len(broken), found.untold)
    return "\n".join([*lines, *([witness.hint] if witness.is_alarm else [])])


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count} places"


def _more(listed: int, untold: int) -> Iterator[str]:
    """What is not shown: listed in the answer of `--json`, or counted only."""
    if listed > MOST_SHOWN:
        yield f"  and {listed - MOST_SHOWN} more; --json lists them."
    if untold:
        yield f"  and {untold} more of the same kinds, which are only counted."


def _rows_told(rows: RowsHeld) -> str:
    if rows.as_told:
        return "The present rows say what the trail told of them last." if rows.held else ""
    places = _places(len(rows.faults) + rows.untold)
    lines = [f"Present rows are NOT as the trail told of them, in {places}."]
    for one in rows.faults[:MOST_SHOWN]:
        lines += [f"  {_row(one)}: {one.kind}"]
        lines += [f"    expected {one.expected}", f"    found    {one.found}"]
    lines += _more(len(rows.faults), rows.untold)
    return "\n".join(lines)


def _row(fault: RowFault) -> str:
    event = f", event {fault.event}" if fault.event is not None else ""
    column = f" {fault.column}" if fault.column else ""
    row = f"{fault.table} {fault.id}{column}{event}"
    name = fault.name
    return f"{texts.named(name.thing, name.name, name.of)} ({row})" if name is not None else row
