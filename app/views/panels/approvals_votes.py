"""Policy and four eyes: who must decide, who has, who may; in words, with people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.models.queries.approval_detail import RequestDetail, SlotRow
from app.models.queries.votes import Vote
from app.texts import blocker, role_name
from app.views import safe_text, theme
from app.views.cells import State, Status
from app.views.language import listed, tr
from app.views.panels.duty_words import duty_lines
from app.views.panels.home_words import clock
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Avatar,
    Card,
    Divider,
    StateChip,
    StyledLabel,
    caption,
    row,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.wrap import WrapLayout

_LEAST_WORDS = 150  # px
_BESIDE = 176  # px that the evidence has beside the votes
_BESIDE_FROM = 600  # px of the card: in less, it stands below them
QWIDGETSIZE_MAX = 16_777_215  # Qt's own figure for a width without a limit
REASON_SHOWN = 200  # letters; the whole stands in the tooltip


def policy_words(slots: Sequence[SlotRow], version: str, *, is_ordered: bool = False) -> str:
    """ "1 risk officer and 1 compliance officer must approve. Not who asked, not an author"."""
    parts = [f"{one.needed} {_roles(one)}" for one in slots]
    must = tr("{who} must approve in this order.") if is_ordered else tr("{who} must approve.")
    not_who = (
        tr("Not who asked, not an author of {version}.").format(version=version)
        if version
        else tr("Not who asked, not an author of it.")
    )
    return f"{must.format(who=listed(parts))} {not_who}"


def _roles(slot: SlotRow) -> str:
    return listed([role_name(role) for role in slot.roles], either=True)


def others_who_may(detail: RequestDetail, me: UUID) -> list[str]:
    """Who else can give a vote that is still missing, by name and role."""
    found = {}
    for slot in detail.slots:
        if slot.missing:
            for one in slot.may_decide:
                if one.person_id != me:
                    found[one.person_id] = f"{one.full_name} ({role_name(one.role)})"
    return list(found.values())


class VotesCard(Card):
    """The card beside which one decides."""

    remind_asked = Signal()  # whoever a vote is missing from

    def __init__(
        self, detail: RequestDetail, me: UUID, now: datetime, opened: OpenedEvidence
    ) -> None:
        super().__init__(is_alternate=True)
        self._grid = grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, theme.px(64))
        grid.setColumnStretch(1, 1)
        version = f"v{detail.row.version}" if detail.row.version else ""
        words = policy_words(detail.slots, version, is_ordered=detail.is_ordered)
        if not detail.slots:
            words = tr(
                "Its life cycle has not come to the vote yet; the routing table will say who."
            )
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(caption(tr("Policy")), 0, 0, top)
        grid.addWidget(StyledLabel(words, wraps=True), 0, 1)
        four_eyes = caption(tr("Four eyes"))
        four_eyes.setContentsMargins(0, theme.px(3), 0, 0)  # beside the middle of a face
        grid.addWidget(four_eyes, 1, 0, top)
        people = _people(detail, me, now)
        grid.addWidget(people, 1, 1)
        self.remind_button: Button | None = None
        if detail.row.state == "pending" and others_who_may(detail, me):
            self.remind_button = self._remind_button(detail)
            column = people.layout()
            assert column is not None
            column.addWidget(row(self.remind_button, None))
        for n, (title, who) in enumerate(duty_lines(detail.duties), 2):
            grid.addWidget(caption(title), n, 0, top)
            grid.addWidget(StyledLabel(who, wraps=True), n, 1)
        self._opened = opened
        self._beside, self._below = Divider(is_vertical=True), Divider()
        self._below.hide()
        self._blocks = layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(14)
        layout.addLayout(grid, 1)
        for part in (self._beside, self._below, opened):
            layout.addWidget(part)

    def _arrange(self) -> None:
        """Where there is little room, votes have all of it: in half they push the tests away."""
        is_below = self.width() < theme.px(_BESIDE_FROM)
        if is_below == self._beside.isHidden():
            return
        ways = QBoxLayout.Direction
        self._blocks.setDirection(ways.TopToBottom if is_below else ways.LeftToRight)
        self._blocks.setSpacing(8 if is_below else 14)
        self._beside.setVisible(not is_below)
        self._below.setVisible(is_below)
        self._opened.set_wide(is_wide=is_below)

    def _remind_button(self, detail: RequestDetail) -> Button:
        button = Button(tr("Notify them"), kind=Kind.LINK, icon="bell", keys="R", changes=True)
        button.setObjectName("approvals.remind")
        button.set_blocked("\n".join(map(blocker, detail.reminder_blockers)))
        button.clicked.connect(lambda _on: self.remind_asked.emit())
        return button

    def add_signatures(self, lines: QWidget) -> None:
        """Among the votes, not in a card below: the evidence needs its room."""
        last = self._grid.rowCount()
        self._grid.addWidget(caption(tr("Signed")), last, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(lines, last, 1)

    @override
    def event(self, event: QEvent) -> bool:
        """As high as its words are at this width: splitters around it ask for a least height only.

        Else the lines give way to each other, and what a vote says is cut.
        """
        is_done = super().event(event)
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.setMinimumHeight(self.heightForWidth(self.width()))
        return is_done


def _people(detail: RequestDetail, me: UUID, now: datetime) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for slot in detail.slots:
        for vote in slot.votes:
            column.addWidget(_vote(vote, me, now))
        if slot.missing and not detail.is_decided:
            column.addWidget(_missing(slot, me, is_mine=slot.slot == detail.my_slot))
    return holder


def _vote(vote: Vote, me: UUID, now: datetime) -> QWidget:
    is_yes = vote.verdict == "accept"
    said = tr("{role}, approved {when}") if is_yes else tr("{role}, rejected {when}")
    status = Status.OK if is_yes else Status.FAILED
    if not vote.counts:
        status = Status.UNKNOWN
        said = (
            tr("{role}, approved older evidence {when}, counts no more")
            if is_yes
            else tr("{role}, rejected older evidence {when}, counts no more")
        )
    said = said.format(role=role_name(vote.role), when=clock(vote.decided_at, now))
    if vote.reason:
        reason = safe_text.one_line(vote.reason, REASON_SHOWN)
        said = tr("{vote}: “{reason}”").format(vote=said, reason=reason)
    return _line(
        Avatar(vote.person, is_self=vote.person_id == me),
        StateChip(State(status, "")),
        StyledLabel(tr("You") if vote.person_id == me else vote.person, FontRole.STRONG),
        words=StyledLabel(said, is_secondary=True, wraps=True),
        tooltip=vote.reason,
    )


def _line(*parts: QWidget, words: QWidget, tooltip: str = "") -> QWidget:
    """Small parts, then words that wrap: that a vote lapsed must never be cut off."""
    line = QWidget()
    layout = WrapLayout(line, spacing=6)
    words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    # With less room beside a name they go on below it: in a column of single words nobody reads.
    theme.keep_sized(words, lambda: words.setMinimumWidth(theme.px(_LEAST_WORDS)))
    for part in (*parts, words):
        layout.addWidget(part)
    line.setToolTip(safe_text.tooltip(tooltip))
    return line


def _missing(slot: SlotRow, me: UUID, *, is_mine: bool) -> QWidget:
    roles = _roles(slot)
    waiting = StateChip(State(Status.WAITING, ""))
    mine = [one for one in slot.may_decide if one.person_id == me]
    if is_mine and mine:
        you = StyledLabel(tr("You"), FontRole.STRONG)
        said = tr("{roles}, this vote is yours").format(roles=roles)
        words = StyledLabel(said, is_secondary=True, wraps=True)
        return _line(Avatar(mine[0].full_name, is_self=True), waiting, you, words=words)
    names = ", ".join(one.full_name for one in slot.may_decide) or tr("nobody holds this role")
    avatar = Avatar(slot.may_decide[0].full_name if slot.may_decide else "?")
    said = tr("{roles}, waits for {names}").format(roles=roles, names=names)
    return _line(avatar, waiting, words=StyledLabel(said, is_secondary=True, wraps=True))


class OpenedEvidence(QWidget):
    """How much of the evidence this person opened, and how much the others did."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self._total = total
        self._words = StyledLabel("", FontRole.CAPTION_STRONG)
        self._bars = QWidget()
        bars = QHBoxLayout(self._bars)
        bars.setContentsMargins(0, 0, 0, 0)
        bars.setSpacing(4)
        self._marks = [_Bar() for _ in range(total)]
        for mark in self._marks:
            bars.addWidget(mark)
        self._title = caption(tr("Evidence"))
        self._head = head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self._title)
        head.addWidget(self._words)
        self._lines = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        self._unopened = caption("", wraps=True)
        self._unopened.setObjectName("approvals.unopened")
        layout.addWidget(self._unopened)
        self._others = caption("", wraps=True)
        self._others.setObjectName("approvals.openedby")
        layout.addWidget(self._others)
        layout.addStretch()
        self.set_wide(is_wide=False)
        self.set_opened(0)

    def set_wide(self, *, is_wide: bool) -> None:
        """Below the votes, over the whole card and in few lines, or a column beside them."""
        if is_wide:
            self._head.insertWidget(1, self._bars, 1)
        else:
            self._lines.insertWidget(1, self._bars)
        self._head.setStretchFactor(self._title, 0 if is_wide else 1)
        self._title.setMinimumWidth(theme.px(64) if is_wide else 0)  # as the names above
        self._lines.setSpacing(4 if is_wide else 10)
        self.setMinimumWidth(0 if is_wide else theme.px(_BESIDE))
        self.setMaximumWidth(QWIDGETSIZE_MAX if is_wide else theme.px(_BESIDE))

    def set_opened(self, count: int) -> None:
        self._words.setText(tr("{count} of {total} opened").format(count=count, total=self._total))
        for n, mark in enumerate(self._marks):
            mark.set_on(n < count)
        self.setAccessibleName(
            tr("{count} of {total} parts of the evidence opened").format(
                count=count, total=self._total
            )
        )

    def set_unopened(self, names: Sequence[str]) -> None:
        """What is still to be opened, by its name: a bar says how much, not which."""
        words = tr("Not opened yet: {parts}").format(parts=", ".join(names)) if names else ""
        self._unopened.setText(words)
        self._unopened.setVisible(bool(words))

    def set_deciders(self, people: Sequence[tuple[str, int]]) -> None:
        """Of a decided request: what each who voted had opened; whoever reads it counts no more."""
        title = tr("Evidence opened by")
        self._title.setText(title)
        self._words.hide()
        self._bars.hide()
        self.set_unopened(())
        self.set_others(people)
        if not people:
            self._others.setText(tr("nobody"))
            self._others.show()
        self.setAccessibleName(f"{title} {self._others.text()}")

    def set_others(self, others: Sequence[tuple[str, int]]) -> None:
        """Name and count of parts of everybody else who looked."""
        said = [
            tr("{person}: {count} of {total}").format(person=person, count=count, total=self._total)
            for person, count in others
        ]
        self._others.setText("\n".join(said))
        self._others.setVisible(bool(said))


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._is_on = False
        self.setFixedHeight(4)

    def set_on(self, is_on: bool) -> None:
        self._is_on = is_on
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(t.ok if self._is_on else t.divider))
        painter.setBrush(QColor(t.ok if self._is_on else t.divider))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        painter.end()
