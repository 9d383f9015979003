"""The case beside the list: evidence above, the decision's buttons below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import RefusedError
from app.models.queries.approval_detail import (
    RequestDetail,
    opened_parts,
    unopened_blockers,
)
from app.models.queries.approvals import ApprovalRow
from app.models.queries.request_notes import NoteRow
from app.models.queries.task_evidence import TaskPage
from app.models.rules.blockers import Blocker
from app.services.commands.acts import open_evidence
from app.texts import blocker, message, role_name, word
from app.views import notices, read_marks
from app.views.cells import Status
from app.views.language import N_, tr
from app.views.panels.approvals_acts import ApprovalActs
from app.views.panels.approvals_asked import AskedPage, AskedPanel, answer_buttons
from app.views.panels.approvals_bar import DecisionBar, vote_buttons
from app.views.panels.approvals_decide import NEGATIVE, outcome_of, vote_consequence
from app.views.panels.approvals_earlier import REJECTED_BEFORE, tell_rejection
from app.views.panels.approvals_missing import ask_where
from app.views.panels.approvals_notes import UNREAD, note_button, unread_button, unread_notes
from app.views.panels.approvals_presence import PresenceLine
from app.views.panels.approvals_request import NOTES, RequestPanel
from app.views.panels.approvals_stays import after_acceptance
from app.views.panels.approvals_task import TaskPanel, outcome_blockers
from app.views.panels.approvals_votes import others_who_may
from app.views.panels.file_sheet import FileReader
from app.views.panels.handing_over import people_for
from app.views.places import ObjectRef
from app.views.screen import ScreenWindow
from app.views.shown_time import shown_now
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Divider, Pane
from app.views.widgets.button import Button, Kind
from app.views.widgets.placeholders import EmptyState, SkeletonRows
from app.views.widgets.room import Room, scroll_to

CHOOSE = N_("Choose a task first.")
_EVIDENCE = 140  # px of it that are seen at least


class CasePane(Pane):
    """`show_request` and `show_task` may be called again with newer facts: the tab stays."""

    left_for = Signal(object)  # ObjectRef

    def __init__(self, shell: ScreenWindow, acts: ApprovalActs) -> None:
        super().__init__()
        self._shell = shell
        self._acts = acts
        self.shown: RequestDetail | TaskPage | AskedPage | None = None
        self.panel: RequestPanel | TaskPanel | AskedPanel | None = None
        # By person and request: the evidence this person looked at. Kept for the session;
        # somebody else at the same window has looked at nothing yet.
        self._seen: dict[tuple[UUID, UUID], str] = {}
        self._placed: UUID | None = None  # whose evidence is scrolled
        self._together = 1  # how many entries are selected
        self._tab: tuple[UUID, int, bool] | None = None  # of what is opened next; whether asked for
        self._told: set[tuple[UUID, UUID, str, str]] = set()  # on their way into the trail
        self._build()
        shell.backend.connection_changed.connect(self._show_buttons)
        self.bar.chosen.connect(self.act)

    def _build(self) -> None:
        self.banners = BannerArea()
        self.presence = PresenceLine(self._shell.backend)
        self.bar = DecisionBar()
        self._line = Divider()
        self.nothing = EmptyState(
            tr("No case is open"), tr("A vote or task of yours will open here.")
        )
        self.loading = SkeletonRows()
        self.loading.hide()
        evidence = QWidget()
        self._place = QVBoxLayout(evidence)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(0)
        self._place.addWidget(self.nothing, 1)
        self._place.addWidget(self.loading, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banners)
        layout.addWidget(self.presence)
        # Scrolled where there is no room for it: the buttons stay in sight.
        self.room = Room(evidence, least_height=_EVIDENCE)
        layout.addWidget(self.room, 1)
        layout.addWidget(self._line)
        layout.addWidget(self.bar)
        self._show_bar(False)

    @property
    def row(self) -> ApprovalRow | None:
        """The entry of the list that is shown."""
        shown = self.shown
        return shown.detail.row if isinstance(shown, TaskPage) else shown.row if shown else None

    def show_request(self, detail: RequestDetail) -> None:
        if detail == self.shown or self._show_openings(detail):
            return
        is_same = isinstance(self.shown, RequestDetail) and self.shown.row.id == detail.row.id
        self._tell_changes(detail)
        tab = self.panel.tabs.current if isinstance(self.panel, RequestPanel) else 0
        self.shown = detail
        self._tell_emergency(detail)
        tell_rejection(self.banners, detail, shown_now())
        me = self._shell.backend.decider.id
        silent = _words(detail.note_blockers)
        opened = opened_parts(detail, me)
        panel = RequestPanel(detail, me, shown_now(), opened, why_silent=silent)
        panel.answer_asked.connect(self._on_panel_answer_asked)
        panel.remind_asked.connect(self.remind)
        panel.opened.connect(self._on_panel_opened)
        panel.notes_read.connect(self._on_panel_notes_read)
        reader = FileReader(panel, self._shell)
        panel.reading_wanted.connect(reader.read)
        reader.shown.connect(panel.count_read)
        panel.left_for.connect(self.left_for)
        self._put(panel)
        self.presence.look_at(detail.row.id)
        if is_same:
            panel.stand_at(tab)
        else:
            self._show_first(panel)

    def _show_first(self, panel: RequestPanel) -> None:
        """On the tab that was asked for, or where it was left; else on the first problem."""
        wanted, self._tab = self._tab, None
        if wanted is None or wanted[0] != panel.detail.row.id:
            panel.show_first()
        elif wanted[2]:
            panel.show_tab(wanted[1])
        else:
            panel.stand_at(wanted[1])

    @property
    def tab(self) -> int:
        """Which part of the evidence stands in front."""
        return self.panel.tabs.current if isinstance(self.panel, RequestPanel) else 0

    def ask_tab(self, request_id: UUID, tab: int) -> None:
        """Somebody asked for this part of it: now, or as soon as it is here."""
        if isinstance(self.panel, RequestPanel) and self.panel.detail.row.id == request_id:
            self.panel.show_tab(tab)
        else:
            self._tab = request_id, tab, True

    def stand_at(self, request_id: UUID, tab: int) -> None:
        """Have this part in front when it is here, as it was left."""
        self._tab = request_id, tab, False

    def show_task(self, page: TaskPage) -> None:
        if page == self.shown:
            return
        self.banners.clear("changed")
        self.banners.clear("emergency")
        self.banners.clear(REJECTED_BEFORE)
        self.shown = page
        panel = TaskPanel(page, shown_now())
        panel.waiver_asked.connect(partial(self._acts.ask_waivers, page.detail))
        panel.waiver_decided.connect(partial(self._acts.decide_waiver, page.detail))
        panel.finding_accepted.connect(partial(self._acts.accept_finding, page.detail))
        panel.left_for.connect(self.left_for)
        panel.reading_wanted.connect(FileReader(panel, self._shell).read)
        panel.example_asked.connect(partial(ask_where, self._shell, self))
        self._put(panel)
        self.presence.look_at(page.detail.row.id)

    def show_asked(self, page: AskedPage) -> None:
        if page == self.shown:
            return
        for banner in ("changed", "emergency", REJECTED_BEFORE):
            self.banners.clear(banner)
        self.shown = page
        panel = AskedPanel(page, shown_now())
        panel.left_for.connect(self.left_for)
        self._put(panel)
        self.presence.look_at(page.asked.id)

    def show_loading(self) -> None:
        """A case was chosen: until it is here, nothing says that there is none."""
        if self.panel is None:
            self.nothing.hide()
            self.loading.show()

    def show_nothing(self) -> None:
        self._take_out()
        self.loading.hide()
        self.presence.look_at(None)
        self.shown = None
        self.nothing.show()
        self._show_bar(False)

    def show_tab(self, index: int) -> None:
        if isinstance(self.panel, RequestPanel):
            self.panel.show_tab(index)
            scroll_to(self.panel.tabs)

    def why_no_tabs(self) -> str:
        return "" if isinstance(self.panel, RequestPanel) else tr("Choose a request first.")

    def focus_evidence(self) -> None:
        if isinstance(self.panel, RequestPanel):
            self.panel.tabs.bar.setFocus()
            self.panel.open_current()
            scroll_to(self.panel.tabs)
        elif self.panel is not None:
            self.panel.focusNextChild()

    def set_together(self, count: int) -> None:
        """Several are selected: what stands here is one of them, decided with the others."""
        if max(count, 1) != self._together:
            self._together = max(count, 1)
            self._show_buttons()

    def is_changed(self, detail: RequestDetail) -> bool:
        """Whether this person looked at older evidence than there is now."""
        seen = self._seen.get((self._shell.backend.decider.id, detail.row.id))
        return seen is not None and seen != detail.evidence_digest

    def press(self, place: int) -> None:
        """Y (0) is the first button, N (1) the one that says no."""
        key = self._button_key(place)
        if key:
            self.act(key)

    def reason(self, place: int) -> str:
        key = self._button_key(place)
        return self.reason_of(key) if key else tr(CHOOSE)

    def reason_of(self, key: str) -> str:
        button = self.bar.buttons.get(key) if self.shown is not None else None
        return button.reason if button is not None else tr(CHOOSE)

    def act(self, key: str) -> None:
        if isinstance(self.shown, RequestDetail) and key in ("accept", "reject"):
            self._vote(self.shown, is_yes=key == "accept")
        elif key == UNREAD:
            self.show_tab(NOTES)
        elif isinstance(self.shown, RequestDetail) and key == "note":
            about = self.panel.current_change if isinstance(self.panel, RequestPanel) else ""
            self._acts.say(self.shown, about=about)
        elif isinstance(self.shown, AskedPage):
            self._answer(self.shown, key)
        elif isinstance(self.shown, TaskPage) and key == "delegate":
            self._acts.delegate(self.shown.detail)
        elif isinstance(self.shown, TaskPage):
            self._acts.complete(self.shown.detail, outcome_of(key))

    def _vote(self, detail: RequestDetail, *, is_yes: bool) -> None:
        panel = self.panel if isinstance(self.panel, RequestPanel) else None
        unopened = panel.unopened if panel is not None else None
        self._acts.tell_unread(detail.row.id, self.unread(detail), self._read_notes)
        self._acts.vote(detail, self._seen_of(detail), is_yes=is_yes, unopened=unopened)

    def unread(self, detail: RequestDetail) -> list[NoteRow]:
        """What others said of it that this person has not had before them."""
        me = self._shell.backend.decider.id
        if detail.is_decided:
            return []
        marks = self._shell.preferences.marks
        return unread_notes(detail.notes, me, marks.reached(me, read_marks.NOTES, detail.row.id))

    def _read_notes(self) -> None:
        """From the sheet: what was typed in it is kept."""
        self.show_tab(NOTES)
        self.focus_evidence()

    @Slot(int)
    def _on_panel_notes_read(self, count: int) -> None:
        if not isinstance(self.shown, RequestDetail):
            return
        backend = self._shell.backend
        self._shell.preferences.marks.reach(
            backend.decider.id, read_marks.NOTES, self.shown.row.id, count,
            keeps=not backend.is_viewing,
        )  # fmt: skip
        self._acts.tell_unread(self.shown.row.id, [], self._read_notes)
        self._show_buttons()

    def why_no_note(self) -> str:
        if isinstance(self.shown, TaskPage):
            return tr("Questions are about requests; what you know goes with the task's outcome.")
        return self.reason_of("note")

    @Slot(object)
    def _on_panel_answer_asked(self, note: NoteRow) -> None:
        if isinstance(self.shown, RequestDetail) and not self.why_no_note():
            self._acts.say(self.shown, answers=note.id)

    def _answer(self, page: AskedPage, key: str) -> None:
        if key == "register":  # in its sheet, filled in
            self.left_for.emit(ObjectRef("asked_model", str(page.asked.id), page.asked.name))
        elif key == "decline":
            self._acts.decline(page)
        else:
            self._acts.withdraw(page)

    def _seen_of(self, detail: RequestDetail) -> str:
        """The digest of the evidence this person looked at; the present one at the first look."""
        who = self._shell.backend.decider.id, detail.row.id
        return self._seen.setdefault(who, detail.evidence_digest)

    def _is_changed(self, detail: RequestDetail) -> bool:
        return detail.row.state == "pending" and self._seen_of(detail) != detail.evidence_digest

    def _tell_changes(self, detail: RequestDetail) -> None:
        """Decide on what was seen: newer evidence is announced, not slipped in."""
        before = self.shown if isinstance(self.shown, RequestDetail) else None
        if self._is_changed(detail):
            banner = self.banners.show_banner(
                "changed",
                Status.WARNING,
                tr("The evidence changed since you opened it"),
                tr("Votes on the older evidence no longer count. What you typed is kept."),
                can_close=False,
            )
            banner.add_action(tr("Look at the new evidence"), self._take_new_evidence)
        elif before is None or before.row.id != detail.row.id:
            self.banners.clear("changed")
        elif before.row.state != detail.row.state and not self._is_mine(before, detail):
            words = tr("This request is {state} now").format(state=word(detail.row.state))
            self.banners.show_banner("changed", Status.RUNNING, words)

    def _is_mine(self, before: RequestDetail, detail: RequestDetail) -> bool:
        """Whether this person's own vote ended it: a note at the foot told them already."""
        known = {vote.id for slot in before.slots for vote in slot.votes}
        me = self._shell.backend.decider.id
        new = (vote for slot in detail.slots for vote in slot.votes if vote.id not in known)
        return any(vote.person_id == me for vote in new)

    def _tell_emergency(self, detail: RequestDetail) -> None:
        """Not to be closed: who decides here decides alone."""
        if detail.emergency is None:
            self.banners.clear("emergency")
            return
        roles = ", ".join(role_name(one) for one in detail.emergency.reviewers)
        self.banners.show_banner(
            "emergency",
            Status.CRITICAL,
            tr("This is an emergency"),
            tr(
                "Fewer people decide than usual, so the tests and documents rest on you. A second "
                "role ({roles}) reviews it within %n day(s).",
                "",
                detail.emergency.days,
            ).format(roles=roles),
            can_close=False,
        )

    def _take_new_evidence(self) -> None:
        """From the first part again: nothing of the new evidence counts as opened yet."""
        if isinstance(self.shown, RequestDetail) and isinstance(self.panel, RequestPanel):
            who = self._shell.backend.decider.id, self.shown.row.id
            self._seen[who] = self.shown.evidence_digest
            self.panel.open_first()
        self.banners.clear("changed")
        self._show_buttons()

    def _show_openings(self, detail: RequestDetail) -> bool:
        """Whether only openings or words are new: then nothing is rebuilt under one's eyes."""
        before = self.shown
        if not isinstance(before, RequestDetail) or not isinstance(self.panel, RequestPanel):
            return False
        if replace(before, openings=detail.openings, notes=detail.notes) != detail:
            return False
        self.shown = detail
        self.panel.show_notes(detail, shown_now())
        self.panel.show_openings(detail, self._shell.backend.decider.id)
        self._acts.tell_unread(detail.row.id, self.unread(detail), self._read_notes)
        self._show_buttons()
        return True

    @Slot(str)
    def _on_panel_opened(self, part: str) -> None:
        """Tell the trail, once, what this person looked at while it can still be decided."""
        detail, backend = self.shown, self._shell.backend
        if not isinstance(detail, RequestDetail) or detail.row.state != "pending":
            return
        me, digest = backend.decider.id, detail.evidence_digest
        key = me, detail.row.id, digest, part
        if key in self._told or part in opened_parts(detail, me):
            return
        self._told.add(key)
        backend.run(
            None,
            open_evidence,
            detail.row.id,
            (part,),
            digest=digest,
            on_error=partial(self._on_not_told, key),
        )

    def _on_not_told(self, key: tuple[UUID, UUID, str, str], error: BaseException) -> None:
        """It is told again when it is opened again."""
        self._told.discard(key)
        if isinstance(error, RefusedError):
            return  # who may only look on has opened nothing that counts
        self.banners.show_banner(
            "opening",
            Status.WARNING,
            tr("That you opened this is not in the trail"),
            notices.word(error).text,
        )

    def _put(self, panel: RequestPanel | TaskPanel | AskedPanel) -> None:
        self._take_out()
        self.panel = panel
        self.nothing.hide()
        self.loading.hide()
        self._place.addWidget(panel, 1)
        if self.row is not None and self.row.id != self._placed:
            self._placed = self.row.id
            self.room.verticalScrollBar().setValue(0)
        self._show_bar(True)
        self._show_buttons()

    def _take_out(self) -> None:
        if self.panel is not None:
            self._place.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    def _show_bar(self, is_shown: bool) -> None:
        self.bar.setVisible(is_shown)
        self._line.setVisible(is_shown)

    def _show_buttons(self, _connection: object = None) -> None:
        if isinstance(self.shown, RequestDetail):
            reason = self._why_not_vote(self.shown)
            other = ", ".join(others_who_may(self.shown, self._shell.backend.decider.id))
            delegate = tr("A vote belongs to its role. {other} can give it too.").format(
                other=other or tr("Nobody else")
            )
            unopened = _words(unopened_blockers(self.shown, self._shell.backend.decider.id))
            note = reason or unopened or vote_consequence(self.shown, is_yes=True)
            held = self._shell.backend.why_no_change
            say = note_button(self.shown, self._shell.backend.decider.id, held)
            buttons = vote_buttons(reason, delegate, unopened, say)
            self.bar.set_buttons([*buttons, *unread_button(self.unread(self.shown))], note)
        elif isinstance(self.shown, TaskPage):
            self._show_task_buttons(self.shown)
        elif isinstance(self.shown, AskedPage):
            held = self._shell.backend.why_no_change
            held = held or (self._why_together() if self._together > 1 else "")
            self.bar.set_buttons(*answer_buttons(self.shown, held))

    def _show_task_buttons(self, page: TaskPage) -> None:
        reason = self._why_not_task(page)
        ordered = sorted(page.detail.row.outcomes, key=lambda each: each in NEGATIVE)
        buttons, notes = [], [reason] if reason else []
        for n, key in enumerate(ordered):
            outcome = outcome_of(key)
            alone = _words(outcome_blockers(page, key))
            why = reason or alone
            if alone and not reason:
                notes.append(f"{outcome.text}: {alone}")
            keys = "Y" if n == 0 else "N" if key in NEGATIVE else ""
            kind = Kind.PRIMARY if n == 0 else Kind.NORMAL
            shown = Button(
                f"{outcome.text}…", kind=kind, icon=outcome.icon, keys=keys, changes=True
            )
            buttons.append((key, shown, why))
        handed = people_for(page.detail.may_do, self._shell.backend.decider.id)
        others = any(not one.blocked for one in handed)
        nobody = "" if others else tr("Nobody else holds the role.")
        delegate = Button(tr("Hand over…"), kind=Kind.QUIET, icon="user", keys="M", changes=True)
        buttons.append(("delegate", delegate, reason or nobody))
        self.bar.set_buttons(buttons, "\n".join(notes))

    def why_no_reminder(self) -> str:
        if not isinstance(self.shown, RequestDetail):
            return tr("Choose a request first.")
        return self._shell.backend.why_no_change or _words(self.shown.reminder_blockers)

    def remind(self) -> None:
        """Those for whom the request waits; the answer says who."""
        if isinstance(self.shown, RequestDetail) and not self.why_no_reminder():
            self._acts.remind(self.shown)

    def _why_not_vote(self, detail: RequestDetail) -> str:
        if held := self._shell.backend.why_no_change:
            return held
        if self._together > 1:
            return self._why_together()
        if detail.row.blockers:
            return self._nearest(detail)
        if self._is_changed(detail):
            return blocker(Blocker("request.evidence_changed"))
        return ""

    def _nearest(self, detail: RequestDetail) -> str:
        """The first is the nearest; that the role is lacking too would only repeat it."""
        if detail.row.state == "accepted":
            return after_acceptance(detail, shown_now())
        nearest = detail.row.blockers[0]
        others = others_who_may(detail, self._shell.backend.decider.id)
        if not others or detail.row.state != "pending":
            return blocker(nearest)
        can = tr("Can decide: {names}.").format(names=", ".join(others))
        return f"{message(nearest.code, nearest.params)} {can}"

    def _why_together(self) -> str:
        return tr("%n are selected: the buttons below the list decide on all.", "", self._together)

    def _why_not_task(self, page: TaskPage) -> str:
        if held := self._shell.backend.why_no_change:
            return held
        if self._together > 1:
            return self._why_together()
        return _words([one for one in page.detail.row.blockers if one.code != "task.waivers"])

    def _button_key(self, place: int) -> str:
        keys = [key for key in self.bar.buttons if key != "delegate"] if self.shown else []
        negative = [key for key in keys if key in NEGATIVE]
        chosen = negative[-1:] if place else keys[:1]
        return chosen[0] if chosen else ""


def _words(blockers: Sequence[Any]) -> str:
    return " ".join(map(blocker, blockers))
