"""The data of a monitor's window, and by what they are told from others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from app.config import Settings
from app.errors import InputError
from app.models.queries.monitor_facts import MonitorFacts
from app.services.held_logs import require_whole_log
from app.services.monitoring.sources.digest import DigestedFiles, digest_rows
from app.services.monitoring.sources.open import BatchSource, NoFileError, list_files, open_source
from app.services.monitoring.sources.source import Source
from app.services.scoring_log import read_segments
from app.services.stores import absent, inside


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows to measure; `digest` is of the data themselves, whatever reference they are held to."""

    source: Source
    digest: str
    files: DigestedFiles | None = None

    def require_unchanged(self) -> None:
        """After the measuring.

        Raises:
            InputError: what was measured is not what was digested.
        """
        if self.files is not None:
            self.files.require_unchanged()


def open_batch(
    settings: Settings,
    facts: MonitorFacts,
    version: str,
    fire_at: datetime,
    wanted: tuple[str, ...],
) -> Batch:
    """What the monitor's source has of the window that ends at `fire_at`.

    Args:
        version: that served; a log has the rows of others too.
        wanted: the names that the reference uses.
    Raises:
        AppError: the store is not here, or the log is not whole.
        InputError: there are no such data, or they can't be read.
    """
    store = facts.source_store
    folder = settings.store_folder(store)
    if not folder.is_dir():
        raise absent(store)
    if facts.source_kind == "runtime_log":
        require_whole_log(settings, facts.source_pattern)
        return _of_log(folder, facts, version, fire_at, wanted)
    path = fire_at.strftime(facts.source_pattern)
    try:
        paths = list_files(str(inside(folder, path)))
    except NoFileError as error:  # kept for everybody: where this machine looked says nothing there
        raise InputError(f"The store “{store}” has no file {path}.") from error
    source = open_source(paths)
    files = DigestedFiles(paths)
    return Batch(source, files.digest, files)


def _of_log(
    folder: Path, facts: MonitorFacts, version: str, fire_at: datetime, wanted: tuple[str, ...]
) -> Batch:
    segments = read_segments(
        inside(folder, facts.source_pattern),
        fire_at - timedelta(seconds=facts.window_s),
        fire_at,
        model=facts.service_tag,
    )
    rows = list(_of_version(segments, version))
    source = BatchSource(
        [_named(one, wanted) for one in rows], f"the scoring log of {facts.source_pattern}"
    )
    # Under the log's own names: another reference makes no other data of it.
    return Batch(source, digest_rows(rows))


def _of_version(batches: Iterator[pa.RecordBatch], version: str) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        rows = batch.filter(pc.equal(batch.column("version"), version))
        if rows.num_rows:
            yield rows


def _named(rows: pa.RecordBatch, wanted: tuple[str, ...]) -> pa.RecordBatch:
    """With its score under the name that the reference uses."""
    names = [_bare(name, wanted) for name in rows.schema.names]
    return pa.RecordBatch.from_arrays(rows.columns, names=names)


def _bare(name: str, wanted: tuple[str, ...]) -> str:
    bare = name.rpartition(":")[2]
    return bare if bare in wanted else name
