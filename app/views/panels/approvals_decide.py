"""What the decision dialog asks, for each kind of thing that is decided in the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.models.queries.approval_detail import RequestDetail, evidence_parts
from app.models.queries.evidence_rows import FindingRow, ResultRow, WaiverRow
from app.models.queries.task_detail import TaskDetail
from app.texts import role_name, told, word
from app.views import cells
from app.views.cells import Status
from app.views.dialogs.decision_dialog import Asked
from app.views.language import N_, tr
from app.views.panels.approvals_list import title_of
from app.views.panels.home_words import stage_cell
from app.views.panels.limits import (
    VERDICTS,
    broken_words,
    open_alert_words,
    rule_words,
)
from app.views.theme import FontRole
from app.views.widgets.basics import StageChip, StyledLabel, row
from app.views.widgets.button import Kind
from app.views.widgets.marks import MarkedLines

_ENDED = N_("Ended with “{outcome}”: {model}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way to end a task, as on its button."""

    key: str
    text: str
    icon: str
    consequence: str
    kind: Kind = Kind.NORMAL
    done: str = _ENDED  # said once it is stored


OUTCOMES: dict[str, Outcome] = {
    one.key: one
    for one in (
        Outcome(
            "accepted",
            N_("Accept"),
            "check",
            N_("The life cycle goes on with the findings accepted."),
            done=N_("Accepted: {model}"),
        ),
        Outcome(
            "passed",
            N_("Passed"),
            "check",
            N_("Its submitter may ask for the next stage."),
            done=N_("Passed: {model}"),
        ),
        Outcome(
            "ask",
            N_("Ask for it"),
            "arrow-right",
            N_("Colleagues are asked to accept it."),
            done=N_("Asked colleagues to accept {model}"),
        ),
        Outcome(
            "stop",
            N_("Leave it here"),
            "check",
            N_("It keeps the stage that it is in."),
            done=N_("Left where it is: {model}"),
        ),
        Outcome("supplied", N_("Supplied"), "check", N_("Completeness is checked again at once.")),
        Outcome(
            "resubmit",
            N_("Resubmit"),
            "rotate-cw",
            N_("A new version goes through the tests again."),
        ),
        Outcome(
            "waive",
            N_("Waive"),
            "shield-check",
            N_("It goes on to the vote, with its waivers."),
            done=N_("Waived: {model}"),
        ),
        Outcome("retry", N_("Retry"), "rotate-cw", N_("The step is tried once more and checked.")),
        Outcome(
            "other_runtime", N_("Other runtime"), "server", N_("Another runtime is looked for.")
        ),
        Outcome(
            "noted",
            N_("Noted"),
            "check",
            N_("The life cycle of this version ends."),
            done=N_("Noted: {model}"),
        ),
        Outcome(
            "fix",
            N_("Fix first"),
            "pencil",
            N_("It goes back to the submitter to be fixed."),
            done=N_("Sent back to be fixed: {model}"),
        ),
        Outcome(
            "reject",
            N_("Reject"),
            "x",
            N_("The life cycle ends: it does not go on."),
            Kind.DANGER,
            done=N_("Rejected: {model}"),
        ),
        Outcome(
            "abandon",
            N_("Abandon"),
            "x",
            N_("The life cycle ends; nothing is deployed."),
            Kind.DANGER,
            done=N_("Abandoned: {model}"),
        ),
        Outcome(
            "withdraw",
            N_("Withdraw"),
            "x",
            N_("The life cycle ends as withdrawn."),
            Kind.DANGER,
            done=N_("Withdrawn: {model}"),
        ),
    )
}
_FAILED_NAMED = 3  # on the sheet
NEGATIVE = ("reject", "abandon", "withdraw", "decline")


def outcome_of(key: str) -> Outcome:
    known = OUTCOMES.get(key)
    if known is None:
        words = key.replace("_", " ").capitalize()
        return Outcome(key, words, "check", tr("The process goes on from here."), done=tr(_ENDED))
    return replace(
        known, text=tr(known.text), consequence=tr(known.consequence), done=tr(known.done)
    )


def ask_vote(
    detail: RequestDetail, person: str, *, is_yes: bool, unopened: Sequence[str] | None = None
) -> Asked:
    """The last look before a vote is recorded.

    Args:
        unopened: the parts of the evidence that this person has not opened, by name; None: it
            is not known.
    """
    one = detail.row
    stage = stage_cell(one.stage)
    promoted = tr("Promote {title_of}").format(title_of=title_of(one))
    what = row(
        StyledLabel(promoted, FontRole.STRONG), StageChip(stage) if stage else None, spacing=6
    ) if stage else StyledLabel(promoted, FontRole.STRONG)  # fmt: skip
    digest = " ".join(detail.evidence_digest[n : n + 4] for n in range(0, 32, 4))
    failed = [result for result in detail.results if result.is_failed]
    warned = sum(result.verdict == "WARN" for result in detail.results)
    granted = [one.number for one in detail.waivers if one.state == "granted"]
    covers = [
        tr("%n test result(s)", "", len(detail.results)),
        tr("%n document(s)", "", len(detail.documents)),
    ]
    if failed:
        covers.append(tr("{count} beyond the limit").format(count=len(failed)))
    if warned:
        covers.append(tr("%n warning(s)", "", warned))
    covers += [tr("waiver {number}").format(number=number_) for number_ in granted]
    facts: list[tuple[str, object]] = [
        (tr("You decide on"), what),
        (tr("Evidence"), ", ".join(covers)),
        (tr("Its digest"), StyledLabel(f"{digest} …", FontRole.MONO)),
    ]
    over = [*failed, *(result for result in detail.results if result.verdict == "WARN")]
    named = tr("Over the limit") if failed else tr("Warns")
    if over:
        facts.append((named, _named(over, granted_for(detail))))
    if detail.open_alerts is not None:
        said = open_alert_words(detail.open_alerts)
        warning = MarkedLines([(Status.WARNING, tr("warning"), said)])
        facts.append((tr("Open alerts"), warning))
    if unopened is not None:
        facts.append((tr("You opened"), opened_words(detail, unopened)))
    title = tr("Approve promotion") if is_yes else tr("Reject promotion")
    verb = tr("Approve {model}") if is_yes else tr("Reject {model}")
    return Asked(
        title=title,
        facts=tuple(facts),
        verb=verb.format(model=title_of(one)),
        person=person,
        role=role_name(detail.my_role or ""),
        consequence=vote_consequence(detail, is_yes=is_yes),
        is_danger=not is_yes,
    )


def opened_words(detail: RequestDetail, unopened: Sequence[str]) -> str | MarkedLines:
    """How many parts of the evidence, and which are left."""
    total = len(evidence_parts(detail))
    words = tr("{count} of {total} parts of the evidence").format(
        count=total - len(unopened), total=total
    )
    if not unopened:
        return words
    left = tr("Not opened yet: {parts}").format(parts=", ".join(unopened))
    return MarkedLines([(Status.WARNING, tr("warning"), f"{words}. {left}")])


def granted_for(detail: RequestDetail) -> frozenset[str]:
    """The rules that a waiver covers."""
    return frozenset(one.rule for one in detail.waivers if one.state == "granted")


def _named(failed: Sequence[ResultRow], waived: frozenset[str]) -> MarkedLines:
    """Each that failed or warns, the worst first, with its limit; of many the first ones."""
    lines: list[tuple[Status | None, str, str]] = []
    for one in failed[:_FAILED_NAMED]:
        limit = broken_words(one)
        said = tr("{limit} (waived)").format(limit=limit) if one.name in waived else limit
        status, name = VERDICTS[one.verdict]
        lines.append((status, tr(name), said))
    left = len(failed) - len(lines)
    return MarkedLines([*lines, *([(None, "", tr("%n more", "", left))] if left else [])])


def vote_consequence(detail: RequestDetail, *, is_yes: bool) -> str:
    """What follows from this vote."""
    one = detail.row
    stage = one.stage.name if one.stage else tr("its stage")
    if not is_yes:
        return tr("One rejection ends the request: v{version} does not go to {stage}.").format(
            version=one.version, stage=stage
        )
    left = one.votes_needed - one.votes_given - 1
    if left > 0:
        said = tr("Vote {votes_given} of {votes_needed}; %n more must follow.", "", left)
        return said.format(votes_given=one.votes_given + 1, votes_needed=one.votes_needed)
    last = tr("The last vote: v{version} is deployed to {stage}.").format(
        version=one.version, stage=stage
    )
    if detail.serving is None:
        return last
    until = tr("v{version} serves until the switch.").format(version=detail.serving.version)
    return f"{last} {until}"


def ask_outcome(detail: TaskDetail, outcome: Outcome, person: str, role: str) -> Asked:
    one = detail.row
    return Asked(
        title=f"{outcome.text}: {title_of(one)}",
        facts=(
            (
                tr("Task"),
                tr("{title}, task {number}").format(title=told(one.title), number=one.number),
            ),
            (tr("About"), title_of(one)),
        ),
        verb=outcome.text,
        person=person,
        role=role,
        consequence=outcome.consequence,
        is_danger=outcome.kind is Kind.DANGER,
    )


def ask_waiver_words(
    results: Sequence[ResultRow], version: str, person: str, role: str, until: str
) -> Asked:
    many = len(results) > 1
    return Asked(
        title=tr("Ask for a waiver: {version}").format(version=version),
        facts=(*((tr("Limit"), broken_words(one)) for one in results), (tr("Until"), until)),
        verb=tr("Ask for %n waivers", "", len(results)) if many else tr("Ask for the waiver"),
        person=person,
        role=role,
        consequence=tr("A second person who did not work on it grants or refuses each of them.")
        if many
        else tr("A second person who did not work on it grants or refuses it."),
    )


WAIVER_GRANTED = N_("The failed limit is passed until then, and stays visible as failed.")
WAIVER_REFUSED = N_(
    "The limit stays failed and stops the version; another waiver can be asked for."
)


def ask_waiver_answer(waiver: WaiverRow, version: str, person: str, *, granted: bool) -> Asked:
    title = tr("Grant waiver {number}") if granted else tr("Refuse waiver {number}")
    return Asked(
        title=title.format(number=waiver.number),
        facts=(
            (tr("Limit"), rule_words(waiver.rule)),
            (tr("Version"), version),
            (tr("Until"), cells.moment(waiver.expires_at)[:10]),
            (tr("Asked by"), waiver.asked_by),
            (tr("Reason"), waiver.reason),
        ),
        verb=tr("Grant the waiver") if granted else tr("Refuse the waiver"),
        person=person,
        role="",
        consequence=tr(WAIVER_GRANTED if granted else WAIVER_REFUSED),
        is_danger=not granted,
    )


def ask_finding(finding: FindingRow, about: str, person: str, role: str) -> Asked:
    return Asked(
        title=tr("Accept a finding"),
        facts=((tr("Finding"), finding.title), (tr("About"), about),
               (tr("Severity"), word(finding.severity)), (tr("Where"), finding.place or "–")),
        verb=tr("Accept the finding"),
        person=person,
        role=role,
        consequence=tr("It no longer blocks this snapshot, and stays on record."),
    )  # fmt: skip
