"""`modelward risk`: how risky a use is, by a versioned method and a second person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import facts, moment, table
from app.command_line.signing import PassphraseFile, signer_of
from app.command_line.subjects import named
from app.models.queries.find import find_numbered
from app.models.queries.listing_governance import RiskRow, list_risks, load_risk
from app.models.queries.listing_organisation import list_use_cases
from app.models.queries.risk_method import Method, method_for_use
from app.models.tables.governance import RiskAssessment
from app.services.commands.risks import answer_assessment, propose_tier
from app.services.given_variables import read_variables

RISK = new_family()
USE_CASE = "The use case: NAME or UNIT/NAME."
COLUMNS = {
    "number": "risk", "use_case": "use case", "unit": "unit", "tier": "tier", "score": "score",
    "state": "state", "method": "method", "method_version": "version",
    "assessed_by": "assessed by", "answered_by": "answered by",
}  # fmt: skip


@RISK.command("method")
def method(context: typer.Context, use_case: Annotated[str, typer.Argument(help=USE_CASE)]) -> None:
    """The questions of the method in force for a use case, and their answers."""
    call = of(context)
    found = read(call, _method, use_case)
    lines = [f"{found.name}, {found.key} v{found.version}"]
    for one in found.questions:
        choices = " | ".join(one.choices) or "true | false, or a number"
        lines.append(f"{one.name.ljust(10)}  {one.label}: {choices}")
    call.answer(found, "\n".join(lines))


def _method(session: Session, name: str) -> Method:
    row = named(list_use_cases(session), name, what="use case", family="usecase")
    return method_for_use(session, row.id)


@RISK.command("assess")
def assess(
    context: typer.Context,
    use_case: Annotated[str, typer.Argument(help=USE_CASE)],
    answer: Annotated[
        list[str], typer.Option(help="QUESTION=ANSWER, for each question of the method.")
    ],
    reason: Annotated[str, typer.Option(help="Why it was answered so.")],
) -> None:
    """Assess a use; a second person accepts it, then its models follow."""
    call = of(context)
    answers = read_variables(answer)
    with acting(call) as work:
        use = named(work.read(list_use_cases), use_case, what="use case", family="usecase")
        made = work.write(propose_tier, use.id, answers, reason=reason)
        row = work.read(load_risk, made.id)
    call.answer(row, f"Risk assessment {row.number} says {row.tier}; a second person accepts it.")


@RISK.command("accept")
def accept(
    context: typer.Context,
    assessment: Annotated[str, typer.Argument(help="Its number.")],
    reason: Annotated[str, typer.Option(help="What you checked.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Accept an assessment: it counts from now on, and the models of the use follow it."""
    _answer(context, assessment, reason, passphrase_file, is_accepted=True)


@RISK.command("refuse")
def refuse(
    context: typer.Context,
    assessment: Annotated[str, typer.Argument(help="Its number.")],
    reason: Annotated[str, typer.Option(help="Why it does not stand.")],
) -> None:
    """Refuse an assessment; the one before still counts."""
    _answer(context, assessment, reason, None, is_accepted=False)


def _answer(
    context: typer.Context,
    assessment: str,
    reason: str,
    passphrase_file: Path | None,
    *,
    is_accepted: bool,
) -> None:
    call = of(context)
    with acting(call) as work:
        row = work.read(_risk, assessment)
        signer = signer_of(work, call, passphrase_file) if is_accepted else None
        work.write(answer_assessment, row.id, reason=reason, is_accepted=is_accepted, signer=signer)
        row = work.read(load_risk, row.id)
    call.answer(row, f"Risk assessment {row.number} is {row.state}.")


def _risk(session: Session, text: str) -> RiskRow:
    found = find_numbered(session, RiskAssessment, text, what="risk assessment")
    return load_risk(session, found.id)


@RISK.command("list")
def list_(
    context: typer.Context, use_case: Annotated[str, typer.Argument(help=USE_CASE)] = ""
) -> None:
    """Risk assessments, of a use case or all."""
    call = of(context)
    rows = read(call, _risks, use_case)
    call.answer({"risks": rows}, table(rows, COLUMNS, nothing="No risk assessments."))


def _risks(session: Session, use_case: str) -> list[RiskRow]:
    if not use_case:
        return list_risks(session)
    row = named(list_use_cases(session), use_case, what="use case", family="usecase")
    return list_risks(session, row.id)


@RISK.command("show")
def show(
    context: typer.Context, assessment: Annotated[str, typer.Argument(help="Its number.")]
) -> None:
    """An assessment: answers, method, tier, and who said so."""
    call = of(context)
    row = read(call, _risk, assessment)
    call.answer(
        row,
        facts(
            {
                "risk": row.number,
                "use case": f"{row.unit}/{row.use_case}",
                "tier": row.tier,
                "score": row.score,
                "state": row.state,
                "method": f"{row.method} v{row.method_version}",
                "answers": row.answers,
                "reason": row.reason,
                "assessed": f"{row.assessed_by}, {moment(row.assessed_at)}",
                "answered by": row.answered_by,
                "remark": row.remark,
                "models": row.models,
            }
        ),
    )
