"""What runs, what is kept, what is refused: element by element."""
# ruff: noqa: E501  # pieces of XML are easier to read in one line

import time

import pytest

from app.models.bpmn.checks import FileVerdict, check
from app.models.bpmn.xml_io import parse

TASK_TYPES = frozenset(["deploy", "scan", "run_tests"])
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:mw="https://modelward.example/schema/1" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:vendor="http://vendor.example/look" targetNamespace="t" id="file">'
    '<message id="m1" name="arrived"/><error id="e1" errorCode="FAILED"/>'
)


def between(step: str, *, top: str = "") -> bytes:
    """A process: start, `step`, end."""
    return (
        f'{HEAD}{top}<process id="p" isExecutable="true">\n<startEvent id="start"/>\n{step}\n'
        '<endEvent id="end"/><sequenceFlow id="f1" sourceRef="start" targetRef="s"/>'
        '<sequenceFlow id="f2" sourceRef="s" targetRef="end"/></process></definitions>'
    ).encode()


def report(data: bytes, mapping=None):
    return check(parse(data, "a.bpmn"), TASK_TYPES, mapping or {})


def refusals(data: bytes, mapping=None) -> str:
    return " | ".join(
        f"{row.element} {row.why} {row.hint}" for row in report(data, mapping).refused
    )


def extended(tag: str, content: str, attributes: str = "") -> str:
    return f'<{tag} id="s" {attributes}><extensionElements>{content}</extensionElements></{tag}>'


SERVICE = 'serviceTask id="s" mw:task="deploy"'
RUNS = {
    "plain task": '<task id="s"/>',
    "user task": '<userTask id="s" camunda:candidateGroups="validator, risk_officer,${more}" mw:kind="approve"'
    ' mw:outcomes="accepted rejected" camunda:dueDate="P3D" camunda:formKey="approve"/>',
    "assignee expression": '<userTask id="s" camunda:assignee="${owner}" camunda:dueDate="${due}"/>',
    "own task type": f"<{SERVICE}/>",
    "external task": '<serviceTask id="s" camunda:type="external" camunda:topic="scan"/>',
    "manual task": '<manualTask id="s" camunda:candidateGroups="operator"/>',
    "receive task": '<receiveTask id="s" messageRef="m1" mw:correlationKey="${key}"/>',
    "send task": '<sendTask id="s" messageRef="m1"/>',
    "business rule": '<businessRuleTask id="s" camunda:decisionRef="route"'
    ' camunda:mapDecisionResult="collectEntries" camunda:resultVariable="roles"/>',
    "call activity": extended(
        "callActivity",
        '<camunda:in source="a" target="b"/><camunda:in sourceExpression="${a}" target="c"/>'
        '<camunda:in businessKey="#{execution.processBusinessKey}"/>'
        '<camunda:out source="x" target="y"/>',
        'calledElement="other"',
    ),
    "parallel multi-instance": '<userTask id="s" camunda:assignee="${person}"><multiInstanceLoopCharacteristics'
    ' camunda:collection="${people}" camunda:elementVariable="person">'
    '<completionCondition xsi:type="tFormalExpression">${nrOfCompletedInstances == 1}'
    "</completionCondition></multiInstanceLoopCharacteristics></userTask>",
    "number of instances": '<task id="s"><multiInstanceLoopCharacteristics><loopCardinality>3'
    "</loopCardinality></multiInstanceLoopCharacteristics></task>",
    "sub-process": '<subProcess id="s"><startEvent id="s1"/><endEvent id="s2"/>'
    '<sequenceFlow id="s3" sourceRef="s1" targetRef="s2"/></subProcess>',
    "timer catch": '<intermediateCatchEvent id="s"><timerEventDefinition><timeDuration>PT5M'
    "</timeDuration></timerEventDefinition></intermediateCatchEvent>",
    "message catch": '<intermediateCatchEvent id="s"><messageEventDefinition messageRef="m1"/>'
    "</intermediateCatchEvent>",
    "throw none": '<intermediateThrowEvent id="s"/>',
    "throw message": '<intermediateThrowEvent id="s"><messageEventDefinition messageRef="m1"/>'
    "</intermediateThrowEvent>",
    "boundary timer": '<task id="s"/><boundaryEvent id="b" attachedToRef="s" cancelActivity="false"'
    ' mw:zone="Europe/Amsterdam" mw:misfire="skip"><timerEventDefinition><timeCycle>0 6 * * 1-5'
    '</timeCycle></timerEventDefinition></boundaryEvent><sequenceFlow id="fb" sourceRef="b"'
    ' targetRef="end"/>',
    "boundary error": '<task id="s"/><boundaryEvent id="b" attachedToRef="s"><errorEventDefinition'
    ' errorRef="e1" camunda:errorCodeVariable="code"/></boundaryEvent>'
    '<endEvent id="b2"><errorEventDefinition errorRef="e1"/></endEvent>'
    '<sequenceFlow id="fb" sourceRef="b" targetRef="b2"/>',
    "terminate end": '<task id="s"/><endEvent id="t"><terminateEventDefinition/></endEvent>'
    '<sequenceFlow id="ft" sourceRef="s" targetRef="t"/>',
    "input and output": extended(
        "serviceTask",
        '<camunda:inputOutput><camunda:inputParameter name="version">${version}'
        "</camunda:inputParameter><camunda:inputParameter name='limit'>=0.1 + 0.1"
        "</camunda:inputParameter><camunda:outputParameter name='done'>${true}"
        "</camunda:outputParameter></camunda:inputOutput>"
        "<camunda:failedJobRetryTimeCycle>R3/PT1M</camunda:failedJobRetryTimeCycle>",
        'mw:task="deploy"',
    ),
    "exclusive gateway": '<exclusiveGateway id="s" default="f2"/>'
    '<sequenceFlow id="fx" sourceRef="s" targetRef="end"><conditionExpression>${a &gt; 1}'
    "</conditionExpression></sequenceFlow>",
    "feel condition": '<exclusiveGateway id="s" default="f2"/>'
    '<sequenceFlow id="fx" sourceRef="s" targetRef="end"><conditionExpression language="feel">'
    "a in [1..3]</conditionExpression></sequenceFlow>",
    "parallel gateway": '<parallelGateway id="s"/>',
}


@pytest.mark.parametrize("name", RUNS)
def test_an_element_the_engine_runs_leaves_the_process_executable(name):
    found = report(between(RUNS[name]))
    assert refusals(between(RUNS[name])) == ""
    assert found.verdict is FileVerdict.EXECUTABLE
    assert "s" in {row.id for row in found.supported}
    assert [(one.id, one.executable) for one in found.processes] == [("p", True)]


TIMER = (
    '<intermediateCatchEvent id="s"><timerEventDefinition>{}</timerEventDefinition>'
    "</intermediateCatchEvent>"
)
FIVE = "<timeDuration>PT5M</timeDuration>"
OUTPUT = (
    '<camunda:inputOutput><camunda:outputParameter name="a">${1}</camunda:outputParameter>'
    "</camunda:inputOutput>"
)
REFUSED = {
    "table of the same deployment": (
        '<businessRuleTask id="s" camunda:decisionRef="t" camunda:decisionRefBinding="deployment"/>',
        "deployment",
    ),
    "unknown role": (
        '<userTask id="s" camunda:candidateGroups="operator,wizards"/>', "no role “wizards”"
    ),
    "mistyped role": (
        '<userTask id="s" camunda:candidateGroups="operater"/>', "Did you mean “operator”?"
    ),
    "mistyped kind of task": (
        '<userTask id="s" camunda:candidateGroups="operator" mw:kind="aprove"/>',
        "Did you mean “approve”?",
    ),
    "output of a plain task": (extended("task", OUTPUT), "outputParameter has no effect here"),
    "output of a gateway": (extended("parallelGateway", OUTPUT), "outputParameter has no effect"),
    "output of a timer": (
        f'<intermediateCatchEvent id="s"><extensionElements>{OUTPUT}</extensionElements>'
        f"<timerEventDefinition>{FIVE}</timerEventDefinition></intermediateCatchEvent>",
        "outputParameter has no effect",
    ),
    "output of a start": (
        f'<task id="s"/><startEvent id="z"><extensionElements>{OUTPUT}</extensionElements>'
        '<messageEventDefinition messageRef="m1"/></startEvent>',
        "startEvent camunda:outputParameter has no effect",
    ),
    "output of who sends": (
        extended("sendTask", OUTPUT, 'messageRef="m1"'), "outputParameter has no effect"
    ),
    "output of many": (
        extended("serviceTask", OUTPUT, 'mw:task="scan"').replace(
            "</serviceTask>",
            '<multiInstanceLoopCharacteristics camunda:collection="a"/></serviceTask>',
        ),
        "instances would overwrite each other's camunda:outputParameter",
    ),
    "input of who receives": (
        extended("receiveTask", OUTPUT.replace("output", "input"), 'messageRef="m1"'),
        "inputParameter has no effect",
    ),
    "key of a message that starts": (
        '<task id="s"/><startEvent id="z"><messageEventDefinition messageRef="m1"'
        ' mw:correlationKey="${k}"/></startEvent>',
        "mw:correlationKey has no meaning",
    ),
    "skipping a wait": (
        TIMER.format(FIVE).replace("<timerEventDefinition", '<timerEventDefinition mw:misfire="skip"'),
        "mw:misfire has no meaning",
    ),
    "role of a reader": (
        '<userTask id="s" camunda:candidateGroups="auditor"/>', "“auditor” completes no tasks"
    ),
    "role of the service": (
        '<manualTask id="s" camunda:candidateGroups="worker"/>', "“worker” completes no tasks"
    ),
    "nobody": ('<userTask id="s"/>', "it is for nobody"),
    "nobody by hand": ('<manualTask id="s"/>', "it is for nobody"),
    "assignee by name": (
        '<userTask id="s" camunda:candidateGroups="operator" camunda:assignee="ann"/>',
        "“ann” is a name: a life cycle chooses people by role",
    ),
    "user task that nothing leads to": (
        '<task id="s"/><userTask id="lost" camunda:candidateGroups="operator"/>',
        "userTask No path leads to it",
    ),
    "gateway that nothing leads to": (
        '<task id="s"/><parallelGateway id="lost"/><sequenceFlow id="x" sourceRef="lost"'
        ' targetRef="end"/>',
        "parallelGateway No path leads to it",
    ),
    "ring that nothing leads to": (
        '<task id="s"/><receiveTask id="r1" messageRef="m1"/><receiveTask id="r2" messageRef="m1"/>'
        '<sequenceFlow id="x1" sourceRef="r1" targetRef="r2"/>'
        '<sequenceFlow id="x2" sourceRef="r2" targetRef="r1"/>',
        "receiveTask No path leads to it",
    ),
    "step in a sub-process that nothing leads to": (
        '<subProcess id="s"><startEvent id="s1"/><endEvent id="s2"/><task id="lost"/>'
        '<sequenceFlow id="s3" sourceRef="s1" targetRef="s2"/></subProcess>',
        "task No path leads to it",
    ),
    "two kinds of time": (
        TIMER.format("<timeCycle>0 6 * * *</timeCycle>" + FIVE),
        "more than one time: timeDuration, timeCycle",
    ),
    "a time twice": (TIMER.format(FIVE + FIVE), "it has 2 timeDuration"),
    "a condition twice": (
        '<exclusiveGateway id="s" default="f2"/><sequenceFlow id="fx" sourceRef="s" targetRef="end">'
        "<conditionExpression>${a}</conditionExpression><conditionExpression>${b}"
        "</conditionExpression></sequenceFlow>",
        "it has 2 conditionExpression",
    ),
    "a parameter twice": (
        extended(
            "task",
            '<camunda:inputOutput><camunda:inputParameter name="a">1</camunda:inputParameter>'
            '<camunda:inputParameter name="a">2</camunda:inputParameter></camunda:inputOutput>',
        ),
        "“a” stands there twice",
    ),
    "behaviour": (
        '<task id="s"><multiInstanceLoopCharacteristics behavior="One" camunda:collection="a"/>'
        "</task>",
        "behavior=“One”: an event that the instances throw is not run",
    ),
    "script": ('<scriptTask id="s" scriptFormat="groovy"><script>x()</script></scriptTask>', "scripts"),
    "inclusive": ('<inclusiveGateway id="s"/>', "inclusive gateways"),
    "complex": ('<complexGateway id="s"/>', "complex gateways"),
    "event-based": ('<eventBasedGateway id="s"/>', "event-based"),
    "ad hoc": ('<adHocSubProcess id="s"/>', "ad hoc"),
    "transaction": ('<transaction id="s"/>', "transactions"),
    "sequential": (
        '<task id="s"><multiInstanceLoopCharacteristics isSequential="true"'
        ' camunda:collection="a"/></task>',
        "one after the other is not run",
    ),
    "loop": ('<task id="s"><standardLoopCharacteristics/></task>', "standard loops"),
    "no collection": ('<task id="s"><multiInstanceLoopCharacteristics/></task>', "neither a coll"),
    "signal": (
        '<intermediateCatchEvent id="s"><signalEventDefinition signalRef="x"/></intermediateCatchEvent>',
        "signals",
    ),
    "conditional": (
        '<intermediateCatchEvent id="s"><conditionalEventDefinition/></intermediateCatchEvent>',
        "conditional",
    ),
    "link": (
        '<intermediateThrowEvent id="s"><linkEventDefinition name="x"/></intermediateThrowEvent>',
        "link",
    ),
    "two triggers": (
        '<intermediateCatchEvent id="s"><messageEventDefinition messageRef="m1"/>'
        "<timerEventDefinition/></intermediateCatchEvent>",
        "several triggers",
    ),
    "catch without trigger": ('<intermediateCatchEvent id="s"/>', "event without a trigger"),
    "compensation": ('<task id="s" isForCompensation="true"/>', "compensation"),
    "event sub-process": (
        '<task id="s"/><subProcess id="e" triggeredByEvent="true"/>',
        "event sub-process",
    ),
    "instantiate": ('<receiveTask id="s" messageRef="m1" instantiate="true"/>', "starts the process"),
    "unknown task type": ('<serviceTask id="s" mw:task="deplo"/>', "Did you mean “deploy”?"),
    "java class": ('<serviceTask id="s" camunda:class="com.acme.Run"/>', "com.acme.Run"),
    "two implementations": (
        '<serviceTask id="s" mw:task="deploy" camunda:class="com.acme.Run"/>',
        "2 implementations",
    ),
    "no task type": ('<serviceTask id="s"/>', "has no task type"),
    "no topic": ('<serviceTask id="s" camunda:type="external"/>', "has no topic"),
    "no decision": ('<businessRuleTask id="s"/>', "no decision"),
    "no message": ('<receiveTask id="s"/>', "names no message"),
    "missing message": ('<receiveTask id="s" messageRef="m9"/>', "message “m9” is not in the file"),
    "missing error": (
        '<task id="s"/><boundaryEvent id="b" attachedToRef="s"><errorEventDefinition'
        ' errorRef="e9"/></boundaryEvent>',
        "error “e9” is not in the file",
    ),
    "no called process": ('<callActivity id="s"/>', "no process to call"),
    "all variables": (
        extended("callActivity", '<camunda:in variables="all"/>', 'calledElement="o"'),
        "name each variable",
    ),
    "two sources": (
        extended(
            "callActivity",
            '<camunda:in source="a" sourceExpression="${b}" target="c"/>',
            'calledElement="o"',
        ),
        "names a source and an expression",
    ),
    "other business key": (
        extended("callActivity", '<camunda:in businessKey="${x}"/>', 'calledElement="o"'),
        "own business key",
    ),
    "listener": (
        extended("task", '<camunda:executionListener class="A" event="start"/>'),
        "listeners are not run",
    ),
    "task listener": (extended("userTask", "<camunda:taskListener/>"), "listeners"),
    "connector": (extended("serviceTask", "<camunda:connector/>", 'mw:task="scan"'), "connectors"),
    "form data": (extended("userTask", "<camunda:formData/>"), "generated forms"),
    "parameter script": (
        extended(
            "task",
            '<camunda:inputOutput><camunda:inputParameter name="a"><camunda:script>x'
            "</camunda:script></camunda:inputParameter></camunda:inputOutput>",
        ),
        "is a script",
    ),
    "unknown camunda element": (extended("task", "<camunda:magic/>"), "camunda:magic is not known"),
    "unknown camunda attribute": ('<task id="s" camunda:magic="1"/>', "camunda:magic is not known"),
    "misplaced attribute": ('<task id="s" camunda:topic="scan"/>', "camunda:topic has no meaning"),
    "unknown own attribute": ('<task id="s" mw:magic="1"/>', "mw:magic is not known"),
    "own element": (extended("task", "<mw:thing/>"), "mw:thing is not known"),
    "unknown attribute": ('<task id="s" magic="1"/>', "attribute “magic” is not known"),
    "other engine": (extended("task", "<zeebe:taskDefinition/>"), "Camunda 8"),
    "candidate users": ('<userTask id="s" camunda:candidateUsers="ann"/>', "by role"),
    "potential owner": ('<userTask id="s"><potentialOwner/></userTask>', "by role"),
    "bad expression": ('<userTask id="s" camunda:assignee="${owner"/>', "“}” is missing"),
    "java bean": ('<userTask id="s" camunda:assignee="${bean.find(1)}"/>', "can't be called"),
    "bad due date": ('<userTask id="s" camunda:dueDate="soon"/>', "no ISO 8601"),
    "endless due date": ('<userTask id="s" camunda:dueDate="P999Y"/>', "longer than 100 years"),
    "bad duration": (
        '<intermediateCatchEvent id="s"><timerEventDefinition><timeDuration>5 minutes'
        "</timeDuration></timerEventDefinition></intermediateCatchEvent>",
        "no ISO 8601 duration",
    ),
    "cycle without a pause": (
        '<intermediateCatchEvent id="s"><timerEventDefinition><timeCycle>R/PT0S'
        "</timeCycle></timerEventDefinition></intermediateCatchEvent>",
        "more often than every 10 seconds",
    ),
    "cycle of milliseconds": (
        '<intermediateCatchEvent id="s"><timerEventDefinition><timeCycle>R5/2026-01-01T00:00:00Z/PT0.5S'
        "</timeCycle></timerEventDefinition></intermediateCatchEvent>",
        "more often than every 10 seconds",
    ),
    "endless duration": (
        '<intermediateCatchEvent id="s"><timerEventDefinition><timeDuration>P99999999999Y'
        "</timeDuration></timerEventDefinition></intermediateCatchEvent>",
        "longer than 100 years",
    ),
    "endless cycle": (
        '<intermediateCatchEvent id="s"><timerEventDefinition><timeCycle>R/P99999999999D'
        "</timeCycle></timerEventDefinition></intermediateCatchEvent>",
        "longer than 100 years",
    ),
    "empty timer": (
        '<intermediateCatchEvent id="s"><timerEventDefinition/></intermediateCatchEvent>',
        "says no time",
    ),
    "bad zone": (
        '<intermediateCatchEvent id="s" mw:zone="Mars/North"><timerEventDefinition><timeDate>'
        "2026-11-20T06:00:00</timeDate></timerEventDefinition></intermediateCatchEvent>",
        "no time zone “Mars/North”",
    ),
    "bad retry": (
        extended("task", "<camunda:failedJobRetryTimeCycle>often</camunda:failedJobRetryTimeCycle>"),
        "retry cycle",
    ),
    "condition missing": (
        '<exclusiveGateway id="s"/><sequenceFlow id="fx" sourceRef="s" targetRef="end">'
        "<conditionExpression>${a}</conditionExpression></sequenceFlow>",
        "“f2” is not the default and has no condition",
    ),
    "condition is no expression": (
        '<exclusiveGateway id="s" default="f2"/><sequenceFlow id="fx" sourceRef="s"'
        ' targetRef="end"><conditionExpression>approved</conditionExpression></sequenceFlow>',
        "“approved” is no expression",
    ),
    "condition in groovy": (
        '<exclusiveGateway id="s" default="f2"/><sequenceFlow id="fx" sourceRef="s"'
        ' targetRef="end"><conditionExpression language="groovy">a</conditionExpression>'
        "</sequenceFlow>",
        "“groovy”",
    ),
    "condition after a task": (
        '<task id="s"/><sequenceFlow id="fx" sourceRef="s" targetRef="end"><conditionExpression>'
        "${a}</conditionExpression></sequenceFlow>",
        "only flows out of an exclusive gateway",
    ),
    "boundary of a boundary": (
        '<task id="s"/><boundaryEvent id="b" attachedToRef="c"><errorEventDefinition/>'
        '</boundaryEvent><boundaryEvent id="c" attachedToRef="b"><errorEventDefinition/>'
        "</boundaryEvent>",
        "attached to the boundary event",
    ),
    "boundary of nothing": (
        '<task id="s"/><boundaryEvent id="b" attachedToRef="x"><errorEventDefinition/>'
        "</boundaryEvent>",
        "“x”, which is no step",
    ),
    "second start": ('<task id="s"/><startEvent id="z"/>', "2 start events"),
    "sub-process without start": ('<subProcess id="s"/>', "no start event"),
    "sub-process with a timer start": (
        '<subProcess id="s"><startEvent id="s1"><timerEventDefinition><timeDate>2026-01-01'
        "</timeDate></timerEventDefinition></startEvent></subProcess>",
        "plain start event",
    ),
    "endless loop": (
        '<exclusiveGateway id="s" default="f2"/><task id="back"/><sequenceFlow id="x1"'
        ' sourceRef="s" targetRef="back"><conditionExpression>${a}</conditionExpression>'
        '</sequenceFlow><sequenceFlow id="x2" sourceRef="back" targetRef="s"/>',
        "no step waits",
    ),
    "no target": ('<task id="s"/><sequenceFlow id="x" sourceRef="s" targetRef="q"/>', "“q” is not in"),
    "flow into a sub-process": (
        '<subProcess id="s"><startEvent id="s1"/><task id="s2"/></subProcess>'
        '<sequenceFlow id="x" sourceRef="start" targetRef="s2"/>',
        "“s2” lies in another sub-process",
    ),
    "message end": (
        '<task id="s"/><endEvent id="z"><messageEventDefinition messageRef="m1"/></endEvent>',
        "message end events are not run",
    ),
    "shared definition": (
        '<intermediateCatchEvent id="s"><eventDefinitionRef>x</eventDefinitionRef>'
        "</intermediateCatchEvent>",
        "shared definition",
    ),
    "start that depends on variables": (
        '<task id="s"/><startEvent id="z"><timerEventDefinition><timeDate>${day}</timeDate>'
        "</timerEventDefinition></startEvent>",
        "can't depend on variables",
    ),
    "same id": ('<task id="s"/>\n<task id="s"/>', "“s” is already used in line 3"),
    "no id": ('<task id="s"/><task/>', "has no id"),
    "unknown element": ('<task id="s"/><dance id="d"/>', "“dance” is not known"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_engine_does_not_run_is_refused_with_its_place(name):
    step, words = REFUSED[name]
    found = report(between(step))
    assert words.lower() in refusals(between(step)).lower()
    assert found.verdict is FileVerdict.BLOCKED
    assert all(row.line > 0 and row.element for row in found.refused)
    assert found.processes[0].executable is False


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ('<task id="s" camunda:asyncBefore="true"/>', "transaction of its own"),
        ('<userTask id="s" camunda:priority="5" camunda:assignee="${me}"/>', "order of work"),
        ('<userTask id="s" camunda:formKey="x" camunda:assignee="${me}"/>', "form is not shown yet"),
        ('<task id="s"/><laneSet id="l"><lane id="l1" name="Bank"/></laneSet>', "without effect"),
        ('<task id="s"/><dataObjectReference id="d" dataObjectRef="o"/>', "without effect"),
        ('<serviceTask id="s" mw:task="scan" implementation="http://java"/>', "by the task type"),
        ('<businessRuleTask id="s" camunda:decisionRef="t" camunda:resultVariable="r"/>',
         "one row of named values"),
        (extended("callActivity", "<camunda:failedJobRetryTimeCycle>R3/PT1M"
                  "</camunda:failedJobRetryTimeCycle>", 'calledElement="o"'),
         "only automatic steps are tried again"),
        ('<task id="s"/><textAnnotation id="t"><text>Note</text></textAnnotation>', "without effect"),
        ('<task id="s" vendor:colour="red"/>', "vendor.example"),
        (extended("task", "<vendor:thing/>"), "vendor.example"),
        (extended("task", '<camunda:properties><camunda:property name="a"/></camunda:properties>'),
         "without effect"),
    ],
)  # fmt: skip
def test_decoration_is_kept_and_does_not_stop_the_process(step, words):
    found = report(between(step))
    assert found.verdict is FileVerdict.EXECUTABLE
    assert words in " ".join(row.why for row in found.kept)


def test_of_a_part_that_nothing_leads_to_its_beginning_is_named():
    step = (
        '<task id="s"/><task id="second"/><task id="first"/>'
        '<sequenceFlow id="x" sourceRef="first" targetRef="second"/>'
    )
    assert [row.id for row in report(between(step)).refused] == ["first"]


def test_a_boundary_event_leads_on():
    step = (
        '<subProcess id="s"><startEvent id="s1"/></subProcess><boundaryEvent id="b"'
        ' attachedToRef="s"><errorEventDefinition/></boundaryEvent><task id="after"/>'
        '<sequenceFlow id="fb" sourceRef="b" targetRef="after"/>'
    )
    assert refusals(between(step)) == ""


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (REFUSED["script"][0], "Scripts are never run. Map the step to a Modelward task type,"),
        (REFUSED["event-based"][0], "Event-based gateways are not run. Use a receive task"),
        (REFUSED["instantiate"][0], "a task that starts the process is not run. Use a message"),
        (REFUSED["sequential"][0], "one after the other is not run. Leave it out"),
        (REFUSED["candidate users"][0], "chooses people by role, never by name. Name roles by"),
    ],
)
def test_what_is_refused_and_what_to_do_instead_are_two_sentences(step, sentence):
    assert sentence in refusals(between(step))


def test_feel_may_be_the_language_of_the_whole_file():
    step = (
        '<exclusiveGateway id="s" default="f2"/><sequenceFlow id="fx" sourceRef="s"'
        ' targetRef="end"><conditionExpression>a in [1..3]</conditionExpression></sequenceFlow>'
    )
    data = between(step).replace(
        b'id="file"', b'id="file" expressionLanguage="http://www.omg.org/spec/FEEL/20140401"'
    )
    assert report(data).verdict is FileVerdict.EXECUTABLE
    assert parse(data).processes["p"].flows["fx"].condition == "=a in [1..3]"
    assert report(between(step)).verdict is FileVerdict.BLOCKED


def test_a_class_runs_once_it_is_mapped_to_a_task_type():
    step = '<serviceTask id="s" camunda:class="com.acme.Run"/>'
    assert report(between(step), {"com.acme.Run": "scan"}).verdict is FileVerdict.EXECUTABLE


def test_an_executable_process_without_an_id_is_refused():
    data = between('<task id="s"/>').replace(b'id="p" ', b"")
    found = report(data)
    assert found.verdict is FileVerdict.BLOCKED
    assert [row.why for row in found.refused] == ["The process has no id."]
    assert not any(each.executable for each in found.processes)


def test_a_large_file_is_checked_in_reasonable_time():
    steps = "".join(f'<receiveTask id="r{n}" messageRef="m9"/>' for n in range(15_000))
    started = time.monotonic()
    found = report(between('<task id="s"/>' + steps))
    assert len(found.refused) >= 15_000
    assert time.monotonic() - started < 30  # looking each message up in the file took minutes


def test_what_another_engine_says_beside_the_process_is_not_passed_over():
    top = (
        '<message id="m2" name="paid"><extensionElements><zeebe:subscription'
        ' correlationKey="=order"/></extensionElements></message>'
    )
    found = report(between('<receiveTask id="s" messageRef="m2"/>', top=top))
    assert [(one.element, one.id, one.why) for one in found.refused] == [
        ("message", "m2", "“subscription” is for Camunda 8, not run here.")
    ]
    assert found.verdict is FileVerdict.BLOCKED


def test_a_pool_that_is_not_executable_does_not_block_the_other():
    other = '<process id="q"><scriptTask id="x"/><scriptTask id="x"/></process>'
    found = report(between('<task id="s"/>', top=other))
    assert found.verdict is FileVerdict.EXECUTABLE
    assert [(each.id, each.executable) for each in found.processes] == [("q", False), ("p", True)]
