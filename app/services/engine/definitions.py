"""Templates as the engine runs them: read once per process, never stored in an instance."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from app.errors import InputError
from app.models.bpmn import xml_io
from app.models.bpmn.graph import ProcessDefinition
from app.models.bpmn.naming import steps_naming
from app.models.queries.in_force import (
    TEMPLATE,
    Published,
    table_in_force,
    template_in_force,
    templates_in_force,
)
from app.models.rules.free_variables import FACTS_OF_USE

log = logging.getLogger(__name__)

CACHED_TEMPLATES = 500  # some 100 KB each

Parse = Callable[[bytes], Mapping[str, ProcessDefinition]]


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
    asking: frozenset[str]  # ids of the steps that may ask how the model is used and rated


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
        """The life cycle called `name` (key, else process id) that is in force in the unit.

        Raises:
            InputError: there is none.
        """
        found = template_in_force(connection, name, unit_id)
        if found is None:
            raise InputError(
                f"There is no published life cycle “{name}” for this unit.",
                hint="Publish it, or correct its key.",
            )
        return found

    def visible(self, connection: Connection, unit_id: UUID) -> list[Published]:
        """What `find` would give for every key."""
        return templates_in_force(connection, unit_id)

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
            row.parameters,
            definition,
            steps_naming(definition, FACTS_OF_USE),
        )


def find_table(connection: Connection, name: str, unit_id: UUID) -> UUID:
    """The decision table of this key, else with this decision, that is in force in the unit.

    Raises:
        InputError: there is none.
    """
    found = table_in_force(connection, name, unit_id)
    if found is None:
        raise InputError(
            f"There is no published decision table “{name}” for this unit.",
            hint="Publish it, or correct the reference in the life cycle.",
        )
    return found
