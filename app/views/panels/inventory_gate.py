"""What stands today between a version and the last stage of its path, in words."""

from __future__ import annotations

from app import texts
from app.models.queries.submission import Standing
from app.models.rules.blockers import Blocker
from app.views.language import tr


def gate_title(standing: Standing) -> str:
    stages = standing.way.stages
    return tr("Gate to {stage} today").format(stage=stages[-1] if stages else tr("the last stage"))


def gates(standing: Standing) -> list[Blocker]:
    return [one for one in standing.gate if not is_asked_by_submitting(one)]


def is_asked_by_submitting(found: Blocker) -> bool:
    """Nobody was asked to approve yet: submitting is what asks."""
    is_unasked = texts.is_unasked(found.code, found.params)
    return is_unasked or found.code == "request.no_life_cycle"


def gate_words(found: Blocker) -> str:
    """As everywhere, but the way out is one of this window."""
    if found.code != "gate.runtime":
        return texts.blocker(found)
    way_out = tr("Runtimes shows each rule that fails, and its fix.")
    return f"{texts.message(found.code, found.params)} {way_out}"
