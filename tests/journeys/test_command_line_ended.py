"""A retired runtime that no service sees end is ended by an operator's word: `runtime ended`."""

from __future__ import annotations

from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_main_job import work
from tests.stories import put_in_production, register

SOLD = ("--reason", "The machine is sold.")
BY_EYE = ("--reason", "Its disks were shredded in my presence.")


def test_what_an_operator_says_to_have_ended_is_taken_off(modelward_file: CommandLine) -> None:
    modelward, ended = modelward_file, ("runtime", "ended", "prod-1", *BY_EYE)
    put_in_production(modelward.workspace, register(modelward.workspace))

    in_use = modelward(*ended, by="tom")
    modelward.done("runtime", "retire", "prod-1", *SOLD, "--force", by="tom")
    before = modelward.done("runtime", "show", "prod-1", by="tom")
    by_another = modelward(*ended, by="sanne")
    said = modelward.done(*ended, by="tom")
    again = modelward(*ended, by="tom")
    work(modelward)
    after = modelward.done("runtime", "show", "prod-1", by="tom")
    late = modelward(*ended, by="tom")
    taken_off = modelward.done("deployment", "show", "1", by="lin")
    told = modelward("lineage", "cc-fraud:1", by="lin", is_json=False).out

    found = [
        (one.code, [each["code"] for each in one.document["error"]["blockers"]])
        for one in (in_use, by_another, again, late)
    ]
    assert found == [
        (1, ["ended.not_retired"]), (1, ["inbox.refused"]), (1, ["ended.asked"]),
        (1, ["ended.nothing"]),
    ]  # fmt: skip
    assert (said["runtime"], said["deployments"]) == ("prod-1", ["cc-fraud v1 (PROD)"])
    assert (before["may_answer"], after["may_answer"]) == (["cc-fraud v1 (PROD)"], [])
    assert taken_off["ended_by"] == "Tom Bakker"
    assert "which Tom Bakker says has ended and no service saw end" in " ".join(told.split())
