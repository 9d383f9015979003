"""Changing a runtime's tags with a look at what follows, and adding a runtime."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QCheckBox, QCompleter, QGridLayout, QLineEdit, QWidget
from typing_extensions import override

from app.models.queries.lookups import UnitRef
from app.models.queries.runtime_edit import TagPreview
from app.models.queries.runtimes import RuntimeRow
from app.services.commands.changing import ConflictError
from app.services.commands.runtimes import NewRuntime
from app.services.connecting import OnThisComputer, host_of, is_built_in, secret_of_runtime
from app.services.kept_by_hand import SecretEntry
from app.texts import told
from app.views import theme
from app.views.language import N_, tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.runtimes_words import typed_tags
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption
from app.views.widgets.fields import Choice

Tags = tuple[str, ...]
Ask = Callable[[Tags, Tags], object]
_DEBOUNCE_MS = 200


MODES = (N_("online"), N_("batch"))
PARTS = ("unit", "kind", "mode", "url", "token", "secret", "calls", "stages", "services")


class _Form(QWidget):
    """Labels bound to their fields, one under the other."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(0, theme.px(108))
        self._grid.setColumnStretch(1, 1)

    def line(
        self, name: str, text: str = "", hint: str = "", offers: Iterable[str] = ()
    ) -> QLineEdit:
        edit = QLineEdit(text)
        edit.setCursorPosition(0)  # a long text is read from its beginning
        edit.setAccessibleName(name)
        edit.setPlaceholderText(hint)
        edit.setFixedHeight(theme.px(30))
        if offers:
            edit.setCompleter(QCompleter(list(offers), edit))
        self.add(name, edit)
        return edit

    def choice(self, name: str, texts: list[str], keys: Sequence[str] = ()) -> Choice:
        made = Choice(name, texts, keys=keys)
        self.add(name, made)
        return made

    def add(self, name: str, field: QWidget) -> None:
        label = StyledLabel(name, FontRole.CAPTION_MEDIUM)
        label.setBuddy(field)
        n = self._grid.rowCount()
        self._grid.addWidget(label, n, 0)
        self._grid.addWidget(field, n, 1)

    def note(self, text: str) -> None:
        self._grid.addWidget(caption(text, wraps=True), self._grid.rowCount(), 1)


class TagSheet(ConfirmSheet):
    """A draft until Apply; `ask` is called for the preview and answers through `show_preview`."""

    def __init__(
        self,
        one: RuntimeRow,
        ask: Ask,
        parent: QWidget,
        *,
        stages: Iterable[str] = (),
        services: Iterable[str] = (),
        add_stage: str = "",
        add_service: str = "",
        without: Collection[str] = (),
    ) -> None:
        self._row, self._ask = one, ask
        self.seen = one.row_version
        form = _Form()
        added = ([add_stage] if add_stage else [], [add_service] if add_service else [])
        wanted_stages, wanted = (
            dict.fromkeys(tag for tag in (*own, *more) if tag not in without)
            for own, more in zip((one.stage_tags, one.service_tags), added, strict=True)
        )
        self.stages = form.line(tr("Stage tags"), ", ".join(wanted_stages), "SIT, PROD")
        self.stages.setObjectName("runtimes.tags.stages")
        form.note(tr("Known stages: {stages}").format(stages=", ".join(stages) or tr("none")))
        self.services = form.line(
            tr("Service tags"), ", ".join(f"#{tag}" for tag in wanted), "#cc-fraud, #cc-limit"
        )
        self.services.setObjectName("runtimes.tags.services")
        form.note(
            tr("Known services: {services}").format(
                services=", ".join(f"#{tag}" for tag in services) or tr("none")
            )
        )
        super().__init__(
            tr("Tags of {name}").format(name=one.name),
            tr("Apply tags"),
            parent,
            minimum_reason=0,
            body=form,
        )
        self._delay = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._delay.timeout.connect(self._preview)
        for edit in (self.stages, self.services):
            edit.textChanged.connect(self._on_edited)
        self._changed = self.services if add_service else self.stages
        self._changed.setFocus()
        self._on_edited()

    def go_to_end(self) -> None:
        """Behind the last tag, which is what was added; a dialog that opens selects them all."""
        self._changed.end(False)

    @override
    def fail(self, error: BaseException) -> None:
        """Where somebody was faster, both stay to be compared, and mine can be applied again."""
        if isinstance(error, ConflictError):
            self.seen = error.present
            self.show_conflict(error)
        else:
            super().fail(error)

    @property
    def stage_tags(self) -> Tags:
        return tuple(tag.upper() for tag in typed_tags(self.stages.text()))

    @property
    def service_tags(self) -> Tags:
        return typed_tags(self.services.text())

    @Slot()
    def _on_edited(self) -> None:
        is_same = set(self.stage_tags) == set(self._row.stage_tags) and set(
            self.service_tags
        ) == set(self._row.service_tags)
        self.set_blocked(tr("Nothing would change.") if is_same else "")
        self._delay.start()

    @Slot()
    def _preview(self) -> None:
        self._ask(self.stage_tags, self.service_tags)

    def show_preview(self, preview: TagPreview) -> None:
        self.set_consequences([*map(told, preview.lines)])  # none: the hint says so


class AddRuntimeSheet(ConfirmSheet):
    """The kinds come from the registry; what is wrong is said where it is typed."""

    def __init__(self, kinds: dict[str, str], units: Iterable[UnitRef], parent: QWidget) -> None:
        self._kinds = list(kinds)
        self._units = {one.key: one.name for one in units}
        form = _Form()
        self.name = form.line(tr("Name"), hint="prod-eu-4")
        self.name.setObjectName("runtimes.add.name")
        self.unit = form.choice(tr("Unit"), list(self._units.values()), list(self._units))
        self.kind = form.choice(tr("Kind"), list(kinds.values()), self._kinds)
        self.mode = form.choice(tr("Mode"), [tr(mode) for mode in MODES], list(MODES))
        self.url = form.line("URL", hint="https://host:port")
        self.token = form.line(tr("Token"), hint=tr("empty: it asks for none"))
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret = form.line(tr("Name of the token"), hint=secret_of_runtime("prod-eu-4"))
        self.calls = QCheckBox(tr("This computer may call it"))
        form.add(tr("Its host"), self.calls)
        self.stages = form.line(tr("Stage tags"), hint="SIT, PROD")
        self.services = form.line(tr("Service tags"), hint="#cc-fraud")
        for part in PARTS:
            getattr(self, part).setObjectName(f"runtimes.add.{part}")
        form.note(tr("No tag means no match: a runtime without both tags takes no deployments."))
        super().__init__(
            tr("Add a runtime"), tr("Add runtime"), parent, minimum_reason=0, body=form
        )
        for edit in (self.name, self.url):
            edit.textChanged.connect(self._check)
        self.kind.currentIndexChanged.connect(self._check)
        self.mode.currentIndexChanged.connect(self._check)
        self._check()
        self.name.setFocus()

    @Slot()
    def _check(self) -> None:
        is_beside = is_built_in(self.kind_key)
        for part in (self.url, self.token, self.secret, self.calls):
            part.setEnabled(not is_beside)
        needs_url = self.mode_key == "online" and not is_beside
        if not self.name.text().strip():
            self.set_blocked(tr("Give it a name."))
        elif needs_url and not self.url.text().strip():
            self.set_blocked(tr("An online runtime of this kind needs its URL."))
        else:
            self.set_blocked("")

    @property
    def kind_key(self) -> str:
        return self._kinds[max(0, self.kind.currentIndex())]

    @property
    def mode_key(self) -> str:
        return MODES[max(0, self.mode.currentIndex())]

    def new_runtime(self) -> NewRuntime:
        return NewRuntime(
            self.name.text().strip(),
            list(self._units)[max(0, self.unit.currentIndex())],
            kind=self.kind_key,
            url=self._url,
            mode=self.mode_key,
            stage_tags=typed_tags(self.stages.text()),
            service_tags=typed_tags(self.services.text()),
            secret_ref=self._secret_name,
        )

    @property
    def _url(self) -> str:
        """A built-in one has none, whatever was typed before its kind was chosen."""
        return "" if is_built_in(self.kind_key) else self.url.text().strip()

    @property
    def _secret_name(self) -> str:
        """The one that was typed; where a token was and no name, a name that follows from it."""
        if is_built_in(self.kind_key):
            return ""
        derived = secret_of_runtime(self.name.text()) if self.token.text().strip() else ""
        return self.secret.text().strip() or derived

    def here(self) -> OnThisComputer:
        """What this computer is to know of it: its token, and that it may be called.

        Raises:
            AppError: the address is none.
        """
        new = self.new_runtime()
        if is_built_in(new.kind):
            return OnThisComputer(runtime=new.name)
        value = self.token.text().strip()
        secret = SecretEntry(new.secret_ref, value, new.url, new.unit, is_new=True)
        return OnThisComputer(
            secret=secret if value else None,
            host=host_of(new.url) if self.calls.isChecked() else "",
        )
