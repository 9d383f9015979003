"""`modelward framework`: what a law or a standard asks, what is done for it, and what shows it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, reading
from app.command_line.output import facts, listed, moment, table
from app.command_line.signing import PassphraseFile, signer_of
from app.errors import InputError
from app.models.queries.find import find_numbered
from app.models.queries.framework_evidence import (
    EvidenceOverview,
    EvidenceRow,
    load_evidence,
)
from app.models.queries.frameworks import (
    ControlRow,
    FrameworkDetail,
    FrameworkRow,
    RequirementRow,
    find_framework,
    find_proposed_framework,
    list_controls,
    list_frameworks,
    load_framework,
)
from app.models.queries.proofs import find_named
from app.models.queries.responsibilities import RaciRow
from app.models.rules.frameworks import EVIDENCE_KINDS
from app.models.tables.frameworks import Control, RequirementEvidence
from app.services.commands.frameworks import (
    NewControl,
    add_control,
    attach_evidence,
    edit_control,
    framework_bytes,
    import_framework,
    publish_framework,
    reassess_evidence,
    refuse_framework,
    withdraw_evidence,
)

FRAMEWORK = new_family()
NAMED = "KEY, KEY:VERSION or UNIT/KEY."
REFERENCE = "As the framework calls it: Art. 9."
COLUMNS = {
    "key": "framework", "version": "version", "unit": "unit", "phase": "state",
    "effective_from": "from", "effective_until": "until", "requirements": "requirements",
    "name": "name",
}  # fmt: skip
EVIDENCE = {
    "number": "evidence", "requirement": "shown for", "version": "of version", "serves": "now for",
    "outcome": "outcome", "counts": "counts", "doubts": "why not", "title": "what",
}  # fmt: skip
Named = Annotated[str, typer.Argument(help=NAMED)]
Reference = Annotated[str, typer.Argument(help=REFERENCE)]
Unit = Annotated[str, typer.Option(help="Business unit. Default: where you work.")]


@FRAMEWORK.command("list")
def list_(
    context: typer.Context,
    is_all: Annotated[bool, typer.Option("--all", help="Every version there was.")] = False,
) -> None:
    """What is in force, what comes in force on a day, and what is proposed ("draft")."""
    call = of(context)
    with reading(call) as work:
        rows = work.read(list_frameworks, is_all=is_all)
    call.answer({"frameworks": rows}, table(rows, COLUMNS, nothing="No frameworks."))


@FRAMEWORK.command("show")
def show(
    context: typer.Context,
    framework: Named,
    reference: Annotated[str, typer.Argument(help="Only this requirement, with its text.")] = "",
) -> None:
    """The requirements of a framework; without a version, of the one in force."""
    call = of(context)
    with reading(call) as work:
        row = work.read(find_framework, framework, work.actor.id)
        found = work.read(load_framework, row.id)
    if reference:
        one = _requirement(found, reference)
        call.answer(one, _requirement_text(found.row, one))
    else:
        call.answer(found, _text(found))


def _requirement(found: FrameworkDetail, reference: str) -> RequirementRow:
    wanted = reference.casefold().strip()
    one = next((x for x in found.requirements if x.reference.casefold() == wanted), None)
    if one is None:
        known = ", ".join(x.reference for x in found.requirements)
        raise InputError(
            f"{found.row.key} v{found.row.version} has no requirement {reference}.",
            hint=f"It has: {known}.",
        )
    return one


def _head(row: FrameworkRow) -> str:
    return facts(
        {
            "framework": f"{row.unit}/{row.key} v{row.version}",
            "name": row.name,
            "publisher": row.publisher,
            "edition": row.edition,
            "state": row.phase,
            "from": row.effective_from,
            "until": row.effective_until,
            "supersedes": f"v{row.supersedes}" if row.supersedes else "",
            "reason": row.reason,
            "digest": row.sha256,
        }
    )


def _text(found: FrameworkDetail) -> str:
    columns = {"reference": "requirement", "title": "title", "controls": "controls",
               "evidence": "evidence", "accountable": "accountable"}  # fmt: skip
    lines = [_head(found.row), "", table([_Line(x) for x in found.requirements], columns,
                                         nothing="No requirements.")]  # fmt: skip
    if found.mapping:
        lines += ["", *_change_lines(found)]
    if not found.is_as_filed:
        lines += ["", "Its rows differ from its file: refuse it, or ask who changed them."]
    return "\n".join(lines)


class _Line:
    """A requirement as a line of the table."""

    def __init__(self, one: RequirementRow) -> None:
        self.reference, self.title, self.evidence = one.reference, one.title, one.evidence
        self.controls = [x.number for x in one.controls if not x.is_ended]
        self.accountable = [x.who for x in one.raci if x.part == "accountable"]


def _requirement_text(row: FrameworkRow, one: RequirementRow) -> str:
    lines = [f"{row.key} v{row.version}, {one.reference}: {one.title}", "", one.text]
    for control in one.controls:
        often = f", every {control.cadence_days} days" if control.cadence_days else ""
        ended = ", no more done" if control.is_ended else ""
        ended += ", to re-assess" if control.outcome == "reassess" else ""
        lines += ["", f"Control {control.number}: {control.name} ({control.owner}{often}{ended})"]
        lines += [f"  {text}" for text in (control.description, control.wanted) if text]
    if one.raci:
        lines += ["", *(f"{x.part.capitalize()}: {x.who}{_carried(x)}" for x in one.raci)]
    return listed(lines)


def _carried(one: RaciRow) -> str:
    notes = [f"carried from {one.carried_from}"] if one.carried_from else []
    notes += ["to be confirmed"] if one.is_to_confirm else []
    return f" ({', '.join(notes)})" if notes else ""


def _change_lines(found: FrameworkDetail) -> list[str]:
    lines = []
    for one in found.mapping:
        where = f" → {one.new}" if one.new else ""
        lines.append(f"{one.outcome.ljust(9)} {one.old}{where}  {one.note}".rstrip())
    return listed([*lines, *(f"new       {one}" for one in found.new)]).split("\n")


@FRAMEWORK.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A framework (TOML).")],
    reason: Annotated[str, typer.Option(help="Why it comes, or changes.")],
    unit: Unit = "",
) -> None:
    """Bring in a framework, or its next version; a second person puts it in force."""
    call = of(context)
    data = framework_bytes(file)
    with acting(call) as work:
        made = work.write(import_framework, file.name, data, reason=reason, unit=unit)
        found = work.read(load_framework, made.id)
    row = found.row
    said = f"{row.key} v{row.version} is proposed, with {row.requirements} requirements;"
    call.answer(row, f"{said} a second person publishes it.")


@FRAMEWORK.command("diff")
def diff(context: typer.Context, framework: Named) -> None:
    """What a proposed version does with the requirements of the one before, and its digest."""
    call = of(context)
    with reading(call) as work:
        row = work.read(find_proposed_framework, framework, work.actor.id)
        found = work.read(load_framework, row.id)
    call.answer(found, _diff_text(found))


def _diff_text(found: FrameworkDetail) -> str:
    row = found.row
    before = f"v{row.supersedes}" if row.supersedes else "no version before"
    head = f"{row.key} v{row.version} after {before}, from {moment(row.effective_from)}"
    lines = _change_lines(found) or [f"new       {one.reference}" for one in found.requirements]
    return "\n".join([head, *lines, f"Digest of the file: {row.sha256}"])


@FRAMEWORK.command("publish")
def publish(
    context: typer.Context,
    framework: Named,
    reason: Annotated[str, typer.Option(help="What you checked.")],
    seen: Annotated[
        str, typer.Option(help="Digest that diff printed: only this file. Default: as it is.")
    ] = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Put a proposed version in force, from the day it says, and print what that changes."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_proposed_framework, framework, work.actor.id)
        found = work.read(load_framework, row.id)
        signer = signer_of(work, call, passphrase_file)
        digest = seen or row.sha256
        work.write(publish_framework, row.id, reason=reason, seen=digest, signer=signer)
        row = work.read(load_framework, row.id).row
    said = f"{row.key} v{row.version} is {row.phase.replace('_', ' ')}."
    call.answer({**asdict(row), "mapping": found.mapping}, f"{_diff_text(found)}\n{said}")


@FRAMEWORK.command("refuse")
def refuse(
    context: typer.Context,
    framework: Named,
    reason: Annotated[str, typer.Option(help="Why it does not come in force.")],
) -> None:
    """Refuse a proposed version, or take your own back."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_proposed_framework, framework, work.actor.id)
        work.write(refuse_framework, row.id, reason=reason)
        row = work.read(load_framework, row.id).row
    call.answer(row, f"{row.key} v{row.version} is refused.")


@FRAMEWORK.command("evidence")
def evidence(context: typer.Context, framework: Named) -> None:
    """What of all evidence counts for a version: carried, to re-assess, dropped, or changed."""
    call = of(context)
    with reading(call) as work:
        row = work.read(find_framework, framework, work.actor.id)
        found = work.read(load_evidence, row.id)
    call.answer(
        {"framework": row, "evidence": found.rows, "count": found.count},
        _evidence_text(row, found),
    )


def _evidence_text(row: FrameworkRow, found: EvidenceOverview) -> str:
    count = found.count
    lines = [
        f"For {row.key} v{row.version}: {count.counting} count, {count.to_reassess} to re-assess,"
        f" {count.dropped} dropped, {count.doubtful} doubtful.",
        table([_Shown(one) for one in found.rows], EVIDENCE, nothing="No evidence."),
    ]
    if count.unmet:
        lines.append("Nothing shows: " + ", ".join(count.unmet) + ".")
    return "\n".join(lines)


class _Shown:
    """A piece of evidence as a line of the table."""

    def __init__(self, one: EvidenceRow) -> None:
        self.number, self.requirement, self.title = one.number, one.requirement, one.title
        self.version, self.serves, self.outcome = one.version, one.serves, one.outcome
        self.counts = one.counts
        self.doubts = [word.replace("_", " ") for word in one.doubts if word != one.outcome]


@FRAMEWORK.command("control")
def control(
    context: typer.Context,
    framework: Named,
    reference: Reference,
    name: Annotated[str, typer.Option(help="What is done.")],
    description: Annotated[str, typer.Option(help="How it is done.")] = "",
    owner: Annotated[str, typer.Option(help="Handle of whose it is. Default: you.")] = "",
    days: Annotated[int | None, typer.Option(help="How old its evidence may grow.")] = None,
    wanted: Annotated[str, typer.Option(help="What evidence shows that it is done.")] = "",
    unit: Unit = "",
) -> None:
    """Say what the bank does about a requirement."""
    call = of(context)
    new = NewControl(name, description, owner, days, wanted)
    with acting(call) as work:
        one = work.read(_find_requirement, framework, reference, work.actor.id)
        made = work.write(add_control, one.id, new, unit=unit)
        row = work.read(_control, one.id, made.id)
    call.answer(row, f"Control {row.number} is recorded.")


@FRAMEWORK.command("change-control")
def change_control(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="Number of the control.")],
    owner: Annotated[str, typer.Option(help="Handle of whose it is.")] = "",
    days: Annotated[
        int | None, typer.Option(help="How old its evidence may grow; 0: no limit.")
    ] = None,
    wanted: Annotated[str | None, typer.Option(help="What shows that it is done.")] = None,
    is_ended: Annotated[
        bool | None, typer.Option("--ended/--done", help="Whether it is done no more.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why it is done no more, or again.")] = "",
) -> None:
    """Change a control, or end it; what evidence showed stays on record."""
    call = of(context)
    with acting(call) as work:
        found = work.read(_of_number, number)
        made = work.write(
            edit_control, found, owner=owner, cadence_days=days, wanted=wanted, is_ended=is_ended,
            reason=reason,
        )  # fmt: skip
        row = work.read(_control, made.requirement_id, found)
    call.answer(row, f"Control {row.number} is changed.")


def _find_requirement(session: Session, framework: str, reference: str, me: UUID) -> RequirementRow:
    row = find_framework(session, framework, me)
    return _requirement(load_framework(session, row.id), reference)


def _control(session: Session, requirement_id: UUID, control_id: UUID) -> ControlRow:
    return next(one for one in list_controls(session, [requirement_id]) if one.id == control_id)


@FRAMEWORK.command("attach")
def attach(
    context: typer.Context,
    framework: Named,
    reference: Reference,
    kind: Annotated[str, typer.Option(help=", ".join(EVIDENCE_KINDS))] = "",
    named: Annotated[
        str,
        typer.Option(
            "--object", help="MODEL/TITLE of a document, number of a request or a run, a policy."
        ),
    ] = "",
    again: Annotated[
        str, typer.Option(help="Evidence of an earlier version that shows this too: its number.")
    ] = "",
    by_control: Annotated[str, typer.Option("--control", help="Number of the control.")] = "",
    reason: Annotated[str, typer.Option(help="What it shows.")] = "",
    unit: Unit = "",
) -> None:
    """Point from a requirement to a thing on record, by its digest of now."""
    call = of(context)
    if bool(again) == bool(kind and named):
        raise InputError(
            "Say what shows it.", hint="Give --kind and --object, or --again for earlier evidence."
        )
    with acting(call) as work:
        one = work.read(_find_requirement, framework, reference, work.actor.id)
        if again:
            old = work.read(_evidence, again)
            made = work.write(reassess_evidence, old.id, one.id, reason=reason)
        else:
            object_id = work.read(find_named, kind, named, work.actor.id)
            holder = work.read(_of_number, by_control) if by_control else None
            made = work.write(
                attach_evidence, one.id, kind, object_id, control_id=holder, reason=reason,
                unit=unit,
            )  # fmt: skip
        row = work.read(_shown, framework, made.id, work.actor.id)
    call.answer(row, f"Evidence {row.number} is attached to {one.reference}: {row.title}")


def _evidence(session: Session, text: str) -> RequirementEvidence:
    return find_numbered(session, RequirementEvidence, text, what="evidence")


def _of_number(session: Session, text: str) -> UUID:
    return find_numbered(session, Control, text, what="control").id


def _shown(session: Session, framework: str, evidence_id: UUID, me: UUID) -> EvidenceRow:
    rows = load_evidence(session, find_framework(session, framework, me).id).rows
    return next(one for one in rows if one.id == evidence_id)


@FRAMEWORK.command("withdraw")
def withdraw(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="Number of the evidence.")],
    reason: Annotated[str, typer.Option(help="Why it shows nothing.")],
) -> None:
    """Say that a piece of evidence shows nothing; it stays on record."""
    call = of(context)
    with acting(call) as work:
        row = work.read(_evidence, number)
        work.write(withdraw_evidence, row.id, reason=reason)
        row = work.read(_evidence, number)
    call.answer(
        {"number": row.number, "state": row.state, "reason": row.reason},
        f"Evidence {row.number} is withdrawn.",
    )
