"""What a person does with governed things: begins them, answers them; each on one sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.models.queries.case_frameworks import load_framework_change
from app.models.queries.case_parts import Fact
from app.models.queries.governance import CaseRow
from app.models.queries.governance_case import TABLE_OF, CaseFile, NewRights
from app.models.queries.people import PersonRow, list_people
from app.models.queries.policy_change import PolicyChange, load_policy_change
from app.models.queries.risk_method import Method, method_for_use
from app.models.rules.emergency import REVIEW
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.services.commands import beginning
from app.services.commands.acts import comment_case
from app.services.commands.attestations import (
    open_attestation,
    review_attestation,
    submit_attestation,
)
from app.services.commands.beginning import Begun
from app.services.commands.findings import move_finding
from app.services.commands.frameworks import publish_framework, refuse_framework
from app.services.commands.policies import publish_policy, refuse_policy
from app.services.commands.responsibilities import end_responsible
from app.services.commands.risks import answer_assessment
from app.services.commands.waivers import grant_waiver
from app.texts import role_name
from app.views.dialogs.decision_dialog import Asked
from app.views.language import N_, tr
from app.views.panels import governance_forms as forms
from app.views.panels import governance_words as words
from app.views.panels.approvals_decide import WAIVER_GRANTED, WAIVER_REFUSED
from app.views.panels.governance_case import COMMENT
from app.views.panels.governance_forms import CommentSheet, Field, FormSheet
from app.views.panels.governance_frameworks import FrameworkActs
from app.views.panels.governance_rules import FailedRules
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.person_dialog import PersonDialog
from app.views.panels.policy_change import PolicyChangeView
from app.views.panels.signing import Signing
from app.views.panels.version_names import VersionNames
from app.views.screen import ScreenWindow
from app.views.typed_day import day_of
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.scrim import open_sheet

# What follows from an act, said before it is done.
FOLLOWS: Mapping[str, str] = {
    "risk.accept": N_("It counts from now on. A model gets the gravest tier of all its uses."),
    "risk.refuse": N_("It does not count; what counted before stays as it is."),
    "finding.mitigate": N_("Everybody sees that it is being mended."),
    "finding.accept": N_("It no longer blocks this snapshot; it stays on record as accepted."),
    "finding.close": N_("It is over. Pending votes on this version get new evidence."),
    "finding.review": N_("The alert ends, and the version may go on to its next stage."),
    "finding.reopen": N_("It counts again. Pending votes on this version get new evidence."),
    "waiver.grant": WAIVER_GRANTED,
    "waiver.refuse": WAIVER_REFUSED,
    "attestation.approve": N_("It is done; what repeats is planned again from its own day."),
    "attestation.return": N_("Who attested it gets it back with your reason."),
    "policy.publish": N_("What begins from now on follows it; what runs goes on as it began."),
    "policy.refuse": N_("What is in force stays in force."),
    "framework.publish": N_(
        "From its day on it takes the place of the one before; until then that one counts."
    ),
    "framework.refuse": N_("What is in force stays in force."),
    "raci.end": N_("It stays on record until today; nobody is named from now on."),
}
# What has happened then.
TOLD = N_("{name}: your comment is told to who wrote it, and to the owner")
DONE: Mapping[str, str] = {
    "risk.accept": N_("{name} is accepted"),
    "risk.refuse": N_("{name} is refused"),
    "finding.mitigate": N_("{name} is being mended"),
    "finding.accept": N_("{name} is accepted as it is"),
    "finding.close": N_("{name} is closed"),
    "finding.reopen": N_("{name} is open again"),
    "waiver.grant": N_("{name} is granted"),
    "waiver.refuse": N_("{name} is refused"),
    "attestation.open": N_("{name} is asked for"),
    "attestation.submit": N_("{name} is attested"),
    "attestation.approve": N_("{name} is approved"),
    "attestation.return": N_("{name} is returned"),
    "policy.publish": N_("{name} is in force"),
    "policy.refuse": N_("{name} is refused"),
    "framework.publish": N_("{name} is put in force"),
    "framework.refuse": N_("{name} is refused"),
    "raci.end": N_("{name} has ended"),
}
# What is signed as it is done; the rest is recorded under the person's login.
SIGNED = frozenset(
    {"risk.accept", "finding.accept", "finding.close", "waiver.grant", "attestation.approve",
     "policy.publish", "framework.publish"}
)  # fmt: skip
_STATES = {"mitigate": "mitigating", "accept": "accepted", "close": "closed", "reopen": "open"}


class GovernanceActs:
    """`done` is told what was begun, so that the list shows it; None: the shown one changed."""

    def __init__(
        self, shell: ScreenWindow, home: QWidget, done: Callable[[Begun | None], object]
    ) -> None:
        self._shell = shell
        self._home = home
        self._done = done
        self._signing = Signing(shell.backend, home)
        self._frameworks = FrameworkActs(shell, home, self._open)

    # Beginning

    def begin(self, kind: str, rights: NewRights, case: CaseFile | None) -> None:
        """Ask for a new one of this kind; what is chosen in the list stands in the form."""
        about = case.row if case is not None else None
        model = about.model if about is not None else ""
        version = words.subject_of(about) if about is not None else ""
        makers: dict[str, Callable[[], None]] = {
            "use_case": partial(self._begin_use_case, rights, model),
            "risk": partial(self._begin_risk, case),
            "finding": partial(self._begin_finding, version),
            "waiver": partial(self._begin_waiver, version),
            "attestation": partial(self._begin_campaign, model),
            "policy": partial(self._begin_policy, case),
            "application": partial(self._begin_application, rights),
            "source": partial(self._begin_source, rights),
            "framework": partial(self._frameworks.begin, rights),
            "raci": partial(self._frameworks.begin_duty, rights, case),
        }
        makers[kind]()

    def _form(
        self, title: str, verb: str, fields: list[Field], *, reason: str = "", note: str = ""
    ) -> FormSheet:
        return FormSheet(title, verb, fields, self._home.window(), reason=reason, note=note)

    def _open(
        self, sheet: FormSheet, command: Callable[..., Any], *args: Any,
        given: Callable[[], Mapping[str, Any]], case: CaseFile | None = None,
    ) -> None:  # fmt: skip
        """Store what was entered when its verb is pressed; a refusal leaves every word there.

        Args:
            command: begins something (`Begun`), or changes `case`.
        """
        then = (
            partial(self._on_begun, sheet) if case is None
            else partial(self._on_answered, sheet, case)
        )  # fmt: skip

        def send() -> None:
            self._shell.backend.run(then, command, *args, on_error=sheet.fail, **given())

        sheet.submitted.connect(send)
        open_sheet(sheet, draft=("+".join(map(str, args)), command.__name__))

    def _on_begun(self, sheet: FormSheet, begun: Begun) -> None:
        sheet.accept()
        one = tr(words.KINDS[begun.kind].one)
        said = tr("{what} {number} is recorded") if begun.number else tr("{what} is recorded")
        if begun.count > 1:
            said = tr("{what} {number} is recorded, and %n more with it", "", begun.count - 1)
        self._shell.toast(said.format(what=one, number=begun.number))
        self._done(begun)

    def _begin_use_case(self, rights: NewRights, model: str) -> None:
        fields = forms.use_case_fields(rights.units, model)
        sheet = self._form(tr("New use case"), tr("Record it"), fields)

        self._open(sheet, beginning.begin_use_case, given=lambda: forms.use_of(sheet.values))

    def _begin_finding(self, version: str) -> None:
        sheet = self._form(tr("New finding"), tr("Record it"), forms.finding_fields(version))
        VersionNames(self._shell.backend, sheet.line("version"))
        self._open(sheet, beginning.begin_finding, given=lambda: sheet.values)

    def _begin_waiver(self, version: str) -> None:
        sheet = self._form(
            tr("Ask for a waiver"), tr("Ask"), forms.waiver_fields(version),
            reason=tr("Reason"), note=tr("A second person grants it; the rule stays failed."),
        )  # fmt: skip

        def given() -> dict[str, Any]:
            day = day_of(sheet.text("expires_at"), datetime.now(UTC))
            return {**sheet.values, "expires_at": day, "reason": forms.reason_of(sheet)}

        version_line, rule_line = sheet.line("version"), sheet.line("rule")
        rules = FailedRules(self._shell.backend, version_line, rule_line, sheet)
        sheet.put_beside("rule", rules)
        VersionNames(self._shell.backend, version_line)
        self._open(sheet, beginning.begin_waiver, given=given)

    def _begin_campaign(self, model: str) -> None:
        sheet = self._form(tr("Plan a campaign"), tr("Plan"), forms.campaign_fields(model))

        def given() -> dict[str, Any]:
            repeat = sheet.text("repeat_days")
            return {
                **sheet.values,
                "due_at": day_of(sheet.text("due_at"), datetime.now(UTC)),
                "repeat_days": int(repeat) if repeat else None,
            }

        self._open(sheet, beginning.begin_campaign, given=given)

    def _begin_policy(self, case: CaseFile | None) -> None:
        key = case.row.grade if case is not None and case.row.kind == "policy" else ""
        sheet = self._form(
            tr("Propose a version"), tr("Propose"), forms.policy_fields(key),
            reason=tr("Why it is to change"),
            note=tr("It is not in force until a second person publishes it."),
        )  # fmt: skip

        def given() -> dict[str, Any]:
            values = sheet.values
            return {
                "key": values["key"],
                "path": forms.path_of(values),
                "reason": forms.reason_of(sheet),
            }

        self._open(sheet, beginning.begin_policy, given=given)

    def _begin_application(self, rights: NewRights) -> None:
        fields = forms.application_fields(rights.units)
        sheet = self._form(tr("New application"), tr("Record it"), fields)
        self._open(sheet, beginning.begin_application, given=lambda: sheet.values)

    def _begin_source(self, rights: NewRights) -> None:
        fields = forms.source_fields(rights.units)
        sheet = self._form(tr("New data source"), tr("Record it"), fields)
        self._open(sheet, beginning.begin_source, given=lambda: sheet.values)

    def _begin_risk(self, case: CaseFile | None) -> None:
        """Of the use case that is open, or whose assessment is."""
        if case is None:
            return
        links = (one for one in case.links if one.kind == "use_case")
        use = str(case.row.id) if case.row.kind == "use_case" else next(links).id
        given = {
            one.key.removeprefix("answer:"): one.value
            for one in case.facts
            if one.key.startswith("answer:")
        }
        then = partial(self._ask_answers, UUID(use), case.row.title, given)
        self._shell.backend.read_for_sheet(
            then, method_for_use, UUID(use), on_error=self._shell.show_error
        )

    def _ask_answers(
        self, use: UUID, name: str, given: Mapping[str, object], method: Method
    ) -> None:
        sheet = self._form(
            tr("Assess the risk of {name}").format(name=name), tr("Propose"),
            forms.answer_fields(method, given), reason=tr("Why it was answered so"),
            note=tr("By {method} v{version}. A second person accepts it.").format(
                method=method.name, version=method.version
            ),
        )  # fmt: skip

        def values() -> dict[str, Any]:
            return {
                "answers": forms.answers_of(method, sheet.values),
                "reason": forms.reason_of(sheet),
            }

        self._open(sheet, beginning.begin_risk, use, given=values)

    # Answering

    def act(self, key: str, case: CaseFile) -> None:
        kind = case.row.kind
        if key == COMMENT[0]:
            self._comment(case)
            return
        special: dict[str, Callable[[], None]] = {
            "use_case.assess": partial(self._begin_risk, case),
            "use_case.change": partial(self._change_use_case, case),
            "application.change": partial(self._change_application, case),
            "source.change": partial(self._change_source, case),
            "attestation.open": partial(self._ask_now, case),
            "attestation.submit": partial(self._attest, case),
            "attestation.hand_over": partial(self._ask_another, case),
            "policy.publish": partial(self._look_at, load_policy_change, publish_policy, case),
            "framework.publish": partial(
                self._look_at, load_framework_change, publish_framework, case
            ),
            "framework.attach": partial(self._frameworks.attach, case),
            "framework.reassess": partial(self._frameworks.reassess, case),
            "framework.control": partial(self._frameworks.add_control, case),
            "framework.change": partial(self._frameworks.change_control, case),
            "framework.end": partial(self._frameworks.end_control, case, is_ended=True),
            "framework.reopen": partial(self._frameworks.end_control, case, is_ended=False),
            "framework.withdraw": partial(self._frameworks.withdraw, case),
            "raci.change": partial(self._frameworks.hand_over, case),
        }
        if key == "close" and is_review(case):
            special["finding.close"] = partial(self._review, case)
        found = special.get(f"{kind}.{key}")
        if found is not None:
            found()
            return
        command, given = _answer(kind, key)
        self._confirm(key, case, command, given)

    def _comment(self, case: CaseFile) -> None:
        title = words.titled(tr("Comment on {name}"), case.row)
        sheet = CommentSheet(title, self._home.window())
        about = RIGHTS_BY_TABLE[TABLE_OF[case.row.kind]].object
        self._open(
            sheet, comment_case, about, case.row.id, case=case,
            given=lambda: {"text": forms.reason_of(sheet)},
        )  # fmt: skip

    def _look_at(
        self,
        change: Callable[..., PolicyChange],
        command: Callable[..., Any],
        case: CaseFile,
    ) -> None:
        """Only what was shown can be put in force: the command takes the digest of it."""
        self._shell.backend.read_for_sheet(
            partial(self._on_change_read, case, command), change, case.row.id,
            on_error=self._shell.show_error,
        )  # fmt: skip

    def _on_change_read(
        self, case: CaseFile, command: Callable[..., Any], change: PolicyChange
    ) -> None:
        given = {"seen": change.digest}
        self._confirm("publish", case, command, given, body=PolicyChangeView(change))

    def _confirm(
        self, key: str, case: CaseFile, command: Callable[..., Any], given: Mapping[str, Any],
        *, body: QWidget | None = None,
    ) -> None:  # fmt: skip
        act = f"{case.row.kind}.{key}"
        title, verb = (tr(one) for one in _VERBS[act])
        title = words.titled(title, case.row)
        shown = [(words.fact_title(one), one.value) for one in case.facts if one.key in _SHOWN]
        facts: list[tuple[str, object]] = [(tr("What"), words.title_of(case.row))]
        if case.row.model:  # campaigns and findings are called alike
            facts.append((tr("About"), words.subject_of(case.row)))
        facts += _worded(case, shown)
        if act in SIGNED:
            asked = self._asked(title, verb, facts, tr(FOLLOWS[act]), body=body)
            self._sign(key, case, asked, command, case.row.id, **given)
            return
        sheet = ConfirmSheet(
            title, verb, self._home.window(), facts=facts, consequences=[tr(FOLLOWS[act])],
            body=body,
        )  # fmt: skip

        def send(reason: str) -> None:
            self._shell.backend.run(
                partial(self._on_answered, sheet, case, key=key), command, case.row.id,
                on_error=sheet.fail, reason=reason, **given,
            )  # fmt: skip

        sheet.confirmed.connect(send)
        open_sheet(sheet, draft=(str(case.row.id), key))

    def _asked(
        self,
        title: str,
        verb: str,
        facts: Sequence[tuple[str, object]],
        follows: str,
        *,
        body: QWidget | None = None,
        label: str = "",
    ) -> Asked:
        return Asked(
            title=title,
            facts=tuple(facts),
            verb=verb,
            person=self._shell.backend.decider.full_name,
            role="",
            consequence=follows,
            reason_label=label,
            body=body,
        )

    def _sign(
        self,
        key: str,
        case: CaseFile,
        asked: Asked,
        command: Callable[..., Any],
        *args: Any,
        **given: Any,
    ) -> None:
        then = partial(self._on_signed, key, case)
        self._signing.with_reason(then, asked, command, *args, **given)

    def _on_signed(self, key: str, case: CaseFile, _row: object) -> None:
        self._tell(self._signing.said(done_words(key, case.row)))

    def _on_answered(
        self, sheet: ConfirmSheet | FormSheet, case: CaseFile, _row: object, *, key: str = ""
    ) -> None:
        sheet.accept()
        self._tell(done_words(key, case.row))

    def _tell(self, said: str) -> None:
        self._shell.toast(said)
        self._done(None)

    def _review(self, case: CaseFile) -> None:
        """Signed like the decision that it looks back at."""
        facts = {one.key: words.fact_value(one) for one in case.facts}
        subject = words.subject_of(case.row)
        asked = self._asked(
            tr("Review the emergency release of {subject}").format(subject=subject),
            tr("Close the review"),
            (
                (tr("You review"), subject),
                (tr("Asked because"), facts["detail"]),
                (tr("Due"), facts["due_at"]),
            ),
            tr(FOLLOWS["finding.review"]),
        )
        self._sign("close", case, asked, move_finding, case.row.id, state="closed")

    def _ask_now(self, case: CaseFile) -> None:
        said = done_words("open", case.row)
        self._shell.backend.run(
            lambda _row: self._tell(said), open_attestation, case.row.id,
            on_error=self._shell.show_error,
        )  # fmt: skip

    def _ask_another(self, case: CaseFile) -> None:
        then = partial(self._offer_people, case)
        self._shell.backend.read_for_sheet(then, list_people, with_closed=False)

    def _offer_people(self, case: CaseFile, people: tuple[PersonRow, ...]) -> None:
        offered = [
            PersonChoice(str(one.id), one.full_name, ", ".join(map(role_name, one.roles)))
            for one in people
            if one.kind != "service"
        ]
        dialog = PersonDialog(
            words.titled(tr("Ask another for {name}"), case.row),
            tr("Then say why it goes over."),
            offered,
            self._home.window(),
            verb=tr("Choose"),
        )
        dialog.chosen.connect(partial(self._on_other_chosen, dialog, case))
        open_sheet(dialog, draft=(str(case.row.id), "offer_attestation"))

    def _on_other_chosen(self, dialog: PersonDialog, case: CaseFile, person: PersonChoice) -> None:
        dialog.accept()
        sheet = self._form(
            tr("Ask {person} for {name}").format(person=person.name, name=words.inside(case.row)),
            tr("Ask them"), [], reason=tr("Why it goes over"),
            note=tr("Who was asked before stays in its history, with your reason."),
        )  # fmt: skip

        def given() -> dict[str, Any]:
            return {"to": UUID(person.id), "reason": forms.reason_of(sheet)}

        self._open(sheet, beginning.ask_another, case.row.id, given=given)

    def _attest(self, case: CaseFile) -> None:
        question = next((str(one.value) for one in case.facts if one.key == "question"), "")
        asked = self._asked(
            tr("Attest: {campaign}").format(campaign=case.row.title),
            tr("Attest"),
            ((tr("About"), words.subject_of(case.row)), (tr("You are asked"), question)),
            tr("Somebody else reviews it."),
            label=tr("Your statement"),
        )
        self._sign("submit", case, asked, submit_attestation, case.row.id, words="statement")

    def _change_use_case(self, case: CaseFile) -> None:
        facts = {one.key: one.value for one in case.facts}
        yes = "yes" if case.row.is_regulated else "no"
        fields = [
            Field("regulated", tr("Regulated"), "check", value=yes,
                  hint=tr("a supervisor's rules apply to it")),
            Field("models", tr("Further models"), hint="cc-fraud, hmrm", is_needed=False),
            Field("service_tag", tr("Service"), hint=tr("which service of them; empty: all"),
                  is_needed=False),
            Field("description", tr("What for"), value=str(facts["description"]),
                  is_needed=False),
        ]  # fmt: skip
        sheet = self._form(tr("Change {name}").format(name=case.row.title), tr("Change it"), fields)

        self._open(
            sheet, beginning.change_use_case, case.row.id,
            given=lambda: forms.use_of(sheet.values),
        )  # fmt: skip

    def _change_application(self, case: CaseFile) -> None:
        facts = {one.key: one.value for one in case.facts}
        fields = [
            Field("owner", tr("Owner"), hint=tr("a handle; empty: as it is"), is_needed=False),
            Field("description", tr("What for"), value=str(facts["description"]),
                  is_needed=False),
        ]  # fmt: skip
        sheet = self._form(tr("Change {name}").format(name=case.row.title), tr("Change it"), fields)
        self._open(sheet, beginning.change_application, case.row.id, given=lambda: sheet.values)

    def _change_source(self, case: CaseFile) -> None:
        facts = {one.key: str(one.value) for one in case.facts}
        sheet = self._form(
            tr("Change {name}").format(name=case.row.title), tr("Change it"),
            forms.protection_fields(facts),
            note=tr("Versions that are submitted from now on are checked by these facts."),
        )  # fmt: skip

        def given() -> dict[str, Any]:
            values = dict(sheet.values)
            return {**values, "retention_days": int(values["retention_days"] or 0)}

        self._open(sheet, beginning.change_source, case.row.id, given=given)


# Of each act the sheet's title and its verb.
_VERBS: Mapping[str, tuple[str, str]] = {
    "risk.accept": (N_("Accept {name}"), N_("Accept")),
    "risk.refuse": (N_("Refuse {name}"), N_("Refuse")),
    "finding.mitigate": (N_("Mitigate {name}"), N_("Mitigate")),
    "finding.accept": (N_("Accept {name} as it is"), N_("Accept the finding")),
    "finding.close": (N_("Close {name}"), N_("Close the finding")),
    "finding.reopen": (N_("Reopen {name}"), N_("Reopen")),
    "waiver.grant": (N_("Grant {name}"), N_("Grant the waiver")),
    "waiver.refuse": (N_("Refuse {name}"), N_("Refuse the waiver")),
    "attestation.approve": (N_("Approve {name}"), N_("Approve")),
    "attestation.return": (N_("Return {name}"), N_("Return")),
    "policy.publish": (N_("Put {name} in force"), N_("Put in force")),
    "policy.refuse": (N_("Refuse {name}"), N_("Refuse")),
    "framework.publish": (N_("Put {name} in force"), N_("Put in force")),
    "framework.refuse": (N_("Refuse {name}"), N_("Refuse")),
    "raci.end": (N_("End {name}"), N_("End it")),
}
_SHOWN = (
    "tier", "method", "severity", "answer", "key", "effective_from", "part", "role", "person",
    "expires_at", "asked_by", "asked_because",
)  # fmt: skip


def done_words(key: str, row: CaseRow) -> str:
    """What was done: "Policy approval route v2 is in force"; of what changed, that it is stored."""
    name = words.name_of(row)
    if row.kind in words.VERSIONED:
        name = f"{tr(words.KINDS[row.kind].one)} {words.inside(row)}"
    usual = TOLD if key == COMMENT[0] else N_("{name}: recorded")
    return tr(DONE.get(f"{row.kind}.{key}", usual)).format(name=name)


def is_review(case: CaseFile) -> bool:
    """Whether this is the review that an emergency release left behind."""
    return case.row.kind == "finding" and Fact("found_by", REVIEW) in case.facts


def _answer(kind: str, key: str) -> tuple[Callable[..., Any], Mapping[str, Any]]:
    """The command of an act, and what it is given beside the reason."""
    if kind == "finding":
        return move_finding, {"state": _STATES[key]}
    if kind == "risk":
        return answer_assessment, {"is_accepted": key == "accept"}
    if kind == "waiver":
        return grant_waiver, {"granted": key == "grant"}
    if kind == "attestation":
        return review_attestation, {"is_approved": key == "approve"}
    if kind == "raci":
        return end_responsible, {}
    return (refuse_framework if kind == "framework" else refuse_policy), {}


def _worded(case: CaseFile, shown: list[tuple[str, object]]) -> list[tuple[str, object]]:
    by_title = {words.fact_title(one): words.fact_value(one) for one in case.facts}
    return [(title, by_title[title]) for title, value in shown if value not in (None, "")]
