"""Somebody rejects by keys, and mistypes the password first."""

from __future__ import annotations

from app.views.dialogs.decision_dialog import DecisionDialog
from tests.hands import Hands


def reject_until_refused(hands: Hands, handle: str, *, reason: str, wrong: str) -> DecisionDialog:
    """The tests are looked at, then N; the dialog has refused, and waits for the right password."""
    hands.press("2", "N")
    dialog = hands.sheet(DecisionDialog)
    hands.type(reason)
    hands.press("Tab")
    hands.type(handle)
    hands.press("Tab")
    hands.type(wrong)
    hands.press("Return")
    hands.until("refusal", lambda: "sign" in dialog.errors.keys)
    return dialog
