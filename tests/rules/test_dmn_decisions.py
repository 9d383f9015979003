"""Decision tables: reading, hit policies, what needs what, and writing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import AppError, InputError
from app.models.dmn.decisions import HitPolicy
from app.models.dmn.evaluate import evaluate, map_result
from app.models.dmn.xml_io import NAMESPACES, parse
from tests.dmn_writer import InputDraft, OutputDraft, RuleDraft, TableDraft, table_to_dmn

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def dmn(content: str, namespace: str = MODEL) -> bytes:
    return (
        f'<definitions xmlns="{namespace}" xmlns:camunda="http://camunda.org/schema/1.0/dmn"'
        f' id="d" name="D" namespace="t">\n{content}\n</definitions>'
    ).encode()


def table(
    rules: list[tuple[str, str]],
    policy: str = "UNIQUE",
    *,
    expression: str = "score",
    input_type: str = "number",
    output_type: str = "string",
    more: str = "",
) -> str:
    rows = "".join(
        f'<rule id="r{number}">'
        f'<inputEntry id="i{number}"><text>{_escaped(cell)}</text></inputEntry>'
        f'<outputEntry id="o{number}"><text>{_escaped(result)}</text></outputEntry></rule>\n'
        for number, (cell, result) in enumerate(rules, 1)
    )
    name, _, aggregation = policy.partition(" ")
    extra = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        f'<decision id="judge" name="Judge">{more}<decisionTable id="t" hitPolicy="{name}"{extra}>'
        f'\n<input id="in" label="Score"><inputExpression id="ie" typeRef="{input_type}">'
        f"<text>{expression}</text></inputExpression></input>"
        f'<output id="out" name="verdict" typeRef="{output_type}"/>\n{rows}'
        "</decisionTable></decision>"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def judged(content: str, **variables):
    return evaluate(parse(dmn(content), "t.dmn"), "judge", variables)


BANDS = [("< 0.1", '"PASS"'), ("[0.1..0.25)", '"WARN"'), (">= 0.25", '"FAIL"')]


@pytest.mark.parametrize(
    ("score", "verdict", "rule"),
    [(0.05, "PASS", "r1"), (0.1, "WARN", "r2"), (0.25, "FAIL", "r3"), (1, "FAIL", "r3")],
)
def test_a_unique_table_gives_the_one_rule_that_hits(score, verdict, rule):
    result = judged(table(BANDS), score=score)
    assert result.value == verdict
    assert result.rows == ({"verdict": verdict},)
    assert result.rule_ids == (rule,)
    assert result.hit_policy == "U"


def test_no_hit_is_null_and_null_hits_nothing():
    assert judged(table([("< 1", '"A"')]), score=2).value is None
    assert judged(table(BANDS), score=None).rows == ()


def test_a_variable_that_was_not_given_is_named():
    result = judged(table(BANDS))
    assert result.value is None
    assert result.missing == ("score",)


def test_two_hits_in_a_unique_table_are_an_error_that_names_the_rules():
    with pytest.raises(InputError, match=r"UNIQUE.*1 \(r1\), 2 \(r2\)"):
        judged(table([("> 1", '"A"'), ("> 2", '"B"')]), score=3)


def test_first_takes_the_first_in_the_order_of_the_table():
    result = judged(table([("> 1", '"A"'), ("-", '"B"')], "FIRST"), score=3)
    assert (result.value, result.rule_ids, result.hit_policy) == ("A", ("r1",), "F")
    assert judged(table([("> 1", '"A"'), ("-", '"B"')], "FIRST"), score=None).value == "B"


def test_any_needs_rules_that_agree():
    assert judged(table([("> 1", '"A"'), ("> 2", '"A"')], "ANY"), score=3).value == "A"
    with pytest.raises(InputError, match="agree"):
        judged(table([("> 1", '"A"'), ("> 2", '"B"')], "ANY"), score=3)


@pytest.mark.parametrize(
    ("policy", "value", "hit_policy"),
    [
        ("COLLECT", [1, 2.5], "C"),
        ("COLLECT SUM", 3.5, "C+"),
        ("COLLECT MIN", 1, "C<"),
        ("COLLECT MAX", 2.5, "C>"),
        ("COLLECT COUNT", 2, "C#"),
    ],
)
def test_collect_gathers_or_aggregates(policy, value, hit_policy):
    rules = [("> 1", "1"), ("> 2", "2.5"), ("> 3", "100")]
    result = judged(table(rules, policy, output_type="number"), score=3)
    assert (result.value, result.hit_policy) == (value, hit_policy)
    assert result.rule_ids == ("r1", "r2")


def test_collect_of_nothing():
    rules = [("> 1", "1")]
    assert judged(table(rules, "COLLECT", output_type="number"), score=0).value == []
    assert judged(table(rules, "COLLECT SUM", output_type="number"), score=0).value is None
    assert judged(table(rules, "COLLECT COUNT", output_type="number"), score=0).value == 0


@pytest.mark.parametrize("policy", ["PRIORITY", "RULE ORDER", "OUTPUT ORDER", "BEST"])
def test_other_hit_policies_are_refused_with_their_place(policy):
    file = parse(dmn(table(BANDS).replace("UNIQUE", policy)), "t.dmn")
    (finding,) = file.refused
    assert (finding.element, finding.line, finding.decision) == ("decisionTable", 2, "judge")
    with pytest.raises(InputError, match=r"line 2.*hit policy"):
        evaluate(file, "judge", {"score": 1})


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_of_dmn_is_read(namespace):
    file = parse(dmn(table(BANDS), namespace))
    assert evaluate(file, "judge", {"score": 0}).value == "PASS"


def test_values_are_converted_to_the_type_of_the_column():
    by_day = [('< date("2026-01-01")', '"OLD"'), ('>= date("2026-01-01")', '"NEW"')]
    assert judged(table(by_day, input_type="date"), score="2026-11-20").value == "NEW"
    assert judged(table(BANDS), score="0.3").value == "FAIL"
    with pytest.raises(InputError, match=r"input “Score”.*A number was expected"):
        judged(table(BANDS), score="high")
    with pytest.raises(InputError, match="whole number"):
        judged(table(BANDS, input_type="integer"), score=0.5)


def test_values_outside_the_allowed_ones_are_an_error():
    content = table([('"HIGH"', '"A"')], input_type="string").replace(
        "</inputExpression>",
        '</inputExpression><inputValues><text>"HIGH","LOW"</text></inputValues>',
    )
    assert judged(content, score="HIGH").value == "A"
    with pytest.raises(InputError, match=r"MEDIUM.*not one of"):
        judged(content, score="MEDIUM")


def test_default_outputs_stand_in_when_no_rule_hits():
    content = table([("> 5", '"A"')]).replace(
        'typeRef="string"/>',
        'typeRef="string"><defaultOutputEntry><text>"NONE"</text></defaultOutputEntry></output>',
    )
    result = judged(content, score=1)
    assert (result.value, result.rule_ids) == ("NONE", ())


def test_juel_expressions_and_input_variables_of_camunda_are_understood():
    content = table([("? > 3 and given > 3", '"A"')], expression="${score * 2}").replace(
        'label="Score"', 'label="Score" camunda:inputVariable="given"'
    )
    assert judged(content, score=2).value == "A"


def test_names_with_blanks_are_read():
    content = '<inputData id="x" name="Loan Amount"/>' + table(
        [("> 5", '"A"')], expression="Loan Amount + 1"
    )
    file = parse(dmn(content))
    assert file.refused == ()
    assert evaluate(file, "judge", {"Loan Amount": 5}).value == "A"


def needing(*names: str) -> str:
    return "".join(
        f'<informationRequirement><requiredDecision href="#{name}"/></informationRequirement>'
        for name in names
    )


def literal(own: str, text: str, *needed: str) -> str:
    return (
        f'<decision id="{own}" name="{own}"><variable name="{own}"/>{needing(*needed)}'
        f"<literalExpression><text>{text}</text></literalExpression></decision>"
    )


def test_needed_decisions_come_first():
    content = (
        table(BANDS, expression="total / 10", more=needing("total"))
        + literal("total", "base + bonus", "bonus", "base")
        + literal("base", "score * 2")
        + literal("bonus", "base / 4", "base")
    )
    result = judged(content, score=0.5)
    assert result.value == "WARN"
    assert judged(content, score=2).value == "FAIL"


def test_a_decision_that_needs_itself_or_something_missing_is_refused():
    ring = literal("judge", "a", "a") + literal("a", "b", "b") + literal("b", "judge", "judge")
    with pytest.raises(InputError, match="needs its own result"):
        judged(ring)
    beside = ring.replace("judge", "c") + literal("judge", "c", "c") + literal("free", "1")
    file = parse(dmn(beside))
    assert sorted(each.decision for each in file.refused) == ["a", "b", "c"]
    assert evaluate(file, "free", {}).value == 1
    with pytest.raises(InputError, match="needs its own result"):
        evaluate(file, "judge", {})
    with pytest.raises(InputError, match="“nowhere” is not in the file"):
        judged(literal("judge", "1", "nowhere"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('<decision id="judge"/>', "neither a table nor a literal"),
        ('<decision id="judge"><context/></decision>', "“context” is not evaluated"),
        ('<decision id="judge"><knowledgeRequirement/></decision>', "“knowledgeRequirement”"),
        (table([("< ", '"A"')]), "not expected here"),
        (table([("-", "now()")]), "no function “now”"),
        (table(BANDS, input_type="tMoney"), "type “tMoney”"),
        (table(BANDS).replace("<text>score</text>", ""), "has no expression"),
        (
            table(BANDS).replace('<inputEntry id="i2"><text>[0.1..0.25)</text></inputEntry>', ""),
            "Rule 2 has 0 inputs",
        ),
        (
            table(BANDS).replace('id="ie"', 'id="ie" expressionLanguage="groovy"'),
            "“groovy” is not evaluated",
        ),
    ],
)
def test_what_is_not_evaluated_is_refused_with_its_line(content, words):
    file = parse(dmn(content), "t.dmn")
    assert words in " ".join(finding.why for finding in file.refused)
    assert all(finding.line >= 2 for finding in file.refused)
    with pytest.raises(InputError, match=r"t\.dmn: line \d+"):
        evaluate(file, "judge", {"score": 1})


@pytest.mark.parametrize(
    "data",
    [b"", b"<a/>", dmn(table(BANDS))[:-40], b"<!DOCTYPE d><d/>", b" " * 6_000_000],
)
def test_a_bad_file_is_refused_in_one_sentence(data):
    with pytest.raises(InputError) as caught:
        parse(data, "bad.dmn")
    assert caught.value.message.startswith("bad.dmn")


def test_results_are_mapped_as_camunda_names_it():
    one = judged(table(BANDS), score=0)
    assert map_result(one, "singleEntry") == "PASS"
    assert map_result(one, "singleResult") == {"verdict": "PASS"}
    assert map_result(one, "collectEntries") == ["PASS"]
    assert map_result(one, "resultList") == [{"verdict": "PASS"}]
    many = judged(table([("-", "1"), ("-", "2")], "COLLECT", output_type="number"), score=0)
    assert map_result(many, "collectEntries") == [1, 2]
    for kind in ("singleEntry", "singleResult"):
        with pytest.raises(InputError, match="gave 2 rows"):
            map_result(many, kind)
    none = judged(table([("> 9", '"A"')]), score=0)
    assert map_result(none, "singleEntry") is None
    assert map_result(none, "resultList") == []
    total = judged(table([("-", "1"), ("-", "2")], "COLLECT SUM", output_type="number"), score=0)
    assert map_result(total, "singleEntry") == 3
    with pytest.raises(InputError, match="can't be mapped"):
        map_result(one, "everything")


DRAFT = TableDraft(
    id="drift_limits",
    name="Drift limits <PSI & KS>",
    hit_policy=HitPolicy.FIRST,
    inputs=(InputDraft("test", "Test"), InputDraft("value", "Value", "number")),
    outputs=(OutputDraft("verdict", "Verdict"), OutputDraft("severity", type="number")),
    rules=(
        RuleDraft(('"psi"', ">= 0.25"), ('"FAIL"', "3"), note="Siddiqi (2006)"),
        RuleDraft(("-", ""), ('"PASS"', "0"), id="otherwise"),
    ),
)


def test_a_table_that_was_written_is_read_and_evaluated_again():
    file = parse(table_to_dmn(DRAFT), "made.dmn")
    assert file.refused == ()
    result = evaluate(file, "drift_limits", {"test": "psi", "value": 0.3})
    assert result.value == {"verdict": "FAIL", "severity": 3}
    assert result.rule_ids == ("drift_limits_rule_1",)
    assert evaluate(file, "drift_limits", {"test": "ks", "value": 1}).rule_ids == ("otherwise",)
    assert file.decisions["drift_limits"].name == "Drift limits <PSI & KS>"
    assert file.decisions["drift_limits"].table.rules[0].note == "Siddiqi (2006)"


@pytest.mark.parametrize("policy", HitPolicy)
def test_every_hit_policy_is_written_as_it_is_read(policy):
    draft = TableDraft("t", "T", (), (OutputDraft("n", type="number"),), (), policy)
    assert parse(table_to_dmn(draft)).decisions["t"].table.hit_policy is policy


CELLS = st.sampled_from(
    [
        "-",
        "",
        "< 5",
        "[1..3]",
        "not(2)",
        '"a"',
        "null",
        "?",
        "a b",
        "1,2",
        "now()",
        "${x}",
        "> \x00",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(HitPolicy),
    st.lists(st.tuples(CELLS | st.text(max_size=6), CELLS | st.text(max_size=6)), max_size=4),
    st.none() | st.integers() | st.floats() | st.text(max_size=4) | st.lists(st.integers()),
)
def test_any_table_gives_a_result_or_the_products_own_error(policy, rules, value):
    rows = tuple(RuleDraft((cell,), (result,)) for cell, result in rules)
    columns = (InputDraft("x", type="Any"),), (OutputDraft("n", type="Any"),)
    draft = TableDraft("t", "T", *columns, rows, policy)
    try:
        result = evaluate(parse(table_to_dmn(draft)), "t", {"x": value})
        for kind in ("singleEntry", "singleResult", "collectEntries", "resultList"):
            map_result(result, kind)
    except AppError as error:
        caught = error.message
        assert caught  # either way is right
