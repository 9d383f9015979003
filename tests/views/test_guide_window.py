"""The guide beside the window: contents, search, pictures and links, by keys and by pointer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QWidget

from app.views import language, theme
from app.views.cards import CARDS
from app.views.dialogs.help_sheet import HelpSheet
from app.views.glossary import terms
from app.views.guide_window import GuideWindow
from app.views.resources import docs_folder
from app.views.widgets.guide_page import GuidePage

TITLES = {key: card.title for key, card in CARDS.items()}
IMAGE = QTextDocument.ResourceType.ImageResource
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def dutch():
    language.use("nl")
    yield
    language.use("en")


@pytest.fixture
def guide(qtbot) -> GuideWindow:
    made = GuideWindow(TITLES)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # the test does
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.open_screen("alerts")
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def title(guide: GuideWindow) -> str:
    return guide.part.title if guide.part is not None else ""


def picture(page: GuidePage, name: str) -> QImage:
    found = page.document().resource(IMAGE, QUrl(f"images/screens/{name}.png"))
    assert isinstance(found, QImage)
    return found


def test_f1_twice_opens_the_guide_at_the_screen(qtbot, window, alerts):
    qtbot.keyClick(alerts.table, Qt.Key.Key_F1)
    sheet = window.findChild(HelpSheet)
    assert sheet is not None
    qtbot.keyClick(sheet.words.field, Qt.Key.Key_F1)

    guide = window._commands._guide
    assert guide is not None
    assert title(guide) == "Alerts"
    assert guide.page.toPlainText().startswith("Alerts")
    assert guide.windowTitle() == "User guide"


def test_there_is_one_guide_and_it_goes_with_its_window(qtbot, window, alerts):
    window.actions_registry.trigger("help.guide")
    first = window._commands._guide
    window.go("inventory")
    window.actions_registry.trigger("help.guide")
    assert window._commands._guide is first
    assert title(first) == "Inventory"

    window.close()

    assert not first.isVisible()
    assert window._commands._guide is None


def test_a_closed_guide_opens_again(window, alerts):
    window.actions_registry.trigger("help.guide")
    window._commands._guide.close()
    window.actions_registry.trigger("help.guide")

    assert window._commands._guide.isVisible()


def test_a_word_of_the_help_is_read_about_in_the_guide(qtbot, window, alerts):
    (waiver,) = [one for one in terms() if one.name == "Waiver"]
    window._commands.open_term(waiver)
    sheet = window.findChild(HelpSheet)
    sheet.findChildren(QWidget, "words.guide")[-1].click()  # those of words before are on their way

    guide = window._commands._guide
    assert title(guide) == "Waiver"
    assert guide.page.textCursor().block().text() == "Waiver"


def test_the_guide_leads_to_a_screen_of_its_window(qtbot, window, alerts):
    window.actions_registry.trigger("help.guide")
    guide = window._commands._guide
    guide.page.anchorClicked.emit(QUrl("screen:inventory"))

    assert window.current_key == "inventory"


def test_the_contents_open_parts_by_keys_and_by_pointer(qtbot, guide):
    tree = guide.contents.tree
    assert tree.currentItem().text(0) == "Alerts"
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert title(guide) == "Inventory"

    above = tree.visualItemRect(tree.itemAbove(tree.itemAbove(tree.currentItem()))).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=above)
    assert title(guide) == "Approvals"


@pytest.mark.parametrize(("key", "modifier"), [(Qt.Key.Key_F, CTRL), (Qt.Key.Key_Slash, None)])
def test_two_keys_begin_the_search(qtbot, guide, key, modifier):
    qtbot.keyClick(guide.page, key, modifier or Qt.KeyboardModifier.NoModifier)

    assert guide.contents.field.hasFocus()


def test_enter_goes_from_one_found_part_to_the_next_and_esc_leaves(qtbot, guide):
    field, hits = guide.contents.field, guide.contents.hits
    field.setFocus()
    qtbot.keyClicks(field, "takes an acknowledgement")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert title(guide) == "Alerts"
    marks = guide.page.extraSelections()
    assert [one.cursor.selectedText() for one in marks] == ["takes an acknowledgement"]

    field.setText("snooze")
    qtbot.waitUntil(lambda: hits.count() > 1 and hits.item(0).text().startswith("Snooze"))
    assert guide.contents.count.text() == f"{hits.count()} parts with these words"
    for wanted in ("Snooze", "Alerts"):
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert title(guide) == wanted
    qtbot.keyClick(field, Qt.Key.Key_Return, SHIFT)
    assert title(guide) == "Snooze"
    qtbot.keyClick(field, Qt.Key.Key_Return, SHIFT)
    assert hits.currentRow() == hits.count() - 1  # before the first comes the last

    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(guide.contents.tree.isVisible)
    assert guide.page.extraSelections() == []
    with qtbot.waitSignal(guide.closed):
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_what_is_in_no_part_is_said(qtbot, guide):
    guide.contents.field.setText("zeppelin")
    qtbot.keyClick(guide.contents.field, Qt.Key.Key_Return)

    assert guide.contents.count.text() == "No part of the guide has all these words."
    assert title(guide) == "Alerts"


def test_what_was_found_far_down_is_scrolled_to(qtbot, guide):
    guide.contents.field.setText("passing run on newer data resolves")
    qtbot.keyClick(guide.contents.field, Qt.Key.Key_Return)

    (mark,) = guide.page.extraSelections()
    seen = guide.page.viewport().rect()
    assert seen.contains(guide.page.cursorRect(mark.cursor).center())


def test_back_and_forward_by_keys_and_buttons_keep_where_one_was(qtbot, guide):
    bar = guide.page.verticalScrollBar()
    assert guide.back.reason
    bar.setValue(120)
    guide.page.anchorClicked.emit(QUrl("user-guide.md#signing"))
    assert title(guide) == "Signing"
    assert guide.forward.reason

    qtbot.keyClick(guide.page, Qt.Key.Key_Left, ALT)
    assert title(guide) == "Alerts"
    qtbot.waitUntil(lambda: bar.value() == 120)
    guide.forward.click()
    assert title(guide) == "Signing"
    qtbot.mouseClick(guide, Qt.MouseButton.BackButton, pos=QPoint(500, 10))
    assert title(guide) == "Alerts"

    guide.page.anchorClicked.emit(QUrl("glossary.md#waiver"))
    assert guide.forward.reason
    assert guide.where.text() == "Words › Waiver"


def test_links_of_a_part_are_reached_by_tab(qtbot, guide):
    guide.open_part(guide.book.linked("user-guide.md#numbers-and-words"))
    guide.page.setFocus()
    qtbot.keyClick(guide.page, Qt.Key.Key_Tab)
    qtbot.keyClick(guide.page, Qt.Key.Key_Return)

    assert title(guide) == "Policy numbers and limits"


def test_a_heading_deep_in_a_part_is_scrolled_to(guide):
    guide.page.anchorClicked.emit(QUrl("user-guide.md#a-teams-server-and-kerberos"))

    assert guide.page.textCursor().block().text() == "A team's server and Kerberos"
    assert guide.page.verticalScrollBar().value() > 0
    assert guide.where.text() == "User guide › The window › A team's server and Kerberos"


def test_a_page_that_is_not_there_is_said(guide):
    guide.page.anchorClicked.emit(QUrl("../README.md"))

    assert title(guide) == "Alerts"
    assert guide.banners.isVisible()


def test_a_dutch_window_has_the_guide_in_dutch(qtbot, dutch):
    guide = GuideWindow({key: language.tr(card.title) for key, card in CARDS.items()})
    qtbot.addWidget(guide)
    guide.open_screen("alerts")
    said = guide.page.toPlainText()
    assert said.startswith("Signalen")
    assert "Naar Signalen" in said

    guide.page.anchorClicked.emit(
        QUrl("user-guide.nl.md#aanmelden-vergrendelen-in-één-rol-handelen")
    )
    heading = "Aanmelden, vergrendelen, in één rol handelen"
    assert guide.page.textCursor().block().text() == heading


def test_a_picture_has_a_pixel_for_each_of_the_screen(qtbot, monkeypatch):
    monkeypatch.setattr(GuidePage, "devicePixelRatioF", lambda _self: 2.0)
    page = GuidePage(docs_folder())
    qtbot.addWidget(page)
    page.resize(500, 400)
    page.show()
    page.show_text("![Home](images/screens/home.png)")
    form = page.document().find("￼").charFormat().toImageFormat()

    assert 300 < form.width() < 500
    assert picture(page, "home").width() == 2 * form.width()


def test_a_picture_follows_the_width_of_the_page(qtbot, guide):
    wide = picture(guide.page, "alerts").width()
    guide.resize(700, 700)

    qtbot.waitUntil(lambda: picture(guide.page, "alerts").width() < wide)
    assert guide.page.horizontalScrollBar().maximum() == 0


def test_nothing_is_loaded_but_the_pictures_of_the_guide(qtbot, tmp_path: Path):
    folder, outside = tmp_path / "docs", tmp_path / "outside.png"
    folder.mkdir()
    drawn = QImage(40, 30, QImage.Format.Format_RGB32)
    drawn.save(str(outside))
    drawn.save(str(folder / "inside.png"))
    page = GuidePage(folder)
    qtbot.addWidget(page)

    sizes = {
        name: page.loadResource(IMAGE.value, QUrl(name)).width()
        for name in (
            "inside.png", "../outside.png", str(outside), outside.as_uri(), "//host/x.png",
            "https://example.org/x.png",
        )
    }  # fmt: skip

    assert [name for name, width in sizes.items() if width > 1] == ["inside.png"]
    style = QTextDocument.ResourceType.StyleSheetResource.value
    assert page.loadResource(style, QUrl("inside.png")) is None


def test_paragraphs_stand_apart_and_lines_of_code_together(guide):
    guide.open_part(guide.book.linked("user-guide.md#the-main-job"))

    def room_below(text: str) -> float:
        return guide.page.document().find(text).block().blockFormat().bottomMargin()

    assert room_below("Each command takes") > 0
    assert room_below("modelward service --once") == 0


def test_links_have_the_colours_of_the_theme_it_changes_to(guide):
    def colour() -> str:
        cursor = guide.page.document().find("Approvals")
        return cursor.charFormat().foreground().color().name()

    light = theme.tokens().focus
    assert colour() == light.lower()
    theme.apply(dark=True)
    assert colour() == theme.tokens().focus.lower() != light.lower()


def test_everything_that_takes_the_keyboard_has_a_name(guide):
    bare = [
        one.objectName() or type(one).__name__
        for one in guide.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible()
        if not one.accessibleName()
    ]

    assert bare == []
