"""Profiles on Dask: the same kernel in every worker, a task for each file, merged as they come."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import InputError
from app.services.monitoring.engines.local import profile_source
from app.services.monitoring.profile import Profile
from app.services.monitoring.sources.open import open_source
from app.services.monitoring.spec import ProfileSpec

if TYPE_CHECKING:
    from distributed import Client


def profile_files(client: Client, paths: Sequence[Path], spec: ProfileSpec) -> Profile:
    """Count files that every worker can open, on given edges.

    Raises:
        InputError: no file, or one that can't be counted, by name.
    """
    from distributed import as_completed

    if not paths:
        raise InputError("No file was given.")
    shared = client.scatter(spec, broadcast=True)
    tasks = client.map(_counted, [str(path) for path in paths], spec=shared, pure=False)
    found: Profile | None = None
    for task in as_completed(tasks):
        part = Profile.loads(task.result())
        found = part if found is None else found + part
        task.release()
    assert found is not None
    return found


def _counted(path: str, spec: ProfileSpec) -> str:
    return profile_source(open_source(Path(path)), spec).dumps()
