"""What a change of a role comes to, in sentences: before it is asked for, and before a yes."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.models.queries.administration import Organisation
from app.models.rules.rights_matrix import conflicts_of
from app.models.rules.role_effects import RoleEffect, role_effect
from app.models.rules.role_requests import GRANT
from app.models.rules.roles import Role
from app.texts import role_name
from app.views.language import listed, tr
from app.views.panels.administration_words import capital


def effect_of(
    organisation: Organisation, role: Role, action: str, *, person: UUID, asked_by: UUID, unit: UUID
) -> RoleEffect:
    """By what everybody holds now."""
    parents = {one.id: one.parent_id for one in organisation.units}
    above: set[UUID] = set()
    at = parents.get(unit)
    while at is not None and at not in above:
        above.add(at)
        at = parents.get(at)
    held = {
        one.id: [(each.role, each.unit_id) for each in one.memberships if each.is_valid]
        for one in organisation.holders
    }
    return role_effect(
        role, action, person=person, asked_by=asked_by, unit=unit, above=frozenset(above), held=held
    )


def effect_lines(
    organisation: Organisation,
    role: Role,
    action: str,
    *,
    person: UUID,
    asked_by: UUID,
    unit: UUID,
    called: Mapping[UUID, str],
) -> list[str]:
    """Holders now and then, who is left of them, who may confirm, and which roles are barred.

    Args:
        called: names of those who may hold no role.
    """
    found = effect_of(
        organisation, role, action, person=person, asked_by=asked_by, unit=unit
    )  # fmt: skip
    names = {one.id: one.full_name for one in organisation.holders} | dict(called)
    units = {one.id: one.name for one in organisation.units}
    holders = tr("{role} in {unit}: %n holder(s) now, {after} afterwards.", "", found.before)
    said = holders.format(
        role=capital(role_name(str(role))), unit=units.get(unit, ""), after=found.after
    )
    lines = [said, _left(found, names.get(person, ""), names.get(asked_by, ""))]
    if organisation.is_team:
        lines.append(_confirmers(found))
    barred = conflicts_of(role) if action == GRANT else ()
    if barred:
        pattern = tr("Meanwhile {person} can't be: {roles}.")
        roles = listed([role_name(str(one)) for one in barred])
        lines.append(pattern.format(person=names.get(person, ""), roles=roles))
    return lines


def _left(found: RoleEffect, person: str, asked_by: str) -> str:
    if not found.after:
        return tr("Nobody holds the role there then: what needs it waits.")
    if person == asked_by:
        left = tr("%n of them remain(s) where {person} is excluded.", "", found.left)
        return left.format(person=person)
    left = tr("%n of them remain(s) where {person} and {asked_by} are excluded.", "", found.left)
    return left.format(person=person, asked_by=asked_by)


def _confirmers(found: RoleEffect) -> str:
    if not found.confirmers:
        return tr("Nobody can confirm it: it takes an administrator who neither asked nor gets it.")
    return tr("%n administrator(s) may confirm it: neither who asked nor who it is about.", "",
              found.confirmers)  # fmt: skip
