"""The trail in the lineage screen: its seal, its verification, the leaf of an event, a proof."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget
from sqlalchemy import select

from app.errors import AppError
from app.models.queries.acts import LastCheck
from app.models.queries.trail import SealStatus
from app.models.tables.inventory import RegisteredModel
from app.models.tables.trail import AuditEvent
from app.services.secrets import Secrets
from app.services.trail.breaks import Break, Kind
from app.services.trail.checking import Checked, SealFacts
from app.services.trail.export import Wanted
from app.services.trail.verifying import Verification
from app.services.trail.witness import WitnessKind, WitnessVerdict
from app.verifier import __main__ as verifier
from app.views import language, theme
from app.views.cells import Status
from app.views.main_window import MainWindow
from app.views.panels.lineage_check import TrailCheck
from app.views.panels.lineage_proof import ProofDone
from app.views.panels.lineage_room import RoomDone
from app.views.panels.lineage_seal import SealLine, seal_words, verdict_words
from app.views.places import ObjectRef
from app.views.screens.lineage import LineageScreen
from app.views.widgets.banner import Banner
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button
from tests.stories import register
from tests.trail_kit import live, sealer, tamper, tampering
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace, pair_of


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    register(sqlite_workspace, name="cc-fraud")
    register(sqlite_workspace, name="cc-limit", content=b"another")
    sealer(sqlite_workspace).run_once()
    return sqlite_workspace


@pytest.fixture
def screen(bank: TestWorkspace, qtbot: Any) -> Iterator[LineageScreen]:
    with window_of(bank, "jo", "lineage") as window:
        found = window.current_screen
        assert isinstance(found, LineageScreen)
        qtbot.waitUntil(lambda: found.events.rowCount() > 0)
        qtbot.waitUntil(lambda: bool(found.head.seal.sentence))
        yield found


def told_of(bank: TestWorkspace, tag: str) -> list[dict[str, Any]]:
    with bank.service.reading() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.tag == tag))
        return [dict(row.facts) for row in rows]


def test_the_line_says_how_far_it_is_sealed_and_that_nobody_checked(screen: LineageScreen) -> None:
    assert screen.head.seal.sentence.startswith("Sealed. ")
    assert "sealed up to" in screen.head.seal.sentence
    assert screen.head.seal.sentence.endswith("never checked in full")


def test_verify_now_finds_it_intact_and_tells_the_trail(
    screen: LineageScreen, bank: TestWorkspace, qtbot: Any
) -> None:
    button = screen.findChild(type(screen.head.seal.verify_button), "lineage.verify")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: "checked" in screen.head.seal.sentence
                    and "by Jo Vermeer" in screen.head.seal.sentence)  # fmt: skip
    assert screen.head.seal.sentence.startswith("Seal intact")
    found = told_of(bank, "trail.verified")
    assert [(one["outcome"], one["broken"]) for one in found] == [("intact", 0)]


def test_what_was_verified_is_told_above_the_lanes_and_covers_none(
    screen: LineageScreen, qtbot: Any
) -> None:
    screen.verify()
    qtbot.waitUntil(lambda: "verify" in screen.head.notices.keys)
    (banner,) = screen.head.notices.findChildren(Banner)
    said = " ".join(one.text() for one in banner.findChildren(StyledLabel))
    window = screen.window()
    assert isinstance(window, MainWindow)

    assert "events are as they were sealed" in said
    assert "nothing sealed was changed, removed or put in afterwards" in said
    assert not window.toasts.texts
    lowest = banner.mapTo(screen, banner.rect().bottomLeft()).y()
    assert lowest <= screen.timeline.mapTo(screen, screen.timeline.rect().topLeft()).y()


def test_a_refused_wish_stands_beside_what_is_well_as_a_warning_of_its_own(
    screen: LineageScreen, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_as = TrailCheck._on_checked

    def with_a_forged_wish(check: TrailCheck, checked: Checked) -> None:
        told_as(check, replace(checked, found=replace(checked.found, refused=1, hidden=3)))

    monkeypatch.setattr(TrailCheck, "_on_checked", with_a_forged_wish)

    screen.verify()

    qtbot.waitUntil(lambda: "refused" in screen.head.notices.keys)
    well, refused = (
        " ".join(one.text() for one in found.findChildren(StyledLabel))
        for found in (
            screen.head.notices.findChild(Banner, f"banner.{key}") for key in ("verify", "refused")
        )
    )
    assert "each by its digest. Of 3 of them only the leaf" in well
    assert "wish" not in well
    assert "1 wish refused The signature of 1 wish does not hold" in refused


def test_after_a_check_the_keyboard_is_where_it_was(screen: LineageScreen, qtbot: Any) -> None:
    seal = screen.head.seal
    seal.verify_button.setFocus()
    qtbot.keyClick(seal.verify_button, Qt.Key.Key_Space)
    assert seal.cancel_button.hasFocus()

    qtbot.waitUntil(lambda: "by Jo Vermeer" in seal.sentence)

    assert seal.verify_button.hasFocus()


def test_after_a_check_that_was_stopped_the_keyboard_is_where_it_was(
    screen: LineageScreen, qtbot: Any
) -> None:
    seal = screen.head.seal
    seal.verify_button.setFocus()
    qtbot.keyClick(seal.verify_button, Qt.Key.Key_Space)

    qtbot.keyClick(seal.cancel_button, Qt.Key.Key_Space)

    assert seal.sentence.startswith("Cancelling…")
    qtbot.waitUntil(lambda: screen._why_not_verify() == "")
    assert seal.verify_button.hasFocus()


def unreadable(*_given: object) -> None:
    raise AppError("The disk of the database is full.")


def test_a_seal_that_can_not_be_read_keeps_what_was_known_with_its_time(
    screen: LineageScreen, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    before = screen.head.seal.sentence
    monkeypatch.setattr("app.views.panels.lineage_reader.load_seal", unreadable)

    screen.refresh()
    qtbot.waitUntil(lambda: "since then it can't be read" in screen.head.seal.sentence)

    assert screen.head.seal.sentence.startswith(before)
    monkeypatch.undo()
    screen.refresh()
    qtbot.waitUntil(lambda: screen.head.seal.sentence == before)


def test_a_seal_that_was_never_read_says_so_before_and_after_a_check_that_fails(
    bank: TestWorkspace, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr("app.views.panels.lineage_reader.load_seal", unreadable)
    monkeypatch.setattr("app.views.panels.lineage_check.check_trail", unreadable)
    with window_of(bank, "jo", "lineage") as window:
        screen = window.current_screen
        assert isinstance(screen, LineageScreen)
        head = screen.head
        qtbot.waitUntil(lambda: head.seal.sentence.startswith("The seal can't be read"))

        head.seal.verify_button.click()
        qtbot.waitUntil(lambda: "verify" in head.notices.keys)

        assert head.seal.sentence.startswith("The seal can't be read")
        assert head.seal.verify_button.isVisible()


def test_a_changed_event_is_named_with_what_was_expected_and_when(
    screen: LineageScreen, bank: TestWorkspace, qtbot: Any
) -> None:
    tampering(
        bank,
        "UPDATE {mw}audit_event SET tag = 'model.changed' WHERE id ="
        " (SELECT event_id FROM {mw}audit_leaf WHERE position = 3)",
    )

    screen.verify()

    qtbot.waitUntil(lambda: "verify" in screen.head.notices.keys)
    said = " ".join(label.text() for label in screen.head.notices.findChildren(QLabel))
    assert "The trail is broken at event" in said
    assert "Expected" in said
    assert "It was sealed" in said
    place = said.partition("The trail is broken at ")[2].partition(".")[0].split()[:2]
    wanted = f"Broken at {' '.join(place)}"  # one place, one number
    qtbot.waitUntil(lambda: screen.head.seal.sentence.startswith(wanted))
    assert told_of(bank, "trail.verified")[0]["position"] == 3


def test_when_it_was_sealed_is_one_time_where_two_seals_stand_in_one_minute() -> None:
    now = datetime(2026, 7, 1, 12, tzinfo=UTC)
    first = Break(3, Kind.CHANGED, "ab", "cd")

    def said(until: datetime) -> str:
        return verdict_words(checked(first, (now, until)))[1]

    assert "It was sealed at 2026-07-01 12:00." in said(now + timedelta(seconds=2))
    assert "between 2026-07-01 12:00 and 2026-07-01 12:01" in said(now + timedelta(seconds=61))


def checked(first: Break, window: tuple[datetime, datetime]) -> Checked:
    quiet = WitnessVerdict(WitnessKind.HOLDS, "", 12, 12, window[0])
    found = Verification(uuid4(), 12, (first,), window[1], 1, 0, 0, ())
    return Checked(found, quiet, (first,), window)


def test_a_forged_vote_is_named_with_who_signed_and_leads_to_its_event(
    sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    live(sqlite_workspace)
    tamper(sqlite_workspace, "UPDATE {schema}decision SET role = 'auditor'")
    with window_of(sqlite_workspace, "jo", "lineage") as window:
        screen: Any = window.current_screen
        screen.verify()

        qtbot.waitUntil(lambda: "verify" in screen.head.notices.keys)
        said = " ".join(label.text() for label in screen.head.notices.findChildren(QLabel))
        assert " signed does not hold: event " in said
        why = "Decision of cc-fraud v1: what was signed says something else: role."
        assert why in said
        links = [one.text() for one in screen.head.notices.findChildren(Button)]
        assert "Show the event" in links


def test_an_intact_trail_whose_key_has_ended_says_that_nothing_new_is_sealed(
    screen: LineageScreen, bank: TestWorkspace, qtbot: Any
) -> None:
    tampering(
        bank,
        "UPDATE {mw}signing_key SET state = 'revoked', revoked_at_size ="
        " (SELECT max(size) FROM {mw}tree_head) WHERE purpose = 'seal'",
    )

    screen.verify()

    qtbot.waitUntil(lambda: "sealing" in screen.head.notices.keys)
    said = " ".join(label.text() for label in screen.head.notices.findChildren(QLabel))
    assert "Nothing new can be sealed" in said
    assert "was revoked at position" in said
    assert told_of(bank, "trail.verified")[0]["broken"] == 0


def test_a_cancelled_check_says_nothing_of_the_rest(
    screen: LineageScreen, bank: TestWorkspace, qtbot: Any
) -> None:
    screen.verify()
    screen.head.seal.cancel_button.click()

    qtbot.waitUntil(lambda: screen._why_not_verify() == "")
    # On a short trail the check may have been over before it was stopped: then it is told.
    assert len(told_of(bank, "trail.verified")) <= 1


def test_an_event_shows_its_leaf_and_the_bytes_that_are_hashed(
    screen: LineageScreen, bank: TestWorkspace, qtbot: Any
) -> None:
    screen.read_event(screen.events.rows[0].id)
    qtbot.waitUntil(lambda: screen.event_pane.findChild(QWidget, "lineage.leaf") is not None)
    said = screen.event_pane.findChild(QWidget, "lineage.leaf").accessibleName()

    screen.event_pane._raw.setChecked(True)

    text = screen.event_pane.findChild(QPlainTextEdit, "lineage.rawbytes").toPlainText()
    digest = hashlib.sha256(b"\0" + text.encode()).hexdigest()
    assert said.startswith("Sealed as leaf ")
    assert said.endswith(digest)


def test_a_proof_is_measured_signed_written_and_told(
    screen: LineageScreen, bank: TestWorkspace, qtbot: Any, tmp_path: Path
) -> None:
    pair = pair_of("jo")
    Secrets(bank.folder, is_embedded=True).keep(f"key.{pair.kid}", "open:" + pair.seed())
    target = tmp_path / "proof.zip"
    model_id = screen.model_id
    assert model_id is not None
    screen.shell.actions_registry.trigger("lineage.proof")
    sheet = screen.hand_out.proofs.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: not sheet.lacks())
    size_words = sheet.size_words
    sheet.redacted.setChecked(True)
    wanted = sheet.wanted()
    qtbot.waitUntil(lambda: not sheet.lacks())
    sheet.place.line.setText("proof")
    assert "whole way" in sheet.lacks()
    sheet.place.line.setText(str(target.with_suffix("")))  # the ending comes by itself

    sheet.verb_button.click()
    qtbot.waitUntil(lambda: screen.hand_out.proofs.dialog is not None)
    with qtbot.waitSignal(screen.hand_out.proofs.exported):
        screen.hand_out.proofs.dialog.sign_button.click()

    assert wanted == Wanted(model_id, wanted.model_name, is_redacted=True)
    assert "left out" in size_words
    done = screen.window().findChild(ProofDone)
    assert done is not None
    done.reject()
    assert "README.html" in ZipFile(target).namelist()
    assert verifier.main([str(target)]) == 0
    told = told_of(bank, "proof.exported")
    assert [one["file_sha256"] for one in told] == [hashlib.sha256(target.read_bytes()).hexdigest()]
    assert told[0]["kid"] == pair.kid


@pytest.mark.parametrize("what", ["proof", "room"])
def test_who_leaves_the_signature_may_ask_for_the_same_again(
    screen: LineageScreen, bank: TestWorkspace, qtbot: Any, tmp_path: Path, what: str
) -> None:
    pair = pair_of("jo")
    Secrets(bank.folder, is_embedded=True).keep(f"key.{pair.kid}", "open:" + pair.seed())
    export: Any = screen.hand_out.proofs if what == "proof" else screen.hand_out.rooms
    target = tmp_path / f"one{'.zip' if what == 'proof' else '.mwroom'}"
    for is_left in (True, False):
        screen.shell.actions_registry.trigger(f"lineage.{what}")
        sheet = export.sheet
        sheet.place.line.setText(str(target))
        if what == "room":
            sheet.passphrase.setText("a quiet harbour")
            sheet.again.setText("a quiet harbour")
        qtbot.waitUntil(sheet.verb_button.isEnabled)
        sheet.verb_button.click()
        qtbot.waitUntil(lambda: export.dialog is not None)
        if is_left:
            export.dialog.reject()
    with qtbot.waitSignal(export.exported):
        export.dialog.sign_button.click()

    done: Any = screen.window().findChild(ProofDone if what == "proof" else RoomDone)
    done.reject()
    assert target.is_file()


def test_a_proof_until_an_instant_is_not_cut_to_its_minute(screen: LineageScreen) -> None:
    instant = datetime(2026, 3, 1, 12, 30, 59, 70, tzinfo=UTC)
    screen.head.set_as_of(instant)
    screen.shell.actions_registry.trigger("lineage.proof")
    sheet = screen.hand_out.proofs.sheet
    assert sheet is not None

    assert sheet.wanted().until == instant
    sheet.until.setText("2026-03-01 12:29 UTC")
    assert sheet.wanted().until == datetime(2026, 3, 1, 12, 29, tzinfo=UTC)
    sheet.reject()


def test_a_time_that_is_none_keeps_the_verb_grey_and_says_why(
    screen: LineageScreen, qtbot: Any
) -> None:
    screen.shell.actions_registry.trigger("lineage.proof")
    sheet = screen.hand_out.proofs.sheet
    assert sheet is not None
    sheet.start.setText("2026-05-01")
    sheet.until.setText("2026-03-01")

    qtbot.waitUntil(lambda: "lies after" in sheet.verb_button.reason)
    sheet.reject()


def test_the_csv_of_the_events_is_told_to_the_trail(
    screen: LineageScreen, bank: TestWorkspace, qtbot: Any, tmp_path: Path
) -> None:
    target = tmp_path / "events.csv"
    with qtbot.waitSignal(screen.reader.exported):
        screen.reader.export_to(target)

    told = told_of(bank, "list.exported")
    assert [one["list"] for one in told] == ["events"]
    assert told[0]["file_sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()


def test_no_list_leaves_while_the_app_is_only_viewed_as_somebody(
    screen: LineageScreen, bank: TestWorkspace, qtbot: Any, tmp_path: Path
) -> None:
    backend = screen.backend
    backend.view_as(bank.work("sanne").actor)

    with qtbot.waitSignal(backend.failed) as refused:
        screen.reader.export_to(tmp_path / "events.csv")
    backend.stop_viewing()

    assert [one.code for one in refused.args[0].blockers] == ["viewing.read_only"]
    assert not [*tmp_path.glob("*.csv"), *tmp_path.glob(".modelward*")]
    assert told_of(bank, "list.exported") == []


def test_the_line_gives_way_in_a_narrow_window(qtbot: Any) -> None:
    line = SealLine()
    qtbot.addWidget(line)

    assert line.minimumSizeHint().width() < 420


@pytest.mark.parametrize("width", [1170, 900, 620])
def test_how_far_it_is_sealed_is_read_whole_in_dutch_at_a_large_zoom(
    qtbot: Any, width: int
) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    now = datetime(2026, 7, 1, 12, tzinfo=UTC)
    sealed = SealStatus(size=695, sealed_at=now, unsealed=0, oldest_unsealed_at=None, is_late=False)
    last = LastCheck(now, "Jo Vermeer", True, 695, None, "")
    quiet = WitnessVerdict(WitnessKind.HOLDS, "", 695, 695, now)
    language.use("nl")
    try:
        line = SealLine()
        line.show_facts(SealFacts(sealed, quiet, last), now)
    finally:
        language.use("en")
    qtbot.addWidget(line)
    line.resize(width, line.heightForWidth(width))
    line.show()

    qtbot.waitUntil(lambda: line._words.width() > 0)
    words = line._words
    assert words.height() >= words.heightForWidth(words.width())
    assert line.rect().contains(line.verify_button.geometry())
    assert not line.verify_button.geometry().intersects(words.geometry())


def test_a_link_to_an_event_opens_it(screen: LineageScreen, qtbot: Any) -> None:
    number = screen.events.rows[-1].id

    screen.shell.open_ref(ObjectRef("event", str(number)))

    qtbot.waitUntil(
        lambda: screen.event_pane.detail is not None and screen.event_pane.detail.row.id == number
    )


def test_a_in_the_table_goes_back_to_the_chosen_event(screen: LineageScreen, qtbot: Any) -> None:
    screen.toggle_table()
    screen.table.select_key(screen.events.rows[-1].id)
    qtbot.waitUntil(lambda: screen.event_pane.detail is not None)

    screen.shell.actions_registry.trigger("lineage.asofhere")

    assert screen.event_pane.detail is not None
    assert screen.head.at == screen.event_pane.detail.row.at


@pytest.mark.parametrize(
    ("is_intact", "status", "begins"),
    [(True, Status.UNKNOWN, "Sealed"), (False, Status.WARNING, "Said to be broken")],
)
def test_the_line_never_calls_intact_what_only_somebody_else_says(
    is_intact: bool, status: Status, begins: str
) -> None:
    now = datetime(2026, 7, 1, 12, tzinfo=UTC)
    sealed = SealStatus(size=12, sealed_at=now, unsealed=0, oldest_unsealed_at=None, is_late=False)
    said = LastCheck(now, "Jo Vermeer", is_intact, 12, None, "")
    quiet = WitnessVerdict(WitnessKind.HOLDS, "", 12, 12, now)

    found, strong, words = seal_words(SealFacts(sealed, quiet, None, said), now)

    assert (found, strong) == (status, begins)
    assert "Jo Vermeer says" in words
    assert "verify it yourself" in words
    assert "never checked" not in words  # beside somebody who says they have


def test_a_row_that_is_not_as_told_is_named_and_leads_to_its_event(
    screen: LineageScreen, bank: TestWorkspace, qtbot: Any
) -> None:
    tamper(bank, "UPDATE {schema}registered_model SET risk_tier = 'low' WHERE name = 'cc-limit'")
    with bank.work("jo").reading() as session:
        found = select(RegisteredModel.id).where(RegisteredModel.name == "cc-limit")
        key = session.scalars(found).one()

    screen.verify()

    qtbot.waitUntil(lambda: "rows" in screen.head.notices.keys)
    notices = screen.head.notices
    said = " ".join(label.text() for label in notices.findChildren(QLabel))
    assert "Model cc-limit is not as the trail told" in said
    assert "Risk tier: expected " in said
    assert "found low" in said
    assert notices.findChild(Banner, "banner.rows").toolTip() == f"registered_model {key}"
    assert "verify" not in notices.keys
    told = "Rows are not as the trail told"
    qtbot.waitUntil(lambda: screen.head.seal.sentence.startswith(told))
    button = next(
        one for one in notices.findChildren(Button) if one.text().startswith("Show event")
    )
    button.click()
    number = int(button.text().split()[-1])
    qtbot.waitUntil(
        lambda: screen.event_pane.detail is not None and screen.event_pane.detail.row.id == number
    )
