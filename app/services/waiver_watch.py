"""Keeps a waiver loud that is over under a version in production: an alert until it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.evidence import rule_name
from app.models.queries.lapsed_waivers import list_lapsed
from app.models.queries.lookups import version_numbers
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.governance import Waiver
from app.models.tables.monitoring import Alert
from app.services.commands.monitors import raise_alert
from app.services.one_by_one import one_by_one
from app.services.unit_of_work import UnitOfWork

RULE = "waiver over"  # with the number of the waiver: each is an alert of its own


def is_any_lapse_to_tell(session: Session, _now: datetime) -> bool:
    return next(_to_tell(session), None) is not None


def tell_lapses(work: UnitOfWork, _now: datetime) -> int:
    """Raise or resolve the alerts of waivers that are over; how many were touched."""

    def tell(one: Waiver | Alert) -> None:
        if isinstance(one, Waiver):
            if not _is_told(work.session, one):  # another service may have, meanwhile
                _raise(work, one)
        else:
            one.state, one.resolved_at = "resolved", work.now()
            work.flush()

    found = list(_to_tell(work.session))
    return one_by_one(work, found, tell, what="telling of waivers that are over")


def _raise(work: UnitOfWork, waiver: Waiver) -> None:
    version = version_numbers(work.session, [waiver.version_id])[waiver.version_id]
    raise_alert(
        work,
        model_id=waiver.model_id,
        version_id=waiver.version_id,
        monitor_id=None,
        run_id=None,
        rule=_rule(waiver),
        title=f"{rule_name(waiver)} failed, and its waiver is over",
        severity="critical",
        detail=f"Waiver {waiver.number} let {rule_name(waiver)} pass until"
        f" {waiver.expires_at:%Y-%m-%d}; version {version} serves on in production without one."
        " Have a new waiver granted, replace the version, or retire it.",
    )


def _to_tell(session: Session) -> Iterator[Waiver | Alert]:
    """Waivers without their alert, and alerts whose waiver is not missed any more."""
    lapsed = {_rule(one): one for one in list_lapsed(session)}
    live = session.scalars(
        select(Alert).where(Alert.rule.startswith(f"{RULE} "), Alert.state.in_(LIVE_ALERTS))
    ).all()
    told = {one.rule for one in live}
    yield from (one for rule, one in lapsed.items() if rule not in told)
    yield from (one for one in live if one.rule not in lapsed)


def _is_told(session: Session, waiver: Waiver) -> bool:
    live = select(Alert.id).where(Alert.rule == _rule(waiver), Alert.state.in_(LIVE_ALERTS))
    return session.scalars(live).first() is not None


def _rule(waiver: Waiver) -> str:
    return f"{RULE} {waiver.number}"
