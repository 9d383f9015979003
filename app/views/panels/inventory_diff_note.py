"""A word about one change between two snapshots: said on the open request for the version."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.models.queries.approval_detail import RequestDetail, load_request_about
from app.models.queries.snapshot_diff import Change, SnapshotDiff
from app.texts import blocker
from app.views.language import tr
from app.views.panels.approvals_list import title_of
from app.views.panels.approvals_notes import open_note
from app.views.panels.change_words import words_about
from app.views.panels.inventory_words import snapshot_name
from app.views.places import ObjectRef
from app.views.screen import ScreenWindow
from app.views.shown_time import shown_now
from app.views.widgets.toasts import Offer


class DiffNotes:
    """Reads which request is meant, asks for the words in a sheet, and says where they went."""

    def __init__(self, shell: ScreenWindow, home: QWidget) -> None:
        self._shell = shell
        self._home = home

    def ask(self, diff: SnapshotDiff, change: Change) -> None:
        """What is asked for stands last; swapped, it stands first."""
        me: UUID = self._shell.backend.decider.id
        self._shell.backend.read_for_sheet(
            partial(self._on_read, diff, change),
            load_request_about,
            (diff.after_id, diff.before_id),
            me,
            now=shown_now(),
        )

    def _on_read(self, diff: SnapshotDiff, change: Change, detail: RequestDetail | None) -> None:
        if detail is None:
            words = tr("Nobody asks for {after} or {before} now, so no request takes a comment.")
            before, after = snapshot_name(diff.before_label), snapshot_name(diff.after_label)
            self._shell.toast(words.format(after=after, before=before))
        elif detail.note_blockers:
            self._shell.toast(" ".join(map(blocker, detail.note_blockers)))
        else:
            done = self._told(detail)
            open_note(self._shell.backend, self._home, detail, done, about=words_about(change))

    def _told(self, detail: RequestDetail) -> Callable[[str], None]:
        ref = ObjectRef("request", str(detail.row.id), title_of(detail.row))
        offer = Offer(tr("Open the request"), partial(self._shell.open_ref, ref))
        return lambda says: self._shell.toast(says, offer)
