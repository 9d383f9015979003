"""Risk tiers, attestations and policies: two people each, versions pinned, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.errors import InputError, RefusedError, StaleError
from app.models.dmn.decisions import HitPolicy
from app.models.dmn.evaluate import evaluate
from app.models.dmn.writer import InputDraft, OutputDraft, RuleDraft, TableDraft, table_to_dmn
from app.models.dmn.xml_io import parse
from app.models.queries.find import find_stage
from app.models.queries.in_force import table_in_force, template_in_force
from app.models.queries.life_cycles import list_life_cycles
from app.models.queries.listing_governance import list_attestations, list_policies, list_risks
from app.models.queries.policy_change import load_policy_change
from app.models.queries.regulated import is_regulated
from app.models.queries.releases import load_table
from app.models.queries.risk_method import list_unfounded, load_method
from app.models.rules.policies import EVIDENCE_OPENING, opening_file
from app.models.tables.engine import Job
from app.models.tables.everything import METADATA
from app.models.tables.governance import Attestation
from app.models.tables.inventory import RegisteredModel, UseCaseModel
from app.models.tables.life_cycle import DecisionTable, EngineInbox
from app.models.tables.trail import AuditEvent
from app.services.commands.attestations import (
    NewCampaign,
    open_due,
    plan_campaign,
    review_attestation,
    submit_attestation,
)
from app.services.commands.life_cycles import import_table, publish
from app.services.commands.models import ModelEdit, add_use_case, edit_model, edit_use_case
from app.services.commands.monitors import NewMonitor, add_data_source, add_monitor
from app.services.commands.people import add_unit
from app.services.commands.policies import propose_policy, publish_policy, refuse_policy
from app.services.commands.processes import submit
from app.services.commands.risks import answer_assessment, propose_tier
from app.services.digests import digest_bytes
from app.services.engine.starting import StartRequest
from app.services.library import TABLES
from app.services.monitoring.decide import decide_with
from app.services.monitoring.judge import Subject, judge
from app.services.monitoring.measure import Measurement
from app.services.scheduler import queue_run
from app.services.start_facts import start_facts
from app.services.unit_of_work import UnitOfWork
from tests.stories import Registered, change_role, register
from tests.workspaces import TestWorkspace

WHY = "Read with the business."
ALONE = {
    "people": "many", "decision": "machine", "loss": "small", "data": "personal",
    "insight": "partly",
}  # fmt: skip
HARMLESS = {
    "people": "none", "decision": "person", "loss": "small", "data": "public", "insight": "fully",
}  # fmt: skip


def use_case(
    bank: TestWorkspace, *models: UUID, name: str = "Loans", regulated: bool = True, tag: str = ""
) -> UUID:
    row = bank.work("sanne").write(
        add_use_case, unit="bank", name=name, is_regulated=regulated, models=models,
        service_tag=tag,
    )  # fmt: skip
    return row.id


def codes(refused: pytest.ExceptionInfo[RefusedError]) -> set[str]:
    return {one.code for one in refused.value.blockers}


def tier_of(bank: TestWorkspace, registered: Registered) -> str:
    with bank.service.reading() as session:
        return session.get_one(RegisteredModel, registered.model_id).risk_tier


# Risk


def test_a_tier_is_proposed_by_the_method_and_accepted_by_a_second_person(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    use = use_case(workspace, registered.model_id)

    made = workspace.work("aisha").write(propose_tier, use, ALONE, reason=WHY)
    before = tier_of(workspace, registered)
    workspace.work("jo").write(answer_assessment, made.id, reason=WHY)

    with workspace.service.reading() as session:
        (row,) = list_risks(session)
        method = load_method(session, workspace.unit_id)
    assert (before, tier_of(workspace, registered)) == ("medium", "high")
    # 2 for many people, 3 for a machine alone, 1 for personal data, 1 for partly, 2 as regulated
    assert (row.tier, row.score, row.state) == ("high", 9.0, "accepted")
    assert (row.method, row.method_version) == ("risk-tier", method.version)
    assert row.answers == {**ALONE, "is_regulated": True}
    assert (row.assessed_by, row.answered_by) == ("Aisha Rahman", "Jo Vermeer")


def test_changing_the_tier_is_an_event_of_the_model(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    use = use_case(workspace, registered.model_id)
    made = workspace.work("sanne").write(propose_tier, use, ALONE, reason=WHY)

    workspace.work("jo").write(answer_assessment, made.id, reason=WHY)

    with workspace.service.reading() as session:
        changed = session.scalars(select(AuditEvent).where(AuditEvent.tag == "model.changed")).all()
        told = session.scalars(select(AuditEvent.tag).where(AuditEvent.object_id == made.id)).all()
    assert [one.facts["risk_tier"] for one in changed] == ["high"]
    assert set(told) == {"risk.proposed", "risk.accepted"}


def test_nobody_accepts_their_own_assessment_nor_without_the_role(
    workspace: TestWorkspace,
) -> None:
    use = use_case(workspace, register(workspace).model_id)
    made = workspace.work("aisha").write(propose_tier, use, ALONE, reason=WHY)

    with pytest.raises(RefusedError) as own:
        workspace.work("aisha").write(answer_assessment, made.id, reason=WHY)
    with pytest.raises(RefusedError) as other:
        workspace.work("sanne").write(answer_assessment, made.id, reason=WHY)
    with pytest.raises(RefusedError):
        workspace.work("tom").write(propose_tier, use, ALONE, reason="short")

    assert codes(own) == {"four_eyes.own_work"}
    assert codes(other) == {"risk.role"}


def attempt(bank: TestWorkspace, handle: str, table: str, row_id: UUID, **values: object) -> str:
    """The code with which the database refuses an update by somebody's own client; empty: none."""
    columns = METADATA.tables[f"mw.{table}"]
    if table == "decision_table" and values.get("state") == "published":
        values = {"seen_sha256": digest_of(bank, row_id), **values}
    statement = (
        update(columns)
        .where(columns.c.id == row_id)
        .values(row_version=columns.c.row_version + 1, **values)
    )
    try:
        with bank.work(handle).unit() as work:
            work.session.execute(statement)
    except RefusedError as error:
        return error.blockers[0].code
    except StaleError:
        return "stale"
    return ""


def test_who_builds_for_a_use_does_not_say_that_it_is_regulated_no_more(
    workspace: TestWorkspace,
) -> None:
    change_role(workspace, "aisha", "data_scientist")
    use = use_case(
        workspace,
        register(workspace).model_id,
        register(workspace, name="other", by="aisha").model_id,
    )

    refused = {}
    for who in ("sanne", "mark", "aisha"):
        with pytest.raises(RefusedError) as found:
            workspace.work(who).write(edit_use_case, use, is_regulated=False)
        by_sql = attempt(workspace, who, "use_case", use, is_regulated=False)
        refused[who] = (codes(found), by_sql)
    renamed = attempt(workspace, "sanne", "use_case", use, name="Loans of all kinds")
    workspace.work("jo").write(edit_use_case, use, is_regulated=False)
    again = attempt(workspace, "sanne", "use_case", use, is_regulated=True)

    assert refused == {
        "sanne": ({"use.regulated", "use.own_work"}, "use.regulated"),
        "mark": ({"use.regulated"}, "use.regulated"),
        "aisha": ({"use.own_work"}, "use.own_work"),
    }
    assert (renamed, again) == ("", "")


def test_an_assessment_is_unfounded_when_its_use_is_no_longer_what_was_said(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    use = use_case(workspace, registered.model_id, regulated=False)
    made = workspace.work("mark").write(propose_tier, use, HARMLESS, reason=WHY)
    workspace.work("aisha").write(answer_assessment, made.id, reason=WHY)
    with workspace.service.reading() as session:
        before = list_unfounded(session, registered.model_id)
        number = list_risks(session)[0].number

    workspace.work("sanne").write(edit_use_case, use, is_regulated=True)

    with workspace.service.reading() as session:
        assert (before, list_unfounded(session, registered.model_id)) == ([], [number])


def digest_of(bank: TestWorkspace, table_id: UUID) -> str:
    with bank.service.reading() as session:
        return digest_bytes(session.get_one(DecisionTable, table_id).dmn)


def test_the_database_itself_refuses_one_pair_of_eyes(workspace: TestWorkspace) -> None:
    use = use_case(workspace, register(workspace).model_id)
    made = workspace.work("aisha").write(propose_tier, use, ALONE, reason=WHY)
    aisha, jo = (workspace.work(one).actor.id for one in ("aisha", "jo"))

    own = attempt(
        workspace, "aisha", "risk_assessment", made.id, state="accepted", answered_by=aisha
    )
    forged = attempt(
        workspace, "jo", "risk_assessment", made.id, state="accepted", answered_by=aisha
    )
    honest = attempt(workspace, "jo", "risk_assessment", made.id, state="accepted", answered_by=jo)

    assert (own, forged, honest) == ("four_eyes.own_work", "actor.forged", "")


def test_the_newest_accepted_assessment_counts_and_the_tier_is_not_changed_by_hand(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    use = use_case(workspace, registered.model_id, regulated=False)
    for answers, by in ((ALONE, "sanne"), (HARMLESS, "mark")):
        made = workspace.work(by).write(propose_tier, use, answers, reason=WHY)
        workspace.work("aisha").write(answer_assessment, made.id, reason=WHY)

    with pytest.raises(RefusedError) as refused:
        workspace.work("jo").write(edit_model, registered.model_id, ModelEdit(risk_tier="high"))

    with workspace.service.reading() as session:
        states = [(row.tier, row.state) for row in list_risks(session)]
    assert states == [("medium", "superseded"), ("low", "accepted")]
    assert tier_of(workspace, registered) == "low"
    assert codes(refused) == {"model.assessed"}


def test_of_several_uses_the_gravest_tier_counts(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    uses = (
        use_case(workspace, registered.model_id, name="Loans"),
        use_case(workspace, registered.model_id, name="Letters", regulated=False),
    )
    for use, answers in zip(uses, (ALONE, HARMLESS), strict=True):
        made = workspace.work("sanne").write(propose_tier, use, answers, reason=WHY)
        workspace.work("jo").write(answer_assessment, made.id, reason=WHY)

    assert tier_of(workspace, registered) == "high"


def test_a_model_that_comes_under_an_assessed_use_follows_it(workspace: TestWorkspace) -> None:
    use = use_case(workspace)
    made = workspace.work("aisha").write(propose_tier, use, ALONE, reason=WHY)
    workspace.work("jo").write(answer_assessment, made.id, reason=WHY)
    registered = register(workspace)

    workspace.work("sanne").write(edit_use_case, use, models=[registered.model_id])

    assert tier_of(workspace, registered) == "high"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({**ALONE, "people": "plenty"}, "not one of"),
        ({"people": "many"}, "Not every question"),
        ({**ALONE, "colour": "blue"}, "does not ask for colour"),
    ],
)
def test_answers_that_do_not_fit_the_method_are_refused(
    workspace: TestWorkspace, answers: dict[str, object], said: str
) -> None:
    use = use_case(workspace)

    with pytest.raises(InputError) as refused:
        workspace.work("aisha").write(propose_tier, use, answers, reason=WHY)

    assert said in refused.value.message


@pytest.mark.parametrize(
    ("tier", "by_builder", "by_judge"),
    [
        ("high", "", "write.changes_nothing"),  # the builder has raised it already
        ("low", "model.tier", ""),
        ("", "model.tier", ""),
        ("none at all", "tier.unknown", "tier.unknown"),
        ("HIGH", "tier.unknown", "tier.unknown"),
    ],
)
def test_a_builder_lowers_no_tier_to_whatever_word(
    workspace: TestWorkspace, tier: str, by_builder: str, by_judge: str
) -> None:
    model_id = register(workspace).model_id

    found = [
        attempt(workspace, handle, "registered_model", model_id, risk_tier=tier)
        for handle in ("sanne", "jo")
    ]

    assert found == [by_builder, by_judge]


def test_a_model_begins_with_a_known_tier(workspace: TestWorkspace) -> None:
    models = METADATA.tables["mw.registered_model"]
    with workspace.service.reading() as session:
        row = session.execute(
            select(models).where(models.c.id == register(workspace).model_id)
        ).one()
    kept = {
        "kind",
        "owner_id",
        "unit_id",
        "framework",
        "service_tags",
        "description",
        "stage_path_id",
    }
    values = {name: value for name, value in row._mapping.items() if name in kept}

    def begin(name: str, tier: str) -> None:
        with workspace.work("sanne").unit() as work:
            work.session.execute(
                insert(models).values(
                    **values, name=name, name_folded=name, search_text=name, risk_tier=tier
                )
            )

    begin("first", "")
    with pytest.raises(RefusedError) as refused:
        begin("second", "harmless")

    assert codes(refused) == {"tier.unknown"}


def propose_by_sql(bank: TestWorkspace, handle: str, use: UUID, **values: object) -> str:
    """An assessment that somebody's own client stores; the code of its refusal, or nothing."""
    columns = METADATA.tables["mw.risk_assessment"]
    with bank.service.reading() as session:
        method = load_method(session, bank.unit_id)
    row = {
        "use_case_id": use, "method": method.key, "method_version": method.version,
        "table_id": method.table_id, "answers": {**ALONE, "is_regulated": True}, "score": 9.0,
        "tier": "high", "reason": WHY, "remark": "", "state": "proposed", **values,
    }  # fmt: skip
    try:
        with bank.work(handle).unit() as work:
            work.session.execute(insert(columns).values(**row))
    except RefusedError as error:
        return error.blockers[0].code
    return ""


def test_an_assessment_is_stored_only_with_a_published_method(workspace: TestWorkspace) -> None:
    use = use_case(workspace)
    shipped = next(one for one in TABLES if one.key == "risk-tier").read()
    draft = workspace.work("eva").write(
        propose_policy, "risk-tier", "risk-tier.dmn", shipped, reason=WHY
    )

    found = {
        "none": propose_by_sql(workspace, "aisha", use, table_id=None),
        "draft": propose_by_sql(workspace, "aisha", use, table_id=draft.id),
        "other": propose_by_sql(workspace, "aisha", use, table_id=in_force(workspace)),
        "word": propose_by_sql(workspace, "aisha", use, tier="harmless"),
        "honest": propose_by_sql(workspace, "aisha", use),
    }

    assert found == {
        "none": "risk.method", "draft": "risk.method", "other": "risk.method",
        "word": "tier.unknown", "honest": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "forged",
    [{"tier": "low"}, {"score": 1.0}, {"answers": {**HARMLESS, "is_regulated": True}}],
    ids=lambda one: next(iter(one)),
)
def test_what_does_not_follow_from_the_answers_is_not_accepted(
    workspace: TestWorkspace, forged: dict[str, object]
) -> None:
    use = use_case(workspace)
    assert propose_by_sql(workspace, "aisha", use, **forged) == ""
    with workspace.service.reading() as session:
        (row,) = list_risks(session)

    with pytest.raises(RefusedError) as refused:
        workspace.work("jo").write(answer_assessment, row.id, reason=WHY)
    workspace.work("jo").write(answer_assessment, row.id, reason=WHY, is_accepted=False)

    assert codes(refused) == {"risk.differs"}


def test_what_was_accepted_by_sql_against_its_method_lets_no_release_begin(
    workspace: TestWorkspace,
) -> None:
    """The databases can't evaluate a method; the service does, before it acts on the tier."""
    registered = register(workspace)
    use = use_case(workspace, registered.model_id)
    assert propose_by_sql(workspace, "aisha", use, tier="low") == ""
    with workspace.service.reading() as session:
        (row,) = list_risks(session)
        before = start_facts_of(session, workspace, registered)
    jo = workspace.work("jo").actor.id
    assert attempt(
        workspace, "jo", "risk_assessment", row.id, state="accepted", answered_by=jo
    ) == ""  # fmt: skip

    with (
        workspace.service.reading() as session,
        pytest.raises(InputError, match=f"assessment {row.number}"),
    ):
        start_facts_of(session, workspace, registered)

    honest = workspace.work("sanne").write(propose_tier, use, ALONE, reason=WHY)
    workspace.work("jo").write(answer_assessment, honest.id, reason=WHY)
    with workspace.service.reading() as session:
        after = start_facts_of(session, workspace, registered)
    assert (before["risk_tier"], after["risk_tier"]) == ("medium", "high")


def test_an_assessment_of_what_the_use_no_longer_is_is_not_accepted_by_sql(
    workspace: TestWorkspace,
) -> None:
    use = use_case(workspace, regulated=False)
    made = workspace.work("aisha").write(propose_tier, use, HARMLESS, reason=WHY)
    workspace.work("sanne").write(edit_use_case, use, is_regulated=True)
    jo = workspace.work("jo").actor.id

    by_sql = attempt(workspace, "jo", "risk_assessment", made.id, state="accepted", answered_by=jo)

    assert by_sql == "risk.differs"


def test_an_accepted_assessment_goes_only_where_a_newer_one_counts(
    workspace: TestWorkspace,
) -> None:
    use = use_case(workspace)
    first = workspace.work("aisha").write(propose_tier, use, ALONE, reason=WHY)
    workspace.work("jo").write(answer_assessment, first.id, reason=WHY)
    second = workspace.work("aisha").write(propose_tier, use, HARMLESS, reason=WHY)
    jo = workspace.work("jo").actor.id

    def supersede(assessment_id: UUID) -> str:
        return attempt(workspace, "jo", "risk_assessment", assessment_id, state="superseded")

    alone = supersede(first.id)
    accepted = attempt(
        workspace, "jo", "risk_assessment", second.id, state="accepted", answered_by=jo
    )

    assert (alone, accepted) == ("risk.newer", "")
    assert supersede(second.id) == "risk.newer"
    assert supersede(first.id) == ""


# Attestations


def plan(
    bank: TestWorkspace, *models: UUID, days: float = 10, repeat: int | None = None
) -> Attestation:
    new = NewCampaign(
        name="Yearly review",
        question="Is the model still used as documented?",
        due_at=datetime.now(UTC) + timedelta(days=days),
        models=models,
        repeat_days=repeat,
    )
    made: list[Attestation] = bank.work("jo").write(plan_campaign, new)
    return made[0]


def test_the_owner_attests_and_somebody_else_reviews(workspace: TestWorkspace) -> None:
    made = plan(workspace, register(workspace).model_id)

    with pytest.raises(RefusedError) as others:
        workspace.work("mark").write(submit_attestation, made.id, statement="It is, I say.")
    workspace.work("sanne").write(submit_attestation, made.id, statement="It is used so.")
    workspace.work("aisha").write(
        review_attestation, made.id, reason="For which unit is that?", is_approved=False
    )
    workspace.work("sanne").write(submit_attestation, made.id, statement="For Credit only.")
    with pytest.raises(RefusedError) as role:
        workspace.work("mark").write(review_attestation, made.id, reason=WHY)
    workspace.work("aisha").write(review_attestation, made.id, reason=WHY)

    with workspace.service.reading() as session:
        (row,) = list_attestations(session)
    assert (row.state, row.person, row.reviewed_by) == (
        "approved", "Sanne de Vries", "Aisha Rahman",
    )  # fmt: skip
    assert row.answer == "For Credit only."
    assert codes(others) == {"attestation.not_yours"}
    assert codes(role) == {"attestation.role"}


@pytest.mark.parametrize("column", ["answer", "reason"])
def test_what_was_approved_stays_as_it_was(workspace: TestWorkspace, column: str) -> None:
    made = plan(workspace, register(workspace).model_id)
    workspace.work("sanne").write(submit_attestation, made.id, statement="It is used so.")
    workspace.work("aisha").write(review_attestation, made.id, reason=WHY)

    found = {
        attempt(workspace, handle, "attestation", made.id, **{column: "Something else."})
        for handle in ("sanne", "aisha", "jo")
    }

    assert found == {"attestation.closed"}


def test_nobody_reviews_their_own_attestation_whatever_the_client(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    jo = workspace.work("jo").actor.id
    new = NewCampaign("Own", "Is it so?", datetime.now(UTC) + timedelta(days=5),
                      [registered.model_id], person_id=jo)  # fmt: skip
    (made,) = workspace.work("aisha").write(plan_campaign, new)

    answer = {"answer": "It is so, I say.", "state": "submitted"}
    forged = attempt(workspace, "sanne", "attestation", made.id, **answer)
    answered = attempt(workspace, "jo", "attestation", made.id, **answer)
    own = attempt(workspace, "jo", "attestation", made.id, state="approved", reviewed_by=jo)

    assert (forged, answered, own) == ("attestation.not_yours", "", "four_eyes.own_work")


def test_what_repeats_is_planned_again_from_its_own_day_and_late_shows_as_overdue(
    workspace: TestWorkspace,
) -> None:
    made = plan(workspace, register(workspace).model_id, days=10, repeat=90)
    workspace.work("sanne").write(submit_attestation, made.id, statement="It is used so.")
    workspace.work("jo").write(review_attestation, made.id, reason=WHY)
    with workspace.service.reading() as session:
        first, second = list_attestations(session)

    with workspace.service.reading() as session:
        day_after = second.due_at + timedelta(days=1)
        none = list_attestations(session, is_overdue=True)
        late = list_attestations(session, is_overdue=True, at=day_after)

    assert (first.state, second.state) == ("approved", "scheduled")
    assert second.due_at - first.due_at == timedelta(days=90)
    assert none == []
    assert [(row.number, row.state, row.is_overdue) for row in late] == [
        (second.number, "scheduled", True)
    ]


def test_the_service_asks_thirty_days_before_the_day(workspace: TestWorkspace) -> None:
    made = plan(workspace, register(workspace).model_id, days=100)
    now = datetime.now(UTC)

    early = workspace.service.write(open_due, now)
    in_time = workspace.service.write(open_due, now + timedelta(days=71))

    assert (made.state, early, in_time) == ("scheduled", 0, 1)
    with workspace.service.reading() as session:
        assert session.get_one(Attestation, made.id).state == "open"


@pytest.mark.parametrize(("days", "repeat"), [(-1, None), (10, 0), (10, 4000)])
def test_a_campaign_without_sense_is_refused(
    workspace: TestWorkspace, days: int, repeat: int | None
) -> None:
    model_id = register(workspace).model_id

    with pytest.raises(InputError):
        plan(workspace, model_id, days=days, repeat=repeat)


# Policies


def stricter(key: str = "monitor-thresholds") -> bytes:
    """Whoever is regulated fails at a PSI of 0.1, all others at 0.2."""
    return table_to_dmn(
        TableDraft(
            id=key,
            name="Stricter where regulated",
            inputs=(
                InputDraft("regulated", type="boolean"), InputDraft("value", type="number"),
            ),
            outputs=(OutputDraft("verdict"), OutputDraft("limit"), OutputDraft("severity")),
            rules=(
                RuleDraft(("true", ">= 0.1"), ('"FAIL"', '">= 0.1"', '"high"')),
                RuleDraft(("false", ">= 0.2"), ('"FAIL"', '">= 0.2"', '"medium"')),
                RuleDraft(("-", "-"), ('"PASS"', '""', '""')),
            ),
            hit_policy=HitPolicy.FIRST,
        )
    )  # fmt: skip


def propose(bank: TestWorkspace, by: str = "eva") -> UUID:
    row = bank.work(by).write(
        propose_policy, "monitor-thresholds", "stricter.dmn", stricter(), reason=WHY
    )
    return row.id


def put_in_force(bank: TestWorkspace, handle: str, row_id: UUID, *, reason: str = WHY) -> None:
    """As the window and the command line do it: with the digest of what was looked at."""
    work = bank.work(handle)
    change = work.read(load_policy_change, row_id)
    work.write(publish_policy, row_id, reason=reason, seen=change.digest)


def in_force(bank: TestWorkspace, key: str = "monitor-thresholds") -> UUID | None:
    with bank.service.reading() as session:
        return table_in_force(session, key, bank.unit_id)


def test_a_policy_comes_in_force_by_a_second_person(workspace: TestWorkspace) -> None:
    before = in_force(workspace)
    made = propose(workspace)
    still = in_force(workspace)

    with pytest.raises(RefusedError) as own:
        put_in_force(workspace, "eva", made, reason=WHY)
    with pytest.raises(RefusedError) as role:
        put_in_force(workspace, "sanne", made, reason=WHY)
    put_in_force(workspace, "jo", made, reason="Agreed in the board.")

    assert (still, in_force(workspace)) == (before, made)
    assert codes(own) == {"policy.second"}
    assert codes(role) == {"policy.role"}
    with workspace.service.reading() as session:
        row = next(one for one in list_policies(session) if one.id == made)
        old = next(one for one in list_policies(session, is_all=True) if one.id == before)
    assert (row.state, row.version, row.by, row.reason) == (
        "published", 2, "Jo Vermeer", "Agreed in the board.",
    )  # fmt: skip
    assert old.state == "deprecated"


def test_the_database_refuses_who_publishes_their_own_policy(workspace: TestWorkspace) -> None:
    made = propose(workspace)

    own = attempt(workspace, "eva", "decision_table", made, state="published")
    second = attempt(workspace, "aisha", "decision_table", made, state="published")

    assert (own, second) == ("policy.second", "")


def mend(bank: TestWorkspace, table_id: UUID, by: str = "eva") -> None:
    """The writer changes the draft, as any client could, digest and all."""
    data = stricter("monitor-thresholds").replace(b"0.1", b"0.9")
    found = attempt(bank, by, "decision_table", table_id, dmn=data, sha256=digest_bytes(data))
    assert found == ""


def test_only_what_was_looked_at_comes_in_force(workspace: TestWorkspace) -> None:
    before = in_force(workspace)
    made = propose(workspace)
    jo = workspace.work("jo")
    seen = jo.read(load_policy_change, made).digest
    mend(workspace, made)

    with pytest.raises(StaleError, match="not what you looked at"):
        jo.write(publish_policy, made, reason=WHY, seen=seen)
    found = {
        value: attempt(
            workspace, "jo", "decision_table", made, state="published", seen_sha256=value
        )
        for value in (None, "", seen)
    }
    still = in_force(workspace)
    put_in_force(workspace, "jo", made)

    assert found == {None: "stale", "": "stale", seen: "stale"}
    assert (still, in_force(workspace)) == (before, made)
    with workspace.service.reading() as session:
        told = session.scalars(
            select(AuditEvent).where(
                AuditEvent.object_id == made, AuditEvent.tag == "table.published"
            )
        ).one()
    assert told.facts["seen_sha256"] == digest_of(workspace, made)


def test_what_was_seen_is_told_only_with_the_publication(workspace: TestWorkspace) -> None:
    made = propose(workspace)
    digest = digest_of(workspace, made)

    early = attempt(workspace, "eva", "decision_table", made, seen_sha256=digest)
    put_in_force(workspace, "jo", made)
    late = attempt(workspace, "aisha", "decision_table", made, seen_sha256="0" * 64)
    stored = store(workspace, "eva", seen_sha256=digest)

    assert (early, late, stored) == ("policy.unseen", "published.content", "policy.unseen")


def test_a_file_whose_digest_was_forged_is_not_published_by_sql(workspace: TestWorkspace) -> None:
    made = propose(workspace)
    assert attempt(workspace, "eva", "decision_table", made, sha256="0" * 64) == ""

    found = attempt(workspace, "jo", "decision_table", made, state="published")

    assert found == "table.digest"


def test_the_difference_names_each_line_that_goes_and_comes(workspace: TestWorkspace) -> None:
    first = propose(workspace)
    whole = workspace.work("jo").read(load_policy_change, first)
    put_in_force(workspace, "jo", first)
    data = stricter().replace(b"0.1", b"0.15")
    second = workspace.work("eva").write(
        propose_policy, "monitor-thresholds", "again.dmn", data, reason=WHY
    )
    same = workspace.work("eva").write(
        propose_policy, "monitor-thresholds", "same.dmn", stricter() + b"\n", reason=WHY
    )

    found = workspace.work("jo").read(load_policy_change, second.id)
    layout = workspace.work("jo").read(load_policy_change, same.id)

    assert whole.in_force == "bank v1"
    assert len(whole.lines) > 3
    ((line,), shown) = (found.lines, found)
    assert ("value >= 0.1 " in line.before, "value >= 0.15 " in line.after) == (True, True)
    assert (shown.in_force, shown.version, shown.digest) == (
        "bank v2", 3, digest_of(workspace, second.id)
    )  # fmt: skip
    assert (found.is_other_file, layout.lines, layout.is_other_file) == (False, (), True)


@pytest.mark.parametrize("key", ["monitor-thresholds", "easy-route", "evidence-opening"])
def test_every_table_comes_in_force_by_a_second_person(workspace: TestWorkspace, key: str) -> None:
    """A life cycle may call any of them: who writes the route would else decide alone."""
    data = opening_file(is_required=True) if key == EVIDENCE_OPENING else stricter(key)
    made = workspace.work("eva").write(
        import_table, unit="bank", key=key, name="Mine", decision_id=key, dmn=data
    )
    seen = digest_of(workspace, made.id)

    with pytest.raises(RefusedError) as own:
        workspace.work("eva").write(publish, DecisionTable, made.id, seen=seen)
    by_sql = attempt(workspace, "eva", "decision_table", made.id, state="published")
    with workspace.work("eva").reading() as session:
        listed = list_life_cycles(session, workspace.work("eva").actor.id).rows
    workspace.work("jo").write(publish, DecisionTable, made.id, seen=seen)

    assert (codes(own), by_sql) == ({"policy.second"}, "policy.second")
    (shown,) = (one for one in listed if one.id == made.id)
    assert [one.code for one in shown.blockers] == ["policy.second"]


def test_who_mends_a_proposal_has_written_it_too(workspace: TestWorkspace) -> None:
    made = propose(workspace)
    assert attempt(workspace, "jo", "decision_table", made, name="Another name") == ""

    with pytest.raises(RefusedError) as refused:
        put_in_force(workspace, "jo", made, reason=WHY)

    assert codes(refused) == {"policy.second"}
    assert attempt(workspace, "jo", "decision_table", made, state="published") == "policy.second"


def test_who_proposed_a_policy_takes_it_back(workspace: TestWorkspace) -> None:
    before = in_force(workspace)
    made = propose(workspace)

    row = workspace.work("eva").write(refuse_policy, made, reason="It was a draft only.")

    assert (row.state, in_force(workspace)) == ("refused", before)
    with pytest.raises(RefusedError) as refused:
        put_in_force(workspace, "jo", made, reason=WHY)
    assert codes(refused) == {"policy.closed"}


def store(bank: TestWorkspace, handle: str, **values: object) -> str:
    """The code with which the database refuses a table that somebody's own client stores."""
    row = {
        "unit_id": bank.unit_id, "key": "mine", "version": 1, "name": "Mine",
        "decision_id": "mine", "dmn": b"x", "sha256": "x", "state": "draft", **values,
    }  # fmt: skip
    try:
        with bank.work(handle).unit() as work:
            work.session.execute(insert(METADATA.tables["mw.decision_table"]).values(**row))
    except RefusedError as error:
        return error.blockers[0].code
    return ""


def test_no_table_of_another_key_answers_for_a_policy(workspace: TestWorkspace) -> None:
    """Life cycles look tables up by key or by decision."""
    data = stricter("approval-route")
    with pytest.raises(RefusedError) as imported:
        workspace.work("eva").write(
            import_table, unit="bank", key="mine", name="Mine",
            decision_id="approval-route", dmn=data,
        )  # fmt: skip
    honest = workspace.work("eva").write(
        import_table, unit="bank", key="mine", name="Mine", decision_id="mine", dmn=data
    )

    stored = store(workspace, "eva", key="other", decision_id="approval-route")
    edited = attempt(workspace, "eva", "decision_table", honest.id, decision_id="approval-route")
    published = attempt(
        workspace, "eva", "decision_table", honest.id, decision_id="approval-route",
        state="published",
    )  # fmt: skip

    assert codes(imported) == {"policy.taken"}
    assert {stored, edited, published} == {"policy.taken"}
    assert attempt(workspace, "jo", "decision_table", honest.id, state="published") == ""


def test_a_policy_in_force_is_not_taken_out_of_force_without_another(
    workspace: TestWorkspace,
) -> None:
    shipped = in_force(workspace)
    assert shipped is not None

    alone = attempt(workspace, "jo", "decision_table", shipped, state="deprecated")
    made = propose(workspace)
    beside_a_draft = attempt(workspace, "jo", "decision_table", shipped, state="deprecated")
    published = attempt(workspace, "jo", "decision_table", made, state="published")
    replaced = attempt(workspace, "jo", "decision_table", shipped, state="deprecated")

    assert (alone, beside_a_draft) == ("policy.in_force", "policy.in_force")
    assert (published, replaced) == ("", "")


def test_two_sessions_at_once_leave_one_version_in_force(workspace: TestWorkspace) -> None:
    """Each would see the other's version still in force."""
    first = in_force(workspace)
    assert first is not None
    second = propose(workspace)
    assert attempt(workspace, "jo", "decision_table", second, state="published") == ""
    columns = METADATA.tables["mw.decision_table"].c
    found: list[str] = []
    other = Thread(
        target=lambda: found.append(
            attempt(workspace, "aisha", "decision_table", second, state="deprecated")
        )
    )

    with workspace.work("jo").unit() as work:
        work.session.execute(
            update(METADATA.tables["mw.decision_table"])
            .where(columns.id == first)
            .values(row_version=columns.row_version + 1, state="deprecated")
        )
        other.start()
        while other.is_alive() and not is_waited_for(workspace):
            other.join(0.05)
        assert found == []
    other.join(60)

    assert found == ["policy.in_force"]
    assert in_force(workspace) == second


def is_waited_for(bank: TestWorkspace) -> bool:
    """Somebody waits for a lock; in a file whoever writes second waits anyway."""
    if bank.is_sqlite:
        return True
    with bank.service.reading() as session:
        waiting = session.connection().exec_driver_sql(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
        )
        return bool(waiting.scalar_one())


def test_the_first_version_of_a_unit_below_takes_a_second_person_too(
    workspace: TestWorkspace,
) -> None:
    workspace.work("root").write(add_unit, key="below", name="Below", parent="bank")
    row = workspace.work("eva").write(
        propose_policy, "monitor-thresholds", "stricter.dmn", stricter(), reason=WHY,
        unit="below",
    )  # fmt: skip

    with pytest.raises(RefusedError) as refused:
        put_in_force(workspace, "eva", row.id, reason=WHY)
    forced = attempt(workspace, "eva", "decision_table", row.id, state="published")
    with workspace.work("eva").reading() as session:
        listed = list_life_cycles(session, workspace.work("eva").actor.id).rows

    assert codes(refused) == {"policy.second"}
    assert forced == "policy.second"
    (shown,) = (one for one in listed if one.id == row.id)
    assert "policy.second" in {one.code for one in shown.blockers}
    assert attempt(workspace, "jo", "decision_table", row.id, state="published") == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"dmn": b"<other/>"}, {"sha256": "other"}, {"decision_id": "other"}, {"name": "Other"},
    ],
    ids=lambda one: next(iter(one)),
)  # fmt: skip
def test_publishing_changes_nothing_of_the_draft(
    workspace: TestWorkspace, changed: dict[str, object]
) -> None:
    made = propose(workspace)

    found = attempt(workspace, "jo", "decision_table", made, state="published", **changed)

    assert found == "table.content"


@pytest.mark.parametrize("changed", ["name", "reason"])
def test_name_and_reason_of_a_published_table_stay(workspace: TestWorkspace, changed: str) -> None:
    made = propose(workspace)
    put_in_force(workspace, "jo", made, reason=WHY)

    found = attempt(workspace, "aisha", "decision_table", made, **{changed: "Another one."})

    assert found == "published.content"


def test_a_draft_that_is_not_what_its_digest_says_is_not_published(
    workspace: TestWorkspace,
) -> None:
    made = propose(workspace)
    assert attempt(workspace, "eva", "decision_table", made, sha256="0" * 64) == ""
    with pytest.raises(RefusedError) as digest:
        put_in_force(workspace, "jo", made, reason=WHY)

    assert attempt(workspace, "eva", "decision_table", made, dmn=b"<no/>") == ""
    with pytest.raises(InputError):
        put_in_force(workspace, "jo", made, reason=WHY)

    assert codes(digest) == {"table.digest"}


@pytest.mark.parametrize(
    ("version", "expected"), [(1, "table.version"), (2, ""), (3, "table.version")]
)
def test_a_stored_version_is_the_next_one(
    workspace: TestWorkspace, version: int, expected: str
) -> None:
    key = "risk-tier"

    assert store(workspace, "eva", key=key, decision_id=key, version=version) == expected


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_a_reason_that_no_database_keeps_is_refused(workspace: TestWorkspace, sign: str) -> None:
    made = propose(workspace)
    bad = f"{WHY}{sign}"

    with pytest.raises(InputError):
        workspace.work("eva").write(
            propose_policy, "monitor-thresholds", "x.dmn", stricter(), reason=bad
        )
    with pytest.raises(InputError):
        put_in_force(workspace, "jo", made, reason=bad)
    with pytest.raises(InputError):
        workspace.work("jo").write(refuse_policy, made, reason=bad)


def test_a_file_that_decides_nothing_is_no_policy(workspace: TestWorkspace) -> None:
    eva = workspace.work("eva")

    with pytest.raises(InputError):
        eva.write(propose_policy, "monitor-thresholds", "x.dmn", b"<no/>", reason=WHY)
    with pytest.raises(InputError):
        eva.write(propose_policy, "house-rules", "x.dmn", stricter(), reason=WHY)


def test_an_assessment_keeps_the_version_of_the_method_it_was_made_by(
    workspace: TestWorkspace,
) -> None:
    use = use_case(workspace)
    first = workspace.work("aisha").write(propose_tier, use, ALONE, reason=WHY)
    shipped = next(one for one in TABLES if one.key == "risk-tier").read()
    harsher = shipped.replace(b"&gt;= 4", b"&gt;= 1").replace(b">= 4", b">= 1")
    made = workspace.work("eva").write(
        propose_policy, "risk-tier", "harsher.dmn", harsher, reason=WHY
    )
    put_in_force(workspace, "aisha", made.id, reason=WHY)

    second = workspace.work("aisha").write(propose_tier, use, ALONE, reason=WHY)

    assert harsher != shipped
    assert (first.method_version, second.method_version) == (1, 2)
    assert (first.table_id, second.table_id) != (second.table_id, second.table_id)


# The same model, regulated and not


def test_the_same_model_is_judged_by_other_rules_in_a_regulated_use(
    workspace: TestWorkspace,
) -> None:
    """One model, two services: a regulated use asks one, an unregulated the other."""
    registered = register(workspace)
    workspace.work("sanne").write(
        edit_model, registered.model_id, ModelEdit(service_tags=("loans", "letters"))
    )
    use_case(workspace, registered.model_id, name="Loans", tag="loans")
    use_case(workspace, registered.model_id, name="Letters", regulated=False, tag="letters")
    made = propose(workspace)
    put_in_force(workspace, "jo", made, reason=WHY)
    monitors = {tag: add(workspace, registered, tag, made) for tag in ("loans", "letters")}
    night = datetime(2026, 3, 2, 6, tzinfo=UTC)

    for monitor_id in monitors.values():
        workspace.service.write(queue_run, monitor_id, night, night)

    with workspace.service.reading() as session:
        jobs = session.scalars(select(Job.inputs).where(Job.task_type == "run_monitor")).all()
        table = load_table(session, made)
    told = {job["monitor_id"]: job["is_regulated"] for job in jobs}
    drifted = Measurement("psi", 0.15, 1000, "PSI", feature="income")
    verdicts = {
        tag: str(
            judge(
                [drifted],
                decide_with(table.dmn, table.decision_id),
                Subject("high", told[str(monitor_id)]),
            )[0].verdict
        )
        for tag, monitor_id in monitors.items()
    }
    assert verdicts == {"loans": "FAIL", "letters": "PASS"}


def add(bank: TestWorkspace, registered: Registered, tag: str, table_id: UUID) -> UUID:
    with bank.work("tom").unit() as work:
        model = work.get(RegisteredModel, registered.model_id)
        source = add_data_source(work, unit="bank", name=f"Log of {tag}", kind="runtime_log")
        new = NewMonitor(
            name=f"Drift of {tag}",
            service_tag=tag,
            stage_id=find_stage(work.session, model, "PROD").id,
            data_source_id=source.id,
            decision_table_id=table_id,
        )
        return add_monitor(work, registered.model_id, new).id


@pytest.mark.parametrize(
    ("regulated", "expected"), [("loans", True), ("letters", True), ("", False)]
)
def test_a_release_is_routed_by_the_strictest_use_of_any_of_its_services(
    workspace: TestWorkspace, regulated: str, *, expected: bool
) -> None:
    """A version is released under its model's first service, here letters, and serves all."""
    registered = register(workspace)
    workspace.work("sanne").write(
        edit_model, registered.model_id, ModelEdit(service_tags=("loans", "letters"))
    )
    for tag in ("loans", "letters"):
        use_case(workspace, registered.model_id, name=tag, regulated=tag == regulated, tag=tag)

    workspace.work("sanne").write(submit, registered.version_id)

    with workspace.service.reading() as session:
        asked = session.scalars(select(EngineInbox).where(EngineInbox.kind == "start")).one()
        facts = start_facts_of(session, workspace, registered)
        table = load_table_of(session, "approval-route", workspace.unit_id)
    variables = asked.payload["variables"]
    slots = evaluate(
        parse(table.dmn), table.decision_id, {**variables, "risk_tier": "high", "stage": "PROD"}
    ).rows
    roles = {str(slot["roles"]) for slot in slots}
    assert (variables["is_regulated"], "validator" in roles) == (expected, expected)
    assert facts["is_regulated"] is expected


def start_facts_of(
    session: Session, bank: TestWorkspace, registered: Registered
) -> dict[str, object]:
    """What the service tells a life cycle, whatever its start said."""
    template = template_in_force(session, "on-model-changed", bank.unit_id)
    assert template is not None
    request = StartRequest(
        template_id=template.id, unit_id=bank.unit_id, start_key="x",
        model_id=registered.model_id, version_id=registered.version_id,
    )  # fmt: skip
    return start_facts(UnitOfWork(session, bank.service.actor), request)


def test_a_service_that_a_use_asks_for_keeps_its_name(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    model = registered.model_id
    sanne = workspace.work("sanne")
    sanne.write(edit_model, model, ModelEdit(service_tags=("loans", "letters")))
    use_case(workspace, model, tag="loans")

    with pytest.raises(RefusedError) as refused:
        sanne.write(edit_model, model, ModelEdit(service_tags=("credit", "letters")))
    by_sql = attempt(workspace, "sanne", "registered_model", model, service_tags=["letters"])
    beside = attempt(
        workspace, "sanne", "registered_model", model, service_tags=["loans", "credit"]
    )
    by_a_judge = attempt(workspace, "jo", "registered_model", model, service_tags=["credit"])

    assert codes(refused) == {"model.tag_used"}
    assert (by_sql, beside, by_a_judge) == ("model.tag_used", "", "")
    with workspace.service.reading() as session:
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.tag == "model.changed").order_by(AuditEvent.id)
        ).all()
    assert told[-1].facts["service_tags"] == ["credit"]
    assert told[-1].actor_id == workspace.work("jo").actor.id


@pytest.mark.parametrize(("tag", "expected"), [("other", "use.tag"), ("cc-fraud", ""), (None, "")])
def test_no_client_stores_a_use_of_a_service_that_is_not_there(
    workspace: TestWorkspace, tag: str | None, expected: str
) -> None:
    registered = register(workspace)
    use = use_case(workspace)
    found = ""

    try:
        with workspace.work("sanne").unit() as work:
            work.add(UseCaseModel(use_case_id=use, model_id=registered.model_id, service_tag=tag))
    except RefusedError as error:
        found = error.blockers[0].code

    assert found == expected


def load_table_of(session: Session, key: str, unit_id: UUID) -> DecisionTable:
    found = table_in_force(session, key, unit_id)
    assert found is not None
    return session.get_one(DecisionTable, found)


def test_a_use_without_a_service_asks_all_of_them(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    use_case(workspace, registered.model_id)

    with workspace.service.reading() as session:
        found = {
            tag: is_regulated(session, registered.model_id, tag) for tag in ("", "cc-fraud", "x")
        }

    assert found == {"": True, "cc-fraud": True, "x": True}


def test_a_use_can_only_ask_a_service_that_the_model_has(workspace: TestWorkspace) -> None:
    registered = register(workspace)

    with pytest.raises(InputError):
        use_case(workspace, registered.model_id, tag="other")
