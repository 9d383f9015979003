"""The grammar of the FEEL subset: expressions, and the unary tests of decision tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.models.language.feel_functions import FUNCTIONS
from app.models.language.limits import check_length
from app.models.language.nodes import (
    Between,
    Binary,
    Call,
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
from app.models.language.parser import Parser
from app.models.language.tokens import FEEL, Token, TokenKind, tokenize

OR, AND, COMPARISON, SUM, PRODUCT, UNARY, POSTFIX = range(1, 8)
POWERS = {
    "or": OR, "and": AND,
    "=": COMPARISON, "!=": COMPARISON, "<": COMPARISON, "<=": COMPARISON, ">": COMPARISON,
    ">=": COMPARISON, "in": COMPARISON, "between": COMPARISON,
    "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, ".": POSTFIX, "[": POSTFIX,
}  # fmt: skip
CONSTANTS: dict[str, object] = {"true": True, "false": False, "null": None}
TEST_OPERATORS = ("<", "<=", ">", ">=", "=", "!=")
MAX_ITERATORS = 10
MAX_PHRASE_DEPTH = 3
_PHRASES = tuple(f"{name}(" for name in FUNCTIONS if " " in name)


class FeelParser(Parser):
    def __init__(self, text: str, tokens: tuple[Token, ...]) -> None:
        super().__init__(text, tokens)
        self._in_range_end = False  # there `[` closes an open range and is no filter

    def prefix(self, token: Token) -> Node:  # noqa: PLR0911  # one per kind of token
        match token.kind, token.value:
            case TokenKind.NUMBER, _:
                return self.number(token)
            case TokenKind.STRING, _:
                return Literal(token.value, position=token.position)
            case TokenKind.NAME, _:
                return self._name(token)
            case TokenKind.KEYWORD, ("true" | "false" | "null") as word:
                return Literal(CONSTANTS[word], position=token.position)
            case TokenKind.KEYWORD, "if":
                return self._if(token)
            case TokenKind.KEYWORD, ("for" | "some" | "every"):
                return self._loop(token)
            case TokenKind.OPERATOR, "-":
                return Unary("-", self.expression(UNARY), position=token.position)
            case TokenKind.OPERATOR, "?":
                return Name("?", position=token.position)
            case TokenKind.OPERATOR, "@":
                return self._at_literal(token)
            case TokenKind.OPERATOR, ("(" | "[" | "]" | "{"):
                return self._bracket(token)
        raise self.unexpected(token)

    def power(self, token: Token) -> int:
        if token.kind not in (TokenKind.OPERATOR, TokenKind.KEYWORD):
            return 0
        if token.value == "[" and self._in_range_end:
            return 0
        return POWERS.get(token.value, 0)

    def infix(self, left: Node, token: Token) -> Node:
        position = token.position
        match token.value:
            case ".":
                name = self.take()
                if name.kind not in (TokenKind.NAME, TokenKind.KEYWORD):
                    raise self.unexpected(name, "A name was expected")
                return Member(left, name.value, position=position)
            case "[":
                index = self.expression()
                self.expect("]")
                return Index(left, index, position=position)
            case "between":
                low = self.expression(COMPARISON)
                self.expect("and")
                return Between(left, low, self.expression(COMPARISON), position=position)
            case "in":
                return In(left, self._in_tests(), position=position)
        right = self.expression(POWERS[token.value])
        return Binary(left, token.value, right, position=position)

    def unary_tests(self) -> UnaryTests:
        """All that a cell of a decision table may hold."""
        if self.peek().kind is TokenKind.END:
            return UnaryTests(())
        if self.is_next("-") and self.peek(1).kind is TokenKind.END:
            return UnaryTests(())
        first = self.peek()
        is_negated = first.value == "not" and self._closes_at_end()
        if is_negated:
            self.take()
            self.expect("(")
        tests = self._tests()
        if is_negated:
            self.expect(")")
        self.expect_end()
        return UnaryTests(tests, is_negated, position=first.position)

    def _closes_at_end(self) -> bool:
        """Whether the bracket after `not` spans the rest: `not(1, 2)`, not `not(a) and b`."""
        depth = 0
        ahead = 1
        while (token := self.peek(ahead)).kind is not TokenKind.END:
            if token.kind is TokenKind.OPERATOR:
                depth += {"(": 1, ")": -1}.get(token.value, 0)
            if depth == 0:
                return ahead > 1 and self.peek(ahead + 1).kind is TokenKind.END
            ahead += 1
        return False

    def _tests(self) -> tuple[Node, ...]:
        found = [self._test()]
        while self.accept(","):
            found.append(self._test())
        return tuple(found)

    def _test(self, binding: int = 0) -> Node:
        if self.is_next(*TEST_OPERATORS):
            token = self.take()
            operand = self.expression(COMPARISON)
            return Compared(token.value, operand, position=token.position)
        return self.expression(binding)

    def _in_tests(self) -> UnaryTests:
        token = self.peek()
        if not self.accept("("):
            return UnaryTests((self._test(COMPARISON),), position=token.position)
        tests = [self._test()]
        if self.is_next(".."):
            tests = [self._range(tests[0], has_low=False)]
            return UnaryTests(tuple(tests), position=token.position)
        while self.accept(","):
            tests.append(self._test())
        self.expect(")")
        return UnaryTests(tuple(tests), position=token.position)

    def _name(self, token: Token) -> Node:
        if not self.accept("("):
            return Name(token.value, position=token.position)
        function = FUNCTIONS.get(token.value)
        if function is None:
            raise self.error(f"There is no function “{token.value}”", token)
        is_in_range_end, self._in_range_end = self._in_range_end, False
        arguments = self.arguments()
        self._in_range_end = is_in_range_end
        if not function.fewest <= len(arguments) <= function.most:
            raise self.error(f"“{token.value}” can't take {len(arguments)} values", token)
        return Call(token.value, arguments, position=token.position)

    def _if(self, token: Token) -> Node:
        test = self.expression()
        self.expect("then")
        yes = self.expression()
        self.expect("else")
        return Conditional(test, yes, self.expression(), position=token.position)

    def _loop(self, token: Token) -> Node:
        iterators = [self._iterator()]
        while self.accept(","):
            iterators.append(self._iterator())
        if len(iterators) > MAX_ITERATORS:
            raise self.error(f"More than {MAX_ITERATORS} variables in one loop", token)
        self.expect("return" if token.value == "for" else "satisfies")
        body = self.expression()
        return Loop(token.value, tuple(iterators), body, position=token.position)

    def _iterator(self) -> Iterator:
        name = self.take()
        if name.kind is not TokenKind.NAME:
            raise self.unexpected(name, "A name was expected")
        self.expect("in")
        source = self.expression()
        if self.is_next(".."):
            position = self.take().position
            source = RangeOf(source, self.expression(), True, True, position=position)
        return Iterator(name.value, source)

    def _at_literal(self, token: Token) -> Node:
        text = self.take()
        if text.kind is not TokenKind.STRING:
            raise self.unexpected(text, "A text was expected")
        literal = Literal(text.value, position=text.position)
        return Call("@", (literal,), position=token.position)

    def _bracket(self, token: Token) -> Node:
        is_in_range_end, self._in_range_end = self._in_range_end, False
        if token.value == "{":
            node = self._context(token)
        elif token.value == "[" and self.accept("]"):
            node = ListOf((), position=token.position)
        else:
            node = self._range_list_or_group(token)
        self._in_range_end = is_in_range_end
        return node

    def _range_list_or_group(self, token: Token) -> Node:
        first = self.expression()
        if self.is_next("..") or token.value == "]":
            return self._range(first, has_low=token.value == "[")
        if token.value == "(":
            self.expect(")")
            return first
        if self.accept("]"):
            return ListOf((first,), position=token.position)
        self.expect(",")
        return ListOf((first, *self.arguments("]")), position=token.position)

    def _range(self, low: Node, *, has_low: bool) -> Node:
        token = self.expect("..")
        self._in_range_end = True
        high = self.expression(COMPARISON)
        self._in_range_end = False
        closing = self.take()
        if closing.kind is not TokenKind.OPERATOR or closing.value not in ("]", ")", "["):
            raise self.unexpected(closing, "The end of the range was expected")
        return RangeOf(low, high, has_low, closing.value == "]", position=token.position)

    def _context(self, token: Token) -> Node:
        entries: list[tuple[str, Node]] = []
        while not self.accept("}"):
            if entries:
                self.expect(",")
            key = self.take()
            if key.kind not in (TokenKind.NAME, TokenKind.STRING, TokenKind.KEYWORD):
                raise self.unexpected(key, "A name was expected")
            self.expect(":")
            entries.append((key.value, self.expression()))
        return ContextOf(tuple(entries), position=token.position)


@lru_cache(maxsize=2048)
def parse_expression(text: str, phrases: tuple[str, ...] = ()) -> Node:
    check_length(text)
    tokens, _ = tokenize(text, FEEL, phrases=_PHRASES + phrases)
    return FeelParser(text, tokens).whole()


@lru_cache(maxsize=4096)
def parse_unary_tests(text: str, phrases: tuple[str, ...] = ()) -> UnaryTests:
    check_length(text)
    tokens, _ = tokenize(text, FEEL, phrases=_PHRASES + phrases)
    return FeelParser(text, tokens).unary_tests()


def phrases_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that stand in `text` and are no plain words (blanks, hyphens, …)."""
    spoken = {name for name in names if name.strip() and not name.isidentifier()}
    if not spoken:
        return ()
    squeezed = " ".join(text.split())
    return tuple(sorted(name for name in spoken if name in squeezed))


def names_of(variables: Mapping[str, object]) -> set[str]:
    """The names of variables, and of what lies in them a few levels deep."""
    found: set[str] = set()
    level: list[object] = [variables]
    for _ in range(MAX_PHRASE_DEPTH):
        following: list[object] = []
        for value in level:
            if isinstance(value, Mapping):
                found.update(str(key) for key in value)
                following.extend(value.values())
            elif isinstance(value, list | tuple):
                following.extend(value[:1])  # the items of a list are alike
        level = following
    return found
