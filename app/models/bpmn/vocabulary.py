"""Which attributes and extensions of a process file run, are only kept, or stop it from running.

What stands in no table is refused: an attribute nobody here knows may change what a process does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    SUPPORTED = "supported"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Rule:
    verdict: Verdict
    why: str = ""
    hint: str = ""
    on: frozenset[str] = frozenset()  # tags it may stand on; empty: any
    values: frozenset[str] = frozenset()  # values it may have; empty: any


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _runs(*tags: str, values: tuple[str, ...] = ()) -> Rule:
    return Rule(Verdict.SUPPORTED, on=frozenset(tags), values=frozenset(values))


def _kept(why: str, *tags: str) -> Rule:
    return Rule(Verdict.KEPT, why, on=frozenset(tags))


def _refused(why: str, hint: str = "") -> Rule:
    return Rule(Verdict.REFUSED, why, hint)


BY_ROLE = "a life cycle chooses people by role, never by name"
TRANSACTION = "every step is a transaction of its own anyway"
ORDER_ONLY = "the order of work does not depend on it"
DRAWN = "shown, without effect on the run"
LISTENER_HINT = "Make what it does a step of its own with a Modelward task type."
SCRIPT_HINT = "Map the step to a Modelward task type, or use ${…} or =feel."
VERSION_HINT = "The version that is published is called; leave the attribute out."
FORM_HINT = "A task shows its input parameters and its outcomes: name those."
ROLE_HINT = "Name roles by camunda:candidateGroups."

_AUTOMATIC = ("serviceTask", "sendTask", "businessRuleTask")
# What a person's task is about. A mistyped “approve” would ask nobody for an approval.
TASK_KINDS = (
    "approve", "results", "findings", "complete", "runtime", "deployment", "review", "acceptance",
    "ask_next", "acknowledge", "do",
)  # fmt: skip
_LATEST = ("latest",)  # what was deployed together can't be told: tables are published one by one

# Attributes without a namespace that are BPMN's own and read, or carry no meaning for a run.
PLAIN_ATTRIBUTES = _words(
    """
    id name isExecutable sourceRef targetRef attachedToRef cancelActivity isInterrupting default
    messageRef errorRef calledElement processRef processType isClosed gatewayDirection
    isImmediate textFormat definitionalCollaborationRef
    evaluatesToTypeRef
    """
)
# Attributes whose default value is harmless and any other changes the meaning: the default, what
# another value would mean, and what to do.
DEFAULTS = {
    "startQuantity": ("1", "waiting for more than one token", "Leave it out."),
    "completionQuantity": ("1", "more than one token at its end", "Leave it out."),
    "isForCompensation": ("false", "compensation", ""),
    "parallelMultiple": ("false", "waiting for several events at once", ""),
    "instantiate": ("false", "a task that starts the process", "Use a message start event."),
    "isSequential": (
        "false",
        "a multi-instance one after the other",
        "Leave it out where the instances may run side by side.",
    ),
    "behavior": ("all", "an event that the instances throw", "Leave it out."),
    "triggeredByEvent": ("false", "an event sub-process", ""),
}
# Attributes of the standard that name who does the work, which here the task type says.
BY_TASK_TYPE = _words("implementation operationRef")
CAMUNDA_ATTRIBUTES: dict[str, Rule] = {
    "type": _runs(*_AUTOMATIC, values=("external",)),
    "topic": _runs(*_AUTOMATIC),
    "class": _runs(*_AUTOMATIC),
    "delegateExpression": _runs(*_AUTOMATIC),
    "expression": _runs(*_AUTOMATIC),
    "resultVariable": _runs(*_AUTOMATIC),
    "decisionRef": _runs("businessRuleTask"),
    "mapDecisionResult": _runs(
        "businessRuleTask",
        values=("singleEntry", "singleResult", "collectEntries", "resultList"),
    ),
    "decisionRefBinding": _runs("businessRuleTask", values=_LATEST),
    "calledElementBinding": _runs("callActivity", values=_LATEST),
    "assignee": _runs("userTask"),
    "candidateGroups": _runs("userTask", "manualTask"),
    "dueDate": _runs("userTask"),
    "formKey": _kept("the form is not shown yet, only inputs and outcomes", "userTask"),
    "collection": _runs("multiInstanceLoopCharacteristics"),
    "elementVariable": _runs("multiInstanceLoopCharacteristics"),
    "errorCodeVariable": _runs("errorEventDefinition"),
    "errorMessageVariable": _runs("errorEventDefinition"),
    "versionTag": _runs("process"),
    "asyncBefore": _kept(TRANSACTION),
    "asyncAfter": _kept(TRANSACTION),
    "async": _kept(TRANSACTION),
    "exclusive": _kept(TRANSACTION),
    "jobPriority": _kept(ORDER_ONLY),
    "taskPriority": _kept(ORDER_ONLY),
    "priority": _kept(ORDER_ONLY),
    "followUpDate": _kept(DRAWN),
    "historyTimeToLive": _kept("the history here is never deleted by a process"),
    "isStartableInTasklist": _kept(DRAWN),
    "modelerTemplate": _kept(DRAWN),
    "modelerTemplateVersion": _kept(DRAWN),
    "modelerTemplateIcon": _kept(DRAWN),
    "diagramRelationId": _kept(DRAWN),
    "errorMessage": _kept(DRAWN),
    "candidateUsers": _refused(BY_ROLE, ROLE_HINT),
    "candidateStarterGroups": _refused("who may start a process is set by the policy"),
    "candidateStarterUsers": _refused("who may start a process is set by the policy"),
    "formRef": _refused("Camunda Forms are not shown here", FORM_HINT),
    "formRefBinding": _refused("Camunda Forms are not shown here", FORM_HINT),
    "formRefVersion": _refused("Camunda Forms are not shown here", FORM_HINT),
    "formHandlerClass": _refused("Java code is never run", FORM_HINT),
    "initiator": _refused("the starter is not put into a variable"),
    "resource": _refused("scripts are never run", SCRIPT_HINT),
    "variableMappingClass": _refused("Java code is never run", "Use camunda:in and camunda:out."),
    "variableMappingDelegateExpression": _refused(
        "Java code is never run", "Use camunda:in and camunda:out."
    ),
    "businessCalendarName": _refused("other calendars than the workspace's are not known"),
    "calledElementVersion": _refused("a fixed version can't be called", VERSION_HINT),
    "calledElementVersionTag": _refused("a fixed version can't be called", VERSION_HINT),
    "calledElementTenantId": _refused("there are no tenants here"),
    "decisionRefVersion": _refused("a fixed version can't be called", VERSION_HINT),
    "decisionRefVersionTag": _refused("a fixed version can't be called", VERSION_HINT),
    "decisionRefTenantId": _refused("there are no tenants here"),
    "caseRef": _refused("case management (CMMN) is not run"),
}
CAMUNDA_ELEMENTS: dict[str, Rule] = {
    "inputOutput": Rule(Verdict.SUPPORTED),
    "failedJobRetryTimeCycle": Rule(Verdict.SUPPORTED),
    "in": _runs("callActivity"),
    "out": _runs("callActivity"),
    "properties": _kept(DRAWN),
    "executionListener": _refused("listeners are not run", LISTENER_HINT),
    "taskListener": _refused("listeners are not run", LISTENER_HINT),
    "connector": _refused("connectors are not run", "Use a Modelward task type."),
    "script": _refused("scripts are never run", SCRIPT_HINT),
    "field": _refused("field injection is for Java classes", "Use camunda:inputOutput."),
    "formData": _refused("generated forms are not shown", FORM_HINT),
    "errorEventDefinition": _refused(
        "errors are named by the task type itself", "Use a boundary event with its error code."
    ),
}
MW_ATTRIBUTES: dict[str, Rule] = {
    "task": _runs(*_AUTOMATIC),
    "kind": _runs("userTask", values=TASK_KINDS),
    "outcomes": _runs("userTask"),
    "zone": _runs("timerEventDefinition", "startEvent", "intermediateCatchEvent", "boundaryEvent"),
    "misfire": _runs(
        "timerEventDefinition",
        "startEvent",
        "intermediateCatchEvent",
        "boundaryEvent",
        values=("once", "skip", "all"),
    ),
    "correlationKey": _runs(
        "messageEventDefinition",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "sendTask",
        "receiveTask",
    ),
    "inheritKey": _runs("callActivity", values=("true", "false")),
}
# BPMN elements inside a process that are drawn or explain, and nothing more.
DECORATION = _words(
    """
    laneSet dataObject dataObjectReference dataStoreReference textAnnotation association group
    ioSpecification dataInputAssociation dataOutputAssociation property auditing monitoring
    category artifact supports dataInput dataOutput inputSet outputSet rendering
    """
)
# Children that are read with their parent, or say nothing.
QUIET = _words(
    """
    documentation incoming outgoing text conditionExpression timeDate timeDuration timeCycle
    loopCardinality completionCondition extensionElements condition categoryValueRef script
    """
)
# Of these, a second one on the same element would change nothing: only the first is read.
SINGLE = _words(
    """
    timeDate timeDuration timeCycle loopCardinality completionCondition conditionExpression
    extensionElements inputOutput failedJobRetryTimeCycle multiInstanceLoopCharacteristics
    """
)
# Why an element that is well-formed BPMN is not run, and what to do.
UNSUPPORTED: dict[str, tuple[str, str]] = {
    "scriptTask": ("scripts are never run", SCRIPT_HINT),
    "inclusiveGateway": (
        "inclusive gateways are not run",
        "Use a parallel gateway with an exclusive gateway on each path.",
    ),
    "complexGateway": ("complex gateways are not run", "Use exclusive and parallel gateways."),
    "eventBasedGateway": (
        "event-based gateways are not run",
        "Use a receive task with a timer boundary event.",
    ),
    "adHocSubProcess": ("ad hoc sub-processes are not run", "Use a sub-process with flows."),
    "transaction": ("transactions are not run", "Use a sub-process with an error boundary event."),
    "standardLoopCharacteristics": (
        "standard loops are not run",
        "Use a flow that leads back, or a parallel multi-instance.",
    ),
    "potentialOwner": (BY_ROLE, ROLE_HINT),
    "humanPerformer": (BY_ROLE, ROLE_HINT),
    "performer": (BY_ROLE, ROLE_HINT),
    "correlationSubscription": (
        "correlation is by a key of the message event",
        "Use mw:correlationKey.",
    ),
}
EVENT_NAMES = {
    "signal": "signals are broadcast, and nothing here is: use a message",
    "escalation": "escalations are not run: use a timer or an error",
    "compensate": "compensation is not run",
    "conditional": "conditional events are not run: use a message or a timer",
    "link": "link events are not run: draw the flow",
    "cancel": "cancel events belong to transactions, which are not run",
    "eventDefinitionRef": "events that refer to a shared definition are not run",
}
