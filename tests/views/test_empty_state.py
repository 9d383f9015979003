"""What stands where a list or pane has nothing to show."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.views.widgets.placeholders import EmptyState, SkeletonRows


def test_an_empty_list_shows_its_whole_sentence_also_when_it_comes_later(qtbot: QtBot) -> None:
    empty = EmptyState("No monitor yet", "A sentence")
    assert not empty._text.isWindow()  # shown without a parent it would take the focus
    qtbot.addWidget(empty)
    empty.resize(700, 400)
    empty.show()
    sentence = "A life cycle attaches monitors when it deploys: " * 4

    empty.set_texts("No monitor yet", sentence)

    label = empty._text
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    assert label.isVisibleTo(empty)


def test_what_is_said_of_an_empty_list_leaves_no_word_alone_on_its_last_line(qtbot: QtBot) -> None:
    empty = EmptyState("Nothing is being done")
    qtbot.addWidget(empty)
    empty.resize(900, 400)
    empty.show()
    words = "Life cycles, deployments and monitors leave their work here, step by step."

    empty.set_texts("Nothing is being done", words)

    metrics, width = empty._text.fontMetrics(), empty._text.width()
    lines = empty._text.heightForWidth(width) // metrics.lineSpacing()
    assert lines == 2
    assert width < 0.7 * metrics.horizontalAdvance(words)  # each has about half of it


def test_a_button_that_its_screen_hides_meanwhile_stays_hidden(qtbot: QtBot) -> None:
    empty = EmptyState("No models yet")
    choose = empty.add_action("Choose a model…", lambda: None)
    qtbot.addWidget(empty)
    empty.show()
    empty.hold_back(is_held=True)
    assert not choose.isVisible()

    choose.hide()
    empty.hold_back(is_held=False)

    assert empty._title.isVisible()
    assert not choose.isVisible()


def test_an_empty_state_shows_its_whole_sentence_whenever_it_comes(qtbot: QtBot) -> None:
    words = "A life cycle attaches monitors when it deploys: they hold what comes in against it."
    late = EmptyState("No monitor yet")
    qtbot.addWidget(late)
    late.resize(700, 500)
    late.show()
    assert not late._text.isVisible()

    late.set_texts("No monitor yet", words)
    qtbot.waitUntil(late._text.isVisible)

    assert not late._text.isWindow()
    assert late._text.height() >= late._text.heightForWidth(late._text.width())
    assert late._text.height() > late.fontMetrics().height() * 1.5


def test_where_something_will_stand_outlines_do_until_it_is_read(qtbot: QtBot) -> None:
    empty = EmptyState("Choose a model", has_outlines=True)
    qtbot.addWidget(empty)
    empty.resize(700, 400)
    empty.show()
    (outlines,) = empty.findChildren(SkeletonRows)
    assert not outlines.isVisible()

    empty.hold_back(is_held=True)

    qtbot.waitUntil(outlines.isVisible)
    assert outlines.width() > 600
    empty.hold_back(is_held=False)
    assert not outlines.isVisible()
    assert empty._title.isVisible()
