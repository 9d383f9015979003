"""Home's figures are read while the window is being built: they are counted over every model."""

from __future__ import annotations

from app.models.queries.home import load_figures
from app.models.rules.role_views import first_view
from app.services.seat import Seat
from app.views.shown_time import shown_now


def read_ahead(seat: Seat) -> None:
    """Begin what `HomeScreen` will ask first; whoever sits there lands on it."""
    view = first_view(seat.actor.roles)
    seat.read_ahead(load_figures, seat.actor.id, now=shown_now(), view=view)
