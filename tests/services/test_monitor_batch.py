"""The data of a monitor's window: two that differ in a row are told apart, copies are not."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pytest

from app.config import Settings
from app.errors import InputError
from app.models.queries.monitor_facts import MonitorFacts
from app.services.digests import digest_file
from app.services.monitor_batch import Batch, open_batch
from app.services.monitoring.sources.digest import digest_rows

DAYS = [datetime(2026, 3, day, 6, tzinfo=UTC) for day in range(1, 31)]
OF_DAY = "%Y-%m-%d.csv"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "lake"
    folder.mkdir()
    return folder


def opened(store: Path, at: datetime, pattern: str = OF_DAY, wanted: str = "owns") -> Batch:
    settings = Settings(
        home=store.parent, stores={"lake": str(store)}, require_running=lambda _kind, _name: None
    )
    facts = MonitorFacts(
        id=uuid4(), model_id=uuid4(), model_name="cc-fraud", risk_tier="high", unit_id=uuid4(),
        name="PSI", stage="PROD", stage_id=uuid4(), service_tag="cc-fraud", tests=(),
        decision_table_id=None, window_s=86400, minimum_rows=10, cron="", zone="UTC", calendar="",
        misfire="", source_kind="files", source_store="lake", source_pattern=pattern,
        label_key="", source_unit_id=uuid4(),
    )  # fmt: skip
    return open_batch(settings, facts, "1", at, (wanted,))


def test_batches_of_one_yes_or_no_feature_are_other_data_though_their_counts_repeat(
    store: Path,
) -> None:
    random = np.random.default_rng(7)
    counts = []
    for day in DAYS:
        answers = random.choice(["yes", "no"], 100)
        counts.append(int((answers == "yes").sum()))
        store.joinpath(day.strftime(OF_DAY)).write_text("\n".join(["owns", *answers, ""]))

    digests = {opened(store, day).digest for day in DAYS}

    assert len(set(counts)) < len(DAYS)
    assert len(digests) == len(DAYS)


def test_a_batch_copied_to_another_day_is_the_same_data_under_any_reference(store: Path) -> None:
    first, second = (store / day.strftime(OF_DAY) for day in DAYS[:2])
    first.write_text("owns,paid\nyes,1\nno,2\n")
    shutil.copy(first, second)

    before, copied = opened(store, DAYS[0]), opened(store, DAYS[1], wanted="paid")

    assert before.digest == copied.digest == digest_file(first)


def test_of_several_files_any_that_differs_makes_other_data(store: Path) -> None:
    parts = [store / "part-1.csv", store / "part-2.csv"]
    for part in parts:
        part.write_text("owns\nyes\nno\n")
    before = opened(store, DAYS[0], "part-*.csv").digest

    parts[1].write_text("owns\nno\nyes\n")

    assert opened(store, DAYS[0], "part-*.csv").digest != before
    assert before != digest_file(parts[0])


def test_a_file_written_while_it_is_measured_is_not_passed_off_as_the_digested_one(
    store: Path,
) -> None:
    file = store / DAYS[0].strftime(OF_DAY)
    file.write_text("owns\nyes\nno\n")
    batch = opened(store, DAYS[0])
    batch.require_unchanged()

    file.write_text("owns\nno\nyes\n")
    os.utime(file, ns=(1, 1))

    with pytest.raises(InputError, match="changed while it was read"):
        batch.require_unchanged()


def test_rows_of_a_log_are_the_same_however_they_are_cut() -> None:
    rows = pa.RecordBatch.from_pydict({"at": DAYS[:4], "owns": ["yes", "no", None, "yes"]})

    whole = digest_rows([rows])

    assert whole == digest_rows([rows.slice(0, 1), rows.slice(1)])
    assert whole != digest_rows([rows.slice(1)])
    assert whole != digest_rows([rows.rename_columns(["at", "rents"])])
    swapped = pa.RecordBatch.from_pydict({"at": DAYS[:4], "owns": ["no", "yes", None, "yes"]})
    assert whole != digest_rows([swapped])
