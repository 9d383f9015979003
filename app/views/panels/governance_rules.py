"""The rules that failed of the version that is named, to choose from beside the line of one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from app.models.queries.evidence import list_failed_rules
from app.services.commands.beginning import RULES_APART
from app.views import notices, safe_text
from app.views.backend import Backend
from app.views.language import tr
from app.views.panels.limits import rule_words
from app.views.widgets.button import Button

_PAUSE_MS = 300  # after a letter of the version


class FailedRules(Button):
    """Opens the list; what is chosen stands in the line then, which takes a typed one too.

    What failed is asked for when the sheet opens and when another version was typed, never because
    of what stands in the line: a draft that is put back into it asks nothing.
    """

    def __init__(
        self, backend: Backend, version: QLineEdit, rule: QLineEdit, parent: QWidget
    ) -> None:
        super().__init__(tr("Failed rules"), has_menu=True, parent=parent)
        self.setObjectName("governance.form.rules")
        self.setAutoDefault(False)
        self._backend = backend
        self._version, self._rule = version, rule
        self._hint = rule.placeholderText()
        self._rules: tuple[str, ...] = ()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        version.textChanged.connect(self._on_version_text_changed)
        self.clicked.connect(lambda _checked: self.open_menu())
        self._ask()

    @Slot()
    def _on_version_text_changed(self) -> None:
        self._show((), tr("They are being read."))
        self._pause.start()

    @Slot()
    def _ask(self) -> None:
        version = self._version.text().strip()
        if not version:
            self._show((), tr("Say which model and version first."))
            return
        self._show((), tr("They are being read."))
        self._backend.read(self._on_read, list_failed_rules, version, on_error=self._on_unread)

    def _on_read(self, rules: Sequence[str]) -> None:
        none = tr("No rule of that version failed.")
        self._show(rules, "" if rules else none)
        self._rule.setPlaceholderText(self._hint if rules else none)

    def _on_unread(self, error: BaseException) -> None:
        """Mostly: there is no such version, or not yet, for it is being typed."""
        wording = notices.word(error)
        self._show((), wording.text or wording.title)

    def _show(self, rules: Sequence[str], why_none: str) -> None:
        self._rules = tuple(rules)
        self.set_blocked(why_none)
        self._rule.setPlaceholderText(self._hint)

    def open_menu(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("governance.form.rules.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self._chosen()
        if len(self._rules) > 1:
            every = menu.addAction(tr("All %n of them", "failed rules", len(self._rules)))
            every.triggered.connect(lambda _checked: self._put(self._rules))
            menu.addSeparator()
        for one in self._rules:
            action = menu.addAction(safe_text.one_line(rule_words(one)).replace("&", "&&"))
            action.setData(one)
            action.setCheckable(True)
            action.setChecked(one in chosen)
            action.triggered.connect(lambda on, rule=one: self._turn(rule, is_wanted=on))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _chosen(self) -> list[str]:
        """Those of the list that stand in the line."""
        typed = [one.strip() for one in self._rule.text().split(RULES_APART)]
        return [one for one in self._rules if one in typed]

    def _turn(self, rule: str, *, is_wanted: bool) -> None:
        chosen = self._chosen()
        self._put([one for one in self._rules if (one in chosen and one != rule)
                   or (one == rule and is_wanted)])  # fmt: skip

    def _put(self, rules: Sequence[str]) -> None:
        self._rule.setText(f"{RULES_APART} ".join(rules))
        self._rule.setFocus()
