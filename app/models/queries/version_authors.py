"""Who worked on a version: as the trail tells it, and as the guards read it.

Guards of four eyes read `version_author`, which triggers fill as people write into a version and no
event tells of. So whoever verifies asks the events of those writes, and holds that table against
them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.enforcement.audit import AUTHORED
from app.models.enforcement.history import SUFFIX
from app.models.rules.registrations import REGISTERED
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.roles import Role
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.inventory import ModelVersion, SchemaField, VersionAuthor
from app.models.tables.organisation import Membership, Person
from app.models.tables.trail import AuditEvent

# Things of a version that make whoever writes them one of its authors.
AUTHORED_OBJECTS = frozenset(RIGHTS_BY_TABLE[one].object for one in AUTHORED)


@dataclass(frozen=True, slots=True)
class StrayVersion:
    """A version whose authors are others than those who wrote into it; their handles."""

    id: UUID
    expected: tuple[str, ...]
    found: tuple[str, ...]


def stray_versions(session: Session) -> list[StrayVersion]:
    """Versions that the guards take to be made by others than they were. For who sees all events.

    Whoever an event tells of is an author. Who added a field, which no event tells, or asked for
    the version may be one.
    """
    wrote = _by_version(session, [_told()])
    may = _by_version(session, [_added_fields(), *_asked()])
    found = _by_version(session, [select(VersionAuthor.version_id, VersionAuthor.person_id)])
    versions = session.scalars(select(ModelVersion.id)).all()
    handles = dict(session.execute(select(Person.id, Person.handle)).all())

    def named(people: set[UUID]) -> tuple[str, ...]:
        return tuple(sorted(handles.get(one, str(one)) for one in people))

    return [
        StrayVersion(version, named(due), named(found[version]))
        for version in sorted({*versions, *found})
        if (due := wrote[version] | (found[version] & may[version])) != found[version]
    ]


def _told() -> Select[Any, Any]:
    services = select(Membership.person_id).where(Membership.role == Role.WORKER)
    return select(AuditEvent.version_id, AuditEvent.actor_id).where(
        AuditEvent.object_type.in_(AUTHORED_OBJECTS),
        AuditEvent.version_id.is_not(None),
        AuditEvent.actor_id.not_in(services),
    )


def _added_fields() -> Select[Any, Any]:
    return select(SchemaField.version_id, SchemaField.created_by)


def _asked() -> list[Select[Any, Any]]:
    names = ("registration_request", f"registration_request{SUFFIX}")
    tables = [METADATA.tables[f"{SCHEMA}.{name}"].c for name in names]
    return [select(one.version_id, one.asked_by).where(one.state == REGISTERED) for one in tables]


def _by_version(
    session: Session, asked: Iterable[Select[Any, Any]]
) -> defaultdict[UUID, set[UUID]]:
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for statement in asked:
        for version, person in session.execute(statement.distinct()):
            found[version].add(person)
    return found
