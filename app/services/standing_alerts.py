"""Alerts about how something stands, which no monitor measures: each ends by itself with that.

Its rule is what is wrong and the number of the thing it is wrong with, so that each thing has an
alert of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotReachableError
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.monitoring import Alert
from app.services.commands.raised_alerts import raise_alert
from app.services.unit_of_work import UnitOfWork, Work

log = logging.getLogger(__name__)


class OfAVersion(Protocol):
    """A row that belongs to a version, and has a number that people call it by."""

    model_id: Any
    version_id: Any
    number: Any


def rule_of(wrong: str, one: OfAVersion) -> str:
    return f"{wrong} {one.number}"


def number_of(alert: Alert) -> int:
    """Of the thing that it is about."""
    return int(alert.rule.rpartition(" ")[2])


def list_live(session: Session, wrong: str) -> list[Alert]:
    live = select(Alert).where(Alert.rule.startswith(f"{wrong} "), Alert.state.in_(LIVE_ALERTS))
    return list(session.scalars(live))


def find_live(session: Session, wrong: str, one: OfAVersion) -> Alert | None:
    statement = select(Alert).where(
        Alert.model_id == one.model_id,
        Alert.rule == rule_of(wrong, one),
        Alert.state.in_(LIVE_ALERTS),
    )
    return session.scalars(statement).first()


def raise_standing(
    work: UnitOfWork, one: OfAVersion, *, wrong: str, title: str, severity: str, detail: str
) -> Alert:
    return raise_alert(
        work,
        model_id=one.model_id,
        version_id=one.version_id,
        monitor_id=None,
        run_id=None,
        rule=rule_of(wrong, one),
        title=title,
        severity=severity,
        detail=detail,
    )


def resolve(work: UnitOfWork, alert: Alert) -> None:
    alert.state, alert.resolved_at = "resolved", work.now()
    work.flush()


def end_over(work: Work, wrong: str, is_over: Callable[[Session, Alert], bool]) -> int:
    """Resolve each alert that is over, in a transaction of its own; how many were.

    Raises:
        NotReachableError: the database does not answer.
    """
    ended = 0
    for alert_id in work.read(_ids_of_live, wrong):
        try:
            ended += work.read(_ask, alert_id, is_over) and work.write(_end, alert_id)
        except NotReachableError:
            raise
        except Exception:
            log.exception("whether alert %s is over could not be found", alert_id)
    return ended


def _ids_of_live(session: Session, wrong: str) -> list[UUID]:
    return [one.id for one in list_live(session, wrong)]


def _ask(session: Session, alert_id: UUID, is_over: Callable[[Session, Alert], bool]) -> bool:
    return is_over(session, session.get_one(Alert, alert_id))


def _end(work: UnitOfWork, alert_id: UUID) -> int:
    resolve(work, work.get(Alert, alert_id))
    return 1
