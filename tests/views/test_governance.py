"""Governance on a real workspace: lists by kind, case files, two people, and reasons why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from app.models.queries.governance import KINDS
from app.models.queries.listing_governance import list_attestations, list_policies, list_risks
from app.models.queries.listing_tasks import list_findings
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.services.commands.accounts import close_account
from app.services.commands.applications import add_application, record_use
from app.services.commands.attestations import NewCampaign, plan_campaign
from app.services.commands.findings import NewFinding, add_finding
from app.services.commands.models import add_use_case
from app.services.commands.risks import answer_assessment, propose_tier
from app.services.library import TABLES
from app.services.personal_keys import PersonalKeys
from app.services.secrets import Secrets
from app.texts import event as event_words
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.filters import FilterQuery
from app.views.panels.governance_forms import CommentSheet, FormSheet
from app.views.panels.person_dialog import PersonDialog
from app.views.panels.policy_change import PolicyChangeView
from app.views.panels.signed_block import SignedBlockView
from app.views.places import ObjectRef
from app.views.typed_day import day_of
from tests import stories
from tests.governance_kit import propose
from tests.trail_kit import tamper
from tests.views.desks import desk
from tests.views.governance_desk import is_open, press, sheet_of, show, sign, titles
from tests.workspaces import TestWorkspace, pair_of

WHY = "Read with the business."
ANSWERS = {
    "people": "many", "decision": "machine", "loss": "severe", "data": "personal",
    "insight": "partly",
}  # fmt: skip


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    """A regulated use with a proposed tier, a finding, an attestation and an application."""
    registered = stories.register(sqlite_workspace)
    work = sqlite_workspace.work
    use = work("jo").write(
        add_use_case, unit="bank", name="Loans", is_regulated=True, models=[registered.model_id]
    )
    work("jo").write(add_use_case, unit="bank", name="Letters", is_regulated=False)
    work("jo").write(propose_tier, use.id, ANSWERS, reason=WHY)
    work("aisha").write(add_finding, registered.version_id, NewFinding("No youth test", "high"))
    new = NewCampaign("Yearly review", "Is it still so?", datetime.now(UTC) + timedelta(days=9),
                      [registered.model_id])  # fmt: skip
    work("jo").write(plan_campaign, new)
    application = work("tom").write(add_application, "Loan desk", unit="bank")
    work("tom").write(
        record_use, application.id, registered.version_id, used_from=datetime.now(UTC),
        use_case_id=use.id,
    )  # fmt: skip
    return sqlite_workspace


@pytest.fixture
def aisha(bank: TestWorkspace, tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        screen = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.pane.shown is not None)
        yield desktop


@pytest.mark.parametrize("kind", ["use_case", "policy"])
def test_c_comments_on_every_kind_of_case_file_and_its_history_says_so(
    qtbot: Any, aisha: Any, kind: str
) -> None:
    said = "Asked the desk: it is\n  still used for new clients."
    screen = show(qtbot, aisha, kind)
    before = len(screen.pane.shown.events)
    assert aisha.window.actions_registry.reason("governance.comment") == ""
    assert aisha.window.actions_registry.keys("governance.comment") == ("C",)
    form = press(qtbot, aisha, "comment", CommentSheet)
    assert not form.verb_button.isEnabled()
    form.reason.set_text("x" * 501)
    assert "500 letters" in form.lacks()
    form.reason.set_text(said)
    form.verb_button.click()
    qtbot.waitUntil(lambda: len(screen.pane.shown.events) == before + 1)

    newest = screen.pane.shown.events[0]
    words = "commented on the case file: Asked the desk: it is still used for new clients."
    assert event_words(newest.tag, newest.words) == words
    assert newest.actor == aisha.window.backend.decider.full_name


def test_a_key_pressed_right_after_choosing_acts_on_nothing_until_its_case_is_there(
    qtbot: Any, aisha: Any
) -> None:
    screen = show(qtbot, aisha, "policy")
    before = screen.pane.shown.row.id
    other = next(one.id for one in screen.tables.model.rows if one.id != before)

    assert screen.tables.table.select_key(other)
    aisha.window.actions_registry.trigger("governance.comment")
    assert screen.pane.shown.row.id == before  # it is still being read
    assert not is_open(aisha, CommentSheet)

    qtbot.waitUntil(lambda: screen.pane.shown.row.id == other)
    press(qtbot, aisha, "comment", CommentSheet).reject()


def test_the_rail_leads_there_and_every_kind_is_counted(qtbot: Any, aisha: Any) -> None:
    screen = aisha.window.current_screen
    qtbot.waitUntil(lambda: any(one.count for one in screen.shelves.model.rows))

    counts = {one.key: one.count for one in screen.shelves.model.rows if one.kind}

    assert [one.key for one in screen.shelves.model.rows if one.key in KINDS] == list(KINDS)
    assert {kind: counts[kind] for kind in KINDS} == {
        "use_case": 2, "risk": 1, "finding": 1, "waiver": 0, "attestation": 1,
        "policy": len(TABLES), "framework": 0, "raci": 0, "application": 1, "source": 0,
    }  # fmt: skip
    assert counts["attestation expiring:30d"] == 1
    assert counts["use_case regulated:yes"] == 1
    assert counts["risk state:proposed"] == 1


def test_what_needs_a_person_has_a_number_in_the_rail_and_a_view_of_its_own(
    qtbot: Any, aisha: Any
) -> None:
    def number() -> int:
        model = aisha.window.rail.main.rail_model
        return int(model.entry(model.place("governance")).badge.count)

    qtbot.waitUntil(lambda: number() == 1)
    screen = show(qtbot, aisha, "risk", "needs:me")
    row = next(one for one in screen.shelves.model.rows if one.key == "risk needs:me")
    assert row.count == 1
    sign(press(qtbot, aisha, "yes", DecisionDialog), WHY)

    qtbot.waitUntil(lambda: number() == 0)


def test_a_view_filters_in_the_database_and_says_so(qtbot: Any, aisha: Any) -> None:
    screen = aisha.window.current_screen
    qtbot.waitUntil(lambda: titles(screen) == ["Letters", "Loans"])

    screen.shelves.table.select_key("use_case regulated:yes")

    qtbot.waitUntil(lambda: titles(screen) == ["Loans"])
    assert str(screen.filter.query) == "regulated:yes"


def test_nothing_is_done_to_a_case_file_that_no_list_shows(qtbot: Any, aisha: Any) -> None:
    screen = aisha.window.current_screen
    screen.filter.set_query(FilterQuery(words=("no-such-thing",)))

    qtbot.waitUntil(lambda: screen.pane.shown is None)
    assert not titles(screen)

    screen.filter.set_query(FilterQuery())
    qtbot.waitUntil(lambda: screen.pane.shown is not None)


def test_the_filter_says_what_it_takes_in_words(aisha: Any) -> None:
    hint = aisha.window.current_screen.filter.edit.placeholderText()
    assert hint.startswith("Filter: ")
    assert "regulated" not in hint  # most kinds have no such key


def test_an_empty_kind_says_why_a_bank_keeps_it(qtbot: Any, aisha: Any) -> None:
    screen = aisha.window.current_screen
    screen.shelves.table.select_key("waiver")

    qtbot.waitUntil(lambda: screen.tables.kind == "waiver" and not screen.tables.model.is_loading)

    qtbot.waitUntil(lambda: screen.filter._count.text() == "0")  # without a filter, not "0 of 0"
    said = screen.tables._empty["waiver"]
    assert "exceptions in one list" in said._text.text()
    assert "none yet" in said._title.text()
    assert screen.pane.shown is None


def test_the_case_file_leads_to_model_and_application_and_back(qtbot: Any, aisha: Any) -> None:
    screen = show(qtbot, aisha, "use_case", "regulated:yes")
    links = {(one.kind, one.title) for one in screen.pane.shown.links}
    assert {("model", "cc-fraud"), ("application", "Loan desk"), ("risk", "#1")} <= links

    application = next(one for one in screen.pane.shown.links if one.kind == "application")
    screen.pane.left_for.emit(ObjectRef("application", application.id, application.title))

    qtbot.waitUntil(
        lambda: screen.pane.shown is not None and screen.pane.shown.row.title == "Loan desk"
    )
    back = {(one.kind, one.title) for one in screen.pane.shown.links}
    assert {("version", "cc-fraud v1"), ("use_case", "Loans")} <= back
    assert any("added the application" in words_of(one) for one in screen.pane.shown.events)


def words_of(event: Any) -> str:
    return event_words(event.tag, event.words)


def test_a_second_person_accepts_a_tier_in_the_window(
    qtbot: Any, aisha: Any, bank: TestWorkspace
) -> None:
    screen = show(qtbot, aisha, "risk")
    assert screen.pane.buttons["accept"].isEnabled()

    sign(press(qtbot, aisha, "yes", DecisionDialog), "Checked with the owner.")

    qtbot.waitUntil(lambda: screen.pane.shown.row.state == "accepted")
    with bank.service.reading() as session:
        tier = session.scalars(select(RegisteredModel.risk_tier)).one()
        (row,) = list_risks(session)
    assert (tier, row.answered_by) == ("high", "Aisha Rahman")
    assert screen.pane.findChild(SignedBlockView) is None  # a file of one person asks for none
    assert "answered already" in screen.pane.buttons["accept"].toolTip()


def test_the_case_file_shows_who_signed_it(qtbot: Any, aisha: Any, bank: TestWorkspace) -> None:
    with bank.service.reading() as session:
        (waiting,) = (one for one in list_risks(session) if one.state == "proposed")
    bank.work("aisha").write(answer_assessment, waiting.id, reason=WHY)

    screen = show(qtbot, aisha, "risk")
    qtbot.waitUntil(lambda: screen.pane.findChild(SignedBlockView) is not None)

    said = screen.pane.findChild(SignedBlockView).accessibleName()
    assert said.startswith("Signed by Aisha Rahman: Accepted, ")
    assert said.endswith("and it holds")


def test_own_assessments_say_why_they_can_not_be_accepted(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "jo", tmp_path, "governance") as desktop:
        screen = show(qtbot, desktop, "risk")

        reason = screen.pane.buttons["accept"].toolTip()

        assert "someone else must approve" in reason
        assert desktop.window.actions_registry.reason("governance.yes") == reason


def test_why_acts_are_off_stands_below_them_each_reason_once(qtbot: Any, aisha: Any) -> None:
    screen = show(qtbot, aisha, "finding")
    pane = screen.pane
    pane.buttons["close"].set_blocked("It is not for you.")
    pane.buttons["mitigate"].set_blocked("It is closed.\nIt is not for you.")
    pane.say_why()

    assert pane.why.isVisible()
    assert set(pane.why.text().split("\n")) == {
        "Mitigate: It is closed.",
        "Mitigate and Close: It is not for you.",
    }
    pane.buttons["mitigate"].set_blocked("It is not for you.")
    pane.say_why()
    assert pane.why.text() == "It is not for you."
    for one in pane.buttons.values():
        one.set_blocked("")
    pane.say_why()
    assert not pane.why.isVisible()


def test_why_a_key_did_nothing_is_read_whole_and_left_with_its_screen(
    qtbot: Any, aisha: Any
) -> None:
    show(qtbot, aisha, "finding")
    window, message = aisha.window, aisha.window.status.message
    window.resize(1440, 800)
    window.refuse("Close…", "Your roles do not allow this here. It is for data scientist, tester.")
    qtbot.waitUntil(lambda: message.width() == message.sizeHint().width())

    assert message.width() > 340
    window.current_screen.pane.show_nothing()
    assert message.state.text  # it is told of this kind, whatever is chosen of it
    window.current_screen.apply_filter("risk")
    assert not message.state.text
    window.refuse("Close…", "Your roles do not allow this here.")
    window.go("home")
    qtbot.waitUntil(lambda: window.current_key == "home")
    assert not message.state.text


def test_why_a_key_did_nothing_goes_with_the_person(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "aisha", tmp_path, "settings") as desktop:
        desktop.window.refuse("Close…", "Your roles do not allow this here.")
        desktop.act_as("jo")  # whose roles are others
        qtbot.waitUntil(lambda: desktop.seat.actor.handle == "jo")
        qtbot.waitUntil(lambda: not desktop.window.status.message.state.text, timeout=2_000)


def test_a_finding_is_begun_from_the_keyboard_and_shown(
    qtbot: Any, aisha: Any, bank: TestWorkspace
) -> None:
    screen = show(qtbot, aisha, "finding")

    aisha.window.actions_registry.trigger("governance.new")
    sheet = sheet_of(aisha, FormSheet)
    assert sheet.text("version") == "cc-fraud v1"  # what is chosen stands there
    sheet._edits["title"].setText("Documents are old")
    qtbot.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: "Documents are old" in titles(screen))
    qtbot.waitUntil(lambda: screen.pane.shown.row.title == "Documents are old")
    with bank.service.reading() as session:
        assert {one.title for one in list_findings(session)} == {
            "No youth test", "Documents are old",
        }  # fmt: skip


def test_an_assessment_begins_with_no_answer_chosen(
    qtbot: Any, aisha: Any, bank: TestWorkspace
) -> None:
    show(qtbot, aisha, "use_case", "regulated:yes")
    aisha.window.actions_registry.trigger("governance.assess")
    qtbot.waitUntil(lambda: bool(aisha.window.findChildren(FormSheet)))
    sheet = sheet_of(aisha, FormSheet)
    sheet.reason.set_text("Read with the business.")
    assert "People affected" in sheet.lacks()

    for name, answer in ANSWERS.items():
        choices = next(one.choices for one in sheet._fields if one.name == name)
        sheet._edits[name].setCurrentIndex([value for value, _ in choices].index(answer))
    sheet.verb_button.click()

    screen = aisha.window.current_screen
    qtbot.waitUntil(lambda: screen.pane.shown is not None and screen.pane.shown.row.number == 2)
    with bank.service.reading() as session:
        assert list_risks(session)[-1].answers == {**ANSWERS, "is_regulated": True}


def test_a_refused_form_keeps_every_word(qtbot: Any, aisha: Any) -> None:
    show(qtbot, aisha, "finding")
    aisha.window.actions_registry.trigger("governance.new")
    sheet = sheet_of(aisha, FormSheet)
    sheet._edits["version"].setText("nothing-like-it")
    sheet._edits["title"].setText("Documents are old")

    sheet.verb_button.click()

    qtbot.waitUntil(lambda: not sheet.is_running)
    assert sheet.isVisible()
    assert sheet.text("title") == "Documents are old"
    sheet.reject()


def test_the_owner_attests_and_another_sees_it_at_once(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "sanne", tmp_path, "governance") as desktop:
        screen = show(qtbot, desktop, "attestation")
        assert not screen.pane.buttons["approve"].isEnabled()

        sheet = press(qtbot, desktop, "assess", DecisionDialog)
        assert "Is it still so?" in " ".join(one.text() for one in sheet.findChildren(QLabel))
        sign(sheet, "It is used as documented.")

        qtbot.waitUntil(lambda: screen.pane.shown.row.state == "submitted")
    with bank.service.reading() as session:
        (row,) = list_attestations(session)
    assert (row.state, row.answer) == ("submitted", "It is used as documented.")


def test_what_a_leaver_was_asked_is_handed_to_another(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    sanne = bank.work("sanne").actor.id
    bank.work("root").write(close_account, sanne, reason="Left the bank in March.")
    with desk(bank, "jo", tmp_path, "governance") as desktop:
        screen = show(qtbot, desktop, "attestation")
        dialog = press(qtbot, desktop, "change", PersonDialog)
        qtbot.keyClicks(dialog.picker.edit, "mark")
        dialog.verb_button.click()
        sheet = sheet_of(desktop, FormSheet)
        assert sheet.windowTitle().startswith("Ask Mark")
        sheet.reason.set_text("He owns her models now.")
        sheet.verb_button.click()

        qtbot.waitUntil(lambda: "Mark" in str([one.value for one in screen.pane.shown.facts]))


def test_a_policy_is_proposed_by_a_file_and_put_in_force_by_another(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    file = tmp_path / "route.dmn"
    shipped = next(one for one in TABLES if one.key == "approval-route").read()
    file.write_bytes(shipped.replace(b"<text>1</text>", b"<text>2</text>", 1))
    with desk(bank, "eva", tmp_path / "eva", "governance") as desktop:
        screen = show(qtbot, desktop, "policy")
        desktop.window.actions_registry.trigger("governance.new")
        sheet = sheet_of(desktop, FormSheet)
        sheet._edits["path"].setText(str(file))
        sheet.reason.set_text("Asked for by the risk board.")
        sheet.verb_button.click()
        qtbot.waitUntil(lambda: screen.pane.shown.row.state == "draft")
        assert "second person" in screen.pane.buttons["publish"].toolTip()
    with desk(bank, "jo", tmp_path / "jo", "governance") as desktop:
        screen = show(qtbot, desktop, "policy", "state:draft")
        desktop.window.actions_registry.trigger("governance.yes")
        qtbot.waitUntil(lambda: bool(desktop.window.findChildren(PolicyChangeView)))
        sheet = sheet_of(desktop, DecisionDialog)
        assert sheet.windowTitle() == "Put approval route v2 in force"
        (shown,) = sheet.findChildren(PolicyChangeView)
        said = [label.text() for label in shown.findChildren(QLabel)]
        (goes,) = (text for text in said if text.startswith("−"))
        (comes,) = (text for text in said if text.startswith("+"))
        assert goes[2:].replace("votes 1", "votes 2") == comes[2:]
        assert any(shown.change.digest in text for text in said)
        sign(sheet, "Agreed in the board.")
        qtbot.waitUntil(lambda: screen.pane.shown.row.state == "published")
        qtbot.waitUntil(
            lambda: "Policy approval route v2 is in force" in desktop.window.toasts.texts
        )
        assert {one.reason for one in screen.pane.buttons.values() if one.reason} == {
            "This version is in force; only a proposed one is published or refused. "
            "Propose the next version in Governance, or with modelward policy propose."
        }
    with bank.service.reading() as session:
        found = [(one.version, one.by) for one in list_policies(session)
                 if one.key == "approval-route"]  # fmt: skip
    assert found == [(2, "Jo Vermeer")]


def test_what_was_signed_in_the_window_is_told_with_the_signature(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    tamper(bank, "UPDATE {schema}workspace SET is_demo = true")  # where steps are signed
    folder = Path(bank.url).parent
    PersonalKeys(Secrets(folder, None, True, {})).keep(pair_of("jo"))
    made = propose(bank)
    with desk(bank, "jo", tmp_path / "jo", "governance") as desktop:
        show(qtbot, desktop, "policy", "state:draft")
        desktop.window.actions_registry.trigger("governance.yes")
        qtbot.waitUntil(lambda: is_open(desktop, DecisionDialog))
        sign(sheet_of(desktop, DecisionDialog), WHY)
        qtbot.waitUntil(lambda: bool(desktop.window.toasts.texts))
        (said,) = desktop.window.toasts.texts

    with bank.service.reading() as session:
        name = session.get_one(DecisionTable, made).name
    assert said == f"Policy {name} v2 is in force, signed by you"


def test_who_may_not_begin_a_kind_is_told_why(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "lin", tmp_path, "governance") as desktop:
        screen = desktop.window.current_screen
        assert not screen.new_button.isEnabled()
        qtbot.waitUntil(lambda: "It is for compliance officer" in screen.new_button.toolTip())

        assert not screen.new_button.isEnabled()


def test_new_rows_of_others_wait_behind_the_pill(
    qtbot: Any, aisha: Any, bank: TestWorkspace
) -> None:
    screen = show(qtbot, aisha, "finding")
    with bank.service.reading() as session:
        version = session.scalars(select(ModelVersion.id)).one()
    bank.work("mark").write(add_finding, version, NewFinding("Another", "low"))

    screen.refresh()

    qtbot.waitUntil(lambda: screen.tables.model.new_count == 1)
    assert titles(screen) == ["No youth test"]


def test_back_leads_to_the_kind_filter_and_case_that_was_left(qtbot: Any, aisha: Any) -> None:
    screen = show(qtbot, aisha, "finding")
    before = screen.place_state()
    show(qtbot, aisha, "risk")

    screen.restore_state(before)

    qtbot.waitUntil(
        lambda: screen.pane.shown is not None and screen.pane.shown.row.kind == "finding"
    )
    assert screen.place_state() == before


def test_a_list_that_comes_late_moves_nothing_in_the_kind_in_front(qtbot: Any, aisha: Any) -> None:
    left = show(qtbot, aisha, "finding").tables.model
    screen = show(qtbot, aisha, "risk")
    before = screen.place_state()

    left.reload()  # as after an act, when another kind was chosen before the answer came
    qtbot.waitUntil(lambda: not left.is_loading)

    assert screen.place_state() == before


@pytest.mark.parametrize(
    ("text", "days"), [("30d", 30), ("2w", 14), ("2026-12-31", None), ("soon", 0), ("d", 0)]
)
def test_a_day_is_read_as_people_write_it(text: str, days: int | None) -> None:
    now = datetime(2026, 3, 13, 12, tzinfo=UTC)

    found = day_of(text, now)

    if days is None:
        assert found is not None
        assert found.astimezone().strftime("%Y-%m-%d %H:%M") == "2026-12-31 23:59"
    elif days:
        assert found == now + timedelta(days=days)
    else:
        assert found is None
