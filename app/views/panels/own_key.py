"""A signing key of one's own, made at this computer: `modelward key new` in the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.models.queries.keys import SigningFacts, load_signing_facts
from app.services.personal_keys import MINIMUM_PASSPHRASE, NewKey, make_key_beside
from app.views import theme
from app.views.backend import Backend
from app.views.language import tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.sheet_fields import keep_none
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption
from app.views.widgets.scrim import open_sheet


class OwnKeySheet(ConfirmSheet):
    """The passphrase that locks it, twice, and why; a demo's key is locked by none."""

    def __init__(self, facts: SigningFacts, parent: QWidget) -> None:
        self._facts = facts
        self.passphrase = _secret(tr("Passphrase"), "own_key.passphrase")
        self.again = _secret(tr("Once more"), "own_key.again")
        confirmed = tr(
            "Two administrators confirm it. Read its name to them: it stands in your account."
        )
        if facts.is_alone:
            confirmed = tr(
                "Two others put a key in force, and nobody else works here: it signs nothing."
            )
        consequences = [
            tr("The private half stays on this computer; only the public one is stored."),
            confirmed,
        ]
        if facts.active:
            consequences.append(tr("Your other keys stay in force; end those that you lost."))
        super().__init__(
            tr("Make a signing key on this computer"),
            tr("Make the key"),
            parent,
            body=None if facts.is_demo and not facts.is_team else self._fields(),
            consequences=consequences,
        )
        for field in (self.passphrase, self.again):
            field.textChanged.connect(self._judge)
        self._judge()
        if not self.passphrase.isHidden():
            self.passphrase.setFocus()

    def _fields(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, theme.px(108))
        grid.setColumnStretch(1, 1)
        for n, field in enumerate((self.passphrase, self.again)):
            label = StyledLabel(field.accessibleName(), FontRole.CAPTION_MEDIUM)
            label.setBuddy(field)
            grid.addWidget(label, n, 0)
            grid.addWidget(field, n, 1)
        words = tr("It is asked for at each signature. Nobody can restore it.")
        if not self._facts.is_team:
            words = tr("It is asked for at each signature. Without one, who sits here can sign.")
        grid.addWidget(caption(words, wraps=True), 2, 1)
        return holder

    def _judge(self) -> None:
        typed = self.passphrase.text()
        why = ""
        if len(typed) < MINIMUM_PASSPHRASE and (typed or self._facts.is_team):
            why = tr("A passphrase has at least {count} characters.")
        elif typed != self.again.text():
            why = tr("The two passphrases are different.")
        self.set_blocked(why.format(count=MINIMUM_PASSPHRASE))


def _secret(name: str, object_name: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(object_name)
    field.setAccessibleName(name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setFixedHeight(theme.px(30))
    keep_none(field)
    return field


def ask_own_key(backend: Backend, home: QWidget, then: Callable[[str], object]) -> None:
    """The sheet over `home`; `then` is told in words what was made."""

    def ask(facts: SigningFacts) -> None:
        sheet = OwnKeySheet(facts, home)

        def make(reason: str) -> None:
            typed = sheet.passphrase.text()
            task = backend.begin(make_key_beside, backend.settings, typed, reason=reason)
            task.done.connect(made)
            task.failed.connect(sheet.fail)

        def made(key: NewKey) -> None:
            sheet.accept()
            said = tr("Your key {kid} is proposed; two administrators confirm it")
            if facts.is_alone:
                said = tr("Your key {kid} is proposed; nobody here can confirm it")
            then(said.format(kid=key.kid))

        sheet.confirmed.connect(make)
        open_sheet(sheet)

    backend.read_for_sheet(ask, load_signing_facts, backend.decider.id)
