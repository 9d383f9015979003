"""Home's role views on both databases: each reads work of its own, and only what it shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event, insert, select

from app.models.bpmn.graph import NodeKind
from app.models.queries.alerts import AlertQuery, count_alerts
from app.models.queries.governance import CaseQuery, count_cases
from app.models.queries.home import Home, load_figures, load_work, with_figures
from app.models.queries.home_blocks import WorkRow
from app.models.queries.home_figures import Tile
from app.models.queries.home_since import list_since
from app.models.queries.inventory import InventoryQuery, count_models, load_steps
from app.models.tables.life_cycle import LifeCycleTemplate, UserTask
from app.models.tables.monitoring import Alert, MonitorRun
from app.services.commands.alerts import (
    acknowledge_alert,
    escalate_alert,
    snooze_alert,
    start_remediation,
)
from app.services.commands.attestations import NewCampaign, plan_campaign
from app.services.commands.life_cycles import import_template
from app.services.commands.models import add_use_case
from app.services.commands.monitors import finish_run, start_run
from app.services.commands.raised_alerts import raise_alert
from app.services.commands.requests import decide
from app.services.commands.tasks import complete_task
from app.services.engine.starting import StartRequest
from app.texts import why
from tests.db.test_queries_monitoring import END, run, watch
from tests.processes import Stage, flow, line, node, process
from tests.services.engine_tasks import TASKS
from tests.stories import (
    REASON,
    Registered,
    alarm,
    ask,
    change_role,
    put_in_production,
    register,
    roll_back,
)
from tests.workspaces import TestWorkspace


def home(bank: TestWorkspace, handle: str, view: str = "") -> Home:
    work, now = bank.work(handle), datetime.now(UTC)
    me = work.actor.id
    found = work.read(load_work, me, now=now, last_visit=now, view=view)
    return with_figures(found, work.read(load_figures, me, now=now, view=view))


def told(rows: tuple[WorkRow, ...]) -> list[tuple[str, str, str]]:
    return [(one.title, one.state, one.why.code) for one in rows]


def start(stage: Stage, template_id: UUID, registered: Registered) -> UUID:
    asked = StartRequest(
        template_id,
        stage.workspace.unit_id,
        start_key=uuid4().hex,
        model_id=registered.model_id,
        version_id=registered.version_id,
    )
    with stage.work.unit() as work:
        return stage.engine.start(work, asked)


def test_a_vote_under_way_names_whom_it_still_waits_for(workspace: TestWorkspace) -> None:
    stage = Stage(workspace, TASKS)
    votes = process(
        "votes",
        [
            node("start", NodeKind.START),
            node("vote", NodeKind.USER, name="Vote", roles=("compliance", "risk_officer")),
            node("end", NodeKind.END),
        ],
        [flow("start", "vote"), flow("vote", "end")],
    )
    registered = register(workspace)
    start(stage, stage.library.publish(votes), registered)
    stage.drain()
    request_id = ask(workspace, registered)
    with workspace.service.unit() as work:
        work.session.scalars(select(UserTask)).one().request_id = request_id

    def waits_for() -> object:
        (row,) = home(workspace, "sanne").blocks["my_models"]
        return row.why.params["roles"]

    assert waits_for() == ["compliance", "risk_officer"]
    workspace.work("aisha").write(
        decide, request_id, verdict="accept", reason=REASON, signer=workspace.signer("aisha")
    )
    assert waits_for() == ["compliance"]


def test_builders_and_architects_see_what_hangs_before_what_waits(
    workspace: TestWorkspace,
) -> None:
    stage = Stage(workspace, TASKS)
    waits = process(
        "waits",
        [
            node("start", NodeKind.START),
            node("look", NodeKind.USER, name="Look at it", roles=("operator",)),
            node("end", NodeKind.END),
        ],
        [flow("start", "look"), flow("look", "end")],
    )
    hangs = line("hangs", node("add", NodeKind.SERVICE, task_type="add", inputs={"one": "${no}"}))
    start(stage, stage.library.publish(waits), register(workspace))
    start(stage, stage.library.publish(hangs), register(workspace, name="churn"))
    stage.drain()
    with workspace.work("eva").unit() as work:
        import_template(work, unit="bank", key="next", name="Next", process_id="next", bpmn=b"<x/>")

    mine, hers = home(workspace, "sanne").blocks, home(workspace, "eva").blocks

    assert told(mine["my_models"]) == [
        ("churn", "incident", "home.stuck"),
        ("cc-fraud", "waiting", "home.open_to"),
    ]
    assert mine["my_models"][1].why.params["step"] == "Look at it"
    assert home(workspace, "mark", "engineer").blocks["my_models"] == ()
    assert told(hers["failing"]) == [("hangs", "incident", "home.failing")]
    assert hers["failing"][0].why.params["times"] == hers["failing"][0].why.params["still"] == 1
    assert told(hers["longest"]) == [("cc-fraud", "waiting", "home.open_to")]
    assert told(hers["drafts"]) == [("Next", "draft", "home.draft_mine")]
    with workspace.work("eva").unit() as work:
        draft = work.session.scalars(select(LifeCycleTemplate).filter_by(key="next")).one()
        draft.state = "in_review"
    put_up = home(workspace, "eva").blocks["drafts"]
    assert told(put_up) == [("Next", "in_review", "home.put_up_mine")]
    assert home(workspace, "sanne").watching == ()  # what one block tells no other repeats


def test_a_gateway_where_a_run_is_stuck_is_named_as_it_is_drawn(workspace: TestWorkspace) -> None:
    stage = Stage(workspace, TASKS)
    forks = process(
        "forks",
        [
            node("start", NodeKind.START),
            node("is_clean", NodeKind.EXCLUSIVE, name="clean?", default_flow="other"),
            node("end", NodeKind.END),
        ],
        [
            flow("start", "is_clean"),
            flow("is_clean", "end", condition="${unknown == 0}"),
            flow("is_clean", "end", flow_id="other"),
        ],
    )
    found = register(workspace)
    start(stage, stage.library.publish(forks), found)
    stage.drain()

    hers = home(workspace, "eva").blocks

    assert [one.why.params["step"] for one in hers["failing"]] == ["clean?"]
    steps = workspace.work("eva").read(load_steps, [found.model_id])
    assert steps[found.model_id].name == "clean?"


def test_who_judges_and_who_uses_models_see_what_was_measured_and_decided(
    workspace: TestWorkspace,
) -> None:
    watched = watch(workspace)
    put_in_production(workspace, watched.registered)
    run(workspace, watched, 1, {"income": 0.1})
    bad = home(workspace, "piet").blocks["beyond"]
    run(workspace, watched, 2, {"income": 0.4, "age": 0.1})
    change_role(workspace, "lin", "lob_analyst")
    workspace.work("lin").write(
        add_use_case, unit="bank", name="Cards", is_regulated=False,
        models=[watched.registered.model_id], service_tag="",
    )  # fmt: skip
    plan = NewCampaign("Yearly", "Still used?", datetime.now(UTC) + timedelta(days=9),
                       [watched.registered.model_id])  # fmt: skip
    workspace.work("jo").write(plan_campaign, plan)

    tested, used = home(workspace, "piet"), home(workspace, "lin", "analyst")
    of_jo = home(workspace, "jo")
    decided = of_jo.blocks

    assert bad == ()
    assert told(tested.blocks["beyond"]) == [("cc-fraud", "FAIL", "home.beyond")]
    assert tested.blocks["beyond"][0].why.params["tests"] == "psi:income"
    assert [(one.title, one.version, one.stage.name) for one in used.blocks["used"] if one.stage] \
        == [("cc-fraud", 1, "PROD")]  # fmt: skip
    assert used.blocks["used"][0].why.params["uses"] == "Cards"
    assert told(decided["given"]) == [("cc-fraud", "accepted", "home.voted.accept")]
    assert of_jo.counts["given"] == len(decided["given"])  # so none is said to be left out
    assert told(decided["due"]) == [("cc-fraud", "open", "home.campaign")]
    assert home(workspace, "lin", "operator").view == "analyst"  # a view of others is not given


def test_a_version_that_another_replaced_stands_nowhere_as_if_it_served(
    workspace: TestWorkspace,
) -> None:
    watched = watch(workspace)
    put_in_production(workspace, watched.registered)
    with workspace.service.unit() as work:
        raise_alert(
            work,
            model_id=watched.registered.model_id,
            version_id=watched.registered.version_id,
            monitor_id=watched.monitor_id,
            run_id=None,
            rule="psi:income",
            title="psi 0.41 on income, limit >= 0.25",
            severity="high",
        )
    before = home(workspace, "tom").needs[0]
    assert (before.kind, before.stage and before.stage.name) == ("alert", "PROD")
    assert before.why.params["left"] == ""
    put_in_production(workspace, register(workspace, content=b"v2"))

    alert, given = home(workspace, "tom").needs[0], home(workspace, "jo").blocks["given"]

    assert (alert.id, alert.stage, alert.why.params["left"]) == (before.id, None, "PROD")
    assert [(one.version, one.stage and one.stage.name) for one in given] == [
        (2, "PROD"),
        (1, None),
    ]
    assert {one.why.params["stage"] for one in given} == {"PROD"}
    assert [(one.state, one.ended_at is None) for one in given] == [
        ("accepted", True),
        ("replaced", False),
    ]


def test_a_task_that_somebody_ended_for_good_is_among_their_decisions(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    tasks = []
    with workspace.service.unit() as work:
        for _ in range(2):
            task = UserTask(
                instance_id=made.snapshot_id, token_id=uuid4(), node_id="review",
                name="Review failed limits", kind="runtime", outcomes=["retry", "reject"],
                roles=["compliance"], model_id=made.model_id, version_id=made.version_id,
                unit_id=workspace.unit_id,
            )  # fmt: skip
            tasks.append(work.add(task).id)
    for one, outcome in zip(tasks, ("reject", "retry"), strict=True):
        workspace.work("jo").write(
            complete_task, one, outcome=outcome, reason="It drifts too far to go on."
        )

    of_jo = home(workspace, "jo")

    (row,) = of_jo.blocks["given"]
    assert (row.kind, row.id, row.version, row.state) == ("task", tasks[0], 1, "rejected")
    assert why(row.why) == "You ended “Review failed limits”: reject."
    assert of_jo.counts["given"] == 1
    assert not home(workspace, "aisha", "compliance").blocks.get("given")


def test_an_owner_reads_first_that_a_version_of_theirs_was_rolled_back(
    workspace: TestWorkspace,
) -> None:
    put_in_production(workspace, register(workspace))
    second = register(workspace, content=b"v2")
    put_in_production(workspace, second)
    roll_back(workspace)

    (row,) = home(workspace, "sanne").blocks["my_models"]
    assert (row.kind, row.version, row.state) == ("deployment", 2, "rolled_back")
    assert why(row.why) == f"In PROD Tom Bakker rolled it back: {REASON}"
    assert home(workspace, "mark", "engineer").blocks["my_models"] == ()

    put_in_production(workspace, second)
    assert home(workspace, "sanne").blocks["my_models"] == ()


def test_a_decision_says_that_what_it_let_pass_was_rolled_back(workspace: TestWorkspace) -> None:
    put_in_production(workspace, register(workspace))
    put_in_production(workspace, register(workspace, content=b"v2"))
    roll_back(workspace)

    second, first = home(workspace, "jo").blocks["given"]

    assert (second.version, second.state) == (2, "rolled_back")
    assert second.ended_at is not None
    # The first serves again, on the strength of the same decision.
    assert (first.version, first.state, first.ended_at) == (1, "accepted", None)


def test_a_fail_stands_until_its_own_monitor_passes_however_much_else_was_measured(
    workspace: TestWorkspace,
) -> None:
    failing, busy = watch(workspace), watch(workspace, "churn")
    run(workspace, failing, 1, {"income": 0.4})
    others = {
        "kind": "monitor", "monitor_id": busy.monitor_id,
        "model_id": busy.registered.model_id, "version_id": busy.registered.version_id,
        "snapshot_id": busy.registered.snapshot_id, "state": "done", "verdict": "PASS",
    }  # fmt: skip
    many = [
        {**others, "run_key": f"later-{n}", "fire_at": END + timedelta(hours=n)} for n in range(301)
    ]
    with workspace.service.unit() as work:
        work.session.execute(insert(MonitorRun), many)

    newer = told(home(workspace, "piet").blocks["beyond"])
    run(workspace, failing, 2, {"income": 0.1})

    assert newer == [("cc-fraud", "FAIL", "home.beyond")]
    assert home(workspace, "piet").blocks["beyond"] == ()


@pytest.mark.parametrize(("verdict", "said"), [("WARN", "home.warned"), ("ERROR", "home.broke")])
def test_what_only_warned_is_not_called_beyond_its_limit(
    workspace: TestWorkspace, verdict: str, said: str
) -> None:
    watched = watch(workspace)
    about = {
        "monitor_id": watched.monitor_id, "model_id": watched.registered.model_id,
        "version_id": watched.registered.version_id,
        "snapshot_id": watched.registered.snapshot_id,
    }  # fmt: skip
    results = [
        {"test": "psi", "feature": feature, "statistic": 0.19, "verdict": each}
        for feature, each in (("income", verdict), ("region", "PASS"))
    ]
    with workspace.service.unit() as work:
        begun = start_run(work, run_key="night", kind="monitor", fire_at=END, **about)
        finish_run(work, begun.id, results=results, verdict=verdict)

    (row,) = home(workspace, "piet").blocks["beyond"]

    assert (row.state, row.why.code, row.why.params["tests"]) == (verdict, said, "psi:income")


def test_a_figure_counts_the_rows_that_it_opens(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    put_in_production(workspace, registered)
    register(workspace, name="churn")
    alarm(workspace, registered, severity="critical")
    handed = alarm(workspace, registered, feature="age")
    workspace.work("tom").write(
        escalate_alert,
        handed,
        person_id=workspace.work("mark").actor.id,
        reason="You know this model best.",
    )

    lin, tom, mark = (home(workspace, one) for one in ("lin", "tom", "mark"))
    reader = workspace.work("lin")

    def rows(tile: Tile) -> int:
        if tile.screen == "governance":
            kind, _, text = tile.filter.partition(" ")
            return reader.read(count_cases, CaseQuery.of(kind, text))
        count, query = {
            "inventory": (count_models, InventoryQuery.of),
            "alerts": (count_alerts, AlertQuery.of),
        }[tile.screen]
        return reader.read(count, query(tile.filter))  # type: ignore[operator]

    figures = {one.code: one for one in lin.tiles["figures"]}
    assert {code: one.count for code, one in figures.items()} == {
        "in_production": 1, "high_risk": 0, "late_reviews": 0, "ending_waivers": 0,
        "release_time": 1,
    }  # fmt: skip
    assert figures.pop("release_time").span_s is not None  # a time: it has no rows
    for tile in (*figures.values(), *tom.tiles["severities"]):
        assert rows(tile) == tile.count, tile
    assert {one.code: one.parts for one in tom.tiles["severities"]}["alerts_high"] \
        == (("escalated", 1),)  # fmt: skip
    assert told(lin.blocks["exceptions"]) == [("cc-fraud", "critical", "home.said")]
    assert mark.needs[0].why.code == "home.escalated"


def test_what_a_roll_back_put_in_place_again_is_no_release(workspace: TestWorkspace) -> None:
    for content in (b"1", b"2"):
        put_in_production(workspace, register(workspace, content=content))
    before = {one.code: one for one in home(workspace, "lin").tiles["figures"]}["release_time"]

    roll_back(workspace)

    after = {one.code: one for one in home(workspace, "lin").tiles["figures"]}["release_time"]
    assert (after.count, after.span_s) == (2, before.span_s)


def test_an_alert_that_was_only_acknowledged_is_counted_as_not_resolved(
    workspace: TestWorkspace,
) -> None:
    taken = alarm(workspace, register(workspace), severity="critical")

    workspace.work("tom").write(acknowledge_alert, taken, reason="Looking at it.")

    tile = next(
        one for one in home(workspace, "tom").tiles["severities"] if one.code == "alerts_critical"
    )
    assert (tile.count, tile.parts) == (0, (("taken_up", 1),))
    found = AlertQuery.of(tile.filter)
    assert workspace.work("tom").read(count_alerts, found) == 1


def test_no_number_of_alerts_hides_what_else_is_out_of_order_and_all_of_it_is_counted(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    ask(workspace, registered)
    alarms = [
        alarm(workspace, registered, feature=f"feature-{n}", severity="critical") for n in range(8)
    ]
    workspace.work("tom").write(
        snooze_alert, alarms[0], until=datetime.now(UTC) + timedelta(hours=4), reason="At work on."
    )
    work, late = workspace.work("lin"), datetime.now(UTC) + timedelta(days=400)

    seen = work.read(load_work, work.actor.id, now=late, last_visit=late)

    codes = [one.why.code for one in seen.blocks["exceptions"]]
    assert codes == ["home.said"] * 5 + ["home.late_vote"]
    assert seen.counts["exceptions"] == 9  # the eight alerts, also the one put off, and the vote


def test_a_breach_is_critical_until_it_ends_and_who_did_what_about_it_stands_beside_it(
    workspace: TestWorkspace,
) -> None:
    registered, tom = register(workspace), workspace.work("tom")
    noted, put_off, remedied, untouched = (
        alarm(workspace, registered, feature=one, severity="critical")
        for one in ("age", "income", "region", "score")
    )
    tom.write(acknowledge_alert, noted, reason="Validation looks into it.")
    later = datetime.now(UTC) + timedelta(hours=4)
    tom.write(snooze_alert, put_off, until=later, reason="At work on.")
    tom.write(start_remediation, remedied, reason="A new version is trained.")

    seen = home(workspace, "lin")

    rows = [(one.id, one.state, why(one.why).partition(" · ")[2]) for one in
            seen.blocks["exceptions"]]  # fmt: skip
    assert rows == [
        (untouched, "critical", ""),
        (noted, "critical", "acknowledged by Tom Bakker"),
        (put_off, "critical", "put off by Tom Bakker"),
        (remedied, "critical", "in remediation"),
    ]
    assert seen.counts["exceptions"] == 4
    with workspace.service.unit() as work:
        work.get(Alert, noted).state = "resolved"
        work.flush()
    assert noted not in {one.id for one in home(workspace, "lin").blocks["exceptions"]}


def test_a_monitor_that_never_measured_watches_nothing_yet(workspace: TestWorkspace) -> None:
    watched = watch(workspace)
    put_in_production(workspace, watched.registered)

    def tile() -> Tile:
        tiles = home(workspace, "lin").tiles["tiles"]
        return next(one for one in tiles if one.code == "no_monitor")

    assert (tile().count, tile().unmeasured) == (0, 1)
    run(workspace, watched, 1, {"income": 0.1})
    assert (tile().count, tile().unmeasured) == (0, 0)


def test_what_many_blocks_of_home_need_is_asked_of_the_database_once(
    workspace: TestWorkspace,
) -> None:
    register(workspace)
    sent: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        sent.append(statement)

    work, now = workspace.work("piet"), datetime.now(UTC)
    event.listen(Engine, "before_cursor_execute", note)
    work.read(load_work, work.actor.id, now=now, last_visit=now)
    event.remove(Engine, "before_cursor_execute", note)

    for one, other in (("is_protected", "stage_path_id"), ("ancestor_id", "valid_from")):
        assert sum(one in statement and other in statement for statement in sent) == 1, one


def test_who_has_nothing_to_do_is_told_the_soonest_day_that_is_theirs(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    now = datetime.now(UTC)
    far, near = now + timedelta(days=90), now + timedelta(days=40)
    for name, day in (("Later", far), ("Sooner", near)):
        plan = NewCampaign(name, "Is its use still the same?", day, [made.model_id])
        workspace.work("jo").write(plan_campaign, plan)

    rested, other = home(workspace, "sanne"), home(workspace, "eva")

    assert rested.needs == ()
    assert rested.next_due is not None
    assert (rested.next_due.at.date(), rested.next_due.why.code) == (
        near.date(),
        "home.next.attestation",
    )
    assert rested.next_due.why.params["name"] == "cc-fraud"
    assert other.next_due is None


def test_who_runs_models_hears_of_alerts_and_deployments_of_all_of_them(
    workspace: TestWorkspace,
) -> None:
    """Though they own none of them and decide on none."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    put_in_production(workspace, watch(workspace).registered)
    tom, piet = workspace.work("tom"), workspace.work("piet")

    heard, count = tom.read(list_since, tom.actor.id, since=long_ago)
    by_a_tester, _ = piet.read(list_since, piet.actor.id, since=long_ago)

    assert "deployment.deployed" in {one.event.tag for one in heard}
    assert count >= len(heard) > 0
    assert by_a_tester == ()
