"""Which connections are paused: by whom, since when and why."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.orm import Session

from app.models.queries.lookups import person_names
from app.models.rules.deployment_states import ENDED
from app.models.rules.pauses import RUNTIME, STORE, Pause
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.execution import Deployment, Runtime, Store
from app.models.tables.inventory import Asset

TABLES: dict[str, type[Runtime] | type[Store]] = {RUNTIME: Runtime, STORE: Store}


def load_pauses(session: Session, rows: Iterable[Runtime | Store]) -> dict[UUID, Pause]:
    """Of those of these connections that are paused, by id."""
    paused = [one for one in rows if one.is_paused]
    found: dict[UUID, Pause] = {}
    for kind, table in TABLES.items():
        mine = [one for one in paused if isinstance(one, table)]
        found.update(_of_kind(session, kind, mine))
    return found


def find_pause(session: Session, kind: str, name: str) -> Pause | None:
    """Of the store of this name, or of the runtime of this id; None: it is asked."""
    rows: Iterable[Runtime | Store]
    if kind == STORE:
        rows = session.scalars(select(Store).where(Store.name == name, Store.is_paused)).all()
    else:
        meant = select(Runtime).where(Runtime.id == UUID(name), Runtime.is_paused)
        rows = session.scalars(meant).all()
    return next(iter(load_pauses(session, rows).values()), None)


def pause_met_by(session: Session, one: Deployment) -> Pause | None:
    """Of its runtime; of one that has ended never."""
    return None if one.state in ENDED else find_pause(session, RUNTIME, str(one.runtime_id))


def pause_over_version(session: Session, version_id: UUID) -> Pause | None:
    """Of a store in which files of a version lie: who runs it again waits for that one."""
    wanted = select(Asset.store).where(Asset.version_id == version_id, Asset.replaced_by.is_(None))
    stores = set(session.scalars(wanted.distinct()))
    found = (one for one in list_pauses(session) if one.kind == STORE and one.name in stores)
    return next(found, None)


def list_pauses(session: Session) -> tuple[Pause, ...]:
    """Every one, what was paused last first."""
    rows = [
        *session.scalars(select(Runtime).where(Runtime.is_paused)),
        *session.scalars(select(Store).where(Store.is_paused)),
    ]
    return tuple(sorted(load_pauses(session, rows).values(), key=lambda one: one.at, reverse=True))


def _of_kind(
    session: Session, kind: str, rows: Iterable[Runtime | Store]
) -> Iterable[tuple[UUID, Pause]]:
    """Others change such a row meanwhile, so who paused it stands in the image of that moment."""
    present = {one.id: one for one in rows}
    if not present:
        return []
    past = METADATA.tables[f"{SCHEMA}.{kind}_history"].c
    runs = select(past.id, func.max(past.row_version).label("last")).where(
        past.id.in_(present), not_(past.is_paused)
    )
    begun = {row.id: row.last + 1 for row in session.execute(runs.group_by(past.id))}
    versions = {key: begun.get(key, 1) for key in present}
    images = select(past.id, past.recorded_by, past.recorded_from).where(
        or_(*(and_(past.id == key, past.row_version == n) for key, n in versions.items()))
    )
    turned = {row.id: (row.recorded_by, row.recorded_from) for row in session.execute(images)}
    for key, one in present.items():
        turned.setdefault(key, (one.recorded_by, one.recorded_from))
    names = person_names(session, (by for by, _ in turned.values()))
    return [
        (
            key,
            Pause(kind, one.name, names.get(turned[key][0], ""), turned[key][1], one.pause_reason),
        )
        for key, one in present.items()
    ]
