"""Reads the `MLmodel` file of a simple MLflow folder: flavour and signature, no model code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import InputError
from app.services.intake.documents import parse_text, read_text
from app.services.intake.schema import SchemaField

NUMERIC_TYPES = frozenset({"integer", "long", "float", "double"})


@dataclass(frozen=True, slots=True)
class MlflowFacts:
    flavours: tuple[str, ...]
    run_id: str
    mlflow_version: str
    fields: tuple[SchemaField, ...]


def read_mlmodel(path: Path) -> MlflowFacts:
    """What an `MLmodel` file says.

    Raises:
        InputError: not the YAML that MLflow writes.
    """
    content = parse_text(read_text(path), path.name, is_json=False)
    if not isinstance(content, dict) or not isinstance(content.get("flavors"), dict):
        raise InputError(f"{path.name} names no flavours, as MLflow's do.")
    return MlflowFacts(
        flavours=tuple(sorted(map(str, content["flavors"]))),
        run_id=str(content.get("run_id") or ""),
        mlflow_version=str(content.get("mlflow_version") or ""),
        fields=_fields(content.get("signature"), path.name),
    )


def _fields(signature: Any, name: str) -> tuple[SchemaField, ...]:
    if not isinstance(signature, dict) or not signature.get("inputs"):
        return ()
    # MLflow writes the columns as JSON text inside the YAML.
    columns = parse_text(str(signature["inputs"]), f"{name}, signature", is_json=True)
    if not isinstance(columns, list):
        return ()
    return tuple(_field(column) for column in columns if _is_column(column))


def _is_column(column: Any) -> bool:
    return isinstance(column, dict) and isinstance(column.get("name"), str)


def _field(column: Mapping[str, Any]) -> SchemaField:
    return SchemaField(
        column["name"],
        data_class="numerical" if column.get("type") in NUMERIC_TYPES else "categorical",
        drift_candidate=True,
        nullable=not column.get("required", True),
    )
