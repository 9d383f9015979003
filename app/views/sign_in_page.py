"""Asks for login and password of a team's database, and says what becomes of the password."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout
from typing_extensions import override

from app.errors import AppError
from app.texts import told
from app.views import notices, theme
from app.views.cells import Status
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Card, Pane, StyledLabel, caption, screen_title
from app.views.widgets.button import Button, Kind


@dataclass(frozen=True, slots=True)
class SignInEntry:
    """What was entered. Nobody prints the password."""

    place: str
    login: str
    password: str = field(repr=False)
    keeps: bool


class SignInPage(Pane):
    """The page between the ways in and the workspace."""

    entered = Signal(object)  # SignInEntry
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("signin")
        self._place = ""
        self._card = Card()
        self._card.setFixedWidth(theme.px(520))
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(24, 20, 24, 20)
        inside.setSpacing(12)
        inside.addWidget(screen_title(tr("Sign in")))
        self._where = StyledLabel("", is_secondary=True, wraps=True)
        inside.addWidget(self._where)
        self.errors = BannerArea()
        self.errors.layout_margins_off()
        inside.addWidget(self.errors)
        self.login = self._field(inside, tr("Login"), "signin.login")
        self.password = self._field(inside, tr("Password"), "signin.password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.keeps = QCheckBox(tr("Keep it in this computer's keyring"))
        self.keeps.setObjectName("signin.keeps")
        inside.addWidget(self.keeps)
        self._note = caption(wraps=True)
        inside.addWidget(self._note)
        inside.addSpacing(6)
        inside.addLayout(self._buttons())
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        middle = QHBoxLayout()  # not by an alignment: wrapped words would be cut
        middle.addStretch()
        middle.addWidget(self._card)
        middle.addStretch()
        layout.addLayout(middle)
        layout.addStretch(3)
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._submit)
        for edit in (self.login, self.password):
            edit.textChanged.connect(self._update)
        self._update()

    def ask(self, way: Any, error: AppError | None = None, *, keeps: bool = False) -> None:
        """Ask for a place; `way` says where that is and whether a password can be kept."""
        is_again = self._place == way.place
        self._place = way.place
        self._where.setText(_where(way))
        self.login.setText(way.login)
        self.password.clear()
        self.keeps.setVisible(way.can_keep)
        self.keeps.setChecked(way.can_keep and (keeps if is_again else True))
        self._note.setText(_note(way))
        self.errors.clear("signin")
        if error is not None:
            said = told(error.message)  # its hint is for the command line
            self.errors.show_banner(
                "signin", Status.CRITICAL, tr("Not signed in"), said, can_close=False
            )
            notices.announce(said, self)

    def take_focus(self) -> None:
        (self.password if self.login.text() else self.login).setFocus()

    def _field(self, inside: QVBoxLayout, name: str, object_name: str) -> QLineEdit:
        label = StyledLabel(name, FontRole.CAPTION_MEDIUM)
        edit = QLineEdit()
        edit.setObjectName(object_name)
        edit.setAccessibleName(name)
        edit.setFixedHeight(theme.px(30))
        label.setBuddy(edit)
        column = QVBoxLayout()  # nearer to its own field than to the one above
        column.setSpacing(5)
        column.addWidget(label)
        column.addWidget(edit)
        inside.addLayout(column)
        return edit

    def _buttons(self) -> QHBoxLayout:
        self.back = Button(tr("Back"), keys="Esc")
        self.back.setObjectName("signin.back")
        self.back.clicked.connect(lambda _checked: self.left.emit())
        self.enter = Button(tr("Sign in"), kind=Kind.PRIMARY, keys="Enter")
        self.enter.setObjectName("signin.enter")
        self.enter.clicked.connect(lambda _checked: self._submit())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(self.back)
        row.addWidget(self.enter)
        return row

    def _lacks(self) -> str:
        if not self.login.text().strip():
            return tr("Say your login first.")
        return "" if self.password.text() else tr("Enter your password.")

    @Slot()
    def _update(self) -> None:
        self.enter.set_blocked(self._lacks())

    @Slot()
    def _submit(self) -> None:
        if self._lacks():
            return
        entry = SignInEntry(
            self._place,
            self.login.text().strip(),
            self.password.text(),
            self.keeps.isVisible() and self.keeps.isChecked(),
        )
        self.password.clear()
        self.entered.emit(entry)

    @override
    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


def _where(way: Any) -> str:
    if way.is_proved:
        return tr("{server} asks for a password.").format(server=way.server)
    return tr(
        "{server} asks for a password. The address does not ask it to prove who it is: type one "
        "only where you trust the network."
    ).format(server=way.server)


def _note(way: Any) -> str:
    if way.can_keep:
        return tr("It stands nowhere else: not in the address, not in settings, not in the log.")
    return tr(
        "This computer has no keyring that keeps others out, so the password is asked for each "
        "time. It is kept nowhere."
    )
