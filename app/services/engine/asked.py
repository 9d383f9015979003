"""What an inbox row may say. People write rows with any client: nothing in one is believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError, RefusedError
from app.models.rules.asking import NAMED
from app.models.rules.blockers import Blocker
from app.models.tables.everything import METADATA
from app.models.tables.inventory import ModelVersion
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.organisation import Person
from app.services.unit_of_work import UnitOfWork

# What a life cycle works out by itself; a message from a person can't set it.
WORKED_OUT = frozenset(
    {
        "required", "block_from", "model_id", "model", "version_id", "version", "kind",
        "risk_tier", "unit", "is_regulated", "service_tag", "submitted_by", "submitter", "stage",
        "stages", "slots", "snapshot_id", "threshold_table", "decision_tables", "verdict",
        "failed", "findings", "instance_id", "business_key", "runtime_id", "deployment_id",
    }
)  # fmt: skip


def optional_id(payload: Mapping[str, Any], name: str) -> UUID | None:
    """The id under `name`, written as ids are: the database's guard compares that very text.

    Raises:
        InputError: something else stands there.
    """
    written = payload.get(name)
    if not written:
        return None
    try:
        found = UUID(str(written))
    except ValueError:
        found = None
    if found is None or str(found) != written:
        raise InputError(f"“{written}” is no {name.replace('_', ' ')}.")
    return found


def needed_id(payload: Mapping[str, Any], name: str) -> UUID:
    found = optional_id(payload, name)
    if found is None:
        raise InputError(f"The entry does not say which {name.replace('_id', '')}.")
    return found


def check(work: UnitOfWork, row: EngineInbox) -> None:
    """Raise where a person's row is no object, or names something of another unit.

    The guards refuse most of that when it is written; this holds for rows that came in before.
    """
    if not isinstance(row.payload, dict):
        raise InputError("The entry says nothing.")
    if is_from_service(work, row):
        return
    for name, table in NAMED:
        try:
            named = optional_id(row.payload, name)
        except InputError:  # names nothing; who needs it says so
            continue
        if named is None:
            continue
        columns = METADATA.tables[f"mw.{table}"].c
        unit = work.session.scalar(select(columns.unit_id).where(columns.id == named))
        if unit is not None and unit != row.unit_id:
            raise RefusedError([Blocker("inbox.unit")], "This belongs to another business unit.")


def is_from_service(work: UnitOfWork, row: EngineInbox) -> bool:
    kind = work.session.scalar(select(Person.kind).where(Person.id == row.created_by))
    return kind == "service"


def subject(work: UnitOfWork, row: EngineInbox) -> tuple[UUID | None, UUID | None]:
    """Model and version that the row is about; the version says which model.

    Raises:
        InputError: the version is of another model than the one named.
    """
    model_id = optional_id(row.payload, "model_id")
    version_id = optional_id(row.payload, "version_id")
    if version_id is None:
        return model_id, None
    own = work.get(ModelVersion, version_id).model_id
    if model_id not in (None, own):
        raise InputError("The version is of another model than the one named.")
    return own, version_id


def start_key(work: UnitOfWork, row: EngineInbox, prefix: str) -> str:
    """What makes a start happen once. People can't take the keys of others' or of timers' starts.

    Raises:
        InputError: it is the key of a submission of something else.
    """
    given = row.payload.get("start_key")
    if not given:
        return f"{prefix}:{row.id.hex}"
    if is_from_service(work, row):
        return str(given)
    version, template = row.payload.get("version_id"), row.payload.get("template_key")
    if str(given).startswith("submit:"):
        if not str(given).startswith(f"submit:{template}:{version}:"):
            raise InputError("The start's key is that of another submission.")
        return str(given)
    return f"asked:{row.created_by.hex}:{given}"


def variables(work: UnitOfWork, row: EngineInbox) -> dict[str, Any]:
    """What comes along with a message: from people, nothing that a life cycle works out."""
    given = row.payload.get("variables")
    if not isinstance(given, dict):
        return {}
    if is_from_service(work, row):
        return given
    return {name: value for name, value in given.items() if name not in WORKED_OUT}
