"""Who can make a rejected version worth asking for again, by adding to it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.roles import PEOPLE, Role

# Whoever may change what a version is made of.
CHANGERS = RIGHTS_BY_TABLE["asset"].insert & PEOPLE


def is_of_its_makers(person: UUID, makers: Collection[UUID], roles: Collection[Role]) -> bool:
    """Whether what `person` added is new work on the version, not a remark of somebody else.

    Args:
        makers: who worked on the version, and who owns its model.
        roles: what the person holds in the model's unit.
    """
    return person in makers or bool(CHANGERS & frozenset(roles))
