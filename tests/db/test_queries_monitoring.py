"""Monitors, series, heat maps, alerts on both databases, from runs as the worker keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.queries.alert_detail import load_alert
from app.models.queries.alerts import (
    AlertQuery,
    count_alerts,
    count_runtimes,
    facet_counts,
    list_alerts,
)
from app.models.queries.as_of import look_back
from app.models.queries.find import find_stage
from app.models.queries.heat_map import (
    MOST_FEATURES,
    backtest,
    load_heat_map,
    load_profiles,
)
from app.models.queries.inventory import InventoryQuery, list_models
from app.models.queries.limit_trial import load_nights, try_limit
from app.models.queries.lookups import now
from app.models.queries.monitor_list import list_monitors
from app.models.queries.monitoring import (
    Limit,
    limits_of,
    list_monitor_runs,
    load_monitor_detail,
    load_series,
)
from app.models.queries.people import list_people, list_roles, list_units
from app.models.queries.search import search
from app.models.rules.roles import Role
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Expectation
from app.services.commands.alerts import acknowledge_alert
from app.services.commands.monitors import (
    NewMonitor,
    add_data_source,
    add_monitor,
    finish_run,
    start_run,
    store_profile,
)
from app.services.commands.raised_alerts import raise_alert
from tests.stories import Registered, register
from tests.workspaces import TestWorkspace

START = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
END = START + timedelta(days=30)
WHOLE = {"start": START, "end": END}


@dataclass(frozen=True, slots=True)
class Watched:
    registered: Registered
    monitor_id: UUID


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    return workspace


def watch(
    bank: TestWorkspace, name: str = "cc-fraud", monitor_name: str = "PSI per feature"
) -> Watched:
    registered = register(bank, name=name)
    with bank.work("tom").unit() as work:
        source = add_data_source(work, unit="bank", name=f"log of {name}", kind="runtime_log")
        model = work.get(RegisteredModel, registered.model_id)
        stage = find_stage(work.session, model, "PROD")
        new = NewMonitor(monitor_name, name, stage.id, source.id, cron="0 6 * * *")
        monitor = add_monitor(work, registered.model_id, new)
        return Watched(registered, monitor.id)


def run(
    bank: TestWorkspace,
    watched: Watched,
    day: int,
    values: Mapping[str, float],
    threshold: str = ">= 0.2 and p < 0.05",
    digest: str = "",
    test: str = "psi",
) -> UUID:
    """One night: a PSI, or another test, for each feature; above 0.2 it fails."""
    results = [
        {
            "test": test,
            "feature": feature,
            "statistic": value,
            "p_value": None,
            "p_adjusted": None,
            "effect": None,
            "error_bound": None,
            "threshold": threshold,
            "verdict": "FAIL" if value >= 0.2 else "PASS",
        }
        for feature, value in values.items()
    ]
    verdict = "FAIL" if any(one["verdict"] == "FAIL" for one in results) else "PASS"
    with bank.service.unit() as work:
        begun = start_run(
            work,
            run_key=f"{watched.monitor_id}-{day}",
            kind="monitor",
            monitor_id=watched.monitor_id,
            model_id=watched.registered.model_id,
            version_id=watched.registered.version_id,
            snapshot_id=watched.registered.snapshot_id,
            fire_at=START + timedelta(days=day),
            data_until=START + timedelta(days=day),
        )
        finish_run(
            work,
            begun.id,
            results=results,
            verdict=verdict,
            current_rows=100,
            data_digest=digest,
            profile='{"now":1}',
        )
        return begun.id


def alarm(bank: TestWorkspace, watched: Watched, run_id: UUID, rule: str = "psi:income") -> UUID:
    with bank.service.unit() as work:
        return raise_alert(
            work,
            model_id=watched.registered.model_id,
            version_id=watched.registered.version_id,
            monitor_id=watched.monitor_id,
            run_id=run_id,
            rule=rule,
            title="PSI 0.41 > 0.25 on income",
            severity="high",
        ).id


def alarmed(bank: TestWorkspace) -> Watched:
    """Watched, with an alert of its first night."""
    found = watch(bank)
    alarm(bank, found, run(bank, found, 0, {"income": 0.41}))
    return found


def test_the_tree_shows_the_worst_value_of_the_last_run(bank: TestWorkspace) -> None:
    watched = watch(bank)
    run(bank, watched, 0, {"income": 0.3, "region": 0.1})
    last = run(bank, watched, 1, {"income": 0.41, "region": 0.02})
    tom, jo = bank.work("tom"), bank.work("jo")

    (row,) = tom.read(list_monitors).rows
    detail = tom.read(load_monitor_detail, watched.monitor_id, tom.actor.id)

    assert (row.verdict, row.value, row.value_of) == ("FAIL", 0.41, "psi:income")
    assert (row.last_run_id, row.rows, row.serving_version) == (last, 100, None)
    assert detail.series == (("psi", "income"), ("psi", "region"))
    assert detail.run_blockers == ()
    assert jo.read(load_monitor_detail, watched.monitor_id, jo.actor.id).run_blockers
    runs = tom.read(list_monitor_runs, watched.monitor_id)
    assert [one.fire_at for one in runs] == [START + timedelta(days=1), START]


def test_of_very_many_monitors_the_worst_and_the_wanted_one_are_listed(bank: TestWorkspace) -> None:
    failing = run(bank, watch(bank, "fails"), 0, {"income": 0.41})
    calm = watch(bank, "calm")
    run(bank, calm, 0, {"income": 0.02})
    new = watch(bank, "new")
    tom = bank.work("tom")

    every = tom.read(list_monitors)
    two = tom.read(list_monitors, limit=2)
    wanted = tom.read(list_monitors, limit=2, wanted=new.monitor_id)
    found = tom.read(list_monitors, "NEW", limit=2)
    failed = tom.read(list_monitors, "verdict:fail stage:prod -model:calm", wanted=new.monitor_id)
    rest = tom.read(list_monitors, "-verdict:fail", limit=1)
    none = tom.read(list_monitors, "50%", wanted=new.monitor_id)

    assert [one.model_name for one in every.rows] == ["calm", "fails", "new"]
    assert [one.model_name for one in two.rows] == ["calm", "fails"]
    assert [one.model_name for one in wanted.rows] == ["fails", "new"]
    assert next(one.id for one in every.rows if one.last_run_id == failing) == every.worst_id
    assert [one.id for one in found.rows] == [new.monitor_id]
    assert (found.fitting, two.fitting, two.total) == (1, 3, 3)
    assert [one.model_name for one in failed.rows] == ["fails"]
    assert ([one.model_name for one in rest.rows], rest.fitting) == (["calm"], 2)
    assert (none.rows, none.worst_id, none.fitting, none.total) == ((), None, 0, 3)
    jo = bank.work("jo")
    assert tom.read(list_monitors, me=tom.actor.id).add_blockers == ()
    assert jo.read(list_monitors, me=jo.actor.id).add_blockers


def test_words_are_found_whatever_their_case_and_letters(bank: TestWorkspace) -> None:
    watched = watch(bank, monitor_name="Über die Straße")
    with bank.service.unit() as work:
        raise_alert(
            work,
            model_id=watched.registered.model_id,
            version_id=watched.registered.version_id,
            monitor_id=watched.monitor_id,
            run_id=None,
            rule="own",
            title="Ähnlichkeit zu groß",
            severity="high",
        )
    tom = bank.work("tom")

    for words in ("über", "STRASSE", "Über straße"):
        assert tom.read(list_monitors, words).fitting == 1, words
    assert [one.kind for one in tom.read(search, "ähn")] == ["alert"]
    assert tom.read(count_alerts, AlertQuery.of("ÄHNLICHKEIT gross")) == 1


def test_a_look_back_shows_no_night_that_was_measured_or_missed_since(
    bank: TestWorkspace,
) -> None:
    watched = watch(bank)
    first = run(bank, watched, 0, {"income": 0.1})
    before = bank.work("tom").read(now)
    run(bank, watched, 1, {"income": 0.41})
    with bank.service.unit() as work:
        work.add(
            Expectation(
                id=uuid4(), unit_id=bank.unit_id, monitor_id=watched.monitor_id, run_key="2",
                due_at=START, missed_at=work.now(),
            )
        )  # fmt: skip

    def shown(moment: datetime) -> tuple[list[float], UUID | None, int]:
        with bank.work("tom").reading() as session:
            look_back(session, moment)
            (row,) = list_monitors(session).rows
            series = load_series(session, watched.monitor_id, test="psi", feature="income", **WHOLE)
            return [point.value for point in series.points], row.last_run_id, row.missed

    assert shown(before) == ([0.1], first, 0)
    values, last, missed = shown(bank.work("tom").read(now))
    assert (values, last != first, missed) == ([0.1, 0.41], True, 1)


def test_a_long_series_is_read_from_a_roll_up(bank: TestWorkspace) -> None:
    watched = watch(bank)
    for day, value in enumerate((0.1, 0.2, 0.4)):
        run(bank, watched, day, {"income": value})
    run(bank, watched, 4, {"region": 0.1})
    read = bank.work("tom").read

    fine = read(load_series, watched.monitor_id, test="psi", feature="income", **WHOLE)
    coarse = read(load_series, watched.monitor_id, test="psi", feature="income", most=1, **WHOLE)

    assert [point.value for point in fine.points] == [0.1, 0.2, 0.4]
    assert (fine.level_s, fine.limits) == (0, (Limit(">=", 0.2),))
    assert fine.gaps == (START + timedelta(days=4),)
    assert coarse.level_s == 24 * 3600


def test_the_heat_map_has_a_hole_where_a_batch_is_missing(bank: TestWorkspace) -> None:
    watched = watch(bank)
    run(bank, watched, 0, {"income": 0.1, "region": 0.05})
    run(bank, watched, 1, {"income": 0.41})
    read = bank.work("tom").read

    found = read(load_heat_map, watched.monitor_id, test="psi", **WHOLE)

    assert [row.feature for row in found.rows] == ["income", "region"]
    assert found.fires == (START, START + timedelta(days=1))
    income, region = found.rows
    assert [cell.value if cell else None for cell in income.cells] == [0.1, 0.41]
    assert [cell.value if cell else None for cell in region.cells] == [0.05, None]


def test_the_heat_map_has_the_features_that_are_searched_for(bank: TestWorkspace) -> None:
    watched = watch(bank)
    values = {f"Feature_{n:02}": n / 100 for n in range(60)}
    run(bank, watched, 0, values)
    run(bank, watched, 1, values)
    read = bank.work("tom").read

    def names(search: str) -> tuple[list[str], int, int]:
        found = read(load_heat_map, watched.monitor_id, test="psi", search=search, **WHOLE)
        return [row.feature for row in found.rows], found.found_count, found.feature_count

    assert len(names("")[0]) == MOST_FEATURES
    assert "Feature_03" not in names("")[0]  # of the lowest, so beyond the first fifty
    assert names("feature_03") == (["Feature_03"], 1, 60)
    assert names("e_1")[1:] == (10, 60)
    assert names("nobody") == ([], 0, 60)


def test_a_threshold_is_tried_on_the_worst_feature_of_each_night(bank: TestWorkspace) -> None:
    watched = watch(bank)
    for day, value in enumerate((0.1, 0.26, 0.28, 0.1, 0.35)):
        run(bank, watched, day, {"income": value, "region": 0.01})
    read = bank.work("tom").read

    nights = read(load_nights, watched.monitor_id, test="psi", rule=None, **WHOLE)
    low, high = (try_limit(nights, Limit(">=", each)) for each in (0.25, 0.30))

    assert (len(low.fires), low.breaches, low.points) == (2, 3, 5)
    assert high.fires == (START + timedelta(days=4),)


def test_a_limit_with_two_sides_is_broken_on_both(bank: TestWorkspace) -> None:
    watched = watch(bank)
    for day, value in enumerate((1.0, 1.3, 0.9, 0.7, 0.8)):
        run(bank, watched, day, {"income": value, "region": 1.0})
    (limit,) = limits_of("outside 0.8 to 1.25")
    read = bank.work("tom").read
    found = try_limit(read(load_nights, watched.monitor_id, test="psi", rule=None, **WHOLE), limit)

    assert found.breaches == 2
    assert found.fires == (START + timedelta(days=1), START + timedelta(days=3))


@given(st.lists(st.floats(0, 1)), st.floats(0, 1), st.floats(0, 1))
def test_a_looser_limit_never_has_more_breaches(
    values: list[float], one: float, other: float
) -> None:
    series = [(START + timedelta(days=day), value) for day, value in enumerate(values)]
    strict, loose = sorted((one, other))

    found = backtest(series, Limit(">", strict)), backtest(series, Limit(">", loose))

    assert found[1].breaches <= found[0].breaches
    assert all(len(each.fires) <= each.breaches for each in found)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        (">= 0.2 and p < 0.05", (Limit(">=", 0.2),)),
        ("< 0.8 or > 1.25", (Limit("<", 0.8), Limit(">", 1.25))),
        ("≤ 0.045", (Limit("<=", 0.045),)),
        ("outside 0.8 to 1.25", (Limit(">", 1.25, low=0.8),)),
        ("outside -0.1 to 0.1", (Limit(">", 0.1, low=-0.1),)),
        ("", ()),
    ],
)
def test_limits_are_read_from_their_text(text: str, limits: tuple[Limit, ...]) -> None:
    assert limits_of(text) == limits


def test_both_profiles_of_a_run_are_given(bank: TestWorkspace) -> None:
    watched = watch(bank)
    bank.service.write(
        store_profile, watched.registered.snapshot_id, kind="training", profile='{"was":1}', rows=9
    )
    run_id = run(bank, watched, 0, {"income": 0.1})

    pair = bank.work("tom").read(load_profiles, run_id)

    assert (pair.reference, pair.reference_rows) == ('{"was":1}', 9)
    assert (pair.current, pair.current_rows) == ('{"now":1}', 100)


def test_alerts_are_filtered_and_counted(bank: TestWorkspace) -> None:
    watched = watch(bank)
    run_id = run(bank, watched, 0, {"income": 0.41})
    first = alarm(bank, watched, run_id)
    alarm(bank, watched, run_id)
    alarm(bank, watched, run_id, rule="psi:region")
    tom, sanne = bank.work("tom"), bank.work("sanne")
    tom.write(acknowledge_alert, first, reason="Looking at the new source.")

    def numbers(text: str, me: UUID) -> list[str]:
        return [one.rule for one in tom.read(list_alerts, AlertQuery.of(text, me=me)).rows]

    assert numbers("", tom.actor.id) == ["psi:region", "psi:income"]
    assert numbers("state:open stage:PROD severity:high", tom.actor.id) == ["psi:region"]
    assert numbers("owner:me", tom.actor.id) == ["psi:income"]
    assert numbers("owner:none age<1h", tom.actor.id) == ["psi:region"]
    assert numbers("-stage:PROD", tom.actor.id) == []
    assert len(numbers("service:mine model:cc-fraud", sanne.actor.id)) == 2
    assert numbers("service:mine", tom.actor.id) == []
    assert len(numbers('income "cc-fraud"', tom.actor.id)) == 2
    query = AlertQuery.of("state:open")
    assert tom.read(count_alerts, query) == 1
    assert tom.read(facet_counts, query)["state"] == {"open": 1, "acknowledged": 1}
    assert tom.read(count_runtimes).ready == 0
    (row,) = tom.read(list_models, InventoryQuery.of("health:critical")).rows
    assert (row.health.level, row.health.open_alerts) == ("critical", 2)


def test_an_alert_shows_its_series_and_what_changed_before(bank: TestWorkspace) -> None:
    watched = watch(bank)
    run(bank, watched, 0, {"income": 0.1})
    run_id = run(bank, watched, 1, {"income": 0.41})
    alert_id = alarm(bank, watched, run_id)
    tom, jo = bank.work("tom"), bank.work("jo")

    detail = tom.read(load_alert, alert_id, tom.actor.id)

    assert [point.value for point in detail.series] == [0.1, 0.41]
    assert (detail.value, detail.threshold) == (0.41, ">= 0.2 and p < 0.05")
    assert {one.tag for one in detail.changes} == {"monitor.added", "data_source.added"}
    assert detail.blockers == ()
    assert [one.code for one in jo.read(load_alert, alert_id, jo.actor.id).blockers] == [
        "write.refused"
    ]


def test_people_units_and_roles_say_who_may_what(bank: TestWorkspace) -> None:
    read = bank.work("root").read

    people = {one.handle: one for one in read(list_people)}
    roles = {one.role: one for one in read(list_roles)}

    assert people["tom"].roles == (Role.MLOPS_ENGINEER, Role.OPERATOR)
    assert people["service"].kind == "service"
    assert roles[Role.COMPLIANCE].people == ("Jo Vermeer",)
    assert ("request", "accepted") in roles[Role.COMPLIANCE].steps
    assert [(one.key, one.depth, one.people) for one in read(list_units)] == [("bank", 0, 11)]


def test_the_palette_finds_by_beginnings_numbers_and_signs(bank: TestWorkspace) -> None:
    watched = watch(bank)
    alarm(bank, watched, run(bank, watched, 0, {"income": 0.41}))
    read = bank.work("tom").read

    def found(text: str) -> list[tuple[str, str]]:
        return [(one.kind, one.title) for one in read(search, text)]

    assert found("CC-fr") == [("model", "cc-fraud")]
    assert found("fraud")[0] == ("model", "cc-fraud")
    assert found("#cc") == [("model", "cc-fraud")]
    assert found("@tom") == [("person", "Tom Bakker")]
    assert found("psi") == [("alert", "PSI 0.41 > 0.25 on income")]
    assert found("1") == [("alert", "PSI 0.41 > 0.25 on income"), ("event", "")]
    assert found("  ") == found("%") == []
