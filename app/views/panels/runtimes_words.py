"""How runtimes are worded: health with its age, rules of the finder, tags typed by hand."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from app import texts
from app.models.queries.runtime_health import AWAY
from app.models.queries.runtime_map import RuntimeMap
from app.models.queries.runtimes import RuntimeRow, ServingRow
from app.models.queries.windows import WindowRow
from app.views import cells
from app.views.cells import Stage, State, Status
from app.views.language import N_, tr

HEALTH: dict[str, tuple[Status, str]] = {
    "ok": (Status.OK, N_("ready")),
    "late": (Status.UNREACHABLE, N_("not looked at")),
    "lost": (Status.UNREACHABLE, N_("unreachable")),
    "silent": (Status.CRITICAL, N_("does not serve all")),
    "busy": (Status.RUNNING, N_("busy")),
    "draining": (Status.WAITING, N_("draining")),
    "paused": (Status.WAITING, N_("paused")),
    "retired": (Status.UNKNOWN, N_("retired")),
    "unknown": (Status.UNKNOWN, N_("not seen yet")),
}
RULES = {
    "stage_tag": N_("Stage tag"),
    "stages_apart": N_("Stages apart"),
    "service_tag": N_("Service tag"),
    "service_taken": N_("Service free"),
    "stage_held": N_("Stage free"),
    "snapshot_tag": N_("Snapshot's tag"),
    "unit": N_("Unit"),
    "health": N_("Health"),
    "mode": N_("Endpoint"),
    "format": N_("Engine"),
    "types": N_("Types"),
    "capacity": N_("Capacity"),
    "freeze_window": N_("Freeze window"),
    "paused": N_("Pause"),
}


def age(seen_at: datetime | None, now: datetime) -> str:
    return "" if seen_at is None else cells.duration(max(0.0, (now - seen_at).total_seconds()))


def is_dim(health: str) -> bool:
    """What is shown is the last thing known, not what is."""
    return health in ("late", "lost", "unknown", "paused", "retired")


def health_state(row: RuntimeRow, now: datetime, *, is_chip: bool = False) -> State:
    status, word = HEALTH.get(row.health, (Status.UNKNOWN, row.health))
    word, since = tr(word), age(row.seen_at, now)
    text = f"{word} {since}" if row.health in ("late", "lost") and since else word
    return State(status, text, is_chip)


def late_words(found: RuntimeMap) -> dict[UUID, str]:
    """Of those that nobody has looked at for a while since when, by id."""
    late = [one for one in found.runtimes if one.health == "late"]
    return {one.id: health_state(one, found.now).text for one in late}


def window_status(one: WindowRow) -> tuple[Status, str]:
    if one.is_in_force:
        return Status.WAITING, tr("in force")
    return Status.UNKNOWN, tr("planned")


def closed_words(one: WindowRow) -> str:
    """What a window closes, whenever that is."""
    if not one.is_freeze:
        return tr("Maintenance of {name}").format(name=one.runtime)
    if one.stage_kind:
        kind = texts.word(one.stage_kind)
        return tr("Freeze of every stage of the kind {kind}").format(kind=kind)
    if one.stage_id is None:
        return tr("Freeze of every stage")
    return tr("Freeze of {stage} ({path})").format(stage=one.stage, path=one.stage_path)


def window_words(one: WindowRow) -> str:
    """ "PROD is frozen for Fraud until 2026-01-02 09:00. The end of the year. (window 3, Ada)" """
    since, until = cells.moment(one.starts_at), cells.moment(one.ends_at)
    if not one.is_freeze:
        now, later = tr("Maintenance until {until}"), tr("Maintenance from {since} to {until}")
    elif one.stage_kind:
        now, later = (
            tr("Every stage of the kind {kind} is frozen for {unit} until {until}"),
            tr("Every stage of the kind {kind} is frozen for {unit} from {since} to {until}"),
        )
    elif one.stage_id:
        now, later = (
            tr("{stage} is frozen for {unit} until {until}"),
            tr("{stage} is frozen for {unit} from {since} to {until}"),
        )
    else:
        now = tr("Every stage is frozen for {unit} until {until}")
        later = tr("Every stage is frozen for {unit} from {since} to {until}")
    said = (now if one.is_in_force else later).format(
        stage=one.stage, kind=texts.word(one.stage_kind), unit=one.unit, since=since, until=until
    )
    if one.is_weekly:
        said = tr("{said}, every week").format(said=said)
    return tr("{said}. {reason} (window {number}, {person})").format(
        said=said, reason=one.reason, number=one.number, person=one.planned_by
    )


def serving_words(one: ServingRow) -> str:
    words = f"{one.model_name} v{one.version}"
    if one.silence is not None and one.silence.kind != AWAY:  # else its runtime says so
        return tr("{words}, does not serve").format(words=words)
    return f"{words}, {texts.word(one.state)}" if one.state != "deployed" else words


def stage_cell(name: str, path: tuple[str, ...], protected: frozenset[str]) -> Stage:
    """A stage of the matrix, coloured by its column."""
    return Stage.on(path, name, is_protected=name in protected)


def typed_tags(text: str) -> tuple[str, ...]:
    """Tags as people type them: with # or without, apart by commas or spaces."""
    return tuple(
        dict.fromkeys(tag.lstrip("#") for tag in re.split(r"[\s,;]+", text) if tag.strip("#"))
    )
