"""When a version that was decided on may be asked for again: something of it has to be new."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select

from app.errors import InputError
from app.models.queries.earlier import new_documents
from app.models.queries.find import find_latest_snapshot
from app.models.queries.routing import life_cycle_of
from app.models.tables.engine import ProcessInstance
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot
from app.models.tables.life_cycle import LifeCycleTemplate
from app.services.commands.snapshots import build_manifest
from app.services.digests import digest
from app.services.unit_of_work import UnitOfWork

REJECTED = "REJECTED"
DECIDED = ("DEPLOYED", REJECTED)


def deciding_run(work: UnitOfWork, version: ModelVersion, key: str) -> ProcessInstance | None:
    """The run that decided on the version as it is now; None where it may begin (again).

    Whoever started that run, by whatever start key. In the life cycle that the model is bound to
    a rejection counts that another one ended with.
    """
    last = _last_run(work, version, key)
    if last is None:
        return None
    registered = work.get(RegisteredModel, version.model_id)
    if _decided_digest(work, version, last) != digest(
        build_manifest(work.session, version, registered)
    ):
        return None
    if last.outcome == REJECTED and new_documents(work.session, version.id, _rejection(work, last)):
        return None
    return last


def _last_run(work: UnitOfWork, version: ModelVersion, key: str) -> ProcessInstance | None:
    """The last that decided: one that was withdrawn or failed hides no rejection before it."""
    ours = [LifeCycleTemplate.key == key]
    if key == life_cycle_of(work.session, version.model_id):
        ours.append(ProcessInstance.outcome == REJECTED)
    statement = (
        select(ProcessInstance)
        .join(LifeCycleTemplate, LifeCycleTemplate.id == ProcessInstance.template_id)
        .where(
            ProcessInstance.version_id == version.id,
            ProcessInstance.parent_token_id.is_(None),
            ProcessInstance.outcome.in_(DECIDED),
            ProcessInstance.state.in_(("completed", "cancelled")),
            or_(*ours),
        )
        .order_by(ProcessInstance.started_at.desc(), ProcessInstance.number.desc())
        .limit(1)
    )
    return work.session.scalars(statement).first()


def require_new(work: UnitOfWork, version: ModelVersion, key: str) -> None:
    """Refuse to begin again with what was rejected, whoever wrote the start.

    Raises:
        InputError: nothing of the version is new since.
    """
    last = deciding_run(work, version, key)
    if last is None or last.outcome != REJECTED:
        return
    registered = work.get(RegisteredModel, version.model_id)
    raise InputError(
        f"{registered.name} v{version.version} was rejected by process {last.number}, and nothing"
        " of it is new since.",
        hint="Change it, or let somebody add a document who worked on it, owns the model, or may"
        " change its files.",
    )


def _decided_digest(work: UnitOfWork, version: ModelVersion, last: ProcessInstance) -> str:
    """Of the snapshot that was asked about; where no request was made, of the newest."""
    asked = work.session.scalars(
        select(Snapshot.digest)
        .join(TransitionRequest, TransitionRequest.snapshot_id == Snapshot.id)
        .where(TransitionRequest.instance_id == last.id)
        .order_by(TransitionRequest.number.desc())
        .limit(1)
    ).first()
    newest = None if asked else find_latest_snapshot(work.session, version.id)
    return asked or (newest.digest if newest else "")


def _rejection(work: UnitOfWork, last: ProcessInstance) -> datetime:
    """When a request was rejected; where a test was, when its run ended."""
    closed = work.session.scalars(
        select(func.max(TransitionRequest.closed_at)).where(
            TransitionRequest.instance_id == last.id, TransitionRequest.state == "rejected"
        )
    ).first()
    return closed or last.ended_at or last.started_at
