"""The one line that answers "which version served on that day, and who approved it"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.time_travel import ServedNext, ServedThen, Serving
from app.texts import told
from app.views import icons, language, theme
from app.views.language import tr
from app.views.panels import inventory_words as words
from app.views.panels.lineage_moment import long_day
from app.views.shown_time import shown_now
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption
from app.views.widgets.button import Button, Kind
from app.views.zones import zone

_ANSWER = 360  # an answer of usual length in full, at any zoom
_BEHIND = 160  # px: a few words of what stands behind it in each of its lines


def served_words(
    served: Sequence[ServedThen],
    at: datetime | None,
    stages: Sequence[str] = (),
    following: ServedNext | None = None,
    *,
    is_room: bool = False,
) -> tuple[str, str, str]:
    """A lead-in, the answer, and what stands behind it."""
    top = [one for one in served if one.stage.kind == "production"]
    if not top:
        has = tr("{name} has v{version}") if at is None else tr("{name} had v{version}")
        rest = [has.format(name=one.stage.name, version=one.version) for one in served]
        if following is not None:
            rest.append(
                tr("v{version} came on {day}").format(
                    version=following.version, day=long_day(following.since)
                )
            )
        lead = _lead_in(stages[-1] if stages else tr("production"), at, is_room=is_room)
        return lead, tr("nothing"), "; ".join(rest)
    answers = []
    behind = []
    for one in top:
        answer = f"v{one.version}"
        if one.runtimes:
            answer = tr("{version} on {runtimes}").format(
                version=answer, runtimes=words.person(one.runtimes)
            )
        if len(top) > 1:
            answer = tr("{version} for #{service}").format(version=answer, service=one.service_tag)
        answers.append(answer)
        since = _since(one.since, at, is_again=one.is_again)
        behind.append(", ".join(part for part in (since, _approved(one, at)) if part))
    if at is not None and following is not None and _is_same_day(following.since, at):
        behind.append(
            tr("v{version} came at {time} that day").format(
                version=following.version, time=language.written(following.since, "HH:mm")
            )
        )
    return _lead_in(top[0].stage.name, at, is_room=is_room), "; ".join(answers), "; ".join(behind)


def _lead_in(stage: str, at: datetime | None, *, is_room: bool) -> str:
    if at is None and is_room:
        return tr("Serving in {stage} when it was sealed:").format(stage=stage)
    if at is None:
        return tr("Serving in {stage} now:").format(stage=stage)
    return tr("Serving in {stage} on {day} at {time}:").format(
        stage=stage, day=long_day(at), time=f"{at.astimezone(zone()):%H:%M %Z}"
    )


def _is_same_day(one: datetime, other: datetime) -> bool:
    return one.astimezone(zone()).date() == other.astimezone(zone()).date()


def _approved(one: ServedThen, at: datetime | None) -> str:
    """By whom; and on which day, where that is not the one since which it serves."""
    if not one.approved_by:
        return tr("no approval recorded")
    person = words.person(one.approved_by)
    decided = one.approved_at
    if decided is None or one.since is None or _is_same_day(decided, one.since):
        return tr("approved by {person}").format(person=person)
    return tr("approved on {long_day} by {person}").format(
        long_day=_day_of(decided, at), person=person
    )


def _since(since: datetime | None, at: datetime | None, *, is_again: bool) -> str:
    if since is None:
        return ""
    said = tr("again since {long_day}") if is_again else tr("since {long_day}")
    return said.format(long_day=_day_of(since, at))


def _day_of(when: datetime, at: datetime | None) -> str:
    same_year = when.astimezone(zone()).year == (at or shown_now()).astimezone(zone()).year
    return long_day(when, with_year=not same_year)


class ServingLine(QWidget):
    """Says what served; `back_asked` leaves the past."""

    back_asked = Signal()
    day_asked = Signal(object)  # datetime when something served, None for now

    def __init__(self) -> None:
        super().__init__()
        self._lead = StyledLabel("")
        self._answer = StyledLabel("", FontRole.STRONG)
        self._answer.setObjectName("lineage.serving")
        self._behind = StyledLabel("", is_secondary=True, wraps=True)
        self._elsewhere = caption(tr("Other screens show the present."))
        self._elsewhere.setObjectName("lineage.serving.elsewhere")
        self._elsewhere.hide()
        self._following: ServedNext | None = None
        self._is_room = False
        self.go = Button(tr("Go there"), kind=Kind.LINK)
        self.go.setObjectName("lineage.serving.go")
        self.go.clicked.connect(self._on_go_clicked)
        self._back = Button(tr("Back to now"), kind=Kind.LINK, keys="Esc")
        self._back.clicked.connect(lambda _checked: self.back_asked.emit())
        self._ways = QWidget()
        beside = QHBoxLayout(self._ways)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(8)
        beside.addWidget(self._elsewhere)
        beside.addWidget(self.go)
        beside.addWidget(self._back)
        beside.addStretch()
        self._layout = layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        theme.keep_sized(self, lambda: layout.setContentsMargins(theme.px(38), 7, 12, 7))
        layout.setSpacing(8)
        layout.addWidget(self._lead)
        layout.addWidget(self._answer)
        layout.addWidget(self._behind, 1)
        layout.addWidget(self._ways)

    def end_at_seal(self) -> None:
        """In a review room the present is its seal."""
        self._is_room = True
        self._back.setText(tr("Back to the seal"))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        """Below one another nothing needs the room of all."""
        margins = self._layout.contentsMargins()
        parts = (self._lead, self._answer, self._behind, self._ways)
        widest = max(one.minimumSizeHint().width() for one in parts if not one.isHidden())
        height = super().minimumSizeHint().height()
        return QSize(widest + margins.left() + margins.right(), height)

    def _fit(self) -> None:
        """A long answer leaves half of the line to what stands behind it; else all goes on below.

        What stands behind it needs that much room (px), or the rest of the line is not read.
        """
        self._answer.setMaximumWidth(max(self.width() // 2, theme.px(_ANSWER)))
        margins = self._layout.contentsMargins()
        parts = [self._lead, self._answer, self._ways]
        needed = sum(one.sizeHint().width() + 8 for one in parts if not one.isHidden())
        behind = min(self._behind.sizeHint().width(), theme.px(_BEHIND))
        room = self.width() - margins.left() - margins.right()
        is_beside = needed + behind <= room
        ways = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(ways[0] if is_beside else ways[1])
        self._layout.setSpacing(8 if is_beside else 4)
        if not is_beside:
            self._answer.setMaximumWidth(max(0, room))

    def show_served(
        self,
        served: Serving,
        at: datetime | None,
        stages: Sequence[str],
        *,
        can_leave: bool,
    ) -> None:
        is_next = served.following is not None and (
            not served.has_production
            or (at is not None and _is_same_day(served.following.since, at))
        )
        self._following = served.following if can_leave and is_next else None
        lead, answer, behind = served_words(
            served.then, at, stages, served.following, is_room=self._is_room
        )
        unserved = [told(one.sentence(tag)) for tag, one in served.silences]
        behind = " ".join(unserved) or behind
        self._lead.setText(lead)
        self._answer.setText(answer)
        self._behind.setText(behind)
        self._back.setVisible(can_leave)
        self._elsewhere.setVisible(can_leave and not self._is_room)  # this instant is Lineage's own
        self.go.setVisible(self._following is not None)
        self._ways.setVisible(can_leave)
        self._fit()
        self.setAccessibleName(self.sentence)
        self.update()

    def _on_go_clicked(self) -> None:
        if self._following is not None:
            # Rows are recorded a little after what they say: a minute on, it is in place.
            after = self._following.since.replace(second=0, microsecond=0) + timedelta(minutes=1)
            self.day_asked.emit(after if after <= shown_now() else None)

    @property
    def answer(self) -> str:
        """What serves, and where: without since when and by whose approval."""
        return self._answer.text()

    @property
    def sentence(self) -> str:
        """The whole line, as a reader hears it."""
        parts = [self._lead, self._answer, self._behind]
        parts += [] if self._elsewhere.isHidden() else [self._elsewhere]
        return " ".join(one.text() for one in parts if one.text())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = QColor(t.highlight)
        fill.setAlphaF(0.10 if not t.is_dark else 0.26)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        size = theme.px(16)
        icons.draw(painter, "clock", theme.px(14), (self.height() - size) / 2, size, t.focus)
        painter.end()
