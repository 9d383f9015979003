"""What the story of a decision calls supposed, and what it tells of a release in an emergency."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from app import texts
from app.command_line.approval_text import approval_text
from app.models.queries import story as stories
from app.models.queries.listing_tasks import list_requests, load_request
from app.models.queries.lookups import now
from app.models.rules.instants import instant
from app.models.tables.governance import Finding
from app.services.commands.findings import move_finding
from app.services.commands.monitors import finish_run, start_run
from app.services.commands.people import find_person
from app.services.commands.records import Origin, import_records
from app.services.commands.role_requests import close_person
from app.services.commands.waivers import ask_waiver, grant_waiver
from app.services.record_files import read_records
from app.services.story import Seal, tell_story
from app.services.story_text import nearest_to_limit, prose, stands_out
from app.services.unit_of_work import UnitOfWork
from tests.services.test_emergency import REASON, released
from tests.services.test_waivers import failing
from tests.stories import TRIED, ask, put_in_production, register, try_out
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

HEAD = "decision_id,model,version,decided_at\n"


def told(
    workspace: TestWorkspace, folder: Path, decision_id: str, *, ago: timedelta = timedelta()
) -> str:
    """A decision of this moment, or of a while ago, and its story."""
    with workspace.service.reading() as session:
        at = now(session) - ago
    file = folder / f"{decision_id}.csv"
    file.write_text(f"{HEAD}{decision_id},cc-fraud,1,{at.isoformat()}\n")
    workspace.work("sanne").write(
        import_records, read_records(file), Origin(file.name, "file", None)
    )
    with workspace.work("jo").reading() as session:
        return "\n".join(prose(tell_story(session, decision_id)))


def measured(count: int, statistic: float, verdict: str) -> list[stories.Measured]:
    """`count` of them, each a little farther from its limit, which is 0.2."""
    return [
        stories.Measured(f"psi:{verdict.lower()}_{n}", repr(statistic - n / 1000), "> 0.2", verdict)
        for n in range(count)
    ]


def test_of_many_tests_those_that_decided_are_told_and_the_others_are_counted(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = register(workspace)
    put_in_production(workspace, made)
    told(workspace, tmp_path, "d-1")
    with workspace.work("jo").reading() as session:
        story = tell_story(session, "d-1")
    results = (
        *measured(12, 0.4, "FAIL"), *measured(1, 0.198, "WARN"), *measured(60, 0.19, "PASS"),
        stories.Measured("auc", "0.9", "", "PASS"),
        stories.Measured("empty", "", "> 0.2", "NOT_APPLICABLE"),
        stories.Measured("endless", "inf", "> 0.2", "PASS"),
    )  # fmt: skip
    many = replace(story.facts, tested=stories.Tested("FAIL", "release v1", "ab", "cd", results, 7))
    few = replace(many, tested=stories.Tested("PASS", "", "", "", results[13:15]))

    said, short = (
        next(one for one in prose(replace(story, facts=facts)) if "tests were run" in one)
        for facts in (many, few)
    )

    assert "Before that, 76 tests were run, with the verdict FAIL." in said
    assert "Not passed: psi:fail_0 0.4 FAIL (not met where > 0.2); psi:fail_1 " in said
    assert "; psi:fail_9 0.391 FAIL (not met where > 0.2); and 2 more." in said
    assert "Passed with a warning: psi:warn_0 0.198 WARN (not met where > 0.2)." in said
    assert "Nearest to their limit: psi:pass_0 0.19 PASS (not met where > 0.2); psi:pass_1" in said
    assert "psi:pass_3" not in said
    assert "The others: 59 PASS, 1 NOT APPLICABLE." in said
    assert said.endswith("Request 7 has all of them in its evidence, each with its limit.")
    assert "None of them failed. Nearest to their limit: psi:pass_0" in short
    assert "The others" not in short
    assert short.endswith("The release test of snapshot s1 has all of them, each with its limit.")


def test_what_did_not_pass_and_what_was_waived_stand_out_and_what_passed_does_not(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    put_in_production(workspace, register(workspace))
    told(workspace, tmp_path, "d-1")
    with workspace.work("jo").reading() as session:
        story = tell_story(session, "d-1")
        until = now(session)
    waiver = stories.Waived(uuid4(), 2, "psi:age", "Known since May.", "Sanne", "Aisha", until)
    watched = stories.Watched(until, "FAIL", "monitors v1")
    tested = stories.Tested("PASS", "release v1", "ab", "cd", (*measured(2, 0.1, "PASS"),), 7)
    good = replace(story.facts, tested=tested, watched=None)
    bad = replace(
        good,
        tested=replace(tested, results=(*measured(1, 0.4, "FAIL"), *tested.results)),
        waivers=(waiver,),
        watched=watched,
    )

    of_good = stands_out(replace(story, facts=good))
    of_bad = stands_out(replace(story, facts=bad))

    assert of_good == []
    assert of_bad[0].startswith("Not passed: psi:fail_0 0.4 FAIL")
    assert of_bad[1].startswith("Waiver 2 let psi:age pass until ")
    assert of_bad[2].startswith("The last monitor before the decision ran on ")
    assert len(of_bad) == 3


def test_a_release_that_nobody_tested_stands_out(workspace: TestWorkspace, tmp_path: Path) -> None:
    put_in_production(workspace, register(workspace))
    told(workspace, tmp_path, "d-1")
    with workspace.work("jo").reading() as session:
        story = tell_story(session, "d-1")

    said = stands_out(replace(story, facts=replace(story.facts, tested=None, requests=())))

    assert said == [
        "Nobody had accepted a request that lets this snapshot into a stage.",
        "No test of this snapshot is recorded before that day.",
    ]


def test_those_of_0_are_not_near_and_a_limit_about_the_effect_is_told_with_effect_and_p(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    put_in_production(workspace, register(workspace))
    told(workspace, tmp_path, "d-1")
    with workspace.work("jo").reading() as session:
        story = tell_story(session, "d-1")
    chi = stories.Measured("chi_square:age", "3.16", ">= 0.1 and p < 0.05", "PASS", 0.02, 0.31)
    results = (
        chi,
        stories.Measured("not_null:age", "0.0", "> 0", "PASS"),
        stories.Measured("disparate_impact", "0.62", "outside 0.8 to 1.25", "FAIL"),
        stories.Measured("wasserstein", "0.29", ">= 0.3 (below 1000 values)", "PASS"),
        stories.Measured("own", "2.0", "more than the board allows", "FAIL"),
    )
    facts = replace(story.facts, tested=stories.Tested("FAIL", "", "", "", results))

    english = "\n".join(prose(replace(story, facts=facts)))
    texts.set_language("nl")
    try:
        dutch = "\n".join(prose(replace(story, facts=facts)))
    finally:
        texts.set_language("en")

    assert nearest_to_limit(results[:2]) == [chi]
    assert (
        "chi_square:age 3.16, effect 0.02, p 0.31 PASS (not met where ≥ 0.1 and p < 0.05)"
        in english
    )
    assert "disparate_impact 0.62 FAIL (not met where outside 0.8 to 1.25)" in english
    assert "disparate_impact 0,62 gezakt (niet gehaald bij buiten 0,8 tot 1,25)" in dutch
    assert "3,16, effect 0,02, p 0,31 geslaagd (niet gehaald bij ≥ 0,1 en p < 0,05)" in dutch
    assert "(niet gehaald bij ≥ 0,3 (onder 1\u202f000 waarden))" in dutch
    assert "own 2 gezakt (niet gehaald bij more than the board allows)" in dutch
    assert "not_null" not in english


def test_a_limit_about_the_effect_is_shown_with_effect_and_p_where_it_is_decided_on(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = register(workspace)
    blank = {"p_value": None, "p_adjusted": None, "effect": None, "error_bound": None}
    chi = {
        **blank, "test": "chi_square", "feature": "age", "statistic": 3.16, "p_adjusted": 0.31,
        "effect": 0.02, "threshold": ">= 0.1 and p < 0.05", "verdict": "PASS",
    }  # fmt: skip
    auc = {
        **blank, "test": "auc", "feature": "", "statistic": 0.81, "threshold": "< 0.7",
        "verdict": "PASS",
    }  # fmt: skip
    with workspace.service.unit() as work:
        run = start_run(
            work, run_key="release", kind="release", model_id=made.model_id,
            version_id=made.version_id, snapshot_id=made.snapshot_id,
            fire_at=datetime(2026, 3, 1, tzinfo=UTC),
        )  # fmt: skip
        finish_run(work, run.id, results=[chi, auc], verdict="PASS", current_rows=1)
    request_id = put_in_production(workspace, made)

    said = told(workspace, tmp_path, "d-1")
    with workspace.work("jo").reading() as session:
        shown = approval_text(load_request(session, request_id)).splitlines()

    assert "Nearest to their limit: auc 0.81 PASS (not met where < 0.7);" in said
    assert "chi_square:age 3.16, effect 0.02, p 0.31 PASS (not met" in said
    (head, first, second) = [one.split() for one in shown[shown.index("Tests (PASS):") + 1 :][:3]]
    assert head[:5] == ["verdict", "rule", "value", "effect", "p"]
    assert first[:4] == ["PASS", "auc", "0.81", "<"]
    assert second[:6] == ["PASS", "chi_square:age", "3.16", "0.02", "0.31", ">="]


def test_a_waiver_tells_the_reason_of_who_asked_as_theirs(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    put_in_production(workspace, register(workspace))
    told(workspace, tmp_path, "d-1")
    with workspace.work("jo").reading() as session:
        story = tell_story(session, "d-1")
        until = now(session)
    waiver = stories.Waived(
        uuid4(), 2, "psi:age", "Known since May.", "Sanne", "Background service", until
    )
    seals = {**story.seals, waiver.id: Seal(holds=True, why="", is_required=True)}

    def waived(one: stories.Waived) -> str:
        given = replace(story, facts=replace(story.facts, waivers=(one,)), seals=seals)
        return next(each for each in prose(given) if "Waiver 2" in each)

    assert "asked by Sanne: “Known since May.”; granted by Background service. The" in waived(
        waiver
    )
    assert "; granted by Aisha: “Until June.” The" in waived(
        replace(waiver, granted_by="Aisha", remark="Until June.")
    )


def test_who_granted_a_waiver_is_told_with_the_reason_they_gave(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = failing(workspace)
    until = datetime.now(UTC) + timedelta(days=30)
    asked = workspace.work("sanne").write(
        ask_waiver, made.version_id, rule="psi:income", reason="The new tariff.", expires_at=until
    )
    workspace.work("aisha").write(
        grant_waiver, asked.id, reason="Until the next training.", signer=workspace.signer("aisha")
    )

    said = told(workspace, tmp_path, "d-1")

    assert "asked by Sanne de Vries: “The new tariff.”; granted by Aisha Rahman: “Until" in said
    assert "next training.” The signature holds." in said


def test_the_tester_is_told_in_the_order_of_what_happened(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = register(workspace)
    try_out(workspace, made, outcome="reject")
    put_in_production(workspace, made)

    before = told(workspace, tmp_path, "d-1")
    try_out(workspace, made)
    with workspace.work("jo").reading() as session:
        again = "\n".join(prose(tell_story(session, "d-1")))

    assert f"with the outcome “reject”: “{TRIED}”" in before
    assert before.index("Piet Smit did the acceptance test") < before.index("Request 1 for PROD")
    assert again == before


def test_a_snapshot_that_is_only_supposed_is_called_so(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = register(workspace)

    later = told(workspace, tmp_path, "d-1")
    before = told(workspace, tmp_path, "d-2", ago=timedelta(days=3))
    put_in_production(workspace, made)
    known = told(workspace, tmp_path, "d-3")

    for text in (later, before):
        assert "Which snapshot answered is not known" in text
        assert "What answered is" not in text
        assert "the version was in no stage" in text
    assert "What follows is told of the last one before, s1," in later
    assert "All were taken later; what follows is told of the first one, s1," in before
    assert "What answered is snapshot s1" in known
    assert "not known" not in known


def test_the_story_says_that_it_was_an_emergency_and_whether_others_had_reviewed_it(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    _, request_id = released(workspace)

    before = told(workspace, tmp_path, "d-1")
    workspace.work("jo").write(
        move_finding, request_id, state="closed", reason="Checked since by us.",
        signer=workspace.signer("jo"),
    )  # fmt: skip
    after = told(workspace, tmp_path, "d-2")
    with workspace.service.reading() as session:
        closed_at = session.get_one(Finding, request_id).recorded_from
    close_account(workspace, "jo")
    with workspace.work("lin").reading() as session:
        again, later = ("\n".join(prose(tell_story(session, one))) for one in ("d-1", "d-2"))
        story = tell_story(session, "d-2")
    texts.set_language("nl")
    try:
        dutch = "\n".join(prose(story))
    finally:
        texts.set_language("en")

    for text in (before, after):
        assert f"Asked for because: “{REASON}” It was an emergency" in text
    assert "The review of that by others was still to be done" in before
    assert (
        "Others had reviewed that before the decision on the customer: Jo Vermeer on"
        f" {instant(closed_at)}, with the reason “Checked since by us.” The signature holds."
    ) in after
    assert "Jo Vermeer (reviewed the emergency)" in after
    assert "Jo Vermeer" not in before
    assert (again, later) == (before, after)
    assert "Jo Vermeer op" in dutch
    assert "Jo Vermeer (beoordeelde het noodgeval)" in dutch
    assert [one.label for one in story.graph.nodes if one.kind == "review"] == ["closed"]


def close_account(workspace: TestWorkspace, handle: str) -> None:
    def close(work: UnitOfWork) -> None:
        close_person(work, find_person(work, handle).id, reason="Left the bank today.")

    workspace.work("root").write(close)


def test_a_review_whose_signature_is_changed_is_told_so(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    if workspace.is_sqlite:
        return  # a file asks nobody for a signature
    _, request_id = released(workspace)
    workspace.work("jo").write(
        move_finding, request_id, state="closed", reason="Checked since by us.",
        signer=workspace.signer("jo"),
    )  # fmt: skip
    tamper(workspace, "UPDATE {schema}finding SET reason = 'Nobody looked.' WHERE state = 'closed'")

    after = told(workspace, tmp_path, "d-1")

    assert "with the reason “Nobody looked.” The signature does not hold: " in after


def test_a_request_says_whether_it_is_an_emergency_and_why_it_was_asked_for(
    workspace: TestWorkspace,
) -> None:
    usual = ask(workspace, register(workspace, name="churn"))
    _, urgent = released(workspace)

    def shown(request_id: UUID) -> str:
        with workspace.work("jo").reading() as session:
            return approval_text(load_request(session, request_id))

    with workspace.work("jo").reading() as session:
        listed = {one.id: one.is_emergency for one in list_requests(session, is_all=True)}
    assert listed == {usual: False, urgent: True}
    assert "emergency   yes: fewer people decide" in shown(urgent)
    assert REASON in shown(urgent)
    assert "emergency" not in shown(usual)
