"""The list of monitors: filtered, ordered and counted in SQL, the worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from app.models.queries.id_lists import is_one_of
from app.models.queries.inventory_filter import contains, escape
from app.models.queries.lookups import load_stages, of_last_run, roles_by_unit
from app.models.queries.monitoring import MonitorRow, monitor_rows
from app.models.rules.blockers import Blocker
from app.models.rules.filter_language import PLAIN, Condition, Filter, parse_filter
from app.models.rules.folding import fold
from app.models.rules.rights import write_blockers
from app.models.tables.base import mw_fold
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Monitor, MonitorRun

MOST_LISTED = 500  # monitors at once
KEYS = {"model": PLAIN, "service": PLAIN, "stage": PLAIN, "state": PLAIN, "verdict": PLAIN}
RUNNING, PAUSED = STATES = ("running", "paused")
_BADNESS = {"FAIL": 0, "WARN": 1, "PASS": 2}  # by the last verdict; others come last


@dataclass(frozen=True, slots=True)
class MonitorList:
    """The worst of the monitors that fit, by model and name: the tree of the screen."""

    rows: tuple[MonitorRow, ...]
    worst_id: UUID | None  # what fails, else what has run
    fitting: int
    total: int
    add_blockers: tuple[Blocker, ...] = ()  # why this reader may make no monitor


def list_monitors(
    session: Session,
    text: str = "",
    *,
    me: UUID | None = None,
    wanted: UUID | None = None,
    limit: int = MOST_LISTED,
) -> MonitorList:
    """As many as anybody looks through: the worst that fit the filter, and the wanted one.

    They are filtered, ordered and counted by the database: there may be very many.

    Args:
        text: as people write it: `stage:PROD verdict:fail cc-fraud`.
        me: who may be allowed to make another one.
    """
    found = parse_filter(text, KEYS, is_strict=False)
    listed = session.execute(_worst(_fitting(session, found), limit)).all()
    chosen = [row.id for row in listed]
    worst = next(iter(chosen), None)
    fits = listed[0].fits if listed else 0
    is_all = not (found.words or found.conditions)
    every = select(func.count()).select_from(Monitor).where(Monitor.is_paused.is_(False))
    total = fits if is_all else session.scalar(every) or 0
    if wanted is not None and wanted not in chosen and len(chosen) < fits:
        is_there = session.scalar(select(_fitting(session, found, wanted).c.id))
        chosen[-1:] = [wanted] if is_there else chosen[-1:]
    monitors = session.scalars(select(Monitor).where(is_one_of(session, Monitor.id, chosen))).all()
    return MonitorList(
        monitor_rows(session, monitors), worst, fits, total, _add_blockers(session, me)
    )


def _fitting(session: Session, found: Filter, wanted: UUID | None = None) -> Subquery:
    """The monitors that fit, each with how bad its last run was.

    The last run of each is looked up once, and in the order of the ids: so both indexes are walked
    from end to end, which costs a fifth of jumping about in them.

    Args:
        wanted: of this one only.
    """
    verdict = func.coalesce(func.nullif(MonitorRun.verdict, ""), func.upper(MonitorRun.state))
    last = func.coalesce(of_last_run(verdict), "").label("verdict")
    each = select(Monitor.id, Monitor.model_id, Monitor.name, last)
    each = each.where(_is_listed(found), *_conditions(session, found))
    if wanted is not None:
        each = each.where(Monitor.id == wanted)
    judged = each.order_by(Monitor.id).cte("judged").prefix_with("MATERIALIZED")
    badness = case(_BADNESS, value=judged.c.verdict, else_=len(_BADNESS)).label("badness")
    fitting = select(judged.c.id, judged.c.model_id, judged.c.name, badness)
    return fitting.where(*_verdicts(found, judged.c.verdict)).subquery("fitting")


def _worst(fitting: Subquery, limit: int) -> Select[tuple[UUID, int]]:
    """The first `limit` of them, with how many there are.

    Only those are named and sorted that are as bad as the last of the listed may be.
    """
    upto = func.sum(func.count()).over(order_by=fitting.c.badness).label("upto")
    classes = select(fitting.c.badness, upto).group_by(fitting.c.badness).subquery("classes")
    last = select(func.min(classes.c.badness)).where(classes.c.upto >= limit).scalar_subquery()
    fits = select(func.count()).select_from(fitting).scalar_subquery().label("fits")
    return (
        select(fitting.c.id, fits)
        .join(RegisteredModel, RegisteredModel.id == fitting.c.model_id)
        .where(fitting.c.badness <= func.coalesce(last, len(_BADNESS)))
        .order_by(fitting.c.badness, RegisteredModel.name_folded, fitting.c.name, fitting.c.id)
        .limit(limit)
    )


def _is_listed(found: Filter) -> ColumnElement[bool]:
    """Those that run, unless the filter asks for paused ones: never a version that was replaced."""
    runs = Monitor.is_paused.is_(False)
    wanted = set(STATES)
    asked = [one for one in found.conditions if one.key == "state"]
    for one in asked:
        values = set(_values(one))
        wanted &= set(STATES) - values if one.is_negated else values
    if not asked or wanted == {RUNNING}:
        return runs
    newer = aliased(Monitor)
    replaced = exists().where(
        newer.model_id == Monitor.model_id,
        newer.name == Monitor.name,
        newer.version > Monitor.version,
    )
    paused = and_(Monitor.is_paused, ~replaced)
    if not wanted:
        return false()
    return paused if wanted == {PAUSED} else or_(runs, paused)


def _verdicts(found: Filter, verdict: ColumnElement[str]) -> Iterator[ColumnElement[bool]]:
    """What is asked of the verdict of the last run."""
    for one in found.conditions:
        if one.key == "verdict":
            meant = verdict.in_([value.upper().replace("-", "_") for value in _values(one)])
            yield not_(meant) if one.is_negated else meant


def _values(one: Condition) -> list[str]:
    return [fold(value.lstrip("#")) for value in one.values]


def _conditions(session: Session, found: Filter) -> list[ColumnElement[bool]]:
    """What is asked of the monitor itself."""
    made: list[ColumnElement[bool]] = []
    for one in found.conditions:
        values = _values(one)
        meant: ColumnElement[bool]
        if one.key == "model":
            meant = _is_of(RegisteredModel.name_folded.in_(values))
        elif one.key == "service":
            meant = mw_fold(Monitor.service_tag).in_(values)
        elif one.key == "stage":
            meant = Monitor.stage_id.in_(_stages(session, values.__contains__))
        else:
            continue
        made.append(not_(meant) if one.is_negated else meant)
    return [*made, *(_mentions(session, word) for word in found.words)]


def _mentions(session: Session, word: str) -> ColumnElement[bool]:
    """Part of the model's or the monitor's name, of its service or stage."""
    part = f"%{escape(fold(word))}%"
    return or_(
        _is_of(contains(RegisteredModel.name_folded, word)),
        mw_fold(Monitor.name).like(part, escape="\\"),
        mw_fold(Monitor.service_tag).like(part, escape="\\"),
        Monitor.stage_id.in_(_stages(session, lambda name: fold(word) in name)),
    )


def _is_of(model: ColumnElement[bool]) -> ColumnElement[bool]:
    """The models are looked through once, not once for each of their monitors."""
    return Monitor.model_id.in_(select(RegisteredModel.id).where(model))


def _stages(session: Session, is_meant: Callable[[str], bool]) -> list[UUID]:
    return [one.id for one in load_stages(session).values() if is_meant(fold(one.name))]


def _add_blockers(session: Session, me: UUID | None) -> tuple[Blocker, ...]:
    """Why this person may make a monitor nowhere."""
    held = roles_by_unit(session, me).values() if me is not None else ()
    return write_blockers("monitor", "insert", frozenset().union(*held))
