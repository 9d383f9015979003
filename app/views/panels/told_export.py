"""A list written to a file beside the window, and told to the trail: without its event, no file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from app.services.commands.acts import record_list
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
    """Call `then(rows)` once `export(session, query, path)` lies there and the trail knows it."""

    def tell(rows: int) -> None:
        def done(_nothing: None) -> None:
            then(rows)

        backend.run(
            done,
            record_list,
            path,
            name=name,
            rows=rows,
            filter_text=filter_text,
            model_id=model_id,
            on_error=remove,
        )

    def remove(error: BaseException) -> None:
        path.unlink(missing_ok=True)
        backend.failed.emit(error)

    backend.read(tell, export, query, path)
