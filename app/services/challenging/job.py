"""A comparison as a child process in its own work folder: start and poll."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.services.challenging.spec import ChallengeSpec, spec_from_json
from app.services.training import child_job
from app.services.training.spec import SPEC_FILE, Failed, Running, read_json

CHILD_MODULE = "app.services.challenging.child"


def start(spec: ChallengeSpec, folder: Path) -> None:
    """Start it, or leave alone the one that runs or ran in `folder`."""
    child_job.start(CHILD_MODULE, spec.to_json(), folder)


def poll(folder: Path) -> Running | Failed | dict[str, Any]:
    """How it stands, or its answer. Ends it when it is over its time limit."""
    found = child_job.poll(folder, spec_from_json(read_json(folder / SPEC_FILE)).time_limit_s)
    if isinstance(found, Running | Failed):
        return found
    answer: dict[str, Any] = found["answer"]
    return answer
