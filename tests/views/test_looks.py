"""What a designer's eye found, kept found: no word cut, every button in sight, one left edge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.errors import AppError, NotReachableError
from app.models.queries.deployments import StepRow
from app.models.queries.lookups import load_stages
from app.models.queries.policy_change import LineChange, PolicyChange
from app.services.reading_files import Preview
from app.views import painting, theme
from app.views.cells import GroupTitle, Stage, State, Status, Text, TwoLines
from app.views.charts.bpmn_shapes import fitting
from app.views.dialogs.surface import room_for
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.panels import deployments_words
from app.views.panels.approvals_votes import _line
from app.views.panels.deployments_detail import StepStrip
from app.views.panels.file_sheet import FileSheet
from app.views.panels.home_words import stage_cell
from app.views.panels.inventory_list import Ladder
from app.views.panels.lineage_data import lanes
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.parts import ScrollColumn
from app.views.panels.person_dialog import PersonDialog
from app.views.panels.policy_change import SHARE, TALLEST, PolicyChangeView
from app.views.screens import deployments, jobs
from app.views.theme import FontRole
from app.views.widgets.banner import Banner, BannerArea
from app.views.widgets.basics import SectionLabel, StyledLabel
from app.views.widgets.button import Button, Kind, follow_window
from app.views.widgets.data_table import DataTable
from app.views.widgets.hint_line import HintLine
from app.views.widgets.lost_database import forget_lost_database
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.status_bar import CellState, StatusBar
from app.views.widgets.tag_row import TagRow
from app.views.widgets.top_bar import Breadcrumb
from app.views.widgets.view_strip import ViewStrip
from tests.workspaces import TestWorkspace

LONG = "Which life cycle a model runs is an architect's to say. Ask an architect of the unit. " * 2


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    theme.apply(dark=False)


@pytest.fixture
def home(qtbot: Any) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 760)
    window.show()
    return window


def is_whole(label: QLabel) -> bool:
    """Every word of it can be read."""
    width = label.width()
    if label.wordWrap():
        return label.height() >= label.heightForWidth(width)
    return width >= label.sizeHint().width()


def in_sight(widget: QWidget, window: QWidget) -> bool:
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return window.rect().contains(place)


def test_a_sheet_ends_above_the_edge_of_the_screen_and_scrolls(qtbot: Any, home: QWidget) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    sheet = ConfirmSheet(
        "Put it in force", "Put it in force", home, consequences=[f"{n}. {LONG}" for n in range(9)]
    )
    sheet.show()
    qtbot.waitUntil(lambda: sheet.height() == room_for(sheet))

    assert in_sight(sheet.verb_button, sheet)
    assert in_sight(sheet.cancel_button, sheet)
    assert sheet.reason is not None
    assert sheet._paper.verticalScrollBar().maximum() > 0
    # Who goes on to where one types sees that, though it begins far below.
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    sheet.cancel_button.setFocus()
    qtbot.waitUntil(sheet.cancel_button.hasFocus)
    sheet._paper.verticalScrollBar().setValue(0)
    sheet.reason.edit.setFocus()
    edit = sheet.reason.edit
    qtbot.waitUntil(lambda: in_sight(edit, sheet._paper.viewport()))
    sheet.close()


def test_a_sheet_stands_in_the_middle_and_moves_up_when_it_grows(qtbot: Any, home: QWidget) -> None:
    room = home.screen().availableGeometry()
    home.setGeometry(room)
    sheet = ConfirmSheet("Retire it", "Retire it", home, consequences=[LONG] * 3)
    sheet.show()
    centre = sheet.frameGeometry().center()
    assert abs(centre.y() - room.center().y()) < 20

    sheet.move(sheet.x(), room.bottom() - sheet.height())
    before = sheet.height()
    sheet.fail(NotReachableError("The server does not answer."))
    qtbot.waitUntil(lambda: sheet.height() > before)
    assert sheet.frameGeometry().bottom() <= room.bottom()
    sheet.close()


def test_a_sheet_that_has_room_does_not_scroll(qtbot: Any, home: QWidget) -> None:
    sheet = ConfirmSheet("Retire it", "Retire it", home, consequences=["It serves nobody."])
    sheet.show()
    qtbot.waitUntil(lambda: sheet._paper.height() == sheet._paper.widget().height())
    assert sheet._paper.verticalScrollBar().maximum() == 0
    assert not sheet._paper.verticalScrollBar().isVisible()

    sheet.set_consequences([LONG] * 3)
    wider = sheet._paper.height
    qtbot.waitUntil(lambda: wider() == sheet._paper.widget().height() > 120)
    assert sheet._paper.verticalScrollBar().maximum() == 0
    sheet.close()


def test_why_a_verb_is_grey_is_read_to_its_way_out(qtbot: Any, home: QWidget) -> None:
    sheet = ConfirmSheet("Choose it", "Choose it", home, minimum_reason=0)
    sheet.show()
    width = sheet.width()
    sheet.set_blocked(LONG)
    hint = sheet._hint
    assert hint.text() == LONG
    qtbot.waitUntil(lambda: is_whole(hint) and hint.height() > 1.5 * hint.fontMetrics().height())
    assert sheet.width() == width
    sheet.close()


def test_whom_it_is_handed_and_what_are_read_in_full(qtbot: Any, home: QWidget) -> None:
    title = "Assign: Disparate impact 1.48 outside 0.8 to 1.25 on age_band=18-30, cc-fraud v13"
    people = [PersonChoice("1", "Tom Bakker", "operator")]
    note = "It leaves the list of everybody else."
    dialog = PersonDialog(title, note, people, home, verb="Assign")
    dialog.show()
    shown = next(one for one in dialog.findChildren(QLabel) if one.text() == title)
    qtbot.waitUntil(lambda: is_whole(shown) and shown.wordWrap())
    assert dialog.grab().toImage().pixelColor(8, 8).name() == theme.tokens().base.lower()
    dialog.close()


def test_that_the_database_was_away_is_not_said_when_it_is_back(qtbot: Any, home: QWidget) -> None:
    sheet = ConfirmSheet("Retire it", "Retire it", home)
    sheet.show()
    sheet.fail(NotReachableError("The server does not answer."))
    follow_window(home)
    assert sheet.errors.keys == ("sheet",)

    forget_lost_database(home)
    assert sheet.errors.keys == ()

    sheet.fail(AppError("Somebody else retired it."))  # that is so, wherever the database was
    forget_lost_database(home)
    assert sheet.errors.keys == ("sheet",)
    sheet.close()


def test_few_changed_lines_take_little_room_and_many_scroll(qtbot: Any, home: QWidget) -> None:
    def shown(count: int) -> PolicyChangeView:
        lines = tuple(
            LineChange(f"PSI {n}: fail above 0.25", f"PSI {n}: 0.2") for n in range(count)
        )
        view = PolicyChangeView(PolicyChange(2, "5a1f", "bank v1", "9c0d", lines, 11))
        qtbot.addWidget(view)
        view.resize(532, 400)
        view.show()
        return view

    small, large = shown(2), shown(40)
    assert small._area is not None
    assert large._area is not None
    assert small._area.verticalScrollBar().maximum() == 0
    assert small._area.height() < 4 * 2 * 24
    room = large.screen().availableGeometry().height() // SHARE
    assert large._area.height() == min(TALLEST, room)
    assert large._area.verticalScrollBar().maximum() > 0


def test_a_message_of_several_lines_stands_below_its_title(qtbot: Any) -> None:
    area = BannerArea()
    qtbot.addWidget(area)
    area.resize(532, 200)
    area.show()
    banner = area.show_banner("x", Status.WARNING, "Changed by somebody else", LONG)
    qtbot.waitUntil(lambda: banner._detail.geometry().top() >= banner._title.geometry().bottom())
    assert banner._detail.geometry().left() == banner._title.geometry().left()

    short = area.show_banner("y", Status.WARNING, "Saved", "At once.")
    qtbot.waitUntil(lambda: short._detail.geometry().left() > short._title.geometry().right())


def strip_of(steps: int, width: int, qtbot: Any) -> StepStrip:
    at = datetime(2026, 3, 13, tzinfo=UTC)
    names = ("verify", "fetch", "load", "smoke", "switch", "confirm", "clean_up")
    rows = [
        StepRow(n, names[n % len(names)], "done", 1, at, at + timedelta(milliseconds=40), {})
        for n in range(steps)
    ]
    strip = StepStrip()
    qtbot.addWidget(strip)
    strip.resize(width, 24)
    strip.show()
    strip.set_steps(rows, is_open=False)
    return strip


def test_a_chain_of_steps_goes_on_below_rather_than_past_the_edge(qtbot: Any) -> None:
    wide, narrow = strip_of(7, 2_000, qtbot), strip_of(14, 500, qtbot)
    lines = {place.y() for place in narrow.places()}

    assert len({place.y() for place in wide.places()}) == 1
    assert len(lines) > 2
    assert narrow.height() >= max(lines) + 10
    assert all(place.x() < 500 for place in narrow.places())


def test_the_names_of_steps_fit_their_boxes() -> None:
    font = QFont(theme.font(theme.FontRole.CAPTION_MEDIUM))
    font.setPixelSize(12)
    room = QSizeF(66, 41)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap

    made = fitting(font, "Supply what is missing", room, flags)

    box = QRectF(0, 0, room.width(), room.height())
    needed = QFontMetricsF(made).boundingRect(box, flags, "Supply what is missing")
    assert QFontMetricsF(font).boundingRect(box, flags, "Supply what is missing").height() > 41
    assert needed.height() <= room.height()
    assert fitting(font, "Train", room, flags).pixelSize() == 12


@pytest.mark.parametrize(
    "columns", [deployments.COLUMNS, jobs.COLUMNS], ids=["deployments", "jobs"]
)
def test_a_list_at_200_percent_lies_within_its_pane(qtbot: Any, columns: list[Any]) -> None:
    theme.apply(dark=False, zoom_factor=2.0)
    table = DataTable(RowTableModel(columns, lambda row: row), "Things")
    qtbot.addWidget(table)
    table.resize(1_180, 400)
    table.show()
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
    assert table.horizontalHeader().length() == table.viewport().width()  # no row ends early


def test_words_of_a_list_begin_where_its_title_does(qtbot: Any) -> None:
    columns: list[Column[int]] = [
        Column("Name", lambda row: Text(str(row)), stretches=True),
        Column("Age", str, is_number=True, width=60),
    ]
    table = DataTable(RowTableModel(columns, lambda row: row), "Things")
    qtbot.addWidget(table)
    table.resize(400, 200)
    table.show()
    box = QRectF(0, 0, 100, 28)
    assert table.edge(box, 0) == table.edge(box, 1) == box

    table.keep_from_edges()

    assert table.edge(box, 0).left() == 8
    assert table.edge(box, 1).right() == 92


def test_where_i_am_is_read_before_where_that_lies(qtbot: Any) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    crumbs = Breadcrumb()
    QVBoxLayout(holder).addWidget(crumbs)
    holder.resize(640, 60)
    holder.show()
    crumbs.set_crumbs(["Monitoring", "cc-fraud", "Daily drift and performance"])

    def seen() -> list[str]:
        parts = [crumbs._layout.itemAt(n).widget() for n in range(crumbs._layout.count())]
        return [one.text() for one in parts if one is not None and one.isVisible()]

    qtbot.waitUntil(lambda: len(seen()) == 3)
    holder.resize(340, 60)
    qtbot.waitUntil(lambda: seen() == ["cc-fraud", "Daily drift and performance"])
    # "…" stands where the way is cut: a chevron that follows nothing reads as "forward".
    assert [one.text() for one in crumbs._parts if one.is_cut] == ["cc-fraud"]
    holder.resize(240, 60)
    qtbot.waitUntil(lambda: seen() == ["Daily drift and performance"])
    holder.resize(190, 60)  # it is cut now, so its screen stands before it again
    qtbot.waitUntil(lambda: seen() == ["Monitoring", "Daily drift and performance"])


def test_a_stage_has_one_colour_on_every_screen(sqlite_workspace: TestWorkspace) -> None:
    stages = sqlite_workspace.work("jo").read(load_stages)
    path = sorted(stages.values(), key=lambda one: one.position)
    ladder = Ladder()
    ladder.learn(stages)
    timeline = {lane.stage.name: lane.stage for lane in lanes(path) if lane.stage}

    assert (path[0].level, path[-1].level) == (0.0, 1.0)
    for one in path:
        shown = [
            stage_cell(one),  # Home, Approvals, Alerts
            deployments_words.stage_of(one),
            ladder.chip(one.name),  # Inventory
            timeline[one.name],  # Lineage
            Stage.on([each.name for each in path], one.name),  # Runtimes, Administration
        ]
        assert {each.level for each in shown if isinstance(each, Stage)} == {one.level}


def test_a_short_link_begins_where_the_words_above_it_do(qtbot: Any, home: QWidget) -> None:
    column = QVBoxLayout(home)
    links = [Button(words, kind=Kind.LINK) for words in ("HHH", "I")]
    for one in links:
        column.addWidget(one)
    column.activate()

    def first_ink(link: Button) -> int:
        image = link.grab().toImage()
        ground = image.pixel(image.width() - 1, 0)
        inked = (
            x
            for x in range(image.width())
            if any(image.pixel(x, y) != ground for y in range(image.height()))
        )
        return next(inked)

    assert links[1].width() > painting.text_width("I", theme.font(FontRole.CAPTION_MEDIUM)) + 8
    assert abs(first_ink(links[0]) - first_ink(links[1])) <= 1


def test_right_aligned_chips_end_at_one_edge(qtbot: Any) -> None:
    columns: list[Column[str]] = [
        Column("Name", lambda row: row, stretches=True),
        Column("State", lambda row: State(Status.OK, row, is_chip=True), is_number=True),
    ]
    model: RowTableModel[str] = RowTableModel(columns, lambda row: row)
    table = DataTable(model, "Chips")
    qtbot.addWidget(table)
    table.resize(400, 160)
    table.show()
    model.set_rows(["ok", "a longer state"])
    image = table.viewport().grab().toImage()
    soft = QColor(theme.tokens().ok_soft).rgb()

    ends = []
    for place in range(2):
        y = table.visualRect(model.index(place, 1)).center().y()
        ends.append(max(x for x in range(image.width()) if image.pixel(x, y) == soft))
    assert ends[0] == ends[1] > 340


def test_the_note_of_a_heading_gives_way_before_it_widens_its_pane(qtbot: Any) -> None:
    pane = ScrollColumn("Pane")
    qtbot.addWidget(pane)
    pane.resize(240, 200)
    pane.column.addWidget(SectionLabel("Changed before", LONG))
    pane.column.addWidget(StyledLabel(LONG, wraps=True))
    pane.show()

    qtbot.waitUntil(lambda: 0 < pane.body.width() <= pane.viewport().width())


def test_that_nothing_is_kept_gives_way_to_what_is_going_on(qtbot: Any) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.set_person("Jo Vermeer", "compliance officer")
    bar.resize(1280, 26)
    bar.show()
    assert bar.drafts.isVisible()

    bar.resize(400, 26)
    qtbot.waitUntil(lambda: not bar.drafts.isVisible())
    bar.set_drafts(1)
    assert bar.drafts.isVisible()


def test_that_the_database_is_gone_is_read_whole_in_little_room(qtbot: Any) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    text = "noorderbank.db · offline since 17:42, read-only"
    bar.database.set_state(CellState(text, fewer="Offline since 17:42"))
    bar.set_person("Jo Vermeer", "compliance officer")
    bar.resize(1280, 26)
    bar.show()
    assert bar.database.words_in(bar.database.width()) == text

    bar.resize(560, 26)

    cells = (bar.service, bar.database, bar.person)
    qtbot.waitUntil(lambda: all(one.width() >= one.sizeHint().width() for one in cells))
    assert bar.database.width() < theme.px(200)  # what it leaves is for the others
    bar.resize(1280, 26)
    qtbot.waitUntil(lambda: bar.database.words_in(bar.database.width()) == text)


def test_which_day_is_seen_is_read_before_what_that_means(qtbot: Any) -> None:
    strip = ViewStrip("past", LONG, back="Back to now", icon="history")
    qtbot.addWidget(strip)
    strip.resize(700, 40)
    strip.show_words("As recorded on 22 November 2026 05:48 Europe/Amsterdam")

    qtbot.waitUntil(lambda: is_whole(strip.words))


def test_what_a_vote_says_is_never_cut_off(qtbot: Any) -> None:
    pane = ScrollColumn("Votes")
    qtbot.addWidget(pane)
    pane.resize(340, 400)
    words = StyledLabel(LONG, wraps=True)
    pane.column.addWidget(_line(StyledLabel("Aisha Rahman"), words=words))
    pane.column.addStretch()
    pane.show()

    qtbot.waitUntil(lambda: is_whole(words) and words.width() <= pane.viewport().width())


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_tags_give_way_to_what_stands_beside_them(qtbot: Any, zoom: float) -> None:
    theme.apply(dark=False, zoom_factor=zoom)
    tags = TagRow(["cc-fraud", "cc-limit", "churn", "credit-score", "hmrm"])
    qtbot.addWidget(tags)
    tags.show()

    def words() -> str:
        return next(one.text() for one in tags.findChildren(QLabel) if one.isVisible())

    tags.resize(tags.sizeHint())
    assert tags.shown == 5
    tags.resize(tags.width() - 1, tags.height())
    assert (tags.shown, words()) == (4, "+1")
    tags.resize(tags.minimumSizeHint())
    assert (tags.shown, words()) == (0, "5 tags")
    for one in tags.findChildren(QWidget):
        assert not one.isVisible() or in_sight(one, tags)


def test_some_tags_may_keep_their_room(qtbot: Any) -> None:
    tags = TagRow(["cc-fraud", "cc-limit", "churn", "credit-score", "hmrm"], least=2)
    qtbot.addWidget(tags)
    tags.show()

    tags.resize(tags.minimumSizeHint())

    assert tags.shown == 2


def test_few_tags_need_no_words_about_others(qtbot: Any) -> None:
    tags = TagRow(["cc-fraud", "cc-limit"])
    qtbot.addWidget(tags)
    tags.show()
    tags.resize(tags.sizeHint())

    assert tags.shown == 2
    assert not [one for one in tags.findChildren(QLabel) if one.isVisible()]


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_a_document_is_scrolled_in_one_place_and_reaches_behind_no_edge(
    qtbot: Any, home: QWidget, zoom: float
) -> None:
    theme.apply(dark=False, zoom_factor=zoom)
    words = "Drift of the columns that the card names, and the results for groups. " * 40
    sheet = FileSheet("Validation of cc-fraud v14", Preview(words, "", len(words)), "", home)
    sheet.show()
    qtbot.waitUntil(lambda: in_sight(sheet.cancel_button, sheet))

    paper, text = sheet._paper, sheet.text
    qtbot.waitUntil(lambda: paper.verticalScrollBar().maximum() == 0)
    assert text.mapTo(paper, text.rect().topRight()).x() < paper.viewport().width()
    assert text.verticalScrollBar().maximum() > 0
    sheet.close()


def test_a_notice_is_as_high_as_its_lines(qtbot: Any, home: QWidget) -> None:
    sheet = ConfirmSheet("Retire it", "Retire it", home, consequences=["It serves nobody."])
    sheet.show()
    # On one line with its title it would be four lines; below it, it is two.
    hint = "What you typed stays here. Somebody else may decide meanwhile."
    sheet.fail(AppError("3 wrong passphrases: it is locked for 5 more min.", hint=hint))

    (banner,) = sheet.errors.findChildren(Banner)
    qtbot.waitUntil(lambda: banner.height() == banner.heightForWidth(banner.width()))
    assert banner.height() < 4 * banner.fontMetrics().lineSpacing()
    sheet.close()


def test_where_high_contrast_leaves_no_fill_an_edge_tells_where_a_notice_ends(
    qtbot: Any, home: QWidget
) -> None:
    def at_its_edge(has_high_contrast: bool) -> QColor:
        theme.apply(dark=False, has_high_contrast=has_high_contrast)
        area = BannerArea(home)
        area.show_banner("x", Status.CRITICAL, "Not signed in", "Wrong passphrase.")
        area.resize(400, 60)
        (banner,) = area.findChildren(Banner)
        area.layout().activate()
        return banner.grab().toImage().pixelColor(0, banner.height() // 2)

    assert at_its_edge(False) == QColor(theme.tokens().critical_soft)
    assert at_its_edge(True) == QColor(theme.tokens().critical)


def test_a_hint_goes_without_its_number_rather_than_with_half_a_title(
    qtbot: Any, home: QWidget
) -> None:
    line = HintLine(home)
    line.show_hint("Hint 1 of 6", "Decide on a promotion", "Read the evidence, press Y.")
    line.show_who("Jo Vermeer")
    line.resize(1000, 36)
    assert line.count.isVisible()

    whole = line.minimumSizeHint().width() - line.title.minimumSizeHint().width()
    whole += line.title.sizeHint().width()
    line.resize(whole - line.count.width() // 2, 36)
    line.layout().activate()

    assert not line.count.isVisible()
    assert is_whole(line.title)


def test_words_that_would_be_a_column_of_single_ones_go_below(qtbot: Any, home: QWidget) -> None:
    name = StyledLabel("You", FontRole.STRONG)
    words = StyledLabel("compliance officer, this vote is yours", wraps=True)
    line = _line(name, words=words)
    line.setParent(home)
    line.show()
    line.resize(400, 80)
    assert words.y() < name.geometry().bottom()

    line.resize(170, 80)

    assert words.y() > name.geometry().bottom()
    assert words.x() == name.x()


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_titles_and_signs_of_a_list_begin_below_what_is_above_it(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch, zoom: float
) -> None:
    """Lists with a screen's margin: zoom makes words larger, not margins."""
    theme.apply(dark=False, zoom_factor=zoom)
    begins: list[float] = []
    draw = painting.draw_text

    def listening(painter: Any, x: float, *rest: Any) -> float:
        begins.append(x)
        return draw(painter, x, *rest)

    monkeypatch.setattr(painting, "draw_text", listening)
    cells: list[Any] = [
        GroupTitle("cc-fraud", indent=16, is_name=True),
        TwoLines("Daily drift", "has not run", Status.UNKNOWN),
    ]
    model: RowTableModel[Any] = RowTableModel([Column("", lambda one: one)], id)
    table = DataTable(model, "Monitors")
    qtbot.addWidget(table)
    model.set_rows(cells)
    table.mark_ready()
    table.resize(400, 300)
    table.grab()

    assert begins[0] == 16
    assert begins[1] == 16 + theme.px(10) + theme.px(9)
