"""What is nested deeper than anybody reads is refused in a sentence, wherever a file comes from."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from app.errors import AppError, InputError
from app.services.outside_json import read_outside
from app.services.record_files import Place, RecordRow, WrongRow, read_records, row_of
from app.services.secrets import Box
from app.services.settings_file import FILE, load_settings
from app.services.trail.locked_file import MAGIC, _read_lock

DEEP = 990  # what orjson reads, and Python's own recursion does not write
DEEPER = "[" * 100_000


def _line(number: int, **values: str) -> str:
    told = {
        "decision_id": f'"d-{number}"',
        "at": '"2026-07-01T00:00:00Z"',
        "model": '"m:1"',
        "outputs": "{}",
        "features": "{}",
    }
    return "{" + ",".join(f'"{name}":{value}' for name, value in {**told, **values}.items()) + "}"


@pytest.mark.parametrize("name", ["features", "at"])
def test_a_deep_line_is_a_wrong_line_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    deep = "[" * DEEP + "]" * DEEP
    value = f'{{"x":{deep}}}' if name == "features" else deep
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join([_line(1), _line(2, **{name: value}), _line(3)]) + "\n")

    first, wrong, last = read_records(path)

    assert isinstance(first, RecordRow)
    assert isinstance(last, RecordRow)
    assert wrong == WrongRow("Line 2: It is nested too deeply.")


@pytest.mark.parametrize("name", ["decision_id", "model", "version"])
@pytest.mark.parametrize("value", ['{"a":1}', '[1,"x"]', "true", "1.5", "99999999999999999999999"])
def test_what_is_neither_text_nor_whole_number_names_nothing(
    tmp_path: Path, name: str, value: str
) -> None:
    named = {"model": '"m"', "version": "1"}
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join([_line(1), _line(2, **{**named, name: value})]) + "\n")

    first, wrong = read_records(path)

    assert isinstance(first, RecordRow)
    assert wrong == WrongRow(f"Line 2: Its {name} is neither a text nor a whole number.")


def test_a_whole_number_is_an_id_by_its_digits(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(_line(1, decision_id="17") + "\n")
    told = {"decision_id": Decimal("18.00"), "at": datetime.now(UTC), "model": "m:1"}

    (first,) = read_records(path)

    assert isinstance(first, RecordRow)
    assert first.decision_id == "17"
    assert row_of(told, Place(1)).decision_id == "18"
    for value in (Decimal("18.5"), Decimal("NaN"), Decimal("1e999999"), 18.0, b"18"):
        with pytest.raises(InputError, match="neither a text nor a whole number"):
            row_of({**told, "decision_id": value}, Place(1))


def test_a_number_without_end_is_called_that(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(_line(1, at="1e400") + "\nnull\n{\n")

    assert [one.sentence for one in read_records(path) if isinstance(one, WrongRow)] == [
        "Line 1: It holds a number that is too large.",
        "Line 2: It is no JSON object.",
        "Line 3: It is no JSON object.",
    ]


def test_what_is_too_deep_is_no_json() -> None:
    with pytest.raises(ValueError, match="nested too deep"):
        read_outside(DEEPER)


def test_settings_a_box_and_a_lock_that_are_too_deep_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "MODELWARD_HOME", str(tmp_path))
    (tmp_path / FILE).write_text(DEEPER)
    with pytest.raises(InputError, match="nested too deep"):
        load_settings()
    with pytest.raises(AppError):
        Box.of_text(DEEPER)
    with pytest.raises(InputError):
        _read_lock(BytesIO(MAGIC + DEEPER.encode() + b"\n"), "x.mwroom", "secret")
