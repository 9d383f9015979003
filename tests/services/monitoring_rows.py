"""Small data sets for the tests of monitoring, as files and as profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from app.services.monitoring.engines.local import profile_source, reference_profile
from app.services.monitoring.measure import MEASURES, Measurement, Options, Pair
from app.services.monitoring.profile import Profile
from app.services.monitoring.schema import FieldFacts
from app.services.monitoring.sources.open import BatchSource

Rows = Mapping[str, Any]


def batches(rows: Rows, size: int = 1000) -> list[pa.RecordBatch]:
    return pa.table(dict(rows)).to_batches(max_chunksize=size)


def reference_of(rows: Rows, facts: Sequence[FieldFacts] | None = None) -> Profile:
    return reference_profile(BatchSource(batches(rows)), facts)


def current_of(rows: Rows, reference: Profile) -> Profile:
    return profile_source(BatchSource(batches(rows)), reference.spec)


def both(reference: Rows, current: Rows, facts: Sequence[FieldFacts] | None = None) -> Pair:
    before = reference_of(reference, facts)
    return Pair(current_of(current, before), before)


def measured(test: str, pair: Pair, options: Options | None = None) -> list[Measurement]:
    chosen = pair if options is None else Pair(pair.current, pair.reference, options)
    return list(MEASURES.create(test).measure(chosen))


def one(test: str, pair: Pair, feature: str | None = None) -> Measurement:
    found = [m for m in measured(test, pair) if feature is None or m.feature == feature]
    assert len(found) == 1
    return found[0]


def write_parquet(path: Path, rows: Rows, **options: Any) -> Path:
    pq.write_table(pa.table(dict(rows)), path, **options)
    return path


def write_csv(path: Path, rows: Rows) -> Path:
    pc.write_csv(pa.table(dict(rows)), path)
    return path


def scored_rows(rows: int = 4000, seed: int = 1, shift: float = 0.0) -> dict[str, Any]:
    """Numbers with nulls, categories, a probability, a label and a protected column."""
    rng = np.random.default_rng(seed)
    income = rng.lognormal(8, 0.5, rows) * (1 + shift)
    sex = rng.choice(["F", "M"], rows, p=[0.4, 0.6])
    score = np.clip(rng.beta(2, 3, rows) + (sex == "M") * 0.05, 0, 1)
    return {
        "id": [f"row-{n}" for n in range(rows)],
        "income": pa.array(income, mask=rng.random(rows) < 0.03),
        "age": rng.integers(18, 80, rows),
        "region": rng.choice(["north", "south", "east", "west"], rows, p=[0.4, 0.3, 0.2, 0.1]),
        "sex": sex,
        "score": score,
        "label": (rng.random(rows) < score).astype(np.int64),
    }
