"""When a person may say that a retired runtime has ended, where no service saw it end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from app.models.rules.asking import asking_blockers
from app.models.rules.blockers import Blocker
from app.models.rules.roles import Role

RUNTIME_ENDED = "runtime_ended"  # the wish, and the document that is signed for it
OUTLIVES = "outlives its runtime"  # the alert; with the number of its deployment, one for each
# A service that keeps a retired runtime looks at it every few seconds as long as it is up.
SEEN_UP_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class EndedFacts:
    """How a runtime stands of which somebody says that it has ended."""

    is_retired: bool
    answering: tuple[str, ...]  # what is deployed there, as people call it
    unseen: tuple[str, ...]  # of that, what the person does not know of
    is_seen_up: bool  # a service saw its server within `SEEN_UP_FOR`, after it was retired
    is_asked: bool = False  # somebody said so already, and no service has taken it up


def ended_blockers(facts: EndedFacts, roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Every reason why holders of `roles` in its unit may not say so now."""
    return (*asking_blockers(RUNTIME_ENDED, roles), *standing_blockers(facts))


def standing_blockers(facts: EndedFacts) -> tuple[Blocker, ...]:
    """Those that do not depend on who says it: a service looks again before it acts."""
    found = []
    if not facts.is_retired:
        found.append(Blocker("ended.not_retired"))
    if not facts.answering:
        found.append(Blocker("ended.nothing"))
    if facts.unseen:
        found.append(Blocker("ended.unseen", what=list(facts.unseen)))
    if facts.is_seen_up:
        found.append(Blocker("ended.seen_up"))
    if facts.is_asked:
        found.append(Blocker("ended.asked"))
    return tuple(found)
