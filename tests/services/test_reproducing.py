"""When two runs count as the same, and that a run again connects to nobody."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper

from app.errors import AppError, InputError
from app.models.queries.releases import AssetRow
from app.services.digests import digest_file
from app.services.intake.children import child_environment
from app.services.intake.schema import parse_schema
from app.services.reproducing import apart, confine, job
from app.services.reproducing.answers import answers_of
from app.services.reproducing.child import train_again
from app.services.reproducing.compare import (
    DIGEST,
    TOLERANCE,
    Compared,
    Verdict,
    compare_labels,
    compare_rows,
    compare_values,
    environment_changes,
    measured,
    pinned_versions,
    reason,
    verdict_of,
)
from app.services.reproducing.parts import Held, Part, libraries, told
from app.services.reproducing.pinned_code import (
    CODE_FOLDER,
    PARAMETERS_FILE,
    CodeRun,
    made_file,
    numbers_of,
    read_document,
    run_code,
    start_of,
)
from app.services.reproducing.pinned_libraries import (
    NotInstalledError,
    put_libraries,
    requirements,
)
from app.services.reproducing.pinned_training import given_files, time_limit
from app.services.reproducing.spec import SCHEMA_FILE, ReproductionSpec, What
from app.services.training.equivalence import score_rows
from app.services.training.own_code import OWN_CODE, write_own_code
from app.services.training.spec import METRICS_FILE, Failed, Running, read_json, write_json
from tests.services.runtime_kit import wait_until
from tests.wheels import wheel_of, write_wheel

NAN = float("nan")


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ({"auc": 0.9, "model.onnx": "sha256:a"}, Verdict.EQUAL),
        ({"auc": 0.9 + TOLERANCE / 2, "model.onnx": "sha256:a"}, Verdict.WITHIN_TOLERANCE),
        ({"auc": 0.9, "model.onnx": "sha256:b"}, Verdict.WITHIN_TOLERANCE),
        ({"auc": 0.9 + TOLERANCE * 2, "model.onnx": "sha256:a"}, Verdict.DIFFERENT),
        ({"auc": 0.9}, Verdict.DIFFERENT),
        ({"auc": 0.9, "model.onnx": "sha256:a", "f1": 0.1}, Verdict.DIFFERENT),
    ],
)
def test_numbers_decide_and_bytes_alone_do_not(now: dict[str, float | str], verdict: str) -> None:
    then = {"auc": 0.9, "model.onnx": "sha256:a"}

    assert verdict_of(compare_values(then, now)) is verdict


def test_what_the_code_says_of_itself_excuses_no_other_bytes() -> None:
    """Its metrics may be written down; what is measured here says whether a model answers alike."""
    then, now = {"auc": 0.9, "model.pkl": "sha256:a"}, {"auc": 0.9, "model.pkl": "sha256:b"}
    said = [replace(one, is_ours=one.name != "auc") for one in compare_values(then, now)]
    answers = compare_rows("score", [0.5], [0.5])

    assert verdict_of(said) is Verdict.DIFFERENT
    assert reason(Verdict.DIFFERENT, said, ()) == (
        "The bytes of model.pkl are others."
        " Nothing that was measured here says whether it answers as before."
    )
    assert verdict_of([*said, answers]) is Verdict.WITHIN_TOLERANCE


def test_a_number_that_is_near_is_told_as_no_reason() -> None:
    then = {"limit": 51.01725, "model.pkl": "sha256:a"}
    now = {"limit": 51.0174031, "model.pkl": "sha256:b"}
    said = [replace(one, is_ours=one.name != "limit") for one in compare_values(then, now)]

    assert verdict_of(said) is Verdict.DIFFERENT
    assert reason(Verdict.DIFFERENT, said, ()) == (
        "The bytes of model.pkl are others."
        " Nothing that was measured here says whether it answers as before."
        " Within tolerance, by its own code: limit was 51.01725 and is 51.0174031, a difference of"
        " 0.000153."
    )


def test_what_differs_by_row_is_told_beside_the_means() -> None:
    found = [compare_rows("score of 2 rows", [0.25, 0.75], [0.25000098, 0.74999960])]

    assert reason(Verdict.WITHIN_TOLERANCE, found, ()) == (
        "Every number is within 1e-05 of what it was. The mean score of 2 rows was 0.5 and is"
        " 0.50000029; one row differs by 9.8e-07, the others by no more."
    )


def test_other_bytes_without_any_number_are_different() -> None:
    assert verdict_of(compare_values({"m": "sha256:a"}, {"m": "sha256:b"})) is Verdict.DIFFERENT


def test_another_verdict_is_different_whatever_the_numbers_are() -> None:
    then, now = {"psi": 0.1, "psi, verdict": "PASS"}, {"psi": 0.1, "psi, verdict": "FAIL"}
    found = compare_values(then, now)

    assert verdict_of(found) is Verdict.DIFFERENT
    assert reason(Verdict.DIFFERENT, found, ()) == "psi, verdict was PASS and is FAIL."


def test_above_one_the_tolerance_is_relative() -> None:
    assert verdict_of(compare_values({"rmse": 1e6}, {"rmse": 1e6 + 5})) is Verdict.WITHIN_TOLERANCE
    assert verdict_of(compare_values({"rmse": 1e6}, {"rmse": 1e6 + 50})) is Verdict.DIFFERENT


def test_rows_are_compared_one_by_one() -> None:
    """Equal means hide nothing."""
    assert compare_rows("s", [1.0, 3.0], [3.0, 1.0]) == Compared(
        "s", 2.0, 2.0, 2.0, is_by_row=True
    )  # fmt: skip
    assert compare_rows("s", [1.0, NAN], [1.0, NAN]).is_equal
    assert compare_rows("s", [1.0, NAN], [1.0, 2.0]).is_within(1e9) is False
    assert compare_rows("s", [1.0], [1.0, 2.0]).is_within(1e9) is False
    assert compare_labels("same", ["a", "b"], ["a", "c"]).difference == 1


def test_results_of_one_name_keep_apart() -> None:
    row = {"test": "bias", "feature": "sex", "role": "protected", "method": "", "threshold": "",
           "p_adjusted": None, "verdict": "PASS"}  # fmt: skip

    found = measured([{**row, "statistic": 0.1}, {**row, "statistic": 0.2, "method": "z"}])

    assert (found["bias of sex"], found["bias of sex (2)"]) == (0.1, 0.2)


def test_a_lock_is_held_against_what_is_installed() -> None:
    lock = "# made by hand\nnumpy==0.1 ; python_version > '3'\nno-such-thing==2\nloose>=1\n"

    numpy, other = environment_changes(lock)

    assert (numpy.package, numpy.then) == ("numpy", "0.1")
    assert numpy.now not in (None, "0.1")
    assert (other.package, other.then, other.now) == ("no-such-thing", "2", None)


def test_each_part_is_told_as_what_it_is() -> None:
    changes = environment_changes("numpy==0.1\nno-such-thing==2\n")
    parts = [
        Part.of("code", "0.1", "0.2"),
        Part.of("data", "a" * 64, "a" * 64),
        Part.of("seed", "", "7"),
        Part.of("lock", "b" * 64, ""),
        libraries(2, changes),
        libraries(0, ()),
    ]

    assert [one.held for one in parts] == [
        Held.OTHER, Held.SAME, Held.NOT_PINNED, Held.NOT_HERE, Held.OTHER, Held.NOT_PINNED,
    ]  # fmt: skip
    assert parts[4].now == "2 other: numpy, no-such-thing"
    assert told(parts) == (
        "Other than pinned: code, libraries. As pinned: data. Not on this machine: lock."
        " Never pinned, so nobody can say: seed, libraries."
    )


def test_a_file_that_is_kept_is_named_and_never_called_what_nobody_recorded() -> None:
    rows = "cc-fraud/12/train.parquet in the store “data”"
    parts = [
        Part("code", Held.NOT_PINNED),
        Part("data", Held.NOT_PINNED, where=rows),
        replace(Part.taken("lock", "ab"), where="requirements.txt"),
    ]

    assert told(parts) == (
        "As pinned: lock. Never pinned, so nobody can say: code, data. Kept with the version: lock"
        f" as requirements.txt. {rows} is kept to test with; that the training read it, nobody"
        " recorded."
    )
    assert told(parts[2:]) == "As pinned: lock."  # nothing lacks


def test_a_lock_that_pins_nothing_is_not_called_the_same() -> None:
    assert pinned_versions("# numpy==1\nloose>=1\nbare\n") == ()
    assert pinned_versions("a[x]==1 ; python_version > '3'\n") == (("a", "1"),)


def test_a_run_again_connects_to_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = (
            "import socket\n"
            "from app.services.reproducing.child import refuse_network\n"
            f"socket.create_connection(('127.0.0.1', {port})).close()\n"
            "refuse_network()\n"
            f"socket.create_connection(('127.0.0.1', {port}))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=child_environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert "PermissionError: a reproduction uses no network" in done.stderr


def test_a_run_again_ends_at_its_time_limit(tmp_path: Path) -> None:
    spec = ReproductionSpec(What.SCORING, time_limit_s=0.001)

    job.start(spec, tmp_path)
    wait_until(lambda: not isinstance(job.poll(tmp_path), Running))

    found = job.poll(tmp_path)
    assert isinstance(found, Failed)


def test_the_trainer_kept_with_a_version_trains_it_again(tmp_path: Path) -> None:
    """The very bytes, from the zip alone; and the zip is the same wherever it is made."""
    rows = [f"{n % 7},{n % 5},{'yes' if n % 7 > 3 else 'no'}" for n in range(130)]
    data = tmp_path / "data.csv"
    data.write_text("\n".join(["a,b,late", *rows]) + "\n")
    asked = tmp_path / PARAMETERS_FILE
    write_json(asked, {"label": "late", "algorithm": "linear"})
    given = ["--data", data, "--parameters", asked, "--seed", "3", "--out", tmp_path]
    write_own_code(tmp_path / OWN_CODE)
    # A process of its own: bytes are the same where names are walked in the same order.
    subprocess.run(
        [sys.executable, str(tmp_path / OWN_CODE), *map(str, given)],
        env=child_environment(), check=True,
    )  # fmt: skip
    metrics = read_json(tmp_path / METRICS_FILE)["holdout"]
    again = tmp_path / "again"
    (again / CODE_FOLDER).mkdir(parents=True)
    write_own_code(again / CODE_FOLDER / OWN_CODE)
    assert digest_file(tmp_path / OWN_CODE) == digest_file(again / CODE_FOLDER / OWN_CODE)
    write_json(again / PARAMETERS_FILE, {"label": "late", "algorithm": "linear"})
    for name, kept in (("reference.json", "reference.json"), (SCHEMA_FILE, "schema.json")):
        (again / name).write_bytes((tmp_path / kept).read_bytes())
    sha256 = digest_file(tmp_path / "model.onnx")
    made_then = {"algorithm": "linear", **metrics, "model.onnx": DIGEST + sha256}

    compared = train_again(
        ReproductionSpec(
            What.TRAINING,
            then=made_then,
            start=OWN_CODE,
            model="model.onnx",
            seed=3,
            sample_path=str(data),
        ),
        again,
        None,
    )

    assert {one.name for one in compared} > {"model.onnx", "auc", "algorithm"}
    assert any(one.name.startswith("score of ") for one in compared)
    assert verdict_of(compared) is Verdict.EQUAL, [x for x in compared if not x.is_equal]


@pytest.mark.parametrize(
    ("paths", "start"),
    [
        (["src/train.py", "deep/er/train.py"], "src/train.py"),
        (["train.py", "train.pyz"], "train.pyz"),
        (["tools/train.pyz", "train.py"], "train.py"),
    ],
)
def test_the_code_nearest_to_the_root_trains(paths: list[str], start: str) -> None:
    assert start_of(paths) == start


def test_without_training_code_it_says_what_to_register() -> None:
    with pytest.raises(InputError, match=r"neither train\.py nor train\.pyz"):
        start_of(["score.py", "retrain.py"])


def test_of_a_lock_only_versions_and_hashes_are_handed_on() -> None:
    """No address, no option, no file of somebody else's."""
    digest = "sha256:" + "a" * 64
    lock = (
        "--index-url https://elsewhere.example/simple\n"
        "-r other.txt\n-e .\n"
        "evil @ https://elsewhere.example/evil.whl\n"
        "./evil.whl\n"
        "loose>=1\n"
        "one==1.0 --index-url https://elsewhere.example\n"
        f"two[extra]==2.0 \\\n    --hash={digest} \\\n    --hash={digest}\n"
        'three==3.0 ; python_version >= "3.11"  # why\n'
        "five==5.0 ; ${MODELWARD_SECRET}\n"
        'six==6.0 ; python_version < "3" --hash=sha256:00\n'
        "==7.0\n"
        "# four==4.0\n"
    )

    assert requirements(lock) == [
        "one==1.0",
        "two[extra]==2.0",
        "three==3.0",
        "five==5.0",
    ]
    hashed = f"two[extra]==2.0 --hash={digest} --hash={digest}"
    assert requirements(f"{hashed} --index-url https://elsewhere.example\n") == [hashed]
    assert [name for name, _ in pinned_versions(lock)] == ["one", "two", "three", "five"]
    assert environment_changes("==7.0\n") == ()


def test_pip_is_told_nothing_of_the_services_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what starts it, here a pip that fails and says all it was told."""
    monkeypatch.setenv("MODELWARD_SECRET", "s3cret")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    pip = tmp_path / "pip"
    pip.write_text("#!/bin/sh\necho ERROR: $PIP_NO_INDEX $MODELWARD_SECRET >&2\nexit 1\n")
    pip.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(pip))

    with pytest.raises(NotInstalledError) as told:
        put_libraries("one==1.0\n", tmp_path)

    assert told.value.message.endswith("here: 1")


def test_hashes_hold_where_only_some_libraries_have_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip would refuse such a lock."""
    for name in ("one", "two"):
        write_wheel(tmp_path, name, "1.0", {f"{name}.py": "X = 1\n"})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    right, wrong = digest_file(wheel_of(tmp_path, "one", "1.0")), "0" * 64

    libraries = put_libraries(f"one==1.0 --hash=sha256:{right}\ntwo==1.0\n", tmp_path)

    assert (libraries / "one.py").exists()
    with pytest.raises(NotInstalledError, match="What pip finds of one has no hash"):
        put_libraries(f"one==1.0 --hash=sha256:{wrong}\ntwo==1.0\n", tmp_path)


def asset(role: str, path: str, sha256: str, store: str = "") -> AssetRow:
    return AssetRow(role=role, path=path, sha256=sha256, size_bytes=1, store=store)


def test_the_code_is_not_given_what_it_is_to_make() -> None:
    """By no name: or it copies what it should find out."""
    given = given_files(
        [
            asset("code", "train.py", "a"),
            asset("other", "training.json", "b"),
            asset("model", "model.onnx", "c"),
            asset("other", "notes/the_same.txt", "c"),
            asset("other", "sub/metrics.json", "d"),
            asset("document", "numbers.md", "d"),
            asset("other", "reference.json", "e"),
            asset("data", "train.csv", "f"),
            asset("code", "far.py", "g", store="data"),
        ]
    )

    assert [one.path for one in given] == ["train.py", "training.json"]


@pytest.mark.parametrize(
    ("asked", "limit"),
    [(None, 1800), ("long", 1800), (5, 1800), (7200, 7200), (1e300, 86400), (True, 1800)],
)
def test_nobody_asks_for_more_than_a_day(asked: object, limit: float) -> None:
    assert time_limit({} if asked is None else {"time_limit_s": asked}) == limit


def test_nothing_is_not_equal_to_nothing() -> None:
    assert verdict_of([]) is Verdict.NOT_POSSIBLE
    assert "Nothing was kept" in reason(Verdict.NOT_POSSIBLE, [], ())


def test_a_file_below_a_link_is_none_of_its(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "model.pkl").write_text("x")
    made = tmp_path / "made"
    (made / "a").mkdir(parents=True)
    (made / "a" / "model.pkl").write_text("x")
    (made / "b").symlink_to(tmp_path / "there")

    assert made_file(made, "a/model.pkl") == made / "a" / "model.pkl"
    assert made_file(made, "b/model.pkl") is None
    assert made_file(made, "../there/model.pkl") is None


@pytest.mark.skipif(not confine.is_possible(), reason="needs Linux with Landlock and seccomp")
def test_a_model_that_was_made_reads_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tensors may lie in a file where the service was started: that is what it would answer."""
    place, work = tmp_path / "service", tmp_path / "work"
    for folder in (place, work):
        folder.mkdir()
    (place / "secret").write_bytes(np.full(64, 0.25, dtype=np.float32).tobytes())
    monkeypatch.chdir(place)
    weights = TensorProto(name="weights", data_type=TensorProto.FLOAT, dims=[1, 64])
    weights.data_location = TensorProto.EXTERNAL
    for key, value in (("location", "secret"), ("offset", "0"), ("length", "256")):
        weights.external_data.add(key=key, value=value)
    given = helper.make_tensor_value_info("a", TensorProto.FLOAT, [None, 1])
    score = helper.make_tensor_value_info("score", TensorProto.FLOAT, [None, 1])
    nodes = [
        helper.make_node("MatMul", ["a", "weights"], ["all"]),
        helper.make_node("ReduceMax", ["all"], ["score"]),
    ]
    graph = helper.make_graph(nodes, "g", [given], [score], [weights])
    opset = [helper.make_opsetid("", 18)]
    content = helper.make_model(graph, opset_imports=opset, ir_version=9).SerializeToString()
    model = work / "model.onnx"
    model.write_bytes(content)
    rows = [{"a": 1.0}]
    write_json(work / "reference.json", {"rows": rows, "score": [0.5]})
    fields = {"fields": [{"name": "a", "role": "predictor", "data_class": "numerical"}]}
    write_json(work / SCHEMA_FILE, fields)
    assert score_rows(content, rows, parse_schema(fields, "schema")).score == (0.25,)

    with pytest.raises(AppError, match="made again can't be asked"):
        answers_of(model, work)


def test_a_link_that_the_code_left_is_no_file_of_its(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").symlink_to("/etc/hostname")
    (tmp_path / "metrics.json").mkdir()

    assert made_file(tmp_path, "model.onnx") is None
    assert made_file(tmp_path, "metrics.json") is None


def test_numbers_of_metrics_have_their_dotted_names() -> None:
    assert numbers_of({"auc": 0.9, "by": {"age": {"psi": 1}}, "name": "x", "ok": True}) == {
        "auc": 0.9, "by.age.psi": 1.0,
    }  # fmt: skip
    assert numbers_of({"holdout": {"auc": 0.8}, "train": {"auc": 0.9}}) == {"auc": 0.8}
    assert numbers_of(["x"]) == {}
    assert numbers_of({"a": float("nan"), "b": 10**400, "c": 1}) == {"c": 1.0}
    with pytest.raises(InputError, match="more than 1000 numbers"):
        numbers_of({str(n): n for n in range(1001)})


@pytest.mark.parametrize("content", ["[" * 100_000, "no", '"' + "x" * (1 << 20) + '"'])
def test_what_the_code_wrote_is_read_as_somebody_elses(tmp_path: Path, content: str) -> None:
    (tmp_path / "metrics.json").write_text(content)

    with pytest.raises(InputError, match=r"wrote a metrics\.json"):
        read_document(tmp_path / "metrics.json")


def test_the_code_of_others_is_not_run_where_nothing_keeps_it_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The product's own trainer of today is."""
    monkeypatch.setattr(confine, "is_possible", lambda: False)
    monkeypatch.setattr(apart, "is_possible", lambda: False)
    (tmp_path / CODE_FOLDER).mkdir()
    written = "import sys; open(sys.argv[-1] + '/model.bin', 'w').close()"
    (tmp_path / CODE_FOLDER / "train.py").write_text(written)
    own = CodeRun(tmp_path, "train.py", tmp_path, None, None, 60.0, is_own=True)

    with pytest.raises(confine.UnconfinedError):
        run_code(replace(own, is_own=False))
    with pytest.raises(confine.UnconfinedError):  # libraries are code of others, too
        run_code(replace(own, libraries=tmp_path))
    assert (run_code(own) / "model.bin").exists()
