"""Reads DMN 1.1, 1.2 and 1.3 files: decision tables, literal expressions and what needs what.

What is not evaluated here (other hit policies, boxed contexts, functions, scripts, anything that
`vocabulary` does not know) is in `DecisionFile.refused`, with its place, and `evaluate` refuses the
decisions concerned. What is there without effect is in `DecisionFile.kept`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from app.errors import InputError
from app.models.dmn.check_elements import ElementCheck
from app.models.dmn.decisions import (
    AGGREGATED,
    Decision,
    DecisionFile,
    DecisionTable,
    Finding,
    HitPolicy,
    InputColumn,
    Language,
    OutputColumn,
    RuleRow,
    Text,
)
from app.models.dmn.requirements import requirement_findings
from app.models.dmn.types import ANY, is_known_type
from app.models.dmn.vocabulary import CAMUNDA, NAMESPACES
from app.models.language import feel, juel
from app.models.language.errors import LanguageError
from app.models.language.names import Spoken, spoken
from app.models.xml_files import line_of, local, namespace, read_xml, text_in

HIT_POLICIES = {
    "": HitPolicy.UNIQUE,
    "UNIQUE": HitPolicy.UNIQUE,
    "FIRST": HitPolicy.FIRST,
    "ANY": HitPolicy.ANY,
    "COLLECT": HitPolicy.COLLECT,
}
AGGREGATIONS = {
    "": HitPolicy.COLLECT,
    "SUM": HitPolicy.SUM,
    "MIN": HitPolicy.MIN,
    "MAX": HitPolicy.MAX,
    "COUNT": HitPolicy.COUNT,
}
COLLECTING = AGGREGATED | {HitPolicy.COLLECT}
_SPACED_NAME = re.compile(r"[^\W\d]\w*(?: \w+)+")
_FEEL_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_FEEL_WORDS = re.compile(r"\b(?:if|then|else|for|in|return|and|or|between|some|every)\b")


@lru_cache(maxsize=16)  # a service asks the same few tables all night
def parse(data: bytes, source: str = "") -> DecisionFile:
    """Read a DMN file. What is given is shared: nobody changes it.

    Raises:
        InputError: too large, not well-formed, a DTD, or no DMN 1.1 to 1.3; with the line.
    """
    source = source or "The file"
    root = read_xml(data, source)
    if local(root) != "definitions" or namespace(root) not in NAMESPACES:
        raise InputError(
            f"{source}: line {line_of(root)}: this is no DMN file of version 1.1, 1.2 or 1.3; it "
            f"begins with <{local(root)[:80]}>.",
            hint="Save the decision table as DMN 1.3.",
        )
    checked = ElementCheck(root)
    reader = _Reader(root)
    decisions = [reader.decision(element) for element in root.iter(reader.tag("decision"))]
    by_id: dict[str, Decision] = {}
    for decision in decisions:
        if decision.id in by_id:
            why = f"The id “{decision.id}” is used twice."
            reader.refuse("decision", decision.id, decision.line, why, decision.id)
        by_id.setdefault(decision.id, decision)
    return DecisionFile(
        source=source,
        data=data,
        id=root.get("id") or "",
        name=root.get("name") or "",
        decisions=by_id,
        refused=(*reader.refused, *checked.refused, *requirement_findings(by_id)),
        kept=tuple(checked.kept),
        names=reader.names,
    )


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        self._namespace = namespace(root)
        self.refused: list[Finding] = []
        self._decision = ""
        self._types = dict(self._item_types(root))
        self.names = frozenset(each for each in self._names(root) if not each.isidentifier())
        self._language = spoken(root.get("expressionLanguage"))
        if self._language is Spoken.OTHER:
            self._refuse_language(root)

    def tag(self, name: str) -> str:
        return f"{{{self._namespace}}}{name}"

    def refuse(self, element: str, own_id: str, line: int, why: str, decision: str) -> None:
        self.refused.append(Finding(element, own_id, line, why, decision))

    def decision(self, element: etree._Element) -> Decision:
        own_id = element.get("id") or ""
        self._decision = own_id
        if not own_id:
            self._refuse(element, "The decision has no id.")
        variable = element.find(self.tag("variable"))
        decision = Decision(
            id=own_id,
            name=element.get("name") or own_id,
            line=line_of(element),
            variable=(variable.get("name") or "") if variable is not None else "",
            type=self._type(variable) if variable is not None else "",
            required=tuple(self._required(element)),
        )
        table = element.find(self.tag("decisionTable"))
        literal = element.find(self.tag("literalExpression"))
        if table is not None:
            return replace(decision, table=self._table(table, decision.type))
        if literal is not None:
            given = self._agreed_type(literal, decision.type, self._type(literal))
            return replace(decision, literal=self._expression(literal), type=given)
        self._refuse(element, "The decision has neither a table nor a literal expression.")
        return decision

    def _required(self, element: etree._Element) -> Iterator[str]:
        # An authority requirement names a source, and hands no value over.
        path = f"{self.tag('informationRequirement')}/{self.tag('requiredDecision')}"
        for requirement in element.iterfind(path):
            href = requirement.get("href") or ""
            if not href.startswith("#"):
                self._refuse(requirement, f"“{href[:80]}” is no decision of this file.")
            yield href.rpartition("#")[2]

    def _table(self, element: etree._Element, given: str) -> DecisionTable:
        inputs = tuple(self._input(each) for each in element.findall(self.tag("input")))
        outputs = tuple(self._output(each) for each in element.findall(self.tag("output")))
        policy = self._hit_policy(element)
        names = [output.name for output in outputs]
        if not outputs:
            self._refuse(element, "The table has no output.")
        if len(outputs) > 1 and (len(set(names)) < len(names) or "" in names):
            self._refuse(element, "Each of several outputs needs a name of its own.")
        if policy in AGGREGATED and len(outputs) > 1:
            self._refuse(element, f"“{policy}” needs a table with one output.")
        if policy not in COLLECTING:  # what is collected is a list, and has no plain type
            outputs = self._typed(element, outputs, given)
        rules = [
            self._rule(each, number, len(inputs), len(outputs))
            for number, each in enumerate(element.findall(self.tag("rule")), 1)
        ]
        return DecisionTable(policy, inputs, outputs, tuple(rules))

    def _hit_policy(self, element: etree._Element) -> HitPolicy:
        name = (element.get("hitPolicy") or "").upper()
        aggregation = (element.get("aggregation") or "").upper()
        policy = HIT_POLICIES.get(name)
        if policy is None:
            known = "UNIQUE, FIRST, ANY and COLLECT"
            self._refuse(element, f"The hit policy “{name[:40]}” is not evaluated; {known} are.")
        if policy is not HitPolicy.COLLECT:
            if aggregation:
                why = f"The aggregation “{aggregation[:40]}” needs the hit policy COLLECT."
                self._refuse(element, why)
            return policy or HitPolicy.UNIQUE
        if aggregation not in AGGREGATIONS:
            self._refuse(element, f"The aggregation “{aggregation[:40]}” is not known.")
        return AGGREGATIONS.get(aggregation, HitPolicy.COLLECT)

    def _input(self, element: etree._Element) -> InputColumn:
        expression = element.find(self.tag("inputExpression"))
        variable = element.get(f"{{{CAMUNDA}}}inputVariable") or ""
        label = element.get("label") or ""
        if expression is None or not text_in(expression.find(self.tag("text"))):
            # Camunda takes the label's variable; a column that reads nothing is a mistake here.
            self._refuse(element, f"The input “{label}” has no expression.")
            return InputColumn(element.get("id") or "", label, Text("null", line_of(element)))
        text = self._expression(expression)
        allowed = self._allowed(element, "inputValues")
        return InputColumn(
            element.get("id") or "",
            label or text.text,
            text,
            self._type(expression),
            allowed,
            variable,
        )

    def _output(self, element: etree._Element) -> OutputColumn:
        default = element.find(self.tag("defaultOutputEntry"))
        return OutputColumn(
            element.get("id") or "",
            element.get("name") or "",
            element.get("label") or "",
            self._type(element),
            None if default is None else self._expression(default),
            self._allowed(element, "outputValues"),
        )

    def _allowed(self, element: etree._Element, name: str) -> str:
        values = element.find(self.tag(name))
        if values is None:
            return ""
        text = self._tests(values)
        if text.language is not Language.FEEL:
            self._refuse(values, "Allowed values are written in FEEL.")
        return text.text

    def _rule(self, element: etree._Element, number: int, inputs: int, outputs: int) -> RuleRow:
        cells = element.findall(self.tag("inputEntry"))
        results = element.findall(self.tag("outputEntry"))
        if len(cells) != inputs or len(results) != outputs:
            self._refuse(
                element,
                f"Rule {number} has {len(cells)} inputs and {len(results)} outputs; the table has "
                f"{inputs} and {outputs}.",
            )
        return RuleRow(
            element.get("id") or f"rule {number}",
            number,
            tuple(self._tests(cell) for cell in cells),
            tuple(self._expression(result) for result in results),
            text_in(element.find(self.tag("description"))),
        )

    def _tests(self, element: etree._Element) -> Text:
        text = self._text(element)
        self._check_tests(element, text)
        return text

    def _check_tests(self, element: etree._Element, text: Text) -> None:
        if text.language is Language.FEEL:
            problems = feel.check_tests(text.text, self.names)
        else:
            problems = juel.check(juel_text(text.text))
        self._problems(element, problems)

    def _expression(self, element: etree._Element) -> Text:
        text = self._text(element)
        if not text.text:
            return text
        if text.language is Language.FEEL:
            self._problems(element, feel.check(text.text, self.names))
        else:
            self._problems(element, juel.check(juel_text(text.text)))
        return text

    def _text(self, element: etree._Element) -> Text:
        content = text_in(element.find(self.tag("text")))
        language = spoken(element.get("expressionLanguage"))
        if language is Spoken.OTHER:
            self._refuse_language(element)
        language = language or self._language
        if language is Spoken.JUEL or (language is Spoken.UNSAID and _looks_juel(content)):
            return Text(content, line_of(element), Language.JUEL)
        return Text(content, line_of(element))

    def _refuse_language(self, element: etree._Element) -> None:
        language = (element.get("expressionLanguage") or "").strip()
        self._refuse(element, f"The language “{language[:60]}” is not evaluated; FEEL is.")

    def _problems(self, element: etree._Element, problems: list[LanguageError]) -> None:
        for problem in problems:
            self._refuse(element, problem.message)

    def _type(self, element: etree._Element) -> str:
        name = (element.get("typeRef") or "").rpartition(":")[2]
        name = self._types.get(name, name)
        if not is_known_type(name):
            self._refuse(element, f"The type “{name[:60]}” is not known.")
            return ""
        return name

    def _typed(
        self, element: etree._Element, outputs: tuple[OutputColumn, ...], given: str
    ) -> tuple[OutputColumn, ...]:
        """The outputs; of one alone the type may stand on the table or the decision instead."""
        own = self._type(element)
        if len(outputs) == 1:
            agreed = self._agreed_type(element, outputs[0].type, own, given)
            return (replace(outputs[0], type=agreed),)
        for plain in sorted({own, given} - ANY):
            self._refuse(element, f"The type “{plain}” can't hold several outputs.")
        return outputs

    def _agreed_type(self, element: etree._Element, *types: str) -> str:
        """The one type that is said of a result, wherever it is said."""
        plain = [each for each in dict.fromkeys(types) if each not in ANY]
        if len(plain) > 1:
            self._refuse(element, f"The result has more than one type: {', '.join(plain)}.")
        return plain[0] if plain else types[0]

    def _item_types(self, root: etree._Element) -> Iterator[tuple[str, str]]:
        """Own names of types, for the plain types they stand for."""
        seen: set[str] = set()
        for item in root.iter(self.tag("itemDefinition")):
            name = item.get("name") or ""
            if name in seen:
                self._refuse(item, f"The type “{name[:60]}” is defined twice.")
            seen.add(name)
            base = text_in(item.find(self.tag("typeRef"))).rpartition(":")[2]
            if item.find(self.tag("allowedValues")) is not None:
                continue  # is refused where it is used: an unknown type
            is_collection = (item.get("isCollection") or "").strip() in ("true", "1")
            is_plain = is_known_type(base) and not is_collection
            yield name, base if is_plain and base else "Any"

    def _names(self, root: etree._Element) -> Iterator[str]:
        for tag in ("inputData", "decision", "variable"):
            for element in root.iter(self.tag(tag)):
                yield element.get("name") or ""
        for element in root.iter(self.tag("inputExpression")):
            text = text_in(element)
            if _SPACED_NAME.fullmatch(text) and not _FEEL_WORDS.search(text):
                yield text

    def _refuse(self, element: etree._Element, why: str) -> None:
        own_id = next(
            (each.get("id") for each in (element, *element.iterancestors()) if each.get("id")), ""
        )
        self.refuse(local(element), own_id or "", line_of(element), why, self._decision)


def _looks_juel(content: str) -> bool:
    """Whether a text without a language holds `${…}`; within a FEEL string it is only text."""
    outside = _FEEL_STRING.sub("", content)
    return "${" in outside or "#{" in outside


def juel_text(text: str) -> str:
    """The template for a JUEL text of a table, which may leave the braces out."""
    return text if "${" in text or "#{" in text else f"${{{text}}}"
