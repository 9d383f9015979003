"""T10. An operator lets serve again what served before."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.models.tables.execution import Deployment, Placement
from app.models.tables.inventory import ModelVersion, RegisteredModel
from tests.journeys.window.conftest import Noorderbank

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("display")]


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
        tom.see("chosen")
        tom.press("b")
        tom.wait_for_title("Roll back cc-fraud v13 to v12")
        tom.rest()
        tom.type(reason)
        tom.see("what follows")
        tom.press("ctrl+Return")
        tom.wait_until("v12 in production", lambda: serving(noorderbank, "cc-fraud") == 12)
        tom.see_note()
        tom.see("rolled back")

        with noorderbank.stage.work("tom").reading() as session:
            newest = session.scalars(select(Deployment).order_by(Deployment.number)).all()[-1]
        assert newest.state == "deployed"
        assert tom.clicks == 0
        assert tom.keys - len(reason + "v13 prod") <= 8
