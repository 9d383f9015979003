"""Whoever publishes a life cycle or a table: what can't run, or names what is not there, is not."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from app.errors import InputError
from app.models.queries.policy_change import (
    LineChange,
    PolicyChange,
    load_change_before,
    load_life_cycle_change,
)
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.services.checked_files import check_file
from app.services.commands.life_cycles import import_table, import_template, publish
from app.services.publishable import check_stored_file
from tests.workspaces import TestWorkspace

DECIDES = '<businessRuleTask id="step" camunda:decisionRef="{}" camunda:resultVariable="found"/>'
CALLS = '<callActivity id="step" calledElement="{}"/>'
SCRIPT = '<scriptTask id="step"/>'


def life_cycle(step: str) -> bytes:
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">\n'
        '<process id="mine" isExecutable="true"><startEvent id="start"/>\n'
        f'{step}<endEvent id="end"/><sequenceFlow id="a" sourceRef="start" targetRef="step"/>'
        '<sequenceFlow id="b" sourceRef="step" targetRef="end"/></process></definitions>'
    ).encode()


def draft(workspace: TestWorkspace, step: str, key: str = "my-cycle") -> UUID:
    """Stored without the check that an import makes, as another program might."""
    made = workspace.work("eva").write(
        import_template, unit="bank", key=key, name=key, process_id="mine", bpmn=life_cycle(step)
    )
    return made.id


def put_in_force(workspace: TestWorkspace, row_id: UUID) -> LifeCycleTemplate:
    """By a second person, who looked at it."""
    jo = workspace.work("jo")
    with jo.reading() as session:
        seen = session.get_one(LifeCycleTemplate, row_id).sha256
    return jo.write(publish, LifeCycleTemplate, row_id, seen=seen)


def refusal(workspace: TestWorkspace, row_id: UUID) -> str:
    with pytest.raises(InputError) as refused:
        put_in_force(workspace, row_id)
    with workspace.work("eva").reading() as session:
        assert session.get_one(LifeCycleTemplate, row_id).state == "draft"
    return refused.value.message


def test_a_life_cycle_that_can_not_run_is_not_published(workspace: TestWorkspace) -> None:
    said = refusal(workspace, draft(workspace, SCRIPT))

    assert "my-cycle v1 can't run, so it can't be published: line 3, scriptTask step:" in said


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (DECIDES.format("aproval-route"), "no published decision table “aproval-route”"),
        (DECIDES.format("aproval-route"), "Did you mean “approval-route”?"),
        (DECIDES.format("nowhere"), "Published: approval-route, "),
        (CALLS.format("on-model"), "no published life cycle “on-model”"),
        (CALLS.format("on-model"), "Published: on-model-changed"),
    ],
)
def test_what_a_life_cycle_names_must_be_in_force_where_it_is_published(
    workspace: TestWorkspace, step: str, words: str
) -> None:
    made = draft(workspace, step)
    with workspace.work("eva").reading() as session:
        shown = check_stored_file(session, "bpmn", made)

    assert "step: There is no published" in refusal(workspace, made)
    assert words in shown.of("refused")[0].told
    assert "step" not in {one.id for one in shown.of("supported")}
    assert [(one.element, one.id, one.line) for one in shown.of("refused")] == [
        ("businessRuleTask" if "Rule" in step else "callActivity", "step", 3)
    ]
    assert (shown.runnable, shown.document["verdict"]) == ((), "blocked")


@pytest.mark.parametrize(
    "step",
    [
        DECIDES.format("approval-route"),
        DECIDES.format("${table}"),
        CALLS.format("on-model-changed"),
        CALLS.format("my-cycle"),
        CALLS.format("mine"),
        CALLS.format("=name"),
    ],
)
def test_what_is_in_force_or_only_known_when_it_runs_may_be_named(
    workspace: TestWorkspace, step: str
) -> None:
    made = draft(workspace, step)

    assert put_in_force(workspace, made).state == "published"


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("99 6 * * *", "“99 6 * * *” can't be read"),
        ("0 0 31 2 *", "“0 0 31 2 *” can't be read"),
        ("0 0 6 15W * ?", "“15W” for the day of month"),
        ("R0/PT10M", "“R0/PT10M” has no date left"),
    ],
)
def test_a_time_that_never_comes_is_refused_where_it_stands(time: str, words: str) -> None:
    begin = f"<timerEventDefinition><timeCycle>{time}</timeCycle></timerEventDefinition>"
    data = life_cycle('<receiveTask id="step" messageRef="m"/>').replace(
        b'<startEvent id="start"/>', f'<startEvent id="start">{begin}</startEvent>'.encode()
    )
    data = data.replace(b"<process", b'<message id="m" name="n"/><process')

    (found,) = check_file("mine.bpmn", data).of("refused")

    assert words in found.why
    assert (found.element, found.id, found.line) == ("startEvent", "start", 2)


def test_what_a_timer_starts_can_not_be_handed_a_version() -> None:
    step = (
        '<serviceTask id="step" camunda:type="external" camunda:topic="take_snapshot">'
        '<extensionElements><camunda:inputOutput><camunda:inputParameter name="version_id">'
        "${version_id}</camunda:inputParameter></camunda:inputOutput></extensionElements>"
        "</serviceTask>"
    )
    begin = b"<timerEventDefinition><timeCycle>0 6 * * *</timeCycle></timerEventDefinition>"
    plain = life_cycle(step)
    timed = plain.replace(
        b'<startEvent id="start"/>', b'<startEvent id="start">' + begin + b"</startEvent>"
    )

    (found,) = check_file("mine.bpmn", timed).of("refused")

    assert "without a model version" in found.why
    assert (found.element, found.id, found.line) == ("startEvent", "start", 2)
    assert check_file("mine.bpmn", plain).of("refused") == ()


def test_a_step_that_sets_how_its_model_is_rated_runs_with_a_remark() -> None:
    step = (
        '<serviceTask id="step" camunda:type="external" camunda:topic="take_snapshot">'
        '<extensionElements><camunda:inputOutput><camunda:outputParameter name="risk_tier">'
        "high</camunda:outputParameter></camunda:inputOutput></extensionElements></serviceTask>"
    )

    found = check_file("mine.bpmn", life_cycle(step))

    (remark,) = found.of("kept")
    assert remark.why.startswith("It sets risk_tier itself:")
    assert (remark.element, remark.id, remark.line) == ("serviceTask", "step", 3)
    assert found.of("refused") == ()


SCAN = (
    '<serviceTask id="step" camunda:type="external" camunda:topic="scan">'
    "<extensionElements><camunda:inputOutput><camunda:outputParameter"
    ' name="blocking_findings_kept">1</camunda:outputParameter></camunda:inputOutput>'
    "</extensionElements></serviceTask>"
)


def asking(condition: str) -> bytes:
    """A life cycle that scans, and goes on where `condition` holds."""
    fork = (
        '<exclusiveGateway id="fork" default="d"/><endEvent id="stop"/>'
        '<sequenceFlow id="b" sourceRef="step" targetRef="fork"/>'
        f'<sequenceFlow id="c" sourceRef="fork" targetRef="end"><conditionExpression>{condition}'
        '</conditionExpression></sequenceFlow><sequenceFlow id="d" sourceRef="fork" targetRef="'
    )
    straight = b'<sequenceFlow id="b" sourceRef="step" targetRef="end'
    plain = life_cycle(SCAN)
    assert straight in plain
    return plain.replace(straight, fork.encode() + b"stop")


@pytest.mark.parametrize(
    ("condition", "remarks"),
    [
        ("${blokking_findings == 0}", ["Did you mean “blocking_findings”?"]),
        ("${findings.size() > 0 and blocking_findingz > 0}", ["Did you mean “blocking_findings”?"]),
        ("${blocking_findings == 0}", []),
        ("${weather == 0}", []),  # whoever starts it may bring that along
        ("${blokking_findings ==", []),  # refused for another reason
        ("=blocking_finding = 0", ["Did you mean “blocking_findings”?"]),
        ("=blocking_findings = 0", []),
        ("=some blocking_finding in [1, 2] satisfies blocking_finding > 1", []),
        ('=findings[blocking_finding = "yes"] = null', []),  # a field of theirs, maybe
        ("={blocking_finding: 1}.blocking_finding = 1", []),
        ("=blocking_finding =", []),
        ("${blocking_findings_kept == 0}", []),  # a step says that word
    ],
)
def test_a_condition_that_misspells_what_a_step_gives_has_a_remark(
    condition: str, remarks: list[str]
) -> None:
    found = check_file("mine.bpmn", asking(condition))

    assert [(one.id, one.hint) for one in found.of("kept")] == [("c", hint) for hint in remarks]
    assert all(
        "a run that is not given it as it is started stops there" in one.why
        for one in found.of("kept")
    )


def test_what_publishing_a_life_cycle_changes_is_told_line_by_line(
    workspace: TestWorkspace,
) -> None:
    def change(condition: str) -> PolicyChange:
        made = workspace.work("eva").write(
            import_template, unit="bank", key="mine", name="mine", process_id="mine",
            bpmn=asking(condition),
        )  # fmt: skip
        found = workspace.work("jo").read(load_life_cycle_change, made.id)
        put_in_force(workspace, made.id)
        return found

    first, same, second = map(change, ("${verdict}", "${verdict}", "${!verdict}"))

    assert (first.in_force, first.unchanged) == ("", 0)
    assert LineChange("", "serviceTask step") in first.lines
    assert (same.lines, same.is_other_file, same.in_force) == ((), False, "bank v1")
    (line,) = second.lines
    assert (second.in_force, second.version) == ("bank v2", 3)
    assert line.before.endswith("${verdict}")
    assert line.after.endswith("${!verdict}")
    assert second.unchanged > 4


def test_what_a_published_life_cycle_changed_is_told_beside_the_version_before_it(
    workspace: TestWorkspace,
) -> None:
    def publish(condition: str) -> UUID:
        made = workspace.work("eva").write(
            import_template, unit="bank", key="mine", name="mine", process_id="mine",
            bpmn=asking(condition),
        )  # fmt: skip
        put_in_force(workspace, made.id)
        return made.id

    first, second, third = map(publish, ("${verdict}", "${!verdict}", "${verdict}"))
    draft = workspace.work("eva").write(
        import_template, unit="bank", key="mine", name="mine", process_id="mine",
        bpmn=asking("${!verdict}"),
    ).id  # fmt: skip

    jo = workspace.work("jo")
    assert jo.read(load_change_before, "bpmn", first) is None
    found = [jo.read(load_change_before, "bpmn", one) for one in (second, third, draft)]
    assert [(one.in_force, one.version) for one in found] == [
        ("bank v1", 2), ("bank v2", 3), ("bank v3", 4),
    ]  # fmt: skip
    assert [one.lines[0].after.rpartition(": ")[2] for one in found] == [
        "${!verdict}", "${verdict}", "${!verdict}",
    ]  # fmt: skip


def test_an_attribute_of_an_engine_is_told_as_it_is_written(workspace: TestWorkspace) -> None:
    plain = asking("${verdict}")
    later = plain.replace(b' id="step"', b' id="step" camunda:priority="5"')
    for bpmn in (plain, later):
        made = workspace.work("eva").write(
            import_template, unit="bank", key="mine", name="mine", process_id="mine", bpmn=bpmn
        )
        found = workspace.work("jo").read(load_life_cycle_change, made.id)
        put_in_force(workspace, made.id)

    assert found.lines == (LineChange("", "serviceTask step, camunda:priority: 5"),)


def test_a_draft_can_not_be_named(workspace: TestWorkspace) -> None:
    draft(workspace, CALLS.format("mine"), "other")

    assert "no published life cycle “other”" in refusal(
        workspace, draft(workspace, CALLS.format("other"))
    )


def test_a_table_without_its_decision_is_not_published(workspace: TestWorkspace) -> None:
    dmn = b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
    eva = workspace.work("eva")
    made = eva.write(
        import_table, unit="bank", key="mine", name="Mine", decision_id="gone", dmn=dmn
    )

    with pytest.raises(InputError, match="can't be published: its file holds no “gone”"):
        workspace.work("jo").write(publish, DecisionTable, made.id, seen=made.sha256)


def test_the_answer_of_a_check_has_the_documented_shape() -> None:
    answer = json.loads(json.dumps(check_file("a.bpmn", life_cycle(SCRIPT)).document))

    assert list(answer) == ["verdict", "processes", "supported", "kept", "refused"]
    assert answer["verdict"] == "blocked"
    assert answer["processes"] == [{"id": "mine", "executable": False}]
    assert {"element": "startEvent", "id": "start"} in answer["supported"]
    assert list(answer["refused"][0]) == ["element", "id", "line", "why"]
    assert answer["refused"][0]["line"] == 3
