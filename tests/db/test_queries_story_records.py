"""The last decisions that a model answered, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text

from app.models.queries.governance_case import load_case
from app.models.queries.story_records import list_last_answers
from app.services.commands.applications import add_application
from app.services.commands.records import Origin, import_records
from app.services.record_files import read_records
from tests.stories import register
from tests.workspaces import TestWorkspace

BEGUN = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def desk(workspace: TestWorkspace) -> UUID:
    return workspace.work("sanne").write(add_application, "Credit desk", owner="lin").id


def take(workspace: TestWorkspace, folder: Path, model: str, first: int, count: int,
         application: UUID | None = None) -> None:  # fmt: skip
    """Decisions `first` and on, one an hour, in one import."""
    rows = [
        f"d{n},{model},1,{(BEGUN + timedelta(hours=n)).isoformat()}\n"
        for n in range(first, first + count)
    ]
    file = folder / "records.csv"
    file.write_text("decision_id,model,version,decided_at\n" + "".join(rows))
    origin = Origin(file.name, "file", application)
    workspace.work("sanne").write(import_records, read_records(file), origin)


def test_the_last_decisions_of_a_model_are_listed_over_its_imports(
    workspace: TestWorkspace, desk: UUID, tmp_path: Path
) -> None:
    made = register(workspace, name="cc-fraud")
    register(workspace, name="churn")
    take(workspace, tmp_path, "cc-fraud", 1, 20)
    take(workspace, tmp_path, "cc-fraud", 30, 2, desk)
    take(workspace, tmp_path, "churn", 50, 1)

    rows = workspace.work("jo").read(list_last_answers, made.model_id)

    assert [(one.decision_id, one.application) for one in rows] == [
        ("d31", "Credit desk"), ("d30", "Credit desk"), ("d20", ""), ("d19", ""), ("d18", ""),
    ]  # fmt: skip
    assert rows[0].at == BEGUN + timedelta(hours=31)
    assert (rows[0].application_id, rows[0].version) == (desk, 1)


def test_of_an_application_they_are_listed_too(
    workspace: TestWorkspace, desk: UUID, tmp_path: Path
) -> None:
    register(workspace, name="cc-fraud")
    take(workspace, tmp_path, "cc-fraud", 1, 2)
    take(workspace, tmp_path, "cc-fraud", 30, 2, desk)

    rows = workspace.work("jo").read(list_last_answers, application_id=desk)

    assert [(one.decision_id, one.model) for one in rows] == [
        ("d31", "cc-fraud"), ("d30", "cc-fraud"),
    ]  # fmt: skip


def test_an_application_in_governance_leads_to_its_last_decisions(
    workspace: TestWorkspace, desk: UUID, tmp_path: Path
) -> None:
    register(workspace, name="cc-fraud")
    take(workspace, tmp_path, "cc-fraud", 1, 2)
    take(workspace, tmp_path, "cc-fraud", 30, 2, desk)
    jo = workspace.work("jo")

    case = jo.read(load_case, "application", desk, jo.actor.id)

    assert [(one.kind, one.id, one.detail) for one in case.links] == [
        ("customer_decision", "d31", "2026-03-02"), ("customer_decision", "d30", "2026-03-02"),
    ]  # fmt: skip


def test_a_model_that_answered_nothing_has_none(workspace: TestWorkspace) -> None:
    made = register(workspace)

    assert workspace.work("jo").read(list_last_answers, made.model_id) == ()


def test_they_are_found_by_their_place_and_not_by_reading_every_record(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = register(workspace, name="cc-fraud")
    take(workspace, tmp_path, "cc-fraud", 1, 40)
    asked: list[tuple[str, Any]] = []

    with workspace.work("jo").reading() as session:
        connection = session.connection()
        if not workspace.is_sqlite:  # so few rows would be read in one go
            session.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(
            connection,
            "before_cursor_execute",
            lambda _, __, statement, given, *___: asked.append((statement, given)),
        )
        list_last_answers(session, made.model_id)
        _imports, (statement, given) = asked
        explain = "EXPLAIN QUERY PLAN " if workspace.is_sqlite else "EXPLAIN "
        plan = str(connection.exec_driver_sql(explain + statement, given).all())

    assert "uq_decision_record_place" in plan
    assert "SCAN decision_record" not in plan
