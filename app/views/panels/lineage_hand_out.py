"""What leaves the Lineage screen: a proof, a review room, a sign-off, a list or a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.rules.roles import LINEAGE_REVIEWERS
from app.views.charts.timeline import Timeline
from app.views.language import tr
from app.views.panels import lineage_specs as specs
from app.views.panels.chart_export import ChartExport
from app.views.panels.csv_file import write_bytes
from app.views.panels.lineage_graph_view import LineageGraphView
from app.views.panels.lineage_head import TABLE, LineageHead
from app.views.panels.lineage_proof import ProofExport
from app.views.panels.lineage_reader import LineageReader
from app.views.panels.lineage_room import RoomExport
from app.views.panels.lineage_sign_off import RangeSignOff
from app.views.panels.lineage_story import StoryPage
from app.views.panels.list_export import ask_where
from app.views.panels.told_export import write_list
from app.views.screen import ScreenWindow


class HandOut(QObject):
    """Of the model that is read, as its lineage is shown now.

    Args:
        shown: the timeline, the graph, the table or the story, whichever is in front.
    """

    def __init__(
        self,
        shell: ScreenWindow,
        home: QWidget,
        *,
        head: LineageHead,
        reader: LineageReader,
        shown: QStackedWidget,
        timeline: Timeline,
    ) -> None:
        super().__init__(home)
        self._shell, self._home = shell, home
        self._head, self._reader, self._shown = head, reader, shown
        self._timeline = timeline
        self.proofs = ProofExport(shell, home)
        self.rooms = RoomExport(shell, home)
        self.sign_offs = RangeSignOff(shell, home)
        self.charts = ChartExport(shell, home)

    @property
    def _model(self) -> tuple[UUID, str] | None:
        found, life = self._reader.model_id, self._reader.life
        return (found, life.name if life else "") if found is not None else None

    def prove(self) -> None:
        """The model's events, or where a story is told that decision's."""
        page = self._shown.currentWidget()
        story = page.story if isinstance(page, StoryPage) else None
        if story is not None:
            asked, answered = story.facts.asked, story.facts.answered
            record = asked.record_id, asked.decision_id
            self.proofs.open((answered.model_id, answered.model), None, record)
        elif self._model is not None:
            self.proofs.open(self._model, self._head.at)

    def make_room(self) -> None:
        if self._model is not None:
            self.rooms.open(self._model)

    def why_not_sign_off(self) -> str:
        """Of the person alone; a model must be chosen too."""
        decider = self._shell.backend.decider
        if LINEAGE_REVIEWERS & getattr(decider, "roles", LINEAGE_REVIEWERS):
            return ""
        return tr("A compliance officer, a validator or an auditor signs off.")

    def sign_off(self) -> None:
        """The range chosen in the timeline, else what it shows; in the table its time."""
        if self._model is None:
            return
        is_listed = self._shown.currentIndex() == TABLE
        chosen = self._timeline.chosen_range or self._timeline.seen
        start, until = self._reader.bounds if is_listed else chosen
        at = self._head.at
        if at is not None:
            until = at if until is None else min(until, at)
        is_filtered = not self._head.filter.query.is_empty
        self.sign_offs.open(self._model[0], start, until, is_filtered=is_filtered)

    def why_not_export(self) -> str:
        """A story is exported without a model that was chosen; where none is told, nothing is."""
        page = self._shown.currentWidget()
        if isinstance(page, StoryPage):
            return page.why_not_copy
        return "" if self._model is not None else tr(specs.CHOOSE)

    def export(self) -> None:
        """The story as text, the graph as a picture, or the events as rows."""
        name = self._model[1] if self._model is not None else ""
        name = name or "lineage"
        page = self._shown.currentWidget()
        if isinstance(page, StoryPage):
            self._export_story(page)
            return
        if isinstance(page, LineageGraphView):
            self.charts.open(page.chart, f"{name}-graph", model_id=self._reader.model_id)
            return
        ask_where(self._home, f"{name}-events.csv", self._reader.export_to)

    def _export_story(self, page: StoryPage) -> None:
        """As it is told now: by its graph, or in words."""
        if page.story is None:
            return
        model_id = page.story.facts.answered.model_id
        if page.is_graph:
            self.charts.open(page.graph.chart, "story-graph", model_id=model_id)
            return

        def write(path: Path) -> None:
            write_list(
                self._shell.backend, self._on_story_written, _write_text, text, path,
                name="story", filter_text=decision_id, model_id=model_id,
            )  # fmt: skip

        text, decision_id = page.text(), page.decision_id
        ask_where(self._home, "story.txt", write)

    def _on_story_written(self, _paragraphs: int) -> None:
        self._shell.toast(tr("The story is exported"))


def _write_text(_session: Any, text: str, path: Path) -> int:
    write_bytes(path, f"{text}\n".encode())
    return len(text.split("\n\n"))
