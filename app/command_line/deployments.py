"""`modelward deploy`, `rollback` and `deployment`: bringing versions to runtimes, by the gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import facts, marked, table
from app.command_line.signing import PassphraseFile, signer_of
from app.errors import InputError
from app.models.queries.find import find_model, find_numbered, find_version, list_stages
from app.models.queries.gate_check import gate_blockers
from app.models.queries.listing_places import (
    DeploymentDetail,
    DeploymentListRow,
    list_deployments,
    list_runtimes,
    load_deployment_detail,
)
from app.models.queries.pauses import pause_met_by
from app.models.rules.blockers import Blocker, require
from app.models.rules.deployment_states import ENDED
from app.models.tables.execution import Deployment
from app.services.commands.processes import submit
from app.services.commands.roll_backs import ask_roll_back

DEPLOYMENT = new_family()
SINGLE = new_family()
# What the life cycle itself brings on its way into the first stage.
DONE_BY_LIFE_CYCLE = frozenset({"gate.no_snapshot", "gate.not_tested"})
COLUMNS = {
    "number": "deployment", "model": "model", "version": "version", "stage": "stage",
    "runtime": "runtime", "service_tag": "service", "state": "state", "reason": "reason",
    "started_at": "started", "finished_at": "finished",
}  # fmt: skip
SPELLS = {"since": "served from", "until": "until", "state": "state", "reason": "reason"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a version would go, and what stands in the way."""

    version_id: UUID
    label: str
    stage: str
    blockers: tuple[Blocker, ...]
    present: DeploymentListRow | None  # it is there already


@SINGLE.command("deploy")
def deploy(
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="MODEL:VERSION")],
    runtime: Annotated[str, typer.Option(help="Name of the runtime.")],
) -> None:
    """Deploy a version to a runtime, through its life cycle and the same gate as ever.

    Nothing is deployed past the gate: where it says no, every blocker is printed.
    """
    call = of(context)
    with acting(call) as work:
        target = work.read(_target, model, runtime)
        document = {"model": target.label, "stage": target.stage, "runtime": runtime}
        if target.present is not None:
            said = f"{target.label} is {target.present.state} on {runtime} already."
            call.answer({**document, "is_new": False, "deployment": target.present}, said)
            return
        require(target.blockers)
        found = work.write(submit, target.version_id, variables={"wanted_runtime": runtime})
    said = f"{target.label} is on its way to {runtime}; modelward process list shows it."
    call.answer({**document, "is_new": found.is_new, "deployment": None}, said)


def _target(session: Session, model: str, runtime_name: str) -> Target:
    registered, version = find_version(session, model)
    runtime = next((r for r in list_runtimes(session) if r.name == runtime_name), None)
    if runtime is None:
        raise InputError(
            f"There is no runtime called {runtime_name}.", hint="modelward runtime list shows them."
        )
    stages = list_stages(session, registered.stage_path_id)
    fitting = [one for one in stages if one.name in runtime.stage_tags]
    if not fitting:
        path = ", ".join(stage.name for stage in stages)
        raise InputError(
            f"{runtime_name} is for none of the stages of {registered.name}: {path}.",
            hint="modelward runtime tag changes its tags.",
        )
    stage = fitting[-1]
    present = [
        one
        for one in list_deployments(session, model_id=registered.id)
        if (one.version, one.runtime, one.stage) == (version.version, runtime_name, stage.name)
        and one.state not in ENDED
    ]
    blockers = gate_blockers(session, version.id, stage.name)
    first = next(one for one in stages if one.kind in ("staging", "production"))
    if stage.id == first.id:
        blockers = tuple(one for one in blockers if one.code not in DONE_BY_LIFE_CYCLE)
    return Target(
        version.id,
        f"{registered.name} v{version.version}",
        stage.name,
        blockers,
        present[-1] if present else None,
    )


@SINGLE.command("rollback")
def rollback(
    context: typer.Context,
    deployment: Annotated[str, typer.Argument(help="Number of the deployment that serves.")],
    reason: Annotated[str, typer.Option(help="What an auditor should know in a year.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Let serve again what this deployment replaced; signed with your key."""
    call = of(context)
    with acting(call) as work:
        row = work.read(find_numbered, Deployment, deployment, what="deployment")
        signer = signer_of(work, call, passphrase_file)
        asked = work.write(ask_roll_back, row.id, reason=reason, signer=signer)
        pause = work.read(pause_met_by, row)
    said = f"Asked to roll back deployment {row.number}; a service does it."
    if pause is not None:
        said = marked(f"{said} It waits: {pause.sentence}", 2)
    document = {"asked": asked, "deployment": row.number, "waits_for": pause and pause.sentence}
    call.answer(document, said)


@DEPLOYMENT.command("list")
def list_(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="MODEL; empty: of all models")] = "",
) -> None:
    """What was brought where, and how it went."""
    call = of(context)
    rows = read(call, _deployments, model)
    call.answer({"deployments": rows}, table(rows, COLUMNS, nothing="Nothing is deployed."))


def _deployments(session: Session, model: str) -> list[DeploymentListRow]:
    return list_deployments(session, model_id=find_model(session, model).id if model else None)


@DEPLOYMENT.command("show")
def show(
    context: typer.Context, deployment: Annotated[str, typer.Argument(help="Its number.")]
) -> None:
    """A deployment with each of its steps."""
    call = of(context)
    found = read(call, load_deployment_detail, deployment)
    call.answer(found, _text(found))


def _text(found: DeploymentDetail) -> str:
    head = facts({heading: getattr(found.deployment, name) for name, heading in COLUMNS.items()})
    if found.pause is not None:
        head = f"{head}\n{marked(found.pause.sentence, 2)}"
    if found.ended_by:
        said = f"{found.ended_by} says that its runtime has ended; no service saw that."
        head = f"{head}\n{marked(said, 2)}"
    served = table(found.served, SPELLS, nothing="It never served.")
    columns = {"step": "step", "told_state": "state", "attempt": "attempt", "started_at": "started",
               "finished_at": "finished"}  # fmt: skip
    steps = table(found.steps, columns, nothing="No step was done yet.")
    return f"{head}\n\n{served}\n\n{steps}"
