"""A column's distribution for a chart: a few bars for the reference and the current side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.errors import InputError
from app.services.monitoring.profile import Num, Profile
from app.services.monitoring.spec import Floats
from app.services.monitoring.stats import Steps

MAX_BARS = 30
TAIL = 0.002  # share of the reference left to the outermost bars on either side


@dataclass(frozen=True, slots=True)
class Distribution:
    """Shares by bar, both summing to 1 (or all 0 where a side has no values).

    A number's bar j lies between edges[j] and edges[j + 1]; the first and the last also hold what
    lies beyond. Inside a quantile bin (0.1 % of the reference) the share is divided by length, so
    a bar may be off by one such bin. Categories have labels and no edges.
    """

    feature: str
    labels: tuple[str, ...]
    edges: tuple[float, ...]
    reference: tuple[float, ...]
    current: tuple[float, ...]


def distribution(
    reference: Profile, current: Profile, feature: str, bars: int = MAX_BARS
) -> Distribution:
    """Both sides of one column over the same bars.

    Raises:
        InputError: the profiles were counted differently, or don't count that column.
    """
    if reference.spec.edges_hash != current.spec.edges_hash:
        raise InputError("These two profiles were counted on different edges.")
    if feature in current.numeric:
        return _of_number(reference, current, feature, bars)
    spec = current.spec.categorical.get(feature)
    if spec is None or not spec.is_counted:
        raise InputError(f"The column “{feature}” is not counted.")
    return _of_categories(reference, current, feature, bars)


def _of_number(reference: Profile, current: Profile, feature: str, bars: int) -> Distribution:
    fine = current.spec.edges(feature)
    counts = reference.numeric[feature].counts
    if not len(fine):
        return Distribution(feature, (), (), (), ())
    shares = np.cumsum(counts)[:-1] / max(int(counts.sum()), 1)
    low = float(fine[min(int(np.searchsorted(shares, TAIL)), len(fine) - 1)])
    high = float(fine[min(int(np.searchsorted(shares, 1 - TAIL)), len(fine) - 1)])
    # Halved: the way from one end of the floats to the other is longer than a float.
    edges = 2 * np.linspace(low / 2, high / 2, bars + 1) if high > low else np.array([low, low])
    before, now = (_heights(side.numeric[feature], fine, edges) for side in (reference, current))
    return Distribution(feature, (), tuple(edges.tolist()), before, now)


def _heights(num: Num, fine: Floats, edges: Floats) -> tuple[float, ...]:
    """Shares between the edges; the distribution function is a line inside a quantile bin."""
    if not num.n:
        return (0.0,) * (len(edges) - 1)
    steps = Steps.of(num.counts, num.at_edges)
    places = np.repeat(fine, 2)  # just before an edge, and at it
    heights = np.stack([steps.before[:-1], steps.at[1:]], axis=1).ravel()
    up_to = np.interp(edges[1:-1], places, heights)
    return tuple(np.diff(up_to, prepend=0.0, append=1.0).tolist())


def _of_categories(reference: Profile, current: Profile, feature: str, bars: int) -> Distribution:
    names = np.asarray(current.spec.categorical[feature].categories, dtype=object)
    sides = [side.categorical[feature] for side in (reference, current)]
    order = np.argsort(-sides[0].counts, kind="stable")
    shown = order[: bars - 1]
    columns = []
    for side in sides:
        rest = side.counts.sum() - side.counts[shown].sum() + side.other
        columns.append(_shares(np.append(side.counts[shown], rest)))
    return Distribution(feature, (*names[shown], "other"), (), columns[0], columns[1])


def _shares(counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[float, ...]:
    total = counts.sum()
    return tuple((counts / total if total else counts * 0.0).tolist())
