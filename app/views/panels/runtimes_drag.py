"""A runtime that is dragged to another cell of the matrix: what it would be tagged with there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.views.language import tr


@dataclass(frozen=True, slots=True)
class Cell:
    service: str  # empty: the row of runtimes without a service tag
    stage: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Of a runtime onto a cell: its tags are added, and where it `moves` those it came from go."""

    runtime_id: UUID
    name: str
    source: Cell
    target: Cell
    moves: bool

    @property
    def adds(self) -> Cell:
        return self._beyond(self.target, self.source)

    @property
    def takes(self) -> Cell:
        return self._beyond(self.source, self.target) if self.moves else Cell("", "")

    @property
    def changes(self) -> bool:
        return any((self.adds.service, self.adds.stage, self.takes.service, self.takes.stage))

    @staticmethod
    def _beyond(one: Cell, other: Cell) -> Cell:
        """What `one` says that the other does not."""
        return Cell(
            one.service if one.service != other.service else "",
            one.stage if one.stage != other.stage else "",
        )

    def words(self) -> str:
        """What letting go here would do."""
        if not self.changes:
            return tr("Nothing would change here.")
        adds, takes = _tags(self.adds), _tags(self.takes)
        if adds and takes:
            said = tr("{name}: add {adds}, take off {takes}")
        elif takes:
            said = tr("{name}: take off {takes}")
        else:
            said = tr("{name}: add {adds} (Shift moves it)")
        return said.format(name=self.name, adds=adds, takes=takes)


def _tags(cell: Cell) -> str:
    service = f"#{cell.service}" if cell.service else ""
    return ", ".join(filter(None, (cell.stage, service)))
