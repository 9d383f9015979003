"""What is known about a column: its role chooses the tests, nobody configures them singly."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.errors import InputError


class Role(StrEnum):
    PREDICTOR = "predictor"
    NON_PREDICTOR = "non-predictor"
    IDENTIFIER = "identifier"
    SCORE = "score"
    LABEL = "label"
    WEIGHT = "weight"
    TIMESTAMP = "timestamp"
    SEGMENT = "segment"


class DataClass(StrEnum):
    NUMERICAL = "numerical"
    CATEGORICAL = "categorical"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """One column of a data set, in the words of the schema."""

    name: str
    data_class: DataClass = DataClass.NUMERICAL
    role: Role = Role.PREDICTOR
    protected: bool = False
    drift_candidate: bool = True
    special_values: tuple[float, ...] = ()  # codes such as -999 that are no measurements
    unit: str = ""
    positive_label: str = ""  # of a label; empty: chosen and stated
    nullable: bool = True
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Words from a database row are as good as members; `is` must hold for both.
        object.__setattr__(self, "role", Role(self.role))
        object.__setattr__(self, "data_class", DataClass(self.data_class))

    @property
    def is_drift_tested(self) -> bool:
        """Predictors, scores, labels and segments drift; the rest is carried along."""
        tested = (Role.PREDICTOR, Role.SCORE, Role.LABEL, Role.SEGMENT)
        return self.drift_candidate and self.role in tested and self.data_class != DataClass.TEXT

    def to_json(self) -> dict[str, Any]:
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {key: list(v) if isinstance(v, tuple) else v for key, v in found.items()}


# The extended schema of other tools writes camelCase and a few words of its own.
_ALIASES = {
    "dataClass": "data_class",
    "protectedClass": "protected",
    "driftCandidate": "drift_candidate",
    "specialValues": "special_values",
    "positiveLabel": "positive_label",
    "positiveClassLabel": "positive_label",
    "min": "minimum",
    "max": "maximum",
}


def read_schema(path: Path) -> tuple[FieldFacts, ...]:
    """The fields of a schema file: JSON, a list or an object with `fields`.

    Raises:
        InputError: it can't be read, naming the file and the field.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path.name} can't be opened: {error.strerror}.") from error
    except RecursionError:
        raise InputError(f"{path.name} is no JSON schema: it is nested too deep.") from None
    except ValueError as error:  # JSON and UTF-8 errors are both ValueErrors
        raise InputError(f"{path.name} is no JSON schema: {error}.") from error
    found = document.get("fields") if isinstance(document, dict) else document
    if not isinstance(found, list) or not found:
        raise InputError(f"{path.name} lists no fields.", hint='Write {"fields": [{"name": …}]}.')
    try:
        return schema_from_json(found)
    except InputError as error:
        raise InputError(f"{path.name}: {error.message}", hint=error.hint) from error


def schema_from_json(documents: Iterable[Any]) -> tuple[FieldFacts, ...]:
    facts = tuple(_field(document, n) for n, document in enumerate(documents, start=1))
    names = [each.name for each in facts]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"The schema names the field “{twice[0]}” twice.")
    return facts


def by_name(facts: Sequence[FieldFacts]) -> dict[str, FieldFacts]:
    return {each.name: each for each in facts}


def _field(document: Any, position: int) -> FieldFacts:
    if not isinstance(document, Mapping) or not isinstance(document.get("name"), str):
        raise InputError(f"Field {position} of the schema has no name.")
    given = {_ALIASES.get(str(key), str(key)): value for key, value in document.items()}
    name = given["name"]
    known: dict[str, Any] = {"name": name}
    try:
        for key in ("protected", "drift_candidate", "nullable"):
            if key in given:
                known[key] = _flag(given[key])
        for key in ("minimum", "maximum"):
            if given.get(key) is not None:
                known[key] = float(given[key])
        known["data_class"] = _data_class(given)
        if given.get("role"):
            known["role"] = Role(str(given["role"]).lower().replace("_", "-"))
        known["special_values"] = tuple(float(v) for v in _special(given.get("special_values")))
        known["allowed"] = tuple(str(v) for v in given.get("allowed") or ())
        known["unit"] = str(given.get("unit") or "")
        positive = given.get("positive_label")
        known["positive_label"] = "" if positive is None else canonical(positive)
    except (ValueError, TypeError) as error:
        raise InputError(f"Field “{name}” of the schema can't be read: {error}.") from error
    return FieldFacts(**known)


# A boolean as programs write it into texts; a typed column says true and false.
_TRUTH = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}


def category(word: str) -> str:
    """The name a word is counted under: a boolean has one name in every file format."""
    return _TRUTH.get(word, word)


def canonical(value: object) -> str:
    """One spelling for a label: 1, 1.0 and "1" are the same, and so are True and "true"."""
    text = category(str(value).strip())
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else text


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise ValueError(f"{value!r} is neither true nor false")


def _special(value: Any) -> list[Any]:
    """Numbers, or objects that carry `values` as the extended schema writes them."""
    found: list[Any] = []
    for each in value or ():
        found.extend(each.get("values", ()) if isinstance(each, Mapping) else [each])
    return found


def _data_class(given: Mapping[str, Any]) -> DataClass:
    if given.get("data_class"):
        return DataClass(str(given["data_class"]).lower())
    kinds = given.get("type")
    kind = next((k for k in kinds if k != "null"), "") if isinstance(kinds, list) else kinds
    if kind in ("string", "boolean", "enum"):
        return DataClass.CATEGORICAL
    return DataClass.NUMERICAL
