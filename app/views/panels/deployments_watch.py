"""What became of the roll backs that were asked for here: told once each, when it is known."""

from __future__ import annotations

from uuid import UUID

from typing_extensions import override

from app.models.queries.roll_backs import AskedRollBack, load_asked_roll_backs
from app.texts import told
from app.views.cells import Status
from app.views.language import tr
from app.views.panels.asked_watch import AskedWatch


def note_kind(number: int) -> str:
    """Of the notes about one deployment: the newer takes the place of the older."""
    return f"roll back {number}"


class RollBackWatch(AskedWatch[UUID, AskedRollBack]):
    """Of each roll back that is awaited, its deployment."""

    load = staticmethod(load_asked_roll_backs)

    @override
    def tell(self, _deployment_id: UUID, found: AskedRollBack) -> None:
        if found.step == "done":
            words = tr("Deployment {number} is rolled back; {serving} serves again")
            self.shell.toast(
                words.format(number=found.number, serving=found.serving),
                kind=note_kind(found.number),
            )
            self.done.emit()
        else:
            title = tr("Deployment {number} is not rolled back").format(number=found.number)
            kind = note_kind(found.number)
            self.shell.show_banner(kind, Status.WARNING, title, told(found.why))
            self.done.emit()
