"""Times in which nothing is deployed: planned for a runtime or a stage, and ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimeZone, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app import texts
from app.errors import InputError
from app.models.queries.runtime_map import RuntimeMap
from app.models.queries.runtimes import RuntimeRow
from app.models.queries.windows import WindowRow
from app.models.rules.blockers import Blocker
from app.models.rules.roles import Role
from app.models.rules.windows import FROZEN_KINDS, ONCE_AT_MOST_DAYS, Span, plan_blockers
from app.services.commands.windows import NewWindow, end_window, plan_window
from app.views import cells, theme
from app.views.backend import Backend
from app.views.language import tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.runtimes_words import window_words
from app.views.sheet_fields import propose
from app.views.typed_day import Typed, read_typed
from app.views.widgets.basics import row
from app.views.widgets.fields import Choice
from app.views.widgets.form import form
from app.views.widgets.moment_edit import MomentEdit
from app.views.widgets.moment_picker import Ahead, MomentButton
from app.views.widgets.scrim import open_sheet
from app.views.zones import zone

_LASTS = timedelta(hours=2)  # maintenance, unless something else is said
_FULL = "A reason that is long enough."  # the box beside it says what a reason lacks


class PlanSheet(ConfirmSheet):
    """What is closed, from when until when, and why."""

    def __init__(self, found: RuntimeMap, one: RuntimeRow | None, parent: QWidget) -> None:
        self._targets = list(_targets(found, one))
        self._units = sorted(found.freezers.values(), key=lambda one: one.key)
        self.target = Choice(tr("What is closed"), [one.words for one in self._targets])
        self.target.setObjectName("windows.target")
        keys = [one.key for one in self._units]
        self.unit = Choice(tr("Unit"), [one.name for one in self._units], keys=keys)
        self.unit.setObjectName("windows.unit")
        first = _next_hour(found.now)
        self.since, since = _moment_line(tr("From"), "windows.from", first)
        self.until, until = _moment_line(tr("Until"), "windows.until", first + _LASTS)
        clock = _zone().removeprefix("Etc/")  # as the status bar names it
        self.is_weekly = QCheckBox(tr("Every week, by the clock of {zone}").format(zone=clock))
        self.is_weekly.setObjectName("windows.weekly")
        lines = [(tr("What is closed"), self.target), (tr("From"), since), (tr("Until"), until)]
        lines.append((tr("Again"), self.is_weekly))
        if len(self._units) > 1:
            lines.append((tr("Unit"), self.unit))
        super().__init__(
            tr("Plan a time without deployments"), tr("Plan it"), parent, body=form(lines)
        )
        for edit in (self.since, self.until):
            edit.textChanged.connect(self._judge)
        self.target.currentIndexChanged.connect(self._judge)
        self.is_weekly.toggled.connect(self._judge)
        self._judge()
        self.since.setFocus()

    def new_window(self) -> NewWindow:
        """What is typed.

        Raises:
            InputError: one of the two is no time.
        """
        target = self._targets[self.target.currentIndex()]
        is_units = not target.runtime and bool(self._units)
        unit = self._units[max(0, self.unit.currentIndex())].key if is_units else ""
        weekly = self.is_weekly.isChecked()
        return NewWindow(
            _typed(self.since).first, _typed(self.until).last,
            self.reason.text if self.reason else "",
            runtime=target.runtime, stage=target.stage, stage_kind=target.kind, unit=unit,
            is_weekly=weekly,
            zone=_zone() if weekly else "",
        )  # fmt: skip

    @Slot()
    def _judge(self, _value: object = None) -> None:
        self.unit.setEnabled(not self._targets[self.target.currentIndex()].runtime)
        try:
            new = self.new_window()
        except InputError as error:
            self.set_consequences([])
            self.set_blocked(error.message)
            return
        found = plan_blockers(
            Span(new.starts_at, new.ends_at), is_freeze=False, is_weekly=new.is_weekly,
            zone=new.zone, reason=_FULL, roles={Role.OPERATOR},
        )  # fmt: skip
        self.set_blocked("\n".join(map(texts.blocker, found)))
        when = tr("from {since} to {until}").format(
            since=cells.moment(new.starts_at), until=cells.moment(new.ends_at)
        )
        follows = tr("A deployment that comes {when} waits for its end, and says so.")
        self.set_consequences(
            [
                follows.format(when=when),
                tr("An emergency release and a roll back pass. What serves, serves on."),
            ]
        )


Changed = Callable[[ConfirmSheet, str, object], None]


class WindowActs(QObject):
    """Opens the sheets and sends what they say; `changed` is told the sheet, and what was done."""

    def __init__(self, parent: QWidget, backend: Backend, changed: Changed) -> None:
        super().__init__(parent)
        self._over, self._backend, self._changed = parent, backend, changed

    def of_runtime(self, found: RuntimeMap, one: RuntimeRow) -> list[tuple[WindowRow, str]]:
        """What closes a runtime now or later, each with why this reader can't end it."""
        stages = found.matrix.stages_of(one.stage_tags)
        rows = [each for each in found.windows if each.is_about(one.id, stages)]
        return [(each, _why_not_end(found, each)) for each in rows]

    def why_not(self, found: RuntimeMap | None, one: RuntimeRow | None) -> str:
        if found is None or (one is None and not found.freezers):
            return tr("Choose a runtime first.")
        if found.freezers or one is None:
            return ""
        return "\n".join(map(texts.blocker, found.blockers.get(one.id, ())))

    def plan(self, found: RuntimeMap, one: RuntimeRow | None) -> None:
        sheet = PlanSheet(found, one, self._over)
        sheet.confirmed.connect(partial(self._plan, sheet))
        open_sheet(sheet, draft=(str(one.id) if one else "", "plan_window"))

    def _plan(self, sheet: PlanSheet, _reason: str) -> None:
        done = partial(self._changed, sheet, tr("The window is planned"))
        self._backend.run(done, plan_window, sheet.new_window(), on_error=sheet.fail)

    @Slot(object)
    def end(self, window: WindowRow) -> None:
        sheet = ConfirmSheet(
            tr("End window {number}").format(number=window.number),
            tr("End it"),
            self._over,
            facts=[(tr("Window"), window_words(window))],
            consequences=[tr("What waits for it is deployed within a minute.")]
            if window.is_in_force
            else [],
        )
        sheet.confirmed.connect(partial(self._end, sheet, window))
        open_sheet(sheet, draft=(str(window.id), "end_window"))

    def _end(self, sheet: ConfirmSheet, window: WindowRow, reason: str) -> None:
        words = tr("Window {number} has ended").format(number=window.number)
        done = partial(self._changed, sheet, words)
        self._backend.run(done, end_window, window.id, reason=reason, on_error=sheet.fail)


@dataclass(frozen=True, slots=True)
class _Target:
    """What may be closed: a runtime, a stage (by its id), the stages of a kind; none: every one."""

    words: str
    runtime: str = ""
    stage: str = ""
    kind: str = ""


def _targets(found: RuntimeMap, one: RuntimeRow | None) -> Iterator[_Target]:
    """What this reader may close."""
    if one is not None and not found.blockers.get(one.id):
        words = tr("Maintenance of {name}").format(name=one.name)
        yield _Target(words, runtime=one.name)
    if not found.freezers:
        return
    known = [stage for column in found.matrix.columns for stage in column.stages]
    for stage in known:
        is_one_of_many = sum(each.name == stage.name for each in known) > 1
        pattern = tr("Freeze of {stage} ({path})") if is_one_of_many else tr("Freeze of {stage}")
        words = pattern.format(stage=stage.name, path=stage.path)
        yield _Target(words, stage=str(stage.id))
    for kind in FROZEN_KINDS:
        words = tr("Freeze of every stage of the kind {kind}").format(kind=texts.word(kind))
        yield _Target(words, kind=kind)
    yield _Target(tr("Freeze of every stage"))


def _why_not_end(found: RuntimeMap, window: WindowRow) -> str:
    if window.runtime_id is None:
        is_free = window.unit_id in found.freezers
        return "" if is_free else texts.blocker(Blocker("window.freeze"))
    return "\n".join(map(texts.blocker, found.blockers.get(window.runtime_id, ())))


def _next_hour(now: datetime) -> datetime:
    local = now.astimezone(zone())
    return local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _moment_line(name: str, object_name: str, first: datetime) -> tuple[QLineEdit, QWidget]:
    """A moment that is typed, or chosen from the calendar beside it."""
    edit = MomentEdit()
    propose(edit, cells.moment(first))
    edit.setAccessibleName(name)
    edit.setObjectName(object_name)
    edit.setFixedHeight(theme.px(30))
    ahead = Ahead(ONCE_AT_MOST_DAYS, lambda _at: "")
    button = MomentButton(edit, partial(_moment_or_none, edit), ahead)
    button.chosen.connect(lambda at: edit.setText(cells.moment(at)))
    return edit, row(edit, button)


def _typed(edit: QLineEdit) -> Typed:
    now = datetime.now(UTC)
    return read_typed(edit.text(), is_ahead=True) or Typed(now, now)


def _moment_or_none(edit: QLineEdit) -> datetime | None:
    try:
        return _typed(edit).first
    except InputError:
        return None


def _zone() -> str:
    """The name of the zone in which the reader reads times."""
    chosen = zone()
    if isinstance(chosen, ZoneInfo) and chosen.key:
        return chosen.key
    return bytes(QTimeZone.systemTimeZoneId().data()).decode() or "UTC"
