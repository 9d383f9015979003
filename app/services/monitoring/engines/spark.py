"""Profiles on Spark: the same kernel on every executor, merged by the driver.

Executors need Python with numpy, pyarrow and this package. Set PYSPARK_PYTHON to that Python:
without it workers take another one and fail on the first import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from app.errors import InputError
from app.services.monitoring.kernel import profile_batches
from app.services.monitoring.profile import Profile
from app.services.monitoring.reference import SAMPLE_ROWS, SpecMaker, promoted
from app.services.monitoring.schema import FieldFacts
from app.services.monitoring.sources.source import (
    check_columns,
    checked,
    facts_of_batch,
    settled,
)
from app.services.monitoring.spec import ProfileSpec

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

COLUMN = "profile"
NAME = "the Spark data frame"


def profile_frame(frame: DataFrame, spec: ProfileSpec) -> Profile:
    """Count a data frame on given edges, one profile for each partition."""
    check_columns(NAME, frame.columns, spec.facts)
    found: Profile | None = None
    counted = frame.select(*spec.columns).mapInArrow(_counter(spec), f"{COLUMN} string")
    # One at a time: a list of all would hold every partition's profile in the driver.
    for row in counted.toLocalIterator():
        part = Profile.loads(row[COLUMN])
        found = part if found is None else found + part
    if found is None or not found.rows:
        raise InputError(f"{NAME} has no rows.", hint="There is nothing to count.")
    return found


def reference_frame(frame: DataFrame, facts: Sequence[FieldFacts] | None = None) -> Profile:
    """Edges from a random sample that the driver holds, then exact counts of all."""
    rows = frame.count()
    if not rows:
        raise InputError(f"{NAME} has no rows.", hint="There is nothing to count.")
    share = min(1.0, SAMPLE_ROWS / rows)
    sample = (frame if share == 1.0 else frame.sample(share, seed=1)).toArrow().combine_chunks()
    batches = sample.to_batches()
    known = check_columns(NAME, frame.columns, facts or settled(facts_of_batch(batches[0])))
    batches = [checked(batch, known, NAME) for batch in batches]
    maker = SpecMaker(known)
    maker.add({each.name: [batch.column(each.name) for batch in batches] for each in known})
    return promoted(profile_frame(frame, maker.spec()))


class _counter:  # noqa: N801 - a function that carries its spec to the executors
    """Counts a partition; travels to the executors with its spec."""

    def __init__(self, spec: ProfileSpec) -> None:
        self._spec = spec

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        facts = self._spec.facts
        known = (checked(batch, facts, NAME) for batch in batches)
        profile = profile_batches(known, self._spec)
        yield pa.RecordBatch.from_arrays([pa.array([profile.dumps()])], names=[COLUMN])
