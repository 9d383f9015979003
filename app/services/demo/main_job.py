"""The demo's main job: data in, a governed, serving, monitored model out; with what happened."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.csv as pa_csv
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.evidence import (
    granted_waivers,
    latest_release_run,
    rule_name,
    stopping_verdicts,
)
from app.models.queries.find import find_latest_snapshot
from app.models.queries.release_service import service_of_model
from app.models.queries.releases import load_version_files
from app.models.queries.run_ends import DEPLOYED
from app.models.tables.engine import Incident, ProcessInstance, StepRun
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import UserTask
from app.services.background import Background
from app.services.commands.assets import read_blob
from app.services.commands.models import NewModel
from app.services.commands.processes import retry_incident, submit
from app.services.commands.runtimes import tag_runtime
from app.services.demo.acts import Cast, Release, watch_by_hand
from app.services.demo.bank import FRAUD
from app.services.demo.preparing import prepare
from app.services.demo.scorecards import sample
from app.services.demo.serving import check_serving
from app.services.demo.stage import Stage, remove, remove_for_good
from app.services.registering import Registration, register_data
from app.services.training.spec import METRICS_FILE
from app.services.unit_of_work import Work

REJECTED = "REJECTED"
OWN_DATA_ROWS = 3000


@dataclass(frozen=True, slots=True)
class MainJob:
    """What the main job is done on."""

    data: Path
    label: str
    protected: tuple[str, ...] = ()
    positive: str | None = None
    is_strict: bool = False


class StopWatch:
    """Times what the command does around the life cycle, as steps in the shape of its own."""

    def __init__(self, begun: float) -> None:
        self._begun = self._step_begun = begun
        self.steps: list[dict[str, Any]] = []

    @property
    def seconds(self) -> float:
        """From the beginning till now."""
        return round(time.perf_counter() - self._begun, 2)

    def start_step(self) -> None:
        """What was since the last step has told its time itself."""
        self._step_begun = time.perf_counter()

    def end_step(self, name: str) -> dict[str, Any]:
        """The step that ends now; the next one begins."""
        seconds = round(time.perf_counter() - self._step_begun, 3)
        step = {
            "step": name, "state": "done", "outcome": "", "reason": None, "seconds": seconds,
        }  # fmt: skip
        self.steps.append(step)
        self.start_step()
        return step


def own_data(folder: Path) -> MainJob:
    """Data that the demo makes itself, where none are given."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "card-payments.csv"
    table = sample(FRAUD, OWN_DATA_ROWS, seed=7).drop_columns(["score"])
    pa_csv.write_csv(table, path)
    return MainJob(path, "label", protected=("age_band",), positive="1")


def run_headless(
    folder: Path,
    job: MainJob | None,
    *,
    tell: Callable[[str], None] = lambda _: None,
    begun: float | None = None,
) -> dict[str, Any]:
    """Run the main job to its end and say what happened, in the shape of `demo --headless`.

    Args:
        begun: `time.perf_counter()` when the command began, where that was earlier.
    Raises:
        AppError: the data can't be used, or the release stopped.
    """
    watch = StopWatch(time.perf_counter() if begun is None else begun)
    stage = prepare(folder, with_history=False)
    watch.end_step("Prepare the bank")
    background = stage.background("demo")
    try:
        answer = _run(stage, background, job or own_data(folder / "own"), tell, watch)
        background.seal_once()
        return answer
    finally:
        background.close()
        stage.close()


def _run(
    stage: Stage,
    background: Background,
    job: MainJob,
    tell: Callable[[str], None],
    watch: StopWatch,
) -> dict[str, Any]:
    tell("looking at the runtimes")
    background.watch_once()
    registration = register_data(
        stage.work("sanne"),
        stage.settings,
        job.data,
        NewModel(name=_model_name(job.data), unit="credit", risk_tier="medium"),
        label=job.label,
        protected=job.protected,
        positive=job.positive,
    )
    tell(f"registered {registration.model_name} v{registration.version}")
    for note in registration.notes:
        tell(note)
    _tag_runtimes(stage, registration)
    watch_by_hand(stage, registration.model_id)
    submission = stage.work("sanne").write(submit, registration.version_id)
    watch.end_step("Register and submit")
    cast = Cast(is_strict=job.is_strict)
    release = Release(stage, background, registration.version_id, cast)
    _retry_what_stopped(stage, release.instance())
    tell("the life cycle runs: train, scan, test, judge, approve, deploy")
    release.play()
    instance = release.instance()
    assert instance is not None
    watch.start_step()
    found = _report(stage, registration, instance)
    before = list(watch.steps)
    after = [watch.end_step("Ask over HTTP")] if found["serving"] else []
    found["steps"] = [*before, *found["steps"], *after]
    if job.is_strict:
        _hold_strictly(found)
    told = training_notes(stage.work("ada"), registration.version_id)
    for note in told:
        tell(note)
    found["notes"] = list(dict.fromkeys((*registration.notes, *told)))
    found["people"] = cast.told
    found["repeated"] = not submission.is_new
    found["seconds"] = watch.seconds
    return found


def training_notes(work: Work, version_id: UUID) -> list[str]:
    """What the training did to the data, as it wrote it down; none where it did not get so far."""
    asset = work.read(load_version_files, version_id).named(METRICS_FILE)
    if asset is None:
        return []
    kept: bytes = work.read(read_blob, asset.sha256)
    return list(json.loads(kept).get("notes", ()))


def _retry_what_stopped(stage: Stage, instance: ProcessInstance | None) -> None:
    """An earlier run of the demo may have ended in an incident: the operator tries again."""
    if instance is None or instance.state != "incident":
        return
    tom = stage.work("tom")
    with tom.unit() as work:
        open_ones = work.session.scalars(
            select(Incident.id).where(Incident.instance_id == instance.id, Incident.state == "open")
        ).all()
        for incident_id in open_ones:
            retry_incident(work, incident_id)


def _model_name(data: Path) -> str:
    return data.stem.replace(":", "-")[:120] or "model"


def _tag_runtimes(stage: Stage, registration: Registration) -> None:
    """The operator lets the demo's runtimes serve the model's service."""
    tom = stage.work("tom")
    with tom.unit() as work:
        registered = work.get(RegisteredModel, registration.model_id)
        for runtime in work.session.scalars(select(Runtime)):
            wanted = {*runtime.service_tags, service_of_model(registered)}
            if wanted != set(runtime.service_tags):
                tag_runtime(work, runtime.id, service_tags=wanted)


def _report(stage: Stage, registration: Registration, instance: ProcessInstance) -> dict[str, Any]:
    with stage.work("ada").reading() as session:
        steps = session.scalars(
            select(StepRun)
            .where(StepRun.instance_id == instance.id, StepRun.name != "")
            .order_by(StepRun.started_at)
        ).all()
        reasons = step_reasons(session, steps)
        told = [
            {
                "step": step.name,
                "state": step.state,
                "outcome": step.outcome,
                "reason": reasons.get(step.id),
                "seconds": round((step.ended_at - step.started_at).total_seconds(), 3)
                if step.ended_at
                else None,
            }
            for step in steps
            if step.node_kind not in ("exclusive", "start", "end", "sub_process")
        ]
        deployment = session.scalars(
            select(Deployment)
            .where(
                Deployment.version_id == registration.version_id,
                Deployment.state == "deployed",
            )
            .order_by(Deployment.number.desc())
        ).first()
        snapshot_id = deployment.snapshot_id if deployment else _latest(session, registration)
        run = latest_release_run(session, snapshot_id)
        verdicts = stopping_verdicts(session, snapshot_id)
        report: dict[str, Any] = {
            "process": f"on-model-changed {instance.number}",
            "model": f"{registration.model_name} v{registration.version}",
            "outcome": instance.outcome or instance.state.upper(),
            "reason": None if instance.outcome == DEPLOYED else _last_reason(told),
            "verdict": run.verdict if run else "",
            "failed": [*verdicts],
            "failed_verdicts": verdicts,
            "waived": [rule_name(waiver) for waiver in granted_waivers(session, snapshot_id)],
            "steps": told,
        }
    report["serving"] = (
        check_serving(stage, registration.version_id, deployment) if deployment else None
    )
    return report


def step_reasons(session: Session, steps: Sequence[StepRun]) -> dict[UUID, str]:
    """Why steps failed, as the task that came of it says; and what people gave as their reason."""
    found: dict[UUID, str] = {}
    if not steps:
        return found
    tasks = session.scalars(
        select(UserTask)
        .where(UserTask.instance_id == steps[0].instance_id)
        .order_by(UserTask.number)
    ).all()
    closed, caused = list(tasks), [task for task in tasks if task.facts.get("error")]
    for step in steps:
        if step.state == "failed" and step.node_kind != "sub_process" and caused:
            found[step.id] = str(caused.pop(0).facts["error"])
        own = next((task for task in closed if task.node_id == step.node_id), None)
        if own is not None:
            closed.remove(own)
            found[step.id] = own.reason
    return found


def _last_reason(told: Sequence[Mapping[str, Any]]) -> str | None:
    """Why it ended otherwise: what failed last, else what a person said last."""
    given = [one for one in told if one["reason"]]
    failed = [one for one in given if one["state"] == "failed"]
    return str((failed or given)[-1]["reason"]) if given else None


def _hold_strictly(found: dict[str, Any]) -> None:
    """What an earlier run released by waivers does not pass a strict one."""
    if found["outcome"] == DEPLOYED and found["failed"]:
        rules = ", ".join(told_rules(found["failed_verdicts"]))
        found["outcome"] = REJECTED
        found["reason"] = f"An earlier run released this version past failed rules: {rules}."


def told_rules(verdicts: Mapping[str, str]) -> list[str]:
    """Each rule with its verdict: too few rows stop a release as well, and are no FAIL."""
    return [f"{rule} ({verdict})" for rule, verdict in verdicts.items()]


def _latest(session: Session, registration: Registration) -> UUID:
    found = find_latest_snapshot(session, registration.version_id)
    return found.id if found else registration.snapshot_id


def clear(folder: Path) -> None:
    """What the demo made goes, before it is made again."""
    remove(folder)


def end(folder: Path) -> None:
    """End the demo's runtimes and remove what it made; an error tells what stays."""
    remove_for_good(folder)
