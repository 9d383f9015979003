"""What putting a version of a policy in force changes: old and new lines of its rules."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app import texts
from app.models.bpmn.changes import PartChange
from app.models.bpmn.diff import Change
from app.models.queries.policy_change import LineChange, PolicyChange, written
from app.views import theme
from app.views.language import N_, tr
from app.views.panels.parts import ScrollColumn
from app.views.theme import FontRole
from app.views.widgets.basics import SectionLabel, StyledLabel, caption

TALLEST = 260  # at zoom 1; what is longer scrolls
INDENT = 16  # px, of what is said of a part, below its name
SIGNS = {
    Change.REMOVED: ("−", N_("Goes: {line}")),
    Change.ADDED: ("+", N_("Comes: {line}")),
    Change.CHANGED: ("•", N_("Changes: {line}")),
}
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
        layout.addWidget(SectionLabel(_heading(change), _versions(change)))
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
        area = ScrollColumn(_heading(self.change), margins=(10, 8, 10, 8))
        area.setObjectName("policy.change")
        inside = area.column
        inside.setSpacing(4)
        parts = [each for one in self.change.parts for each in _part(one)]
        for label in parts or (each for one in self.change.lines for each in _line(one)):
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


def _heading(change: PolicyChange) -> str:
    if change.kind == "bpmn":
        return tr("What changes in the life cycle")
    return tr("What changes in the decision table")


def _versions(change: PolicyChange) -> str:
    """Whose version is in force: its own unit's, or that of a unit above it."""
    unit, _, version = change.in_force.rpartition(" ")
    before = tr("nothing is in force")
    if unit:
        before = tr("{version} of the unit {unit}").format(version=version, unit=unit)
    return tr("{before} → v{after}").format(before=before, after=change.version)


def _line(one: LineChange) -> Iterator[QWidget]:
    if one.before:
        yield _signed(Change.REMOVED, one.before)
    if one.after:
        yield _signed(Change.ADDED, one.after)


def _signed(change: Change, text: str) -> StyledLabel:
    sign, name = SIGNS[change]
    goes = change is Change.REMOVED
    label = StyledLabel(f"{sign} {text}", is_secondary=goes, wraps=True, can_copy=True)
    label.setAccessibleName(tr(name).format(line=text))
    return label


def _part(one: PartChange) -> Iterator[QWidget]:
    """A part of a process, below it what is said of it; how its file says so under the pointer."""
    title = _signed(one.change, texts.process_part(one))
    title.setToolTip(" ".join(filter(None, (one.element, one.id))))
    yield title
    for detail in one.details if one.change is not Change.REMOVED else ():
        said = texts.process_detail(one, detail, is_new=one.change is Change.ADDED)
        label = StyledLabel(said, wraps=True, can_copy=True)
        label.setContentsMargins(theme.px(INDENT), 0, 0, 0)
        key = written(detail.what or detail.element)
        key = key if detail.element == one.element else f"{detail.element} {detail.of} {key}"
        label.setToolTip(f"{key}: {detail.before or '–'} → {detail.after or '–'}")
        yield label


def _nothing(change: PolicyChange) -> str:
    if change.is_other_file:
        return tr("Every rule reads the same; the files differ elsewhere, as in layout or notes.")
    return tr("It is the very file that is in force.")
