"""A reproduction as a child process in its own work folder: start and poll."""

from __future__ import annotations

from pathlib import Path

from app.services.reproducing.compare import Compared
from app.services.reproducing.spec import Reproduced, ReproductionSpec, spec_from_json
from app.services.training import child_job
from app.services.training.spec import SPEC_FILE, Failed, Running, read_json

CHILD_MODULE = "app.services.reproducing.child"


def start(spec: ReproductionSpec, folder: Path) -> None:
    """Start it, or leave alone the one that runs or ran in `folder`."""
    child_job.start(CHILD_MODULE, spec.to_json(), folder)


def poll(folder: Path) -> Running | Reproduced | Failed:
    """How it stands. Ends it when it is over its time limit."""
    found = child_job.poll(folder, spec_from_json(read_json(folder / SPEC_FILE)).time_limit_s)
    if isinstance(found, Running | Failed):
        return found
    compared = tuple(Compared(**one) for one in found["compared"])
    return Reproduced(compared, found["seconds"], found["is_rebuilt"], found["note"])
