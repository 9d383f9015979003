"""What stands behind one decision on a customer, as it was recorded on the day of the decision.

The answer is the same whenever it is asked: what changed later (a version was retired, an account
was closed, a waiver expired) does not belong to that day.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, String, cast, func, select
from sqlalchemy.orm import Session

from app.errors import InputError, VerificationError, quoted
from app.models.queries.as_of import as_of
from app.models.queries.evidence import (
    MeasuredBeside,
    beside,
    frozen_key,
    list_results,
    measured_beside,
    rule_name,
)
from app.models.queries.frozen import manifest_of
from app.models.queries.lookups import load_stages, load_units, person_names
from app.models.rules.manifests import frozen_training
from app.models.rules.tasks import TEST
from app.models.tables.applications import Application, DecisionRecord
from app.models.tables.everything import METADATA
from app.models.tables.governance import Decision, EvidenceSet
from app.models.tables.inventory import (
    ModelVersion,
    RegisteredModel,
    Snapshot,
    TrainingRecord,
    VersionAuthor,
)
from app.models.tables.life_cycle import DecisionTable, UserTask
from app.models.tables.monitoring import MonitorRun
from app.models.tables.trail import AuditEvent

RECORDED = "training.recorded"
BY_DIGEST, BY_PLACE, BY_TIME = "digest", "place", "time"


@dataclass(frozen=True, slots=True)
class Asked:
    """The record of the decision."""

    decision_id: str
    at: datetime
    application: str
    application_owner: str
    source: str
    served_sha256: str
    inference_sha256: str
    record_id: UUID
    application_id: UUID | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The version that answered, its snapshot, and the place in which it served then.

    `known_by`: the digest of the file that answered, its place at that time, or only that no
    later snapshot was there yet. `stage` empty: it was in no stage then.
    """

    model: str
    model_id: UUID
    unit: str
    owner: str
    risk_tier: str
    kind: str
    version: int
    version_id: UUID
    authors: tuple[str, ...]
    registered_by: str
    registered_at: datetime
    snapshot: int | None
    snapshot_id: UUID | None
    snapshot_digest: str
    snapshot_at: datetime | None
    snapshot_by: str
    known_by: str
    stage: str
    service_tag: str
    placed_from: datetime | None
    request_id: UUID | None


@dataclass(frozen=True, slots=True)
class Voted:
    id: UUID
    person: str
    role: str
    verdict: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Requested:
    """A request that let the snapshot into a stage, and who decided on it."""

    id: UUID
    number: int
    stage: str
    state: str
    asked_by: str
    asked_at: datetime
    reason: str
    documents: str
    closed_at: datetime | None
    evidence_digest: str
    votes: tuple[Voted, ...]
    is_emergency: bool = False  # fewer people decided
    is_reviewed: bool = False  # others had reviewed that by then


@dataclass(frozen=True, slots=True)
class Tried:
    """What a tester found of the version in a stage, before anybody asked for the next one."""

    id: UUID
    number: int
    stage: str
    snapshot: int | None
    outcome: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Measured:
    """One result with its limit, as the evidence froze it.

    `effect` and `p` are of the run itself: limits may be about them, and evidence has neither.
    """

    rule: str
    statistic: str
    threshold: str
    verdict: str
    effect: float | None = None
    p: float | None = None

    @property
    def held(self) -> float | None:
        """What its limit is about."""
        if self.effect is not None:
            return self.effect
        return float(self.statistic) if self.statistic else None


@dataclass(frozen=True, slots=True)
class Tested:
    """The release test. `table`: key and version of the threshold table that judged.

    `request` has these results in its evidence; None: nobody decided on them.
    """

    verdict: str
    table: str
    table_sha256: str
    data_digest: str
    results: tuple[Measured, ...]
    request: int | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """The last run of a monitor before the decision."""

    at: datetime
    verdict: str
    table: str


@dataclass(frozen=True, slots=True)
class Waived:
    id: UUID
    number: int
    rule: str
    reason: str
    asked_by: str
    granted_by: str
    expires_at: datetime
    remark: str = ""  # of who granted it


@dataclass(frozen=True, slots=True)
class Trained:
    """The training that the snapshot froze, which is what was signed; not what was told since.

    `commit` and `environment_sha256` None: frozen before manifests named them. `by` and `at` are of
    the event that tells of it; empty: none does.
    """

    run: str
    algorithm: str
    data: tuple[tuple[str, str], ...]  # name and digest
    seed: int
    commit: str | None
    environment_sha256: str | None
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class StoryFacts:
    asked: Asked
    answered: Answered
    requests: tuple[Requested, ...]
    tried: tuple[Tried, ...]
    tested: Tested | None
    watched: Watched | None
    waivers: tuple[Waived, ...]
    trained: Trained | None
    is_training_known: bool  # False: what was frozen can't be read, or is not what was frozen


def load_story(
    session: Session,
    decision_id: str,
    *,
    application: UUID | None = None,
    model: UUID | None = None,
    version: UUID | None = None,
) -> StoryFacts:
    """The facts behind a decision.

    Raises:
        InputError: nobody recorded it; or several versions or applications did, and none is named.
    """
    record = find_record(
        session, decision_id, application=application, model=model, version=version
    )
    answered = _answered(session, record)
    requests = _requests(session, answered, record.decided_at)
    trained, is_known = _trained(session, answered.snapshot_id)
    return StoryFacts(
        asked=_asked(session, record),
        answered=answered,
        requests=requests,
        tried=_tried(session, answered, record.decided_at),
        tested=_tested(session, answered, requests, record.decided_at),
        watched=_watched(session, answered.snapshot_id, record.decided_at),
        waivers=_waivers(session, answered.snapshot_id, record.decided_at),
        trained=trained,
        is_training_known=is_known,
    )


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


def _asked(session: Session, record: DecisionRecord) -> Asked:
    application = _image(session, "application", record.application_id, record.decided_at)
    owner = application.owner_id if application else None
    return Asked(
        decision_id=record.decision_id,
        at=record.decided_at,
        application=application.name if application else "",
        application_owner=_name(session, owner),
        source=record.source,
        served_sha256=record.served_sha256,
        inference_sha256=record.inference_sha256,
        record_id=record.id,
        application_id=record.application_id,
    )


def _image(session: Session, table: str, key: UUID | None, at: datetime) -> Row[Any] | None:
    """A row as recorded then; where it was recorded later only, as it was recorded first."""
    if key is None:
        return None
    source = METADATA.tables[f"mw.{table}"]
    then = as_of(source, at)
    found = session.execute(select(then).where(then.c.id == key)).first()
    return found or _first_image(session, table, key)


def _first_image(session: Session, table: str, key: UUID) -> Row[Any] | None:
    past = METADATA.tables[f"mw.{table}_history"]
    found = session.execute(
        select(past).where(past.c.id == key).order_by(past.c.row_version).limit(1)
    ).first()
    present = METADATA.tables[f"mw.{table}"]
    return found or session.execute(select(present).where(present.c.id == key)).first()


def _name(session: Session, person: UUID | None) -> str:
    return person_names(session, [person]).get(person, "") if person else ""


def _answered(session: Session, record: DecisionRecord) -> Answered:
    at = record.decided_at
    version = session.get_one(ModelVersion, record.version_id)
    model = _image(session, "registered_model", record.model_id, at)
    assert model is not None  # the record's own foreign key
    place = _place(session, record.version_id, at)
    snapshot, known_by = _snapshot(session, record, place)
    if place is not None and snapshot is not None and place.snapshot_id != snapshot.id:
        place = None
    authors = session.scalars(
        select(VersionAuthor.person_id).where(VersionAuthor.version_id == version.id)
    ).all()
    names = person_names(session, authors)
    return Answered(
        model=model.name,
        model_id=model.id,
        unit=load_units(session)[model.unit_id].key,
        owner=_name(session, model.owner_id),
        risk_tier=model.risk_tier,
        kind=model.kind,
        version=version.version,
        version_id=version.id,
        authors=tuple(sorted(names.values())),
        registered_by=_name(session, version.created_by),
        registered_at=version.created_at,
        snapshot=snapshot.sequence if snapshot else None,
        snapshot_id=snapshot.id if snapshot else None,
        snapshot_digest=snapshot.digest if snapshot else "",
        snapshot_at=snapshot.created_at if snapshot else None,
        snapshot_by=_name(session, snapshot.created_by) if snapshot else "",
        known_by=known_by,
        stage=load_stages(session)[place.stage_id].name if place else "",
        service_tag=place.service_tag if place else "",
        placed_from=place.placed_from if place else None,
        request_id=place.request_id if place else None,
    )


def _place(session: Session, version_id: UUID, at: datetime) -> Row[Any] | None:
    """Where the version stood then: in production, if it stood there."""
    then = as_of(METADATA.tables["mw.placement"], at)
    rows = session.execute(
        select(then).where(then.c.version_id == version_id, then.c.state == "in_place")
    ).all()
    stages = load_stages(session)
    return max(rows, key=lambda one: stages[one.stage_id].rank, default=None)


def _snapshot(
    session: Session, record: DecisionRecord, place: Row[Any] | None
) -> tuple[Snapshot | None, str]:
    """The snapshot that answered, and by what it is known."""
    rows = session.scalars(
        select(Snapshot)
        .where(Snapshot.version_id == record.version_id)
        .order_by(Snapshot.sequence.desc())
    ).all()
    served = [one for one in rows if one.model_sha256 == record.served_sha256 != ""]
    placed = next((one for one in rows if place and one.id == place.snapshot_id), None)
    if placed is not None and (not record.served_sha256 or placed in served):
        return placed, BY_DIGEST if served else BY_PLACE
    if served:
        return served[0], BY_DIGEST
    earlier = [one for one in rows if one.created_at <= record.decided_at]
    return next(iter([*earlier, *rows[::-1]]), None), BY_TIME


def _requests(session: Session, answered: Answered, at: datetime) -> tuple[Requested, ...]:
    """Every request for this snapshot that had been accepted by then, in that order."""
    then = as_of(METADATA.tables["mw.transition_request"], at)
    rows = session.execute(
        select(then).where(
            then.c.version_id == answered.version_id,
            then.c.snapshot_id == answered.snapshot_id,
            then.c.state == "accepted",
        )
    ).all()
    stages = load_stages(session)
    return tuple(
        Requested(
            id=row.id,
            number=row.number,
            stage=stages[row.stage_id].name,
            state=row.state,
            asked_by=_name(session, row.requested_by),
            asked_at=row.requested_at,
            reason=row.reason,
            documents=row.documents,
            closed_at=row.closed_at,
            evidence_digest=row.evidence_digest,
            votes=_votes(session, row, at),
            is_emergency=row.is_emergency,
            is_reviewed=row.is_emergency and _is_reviewed(session, row.id, at),
        )
        for row in sorted(rows, key=lambda one: (one.closed_at or one.requested_at, one.number))
    )


def _is_reviewed(session: Session, request_id: UUID, at: datetime) -> bool:
    """The review of an emergency, which has the id of its request, had been closed by then."""
    then = as_of(METADATA.tables["mw.finding"], at)
    found = select(then.c.state).where(then.c.id == request_id)
    return session.execute(found).scalar_one_or_none() == "closed"


def _votes(session: Session, request: Row[Any], at: datetime) -> tuple[Voted, ...]:
    rows = session.scalars(
        select(Decision)
        .where(
            Decision.request_id == request.id,
            Decision.seen_digest == request.evidence_digest,
            Decision.decided_at <= at,
        )
        .order_by(Decision.decided_at)
    ).all()
    names = person_names(session, (one.decided_by for one in rows))
    return tuple(
        Voted(one.id, names[one.decided_by], one.role, one.verdict, one.reason, one.decided_at)
        for one in rows
    )


def _tried(session: Session, answered: Answered, at: datetime) -> tuple[Tried, ...]:
    """The acceptance tests that had ended by then; those of a later snapshot led to that one."""
    rows = session.execute(
        select(UserTask, Snapshot.sequence)
        .outerjoin(Snapshot, Snapshot.id == UserTask.snapshot_id)
        .where(
            UserTask.model_id == answered.model_id,
            UserTask.version_id == answered.version_id,
            UserTask.kind == TEST,
            UserTask.state == "completed",
            UserTask.closed_at <= at,
        )
        .order_by(UserTask.closed_at, UserTask.number)
    ).all()
    last = answered.snapshot
    meant = [row for row in rows if row[1] is None or last is None or row[1] <= last]
    names = person_names(session, (task.recorded_by for task, _ in meant))
    return tuple(
        Tried(
            id=task.id,
            number=task.number,
            stage=str(task.facts.get("stage", "")),
            snapshot=sequence,
            outcome=task.outcome,
            reason=task.reason,
            by=names.get(task.recorded_by, ""),  # what is done is never written again
            at=task.closed_at or task.opened_at,
        )
        for task, sequence in meant
    )


def _tested(
    session: Session, answered: Answered, requests: tuple[Requested, ...], at: datetime
) -> Tested | None:
    """What the deciders saw; where nobody decided, the last release test until then."""
    for request in reversed(requests):
        frozen = session.scalars(
            select(EvidenceSet.content).where(
                EvidenceSet.request_id == request.id, EvidenceSet.digest == request.evidence_digest
            )
        ).first()
        if frozen:
            found = measured_beside(session, answered.snapshot_id)
            return _of_evidence(json.loads(frozen), request.number, found)
    run = session.scalars(
        select(MonitorRun)
        .where(
            MonitorRun.snapshot_id == answered.snapshot_id,
            MonitorRun.kind == "release",
            MonitorRun.state == "done",
            MonitorRun.finished_at <= at,
        )
        .order_by(MonitorRun.started_at.desc())
    ).first()
    if run is None:
        return None
    measured = tuple(
        Measured(
            rule_name(one),
            "" if one.statistic is None else repr(one.statistic),
            one.threshold,
            one.verdict,
            *beside(one),
        )
        for one in list_results(session, run.id)
    )
    table, sha256 = _table(session, run.decision_table_id)
    return Tested(run.verdict, table, sha256, run.data_digest, measured)


def _of_evidence(content: dict[str, Any], request: int, measured: MeasuredBeside) -> Tested:
    table = content.get("thresholds") or {}
    named = f"{table['key']} v{table['version']}" if table else ""
    return Tested(
        verdict=content.get("verdict", ""),
        table=named,
        table_sha256=table.get("sha256", ""),
        data_digest=content.get("data", ""),
        results=tuple(
            Measured(
                one["rule"],
                one["statistic"],
                one["threshold"],
                one["verdict"],
                *measured.get(frozen_key(one), (None, None)),
            )
            for one in content.get("results", ())
        ),
        request=request,
    )


def _table(session: Session, table_id: UUID | None) -> tuple[str, str]:
    row = session.get(DecisionTable, table_id) if table_id else None
    return (f"{row.key} v{row.version}", row.sha256) if row else ("", "")


def _watched(session: Session, snapshot_id: UUID | None, at: datetime) -> Watched | None:
    run = session.scalars(
        select(MonitorRun)
        .where(
            MonitorRun.snapshot_id == snapshot_id,
            MonitorRun.kind == "monitor",
            MonitorRun.state == "done",
            MonitorRun.finished_at <= at,
        )
        .order_by(MonitorRun.fire_at.desc())
    ).first()
    if run is None or run.finished_at is None:
        return None
    return Watched(run.finished_at, run.verdict, _table(session, run.decision_table_id)[0])


def _waivers(session: Session, snapshot_id: UUID | None, at: datetime) -> tuple[Waived, ...]:
    then = as_of(METADATA.tables["mw.waiver"], at)
    rows = session.execute(
        select(then)
        .where(then.c.snapshot_id == snapshot_id, then.c.state == "granted", then.c.expires_at > at)
        .order_by(then.c.number)
    ).all()
    names = person_names(session, [one for row in rows for one in (row.asked_by, row.granted_by)])
    return tuple(
        Waived(
            row.id,
            row.number,
            f"{row.test}:{row.feature}" if row.feature else row.test,
            row.reason,
            names.get(row.asked_by, ""),
            names.get(row.granted_by, ""),
            row.expires_at,
            row.remark,
        )
        for row in rows
    )


def _trained(session: Session, snapshot_id: UUID | None) -> tuple[Trained | None, bool]:
    """The training that was frozen, and whether what was frozen can be told at all."""
    snapshot = session.get(Snapshot, snapshot_id) if snapshot_id else None
    if snapshot is None:
        return None, True
    try:
        found = frozen_training(manifest_of(session, snapshot))
    except VerificationError:
        return None, False
    if found is None:
        return None, True
    by, at = _told_of(session, snapshot.version_id, found.run)
    told = Trained(
        found.run,
        found.algorithm,
        found.data,
        found.seed,
        found.commit,
        found.environment,
        _name(session, by),
        at,
    )
    return told, True


def _told_of(session: Session, version_id: UUID, run: str) -> tuple[UUID | None, datetime | None]:
    """Who recorded this training of the version, and when: by the trail, which is sealed."""
    row = session.execute(
        select(AuditEvent.actor_id, AuditEvent.at)
        .join(TrainingRecord, TrainingRecord.id == AuditEvent.object_id)
        .where(
            TrainingRecord.version_id == version_id,
            TrainingRecord.run_key == run,
            AuditEvent.tag == RECORDED,
        )
        .order_by(AuditEvent.id)
        .limit(1)
    ).first()
    return (row.actor_id, row.at) if row else (None, None)
