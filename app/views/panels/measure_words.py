"""What each measure says, for who never met its name: one sentence, and which way is better."""

from __future__ import annotations

from app.views.language import N_, tr

_MEANINGS = {
    "accuracy": N_("Of all cases, the share that was judged right. More is better."),
    "auc": N_("How well the score tells the two kinds of case apart: 0.5 is chance, 1 perfect."),
    "brier": N_("How far the predicted chances lie from what happened. Less is better."),
    "calibration": N_(
        "How far a predicted chance lies from how often it came true. Less is better."
    ),
    "chi_square": N_("Whether categories come as often as in the data that it is held against."),
    "csi": N_("How much the values of this input moved between its bands: 0 is not at all."),
    "disparate_impact": N_(
        "How often one group gets the good outcome for each time that another does: 1 is equal."
    ),
    "equal_opportunity": N_(
        "How much more often the right cases of one group were found than of another: 0 is equal."
    ),
    "error_rate": N_("The share of requests that failed. Less is better."),
    "f1": N_("How well cases are found without false alarms: 1 is perfect."),
    "gini": N_("How well the score puts cases in their order: 0 is chance, 1 perfect."),
    "jensen_shannon": N_(
        "How unlike the values are to those that they are held against: 0 is the same,"
        " 0.83 nothing in common."
    ),
    "ks": N_(
        "The widest gap between these values and those that they are held against, as they add up:"
        " 0 is the same, 1 nothing in common."
    ),
    "latency_p95": N_("Of 100 requests 95 were answered within this time. Less is better."),
    "log_loss": N_("How wrong the predicted chances were, worst where they were sure."
                   " Less is better."),
    "mae": N_("How far predictions are off on average. Less is better."),
    "mape": N_("How far predictions are off on average, as a share. Less is better."),
    "missing": N_("The share of values that are missing."),
    "new_categories": N_("The share of values that the data before never had."),
    "not_null": N_("Values that are missing where none may be."),
    "precision": N_("Of the cases that were named, the share that was right. More is better."),
    "psi": N_("How much the values moved between their bands: 0 is not at all."),
    "r2": N_("How much of the differences the predictions explain: 1 is all."),
    "range": N_("The share of values outside the range where they should lie."),
    "recall": N_("Of the cases that there were, the share that was found. More is better."),
    "rmse": N_("How far predictions are off, large misses counting more. Less is better."),
    "statistical_parity": N_(
        "How much more often one group gets the good outcome than another: 0 is equal."
    ),
    "volume": N_(
        "How many rows came for each one of the data that they are held against: 1 is as many."
    ),
    "wasserstein": N_(
        "How far the values moved, in spreads of the data that they are held against: 0 is not"
        " at all."
    ),
}  # fmt: skip


def meaning(test: str) -> str:
    """Of a measure by its code; empty: one that is not ours."""
    said = _MEANINGS.get(test)
    return tr(said) if said else ""
