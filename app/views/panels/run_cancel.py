"""Cancelling a run of a life cycle: from its page, its job or its deployment, one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.services.commands.processes import steer
from app.services.unit_of_work import InboxKind
from app.views.language import tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.screen import Screen
from app.views.widgets.scrim import open_sheet


def ask_cancel(
    screen: Screen,
    run_id: UUID,
    number: int,
    *,
    facts: Sequence[tuple[str, object]],
    consequences: Sequence[str],
    title: str = "",
) -> None:
    """Say what follows and ask why; then the service is asked to do it."""
    sheet = ConfirmSheet(
        title or tr("Cancel run {number}?").format(number=number),
        tr("Cancel run {number}").format(number=number),
        screen,
        facts=facts,
        consequences=consequences,
        is_danger=True,
        back=tr("Let it go on"),  # "Cancel" beside "Cancel run" would say both
    )

    def told(_asked: object) -> None:
        sheet.accept()
        screen.shell.toast(
            tr("Cancelling of run {number} asked for; the service does it").format(number=number)
        )
        screen.refresh()

    sheet.confirmed.connect(
        lambda reason: screen.backend.run(
            told, steer, run_id, InboxKind.CANCEL, reason=reason, on_error=sheet.fail
        )
    )
    open_sheet(sheet, draft=(str(run_id), "cancel_run"))
