"""Business applications, and the model versions they use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.queries.applications import list_served
from app.models.rules.instants import instant
from app.models.rules.roles import DUTIES
from app.models.tables.applications import Application, ApplicationUse
from app.models.tables.inventory import ModelVersion
from app.services.commands.changing import change
from app.services.commands.people import default_unit, find_person, find_unit
from app.services.names import clean_name
from app.services.unit_of_work import UnitOfWork


def add_application(
    work: UnitOfWork, name: str, *, unit: str = "", owner: str = "", description: str = ""
) -> Application:
    """A system of the business that asks models. Its name is unique in its unit."""
    clean = clean_name(name)
    home = find_unit(work, unit) if unit else default_unit(work, DUTIES)
    _require_free(work, clean, home.id)
    return work.add(
        Application(
            unit_id=home.id,
            name=clean,
            description=description.strip(),
            owner_id=find_person(work, owner).id if owner else work.actor.id,
        )
    )


def _require_free(work: UnitOfWork, name: str, unit_id: UUID) -> None:
    taken = work.session.scalar(
        select(Application.id).where(Application.unit_id == unit_id, Application.name == name)
    )
    if taken is not None:
        raise InputError(f"There is an application called {name} already.")


def edit_application(
    work: UnitOfWork,
    application_id: UUID,
    *,
    name: str | None = None,
    owner: str | None = None,
    description: str | None = None,
) -> Application:
    """Change what is known of an application; None leaves a field as it is."""
    row = work.get(Application, application_id)
    values: dict[str, Any] = {}
    if name is not None and clean_name(name) != row.name:
        values["name"] = clean_name(name)
        _require_free(work, values["name"], row.unit_id)
    if owner is not None:
        values["owner_id"] = find_person(work, owner).id
    if description is not None:
        values["description"] = description.strip()
    _require_something(values)
    return change(work, row, values, seen=None)


def _require_something(values: Mapping[str, object]) -> None:
    if not values:
        raise InputError("Nothing was given to change.", hint="--help lists what can be.")


def record_use(
    work: UnitOfWork,
    application_id: UUID,
    version_id: UUID,
    *,
    used_from: datetime | None = None,
    used_until: datetime | None = None,
    use_case_id: UUID | None = None,
) -> ApplicationUse:
    """Say that an application uses a version: from a time, else since it serves in production.

    A use that has no end yet gets one, when `used_until` is given for the same version again.

    Raises:
        InputError: it never served, and no time was given; or the times contradict each other.
    """
    version = work.get(ModelVersion, version_id)
    open_use = work.session.scalars(
        select(ApplicationUse).where(
            ApplicationUse.application_id == application_id,
            ApplicationUse.version_id == version_id,
            ApplicationUse.used_until.is_(None),
        )
    ).first()
    if open_use is not None:
        return _end(work, open_use, used_from, used_until)
    begun = used_from or _served_since(work, version)
    _require_order(begun, used_until)
    return work.add(
        ApplicationUse(
            application_id=application_id,
            version_id=version_id,
            model_id=version.model_id,
            use_case_id=use_case_id,
            used_from=begun,
            used_until=used_until,
        )
    )


def _end(
    work: UnitOfWork, use: ApplicationUse, used_from: datetime | None, used_until: datetime | None
) -> ApplicationUse:
    if used_until is None or (used_from is not None and used_from != use.used_from):
        begun = instant(use.used_from)
        raise InputError(
            f"This use is recorded already, from {begun} on.",
            hint="--until ends it.",
        )
    _require_order(use.used_from, used_until)
    return change(work, use, {"used_until": used_until}, seen=None)


def _served_since(work: UnitOfWork, version: ModelVersion) -> datetime:
    places = [
        one for one in list_served(work.session, version.model_id) if one.version_id == version.id
    ]
    if not places:
        raise InputError(
            "This version never served in production.", hint="Say --from when it was used."
        )
    return places[-1].placed_from


def _require_order(used_from: datetime, used_until: datetime | None) -> None:
    if used_until is not None and used_until <= used_from:
        raise InputError("The use ends before it begins.", hint="Check --from and --until.")
