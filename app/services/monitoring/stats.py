"""Statistics on counts: p-values, corrections and intervals. scipy.special only, which loads fast.

scipy.stats costs half a second at every start; its functions are the oracles of the tests.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
SHARE_FLOOR = 1e-4  # an empty bin counts as this share, else PSI is infinite
_EXACT_SMIRNOV_LIMIT = 20_000  # above it the one-sided tail's expansion is exact enough (1/n)


def shares(counts: Array) -> Array:
    total = counts.sum()
    return counts / total if total else counts.astype(np.float64)


def psi(reference: Array, current: Array) -> float:
    """Population stability index of two counts over the same bins; 0 for equal shares.

    Source: Siddiqi, Credit Risk Scorecards (2006), ch. 10; empty bins count as SHARE_FLOOR.
    """
    p = np.maximum(shares(reference), SHARE_FLOOR)
    q = np.maximum(shares(current), SHARE_FLOOR)
    return float(((q - p) * np.log(q / p)).sum())


def psi_p_value(value: float, n: int, m: int, bins: int) -> float:
    """How often two samples of one distribution differ this much: chi-square, bins - 1 degrees.

    Source: Yurdakul and Naranjo, J. Risk Model Validation 14 (2020). Asymptotic.
    """
    from scipy.special import gammaincc

    if bins < 2:
        return 1.0
    return float(gammaincc((bins - 1) / 2, value * n * m / (n + m) / 2))


def jensen_shannon(reference: Array, current: Array) -> float:
    """Jensen-Shannon distance with natural logarithms: 0 (equal) to 0.833 (nothing in common)."""
    p, q = shares(reference), shares(current)
    middle = (p + q) / 2

    def entropy_from(side: Array) -> float:
        is_there = side > 0
        return float((side[is_there] * np.log(side[is_there] / middle[is_there])).sum())

    return math.sqrt(max((entropy_from(p) + entropy_from(q)) / 2, 0.0))


@dataclass(frozen=True, slots=True)
class Steps:
    """What counts tell of a distribution function: its heights just before and at each edge.

    Between two edges it rises somehow from `at[j]` to `before[j]`. Both begin with height 0 and
    end with height 1 outside the edges.
    """

    at: Array  # 0, then the height at every edge
    before: Array  # the height just before every edge, then 1

    @classmethod
    def of(cls, counts: Array, at_edges: Array) -> Steps:
        up_to = np.cumsum(counts)[:-1]
        n = max(int(counts.sum()), 1)
        return cls(
            np.concatenate(([0.0], up_to / n)), np.concatenate(((up_to - at_edges) / n, [1.0]))
        )


def ks_bracket(f: Steps, g: Steps) -> tuple[float, float]:
    """Bounds of the two-sample Kolmogorov-Smirnov statistic.

    The lower one is the distance at the edges, which the exact one never falls under. Inside a
    bin one side may rise before the other: at most from its start to the other's end.
    """
    low = float(max(np.abs(f.at - g.at).max(), np.abs(f.before - g.before).max()))
    is_open = (f.before > f.at) | (g.before > g.at)  # elsewhere nothing happens inside the bin
    inside = np.maximum(f.before - g.at, g.before - f.at)[is_open]
    return low, min(float(max(inside.max(initial=0.0), low)), 1.0)


def ks_p_value(distance: float, n: int, m: int) -> float:
    """Two-sided asymptotic p-value: the one-sample law at n·m/(n+m) values, as scipy's `asymp`.

    scipy's `auto` is exact up to 10,000 values a side; this is stated in the method.
    """
    size = round(n * m / (n + m))
    if distance <= 0 or size == 0:
        return 1.0
    if distance >= 1:
        return 0.0
    if size * distance**2 > 4:  # twice the one-sided tail; what is left out is below exp(-32)
        return min(1.0, 2 * _smirnov_tail(distance, size))
    return min(1.0, max(0.0, 1 - _kolmogorov_cdf(distance, size)))


def _smirnov_tail(distance: float, size: int) -> float:
    from scipy.special import smirnov

    if size <= _EXACT_SMIRNOV_LIMIT:
        return float(smirnov(size, distance))
    return math.exp(-((6 * size * distance + 1) ** 2) / (18 * size))


def _kolmogorov_cdf(distance: float, size: int) -> float:
    """P(D < distance) to the order size**-1.5: Pelz and Good, J. R. Stat. Soc. B 38 (1976)."""
    z = math.sqrt(size) * distance
    root = math.sqrt(2 * math.pi)
    pi2 = math.pi**2
    z2, z4, z6 = z**2, z**4, z**6
    k = np.arange(0, 60)
    half = k + 0.5
    odd = np.exp(-(half**2) * pi2 / (2 * z2))
    even = np.exp(-(k[1:] ** 2) * pi2 / (2 * z2))
    k0 = root / z * odd.sum()
    k1 = root / (6 * z4) * ((pi2 * half**2 - z2) * odd).sum()
    first = (6 * z6 + 2 * z4) + pi2 * (2 * z4 - 5 * z2) * half**2 + pi2**2 * (1 - 2 * z2) * half**4
    k2 = root / (72 * z**7) * (first * odd).sum()
    k2 -= root / (36 * z**3) * (pi2 * k[1:] ** 2 * even).sum()
    third = (
        pi2**3 * half**6 * (5 - 30 * z2)
        + pi2**2 * half**4 * (-60 * z2 + 212 * z4)
        + pi2 * half**2 * (135 * z4 - 96 * z6)
        - 30 * z6
        - 90 * z**8
    )
    k3 = root / (6480 * z**10) * (third * odd).sum()
    k3 += root / (216 * z6) * ((-(pi2**2) * k[1:] ** 4 + 3 * pi2 * k[1:] ** 2 * z2) * even).sum()
    return float(k0 + k1 / math.sqrt(size) + k2 / size + k3 / size**1.5)


def chi_square(reference: Array, current: Array) -> tuple[float, float, int, float]:
    """Two-sample chi-square: statistic, p-value, degrees of freedom, Cramér's V.

    Both sides are samples; taking the reference for the truth finds drift that is not there.
    """
    from scipy.special import gammaincc

    table = np.stack([reference, current]).astype(np.float64)
    table = table[:, table.sum(axis=0) > 0]
    total = table.sum()
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / total
    freedom = table.shape[1] - 1
    if freedom < 1:
        return 0.0, 1.0, 0, 0.0
    gaps = np.abs(table - expected)
    if freedom == 1:  # Yates' correction for a table of two by two, as is usual
        gaps = np.maximum(gaps - 0.5, 0)
    statistic = float((gaps**2 / expected).sum())
    return (
        statistic,
        float(gammaincc(freedom / 2, statistic / 2)),
        freedom,
        math.sqrt(statistic / total),
    )


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values: the false discovery rate at which each would be called.

    Source: Benjamini and Hochberg, J. R. Stat. Soc. B 57 (1995).
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.minimum.accumulate(np.minimum(p[order] * len(p) / ranks, 1.0))
    found = np.empty_like(adjusted)
    found[order] = adjusted
    return [float(each) for each in found]


def normal_quantile(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + confidence / 2))


def wilson(successes: int, n: int, confidence: float) -> tuple[float, float]:
    """Interval of a share. Source: Wilson, J. Am. Stat. Assoc. 22 (1927)."""
    if not n:
        return 0.0, 1.0
    z2 = normal_quantile(confidence) ** 2
    share = successes / n
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def ratio_interval(a: int, n: int, b: int, m: int, confidence: float) -> tuple[float, float] | None:
    """Interval of (a/n) / (b/m) by its logarithm. Source: Katz et al., Biometrics 34 (1978)."""
    if not (a and b and n and m):
        return None
    half = normal_quantile(confidence) * math.sqrt(1 / a - 1 / n + 1 / b - 1 / m)
    ratio = (a / n) / (b / m)
    return ratio * math.exp(-half), ratio * math.exp(half)


def auc(positives: Array, negatives: Array) -> tuple[float, float]:
    """Area under the ROC curve from counts per score bin, and its rigorous error bound.

    Pairs within one bin count half; at worst they are all right or all wrong.
    """
    total = float(positives.sum()) * float(negatives.sum())
    below = np.cumsum(negatives) - negatives
    tied = (positives.astype(np.float64) * negatives).sum()
    wins = (positives.astype(np.float64) * below).sum() + tied / 2
    return float(wins / total), float(tied / 2 / total)


def auc_interval(value: float, n1: int, n0: int, confidence: float) -> tuple[float, float]:
    """Source: Hanley and McNeil, Radiology 143 (1982)."""
    q1, q2 = value / (2 - value), 2 * value**2 / (1 + value)
    variance = value * (1 - value) + (n1 - 1) * (q1 - value**2) + (n0 - 1) * (q2 - value**2)
    half = normal_quantile(confidence) * math.sqrt(max(variance, 0) / (n1 * n0))
    return max(0.0, value - half), min(1.0, value + half)
