"""Retrying the steps of several runs: how many have an incident, and which, is said first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app import texts
from app.models.queries.run_list import ListedRun
from app.services.commands.processes import retry_runs
from app.views import safe_text
from app.views.language import tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.screen import Screen
from app.views.widgets.scrim import open_sheet

MOST_KINDS = 6  # of incidents that are told apart


def ask_retry(screen: Screen, chosen: Sequence[ListedRun]) -> None:
    """Say what would be tried again; then the service is asked to."""
    stuck = [one for one in chosen if one.state == "incident"]
    lines = [
        tr("{stuck} of {chosen} chosen runs have an incident; left out: {left}.").format(
            stuck=len(stuck), chosen=len(chosen), left=len(chosen) - len(stuck)
        ),
        tr("Each counts only when the step's own check passes; the list tells which did."),
    ]
    sheet = ConfirmSheet(
        tr("Retry the steps of %n run(s)?", "", len(stuck)),
        tr("Retry %n run(s)", "", len(stuck)),
        screen,
        facts=_kinds(stuck),
        consequences=lines,
        minimum_reason=0,
    )

    def told(count: int) -> None:
        sheet.accept()
        screen.shell.toast(tr("%n retry/retries asked for; the service does them", "", count))
        screen.refresh()

    ids = tuple(one.id for one in stuck)
    sheet.confirmed.connect(
        lambda _reason: screen.backend.run(told, retry_runs, ids, on_error=sheet.fail)
    )
    open_sheet(sheet, draft=("", "retry_runs"))


def _kinds(stuck: Sequence[ListedRun]) -> list[tuple[str, object]]:
    """The incidents by what they say, the most frequent first."""
    counted = Counter(texts.told(one.run.incident) for one in stuck)
    return [
        (f"{count} ×", safe_text.one_line(words, 200))
        for words, count in counted.most_common(MOST_KINDS)
    ]
