"""Reads what many signatures rest on in a few statements, before they are looked at one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from app.models.tables.governance import Decision, Finding, SignedAct, Waiver
from app.services.verifying.one_check import Place, SignedRow, Verifying
from app.services.verifying.steps import SIGNED_STEP_TAGS


def decisions_ahead(check: Verifying, rows: Collection[Decision]) -> None:
    check.requests.read_ahead(row.request_id for row in rows)
    requests = [one for row in rows if (one := check.requests.get(row.request_id)) is not None]
    check.roles.read_ahead(one.id for one in requests)
    check.starters.read_ahead(one.instance_id for one in requests)
    check.chain.read_ahead(map(place_before, rows))
    _of_versions(check, (one.version_id for one in requests), (one.unit_id for one in requests))
    rows_ahead(check, rows, (row.decided_by for row in rows))


def waivers_ahead(check: Verifying, rows: Collection[Waiver]) -> None:
    _of_versions(check, (row.version_id for row in rows), (row.unit_id for row in rows))
    rows_ahead(check, rows, (row.granted_by for row in rows))


def reviews_ahead(check: Verifying, rows: Collection[Finding]) -> None:
    check.requests.read_ahead(row.request_id for row in rows)
    check.voters.read_ahead(row.request_id for row in rows)
    _of_versions(check, (row.version_id for row in rows), (row.unit_id for row in rows))
    rows_ahead(check, rows, ())


def acts_ahead(check: Verifying, rows: Collection[SignedAct]) -> None:
    steps_ahead(check, (row.object_id for row in rows))
    rows_ahead(check, rows, (row.created_by for row in rows))


def steps_ahead(check: Verifying, things: Iterable[UUID]) -> None:
    """What was signed of the steps of these things, down to who confirmed the keys for that."""
    ids, seen = {*things}, set[UUID]()
    while ids := ids - seen:
        seen |= ids
        check.acts.read_ahead(ids)
        acts = [act for one in ids for act in check.acts.get(one) or ()]
        check.events.read_ahead([*ids, *(act.id for act in acts)])
        check.things.read_ahead((act.thing, act.object_id) for act in acts)
        steps = [event for one in ids for event in check.told(one, *SIGNED_STEP_TAGS)]
        _of_people(check, {step.actor_id for step in steps})
        check.keyed.read_ahead(step.actor_id for step in steps)
        check.above.read_ahead(step.unit_id for step in steps)
        ids = {act.key_id for act in acts}
        _of_keys(check, ids)


def place_before(row: Decision) -> Place | None:
    """Of the decision that this one names as the one before; None for the first of a chain."""
    if row.sequence is None or row.sequence == 1:
        return None
    return Place(row.decided_by, row.unit_id, row.sequence - 1)


def rows_ahead(
    check: Verifying, rows: Collection[SignedRow], signers: Iterable[UUID | None] = ()
) -> None:
    """Of any signed rows: their events, their keys and who confirmed these."""
    check.events.read_ahead(row.id for row in rows)
    keys = {row.key_id for row in rows if row.key_id is not None}
    _of_keys(check, keys)
    steps_ahead(check, keys)
    _of_people(check, {one for one in signers if one is not None})


def _of_keys(check: Verifying, keys: Collection[UUID]) -> None:
    check.keys.read_ahead(keys)
    check.ends.read_ahead(keys)
    check.doubted.read_ahead(keys)
    found = filter(None, map(check.keys.get, keys))
    check.key_steps.read_ahead(one.id for one in found if one.endorsed_by is not None)


def _of_people(check: Verifying, people: Collection[UUID]) -> None:
    check.people.read_ahead(people)
    check.held.read_ahead(people)


def _of_versions(check: Verifying, versions: Iterable[UUID | None], units: Iterable[UUID]) -> None:
    check.makers.read_ahead(versions)
    check.above.read_ahead(units)
