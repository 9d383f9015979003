"""The kinds of notices there are, for the centre, the toasts, the desktop and the settings."""

from __future__ import annotations

from app.views.language import N_

# Key as stored in the settings -> words. What the desktop itself may show comes first.
KINDS: dict[str, str] = {
    "assigned": N_("Assigned to me"),
    "escalated": N_("Escalated to me"),
    "alert": N_("Critical alert on my models"),
    "note": N_("Questions, answers, comments"),
    "deployment": N_("My deployment finished or failed"),
    "request": N_("My requests and what was decided"),
    "account": N_("My roles and signing keys"),
    "watched": N_("What I watch"),
}
OUTSIDE = frozenset({"assigned", "escalated", "alert", "deployment"})
