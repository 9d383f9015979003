"""The strip of the demo at 1280 pixels: no hint is cut, in either language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.models.rules.roles import Role
from app.services.demo.bank import PEOPLE
from app.texts import role_name
from app.views import language
from app.views.hints import HINTS, example_day
from app.views.language import tr
from app.views.widgets.demo_strip import DemoStrip
from app.views.widgets.person_picker import PersonChoice


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    yield
    language.use("en")


def person(handle: str) -> PersonChoice:
    one = next(each for each in PEOPLE if each.handle == handle)
    roles = ", ".join(role_name(Role(role)) for role in one.roles)
    return PersonChoice(one.handle, one.full_name, roles)


@pytest.mark.parametrize("code", ["en", "nl"])
@pytest.mark.parametrize("handle", ["jo", "tom", "sanne"])
def test_every_hint_is_read_whole_beside_whoever_one_acts_as(
    qtbot: Any, code: str, handle: str
) -> None:
    language.use(code)
    strip = DemoStrip()
    qtbot.addWidget(strip)
    strip.resize(1280, 36)
    strip.set_people([person(handle)], handle)
    strip.make_room(is_hint=True)
    strip.show()
    cut = []
    for n, one in enumerate(HINTS):
        how = tr(one.how).replace("{day}", example_day())
        strip.hint.show_hint(f"{n + 1}", tr(one.title), how)
        is_anothers = one.person not in ("", handle)
        strip.hint.show_who(person(one.person).name if is_anothers else "")
        qtbot.wait(1)
        if strip.hint.how.width() < strip.hint.how.sizeHint().width():
            cut.append(one.key)

    assert cut == []
    assert person(handle).name in strip.button.text()


def test_the_roles_come_back_where_no_hint_needs_the_room(qtbot: Any) -> None:
    strip = DemoStrip()
    qtbot.addWidget(strip)
    strip.resize(1280, 36)
    strip.set_people([person("tom")], "tom")
    strip.show()
    whole = strip.button.text()

    strip.hint.show_hint("1", "A title", "word " * 40)
    narrowed = strip.button.text()
    strip.hint.show_hint("1", "A title", "short")

    assert whole.startswith("Tom Bakker · ")
    assert narrowed == "Tom Bakker"
    assert strip.button.text() == whole
