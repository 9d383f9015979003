"""A reviewer's decision with all evidence opened, and what ran on a day with its proof."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from sqlalchemy import select

from app.models.tables.governance import Decision
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.opening_outside import AddressSheet
from app.views.panels.lineage_proof import ProofDone
from tests.benchmarks.rows import Row, row
from tests.demo_bank import Bank
from tests.hands import Hands
from tests.journeys.window.proofs import checked
from tests.views.demo_desk import calm

REASON = "Tests, difference and documents were read; the limits hold."
V12_SERVED = timedelta(days=100)
MOST_KEYS, MOST_CLICKS, MOST_S = 12, 6, 60


def rows(bank: Bank, *, tiny: bool) -> Iterator[Row]:
    yield _decision(bank)
    yield _proof(bank, by_mouse=True)
    if not tiny:
        yield _proof(bank, by_mouse=False)


class _Browser(QObject):
    """What opens links here: it only notes them."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@contextlib.contextmanager
def browser() -> Iterator[_Browser]:
    made = _Browser()
    QDesktopServices.setUrlHandler("https", made, "open")
    try:
        yield made
    finally:
        QDesktopServices.unsetUrlHandler("https")


def _decision(bank: Bank) -> Row:
    """The second vote on cc-fraud v14: each part of its evidence is opened before it."""
    with bank.sit_down("jo", drives=False) as (desktop, hands), browser() as documents:
        calm(desktop)
        before, began_s = len(_votes(bank)), time.monotonic()
        hands.press("Ctrl+J")
        hands.until("approvals", lambda: desktop.window.current_key == "approvals")
        screen: Any = desktop.window.current_screen
        hands.until("case", lambda: screen.case.shown is not None)
        calm(desktop)
        panel = screen.case.panel
        hands.press("1", "2", "3", "4", "Return", "Tab")  # the last two: into the documents
        count = len(panel.detail.documents)
        for n in range(count):
            hands.press(*["Down"] * bool(n), "Return")
            hands.sheet(AddressSheet)  # where it leads
            hands.press("Ctrl+Return")
            hands.until("document", lambda: len(documents.opened) > n)  # noqa: B023
        parts = f"{panel.opened_count} of {len(panel._parts)} parts of the evidence"
        is_whole = panel.opened_count == len(panel._parts)
        hands.press("Y")
        hands.sheet(DecisionDialog)
        hands.type(REASON)
        hands.press("Ctrl+Return")
        hands.until("decision", lambda: len(_votes(bank)) > before)
        took_s = time.monotonic() - began_s
    is_met = is_whole and hands.keys <= MOST_KEYS and took_s <= MOST_S and hands.clicks == 0
    return row("a reviewer decides a clean approval, all evidence opened",
               f"≤ {MOST_KEYS} keys besides text, ≤ {MOST_S} s",
               f"{hands.keys} keys, {hands.clicks} clicks, {took_s:.0f} s by a script; {parts}",
               is_met, f"1 request of the demo, {count} documents")  # fmt: skip


def _votes(bank: Bank) -> list[Decision]:
    with bank.stage.work("jo").reading() as session:
        return [*session.scalars(select(Decision))]


def _proof(bank: Bank, *, by_mouse: bool) -> Row:
    file = bank.home / f"proof-{'mouse' if by_mouse else 'keys'}.zip"
    day = f"{datetime.now(UTC) - V12_SERVED:%Y-%m-%d}"
    with bank.sit_down("jo", drives=False) as (desktop, hands):
        calm(desktop)
        began_s = time.monotonic()
        screen = (_ask_by_mouse if by_mouse else _ask_by_keys)(desktop, hands, day)
        hands.until("what served", lambda: ": v12 on " in screen.head.serving.sentence)
        (export_by_mouse if by_mouse else export_by_keys)(desktop, hands, screen, file)
        hands.until("proof", file.is_file)
        hands.sheet(ProofDone)
        took_s, clicks, keys = time.monotonic() - began_s, hands.clicks, hands.keys
        hands.press("Esc")
    said = checked(file).stdout.partition("\n")[0]
    is_met = clicks <= MOST_CLICKS and took_s <= MOST_S and said.startswith("intact")
    way = "by mouse" if by_mouse else "by keys"
    return row(f"compliance says what ran on a day, and exports the proof, {way}",
               f"≤ {MOST_CLICKS} clicks, ≤ {MOST_S} s",
               f"{clicks} clicks, {keys} keys besides text, {took_s:.0f} s by a script; an"
               f" outsider's check says “{said}”", is_met, "cc-fraud, 100 days ago")  # fmt: skip


def _ask_by_mouse(desktop: Any, hands: Hands, day: str) -> Any:
    """The lineage shows the model of the request that waits for Jo."""
    rail = desktop.window.rail.main
    hands.click_row(rail, rail.rail_model.place("lineage"))
    hands.until("lineage", lambda: desktop.window.current_key == "lineage")
    screen: Any = desktop.window.current_screen
    hands.until("model", lambda: screen.model_id is not None)
    calm(desktop)
    hands.click(screen.head.as_of)
    hands.type(day)
    hands.press("Return")
    return screen


def _ask_by_keys(desktop: Any, hands: Hands, day: str) -> Any:
    ask(desktop, hands, f"= cc-fraud {day}")
    hands.until("lineage", lambda: desktop.window.current_key == "lineage")
    return desktop.window.current_screen


def ask(desktop: Any, hands: Hands, words: str) -> None:
    palette = desktop.window.palette_
    hands.press("Ctrl+K")
    hands.type(words)
    hands.until("answer", lambda: bool(palette.model.items) and not palette._is_asking)
    hands.press("Return")


def export_by_mouse(desktop: Any, hands: Hands, screen: Any, file: Path) -> None:
    calm(desktop)
    hands.click(screen.head.proof_button)
    sheet = hands.until("sheet", lambda: screen.hand_out.proofs.sheet)
    hands.until("size of the proof", lambda: not sheet.lacks())
    sheet.place.line.setText(str(file))  # not among the documents of who measures
    hands.click(sheet.verb_button)
    hands.click(hands.sheet(DecisionDialog).sign_button)


def export_by_keys(desktop: Any, hands: Hands, screen: Any, file: Path) -> None:
    calm(desktop)
    hands.press("P")
    sheet = hands.until("sheet", lambda: screen.hand_out.proofs.sheet)
    hands.until("size of the proof", lambda: not sheet.lacks())
    sheet.place.line.setText(str(file))
    hands.press("Ctrl+Return")
    hands.sheet(DecisionDialog)
    hands.press("Ctrl+Return")
