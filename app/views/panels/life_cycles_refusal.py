"""Saying no to a version that asks to be published: a life cycle is sent back, a table refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.models.queries.life_cycles import LifeCycleRow
from app.services.commands.life_cycles import send_back
from app.services.commands.policies import refuse_policy
from app.texts import told
from app.views.language import N_, tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.screen import ScreenWindow
from app.views.widgets.scrim import open_sheet

SEND_BACK = N_("Send back to draft…")


def back_to_draft(one: LifeCycleRow) -> str:
    return tr("{name} is a draft again").format(name=_name(one))


class Refusal:
    """`done` is told in words what was stored."""

    def __init__(self, shell: ScreenWindow, home: QWidget, done: Callable[[str], object]) -> None:
        self._shell, self._home, self._done = shell, home, done

    def offered(self, one: LifeCycleRow) -> tuple[str, Callable[[], object]] | None:
        """On the sheet that asks to publish it; None: nobody asks for this life cycle."""
        if one.kind == "dmn":
            return tr("Refuse…"), partial(self.ask, one)
        is_asked = one.state == "in_review" and not one.is_put_up_by_me
        return (tr(SEND_BACK), partial(self.ask, one)) if is_asked else None

    def ask(self, one: LifeCycleRow) -> None:
        sheet = self._refuse(one) if one.kind == "dmn" else self._send_back(one)
        open_sheet(sheet, draft=(str(one.id), "refuse"))

    def _send_back(self, one: LifeCycleRow) -> ConfirmSheet:
        sheet = ConfirmSheet(
            tr("Send {name} back?").format(name=_name(one)),
            tr("Send back"),
            self._home,
            facts=((tr("What"), _name(one)), (tr("Stored by"), one.by)),
            consequences=(
                tr("It is a draft again, and stands on nobody's Home; nothing is deleted."),
                tr("{person} reads here why, and that it was you.").format(person=one.by),
                tr("You have a part in this version then: somebody else publishes it."),
            ),
        )
        sheet.confirmed.connect(
            lambda reason: self._shell.backend.run(
                partial(self._on_stored, sheet, back_to_draft(one)),
                send_back,
                one.id,
                on_error=sheet.fail,
                reason=reason,
            )
        )
        return sheet

    def _refuse(self, one: LifeCycleRow) -> ConfirmSheet:
        sheet = ConfirmSheet(
            tr("Refuse {name}?").format(name=_name(one)),
            tr("Refuse"),
            self._home,
            facts=((tr("What"), _name(one)), (tr("Stored by"), one.by)),
            consequences=(tr("It never comes in force; what is in force stays."),),
        )
        said = tr("{name} is refused").format(name=_name(one))
        sheet.confirmed.connect(
            lambda reason: self._shell.backend.run(
                partial(self._on_stored, sheet, said),
                refuse_policy,
                one.id,
                on_error=sheet.fail,
                reason=reason,
            )
        )
        return sheet

    def _on_stored(self, sheet: ConfirmSheet, said: str, _result: object) -> None:
        sheet.accept()
        self._done(said)


def _name(one: LifeCycleRow) -> str:
    return f"{told(one.name)} v{one.version}"
