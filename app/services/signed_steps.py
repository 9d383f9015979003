"""What people sign of a step: the thing as the trail will tell it, in one form for every thing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.rules.rights import RIGHTS, RIGHTS_BY_TABLE, TableRights
from app.models.rules.signed_acts import SIGNED_STEPS
from app.models.rules.transitions import Thing
from app.models.tables.base import Base
from app.models.tables.frameworks import Framework
from app.models.tables.governance import Attestation, Finding, RiskAssessment, SignedAct
from app.models.tables.inventory import RegisteredModel, UseCase
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.organisation import Person, RoleRequest, SigningKey
from app.services.signed_documents import VERSION

Signable = (
    DecisionTable | LifeCycleTemplate | Framework | RoleRequest | Finding | Attestation
    | RiskAssessment | SigningKey
)  # fmt: skip
SIGNABLE: tuple[type[Signable], ...] = (
    DecisionTable, LifeCycleTemplate, Framework, RoleRequest, Finding, Attestation, RiskAssessment,
    SigningKey,
)  # fmt: skip
# What the signer has before them that no event tells.
SHOWN: Mapping[str, tuple[str, ...]] = {
    "attestation": ("question",), "finding": ("detail", "place", "fix"),
}  # fmt: skip
OWN = frozenset({"key_id", "signature"})  # of a signature, so no part of what it is under


RIGHTS_BY_THING: Mapping[str, TableRights] = {
    str(thing): rights for thing in SIGNED_STEPS for rights in RIGHTS if rights.thing is thing
}


def rights_of(row: Base) -> TableRights:
    return RIGHTS_BY_TABLE[row.__tablename__]


def signable_of(thing: str) -> type[Any]:
    """The rows of a thing."""
    table = RIGHTS_BY_THING[thing].table
    return next(one for one in SIGNABLE if one.__tablename__ == table)


def shown_of(row: Signable) -> dict[str, Any]:
    """What the signer has before them that no event tells."""
    return {one: getattr(row, one) for one in SHOWN.get(row.__tablename__, ())}


def told_after(row: Signable, changes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The thing as it stands after `changes`: what the step's event will say, and what it won't."""
    rights = rights_of(row)

    def value(name: str) -> Any:
        return changes[name] if name in changes else getattr(row, name)

    return {
        "facts": {one: as_told(value(one)) for one in rights.facts if one not in OWN},
        "texts": {one: value(one) for one in rights.texts if value(one) is not None},
        "shown": shown_of(row),
    }


def as_told(value: object) -> Any:
    """A value as a leaf of the trail has it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    return value


def salted_as(fact: object, text: object) -> bool:
    """Whether what an event says of a text is its salted digest; None: that it is empty."""
    if fact is None:
        return not text
    if not isinstance(fact, dict) or "salt" not in fact:
        return False
    said = f"{fact['salt']}{text}".encode("utf-8", "surrogatepass")
    return bool(hashlib.sha256(said).hexdigest() == fact.get("sha256"))


def step_document_facts(
    log: UUID, act: SignedAct, told: Mapping[str, Any], *, name: str, actor: UUID
) -> dict[str, Any]:
    """What is signed of a step, beside what `asserted` adds."""
    model = {} if act.model_id is None else {"model": str(act.model_id)}
    return {
        "v": VERSION,
        "kind": "act",
        "log": str(log),
        "id": str(act.id),
        "unit": str(act.unit_id),
        "thing": act.thing,
        "object": str(act.object_id),
        "row_version": act.of_version,
        "name": name,
        **model,
        **told,
        "verdict": act.state,
        "actor": str(actor),
    }


def name_of(session: Session, row: Signable) -> str:
    """What people call it; in what they sign it stands beside the ids."""
    if isinstance(row, DecisionTable | LifeCycleTemplate | Framework):
        return f"{row.key} v{row.version}"
    if isinstance(row, RoleRequest):
        person = session.get_one(Person, row.person_id)
        return f"{row.action} {row.role}: {person.full_name} ({person.handle})"
    if isinstance(row, SigningKey):
        person = session.get_one(Person, row.person_id)
        return f"{row.kid}: {person.full_name} ({person.handle})"
    if isinstance(row, RiskAssessment):
        return session.get_one(UseCase, row.use_case_id).name
    of = session.get_one(RegisteredModel, row.model_id).name
    return f"{of}: {row.title if isinstance(row, Finding) else row.campaign}"


def thing_of(row: Signable) -> Thing:
    thing = rights_of(row).thing
    assert thing is not None
    return thing
