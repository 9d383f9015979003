"""Evaluates decisions: which rules hit, what they give, and the one answer of the hit policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from app.errors import InputError
from app.models.dmn.decisions import (
    AGGREGATED,
    Decision,
    DecisionFile,
    DecisionTable,
    HitPolicy,
    InputColumn,
    Language,
    OutputColumn,
    RuleRow,
    Text,
)
from app.models.dmn.requirements import in_order
from app.models.dmn.types import converted
from app.models.dmn.xml_io import juel_text
from app.models.language import feel, juel
from app.models.language.errors import LanguageError
from app.models.language.values import NUMBERS, decimal_of, to_json

Row = dict[str, object]
_PLAIN_TEXT = re.compile(r'\s*"([^"\\]*)"\s*')
LITERAL_OUTPUT = "result"


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """What a decision gave. Everything in it is plain JSON."""

    decision: str
    rows: tuple[Row, ...]  # the outputs of each rule that counts, in the order of the table
    rule_ids: tuple[str, ...]  # of these rows; none: no hit, a default, or a literal expression
    hit_policy: str  # U, F, A, C, C+, C<, C>, C#; empty for a literal expression
    value: object  # of one output its value, of several a dict; a list when collecting; null: none
    missing: tuple[str, ...] = ()  # variables that were asked for and not given: they were null


def evaluate(
    file: DecisionFile, decision_id: str, variables: Mapping[str, object]
) -> DecisionResult:
    """The result of a decision, after those it needs.

    Raises:
        InputError: no such decision, something in it is refused, a value does not fit its column,
            or the rules that hit break the hit policy (it names them).
    """
    scope: dict[str, object] = dict(variables)
    missing: set[str] = set()
    result: DecisionResult | None = None
    for decision in in_order(file.decisions, decision_id):
        _check_runs(file, decision)
        result = _Evaluation(file, decision, scope, missing).result()
        scope |= _names_for(decision, result)
    if result is None:
        raise InputError(f"There is no decision “{decision_id}” in {file.source}.")
    return result


def _check_runs(file: DecisionFile, decision: Decision) -> None:
    for finding in file.refused:
        if finding.decision in ("", decision.id):
            raise InputError(
                f"{file.source}: line {finding.line}: the decision “{decision.name}” can't be "
                f"evaluated. {finding.why}"
            )


def _names_for(decision: Decision, result: DecisionResult) -> Row:
    """Under which names later decisions find this result: its outputs', and its own."""
    found: Row = {}
    if len(result.rows) == 1 and result.hit_policy not in AGGREGATED:
        found |= result.rows[0]
    for name in (decision.id, decision.name, decision.variable):
        if name:
            found[name] = result.value
    return found


class _Evaluation:
    def __init__(
        self,
        file: DecisionFile,
        decision: Decision,
        variables: Mapping[str, object],
        missing: set[str],
    ) -> None:
        self._file = file
        self._decision = decision
        self._variables = variables
        self._missing = missing
        self._names = [*feel.known_names(variables), *file.names]

    def result(self) -> DecisionResult:
        if self._decision.table is not None:
            return self._of_table(self._decision.table)
        text = self._decision.literal or Text("null")
        value = self._value(text, self._decision.type, "its expression")
        name = self._decision.variable or LITERAL_OUTPUT
        return self._made(({name: value},), (), "", value)

    def _of_table(self, table: DecisionTable) -> DecisionResult:
        scope = dict(self._variables)
        values: list[object] = []
        for column in table.inputs:
            value = self._input(column)
            values.append(value)
            if column.variable:
                scope[column.variable] = value
        hits: list[RuleRow] = []
        for rule in table.rules:
            if self._hits(table, rule, values, scope):
                hits.append(rule)
                if table.hit_policy is HitPolicy.FIRST:
                    break
        rows = [self._outputs(table, rule) for rule in hits]
        self._check_policy(table, hits, rows)
        if table.hit_policy is HitPolicy.ANY:
            rows = rows[:1]
            hits = hits[:1]
        if not rows and table.hit_policy not in AGGREGATED:
            rows = self._defaults(table)
        ids = tuple(rule.id for rule in hits)
        value = self._by_policy(table, rows)
        return self._made(tuple(rows), ids, table.hit_policy.value, value)

    def _made(
        self, rows: tuple[Row, ...], ids: tuple[str, ...], policy: str, value: object
    ) -> DecisionResult:
        return DecisionResult(
            self._decision.id, rows, ids, policy, value, tuple(sorted(self._missing))
        )

    def _input(self, column: InputColumn) -> object:
        where = f"the input “{column.label}”"
        value = self._raw(column.expression, column.type, where)
        self._check_allowed(column.allowed, value, where)
        return value

    def _check_allowed(self, tests: str, value: object, where: str) -> None:
        if not tests or value is None:
            return
        if feel.matches_unary_tests(tests, value, self._variables, names=self._names) is not True:
            shown = str(to_json(value))[:60]
            raise self._error(where, f"The value “{shown}” is not one of {tests[:100]}.")

    def _hits(
        self, table: DecisionTable, rule: RuleRow, values: list[object], scope: Mapping[str, object]
    ) -> bool:
        for n in rule.asked:
            try:
                if not self._matches(rule.inputs[n], values[n], scope):
                    return False
            except LanguageError as error:
                where = f"rule {rule.number}, input “{table.inputs[n].label}”"
                raise self._error(where, error.message) from error
        return True

    def _matches(self, cell: Text, value: object, scope: Mapping[str, object]) -> bool:
        if cell.language is Language.JUEL:
            template = juel_text(cell.text)
            return juel.evaluate_condition(template, {**scope, "cellInput": to_json(value)})
        if isinstance(value, str):  # most other cells are one word
            plain = _plain_text(cell.text)
            if plain is not None:
                return value == plain
        return feel.matches_unary_tests(cell.text, value, scope, names=self._names) is True

    def _outputs(self, table: DecisionTable, rule: RuleRow) -> Row:
        return {
            _output_name(column): self._output(
                cell, column, f"rule {rule.number}, output “{_output_name(column)}”"
            )
            for cell, column in zip(rule.outputs, table.outputs, strict=True)
        }

    def _defaults(self, table: DecisionTable) -> list[Row]:
        """The row of default outputs, when the table has any."""
        if all(column.default is None for column in table.outputs):
            return []
        return [
            {
                _output_name(column): self._output(
                    column.default or Text("null"), column, "a default output"
                )
                for column in table.outputs
            }
        ]

    def _output(self, cell: Text, column: OutputColumn, where: str) -> object:
        value = self._raw(cell, column.type, where)
        self._check_allowed(column.allowed, value, where)
        return to_json(value)

    def _check_policy(self, table: DecisionTable, hits: list[RuleRow], rows: list[Row]) -> None:
        numbers = ", ".join(f"{rule.number} ({rule.id})" for rule in hits)
        if table.hit_policy is HitPolicy.UNIQUE and len(hits) > 1:
            raise self._error(
                "the table", f"Only one rule may hit (UNIQUE), but these do: {numbers}."
            )
        if table.hit_policy is HitPolicy.ANY and any(row != rows[0] for row in rows):
            raise self._error(
                "the table", f"The rules that hit must agree (ANY), but these do not: {numbers}."
            )

    def _by_policy(self, table: DecisionTable, rows: list[Row]) -> object:
        entries: list[object] = [_entry(row) for row in rows]
        if table.hit_policy is HitPolicy.COUNT:
            return len(entries)
        if table.hit_policy in AGGREGATED:
            return self._aggregated(table.hit_policy, entries)
        if table.hit_policy is HitPolicy.COLLECT:
            return entries
        return entries[0] if entries else None

    def _aggregated(self, policy: HitPolicy, entries: Iterable[object]) -> object:
        numbers: list[Decimal] = []
        for entry in entries:
            number = decimal_of(entry)
            if number is None:
                raise self._error("the table", f"“{policy}” needs numbers as outputs.")
            numbers.append(number)
        if not numbers:
            return None
        if policy is HitPolicy.SUM:
            total = Decimal(0)
            for number in numbers:
                total = NUMBERS.add(total, number)
            return to_json(total)
        return to_json(min(numbers) if policy is HitPolicy.MIN else max(numbers))

    def _value(self, text: Text, type_name: str, where: str) -> object:
        return to_json(self._raw(text, type_name, where))

    def _raw(self, text: Text, type_name: str, where: str) -> object:
        if not text.text:
            return None
        try:
            if text.language is Language.JUEL:
                return converted(
                    juel.evaluate_template(juel_text(text.text), self._variables), type_name
                )
            plain = _plain_text(text.text)
            if plain is not None:
                return converted(plain, type_name)
            outcome = feel.evaluate_value(text.text, self._variables, names=self._names)
            self._missing |= outcome.missing
            return converted(outcome.value, type_name)
        except LanguageError as error:
            raise self._error(where, error.message) from error

    def _error(self, where: str, why: str) -> InputError:
        return InputError(
            f"{self._file.source}: the decision “{self._decision.name}”, {where}: {why}"
        )


@lru_cache(maxsize=4096)
def _plain_text(cell: str) -> str | None:
    """What stands between the quotes of a cell that is one text; None where it is more."""
    found = _PLAIN_TEXT.fullmatch(cell)
    return None if found is None else found.group(1)


def _output_name(column: OutputColumn) -> str:
    return column.name or column.label or LITERAL_OUTPUT


def _entry(row: Row) -> object:
    return next(iter(row.values())) if len(row) == 1 else row


def map_result(result: DecisionResult, kind: str) -> object:
    """The result as camunda:mapDecisionResult asks for it.

    Args:
        kind: singleEntry (one value), singleResult (one dict), collectEntries (a list of values)
            or resultList (a list of dicts). No hit gives null, or an empty list.
    Raises:
        InputError: the result has more rows or outputs than `kind` allows.
    """
    rows = list(result.rows)
    if result.hit_policy in AGGREGATED:
        name = next((name for row in rows for name in row), LITERAL_OUTPUT)
        rows = [] if result.value is None else [{name: result.value}]
    if kind == "resultList":
        return rows
    if kind in ("singleEntry", "collectEntries") and any(len(row) > 1 for row in rows):
        raise InputError(
            f"The decision “{result.decision}” has several outputs; “{kind}” takes one.",
            hint="Use singleResult or resultList.",
        )
    if kind == "collectEntries":
        return [_entry(row) for row in rows]
    if kind not in ("singleEntry", "singleResult"):
        raise InputError(f"A decision's result can't be mapped as “{kind}”.")
    if len(rows) > 1:
        raise InputError(
            f"The decision “{result.decision}” gave {len(rows)} rows; “{kind}” takes one.",
            hint="Use collectEntries or resultList.",
        )
    if not rows:
        return None
    return _entry(rows[0]) if kind == "singleEntry" else rows[0]
