"""Who asks by the digest of a file is not led astray by a snapshot whose row lies."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from app.errors import InputError
from app.models.database import Database
from app.models.queries.answerers import Answerers
from app.models.queries.releases import list_desired
from tests.db.enforcement_kit import Bench, open_bench

TRUE, OTHER = "cd" * 32, "ab" * 32


@pytest.fixture(params=["sqlite", "postgresql"])
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("lies"), server) as opened:
        yield opened


def serving(bench: Bench, name: str, runtime: UUID, **lies: str) -> UUID:
    """The version of a model of this name that serves there, by a row that lies so."""
    with bench.as_owner() as owner:
        model = bench.put(owner, "registered_model", name=name, name_folded=name)
        version: UUID = bench.put(owner, "model_version", model_id=model)
        bench.put(
            owner, "asset", version_id=version, role="model", path=f"{name}.onnx", sha256=TRUE
        )
        snapshot = bench.put(owner, "snapshot", version_id=version, **lies)
        bench.put(
            owner, "deployment", snapshot_id=snapshot, runtime_id=runtime, state="deployed",
            service_tag=name,
        )  # fmt: skip
    return version


def test_records_are_no_answers_of_a_version_whose_row_lies(bench: Bench) -> None:
    runtime: UUID = bench.seeds["runtime"]
    version = serving(bench, "true", runtime)
    serving(bench, "lying", runtime, model_sha256=OTHER)
    database = Database(bench.url)
    with database.session() as session:
        anywhere, there = Answerers(session), Answerers(session, runtime)

        assert anywhere.find("", "", TRUE).version_id == version
        assert there.find("true", "", TRUE).version_id == version
        assert anywhere.find("true", "", TRUE).version_id == version
        for find, model in ((anywhere, ""), (anywhere, "lying"), (there, "lying")):
            with pytest.raises(InputError, match="No version is known"):
                find.find(model, "", OTHER)
        number = anywhere.find("lying", "", "").name.rpartition(":")[2]
        with pytest.raises(InputError, match="never had"):
            anywhere.find("lying", number, OTHER)
    database.close()


def test_a_runtime_is_given_no_file_by_a_row_that_lies(bench: Bench) -> None:
    with bench.as_owner() as owner:
        runtime: UUID = bench.put(owner, "runtime", name="r")
    version = serving(bench, "true", runtime)
    serving(bench, "lying", runtime, model_sha256=OTHER)
    database = Database(bench.url)
    with database.session() as session:
        (row,) = list_desired(session, runtime)
    database.close()

    assert (row.version_id, row.model_sha256) == (version, TRUE)
