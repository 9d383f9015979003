"""What a person does with frameworks and responsibilities, each on one sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.models.queries.case_frameworks import controls_of, load_changeable
from app.models.queries.framework_evidence import EvidenceOverview, load_evidence
from app.models.queries.frameworks import FrameworkDetail, load_framework
from app.models.queries.governance_case import CaseFile, NewRights
from app.models.rules.frameworks import ABOUT, EVIDENCE_KINDS, PARTS
from app.models.rules.roles import PEOPLE
from app.services.commands import beginning
from app.services.commands.frameworks import edit_control
from app.texts import role_name, word
from app.views.language import tr
from app.views.panels import governance_forms as forms
from app.views.panels import governance_words as words
from app.views.panels.governance_forms import Field, FormSheet
from app.views.screen import ScreenWindow

HOLDER = ("role", "person")  # fields of which one names who answers


class Opening(Protocol):
    """Opens a sheet, and stores what was entered when its verb is pressed."""

    def __call__(
        self, sheet: FormSheet, command: Callable[..., Any], *args: Any,
        given: Callable[[], Mapping[str, Any]], case: CaseFile | None = None,
    ) -> None: ...  # fmt: skip


class FrameworkActs:
    """`open_form` is the screen's one way to store a form; the case file is read anew after it."""

    def __init__(self, shell: ScreenWindow, home: QWidget, open_form: Opening) -> None:
        self._shell = shell
        self._home = home
        self._open = open_form

    def begin(self, rights: NewRights) -> None:
        sheet = FormSheet(
            tr("Bring in a framework"),
            tr("Bring it in"),
            [
                forms.unit_field(rights.units),
                Field(
                    "path", tr("Framework"), "file", hint=tr("a TOML file"),
                    files=tr("Frameworks (*.toml)"),
                ),
            ],
            self._home.window(),
            reason=tr("Why it comes, or changes"),
            note=tr("It is not in force until a second person puts it there."),
        )  # fmt: skip

        def given() -> dict[str, Any]:
            values = sheet.values
            path = forms.path_of(values)
            return {"unit": values["unit"], "path": path, "reason": forms.reason_of(sheet)}

        self._open(sheet, beginning.begin_framework, given=given)

    def begin_duty(self, rights: NewRights, case: CaseFile | None) -> None:
        """Of what is chosen in the list, where that is a responsibility too."""
        facts = {one.key: one.value for one in case.facts} if case is not None else {}
        is_same = case is not None and case.row.kind == "raci"
        about = case.row.title if is_same and case is not None else ""
        fields = [
            forms.unit_field(rights.units),
            Field(
                "about_kind", tr("Of"), "choice",
                choices=tuple((one, word(one)) for one in ABOUT),
                value=str(facts.get("about_kind", "")) or "requirement",
            ),
            Field(
                "about", tr("About"), value=about,
                hint="eu-ai-act/Art. 9, request.accepted, on-model-changed/approve",
            ),
            Field(
                "part", tr("Part"), "choice",
                choices=tuple((one, tr(words.PARTS[one])) for one in PARTS),
            ),
            *_holder_fields(),
        ]  # fmt: skip
        sheet = FormSheet(
            tr("Who answers for it"), tr("Record it"), fields, self._home.window(),
            note=tr("One is accountable for each."), needs_one=HOLDER,
        )  # fmt: skip
        self._open(sheet, beginning.begin_duty, given=lambda: sheet.values)

    def hand_over(self, case: CaseFile) -> None:
        sheet = FormSheet(
            words.titled(tr("Name another for {name}"), case.row),
            tr("Name them"), _holder_fields(), self._home.window(), reason=tr("Why it goes over"),
            needs_one=HOLDER,
            note=tr(
                "The entry ends, and another one begins; both stay on record. Name the same to "
                "confirm it."
            ),
        )  # fmt: skip

        def given() -> dict[str, Any]:
            return {**sheet.values, "reason": forms.reason_of(sheet)}

        self._open(sheet, beginning.change_duty, case.row.id, given=given)

    # Of a framework that was put in force

    def attach(self, case: CaseFile) -> None:
        self._read(partial(self._ask_evidence, case), load_framework, case)

    def add_control(self, case: CaseFile) -> None:
        self._read(partial(self._ask_control, case), load_framework, case)

    def change_control(self, case: CaseFile) -> None:
        self._read(partial(self._ask_change, case), load_changeable, case, self._me)

    def end_control(self, case: CaseFile, *, is_ended: bool) -> None:
        self._read(partial(self._ask_end, case, is_ended), load_changeable, case, self._me)

    def reassess(self, case: CaseFile) -> None:
        self._read(partial(self._ask_again, case), _both, case)

    def withdraw(self, case: CaseFile) -> None:
        self._read(partial(self._ask_withdrawal, case), load_evidence, case)

    def _read(
        self, then: Callable[[Any], None], query: Callable[..., Any], case: CaseFile, *more: Any
    ) -> None:
        self._shell.backend.read_for_sheet(
            then, query, case.row.id, *more, on_error=self._shell.show_error
        )

    @property
    def _me(self) -> UUID:
        me: UUID = self._shell.backend.decider.id
        return me

    def _ask_evidence(self, case: CaseFile, found: FrameworkDetail) -> None:
        fields = [
            _requirement_field(found),
            Field(
                "kind", tr("Kind"), "choice",
                choices=tuple((one, word(one)) for one in EVIDENCE_KINDS),
            ),
            Field("named", tr("What"), hint=tr("cc-fraud/Model card, a number, a policy")),
        ]  # fmt: skip
        sheet = FormSheet(
            words.titled(tr("Attach evidence to {name}"), case.row), tr("Attach"),
            fields, self._home.window(),
            note=tr("It is pinned as it is now: once it changes, it no longer counts."),
        )  # fmt: skip
        self._open(
            sheet, beginning.begin_evidence, case.row.id, given=lambda: sheet.values, case=case
        )

    def _ask_control(self, case: CaseFile, found: FrameworkDetail) -> None:
        fields = [
            _requirement_field(found),
            Field("name", tr("What is done")),
            Field("owner", tr("Owner"), hint=tr("a handle; empty: you"), is_needed=False),
            Field(
                "days", tr("Every so many days"), "number", hint=tr("empty: no limit"),
                is_needed=False,
            ),
            Field("wanted", tr("Shown by"), hint=tr("what evidence it asks for"), is_needed=False),
        ]  # fmt: skip
        sheet = FormSheet(
            words.titled(tr("Add a control to {name}"), case.row), tr("Add it"),
            fields, self._home.window(),
        )  # fmt: skip
        self._open(
            sheet, beginning.begin_control, case.row.id, given=lambda: sheet.values, case=case
        )

    def _ask_change(self, case: CaseFile, found: FrameworkDetail) -> None:
        as_it_is = tr("empty: as it is")
        fields = [
            _control_field(found, is_ended=False),
            Field("owner", tr("Owner"), hint=tr("a handle; empty: as it is"), is_needed=False),
            Field(
                "days", tr("Every so many days"), "number",
                hint=tr("empty: as it is; 0: no limit"), is_needed=False,
            ),
            Field("wanted", tr("Shown by"), hint=as_it_is, is_needed=False),
        ]  # fmt: skip
        sheet = FormSheet(
            words.titled(tr("Change a control of {name}"), case.row), tr("Change it"),
            fields, self._home.window(), needs_one=("owner", "days", "wanted"),
        )  # fmt: skip

        def given() -> dict[str, Any]:
            return {
                "control_id": UUID(sheet.text("control")),
                "owner": sheet.text("owner"),
                "cadence_days": int(sheet.text("days")) if sheet.text("days") else None,
                "wanted": sheet.text("wanted") or None,
            }

        self._open(sheet, edit_control, given=given, case=case)

    def _ask_end(self, case: CaseFile, is_ended: bool, found: FrameworkDetail) -> None:
        title = tr("End a control of {name}") if is_ended else tr("Take up a control of {name}")
        ends = tr("Its evidence counts as before: withdraw what shows nothing any more.")
        begins = tr("It counts again among what is done for its requirement.")
        sheet = FormSheet(
            words.titled(title, case.row),
            tr("End it") if is_ended else tr("Take it up"),
            [_control_field(found, is_ended=not is_ended)], self._home.window(),
            reason=tr("Why it is done no more") if is_ended else tr("Why it is done again"),
            note=ends if is_ended else begins,
        )  # fmt: skip

        def given() -> dict[str, Any]:
            return {
                "control_id": UUID(sheet.text("control")),
                "is_ended": is_ended,
                "reason": forms.reason_of(sheet),
            }

        self._open(sheet, edit_control, given=given, case=case)

    def _ask_again(self, case: CaseFile, both: tuple[FrameworkDetail, EvidenceOverview]) -> None:
        found, shown = both
        open_ones = [one for one in shown.rows if one.doubts == ("reassess",)]
        first = open_ones[0].serves[:1] if open_ones else ()
        fields = [
            _evidence_field(
                (str(one.number), f"#{one.number} {one.title} · {', '.join(one.serves)}")
                for one in open_ones
            ),
            _requirement_field(found, *first),
        ]
        sheet = FormSheet(
            words.titled(tr("Assess evidence anew for {name}"), case.row),
            tr("It counts"), fields, self._home.window(), reason=tr("What you checked"),
            note=tr("It is attached to this version's requirement, as it is now."),
        )  # fmt: skip

        def given() -> dict[str, Any]:
            return {**sheet.values, "reason": forms.reason_of(sheet)}

        self._open(sheet, beginning.assess_anew, case.row.id, given=given, case=case)

    def _ask_withdrawal(self, case: CaseFile, shown: EvidenceOverview) -> None:
        fields = [
            _evidence_field(
                (str(one.number), f"#{one.number} {one.title} · {one.requirement}")
                for one in shown.rows
                if "withdrawn" not in one.doubts
            )
        ]
        sheet = FormSheet(
            words.titled(tr("Withdraw evidence of {name}"), case.row),
            tr("Withdraw"), fields, self._home.window(), reason=tr("Why it shows nothing"),
            note=tr("It stays on record as withdrawn."),
        )  # fmt: skip

        def given() -> dict[str, Any]:
            return {**sheet.values, "reason": forms.reason_of(sheet)}

        self._open(sheet, beginning.take_back_evidence, case.row.id, given=given, case=case)


def _both(session: Any, framework_id: Any) -> tuple[FrameworkDetail, EvidenceOverview]:
    shown = load_evidence(session, framework_id)
    return load_framework(session, framework_id, shown), shown


def _holder_fields() -> list[Field]:
    """A role, or one person."""
    roles = sorted((role_name(one), str(one)) for one in PEOPLE)
    return [
        Field(
            "role", tr("Role"), "choice",
            choices=(("", tr("one person:")), *((key, name) for name, key in roles)),
            value="", is_needed=False,
        ),
        Field("person", tr("Person"), hint=tr("a handle, where no role is named"),
              is_needed=False),
    ]  # fmt: skip


def _control_field(found: FrameworkDetail, *, is_ended: bool) -> Field:
    """Those that are done, or those that have ended: each with what it is for, whose, how often."""
    choices = []
    for one in controls_of(found):
        if one.is_ended == is_ended:
            serves = [
                each.reference
                for each in found.requirements
                if any(other.id == one.id for other in each.controls)
            ]
            days = one.cadence_days
            often = tr("every %n day(s)", "", days) if days else ""
            parts = (f"#{one.number} {one.name}", ", ".join(serves), one.owner, often)
            choices.append((str(one.id), " · ".join(filter(None, parts))))
    return Field("control", tr("Control"), "choice", choices=tuple(choices))


def _requirement_field(found: FrameworkDetail, chosen: str = "") -> Field:
    choices = tuple((one.reference, f"{one.reference}  {one.title}") for one in found.requirements)
    return Field("requirement", tr("Requirement"), "choice", choices=choices, value=chosen)


def _evidence_field(choices: Any) -> Field:
    return Field("evidence", tr("Evidence"), "choice", choices=tuple(choices))
