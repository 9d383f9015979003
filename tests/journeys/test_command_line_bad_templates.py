"""`modelward template import` of every kind of bad file: one sentence, nothing kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.journeys.command_line import CommandLine
from tests.rules.test_bpmn_files import BAD, SMALL
from tests.rules.test_dmn_decisions import BANDS, dmn, literal, table
from tests.services.test_publishing import SCRIPT, life_cycle

LONGEST = 400
RING = literal("judge", "a", "a") + literal("a", "b", "b") + literal("b", "judge", "judge")
ENTITY_BOMB = BAD["entity bomb"][0]
PAIR = SMALL.replace(
    "</process>",
    '</process><process id="q" isExecutable="true"><startEvent id="c"/><endEvent id="e"/>'
    '<sequenceFlow id="g" sourceRef="c" targetRef="e"/></process>',
).encode()

# name of the file -> (its bytes, words of the sentence)
FILES = {
    **{f"{name}.bpmn": found for name, found in BAD.items()},
    "script.bpmn": (life_cycle(SCRIPT), "Line 3: Scripts are never run"),
    "unknown task.bpmn": (life_cycle('<serviceTask id="step"/>'), "can run"),
    "missing target.bpmn": (SMALL.replace('"b"/></process>', '"x"/></process>').encode(), "“x”"),
    "ring of gateways.bpmn": (
        life_cycle(
            '<exclusiveGateway id="step"/><exclusiveGateway id="again"/>'
            '<sequenceFlow id="c" sourceRef="step" targetRef="again"/>'
            '<sequenceFlow id="d" sourceRef="again" targetRef="step"/>'
        ),
        "can run",
    ),
    "one id twice.bpmn": (SMALL.replace('id="b"', 'id="a"').encode(), "“a”"),
    "two processes.bpmn": (PAIR, "holds several"),
    "empty.dmn": (b"", "line 1"),
    "no DMN.dmn": (b"<a/>", "<a>"),
    "truncated.dmn": (dmn(table(BANDS))[:-40], "line"),
    "document type.dmn": (b"<!DOCTYPE d><d/>", "document type"),
    "entity bomb.dmn": (ENTITY_BOMB, "document type"),
    "too large.dmn": (b" " * 6_000_000, "larger than 5 MB"),
    "ring.dmn": (dmn(RING), "needs its own result"),
    "missing decision.dmn": (dmn(literal("judge", "1", "nowhere")), "“nowhere”"),
    "nothing to evaluate.dmn": (dmn('<decision id="judge"/>'), "neither a table"),
    "another language.dmn": (
        dmn(table(BANDS).replace('id="ie"', 'id="ie" expressionLanguage="groovy"')),
        "“groovy”",
    ),
    "function of its own.dmn": (dmn(table([("-", "now()")])), "“now”"),
    "hit policy.dmn": (dmn(table(BANDS, "PRIORITY")), "PRIORITY"),
}  # fmt: skip


def kept(modelward: CommandLine) -> list[object]:
    found: list[object] = modelward.done("template", "list", by="eva")["templates"]
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_refused_in_one_sentence_and_nothing_is_kept(
    modelward_file: CommandLine, tmp_path: Path, name: str
) -> None:
    modelward = modelward_file
    data, words = FILES[name]
    file = tmp_path / name
    file.write_bytes(data)
    before = kept(modelward)

    answer = modelward("template", "import", str(file), by="eva")
    in_text = modelward("template", "import", str(file), by="eva", is_json=False)

    told = answer.document["error"]
    assert (answer.code, in_text.code) == (2, 2)
    assert (answer.err, in_text.out) == ("", "")
    assert words in told["message"]
    assert name in told["message"]
    assert "\n" not in told["message"]
    assert len(told["message"]) < LONGEST
    assert told["blockers"] == []
    assert in_text.err.startswith(told["message"])
    assert not re.search(r"Traceback|lxml|Error\b", answer.out + in_text.err)
    assert kept(modelward) == before


def test_a_bad_file_takes_no_number_from_the_next_good_one(
    modelward: CommandLine, tmp_path: Path
) -> None:
    good, bad = tmp_path / "mine.bpmn", tmp_path / "bad" / "mine.bpmn"
    bad.parent.mkdir()
    good.write_text(SMALL, encoding="utf-8")
    bad.write_bytes(life_cycle(SCRIPT))

    codes = [modelward("template", "import", str(one), by="eva").code for one in (bad, good, bad)]
    mine = [one for one in kept(modelward) if one["key"] == "mine"]  # type: ignore[index]

    assert codes == [2, 0, 2]
    assert [(one["version"], one["state"]) for one in mine] == [(1, "draft")]  # type: ignore[index]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("x" * (1 << 20), "The title has 1048576 characters; 200 are allowed."),
        ("Pr\u202ebmpb.exe", "The title holds control or direction characters."),
    ],
)
def test_a_title_that_nobody_could_read_is_refused_unless_another_is_given(
    modelward: CommandLine, tmp_path: Path, title: str, words: str
) -> None:
    file = tmp_path / "mine.bpmn"
    file.write_text(SMALL.replace("Prüfung", title), encoding="utf-8")
    before = kept(modelward)

    answer = modelward("template", "import", str(file), by="eva")
    after = kept(modelward)
    given = modelward.done("template", "import", str(file), "--name", "Review", by="eva")

    assert (answer.code, answer.document["error"]["message"]) == (2, words)
    assert answer.document["error"]["hint"]
    assert after == before
    assert (given["name"], given["version"], given["state"]) == ("Review", 1, "draft")


def test_what_is_no_file_or_too_large_to_look_into_is_refused(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    large = tmp_path / "large.bpmn"
    with large.open("wb") as stream:
        stream.truncate((20 << 20) + 1)

    found = [
        modelward_file("template", "import", str(place), by="eva")
        for place in (tmp_path, tmp_path / "nowhere.bpmn", large)
    ]

    assert [one.code for one in found] == [2, 2, 2]
    said = [one.document["error"]["message"] for one in found]
    assert said[0] == f"There is no file {tmp_path}."
    assert said[1] == f"There is no file {tmp_path / 'nowhere.bpmn'}."
    assert said[2] == "large.bpmn is larger than 20 MiB."
