"""The number at which a test fails, in a table of thresholds: found, and put in anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from app.errors import InputError
from app.models.dmn.decisions import DecisionTable, HitPolicy, RuleRow
from app.models.dmn.xml_io import parse
from app.models.xml_files import elements, local, read_xml

FAIL = "FAIL"
QUANTITIES = ("value", "effect")  # inputs that a limit may be of
_ONE = re.compile(r"(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)")
_TWO = re.compile(r"<\s*(-?\d+(?:\.\d+)?)\s*,\s*>\s*(-?\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"(?<![\w.-])-?\d+(?:\.\d+)?(?![\w.]*\d)")


def plain(value: float) -> str:
    """A number as tables write it: all its digits, no exponent, no zeros behind."""
    return format(Decimal(repr(value)).normalize() + 0, "f")


@dataclass(frozen=True, slots=True)
class TableLimit:
    """A test fails where `quantity` is `operator` `value`; with `low` also where it is below that.

    `others` are the unary tests that the same rule holds other inputs to, by their name.
    """

    rule_id: str
    quantity: str  # value | effect
    operator: str
    value: float
    low: float | None
    text: str  # as the table words it: ">= 0.2 and p < 0.05"
    others: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table with its columns by name."""

    table: DecisionTable
    inputs: Mapping[str, int]
    outputs: Mapping[str, int]

    def asked(self, rule: RuleRow, name: str) -> str:
        """The unary test of an input; empty: any value."""
        place = self.inputs.get(name)
        cell = rule.inputs[place] if place is not None else None
        return "" if cell is None or cell.is_any else cell.text.strip()

    def said(self, rule: RuleRow, name: str) -> str:
        place = self.outputs.get(name)
        return rule.outputs[place].text.strip().strip('"') if place is not None else ""

    def may_hit(self, rule: RuleRow, test: str, tier: str) -> bool:
        """Whether results of this test, of models of this tier, may come to this rule."""
        asked = ((self.asked(rule, "test"), test), (self.asked(rule, "tier"), tier))
        return all(not text or f'"{name}"' in text or "not(" in text for text, name in asked)

    def is_of(self, rule: RuleRow, test: str) -> bool:
        return self.asked(rule, "test") == f'"{test}"'


def _table(dmn: bytes, decision_id: str) -> _Table:
    decision = parse(dmn).decisions.get(decision_id)
    if decision is None or decision.table is None:
        raise InputError("These limits are not in one table.", hint="Change the file itself.")
    table = decision.table
    return _Table(
        table,
        {one.expression.text.strip(): n for n, one in enumerate(table.inputs)},
        {one.name: n for n, one in enumerate(table.outputs)},
    )


def failing_limits(dmn: bytes, decision_id: str) -> dict[str, str]:
    """What each test fails at, in the table's words; those of several rules in their order."""
    table = _table(dmn, decision_id)
    found: dict[str, list[str]] = {}
    for rule in table.table.rules:
        if table.said(rule, "verdict") == FAIL:
            for test in re.findall(r'"([^"]+)"', table.asked(rule, "test")):
                found.setdefault(test, []).append(table.said(rule, "limit"))
    return {test: "; ".join(dict.fromkeys(texts)) for test, texts in found.items()}


def limit_of_test(dmn: bytes, decision_id: str, test: str, tier: str) -> TableLimit:
    """The one number at which `test` fails for a model of this tier.

    Raises:
        InputError: the table has none, several, or one that is more than a number.
    """
    table = _table(dmn, decision_id)
    hit = [rule for rule in table.table.rules if table.may_hit(rule, test, tier)]
    found = [rule for rule in hit if table.said(rule, "verdict") == FAIL]
    if not found:
        raise InputError(f"By its table no result of {test} fails.")
    # Every other rule comes after it, or what is no failure by that one never comes to this.
    is_alone = len(found) == 1 and hit[0] is found[0] and table.is_of(found[0], test)
    if not is_alone or table.table.hit_policy is not HitPolicy.FIRST:
        raise InputError(
            f"Its table says by several rules together where {test} fails.",
            hint="Change the table itself: modelward policy propose.",
        )
    return _limit(table, found[0], test)


def _limit(table: _Table, rule: RuleRow, test: str) -> TableLimit:
    held = [name for name in QUANTITIES if table.asked(rule, name)]
    cell = table.asked(rule, held[0]) if len(held) == 1 else ""
    one, two = _ONE.fullmatch(cell), _TWO.fullmatch(cell)
    if one is None and two is None:
        raise InputError(
            f"Where {test} fails is more than one number in its table.",
            hint="Change the table itself: modelward policy propose.",
        )
    others = {
        name: table.asked(rule, name)
        for name in table.inputs
        if name not in ("test", "tier", held[0]) and table.asked(rule, name)
    }
    text = table.said(rule, "limit")
    if two is not None:
        return TableLimit(rule.id, held[0], ">", float(two[2]), float(two[1]), text, others)
    assert one is not None
    return TableLimit(rule.id, held[0], one[1], float(one[2]), None, text, others)


def with_limit(dmn: bytes, decision_id: str, test: str, tier: str, value: float) -> bytes:
    """The same file with another number in that rule, and in the words of every rule that says it.

    Raises:
        InputError: as `limit_of_test`; or no rule can hold the number.
    """
    known = limit_of_test(dmn, decision_id, test, tier)
    if known.low is not None and value <= known.low:
        raise InputError(f"The limit must be above {plain(known.low)}, its other side.")
    table = _table(dmn, decision_id)
    worded = {
        rule.id
        for rule in table.table.rules
        if table.is_of(rule, test) and table.said(rule, "limit") == known.text
    }
    number = plain(value)
    cell = f"{known.operator} {number}"
    if known.low is not None:
        cell = f"< {plain(known.low)}, > {number}"
    said = _said_anew(known, value)
    root = read_xml(dmn, "The table")
    for rule in elements(root):
        if local(rule) != "rule":
            continue
        if rule.get("id") == known.rule_id:
            _put(rule, "inputEntry", table.inputs[known.quantity], cell)
        if rule.get("id") in worded and "limit" in table.outputs:
            _put(rule, "outputEntry", table.outputs["limit"], f'"{said}"')
    changed = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
    if limit_of_test(changed, decision_id, test, tier).value != value:
        raise InputError("The table does not take this limit.", hint="Change the table itself.")
    return changed


def _said_anew(known: TableLimit, value: float) -> str:
    """The words of a limit with another number, however the old one is written there: 0.20 is 0.2.

    Raises:
        InputError: they say numbers, but not this one: changed, they would tell another limit.
    """
    numbers = list(_NUMBER.finditer(known.text))
    found = next((one for one in numbers if float(one[0]) == known.value), None)
    if found is not None:
        return known.text[: found.start()] + plain(value) + known.text[found.end() :]
    if numbers:
        raise InputError(
            f"Its table says “{known.text}” of a limit of {plain(known.value)}.",
            hint="Change the table itself: modelward policy propose.",
        )
    return known.text


def _put(rule: etree._Element, kind: str, place: int, text: str) -> None:
    cells = [one for one in rule if isinstance(one.tag, str) and local(one) == kind]
    for part in cells[place]:
        if isinstance(part.tag, str) and local(part) == "text":
            part.text = text
