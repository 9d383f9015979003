"""Guesses the schema of a table: what each column is, and which label value counts as positive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from app.errors import InputError
from app.services.intake.columns import is_date_like
from app.services.intake.schema import SchemaField

MAX_CLASSES = 50
MAX_NUMERIC_CLASSES = 10  # whole numbers: up to this many are classes, more are a quantity
MAX_CATEGORIES = 1_000
LOOKED_AT = 1_000  # cells, for the length of a text
TEXT_LENGTH = 60  # mean length from which a text column is prose
UNIQUE_SHARE = 0.95
ALLOWED_LISTED = 50  # a category list longer than this is no rule any more
NEAR_ALL_MISSING = 0.99
MIN_FILLED = 20  # with fewer cells a training part may hold none of them

_ID_NAME = re.compile(
    r"(^|[_\s\-.])(id|uuid|guid|key|nr|no|number|row|index|ref)$|^(id|uuid|guid|index|unnamed.*)$"
    r"|^id[_\s\-]|[a-z](Id|ID|Nr|Key|Uuid)$",
)
_UUID = re.compile(r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


def infer_fields(
    frame: pd.DataFrame,
    label: str,
    protected: Sequence[str] = (),
    *,
    positive: str | None = None,
) -> tuple[SchemaField, ...]:
    """One field per column of a frame from `read_table`, in its order.

    Raises:
        InputError: label or protected column missing, label without two values, unknown positive.
    """
    check_columns(frame, label, protected)
    return tuple(
        _label_field(frame[name], positive)
        if name == label
        else _feature_field(frame[name], is_protected=name in protected)
        for name in frame.columns
    )


def check_columns(frame: pd.DataFrame, label: str, protected: Sequence[str]) -> None:
    """Raises InputError where the label or a protected attribute is no column."""
    for name in (label, *protected):
        if name not in frame.columns:
            raise InputError(
                f"There is no column “{name}”.",
                hint="Columns: " + ", ".join(map(str, list(frame.columns)[:40])) + ".",
            )
    if label in protected:
        raise InputError(f"The label “{label}” can't be a protected attribute too.")


def choose_task(label: pd.Series[Any]) -> str:
    """binary, multiclass or regression, from the label's values.

    Raises:
        InputError: fewer than two values, or too many texts to be classes.
    """
    filled = label.dropna()
    distinct = filled.unique()
    if len(distinct) == 0:
        raise InputError(
            f"The label “{label.name}” is empty in every row.",
            hint="Name a column that says in every row what is to be learned.",
        )
    if len(distinct) == 1:
        raise InputError(
            f"The label “{label.name}” has one value only: {as_label(distinct[0])}.",
            hint="Give rows of at least two classes, or name another label.",
        )
    if len(distinct) == 2:
        return "binary"
    if pd.api.types.is_float_dtype(label):
        whole = bool((filled.astype("float64") % 1 == 0).all())
        few = len(distinct) <= MAX_NUMERIC_CLASSES
        return "multiclass" if whole and few else "regression"
    if len(distinct) > MAX_CLASSES:
        raise InputError(
            f"The label “{label.name}” has {len(distinct)} different texts; "
            f"{MAX_CLASSES} classes are the most.",
            hint="Name a label with fewer values, or group them.",
        )
    return "multiclass"


def as_label(value: object) -> str:
    """A label value as text: 1.0 and 1 are both “1”."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def as_labels(label: pd.Series[Any]) -> pd.Series[Any]:
    """Every value of a label without gaps as text."""
    return label.map({value: as_label(value) for value in label.unique()})


def positive_label(label: pd.Series[Any], positive: str | None = None) -> str:
    """The given positive value as it stands in the label, else the rarer one."""
    counts = as_labels(label.dropna()).value_counts()
    if positive is None:
        # Equal counts: the later one in order, so 1 of 0/1 and yes of no/yes.
        return str(max(counts.index, key=lambda text: (-counts[text], text)))
    given = positive.strip()
    matches = [text for text in counts.index if text in (given, as_label(_as_number(given)))]
    if not matches:
        raise InputError(
            f"“{positive}” is no value of the label “{label.name}”.",
            hint="Values: " + ", ".join(sorted(counts.index)[:20]) + ".",
        )
    return str(matches[0])


def _as_number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _label_field(column: pd.Series[Any], positive: str | None) -> SchemaField:
    task = choose_task(column)
    if task == "regression":
        return SchemaField(str(column.name), role="label", nullable=bool(column.isna().any()))
    classes = tuple(sorted(map(as_label, column.dropna().unique())))
    return SchemaField(
        str(column.name),
        role="label",
        data_class="categorical",
        positive_label=positive_label(column, positive) if task == "binary" else None,
        nullable=bool(column.isna().any()),
        allowed=classes,
    )


def _feature_field(column: pd.Series[Any], *, is_protected: bool) -> SchemaField:
    role, data_class = _role(column), _data_class(column)
    if role == "predictor" and is_protected:
        role = "segment"  # compared between its groups, not learned from
    return SchemaField(
        str(column.name),
        role=role,
        data_class=data_class,
        protected=is_protected,
        drift_candidate=role == "predictor",
        nullable=bool(column.isna().any()),
        allowed=_allowed(column) if data_class == "categorical" and role != "identifier" else (),
    )


def _allowed(column: pd.Series[Any]) -> tuple[str, ...]:
    values = sorted(str(value) for value in column.dropna().unique())
    return tuple(values) if len(values) <= ALLOWED_LISTED else ()


def _data_class(column: pd.Series[Any]) -> str:
    if pd.api.types.is_float_dtype(column):
        return "numerical"
    filled = column.dropna()
    lengths = [len(str(text)) for text in filled.head(LOOKED_AT).tolist()]
    is_prose = bool(lengths) and sum(lengths) > TEXT_LENGTH * len(lengths)
    distinct = filled.nunique()
    is_free = distinct > MAX_CATEGORIES or distinct > max(50, len(filled) // 2)
    return "text" if is_prose or is_free else "categorical"


def _role(column: pd.Series[Any]) -> str:
    filled = column.dropna()
    least = max(min(MIN_FILLED, len(column) // 2), (1 - NEAR_ALL_MISSING) * len(column))
    if filled.nunique() < 2 or len(filled) < least:
        return "non-predictor"
    if _is_identifier(column, filled):
        return "identifier"
    if pd.api.types.is_float_dtype(column):
        return "predictor"
    if is_date_like(column):
        return "timestamp"
    return "predictor" if _data_class(column) == "categorical" else "non-predictor"


def _is_identifier(column: pd.Series[Any], filled: pd.Series[Any]) -> bool:
    if filled.nunique() < UNIQUE_SHARE * len(filled) or len(filled) < 10:
        return False
    if pd.api.types.is_float_dtype(column):
        values = filled.to_numpy(dtype="float64")
        if (values % 1 != 0).any():
            return False
        counts_up = bool((values[1:] - values[:-1] == 1).all())
        return counts_up or bool(_ID_NAME.search(str(column.name)))
    if all(_UUID.fullmatch(str(text)) for text in filled.head(50)):
        return True
    return bool(_ID_NAME.search(str(column.name))) and _data_class(column) == "text"
