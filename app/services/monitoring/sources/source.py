"""What a source of rows is, and how the columns of one without a schema are understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.errors import InputError
from app.services.monitoring.schema import DataClass, FieldFacts, Role, by_name

TEXT_DISTINCT_SHARE = 0.5  # words of which more than half differ are texts, not categories
TEXT_MIN_ROWS = 100
TEXT_LENGTH = 200
LONGEST_NUMBER = 1_000

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?")

# Names that say what a column is; a schema file always wins.
_ROLES = {
    Role.SCORE: {"score", "prediction", "pred", "probability", "proba", "prob", "y_score",
                 "y_pred", "y_proba", "predicted", "prediction_score"},
    Role.LABEL: {"label", "target", "y", "outcome", "ground_truth", "y_true", "actual", "class"},
    Role.IDENTIFIER: {"id", "uuid", "guid", "key", "decision_id", "row_id", "index"},
    Role.TIMESTAMP: {"timestamp", "time", "date", "datetime", "scored_at", "created_at"},
    Role.WEIGHT: {"weight", "sample_weight"},
    Role.SEGMENT: {"segment"},
    Role.NON_PREDICTOR: {"latency_ms", "error"},
}  # fmt: skip
_PROTECTED = {"sex", "gender", "race", "ethnicity", "nationality", "religion", "disability",
              "marital_status", "age_group", "sexual_orientation"}  # fmt: skip


class Source(Protocol):
    """Rows that can be read in record batches."""

    name: str
    columns: tuple[str, ...]
    rows: int | None  # None: not known before reading
    reads_all_columns: bool  # True: fewer columns are not cheaper, so read all in one pass
    is_repeatable: bool  # False: can be read once

    def facts(self) -> tuple[FieldFacts, ...]:
        """The columns as they look, where nobody gave a schema."""
        ...

    def batches(
        self, columns: Sequence[str], facts: Sequence[FieldFacts]
    ) -> Iterator[pa.RecordBatch]: ...


def guessed(name: str, data_class: DataClass, *, is_time: bool = False) -> FieldFacts:
    """Facts of a column by its name and class alone."""
    lower = name.lower()
    role = next((role for role, names in _ROLES.items() if lower in names), Role.PREDICTOR)
    if is_time:
        role = Role.TIMESTAMP
    elif lower.endswith(("_id", "_uuid")):
        role = Role.IDENTIFIER
    if role is Role.PREDICTOR and data_class is DataClass.TEXT:
        role = Role.NON_PREDICTOR
    return FieldFacts(name, data_class, role, protected=lower in _PROTECTED)


def fact_of_words(name: str, words: Sequence[str]) -> FieldFacts:
    """Facts of a column of texts that are no numbers, by its name and its filled cells."""
    if words and all(_TIME.fullmatch(word.strip()) for word in words):
        return guessed(name, DataClass.TEXT, is_time=True)
    return guessed(name, class_of_words(words))


def class_of_words(words: Sequence[str]) -> DataClass:
    """Categories, or free text: long, or nearly all different."""
    if not words:
        return DataClass.CATEGORICAL
    distinct = len(set(words))
    is_text = len(words) >= TEXT_MIN_ROWS and distinct > TEXT_DISTINCT_SHARE * len(words)
    if is_text or max(map(len, words)) > TEXT_LENGTH:
        return DataClass.TEXT
    return DataClass.CATEGORICAL


def class_of_type(kind: Any) -> DataClass | None:
    """The class a column type settles by itself; None for strings, which must be looked at."""
    if pa.types.is_dictionary(kind) or pa.types.is_boolean(kind):
        return DataClass.CATEGORICAL
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return DataClass.NUMERICAL
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return DataClass.NUMERICAL
    if is_words(kind):
        return None
    return DataClass.TEXT  # nested, binary, null: only nulls are counted


def is_words(kind: Any) -> bool:
    is_plain = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return bool(is_plain or pa.types.is_string_view(kind))


def is_time(kind: Any) -> bool:
    return bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind))


def facts_of_batch(
    batch: pa.RecordBatch, kinds: Mapping[str, Any] | None = None
) -> tuple[FieldFacts, ...]:
    """Facts of typed columns; the batch's strings tell categories from texts.

    Args:
        kinds: the types of columns that were read as dictionaries only to save room.
    """
    found = []
    for field, column in zip(batch.schema, batch.columns, strict=True):
        kind = (kinds or {}).get(field.name, field.type)
        known = class_of_type(kind)
        if known is None:
            found.append(fact_of_words(field.name, _words(column)))
        else:
            found.append(guessed(field.name, known, is_time=is_time(kind)))
    return tuple(found)


def _words(column: pa.Array) -> list[str]:
    """The filled cells; one that stands there often is one text in memory."""
    if not pa.types.is_dictionary(column.type):
        return list(column.drop_null().to_pylist())
    texts = column.dictionary.to_pylist()
    return [texts[place] for place in column.indices.drop_null().to_pylist()]


def settled(facts: Iterable[FieldFacts]) -> tuple[FieldFacts, ...]:
    """At most one score and one label: of several guesses the first is kept."""
    found: list[FieldFacts] = []
    taken: set[Role] = set()
    for each in facts:
        is_second = each.role in (Role.SCORE, Role.LABEL) and each.role in taken
        taken.add(each.role)
        found.append(replace(each, role=Role.NON_PREDICTOR) if is_second else each)
    return tuple(found)


def check_columns(
    name: str, columns: Sequence[str], wanted: Sequence[FieldFacts]
) -> tuple[FieldFacts, ...]:
    """The wanted facts, after a look whether the source has these columns.

    Raises:
        InputError: naming every column that is not there.
    """
    missing = [f"“{each.name}”" for each in wanted if each.name not in columns]
    if missing:
        raise InputError(
            f"{name} lacks the column {' and the column '.join(missing)}."
            if len(missing) < 3
            else f"{name} lacks {len(missing)} columns: {', '.join(missing)}.",
            hint=f"It has: {', '.join(columns)}.",
        )
    return tuple(wanted)


def checked(batch: pa.RecordBatch, facts: Sequence[FieldFacts], where: str) -> pa.RecordBatch:
    """The batch, with a column declared categorical as text and a numeric one as numbers.

    Raises:
        InputError: text in a numeric column, with the value.
    """
    known = by_name(facts)
    columns = [
        _column(column, known.get(name), name, where)
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _column(column: pa.Array, facts: FieldFacts | None, name: str, where: str) -> pa.Array:
    if facts is None or facts.role is Role.IDENTIFIER or facts.data_class is DataClass.TEXT:
        return column
    kind = column.type
    if class_of_type(kind) is DataClass.TEXT and not pa.types.is_null(kind):
        raise InputError(f"{where}: column “{name}” holds {kind}, which can't be counted.")
    if facts.data_class is DataClass.CATEGORICAL:
        return column
    if pa.types.is_dictionary(kind):
        _check_numbers(column, name, where)
        column = column.dictionary_decode()
    if is_words(column.type):
        try:
            return column.cast(pa.string()).cast(pa.float64())
        except pa.ArrowInvalid as error:
            row, value = _first_text(column)
            raise InputError(
                f"{where}: column “{name}” is numeric but holds the text “{value[:80]}” "
                f"in row {row} of the block."
            ) from error
    return column


def _check_numbers(column: pa.Array, name: str, where: str) -> None:
    """Refuse what is too long for a number, before each row has it of its own."""
    texts = column.dictionary
    if not is_words(texts.type) or not len(texts):
        return
    sizes = pc.binary_length(texts)
    if (pc.max(sizes).as_py() or 0) > LONGEST_NUMBER:
        value = texts[pc.index(sizes, pc.max(sizes)).as_py()].as_py()
        raise InputError(f"{where}: column “{name}” is numeric but holds the text “{value[:80]}”.")


def _first_text(column: pa.Array) -> tuple[int, str]:
    for row, value in enumerate(column.to_pylist(), start=1):
        try:
            np.float64(value if value is not None else 0)
        except ValueError:
            return row, str(value)
    return 0, ""
