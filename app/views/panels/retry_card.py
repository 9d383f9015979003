"""What came of a task that tries a step again: asked for, running, passed or come back."""

from __future__ import annotations

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QVBoxLayout

from app.models.queries.retries import RetryState
from app.texts import told
from app.views.language import tr
from app.views.panels.retry_trail import RetryTrail
from app.views.places import ObjectRef
from app.views.theme import FontRole
from app.views.widgets.basics import Card, StyledLabel, row
from app.views.widgets.button import Button, Kind


class RetryCard(Card):
    def __init__(self, retry: RetryState, left_for: SignalInstance) -> None:
        super().__init__(is_alternate=True)
        self.setObjectName("task.retry")
        self.trail = RetryTrail()
        self.trail.set_state(retry)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(4)
        layout.addWidget(self.trail)
        layout.addWidget(StyledLabel(retry_words(retry), FontRole.STRONG, wraps=True))
        if retry.step == "failed" and retry.detail:
            layout.addWidget(StyledLabel(told(retry.detail), wraps=True, can_copy=True))
        if retry.task_id is not None:
            again = Button(
                tr("Open task {number}").format(number=retry.task_number), kind=Kind.LINK
            )
            ref = ObjectRef("task", str(retry.task_id), told(retry.at))
            again.clicked.connect(lambda _checked: left_for.emit(ref))
            layout.addWidget(row(again))


def retry_words(retry: RetryState) -> str:
    """The present state in a sentence, and nothing that is only hoped for."""
    step = told(retry.at) or tr("the step")
    match retry.step:
        case "requested":
            return tr("Asked for: the service takes it up next.")
        case "executing":
            return tr("It runs: {step}").format(step=step)
        case "verified":
            return tr("{step} has passed: the life cycle goes on.").format(step=step)
        case "failed" if retry.task_id is not None:
            return tr("It came back as task {number}: {step}").format(
                number=retry.task_number, step=step
            )
        case "failed":
            return tr("It failed again: {step}").format(step=step)
    return tr("It was not tried: the life cycle has ended.")
