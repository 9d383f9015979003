"""A spreadsheet that opens a table of ours runs nothing of what people wrote into it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import InputError
from app.views.panels.csv_file import write_csv

FORMULAS = (
    "=1+1", "+1", "-1", "@A1", "\t=1", "\r=1",
    "＝1+1", "＋1", "－1", "＠A1", "﹦1", "−1",
    " =1", "\n=1", "\x00=1", "\x0b\x1f +1", "\u00a0=1", "\u200b=1", "\ufeff=1",
)  # fmt: skip
WORDS = ("", "cc-fraud", "a = b", "1+1", "1", "'=1", "(=1)", "é", " spaced", "\n", "2026-11-20")


def read(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.reader(stream))


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_takes_for_a_formula_is_text(tmp_path: Path, text: str) -> None:
    count = write_csv(tmp_path / "out.csv", [text, "name"], [[text, "a"], ["b", text]])

    assert count == 2
    assert read(tmp_path / "out.csv") == [
        [f"'{text}", "name"],
        [f"'{text}", "a"],
        ["b", f"'{text}"],
    ]


def test_words_and_numbers_stay_as_they_are(tmp_path: Path) -> None:
    write_csv(tmp_path / "out.csv", ["name"] * len(WORDS), [WORDS, [-1, 2.5, None]])

    assert read(tmp_path / "out.csv")[1:] == [list(WORDS), ["-1", "2.5", ""]]


def test_what_lay_there_stays_until_all_rows_are_written(tmp_path: Path) -> None:
    def rows() -> Iterator[list[str]]:
        yield ["a"]
        raise InputError("The database is gone.")

    out = tmp_path / "out.csv"
    out.write_text("before")

    with pytest.raises(InputError):
        write_csv(out, ["name"], rows())

    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]
