"""New monitor: what is measured, on which data, against what, when, and what a breach does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from app import texts
from app.models.queries.monitoring import limits_of
from app.services.commands.monitors import NewMonitor
from app.services.commands.new_monitor import MonitorChoice, OfferedSource, OfferedTest, Spot
from app.texts import titled, word
from app.views import cells, language, theme
from app.views.dialogs.sheet import Sheet
from app.views.language import N_, tr
from app.views.panels.limits import test_name
from app.views.panels.monitoring_words import limit_words, times
from app.views.sheet_fields import propose
from app.views.theme import FontRole
from app.views.widgets.basics import SectionLabel, StyledLabel, caption, row
from app.views.widgets.fields import Choice, NumberBox
from app.views.widgets.form import form

_DELAY_MS = 250
_TICKS_BESIDE = 3
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
CRON, BY_HAND = "cron", "hand"
RHYTHMS: tuple[tuple[str, str], ...] = (
    (N_("Every day"), "* * *"),
    (N_("On weekdays"), "* * 1-5"),
    (N_("On Mondays"), "* * 1"),
    (N_("On the first of the month"), "1 * *"),
    (N_("As a cron expression says"), CRON),
    (N_("Only by hand"), BY_HAND),
)
WINDOWS = ((N_("the hour before"), 3600), (N_("the day before"), 86400),
           (N_("the week before"), 7 * 86400), (N_("the 30 days before"), 30 * 86400))  # fmt: skip
MOST_LIMITS = 4


class NewMonitorSheet(Sheet):
    """`model_asked` and `fires_asked` want an answer; `wanted` is stored once `submitted`."""

    model_asked = Signal(str)
    fires_asked = Signal(str, str)  # cron, zone

    def __init__(self, parent: QWidget, *, model: str = "", zone: str = "") -> None:
        super().__init__("monitoring.new", tr("New monitor"), tr("Make the monitor"), parent)
        self.choice: MonitorChoice | None = None
        self._fires: tuple[datetime, ...] = ()
        self._unread = ""  # why the schedule can't be read
        self._model_delay, self._fires_delay = (
            QTimer(self, singleShot=True, interval=_DELAY_MS) for _ in range(2)
        )
        self._model_delay.timeout.connect(self._ask_model)
        self._fires_delay.timeout.connect(self._ask_fires)
        self._add_what(model)
        self._add_data()
        self._reference = caption(wraps=True)
        self._section(tr("3  Reference"), self._reference)
        self._add_schedule(zone)
        self._limits = caption(wraps=True)
        self._section(tr("5  Limits"), self._limits)
        self._section(tr("6  On a breach"), caption(_on_breach(), wraps=True))
        for one in (self.spot, self.measures, self.source, self.reach, self.rhythm):
            one.currentIndexChanged.connect(self._say_all)
        self._show_choice()
        self._on_rhythm_changed()
        (self.name if model else self.model).setFocus()
        if model:
            self._model_delay.start(0)

    # Parts

    def _section(self, title: str, *parts: QWidget) -> None:
        self.body.addWidget(SectionLabel(title))
        for part in parts:
            self.body.addWidget(part)

    def _edit(self, name: str, object_name: str, text: str = "") -> QLineEdit:
        edit = QLineEdit(text)
        edit.setAccessibleName(name)
        edit.setObjectName(f"monitoring.new.{object_name}")
        edit.setFixedHeight(theme.px(28))
        edit.textChanged.connect(self.update_verb)
        return edit

    def _choice(
        self, name: str, object_name: str, words: Sequence[str] = (), keys: Sequence[str] = ()
    ) -> Choice:
        made = Choice(name, words, keys=keys)
        made.setObjectName(f"monitoring.new.{object_name}")
        # As wide as its words where there is room; a long name ends in "…".
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        made.setMinimumWidth(theme.px(96))
        return made

    def _add_what(self, model: str) -> None:
        self.model = self._edit(tr("Model"), "model", model)
        self.model.textChanged.connect(lambda _text: self._model_delay.start())
        self.name = self._edit(tr("Name of the monitor"), "name", tr("Daily drift"))
        self.spot = self._choice(tr("Stage and service"), "spot")
        words = [tr("All that fit its columns"), tr("Only those that are ticked")]
        self.measures = self._choice(tr("Which measures"), "measures", words, ("all", "ticked"))
        self.measures.currentIndexChanged.connect(self._on_measures_changed)
        self._ticks: dict[str, QCheckBox] = {}
        self._tick_box = QWidget()
        self._tick_box.hide()
        self._tick_grid = QGridLayout(self._tick_box)
        self._tick_grid.setContentsMargins(0, 0, 0, 0)
        self._tick_grid.setVerticalSpacing(4)
        for column in range(_TICKS_BESIDE):
            self._tick_grid.setColumnStretch(column, 1)
        lines = (
            (tr("Model"), self.model),
            (tr("Name"), self.name),
            (tr("Where"), row(self.spot)),
            (tr("Which measures"), row(self.measures)),
        )
        self._section(tr("1  What is measured"), form(lines), self._tick_box)

    def _add_data(self) -> None:
        self.source = self._choice(tr("Data source"), "source")
        self.reach = self._choice(tr("Data of"), "window", *_worded(WINDOWS))
        self.reach.setCurrentIndex(1)
        self.least = NumberBox(tr("Fewest rows"))
        self.least.setObjectName("monitoring.new.least")
        self.least.setDecimals(0)
        self.least.setRange(1, 10_000_000)
        self.least.setValue(100)
        self._its_file = caption(tr("the file of its day"))
        self._place = caption(wraps=True)
        lines = (
            (tr("Data source"), row(self.source)),
            (
                tr("Each run reads"),
                row(self.reach, self._its_file, caption(tr("fewest rows")), self.least),
            ),
        )
        self._section(tr("2  Data"), form(lines), self._place)

    def _add_schedule(self, zone: str) -> None:
        self.rhythm = self._choice(tr("Schedule"), "rhythm", *_worded(RHYTHMS))
        self.rhythm.currentIndexChanged.connect(self._on_rhythm_changed)
        self.clock = self._edit(tr("Time of day"), "clock", "06:00")
        self.clock.setFixedWidth(theme.px(64))
        self.cron = self._edit(tr("Cron expression"), "cron", "0 6 * * *")
        self.zone = self._edit(tr("Time zone"), "zone", zone or "UTC")
        self.zone.setFixedWidth(theme.px(180))
        self._has_own_zone = bool(zone)
        for edit in (self.clock, self.cron, self.zone):
            edit.textChanged.connect(lambda _text: self._wait_for_fires())
        self._times = caption(wraps=True)
        self._times.setObjectName("monitoring.new.times")
        self._section(
            tr("4  Schedule"), row(self.rhythm, self.clock, self.cron, self.zone), self._times
        )

    # What is known

    @property
    def _spot(self) -> Spot | None:
        spots = self.choice.spots if self.choice else ()
        at = self.spot.currentIndex()
        return spots[at] if 0 <= at < len(spots) else None

    @property
    def _source(self) -> OfferedSource | None:
        found = self.choice.sources if self.choice else ()
        at = self.source.currentIndex()
        return found[at] if 0 <= at < len(found) else None

    @property
    def tests(self) -> tuple[str, ...]:
        """The measures that were ticked; empty: what fits the columns."""
        if self.measures.currentIndex() == 0:
            return ()
        return tuple(key for key, box in self._ticks.items() if box.isChecked())

    @property
    def schedule(self) -> str:
        """As a cron expression; empty: by hand."""
        kind = RHYTHMS[self.rhythm.currentIndex()][1]
        if kind == BY_HAND:
            return ""
        if kind == CRON:
            return self.cron.text().strip()
        found = _CLOCK.fullmatch(self.clock.text().strip())
        return f"{int(found[2])} {int(found[1])} {kind}" if found else ""

    @property
    def wanted(self) -> tuple[UUID, NewMonitor]:
        """The model and what was chosen; only while nothing is lacking."""
        choice, spot, source = self.choice, self._spot, self._source
        assert choice is not None
        assert spot is not None
        assert source is not None
        return choice.model_id, NewMonitor(
            name=self.name.text().strip(),
            service_tag=spot.service_tag,
            stage_id=spot.stage_id,
            data_source_id=source.id,
            tests=self.tests,
            cron=self.schedule,
            zone=self.zone.text().strip() or "UTC",
            window_s=WINDOWS[self.reach.currentIndex()][1],
            minimum_rows=round(self.least.value()),
        )

    @override
    def lacks(self) -> str:
        choice = self.choice
        if choice is None:
            return tr("Name the model that is watched.")
        if choice.blockers:
            return "\n".join(map(texts.blocker, choice.blockers))
        return self._name_lacks(choice) or self._parts_lack() or self._schedule_lacks()

    def _name_lacks(self, choice: MonitorChoice) -> str:
        name = self.name.text().strip()
        if not name:
            return tr("Give the monitor a name.")
        if name.casefold() in {one.casefold() for one in choice.taken}:
            return tr("{model} has a monitor of this name.").format(model=choice.model_name)
        return ""

    def _parts_lack(self) -> str:
        if self._spot is None:
            return tr("The path of this model has no stage to watch.")
        if self.measures.currentIndex() and not self.tests:
            return tr("Tick at least one measure.")
        if self._source is None:
            return tr("No data source can be read here: make one in Governance first.")
        return ""

    def _schedule_lacks(self) -> str:
        kind = RHYTHMS[self.rhythm.currentIndex()][1]
        if kind == BY_HAND:
            return ""
        if not self.schedule:
            return tr("Write the time of day as 06:00.")
        if self._unread:
            return self._unread
        return "" if self._fires else tr("Looking up the next times…")

    # Answers

    def show_choice(self, choice: MonitorChoice) -> None:
        """What this model offers; what was ticked before stays."""
        self.errors.clear("sheet")
        if not self._has_own_zone and choice.zone:
            propose(self.zone, choice.zone)
        self.choice = choice
        self._show_choice()

    def show_no_model(self, error: BaseException) -> None:
        self.choice = None
        self._show_choice()
        self.show_problem(error)

    def show_fires(self, fires: tuple[datetime, ...]) -> None:
        self._fires, self._unread = fires, ""
        self._say_all()

    def show_no_fires(self, error: BaseException) -> None:
        self._fires = ()
        self._unread = texts.told(getattr(error, "message", "")) or str(error)
        self._say_all()

    def _show_choice(self) -> None:
        choice = self.choice
        _fill(self.spot, [_spot_words(one) for one in choice.spots] if choice else [])
        _fill(self.source, [one.name for one in choice.sources] if choice else [])
        if choice and not self._ticks:
            self._add_ticks(choice.tests)
        self._say_all()

    def _add_ticks(self, tests: Sequence[OfferedTest]) -> None:
        groups: dict[str, list[OfferedTest]] = {}
        for one in tests:
            groups.setdefault(one.dimension, []).append(one)
        for dimension, members in groups.items():
            top = self._tick_grid.rowCount()
            title = StyledLabel(word(dimension).capitalize(), FontRole.CAPTION_MEDIUM)
            self._tick_grid.addWidget(title, top, 0, 1, _TICKS_BESIDE)
            for n, one in enumerate(members):
                box = QCheckBox(test_name(one.key))
                box.setObjectName(f"monitoring.new.test.{one.key}")
                box.toggled.connect(self._say_all)
                self._ticks[one.key] = box
                line, column = divmod(n, _TICKS_BESIDE)
                self._tick_grid.addWidget(box, top + 1 + line, column)

    @Slot()
    def _say_all(self, _value: object = None) -> None:
        """What follows from what is chosen now."""
        self._place.setText(_place_words(self._source))
        is_file = self._source is not None and self._source.kind == "files"
        self.reach.setVisible(not is_file)
        self._its_file.setVisible(is_file)
        self._reference.setText(_reference_words(self._spot))
        self._times.setText(self._time_words())
        self._limits.setText(self._limit_words())
        self.update_verb()

    def _time_words(self) -> str:
        if RHYTHMS[self.rhythm.currentIndex()][1] == BY_HAND:
            return tr("It runs when somebody, or a life cycle, asks for it.")
        if self._unread:
            return self._unread
        if not self._fires:
            return tr("Looking up the next times…")
        zone = ZoneInfo(self.zone.text().strip() or "UTC")
        found = [_moment(at.astimezone(zone)) for at in self._fires]
        return tr("Next: {times}").format(times=" · ".join(found))

    def _limit_words(self) -> str:
        choice = self.choice
        if choice is None:
            return tr("They come from the policy of the model's unit.")
        if not choice.table:
            return tr("No thresholds are in force here: its results would have no verdict.")
        judged = [one for one in choice.tests
                  if (one.key in self.tests if self.tests else one.is_default)]  # fmt: skip
        said = [f"{test_name(one.key)} {_fails_words(one)}" for one in judged if one.fails]
        more = len(said) - MOST_LIMITS
        if more > 0 and not self.tests:
            said = [*said[:MOST_LIMITS], tr("%n more", "", more)]
        words = tr("Judged by {table}. It fails at: {limits}.").format(
            table=titled(choice.table_title), limits=" · ".join(said) or tr("none")
        )
        never = [test_name(one.key) for one in judged if not one.fails] if self.tests else []
        if never:
            words += " " + tr("No limit fails: {tests}.").format(tests=", ".join(never))
        return " ".join(
            (
                words,
                _tried_words(judged),
                tr("Once it has run, another limit can be tried on its results."),
            )
        )

    # What is asked

    @Slot()
    def _ask_model(self) -> None:
        text = self.model.text().strip()
        if text and (self.choice is None or self.choice.model_name != text):
            self.model_asked.emit(text)

    @Slot()
    def _on_measures_changed(self) -> None:
        self._tick_box.setVisible(self.measures.currentIndex() == 1)

    @Slot()
    def _on_rhythm_changed(self) -> None:
        kind = RHYTHMS[self.rhythm.currentIndex()][1]
        self.cron.setVisible(kind == CRON)
        self.clock.setVisible(kind not in (CRON, BY_HAND))
        self.zone.setVisible(kind != BY_HAND)
        self._wait_for_fires()

    def _wait_for_fires(self) -> None:
        self._fires, self._unread = (), ""
        self._fires_delay.start()
        self._say_all()

    @Slot()
    def _ask_fires(self) -> None:
        if self.schedule:
            self.fires_asked.emit(self.schedule, self.zone.text().strip() or "UTC")


def _fill(choice: Choice, words: Sequence[str]) -> None:
    choice.blockSignals(True)
    choice.clear()
    choice.addItems(list(words))
    choice.setEnabled(bool(words))
    choice.blockSignals(False)
    choice.updateGeometry()


def _spot_words(spot: Spot) -> str:
    if spot.version is None:
        return tr("{stage} · #{service} (nothing serves there yet)").format(
            stage=spot.stage, service=spot.service_tag
        )
    return tr("{stage} · #{service} (v{version} serves)").format(
        stage=spot.stage, service=spot.service_tag, version=spot.version
    )


def _place_words(source: OfferedSource | None) -> str:
    if source is None:
        return tr("Data sources are made in Governance.")
    kind = word(source.kind).capitalize()
    return f"{kind}: {source.place}" if source.place else kind


def _reference_words(spot: Spot | None) -> str:
    if spot is None:
        return tr("The training data of the version that serves.")
    if spot.version is None:
        return tr(
            "The training data of the version that serves at the time. Nothing serves there yet: "
            "until then a run measures nothing."
        )
    if not spot.reference_rows:
        return tr(
            "The training data of the version that serves at the time. Of v{version} no profile is "
            "kept: its runs can't be judged."
        ).format(version=spot.version)
    return tr(
        "The training data of the version that serves at the time: now v{version}, {rows} rows."
    ).format(version=spot.version, rows=cells.significant(spot.reference_rows))


def _fails_words(one: OfferedTest) -> str:
    """ "≥ 0.2" of ">= 0.2 and p < 0.05"."""
    limits = [limit for text in one.fails.split("; ") for limit in limits_of(text)]
    return ", ".join(map(limit_words, limits)) or one.fails


def _tried_words(judged: Sequence[OfferedTest]) -> str:
    """The limits tried on what this model's monitors measured; the most alerts first."""
    known = [(one.fired, one.key) for one in judged if one.fired is not None]
    if not known:
        return tr("No monitor has measured this model in 90 days, so nothing to try them on.")
    said = [f"{test_name(key)} {times(fired)}" for fired, key in sorted(known, key=lambda x: -x[0])]
    more = len(said) - MOST_LIMITS
    if more > 0:
        said = [*said[:MOST_LIMITS], tr("%n more", "", more)]
    words = tr("On what was measured of this model in 90 days they would have fired: {times}.")
    return words.format(times=" · ".join(said))


def _on_breach() -> str:
    return tr(
        "A result that fails raises an alert, as grave as the table says. The same one again is "
        "counted up, not doubled; a passing run on newer data resolves it. A run that does not "
        "come is an alert too. No life cycle starts by itself."
    )


def _moment(at: datetime) -> str:
    day = language.locale().dayName(at.isoweekday(), QLocale.FormatType.ShortFormat)
    return f"{day} {at:%Y-%m-%d %H:%M}"


def _worded(named: Iterable[tuple[str, object]]) -> tuple[list[str], list[str]]:
    """As they are read, and what is meant."""
    names = [name for name, _ in named]
    return [tr(name) for name in names], names
