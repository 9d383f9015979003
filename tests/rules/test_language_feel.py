"""FEEL expressions and unary tests."""

import pytest

from app.models.language.errors import LanguageError
from app.models.language.feel import (
    check,
    check_tests,
    evaluate_value,
    matches_unary_tests,
)
from app.models.language.values import to_json

VARIABLES = {
    "n": 3,
    "name": "psi",
    "Loan Amount": 500,
    "my-rate": 0.5,
    "scores": [1, 2, 3, 4],
    "rows": [{"test": "psi", "value": 0.3}, {"test": "ks", "value": 0.1}],
    "nothing": None,
}


def evaluate_feel(text: str, variables: dict[str, object]) -> object:
    """As plain JSON."""
    return to_json(evaluate_value(text, variables).value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("0.1 + 0.2 = 0.3", True),
        ("(1 + 2) * -n", -9),
        ("Loan Amount * my-rate", 250),
        ("Loan  Amount", 500),
        ('"a" + "b"', "ab"),
        ("if n > 2 then name else null", "psi"),
        ("if nothing > 2 then 1 else 2", 2),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for a in [1, 2], b in [10, 20] return a + b", [11, 21, 12, 22]),
        ("some x in scores satisfies x > 3", True),
        ("every x in scores satisfies x > 3", False),
        ("every x in [1, null] satisfies x > 0", None),
        ("n between 1 and 5 and true", True),
        ("n in [1..3]", True),
        ("n in [1..3)", False),
        ("n in [1..3[", False),
        ("n in ]3..4]", False),
        ("n in (1, 3)", True),
        ("n in (< 2, >= 3)", True),
        ("n in > 2", True),
        ("scores[item > 2]", [3, 4]),
        ("scores[1]", 1),
        ("scores[-1]", 4),
        ("scores[9]", None),
        ("rows[value > 0.2].test", ["psi"]),
        ("rows[1].test", "psi"),
        ("rows.value", [0.3, 0.1]),
        ("{a: 1, b: a + 1}.b", 2),
        ('get value({"two words": 5}, "two words")', 5),
        ("1 / 0", None),
        ('"a" < 1', None),
        ('"a" = 1', None),
        ("null = null", True),
        ("nothing = 1", False),
        ("nothing > 1", None),
        ("null and false", False),
        ("null and true", None),
        ("null or true", True),
        ("not(null)", None),
        ("missing > 3", None),
        ("sum(scores)", 10),
        ("mean(scores)", 2.5),
        ("median([1, 5, 2])", 2),
        ("min(3, 1, 2)", 1),
        ('max(["a", "c", "b"])', "c"),
        ("count(rows)", 2),
        ("string length(name)", 3),
        ("upper case(name)", "PSI"),
        ('substring("foobar", 3, 2)', "ob"),
        ('substring("foobar", -2)', "ar"),
        ('substring before("a-b", "-")', "a"),
        ('substring after("a-b", "-")', "b"),
        ('contains(name, "s")', True),
        ('starts with(name, "p") and ends with(name, "i")', True),
        ('split("a,b", ",")', ["a", "b"]),
        ('string join(["a", "b"], "-")', "a-b"),
        ("string(1.50)", "1.5"),
        ('number("1.5") + 1', 2.5),
        ('number("x")', None),
        ("floor(-1.5)", -2),
        ("ceiling(1.2)", 2),
        ("decimal(1 / 3, 2)", 0.33),
        ("round half up(2.5, 0)", 3),
        ("modulo(-5, 3)", 1),
        ("abs(-2)", 2),
        ("odd(3)", True),
        ("list contains(scores, 4)", True),
        ("index of([1, 2, 1], 1)", [1, 3]),
        ("append(scores, 5)", [1, 2, 3, 4, 5]),
        ("concatenate([1], [2])", [1, 2]),
        ("distinct values([1, 1.0, 2])", [1, 2]),
        ("flatten([1, [2, [3]]])", [1, 2, 3]),
        ("reverse([1, 2])", [2, 1]),
        ("sublist(scores, 2, 2)", [2, 3]),
        ("remove([1, 2], 1)", [2]),
        ("insert before([1, 2], 1, 0)", [0, 1, 2]),
        ("all([true, true])", True),
        ("any([false, null])", None),
        ('get value({a: 1}, "a")', 1),
        ('date("2026-01-31") + duration("P1M")', "2026-02-28"),
        ('date("2026-01-31") < date("2026-02-01")', True),
        ('date("2026-02-30")', None),
        ('(date("2026-03-01") - date("2026-02-27")).days', 2),
        ('@"2026-11-20".weekday', 5),
        ('date and time("2026-01-01T10:00:00Z") + duration("PT90M")', "2026-01-01T11:30:00+00:00"),
        ('time("10:00:00") - time("09:30:00")', "PT30M"),
        ('duration("P1DT2H") * 2', "P2DT4H"),
        ('years and months duration(date("2024-01-15"), date("2026-03-14"))', "P2Y1M"),
        ('duration("P1Y") > duration("P11M")', True),
    ],
)
def test_an_expression_gives_plain_json(text, value):
    result = evaluate_feel(text, VARIABLES)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("cell", "value", "answer"),
    [
        ("-", None, True),
        ("", 7, True),
        ("< 5", 3, True),
        ("< 5", 5, False),
        ("< 5", None, None),
        ("< 5", "a", None),
        ("[1..10]", 10, True),
        ("[1..10)", 10, False),
        ("]1..10]", 1, False),
        ('"a", "b"', "b", True),
        ('"a", "b"', "c", False),
        ("1, 2, > 10", 11, True),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("not(< 5)", None, None),
        ("not(null)", 3, True),
        ("null", None, True),
        ("null", 1, False),
        ("true", True, True),
        ("true", None, False),
        ("false", False, True),
        ("? > 2 and ? < n + 1", 3, True),
        ('contains(?, "s")', "psi", True),
        ("n", 3, True),
        ("n > 2", "abc", True),
        ("scores", 4, True),
        ('date("2026-01-01")', 3, None),
        ("0.25", 0.25, True),
        ("-5", -5, True),
        (">= Loan Amount", 500, True),
    ],
)
def test_a_cell_matches_in_three_valued_logic(cell, value, answer):
    assert matches_unary_tests(cell, value, VARIABLES) is answer


@pytest.mark.parametrize(
    "text", ["2 ** 3", "now()", "1 +", "[1, 2", "{a 1}", "if 1 then 2", 'matches("a", "b")', "a."]
)
def test_what_is_no_feel_of_ours_is_refused_with_its_place(text):
    (problem,) = check(text)
    assert 0 <= problem.position <= len(text)


def test_a_cell_that_is_no_unary_test_is_refused():
    assert check_tests("< 5,")
    assert check_tests("1..5")
    assert not check_tests("< 5")


def test_names_that_were_not_given_are_told():
    assert evaluate_value("missing + n", VARIABLES).missing == {"missing"}


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..999999999 return i",
        "for a in 1..200, b in 1..200 return a * b",
        "count(for i in 1..9000 return string(i) + string(i) + string(i))",
        "some x in 1..20000 satisfies x < 0",
    ],
)
def test_endless_work_is_stopped(text):
    with pytest.raises(LanguageError, match=r"steps|long"):
        evaluate_feel(text, {})


def test_a_value_that_is_small_in_memory_only_is_stopped():
    text = "[1, 1]"
    for name in "abcdefghijklmnopqrst":
        text = f"for {name} in [{text}] return [{name}, {name}]"
    with pytest.raises(LanguageError):
        evaluate_feel(text, {})


def test_a_text_can_not_grow_without_end():
    with pytest.raises(LanguageError, match="64 KB"):
        evaluate_feel("s + s + s", {"s": "x" * 30_000})
