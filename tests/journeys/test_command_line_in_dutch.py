"""What commands print for people is Dutch for who reads Dutch; JSON stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import texts
from app.command_line.main import run
from app.command_line.output import told_lines
from app.services.demo.making import FILE
from tests.made_demo import copied
from tests.packaging.test_translations import SHARED

LISTS = (
    "alert", "approval", "attest", "connection", "deployment", "finding", "framework", "key",
    "model", "monitor", "policy", "process", "raci", "risk", "runtime", "source", "task",
    "template", "unit", "usecase", "user", "waiver",
)  # fmt: skip
WITH_ALL = ("approval", "process", "task")
# Of stored words: none of these is Dutch, and none is what somebody wrote in the demo.
CODES = re.compile(r"(?<![.\w])(accepted|deployed|published|approved|granted|expired|ready|warn)\b")
OPENING = ("--as", "jo", "--workspace")


@pytest.fixture(scope="module")
def demo(made_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with copied(made_demo, tmp_path_factory.mktemp("dutch")) as folder:
        yield str(folder / FILE)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    texts.set_language("en")


def said(capsys: pytest.CaptureFixture[str], demo: str, *words: str) -> str:
    capsys.readouterr()
    code = run([*OPENING, demo, *words], lambda _place, _person: 0)
    found = capsys.readouterr()
    assert code == 0, found.err
    return found.out


def columns(line: str) -> list[str]:
    return re.split(r" {2,}", line.strip())


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_has_dutch_headings_and_states(
    capsys: pytest.CaptureFixture[str], demo: str, kind: str
) -> None:
    words = (kind, "list", *(("--all",) if kind in WITH_ALL else ()))

    english = said(capsys, demo, *words, "--language", "en").splitlines()
    dutch = said(capsys, demo, *words, "--language", "nl").splitlines()

    heads = list(zip(columns(english[0]), columns(dutch[0]), strict=True))
    assert len(dutch) == len(english) > 1
    assert not [one for one, other in heads if one == other and one not in (*SHARED, "sha256")]
    told = [line for line in dutch if CODES.search(re.sub(r"\S+/\S.*|“[^”]*”", "", line))]
    assert not told


def test_json_is_the_same_in_every_language(capsys: pytest.CaptureFixture[str], demo: str) -> None:
    for words in (("approval", "list", "--all"), ("approval", "show", "1"), ("key", "list")):
        english = said(capsys, demo, "--json", *words, "--language", "en")
        assert said(capsys, demo, "--json", *words, "--language", "nl") == english


def test_a_request_is_told_in_dutch_with_its_votes_and_tests(
    capsys: pytest.CaptureFixture[str], demo: str
) -> None:
    shown = said(capsys, demo, "approval", "show", "1", "--language", "nl")

    assert "voor           hmrm:3 naar PROD" in shown
    assert "accepteren door jo (compliance-officer)" in shown
    assert "wat klopt: Limits and documents read; the evidence supports it." in shown
    assert "Tests (geslaagd):" in shown


def test_a_task_is_called_as_its_step_in_dutch(
    capsys: pytest.CaptureFixture[str], demo: str
) -> None:
    shown = said(capsys, demo, "task", "list", "--all", "--language", "nl")

    assert "Promotie goedkeuren" in shown
    assert "risicofunctionaris" in shown
    assert "Approve promotion" not in shown


def test_sentences_of_commands_are_told_and_those_of_people_are_not() -> None:
    texts.set_language("nl")

    assert told_lines("Task 8 ended: passed.") == "Taak 8 is afgelopen: geslaagd."
    assert told_lines("Submitted; the service takes it up.") == (
        "Ingediend; de service pakt het op."
    )
    key = "The key 17 of Jo Vermeer is active. It signs from now on."
    assert told_lines(key) == "De sleutel 17 van Jo Vermeer is actief. Hij ondertekent vanaf nu."
    signed = "accepteren door jo, ondertekend met 17: Low risk. As before. The score is changed."
    assert told_lines(f"  {signed}") == f"  {signed}"
    assert told_lines("Read it. The score is changed.") == "Read it. The score is changed."
    assert told_lines("  | Nothing is paused.") == "  | Nothing is paused."
    assert told_lines("name  Nothing is paused.") == "name  Nothing is paused."


def test_codes_stay_in_english_as_options_take_them(
    capsys: pytest.CaptureFixture[str], demo: str
) -> None:
    shown = said(capsys, demo, "task", "list", "--all", "--language", "en")

    assert "risk_officer" in shown
