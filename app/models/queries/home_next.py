"""What comes next for one person on whom nothing waits: a reminder, a check, an answer, an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from app.models.queries.as_of import looks_back
from app.models.queries.home_blocks import Asked
from app.models.queries.lookups import Why
from app.models.queries.need_rows import NeedRow
from app.models.tables.governance import Attestation, Waiver
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Monitor, MonitorSchedule


@dataclass(frozen=True, slots=True)
class NextDue:
    at: datetime
    why: Why


def load_next(asked: Asked, put_off: Iterable[NeedRow]) -> NextDue | None:
    """The soonest day ahead that is this person's; of the past nobody asks.

    Args:
        put_off: what they put off, with when it comes back.
    """
    if looks_back(asked.session):
        return None
    found = (*_reminders(put_off), *_answers(asked), *_waivers(asked), *_checks(asked))
    return min((one for one in found if one.at > asked.now), key=lambda one: one.at, default=None)


def _reminders(put_off: Iterable[NeedRow]) -> Iterator[NextDue]:
    for one in put_off:
        if one.remind_at is not None:
            yield NextDue(one.remind_at, Why("home.next.reminder", name=one.model_name))


def _answers(asked: Asked) -> Iterator[NextDue]:
    """Attestations that are planned: they are asked for before their day."""
    yield from _soonest(
        asked,
        "home.next.attestation",
        select(Attestation.due_at, RegisteredModel.name)
        .join(RegisteredModel, RegisteredModel.id == Attestation.model_id)
        .where(
            Attestation.person_id == asked.me,
            Attestation.state == "scheduled",
            Attestation.due_at > asked.now,
        ),
    )


def _waivers(asked: Asked) -> Iterator[NextDue]:
    """Those that would come onto the list as their end nears."""
    yield from _soonest(
        asked,
        "home.next.waiver",
        select(Waiver.expires_at, RegisteredModel.name)
        .join(RegisteredModel, RegisteredModel.id == Waiver.model_id)
        .where(
            Waiver.state == "granted",
            Waiver.expires_at > asked.now,
            or_(
                RegisteredModel.owner_id == asked.me,
                Waiver.granted_by == asked.me,
                Waiver.asked_by == asked.me,
            ),
        ),
    )


def _checks(asked: Asked) -> Iterator[NextDue]:
    """The next run of a monitor on a model that is theirs."""
    yield from _soonest(
        asked,
        "home.next.check",
        select(MonitorSchedule.next_fire_at, RegisteredModel.name)
        .join(Monitor, Monitor.id == MonitorSchedule.monitor_id)
        .join(RegisteredModel, RegisteredModel.id == Monitor.model_id)
        .where(
            RegisteredModel.owner_id == asked.me,
            Monitor.is_paused.is_(False),
            MonitorSchedule.next_fire_at > asked.now,
        ),
    )


def _soonest(asked: Asked, code: str, ahead: Select[*tuple[Any, ...]]) -> Iterator[NextDue]:
    """The first of rows of a moment and the name of a model."""
    row = asked.session.execute(ahead.order_by(ahead.selected_columns[0]).limit(1)).first()
    if row is not None:
        yield NextDue(row[0], Why(code, name=row[1]))
