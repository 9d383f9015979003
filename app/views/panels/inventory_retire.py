"""Retire a version: what it leaves and what that takes from others, signed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.models.queries.retirement import Retirement, load_retirement
from app.models.queries.submission import Standing
from app.services.commands.retiring import ask_retirement
from app.views.actions import ActionSpec
from app.views.dialogs.decision_dialog import Asked
from app.views.language import N_, tr
from app.views.panels.asked_watch import WishWatch, Words
from app.views.panels.signing import Signing
from app.views.screen import ScreenWindow
from app.views.widgets.name_list import name_list

RETIRE = ActionSpec(
    "inventory.retire", N_("Retire…"), (), "Actions", "version", "inventory", "box", changes=True
)


class Retiring:
    """`done` is called once it is asked for."""

    def __init__(self, shell: ScreenWindow, home: QWidget, done: Callable[[], object]) -> None:
        self._shell = shell
        self._done = done
        self._signing = Signing(shell.backend, home)
        self._watch = WishWatch(shell, home)

    def ask(self, standing: Standing) -> None:
        me = self._shell.backend.decider.id
        self._shell.backend.read_for_sheet(self._on_read, load_retirement, standing.version_id, me)

    def _on_read(self, found: Retirement) -> None:
        name = f"{found.model_name} v{found.version}"
        leaves, stops = tr("It leaves"), tr("Stops serving")
        asked = Asked(
            title=tr("Retire {name}?").format(name=name),
            facts=(
                (tr("Version"), name),
                (leaves, name_list([one.label for one in found.stays], leaves)),
                (
                    stops,
                    name_list([one.label for one in found.served], stops)
                    or tr("nothing serves by it"),
                ),
            ),
            verb=tr("Retire {name}").format(name=name),
            person=self._shell.backend.decider.full_name,
            role="",
            consequence="\n".join(retirement_lines(found)),
            is_danger=True,
            can_undo=True,
        )
        seen = frozenset(one.deployment_id for one in found.served)
        self._signing.with_reason(
            partial(self._on_asked, name), asked, ask_retirement, found.version_id, seen=seen
        )

    def _on_asked(self, name: str, asked: UUID) -> None:
        done = tr("{name} is retired").format(name=name)
        not_done = tr("{name} is not retired").format(name=name)
        self._watch.begin(Words(f"retire {name}", done, not_done), asked)
        self._shell.toast(tr("Retiring {name}; the service takes it off").format(name=name))
        self._done()


def retirement_lines(found: Retirement) -> list[str]:
    """What follows, in sentences."""
    lines = []
    if found.served:
        lines.append(tr("Who calls it there gets no answer any more; nothing takes its place."))
    if found.uses:
        uses = ", ".join(found.uses)
        lines.append(tr("Nothing in production serves any more: {uses}.").format(uses=uses))
    if found.monitors:
        lines.append(
            tr("%n monitor(s) go(es) on where it was; pause what is over.", "", found.monitors)
        )
    lines.append(tr("Its files, snapshots and history stay; a new approval may bring it back."))
    return lines
