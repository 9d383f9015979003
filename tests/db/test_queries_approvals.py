"""The inbox, Home and lineage on both databases, from what people really did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from app import texts
from app.config import resources_folder
from app.models.enforcement.audit import known_tags
from app.models.queries.approval_detail import load_request
from app.models.queries.approvals import ApprovalRow, list_inbox
from app.models.queries.done_list import DoneQuery, list_done
from app.models.queries.home import Home, load_figures, load_work, with_figures
from app.models.queries.lineage import EventQuery, list_events, load_lineage
from app.models.queries.lookups import Why
from app.models.queries.lookups import now as database_now
from app.models.queries.run_view import PersonWait, person_wait
from app.models.queries.snapshot_diff import _Metric, _metrics, diff_snapshots
from app.models.queries.time_travel import load_event, load_serving, serving_as_of
from app.models.rules.acts import ACTS
from app.models.rules.roles import Role
from app.models.rules.tasks import TEST
from app.models.tables.execution import Placement
from app.models.tables.governance import TransitionRequest
from app.models.tables.life_cycle import UserTask
from app.services.commands.acts import open_evidence
from app.services.commands.life_cycles import import_template
from app.services.commands.models import add_document
from app.services.commands.requests import decide, refresh_evidence
from tests.stories import REASON, Registered, ask, put_in_production, register, roll_back
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    return workspace


def clock(bank: TestWorkspace) -> datetime:
    return datetime.now(UTC)


def inbox(bank: TestWorkspace, handle: str, view: str = "mine") -> tuple[ApprovalRow, ...]:
    work = bank.work(handle)
    return work.read(list_inbox, work.actor.id, now=clock(bank), view=view)


def accept(bank: TestWorkspace, handle: str, request_id: UUID) -> None:
    bank.work(handle).write(
        decide, request_id, verdict="accept", reason=REASON, signer=bank.signer(handle)
    )


def test_the_inbox_says_to_each_why_it_is_there(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    accept(bank, "aisha", request_id)

    (for_jo,) = inbox(bank, "jo")
    assert for_jo.why == Why("inbox.vote", role="compliance", given=1, needed=2)
    assert (for_jo.model_name, for_jo.version, for_jo.votes_given) == ("cc-fraud", 1, 1)
    assert for_jo.stage is not None
    assert (for_jo.stage.name, for_jo.blockers, for_jo.is_overdue) == ("PROD", (), False)
    assert inbox(bank, "aisha") == inbox(bank, "sanne") == inbox(bank, "tom", "open") == ()
    assert inbox(bank, "aisha", "others")[0].why == Why("inbox.voted", missing=["compliance"])
    (for_sanne,) = inbox(bank, "sanne", "others")
    assert for_sanne.why == Why("inbox.asked", missing=["compliance"])
    assert "four_eyes.own_work" in [one.code for one in for_sanne.blockers]
    assert texts.why(for_sanne.why) == "You asked for this; it waits for compliance officer."


def test_a_request_past_its_due_time_is_overdue(bank: TestWorkspace) -> None:
    ask(bank, register(bank))
    jo = bank.work("jo")

    (row,) = jo.read(list_inbox, jo.actor.id, now=clock(bank) + timedelta(days=3))

    assert row.is_overdue


def test_a_closed_request_is_in_the_done_view_only(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    accept(bank, "aisha", request_id)
    accept(bank, "jo", request_id)

    assert inbox(bank, "jo") == ()
    jo = bank.work("jo")
    done = jo.read(list_done, DoneQuery(jo.actor.id, clock(bank)))
    assert [row.outcome for row in done.rows] == ["accepted"]


def test_the_detail_names_who_voted_and_who_may_still(bank: TestWorkspace) -> None:
    registered = register(bank)
    request_id = ask(bank, registered)
    accept(bank, "aisha", request_id)
    jo = bank.work("jo")

    detail = jo.read(load_request, request_id, jo.actor.id, now=clock(bank))

    risk, compliance = detail.slots
    assert [(vote.person, vote.counts) for vote in risk.votes] == [("Aisha Rahman", True)]
    assert (risk.missing, risk.may_decide) == (0, ())
    assert [holder.full_name for holder in compliance.may_decide] == ["Jo Vermeer"]
    assert detail.my_role is Role.COMPLIANCE
    assert detail.excluded == ("Sanne de Vries",)
    assert detail.evidence["snapshot"]
    assert len(detail.evidence_digest) == 64
    assert detail.serving is None
    assert detail.diff is None


def test_a_decided_request_stands_beside_what_served_when_it_was_decided(
    bank: TestWorkspace,
) -> None:
    serve(bank, register(bank))
    second = register(bank, content=b"v2")
    serve(bank, second)
    jo = bank.work("jo")
    of_second = select(TransitionRequest.id).where(
        TransitionRequest.version_id == second.version_id
    )
    request_id = jo.read(lambda session: session.scalars(of_second).one())

    detail = jo.read(load_request, request_id, jo.actor.id, now=clock(bank))

    assert detail.row.state == "accepted"
    assert detail.serving is not None
    assert detail.serving.version == 1  # not the second itself, which serves now
    assert detail.diff is not None


def test_a_decided_request_tells_what_came_of_it_and_who_rolled_it_back(
    bank: TestWorkspace,
) -> None:
    first_id = put_in_production(bank, register(bank))
    second_id = put_in_production(bank, register(bank, content=b"v2"))
    jo = bank.work("jo")
    before = jo.read(load_request, second_id, jo.actor.id, now=clock(bank))

    roll_back(bank, by="tom")
    first = jo.read(load_request, first_id, jo.actor.id, now=clock(bank))
    second = jo.read(load_request, second_id, jo.actor.id, now=clock(bank))

    assert [(one.state, one.runtimes) for one in before.stays] == [("in_place", ("prod-1",))]
    assert before.serving_now is not None
    assert before.serving_now.version == 2
    (stay,) = second.stays
    assert (stay.state, stay.runtimes, stay.followed_by) == ("left", ("prod-1",), 1)
    assert stay.rolled_back is not None
    assert (stay.rolled_back.by, stay.rolled_back.reason) == ("Tom Bakker", REASON)
    assert second.serving is not None
    assert second.serving_now is not None
    assert (second.serving.version, second.serving_now.version) == (1, 1)
    assert second.serving_now.since == first.stays[1].since  # of its second stay
    assert [(one.state, one.followed_by) for one in first.stays] == [
        ("left", 2), ("in_place", None)
    ]  # fmt: skip
    assert first.stays[0].rolled_back is None


def test_what_served_at_a_decision_is_told_with_its_runtime_of_then(bank: TestWorkspace) -> None:
    put_in_production(bank, register(bank))
    request_id = put_in_production(bank, register(bank, content=b"v2"))
    jo = bank.work("jo")

    detail = jo.read(load_request, request_id, jo.actor.id, now=clock(bank))

    assert detail.serving is not None
    assert (detail.serving.version, detail.serving.runtimes) == (1, ("prod-1",))


def test_a_run_waits_for_those_only_who_have_not_voted(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    accept(bank, "aisha", request_id)

    def wait(session: Session) -> PersonWait:
        request = session.get_one(TransitionRequest, request_id)
        task = UserTask(
            id=uuid4(), number=1, node_id="approve", name="Approve promotion",
            roles=["risk_officer", "compliance", "data_scientist"], request_id=request_id,
            unit_id=request.unit_id, opened_at=clock(bank), due_at=None, assignee_id=None,
        )  # fmt: skip
        return person_wait(session, task, {})

    found = bank.work("tom").read(wait)
    assert (found.candidates, found.roles) == (("Jo Vermeer",), ("compliance",))
    assert found.voted == ("Aisha Rahman",)


def test_a_vote_on_older_evidence_is_shown_as_void(bank: TestWorkspace) -> None:
    registered = register(bank)
    request_id = ask(bank, registered)
    accept(bank, "aisha", request_id)
    bank.work("sanne").write(
        add_document,
        registered.model_id,
        kind="model_card",
        title="Card",
        uri="https://docs.example/2",
        version_id=registered.version_id,
    )
    bank.service.write(refresh_evidence, registered.version_id)
    aisha = bank.work("aisha")

    detail = aisha.read(load_request, request_id, aisha.actor.id, now=clock(bank))

    assert [vote.counts for vote in detail.slots[0].votes] == [False]
    assert detail.row.group == "mine"
    assert [one.title for one in detail.documents] == ["Card"]


def serve(bank: TestWorkspace, registered: Registered) -> None:
    """Through both votes into production, as the worker ends it where there is no runtime."""
    request_id = ask(bank, registered)
    accept(bank, "aisha", request_id)
    accept(bank, "jo", request_id)
    with bank.service.unit() as work:
        place = work.session.scalars(
            select(Placement).where(Placement.version_id == registered.version_id)
        ).one()
        others = work.session.scalars(
            select(Placement).where(
                Placement.state == "in_place", Placement.model_id == registered.model_id
            )
        )
        for other in others:
            other.state, other.placed_until = "left", work.now()
            work.flush()
        place.state, place.placed_from = "in_place", work.now()


def test_where_nothing_served_yet_it_is_told_what_came_first(bank: TestWorkspace) -> None:
    first = register(bank)
    serve(bank, first)
    serve(bank, register(bank, content=b"v2"))
    jo = bank.work("jo")
    now = jo.read(database_now)

    before = jo.read(load_serving, first.model_id, now - timedelta(days=9))
    today = jo.read(load_serving, first.model_id, now)

    assert before.then == ()
    assert before.following is not None
    assert before.following.version == 1
    assert now - timedelta(hours=1) < before.following.since <= now
    assert ([one.version for one in today.then], today.following) == ([2], None)


def test_lineage_tells_which_version_served_at_an_instant(bank: TestWorkspace) -> None:
    first = register(bank)
    serve(bank, first)
    between = bank.work("jo").read(database_now)
    second = register(bank, content=b"v2")
    serve(bank, second)
    jo = bank.work("jo")
    now = jo.read(database_now)

    then = jo.read(serving_as_of, first.model_id, between)
    today = jo.read(serving_as_of, first.model_id, now)
    lineage = jo.read(
        load_lineage, first.model_id, start=now - timedelta(hours=1), end=now + timedelta(hours=1)
    )

    assert [(one.stage.name, one.version, one.approved_by) for one in then] == [
        ("PROD", 1, ("Aisha Rahman", "Jo Vermeer"))
    ]
    assert [one.version for one in today] == [2]
    assert [(bar.version, bar.until is None) for bar in lineage.bars] == [(1, False), (2, True)]
    votes = [mark for mark in lineage.marks if mark.tag == "decision.recorded"]
    assert [(mark.verdict, mark.version) for mark in votes] == [("accept", 1)] * 2 + [
        ("accept", 2)
    ] * 2
    assert sum(mark.count for mark in lineage.overview) == lineage.event_count


def test_an_event_shows_what_it_changed_and_its_words(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    accept(bank, "aisha", request_id)
    bank.work("jo").write(
        decide,
        request_id,
        verdict="reject",
        reason="Drift on income is open.",
        signer=bank.signer("jo"),
    )
    jo = bank.work("jo")

    page = jo.read(list_events, EventQuery.of("type:approval actor:jo"))
    closed = jo.read(list_events, EventQuery.of("tag:request.rejected")).rows[0]
    detail = jo.read(load_event, closed.id)

    assert {row.tag for row in page.rows} == {"decision.recorded", "request.rejected"}
    vote = next(row for row in page.rows if row.tag == "decision.recorded")
    assert vote.texts == {"reason": "Drift on income is open."}
    assert texts.event(vote.tag, vote.words) == "voted against cc-fraud v1 as compliance officer"
    assert texts.event(closed.tag, closed.words) == "rejected cc-fraud v1 for PROD"
    changed = {change.name: (change.before, change.after) for change in detail.changes}
    assert changed["state"] == ("pending", "rejected")
    assert detail.previous is not None
    assert detail.previous.tag == "decision.recorded"


def test_what_an_event_changed_is_told_by_names_instead_of_ids(bank: TestWorkspace) -> None:
    ask(bank, register(bank))
    jo = bank.work("jo")

    told = [jo.read(load_event, row.id) for row in jo.read(list_events, EventQuery()).rows]

    changed = {
        (detail.row.object_type, one.name): one.after for detail in told for one in detail.changes
    }
    assert changed["model", "owner_id"] == "Sanne de Vries"
    assert changed["request", "version_id"] == "v1"
    assert changed["request", "stage_id"] == "PROD"
    assert changed["request", "requested_by"] == "Sanne de Vries"
    assert [name for name, value in changed.items() if isinstance(value, UUID)] == []


def test_who_opens_evidence_has_changed_nothing(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    jo = bank.work("jo")
    shown = jo.read(load_request, request_id, jo.actor.id, now=clock(bank))
    jo.write(open_evidence, request_id, ("summary",), digest=shown.evidence_digest)

    opened = jo.read(list_events, EventQuery.of("tag:evidence.opened")).rows[0]

    assert jo.read(load_event, opened.id).changes == ()


def test_pages_of_events_hold_each_event_once(bank: TestWorkspace) -> None:
    ask(bank, register(bank))
    read = bank.work("jo").read
    everything = [row.id for row in read(list_events, EventQuery()).rows]

    page = read(list_events, EventQuery(), None, 3)
    paged = [row.id for row in page.rows]
    while page.cursor is not None:
        page = read(list_events, EventQuery(), page.cursor, 3)
        paged += [row.id for row in page.rows]

    assert paged == everything


def test_two_snapshots_differ_in_what_was_changed(bank: TestWorkspace) -> None:
    first, second = register(bank), register(bank, content=b"v2")

    diff = bank.work("jo").read(diff_snapshots, first.snapshot_id, second.snapshot_id)
    same = bank.work("jo").read(diff_snapshots, first.snapshot_id, first.snapshot_id)

    assert [(one.group, one.name, one.severity) for one in diff.changes] == [
        ("files", "model.onnx", "notable")
    ]
    assert (diff.before_label, diff.after_label, diff.is_identical) == ("v1 s1", "v2 s1", False)
    assert (same.is_identical, same.changes) == (True, ())


@pytest.mark.parametrize(
    ("threshold", "before", "after", "severity"),
    [
        ("< 0.75", 0.95, 0.94, "cosmetic"),
        ("< 0.75", 0.95, 0.85, "notable"),
        (">= 0.2", 0.05, 0.12, "notable"),
        (">= 0.2", 0.12, 0.05, "notable"),
        ("outside 0.8 to 1.25", 1.09, 1.02, "notable"),
        ("outside 0.8 to 1.25", 1.02, 1.2, "notable"),
        ("outside 0.8 to 1.25", 1.2, 1.02, "notable"),
        ("", 0.1, 0.9, "cosmetic"),
    ],
)
def test_a_metric_that_moved_a_quarter_to_its_limit_or_from_it_deserves_a_look(
    threshold: str, before: float, after: float, severity: str
) -> None:
    old = {"auc": _Metric(before, threshold, "PASS")}
    new = {"auc": _Metric(after, threshold, "PASS")}

    (change,) = _metrics(old, new)

    assert change.severity == severity


@pytest.mark.parametrize(
    ("dimension", "threshold", "before", "after", "severity"),
    [
        ("performance", "< 0.7", 0.913, 0.902, "notable"),  # accuracy
        ("performance", "< 0.7", 0.902, 0.913, "notable"),
        ("performance", ">= 0.2", 0.0858, 0.0938, "notable"),  # Brier
        ("performance", "< 0.7", 0.90221, 0.90219, "cosmetic"),  # both are shown as 0.902
        ("bias", "outside 0.8 to 1.25", 1.01, 1.05, "notable"),
        ("bias", "outside 0.8 to 1.25", 1.09, 1.02, "notable"),
        ("data_drift", ">= 0.1 and p < 0.05", 0.0118, 0.0194, "cosmetic"),  # of another sample
    ],
)
def test_a_metric_of_the_model_that_is_another_one_is_not_cosmetic(
    dimension: str, threshold: str, before: float, after: float, severity: str
) -> None:
    old = {"it": _Metric(before, threshold, "PASS", dimension)}
    new = {"it": _Metric(after, threshold, "PASS", dimension)}

    (change,) = _metrics(old, new)

    assert change.severity == severity


def test_a_pair_has_as_many_notable_changes_from_either_side() -> None:
    old = {
        "auc": _Metric(0.91, "< 0.7", "PASS", "performance"),
        "psi": _Metric(0.05, ">= 0.2", "PASS", "data_drift"),
        "ks": _Metric(0.06, ">= 0.05", "FAIL", "data_drift"),
        "csi": _Metric(0.0118, ">= 0.1", "PASS", "data_drift"),
    }
    new = {
        "auc": _Metric(0.90, "< 0.7", "PASS", "performance"),
        "psi": _Metric(0.12, ">= 0.2", "PASS", "data_drift"),
        "ks": _Metric(0.07, ">= 0.05", "FAIL", "data_drift"),
        "csi": _Metric(0.0194, ">= 0.1", "PASS", "data_drift"),
    }

    there = {one.name: one.severity for one in _metrics(old, new)}
    back = {one.name: one.severity for one in _metrics(new, old)}

    assert there == back
    assert there == {"auc": "notable", "psi": "notable", "ks": "notable", "csi": "cosmetic"}


def test_what_got_better_is_graded_otherwise_than_what_got_worse() -> None:
    old = {
        "auc": _Metric(0.91, "< 0.7", "PASS", "performance"),
        "psi": _Metric(0.05, ">= 0.2", "PASS", "data_drift"),
        "f1": _Metric(0.75, "< 0.7", "WARN", "performance"),
    }
    new = {
        "auc": _Metric(0.90, "< 0.7", "PASS", "performance"),
        "psi": _Metric(0.12, ">= 0.2", "PASS", "data_drift"),
        "f1": _Metric(0.80, "< 0.7", "PASS", "performance"),
    }

    there = {one.name: one.grade for one in _metrics(old, new)}
    back = {one.name: one.grade for one in _metrics(new, old)}

    assert there == {"auc": "notable", "psi": "notable", "f1": "better"}
    assert back == {"auc": "better", "psi": "better", "f1": "notable"}


def test_home_gathers_what_needs_me_and_the_gaps(bank: TestWorkspace) -> None:
    registered = register(bank)
    serve(bank, registered)
    ask(bank, register(bank, name="hmrm", by="mark"), by="mark")
    long_ago = clock(bank) - timedelta(days=1)

    def home(handle: str) -> Home:
        work, now = bank.work(handle), clock(bank)
        found = work.read(load_work, work.actor.id, now=now, last_visit=long_ago)
        return with_figures(found, work.read(load_figures, work.actor.id, now=now))

    assert [(one.action, one.model_name) for one in home("jo").needs] == [("approve", "hmrm")]
    assert home("jo").role_views == ("compliance",)
    tiles = {tile.code: (tile.count, tile.parts) for tile in home("jo").tiles["tiles"]}
    assert tiles["no_monitor"] == (1, (("Noorderbank", 1),))
    assert tiles["no_approval"][0] == tiles["stale"][0] == 0
    assert tiles["to_review"][0] == 1
    since = home("sanne")
    told = [one.event for one in since.since]
    assert since.since_count == sum(one.count for one in since.since) > 2
    assert told[0].actor != "Sanne de Vries"
    service = {one.tag for one in told if one.actor == "Background service"}
    assert service <= {"deployment.deployed", "request.accepted"}
    # A reviewer hears of what waits for their vote, and sees their own decisions.
    assert {one.event.model_name for one in home("jo").since} >= {"hmrm"}
    assert "decision.recorded" in {one.event.tag for one in home("aisha").since}
    assert since.has_models


def test_an_architect_hears_of_life_cycles_and_a_new_workspace_of_nothing(
    bank: TestWorkspace,
) -> None:
    work = bank.work("eva")
    before = datetime.now(UTC) - timedelta(days=1)
    assert not work.read(load_work, work.actor.id, now=before, last_visit=before).has_models

    bpmn = (resources_folder() / "templates" / "on-model-changed.bpmn").read_bytes()
    with work.unit() as unit:
        new = import_template(
            unit, unit="bank", key="new", name="New", process_id="on_model_changed", bpmn=bpmn
        )
        key = new.id
    home = work.read(load_work, work.actor.id, now=before, last_visit=before)

    assert [(one.event.tag, one.event.object_id) for one in home.since] == [("template.draft", key)]


def test_every_event_has_a_sentence() -> None:
    acts = {act.kind for act in ACTS}
    assert set(texts.EVENTS) == set(known_tags()) | acts | {"workspace.created"}


def test_every_act_that_somebody_can_answer_for_is_in_words() -> None:
    halves = {half.replace("_", " ") for tag in texts.EVENTS for half in tag.split(".")}
    assert sorted(halves - texts.WORDS) == []
    assert texts.act("request.accepted") == "request: accepted"
    assert texts.act("data_source.added", language="nl") == "gegevensbron: toegevoegd"

    about = {"number": 1, "part": "informed", "about": "request.accepted"}
    said = {code: texts.event("raci.in_force", about, language=code) for code in ("en", "nl")}
    assert said["en"] == "recorded in entry 1 who is informed for request: accepted"
    assert "aanvraag: geaccepteerd" in said["nl"]


def test_who_made_what_is_tested_is_read_for_all_tasks_at_once(bank: TestWorkspace) -> None:
    """The tasks that are done ask for nobody: their answer is given."""
    made = register(bank)

    def a_test(number: int) -> UserTask:
        return UserTask(
            unit_id=bank.unit_id, kind=TEST, name="Test where it is staged", roles=["tester"],
            outcomes=["passed", "reject"], model_id=made.model_id, version_id=made.version_id,
            instance_id=uuid4(), token_id=uuid4(), node_id=f"test_{number}",
        )  # fmt: skip

    def statements() -> tuple[int, list[ApprovalRow]]:
        sent: list[str] = []

        def note(_: object, __: object, statement: str, *___: object) -> None:
            sent.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        rows = list(inbox(bank, "piet"))
        event.remove(Engine, "before_cursor_execute", note)
        return len(sent), rows

    with bank.service.unit() as work:
        work.add(a_test(0))
    for_one, _ = statements()
    with bank.service.unit() as work:
        for number in range(1, 6):
            work.add(a_test(number))
    for_six, rows = statements()

    assert (len(rows), for_six) == (6, for_one)
    assert {row.blockers for row in rows} == {()}


def test_a_value_that_is_over_a_limit_that_warns_says_so() -> None:
    old = {"ks": _Metric(0.0271, ">= 0.05", "PASS")}
    new = {"ks": _Metric(0.0572, ">= 0.05", "WARN")}

    (there,), (back,) = _metrics(old, new), _metrics(new, old)

    assert (there.severity, there.rule) == ("notable", "over the limit that warns")
    assert (back.severity, back.rule) == ("notable", "passes now, and did not before")
