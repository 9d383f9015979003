"""Examples of files: what they show is what intake takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.intake.examples import EXPECTED, example_of, key_of
from app.services.intake.folder import MISSING, read_folder
from app.services.intake.schema import SchemaField, read_schema


@pytest.mark.parametrize("key", ["schema", "label", "environment", "model_card"])
def test_an_example_supplies_what_it_is_an_example_of(key: str, tmp_path: Path) -> None:
    example = example_of(key, "cc-fraud")
    assert example is not None
    (tmp_path / example.file).write_text(example.text, encoding="utf-8")

    found = read_folder(tmp_path, required=[key])

    assert found.missing == ()
    assert found.findings == ()


def test_the_columns_that_are_known_stay_as_they_are_and_get_a_label(tmp_path: Path) -> None:
    known = (
        SchemaField("bedrag", drift_candidate=True, protected=True, unit="€", minimum=0.0),
        SchemaField("land", data_class="categorical", allowed=("NL", "BE"), nullable=False),
    )
    example = example_of("label", "cc-fraud", known)
    assert example is not None
    (tmp_path / "schema.json").write_text(example.text, encoding="utf-8")

    *columns, label = read_schema(tmp_path / "schema.json")

    assert tuple(columns) == known
    assert (label.name, label.role) == ("outcome", "label")


def test_a_label_that_is_there_gets_no_second() -> None:
    example = example_of("schema", "cc-fraud", [SchemaField("late", role="label")])

    assert example is not None
    assert example.text.count('"role": "label"') == 1


def test_what_no_file_shows_has_words_and_no_example() -> None:
    assert example_of("model", "cc-fraud") is None
    assert "skl2onnx" in EXPECTED["model"]


@pytest.mark.parametrize("key", list(MISSING))
def test_a_sentence_of_a_task_leads_to_what_it_asks_for(key: str) -> None:
    assert key_of(f"{MISSING[key]} Not fixed: “numpy” (requirements.txt:1).") == key
    assert key_of("The lawyer has to sign.") == ""
