"""Puts monitors on what was deployed: drift and performance on the runtime's own scoring log."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count
from uuid import UUID

from sqlalchemy import select

from app.models.queries.in_force import table_in_force
from app.models.queries.own_monitors import is_set_by_author
from app.models.queries.releases import DeploymentRow, load_deployment, load_runtime
from app.models.rules.pauses import SCORING
from app.models.tables.execution import DataSource, Deployment
from app.models.tables.monitoring import Monitor
from app.models.tables.organisation import BusinessUnit
from app.services.commands.monitors import (
    NewMonitor,
    add_data_source,
    add_monitor,
    read_from,
)
from app.services.task_types import TASK_TYPES, Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import UnitOfWork


@TASK_TYPES.register("attach_monitors")
class AttachMonitors(TaskHandler):
    label = "Attach monitors"
    outputs = ("monitors", "has_next_stage")

    @dataclass(frozen=True, slots=True)
    class Inputs:
        deployment_id: str
        stage: str
        stages: tuple[str, ...] = ()
        cron: str = "0 6 * * *"
        zone: str = "Europe/Amsterdam"
        monitor_thresholds: str = "monitor-thresholds"

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        names: list[str] = context.write(_attach, inputs)
        stages = list(inputs.stages)
        is_last = not stages or inputs.stage == stages[-1]
        return Done({"monitors": names, "has_next_stage": not is_last})


def _attach(work: UnitOfWork, inputs: AttachMonitors.Inputs) -> list[str]:
    deployment = load_deployment(work.session, UUID(inputs.deployment_id))
    runtime = load_runtime(work.session, deployment.runtime_id)
    if runtime.kind != "embedded":
        return []  # other runtimes tell nothing by themselves: a person names the data
    source = _scoring_source(work, runtime.unit_id, runtime.name)
    name = f"Scoring log {inputs.stage}"
    own_name = f"{name} #{deployment.service_tag}"  # where another service has the short one
    present = _present(work, deployment, (name, own_name))
    is_own = present is not None and is_set_by_author(work.session, present)
    if present is not None and not is_own:
        return [read_from(work, present, source.id).name]
    if present is not None:
        name = present.name  # its next version, as if nobody had set it
    elif _is_taken(work, deployment.model_id, name):
        name = own_name
    unit_id = work.get(Deployment, deployment.id).unit_id
    monitor = add_monitor(
        work,
        deployment.model_id,
        NewMonitor(
            name=name,
            service_tag=deployment.service_tag,
            stage_id=deployment.stage_id,
            data_source_id=source.id,
            decision_table_id=table_in_force(work.session, inputs.monitor_thresholds, unit_id),
            cron=inputs.cron,
            zone=inputs.zone,
        ),
    )
    return [monitor.name]


def _present(work: UnitOfWork, deployment: DeploymentRow, names: tuple[str, ...]) -> Monitor | None:
    """The one of this service, whatever people have made of its schedule, its table or its tests.

    A release changes none of that: the policy that judges a monitor stays until somebody says so.
    Where approvals are asked for, that is never who built the model: such a one comes last.
    """
    newest: dict[str, Monitor] = {}
    for one in work.session.scalars(
        select(Monitor)
        .where(
            Monitor.model_id == deployment.model_id,
            Monitor.stage_id == deployment.stage_id,
            Monitor.service_tag == deployment.service_tag,
            Monitor.name.in_(names),
        )
        .order_by(Monitor.version)
    ):
        newest[one.name] = one
    return min(
        newest.values(),
        key=lambda one: (is_set_by_author(work.session, one), one.is_paused, one.name),
        default=None,
    )


def _is_taken(work: UnitOfWork, model_id: UUID, name: str) -> bool:
    taken = select(Monitor.id).where(Monitor.model_id == model_id, Monitor.name == name)
    return work.session.scalars(taken).first() is not None


def _scoring_source(work: UnitOfWork, unit_id: UUID, runtime: str) -> DataSource:
    key = work.session.scalars(select(BusinessUnit.key).where(BusinessUnit.id == unit_id)).one()
    name = f"Scoring log of {runtime}"
    same = select(DataSource).where(
        DataSource.unit_id == unit_id,
        DataSource.kind == "runtime_log",
        DataSource.store == SCORING,
        DataSource.pattern == runtime,
    )
    present = work.session.scalars(same.order_by(DataSource.name != name, DataSource.name)).first()
    return present or add_data_source(
        work, unit=key, name=_free_name(work, unit_id, name), kind="runtime_log", store=SCORING,
        pattern=runtime,
    )  # fmt: skip


def _free_name(work: UnitOfWork, unit_id: UUID, name: str) -> str:
    """A source of that name may read something else, whoever called it so."""
    taken = set(work.session.scalars(select(DataSource.name).where(DataSource.unit_id == unit_id)))
    numbered = (f"{name} #{n}" for n in count(2))
    return next(one for one in chain((name,), numbered) if one not in taken)
