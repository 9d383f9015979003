"""A row that the service can't read, from before the database refused it, stops no other duty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from app.models.tables.governance import Attestation
from app.models.tables.monitoring import MonitorSchedule
from app.services.commands.attestations import NewCampaign, plan_campaign
from app.services.scheduler import Scheduler
from tests.db.test_queries_monitoring import watch
from tests.services.test_waivers import RULE, failing, waive
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

DAY = timedelta(days=1)


def look(workspace: TestWorkspace, at: datetime) -> None:
    Scheduler(workspace.service, lambda: at).run_once()


def test_a_monitor_whose_tests_are_no_list_keeps_no_other_one_from_its_times(
    workspace: TestWorkspace,
) -> None:
    watched = sorted(watch(workspace, name).monitor_id for name in ("one", "other"))
    value = "'7'" if workspace.is_sqlite else "CAST('7' AS jsonb)"
    key = watched[0].hex if workspace.is_sqlite else watched[0]
    tamper(workspace, f"UPDATE {{schema}}monitor SET tests = {value} WHERE id = :row", row=key)

    look(workspace, datetime.now(UTC))

    with workspace.service.reading() as session:
        known = session.scalars(select(MonitorSchedule.monitor_id)).all()
    assert list(known) == watched[1:]


def test_a_waiver_of_no_day_keeps_no_attestation_from_being_asked_for(
    workspace: TestWorkspace,
) -> None:
    made, now = failing(workspace), datetime.now(UTC)
    waive(workspace, made.version_id, RULE)
    new = NewCampaign("Yearly", "Is it still as it was?", now + 60 * DAY, [made.model_id])
    (asked,) = workspace.work("jo").write(plan_campaign, new)
    day = "'0044-02-31'" if workspace.is_sqlite else "'0044-03-15 BC'"
    tamper(workspace, f"UPDATE {{schema}}waiver SET expires_at = {day}")

    look(workspace, now + 40 * DAY)

    with workspace.service.reading() as session:
        assert session.get_one(Attestation, asked.id).state == "open"
