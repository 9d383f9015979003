"""What the status line says of the background service: here, elsewhere, or nowhere."""

from __future__ import annotations

from dataclasses import replace

from app.models.queries.status import Status as ServiceStatus
from app.views.cells import Status
from app.views.language import tr
from app.views.service_thread import NAME, ServiceThread
from app.views.widgets.status_bar import CellState


def other_services(state: ServiceStatus | None, *, runs_one: bool) -> list[str]:
    """Those that run, as the last look found them; not the one that this window runs itself."""
    running = state.running if state else ()
    return [one.name for one in running if not (runs_one and one.name == NAME)]


def service_cell(state: ServiceStatus | None, own: ServiceThread | None) -> CellState:
    """`own` None: services run elsewhere, for a whole team."""
    words = tr("%n job(s)", "", state.jobs_due if state else 0)
    others = other_services(state, runs_one=own is not None)
    if own is None:
        return _of_team(others, words)
    if own.is_running:
        said = tr("The background service runs in this window, {words} under way. Click for more.")
    elif others:
        said = tr("The background service runs outside this window, {words} under way.")
    elif own.is_starting:
        return CellState(tr("Service: starting"), tr("The service is starting"), Status.WARNING)
    else:
        said = tr("Nothing is driven. Click to start it.")
        return CellState(tr("Service: none"), said, Status.CRITICAL)
    here = tr("Service: this computer · {words}")
    return CellState(here.format(words=words), said.format(words=words), Status.OK)


def last_known(cell: CellState) -> CellState:
    """While the database is away nothing tells whether a service is alive, nor what it does."""
    said = tr("As it was before the database was lost: {state}").format(state=cell.text)
    return replace(cell, sentence=said, status=Status.UNKNOWN)


def _of_team(others: list[str], words: str) -> CellState:
    names = ", ".join(others)
    shown = (
        tr("%n service(s) · {names}", "", len(others)).format(names=names)
        if len(others) > 1
        else names
    )
    return CellState(
        tr("Service: {shown} · {words}").format(shown=shown, words=words)
        if others
        else tr("Service: none"),
        tr("Background services: {names}").format(names=names or tr("none is running")),
        Status.OK if others else Status.CRITICAL,
    )
