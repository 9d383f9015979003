"""From a version to a decision: snapshot, submit, request, gate, decide."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.approval_text import request_text
from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, reading
from app.command_line.output import listed
from app.command_line.signing import PassphraseFile, signer_of
from app.command_line.subjects import VERSION_HELP, find_request, version_of
from app.errors import RefusedError
from app.models.queries.gate_check import gate_blockers, not_taken_up
from app.models.queries.listing_tasks import load_request
from app.models.rules.blockers import require
from app.models.rules.tasks import reason_blockers
from app.models.tables.governance import TransitionRequest
from app.services.commands.processes import submit as submit_version
from app.services.commands.requests import decide as decide_request
from app.services.commands.requests import foresee, request_transition
from app.services.commands.snapshots import take_snapshot
from app.services.given_variables import read_variables
from app.services.signed_documents import MEANINGS as VERDICTS
from app.services.signed_documents import clean_reason
from app.texts import blocker, fix, message

APP = new_family()


@APP.command("snapshot")
def snapshot(
    context: typer.Context, model: Annotated[str, typer.Argument(help=VERSION_HELP)]
) -> None:
    """Freeze a version as it is now. Where nothing changed, the last snapshot is given."""
    call = of(context)
    with acting(call) as work:
        version = work.read(version_of, model)
        row = work.write(take_snapshot, version.id)
    document = {
        "id": row.id,
        "model": model.partition(":")[0],
        "version": version.version,
        "sequence": row.sequence,
        "digest": row.digest,
        "model_sha256": row.model_sha256 or None,
    }
    call.answer(document, f"{model} s{row.sequence} {row.digest}")


SUBMITTED_BEFORE = (
    "This was submitted already. Its life cycle begins anew only with something new: add a file or"
    " a document, then submit it again. Where it waits for what is missing, complete that task:"
    " modelward task list."
)


@APP.command("submit")
def submit(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help=VERSION_HELP)],
    process: Annotated[str, typer.Option(help="Key of a life cycle. Default: the bound one.")] = "",
    var: Annotated[
        list[str] | None, typer.Option(help="name=value; may be repeated.", metavar="K=V")
    ] = None,
) -> None:
    """Mark a version ready: its life cycle starts, once per content of the version."""
    call = of(context)
    given = read_variables(var or ())
    with acting(call) as work:
        version = work.read(version_of, model)
        found = work.write(submit_version, version.id, template_key=process, variables=given)
    said = "Submitted; the service takes it up." if found.is_new else SUBMITTED_BEFORE
    if found.ended:
        said = f"{said} What is under way ends for it: {', '.join(found.ended)}."
    told = {
        "start_key": found.start_key, "is_new": found.is_new, "version": version.version,
        "ended": found.ended,
    }  # fmt: skip
    call.answer(told, said)


@APP.command("request")
def request(
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="MODEL:VERSION")],
    stage: Annotated[str, typer.Option(help="Where it shall go, for example PROD.")],
    documents: Annotated[str, typer.Option(help="Where the documents are.", metavar="URI")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    emergency: Annotated[
        bool, typer.Option("--emergency", help="Fewer people decide; a second role reviews it.")
    ] = False,
) -> None:
    """Ask for a version to enter a stage. Its life cycle pins who decides."""
    call = of(context)
    with acting(call) as work:
        version = work.read(version_of, model)
        row = work.write(
            request_transition, version.id, stage=stage, documents=documents, reason=reason,
            is_emergency=emergency,
        )  # fmt: skip
        found = work.read(load_request, row.id)
        waits = work.read(not_taken_up, version.id)
    call.say(blocker(waits))
    call.answer(found, request_text(found), is_told=True)


@APP.command("gate")
def gate(
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="MODEL:VERSION")],
    stage: Annotated[str, typer.Option(help="Where it would go, for example PROD.")],
) -> None:
    """May this version go there? Exit code 0 or 1, with every blocker."""
    call = of(context)
    with reading(call) as work:
        version = work.read(version_of, model)
        blockers = work.read(gate_blockers, version.id, stage)
    shown = [
        {"code": b.code, "message": message(b.code, b.params), "fix": fix(b.code, b.params)}
        for b in blockers
    ]
    lines = [f"{one['message']} {one['fix']} [{one['code']}]" for one in shown]
    allowed = f"{model} may go to {stage}."
    call.answer({"allowed": not blockers, "blockers": shown}, listed(lines) or allowed)
    if blockers:
        raise typer.Exit(RefusedError.exit_code)


@APP.command("decide")
def decide(
    context: typer.Context,
    request: Annotated[str, typer.Argument(help="Number of the request, or of its task as t12.")],
    verdict: Annotated[str, typer.Argument(metavar="accept|reject")],
    reason: Annotated[str, typer.Option(help="What an auditor should know in a year.")],
    seen: Annotated[
        str, typer.Option(help="Digest of the evidence that you looked at. Default: the present.")
    ] = "",
    meaning: Annotated[
        str, typer.Option(help="Of your signature. Default: Approved, or Rejected.")
    ] = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Accept or reject a request; a second person's vote may still be needed."""
    call = of(context)
    with acting(call) as work:
        row_id = work.read(find_request, request)
        before = work.read(load_request, row_id)
        if before.state == "draft":
            why = work.read(not_taken_up, work.read(_version_of_request, row_id))
            raise RefusedError([why], "Nobody can vote on this request yet.")
        if verdict in VERDICTS:  # before a key is asked for that would be of no use
            refused = work.read(foresee, row_id, work.actor, verdict=verdict, seen_digest=seen)
            require([*refused, *reason_blockers(clean_reason(reason))] if refused else ())
        work.write(
            decide_request,
            row_id,
            verdict=verdict,
            reason=reason,
            seen_digest=seen,
            signer=signer_of(work, call, passphrase_file),
            meaning=meaning,
        )
        found = work.read(load_request, row_id)
    call.answer(found, request_text(found), is_told=True)


def _version_of_request(session: Session, request_id: UUID) -> UUID:
    return session.get_one(TransitionRequest, request_id).version_id
