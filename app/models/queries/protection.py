"""Whether the data that a version reads are protected as the policy wants it (A12)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.dmn.evaluate import evaluate, map_result
from app.models.dmn.xml_io import parse
from app.models.queries.in_force import table_in_force
from app.models.queries.regulated import is_regulated
from app.models.rules.policies import DATA_PROTECTION
from app.models.tables.execution import DataSource
from app.models.tables.inventory import Asset, RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import Monitor


@dataclass(frozen=True, slots=True)
class Gap:
    """What a row of the policy says is wrong with a data source."""

    source: str
    finding: str
    severity: str
    fix: str


def list_sources_of(session: Session, model_id: UUID, version_id: UUID) -> list[DataSource]:
    """What the model's monitors read, and the sources in stores that the version's files lie in."""
    read = select(Monitor.data_source_id).where(
        Monitor.model_id == model_id, Monitor.is_paused.is_(False)
    )
    stores = select(Asset.store).where(
        Asset.version_id == version_id, Asset.replaced_by.is_(None), Asset.store != ""
    )
    found = session.scalars(
        select(DataSource)
        .where(or_(DataSource.id.in_(read), DataSource.store.in_(stores)))
        .order_by(DataSource.name, DataSource.id)
    )
    return list(found)


def protection_gaps(session: Session, model_id: UUID, version_id: UUID) -> list[Gap]:
    """Everything that the policy in force finds wrong, source by source; no policy: nothing.

    Raises:
        AppError: the table is for other facts.
    """
    registered = session.get_one(RegisteredModel, model_id)
    table_id = table_in_force(session, DATA_PROTECTION, registered.unit_id)
    if table_id is None:
        return []
    table = session.get_one(DecisionTable, table_id)
    decisions, regulated = parse(table.dmn), is_regulated(session, model_id)
    found: list[Gap] = []
    for source in list_sources_of(session, model_id, version_id):
        facts = {
            "data_class": source.data_class,
            "is_regulated": regulated,
            "has_purpose": bool(source.purpose.strip()),
            "retention_days": source.retention_days,
            "is_encrypted": source.encryption,
            "has_access": bool(source.access.strip()),
        }
        rows = map_result(evaluate(decisions, table.decision_id, facts), "resultList")
        assert isinstance(rows, list)
        found += [
            Gap(source.name, str(row["finding"]), str(row["severity"]), str(row.get("fix") or ""))
            for row in rows
        ]
    return found
