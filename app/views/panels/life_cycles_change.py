"""What a version of a life cycle or decision table changed, by whom it was published, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts
from app.models.queries.life_cycles import Answer, LifeCycleFile
from app.models.queries.policy_change import PolicyChange, load_change_before
from app.views import cells, notices
from app.views.backend import Backend
from app.views.language import tr
from app.views.panels.policy_change import PolicyChangeView
from app.views.widgets.basics import StyledLabel, caption


class ChangePage(QWidget):
    """A version beside the one it took the place of, a draft beside the one in force."""

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 8, 0, 0)
        self.published = StyledLabel("", wraps=True, can_copy=True)
        self.published.setObjectName("life_cycles.published")
        self._layout.addWidget(self.published)
        self.shown: QWidget = caption("")
        self._layout.addWidget(self.shown, 1)

    def show_file(self, file: LifeCycleFile) -> None:
        self.published.setVisible(file.published is not None)
        if file.published is not None:
            self.published.setText(_published(file.published))
        one = file.row
        self._backend.read(
            self._show, load_change_before, one.kind, one.id, on_error=self._on_unread
        )

    def _show(self, change: PolicyChange | None) -> None:
        if change is None:
            self._say(tr("There is no version before this one."))
        else:
            self._put(PolicyChangeView(change, fills=True))

    def _on_unread(self, error: BaseException) -> None:
        self._say(notices.word(error).sentence)

    def _say(self, words: str) -> None:
        said = caption(words, wraps=True)
        said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._put(said)

    def _put(self, shown: QWidget) -> None:
        self._layout.replaceWidget(self.shown, shown)
        self.shown.deleteLater()
        self.shown = shown


def _published(answer: Answer) -> str:
    said = {
        "person": texts.person_name(answer.by) or tr("the service"),
        "when": cells.moment(answer.at),
        "reason": texts.told(answer.reason),
    }
    if answer.reason:
        return tr("Published by {person} on {when}: {reason}").format(**said)
    return tr("Published by {person} on {when}").format(**said)
