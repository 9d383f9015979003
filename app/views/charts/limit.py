"""What a measure must keep to, as the charts draw it: one bound or two."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.dmn.limits import plain
from app.views import cells
from app.views.language import tr


@dataclass(frozen=True, slots=True)
class Limit:
    """`operator` is what holds when all is well: "<" means the measure must stay below.

    With `low` it has two sides: the measure must not fall below that either.
    """

    value: float
    operator: str = "<"
    low: float | None = None

    @property
    def sides(self) -> tuple[Limit, ...]:
        """Each with one bound only."""
        if self.low is None:
            return (self,)
        return Limit(self.value, self.operator), Limit(self.low, "≥")

    def strain(self, value: float) -> float:
        """How near a value comes: 1 at the limit, more beyond it; 0 far away from it.

        Measured by the distance from zero to the limit, or by half the room between two of them.
        """
        if self.low is not None:
            half = (self.value - self.low) / 2
            from_middle = abs(value - (self.value + self.low) / 2)
            return from_middle / half if half > 0 else 1.0 + from_middle
        over = value - self.value if self.is_upper else self.value - value
        return 1.0 + (over / abs(self.value) if self.value else over)

    @property
    def is_upper(self) -> bool:
        return self.operator.startswith(("<", "≤"))

    def is_breached_by(self, value: float) -> bool:
        if self.low is not None and value < self.low:
            return True
        holds = {
            "<": value < self.value,
            "<=": value <= self.value,
            "≤": value <= self.value,
            ">": value > self.value,
            ">=": value >= self.value,
            "≥": value >= self.value,
        }
        return not holds[self.operator]

    def __str__(self) -> str:
        if self.low is not None:
            low, high = (cells.decimal(plain(one)) for one in (self.low, self.value))
            return tr("{low} to {high}").format(low=low, high=high)
        return cells.decimal(f"{self.operator} {plain(self.value)}")
