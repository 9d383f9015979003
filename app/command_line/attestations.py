"""`modelward attest`: who answers for a model, by when, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import facts, moment, table
from app.command_line.signing import PassphraseFile, signer_of
from app.command_line.values import last_instant
from app.models.queries.find import find_model, find_numbered
from app.models.queries.listing_governance import AttestationRow, list_attestations
from app.models.rules.assessing import UNANSWERED
from app.models.tables.governance import Attestation
from app.services.commands.attestations import (
    NewCampaign,
    hand_over_attestation,
    open_attestation,
    plan_campaign,
    review_attestation,
    submit_attestation,
)
from app.services.commands.people import find_person
from app.services.unit_of_work import UnitOfWork
from app.texts import told_by_commands

ATTEST = new_family()
NUMBER = "Its number."
COLUMNS = {
    "number": "attestation", "campaign": "campaign", "model": "model", "person": "asked of",
    "due_at": "due", "state": "state", "is_overdue": "overdue", "reviewed_by": "reviewed by",
}  # fmt: skip


@ATTEST.command("plan")
def plan(
    context: typer.Context,
    campaign: Annotated[str, typer.Argument(help="What the campaign is called.")],
    question: Annotated[str, typer.Option(help="What is to be attested.")],
    due: Annotated[str, typer.Option(help="2026-12-31, or 30d from now.", metavar="TIME")],
    model: Annotated[list[str], typer.Option(help="A model; repeated.")],
    person: Annotated[str, typer.Option(help="Who is asked. Default: each model's owner.")] = "",
    repeat_days: Annotated[
        int | None, typer.Option(min=1, help="Ask again so many days after each due day.")
    ] = None,
) -> None:
    """Ask the owners of models to attest something by a day."""
    call = of(context)
    until = last_instant(due, datetime.now(UTC))
    with acting(call) as work:
        ids = work.write(
            _plan, campaign, question, until, models=model, person=person, repeat_days=repeat_days
        )
        rows = work.read(list_attestations, ids=ids)
    shown = table(rows, COLUMNS, nothing="No attestations.")
    left = [told_by_commands(_left(one)) for one in rows if one.account_closed_at is not None]
    call.answer({"attestations": rows}, "\n".join([shown, *left]))


def _left(row: AttestationRow) -> str:
    return (
        f"The account of {row.person} is closed, so nobody answers attestation {row.number}."
        f" Ask another person: modelward attest hand-over {row.number} --to HANDLE --reason TEXT"
    )


def _plan(
    work: UnitOfWork,
    campaign: str,
    question: str,
    due_at: datetime,
    *,
    models: list[str],
    person: str,
    repeat_days: int | None,
) -> list[object]:
    new = NewCampaign(
        name=campaign,
        question=question,
        due_at=due_at,
        models=[find_model(work.session, one).id for one in models],
        person_id=find_person(work, person).id if person else None,
        repeat_days=repeat_days,
    )
    return [row.id for row in plan_campaign(work, new)]


@ATTEST.command("open")
def open_(context: typer.Context, attestation: Annotated[str, typer.Argument(help=NUMBER)]) -> None:
    """Ask for a planned attestation before its time."""
    call = of(context)
    with acting(call) as work:
        row = work.read(_attestation, attestation)
        work.write(open_attestation, row.id)
        row = work.read(_attestation, attestation)
    call.answer(row, f"Attestation {row.number} is open.")


@ATTEST.command("hand-over")
def hand_over(
    context: typer.Context,
    attestation: Annotated[str, typer.Argument(help=NUMBER)],
    to: Annotated[str, typer.Option(help="The handle of who answers from now on.")],
    reason: Annotated[str, typer.Option(help="Why it goes over.")],
) -> None:
    """Ask another person, where who was asked has left or owns the model no more."""
    call = of(context)
    with acting(call) as work:
        row = work.read(_attestation, attestation)
        work.write(_hand_over, row.id, to=to, reason=reason)
        row = work.read(_attestation, attestation)
    call.answer(row, f"Attestation {row.number} is asked of {row.person} now.")


def _hand_over(work: UnitOfWork, attestation_id: UUID, *, to: str, reason: str) -> None:
    hand_over_attestation(work, attestation_id, to=find_person(work, to).id, reason=reason)


@ATTEST.command("submit")
def submit(
    context: typer.Context,
    attestation: Annotated[str, typer.Argument(help=NUMBER)],
    statement: Annotated[str, typer.Option(help="What you attest, in your words.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Attest what you were asked."""
    call = of(context)
    with acting(call) as work:
        row = work.read(_attestation, attestation)
        signer = signer_of(work, call, passphrase_file)
        work.write(submit_attestation, row.id, statement=statement, signer=signer)
        row = work.read(_attestation, attestation)
    call.answer(row, f"Attestation {row.number} is submitted; somebody else reviews it.")


@ATTEST.command("approve")
def approve(
    context: typer.Context,
    attestation: Annotated[str, typer.Argument(help=NUMBER)],
    reason: Annotated[str, typer.Option(help="What you checked.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Approve what somebody else attested. What repeats is planned again."""
    _review(context, attestation, reason, passphrase_file, is_approved=True)


@ATTEST.command("return")
def return_(
    context: typer.Context,
    attestation: Annotated[str, typer.Argument(help=NUMBER)],
    reason: Annotated[str, typer.Option(help="What is missing.")],
) -> None:
    """Give it back to who attested it."""
    _review(context, attestation, reason, None, is_approved=False)


def _review(
    context: typer.Context,
    attestation: str,
    reason: str,
    passphrase_file: Path | None,
    *,
    is_approved: bool,
) -> None:
    call = of(context)
    with acting(call) as work:
        row = work.read(_attestation, attestation)
        signer = signer_of(work, call, passphrase_file) if is_approved else None
        work.write(
            review_attestation, row.id, reason=reason, is_approved=is_approved, signer=signer
        )
        row = work.read(_attestation, attestation)
    call.answer(row, f"Attestation {row.number} is {row.state}.")


def _attestation(session: Session, text: str) -> AttestationRow:
    found = find_numbered(session, Attestation, text, what="attestation")
    return list_attestations(session, ids=[found.id])[0]


@ATTEST.command("list")
def list_(
    context: typer.Context,
    campaign: Annotated[str, typer.Argument(help="Of this campaign only.")] = "",
    is_overdue: Annotated[bool, typer.Option("--overdue", help="Only what is late.")] = False,
) -> None:
    """Attestations: who is asked, by when, and what is late."""
    call = of(context)
    rows = read(call, list_attestations, campaign=campaign, is_overdue=is_overdue)
    call.answer({"attestations": rows}, table(rows, COLUMNS, nothing="No attestations."))


@ATTEST.command("show")
def show(context: typer.Context, attestation: Annotated[str, typer.Argument(help=NUMBER)]) -> None:
    """An attestation: question, answer, day, and who reviewed it."""
    call = of(context)
    row = read(call, _attestation, attestation)
    late = " (overdue)" if row.is_overdue else ""
    is_left = row.account_closed_at is not None and row.state in UNANSWERED
    shown = (
        facts(
            {
                "attestation": row.number,
                "campaign": row.campaign,
                "model": row.model,
                "asked of": row.person,
                "question": row.question,
                "due": f"{moment(row.due_at)}{late}",
                "state": row.state,
                "answer": row.answer,
                "review": row.reason,
                "reviewed by": row.reviewed_by,
                "repeats": f"after {row.repeat_days} days" if row.repeat_days else "",
            }
        ),
        told_by_commands(_left(row)) if is_left else "",
    )
    call.answer(row, "\n".join(filter(None, shown)))
