"""Places for a version: every runtime rule by rule, what is needed, found, and the fix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from app.models.queries.places import Places
from app.models.rules.matching import PAUSED, WINDOW, Match, MatchRule
from app.texts import told
from app.views import theme
from app.views.cells import Stage, Status
from app.views.language import tr
from app.views.panels.operate_column import Column
from app.views.panels.runtimes_words import RULES
from app.views.safe_text import tooltip
from app.views.theme import FontRole
from app.views.widgets.basics import ElidedLabel, SectionLabel, StageChip, StyledLabel, caption, row
from app.views.widgets.button import Button
from app.views.widgets.marks import Glyph
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.wrap import whole_up_to, wrapping_row

_WIDEST = 420  # px that the pane takes of the map beside it
_WHOLE = 180  # px of a runtime's name, and of whether it fits
_LONG = 24  # letters of what was found that still read at a glance
_FIXABLE = ("stage_tag", "service_tag")  # by the tag editor


class PlacesPane(Column):
    fix_asked = Signal(object, object)  # Match, MatchRule
    runtime_chosen = Signal(object)  # UUID

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Places for a version"), parent)
        self.fixes: list[Button] = []
        self._why_not: Callable[[UUID], str] = lambda _runtime_id: ""
        self._late: Mapping[UUID, str] = {}

    @override
    def minimumSizeHint(self) -> QSize:
        """As wide as its longest word: what is wider than the pane is seen nowhere."""
        least, bar = super().minimumSizeHint(), self.verticalScrollBar().sizeHint().width()
        needed = self._body.minimumSizeHint().width() + bar
        return QSize(max(least.width(), min(needed, theme.px(_WIDEST))), least.height())

    def show_hint(self, title: str, text: str) -> EmptyState:
        """Why no place is shown and what to do; it takes a button for that."""
        self.fixes = []
        self.clear()
        empty = EmptyState(title, text, pictures=("server",))
        self.add(SectionLabel(tr("Places")))
        self.add_filling(empty)
        return empty

    def show_places(
        self,
        label: str,
        stage: Stage,
        places: Places,
        why_not: Callable[[UUID], str] = lambda _runtime_id: "",
        late: Mapping[UUID, str] | None = None,
    ) -> None:
        """Those that fit, that fit later, that fit after one edit, that do not: in this order.

        `why_not`: why the reader may not change the tags of a runtime; empty: may. `late`: since
        when nobody has looked at one, so that its health is the last thing known.
        """
        held = next((one.objectName() for one in self.fixes if one.hasFocus()), "")
        self.fixes = []
        self.clear()
        self._why_not, self._late = why_not, late or {}
        title = StyledLabel(tr("Places for").upper(), FontRole.SECTION, is_secondary=True)
        subject = StyledLabel(label, FontRole.STRONG)
        self.add(wrapping_row(title, subject, StageChip(stage), spacing=6))
        closed = places.later
        almost = [one for one in places.after_fix if one not in closed]
        refused = [one for one in places.refused if one not in closed]
        counts = [tr("%n fit(s)", "", len(places.fits))]
        if closed:
            counts.append(tr("%n later", "", len(closed)))
        counts.append(tr("%n after one fix", "", len(almost)))
        counts.append(tr("%n do(es) not", "", len(refused)))
        self.add(caption(", ".join(counts)))
        if not places.all:
            self.add(StyledLabel(tr("No runtime is in use."), wraps=True))
        for status, word, matches in (
            (Status.OK, tr("fits"), places.fits),
            (Status.WAITING, tr("fits later"), closed),
            (Status.WARNING, tr("fits after one fix"), almost),
            (Status.FAILED, tr("does not fit"), refused),
        ):
            for match in matches:
                self._add_match(status, word, match)
        # Its words are others now, and so is the longest of them, once they are laid out.
        QTimer.singleShot(0, self, self.updateGeometry)
        if held:  # places read anew take the keyboard from nobody
            QTimer.singleShot(0, self, lambda: self._focus(held))

    def _focus(self, fix: str) -> None:
        for one in self.fixes:
            if one.objectName() == fix:
                one.setFocus()

    def _add_match(self, status: Status, word: str, match: Match) -> None:
        runtime = match.runtime
        name = ElidedLabel(runtime.name, FontRole.STRONG, is_secondary=False).keep_to_words()
        fit = ElidedLabel(word).keep_to_words()
        for words in (name, fit):
            whole_up_to(words, _WHOLE)
        load = caption(
            tr("{loaded} of {capacity} models").format(
                loaded=runtime.loaded, capacity=runtime.capacity
            )
        )
        self.add_section(wrapping_row(Glyph(status, word), name, fit, None, load, spacing=6))
        grid = _Rules()
        # What fits is shown in full; what does not shows what stands in the way, then the rest.
        shown = match.rules if match.fits else match.failed
        grid.add_head()
        for rule in shown:
            grid.add_rule(rule, late=self._late.get(runtime.id, ""))
        if not match.fits:
            good = len(match.rules) - len(match.failed)
            grid.add_rest(
                tr("{good} of {count} rules hold").format(good=good, count=len(match.rules))
            )
        self.add(grid)
        if match.is_of_another_stage:
            self.add(caption(told(" ".join(match.lacks)), wraps=True))
            return
        for rule in match.failed:
            if rule.fix:
                self.add(self._fix(match, rule))

    def _fix(self, match: Match, rule: MatchRule) -> QWidget:
        if rule.rule not in _FIXABLE:
            return caption(told(rule.fix), wraps=True)
        needed = rule.needed.removeprefix("#")
        tag = f"#{needed}" if rule.rule == "service_tag" else needed
        button = Button(
            tr("Add tag {tag}…").format(tag=tag),
            icon="tag",
            name=tr("Add tag {tag} to {name}").format(tag=tag, name=match.runtime.name),
            changes=True,
            elides=True,
        )
        button.setObjectName(f"runtimes.fix.{match.runtime.name}")
        button.set_blocked(self._why_not(match.runtime.id))
        button.clicked.connect(lambda: self.fix_asked.emit(match, rule))
        self.fixes.append(button)
        return row(button)


class _Rules(QWidget):
    """Rule, needed, found: a small table without lines."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        for column, share in ((1, 4), (2, 5), (3, 5)):
            self._grid.setColumnStretch(column, share)

    def add_head(self) -> None:
        for n, word in enumerate((tr("Rule"), tr("Needed"), tr("Found")), start=1):
            self._grid.addWidget(caption(word), 0, n)

    def add_rule(self, rule: MatchRule, *, late: str = "") -> None:
        n = self._grid.rowCount()
        top = Qt.AlignmentFlag.AlignTop
        status, word = (Status.OK, tr("holds")) if rule.ok else (Status.FAILED, tr("does not hold"))
        is_late = rule.rule == "health" and rule.ok and bool(late)
        if is_late:
            status, word = Status.UNREACHABLE, tr("held when it was last looked at")
        self._grid.addWidget(Glyph(status, word), n, 0, top)
        name = tr(RULES.get(rule.rule, rule.rule.replace("_", " ").capitalize()))
        role = FontRole.CAPTION if rule.ok else FontRole.CAPTION_STRONG
        self._grid.addWidget(StyledLabel(name, role, is_secondary=rule.ok, wraps=True), n, 1, top)
        if rule.rule in (WINDOW, PAUSED) and not rule.ok:  # a sentence, with its own need in it
            self._grid.addWidget(StyledLabel(told(rule.found), role, wraps=True), n, 2, 1, 2)
            return
        self._grid.addWidget(caption(told(rule.needed), wraps=True), n, 2, top)
        # A long list of tags that holds says no more than the one that was needed.
        is_long = len(rule.found) > _LONG
        words = told(rule.found)
        if is_long and rule.ok:
            words = told(rule.needed)
        elif is_long and rule.rule == "service_tag":
            words = tr("%n other tag(s)", "", rule.found.count("#"))
        found = StyledLabel(f"{words}, {late}" if is_late else words, role, wraps=True)
        if is_long:
            found.setToolTip(tooltip(told(rule.found)))
        self._grid.addWidget(found, n, 3, top)

    def add_rest(self, text: str) -> None:
        n = self._grid.rowCount()
        self._grid.addWidget(Glyph(Status.OK, tr("holds")), n, 0)
        self._grid.addWidget(caption(text), n, 1, 1, 3)
