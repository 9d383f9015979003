"""Champion against challenger: statistics by hand and by the measures, and a real comparison."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.errors import InputError, RefusedError
from app.models.queries.challenges import ChallengePage, load_challenges
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import MonitorRun, TestResult
from app.services.challenging.paired import (
    Paired,
    Winner,
    compare_classes,
    compare_numbers,
    winner_of,
)
from app.services.commands.challenges import ask_comparison
from app.services.monitoring.drift import compare
from app.services.monitoring.measure import Options
from app.services.monitoring.schema import schema_from_json
from app.services.monitoring.sources.open import BatchSource
from tests.model_folders import USELESS, Scorer, outcomes, people
from tests.releases import V2, Bank

SMALL = Options(min_labelled=4, min_per_class=2)


def test_the_area_is_that_of_hand_counted_pairs():
    """Two positives, three negatives: 5 of 6 pairs in order; one of them a tie, counted half."""
    label = np.array([True, True, False, False, False])
    champion = np.array([0.9, 0.4, 0.4, 0.2, 0.1])
    challenger = np.array([0.9, 0.8, 0.4, 0.2, 0.1])

    auc = compare_classes(label, champion, challenger, options=SMALL)[0]

    assert (auc.champion, auc.challenger) == pytest.approx((5.5 / 6, 1.0))
    assert auc.difference == pytest.approx(0.5 / 6)


def test_delongs_variance_is_that_of_its_components():
    """Placements by counting: of each positive the negatives below it, and the other way round."""
    random = np.random.default_rng(7)
    label = random.random(60) < 0.4
    scores = [random.random(60).round(1), random.random(60).round(1)]

    auc = compare_classes(label, *scores, options=SMALL)[0]

    parts = []
    for score in scores:
        pairs = np.array([[(p > q) + 0.5 * (p == q) for q in score[~label]] for p in score[label]])
        parts.append((pairs.mean(axis=1), pairs.mean(axis=0), pairs.mean()))
    (a1, a0, a), (b1, b0, b) = parts
    variance = np.var(b1 - a1, ddof=1) / label.sum() + np.var(b0 - a0, ddof=1) / (~label).sum()
    assert auc.difference == pytest.approx(b - a)
    assert auc.interval[1] - auc.difference == pytest.approx(1.959964 * math.sqrt(variance))


def test_values_are_those_of_the_existing_measures():
    rows = people(800, 5)
    names = outcomes(rows, 6)
    score = Scorer().score(rows)
    batch = pa.record_batch({"late": names, "score": score})
    schema = [
        {"name": "late", "role": "label", "data_class": "categorical", "positive_label": "yes"},
        {"name": "score", "role": "score"},
    ]
    found = compare(None, BatchSource([batch], "rows"), schema_from_json(schema))
    measured = {one.measurement.test: one.measurement for one in found.results}

    mine = compare_classes(np.array(names) == "yes", score, score)

    for one in mine:
        theirs = measured[one.test]
        assert theirs.statistic is not None
        error = max(1e-9, (theirs.high or theirs.statistic) - theirs.statistic)
        assert one.champion == pytest.approx(theirs.statistic, abs=error), one.test
        assert one.difference == 0
        assert one.winner is Winner.UNDECIDED
        assert one.needed is None


def test_numbers_are_compared_by_their_errors():
    label = np.zeros(8)
    champion = np.array([1.0, -1.0, 1.0, -1.0, 3.0, -3.0, 3.0, -3.0])
    challenger = champion / 2

    mae, rmse = compare_numbers(label, champion, challenger, SMALL)

    assert (mae.champion, mae.challenger) == (2.0, 1.0)
    assert (rmse.champion, rmse.challenger) == pytest.approx((math.sqrt(5), math.sqrt(5) / 2))
    half = 1.959964 * np.std([0.5, 0.5, 0.5, 0.5, 1.5, 1.5, 1.5, 1.5], ddof=1) / math.sqrt(8)
    assert mae.interval == pytest.approx((-1 - half, -1 + half))
    assert mae.winner is Winner.CHALLENGER  # less error is better


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 0.4))
def test_who_is_called_what_changes_the_sign_and_nothing_else(seed: int, noise: float):
    random = np.random.default_rng(seed)
    label = random.random(200) < 0.5
    one = np.clip(label * 0.4 + 0.3 + random.normal(0, 0.2, 200), 0, 1)
    other = np.clip(one + random.normal(0, noise, 200), 0, 1)

    there, back = compare_classes(label, one, other), compare_classes(label, other, one)

    turned = {"champion": "challenger", "challenger": "champion", "undecided": "undecided"}
    for a, b in zip(there, back, strict=True):
        assert a.difference == pytest.approx(-b.difference, abs=1e-12)
        assert a.interval == pytest.approx((-b.interval[1], -b.interval[0]), abs=1e-12)
        assert str(b.winner) == turned[str(a.winner)]
        assert a.interval[0] <= a.difference <= a.interval[1]


def test_as_many_records_as_needed_would_settle_it():
    random = np.random.default_rng(11)
    label = random.normal(0, 1, 400)
    champion = label + random.normal(0, 1, 400)
    challenger = label + random.normal(0, 0.97, 400)
    mae = compare_numbers(label, champion, challenger)[0]
    assert mae.winner is Winner.UNDECIDED
    assert mae.needed is not None

    times = math.ceil(mae.needed / 400) + 1
    more = [np.tile(one, times) for one in (label, champion, challenger)]
    assert compare_numbers(*more)[0].winner is not Winner.UNDECIDED


def settled(test: str, difference: float, *, is_higher_better: bool) -> Paired:
    near = (difference - 0.001, difference + 0.001)
    return Paired(test, 0.5, 0.5, (0, 1), (0, 1), difference, near, is_higher_better, 100, "")


def test_a_challenger_that_is_worse_in_any_measure_does_not_win():
    better = settled("auc", 0.1, is_higher_better=True)
    worse_loss = settled("log_loss", 0.1, is_higher_better=False)
    assert winner_of([better]) is Winner.CHALLENGER
    assert winner_of([better, worse_loss]) is Winner.UNDECIDED
    assert winner_of([settled("auc", -0.1, is_higher_better=True)]) is Winner.CHAMPION
    assert winner_of([]) is Winner.UNDECIDED


@pytest.mark.parametrize(("positives", "said"), [(50, "50 records"), (3, "classes has 3")])
def test_too_few_records_are_no_comparison(positives: int, said: str):
    label = np.arange(50 if positives == 50 else 200) < positives
    score = np.linspace(0, 1, len(label))
    with pytest.raises(InputError, match=said):
        compare_classes(label, score, score)


def challenge(bank: Bank, folder: Path, scorer: Scorer) -> ChallengePage:
    """A new version with this scorer, compared with version 1 that serves."""
    registered = bank.register(folder, scorer=scorer)
    bank.workspace.work("mark").write(ask_comparison, registered.version_id)
    bank.drive(lambda: _is_compared(bank, registered.version_id))
    mark = bank.workspace.work("mark")
    with mark.reading() as session:
        model = session.scalars(select(RegisteredModel.id)).one()
    return mark.read(load_challenges, model, mark.actor.id)


def _is_compared(bank: Bank, version_id: Any) -> bool:
    with bank.workspace.service.reading() as session:
        return session.scalar(
            select(MonitorRun.state).where(
                MonitorRun.version_id == version_id, MonitorRun.kind == "compare_versions"
            )
        ) == "done"  # fmt: skip


def test_both_versions_are_scored_on_the_challengers_holdout(bank: Bank, tmp_path: Path) -> None:
    page = challenge(bank, tmp_path / "useless", Scorer(USELESS))

    (run,) = page.runs
    assert (run.verdict, run.champion, run.challenger, run.note) == ("champion", 1, 2, "")
    assert (run.records, run.left_out) == (300, 0)
    auc = next(one for one in run.measures if one.test == "auc")
    assert auc.interval[1] < 0
    assert auc.champion > 0.9 > auc.challenger
    assert page.champion is not None
    assert (page.champion.version, page.champion.traffic_share) == (1, 1.0)
    assert [one.version for one in page.challengers] == [2]
    with bank.workspace.service.reading() as session:
        results = session.scalars(select(TestResult.id).where(TestResult.run_id == run.id)).all()
        digest = session.get_one(MonitorRun, run.id).data_digest
    assert not results  # no gate rests on it
    assert len(digest) == 64


def test_nearly_the_same_models_are_not_told_apart(bank: Bank, tmp_path: Path) -> None:
    (run,) = challenge(bank, tmp_path / "near", V2).runs
    auc = next(one for one in run.measures if one.test == "auc")
    assert auc.winner == "undecided" or abs(auc.difference) < 0.02
    assert run.verdict != "not_possible"


def test_what_is_missing_is_said(bank: Bank, tmp_path: Path) -> None:
    registered = bank.register(tmp_path / "bare", scorer=V2, without=("holdout.parquet",))
    bank.workspace.work("mark").write(ask_comparison, registered.version_id)
    bank.drive(lambda: _is_compared(bank, registered.version_id))
    with bank.workspace.service.reading() as session:
        run = session.scalars(select(MonitorRun).where(MonitorRun.kind == "compare_versions")).one()
    assert run.verdict == "not_possible"
    assert "no hold-out" in run.note


def test_the_champion_is_not_its_own_challenger_and_executives_only_look(
    bank: Bank, tmp_path: Path
) -> None:
    mark, lin = bank.workspace.work("mark"), bank.workspace.work("lin")
    registered = bank.register(tmp_path / "second", scorer=V2)
    with mark.reading() as session:
        model = session.scalars(select(RegisteredModel.id)).one()

    page = mark.read(load_challenges, model, mark.actor.id)
    assert page.champion is not None
    assert not page.blockers
    with pytest.raises(InputError, match="champion itself"):
        mark.write(ask_comparison, page.champion.version_id)
    looked = lin.read(load_challenges, model, lin.actor.id)
    assert [one.code for one in looked.blockers] == ["inbox.refused"]
    with pytest.raises(RefusedError):
        lin.write(ask_comparison, registered.version_id)
