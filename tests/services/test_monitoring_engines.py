"""Clusters count like this machine: the same kernel, identical counts. Both are optional extras."""

from __future__ import annotations

import os
import shutil
import sys

import pyarrow as pa
import pytest

from app.errors import InputError
from app.services.monitoring.engines.local import profile_source, reference_profile
from app.services.monitoring.profile import Profile
from app.services.monitoring.sources.open import open_source
from tests.services.monitoring_rows import scored_rows, write_parquet


@pytest.fixture
def parts(tmp_path):
    table = pa.table(scored_rows(6000))
    for n in range(3):
        write_parquet(
            tmp_path / f"part-{n}.parquet",
            dict(zip(table.column_names, table.slice(n * 2000, 2000).columns, strict=True)),
        )
    return tmp_path


def counts_of(profile: Profile) -> dict[str, object]:
    document = profile.to_json()
    for num in document["numeric"].values():
        del num["sum1"], num["sum2"]
    del document["outcome"]["sums"]
    return document


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # PySpark 4.3 warns of pandas 3 and leaves sockets open
def test_spark_counts_what_this_machine_counts(parts):
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    from app.services.monitoring.engines.spark import profile_frame, reference_frame

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    try:
        frame = session.read.parquet(str(parts))
        local = reference_profile(open_source(parts))

        assert counts_of(profile_frame(frame, local.spec)) == counts_of(
            profile_source(open_source(parts), local.spec)
        )
        assert reference_frame(frame).rows == 6000
        with pytest.raises(InputError, match="lacks the column “income”"):
            profile_frame(frame.drop("income"), local.spec)
    finally:
        session.stop()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # its event loop warns when it is closed
def test_dask_counts_what_this_machine_counts(parts):
    distributed = pytest.importorskip("distributed")
    from app.services.monitoring.engines.dask import profile_files

    local = reference_profile(open_source(parts))
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = profile_files(client, sorted(parts.glob("*.parquet")), local.spec)

    assert counts_of(found) == counts_of(profile_source(open_source(parts), local.spec))
