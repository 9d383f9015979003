"""When a version that was decided on may be asked for again: something of it has to be new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.earlier import new_documents_of
from app.models.queries.id_lists import is_one_of
from app.models.queries.run_ends import DEPLOYED
from app.models.rules.asking import DEFAULT_TEMPLATE
from app.models.tables.engine import ProcessInstance
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot
from app.models.tables.life_cycle import LifeCycleBinding, LifeCycleTemplate
from app.services.commands.snapshots import build_manifests, digests_of
from app.services.unit_of_work import UnitOfWork

REJECTED = "REJECTED"
DECIDED = (DEPLOYED, REJECTED)


def deciding_run(work: UnitOfWork, version: ModelVersion, key: str) -> ProcessInstance | None:
    """The run that decided on the version as it is now; None where it may begin (again).

    Whoever started that run, by whatever start key. In the life cycle that the model is bound to
    a rejection counts that another one ended with.
    """
    return deciding_runs(work.session, {version.id: key}).get(version.id)


def deciding_runs(session: Session, keys: Mapping[UUID, str]) -> dict[UUID, ProcessInstance]:
    """The same of many versions that would begin the life cycle of this key each.

    Those that may begin are not in it.
    """
    last = _last_runs(session, keys)
    decided = _decided_digests(session, last)
    versions = session.execute(
        select(ModelVersion, RegisteredModel)
        .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
        .where(is_one_of(session, ModelVersion.id, last))
    )
    manifests = build_manifests(session, [(version, model) for version, model in versions])
    same = {each: run for each, run in last.items() if decided[each] in digests_of(manifests[each])}
    rejected = _rejections(session, [one for one in same.values() if one.outcome == REJECTED])
    new = new_documents_of(session, rejected) if rejected else {}
    return {each: run for each, run in same.items() if not new.get(each)}


def _last_runs(session: Session, keys: Mapping[UUID, str]) -> dict[UUID, ProcessInstance]:
    """The last that decided: one that was withdrawn or failed hides no rejection before it."""
    statement = (
        select(
            ProcessInstance,
            ModelVersion.id,
            LifeCycleTemplate.key,
            func.coalesce(LifeCycleBinding.template_key, DEFAULT_TEMPLATE),
        )
        .join(LifeCycleTemplate, LifeCycleTemplate.id == ProcessInstance.template_id)
        .join(ModelVersion, ModelVersion.id == ProcessInstance.version_id)
        .outerjoin(LifeCycleBinding, LifeCycleBinding.model_id == ModelVersion.model_id)
        .where(
            is_one_of(session, ProcessInstance.version_id, keys),
            ProcessInstance.parent_token_id.is_(None),
            ProcessInstance.outcome.in_(DECIDED),
            ProcessInstance.state.in_(("completed", "cancelled")),
        )
        .order_by(ProcessInstance.started_at, ProcessInstance.number)
    )
    found: dict[UUID, ProcessInstance] = {}
    for run, version_id, key, bound in session.execute(statement):
        asked = keys[version_id]
        if key == asked or (run.outcome == REJECTED and asked == bound):
            found[version_id] = run
    return found


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


def _decided_digests(session: Session, last: Mapping[UUID, ProcessInstance]) -> dict[UUID, str]:
    """Of the snapshot that was asked about; where no request was made, of the newest."""
    asked = {
        row.instance_id: row.digest
        for row in session.execute(
            select(TransitionRequest.instance_id, Snapshot.digest)
            .join(Snapshot, Snapshot.id == TransitionRequest.snapshot_id)
            .where(
                is_one_of(session, TransitionRequest.instance_id, [one.id for one in last.values()])
            )
            .order_by(TransitionRequest.number)
        )
    }
    newest = {
        row.version_id: row.digest
        for row in session.execute(
            select(Snapshot.version_id, Snapshot.digest)
            .where(is_one_of(session, Snapshot.version_id, last))
            .order_by(Snapshot.sequence)
        )
    }
    return {each: asked.get(run.id) or newest.get(each, "") for each, run in last.items()}


def _rejections(session: Session, runs: Sequence[ProcessInstance]) -> dict[UUID, datetime]:
    """By version, when a request was rejected; where a test was, when its run ended."""
    closed = {
        row.instance_id: row.at
        for row in session.execute(
            select(TransitionRequest.instance_id, func.max(TransitionRequest.closed_at).label("at"))
            .where(
                is_one_of(session, TransitionRequest.instance_id, [one.id for one in runs]),
                TransitionRequest.state == "rejected",
            )
            .group_by(TransitionRequest.instance_id)
        )
    }
    return {
        one.version_id: closed.get(one.id) or one.ended_at or one.started_at
        for one in runs
        if one.version_id is not None
    }
