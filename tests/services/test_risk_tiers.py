"""Risk tiers: proposed by a versioned method, accepted by a second person, on both databases."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import insert, select

from app.errors import InputError, RefusedError
from app.models.queries.listing_governance import list_risks
from app.models.queries.risk_method import list_unfounded, load_method
from app.models.rules.folding import search_text
from app.models.tables.everything import METADATA
from app.models.tables.trail import AuditEvent
from app.services.commands.models import ModelEdit, edit_model, edit_use_case
from app.services.commands.policies import propose_policy
from app.services.commands.risks import answer_assessment, propose_tier
from app.services.library import TABLES
from tests.governance_kit import (
    ALONE,
    HARMLESS,
    WHY,
    attempt,
    codes,
    in_force,
    propose_by_sql,
    start_facts_of,
    tier_of,
    use_case,
)
from tests.stories import change_role, register
from tests.workspaces import TestWorkspace

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
    assert codes(other) == {"risk.role", "model.own_work"}  # she built the model, too


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
                    **values,
                    name=name,
                    name_folded=name,
                    search_text=search_text(
                        name, row.service_tags, "Sanne de Vries", row.kind, row.framework
                    ),
                    risk_tier=tier,
                )
            )

    begin("first", "")
    with pytest.raises(RefusedError) as refused:
        begin("second", "harmless")

    assert codes(refused) == {"tier.unknown"}


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
