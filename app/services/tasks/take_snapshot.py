"""Freezes the version of the process, and profiles the data it was built on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.models.queries.in_force import table_in_force
from app.models.queries.releases import (
    load_profile_text,
    load_snapshot,
    load_snapshot_files,
)
from app.services.commands.monitors import store_profile
from app.services.commands.snapshots import take_snapshot
from app.services.monitoring.engines.local import reference_profile
from app.services.monitoring.sources.open import open_source
from app.services.schema_facts import monitoring_facts
from app.services.stores import locate
from app.services.task_types import TASK_TYPES, Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import UnitOfWork

TRAINING_SAMPLE = "train.parquet"
HOLDOUT_SAMPLE = "holdout.parquet"


@TASK_TYPES.register("take_snapshot")
class TakeSnapshot(TaskHandler):
    label = "Freeze snapshot"
    outputs = ("snapshot_id", "snapshot_digest", "threshold_table")

    @dataclass(frozen=True, slots=True)
    class Inputs:
        version_id: str
        thresholds: str = "release-thresholds"  # key of the table that judges this snapshot

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        version_id = UUID(inputs.version_id)
        snapshot_id: UUID = context.write(_take, version_id)
        snapshot = context.read(load_snapshot, snapshot_id)
        table_id = context.read(table_in_force, inputs.thresholds, snapshot.unit_id)
        _keep_profile(context, version_id, snapshot_id)
        return Done(
            {
                "snapshot_id": str(snapshot_id),
                "snapshot_digest": snapshot.digest,
                "threshold_table": str(table_id) if table_id else "",
            }
        )


def _take(work: UnitOfWork, version_id: UUID) -> UUID:
    return take_snapshot(work, version_id).id


def _keep_profile(context: TaskContext, version_id: UUID, snapshot_id: UUID) -> None:
    """The reference of every later comparison: the training data, profiled once per snapshot."""
    if context.read(load_profile_text, snapshot_id) is not None:
        return
    files = context.read(load_snapshot_files, snapshot_id)
    sample = files.named(TRAINING_SAMPLE) or files.named(HOLDOUT_SAMPLE)
    facts = monitoring_facts(files.fields)
    if sample is None or not facts:
        return
    path = locate(context.settings, sample.store, sample.path, sample.sha256)
    source = open_source(path)
    known = tuple(one for one in facts if one.name in source.columns)
    profile = reference_profile(source, known)
    context.write(
        store_profile, snapshot_id, kind="training", profile=profile.dumps(), rows=profile.rows
    )
