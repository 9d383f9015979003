"""What a reader of a comparison should know of its columns: guessed roles, and who was left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from app.services.monitoring.judge import Result
from app.services.monitoring.measure import Dimension
from app.services.monitoring.schema import DataClass, FieldFacts, Role
from app.services.monitoring.sources.source import Source

_BY_ROLE = {
    Role.TIMESTAMP: "dates or times",
    Role.IDENTIFIER: "identifiers",
    Role.WEIGHT: "weights",
}
_GUESSED = {Role.SCORE: "the score", Role.LABEL: "the label"}


def notes_on_guesses(facts: Iterable[FieldFacts]) -> Iterator[str]:
    """Roles that nobody stated and that change what is measured."""
    for each in facts:
        if each.role in _GUESSED:
            yield (
                f"“{each.name}” is taken as {_GUESSED[each.role]} because of its name; "
                "a schema file can say otherwise."
            )


def notes_on_roles(facts: Iterable[FieldFacts], results: Sequence[Result]) -> Iterator[str]:
    """Columns that no drift test compared, one line for each reason."""
    measured = {r.measurement.feature for r in results}
    watched = {
        r.measurement.feature
        for r in results
        if r.measurement.dimension is not Dimension.DATA_QUALITY
    }
    left: dict[str, list[str]] = {}
    for each in facts:
        if not each.is_drift_tested and each.name not in watched:
            left.setdefault(_reason(each), []).append(each.name)
        elif each.name not in measured and each.role not in _GUESSED:
            left.setdefault("none of the chosen tests looks at it", []).append(each.name)
    for reason, names in left.items():
        yield f"Not compared: {_quoted(names)} ({reason})."


def notes_on_columns(
    source: Source, known: Collection[str], *, is_reference: bool
) -> Iterator[str]:
    """Columns of a source that nothing counted, and counted ones that it lacks."""
    more = [name for name in source.columns if name not in known]
    lacking = [name for name in known if name not in source.columns]
    if more:
        why = "the schema does not name it" if is_reference else "the reference does not have it"
        yield f"Not compared: {_quoted(more)} of {source.name} ({why})."
    if lacking:
        yield f"Not compared: {_quoted(lacking)} ({source.name} does not have it)."


def _reason(facts: FieldFacts) -> str:
    if facts.role in _BY_ROLE:
        return _BY_ROLE[facts.role]
    if facts.data_class is DataClass.TEXT:
        return "free text, or values that can't be counted"
    return "no input of the model" if facts.role is Role.NON_PREDICTOR else "as the schema says"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
