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
    for own_id in _on_rings(decisions):
        decision = decisions[own_id]
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


def _on_rings(decisions: Mapping[str, Decision]) -> list[str]:
    """Decisions that need themselves, directly or through others.

    What needs nothing is taken away, again and again; then what nobody needs.
    """
    needs = {
        own: {each for each in one.required if each in decisions} for own, one in decisions.items()
    }
    needed_by: dict[str, set[str]] = {own: set() for own in decisions}
    for own, others in needs.items():
        for other in others:
            needed_by[other].add(own)
    _peel(needs, needed_by)
    _peel(needed_by, needs)
    return list(needs)


def _peel(graph: dict[str, set[str]], back: dict[str, set[str]]) -> None:
    """Take every node out of both that leads nowhere in `graph`, until none is left that does."""
    leaves = [node for node, others in graph.items() if not others]
    while leaves:
        leaf = leaves.pop()
        del graph[leaf]
        for other in back.pop(leaf):
            graph[other].discard(leaf)
            if not graph[other]:
                leaves.append(other)
