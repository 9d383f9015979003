"""The same job by mouse and by keys: each press counted, from Home or from the list it begins in.

Words that a person types are free, on both sides: a reason, a name, a day, a filter, a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QWidget
from sqlalchemy import func, select

from app.models.tables.governance import Decision
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.models import NewVersion, add_version
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.inventory_submit import SubmitSheet
from tests.benchmarks.rows import Row, row
from tests.benchmarks.tasks_alerts import alert, raise_some
from tests.benchmarks.tasks_cases import V12_SERVED, export_by_keys, export_by_mouse
from tests.demo_bank import Bank
from tests.hands import Hands
from tests.views.demo_desk import calm, go

REASON = "Seen; the limits hold."
MANY = 200


@dataclass
class Desk:
    """Who sits there, and what the hands may do."""

    bank: Bank
    desktop: Any
    hands: Hands

    @property
    def screen(self) -> Any:
        return self.desktop.window.current_screen

    def at(self, key: str, *, ready: Callable[[Any], object]) -> Any:
        """The screen, once it has what the job needs."""
        self.hands.until(key, lambda: self.desktop.window.current_key == key)
        self.hands.until("its contents", lambda: ready(self.screen))
        calm(self.desktop)
        return self.screen

    def click_rail(self, key: str) -> None:
        rail = self.desktop.window.rail.main
        self.hands.click_row(rail, rail.rail_model.place(key))

    def ask(self, words: str) -> None:
        palette = self.desktop.window.palette_
        self.hands.press("Ctrl+K")
        self.hands.type(words)
        self.hands.until("answer", lambda: palette.model.items and not palette._is_asking)
        self.hands.press("Return")

    def count(self, table: Any, *where: Any) -> int:
        with self.bank.stage.work("ada").reading() as session:
            return session.scalar(select(func.count()).select_from(table).where(*where)) or 0

    def model(self, name: str) -> UUID:
        with self.bank.stage.work("ada").reading() as session:
            found = select(RegisteredModel.id).where(RegisteredModel.name == name)
            return session.scalars(found).one()


Way = Callable[[Desk], Callable[[], object]]  # makes something to act on; then the act itself


@dataclass(frozen=True)
class Job:
    """`begins`: the screen where it begins; `most`: clicks, and keys, that the design says."""

    name: str
    person: str
    begins: str
    most: tuple[int, int]
    by_mouse: Way
    by_keys: Way


def rows(bank: Bank, *, tiny: bool, by_mouse: bool) -> Iterator[Row]:
    """One after the other, each person at one window. Each way has a demo of its own."""
    jobs = JOBS[:2] if tiny else JOBS
    for person in dict.fromkeys(job.person for job in jobs):
        with bank.sit_down(person, drives=False) as (desktop, hands):
            desk = Desk(bank, desktop, hands)
            for job in (one for one in jobs if one.person == person):
                yield _counted(desk, job, by_mouse=by_mouse)


def _counted(desk: Desk, job: Job, *, by_mouse: bool) -> Row:
    """What is pressed before the job's own start, to have something to act on, is not counted."""
    go(desk.desktop, job.begins)
    desk.screen.focus_list()
    calm(desk.desktop)
    act = (job.by_mouse if by_mouse else job.by_keys)(desk)
    before = desk.hands.clicks, desk.hands.keys
    act()
    clicks, keys = desk.hands.clicks - before[0], desk.hands.keys - before[1]
    calm(desk.desktop)
    most, count = (job.most[0], clicks) if by_mouse else (job.most[1], keys)
    word = "clicks" if by_mouse else "keys"
    told = f"{count} {word}" + (f", and {keys} keys" if by_mouse and keys else "")
    return row(f"{job.name}, by {'mouse' if by_mouse else 'keys'}", f"≤ {most} {word}", told,
               count <= most, f"the demo, from {job.begins}, as {job.person}")  # fmt: skip


# Approving what waits


def _case(desk: Desk) -> Any:
    return desk.at("approvals", ready=lambda screen: screen.case.shown is not None)


def _approve_by_mouse(desk: Desk) -> Callable[[], None]:
    before = desk.count(Decision)

    def act() -> None:
        desk.click_rail("approvals")
        desk.hands.click(_case(desk).case.bar.buttons["accept"])
        sheet = desk.hands.sheet(DecisionDialog)
        desk.hands.type(REASON)
        desk.hands.click(sheet.sign_button)
        desk.hands.until("vote", lambda: desk.count(Decision) > before)

    return act


def _approve_by_keys(desk: Desk) -> Callable[[], None]:
    before = desk.count(Decision)

    def act() -> None:
        desk.hands.press("Ctrl+J")
        _case(desk)
        desk.hands.press("Y")
        desk.hands.sheet(DecisionDialog)
        desk.hands.type(REASON)
        desk.hands.press("Ctrl+Return")
        desk.hands.until("vote", lambda: desk.count(Decision) > before)

    return act


# Asking for a promotion, of a new version that is on no way yet


def _new_version(desk: Desk, name: str) -> UUID:
    new = NewVersion("entry", "Refresh")
    found: UUID = desk.bank.stage.work("sanne").write(add_version, desk.model(name), new).id
    desk.screen.refresh()
    calm(desk.desktop)
    return found


def _shows(name: str) -> Callable[[Any], bool]:
    return lambda screen: screen.pane.detail is not None and screen.pane.detail.row.name == name


def _click_model(desk: Desk, name: str) -> Any:
    desk.click_rail("inventory")
    screen = desk.at("inventory", ready=lambda screen: screen.model.rowCount() > 0)
    place = next(n for n, one in enumerate(screen.model.rows) if one.name == name)
    desk.hands.click_row(screen.table, place, 1)
    return desk.at("inventory", ready=_shows(name))


def _submitted(desk: Desk, version: UUID) -> None:
    """The service, which does not run here, is told to begin."""

    def is_asked() -> bool:
        with desk.bank.stage.work("ada").reading() as session:
            return any(
                one.get("version_id") == str(version)
                for one in session.scalars(select(EngineInbox.payload))
            )

    desk.hands.until("its submission", is_asked)


def _request_by_mouse(desk: Desk) -> Callable[[], None]:
    version = _new_version(desk, "hmrm")

    def act() -> None:
        screen = _click_model(desk, "hmrm")
        button = screen.pane.findChild(QWidget, "inventory.submit.button")
        desk.hands.until("way on", button.isEnabled)
        desk.hands.click(button)
        sheet = desk.hands.sheet(SubmitSheet)
        desk.hands.until("what follows", sheet.verb_button.isEnabled)
        desk.hands.click(sheet.verb_button)
        _submitted(desk, version)

    return act


def _request_by_keys(desk: Desk) -> Callable[[], None]:
    version = _new_version(desk, "hmrm")

    def act() -> None:
        desk.ask("hmrm")
        screen = desk.at("inventory", ready=_shows("hmrm"))
        button = screen.pane.findChild(QWidget, "inventory.submit.button")
        desk.hands.until("way on", button.isEnabled)
        desk.hands.press("P")
        sheet = desk.hands.sheet(SubmitSheet)
        desk.hands.until("what follows", sheet.verb_button.isEnabled)
        desk.hands.press("Ctrl+Return")
        _submitted(desk, version)

    return act


# Alerts, in their list


def _only(desk: Desk, count: int, name: str) -> list[UUID]:
    """New ones, alone in the list, the first of them under the cursor."""
    made = raise_some(desk.bank, count, name)
    screen = desk.screen
    screen.apply_filter(name)
    desk.hands.until("them alone", lambda: screen.list.model.total == count)
    screen.list.table.select_first()
    desk.hands.until("the first", lambda: _is_shown(screen))
    screen.focus_list()
    calm(desk.desktop)
    return made


def _is_shown(screen: Any) -> bool:
    now, shown = screen.list.table.current_row(), screen.detail.shown
    return now is not None and shown is not None and bool(shown.row.id == now.id)


def _taken(desk: Desk, alert_id: UUID) -> bool:
    return alert(desk.bank, alert_id).state == "acknowledged"


def _acknowledge(desk: Desk, made: list[UUID], *, by_mouse: bool) -> None:
    detail, hands = desk.screen.detail, desk.hands
    hands.until("way on", detail.acknowledge.isEnabled)
    if by_mouse:
        hands.click(detail.acknowledge)
    else:
        hands.press("A")
    hands.until("question", detail.reason.edit.hasFocus)
    hands.type(REASON)
    if by_mouse:
        hands.click(detail.reason.accept)
    else:
        hands.press("Return")
    hands.until("all stored", lambda: all(_taken(desk, one) for one in made))
    hands.until("end of the question", lambda: not detail.reason.isVisible())


def _one(desk: Desk, *, by_mouse: bool) -> Callable[[], None]:
    made = _only(desk, 1, "one")
    return lambda: _acknowledge(desk, made, by_mouse=by_mouse)


def _back(desk: Desk, *, by_mouse: bool) -> Callable[[], None]:
    made = _only(desk, 1, "back")
    _acknowledge(desk, made, by_mouse=False)
    registry, toasts = desk.desktop.window.actions_registry, desk.desktop.window.toasts
    desk.hands.until("way back", lambda: not registry.reason("edit.undo"))
    calm(desk.desktop)

    def act() -> None:
        if by_mouse:
            buttons = toasts.findChildren(QWidget, "toast.undo")
            desk.hands.click([one for one in buttons if one.isVisible()][-1])
        else:
            desk.hands.press("Ctrl+Z")
        desk.hands.until("open alert", lambda: not _taken(desk, made[0]))

    return act


def _next(desk: Desk, *, by_mouse: bool) -> Callable[[], None]:
    _only(desk, 2, "next")
    screen = desk.screen
    before = screen.detail.shown.row.id

    def act() -> None:
        if by_mouse:
            desk.hands.click_row(screen.list.table, 1, 1)
        else:
            desk.hands.press("J")
        desk.hands.until("the next", lambda: screen.detail.shown.row.id != before)

    return act


def _many(desk: Desk, *, by_mouse: bool) -> Callable[[], None]:
    """All of a list are chosen by Ctrl+A, also where the rest are clicks."""
    made = _only(desk, MANY, "many")

    def act() -> None:
        desk.hands.press("Ctrl+A")
        _acknowledge(desk, [made[0], made[-1]], by_mouse=by_mouse)

    return act


# Looking


def _production(desk: Desk, *, by_mouse: bool) -> Callable[[], None]:
    screen = desk.screen
    name = "facet.stage.PROD"
    desk.hands.until("facets", lambda: screen.facets.findChild(QCheckBox, name))

    def act() -> None:
        if by_mouse:
            box = screen.facets.findChild(QCheckBox, name)
            desk.hands.click(box, QPoint(box.height() // 2, box.height() // 2))
        else:
            desk.hands.press("/")
            desk.hands.type("stage:PROD")
            desk.hands.press("Return")
        desk.hands.until("condition", lambda: str(screen.filter.query) == "stage:PROD")
        desk.hands.until("its rows", lambda: _stages(screen) == {"PROD"})

    return act


def _stages(screen: Any) -> set[str]:
    return {one.stage for one in screen.model.rows}


def _served(desk: Desk, *, by_mouse: bool) -> Callable[[], None]:
    day = f"{datetime.now(UTC) - V12_SERVED:%Y-%m-%d}"

    def act() -> None:
        if by_mouse:
            desk.click_rail("lineage")
            screen = desk.at("lineage", ready=lambda screen: screen.model_id is not None)
            desk.hands.click(screen.head.as_of)
            desk.hands.type(day)
            desk.hands.press("Return")
        else:
            desk.ask(f"= cc-fraud {day}")
        desk.at("lineage", ready=lambda screen: ": v12 on " in screen.head.serving.sentence)

    return act


def _compared(desk: Desk, *, by_mouse: bool) -> Callable[[], None]:
    """The version that is shown, with the one that serves."""

    def act() -> None:
        if by_mouse:
            screen = _click_model(desk, "cc-fraud")
            desk.hands.click(screen.pane.findChild(QWidget, "inventory.diff.button"))
        else:
            desk.ask("cc-fraud")
            screen = desk.at("inventory", ready=_shows("cc-fraud"))
            desk.hands.press("D")
        desk.hands.until("difference", screen.pane.diff.isVisible)

    return act


def _places(desk: Desk, *, by_mouse: bool) -> Callable[[], None]:
    """Why aml-screening can not go anywhere, and what would mend it."""

    def act() -> None:
        if by_mouse:
            desk.click_rail("runtimes")
        else:
            desk.hands.press("G", "M")
        screen = desk.at("runtimes", ready=lambda screen: screen.version.count() > 0)
        if by_mouse:
            desk.hands.click(screen.version)
            view = screen.version.view()
            desk.hands.until("versions", view.isVisible)
            place = screen.version.findText("aml-screening", Qt.MatchFlag.MatchStartsWith)
            desk.hands.click_row(view, place)
        else:
            desk.hands.press("/")
            desk.hands.type("aml")
        desk.hands.until("places", lambda: screen.places.fixes)

    return act


def _proof(desk: Desk, *, by_mouse: bool) -> Callable[[], None]:
    file = desk.bank.home / "proof.zip"

    def act() -> None:
        if by_mouse:
            desk.click_rail("lineage")
        else:
            desk.hands.press("G", "L")
        screen = desk.at("lineage", ready=lambda screen: screen.model_id is not None)
        if by_mouse:
            export_by_mouse(desk.desktop, desk.hands, screen, file)
        else:
            export_by_keys(desk.desktop, desk.hands, screen, file)
        desk.hands.until("proof", file.is_file)

    return act


def _both(way: Callable[..., Callable[[], None]]) -> tuple[Way, Way]:
    return partial(way, by_mouse=True), partial(way, by_mouse=False)


# What the design says: clicks, and keys besides text.
JOBS = (
    Job("approve a waiting promotion", "jo", "home", (3, 3), _approve_by_mouse, _approve_by_keys),
    Job("which version served on a past day", "jo", "home", (3, 2), *_both(_served)),
    Job("only the models in production", "sanne", "inventory", (1, 2), *_both(_production)),
    Job("compare two versions", "sanne", "home", (3, 3), *_both(_compared)),
    Job("request a promotion", "sanne", "home", (4, 4), _request_by_mouse, _request_by_keys),
    Job("acknowledge one alert", "tom", "alerts", (2, 2), *_both(_one)),
    Job("undo an acknowledgement", "tom", "alerts", (1, 1), *_both(_back)),
    Job("the next alert while reading one", "tom", "alerts", (1, 1), *_both(_next)),
    Job(f"acknowledge {MANY} alerts of one cause", "tom", "alerts", (2, 3), *_both(_many)),
    Job("why a version can not go somewhere", "tom", "home", (3, 3), *_both(_places)),
    Job("export a proof", "jo", "home", (4, 5), *_both(_proof)),
)
