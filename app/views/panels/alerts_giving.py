"""Giving alerts to somebody who acts on them, from whatever screen they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.models.queries.lookups import Holder
from app.models.rules.transitions import LIVE_ALERTS
from app.services.commands.alerts import Acted, Change, act_on_all, act_on_each, assign_alert
from app.views.language import tr
from app.views.panels.alerts_batches import AlertBatches
from app.views.panels.alerts_undo import left_out, take_back, take_back_whole
from app.views.panels.handing_over import people_for
from app.views.panels.person_dialog import PersonDialog
from app.views.screen import ScreenWindow
from app.views.undo import Turn, Undoable
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.scrim import open_sheet


@dataclass(frozen=True, slots=True)
class Meant:
    """The alerts that are given. `what` names them; `is_whole`: all of a query, in batches."""

    ids: tuple[UUID, ...]
    what: str
    is_whole: bool = False


class AlertGiving:
    """Asks whom, gives them the alerts, and says how that is taken back.

    `stored` is called when that is done; `after` when Ctrl+Z took it back.
    """

    def __init__(
        self,
        shell: ScreenWindow,
        home: QWidget,
        stored: Callable[[], object],
        after: Callable[[], object] = lambda: None,
    ) -> None:
        self._shell = shell
        self._home = home
        self._stored = stored
        self._after = after

    def ask(self, meant: Meant, takers: Sequence[Holder]) -> None:
        """Whom: those who hold a role that acts on alerts in their unit, oneself first."""
        dialog = PersonDialog(
            tr("Assign: {what}").format(what=meant.what),
            tr("It leaves the list of everybody else."),
            _with_me(takers, self._shell.backend.decider.id),
            self._home.window(),
            verb=tr("Assign"),
        )
        give = self._give_whole if meant.is_whole else self._give
        dialog.chosen.connect(partial(give, dialog, meant))
        open_sheet(dialog, draft=(str(meant.ids[0]), "assign"))

    def _give(self, dialog: PersonDialog, meant: Meant, person: PersonChoice) -> None:
        def then(changes: tuple[Change, ...]) -> None:
            dialog.accept()
            self._tell(meant, person, changes, take_back(self._shell.backend, changes))
            self._stored()

        self._shell.backend.run(
            then, act_on_all, assign_alert, meant.ids, on_error=dialog.fail,
            person_id=UUID(person.id),
        )  # fmt: skip

    def _give_whole(self, dialog: PersonDialog, meant: Meant, person: PersonChoice) -> None:
        dialog.accept()
        taker = UUID(person.id)

        def told(acted: Acted) -> None:
            turn = take_back_whole(self._shell.backend, acted.changes)
            done = Meant(acted.done, tr("%n alert(s)", "", len(acted.done)))
            self._tell(done, person, acted.changes, turn, left_out(acted))

        def then(acted: Acted) -> None:
            told(acted)
            self._stored()

        def failed(error: BaseException, acted: Acted) -> None:
            if acted.done:
                told(acted)
            self._shell.show_error(error)

        AlertBatches(
            self._shell.backend,
            lambda work, ids: act_on_each(
                work, assign_alert, ids, states=LIVE_ALERTS, person_id=taker
            ),
            done=then,
            failed=failed,
            parent=self._home,
        ).run(meant.ids)

    def _tell(
        self,
        meant: Meant,
        person: PersonChoice,
        changes: tuple[Change, ...],
        turn: Turn,
        left: str = "",
    ) -> None:
        """With the way back, where anything was changed."""
        count = sum(one.before != one.after for one in changes)
        title = _named(tr("Give %n alert(s) to {name}", "", count), person.name)
        undo = Undoable(title, turn, after=self._after) if count else None
        said = _named(tr("{name} has it now: {what}"), person.name).format(what=meant.what)
        self._shell.toast(" ".join(filter(None, (said, left))), undo)


def _with_me(takers: Sequence[Holder], me: UUID) -> list[PersonChoice]:
    people = [PersonChoice(one.id, one.name, one.role) for one in people_for(takers, me)]
    return sorted(people, key=lambda one: one.id != str(me))


def _named(words: str, name: str) -> str:
    return words.replace("{name}", name)
