"""How far a person has read what others wrote, kept on this computer until it is forgotten."""

from __future__ import annotations

from uuid import UUID

from app.views.window_file import WindowFile

FILED = "read"  # in the window's file: `read/<workspace>/<person>`
NOTES, NOTICES = "notes", "notices"  # what is read: of a request, of any object
MOST = 500  # objects of one person; those read longest ago go


class ReadMarks:
    """Numbers that only grow: how many notes of a request, or up to which event of an object.

    Without a file they live as long as the window.
    """

    def __init__(self, file: WindowFile | None = None, workspace: str = "") -> None:
        self._file = file
        self._workspace = workspace
        self._marks: dict[UUID, dict[str, int]] = {}

    def reached(self, person: UUID, kind: str, object_id: UUID) -> int:
        return self._of(person).get(f"{kind} {object_id}", 0)

    def reach(
        self, person: UUID, kind: str, object_id: UUID, number: int, *, keeps: bool = True
    ) -> None:
        """`keeps`: False where somebody else looks with this person's eyes."""
        marks, name = self._of(person), f"{kind} {object_id}"
        if number <= marks.get(name, 0):
            return
        marks.pop(name, None)  # to the end: read last
        marks[name] = number
        for oldest in list(marks)[:-MOST]:
            del marks[oldest]
        if keeps and self._file is not None:
            self._file.keep({self._place(person): marks})

    def forget(self) -> None:
        self._marks.clear()

    def _place(self, person: UUID) -> str:
        return f"{FILED}/{self._workspace}/{person}"

    def _of(self, person: UUID) -> dict[str, int]:
        if person not in self._marks:
            kept = self._file.value(self._place(person)) if self._file is not None else None
            found = kept.items() if isinstance(kept, dict) else ()
            self._marks[person] = {key: n for key, n in found if isinstance(n, int)}
        return self._marks[person]
