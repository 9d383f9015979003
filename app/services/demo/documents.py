"""What the demo's models are documented by: short, with figures of the data they were made on."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from app.services.demo.bank import DemoModel
from app.services.monitoring.stats import auc

CARD, VALIDATION = "model_card.md", "validation.md"


def card_text(model: DemoModel, train: pa.Table) -> str:
    """What the model is for, what it reads, and what it was made on."""
    card = model.card
    lines = [
        f"# Model card: {model.name}", "", model.description, "",
        "## What it is", "",
        f"A logistic scorecard over {len(card.numbers)} numbers and {len(card.words)} categories,"
        f" made on {train.num_rows} rows of generated data.", "",
        "## What it reads", "",
        *(f"- `{one.name}`{f', in {one.unit}' if one.unit else ''}" for one in card.numbers),
        *(f"- `{one.name}`: {', '.join(one.shares)}{_protected(one.is_protected)}"
          for one in card.words), "",
        "## What it is not for", "",
        "Decisions on people outside the bank's customers, and any use besides the one above.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def validation_text(model: DemoModel, train: pa.Table, holdout: pa.Table) -> str:
    """How it does on rows that it was not made on."""
    lines = [
        f"# Validation: {model.name}", "",
        "## Separation", "",
        f"- AUC on the {train.num_rows} rows it was made on: {_auc(train):.3f}",
        f"- AUC on {holdout.num_rows} rows it had not seen: {_auc(holdout):.3f}", "",
        "## Data", "",
        f"- Share of positive labels: {_positive(train):.1%}, held out {_positive(holdout):.1%}",
        f"- Mean score: {_scores(train).mean():.3f}, held out {_scores(holdout).mean():.3f}", "",
        "## To be watched", "",
        "Drift of the columns that the card names, and the results for protected groups: both are"
        " tested at each release and by the monitors.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _protected(is_protected: bool) -> str:
    return " (protected)" if is_protected else ""


def _scores(table: pa.Table) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(table.column("score").to_pylist(), dtype=np.float64)


def _is_positive(table: pa.Table) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.asarray([one == "1" for one in table.column("label").to_pylist()])


def _positive(table: pa.Table) -> float:
    return float(_is_positive(table).mean())


def _auc(table: pa.Table) -> float:
    _, place = np.unique(_scores(table), return_inverse=True)
    of_positives = np.bincount(place, weights=_is_positive(table))
    return auc(of_positives, np.bincount(place) - of_positives)[0]
