"""Two models on the same records: each measure of both, and how sure their difference is.

Records are compared pair by pair: what makes a record hard is so for both models, so the difference
is known far better than either value. Intervals of differences are normal ones over the records
(DeLong's for the area under the curve), so they want the guards of `Options` met.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from app.errors import InputError
from app.services.monitoring import stats
from app.services.monitoring.measure import Options

Floats = npt.NDArray[np.float64]
Interval = tuple[float, float]
_KEPT_FROM_EDGE = 1e-15  # scores, where their logarithm is taken; as the measure `log_loss` does


class Winner(StrEnum):
    CHALLENGER = "challenger"
    CHAMPION = "champion"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Paired:
    """One measure of both. `difference` is challenger less champion.

    `needed`: about how many such records would settle a difference of this size; None where it is
    settled, or there is none.
    """

    test: str
    champion: float
    challenger: float
    champion_interval: Interval
    challenger_interval: Interval
    difference: float
    interval: Interval
    is_higher_better: bool
    n: int
    method: str
    needed: int | None = None

    @property
    def winner(self) -> Winner:
        """Who is better with the whole interval; a difference that may be none has no winner."""
        low, high = self.interval
        if low <= 0 <= high:
            return Winner.UNDECIDED
        return Winner.CHALLENGER if (low > 0) == self.is_higher_better else Winner.CHAMPION

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "winner": str(self.winner)}


def winner_of(measures: Sequence[Paired]) -> Winner:
    """The first measure decides; a challenger that is worse in any other does not win."""
    if not measures:
        return Winner.UNDECIDED
    first, *others = measures
    if first.winner is Winner.CHALLENGER and any(m.winner is Winner.CHAMPION for m in others):
        return Winner.UNDECIDED
    return first.winner


def compare_classes(
    is_positive: npt.NDArray[np.bool_],
    champion: Floats,
    challenger: Floats,
    *,
    is_probability: bool = True,
    options: Options = Options(),  # noqa: B008 - frozen
) -> list[Paired]:
    """Scores of two classes: AUC, and of probabilities accuracy, Brier score and log loss.

    Raises:
        InputError: too few records, or too few of a class.
    """
    _require_enough(len(is_positive), options)
    least = int(min(is_positive.sum(), (~is_positive).sum()))
    if least < options.min_per_class:
        raise InputError(
            f"One of the classes has {least} records; {options.min_per_class} are needed."
        )
    found = [_auc(is_positive, champion, challenger, options)]
    if not is_probability:
        return found
    label = is_positive.astype(np.float64)

    def right(score: Floats) -> Floats:
        found: Floats = ((score >= options.cut_off) == is_positive).astype(np.float64)
        return found

    def log_loss(score: Floats) -> Floats:
        kept = np.clip(score, _KEPT_FROM_EDGE, 1 - _KEPT_FROM_EDGE)
        found: Floats = np.where(is_positive, -np.log(kept), -np.log1p(-kept))
        return found

    def squared(score: Floats) -> Floats:
        found: Floats = (score - label) ** 2
        return found

    losses: list[tuple[str, Callable[[Floats], Floats], bool]] = [
        ("accuracy", right, True), ("brier", squared, False), ("log_loss", log_loss, False),
    ]  # fmt: skip
    for test, each, is_higher_better in losses:
        mean = _Mean(each(champion), each(challenger), options.confidence)
        found.append(mean.paired(test, is_higher_better=is_higher_better))
    return found


def compare_numbers(
    label: Floats,
    champion: Floats,
    challenger: Floats,
    options: Options = Options(),  # noqa: B008 - frozen
) -> list[Paired]:
    """Predicted numbers: mean absolute error, and the root of the mean squared one.

    Raises:
        InputError: too few records.
    """
    _require_enough(len(label), options)
    errors = np.abs(champion - label), np.abs(challenger - label)
    absolute = _Mean(*errors, options.confidence).paired("mae", is_higher_better=False)
    return [absolute, _rmse(errors[0] ** 2, errors[1] ** 2, options.confidence)]


def _require_enough(n: int, options: Options) -> None:
    if n < options.min_labelled:
        raise InputError(
            f"{n} records have a label and both scores; {options.min_labelled} are needed."
        )


def _needed(n: int, difference: float, half: float) -> int | None:
    """Half-widths shrink with the root of n: as many as make the present difference stand out."""
    if not difference or abs(difference) > half:
        return None
    return math.ceil(n * (half / abs(difference)) ** 2)


@dataclass(frozen=True, slots=True)
class _Mean:
    """A measure that is a mean over the records."""

    champion: Floats
    challenger: Floats
    confidence: float

    def paired(self, test: str, *, is_higher_better: bool) -> Paired:
        n, z = len(self.champion), stats.normal_quantile(self.confidence)
        apart = self.challenger - self.champion
        difference, half = float(apart.mean()), z * float(apart.std(ddof=1)) / math.sqrt(n)

        def own(values: Floats) -> Interval:
            if test == "accuracy":
                return stats.wilson(round(float(values.sum())), n, self.confidence)
            middle, reach = float(values.mean()), z * float(values.std(ddof=1)) / math.sqrt(n)
            return max(0.0, middle - reach), middle + reach

        return Paired(
            test,
            float(self.champion.mean()),
            float(self.challenger.mean()),
            own(self.champion),
            own(self.challenger),
            difference,
            (difference - half, difference + half),
            is_higher_better,
            n,
            "mean of the differences record by record, normal interval",
            _needed(n, difference, half),
        )


def _rmse(champion: Floats, challenger: Floats, confidence: float) -> Paired:
    """By the delta method: the root bends the interval of the mean squared errors."""
    n, z = len(champion), stats.normal_quantile(confidence)
    roots = math.sqrt(champion.mean()), math.sqrt(challenger.mean())
    slopes = [1 / (2 * root) if root else 0.0 for root in roots]
    own = []
    for values, root, slope in zip((champion, challenger), roots, slopes, strict=True):
        reach = z * slope * float(values.std(ddof=1)) / math.sqrt(n)
        own.append((max(0.0, root - reach), root + reach))
    apart = slopes[1] * challenger - slopes[0] * champion
    difference, half = roots[1] - roots[0], z * float(apart.std(ddof=1)) / math.sqrt(n)
    return Paired(
        "rmse",
        roots[0],
        roots[1],
        own[0],
        own[1],
        difference,
        (difference - half, difference + half),
        is_higher_better=False,
        n=n,
        method="delta method over the records' squared errors",
        needed=_needed(n, difference, half),
    )


def _auc(
    is_positive: npt.NDArray[np.bool_], champion: Floats, challenger: Floats, options: Options
) -> Paired:
    """Source: DeLong et al., Biometrics 44 (1988); ranks as Sun and Xu, IEEE SPL 21 (2014)."""
    m, k = int(is_positive.sum()), int((~is_positive).sum())
    values, shares = [], []
    for score in (champion, challenger):
        value, of_positives, of_negatives = _placements(score[is_positive], score[~is_positive])
        values.append(value)
        shares.append((of_positives, of_negatives))
    variance = float(
        np.var(shares[1][0] - shares[0][0], ddof=1) / m
        + np.var(shares[1][1] - shares[0][1], ddof=1) / k
    )
    z = stats.normal_quantile(options.confidence)
    difference, half = values[1] - values[0], z * math.sqrt(variance)
    own = [stats.auc_interval(value, m, k, options.confidence) for value in values]
    return Paired(
        "auc",
        values[0],
        values[1],
        own[0],
        own[1],
        difference,
        (difference - half, difference + half),
        is_higher_better=True,
        n=m + k,
        method="DeLong's paired interval",
        needed=_needed(m + k, difference, half),
    )


def _placements(positives: Floats, negatives: Floats) -> tuple[float, Floats, Floats]:
    """The area, by positive the share of negatives below it, by negative of positives above it."""
    m, k = len(positives), len(negatives)
    among_all = _midranks(np.concatenate([positives, negatives]))
    below = (among_all[:m] - _midranks(positives)) / k
    above = 1 - (among_all[m:] - _midranks(negatives)) / m
    return float(below.mean()), below, above


def _midranks(values: Floats) -> Floats:
    """Ranks from 1; equal values share the middle of theirs."""
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middle = ends - (counts - 1) / 2
    ranks: Floats = middle[where].astype(np.float64)
    return ranks
