"""Approvals on a real workspace: real rules, real commands, keys as people press them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QSplitter, QWidget
from sqlalchemy import select

from app.models.queries.done_list import list_done
from app.models.queries.evidence_rows import ResultRow
from app.models.queries.presence import who_looks_at
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import ModelDocument
from app.models.topics import Topic
from app.services.commands.presence import look_at
from app.services.commands.requests import decide
from app.views import theme
from app.views.cells import Status
from app.views.deeds import Deed
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.filters import parse
from app.views.item_models.columns import Role
from app.views.panels import approvals_list
from app.views.panels.approvals_evidence import SummaryPanel
from app.views.panels.approvals_tests import TestsTable
from app.views.panels.approvals_votes import OpenedEvidence, VotesCard
from app.views.panels.list_export import write_file
from app.views.places import ObjectRef
from app.views.widgets.banner import Banner
from app.views.widgets.basics import StyledLabel
from app.views.widgets.marks import Glyph
from tests import stories
from tests.views.approvals_kit import REASON, dialog_of, shown
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def test_own_work_cannot_be_approved_and_the_button_says_who_can(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    screen = shown(qtbot, open_as("sanne"))

    accept = screen.case.bar.buttons["accept"]

    assert not accept.isEnabled()
    assert "someone else must approve" in accept.toolTip()
    assert "Jo Vermeer" in accept.toolTip()
    assert "Aisha Rahman" in accept.toolTip()


def test_a_refused_key_says_why_instead_of_doing_nothing(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    desktop = open_as("sanne")
    screen = shown(qtbot, desktop)

    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)

    assert "someone else must approve" in desktop.window.status.message.state.text
    assert desktop.window.findChild(DecisionDialog) is None


def test_a_vote_needs_ten_characters_and_is_stored_with_the_evidence_seen(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text("too short")
    assert not dialog.sign_button.isEnabled()

    dialog.reason.set_text(REASON)
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: "Approved cc-fraud v1 for PROD" in desktop.window.toasts.texts)

    with sqlite_workspace.work("jo").reading() as session:
        (vote,) = session.scalars(select(Decision))
        request = session.get_one(TransitionRequest, request_id)
        assert (vote.verdict, vote.reason, vote.role) == ("accept", REASON, "compliance")
        assert vote.seen_digest == request.evidence_digest


@pytest.mark.parametrize("key", [Qt.Key.Key_Y, Qt.Key.Key_N])
def test_a_vote_ends_the_hint_whichever_it_is(
    qtbot: Any, open_as: Any, request_id: UUID, key: Qt.Key
) -> None:
    desktop = open_as("jo")
    told: list[str] = []
    desktop.window.deed_done.connect(told.append)
    qtbot.keyClick(shown(qtbot, desktop).list.table, key)
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text(REASON)

    dialog.sign_button.click()

    qtbot.waitUntil(lambda: told == [Deed.VOTED])


def test_a_refusal_of_the_rules_keeps_the_dialog_and_every_word(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_N)
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text(REASON)
    # Meanwhile somebody else rejects: the request is closed when this vote arrives.
    sqlite_workspace.work("aisha").write(decide, request_id, verdict="reject", reason=REASON)

    dialog.sign_button.click()
    qtbot.waitUntil(lambda: "sign" in dialog.errors.keys)

    assert dialog.isVisible()
    assert dialog.reason.text == REASON


def test_what_will_be_refused_is_said_before_anybody_writes_a_reason(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    detail = screen.case.shown
    sqlite_workspace.work("aisha").write(decide, request_id, verdict="reject", reason=REASON)

    screen.case._acts.vote(detail, detail.evidence_digest, is_yes=True)
    dialog = dialog_of(qtbot, desktop)
    qtbot.waitUntil(lambda: "sign" in dialog.errors.keys)

    assert not dialog.reason.text


def test_what_was_typed_comes_back_after_the_sheet_was_cancelled(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
    first = dialog_of(qtbot, desktop)
    first.reason.set_text("Half a thought about limits")
    first.reject()
    qtbot.waitUntil(lambda: desktop.window.findChild(DecisionDialog) is None)

    desktop.window.actions_registry.trigger("approvals.approve")

    assert dialog_of(qtbot, desktop).reason.text == "Half a thought about limits"


def test_a_draft_outlives_the_window_and_its_cell_leads_back_to_it(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, request_id: UUID
) -> None:
    with desk(sqlite_workspace, "jo", tmp_path, "approvals") as desktop:
        shown(qtbot, desktop).case.press(0)
        dialog = dialog_of(qtbot, desktop)
        dialog.reason.set_text(REASON)
        # While the sheet is open: a program that is killed asks nobody.
        kept = tmp_path / "drafts.json"
        qtbot.waitUntil(lambda: kept.exists() and REASON in kept.read_text(encoding="utf-8"))
        dialog.reject()
        qtbot.waitUntil(lambda: desktop.window.status.drafts.state.text == "1 draft")

    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        assert desktop.window.status.drafts.state.text == "1 draft"
        desktop.window.status.drafts.click()
        menu = desktop.window.findChild(QMenu, "drafts.menu")
        first = menu.actions()[0]
        assert "cc-fraud v1" in first.text()
        first.trigger()
        menu.close()
        screen = shown(qtbot, desktop)
        assert desktop.window.current_key == "approvals"
        assert screen.case.shown.row.id == request_id
        screen.case.press(0)
        dialog = dialog_of(qtbot, desktop)
        assert dialog.reason.text == REASON
        dialog.sign_button.click()
        qtbot.waitUntil(lambda: desktop.window.status.drafts.state.text == "no drafts")

        desktop.window.status.drafts.click()
        assert "no drafts" in desktop.window.status.message.state.text
    assert REASON not in (tmp_path / "drafts.json").read_text(encoding="utf-8")


def test_after_the_last_vote_the_bar_says_what_goes_on_and_the_keyboard_stays_with_the_list(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    sqlite_workspace.work("aisha").write(
        decide,
        request_id,
        verdict="accept",
        reason=REASON,
        signer=sqlite_workspace.signer("aisha"),
    )
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    screen.case.bar.buttons["accept"].setFocus()
    screen.case.bar.buttons["accept"].click()
    dialog = dialog_of(qtbot, desktop)
    told = [one.text() for one in dialog.findChildren(StyledLabel)]
    assert "0 of 1 parts of the evidence. Not opened yet: Summary" in told
    (mark,) = dialog.findChildren(Glyph)
    assert mark.status is Status.WARNING  # in its colour, not a letter of the sentence
    dialog.reason.set_text(REASON)

    dialog.sign_button.click()
    qtbot.waitUntil(lambda: screen.case.shown.row.state == "accepted")

    said = screen.case.bar.buttons["accept"].toolTip()
    assert said.startswith("Accepted. Its life cycle takes v1 to PROD")
    focused = desktop.window.focusWidget()
    assert focused is None or not desktop.window.toasts.isAncestorOf(focused)
    assert "changed" not in screen.case.banners.keys  # own news is told once
    assert Topic("instance") in screen.card.topics  # else "how far" stays at the vote


def test_after_deciding_the_next_task_opens(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    other = stories.ask(sqlite_workspace, stories.register(sqlite_workspace, name="churn"))
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    first = screen.case.shown.row.id
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text(REASON)

    dialog.sign_button.click()
    qtbot.waitUntil(lambda: screen.case.shown.row.id != first)

    assert {first, screen.case.shown.row.id} == {request_id, other}
    assert screen.list.current().id == screen.case.shown.row.id


def test_waiting_for_others_stands_below_and_words_say_for_whom(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    sqlite_workspace.work("aisha").write(decide, request_id, verdict="accept", reason=REASON)
    screen = shown(qtbot, open_as("aisha"))

    (row,) = screen.list.shown()

    assert row.group == "others"
    assert "decided on this already" in screen.case.bar.buttons["accept"].toolTip()


def test_the_filter_narrows_and_the_empty_list_says_why(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    screen = shown(qtbot, open_as("jo"))

    screen.list.filter.edit.setText("zebra")
    screen.list.filter.edit.textEdited.emit("zebra")
    qtbot.waitUntil(lambda: not screen.list.shown())

    assert screen.list.empty.isVisible()


def test_what_a_vote_says_is_read_whole_where_it_needs_many_lines(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    desktop = open_as("jo")
    detail = shown(qtbot, desktop).case.shown
    me = desktop.seat.actor.id
    theme.apply(dark=False, zoom_factor=2.0)
    opened = OpenedEvidence(3)
    card, split = (
        VotesCard(detail, me, datetime.now(UTC), opened),
        QSplitter(Qt.Orientation.Vertical),
    )
    split.addWidget(card)
    split.addWidget(QWidget())
    qtbot.addWidget(split)
    split.resize(820, 240)
    split.show()
    opened.set_unopened(["Summary", "Diff", "Validation of cc-fraud v14", "Model card of cc-fraud"])

    def cut() -> list[str]:
        words = [one for one in card.findChildren(StyledLabel) if one.isVisible()]
        return [one.text() for one in words if one.height() < one.heightForWidth(one.width())]

    qtbot.waitUntil(lambda: not cut())


def test_who_else_has_the_case_open_is_named(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    sqlite_workspace.work("aisha").write(look_at, request_id)

    screen = shown(qtbot, open_as("jo"))

    label = screen.case.presence.findChild(StyledLabel, "approvals.presence")
    qtbot.waitUntil(screen.case.presence.isVisible)
    assert label.text() == "Aisha Rahman is looking at this now"
    others = sqlite_workspace.work("aisha")
    me = sqlite_workspace.work("jo").actor.full_name
    qtbot.waitUntil(lambda: others.read(who_looks_at, request_id, others.actor.id) == (me,))


@pytest.mark.parametrize("before", ["v13 in PROD", ""])
@pytest.mark.parametrize(("width", "is_shown"), [(1000, True), (700, False)])
def test_the_legend_stands_only_beside_the_column_it_explains(
    qtbot: Any, *, before: str, width: int, is_shown: bool
) -> None:
    one = ResultRow(
        "auc",
        "",
        "performance",
        0.88,
        0.87,
        ">= 0.8",
        "PASS",
        "high",
        None,
        None,
        None,
        500,
        "",
        "1",
    )
    tests = TestsTable([one], before=before, after="v14")
    qtbot.addWidget(tests)
    tests.resize(width, 300)
    tests.show()

    qtbot.waitUntil(lambda: tests.legend.isVisible() is is_shown)
    tests.table.hide_columns(range(1, 9))
    qtbot.waitUntil(lambda: not tests.legend.isVisible())


def test_a_chosen_case_is_awaited_without_saying_that_there_is_none(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    screen = shown(qtbot, open_as("aisha"))
    key, screen._key = screen._key, None
    screen.case.show_nothing()

    screen._open(key)

    assert screen.case.loading.isVisible()  # the answer comes later, through the event loop
    assert not screen.case.nothing.isVisible()
    qtbot.waitUntil(lambda: screen.case.shown is not None)
    assert not screen.case.loading.isVisible()


def test_who_decides_reads_that_it_was_rejected_before_and_what_is_new(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    why = "The appeals of June are not in the sample."
    with sqlite_workspace.work("jo").unit() as work:
        decide(work, request_id, verdict="reject", reason=why)
        made = work.get(TransitionRequest, request_id)
        assert made.snapshot_id is not None
        registered = stories.Registered(made.model_id, made.version_id, made.snapshot_id)
    with sqlite_workspace.work("sanne").unit() as work:
        work.add(
            ModelDocument(
                model_id=registered.model_id, version_id=registered.version_id,
                kind="validation", title="Appeals of June",
            )
        )  # fmt: skip
    stories.ask(sqlite_workspace, registered)
    desktop = open_as("aisha")
    screen = shown(qtbot, desktop)

    (banner,) = screen.case.banners.findChildren(Banner)
    said = " ".join(label.text() for label in banner.findChildren(StyledLabel))
    screen.case.show_tab(0)
    (summary,) = screen.case.panel.findChildren(SummaryPanel)
    lines = " ".join(label.text() for label in summary.findChildren(StyledLabel))

    assert "rejected before" in said
    assert "Jo Vermeer" in said
    assert f"for PROD: “{why}”" in said
    assert "New since: Appeals of June by Sanne de Vries." in said
    assert f"Jo Vermeer (compliance officer): “{why}”" in lines


def test_what_is_open_follows_the_list_into_another_view(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    assert screen.case.shown.row.id == request_id

    screen.list.set_view("done")
    qtbot.waitUntil(lambda: screen.case.shown is None)
    assert screen.case.reason(0)
    assert desktop.window.top.breadcrumb.crumbs == ("Approvals",)
    screen.list.set_view("all")
    qtbot.waitUntil(lambda: screen.case.shown is not None)
    assert screen.case.shown.row.id == request_id

    other = stories.ask(sqlite_workspace, stories.register(sqlite_workspace, name="hmrm"))
    sqlite_workspace.work("aisha").write(decide, other, verdict="reject", reason=REASON)
    screen.list.set_view("done")
    qtbot.waitUntil(lambda: screen.case.shown is not None and screen.case.shown.row.id == other)
    screen.list.set_view("all")
    qtbot.waitUntil(lambda: screen.list.row(("request", request_id)) is not None)
    assert screen.case.shown.row.id == other  # it stands there too


def test_what_is_done_is_read_by_pages_and_no_row_moves_when_more_is(
    qtbot: Any,
    open_as: Any,
    sqlite_workspace: TestWorkspace,
    request_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    made = stories.register(sqlite_workspace, name="hmrm")
    tasks = [stories.finish_task(sqlite_workspace, made, "compliance", by="jo") for _ in range(7)]
    tasks.reverse()  # the newest first
    sizes: list[int] = []

    def list_few(session: Any, query: Any, after: Any, limit: int) -> Any:
        sizes.append(limit)
        return list_done(session, query, after, min(limit, 3))

    monkeypatch.setattr(approvals_list, "list_done", list_few)
    screen = shown(qtbot, open_as("jo"))
    screen.list.set_view("done")
    qtbot.waitUntil(lambda: [one.id for one in screen.list.shown()] == tasks)
    assert len(sizes) > 2  # page by page

    def head() -> tuple[str, int | None]:
        cell = screen.list.model.index(0, 0).data(Role.CELL)
        return cell.text, cell.count

    qtbot.waitUntil(lambda: head() == ("Done", 7))
    screen.list.set_view("mine")
    screen.list.set_view("done")
    assert screen.list._done is None  # what another view counted is not said here
    qtbot.waitUntil(lambda: head() == ("Done", 7) and len(screen.list.shown()) == 7)

    screen.list.select(("task", tasks[2]))
    newest = stories.finish_task(sqlite_workspace, made, "compliance", by="jo")
    screen.refresh()
    qtbot.waitUntil(lambda: screen.list.model.new_count == 1)
    assert [one.id for one in screen.list.shown()] == tasks
    assert screen.list.current().id == tasks[2]

    screen.list.table.setFocus()
    qtbot.keyClick(screen.list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert screen.list.table.has_everything
    screen.list.table.show_new_rows()
    qtbot.waitUntil(lambda: screen.list.shown()[0].id == newest)

    screen.list.filter.set_query(parse("hmrm v1 zebra"))
    qtbot.waitUntil(lambda: not screen.list.shown())
    screen.list.filter.set_query(parse("hmrm v1"))
    qtbot.waitUntil(lambda: screen.list.filter._count.text() == "8 of 8")
    screen.list.set_view("all")
    qtbot.waitUntil(lambda: screen.list.filter._count.text() == "8 of 9")  # one is open
    screen.list.filter.set_query(parse(""))
    qtbot.waitUntil(lambda: len(screen.list.shown()) == 9)
    groups = [one.group for one in screen.list.shown()]
    assert groups == ["mine", *["done"] * 8]

    path = tmp_path / "approvals.csv"
    write_file(screen, screen.list.file(), path)
    qtbot.waitUntil(path.exists)
    assert len(path.read_text().splitlines()) == 10


def test_what_is_opened_from_elsewhere_is_what_the_list_highlights(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    """A list of another kind stood there: what Y decides on was not what was highlighted."""
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    screen.list.set_view("done")
    qtbot.waitUntil(lambda: screen.case.shown is None)

    desktop.window.open_ref(ObjectRef("request", str(request_id), "cc-fraud v14"))
    qtbot.waitUntil(lambda: screen.case.shown is not None)
    qtbot.waitUntil(lambda: screen.list.current() is not None)

    assert screen.case.shown.row.id == request_id
    assert screen.list.current().id == request_id
    assert screen.list.view_key == "mine"


def test_what_stands_in_no_list_is_read_with_nothing_highlighted(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    other = stories.ask(sqlite_workspace, stories.register(sqlite_workspace, name="hmrm"))
    sqlite_workspace.work("aisha").write(decide, other, verdict="reject", reason=REASON)
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    assert screen.list.current().id == request_id

    desktop.window.open_ref(ObjectRef("request", str(other), "hmrm v1"))
    qtbot.waitUntil(lambda: screen.case.shown.row.id == other)

    assert screen.list.current() is None


def test_nothing_is_named_as_open_where_no_case_is(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    """Somebody else, with an empty list, sits at the window; before, a case was open."""
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    screen.list.set_view("all")
    qtbot.waitUntil(lambda: len(desktop.window.top.breadcrumb.crumbs) == 2)

    desktop.act_as("eva")
    qtbot.waitUntil(lambda: screen.case.shown is None)

    assert screen.list.view_key == "mine"
    qtbot.waitUntil(lambda: desktop.window.top.breadcrumb.crumbs == ("Approvals",))
    assert screen.case.nothing.isVisible()
