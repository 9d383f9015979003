"""The grammar of the JUEL subset: what stands inside `${…}` and `#{…}`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.models.language.limits import check_length
from app.models.language.nodes import (
    Binary,
    Conditional,
    Index,
    Literal,
    Member,
    Method,
    Name,
    Node,
    Unary,
)
from app.models.language.parser import Parser
from app.models.language.tokens import JUEL, Token, TokenKind, tokenize

CONDITIONAL, OR, AND, EQUALITY, RELATION, SUM, PRODUCT, UNARY, POSTFIX = range(1, 10)
WORDS = {
    "and": "&&", "or": "||", "not": "!", "eq": "==", "ne": "!=", "lt": "<", "gt": ">",
    "le": "<=", "ge": ">=", "div": "/", "mod": "%",
}  # fmt: skip
POWERS = {
    "?": CONDITIONAL, "||": OR, "&&": AND, "==": EQUALITY, "!=": EQUALITY,
    "<": RELATION, ">": RELATION, "<=": RELATION, ">=": RELATION,
    "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "%": PRODUCT,
    ".": POSTFIX, "[": POSTFIX,
}  # fmt: skip
CONSTANTS: dict[str, object] = {"true": True, "false": False, "null": None}
# name -> (fewest, most) arguments. Nothing else can be called.
METHODS = {
    "toString": (0, 0), "equals": (1, 1), "contains": (1, 1), "size": (0, 0), "isEmpty": (0, 0),
    "get": (1, 1), "startsWith": (1, 1), "prop": (1, 1), "numberValue": (0, 0),
    "stringValue": (0, 0), "boolValue": (0, 0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """A text with expressions in it: literal texts and nodes in turn."""

    parts: tuple[str | Node, ...]

    @property
    def only(self) -> Node | None:
        """The one expression that the whole text is."""
        if len(self.parts) == 1 and not isinstance(self.parts[0], str):
            return self.parts[0]
        return None


class JuelParser(Parser):
    def prefix(self, token: Token) -> Node:
        match token.kind, WORDS.get(token.value, token.value):
            case TokenKind.NUMBER, _:
                return self.number(token)
            case TokenKind.STRING, _:
                return Literal(token.value, position=token.position)
            case TokenKind.NAME, _:
                return self._name(token)
            case TokenKind.KEYWORD, ("true" | "false" | "null") as word:
                return Literal(CONSTANTS[word], position=token.position)
            case ((TokenKind.OPERATOR | TokenKind.KEYWORD), ("!" | "-" | "empty") as operator):
                return Unary(operator, self.expression(UNARY), position=token.position)
            case TokenKind.OPERATOR, "(":
                inner = self.expression()
                self.expect(")")
                return inner
        raise self.unexpected(token)

    def power(self, token: Token) -> int:
        if token.kind not in (TokenKind.OPERATOR, TokenKind.KEYWORD):
            return 0
        return POWERS.get(WORDS.get(token.value, token.value), 0)

    def infix(self, left: Node, token: Token) -> Node:
        operator = WORDS.get(token.value, token.value)
        if operator == "?":
            yes = self.expression()
            self.expect(":")
            return Conditional(left, yes, self.expression(), position=token.position)
        if operator == ".":
            return self._member(left)
        if operator == "[":
            index = self.expression()
            self.expect("]")
            return Index(left, index, position=token.position)
        right = self.expression(POWERS[operator])
        return Binary(left, operator, right, position=token.position)

    def _name(self, token: Token) -> Node:
        if self.is_next("("):
            raise self.error(
                f"There is no function “{token.value}”",
                token,
                hint="Map the call to a Modelward task type or use a path and the operators.",
            )
        return Name(token.value, position=token.position)

    def _member(self, left: Node) -> Node:
        token = self.take()
        if token.kind not in (TokenKind.NAME, TokenKind.KEYWORD):
            raise self.unexpected(token, "A name was expected")
        if not self.accept("("):
            return Member(left, token.value, position=token.position)
        if token.value not in METHODS:
            raise self.error(
                f"“{token.value}()” can't be called",
                token,
                hint=f"Known are {', '.join(f'{name}()' for name in METHODS)}.",
            )
        arguments = self.arguments()
        fewest, most = METHODS[token.value]
        if not fewest <= len(arguments) <= most:
            raise self.error(f"“{token.value}()” takes {most} values", token)
        return Method(left, token.value, arguments, position=token.position)


@lru_cache(maxsize=1024)
def parse_template(text: str) -> Template:
    """`text` split into literal parts and parsed expressions; `\\${` stays a literal `${`.

    Raises:
        LanguageError: a part can't be read.
    """
    if "${" not in text and "#{" not in text:
        return Template((text,) if text else ())
    check_length(text)
    parts: list[str | Node] = []
    literal = ""
    at = 0
    while at < len(text):
        if text.startswith(("\\${", "\\#{"), at):
            literal, at = literal + text[at + 1 : at + 3], at + 3
        elif text.startswith(("${", "#{"), at):
            if literal:
                parts.append(literal)
                literal = ""
            tokens, at = tokenize(text, JUEL, start=at + 2, until="}")
            parts.append(JuelParser(text, tokens).whole())
        else:
            literal, at = literal + text[at], at + 1
    if literal:
        parts.append(literal)
    return Template(tuple(parts))
