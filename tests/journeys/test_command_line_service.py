"""`modelward service`: started, ended, killed; what one leaves another finishes."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.tables.organisation import ServiceInstance
from app.services.unit_of_work import InboxKind
from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_main_job import prepare
from tests.stories import put_in_production, register


def wait_for(is_done: Callable[[], bool], *, timeout_s: float = 60.0) -> None:
    end = time.monotonic() + timeout_s
    while not is_done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


@pytest.mark.slow
def test_a_killed_service_loses_nothing(modelward: CommandLine, tmp_path: Path) -> None:
    """kill -9 while the life cycle runs; a second service finishes, nothing is done twice."""
    prepare(modelward, tmp_path)
    with modelward.service("first") as first:
        wait_for(lambda: bool(modelward.done("process", "list", by="mark")["processes"]))
        first.kill()
        assert first.wait(timeout=10) == -signal.SIGKILL

    with modelward.service("second"):
        wait_for(lambda: bool(modelward.done("task", "list", "--all", by="mark")["tasks"]))

    shown = modelward.done("process", "show", "1", by="mark")
    steps = [one["element"] for one in shown["steps"] if one["state"] == "done"]
    once = [one for one in steps if one in ("train", "scan")]
    assert sorted(once) == ["scan", "train"]
    assert shown["incidents"] == []
    versions = modelward.done("model", "show", "payments", by="mark")["versions"]
    assert len(versions) == 1


@pytest.mark.soak
def test_a_service_killed_ten_times_at_any_moment_ends_where_one_does(
    modelward: CommandLine, tmp_path: Path
) -> None:
    """kill -9 at ten random moments, of which many lie in a lease that the last one held."""
    prepare(modelward, tmp_path)
    chance = random.Random(11)
    for turn in range(10):
        with modelward.service(f"killed-{turn}") as service:
            time.sleep(chance.uniform(0.05, 4.0))  # the moment is what is random here
            service.kill()
            assert service.wait(timeout=10) == -signal.SIGKILL

    with modelward.service("last"):
        wait_for(
            lambda: bool(modelward.done("task", "list", "--all", by="mark")["tasks"]),
            timeout_s=300,
        )

    assert len(modelward.done("process", "list", by="mark")["processes"]) == 1
    shown = modelward.done("process", "show", "1", by="mark")
    steps = [one["element"] for one in shown["steps"] if one["state"] == "done"]
    once = [one for one in steps if one in ("train", "scan", "test")]
    assert sorted(once) == ["scan", "test", "train"]
    assert shown["incidents"] == []
    assert len(modelward.done("task", "list", "--all", by="mark")["tasks"]) == 1
    assert len(modelward.done("model", "show", "payments", by="mark")["versions"]) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_ends_after_the_present_step(
    number: signal.Signals, modelward_file: CommandLine
) -> None:
    with modelward_file.service("gentle") as process:
        process.send_signal(number)
        _, said = process.communicate(timeout=30)

    assert process.returncode == 0, said
    assert "Ending after the present step." in said
    assert "gentle ended." in said


def test_two_services_work_side_by_side(modelward: CommandLine) -> None:
    if modelward.workspace.is_sqlite:
        return
    with modelward.service("left"), modelward.service("right"):
        wait_for(lambda: len(services(modelward)) == 2)


def services(modelward: CommandLine) -> set[str]:
    found = modelward.done("workspace", "info", by="tom")["services"]
    return {one["name"] for one in found if one["stopped_at"] is None}


def test_a_persons_login_is_no_service(modelward: CommandLine) -> None:
    if modelward.workspace.is_sqlite:
        return
    answer = modelward("service", "--once", by="tom")

    assert answer.code == 2
    assert "the service has a login of its own" in answer.document["error"]["message"]


def test_a_store_that_is_elsewhere_is_a_warning_and_stops_no_service(
    modelward: CommandLine,
) -> None:
    modelward.done("store", "add", "lake", by="tom")
    answer = modelward("service", "--once", "--name", "short")

    assert (answer.code, answer.document) == (0, {"name": "short", "steps": 0})
    assert "no folder for the store “lake”" in answer.err
    checked = modelward.done("workspace", "check")
    assert checked["intact"] is True
    assert "“lake”" in checked["warnings"][0]


def test_a_service_refuses_to_start_with_the_list_of_what_is_missing(
    modelward_file: CommandLine,
) -> None:
    modelward_file.done(
        "runtime", "add", "far", "--kind", "oip", "--url", "https://runtime.example",
        "--secret-ref", "runtime.far", by="tom",
    )  # fmt: skip

    answer = modelward_file("service", "--once")

    message = answer.document["error"]["message"]
    assert answer.code == 2
    assert "“runtime.far”" in message


def test_a_runtime_is_added_with_a_secret_of_runtimes_only(modelward: CommandLine) -> None:
    add = ("runtime", "add", "far", "--kind", "oip", "--url", "https://runtime.example")

    answer = modelward(*add, "--secret-ref", "seal-4b0f", by="tom")

    (blocker,) = answer.document["error"]["blockers"]
    assert (answer.code, blocker["code"]) == (1, "runtime.secret")
    assert modelward.done("runtime", "list", by="tom")["runtimes"] == []
    added = modelward.done(*add, "--secret-ref", "runtime.far", by="tom")
    assert added["waits_for"].startswith("No service works here now: modelward service starts one")


def test_a_runtime_that_no_service_looks_at_says_what_it_waits_for(modelward: CommandLine) -> None:
    """A service with another home keeps its runtimes elsewhere, and never looks at this one."""
    with modelward.workspace.service.unit() as unit:
        unit.add(ServiceInstance(name="night", host="far.bank", pid=1))

    added = modelward.done("runtime", "add", "sit-9", "--timeout", "1", by="tom")

    assert (added["state"], added["seen_at"]) == ("unknown", None)
    assert "No service has looked at it in 1 seconds." in added["waits_for"]
    assert f"It is in {modelward.home / 'runtimes' / 'sit-9'} on " in added["waits_for"]
    assert added["waits_for"].endswith("Working now: night (far.bank).")


def test_who_retires_a_runtime_from_elsewhere_is_told_what_may_still_answer(
    modelward: CommandLine,
) -> None:
    put_in_production(modelward.workspace, register(modelward.workspace))

    retired = modelward(
        "runtime", "retire", "prod-1", "--force", "--reason", "The machine is sold.", by="tom",
        is_json=False,
    )  # fmt: skip

    assert retired.code == 0, retired.err
    assert " ".join(retired.out.split()) == (
        "prod-1 is retired. cc-fraud v1 (PROD) may answer there until its server has ended: the"
        " service of the machine that keeps it ends it, or an alert says why nobody has. Where no"
        " service can see that it ended, say so: modelward runtime ended prod-1."
    )


def test_once_ends_where_nothing_is_due(modelward_file: CommandLine) -> None:
    answer = modelward_file("service", "--once", "--name", "short")

    assert (answer.code, answer.document) == (0, {"name": "short", "steps": 0})


def test_the_built_in_runtime_has_its_own_help(modelward_home: CommandLine) -> None:
    done = modelward_home.process("serve-runtime", "--help")

    assert done.code == 0
    assert "Open Inference Protocol" in done.out


def test_what_people_asked_for_counts_as_a_step(
    modelward_file: CommandLine,
) -> None:
    with modelward_file.workspace.work("eva").unit() as work:
        work.tell_engine(
            InboxKind.START, modelward_file.workspace.unit_id, template_key="nowhere",
            start_key="one",
        )  # fmt: skip

    answer = modelward_file("service", "--once", "--name", "short", is_json=False)

    assert (answer.code, answer.out) == (0, "1 step.\n")
    assert answer.err.splitlines()[-1] == "Service short ended."
