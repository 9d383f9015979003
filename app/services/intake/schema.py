"""The schema of a model: its columns, and the roles that choose the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import InputError
from app.services.intake.documents import read_mapping

ROLES = (
    "predictor",
    "non-predictor",
    "identifier",
    "score",
    "label",
    "weight",
    "timestamp",
    "segment",
)
DATA_CLASSES = ("numerical", "categorical", "text")
MAX_FIELDS = 5_000
MAX_NAME_LENGTH = 200

Special = str | float


@dataclass(frozen=True, slots=True)
class SchemaField:
    """One column. `allowed` is a set of values; `minimum` and `maximum` a range; both optional."""

    name: str
    role: str = "predictor"
    data_class: str = "numerical"
    protected: bool = False
    drift_candidate: bool = False
    special_values: tuple[Special, ...] = ()
    unit: str = ""
    positive_label: str | None = None
    nullable: bool = True
    allowed: tuple[Special, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The field as it stands in `schema.json`; equal fields give equal objects."""
        allowed: Any = list(self.allowed) or None
        if self.minimum is not None or self.maximum is not None:
            allowed = {"minimum": self.minimum, "maximum": self.maximum}
        return {
            "name": self.name,
            "role": self.role,
            "data_class": self.data_class,
            "protected": self.protected,
            "drift_candidate": self.drift_candidate,
            "special_values": list(self.special_values),
            "unit": self.unit,
            "positive_label": self.positive_label,
            "nullable": self.nullable,
            "allowed": allowed,
        }


def predictors(fields: Sequence[SchemaField]) -> tuple[SchemaField, ...]:
    """The columns the model takes, in schema order."""
    return tuple(field for field in fields if field.role == "predictor")


def schema_to_json(fields: Sequence[SchemaField]) -> dict[str, Any]:
    return {"fields": [field.to_json() for field in fields]}


def read_schema(path: Path) -> tuple[SchemaField, ...]:
    """The fields of a `schema.json` or `schema.yaml`."""
    return parse_schema(read_mapping(path), path.name)


def parse_schema(content: Mapping[str, Any], name: str) -> tuple[SchemaField, ...]:
    """The fields in `content`: {"fields": [{"name", "role", ...}]}.

    Raises:
        InputError: with the number and name of the first field that can't be used.
    """
    rows = content.get("fields", content.get("columns"))
    if not isinstance(rows, list) or not rows:
        raise InputError(f"{name} has no list “fields”.")
    if len(rows) > MAX_FIELDS:
        raise InputError(f"{name} has {len(rows)} fields; {MAX_FIELDS} is the most.")
    fields = tuple(_field(row, f"{name}, field {n}") for n, row in enumerate(rows, 1))
    _check_together(fields, name)
    return fields


def _check_together(fields: Sequence[SchemaField], name: str) -> None:
    seen: set[str] = set()
    for field in fields:
        if field.name in seen:
            raise InputError(f"{name} names the field “{field.name}” twice.")
        seen.add(field.name)
    labels = [field.name for field in fields if field.role == "label"]
    if len(labels) > 1:
        raise InputError(f"{name} has more than one label: {', '.join(labels)}.")


def _field(row: Any, where: str) -> SchemaField:
    if not isinstance(row, dict):
        raise InputError(f"{where} is not an object.")
    name = row.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > MAX_NAME_LENGTH:
        raise InputError(f"{where} needs a name of 1 to {MAX_NAME_LENGTH} letters.")
    where = f"{where} (“{name}”)"
    known = set(SchemaField.__dataclass_fields__)
    unknown = sorted(str(key) for key in row if key not in known)
    if unknown:
        raise InputError(
            f"{where} has an unknown key “{unknown[0]}”.", hint="Known: " + ", ".join(known) + "."
        )
    role = _word(row, "role", ROLES, "predictor", where)
    allowed, minimum, maximum = _allowed(row, where)
    return SchemaField(
        name=name,
        role=role,
        data_class=_word(row, "data_class", DATA_CLASSES, "numerical", where),
        protected=_flag(row, "protected", False, where),
        drift_candidate=_flag(row, "drift_candidate", role in ("predictor", "score"), where),
        special_values=_values(row, "special_values", where),
        unit=_text(row, "unit", where) or "",
        positive_label=_text(row, "positive_label", where),
        nullable=_flag(row, "nullable", True, where),
        allowed=allowed,
        minimum=minimum,
        maximum=maximum,
    )


def _word(row: Mapping[str, Any], key: str, words: Sequence[str], default: str, where: str) -> str:
    value = row.get(key, default)
    normal = str(value).strip().lower().replace("_", "-").replace(" ", "-")
    if normal not in words:
        raise InputError(
            f"{where} has {key} “{value}”, which is unknown.", hint="Use " + ", ".join(words) + "."
        )
    return normal


def _flag(row: Mapping[str, Any], key: str, default: bool, where: str) -> bool:
    value = row.get(key, default)
    if not isinstance(value, bool):
        raise InputError(f"{where}: {key} must be true or false.")
    return value


def _text(row: Mapping[str, Any], key: str, where: str) -> str | None:
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, (dict, list)):
        raise InputError(f"{where}: {key} must be a text.")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(row: Mapping[str, Any], key: str, where: str) -> tuple[Special, ...]:
    values = row.get(key)
    if values is None:
        return ()
    if not isinstance(values, list):
        raise InputError(f"{where}: {key} must be a list.")
    return tuple(_special(value, key, where) for value in values)


def _special(value: Any, key: str, where: str) -> Special:
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        raise InputError(f"{where}: {key} may hold texts and numbers only.")
    return float(value) if isinstance(value, (int, float)) else str(value)


def _allowed(
    row: Mapping[str, Any], where: str
) -> tuple[tuple[Special, ...], float | None, float | None]:
    allowed = row.get("allowed")
    if isinstance(allowed, dict):
        row = {**row, "minimum": allowed.get("minimum"), "maximum": allowed.get("maximum")}
        allowed = None
    minimum, maximum = _number(row, "minimum", where), _number(row, "maximum", where)
    if minimum is not None and maximum is not None and minimum > maximum:
        raise InputError(f"{where}: the minimum is larger than the maximum.")
    values = _values({"allowed": allowed}, "allowed", where)
    return values, minimum, maximum


def _number(row: Mapping[str, Any], key: str, where: str) -> float | None:
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(f"{where}: {key} must be a number.")
    return float(value)
