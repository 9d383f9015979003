"""What stands before a workspace, beside its window and over it, for the contact sheet.

Each is opened with nothing that the demo does not have, and leaves the demo as it was.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import AppError, PasswordError
from app.models.queries.record_imports import Decisions
from app.models.rules.blockers import Blocker, refusal
from app.services.personal_keys import WrongPassphraseError, open_signer
from app.services.sign_in import WayIn
from app.services.signing_session import SigningLockedError
from app.services.trail.export import Wanted
from app.services.trail.room import make_room
from app.services.trail.room_opening import RoomSeat
from app.views.desktop import Desktop
from app.views.first_run import StartWindow
from app.views.language import tr
from app.views.lock import Holder
from app.views.panels.signing import Way
from app.views.preferences import PreferenceStore
from app.views.room_window import RoomWindow
from tests.views.demo_desk import calm, go
from tests.views.sheets import REASON, Scene, shown_sheet

TEAM = WayIn(
    "postgresql+psycopg://jo@gov-db/governance", "jo", "governance@gov-db", is_proved=True,
    can_keep=True,
)  # fmt: skip
UNPROVED = replace(TEAM, is_proved=False, can_keep=False)
PASSPHRASE = "correct horse battery"
OTHER_PASSWORD = (
    "governance@gov-db does not take this password: it is wrong, or the login has expired."
)


def choosing(window: StartWindow) -> None:
    window.show_choices()


def signing_in(window: StartWindow, way: WayIn = TEAM, error: AppError | None = None) -> None:
    window.show_sign_in(way, error)


def refused(window: StartWindow) -> None:
    signing_in(window, error=PasswordError(OTHER_PASSWORD))


def unproved(window: StartWindow) -> None:
    signing_in(window, UNPROVED)


DOORS: dict[str, Callable[[StartWindow], None]] = {
    "first run": choosing,
    "sign in": signing_in,
    "wrong password": refused,
    "nothing proved": unproved,
}


def locked(desktop: Desktop) -> QWidget:
    """As on a server, after a password that was not the right one. It stays locked."""
    name = desktop.window.backend.decider.full_name
    desktop.window.activateWindow()
    calm(desktop)
    desktop.lock._holder = lambda: Holder(name)
    desktop.window.actions_registry.trigger("app.lock")
    for cover in desktop.lock.covers:
        cover.show_problem(tr("This is not the password of your login."))
    return desktop.window


def with_password(desktop: Desktop, error: AppError | None = None) -> QWidget:
    """As where the key of who signs lies behind a password."""
    screen = go(desktop, "approvals")
    signing = screen._acts.signing
    prepare = signing.prepare

    def ask_password(then: Callable[[Way], object], **given: Any) -> None:
        def go_on(way: Way) -> None:
            state = replace(way.state, is_locked=True)
            then(replace(way, state=state, is_first=error is None))

        prepare(go_on, **given)

    signing.prepare = ask_password
    screen.case.press(0)
    calm(desktop)
    signing.prepare = prepare
    sheet: Any = shown_sheet(desktop)
    sheet.user_id.setText("jo")
    sheet.reason.set_text(REASON)
    if error is not None:
        sheet.password.setText("three quiet horses")
        sheet.fail(error)
    return sheet


WRONG = WrongPassphraseError(
    "This passphrase does not open your signing key.",
    hint="Tries left: 1. Then signing is locked for 5 min.",
)
LOCKED = SigningLockedError(
    "3 wrong passphrases: signing is locked for 5 more min.",
    hint="What you typed stays here. Somebody else may decide meanwhile.",
)


def decided(desktop: Desktop) -> QWidget:
    """Somebody was faster, while the sheet was open."""
    sheet: Any = with_password(desktop)
    sheet.fail(refusal((Blocker("request.closed"),)))
    return sheet


def tried_limit(desktop: Desktop) -> QWidget:
    """Monitoring, with another threshold on trial."""
    screen = go(desktop, "monitoring")
    trial = screen.view.trial
    trial.box.setValue(trial.box.value() * 1.2)
    return desktop.window


def proposed_limit(desktop: Desktop) -> QWidget:
    tried_limit(desktop)
    desktop.window.actions_registry.trigger("monitoring.limit")
    calm(desktop)
    return shown_sheet(desktop)


def beside(desktop: Desktop, key: str) -> QWidget:
    """What is open on a screen, in a window of its own."""
    screen = go(desktop, key)
    calm(desktop)
    before = set(desktop.window._windows)
    desktop.window.open_window(screen.here())
    calm(desktop)
    (window,) = set(desktop.window._windows) - before
    return window


def room(desktop: Desktop, page: int = 0) -> QWidget:
    """A review room of the whole workspace, as an auditor opens it."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "noorderbank.mwroom"
        seat = desktop.seat
        signer = seat.read(open_signer, (seat.actor.id, seat.settings), {})
        make_room(seat._work, file, Wanted(decisions=Decisions()), signer.pair, PASSPHRASE)
        opened = RoomSeat(file, PASSPHRASE)
        window = RoomWindow(opened, PreferenceStore(Path(name) / "preferences.json"))
    window.show()
    window.tabs.choose(page)
    return window


SCENES: dict[str, Scene] = {
    "sign, password": Scene("jo", with_password),
    "sign, wrong password": Scene("jo", partial(with_password, error=WRONG)),
    "sign, locked": Scene("jo", partial(with_password, error=LOCKED)),
    "decided meanwhile": Scene("jo", decided),
    "threshold tried": Scene("tom", tried_limit),
    "threshold proposed": Scene("eva", proposed_limit),
    **{
        f"window: {key}": Scene(person, partial(beside, key=key))
        for key, person in (
            ("approvals", "jo"), ("alerts", "tom"), ("inventory", "sanne"), ("lineage", "jo"),
            ("life_cycles", "eva"), ("runs", "tom"), ("runtimes", "tom"), ("deployments", "tom"),
            ("monitoring", "tom"), ("governance", "aisha"),
        )
    },
    "room": Scene("jo", room),
    "room: documents": Scene("jo", partial(room, page=1)),
    "room: signatures": Scene("jo", partial(room, page=2)),
    "room: proof": Scene("jo", partial(room, page=3)),
    "locked, password": Scene("jo", locked),
}  # fmt: skip
