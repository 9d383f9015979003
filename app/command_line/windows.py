"""`modelward window`: times in which nothing is deployed, planned and ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import table
from app.command_line.values import instant, last_instant
from app.errors import InputError
from app.models.queries.find import find_numbered
from app.models.queries.windows import WindowRow, list_windows
from app.models.tables.execution import ClosedWindow
from app.services.commands.windows import NewWindow, end_window, plan_window

APP = new_family()
COLUMNS = {
    "number": "window", "runtime": "runtime", "stage": "stage", "stage_kind": "kind",
    "unit": "unit",
    "starts_at": "from", "ends_at": "until", "is_weekly": "weekly", "state": "state",
    "reason": "reason",
}  # fmt: skip
WHEN = "2026-12-20T18:00+01:00, 2026-12-20 (UTC), or 3d from now."


@APP.command("list")
def list_(
    context: typer.Context,
    is_all: Annotated[bool, typer.Option("--all", help="Also what is over or ended.")] = False,
) -> None:
    """Maintenance of runtimes and freezes of stages: in force, then to come."""
    call = of(context)
    rows = read(call, list_windows, is_all=is_all)
    call.answer({"windows": rows}, table(rows, COLUMNS, nothing="No window is planned."))


@APP.command("plan")
def plan(
    context: typer.Context,
    since: Annotated[str, typer.Option("--from", help=WHEN)],
    until: Annotated[str, typer.Option(help=WHEN)],
    reason: Annotated[str, typer.Option(help="Why; who waits for it reads this.")],
    runtime: Annotated[str, typer.Option(help="The runtime that is maintained.")] = "",
    stage: Annotated[
        str, typer.Option(help="Or the stage that is frozen: PROD, or its path too: Standard/PROD.")
    ] = "",
    kind: Annotated[
        str, typer.Option(help="Or every stage of a kind, whatever it is called: production.")
    ] = "",
    is_everything: Annotated[
        bool, typer.Option("--all-stages", help="Or every stage is frozen.")
    ] = False,
    unit: Annotated[str, typer.Option(help="Of a freeze. Default: where you work.")] = "",
    zone: Annotated[
        str, typer.Option("--weekly", help="Every week, by the clock of this time zone.")
    ] = "",
) -> None:
    """Plan the maintenance of a runtime (operators), or a freeze (administrators)."""
    call = of(context)
    if [bool(runtime), bool(stage), bool(kind), is_everything].count(True) != 1:
        raise InputError(
            "Say what is closed: a runtime, a stage, a kind of stages, or every stage.",
            hint="--runtime prod-1, --stage PROD, --kind production, or --all-stages.",
        )
    now = datetime.now(UTC)
    new = NewWindow(
        instant(since, now), last_instant(until, now), reason, runtime=runtime, stage=stage,
        stage_kind=kind, unit=unit, is_weekly=bool(zone), zone=zone,
    )  # fmt: skip
    with acting(call) as work:
        made = work.write(plan_window, new)
        row = work.read(_row, made.id)
    call.answer(row, f"Window {row.number} is {row.state}.")


@APP.command("end")
def end(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="Number of the window.")],
    reason: Annotated[str, typer.Option(help="Why it ends before its time.")],
) -> None:
    """End a window, or take it back: what waits for it goes on within a minute."""
    call = of(context)
    with acting(call) as work:
        found = work.read(find_numbered, ClosedWindow, number, what="window")
        work.write(end_window, found.id, reason=reason)
        row = work.read(_row, found.id)
    call.answer(row, f"Window {row.number} has ended.")


def _row(session: Session, window_id: UUID) -> WindowRow:
    return next(one for one in list_windows(session, is_all=True) if one.id == window_id)
