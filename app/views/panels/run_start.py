"""Starting a life cycle by hand: which model and version, which of the life cycles, with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPlainTextEdit
from typing_extensions import override

from app import texts
from app.errors import InputError
from app.models.queries.run_start import StartOffer, StartWay, load_start_offer
from app.models.rules.free_variables import given_blockers
from app.models.rules.tasks import REASON_MINIMUM
from app.services.commands.processes import Submission, submit
from app.services.commands.remedies import remedy_by_run
from app.services.given_variables import read_variables
from app.texts import told
from app.views import theme
from app.views.dialogs.sheet import Sheet
from app.views.language import tr
from app.views.panels.lineage_picker import ModelPicker
from app.views.screen import Screen
from app.views.widgets.basics import SectionLabel, StyledLabel, caption
from app.views.widgets.button import Button
from app.views.widgets.fields import Choice
from app.views.widgets.form import form
from app.views.widgets.reason_box import ReasonBox
from app.views.widgets.scrim import open_sheet


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a run is started for: on which version, and given with it what.

    `alert_id`: it is to remedy that alert, which then says so with the reason that is asked for.
    """

    model_id: UUID
    title: str
    version: int | None = None  # its number; None: the latest
    variables: str = ""  # as one types them
    alert_id: UUID | None = None


class StartSheet(Sheet):
    """`offer` is what was read of the chosen model; nothing is started before the verb."""

    def __init__(self, screen: Screen, occasion: Occasion | None = None) -> None:
        title = occasion.title if occasion else tr("Start a run")
        super().__init__("runs.start", title, tr("Start it"), screen)
        self._screen = screen
        self._occasion = occasion
        self.offer: StartOffer | None = None
        self.model_button = Button(tr("Choose a model…"), has_menu=True)
        self.model_button.setObjectName("runs.start.model")
        self.model_button.setAutoDefault(False)
        self.model_button.clicked.connect(self._choose_model)
        self.version = Choice(tr("Version"))
        self.version.setObjectName("runs.start.version")
        self.way = Choice(tr("Life cycle"))
        self.way.setObjectName("runs.start.way")
        self.variables = QPlainTextEdit()
        self.variables.setObjectName("runs.start.variables")
        self.variables.setAccessibleName(tr("Variables, one on a line"))
        self.variables.setTabChangesFocus(True)
        self.variables.setPlainText(occasion.variables if occasion else "")
        theme.keep_sized(self.variables, lambda: self.variables.setFixedHeight(theme.px(72)))
        self.body.addWidget(
            form(
                (
                    (tr("Model"), self.model_button),
                    (tr("Version"), self.version),
                    (tr("Life cycle"), self.way),
                    (tr("Variables"), self.variables),
                )
            )
        )
        note = tr("One on a line: name = value. Facts of the model and its version go in anyway.")
        self.body.addWidget(caption(note, wraps=True))
        self.reason: ReasonBox | None = None
        if occasion is not None and occasion.alert_id is not None:
            self.reason = ReasonBox(tr("How it mends the cause"), minimum=REASON_MINIMUM)
            self.reason.edit.setObjectName("runs.start.reason")
            self.reason.changed.connect(self.update_verb)
            self.reason.submitted.connect(self._submit)
            self.body.addWidget(self.reason)
        self.body.addWidget(SectionLabel(tr("What follows")))
        self._follows = StyledLabel("", wraps=True)
        self.body.addWidget(self._follows)
        self.version.activated.connect(self._on_chosen)
        self.way.activated.connect(self._on_chosen)
        self.variables.textChanged.connect(self.update_verb)
        if occasion is not None:
            self.model_button.setEnabled(False)  # the occasion is of one model
        self._on_chosen()
        (self.model_button if occasion is None else self.way).setFocus()

    @property
    def chosen_version(self) -> UUID | None:
        offer = self.offer
        if offer is None or not offer.versions:
            return None
        return offer.versions[self.version.currentIndex()][0]

    @property
    def chosen_way(self) -> StartWay | None:
        offer = self.offer
        return offer.ways[self.way.currentIndex()] if offer and offer.ways else None

    @property
    def given(self) -> dict[str, Any]:
        """The variables as typed.

        Raises:
            InputError: a line is none.
        """
        lines = self.variables.toPlainText().splitlines()
        return read_variables(line for line in lines if line.strip())

    @override
    def lacks(self) -> str:
        offer, version, way = self.offer, self.chosen_version, self.chosen_way
        if offer is None:
            return tr("Choose a model first.")
        if version is None:
            return tr("This model has no version yet; register one with Ctrl+N.")
        if way is None:
            return tr("No life cycle is published for its unit.")
        why_not = _why_not(way, version) or self._ungiven(way)
        return why_not or (self.reason.lacks() if self.reason is not None else "")

    def _ungiven(self, way: StartWay) -> str:
        """What is wrong with a line of the variables, or sets what is not the starter's to set."""
        try:
            refused = given_blockers(self.given, way.held, way.free)
        except InputError as error:
            return f"{told(error.message)} {told(error.hint)}".strip()
        return "\n".join(map(texts.blocker, refused))

    def choose(self, model_id: UUID) -> None:
        """Read what may be started on this model."""
        self._screen.backend.read(
            self.show_offer, load_start_offer, model_id, self._screen.backend.decider.id
        )

    def show_offer(self, offer: StartOffer) -> None:
        self.offer = offer
        self.model_button.setText(offer.model_name)
        _fill(self.version, [f"v{number}" for _, number in offer.versions])
        numbers = [number for _id, number in offer.versions]
        if self._occasion is not None and self._occasion.version in numbers:
            self.version.setCurrentIndex(numbers.index(self._occasion.version))
        _fill(self.way, [f"{told(one.name)} v{one.version}" for one in offer.ways])
        self._on_chosen()
        (self.way if len(offer.ways) > 1 else self.version).setFocus()

    @Slot()
    def _choose_model(self) -> None:
        picker = ModelPicker(self._screen.backend, self)
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.chosen.connect(lambda model_id, _name: self.choose(model_id))
        button = self.model_button
        picker.open_at(button.mapToGlobal(button.rect().bottomLeft()))

    @Slot()
    def _on_chosen(self, _index: int = 0) -> None:
        self._follows.setText(self._consequence())
        free = self.chosen_way.free if self.chosen_way else ()
        self.variables.setPlaceholderText(", ".join(free))
        self.update_verb()

    def _consequence(self) -> str:
        offer, way = self.offer, self.chosen_way
        if offer is None or way is None:
            return tr("A model and one of its life cycles say what will be done.")
        begins = tr("The service starts {life_cycle} on {model} {version}.").format(
            life_cycle=told(way.name), model=offer.model_name, version=self.version.currentText()
        )
        if self.reason is not None:
            begins += " " + tr("The alert is in remediation then, and shows the run.")
        if not offer.under_way:
            return begins
        ends = tr("What is under way ends as superseded: {runs}.")
        return f"{begins} {ends.format(runs=', '.join(offer.under_way))}"


def ask_start(screen: Screen, model_id: UUID | None, told_of: Callable[[Submission], None]) -> None:
    """Open the sheet, on this model if one is given; `told_of` hears what it led to."""
    _open(screen, StartSheet(screen), model_id, told_of)


def ask_start_for(
    screen: Screen, occasion: Occasion, told_of: Callable[[Submission], None]
) -> None:
    """Open the sheet on what gave the occasion: an alert that is to be remedied, a monitor."""
    _open(screen, StartSheet(screen, occasion), occasion.model_id, told_of, occasion.alert_id)


def _open(
    screen: Screen,
    sheet: StartSheet,
    model_id: UUID | None,
    told_of: Callable[[Submission], None],
    alert_id: UUID | None = None,
) -> None:
    def done(found: Submission) -> None:
        sheet.accept()
        told_of(found)

    def send() -> None:
        version, way = sheet.chosen_version, sheet.chosen_way
        if version is None or way is None:  # the verb waits for both
            return
        given: dict[str, Any] = {"template_key": way.key, "variables": sheet.given}
        if sheet.reason is None:
            screen.backend.run(done, submit, version, on_error=sheet.fail, **given)
        else:
            screen.backend.run(
                done, remedy_by_run, alert_id, version, on_error=sheet.fail,
                reason=sheet.reason.text, **given,
            )  # fmt: skip

    sheet.submitted.connect(send)
    if model_id is not None:
        sheet.choose(model_id)
    open_sheet(sheet, draft=(str(alert_id or model_id or ""), "start_run"))


def started_words(found: Submission) -> str:
    """What a start led to, in a sentence."""
    if found.is_new:
        return tr("The start is asked for; the service begins the run")
    return tr("That life cycle has decided on this content already; nothing new began")


def _fill(choice: Choice, words: list[str]) -> None:
    choice.clear()
    choice.addItems(words)
    choice.setEnabled(bool(words))
    choice.updateGeometry()


def _why_not(way: StartWay, version_id: UUID) -> str:
    if way.blockers:
        return "\n".join(map(texts.blocker, way.blockers))
    number = way.run_on(version_id)
    if not number:
        return ""
    return tr("This version is in that life cycle already, in run {number}.").format(number=number)
