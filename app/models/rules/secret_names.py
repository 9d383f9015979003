"""Which secrets a row may name: a runtime only its own, whatever else a machine keeps."""

from __future__ import annotations

from app.models.rules.blockers import Blocker

# The only names that are sent to where a row of the workspace says. Every other secret, of whatever
# kind comes later too, stays out of reach of whoever may write a runtime.
RUNTIME_SECRETS = "runtime."


def runtime_secret_blockers(reference: str) -> tuple[Blocker, ...]:
    """Why a runtime may not be given the secret of this name; it needs none."""
    is_own = reference.startswith(RUNTIME_SECRETS) and reference != RUNTIME_SECRETS
    return () if is_own or not reference else (Blocker("runtime.secret"),)
