"""Keeps a waiver loud that is over under a version in production: an alert until it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.queries.evidence import rule_name
from app.models.queries.lapsed_waivers import list_lapsed
from app.models.queries.lookups import version_numbers
from app.models.tables.governance import Waiver
from app.models.tables.monitoring import Alert
from app.services.one_by_one import one_by_one
from app.services.standing_alerts import find_live, list_live, raise_standing, resolve, rule_of
from app.services.unit_of_work import UnitOfWork

RULE = "waiver over"  # with the number of the waiver: each is an alert of its own


def is_any_lapse_to_tell(session: Session, _now: datetime) -> bool:
    return next(_to_tell(session), None) is not None


def tell_lapses(work: UnitOfWork, _now: datetime) -> int:
    """Raise or resolve the alerts of waivers that are over; how many were touched."""

    def tell(one: Waiver | Alert) -> None:
        if isinstance(one, Waiver):
            if find_live(work.session, RULE, one) is None:  # another service may have, meanwhile
                _raise(work, one)
        else:
            resolve(work, one)

    found = list(_to_tell(work.session))
    return one_by_one(work, found, tell, what="telling of waivers that are over")


def _raise(work: UnitOfWork, waiver: Waiver) -> None:
    version = version_numbers(work.session, [waiver.version_id])[waiver.version_id]
    raise_standing(
        work,
        waiver,
        wrong=RULE,
        title=f"{rule_name(waiver)} failed, and its waiver is over",
        severity="critical",
        detail=f"Waiver {waiver.number} let {rule_name(waiver)} pass until"
        f" {waiver.expires_at:%Y-%m-%d}; version {version} serves on in production without one."
        " Have a new waiver granted, replace the version, or retire it.",
    )


def _to_tell(session: Session) -> Iterator[Waiver | Alert]:
    """Waivers without their alert, and alerts whose waiver is not missed any more."""
    lapsed = {rule_of(RULE, one): one for one in list_lapsed(session)}
    live = list_live(session, RULE)
    told = {one.rule for one in live}
    yield from (one for rule, one in lapsed.items() if rule not in told)
    yield from (one for one in live if one.rule not in lapsed)
