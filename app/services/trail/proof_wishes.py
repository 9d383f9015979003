"""Which signed wishes go with the proof of one model: those that are about this model alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.rules.asking import SIGNED
from app.models.tables.execution import Deployment, Placement
from app.models.tables.inventory import ModelVersion
from app.models.tables.life_cycle import EngineInbox
from app.services.signed_documents import read_document

# What a wish names, in its row and in what was signed for it.
ONE = ("deployment_id", "deployment", "version_id", "model")
MANY = ("deployments", "places")


def wishes_about(session: Session, model_id: UUID) -> frozenset[UUID]:
    """Of one that names more than this model who reads the proof must not learn.

    By all that it names in its row or in what was signed, and by all that was done on it. What a
    text names that is not in the form of a document nobody can tell, so it stays out too.
    """
    own, done = _things_of(session, model_id), _done_on(session)
    rows = session.execute(
        select(EngineInbox.id, EngineInbox.payload, EngineInbox.document).where(
            EngineInbox.kind.in_(SIGNED)
        )
    )
    found = set()
    for wish, payload, document in rows:
        said = read_document(document or "")
        named = {*_named(payload), *_named(said), *done[wish]}
        is_known = said is not None or not document
        if is_known and named and named <= own:
            found.add(wish)
    return frozenset(found)


def _things_of(session: Session, model_id: UUID) -> set[str]:
    found = {str(model_id)}
    for table in (Deployment, Placement, ModelVersion):
        ids = session.scalars(select(table.id).where(table.model_id == model_id))
        found.update(map(str, ids))
    return found


def _done_on(session: Session) -> defaultdict[UUID, set[str]]:
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    rows = select(Deployment.asked_id, Deployment.id).where(Deployment.asked_id.is_not(None))
    for wish, deployment in session.execute(rows):
        if wish is not None:
            found[wish].add(str(deployment))
    return found


def _named(said: Any) -> Iterator[str]:
    """Whatever somebody wrote there."""
    if not isinstance(said, dict):
        return
    yield from (str(said[name]) for name in ONE if said.get(name))
    for name in MANY:
        each = said.get(name)
        for one in each if isinstance(each, list) else ():
            yield str(one.get("id") if isinstance(one, dict) else one)
