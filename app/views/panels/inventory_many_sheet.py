"""An act on many models: with how many it can be done, how far it is, what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget
from typing_extensions import override

from app.errors import AppError
from app.services.commands.many_models import Act, ChangeTags, LeftOut, Many
from app.texts import told
from app.views import theme
from app.views.cells import Status
from app.views.dialogs.sheet import Sheet
from app.views.language import listed, tr
from app.views.panels import inventory_words as words
from app.views.panels.inventory_overview import line
from app.views.panels.parts import ScrollColumn, clear
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption

MOST_LEFT = 100  # told one by one
MOST_NAMED = 8  # of those with which it can be done
MOST_HIGH = 150  # px of their lines, before they scroll
_LEAST_WIDTH = 530  # px, until the sheet is laid out
_DEBOUNCE_MS = 250


class ManySheet(Sheet):
    """Connect `judged` to a look at `act`, `submitted` to doing it, `stop_wanted` to its end.

    `verb` words the button for so many models.
    """

    has_fields = False  # somebody types in it, and goes on while it is looked at
    judged = Signal(object)  # the act
    stop_wanted = Signal()

    def __init__(self, title: str, verb: Callable[[int], str], parent: QWidget) -> None:
        super().__init__("many", title, verb(0), parent)
        self._verb = verb
        self._act: Act | None = None
        self._seen: Many | None = None
        self._is_over = False
        self.summary = StyledLabel("", wraps=True)
        self.summary.setObjectName("many.summary")
        self.left = ScrollColumn(tr("Left out"))
        self.left.hide()
        self._fill()
        self.body.addWidget(self.summary)
        self.body.addWidget(self.left)
        self.update_verb()

    def _fill(self) -> None:
        """What is asked, above what would come of it."""

    def _will(self, count: int, models: str) -> str:
        return tr("%n model(s) will change: {models}.", "", count).format(models=models)

    def _did(self, count: int) -> str:
        return tr("%n model(s) changed.", "", count)

    def _stay(self, count: int) -> str:
        return tr("%n model(s) is (are) so already.", "", count)

    @property
    def can(self) -> tuple[UUID, ...]:
        """The models that it is about."""
        return self._seen.done if self._seen is not None else ()

    @property
    def act(self) -> Act | None:
        return self._act

    def judge(self, act: Act | None) -> None:
        """Ask what would come of this; None: nothing is asked for yet."""
        self._act, self._seen = act, None
        self.summary.setText("")
        self.left.hide()
        self.update_verb()
        if act is not None:
            self.judged.emit(act)

    @override
    def lacks(self) -> str:
        if self._is_over:
            return tr("It is done.")
        if self._act is None:
            return tr("Say what is to change.")
        if self._seen is None:
            return tr("Looking at each of them…")
        return "" if self._seen.done else tr("There is none with which it can be done.")

    def show_look(self, act: Act, seen: Many) -> None:
        """What would come of it; of something else by now: nothing."""
        if act != self._act or self.is_running:
            return
        self._seen = seen
        self.verb_button.setText(self._verb(len(seen.done)))
        will = [self._will(len(seen.done), _few(seen.named))] if seen.done else []
        self._tell(will, seen)
        self.update_verb()
        if seen.done and not self.has_fields:
            self.verb_button.setFocus()

    def show_progress(self, done: int, total: int) -> None:
        self.summary.setText(tr("{done} of {total} are through.").format(done=done, total=total))

    def show_result(self, came: Many) -> None:
        """What was done stands; what was stopped can go on."""
        self._is_running = False
        said = [self._did(len(came.done))]
        if came.rest:
            said.append(tr("%n model(s) not tried: it was stopped.", "", len(came.rest)))
        self._tell(said, came)
        self._seen = Many(done=came.rest)
        self._is_over = not came.rest
        self.verb_button.setVisible(bool(came.rest))
        self.verb_button.setText(tr("Go on with %n model(s)", "", len(came.rest)))
        self.cancel_button.setEnabled(True)
        self.cancel_button.setText(tr("Close"))
        self.update_verb()
        self.set_hint("")
        if came.error is not None:
            self.show_problem(came.error)
        self.cancel_button.setFocus()

    def _tell(self, said: Sequence[str], seen: Many) -> None:
        lines = list(said)
        if seen.unchanged:
            lines.append(self._stay(seen.unchanged))
        if seen.left:
            lines.append(tr("%n model(s) left out:", "", len(seen.left)))
        self.summary.setText("\n".join(lines))
        self._list(seen.left)

    def _list(self, left: Sequence[LeftOut]) -> None:
        clear(self.left.column)
        for one in left[:MOST_LEFT]:
            why = f"{one.name}: {words.why_not(one.blockers)}"
            self.left.column.addWidget(line(Status.WARNING, why))
        if len(left) > MOST_LEFT:
            self.left.column.addWidget(caption(tr("and %n more", "", len(left) - MOST_LEFT)))
        self.left.setVisible(bool(left))
        self.left.fit_height(theme.px(MOST_HIGH), theme.px(_LEAST_WIDTH))

    @override
    def fail(self, error: BaseException) -> None:
        self.cancel_button.setEnabled(True)
        super().fail(error)

    @Slot()
    @override
    def reject(self) -> None:
        """While it runs: stop after the models that are under way, and say how far it came."""
        if not self.is_running:
            super().reject()
            return
        self.cancel_button.setEnabled(False)
        self.set_hint(tr("Stopping; what is done stays done."))
        self.stop_wanted.emit()

    @override
    def update_verb(self) -> None:
        super().update_verb()
        if self.is_running:
            self.cancel_button.setText(tr("Stop"))


class SubmitSheet(ManySheet):
    """What starts, and what that ends, above how many there are."""

    @override
    def _fill(self) -> None:
        note = tr(
            "The newest version of each starts its life cycle, and asks for the approvals that its"
            " policy wants. Older versions that are on their way end as superseded."
        )
        self.body.addWidget(caption(note, wraps=True))

    @override
    def _will(self, count: int, models: str) -> str:
        return tr("%n life cycle(s) will start: {models}.", "", count).format(models=models)

    @override
    def _did(self, count: int) -> str:
        return tr("%n life cycle(s) started.", "", count)

    @override
    def _stay(self, count: int) -> str:
        return tr("%n model(s) start(s) nothing: under way, or decided on already.", "", count)


class TagsSheet(ManySheet):
    """Which service tags come and which go; what follows is asked while one types."""

    has_fields = True

    def _fill(self) -> None:
        self._problem = ""
        self.add = self._edit(tr("Add"), "many.add", tr("for example cards, cards-eu"))
        self.remove = self._edit(tr("Take away"), "many.remove", tr("none"))
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        for name, edit in ((tr("Add"), self.add), (tr("Take away"), self.remove)):
            label = StyledLabel(name, FontRole.CAPTION_MEDIUM)
            label.setBuddy(edit)
            form.addRow(label, edit)
        self.body.addLayout(form)
        note = tr(
            "Releases are for the first tag of a model: what is added comes after the others, and"
            " a tag under which a version serves stays. Snapshots keep the tags they were taken"
            " with; a new one has the new tags."
        )
        self.body.addWidget(caption(note, wraps=True))
        self._delay = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._delay.timeout.connect(self._on_delay_timeout)
        self.add.setFocus()

    def _edit(self, name: str, object_name: str, hint: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(name)
        edit.setObjectName(object_name)
        edit.setPlaceholderText(hint)
        edit.setFixedHeight(theme.px(28))
        edit.textChanged.connect(lambda _text: self._delay.start())
        return edit

    @override
    def lacks(self) -> str:
        return self._problem or super().lacks()

    @Slot()
    def _on_delay_timeout(self) -> None:
        if self.is_running:
            return
        self._problem = ""
        try:
            act = ChangeTags.of(_listed(self.add.text()), _listed(self.remove.text()))
        except AppError as error:
            self._problem = told(error.message)
            self.judge(None)
            return
        self.judge(act if act.add or act.remove else None)


def _few(names: Sequence[str]) -> str:
    """All of them where they are few, else the first and how many more."""
    more = len(names) - MOST_NAMED
    rest = [tr("%n more", "", more)] if more > 0 else []
    return listed([*names[:MOST_NAMED], *rest])


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]
