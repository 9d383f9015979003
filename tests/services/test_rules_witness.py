"""Who owns the database can change its rules and seal them anew: who saw others tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from app.models.queries.trail import log_id
from app.models.schema_seal import check_schema, seal_schema
from app.services.trail import rules_witness
from app.services.trail.rules_witness import forget_rules, rules_notice
from app.services.trail.witness import FOLDER
from app.services.workspace import upgrade_workspace
from tests.workspaces import TestWorkspace


def change_and_seal(bank: TestWorkspace) -> str:
    """What the owner does; the part that is another afterwards."""
    change, part = (
        ("DROP TRIGGER mw_decision_guard_insert", "triggers")
        if bank.is_sqlite
        else ("GRANT INSERT ON mw.audit_event TO mw_viewer", "rights")
    )
    with bank.owner_database().session(writes=True) as session:
        session.execute(text(change))
        seal_schema(session.connection())
    return part


def notice(bank: TestWorkspace, home: Path) -> str:
    return bank.work("lin").read(rules_notice, home)


def test_rules_sealed_anew_by_their_owner_are_named_by_who_saw_others(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    before = notice(workspace, tmp_path / "lin")
    part = change_and_seal(workspace)

    with workspace.work("lin").reading() as session:
        assert check_schema(session.connection()).sentence == ""  # it agrees with itself
    assert before == ""
    assert (
        f"sealed anew since this computer saw them, by the same version of Modelward: {part}."
        in (notice(workspace, tmp_path / "lin"))
    )
    assert part in notice(workspace, tmp_path / "lin")  # it is not forgotten by being told
    assert notice(workspace, tmp_path / "a new computer") == ""


def test_the_rules_put_right_again_are_those_that_were_seen(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    notice(workspace, tmp_path)
    change_and_seal(workspace)
    upgrade_workspace(workspace.owner_database())

    assert notice(workspace, tmp_path) == ""


def test_another_version_of_the_program_or_of_the_server_brings_its_own_rules(
    workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice(workspace, tmp_path)
    change_and_seal(workspace)
    with monkeypatch.context() as patch:
        patch.setattr(rules_witness, "VERSION", "99.0.0")
        assert notice(workspace, tmp_path) == ""  # and kept as seen with that one
        workspace_file = tmp_path / FOLDER / f"{workspace.service.read(log_id)}-rules.json"
        assert json.loads(workspace_file.read_text())["program"] == "99.0.0"
    kept = json.loads(workspace_file.read_text())
    other = {**kept, "program": rules_witness.VERSION, "server": 15, "parts": {}}
    workspace_file.write_text(json.dumps(other))

    assert notice(workspace, tmp_path) == ""


def test_who_says_that_it_was_on_purpose_begins_anew(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    notice(workspace, tmp_path)
    change_and_seal(workspace)
    forget_rules(tmp_path, workspace.service.read(log_id))

    assert notice(workspace, tmp_path) == ""
    change_and_seal_again(workspace)
    assert "rules" in notice(workspace, tmp_path)


def change_and_seal_again(bank: TestWorkspace) -> None:
    schema = "" if bank.is_sqlite else "mw."
    with bank.owner_database().session(writes=True) as session:
        session.execute(text(f"DELETE FROM {schema}allowed_write WHERE role = 'auditor'"))
        seal_schema(session.connection())
