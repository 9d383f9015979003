"""A place for a new file: proposed, typed or chosen, and never written over unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from app.views.widgets.file_place import FilePlace


@pytest.fixture
def place(qtbot: Any, tmp_path: Path) -> FilePlace:
    made = FilePlace("a.file", "Where it goes", ".zip", "Proofs (*.zip)", folder=tmp_path)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_name_with_what_no_file_may_have_is_proposed_without_it(
    place: FilePlace, tmp_path: Path
) -> None:
    place.propose("/../cc/fraud\u202e: 1\n-proof")

    assert place.path.parent == tmp_path
    assert place.path.name.startswith("cc-fraud-1-proof-20")
    assert place.path.suffix == ".zip"
    assert place.lacks() == ""


@pytest.mark.parametrize("letter", ["x", "\u4e2d", "\U00020000"])
def test_a_name_as_long_as_models_have_is_cut_to_what_a_system_takes(
    place: FilePlace, letter: str
) -> None:
    place.propose(letter * 200)
    place.path.write_bytes(b"")

    assert place.path.name.startswith(letter * 50)
    assert place.path.is_file()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "where the file goes"),
        ("  ", "where the file goes"),
        ("a.zip", "the whole way"),
        ("~nobody-of-this-name/a.zip", "the whole way"),
    ],
)
def test_what_is_no_place_is_said(place: FilePlace, typed: str, sentence: str) -> None:
    place.line.setText(typed)

    assert sentence in place.lacks()


def test_the_ending_is_added_once(place: FilePlace, tmp_path: Path) -> None:
    for typed in ("one", "one.zip"):
        place.line.setText(str(tmp_path / typed))
        assert place.path == tmp_path / "one.zip"
    place.line.setText(str(tmp_path / "one.v2"))
    assert place.path == tmp_path / "one.v2.zip"
    place.line.setText(str(tmp_path / "ONE.ZIP"))
    assert place.path == tmp_path / "ONE.ZIP"


def test_another_place_is_chosen_in_the_systems_way(
    place: FilePlace, tmp_path: Path, qtbot: Any
) -> None:
    place.propose("cc-fraud")
    place.choose_button.click()
    dialog = place.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave

    with qtbot.waitSignal(place.changed):
        dialog.fileSelected.emit(str(tmp_path / "else.zip"))
    dialog.close()

    assert place.path == tmp_path / "else.zip"
