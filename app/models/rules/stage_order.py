"""The order of a path's stages: it is what an approval was for, from the first model on."""

from __future__ import annotations

from app.models.rules.blockers import Blocker


def order_blockers(*, is_gone_through: bool) -> tuple[Blocker, ...]:
    """Why the stages of a path may not change places.

    Args:
        is_gone_through: a model was registered with this path.
    """
    return (Blocker("stage.order"),) if is_gone_through else ()
