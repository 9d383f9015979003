"""`modelward drift` on files, held against scipy."""

from __future__ import annotations

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
        exact = stats.ks_2samp(before[feature], now[feature])
        assert ks["statistic"] == pytest.approx(exact.statistic, abs=0.01)  # from sketches
    chi, exact = (
        of(found, "chi_square", "channel"),
        stats.chi2_contingency(counts),
    )
    assert (chi["statistic"], chi["p_value"]) == pytest.approx(
        (exact.statistic, exact.pvalue), rel=1e-9, abs=0
    )
    assert of(found, "ks", "income")["verdict"] == chi["verdict"] == "FAIL"
    assert of(found, "ks", "age")["verdict"] == "PASS"


def test_the_verdict_is_the_exit_code_where_that_is_asked(
    modelward: CommandLine, files: tuple[pd.DataFrame, pd.DataFrame, list[str]]
) -> None:
    *_, given = files

    assert modelward(*given).code == 0
    assert modelward(*given, "--fail-on", "FAIL").code == 1
