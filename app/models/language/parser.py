"""The Pratt parser under both front ends: binding powers and depth, no grammar of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal, DecimalException

from app.models.language.errors import LanguageError
from app.models.language.limits import MAX_DEPTH
from app.models.language.nodes import Literal, Node
from app.models.language.tokens import Token, TokenKind
from app.models.language.values import NUMBERS


class Parser(ABC):
    """Reads one list of tokens once."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @abstractmethod
    def prefix(self, token: Token) -> Node:
        """What begins with `token`, which is already taken."""

    @abstractmethod
    def power(self, token: Token) -> int:
        """How strongly `token` binds to what stands left of it; 0: not at all."""

    @abstractmethod
    def infix(self, left: Node, token: Token) -> Node:
        """What goes on from `left` with `token`, which is already taken."""

    def whole(self) -> Node:
        """The one expression that the tokens are."""
        node = self.expression()
        self.expect_end()
        return node

    def expression(self, binding: int = 0) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.error(f"The expression is nested more than {MAX_DEPTH} deep", self.peek())
        left = self.prefix(self.take())
        while self.power(self.peek()) > binding:
            left = self.infix(left, self.take())
        self._depth -= 1
        return left

    def peek(self, ahead: int = 0) -> Token:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.peek()
        self._at += 1
        return token

    def is_next(self, *values: str) -> bool:
        token = self.peek()
        return token.kind in (TokenKind.OPERATOR, TokenKind.KEYWORD) and token.value in values

    def accept(self, *values: str) -> bool:
        if self.is_next(*values):
            self._at += 1
            return True
        return False

    def expect(self, value: str) -> Token:
        if not self.is_next(value):
            raise self.unexpected(self.peek(), f"“{value}” was expected")
        return self.take()

    def expect_end(self) -> None:
        if self.peek().kind is not TokenKind.END:
            raise self.unexpected(self.peek())

    def arguments(self, closing: str = ")") -> tuple[Node, ...]:
        """Expressions between commas up to `closing`, which is taken too."""
        found: list[Node] = []
        if self.accept(closing):
            return ()
        while True:
            found.append(self.expression())
            if self.accept(closing):
                return tuple(found)
            self.expect(",")

    def number(self, token: Token) -> Literal:
        try:
            value: Decimal = NUMBERS.create_decimal(token.value)
        except DecimalException as error:
            raise self.error("The number is too large", token) from error
        return Literal(value, position=token.position)

    def error(self, reason: str, token: Token, *, hint: str = "") -> LanguageError:
        return LanguageError(reason, text=self.text, position=token.position, hint=hint)

    def unexpected(self, token: Token, wanted: str = "") -> LanguageError:
        found = "the end" if token.kind is TokenKind.END else f"“{token.value}”"
        reason = f"{wanted}, not {found}" if wanted else f"{found} is not expected here"
        return self.error(reason[0].upper() + reason[1:], token)
