"""What a file that a version lacks looks like: an example to save, to fill in, and to add."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.services.intake.folder import MISSING
from app.services.intake.schema import SchemaField, parse_schema
from app.texts import N_

# What it must hold, by the keys of `MISSING`; whoever made the model is to go on without a manual.
EXPECTED = {
    "model": N_(
        "model.onnx takes one input for each column and gives one output for each score; "
        "skl2onnx makes it of a scikit-learn model."
    ),
    "schema": N_(
        "schema.json names each column with its role: predictor, label (what is predicted), "
        "score, identifier, timestamp, segment or weight."
    ),
    "label": N_(
        "One column of schema.json has the role label: what the model predicts. Put the name "
        "that it has in your data in the place of “outcome”."
    ),
    "environment": N_(
        "requirements.txt gives each library its version with ==, as pip freeze writes it."
    ),
    "model_card": N_("model_card.md says what the model is for, and what its limits are."),
    "data": N_("holdout.csv or holdout.parquet holds rows with each column of the schema."),
}
_REQUIREMENTS = "numpy==2.1.3\nonnxruntime==1.20.0\nscikit-learn==1.5.2\n"
_CARD = """# {name}

## What it is for

Which decision it supports, for whom, and who uses its answer.

## What it is not for

Uses that were ruled out, and groups it was not made for.

## Data

Where the rows come from, of which time, and what was left out.

## Limits

Where it is known to be wrong, and what is done about that.

## Who answers for it

The owner, and whom to ask.
"""
_COLUMNS = (
    SchemaField("income", drift_candidate=True),
    SchemaField("age", drift_candidate=True, protected=True),
    SchemaField("score", role="score", drift_candidate=True),
)
_LABEL = SchemaField("outcome", role="label", data_class="categorical", positive_label="1")


@dataclass(frozen=True, slots=True)
class Example:
    """A file that would be taken, once its words are the reader's own."""

    file: str
    text: str


def key_of(sentence: str) -> str:
    """Which of `MISSING` a sentence is about; empty: none, as in a life cycle of one's own."""
    return next((key for key, said in MISSING.items() if sentence.startswith(said)), "")


def example_of(key: str, name: str, fields: Sequence[SchemaField] = ()) -> Example | None:
    """A file for what `key` asks for; None where it can't be written by hand.

    Args:
        name: of the model.
        fields: the columns that are known of the version already.
    """
    if key in ("schema", "label"):
        return Example("schema.json", _schema(fields or _COLUMNS))
    if key == "environment":
        return Example("requirements.txt", _REQUIREMENTS)
    if key == "model_card":
        return Example("model_card.md", _CARD.format(name=name))
    return None


def _schema(fields: Sequence[SchemaField]) -> str:
    """One column a line, with what is not understood by itself."""
    has_label = any(one.role == "label" for one in fields)
    columns = fields if has_label else (*fields, _LABEL)
    lines = (f"  {json.dumps(_said(one), ensure_ascii=False)}" for one in columns)
    return '{"fields": [\n' + ",\n".join(lines) + "\n]}\n"


def _said(one: SchemaField) -> dict[str, Any]:
    short = {"name": one.name, "role": one.role, "data_class": one.data_class}
    (plain,) = parse_schema({"fields": [short]}, "schema.json")
    known = plain.to_json()
    return short | {key: value for key, value in one.to_json().items() if value != known[key]}
