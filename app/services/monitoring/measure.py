"""What a measure is: profiles in, measurements out. The contract, and the registry of all of them.

The roles of the columns choose what is measured; a measure says of what, how, on how many rows and
how exact. It never judges: that is the decision table's work (`judge`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from app.registry import Registry
from app.services.monitoring.profile import Profile
from app.services.monitoring.schema import FieldFacts, Role


class State(StrEnum):
    MEASURED = "measured"
    NOT_APPLICABLE = "not_applicable"
    INSUFFICIENT = "insufficient_data"
    ERROR = "error"


class Dimension(StrEnum):
    PERFORMANCE = "performance"
    DATA_DRIFT = "data_drift"
    CONCEPT_DRIFT = "concept_drift"
    STABILITY = "stability"
    BIAS = "bias"
    DATA_QUALITY = "data_quality"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Options:
    """The guards and parameters of a run. Defaults are policy; every one can be set."""

    min_rows: int = 100  # on either side, before a distribution is compared
    min_labelled: int = 100  # rows with score and label, before performance is measured
    min_per_class: int = 10  # of them in either class
    min_group: int = 30  # of a protected group, before its rate is compared
    cut_off: float = 0.5  # score at or above it is a positive decision
    alpha: float = 0.05  # false discovery rate over the features of one test
    confidence: float = 0.95  # of intervals
    latency_column: str = "latency_ms"
    error_column: str = "error"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One value. `low` and `high` bracket the exact value where `statistic` is approximate."""

    test: str
    statistic: float | None
    n: int
    method: str
    feature: str | None = None
    role: str = ""
    dimension: Dimension = Dimension.DATA_DRIFT
    p_value: float | None = None
    p_at_high: float | None = None  # the p-value where the statistic is `high`
    effect: float | None = None  # size of the effect; the statistic itself where it is one
    low: float | None = None
    high: float | None = None
    interval: tuple[float, float] | None = None  # sampling uncertainty, stated and not judged
    state: State = State.MEASURED
    note: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """The current profile, and the reference it was counted like (none: performance only)."""

    current: Profile
    reference: Profile | None = None
    options: Options = Options()

    @property
    def facts(self) -> tuple[FieldFacts, ...]:
        return self.current.spec.facts

    def compared(self, *, numeric: bool) -> Iterator[tuple[FieldFacts, Profile, Profile]]:
        """The drift-tested columns of one class, with both profiles; none without a reference."""
        if self.reference is None:
            return
        counted = self.current.spec.numeric if numeric else self.current.spec.categorical
        for each in self.facts:
            if each.is_drift_tested and each.name in counted:
                yield each, self.reference, self.current


class Measure(ABC):
    """One measure; drop a file with one into `measures/` and every list has it."""

    label: ClassVar[str]
    dimension: ClassVar[Dimension]
    is_default: ClassVar[bool] = True  # runs where nobody names tests
    needs_reference: ClassVar[bool] = True
    effect_name: ClassVar[str] = ""  # of the effect, where that is judged and not the statistic

    @abstractmethod
    def measure(self, pair: Pair) -> Iterable[Measurement]: ...


MEASURES: Registry[Measure] = Registry("measure", "app.services.monitoring.measures")


def drift_dimension(facts: FieldFacts) -> Dimension:
    """A moving score or label is concept drift, anything else data drift."""
    moves = facts.role in (Role.SCORE, Role.LABEL)
    return Dimension.CONCEPT_DRIFT if moves else Dimension.DATA_DRIFT


def too_few_now(test: str, facts: FieldFacts, n: int, options: Options) -> Measurement | None:
    """The answer of a data quality test on too few current values: nothing seen is no PASS."""
    if n >= options.min_rows:
        return None
    return Measurement(
        test,
        None,
        n,
        "not measured",
        feature=facts.name,
        role=facts.role,
        dimension=Dimension.DATA_QUALITY,
        state=State.INSUFFICIENT,
        note=f"{n} values; at least {options.min_rows} are needed",
    )


def too_few(
    test: str, facts: FieldFacts, n_reference: int, n_current: int, options: Options
) -> Measurement | None:
    """The answer where either side has fewer values than the guard asks for."""
    n = min(n_reference, n_current)
    if n >= options.min_rows:
        return None
    return Measurement(
        test,
        None,
        n_current,
        "not measured",
        feature=facts.name,
        role=facts.role,
        dimension=drift_dimension(facts),
        state=State.INSUFFICIENT,
        note=f"{n} values on the smaller side; at least {options.min_rows} are needed",
    )
