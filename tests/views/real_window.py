"""A window on a real workspace: real rules, real SQL, one person at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QApplication

from app.config import Settings
from app.models.queries.find import find_stage
from app.models.tables.inventory import RegisteredModel
from app.services.commands.deployments import begin_deployment, complete_deployment
from app.services.commands.requests import decide
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.views.backend import Backend
from app.views.main_window import MainWindow, Setup
from tests.stories import REASON, Registered, ask
from tests.workspaces import TestWorkspace


@contextmanager
def window_of(bank: TestWorkspace, handle: str, screen: str) -> Iterator[MainWindow]:
    """The main window with every registered screen, as this person sees it."""
    work = bank.work(handle)
    backend = Backend(
        lambda query, args, kwargs: work.read(query, *args, **kwargs),
        lambda command, args, kwargs: work.write(command, *args, **kwargs),
        beside=lambda task, args, kwargs: task(work, *args, **kwargs),
        decider=work.actor,
        settings=Settings(home=bank.folder),
    )
    window = MainWindow(backend, Setup(bank.folder / f"{handle}.ini"))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    window.start(screen)
    try:
        yield window
    finally:
        for widget in QApplication.topLevelWidgets():
            if widget is not window:
                widget.close()
        window.close()
        backend.close()
        window.deleteLater()


def put_in_production(bank: TestWorkspace, registered: Registered) -> UUID:
    """Asked by sanne, accepted by risk and compliance, deployed by the service to prod-1."""
    request_id = ask(bank, registered)
    for handle in ("aisha", "jo"):
        bank.work(handle).write(
            decide, request_id, verdict="accept", reason=REASON, signer=bank.signer(handle)
        )
    runtime = _runtime(bank)
    with bank.service.unit() as work:
        model = work.get(RegisteredModel, registered.model_id)
        deployment = begin_deployment(
            work,
            snapshot_id=registered.snapshot_id,
            runtime_id=runtime,
            stage_id=find_stage(work.session, model, "PROD").id,
            service_tag=model.service_tags[0],
            request_id=request_id,
        )
        work.get(type(deployment), deployment.id).state = "deploying"
        work.flush()
        complete_deployment(work, deployment.id)
    return request_id


def _runtime(bank: TestWorkspace) -> UUID:
    with bank.work("tom").unit() as work:
        return add_runtime(
            work,
            NewRuntime("prod-1", "bank", stage_tags=("PROD",), service_tags=("cc-fraud",)),
        ).id


def write_model_folder(folder: Path) -> Path:
    """A folder with a schema and a lock, without a model card and without an ONNX file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "requirements.txt").write_text("numpy==2.4.6\n")
    (folder / "train.py").write_text("print('train')\n")
    return folder
