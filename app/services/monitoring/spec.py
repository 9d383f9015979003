"""What a profile counts: edges, categories and joint tables. Only equal specs can be merged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from app.services.monitoring.schema import FieldFacts, by_name, schema_from_json

SCORE_BINS = 10_000  # AUC within 0.5·Σ P_j·N_j / (P·N): below 1e-4 on usual scores
GROUP_BINS = 100  # per protected group; cut-offs for bias are multiples of 0.01
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


def far_numbers() -> np.errstate:
    """While it lasts numpy overflows in silence: the square of 1e200 is no float.

    What comes of it is not finite, and whoever uses the sum says so.
    """
    return np.errstate(over="ignore", invalid="ignore", divide="ignore")


@dataclass(frozen=True, slots=True)
class NumSpec:
    """Right-closed bins: value v falls into bin j when edge[j-1] < v <= edge[j]."""

    edges: tuple[float, ...] = ()
    deciles: tuple[int, ...] = ()  # positions in `edges`: the coarser bins of PSI
    centre: float = 0.0  # sums are taken about it, else squares cancel
    specials: tuple[float, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class CatSpec:
    categories: tuple[str, ...] = ()
    is_counted: bool = True  # False: texts and identifiers, where only nulls are counted


@dataclass(frozen=True, slots=True)
class GroupSpec:
    """A protected column cut into groups: categories, or bands between edges."""

    column: str
    categories: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The groups, then one for every other value, then one for missing."""
        if not self.edges:
            return (*self.categories, "other", "missing")
        marks = [f"{edge:.6g}" for edge in self.edges]
        bands = [f"{a} – {b}" for a, b in pairwise(marks)]
        return (f"≤ {marks[0]}", *bands, f"> {marks[-1]}", "missing")


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """The joint table of score and label.

    `kind` is "binary" (a probability or any score against two classes), "classes" (a predicted
    class against the true one) or "regression".
    """

    kind: str
    score: str
    label: str = ""
    positive: str = ""
    negative: str = ""
    edges: tuple[float, ...] = ()  # inner, left-closed; empty: SCORE_BINS equal bins over 0 to 1
    classes: tuple[str, ...] = ()
    centre: float = 0.0
    groups: tuple[GroupSpec, ...] = ()

    @property
    def is_probability(self) -> bool:
        return self.kind == "binary" and not self.edges

    @property
    def bins(self) -> int:
        return len(self.edges) + 1 if self.edges else SCORE_BINS


@dataclass(frozen=True)
class ProfileSpec:
    """Everything that decides how a batch is counted, and the facts it came from."""

    facts: tuple[FieldFacts, ...]
    numeric: Mapping[str, NumSpec] = field(default_factory=dict)
    categorical: Mapping[str, CatSpec] = field(default_factory=dict)
    outcome: OutcomeSpec | None = None

    @cached_property
    def edges_hash(self) -> str:
        """SHA-256 over everything that decides a count."""
        document = json.dumps(self._counted(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(document.encode()).hexdigest()

    @cached_property
    def by_name(self) -> dict[str, FieldFacts]:
        return by_name(self.facts)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.facts)

    def edges(self, name: str) -> Floats:
        return np.asarray(self.numeric[name].edges, dtype=np.float64)

    def _counted(self) -> dict[str, Any]:
        return {
            "numeric": {name: _plain(spec) for name, spec in self.numeric.items()},
            "categorical": {name: _plain(spec) for name, spec in self.categorical.items()},
            "outcome": None if self.outcome is None else _outcome_json(self.outcome),
        }

    def to_json(self) -> dict[str, Any]:
        return {"facts": [each.to_json() for each in self.facts], **self._counted()}

    @cached_property
    def text(self) -> str:
        """`to_json` as written: most of every profile, and the same in all of one reference."""
        return json.dumps(self.to_json(), separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ProfileSpec:
        outcome = document["outcome"]
        if outcome is not None:
            groups = tuple(GroupSpec(**_tuples(each)) for each in outcome["groups"])
            outcome = OutcomeSpec(**{**_tuples(outcome), "groups": groups})
        return cls(
            facts=schema_from_json(document["facts"]),
            numeric={n: NumSpec(**_tuples(each)) for n, each in document["numeric"].items()},
            categorical={
                n: CatSpec(**_tuples(each)) for n, each in document["categorical"].items()
            },
            outcome=outcome,
        )


def _plain(spec: NumSpec | CatSpec | GroupSpec | OutcomeSpec) -> dict[str, Any]:
    found = {name: getattr(spec, name) for name in spec.__slots__}
    return {key: list(v) if isinstance(v, tuple) else v for key, v in found.items()}


def _outcome_json(spec: OutcomeSpec) -> dict[str, Any]:
    return {**_plain(spec), "groups": [_plain(each) for each in spec.groups]}


def _tuples(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, Sequence) and not isinstance(v, str) else v
            for key, v in document.items()}  # fmt: skip
