"""Turns a tidy table into what a training needs: features, label, protected groups, a split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from app.errors import InputError
from app.services.intake.infer import (
    as_labels,
    check_columns,
    choose_task,
    infer_fields,
    positive_label,
)
from app.services.intake.schema import SchemaField, predictors
from app.services.training.spec import TrainingSpec

MIN_CLASS_ROWS = 5  # a rarer class can't stand in train and hold-out alike
FLOAT32_MAX = float(np.finfo(np.float32).max)
MIN_SAMPLED = 10  # rows of a class that a smaller sample keeps
EXCLUDED = {
    "identifier": "it looks like an identifier",
    "timestamp": "it holds dates",
    "non-predictor": "it has one value only, hardly any, or free text",
    "segment": "it is a protected attribute",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows with a label; `features` holds the predictors as `to_features` gives them."""

    task: str
    fields: tuple[SchemaField, ...]
    frame: pd.DataFrame  # every column, as read
    features: pd.DataFrame
    target: np.ndarray[Any, Any]  # label texts, or numbers for regression
    classes: tuple[str, ...]  # sorted; empty for regression
    positive: str | None
    rows_read: int
    notes: tuple[str, ...]


def prepare(frame: pd.DataFrame, spec: TrainingSpec, notes: Sequence[str]) -> Prepared:
    """Check the data and make it ready.

    Raises:
        InputError: no label, one class only, too few rows, no usable column.
    """
    said = list(notes)
    rows_read = len(frame)
    check_columns(frame, spec.label, spec.protected)
    frame = _labelled(frame, spec.label, said)
    task = choose_task(frame[spec.label]) if spec.task == "auto" else spec.task
    _check_task(frame[spec.label], task)
    if task == "multiclass":
        frame = _common_classes(frame, spec.label, said)
    if task == "binary":
        _check_classes(frame[spec.label])
    if len(frame) < spec.min_rows:
        raise InputError(
            f"Only {len(frame)} rows have a label; at least {spec.min_rows} are needed.",
            hint="Give more data.",
        )
    frame = _within_float32(frame, spec.label, said)
    fields = _fields(frame, spec, task)
    said.extend(_exclusions(fields))
    chosen = predictors(fields)
    if not chosen:
        raise InputError(
            "No column is left to learn from.",
            hint="Add one: each is the label, constant, empty, an identifier, free text or a date.",
        )
    target, classes, positive = _target(frame[spec.label], task, spec.positive)
    return Prepared(
        task=task,
        fields=fields,
        frame=frame,
        features=to_features(frame, chosen),
        target=target,
        classes=classes,
        positive=positive,
        rows_read=rows_read,
        notes=tuple(said),
    )


def to_features(frame: pd.DataFrame, fields: Sequence[SchemaField]) -> pd.DataFrame:
    """The predictors as the model takes them: float32 (missing NaN) and texts (missing "")."""
    columns: dict[str, Any] = {}
    for field in fields:
        column = frame[field.name]
        if field.data_class == "numerical":
            columns[field.name] = column.to_numpy(dtype="float32", na_value=np.nan)
        else:
            columns[field.name] = column.where(column.notna(), "").astype("object").to_numpy()
    return pd.DataFrame(columns, index=frame.index)


def sample_rows(
    positions: np.ndarray[Any, Any], prepared: Prepared, most: int, seed: int
) -> np.ndarray[Any, Any]:
    """At most about `most` of the rows at `positions`; of a rare class at least ten stay."""
    if len(positions) <= most:
        return positions
    random = np.random.default_rng(seed)
    if prepared.task == "regression":
        return np.sort(random.choice(positions, most, replace=False))
    chosen = []
    for name in prepared.classes:
        rows = positions[prepared.target[positions] == name]
        count = min(len(rows), max(MIN_SAMPLED, round(len(rows) * most / len(positions))))
        chosen.append(random.choice(rows, count, replace=False))
    return np.sort(np.concatenate(chosen))


def split(prepared: Prepared, spec: TrainingSpec) -> tuple[np.ndarray[Any, Any], ...]:
    """Row positions of train and hold-out, by the seed; classes keep their shares."""
    positions = np.arange(len(prepared.frame))
    stratify = None if prepared.task == "regression" else prepared.target
    train, holdout = train_test_split(
        positions, test_size=spec.test_share, random_state=spec.seed, stratify=stratify
    )
    return np.sort(train), np.sort(holdout)


def _labelled(frame: pd.DataFrame, label: str, notes: list[str]) -> pd.DataFrame:
    without = int(frame[label].isna().sum())
    if without:
        notes.append(f"{without} rows without a label were left out.")
    return frame[frame[label].notna()].reset_index(drop=True)


def _check_task(label: pd.Series[Any], task: str) -> None:
    distinct = label.nunique()
    if distinct < 2:
        choose_task(label)  # says why
    if task == "binary" and distinct != 2:
        raise InputError(f"The label “{label.name}” has {distinct} values; binary needs two.")
    if task == "regression" and not pd.api.types.is_float_dtype(label):
        raise InputError(f"The label “{label.name}” holds texts; regression needs numbers.")


def _within_float32(frame: pd.DataFrame, label: str, notes: list[str]) -> pd.DataFrame:
    """Models take 32-bit numbers: what does not fit there can't be sent to them either."""
    changed = {}
    for name in frame.columns:
        column = frame[name]
        if name == label or not pd.api.types.is_float_dtype(column):
            continue
        beyond = column.abs() > FLOAT32_MAX
        if beyond.any():
            changed[name] = column.mask(beyond)
            notes.append(
                f"{int(beyond.sum())} numbers of “{name}” are too large; they count as missing."
            )
    return frame.assign(**changed)


def _check_classes(label: pd.Series[Any]) -> None:
    counts = as_labels(label).value_counts()
    rare = str(counts.index[-1])
    if counts[rare] < MIN_CLASS_ROWS:
        raise InputError(
            f"Only {counts[rare]} rows have “{rare}” as their “{label.name}”; "
            f"{MIN_CLASS_ROWS} are needed.",
            hint="Give more data.",
        )


def _common_classes(frame: pd.DataFrame, label: str, notes: list[str]) -> pd.DataFrame:
    counts = frame[label].value_counts()
    rare = [value for value in counts.index if counts[value] < MIN_CLASS_ROWS]
    if not rare:
        return frame
    if len(counts) - len(rare) < 2:
        raise InputError(
            f"Fewer than two classes of “{label}” have {MIN_CLASS_ROWS} rows.",
            hint="Give more data.",
        )
    dropped = frame[label].isin(rare)
    notes.append(
        f"{int(dropped.sum())} rows of {len(rare)} classes with fewer than {MIN_CLASS_ROWS} rows "
        "were left out."
    )
    return frame[~dropped].reset_index(drop=True)


def _fields(frame: pd.DataFrame, spec: TrainingSpec, task: str) -> tuple[SchemaField, ...]:
    fields = infer_fields(frame, spec.label, spec.protected, positive=spec.positive)
    return tuple(_adjusted(field, spec, task) for field in fields)


def _adjusted(field: SchemaField, spec: TrainingSpec, task: str) -> SchemaField:
    if field.role == "segment" and spec.use_protected:
        return replace(field, role="predictor", drift_candidate=True)
    if field.role == "label" and task == "regression":
        return SchemaField(field.name, role="label", nullable=field.nullable)
    return field


def _exclusions(fields: Sequence[SchemaField]) -> list[str]:
    return [
        f"“{field.name}” is not learned from: {EXCLUDED[field.role]}."
        for field in fields
        if field.role in EXCLUDED
    ]


def _target(
    label: pd.Series[Any], task: str, positive: str | None
) -> tuple[np.ndarray[Any, Any], tuple[str, ...], str | None]:
    if task == "regression":
        return label.to_numpy(dtype="float64"), (), None
    texts = as_labels(label)
    classes = tuple(sorted(texts.unique()))
    if task == "multiclass":
        return texts.to_numpy(dtype="object"), classes, None
    chosen = positive_label(label, positive)
    return texts.to_numpy(dtype="object"), classes, chosen
