"""What the decision dialog asks, for each kind of thing that is decided in the inbox."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.queries.approval_detail import RequestDetail, TaskDetail
from app.models.queries.evidence_rows import FindingRow, ResultRow
from app.texts import role_name
from app.views.dialogs.decision_dialog import Asked
from app.views.panels.approvals_list import title_of
from app.views.panels.home_words import stage_cell
from app.views.panels.limits import held, number, rule_words
from app.views.theme import FontRole
from app.views.widgets.basics import StageChip, StyledLabel, row
from app.views.widgets.button import Kind


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way to end a task, as on its button."""

    key: str
    text: str
    icon: str
    consequence: str
    kind: Kind = Kind.NORMAL


OUTCOMES: dict[str, Outcome] = {
    one.key: one
    for one in (
        Outcome(
            "accepted", "Accept", "check", "The life cycle goes on with the findings accepted."
        ),
        Outcome("supplied", "Supplied", "check", "Completeness is checked again at once."),
        Outcome("resubmit", "Resubmit", "rotate-cw", "A new version goes through the tests again."),
        Outcome("waive", "Waive", "shield-check", "It goes on to the vote, with its waivers."),
        Outcome("retry", "Retry", "rotate-cw", "The step is tried once more and checked."),
        Outcome("other_runtime", "Other runtime", "server", "Another runtime is looked for."),
        Outcome("noted", "Noted", "check", "The life cycle of this version ends."),
        Outcome("fix", "Fix first", "pencil", "It goes back to the submitter to be fixed."),
        Outcome("reject", "Reject", "x", "The life cycle ends: it does not go on.", Kind.DANGER),
        Outcome(
            "abandon", "Abandon", "x", "The life cycle ends; nothing is deployed.", Kind.DANGER
        ),
        Outcome("withdraw", "Withdraw", "x", "The life cycle ends as withdrawn.", Kind.DANGER),
    )
}
NEGATIVE = ("reject", "abandon", "withdraw")


def outcome_of(key: str) -> Outcome:
    known = OUTCOMES.get(key)
    words = key.replace("_", " ").capitalize()
    return known or Outcome(key, words, "check", "The process goes on from here.")


def ask_vote(detail: RequestDetail, person: str, *, is_yes: bool) -> Asked:
    """The last look before a vote is recorded."""
    one = detail.row
    stage = stage_cell(one.stage)
    title = f"Promote {title_of(one)}"
    what = row(
        StyledLabel(title, FontRole.STRONG), StageChip(stage) if stage else None, spacing=6
    ) if stage else StyledLabel(title, FontRole.STRONG)  # fmt: skip
    digest = " ".join(detail.evidence_digest[n : n + 4] for n in range(0, 32, 4))
    failed = sum(result.is_failed for result in detail.results)
    granted = [one.number for one in detail.waivers if one.state == "granted"]
    covers = [f"{len(detail.results)} test results", f"{len(detail.documents)} documents"]
    if failed:
        covers.append(f"{failed} beyond the limit")
    covers += [f"waiver {number_}" for number_ in granted]
    verb = "Approve" if is_yes else "Reject"
    return Asked(
        title=f"{verb} promotion",
        facts=(
            ("You decide on", what),
            ("Evidence", StyledLabel(f"{digest} …", FontRole.MONO)),
            ("Covers", ", ".join(covers)),
        ),
        verb=f"{verb} {title_of(one)}",
        person=person,
        role=role_name(detail.my_role or ""),
        consequence=vote_consequence(detail, is_yes=is_yes),
        is_danger=not is_yes,
    )


def vote_consequence(detail: RequestDetail, *, is_yes: bool) -> str:
    """What follows from this vote."""
    one = detail.row
    stage = one.stage.name if one.stage else "its stage"
    if not is_yes:
        return f"One rejection ends the request: v{one.version} does not go to {stage}."
    left = one.votes_needed - one.votes_given - 1
    if left > 0:
        return f"Vote {one.votes_given + 1} of {one.votes_needed}; {left} more must follow."
    serving = f" v{detail.serving.version} serves until the switch." if detail.serving else ""
    return f"The last vote: v{one.version} is deployed to {stage}.{serving}"


def ask_outcome(detail: TaskDetail, outcome: Outcome, person: str, role: str) -> Asked:
    one = detail.row
    return Asked(
        title=f"{outcome.text}: {title_of(one)}",
        facts=(("Task", f"{one.title}, task {one.number}"), ("About", title_of(one))),
        verb=outcome.text,
        person=person,
        role=role,
        consequence=outcome.consequence,
        is_danger=outcome.kind is Kind.DANGER,
    )


def ask_waiver_words(result: ResultRow, version: str, person: str, role: str, until: str) -> Asked:
    limit = held(result.threshold, result.value)
    return Asked(
        title=f"Ask for a waiver: {version}",
        facts=(
            (
                "Limit",
                f"{rule_words(result.name)} is {number(result.value)}, must be {limit.words}",
            ),
            ("Until", until),
        ),
        verb="Ask for the waiver",
        person=person,
        role=role,
        consequence="A second person who did not work on it grants or refuses it.",
    )


def ask_finding(finding: FindingRow, person: str, role: str) -> Asked:
    return Asked(
        title="Accept a finding",
        facts=(("Finding", finding.title), ("Severity", finding.severity),
               ("Where", finding.place or "—")),
        verb="Accept the finding",
        person=person,
        role=role,
        consequence="It no longer blocks this snapshot, and stays on record.",
    )  # fmt: skip
