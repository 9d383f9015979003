"""In which language a process says it is written: one judgement for every expression."""

import pytest

from app.models.bpmn.checks import FileVerdict
from app.models.bpmn.xml_io import parse
from app.models.language.names import Spoken, spoken, spoken_in_process
from tests.rules.test_bpmn_checks import between, refusals, report
from tests.rules.test_bpmn_files import means_the_same

FEEL = "http://www.omg.org/spec/FEEL/20140401"
XPATH = "http://www.w3.org/1999/XPath"


def timed(tag: str, text: str, language: str) -> str:
    """A wait for a time, written as `tag`; a cycle stands on a boundary event that repeats."""
    timer = f"<timerEventDefinition><{tag}{language}>{text}</{tag}></timerEventDefinition>"
    if tag == "timeCycle":
        return (
            '<task id="s"/><boundaryEvent id="b" attachedToRef="s" cancelActivity="false">'
            f'{timer}</boundaryEvent><sequenceFlow id="fb" sourceRef="b" targetRef="end"/>'
        )
    return f'<intermediateCatchEvent id="s">{timer}</intermediateCatchEvent>'


def repeated(language: str, cardinality: str = "") -> str:
    return (
        f'<task id="s"><multiInstanceLoopCharacteristics><loopCardinality{cardinality}>${{n}}'
        f"</loopCardinality><completionCondition{language}>${{nrOfCompletedInstances == 1}}"
        "</completionCondition></multiInstanceLoopCharacteristics></task>"
    )


def routed(language: str, text: str = "${a}") -> str:
    return (
        '<exclusiveGateway id="s" default="f2"/><sequenceFlow id="fx" sourceRef="s"'
        f' targetRef="end"><conditionExpression{language}>{text}</conditionExpression>'
        "</sequenceFlow>"
    )


PLACES = {
    "condition": (routed, "the condition is in"),
    "date": (lambda language: timed("timeDate", "${day}", language), "the time is in"),
    "duration": (lambda language: timed("timeDuration", "PT5M", language), "the time is in"),
    "cycle": (lambda language: timed("timeCycle", "R3/PT10M", language), "the time is in"),
    "number": (lambda language: repeated("", language), "the number of instances is in"),
    "completion": (repeated, "the completion condition is in"),
}


@pytest.mark.parametrize("language", ["groovy", "javascript", "feelings", XPATH])
@pytest.mark.parametrize("place", PLACES)
def test_no_expression_of_another_language_is_run_as_ours(place, language):
    step, words = PLACES[place]
    data = between(step(f' language="{language}"'))
    found = report(data)
    assert found.verdict is FileVerdict.BLOCKED
    (row,) = found.refused
    assert (row.line, row.process) == (3, "p")
    assert f"{words} “{language}”".lower() in row.why.lower()


@pytest.mark.parametrize("language", ["", ' language="juel"', ' language=""'])
@pytest.mark.parametrize("place", PLACES)
def test_our_own_languages_run_in_every_place(place, language):
    assert refusals(between(PLACES[place][0](language))) == ""


@pytest.mark.parametrize("language", ["groovy", "http://www.mvel.org/2.0", "feelings"])
def test_a_file_in_another_language_is_not_run(language):
    data = between(routed("")).replace(
        b'id="file"', f'id="file" expressionLanguage="{language}"'.encode()
    )
    found = report(data)
    assert found.verdict is FileVerdict.BLOCKED
    (row,) = found.refused
    assert (row.element, row.line, row.process) == ("definitions", 1, "")
    assert f"“{language}” is not evaluated" in row.why
    assert not any(each.executable for each in found.processes)


@pytest.mark.parametrize("language", ["", XPATH, "http://www.w3.org/TR/xpath20/", FEEL, "juel"])
def test_the_default_of_the_standard_says_nothing(language):
    data = between(routed("")).replace(
        b'id="file"', f'id="file" expressionLanguage="{language}"'.encode()
    )
    assert report(data).verdict is FileVerdict.EXECUTABLE
    assert parse(data).processes["p"].flows["fx"].condition == "${a}"


def test_a_text_that_is_named_in_one_language_and_written_in_another_is_refused():
    assert "written in FEEL and named JUEL" in refusals(
        between(routed(' language="juel"', "=a in [1..3]"))
    )
    assert "can't be read" in refusals(between(routed(' language="feel"', "${a}")))


def test_a_language_stands_only_on_expressions():
    assert "is in “groovy”" in refusals(between('<task id="s" language="groovy"/>'))


def test_an_attribute_of_the_standard_with_a_prefix_is_not_passed_over():
    prefix = ' xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" b:isForCompensation="true"'
    assert "“isForCompensation” must have no prefix" in refusals(between(f'<task id="s"{prefix}/>'))


def test_a_file_that_turns_to_another_language_means_something_else():
    data = between(routed("", "a"))

    def in_language(name: str) -> bytes:
        return data.replace(b'id="file"', f'id="file" expressionLanguage="{name}"'.encode())

    assert means_the_same(data, in_language(XPATH))
    assert means_the_same(in_language("feel"), in_language(FEEL))
    assert not means_the_same(data, in_language(FEEL))
    assert not means_the_same(in_language("groovy"), in_language("python"))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        (None, Spoken.UNSAID),
        (" ", Spoken.UNSAID),
        ("FEEL", Spoken.FEEL),
        (FEEL, Spoken.FEEL),
        ("http://www.omg.org/spec/DMN/20180521/FEEL/", Spoken.FEEL),
        ("https://www.omg.org/spec/DMN/20191111/FEEL/", Spoken.FEEL),
        ("juel", Spoken.JUEL),
        ("feelings", Spoken.OTHER),
        ("https://feel.example/FEEL/", Spoken.OTHER),
        (XPATH, Spoken.OTHER),
    ],
)
def test_what_a_language_is_called(name, meant):
    assert spoken(name) is meant
    assert spoken_in_process(name) is (Spoken.UNSAID if name == XPATH else meant)
