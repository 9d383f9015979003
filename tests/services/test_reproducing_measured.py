"""Tests and scores are measured again by the code and the libraries that measured them then."""

from __future__ import annotations

import io
import json
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pa_parquet
import pytest
from packaging.utils import canonicalize_name
from sqlalchemy import select

from app.models.queries.reproduction import find_reproduction
from app.models.tables.governance import EvidenceSet
from app.models.tables.inventory import Blob, ModelVersion
from app.models.tables.monitoring import MonitorRun
from app.services.commands.reproductions import ask_reproduction, run_key
from app.services.digests import digest_bytes, digest_file
from app.services.installed import python_version
from app.services.reproducing import confine, pinned_measuring
from app.services.reproducing.child import score_again
from app.services.reproducing.compare import TOLERANCE
from app.services.reproducing.files import FIELDS_FILE, MODEL_FILE
from app.services.reproducing.pinned_code import CODE_FOLDER, PARAMETERS_FILE
from app.services.reproducing.pinned_measuring import (
    MEASURER,
    keep_measurer,
    own_lock,
    own_measurer,
    with_versions_of,
)
from app.services.reproducing.spec import ReproductionSpec, What
from app.services.tasks import run_tests
from app.services.training.own_code import imported, own_code, own_modules
from app.services.training.spec import write_json
from tests.model_folders import write_folder
from tests.releases import V2, Bank
from tests.wheels import write_wheel

pytestmark = pytest.mark.skipif(
    not confine.is_possible(), reason="needs Linux with Landlock and seccomp"
)
JUDGED = "app/services/result_rows.py"
SCORED = "app/services/training/equivalence.py"


def changed(archive: bytes, name: str, old: str, new: str) -> bytes:
    """The same code but for one place, as another version of the product has it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(made, "w") as file:
        for one in given.namelist():
            content = given.read(one).decode()
            assert one != name or old in content
            file.writestr(one, content.replace(old, new) if one == name else content)
    return made.getvalue()


def doubling(archive: bytes) -> bytes:
    """Its tests give every number twice as large, its scorer too."""
    tests = changed(archive, JUDGED, '"statistic": _f', '"statistic": 2 * _f')
    return changed(tests, SCORED, "tuple(float(number) for", "tuple(2 * float(number) for")


def first(bank: Bank) -> ModelVersion:
    with bank.workspace.service.reading() as session:
        return session.scalars(select(ModelVersion).where(ModelVersion.version == 1)).one()


def until_tested(bank: Bank, folder: Path, **options: Any) -> ModelVersion:
    """A second version, as far as its tests."""
    registered = bank.submit(bank.register(folder, scorer=V2, **options))
    bank.task(registered, "approve")
    with bank.workspace.service.reading() as session:
        return session.get_one(ModelVersion, registered.version_id)


def again(bank: Bank, version: ModelVersion, what: What) -> dict[str, Any]:
    key = run_key(bank.workspace.work("jo").write(ask_reproduction, version.id, what))

    def is_done() -> bool:
        found = bank.workspace.service.read(find_reproduction, key)
        return found is not None and found.state == "done"

    bank.drive(is_done)
    return dict(bank.workspace.service.read(find_reproduction, key).answer)


def parts(answer: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["held"] for one in answer["pinned"]}


def part(answer: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in answer["pinned"] if one["name"] == name)


def test_what_measured_is_kept_with_the_tests_and_measures_again(bank: Bank) -> None:
    version = first(bank)
    code, lock = digest_bytes(own_measurer()), digest_bytes(own_lock().encode())
    with bank.workspace.service.reading() as session:
        answers = session.scalars(select(MonitorRun.answer).where(MonitorRun.kind == "release"))
        measured_by = {"code": code, "lock": lock, "python": python_version()}
        kept = {"measured_by": measured_by, "is_regulated": False}
        assert [one for one in answers if one != kept] == []
        signed = map(json.loads, session.scalars(select(EvidenceSet.content)))
        assert [one for one in signed if one["measured_by"] != kept["measured_by"]] == []
        assert {code, lock} <= set(session.scalars(select(Blob.sha256)))

    evaluated = again(bank, version, What.EVALUATION)
    scored = again(bank, version, What.SCORING)

    assert (evaluated["verdict"], scored["verdict"]) == ("equal", "within_tolerance")
    same = dict.fromkeys(("code", "python", "data", "lock", "libraries"), "same")
    assert parts(evaluated) == {**same, "seed": "not_used"}
    assert parts(scored) == {**same, "model": "same", "service lock": "same", "seed": "not_used"}
    assert part(evaluated, "code")["then"] == part(scored, "code")["then"] == code
    assert part(evaluated, "lock")["then"] == part(scored, "service lock")["then"] == lock


def test_a_later_product_measures_by_the_early_code(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its own evaluator and scorer have become."""
    code, later = digest_bytes(own_measurer()), doubling(own_measurer())
    monkeypatch.setattr(pinned_measuring, "own_measurer", lambda: later)
    version = first(bank)

    evaluated = again(bank, version, What.EVALUATION)
    scored = again(bank, version, What.SCORING)

    assert (evaluated["verdict"], scored["verdict"]) == ("equal", "within_tolerance")
    for answer in (evaluated, scored):
        assert (part(answer, "code")["held"], part(answer, "code")["now"]) == ("same", code)
        assert "Measured by the code that was kept, which is not today's." in answer["why"]


def test_the_code_that_was_kept_is_what_runs(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told by what it does otherwise: it is another than the one that measured."""
    early = doubling(own_measurer())
    with monkeypatch.context() as then:
        then.setattr(pinned_measuring, "own_measurer", lambda: early)
        version = until_tested(bank, tmp_path / "v2")

    evaluated = again(bank, version, What.EVALUATION)
    scored = again(bank, version, What.SCORING)

    assert (evaluated["verdict"], scored["verdict"]) == ("different", "different")
    numbers = [one for one in evaluated["compared"] if isinstance(one["then"], float)]
    twice = [one for one in numbers if one["now"] == 2 * one["then"] != 0]
    assert len(twice) > len(numbers) / 3  # p-values stay
    score = scored["compared"][0]
    assert score["now"] == pytest.approx(2 * score["then"])
    assert part(evaluated, "code")["then"] == part(scored, "code")["then"] == digest_bytes(early)


HERE = str(Path(np.__file__).parents[1])
# Stands for all the rest of a lock: what it does not bring itself comes from this environment.
OF_HERE = f"""
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

sys.path.append({HERE!r})
spec = PathFinder.find_spec("pyarrow", [{HERE!r}])
sys.modules["pyarrow"] = module_from_spec(spec)
spec.loader.exec_module(sys.modules["pyarrow"])
"""
# Early versions of two libraries, which compute otherwise.
SCIPY = """
def half(*given):
    return 0.5

gammaincc = smirnov = half

def ndtri(p):
    return 2.0
"""
ONNXRUNTIME = """
import numpy

class SessionOptions:
    pass

class Place:
    def __init__(self, name):
        self.name, self.type, self.shape = name, "tensor(float)", [None, 1]

class InferenceSession:
    def __init__(self, content, sess_options, providers):
        pass

    def get_inputs(self):
        return [Place("income")]

    def get_outputs(self):
        return [Place("score")]

    def run(self, names, given):
        return [numpy.full((len(given["income"]), 1), 0.25)]
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where pip finds early libraries, and nothing else."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    write_wheel(folder, "pyarrow", "0.1", {"pyarrow/__init__.py": OF_HERE})
    special = {"scipy/__init__.py": "", "scipy/special.py": SCIPY}
    write_wheel(folder, "scipy", "0.1", special)
    write_wheel(folder, "onnxruntime", "0.1", {"onnxruntime.py": ONNXRUNTIME})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def locking(lock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned_measuring, "own_lock", lambda: lock)


@pytest.mark.usefixtures("house")
def test_the_tests_are_run_again_with_the_libraries_of_that_day(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the service, whatever the version itself was made with."""
    with monkeypatch.context() as then:
        locking("pyarrow==0.1\nscipy==0.1\n", then)
        version = until_tested(bank, tmp_path / "v2", extra={"requirements.txt": "scipy==0.2\n"})

    answer = again(bank, version, What.EVALUATION)

    assert answer["verdict"] == "different"
    p_values = [one for one in answer["compared"] if one["name"].endswith(", p")]
    assert [one for one in p_values if one["now"] == 0.5 != one["then"]]
    assert "Libraries installed for this run, as pinned: 2." in answer["why"]
    assert parts(answer)["libraries"] == "same"
    assert answer["environment"] == []


@pytest.mark.usefixtures("house")
def test_scores_are_made_again_with_the_libraries_of_the_versions_lock(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And for what it does not name, with those of the service."""
    with monkeypatch.context() as then:
        locking(f"pyarrow==0.1\nonnxruntime=={metadata.version('onnxruntime')}\n", then)
        lock = {"requirements.txt": "onnxruntime==0.1\nscikit-learn==0.1\n"}
        version = until_tested(bank, tmp_path / "v2", extra=lock)

    answer = again(bank, version, What.SCORING)

    assert answer["verdict"] == "different"
    assert answer["compared"][0]["now"] == 0.25
    assert "Libraries installed for this run, as pinned: 2." in answer["why"]
    assert parts(answer)["libraries"] == "same"


@pytest.mark.usefixtures("house")
def test_where_the_libraries_cant_be_had_both_are_named(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        locking("pyarrow==0.1\nscipy==0.2\n", then)
        version = until_tested(bank, tmp_path / "v2")

    answer = again(bank, version, What.EVALUATION)

    assert answer["verdict"] == "equal"  # by those of today
    assert "No matching distribution found for scipy==0.2" in answer["why"]
    named = [{"package": name, "then": then, "now": metadata.version(name)}
             for name, then in (("pyarrow", "0.1"), ("scipy", "0.2"))]  # fmt: skip
    assert answer["environment"] == named
    assert (parts(answer)["code"], parts(answer)["libraries"]) == ("same", "other")


def test_of_early_tests_nobody_kept_what_measured_and_it_is_said(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr(run_tests, "keep_measurer", lambda _: {})
        version = until_tested(bank, tmp_path / "v2")

    evaluated = again(bank, version, What.EVALUATION)
    scored = [again(bank, version, What.SCORING) for _ in range(2)]

    assert (evaluated["verdict"], scored[0]["verdict"]) == ("equal", "within_tolerance")
    today = digest_bytes(own_measurer())
    for answer in (evaluated, scored[0]):
        assert (parts(answer)["code"], parts(answer)["python"]) == ("not_pinned", "not_pinned")
        assert part(answer, "code")["now"] == today
        assert "Never pinned, so nobody can say: code, python" in answer["why"]
    assert parts(scored[1])["code"] == "same"  # from the first scoring on it is the same
    assert parts(again(bank, version, What.EVALUATION))["code"] == "not_pinned"


def test_a_service_whose_files_were_replaced_keeps_nothing(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it is started anew it measures by what it has loaded, which is nowhere else."""
    monkeypatch.setattr(pinned_measuring, "LOADED_AT", 0.0)

    assert bank.workspace.service.write(keep_measurer) == {}


def test_where_other_code_cant_be_kept_apart_todays_measures(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = doubling(own_measurer())
    monkeypatch.setattr(pinned_measuring, "own_measurer", lambda: later)
    monkeypatch.setattr(confine, "is_possible", lambda: False)

    answer = again(bank, first(bank), What.EVALUATION)

    assert answer["verdict"] == "different"
    assert parts(answer)["code"] == "other"
    assert "Other than pinned: code." in answer["why"]


def test_the_scorer_is_not_given_what_it_should_find_out(tmp_path: Path) -> None:
    model, code = write_folder(tmp_path / "credit"), tmp_path / CODE_FOLDER
    code.mkdir()
    (code / MEASURER.name).write_bytes(own_measurer())
    (code / MODEL_FILE).write_bytes((model / "model.onnx").read_bytes())
    (code / FIELDS_FILE).write_bytes((model / "schema.json").read_bytes())
    write_json(tmp_path / PARAMETERS_FILE, {"what": "scoring", "positive": 1})
    sample = model / "holdout.parquet"
    spec = ReproductionSpec(
        What.SCORING,
        start=MEASURER.name,
        sample_path=str(sample),
        sample_sha256=digest_file(sample),
        score_column="score",
    )

    (score,) = score_again(spec, tmp_path, None)

    assert score.is_within(TOLERANCE)
    given = pa_parquet.read_schema(tmp_path / "rows.parquet").names
    assert given == [one for one in pa_parquet.read_schema(sample).names if one != "score"]


def test_the_code_is_whole_and_its_libraries_are_in_the_lock() -> None:
    found = own_modules(MEASURER)
    of_libraries = metadata.packages_distributions()
    wanted = {
        canonicalize_name(of_libraries[name][0])
        for path in found.values()
        for name in {one.partition(".")[0] for one in imported(path)}
        if name in of_libraries and name != "app"
    }
    locked = {line.partition("==")[0] for line in own_lock().split()}

    assert own_code(MEASURER) == own_measurer()
    folder = Path(run_tests.__file__).parents[1] / "monitoring" / "measures"
    assert {f"app.services.monitoring.measures.{one.stem}" for one in folder.glob("[!_]*.py")} <= (
        found.keys()
    )
    assert not [name for name in found if "tables" in name or "queries" in name]
    assert {"numpy", "onnxruntime"} <= wanted <= locked


def test_of_a_lock_those_that_the_scorer_needs_are_taken() -> None:
    service, hashed = "numpy==2.0\npyyaml==6.0\n", "--hash=sha256:00"

    found = with_versions_of(f"NumPy==1.26 {hashed}\ntorch==2.0\nPyYAML>=5\n", service)

    assert found == (f"NumPy==1.26 {hashed}\npyyaml==6.0\n", 1)
    assert with_versions_of("", service) == (service, 0)
