"""A request for a stage: what is asked, the policy, and the evidence in tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.queries.approval_detail import RequestDetail, evidence_parts, opened_parts
from app.models.queries.evidence_rows import DocumentRow
from app.models.rules.transitions import UNDECIDED
from app.services.signed_blocks import SignedBlock
from app.texts import told, word
from app.views import safe_text
from app.views.cells import State, Status
from app.views.language import N_, tr
from app.views.panels.approvals_diff import DiffPanel, counts_row, worst_of
from app.views.panels.approvals_evidence import DocumentsPanel, LinkPanel, SummaryPanel
from app.views.panels.approvals_list import title_of
from app.views.panels.approvals_notes import NotesPanel, notes_tab
from app.views.panels.approvals_opened import Touched
from app.views.panels.approvals_tests import TestsTable, worst
from app.views.panels.approvals_votes import OpenedEvidence, VotesCard
from app.views.panels.home_words import clock, due_words, stage_cell
from app.views.panels.parts import service_tags
from app.views.panels.signed_block import SignedLines
from app.views.places import ObjectRef
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Divider,
    StageChip,
    StateChip,
    StyledLabel,
    TitleLabel,
    row,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.tabs import Hung, Tab, Tabs
from app.views.widgets.wrap import wrapping_row

TABS = (N_("Summary"), N_("Tests"), N_("Diff"), N_("Documents"), N_("Lineage"), N_("Run"),
        N_("Questions"))  # fmt: skip
TESTS, DIFF, NOTES = 1, 2, 6
SHOWN = {0: "summary", TESTS: "tests", DIFF: "diff"}  # parts that a tab shows whole


class RequestPanel(QWidget):
    """Rebuilt for each request; what was opened stands in the trail."""

    opened = Signal(str)  # a part of the evidence
    notes_read = Signal(int)  # how many were before the reader
    left_for = Signal(object)  # ObjectRef
    answer_asked = Signal(object)  # NoteRow
    remind_asked = Signal()
    reading_wanted = Signal(object)  # DocumentRow

    def __init__(
        self,
        detail: RequestDetail,
        me: UUID,
        now: datetime,
        opened: frozenset[str],
        *,
        why_silent: str = "",
    ) -> None:
        """`why_silent`: why nothing can be said about it."""
        super().__init__()
        self._why_silent = why_silent
        self._has_signatures = False
        self._notes: NotesPanel | None = None
        self._stands_by_itself = False  # the tab in front: nobody asked to see it
        self.detail = detail
        self._opened = set(opened)
        self._parts = evidence_parts(detail)
        self._evidence = OpenedEvidence(len(self._parts))
        self._show_others(me)
        self.tabs = Tabs(tr("Evidence"))
        self.tabs.bar.setObjectName("approvals.tabs")
        self._add_tabs(me, now)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 20, 0)
        layout.setSpacing(10)
        layout.addWidget(self._head())
        layout.addWidget(self._facts(now))
        self._votes = VotesCard(detail, me, now, self._evidence)
        self._votes.remind_asked.connect(self.remind_asked)
        layout.addWidget(self._votes)
        layout.addLayout(Hung(self.tabs), 1)
        self.tabs.page_shown.connect(self._on_tabs_page_shown)
        self.tabs.bar.pressed.connect(self._on_tabs_page_shown)
        self._show_opened()

    def show_signatures(self, blocks: Sequence[SignedBlock]) -> None:
        """The signatures on this request, with the votes; once."""
        mine = {vote.id for slot in self.detail.slots for vote in slot.votes}
        shown = [block for block in blocks if block.id in mine]
        if shown and not self._has_signatures:
            self._has_signatures = True
            self._votes.add_signatures(SignedLines(shown))

    def show_openings(self, detail: RequestDetail, me: UUID) -> None:
        """Somebody opened something; all else is as it was."""
        self.detail = detail
        self._opened |= opened_parts(detail, me)
        self._show_opened()
        self._show_others(me)

    def show_notes(self, detail: RequestDetail, now: datetime) -> None:
        """Somebody said something; all else is as it was."""
        self.detail = detail
        self.tabs.set_tab(NOTES, notes_tab(detail.notes))
        if self._notes is not None:
            self._notes.show_notes(detail, now, self._why_silent)
        if self.tabs.current == NOTES and self.tabs.isVisible():
            self.notes_read.emit(len(detail.notes))

    def _notes_page(self, now: datetime) -> QWidget:
        self._notes = NotesPanel(self.detail, now, self._why_silent)
        self._notes.answer_asked.connect(self.answer_asked)
        return self._notes

    @property
    def current_change(self) -> str:
        """The change that is chosen in the difference, in words; empty: none."""
        page = self.tabs.page(DIFF) if self.tabs.current == DIFF else None
        return page.current_words if isinstance(page, DiffPanel) else ""

    def _show_others(self, me: UUID) -> None:
        if self.detail.is_decided:
            self._show_deciders()
            return
        others = {
            one.person_id: (one.person, len(opened_parts(self.detail, one.person_id)))
            for one in self.detail.openings
            if one.person_id != me
        }
        self._evidence.set_others([other for other in others.values() if other[1]])

    def _show_deciders(self) -> None:
        """Decided: what those opened who voted; who reads it now adds nothing to that."""
        votes = [vote for slot in self.detail.slots for vote in slot.votes if vote.counts]
        people = {
            vote.person_id: vote.person for vote in sorted(votes, key=lambda one: one.decided_at)
        }
        if not people:  # it was withdrawn, or nobody decided in time
            people = {one.person_id: one.person for one in self.detail.openings}
        self._evidence.set_deciders(
            [(name, len(opened_parts(self.detail, key))) for key, name in people.items()]
        )

    def show_tab(self, index: int) -> None:
        """Somebody asks to see it."""
        if 0 <= index < len(TABS):
            self.tabs.show_page(index)

    def stand_at(self, index: int) -> None:
        """Have this tab in front; it counts as opened once somebody does something in it."""
        self._stands_by_itself = True
        self.tabs.show_page(index)
        self._stands_by_itself = False
        self._show_opened()
        if index in SHOWN and not self.detail.is_decided:
            Touched(self.tabs.page(index)).touched.connect(partial(self._count, SHOWN[index]))

    def show_first(self) -> None:
        """On the first evidence with a problem: the tests, where there are any."""
        self.stand_at(self._first)

    def open_first(self) -> None:
        """The same, where somebody asks to see it."""
        self.show_tab(self._first)

    def open_current(self) -> None:
        """Somebody went into what stands there."""
        self._on_tabs_page_shown(self.tabs.current)

    @property
    def _first(self) -> int:
        return TESTS if self.detail.results else 0

    @Slot(int)
    def _on_tabs_page_shown(self, index: int) -> None:
        if self._stands_by_itself:
            return
        self._count(SHOWN.get(index, ""))
        if index == NOTES:
            self.notes_read.emit(len(self.detail.notes))

    @Slot(str)
    def _count(self, part: str) -> None:
        """Opened is what was really shown: a list of documents is not their contents."""
        if part in self._parts:
            is_new = part not in self._opened
            self._opened.add(part)
            self.opened.emit(part)
            if not is_new:
                return  # each scroll comes here
        self._show_opened()

    @Slot(object)
    def count_read(self, document: DocumentRow) -> None:
        """Its words were shown."""
        self._count(str(document.id))

    @property
    def opened_count(self) -> int:
        """Of the parts of the evidence, by this person."""
        return len(self._opened & {*self._parts})

    def _show_opened(self) -> None:
        if self.detail.is_decided:
            return
        self._evidence.set_opened(self.opened_count)
        left = self._name_unopened(in_front=SHOWN.get(self.tabs.current, ""))
        self._evidence.set_unopened(left if self.detail.row.state == "pending" else ())

    @property
    def unopened(self) -> list[str]:
        """The parts that this person has not opened, by name."""
        return self._name_unopened()

    def _name_unopened(self, in_front: str = "") -> list[str]:
        """With what makes the part count that came to stand in front by itself."""
        names = {"summary": tr("Summary"), "tests": tr("Tests"), "diff": tr("Diff")}
        names |= {str(one.id): safe_text.one_line(one.title, 60) for one in self.detail.documents}
        if in_front:
            words = tr("{part} (counts once you click or scroll in it)")
            names[in_front] = words.format(part=names[in_front])
        return [names[part] for part in self._parts if part not in self._opened]

    def _documents(self, now: datetime) -> QWidget:
        panel = DocumentsPanel(self.detail, now)
        panel.reading_wanted.connect(self.reading_wanted)
        return panel

    def _head(self) -> QWidget:
        one = self.detail.row
        before, after = stage_cell(one.from_stage), stage_cell(one.stage)
        parts: list[QWidget | None] = [
            TitleLabel(
                tr("Promote {title_of}").format(title_of=title_of(one)), FontRole.SCREEN_TITLE
            )
        ]
        if before is not None:
            parts += [StageChip(before), StyledLabel("→", is_secondary=True)]
        if after is not None:
            parts.append(StageChip(after))
        lineage = self._link("git-branch", tr("Lineage of this model"), self._lineage_ref())
        return row(*parts, None, lineage, spacing=8)

    def _link(self, icon: str, name: str, ref: ObjectRef) -> Button:
        button = Button(kind=Kind.QUIET, icon=icon, name=name)
        button.clicked.connect(lambda _checked: self.left_for.emit(ref))
        return button

    def _lineage_ref(self) -> ObjectRef:
        one = self.detail.row
        return ObjectRef("lineage", str(one.model_id), one.model_name)

    def _facts(self, now: datetime) -> QWidget:
        one = self.detail.row
        parts: list[QWidget] = [
            StyledLabel(
                tr("Asked by {asked_by} {when}").format(
                    asked_by=one.asked_by, when=clock(one.asked_at, now)
                ),
                is_secondary=True,
            )
        ]
        if one.state in UNDECIDED and one.due_at is not None:
            parts.append(StateChip(due_words(one.due_at, now)))
        elif one.state not in UNDECIDED:
            is_yes = one.state == "accepted"
            status = Status.OK if is_yes else Status.FAILED
            parts.append(StateChip(State(status, word(one.state))))
        run = self.detail.run
        if run is not None:
            words = tr("run {number}, {template_name} v{template_version}").format(
                number=run.number,
                template_name=told(run.template_name),
                template_version=run.template_version,
            )
            parts.append(StyledLabel(words, is_secondary=True))
        parts += service_tags(one.tags)
        return wrapping_row(*parts, spacing=14)

    def _add_tabs(self, me: UUID, now: datetime) -> None:
        detail = self.detail
        version = f"v{detail.row.version}"
        before = f"v{detail.serving.version}" if detail.serving else ""
        count, problem = worst(detail.results)
        diff_title = (
            tr("Diff {before} → {version}").format(before=before, version=version)
            if before
            else tr("Diff")
        )
        changes = detail.diff.count("breaking") if detail.diff else 0
        pages: tuple[tuple[Tab, Callable[[], QWidget]], ...] = (
            (Tab(tr("Summary")), lambda: self._summary_page(now)),
            (
                Tab(tr("Tests"), count or None, problem),
                lambda: self._tests_page(before, version, diff_title),
            ),
            (
                Tab(diff_title, changes or None, worst_of(detail.diff) if changes else None),
                lambda: DiffPanel(detail.diff, diff_title),
            ),
            (Tab(tr("Documents"), len(detail.documents)), lambda: self._documents(now)),
            (Tab(tr("Lineage")), self._lineage_panel),
            (Tab(tr("Run")), self._run_panel),
            (notes_tab(detail.notes), lambda: self._notes_page(now)),
        )
        for tab, make in pages:
            self.tabs.add(tab, make)

    def _summary_page(self, now: datetime) -> QWidget:
        page = SummaryPanel(self.detail, now)
        page.left_for.connect(self.left_for)
        return page

    def _tests_page(self, before: str, version: str, diff_title: str) -> QWidget:
        """The tests, and below them how much differs besides."""
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        shown = tr("{before} in PROD").format(before=before) if before else ""
        tests = TestsTable(
            self.detail.results,
            before=shown,
            after=tr("{version} candidate").format(version=version),
        )
        layout.addWidget(tests, 1)
        if self.detail.diff is not None:
            more = Button(tr("Show the difference"), kind=Kind.LINK, keys="D")
            more.clicked.connect(lambda _checked: self.show_tab(DIFF))
            foot = QHBoxLayout()
            foot.setContentsMargins(0, 2, 0, 8)
            foot.addWidget(counts_row(self.detail.diff, diff_title), 1)
            foot.addWidget(more)
            layout.addWidget(Divider())
            layout.addLayout(foot)
        return page

    def _lineage_panel(self) -> QWidget:
        words = tr("Every event of this model, sealed, with what served when.")
        return LinkPanel(
            tr("Lineage"), words, tr("Open lineage"), self._lineage_ref(), self.left_for
        )

    def _run_panel(self) -> QWidget:
        run = self.detail.run
        if run is None:
            return LinkPanel(
                tr("No run"), tr("This request was made by hand."), "", None, self.left_for
            )
        words = tr(
            "Run {number} of the life cycle “{template_name}” v{template_version} is {state}."
        ).format(
            number=run.number,
            template_name=told(run.template_name),
            template_version=run.template_version,
            state=word(run.state),
        )
        ref = ObjectRef("run", str(run.id), tr("run {number}").format(number=run.number))
        return LinkPanel(
            tr("Run {number}").format(number=run.number), words, tr("Open run"), ref, self.left_for
        )
