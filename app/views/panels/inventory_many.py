"""What is done with all the models that are chosen in the inventory, one or a whole query."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.models.queries.many_models import list_model_ids
from app.models.queries.people import PersonRow, list_people
from app.services.commands.many_models import (
    Act,
    GiveOwner,
    Many,
    SubmitThem,
    WatchThem,
    act_on_many,
    look_at_many,
)
from app.texts import role_name
from app.views import safe_text
from app.views.actions import ActionSpec
from app.views.language import N_, tr
from app.views.panels.inventory_export import Chosen, export_chosen
from app.views.panels.inventory_many_sheet import ManySheet, SubmitSheet, TagsSheet
from app.views.panels.list_export import ask_where
from app.views.panels.person_dialog import PersonDialog
from app.views.panels.told_export import write_list
from app.views.widgets.basics import Pane, StyledLabel
from app.views.widgets.button import Button, Kind
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.scrim import open_sheet
from app.views.widgets.wrap import WrapLayout

if TYPE_CHECKING:
    from app.views.screens.inventory import InventoryScreen

C = "inventory"
OWNER = ActionSpec(
    "inventory.owner", N_("Give an owner…"), ("M",), "Actions", "many", C, "user", changes=True
)
TAGS = ActionSpec(
    "inventory.tags", N_("Change service tags…"), ("T",), "Actions", "many", C, "tag",
    changes=True,
)  # fmt: skip
SUBMIT = ActionSpec(
    "inventory.submit_all", N_("Request promotion of all that are chosen…"), (), "Actions", "many",
    C, "upload", changes=True,
)  # fmt: skip
WATCH = ActionSpec(
    "inventory.watch_all", N_("Watch all that are chosen…"), (), "Actions", "many", C, "eye",
    changes=True,
)  # fmt: skip
UNWATCH = ActionSpec(
    "inventory.watch_none", N_("Watch none that are chosen…"), (), "Actions", "many", C,
    changes=True,
)  # fmt: skip
TAKE = ActionSpec(
    "inventory.export_chosen", N_("Export what is chosen…"), (), "Actions", "many", C, "download",
    changes=True,
)  # fmt: skip
BUTTONS = (
    (OWNER, N_("Owner…")),
    (TAGS, N_("Service tags…")),
    (SUBMIT, N_("Request promotion…")),
    (WATCH, N_("Watch…")),
    (TAKE, N_("Export…")),
)


class ManyBar(Pane):
    """Below the list while several models are chosen: how many, and what can be done with all."""

    def __init__(self, trigger: Callable[[str], object]) -> None:
        super().__init__(is_chrome=True)
        self.setObjectName("inventory.many")
        self.words = StyledLabel("")
        layout = WrapLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.addWidget(self.words)
        self.buttons: dict[str, Button] = {}
        for spec, text in BUTTONS:
            keys = spec.keys[0] if spec.keys else ""
            button = Button(tr(text), kind=Kind.QUIET, icon=spec.icon, keys=keys, changes=True)
            button.setObjectName(f"{spec.id}.button")
            button.clicked.connect(partial(trigger, spec.id))
            self.buttons[spec.id] = button
            layout.addWidget(button)
        self.hide()

    def show_count(self, count: int, *, is_whole: bool) -> None:
        pattern = tr("%n model(s) chosen", "", count)
        if is_whole:
            pattern = tr("All %n model(s) of the filter chosen", "", count)
        self.words.setText(pattern)
        self.setVisible(count > 1)


class ManyModels(QObject):
    """Files the acts of the screen that mean every chosen model, and does them."""

    def __init__(self, screen: InventoryScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        acts: tuple[tuple[ActionSpec, Callable[[], object]], ...] = (
            (OWNER, self._give_owner),
            (TAGS, self._change_tags),
            (SUBMIT, self._submit_all),
            (WATCH, partial(self._watch, is_on=True)),
            (UNWATCH, partial(self._watch, is_on=False)),
            (TAKE, self._export),
        )
        for spec, act in acts:
            screen.add_action(spec, act, blocked=self.why_not, owner=screen.letters, waits=False)
        self.bar = ManyBar(screen.shell.actions_registry.trigger)
        table = screen.table
        table.selection_changed.connect(lambda _count: self.show_count())
        table.everything_selected.connect(self.show_count)
        screen.model.total_changed.connect(lambda _total: self.show_count())

    @property
    def count(self) -> int:
        table, model = self._screen.table, self._screen.model
        if table.has_everything:
            return max((model.total or 0) - len(model.waiting), model.rowCount())
        return len(table.selected_rows())

    def show_count(self) -> None:
        self.bar.show_count(self.count, is_whole=self._screen.table.has_everything)

    def why_not(self) -> str:
        held: str = self._screen.backend.why_no_change
        if held:
            return held
        return "" if self._screen.table.selected_rows() else tr("Choose a model first.")

    def _with_ids(self, then: Callable[[tuple[UUID, ...]], object]) -> None:
        """All of the query where that is chosen; what waits behind the pill nobody has seen."""
        screen = self._screen
        if not screen.table.has_everything:
            then(tuple(row.id for row in screen.table.selected_rows()))
            return
        waiting = frozenset(screen.model.waiting)

        def read(ids: tuple[UUID, ...]) -> None:
            then(tuple(one for one in ids if one not in waiting))

        screen.backend.read_for_sheet(read, list_model_ids, screen.query_of(screen.model.query))

    def _give_owner(self) -> None:
        self.give_owner()

    def give_owner(self, model_id: UUID | None = None) -> None:
        """To this model, else to all that are chosen."""
        then = partial(self._offer_people, model_id)
        self._screen.backend.read_for_sheet(then, list_people, with_closed=False)

    def _offer_people(self, model_id: UUID | None, people: tuple[PersonRow, ...]) -> None:
        offered = [
            PersonChoice(str(one.id), one.full_name, ", ".join(map(role_name, one.roles)))
            for one in people
            if one.kind != "service"
        ]
        count = 1 if model_id else self.count
        title = (
            tr("Who owns {name}?").format(name=self._name_of(model_id))
            if count == 1
            else tr("Who owns %n model(s)?", "", count)
        )
        note = tr("What would come of it is shown before anything changes.")
        window = self._screen.window()
        dialog = PersonDialog(title, note, offered, window, verb=tr("Choose"))
        dialog.chosen.connect(partial(self._on_person_chosen, dialog, model_id))
        open_sheet(dialog, draft=(str(model_id or ""), "offer_owner"))

    def _on_person_chosen(
        self, dialog: PersonDialog, model_id: UUID | None, person: PersonChoice
    ) -> None:
        dialog.accept()
        title = tr("Give them to {name}").format(name=person.name)

        def give(ids: tuple[UUID, ...]) -> None:
            self._open(self._sheet(title), ids, GiveOwner(UUID(person.id)))

        if model_id is not None:
            give((model_id,))
        else:
            self._with_ids(give)

    def _change_tags(self) -> None:
        title = (
            tr("Service tags of {name}").format(name=self._name_of())
            if self.count == 1
            else tr("Service tags of %n model(s)", "", self.count)
        )
        sheet = TagsSheet(title, _verb, self._screen.window())
        self._with_ids(lambda ids: self._open(sheet, ids, None))

    def _name_of(self, model_id: UUID | None = None) -> str:
        """Of that model, else of the one that is chosen."""
        rows = self._screen.table.selected_rows() if model_id is None else self._screen.model.rows
        found = (one.name for one in rows if model_id in (None, one.id))
        return safe_text.one_line(next(found, ""), 60) or tr("this model")

    def _submit_all(self) -> None:
        title = tr("Request promotion of %n model(s)", "", self.count)
        sheet = SubmitSheet(title, _submit_verb, self._screen.window())
        self._with_ids(lambda ids: self._open(sheet, ids, SubmitThem()))

    def _watch(self, *, is_on: bool) -> None:
        title = tr("Watch what is chosen") if is_on else tr("Watch none of what is chosen")
        self._with_ids(lambda ids: self._open(self._sheet(title), ids, WatchThem(is_on)))

    def _sheet(self, title: str) -> ManySheet:
        return ManySheet(title, _verb, self._screen.window())

    def _open(self, sheet: ManySheet, ids: tuple[UUID, ...], act: Act | None) -> None:
        sheet.judged.connect(partial(self._look, sheet, ids))
        sheet.submitted.connect(partial(self._run, sheet))
        about = "+".join(sorted(map(str, ids)))
        open_sheet(sheet, draft=(about, type(act or sheet).__name__))
        sheet.judge(act)

    def _look(self, sheet: ManySheet, ids: tuple[UUID, ...], act: Act) -> None:
        def seen(found: Many) -> None:
            if shiboken6.isValid(sheet):
                sheet.show_look(act, found)

        self._screen.backend.read(
            seen, look_at_many, act, ids, self._screen.me, on_error=partial(_fail, sheet)
        )

    def _run(self, sheet: ManySheet) -> None:
        task = self._screen.backend.begin(act_on_many, sheet.act, sheet.can)
        sheet.stop_wanted.connect(task.cancel)
        task.progressed.connect(sheet.show_progress)
        task.done.connect(partial(self._on_done, sheet))
        task.failed.connect(partial(_fail, sheet))

    def _on_done(self, sheet: ManySheet, came: Many) -> None:
        if shiboken6.isValid(sheet):
            sheet.show_result(came)
        self._screen.refresh()

    def _export(self) -> None:
        screen = self._screen
        if screen.table.has_everything:
            screen.shell.actions_registry.trigger("inventory.export")
            return
        ask_where(screen, "models.csv", self.export_to)

    def export_to(self, path: Path) -> None:
        """Write the chosen models to `path`, beside the window."""
        screen = self._screen
        ids = tuple(row.id for row in screen.table.selected_rows())
        write_list(
            screen.backend,
            screen.actions_.on_exported,
            export_chosen,
            Chosen(ids, screen.me),
            path,
            name="inventory",
            filter_text=f"{screen.model.query} [{len(ids)}]".strip(),
        )


def _verb(count: int) -> str:
    return tr("Change %n model(s)", "", count) if count else tr("Change them")


def _submit_verb(count: int) -> str:
    if not count:
        return tr("Request promotion")
    return tr("Request promotion of %n model(s)", "", count)


def _fail(sheet: QWidget, error: BaseException) -> None:
    if shiboken6.isValid(sheet) and isinstance(sheet, ManySheet):
        sheet.fail(error)
