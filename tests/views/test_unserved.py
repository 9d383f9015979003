"""A service that does not answer as it should says so wherever somebody would believe it did."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.models.queries.model_page import load_model
from app.models.queries.runtime_health import MISSING, SILENT, Silence
from app.models.queries.runtimes import load_runtime_row
from app.models.tables.execution import Deployment
from app.services.commands.runtimes import record_look
from app.views import language
from app.views.cells import Status
from app.views.panels import inventory_tables
from app.views.panels.deployments_words import state_of
from app.views.panels.runtimes_words import serving_words
from app.views.places import ObjectRef
from app.views.screens.deployments import DeploymentsScreen
from app.views.screens.lineage import LineageScreen
from tests.views.operate_kit import open_window, serve_two, wait
from tests.workspaces import TestWorkspace

LOST = Silence(MISSING, "2")


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    serve_two(sqlite_workspace)
    return sqlite_workspace


def serving(bank: TestWorkspace) -> Deployment:
    with bank.service.reading() as session:
        return session.scalars(select(Deployment).where(Deployment.state == "deployed")).one()


def look(bank: TestWorkspace, runtime_id: UUID, *, is_live: bool = True) -> None:
    facts = {SILENT: {"cc-fraud": LOST.as_fact()}} if is_live else {}
    reason = "" if is_live else "It does not answer."
    bank.service.write(record_look, runtime_id, is_live=is_live, facts=facts, reason=reason)


def test_deployments_say_what_does_not_serve_and_why(qtbot, bank, tmp_path: Path):
    look(bank, serving(bank).runtime_id)
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = window.current_screen
        assert isinstance(screen, DeploymentsScreen)
        wait(qtbot, lambda: screen._detail is not None)
        (row,) = screen.table.rows_model.rows
        said = screen.pane.serving.text()

    assert (state_of(row).status, state_of(row).text) == (Status.CRITICAL, "does not serve")
    assert said.startswith("cc-fraud v2 should serve #cc-fraud on ")
    assert said.endswith("The service brings it there again.")


@pytest.mark.parametrize(
    ("is_live", "status", "word"),
    [(True, Status.CRITICAL, "bedient niet"), (False, Status.UNREACHABLE, "onbereikbaar")],
)
def test_a_model_says_where_it_does_not_run_as_it_should(bank, is_live, status, word):
    one = serving(bank)
    look(bank, one.runtime_id, is_live=is_live)
    tom = bank.work("tom")
    row = tom.read(load_model, one.model_id).deployments[0]
    language.use("nl")
    try:
        state = state_of(row)
        note = inventory_tables.deployment_note(row)
    finally:
        language.use("en")

    assert (state.status, state.text) == (status, word)
    assert note.startswith("#cc-fraud bedient versie 2 niet: " if is_live else "#cc-fraud is niet")


def test_a_runtime_names_which_of_its_services_it_does_not_serve(bank):
    one = serving(bank)
    look(bank, one.runtime_id)
    row = bank.work("tom").read(load_runtime_row, one.runtime_id)

    assert [serving_words(each) for each in row.serving] == ["cc-fraud v2, does not serve"]


def test_lineage_does_not_say_that_something_serves_which_does_not(qtbot, bank, tmp_path: Path):
    one = serving(bank)
    look(bank, one.runtime_id)
    with open_window(qtbot, bank, "tom", tmp_path, "inventory") as window:
        window.go("lineage", ObjectRef("lineage", str(one.model_id), "cc-fraud"))
        screen = window.current_screen
        assert isinstance(screen, LineageScreen)
        line = screen.head.serving
        wait(qtbot, lambda: "has lost its file" in line.sentence)
        assert "approved by" not in line.sentence
