"""Which texts are an address that a browser may open."""

from __future__ import annotations

import pytest

from app.models.rules.paths import is_web_address


@pytest.mark.parametrize(
    "text", ["https://wiki.example/drift", "https://wiki.example:8080/a?b=c#d", "https://[::1]/"]
)
def test_what_a_browser_shows_is_an_address(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Restart it.",
        "See https://wiki.example/drift",
        "https://wiki.example/drift\nthen restart it",
        "http://wiki.example/drift",
        "file:///usr/bin/xterm",
        "javascript:alert(1)",
        "smb://host/share",
        "https://",
        "https://[broken",
        "https://bank.example@evil.example/",
        "https://wiki.example/\u202egpj.exe",
    ],
)
def test_nothing_else_is_opened(text: str) -> None:
    assert not is_web_address(text)
