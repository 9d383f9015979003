"""T2, T3 and T10 in process: an operator takes alerts, finds what changed, and goes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QWidget
from sqlalchemy import func, select

from app.errors import NotReachableError
from app.models.database import Database
from app.models.queries.lineage import load_lineage
from app.models.rules.roles import Role
from app.models.tables.execution import Deployment, Placement
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.monitoring import Alert, Monitor
from app.services.commands.raised_alerts import raise_alert
from app.services.commands.requests import decide
from app.services.commands.tidying import CANCELLED
from app.services.demo.making import FILE
from app.services.secrets import Secrets
from app.services.tasks import deploy
from app.services.unit_of_work import Work
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.person_dialog import PersonDialog
from app.views.widgets.basics import StyledLabel
from tests.benchmarks.large import OWNER, seal
from tests.benchmarks.load import load
from tests.demo_bank import Bank
from tests.hands import Hands
from tests.views.demo_desk import calm, demo_desk

pytestmark = pytest.mark.slow

MANY = 100_000
REASON = "Seen, the campaign."
ESCALATED = "Slow since the last deployment; please look at the new features."
BACK = "v13 drifts; v12 serves until v14 is in."


@dataclass(frozen=True)
class Duty:
    """Where an operator is on duty: the window's place, and both sides of its database."""

    open: Callable[[], Any]
    service: Work
    me: Work
    model: str = ""  # whose alerts come; empty: any in production

    def alerts(self) -> dict[UUID, Alert]:
        """Those that were critical from their beginning."""
        with self.me.reading() as session:
            found = session.scalars(select(Alert).where(Alert.severity == "critical"))
            return {one.id: one for one in found}

    def raised(self, rule: str) -> UUID:
        """One more critical alert of what serves, as the service raises it."""
        with self.service.unit() as work:
            place = work.session.execute(
                select(Monitor.id, Placement.model_id, Placement.version_id)
                .join(Placement, Placement.model_id == Monitor.model_id)
                .join(RegisteredModel, RegisteredModel.id == Monitor.model_id)
                .where(
                    Placement.stage_id == Monitor.stage_id,
                    Placement.stage_kind == "production",
                    Placement.state == "in_place",
                    RegisteredModel.name.startswith(self.model),
                )
                .order_by(Monitor.id)
            ).first()
            assert place is not None
            return raise_alert(
                work, model_id=place.model_id, version_id=place.version_id, monitor_id=place.id,
                run_id=None, rule=rule, title=f"{rule} 0.71, limit >= 0.5", severity="critical",
            ).id  # fmt: skip


@pytest.fixture
def few(bank: Bank) -> Duty:
    work = bank.stage.work
    return Duty(lambda: bank.sit_down("tom"), work("service"), work("tom"), "cc-fraud")


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Duty]:
    """100,000 alerts of what serves, under a sealed trail."""
    file, secrets = tmp_path / FILE, Secrets(tmp_path, is_embedded=True)
    database = Database(file)
    load(database, models=300, owners=20, alerts=MANY, role=Role.OPERATOR, secrets=secrets)
    seal(Database(file), secrets)

    @contextmanager
    def sit_down() -> Iterator[tuple[Any, Hands]]:
        with (
            demo_desk(tmp_path, OWNER, tmp_path, width=1440) as desktop,
            Hands(desktop.window) as hands,
        ):
            yield desktop, hands

    yield Duty(sit_down, Work.of(database, "service"), Work.of(database, OWNER))
    database.close()


@pytest.mark.parametrize("size", ["few", "many"])
def test_the_critical_alerts_of_production_are_taken_and_given_back(
    size: str, request: pytest.FixtureRequest
) -> None:
    """T2: by keys alone, and nothing that comes meanwhile moves the cursor."""
    duty: Duty = request.getfixturevalue(size)
    for rule in ("calibration_error", "miss_rate"):
        duty.raised(rule)
    critical = {key for key, one in duty.alerts().items() if one.state == "open"}

    def taken() -> set[UUID]:
        return {key for key, one in duty.alerts().items() if one.state == "acknowledged"}

    with duty.open() as (desktop, hands):
        hands.press("G", "T")
        screen: Any = desktop.window.current_screen
        table, model, line = screen.list.table, screen.list.model, screen.detail.reason
        hands.until("list", lambda: screen.detail.shown is not None)
        hands.press("/")
        hands.type("severity:critical stage:PROD", counts=True)
        hands.press("Return")
        hands.until("critical ones alone", lambda: {one.id for one in model.rows} == critical)
        hands.until("its alert", lambda: screen.detail.shown.row.id == table.current_row().id)
        count = screen.list.filter._count
        hands.until("count of all", lambda: count.text().startswith(f"{len(critical)} of "))
        assert ("100\N{NARROW NO-BREAK SPACE}" in count.text()) == (size == "many")
        before = [one.id for one in model.rows], table.current_row().id, _scrolled(table)
        late = duty.raised("queue_length")
        hands.until("new one behind the pill", lambda: screen.list.held_back == 1)
        assert ([one.id for one in model.rows], table.current_row().id, _scrolled(table)) == before
        hands.press("Ctrl+A", "A")
        hands.until("question for a reason", line.edit.hasFocus)
        hands.type(REASON)
        hands.press("Return")
        hands.until("acknowledged alerts", lambda: taken() == critical)
        found = duty.alerts()
        assert found[late].state == "open"
        assert {found[one].acknowledged_by for one in critical} == {duty.me.actor.id}
        assert {found[one].reason for one in critical} == {REASON}
        age = [datetime.now(UTC) - found[one].acknowledged_at for one in critical]
        assert all(timedelta(0) <= one < timedelta(minutes=5) for one in age)
        registry = desktop.window.actions_registry
        hands.until("way back", lambda: not registry.reason("edit.undo"))
        hands.press("Ctrl+Z")
        hands.until("open alerts", lambda: not taken())
        calm(desktop)
        hands.press("S")
        hands.until("choice of hours", lambda: screen.acts.menu and screen.acts.menu.isVisible())
        hands.press("3")
        hands.until("question for a reason", line.edit.hasFocus)
        hands.type("late labels")
        hands.press("Return")
        slept = hands.until(
            "snoozed alerts",
            lambda: [one for one in duty.alerts().values() if one.snoozed_until is not None],
        )

    assert {one.reason for one in slept} == {"late labels"}
    today = datetime.now(UTC).astimezone().date()
    assert {one.snoozed_until.astimezone().date() - today for one in slept} == {timedelta(days=1)}
    assert hands.keys <= 45
    assert hands.clicks == 0


def _scrolled(table: Any) -> int:
    return int(table.verticalScrollBar().value())


def test_an_alert_is_escalated_and_the_deployment_before_it_stands_first(
    bank: Bank, few: Duty
) -> None:
    """T3: to whom, why, and what changed."""
    slow = few.raised("latency_p95")
    with bank.sit_down("tom") as (desktop, hands):
        hands.press("G", "T")
        screen: Any = desktop.window.current_screen
        hands.until("list", lambda: screen.detail.shown is not None)
        hands.press("/")
        hands.type("latency")
        hands.press("Return")
        hands.until("the alert", lambda: screen.detail.shown.row.id == slow)
        calm(desktop)
        hands.press("E")
        hands.sheet(PersonDialog)
        hands.type("sanne")
        hands.press("Return")
        hands.until("question for a reason", screen.detail.reason.edit.hasFocus)
        hands.type(ESCALATED)
        hands.press("Return")
        alert = hands.until("escalated alert", lambda: _escalated(few, slow))
        hands.until("its reason", lambda: screen.detail.shown.row.reason == ESCALATED)
        lines = hands.until("what changed before", lambda: changed_before(screen.detail))

    assert alert.assignee_id == bank.stage.person_id("sanne")
    assert alert.reason == ESCALATED
    assert "deployed cc-fraud" in lines[0]
    assert ", deployment 12" in lines[0]
    assert hands.keys <= 8
    assert hands.clicks == 0


def changed_before(pane: QWidget) -> list[str]:
    """The lines of what changed before the alert, as they stand there."""
    found = pane.findChildren(QWidget, "alerts.change")
    return [one.accessibleName() for one in found if one.isVisible()]


def _escalated(duty: Duty, alert_id: UUID) -> Alert | None:
    one = duty.alerts()[alert_id]
    return one if one.escalated_by is not None else None


class Hanging:
    """A runtime that takes the file and never answers again, until it is let go."""

    def __init__(self) -> None:
        self.is_asked = threading.Event()
        self.goes_on = threading.Event()

    def __call__(self, _adapter: Any, plan: Any, record: Any, _resume: Any) -> None:
        facts = {"target": {"version": plan.version, "sha256": plan.sha256}}
        for step in ("verify", "transport"):
            record(step, "started", facts)
            record(step, "done", facts)
        record("load", "started", facts)
        self.is_asked.set()
        assert self.goes_on.wait(60)
        raise NotReachableError("prod-eu-2 does not answer.", hint="Look whether it runs.")


def approve_v14(bank: Bank) -> None:
    """The last vote that production waits for."""
    with bank.stage.work("jo").reading() as session:
        pending = select(TransitionRequest.id).where(TransitionRequest.state == "pending")
        request_id = session.scalars(pending).one()
    bank.stage.work("jo").write(
        decide,
        request_id,
        verdict="accept",
        reason="The limits hold.",
        signer=bank.stage.signer("jo"),
    )


def newest(bank: Bank) -> Deployment:
    with bank.stage.work("tom").reading() as session:
        return session.scalars(select(Deployment).order_by(Deployment.number.desc())).first()


def serving(bank: Bank) -> int | None:
    """The version of the fraud model that is in production."""
    with bank.stage.work("tom").reading() as session:
        return session.scalar(
            select(ModelVersion.version)
            .join(Placement, Placement.version_id == ModelVersion.id)
            .join(RegisteredModel, RegisteredModel.id == Placement.model_id)
            .where(
                RegisteredModel.name == "cc-fraud",
                Placement.stage_kind == "production",
                Placement.state == "in_place",
            )
        )


def words(part: QWidget) -> str:
    """All that is read there."""
    labels = [one for one in part.findChildren(StyledLabel) if one.isVisible()]
    return "\n".join(one.text() for one in labels)


def test_a_deployment_that_hangs_is_cancelled_and_says_how_far_it_came(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T10, first half: mid-step, nothing is guessed and nothing switched."""
    hanging = Hanging()
    monkeypatch.setattr(deploy, "ensure_deployed", hanging)
    try:
        with bank.sit_down("tom") as (desktop, hands):
            approve_v14(bank)
            hands.until("deployment that hangs", hanging.is_asked.is_set)
            hands.press("G", "D")
            screen: Any = desktop.window.current_screen
            hands.until("it", lambda: screen._detail and screen._detail.row.state == "deploying")
            hands.until("its step", lambda: screen._detail.row.step == "load")
            hands.press("Del")
            sheet = hands.sheet(ConfirmSheet)
            asked = words(sheet)
            hands.type("It hangs while it loads; the runtime is looked at.")
            hands.press("Ctrl+Return")
            hands.until("note", lambda: desktop.window.toasts.texts)
            hanging.goes_on.set()
            hands.until("its end", lambda: screen._detail.row.state == "failed")
            calm(desktop)
            told, marks = words(screen.pane), screen.pane.strip.accessibleName()
            assert (hands.keys, hands.clicks) == (4, 0)
    finally:
        hanging.goes_on.set()

    assert "It is before its switch: nothing is switched any more." in asked
    assert "cc-fraud v13 serves #cc-fraud on prod-eu-2" in asked
    assert newest(bank).reason == CANCELLED
    assert CANCELLED in told
    assert "cc-fraud v13 serves #cc-fraud on prod-eu-2, 100 % of the traffic" in told
    assert marks.endswith("Load unknown stopped")
    assert serving(bank) == 13


def test_what_serves_is_rolled_back_after_a_look_at_what_differs(bank: Bank) -> None:
    """T10, second half: v12 serves, and the lineage has both."""
    with bank.sit_down("tom") as (desktop, hands):
        hands.press("G", "D")
        screen: Any = desktop.window.current_screen
        hands.until("list", lambda: screen._detail is not None)
        hands.press("/")
        hands.type("v13 prod")
        hands.press("Return")
        hands.until("v13", lambda: screen._detail.roll_back and screen._detail.row.version == 13)
        calm(desktop)
        hands.press("B")
        sheet = hands.sheet(DecisionDialog)
        ahead = words(sheet)
        hands.type(BACK)
        hands.press("Ctrl+Return")
        hands.until("v12 in production", lambda: serving(bank) == 12)
        hands.until("it on screen", lambda: "cc-fraud v12 serves" in screen.pane.serving.text())
        assert (hands.keys, hands.clicks) == (6, 0)

    assert "Different: model.onnx, " in ahead
    assert "Disparate impact on age_band=18-30: " in ahead
    assert "It stands on the votes given then: Aisha Rahman" in ahead
    with bank.stage.work("tom").reading() as session:
        model = session.scalars(
            select(RegisteredModel.id).where(RegisteredModel.name == "cc-fraud")
        ).one()
        now = datetime.now(UTC) + timedelta(minutes=1)
        lineage = load_lineage(session, model, start=now - timedelta(days=1), end=now)
        (old,) = session.scalars(
            select(func.count()).where(Deployment.state == "rolled_back", Deployment.reason == BACK)
        )
    stays = [one for one in lineage.bars if one.stage.kind == "production"]
    assert [(one.version, one.until is None) for one in stays][-2:] == [(13, False), (12, True)]
    assert stays[-2].until == pytest.approx(stays[-1].start, abs=timedelta(seconds=5))
    assert old == 1
