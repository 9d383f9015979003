"""The model card that a training writes: what was learned from what, and how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.services.intake.schema import SchemaField
from app.services.training.spec import TrainingResult


def write_card(path: Path, name: str, result: TrainingResult) -> None:
    """`result` may lack its files; the card is one of them."""
    path.write_text(card(name, result), encoding="utf-8")


def card(name: str, result: TrainingResult) -> str:
    parts = [
        f"# Model card: {_line(name)}",
        _about(result),
        "## Data",
        _data(result),
        "## Quality on the hold-out",
        _metrics(result),
        "## Columns",
        _columns(result.fields),
        "## Form",
        _form(result),
        "## Notes",
        "\n".join(f"- {_line(note)}" for note in result.notes) or "None.",
        "## To be written by a person",
        "- Purpose and users:\n- Limits and conditions of use:\n- Human oversight:",
    ]
    return "\n\n".join(parts) + "\n"


def _about(result: TrainingResult) -> str:
    kinds = {
        "binary": "Tells two classes apart",
        "multiclass": f"Tells {len(result.classes)} classes apart",
        "regression": "Estimates a number",
    }
    positive = f"; the positive class is “{result.positive_label}”" if result.positive_label else ""
    return (
        f"{kinds[result.task]}: “{_line(result.label)}”{positive}. "
        f"Algorithm: {result.algorithm.replace('_', ' ')}, seed {result.seed}."
    )


def _data(result: TrainingResult) -> str:
    rows = result.rows
    protected = ", ".join(f"“{_line(name)}”" for name in result.protected) or "none named"
    return (
        f"- SHA-256: `{result.data_sha256}`\n"
        f"- Rows: {rows['total']} read, {rows['used']} used, {rows['train']} for training "
        f"({rows['grown']} of them grew the model), {rows['holdout']} held out\n"
        f"- Protected attributes: {protected}"
    )


def _metrics(result: TrainingResult) -> str:
    lines = ["| Measure | Hold-out | Training |", "|---|---|---|"]
    for name, value in result.metrics.items():
        trained = result.train_metrics.get(name)
        shown = "" if trained is None else f"{trained:.4f}"
        lines.append(f"| {name} | {value:.4f} | {shown} |")
    return "\n".join(lines)


def _columns(fields: Sequence[SchemaField]) -> str:
    lines = ["| Column | Role | Class | Protected |", "|---|---|---|---|"]
    for field in fields:
        name = _line(field.name).replace("|", "\\|")
        protected = "yes" if field.protected else ""
        lines.append(f"| {name} | {field.role} | {field.data_class} | {protected} |")
    return "\n".join(lines)


def _form(result: TrainingResult) -> str:
    check = result.equivalence
    return (
        f"ONNX. On {check.rows} held-out rows it differs from the trained model by at most "
        f"{check.max_difference:.1e} ({check.measured_on}; {check.limit:.0e} is the limit), "
        f"with {check.label_flips} other labels. Python {result.python}; the libraries are listed "
        "in environment.txt."
    )


def _line(text: str) -> str:
    """One line of plain text: a column name must not start a heading or a link."""
    plain = " ".join(text.split())
    return "".join("\\" + sign if sign in "<>[]`*_" else sign for sign in plain)
