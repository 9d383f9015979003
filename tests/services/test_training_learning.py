"""What a training makes of all sorts of tables: ONNX that agrees, and an honest record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pandas as pd
import pytest

from app.errors import AppError, InputError
from app.services.digests import digest_file
from app.services.intake.onnx_file import inspect
from app.services.intake.schema import predictors, read_schema
from app.services.training import learn, record
from app.services.training.child import train
from app.services.training.equivalence import score_rows, score_scales, to_oip_inputs
from app.services.training.learn import Answers
from app.services.training.spec import TrainingResult, TrainingSpec, result_from_json

ROWS = 400


def _messy(seed: int = 3, rows: int = ROWS) -> pd.DataFrame:
    """Everything a bank's export may hold, under names that need care."""
    random = np.random.default_rng(seed)
    income = random.lognormal(10, 0.5, rows)
    frame = pd.DataFrame(
        {
            "customer id": np.arange(1, rows + 1),
            "income €": np.round(income, 2),
            'the "age"': random.integers(18, 90, rows),
            "naïve_größe": random.normal(size=rows),
            "score": random.normal(size=rows),
            "label": random.choice(["low", "high", ""], rows),
            "is active": random.choice([True, False], rows),
            "opened": pd.date_range("2020-01-01", periods=rows).strftime("%Y-%m-%d"),
            "town": random.choice([f"town {k}" for k in range(80)], rows),
            "remark": [f"remark {k} " * 8 for k in range(rows)],
            "constant": 1,
            "empty": None,
            "sex": random.choice(["f", "m"], rows),
        }
    )
    frame.loc[::7, "income €"] = np.nan
    frame.loc[::11, "town"] = None
    return frame


def _train(folder: Path, frame: pd.DataFrame, label: str, **options: Any) -> TrainingResult:
    path = folder / "data.csv"
    frame.to_csv(path, index=False)
    work = folder / "work"
    work.mkdir(exist_ok=True)
    return train(TrainingSpec(str(path), label, **options), work)


def _signal(frame: pd.DataFrame, seed: int = 5) -> np.ndarray[Any, Any]:
    random = np.random.default_rng(seed)
    return (
        frame["naïve_größe"].to_numpy()
        + (frame["label"] == "high").to_numpy() * 1.5
        + random.normal(0, 0.5, len(frame))
    )


LABELS = {
    "yes/no": lambda s: np.where(s > 1, "yes", "no"),
    "0/1": lambda s: (s > 1).astype(int),
    "1/2": lambda s: (s > 1).astype(int) + 1,
    "true/false": lambda s: s > 1,
    "classes": lambda s: np.array(["small", "middle", "large"])[np.digitize(s, [0, 1])],
    "class numbers": lambda s: np.digitize(s, [0, 1]) * 10,
    "numbers": lambda s: s * 1000,
}
TASKS = {"classes": "multiclass", "class numbers": "multiclass", "numbers": "regression"}


@pytest.mark.parametrize("kind", LABELS)
@pytest.mark.parametrize("algorithm", ["gradient_boosting", "linear", "random_forest"])
def test_onnx_agrees_with_the_trained_model(tmp_path: Path, kind: str, algorithm: str) -> None:
    frame = _messy()
    frame["the target"] = LABELS[kind](_signal(frame))
    result = _train(tmp_path, frame, "the target", algorithm=algorithm, protected=("sex",))

    assert result.task == TASKS.get(kind, "binary")
    assert result.equivalence.max_difference <= 1e-5
    assert result.equivalence.agrees
    assert result.equivalence.label_flips == 0
    assert result.equivalence.rows == result.rows["holdout"]
    metric = "r2" if result.task == "regression" else "auc"
    assert result.metrics[metric] > 0.6


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainingResult, Path]:
    folder = tmp_path_factory.mktemp("training")
    frame = _messy()
    frame["the target"] = LABELS["yes/no"](_signal(frame))
    return _train(folder, frame, "the target", protected=("sex",)), folder / "work"


def test_columns_that_teach_nothing_are_left_out_and_told(
    finished: tuple[TrainingResult, Path],
) -> None:
    result, _work = finished
    names = {field.name for field in predictors(result.fields)}
    assert names == {
        "income €", 'the "age"', "naïve_größe", "score", "label", "is active", "town",
    }  # fmt: skip
    told = "\n".join(result.notes)
    for name in ("customer id", "opened", "remark", "constant", "empty", "sex"):
        assert f"“{name}” is not learned from" in told


def test_the_files_say_what_the_result_says(finished: tuple[TrainingResult, Path]) -> None:
    result, work = finished
    for file in result.files:
        assert digest_file(work / file.path) == file.sha256
    assert read_schema(work / "schema.json") == result.fields
    measured = json.loads((work / "metrics.json").read_text())
    assert measured["holdout"] == result.metrics
    assert tuple(measured["notes"]) == result.notes
    assert f"auc | {result.metrics['auc']:.4f}" in (work / "model_card.md").read_text()
    assert "scikit-learn==1.9.1" in (work / "environment.txt").read_text().splitlines()
    assert result_from_json(json.loads(json.dumps(result.to_json()))) == result


def test_the_onnx_file_has_one_input_per_column_and_clear_outputs(
    finished: tuple[TrainingResult, Path],
) -> None:
    result, work = finished
    facts = inspect(work / "model.onnx")
    types = {item.name: item.type for item in facts.inputs}
    assert types["income €"] == "float"
    assert types["town"] == "string"
    assert list(types) == [field.name for field in predictors(result.fields)]
    # Columns are called score and label already, so the outputs step aside.
    assert [item.name for item in facts.outputs] == ["score_1", "label_1", "probabilities"]
    assert (result.score_output, result.label_output) == ("score_1", "label_1")


def test_reference_rows_are_scored_again_to_the_same_numbers(
    finished: tuple[TrainingResult, Path],
) -> None:
    result, work = finished
    reference = json.loads((work / "reference.json").read_text())
    scores = score_rows((work / "model.onnx").read_bytes(), reference["rows"], result.fields)
    assert len(reference["rows"]) == 200
    assert scores.score == pytest.approx(reference["score"], abs=1e-6)
    assert list(scores.label) == reference["label"]
    assert any(row["income €"] is None for row in reference["rows"])


@pytest.mark.parametrize("kind", ["yes/no", "classes", "numbers"])
def test_the_reference_holds_the_pipelines_own_answers_also_where_onnx_says_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    frame = _messy(rows=130)
    frame["the target"] = LABELS[kind](_signal(frame))
    monkeypatch.setattr(
        record, "ask", lambda *_: Answers(np.zeros(130), np.zeros(130), np.empty(0))
    )

    result = _train(tmp_path, frame, "the target", algorithm="linear")

    reference = json.loads((tmp_path / "work" / "reference.json").read_text())
    model = (tmp_path / "work" / "model.onnx").read_bytes()
    outputs = score_rows(model, reference["rows"], result.fields).outputs
    assert len(reference["rows"]) == 130 > result.rows["holdout"]
    assert set(reference["score"]) == {0.0}
    names = {result.score_output} if kind == "numbers" else {result.score_output, "probabilities"}
    assert set(reference["trained"]) == names
    scale = 1000 if kind == "numbers" else 1
    for name, of_rows in reference["trained"].items():
        served, own = np.array(outputs[name]).ravel(), np.array(of_rows).ravel()
        assert served == pytest.approx(own, abs=1e-5 * scale)
        assert (served != own).any()  # 64 bits: these did not go through ONNX


def test_small_numbers_of_a_regression_are_held_against_their_own_size(tmp_path: Path) -> None:
    assert score_scales([1e-6, -4e-6], is_regression=True) == [4e-6, 4e-6]
    assert score_scales([0.0], is_regression=True) == [1]
    assert score_scales([0.2, 0.9], is_regression=False) == [1, 1]

    frame = _messy()
    frame["the target"] = _signal(frame) * 1e-6
    result = _train(tmp_path, frame, "the target", algorithm="linear")

    assert 1e-9 < result.equivalence.max_difference <= 1e-5


@pytest.mark.parametrize("algorithm", ["linear", "gradient_boosting", "random_forest"])
def test_every_row_of_a_skewed_label_is_held_against_itself(tmp_path: Path, algorithm: str) -> None:
    frame = _messy()
    signal = _signal(frame)
    frame["the target"] = np.exp(6 + 8 * (signal - signal.min()) / np.ptp(signal))
    result = _train(tmp_path, frame, "the target", algorithm=algorithm)

    reference = json.loads((tmp_path / "work" / "reference.json").read_text())
    model = (tmp_path / "work" / "model.onnx").read_bytes()
    found = score_rows(model, reference["rows"], result.fields).outputs
    (own,) = reference["trained"].values()
    served = np.array(found[result.score_output]).ravel()
    largest = np.abs(own).max()
    allowed = np.maximum(1e-5 * np.maximum(1, np.abs(own)), 2.0**-20 * largest)
    assert largest > 100 * np.abs(own).min()
    assert (np.abs(served - own) <= allowed).all()
    assert result.equivalence.max_difference <= 1e-5


def test_scored_parquet_files_hold_the_metrics(finished: tuple[TrainingResult, Path]) -> None:
    result, work = finished
    frame = pd.read_parquet(work / "holdout.parquet")
    assert result.score_column == "score_1"
    assert len(frame) == result.rows["holdout"]
    assert set(frame["the target"]) == {"yes", "no"}
    hits = (frame[result.prediction_column] == frame["the target"]).mean()
    assert hits == pytest.approx(result.metrics["accuracy"])
    assert set(frame["sex"]) == {"f", "m"}


def test_http_inputs_carry_the_same_rows(finished: tuple[TrainingResult, Path]) -> None:
    """Feed the JSON back by hand, the way a server does, and compare."""
    result, work = finished
    content = (work / "model.onnx").read_bytes()
    reference = json.loads((work / "reference.json").read_text())
    inputs = json.loads(
        json.dumps(to_oip_inputs(result.fields, reference["rows"], fill=reference["fill_values"]))
    )
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    types = {"FP32": np.float32, "BYTES": object}
    feed = {
        item["name"]: np.array(item["data"], dtype=types[item["datatype"]]).reshape(item["shape"])
        for item in inputs
    }
    served = session.run([result.score_output], feed)[0].reshape(-1)
    assert reference["fill_values"] == result.fill_values
    assert served.tolist() == pytest.approx(reference["score"], abs=1e-6)


def test_a_missing_number_is_not_sent_without_its_filling(
    finished: tuple[TrainingResult, Path],
) -> None:
    result, work = finished
    rows = json.loads((work / "reference.json").read_text())["rows"]
    with pytest.raises(InputError, match="“income €” is missing in row"):
        to_oip_inputs(result.fields, rows)


def test_the_same_spec_gives_the_same_model(tmp_path: Path) -> None:
    frame = _messy()
    frame["y"] = LABELS["0/1"](_signal(frame))
    one = _train(tmp_path, frame, "y")
    two = _train(tmp_path, frame, "y")
    other = _train(tmp_path, frame, "y", seed=7)
    assert one.file("model.onnx") == two.file("model.onnx")
    assert one.metrics == two.metrics
    assert other.file("holdout.parquet") != one.file("holdout.parquet")


def test_an_unknown_category_and_an_absent_value_are_scored(
    finished: tuple[TrainingResult, Path],
) -> None:
    result, work = finished
    row = {field.name: None for field in predictors(result.fields)}
    content = (work / "model.onnx").read_bytes()
    scores = score_rows(content, [row, {**row, "town": "Atlantis"}])
    assert all(0 <= score <= 1 for score in scores.score)


def test_a_protected_attribute_is_learned_from_only_when_told(tmp_path: Path) -> None:
    frame = _messy()
    frame["y"] = np.where(frame["sex"] == "f", "yes", "no")
    blind = _train(tmp_path, frame, "y", protected=("sex",))
    told = _train(tmp_path, frame, "y", protected=("sex",), use_protected=True)
    assert blind.metrics["auc"] < 0.7
    assert told.metrics["auc"] > 0.99


def test_the_positive_value_turns_the_score_round(tmp_path: Path) -> None:
    frame = _messy()
    frame["y"] = LABELS["1/2"](_signal(frame))
    one = _train(tmp_path, frame, "y", positive="1", algorithm="linear")
    score_one = pd.read_parquet(tmp_path / "work" / "holdout.parquet")[one.score_column]
    two = _train(tmp_path, frame, "y", positive="2", algorithm="linear")
    score_two = pd.read_parquet(tmp_path / "work" / "holdout.parquet")[two.score_column]
    assert (one.positive_label, two.positive_label) == ("1", "2")
    np.testing.assert_allclose(score_one + score_two, 1, atol=1e-5)


@pytest.mark.parametrize("algorithm", ["linear", "gradient_boosting"])
def test_large_numbers_with_small_differences_agree_too(tmp_path: Path, algorithm: str) -> None:
    """Seconds since 1970 use up all digits of a 32-bit number."""
    random = np.random.default_rng(1)
    moment = 1_700_000_000 + random.integers(0, 2_000, ROWS) * 128
    frame = pd.DataFrame({"moment": moment, "x": random.normal(size=ROWS)})
    frame["y"] = np.where(moment + random.normal(0, 1e4, ROWS) > moment.mean(), "a", "b")
    result = _train(tmp_path, frame, "y", algorithm=algorithm)
    assert result.equivalence.agrees


def test_a_model_whose_onnx_form_differs_is_never_given_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learn, "EQUIVALENCE_LIMIT", -1.0)  # a limit that nothing keeps
    frame = _messy()
    frame["y"] = LABELS["yes/no"](_signal(frame))
    with pytest.raises(AppError, match="The ONNX file differs from the trained model by"):
        _train(tmp_path, frame, "y")
    assert not (tmp_path / "work" / "model.onnx").exists()


@pytest.mark.parametrize(
    ("change", "options", "sentence"),
    [
        ({}, {"label": "none"}, "There is no column “none”."),
        ({}, {"protected": ("none",)}, "There is no column “none”."),
        ({"y": "same"}, {}, "The label “y” has one value only: same."),
        ({"y": None}, {}, "The label “y” is empty in every row."),
        ({}, {"min_rows": 500}, "Only 400 rows have a label; at least 500 are needed."),
        ({}, {"positive": "maybe"}, "“maybe” is no value of the label “y”."),
        ({}, {"task": "regression"}, "The label “y” holds texts; regression needs numbers."),
        ({}, {"task": "ranking"}, "There is no task “ranking”."),
        ({}, {"test_share": 0.9}, "The hold-out must be 5 % to 50 % of the rows."),
        (
            {},
            {"data_sha256": "0" * 64},
            "data.csv is not the file that was registered: its digest differs.",
        ),
    ],
)
def test_what_can_not_be_trained_gives_one_sentence(
    tmp_path: Path, change: dict[str, Any], options: dict[str, Any], sentence: str
) -> None:
    frame = _messy()
    frame["y"] = LABELS["yes/no"](_signal(frame))
    with pytest.raises(InputError) as caught:
        _train(tmp_path, frame.assign(**change), **{"label": "y", **options})
    assert caught.value.message == sentence


def test_a_table_without_a_usable_column_is_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame({"constant": 1, "id": range(100), "y": [0, 1] * 50})
    with pytest.raises(InputError, match="No column is left to learn from"):
        _train(tmp_path, frame, "y")


def test_rows_without_a_label_and_rare_classes_are_left_out_and_told(tmp_path: Path) -> None:
    frame = _messy()
    frame["y"] = LABELS["classes"](_signal(frame))
    frame.loc[:2, "y"] = "rare"
    frame.loc[10:19, "y"] = None
    result = _train(tmp_path, frame, "y", algorithm="linear")
    assert result.classes == ("large", "middle", "small")
    assert result.rows["used"] == ROWS - 13
    assert "10 rows without a label were left out." in result.notes
    assert "3 rows of 1 classes with fewer than 5 rows were left out." in result.notes


@pytest.mark.parametrize("label", ["few", "classes"])
def test_a_rare_class_survives_the_sampling_of_a_large_table(tmp_path: Path, label: str) -> None:
    random = np.random.default_rng(2)
    rows = 12_000
    frame = pd.DataFrame({f"x{k}": random.normal(size=rows) for k in range(4)})
    frame["few"] = np.where(frame.index < 8, "yes", "no")
    frame["classes"] = np.where(frame.index < 8, "a", random.choice(["b", "c"], rows))
    frame.loc[frame.index < 8, "x0"] += 5
    other = "classes" if label == "few" else "few"
    result = _train(tmp_path, frame.drop(columns=other), label, test_share=0.05)
    assert result.classes == (("no", "yes") if label == "few" else ("a", "b", "c"))
    assert result.equivalence.label_flips == 0


def test_a_class_with_too_few_rows_is_refused_by_name(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": range(100), "y": ["yes"] * 3 + ["no"] * 97})
    with pytest.raises(InputError, match="Only 3 rows have “yes” as their “y”; 5 are needed"):
        _train(tmp_path, frame.assign(x=frame["x"] % 7), "y")


def test_a_large_table_grows_trees_from_a_part_and_says_so(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    rows = 4_000
    frame = pd.DataFrame({f"x{k}": random.normal(size=rows) for k in range(120)})
    frame["y"] = (frame["x0"] > 0).astype(int)
    result = _train(tmp_path, frame, "y", algorithm="random_forest")
    assert (result.rows["train"], result.rows["grown"]) == (3_000, 2_500)
    assert "The model was grown from 2500 of 3000 training rows." in result.notes
    assert result.metrics["auc"] > 0.99


def test_numbers_that_a_model_can_not_take_are_missing_and_told(tmp_path: Path) -> None:
    frame = _messy()
    frame["y"] = LABELS["yes/no"](_signal(frame))
    frame["score"] = frame["score"].where(frame.index != 5, 1e60)
    result = _train(tmp_path, frame, "y", algorithm="linear")
    assert "1 numbers of “score” are too large; they count as missing." in result.notes
    assert result.metrics["auc"] > 0.6


@pytest.mark.parametrize("algorithm", ["linear", "gradient_boosting"])
def test_columns_may_be_called_like_values_inside_the_graph(tmp_path: Path, algorithm: str) -> None:
    frame = _messy().rename(columns={"score": "mw_positive", "label": "probabilities"})
    frame["variable"] = frame["naïve_größe"] * 2
    frame["c0000"], frame["c0001"] = frame["mw_positive"], frame["income €"]
    frame["y"] = np.where(frame["naïve_größe"] > 0, "yes", "no")
    first = _train(tmp_path, frame, "y", algorithm=algorithm)
    proto = onnx.load(tmp_path / "work" / "model.onnx")
    inner = {name for node in proto.graph.node for name in node.output}
    clashing = sorted(inner - {output.name for output in proto.graph.output})
    again = frame.rename(columns={"mw_positive": clashing[0], "town": clashing[-1]})
    second = _train(tmp_path, again, "y", algorithm=algorithm)
    assert second.equivalence.max_difference <= 1e-5
    assert second.metrics == pytest.approx(first.metrics)


@pytest.mark.parametrize("seed", range(6))
def test_a_column_with_hardly_any_values_is_left_out(tmp_path: Path, seed: int) -> None:
    frame = _messy()
    frame["rare"] = np.where(frame.index < 5, frame.index, np.nan)
    frame["y"] = LABELS["yes/no"](_signal(frame))
    result = _train(tmp_path, frame, "y", seed=seed, algorithm="linear")
    assert "rare" not in {field.name for field in predictors(result.fields)}
