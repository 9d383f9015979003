"""One change between two snapshots in words: its name, and a value with what must hold."""

from __future__ import annotations

import re

from app.models.queries.snapshot_diff import Change
from app.services.stores import own_name
from app.views.cells import decimal
from app.views.language import tr
from app.views.panels.limits import limit_words, rule_words

_METRIC = re.compile(r"^(\S+) \(((?:<=|>=|<|>|outside) .+?)(?:; warns (.+))?\)$")


def change_name(change: Change) -> str:
    if change.group == "files":
        return own_name(change.name)
    return rule_words(change.name) if change.group == "metrics" else change.name


def pair_words(change: Change) -> tuple[str, str]:
    """Before and after; what must hold stands once, behind what is so now, where it is the same."""
    before, after = _METRIC.match(change.before), _METRIC.match(change.after)
    if before is not None and after is not None and before[2] == after[2]:
        return decimal(before[1]), value_words(change, change.after)
    return value_words(change, change.before), value_words(change, change.after)


def value_words(change: Change, value: str) -> str:
    """A metric's limit as what must hold; what is missing is never shown as equal."""
    found = _METRIC.match(value)
    if found is None:
        return value or tr("not recorded")
    return tr("{found} (must be {words})").format(
        found=decimal(found[1]), words=limit_words(found[2], found[3] or "")
    )


def words_about(change: Change) -> str:
    """The change as one begins to write about it."""
    before, after = (value_words(change, each) for each in (change.before, change.after))
    return f"{change_name(change)}, {before} → {after}: "
