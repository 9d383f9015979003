"""The process in the file of a stored life cycle."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.models.bpmn.graph import ProcessDefinition


@lru_cache(maxsize=16)
def read_process(bpmn: bytes, process_id: str) -> ProcessDefinition:
    """The process of a stored template; the same bytes are read once."""
    from app.models.bpmn.xml_io import parse  # who only lists events reads no file

    processes = parse(bpmn).processes
    return processes.get(process_id) or next(iter(processes.values()))
