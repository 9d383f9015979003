"""What stands in the editor of a column, and the conditions of the filter field that it writes.

No Qt. The filter field stays the truth: an editor shows the conditions on one key as words, and
gives conditions back. What can't be told in such words is shown as it is typed in the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from app.views.filters import COMPARISONS, FilterGrammar, FilterKey, FilterQuery, FilterToken, parse

_PART = re.compile(r'\s*(?P<not>-?)(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^,"]+))')
_LIMIT = re.compile(r"(<=|>=|<|>)\s*([^\s<>=]+)")
_BETWEEN = re.compile(r"\s*([^\s.<>=]+)\s*(?:\.\.|…|–)\s*([^\s.<>=]+)\s*")


def tokens_on(query: FilterQuery, key: FilterKey) -> tuple[FilterToken, ...]:
    """The conditions of the filter that are on this key."""
    return tuple(one for one in query.tokens if one.key == key.name)


def with_tokens(query: FilterQuery, key: FilterKey, tokens: Iterable[FilterToken]) -> FilterQuery:
    """The same filter with these conditions on the key, where the old ones stood."""
    before = list(query.tokens)
    place = next((n for n, one in enumerate(before) if one.key == key.name), len(before))
    others = [one for one in before if one.key != key.name]
    return replace(query, tokens=(*others[:place], *tokens, *others[place:]))


def text_of(key: FilterKey, tokens: Iterable[FilterToken]) -> str:
    """The conditions on a key as its editor shows them: `a, b`, `-a`, `>7d <30d`."""
    found = tuple(tokens)
    text = _limits(found) if key.is_compared else _values(found)
    return text if _same(tokens_of(key, text), found) else " ".join(map(str, found))


def tokens_of(key: FilterKey, text: str) -> tuple[FilterToken, ...]:
    """What somebody wrote into the editor of a key; whole conditions are understood, too."""
    typed = parse(text, FilterGrammar((key,)))
    if typed.tokens and not typed.words:
        return typed.tokens
    return _range(key, text) if key.is_compared else _listed(key, text)


def _range(key: FilterKey, text: str) -> tuple[FilterToken, ...]:
    """`<30d`, `>7d <30d`, `7d..30d`; an age alone is the most it may be."""
    between = _BETWEEN.fullmatch(text)
    if between is not None:
        limits = [(">=", between[1]), ("<=", between[2])]
    else:
        limits = [(one[1], one[2]) for one in _LIMIT.finditer(text)]
    if not limits and text.strip():
        limits = [("<=", text.strip())]
    return tuple(FilterToken(key.name, (value,), operator) for operator, value in limits)


def _listed(key: FilterKey, text: str) -> tuple[FilterToken, ...]:
    wanted: list[str] = []
    refused: list[str] = []
    for one in _PART.finditer(text):
        value = (one["quoted"] if one["quoted"] is not None else one["plain"]).strip()
        if value:
            (refused if one["not"] else wanted).append(value)
    found = []
    if wanted:
        found.append(FilterToken(key.name, tuple(dict.fromkeys(wanted))))
    if refused:
        found.append(FilterToken(key.name, tuple(dict.fromkeys(refused)), is_negated=True))
    return tuple(found)


def _limits(tokens: tuple[FilterToken, ...]) -> str:
    return " ".join(f"{one.operator}{one.values[0]}" for one in tokens)


def _values(tokens: tuple[FilterToken, ...]) -> str:
    parts = [
        f"{'-' if one.is_negated else ''}{_quoted(value)}" for one in tokens for value in one.values
    ]
    return ", ".join(parts)


def _quoted(value: str) -> str:
    return f'"{value}"' if "," in value or value.startswith("-") else value


def _same(one: tuple[FilterToken, ...], other: tuple[FilterToken, ...]) -> bool:
    """`state=open` asks for the same as `state:open`."""
    return set(map(_plain, one)) == set(map(_plain, other))


def _plain(token: FilterToken) -> FilterToken:
    return token if token.operator in COMPARISONS else replace(token, operator=":")
