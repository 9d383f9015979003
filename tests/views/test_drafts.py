"""Drafts: kept for who typed them, over a restart, until they are sent; bounded and private."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from app.views import drafts as module
from app.views.drafts import DraftStore
from app.views.drafts_cell import drafts_menu
from app.views.places import SCREEN, ObjectRef

JO, TOM = uuid4(), uuid4()
REF = ObjectRef("request", str(uuid4()), "cc-fraud v14")
KEY = JO, REF.id, "accept"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "drafts.json"


def store(path: Path, workspace: str = "w1") -> DraftStore:
    made = DraftStore(path)
    made.open(workspace)
    return made


def test_a_draft_is_there_after_a_restart_until_it_is_sent(path):
    store(path).keep(KEY, "Income moved", REF)

    again = store(path)
    assert again.text(KEY) == "Income moved"
    (kept,) = again.of(JO)
    assert kept.place == REF
    again.keep(KEY, "", None)

    assert store(path).of(JO) == []
    assert "Income" not in path.read_text(encoding="utf-8")


def test_a_draft_that_is_about_no_object_leads_to_its_screen_after_a_restart(path):
    whole = ObjectRef(SCREEN, "governance", "New use case")
    store(path).keep((JO, "", "begin_use_case"), "Loans", whole)

    (kept,) = store(path).of(JO)
    assert kept.place == whole


def test_letters_are_written_together_soon_and_when_the_keyboard_or_the_window_goes(
    qtbot, path, monkeypatch
):
    written = []
    replace = module.replace_json
    monkeypatch.setattr(module, "replace_json", lambda *given: written.append(replace(*given)))
    kept = store(path)
    for end in range(1, 13):
        kept.keep_soon(KEY, "Income moved"[:end], REF)
    assert kept.text(KEY) == "Income moved"
    assert written == []
    qtbot.waitUntil(lambda: store(path).text(KEY) == "Income moved")
    assert len(written) == 1

    monkeypatch.setattr(kept._soon, "start", lambda: None)  # nor would it ever be time
    field, beside = QLineEdit(), QLineEdit()
    holder = QWidget()
    qtbot.addWidget(holder)
    for one in (field, beside):
        one.setParent(holder)
    holder.show()
    holder.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    kept.keep_soon(KEY, "Income", REF)
    beside.setFocus()
    qtbot.waitUntil(lambda: store(path).text(KEY) == "Income")

    kept.keep_soon(KEY, "", REF)
    kept.write()
    assert store(path).of(JO) == []


def test_the_fields_of_a_form_come_back_and_another_value_is_another_draft(path):
    kept = store(path)
    kept.keep(KEY, "claims", REF, {"name": "claims", "tags": ""})
    kept.keep(KEY, "claims", REF, {"name": "claims", "tags": "eu"})
    rows = json.loads(path.read_text(encoding="utf-8"))
    again = dict(store(path).entries(KEY))
    del rows["drafts"]["w1"][0]["entries"]  # as an older window wrote it
    path.write_text(json.dumps(rows), encoding="utf-8")

    assert again == {"name": "claims", "tags": "eu"}
    assert store(path).text(KEY) == "claims"
    assert store(path).entries(KEY) == {}
    assert store(path).entries((TOM, REF.id, "accept")) == {}


def test_nobody_else_and_no_other_workspace_sees_it(path):
    store(path).keep(KEY, "Income moved", REF)

    assert store(path).of(TOM) == []
    assert store(path, "w2").of(JO) == []


def test_only_its_owner_can_read_the_file(path):
    store(path).keep(KEY, "Income moved", REF)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_windows_keep_each_their_own(path):
    one, two = store(path), store(path)
    other = JO, str(uuid4()), "reject"
    one.keep(KEY, "Income moved", REF)
    two.keep(other, "Too many changes", REF)

    assert {draft.text for draft in store(path).of(JO)} == {"Income moved", "Too many changes"}
    one.keep(KEY, "", None)
    assert [draft.text for draft in store(path).of(JO)] == ["Too many changes"]


def test_the_file_is_bounded_in_number_length_and_age(path, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    kept = store(path)
    for n in range(5):
        kept.keep((JO, str(n), "accept"), f"reason {n}", REF)
    kept.keep((JO, "long", "accept"), "x" * (module.LONGEST + 1), REF)
    assert len(kept.text((JO, "long", "accept"))) == module.LONGEST + 1  # in this window

    assert [one.text for one in store(path).of(JO)] == ["reason 4", "reason 3", "reason 2"]

    content = json.loads(path.read_text(encoding="utf-8"))
    old = datetime.now(UTC) - module.KEPT - timedelta(days=1)
    content["drafts"]["w1"][0]["at"] = old.isoformat()
    path.write_text(json.dumps(content), encoding="utf-8")
    assert [one.text for one in store(path).of(JO)] == ["reason 4", "reason 3"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"version": 9, "drafts": {}}', '{"version": 2, "drafts": {"w1": [1, {}]}}'],
)
def test_a_file_that_makes_no_sense_holds_nothing_and_stops_nothing(path, text):
    path.write_text(text, encoding="utf-8")
    kept = store(path)
    assert kept.of(JO) == []

    kept.keep(KEY, "Income moved", REF)

    assert store(path).text(KEY) == "Income moved"


def test_where_nothing_may_be_left_nothing_is(tmp_path):
    made = DraftStore(None)
    made.open("w1")
    made.keep(KEY, "Income moved", REF)

    assert made.text(KEY) == "Income moved"
    assert list(tmp_path.iterdir()) == []


def test_a_computer_that_forgets_forgets_them(path):
    kept = store(path)
    kept.keep(KEY, "Income moved", REF)
    kept.forget()

    assert kept.of(JO) == []
    assert not path.exists()


def test_the_menu_leads_to_the_draft_and_throws_all_away(qtbot, path):
    kept = store(path)
    kept.keep(KEY, "Income & region moved", REF)
    went = []
    window = QWidget()
    qtbot.addWidget(window)
    menu = drafts_menu(kept.of(JO), kept, went.append, window)
    first, _line, away = menu.actions()
    assert first.text() == "cc-fraud v14: “Income && region moved”"
    first.trigger()
    assert went == [REF]

    away.trigger()

    assert kept.of(JO) == []
