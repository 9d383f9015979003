"""The story of a decision in the window: prose and links of the command line, in my language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.services import story as telling
from app.services.commands.applications import add_application
from app.services.commands.records import Origin, import_records
from app.services.record_files import read_records
from app.services.story import tell_story
from app.services.story_text import prose
from app.views import cells, language, theme
from app.views.cells import Status
from app.views.panels import story_graph
from app.views.panels.lineage_story import GRAPH, KIND, LINE_PX, StoryPage
from app.views.places import ObjectRef
from app.views.screens.lineage import STORY, LineageScreen
from app.views.widgets.basics import StateChip, StyledLabel
from app.views.widgets.button import Button
from tests.stories import Registered, put_in_production, register, try_out
from tests.trail_kit import past_the_rules, sealer, tampering
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace

HEAD = "decision_id,model,version,decided_at\n"


def take(workspace: TestWorkspace, folder: Path, rows: str, application: str = "") -> None:
    file = folder / "march.csv"
    file.write_text(HEAD + rows)
    work = workspace.work("sanne")
    owner = work.write(add_application, application, owner="lin").id if application else None
    work.write(import_records, read_records(file), Origin(file.name, "file", owner))
    sealer(workspace).run_once()


@pytest.fixture
def served(sqlite_workspace: TestWorkspace, tmp_path: Path) -> Registered:
    """cc-fraud v1 in production; decision 4711 of the credit desk, and 4712 of two versions."""
    found = register(sqlite_workspace, name="cc-fraud")
    try_out(sqlite_workspace, found)
    put_in_production(sqlite_workspace, found)
    register(sqlite_workspace, name="cc-fraud", content=b"v2")
    day = datetime.now(UTC).isoformat()
    take(sqlite_workspace, tmp_path, f"4711,cc-fraud,1,{day}\n", "Credit desk")
    take(sqlite_workspace, tmp_path, f"4712,cc-fraud,1,{day}\n4712,cc-fraud,2,{day}\n")
    return found


@pytest.fixture
def screen(
    sqlite_workspace: TestWorkspace, served: Registered, qtbot: Any
) -> Iterator[LineageScreen]:
    with window_of(sqlite_workspace, "jo", "lineage") as window:
        found = window.current_screen
        assert isinstance(found, LineageScreen)
        qtbot.waitUntil(lambda: bool(found.timeline.table().rows))
        yield found


def ask(screen: LineageScreen, text: str) -> StoryPage:
    """By keys, as somebody does who never takes the mouse."""
    screen.timeline.setFocus()
    screen.shell.actions_registry.trigger("lineage.story")
    page = screen.story
    QTest.keyClicks(page.edit, text)
    QTest.keyClick(page.edit, Qt.Key.Key_Return)
    return page


def said(page: QWidget) -> str:
    shown = [one for one in page.findChildren(QLabel) if one.isVisibleTo(page)]
    return "\n".join(one.text() for one in shown)


def chip(page: StoryPage) -> str:
    (found,) = page.findChildren(StateChip)
    return found.accessibleName()


def buttons(page: QWidget, name: str) -> list[Button]:
    found = [one for one in page.findChildren(Button, name) if one.isVisibleTo(page)]
    return sorted(found, key=lambda one: one.text())


def told(workspace: TestWorkspace, decision: str, **how: Any) -> list[str]:
    with workspace.work("jo").reading() as session:
        return prose(tell_story(session, decision), **how)


def test_before_an_id_is_typed_it_says_what_to_type(qtbot: Any, screen: LineageScreen) -> None:
    screen.show_story()

    assert screen.head.views.current == STORY
    qtbot.waitUntil(lambda: "Type the id of a decision on a customer" in said(screen.story))
    assert not screen.event_pane.isVisible()
    assert screen.story.copy_button.reason == "No story is told."
    assert screen.shell.actions_registry.reason("lineage.export") == "No story is told."


def test_the_last_decisions_of_the_model_lead_to_their_stories(
    screen: LineageScreen, qtbot: Any
) -> None:
    screen.show_story()
    page = screen.story
    qtbot.waitUntil(lambda: len(buttons(page, "empty.way")) == 3)
    of_desk, *of_none = buttons(page, "empty.way")
    assert of_desk.text().startswith("4711, ")
    assert of_desk.text().endswith(", Credit desk")
    assert all(one.text().endswith(", no application is recorded") for one in of_none)

    of_desk.click()

    qtbot.waitUntil(lambda: page.story is not None)
    assert page.edit.text() == "4711"


def test_where_a_model_answered_nothing_no_decision_is_offered(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    screen.show_story()
    qtbot.waitUntil(lambda: bool(buttons(screen.story, "empty.way")))

    screen.show_model(register(sqlite_workspace, name="churn").model_id)

    qtbot.waitUntil(lambda: not buttons(screen.story, "empty.way"))
    assert "Type the id of a decision on a customer" in said(screen.story)


def test_an_id_gives_the_paragraphs_of_the_command_line_with_times_of_the_window(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    page = ask(screen, " 4711 ")
    qtbot.waitUntil(lambda: page.story is not None)

    shown = said(page)
    assert all(one in shown for one in told(sqlite_workspace, "4711", when=cells.moment))
    assert "+00:00" not in shown
    assert "by Credit desk with the score of cc-fraud:1." in shown
    assert chip(page) == "The record is what was sealed"
    assert {"PEOPLE", "APPROVALS", "REQUESTS", "APPLICATION"} <= set(shown.split("\n"))

    page.copy_button.click()
    words = "\n\n".join(told(sqlite_workspace, "4711"))
    assert theme.application().clipboard().text() == words

    screen.shell.actions_registry.trigger("lineage.export")  # the story, and no list of events
    dialog = screen.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.defaultSuffix() == "txt"
    dialog.fileSelected.emit(str(tmp_path / "story.txt"))
    dialog.close()
    qtbot.waitUntil((tmp_path / "story.txt").is_file)
    assert (tmp_path / "story.txt").read_text(encoding="utf-8") == f"{words}\n"


def test_what_a_screen_shows_is_a_link(screen: LineageScreen, qtbot: Any) -> None:
    page = ask(screen, "4711")
    qtbot.waitUntil(lambda: page.story is not None)
    opened: list[ObjectRef] = []
    page.link_opened.disconnect()
    page.link_opened.connect(opened.append)

    for kind in ("application", "version", "model", "snapshot", "request", "event"):
        found = buttons(page, f"lineage.story.{kind}")
        assert found, kind
        found[0].click()

    story = page.story
    assert story is not None
    assert [one.kind for one in opened] == [
        "application", "version", "model", "snapshot", "request", "event",
    ]  # fmt: skip
    assert opened[2].id == str(story.facts.answered.model_id)
    assert opened[4].id == str(story.facts.requests[0].id)
    for one in opened:
        assert screen.shell.can_open(one)


def test_the_event_of_the_import_is_shown_on_the_timeline(
    screen: LineageScreen, qtbot: Any
) -> None:
    page = ask(screen, "4711")
    qtbot.waitUntil(lambda: page.story is not None)

    buttons(page, "lineage.story.event")[0].click()

    qtbot.waitUntil(lambda: screen.event_pane.detail is not None)
    assert screen.head.views.current == 0
    detail = screen.event_pane.detail
    assert detail is not None
    assert detail.row.tag == "records.imported"


def test_an_id_that_nobody_recorded_is_said_and_can_be_typed_anew(
    screen: LineageScreen, qtbot: Any
) -> None:
    page = ask(screen, "9999")
    qtbot.waitUntil(lambda: "No decision 9999 is recorded" in said(page))
    assert "are imported." in said(page)
    assert not page.copy_button.isEnabled()

    page.edit.clear()
    QTest.keyClicks(page.edit, "4711")
    QTest.keyClick(page.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.story is not None)


def test_where_several_answered_one_is_chosen(screen: LineageScreen, qtbot: Any) -> None:
    page = ask(screen, "4712")
    qtbot.waitUntil(lambda: len(buttons(page, "lineage.candidate")) == 2)
    assert "Several answers have the id 4712. Which one?" in said(page)

    buttons(page, "lineage.candidate")[1].click()

    qtbot.waitUntil(lambda: page.story is not None)
    assert page.story is not None
    assert page.story.facts.answered.version == 2


def test_a_changed_record_is_shown_as_such(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    tampering(
        sqlite_workspace,
        "UPDATE decision_record SET inference_sha256 = 'x' WHERE decision_id = '4711'",
    )
    page = ask(screen, "4711")
    qtbot.waitUntil(lambda: page.story is not None)

    assert chip(page) == "The record can't be relied on"
    assert "it is another than when it was imported." in said(page)


def test_the_story_and_its_frame_are_dutch_for_who_reads_dutch(
    sqlite_workspace: TestWorkspace, served: Registered, qtbot: Any
) -> None:
    language.use("nl")
    try:
        with window_of(sqlite_workspace, "jo", "lineage") as window:
            screen = window.current_screen
            assert isinstance(screen, LineageScreen)
            page = ask(screen, "4711")
            qtbot.waitUntil(lambda: page.story is not None)
            shown = said(page)
            dutch = told(sqlite_workspace, "4711", when=cells.moment)
    finally:
        language.use("en")

    assert all(one in shown for one in dutch)
    assert "Beslissing 4711 is op" in shown
    assert "The record" not in shown
    assert "PEOPLE" not in shown
    assert "geslaagd, Piet Smit" in shown
    assert "FAIL" not in shown
    assert "Background service" not in shown


def test_the_proof_holds_the_record_of_the_story_that_is_shown(
    screen: LineageScreen, tmp_path: Path, qtbot: Any
) -> None:
    page = ask(screen, "4711")
    qtbot.waitUntil(lambda: page.story is not None)

    screen.shell.actions_registry.trigger("lineage.proof")
    sheet = screen.hand_out.proofs.sheet
    assert sheet is not None
    assert "With the record of decision 4711" in said(sheet)
    story = page.story
    assert story is not None
    assert sheet.wanted().records == (story.facts.asked.record_id,)
    assert sheet.wanted().model_id == story.facts.answered.model_id
    qtbot.waitUntil(lambda: bool(sheet.size_words))
    sheet.reject()

    screen.head.views.choose(0)
    screen.shell.actions_registry.trigger("lineage.proof")
    assert screen.hand_out.proofs.sheet is not None
    assert screen.hand_out.proofs.sheet.wanted().records == ()
    screen.hand_out.proofs.sheet.reject()


def test_a_place_keeps_the_decision_it_showed(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    screen.open_object(ObjectRef(KIND, "4711"))
    qtbot.waitUntil(lambda: screen.story.story is not None)
    state = screen.place_state()

    with window_of(sqlite_workspace, "aisha", "lineage") as window:
        other = window.current_screen
        assert isinstance(other, LineageScreen)
        other.restore_state(state)
        qtbot.waitUntil(lambda: other.story.story is not None)
        assert other.story.decision_id == "4711"


def test_the_graph_of_a_decision_leads_from_it_to_who_let_its_version_in(
    screen: LineageScreen, served: Registered, qtbot: Any
) -> None:
    page = ask(screen, "4711")
    qtbot.waitUntil(lambda: page.story is not None)
    assert not page.graph.isVisible()
    page.ways.choose(GRAPH)
    chart = page.graph.chart
    assert chart.isVisible()

    assert page.story is not None
    drawn = {one.key: one for one in chart.part.things}
    assert set(drawn) == {node.id for node in page.story.graph.nodes}
    assert len(chart.part.links) == len(page.story.graph.edges)
    votes = sorted((one.title, one.line) for one in drawn.values() if one.kind == "approval")
    assert votes == [("Aisha Rahman", "accept"), ("Jo Vermeer", "accept")]
    (tried,) = (one for one in drawn.values() if one.kind == "acceptance_test")
    assert (tried.title, tried.line, tried.status) == ("Piet Smit", "passed", Status.OK)
    chart.choose("version")
    assert "frozen as s1" in chart.said
    assert "registered by Sanne de Vries" in chart.said

    opened = []
    page.link_opened.connect(opened.append)
    chart.activated.emit("version")
    chart.activated.emit("person:Aisha Rahman")  # no screen shows one alone
    assert [(one.kind, one.id) for one in opened] == [("version", str(served.version_id))]


def test_a_forged_vote_stands_out_in_the_graph(
    sqlite_workspace: TestWorkspace, screen: LineageScreen, qtbot: Any
) -> None:
    with past_the_rules(sqlite_workspace) as connection:
        connection.exec_driver_sql("UPDATE decision SET reason = 'Nobody said this.'")
    page = ask(screen, "4711")
    qtbot.waitUntil(lambda: page.story is not None)
    things = page.graph.chart.part.things
    votes = [one for one in things if one.kind == "approval"]
    assert votes
    assert {one.line for one in votes} == {"signature does not hold"}
    assert {one.status for one in votes} == {Status.CRITICAL}


def test_every_kind_and_link_of_a_story_has_its_words() -> None:
    source = Path(telling.__file__).read_text()
    named = re.findall(r'add\(\s*f?"[^"]+", "(\w+)"', source)
    relations = re.findall(r', "(\w+)"\s*,?\s*\)', source)
    assert {"request", "training", "person"} <= set(named)
    assert set(named) | {"decision"} <= set(story_graph.KINDS)
    assert {"owned_by", "signed_by", "ran_in"} <= set(relations)
    ends = ("_by", "_in", "_on", "_at", "_as", "_of")
    assert {one for one in relations if one.endswith(ends)} <= set(story_graph.RELATIONS)


def cut_words(page: QWidget) -> list[str]:
    """What wraps and has fewer lines than it needs at its width."""
    shown = [one for one in page.findChildren(QLabel) if one.isVisibleTo(page) and one.wordWrap()]
    return [
        f"{one.height()} of {one.heightForWidth(one.width())} px: {one.text()[:40]}"
        for one in shown
        if one.height() < one.heightForWidth(one.width())
    ]


@pytest.fixture
def as_it_was() -> Iterator[None]:
    yield
    language.use("en")
    theme.apply(dark=False)


def test_a_zoom_of_an_open_story_leaves_every_paragraph_whole(
    screen: LineageScreen, as_it_was: None, qtbot: Any
) -> None:
    screen.window().resize(1920, 1080)
    page = ask(screen, "4711")
    qtbot.waitUntil(lambda: page.story is not None)
    first = next(one for one in page.findChildren(QLabel) if one.maximumWidth() == LINE_PX)

    for zoom in (1.1, 1.25, 1.5, 1.75, 2.0):
        theme.apply(dark=False, zoom_factor=zoom)
        qtbot.waitUntil(lambda: first.maximumWidth() == theme.px(LINE_PX))
        settle()
        assert cut_words(page) == []
    theme.apply(dark=False)
    qtbot.waitUntil(lambda: first.maximumWidth() == theme.px(LINE_PX))
    settle()
    assert cut_words(page) == []


def settle() -> None:
    """Until all layouts have taken what they were told."""
    for _turn in range(5):
        QApplication.processEvents()


def test_a_label_that_stays_narrower_than_its_place_is_as_tall_as_its_lines(qtbot: Any) -> None:
    area, place = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    column = QVBoxLayout(place)
    labels = [StyledLabel("why it is as it is " * 40, wraps=True) for _ in range(8)]
    for label in labels:
        label.setMaximumWidth(200)
        column.addWidget(label)
    column.addStretch()
    area.setWidget(place)
    area.resize(900, 300)
    area.show()

    qtbot.waitUntil(lambda: labels[0].width() == 200)
    assert cut_words(place) == []


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_what_stands_behind_a_decision_is_no_wider_than_its_column(
    screen: LineageScreen, as_it_was: None, qtbot: Any, zoom: float
) -> None:
    language.use("nl")
    screen.window().resize(1920, 1080)
    page = ask(screen, "4711")
    qtbot.waitUntil(lambda: page.story is not None)
    theme.apply(dark=False, zoom_factor=zoom)
    links = buttons(page, "lineage.story.request")[0]
    settle()

    area = next(one for one in page.findChildren(QScrollArea) if one.isAncestorOf(links))
    assert area.widget().width() <= area.viewport().width()
    assert cut_words(page) == []


def test_what_stands_out_is_read_before_all_that_stands_behind_the_decision(
    screen: LineageScreen, qtbot: Any
) -> None:
    page = ask(screen, "4711")
    qtbot.waitUntil(lambda: page.findChild(QWidget, "lineage.outstanding") is not None)
    first = page.findChild(QWidget, "lineage.outstanding")
    assert first is not None
    paragraph = next(
        one for one in page.findChildren(QLabel) if one.text().startswith("Decision 4711 was made")
    )

    words = [one.text() for one in first.findChildren(QLabel) if one.text()]
    lowest = first.mapTo(page, first.rect().bottomLeft()).y()

    assert words[0].casefold() == "what stands out"
    assert all(one.startswith(("▲ ", "✓ ")) for one in words[1:])
    assert len(words) > 1
    assert lowest < paragraph.mapTo(page, paragraph.rect().topLeft()).y()
