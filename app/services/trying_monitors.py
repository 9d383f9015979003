"""Tries a monitor on given data: the reference, tests and table of the real one; no record."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.errors import InputError
from app.models.queries.monitor_facts import load_monitor, served_at
from app.models.queries.releases import load_profile_text, load_table
from app.services.monitoring.decide import decide_of_monitor
from app.services.monitoring.drift import compare
from app.services.monitoring.judge import Subject
from app.services.monitoring.measure import Options
from app.services.monitoring.profile import Profile
from app.services.monitoring.sources.open import open_source
from app.services.unit_of_work import Work


def try_monitor(work: Work, monitor_id: UUID, data: Path, *, now: datetime) -> dict[str, Any]:
    """What the monitor would say of `data`, in the standard format.

    Raises:
        InputError: nothing serves that it could compare with, or the data can't be read.
    """
    facts = work.read(load_monitor, monitor_id)
    served = work.read(served_at, facts, now)
    text = work.read(load_profile_text, served.snapshot_id) if served else None
    if served is None or text is None:
        raise InputError(
            f"{facts.name} has nothing to compare with: no version with a profile serves there.",
            hint="modelward deployment list shows what serves.",
        )
    table = work.read(load_table, facts.decision_table_id) if facts.decision_table_id else None
    found = compare(
        Profile.loads(text),
        open_source(data),
        tests=facts.tests or None,
        decide=decide_of_monitor(table),
        subject=Subject(facts.risk_tier),
        options=Options(min_rows=facts.minimum_rows),
    )
    note = f"Tried on {data.name} against v{served.version}; nothing is recorded."
    return {**found.to_json(), "run": None, "note": note}
