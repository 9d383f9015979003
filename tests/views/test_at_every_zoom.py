"""At 200 %, and in Dutch, on the smallest usual screen: nothing is cut, overlaps or lies aside."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.models.queries.home_figures import Tile
from app.views import language, theme
from app.views.cells import State, Status
from app.views.delegates.cell_delegate import cut_words
from app.views.desktop import Desktop
from app.views.item_models.columns import Role
from app.views.panels.home_parts import GapTile, TileGrid
from app.views.panels.inventory_source import SourceFields
from app.views.places import ObjectRef
from app.views.start import StartWindow
from app.views.trail_notice import LATE
from app.views.widgets.basics import ElidedLabel, ShorterLabel, StyledLabel
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable
from app.views.widgets.panes import Panes, bring_out, is_reachable
from app.views.widgets.room import Room
from app.views.widgets.tabs import Tab, TabBar
from app.views.widgets.wrap import WrapLayout, fold_where_short, wrapping_row
from tests.views.demo_desk import SCREENS, calm, demo_desk, faces, go

TRIES = 8  # what was laid out anew settles within as many rounds
LEAST = 2  # px: below, two edges meet
KINDS = ("governance.kinds",)
SAYS_LITTLE = 60  # px of a line that has more to say


@pytest.fixture(autouse=True)
def as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    yield
    language.use("en")
    theme.apply(dark=False)


def name(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QLabel | QPushButton | QLineEdit) else ""
    return f"{type(widget).__name__} {widget.objectName()} {words[:30]}".strip()


def managed(parent: QWidget, layout: QLayout) -> list[QWidget]:
    """What is placed in a widget by its layout and by those inside it.

    Asked by its widgets: a Python object made for an item of a layout can outlive it, and is then
    taken for another thing that came to stand at the same address.
    """
    layouts = [layout, *layout.findChildren(QLayout)]
    inside = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [
        one for one in inside if one.isVisible() and any(lay.indexOf(one) >= 0 for lay in layouts)
    ]


def cut_buttons(root: QWidget) -> list[str]:
    """Those narrower than their words; a link that elides has them all in its tooltip."""
    return [
        f"cut: {name(one)}"
        for one in root.findChildren(Button)
        if one.isVisible()
        and one.width() < one.sizeHint().width()
        and not (one._elides and one.toolTip())
    ]


def out_of_place(root: QWidget) -> list[str]:
    """Siblings that lie over each other, and what reaches out of its parent."""
    found = []
    for parent in [root, *root.findChildren(QWidget)]:
        layout = parent.layout()
        if layout is None or not parent.isVisible() or isinstance(parent, QStackedWidget):
            continue
        shown = managed(parent, layout)
        for n, one in enumerate(shown):
            for other in shown[n + 1 :]:
                common = one.geometry().intersected(other.geometry())
                if common.width() >= LEAST and common.height() >= LEAST:
                    found.append(f"{name(one)} lies over {name(other)}")
            room = parent.rect().adjusted(-LEAST, -LEAST, LEAST, LEAST)
            if not one.geometry().isEmpty() and not room.contains(one.geometry()):
                found.append(f"{name(one)} reaches out of {name(parent)}")
    return found


def sideways(root: QWidget) -> list[str]:
    """Places of a screen that must be scrolled to the side to read them."""
    return [
        f"scrolls sideways: {name(one)}"
        for one in root.findChildren(Room)
        if one.isVisible() and one.horizontalScrollBar().maximum() > 0
    ]


def cut_off(root: QWidget) -> list[str]:
    """Panes with more beside than is seen, and no bar to get there."""
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return [
        f"{name(one)} {one.accessibleName()} is {inside.width()} px wide, seen are {room.width()}"
        for one in root.findChildren(QScrollArea)
        if (inside := one.widget()) is not None
        and one.isVisible()
        and one.horizontalScrollBarPolicy() is never
        and inside.width() > (room := one.viewport()).width()
    ]


def cut_states(root: QWidget) -> list[str]:
    """States, and the names of kinds: one runs down a list for them, and there are few of them."""
    found = []
    for table in root.findChildren(DataTable):
        if not table.isVisible():
            continue
        model, head = table.rows_model, table.horizontalHeader()
        for column in range(head.count()):
            room = table.columnWidth(column) - (0 if column else table.edge_px)
            for row in range(0 if head.isSectionHidden(column) else min(model.rowCount(), 30)):
                index = model.index(row, column)
                is_ours = isinstance(index.data(Role.CELL), State) or table.objectName() in KINDS
                if is_ours and (words := cut_words(index, room)):
                    found.append(f"cut in {name(table)}: {words}")
    return found


def mere_beginnings(root: QWidget) -> list[str]:
    """Words that are clipped, and those that end in "…" after so few letters that they say nothing.

    A label that gives way says the whole under the pointer.
    """
    found = []
    for one in root.findChildren(StyledLabel):
        if not one.isVisible() or one.wordWrap() or isinstance(one, ShorterLabel):
            continue
        if one.width() >= one.sizeHint().width() - LEAST:
            continue
        gives_way = isinstance(one, ElidedLabel) or one._gives_way
        if not gives_way or one.width() < theme.px(SAYS_LITTLE):
            found.append(f"{one.width()} px for {name(one)}")
    return found


def wrong_in(desktop: Desktop, *more: Callable[[QWidget], list[str]]) -> list[str]:
    found: list[str] = []
    for _ in range(TRIES):
        window = desktop.window
        found = cut_buttons(window) + out_of_place(window) + sideways(window)
        found += [one for check in more for one in check(window)]
        if not found:
            break
        time.sleep(0.03)
        calm(desktop)
    return found


def test_what_lies_over_another_or_reaches_out_is_seen_in_layouts_inside_layouts(qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    outer, inner = QVBoxLayout(parent), QHBoxLayout()
    outer.addLayout(inner)
    first, second = Button("First"), Button("Second")
    inner.addWidget(first)
    inner.addWidget(second)
    parent.resize(400, 60)
    parent.show()
    qtbot.waitUntil(second.isVisible)
    assert out_of_place(parent) == []

    second.setGeometry(first.geometry())
    assert len(out_of_place(parent)) == 1
    second.move(390, second.y())

    (found,) = out_of_place(parent)
    assert "Second reaches out" in found


@pytest.mark.parametrize(
    ("zoom", "code", "person", "size"),
    [
        (2.0, "xx", "tom", (1280, 800)),  # English with every word longer
        (2.0, "nl", "aisha", (1280, 800)),
        (1.0, "nl", "tom", (1280, 800)),
        (1.0, "xx", "tom", (1280, 800)),
        (1.0, "nl", "jo", (1024, 700)),
    ],
)
def test_every_screen_has_room_for_its_words(
    demo: Path, tmp_path: Path, zoom: float, code: str, person: str, size: tuple[int, int]
) -> None:
    language.use(code)
    theme.apply(dark=False, zoom_factor=zoom)
    checks = [cut_off, mere_beginnings]
    checks += [cut_states] if code != "xx" else []  # no language has states that long
    with demo_desk(demo, person, tmp_path) as desktop:
        desktop.window.resize(*size)
        calm(desktop)
        wrong = {}
        for key in (*SCREENS, "settings"):
            for show in faces(desktop, key):
                show()
                calm(desktop)
                for one in wrong_in(desktop, *checks):
                    wrong[f"{key}: {one}"] = True

        assert theme.zoom() == zoom
        assert desktop.window.width() == size[0]
        assert not list(wrong)


def test_why_a_button_is_grey_is_read_whole_beside_the_buttons(demo: Path, tmp_path: Path) -> None:
    language.use("nl")
    with demo_desk(demo, "sanne", tmp_path) as desktop:
        screen = go(desktop, "inventory")
        names = [one.name for one in screen.model.rows]
        screen.table.selectRow(names.index("cc-fraud"))
        calm(desktop)

        said = screen.pane.situation
        assert said.text() == "v14: Promotie goedkeuren"
        assert " ".join(said.lines) == said.text()
        assert said.height() >= len(said.lines) * said.fontMetrics().lineSpacing()
        assert said.toolTip() == said.text()


def test_the_folded_rail_shows_whole_icons_and_that_there_are_more(
    demo: Path, tmp_path: Path
) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    with demo_desk(demo, "tom", tmp_path) as desktop:
        rail = desktop.window.rail
        assert rail.is_folded
        rows, room = rail.main.rail_model.rowCount(), rail.main.viewport().rect()
        below = rail.findChild(Button, "rail.chevron-down")
        above = rail.findChild(Button, "rail.chevron-up")
        assert below.isVisible()
        assert below.isEnabled()
        assert not above.isEnabled()

        seen: set[int] = set()
        for _ in range(rows):
            room = rail.main.viewport().rect()
            boxes = {n: rail.main.visualRect(rail.main.rail_model.index(n)) for n in range(rows)}
            shown = {n for n, box in boxes.items() if room.intersects(box)}
            assert all(room.contains(boxes[n].adjusted(0, 1, 0, -1)) for n in shown)
            seen |= shown
            if not below.isEnabled():
                break
            below.click()
            calm(desktop)
        assert seen == set(range(rows))
        assert above.isEnabled()


@pytest.mark.parametrize("person", ["jo", "tom"])
def test_the_buttons_of_a_decision_stay_in_sight(demo: Path, tmp_path: Path, person: str) -> None:
    """A vote (jo) and a task (tom), on a laptop's screen."""
    theme.apply(dark=False, zoom_factor=2.0)
    with demo_desk(demo, person, tmp_path) as desktop:
        desktop.window.resize(1280, 720)
        case = go(desktop, "approvals").case
        for show in faces(desktop, "approvals"):
            show()
            calm(desktop)
            if not case.bar.isVisible():
                continue
            unseen = [
                one.text()
                for one in case.bar.buttons.values()
                if one.visibleRegion().boundingRect().size() != one.size()
            ]
            assert not unseen
        assert case.bar.buttons


def test_most_of_a_small_window_is_the_screens(demo: Path, tmp_path: Path) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    with demo_desk(demo, "tom", tmp_path) as desktop:
        window = desktop.window
        desktop._trail.stop()  # one banner is measured, whatever tests before left unsealed
        if LATE in window.banners.keys:
            window.clear_banner(LATE)
        long = "What you see was read before that. Changes can't be stored until it is back. " * 2
        banner = window.show_banner("offline", Status.WARNING, "Offline since 14:02", long)
        calm(desktop)
        one_line = banner.height()

        go(desktop, "alerts")

        room = window.frame.findChild(Room)
        assert room.viewport().height() >= 0.6 * window.height()
        assert window.demo.small_button.isVisible()
        assert not window.demo.isVisible()
        assert one_line < theme.px(48)
        more = banner.findChild(Button, "banner.offline.more")
        more.click()
        calm(desktop)
        assert banner.height() >= one_line + theme.px(30)
        assert any(one.isVisible() and one.text() == long for one in banner.findChildren(QLabel))


def test_in_a_small_window_an_object_comes_before_its_list_and_escape_leads_back(
    demo: Path, tmp_path: Path
) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    with demo_desk(demo, "tom", tmp_path) as desktop:
        window = desktop.window
        screen = go(desktop, "alerts")
        table = screen.list.table
        assert table.isVisible()
        assert not screen.detail.isVisible()

        QTest.keyClick(table, Qt.Key.Key_Return)
        calm(desktop)
        assert screen.detail.isVisible()
        assert not table.isVisible()
        assert screen.isAncestorOf(theme.application().focusWidget())

        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert table.isVisible()
        assert table.hasFocus()

        window.open_ref(ObjectRef("alert", str(table.current_row().id)))
        calm(desktop)
        assert screen.detail.isVisible()

        visited = set()
        for _ in range(5):  # rail, filter, list, detail, status bar
            window.actions_registry.trigger("pane.next")
            visited.add(theme.application().focusWidget())
        assert {table, screen.list.filter.edit, screen.detail.area} <= visited

        window.actions_registry.trigger("edit.filter")
        assert screen.list.filter.edit.hasFocus()

        window.actions_registry.trigger("view.detail")
        assert screen.detail.isVisible()


@pytest.mark.parametrize("zoom", [1.0, 2.0])
@pytest.mark.parametrize("code", ["en", "nl", "xx"])
def test_the_first_window_has_room_for_its_words(qtbot, code: str, zoom: float) -> None:
    language.use(code)
    theme.apply(dark=False, zoom_factor=zoom)
    window = StartWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show_choices()
    window.show()

    def wrong() -> list[str]:
        found = out_of_place(window) + sideways(window)
        return found + cut_buttons(window) + mere_beginnings(window)

    qtbot.waitUntil(lambda: not wrong())


def test_the_sources_of_a_model_go_on_below_where_the_sheet_is_narrow(qtbot) -> None:
    language.use("xx")
    theme.apply(dark=False, zoom_factor=2.0)
    fields = SourceFields(None)
    qtbot.addWidget(fields)
    kinds = fields.kind
    assert fields.minimumSizeHint().width() < 800

    fields.resize(1100, 500)
    fields.show()
    boxes = kinds._boxes(kinds.width())
    qtbot.mouseClick(kinds, Qt.MouseButton.LeftButton, pos=boxes[-1].center().toPoint())

    assert all(kinds.rect().adjusted(0, 0, 1, 1).contains(box.toRect()) for box in boxes)
    assert boxes[0].top() < boxes[-1].top()
    assert fields.key == "entry"
    assert kinds._boxes(2_000)[-1].top() == 0


def test_the_chosen_tab_is_seen_however_many_there_are(qtbot) -> None:
    bar = TabBar("Settings")
    qtbot.addWidget(bar)
    bar.set_tabs([Tab(f"A page with a name {n}") for n in range(9)])
    bar.resize(400, 34)

    for n in (0, 4, 8):
        bar.choose(n)
        box = bar._boxes()[n]
        assert 0 <= box.left() < box.right() <= bar.width()


def test_panes_stand_beside_each_other_as_soon_as_there_is_room(qtbot) -> None:
    first, second = QLineEdit("first"), QLineEdit("second")
    panes = Panes(first, second, names=("One", "Other"), sizes=(0, 200))
    qtbot.addWidget(panes)
    panes.resize(900, 300)
    panes.show()
    qtbot.waitUntil(lambda: first.isVisible() and second.isVisible())
    assert not panes.switch.isVisible()

    panes.resize(500, 300)
    assert panes.is_folded
    assert first.isVisible()
    assert not second.isVisible()
    assert is_reachable(second)

    bring_out(second)
    assert second.isVisible()
    assert not first.isVisible()

    second.hide()
    qtbot.waitUntil(first.isVisible)
    assert not panes.switch.isVisible()
    assert not is_reachable(second)

    second.show()
    panes.resize(900, 300)
    qtbot.waitUntil(lambda: first.isVisible() and second.isVisible())


def test_a_row_wraps_only_where_it_must(qtbot) -> None:
    buttons = [Button(text) for text in ("Approve…", "Reject…", "Delegate")]
    row = wrapping_row(buttons[0], None, *buttons[1:])
    qtbot.addWidget(row)
    one_line = row.sizeHint().width()
    row.resize(one_line + 100, row.heightForWidth(one_line + 100))
    row.show()
    assert len({one.y() for one in buttons}) == 1
    assert buttons[2].geometry().right() == row.width() - 1

    narrow = max(one.width() for one in buttons)
    tall = row.heightForWidth(narrow)
    row.resize(narrow, tall)

    assert [one.x() for one in buttons] == [0, 0, 0]
    assert tall == 3 * buttons[0].height() + 2 * row.layout().spacing()
    qtbot.waitUntil(lambda: row.minimumSizeHint().height() == tall)


def test_what_stands_behind_the_free_space_stays_together_below(qtbot) -> None:
    names, acts = [Button(text) for text in "AB"], [Button(f"Act {n}") for n in range(3)]
    row = wrapping_row(*names, None, *acts)
    qtbot.addWidget(row)
    width = row.sizeHint().width() - 10  # no room for the last one only
    row.resize(width, row.heightForWidth(width))
    row.show()

    assert len({one.y() for one in names}) == 1
    assert {one.y() for one in acts} == {names[0].height() + row.layout().spacing()}
    assert acts[0].x() == 0


def test_a_line_of_their_own_is_no_line_more(qtbot) -> None:
    names, act = [Button("A name of some length") for _ in range(3)], Button("Act")
    row = wrapping_row(*names, None, act)
    qtbot.addWidget(row)
    width = names[0].sizeHint().width() * 2 + row.layout().spacing()
    row.resize(width, row.heightForWidth(width))
    row.show()

    assert act.y() == names[2].y() > names[0].y()  # not on a third one


def test_a_row_goes_on_without_what_went_away(qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = WrapLayout(holder)
    first, second = Button("First"), Button("Second")
    layout.addWidget(second)
    layout.insert_widget(0, first)
    assert layout.itemAt(0).widget() is first

    first.setParent(None)
    first.deleteLater()

    assert layout.count() == 1
    assert layout.sizeHint().width() == second.sizeHint().width()


def test_a_screen_is_scrolled_rather_than_squeezed(qtbot) -> None:
    inside = QWidget()
    line = QHBoxLayout(inside)
    wide = QWidget()
    wide.setMinimumSize(400, 300)
    line.addWidget(wide)
    room = Room(inside)
    qtbot.addWidget(room)
    room.resize(200, 150)
    room.show()
    assert wide.size().width() >= 400
    assert room.horizontalScrollBar().maximum() > 0
    assert isinstance(room, QAbstractScrollArea)

    room.resize(800, 600)

    qtbot.waitUntil(lambda: inside.size() == room.viewport().size())
    assert room.horizontalScrollBar().maximum() == room.verticalScrollBar().maximum() == 0


def test_a_button_is_its_icon_alone_where_its_row_would_else_go_on_below(qtbot) -> None:
    names, act = [Button(text) for text in ("First", "Second")], Button("Export", icon="download")
    row = wrapping_row(*names, None, act)
    fold_where_short(row, act)
    qtbot.addWidget(row)
    one_line = row.sizeHint().width()
    row.resize(one_line, row.heightForWidth(one_line))
    row.show()
    whole = act.width_with_words
    assert act.width() == whole

    row.resize(one_line - 1, row.heightForWidth(one_line - 1))
    qtbot.waitUntil(lambda: act.width() < whole)

    assert act.y() == names[0].y()
    assert act.toolTip() == "Export"
    row.resize(one_line, row.height())
    qtbot.waitUntil(lambda: act.width() == whole)


def test_buttons_that_leave_their_key_out_tell_it_under_the_pointer(qtbot) -> None:
    act = Button("Endpoint", keys="E")
    qtbot.addWidget(act)
    whole = act.sizeHint().width()

    act.set_terse(True)

    assert act.sizeHint().width() < whole
    assert act.toolTip() == "Endpoint (E)"


@pytest.mark.parametrize("key", ["inventory", "lineage", "runtimes"])
def test_a_head_has_no_button_alone_on_a_line(demo: Path, tmp_path: Path, key: str) -> None:
    theme.apply(dark=False, zoom_factor=1.25)
    with demo_desk(demo, "tom", tmp_path) as desktop:
        desktop.window.resize(1280, 800)
        screen = go(desktop, key)

        for row in screen.findChildren(QWidget):
            if not row.isVisible() or not isinstance(row.layout(), WrapLayout):
                continue
            parts = managed(row, row.layout())
            lines = {one.geometry().center().y() // theme.px(16) for one in parts}
            last = max(lines)
            alone = [one for one in parts if one.geometry().center().y() // theme.px(16) == last]
            assert len(lines) == 1 or len(alone) > 1 or not isinstance(alone[0], Button), name(row)


def test_every_user_is_whole_on_a_zoomed_laptop(demo: Path, tmp_path: Path) -> None:
    theme.apply(dark=False, zoom_factor=1.25)
    with demo_desk(demo, "ada", tmp_path) as desktop:
        desktop.window.resize(1280, 800)
        table = go(desktop, "administration").people.table
        calm(desktop)

        assert table.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("zoom", [1.0, 1.25, 1.5])
@pytest.mark.parametrize("code", ["en", "nl"])
def test_the_longest_alert_is_read_whole(
    demo: Path, tmp_path: Path, code: str, zoom: float
) -> None:
    language.use(code)
    theme.apply(dark=False, zoom_factor=zoom)
    with demo_desk(demo, "tom", tmp_path) as desktop:
        desktop.window.resize(1280, 800)
        table = go(desktop, "alerts").list.table
        calm(desktop)

        model = table.rows_model
        column = next(n for n, one in enumerate(model.columns) if one.key == "title")
        for row in range(model.rowCount()):
            assert not cut_words(model.index(row, column), table.columnWidth(column))


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (960, 1080)])
def test_blocks_of_home_stand_in_columns_or_below_each_other(
    demo: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    with demo_desk(demo, "jo", tmp_path) as desktop:
        desktop.window.resize(*size)
        screen = go(desktop, "home")
        calm(desktop)

        for _line, blocks in screen._lines:
            widths = [one.width() for one in blocks if one.isVisible()]
            if size != (1280, 800):  # there what is full has the room of what is empty
                assert max(widths) - min(widths) <= LEAST


def test_no_figure_stands_alone_on_the_last_line(qtbot) -> None:
    grid = TileGrid()
    qtbot.addWidget(grid)
    grid.set_tiles([GapTile(Tile("stale", n, "")) for n in range(5)])
    grid.resize(theme.px(4 * 200), 400)
    grid.show()

    qtbot.waitUntil(lambda: grid._columns == 3)  # four would fit, and leave one


def test_another_screen_begins_at_its_top(qtbot) -> None:
    inside = QStackedWidget()
    for _ in range(2):
        page = QWidget()
        page.setMinimumSize(300, 900)
        inside.addWidget(page)
    room = Room(inside)
    qtbot.addWidget(room)
    room.resize(320, 300)
    room.show()
    qtbot.waitUntil(lambda: room.verticalScrollBar().maximum() > 400)
    room.verticalScrollBar().setValue(200)

    inside.setCurrentIndex(1)

    assert room.verticalScrollBar().value() == 0
    assert room.verticalScrollBar().maximum() > 400
