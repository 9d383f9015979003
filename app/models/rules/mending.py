"""Who can mend what a model lacks: by the same rights and steps that the database obeys."""

from __future__ import annotations

from app.models.rules.asking import ASKING
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.roles import PEOPLE, Role
from app.models.rules.transitions import TRANSITIONS, Thing

# What an author of the version may not mend: another one looks at it.
BY_OTHERS = ("limit", "findings")


def _adders(table: str) -> frozenset[Role]:
    return RIGHTS_BY_TABLE[table].insert & PEOPLE


def _takers(thing: Thing, source: str, target: str) -> frozenset[Role]:
    steps = (one for one in TRANSITIONS if one.thing is thing)
    found = (one.roles for one in steps if (one.source, one.target) == (source, target))
    return frozenset().union(*found) & PEOPLE


# By the kind of a line of the policy checklist.
MENDERS: dict[str, frozenset[Role]] = {
    "owner": RIGHTS_BY_TABLE["registered_model"].update & PEOPLE,
    "model": _adders("asset"),
    "schema": _adders("schema_field"),
    "label": _adders("schema_field"),
    "environment": _adders("asset"),
    "model_card": _adders("model_document"),
    "snapshot": _adders("snapshot"),
    "tested": ASKING["start"] & PEOPLE,  # its life cycle tests it
    "limit": _takers(Thing.WAIVER, "asked", "granted"),
    "findings": _takers(Thing.FINDING, "open", "closed"),
    "monitors": _adders("monitor"),
}
# A requirement that nobody answers for: who may name somebody.
NAMERS = _takers(Thing.RACI, "", "in_force")
