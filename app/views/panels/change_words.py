"""One change between two snapshots in words: its name, and a value with what must hold."""

from __future__ import annotations

import re

from app.models.queries.snapshot_diff import Change
from app.views.cells import decimal
from app.views.language import tr
from app.views.panels.limits import held, rule_words

_METRIC = re.compile(r"^(\S+) \(((?:<=|>=|<|>|outside) .+)\)$")


def change_name(change: Change) -> str:
    return rule_words(change.name) if change.group == "metrics" else change.name


def value_words(change: Change, value: str) -> str:
    """A metric's limit as what must hold; what is missing is never shown as equal."""
    found = _METRIC.match(value)
    if found is None:
        return value or tr("not recorded")
    return tr("{found} (must be {words})").format(
        found=decimal(found[1]), words=held(found[2]).words
    )
