"""Which decision needs which: the order to evaluate them in, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.errors import InputError
from app.models.dmn.decisions import Decision, Finding


def requirement_findings(decisions: Mapping[str, Decision]) -> Iterator[Finding]:
    """Needed decisions that are not in the file, and decisions that need themselves."""
    for decision in decisions.values():
        for required in decision.required:
            if required not in decisions:
                why = f"The needed decision “{required}” is not in the file."
                yield Finding("requiredDecision", decision.id, decision.line, why, decision.id)
        if decision.id in _reachable(decisions, decision):
            why = f"The decision “{decision.name}” needs its own result."
            yield Finding("decision", decision.id, decision.line, why, decision.id)


def in_order(decisions: Mapping[str, Decision], decision_id: str) -> list[Decision]:
    """All decisions that `decision_id` needs, each after those it needs, itself last.

    Raises:
        InputError: there is no such decision.
    """
    if decision_id not in decisions:
        known = ", ".join(decisions) or "none"
        raise InputError(
            f"There is no decision “{decision_id}” in this file.", hint=f"It holds: {known}."
        )
    ordered: dict[str, Decision] = {}
    seen: set[str] = set()
    stack = [(decision_id, False)]
    while stack:
        each, is_ready = stack.pop()
        decision = decisions.get(each)
        if decision is None or each in ordered:
            continue
        if is_ready:
            ordered[each] = decision
        elif each not in seen:
            seen.add(each)
            stack.append((each, True))
            stack.extend((required, False) for required in reversed(decision.required))
    return list(ordered.values())


def _reachable(decisions: Mapping[str, Decision], start: Decision) -> set[str]:
    found: set[str] = set()
    stack = list(start.required)
    while stack:
        each = stack.pop()
        if each not in found and each in decisions:
            found.add(each)
            stack.extend(decisions[each].required)
    return found
