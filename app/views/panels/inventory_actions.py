"""What can be done with a model from the inventory, and why not."""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from app.models.queries.life_cycle_choice import LifeCycleChoice, load_life_cycle_choice
from app.models.queries.registrations import RegistrationRow
from app.models.queries.snapshot_diff import (
    Raw,
    SnapshotDiff,
    diff_latest,
    diff_snapshots,
    load_raw,
)
from app.models.queries.submission import (
    RegisterRights,
    Standing,
    load_asked,
    load_register_rights,
)
from app.services.adding_files import Added
from app.services.commands.bindings import choose_life_cycle
from app.services.commands.processes import Submission, submit, submit_emergency, withdraw
from app.services.commands.registration import Frozen, freeze
from app.services.start_offers import load_asking
from app.texts import word
from app.views.actions import ActionSpec
from app.views.dialogs.decision_dialog import Asked, DecisionDialog, Signed
from app.views.language import N_, listed, tr
from app.views.panels import inventory_words as words
from app.views.panels.inventory_asking import AskingFor
from app.views.panels.inventory_diff_export import DiffExport, told_diff
from app.views.panels.inventory_diff_note import DiffNotes
from app.views.panels.inventory_export import export_models
from app.views.panels.inventory_file import AddFileSheet, add_beside
from app.views.panels.inventory_life_cycle import LifeCycleSheet
from app.views.panels.inventory_registering import Registering
from app.views.panels.inventory_retire import RETIRE, Retiring
from app.views.panels.inventory_submit import SubmitSheet
from app.views.panels.list_export import ask_where
from app.views.panels.run_start import open_run, standing_words
from app.views.panels.told_export import write_list
from app.views.places import PLACE, ObjectRef
from app.views.widgets.room import scroll_to
from app.views.widgets.scrim import open_sheet
from app.views.widgets.toasts import Offer

if TYPE_CHECKING:
    from app.views.screens.inventory import InventoryScreen

CHOOSE = N_("Choose a model first.")
C = "inventory"
REGISTER = ActionSpec(
    "inventory.register", N_("Register…"), ("Ctrl+N",), "File", "new", C, "plus", changes=True
)
EXPORT = ActionSpec(
    "inventory.export",
    N_("Export view…"),
    ("Ctrl+Shift+E",),
    "File",
    "new",
    C,
    "download",
    changes=True,  # the trail keeps who took what
)
SUBMIT = ActionSpec(
    "inventory.submit",
    N_("Request promotion…"),
    ("P",),
    "Actions",
    "version",
    C,
    "arrow-right",
    changes=True,
)
SNAPSHOT = ActionSpec(
    "inventory.snapshot", N_("Take a snapshot"), ("N",), "Actions", "version", C, changes=True
)
ADD_FILE = ActionSpec(
    "inventory.add_file", N_("Add file…"), ("A",), "Actions", "version", C, "plus", changes=True
)
WITHDRAW = ActionSpec(
    "inventory.withdraw", N_("Withdraw…"), (), "Actions", "version", C, "undo-2", changes=True
)
LIFE_CYCLE = ActionSpec(
    "inventory.life_cycle", N_("Choose its life cycle…"), (), "Actions", "version", C, "workflow",
    changes=True,
)  # fmt: skip
DIFF = ActionSpec("inventory.diff", N_("Show what differs"), ("D",), "Actions", "look", C, "diff")
SWAP = ActionSpec(
    "inventory.swap", N_("Swap the two sides"), ("Ctrl+Shift+X",), "Actions", "look", C
)
COMMENT = ActionSpec(
    "inventory.comment", N_("Comment on the change…"), ("C",), "Actions", "look", C,
    "message-square", changes=True, words=N_("question, note, difference"),
)  # fmt: skip
LINEAGE = ActionSpec("inventory.lineage", N_("Lineage"), ("L",), "Actions", "look", C, "git-branch")
PLACES = ActionSpec(
    "inventory.deployments", N_("Where it runs"), ("O",), "Actions", "look", C, "upload"
)
FIND_PLACE = ActionSpec(
    "inventory.find_place", N_("Find place"), ("F",), "Actions", "look", C, "server",
    words=N_("runtime, compatibility, where it can go, why not"),
)  # fmt: skip
DECISION = ActionSpec(
    "inventory.decision", N_("Open what was decided on"), (), "Actions", "look", C, "shield-check",
    words=N_("approval, signature, reason, waiver"),
)  # fmt: skip
WINDOW = ActionSpec(
    "inventory.window", N_("Open in its own window"), (), "Actions", "look", C, "external-link"
)


class InventoryActions(QObject):
    """Files the actions of the screen and does them."""

    def __init__(self, screen: InventoryScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._rights: RegisterRights | None = None
        self._dropped: tuple[Path, ...] = ()  # before the rights were read
        self._resumed = ""  # the draft that is to be gone on with, as long
        self._registering = Registering(screen)
        self.differences = DiffExport(screen.shell, screen)
        self._notes = DiffNotes(screen.shell, screen)
        self._asking = AskingFor(screen)
        self._retiring = Retiring(screen.shell, screen, screen.refresh)
        add = screen.add_action
        add(REGISTER, self.register, blocked=self.why_not_register, waits=False)
        add(EXPORT, self.export, blocked=self._why_not_export)
        add(SWAP, self.swap_diff, blocked=self.why_not_swap)
        letters = (
            (SUBMIT, self._ask_submit, self.why_not_submit),
            (SNAPSHOT, self._snapshot, self.why_not_snapshot),
            (ADD_FILE, self.add_file, self.why_not_snapshot),
            (DIFF, self._diff, self.why_not_diff),
            (COMMENT, self._comment, self.why_no_comment),
            (LINEAGE, self._lineage, self._why_not_chosen),
            (PLACES, self._show_places, self._why_not_chosen),
            (FIND_PLACE, self.find_place, self._why_no_place),
            (DECISION, self._open_decision, self._why_no_decision),
            (WITHDRAW, self._ask_withdraw, self.why_not_withdraw),
            (RETIRE, self._ask_retire, self.why_not_retire),
            (LIFE_CYCLE, self._ask_life_cycle, self._why_not_life_cycle),
            (WINDOW, self._open_window, self._why_not_chosen),
        )
        for spec, callback, blocked in letters:
            add(spec, callback, blocked=blocked, owner=screen.letters)

    def read_rights(self) -> None:
        self._screen.backend.read(self._on_rights_read, load_register_rights, self._screen.me)

    def _on_rights_read(self, rights: RegisterRights) -> None:
        self._rights = rights
        self._screen.show_register_right(self.why_not_register(), is_asking=self.is_asking)
        dropped, self._dropped = self._dropped, ()
        if dropped:
            self.take_drop(*dropped)
        elif self._resumed:
            self.resume(self._resumed)

    def why_not_register(self) -> str:
        """Who may not register a model asks for it with the same key."""
        offline = self._why_not_write()
        if offline or self._rights is not None:
            return offline
        return tr("Your rights are being read; try again in a moment.")

    @property
    def is_asking(self) -> bool:
        """Whether this person asks for what others register."""
        return self._rights is not None and not self._rights.units

    def _why_no_right(self) -> str:
        if self._rights is None or self._rights.units:
            return ""
        why = words.why_not(self._rights.blockers)
        ask = tr("Ask {names}.").format(names=listed(self._rights.who, either=True))
        return f"{why} {ask}" if self._rights.who else why

    def _why_not_write(self) -> str:
        return self._screen.backend.why_no_change

    def _why_not_chosen(self) -> str:
        return "" if self._screen.pane.detail is not None else tr(CHOOSE)

    def _why_not_export(self) -> str:
        return "" if self._screen.model.rowCount() else tr("There is nothing to export.")

    def _standing(self) -> Standing | None:
        return self._screen.pane.standing

    def _why_not_version(self) -> str:
        if self._screen.pane.detail is None:
            return tr(CHOOSE)
        if self._standing() is None:
            none_yet = tr("This model has no version yet; register one with Ctrl+N.")
            return self._why_not_write() or none_yet
        return self._why_not_write()

    def why_not_submit(self) -> str:
        standing = self._standing()
        if self._why_not_version() or standing is None:
            return self._why_not_version()
        if standing.submit_blockers:
            return words.why_not(standing.submit_blockers)
        way = standing.way
        if way.run_id is not None and not (way.is_waiting and standing.emergency):
            return words.on_its_way(standing)
        if standing.decided is not None:
            return standing_words(standing.decided)
        if not way.template_version:
            name = way.template_key or tr("a life cycle")
            return tr("{name} is not published; an architect publishes it.").format(name=name)
        return ""

    def why_not_snapshot(self) -> str:
        standing = self._standing()
        if self._why_not_version() or standing is None:
            return self._why_not_version()
        return words.why_not(standing.snapshot_blockers)

    def why_not_withdraw(self) -> str:
        standing = self._standing()
        if self._why_not_version() or standing is None:
            return self._why_not_version()
        if standing.way.run_id is None:
            return tr("v{version} is not on its way; there is nothing to withdraw.").format(
                version=standing.version
            )
        return words.why_not(standing.submit_blockers)

    def why_not_retire(self) -> str:
        standing = self._standing()
        if self._why_not_version() or standing is None:
            return self._why_not_version()
        return words.why_not(standing.retire_blockers)

    def _ask_retire(self) -> None:
        standing = self._standing()
        if standing is not None:
            self._retiring.ask(standing)

    def _why_not_life_cycle(self) -> str:
        return self._why_not_chosen() or self._why_not_write()

    def why_not_diff(self) -> str:
        if self._screen.pane.detail is None:
            return tr(CHOOSE)
        if len(pair := self._screen.table.selected_rows()) == 2:
            bare = [one.name for one in pair if one.latest_version_id is None]
            return tr("{name} has no version yet.").format(name=bare[0]) if bare else ""
        if len(self._screen.pane.marked_snapshots()) != 2:
            return tr("It takes two snapshots to compare; this model has fewer.")
        return ""

    def register(self, *paths: Path) -> None:
        """Open the sheet, with these sources if any are given; or the one that asks for it."""
        if self.is_asking:
            self._asking.open(self._why_no_right(), *paths)
        elif self._rights is not None:
            self._registering.open(self._rights, *paths)

    def answer(self, request_id: UUID) -> None:
        """Register what somebody asked for: the sheet, with what they said of it."""
        read = self._screen.backend.read
        read(self._on_request_read, load_asked, request_id, self._screen.me)

    def _on_request_read(self, found: tuple[RegistrationRow, RegisterRights]) -> None:
        asked, self._rights = found
        if asked.can_answer:
            self._registering.open(self._rights, asked=asked)
        else:
            answered = tr("This request has been answered.")
            why = answered if asked.answered_at else self._why_no_right()
            self._screen.shell.toast(tr("Not registered: {reason}").format(reason=why))

    def take_drop(self, *paths: Path) -> None:
        """Something was dropped on the window."""
        self._screen.shell.go("inventory")
        if self._rights is None and not self._why_not_write():
            self._dropped = paths  # taken up as soon as they are read
            return
        reason = self._screen.shell.actions_registry.reason(REGISTER.id)
        if reason:
            self._screen.shell.toast(tr("Not registered: {reason}").format(reason=reason))
            return
        self.register(*paths)

    def resume(self, draft: str) -> None:
        """Go on with what was begun to be registered."""
        self._resumed = draft if self._rights is None else ""
        if self._rights is None:
            return
        if self.is_asking and self._asking.has_begun(draft):
            self._asking.open(self._why_no_right(), draft=draft)
            return
        reason = self.why_not_register() or self._why_no_right()
        if reason:
            self._screen.shell.toast(tr("Not registered: {reason}").format(reason=reason))
        else:
            self._registering.open(self._rights, draft=draft)

    def _ask_submit(self) -> None:
        standing = self._standing()
        if standing is not None:
            self._screen.backend.read_for_sheet(
                self._on_standing_read,
                load_asking,
                standing.version_id,
                self._screen.me,
            )

    def _on_standing_read(self, standing: Standing) -> None:
        run = standing.decided
        if run is not None:  # since the model was read: a sheet would promise what does not begin
            way = Offer(tr("Open the run"), partial(open_run, self._screen, run))
            self._screen.shell.toast(standing_words(run), way)
            return
        sheet = SubmitSheet(standing, self._screen.window())
        sheet.submitted.connect(partial(self._submit, sheet))
        sheet.place_button.set_blocked(self._why_no_place())
        sheet.place_button.clicked.connect(sheet.reject)
        sheet.place_button.clicked.connect(self.find_place)
        open_sheet(sheet, draft=(str(standing.version_id), "submit"))

    def _submit(self, sheet: SubmitSheet) -> None:
        def done(found: Submission) -> None:
            sheet.accept()
            name = f"{sheet.standing.model_name} v{sheet.standing.version}"
            said = tr("Promotion of {name} requested; the service takes it up")
            if not found.is_new:
                said = tr("Promotion of {name} was requested before as it is; nothing new began")
            self._screen.shell.toast(said.format(name=name))
            self._screen.refresh()

        backend, standing = self._screen.backend, sheet.standing
        if sheet.emergency_reason and standing.emergency is not None:
            backend.run(
                done, submit_emergency, standing.version_id, stage=standing.emergency.stage,
                reason=sheet.emergency_reason, on_error=sheet.fail,
            )  # fmt: skip
            return
        backend.run(done, submit, standing.version_id, on_error=sheet.fail)

    def _ask_withdraw(self) -> None:
        standing = self._standing()
        if standing is None:
            return
        name = f"{standing.model_name} v{standing.version}"
        asked = Asked(
            title=tr("Withdraw {name}").format(name=name),
            facts=((tr("Version"), name), (tr("Run"), f"{standing.way.run_number}")),
            verb=tr("Withdraw"),
            person=self._screen.person_name,
            role="",
            consequence=tr("Its life cycle ends as withdrawn; what serves goes on serving."),
            is_danger=True,
        )
        dialog = DecisionDialog(asked, self._screen.window())
        dialog.signed.connect(partial(self._withdraw, dialog, standing.version_id))
        open_sheet(dialog, draft=(str(standing.version_id), "withdraw"))

    def _withdraw(self, dialog: DecisionDialog, version_id: UUID, signed: Signed) -> None:
        def done(_result: object) -> None:
            dialog.accept()
            self._screen.shell.toast(tr("Withdrawing; the service ends its life cycle"))
            self._screen.refresh()

        self._screen.backend.run(
            done, withdraw, version_id, reason=signed.reason, on_error=dialog.fail
        )

    def _ask_life_cycle(self) -> None:
        detail = self._screen.pane.detail
        if detail is not None:
            self._screen.backend.read_for_sheet(
                self._on_choice_read, load_life_cycle_choice, detail.row.id, self._screen.me
            )

    def _on_choice_read(self, choice: LifeCycleChoice) -> None:
        sheet = LifeCycleSheet(choice, self._screen.window())
        sheet.confirmed.connect(partial(self._choose_life_cycle, sheet))
        open_sheet(sheet)

    def _choose_life_cycle(self, sheet: LifeCycleSheet, _reason: str) -> None:
        def done(_result: object) -> None:
            sheet.accept()
            pattern = tr("{name} runs another life cycle from its next submission on")
            self._screen.shell.toast(pattern.format(name=sheet.choice.model_name))
            self._screen.refresh()

        self._screen.backend.run(
            done, choose_life_cycle, sheet.choice.model_id, sheet.chosen, on_error=sheet.fail
        )

    def _snapshot(self) -> None:
        standing = self._standing()
        if standing is not None:
            self._screen.backend.run(self._on_frozen, freeze, standing.version_id)

    def _on_frozen(self, frozen: Frozen) -> None:
        if frozen.is_new:
            self._screen.shell.toast(
                tr("Snapshot s{sequence} taken, {digest}").format(
                    sequence=frozen.sequence, digest=frozen.digest[:12]
                )
            )
        else:
            same = tr("Nothing changed since snapshot s{sequence}: it stays the latest").format(
                sequence=frozen.sequence
            )
            self._screen.shell.toast(same)
        self._screen.refresh()

    def add_file(self, role: str = "") -> None:
        """Ask which; `role` is chosen to begin with."""
        standing = self._standing()
        if standing is None or self.why_not_snapshot():
            return
        version = f"{standing.model_name} v{standing.version}"
        sheet = AddFileSheet(version, self._screen.window(), role=role)
        sheet.submitted.connect(partial(self._add_file, sheet, standing.version_id))
        open_sheet(sheet, draft=(str(standing.version_id), "add_file"))

    def _add_file(self, sheet: AddFileSheet, version_id: UUID) -> None:
        backend = self._screen.backend
        task = backend.begin(add_beside, backend.settings, version_id, sheet.file, sheet.role)
        task.done.connect(partial(self._on_added, sheet))
        task.failed.connect(partial(_fail, sheet))

    def _on_added(self, sheet: AddFileSheet, added: Added) -> None:
        sheet.accept()
        said = tr("{name} added as {role}; it is in snapshot s{sequence}")
        name = PurePosixPath(added.path).name
        self._screen.shell.toast(
            said.format(name=name, role=word(added.role), sequence=added.sequence)
        )
        self._screen.refresh()

    def _diff(self) -> None:
        """Of two models that are chosen in the list their latest, else the marked snapshots."""
        pair = self._screen.table.selected_rows()
        if len(pair) == 2:
            versions = [one.latest_version_id for one in pair]
            self._screen.backend.read_once(self._on_diffed, diff_latest, *versions)
            return
        before, after = self._screen.pane.marked_snapshots()
        self._screen.backend.read_once(self._on_diffed, diff_snapshots, before.id, after.id)

    def _shown_diff(self) -> SnapshotDiff | None:
        """That is looked at."""
        pane = self._screen.pane
        return pane.diff.diff if pane.is_diff_shown else None

    def why_not_swap(self) -> str:
        return "" if self._shown_diff() else tr("Show what differs first, with D.")

    def why_no_comment(self) -> str:
        if self._shown_diff() is None:
            return tr("Show what differs first, with D.")
        has_one = self._screen.pane.diff.chosen_change is not None
        return self._why_not_write() if has_one else tr("Choose a change first.")

    def _comment(self) -> None:
        diff, change = self._shown_diff(), self._screen.pane.diff.chosen_change
        if diff is not None and change is not None:
            self._notes.ask(diff, change)

    @Slot()
    def swap_diff(self) -> None:
        """The same difference from the other side."""
        if (diff := self._shown_diff()) is not None:
            self._screen.backend.read_once(
                self._on_diffed, diff_snapshots, diff.after_id, diff.before_id
            )

    @Slot(object, object)
    def compare(self, before: UUID, after: UUID) -> None:
        self._screen.backend.read_once(self._on_diffed, diff_snapshots, before, after)

    @Slot()
    def show_raw(self) -> None:
        """What both snapshots froze."""
        if (diff := self._shown_diff()) is not None:
            self._screen.backend.read_once(self._on_raw, load_raw, diff.before_id, diff.after_id)

    def _on_raw(self, raw: Raw) -> None:
        self._screen.pane.diff.show_raw(raw)

    def _on_diffed(self, diff: SnapshotDiff) -> None:
        """Also where the model was put away, or stood behind the list for want of room."""
        was_seen = self._screen.pane.isVisible()
        self._screen.split.bring(self._screen.object_pane)
        self._screen.pane.show_diff(diff)
        if not was_seen:
            table = self._screen.pane.diff.table
            table.setFocus()
            scroll_to(table)

    def _lineage(self) -> None:
        detail = self._screen.pane.detail
        if detail is not None:
            ref = ObjectRef("lineage", str(detail.row.id), detail.row.name)
            self._screen.shell.go("lineage", ref)

    def _show_places(self) -> None:
        self._screen.split.bring(self._screen.object_pane)
        self._screen.pane.show_tab("deployments")
        self._screen.focus_seen()

    def _why_no_place(self) -> str:
        if self._screen.pane.detail is None:
            return tr(CHOOSE)
        has_one = self._screen.pane.chosen_snapshot is not None
        return "" if has_one else tr("A place is found for a snapshot. Take one with N.")

    def find_place(self) -> None:
        """The finder of Runtimes, for the snapshot that is chosen or the version that is shown."""
        detail, one = self._screen.pane.detail, self._screen.pane.chosen_snapshot
        if detail is not None and one is not None:
            title = f"{detail.row.name} v{one.version}"
            self._screen.shell.open_ref(ObjectRef(PLACE, str(one.id), title))

    def _why_no_decision(self) -> str:
        chosen = self._screen.pane.chosen_decision
        return "" if chosen is not None else tr("Choose a decision in the tab Approvals first.")

    def _open_decision(self) -> None:
        if (ref := self._screen.pane.chosen_decision) is not None:
            self._screen.shell.open_ref(ref)

    def _open_window(self) -> None:
        detail = self._screen.pane.detail
        if detail is not None:
            self._screen.shell.open_window(ObjectRef("model", str(detail.row.id), detail.row.name))

    def export(self) -> None:
        """The difference, where that is looked at; else the list."""
        diff, detail = self._shown_diff(), self._screen.pane.detail
        if diff is not None and detail is not None:
            said = told_diff(diff, self._screen.pane.diff.shown_changes, detail.row.name)
            self.differences.open(said, f"{detail.row.name}-difference", detail.row.id)
            return
        ask_where(self._screen, "inventory.csv", self.export_to)

    def export_to(self, path: Path) -> None:
        """Write the view to `path`, beside the window."""
        query = self._screen.query_of(self._screen.model.query, self._screen.model.sort_order)
        write_list(
            self._screen.backend,
            self.on_exported,
            export_models,
            query,
            path,
            name="inventory",
            filter_text=str(self._screen.model.query),
        )

    def on_exported(self, count: int) -> None:
        self._screen.shell.toast(tr("%n model(s) exported", "", count))


def _fail(sheet: AddFileSheet, error: BaseException) -> None:
    sheet.fail(error)
