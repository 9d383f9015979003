"""The list of monitors: filtered, ordered and counted in SQL, the worst first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, not_, or_, select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.queries.inventory_filter import contains, escape
from app.models.queries.lookups import fold, load_stages, of_last_run, roles_by_unit
from app.models.queries.monitoring import MonitorRow, monitor_rows
from app.models.rules.blockers import Blocker
from app.models.rules.filter_language import PLAIN, Filter, parse_filter
from app.models.rules.rights import write_blockers
from app.models.tables.base import mw_fold
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Monitor, MonitorRun

MOST_LISTED = 500  # monitors at once
KEYS = {"model": PLAIN, "service": PLAIN, "stage": PLAIN, "verdict": PLAIN}
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
    verdict = func.coalesce(func.nullif(MonitorRun.verdict, ""), func.upper(MonitorRun.state))
    last = func.coalesce(of_last_run(verdict), "")
    badness = case(_BADNESS, value=last, else_=len(_BADNESS))
    fitting = [Monitor.is_paused.is_(False), *_conditions(session, found, last)]
    listed = (
        select(Monitor.id)
        .join(RegisteredModel, RegisteredModel.id == Monitor.model_id)
        .where(*fitting)
        .order_by(badness, RegisteredModel.name_folded, Monitor.name, Monitor.id)
        .limit(limit)
    )
    chosen = list(session.scalars(listed))
    worst = next(iter(chosen), None)
    count = (
        select(func.count())
        .select_from(Monitor)
        .join(RegisteredModel, RegisteredModel.id == Monitor.model_id)
    )
    fits = session.scalar(count.where(*fitting)) or 0
    is_all = not (found.words or found.conditions)
    total = fits if is_all else session.scalar(count.where(Monitor.is_paused.is_(False))) or 0
    if wanted is not None and wanted not in chosen and len(chosen) < fits:
        is_there = session.scalar(count.where(*fitting, Monitor.id == wanted))
        chosen[-1:] = [wanted] if is_there else chosen[-1:]
    monitors = session.scalars(select(Monitor).where(is_one_of(session, Monitor.id, chosen))).all()
    return MonitorList(
        monitor_rows(session, monitors), worst, fits, total, _add_blockers(session, me)
    )


def _conditions(
    session: Session, found: Filter, verdict: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    """`verdict`: that of a monitor's last run."""
    made: list[ColumnElement[bool]] = []
    for one in found.conditions:
        values = [fold(value.lstrip("#")) for value in one.values]
        meant: ColumnElement[bool]
        if one.key == "model":
            meant = RegisteredModel.name_folded.in_(values)
        elif one.key == "service":
            meant = mw_fold(Monitor.service_tag).in_(values)
        elif one.key == "stage":
            meant = Monitor.stage_id.in_(_stages(session, values.__contains__))
        else:
            meant = verdict.in_([value.upper().replace("-", "_") for value in values])
        made.append(not_(meant) if one.is_negated else meant)
    return [*made, *(_mentions(session, word) for word in found.words)]


def _mentions(session: Session, word: str) -> ColumnElement[bool]:
    """Part of the model's or the monitor's name, of its service or stage."""
    part = f"%{escape(fold(word))}%"
    return or_(
        contains(RegisteredModel.name_folded, word),
        mw_fold(Monitor.name).like(part, escape="\\"),
        mw_fold(Monitor.service_tag).like(part, escape="\\"),
        Monitor.stage_id.in_(_stages(session, lambda name: fold(word) in name)),
    )


def _stages(session: Session, is_meant: Callable[[str], bool]) -> list[UUID]:
    return [one.id for one in load_stages(session).values() if is_meant(fold(one.name))]


def _add_blockers(session: Session, me: UUID | None) -> tuple[Blocker, ...]:
    """Why this person may make a monitor nowhere."""
    held = roles_by_unit(session, me).values() if me is not None else ()
    return write_blockers("monitor", "insert", frozenset().union(*held))
