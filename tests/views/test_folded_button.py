"""A button with its icon alone says its words under the pointer, whatever happened meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from app.views import theme
from app.views.panels.lineage_head import LineageHead
from app.views.widgets.button import Button, Kind


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    theme.apply(dark=False)


def test_an_icon_keeps_its_name_when_it_was_grey_for_a_while(qtbot: Any) -> None:
    button = Button(kind=Kind.QUIET, icon="ellipsis", name="More actions", keys="Ctrl+.")
    qtbot.addWidget(button)
    named = button.toolTip()
    assert "More actions (Ctrl+.)" in named

    button.set_blocked("Nothing is chosen.")
    assert "Nothing is chosen." in button.toolTip()
    button.set_blocked("")
    assert button.toolTip() == named


def test_folded_it_is_as_wide_as_its_icon_and_named_as_before(qtbot: Any) -> None:
    button = Button("Review room…", icon="lock")
    qtbot.addWidget(button)
    wide = button.sizeHint().width()
    assert not button.toolTip()

    button.set_folded(True)
    assert button.sizeHint().width() < wide / 2
    assert "Review room…" in button.toolTip()
    assert button.accessibleName() == "Review room…"
    button.set_folded(False)
    assert button.sizeHint().width() == wide
    assert not button.toolTip()


def test_words_do_not_fold_away_where_no_icon_stands_for_them(qtbot: Any) -> None:
    button = Button("Publish…")
    qtbot.addWidget(button)
    button.set_folded(True)
    assert button.sizeHint().width() > theme.px(60)


def test_at_200_percent_the_head_of_the_lineage_names_its_model_and_leaves_room(
    qtbot: Any,
) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    holder = QWidget()
    qtbot.addWidget(holder)
    head = LineageHead()
    head.setParent(holder)
    head.set_model("cc-fraud")
    head.set_count(225)
    holder.resize(1180, 700)
    head.resize(1180, 600)
    holder.show()
    qtbot.waitUntil(lambda: head.model_button.width() >= head.model_button.sizeHint().width())

    row = {one.y() for one in (head.export_button, head.views, head.room_button)}
    assert len(row) == 1
    assert head.proof_button.y() in row
    assert not head._count.isVisible()

    head.resize(2200, 600)
    qtbot.waitUntil(head._count.isVisible)
    assert not head.room_button.toolTip()


@pytest.mark.parametrize("is_dark", [False, True])
def test_the_focus_of_a_link_goes_through_none_of_its_letters(qtbot: Any, is_dark: bool) -> None:
    theme.apply(dark=is_dark)
    holder = QWidget()
    qtbot.addWidget(holder)
    link = Button("Verify now", kind=Kind.LINK, parent=holder)
    link.resize(link.sizeHint())
    holder.show()
    holder.activateWindow()
    qtbot.waitExposed(holder)
    plain = link.grab().toImage()

    link.setFocus()
    qtbot.waitUntil(link.hasFocus)

    held, focus = link.grab().toImage(), theme.tokens().focus
    edges = [(x, y) for x in (0, 1, link.width() - 2, link.width() - 1) for y in range(3, 20)]
    letters = {at for at in edges if plain.pixelColor(*at).name() == focus.lower()}
    assert {at for at in edges if held.pixelColor(*at).name() == focus.lower()} <= letters
    assert held.pixelColor(link.width() // 2, link.height() - 1).name() == focus.lower()
