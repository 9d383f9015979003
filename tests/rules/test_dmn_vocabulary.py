"""Decision files: whatever is not evaluated is a finding with its place, never passed over."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import InputError
from app.models.dmn.evaluate import evaluate
from app.models.dmn.vocabulary import NAMESPACES
from app.models.dmn.xml_io import parse
from app.services.checked_files import check_file

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DECISION = """<decision id="judge" name="Judge">
<decisionTable id="t" hitPolicy="UNIQUE">
<input id="in" label="Score">
<inputExpression id="ie" typeRef="number">
<text>score</text>
</inputExpression>
</input>
<output id="out" name="verdict" typeRef="string"/>
<rule id="r1">
<inputEntry id="i1">
<text>&lt; 5</text>
</inputEntry>
<outputEntry id="o1">
<text>"LOW"</text>
</outputEntry>
</rule>
</decisionTable>
</decision>"""


def dmn(content: str = DECISION, root: str = "") -> bytes:
    return (
        f'<definitions xmlns="{MODEL}" xmlns:camunda="http://camunda.org/schema/1.0/dmn"'
        ' xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0"'
        ' xmlns:modeler="http://camunda.org/schema/modeler/1.0"'
        ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:own="http://vendor.example/look"'
        f' xmlns:d="{MODEL}" id="d" name="D" namespace="t"{root}>\n{content}\n</definitions>'
    ).encode()


def changed(before: str, after: str) -> bytes:
    assert DECISION.count(before) == 1
    return dmn(DECISION.replace(before, after))


FUNCTION = '<businessKnowledgeModel id="f" name="twice"/>\n'
# what is changed, into what; the line of the finding and its words
REFUSED = {
    "mistyped hit policy": ('hitPolicy="UNIQUE"', 'hitpolicy="FIRST"', 3, "“hitpolicy”"),
    "prefixed hit policy": ('hitPolicy="UNIQUE"', 'd:hitPolicy="FIRST"', 3, "no prefix"),
    "mistyped aggregation": (
        'hitPolicy="UNIQUE"', 'hitPolicy="COLLECT" aggregations="COUNT"', 3, "“aggregations”",
    ),
    "aggregation of one rule": (
        'hitPolicy="UNIQUE"', 'hitPolicy="UNIQUE" aggregation="SUM"', 3, "needs the hit policy",
    ),
    "aggregation without a hit policy": (
        'hitPolicy="UNIQUE"', 'aggregation="SUM"', 3, "“SUM” needs the hit policy COLLECT",
    ),
    "second table": (
        "</decisionTable>", '</decisionTable>\n<decisionTable id="u"/>', 2, "2 decisionTable",
    ),
    "table and expression": (
        "</decisionTable>", "</decisionTable><literalExpression/>", 2, "more than one logic",
    ),
    "table and context": ("</decisionTable>", "</decisionTable>\n<context/>", 19, "“context”"),
    "second variable": (
        "<decisionTable", '<variable name="a"/><variable name="b"/><decisionTable', 2, "2 variable",
    ),
    "second text": ("<text>&lt; 5</text>", "<text>-</text>\n<text>1</text>", 11, "2 text"),
    "second text of a result": (
        '<text>"LOW"</text>', '<text>"LOW"</text><text>"HIGH"</text>', 14, "2 text",
    ),
    "text without its element": ("<text>&lt; 5</text>", "&lt; 5", 11, "outside <text>"),
    "text behind its element": ('<text>"LOW"</text>', '<text>"LOW"</text> + 1', 14, "“+ 1”"),
    "element in a text": ("<text>&lt; 5</text>", "<text>1\n<b>2</b></text>", 13, "“b” is not"),
    "second input expression": (
        "</input>", "<inputExpression><text>a</text></inputExpression></input>", 4, "2 inputExpr",
    ),
    "second allowed values": (
        "</input>", "<inputValues><text>1</text></inputValues>"
        "<inputValues><text>2</text></inputValues></input>", 4, "2 inputValues",
    ),
    "second default": (
        'typeRef="string"/>', 'typeRef="string"><defaultOutputEntry><text>"A"</text>'
        '</defaultOutputEntry><defaultOutputEntry><text>"B"</text></defaultOutputEntry></output>',
        9, "2 defaultOutputEntry",
    ),
    "element in a rule": ("</rule>", "<dance/>\n</rule>", 17, "“dance” is not known"),
    "element in the wrong place": ("</rule>", "<output/>\n</rule>", 17, "no meaning here"),
    "attribute of a table": ('id="t"', 'id="t" magic="1"', 3, "“magic” is not known on dec"),
    "attribute of a rule": ('id="r1"', 'id="r1" priority="1"', 10, "“priority”"),
    "attribute of an input": ('id="in"', 'id="in" typeRef="string"', 4, "“typeRef”"),
    "attribute of an output": ('id="out"', 'id="out" defaultValue="1"', 9, "“defaultValue”"),
    "attribute of a cell": ('id="i1"', 'id="i1" expressionlanguage="feel"', 11, "language”"),
    "attribute of a text": ("<text>&lt; 5", '<text negate="true">&lt; 5', 12, "“negate”"),
    "camunda attribute": ('id="t"', 'id="t" camunda:foo="1"', 3, "camunda:foo is not known"),
    "misplaced camunda attribute": (
        'id="t"', 'id="t" camunda:inputVariable="x"', 3, "camunda:inputVariable has no meaning",
    ),
    "other engine": ('id="t"', 'id="t" zeebe:versionTag="1"', 3, "Camunda 8"),
    "camunda element": (
        "</rule>", "<extensionElements><camunda:x/></extensionElements></rule>", 17, "camunda:x",
    ),
    "DMN among the extensions": (
        "</rule>", "<extensionElements><rule/></extensionElements></rule>", 17, "no extension",
    ),
    "foreign element": ("</rule>", "<own:inputEntry/>\n</rule>", 17, "no element of this version"),
    "element without a namespace": ("</rule>", '<inputEntry xmlns=""/></rule>', 17, "“inputEntry”"),
    "imported values": ("</inputExpression>", "<importedValues/></inputExpression>", 7, "imported"),
    "import": ('<decision id="judge"', '<import/>\n<decision id="judge"', 2, "“import” is not"),
    "function that is needed": (
        "<decisionTable", '<knowledgeRequirement><requiredKnowledge href="#f"/>'
        "</knowledgeRequirement><decisionTable", 3, "“knowledgeRequirement” is not evaluated",
    ),
    "unknown beside the decision": (
        '<decision id="judge"', '<decree/>\n<decision id="judge"', 2, "“decree” is not known",
    ),
    "type of the table": ('id="t"', 'id="t" typeRef="number"', 3, "more than one type"),
    "type of the variable": (
        "<decisionTable", '<variable name="a" typeRef="number"/><decisionTable', 3, "string, num",
    ),
    "javascript that looks like JUEL": (
        'id="o1">\n<text>"LOW"', 'id="o1" expressionLanguage="javascript">\n<text>${n + 1}',
        14, "“javascript” is not evaluated",
    ),
    "a language that only sounds like FEEL": (
        'id="i1"', 'id="i1" expressionLanguage="feelings"', 11, "“feelings” is not evaluated",
    ),
    "JUEL that is called FEEL": (
        'id="o1">\n<text>"LOW"', 'id="o1" expressionLanguage="feel">\n<text>${n + 1}', 14, "",
    ),
    "language of allowed values": (
        "</input>", '<inputValues expressionLanguage="groovy"><text>1</text></inputValues></input>',
        8, "“groovy” is not evaluated",
    ),
    "allowed values in JUEL": (
        "</input>", '<inputValues expressionLanguage="juel"><text>1</text></inputValues></input>',
        8, "written in FEEL",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_evaluated_is_refused_with_its_line(name):
    before, after, line, words = REFUSED[name]
    data = changed(before, after)
    found = [each for each in parse(data, "t.dmn").refused if words in each.why]
    assert [each.line for each in found][:1] == [line]
    assert check_file("t.dmn", data).runnable == ()
    with pytest.raises(InputError, match=r"t\.dmn: line \d+.*can't be evaluated"):
        evaluate(parse(data, "t.dmn"), "judge", {"score": 1, "n": 1})


@pytest.mark.parametrize(
    ("root", "words"),
    [
        (' expressionLanguage="groovy"', "“groovy” is not evaluated"),
        (' typeLanguage="http://www.java.com/javaTypes"', "“http://www.java.com/javaTypes”"),
        (' hitPolicy="FIRST"', "“hitPolicy” is not known on definitions"),
        (' camunda:historyTimeToLive="1"', "no meaning here"),
    ],
)
def test_what_is_said_of_the_whole_file_counts_for_every_decision(root, words):
    data = dmn(root=root)
    (finding,) = parse(data, "t.dmn").refused
    assert words in finding.why
    assert (finding.element, finding.line, finding.decision) == ("definitions", 1, "")
    assert check_file("t.dmn", data).runnable == ()
    with pytest.raises(InputError, match="line 1"):
        evaluate(parse(data, "t.dmn"), "judge", {"score": 1})


CLEAN = {
    "as it is": ('id="t"', 'id="t"'),
    "widths of columns": ('id="in"', 'id="in" biodi:width="192"'),
    "orientation": ('id="t"', 'id="t" preferredOrientation="Rule-as-Row" outputLabel="V"'),
    "notes": (
        '<rule id="r1">',
        '<annotation name="Why"/><rule id="r1"><description>a\nb</description>'
        "<annotationEntry><text>c</text></annotationEntry>",
    ),
    "question and answers": (
        "<decisionTable",
        "<question>How?</question><allowedAnswers>LOW</allowedAnswers><decisionTable",
    ),
    "comment": ("<text>&lt; 5</text>", "<!-- all --><text>&lt;<!-- than --> 5</text><?look up?>"),
    "input variable": ('id="in"', 'id="in" camunda:inputVariable="given"'),
    "extensions of a modeler": (
        "<decisionTable",
        '<extensionElements><biodi:bounds x="1"/></extensionElements><decisionTable',
    ),
    "type said twice": ("<decisionTable", '<variable name="a" typeRef="string"/><decisionTable'),
    "language of FEEL": (
        'id="i1"',
        'id="i1" expressionLanguage="http://www.omg.org/spec/DMN/20180521/FEEL/"',
    ),
}


@pytest.mark.parametrize("name", CLEAN)
def test_what_only_explains_or_is_drawn_has_no_row(name):
    data = changed(*CLEAN[name])
    file = parse(data, "t.dmn")
    assert (file.refused, file.kept, file.data) == ((), (), data)
    assert evaluate(file, "judge", {"score": 1}).value == "LOW"


KEPT = {
    "function nobody needs": (
        dmn(f"{FUNCTION}{DECISION}"), "businessKnowledgeModel", 2, "Functions are not evaluated",
    ),
    "source": (dmn(f'<knowledgeSource id="k"/>{DECISION}'), "knowledgeSource", 2, "Shown"),
    "service": (dmn(f'<decisionService id="s"/>{DECISION}'), "decisionService", 2, "own ids"),
    "foreign attribute": (
        changed('id="t"', 'id="t" own:colour="red" own:font="a"'), "decisionTable", 3, "vendor",
    ),
    "foreign extension": (
        changed("</rule>", "<extensionElements><own:x/></extensionElements></rule>"),
        "x", 17, "Extensions of http://vendor.example/look have no effect",
    ),
    "time to live": (
        changed('name="Judge"', 'name="Judge" camunda:historyTimeToLive="30"'),
        "decision", 2, "camunda:historyTimeToLive",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_what_has_no_effect_is_kept_and_named(name):
    data, element, line, words = KEPT[name]
    file = parse(data, "t.dmn")
    assert file.refused == ()
    (finding,) = file.kept
    assert (finding.element, finding.line) == (element, line)
    assert words in finding.why
    assert evaluate(file, "judge", {"score": 1}).value == "LOW"
    checked = check_file("t.dmn", data)
    assert checked.runnable == ("judge",)
    assert [one.line for one in checked.of("kept")] == [line]


@pytest.mark.parametrize(
    ("attributes", "root", "text", "value"),
    [
        ("", "", '"price ${n}"', "price ${n}"),
        ("", "", '"a \\" ${n}" + "#{n}"', 'a " ${n}#{n}'),
        ("", "", "${n + 1}", "9"),
        ("", "", "${n == 8 ? 'eight' : 'other'}", "eight"),
        (' expressionLanguage="juel"', "", "n + 1", "9"),
        (' expressionLanguage="JUEL"', "", "price ${n}", "price 8"),
        ("", ' expressionLanguage="juel"', "price ${n}", "price 8"),
        (
            ' expressionLanguage="http://www.omg.org/spec/FEEL/20140401"',
            ' expressionLanguage="juel"',
            '"price ${n}"',
            "price ${n}",
        ),
        ("", ' expressionLanguage="feel"', '"price ${n}"', "price ${n}"),
    ],
)
def test_the_language_is_asked_before_the_text(attributes, root, text, value):
    expression = f"<literalExpression{attributes}><text>{text}</text></literalExpression>"
    content = f'<decision id="judge"><variable typeRef="string"/>{expression}</decision>'
    file = parse(dmn(content, root), "t.dmn")
    assert file.refused == ()
    assert evaluate(file, "judge", {"n": 8}).value == value


@pytest.mark.parametrize("other", [each for each in NAMESPACES if each != MODEL])
def test_a_rule_of_another_version_of_dmn_is_not_passed_over(other):
    data = changed("</rule>", f'</rule>\n<rule xmlns="{other}"/>')
    (finding,) = parse(data).refused
    assert (finding.element, finding.line, finding.decision) == ("rule", 18, "judge")


def test_a_result_outside_its_allowed_values_is_an_error():
    values = '<outputValues><text>"LOW", "HIGH"</text></outputValues>'
    data = changed('typeRef="string"/>', f'typeRef="string">{values}</output>')
    assert evaluate(parse(data), "judge", {"score": 1}).value == "LOW"
    other = data.replace(b'<text>"LOW"</text>', b'<text>"NONE"</text>')
    with pytest.raises(InputError, match=r"rule 1, output “verdict”.*“NONE” is not one of"):
        evaluate(parse(other), "judge", {"score": 1})


def test_the_type_of_one_output_may_stand_on_the_decision():
    untyped = DECISION.replace(' typeRef="string"', "").replace('"LOW"', '"5"')
    typed = untyped.replace("<decisionTable", '<variable name="v" typeRef="number"/><decisionTable')
    assert evaluate(parse(dmn(untyped)), "judge", {"score": 1}).value == "5"
    assert evaluate(parse(dmn(typed)), "judge", {"score": 1}).value == 5


def test_a_type_that_is_defined_twice_is_refused():
    one = '<itemDefinition name="tScore"><typeRef>number</typeRef></itemDefinition>\n'
    typed = DECISION.replace('typeRef="number"', 'typeRef="tScore"')
    assert parse(dmn(one + typed)).refused == ()
    (finding,) = parse(dmn(one + one.replace("number", "string") + typed)).refused
    assert (finding.element, finding.line, finding.decision) == ("itemDefinition", 3, "")
    assert "“tScore” is defined twice" in finding.why


@pytest.mark.parametrize("yes", ["true", "1"])
def test_a_type_of_lists_takes_a_list(yes):
    item = f'<itemDefinition name="tScores" isCollection="{yes}"><typeRef>number</typeRef>'
    typed = DECISION.replace('typeRef="number"', 'typeRef="tScores"')
    content = f"{item}</itemDefinition>{typed}".replace("&lt; 5", "count(?) = 2")
    assert evaluate(parse(dmn(content)), "judge", {"score": [1, 2]}).value == "LOW"


def test_a_decision_that_is_only_an_authority_hands_no_value_over():
    named = DECISION.replace(
        "<decisionTable",
        '<authorityRequirement><requiredDecision href="#score"/></authorityRequirement>'
        "<decisionTable",
    )
    other = '<decision id="score"><literalExpression><text>9</text></literalExpression></decision>'
    assert evaluate(parse(dmn(named + other)), "judge", {"score": 1}).value == "LOW"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_gives_findings_or_one_sentence(data):
    whole = dmn(f"{FUNCTION}{DECISION}")
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 60)))
    damaged = whole[:start] + data.draw(st.binary(max_size=4)) + whole[end:]
    try:
        refused = check_file("t.dmn", damaged).of("refused")
    except InputError as error:
        refused, told = (), error.message
        assert told.startswith("t.dmn")
    assert all(remark.line > 0 and remark.why for remark in refused)


def test_a_decision_that_needs_a_refused_one_can_not_be_published():
    needing = DECISION.replace(
        "<decisionTable",
        '<informationRequirement><requiredDecision href="#score"/></informationRequirement>'
        "<decisionTable",
    )
    data = dmn(f'{needing}<decision id="score"><context/></decision>')
    assert check_file("t.dmn", data).runnable == ()
