"""Schema files, and the small documents they are read from."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InputError
from app.services.intake.documents import parse_text, read_mapping
from app.services.intake.schema import (
    DATA_CLASSES,
    ROLES,
    SchemaField,
    parse_schema,
    read_schema,
    schema_to_json,
)

numbers = st.floats(allow_nan=False, allow_infinity=False)
names = st.text(min_size=1, max_size=30).filter(lambda text: bool(text.strip()))
fields = st.builds(
    SchemaField,
    name=names,
    role=st.sampled_from([role for role in ROLES if role != "label"]),
    data_class=st.sampled_from(DATA_CLASSES),
    protected=st.booleans(),
    drift_candidate=st.booleans(),
    special_values=st.lists(st.one_of(names, numbers), max_size=3).map(tuple),
    unit=st.text(max_size=5),
    positive_label=st.none() | names,
    nullable=st.booleans(),
    allowed=st.lists(names, max_size=3).map(tuple),
)


@given(st.lists(fields, min_size=1, max_size=5, unique_by=lambda field: field.name))
def test_a_schema_survives_the_trip_through_json(schema: list[SchemaField]) -> None:
    content = json.loads(json.dumps(schema_to_json(schema)))
    assert parse_schema(content, "schema.json") == tuple(schema)


def test_yaml_and_json_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "schema.yaml").write_text(
        "fields:\n"
        "- name: income\n  unit: EUR\n  allowed: {minimum: 0, maximum: 1000000}\n"
        "  special_values: [-1]\n"
        "- {name: bad, role: label, data_class: categorical, positive_label: 1}\n"
    )
    income, bad = read_schema(tmp_path / "schema.yaml")
    assert (income.minimum, income.maximum, income.special_values) == (0.0, 1_000_000.0, (-1.0,))
    assert income.role == "predictor"
    assert income.drift_candidate
    assert bad.positive_label == "1"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({}, "s.json has no list “fields”."),
        ({"fields": ["a"]}, "s.json, field 1 is not an object."),
        ({"fields": [{"name": " "}]}, "s.json, field 1 needs a name of 1 to 200 letters."),
        (
            {"fields": [{"name": "a", "role": "target"}]},
            "s.json, field 1 (“a”) has role “target”, which is unknown.",
        ),
        (
            {"fields": [{"name": "a", "rolle": "label"}]},
            "s.json, field 1 (“a”) has an unknown key “rolle”.",
        ),
        (
            {"fields": [{"name": "a", "protected": "yes"}]},
            "s.json, field 1 (“a”): protected must be true or false.",
        ),
        ({"fields": [{"name": "a"}, {"name": "a"}]}, "s.json names the field “a” twice."),
        (
            {"fields": [{"name": "a", "role": "label"}, {"name": "b", "role": "label"}]},
            "s.json has more than one label: a, b.",
        ),
        (
            {"fields": [{"name": "a", "minimum": 2, "maximum": 1}]},
            "s.json, field 1 (“a”): the minimum is larger than the maximum.",
        ),
    ],
)
def test_a_wrong_schema_gives_one_sentence(content: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_schema(content, "s.json")
    assert caught.value.message == sentence


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("a.json", '{"a": 1,}', "a.json line 1 is not JSON"),
        ("a.json", "[1]", "must hold an object"),
        ("a.json", '{"a": NaN}', "NaN is not a JSON number"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.yaml", "a: [1\nb: 2", "a.yaml line 2 is not YAML"),
        ("a.yaml", "a: &x [1]\nb: [*x, *x]", "aliases (*name) are not allowed"),
        ("a.yaml", "a: !!python/object/apply:os.system ['true']", "could not determine"),
        ("a.yaml", "a: " + "[" * 100 + "]" * 100, "nested too deeply"),
        ("a.yaml", "a: " + "x" * 1_100_000, "larger than 1 MiB"),
    ],
)
def test_a_hostile_document_gives_one_sentence(
    tmp_path: Path, name: str, text: str, part: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError) as caught:
        read_mapping(tmp_path / name)
    assert part in caught.value.message
    assert "\n" not in caught.value.message


@given(st.text(max_size=200), st.booleans())
def test_any_text_is_read_or_refused_but_never_breaks(text: str, is_json: bool) -> None:
    with contextlib.suppress(InputError):
        parse_text(text, "a", is_json=is_json)
