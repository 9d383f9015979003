"""Rates per protected group, compared with the largest group. Ratios of counts, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from app.services.monitoring import stats
from app.services.monitoring.bins import cut_guard
from app.services.monitoring.measure import Dimension, Measurement, Options, Pair, State
from app.services.monitoring.profile import Counts
from app.services.monitoring.spec import GROUP_BINS

MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n` members of a group."""

    group: str
    hits: int
    n: int

    @property
    def value(self) -> float:
        return self.hits / self.n if self.n else 0.0


Counter = Callable[[Counts, int], tuple[int, int]]
Comparer = Callable[[Rate, Rate, Options], tuple[float | None, tuple[float, float] | None]]


def selected(table: Counts, first: int) -> tuple[int, int]:
    """Positive decisions among all members, labelled or not."""
    return int(table[:, first:].sum()), int(table.sum())


def found(table: Counts, first: int) -> tuple[int, int]:
    """Positive decisions among the members whose label is positive."""
    return int(table[1, first:].sum()), int(table[1].sum())


def compare_groups(
    test: str, pair: Pair, counter: Counter, comparer: Comparer, what: str
) -> Iterator[Measurement]:
    """One measurement per protected group other than the one compared with."""
    profile = pair.current
    spec, outcome = profile.spec.outcome, profile.outcome
    if spec is None or outcome is None or not any(each.protected for each in pair.facts):
        return
    if spec.kind != "binary":
        return
    refused = cut_guard(test, spec, profile, pair.options, GROUP_BINS)
    if refused is not None:
        yield refused
        return
    first = round(pair.options.cut_off * GROUP_BINS)
    for group in spec.groups:
        tables = zip(group.names, outcome.groups[group.column], strict=True)
        rates = [
            Rate(name, *counter(table, first))
            for name, table in tables
            if name != MISSING and table.sum()
        ]
        largest = max(rates, key=lambda rate: rate.n, default=None)
        for rate in rates:
            if largest is not None and rate is not largest:
                found = _compared(pair, group.column, (rate, largest), comparer)
                method = (
                    f"{what}; score at or above {pair.options.cut_off:g} is a positive decision; "
                    f"against the largest group “{largest.group}”"
                )
                yield replace(found, test=test, method=method)


def _compared(pair: Pair, column: str, rates: tuple[Rate, Rate], comparer: Comparer) -> Measurement:
    rate, largest = rates
    options = pair.options
    value, interval, state, note = None, None, State.MEASURED, ""
    if min(rate.n, largest.n) < options.min_group:
        state = State.INSUFFICIENT
        note = f"a group has {min(rate.n, largest.n)} members; {options.min_group} are needed"
    else:
        value, interval = comparer(rate, largest, options)
        if value is None:
            state = State.NOT_APPLICABLE
            note = f"no member of “{largest.group}” has a positive decision"
    return Measurement(
        "",
        value,
        rate.n,
        "",
        feature=f"{column}={rate.group}",
        role=pair.current.spec.by_name[column].role,
        dimension=Dimension.BIAS,
        effect=value,
        interval=interval,
        state=state,
        note=note,
        detail={"column": column, "group": rate.group, "against": largest.group,
                "rate": rate.value, "rate_against": largest.value, "n_against": largest.n},
    )  # fmt: skip


def difference(
    rate: Rate, largest: Rate, options: Options
) -> tuple[float | None, tuple[float, float] | None]:
    """The gap of two shares and its interval. Source: Newcombe, Stat. Med. 17 (1998), method 10."""
    a, b = rate.value, largest.value
    low_a, high_a = stats.wilson(rate.hits, rate.n, options.confidence)
    low_b, high_b = stats.wilson(largest.hits, largest.n, options.confidence)
    down = ((a - low_a) ** 2 + (high_b - b) ** 2) ** 0.5
    up = ((high_a - a) ** 2 + (b - low_b) ** 2) ** 0.5
    return a - b, (a - b - down, a - b + up)
