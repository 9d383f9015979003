"""Diagnostics: what this program is and stands on, a test of its parts, the log. No secrets."""

from __future__ import annotations

import platform
import time
from dataclasses import dataclass
from pathlib import Path

import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontInfo, QImage, QPainter, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.config import VERSION, data_folder
from app.models.queries.status import time_of_one_question
from app.services.log_file import log_folder
from app.services.secrets import system_keyring
from app.views import cells, painting, theme
from app.views.backend import Backend
from app.views.cells import State, Status
from app.views.language import locale, tr
from app.views.opening_outside import open_place
from app.views.opening_page import STEPS
from app.views.theme import FontRole
from app.views.timings import OPENED, READ, SCREEN, STORED, Timings
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import FactList, SectionLabel, StateChip, StyledLabel, row
from app.views.widgets.button import Button

_DRAWN = 2_000
SLOW_DATABASE_MS, SLOW_DRAWING_MS = 200, 400


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the self test."""

    part: str
    status: Status
    said: str


def keyring_finding(_session: object = None) -> Finding:
    """Asked in a thread: a keyring may want to be unlocked."""
    found = system_keyring()
    if found is None:
        return Finding(
            tr("Keyring"),
            Status.WARNING,
            tr("none that keeps others out; secrets go into files of your own or an encrypted one"),
        )
    return Finding(tr("Keyring"), Status.OK, type(found).__module__.rpartition(".")[2])


def database_finding(milliseconds: float) -> Finding:
    status = Status.OK if milliseconds < SLOW_DATABASE_MS else Status.WARNING
    said = tr("answered in {milliseconds} ms").format(milliseconds=f"{milliseconds:.1f}")
    return Finding(tr("Database"), status, said)


def font_finding() -> Finding:
    wanted = theme.font(FontRole.BODY)
    used = QFontInfo(wanted).family()
    is_ours = used == wanted.family()
    status = Status.OK if is_ours else Status.WARNING
    said = (
        used
        if is_ours
        else tr("{used} instead of {wanted}").format(used=used, wanted=wanted.family())
    )
    return Finding(tr("Fonts"), status, said)


def drawing_finding() -> Finding:
    """Time to write 2,000 words into a picture: what a long table is made of."""
    image = QImage(800, 600, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    font, color = theme.font(FontRole.BODY), theme.tokens().text
    began = time.perf_counter()
    for n in range(_DRAWN):
        painting.draw_text(painter, 10, 10 + n % 580, f"cc-fraud v{n}", font, color)
    painter.end()
    took = (time.perf_counter() - began) * 1_000
    status = Status.OK if took < SLOW_DRAWING_MS else Status.WARNING
    said = tr("{count} words in {milliseconds} ms").format(count=_DRAWN, milliseconds=f"{took:.0f}")
    return Finding(tr("Drawing"), status, said)


class DiagnosticsPart(QWidget):
    """Facts, the self test, and the ways out: copy, open the log."""

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._findings: dict[str, Finding] = {}
        self.facts = FactList(label_width=160)
        self.facts.set_facts(self._facts())
        self.measured = FactList(label_width=160)
        self.results = FactList(label_width=160)
        self.test_button = Button(tr("Test now"), icon="play")
        self.test_button.setObjectName("settings.diagnostics.test")
        self.copy_button = Button(tr("Copy report"), icon="copy")
        self.copy_button.setObjectName("settings.diagnostics.copy")
        self.log_button = Button(tr("Open the folder of the log"), icon="external-link")
        self.log_button.setObjectName("settings.diagnostics.log")
        self.said = StyledLabel("", is_secondary=True, wraps=True)
        self._banners = BannerArea()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.facts)
        layout.addWidget(SectionLabel(tr("Measured since this window opened")))
        layout.addWidget(self.measured)
        layout.addWidget(SectionLabel(tr("Self test")))
        layout.addWidget(self.results)
        layout.addWidget(row(self.test_button, self.copy_button, self.log_button))
        layout.addWidget(self.said)
        layout.addWidget(self._banners)
        self.test_button.clicked.connect(self.test)
        self.copy_button.clicked.connect(self._copy)
        self.log_button.clicked.connect(self._open_log)
        self.log_button.set_blocked("" if self._folder().is_dir() else tr("There is no log yet."))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure()

    def _measure(self) -> None:
        self.measured.set_facts(measured_facts(self._backend.timings))

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(self._findings.values())

    def test(self) -> None:
        """Each part answers when it can; none waits for another."""
        self._findings.clear()
        self._measure()
        self._backend.read(self._on_database_timed, time_of_one_question)
        self._backend.read(self._take, keyring_finding)
        self._take(font_finding())
        self._take(drawing_finding())

    def report(self) -> str:
        """Versions, the machine, times, the self test. No names of people, no secrets."""
        facts = (*self._facts(), *measured_facts(self._backend.timings))
        lines = [f"{name}: {value}" for name, value in facts]
        lines += [f"{one.part}: {one.status.value}, {one.said}" for one in self.findings]
        return "\n".join(lines)

    def _facts(self) -> list[tuple[str, str]]:
        home = self._home()
        facts = [
            ("Modelward", VERSION),
            (tr("System"), f"{platform.system()} {platform.release()} {platform.machine()}"),
            ("Python", platform.python_version()),
            ("Qt", f"{qVersion()} (PySide6 {PySide6.__version__})"),
            (tr("Drawn by"), theme.application().platformName()),
        ]
        if home:
            facts.append((tr("Data folder"), str(home)))
        size = locale().formattedDataSize(_size(self._folder()))
        log = tr("{size} in {folder}").format(size=size, folder=self._folder())
        return [*facts, (tr("Log"), log)]

    def _home(self) -> Path | None:
        home = getattr(self._backend.settings, "home", None)
        return home if isinstance(home, Path) else None

    def _folder(self) -> Path:
        return log_folder(data_folder())

    def _on_database_timed(self, milliseconds: float) -> None:
        self._take(database_finding(milliseconds))

    def _take(self, finding: Finding) -> None:
        self._findings[finding.part] = finding
        order = sorted(self._findings.values(), key=lambda one: one.part)
        self.results.set_facts(
            [(one.part, row(_state(one), StyledLabel(one.said))) for one in order]
        )

    def _copy(self) -> None:
        theme.application().clipboard().setText(self.report())
        self.said.setText(
            tr("Copied: it holds no secrets. Names of folders may hold your login name.")
        )

    def _open_log(self) -> None:
        open_place(self._folder(), self._banners)


def measured_facts(timings: Timings) -> list[tuple[str, str]]:
    """Each kind that was done, with its times; the steps into a team's database in one line."""
    facts: list[tuple[str, str]] = []
    opened = timings.of(OPENED)
    if opened is not None:
        facts.append((tr("Opening the workspace"), _duration(opened.slowest_ms)))
    steps = [
        f"{tr(name)} {_duration(found.slowest_ms)}"
        for code, name in STEPS.items()
        if (found := timings.of(code)) is not None
    ]
    if steps:
        facts.append((tr("Connecting"), " · ".join(steps)))
    kinds = {
        SCREEN: tr("Changes of screen"),
        READ: tr("Answers of the database"),
        STORED: tr("Changes stored"),
    }
    for kind, name in kinds.items():
        found = timings.of(kind)
        if found is not None:
            said = tr("{count}: half of them within {middle}, the slowest {slowest}").format(
                count=found.count,
                middle=_duration(found.middle_ms),
                slowest=_duration(found.slowest_ms),
            )
            facts.append((name, said))
    return facts


def _duration(milliseconds: float) -> str:
    if milliseconds < 1_000:
        return f"{milliseconds:.0f} ms"
    return f"{cells.decimal(f'{milliseconds / 1_000:.1f}')} s"


def _state(one: Finding) -> QWidget:
    words = {Status.OK: tr("fine"), Status.WARNING: tr("look at it")}
    return StateChip(State(one.status, words.get(one.status, "")))


def _size(folder: Path) -> int:
    try:
        return sum(one.stat().st_size for one in folder.iterdir() if one.is_file())
    except OSError:
        return 0
