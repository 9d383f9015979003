"""Commands as data: no dead keys, no hidden reasons, no keys claimed twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QMenuBar, QWidget

from app.views import language
from app.views.actions import CLOSE, ActionRegistry, ActionSpec, shown_keys
from app.views.screen import SCREENS
from tests.views import samples


@pytest.fixture
def home(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_a_blocked_action_answers_with_its_reason(qtbot, home):
    registry, done = ActionRegistry(home), []
    registry.add(ActionSpec("x.do", "Do"), lambda: done.append(1), blocked=lambda: "Not today.")

    with qtbot.waitSignal(registry.refused) as refused:
        registry.trigger("x.do")

    assert refused.args == ["Do", "Not today."]
    assert not done
    assert "Not today." in registry.tooltip("x.do")


def test_no_command_that_changes_asks_for_a_sheet_while_one_is_on_its_way(qtbot, home):
    done, why = [], ["One comes."]
    registry = ActionRegistry(home, prepared=lambda: why[0])
    registry.add(ActionSpec("x.do", "Do", changes=True), lambda: done.append("do"))
    registry.add(ActionSpec("x.look", "Look"), lambda: done.append("look"))

    with qtbot.waitSignal(registry.refused) as refused:
        registry.trigger("x.do")
    registry.trigger("x.look")
    assert (refused.args, done) == (["Do", "One comes."], ["look"])
    assert registry.reason("x.do") == ""  # it is not grey for a moment

    why[0] = ""
    registry.trigger("x.do")
    assert done == ["look", "do"]


def test_a_menu_greys_what_is_blocked_and_frees_the_key_again(qtbot, home):
    registry = ActionRegistry(home)
    registry.add(ActionSpec("x.do", "Do", menu="Edit"), lambda: None, blocked=lambda: "No.")
    bar = QMenuBar(home)
    registry.fill_menu_bar(bar, lambda: "x")
    menu = bar.findChild(QWidget, "menu.edit")

    menu.aboutToShow.emit()
    assert not registry.action("x.do").isEnabled()
    menu.aboutToHide.emit()
    assert registry.action("x.do").isEnabled()


def test_a_menu_offers_what_belongs_to_the_screen_in_sight(home):
    registry, here = ActionRegistry(home), ["alerts"]
    for key in ("", "alerts", "monitoring"):
        registry.add(ActionSpec(f"{key}.run", f"Run {key}", menu="Actions", context=key), list)
    bar = QMenuBar(home)
    registry.fill_menu_bar(bar, lambda: here[0])
    menu = bar.findChild(QWidget, "menu.actions")

    menu.aboutToShow.emit()
    on_alerts = [one.objectName() for one in menu.actions() if not one.isSeparator()]
    here[0] = "monitoring"
    menu.aboutToShow.emit()
    on_monitoring = [one.objectName() for one in menu.actions() if not one.isSeparator()]

    assert on_alerts == [".run", "alerts.run"]
    assert on_monitoring == [".run", "monitoring.run"]


@pytest.mark.parametrize("is_listed", [True, False])
def test_an_open_menu_keeps_the_letters_of_what_it_does_not_list(qtbot, home, is_listed):
    registry, done = ActionRegistry(home), []
    edit = QListView(home)
    registry.add(ActionSpec("x.watch", "Watch", ("W",)), lambda: done.append("w"), owner=edit)
    registry.add(ActionSpec("x.see", "See", ("S",)), lambda: done.append("s"), owner=edit)
    home.show()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    menu = registry.menu(["x.watch"] if is_listed else ["x.see"], home)
    menu.popup(home.mapToGlobal(home.rect().center()))
    qtbot.waitUntil(menu.isVisible)

    qtbot.keyClick(edit, Qt.Key.Key_W)

    assert done == (["w"] if is_listed else [])
    if not is_listed:
        menu.setActiveAction(registry.action("x.see"))
        qtbot.keyClick(menu, Qt.Key.Key_Return)
        assert done == ["s"]
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def test_letters_need_a_list_and_can_be_switched_off(home):
    registry = ActionRegistry(home)
    spec = ActionSpec("x.ack", "Acknowledge", ("A",))
    with pytest.raises(ValueError, match="needs the list"):
        registry.add(spec, lambda: None)

    action = registry.add(spec, lambda: None, owner=QLineEdit(home))
    assert action.shortcutContext() is Qt.ShortcutContext.WidgetWithChildrenShortcut
    registry.set_letters_on(False)
    assert action.shortcuts() == []
    registry.set_letters_on(True)
    assert len(action.shortcuts()) == 1


def test_an_id_is_given_once_and_comes_free_with_its_widget(qtbot, home):
    registry = ActionRegistry(home)
    owner = QWidget(home)
    registry.add(ActionSpec("x.do", "Do", ("A",)), lambda: None, owner=owner)
    with pytest.raises(ValueError, match="two actions"):
        registry.add(ActionSpec("x.do", "Again"), lambda: None)

    owner.deleteLater()
    qtbot.waitUntil(lambda: not registry.has("x.do"))


def test_what_belongs_somewhere_belongs_to_a_screen(window):
    contexts = {one.context for one in window.actions_registry.specs()}

    assert contexts - {""} <= set(SCREENS.keys())


def test_no_keys_of_the_window_are_claimed_twice(window):
    assert window.actions_registry.conflicts() == []


@pytest.mark.parametrize(
    ("keys", "shown"),
    [("Right", "→"), ("Alt+Up", "Alt+↑"), ("G, H", "G H"), ("Ctrl+Shift+E", "Ctrl+Shift+E")],
)
def test_keys_are_shown_as_they_stand_on_the_keyboard(keys: str, shown: str) -> None:
    assert shown_keys(keys) == shown


def test_arrows_are_shown_as_such_in_every_language(qapp):
    language.use("nl")
    try:
        shown = shown_keys("Alt+Right")
    finally:
        language.use("en")

    assert shown == "Alt+→"  # Qt says "Alt+Pijl rechts"


def test_every_screen_is_two_keystrokes_away(window):
    registry = window.actions_registry
    for n, (key, card) in enumerate(samples.CARDS.items()):
        keys = registry.spec(f"go.{key}").keys
        assert f"G, {card.letter}" in keys
        assert n >= 9 or f"Ctrl+{n + 1}" in keys


def test_entries_tell_the_context_and_the_reason(window):
    entries = {entry.id: entry for entry in window.actions_registry.entries("alerts")}

    assert "alerts.ack" in entries
    assert entries["go.forward"].reason == "There is no place to go forward to."
    assert "alerts.ack" not in {e.id for e in window.actions_registry.entries("home")}


def test_what_closes_comes_last_whatever_a_screen_adds(home):
    registry = ActionRegistry(home)
    for key, group in (("app.room", "new"), ("app.quit", CLOSE), ("alerts.export", "new")):
        registry.add(ActionSpec(key, key, menu="File", group=group), list)
    bar = QMenuBar(home)
    registry.fill_menu_bar(bar, lambda: "")
    menu = bar.findChild(QWidget, "menu.file")

    menu.aboutToShow.emit()

    shown = [one.objectName() for one in menu.actions() if not one.isSeparator()]
    assert shown == ["app.room", "alerts.export", "app.quit"]


def test_the_language_of_the_window_is_ticked_in_the_menu(window):
    bar = window.findChild(QMenuBar)
    menu = bar.findChild(QWidget, "menu.view")

    menu.aboutToShow.emit()

    registry = window.actions_registry
    ticks = {code: registry.action(f"view.language_{code}").isChecked() for code in ("en", "nl")}
    assert ticks == {"en": True, "nl": False}
