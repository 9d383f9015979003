"""What is done with a deployment: rolled back, signed; or cancelled while it comes."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.queries.deployments import DeploymentDetail, DeploymentRow
from app.services.commands import roll_backs
from app.views.cells import State, Status
from app.views.deeds import Deed
from app.views.dialogs.decision_dialog import Asked, DecisionDialog
from app.views.language import tr
from app.views.panels.deployments_watch import RollBackWatch, note_kind
from app.views.panels.deployments_words import (
    SWITCH,
    alert_lines,
    breaking_lines,
    breaking_of,
    difference_lines,
    returning_lines,
    roll_back_lines,
    serving_line,
    step_words,
    version_of,
)
from app.views.panels.home_words import stage_cell
from app.views.panels.run_cancel import ask_cancel
from app.views.panels.signing import Way
from app.views.screen import Screen
from app.views.widgets.basics import Card, StageChip, StateChip, StyledLabel, row
from app.views.widgets.scrim import open_sheet


def ask_roll_back(screen: Screen, detail: DeploymentDetail, watch: RollBackWatch, way: Way) -> None:
    """The sheet that says what a roll back leads to, asks why, and signs; `watch` goes on."""
    one, back = detail.row, detail.roll_back
    if back is None:
        return
    asked = Asked(
        title=tr("Roll back {version_of} to v{version}?").format(
            version_of=version_of(one), version=back.to.version
        ),
        facts=(
            (tr("From"), version_of(one)),
            (
                tr("To"),
                tr("{version_of}, deployment {number}").format(
                    version_of=version_of(back.to), number=back.to.number
                ),
            ),
            (tr("On"), _where(one)),
            (tr("Differences"), "\n".join(difference_lines(detail))),
        ),
        verb=tr("Roll back to v{version}").format(version=back.to.version),
        person=screen.backend.decider.full_name,
        role="",
        consequence="\n".join(roll_back_lines(detail)),
        is_danger=True,
        can_undo=True,
        body=_breaking_card(detail),
    )
    sheet = DecisionDialog(way.ask(asked), screen.window())
    sheet.signed.connect(
        lambda answer: screen.backend.run(
            partial(_on_roll_back_asked, screen, sheet, one, watch),
            way.command(roll_backs.ask_roll_back, answer),
            one.id,
            reason=answer.reason,
            on_error=sheet.fail,
        )
    )
    open_sheet(sheet, draft=(str(one.id), "roll_back"))
    way.tell(sheet)


def _where(one: DeploymentRow) -> QWidget:
    stage = stage_cell(one.stage) if one.stage else None
    chip = StageChip(stage) if stage else None
    return row(*filter(None, (StyledLabel(one.runtime_name), chip)), spacing=6)


def _breaking_card(detail: DeploymentDetail) -> QWidget | None:
    """What breaks stands by itself, before the reason: among what follows it would be read over."""
    lines, alerts, again = breaking_lines(detail), alert_lines(detail), returning_lines(detail)
    if not (lines or alerts or again):
        return None
    card = Card(is_alternate=True)
    card.setObjectName("deployments.breaking")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(16, 12, 16, 12)
    inside.setSpacing(6)
    if lines:
        words = tr("%n breaking difference(s)", "", len(breaking_of(detail)))
        inside.addWidget(StateChip(State(Status.CRITICAL, words, is_chip=True)))
    for line in lines:
        inside.addWidget(StyledLabel(line, wraps=True))
    if alerts and detail.roll_back is not None:
        is_critical = "critical" in detail.roll_back.alerts
        status = Status.CRITICAL if is_critical else Status.WARNING
        words = tr("%n alert(s) not resolved", "", sum(detail.roll_back.alerts.values()))
        chip = StateChip(State(status, words, is_chip=True))
        chip.setObjectName("deployments.alerts")
        inside.addWidget(chip)
    for line in alerts:
        inside.addWidget(StyledLabel(line, wraps=True))
    if again and detail.roll_back is not None:
        words = tr("%n alert(s) come back", "", len(detail.roll_back.returning))
        chip = StateChip(State(Status.WARNING, words, is_chip=True))
        chip.setObjectName("deployments.returning")
        inside.addWidget(chip)
    for line in again:
        inside.addWidget(StyledLabel(line, wraps=True))
    return card


def _on_roll_back_asked(
    screen: Screen,
    sheet: DecisionDialog,
    one: DeploymentRow,
    watch: RollBackWatch,
    asked_id: UUID,
) -> None:
    sheet.accept()
    screen.shell.tell(Deed.ROLLED_BACK)
    screen.shell.toast(
        tr("Roll back of deployment {number} asked for; the service does it").format(
            number=one.number
        ),
        kind=note_kind(one.number),
    )
    watch.begin(one.id, asked_id)
    screen.refresh()


def ask_cancel_deployment(screen: Screen, detail: DeploymentDetail) -> None:
    """Its run is cancelled, and with it what is under way."""
    one, run = detail.row, detail.run
    if run is None:
        return
    stays = tr("It is before its switch: nothing is switched any more.")
    if any(step.step == SWITCH for step in detail.steps):
        stays = tr("Its switch was begun: what served before is brought back.")
    ask_cancel(
        screen,
        run.id,
        run.number,
        title=tr("Cancel deployment {number}?").format(number=one.number),
        facts=(
            (tr("For"), f"{version_of(one)} → {one.runtime_name}"),
            (tr("At"), step_words(one)),
            (tr("Run"), f"{run.number}, {run.title}"),
        ),
        consequences=(
            stays,
            serving_line(detail.serving, one),
            tr("The step under way may still end; nothing after it begins."),
        ),
    )
