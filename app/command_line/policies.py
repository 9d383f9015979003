"""`modelward policy`: the decision tables that say who decides and what is let through."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.change_text import change_lines
from app.command_line.family import new_family
from app.command_line.opening import acting, read, reading
from app.command_line.output import facts, listed, table
from app.command_line.signing import PassphraseFile, signer_of
from app.errors import InputError
from app.models.dmn.xml_io import parse
from app.models.queries.listing_governance import (
    PolicyRow,
    find_policy,
    find_proposed_policy,
    list_policies,
)
from app.models.queries.policy_change import load_policy_change
from app.models.rules.policies import POLICIES
from app.models.tables.life_cycle import DecisionTable
from app.services.commands.policies import propose_policy, publish_policy, refuse_policy

POLICY = new_family()
NAMED = "KEY, KEY:VERSION or UNIT/KEY."
COLUMNS = {
    "key": "policy", "version": "version", "unit": "unit", "state": "state", "since": "since",
    "by": "by", "reason": "reason",
}  # fmt: skip


@POLICY.command("list")
def list_(
    context: typer.Context,
    is_all: Annotated[bool, typer.Option("--all", help="Every version there was.")] = False,
) -> None:
    """What is in force ("published") and what is proposed ("draft")."""
    call = of(context)
    rows = read(call, list_policies, is_all=is_all)
    call.answer({"policies": rows}, table(rows, COLUMNS, nothing="No policies."))


@POLICY.command("show")
def show(context: typer.Context, policy: Annotated[str, typer.Argument(help=NAMED)]) -> None:
    """A policy's rules; without a version, of the one in force."""
    call = of(context)
    with reading(call) as work:
        row = work.read(find_policy, policy, work.actor.id)
        rules = work.read(_rules, row)
    shown = facts({title: getattr(row, name) for name, title in COLUMNS.items()})
    lines = [f"{rule['number']}. {rule['when']} → {rule['then']}" for rule in rules]
    call.answer({"policy": row, "rules": rules}, "\n".join([shown, "", listed(lines)]))


def _rules(session: Session, row: PolicyRow) -> list[dict[str, object]]:
    stored = session.get_one(DecisionTable, row.id)
    decision = parse(stored.dmn, f"{row.key}.dmn").decisions.get(stored.decision_id)
    if decision is None or decision.table is None:
        return []
    inputs = [column.label or column.expression.text for column in decision.table.inputs]
    outputs = [column.label or column.name for column in decision.table.outputs]
    return [
        {
            "number": rule.number,
            "note": rule.note,
            "when": ", ".join(
                f"{name} {cell.text.strip()}"
                for name, cell in zip(inputs, rule.inputs, strict=True)
                if cell.text.strip() not in ("", "-")
            )
            or "always",
            "then": ", ".join(
                f"{name} {cell.text.strip()}"
                for name, cell in zip(outputs, rule.outputs, strict=True)
            ),
        }
        for rule in decision.table.rules
    ]


@POLICY.command("propose")
def propose(
    context: typer.Context,
    policy: Annotated[str, typer.Argument(help=", ".join(POLICIES))],
    file: Annotated[Path, typer.Argument(help="A decision table (DMN).")],
    reason: Annotated[str, typer.Option(help="Why it is to change.")],
    unit: Annotated[str, typer.Option(help="Business unit. Default: where you work.")] = "",
) -> None:
    """Propose a new version; it is not in force until a second person publishes it."""
    call = of(context)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(
            f"{file} can't be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error
    with acting(call) as work:
        made = work.write(propose_policy, policy, file.name, data, reason=reason, unit=unit)
        row = work.read(_of, made.id)
    call.answer(row, f"{row.key} v{row.version} is proposed; a second person publishes it.")


def _of(session: Session, row_id: object) -> PolicyRow:
    return next(row for row in list_policies(session, is_all=True) if row.id == row_id)


@POLICY.command("publish")
def publish(
    context: typer.Context,
    policy: Annotated[str, typer.Argument(help=NAMED)],
    reason: Annotated[str, typer.Option(help="What you checked.")],
    seen: Annotated[
        str, typer.Option(help="Digest that diff printed: only this content. Default: as it is.")
    ] = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Put a proposed version in force, and print what that changes."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_proposed_policy, policy)
        change = work.read(load_policy_change, row.id)
        signer = signer_of(work, call, passphrase_file)
        digest = seen or change.digest
        work.write(publish_policy, row.id, reason=reason, seen=digest, signer=signer)
        row = work.read(_of, row.id)
    said = f"{row.key} v{row.version} is in force."
    call.answer({**asdict(row), "change": change}, "\n".join([*change_lines(change), said]))


@POLICY.command("diff")
def diff(context: typer.Context, policy: Annotated[str, typer.Argument(help=NAMED)]) -> None:
    """What a proposed version changes of what is in force, and the digest of its content."""
    call = of(context)
    with reading(call) as work:
        row = work.read(find_proposed_policy, policy)
        change = work.read(load_policy_change, row.id)
    call.answer({"policy": row, "change": change}, "\n".join(change_lines(change)))


@POLICY.command("refuse")
def refuse(
    context: typer.Context,
    policy: Annotated[str, typer.Argument(help=NAMED)],
    reason: Annotated[str, typer.Option(help="Why it does not come in force.")],
) -> None:
    """Refuse a proposed version, or take your own back."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_proposed_policy, policy)
        work.write(refuse_policy, row.id, reason=reason)
        row = work.read(_of, row.id)
    call.answer(row, f"{row.key} v{row.version} is refused.")
