"""Model folders: what is found, what is missing, what is refused."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import zipfile
from pathlib import Path

import pytest
from onnx import TensorProto, helper

from app.errors import CancelledError, InputError
from app.services.intake.assets import role_of
from app.services.intake.folder import MISSING, IntakeFinding, read_folder, read_model
from app.texts import told


def _onnx(columns: dict[str, int]) -> bytes:
    """A model with an input per column, and the first number as its score."""
    first = next(iter(columns))
    graph = helper.make_graph(
        [helper.make_node("Identity", [first], ["score"])],
        "g",
        [helper.make_tensor_value_info(name, kind, [None, 1]) for name, kind in columns.items()],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, [None, 1])],
    )
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    content: bytes = proto.SerializeToString()
    return content


COLUMNS = {"income": TensorProto.FLOAT, "town": TensorProto.STRING}
SCHEMA = {
    "fields": [
        {"name": "income"},
        {"name": "town", "data_class": "categorical"},
        {"name": "bad", "role": "label", "data_class": "categorical", "positive_label": "yes"},
    ]
}


def _whole(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "src").mkdir()
    (folder / "tests").mkdir()
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    (folder / "src" / "train.py").write_text("pass\n")
    (folder / "tests" / "test_train.py").write_text("pass\n")
    (folder / "model.onnx").write_bytes(_onnx(COLUMNS))
    (folder / "schema.json").write_text(json.dumps(SCHEMA))
    (folder / "requirements.txt").write_text("numpy==2.4.6\n")
    (folder / "model_card.md").write_text("# Churn of customers\n")
    (folder / "README.md").write_text("Read me.\n")
    (folder / "sample.csv").write_text("income,town,bad\n1,a,yes\n")
    return folder


def test_a_whole_folder_lacks_nothing(tmp_path: Path) -> None:
    intake = read_folder(_whole(tmp_path / "churn"))
    assert intake.name == "churn"
    assert intake.missing == ()
    assert intake.findings == ()
    assert {asset.relative: asset.role for asset in intake.assets} == {
        "README.md": "document",
        "model.onnx": "model",
        "model_card.md": "document",
        "requirements.txt": "dependencies",
        "sample.csv": "data",
        "schema.json": "schema",
        "src/train.py": "code",
        "tests/test_train.py": "test",
    }
    assert intake.skipped == (".git",)
    assert [field.role for field in intake.fields] == ["predictor", "predictor", "label"]
    assert intake.schema_source == "schema.json"
    assert intake.model_file == "model.onnx"
    assert intake.onnx is not None
    assert [item.name for item in intake.onnx.inputs] == ["income", "town"]
    assert [(d.kind, d.title) for d in intake.documents] == [
        ("document", "README.md"),
        ("model_card", "Churn of customers"),
    ]
    assert [(d.name, d.pin) for d in intake.environment] == [("numpy", "2.4.6")]


def test_an_asset_has_the_digest_of_its_bytes(tmp_path: Path) -> None:
    asset = read_folder(_whole(tmp_path / "churn")).asset("sample.csv")
    content = (tmp_path / "churn" / "sample.csv").read_bytes()
    assert asset.sha256 == hashlib.sha256(content).hexdigest()
    assert (asset.size_bytes, asset.media_type) == (len(content), "text/csv")


def test_everything_missing_is_listed_in_plain_sentences(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    intake = read_folder(tmp_path)
    assert [item.key for item in intake.missing] == [
        "model",
        "schema",
        "label",
        "environment",
        "model_card",
    ]
    assert all(item.sentence == MISSING[item.key] for item in intake.missing)
    asked = read_folder(tmp_path, required=("code", "document"))
    assert [item.key for item in asked.missing] == ["code"]
    with pytest.raises(InputError, match="no required item “soul”"):
        read_folder(tmp_path, required=("soul",))


def test_an_unpinned_environment_is_no_environment(tmp_path: Path) -> None:
    folder = _whole(tmp_path / "churn")
    (folder / "requirements.txt").write_text("numpy==2.4.6\npandas\n")
    assert [item.key for item in read_folder(folder).missing] == ["environment"]


def test_a_pickle_is_kept_but_is_no_model(tmp_path: Path) -> None:
    folder = _whole(tmp_path / "churn")
    (folder / "model.onnx").unlink()
    (folder / "model.bin").write_bytes(pickle.dumps({"a": 1}))
    intake = read_folder(folder)
    asset = intake.asset("model.bin")
    assert (asset.role, asset.is_pickle_like) == ("weights", True)
    assert [item.key for item in intake.missing] == ["model"]
    assert "never loaded" in intake.findings[0].message


def test_files_that_can_not_be_used_become_findings(tmp_path: Path) -> None:
    folder = _whole(tmp_path / "churn")
    (folder / "model.onnx").write_bytes(b"junk")
    (folder / "schema.json").write_text("{")
    intake = read_folder(folder)
    assert {item.file for item in intake.findings} == {"model.onnx", "schema.json"}
    assert [item.key for item in intake.missing] == ["model", "schema", "label"]


def test_a_schema_that_does_not_fit_the_model_is_told(tmp_path: Path) -> None:
    folder = _whole(tmp_path / "churn")
    (folder / "model.onnx").write_bytes(_onnx({**COLUMNS, "age": TensorProto.FLOAT}))
    (finding,) = read_folder(folder).findings
    assert finding.message == "The model takes columns that are not in the schema: age."


def test_several_onnx_files_need_one_called_model(tmp_path: Path) -> None:
    folder = _whole(tmp_path / "churn")
    (folder / "other.onnx").write_bytes(_onnx(COLUMNS))
    assert read_folder(folder).model_file == "model.onnx"
    (folder / "model.onnx").rename(folder / "another.onnx")
    intake = read_folder(folder)
    assert intake.model_file == ""
    assert "several ONNX files" in intake.findings[0].message


def test_an_mlflow_folder_gives_its_signature(tmp_path: Path) -> None:
    (tmp_path / "MLmodel").write_text(
        "flavors:\n  sklearn: {code: null}\nrun_id: abc\nmlflow_version: 3.1\nsignature:\n"
        '  inputs: \'[{"type": "double", "name": "income", "required": true},'
        ' {"type": "string", "name": "town", "required": false}]\'\n'
    )
    intake = read_folder(tmp_path)
    assert intake.mlflow is not None
    assert (intake.mlflow.flavours, intake.mlflow.run_id) == (("sklearn",), "abc")
    assert [(f.name, f.data_class, f.nullable) for f in intake.fields] == [
        ("income", "numerical", False),
        ("town", "categorical", True),
    ]


def test_links_inside_are_followed_and_links_outside_refuse_the_folder(tmp_path: Path) -> None:
    folder = _whole(tmp_path / "churn")
    (folder / "same.csv").symlink_to("sample.csv")
    (folder / "again").symlink_to("src")
    intake = read_folder(folder)
    assert intake.asset("same.csv").sha256 == intake.asset("sample.csv").sha256
    assert "again" in intake.skipped

    (tmp_path / "secret.txt").write_text("secret")
    (folder / "leak.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(InputError, match=r"The link leak\.txt leads out of the folder"):
        read_folder(folder)


def test_a_dead_link_a_pipe_and_a_strange_name_are_refused(tmp_path: Path) -> None:
    for name, make, part in (
        ("dead", lambda path: path.symlink_to("nowhere"), "leads nowhere"),
        ("pipe", os.mkfifo, "is a pipe or a device"),
        ("a\u202eb", lambda path: path.write_text(""), "control character"),
    ):
        folder = tmp_path / part.split()[0]
        folder.mkdir()
        make(folder / name)
        with pytest.raises(InputError, match=part):
            read_folder(folder)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    for k in range(5_001):
        (tmp_path / f"f{k}").touch()
    with pytest.raises(InputError, match="more than 5000 files"):
        read_folder(tmp_path)


def test_an_onnx_file_alone_is_a_model_with_the_columns_it_takes(tmp_path: Path) -> None:
    (tmp_path / "churn.onnx").write_bytes(_onnx(COLUMNS))
    intake = read_model(tmp_path / "churn.onnx", tmp_path / "unused")
    assert (intake.name, intake.model_file) == ("churn", "churn.onnx")
    assert [(f.name, f.data_class) for f in intake.fields] == [
        ("income", "numerical"),
        ("town", "categorical"),
    ]
    assert [item.key for item in intake.missing] == ["label", "environment", "model_card"]


def test_a_zip_is_read_as_the_folder_in_it(tmp_path: Path) -> None:
    folder = _whole(tmp_path / "churn")
    with zipfile.ZipFile(tmp_path / "v2.zip", "w") as archive:
        for path in folder.rglob("*"):
            archive.write(path, path.relative_to(tmp_path))
    intake = read_model(tmp_path / "v2.zip", tmp_path / "out")
    assert intake.name == "v2"
    assert intake.missing == ()
    assert {(a.relative, a.sha256) for a in intake.assets} == {
        (a.relative, a.sha256) for a in read_folder(folder).assets
    }


def test_other_paths_give_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a\n1\n")
    with pytest.raises(InputError, match="neither a folder, an ONNX file nor a ZIP"):
        read_model(tmp_path / "data.csv", tmp_path / "out")
    with pytest.raises(InputError, match="There is nothing at"):
        read_model(tmp_path / "none", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="The folder empty holds no files"):
        read_folder(tmp_path / "empty")


def test_a_file_of_another_tool_says_what_to_do_with_it(tmp_path: Path) -> None:
    for name, way in (
        ("model.pkl", "Export the model to ONNX, or give the folder that holds it"),
        ("model.safetensors", "Export the model to ONNX, or give the folder that holds it"),
        ("data.csv", "give the label too"),
    ):
        (tmp_path / name).write_bytes(b"x")
        with pytest.raises(InputError) as refused:
            read_model(tmp_path / name, tmp_path / "out")
        assert way in refused.value.hint

    (tmp_path / "data.csv").unlink()
    kept = read_folder(tmp_path)
    assert {one.relative: one.role for one in kept.assets} == {
        "model.pkl": "weights", "model.safetensors": "weights",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("a/b.ipynb", "code"),
        ("weights.safetensors", "weights"),
        ("LICENSE", "document"),
        ("tests/data.csv", "test"),
        ("conda.yaml", "dependencies"),
        ("sub/schema.yml", "schema"),
        ("x.unknown", "other"),
    ],
)
def test_the_role_follows_from_the_path(path: str, role: str) -> None:
    assert role_of(path) == role


def test_a_look_that_is_stopped_reads_no_further(tmp_path: Path) -> None:
    folder = _whole(tmp_path / "churn")
    asked = iter((False, True))

    with pytest.raises(CancelledError):
        read_folder(folder, is_cancelled=lambda: next(asked))
    assert next(asked, None) is None  # at the second file, and never again


def test_what_is_found_in_a_file_names_it_once_and_in_the_readers_language(tmp_path: Path) -> None:
    folder = _whole(tmp_path / "churn")
    (folder / "model.joblib").write_bytes(pickle.dumps({"a": 1}))
    (folder / "schema.json").write_text("{")
    found = {one.file: one.sentence for one in read_folder(folder).findings}

    assert found["model.joblib"] == (
        "model.joblib is a pickle-like file: it is kept and never loaded. "
        "Add the model as an ONNX file."
    )
    assert all(said.count(name) == 1 for name, said in found.items())
    dutch = told(found["model.joblib"], language="nl")
    assert dutch.startswith("model.joblib is een bestand als een pickle")
    other = IntakeFinding("el.joblib", "model.joblib is a pickle-like file.")
    assert other.sentence == "el.joblib: model.joblib is a pickle-like file."
