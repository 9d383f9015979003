"""The words and small marks every screen is made of: titles, labels, chips, key caps, facts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.views import painting, safe_text, theme
from app.views.cells import Stage, State, Status
from app.views.language import tr
from app.views.safe_text import PlainLabel, tooltip
from app.views.theme import FontRole

_LONG_LINE = 40  # letters: what is longer ends in "…" where there is no room for it


class StyledLabel(PlainLabel):
    """Plain words in one of the fonts, in the text or the secondary colour.

    A long line that doesn't wrap gives way to what stands beside it: it never makes a pane wider
    than its place.
    """

    def __init__(
        self,
        text: object = "",
        role: FontRole = FontRole.BODY,
        *,
        is_secondary: bool = False,
        wraps: bool = False,
        can_copy: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._role = role
        self._is_dressing = False
        self.setWordWrap(wraps)
        if is_secondary:
            # A palette role, not a palette of its own: it follows the theme by itself.
            self.setForegroundRole(QPalette.ColorRole.Shadow)
        if can_copy:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._dress()

    def set_role(self, role: FontRole) -> None:
        if role is not self._role:
            self._role = role
            self._dress()

    def _dress(self) -> None:
        """Only where it is another font: each change has the words measured and laid out anew."""
        font = theme.font(self._role)
        if font != self.font():
            self._is_dressing = True
            self.setFont(font)
            self._is_dressing = False

    @property
    def _gives_way(self) -> bool:
        return self.letters > _LONG_LINE and not self.wordWrap()

    @override
    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return least.boundedTo(QSize(theme.px(72), least.height())) if self._gives_way else least

    def _is_cut(self) -> bool:
        return self._gives_way and self.width() < self.sizeHint().width()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_cut():
            super().paintEvent(event)
            return
        if not self.toolTip():
            self.setToolTip(self.text())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = painting.elided(self.text(), self.font(), self.width())
        painter.drawText(self.rect(), self.alignment(), shown)
        painter.end()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._dress()  # what was never shown hears nothing of a zoom that changed meanwhile
        super().showEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        fonts = (QEvent.Type.ApplicationFontChange, QEvent.Type.StyleChange)
        if not self._is_dressing and event.type() in fonts:
            self._dress()
        super().changeEvent(event)


def screen_title(text: str) -> StyledLabel:
    """As high as a button, so that it stands at one height with or without one beside it."""
    title = StyledLabel(text, FontRole.SCREEN_TITLE)
    theme.keep_sized(title, lambda: title.setMinimumHeight(theme.px(28)))
    return title


def pane_title(text: str) -> StyledLabel:
    return StyledLabel(text, FontRole.PANE_TITLE)


class ElidedLabel(StyledLabel):
    """One line that ends in "…" where there is no room; the whole stands in the tooltip."""

    _elides_at = Qt.TextElideMode.ElideRight

    def __init__(
        self,
        text: object = "",
        role: FontRole = FontRole.CAPTION,
        *,
        is_secondary: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, role, is_secondary=is_secondary, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(tooltip(text))

    def keep_to_words(self) -> ElidedLabel:
        """Take no more room than the words need; give way where others need it."""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return self

    @override
    def minimumSizeHint(self) -> QSize:
        least = min(theme.px(28), self.sizeHint().width())  # a count needs less
        return QSize(least, super().minimumSizeHint().height())

    @override
    def setText(self, text: object) -> None:
        super().setText(text)
        self.setToolTip(tooltip(text))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), self._elides_at, self.width())
        painter.drawText(self.rect(), self.alignment(), shown)
        painter.end()


class ShorterLabel(ElidedLabel):
    """Says it in fewer words, whole as well, where there is no room for all of them."""

    def __init__(self, role: FontRole = FontRole.CAPTION, *, is_secondary: bool = True) -> None:
        super().__init__("", role, is_secondary=is_secondary)
        self._fewer: tuple[str, ...] = ("",)
        self.keep_to_words()

    def set_words(self, words: str, *fewer: str) -> None:
        """`fewer` from more to less; for the last there is always room."""
        self._fewer = tuple(map(safe_text.one_line, fewer))
        self.setText(words)
        self.setAccessibleName(safe_text.one_line(words))
        self.updateGeometry()

    @property
    def shown(self) -> str:
        if self.width() >= self.sizeHint().width():
            return self.text()
        fitting = (one for one in self._fewer if self._width_of(one) <= self.width())
        return next(fitting, self._fewer[-1])

    def _width_of(self, words: str) -> int:
        return math.ceil(painting.text_width(words, self.font()))

    @override
    def minimumSizeHint(self) -> QSize:
        needed = self._width_of(self._fewer[-1])
        return self.sizeHint().boundedTo(QSize(needed, self.sizeHint().height()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), self.alignment(), self.shown)
        painter.end()


class TitleLabel(ElidedLabel):
    """A title as wide as its words where there is room, else with "…" in its middle.

    Titles are names for the most part, and these differ at their ends.
    """

    _elides_at = Qt.TextElideMode.ElideMiddle

    def __init__(self, text: object = "", role: FontRole = FontRole.PANE_TITLE) -> None:
        super().__init__(text, role, is_secondary=False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def keep_whole_up_to(self, width: int) -> None:
        """A name of at most this width (px) is never cut; asked for anew with each name."""
        self.setMinimumWidth(0)  # a label asks for at least that: the room of the name before
        self.setMinimumWidth(min(self.sizeHint().width(), theme.px(width)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(theme.px(72), self.sizeHint().width()), super().sizeHint().height())


def caption(text: object = "", *, wraps: bool = False) -> StyledLabel:
    return StyledLabel(text, FontRole.CAPTION, is_secondary=True, wraps=wraps)


class SectionLabel(QWidget):
    """A heading in capitals with a quiet count or note: "NEEDS YOU 5"."""

    def __init__(self, text: str, note: object = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = StyledLabel(text.upper(), FontRole.SECTION, is_secondary=True)
        # It gives way: a heading that is too long would push all below it out of the pane.
        self._note = ElidedLabel(note).keep_to_words()
        self._trailing = QHBoxLayout()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addWidget(self._label)
        layout.addWidget(self._note)
        layout.addStretch()
        layout.addLayout(self._trailing)
        self.setAccessibleName(text)

    def set_note(self, note: object) -> None:
        self._note.setText(note)

    def set_text(self, text: str) -> None:
        self._label.setText(text.upper())
        self.setAccessibleName(text)

    def add_trailing(self, widget: QWidget) -> None:
        """Put a link or a key at the right end."""
        self._trailing.addWidget(widget)


class Divider(QFrame):
    """One pixel between panes; panes have no borders."""

    def __init__(self, *, is_vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if is_vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.tokens().divider))
        painter.end()


class Pane(QWidget):
    """A surface: content (`base`) or chrome (`window`)."""

    def __init__(self, *, is_chrome: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        role = QPalette.ColorRole.Window if is_chrome else QPalette.ColorRole.Base
        self.setBackgroundRole(role)


class Card(QWidget):
    """For things that are objects: one divider line, radius 4, no shadow."""

    def __init__(self, *, is_alternate: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_alternate = is_alternate

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(t.divider))
        painter.setBrush(QColor(t.alternate if self._is_alternate else t.base))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 4, 4)
        painter.end()


class StateChip(QWidget):
    """A status as glyph and word; tinted when `state.is_chip`.

    Without a word it is the glyph alone, and nothing as long as the status is unknown.
    """

    def __init__(self, state: State, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(state.text)

    @property
    def state(self) -> State:
        return self._state

    def set_state(self, state: State) -> None:
        self._state = state
        self.setAccessibleName(state.text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        width = 0 if self._is_nothing else round(painting.state_width(self._state)) + 1
        return QSize(width, theme.px(20))

    @property
    def _is_nothing(self) -> bool:
        return not self._state.text and self._state.status is Status.UNKNOWN

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_nothing:
            return
        painter = QPainter(self)
        painting.draw_state(painter, 0, self.height() / 2, self._state)
        painter.end()


class StageChip(QWidget):
    """A stage in the colour of its place on the path, with a lock when protected."""

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Stage {name}").format(name=stage.name))

    def set_stage(self, stage: Stage) -> None:
        self._stage = stage
        self.setAccessibleName(tr("Stage {name}").format(name=stage.name))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(round(painting.stage_width(self._stage)) + 1, theme.px(18))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.draw_stage(painter, 0, self.height() / 2, self._stage)
        painter.end()


class TagChip(QWidget):
    """#name of a service tag, outlined."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = safe_text.one_line(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        said = tr("Service tag {name}").format(name=f"#{self._text}")
        self.setToolTip(safe_text.tooltip(said))
        self.setAccessibleName(said)

    @override
    def sizeHint(self) -> QSize:
        return QSize(math.ceil(painting.tag_width(self._text)) + 1, theme.px(20))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(theme.px(64), self.sizeHint().width()), theme.px(20))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = painting.tag_within(self._text, self.width() - 1)
        painting.draw_tag(painter, 0, self.height() / 2, shown)
        painter.end()


class KeyCap(QWidget):
    """A key to press, as it stands in hint rows."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._is_faded = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Key {keys}").format(keys=keys))

    @property
    def is_faded(self) -> bool:
        return self._is_faded

    def set_faded(self, is_faded: bool) -> None:
        """As on a button that can't be pressed."""
        if is_faded != self._is_faded:
            self._is_faded = is_faded
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(round(painting.keycap_width(self._keys)) + 1, theme.px(19))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(0.45 if self._is_faded else 1.0)
        painting.draw_keycap(painter, 0, self.height() / 2, self._keys)
        painter.end()


class Avatar(QWidget):
    """Initials of a person."""

    def __init__(self, name: str, *, is_self: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = safe_text.one_line(name)
        self._is_self = is_self
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._name)

    def set_name(self, name: str) -> None:
        self._name = safe_text.one_line(name)
        self.setAccessibleName(self._name)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(21), theme.px(21))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        center = QPointF(self.width() / 2, self.height() / 2)
        painting.draw_avatar(painter, center, self._name, is_self=self._is_self)
        painter.end()


class FactList(QWidget):
    """Name and value lines of a detail pane; a value is words or any small widget."""

    def __init__(self, *, label_width: int = 96, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._lines: list[tuple[StyledLabel, QWidget]] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        outer.addWidget(body)
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)

    def set_facts(self, facts: Sequence[tuple[str, object]]) -> None:
        """Show these lines instead of the ones before; a `QWidget` value is placed as it is."""
        self._grid.setColumnMinimumWidth(0, theme.px(self._label_width))
        for n, (name, value) in enumerate(facts):
            made = n < len(self._lines)
            head, shown = self._lines[n] if made else (caption(name, wraps=True), None)
            head.setText(name)
            if isinstance(shown, _Words) and not isinstance(value, QWidget | State | Stage):
                shown.setText(value)
            elif shown is None:
                self._lines.append((head, self._place(n, value)))
                self._grid.addWidget(head, n, 0)
            elif shown is not value:
                self._drop(shown)
                self._lines[n] = head, self._place(n, value)
            # A chip or link is one line, higher than its name: both have one middle.
            middle, top = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignTop
            self._grid.setAlignment(head, top if _is_words(self._lines[n][1]) else middle)
        while len(self._lines) > len(facts):
            for widget in self._lines.pop():
                self._drop(widget)

    def names_width(self) -> int:
        """What its names take."""
        names = (head.sizeHint().width() for head, _ in self._lines)
        return max((theme.px(self._label_width), *names))

    def set_names_width(self, width: int) -> None:
        """As another list has it, so that the values of both stand below each other."""
        self._grid.setColumnMinimumWidth(0, width)

    def _place(self, n: int, value: object) -> QWidget:
        shown = value if isinstance(value, QWidget) else _fact(value)
        # Words may use the whole width; a chip that did would keep the column from growing.
        top = Qt.AlignmentFlag.AlignTop
        left = top | Qt.AlignmentFlag.AlignLeft
        if isinstance(shown, PlainLabel):
            shown.setAlignment(left)  # beside their name, also where they become fewer lines
        self._grid.addWidget(shown, n, 1, top if _is_words(shown) else left)
        return shown

    def _drop(self, widget: QWidget) -> None:
        self._grid.removeWidget(widget)
        widget.hide()  # it is drawn until the event loop comes to delete it
        widget.deleteLater()


def _is_words(shown: QWidget) -> bool:
    wide = shown.sizePolicy().expandingDirections() & Qt.Orientation.Horizontal
    return isinstance(shown, PlainLabel) or bool(wide)


class _Words(StyledLabel):
    """A value of a fact, to be copied."""

    def __init__(self, value: object) -> None:
        super().__init__(value, wraps=True, can_copy=True)


def _fact(value: object) -> QWidget:
    if isinstance(value, State):
        return StateChip(value)
    if isinstance(value, Stage):
        return StageChip(value)
    return _Words(value)


def row(*widgets: QWidget | None, spacing: int = 8, stretch_at: int | None = None) -> QWidget:
    """Widgets side by side; None or `stretch_at` is where the free space goes."""
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for n, widget in enumerate(widgets):
        if stretch_at == n or widget is None:
            layout.addStretch()
        if widget is not None:
            layout.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
    if stretch_at is None and None not in widgets:
        layout.addStretch()
    return holder
