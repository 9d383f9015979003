"""Rules of a decision table in the reader's words: its file spells codes, quotes and operators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.models.queries.policy_change import RuleText
from app.texts import ROLE_NAMES, WORDS, limit, role_name, told, word
from app.views import cells
from app.views.language import N_, listed, tr
from app.views.panels.limits import VERDICTS, test_name

_QUOTED = re.compile(r'"([^"]*)"')
_NOT = re.compile(r"^not\((.*)\)$", re.DOTALL)
_BOUND = re.compile(r"[<>≤≥] ?-?\d+(\.\d+)?")
_BOOLEANS = {"true": N_("yes"), "false": N_("no")}
_TEST, _LIMIT, _LIFE_CYCLE = "test", "limit", "life cycle"  # columns whose cells read otherwise


@dataclass(frozen=True, slots=True)
class Block:
    """What is read together: a rule with its note, or all rules about one thing."""

    head: str
    lines: tuple[str, ...]


def blocks(rules: Sequence[RuleText]) -> Iterator[Block]:
    """In the order of the file, which is often the order that decides."""
    for first, found in groupby(rules, key=_together):
        same = list(found)
        if isinstance(first, int):
            yield from map(_noted, same)
        elif first is None:
            yield Block(tr("Always"), tuple(_line(one, 0) for one in same))
        else:
            name, text = first
            head = test_name(text.strip('" ')) if name == _TEST else pair(name, text)
            yield Block(head, tuple(_line(one, 1) for one in same))


def _together(rule: RuleText) -> int | tuple[str, str] | None:
    """Rules without a note belong to what they ask about first."""
    if rule.note:
        return rule.number
    return rule.when[0] if rule.when else None


def _noted(rule: RuleText) -> Block:
    when = ", ".join(pair(*one) for one in rule.when) or tr("Always")
    return Block(f"{rule.number}. {told(rule.note)}", (when, _then(rule)))


def _line(rule: RuleText, known: int) -> str:
    """`known`: how many of its conditions stand in the head."""
    when = ", ".join(pair(*one) for one in rule.when[known:]) or tr("otherwise")
    return f"{rule.number}. {when} {_then(rule)}"


def _then(rule: RuleText) -> str:
    return "→ " + ", ".join(pair(*one) for one in rule.then)


def pair(name: str, text: str) -> str:
    """A column with its cell: "value ≥ 0.2", "stage: PROD"."""
    said = cell_words(name, text)
    sign = "" if said[:1] in "<>≤≥" else ":"
    return f"{told(name)}{sign} {said}"


def cell_words(name: str, text: str) -> str:
    """A cell of the column `name`, which is FEEL: terms in quotes, operators, numbers."""
    text = text.strip()
    if negated := _NOT.match(text):
        return tr("not {what}").format(what=cell_words(name, negated[1]))
    if text in _BOOLEANS:
        return tr(_BOOLEANS[text])
    terms, rest = _QUOTED.findall(text), _QUOTED.sub("", text)
    if terms and not rest.strip(" ,"):
        return listed([_term(name, one) for one in terms], either=True)
    text = text.replace("<=", "≤").replace(">=", "≥")
    if len(bounds := re.split(r",\s*", text)) > 1 and all(map(_BOUND.fullmatch, bounds)):
        return listed([cells.decimal(one) for one in bounds], either=True)
    return cells.fractions(text)


def _term(name: str, value: str) -> str:
    if name == _TEST:
        return test_name(value)
    if name == _LIMIT:
        return limit(value)
    if name == _LIFE_CYCLE:  # by its key: "registry-promotion"
        return told(value.replace("-", " ").capitalize())
    if "|" in value:
        return listed([_term(name, one) for one in value.split("|")], either=True)
    return _code_words(value)


def _code_words(value: str) -> str:
    if value in VERDICTS:
        return tr(VERDICTS[value][1])
    if value in ROLE_NAMES:
        return role_name(value)
    return word(value) if value.replace("_", " ") in WORDS else told(value)
