"""Two processes that register the same at the same moment: it is there once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.tables.inventory import ModelVersion
from app.services import registering
from app.services.commands.models import NewModel
from app.services.registering import Registration, register_path
from tests.machine import machine
from tests.workspaces import TestWorkspace


@pytest.mark.parametrize("moment", ["register_model", "add_version"])
def test_of_two_that_register_the_same_at_once_one_makes_the_version_and_the_other_finds_it(
    postgres_workspace: TestWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    """A file lets only one write at a time; on a server the other commits after we have looked."""
    settings, folder = machine(home=tmp_path / "home"), tmp_path / "credit"
    folder.mkdir()

    def register(words: str) -> Registration:
        (folder / "train.py").write_text(words)
        sanne = postgres_workspace.work("sanne")
        return register_path(sanne, settings, folder, NewModel(name="credit"))

    if moment == "add_version":  # of a model that is there already
        register("seed = 1\n")
    numbers = [1] if moment == "register_model" else [1, 2]
    act, others = getattr(registering, moment), []

    def after_the_other(*given: Any, **named: Any) -> Any:
        if not others:
            others.append(None)
            others[0] = register("seed = 2\n")
        return act(*given, **named)

    monkeypatch.setattr(registering, moment, after_the_other)

    found = register("seed = 2\n")

    (other,) = others
    assert (other.is_new, found.is_new) == (True, False)
    assert (found.version_id, found.snapshot_id) == (other.version_id, other.snapshot_id)
    with postgres_workspace.service.reading() as session:
        made = session.scalars(select(ModelVersion.version).order_by(ModelVersion.version)).all()
    assert made == numbers
