"""`modelward waiver` and `finding`: the ways past what stands in the way, on the record."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import facts, moment, table
from app.command_line.signing import PassphraseFile, signer_of
from app.command_line.subjects import VERSION_HELP, version_of
from app.command_line.values import last_instant
from app.models.queries.find import find_numbered
from app.models.queries.listing_tasks import (
    FindingRow,
    WaiverRow,
    list_findings,
    list_waivers,
)
from app.models.rules.severities import SEVERITIES
from app.models.tables.governance import Finding, Waiver
from app.services.commands.findings import (
    NewFinding,
    accept_finding,
    add_finding,
    move_finding,
)
from app.services.commands.waivers import ask_waiver, grant_waiver

WAIVER = new_family()
FINDING = new_family()
WAIVER_COLUMNS = {
    "number": "waiver", "model": "model", "version": "version", "rule": "rule", "state": "state",
    "asked_by": "asked by", "granted_by": "granted by", "expires_at": "until", "reason": "reason",
}  # fmt: skip


@WAIVER.command("ask")
def ask(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help=VERSION_HELP)],
    rule: Annotated[str, typer.Option(help="The failed rule: test or test:feature.")],
    reason: Annotated[str, typer.Option(help="Why it may be passed.")],
    expires: Annotated[str, typer.Option(help="2026-12-31, or 30d from now.", metavar="TIME")],
) -> None:
    """Ask that a failed rule be passed until a day; a second person grants it."""
    call = of(context)
    until = last_instant(expires, datetime.now(UTC))
    with acting(call) as work:
        version = work.read(version_of, model)
        row = work.write(ask_waiver, version.id, rule=rule, reason=reason, expires_at=until)
        found = work.read(list_waivers, ids=[row.id])[0]
    call.answer(found, f"Waiver {found.number} is asked; a second person grants it.")


@WAIVER.command("grant")
def grant(
    context: typer.Context,
    waiver: Annotated[str, typer.Argument(help="Its number.")],
    reason: Annotated[str, typer.Option(help="Why you let it pass.")],
    is_refused: Annotated[
        bool, typer.Option("--refuse", help="Refuse it instead, as waiver refuse does.")
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Grant a waiver, signed, as a second person with a role that grants."""
    _decide(context, waiver, reason, passphrase_file, is_granted=not is_refused)


@WAIVER.command("refuse")
def refuse(
    context: typer.Context,
    waiver: Annotated[str, typer.Argument(help="Its number.")],
    reason: Annotated[str, typer.Option(help="Why it may not pass.")],
) -> None:
    """Refuse a waiver, as a second person with a role that grants."""
    _decide(context, waiver, reason, None, is_granted=False)


def _decide(
    context: typer.Context,
    waiver: str,
    reason: str,
    passphrase_file: Path | None,
    *,
    is_granted: bool,
) -> None:
    call = of(context)
    with acting(call) as work:
        row = work.read(find_numbered, Waiver, waiver, what="waiver")
        signer = signer_of(work, call, passphrase_file) if is_granted else None
        work.write(grant_waiver, row.id, reason=reason, granted=is_granted, signer=signer)
        found = work.read(list_waivers, ids=[row.id])[0]
    call.answer(found, f"Waiver {found.number} is {found.state}.")


@WAIVER.command("list")
def list_(
    context: typer.Context, model: Annotated[str, typer.Argument(help=VERSION_HELP)] = ""
) -> None:
    """Waivers, of a version or all."""
    call = of(context)
    rows = read(call, _waivers, model)
    call.answer({"waivers": rows}, table(rows, WAIVER_COLUMNS, nothing="No waivers."))


def _waivers(session: Session, model: str) -> list[WaiverRow]:
    return list_waivers(session, version_of(session, model).id if model else None)


@WAIVER.command("show")
def show(
    context: typer.Context, waiver: Annotated[str, typer.Argument(help="Its number.")]
) -> None:
    """A waiver: the rule, the reason, until when, and who granted it."""
    call = of(context)
    row = read(call, _waiver, waiver)
    by = f", granted by {row.granted_by}" if row.granted_by else ""
    said = f"\n{row.state.capitalize()}: {row.remark}" if row.remark else ""
    call.answer(
        row,
        f"Waiver {row.number}, {row.state}: {row.rule} of {row.model}:{row.version}, until"
        f" {moment(row.expires_at)}. Asked by {row.asked_by}{by}.\n{row.reason}{said}",
    )


def _waiver(session: Session, text: str) -> WaiverRow:
    row = find_numbered(session, Waiver, text, what="waiver")
    return list_waivers(session, ids=[row.id])[0]


@FINDING.command("list")
def list_findings_(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help=VERSION_HELP)] = "",
    state: Annotated[str, typer.Option(help="open, mitigating, accepted or closed")] = "",
) -> None:
    """What scans and reviews found, in a version or anywhere."""
    call = of(context)
    rows = read(call, _findings, model, state)
    columns = {
        "number": "finding", "model": "model", "version": "version", "severity": "severity",
        "title": "what", "place": "where", "state": "state", "fix": "fix",
    }  # fmt: skip
    call.answer({"findings": rows}, table(rows, columns, nothing="No findings."))


def _findings(session: Session, model: str, state: str) -> list[FindingRow]:
    return list_findings(session, version_of(session, model).id if model else None, state=state)


@FINDING.command("add")
def add(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help=VERSION_HELP)],
    title: Annotated[str, typer.Option(help="What is wrong, in one line.")],
    severity: Annotated[str, typer.Option(help=", ".join(SEVERITIES))],
    kind: Annotated[str, typer.Option(help="What kind of finding it is.")] = "review",
    detail: Annotated[str, typer.Option(help="What was seen.")] = "",
    fix: Annotated[str, typer.Option(help="What would mend it.")] = "",
) -> None:
    """Record what you found wrong with a version."""
    call = of(context)
    new = NewFinding(title=title, severity=severity, kind=kind, detail=detail, fix=fix)
    with acting(call) as work:
        made = work.write(add_finding, work.read(version_of, model).id, new)
        row = work.read(_finding, str(made.number))
    call.answer(row, f"Finding {row.number} is open.")


@FINDING.command("show")
def show_finding(
    context: typer.Context, finding: Annotated[str, typer.Argument(help="Its number.")]
) -> None:
    """A finding: what, where, how bad, and what became of it."""
    call = of(context)
    row = read(call, _finding, finding)
    shown = {
        "finding": row.number,
        "of": f"{row.model}:{row.version}",
        "found by": row.kind,
        "severity": row.severity,
        "state": row.state,
        "what": row.title,
        "seen": row.detail,
        "where": row.place,
        "to mend it": row.fix,
        "due": row.due_at,
        "because": row.reason,
    }
    call.answer(row, facts(shown))


def _finding(session: Session, text: str) -> FindingRow:
    wanted = find_numbered(session, Finding, text, what="finding").id
    return next(row for row in list_findings(session) if row.id == wanted)


@FINDING.command("change")
def change(
    context: typer.Context,
    finding: Annotated[str, typer.Argument(help="Its number.")],
    state: Annotated[str, typer.Option(help="mitigating, accepted, closed, open")],
    reason: Annotated[str, typer.Option(help="What was done, or why it may stay.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Mitigate, accept, close or reopen a finding; who accepts or closes it signs."""
    call = of(context)
    with acting(call) as work:
        row = work.read(_finding, finding)
        is_signed = state in ("accepted", "closed")
        signer = signer_of(work, call, passphrase_file) if is_signed else None
        work.write(move_finding, row.id, state=state, reason=reason, signer=signer)
        row = work.read(_finding, finding)
    call.answer(row, f"Finding {row.number} is {row.state}.")


@FINDING.command("accept")
def accept(
    context: typer.Context,
    finding: Annotated[str, typer.Argument(help="Its number.")],
    reason: Annotated[str, typer.Option(help="Why it may stay as it is.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Accept a finding as it is; it no longer blocks this snapshot."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_numbered, Finding, finding, what="finding")
        signer = signer_of(work, call, passphrase_file)
        changed = work.write(accept_finding, row.id, reason=reason, signer=signer)
    document = {
        "number": changed.number,
        "id": changed.id,
        "state": changed.state,
        "reason": changed.reason,
    }
    call.answer(document, f"Finding {changed.number} is accepted.")
