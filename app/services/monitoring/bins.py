"""Coarser views of a profile's counts, shared by several measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.services.monitoring.measure import Dimension, Measurement, Options, Pair, State
from app.services.monitoring.profile import Cat, Counts, Num, Profile
from app.services.monitoring.spec import SCORE_BINS, NumSpec, OutcomeSpec

LOW_EXPECTED = 5.0  # Cochran's rule: at most a fifth of the cells may expect less
LOW_SHARE = 0.2


def decile_edges(spec: NumSpec) -> list[float]:
    """At most nine, each once, ascending."""
    return [spec.edges[place] for place in spec.deciles]


def decile_method(spec: NumSpec) -> str:
    """How the bins were cut, so that anybody can cut them again and get the same counts."""
    return (
        f"{len(spec.deciles) + 1} bins, right-closed, at the reference's deciles (each the "
        "smallest value with that share at or under it: numpy's “inverted_cdf”)"
    )


def decile_counts(num: Num, spec: NumSpec) -> Counts:
    """Counts over at most ten bins whose edges are the reference's deciles."""
    up_to = np.cumsum(num.counts)[list(spec.deciles)]
    return np.diff(up_to, prepend=0, append=num.n)


def category_counts(cat: Cat) -> Counts:
    """Counts of the reference's categories, and one for every other value."""
    return np.append(cat.counts, cat.other)


def category_table(reference: Cat, current: Cat) -> tuple[Counts, Counts, int]:
    """Counts by every name that either side holds, the rare ones pooled; how many were.

    One bin for "all that the reference lacks" would be filled on the current side alone, by the
    way it is chosen: with many rare categories that looks like drift where there is none.
    """
    names = sorted({*reference.others, *current.others})
    sides = []
    for side in (reference, current):
        named = [side.others.get(name, 0) for name in names]
        sides.append(np.concatenate((side.counts, named, [side.other - sum(named)])).astype(int))
    return pooled(*sides)


def pooled(reference: Counts, current: Counts) -> tuple[Counts, Counts, int]:
    """Rare categories as one where too many cells expect too little; how many were pooled."""
    total = reference + current
    share = min(reference.sum(), current.sum()) / max(total.sum(), 1)
    is_rare = (total > 0) & (total * share < LOW_EXPECTED)
    used = (total > 0).sum()
    if not used or is_rare.sum() <= LOW_SHARE * used:
        return reference, current, 0
    together = [np.append(side[~is_rare], side[is_rare].sum()) for side in (reference, current)]
    return together[0], together[1], int(is_rare.sum())


@dataclass(frozen=True, slots=True)
class Confusion:
    """Decisions against labels of two classes, at one cut-off."""

    true_positive: int
    false_positive: int
    true_negative: int
    false_negative: int

    @property
    def n(self) -> int:
        return self.positives + self.false_positive + self.true_negative

    @property
    def positives(self) -> int:
        return self.true_positive + self.false_negative

    @property
    def selected(self) -> int:
        return self.true_positive + self.false_positive

    @property
    def precision(self) -> float | None:
        return self.true_positive / self.selected if self.selected else None

    @property
    def recall(self) -> float | None:
        return self.true_positive / self.positives if self.positives else None


def confusion(table: Counts, cut_off: float) -> Confusion:
    """From counts [label, score bin] of a probability."""
    first = round(cut_off * table.shape[1])
    selected, rejected = table[:, first:].sum(axis=1), table[:, :first].sum(axis=1)
    return Confusion(int(selected[1]), int(selected[0]), int(rejected[0]), int(rejected[1]))


def is_cut_exact(cut_off: float, bins: int = SCORE_BINS) -> bool:
    return abs(cut_off * bins - round(cut_off * bins)) < 1e-9 and 0 <= cut_off <= 1


def performance(test: str, profile: Profile, n: int, method: str, value: float | None,
                **more: object) -> Measurement:  # fmt: skip
    outcome = profile.spec.outcome
    return Measurement(
        test,
        value,
        n,
        method,
        feature=outcome.score if outcome else None,
        role="score",
        dimension=Dimension.PERFORMANCE,
        effect=value,
        **more,  # type: ignore[arg-type]  # low, high, interval, state, note, detail
    )


def binary_guard(test: str, profile: Profile, options: Options) -> Measurement | None:
    """Why a two-class measure can't be given; None where it can."""
    spec, outcome = profile.spec.outcome, profile.outcome
    assert spec is not None
    assert outcome is not None
    negatives, positives = (int(each) for each in outcome.table[:2].sum(axis=1))
    n = negatives + positives
    is_short = n < options.min_labelled or min(negatives, positives) < options.min_per_class
    if not is_short:
        return None
    note = (
        f"{n} rows have score and label ({positives} “{spec.positive}”, {negatives} "
        f"“{spec.negative}”); {options.min_labelled} are needed, {options.min_per_class} of each"
    )
    return performance(test, profile, n, "not measured", None, state=State.INSUFFICIENT, note=note)


def cut_guard(test: str, spec: OutcomeSpec, profile: Profile, options: Options,
              bins: int = SCORE_BINS) -> Measurement | None:  # fmt: skip
    """Why decisions can't be told from the score; None where they can."""
    if not spec.is_probability:
        note = "the score is no probability between 0 and 1, so a cut-off is not known"
    elif not is_cut_exact(options.cut_off, bins):
        note = f"a cut-off must be a multiple of {1 / bins:g}"
    else:
        return None
    return performance(
        test, profile, 0, "not measured", None, state=State.NOT_APPLICABLE, note=note
    )


def has_labels(profile: Profile, kind: str) -> bool:
    spec = profile.spec.outcome
    return spec is not None and spec.kind == kind and bool(spec.label)


def missing_of(profile: Profile, name: str) -> int:
    num = profile.numeric.get(name)
    return num.missing if num is not None else profile.categorical[name].nulls


def mean_loss(test: str, sum_name: str, how: str, pair: Pair) -> Iterator[Measurement]:
    """The mean of a loss that is kept as a sum over the labelled rows."""
    profile = pair.current
    spec, outcome = profile.spec.outcome, profile.outcome
    if spec is None or outcome is None or not has_labels(profile, "binary"):
        return
    refused = cut_guard(test, spec, profile, pair.options)
    refused = refused or binary_guard(test, profile, pair.options)
    if refused is not None:
        yield refused
        return
    n = int(outcome.table[:2].sum())
    yield performance(test, profile, n, how, outcome.sums[sum_name] / n)
