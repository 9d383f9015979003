"""Names and files that people give on purpose to break things."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from app.command_line.main import run
from app.errors import AppError, InputError, RefusedError
from app.models.rules.blank import UNSEEN
from app.models.rules.names import hides, shown, shown_words
from app.services.commands.people import add_person, add_unit
from app.services.commands.runtimes import clean_stage_tags
from app.services.given_variables import read_variables
from app.services.monitoring.profile import Profile
from app.services.monitoring.schema import read_schema
from app.services.monitoring.sources.open import open_source
from app.services.names import clean_name
from app.services.registering import check_data
from tests.workspaces import TestWorkspace

BAD = ["a\x1b[2Jb", "abc\u202edef", "a\nb", "a\u200bb", "", " ", "n" * 201, "\udc80"]
DEEP = "[" * 100_000


@pytest.mark.parametrize("name", BAD)
def test_names_are_one_line_of_visible_characters(name: str) -> None:
    with pytest.raises(InputError):
        clean_name(name, what="full name")


@pytest.mark.parametrize("sign", [*map(chr, UNSEEN), "\U000e0100", "\ufff0"])
def test_no_name_ends_with_a_sign_that_shows_nothing(sign: str) -> None:
    assert hides(f"aisha{sign}")


def test_signs_that_are_seen_are_in_names() -> None:
    assert not any(map(hides, ("Zoë", "Zoe\u0308", "José Núñez", "楽", "김하나", "credit ❤ 😀")))


def test_a_handle_that_looks_like_another_is_refused(sqlite_workspace: TestWorkspace) -> None:
    root = sqlite_workspace.work("root")
    for sign in "\u3164\ufe0f\u115f\u034f":
        with pytest.raises(AppError):
            root.write(add_person, handle=f"aisha{sign}", full_name="Aisha Rahman")


def test_nobody_signs_in_as_a_role_of_the_product(sqlite_workspace: TestWorkspace) -> None:
    with pytest.raises(RefusedError, match=r"person\.reserved"):
        sqlite_workspace.work("root").write(
            add_person, handle="eve", full_name="Eve Moss", login="mw_owner"
        )


def test_people_units_and_stages_have_such_names(sqlite_workspace: TestWorkspace) -> None:
    root = sqlite_workspace.work("root")
    with pytest.raises(InputError, match="full name"):
        root.write(add_person, handle="eve", full_name="Eve\u202e")
    with pytest.raises(InputError, match="name of the unit"):
        root.write(add_unit, key="x", name="X\x1b[2J", parent="bank")
    with pytest.raises(InputError, match="stage tag"):
        clean_stage_tags(["PROD\u202e"])


def test_a_stage_tag_is_kept_without_what_is_typed_before_it() -> None:
    assert clean_stage_tags(["#prod", " # SIT", "PROD", "#", " "]) == ["PROD", "SIT"]


def test_nesting_without_end_is_said_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    path.write_text(DEEP)
    with pytest.raises(InputError, match="nested too deep"):
        read_schema(path)
    with pytest.raises(InputError, match="nested too deep"):
        Profile.loads(DEEP)
    assert read_variables([f"a={DEEP}"]) == {"a": DEEP}


@pytest.mark.parametrize("content", [b"", b"a,b,y\n", b"a,b\n1,2\n", bytes(range(256))])
def test_data_that_teach_nothing_are_not_kept(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"data\.csv"):
        check_data(path, "y")


def test_bytes_that_are_no_text_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["user", "add", "x:\udc80"], lambda _: 0) == 2
    assert "no UTF-8" in capsys.readouterr().err


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "data.csv"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="pipe"):
        open_source(str(pipe))


def test_what_unicode_hides_is_among_them() -> None:
    """Of this Python's year; what a later one adds is to be added to the list."""
    unseen = [
        chr(n)
        for n in range(0x110000)
        if unicodedata.category(chr(n)) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    ]

    assert [one for one in unseen if not hides(one)] == []
    assert not hides("מודל سري 模型 é 🙂")
    assert shown("cc-\u202edfuarf") == "cc-\ufffddfuarf"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\u061c", "\u200b", "\u200f", "\u202e",
                                  "\u2028", "\u2066", "\ufeff"])  # fmt: skip
def test_in_words_a_mark_stands_for_a_sign_that_misleads(sign: str) -> None:
    assert shown_words(f"paid{sign}not") == "paid\N{REPLACEMENT CHARACTER}not"


def test_words_keep_their_lines_and_what_joins_letters() -> None:
    said = (
        "seen\tat noon\r\nby \N{WOMAN}\u200d\N{PERSONAL COMPUTER}, \u0646\u0645\u06cc\u200c\u062e"
    )

    assert shown_words(said) == said.replace("\r\n", "\n")
