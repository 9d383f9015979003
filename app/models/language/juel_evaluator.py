"""Works out a parsed JUEL expression on plain variables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, DecimalException

from app.models.language.errors import LanguageError
from app.models.language.juel_values import (
    arithmetic,
    call_method,
    compare,
    element,
    equals,
    is_empty,
    member,
    truth,
)
from app.models.language.limits import Budget
from app.models.language.nodes import (
    Binary,
    Chained,
    Conditional,
    Index,
    Literal,
    Member,
    Method,
    Name,
    Node,
    Unary,
)
from app.models.language.values import NUMBERS, decimal_of, kind_of

COMPARISONS = frozenset(["<", ">", "<=", ">="])


class JuelEvaluator:
    def __init__(self, text: str, variables: Mapping[str, object], budget: Budget) -> None:
        self._text = text
        self._variables = variables
        self._budget = budget

    def evaluate(self, node: Node) -> object:
        chain: list[Chained] = []
        while isinstance(node, Chained):
            chain.append(node)
            node = node.target
        value = self._guarded(node)
        for link in reversed(chain):
            self._budget.spend()
            try:
                value = self._go_on(value, link)
            except LanguageError as error:
                raise error.at(self._text, link.position) from error
            except DecimalException as error:
                raise self._error("This can't be calculated", link) from error
        return value

    def _guarded(self, node: Node) -> object:
        self._budget.spend()
        try:
            return self._begin(node)
        except LanguageError as error:
            raise error.at(self._text, node.position) from error

    def _begin(self, node: Node) -> object:
        match node:
            case Literal(value):
                return value
            case Name(name):
                return self._variable(name)
            case Unary(operator, operand):
                return self._unary(operator, self.evaluate(operand))
            case Conditional(test, yes, no):
                return self.evaluate(yes if truth(self.evaluate(test)) else no)
        raise self._error("This is not supported", node)

    def _variable(self, name: str) -> object:
        if name not in self._variables:
            raise LanguageError(
                f"There is no variable “{name}”",
                hint="Set it before this step, or correct its name.",
            )
        return self._variables[name]

    def _unary(self, operator: str, value: object) -> object:
        if operator == "empty":
            return is_empty(value)
        if operator == "!":
            return not truth(value)
        number = decimal_of(value)
        if number is None:
            raise LanguageError(f"“-” needs a number, not {kind_of(value)}")
        return NUMBERS.minus(number)

    def _go_on(self, value: object, link: Chained) -> object:
        match link:
            case Member(_, name):
                return member(value, name)
            case Index(_, index):
                return element(value, self.evaluate(index))
            case Method(_, name, arguments):
                given = [self.evaluate(argument) for argument in arguments]
                return call_method(value, name, given, self._budget)
            case Binary(_, "&&", right):
                return truth(value) and truth(self.evaluate(right))
            case Binary(_, "||", right):
                return truth(value) or truth(self.evaluate(right))
            case Binary(_, operator, right):
                return self._binary(value, operator, self.evaluate(right))
        raise self._error("This is not supported", link)

    def _binary(self, left: object, operator: str, right: object) -> object:
        if operator == "==":
            return equals(left, right, self._budget)
        if operator == "!=":
            return not equals(left, right, self._budget)
        if operator in COMPARISONS:
            return compare(left, operator, right)
        result: Decimal = arithmetic(left, operator, right)
        return result

    def _error(self, reason: str, node: Node) -> LanguageError:
        return LanguageError(reason, text=self._text, position=node.position)
