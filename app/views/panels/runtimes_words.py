"""How runtimes are worded: health with its age, rules of the finder, tags typed by hand."""

from __future__ import annotations

import re
from datetime import datetime

from app import texts
from app.models.queries.runtimes import RuntimeRow, ServingRow
from app.views import cells
from app.views.cells import Stage, State, Status
from app.views.language import N_, tr

HEALTH: dict[str, tuple[Status, str]] = {
    "ok": (Status.OK, N_("ready")),
    "late": (Status.UNREACHABLE, N_("not looked at")),
    "lost": (Status.UNREACHABLE, N_("unreachable")),
    "busy": (Status.RUNNING, N_("busy")),
    "draining": (Status.WAITING, N_("draining")),
    "retired": (Status.UNKNOWN, N_("retired")),
    "unknown": (Status.UNKNOWN, N_("not seen yet")),
}
RULES = {
    "stage_tag": N_("Stage tag"),
    "stages_apart": N_("Stages apart"),
    "service_tag": N_("Service tag"),
    "service_taken": N_("Service free"),
    "snapshot_tag": N_("Snapshot's tag"),
    "unit": N_("Unit"),
    "health": N_("Health"),
    "mode": N_("Endpoint"),
    "format": N_("Engine"),
    "types": N_("Types"),
    "capacity": N_("Capacity"),
}
COMING = ("requested", "matching", "deploying", "retrying")


def age(seen_at: datetime | None, now: datetime) -> str:
    return "" if seen_at is None else cells.duration(max(0.0, (now - seen_at).total_seconds()))


def is_dim(health: str) -> bool:
    """What is shown is the last thing known, not what is."""
    return health in ("late", "lost", "unknown", "retired")


def health_state(row: RuntimeRow, now: datetime, *, is_chip: bool = False) -> State:
    status, word = HEALTH.get(row.health, (Status.UNKNOWN, row.health))
    word, since = tr(word), age(row.seen_at, now)
    text = f"{word} {since}" if row.health in ("late", "lost") and since else word
    return State(status, text, is_chip)


def serving_words(one: ServingRow) -> str:
    words = f"{one.model_name} v{one.version}"
    return f"{words}, {texts.word(one.state)}" if one.state != "deployed" else words


def stage_cell(name: str, path: tuple[str, ...], protected: frozenset[str]) -> Stage:
    """A stage of the matrix, coloured by its column."""
    return Stage.on(path, name, is_protected=name in protected)


def typed_tags(text: str) -> tuple[str, ...]:
    """Tags as people type them: with # or without, apart by commas or spaces."""
    return tuple(
        dict.fromkeys(tag.lstrip("#") for tag in re.split(r"[\s,;]+", text) if tag.strip("#"))
    )
