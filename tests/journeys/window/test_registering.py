"""T8. A data scientist registers an ONNX file and asks for the next stage."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.tables.engine import ProcessInstance
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import UserTask
from tests.journeys.window.conftest import Noorderbank
from tests.model_folders import Scorer

pytestmark = [pytest.mark.slow]


def test_an_onnx_file_becomes_a_model_on_its_way_and_what_it_lacks_a_task(
    noorderbank: Noorderbank, tmp_path: Path
) -> None:
    file = tmp_path / "late-payers.onnx"
    file.write_bytes(Scorer().onnx())

    def version() -> ModelVersion | None:
        with noorderbank.stage.work("sanne").reading() as session:
            return session.scalars(
                select(ModelVersion)
                .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
                .where(RegisteredModel.name == "late-payers")
            ).first()

    def tasks() -> list[UserTask]:
        made = version()
        with noorderbank.stage.work("sanne").reading() as session:
            mine = select(UserTask).where(UserTask.version_id == (made.id if made else None))
            return [*session.scalars(mine)]

    with noorderbank.sit_down("sanne", "T8") as sanne:
        sanne.see("home")
        sanne.drag_in(file, "Register a model")
        sanne.see_main_button()
        sanne.see("looked at")
        sanne.press("ctrl+Return")
        made = sanne.wait_until("registered version", version)
        sanne.wait_for_title("late-payers › v1")
        sanne.see("registered")
        sanne.press("p")
        sanne.wait_for_title("Request promotion of late-payers v1")
        sanne.see_main_button()
        sanne.see("what follows")
        sanne.press("ctrl+Return")
        (task,) = sanne.wait_until("task for what is missing", tasks)
        sanne.see("requested")

        with noorderbank.stage.work("sanne").reading() as session:
            process = session.scalars(
                select(ProcessInstance).where(ProcessInstance.version_id == made.id)
            ).one()
        assert (task.kind, process.state) == ("complete", "active")
        assert sanne.clicks == 1  # that of the drag
        assert sanne.keys <= 3
