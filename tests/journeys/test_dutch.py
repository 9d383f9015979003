"""A Dutch bank's day: the window and the command line refuse, record and tell in Dutch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt

from app import texts
from app.views import language
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.lineage_head import TABLE
from app.views.places import ObjectRef
from tests import stories
from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_errors import BAD
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

TYPER = ("No such command", "Missing ", "Invalid value")  # the parser's own words


@pytest.fixture
def in_dutch(qapp: Any) -> Iterator[None]:
    language.use("nl")
    yield
    language.use("en")


@pytest.mark.usefixtures("in_dutch", "home")
def test_a_promotion_is_refused_approved_and_told_in_dutch(
    workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    story = stories.register(workspace)
    stories.ask(workspace, story)

    with desk(workspace, "sanne", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.case.shown is not None)
        accept = screen.case.bar.buttons["accept"]
        assert accept.text() == "Goedkeuren…"
        assert "U vroeg dit of werkte eraan, dus moet iemand anders goedkeuren." in accept.toolTip()
        assert "Kunnen beslissen: Aisha Rahman (risicofunctionaris)" in accept.toolTip()
        assert desktop.window.screen_titles["inventory"] == "Inventaris"

    with desk(workspace, "jo", tmp_path, "approvals") as desktop:
        window, screen = desktop.window, desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.case.shown is not None)
        qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
        qtbot.waitUntil(lambda: window.findChild(DecisionDialog) is not None)
        dialog = window.findChild(DecisionDialog)
        assert dialog.windowTitle() == "Promotie goedkeuren"
        assert dialog.reason.lacks() == "Schrijf ten minste 10 tekens als reden."
        dialog.reason.set_text("Gelezen; de grenzen zijn gehaald.")
        dialog.sign_button.click()
        qtbot.waitUntil(lambda: "cc-fraud v1 goedgekeurd voor PROD" in window.toasts.texts)

        window.go("lineage", ObjectRef("lineage", str(story.model_id), "cc-fraud"))
        lineage: Any = window.current_screen
        lineage.head.views.choose(TABLE)
        what = [column.title for column in lineage.events.columns].index("What")
        qtbot.waitUntil(lambda: lineage.events.rowCount() > 1)
        assert lineage.events.headerData(what, Qt.Orientation.Horizontal) == "Wat"
        told = [
            lineage.events.data(lineage.events.index(n, what))
            for n in range(lineage.events.rowCount())
        ]
        assert "Stemde voor cc-fraud v1 als compliance-officer" in told
        assert any(each.startswith("Registreerde cc-fraud") for each in told)


def test_every_refusal_of_the_command_line_has_dutch_words() -> None:
    sentences = [each for each in BAD.values() if not each.startswith(TYPER)]

    same = [each for each in sentences if texts.told(each, language="nl") == each]

    assert len(sentences) > 50
    assert same == []


def test_people_read_dutch_and_programs_english(modelward_file: CommandLine) -> None:
    stories.register(modelward_file.workspace)
    gate = ("gate", "cc-fraud:1", "--stage", "PROD", "--language", "nl")

    said = modelward_file("model", "show", "niets", "--language", "nl", by="tom", is_json=False)
    for_people = modelward_file(*gate, by="sanne", is_json=False)
    for_programs = modelward_file(*gate, by="sanne")
    history = modelward_file("lineage", "cc-fraud:1", "--language", "nl", by="sanne", is_json=False)

    assert said.err == (
        "Er is geen model met de naam niets.\nInventaris noemt ze, en modelward model list ook.\n"
    )
    assert "Deze snapshot is niet getoetst." in for_people.out + for_people.err
    messages = [one["message"] for one in for_programs.document["blockers"]]
    assert "This snapshot has not been tested." in messages
    assert "registreerde cc-fraud" in history.out


def test_an_unknown_language_is_refused(modelward_file: CommandLine) -> None:
    answer = modelward_file("model", "list", "--language", "klingon", by="tom")

    assert answer.code == 2
    assert answer.document["error"]["message"] == "“klingon” is no language of Modelward."
    assert "en, nl" in answer.document["error"]["hint"]
