"""The counting kernel: record batches in, a profile out. The same on one machine and on a cluster.

It sorts the batch and looks the edges up in it, not the values in the edges: fifteen times as fast
for 65,536 values and 999 edges, and extremes, NaN and infinities fall out of the same sort.
No BLAS: its threads cost more than they gain here (measured: three times the CPU time).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.services.monitoring.profile import (
    SKETCH_SIZE,
    Cat,
    Counts,
    Num,
    Outcome,
    Profile,
    no_counts,
    smallest,
)
from app.services.monitoring.schema import canonical, category
from app.services.monitoring.spec import (
    GROUP_BINS,
    CatSpec,
    Floats,
    GroupSpec,
    NumSpec,
    OutcomeSpec,
    ProfileSpec,
    far_numbers,
)

BATCH_ROWS = 65_536
COLUMNS_AT_A_TIME = 8
PROBABILITY_FLOOR = 1e-15  # log loss of a certain and wrong score stays finite
UNKNOWN = 2  # the label is not there (yet)


def profile_batches(batches: Iterable[pa.RecordBatch], spec: ProfileSpec) -> Profile:
    """Count every column of `spec` that the batches carry; each batch must carry the same ones."""
    fold = Fold(spec)
    for batch in batches:
        fold.add(batch)
    return fold.result()


def column_groups(spec: ProfileSpec) -> list[tuple[str, ...]]:
    """Columns to read together: the joint table's first, then a few at a time: memory stays low."""
    joint = joint_columns(spec)
    rest = [name for name in spec.columns if name not in joint]
    chunks = [
        tuple(rest[n : n + COLUMNS_AT_A_TIME]) for n in range(0, len(rest), COLUMNS_AT_A_TIME)
    ]
    return ([joint] if joint else []) + chunks


def joint_columns(spec: ProfileSpec) -> tuple[str, ...]:
    if spec.outcome is None:
        return ()
    names = [spec.outcome.score, spec.outcome.label, *(g.column for g in spec.outcome.groups)]
    return tuple(dict.fromkeys(name for name in names if name))


class Fold:
    """Counts batch after batch; a batch may carry any columns, each in exactly one pass."""

    def __init__(self, spec: ProfileSpec) -> None:
        self._spec = spec
        self._numeric = {name: _NumFold(each) for name, each in spec.numeric.items()}
        self._categorical = {name: _CatFold(each) for name, each in spec.categorical.items()}
        self._outcome = None if spec.outcome is None else _OutcomeFold(spec.outcome)
        self._joint = joint_columns(spec)
        self._rows: dict[str, int] = dict.fromkeys(spec.columns, 0)

    def add(self, batch: pa.RecordBatch) -> None:
        names = set(batch.schema.names)
        for name in names & self._rows.keys():
            self._rows[name] += batch.num_rows
            column = batch.column(name)
            if name in self._numeric:
                self._numeric[name].add(column)
            elif name in self._categorical:
                self._categorical[name].add(column)
        if self._outcome is not None and names.issuperset(self._joint):
            self._outcome.add({name: batch.column(name) for name in self._joint})

    def result(self) -> Profile:
        rows = set(self._rows.values())
        if len(rows) > 1:
            raise ValueError(f"the columns were counted over different rows: {self._rows}")
        return Profile(
            self._spec,
            rows.pop() if rows else 0,
            {name: fold.result() for name, fold in self._numeric.items()},
            {name: fold.result() for name, fold in self._categorical.items()},
            None if self._outcome is None else self._outcome.result(),
        )


def floats(column: pa.Array) -> Floats:
    """The values that are not null, as float64 (whole numbers above 2**53 are rounded)."""
    if column.null_count:
        column = column.drop_null()
    return _float_values(column)


def floats_with_nan(column: pa.Array) -> Floats:
    """Every row as float64, null as NaN."""
    if not column.null_count:
        return _float_values(column)
    values = np.full(len(column), np.nan)
    values[_plain_values(column.is_valid().cast(pa.uint8())) == 1] = floats(column)
    return values


def _float_values(column: pa.Array) -> Floats:
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    elif pa.types.is_temporal(column.type):
        column = _seconds(column)
    elif pa.types.is_decimal(column.type) or pa.types.is_null(column.type):
        column = column.cast(pa.float64())
    return np.asarray(_plain_values(column), dtype=np.float64)


def _plain_values(column: pa.Array) -> np.ndarray[Any, Any]:
    """Numbers without nulls, not copied. `to_numpy` would import pandas: a second, 80 MB."""
    values: np.ndarray[Any, Any] = np.from_dlpack(column)
    return values


def _seconds(column: pa.Array) -> pa.Array:
    if pa.types.is_date(column.type):
        column = column.cast(pa.timestamp("s"))
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("s", tz=column.type.tz), safe=False)
    return column.cast(pa.int64())


def encoded(column: pa.Array) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[str | None]]:
    """Codes of the rows (-1 for null) and what each code means; two may mean the same."""
    if not pa.types.is_dictionary(column.type):
        if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
            column = column.cast(pa.string())
        column = column.dictionary_encode()
    indices = column.indices
    if indices.null_count:
        indices = pc.fill_null(indices, -1)
    words = column.dictionary
    if not pa.types.is_string(words.type) and not pa.types.is_large_string(words.type):
        words = words.cast(pa.string())
    names = [None if word is None else category(word) for word in words.to_pylist()]
    return _plain_values(indices).astype(np.int64), names


class _NumFold:
    def __init__(self, spec: NumSpec) -> None:
        self._spec = spec
        self._edges: Floats = np.asarray(spec.edges, dtype=np.float64)
        self._up_to = no_counts(len(spec.edges))  # values at or under each edge
        self._under = no_counts(len(spec.edges))
        self._totals = dict.fromkeys(
            ("n", "nulls", "nans", "plus_inf", "minus_inf", "specials", "below", "above"), 0
        )
        self._low = np.inf
        self._high = -np.inf
        self._sum1 = 0.0
        self._sum2 = 0.0

    def add(self, column: pa.Array) -> None:
        self._totals["nulls"] += column.null_count
        values = np.sort(floats(column))
        known = int(values.searchsorted(np.nan))  # NaN sorts last
        first, last = (
            values[:known].searchsorted(-np.inf, "right"),
            values[:known].searchsorted(np.inf),
        )
        self._count(nans=len(values) - known, plus_inf=known - last, minus_inf=first)
        finite = self._without_specials(values[first:last])
        if not len(finite):
            return
        self._count(n=len(finite))
        self._up_to += finite.searchsorted(self._edges, "right")
        self._under += finite.searchsorted(self._edges, "left")
        self._low = min(self._low, float(finite[0]))
        self._high = max(self._high, float(finite[-1]))
        if self._spec.minimum is not None:
            self._count(below=finite.searchsorted(self._spec.minimum))
        if self._spec.maximum is not None:
            self._count(above=len(finite) - finite.searchsorted(self._spec.maximum, "right"))
        # The sum of the sorted batch differs in the last digits from that of the unsorted one.
        with far_numbers():
            centred = finite - self._spec.centre
            self._sum1 += float(centred.sum())
            np.multiply(centred, centred, out=centred)
            self._sum2 += float(centred.sum())

    def _count(self, **more: Any) -> None:
        for name, count in more.items():
            self._totals[name] += int(count)

    def _without_specials(self, finite: Floats) -> Floats:
        for special in self._spec.specials:
            start, stop = finite.searchsorted(special), finite.searchsorted(special, "right")
            if stop > start:
                self._count(specials=stop - start)
                finite = np.delete(finite, slice(start, stop))
        return finite

    def result(self) -> Num:
        n = self._totals["n"]
        counts = np.diff(self._up_to, prepend=0, append=n)
        return Num(
            counts,
            self._up_to - self._under,
            **self._totals,
            low=self._low if n else None,
            high=self._high if n else None,
            sum1=self._sum1,
            sum2=self._sum2,
        )


class _CatFold:
    def __init__(self, spec: CatSpec) -> None:
        self._is_counted = spec.is_counted
        # Profiles from before a boolean had one name may say "True".
        self._codes = {category(value): code for code, value in enumerate(spec.categories)}
        self._counts = no_counts(len(spec.categories))
        self._nulls = 0
        self._other = 0
        self._others: dict[str, int] = {}

    def add(self, column: pa.Array) -> None:
        if not self._is_counted:
            self._nulls += column.null_count
            return
        codes, words = encoded(column)
        found = np.bincount(codes + 1, minlength=len(words) + 1).tolist()
        self._nulls += found[0]
        for word, count in zip(words, found[1:], strict=True):
            if not count:
                continue
            if word is None:
                self._nulls += count
            elif (code := self._codes.get(word)) is not None:
                self._counts[code] += count
            else:
                self._other += count
                self._others[word] = self._others.get(word, 0) + count
        if len(self._others) > 4 * SKETCH_SIZE:
            self._others = smallest(self._others)

    def result(self) -> Cat:
        return Cat(self._counts, self._other, self._nulls, smallest(self._others))


class _OutcomeFold:
    """Score against label; the three kinds of `OutcomeSpec`."""

    def __init__(self, spec: OutcomeSpec) -> None:
        self._spec = spec
        self._add = {"binary": self._binary, "classes": self._classes, "regression": self._numbers}
        size = len(spec.classes) + 1
        shapes = {"binary": (3, spec.bins), "classes": (size, size), "regression": (0,)}
        self._table = no_counts(*shapes[spec.kind])
        self._groups = {g.column: no_counts(len(g.names), 3, GROUP_BINS) for g in spec.groups}
        self._unscored = 0
        self._off_scale = 0
        self._sums: dict[str, float] = {}
        if spec.is_probability:
            self._sums = dict.fromkeys(("squared", "log", "score"), 0.0)
        elif spec.kind == "regression":
            names = ("n", "label", "label2", "error", "error2", "absolute", "relative", "non_zero")
            self._sums = dict.fromkeys(names, 0.0)

    def add(self, columns: Mapping[str, pa.Array]) -> None:
        self._add[self._spec.kind](columns)

    def result(self) -> Outcome:
        return Outcome(self._table, self._groups, self._unscored, self._off_scale, self._sums)

    def _binary(self, columns: Mapping[str, pa.Array]) -> None:
        spec = self._spec
        score = floats_with_nan(columns[spec.score])
        is_scored = np.isfinite(score)
        label = self._labels(columns, len(score))
        groups = {g.column: _group_codes(columns[g.column], g) for g in spec.groups}
        if not is_scored.all():
            self._unscored += int(len(score) - is_scored.sum())
            score, label = score[is_scored], label[is_scored]
            groups = {name: codes[is_scored] for name, codes in groups.items()}
        bins = self._bins(score)
        size = spec.bins
        self._table += _counted(label * size + bins, (3, size))
        for group in spec.groups:
            shape = self._groups[group.column].shape
            coarse = bins // (size // GROUP_BINS)
            joint = (groups[group.column] * 3 + label) * GROUP_BINS + coarse
            self._groups[group.column] += _counted(joint, shape)
        if spec.is_probability:
            self._add_losses(score, label)

    def _labels(self, columns: Mapping[str, pa.Array], rows: int) -> np.ndarray[Any, Any]:
        if not self._spec.label:
            return np.full(rows, UNKNOWN)
        codes, words = encoded(columns[self._spec.label])
        meaning = {canonical(self._spec.positive): 1, canonical(self._spec.negative): 0}
        # A reference of one class can't name the other: then it is any other.
        rest = UNKNOWN if self._spec.negative else 0
        known = [UNKNOWN if w is None else meaning.get(canonical(w), rest) for w in words]
        found: np.ndarray[Any, Any] = np.asarray([*known, UNKNOWN])[codes]  # -1 (null): the last
        return found

    def _bins(self, score: Floats) -> np.ndarray[Any, Any]:
        if self._spec.edges:
            return np.searchsorted(np.asarray(self._spec.edges), score, side="right")
        size = self._spec.bins
        self._off_scale += int(((score < 0) | (score > 1)).sum())
        bins = np.clip(np.clip(score, 0, 1) * size, 0, size - 1).astype(np.int64)
        # The product may round across an edge, up or down (0.0003 does); the edge itself decides.
        edges = np.arange(size + 1) / size
        bins -= (score < edges[bins]) & (bins > 0)
        bins += (score >= edges[bins + 1]) & (bins < size - 1)
        return bins

    def _add_losses(self, score: Floats, label: np.ndarray[Any, Any]) -> None:
        is_known = label != UNKNOWN
        if not is_known.all():
            score, label = score[is_known], label[is_known]
        chance = np.clip(score, PROBABILITY_FLOOR, 1 - PROBABILITY_FLOOR)
        with far_numbers():
            self._sums["squared"] += float(np.square(score - label).sum())
            self._sums["score"] += float(score.sum())
        self._sums["log"] -= float(np.log(np.where(label == 1, chance, 1 - chance)).sum())

    def _classes(self, columns: Mapping[str, pa.Array]) -> None:
        codes = {canonical(name): code for code, name in enumerate(self._spec.classes)}
        size = len(self._spec.classes) + 1
        sides = []
        for name in (self._spec.label, self._spec.score):
            rows, words = encoded(columns[name])
            known = [codes.get(canonical(word), size - 1) if word else -1 for word in words]
            sides.append(np.asarray([*known, -1])[rows])
        true, predicted = sides
        self._unscored += int((predicted < 0).sum())
        both = (true >= 0) & (predicted >= 0)
        self._table += _counted(true[both] * size + predicted[both], (size, size))

    def _numbers(self, columns: Mapping[str, pa.Array]) -> None:
        score = floats_with_nan(columns[self._spec.score])
        label = floats_with_nan(columns[self._spec.label])
        self._unscored += int((~np.isfinite(score)).sum())
        both = np.isfinite(score) & np.isfinite(label)
        non_zero = label[both] != 0
        with far_numbers():
            centred, error = label[both] - self._spec.centre, score[both] - label[both]
            relative = np.abs(error[non_zero] / label[both][non_zero])
            more = {"n": both, "label": centred, "label2": np.square(centred), "error": error,
                    "error2": np.square(error), "absolute": np.abs(error), "relative": relative,
                    "non_zero": non_zero}  # fmt: skip
            for name, values in more.items():
                self._sums[name] += float(values.sum())


def _group_codes(column: pa.Array, group: GroupSpec) -> np.ndarray[Any, Any]:
    missing = len(group.names) - 1
    if group.edges:
        values = floats_with_nan(column)
        codes = np.searchsorted(np.asarray(group.edges), values, side="left")
        return np.where(np.isnan(values), missing, codes)
    codes, words = encoded(column)
    known = {canonical(value): code for code, value in enumerate(group.categories)}
    other = len(group.categories)
    of_words = [missing if w is None else known.get(canonical(w), other) for w in words]
    found: np.ndarray[Any, Any] = np.asarray([*of_words, missing])[codes]
    return found


def _counted(codes: np.ndarray[Any, Any], shape: tuple[int, ...]) -> Counts:
    return np.bincount(codes, minlength=int(np.prod(shape))).reshape(shape)
