"""Whatever is typed or stored: the language's own error or a plain value, and soon."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.language.errors import LanguageError
from app.models.language.feel import matches_unary_tests
from app.models.language.feel_functions import FUNCTIONS
from app.models.language.juel import evaluate_template
from tests.rules.test_language_feel import evaluate_feel

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)
SCOPES = st.fixed_dictionaries({"a": JSON_VALUES, "b": JSON_VALUES, "c d": JSON_VALUES})
JUEL_TEXT = (
    "a b missing 1 0 2.5 1e9 'x' true null ( ) [ ] . , ? : + - * / % == != < >= && || ! not empty"
    " .size() .get( .contains( .toString() .prop( ' \" \\ and or"
)
FEEL_TEXT = (
    "a b 1 0 2.5 99999999999 'x' true null ( ) [ ] { } . .. , ? : + - * / = != < >= and or if"
    " then else for in return some every satisfies between not( item"
)
FEEL_PHRASES = ["c d", '"x"', '"P1D"', '"2026-01-31"', '@"P1M"']
JUEL_WORDS = st.sampled_from(JUEL_TEXT.split())
FEEL_WORDS = st.sampled_from(
    [*FEEL_TEXT.split(), *FEEL_PHRASES, *(f"{name}(" for name in FUNCTIONS)]
)
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _plain(function, *arguments):
    try:
        value = function(*arguments)
    except LanguageError:
        return
    json.dumps(value)


@FUZZ
@given(*[st.decimals(-1000, 1000, places=2)] * 3)
def test_arithmetic_is_exact_and_agrees_in_both_languages(a, b, c):
    variables = {"a": float(a), "b": float(b), "c": float(c)}
    expected = float(a + b * c - a)
    assert evaluate_template("${a + b * c - a}", variables) == expected
    assert evaluate_feel("a + b * c - a", variables) == expected
    assert evaluate_template("${a < b || a == c}", variables) is (a < b or a == c)
    assert evaluate_feel("a < b or a = c", variables) is (a < b or a == c)
    assert matches_unary_tests("[b..c]", float(a), variables) is (b <= a <= c)


@FUZZ
@given(st.text(max_size=40), SCOPES)
def test_any_text_as_a_template(text, variables):
    _plain(evaluate_template, "${" + text + "}", variables)
    _plain(evaluate_template, text, variables)


@FUZZ
@given(st.lists(JUEL_WORDS, max_size=12), SCOPES)
def test_words_of_juel_in_any_order(words, variables):
    _plain(evaluate_template, "${" + " ".join(words) + "}", variables)


@FUZZ
@given(st.lists(FEEL_WORDS, max_size=14), SCOPES)
def test_words_of_feel_in_any_order(words, variables):
    _plain(evaluate_feel, " ".join(words), variables)


@FUZZ
@given(st.lists(FEEL_WORDS, max_size=10), JSON_VALUES, SCOPES)
def test_words_of_feel_as_a_cell(words, value, variables):
    _plain(matches_unary_tests, " ".join(words), value, variables)


@FUZZ
@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(JSON_VALUES, max_size=4))
def test_every_function_with_any_values(name, values):
    variables = {f"v{number}": value for number, value in enumerate(values)}
    _plain(evaluate_feel, f"{name}({', '.join(variables)})", variables)


@FUZZ
@given(
    st.sampled_from(["+", "-", "*", "/", "=", "<", "in", "between 1 and"]),
    st.sampled_from(
        [
            'date("2026-01-31")',
            'date("9999-12-31")',
            'duration("P999999999D")',
            'duration("P999999999Y")',
            'date and time("0001-01-01T00:00:00+14:00")',
            'date and time("2026-10-25T02:30:00@Europe/Amsterdam")',
            'time("23:59:59")',
            "99999999999999999999999999999999999999",
            "null",
            "[1..2]",
        ]
    ),
    st.sampled_from(['duration("P999999999D")', 'duration("PT1S")', 'duration("-P1M")', "0", "a"]),
    JSON_VALUES,
)
def test_dates_and_durations_at_their_ends(operator, left, right, value):
    _plain(evaluate_feel, f"{left} {operator} {right}", {"a": value})
