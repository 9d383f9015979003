"""The tokenizer of both front ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.models.language.errors import LanguageError


class TokenKind(StrEnum):
    NUMBER = "number"
    STRING = "string"
    NAME = "name"
    KEYWORD = "keyword"
    OPERATOR = "operator"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    value: str
    position: int


@dataclass(frozen=True, slots=True)
class Dialect:
    operators: tuple[str, ...]  # longest first
    keywords: frozenset[str]
    quotes: str
    number: re.Pattern[str]


# fmt: off
JUEL = Dialect(
    operators=("==", "!=", "<=", ">=", "&&", "||", *"<>!+-*/%?:()[].,"),
    keywords=frozenset((
        "and", "or", "not", "eq", "ne", "lt", "gt", "le", "ge", "div", "mod", "empty",
        "true", "false", "null", "instanceof",
    )),
    quotes="'\"",
    number=re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII),
)
FEEL = Dialect(
    operators=("**", "..", "!=", "<=", ">=", *"=<>+-*/()[]{}.,:?@"),
    keywords=frozenset((
        "if", "then", "else", "for", "in", "return", "some", "every", "satisfies",
        "and", "or", "between", "true", "false", "null",
    )),
    quotes='"',
    number=re.compile(r"\d+(?:\.\d+)?|\.\d+", re.ASCII),
)
# fmt: on
_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_SPACE = re.compile(r"\s+")
_BRACKET = re.compile(r"\s*\(")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "'": "'", "/": "/"}
_UNICODE = re.compile(r"\\u([0-9A-Fa-f]{4})")


def tokenize(
    text: str, dialect: Dialect, *, start: int = 0, phrases: Sequence[str] = (), until: str = ""
) -> tuple[tuple[Token, ...], int]:
    """The tokens from `start`, ending with an END token, and the position after them.

    Args:
        phrases: names that hold blanks or signs; at the same place the longest one wins.
        until: an end sign, for expressions inside a longer text.
    Raises:
        LanguageError: a sign that is no part of the language, or an end that is missing.
    """
    tokens: list[Token] = []
    by_length = sorted(phrases, key=len, reverse=True)
    position = start
    while True:
        space = _SPACE.match(text, position)
        position = space.end() if space else position
        if position >= len(text):
            break
        if until and text[position] == until:
            tokens.append(Token(TokenKind.END, "", position))
            return tuple(tokens), position + 1
        token, position = _token_at(text, position, dialect, by_length)
        tokens.append(token)
    if until:
        raise LanguageError(f"“{until}” is missing at the end", text=text, position=len(text) - 1)
    tokens.append(Token(TokenKind.END, "", len(text)))
    return tuple(tokens), len(text)


def _token_at(
    text: str, position: int, dialect: Dialect, phrases: Sequence[str]
) -> tuple[Token, int]:
    for phrase in phrases:
        end = _phrase_end(text, position, phrase)
        if end:
            return Token(TokenKind.NAME, phrase.removesuffix("("), position), end
    if text[position] in dialect.quotes:
        return _string(text, position)
    if number := dialect.number.match(text, position):
        return Token(TokenKind.NUMBER, number.group(), position), number.end()
    if name := _NAME.match(text, position):
        word = name.group()
        kind = TokenKind.KEYWORD if word in dialect.keywords else TokenKind.NAME
        return Token(kind, word, position), name.end()
    for operator in dialect.operators:
        if text.startswith(operator, position):
            return Token(TokenKind.OPERATOR, operator, position), position + len(operator)
    raise LanguageError(
        f"“{text[position]}” is not known here",
        text=text,
        position=position,
    )


def _phrase_end(text: str, position: int, phrase: str) -> int:
    """Where `phrase` ends when it stands at `position` (any white space between words), else 0.

    A phrase that ends with "(" is a function's name: the bracket must follow and is not taken.
    """
    at = position
    for word in phrase.removesuffix("(").split():
        if at > position:
            space = _SPACE.match(text, at)
            if space is None:
                return 0
            at = space.end()
        if not text.startswith(word, at):
            return 0
        at += len(word)
    if at < len(text) and at > position and _is_word(text[at]) and _is_word(text[at - 1]):
        return 0
    if phrase.endswith("(") and not _BRACKET.match(text, at):
        return 0
    return at if at > position else 0


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign in "_$"


def _string(text: str, position: int) -> tuple[Token, int]:
    quote = text[position]
    parts: list[str] = []
    at = position + 1
    while at < len(text):
        sign = text[at]
        if sign == quote:
            return Token(TokenKind.STRING, "".join(parts), position), at + 1
        if sign == "\\":
            part, at = _escape(text, at)
            parts.append(part)
            continue
        parts.append(sign)
        at += 1
    raise LanguageError("The quotation mark is never closed", text=text, position=position)


def _escape(text: str, at: int) -> tuple[str, int]:
    if code := _UNICODE.match(text, at):
        return chr(int(code.group(1), 16)), code.end()
    following = text[at + 1 : at + 2]
    if following in _ESCAPES:
        return _ESCAPES[following], at + 2
    raise LanguageError(f"“\\{following}” is not a known escape", text=text, position=at)
