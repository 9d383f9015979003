"""What a person types into a filter, understood: `stage:PROD risk:high -owner:me age<1h "text"`.

No Qt. The same words come out again by `str()`, so that a filter can be kept, shared and undone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

OPERATORS = (":", "<=", ">=", "<", ">", "=")
COMPARISONS = frozenset({"<", "<=", ">", ">="})
_TOKEN = re.compile(
    r"""
    (?P<not>-)?(?P<key>[A-Za-z][A-Za-z_]*)(?P<op>:|<=|>=|<|>|=)(?P<values>(?:"[^"]*"|[^\s"])+)
    | -?(?P<begun>[A-Za-z][A-Za-z_]*)(?::|<=|>=|<|>|=)(?:"[^"]*)?(?=\s|$)
    | "(?P<quoted>[^"]*)"?
    | (?P<word>\S+)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class FilterToken:
    """One condition. Several values mean "one of these"."""

    key: str
    values: tuple[str, ...]
    operator: str = ":"
    is_negated: bool = False

    def __str__(self) -> str:
        sign = "-" if self.is_negated else ""
        return f"{sign}{self.key}{self.operator}{','.join(map(_quoted, self.values))}"


@dataclass(frozen=True, slots=True)
class FilterQuery:
    """Conditions that must all hold, and words that must all occur. Empty: everything."""

    tokens: tuple[FilterToken, ...] = ()
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([*map(str, self.tokens), *map(_as_word, self.words)])

    @property
    def is_empty(self) -> bool:
        return not self.tokens and not self.words

    def values(self, key: str) -> tuple[str, ...]:
        """The wanted values of `key`, for a plain "is one of" condition."""
        return tuple(
            value
            for token in self.tokens
            if token.key == key and token.operator == ":" and not token.is_negated
            for value in token.values
        )

    def with_values(self, key: str, values: Sequence[str]) -> FilterQuery:
        """The same, with the plain condition on `key` replaced; no values: without it."""
        others = [t for t in self.tokens if t.key != key or t.operator != ":" or t.is_negated]
        added = [FilterToken(key, tuple(values))] if values else []
        return replace(self, tokens=(*others, *added))

    def refused(self, key: str) -> tuple[str, ...]:
        """The values that `key` must not have, for a plain "is none of" condition."""
        return tuple(
            value
            for token in self.tokens
            if token.key == key and token.operator == ":" and token.is_negated
            for value in token.values
        )

    def with_refused(self, key: str, values: Sequence[str]) -> FilterQuery:
        """The same, with the plain "is none of" condition on `key` replaced."""
        others = [t for t in self.tokens if t.key != key or t.operator != ":" or not t.is_negated]
        added = [FilterToken(key, tuple(values), is_negated=True)] if values else []
        return replace(self, tokens=(*others, *added))

    def without(self, token: FilterToken) -> FilterQuery:
        return replace(self, tokens=tuple(t for t in self.tokens if t != token))

    def and_also(self, other: FilterQuery) -> FilterQuery:
        fresh = tuple(t for t in other.tokens if t not in self.tokens)
        words = tuple(w for w in other.words if w not in self.words)
        return FilterQuery(self.tokens + fresh, self.words + words)


@dataclass(frozen=True, slots=True)
class FilterKey:
    """A key that may be typed. `values` are offered; unknown ones are allowed where `is_open`.

    Args:
        is_compared: its value is a limit, above or below which something is (`age<30d`).
        known: what its value can be, also where that is not offered; empty: anything.
        shown: how a value is called where one is chosen; else by the word of its code.
    """

    name: str
    title: str = ""
    values: tuple[str, ...] = ()
    is_open: bool = True
    is_compared: bool = False
    shown: Callable[[str], str] | None = None
    known: tuple[str, ...] = ()

    def strange(self, values: Iterable[str]) -> tuple[str, ...]:
        """Those that it can't have: mistyped, or of something that is gone."""
        known = set(map(_plain, self.known))
        return tuple(one for one in values if known and _plain(one) not in known)

    @property
    def begun(self) -> tuple[str, ...]:
        """How a condition on it begins; of what is compared, some whole ones."""
        if not self.is_compared:
            return (f"{self.name}:",)
        return tuple(f"{self.name}{value}" for value in self.values)


@dataclass(frozen=True, slots=True)
class FilterGrammar:
    keys: tuple[FilterKey, ...] = field(default=())

    def key(self, name: str) -> FilterKey | None:
        return next((k for k in self.keys if k.name == name.lower()), None)

    def strange(self, token: FilterToken) -> tuple[str, ...]:
        """The values of a condition that its key can't have."""
        key = self.key(token.key)
        return () if key is None or token.operator != ":" else key.strange(token.values)

    def completions(self, text: str, limit: int = 12) -> tuple[str, ...]:
        """What the word being typed could become: keys first, then the values of its key."""
        start = text.rfind(" ") + 1
        head, word = text[:start], text[start:]
        sign, word = ("-", word[1:]) if word.startswith("-") else ("", word)
        name, colon, typed = word.partition(":")
        key = self.key(name)
        if colon and key is not None:
            done, comma, last = typed.rpartition(",")
            offered: Iterable[str] = (
                f"{name}:{done}{comma}{_quoted(value)}"
                for value in key.values
                if value.lower().startswith(last.strip('"').lower())
            )
        else:
            begun = word.lower()
            offered = (one for k in self.keys for one in k.begun if one.startswith(begun))
        return tuple(f"{head}{sign}{each}" for each in offered)[:limit]


def parse(text: str, grammar: FilterGrammar | None = None) -> FilterQuery:
    """Never fails: what isn't a condition is a word to look for.

    A condition that is only begun, as `risk:`, asks nothing yet.
    """
    tokens: list[FilterToken] = []
    words: list[str] = []
    for match in _TOKEN.finditer(text):
        key, begun = match["key"], match["begun"]
        if begun is not None and grammar is not None and grammar.key(begun) is not None:
            continue
        if key is None or (grammar is not None and grammar.key(key) is None):
            word = match["quoted"] if match["quoted"] is not None else match[0].replace('"', "")
            words.extend([word] if word else [])
            continue
        values = _split_values(match["values"])
        if values:
            tokens.append(FilterToken(key.lower(), values, match["op"], bool(match["not"])))
    return FilterQuery(tuple(dict.fromkeys(tokens)), tuple(dict.fromkeys(words)))


def _split_values(text: str) -> tuple[str, ...]:
    parts = re.findall(r'"([^"]*)"|([^,"]+)', text)
    return tuple(dict.fromkeys(quoted or plain for quoted, plain in parts if quoted or plain))


def _plain(value: str) -> str:
    """ "Rolled back" as "rolled_back"."""
    return re.sub(r"[\s-]+", "_", value.strip().casefold())


def _quoted(value: str) -> str:
    bare = value.replace('"', "")
    return f'"{bare}"' if re.search(r"[\s,]", bare) else bare


def _as_word(word: str) -> str:
    bare = word.replace('"', "")
    return f'"{bare}"' if re.search(r"[\s:<>=]|^-", bare) else bare
