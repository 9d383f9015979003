"""When a version may be retired: it leaves every stage that it is in, and serves nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.models.rules.asking import asking_blockers
from app.models.rules.blockers import Blocker
from app.models.rules.roles import Role

RETIRE = "retire_version"  # the wish, and the document that is signed for it


@dataclass(frozen=True, slots=True)
class RetirementFacts:
    """How a version stands. `switching`: numbers of deployments that are being switched."""

    is_placed: bool
    run_number: int | None  # of the life cycle that has it in hand
    switching: tuple[int, ...]
    is_asked: bool  # somebody asked already, and no service has taken it up


def retirement_blockers(facts: RetirementFacts, roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Every reason why holders of `roles` in its unit may not retire it now."""
    return (*asking_blockers(RETIRE, roles), *standing_blockers(facts))


def standing_blockers(facts: RetirementFacts) -> tuple[Blocker, ...]:
    """Those that do not depend on who asks: a service looks again before it acts."""
    found = []
    if not facts.is_placed:
        found.append(Blocker("retire.nowhere"))
    if facts.run_number is not None:
        found.append(Blocker("retire.under_way", number=facts.run_number))
    if facts.switching:
        found.append(Blocker("retire.switching", numbers=list(facts.switching)))
    if facts.is_asked:
        found.append(Blocker("retire.asked"))
    return tuple(found)
