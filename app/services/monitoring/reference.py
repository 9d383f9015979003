"""Where the edges come from: a sample of the reference decides how both sides are counted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from app.services.monitoring.kernel import encoded, floats
from app.services.monitoring.profile import Profile
from app.services.monitoring.schema import DataClass, FieldFacts, Role, canonical, category
from app.services.monitoring.spec import (
    CatSpec,
    Floats,
    GroupSpec,
    NumSpec,
    OutcomeSpec,
    ProfileSpec,
    far_numbers,
)

SAMPLE_ROWS = 200_000
QUANTILES = 1000  # 999 inner edges, and the tails beyond
TAILS = (1e-5, 1e-4, 1 - 1e-4, 1 - 1e-5)
MAX_CATEGORIES = 2000  # the most frequent are counted by name
MAX_CLASSES = 100
MAX_GROUPS = 50
MAX_NUMBERED_CLASSES = 20
MIN_BAND_VALUES = 10  # a protected number with more values than this is cut at its quartiles
SCORE_QUANTILES = 10_000  # for scores that are no probabilities
_POSITIVE_WORDS = ("1", "true", "yes", "y", "positive", "bad", "default", "fraud")
_OPPOSITES = {"0": "1", "false": "true", "no": "yes", "n": "y", "negative": "positive"}

Sample = Mapping[str, list[pa.Array]]


class Sampler:
    """Keeps every k-th row of what passes, so that all of the data set is in the sample."""

    def __init__(self, rows: int | None) -> None:
        self._step = max(1, -(-(rows or 0) // SAMPLE_ROWS))
        self._has_unknown_size = rows is None
        self._kept: dict[str, list[pa.Array]] = {}
        self._seen = 0

    def add(self, batch: pa.RecordBatch) -> None:
        offset = -self._seen % self._step
        rows = _every(self._step, offset, batch.num_rows)
        self._seen += batch.num_rows
        thin = batch if self._step == 1 else batch.take(rows)
        for name, column in zip(thin.schema.names, thin.columns, strict=True):
            self._kept.setdefault(name, []).append(column)
        if self._has_unknown_size and self._seen // self._step > 2 * SAMPLE_ROWS:
            self._thin_out()

    def _thin_out(self) -> None:
        """Half the sample; the rows kept stay those whose number divides by the new step."""
        self._step *= 2
        for name, parts in self._kept.items():
            joined = pa.chunked_array(parts).combine_chunks()
            self._kept[name] = [joined.take(_every(2, 0, len(joined)))]

    @property
    def sample(self) -> Sample:
        return self._kept


def _every(step: int, first: int, stop: int) -> pa.Array:
    rows = np.arange(first, stop, step, dtype=np.int64)
    # `pa.array` would import pandas to see whether this is a series.
    return pa.Array.from_buffers(pa.int64(), len(rows), [None, pa.py_buffer(rows)])


class SpecMaker:
    """Makes the spec column by column, so that not all of the sample is held at once."""

    def __init__(self, facts: Sequence[FieldFacts]) -> None:
        self._facts = tuple(facts)
        self._columns: dict[str, NumSpec | CatSpec] = {}
        self._joint: dict[str, list[pa.Array]] = {}

    def add(self, sample: Sample) -> None:
        for each in self._facts:
            if each.name in sample:
                self._columns[each.name] = _column_spec(each, sample[each.name])
                if each.protected or each.role in (Role.SCORE, Role.LABEL):
                    self._joint[each.name] = sample[each.name]

    def spec(self) -> ProfileSpec:
        """How to count: quantile edges of numbers, names of categories, the joint table."""
        known = {each.name: self._columns[each.name] for each in self._facts}
        return ProfileSpec(
            self._facts,
            {name: spec for name, spec in known.items() if isinstance(spec, NumSpec)},
            {name: spec for name, spec in known.items() if isinstance(spec, CatSpec)},
            _outcome(self._facts, self._joint),
        )


def _column_spec(facts: FieldFacts, parts: list[pa.Array]) -> NumSpec | CatSpec:
    if facts.role is Role.IDENTIFIER or facts.data_class is DataClass.TEXT:
        return CatSpec(is_counted=False)
    if facts.data_class is DataClass.NUMERICAL:
        return num_spec(facts, _floats(parts))
    names = [name for name, _ in _counts(parts).most_common(MAX_CATEGORIES)]
    return CatSpec(tuple(sorted({*names, *map(category, facts.allowed)})))


def num_spec(facts: FieldFacts, values: Floats) -> NumSpec:
    """Edges at the sample's own values: the smallest with at least that share at or under it."""
    finite = np.sort(values[np.isfinite(values) & ~np.isin(values, facts.special_values)])
    bounds = {"specials": facts.special_values, "minimum": facts.minimum, "maximum": facts.maximum}
    if not len(finite):
        return NumSpec(**bounds)  # type: ignore[arg-type]  # three fields of three types
    shares = np.sort(np.append(np.arange(1, QUANTILES) / QUANTILES, TAILS))
    edges = np.unique(_at_shares(finite, shares))
    deciles = np.unique(np.searchsorted(edges, _at_shares(finite, np.arange(1, 10) / 10)))
    return NumSpec(
        edges=tuple(edges.tolist()),
        deciles=tuple(deciles.tolist()),
        centre=_centre(finite),
        **bounds,  # type: ignore[arg-type]  # three fields of three types
    )


def _centre(finite: Floats) -> float:
    """The mean, also where the sum is beyond what a float holds."""
    with far_numbers():
        mean = float(finite.mean())
    return mean if math.isfinite(mean) else float((finite / len(finite)).sum())


def promoted(profile: Profile) -> Profile:
    """The same profile with what the full pass learned: rare categories, and the extremes.

    Categories only where every one of them was kept: their counts are exact then. The extremes
    become the allowed range where the schema states none.
    """
    specs, cats = dict(profile.spec.categorical), dict(profile.categorical)
    for name, cat in profile.categorical.items():
        room = MAX_CATEGORIES - len(specs[name].categories)
        if cat.other and cat.is_complete and len(cat.others) <= room:
            known = dict(zip(specs[name].categories, cat.counts.tolist(), strict=True))
            known |= cat.others
            names = tuple(sorted(known))
            specs[name] = replace(specs[name], categories=names)
            counts = np.asarray([known[each] for each in names], dtype=np.int64)
            cats[name] = replace(cat, counts=counts, other=0, others={})
    numeric = {
        name: replace(
            each,
            minimum=profile.numeric[name].low if each.minimum is None else each.minimum,
            maximum=profile.numeric[name].high if each.maximum is None else each.maximum,
        )
        for name, each in profile.spec.numeric.items()
    }
    spec = replace(profile.spec, numeric=numeric, categorical=specs)
    return replace(profile, spec=spec, categorical=cats)


def _at_shares(ascending: Floats, shares: Floats) -> Floats:
    # The small step back keeps 0.3 * 10 = 3.0000000000000004 from asking for the fourth value.
    positions = np.ceil(shares * len(ascending) - 1e-9).astype(np.int64) - 1
    return ascending[np.clip(positions, 0, len(ascending) - 1)]


def _floats(parts: Iterable[pa.Array]) -> Floats:
    found = [floats(part) for part in parts]
    return np.concatenate(found) if found else np.empty(0)


def _counts(parts: Iterable[pa.Array]) -> Counter[str]:
    found: Counter[str] = Counter()
    for part in parts:
        codes, words = encoded(part)
        counts = np.bincount(codes + 1, minlength=len(words) + 1)[1:]
        for word, count in zip(words, counts.tolist(), strict=True):
            if word is not None and count:
                found[word] += count
    return found


def _outcome(facts: Sequence[FieldFacts], sample: Sample) -> OutcomeSpec | None:
    score = next((each for each in facts if each.role is Role.SCORE), None)
    label = next((each for each in facts if each.role is Role.LABEL), None)
    if score is None:
        return None
    if score.data_class is not DataClass.NUMERICAL:
        return None if label is None else _classes(score, label, sample)
    if label is not None:
        names = sorted({canonical(name) for name in _counts(sample.get(label.name, []))})
        if len(names) > 2:
            is_class = all(_looks_like_classes(each, sample) for each in (score, label))
            return (_classes if is_class else _regression)(score, label, sample)
        positive = label.positive_label or _positive(names)
        negative = next((name for name in names if name != positive), "")
    values = np.sort(_floats(sample.get(score.name, [])))
    values = values[np.isfinite(values)]
    is_probability = not len(values) or (values[0] >= 0 and values[-1] <= 1)
    groups = tuple(_group(each, sample) for each in facts if each.protected)
    return OutcomeSpec(
        "binary",
        score.name,
        label=label.name if label else "",
        positive=positive if label else "",
        negative=negative if label else "",
        edges=() if is_probability else _score_edges(values),
        groups=groups if is_probability else (),
    )


def _looks_like_classes(facts: FieldFacts, sample: Sample) -> bool:
    """Names, or a few whole numbers: predicted classes 0, 1, 2 are no regression."""
    if facts.data_class is DataClass.CATEGORICAL:
        return True
    values = np.unique(_floats(sample.get(facts.name, [])))
    values = values[np.isfinite(values)]
    return len(values) <= MAX_NUMBERED_CLASSES and bool((values == np.round(values)).all())


def _score_edges(ascending: Floats) -> tuple[float, ...]:
    found = np.unique(_at_shares(ascending, np.arange(1, SCORE_QUANTILES) / SCORE_QUANTILES))
    return tuple(found.tolist())


def _positive(names: Sequence[str]) -> str:
    if len(names) == 1 and names[0].lower() in _OPPOSITES:
        return _OPPOSITES[names[0].lower()]  # a reference without a single positive case
    known = [name for name in names if name.lower() in _POSITIVE_WORDS]
    return known[0] if len(known) == 1 else max(names, default="1")


def _classes(score: FieldFacts, label: FieldFacts, sample: Sample) -> OutcomeSpec:
    found: Counter[str] = Counter()
    for each in (label, score):
        for name, count in _counts(sample.get(each.name, [])).items():
            found[canonical(name)] += count
    names = tuple(sorted(name for name, _ in found.most_common(MAX_CLASSES)))
    positive = label.positive_label or (_positive(names) if len(names) == 2 else "")
    return OutcomeSpec("classes", score.name, label.name, positive=positive, classes=names)


def _regression(score: FieldFacts, label: FieldFacts, sample: Sample) -> OutcomeSpec | None:
    if label.data_class is not DataClass.NUMERICAL:
        return None  # a number against names of more than two classes: nothing to compare
    values = _floats(sample.get(label.name, []))
    finite = values[np.isfinite(values)]
    centre = _centre(finite) if len(finite) else 0.0
    return OutcomeSpec("regression", score.name, label.name, centre=centre)


def _group(facts: FieldFacts, sample: Sample) -> GroupSpec:
    parts = sample.get(facts.name, [])
    if facts.data_class is DataClass.NUMERICAL:
        values = np.sort(_floats(parts))
        values = values[np.isfinite(values)]
        if len(np.unique(values)) > MIN_BAND_VALUES:
            edges = np.unique(_at_shares(values, np.arange(1, 4) / 4))
            return GroupSpec(facts.name, edges=tuple(edges.tolist()))
    names = [canonical(name) for name, _ in _counts(parts).most_common(MAX_GROUPS)]
    return GroupSpec(facts.name, categories=tuple(sorted(set(names))))
