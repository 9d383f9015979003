"""The home folder of nobody, wherever a path is typed: said in words, and no error of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import InputError
from app.models.database import as_url
from app.models.home_folders import typed_path, whole_path
from app.services.intake.sources import parse_given
from app.services.record_tables import clean_address
from tests.journeys.command_line import CommandLine
from tests.stories import register

NOBODY = "~nobody-of-this-name/files"
SAID = "There is no home folder of nobody-of-this-name on this computer."


@pytest.mark.parametrize(
    "read",
    [whole_path, parse_given, as_url, lambda path: clean_address("gold", path)],
    ids=["path", "given", "workspace", "records"],
)
def test_the_home_folder_of_nobody_is_refused(read: Callable[[str], object]) -> None:
    with pytest.raises(InputError) as refused:
        read(NOBODY)

    assert refused.value.message == SAID


def test_commands_say_it(modelward_file: CommandLine) -> None:
    register(modelward_file.workspace)
    commands = (
        ("model", "add-file", "cc-fraud:1", NOBODY),
        ("model", "sample", NOBODY),
        ("records", "import", NOBODY),
    )

    answers = [modelward_file(*words, by="sanne") for words in commands]

    assert [one.document["error"]["message"] for one in answers] == [SAID] * len(commands)


def test_what_is_typed_stays_where_it_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert typed_path("~/a") == whole_path(Path("~/a")) == tmp_path / "a"
    assert typed_path(NOBODY) == Path(NOBODY)
