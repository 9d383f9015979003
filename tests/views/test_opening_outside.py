"""Links out of the window: one way, https alone, and nobody goes anywhere unseen."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel

from app.views import theme
from app.views.guide_window import GuideWindow
from app.views.opening_outside import AddressSheet, open_address
from app.views.widgets.banner import Banner
from app.views.widgets.button import Button

LONG = "https://bank.example.evil.example/login?then=" + "https://bank.example/" * 4


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return asked


def words(sheet: AddressSheet) -> set[str]:
    return {one.text() for one in sheet.findChildren(QLabel)}


def test_the_whole_address_and_its_host_are_shown_before_the_browser_has_it(
    window: Any, started: list[str]
) -> None:
    done: list[bool] = []
    open_address(LONG, window, window, lambda: done.append(True))
    sheet = window.findChild(AddressSheet)

    assert started == []
    assert {"It leads out of Modelward, to bank.example.evil.example.", LONG} <= words(sheet)
    assert sheet.cancel_button.hasFocus() or sheet.focusWidget() is sheet.cancel_button
    sheet.verb_button.click()
    assert (started, done) == ([LONG], [True])


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_who_does_not_say_so_goes_nowhere(
    qtbot: Any, window: Any, started: list[str], key: Qt.Key
) -> None:
    done: list[bool] = []
    open_address(LONG, window, window, lambda: done.append(True))
    sheet = window.findChild(AddressSheet)

    qtbot.keyClick(sheet.cancel_button, key)

    assert sheet.isHidden()
    assert (started, done) == ([], [])


def test_letters_that_look_like_others_are_told(window: Any, started: list[str]) -> None:
    open_address("https://b\u0430nk.example/", window, window)

    said = words(window.findChild(AddressSheet))
    assert "It leads out of Modelward, to xn--bnk-6cd.example." in said


@pytest.mark.parametrize(
    "address",
    [
        "http://wiki.example/drift",
        "file:///usr/bin/xterm",
        "ms-msdt:/id",
        "https://bank.example@evil.example/",
        "https://",
    ],
)
def test_nothing_but_https_is_opened_and_the_address_can_be_copied(
    qtbot: Any, window: Any, started: list[str], address: str
) -> None:
    open_address(address, window, window)

    assert window.findChild(AddressSheet) is None
    banner = window.banners.findChild(Banner, "banner.outside")
    assert address in banner.accessibleName()
    (copy,) = [one for one in banner.findChildren(Button) if one.text() == "Copy the address"]
    copy.click()
    assert theme.application().clipboard().text() == address
    assert started == []


def test_a_link_of_the_guide_asks_too(window: Any, started: list[str]) -> None:
    window.actions_registry.trigger("help.guide")
    (guide,) = [
        one for one in theme.application().topLevelWidgets() if isinstance(one, GuideWindow)
    ]
    guide.page.followed.emit("https://www.postgresql.org/docs/")

    sheet = guide.findChild(AddressSheet)
    assert started == []
    sheet.verb_button.click()
    assert started == ["https://www.postgresql.org/docs/"]
    guide.close()
