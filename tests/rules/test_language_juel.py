"""JUEL templates: what they give, and what they refuse."""

import pytest

from app.models.language.errors import LanguageError
from app.models.language.juel import check, evaluate_condition, evaluate_template

VARIABLES = {
    "name": "churn",
    "count": 3,
    "share": 0.1,
    "passed": True,
    "nothing": None,
    "digits": "12",
    "people": ["ann", "bob"],
    "empty_list": [],
    "model": {"tier": "HIGH", "tags": ["online", {"zone": "eu"}], "size": 7},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${name}", "churn"),
        ("#{name}", "churn"),
        ("plain text", "plain text"),
        ("", ""),
        ("Model ${name} has ${count} findings", "Model churn has 3 findings"),
        ("${count}${name}", "3churn"),
        ("\\${name}", "${name}"),
        ("${'}'}", "}"),
        ("${model}", VARIABLES["model"]),
        ("${model.tags[1].zone}", "eu"),
        ("${model['tier']}", "HIGH"),
        ("${people[count - 2]}", "bob"),
        ("${share + 0.2}", 0.3),
        ("${10 / 4}", 2.5),
        ("${10 / 5}", 2),
        ("${7 mod 4 * 2}", 6),
        ("${-count}", -3),
        ("${1 + 2 * 3 - 4}", 3),
        ("${count == 3 && share < 0.5}", True),
        ("${count eq 3 and not passed}", False),
        ("${count ge 4 or share le 0.1}", True),
        ("${!passed || count != 3}", False),
        ("${passed ? 'yes' : 'no'}", "yes"),
        ("${count > 5 ? 'a' : count > 2 ? 'b' : 'c'}", "b"),
        ("${empty empty_list}", True),
        ("${empty nothing}", True),
        ("${not empty people}", True),
        ("${nothing == null}", True),
        ("${nothing < 1}", False),
        ("${digits == 12}", True),
        ("${digits > 9}", True),
        ("${passed == 'true'}", True),
        ("${name == 'Churn'}", False),
        ("${1 == 1.0}", True),
        ("${people.contains('ann')}", True),
        ("${name.contains('hur')}", True),
        ("${name.startsWith('ch')}", True),
        ("${name.equals('churn')}", True),
        ("${people.size() > 1}", True),
        ("${people.isEmpty()}", False),
        ("${people.get(0)}", "ann"),
        ("${model.get('missing')}", None),
        ("${model.size}", 7),
        ("${count.toString()}", "3"),
        ("${model.prop('tier').stringValue()}", "HIGH"),
        ("${model.prop('size').numberValue()}", 7),
        ('${"quoted \\"text\\""}', 'quoted "text"'),
        ("=count + 1", 4),
        ("=is defined(missing)", False),
        ("=count(people[length > 3])", 0),
        ('=if model.tier = "HIGH" then 2 else 1', 2),
    ],
)
def test_a_template_gives_the_typed_value(text, value):
    result = evaluate_template(text, VARIABLES)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("${missing}", "no variable “missing”"),
        ("${model.missing}", "no “missing”"),
        ("${nothing.tier}", "needs a context, not null"),
        ("${people[2]}", "no item 2"),
        ("${count / 0}", "Division by zero"),
        ("${count % 0}", "Division by zero"),
        ("${name + 1}", "not the text “churn”"),
        ("${nothing + 1}", "not null"),
        ("${count && true}", "Yes or no was expected"),
        ("${name.__class__}", "needs a context"),
        ("${name.format(1)}", "can't be called"),
        ("${execution.setVariable('a', 1)}", "can't be called"),
        ("${bean(1)}", "no function"),
        ("${name", "“}” is missing"),
        ("${1 +}", "not expected here"),
        ("${'open}", "never closed"),
        ("${a ; b}", "“;” is not known"),
        ("${}", "not expected here"),
        ("${people.get(0, 1)}", "takes 1"),
        ("=missing > 1", "no variable “missing”"),
        ("=for x in people return x = missing", "no variable “missing”"),
    ],
)
def test_what_can_not_be_worked_out_is_an_error_with_its_place(text, words):
    with pytest.raises(LanguageError) as caught:
        evaluate_template(text, VARIABLES)
    assert words in caught.value.message
    assert 0 <= caught.value.position <= len(text)
    assert "character" in caught.value.message


def test_python_attributes_are_out_of_reach_even_as_keys():
    for path in ("__class__", "__dict__", "__init__", "keys", "items"):
        with pytest.raises(LanguageError):
            evaluate_template("${model." + path + "}", VARIABLES)
        with pytest.raises(LanguageError):
            evaluate_template("${model['" + path + "']}", VARIABLES)


@pytest.mark.parametrize(
    "text",
    [
        "${" + "1+" * 1000 + "1}",
        "${" + "!" * 60 + "true}",
        "${" + "(" * 60 + "1" + ")" * 60 + "}",
        "${" + "a ? 1 : " * 60 + "1}",
    ],
)
def test_long_and_deep_expressions_are_refused(text):
    assert check(text)


def test_a_long_chain_is_no_deep_nesting():
    assert evaluate_template("${" + "1+" * 600 + "1}", {}) == 601


def test_a_text_longer_than_64_kb_is_refused():
    with pytest.raises(LanguageError, match="longer than 64 KB"):
        evaluate_template("${a}${a}", {"a": "x" * 40_000})


def test_numbers_that_json_can_not_hold_are_refused():
    for value in (float("nan"), float("inf"), 10**2000):
        with pytest.raises(LanguageError):
            evaluate_template("${a + 1}", {"a": value})
    with pytest.raises(LanguageError):
        evaluate_template("${1e6000 * 10}", {})


def test_a_condition_answers_yes_or_no_only():
    assert evaluate_condition("${passed}", VARIABLES) is True
    assert evaluate_condition("${nothing}", VARIABLES) is False
    with pytest.raises(LanguageError, match="Yes or no"):
        evaluate_condition("${count}", VARIABLES)


def test_check_finds_the_place_without_variables():
    assert check("${anything.at.all > 1}") == []
    (problem,) = check("Hello ${name)}")
    assert problem.position == 12
