"""Decision records from the scoring log of a built-in runtime of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.config import Settings
from app.services.held_logs import require_whole_log
from app.services.record_files import Place, RecordRow, WrongRow, checked
from app.services.runtime_access import scoring_folder
from app.services.scoring_log import read_lines


def log_rows(
    settings: Settings, runtime: str, since: datetime | None = None
) -> Iterator[RecordRow | WrongRow]:
    """What a built-in runtime of this machine scored, without what deployments tried out."""
    folder = scoring_folder(settings, runtime)
    require_whole_log(settings, runtime)  # later imports begin where this one ends
    for number, row in enumerate(read_lines(folder, since), start=1):
        yield checked(row, Place(number, is_line=False))
