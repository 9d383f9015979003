"""How deployments are worded: states, steps, and the facts that steps leave behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.models.queries.deployments import DeploymentDetail, DeploymentRow, StepRow
from app.models.queries.lookups import StageRef
from app.views import cells
from app.views.cells import Stage, State, Status

STATES: dict[str, tuple[Status, str]] = {
    "requested": (Status.WAITING, "requested"),
    "matching": (Status.RUNNING, "matching"),
    "deploying": (Status.RUNNING, "deploying"),
    "retrying": (Status.RUNNING, "retrying"),
    "deployed": (Status.OK, "serves"),
    "undeploying": (Status.RUNNING, "being taken off"),
    "undeployed": (Status.UNKNOWN, "replaced"),
    "rolling_back": (Status.RUNNING, "being rolled back"),
    "rolled_back": (Status.WARNING, "rolled back"),
    "failed": (Status.FAILED, "failed"),
}
STEP_NAMES = {
    "verify": "Verify hash",
    "transport": "Bring the file",
    "load": "Load",
    "smoke": "Smoke test",
    "switch": "Switch traffic",
    "confirm": "Confirm",
    "clean_up": "Clean up",
}
STEP_STATES = {"started": Status.RUNNING, "done": Status.OK, "failed": Status.FAILED}
UNDER_WAY = ("requested", "matching", "deploying", "retrying", "undeploying", "rolling_back")


def state_of(one: DeploymentRow, *, is_chip: bool = False) -> State:
    status, word = STATES.get(one.state, (Status.UNKNOWN, one.state))
    return State(status, word, is_chip)


def version_of(one: DeploymentRow) -> str:
    return f"{one.model_name} v{one.version}"


def step_name(step: str) -> str:
    return STEP_NAMES.get(step, step.replace("_", " ").capitalize())


def stage_of(stage: StageRef | None, *, is_quiet: bool = False) -> Stage | str:
    if stage is None:
        return ""
    level = {"production": 1.0, "staging": 0.35}.get(stage.kind, 0.0)
    return Stage(stage.name, level, stage.is_protected, is_outlined=is_quiet)


def step_words(one: DeploymentRow) -> str:
    if not one.step:
        return ""
    word = {"started": "under way", "done": "done", "failed": "failed"}.get(one.step_state, "")
    return f"{step_name(one.step)}, {word}"


def elapsed(one: DeploymentRow, now: datetime) -> str:
    seconds = ((one.finished_at or now) - one.started_at).total_seconds()
    return cells.duration(max(0.0, seconds))


def took(step: StepRow) -> str:
    seconds = step.seconds
    if seconds is None:
        return "under way"
    return f"{max(0.0, seconds) * 1000:.0f} ms" if seconds < 1 else cells.duration(seconds)


def facts_text(facts: Mapping[str, Any]) -> str:
    """What a step found, in one line: "cases 1, max difference 1.35e-07"."""
    parts: list[str] = []
    places: list[str] = []
    for name, value in facts.items():
        words = name.replace("_", " ")
        if name == "reason":
            parts.insert(0, str(value))
        elif isinstance(value, dict):
            sha = str(value.get("sha256") or "")[:8]
            places.append(f"{words} v{value.get('version', '')} {sha}".strip())
        elif isinstance(value, bool):
            parts.append(words if value else f"not {words}")
        elif isinstance(value, (int, float)):
            parts.append(f"{words} {cells.significant(value)}")
        elif isinstance(value, list):
            parts.append(f"{words} {', '.join(map(str, value)) or 'nothing'}")
        else:
            parts.append(f"{words} {value}")
    return ", ".join([*parts, *places])


def serving_line(serving: DeploymentRow | None, one: DeploymentRow) -> str:
    """What serves now: the line that must always be true."""
    if serving is None:
        return f"Nothing serves #{one.service_tag} on {one.runtime_name} now."
    share = f"{serving.traffic_share:.0%}".replace("%", " %")
    return (
        f"{version_of(serving)} serves #{serving.service_tag} on {serving.runtime_name}, "
        f"{share} of the traffic, since {cells.moment(serving.finished_at or serving.started_at)}."
    )


def roll_back_lines(detail: DeploymentDetail) -> list[str]:
    """What a roll back leads to, in sentences."""
    back, one = detail.roll_back, detail.row
    if back is None:
        return []
    lines = [
        f"{version_of(back.to)} serves #{one.service_tag} on {one.runtime_name} again; "
        f"{version_of(one)} leaves {one.stage.name if one.stage else 'its stage'}.",
        "The service loads and smoke-tests it first; until then nothing is switched.",
    ]
    if back.diff.is_same_model:
        lines.append("Both have the same model file.")
    breaking = [each for each in back.diff.changes if each.severity == "breaking"]
    for each in breaking[:4]:
        lines.append(
            f"Breaking: {each.name}, {each.before or 'nothing'} → {each.after or 'nothing'}."
        )
    rest = len(back.diff.changes) - len(breaking)
    lines.append(
        f"{len(breaking)} breaking and {rest} other differences between the two snapshots."
    )
    counted = [vote for vote in back.votes if vote.counts]
    if counted:
        who = ", ".join(f"{vote.person} ({vote.role.replace('_', ' ')})" for vote in counted)
        lines.append(f"It stands on the votes given then: {who}.")
    else:
        lines.append("No vote was needed for it in this stage.")
    return lines
