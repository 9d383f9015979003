"""Writes a decision table as a DMN 1.3 file that Camunda Modeler and dmn-js open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.errors import InputError
from app.models.dmn.decisions import AGGREGATED, HitPolicy

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DMNDI = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
CAMUNDA = "http://camunda.org/schema/1.0/dmn"
TARGET = "https://modelward.example/decisions"
SHAPE = {"height": "80", "width": "180", "x": "160", "y": "100"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ID = re.compile(r"[^\W\d][\w.-]*")
_POLICY_NAMES = {
    HitPolicy.UNIQUE: "UNIQUE",
    HitPolicy.FIRST: "FIRST",
    HitPolicy.ANY: "ANY",
}
_AGGREGATIONS = {
    HitPolicy.SUM: "SUM",
    HitPolicy.MIN: "MIN",
    HitPolicy.MAX: "MAX",
    HitPolicy.COUNT: "COUNT",
}


@dataclass(frozen=True, slots=True)
class InputDraft:
    expression: str  # FEEL, mostly the name of a variable
    label: str = ""
    type: str = "string"  # string, number, boolean, date, …


@dataclass(frozen=True, slots=True)
class OutputDraft:
    name: str
    label: str = ""
    type: str = "string"


@dataclass(frozen=True, slots=True)
class RuleDraft:
    inputs: tuple[str, ...]  # unary tests; "" or "-" for any
    outputs: tuple[str, ...]  # FEEL: texts stand in quotation marks
    note: str = ""
    id: str = ""  # empty: made from the table's id and the number


@dataclass(frozen=True, slots=True)
class TableDraft:
    id: str
    name: str
    inputs: tuple[InputDraft, ...]
    outputs: tuple[OutputDraft, ...]
    rules: tuple[RuleDraft, ...]
    hit_policy: HitPolicy = HitPolicy.UNIQUE


def table_to_dmn(table: TableDraft) -> bytes:
    """`table` as the bytes of a DMN 1.3 file, with its place in the diagram.

    Raises:
        InputError: an id that XML does not allow, or a rule with too many or too few cells.
    """
    _check(table)
    names: dict[Any, str] = {None: MODEL, "dmndi": DMNDI, "dc": DC, "camunda": CAMUNDA}
    attributes = {
        "id": f"{table.id}_definitions",
        "name": table.name,
        "namespace": TARGET,
        "exporter": "Modelward",
    }
    root = etree.Element(f"{{{MODEL}}}definitions", attributes, nsmap=names)
    decision = _add(root, "decision", id=table.id, name=table.name)
    _add_table(decision, table)
    _add_diagram(root, table)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _check(table: TableDraft) -> None:
    _xml_text(table.name)
    ids = [table.id, *(rule.id for rule in table.rules if rule.id)]
    for each in ids:
        if not _ID.fullmatch(each):
            raise InputError(f"“{each}” can't be an id in a DMN file.", hint="Use a-z, 0-9, _ - .")
    if len(set(ids)) < len(ids):
        raise InputError(f"An id is used twice in the table “{table.name}”.")
    for number, rule in enumerate(table.rules, 1):
        if len(rule.inputs) != len(table.inputs) or len(rule.outputs) != len(table.outputs):
            raise InputError(f"Rule {number} of “{table.name}” has not one cell for each column.")
    if not table.outputs or (table.hit_policy in AGGREGATED and len(table.outputs) > 1):
        raise InputError(f"The table “{table.name}” needs one output column.")


def _add_table(decision: etree._Element, table: TableDraft) -> None:
    policy = {"hitPolicy": _POLICY_NAMES.get(table.hit_policy, "COLLECT")}
    if table.hit_policy in _AGGREGATIONS:
        policy["aggregation"] = _AGGREGATIONS[table.hit_policy]
    holder = _add(decision, "decisionTable", id=f"{table.id}_table", **policy)
    for number, column in enumerate(table.inputs, 1):
        own = f"{table.id}_input_{number}"
        element = _add(holder, "input", id=own, label=column.label or column.expression)
        expression = _add(element, "inputExpression", id=f"{own}_expression", typeRef=column.type)
        _add(expression, "text").text = _xml_text(column.expression)
    for number, output in enumerate(table.outputs, 1):
        _add(
            holder,
            "output",
            id=f"{table.id}_output_{number}",
            label=output.label or output.name,
            name=output.name,
            typeRef=output.type,
        )
    for number, rule in enumerate(table.rules, 1):
        _add_rule(holder, rule, rule.id or f"{table.id}_rule_{number}")


def _add_rule(holder: etree._Element, rule: RuleDraft, own: str) -> None:
    element = _add(holder, "rule", id=own)
    if rule.note:
        _add(element, "description").text = _xml_text(rule.note)
    _add_cells(element, "inputEntry", f"{own}_in", rule.inputs)
    _add_cells(element, "outputEntry", f"{own}_out", rule.outputs)


def _add_cells(element: etree._Element, tag: str, prefix: str, cells: Sequence[str]) -> None:
    for number, cell in enumerate(cells, 1):
        entry = _add(element, tag, id=f"{prefix}_{number}")
        # dmn-js shows an empty cell as "-" itself.
        _add(entry, "text").text = _xml_text("" if cell.strip() == "-" else cell)


def _add_diagram(root: etree._Element, table: TableDraft) -> None:
    drawing = etree.SubElement(root, f"{{{DMNDI}}}DMNDI")
    diagram = etree.SubElement(drawing, f"{{{DMNDI}}}DMNDiagram", {"id": f"{table.id}_diagram"})
    shape = etree.SubElement(
        diagram,
        f"{{{DMNDI}}}DMNShape",
        {"id": f"{table.id}_shape", "dmnElementRef": table.id},
    )
    etree.SubElement(shape, f"{{{DC}}}Bounds", SHAPE)


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    checked = {name: _xml_text(value) for name, value in attributes.items()}
    return etree.SubElement(parent, f"{{{MODEL}}}{tag}", checked)


def _xml_text(text: str) -> str:
    if _NOT_XML.search(text):
        raise InputError("A control character can't stand in a DMN file.")
    return text
