"""Frameworks and responsibilities on the command line: story S8, and what still counts after it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.journeys.command_line import CommandLine
from tests.stories import register

FIRST = """
key = "fair-credit"
name = "Fair credit"
publisher = "The supervisor"
effective_from = 2020-01-01

[[requirement]]
reference = "1"
title = "People are told why"
text = "Who is refused hears the main grounds."

[[requirement]]
reference = "2"
title = "Thresholds are laid down"
text = "What is let through stands in a policy."

[[requirement]]
reference = "3"
title = "A stamp is kept"
text = "On paper."
"""
SECOND = FIRST.replace("2020-01-01", "2021-01-01\nsupersedes = 1").replace(
    "hears the main grounds", "hears the three main grounds"
).partition('[[requirement]]\nreference = "3"')[0] + """
[[requirement]]
reference = "4"
title = "Incidents are told"
text = "Within a week."

[[mapping]]
old = "1"
new = "1"
outcome = "reassess"
note = "Three grounds now."

[[mapping]]
old = "1"
new = "4"
outcome = "carried"

[[mapping]]
old = "2"
new = "2"
outcome = "carried"

[[mapping]]
old = "3"
outcome = "dropped"
"""  # fmt: skip
WHY = ("--reason", "Read with the business.")


@pytest.fixture
def bank(modelward: CommandLine) -> CommandLine:
    register(modelward.workspace)
    return modelward


def bring(bank: CommandLine, folder: Path, text: str, *, by: str = "jo") -> None:
    file = folder / "framework.toml"
    file.write_text(text, encoding="utf-8")
    bank.done("framework", "import", str(file), *WHY, by=by)


def in_force(bank: CommandLine, folder: Path, text: str) -> None:
    bring(bank, folder, text)
    bank.done("framework", "publish", "fair-credit", *WHY, by="aisha")


def attach(bank: CommandLine, reference: str, by: str = "jo") -> None:
    """The policy on thresholds, as evidence."""
    named = ("--kind", "policy", "--object", "release-thresholds")
    bank.done("framework", "attach", "fair-credit", reference, *named, by=by)


def clock(bank: CommandLine) -> str:
    with bank.workspace.work("lin").unit() as work:
        return work.now().isoformat()


def test_what_counts_after_version_two_supersedes_version_one(
    bank: CommandLine, tmp_path: Path
) -> None:
    in_force(bank, tmp_path, FIRST)
    for reference in ("1", "2", "3"):
        attach(bank, reference)
    before = clock(bank)
    in_force(bank, tmp_path, SECOND)

    def shown(*moment: str) -> tuple[int, str, list[str]]:
        found = bank.done(*moment, "framework", "show", "fair-credit", by="lin")
        text = found["requirements"][0]["text"]
        return found["row"]["version"], text, [one["phase"] for one in listed(*moment)]

    def listed(*moment: str) -> list[dict[str, str]]:
        found = bank.done(*moment, "framework", "list", "--all", by="lin")["frameworks"]
        return list(found)

    asked = bank.done("framework", "evidence", "fair-credit", by="lin")
    earlier = bank.done("as-of", before, "framework", "evidence", "fair-credit", by="lin")
    assert shown() == (2, "Who is refused hears the three main grounds.",
                       ["superseded", "in_force"])  # fmt: skip
    assert shown("as-of", before) == (1, "Who is refused hears the main grounds.", ["in_force"])
    assert [(one["outcome"], one["counts"], one["serves"]) for one in asked["evidence"]] == [
        ("carried", True, ["4"]), ("reassess", False, ["1"]), ("carried", True, ["2"]),
        ("dropped", False, []),
    ]  # fmt: skip
    assert asked["count"]["unmet"] == ["1"]
    assert [one["counts"] for one in earlier["evidence"]] == [True, True, True]
    assert earlier["count"]["unmet"] == []

    bank.done("framework", "attach", "fair-credit", "1", "--again", "1", *WHY, by="jo")
    anew = bank.done("framework", "evidence", "fair-credit", by="lin")
    assert anew["count"] == {
        "counting": 3, "to_reassess": 0, "dropped": 1, "doubtful": 0, "unmet": [],
    }  # fmt: skip


def test_evidence_is_doubtful_once_what_it_points_to_has_changed(
    bank: CommandLine, tmp_path: Path
) -> None:
    in_force(bank, tmp_path, FIRST)
    attach(bank, "2")
    attach(bank, "1")
    bank.done("framework", "withdraw", "2", *WHY, by="jo")
    changed = tmp_path / "release-thresholds.dmn"
    stored = bank.done("policy", "show", "release-thresholds", by="jo")["policy"]
    exported = ("template", "export", "release-thresholds", "--out", str(changed))
    bank.done(*exported, by="jo")
    changed.write_bytes(changed.read_bytes() + b"\n")
    policy = ("release-thresholds", str(changed))
    bank.done("policy", "propose", *policy, *WHY, by="eva")
    before = clock(bank)
    bank.done("policy", "publish", "release-thresholds", *WHY, by="jo")

    def doubts(*moment: str) -> list[list[str]]:
        found = bank.done(*moment, "framework", "evidence", "fair-credit", by="lin")
        return [one["doubts"] for one in found["evidence"]]

    assert stored["version"] == 1
    assert doubts() == [["not_in_force"], ["withdrawn", "not_in_force"]]
    assert doubts("as-of", before) == [[], ["withdrawn"]]


def test_a_control_asks_for_evidence_of_its_own(bank: CommandLine, tmp_path: Path) -> None:
    in_force(bank, tmp_path, FIRST)
    about = ("fair-credit", "2")
    bank.done("framework", "control", *about, "--name", "Tables are read", "--days", "30", by="jo")
    policy = ("--kind", "policy", "--object", "release-thresholds")
    other = bank("framework", "attach", "fair-credit", "1", *policy, "--control", "1", by="jo")
    bank.done("framework", "attach", *about, *policy, "--control", "1", by="jo")
    change = ("framework", "change-control", "1", "--owner", "aisha", "--ended")
    unexplained = bank(*change, by="jo")
    changed = bank.done(*change, *WHY, by="jo")
    nothing = bank("framework", "change-control", "1", by="jo")
    outsider = bank("framework", "change-control", "1", "--days", "9", by="sanne")

    shown = bank.done("framework", "show", *about, by="lin")
    (evidence,) = bank.done("framework", "evidence", "fair-credit", by="lin")["evidence"]
    assert [other.code, unexplained.code, nothing.code, outsider.code] == [1, 1, 2, 1]
    assert shown["controls"] == [changed]
    assert (changed["owner"], changed["is_ended"], changed["cadence_days"]) == (
        "Aisha Rahman", True, 30,
    )  # fmt: skip
    assert (evidence["control"], evidence["counts"]) == (1, True)
    in_force(bank, tmp_path, SECOND)
    bank.done("framework", "attach", *about, *policy, "--control", "1", by="jo")
    (carried,) = bank.done("framework", "show", *about, by="lin")["controls"]
    assert (carried["number"], carried["outcome"]) == (1, "carried")


def test_a_framework_takes_two_people_and_the_file_that_was_looked_at(
    bank: CommandLine, tmp_path: Path
) -> None:
    bring(bank, tmp_path, FIRST)
    own = bank("framework", "publish", "fair-credit", *WHY, by="jo")
    unseen = bank("framework", "publish", "fair-credit", *WHY, "--seen", "0" * 64, by="aisha")
    outsider = bank("framework", "publish", "fair-credit", *WHY, by="sanne")
    bank.done("framework", "publish", "fair-credit", *WHY, by="aisha")
    again = bank("framework", "refuse", "fair-credit:1", *WHY, by="eva")
    bring(bank, tmp_path, SECOND.replace("2021-01-01", f"{datetime.now(UTC).year + 5}-01-01"))
    bank.done("framework", "publish", "fair-credit", *WHY, by="aisha")
    listed = bank.done("framework", "list", by="lin")["frameworks"]

    assert [own.code, unseen.code, outsider.code, again.code] == [1, 1, 1, 1]
    assert [(one["version"], one["phase"]) for one in listed] == [(1, "in_force"), (2, "coming")]
    assert listed[0]["effective_until"] == listed[1]["effective_from"]
    assert bank.done("framework", "show", "fair-credit", by="lin")["row"]["version"] == 1


def test_a_file_with_something_wrong_is_told_where(bank: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "framework.toml"
    bad = FIRST.replace('title = "A stamp is kept"\n', "").replace("2020-01-01", '"soon"')
    file.write_text(bad, encoding="utf-8")

    answer = bank("framework", "import", str(file), *WHY, by="jo")

    assert answer.code == 2
    told = answer.document["error"]["hint"]
    assert "Wrong in line 17, requirement 3: title is missing." in told
    assert "write a day without quotes" in told


def test_a_requirement_that_a_new_version_forgets_is_named(
    bank: CommandLine, tmp_path: Path
) -> None:
    in_force(bank, tmp_path, FIRST)
    file = tmp_path / "framework.toml"
    file.write_text(SECOND.replace('[[mapping]]\nold = "3"\noutcome = "dropped"\n', ""))

    answer = bank("framework", "import", str(file), *WHY, by="jo")

    assert answer.code == 2
    assert "it does not say what becomes of “3”" in answer.document["error"]["hint"]


def test_one_is_accountable_and_what_has_ended_was_so_then(
    bank: CommandLine, tmp_path: Path
) -> None:
    in_force(bank, tmp_path, FIRST)
    about = ("requirement", "fair-credit/1")
    bank.done("raci", "set", *about, "accountable", "--role", "compliance", by="jo")
    bank.done("raci", "set", *about, "responsible", "--person", "sanne", by="jo")
    second = bank("raci", "set", *about, "accountable", "--person", "aisha", by="jo")
    unknown = bank("raci", "set", "act", "request.eaten", "informed", "--role", "tester", by="jo")
    nobody = bank("raci", "set", "act", "request.accepted", "informed", by="jo")
    before = clock(bank)
    bank.done("raci", "end", "1", *WHY, by="aisha")
    bank.done("raci", "set", *about, "accountable", "--person", "aisha", by="jo")
    bank.done("raci", "set", "step", "on-model-changed/approve", "informed", "--role", "operator",
              by="jo")  # fmt: skip

    def accountable(*moment: str) -> list[str]:
        listed = bank.done(*moment, "raci", "list", by="lin")["raci"]
        return [one["who"] for one in listed if one["part"] == "accountable"]

    assert [second.code, unknown.code, nobody.code] == [1, 2, 1]
    assert accountable("as-of", before) == ["compliance"]
    assert accountable() == ["Aisha Rahman"]
    raci = bank.done("framework", "show", "fair-credit", "1", by="lin")["raci"]
    assert [(one["part"], one["who"]) for one in raci] == [
        ("accountable", "Aisha Rahman"), ("responsible", "Sanne de Vries"),
    ]  # fmt: skip


def test_who_answers_goes_on_with_a_requirement_and_is_confirmed_where_that_changed(
    bank: CommandLine, tmp_path: Path
) -> None:
    in_force(bank, tmp_path, FIRST)
    for about, role in (("1", "compliance"), ("2", "tester"), ("3", "operator")):
        entry = ("requirement", f"fair-credit/{about}", "accountable", "--role", role)
        bank.done("raci", "set", *entry, by="jo")
    in_force(bank, tmp_path, SECOND)

    def shown(reference: str) -> list[tuple[str, str, bool]]:
        found = bank.done("framework", "show", "fair-credit", reference, by="lin")["raci"]
        return [(one["who"], one["carried_from"], one["is_to_confirm"]) for one in found]

    assert [shown(one) for one in ("1", "2", "4")] == [
        [("compliance", "", True)], [("tester", "", False)], [("compliance", "1", False)],
    ]  # fmt: skip
    told = bank("framework", "show", "fair-credit", "4", by="lin", is_json=False)
    assert "Accountable: compliance (carried from 1)" in told.out

    bank.done("raci", "change", "1", "--role", "compliance", *WHY, by="jo")  # read, and it stays so
    new = ("requirement", "fair-credit/4", "accountable", "--person", "aisha")
    bank.done("raci", "set", *new, by="jo")

    assert [shown(one) for one in ("1", "4")] == [
        [("compliance", "", False)], [("Aisha Rahman", "", False)],
    ]  # fmt: skip
    old = bank.done("framework", "show", "fair-credit:1", "3", by="lin")["raci"]
    assert [one["who"] for one in old] == ["operator"]
