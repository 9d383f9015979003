"""BPMN and DMN files on their way in: kept as drafts byte for byte, published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.organisation import BusinessUnit
from app.services.checked_files import CheckedFile
from app.services.commands.life_cycles import import_table, import_template, publish
from app.services.names import clean_name
from app.services.signing import Signer
from app.services.unit_of_work import UnitOfWork


def import_file(
    work: UnitOfWork,
    found: CheckedFile,
    *,
    unit: str,
    key: str = "",
    name: str = "",
    element: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> UUID:
    """Keep a file as the next version of its template or table, as a draft.

    A new version begins with the parameters of the one before: its expressions need them.

    Args:
        key, name: by default as the file says.
        element: id of the process or decision; the first that runs by default.
    Raises:
        InputError: nothing in it can run, or not this; or nobody could read its key or title.
    """
    element = _runnable(found, element)
    key = clean_name(key or found.key, what="key")
    title = clean_name(name or found.title or key, what="title")
    if found.kind == "dmn":
        table = import_table(
            work, unit=unit, key=key, name=title, decision_id=element, dmn=found.data
        )
        return table.id
    template = import_template(
        work,
        unit=unit,
        key=key,
        name=title,
        process_id=element,
        bpmn=found.data,
        parameters={**_parameters_before(work, unit, key), **(parameters or {})},
    )
    return template.id


def _runnable(found: CheckedFile, element: str) -> str:
    if element in found.runnable:
        return element
    if found.runnable and not element:
        return found.runnable[0]
    first = next((f" Line {one.line}: {one.told}" for one in found.of("refused")), "")
    raise InputError(
        f"“{element}” in {found.name} can't run.{first}"
        if element
        else f"Nothing in {found.name} can run.{first}",
        hint=f"modelward template check {found.name} shows every reason.",
    )


def _parameters_before(work: UnitOfWork, unit: str, key: str) -> dict[str, Any]:
    before = work.session.scalars(
        select(LifeCycleTemplate)
        .join(BusinessUnit, BusinessUnit.id == LifeCycleTemplate.unit_id)
        .where(BusinessUnit.key == unit, LifeCycleTemplate.key == key)
        .order_by(LifeCycleTemplate.version.desc())
    ).first()
    return dict(before.parameters) if before else {}


def publish_file(
    work: UnitOfWork, row_id: UUID, *, kind: str, seen: str, signer: Signer | None = None
) -> None:
    """Publish a draft, signed.

    Args:
        kind: bpmn or dmn.
        seen: digest of the file that was looked at.
    Raises:
        InputError: it is no draft, or it can't run.
    """
    if kind == "bpmn":
        publish(work, LifeCycleTemplate, row_id, seen=seen, signer=signer)
    else:
        publish(work, DecisionTable, row_id, seen=seen, signer=signer)
