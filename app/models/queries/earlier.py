"""What was decided on a version before: votes of its closed requests, and its acceptance tests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.queries.lookups import roles_by_unit
from app.models.rules.reopening import is_of_its_makers
from app.models.rules.rights import CLOSED
from app.models.rules.tasks import TEST
from app.models.tables.execution import Stage
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import (
    ModelDocument,
    ModelVersion,
    RegisteredModel,
    Snapshot,
    VersionAuthor,
)
from app.models.tables.life_cycle import UserTask

NEGATIVE = "reject"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A vote that counted, or a test, before the request that is looked at."""

    id: UUID
    kind: str  # decision | test
    number: int  # of the request, or of the task
    stage: str
    snapshot_id: UUID | None
    verdict: str
    person_id: UUID
    role: str  # in which it was decided; empty for a test
    reason: str
    at: datetime

    @property
    def is_rejection(self) -> bool:
        return self.verdict == NEGATIVE

    def as_evidence(self) -> dict[str, str]:
        """The reason by its digest: its words lie in the trail, where they can be redacted."""
        return {
            "id": str(self.id),
            "kind": self.kind,
            "stage": self.stage,
            "verdict": self.verdict,
            "by": str(self.person_id),
            "at": self.at.astimezone(UTC).isoformat(),
            "reason_sha256": hashlib.sha256(self.reason.encode()).hexdigest(),
        }


# Whoever decides waits for these, so they are built once.
_votes = (
    select(Decision, TransitionRequest.number, TransitionRequest.snapshot_id, Stage.name)
    .join(TransitionRequest, TransitionRequest.id == Decision.request_id)
    .join(Stage, Stage.id == TransitionRequest.stage_id)
    .where(
        TransitionRequest.version_id == bindparam("version"),
        TransitionRequest.id != bindparam("request"),
        TransitionRequest.state.in_(CLOSED),
        Decision.seen_digest == TransitionRequest.evidence_digest,
    )
)
_tests = select(UserTask).where(
    UserTask.model_id == bindparam("model"),
    UserTask.version_id == bindparam("version"),
    UserTask.kind == TEST,
    UserTask.state == "completed",
)
is_any_earlier = or_(  # with :version, :request and :model, for a statement that asks more
    _votes.with_only_columns(Decision.id).correlate(None).exists(),
    _tests.with_only_columns(UserTask.id).correlate(None).exists(),
)


def list_earlier(session: Session, request: TransitionRequest) -> tuple[Earlier, ...]:
    """Every vote and test on the request's version beside this request, the oldest first.

    Of a closed request: what was decided until then.
    """
    of = {"request": request.id, "version": request.version_id, "model": request.model_id}
    found = [
        Earlier(
            vote.id, "decision", number, stage, snapshot_id, vote.verdict, vote.decided_by,
            vote.role, vote.reason, vote.decided_at,
        )
        for vote, number, snapshot_id, stage in session.execute(_votes, of)
    ]  # fmt: skip
    found += [
        Earlier(
            task.id, "test", task.number, str(task.facts.get("stage", "")), task.snapshot_id,
            task.outcome, task.recorded_by, "", task.reason, task.closed_at or task.opened_at,
        )
        for task in session.scalars(_tests, of)
    ]  # fmt: skip
    until = request.closed_at
    earlier = (one for one in found if until is None or one.at <= until)
    return tuple(sorted(earlier, key=lambda one: (one.at, str(one.id))))


@dataclass(frozen=True, slots=True)
class NewDocument:
    id: UUID
    title: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Since:
    """What is new about a version since it was rejected."""

    rejection: Earlier
    documents: tuple[NewDocument, ...]  # those that make it worth asking again
    snapshots: tuple[int, int] | None  # which was rejected, which is asked for; None: the same


def load_since(
    session: Session, request: TransitionRequest, earlier: Sequence[Earlier]
) -> Since | None:
    """What was added since the last rejection; None where there was none."""
    rejection = next((one for one in reversed(earlier) if one.is_rejection), None)
    if rejection is None:
        return None
    documents = tuple(
        NewDocument(one.id, one.title, one.created_by)
        for one in new_documents(session, request.version_id, rejection.at)
        if one.created_at <= (request.closed_at or one.created_at)
    )
    numbers = {rejection.snapshot_id, request.snapshot_id} - {None}
    rows = session.execute(select(Snapshot.id, Snapshot.sequence).where(Snapshot.id.in_(numbers)))
    found: dict[Any, int] = {row.id: row.sequence for row in rows}
    is_other = len(found) == 2
    return Since(
        rejection,
        documents,
        (found[rejection.snapshot_id], found[request.snapshot_id]) if is_other else None,
    )


def new_documents(session: Session, version_id: UUID, since: datetime) -> list[ModelDocument]:
    """Documents of a version or its model added since by those whose work it is, oldest first.

    Whoever else adds one tells something about it; that alone does not make it another version.
    """
    return new_documents_of(session, {version_id: since})[version_id]


def new_documents_of(
    session: Session, since: Mapping[UUID, datetime]
) -> dict[UUID, list[ModelDocument]]:
    """The same of each of these versions, since its own time."""
    models = {
        row.id: row
        for row in session.execute(
            select(
                ModelVersion.id, ModelVersion.model_id, RegisteredModel.owner_id,
                RegisteredModel.unit_id,
            )
            .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
            .where(is_one_of(session, ModelVersion.id, since))
        )
    }  # fmt: skip
    makers = {each: {row.owner_id} for each, row in models.items()}
    for author in session.execute(
        select(VersionAuthor.version_id, VersionAuthor.person_id).where(
            is_one_of(session, VersionAuthor.version_id, since)
        )
    ):
        makers[author.version_id].add(author.person_id)
    documents: dict[UUID, list[ModelDocument]] = {}
    for one in session.scalars(
        select(ModelDocument)
        .where(
            is_one_of(session, ModelDocument.model_id, {row.model_id for row in models.values()}),
            ModelDocument.created_at > min(since.values()),
        )
        .order_by(ModelDocument.created_at, ModelDocument.id)
    ):
        documents.setdefault(one.model_id, []).append(one)

    def is_new(one: ModelDocument, version_id: UUID) -> bool:
        return (
            one.version_id in (version_id, None)
            and one.created_at > since[version_id]
            and is_of_its_makers(
                one.created_by,
                makers[version_id],
                roles_by_unit(session, one.created_by).get(models[version_id].unit_id, frozenset()),
            )
        )

    return {
        each: [one for one in documents.get(row.model_id, ()) if is_new(one, each)]
        for each, row in models.items()
    }
