"""Frameworks and responsibilities in the window: evidence, controls, and who answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from app.models.queries.frameworks import load_framework
from app.models.queries.proofs import find_named
from app.models.tables.frameworks import Framework
from app.services.commands.frameworks import (
    attach_evidence,
    import_framework,
    publish_framework,
)
from app.services.library import FRAMEWORKS
from app.views.panels.operate_sheet import ConfirmSheet
from tests.views.desks import desk
from tests.views.governance_desk import press, show, store
from tests.workspaces import TestWorkspace

WHY = "Read beside the law."


def in_force(bank: TestWorkspace, file: bytes) -> Framework:
    """Jo brings it in, Aisha puts it in force."""
    made: Framework = bank.work("jo").write(
        import_framework, "first.toml", file, reason=WHY, unit="bank"
    )
    bank.work("aisha").write(publish_framework, made.id, reason=WHY, seen=made.sha256)
    return made


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    return sqlite_workspace


@pytest.fixture
def aisha(bank: TestWorkspace, tmp_path: Path) -> Iterator[Any]:
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        yield desktop


def test_what_counts_after_the_next_version_is_shown_and_assessed_anew(
    qtbot: Any, aisha: Any, bank: TestWorkspace
) -> None:
    """Two people; the file that was looked at; evidence of version 1 under version 2."""
    jo = bank.work("jo")
    first, second = (one.read().replace(b"2027-08-02", b"2026-08-03") for one in FRAMEWORKS)
    early = first.replace(b"2026-08-02", b"2026-01-01")
    made = in_force(bank, early)
    with jo.reading() as session:
        old = {one.reference: one.id for one in load_framework(session, made.id).requirements}
        policy = find_named(session, "policy", "risk-tier", jo.actor.id)
    for reference in ("Art. 9", "Art. 10"):
        jo.write(attach_evidence, old[reference], "policy", policy, unit="bank")
    with jo.unit() as work:
        before = work.now()
    jo.write(import_framework, "second.toml", second, reason=WHY, unit="bank")
    screen = show(qtbot, aisha, "framework", "state:draft")

    sheet = press(qtbot, aisha, "yes", ConfirmSheet)
    said = " ".join(one.text() for one in sheet.findChildren(QLabel))
    sheet.reason.set_text("Read beside the law.")
    sheet.verb_button.click()

    assert "Bias is now asked for by group" in said
    qtbot.waitUntil(lambda: screen.pane.shown.row.state != "draft")
    facts = {one.key: one.value for one in screen.pane.shown.facts}
    assert (facts["counting"], facts["to_reassess"]) == (1, 1)
    links = {(one.title, one.note) for one in screen.pane.shown.links if one.kind == "policy"}
    assert links == {("#1 risk-tier v1", "counts"), ("#2 risk-tier v1", "reassess")}

    form = press(qtbot, aisha, "assess")
    assert form.text("requirement") == "Art. 10"
    store(qtbot, aisha, form, reason="By group since its last version.")

    def counting() -> object:
        return {one.key: one.value for one in screen.pane.shown.facts}["counting"]

    qtbot.waitUntil(lambda: counting() == 2)

    aisha.backend.look_back(before)
    aisha.window.current_screen.apply_filter("framework")
    qtbot.waitUntil(lambda: [one.state for one in screen.tables.model.rows] == ["in_force"])
    screen.tables.table.select_first()
    qtbot.waitUntil(lambda: screen.pane.shown is not None and screen.pane.shown.row.number == 1)
    assert "bias that could harm people" in " ".join(screen.pane.shown.parts[1].text.split())
    assert counting() == 2  # under the version of then both still did
