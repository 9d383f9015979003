"""Every refusal has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import texts
from app.config import resources_folder
from app.errors import AppError, RefusedError
from app.models.bpmn.xml_io import parse
from app.models.queries.time_travel import STAMPS
from app.models.rules.blockers import Blocker, refusal
from app.models.rules.rights import RIGHTS
from app.models.rules.roles import Role
from app.models.rules.transitions import Thing, transition_blockers
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA

APP = Path(texts.__file__).parents[1]
CODE = re.compile(r'(?:Guard|Blocker)\(\s*"([a-z_]+\.[a-z_]+)"')


def test_no_blocker_of_rules_guards_and_commands_is_without_words() -> None:
    files = [*(APP / "models").rglob("*.py"), *(APP / "services").rglob("*.py")]

    codes = {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))}

    assert len(codes) > 40
    assert sorted(codes - set(texts.BLOCKERS)) == []


def test_a_refusal_is_stored_with_each_reason_and_never_as_codes() -> None:
    blockers = [Blocker("ended.unseen", what=["hmrm v1 (PROD)"]), Blocker("ended.seen_up")]

    with_words = texts.in_full(RefusedError(blockers, "Nothing was taken off."))
    without = texts.in_full(refusal(blockers))

    assert with_words == f"Nothing was taken off. {without}"
    assert without == " ".join(texts.blocker(one, language="en") for one in blockers)


def test_what_says_its_own_way_out_is_stored_as_it_is() -> None:
    refused = RefusedError([Blocker("ended.seen_up")], "It is up.", hint="End it.")
    same = RefusedError([Blocker("inbox.unit")], "This belongs to another business unit.")

    assert texts.in_full(refused) == "It is up. End it."
    assert texts.in_full(same) == "This belongs to another business unit."
    assert texts.in_full(AppError("It broke.", hint="Look.")) == "It broke. Look."


def test_words_are_filled_with_what_the_rule_knows() -> None:
    said = texts.message("request.role", {"needed": ["risk_officer", "compliance"]})

    assert said == "This needs the role risk officer, compliance officer in the model's unit."


def test_who_is_refused_is_not_sent_to_the_background_service() -> None:
    said = texts.fix("write.refused", {"needed": ["operator", "worker"]})
    only = texts.fix("write.refused", {"needed": ["worker"]})

    assert said == "It is for operator."
    assert only == "It is for background service."


def test_a_gate_that_nobody_asked_at_says_so_and_not_whose_votes_are_missing() -> None:
    unasked = {"stage": "PROD", "missing": ["request"]}
    waiting = {"stage": "PROD", "missing": ["compliance"]}

    assert texts.message("gate.approval", unasked) == "Nobody has asked for PROD yet."
    assert "modelward request" in texts.fix("gate.approval", unasked)
    assert "compliance officer" in texts.message("gate.approval", waiting)


def test_a_blocker_is_worded_for_its_reader() -> None:
    known = {"needed": ["risk_officer", "compliance"]}

    said = texts.message("request.role", known, language="nl")

    assert said == (
        "Dit vraagt de rol risicofunctionaris, compliance-officer in de eenheid van het model."
    )


def test_every_column_that_a_history_keeps_is_called_by_a_word_of_its_reader() -> None:
    tables = [METADATA.tables[f"{SCHEMA}.{one.table}"] for one in RIGHTS if one.has_history]
    columns = {column.name for table in tables for column in table.columns}
    told = columns - {*STAMPS, *texts.DERIVED}

    plain = {
        one for one in told if "_" in texts.column(one) or "_" in texts.column(one, language="nl")
    }
    same = {one for one in told if texts.column(one) == texts.column(one, language="nl")}

    assert len(told) > 100
    assert plain == set()
    as_in_dutch = {"model_id", "monitor_id", "runtime_id", "sha256", "snapshot_id", "test", "tests"}
    assert same <= as_in_dutch


def test_a_change_is_told_by_what_was_changed_and_not_by_columns() -> None:
    words = {"subject": "cc-fraud", "changed": "owner_id search_text risk_tier"}

    assert texts.event("model.changed", words) == "changed cc-fraud: owner, risk tier"
    assert texts.event("model.changed", words, language="nl").endswith(": eigenaar, risicoklasse")
    assert texts.event("model.changed", {**words, "changed": "search_text"}) == "changed cc-fraud"


def test_the_title_of_a_file_is_told_and_its_version_kept() -> None:
    assert texts.titled("Approval route v2", language="nl") == "Goedkeuringsroute v2"
    assert texts.titled("Limits of Fraud v11", language="nl") == "Limits of Fraud v11"
    assert texts.titled("Approval route v2", language="en") == "Approval route v2"


def test_an_event_is_worded_for_its_reader() -> None:
    words = {"verdict": "accept", "subject": "cc-fraud v14", "role": "risk_officer"}

    assert texts.event("decision.recorded", words) == "voted for cc-fraud v14 as risk officer"


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("accept", "stemde voor cc-fraud v14 als risicofunctionaris"),
        ("reject", "stemde tegen cc-fraud v14 als risicofunctionaris"),
        ("abstain", "stemde over cc-fraud v14 als risicofunctionaris: abstain"),
    ],
)
def test_a_vote_is_a_dutch_sentence_whatever_it_was(verdict: str, said: str) -> None:
    words = {"verdict": verdict, "subject": "cc-fraud v14", "role": "risk_officer"}

    assert texts.event("decision.recorded", words, language="nl") == said


def test_a_comparison_of_versions_is_told_as_one() -> None:
    params = {"kind": "compare_versions", "subject": "cc-fraud v14", "number": 46,
              "verdict": "undecided"}  # fmt: skip
    said = texts.event("test_run.finished", params, language="en")
    assert said == "compared cc-fraud v14 with the champion in run 46: undecided"
    dutch = texts.event("test_run.finished", params, language="nl")
    assert dutch == "vergeleek cc-fraud v14 met de kampioen in run 46: onbeslist"


def test_verdicts_and_ends_in_capitals_are_words_of_the_readers_language() -> None:
    params = {"subject": "churn v14", "number": 39, "verdict": "INSUFFICIENT_DATA"}
    run = {"subject": "churn v14", "number": 5, "outcome": "DEPLOYED"}

    assert texts.event("test_run.finished", params, language="en").endswith(": INSUFFICIENT DATA")
    assert texts.event("test_run.finished", params, language="nl").endswith(
        ": onvoldoende gegevens"
    )
    assert texts.event("instance.completed", run, language="nl").endswith(" uitgerold")
    assert texts.coded("PROD", language="nl") == "PROD"
    assert texts.told("The last tests of this snapshot ended FAIL: auc.", language="nl") == (
        "De laatste tests van deze snapshot eindigden met het oordeel gezakt: auc."
    )


def test_stored_codes_are_words_and_what_people_wrote_stays() -> None:
    assert texts.word("in_house", language="nl") == "intern"
    assert texts.word("cc_fraud", language="nl") == "cc fraud"


def test_every_step_event_and_way_of_a_shipped_life_cycle_is_called_in_dutch() -> None:
    called: set[str] = set()
    for path in sorted((resources_folder() / "templates").glob("*.bpmn")):
        for process in parse(path.read_bytes(), path.name).processes.values():
            called |= {process.name, *(one.name for one in process.nodes.values())}
            called |= {flow.name for flow in process.flows.values()}
    called.discard("")

    same = {name for name in called if texts.step_name(name, language="nl") == name}

    assert len(called) > 60
    assert same == set()
    assert texts.step_name("waits long", language="nl") == "wacht lang"
    assert texts.step_name("REJECTED", language="nl") == "afgewezen"
    assert texts.step_name("REJECTED", language="en") == "REJECTED"


def test_a_sentence_about_a_step_calls_it_as_its_diagram_does() -> None:
    refused = "“Review findings” is for piet, but there is nobody of that name."

    assert texts.told(refused, language="nl") == (
        "“Bevindingen beoordelen” is voor piet, maar niemand heet zo."
    )


def test_a_locale_of_the_system_names_a_language() -> None:
    assert texts.first_known("", "nl_NL.UTF-8") == "nl"
    assert texts.first_known("nl-BE", "en") == "nl"
    assert texts.first_known("C", "") == "en"


def test_a_reason_inside_a_refusal_is_worded_too() -> None:
    refused = (
        "The decision 1a2b3c4d of Jo Vermeer on request 7 can't be relied on:"
        " the signature does not hold (2 faults in all)."
    )
    locked_out = (
        "The service does not start. The rules in this database were changed by hand since"
        " 2026-03-14T14:02:00+00:00: trigger guard."
    )

    assert texts.told(refused, language="nl") == (
        "Op de beslissing 1a2b3c4d van Jo Vermeer over aanvraag 7 kan niet worden vertrouwd:"
        " de handtekening klopt niet (2 gebreken in totaal)."
    )
    assert texts.told(locked_out, language="nl") == (
        "De service start niet. De regels in deze database zijn sinds 2026-03-14T14:02:00+00:00"
        " met de hand gewijzigd: trigger guard."
    )
    switched_off = (
        "The service does not start. What guards this database was switched off by hand: keys of"
        " finding are not held (ALTER TABLE mw.finding ENABLE TRIGGER ALL)."
    )
    assert texts.told(switched_off, language="nl") == (
        "De service start niet. Wat deze database beschermt is met de hand uitgezet: keys of"
        " finding are not held (ALTER TABLE mw.finding ENABLE TRIGGER ALL)."
    )


def test_what_a_signature_means_is_a_word_of_the_readers_language() -> None:
    files = (Path(texts.__file__).parents[1] / "services").rglob("*.py")
    found = {one for file in files for one in re.findall(r'meaning="(.+?)"', file.read_text())}
    assert {"Approved", "Put in force"} <= found

    same = [one for one in found if texts.word(one.lower(), language="nl") == one.lower()]
    assert not same


def test_a_text_as_like_a_sentence_as_can_be_is_read_once() -> None:
    """No pattern goes back in it: a reason of people hung every list that a Dutch reader opened."""
    worst = "Waiver x" + " let x pass until x: asked by x: “x”; granted by x: “x" * 33

    assert len(worst) < texts.LONGEST
    assert texts.told(worst, language="nl").startswith("Waiver x let x")
    assert texts.told_by_commands(worst, language="nl") == worst
    assert texts.told("There is no model x." + " x" * texts.LONGEST, language="nl").startswith(
        "There"
    )


def test_a_step_that_others_may_take_is_refused_by_who_may_not_by_where_it_stands() -> None:
    theirs = transition_blockers(Thing.WAIVER, "asked", "granted", [Role.DATA_SCIENTIST])
    nobodys = transition_blockers(Thing.WAIVER, "granted", "asked", [Role.RISK_OFFICER])

    assert [one.params["needed"] for one in nobodys] == [[]]
    assert texts.blocker(nobodys[0]).startswith("This step is not allowed from here")
    assert "risk officer" in texts.blocker(theirs[0])
    assert texts.blocker(theirs[0]).startswith("Your roles do not allow this here. It is for ")
