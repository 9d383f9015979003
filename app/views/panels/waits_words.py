"""Whom a run waits for, and what stands in the way, in words."""

from __future__ import annotations

from app import texts
from app.models.queries.run_view import PersonWait
from app.views.language import listed, tr


def who(wait: PersonWait) -> str:
    """Who has the task, or who may take it."""
    if wait.assignee:
        return wait.assignee
    roles = listed([texts.role_name(role) for role in wait.roles], either=True)
    if wait.candidates and len(wait.candidates) <= 3:
        return ", ".join(wait.candidates)
    return tr("any {roles}").format(roles=roles) if roles else tr("anybody")


def hindrances(wait: PersonWait) -> list[str]:
    """Of a task that waits for a runtime: what each lacks now, or which one fits by now."""
    if wait.fitting is None:
        return []
    if wait.fitting.fits:
        words = tr("For {stage} it now fits on: {runtimes}. Choose Retry.")
        return [words.format(stage=wait.fitting.stage, runtimes=listed(wait.fitting.fits))]
    return [texts.told(one) for one in wait.fitting.lines] or [tr("No runtime is in use.")]
