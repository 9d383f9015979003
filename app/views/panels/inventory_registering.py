"""Registering from the inventory: the sheet, its draft, a download, a look, the command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

import shiboken6
from PySide6.QtCore import QObject, QTimer

from app.errors import AppError
from app.models.queries.life_cycle_choice import load_new_model_choices
from app.models.queries.people import list_people
from app.models.queries.registering import (
    Proposals,
    Traits,
    Twin,
    find_many_proposals,
    find_proposals,
)
from app.models.queries.registrations import RegistrationRow
from app.models.queries.submission import RegisterRights
from app.services.commands.asked_registrations import settle_registration
from app.services.commands.registration import Outcome, Wanted
from app.services.intake.look import Look
from app.services.intake.mlflow_server import MlflowAddress
from app.services.intake.several import Several
from app.services.intake.sources import Downloaded, Given, parse_given
from app.services.registering import Registration
from app.texts import told
from app.views.drafts import Key
from app.views.language import tr
from app.views.long_task import LongTask
from app.views.panels.inventory_beside import (
    download_beside,
    look_beside,
    register_beside,
    register_several_beside,
    search_beside,
)
from app.views.panels.inventory_register import RegisterSheet
from app.views.panels.inventory_source import Told
from app.views.places import ObjectRef
from app.views.sheet_drafts import LOOK_MS
from app.views.widgets.scrim import open_sheet

if TYPE_CHECKING:
    from app.views.screens.inventory import InventoryScreen

REGISTRATION = "registration"  # what an ObjectRef calls a draft of one


class Registering(QObject):
    """One sheet at a time. What is downloaded for it is gone with it."""

    def __init__(self, screen: InventoryScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._sheet: RegisterSheet | None = None
        self._scratch: TemporaryDirectory[str] | None = None
        self._task: LongTask | None = None
        self._server: MlflowAddress | None = None  # asked last
        self._units: tuple[str, ...] = ()  # keys of those where this person may register
        self._looked: Look | Several | None = None
        self._drafts: set[Key] = set()  # what is begun here is kept under these
        self._is_storing = False
        self._storing: LongTask | None = None  # several, which can be stopped

    def open(
        self,
        rights: RegisterRights,
        *paths: Path,
        draft: str = "",
        asked: RegistrationRow | None = None,
        is_anew: bool = False,
    ) -> None:
        """Open the sheet, with these sources or the draft of that id where one is given.

        Else with what was begun last, unless it `is_anew`.

        Args:
            asked: what somebody asks for; storing it answers them.
        """
        if self._sheet is not None:
            _choose(self._sheet, paths)
            return
        if self._is_storing:
            self._screen.shell.toast(tr("It is being stored."))
            return
        screen = self._screen
        detail = screen.pane.detail
        self._units = tuple(key for key, _name in rights.units)
        unit = detail.row.unit_key if detail else ""
        sheet = RegisterSheet(
            rights.units, screen.window(), unit=unit, me=str(screen.me), server=self._server
        )
        self._sheet = sheet
        sheet.given.connect(self._on_given)
        sheet.stopped.connect(self._stop)
        sheet.stop_wanted.connect(self._on_stop_wanted)
        sheet.source.searched.connect(partial(self._on_searched, sheet))
        sheet.place.named.connect(self._on_named)
        sheet.submitted.connect(self._on_submitted)
        sheet.finished.connect(self._on_finished)
        screen.backend.read(
            partial(_tell, sheet, sheet.place.show_people), list_people, with_closed=False
        )
        screen.backend.read(
            partial(_tell, sheet, sheet.place.show_life_cycles),
            load_new_model_choices,
            self._units,
            screen.me,
        )
        open_sheet(sheet)
        begun = ", ".join(map(str, paths))
        draft = draft or (_draft_id(begun) if begun else "")
        if not draft and not is_anew:
            draft = self._last(asked)
        if not self._restore(sheet, draft):
            _choose(sheet, paths)
            if asked is not None:
                sheet.show_asked(asked)
        else:
            sheet.show_begun(partial(self._begin_anew, rights, paths, asked))
        looks = QTimer(sheet, interval=LOOK_MS)
        looks.timeout.connect(self._keep_draft)
        looks.start()

    def _restore(self, sheet: RegisterSheet, draft: str) -> bool:
        """As it was left, where it was begun before."""
        entries = self._screen.shell.drafts.entries(self._key(draft)) if draft else {}
        if entries:
            self._drafts.add(self._key(draft))
            sheet.restore(entries)
        return bool(entries)

    def _last(self, asked: RegistrationRow | None) -> str:
        """What was begun last to answer this request; without one, of one's own accord."""
        request = str(asked.id) if asked is not None else ""
        for one in self._screen.shell.drafts.of(self._screen.me):
            if one.key[1] == REGISTRATION and one.entries.get("request", "") == request:
                return one.key[2]
        return ""

    def _begin_anew(
        self, rights: RegisterRights, paths: tuple[Path, ...], asked: RegistrationRow | None
    ) -> None:
        self._drop_drafts()
        if self._sheet is not None:
            self._sheet.accept()
        self.open(rights, *paths, asked=asked, is_anew=True)

    # What was begun

    def _key(self, draft: str) -> Key:
        return self._screen.me, REGISTRATION, draft

    def _keep_draft(self) -> None:
        """While it is typed, and when the sheet is closed: it can be taken up again."""
        sheet = self._sheet
        if sheet is None or not sheet.draft:
            return
        number = _draft_id(sheet.draft)
        self._drop_drafts(but=self._key(number))
        place = ObjectRef(REGISTRATION, number, tr("Register a model"))
        self._screen.shell.drafts.keep_soon(self._key(number), sheet.draft, place, sheet.entries())
        self._drafts.add(self._key(number))  # until it is stored, or another source is chosen

    def _drop_drafts(self, but: Key | None = None) -> None:
        for key in self._drafts - {but}:
            self._screen.shell.drafts.keep(key, "", None)
        self._drafts = set()

    # What is there

    def _on_given(self, text: Told) -> None:
        self._stop()
        try:
            given = parse_given(text) if isinstance(text, str) else text
        except AppError as error:
            self._on_look_failed(text, error)
            return
        if isinstance(given, MlflowAddress):
            self._download(given, text)
        else:
            self._look(given, text)

    def _look(self, given: Given | tuple[str, ...], text: Told) -> None:
        """Beside the window: large files take their time, and it can be stopped."""
        sheet, backend = self._sheet, self._screen.backend
        if sheet is None:
            return
        folder = self._scratch_folder() if isinstance(given, tuple) else None
        task = self._task = backend.begin(
            look_beside, backend.settings, given, folder, is_one=sheet.is_one
        )
        task.progressed.connect(partial(_tell, sheet, sheet.show_progress))
        task.done.connect(partial(self._on_looked, task, text))
        task.failed.connect(partial(self._on_task_failed, task, text))

    def _scratch_folder(self) -> Path:
        """For what is fetched; it stays until something else is looked at."""
        if self._scratch is None:
            self._scratch = TemporaryDirectory(prefix="modelward-download-")
        return Path(self._scratch.name)

    def _on_looked(self, task: LongTask, text: Told, found: Look | Several) -> None:
        if task is not self._task:
            return
        self._looked = found
        if isinstance(found, Several):
            traits = [_traits(one.look) if one.look else Traits("") for one in found.checked]
            then = partial(self._show_several, text, found)
            self._screen.backend.read(then, find_many_proposals, traits, self._units)
            return
        self._propose(found.name, partial(self._show_look, text, found))

    def _propose(self, name: str, then: Callable[[Proposals], object]) -> None:
        found, detail = self._looked, self._screen.pane.detail
        if not isinstance(found, Look):
            return
        traits = replace(_traits(found), name=name)
        opened = detail.row.id if detail else None
        self._screen.backend.read(then, find_proposals, traits, self._units, opened)

    def _show_several(self, text: Told, found: Several, proposals: tuple[Proposals, ...]) -> None:
        sheet = self._sheet
        if sheet is not None and found is self._looked and sheet.looked_at == text:
            sheet.show_several(found, proposals)

    def _show_look(self, text: Told, found: Look, proposals: Proposals) -> None:
        sheet = self._sheet
        if sheet is not None and found is self._looked and sheet.looked_at == text:
            sheet.show_look(found, proposals)
            named = sheet.place.name.text().strip()
            if sheet.request_id is not None and named != found.name:
                # As it was asked for: it may be known by that name.
                self._ask_names(named, sheet.place.show_proposals)

    def _on_named(self, name: str) -> None:
        if self._sheet is not None:
            self._ask_names(name, self._sheet.place.show_namesakes)

    def _ask_names(self, name: str, tell: Callable[[Proposals], object]) -> None:
        sheet, looked = self._sheet, self._looked
        if sheet is None or looked is None:
            return

        def show(proposals: Proposals) -> None:
            is_same = self._looked is looked and shiboken6.isValid(sheet)
            if is_same and not sheet.is_running and sheet.place.name.text().strip() == name:
                tell(proposals)

        self._propose(name, show)

    def _on_look_failed(self, text: Told, error: BaseException) -> None:
        if self._sheet is not None and self._sheet.looked_at == text:
            self._sheet.show_no_look(error)

    def _on_searched(self, sheet: RegisterSheet, server: MlflowAddress, text: str) -> None:
        self._server = server
        backend = self._screen.backend
        task = backend.begin(search_beside, backend.settings, server, text)
        task.done.connect(partial(_tell, sheet, sheet.source.show_found))
        task.failed.connect(partial(_tell, sheet, sheet.source.show_not_found))

    def _download(self, address: MlflowAddress, text: Told) -> None:
        """Beside the window; what is registered then is what was looked at."""
        sheet, backend = self._sheet, self._screen.backend
        if sheet is None:
            return
        folder = self._scratch_folder()
        task = self._task = backend.begin(download_beside, backend.settings, address, folder)
        task.progressed.connect(partial(_tell, sheet, sheet.show_progress))
        task.done.connect(partial(self._on_downloaded, task, text))
        task.failed.connect(partial(self._on_task_failed, task, text))

    def _on_downloaded(self, task: LongTask, text: Told, found: Downloaded) -> None:
        if task is self._task:
            self._look(found, text)

    def _on_task_failed(self, task: LongTask, text: Told, error: BaseException) -> None:
        if task is self._task:
            self._on_look_failed(text, error)

    def _stop(self) -> None:
        """Another source was chosen, or the sheet is closed: what comes in is thrown away."""
        task, scratch = self._task, self._scratch
        self._task = self._scratch = self._looked = None
        if task is not None and shiboken6.isValid(task):
            task.cancel()
        if scratch is not None:
            if task is not None and shiboken6.isValid(task):  # it may still write there
                task.ended.connect(scratch.cleanup)
            else:
                scratch.cleanup()

    # The command

    def _on_submitted(self) -> None:
        sheet, backend = self._sheet, self._screen.backend
        assert sheet is not None
        if sheet.twin is not None:
            self._check_twin(sheet, sheet.twin)
            return
        self._is_storing = True
        if (several := sheet.several_wanted) is not None:
            self._register_several(sheet, several)
            return
        task = backend.begin(register_beside, backend.settings, sheet.wanted)
        task.done.connect(self._on_registered)
        task.failed.connect(self._on_register_failed)

    def _check_twin(self, sheet: RegisterSheet, twin: Twin) -> None:
        """It is opened while it still holds these very files; else they are looked at again."""
        looked, backend = self._looked, self._screen.backend
        assert isinstance(looked, Look)
        task = self._task = backend.begin(
            look_beside, backend.settings, looked.given, None, is_one=True
        )

        def show(found: Look | Several | BaseException) -> None:
            if task is not self._task or self._sheet is not sheet:
                return
            if isinstance(found, Look) and found.seen == looked.seen:
                self._open_twin(sheet, twin)
            else:
                sheet.look_again()

        task.done.connect(show)
        task.failed.connect(show)

    def _open_twin(self, sheet: RegisterSheet, twin: Twin) -> None:
        request = sheet.request_id
        self._close()
        self._tell_present(f"{twin.model_name} v{twin.version}")
        self._screen.let_in(str(twin.version_id))
        if request is not None:
            self._screen.backend.run(None, settle_registration, request, twin.version_id)

    def _register_several(self, sheet: RegisterSheet, wanted: tuple[Wanted, ...]) -> None:
        backend = self._screen.backend
        task = self._storing = backend.begin(register_several_beside, backend.settings, wanted)
        task.progressed.connect(partial(_tell, sheet, sheet.show_progress))
        task.done.connect(self._on_several_registered)
        task.failed.connect(self._on_register_failed)

    def _on_stop_wanted(self) -> None:
        if self._storing is not None and shiboken6.isValid(self._storing):
            self._storing.cancel()

    def _on_several_registered(self, outcomes: tuple[Outcome, ...]) -> None:
        self._is_storing, self._storing = False, None
        made = [one.made for one in outcomes if one.made is not None]
        is_whole = len(made) == len(outcomes)
        if is_whole:
            self._close()
        elif self._sheet is not None:
            self._sheet.show_outcomes(outcomes)
        else:  # the window's end took the sheet away
            self._stop()
        if made:
            self._screen.shell.toast(tr("%n model(s) registered and frozen", "", len(made)))
            self._screen.refresh()
            self._screen.let_in(str(made[0].version_id))
        if is_whole:
            self._screen.focus_list()

    def _close(self) -> None:
        """It is done: nothing of it is a draft any more."""
        sheet = self._sheet
        if sheet is not None:
            self._drafts.add(self._key(_draft_id(sheet.draft)))
            sheet.accept()
        else:
            self._stop()
        self._drop_drafts()

    def _tell_present(self, name: str) -> None:
        self._screen.shell.toast(tr("It was registered already, as {name}").format(name=name))

    def _on_registered(self, found: Registration) -> None:
        self._is_storing = False
        self._close()
        name = f"{found.model_name} v{found.version}"
        if found.is_new:
            said = tr("{name} registered and frozen").format(name=name)
            if found.missing:
                missing = tr(
                    "%n gap(s) in its files: its checklist says which", "", len(found.missing)
                )
                said = f"{said}; {missing}"
            self._screen.shell.toast(said)
        else:
            self._tell_present(name)
        for note in found.notes:
            self._screen.shell.toast(told(note))
        self._screen.refresh()
        self._screen.let_in(str(found.version_id))
        self._screen.focus_list()  # on what was registered, not on the button to do it again

    def _on_register_failed(self, error: BaseException) -> None:
        self._is_storing = False
        if self._sheet is None:
            self._stop()
            self._screen.shell.show_error(error)
        else:
            self._sheet.fail(error)

    def _on_finished(self, result: int) -> None:
        if result != RegisterSheet.DialogCode.Accepted:
            self._keep_draft()
            self._drafts = self._drafts if self._is_storing else set()
        self._sheet = None
        if not self._is_storing:  # what it reads must lie there until it is stored
            self._stop()


def _tell(sheet: RegisterSheet, say: Callable[..., object], *told: object) -> None:
    if shiboken6.isValid(sheet):
        say(*told)


def _choose(sheet: RegisterSheet, paths: tuple[Path, ...]) -> None:
    if len(paths) > 1:
        sheet.choose_several([str(one) for one in paths])
    elif paths:
        sheet.choose(str(paths[0]))


def _traits(look: Look) -> Traits:
    return Traits(look.name, look.inputs, look.digests, look.model_sha256)


def _draft_id(begun: str) -> str:
    """The same source is the same draft."""
    return str(uuid5(NAMESPACE_URL, begun))
