"""Which attributes and elements of a decision file are evaluated, only kept, or stop it.

What stands in no table is refused: what nobody here knows may change what a decision gives.
"""

from __future__ import annotations

from dataclasses import dataclass

CAMUNDA = "http://camunda.org/schema/1.0/dmn"
NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
}
DRAWINGS = frozenset(
    [
        "http://www.omg.org/spec/DMN/20180521/DMNDI/",
        "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    ]
)
# How modelers remember widths of columns, places and their own version: of no meaning, no row.
QUIET_NAMESPACES = frozenset(
    [
        "http://bpmn.io/schema/dmn/biodi/1.0",
        "http://bpmn.io/schema/dmn/biodi/2.0",
        "http://camunda.org/schema/modeler/1.0",
        "http://www.w3.org/2001/XMLSchema-instance",
        "http://www.w3.org/XML/1998/namespace",
    ]
)
# Other engines' extensions change what a decision does, so they are never decoration.
FOREIGN_ENGINES = {
    "http://flowable.org/dmn": "Flowable",
    "http://camunda.org/schema/zeebe/1.0": "Camunda 8",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Tag:
    """What may stand on an element and in it, besides what every element may have."""

    attributes: frozenset[str]
    one: frozenset[str]  # only the first of these is read
    many: frozenset[str]
    holds_text: bool = False


def _tag(attributes: str = "", one: str = "", many: str = "", *, holds_text: bool = False) -> Tag:
    return Tag(
        COMMON_ATTRIBUTES | _words(attributes),
        frozenset() if holds_text else COMMON_CHILDREN | _words(one),
        _words(many),
        holds_text,
    )


COMMON_ATTRIBUTES = _words("id name label")
COMMON_CHILDREN = _words("description extensionElements")
LOGIC = _words("decisionTable literalExpression")
_EXPRESSION = _tag("expressionLanguage", "text")
_TYPED_EXPRESSION = _tag("expressionLanguage typeRef", "text")
_TYPE = _tag("typeLanguage isCollection", "typeRef allowedValues", "itemComponent")
_TEXT = _tag(holds_text=True)
TAGS = {
    "definitions": _tag(
        "namespace expressionLanguage typeLanguage exporter exporterVersion",
        many="itemDefinition inputData decision",
    ),
    "itemDefinition": _TYPE,
    "itemComponent": _TYPE,
    "inputData": _tag(one="variable"),
    "variable": _tag("typeRef"),
    "decision": _tag(
        one="variable question allowedAnswers decisionTable literalExpression",
        many="informationRequirement authorityRequirement supportedObjective decisionMaker"
        " impactedPerformanceIndicator decisionOwner usingProcess usingTask",
    ),
    "informationRequirement": _tag(one="requiredDecision requiredInput"),
    "requiredDecision": _tag("href"),
    "requiredInput": _tag("href"),
    "decisionTable": _tag(
        "hitPolicy aggregation preferredOrientation outputLabel typeRef",
        many="input output annotation rule",
    ),
    "input": _tag(one="inputExpression inputValues"),
    "output": _tag("typeRef", "outputValues defaultOutputEntry"),
    "rule": _tag(many="inputEntry outputEntry annotationEntry"),
    "literalExpression": _TYPED_EXPRESSION,
    "inputExpression": _TYPED_EXPRESSION,
    "inputEntry": _EXPRESSION,
    "outputEntry": _EXPRESSION,
    "defaultOutputEntry": _EXPRESSION,
    "inputValues": _EXPRESSION,
    "outputValues": _EXPRESSION,
    "allowedValues": _EXPRESSION,
    "text": _TEXT,
    "typeRef": _TEXT,
}
# Explains, names people or sources, and nothing more; not looked into.
NOTES = _words(
    """
    description question allowedAnswers authorityRequirement supportedObjective decisionMaker
    impactedPerformanceIndicator decisionOwner usingProcess usingTask annotation annotationEntry
    """
)
# Beside the decisions: no decision gives anything else because of it.
DRAWN = "Shown, without effect on the result."
BESIDE = {
    "businessKnowledgeModel": "Functions are not evaluated; a decision that needs one is refused.",
    "decisionService": "Decisions are evaluated by their own ids, not as a service.",
    **dict.fromkeys(
        _words(
            """
            knowledgeSource textAnnotation association group performanceIndicator
            organizationUnit elementCollection
            """
        ),
        DRAWN,
    ),
}
# Well-formed DMN that nothing here evaluates.
UNSUPPORTED = _words(
    """
    import importedValues context invocation relation list functionDefinition functionItem
    knowledgeRequirement conditional iterator for every some filter
    """
)
# On which element, and why it has no effect; empty: it is read.
CAMUNDA_ATTRIBUTES = {
    "inputVariable": ("input", ""),
    "historyTimeToLive": ("decision", "the history here is never deleted by a decision"),
    "versionTag": ("decision", "versions are counted where the table is published"),
    "diagramRelationId": ("definitions", "shown, without effect on the result"),
}
# Names of types that are read; those of XML Schema mean the same.
TYPE_LANGUAGES = _words("http://www.w3.org/2001/XMLSchema https://www.w3.org/2001/XMLSchema")
