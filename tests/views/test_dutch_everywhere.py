"""Every screen of the demo in a Dutch window: what is not Dutch there was typed by its people."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import texts
from app.models.queries.events import EventRow
from app.views import language
from app.views.charts.chart import Chart
from app.views.desktop import Desktop
from app.views.language import tr
from app.views.panels.event_words import event_words
from app.views.panels.limits import full_words, method_words
from app.views.widgets.basics import KeyCap
from app.views.widgets.key_hints import KeyHints
from app.views.widgets.segments import Segments
from app.views.widgets.tabs import Tabs
from tests.packaging.checkout import ROOT
from tests.views.demo_desk import SCREENS, calm, demo_desk, faces

# Words of English sentences that no Dutch one has.
ENGLISH = re.compile(
    r"\b(the|and|with|for|that|this|from|which|not|are|been|has|its|until|when|where|they|each"
    r"|than|what|who|why|yes|one|two)\b",
    re.IGNORECASE,
)
AS_WRITTEN = re.compile(r'"[^"\n]*"|not\([^)\n]*\)|[\w-]*[_-]\w+|\w+:\w+|<[^>]*>')  # codes, rules
ELEMENTS = frozenset({"decision"})  # of a file, as the check of a life cycle names them
ROWS = 30
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


@pytest.fixture
def dutch() -> Iterator[None]:
    language.use("nl")
    yield
    language.use("en")


@cache
def typed_in_the_demo() -> tuple[str, ...]:
    """What its people wrote, the longest first."""
    found = set()
    for path in (ROOT / "app" / "services" / "demo").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(line.strip() for line in node.value.splitlines())
    return tuple(sorted(found, key=len, reverse=True))


@cache
def dutch_words() -> frozenset[str]:
    """Whole texts in Dutch: some read as another one does in English ("past")."""
    window = (form for entry in language.catalogue("nl").values() for form in entry.forms)
    return frozenset((*window, *texts.catalogue("nl").values()))


def words_of(widget: QWidget) -> Iterator[object]:
    yield widget.toolTip()
    yield widget.accessibleName()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, Segments):
        yield from widget._texts
    elif isinstance(widget, Tabs):
        yield from (one.title for one in widget.bar.tabs)
    elif isinstance(widget, Chart):
        shown = widget.table()
        yield from shown.headers
        yield from (cell for row in shown.rows for cell in row)
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from words_in(widget.model(), widget.rootIndex())


def words_in(model: QAbstractItemModel, root: QModelIndex) -> Iterator[object]:
    columns = 0
    while model.index(0, columns, root).isValid():
        yield model.headerData(columns, Qt.Orientation.Horizontal)
        columns += 1
    for row in range(min(ROWS, model.rowCount(root))):
        for column in range(columns):
            yield from (model.data(model.index(row, column, root), role) for role in ROLES)


def said_in(desktop: Desktop) -> set[str]:
    widgets = [desktop.window, *desktop.window.findChildren(QWidget)]
    found = {word for one in widgets if one.isVisible() for word in words_of(one)}
    return {word for word in found if isinstance(word, str)}


def is_english(said: str) -> bool:
    """A text of ours that has a translation, or a sentence that none of the demo's people wrote."""
    said = unescape(said)
    if said in ELEMENTS or said in dutch_words():
        return False
    if {tr(said), texts.translated(said)} - {said}:
        return said not in typed_in_the_demo()
    left = said
    for typed in typed_in_the_demo():
        left = left.replace(typed, " ") if " " in typed else left
    return ENGLISH.search(AS_WRITTEN.sub(" ", left)) is not None


@pytest.mark.slow
@pytest.mark.usefixtures("dutch")
@pytest.mark.parametrize("person", ["jo", "tom"])
def test_no_screen_says_in_english_what_its_people_did_not_type(
    demo: Path, tmp_path: Path, person: str
) -> None:
    english: dict[str, str] = {}
    read = 0
    with demo_desk(demo, person, tmp_path) as desktop:
        for key in (*SCREENS, "settings"):
            for show in faces(desktop, key):
                show()
                calm(desktop)
                said = said_in(desktop)
                read += len(said)
                english.update((one, key) for one in said if is_english(one))

    assert read > 10_000
    assert english == {}


@pytest.mark.usefixtures("dutch")
def test_how_a_value_was_computed_is_told_with_the_readers_numbers() -> None:
    bins = (
        "10 bins, right-closed, at the reference's deciles (each the smallest value with that "
        "share at or under it: numpy's “inverted_cdf”)"
    )
    psi = (
        f"PSI over {bins}; missing values left out; an empty bin counts as 0.0001; "
        "asymptotic p-value"
    )
    impact = (
        "share of positive decisions over that of the largest group; score at or above 0.5 is a "
        "positive decision; against the largest group “31-50”"
    )

    assert method_words(psi).startswith("PSI over 10 klassen, rechts gesloten, op de decielen")
    assert method_words(psi).endswith("een lege klasse telt als 0,0001; asymptotische p-waarde")
    assert method_words(impact) == (
        "aandeel positieve beslissingen gedeeld door dat van de grootste groep; score op of boven "
        "0,5 is een positieve beslissing; tegenover de grootste groep “31-50”"
    )
    assert full_words("outside 0.8 to 1.25") == "Overschreden bij buiten 0,8 tot 1,25"
    assert full_words(">= 0.1 and p < 0.05") == "Overschreden bij ≥ 0,1 en p < 0,05"


def event(actor: str, tag: str, **words: object) -> EventRow:
    nobody = UUID(int=0)
    kind = tag.partition(".")[0]
    return EventRow(
        1, datetime(2026, 3, 13, tzinfo=UTC), tag, nobody, actor, kind, nobody, nobody,
        None, "cc-limit", None, 6, {}, {}, words,
    )  # fmt: skip


@pytest.mark.usefixtures("dutch")
def test_what_the_service_gives_as_a_reason_is_told_and_what_people_give_is_quoted() -> None:
    reason = "Smoke test 1 on “cc-limit”: output “score” differs by 0.2; the tolerance is 0.0001."
    words = {"number": 11, "subject": "cc-limit v6", "runtime": "sit-1", "reason": reason}

    by_service = event_words(event(texts.SERVICE, "deployment.failed", **words))
    by_tom = event_words(event("Tom Bakker", "deployment.failed", **words))

    assert by_service.endswith(
        "Rooktest 1 op “cc-limit”: uitvoer “score” verschilt 0,2; de tolerantie is 0,0001."
    )
    assert by_tom.endswith(reason)


@pytest.mark.usefixtures("dutch")
def test_a_file_is_called_by_what_it_is_for() -> None:
    added = event("Tom Bakker", "asset.added", role="dependencies", path="a.txt", subject="x v1")

    assert event_words(added) == "voegde afhankelijkheden-bestand a.txt toe aan x v1"


@pytest.mark.usefixtures("dutch")
def test_a_key_with_a_name_is_called_as_on_the_readers_keyboard(qtbot: QtBot) -> None:
    hints = KeyHints((("Space", "more"), ("G", "go"), ("↑ ↓", "walk")))
    qtbot.addWidget(hints)

    named = [cap.accessibleName() for cap in hints.findChildren(KeyCap)]

    assert named == ["Toets Spatiebalk", "Toets G", "Toets ↑", "Toets ↓"]
