"""Audit events as rows: who, what, when, with the words that their sentences need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lookups import load_stages, person_names
from app.models.queries.responsibilities import step_names_then
from app.models.queries.roll_backs import ROLLED_BACK, UNDEPLOYED, list_wishes
from app.models.queries.row_names import RowName, row_names
from app.models.rules.acts import EVIDENCE_OPENED
from app.models.rules.ended_runtimes import RUNTIME_ENDED
from app.models.rules.rights import RIGHTS
from app.models.rules.signed_acts import SIGNED_STEPS
from app.models.tables.base import NOBODY
from app.models.tables.execution import Runtime
from app.models.tables.inventory import ModelDocument, ModelVersion, RegisteredModel
from app.models.tables.life_cycle import LifeCycleTemplate
from app.models.tables.monitoring import MonitorRun
from app.models.tables.trail import AuditEvent, AuditText

SIGNED = "act.signed"
# What the service wrote down for somebody, and by which kind of wish.
DONE_FOR = ((ROLLED_BACK, "roll_back"), (UNDEPLOYED, RUNTIME_ENDED))
_TABLES = {str(one.thing): one.table for one in RIGHTS if one.thing in SIGNED_STEPS}
TITLED = ("alert", "document", "finding")  # their sentences name them
PEOPLE_FACTS = (
    "person_id", "requested_by", "asked_by", "granted_by", "started_by", "assignee_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventRow:
    """What happened. `words` fill the sentence of the tag: `texts.event(row.tag, row.words)`."""

    id: int
    at: datetime
    tag: str
    actor_id: UUID
    actor: str
    object_type: str
    object_id: UUID
    unit_id: UUID
    model_id: UUID | None
    model_name: str
    version_id: UUID | None
    version: int | None
    facts: Mapping[str, Any]  # as the leaf holds them: texts as salt and digest
    texts: Mapping[str, str]  # the open values of those; one that was left out is missing
    words: Mapping[str, object]

    @property
    def subject(self) -> str:
        """`cc-fraud v14`, `cc-fraud`, or empty."""
        return f"{self.model_name} v{self.version}" if self.version else self.model_name


def load_event_rows(session: Session, events: Sequence[AuditEvent]) -> tuple[EventRow, ...]:
    """The rows of these events, in this order."""
    texts = _texts(session, [one.id for one in events])
    names = _Names(session, events)
    return tuple(_row(one, texts.get(one.id, {}), names) for one in events)


def _texts(session: Session, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    if ids:
        for row in session.scalars(select(AuditText).where(AuditText.event_id.in_(ids))):
            found.setdefault(row.event_id, {})[row.name] = row.value
    return found


class _Names:
    """What ids in events are called, read once for all of them."""

    def __init__(self, session: Session, events: Sequence[AuditEvent]) -> None:
        facts = [one.facts for one in events]
        people = [one.actor_id for one in events]
        people += [found for one in facts for key in PEOPLE_FACTS if (found := as_id(one.get(key)))]
        # What was rolled back once, and serves again, keeps the name of who asked for that.
        self.wishes = list_wishes(session, _asked(events))
        self.askers = {
            tag: {key: wish.by for key, wish in self.wishes.items() if wish.kind == kind}
            for tag, kind in DONE_FOR
        }
        people += [who for found in self.askers.values() for who in found.values()]
        self.people = person_names(session, people)
        self.stages = load_stages(session)
        self.models = _pairs(
            session, RegisteredModel.id, RegisteredModel.name, (one.model_id for one in events)
        )
        self.versions = _pairs(
            session, ModelVersion.id, ModelVersion.version, (one.version_id for one in events)
        )
        runtimes = [as_id(one.get("runtime_id")) for one in facts]
        runtimes += [one.object_id for one in events if one.object_type == "runtime"]
        self.runtimes = _pairs(session, Runtime.id, Runtime.name, runtimes)
        opened = (as_id(one.facts.get("part")) for one in events if one.tag == EVIDENCE_OPENED)
        self.documents = _pairs(session, ModelDocument.id, ModelDocument.title, opened)
        duties = ((one.object_id, one.at) for one in events if one.object_type == "raci")
        self.steps = step_names_then(session, duties)
        titled = {one.object_id for one in events if one.object_type in TITLED}
        self.titles = _titles(session, titled)
        self.signed_for = _signed_for(session, events)
        self.measured = _measured(session, events)
        templates = (as_id(one.get("template_id")) for one in facts)
        self.templates = _pairs(session, LifeCycleTemplate.id, LifeCycleTemplate.name, templates)


def _measured(session: Session, events: Sequence[AuditEvent]) -> dict[UUID, int]:
    """The version that a run measured, of the runs that resolved an alert."""
    runs = {as_id(one.facts.get("run_id")) for one in events if one.tag == "alert.resolved"}
    wanted = [one for one in runs if one is not None]
    if not wanted:
        return {}
    rows = session.execute(
        select(MonitorRun.id, ModelVersion.version)
        .join(ModelVersion, ModelVersion.id == MonitorRun.version_id)
        .where(MonitorRun.id.in_(wanted))
    )
    return {row[0]: row[1] for row in rows}


def _asked(events: Sequence[AuditEvent]) -> list[UUID | None]:
    tags = {tag for tag, _ in DONE_FOR}
    return [as_id(one.facts.get("asked_id")) for one in events if one.tag in tags]


def _pairs(session: Session, key: Any, value: Any, ids: Iterable[UUID | None]) -> dict[UUID, Any]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    return {row[0]: row[1] for row in session.execute(select(key, value).where(key.in_(wanted)))}


def _signed_for(session: Session, events: Sequence[AuditEvent]) -> dict[UUID, RowName]:
    """By id what somebody signed a step of."""
    wanted: dict[str, set[UUID]] = {}
    for one in events:
        key = as_id(one.facts.get("object_id")) if one.tag == SIGNED else None
        table = _TABLES.get(str(one.facts.get("thing")))
        if key is not None and table is not None:
            wanted.setdefault(table, set()).add(key)
    return {
        key: name
        for table, ids in wanted.items()
        for key, name in row_names(session, table, ids).items()
    }


def _titles(session: Session, objects: Iterable[UUID]) -> dict[UUID, list[tuple[int, str]]]:
    """What each was called from which event on: an event says a title only where it is new."""
    found: dict[UUID, list[tuple[int, str]]] = {}
    wanted = list(objects)
    if wanted:
        statement = (
            select(AuditEvent.object_id, AuditText.event_id, AuditText.value)
            .join(AuditText, AuditText.event_id == AuditEvent.id)
            .where(AuditEvent.object_id.in_(wanted), AuditText.name == "title")
            .order_by(AuditText.event_id)
        )
        for key, event_id, title in session.execute(statement):
            found.setdefault(key, []).append((event_id, title))
    return found


def as_id(value: object) -> UUID | None:
    """An id in an event's facts."""
    if not isinstance(value, str):
        return None
    try:
        return UUID(value)
    except ValueError:
        return None


def _row(one: AuditEvent, texts: Mapping[str, str], names: _Names) -> EventRow:
    model_name = names.models.get(one.model_id, "") if one.model_id else ""
    version = names.versions.get(one.version_id) if one.version_id else None
    subject = f"{model_name} v{version}" if version else model_name
    return EventRow(
        id=one.id,
        at=one.at,
        tag=one.tag,
        actor_id=one.actor_id,
        actor=names.people.get(one.actor_id, ""),
        object_type=one.object_type,
        object_id=one.object_id,
        unit_id=one.unit_id,
        model_id=one.model_id,
        model_name=model_name,
        version_id=one.version_id,
        version=version,
        facts=one.facts,
        texts=texts,
        words=_words(one, texts, names, subject),
    )


def _words(
    one: AuditEvent, texts: Mapping[str, str], names: _Names, subject: str
) -> dict[str, object]:
    facts = one.facts
    words: dict[str, object] = {
        key: value
        for key, value in facts.items()
        if isinstance(value, (str, int, float)) and not isinstance(value, bool)
    }
    words.update(texts)
    words["subject"] = subject
    stage = names.stages.get(as_id(facts.get("stage_id")) or one.object_id)
    runtime = as_id(facts.get("runtime_id"))
    person = as_id(facts.get("person_id"))
    tag = facts.get("service_tag")
    part = as_id(facts.get("part"))
    asker = as_id(facts.get("requested_by"))
    if one.tag in names.askers:
        asker = names.askers[one.tag].get(as_id(facts.get("asked_id")) or NOBODY)
    assignee, asked_by = as_id(facts.get("assignee_id")), as_id(facts.get("asked_by"))
    known = {
        # Where the service wrote down what a person had asked for, the person is named.
        "asker": names.people.get(asker) if asker and asker != one.actor_id else None,
        "stage": stage.name if stage else None,
        "service": f"#{tag}" if tag else None,
        "runtime": names.runtimes.get(runtime) if runtime else None,
        "asked_by": names.people.get(asked_by) if asked_by else None,
        "person": names.people.get(person) if person else None,
        "assignee": names.people.get(assignee) if assignee else None,
        "part": names.documents.get(part) if part else None,
    }
    words.update({key: value for key, value in known.items() if value})
    wish = as_id(facts.get("asked_id"))
    if one.tag == UNDEPLOYED and wish is not None and wish not in names.wishes:
        words["unread"] = "word"  # it stands in the runtime's unit: that there is one is told
    if step := names.steps.get((one.object_id, one.at)):
        words["step"], words["life_cycle"] = step
    if one.object_type in TITLED:
        told = [title for at, title in names.titles.get(one.object_id, ()) if at <= one.id]
        if told:
            words["title"] = told[-1]
    if one.tag == SIGNED and (
        signed := names.signed_for.get(as_id(facts.get("object_id")) or NOBODY)
    ):
        words |= {"thing": signed.thing, "name": signed.name, "whom": signed.of}
    measured = names.measured.get(as_id(facts.get("run_id")) or NOBODY)
    about = names.versions.get(one.version_id or NOBODY)
    if one.tag == "alert.resolved" and measured not in {None, about}:
        words["measured"] = measured
    if facts.get("is_emergency") is True:
        words["emergency"] = "yes"
    if facts.get("is_ended") is True:
        words["ended"] = "yes"
    if one.object_type == "runtime" and "name" not in words:
        words["name"] = names.runtimes.get(one.object_id, "")
    return words
