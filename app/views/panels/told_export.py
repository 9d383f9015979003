"""A list written to a file beside the window, and told to the trail: without its event, no file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from app.views.alive import is_alive
from app.views.backend import Backend


def write_list(
    backend: Backend,
    then: Callable[[int], object],
    export: Callable[[Any, Any, Path], int],
    query: object,
    path: Path,
    *,
    name: str,
    filter_text: str,
    model_id: UUID | None = None,
) -> None:
    """Call `then(rows)` once `export(session, query, path)` lies there and the trail knows it.

    It runs beside the window, whose end stops it, and not at all while the app is only viewed as
    somebody.
    """

    from app.services.commands.acts import export_list  # no screen needs it before

    def answer(rows: int) -> None:
        if is_alive(then):
            then(rows)

    task = backend.begin(
        export_list, export, query, path, name=name, filter_text=filter_text, model_id=model_id
    )
    task.done.connect(answer)
    task.failed.connect(backend.failed)
