"""Filter bar, facets, tabs, banners, toasts, dialogs: what a person types is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import AppError
from app.views import notices, theme
from app.views.cells import State, Status
from app.views.dialogs import decision_dialog
from app.views.dialogs.decision_dialog import Asked, DecisionDialog, Signed
from app.views.filters import FilterQuery
from app.views.widgets import facets
from app.views.widgets import toasts as toasts_of_a_window
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import FactList, StateChip, StyledLabel, TagChip, TitleLabel
from app.views.widgets.button import Button
from app.views.widgets.facets import Facet, FacetPanel, FacetValue
from app.views.widgets.panes import Panes
from app.views.widgets.person_picker import PersonChoice, PersonPicker
from app.views.widgets.reason_box import ReasonBox
from app.views.widgets.segments import Segments
from app.views.widgets.tabs import Tab, TabBar, Tabs
from app.views.widgets.toasts import Toasts, undoing
from app.views.widgets.top_bar import TopBar
from app.views.zones import zone


def test_other_facts_are_said_in_the_same_labels_and_nothing_of_the_ones_before_stays(qtbot):
    facts = FactList()
    qtbot.addWidget(facts)
    facts.show()

    def shown() -> list[str]:
        found = [one for one in facts.findChildren(QWidget) if one.isVisible()]
        labels = [one for one in found if isinstance(one, QLabel | StateChip)]
        return [one.text() if isinstance(one, QLabel) else one.state.text for one in labels]

    facts.set_facts([("Owner", "Sanne"), ("Health", State(Status.OK, "well")), ("Tier", "high")])
    assert len(facts.findChildren(StateChip)) == 1  # made once
    labels = {id(one) for one in facts.findChildren(QLabel)}
    said = sorted(["Owner", "Sanne", "Health", "well", "Tier", "high"])
    qtbot.waitUntil(lambda: sorted(shown()) == said)

    facts.set_facts([("Person", "Mark"), ("State", "not known")])
    qtbot.waitUntil(lambda: sorted(shown()) == ["Mark", "Person", "State", "not known"])
    kept = [one for one in facts.findChildren(QLabel) if one.isVisible() and id(one) in labels]
    assert sorted(one.text() for one in kept) == ["Mark", "Person", "State"]


def test_tabs_build_their_pages_when_first_shown(qtbot):
    tabs, built = Tabs("Model"), []
    qtbot.addWidget(tabs)

    def make() -> QWidget:
        built.append(1)
        return QLabel("page")

    tabs.add(Tab("Overview"), QWidget())
    tabs.add(Tab("Tests", 3, Status.FAILED), make)
    assert not built
    tabs.show()
    tabs.bar.setFocus()
    qtbot.keyClick(tabs.bar, Qt.Key.Key_Right)

    assert built == [1]
    assert tabs.current == 1
    assert tabs.bar.accessibleName() == "Model: Tests"


def test_tabs_that_have_no_room_are_signed_and_reached_by_the_mouse(qtbot):
    bar = TabBar("Pages")
    qtbot.addWidget(bar)
    bar.set_tabs([Tab(f"A page with a name {n}") for n in range(9)])
    bar.resize(420, 34)
    bar.show()
    middle = bar.height() // 2
    signs = theme.px(14) // 2

    def is_signed(x: int) -> bool:
        seen = bar.grab(QRect(x - signs, middle - signs, 2 * signs, 2 * signs)).toImage()
        ground = bar.palette().color(bar.backgroundRole()).rgb()
        return any(
            seen.pixel(a, b) != ground for a in range(seen.width()) for b in range(seen.height())
        )

    at_end, at_start = bar.width() - theme.px(10), theme.px(10)
    seen = [bar.current]
    while bar.current < 8:
        assert is_signed(at_end)
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(at_end, middle))
        assert bar.current > seen[-1]
        seen.append(bar.current)
    while bar.current > 0:
        assert is_signed(at_start)
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(at_start, middle))
        assert bar.current < seen[-1]
        seen.append(bar.current)


def test_segments_move_with_arrows(qtbot):
    segments = Segments("View", ["Timeline", "Graph", "Table"])
    qtbot.addWidget(segments)
    qtbot.keyClick(segments, Qt.Key.Key_Right)
    qtbot.keyClick(segments, Qt.Key.Key_Left)
    qtbot.keyClick(segments, Qt.Key.Key_Left)

    assert segments.current_text == "Timeline"


def test_the_title_of_a_banner_is_a_line_whatever_is_in_it(qtbot):
    area = BannerArea()
    qtbot.addWidget(area)
    banner = area.show_banner("one", Status.WARNING, "word\n" * 10_000, "What to do.")
    assert max(len(one.text()) for one in banner.findChildren(QLabel)) <= 201


def test_a_newer_banner_replaces_the_older_of_its_key(qtbot):
    area = BannerArea()
    qtbot.addWidget(area)
    area.show_banner("offline", Status.WARNING, "one")
    area.show_banner("offline", Status.WARNING, "two")
    area.show_banner("error", Status.CRITICAL, "three")
    assert area.keys == ("offline", "error")
    area.clear("offline")
    area.clear("error")
    assert not area.isVisible()


def test_a_long_message_is_shown_whole(qtbot):
    home = QWidget()
    qtbot.addWidget(home)
    layout, area = QVBoxLayout(home), BannerArea()
    layout.addWidget(area)
    layout.addWidget(QWidget(), 1)
    home.resize(520, 400)
    home.show()

    banner = area.show_banner(
        "refused", Status.CRITICAL, "Refused", "one reason after another " * 20
    )

    qtbot.waitUntil(lambda: banner.height() > 100)
    words = banner.findChildren(StyledLabel)[-1]
    assert words.height() >= words.heightForWidth(words.width())
    assert home.rect().contains(banner.geometry())


def test_three_notes_at_most_and_undo_once(qtbot):
    home, undone = QWidget(), []
    qtbot.addWidget(home)
    toasts = Toasts(home)
    for n in range(4):
        toasts.show_toast(f"note {n}", undoing(lambda n=n: undone.append(n)), about=n)
    assert toasts.texts == ["note 1", "note 2", "note 3"]
    toasts.findChildren(Button, "toast.undo")[-1].click()

    assert undone == [3]
    assert toasts.texts == ["note 1", "note 2"]
    toasts.forget(1)
    assert toasts.texts == ["note 2"]


def test_a_note_goes_by_itself_but_not_under_a_sheet(qtbot, monkeypatch):
    monkeypatch.setattr(toasts_of_a_window, "_SHOWN_MS", 40)
    home = QWidget()
    qtbot.addWidget(home)
    home.show()
    qtbot.waitExposed(home)
    toasts = Toasts(home)
    toasts.show_toast("before the sheet")
    sheet = QDialog(home)
    sheet.open()
    toasts.show_toast("while it is open")
    qtbot.wait(200)  # five times as long as a note is shown
    assert toasts.texts == ["before the sheet", "while it is open"]

    sheet.reject()
    qtbot.waitUntil(lambda: not toasts.texts)


def test_notes_lie_over_the_list_and_leave_the_pane_beside_it_free(qtbot):
    listed, read = QWidget(), QLineEdit()
    panes = Panes(listed, read, names=("List", "One of it"), sizes=(0, 360))
    home = QWidget()
    qtbot.addWidget(home)
    layout = QHBoxLayout(home)
    layout.addWidget(panes)
    home.resize(1000, 600)
    home.show()
    qtbot.waitExposed(home)
    toasts = Toasts(home, lambda: panes.beside_last)

    def covers() -> bool:
        place = QRect(read.mapTo(home, QPoint()), read.size())
        return toasts.geometry().intersects(place)

    for _ in range(3):
        toasts.show_toast("Acknowledged 3 alerts", undoing(lambda: None))
        assert not covers()
    home.resize(860, 600)
    assert not covers()
    panes.toggle_last()  # nothing stands beside the list: the corner is free
    home.resize(1000, 600)
    assert toasts.geometry().right() > 960


def test_notes_over_a_low_list_leave_half_of_it_free_and_older_ones_wait(qtbot):
    listed, read = QWidget(), QLineEdit()
    panes = Panes(listed, read, names=("List", "One of it"), sizes=(220, 0), is_vertical=True)
    home = QWidget()
    qtbot.addWidget(home)
    QVBoxLayout(home).addWidget(panes)
    home.resize(1000, 700)
    home.show()
    qtbot.waitExposed(home)
    toasts = Toasts(home, lambda: panes.beside_last)
    shown = [toasts.show_toast(f"note {n}") for n in range(3)]

    def seen() -> list[str]:
        return [one.text for one in shown if one.isVisible()]

    assert toasts.height() <= panes.beside_last.height() // 2
    assert seen()[-1] == "note 2"
    assert len(seen()) < 3
    waiting = next(one for one in shown if one.isHidden())
    assert not waiting._timer.isActive()
    for one in [each for each in shown if each.isVisible()]:
        one.gone.emit(one)
    assert waiting.isVisible()
    assert waiting._timer.isActive()


def test_notes_over_a_list_leave_the_chosen_row_and_the_pointed_one_free(qtbot, monkeypatch):
    listed, read = QListWidget(), QLineEdit()
    listed.addItems([f"row {n}" for n in range(60)])
    panes = Panes(listed, read, names=("List", "One of it"), sizes=(0, 200), is_vertical=True)
    home = QWidget()
    qtbot.addWidget(home)
    layout = QVBoxLayout(home)
    layout.addWidget(panes)
    home.resize(900, 700)
    home.show()
    qtbot.waitExposed(home)
    toasts = Toasts(home, lambda: panes.beside_last)
    shown = listed.viewport()

    def covers(row: int) -> bool:
        place = listed.visualItemRect(listed.item(row))
        row_of_window = QRect(shown.mapTo(home, QPoint(0, place.y())), place.size())
        return toasts.geometry().intersects(row_of_window)

    toasts.show_toast("Rolled back")
    covered = next(n for n in range(60) if covers(n))
    foot = toasts.geometry().bottom()
    listed.setCurrentRow(covered)
    qtbot.waitUntil(lambda: not covers(covered))
    assert listed.geometry().contains(toasts.geometry().center())
    listed.setCurrentRow(0)  # far from it: the note goes back to the foot
    qtbot.waitUntil(lambda: toasts.geometry().bottom() == foot)

    toasts.show_toast("before", kind="only")
    at = listed.visualItemRect(listed.item(covered)).center()
    monkeypatch.setattr(toasts_of_a_window.QCursor, "pos", lambda: shown.mapToGlobal(at))
    toasts.show_toast("Rolled back again", kind="only")
    assert not covers(covered)


def test_a_blocked_button_says_why(qtbot):
    button = Button("Approve…", keys="Y")
    qtbot.addWidget(button)
    button.set_blocked("You asked for it <yourself>.")
    assert not button.isEnabled()
    assert button.toolTip() == "<qt>You asked for it &lt;yourself&gt;.</qt>"
    button.set_blocked("")
    assert button.isEnabled()


def test_a_reason_needs_its_length_and_offers_earlier_ones(qtbot):
    box = ReasonBox(recent=["Evidence complete, limits met"])
    qtbot.addWidget(box)
    box.set_text("   short    ")
    assert not box.is_enough
    assert "10 characters" in box.lacks()
    box.edit.clear()
    box.findChild(Button).click()
    assert box.text == "Evidence complete, limits met"
    assert box.lacks() == ""


def test_a_reason_that_is_too_long_says_that_it_was_cut_until_it_is_shorter(qtbot):
    box = ReasonBox(minimum=1)
    qtbot.addWidget(box)
    box.show()
    theme.application().clipboard().setText("x" * 1_000_000)
    box.edit.paste()
    said = "Cut off: no more than 10,000 characters are kept."
    shown = {label.text() for label in box.findChildren(StyledLabel) if label.isVisible()}
    assert len(box.text) == 10_000
    assert said in shown
    box.edit.setPlainText("short")
    assert said not in {label.text() for label in box.findChildren(StyledLabel)}


def test_an_earlier_reason_replaces_nothing_that_was_typed(qtbot):
    box = ReasonBox(recent=["Evidence complete, limits met"])
    qtbot.addWidget(box)
    box.set_text("The limits are not met: ")
    box.edit.moveCursor(QTextCursor.MoveOperation.End)
    box.findChild(Button).click()
    assert box.text == "The limits are not met: Evidence complete, limits met"
    box.edit.undo()
    assert box.text == "The limits are not met:"


def test_people_who_can_not_be_chosen_say_why(qtbot):
    people = [
        PersonChoice("a", "Ana Novak", "Operator", "asked for it"),
        PersonChoice("b", "Bo Visser", "Risk officer"),
    ]
    picker = PersonPicker(people)
    qtbot.addWidget(picker)
    chosen = []
    picker.chosen.connect(chosen.append)
    assert picker.list.current_row().id == "b"
    qtbot.keyClicks(picker.edit, "ana")
    qtbot.keyClick(picker.edit, Qt.Key.Key_Return)
    assert chosen == []
    assert picker.problem.text() == "Ana Novak can't be chosen: asked for it."
    picker.edit.clear()
    qtbot.keyClicks(picker.edit, "zoe")
    assert picker.problem.isHidden()
    qtbot.keyClick(picker.edit, Qt.Key.Key_Return)
    assert picker.problem.text().startswith("Nobody here is called “zoe”")
    picker.edit.clear()
    qtbot.keyClicks(picker.edit, "risk")
    qtbot.keyClick(picker.edit, Qt.Key.Key_Return)
    assert [person.id for person in chosen] == ["b"]


@pytest.fixture
def dialog(qtbot) -> Iterator[DecisionDialog]:
    home = QWidget()
    qtbot.addWidget(home)
    home.show()
    asked = Asked(
        "Sign: approve promotion",
        (("You sign", "Promote cc-fraud v14"), ("State", "x")),
        "Sign and approve",
        "Jo Vermeer",
        "Compliance officer",
        "v14 deploys",
        meanings=("Approved", "Reviewed"),
        needs_password=True,
        is_first_signature=True,
        user_id="jo",
    )
    made = DecisionDialog(asked, home)
    made.open()
    yield made
    home.close()


def left(dialog: DecisionDialog, name: str) -> int:
    """Where the value of this name begins."""
    (label,) = (one for one in dialog.findChildren(StyledLabel) if one.text() == name)
    facts = label.parentWidget().layout()
    row, _column, _, _ = facts.getItemPosition(facts.indexOf(label))
    value = facts.itemAtPosition(row, 1).widget()
    return value.mapTo(dialog, value.rect().topLeft()).x()


def test_what_is_signed_and_as_whom_stand_in_one_column(qtbot, dialog):
    qtbot.waitExposed(dialog)
    assert left(dialog, "You sign") == left(dialog, "Then")


@pytest.mark.parametrize("name", ["You sign", "Te ondertekenen is nu"])
def test_they_do_so_at_a_large_zoom_and_beside_a_long_name(qtbot, name: str):
    theme.apply(dark=False, zoom_factor=2.0)
    home = QWidget()
    home.resize(1280, 800)
    qtbot.addWidget(home)
    home.show()
    asked = Asked("Sign", ((name, "Promote"),), "Sign", "Jo Vermeer", "approver", "v14 deploys")

    sheet = DecisionDialog(asked, home)
    sheet.open()
    qtbot.waitExposed(sheet)

    assert left(sheet, name) == left(sheet, "Then") == left(sheet, "At")


def test_signing_needs_reason_and_password(dialog):
    assert not dialog.sign_button.isEnabled()
    assert "10 characters" in dialog.lacks()
    dialog.reason.set_text("Limits met, evidence read")
    assert dialog.lacks() == "Enter the passphrase."
    dialog.password.setText("secret")
    assert dialog.sign_button.isEnabled()


def test_enter_with_something_missing_says_what(qtbot, dialog):
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert "10 characters" in dialog._hint.text()
    dialog.reason.set_text("Limits met, evidence read")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert dialog._hint.text() == "Enter the passphrase."
    dialog.password.setText("secret")

    assert dialog._hint.text() == "This cannot be undone"


def test_a_wrong_password_keeps_every_word(qtbot, dialog):
    dialog.reason.set_text("Limits met, evidence read")
    dialog.password.setText("wrong")
    with qtbot.waitSignal(dialog.signed) as signed:
        ctrl = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(dialog.reason.edit, Qt.Key.Key_Return, ctrl)
    assert signed.args[0] == Signed("Limits met, evidence read", "Approved", "jo", "wrong")
    assert "wrong" not in repr(signed.args[0])
    assert not dialog.sign_button.isEnabled()
    dialog.fail(AppError("The password is not right.", hint="2 attempts are left."))

    assert dialog.isVisible()
    assert dialog.reason.text == "Limits met, evidence read"
    assert dialog.errors.keys == ("sign",)
    assert dialog.sign_button.isEnabled()


def test_control_enter_signs_also_where_the_focus_is_on_cancel(qtbot, dialog):
    dialog.reason.set_text("Limits met, evidence read")
    dialog.password.setText("secret")
    with qtbot.waitSignal(dialog.signed):
        ctrl = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(dialog.cancel_button, Qt.Key.Key_Return, ctrl)

    assert dialog.isVisible()


def test_the_time_of_a_decision_goes_on_while_it_is_read(qtbot, dialog, monkeypatch):
    said = dialog.findChild(StyledLabel, "sign.at")
    before, later = said.text(), datetime.now(UTC) + timedelta(hours=5)
    clock = type("Clock", (datetime,), {"now": classmethod(lambda _cls, zone: later)})
    monkeypatch.setattr(decision_dialog, "datetime", clock)

    qtbot.waitUntil(lambda: said.text() != before)

    assert said.text().startswith(f"{later.astimezone(zone()):%Y-%m-%d %H:%M}")


def test_what_went_wrong_cuts_no_words_of_a_decision(qtbot, dialog):
    before = dialog.height()
    dialog.fail(AppError("The password is not right.", hint="2 attempts are left."))

    qtbot.waitUntil(lambda: dialog.height() > before)
    layout = dialog.layout()
    assert dialog.height() >= layout.totalHeightForWidth(dialog.width())


def test_an_error_is_shown_in_its_own_words_and_never_waits(qtbot):
    home = QWidget()
    qtbot.addWidget(home)
    home.show()
    box = notices.show_error(AppError("There is no <b>.", hint="Try b.", title="Not found"), home)

    assert box.isVisible()
    assert (box.text(), box.informativeText()) == ("Not found", "There is no <b>.\n\nTry b.")
    box.close()


def test_a_bug_is_logged_and_told_neutrally(caplog):
    wording = notices.word(ZeroDivisionError("secret detail"))

    assert "secret" not in wording.sentence
    assert "unexpected error" in caplog.text


@pytest.mark.parametrize("make", [TitleLabel, TagChip])
def test_a_long_name_gives_way_and_its_whole_stands_in_the_tooltip(qtbot, make):
    name = "early-warning-for-small-business-loans-of-the-northern-islands-2026"
    holder, button = QWidget(), QPushButton("Publish")
    layout = QHBoxLayout(holder)
    shown = make(name)
    layout.addWidget(shown)
    layout.addWidget(button)
    qtbot.addWidget(holder)
    holder.resize(260, 40)
    holder.show()
    qtbot.waitExposed(holder)

    assert holder.width() == 260
    assert button.geometry().right() <= holder.width()
    assert shown.width() < shown.sizeHint().width()
    assert name in shown.toolTip()


def test_the_breadcrumb_gives_way_to_the_search_field(qtbot):
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.resize(1000, 41)
    bar.show()
    qtbot.waitExposed(bar)

    bar.breadcrumb.set_crumbs(("Alerts", "Disparate impact 1.48 outside 0.8 to 1.25 on age_band"))
    bar.layout().activate()
    last = bar.breadcrumb.findChildren(QPushButton)[-1]
    qtbot.waitUntil(lambda: 0 < last.geometry().right() <= bar.breadcrumb.width())
    assert "age_band" in last.toolTip()


def test_a_state_without_a_word_is_its_glyph_and_an_unknown_one_is_nothing(qtbot):
    def inked(status: Status) -> int:
        chip = StateChip(State(status, ""))
        qtbot.addWidget(chip)
        width = chip.sizeHint().width()
        if not width:
            return 0
        chip.resize(chip.sizeHint())
        image = chip.grab().toImage()
        colors = {image.pixel(x, y) for x in range(width) for y in range(image.height())}
        return len(colors) - 1

    assert inked(Status.OK) > 0
    assert inked(Status.WAITING) > 0
    assert inked(Status.UNKNOWN) == 0


def test_counts_of_another_filter_say_that_they_are_about_right_until_they_are_counted(
    qtbot, monkeypatch
):
    monkeypatch.setattr(facets, "_STALE_MS", 10)
    panel = FacetPanel()
    qtbot.addWidget(panel)
    stages = (Facet("stage", "Stage", (FacetValue("PROD", 1312),)),)
    panel.set_facets(stages, FilterQuery())
    (count,) = [one for one in panel.findChildren(QLabel) if "312" in one.text()]
    exact = count.text()

    panel.expect_counts()
    qtbot.waitUntil(lambda: count.text() == f"≈{exact}")
    panel.set_facets(stages, FilterQuery())  # the same came out

    assert count.text() == exact


def test_a_low_page_of_tabs_is_not_as_high_as_the_highest(qtbot) -> None:
    tabs = Tabs("Parts", each_its_room=True)
    qtbot.addWidget(tabs)
    low, high = QWidget(), QWidget()
    low.setMinimumHeight(40)
    high.setMinimumHeight(400)
    tabs.add(Tab("low"), low)
    tabs.add(Tab("high"), high)
    tabs.show()

    assert tabs.minimumSizeHint().height() < 100
    tabs.show_page(1)
    qtbot.waitUntil(lambda: tabs.minimumSizeHint().height() >= 400)
    tabs.show_page(0)
    qtbot.waitUntil(lambda: tabs.minimumSizeHint().height() < 100)


@pytest.mark.parametrize("is_on", [True, False])
def test_a_box_with_the_keyboard_on_it_is_another_picture_of_the_same_size(qtbot, is_on) -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    box, other = QCheckBox("box"), QLineEdit()
    box.setChecked(is_on)
    column.addWidget(box)
    column.addWidget(other)
    qtbot.addWidget(holder)
    holder.show()
    holder.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    size, plain = box.sizeHint(), box.grab().toImage()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)

    assert box.grab().toImage() != plain
    assert box.sizeHint() == size


def test_a_shorter_name_asks_for_no_more_room_than_its_words(qtbot) -> None:
    title = TitleLabel("aml-screening")
    qtbot.addWidget(title)
    title.keep_whole_up_to(120)
    before = title.minimumWidth()

    title.setText("churn")
    title.keep_whole_up_to(120)

    assert title.minimumWidth() == title.sizeHint().width() < before
    title.setText("a name that is much longer than a head has room for")
    title.keep_whole_up_to(120)
    assert title.minimumWidth() == theme.px(120)
