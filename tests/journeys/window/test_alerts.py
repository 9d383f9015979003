"""T2 and T3: an operator takes critical alerts of production, and finds out what changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.models.queries.alert_detail import load_alert
from app.models.tables.monitoring import Alert
from app.services.commands.raised_alerts import raise_alert
from tests.journeys.window.conftest import Noorderbank

pytestmark = [pytest.mark.slow]

ROWS = (slice(250, 840), slice(200, 1085))  # the list without the pane beside it
REASON = "seen"
LATE = "late"


def raised(bank: Noorderbank, rule: str, *, severity: str) -> UUID:
    """One more alert of the fraud model, as the service raises it."""
    with bank.stage.work("service").unit() as work:
        is_critical = Alert.severity == "critical", Alert.state == "open"
        known = work.session.scalars(select(Alert).where(*is_critical)).first()
        assert known is not None
        alert = raise_alert(
            work,
            model_id=known.model_id,
            version_id=known.version_id,
            monitor_id=known.monitor_id,
            run_id=None,
            rule=rule,
            title=f"{rule} 0.71, limit >= 0.5",
            severity=severity,
        )
        return alert.id


def alerts(bank: Noorderbank) -> dict[UUID, Alert]:
    with bank.stage.work("tom").reading() as session:
        return {one.id: one for one in session.scalars(select(Alert))}


def put_off(bank: Noorderbank) -> list[Alert]:
    """What sleeps until tomorrow morning."""
    found = [one for one in alerts(bank).values() if one.snoozed_until is not None]
    now = datetime.now(UTC)
    assert all(now < one.snoozed_until <= now + timedelta(days=1, hours=9) for one in found)
    return found


def test_an_operator_takes_the_critical_alerts_of_production_and_gives_them_back(
    noorderbank: Noorderbank,
) -> None:
    for rule in ("calibration_error", "miss_rate"):
        raised(noorderbank, rule, severity="critical")
    before = alerts(noorderbank)
    critical = {
        key for key, one in before.items() if one.severity == "critical" and one.state == "open"
    }
    assert len(critical) == 3
    with noorderbank.sit_down("tom", "T2") as tom:
        tom.press("g", "t")
        tom.wait_for_title("Alerts › ")
        tom.wait_until("list with alerts of all kinds", lambda: tom.sees(tom.tokens.warning, ROWS))
        tom.see("alerts")
        tom.press("slash")
        tom.type("severity:critical stage:PROD")
        tom.press("Return")
        tom.wait_until(
            "list of critical alerts only", lambda: not tom.sees(tom.tokens.warning, ROWS)
        )
        tom.see("filtered")
        with tom.sees_a_change():
            late = raised(noorderbank, "queue_length", severity="critical")
        tom.see("a new alert waits")
        tom.press("ctrl+a", "a")
        tom.see("reason")
        tom.type(REASON)
        tom.see_main_button()
        tom.press("Return")

        def taken() -> set[UUID]:
            return {key for key, one in alerts(noorderbank).items() if one.state == "acknowledged"}

        tom.wait_until("acknowledged alert", lambda: critical <= taken())
        found = alerts(noorderbank)
        me = noorderbank.stage.person_id("tom")
        assert taken() == critical
        assert found[late].state == "open"
        assert {(found[one].acknowledged_by, found[one].reason) for one in critical} == {
            (me, REASON)
        }
        assert all(found[one].acknowledged_at is not None for one in critical)
        tom.see_note("alerts")  # with its Undo
        tom.see("acknowledged")
        tom.press("ctrl+z")
        tom.wait_until("open alert", lambda: not taken())
        tom.see("taken back")
        tom.press("s")
        tom.see("until when")
        tom.press("3")
        tom.see("why until then")
        tom.type(LATE)
        tom.press("Return")
        tom.wait_until("snoozed alert", lambda: len(put_off(noorderbank)) == 3)
        tom.see("snoozed")
        assert {one.reason for one in put_off(noorderbank)} == {LATE}
        assert tom.clicks == 0
        assert tom.keys - len(REASON) - len(LATE) <= 45  # the reasons are text


def test_an_operator_escalates_an_alert_and_reads_what_changed_before(
    noorderbank: Noorderbank,
) -> None:
    reason = "Slow since deployment 16; please look at the new features."
    slow = raised(noorderbank, "latency_p95", severity="critical")
    with noorderbank.sit_down("tom", "T3", theme="dark") as tom:
        tom.press("g", "t")
        tom.wait_for_title("Latency p95")
        tom.see("what changed")
        tom.press("e")
        tom.wait_for_title("Escalate: ")
        tom.see("to whom")
        tom.type("sanne")
        tom.press("Return")
        tom.wait_for_title("Alerts › Latency p95")
        tom.see("reason")
        tom.type(reason)
        tom.see_main_button()
        tom.press("Return")
        sanne = noorderbank.stage.person_id("sanne")
        tom.wait_until(
            "alert with its owner", lambda: alerts(noorderbank)[slow].assignee_id == sanne
        )
        tom.see("escalated")
        tom.see_note("alerts")
        tom.press("g", "t")
        tom.press("l")
        tom.wait_for_title("cc-fraud")
        tom.see("lineage")

        with noorderbank.stage.work("tom").reading() as session:
            shown = load_alert(session, slow, noorderbank.stage.person_id("tom"))
        assert (shown.row.reason, shown.row.escalated_by) == (reason, "Tom Bakker")
        changes = {(one.object_type, one.tag) for one in shown.changes}
        assert ("deployment", "deployment.deployed") in changes
        assert tom.clicks == 0
        assert tom.keys - len(reason) - len("sanne") <= 8
