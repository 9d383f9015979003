"""Templates as the engine runs them: read once per process, never stored in an instance."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from app.errors import InputError
from app.models.bpmn import xml_io
from app.models.bpmn.graph import ProcessDefinition
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.organisation import UnitAncestor
from app.services.engine.statements import table_of

log = logging.getLogger(__name__)

CACHED_TEMPLATES = 500  # some 100 KB each

Parse = Callable[[bytes], Mapping[str, ProcessDefinition]]

TEMPLATE = table_of(LifeCycleTemplate)
TABLE = table_of(DecisionTable)
ANCESTOR = table_of(UnitAncestor)


@dataclass(frozen=True, slots=True)
class Template:
    id: UUID
    unit_id: UUID
    key: str
    version: int
    name: str
    process_id: str
    parameters: Mapping[str, Any]
    definition: ProcessDefinition


@dataclass(frozen=True, slots=True)
class Published:
    """The newest published version of a template, without its content."""

    id: UUID
    unit_id: UUID
    key: str
    version: int
    process_id: str


def parse_bpmn(data: bytes) -> Mapping[str, ProcessDefinition]:
    return xml_io.parse(data).processes


_by_id = select(
    TEMPLATE.c.id, TEMPLATE.c.unit_id, TEMPLATE.c.key, TEMPLATE.c.version, TEMPLATE.c.name,
    TEMPLATE.c.process_id, TEMPLATE.c.parameters, TEMPLATE.c.bpmn,
).where(TEMPLATE.c.id == bindparam("template"))  # fmt: skip
_published = (
    select(
        TEMPLATE.c.id, TEMPLATE.c.unit_id, TEMPLATE.c.key, TEMPLATE.c.version,
        TEMPLATE.c.process_id,
    )
    .where(TEMPLATE.c.state == "published")
    .order_by(TEMPLATE.c.version.desc())
)  # fmt: skip
_below = ANCESTOR.alias()
_nearness = (
    select(ANCESTOR.c.ancestor_id, func.count())
    .join(_below, _below.c.ancestor_id == ANCESTOR.c.ancestor_id)
    .where(ANCESTOR.c.unit_id == bindparam("unit"))
    .group_by(ANCESTOR.c.ancestor_id)
)


class Definitions:
    """Looks templates up by id (cached: a published one never changes) and by name.

    Args:
        parse: gives the processes of a BPMN file by id.
    """

    def __init__(self, parse: Parse = parse_bpmn) -> None:
        self._parse = parse
        self._known: dict[UUID, Template] = {}

    def get(self, connection: Connection, template_id: UUID) -> Template:
        known = self._known.get(template_id)
        if known is not None:
            return known
        row = connection.execute(_by_id, {"template": template_id}).one()
        template = self._read(row)
        if len(self._known) >= CACHED_TEMPLATES:
            self._known.pop(next(iter(self._known)))
        self._known[template_id] = template
        return template

    def newest(self, connection: Connection) -> list[Published]:
        """The newest published version of every template, of all units."""
        found: dict[tuple[UUID, str], Published] = {}
        for row in connection.execute(_published):
            found.setdefault((row.unit_id, row.key), Published(*row))
        return list(found.values())

    def find(self, connection: Connection, name: str, unit_id: UUID) -> Published:
        """The newest published template called `name` (key, else process id) for `unit_id`.

        One of the unit itself comes before one of a unit above it.

        Raises:
            InputError: there is none.
        """
        near = nearness(connection, unit_id)
        visible = [each for each in self.newest(connection) if each.unit_id in near]
        for attribute in ("key", "process_id"):
            named = [each for each in visible if getattr(each, attribute) == name]
            if named:
                return min(named, key=lambda each: near[each.unit_id])
        raise InputError(
            f"There is no published life cycle “{name}” for this unit.",
            hint="Publish it, or correct its key.",
        )

    def visible(self, connection: Connection, unit_id: UUID) -> list[Published]:
        """What `find` would give for every key."""
        near = nearness(connection, unit_id)
        found: dict[str, Published] = {}
        for each in sorted(
            (each for each in self.newest(connection) if each.unit_id in near),
            key=lambda each: near[each.unit_id],
        ):
            found.setdefault(each.key, each)
        return list(found.values())

    def get_many(self, connection: Connection, ids: Iterable[UUID]) -> list[Template]:
        """Those of `ids` that can be read: one bad file holds up no other."""
        found = []
        for template_id in ids:
            try:
                found.append(self.get(connection, template_id))
            except InputError as error:
                log.error("the life cycle %s can't be read: %s", template_id, error.message)
        return found

    def _read(self, row: Any) -> Template:
        processes = self._parse(bytes(row.bpmn))
        definition = processes.get(row.process_id)
        if definition is None:
            raise InputError(
                f"The life cycle “{row.key}” has no process “{row.process_id}”.",
                hint="Known: " + ", ".join(sorted(processes)) + ".",
            )
        return Template(
            row.id,
            row.unit_id,
            row.key,
            row.version,
            row.name,
            row.process_id,
            dict(row.parameters or {}),
            definition,
        )


def nearness(connection: Connection, unit_id: UUID) -> dict[UUID, int]:
    """The unit and every unit above it; the nearer, the smaller the number.

    A unit further up has more units below it: that count is the number.
    """
    rows = connection.execute(_nearness, {"unit": unit_id})
    return {row[0]: row[1] for row in rows}


def newest_table(connection: Connection, name: str, unit_id: UUID) -> UUID:
    """The newest published decision table with this key or decision id, nearest unit first.

    Raises:
        InputError: there is none.
    """
    near = nearness(connection, unit_id)
    named: ColumnElement[bool] = (TABLE.c.key == name) | (TABLE.c.decision_id == name)
    rows = connection.execute(
        select(TABLE.c.id, TABLE.c.unit_id, TABLE.c.version).where(
            named, TABLE.c.state == "published", TABLE.c.unit_id.in_(list(near))
        )
    ).all()
    if not rows:
        raise InputError(
            f"There is no published decision table “{name}” for this unit.",
            hint="Publish it, or correct the reference in the life cycle.",
        )
    best: UUID = min(rows, key=lambda row: (near[row.unit_id], -row.version)).id
    return best
