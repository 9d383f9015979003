"""Expressions of process files: `${…}` and `#{…}` templates, and `=…` for FEEL.

Only plain values (texts, numbers, yes/no, null, lists, dicts) go in and come out. Operators,
paths and the methods of `juel_grammar.METHODS` are all there is: no Java beans, no Python objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal

from app.models.language import feel
from app.models.language.errors import LanguageError
from app.models.language.juel_evaluator import JuelEvaluator
from app.models.language.juel_grammar import parse_template
from app.models.language.juel_values import truth
from app.models.language.limits import Budget, checked_text
from app.models.language.nodes import ContextOf, Index, Loop, Name
from app.models.language.values import number_to_json, text_of, to_json


def evaluate_template(text: str, variables: Mapping[str, object]) -> object:
    """What `text` gives: the typed value of a lone `${…}` or `=…`, else a text.

    Text without an expression is itself. The result is plain JSON.

    Raises:
        LanguageError: it can't be read, a variable is missing, or a limit is passed.
    """
    if text.startswith("="):
        return _evaluate_feel(text, variables)
    template = parse_template(text)
    evaluator = JuelEvaluator(text, variables, Budget())
    if template.only is not None:
        value = evaluator.evaluate(template.only)
        return number_to_json(value) if isinstance(value, Decimal) else value
    return checked_text(
        "".join(
            part if isinstance(part, str) else text_of(evaluator.evaluate(part))
            for part in template.parts
        )
    )


def _evaluate_feel(text: str, variables: Mapping[str, object]) -> object:
    """FEEL as a process writes it: here, too, a variable that is missing is an error."""
    outcome = feel.evaluate_value(text[1:], variables)
    for name in sorted(outcome.missing):
        raise LanguageError(
            f"There is no variable “{name}”",
            text=text,
            position=max(text.find(name), 0),
            hint="Set it before this step, or correct its name.",
        )
    return to_json(outcome.value)


def evaluate_condition(text: str, variables: Mapping[str, object]) -> bool:
    """The answer of a flow's condition; null is no.

    Raises:
        LanguageError: as `evaluate_template`, or the answer is neither yes nor no.
    """
    value = evaluate_template(text, variables)
    try:
        return truth(value)
    except LanguageError as error:
        raise error.at(text, 0) from error


def check(text: str) -> list[LanguageError]:
    """What is wrong with `text` before any variable is known; empty: it can be evaluated."""
    try:
        if text.startswith("="):
            feel.parse(text[1:])
        else:
            parse_template(text)
    except LanguageError as error:
        return [error]
    return []


def names_asked(text: str) -> frozenset[str]:
    """The variables that a text asks for; of what can't be read, none.

    Of FEEL those are left out that are, or may be, fields or names of its own.
    """
    if check(text):
        return frozenset()
    if text.startswith("="):
        tree = feel.parse(text[1:])
        return frozenset(_names(tree)) - frozenset(_bound(tree))
    return frozenset(_names(parse_template(text).parts))


def _names(part: object) -> Iterator[str]:
    if isinstance(part, Name):
        yield part.name
    else:
        yield from (name for one in _parts(part) for name in _names(one))


def _bound(part: object) -> Iterator[str]:
    """What loops and contexts name themselves, and what a filter may find in the items."""
    yield from ("item", "partial")
    match part:
        case Loop(_, iterators):
            yield from (one.name for one in iterators)
        case ContextOf(entries):
            yield from (name for name, _ in entries)
        case Index(_, index):
            yield from _names(index)
    for one in _parts(part):
        yield from _bound(one)


def _parts(part: object) -> Iterator[object]:
    if isinstance(part, tuple):
        yield from part
    elif is_dataclass(part):
        yield from (getattr(part, one.name) for one in fields(part))


def is_expression(text: str) -> bool:
    """Whether `text` is more than a literal."""
    return text.startswith("=") or "${" in text or "#{" in text
