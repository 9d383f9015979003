"""The mergeable profile: exact counts of a data set that can be added, stored and compared.

Counts are whole numbers and add up in any order to the same result; sums of floats agree up to
rounding. Stored as JSON with a schema version, never pickled.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np

from app.errors import InputError
from app.services.monitoring.spec import ProfileSpec

SCHEMA_VERSION = 1
SKETCH_SIZE = 1000  # values outside the reference's categories that are kept by name
Counts = np.ndarray[Any, np.dtype[np.int64]]


def no_counts(*shape: int) -> Counts:
    return np.zeros(shape, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Num:
    """A numeric column. `counts` has one more entry than there are edges.

    `at_edges` counts the values equal to each edge: where all values of a column are edges (few
    distinct ones), distances between distributions are exact.
    """

    counts: Counts
    at_edges: Counts
    n: int = 0  # finite values, special values left out: the sum of `counts`
    nulls: int = 0
    nans: int = 0
    plus_inf: int = 0
    minus_inf: int = 0
    specials: int = 0
    below: int = 0  # under the allowed minimum
    above: int = 0
    low: float | None = None
    high: float | None = None
    sum1: float = 0.0  # of (x - centre); not finite where it overflowed
    sum2: float = 0.0  # of its square

    def __add__(self, other: Num) -> Num:
        totals = {
            each.name: getattr(self, each.name) + getattr(other, each.name)
            for each in fields(self)
            if each.name not in ("low", "high")
        }
        lows = [v for v in (self.low, other.low) if v is not None]
        highs = [v for v in (self.high, other.high) if v is not None]
        return Num(**totals, low=min(lows, default=None), high=max(highs, default=None))

    @property
    def missing(self) -> int:
        return self.nulls + self.nans

    def mean(self, centre: float) -> float:
        return centre + self.sum1 / self.n if self.n else math.nan

    @property
    def variance(self) -> float:
        """Of the population (divided by n); NaN where a square is beyond what a float holds."""
        if not self.n:
            return math.nan
        shift = self.sum1 / self.n
        found = self.sum2 / self.n - shift * shift  # `shift**2` would raise where it overflows
        return max(found, 0.0) if math.isfinite(found) else math.nan


@dataclass(frozen=True, slots=True, eq=False)
class Cat:
    """A categorical column: exact for the reference's categories, one total for the rest.

    `others` keeps the rest by name: the SKETCH_SIZE values with the smallest hash. A value that
    stays was among the smallest at every step, so its count is exact in any order of merging.
    """

    counts: Counts
    other: int = 0
    nulls: int = 0
    others: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Cat) -> Cat:
        joined = dict(self.others)
        for value, count in other.others.items():
            joined[value] = joined.get(value, 0) + count
        return Cat(
            self.counts + other.counts,
            self.other + other.other,
            self.nulls + other.nulls,
            smallest(joined),
        )

    @property
    def n(self) -> int:
        return int(self.counts.sum()) + self.other

    @property
    def is_complete(self) -> bool:
        """Whether every other value is kept by name."""
        return len(self.others) < SKETCH_SIZE

    @property
    def distinct_others(self) -> int:
        """How many other values there are; estimated from the hashes where some were dropped."""
        if self.is_complete:
            return len(self.others)
        largest = max(_hash(value) for value in self.others)
        return round((SKETCH_SIZE - 1) * 2**32 / max(largest, 1))


def smallest(values: Mapping[str, int]) -> dict[str, int]:
    """The SKETCH_SIZE entries with the smallest hash, in that order."""
    kept = sorted(values, key=lambda value: (_hash(value), value))[:SKETCH_SIZE]
    return {value: values[value] for value in kept}


def _hash(value: str) -> int:
    # A checksum such as CRC is too regular on names that count up: the estimate was 20 % off.
    digest = hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Score against label.

    binary: `table[label, score bin]` with label 0, 1 or 2 (not known), `groups[column]` =
    [group, label, coarse bin]. classes: `table[true, predicted]` with one more row and column for
    anything else. regression: sums alone.
    """

    table: Counts
    groups: Mapping[str, Counts] = field(default_factory=dict)
    unscored: int = 0
    off_scale: int = 0  # a probability outside 0 to 1, counted in the end bins
    sums: Mapping[str, float] = field(default_factory=dict)

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.table + other.table,
            {name: table + other.groups[name] for name, table in self.groups.items()},
            self.unscored + other.unscored,
            self.off_scale + other.off_scale,
            {name: value + other.sums[name] for name, value in self.sums.items()},
        )


@dataclass(frozen=True, eq=False)
class Profile:
    """Counts of one data set under one spec; `a + b` is the profile of both together."""

    spec: ProfileSpec
    rows: int
    numeric: Mapping[str, Num]
    categorical: Mapping[str, Cat]
    outcome: Outcome | None = None

    def __add__(self, other: Profile) -> Profile:
        if self.spec.edges_hash != other.spec.edges_hash:
            raise InputError(
                "These two profiles were counted on different edges and can't be merged.",
                hint="Profile both with the same reference.",
            )
        outcome = self.outcome
        if self.outcome is not None and other.outcome is not None:
            outcome = self.outcome + other.outcome
        return Profile(
            self.spec,
            self.rows + other.rows,
            {name: num + other.numeric[name] for name, num in self.numeric.items()},
            {name: cat + other.categorical[name] for name, cat in self.categorical.items()},
            outcome,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            **self._head(),
            "spec": self.spec.to_json(),
            **self._columns(),
            "outcome": None if self.outcome is None else _part_json(self.outcome),
        }

    def _head(self) -> dict[str, Any]:
        return {"schema_version": SCHEMA_VERSION, "edges_hash": self.spec.edges_hash}

    def _columns(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "numeric": {name: _part_json(num) for name, num in self.numeric.items()},
            "categorical": {name: _part_json(cat) for name, cat in self.categorical.items()},
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Profile:
        """The profile that `to_json` wrote.

        Raises:
            InputError: another schema version, damaged counts, or edges that were changed since.
        """
        version = document.get("schema_version")
        if version != SCHEMA_VERSION:
            raise InputError(
                f"This profile has schema version {version}; this program reads {SCHEMA_VERSION}."
            )
        try:
            return cls._from_json(document)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"This profile is damaged: {error!r}.") from error

    @classmethod
    def _from_json(cls, document: Mapping[str, Any]) -> Profile:
        spec = ProfileSpec.from_json(document["spec"])
        if spec.edges_hash != document["edges_hash"]:
            raise InputError("The edges of this profile don't match its hash.")
        outcome = document["outcome"]
        profile = cls(
            spec,
            int(document["rows"]),
            {name: Num(**_arrays(num)) for name, num in document["numeric"].items()},
            {name: Cat(**_arrays(cat)) for name, cat in document["categorical"].items()},
            None if outcome is None else Outcome(**_arrays(outcome)),
        )
        for name, num in profile.numeric.items():
            edges = len(spec.numeric[name].edges)
            if len(num.counts) != edges + 1 or len(num.at_edges) != edges:
                raise ValueError(f"column {name} has counts for other edges")
        return profile

    def dumps(self) -> str:
        """`to_json` as text."""
        outcome = "null" if self.outcome is None else _outcome_text(self.outcome)
        head, counts = _text(self._head()), _text(self._columns())
        return f'{head[:-1]},"spec":{self.spec.text},{counts[1:-1]},"outcome":{outcome}}}'

    @classmethod
    def loads(cls, text: str) -> Profile:
        try:
            document = json.loads(text)
        except RecursionError:
            raise InputError("This is no profile: it is nested too deep.") from None
        except ValueError as error:
            raise InputError(f"This profile is no JSON: {error}.") from error
        if not isinstance(document, dict):
            raise InputError("This is no profile.")
        return cls.from_json(document)


@lru_cache(maxsize=4)
def load_reference(text: str) -> Profile:
    """A stored profile that is compared with again and again: a model's, night after night."""
    return Profile.loads(text)


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, separators=(",", ":"), allow_nan=False)


def _outcome_text(outcome: Outcome) -> str:
    """The joint table apart: of its 30,000 counts nearly all are zero, and json asks each one."""
    rest = _text(_part_json(replace(outcome, table=no_counts(0))))
    return rest.replace('"table":[]', f'"table":{_counts_text(outcome.table)}', 1)


def _counts_text(counts: Counts) -> str:
    if counts.ndim > 1:
        return f"[{','.join(map(_counts_text, counts))}]"
    texts = ["0"] * len(counts)
    for position in np.flatnonzero(counts).tolist():
        texts[position] = str(int(counts[position]))
    return f"[{','.join(texts)}]"


def _part_json(part: Num | Cat | Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in fields(part):
        value = getattr(part, each.name)
        if isinstance(value, np.ndarray):
            value = value.tolist()
        elif each.name == "groups":
            value = {name: table.tolist() for name, table in value.items()}
        elif isinstance(value, Mapping):
            value = {name: _number(each) for name, each in value.items()}
        elif isinstance(value, float):
            value = _number(value)
        found[each.name] = value
    return found


def _number(value: float) -> float | None:
    """JSON has no infinity: a sum that overflowed is stored as null."""
    return value if math.isfinite(value) else None


def _sum(value: float | None) -> float:
    return math.nan if value is None else value


def _arrays(document: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(document)
    for name in ("sum1", "sum2"):
        if name in found:
            found[name] = _sum(found[name])
    if "sums" in found:
        found["sums"] = {name: _sum(value) for name, value in found["sums"].items()}
    for name in ("counts", "at_edges", "table"):
        if name in found:
            found[name] = np.asarray(found[name], dtype=np.int64)
    if "groups" in found:
        tables = found["groups"].items()
        found["groups"] = {name: np.asarray(table, dtype=np.int64) for name, table in tables}
    return found
