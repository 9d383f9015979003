"""What putting a version of a policy in force changes: old and new lines of its rules."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.policy_change import PolicyChange
from app.views import theme
from app.views.language import tr
from app.views.panels.parts import ScrollColumn
from app.views.theme import FontRole
from app.views.widgets.basics import SectionLabel, StyledLabel, caption

TALLEST = 260  # at zoom 1; what is longer scrolls
SHARE = 5  # of a low screen no more: the reason, the passphrase and what follows stand below it


class PolicyChangeView(QWidget):
    """A minus before what goes, a plus before what comes: read aloud as words, not as colours."""

    def __init__(self, change: PolicyChange, *, fills: bool = False) -> None:
        """`fills`: the lines have all the room there is, as on a page of their own."""
        super().__init__()
        self.change = change
        self._area: ScrollColumn | None = None
        self._fills = fills
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        before = change.in_force or tr("nothing is in force")
        title = tr("What changes: {before} → v{after}").format(before=before, after=change.version)
        layout.addWidget(SectionLabel(title))
        if change.lines:
            layout.addWidget(self._lines(), 1 if fills else 0)
        else:
            layout.addWidget(StyledLabel(_nothing(change), wraps=True))
        stays = tr("%n line(s) stay as they are", "", change.unchanged)
        layout.addWidget(caption(stays))
        said = tr("Digest of the file: {digest}").format(digest=change.digest)
        digest = StyledLabel(said, FontRole.MONO, is_secondary=True, wraps=True, can_copy=True)
        layout.addWidget(digest)
        if fills and not change.lines:
            layout.addStretch()

    def _lines(self) -> QWidget:
        area = ScrollColumn(tr("What changes"), margins=(10, 8, 10, 8))
        area.setObjectName("policy.change")
        inside = area.column
        inside.setSpacing(4)
        for one in self.change.lines:
            for sign, name, text in (
                ("−", tr("Goes: {line}"), one.before),
                ("+", tr("Comes: {line}"), one.after),
            ):
                if text:
                    label = StyledLabel(
                        f"{sign} {text}", is_secondary=sign == "−", wraps=True, can_copy=True
                    )
                    label.setAccessibleName(name.format(line=text))
                    inside.addWidget(label)
        inside.addStretch()
        self._area = area
        return area

    def _fit(self) -> None:
        """As high as the lines need at this width; a sheet grows no further than the window."""
        if self._area is not None and not self._fills:
            room = self.screen().availableGeometry().height() // SHARE
            self._area.fit_height(min(theme.px(TALLEST), room))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _nothing(change: PolicyChange) -> str:
    if change.is_other_file:
        return tr("Every rule reads the same; the files differ elsewhere, as in layout or notes.")
    return tr("It is the very file that is in force.")
