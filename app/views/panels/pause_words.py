"""How a paused connection is told where somebody looks at it."""

from __future__ import annotations

from app.models.rules.pauses import Pause
from app.views import cells
from app.views.language import tr


def pause_words(pause: Pause) -> str:
    """As `Pause.sentence`, with its time in the reader's zone."""
    return tr("{name} is paused by {person} since {when}: {reason}").format(
        name=pause.name, person=pause.by, when=cells.moment(pause.at), reason=pause.reason
    )
