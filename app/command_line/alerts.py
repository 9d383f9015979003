"""`modelward alert`: alerts."""

from __future__ import annotations

from typing import Annotated

import typer

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import table
from app.models.queries.find import find_numbered
from app.models.queries.listing_monitoring import list_alert_rows
from app.models.tables.monitoring import Alert
from app.services.commands.monitors import acknowledge_alert, take_back_acknowledgement

APP = new_family()


@APP.command("list")
def list_(
    context: typer.Context,
    is_all: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
) -> None:
    """Alerts that are not over."""
    call = of(context)
    rows = read(call, list_alert_rows, is_all=is_all)
    columns = {
        "number": "alert", "severity": "severity", "model": "model", "version": "version",
        "monitor": "monitor", "title": "what", "state": "state", "times": "times",
        "last_seen_at": "last seen",
    }  # fmt: skip
    call.answer({"alerts": rows}, table(rows, columns, nothing="No alerts."))


@APP.command("ack")
def ack(
    context: typer.Context,
    alert: Annotated[str, typer.Argument(help="Its number.")],
    reason: Annotated[str, typer.Option(help="What you saw and what happens next.")],
) -> None:
    """Take note of an alert, with what you saw."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_numbered, Alert, alert, what="alert")
        work.write(acknowledge_alert, row.id, reason=reason)
        found = work.read(list_alert_rows, alert_id=row.id)[0]
    call.answer(found, f"Alert {found.number} is {found.state}.")


@APP.command("unack")
def unack(
    context: typer.Context, alert: Annotated[str, typer.Argument(help="Its number.")]
) -> None:
    """Take back your own acknowledgement; the trail keeps both."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_numbered, Alert, alert, what="alert")
        work.write(take_back_acknowledgement, row.id)
        found = work.read(list_alert_rows, alert_id=row.id)[0]
    call.answer(found, f"Alert {found.number} is {found.state}.")
