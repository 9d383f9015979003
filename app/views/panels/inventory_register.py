"""Register a model in three steps: from where, what was found, where it goes. Nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.models.queries.registering import Proposals, Twin
from app.models.queries.registrations import RegistrationRow
from app.services.commands.registration import Outcome, Wanted
from app.services.intake.assets import ChangedFilesError
from app.services.intake.look import Look
from app.services.intake.mlflow_server import MlflowAddress
from app.services.intake.several import Several
from app.services.intake.sources import Entry
from app.views import notices, safe_text, theme
from app.views.cells import Status
from app.views.dialogs.sheet import Sheet
from app.views.language import tr
from app.views.panels.inventory_check import CheckFields
from app.views.panels.inventory_place import PlaceFields
from app.views.panels.inventory_several import SeveralFields
from app.views.panels.inventory_source import SourceFields, Told
from app.views.panels.person_dialog import PersonDialog
from app.views.widgets.basics import caption
from app.views.widgets.button import Button
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.scrim import open_sheet
from app.views.widgets.step_label import StepLabel
from app.views.widgets.wrap import wrapping_row

SOURCE, CHECK, PLACE = range(3)
_WIDTH = 740  # its four buttons stand in one line


class RegisterSheet(Sheet):
    """`given` asks for a look, `stopped` ends it; `wanted` tells what to store once `submitted`.

    Of several models `several_wanted` tells it; `stop_wanted` leaves the rest of them out.
    """

    keeps_its_own = True
    goes_on = False  # its task goes on without it
    given = Signal(object)  # a `Told`
    stopped = Signal()
    stop_wanted = Signal()

    def __init__(
        self,
        units: Sequence[tuple[str, str]],
        parent: QWidget,
        *,
        unit: str = "",
        me: str = "",
        server: MlflowAddress | None = None,
    ) -> None:
        super().__init__("register", tr("Register a model"), tr("Register and snapshot"), parent)
        self._look: Look | Several | None = None
        self._is_looking = False
        self._seen = ""  # at the last look at the same
        self._given: Told | None = None  # what is looked at
        self.is_one = False  # a folder of several models is taken for one
        self.request_id: UUID | None = None  # of who asked for it
        self._purpose = ""  # as they said
        self._is_left = False  # the model card, to who will own the model
        self._step = SOURCE
        self.source = SourceFields(server)
        self.check_ = CheckFields()
        self.several = SeveralFields()
        self.place = PlaceFields(units, unit=unit, me=me)
        self._asked = caption(wraps=True)
        self._asked.setObjectName("register.asked")
        self._asked.hide()
        self.body.addWidget(self._asked)
        titles = (tr("Source"), tr("Check"), tr("Place"))
        self.labels = [StepLabel(n, len(titles), one) for n, one in enumerate(titles, 1)]
        self._parts = (self.source, self.check_, self.place)
        for label, part in zip(self.labels, self._parts, strict=True):
            self.body.addWidget(label)
            self.body.addWidget(part)
            if part is self.check_:
                self.body.addWidget(self.several)
        self.back_button = self._step_button(tr("Back"), "Alt+B", self.go_back)
        self.back_button.setObjectName("register.back")
        self.next_button = self._step_button(tr("Next"), "Alt+N", self.go_on)
        self.next_button.setObjectName("register.next")
        self._place_buttons()
        room = parent.window().width() - theme.px(40)
        self.setMinimumWidth(max(self.minimumWidth(), min(theme.px(_WIDTH), room)))
        self._connect()
        self._show_step()
        self.source.take_focus()

    def _step_button(self, text: str, keys: str, go: Callable[[], None]) -> Button:
        button = Button(text, keys=keys)
        button.setAutoDefault(False)
        button.clicked.connect(go)
        QShortcut(QKeySequence(keys), self, go)  # a button's own waits until it has been animated
        return button

    def _place_buttons(self) -> None:
        """The steps before the two of every sheet; four wrap where there is little room."""
        buttons = (self.back_button, self.next_button, self.cancel_button, self.verb_button)
        self.foot.set_buttons(wrapping_row(None, *buttons))

    def _connect(self) -> None:
        self.source.given.connect(self._on_source_given)
        self.source.changed.connect(self._on_source_changed)
        self.source.kind.chosen.connect(self._on_kind_chosen)
        self.place.changed.connect(self.update_verb)
        self.check_.owner_wanted.connect(self._on_owner_wanted)
        self.several.changed.connect(self.update_verb)
        self.several.one_wanted.connect(self._on_one_wanted)
        for part in (self.source, self.check_, self.several):
            part.resized.connect(self.fit)

    @Slot()
    def _on_owner_wanted(self) -> None:
        """Who writes the card that is lacking owns the model; of a next version somebody does."""
        note = tr("They own the model from its registration on, and are told.")
        title = tr("Who writes the model card?")
        dialog = PersonDialog(title, note, self.place.people, self, verb=tr("Choose"))
        dialog.chosen.connect(partial(self._on_owner_chosen, dialog))
        open_sheet(dialog, draft=("", "card_owner"))

    def _on_owner_chosen(self, dialog: PersonDialog, person: PersonChoice) -> None:
        dialog.accept()
        self._is_left = True
        self.place.choose_owner(person.id)
        self.update_verb()

    # The steps

    @property
    def step(self) -> int:
        """SOURCE, CHECK or PLACE."""
        return self._step

    @Slot()
    def go_on(self) -> None:
        """To the next step; from the first by way of a look at what was chosen."""
        if self._step == SOURCE and self._look is None:
            self.source.offer()
        elif self._step == SOURCE and self._may_change:
            self.look_again()
        elif self._step < PLACE and not self._why_not_next():
            self._go(self._step + 1)

    @Slot()
    def go_back(self) -> None:
        """To the step before; what is being looked at is no longer."""
        if self._is_looking:
            self._drop()
        if self._step > SOURCE and not self.is_running:
            self._go(self._step - 1)

    def _go(self, step: int) -> None:
        self._step = step
        self._show_step()
        notices.announce(self.labels[step].accessibleName(), self)
        if step == SOURCE:
            self.source.take_focus()
        elif step == PLACE:
            self.place.take_focus()

    def _show_step(self) -> None:
        for n, (label, part) in enumerate(zip(self.labels, self._parts, strict=True)):
            label.show_state(is_current=n == self._step, is_done=n < self._step)
            part.setVisible(n == self._step)
        is_several = isinstance(self._look, Several)
        self.several.setVisible(is_several and self._step == CHECK)
        self.check_.setVisible(not is_several and self._step == CHECK)
        self.update_verb()
        self.fit()

    def _why_not_next(self) -> str:
        if self._step == PLACE:
            return tr("This is the last step.")
        if self._is_looking:
            return tr("Looking at it…")
        return self.source.lacks() if self._look is None else ""

    @override
    def update_verb(self) -> None:
        super().update_verb()
        self.back_button.set_blocked("" if self._step else tr("This is the first step."))
        self.next_button.set_blocked(self._why_not_next())
        self.verb_button.setText(self._verb())
        known = self.place.known
        owned = tr("{model} has an owner, in whose checklist it stands.")
        unread = "" if self.place.people else tr("Who can own it is still being read.")
        blocked = owned.format(model=known.name) if known else unread
        self.check_.owner_button.set_blocked(blocked)
        is_left = self._is_left and known is None  # whoever is chosen below meanwhile
        self.check_.show_left_to(self.place.owner.currentText() if is_left else "")
        notes = (self.source.said, self._said_found(), self.place.said)
        for n, (label, note) in enumerate(zip(self.labels, notes, strict=True)):
            label.set_note("" if n == self._step or (n and self._look is None) else note)

    def _verb(self) -> str:
        if isinstance(self._look, Several):
            count = len(self.several.ticked)
            return tr("Register %n model(s)", "", count) if count else tr("Register them")
        return tr("Open it") if self.place.twin is not None else tr("Register and snapshot")

    def _said_found(self) -> str:
        look = self._look
        if look is None:
            return ""
        if isinstance(look, Several):
            return tr("%n model(s) ticked", "", len(self.several.ticked))
        missing = len(look.missing) - (1 if self.check_.card else 0)
        return tr("%n gap(s) in its files", "", missing) if missing else tr("no gaps in its files")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter on a source that nobody has looked at has it looked at."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        is_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_enter and is_ctrl and self._look is None and not self._is_looking:
            self.source.offer()
            return
        super().keyPressEvent(event)

    # What was entered

    @property
    def twin(self) -> Twin | None:
        """The version to be opened instead of registering anything."""
        return self.place.twin

    @property
    def wanted(self) -> Wanted:
        """What was entered; only while nothing is lacking."""
        look = self._look
        assert isinstance(look, Look)
        entered = isinstance(look.given, Entry)
        new = self.place.new_model(
            framework=self.source.tool.text().strip() if entered else "",
            description=look.given.description if isinstance(look.given, Entry) else self._purpose,
        )
        is_table = look.kind == "table"
        label = self.place.label.currentText() if is_table else ""
        protected = self.place.listed if is_table else ()
        return Wanted(
            look.given, new, label, protected, self.place.model_id, self.check_.card,
            self.request_id, look.seen,
        )  # fmt: skip

    @property
    def several_wanted(self) -> tuple[Wanted, ...] | None:
        """What was entered of several; None: it is about one."""
        is_several = isinstance(self._look, Several)
        return self.several.wanted(self.place.new_model()) if is_several else None

    @override
    def lacks(self) -> str:
        if self._is_looking:
            return tr("Looking at it…")
        if self._look is None:
            return self.source.lacks() or tr(
                "Press Next: it is looked at before anything is stored."
            )
        said = self.place.lacks()
        if isinstance(self._look, Several):
            if self.request_id is not None:
                return tr(
                    "One model was asked for, and several were found: give the place of one, or"
                    " take the folder as one model."
                )
            return said or self.several.lacks(self.place.unit_chosen)
        return said

    @property
    def looked_at(self) -> Told | None:
        """As it was given."""
        return self._given

    @property
    def draft(self) -> str:
        """What stands in the list of drafts; empty: nothing was begun."""
        given = self._given.name if isinstance(self._given, Entry) else self._given
        return (", ".join(given) if isinstance(given, tuple) else given) or self.source.said

    def entries(self) -> dict[str, str]:
        """All that was entered, to be kept."""
        given = "" if isinstance(self._given, Entry) else self._given or ""
        if isinstance(given, tuple):
            given = "\n".join(given)
        card = self.check_.written
        asked = {
            "request": str(self.request_id or ""),
            "asked": self._asked.text(),
            "asked_purpose": self._purpose,
        }
        entered = {**self.source.entries(), **self.place.entries()}
        return {**entered, **asked, "given": given, "card": card}

    def restore(self, entries: Mapping[str, str]) -> None:
        """Go on with what `entries` gave: it is looked at anew, for it may have changed.

        A place that somebody else wrote down is not, unless it was looked at before.
        """
        self.source.restore(entries)
        self.place.restore(entries)
        if request := entries.get("request"):
            words = (entries.get("asked", ""), entries.get("asked_purpose", ""))
            self._answer(UUID(request), *words)
        self.check_.set_card(entries.get("card", ""))
        given = entries.get("given") or (None if self.request_id else self.source.current)
        if isinstance(given, str) and "\n" in given:
            given = tuple(given.splitlines())
        if given:
            self._begin(given)

    def show_asked(self, asked: RegistrationRow) -> None:
        """Filled in with what somebody said who asks for it; it is looked at when Next is pressed.

        The place is their word: to look there would be to read whatever they wrote down.
        """
        said = tr(
            "{person} asks for it. The place of its files is their word, and nobody has looked"
            " there yet: check it before you press Next."
        ).format(person=safe_text.one_line(asked.asked_by))
        if asked.note:
            said = f"{said} · {safe_text.one_line(asked.note)}"
        self._answer(asked.id, said, asked.purpose)
        self.place.restore({"name": asked.name, "unit": asked.unit_key})
        place = safe_text.one_line(asked.source, safe_text.COMMENT_LIMIT)
        entered = {"entry": asked.name, "purpose": asked.purpose, "source": "folder"}
        self.source.restore({**entered, "path": place})
        self.update_verb()
        self.fit()

    def _answer(self, request_id: UUID, said: str, purpose: str) -> None:
        self.request_id, self._purpose = request_id, purpose
        self._asked.setText(said)
        self._asked.setVisible(bool(said))

    def choose_several(self, paths: Sequence[str]) -> None:
        """The same with several that were dropped together."""
        self.source.choose_kind("folder")
        self.source.path.clear()
        self._begin(tuple(paths))

    def choose(self, path: str) -> None:
        """Begin with this path: it is looked at at once."""
        self.source.choose_kind("folder")
        self.source.path.setText(path)
        self._begin(path)

    # The look

    @property
    def _may_change(self) -> bool:
        """It is looked at where people work on it; what was fetched stays as it is."""
        look = self._look
        return isinstance(look, Several) or (look is not None and isinstance(look.given, Path))

    def look_again(self) -> None:
        """At the same; where it is another by now, that is said."""
        self._is_running = False
        if self._given is not None:
            seen = self._look.seen if self._look is not None else ""
            self._begin(self._given, is_one=self.is_one, seen=seen)

    def _begin(self, given: Told, *, is_one: bool = False, seen: str = "") -> None:
        self._seen = seen
        self._given, self._look, self._is_looking = given, None, True
        self.is_one = is_one
        self.errors.clear("sheet")
        self.check_.say_state(tr("Looking at it… Back stops it."))
        self._go(CHECK)
        self.given.emit(given)

    def _drop(self) -> None:
        """What is or was looked at is not what is chosen now."""
        was_looking = self._is_looking
        self._given, self._look, self._is_looking = None, None, False
        self.errors.clear("sheet")
        self.check_.say([caption(tr("Choose a source first."))])
        self.several.forget()
        self.place.forget()
        if was_looking:
            self.stopped.emit()

    def show_progress(self, done: int, total: int) -> None:
        """Of a download; of several, how many are through."""
        if self.is_running or isinstance(self._given, tuple):
            through = tr("{done} of {total} are through.").format(done=done, total=total)
            self.set_hint(through) if self.is_running else self.check_.say_state(through)
            return
        pattern = tr("{done} of {total} downloaded")
        if self._is_looking:
            said = pattern.format(done=_megabytes(done), total=_megabytes(total))
            self.check_.say_state(said)

    def show_look(self, look: Look, proposals: Proposals) -> None:
        """What was found, and where it may go."""
        self._look, self._is_looking = look, False
        self.check_.show_look(look, proposals.twin)
        self.place.show_look(look, proposals)
        self._tell_changed(look.seen)
        self.fit()
        self.update_verb()
        if self.verb_button.isEnabled():
            self.verb_button.setFocus()
        else:
            self.next_button.setFocus()

    def _tell_changed(self, seen: str) -> None:
        if self._seen not in ("", seen):
            title = tr("The files changed since they were looked at")
            said = tr("This is what is there now.")
            self.errors.show_banner("sheet", Status.WARNING, title, said)

    def show_several(self, found: Several, proposals: Sequence[Proposals]) -> None:
        """What was found of each; what is ticked is registered."""
        self._look, self._is_looking = found, False
        self.several.show_looks(found, proposals, is_folder=isinstance(self._given, str))
        self.place.show_several()
        self._tell_changed(found.seen)
        self._show_step()
        self.several.take_focus()

    def show_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Not all came through: what is stored stays stored, the others say why not."""
        self._is_running = False
        self.several.show_outcomes(outcomes)
        self._go(CHECK)
        made = sum(one.made is not None for one in outcomes)
        said = tr("%n model(s) registered.", "", made)
        rest = tr("%n model(s) not registered; each says why.", "", len(outcomes) - made)
        self.errors.show_banner("sheet", Status.WARNING, said, rest)
        self.cancel_button.setEnabled(True)
        self.cancel_button.setText(tr("Close"))
        self.several.take_focus()

    @Slot()
    @override
    def reject(self) -> None:
        """While several are stored: stop before the next, and say how far it came."""
        if not (self.is_running and isinstance(self._look, Several)):
            super().reject()
            return
        self.cancel_button.setEnabled(False)
        self.set_hint(tr("Stopping; what is done stays done."))
        self.stop_wanted.emit()

    @override
    def fail(self, error: BaseException) -> None:
        self.cancel_button.setEnabled(True)
        super().fail(error)
        if isinstance(error, ChangedFilesError) and not self._is_running:
            self.look_again()

    @Slot()
    def _on_one_wanted(self) -> None:
        if self._given is not None and not self.is_running:
            self._begin(self._given, is_one=True)

    def show_no_look(self, error: BaseException) -> None:
        """It can't be registered: say why, let another be chosen."""
        self._is_looking = False  # it has ended by itself
        self._drop()
        self._go(SOURCE)
        self.source.return_to_entry()
        self.show_problem(error)

    @Slot(object)
    def _on_source_given(self, given: Told) -> None:
        if given != self._given:
            self._begin(given)
        elif self._may_change:
            self.look_again()
        elif self._look is not None:
            self._go(CHECK)

    @Slot()
    def _on_source_changed(self) -> None:
        """What was looked at is of other words; what a server no longer lists was looked at."""
        now = self.source.current
        is_unlisted = now is None and self.source.key == "mlflow"
        if self._given is not None and now != self._given and not is_unlisted:
            self._drop()
        self.update_verb()

    @Slot(int)
    def _on_kind_chosen(self, _index: int) -> None:
        self._drop()
        self.update_verb()


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
