"""A runtime in full: how it is, its tags, its endpoint, its engine, what it serves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.runtimes import RuntimeRow, ServingRow
from app.models.queries.windows import WindowRow
from app.texts import told
from app.views import cells, theme
from app.views.cells import Stage
from app.views.language import tr
from app.views.panels.pause_sheet import turn_words
from app.views.panels.pause_words import pause_words
from app.views.panels.runtimes_words import (
    age,
    health_state,
    serving_words,
    window_status,
    window_words,
)
from app.views.theme import FontRole
from app.views.widgets.basics import (
    ElidedLabel,
    Pane,
    StageChip,
    StateChip,
    StyledLabel,
    caption,
    pane_title,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.marks import Glyph
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.tag_row import TagRow
from app.views.widgets.wrap import whole_up_to, wrapping_row

_WINDOWS_SHOWN = 2
_KEYS_FROM = 560  # of the mock-ups' pixels: below, the pointer tells the keys of the buttons
_LEAST_TAGS, _LEAST_NAMED = 2, 300  # px of the name with its tags, beside the buttons
_LEAST_NAME = 96  # px of a name that ends in "…"


class RuntimeDetail(Pane):
    """Below the matrix; one line of name and tags, one of facts."""

    tags_asked = Signal()
    endpoint_asked = Signal()
    window_asked = Signal()
    pause_asked = Signal()  # or to let it go on
    end_asked = Signal(object)  # WindowRow
    serving_chosen = Signal(object)  # ServingRow

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.tags_button = Button(tr("Tags"), keys="T", kind=Kind.QUIET, icon="tag", changes=True)
        self.tags_button.setObjectName("runtimes.tags")
        self.tags_button.clicked.connect(self.tags_asked)
        self.endpoint_button = Button(tr("Endpoint"), keys="E", kind=Kind.QUIET, icon="activity")
        self.endpoint_button.setObjectName("runtimes.endpoint")
        self.endpoint_button.clicked.connect(self.endpoint_asked)
        self.window_button = Button(
            tr("Maintenance…"), keys="P", kind=Kind.QUIET, icon="calendar", changes=True,
            name=tr("Plan a time in which nothing is deployed"),
        )  # fmt: skip
        self.window_button.setObjectName("runtimes.window")
        self.window_button.clicked.connect(self.window_asked)
        self.pause_button = Button("", icon="pause", keys="Shift+P", kind=Kind.QUIET, changes=True)
        self.pause_button.setObjectName("runtimes.pause")
        self.pause_button.clicked.connect(self.pause_asked)
        self._body = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 10, 16, 10)
        self._layout.addWidget(self._body)
        self.show_nothing()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for one in self._buttons():
            one.set_terse(self.width() < theme.px(_KEYS_FROM))

    @override
    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, theme.px(112)))

    def show_nothing(self) -> None:
        for button in self._buttons():
            button.hide()
            button.setParent(self)
        said = tr("Choose one above: its endpoint, engine and what it serves stand here.")
        self._replace([EmptyState(tr("No runtime is chosen"), said, pictures=("server",))])

    def _buttons(self) -> tuple[Button, ...]:
        return self.endpoint_button, self.pause_button, self.window_button, self.tags_button

    def show_row(
        self,
        one: RuntimeRow,
        path: tuple[str, ...],
        now: datetime,
        reason: str,
        windows: Sequence[tuple[WindowRow, str]] = (),
    ) -> None:
        """`windows` that close it now or later, each with why this reader can't end it."""
        protected = frozenset(s.stage.name for s in one.serving if s.stage and s.stage.is_protected)
        chips: list[QWidget | None] = [
            StageChip(Stage.on(path, tag, is_protected=tag in protected)) for tag in one.stage_tags
        ]
        if one.service_tags:
            chips.append(TagRow(one.service_tags, least=_LEAST_TAGS))
        if one.has_unreadable_tags:
            chips.append(caption(tr("Its tags can't be read. Change them.")))
        elif not one.stage_tags:
            chips.append(caption(tr("no stage tag: takes no deployments")))
        self.tags_button.set_blocked(reason)
        self.pause_button.setText(turn_words(is_paused=one.is_paused))
        for button in self._buttons():
            button.show()
        state = StateChip(health_state(one, now, is_chip=True))
        named = wrapping_row(pane_title(one.name), state, *chips, spacing=6)
        whole_up_to(named, _LEAST_NAMED)
        head = wrapping_row(named, None, *self._buttons(), spacing=6)
        parts: list[QWidget] = [head]
        if one.reason and one.health != "ok":
            said = "\n".join(map(told, one.reason.splitlines()))
            parts.append(StyledLabel(said, wraps=True))
        if one.log_pause is not None:
            words = tr("Its records of decisions wait beside it: {pause}")
            said = words.format(pause=pause_words(one.log_pause))
            parts.append(StyledLabel(said, wraps=True, can_copy=True))
        parts += [self._window(window, why_not) for window, why_not in windows[:_WINDOWS_SHOWN]]
        if len(windows) > _WINDOWS_SHOWN:
            parts.append(caption(tr("and %n more window(s)", "", len(windows) - _WINDOWS_SHOWN)))
        parts.append(self._facts(one, now))
        self._replace(parts)

    def _window(self, window: WindowRow, why_not: str) -> QWidget:
        end = Button(
            tr("End…"), kind=Kind.LINK, changes=True,
            name=tr("End window {number}").format(number=window.number),
        )  # fmt: skip
        end.setObjectName(f"runtimes.end.{window.number}")
        end.set_blocked(why_not)
        end.clicked.connect(lambda _checked: self.end_asked.emit(window))
        glyph = Glyph(*window_status(window))
        words = StyledLabel(window_words(window), wraps=True, can_copy=True)
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(glyph)
        layout.addWidget(words, 1)
        layout.addWidget(end)
        return line

    def _facts(self, one: RuntimeRow, now: datetime) -> QWidget:
        engine = ElidedLabel(_engine(one), FontRole.BODY, is_secondary=False).keep_to_words()
        engine.setMinimumWidth(min(engine.sizeHint().width(), theme.px(_LEAST_NAME)))
        facts: list[tuple[str, QWidget]] = [
            (tr("Endpoint"), _mono(_endpoint(one))),
            (tr("Engine"), engine),
            (tr("Serves"), self._serving(one)),
            (
                tr("Room"),
                StyledLabel(
                    tr("{count} of {capacity} models").format(
                        count=len(one.serving), capacity=one.capacity
                    )
                ),
            ),
            (tr("Answers in"), StyledLabel(f"{one.latency_ms:.0f} ms" if one.latency_ms else "–")),
            (tr("Last look"), _looked_label(one, now)),
        ]
        parts = (_fact(name, value) for name, value in facts)
        return wrapping_row(*parts, spacing=18, is_top=True)

    def _serving(self, one: RuntimeRow) -> QWidget:
        if not one.serving:
            return StyledLabel(tr("nothing"))
        holder = QWidget()
        layout = QGridLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(14)
        layout.setVerticalSpacing(1)
        left = Qt.AlignmentFlag.AlignLeft
        for n, serving in enumerate(one.serving[:4]):
            layout.addWidget(self._link(serving), n // 2, n % 2, left)
        if len(one.serving) > 4:
            more = tr("and {count} more").format(count=len(one.serving) - 4)
            layout.addWidget(caption(more), 2, 0, 1, 2)
        return holder

    def _link(self, serving: ServingRow) -> Button:
        made = Button(serving_words(serving), kind=Kind.LINK, elides=True)
        made.clicked.connect(lambda: self.serving_chosen.emit(serving))
        made.setMinimumWidth(min(made.sizeHint().width(), theme.px(_LEAST_NAME)))
        return made

    def _replace(self, parts: list[QWidget]) -> None:
        fresh = QWidget()
        layout = QVBoxLayout(fresh)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in parts:
            layout.addWidget(part)
        layout.addStretch()
        self._layout.replaceWidget(self._body, fresh)
        self._body.hide()
        self._body.deleteLater()
        self._body = fresh


def _mono(text: str) -> StyledLabel:
    return StyledLabel(text, FontRole.MONO, can_copy=True)


def _endpoint(one: RuntimeRow) -> str:
    if one.url:
        return one.url
    if one.mode == "batch":
        return tr("none, batch")
    return tr("this machine") if one.kind == "embedded" else tr("not known yet")


def _engine(one: RuntimeRow) -> str:
    server = str(one.facts.get("server") or "")
    version = str(one.facts.get("version") or "")
    words = [f"{server} {version}".strip(), ", ".join(one.formats)]
    return ", ".join(word for word in words if word) or tr("not known yet")


def _looked_label(one: RuntimeRow, now: datetime) -> StyledLabel:
    label = StyledLabel(_looked(one, now))
    if one.seen_at is not None:
        label.setToolTip(cells.moment_in_full(one.seen_at))
    return label


def _looked(one: RuntimeRow, now: datetime) -> str:
    if one.seen_at is None:
        return tr("never")
    return tr("{age} ago").format(age=age(one.seen_at, now))


def _fact(name: str, value: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(caption(name))
    column.addWidget(value)
    column.addStretch()
    return holder
