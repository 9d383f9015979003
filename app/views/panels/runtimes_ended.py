"""A retired runtime has ended, and no service can see that: an operator says so, signed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from app import texts
from app.models.queries.ended_runtimes import EndedRuntime, load_ended
from app.models.queries.runtime_map import RuntimeMap
from app.models.queries.runtimes import RuntimeRow
from app.services.commands.ended_runtimes import say_ended
from app.views.dialogs.decision_dialog import Asked
from app.views.language import tr
from app.views.panels.asked_watch import WishWatch, Words
from app.views.panels.runtimes_words import serving_words
from app.views.panels.signing import Signing
from app.views.screen import Screen
from app.views.widgets.basics import caption, row
from app.views.widgets.button import Button
from app.views.widgets.name_list import name_list

ENDED_KEYS = "Shift+E"


class EndedRow(QObject):
    """The line of retired runtimes on which something may still answer, and what ends it.

    `done` is called once it is said.
    """

    def __init__(self, screen: Screen, done: Callable[[str], object]) -> None:
        super().__init__(screen)
        self._screen = screen
        self._done = done
        self._found: RuntimeMap | None = None
        self._chosen: RuntimeRow | None = None
        self._signing = Signing(screen.backend, screen)
        self.watch = WishWatch(screen.shell, self)
        self._words = caption("", wraps=True)
        self.button = Button(tr("It has ended…"), keys=ENDED_KEYS, changes=True)
        self.button.setObjectName("runtimes.ended")
        self.button.clicked.connect(self.ask)
        self.line = row(caption(tr("retired")), self._words, None, self.button)
        self.line.setContentsMargins(16, 6, 16, 6)
        self.line.hide()

    def show_map(self, found: RuntimeMap) -> None:
        self._found = found
        self._say()

    def choose(self, one: RuntimeRow | None) -> None:
        self._chosen = one
        self._say()

    def forget(self) -> None:
        self._found = self._chosen = None
        self.line.hide()

    def _meant(self) -> RuntimeRow | None:
        """The chosen one, where it is retired; else the first."""
        retired = self._found.outliving if self._found is not None else ()
        chosen = self._chosen.id if self._chosen is not None else None
        return next((one for one in retired if one.id == chosen), next(iter(retired), None))

    def _say(self) -> None:
        one = self._meant()
        self.line.setVisible(one is not None)
        if one is None or self._found is None:
            return
        served = ", ".join(map(serving_words, one.serving))
        said = tr("{name} is retired, and {served} may still answer there: nobody saw it end")
        words = said.format(name=one.name, served=served)
        if others := len(self._found.outliving) - 1:
            words += "; " + tr("and %n more retired runtime(s)", "", others)
        self._words.setText("▲ " + words)
        self.button.set_blocked(self.why_not())

    def why_not(self) -> str:
        one = self._meant()
        if one is None or self._found is None:
            return tr("Nothing is deployed on a retired runtime.")
        return "\n".join(map(texts.blocker, self._found.ending.get(one.id, ())))

    @Slot()
    def ask(self) -> None:
        one = self._meant()
        if one is None or self.why_not():
            return
        me = self._screen.backend.decider.id
        self._screen.backend.read_for_sheet(self._on_read, load_ended, one.id, me)

    def _on_read(self, found: EndedRuntime) -> None:
        taken_off = tr("Is taken off")
        asked = Asked(
            title=tr("Has {name} ended?").format(name=found.name),
            facts=(
                (tr("Runtime"), found.name),
                (taken_off, name_list([one.label for one in found.answering], taken_off)),
            ),
            verb=tr("Say that it has ended"),
            person=self._screen.backend.decider.full_name,
            role="",
            consequence="\n".join(
                (
                    tr("You say that its server has ended for good; no service has seen that."),
                    tr(
                        "What is named above counts as taken off, each version leaves its place"
                        " where no other runtime has it, and the alerts are resolved."
                    ),
                    tr("The trail says that it ended by your word."),
                )
            ),
            is_danger=True,
        )
        seen = frozenset(one.deployment_id for one in found.answering)
        self._signing.with_reason(
            partial(self._on_said, found.name), asked, say_ended, found.runtime_id, seen=seen
        )

    def _on_said(self, name: str, asked: UUID) -> None:
        done = tr("What was deployed on {name} is taken off").format(name=name)
        not_done = tr("Nothing was taken off {name}").format(name=name)
        self.watch.begin(Words(f"ended {name}", done, not_done), asked)
        words = tr("You said that {name} has ended; the service takes off what was deployed there")
        self._done(self._signing.said(words.format(name=name)))
