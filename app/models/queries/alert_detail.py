"""One alert: the series that broke its limit, what changed before, how similar ones ended."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.errors import InputError
from app.models.queries.alert_left import Left, find_left
from app.models.queries.alert_proof import (
    Proof,
    Repeated,
    Undone,
    find_repeated,
    find_undone,
    list_proofs,
    raised_by,
    result_of,
)
from app.models.queries.alerts import AlertRow, alert_rows
from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.lookups import Holder, list_holders, now, roles_by_unit
from app.models.queries.monitoring import Switch, list_switches, list_unmeasured
from app.models.queries.run_links import RunLink, load_run_link
from app.models.rules.blockers import Blocker
from app.models.rules.rights import write_blockers
from app.models.rules.transitions import LIVE_ALERTS
from app.models.rules.triage import ALERT_VARIABLE, TAKERS
from app.models.tables.engine import ProcessInstance, Variable
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.monitoring import Alert, MetricPoint, Monitor
from app.models.tables.trail import AuditEvent

BEFORE = timedelta(hours=24)
SIMILAR_WITHIN = timedelta(days=90)
SERIES_POINTS = 200
LATER_GAPS = 3  # after the last value
STORY_EVENTS = 100
SERVED_SINCE = ("deployment.deployed", "deployment.rolled_back")  # the first suspects
CHANGES = ("deployment", "placement", "runtime", "template", "table", "monitor", "data_source")


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    at: datetime
    value: float
    verdict: str


@dataclass(frozen=True, slots=True)
class SimilarAlert:
    """An earlier alert of the same rule, with its end. `seconds` from opening to resolving."""

    id: UUID
    number: int
    title: str
    model_name: str
    state: str
    reason: str
    opened_at: datetime
    resolved_at: datetime | None

    @property
    def seconds(self) -> float | None:
        if self.resolved_at is None:
            return None
        return (self.resolved_at - self.opened_at).total_seconds()


@dataclass(frozen=True, slots=True)
class AlertDetail:
    row: AlertRow
    first_at: datetime  # when it opened the first time; `row.opened_at` is this time
    test: str
    feature: str
    threshold: str  # that it broke, as the result states it: `>= 0.25`
    value: float | None  # that broke it
    series: tuple[SeriesPoint, ...]  # the oldest first
    gaps: tuple[datetime, ...]  # since its first, when a value was due and none came
    switches: tuple[Switch, ...]  # between versions whose values these are
    runtimes: tuple[str, ...]  # where the version serves now
    others: int  # live alerts of the same monitor beside it: with them it is a group
    story: tuple[EventRow, ...]  # who did and said what with it, the newest first
    proofs: tuple[tuple[int, Proof], ...]  # by the event of the story that it resolved the alert
    repeated: Repeated | None  # the last run passed, on data that an earlier one had
    left: Left | None  # the last run passed, for what served no longer as it ended
    undone: Undone | None  # a run had resolved it, of another version than serves again
    changes: tuple[EventRow, ...]  # in the 24 h before it opened: what served since first, then
    # the others, the newest first
    similar: tuple[SimilarAlert, ...]
    runs: tuple[RunLink, ...]  # that were started against it, the newest first
    runbook: str  # of the monitor, as it is by now
    takers: tuple[Holder, ...]  # who can be given it
    blockers: tuple[Blocker, ...]  # why this reader may not act on it


def load_alert(session: Session, alert_id: UUID, me: UUID) -> AlertDetail:
    """An alert as `me` sees it.

    Raises:
        InputError: there is none.
    """
    alert = session.get(Alert, alert_id)
    if alert is None:
        raise InputError(f"There is no alert {alert_id}.")
    row = alert_rows(session, [alert])[0]
    test, _, feature = alert.rule.partition(":")
    result = result_of(session, raised_by(session, alert), alert.rule)
    story = list_story(session, alert_id)
    proofs = list_proofs(session, alert, story)
    held = roles_by_unit(session, me).get(alert.unit_id, frozenset())
    series = _series(session, alert.monitor_id, test, feature)
    return AlertDetail(
        row=row,
        first_at=_first_at(session, alert),
        test=test,
        feature=feature,
        threshold=result.threshold if result else "",
        value=result.held if result else None,
        series=series,
        gaps=_gaps(session, alert.monitor_id, series),
        switches=_switches(session, alert.monitor_id, series),
        runtimes=_runtimes(session, alert.version_id),
        others=_others(session, alert),
        story=story,
        proofs=proofs,
        repeated=find_repeated(session, alert),
        left=find_left(session, alert),
        undone=find_undone(session, alert, proofs),
        changes=list_changes_before(session, alert.model_id, alert.opened_at),
        similar=_similar(session, alert),
        runs=_runs(session, alert),
        runbook=_runbook(session, alert.monitor_id),
        takers=tuple(list_holders(session, alert.unit_id, TAKERS)),
        blockers=write_blockers("alert", "update", held),
    )


def _first_at(session: Session, alert: Alert) -> datetime:
    """By the trail: the alert itself says when it opened last."""
    first = session.scalar(
        select(func.min(AuditEvent.at)).where(
            AuditEvent.object_type == "alert", AuditEvent.object_id == alert.id
        )
    )
    return min(first or alert.opened_at, alert.opened_at)


def _others(session: Session, alert: Alert) -> int:
    if alert.monitor_id is None:
        return 0
    others = select(func.count()).where(
        Alert.model_id == alert.model_id,
        Alert.monitor_id == alert.monitor_id,
        Alert.state.in_(LIVE_ALERTS),
        Alert.id != alert.id,
    )
    return session.scalar(others) or 0


def list_story(session: Session, alert_id: UUID) -> tuple[EventRow, ...]:
    """What people did and said with an alert; that it was seen again is no news."""
    found = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.object_type == "alert",
            AuditEvent.object_id == alert_id,
            AuditEvent.tag.not_in(("alert.changed",)),
        )
        .order_by(AuditEvent.id.desc())
        .limit(STORY_EVENTS)
    ).all()
    return tuple(_with_repeats(load_event_rows(session, found)[::-1]))[::-1]


def _with_repeats(events: Sequence[EventRow]) -> Iterator[EventRow]:
    """The trail tells a text where it changed: the same words again are those of before."""
    last = ""
    for one in events:
        if one.tag != "alert.commented":
            yield one
        elif one.facts.get("comment"):
            last = one.texts.get("comment", "")  # missing where it was redacted
            yield one
        else:
            yield replace(one, texts={**one.texts, "comment": last})


def _series(
    session: Session, monitor_id: UUID | None, test: str, feature: str
) -> tuple[SeriesPoint, ...]:
    if monitor_id is None:
        return ()
    rows = session.execute(
        select(MetricPoint.at, MetricPoint.total, MetricPoint.n, MetricPoint.verdict)
        .where(
            MetricPoint.monitor_id == monitor_id,
            MetricPoint.test == test,
            MetricPoint.feature == feature,
            MetricPoint.level_s == 0,
        )
        .order_by(MetricPoint.at.desc())
        .limit(SERIES_POINTS)
    ).all()
    return tuple(SeriesPoint(row[0], row[1] / row[2], row[3]) for row in reversed(rows))


def _gaps(
    session: Session, monitor_id: UUID | None, series: Sequence[SeriesPoint]
) -> tuple[datetime, ...]:
    if monitor_id is None or not series:
        return ()
    present = {one.at for one in series}
    found = list_unmeasured(session, monitor_id, present, series[0].at, now(session))
    last = bisect_right(found, series[-1].at)
    return found[: last + LATER_GAPS]  # what is measured no more presses nothing of what was


def _switches(
    session: Session, monitor_id: UUID | None, series: Sequence[SeriesPoint]
) -> tuple[Switch, ...]:
    if monitor_id is None or not series:
        return ()
    return list_switches(session, monitor_id, series[0].at, series[-1].at)


def _runtimes(session: Session, version_id: UUID) -> tuple[str, ...]:
    rows = session.scalars(
        select(Runtime.name)
        .join(Deployment, Deployment.runtime_id == Runtime.id)
        .where(Deployment.version_id == version_id, Deployment.state == "deployed")
        .order_by(Runtime.name)
        .distinct()
    )
    return tuple(rows)


def list_changes_before(
    session: Session, model_id: UUID, until: datetime, *, within: timedelta = BEFORE
) -> tuple[EventRow, ...]:
    """What could have caused it: what served since, then whatever else was changed.

    Around one deployment stand eight events; a schedule that was edited later explains less.
    """
    # Things that are no model's are few, so that their events are found by object.
    shared = [
        *session.scalars(select(LifeCycleTemplate.id)),
        *session.scalars(select(DecisionTable.id)),
        *session.scalars(
            select(Deployment.runtime_id).where(Deployment.model_id == model_id).distinct()
        ),
        *session.scalars(select(Monitor.data_source_id).where(Monitor.model_id == model_id)),
    ]
    about_model = and_(AuditEvent.model_id == model_id, AuditEvent.object_type.in_(CHANGES))
    about_shared = and_(
        AuditEvent.object_id.in_(shared),
        AuditEvent.tag.not_in(("runtime.ready", "runtime.busy", "template.draft", "table.draft")),
    )
    events = session.scalars(
        select(AuditEvent)
        .where(
            or_(about_model, about_shared),
            AuditEvent.at <= until,
            AuditEvent.at >= until - within,
        )
        .order_by(AuditEvent.id.desc())
        .limit(50)
    )
    rows = load_event_rows(session, events.all())
    return tuple(sorted(rows, key=lambda one: one.tag not in SERVED_SINCE))


def _runbook(session: Session, monitor_id: UUID | None) -> str:
    """What is to be done: of the last version of the monitor, where another took its place."""
    if monitor_id is None:
        return ""
    raised = aliased(Monitor)
    found = session.scalar(
        select(Monitor.runbook)
        .join(raised, and_(raised.model_id == Monitor.model_id, raised.name == Monitor.name))
        .where(raised.id == monitor_id)
        .order_by(Monitor.version.desc())
        .limit(1)
    )
    return found or ""


def _runs(session: Session, alert: Alert) -> tuple[RunLink, ...]:
    """By the number that a run was given with its start."""
    rows = session.execute(
        select(ProcessInstance.id, Variable.value)
        .join(Variable, Variable.instance_id == ProcessInstance.id)
        .where(
            ProcessInstance.model_id == alert.model_id,
            Variable.name == ALERT_VARIABLE,
            Variable.scope_key == "",
        )
        .order_by(ProcessInstance.number.desc())
    )
    links = (load_run_link(session, row[0]) for row in rows if row[1] == alert.number)
    return tuple(one for one in links if one is not None)


def _similar(session: Session, alert: Alert) -> tuple[SimilarAlert, ...]:
    found = session.scalars(
        select(Alert)
        .where(
            Alert.rule == alert.rule,
            Alert.id != alert.id,
            Alert.opened_at >= alert.opened_at - SIMILAR_WITHIN,
            Alert.state.in_(("resolved", "closed")),
        )
        .order_by(Alert.opened_at.desc())
        .limit(20)
    ).all()
    rows = {row.id: row for row in alert_rows(session, found)}
    return tuple(
        SimilarAlert(
            one.id,
            one.number,
            one.title,
            rows[one.id].model_name,
            one.state,
            one.reason,
            one.opened_at,
            one.resolved_at,
        )
        for one in found
    )
