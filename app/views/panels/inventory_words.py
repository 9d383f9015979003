"""The inventory's codes in words, and who reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from app import texts
from app.errors import BlockerLike
from app.models.queries.inventory import Health
from app.views.cells import State, Status

DEBT_WORDS = {
    "no_monitor": "no monitor",
    "no_approval": "no approval",
    "no_document": "no document",
    "stale": "stale",
}
MEASURES = {"psi": "PSI", "csi": "CSI", "ks": "KS", "auc": "AUC", "f1": "F1", "rmse": "RMSE"}
VERDICTS = {
    "PASS": Status.OK,
    "WARN": Status.WARNING,
    "FAIL": Status.FAILED,
    "ERROR": Status.FAILED,
    "NO_THRESHOLD": Status.UNKNOWN,
    "INSUFFICIENT_DATA": Status.UNKNOWN,
    "NOT_APPLICABLE": Status.UNKNOWN,
}
CHECKS = {
    "environment": ("Libraries fixed by a lock file", "No file fixes the libraries"),
    "findings": ("No grave finding is open", "Grave findings are open"),
    "label": ("The schema names the label", "No label column: it can't be tested"),
    "limit": ("Waived", "Over its limit"),
    "model": ("A model that can be served", "No model file"),
    "model_card": ("Model card", "No model card"),
    "monitors": ("Monitors attached", "No monitor attached"),
    "schema": ("Schema of inputs and outputs", "No schema"),
    "snapshot": ("Frozen as a snapshot", "Not frozen as a snapshot"),
    "tested": ("Release tests", "Not tested yet: its life cycle does it"),
}


def person_of(decider: Any) -> UUID | None:
    """The id of the person at the window: `DeciderFacts`, an `Actor`, or the id itself."""
    if isinstance(decider, UUID):
        return decider
    found = getattr(decider, "person", None) or getattr(decider, "id", None)
    return found if isinstance(found, UUID) else None


def why_not(blockers: Iterable[BlockerLike]) -> str:
    """All reasons as one text; empty when there is none."""
    return " ".join(_reason(one) for one in blockers)


def _reason(one: BlockerLike) -> str:
    needed = one.params.get("needed")
    if one.code == "write.refused" and isinstance(needed, (list, tuple)):
        return f"This needs the role {roles(needed)} in the model's unit."
    return texts.blocker(one)


def roles(names: Sequence[object]) -> str:
    return " or ".join(texts.role_name(str(name)) for name in names)


def rule(name: str) -> str:
    """`jensen_shannon:income` as "Jensen-Shannon on income"."""
    test, _, feature = name.partition(":")
    words = MEASURES.get(test) or test.replace("_", " ")
    return f"{words} on {feature}" if feature else words


def verdict(code: str) -> State:
    words = code.replace("_", " ").lower() or "not tested"
    return State(VERDICTS.get(code, Status.UNKNOWN), words)


def health(found: Health) -> State:
    """The roll-up in at most three words: the cause where something is wrong."""
    if found.level in ("critical", "warning"):
        status = Status.CRITICAL if found.level == "critical" else Status.WARNING
        if not found.open_alerts:
            return State(status, f"last run {found.cause.lower()}")
        return State(status, rule(found.cause.partition(":")[0]))
    words = {"ok": "ok", "unknown": "no result", "none": "no monitor"}
    return State(Status.OK if found.level == "ok" else Status.UNKNOWN, words[found.level])


def person(names: Sequence[str]) -> str:
    """ "Aisha Rahman and Jo Vermeer"."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + f" and {names[-1]}"


def size(count: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.3g} {unit}"
    return f"{count} bytes"
