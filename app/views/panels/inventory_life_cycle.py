"""Which life cycle a model runs: what is in force in its unit, and what follows from it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts
from app.models.queries.life_cycle_choice import LifeCycleChoice
from app.texts import told
from app.views.language import tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel
from app.views.widgets.fields import Choice


class LifeCycleSheet(ConfirmSheet):
    """Connect `confirmed` to the command that binds `chosen`."""

    def __init__(self, choice: LifeCycleChoice, parent: QWidget) -> None:
        self.choice = choice
        labels = [f"{told(one.name)} v{one.version}" for one in choice.offered]
        self.box = Choice(tr("Life cycle"), labels)
        self.box.setObjectName("inventory.life_cycle")
        keys = [one.key for one in choice.offered]
        if choice.bound in keys:
            self.box.setCurrentIndex(keys.index(choice.bound))
        super().__init__(
            tr("The life cycle of {name}").format(name=choice.model_name),
            tr("Choose it"),
            parent,
            minimum_reason=0,
            body=_named(tr("Life cycle"), self.box),
        )
        self.box.activated.connect(self._judge)
        self._judge()
        self.box.setFocus()

    @property
    def chosen(self) -> str:
        return self.choice.offered[self.box.currentIndex()].key

    @Slot()
    def _judge(self, _index: int = 0) -> None:
        self.set_consequences(
            [
                tr("The next version that is submitted runs it."),
                tr("What is under way goes on as it began."),
                tr("Who decides follows from the approval route in force."),
            ]
        )
        if self.choice.blockers:
            self.set_blocked("\n".join(map(texts.blocker, self.choice.blockers)))
        elif not self.choice.offered:
            self.set_blocked(tr("No life cycle is published for its unit."))
        elif self.chosen == self.choice.bound:
            self.set_blocked(tr("It runs this one already."))
        else:
            self.set_blocked("")


def _named(name: str, field: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(5)
    label = StyledLabel(name, FontRole.CAPTION_MEDIUM)
    label.setBuddy(field)
    column.addWidget(label)
    column.addWidget(field)
    return holder
