"""`modelward monitor`: one is made."""

from __future__ import annotations

from app.services.commands.monitors import add_data_source
from tests.journeys.command_line import CommandLine
from tests.stories import register


def test_a_monitor_is_made_and_says_when_it_runs_next(modelward: CommandLine) -> None:
    register(modelward.workspace)
    modelward.workspace.work("tom").write(add_data_source, unit="bank", name="Log", kind="files")
    line = ("monitor", "add", "cc-fraud", "Daily drift", "--stage", "PROD", "--source", "log",
            "--test", "psi", "--cron", "0 6 * * *", "--zone", "Europe/Amsterdam")  # fmt: skip

    made = modelward.done(*line, by="tom")

    assert (made["monitor"]["name"], made["monitor"]["table"]) == (
        "cc-fraud/Daily drift", "monitor-thresholds 1",
    )  # fmt: skip
    assert len(made["next"]) == 5
    assert modelward(*line, by="tom").code == 2  # there is one of that name
    assert modelward(*line, by="lin").code == 1
