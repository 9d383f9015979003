"""What needs a person: also the questions of governance, for those who may answer them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from app.models.queries import home as home_queries
from app.models.queries import needs as needs_queries
from app.models.queries.home import load_work
from app.models.queries.needs import count_alerts_for, list_needs
from app.services.commands.alerts import acknowledge_alert, escalate_alert
from app.services.commands.attestations import (
    NewCampaign,
    plan_campaign,
    review_attestation,
    submit_attestation,
)
from app.services.commands.models import add_use_case
from app.services.commands.raised_alerts import raise_alert
from app.services.commands.risks import answer_assessment, propose_tier
from app.services.commands.role_requests import request_role
from app.services.commands.waivers import ask_waiver, grant_waiver
from app.texts import why
from tests.db.test_queries_monitoring import watch
from tests.services.test_waivers import LET, RULE, failing
from tests.stories import alarm, register
from tests.workspaces import TestWorkspace

WHY = "Read with the business."
ANSWERS = {
    "people": "many", "decision": "machine", "loss": "small", "data": "personal",
    "insight": "partly",
}  # fmt: skip


def needs(bank: TestWorkspace, handle: str) -> list[tuple[str, str, str]]:
    work = bank.work(handle)
    found = work.read(list_needs, work.actor.id, now=datetime.now(UTC))
    return [(one.kind, one.action, one.title) for one in found]


def test_an_attestation_waits_for_who_is_asked_then_for_who_may_review(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    campaign = NewCampaign(
        "Yearly review", "Is it still used as it was approved?",
        datetime.now(UTC) + timedelta(days=5), [registered.model_id],
    )  # fmt: skip
    (asked,) = workspace.work("jo").write(plan_campaign, campaign)
    owed = [needs(workspace, one) for one in ("sanne", "jo", "tom")]

    workspace.work("sanne").write(submit_attestation, asked.id, statement=WHY)
    to_review = [needs(workspace, one) for one in ("sanne", "jo", "tom")]
    workspace.work("jo").write(review_attestation, asked.id, reason=WHY)

    assert owed == [[("attestation", "attest", "cc-fraud")], [], []]
    assert to_review == [[], [("attestation", "review_answer", "cc-fraud")], []]
    assert needs(workspace, "jo") == []


def test_a_proposed_tier_waits_for_a_second_person_with_the_role(workspace: TestWorkspace) -> None:
    use = workspace.work("sanne").write(
        add_use_case, unit="bank", name="Card limits", is_regulated=True, models=(), service_tag=""
    )
    made = workspace.work("aisha").write(propose_tier, use.id, ANSWERS, reason=WHY)
    before = [needs(workspace, one) for one in ("aisha", "jo", "sanne")]

    workspace.work("jo").write(answer_assessment, made.id, reason=WHY)

    assert before == [[], [("risk", "judge_tier", "Card limits")], []]
    assert needs(workspace, "jo") == []


def test_of_many_alerts_the_most_urgent_are_listed_and_all_are_counted(
    workspace: TestWorkspace,
) -> None:
    """A hundred thousand must not be read to show the first."""
    registered = register(workspace)
    late, first, second, low = (
        alarm(workspace, registered, severity=severity, feature=feature)
        for feature, severity in zip("abcd", ("medium", "critical", "high", "low"), strict=True)
    )
    tom = workspace.work("tom")
    now = datetime.now(UTC)

    def listed(*shown: object) -> list[object]:
        found = tom.read(list_needs, tom.actor.id, now=now, shown=shown)
        return [one.id for one in found]

    with (
        patch.object(needs_queries, "MOST_ALERTS", 2),
        patch.object(home_queries, "MOST_ALERTS", 2),
    ):
        home = tom.read(load_work, tom.actor.id, now=now, last_visit=now)
        most_urgent, with_shown = listed(), listed(low, second)
        workspace.work("mark").write(acknowledge_alert, low, reason="Known campaign.")
        after = listed(low, second)

    assert most_urgent == [first, second] == [one.id for one in home.needs]
    assert with_shown == [first, second, low]
    assert after == [first, second]
    assert home.needs_count == 4
    assert tom.read(count_alerts_for, tom.actor.id) == 3
    assert late not in with_shown


def test_a_waiver_that_is_asked_waits_for_who_may_grant_it(workspace: TestWorkspace) -> None:
    made = failing(workspace)
    until = datetime.now(UTC) + timedelta(days=60)
    asked = workspace.work("sanne").write(
        ask_waiver, made.version_id, rule=RULE, reason=LET, expires_at=until
    )
    day = until.date().isoformat()
    with workspace.work("aisha").reading() as session:
        (found,) = list_needs(session, workspace.work("aisha").actor.id, now=datetime.now(UTC))
    handles = ("sanne", "tom", "piet", "lin")

    assert (found.kind, found.id, found.action) == ("waiver", asked.id, "grant")
    assert why(found.why) == f"Sanne de Vries asks that it pass until {day}."
    assert not [one for who in handles for one in needs(workspace, who) if "grant" in one]
    signer = workspace.signer("aisha")
    workspace.work("aisha").write(grant_waiver, asked.id, reason=LET, signer=signer)
    assert needs(workspace, "aisha") == []


def test_a_role_that_is_asked_waits_for_another_administrator(workspace: TestWorkspace) -> None:
    lin = workspace.work("lin").actor.id
    workspace.work("root").write(request_role, lin, "operator", workspace.unit_id, reason=LET)

    assert needs(workspace, "rosa") == [("role", "confirm", "operator")]
    assert needs(workspace, "root") == needs(workspace, "lin") == needs(workspace, "sanne") == []


def test_what_one_monitor_raised_of_a_version_is_one_row_and_what_was_handed_on_another(
    workspace: TestWorkspace,
) -> None:
    watched = watch(workspace)
    alone = alarm(workspace, register(workspace, name="hmrm"), severity="low")
    with workspace.service.unit() as work:
        high, critical, handed = (
            raise_alert(
                work,
                model_id=watched.registered.model_id,
                version_id=watched.registered.version_id,
                monitor_id=watched.monitor_id,
                run_id=None,
                rule=f"psi:{feature}",
                title=f"psi 0.41 on {feature}, limit >= 0.25",
                severity=severity,
            ).id
            for feature, severity in zip("abc", ("high", "critical", "high"), strict=True)
        )
    tom = workspace.work("tom")
    workspace.work("mark").write(
        escalate_alert, handed, person_id=tom.actor.id, reason="It is the source."
    )

    now = datetime.now(UTC)
    home = tom.read(load_work, tom.actor.id, now=now, last_visit=now)

    rows = [(one.id, [other.id for other in one.others]) for one in home.needs]
    assert rows == [(handed, []), (critical, [high]), (alone, [])]
    assert home.needs[1].key == ("alerts of v1", watched.monitor_id)
    assert home.needs_count == 4
