"""Forms of the governed things: a few named fields on a sheet that keeps what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QSizePolicy,
    QWidget,
)
from typing_extensions import override

from app.models.home_folders import typed_path
from app.models.queries.risk_method import Method, Question
from app.models.rules.acts import comment_blockers
from app.models.rules.policies import POLICIES
from app.models.rules.severities import SEVERITIES
from app.services.commands.monitors import DATA_CLASSES, ENCRYPTIONS
from app.texts import blocker, word
from app.views import theme
from app.views.dialogs.sheet import Sheet
from app.views.file_dialogs import open_dialog
from app.views.language import N_, tr
from app.views.panels.governance_words import ANSWERS
from app.views.theme import FontRole
from app.views.typed_day import day_of
from app.views.widgets.basics import StyledLabel, caption, row
from app.views.widgets.button import Button
from app.views.widgets.fields import Choice
from app.views.widgets.reason_box import ReasonBox

DATE_HINT = N_("2026-12-31, or 30d from now")
LEAST_OF_REASON = 10  # letters
LIST_WIDTH = 640


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form. `choices` are (value, words); `kind`: text, choice, check, date, file."""

    name: str
    title: str
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    hint: str = ""
    is_needed: bool = True
    files: str = ""  # of a file: which ones, as a file dialog asks for them


class FormSheet(Sheet):
    """`values` gives what was entered, once `submitted`; of `needs_one` one at least."""

    def __init__(
        self,
        title: str,
        verb: str,
        fields: Sequence[Field],
        parent: QWidget,
        *,
        reason: str = "",
        note: str = "",
        needs_one: Sequence[str] = (),
        least: int = LEAST_OF_REASON,
    ) -> None:
        super().__init__("governance.form", title, verb, parent)
        self._fields = tuple(fields)
        self._needs_one = tuple(one for one in self._fields if one.name in needs_one)
        self._edits: dict[str, QLineEdit | Choice | QCheckBox] = {}
        self._grid = grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for n, one in enumerate(self._fields):
            widget = self._made(one)
            label = StyledLabel(one.title, FontRole.CAPTION_MEDIUM)
            label.setBuddy(self._edits[one.name])
            grid.addWidget(label, n, 0)
            grid.addWidget(widget, n, 1)
        self.body.addLayout(grid)
        self.reason: ReasonBox | None = None
        if reason:
            self.reason = ReasonBox(reason, minimum=least)
            self.reason.edit.setObjectName("governance.form.reason")
            self.reason.changed.connect(self.update_verb)
            self.reason.submitted.connect(self._submit)
            self.body.addWidget(self.reason)
        if note:
            self.body.addWidget(caption(note, wraps=True))
        first = next(iter(self._edits.values()), self.reason)
        if first is not None:
            first.setFocus()
        self.update_verb()

    def _made(self, one: Field) -> QWidget:
        if one.kind == "choice":
            values = [value for value, _ in one.choices]
            choice = Choice(one.title, [words for _, words in one.choices], keys=values)
            choice.setCurrentIndex(values.index(one.value) if one.value in values else 0)
            choice.setObjectName(f"governance.form.{one.name}")
            _keep_narrow(choice)
            choice.currentIndexChanged.connect(self.update_verb)
            self._edits[one.name] = choice
            return choice
        if one.kind == "check":
            box = QCheckBox(one.hint)
            box.setChecked(one.value == "yes")
            box.setAccessibleName(one.title)
            box.setObjectName(f"governance.form.{one.name}")
            self._edits[one.name] = box
            return box
        edit = QLineEdit(one.value)
        edit.setAccessibleName(one.title)
        edit.setObjectName(f"governance.form.{one.name}")
        edit.setPlaceholderText(one.hint)
        edit.setFixedHeight(theme.px(28))
        edit.textChanged.connect(self.update_verb)
        self._edits[one.name] = edit
        if one.kind != "file":
            return edit
        browse = Button(tr("File…"))
        browse.clicked.connect(lambda _checked: self._ask_file(one, edit))
        return row(edit, browse, stretch_at=2)

    def _ask_file(self, one: Field, edit: QLineEdit) -> None:
        dialog = QFileDialog(self, one.title, "", one.files)
        dialog.fileSelected.connect(edit.setText)
        open_dialog(dialog)

    def line(self, name: str) -> QLineEdit:
        edit = self._edits[name]
        if not isinstance(edit, QLineEdit):
            raise TypeError(f"{name} is no line")
        return edit

    def put_beside(self, name: str, button: QWidget) -> None:
        """What helps to fill in a line."""
        edit = self.line(name)
        at = next(n for n, one in enumerate(self._fields) if one.name == name)
        self._grid.addWidget(row(edit, button, stretch_at=2), at, 1)
        # In the row it would be reached after all the others.
        lines = [self._edits[one.name] for one in self._fields]
        chain = [*lines[:at], edit, button, *lines[at + 1 :]]
        for one, after in pairwise(chain):
            self.setTabOrder(one, after)

    def text(self, name: str) -> str:
        """What a field holds; of a choice its value, of a box yes or no."""
        edit = self._edits[name]
        if isinstance(edit, QCheckBox):
            return "yes" if edit.isChecked() else "no"
        if isinstance(edit, Choice):
            one = next(each for each in self._fields if each.name == name)
            return one.choices[edit.currentIndex()][0] if one.choices else ""
        return edit.text().strip()

    @property
    def values(self) -> Mapping[str, str]:
        return {one.name: self.text(one.name) for one in self._fields}

    def lacks(self) -> str:
        for one in self._fields:
            value = self.text(one.name)
            if one.is_needed and not value:
                return tr("Fill in “{field}”.").format(field=one.title)
            if one.kind == "date" and value and day_of(value, datetime.now(UTC)) is None:
                return tr("{field}: write {hint}.").format(field=one.title, hint=tr(DATE_HINT))
            if one.kind == "number" and value and not _is_count(value):
                return tr("{field}: write a number of days.").format(field=one.title)
        if self._needs_one and not any(self.text(one.name) for one in self._needs_one):
            titles = ", ".join(f"“{one.title}”" for one in self._needs_one)
            return tr("Fill in one of {fields}.").format(fields=titles)
        return self.reason.lacks() if self.reason else ""


class CommentSheet(FormSheet):
    """Words about a case file, in one line."""

    def __init__(self, title: str, parent: QWidget) -> None:
        note = tr("It stays in the history of the case file, with your name and the time.")
        super().__init__(
            title, tr("Comment"), (), parent, reason=tr("Your words"), note=note, least=1
        )

    @override
    def lacks(self) -> str:
        return "\n".join(map(blocker, comment_blockers(" ".join(reason_of(self).split()))))


def _keep_narrow(choice: Choice) -> None:
    """No long name makes the sheet wider than the window; in the open list it has more room."""
    choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # as its column
    choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(8)
    choice.view().setMinimumWidth(min(choice.sizeHint().width(), theme.px(LIST_WIDTH)))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) < 6


def model_field(value: str = "", *, many: bool = False) -> Field:
    title = tr("Models") if many else tr("Model and version")
    hint = "cc-fraud, hmrm" if many else tr("cc-fraud v3, or cc-fraud for its latest")
    return Field("models" if many else "version", title, value=value, hint=hint)


def unit_field(units: Sequence[tuple[str, str]]) -> Field:
    return Field("unit", tr("Unit"), "choice", choices=tuple(units))


def use_case_fields(units: Sequence[tuple[str, str]], models: str) -> list[Field]:
    return [
        Field("name", tr("Name"), hint=tr("what the business calls it")),
        unit_field(units),
        Field("regulated", tr("Regulated"), "check", hint=tr("a supervisor's rules apply to it")),
        Field("models", tr("Models"), value=models, hint="cc-fraud, hmrm", is_needed=False),
        Field(
            "service_tag", tr("Service"), hint=tr("which service of them; empty: all"),
            is_needed=False,
        ),
        Field("description", tr("What for"), is_needed=False),
    ]  # fmt: skip


def use_of(values: Mapping[str, str]) -> dict[str, object]:
    """What was typed of a use case, as its commands take it."""
    typed = dict(values)
    is_regulated = typed.pop("regulated") == "yes"
    return {**typed, "is_regulated": is_regulated}


def finding_fields(version: str) -> list[Field]:
    severities = tuple((one, word(one)) for one in SEVERITIES)
    return [
        model_field(version),
        Field("title", tr("What is wrong"), hint=tr("in one line")),
        Field("severity", tr("Severity"), "choice", choices=severities, value="medium"),
        Field("detail", tr("What was seen"), is_needed=False),
        Field("fix", tr("What would mend it"), is_needed=False),
    ]


def waiver_fields(version: str) -> list[Field]:
    return [
        model_field(version),
        Field("rule", tr("Failed rules"), hint=tr("as the tests name them: psi:income; ks")),
        Field("expires_at", tr("Last day"), "date", value="30d", hint=tr(DATE_HINT)),
    ]


def campaign_fields(model: str) -> list[Field]:
    return [
        Field("campaign", tr("Campaign"), hint=tr("Yearly review 2026")),
        Field("question", tr("What to attest"), hint=tr("Is it still used as documented?")),
        model_field(model, many=True),
        Field(
            "person", tr("Asked of"), hint=tr("a handle; empty: each model's owner"),
            is_needed=False,
        ),
        Field("due_at", tr("Due"), "date", value="30d", hint=tr(DATE_HINT)),
        Field(
            "repeat_days", tr("Again after days"), "number", hint=tr("empty: once"),
            is_needed=False,
        ),
    ]  # fmt: skip


def policy_fields(key: str) -> list[Field]:
    keys = tuple((one, one) for one in POLICIES)
    return [
        Field("key", tr("Policy"), "choice", choices=keys, value=key),
        Field(
            "path",
            tr("Decision table"),
            "file",
            hint=tr("a DMN file"),
            files=tr("Decision tables (*.dmn)"),
        ),
    ]


def application_fields(units: Sequence[tuple[str, str]]) -> list[Field]:
    return [
        Field("name", tr("Name")),
        unit_field(units),
        Field("owner", tr("Owner"), hint=tr("a handle; empty: you"), is_needed=False),
        Field("description", tr("What for"), is_needed=False),
    ]


def source_fields(units: Sequence[tuple[str, str]]) -> list[Field]:
    kinds = tuple((one, word(one)) for one in ("files", "runtime_log", "records"))
    return [
        Field("name", tr("Name")),
        unit_field(units),
        Field("kind", tr("Kind"), "choice", choices=kinds),
        Field("store", tr("Store"), is_needed=False),
        Field("pattern", tr("Files"), hint="scores/*.parquet", is_needed=False),
    ]


def protection_fields(facts: Mapping[str, str]) -> list[Field]:
    """Where the data of a source lie and how they are protected, as it is recorded now."""
    classes = tuple((one, word(one)) for one in DATA_CLASSES)
    answers = tuple((one, word(one)) for one in ENCRYPTIONS)
    return [
        Field("pattern", tr("Files"), value=facts["pattern"], is_needed=False),
        Field("data_class", tr("Protection"), "choice", classes, facts["data_class"]),
        Field("purpose", tr("Purpose"), value=facts["purpose"], is_needed=False,
              hint=tr("what the data may be used for")),
        Field("retention_days", tr("Days they are kept"), "number", value=facts["retention_days"],
              hint=tr("empty: nobody has said"), is_needed=False),
        Field("encryption", tr("Encrypted"), "choice", answers, facts["encryption"]),
        Field("access", tr("Who may read"), value=facts["access"], is_needed=False),
    ]  # fmt: skip


def answer_fields(method: Method, given: Mapping[str, object]) -> list[Field]:
    """A line for each question of the method; what was answered last time stands there."""
    return [_answer(one, str(given.get(one.name, ""))) for one in method.questions]


def _answer(one: Question, given: str) -> Field:
    title = tr(ANSWERS[one.name]) if one.name in ANSWERS else one.label
    if one.choices:
        # Nothing is chosen beforehand: an answer that nobody gave would look like one.
        choices = (("", tr("choose…")), *((value, word(value)) for value in one.choices))
        return Field(one.name, title, "choice", choices=choices, value=given)
    return Field(one.name, title, value=given, hint=tr("true, false or a number"))


def answers_of(method: Method, values: Mapping[str, str]) -> dict[str, object]:
    """What was typed as the method takes it: texts, or where it has no choices yes, no, numbers."""
    return {
        one.name: values[one.name] if one.choices else _plain(values[one.name])
        for one in method.questions
    }


def _plain(text: str) -> object:
    known: Mapping[str, object] = {"true": True, "false": False}
    if text.lower() in known:
        return known[text.lower()]
    try:
        return float(text)
    except ValueError:
        return text


def path_of(values: Mapping[str, str]) -> Path:
    return typed_path(values["path"])


def reason_of(sheet: FormSheet) -> str:
    return sheet.reason.text if sheet.reason is not None else ""
