"""Results of monitors and of `drift` as text, and the exit code that a verdict asks for."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import typer

from app.command_line.output import marked, table
from app.errors import InputError, RefusedError
from app.services.monitoring.measure import MEASURES

VERDICTS = (
    "PASS", "WARN", "FAIL", "ERROR", "INSUFFICIENT_DATA", "NO_THRESHOLD", "NOT_APPLICABLE",
)  # fmt: skip


def results_text(document: Mapping[str, Any]) -> str:
    columns = {
        "test": "test", "feature": "feature", "judged": "value", "threshold": "limit",
        "p_adjusted": "p (adjusted)", "n": "n", "said": "verdict",
    }  # fmt: skip
    errors = [
        _error(one)
        for one in document["results"]
        if one["verdict"] == "ERROR" and one["method"] != document.get("note")
    ]
    unsure = [_unsure(one) for one in document["results"] if one.get("inconclusive")]
    rows = [
        SimpleNamespace(**one, judged=_judged(one), said=_said(one)) for one in document["results"]
    ]
    counted = document["rows"]
    lines = [
        table(rows, columns, nothing="No results."),
        "",
        *(marked(one, 2) for one in (*errors, *unsure)),
        f"{counted['reference']} rows of reference, {counted['current']} current rows.",
        f"Verdict: {document['verdict']}",
    ]
    if document.get("note"):
        lines.append(marked(str(document["note"]), 2))
    lines += [marked(f"Note: {note}", 2) for note in document.get("notes", ())]
    return "\n".join(lines)


def _judged(result: Mapping[str, Any]) -> object:
    """What stands beside its limit: the effect with its name, where that is not the statistic."""
    name = {key: measure.effect_name for key, measure in MEASURES.items()}.get(result["test"])
    if not name or result["effect"] is None:
        return result["statistic"]
    return f"{name} {result['effect']:.6g}"


def _said(result: Mapping[str, Any]) -> str:
    unsure = " (inconclusive)" if result.get("inconclusive") else ""
    return f"{result['verdict']}{unsure}"


def _unsure(result: Mapping[str, Any]) -> str:
    """Between which two values the exact one lies, where they would not be judged alike."""
    return f"{_name(result)}: {result['note']}"


def _error(result: Mapping[str, Any]) -> str:
    """Why a test could not be measured: a run that is kept says it in its method."""
    return f"{_name(result)}: {result.get('note') or result['method']}"


def _name(result: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (result["test"], result["feature"])))


def exit_by_verdict(document: Mapping[str, Any], fail_on: str) -> None:
    """Exit code 1 where the verdict, or one of a result, is among those of `--fail-on`."""
    wanted = fail_verdicts(fail_on)
    found = {document["verdict"], *(one["verdict"] for one in document["results"])}
    if wanted & found:
        raise typer.Exit(RefusedError.exit_code)


def fail_verdicts(text: str) -> frozenset[str]:
    """The verdicts in `FAIL,ERROR`.

    Raises:
        InputError: one that is none.
    """
    wanted = frozenset(one.strip().upper() for one in text.split(",") if one.strip())
    for one in sorted(wanted - set(VERDICTS)):
        raise InputError(f"{one} is no verdict.", hint="Known: " + ", ".join(VERDICTS) + ".")
    return wanted
