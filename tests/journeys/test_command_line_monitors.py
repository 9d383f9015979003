"""`modelward monitor`: one is made, its limits are tried on the record, another is proposed."""

from __future__ import annotations

from app.services.commands.monitors import add_data_source
from tests.db.test_limit_trial import Measured, judged, measure
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


def test_limits_are_tried_on_the_record(modelward_file: CommandLine) -> None:
    one = judged(modelward_file.workspace)
    values = (0.05, 0.28, 0.06, 0.22, 0.41)
    nights = [[Measured("psi", "income", each, 0.001)] for each in values]
    measure(modelward_file.workspace, one, nights)
    for spelled in ("CC-FRAUD", "psi per feature", str(one.monitor_id)):
        assert modelward_file.done("monitor", "show", spelled, by="tom")["monitor"]["last_run"] == 5
    name = "cc-fraud/PSI per feature"
    line = ("monitor", "backtest", name, "--from", "2026-03-01")

    found = modelward_file.done(*line, "--limit", "0.25", "--limit", "0.5", by="tom")

    fires = [each["fires"] for each in (found["present"], *found["tried"])]
    assert (found["present"]["limit"], found["runs"], fires) == (">= 0.2", 5, [2, 2, 0])
    assert modelward_file(*line, "--test", "auc", by="tom").code == 2
    asked = ("monitor", "limit", name, "psi", "0.3", "--reason", "Fires without harm.")
    assert modelward_file(*asked, by="tom").code == 1
    assert modelward_file.done(*asked, by="eva")["version"] == 2
    assert modelward_file("monitor", "judge", name, by="tom").code == 2  # v1 is in force still
