"""Two files in, the standard format out: what a monitor and the command line call."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
import scipy.stats as ss

from app.command_line.drift_text import results_text
from app.errors import InputError
from app.services.monitoring.distribution import distribution
from app.services.monitoring.drift import (
    compare,
    load_profile,
    run_drift,
    run_profile,
)
from app.services.monitoring.engines.local import profile_source
from app.services.monitoring.judge import Verdict
from app.services.monitoring.measure import MEASURES
from app.services.monitoring.sources.open import BatchSource, open_source
from app.services.monitoring.spec import CatSpec
from app.services.result_rows import result_rows
from tests.services.monitoring_rows import (
    batches,
    current_of,
    reference_of,
    scored_rows,
    write_csv,
    write_parquet,
)

BEFORE = scored_rows(6000, seed=1)
SAME = scored_rows(5000, seed=2)
MOVED = scored_rows(5000, seed=3, shift=0.6)
NO_PASS = {Verdict.ERROR, Verdict.FAIL}


@pytest.fixture
def files(tmp_path):
    return {
        "before": write_parquet(tmp_path / "before.parquet", BEFORE),
        "same": write_csv(tmp_path / "same.csv", SAME),
        "moved": write_parquet(tmp_path / "moved.parquet", MOVED),
    }


def rows_of(document, **wanted):
    return [row for row in document["results"] if wanted.items() <= row.items()]


def test_drift_of_two_files_has_the_standard_format_and_finds_the_moved_column(files):
    found = run_drift(files["before"], files["moved"])

    assert found["rows"] == {"reference": 6000, "current": 5000}
    assert found["verdict"] == "FAIL"
    failed = {(row["test"], row["feature"]) for row in rows_of(found, verdict="FAIL")}
    assert {("psi", "income"), ("ks", "income"), ("wasserstein", "income")} <= failed
    assert {feature for _, feature in failed} == {"income"} | {f for _, f in failed if "=" in f}
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@pytest.mark.parametrize("far", [1e200, -1.7e308])
@pytest.mark.parametrize("written", [write_csv, write_parquet])
def test_one_far_number_in_the_reference_is_an_error_of_what_it_spoils(tmp_path, far, written):
    income = BEFORE["income"].to_numpy(zero_copy_only=False).copy()
    income[5] = far
    before = written(tmp_path / "rows.before", {**BEFORE, "income": income})
    moved = written(tmp_path / "rows.moved", MOVED)

    found = run_drift(before, moved)

    (distance,) = rows_of(found, test="wasserstein", feature="income")
    assert (distance["verdict"], distance["statistic"]) == ("ERROR", None)
    assert f"{far:.6g}" in distance["note"]
    assert rows_of(found, test="ks", feature="income")[0]["verdict"] == "FAIL"
    assert rows_of(found, test="wasserstein", feature="age")[0]["verdict"] == "PASS"
    assert found["verdict"] == "ERROR"
    kept = result_rows(compare(run_profile(before), open_source(moved)).results)
    told = [row["method"] for row in kept if row["verdict"] == "ERROR"]
    assert told == [f"not measured: {distance['note']}"]


@pytest.mark.parametrize("far", [[1e200], [1.7e308, -1.7e308], [1e155, 5e-324]])
@pytest.mark.parametrize("column", ["income", "score", "label", "latency_ms", "error"])
def test_far_numbers_in_any_column_break_no_measure_and_are_no_pass(column, far):
    rng = np.random.default_rng(8)
    rows = {**SAME, "label": rng.normal(size=5000), "latency_ms": rng.random(5000)}
    rows["error"] = rng.integers(0, 2, 5000)
    spoiled = {**rows, column: np.array(rows[column], dtype=float)}
    spoiled[column][: len(far)] = far
    every = [key for key, _ in MEASURES.items()]
    for a, b in ((rows, spoiled), (spoiled, rows), (spoiled, spoiled)):
        before = reference_of(a)
        now = current_of(b, before)

        found = compare(before, now, tests=every)

        assert json.dumps(found.to_json(), allow_nan=False)
        assert now.dumps()
        distances = [r for r in found.results if r.measurement.test == "wasserstein"]
        for each in distances:
            if each.measurement.feature == column:
                assert each.verdict in ({Verdict.ERROR} if a is spoiled else NO_PASS)
        assert len(distribution(before, now, column).current) > 0


def test_two_samples_of_one_population_have_no_drift(files):
    found = run_drift(files["before"], files["same"])

    drift = [row for row in found["results"] if row["dimension"] in ("data_drift", "concept_drift")]
    assert len(drift) > 12
    assert {row["verdict"] for row in drift} == {"PASS"}


def test_a_stored_profile_gives_the_same_results_as_its_file(files, tmp_path):
    stored = tmp_path / "before.json"
    stored.write_text(run_profile(files["before"]).dumps(), encoding="utf-8")

    found, of_file = (run_drift(one, files["moved"]) for one in (stored, files["before"]))

    assert set(found.pop("notes")) < set(of_file.pop("notes"))  # who made it told the guesses
    assert found == of_file


def test_a_schema_file_gives_roles_and_leaves_columns_out(files, tmp_path):
    schema = tmp_path / "schema.json"
    fields = [{"name": "income"}, {"name": "score", "role": "score"}]
    schema.write_text(json.dumps(fields))

    found = run_drift(files["before"], files["moved"], schema=schema)

    assert {row["feature"] for row in found["results"]} == {"income", "score"}


def test_the_effect_and_p_value_are_those_of_scipy_within_the_stated_bracket(files):
    a, b = (rows["income"].drop_null().to_numpy() for rows in (BEFORE, SAME))
    exact = ss.ks_2samp(a, b, method="asymp")

    (row,) = rows_of(run_drift(files["before"], files["same"]), test="ks", feature="income")

    assert row["bracket"][0] <= exact.statistic <= row["bracket"][1]
    assert row["p_value"] == pytest.approx(exact.pvalue, abs=0.06)


def test_data_without_labels_yet_is_insufficient_for_performance_and_tested_for_drift(
    tmp_path, files
):
    late = {name: column for name, column in MOVED.items() if name not in ("label", "id")}
    found = run_drift(files["before"], write_parquet(tmp_path / "late.parquet", late))

    assert rows_of(found, test="auc")[0]["verdict"] == "INSUFFICIENT_DATA"
    assert rows_of(found, test="psi", feature="income")[0]["verdict"] == "FAIL"
    assert rows_of(found, test="disparate_impact")[0]["statistic"] > 0
    assert rows_of(found, test="missing", feature="label") == []


def test_a_predictor_that_is_gone_is_refused_by_name(tmp_path, files):
    gone = {name: column for name, column in MOVED.items() if name != "income"}

    with pytest.raises(InputError, match=r"gone\.csv lacks the column “income”"):
        run_drift(files["before"], write_csv(tmp_path / "gone.csv", gone))


def test_a_table_of_ones_own_decides_and_tests_can_be_chosen(files):
    found = run_drift(
        files["before"],
        files["moved"],
        tests=["psi", "volume"],
        decide=lambda inputs: {"verdict": "WARN", "limit": "mine", "severity": "low"},
    )

    assert {row["test"] for row in found["results"]} == {"psi", "volume"}
    assert {(row["verdict"], row["threshold"]) for row in found["results"]} == {("WARN", "mine")}


def test_an_unknown_test_is_refused_with_the_known_ones(files):
    with pytest.raises(InputError, match="no measure “luck”"):
        run_drift(files["before"], files["moved"], tests=["luck"])


def test_the_current_side_alone_is_measured_for_performance_and_bias():
    found = compare(None, BatchSource(batches(MOVED)))

    assert found.reference_rows is None
    tests = {result.measurement.test for result in found.results}
    assert {"auc", "accuracy", "disparate_impact"} <= tests
    assert not tests & {key for key, measure in MEASURES.items() if measure.needs_reference}


def test_days_profiled_apart_add_up_to_the_week(files):
    before = run_profile(files["before"])
    parts = [pa.table(MOVED).slice(n * 1000, 1000).to_batches() for n in range(5)]
    days = [compare(before, BatchSource(part)).current for part in parts]

    week = compare(before, sum(days[1:], days[0]))

    whole = compare(before, BatchSource(batches(MOVED)))
    assert week.current_rows == 5000
    pairs = zip(week.results, whole.results, strict=True)
    assert all(a.measurement.statistic == pytest.approx(b.measurement.statistic) for a, b in pairs)


def test_a_chart_shows_both_sides_over_the_same_bars(files):
    before = run_profile(files["before"])
    now = profile_source(open_source(files["moved"]), before.spec)
    income = [rows["income"].drop_null().to_numpy() for rows in (BEFORE, MOVED)]

    chart = distribution(before, now, "income")

    inner = [-np.inf, *chart.edges[1:-1], np.inf]
    for shares, values in zip((chart.reference, chart.current), income, strict=True):
        assert shares == pytest.approx(np.histogram(values, inner)[0] / len(values), abs=0.004)
    regions = distribution(before, now, "region")
    assert regions.labels == ("north", "south", "east", "west", "other")
    assert sum(regions.current) == pytest.approx(1)
    assert distribution(before, now, "region", bars=3).labels == ("north", "south", "other")
    with pytest.raises(InputError, match="“id” is not counted"):
        distribution(before, now, "id")


def test_profiles_on_other_edges_are_not_compared(files):
    before, other = run_profile(files["before"]), run_profile(files["moved"])

    with pytest.raises(InputError, match="not counted on the reference's edges"):
        compare(before, other)
    assert (
        profile_source(open_source(files["moved"]), before.spec).spec.edges_hash
        == before.spec.edges_hash
    )


def test_a_profile_file_that_is_none_is_refused_by_name(tmp_path):
    path = tmp_path / "stored.json"
    path.write_text("{}")

    with pytest.raises(InputError, match=r"stored\.json: This profile has schema version None"):
        load_profile(path)


def test_integers_booleans_dates_and_decimals_are_counted(tmp_path):
    rows = {
        "whole": pa.array([1, 2, None] * 100, pa.int32()),
        "flag": pa.array([True, False, None] * 100),
        "day": pa.array(np.arange(300) * 86_400_000_000, pa.timestamp("us")),
        "price": pa.array([1, 2, 3] * 100).cast(pa.decimal128(22, 2)),
        "code": pa.array(["a", "b", "c"] * 100).dictionary_encode(),
    }

    profile = run_profile(write_parquet(tmp_path / "types.parquet", rows))

    assert profile.numeric["whole"].nulls == 100
    assert profile.spec.categorical["flag"].categories == ("false", "true")
    assert profile.numeric["day"].high == 299 * 86_400
    assert profile.numeric["price"].high == 3
    assert profile.categorical["code"].counts.tolist() == [100, 100, 100]


def test_a_drift_run_needs_neither_pandas_nor_scipy_stats(files):
    code = (
        "import sys; from pathlib import Path; from app.services.monitoring.drift import run_drift;"
        f"run_drift(Path({str(files['before'])!r}), Path({str(files['moved'])!r}));"
        "print([name for name in ('pandas', 'scipy.stats', 'PySide6') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_text_of_a_comparison_says_why_something_was_not_measured(tmp_path):
    income = BEFORE["income"].to_numpy(zero_copy_only=False).copy()
    income[5] = 1e200
    before = write_parquet(tmp_path / "before.parquet", {**BEFORE, "income": income})

    found = run_drift(before, write_parquet(tmp_path / "now.parquet", SAME))
    kept = {
        **found,
        "results": [{**row, "note": None, "method": "kept"} for row in found["results"]],
    }

    assert "\nwasserstein income: the reference's numbers reach from" in results_text(found)
    assert "\nwasserstein income: kept\n" in results_text(kept)
    assert "wasserstein income: kept" not in results_text({**kept, "note": "kept"})


def with_flag(path, rows, *, seed, words=None):
    """`rows` with a boolean column: typed in Parquet, in `words` (yes, no) in CSV."""
    flags = np.random.default_rng(seed).random(len(rows["age"])) < 0.3
    if words is None:
        return write_parquet(path, {**rows, "is_new": flags})
    return write_csv(path, {**rows, "is_new": [words[0] if flag else words[1] for flag in flags]})


@pytest.mark.parametrize("words", [("True", "False"), ("true", "false"), ("TRUE", "FALSE")])
def test_a_boolean_is_the_same_category_in_csv_and_parquet_whichever_is_the_reference(
    tmp_path, words
):
    text = with_flag(tmp_path / "text.csv", BEFORE, seed=5, words=words)
    typed = with_flag(tmp_path / "typed.parquet", SAME, seed=6)
    stored = tmp_path / "stored.json"
    stored.write_text(run_profile(typed).dumps())

    for before, now in ((text, typed), (typed, text), (stored, text)):
        rows = rows_of(run_drift(before, now), feature="is_new")
        assert {row["verdict"] for row in rows} == {"PASS"}
        assert {row["test"] for row in rows} >= {"chi_square", "new_categories"}


def test_a_profile_from_before_booleans_had_one_name_still_serves(tmp_path):
    typed = with_flag(tmp_path / "typed.parquet", BEFORE, seed=5)
    old = tmp_path / "old.json"
    profile = run_profile(typed)
    assert profile.spec.categorical["is_new"].categories == ("false", "true")
    words = {**profile.spec.categorical, "is_new": CatSpec(("False", "True"))}
    old.write_text(replace(profile, spec=replace(profile.spec, categorical=words)).dumps())

    found = run_drift(old, with_flag(tmp_path / "now.parquet", SAME, seed=6))

    assert {row["verdict"] for row in rows_of(found, feature="is_new")} == {"PASS"}


def test_a_date_written_as_text_is_left_out_of_both_formats_and_named(tmp_path):
    days = [f"2026-0{n % 9 + 1}-1{n % 7}" for n in range(6000)]
    before, now = {**BEFORE, "datum": days}, {**SAME, "datum": days[:5000]}

    for written in (write_csv, write_parquet):
        found = run_drift(written(tmp_path / "before", before), written(tmp_path / "now", now))

        assert not rows_of(found, feature="datum")
        assert "Not compared: “datum” (dates or times)." in found["notes"]
        assert "Note: Not compared: “datum” (dates or times)." in results_text(found)


def test_every_column_has_a_result_or_is_named_in_the_notes(tmp_path):
    before = write_csv(tmp_path / "before.csv", {**BEFORE, "latency_ms": BEFORE["age"]})
    now = write_csv(tmp_path / "now.csv", {**SAME, "latency_ms": SAME["age"], "extra": SAME["age"]})

    found = run_drift(before, now)
    chosen = run_drift(before, now, tests=["ks", "latency_p95"])

    named = " ".join(found["notes"])
    assert "Not compared: “id” (identifiers)." in found["notes"]
    assert "Not compared: “extra” of now.csv (the reference does not have it)." in found["notes"]
    assert "“latency_ms” (no input of the model)" in named
    assert "latency_ms" not in " ".join(chosen["notes"])
    assert (
        "Not compared: “region”, “sex” (none of the chosen tests looks at it)." in chosen["notes"]
    )
    for column in (*BEFORE, "latency_ms", "extra"):
        assert rows_of(found, feature=column) or f"“{column}”" in named


def test_a_column_that_the_current_data_or_the_schema_lack_is_named(tmp_path):
    before = write_csv(tmp_path / "before.csv", BEFORE)
    now = write_csv(tmp_path / "now.csv", {k: v for k, v in SAME.items() if k != "label"})
    schema = tmp_path / "schema.json"
    fields = [{"name": "age"}, {"name": "label", "role": "label"}]
    schema.write_text(json.dumps({"fields": fields}))

    notes = run_drift(before, now, schema=schema)["notes"]

    assert "Not compared: “label” (now.csv does not have it)." in notes
    assert (
        "Not compared: “id”, “income”, “region”, “sex”, “score” of before.csv "
        "(the schema does not name it)." in notes
    )


def test_a_label_taken_by_its_name_is_told_unless_a_schema_says_so(tmp_path):
    renamed = {("y" if name == "label" else name): cells for name, cells in BEFORE.items()}
    before = write_csv(tmp_path / "before.csv", renamed)
    schema = tmp_path / "schema.json"
    fields = [{"name": "age"}, {"name": "y", "role": "label", "type": "string"}]
    schema.write_text(json.dumps({"fields": fields}))
    said = "“y” is taken as the label because of its name; a schema file can say otherwise."

    assert said in run_drift(before, before)["notes"]
    assert not any("is taken as" in n for n in run_drift(before, before, schema=schema)["notes"])


def test_the_table_shows_what_is_held_against_the_limit_with_its_name(tmp_path):
    before = write_parquet(tmp_path / "before.parquet", BEFORE)
    found = run_drift(before, write_parquet(tmp_path / "now.parquet", SAME))
    (row,) = rows_of(found, test="chi_square", feature="region")

    (line,) = [
        one
        for one in results_text(found).splitlines()
        if one.startswith("chi_square  ") and " region " in one
    ]

    assert f"Cramér's V {row['effect']:.6g}" in line
    assert f"{row['statistic']:.6g}" not in line
    assert ">= 0.1" in line


def test_an_inconclusive_result_is_marked_in_the_table_and_explained(tmp_path):
    before = write_parquet(tmp_path / "before.parquet", BEFORE)
    found = run_drift(before, write_parquet(tmp_path / "now.parquet", MOVED))
    row = next(row for row in found["results"] if row["test"] == "wasserstein")
    note = "inconclusive: the exact value lies between 0.1998 (WARN) and 0.2001 (FAIL)"
    unsure = {**row, "verdict": "FAIL", "inconclusive": True, "note": note}

    text = results_text({**found, "results": [unsure, {**row, "test": "psi"}]})

    assert text.count("(inconclusive)") == 1
    assert f"\nwasserstein {row['feature']}: {note}" in text
