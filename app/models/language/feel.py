"""FEEL, the language of decision tables: expressions and unary tests.

A missing variable is null, as the standard says; `Outcome.missing` names it. Known functions:
`feel_functions.FUNCTIONS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.models.language.errors import LanguageError
from app.models.language.feel_evaluator import FeelEvaluator
from app.models.language.feel_grammar import (
    names_of,
    parse_expression,
    parse_unary_tests,
    phrases_in,
)
from app.models.language.limits import Budget
from app.models.language.nodes import Name, Node, UnaryTests


@dataclass(frozen=True, slots=True)
class Outcome:
    """A FEEL value (decimals, dates, …) and the names that were asked for but not given."""

    value: object
    missing: frozenset[str] = frozenset()


def evaluate_value(
    text: str, variables: Mapping[str, object], *, names: Iterable[str] | None = None
) -> Outcome:
    """The value of `text`; null where FEEL gives null.

    Args:
        names: `known_names(variables)`, for many expressions over the same variables.
    Raises:
        LanguageError: it can't be read, or a limit is passed.
    """
    # A plain word, as most inputs of decision tables are, holds no blanks and needs no evaluator.
    is_word = text.isidentifier()
    node = parse_expression(
        text, () if is_word else phrases_in(text, known_names(variables, names))
    )
    if isinstance(node, Name) and node.name in variables:
        return Outcome(variables[node.name])
    evaluator = FeelEvaluator(text, variables, Budget())
    return Outcome(evaluator.run(node), frozenset(evaluator.missing))


def matches_unary_tests(
    text: str,
    value: object,
    variables: Mapping[str, object],
    *,
    names: Iterable[str] | None = None,
) -> bool | None:
    """Whether `value` passes the cell `text` (`-`, `< 5`, `[1..10]`, `not("a")`, …).

    None when that is unknown, such as null compared with a number.

    Raises:
        LanguageError: it can't be read, or a limit is passed.
    """
    tests = parse_unary_tests(text, phrases_in(text, known_names(variables, names)))
    return FeelEvaluator(text, variables, Budget()).matches(tests, value)


def known_names(
    variables: Mapping[str, object], names: Iterable[str] | None = None
) -> Iterable[str]:
    """The names that hold blanks or signs: only these must be known to read a text."""
    if names is not None:
        return names
    return [name for name in names_of(variables) if not name.isidentifier()]


def parse(text: str, names: Iterable[str] = ()) -> Node:
    """`text` as a tree; `names` are variables that hold blanks or signs."""
    return parse_expression(text, phrases_in(text, names))


def parse_tests(text: str, names: Iterable[str] = ()) -> UnaryTests:
    return parse_unary_tests(text, phrases_in(text, names))


def check(text: str, names: Iterable[str] = ()) -> list[LanguageError]:
    """What is wrong with an expression before any variable is known."""
    try:
        parse(text, names)
    except LanguageError as error:
        return [error]
    return []


def check_tests(text: str, names: Iterable[str] = ()) -> list[LanguageError]:
    """What is wrong with the unary tests of a cell."""
    try:
        parse_tests(text, names)
    except LanguageError as error:
        return [error]
    return []
