"""`modelward drift` on files, held against scipy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.journeys.command_line import CommandLine


@pytest.fixture
def files(tmp_path: Path) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """A year ago and now: incomes have moved, ages have not, and a channel has grown."""
    random = np.random.default_rng(7)

    def people(income: float, web: float) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "income": random.normal(income, 10, 4_000).round(2),
                "age": random.normal(40, 8, 4_000).round(1),
                "channel": random.choice(["web", "desk"], 4_000, p=[web, 1 - web]),
            }
        )

    before, now = people(50, 0.5), people(56, 0.7)
    before.to_parquet(tmp_path / "before.parquet")
    now.to_csv(tmp_path / "now.csv", index=False)
    given = [
        "drift", "--reference", str(tmp_path / "before.parquet"),
        "--current", str(tmp_path / "now.csv"),
    ]  # fmt: skip
    return before, now, given


def of(found: dict[str, Any], test: str, feature: str) -> dict[str, Any]:
    (one,) = [r for r in found["results"] if (r["test"], r["feature"]) == (test, feature)]
    return one


def test_what_it_measures_is_what_scipy_measures(
    modelward: CommandLine, files: tuple[pd.DataFrame, pd.DataFrame, list[str]]
) -> None:
    before, now, given = files
    found = modelward.done(*given)

    counts = np.array(
        [[(one["channel"] == kind).sum() for kind in ("web", "desk")] for one in (before, now)]
    )
    for feature in ("income", "age"):
        ks = of(found, "ks", feature)
        exact = stats.ks_2samp(before[feature], now[feature]).statistic
        low, high = ks["bracket"]  # from sketches
        assert low - 1e-12 <= exact <= high + 1e-12
        assert high - low <= 0.001
        assert low <= ks["statistic"] <= high
    chi, exact = (
        of(found, "chi_square", "channel"),
        stats.chi2_contingency(counts),
    )
    assert (chi["statistic"], chi["p_value"]) == pytest.approx(
        (exact.statistic, exact.pvalue), rel=1e-9, abs=0
    )
    assert of(found, "ks", "income")["verdict"] == chi["verdict"] == "FAIL"
    assert of(found, "ks", "age")["verdict"] == "PASS"


def psi_by_numpy(before: pd.Series, now: pd.Series) -> float:
    """Ten bins at the reference's deciles, each with its right edge."""
    edges = np.quantile(before, np.arange(1, 10) / 10, method="inverted_cdf")
    p, q = (
        np.bincount(np.searchsorted(edges, one, side="left"), minlength=10) / len(one)
        for one in (before, now)
    )
    return float(((q - p) * np.log(q / p)).sum())


def test_the_stability_index_is_what_numpy_counts(
    modelward: CommandLine, files: tuple[pd.DataFrame, pd.DataFrame, list[str]]
) -> None:
    before, now, given = files
    found = modelward.done(*given)

    for feature in ("income", "age"):
        exact = psi_by_numpy(before[feature], now[feature])
        assert of(found, "psi", feature)["statistic"] == pytest.approx(exact, rel=1e-9, abs=0)
    p, q = (one["channel"].value_counts(normalize=True).sort_index() for one in (before, now))
    exact = ((q - p) * np.log(q / p)).sum()
    assert of(found, "psi", "channel")["statistic"] == pytest.approx(exact, rel=1e-9, abs=0)


def test_performance_and_bias_are_what_they_are_row_by_row(
    modelward: CommandLine, tmp_path: Path
) -> None:
    random = np.random.default_rng(9)
    score = random.beta(2, 3, 4_000)
    group = random.choice(["old", "young"], 4_000, p=[0.7, 0.3])
    rows = pd.DataFrame(
        {
            "group": group,
            "score": np.clip(score + 0.1 * (group == "young"), 0, 1),
            "late": (random.random(4_000) < score).astype(int),
        }
    )
    data = tmp_path / "scored.parquet"
    rows.to_parquet(data)
    schema = tmp_path / "schema.json"
    schema.write_text(
        json.dumps(
            {
                "fields": [
                    {
                        "name": "group", "role": "predictor", "data_class": "categorical",
                        "protected": True,
                    },
                    {"name": "score", "role": "score", "data_class": "numerical"},
                    {"name": "late", "role": "label", "data_class": "categorical"},
                ]
            }
        )
    )  # fmt: skip

    found = modelward.done(
        "drift", "--reference", str(data), "--current", str(data), "--schema", str(schema)
    )

    positives, negatives = (rows["score"][rows["late"] == kind] for kind in (1, 0))
    auc, exact = of(found, "auc", "score"), stats.mannwhitneyu(positives, negatives).statistic
    exact /= len(positives) * len(negatives)
    low, high = auc["bracket"]  # from bins
    assert low <= exact <= high
    assert high - low <= 0.001
    chosen = rows["score"] >= 0.5
    hits = int((chosen & (rows["late"] == 1)).sum())
    f1 = 2 * hits / (int(chosen.sum()) + len(positives))
    assert of(found, "f1", "score")["statistic"] == pytest.approx(f1, rel=1e-12, abs=0)
    shares = chosen.groupby(rows["group"]).mean()
    impact = of(found, "disparate_impact", "group=young")["statistic"]
    assert impact == pytest.approx(shares["young"] / shares["old"], rel=1e-12, abs=0)
    assert impact > 1.1


def test_the_verdict_is_the_exit_code_where_that_is_asked(
    modelward: CommandLine, files: tuple[pd.DataFrame, pd.DataFrame, list[str]]
) -> None:
    *_, given = files

    assert modelward(*given).code == 0
    assert modelward(*given, "--fail-on", "FAIL").code == 1
