"""The record of a decision on a customer: which one is meant, and who asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, String, cast, func, select
from sqlalchemy.orm import Session

from app.errors import InputError, quoted
from app.models.queries.images import image_then, name_of
from app.models.queries.story import Asked
from app.models.tables.applications import Application, DecisionRecord, RecordImport
from app.models.tables.inventory import ModelVersion, RegisteredModel

LAST = 5


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A decision that a model answered, to ask for its story."""

    decision_id: str
    application_id: UUID | None
    application: str
    model: str
    version_id: UUID
    version: int
    at: datetime


def clean_decision_id(text: str) -> str:
    """As records keep it."""
    return unicodedata.normalize("NFC", text).strip()


def list_answers(
    session: Session, decision_id: str, *, application: UUID | None, version: UUID | None
) -> Sequence[Row[UUID | None, str, UUID, str, datetime]]:
    """Application (id, name), version (id, name) and time of each record of this decision."""
    name = RegisteredModel.name + ":" + cast(ModelVersion.version, String)
    statement = (
        select(
            DecisionRecord.application_id,
            func.coalesce(Application.name, ""),
            DecisionRecord.version_id,
            name,
            DecisionRecord.decided_at,
        )
        .join(RegisteredModel, RegisteredModel.id == DecisionRecord.model_id)
        .join(ModelVersion, ModelVersion.id == DecisionRecord.version_id)
        .outerjoin(Application, Application.id == DecisionRecord.application_id)
        .where(DecisionRecord.decision_id == decision_id)
        .order_by(DecisionRecord.decided_at, name, DecisionRecord.id)
    )
    if application is not None:
        statement = statement.where(DecisionRecord.application_id == application)
    if version is not None:
        statement = statement.where(DecisionRecord.version_id == version)
    return session.execute(statement).all()


def list_last_answers(
    session: Session,
    model_id: UUID | None = None,
    *,
    application_id: UUID | None = None,
    most: int = LAST,
) -> tuple[AnswerRow, ...]:
    """Decisions at the end of the imports that go furthest, the last one first.

    By their place in an import, which has an index: a model may have answered millions.
    """
    statement = select(RecordImport.id)
    if model_id is not None:
        statement = statement.where(RecordImport.model_id == model_id)
    if application_id is not None:
        statement = statement.where(RecordImport.application_id == application_id)
    last = RecordImport.last_at.desc(), RecordImport.id
    imports = session.scalars(statement.order_by(*last).limit(most)).all()
    found = [row for one in imports for row in _end_of(session, one, most)]
    return tuple(sorted(found, key=lambda row: row.at, reverse=True)[:most])


def _end_of(session: Session, import_id: UUID, most: int) -> Iterable[AnswerRow]:
    rows = session.execute(
        select(
            DecisionRecord.decision_id,
            DecisionRecord.application_id,
            func.coalesce(Application.name, ""),
            RegisteredModel.name,
            DecisionRecord.version_id,
            ModelVersion.version,
            DecisionRecord.decided_at,
        )
        .join(RegisteredModel, RegisteredModel.id == DecisionRecord.model_id)
        .join(ModelVersion, ModelVersion.id == DecisionRecord.version_id)
        .outerjoin(Application, Application.id == DecisionRecord.application_id)
        .where(DecisionRecord.import_id == import_id)
        .order_by(DecisionRecord.position.desc())
        .limit(most)
    )
    return (AnswerRow(*row) for row in rows)


def find_record(
    session: Session,
    decision_id: str,
    *,
    application: UUID | None,
    model: UUID | None = None,
    version: UUID | None,
) -> DecisionRecord:
    """The record that is meant. See `load_story`."""
    wanted = clean_decision_id(decision_id)
    statement = select(DecisionRecord).where(DecisionRecord.decision_id == wanted)
    every = DecisionRecord.decided_at, DecisionRecord.id
    asked = statement
    for column, key in (
        (DecisionRecord.application_id, application),
        (DecisionRecord.model_id, model),
        (DecisionRecord.version_id, version),
    ):
        if key is not None:
            asked = asked.where(column == key)
    rows = session.scalars(asked.order_by(*every)).all()
    if not rows and session.scalars(statement.limit(1)).first() is not None:
        raise InputError(
            f"Decision {wanted} is recorded, but of no such application, model or version.",
            hint="Ask for it by its id alone: what answered is told.",
        )
    if not rows:
        raise InputError(
            f"No decision {quoted(wanted)} is recorded.",
            hint="modelward records import takes the records of an application.",
        )
    _require_one_version(session, rows, wanted)
    _require_one_application(session, rows, wanted)
    return next((one for one in rows if one.application_id is not None), rows[0])


def _require_one_version(session: Session, rows: Iterable[DecisionRecord], wanted: str) -> None:
    answers = {one.version_id: one for one in rows}
    if len(answers) == 1:
        return
    names = {
        row[0]: f"{row[1]}:{row[2]}"
        for row in session.execute(
            select(ModelVersion.id, RegisteredModel.name, ModelVersion.version)
            .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
            .where(ModelVersion.id.in_(answers))
        )
    }
    told = ", ".join(
        f"{names[key]} on {one.decided_at.isoformat(timespec='seconds')}"
        for key, one in sorted(answers.items(), key=lambda found: names[found[0]])
    )
    raise InputError(
        f"Several versions answered decision {wanted}: {told}.",
        hint=f"Say which, for example: modelward lineage {min(names.values())} --decision {wanted}",
    )


def _require_one_application(session: Session, rows: Iterable[DecisionRecord], wanted: str) -> None:
    ids = {one.application_id for one in rows if one.application_id is not None}
    if len(ids) < 2:
        return
    names = ", ".join(
        session.scalars(
            select(Application.name).where(Application.id.in_(ids)).order_by(Application.name)
        )
    )
    raise InputError(
        f"Several applications have a decision {wanted}: {names}.", hint="Say --application NAME."
    )


def asked_in(session: Session, record: DecisionRecord) -> Asked:
    application = image_then(session, "application", record.application_id, record.decided_at)
    owner = application.owner_id if application else None
    return Asked(
        decision_id=record.decision_id,
        at=record.decided_at,
        application=application.name if application else "",
        application_owner=name_of(session, owner),
        source=record.source,
        served_sha256=record.served_sha256,
        inference_sha256=record.inference_sha256,
        record_id=record.id,
        application_id=record.application_id,
    )
