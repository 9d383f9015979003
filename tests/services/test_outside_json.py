"""What is nested deeper than anybody reads is refused in a sentence, wherever a file comes from."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest

from app.errors import AppError, InputError
from app.services.outside_json import read_outside
from app.services.record_files import RecordRow, WrongRow, read_records
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


@pytest.mark.parametrize("name", ["features", "decision_id", "model"])
def test_a_deep_line_is_a_wrong_line_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    deep = "[" * DEEP + "]" * DEEP
    value = f'{{"x":{deep}}}' if name == "features" else deep
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join([_line(1), _line(2, **{name: value}), _line(3)]) + "\n")

    first, wrong, last = read_records(path)

    assert isinstance(first, RecordRow)
    assert isinstance(last, RecordRow)
    assert wrong == WrongRow("Line 2: It is nested too deeply.")


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
