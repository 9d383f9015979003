"""`modelward alert`: alerts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from app.command_line.call import Call, of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import moment, table
from app.command_line.values import last_instant
from app.models.queries.find import find_numbered
from app.models.queries.listing_monitoring import AlertListRow, list_alert_rows
from app.models.tables.monitoring import Alert
from app.services.commands.alerts import (
    acknowledge_alert,
    assign_alert,
    escalate_alert,
    snooze_alert,
    take_back_acknowledgement,
    wake_alert,
)
from app.services.commands.people import find_person
from app.services.unit_of_work import Work

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
        "monitor": "monitor", "title": "what", "state": "state", "assignee": "with",
        "snoozed_until": "put off until", "times": "times",
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
    found = _act(call, alert, acknowledge_alert, reason=reason)
    call.answer(found, f"Alert {found.number} is {found.state}.")


@APP.command("unack")
def unack(
    context: typer.Context, alert: Annotated[str, typer.Argument(help="Its number.")]
) -> None:
    """Take back your own acknowledgement; the trail keeps both."""
    call = of(context)
    found = _act(call, alert, take_back_acknowledgement)
    call.answer(found, f"Alert {found.number} is {found.state}.")


@APP.command("snooze")
def snooze(
    context: typer.Context,
    alert: Annotated[str, typer.Argument(help="Its number.")],
    until: Annotated[str, typer.Option(help="4h, 3d or 2026-12-31T09:00.", metavar="TIME")],
    reason: Annotated[str, typer.Option(help="Needed in protected stages and past a day.")] = "",
) -> None:
    """Put an alert off for at most a week; it comes back earlier if it gets worse."""
    call = of(context)
    when = last_instant(until, datetime.now(UTC))
    found = _act(call, alert, snooze_alert, until=when, reason=reason)
    call.answer(found, f"Alert {found.number} is put off until {moment(when)}.")


@APP.command("wake")
def wake(context: typer.Context, alert: Annotated[str, typer.Argument(help="Its number.")]) -> None:
    """End a snooze before its time."""
    call = of(context)
    found = _act(call, alert, wake_alert)
    call.answer(found, f"Alert {found.number} is {found.state}.")


@APP.command("assign")
def assign(
    context: typer.Context,
    alert: Annotated[str, typer.Argument(help="Its number.")],
    person: Annotated[str, typer.Option("--to", help="Who shall look after it.")],
) -> None:
    """Give an alert to a person, or take it yourself."""
    call = of(context)
    found = _give(call, alert, person, assign_alert)
    call.answer(found, f"Alert {found.number} is {found.assignee}'s.")


@APP.command("escalate")
def escalate(
    context: typer.Context,
    alert: Annotated[str, typer.Argument(help="Its number.")],
    person: Annotated[str, typer.Option("--to", help="Who shall take it on.")],
    reason: Annotated[str, typer.Option(help="What you know, and what you ask for.")],
) -> None:
    """Ask somebody else to take an alert on."""
    call = of(context)
    found = _give(call, alert, person, escalate_alert, reason=reason)
    call.answer(found, f"Alert {found.number} is escalated to {found.assignee}.")


def _give(call: Call, alert: str, person: str, command: Any, **given: Any) -> AlertListRow:
    with acting(call) as work:
        with work.unit() as unit:
            person_id = find_person(unit, person).id
        return _act_as(work, alert, command, person_id=person_id, **given)


def _act(call: Call, alert: str, command: Any, **given: Any) -> AlertListRow:
    with acting(call) as work:
        return _act_as(work, alert, command, **given)


def _act_as(work: Work, alert: str, command: Any, **given: Any) -> AlertListRow:
    row = work.read(find_numbered, Alert, alert, what="alert")
    work.write(command, row.id, **given)
    found: AlertListRow = work.read(list_alert_rows, alert_id=row.id)[0]
    return found
