"""The XML namespaces of process files, and Modelward's own attributes.

`mw:` is `https://modelward.example/schema/1`. Its attributes stand directly on BPMN elements:

- `mw:task` (service, send, business rule task): key of a Modelward task type.
- `mw:kind` (user task): what sort of work it is, one of `vocabulary.TASK_KINDS`.
- `mw:outcomes` (user task): the buttons, in order, separated by blanks or commas; none: "done".
- `mw:zone` (timer event or its definition): IANA time zone of cron and local dates; else UTC.
- `mw:misfire` (a timer that starts a process, or fires beside an activity): once, skip or all:
  what happens to fire times that were missed.
- `mw:correlationKey` (message event but the start, its definition, send or receive task): an
  expression that names who the message is for; none: the instance's business key.
- `mw:inheritKey` (call activity): "false" when the called process gets no business key.

Texts of attributes and elements that hold expressions may be `${…}`, `#{…}` or `=feel`.
"""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
MW = "https://modelward.example/schema/1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

# Other engines' extensions change what a process does, so they are never decoration.
FOREIGN_ENGINES = {
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://camunda.org/schema/zeebe/1.0": "Camunda 8",
    "http://www.jboss.org/drools": "jBPM",
    "http://www.omg.org/bpmn20": "jBPM",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
}


def bpmn(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def camunda(name: str) -> str:
    return f"{{{CAMUNDA}}}{name}"


def mw(name: str) -> str:
    return f"{{{MW}}}{name}"
