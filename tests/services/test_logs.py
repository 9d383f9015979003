"""Where faults go: a sentence to people, the traceback to the files, whoever writes first."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.command_line import logs


@contextmanager
def bare_root() -> Iterator[logging.Logger]:
    """The root logger without handlers, as at a start."""
    root = logging.getLogger()
    before, root.handlers = root.handlers, []
    try:
        yield root
    finally:
        for one in root.handlers:
            one.close()
        root.handlers = before


def test_the_traceback_stands_in_every_file_and_not_in_what_people_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path))
    told = io.StringIO()
    monkeypatch.setattr("sys.stderr", told)
    with bare_root() as root:
        logs.set_up(is_json=False)
        # As the window adds its own.
        root.addHandler(logging.FileHandler(tmp_path / "window.log", encoding="utf-8"))

        try:
            raise ValueError("the disk sings")
        except ValueError:
            logging.getLogger("app").exception("unexpected error")

    assert told.getvalue() == f"ERROR unexpected error\nDetails: {logs.log_file()}\n"
    for file in (logs.log_file(), tmp_path / "window.log"):
        assert "ValueError: the disk sings" in file.read_text("utf-8")
        assert "Details: " not in file.read_text("utf-8")
