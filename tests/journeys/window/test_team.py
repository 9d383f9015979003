"""T11, and two approvers at once: windows on a team's PostgreSQL, each with a login of its own."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.models.queries.presence import STALE_AFTER, who_looks_at
from tests.journeys.window.program import STATUS_BAR
from tests.journeys.window.team import Team
from tests.stories import ask, register

pytestmark = [pytest.mark.slow]

BEFORE = "Limits and documents were read; "
AFTER = "the evidence supports it."
TOLD_WITHIN_S = 5.0


def test_a_database_that_goes_while_a_reason_is_typed_costs_no_word(team: Team) -> None:
    request_id = ask(team.bank, register(team.bank))
    with team.sit_down("jo", "T11") as jo:
        jo.press("ctrl+j")
        jo.wait_for_title("Promote cc-fraud v1")
        jo.rest()
        jo.press("y")
        jo.wait_for_title("Approve promotion")
        jo.rest()
        jo.type(BEFORE)
        jo.see("half a reason")
        with jo.sees_a_change(STATUS_BAR, timeout_s=TOLD_WITHIN_S):
            team.line.cut()
        jo.type(AFTER)
        jo.see("offline")
        jo.press("ctrl+Return")
        jo.see_refusal()
        jo.see("not stored")
        assert team.decisions(request_id) == []
        with jo.sees_a_change(STATUS_BAR):
            team.line.mend()
        jo.see_main_button()
        jo.see("back")
        jo.press("ctrl+Return")

        (decision,) = jo.wait_until("decision", lambda: team.decisions(request_id))
        jo.see("stored")
        assert decision.reason == BEFORE + AFTER


def looking_at(team: Team, request_id: UUID) -> tuple[str, ...]:
    """Whom a third person, who looks at nothing, is told of."""
    tom = team.bank.work("tom")
    return tom.read(who_looks_at, request_id, tom.actor.id)


def test_two_approvers_with_own_logins_decide_at_two_windows(team: Team) -> None:
    request_id = ask(team.bank, register(team.bank))
    handles = ("aisha", "jo")
    assert looking_at(team, request_id) == ()
    with team.sit_down("aisha", "two-aisha") as aisha, team.sit_down("jo", "two-jo") as jo:
        for number, person in enumerate((aisha, jo), start=1):
            person.comes_forward()
            person.press("ctrl+j")
            person.wait_for_title("Promote cc-fraud v1")
            person.see("case")
            name = team.bank.work(handles[number - 1]).actor.full_name
            person.wait_until("presence", lambda name=name: name in looking_at(team, request_id))
            person.press("y")
            person.wait_for_title("Approve promotion")
            person.rest()
            person.type(BEFORE + AFTER)
            person.see_main_button()
            person.press("ctrl+Return")
            person.wait_until(
                "vote", lambda number=number: len(team.decisions(request_id)) == number
            )
            person.see("voted")

        found = team.decisions(request_id)
        assert [one.role for one in found] == ["risk_officer", "compliance"]
        assert len({one.decided_by for one in found}) == 2
        aisha.comes_forward()
        aisha.see("both votes")


def test_who_is_cut_off_or_killed_is_named_no_more_and_comes_back_with_the_line(
    team: Team,
) -> None:
    request_id = ask(team.bank, register(team.bank))
    name = team.bank.work("jo").actor.full_name
    gone_within_s = STALE_AFTER.total_seconds() + TOLD_WITHIN_S
    with team.sit_down("jo", "presence-jo") as jo:
        jo.press("ctrl+j")
        jo.wait_for_title("Promote cc-fraud v1")
        jo.wait_until("presence", lambda: name in looking_at(team, request_id))

        team.line.cut()
        jo.wait_until(
            "absence behind a cut line", lambda: not looking_at(team, request_id),
            timeout_s=gone_within_s,
        )  # fmt: skip
        team.line.mend()
        jo.wait_until(
            "presence again", lambda: name in looking_at(team, request_id), timeout_s=gone_within_s
        )
        jo.dies()
        jo.wait_until(
            "absence after a kill", lambda: not looking_at(team, request_id),
            timeout_s=gone_within_s,
        )  # fmt: skip
