"""T10. An operator lets serve again what served before, and cancels what hangs."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from app.models.tables.execution import Deployment, Heartbeat, Placement, Runtime
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.services.commands.requests import decide
from app.services.commands.tidying import CANCELLED
from app.services.runtime_access import runtime_folder
from app.services.runtime_process import find_running
from tests.journeys.window.conftest import Noorderbank
from tests.journeys.window.program import Person

pytestmark = [pytest.mark.slow]


def serving(bank: Noorderbank, model: str) -> int | None:
    """The version in production."""
    with bank.stage.work("tom").reading() as session:
        return session.scalar(
            select(ModelVersion.version)
            .join(Placement, Placement.version_id == ModelVersion.id)
            .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
            .where(
                RegisteredModel.name == model,
                Placement.state == "in_place",
                Placement.stage_kind == "production",
            )
        )


def newest_number(bank: Noorderbank, model: str, version: int) -> int | None:
    """Of the deployments of a version; production came last."""
    with bank.stage.work("tom").reading() as session:
        return session.scalar(
            select(func.max(Deployment.number))
            .join(ModelVersion, ModelVersion.id == Deployment.version_id)
            .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
            .where(RegisteredModel.name == model, ModelVersion.version == version)
        )


def test_an_operator_rolls_back_what_serves(noorderbank: Noorderbank) -> None:
    reason = "v13 drifts; v12 serves until v14 is in."
    assert serving(noorderbank, "cc-fraud") == 13
    with noorderbank.sit_down("tom", "T10") as tom:
        tom.press("g", "d")
        tom.wait_for_title("Deployments › ")
        tom.see("deployments")
        tom.press("slash")
        tom.type("v13 prod")
        tom.press("Return")
        tom.wait_for_title(f"Deployments › {newest_number(noorderbank, 'cc-fraud', 13)} ")
        tom.rest()  # that one was the newest before, too: Enter leads to it once it is found
        tom.see("chosen")
        tom.press("b")
        tom.wait_for_title("Roll back cc-fraud v13 to v12")
        tom.rest()
        tom.type(reason)
        tom.see("what follows")
        tom.press("ctrl+Return")
        tom.wait_until("v12 in production", lambda: serving(noorderbank, "cc-fraud") == 12)
        tom.see_note("deployments")
        tom.see("rolled back")

        with noorderbank.stage.work("tom").reading() as session:
            newest = session.scalars(select(Deployment).order_by(Deployment.number)).all()[-1]
        assert newest.state == "deployed"
        assert tom.clicks == 0
        assert tom.keys - len(reason + "v13 prod") <= 8


PROD = "prod-eu-2"


def newest(bank: Noorderbank) -> Deployment:
    with bank.stage.work("tom").reading() as session:
        return session.scalars(select(Deployment).order_by(Deployment.number.desc())).all()[0]


@contextlib.contextmanager
def stopped_runtime(bank: Noorderbank, person: Person) -> Iterator[None]:
    """Production answers nobody any more, as a process that hangs; before that it did."""
    began = datetime.now(UTC)
    place = runtime_folder(bank.stage.settings, PROD)

    def answers() -> Any:
        with bank.stage.work("tom").reading() as session:
            look = session.scalars(
                select(Heartbeat)
                .join(Runtime, Runtime.id == Heartbeat.runtime_id)
                .where(Runtime.name == PROD, Heartbeat.is_live, Heartbeat.at > began)
            ).first()
        return look and find_running(place)

    process = person.wait_until("runtime that answers", answers)
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)


def approve(bank: Noorderbank) -> None:
    """The last vote that production waits for."""
    jo = bank.stage.work("jo")
    with jo.reading() as session:
        pending = select(TransitionRequest.id).where(TransitionRequest.state == "pending")
        request_id = session.scalars(pending).one()
    signer = bank.stage.signer("jo")
    jo.write(decide, request_id, verdict="accept", reason="The limits hold.", signer=signer)


def test_an_operator_cancels_a_deployment_that_hangs(noorderbank: Noorderbank) -> None:
    reason = "It hangs; the runtime is looked at."
    with noorderbank.sit_down("tom", "T10-cancel", theme="dark") as tom:
        before = newest(noorderbank).number
        with stopped_runtime(noorderbank, tom):
            approve(noorderbank)
            tom.wait_until("deployment under way", lambda: newest(noorderbank).state == "deploying")
            tom.press("g", "d")
            number = newest(noorderbank).number
            tom.wait_for_title(f"Deployments › {number} ")
            tom.see("it hangs")
            tom.press("Delete")
            tom.wait_for_title(f"Cancel deployment {number}?")
            tom.type(reason)
            tom.see("what follows")
            tom.press("ctrl+Return")
            tom.wait_until("end that is stated", lambda: newest(noorderbank).state != "deploying")
        tom.see("cancelled")

        ended = newest(noorderbank)
        assert number == before + 1
        assert (ended.state, ended.reason) == ("failed", CANCELLED)
        assert serving(noorderbank, "cc-fraud") == 13
        assert tom.clicks == 0
        assert tom.keys - len(reason) <= 8
