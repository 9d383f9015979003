"""Whoever registers is told where their data were copied to."""

from __future__ import annotations

from pathlib import Path

from app.services.commands.models import NewModel
from app.services.registering import register_data
from app.texts import told
from tests.machine import machine
from tests.workspaces import TestWorkspace


def test_who_registers_data_is_told_where_they_lie_now(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    data = tmp_path / "people.csv"
    data.write_text("age,late\n30,no\n50,yes\n")
    settings = machine(home=tmp_path / "home")
    sanne = workspace.work("sanne")

    (note,) = register_data(sanne, settings, data, NewModel(name="late"), label="late").notes
    again = register_data(sanne, settings, data, NewModel(name="late"), label="late").notes

    kept = next((tmp_path / "home").rglob("*people.csv"))
    said = note.split(": ", 1)[1]
    assert kept.is_relative_to(said.split(" on this computer")[0])
    assert ("the service must reach" in note) is not workspace.is_sqlite
    assert told(note, language="nl") != note
    assert again == ()
