"""What uses a runtime or a store, and what failed of it last."""

from __future__ import annotations

from sqlalchemy import select

from app.models.queries.connection_use import ConnectionUse, load_connection_use
from app.models.queries.search import search
from app.models.tables.execution import Deployment
from tests import stories
from tests.workspaces import TestWorkspace


def test_a_runtime_tells_what_it_serves_and_what_failed_on_it(workspace: TestWorkspace) -> None:
    registered = stories.register(workspace)
    stories.put_in_production(workspace, registered)
    read = workspace.work("root").read
    (runtime,) = [one for one in read(search, "prod-1") if one.kind == "runtime"]
    fine = read(load_connection_use, "runtime", runtime.title, runtime.id)
    with workspace.service.unit() as work:
        deployment = work.session.scalars(select(Deployment)).one()
        deployment.state, deployment.reason = "failed", "Health check: 503 after 30 s."
    failed = read(load_connection_use, "runtime", runtime.title, runtime.id)

    assert (fine.count, fine.used_by, fine.tried, fine.failed) == (1, ("cc-fraud v1",), 1, 0)
    assert fine.last_at is not None
    assert fine.last_error_at is None
    assert (failed.count, failed.tried, failed.failed) == (0, 1, 1)
    assert failed.last_error == "Health check: 503 after 30 s."
    assert failed.last_error_at is not None


def test_a_store_tells_whose_files_lie_there(workspace: TestWorkspace) -> None:
    stories.register(workspace)
    read = workspace.work("root").read

    assert read(load_connection_use, "store", "nowhere", None) == ConnectionUse("store", "nowhere")
    assert read(load_connection_use, "store", "", None).used_by == ("cc-fraud",)
