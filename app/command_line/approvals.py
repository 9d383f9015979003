"""`modelward approval`: what is asked and decided; with `as-of`, what had been by then."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.command_line.approval_text import approval_text
from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import read
from app.command_line.output import table
from app.command_line.subjects import find_request
from app.models.queries.find import find_model
from app.models.queries.listing_tasks import (
    RequestLine,
    RequestRow,
    list_requests,
)
from app.services.signed_votes import load_checked_request

APP = new_family()


@APP.command("list")
def list_(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="MODEL; empty: of all models")] = "",
    is_all: Annotated[bool, typer.Option("--all", help="Also those that are decided.")] = False,
) -> None:
    """Requests to enter a stage, with how many of the votes they need are given."""
    call = of(context)
    rows = read(call, _requests, model, is_all=is_all)
    columns = {
        "number": "request", "model": "model", "version": "version", "stage": "into",
        "state": "state", "votes": "votes", "needed": "needed", "requested_by": "asked by",
        "requested_at": "asked", "is_emergency": "emergency",
    }  # fmt: skip
    call.answer({"approvals": rows}, table(rows, columns, nothing="Nothing waits for a decision."))


def _requests(session: Session, model: str, *, is_all: bool) -> list[RequestLine]:
    model_id = find_model(session, model).id if model else None
    return list_requests(session, model_id, is_all=is_all)


@APP.command("show")
def show(
    context: typer.Context,
    request: Annotated[str, typer.Argument(help="Number of the request, or of its task as t12.")],
) -> None:
    """A request with who decides on it, each vote and its reason, and the evidence they signed.

    Of each vote it says whether its signature holds, and whether its key was revoked since.
    """
    call = of(context)
    found = read(call, _request, request)
    call.answer(found, approval_text(found), is_told=True)


def _request(session: Session, text: str) -> RequestRow:
    return load_checked_request(session, find_request(session, text))
