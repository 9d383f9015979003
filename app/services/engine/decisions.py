"""Asks a decision table for the engine. Files are parsed once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from app.models.dmn.decisions import DecisionFile
from app.models.dmn.evaluate import evaluate, map_result
from app.models.dmn.xml_io import parse
from app.models.language.values import to_json

_parsed = lru_cache(maxsize=128)(parse)


def decision_file(dmn: bytes) -> DecisionFile:
    return _parsed(dmn)


def decide_by_table(dmn: bytes, decision: str, variables: Mapping[str, Any], mapping: str) -> Any:
    """The mapped result of `decision` as JSON.

    Raises:
        InputError: the table can't be evaluated with these variables.
    """
    return to_json(map_result(evaluate(decision_file(dmn), decision, variables), mapping))
