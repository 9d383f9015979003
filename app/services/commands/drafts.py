"""What a second person says to a draft: that it comes in force, or does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from app.models.queries.draft_facts import draft_facts
from app.models.rules.blockers import Blocker, require
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.policies import DraftFacts
from app.models.rules.tasks import reason_blockers
from app.models.tables.frameworks import Framework
from app.models.tables.life_cycle import DecisionTable
from app.services.signed_documents import clean_reason
from app.services.unit_of_work import UnitOfWork

Draft = TypeVar("Draft", bound=DecisionTable | Framework)


def answered(
    work: UnitOfWork,
    kind: type[Draft],
    draft_id: UUID,
    blockers: Callable[[DraftFacts, DeciderFacts], Sequence[Blocker]],
    reason: str,
) -> tuple[Draft, str]:
    """The draft and the clean reason, where this person may answer it so.

    Raises:
        RefusedError: with every blocker.
    """
    row = work.get(kind, draft_id)
    why = clean_reason(reason)
    found = blockers(draft_facts(work.session, row), work.decider(row.unit_id))
    require([*found, *reason_blockers(why)])
    return row, why
