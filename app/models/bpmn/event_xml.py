"""Reads what an event waits for, throws or catches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from app.models.bpmn.graph import EventDefinition, EventKind, Timer, TimerKind
from app.models.bpmn.namespaces import bpmn, camunda, mw
from app.models.language.names import Spoken, spoken
from app.models.xml_files import local, text_in

KINDS = {
    "messageEventDefinition": EventKind.MESSAGE,
    "timerEventDefinition": EventKind.TIMER,
    "errorEventDefinition": EventKind.ERROR,
    "terminateEventDefinition": EventKind.TERMINATE,
}
TIMER_KINDS = {
    "timeDate": TimerKind.DATE,
    "timeDuration": TimerKind.DURATION,
    "timeCycle": TimerKind.CYCLE,
}
DEFAULT_ZONE = "UTC"
DEFAULT_MISFIRE = "once"


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the top level of a file declares, by id."""

    messages: Mapping[str, str]  # the name of each
    errors: Mapping[str, str]  # the code of each
    is_feel_default: bool = False  # definitions/@expressionLanguage


def definitions_of(element: etree._Element) -> list[etree._Element]:
    """The event definitions of an event, also those it only refers to."""
    return [
        child
        for child in element
        if isinstance(child.tag, str)
        and local(child).lower().endswith(("eventdefinition", "eventdefinitionref"))
    ]


def event_of(element: etree._Element, catalog: Catalog) -> EventDefinition | None:
    """The event definition the engine runs; None when it runs none like this."""
    found = definitions_of(element)
    if not found:
        return EventDefinition(EventKind.NONE)
    if len(found) > 1 or local(found[0]) not in KINDS:
        return None
    definition = found[0]
    kind = KINDS[local(definition)]
    if kind is EventKind.MESSAGE:
        return message_event(element, definition, catalog)
    if kind is EventKind.ERROR:
        return _error_event(definition, catalog)
    if kind is EventKind.TIMER:
        return EventDefinition(kind, timer=_timer(element, definition, catalog))
    return EventDefinition(kind)


def message_event(
    element: etree._Element, holder: etree._Element, catalog: Catalog
) -> EventDefinition:
    """The message that `holder` (a definition, or a send or receive task itself) refers to."""
    return EventDefinition(
        EventKind.MESSAGE,
        message=catalog.messages.get(reference(holder, "messageRef"), ""),
        correlation_key=holder.get(mw("correlationKey")) or element.get(mw("correlationKey")) or "",
    )


def reference(element: etree._Element, attribute: str) -> str:
    """The id an attribute refers to, without the prefix of a qualified name."""
    return (element.get(attribute) or "").strip().rpartition(":")[2]


def expression_text(element: etree._Element | None, catalog: Catalog) -> str:
    """The text of an expression element; FEEL gets the leading “=”."""
    text = text_in(element)
    if element is None or not text or text.startswith("="):
        return text
    language = spoken(element.get("language"))
    is_juel = "${" in text or "#{" in text
    is_feel_default = language is Spoken.UNSAID and catalog.is_feel_default
    if language is Spoken.FEEL or (is_feel_default and not is_juel):
        return f"={text}"
    return text


def _error_event(definition: etree._Element, catalog: Catalog) -> EventDefinition:
    return EventDefinition(
        EventKind.ERROR,
        error_code=catalog.errors.get(reference(definition, "errorRef"), ""),
        error_code_variable=definition.get(camunda("errorCodeVariable")) or "",
        error_message_variable=definition.get(camunda("errorMessageVariable")) or "",
    )


def _timer(element: etree._Element, definition: etree._Element, catalog: Catalog) -> Timer | None:
    for name, kind in TIMER_KINDS.items():
        child = definition.find(bpmn(name))
        if child is not None:
            return Timer(
                kind,
                expression_text(child, catalog),
                definition.get(mw("zone")) or element.get(mw("zone")) or DEFAULT_ZONE,
                definition.get(mw("misfire")) or element.get(mw("misfire")) or DEFAULT_MISFIRE,
            )
    return None
