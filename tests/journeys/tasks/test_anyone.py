"""T11 in process: the database goes while somebody types a reason."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from sqlalchemy import make_url, select

from app.models.database import Database
from app.models.tables.governance import Decision
from app.views.dialogs.decision_dialog import DecisionDialog
from tests.hands import Hands, wait_for
from tests.journeys.window.proxy import Line
from tests.stories import ask, register
from tests.views.demo_desk import calm
from tests.views.desks import desk
from tests.views.test_offline import SAID, acts, changing
from tests.workspaces import TestWorkspace, give_keys

TOLD_WITHIN_S = 5.0
BEFORE = "Limits and documents were read; "
AFTER = "the evidence supports it."


@pytest.fixture
def line(postgres_workspace: TestWorkspace) -> Iterator[Line]:
    """The way of Jo's window to the server."""
    url = make_url(postgres_workspace.url)
    with Line(f"{url.query['host']}/.s.PGSQL.{url.port or 5432}") as made:
        place = make_url(postgres_workspace.login_url("jo"))
        place = place.set(host="127.0.0.1", port=made.port, query={})
        postgres_workspace._databases["jo"] = Database(place.render_as_string(hide_password=False))
        yield made


def test_a_reason_that_is_being_typed_outlives_the_database(
    postgres_workspace: TestWorkspace,
    line: Line,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qapp: Any,
) -> None:
    bank = postgres_workspace
    give_keys(tmp_path / "credentials")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    requests = [ask(bank, register(bank, name=name)) for name in ("cc-fraud", "churn")]

    def decisions() -> list[Decision]:
        with bank.service.reading() as session:
            return [*session.scalars(select(Decision))]

    with desk(bank, "jo", tmp_path, "home") as desktop, Hands(desktop.window) as hands:
        calm(desktop)
        hands.press("Ctrl+J")
        screen: Any = hands.until("case", lambda: _with_case(desktop))
        hands.until("both in the list", lambda: len(screen.list.shown()) == len(requests))
        hands.press("J")
        hands.until("the second", lambda: screen.case.shown.row.id == requests[1])
        calm(desktop)
        chosen = screen.list.current().id
        hands.press("Y")
        sheet = hands.sheet(DecisionDialog)
        hands.type(BEFORE)
        cursor = sheet.reason.edit.textCursor().position()
        before = changing(desktop.window), acts(desktop)

        began = time.monotonic()
        line.cut()
        banner = wait_for("banner", lambda: _banner(desktop), timeout_s=60)
        told_s = time.monotonic() - began
        said = banner.accessibleName()
        wait_for("grey buttons", lambda: not sheet.sign_button.isEnabled())
        why = sheet.sign_button.toolTip()
        greyed = changing(desktop.window), acts(desktop)
        rows = [one.id for one in screen.list.shown()]
        line.mend()
        wait_for("way back", lambda: _banner(desktop) is None)
        calm(desktop)

        assert (sheet.reason.text, sheet.reason.edit.textCursor().position()) == (
            BEFORE.rstrip(),
            cursor,
        )
        assert screen.list.current().id == chosen
        assert (changing(desktop.window), acts(desktop)) == before
        hands.type(AFTER)
        hands.press("Ctrl+Return")
        (decision,) = hands.until("decision", decisions)

    assert told_s <= TOLD_WITHIN_S
    assert "What you see is as of" in said
    assert rows == requests
    assert SAID in why
    for was, now in zip(before, greyed, strict=True):
        assert all(now.values())  # nothing that stores can be pressed
        could = {name: given for name, given in now.items() if not was[name]}
        assert could
        assert {name: given for name, given in could.items() if SAID not in given} == {}
    assert (decision.request_id, decision.reason) == (requests[1], BEFORE + AFTER)
    assert (hands.keys, hands.clicks) == (4, 0)


def _with_case(desktop: Any) -> Any:
    screen: Any = desktop.window.current_screen
    return screen if desktop.window.current_key == "approvals" and screen.case.shown else None


def _banner(desktop: Any) -> QWidget | None:
    found: QWidget | None = desktop.window.banners.findChild(QWidget, "banner.offline")
    return found if found is not None and "offline" in desktop.window.banners.keys else None
