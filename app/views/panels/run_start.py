"""Starting a life cycle by hand: which model and version, which of the life cycles, with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from app import texts
from app.errors import InputError
from app.models.queries.run_links import RunLink, find_started
from app.models.queries.run_start import StandingRun, StartOffer, StartWay
from app.models.rules.free_variables import given_blockers
from app.models.rules.tasks import REASON_MINIMUM
from app.services.commands.processes import Submission, submit
from app.services.commands.remedies import remedy_by_run
from app.services.given_variables import read_variables
from app.services.reopening import REJECTED
from app.services.start_offers import load_start
from app.texts import told
from app.views import theme
from app.views.dialogs.sheet import Sheet
from app.views.language import tr
from app.views.panels.lineage_picker import ModelPicker
from app.views.places import ObjectRef
from app.views.screen import Screen
from app.views.widgets.basics import SectionLabel, StyledLabel, caption
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice
from app.views.widgets.form import form
from app.views.widgets.reason_box import ReasonBox
from app.views.widgets.scrim import open_sheet
from app.views.widgets.toasts import Offer


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
        # As wide as the fields below it.
        self.model_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
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
        self.standing = Button(kind=Kind.LINK)
        self.standing.setObjectName("runs.start.standing")
        self.standing.setAutoDefault(False)
        self.standing.clicked.connect(self._open_standing)
        self.body.addWidget(self.standing, alignment=Qt.AlignmentFlag.AlignLeft)
        self.version.activated.connect(self._on_chosen)
        self.way.activated.connect(self._on_chosen)
        self.variables.textChanged.connect(self.update_verb)
        if occasion is not None:
            self.model_button.setEnabled(False)  # the occasion is of one model
        self._on_chosen()
        if occasion is None:
            self.model_button.setFocus()
        else:
            (self.reason or self.way).setFocus()

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
    def standing_run(self) -> StandingRun | None:
        """Because of which nothing new would begin."""
        version, way = self.chosen_version, self.chosen_way
        return way.run_on(version) if way is not None and version is not None else None

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
            return tr("This model has no version yet; register one in Inventory.")
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
            self.show_offer, load_start, model_id, self._screen.backend.decider.id
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
        self._begin_at().setFocus()

    def refuse(self) -> None:
        """Nothing new began: what was found since stands there, and every word typed stays."""
        self.fail(
            InputError(
                tr("Nothing new began."),
                hint=tr("This version is in that life cycle, or it has decided on it as it is."),
            )
        )
        offer = self.offer
        if offer is not None and not self.is_left:
            self._screen.backend.read(
                self._show_again, load_start, offer.model_id, self._screen.backend.decider.id
            )

    def _show_again(self, offer: StartOffer) -> None:
        """What was chosen stays chosen, where it is still there."""
        version, way = self.chosen_version, self.chosen_way
        self.show_offer(offer)
        versions = [version_id for version_id, _number in offer.versions]
        keys = [one.key for one in offer.ways]
        if version in versions:
            self.version.setCurrentIndex(versions.index(version))
        if way is not None and way.key in keys:
            self.way.setCurrentIndex(keys.index(way.key))
        self._on_chosen()

    def _begin_at(self) -> QWidget:
        """What a person has to decide first: what is in the way, else what is not chosen yet."""
        is_several = self.offer is not None and len(self.offer.ways) > 1
        if self.reason is None:
            return self.way if is_several else self.version
        if self.reason.text:
            return self.reason
        if self.standing_run is not None:
            return self.version
        return self.way if self.chosen_way and self.chosen_way.blockers else self.reason

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
        run = self.standing_run
        self.standing.setVisible(run is not None)
        self.standing.setText(tr("Open run {number}").format(number=run.number) if run else "")
        free = self.chosen_way.free if self.chosen_way else ()
        may = tr("May be left empty. Can be set: {names}").format(names=", ".join(free))
        self.variables.setPlaceholderText(may if free else "")
        self.update_verb()

    @Slot()
    def _open_standing(self) -> None:
        """What was begun here is kept as a draft."""
        run, screen = self.standing_run, self._screen
        if run is not None:
            self.reject()
            screen.shell.open_ref(_run_ref(run.id, run.number))

    def started_words(self) -> str:
        """What is said once the start is asked for."""
        offer, way = self.offer, self.chosen_way
        said = tr("{life_cycle} on {model} {version} is asked for; the service begins the run")
        return said.format(
            life_cycle=told(way.name) if way else "",
            model=offer.model_name if offer else "",
            version=self.version.currentText(),
        )

    def _consequence(self) -> str:
        offer, way = self.offer, self.chosen_way
        if offer is None or way is None:
            return tr("A model and one of its life cycles say what will be done.")
        if self.standing_run is not None:
            said = tr(
                "No run begins: {version} is in this life cycle already, or was decided on in run "
                "{number}. Choose another life cycle, or register a newer version."
            )
            return said.format(version=self.version.currentText(), number=self.standing_run.number)
        if way.blockers:
            return tr("No run begins: choose another life cycle or another version.")
        begins = tr("The service starts {life_cycle} on {model} {version}.").format(
            life_cycle=told(way.name), model=offer.model_name, version=self.version.currentText()
        )
        if self.reason is not None:
            begins += " " + tr("The alert is in remediation then, and shows the run.")
        if not offer.under_way:
            return begins
        ends = tr("What is under way ends as superseded: {runs}.")
        return f"{begins} {ends.format(runs=', '.join(offer.under_way))}"


def ask_start(screen: Screen, model_id: UUID | None, started: Callable[[], object]) -> None:
    """Open the sheet, on this model if one is given; `started` is called where one is asked for."""
    _open(screen, StartSheet(screen), model_id, started)


def ask_start_for(screen: Screen, occasion: Occasion, started: Callable[[], object]) -> None:
    """Open the sheet on what gave the occasion: an alert that is to be remedied, a monitor."""
    _open(screen, StartSheet(screen, occasion), occasion.model_id, started, occasion.alert_id)


def _open(
    screen: Screen,
    sheet: StartSheet,
    model_id: UUID | None,
    started: Callable[[], object],
    alert_id: UUID | None = None,
) -> None:
    def done(words: str, found: Submission) -> None:
        if not found.is_new:
            sheet.refuse()
            return
        sheet.accept()
        way = Offer(tr("Open the run"), partial(_open_started, screen, found.start_key))
        screen.shell.toast(words, way)
        started()

    def send() -> None:
        version, way = sheet.chosen_version, sheet.chosen_way
        if version is None or way is None:  # the verb waits for both
            return
        given: dict[str, Any] = {"template_key": way.key, "variables": sheet.given}
        told_of = partial(done, sheet.started_words())
        if sheet.reason is None:
            screen.backend.run(told_of, submit, version, on_error=sheet.fail, **given)
        else:
            screen.backend.run(
                told_of, remedy_by_run, alert_id, version, on_error=sheet.fail,
                reason=sheet.reason.text, **given,
            )  # fmt: skip

    sheet.submitted.connect(send)
    if model_id is not None:
        sheet.choose(model_id)
    open_sheet(sheet, draft=(str(alert_id or model_id or ""), "start_run"))


def open_run(screen: Screen, run: StandingRun) -> None:
    screen.shell.open_ref(_run_ref(run.id, run.number))


def _open_started(screen: Screen, start_key: str) -> None:
    def show(run: RunLink | None) -> None:
        if run is None:
            screen.shell.toast(tr("The service has not begun the run yet; it will stand here"))
            screen.shell.go("runs")
        else:
            screen.shell.open_ref(_run_ref(run.id, run.number))

    screen.backend.read(show, find_started, start_key)


def _run_ref(run_id: UUID, number: int) -> ObjectRef:
    return ObjectRef("run", str(run_id), tr("Run {number}").format(number=number))


def _fill(choice: Choice, words: list[str]) -> None:
    choice.clear()
    choice.addItems(words)
    choice.setEnabled(bool(words))
    choice.updateGeometry()


def _why_not(way: StartWay, version_id: UUID) -> str:
    if way.blockers:
        return "\n".join(map(texts.blocker, way.blockers))
    run = way.run_on(version_id)
    return standing_words(run) if run is not None else ""


def standing_words(run: StandingRun) -> str:
    """Why a version that this run is or was about begins nothing."""
    if not run.outcome:
        said = tr("This version is in that life cycle already, in run {number}.")
    elif run.outcome == REJECTED:
        said = tr(
            "Run {number} rejected this version, and nothing of it is new since. Change it or add"
            " a document, or choose another version."
        )
    else:
        said = tr(
            "Run {number} decided on this version as it is. Choose another version, or register"
            " a new one in Inventory."
        )
    return said.format(number=run.number)
