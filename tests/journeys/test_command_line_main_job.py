"""The main job on the command line, on both databases: registered, decided on, serving, watched."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.models.queries.releases import list_live_runtimes, load_version_files
from app.services.runtime_access import reach, scoring_folder
from app.services.scoring_log import read_segments
from app.services.smoke_cases import predictors_of, tensors
from app.services.training.equivalence import to_oip_inputs
from tests.journeys.command_line import CommandLine
from tests.machine import machine
from tests.services.runtime_kit import wait_until

REASON = "Limits met, documents read."
SEEN = "Seen; the campaign brought other customers."
DECIDERS = {"risk_officer": "aisha", "compliance": "jo", "validator": "mark"}


def write_data(path: Path, rows: int = 400) -> Path:
    """Card payments whose label follows from amount and country, with some noise."""
    chance = random.Random(7)
    lines = ["amount,hours,country,label"]
    for _ in range(rows):
        amount, hours = chance.uniform(1, 900), chance.uniform(0, 24)
        country = chance.choice(["NL", "BE", "DE"])
        score = amount / 900 + (0.4 if country == "DE" else 0) + chance.gauss(0, 0.12)
        lines.append(f"{amount:.2f},{hours:.1f},{country},{int(score > 0.7)}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def prepare(modelward: CommandLine, folder: Path) -> None:
    for name, stage in (("sit-1", "SIT"), ("prod-1", "PROD")):
        modelward.done(
            "runtime", "add", name, "--stage", stage, "--service-tag", "payments", by="tom"
        )
    made = modelward.done(
        "model", "register", str(write_data(folder / "payments.csv")), "--label", "label",
        "--positive", "1", by="sanne",
    )  # fmt: skip
    assert (made["model"], made["version"], made["is_new"]) == ("payments", 1, True)
    modelward.done("submit", "payments:1", by="sanne")


def work(modelward: CommandLine) -> None:
    """As an administrator would: a service in a process of its own, until nothing is due."""
    done = modelward.process("service", "--once", "--name", "night")
    assert done.code == 0, done.err


def open_task(modelward: CommandLine) -> dict[str, Any]:
    tasks = modelward.done("task", "list", "--all", by="mark")["tasks"]
    assert len(tasks) == 1, modelward.done("process", "list", "--all", by="mark")
    task: dict[str, Any] = tasks[0]
    return task


def pass_the_tests(modelward: CommandLine) -> dict[str, Any]:
    """Wherever a rule failed: waivers by a second person, on the record. The approval task."""
    task = open_task(modelward)
    while task["kind"] != "approve":
        number = str(task["number"])
        if task["kind"] == "results":
            shown = modelward.done("task", "show", number, by="mark")
            for rule in shown["facts"]["failed"]:
                waiver = modelward.done(
                    "waiver", "ask", "payments:1", "--rule", rule, "--reason", REASON,
                    "--expires", "30d", by="sanne",
                )  # fmt: skip
                modelward.done(
                    "waiver", "grant", str(waiver["number"]), "--reason", REASON, by="aisha"
                )
            modelward.done(
                "task", "complete", number, "--outcome", "waive", "--reason", REASON, by="mark"
            )
        else:
            raise AssertionError(task)
        work(modelward)
        task = open_task(modelward)
    return task


def send_traffic(modelward: CommandLine, rows: int = 300) -> None:
    """Real requests to the runtime, with amounts that training never saw."""
    bank = modelward.workspace
    with bank.service.reading() as session:
        runtime = next(r for r in list_live_runtimes(session) if r.name == "prod-1")
    version = modelward.done("model", "show", "payments", by="sanne")["versions"][0]["id"]
    files = bank.service.read(load_version_files, UUID(version))
    chance = random.Random(8)
    sent = [
        {"amount": chance.uniform(2000, 3000), "hours": chance.uniform(0, 24), "country": "DE"}
        for _ in range(rows)
    ]
    settings = machine(home=modelward.home)
    with reach(settings, runtime) as adapter:
        adapter.infer("payments", tensors(to_oip_inputs(predictors_of(files.fields), sent)))
    log = scoring_folder(settings, runtime.name)  # the runtime writes it a moment after it answers
    wait_until(lambda: sum(map(len, read_segments(log))) == rows)


@pytest.mark.slow
def test_from_data_to_a_watched_model(modelward: CommandLine, tmp_path: Path) -> None:
    prepare(modelward, tmp_path)
    work(modelward)
    task = pass_the_tests(modelward)
    request = str(task["request"])

    gate = modelward("gate", "payments:1", "--stage", "PROD", by="sanne")
    assert gate.code == 1
    assert [one["code"] for one in gate.document["blockers"]] == ["gate.approval"]

    refused = modelward("decide", request, "accept", "--reason", REASON, by="sanne")
    assert refused.code == 1
    codes = [one["code"] for one in refused.document["error"]["blockers"]]
    assert "four_eyes.own_work" in codes

    shown = modelward.done("task", "show", str(task["number"]), by="aisha")["request_detail"]
    for slot in shown["slots"]:
        voter = next(DECIDERS[role] for role in slot["roles"] if role in DECIDERS)
        voted = modelward.done("decide", request, "accept", "--reason", REASON, by=voter)
    assert voted["state"] == "accepted"

    work(modelward)
    placed = modelward.done("deployment", "list", by="sanne")["deployments"]
    assert [(one["stage"], one["state"]) for one in placed] == [
        ("SIT", "deployed"),
        ("PROD", "deployed"),
    ]
    assert modelward("gate", "payments:1", "--stage", "PROD", by="sanne").code == 0

    send_traffic(modelward)
    watch(modelward)
    told = modelward.done("lineage", "payments:1", by="lin")["events"]
    tags = [one["tag"] for one in told]
    for tag in ("version.registered", "snapshot.taken", "decision.recorded", "alert.acknowledged"):
        assert tag in tags


def watch(modelward: CommandLine) -> None:
    """The first monitor run reads what the runtime itself wrote; its alert is taken up."""
    monitor = "payments/Scoring log PROD"
    if modelward.workspace.is_sqlite:
        answer = modelward("monitor", "run", monitor, "--fail-on", "FAIL", by="tom")
    else:
        answer = run_beside_a_service(modelward, monitor)
    assert answer.code == 1, answer.out + answer.err
    found = answer.document
    assert found["rows"]["current"] == 300
    assert found["verdict"] == "FAIL"
    failed = {one["feature"] for one in found["results"] if one["verdict"] == "FAIL"}
    assert "amount" in failed

    alert = modelward.done("alert", "list", by="tom")["alerts"][0]
    taken = modelward.done("alert", "ack", str(alert["number"]), "--reason", SEEN, by="tom")
    assert (taken["state"], taken["acknowledged_by"]) == ("acknowledged", "tom")
    back = modelward.done("alert", "unack", str(alert["number"]), by="tom")
    assert (back["state"], back["acknowledged_by"]) == ("open", "")


def run_beside_a_service(modelward: CommandLine, monitor: str) -> Any:
    """On PostgreSQL a person's login does no work; a service of its own does."""
    with modelward.service("day"):
        return modelward("monitor", "run", monitor, "--fail-on", "FAIL", by="tom")


def test_a_version_is_deployed_to_a_runtime_through_the_gate_only(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    modelward = modelward_file
    prepare(modelward, tmp_path)

    refused = modelward("deploy", "payments:1", "--runtime", "prod-1", by="tom")

    assert refused.code == 1
    codes = {one["code"] for one in refused.document["error"]["blockers"]}
    assert {"gate.stage", "gate.not_tested", "gate.approval"} <= codes
    assert modelward.done("deployment", "list", by="tom")["deployments"] == []
