"""What is to be done about alerts: written with the monitor, read beside each alert of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import RefusedError
from app.models.queries.alert_detail import load_alert
from app.models.rules.sizes import TEXT
from app.models.tables.monitoring import Monitor
from app.services.commands.changing import ConflictError
from app.services.commands.monitors import NewMonitor, add_monitor, write_runbook
from tests.db.test_queries_monitoring import alarm, run, watch
from tests.services.test_pausing import replaced
from tests.workspaces import TestWorkspace

PAGE = "https://wiki.example/runbooks/drift"


def test_a_runbook_stands_beside_the_alert_also_after_the_next_version_of_the_monitor(
    workspace: TestWorkspace,
) -> None:
    watched = watch(workspace)
    raised = alarm(workspace, watched, run(workspace, watched, 0, {"income": 0.4}))
    tom = workspace.work("tom")
    assert tom.read(load_alert, raised, tom.actor.id).runbook == ""

    tom.write(write_runbook, watched.monitor_id, runbook=f" {PAGE}\n")
    newer = replaced(workspace, watched.monitor_id)
    assert tom.read(load_alert, raised, tom.actor.id).runbook == PAGE

    tom.write(write_runbook, newer, runbook="1. Look at the batch.")
    assert tom.read(load_alert, raised, tom.actor.id).runbook == "1. Look at the batch."


def test_adding_a_monitor_again_writes_the_runbook_and_what_differs_is_the_next_version(
    workspace: TestWorkspace,
) -> None:
    watched = watch(workspace)
    tom, model_id = workspace.work("tom"), watched.registered.model_id
    with tom.reading() as session:
        row = session.get_one(Monitor, watched.monitor_id)
        told = {name: getattr(row, name) for name in NewMonitor.__slots__}
    same = replace(NewMonitor(**told), tests=tuple(told["tests"]))

    written = tom.write(add_monitor, model_id, replace(same, runbook=PAGE))
    again = tom.write(add_monitor, model_id, same)  # it says none: what stands there is kept

    assert (written.id, written.runbook) == (watched.monitor_id, PAGE)
    assert (again.id, again.runbook, again.row_version) == (
        written.id, PAGE, written.row_version,
    )  # fmt: skip
    for version, changed in enumerate(
        (
            same := replace(same, window_s=3600),
            same := replace(same, minimum_rows=7),
            same := replace(same, misfire="skip"),
        ),
        start=2,
    ):
        made = tom.write(add_monitor, model_id, changed)
        assert (made.version, made.runbook) == (version, PAGE)
        kept = (made.window_s, made.minimum_rows, made.misfire)
        assert kept == (changed.window_s, changed.minimum_rows, changed.misfire)


def test_who_may_not_change_the_monitor_writes_no_runbook(workspace: TestWorkspace) -> None:
    watched = watch(workspace)

    with pytest.raises(RefusedError):
        workspace.work("lin").write(write_runbook, watched.monitor_id, runbook=PAGE)
    with pytest.raises(RefusedError):
        workspace.work("tom").write(write_runbook, watched.monitor_id, runbook="x" * (TEXT + 1))

    with workspace.service.reading() as session:
        assert session.get_one(Monitor, watched.monitor_id).runbook == ""


def test_two_who_write_at_once_see_each_others_words(workspace: TestWorkspace) -> None:
    watched = watch(workspace)
    with workspace.service.reading() as session:
        seen = session.get_one(Monitor, watched.monitor_id).row_version
    workspace.work("tom").write(write_runbook, watched.monitor_id, runbook="mine", seen=seen)

    with pytest.raises(ConflictError) as caught:
        workspace.work("sanne").write(write_runbook, watched.monitor_id, runbook="hers", seen=seen)

    (difference,) = caught.value.differences
    assert (difference.theirs, difference.mine) == ("mine", "hers")
