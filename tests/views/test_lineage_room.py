"""A review room in the window: made from Lineage, opened again without a workspace, read only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import select

from app.models.queries.record_imports import Decisions
from app.models.tables.trail import AuditEvent
from app.services.commands.keys import find_key, revoke_key
from app.services.commands.records import Origin, import_records
from app.services.record_files import Place, RecordRow
from app.services.secrets import Secrets
from app.services.trail.export import Wanted
from app.services.trail.room import make_room
from app.services.trail.room_check import RoomDocument
from app.services.trail.room_opening import RoomSeat
from app.views.panels.lineage_room import RoomDone
from app.views.panels.lineage_story import KIND
from app.views.places import ObjectRef
from app.views.preferences import PreferenceStore
from app.views.room_opener import RoomOpener
from app.views.room_window import RoomWindow
from app.views.screens.lineage import STORY, LineageScreen
from app.views.start import Starter
from app.views.widgets.data_table import DataTable
from tests.trail_kit import live, sealer
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace, pair_of

PASSPHRASE = "correct horse battery"


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    live(sqlite_workspace)
    now = datetime.now(UTC)
    rows = [
        RecordRow(f"d-{n}", now - timedelta(days=n), "cc-fraud", "1", "", f"{n:064x}", Place(n + 2))
        for n in range(5)
    ]
    sqlite_workspace.work("sanne").write(import_records, rows, Origin("desk.csv"))
    sealer(sqlite_workspace).run_once()
    return sqlite_workspace


@pytest.fixture
def screen(bank: TestWorkspace, qtbot: Any) -> Iterator[LineageScreen]:
    with window_of(bank, "jo", "lineage") as window:
        found = window.current_screen
        assert isinstance(found, LineageScreen)
        qtbot.waitUntil(lambda: found.reader.life is not None)
        yield found


@pytest.fixture
def file(bank: TestWorkspace, tmp_path: Path) -> Path:
    room = make_room(
        bank.work("jo"),
        tmp_path / "bank.mwroom",
        Wanted(decisions=Decisions()),
        bank.signer("jo").pair,
        PASSPHRASE,
    )
    bank.close()
    return room.path


@pytest.fixture
def opener(qtbot: Any, tmp_path: Path) -> Iterator[RoomOpener]:
    home = QWidget()
    home.resize(900, 600)
    home.show()
    opener = RoomOpener(home, PreferenceStore(tmp_path / "preferences.json"), None)
    yield opener
    opener.close()
    home.close()
    home.deleteLater()


def opened(opener: RoomOpener, file: Path, qtbot: Any) -> RoomWindow:
    opener.ask(file)
    assert opener.sheet is not None
    opener.sheet.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(opener.opened):
        opener.sheet.verb_button.click()
    (window,) = opener.windows
    assert isinstance(window, RoomWindow)
    return window


def said(widget: QWidget) -> str:
    shown = [one for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]
    return "\n".join(one.text() for one in shown)


def test_a_room_is_measured_signed_written_and_told(
    screen: LineageScreen, bank: TestWorkspace, qtbot: Any, tmp_path: Path
) -> None:
    pair = pair_of("jo")
    Secrets(bank.folder, is_embedded=True).keep(f"key.{pair.kid}", "open:" + pair.seed())
    target = tmp_path / "cc-fraud.mwroom"
    screen.shell.actions_registry.trigger("lineage.room")
    sheet = screen.hand_out.rooms.sheet
    assert sheet is not None
    sheet.start.setText(f"{datetime.now(UTC) - timedelta(days=2, hours=12):%Y-%m-%d}")
    sheet.version.setText("v1")
    qtbot.waitUntil(lambda: "passphrase has at least 12" in sheet.lacks())
    sheet.passphrase.setText(PASSPHRASE)
    assert "different" in sheet.lacks()
    sheet.again.setText(PASSPHRASE)
    assert sheet.lacks() == ""
    size, words = sheet.measured, sheet.words.text()
    assert size is not None
    sheet.place.line.clear()
    assert "where the file goes" in sheet.lacks()
    sheet.place.line.setText(str(target))

    sheet.verb_button.click()
    qtbot.waitUntil(lambda: screen.hand_out.rooms.dialog is not None)
    with qtbot.waitSignal(screen.hand_out.rooms.exported) as made:
        screen.hand_out.rooms.dialog.sign_button.click()

    records = size.size.records
    assert records in (3, 4)  # by the hour of the day
    assert f"{records} decisions on customers" in words
    assert made.args[0].records == records
    done = screen.window().findChild(RoomDone)
    assert done is not None
    done.reject()
    with bank.service.reading() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.tag == "room.exported")).one()
    assert (told.facts["records"], told.facts["kid"]) == (records, pair.kid)
    assert PASSPHRASE.encode() not in (bank.folder / "jo.ini").read_bytes()


def test_what_can_not_be_a_period_or_a_version_is_said(screen: LineageScreen, qtbot: Any) -> None:
    screen.shell.actions_registry.trigger("lineage.room")
    sheet = screen.hand_out.rooms.sheet
    assert sheet is not None
    sheet.version.setText("7")
    qtbot.waitUntil(lambda: "no version 7" in sheet.lacks())
    sheet.version.setText("one")
    qtbot.waitUntil(lambda: "no number of a version" in sheet.lacks())
    sheet.version.clear()
    sheet.start.setText("2026-03-02")
    sheet.until.setText("2026-03-01")
    qtbot.waitUntil(lambda: "after its beginning" in sheet.lacks())
    sheet.has_decisions.setChecked(False)
    qtbot.waitUntil(lambda: "passphrase" in sheet.lacks())
    assert "0 decisions" in sheet.words.text()
    sheet.reject()


def test_a_room_opens_to_its_lineage_and_says_what_it_is(
    opener: RoomOpener, file: Path, qtbot: Any
) -> None:
    window = opened(opener, file, qtbot)
    screen = window.screen_
    assert isinstance(screen, LineageScreen)

    qtbot.waitUntil(lambda: bool(screen.timeline.table().rows))
    assert "This is a review room" in said(window)
    assert "Jo Vermeer" in said(window)
    assert not screen.head.proof_button.isVisibleTo(window)
    assert not screen.head.seal.isVisibleTo(window)

    # What is "now" elsewhere is the moment of the seal here.
    head, sealed = screen.head, window.seat.facts.sealed_until
    qtbot.waitUntil(lambda: "when it was sealed" in head.serving.sentence)
    assert screen.reader.now == sealed
    qtbot.waitUntil(lambda: " up to " in head._count.text())  # and not "the last 6 months"
    assert head.as_of.placeholderText().startswith("seal, or")
    assert screen.timeline._present == "the seal"
    assert window.actions_registry.reason("lineage.now") == "This is as it was sealed already."
    head.set_as_of(sealed + timedelta(minutes=1))
    assert head.at is None
    assert "ends at its seal" in said(head.notices)

    made = window.seat.facts.documents  # one count: what its maker and its reader are told
    assert len(made) == len(set(made)) == window.tabs.tabs[1].count
    folder = window.seat.folder
    window.close()
    assert not folder.exists()
    assert opener.windows == []


def test_the_story_of_a_decision_is_told_in_the_room(
    opener: RoomOpener, file: Path, qtbot: Any
) -> None:
    window = opened(opener, file, qtbot)
    screen = window.screen_
    assert isinstance(screen, LineageScreen)

    window.open_ref(ObjectRef(KIND, "d-0"))

    qtbot.waitUntil(lambda: screen.story.story is not None)
    assert screen._shown.currentIndex() == STORY
    assert screen.story.story.record.holds
    assert "is what the trail sealed then" in said(screen.story)


def test_signatures_documents_and_proof_are_beside_it(
    opener: RoomOpener, file: Path, qtbot: Any
) -> None:
    window = opened(opener, file, qtbot)

    window.tabs.choose(2)
    table = window.findChild(DataTable, "roomwindow.signatures")
    assert table is not None
    assert table.model().rowCount() == 2
    assert "Aisha Rahman" in table.model().index(0, 1).data()
    window.tabs.choose(1)
    assert window.findChild(DataTable, "roomwindow.documents") is not None
    window.tabs.choose(3)
    words = said(window)
    assert "2, all hold" in words
    assert {"Signed by", "Jo Vermeer", "With the key", pair_of("jo").kid} <= {*words.split("\n")}
    assert "none of those that signed here" in words
    assert "5, from the beginning" in words


def test_a_key_that_was_revoked_since_is_told_of_at_once(
    bank: TestWorkspace, opener: RoomOpener, qtbot: Any, tmp_path: Path
) -> None:
    kid = pair_of("aisha").kid
    with bank.work("root").unit() as work:
        size = revoke_key(work, find_key(work, kid).id, reason="Lost on a train.").revoked_at_size
    sealer(bank).run_once()
    room = make_room(bank.work("jo"), tmp_path / "r.mwroom", Wanted(), pair_of("jo"), PASSPHRASE)
    bank.close()

    window = opened(opener, room.path, qtbot)

    told = f"The key {kid} (Aisha Rahman) was revoked at position {size} of the log, on "
    assert told in said(window)
    window.tabs.choose(3)
    assert said(window).count(told) == 2  # above all, and beside who signed


def test_nothing_can_be_done_in_a_room_and_every_act_says_why(
    opener: RoomOpener, file: Path, qtbot: Any
) -> None:
    window = opened(opener, file, qtbot)
    for action in ("lineage.proof", "lineage.room", "lineage.verify", "lineage.export"):
        with qtbot.waitSignal(window.actions_registry.refused) as refused:
            window.actions_registry.trigger(action)
        assert "review room" in refused.args[1]
    with qtbot.waitSignal(window.backend.failed) as failed:
        window.backend.run(None, lambda work: None)
    assert "review room" in str(failed.args[0])


def change(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "passphrase", "told"),
    [
        (lambda file: None, "another passphrase", "the passphrase is another, or the file was"),
        (lambda file: change(file, -5), PASSPHRASE, "changed"),
        (lambda file: file.write_bytes(file.read_bytes()[:-50]), PASSPHRASE, "changed"),
        (lambda file: file.write_bytes(b"x"), PASSPHRASE, "is no review room"),
    ],
)
def test_a_room_that_does_not_open_says_why_and_keeps_what_was_typed(
    opener: RoomOpener, file: Path, qtbot: Any, spoil: Any, passphrase: str, told: str
) -> None:
    spoil(file)
    opener.ask(file)
    sheet = opener.sheet
    assert sheet is not None
    sheet.passphrase.setText(passphrase)
    sheet.verb_button.click()

    qtbot.waitUntil(lambda: told in said(sheet))
    assert sheet.passphrase.text() == passphrase
    assert opener.windows == []
    sheet.reject()


def test_without_a_workspace_the_first_page_leads_to_a_room(
    file: Path, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    starter = Starter(tmp_path / "window.json")
    qtbot.addWidget(starter.window)

    starter.begin(str(file))
    qtbot.waitUntil(lambda: starter.rooms is not None and starter.rooms.sheet is not None)
    starter.rooms.sheet.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(starter.rooms.opened):
        starter.rooms.sheet.verb_button.click()

    assert not starter.window.isVisible()
    assert len(starter.rooms.windows) == 1
    starter.close()
    assert starter.desktop is None


def test_a_file_of_several_versions_stands_once_among_the_documents(
    file: Path, qtbot: Any, tmp_path: Path
) -> None:
    seat = RoomSeat(file, PASSPHRASE)
    card = RoomDocument("cc-fraud", "model_card.md", "documents/a.md", "a" * 64, (1, 2, 3, 7))
    other = replace(card, name="documents/b.md", sha256="b" * 64, versions=(8,))
    seat.facts = replace(seat.facts, documents=(card, card, other))
    window = RoomWindow(seat, PreferenceStore(tmp_path / "preferences.json"))

    table = window.findChild(DataTable, "roomwindow.documents")
    assert table is not None
    assert table.rows_model.rowCount() == 2
    assert [table.rows_model.index(n, 1).data() for n in range(2)] == ["v1–v3, v7", "v8"]
    assert window.tabs.tabs[1].count == 2
    window.close()
