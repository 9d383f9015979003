"""The values of tests from version to version, and of monitors run by run, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from app.models.queries.evidence_rows import list_result_rows
from app.models.queries.model_page import load_model
from app.models.queries.monitoring import monitor_rows
from app.models.queries.trends import MOST_VERSIONS
from app.models.tables.monitoring import Monitor
from app.services.commands.monitors import finish_run, start_run
from tests.db.test_queries_monitoring import END, run, watch
from tests.stories import Registered, register
from tests.workspaces import TestWorkspace


def release(
    bank: TestWorkspace,
    made: Registered,
    key: str,
    values: Mapping[str, tuple[float, str]],
    effects: Mapping[str, float] | None = None,
) -> UUID:
    """A release test of this version's snapshot."""
    results = [
        {
            "test": test,
            "feature": "",
            "statistic": value,
            "p_value": None,
            "p_adjusted": None,
            "effect": (effects or {}).get(test),
            "error_bound": None,
            "threshold": ">= 0.87",
            "verdict": verdict,
        }
        for test, (value, verdict) in values.items()
    ]
    failed = any(verdict == "FAIL" for _, verdict in values.values())
    with bank.service.unit() as work:
        begun = start_run(
            work,
            run_key=key,
            kind="release",
            model_id=made.model_id,
            version_id=made.version_id,
            snapshot_id=made.snapshot_id,
            fire_at=END,
        )
        finish_run(work, begun.id, verdict="FAIL" if failed else "PASS", results=results)
        return begun.id


def test_each_test_stands_beside_its_values_in_the_versions_before(
    workspace: TestWorkspace,
) -> None:
    made = [register(workspace, content=f"v{n}".encode()) for n in range(1, 4)]
    release(workspace, made[0], "a", {"auc": (0.86, "FAIL"), "gap": (0.01, "PASS")})
    release(workspace, made[0], "a2", {"auc": (0.88, "PASS"), "gap": (0.01, "PASS")})
    release(workspace, made[2], "c", {"auc": (0.85, "FAIL"), "gap": (0.02, "PASS")})
    work = workspace.work("sanne")

    now = work.read(load_model, made[2].model_id)
    first = work.read(load_model, made[0].model_id, version_id=made[0].version_id)

    trends = {
        one.name: [(each.version, each.value, each.verdict) for each in one.trend]
        for one in now.results
    }
    assert trends == {  # the last test of a version counts; version 2 was not tested
        "auc": [(1, 0.88, "PASS"), (3, 0.85, "FAIL")],
        "gap": [(1, 0.01, "PASS"), (3, 0.02, "PASS")],
    }
    assert all(len(one.trend) == 1 for one in first.results)


def test_a_value_is_what_its_limit_is_about(workspace: TestWorkspace) -> None:
    """A chi-square of 10.1 beside a limit of 0.1 on the size of its effect would look failed."""
    made = register(workspace)
    values = {"auc": (0.91, "PASS"), "chi_square": (10.1, "PASS")}
    release(workspace, made, "a", values, {"chi_square": 0.05})

    page = workspace.work("sanne").read(load_model, made.model_id)

    found = {one.name: (one.held, [each.value for each in one.trend]) for one in page.results}
    assert found == {"auc": (0.91, [0.91]), "chi_square": (0.05, [0.05])}


def test_beside_it_stands_the_same_number_of_what_serves(workspace: TestWorkspace) -> None:
    """The statistic of one beside the effect of the other compares two scales."""
    serving, made = register(workspace), register(workspace, content=b"v2")
    before = {"auc": (0.9, "PASS"), "chi_square": (1.97, "PASS"), "psi": (0.3, "PASS")}
    after = {"auc": (0.91, "PASS"), "chi_square": (9.4, "PASS"), "psi": (0.2, "PASS")}
    release(workspace, serving, "a", before, {"chi_square": 0.0222})
    release(workspace, made, "b", after, {"chi_square": 0.0118, "psi": 0.1})

    rows = workspace.work("sanne").read(list_result_rows, made.snapshot_id, serving.snapshot_id)

    assert {one.name: (one.held, one.serving) for one in rows} == {
        "auc": (0.91, 0.9),
        "chi_square": (0.0118, 0.0222),
        "psi": (0.1, None),  # its effect was not measured in what serves
    }


def test_no_more_versions_than_a_line_can_show(workspace: TestWorkspace) -> None:
    for n in range(1, MOST_VERSIONS + 3):
        made = register(workspace, content=f"v{n}".encode())
        release(workspace, made, f"r{n}", {"auc": (n / 100, "PASS")})

    (row,) = workspace.work("sanne").read(load_model, made.model_id).results

    assert [one.version for one in row.trend] == list(range(3, MOST_VERSIONS + 3))


def test_a_monitor_shows_what_came_out_worst_in_its_last_run_over_all_of_them(
    workspace: TestWorkspace,
) -> None:
    watched = watch(workspace)
    for day, values in enumerate(((0.1, 0.3), (0.2, 0.1), (0.4, 0.05))):
        run(workspace, watched, day, dict(zip(("income", "region"), values, strict=True)))

    (row,) = workspace.work("tom").read(load_model, watched.registered.model_id).monitors

    assert (row.verdict, row.series.rule) == ("FAIL", "psi:income")
    assert row.series.values == (0.1, 0.2, 0.4)


def test_the_line_is_of_the_measure_that_the_monitor_is_listed_with(
    workspace: TestWorkspace,
) -> None:
    """Both are beyond their limit: the larger one counts, not the first by its name."""
    watched = watch(workspace)
    run(workspace, watched, 0, {"income": 0.3, "region": 0.6})
    run(workspace, watched, 1, {"income": 0.4, "region": 0.7})

    with workspace.work("tom").reading() as session:
        (line,) = load_model(session, watched.registered.model_id).monitors
        (listed,) = monitor_rows(session, session.scalars(select(Monitor)).all())

    assert (line.series.rule, line.series.values) == ("psi:region", (0.6, 0.7))
    assert (listed.value_of, listed.value) == ("psi:region", 0.7)
