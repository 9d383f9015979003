"""Letters that were typed and are gone: when the database goes, the window is killed, others act.

Run as a program it types into one field and kills itself: FOLDER HOME FIELD.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from sqlalchemy import select

from app.models.tables.governance import TransitionRequest
from app.models.tables.monitoring import Alert
from app.services.commands.alerts import acknowledge_alert
from app.services.commands.models import add_document
from app.services.demo.making import FILE
from app.services.demo.stage import Stage
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.drafts import SOON_MS
from app.views.places import ObjectRef
from tests.benchmarks.rows import Row, row
from tests.demo_bank import Bank
from tests.hands import Hands
from tests.views.demo_desk import calm

TEXT = "Limits and documents were read; the evidence supports it, with one remark: "
LATER = "the sample is of spring."
Shown = Callable[[], str]


def rows(bank: Bank, *, tiny: bool) -> Iterator[Row]:
    fields = ["decision"] if tiny else [*FIELDS]
    for what, lost in (
        ("the database goes and comes back", _database_goes),
        ("the window is killed half a second after the last letter", _killed),
        ("somebody else acts meanwhile", _overtaken),  # the last: what is asked has an end then
    ):
        found = {name: lost(bank, name) for name in fields}
        told = ", ".join(f"{name} {gone} of {typed}" for name, (gone, typed) in found.items())
        yield row(f"letters lost when {what}", "0", told,
                  not any(gone for gone, _typed in found.values()),
                  f"{len(fields)} fields in which somebody gives a reason")  # fmt: skip


def _decision(desktop: Any, hands: Hands) -> Shown:
    """The sheet of a vote; as Jo."""
    hands.press("G", "A")
    screen: Any = desktop.window.current_screen
    hands.until("case", lambda: screen.case.shown is not None)
    calm(desktop)
    hands.press("Y")
    sheet = hands.sheet(DecisionDialog)
    return sheet.reason.edit.toPlainText


def _alert(desktop: Any, hands: Hands) -> Shown:
    """The line below an open alert; as Tom."""
    desktop.window.open_ref(ObjectRef("alert", str(_open_alert(desktop)), ""))
    screen: Any = desktop.window.current_screen
    hands.until("alert", lambda: screen.detail.shown is not None)
    calm(desktop)
    screen.focus_list()
    hands.until("way on", screen.detail.acknowledge.isEnabled)
    hands.press("A")
    hands.until("question for a reason", screen.detail.reason.edit.hasFocus)
    return screen.detail.reason.edit.text


def _open_alert(desktop: Any) -> Any:
    statement = select(Alert.id).where(Alert.state == "open").order_by(Alert.number)
    return desktop.seat.read(lambda session: session.scalars(statement).first(), (), {})


# Who types there, how the field is opened, what stores it.
FIELDS: dict[str, tuple[str, Callable[[Any, Hands], Shown], str]] = {
    "decision": ("jo", _decision, "Ctrl+Return"),
    "alert": ("tom", _alert, "Return"),
}


def _lost(typed: str, shown: str) -> tuple[int, int]:
    """How many letters of `typed` are not in `shown`, in their order."""
    same = difflib.SequenceMatcher(None, typed, shown, autojunk=False).get_matching_blocks()
    return len(typed) - sum(one.size for one in same), len(typed)


def _cleared(hands: Hands, shown: Shown) -> None:
    """What an earlier part left there is taken out, as a person would."""
    if shown():
        hands.press("Ctrl+A", "Del")


@contextlib.contextmanager
def _away(folder: Path) -> Iterator[None]:
    """The file of the demo is elsewhere for a while."""
    aside = folder / "away"
    aside.mkdir()
    for each in folder.glob(f"{FILE}*"):
        each.rename(aside / each.name)
    try:
        yield
    finally:
        for each in aside.iterdir():
            each.rename(folder / each.name)
        aside.rmdir()


def _database_goes(bank: Bank, field: str) -> tuple[int, int]:
    person, opened, _keys = FIELDS[field]
    with bank.sit_down(person, drives=False) as (desktop, hands):
        shown = opened(desktop, hands)
        _cleared(hands, shown)
        hands.type(TEXT)
        with _away(bank.folder):
            hands.until("loss", lambda: not desktop.backend.connection.is_online)
            hands.type(LATER)
        desktop.backend.reconnect_now()
        hands.until("way back", lambda: desktop.backend.connection.is_online)
        calm(desktop)
        return _lost(TEXT + LATER, shown())


def _killed(bank: Bank, field: str) -> tuple[int, int]:
    """In a process of its own; then the same field is opened anew."""
    command = [sys.executable, "-m", __name__, str(bank.folder), str(bank.home), field]
    done = subprocess.run(command, check=False, timeout=300)
    if done.returncode != -signal.SIGKILL:
        raise RuntimeError(f"the typing ended with {done.returncode}")
    person, opened, _keys = FIELDS[field]
    with bank.sit_down(person, drives=False) as (desktop, hands):
        return _lost(TEXT + LATER, opened(desktop, hands)())


def _overtaken(bank: Bank, field: str) -> tuple[int, int]:
    """A colleague is faster; what is typed then is refused, and every word of it stands there."""
    person, opened, keys = FIELDS[field]
    with bank.sit_down(person, drives=False) as (desktop, hands):
        shown = opened(desktop, hands)
        _cleared(hands, shown)
        hands.type(TEXT)
        sanne = bank.stage.work("sanne")
        if field == "decision":
            sanne.write(_hand_in)
        else:
            sanne.write(acknowledge_alert, _open_alert(desktop), reason="Seen it.")
        hands.type(LATER)
        hands.press(keys)
        calm(desktop)
        return _lost(TEXT + LATER, shown())


def _hand_in(work: Any) -> None:
    """One more document: what the vote was to be about is other evidence now."""
    asked = select(TransitionRequest).where(TransitionRequest.state == "pending")
    one = work.session.scalars(asked).one()
    add_document(work, one.model_id, kind="validation", title="Late", uri="https://docs.example/v",
                 version_id=one.version_id)  # fmt: skip


def type_and_die(folder: Path, home: Path, field: str) -> None:
    from app.views import theme
    from app.views.start import make_application

    make_application()
    theme.apply(dark=False)
    person, opened, _keys = FIELDS[field]
    with contextlib.closing(Stage(folder)) as stage:
        bank = Bank(folder, home, stage)
        with bank.sit_down(person, drives=False) as (desktop, hands):
            shown = opened(desktop, hands)
            _cleared(hands, shown)
            hands.type(TEXT + LATER)
            QTest.qWait(SOON_MS)  # what is younger may be lost
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)


if __name__ == "__main__":
    type_and_die(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
