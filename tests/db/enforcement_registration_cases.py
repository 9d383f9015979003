"""Cases of asking for a model to be registered, and of the answers to it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, update

from app.models.rules.registrations import (
    DECLINED,
    REGISTERED,
    WITHDRAWN,
    Asking,
    answering_registration_blockers,
    asking_registration_blockers,
)
from app.models.rules.rights import write_blockers
from app.models.rules.roles import PEOPLE, Role
from app.models.rules.transitions import Thing, states, transition_blockers
from tests.db.enforcement_cases import Case, codes
from tests.db.enforcement_kit import HELD, Bench, a_unit, handle_of

TABLE = "registration_request"
SAID = {"name": "spend", "purpose": "What clients will spend.", "source": "A folder."}
BUILDER, ONLOOKER = handle_of(Role.DATA_SCIENTIST), handle_of(Role.VIEWER)
PLACES = ("here", "below", "elsewhere", "draft", "pending", "accepted")


def registration_cases(bench: Bench) -> list[Case]:
    """Who asks whom for what; then who answers what, with a version that lies where."""
    found = []
    for handle in (ONLOOKER, BUILDER, handle_of(Role.AUDITOR)):
        for blank in ("", *SAID):
            for meant in (None, *sorted(PEOPLE)):
                found.append(_asked(bench, handle, blank, meant))
    with bench.as_owner() as owner:
        versions = _versions(bench, owner)
        for state in states(Thing.REGISTRATION):
            for asker in (ONLOOKER, BUILDER):
                for handle in (ONLOOKER, BUILDER, handle_of(Role.OPERATOR)):
                    for target in (DECLINED, WITHDRAWN):
                        if state != target:
                            found.append(_answer(bench, owner, state, target, asker, handle))
                    for place in PLACES:
                        given = (place, versions[place])
                        found.append(_answer(bench, owner, state, REGISTERED, asker, handle, given))
    return found


def _asked(bench: Bench, handle: str, blank: str, meant: Role | None) -> Case:
    said = {name: " " if name == blank else words for name, words in SAID.items()}
    person = None if meant is None else bench.people[handle_of(meant)]
    row = bench.new_row(TABLE, state="asked", meant_id=person, **said)
    asking = Asking(**said, meant=None if meant is None else frozenset({meant}))
    told = f"ask {meant or 'anybody'} to register, {blank or 'nothing'} left out"
    return Case(told, handle, partial(_asking_codes, asking, HELD[handle]), row)


def _asking_codes(asking: Asking, held: frozenset[Role]) -> tuple[str, ...]:
    moved = transition_blockers(Thing.REGISTRATION, "", "asked", held)
    return codes((*moved, *asking_registration_blockers(asking)))


def _versions(bench: Bench, owner: Connection) -> dict[str, tuple[UUID, UUID]]:
    """Model and version in the unit, below it, and where it has nothing to say.

    Also some in the unit for which a stage is asked, by how far that is.
    """
    above = a_unit(bench, owner)  # below the root, beside the units of the bench
    units = {"here": bench.unit_id, "below": bench.seeds["unit below"], "elsewhere": above}
    found = {}
    for place, unit in units.items():
        model = bench.put(owner, "registered_model", unit_id=unit)
        found[place] = (model, bench.put(owner, "model_version", model_id=model, unit_id=unit))
    for state in ("draft", "pending", "accepted"):
        model = bench.put(owner, "registered_model")
        version = bench.put(owner, "model_version", model_id=model)
        bench.put(owner, "transition_request", version_id=version, state=state)
        found[state] = (model, version)
    return found


def _answer(
    bench: Bench,
    owner: Connection,
    state: str,
    target: str,
    asker: str,
    handle: str,
    version: tuple[str, tuple[UUID, UUID]] | None = None,
) -> Case:
    """Of a request in the unit; a version elsewhere is tried with one in the unit below."""
    table = bench.table(TABLE)
    is_there = version is None or version[0] != "elsewhere"
    unit = bench.unit_id if is_there else bench.seeds["unit below"]
    key = bench.put(
        owner, TABLE, state=state, asked_by=bench.people[asker], model_id=None, version_id=None,
        unit_id=unit, **SAID,
    )  # fmt: skip
    values: dict[str, Any] = {"state": target}
    if target != WITHDRAWN:
        values["answered_by"] = bench.people[handle]
    if target == DECLINED:
        values["reason"] = "It stands in another list."
    if version is not None:
        values["model_id"], values["version_id"] = version[1]
    statement = (
        update(table).where(table.c.id == key).values(row_version=table.c.row_version + 1, **values)
    )
    is_under_way = version is not None and version[0] in ("draft", "pending")
    ask = partial(
        _answering_codes, state, target, HELD[handle],
        is_there=is_there, is_under_way=is_under_way,
        asked_by=bench.people[asker], actor=bench.people[handle],
    )  # fmt: skip
    told = f"{target} with {version[0] if version else 'no'} version what {asker} asked, {state}"
    return Case(told, handle, ask, statement)


def _answering_codes(
    state: str, target: str, held: frozenset[Role], **facts: Any
) -> tuple[str, ...]:
    moved = transition_blockers(Thing.REGISTRATION, state, target, held)
    return codes(
        (
            *(moved if state != target else ()),
            *write_blockers(TABLE, "update", held),
            *answering_registration_blockers(state, target, **facts),
        )
    )
