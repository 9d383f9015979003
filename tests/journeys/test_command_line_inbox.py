"""The inbox on the command line: whose tasks they are, what a vote rests on, and ways out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.command_line.output import moment
from app.models.queries.lookups import now
from app.models.tables.inventory import ModelDocument
from app.models.tables.life_cycle import UserTask
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.commands.requests import refresh_evidence
from tests.journeys.command_line import CommandLine
from tests.services.test_waivers import RULE, failing, waive
from tests.stories import REASON, Registered, ask, change_role, register
from tests.trail_kit import sealer
from tests.workspaces import TestWorkspace

MANY = {"findings": [{"rule": "pickle", "places": ["a.pkl", "b.pkl"]}], "error": "Two\nlines."}


def open_task(modelward: CommandLine, kind: str, **more: object) -> None:
    """As the service makes one for an operator."""
    with modelward.workspace.service.unit() as work:
        work.add(
            UserTask(
                id=uuid4(), unit_id=modelward.workspace.unit_id, instance_id=uuid4(),
                token_id=uuid4(), node_id="step", name="Look at it", kind=kind,
                roles=["operator"], outcomes=["retry", "abandon"], **more,
            )
        )  # fmt: skip


def of_version(made: Registered) -> dict[str, object]:
    return {"model_id": made.model_id, "version_id": made.version_id}


def test_a_list_says_whose_tasks_it_has_and_how_to_see_the_others(modelward: CommandLine) -> None:
    open_task(modelward, "acknowledge")

    none = modelward("task", "list", by="jo", is_json=False).out
    one = modelward("task", "list", by="tom", is_json=False).out
    every = modelward("task", "list", "--all", by="jo", is_json=False).out
    document = modelward.done("task", "list", by="jo")

    assert "Nothing for Jo Vermeer (jo) to do." in none
    assert "1 task waits for others: modelward task list --all shows them." in none
    assert "Look at it" in one
    assert "--all" not in one
    assert "Look at it" in every
    assert (document["tasks"], document["for"], document["others"]) == ([], "jo", 1)


def test_where_nobody_is_named_the_tasks_are_everybodys(
    modelward_file: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "somebody")  # nobody here is called like this machine's user
    open_task(modelward_file, "acknowledge")

    shown = modelward_file("task", "list", is_json=False).out
    document = modelward_file.done("task", "list")

    assert "Look at it" in shown
    assert "Nobody is named, so these are everybody's; --as PERSON shows those of one." in shown
    assert (len(document["tasks"]), document["for"]) == (1, None)


def test_what_a_task_is_about_is_written_to_be_read(modelward_file: CommandLine) -> None:
    open_task(modelward_file, "findings", facts=MANY)

    shown = modelward_file("task", "show", "1", by="tom", is_json=False).out

    assert not set('{}[]"') & set(shown)
    assert shown.splitlines()[-7:] == [
        "findings:",
        "  - rule: pickle",
        "    places:",
        "      - a.pkl",
        "      - b.pkl",
        "error: Two",
        "  | lines.",
    ]


def test_a_release_that_no_runtime_is_tagged_for_says_both_ways_on(
    modelward_file: CommandLine,
) -> None:
    made = register(modelward_file.workspace, name="other")
    open_task(modelward_file, "runtime", facts={"rules": []}, **of_version(made))

    shown = modelward_file("task", "show", "1", by="tom", is_json=False).out
    dutch = modelward_file("task", "show", "1", "--language", "nl", by="tom", is_json=False).out

    assert "modelward runtime tag NAME" in shown
    assert "modelward model change other --service-tag TAG" in shown
    assert "modelward submit other:1" in shown
    assert "modelward submit other:1" in dutch
    assert "Its release" not in dutch


def test_a_request_is_shown_with_tests_reasons_and_the_digest_that_is_signed(
    modelward: CommandLine,
) -> None:
    made = failing(modelward.workspace)
    waive(modelward.workspace, made.version_id, RULE)
    request = str(ask(modelward.workspace, made))
    modelward.done("decide", request, "accept", "--reason", REASON, by="aisha")

    shown = modelward("approval", "show", request, by="lin", is_json=False).out
    found = modelward.done("approval", "show", request, by="lin")

    (vote,) = found["votes"]
    assert vote["seen_digest"] == found["evidence_digest"]
    assert (vote["counts"], vote["reason"]) == (True, REASON)
    assert found["evidence"]["results"] == [
        {"rule": RULE, "statistic": "0.41", "threshold": "< 0.25", "verdict": "FAIL"}
    ]
    assert [one["rule"] for one in found["evidence"]["waivers"]] == [RULE]
    assert found["evidence_digest"] in shown
    assert f"signed with {vote['key']}, which holds: {REASON}" in shown
    assert (vote["holds"], vote["why_not"], vote["key_revoked_at"]) == (True, "", None)
    assert vote["key"]
    assert "Tests (FAIL):" in shown
    assert ["FAIL", RULE, "0.41", "<", "0.25"] in [line.split() for line in shown.splitlines()]
    assert "Waivers:" in shown


@pytest.mark.parametrize(("by", "own"), [("mark", []), ("sanne", ["Validation"])])
def test_a_validation_by_who_asked_for_the_promotion_is_told(
    modelward: CommandLine, by: str, own: list[str]
) -> None:
    bank = modelward.workspace
    made = register(bank)
    request = str(ask(bank, made))
    with bank.work(by).unit() as work:
        document = ModelDocument(
            model_id=made.model_id, version_id=made.version_id, kind="validation",
            title="Validation", uri="https://docs.example/v",
        )  # fmt: skip
        work.add(document)
    bank.service.write(refresh_evidence, made.version_id)

    found = modelward.done("approval", "show", request, by="lin")
    shown = modelward("approval", "show", request, by="lin", is_json=False).out

    assert found["requested_by"] == "sanne"
    assert found["own_validations"] == own
    assert ("Validation: added by sanne, who asked for it" in shown) is bool(own)


def test_a_vote_says_whether_its_signature_holds_and_where_its_key_was_revoked(
    modelward: CommandLine,
) -> None:
    """At the event that tells of it, once that is sealed: as a proof says it."""
    bank = modelward.workspace
    request = str(ask(bank, register(bank)))
    lost = ("--reason", "The laptop was stolen.")
    sealer(bank).run_once()
    modelward.done("decide", request, "accept", "--reason", REASON, by="aisha")
    before = clock(bank)
    modelward.done("key", "revoke", "aisha", *lost, by="aisha")

    def shown() -> tuple[dict[str, Any], str, dict[str, Any]]:
        (vote,) = modelward.done("approval", "show", request, by="lin")["votes"]
        text = modelward("approval", "show", request, by="lin", is_json=False).out
        keys = {one["person"]: one for one in modelward.done("key", "list", by="lin")["keys"]}
        return vote, text, keys["aisha"]

    unsealed, unsealed_text, unsealed_key = shown()
    sealer(bank).run_once()
    vote, text, key = shown()
    then = modelward.done("as-of", before, "approval", "show", request, by="lin")

    place = revocation(bank)
    assert place > key["revoked_at_size"]
    assert (unsealed["key_ended_at"], unsealed_key["ended_at"]) == (None, None)
    assert (vote["key_ended_at"], key["ended_at"]) == (place, place)
    assert vote["key_revoked_at_size"] == key["revoked_at_size"]
    assert (vote["holds"], vote["why_not"]) == (True, "")
    assert vote["key_revoked_at"] == key["revoked_at"] is not None
    at = moment(datetime.fromisoformat(vote["key_revoked_at"]))
    said = f"signed with {vote['key']}, which holds; that key was revoked at {at}"
    assert f"{said}: " in unsealed_text
    assert f"{said}, at position {place} of the log: " in text
    assert [one["key_revoked_at"] for one in then["votes"]] == [None]


def revocation(bank: TestWorkspace) -> int:
    """Where the log tells that a key was revoked."""
    with bank.service.reading() as session:
        return session.scalars(
            select(AuditLeaf.position)
            .join(AuditEvent, AuditEvent.id == AuditLeaf.event_id)
            .where(AuditEvent.tag == "key.revoked")
        ).one()


def clock(bank: TestWorkspace) -> str:
    """The database's time, after everything so far."""
    with bank.service.reading() as session:
        return now(session).isoformat()


def test_a_vote_on_evidence_that_changed_since_is_told_as_one_that_does_not_count(
    modelward: CommandLine,
) -> None:
    made = failing(modelward.workspace)
    request_id = ask(modelward.workspace, made)
    modelward.done("decide", str(request_id), "accept", "--reason", REASON, by="aisha")
    waive(modelward.workspace, made.version_id, RULE)
    with modelward.workspace.service.unit() as work:
        refresh_evidence(work, made.version_id)

    shown = modelward("approval", "show", str(request_id), by="lin", is_json=False).out
    found = modelward.done("approval", "show", str(request_id), by="lin")

    (vote,) = found["votes"]
    assert vote["seen_digest"] != found["evidence_digest"]
    assert vote["counts"] is False
    said = f"given on other evidence ({vote['seen_digest']}), so it doesn't count"
    assert said in shown
    decided = modelward(
        "decide", str(request_id), "accept", "--reason", REASON, by="jo", is_json=False
    ).out
    assert decided.count(said) == 1  # Jo's own vote counts


def test_a_task_is_handed_over_until_a_day_with_a_note_and_says_so(modelward: CommandLine) -> None:
    open_task(modelward, "acknowledge")
    way = ("task", "hand-over", "1", "--to", "tom")

    told = modelward(*way, "--until", "3d", "--note", "You know it.", by="tom", is_json=False).out
    shown = modelward("task", "show", "1", by="tom", is_json=False).out
    document = modelward.done("task", "show", "1", by="tom")

    assert told.startswith("Task 1 is with tom until 20")
    assert "You know it." in shown
    assert "with them until" in shown
    assert document["assignee"] == "tom"
    assert document["handed_note"] == "You know it."
    assert document["handed_until"]

    modelward.done(*way, by="tom")
    document = modelward.done("task", "show", "1", by="tom")
    assert (document["handed_until"], document["handed_note"]) == (None, None)


def test_who_loses_the_role_of_a_task_they_were_handed_is_told_so_and_another_ends_it(
    modelward: CommandLine,
) -> None:
    open_task(modelward, "acknowledge")
    change_role(modelward.workspace, "aisha", "operator")
    end = ("task", "complete", "1", "--outcome", "retry", "--reason", REASON)
    modelward.done("task", "hand-over", "1", "--to", "aisha", by="tom")
    change_role(modelward.workspace, "aisha", "operator", action="end")

    refused = modelward(*end, by="aisha")
    told = modelward(*end, by="aisha", is_json=False)
    dutch = modelward(*end, "--language", "nl", by="aisha", is_json=False)
    on = modelward("task", "hand-over", "1", "--to", "tom", by="aisha")
    claimed = modelward.done("task", "claim", "1", by="tom")
    modelward.done(*end, by="tom")

    codes = [one["code"] for one in refused.document["error"]["blockers"]]
    assert (refused.code, on.code, codes) == (1, 1, ["task.role_lost"])
    words = "This task is with you, but you hold none of the roles operator in this unit."
    assert words in told.out + told.err
    assert "Deze taak ligt bij u" in dutch.out + dutch.err
    assert claimed["assignee"] == "tom"
    assert modelward.done("task", "show", "1", by="tom")["outcome"] == "retry"


def test_a_task_goes_to_nobody_who_may_not_do_it_and_to_no_past_day(
    modelward: CommandLine,
) -> None:
    open_task(modelward, "acknowledge")

    wrong_person = modelward("task", "hand-over", "1", "--to", "jo", by="tom")
    past = modelward("task", "hand-over", "1", "--to", "tom", "--until", "2020-01-01", by="tom")
    nobody = modelward("task", "hand-over", "1", "--to", "nobody", by="tom")

    assert (wrong_person.code, past.code, nobody.code) == (1, 1, 2)
    assert modelward.done("task", "show", "1", by="tom")["assignee"] == ""
