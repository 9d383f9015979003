"""Business texts in the reader's language: blockers, events, verdicts. Gettext, no Qt.

Codes and parameters are stored; words are made here, for whoever reads.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Mapping
from functools import lru_cache

from app.config import resources_folder
from app.errors import BlockerLike

DOMAIN = "modelward"


@lru_cache(maxsize=8)
def _catalogue(language: str) -> _gettext.NullTranslations:
    folder = resources_folder() / "translations"
    return _gettext.translation(DOMAIN, str(folder), [language], fallback=True)


def N_(text: str) -> str:  # noqa: N802 - the usual name of a marker for translation
    return text


# Code of a blocker -> sentence, and what to do about it.
BLOCKERS: dict[str, tuple[str, str]] = {
    "actor.forged": (
        N_("This can only be recorded under your own name."),
        N_("Do it yourself, or ask the person to."),
    ),
    "alert.reason": (
        N_("Acknowledging needs a reason."),
        N_("Say in a few words what you saw and what happens next."),
    ),
    "database.no_right": (
        N_("Your database login has no right to do this."),
        N_("The duty belongs to another role; an administrator sees who holds it."),
    ),
    "decision.verdict": (N_("A decision is accept or reject."), ""),
    "four_eyes.own_work": (
        N_("You asked for this or worked on it, so someone else must approve."),
        N_("Ask another holder of the role."),
    ),
    "four_eyes.twice": (
        N_("You have decided on this already."),
        N_("Another person gives the next vote."),
    ),
    "gate.no_snapshot": (
        N_("{version} has no snapshot yet."),
        N_("Take one: modelward snapshot, or N in the inventory."),
    ),
    "gate.stage": (
        N_("{version} must be in {before} before it can go to {stage}."),
        N_("Let it pass the stages in order."),
    ),
    "gate.verdict": (
        N_("The last tests of this snapshot ended {verdict}: {failed}."),
        N_("Fix and resubmit, or have the failed rules waived by a second person."),
    ),
    "gate.not_tested": (
        N_("This snapshot has not been tested."),
        N_("Submit it: its life cycle runs the tests."),
    ),
    "gate.findings": (
        N_("{count} open findings of severity {severity} block it."),
        N_("Fix them, or have them accepted by risk or compliance."),
    ),
    "gate.approval": (
        N_("It is not approved for {stage}: {missing}."),
        N_("The people named can decide in Approvals."),
    ),
    "gate.runtime": (
        N_("No runtime fits {stage} and {service}."),
        N_("modelward runtime find shows each rule that failed and its fix."),
    ),
    "membership.conflict": (
        N_("This role may not meet a role that the person already holds."),
        N_("Administrators and auditors never decide; end the other membership first."),
    ),
    "membership.own": (
        N_("Nobody changes their own roles."),
        N_("Another administrator does it."),
    ),
    "membership.unknown_role": (N_("There is no such role."), ""),
    "membership.worker": (N_("The worker's role is never given to a person."), ""),
    "model.exists": (
        N_("There is a model called {name} in {unit} already."),
        N_("Register a new version of it, or choose another name."),
    ),
    "placement.request": (
        N_("Only an accepted request for exactly this snapshot, stage and service leads there."),
        "",
    ),
    "placement.stage": (N_("The stage does not belong to this model's path."), ""),
    "placement.taken": (
        N_("{winner} was promised this place first."),
        N_("Wait until it is in place or withdrawn, then ask again."),
    ),
    "request.closed": (
        N_("This request is no longer open."),
        N_("Look at its end in the lineage; a new request can be made."),
    ),
    "request.evidence_changed": (
        N_("The evidence changed since you opened it."),
        N_("Look at the new evidence, then decide on that."),
    ),
    "request.no_reject": (N_("Nobody has rejected this request."), ""),
    "request.not_yours": (N_("Only who asked can withdraw a request."), ""),
    "request.open": (
        N_("There is an open request for this stage already."),
        N_("Wait for its end, or withdraw it."),
    ),
    "request.order": (
        N_("Others have to decide before you."),
        N_("You will see it in your inbox when it is your turn."),
    ),
    "request.quorum": (N_("Votes are still missing."), ""),
    "request.role": (
        N_("This needs the role {needed} in the model's unit."),
        N_("A holder of that role decides."),
    ),
    "request.veto": (N_("Somebody has rejected this request."), ""),
    "reason.short": (
        N_("The reason needs at least {minimum} characters."),
        N_("Write what an auditor should know in a year."),
    ),
    "task.closed": (N_("This task is done already."), ""),
    "task.decide": (
        N_("An approval ends by the votes of its request, not by completing the task."),
        N_("Use modelward decide, or Approve in the inbox."),
    ),
    "task.outcome": (
        N_("This task ends with one of: {outcomes}."),
        N_("Choose one of these outcomes."),
    ),
    "task.role": (
        N_("This task belongs to {needed}."),
        N_("A holder of that role does it, or it is delegated to you."),
    ),
    "task.waivers": (
        N_("Not every failed rule is waived: {missing}."),
        N_("Ask for the waivers; a second eligible person grants them."),
    ),
    "transaction.isolation": (N_("The database connection has an unsafe setting."), ""),
    "transition.refused": (
        N_("This step is not allowed from here, or not for your roles."),
        N_("The states and who may change them are in the user guide."),
    ),
    "waiver.closed": (N_("This waiver has been decided already."), ""),
    "waiver.expired": (N_("A waiver's expiry lies in the past."), N_("Choose a later date.")),
    "waiver.reason": (N_("A waiver needs a reason."), ""),
    "waiver.role": (
        N_("Waivers are granted by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "write.append_only": (N_("What is recorded here is never changed or deleted."), ""),
    "write.changes_nothing": (N_("Nothing would change."), ""),
    "write.column": (N_("This is filled by the service or the database only."), ""),
    "write.refused": (
        N_("Your roles do not allow this here."),
        N_("An administrator sees who holds the role that does."),
    ),
}


def message(code: str, params: Mapping[str, object], *, language: str = "en") -> str:
    """The sentence for a blocker's code."""
    sentence = BLOCKERS.get(code, (code, ""))[0]
    return _fill(_catalogue(language).gettext(sentence), params)


def fix(code: str, params: Mapping[str, object], *, language: str = "en") -> str:
    """What the reader can do about a blocker; empty where there is nothing to do."""
    sentence = BLOCKERS.get(code, ("", ""))[1]
    return _fill(_catalogue(language).gettext(sentence), params) if sentence else ""


def blocker(found: BlockerLike, *, language: str = "en") -> str:
    """A blocker as one line: the reason, and the way out."""
    way_out = fix(found.code, found.params, language=language)
    return f"{message(found.code, found.params, language=language)} {way_out}".strip()


class _Missing(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _fill(sentence: str, params: Mapping[str, object]) -> str:
    words = {name: _word(value) for name, value in params.items()}
    return sentence.format_map(_Missing(words))


def _word(value: object) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(role_name(str(one)) for one in value)
    return role_name(str(value))


ROLE_NAMES = {
    "data_scientist": N_("data scientist"),
    "mlops_engineer": N_("ModelOps engineer"),
    "architect": N_("AI architect"),
    "operator": N_("operator"),
    "tester": N_("tester"),
    "validator": N_("validator"),
    "risk_officer": N_("risk officer"),
    "compliance": N_("compliance officer"),
    "lob_analyst": N_("business analyst"),
    "executive": N_("executive"),
    "auditor": N_("auditor"),
    "administrator": N_("administrator"),
    "viewer": N_("viewer"),
    "worker": N_("background service"),
}


def role_name(role: str, *, language: str = "en") -> str:
    """The name of a role for readers; any other word comes back as it is."""
    found = ROLE_NAMES.get(role)
    return _catalogue(language).gettext(found) if found else role
