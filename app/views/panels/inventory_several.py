"""The second step of registering several models: of each what was found, its gaps, its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import AppError, RefusedError
from app.models.queries.registering import KnownModel, Proposals
from app.models.rules.folding import fold
from app.services.commands.models import NewModel
from app.services.commands.registration import Outcome, Wanted
from app.services.intake.several import Checked, Several
from app.services.registering import Registration
from app.texts import told
from app.views import notices, safe_text, theme
from app.views.cells import Status
from app.views.language import tr
from app.views.panels import inventory_words as words
from app.views.panels.inventory_overview import line
from app.views.panels.parts import clear
from app.views.turns import Turns
from app.views.widgets.basics import Divider, caption
from app.views.widgets.button import Button
from app.views.widgets.fields import Choice
from app.views.widgets.wrap import wrapping_row

MOST_NAMED = 5  # of what is no model
AT_ONCE = 10  # made in one turn of the loop: a hundred would hold up keys for a third of a second


class SeveralFields(QWidget):
    """A block for each; what is ticked is registered. `one_wanted`: the folder is one model."""

    changed = Signal()
    resized = Signal()
    one_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[SeveralRow] = []
        self._count = 0  # of the rows, those that are still to be made too
        self._is_focus_due = False
        self._turns = Turns(self)
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        self._said = caption(wraps=True)
        self.one_button = Button(tr("Take the folder as one model"), icon="box")
        self.one_button.setObjectName("register.one")
        self.one_button.setAutoDefault(False)
        self.one_button.clicked.connect(lambda _checked: self.one_wanted.emit())
        self._one = wrapping_row(self.one_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._said)
        layout.addLayout(self._column)
        layout.addWidget(self._one)

    def show_looks(
        self, found: Several, proposals: Sequence[Proposals], *, is_folder: bool
    ) -> None:
        """`proposals` stand in the order of what was found."""
        self.forget()
        said = tr("%n model(s) found. What is ticked is registered.", "", len(found.checked))
        if found.others:
            named = ", ".join(found.others[:MOST_NAMED])
            said += " " + tr("No models, and left out: {names}.").format(names=named)
        if any(one.look and one.look.missing for one in found.checked):
            said += " " + tr(
                "What is missing does not block registering: it becomes a task when its life cycle "
                "begins."
            )
        self._said.setText(said)
        self._one.setVisible(is_folder)
        pairs = list(zip(found.checked, proposals, strict=True))
        self._count = len(pairs)
        self._add_rows(pairs[:AT_ONCE])
        for start in range(AT_ONCE, len(pairs), AT_ONCE):
            self._turns.add(partial(self._add_rows, pairs[start : start + AT_ONCE]))

    def _add_rows(self, pairs: Sequence[tuple[Checked, Proposals]]) -> None:
        for one, proposed in pairs:
            row = SeveralRow(one, proposed)
            row.changed.connect(self.changed)
            row.resized.connect(self.resized)
            self.rows.append(row)
            self._column.addWidget(Divider())
            self._column.addWidget(row)
        if self._is_focus_due:
            self.take_focus()
        self.resized.emit()
        self.changed.emit()

    def forget(self) -> None:
        self._turns.stop()
        clear(self._column)
        self.rows = []
        self._count = 0
        self._is_focus_due = False

    @property
    def ticked(self) -> list[SeveralRow]:
        return [row for row in self.rows if row.box.isChecked()]

    def wanted(self, new: NewModel) -> tuple[Wanted, ...]:
        """What is ticked; `new` says what is the same of all new ones."""
        return tuple(row.wanted(new) for row in self.ticked)

    def lacks(self, unit: tuple[str, str]) -> str:
        """
        Args:
            unit: key and name of where the new ones go.
        """
        if len(self.rows) < self._count:
            return tr("Wait until all of them are listed.")
        ticked = self.ticked
        if not ticked:
            return tr("Tick at least one model.")
        seen: set[str] = set()
        for row in ticked:
            place = str(row.model_id) if row.model_id else fold(row.name.text())
            if not place:
                return tr("Give each model a name.")
            if place in seen:
                pattern = tr("Two would be {name}: untick one, or give it another name.")
                return pattern.format(name=row.said)
            seen.add(place)
            if row.is_taken(unit[0]):
                pattern = tr("{unit} has a model {name}: choose it, or give another name.")
                return pattern.format(unit=unit[1], name=row.said)
        return ""

    def show_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """What was ticked: how it went. What failed stays ticked, to be tried again."""
        for row, outcome in zip(self.ticked, outcomes, strict=True):
            row.show_outcome(outcome)
        self._one.hide()
        self.changed.emit()

    def take_focus(self) -> None:
        """On the first that can be ticked, as soon as it is there."""
        can = next((row.box for row in self.rows if row.box.isEnabled()), None)
        self._is_focus_due = can is None and len(self.rows) < self._count
        if can is not None:
            can.setFocus()


class SeveralRow(QWidget):
    """One of them: ticked or not, its name and place, and what was found."""

    changed = Signal()
    resized = Signal()

    def __init__(self, one: Checked, proposals: Proposals) -> None:
        super().__init__()
        self._one = one
        self._models = proposals.models
        twin = proposals.twin
        can = one.look is not None and twin is None
        self.box = QCheckBox()
        self.box.setAccessibleName(tr("Register {name}").format(name=one.name))
        self.box.setEnabled(can)
        self.box.setChecked(can)
        self.name = QLineEdit(safe_text.clean(one.name))
        self.name.setAccessibleName(tr("Name of the model"))
        self.name.setFixedHeight(theme.px(28))
        self.place = Choice(tr("Register as"))
        self._fill_places()
        for part in (self.name, self.place):
            part.setEnabled(can)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.box, 0, 0)
        grid.addWidget(self.name, 0, 1)
        grid.addWidget(self.place, 0, 2)
        grid.addLayout(self._lines, 1, 1, 1, 2)
        if one.problem is not None:
            self._tell_problem(one.problem)
        elif twin is not None:
            name = f"{twin.model_name} v{twin.version}"
            same = tr("{name} holds exactly these files already.").format(name=name)
            self._tell([line(Status.ACKNOWLEDGED, same)])
        else:
            self._tell_found()
        self.box.toggled.connect(self._on_changed)
        self.name.textChanged.connect(self._on_changed)
        self.place.currentIndexChanged.connect(self._on_changed)
        self._on_changed()

    def _fill_places(self) -> None:
        self.place.addItem(tr("a new model"))
        for one in self._models:
            pattern = tr("v{version} of {name} ({unit})")
            said = pattern.format(version=one.next_version, name=one.name, unit=one.unit_name)
            self.place.addItem(safe_text.one_line(said))
        is_same = bool(self._models) and self._models[0].likeness in ("same", "like")
        self.place.setCurrentIndex(1 if is_same else 0)

    @property
    def known(self) -> KnownModel | None:
        """The model of which it becomes the next version; None: a new one."""
        at = self.place.currentIndex()
        return self._models[at - 1] if at > 0 else None

    @property
    def model_id(self) -> UUID | None:
        return self.known.id if self.known else None

    @property
    def said(self) -> str:
        """What it would be called."""
        return self.known.name if self.known else self.name.text().strip()

    def is_taken(self, unit_key: str) -> bool:
        """Whether it would be a second model of its name in this unit, as far as is known."""
        name = fold(self.name.text())
        taken = {(fold(one.name), one.unit_key) for one in self._models}
        return self.known is None and (name, unit_key) in taken

    def wanted(self, new: NewModel) -> Wanted:
        look = self._one.look
        assert look is not None
        named = replace(new, name=self.name.text().strip(), service_tags=())
        return Wanted(look.given, named, model_id=self.model_id, seen=look.seen)

    def show_outcome(self, outcome: Outcome) -> None:
        """How it went; what was not tried stays as it is."""
        if outcome.error is not None:
            self._tell_problem(outcome.error)
        elif outcome.made is not None:
            self._tell_made(outcome.made)
            for part in (self.box, self.name, self.place):
                part.setEnabled(False)
            self.box.setChecked(False)

    def _tell_made(self, made: Registration) -> None:
        name = f"{made.model_name} v{made.version}"
        pattern = tr("{name} registered and frozen")
        if not made.is_new:
            pattern = tr("It was registered already, as {name}")
        self._tell([line(Status.OK, pattern.format(name=name))])

    def _tell_found(self) -> None:
        look = self._one.look
        assert look is not None
        parts = [line(Status.OK, " · ".join(map(told, look.found)))]
        if (known := self._models[0] if self._models else None) and self.place.currentIndex() > 0:
            parts.append(caption(words.why_proposed(known, len(look.inputs)), wraps=True))
        parts += [line(Status.WARNING, told(each)) for each in look.doubts]
        parts += [line(Status.FAILED, told(each)) for each in look.findings]
        if look.missing:
            count = tr("%n gap(s) in its files", "", len(look.missing))
            said = " ".join(map(told, look.missing))
            parts.append(line(Status.WAITING, f"{count}: {said}"))
        self._tell(parts)

    def _tell_problem(self, error: AppError) -> None:
        why = notices.word(error).text
        if isinstance(error, RefusedError):
            why = words.why_not(error.blockers)
        said = tr("Not registered: {reason}").format(reason=why.replace("\n\n", " "))
        self._tell([line(Status.FAILED, said)])

    def _tell(self, parts: Sequence[QWidget]) -> None:
        clear(self._lines)
        for part in parts:
            self._lines.addWidget(part)
        self.resized.emit()

    @Slot()
    def _on_changed(self, _value: object = None) -> None:
        self.name.setReadOnly(self.known is not None)
        self.changed.emit()
