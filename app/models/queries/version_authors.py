"""Who worked on a version: as the trail tells it, and as the guards read it.

Guards of four eyes read `version_author`, which triggers fill as people write into a version and no
event tells of. So whoever verifies asks the events of those writes, and holds that table against
them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.enforcement.audit import AUTHORED
from app.models.enforcement.history import SUFFIX
from app.models.queries.id_lists import is_one_of
from app.models.rules.registrations import REGISTERED
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.roles import Role
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.inventory import ModelVersion, RegisteredModel, SchemaField, VersionAuthor
from app.models.tables.organisation import Membership, Person
from app.models.tables.trail import AuditEvent

# Things of a version that make whoever writes them one of its authors.
AUTHORED_OBJECTS = frozenset(RIGHTS_BY_TABLE[one].object for one in AUTHORED)
PIECE = 500  # models


@dataclass(frozen=True, slots=True)
class StrayVersion:
    """A version whose authors are others than those who wrote into it; their handles."""

    id: UUID
    expected: tuple[str, ...]
    found: tuple[str, ...]


def stray_versions(session: Session, models: Sequence[UUID]) -> list[StrayVersion]:
    """Versions of these models that the guards take to be made by others than they were.

    For who sees all events. Whoever an event tells of is an author. Who added a field, which no
    event tells, or asked for the version may be one.
    """
    of_models = is_one_of(session, ModelVersion.model_id, models)
    versions = session.scalars(select(ModelVersion.id).where(of_models)).all()
    wrote = _by_version(session, [_told(session, models)])
    may = _by_version(session, [_added_fields(session, versions), *_asked(session, versions)])
    author = VersionAuthor.version_id, VersionAuthor.person_id
    found = _by_version(session, [select(*author).where(is_one_of(session, author[0], versions))])
    strays = [
        (one, due, found[one])
        for one in sorted(versions)
        if (due := wrote[one] | (found[one] & may[one])) != found[one]
    ]
    people = {one for _, *both in strays for those in both for one in those}
    known = select(Person.id, Person.handle).where(is_one_of(session, Person.id, people))
    handles = dict(session.execute(known).all())

    def named(those: set[UUID]) -> tuple[str, ...]:
        return tuple(sorted(handles.get(one, str(one)) for one in those))

    return [StrayVersion(one, named(due), named(are)) for one, due, are in strays]


def models_after(session: Session, after: UUID) -> Sequence[UUID]:
    """The next models, so many as are looked at in one go."""
    model = RegisteredModel.id
    return session.scalars(select(model).where(model > after).order_by(model).limit(PIECE)).all()


def _told(session: Session, models: Sequence[UUID]) -> Select[Any, Any]:
    services = select(Membership.person_id).where(Membership.role == Role.WORKER)
    return select(AuditEvent.version_id, AuditEvent.actor_id).where(
        is_one_of(session, AuditEvent.model_id, models),
        AuditEvent.object_type.in_(AUTHORED_OBJECTS),
        AuditEvent.version_id.is_not(None),
        AuditEvent.actor_id.not_in(services),
    )


def _added_fields(session: Session, versions: Sequence[UUID]) -> Select[Any, Any]:
    of = SchemaField.version_id
    return select(of, SchemaField.created_by).where(is_one_of(session, of, versions))


def _asked(session: Session, versions: Sequence[UUID]) -> list[Select[Any, Any]]:
    names = ("registration_request", f"registration_request{SUFFIX}")
    tables = [METADATA.tables[f"{SCHEMA}.{name}"].c for name in names]
    return [
        select(one.version_id, one.asked_by).where(
            one.state == REGISTERED, is_one_of(session, one.version_id, versions)
        )
        for one in tables
    ]


def _by_version(
    session: Session, asked: Iterable[Select[Any, Any]]
) -> defaultdict[UUID, set[UUID]]:
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for statement in asked:
        for version, person in session.execute(statement.distinct()):
            found[version].add(person)
    return found
