"""Goes through every element and attribute of one process: known and run, kept, or refused."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches

from lxml import etree

from app.models.bpmn.event_xml import TIMER_KINDS, definitions_of
from app.models.bpmn.findings import Finding, sentence
from app.models.bpmn.graph import NodeKind, ProcessDefinition
from app.models.bpmn.namespaces import BPMN, CAMUNDA, FOREIGN_ENGINES, MW, XSI, camunda
from app.models.bpmn.node_xml import KINDS, SUB_PROCESSES, retry_cycle
from app.models.bpmn.vocabulary import (
    BY_TASK_TYPE,
    CAMUNDA_ATTRIBUTES,
    CAMUNDA_ELEMENTS,
    DECORATION,
    DEFAULTS,
    EVENT_NAMES,
    MW_ATTRIBUTES,
    PLAIN_ATTRIBUTES,
    QUIET,
    SCRIPT_HINT,
    SINGLE,
    UNSUPPORTED,
    Rule,
    Verdict,
)
from app.models.language.names import Spoken, spoken
from app.models.xml_files import line_of, local, namespace, split_name, text_in

BUSINESS_KEY = ("#{execution.processBusinessKey}", "${execution.processBusinessKey}")
HANDED = frozenset(["source", "sourceExpression", "target", "businessKey"])
XML = "http://www.w3.org/XML/1998/namespace"
EXPRESSIONS = {
    "conditionExpression": "the condition",
    "completionCondition": "the completion condition",
    "loopCardinality": "the number of instances",
    "timeDate": "the time",
    "timeDuration": "the time",
    "timeCycle": "the time",
}
ONE_ROW = (
    "Without camunda:mapDecisionResult the result is one row of named values, not Camunda's list"
    " of rows."
)
EXPRESSION_HINT = "Write it as ${…} or =feel."


class ElementCheck:
    """The rows on one process element and all below it."""

    def __init__(self, element: etree._Element, process: ProcessDefinition) -> None:
        self.supported: list[Finding] = []
        self.kept: list[Finding] = []
        self.refused: list[Finding] = []
        self._process = process
        self._decorations: set[str] = set()  # namespaces that have a row
        stack = [element]
        while stack:
            current = stack.pop()
            self._attributes(current)
            self._repeated(current)
            for child in reversed([each for each in current if isinstance(each.tag, str)]):
                if self._is_entered(child, current):
                    stack.append(child)

    def _is_entered(self, element: etree._Element, parent: etree._Element) -> bool:
        """Judge `element`; whether to look at its attributes and children, too."""
        tag = local(element)
        if namespace(element) != BPMN:
            self._extension(element, parent)
            return False
        if tag in DECORATION:
            self._keep(element, "Shown, without effect on the run.")
            return False
        if tag in UNSUPPORTED:
            why, hint = UNSUPPORTED[tag]
            self._refuse(element, why, hint)
            return tag in SUB_PROCESSES
        if tag in KINDS:
            self._flow_node(element)
            return True
        is_known = (
            tag in QUIET
            or tag in ("sequenceFlow", "multiInstanceLoopCharacteristics")
            or tag.lower().endswith(("eventdefinition", "eventdefinitionref"))
        )
        if tag == "sequenceFlow":
            self.supported.append(self._row(element))
        if not is_known:
            self._refuse(element, f"“{tag[:80]}” is not known")
        return is_known

    def _flow_node(self, element: etree._Element) -> None:
        node = self._process.nodes.get(element.get("id") or "")
        if not element.get("id"):
            self._refuse(element, "it has no id, so no flow can lead to it")
        elif node is None or node.kind is not NodeKind.UNSUPPORTED:
            self.supported.append(self._row(element))
            is_table = node is not None and node.kind is NodeKind.BUSINESS_RULE
            if is_table and not element.get(camunda("mapDecisionResult")):
                self._keep(element, ONE_ROW)
        elif local(element).endswith("Event"):
            self._refuse(element, _event_fault(element))
        # An event sub-process is refused by its attribute.

    def _attributes(self, element: etree._Element) -> None:
        for name, value in element.attrib.items():
            space, key = split_name(str(name))
            self._attribute(element, space, key, str(value))

    def _repeated(self, element: etree._Element) -> None:
        """Only one of each is read: another would be passed over in silence."""
        counted = Counter(local(child) for child in element.iterchildren(etree.Element))
        times = [name for name in TIMER_KINDS if counted[name]]
        if len(times) > 1:
            self._refuse(element, f"it names more than one time: {', '.join(times)}", "Keep one.")
        for name in sorted(SINGLE & counted.keys()):
            if counted[name] > 1:
                self._refuse(element, f"it has {counted[name]} {name}", "Keep one.")

    def _attribute(self, element: etree._Element, space: str, key: str, value: str) -> None:
        if space == "":
            self._plain_attribute(element, key, value)
        elif space == CAMUNDA:
            self._ruled(element, f"camunda:{key}", CAMUNDA_ATTRIBUTES.get(key), value)
        elif space == MW:
            self._ruled(element, f"mw:{key}", MW_ATTRIBUTES.get(key), value)
        elif space in FOREIGN_ENGINES:
            self._refuse(element, f"“{key}” is for {FOREIGN_ENGINES[space]}, not run here")
        elif space == BPMN:
            self._refuse(element, f"the attribute “{key[:80]}” must have no prefix")
        elif space not in (XSI, XML):
            self._decoration(element, space)

    def _plain_attribute(self, element: etree._Element, key: str, value: str) -> None:
        if namespace(element) != BPMN or key in PLAIN_ATTRIBUTES:
            return
        if key in BY_TASK_TYPE:
            if not value.startswith("##"):  # a default of the standard says nothing
                self._keep(element, f"{key}: what is done is said by the task type.")
            return
        if key == "language":
            self._language(element, value)
            return
        if key in DEFAULTS:
            default, meaning, hint = DEFAULTS[key]
            if value.strip().lower() not in (default, {"false": "0"}.get(default, default)):
                self._refuse(element, f"{key}=“{value[:40]}”: {meaning} is not run", hint)
        elif not _is_definition_attribute(element, key):
            self._refuse(element, f"the attribute “{key[:80]}” is not known")

    def _ruled(self, element: etree._Element, name: str, rule: Rule | None, value: str) -> None:
        if rule is None:
            self._refuse(element, f"{name} is not known")
        elif rule.on and local(element) not in rule.on:
            self._refuse(element, f"{name} has no meaning here")
        elif rule.values and value not in rule.values:
            close = get_close_matches(value, rule.values, n=1)
            hint = f"Did you mean “{close[0]}”?" if close else ""
            allowed = ", ".join(sorted(rule.values))
            self._refuse(element, f"{name}=“{value[:60]}” is not run; known: {allowed}", hint)
        elif rule.verdict is Verdict.REFUSED:
            self._refuse(element, f"{name}: {rule.why}", rule.hint)
        elif rule.verdict is Verdict.KEPT:
            self._keep(element, f"{name}: {rule.why}.")

    def _extension(self, element: etree._Element, parent: etree._Element) -> None:
        space, tag = namespace(element), local(element)
        holder = parent.getparent() if local(parent) == "extensionElements" else parent
        holder = parent if holder is None else holder
        if space == CAMUNDA:
            self._ruled_element(element, holder)
        elif space == MW:
            self._refuse(holder, f"the element mw:{tag[:80]} is not known")
        elif space in FOREIGN_ENGINES:
            self._refuse(holder, f"“{tag[:80]}” is for {FOREIGN_ENGINES[space]}, not run here")
        else:
            self._decoration(holder, space)

    def _ruled_element(self, element: etree._Element, holder: etree._Element) -> None:
        tag = local(element)
        self._ruled(holder, f"camunda:{tag}", CAMUNDA_ELEMENTS.get(tag), "")
        if tag == "inputOutput":
            self._input_output(element, holder)
        elif tag in ("in", "out"):
            self._handed(element, holder)
        elif tag == "failedJobRetryTimeCycle":
            node = self._process.nodes.get(holder.get("id") or "")
            if retry_cycle(holder) is None:
                self._refuse(holder, "the retry cycle is neither like R3/PT1M nor like PT1M,PT5M")
            elif node is None or node.kind is not NodeKind.SERVICE:
                self._keep(holder, f"camunda:{tag}: only automatic steps are tried again.")

    def _input_output(self, element: etree._Element, holder: etree._Element) -> None:
        seen: set[tuple[str, str]] = set()
        for parameter in element.iterchildren(etree.Element):
            name = parameter.get("name") or ""
            if (local(parameter), name) in seen:
                self._refuse(holder, f"camunda:{local(parameter)} “{name}” stands there twice")
            seen.add((local(parameter), name))
            if local(parameter) not in ("inputParameter", "outputParameter") or not name:
                self._refuse(holder, f"camunda:{local(parameter)} is no named parameter")
            for inner in parameter.iterchildren(etree.Element):
                hint = SCRIPT_HINT if local(inner) == "script" else EXPRESSION_HINT
                what = "a script" if local(inner) == "script" else f"a nested {local(inner)}"
                self._refuse(holder, f"the parameter “{name}” is {what}, which is not run", hint)

    def _handed(self, element: etree._Element, holder: etree._Element) -> None:
        tag = f"camunda:{local(element)}"
        for key, value in ((str(key), str(value)) for key, value in element.attrib.items()):
            if key == "variables":
                self._refuse(
                    holder, f"{tag} variables=“{value}”: name each variable that is handed over"
                )
            elif key not in HANDED:
                self._refuse(holder, f"{tag}: “{key}” is not run")
        key_text = element.get("businessKey")
        if key_text is not None and key_text not in BUSINESS_KEY:
            self._refuse(holder, f"{tag}: only the caller's own business key can be handed over")
        if element.get("source") is not None and element.get("sourceExpression") is not None:
            self._refuse(holder, f"{tag} names a source and an expression", "Keep one.")
        if key_text is None and element.get("variables") is None and not element.get("target"):
            self._refuse(holder, f"{tag} names no target")

    def _language(self, element: etree._Element, language: str) -> None:
        what = EXPRESSIONS.get(local(element), "the expression")
        parent = element.getparent()
        holder = element if parent is None else parent
        said = spoken(language)
        if said is Spoken.OTHER:
            why = f"{what} is in “{language[:60]}”, which is not evaluated"
            self._refuse(holder, why, EXPRESSION_HINT)
        elif said is Spoken.JUEL and text_in(element).startswith("="):
            self._refuse(holder, f"{what} is written in FEEL and named JUEL", EXPRESSION_HINT)

    def _decoration(self, element: etree._Element, space: str) -> None:
        if space not in self._decorations:
            self._decorations.add(space)
            self._keep(element, f"Extensions of {space[:120] or 'no namespace'} have no effect.")

    def _row(self, element: etree._Element, why: str = "", hint: str = "") -> Finding:
        identified = element
        while not identified.get("id") and identified.getparent() is not None:
            identified = identified.getparent()  # type: ignore[assignment]  # asked above
        return Finding(
            local(element),
            identified.get("id") or "",
            line_of(element),
            why,
            hint,
            process=self._process.id,
        )

    def _keep(self, element: etree._Element, why: str) -> None:
        self.kept.append(self._row(element, why))

    def _refuse(self, element: etree._Element, why: str, hint: str = "") -> None:
        self.refused.append(self._row(element, sentence(why), hint))


def _is_definition_attribute(element: etree._Element, key: str) -> bool:
    """What only an event definition that is refused as a whole may carry."""
    return local(element).endswith("EventDefinition") and key in (
        "signalRef",
        "escalationRef",
        "activityRef",
        "waitForCompletion",
    )


def _event_fault(element: etree._Element) -> str:
    found = [local(each).partition("EventDefinition")[0] for each in definitions_of(element)]
    if len(found) > 1:
        return "an event with several triggers is not run"
    name = found[0] if found else "none"
    if name in EVENT_NAMES:
        return EVENT_NAMES[name]
    if (local(element), name) == ("endEvent", "message"):
        return "message end events are not run: throw the message before a plain end event"
    where = "an event without a trigger" if name == "none" else f"an event of the kind “{name}”"
    return f"{where} is not run as {local(element)}"
