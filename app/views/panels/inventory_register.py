"""Register a model: a folder, an ONNX file, or data with a label. Looked at before it is stored."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.commands.models import NewModel
from app.services.commands.registration import Wanted
from app.services.intake.look import Look
from app.services.intake.mlflow_server import MlflowAddress
from app.texts import told, word
from app.views import theme
from app.views.cells import State, Status
from app.views.dialogs.sheet import Sheet
from app.views.language import tr
from app.views.panels.inventory_overview import line
from app.views.panels.inventory_source import SourceFields
from app.views.theme import FontRole
from app.views.widgets.basics import SectionLabel, StateChip, StyledLabel, caption
from app.views.widgets.fields import Choice
from app.views.widgets.wrap import wrapping_row

KINDS = ("in_house", "vendor", "open_source", "generative", "rule_set", "citizen")
TIERS = ("high", "medium", "low")
MOST_LINES = 8


class RegisterSheet(Sheet):
    """`given` asks for a look; `wanted` tells what to store once `submitted`."""

    given = Signal(str)  # a path or an address

    def __init__(
        self,
        units: Sequence[tuple[str, str]],
        parent: QWidget,
        *,
        unit: str = "",
        server: MlflowAddress | None = None,
    ) -> None:
        super().__init__("register", tr("Register a model"), tr("Register and snapshot"), parent)
        self._look: Look | None = None
        self._is_looking = False
        self._units = list(units)
        self._text = ""  # what is looked at
        self._proposed = ""  # as a name
        self.source = SourceFields(server)
        self.source.given.connect(self._on_source_given)
        self.source.changed.connect(self.update_verb)
        self.source.kind.chosen.connect(self._on_kind_chosen)
        self.source.resized.connect(self.fit)
        self.body.addWidget(SectionLabel(tr("1  Source")))
        self.body.addWidget(self.source)
        self._found_label = SectionLabel(tr("2  Check"))
        self._found = QVBoxLayout()
        self._found.setSpacing(4)
        self.body.addWidget(self._found_label)
        self.body.addLayout(self._found)
        self._say_found([caption(tr("Choose a source first."))])
        self.body.addWidget(SectionLabel(tr("3  Place")))
        self.body.addLayout(self._place(unit))
        self.source.take_focus()
        self.update_verb()

    def _edit(self, name: str, object_name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(name)
        edit.setObjectName(object_name)
        edit.setFixedHeight(theme.px(28))
        edit.textChanged.connect(self.update_verb)
        return edit

    def _place(self, unit: str) -> QGridLayout:
        self.name = self._edit(tr("Name of the model"), "register.name")
        self.unit = Choice(tr("Unit"), [name for _key, name in self._units])
        keys = [key for key, _name in self._units]
        self.unit.setCurrentIndex(max(0, keys.index(unit) if unit in keys else 0))
        self.tier = Choice(tr("Risk tier"), [word(tier) for tier in TIERS])
        self.tier.setCurrentIndex(1)
        self.kind = Choice(tr("Kind"), [word(kind) for kind in KINDS])
        self.label = Choice(tr("Label column"))
        self.label.setObjectName("register.label")
        self.protected = self._edit(tr("Protected columns, with commas"), "register.protected")
        self.protected.setPlaceholderText(tr("none, or for example age_band, sex"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        lines: list[tuple[str, QWidget]] = [
            (tr("Name"), self.name),
            (
                tr("Unit"),
                wrapping_row(
                    self.unit, caption(tr("Risk tier")), self.tier, caption(tr("Kind")), self.kind
                ),
            ),
            (tr("Label"), self.label),
            (tr("Protected"), self.protected),
        ]
        self._table_only: list[QWidget] = []
        for n, (title, widget) in enumerate(lines):
            label = StyledLabel(title, FontRole.CAPTION_MEDIUM)
            label.setBuddy(widget)
            grid.addWidget(label, n, 0)
            grid.addWidget(widget, n, 1)
            if n >= 2:
                self._table_only += [label, widget]
        for widget in self._table_only:
            widget.hide()
        return grid

    @property
    def wanted(self) -> Wanted:
        """What was entered; only while nothing is lacking."""
        assert self._look is not None
        new = NewModel(
            name=self.name.text().strip(),
            unit=self._units[self.unit.currentIndex()][0],
            risk_tier=TIERS[self.tier.currentIndex()],
            kind=KINDS[self.kind.currentIndex()],
        )
        if self._look.kind != "table":
            return Wanted(self._look.given, new)
        listed = (name.strip() for name in self.protected.text().split(","))
        return Wanted(
            self._look.given, new, self.label.currentText(), tuple(one for one in listed if one)
        )

    def lacks(self) -> str:
        if not self._units:
            return tr("Your roles do not allow registering in any unit.")
        if self._is_looking:
            return tr("Looking at it…")
        if self._look is None:
            return tr("Choose what to register.")
        if not self.name.text().strip():
            return tr("Give the model a name.")
        unknown = [
            name.strip()
            for name in self.protected.text().split(",")
            if name.strip() and self._look.columns and name.strip() not in self._look.columns
        ]
        return tr("There is no column {unknown}.").format(unknown=unknown[0]) if unknown else ""

    @property
    def text(self) -> str:
        """What is looked at, as it was given."""
        return self._text

    def choose(self, path: str) -> None:
        """Begin with this path: it is looked at at once."""
        self.source.kind.choose(0)
        self.source.path.setText(path)
        self._begin(path)

    def _begin(self, text: str) -> None:
        self._text, self._look, self._is_looking = text, None, True
        self.errors.clear("sheet")
        self._say_found([StateChip(State(Status.RUNNING, tr("Looking at it…")))])
        self.update_verb()
        self.given.emit(text)

    def show_progress(self, done: int, total: int) -> None:
        """Of a download."""
        pattern = tr("{done} of {total} downloaded")
        said = pattern.format(done=_megabytes(done), total=_megabytes(total))
        if self._is_looking:
            self._say_found([StateChip(State(Status.RUNNING, said))])

    def show_look(self, look: Look) -> None:
        """What was found; a name that was typed already stays."""
        self._look, self._is_looking = look, False
        if self.name.text().strip() in ("", self._proposed):
            self.name.setText(look.name)
        self._proposed = look.name
        lines: list[QWidget] = [line(Status.OK, told(text)) for text in look.found[:MOST_LINES]]
        lines += [line(Status.WARNING, told(text)) for text in look.doubts]
        lines += [line(Status.FAILED, told(text)) for text in look.findings[:MOST_LINES]]
        lines += [line(Status.WAITING, told(text)) for text in look.missing[:MOST_LINES]]
        if look.missing:
            lines.append(
                caption(
                    tr("What is missing does not block registering: it becomes a task."),
                    wraps=True,
                )
            )
        self._say_found(lines)
        self.label.clear()
        self.label.addItems(list(look.columns))
        self.label.setCurrentText(look.label)
        for widget in self._table_only:
            widget.setVisible(look.kind == "table")
        self.fit()
        self.update_verb()
        self.verb_button.setFocus()

    def show_no_look(self, error: BaseException) -> None:
        """It can't be registered: say why, let another be chosen."""
        self._look, self._is_looking, self._text = None, False, ""
        self._say_found([caption(tr("Choose another source."))])
        self.show_problem(error)
        self.update_verb()

    def _say_found(self, lines: Sequence[QWidget]) -> None:
        while self._found.count():
            item = self._found.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for each in lines:
            self._found.addWidget(each)

    @Slot(str)
    def _on_source_given(self, text: str) -> None:
        if text != self._text:
            self._begin(text)

    @Slot(int)
    def _on_kind_chosen(self, _index: int) -> None:
        """What was looked at is of another source."""
        self._text, self._look, self._is_looking = "", None, False
        self.errors.clear("sheet")
        self._say_found([caption(tr("Choose a source first."))])
        self.update_verb()


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
