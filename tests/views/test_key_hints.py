"""The bar of keys: what has no room is left out whole, but the way to all keys stays."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel, QWidget

from app.views.widgets.basics import KeyHints

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
