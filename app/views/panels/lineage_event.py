"""One event beside the timeline: who, what, when, with its open texts and what it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import texts
from app.models.queries.events import EventRow
from app.models.queries.lineage_reviews import Reviewed
from app.models.queries.time_travel import EventDetail, FactChange, RunResults
from app.models.queries.trail import salted_facts
from app.services.signed_blocks import SignedBlock
from app.services.trail.one_leaf import LeafView
from app.views import cells, safe_text, theme
from app.views.cells import State, Status
from app.views.language import tr
from app.views.panels.administration_words import capital
from app.views.panels.event_words import event_words
from app.views.panels.inventory_words import size
from app.views.panels.limits import broken_words
from app.views.panels.lineage_data import reviewed_words
from app.views.panels.lineage_moment import seconds
from app.views.panels.lineage_seal import SHOWN_DIGITS, grouped
from app.views.panels.signed_block import SignedBlockView
from app.views.places import ObjectRef, tab_of_run
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Avatar,
    Divider,
    FactList,
    Pane,
    SectionLabel,
    StateChip,
    StyledLabel,
    caption,
    row,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.scroll_bar import use_slim_scroll_bars

MOST_RELATED = 6
MOST_CHANGES = 12
MOST_FAILED = 6
_NOTHING: tuple[object, ...] = (None, "", [], {})
_DIGEST = 64  # letters of one


def sentence(event: EventRow) -> str:
    """ "Voted accept on cc-fraud v14 as risk officer"."""
    words = event_words(event)
    return words[:1].upper() + words[1:]


class EventPane(Pane):
    """Shows an event; asks for its neighbours, for "as of here"."""

    event_wanted = Signal(int)
    as_of_wanted = Signal(object)  # datetime
    copied = Signal(str)  # the link
    left_for = Signal(object)  # ObjectRef

    def __init__(self) -> None:
        super().__init__()
        self.detail: EventDetail | None = None
        self._signature: SignedBlock | None = None
        self._leaf: LeafView | None = None
        self._is_raw = False
        self._empty = EmptyState(
            tr("No event is chosen"),
            tr("Click one, or walk to it with the arrow keys."),
            pictures=("history",),
        )  # fmt: skip
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        use_slim_scroll_bars(self._area)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._foot())
        theme.keep_sized(self, lambda: self.setMinimumWidth(theme.px(290)))
        self.setAccessibleName(tr("Event"))
        self.setObjectName("lineage.event")

    def _foot(self) -> QWidget:
        self._as_of = Button(tr("As of here"), keys="A")
        self._as_of.setObjectName("lineage.asofhere")
        self._as_of.clicked.connect(lambda _on: self._ask_as_of())
        self._raw = Button(tr("Raw"), kind=Kind.QUIET)
        self._raw.setCheckable(True)
        self._raw.toggled.connect(self._on_raw_toggled)
        link = Button(kind=Kind.QUIET, icon="link", name=tr("Copy the link of this event"))
        link.clicked.connect(lambda _on: self._copy())
        self._foot_bar = row(self._as_of, None, self._raw, link)
        self._foot_bar.setContentsMargins(16, 8, 12, 10)
        self._foot_bar.hide()
        return self._foot_bar

    def clear(self) -> None:
        self.detail = None
        self._stack.setCurrentIndex(0)
        self._foot_bar.hide()

    def show_event(self, detail: EventDetail) -> None:
        is_same = self.detail is not None and self.detail.row.id == detail.row.id
        self.detail = detail
        self._signature = None
        if not is_same:
            self._leaf = None
        self._render()

    @property
    def is_unsealed(self) -> bool:
        return self._leaf is None or self._leaf.position is None

    def show_signature(self, block: SignedBlock) -> None:
        """The signature of the event that is shown."""
        self._signature = block
        self._render()

    def show_leaf(self, leaf: LeafView | None) -> None:
        """Where the event lies in the sealed tree, and what of it is hashed."""
        shown = self.detail
        if shown is not None and leaf is not None and shown.row.id == leaf.event_id:
            is_news, self._leaf = leaf != self._leaf, leaf
            if is_news:
                self._render()

    def _on_raw_toggled(self, is_raw: bool) -> None:
        self._is_raw = is_raw
        self._render()

    def _render(self) -> None:
        if self.detail is None:
            return
        self._area.setWidget(self._raw_body() if self._is_raw else self._body(self.detail))
        self._stack.setCurrentIndex(1)
        self._foot_bar.show()

    def _body(self, detail: EventDetail) -> QWidget:
        event = detail.row
        body, layout = self._page(detail)
        layout.addWidget(StyledLabel(sentence(event), FontRole.PANE_TITLE, wraps=True))
        if event.subject:
            layout.addWidget(caption(event.subject))
        layout.addWidget(Divider())
        name = texts.person_name(event.actor)
        who = row(Avatar(name), StyledLabel(name), spacing=6)
        shown: list[tuple[str, object]] = [
            (tr("Who"), who),
            (tr("When"), StyledLabel(seconds(event.at), can_copy=True)),
            (tr("About"), texts.word(event.object_type)),
        ]
        if detail.reviews:
            shown.append((tr("Reviewed"), "\n".join(map(_reviewer, detail.reviews))))
        facts = FactList(label_width=64)
        facts.set_facts(shown)
        layout.addWidget(facts)
        if self._leaf is not None:
            layout.addWidget(_leaf_line(self._leaf))
        if detail.results is not None:
            self._add_results(layout, detail.results, event.subject)
        for name, text in _texts(event):
            layout.addWidget(caption(name))
            layout.addWidget(_quote(text))
        if self._signature is not None:
            layout.addWidget(Divider())
            layout.addWidget(SignedBlockView(self._signature))
        if changes := _told(detail.changes):
            layout.addWidget(Divider())
            layout.addWidget(SectionLabel(tr("Before and after")))
            layout.addWidget(_changes(changes))
            if more := len(changes[MOST_CHANGES:]):
                layout.addWidget(caption(tr("%n more", "", more)))
        if detail.related:
            layout.addWidget(Divider())
            layout.addWidget(SectionLabel(tr("Related")))
            for other in detail.related[:MOST_RELATED]:
                layout.addWidget(self._link(other))
        layout.addStretch()
        return body

    def _add_results(self, layout: QVBoxLayout, run: RunResults, subject: str) -> None:
        """What failed, the waiver under which it went on all the same, and the way to all of it."""
        if run.failed:
            layout.addWidget(SectionLabel(tr("Failed tests"), len(run.failed)))
        for one in run.failed[:MOST_FAILED]:
            layout.addWidget(StyledLabel(f"✗  {broken_words(one)}", wraps=True, can_copy=True))
            if one.waiver_number is not None and one.waived_until is not None:
                words = tr("Let pass by waiver {number}, until {when}")
                until = cells.day(one.waived_until)
                layout.addWidget(caption(words.format(number=one.waiver_number, when=until)))
        if more := len(run.failed[MOST_FAILED:]):
            layout.addWidget(caption(tr("%n more", "", more)))
        version = ObjectRef("version", str(run.version_id), subject, tab="tests")
        monitor = ObjectRef("monitor", str(run.monitor_id), subject, tab=tab_of_run(run.run_id))
        go = Button(tr("Open the results"), icon="external-link")
        go.setObjectName("lineage.results")
        go.clicked.connect(lambda _on: self.left_for.emit(monitor if run.monitor_id else version))
        layout.addWidget(row(go, None))

    def _page(self, detail: EventDetail) -> tuple[QWidget, QVBoxLayout]:
        body = Pane()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 12, 14, 12)
        layout.setSpacing(8)
        head = SectionLabel(tr("Event {id}").format(id=detail.row.id))
        previous = self._step("chevron-left", tr("The event before it"), detail.previous)
        following = self._step("chevron-right", tr("The event after it"), detail.following)
        head.add_trailing(previous)
        head.add_trailing(following)
        layout.addWidget(head)
        return body, layout

    def _step(self, icon: str, name: str, target: EventRow | None) -> Button:
        button = Button(kind=Kind.QUIET, icon=icon, name=name)
        if target is None:
            button.set_blocked(tr("There is none."))
        else:
            button.clicked.connect(lambda _on, number=target.id: self.event_wanted.emit(number))
        return button

    def _link(self, other: EventRow) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        button = Button(
            f"{other.id}",
            kind=Kind.LINK,
            name=tr("Event {id}: {sentence}").format(id=other.id, sentence=sentence(other)),
        )
        button.clicked.connect(lambda _on: self.event_wanted.emit(other.id))
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        words = caption(f"{sentence(other)}, {cells.day(other.at)}", wraps=True)
        line.addWidget(words, 1)
        return holder

    def _raw_body(self) -> QWidget:
        assert self.detail is not None
        body, layout = self._page(self.detail)
        hashed = self._leaf.content if self._leaf is not None else ""
        text = QPlainTextEdit(safe_text.clean(hashed, 100_000))
        text.setObjectName("lineage.rawbytes")
        text.setReadOnly(True)
        use_slim_scroll_bars(text)
        text.setTabChangesFocus(True)
        text.setFont(theme.font(FontRole.MONO))
        text.setAccessibleName(tr("The event as it is stored"))
        words = tr("What is hashed, byte for byte (RFC 8785); texts by salt and digest")
        layout.addWidget(caption(words, wraps=True))
        layout.addWidget(text, 1)
        digest = self._leaf.digest if self._leaf is not None else ""
        layout.addWidget(caption(tr("SHA-256 of a zero byte and this text")))
        layout.addWidget(digest_label(digest))
        return body

    def _ask_as_of(self) -> None:
        if self.detail is not None:
            self.as_of_wanted.emit(self.detail.row.at)

    def _copy(self) -> None:
        if self.detail is not None:
            link = f"mgov://event/{self.detail.row.id}"
            theme.application().clipboard().setText(link)
            self.copied.emit(link)


def digest_label(digest: str) -> StyledLabel:
    """A SHA-256 in two lines, which fit a narrow pane."""
    half = len(digest) // 2
    return StyledLabel(f"{digest[:half]}\n{digest[half:]}", FontRole.MONO, can_copy=True)


def _leaf_line(leaf: LeafView) -> QWidget:
    """Its number, the head over it, its digest; or that it is not sealed, or is another now."""
    holder = QWidget()
    holder.setObjectName("lineage.leaf")
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    if leaf.position is None:
        state = State(Status.WAITING, tr("Not sealed yet"))
    elif not leaf.holds:
        state = State(Status.CRITICAL, tr("Another event was sealed here"))
    else:
        words = tr("Sealed as leaf {leaf} of {head}").format(
            leaf=grouped(leaf.position), head=grouped(leaf.head_size)
        )
        state = State(Status.OK, words)
    layout.addWidget(StateChip(state))
    shown = StyledLabel(leaf.digest[:SHOWN_DIGITS] + "…", FontRole.MONO, is_secondary=True)
    shown.setToolTip(safe_text.tooltip(leaf.digest))
    layout.addWidget(shown)
    holder.setAccessibleName(f"{state.text}, {leaf.digest}")
    if leaf.position is not None and leaf.holds:
        holder.setToolTip(
            tr(
                "Every event is a leaf of the seal, in the order of the trail, and a signed head "
                "covers all of them. With the digest below, a proof shows this one unchanged. "
                "The head that sealed it was over {head} events; later ones are over more."
            ).format(head=grouped(leaf.head_size))
        )
    return holder


def _reviewer(one: Reviewed) -> str:
    """ "Jo Vermeer, 23 Nov 14:02:11"; where it does not hold, why."""
    if one.fault:
        return reviewed_words(one)
    return f"{texts.person_name(one.by)}, {seconds(one.at)}"


def _texts(event: EventRow) -> list[tuple[str, str]]:
    """Its open texts; one that is there by digest only says so."""
    found = []
    for name in salted_facts(event.facts):
        label = capital(texts.column(name))
        found.append((label, event.texts.get(name, tr("left out; only its digest is kept"))))
    return found


def _quote(text: str) -> QWidget:
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    layout.addWidget(Divider(is_vertical=True))
    layout.addWidget(StyledLabel(text, wraps=True, can_copy=True), 1)
    return holder


def _told(changes: Sequence[FactChange]) -> list[FactChange]:
    """Without what follows from others, and what a new row does not have."""
    shown = [one for one in changes if one.name not in texts.DERIVED]
    return [one for one in shown if one.before is not None or one.after not in _NOTHING]


def _changes(changes: Sequence[FactChange]) -> QWidget:
    facts = FactList(label_width=84)
    facts.set_facts([(_name(one), _change(one)) for one in changes[:MOST_CHANGES]])
    return facts


def _name(one: FactChange) -> str:
    return texts.column(one.name)


def _change(one: FactChange) -> str:
    after = change_value(one.name, one.after)
    return after if one.before is None else f"{change_value(one.name, one.before)} → {after}"


def change_value(name: str, value: object) -> str:
    """A value of a column as people read it; codes and yes or no in words."""
    if value in _NOTHING:
        return tr("nothing")
    if isinstance(value, list | tuple):
        return ", ".join(change_value(name, one) for one in value)
    if isinstance(value, str):
        return _words(name, value)
    worded = next((words for kind, words in _WORDED if isinstance(value, kind)), None)
    return worded(value) if worded is not None else safe_text.one_line(value, 120)


_WORDED: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: tr("yes") if value else tr("no")),
    (datetime, cells.moment),
    (bytes, lambda value: size(len(value))),
    (UUID, lambda value: f"…{value.hex[-6:]}"),
)


def _words(name: str, value: str) -> str:
    if name.rpartition("_")[2] in texts.CODED:
        return texts.word(value)
    if len(value) == _DIGEST:
        return value[:12]
    return safe_text.one_line(texts.person_name(value), 120)
