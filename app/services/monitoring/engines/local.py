"""Profiles on this machine: one process, streaming."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from app.errors import InputError
from app.services.monitoring.kernel import COLUMNS_AT_A_TIME, Fold, column_groups
from app.services.monitoring.profile import Profile
from app.services.monitoring.reference import Sampler, SpecMaker, promoted
from app.services.monitoring.schema import FieldFacts, Role
from app.services.monitoring.sources.source import Source, check_columns
from app.services.monitoring.spec import ProfileSpec

# What a day's data may lack: labels come late, and the rest is not tested.
MAY_LACK = (Role.LABEL, Role.IDENTIFIER, Role.NON_PREDICTOR, Role.TIMESTAMP, Role.WEIGHT)


def profile_source(source: Source, spec: ProfileSpec) -> Profile:
    """Count a source on given edges: the current side of a comparison."""
    absent = {each.name for each in spec.facts if each.name not in source.columns}
    there = [each for each in spec.facts if each.name not in absent or each.role not in MAY_LACK]
    check_columns(source.name, source.columns, there)
    fold = Fold(spec)
    groups = [spec.columns] if source.reads_all_columns else column_groups(spec)
    for columns in groups:
        read = [name for name in columns if name not in absent]
        lacking = [name for name in columns if name in absent]
        # A group of absent columns alone still needs the number of rows.
        for batch in source.batches(read or [there[0].name], there):
            fold.add(_with_nulls(batch.select(read), lacking, batch.num_rows))
    return fold.result()


def _with_nulls(batch: pa.RecordBatch, lacking: Sequence[str], rows: int) -> pa.RecordBatch:
    if not lacking:
        return batch
    arrays = [*batch.columns, *(pa.nulls(rows) for _ in lacking)]
    return pa.RecordBatch.from_arrays(arrays, names=[*batch.schema.names, *lacking])


def reference_profile(source: Source, facts: Sequence[FieldFacts] | None = None) -> Profile:
    """Edges from a sample of up to 200,000 rows all over the source, then exact counts of all.

    Raises:
        InputError: the source can't be read twice, or not at all.
    """
    if not source.is_repeatable:
        raise InputError(
            f"{source.name} can be read only once, and a reference is read twice.",
            hint="Give a list of batches or a function that makes them.",
        )
    known = check_columns(source.name, source.columns, facts or source.facts())
    names = [each.name for each in known]
    step = len(names) if source.reads_all_columns else COLUMNS_AT_A_TIME
    maker = SpecMaker(known)
    for first in range(0, len(names), step):
        sampler = Sampler(source.rows)
        for batch in source.batches(names[first : first + step], known):
            sampler.add(batch)
        maker.add(sampler.sample)
    return promoted(profile_source(source, maker.spec()))
