"""The third step of registering: a new model or the next version of one, and who answers for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.models.queries.life_cycle_choice import NewModelChoice
from app.models.queries.people import PersonRow
from app.models.queries.registering import KnownModel, Proposals, Twin
from app.models.rules.folding import fold
from app.services.commands.models import NewModel
from app.services.intake.look import Look
from app.texts import word
from app.views import safe_text, theme
from app.views.language import tr
from app.views.panels import inventory_words as words
from app.views.panels.inventory_life_cycle import LifeCycleField
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption, row
from app.views.widgets.button import Button
from app.views.widgets.fields import Choice
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.wrap import wrapping_row

KINDS = ("in_house", "vendor", "open_source", "generative", "rule_set", "citizen")
TIERS = ("high", "medium", "low")
NEW = "new"
_DEBOUNCE_MS = 250
_LEAST_WIDTH = 220  # px


class PlaceFields(QWidget):
    """`named` says that another name was typed: whether it is known is asked then."""

    changed = Signal()
    named = Signal(str)

    def __init__(self, units: Sequence[tuple[str, str]], *, unit: str = "", me: str = "") -> None:
        """
        Args:
            units: key and name of those where this person may register; `unit` is chosen.
            me: id of this person, who owns it unless another is chosen.
        """
        super().__init__()
        self._units = list(units)
        self._me = me
        self._look: Look | None = None
        self._proposed = ""  # as a name
        self._proposals = Proposals()
        self._wanted = ""  # key of the place that a person chose
        self._owner = ""  # handle that was kept, until the people are known
        self._handles: list[str] = []
        self._life_cycles: Mapping[str, NewModelChoice] = {}
        self._life_cycle = ""  # key that a person chose
        self._is_several = False
        self._build(unit)
        self._delay = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._delay.timeout.connect(lambda: self.named.emit(self.name.text().strip()))
        self.name.textEdited.connect(lambda _text: self._delay.start())
        self.place.activated.connect(self._on_place_activated)
        self.changed.connect(self._show_other)
        self.other_button.clicked.connect(self._on_other_button_clicked)
        self.unit.currentIndexChanged.connect(self._on_unit_changed)
        self.owner.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.life_cycle.box.activated.connect(self._on_life_cycle_activated)
        self._show_places()

    def _build(self, unit: str) -> None:
        self.place = Choice(tr("Register as"))
        self.place.setObjectName("register.place")
        self._why = caption(wraps=True)
        self.other_button = Button("", icon="box")
        self.other_button.setObjectName("register.other")
        self.other_button.setAutoDefault(False)
        self.other_button.hide()
        self.name = self._edit(tr("Name of the model"), "register.name")
        self.unit = Choice(tr("Unit"), [name for _key, name in self._units])
        keys = [key for key, _name in self._units]
        self.unit.setCurrentIndex(keys.index(unit) if unit in keys else 0)
        self.tier = Choice(tr("Risk tier"), [word(tier) for tier in TIERS])
        self.tier.setCurrentIndex(1)
        for choice in (self.unit, self.tier):  # beside each other, and read as long as they can be
            choice.setMinimumWidth(min(choice.sizeHint().width(), theme.px(_LEAST_WIDTH)))
        self.kind = Choice(tr("Kind"), [word(kind) for kind in KINDS])
        self.owner = Choice(tr("Owner"))
        self.owner.setObjectName("register.owner")
        self.tags = self._edit(tr("Service tags, with commas"), "register.tags")
        self.tags.setPlaceholderText(tr("its own name, or for example cards, cards-eu"))
        self.life_cycle = LifeCycleField()
        self.label = Choice(tr("Label column"))
        self.label.setObjectName("register.label")
        self.protected = self._edit(tr("Protected columns, with commas"), "register.protected")
        self.protected.setPlaceholderText(tr("none, or for example age_band, sex"))
        beside = (
            self.unit,
            row(caption(tr("Risk tier")), self.tier),
            row(caption(tr("Kind")), self.kind),
        )
        places = [self._line(tr("Register as"), self.place)]
        models = [
            self._line(tr("Name"), self.name),
            self._line(tr("Unit"), wrapping_row(*beside)),
            self._line(tr("Owner"), self.owner),
            self._line(tr("Service tags"), self.tags),
        ]
        cycles = [self._line(tr("Life cycle"), self.life_cycle)]
        tables = [
            self._line(tr("Label"), self.label),
            self._line(tr("Protected"), self.protected),
        ]
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for n, (label, widget) in enumerate((*places, *models, *cycles, *tables)):
            grid.addWidget(label, n, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(widget, n, 1)
        self._of_model = [part for line in models for part in line]
        self._of_one = [part for n in (0, 3) for part in models[n]]  # several have their own
        self._of_places = [part for line in places for part in line]
        self._of_registered = [part for line in cycles for part in line]
        self._of_table = [part for line in tables for part in line]
        self._show_parts(self._of_table, is_shown=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(grid)
        layout.addWidget(self._why)
        layout.addWidget(wrapping_row(self.other_button))

    def _edit(self, name: str, object_name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(name)
        edit.setObjectName(object_name)
        edit.setFixedHeight(theme.px(28))
        edit.textChanged.connect(lambda _text: self.changed.emit())
        return edit

    def _line(self, title: str, widget: QWidget) -> tuple[QWidget, QWidget]:
        label = StyledLabel(title, FontRole.CAPTION_MEDIUM)
        label.setBuddy(widget)
        theme.keep_sized(label, lambda: label.setMinimumHeight(theme.px(28)))  # a field's
        return label, widget

    def _show_parts(self, parts: Sequence[QWidget], *, is_shown: bool) -> None:
        for part in parts:
            part.setVisible(is_shown)

    # What was entered

    @property
    def twin(self) -> Twin | None:
        """The version to be opened, where that is chosen."""
        return self._proposals.twin if self._key == "twin" else None

    @property
    def known(self) -> KnownModel | None:
        """The model of which it becomes the next version; None: a new one."""
        return next((one for one in self._proposals.models if str(one.id) == self._key), None)

    @property
    def said(self) -> str:
        """Where it goes, in one line: whoever registers from the step before sees it there."""
        if self._is_several:
            return self.unit.currentText()
        if self.known is not None or self.twin is not None:
            return self.place.currentText()
        name, label = self._name, self.label.currentText()
        if not name:
            return ""
        pattern = tr("a new model, {name}, in {unit}, risk tier {tier}, owner {owner}")
        if self._look is not None and self._look.columns and label:
            pattern = tr(
                "a new model, {name}, that learns {label}, in {unit}, risk tier {tier},"
                " owner {owner}"
            )
        return pattern.format(
            name=name, label=label, unit=self.unit_chosen[1], tier=self.tier.currentText(),
            owner=self.owner.currentText(),
        )  # fmt: skip

    @property
    def _name(self) -> str:
        return self.name.text().strip()

    @property
    def unit_chosen(self) -> tuple[str, str]:
        """Key and name of the unit that a new model would belong to."""
        return self._units[self.unit.currentIndex()] if self._units else ("", "")

    @property
    def model_id(self) -> UUID | None:
        return self.known.id if self.known else None

    @property
    def listed(self) -> tuple[str, ...]:
        """The protected columns."""
        return _listed(self.protected.text())

    def new_model(self, *, framework: str = "", description: str = "") -> NewModel:
        """What was said of a new one."""
        at = self.owner.currentIndex()
        return NewModel(
            name=self._name,
            unit=self._units[self.unit.currentIndex()][0],
            owner=self._handles[at] if at >= 0 else self._owner,
            kind=KINDS[self.kind.currentIndex()],
            risk_tier=TIERS[self.tier.currentIndex()],
            framework=framework,
            description=description,
            service_tags=_listed(self.tags.text()),
            life_cycle=self.life_cycle.key,
        )

    @property
    def people(self) -> list[PersonChoice]:
        """Who can own it; by their handles."""
        return [
            PersonChoice(handle, self.owner.itemText(n), "")
            for n, handle in enumerate(self._handles)
        ]

    def choose_owner(self, handle: str) -> None:
        if handle in self._handles:
            self._owner = handle
            self.owner.setCurrentIndex(self._handles.index(handle))

    def lacks(self) -> str:
        if not self._units:
            return tr("Your roles do not allow registering in any unit.")
        if self._is_several:
            return ""
        if self.twin is None and self.known is None:
            if not self._name:
                return tr("Give the model a name.")
            if (one := self._namesake) is not None:
                pattern = tr("{unit} has a model {name}: choose it, or give another name.")
                return pattern.format(unit=one.unit_name, name=one.name)
        columns = self._look.columns if self._look is not None else ()
        unknown = [one for one in self.listed if columns and one not in columns]
        return tr("There is no column {unknown}.").format(unknown=unknown[0]) if unknown else ""

    @property
    def _namesake(self) -> KnownModel | None:
        """The model that has the name of a new one already, in the same unit."""
        if self._is_several or self._key != NEW:
            return None
        wanted = fold(self._name), self.unit_chosen[0]
        same = (one for one in self._proposals.models if (fold(one.name), one.unit_key) == wanted)
        return next(same, None)

    def entries(self) -> dict[str, str]:
        """What was entered, to be kept."""
        at = self.owner.currentIndex()
        return {
            "as": self._wanted,
            "name": self.name.text(),
            "unit": self._units[self.unit.currentIndex()][0] if self._units else "",
            "tier": TIERS[self.tier.currentIndex()],
            "kind": KINDS[self.kind.currentIndex()],
            "owner": self._handles[at] if at >= 0 else self._owner,
            "tags": self.tags.text(),
            "protected": self.protected.text(),
            "life_cycle": self._life_cycle,
        }

    def restore(self, entries: Mapping[str, str]) -> None:
        """Show again what `entries` gave; what is unknown is passed over."""
        self._wanted, self._owner = entries.get("as", ""), entries.get("owner", "")
        self._life_cycle = entries.get("life_cycle", "")
        self.name.setText(entries.get("name", ""))
        self.tags.setText(entries.get("tags", ""))
        self.protected.setText(entries.get("protected", ""))
        units = tuple(key for key, _name in self._units)
        choices = (
            (self.unit, units, "unit"),
            (self.tier, TIERS, "tier"),
            (self.kind, KINDS, "kind"),
        )
        for choice, keys, name in choices:
            if entries.get(name) in keys:
                choice.setCurrentIndex(keys.index(entries[name]))

    def take_focus(self) -> None:
        if self._is_several:
            self.unit.setFocus()
        else:
            (self.name if self._key == NEW and self.place.count() == 1 else self.place).setFocus()

    # What is known

    def show_people(self, people: Sequence[PersonRow]) -> None:
        """Who can own it; whoever sits here, unless another was chosen."""
        offered = [one for one in people if one.kind != "service"]
        self._handles = [one.handle for one in offered]
        self.owner.clear()
        self.owner.addItems([safe_text.one_line(one.full_name) for one in offered])
        mine = [n for n, one in enumerate(offered) if str(one.id) == self._me]
        kept = [n for n, one in enumerate(offered) if one.handle == self._owner]
        self.owner.setCurrentIndex((kept or mine or [-1])[0])
        self.changed.emit()

    def show_life_cycles(self, choices: Mapping[str, NewModelChoice]) -> None:
        """What a new model can run, by the key of its unit."""
        self._life_cycles = choices
        self._show_life_cycle()

    def show_look(self, look: Look, proposals: Proposals) -> None:
        """Propose a place; a name that was typed already stays."""
        self._look = look
        if self._name in ("", self._proposed):
            self.name.setText(look.name)
        self._proposed = look.name
        self.label.clear()
        self.label.addItems(list(look.columns))
        self.label.setCurrentText(look.label)
        self._show_parts(self._of_table, is_shown=look.kind == "table")
        self.show_proposals(proposals)

    def show_proposals(self, proposals: Proposals) -> None:
        """What a person chose stays where it is offered still."""
        self._proposals = proposals
        self._show_places()

    def show_namesakes(self, proposals: Proposals) -> None:
        """Of the name that was typed: it never changes what is registered as."""
        if self._key == NEW:
            self._proposals = proposals
            self._fill_places(NEW)
            self.changed.emit()

    def forget(self) -> None:
        """Another source was chosen."""
        self._look, self._proposals, self._is_several = None, Proposals(), False
        self._show_places()

    @property
    def _key(self) -> str:
        return str(self.place.currentData())

    def _show_places(self) -> None:
        self._fill_places(self._wanted or self._likeliest)
        self._show_place()

    def _fill_places(self, key: str) -> None:
        """What it can be registered as; the place of this key is chosen."""
        twin, models = self._proposals.twin, self._proposals.models
        self.place.clear()
        if twin is not None:
            name = f"{twin.model_name} v{twin.version}"
            self.place.addItem(tr("{name}, as it is").format(name=name), "twin")
        for one in models:
            pattern = tr("v{version} of {name} ({unit})")
            words = pattern.format(version=one.next_version, name=one.name, unit=one.unit_name)
            self.place.addItem(safe_text.one_line(words), str(one.id))
        self.place.addItem(tr("a new model"), NEW)
        self.place.setCurrentIndex(max(0, self.place.findData(key)))

    @property
    def _likeliest(self) -> str:
        """A model that only happens to be open is offered, never chosen by itself."""
        if self._proposals.twin is not None:
            return "twin"
        likely = (str(one.id) for one in self._proposals.models if one.likeness != "opened")
        return next(likely, NEW)

    def show_several(self) -> None:
        """What is the same of all new ones; name and place of each are asked elsewhere."""
        self.forget()
        self._is_several = True
        self._show_parts(self._of_table, is_shown=False)
        self._show_place()

    def _show_place(self) -> None:
        self._show_parts(self._of_model, is_shown=self._key == NEW)
        self._show_parts(self._of_registered, is_shown=self.twin is None)
        self._show_parts(self._of_places, is_shown=not self._is_several)
        if self._is_several:
            self._show_parts(self._of_one, is_shown=False)
        self._show_life_cycle()
        self._why.setText(self._reason())
        self._why.setVisible(bool(self._why.text()))
        self.changed.emit()

    def _reason(self) -> str:
        """Why the chosen place is proposed."""
        if self._is_several:
            return tr("For the models that are new; a next version keeps what its model has.")
        if self.twin is not None:
            return tr("It holds exactly these files: it is opened, and nothing is stored twice.")
        known = self.known
        if known is None:
            return ""
        return words.why_proposed(known, len(self._look.inputs) if self._look is not None else 0)

    def _show_life_cycle(self) -> None:
        if (known := self.known) is not None:
            self.life_cycle.show_bound(known.life_cycle)
        elif self._units:
            unit = self._units[self.unit.currentIndex()][0]
            self.life_cycle.offer(self._life_cycles.get(unit), self._life_cycle)

    @Slot(int)
    def _on_unit_changed(self, _index: int) -> None:
        self._show_life_cycle()
        self.changed.emit()

    @Slot(int)
    def _on_life_cycle_activated(self, _index: int) -> None:
        self._life_cycle = self.life_cycle.key

    @Slot()
    def _show_other(self) -> None:
        """The way to a next version, where the name of a new model is taken."""
        one = self._namesake
        pattern = tr("Register v{version} of {name}")
        words = pattern.format(version=one.next_version, name=one.name) if one else ""
        self.other_button.setText(safe_text.one_line(words))
        self.other_button.setVisible(one is not None)

    @Slot()
    def _on_other_button_clicked(self) -> None:
        if (one := self._namesake) is not None:
            self._wanted = str(one.id)
            self.place.setFocus()
            self._show_places()

    @Slot(int)
    def _on_place_activated(self, _index: int) -> None:
        self._wanted = self._key
        self._show_place()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())
