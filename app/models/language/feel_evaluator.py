"""Works out a parsed FEEL expression: three-valued logic, null where a value does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial

from app.models.language import feel_temporal as temporal
from app.models.language.errors import LanguageError
from app.models.language.feel_functions import FUNCTIONS, three_valued_not
from app.models.language.limits import Budget
from app.models.language.nodes import (
    Between,
    Binary,
    Call,
    Chained,
    Compared,
    Conditional,
    ContextOf,
    In,
    Index,
    Iterator,
    ListOf,
    Literal,
    Loop,
    Member,
    Name,
    Node,
    RangeOf,
    Unary,
    UnaryTests,
)
from app.models.language.values import NUMBERS, Range, YearsMonths, decimal_of, equal, kind_of

Scopes = tuple[Mapping[str, object], ...]
_ORDERED = frozenset(["number", "text", "date", "date and time", "time", "days and time duration"])
_ORDER: dict[str, Callable[[object, object], bool]] = {
    "<": lambda left, right: left < right,  # type: ignore[operator]  # of one ordered kind
    ">": lambda left, right: left > right,  # type: ignore[operator]
    "<=": lambda left, right: left <= right,  # type: ignore[operator]
    ">=": lambda left, right: left >= right,  # type: ignore[operator]
}
_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "/": NUMBERS.divide,
}


class FeelEvaluator:
    """One evaluation. `missing` names what was asked for and not given: it counted as null."""

    def __init__(self, text: str, variables: Mapping[str, object], budget: Budget) -> None:
        self._text = text
        self._variables = variables
        self._budget = budget
        self.missing: set[str] = set()
        self._may_lack = 0  # inside a filter or `is defined`, a name without a value is no mistake

    def run(self, node: Node) -> object:
        if isinstance(node, Name):  # most inputs of decision tables
            return self._lookup(node.name, (self._variables,))
        return self._evaluate(node, (self._variables,))

    def matches(self, tests: UnaryTests, value: object) -> bool | None:
        return self._any_test(tests, value, ({"?": value}, self._variables))

    def _evaluate(self, node: Node, scopes: Scopes) -> object:
        chain: list[Chained] = []
        while isinstance(node, Chained):
            chain.append(node)
            node = node.target
        value = self._guarded(partial(self._begin, node, scopes), node)
        for link in reversed(chain):
            value = self._guarded(partial(self._go_on, value, link, scopes), link)
        return value

    def _guarded(self, step: Callable[[], object], node: Node) -> object:
        try:
            self._budget.spend()
            return step()
        except LanguageError as error:
            raise error.at(self._text, node.position) from error
        except ArithmeticError:
            return None  # too large, or not to be divided: FEEL's answer is null

    def _begin(self, node: Node, scopes: Scopes) -> object:  # noqa: PLR0911  # one per kind
        match node:
            case Literal(value):
                return value
            case Name(name):
                return self._lookup(name, scopes)
            case Unary(_, operand):
                return _negated(self._evaluate(operand, scopes))
            case Conditional(test, yes, no):
                return self._evaluate(yes if self._evaluate(test, scopes) is True else no, scopes)
            case Call(name, arguments):
                self._may_lack += name == "is defined"
                values = [self._evaluate(each, scopes) for each in arguments]
                self._may_lack -= name == "is defined"
                return self._call(name, values)
            case ListOf(items):
                return [self._evaluate(item, scopes) for item in items]
            case ContextOf(entries):
                return self._context(entries, scopes)
            case RangeOf(low, high, has_low, has_high):
                ends = self._evaluate(low, scopes), self._evaluate(high, scopes)
                return Range(*ends, has_low, has_high)
            case Loop(kind, iterators, body):
                return self._loop(kind, iterators, body, scopes)
        raise LanguageError("This is not supported")

    def _go_on(self, value: object, link: Node, scopes: Scopes) -> object:
        match link:
            case Member(_, name):
                return self._member(value, name)
            case Index(_, index):
                return self._filter(value, index, scopes)
            case Between(_, low, high):
                above = compare(value, ">=", self._evaluate(low, scopes))
                return three_valued_and(above, compare(value, "<=", self._evaluate(high, scopes)))
            case In(_, tests):
                return self._any_test(tests, value, ({"?": value}, *scopes))
            case Binary(_, ("and" | "or") as operator, right):
                return self._logic(value, operator, right, scopes)
            case Binary(_, operator, right):
                return self._binary(value, operator, self._evaluate(right, scopes))
        raise LanguageError("This is not supported")

    def _lookup(self, name: str, scopes: Scopes) -> object:
        for scope in scopes:
            if name in scope:
                return scope[name]
        if not self._may_lack:
            self.missing.add(name)
        return None

    def _call(self, name: str, arguments: list[object]) -> object:
        try:
            return FUNCTIONS[name].apply(arguments, self._budget)
        except ValueError:  # date(2026, 13, 1)
            return None

    def _context(self, entries: Sequence[tuple[str, Node]], scopes: Scopes) -> object:
        made: dict[str, object] = {}
        for key, node in entries:
            made[key] = self._evaluate(node, (made, *scopes))
        return made

    def _member(self, value: object, name: str) -> object:
        if isinstance(value, dict):
            return value.get(name)
        if isinstance(value, list | tuple):
            self._budget.spend_items(len(value))
            return [item.get(name) if isinstance(item, dict) else None for item in value]
        return temporal.property_of(value, name)

    def _filter(self, value: object, index: Node, scopes: Scopes) -> object:
        items = [] if value is None else value if isinstance(value, list | tuple) else [value]
        if isinstance(index, Literal | Unary):
            return self._at(items, self._evaluate(index, scopes))
        kept: list[object] = []
        for item in items:
            inner: Scopes = ({"item": item}, *scopes)
            if isinstance(item, dict):
                inner = (item, *inner)
            self._may_lack += 1
            answer = self._evaluate(index, inner)
            self._may_lack -= 1
            if kind_of(answer) == "number":
                return self._at(items, self._evaluate(index, scopes))
            if answer is True:
                kept.append(item)
        return kept

    @staticmethod
    def _at(items: Sequence[object], position: object) -> object:
        number = decimal_of(position)
        if number is None or number != number.to_integral_value():
            return None
        if number == 0 or abs(number) > len(items):
            return None
        return items[int(number) - 1 if number > 0 else int(number)]

    def _logic(self, left: object, operator: str, right: Node, scopes: Scopes) -> bool | None:
        decisive = operator == "or"
        if left is decisive:
            return decisive
        value = self._evaluate(right, scopes)
        return three_valued_or(left, value) if decisive else three_valued_and(left, value)

    def _binary(self, left: object, operator: str, right: object) -> object:
        if operator == "=":
            return self._equal(left, right)
        if operator == "!=":
            return three_valued_not(self._equal(left, right))
        if operator in _ORDER:
            return compare(left, operator, right)
        return self._calculated(left, operator, right)

    def _calculated(self, left: object, operator: str, right: object) -> object:
        one, other = decimal_of(left), decimal_of(right)
        if one is not None and other is not None:
            return _ARITHMETIC[operator](one, other)
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self._budget.made_text(left + right)
        return temporal.calculated(left, operator, right)

    def _equal(self, left: object, right: object) -> bool | None:
        if left is None or right is None:
            return left is right
        if kind_of(left) != kind_of(right):
            return None
        return equal(left, right, self._budget)

    def _loop(self, kind: str, iterators: Sequence[Iterator], body: Node, scopes: Scopes) -> object:
        results: list[object] = []

        def do(inner: Scopes) -> None:
            results.append(self._evaluate(body, inner))

        known = self._each(iterators, scopes, do)
        if kind == "for":
            return results if known else None
        if not known:
            return None
        decisive = kind == "some"
        if any(result is decisive for result in results):
            return decisive
        return None if any(not isinstance(result, bool) for result in results) else not decisive

    def _each(
        self, iterators: Sequence[Iterator], scopes: Scopes, do: Callable[[Scopes], None]
    ) -> bool:
        """Calls `do` for every combination; False when a source is not a list or range."""
        if not iterators:
            do(scopes)
            return True
        first, *rest = iterators
        source = self._evaluate(first.source, scopes)
        if isinstance(source, Range):
            items: Sequence[object] | None = _counted(source)
        elif isinstance(source, list | tuple):
            items = source
        else:
            items = None if source is None else [source]
        if items is None:
            return False
        for item in items:
            self._budget.spend()
            if not self._each(rest, ({first.name: item}, *scopes), do):
                return False
        return True

    # --- unary tests ------------------------------------------------------------------------

    def _any_test(self, tests: UnaryTests, value: object, scopes: Scopes) -> bool | None:
        result: bool | None = not tests.tests
        for test in tests.tests:
            result = three_valued_or(result, self._test(test, value, scopes))
            if result is True:
                break
        return three_valued_not(result) if tests.is_negated else result

    def _test(self, test: Node, value: object, scopes: Scopes) -> bool | None:
        if isinstance(test, Compared):
            answer = self._binary(value, test.operator, self._evaluate(test.operand, scopes))
            return answer if isinstance(answer, bool) else None
        found = self._evaluate(test, scopes)
        if isinstance(found, bool) or found is None:
            # An expression over `?` or other names answers itself; a plain value is compared.
            is_value = isinstance(test, Literal | Name | Member) and test != Name("?")
            if _asks_input(test) or not (is_value or isinstance(value, bool)):
                return found
        return self._is_in(value, found)

    def _is_in(self, value: object, found: object) -> bool | None:
        if isinstance(found, Range):
            return in_range(value, found)
        if isinstance(found, list | tuple):
            if isinstance(value, list | tuple) and equal(value, found, self._budget):
                return True
            result: bool | None = False
            for item in found:
                result = three_valued_or(result, self._is_in(value, item))
            return result
        return self._equal(value, found)


def _asks_input(node: Node) -> bool:
    """Whether `?` stands anywhere in `node`."""
    stack: list[object] = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, Name) and each.name == "?":
            return True
        if isinstance(each, tuple):
            stack.extend(each)
        elif isinstance(each, Node | Iterator):
            stack.extend(getattr(each, name) for name in each.__match_args__)
    return False


def _negated(value: object) -> object:
    number = decimal_of(value)
    return temporal.negate(value) if number is None else NUMBERS.minus(number)


def _counted(source: Range) -> Sequence[object] | None:
    """The whole numbers of a range, downwards too; None when it has no whole ends."""
    low, high = decimal_of(source.low), decimal_of(source.high)
    if low is None or high is None:
        return None
    if low != low.to_integral_value() or high != high.to_integral_value():
        return None
    if max(low.adjusted(), high.adjusted()) > 9:
        raise LanguageError("The range is too long")
    step = 1 if low <= high else -1
    first = int(low) if source.has_low else int(low) + step
    last = int(high) if source.has_high else int(high) - step
    return range(first, last + step, step)


def three_valued_and(left: object, right: object) -> bool | None:
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def three_valued_or(left: object, right: object) -> bool | None:
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def compare(left: object, operator: str, right: object) -> bool | None:
    """`<` and its kin; null unless both are of the same kind and that kind has an order."""
    if kind_of(left) != kind_of(right):
        return None
    one, other = decimal_of(left), decimal_of(right)
    if one is not None and other is not None:
        return _ORDER[operator](one, other)
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return _ORDER[operator](left.months, right.months)
    if kind_of(left) not in _ORDERED or kind_of(left) == "number":
        return None
    try:
        return _ORDER[operator](left, right)
    except TypeError:  # times with and without a zone have no order
        return None


def in_range(value: object, limits: Range) -> bool | None:
    return three_valued_and(
        compare(value, ">=" if limits.has_low else ">", limits.low),
        compare(value, "<=" if limits.has_high else "<", limits.high),
    )
