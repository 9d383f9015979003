"""The bar of keys: what has no room is left out whole, but the way to all keys stays."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel, QWidget

from app.views.widgets.basics import KeyCap
from app.views.widgets.key_hints import KeyHints

HINTS = (("A", "acknowledge"), ("S", "snooze"), ("M", "assign"), ("Ctrl+/", "all keys"))


def words(bar: KeyHints) -> list[str]:
    known = {text for _keys, text in HINTS}
    shown = [one for one in bar.findChildren(QLabel) if one.isVisible() and one.text() in known]
    for one in shown:
        right = one.mapTo(bar, one.rect().bottomRight()).x()
        assert right <= bar.width()
        assert one.width() >= one.sizeHint().width()
    return [one.text() for one in shown]


def test_the_way_to_all_keys_stays_and_no_hint_is_cut(qtbot: Any) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    bar = KeyHints(HINTS, place)
    place.resize(900, 40)
    bar.resize(900, 40)
    place.show()
    qtbot.waitUntil(lambda: len(words(bar)) == 4)

    bar.resize(330, 40)

    qtbot.waitUntil(lambda: 1 < len(words(bar)) < 4)
    assert words(bar)[-1] == "all keys"
    assert words(bar)[0] == "acknowledge"


def test_the_key_of_what_can_not_be_done_fades_and_says_why(qtbot: Any) -> None:
    bar = KeyHints(HINTS)
    qtbot.addWidget(bar)

    bar.set_reasons({"A": "Somebody took it already.", "S": ""})

    faded = {one.accessibleName(): one.is_faded for one in bar.findChildren(KeyCap)}
    assert faded == {"Key A": True, "Key S": False, "Key M": False, "Key Ctrl+/": False}
    (why,) = [one.toolTip() for one in bar.findChildren(QWidget) if one.toolTip()]
    assert "Somebody took it already." in why
    bar.set_reasons({"A": ""})
    assert not any(one.is_faded for one in bar.findChildren(KeyCap))
