"""Who is responsible, accountable, consulted and informed (RACI): said, and ended."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.bpmn.xml_io import parse
from app.models.enforcement.audit import known_tags
from app.models.queries.in_force import template_in_force
from app.models.rules.blockers import Blocker, require
from app.models.rules.frameworks import ACCOUNTABLE, part_blockers
from app.models.rules.tasks import reason_blockers
from app.models.rules.transitions import ORGANISERS, Thing, transition_blockers
from app.models.tables.frameworks import Framework, RaciEntry, Requirement
from app.models.tables.life_cycle import LifeCycleTemplate
from app.models.tables.organisation import BusinessUnit
from app.services.commands.people import default_unit, find_person, find_unit
from app.services.signed_documents import clean_reason
from app.services.unit_of_work import UnitOfWork


def set_responsible(
    work: UnitOfWork,
    about_kind: str,
    about: str,
    part: str,
    *,
    role: str = "",
    person: str = "",
    reason: str = "",
    unit: str = "",
) -> RaciEntry:
    """Say who does what in an act, a step of a life cycle, or for a requirement.

    Args:
        about: `request.accepted`, `on-model-changed/approve`, or `eu-ai-act/Art. 9`.
        role: whoever holds it; or else `person`, a handle.
    Raises:
        InputError: there is no such act, step or requirement.
    """
    person_id = find_person(work, person).id if person else None
    require(part_blockers(about_kind, part, role, has_person=person_id is not None))
    home = find_unit(work, unit) if unit else default_unit(work, ORGANISERS)
    require(transition_blockers(Thing.RACI, "", "in_force", work.roles_in(home.id)))
    about = about.strip()
    _require_known(work, home.id, about_kind, about)
    if part == ACCOUNTABLE:
        _require_alone(work, home.id, about_kind, about)
    return work.add(
        RaciEntry(
            unit_id=home.id, about_kind=about_kind, about=about, part=part, role=role,
            person_id=person_id, reason=clean_reason(reason),
        )
    )  # fmt: skip


def end_responsible(work: UnitOfWork, entry_id: UUID, *, reason: str) -> RaciEntry:
    """Say that it is so no more; the entry stays on record."""
    row = work.get(RaciEntry, entry_id)
    why = clean_reason(reason)
    roles = work.roles_in(row.unit_id)
    require([*transition_blockers(Thing.RACI, row.state, "ended", roles), *reason_blockers(why)])
    row.reason, row.state = why, "ended"
    work.flush()
    return row


def hand_over(
    work: UnitOfWork, entry_id: UUID, *, role: str = "", person: str = "", reason: str
) -> RaciEntry:
    """Name another for the same part: the entry ends, and one begins that says the same reason.

    Whoever names the same confirms it: of a requirement that changed since.
    """
    row = end_responsible(work, entry_id, reason=reason)
    unit = work.get(BusinessUnit, row.unit_id).key
    return set_responsible(
        work, row.about_kind, row.about, row.part, role=role, person=person, reason=reason,
        unit=unit,
    )  # fmt: skip


def _require_alone(work: UnitOfWork, unit_id: UUID, about_kind: str, about: str) -> None:
    """One is accountable; the database's index says so too, also of two who say so at once."""
    found = work.session.scalars(
        select(RaciEntry).where(
            RaciEntry.unit_id == unit_id,
            RaciEntry.about_kind == about_kind,
            RaciEntry.about == about,
            RaciEntry.part == ACCOUNTABLE,
            RaciEntry.state == "in_force",
        )
    ).first()
    if found is not None:
        require([Blocker("raci.accountable", number=found.number)])


def _require_known(work: UnitOfWork, unit_id: UUID, about_kind: str, about: str) -> None:
    first, _, rest = about.partition("/")
    if about_kind == "act":
        is_known = about in known_tags()
    elif about_kind == "step":
        is_known = rest in _steps(work, unit_id, first)
    else:
        is_known = bool(
            work.session.scalars(
                select(Requirement.id)
                .join(Framework, Framework.id == Requirement.framework_id)
                .where(
                    Framework.key == first,
                    Framework.state == "published",
                    Requirement.reference == rest,
                )
            ).first()
        )
    if not is_known:
        raise InputError(
            f"There is no {about_kind} {about}.",
            hint="For example request.accepted, on-model-changed/approve, eu-ai-act/Art. 9.",
        )


def _steps(work: UnitOfWork, unit_id: UUID, key: str) -> set[str]:
    found = template_in_force(work.session, key, unit_id)
    if found is None:
        return set()
    stored = work.session.get_one(LifeCycleTemplate, found.id)
    process = parse(stored.bpmn, f"{key}.bpmn").processes.get(stored.process_id)
    return set(process.nodes) if process else set()
