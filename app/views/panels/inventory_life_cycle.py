"""Which life cycle a model runs: what is in force in its unit, and what follows from it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts
from app.models.queries.life_cycle_choice import LifeCycleChoice, NewModelChoice, Offered
from app.models.rules.asking import DEFAULT_TEMPLATE
from app.texts import told
from app.views import safe_text
from app.views.language import tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption
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


class LifeCycleField(QWidget):
    """Which life cycle a model that is registered will run, and why no other can be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.box = Choice(tr("Life cycle"))
        self.box.setObjectName("register.life_cycle")
        self._why = caption(wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self._why)
        self.setFocusProxy(self.box)

    @property
    def key(self) -> str:
        """Empty: the usual one."""
        return str(self.box.currentData() or "")

    def offer(self, choice: NewModelChoice | None, wanted: str) -> None:
        """For a new model; None: it is not known yet what its unit has."""
        self.box.clear()
        for one in choice.offered if choice else ():
            self.box.addItem(safe_text.one_line(f"{told(one.name)} v{one.version}"), one.key)
        keys = [one.key for one in choice.offered] if choice else []
        why = texts.blocker(choice.blockers[0]) if choice and choice.blockers else ""
        others = [n for n, key in enumerate(keys) if key != DEFAULT_TEMPLATE]
        for n in others if why else ():
            _block(self.box, n)
        if choice and DEFAULT_TEMPLATE not in keys:
            pattern = tr("{name} is not published; an architect publishes it.")
            self.box.insertItem(0, DEFAULT_TEMPLATE, "")
            why = pattern.format(name=DEFAULT_TEMPLATE)
        can_choose = bool(others) and not (choice and choice.blockers)
        self.box.setCurrentIndex(max(0, self.box.findData(wanted)) if can_choose else 0)
        self._say(why if others or DEFAULT_TEMPLATE not in keys else "")

    def show_bound(self, bound: Offered | None) -> None:
        """Of a model that is there: it goes on with what it is bound to."""
        self.box.clear()
        if bound is not None:
            self.box.addItem(safe_text.one_line(f"{told(bound.name)} v{bound.version}"), bound.key)
            self._say(tr("The model is bound to it; a version changes nothing of that."))
        else:
            self._say(tr("What the model is bound to is not published."))

    def _say(self, why: str) -> None:
        self.box.setEnabled(self.box.count() > 1)
        self._why.setText(why)
        self._why.setVisible(bool(why))


def _block(box: Choice, place: int) -> None:
    """An entry that can be read but not taken."""
    items = box.model()
    if isinstance(items, QStandardItemModel):
        items.item(place).setEnabled(False)


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
