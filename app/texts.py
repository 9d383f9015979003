"""Business texts in the reader's language: blockers, events, verdicts. Gettext, no Qt.

Codes and parameters are stored; words are made here, for whoever reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.config import resources_folder
from app.errors import BlockerLike

PSEUDO = "xx"  # no language: English with accents and 40 % longer, to find what would not fit
LANGUAGES = {"en": "English", "nl": "Nederlands", PSEUDO: "Pseudo"}


@dataclass(slots=True)
class _Reader:
    """Who reads: one person per process."""

    language: str = "en"


_READER = _Reader()


def language() -> str:
    """The language texts are given in where none is asked for."""
    return _READER.language


def set_language(code: str) -> None:
    """Give texts in this language from now on; in English where there is no such catalogue."""
    _READER.language = code if code in LANGUAGES else "en"


def first_known(*named: str) -> str:
    """The first of these that is a language of ours ("nl", "nl_NL.UTF-8"); English else."""
    for name in named:
        code = re.split(r"[_.@-]", name)[0]
        if code in LANGUAGES:
            return code
    return "en"


def N_(text: str) -> str:  # noqa: N802 - the usual name of a marker for translation
    return text


def translated(text: str, language: str | None = None) -> str:
    """A marked text in a language; as it is where it has no translation."""
    code = language or _READER.language
    if code == PSEUDO:
        return pseudo(text)
    return catalogue(code).get(text, text) if code != "en" else text


def catalogue_file(code: str) -> Path:
    return resources_folder() / "translations" / f"{code}.po"


@lru_cache(maxsize=4)
def catalogue(code: str) -> Mapping[str, str]:
    """The translations of one language, from its `.po` file; empty where there is none.

    The file is read as it is: a compiled one could be out of step, and would need a build.
    """
    path = catalogue_file(code)
    return read_catalogue(path) if path.is_file() else {}


_ESCAPE = re.compile(r"\\(.)")


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]


def read_catalogue(path: Path) -> dict[str, str]:
    """Text to translation, of a `.po` file; what is not translated is left out."""
    found: dict[str, str] = {}
    for entry in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        parts: dict[str, str] = {}
        key = ""
        for line in entry.splitlines():
            if line.startswith("#"):
                continue
            keyword, _, rest = line.partition('"')
            key = keyword.strip() or key
            text = rest.rstrip().removesuffix('"')
            parts[key] = parts.get(key, "") + _ESCAPE.sub(_unescaped, text)
        if parts.get("msgid") and parts.get("msgstr"):
            found[parts["msgid"]] = parts["msgstr"]
    return found


def told(sentence: str, *, language: str | None = None) -> str:
    """A plain English sentence of a refusal or a record, in a language.

    Errors are raised, and reasons stored, as English sentences that are filled already. Their
    patterns stand in the catalogue; what fills them is found again by the pattern.
    """
    code = language or _READER.language
    if code == PSEUDO:
        return pseudo(sentence)
    if code == "en" or not sentence:
        return sentence
    parts = re.split(r"(?<=[.!?]) (?=[A-Z“])", sentence)
    said = [_told(part, code) for part in parts]
    if None in said and len(parts) > 1:
        whole = _told(sentence, code)
        if whole is not None:
            return whole
    return " ".join(new or old for new, old in zip(said, parts, strict=True))


# Sentences in sentences.
_TELLING = {"reason", "message", "said", "why", "what", "problem", "error", "notice"}


def stored_words(read: str, *, language: str | None = None) -> frozenset[str]:
    """What may be stored where somebody reads `read`: itself, and whatever `told` words so.

    Whole texts only, whatever the case; texts with places in them are not found.
    """
    wanted = read.casefold()
    known = catalogue(language or _READER.language)
    return frozenset([read, *(text for text, form in known.items() if form.casefold() == wanted)])


def _told(sentence: str, code: str) -> str | None:
    exact = catalogue(code).get(sentence)
    if exact is not None:
        return exact
    for pattern, form in _patterns(code):
        found = pattern.fullmatch(sentence)
        if found is not None:
            parts = found.groupdict()
            inner = {name: told(parts[name], language=code) for name in _TELLING & parts.keys()}
            return _fill(form, parts | inner, code)
    return None


@lru_cache(maxsize=4)
def _patterns(code: str) -> list[tuple[re.Pattern[str], str]]:
    """The sentences with places, those that say most first."""
    found = []
    events = {
        *EVENTS.values(),
        *AGAIN.values(),
        *CONTROL_ENDED.values(),
        *NOTES.values(),
    }  # said after the actor's name; people's own words may begin so
    for text, form in catalogue(code).items():
        if text in events:
            continue
        literal, *rest = re.split(r"\{(\w+)\}", text)
        weight, pattern, seen = len(literal), re.escape(_unbraced(literal)), set[str]()
        for name, part in zip(rest[::2], rest[1::2], strict=True):
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"
            pattern += re.escape(_unbraced(part))
            weight += len(part)
            seen.add(name)
        if seen:
            found.append((weight, pattern, form))
    found.sort(key=lambda each: -each[0])
    return [(re.compile(pattern, re.DOTALL), form) for _, pattern, form in found]


def _unbraced(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


_ACCENTS = str.maketrans("aceinosuyACEINOSUY", "àçéîñöšûýÀÇÉÎÑÖŠÛÝ")
_LONGER = "~"
_PLACE = re.compile(r"(\{[^{}]*\}|%n|<[^<>]*>|\*\.\w+|&)")


def pseudo(text: str) -> str:
    """The text with accents and 40 % longer; places and tags stay."""
    parts = _PLACE.split(text)
    letters = sum(len(part) for part in parts[::2])
    if not letters or text.endswith(_LONGER):
        return text  # nothing to say, or said already
    said = "".join(part if n % 2 else part.translate(_ACCENTS) for n, part in enumerate(parts))
    added = max(1, round(letters * 0.4))
    return said + "".join(" " if n % 7 == 6 and n < added - 1 else _LONGER for n in range(added))


# Code of a blocker -> sentence, and what to do about it.
BLOCKERS: dict[str, tuple[str, str]] = {
    "act.fact": (N_("This is not said of such an act: {names}."), ""),
    "act.object": (
        N_("What this is about is not there, or lies in a unit you don't see."),
        "",
    ),
    "act.unknown": (N_("The trail keeps no such act."), ""),
    "actor.forged": (
        N_("This can only be recorded under your own name."),
        N_("Do it yourself, or ask the person to."),
    ),
    "alert.comment": (
        N_("A comment has words, and is one more beside those there are."),
        N_("Write what you know; what others wrote stays."),
    ),
    "alert.ended": (
        N_("The alert has ended ({state})."),
        N_("A limit that is broken again opens it again."),
    ),
    "alert.escalate_self": (
        N_("An alert is escalated to somebody else."),
        N_("Choose another person, or assign it to yourself."),
    ),
    "alert.escalated_by_other": (
        N_("Somebody else escalated the alert, and only they can do that again."),
        N_("Leave it as it is, or escalate it yourself."),
    ),
    "alert.not_yours": (
        N_("Only who acknowledged an alert takes that back."),
        N_("Ask the person, or begin to remedy it."),
    ),
    "alert.reason": (
        N_("Acknowledging needs a reason."),
        N_("Say in a few words what you saw and what happens next."),
    ),
    "alert.snooze_long": (
        N_("An alert can be put off for at most {days} days."),
        N_("For longer, remedy the cause, or ask for a waiver of its rule."),
    ),
    "alert.snooze_past": (N_("That time is past."), N_("Choose a later one.")),
    "on_call.taker": (
        N_("Only {needed} can be on call."),
        N_("Choose somebody who holds one of these roles in the unit."),
    ),
    "on_call.past": (N_("That time is past."), N_("Choose a later one.")),
    "on_call.long": (
        N_("Somebody is on call for at most {days} days."),
        N_("Hand it over again then."),
    ),
    "need.critical": (
        N_("What is critical is not put off."),
        N_("Open it, or hand it to somebody."),
    ),
    "need.due": (
        N_("It falls due before that."),
        N_("Choose an earlier time, or hand it to somebody."),
    ),
    "need.long": (
        N_("It can be put off for at most {days} days."),
        N_("For longer, hand it to somebody."),
    ),
    "need.overdue": (
        N_("What is overdue is not put off."),
        N_("Open it, or hand it to somebody."),
    ),
    "need.past": (N_("That time is past."), N_("Choose a later one.")),
    "alert.taker": (
        N_("Only {needed} can be given an alert."),
        N_("Choose somebody who holds one of these roles in its unit."),
    ),
    "attestation.answer": (N_("An attestation needs a statement."), N_("Say what you attest.")),
    "attestation.closed": (
        N_("This attestation is not open to that step now."),
        N_("modelward attest show tells where it stands."),
    ),
    "attestation.not_yours": (
        N_("Only who is asked can attest."),
        N_("Ask the person, or plan another attestation for somebody else."),
    ),
    "attestation.role": (
        N_("Attestations are reviewed by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "binding.guarded": (
        N_("Which life cycle a model runs, and what it lets through, is an architect's to say."),
        N_("Ask an architect of the unit, or leave the life cycle as it is."),
    ),
    "blob.chunk": (
        N_("These bytes don't belong to the stored file."),
        N_("A file is stored whole, by one person; store it again."),
    ),
    "blob.content": (
        N_("These bytes are not the file that their digest names."),
        N_("A file is stored whole, as it was hashed; store it again."),
    ),
    "blob.whole": (
        N_("A file is stored whole, or not at all."),
        N_("Store it with all its parts in one step."),
    ),
    "database.no_right": (
        N_("Your database login has no right to do this."),
        N_("The duty belongs to another role; an administrator sees who holds it."),
    ),
    "decision.unsigned": (
        N_("A decision needs your signature."),
        N_("Sign with your key; modelward key new makes one, and two administrators confirm it."),
    ),
    "decision.verdict": (N_("A decision is accept or reject."), ""),
    "decision.reason": (N_("A decision needs a reason."), ""),
    "deployment.first": (
        N_("There is no earlier version on this runtime to go back to."),
        "",
    ),
    "deployment.no_run": (
        N_("No run of a life cycle that could be cancelled brings it."),
        "",
    ),
    "deployment.not_coming": (
        N_("This deployment is {state}; only one under way can be cancelled."),
        "",
    ),
    "deployment.not_serving": (
        N_("This deployment is {state}; only a serving one can be rolled back."),
        "",
    ),
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
    "inbox.refused": (
        N_("Your roles do not let you ask for this."),
        N_("Ask a holder of the role to do it."),
    ),
    "inbox.unit": (N_("This belongs to another business unit."), ""),
    "job.run_ended": (N_("Run {number} has ended already."), ""),
    "job.without_run": (
        N_("Only the run of a life cycle can be cancelled; this work belongs to none."),
        N_("It ends by itself; a monitor can be paused."),
    ),
    "key.closed": (
        N_("This key is {state}; that step is not open to it."),
        N_("modelward key list shows where each key stands."),
    ),
    "key.inactive": (
        N_("Only a key of your own that is in force signs for you."),
        N_("modelward key list shows your keys, and which confirmations they still need."),
    ),
    "key.elsewhere": (
        N_("The private half of your key {kid} is not on this computer."),
        N_("Sign where you made it, or make another key here: modelward key new."),
    ),
    "key.none": (
        N_("You have no signing key in force, and decisions here are signed."),
        N_("modelward key new makes one; two administrators confirm it: modelward key confirm."),
    ),
    "key.not_yours": (
        N_("A key is revoked by its owner or by an administrator."),
        N_("Ask one of them."),
    ),
    "key.own": (
        N_("Nobody confirms their own key."),
        N_("Two other administrators do it."),
    ),
    "key.passphrase": (
        N_("A passphrase has at least {minimum} characters."),
        N_("Several words that do not belong together are easy to keep in mind."),
    ),
    "key.position": (
        N_("The trail was sealed further meanwhile."),
        N_("Repeat it."),
    ),
    "key.purpose": (
        N_("People's keys are for decisions only."),
        "",
    ),
    "key.same_administrator": (
        N_("You have confirmed this key already; a second administrator does it next."),
        N_("Ask another administrator: modelward key confirm {kid}."),
    ),
    "membership.conflict": (
        N_("This role may not meet a role that the person already holds."),
        N_("Administrators and auditors never decide; end the other membership first."),
    ),
    "membership.ended": (
        N_("A role that has ended is not given again by changing its end."),
        N_("Grant it anew."),
    ),
    "person.closed": (N_("This account is closed, and stays so."), N_("Add the person anew.")),
    "person.reserved": (
        N_("Logins that begin with mw_ or pg_ are the database's own."),
        N_("Choose another login."),
    ),
    "person.login": (
        N_("This person has a database login; it can't be given another."),
        N_("Close the account and add the person anew, or rename the login in the database."),
    ),
    "person.root": (
        N_("People belong to the whole bank; only an administrator of its top unit changes them."),
        N_("Ask one of them."),
    ),
    "person.administers": (
        N_("The account of an administrator is not closed by another one alone."),
        N_("Ask that the role ends; when a second administrator has confirmed, close the account."),
    ),
    "person.kind": (
        N_("Who is added is a person; the background service is made with the workspace."),
        N_("Leave the kind out."),
    ),
    "person.service": (
        N_("The background service is no person; its account stays."),
        "",
    ),
    "membership.by_request": (
        N_("Where a team works, roles change by request only."),
        N_("Ask with modelward user request-role; another administrator confirms."),
    ),
    "membership.own": (
        N_("Nobody changes their own roles."),
        N_("Another administrator does it."),
    ),
    "membership.unknown_role": (N_("There is no such role."), ""),
    "membership.worker": (N_("The worker's role is never given to a person."), ""),
    "model.tier": (
        N_("Who builds a model does not lower its risk tier."),
        N_("A risk officer or compliance does, on an assessment."),
    ),
    "model.own_work": (
        N_("You worked on this model, so someone else says that less is asked of it."),
        N_("Ask a colleague who holds the role and did not work on it."),
    ),
    "model.assessed": (
        N_("This model's tier comes from the accepted risk assessments of its uses."),
        N_("Assess the use again: modelward risk assess; a second person accepts."),
    ),
    "model.exists": (
        N_("There is a model called {name} in {unit} already."),
        N_("Register a new version of it, or choose another name."),
    ),
    "request.stage": (
        N_("The path of this model has no such stage."),
        N_("Choose a stage that the model goes through."),
    ),
    "request.service": (
        N_("The next release of this version is for another service."),
        N_("Look at the model's service tags, and ask again."),
    ),
    "path.outside": (
        N_("This path leads out of its folder."),
        N_("Name something inside it."),
    ),
    "placement.request": (
        N_("Only an accepted request for exactly this snapshot, stage and service leads there."),
        "",
    ),
    "deployment.request": (
        N_("A deployment rests on the request that its place rests on."),
        "",
    ),
    "placement.stage": (N_("The stage does not belong to this model's path."), ""),
    "placement.used": (
        N_("This request has led to a place already."),
        N_("Ask anew for another one."),
    ),
    "placement.taken": (
        N_("{winner} was promised this place first."),
        N_("Wait until it is in place or withdrawn, then ask again."),
    ),
    "policy.closed": (
        N_("This version is {state}; only a proposed one is published or refused."),
        N_("Propose the next version: modelward policy propose."),
    ),
    "policy.role": (
        N_("Life cycles, decision tables and frameworks are put in force by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "limit.old": (
        N_("Its table is no longer in force: version {version} is."),
        N_("Let the monitor be judged by that first."),
    ),
    "limit.own": (
        N_("It is judged by {table}, which is no policy."),
        N_("Change that table itself."),
    ),
    "policy.second": (
        N_("You wrote this version, so a second person puts it in force."),
        N_("An architect, risk officer or compliance officer who did not write it publishes it."),
    ),
    "policy.in_force": (
        N_("A policy leaves force only when another version of it is in force."),
        N_("Publish the next version: that puts the old one out of force."),
    ),
    "policy.unseen": (
        N_("This version is not what you looked at."),
        N_("Look at it again, then put it in force."),
    ),
    "policy.switch": (
        N_("This policy says yes or no, by one of two files that the product knows."),
        N_("Propose it with: modelward unit evidence."),
    ),
    "start.service": (
        N_("Another service of this model has come first meanwhile."),
        N_("Look at its service tags, and submit again."),
    ),
    "start.bound": (
        N_("This model runs the life cycle {template}."),
        N_("Submit it without naming another; only an architect starts another one."),
    ),
    "table.content": (
        N_("What is published is what the draft held, unchanged."),
        N_("Change the draft first; who reads it then publishes it."),
    ),
    "table.digest": (
        N_("The file of this version is not the one its digest was taken of."),
        N_("Refuse it and propose the file anew."),
    ),
    "table.version": (N_("A new version has the number after the newest one."), ""),
    "policy.taken": (
        N_("This table decides what a policy decides, under another key."),
        N_("Propose it as the next version of that policy, or give its decision another id."),
    ),
    "name.hidden": (
        N_("A name holds control or direction characters."),
        N_("Type it by hand."),
    ),
    "model.tag_used": (
        N_("A use case asks for {tags} of this model, so the name stays."),
        N_("Add the new service beside it, or ask {needed} to take the old one away."),
    ),
    "model.stage_path": (
        N_("These stages are of another unit."),
        N_("A model goes through stages of its unit, or of one above it."),
    ),
    "model.tag_serves": (
        N_("A version serves under #{tag}, so the tag stays."),
        N_("Retire the version there first."),
    ),
    "model.tag_released": (
        N_("A release for #{tag} is under way, so the tag stays, and stays first."),
        N_("Wait until the release has ended, or end it: abandon its task, or cancel its run."),
    ),
    "model.tag_first": (
        N_("A version serves under #{tag}, the first tag: releases are for that one."),
        N_(
            "Leave it first. To let the next release go elsewhere while this version goes on:"
            " modelward model change, with --service-tag and --move-service."
        ),
    ),
    "use.regulated": (
        N_("That a use is regulated no more is said by {needed}."),
        N_("Ask a holder of one of these roles; whoever builds for the use may only say it is."),
    ),
    "use.own_work": (
        N_("You worked on a model of this use, so someone else says it is regulated no more."),
        N_("Ask another risk officer or compliance officer."),
    ),
    "use.tag": (
        N_("The model has no such service."),
        N_("Name one of its services, or none: then the use asks for all of them."),
    ),
    "risk.closed": (
        N_("This assessment has been answered already."),
        N_("Assess the use again: modelward risk assess."),
    ),
    "risk.differs": (
        N_("The answers do not give this score and tier by the method they were made with."),
        N_("Refuse it and assess the use again."),
    ),
    "risk.method": (
        N_("An assessment is made by a published method of its unit."),
        N_("Assess the use again: modelward risk assess."),
    ),
    "risk.newer": (
        N_("An assessment counts until a newer one of the same use is accepted."),
        N_("Assess the use again and have that accepted."),
    ),
    "risk.role": (
        N_("Risk assessments are accepted by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "framework.content": (
        N_("The requirements of a framework come with its file, from whoever brings it."),
        N_("Import the file anew: modelward framework import."),
    ),
    "framework.differs": (
        N_("The requirements of this version are not those of its file."),
        N_("Refuse it and import the file anew."),
    ),
    "framework.days": (
        N_("A version ends after it begins, and both between 1900 and 2200."),
        "",
    ),
    "framework.key": (
        N_("The key of a framework is small letters, digits and dashes."),
        "",
    ),
    "framework.reason": (
        N_("Why a version was brought is told once, by whoever brought it."),
        N_("Give another reason when you put it in force or refuse it."),
    ),
    "framework.version": (N_("A new version has the number after the newest one."), ""),
    "text.size": (
        N_("A text is empty, or longer than can be kept."),
        N_("A name has 200 characters at most, a line 1,000, a text 10,000, a file's text 2 MiB."),
    ),
    "number.range": (
        N_("A number is smaller or larger than it may be."),
        N_("A runtime takes 1 to 100,000 models; a monitor's data span 1 second to 366 days."),
    ),
    "json.number": (
        N_("A number is too large to be kept."),
        N_("Leave it out, or write it as a text."),
    ),
    "control.cadence": (N_("How often is a number of days, from 1 to 9999."), ""),
    "control.owner": (
        N_("The owner of a control holds a role in its unit, or above it."),
        N_("Name somebody of this unit."),
    ),
    "requirement.superseded": (
        N_("A later version of this framework has begun."),
        N_("Attach it to the requirement of that version."),
    ),
    "evidence.reason": (
        N_("Who withdraws evidence says why, in ten characters or more."),
        N_("Say something else than why it was attached."),
    ),
    "framework.line": (
        N_("Another version was put in force meanwhile, so this one comes after none."),
        N_("Refuse it and import it with the number of the newest version as supersedes."),
    ),
    "mapping.requirement": (
        N_("A mapping names a requirement of the version before, and one of its own."),
        "",
    ),
    "mapping.outcome": (
        N_("A duty is carried, to re-assess, or dropped; what is dropped leads nowhere."),
        "",
    ),
    "requirement.unknown": (
        N_("No such requirement was put in force for this unit."),
        N_("modelward framework list shows what is in force."),
    ),
    "evidence.unknown": (
        N_("What this points to is not on record with this digest."),
        N_("Choose it anew: evidence is pinned as the thing is now."),
    ),
    "evidence.control": (
        N_("This control is of another requirement, or of another unit."),
        N_("Choose a control of the same requirement."),
    ),
    "evidence.withdrawn": (
        N_("This evidence was withdrawn, so it is not assessed anew."),
        N_("What shows something after all is attached by itself."),
    ),
    "evidence.anew": (
        N_("What this evidence was attached to did not become this requirement."),
        N_("modelward framework evidence says which it can show now."),
    ),
    "evidence.settled": (N_("Nothing of an earlier version waits to be assessed anew."), ""),
    "evidence.none": (N_("No evidence is attached yet."), ""),
    "evidence.closed": (N_("Why evidence was attached is not changed afterwards."), ""),
    "monitor.replaced": (
        N_("A later version of this monitor took its place."),
        N_("Look at that one, or make another monitor."),
    ),
    "monitor.own_work": (
        N_("You worked on this model, so someone else changes what watches it where it serves."),
        N_("Ask a colleague who runs monitors and did not work on it."),
    ),
    "monitor.stage": (
        N_("The path of this model has no such stage."),
        N_("Choose a stage that the model goes through."),
    ),
    "monitor.source": (
        N_("This data source is of another unit."),
        N_("A monitor reads data of its model's unit, or of one above it."),
    ),
    "monitor.table": (
        N_("This table is not published for the model's unit."),
        N_("A monitor is judged by a published table of its model's unit, or of one above it."),
    ),
    "control.none": (N_("No control is done for it."), N_("Add a control first.")),
    "control.none_ended": (N_("No control of it has ended."), ""),
    "raci.entry": (
        N_("One role or one person is responsible, accountable, consulted or informed."),
        N_("Name a role or a person, not both."),
    ),
    "raci.accountable": (
        N_("Entry {number} says who is accountable; there is one."),
        N_("End that entry first: modelward raci end."),
    ),
    "raci.about": (
        N_("There is no such act, step or requirement."),
        N_("For example request.accepted, on-model-changed/approve, eu-ai-act/Art. 9."),
    ),
    "raci.reason": (
        N_("Who ends an entry says why, in ten characters or more."),
        N_("Say something else than why it was recorded."),
    ),
    "raci.closed": (N_("An entry is not reworded; it ends, and another one begins."), ""),
    "window.freeze": (
        N_("Only an administrator freezes a stage, and ends a freeze."),
        N_("Operators plan the maintenance of runtimes."),
    ),
    "window.runtime": (
        N_("The maintenance of a runtime is of its unit, and of no stage."),
        "",
    ),
    "window.times": (
        N_("A window ends after it has begun, and within {days} days."),
        N_("Say from when until when."),
    ),
    "window.weekly": (
        N_("A weekly window has a time zone, and lasts {days} days at most."),
        N_("Say whose hours they are, for example Europe/Amsterdam."),
    ),
    "window.reason": (
        N_("Who plans or ends a window says why, in ten characters or more."),
        N_("Write what an auditor should know in a year."),
    ),
    "window.closed": (N_("A window is not reworded; it ends, and another one begins."), ""),
    "window.frozen": (
        N_("{stage} is frozen until {until}, window {number}: {reason}"),
        N_("Wait for its end, have it ended, or ask for an emergency release."),
    ),
    "window.frozen_all": (
        N_("Every stage is frozen until {until}, window {number}: {reason}"),
        N_("Wait for its end, have it ended, or ask for an emergency release."),
    ),
    "window.maintenance": (
        N_("Maintenance until {until}, window {number}: {reason}"),
        N_("Wait for its end, have it ended, or ask for an emergency release."),
    ),
    "tier.unknown": (
        N_("There is no such risk tier."),
        N_("The tiers are low, medium and high."),
    ),
    "registration.closed": (
        N_("This request for a model has been answered already."),
        N_("modelward registration show tells what became of it."),
    ),
    "registration.person": (
        N_("Who is asked may not register a model there; it needs the role {needed}."),
        N_("Leave the person out: whoever may register there is asked."),
    ),
    "registration.reason": (
        N_("Who declines to register a model says why, in ten characters or more."),
        N_("Say what the one who asked can do instead."),
    ),
    "registration.unasked": (N_("A request for a model is answered after it was made."), ""),
    "registration.version": (
        N_("That version does not lie in the unit that was asked, or below it."),
        N_("Register it there, or decline the request with the reason."),
    ),
    "registration.words": (
        N_("A request for a model says its name, what it is for, and where its files are."),
        N_("Say where somebody can ask for the files, if you don't have them."),
    ),
    "role_request.action": (N_("A role is granted or ended."), ""),
    "role_request.administrator": (
        N_("Only an administrator of the unit answers requests for roles."),
        N_("Administration names who they are."),
    ),
    "role_request.closed": (N_("This request for a role has been answered already."), ""),
    "role_request.held": (N_("The person holds this role there already."), ""),
    "role_request.not_held": (
        N_("The person does not hold this role in this unit."),
        N_("modelward user list shows who holds what."),
    ),
    "role_request.second": (
        N_("A second administrator confirms: neither who asked, nor who gets the role."),
        N_("Ask another administrator."),
    ),
    "row.exists": (
        N_("There is one of this name or number already."),
        N_("Look at the one that is there, or choose another name."),
    ),
    "record.sealed": (
        N_("This import of decision records is sealed; nothing is added to it."),
        N_("Import what is missing; that becomes an import of its own."),
    ),
    "note.answer": (
        N_("An answer is to a question about the same request; nothing else is."),
        "",
    ),
    "note.kind": (N_("What is said is a question, an answer or a comment."), ""),
    "note.text": (N_("It has words, {longest} letters at most."), N_("Write what you mean.")),
    "request.closed": (
        N_("This request is no longer open."),
        N_("Look at its end in the lineage; a new request can be made."),
    ),
    "request.draft": (
        N_("Its life cycle has not come to the vote yet."),
        N_("Wait until its tests are done; it will come to the inbox."),
    ),
    "request.no_life_cycle": (
        N_("No life cycle runs for this version, so nobody is asked to vote on it."),
        N_("Submit the version: modelward submit. It takes this request up."),
    ),
    "request.evidence_changed": (
        N_("The evidence changed since you opened it."),
        N_("Look at the new evidence, then decide on that."),
    ),
    "request.no_reject": (N_("Nobody has rejected this request."), ""),
    "request.not_yours": (N_("Only who asked can withdraw a request."), ""),
    "request.reason": (
        N_("What a request was asked for with stays: people decide on it."),
        N_("Withdraw the request, and ask anew."),
    ),
    "request.in_place": (
        N_("This version is in {stage} already."),
        N_("A newer snapshot goes through its life cycle: modelward submit."),
    ),
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
    "request.unopened": (
        N_("A policy wants the evidence opened first: {opened} of {total} parts are."),
        N_("Open each part in Approvals, then decide."),
    ),
    "request.veto": (N_("Somebody has rejected this request."), ""),
    "request.waiver_over": (
        N_("A waiver among the evidence is past its day."),
        N_("Wait until the service has pinned the evidence anew, then decide on that."),
    ),
    "emergency.none": (
        N_("No policy lets an emergency pass into this stage."),
        N_("Ask in the usual way, or propose a version of emergency-route."),
    ),
    "emergency.asker": (
        N_("An emergency is asked for by {needed}."),
        N_("A holder of that role asks, or you ask in the usual way."),
    ),
    "emergency.reason": (
        N_("An emergency needs its reason."),
        N_("Write why it can't wait for the usual approvals."),
    ),
    "emergency.late": (
        N_("The time to decide this emergency is over."),
        N_("Withdraw it, and ask again: the reason may have gone."),
    ),
    "emergency.unreviewed": (
        N_("An emergency is not let through without a review that is due."),
        "",
    ),
    "emergency.forged": (
        N_("The review of an emergency release is made by the database alone."),
        "",
    ),
    "emergency.reviewer": (
        N_("This review needs a role in which nobody decided: {needed}."),
        N_("Somebody else with such a role reviews it."),
    ),
    "published.content": (
        N_("What is published never changes."),
        N_("Import it as a new version."),
    ),
    "view.exists": (
        N_("You have a view called {name} already."),
        N_("Choose another name, or save your changes to that one."),
    ),
    "view.name": (N_("The name of a view has at most {most} characters."), ""),
    "view.not_yours": (
        N_("This view is somebody else's."),
        N_("Save it under a name of your own."),
    ),
    "many.no_version": (N_("It has no version yet."), N_("Register one first.")),
    "many.no_life_cycle": (
        N_("There is no published life cycle {key} for it."),
        N_("An architect publishes one: modelward template publish."),
    ),
    "many.no_tag": (
        N_("No service tag would be left."),
        N_("A model needs one: leave it one, or add another."),
    ),
    "many.tags": (
        N_("It would have more than the {most} service tags that a model may have."),
        N_("A tag names a service; take away those where it never serves."),
    ),
    "reason.short": (
        N_("The reason needs at least {minimum} characters."),
        N_("Write what an auditor should know in a year."),
    ),
    "retire.asked": (
        N_("Its retirement is asked for already; a service does it."),
        N_("Wait until a service has taken it up."),
    ),
    "retire.nowhere": (N_("It is in no stage, so there is nothing to retire."), ""),
    "retire.serving": (
        N_("It serves: {what}."),
        N_("Retire it by force where it may stop serving: then nothing answers there."),
    ),
    "retire.switching": (
        N_("Deployments of it are being switched: {numbers}."),
        N_("Try again when that has ended."),
    ),
    "retire.under_way": (
        N_("It is on its way in run {number}."),
        N_("Withdraw it first."),
    ),
    "runtime.serving": (
        N_("Versions serve on this runtime: {what}."),
        N_("Deploy them elsewhere first, or retire it by force: then they stop serving."),
    ),
    "task.closed": (N_("This task is done already."), ""),
    "task.until_past": (N_("That time is past."), N_("Choose a later one.")),
    "task.until_long": (
        N_("A task is handed over for {days} days at most."),
        N_("Choose an earlier day, or none: then it stays with whom it goes to."),
    ),
    "task.decide": (
        N_("An approval ends by the votes of its request, not by completing the task."),
        N_("Use modelward decide, or Approve in the inbox."),
    ),
    "task.outcome": (
        N_("This task ends with one of: {outcomes}."),
        N_("Choose one of these outcomes."),
    ),
    "task.assignee": (
        N_("They hold none of the roles {needed} in this unit, so they can't do this task."),
        N_("Choose somebody who holds one of them."),
    ),
    "task.own_work": (
        N_("Who asked for this or worked on it does not judge it: someone else does."),
        N_("Choose somebody who did neither."),
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
    "schema.edition": (
        N_("A column belongs to the newest schema of its version, or to the one after it."),
        N_("Give all columns of the schema anew: modelward model add-file."),
    ),
    "snapshot.digest": (
        N_("The digest of this snapshot is not that of its manifest."),
        N_("Freeze the version anew: modelward snapshot."),
    ),
    "snapshot.manifest": (
        N_("What this snapshot says it froze can't be read."),
        N_("Freeze the version anew: modelward snapshot."),
    ),
    "snapshot.version": (
        N_("This snapshot says that it froze another version."),
        N_("Freeze the version anew: modelward snapshot."),
    ),
    "snapshot.tags": (
        N_("This snapshot names other service tags than its model has."),
        N_("Freeze the version anew: modelward snapshot."),
    ),
    "snapshot.model": (
        N_("This snapshot names another file to be served than the one it froze."),
        N_("Freeze the version anew: modelward snapshot."),
    ),
    "snapshot.files": (
        N_("This snapshot froze other files than its version has."),
        N_("Freeze the version anew: modelward snapshot."),
    ),
    "snapshot.sequence": (
        N_("Snapshots of a version are numbered one after the other."),
        N_("Freeze the version anew: modelward snapshot."),
    ),
    "version.approved": (
        N_("This version has been approved for a stage, so its files stay as they are."),
        N_("Register a new version."),
    ),
    "past.read_only": (
        N_("You see the workspace as it was recorded; nothing of that can be changed."),
        N_("Go back to now first: the strip above has the button."),
    ),
    "room.read_only": (N_("This is a review room: nothing can be changed in it."), ""),
    "viewing.read_only": (
        N_("You see the app as somebody else; nothing can be changed."),
        N_("Leave that view first: the strip above has the button."),
    ),
    "act.unsigned": (
        N_("This needs your signature."),
        N_("Sign with your key; modelward key new makes one, and two administrators confirm it."),
    ),
    "finding.signed": (
        N_("What is signed of the review of an emergency release changes only with its closing."),
        "",
    ),
    "emergency.unsigned": (
        N_("The review of an emergency release needs your signature."),
        N_("Sign with your key; modelward key new makes one, and two administrators confirm it."),
    ),
    "emergency.accepted": (
        N_("The review of an emergency release is done and closed, not accepted as it is."),
        N_("Look at the release, then close its review with what you found."),
    ),
    "runtime.secret": (
        N_("A runtime is sent only secrets whose name begins with “runtime.”."),
        N_("Keep its secret under such a name, and name that."),
    ),
    "runtime.signed": (N_("Only who retires a runtime signs that, while doing so."), ""),
    "waiver.closed": (N_("This waiver has been decided already."), ""),
    "waiver.expired": (N_("A waiver's expiry lies in the past."), N_("Choose a later date.")),
    "waiver.long": (
        N_("A waiver holds for a year at most."),
        N_("Choose an earlier day; before it comes, another can be asked for."),
    ),
    "waiver.reason": (N_("A waiver needs a reason."), ""),
    "waiver.unsigned": (
        N_("Granting a waiver needs your signature."),
        N_("Sign with your key; modelward key new makes one, and two administrators confirm it."),
    ),
    "waiver.role": (
        N_("Waivers are granted by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "write.append_only": (N_("What is recorded here is never changed or deleted."), ""),
    "write.changes_nothing": (N_("Nothing would change."), ""),
    "write.column": (N_("This is filled by the service or the database only."), ""),
    "write.settled": (
        N_("What this was made for is settled: nobody changes that afterwards."),
        "",
    ),
    "write.stale": (
        N_("Somebody else changed this since you opened it."),
        N_("Look at it again, then repeat."),
    ),
    "write.time": (
        N_("When it happened is told by the database."),
        N_("Leave the time out."),
    ),
    "write.refused": (
        N_("Your roles do not allow this here."),
        N_("An administrator sees who holds the role that does."),
    ),
}


def message(code: str, params: Mapping[str, object], *, language: str | None = None) -> str:
    """The sentence for a blocker's code."""
    sentence = BLOCKERS.get(code, (code, ""))[0]
    return _fill(translated(sentence, language), params, language)


def fix(code: str, params: Mapping[str, object], *, language: str | None = None) -> str:
    """What the reader can do about a blocker; empty where there is nothing to do."""
    sentence = BLOCKERS.get(code, ("", ""))[1]
    if code == "write.refused" and params.get("needed"):
        sentence = N_("It is for {needed}.")
    return _fill(translated(sentence, language), params, language) if sentence else ""


def blocker(found: BlockerLike, *, language: str | None = None) -> str:
    """A blocker as one line: the reason, and the way out."""
    way_out = fix(found.code, found.params, language=language)
    return f"{message(found.code, found.params, language=language)} {way_out}".strip()


class _Missing(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _fill(sentence: str, params: Mapping[str, object], language: str | None) -> str:
    words = {
        name: word(str(value), language=language) if name in CODED else _word(value, language)
        for name, value in params.items()
    }
    return sentence.format_map(_Missing(words))


def _word(value: object, language: str | None) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(role_name(str(one), language=language) for one in value)
    if str(value) in EVENTS:
        return act(str(value), language=language)
    return role_name(str(value), language=language)


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


SERVICE = N_("Background service")  # as its account is named in every database


def person_name(name: str, *, language: str | None = None) -> str:
    """As the person is called; the service, which is none, in the reader's language."""
    return translated(SERVICE, language) if name == SERVICE else name


def role_name(role: str, *, language: str | None = None) -> str:
    """The name of a role for readers; any other word comes back as it is."""
    found = ROLE_NAMES.get(role)
    return translated(found, language) if found else role


# Places of sentences that are filled with codes, never with what people wrote.
CODED = frozenset(("action", "kind", "outcome", "part", "severity", "state", "tier", "verdict"))
# Words that stand in the database as codes, as people read them.
WORDS: frozenset[str] = frozenset(
    (
        N_("abandoned"), N_("accept"), N_("accepted"), N_("accuracy"), N_("acknowledged"),
        N_("active"), N_("adjusted p"), N_("alert"), N_("application"), N_("approved"),
        N_("archived"), N_("asked"), N_("asset"), N_("assigned"), N_("attestation"),
        N_("automatic"), N_("baseline"), N_("batch"), N_("bias"), N_("binding"), N_("blue green"),
        N_("boundary"), N_("breaking"), N_("business rule"), N_("busy"), N_("calibration"),
        N_("call activity"), N_("canary"), N_("cancelled"), N_("cases"), N_("chi square"),
        N_("citizen"), N_("claimed"), N_("closed"), N_("code"), N_("completed"),
        N_("concept drift"), N_("config"), N_("consequence"), N_("cosmetic"), N_("created"),
        N_("critical"), N_("current"), N_("data"), N_("data drift"), N_("data quality"),
        N_("data source"), N_("decision"), N_("dependencies"), N_("deployed"),
        N_("deploying"), N_("deployment"), N_("deprecated"), N_("description"), N_("dimension"),
        N_("disparate impact"),
        N_("document"), N_("documentation"), N_("done"), N_("draft"), N_("draining"), N_("drift"),
        N_("different"), N_("equal"), N_("within tolerance"), N_("not possible"), N_("evaluation"),
        N_("scoring"), N_("reproduce"), N_("compare versions"), N_("retire version"),
        N_("champion"),
        N_("challenger"), N_("undecided"),
        N_("some"), N_("many"), N_("person advised"), N_("machine"), N_("small"), N_("material"),
        N_("severe"), N_("public"), N_("internal"), N_("confidential"), N_("personal"),
        N_("special"), N_("fully"), N_("partly"), N_("hardly"), N_("files"), N_("runtime log"),
        N_("records"), N_("review"), N_("sample"), N_("scan"), N_("source"),
        N_("duration"), N_("effect"), N_("end"), N_("environment"), N_("equal opportunity"),
        N_("error"), N_("error rate"), N_("escalated"), N_("ethics"), N_("evidence"),
        N_("exclusive"), N_("executing"), N_("expired"), N_("fail"), N_("failed"), N_("fairness"),
        N_("feature"), N_("finding"), N_("findings"), N_("fix"), N_("folder"), N_("free"),
        N_("generative"),
        N_("granted"), N_("high"), N_("id"), N_("ignored"), N_("in house"), N_("in place"),
        N_("in remediation"), N_("in review"), N_("incident"), N_("info"), N_("input"),
        N_("inputs"), N_("instance"), N_("insufficient data"), N_("key"), N_("kind"), N_("label"),
        N_("latency"), N_("left"), N_("left to"), N_("limit"), N_("low"), N_("manual"),
        N_("matching"), N_("max difference"), N_("medium"), N_("membership"), N_("message"),
        N_("metrics"), N_("missing"), N_("mitigating"), N_("model"), N_("model card"),
        N_("monitor"), N_("needed"), N_("new"), N_("new categories"), N_("no threshold"),
        N_("none"), N_("not applicable"), N_("not passed"), N_("not run"), N_("notable"),
        N_("note"), N_("noted"), N_("ok"), N_("online"), N_("open"), N_("open source"),
        N_("order"), N_("other"), N_("other runtime"), N_("output"), N_("outputs"), N_("owner"),
        N_("parallel"), N_("parameters"), N_("pass"), N_("paused"), N_("pending"),
        N_("performance"), N_("person"), N_("placement"), N_("policy"), N_("precision"),
        N_("prediction"), N_("previous"), N_("privacy"), N_("profile"), N_("promised"),
        N_("proposed"), N_("protected"), N_("published"), N_("range"), N_("ready"), N_("recall"),
        N_("receive"), N_("recorded"), N_("refused"), N_("registered"),
        N_("declined"), N_("registration request"), N_("regulated"),
        N_("reject"), N_("rejected"), N_("request"), N_("requested"), N_("requirements"),
        N_("resolved"), N_("resubmit"), N_("retired"), N_("retry"), N_("retrying"),
        N_("returned"), N_("revoked"), N_("risk"), N_("risk tier"), N_("role request"),
        N_("roles"), N_("rolled back"), N_("rolling back"), N_("rows"), N_("rule set"),
        N_("rules"), N_("run"), N_("running"), N_("runtime"), N_("scheduled"), N_("schema"),
        N_("score"), N_("script"), N_("security"), N_("send"), N_("sent"), N_("service"),
        N_("service tag"), N_("serving"), N_("severity"), N_("size"), N_("size bytes"),
        N_("skipped"), N_("snapshot"), N_("stability"), N_("stage"), N_("stage path"),
        N_("start"), N_("started"), N_("state"), N_("statistical parity"), N_("stopped"),
        N_("store"), N_("strategy"),
        N_("sub process"), N_("submitted"), N_("superseded"), N_("supplied"), N_("suspended"),
        N_("table"), N_("tags"), N_("target"), N_("task"), N_("technical"), N_("template"),
        N_("test"), N_("test report"), N_("test run"), N_("tests"), N_("throw"), N_("tier"),
        N_("timer"), N_("training"), N_("undeployed"), N_("undeploying"), N_("unit"),
        N_("unknown"), N_("accountable"), N_("act"), N_("attached"), N_("carried"),
        N_("changed"), N_("coming"), N_("consulted"), N_("control"), N_("dropped"), N_("ended"),
        N_("framework"), N_("gone"), N_("in force"), N_("informed"), N_("not in force"),
        N_("other evidence"), N_("other verdict"), N_("over"), N_("raci"), N_("reassess"),
        N_("window"), N_("planned"), N_("closed window"),
        N_("reassessed"),
        N_("replaced"), N_("requirement"), N_("requirement evidence"), N_("responsible"),
        N_("step"), N_("too old"),
        N_("turn"), N_("unloaded"), N_("unreachable"), N_("use case"), N_("user"),
        N_("validation report"), N_("value"), N_("vendor"), N_("verdict"), N_("verified"),
        N_("version"), N_("volume"), N_("votes"), N_("waiting"), N_("waive"), N_("waived"),
        N_("waiver"), N_("warn"), N_("warning"), N_("wasserstein"), N_("withdraw"),
        N_("withdrawn"), N_("workspace"),
        # What else may be done to a thing, by the tag of its event.
        N_("added"), N_("commented"), N_("confirmed"), N_("delegated"), N_("endorsed"),
        N_("exported"), N_("list"), N_("opened"), N_("proof"), N_("room"), N_("trail"),
        N_("finished"), N_("imported"), N_("inbox"), N_("model added"), N_("pinned"),
        N_("released"), N_("snoozed"), N_("taken"), N_("taken back"), N_("uses model"), N_("woken"),
    )
)  # fmt: skip


def word(code: str, *, language: str | None = None) -> str:
    """A stored code as a word ("in_house": "in house"); one that is unknown keeps its own."""
    plain = code.replace("_", " ")
    return translated(plain, language) if plain in WORDS else plain


# Tag of an audit event -> what the actor did; the actor's name stands before it.
EVENTS: dict[str, str] = {
    "alert.acknowledged": N_("acknowledged alert {number}, {title}, on {subject}"),
    "alert.assigned": N_("gave alert {number} on {subject} to {assignee}"),
    "alert.changed": N_("saw alert {number} on {subject} again"),
    "alert.closed": N_("closed alert {number} on {subject}"),
    "alert.commented": N_("commented on alert {number} on {subject}: {comment}"),
    "alert.escalated": N_("escalated alert {number}, {title}, on {subject}, to {assignee}"),
    "alert.in_remediation": N_("began to remedy alert {number} on {subject}"),
    "alert.open": N_("raised alert {number}, {title}, on {subject}"),
    "alert.released": N_("gave alert {number} on {subject} back to everybody"),
    "alert.resolved": N_("resolved alert {number} on {subject} by a passing re-test"),
    "alert.snoozed": N_("put off alert {number} on {subject} until {snoozed_until}"),
    "alert.taken_back": N_("took back the acknowledgement of alert {number} on {subject}"),
    "alert.woken": N_("ended the snooze of alert {number} on {subject}"),
    "application.added": N_("added the application {name}"),
    "application.changed": N_("changed the application {name}: {changed}"),
    "application.uses_model": N_("recorded that an application uses {subject}"),
    "asset.added": N_("added {role} file {path} to {subject}"),
    "asset.changed": N_("replaced {role} file {path} of {subject}"),
    "attestation.approved": N_("approved attestation {number} on {subject}"),
    "attestation.changed": N_("changed attestation {number} on {subject}"),
    "attestation.open": N_("opened attestation {number} on {subject}"),
    "attestation.returned": N_("returned attestation {number} on {subject}: {reason}"),
    "attestation.scheduled": N_("scheduled attestation {number} on {subject}"),
    "attestation.submitted": N_("submitted attestation {number} on {subject}"),
    "binding.added": N_("bound {subject} to the life cycle {template_key}"),
    "binding.changed": N_("changed the life cycle of {subject} to {template_key}"),
    "control.added": N_("added the control {number}: {name}"),
    "control.changed": N_("changed the control {number}"),
    "data_source.added": N_("added the data source {name}"),
    "data_source.changed": N_("changed the data source {name}: {changed}"),
    "decision.changed": N_("changed a decision on {subject}"),
    "decision.recorded": N_("voted {verdict} on {subject} as {role}"),
    "deployment.changed": N_("changed deployment {number} of {subject}"),
    "deployment.deployed": N_("deployed {subject} to {runtime} for {stage}, deployment {number}"),
    "deployment.deploying": N_("began deployment {number} of {subject} to {runtime} for {stage}"),
    "deployment.failed": N_("stopped deployment {number} of {subject} on {runtime}: {reason}"),
    "deployment.matching": N_("looked for a runtime for {subject}, deployment {number}"),
    "deployment.requested": N_(
        "asked for deployment {number} of {subject} to {runtime} for {stage}"
    ),
    "deployment.retrying": N_("tried deployment {number} of {subject} again"),
    "deployment.rolled_back": N_(
        "rolled back deployment {number} of {subject} on {runtime}: {reason}"
    ),
    "deployment.rolling_back": N_("began to roll deployment {number} of {subject} back"),
    "deployment.undeployed": N_("took {subject} off {runtime}, deployment {number}"),
    "deployment.undeploying": N_("began to take {subject} off {runtime}, deployment {number}"),
    "document.added": N_("added the document {title} to {subject}"),
    "document.changed": N_("changed the document {title} of {subject}"),
    "evidence.changed": N_("changed the evidence for {subject}"),
    "evidence.opened": N_("opened evidence on {subject}: {part}"),
    "evidence.pinned": N_("pinned the evidence for {subject}"),
    "finding.accepted": N_("accepted finding {number}, {title}, on {subject}: {reason}"),
    "finding.changed": N_("changed finding {number} on {subject}"),
    "finding.closed": N_("closed finding {number} on {subject}"),
    "finding.mitigating": N_("began to mitigate finding {number} on {subject}"),
    "finding.open": N_("opened finding {number}, {title}, on {subject}"),
    "records.changed": N_("changed an import of decision records of {subject}"),
    "records.imported": N_("recorded {records} decisions of {subject} from {name}"),
    "inbox.asked": N_("asked the engine to act: {kind}"),
    "incident.changed": N_("changed incident {number}"),
    "incident.open": N_("stopped at incident {number}: {message}"),
    "incident.resolved": N_("resolved incident {number}"),
    "instance.active": N_("started run {number} for {subject}"),
    "instance.cancelled": N_("cancelled run {number} for {subject}: {reason}"),
    "instance.changed": N_("changed run {number} for {subject}"),
    "instance.completed": N_("ended run {number} for {subject} as {outcome}"),
    "instance.incident": N_("stopped run {number} for {subject} at an incident"),
    "instance.suspended": N_("suspended run {number} for {subject}"),
    "key.active": N_("confirmed the signing key {kid}"),
    "key.changed": N_("changed the signing key {kid}"),
    "key.endorsed": N_("endorsed the signing key {kid}"),
    "key.proposed": N_("proposed the signing key {kid}"),
    "key.refused": N_("refused the signing key {kid}: {reason}"),
    "key.revoked": N_("revoked the signing key {kid}: {reason}"),
    "list.exported": N_("exported a list of {rows} rows: {list}"),
    "membership.added": N_("gave {person} the role {role}"),
    "membership.changed": N_("changed the role {role} of {person}"),
    "model.changed": N_("changed {subject}: {changed}"),
    "model.registered": N_("registered {subject}"),
    "monitor.added": N_("added the monitor {name} to {subject}"),
    "monitor.changed": N_("changed a monitor of {subject}: {changed}"),
    "framework.changed": N_("changed the framework {key} v{version}"),
    "framework.draft": N_("brought in the framework {name}, {key} v{version}: {reason}"),
    "framework.published": N_("put the framework {key} v{version} in force: {reason}"),
    "framework.refused": N_("refused the framework {key} v{version}: {reason}"),
    "note.added": N_("wrote about {subject}: {text}"),
    "note.changed": N_("changed a note on {subject}"),
    "on_call.added": N_("put {person} on call until {ends_at}"),
    "person.added": N_("added {full_name} to the workspace"),
    "person.changed": N_("changed the account of {full_name}"),
    "placement.changed": N_("changed the place of {subject} in {stage}"),
    "placement.in_place": N_("put {subject} in place in {stage} for {service}"),
    "placement.left": N_("took {subject} out of {stage} for {service}"),
    "placement.promised": N_("promised {subject} its place in {stage} for {service}"),
    "placement.withdrawn": N_("withdrew the place of {subject} in {stage}: {reason}"),
    "proof.exported": N_("exported a proof of {events} events, {excluded} left out"),
    "profile.changed": N_("changed the data profile of {subject}"),
    "profile.recorded": N_("recorded the {kind} data profile of {subject}"),
    "request.accepted": N_("accepted the request of {subject} for {stage}"),
    "request.changed": N_("changed the request of {subject} for {stage}: new evidence"),
    "request.draft": N_("asked for {subject} to enter {stage}"),
    "request.expired": N_("let the request of {subject} for {stage} expire"),
    "request.pending": N_("opened the vote on {subject} for {stage}"),
    "request.rejected": N_("rejected {subject} for {stage}"),
    "request.superseded": N_("ended the request of {subject} for {stage}: a newer one came"),
    "request.withdrawn": N_("withdrew the request of {subject} for {stage}: {reason}"),
    "raci.changed": N_("changed the entry {number} on who answers for {about}"),
    "raci.ended": N_("ended the entry {number} on who answers for {about}: {reason}"),
    "window.ended": N_("ended window {number}: {ended_reason}"),
    "window.planned": N_("planned window {number}, in which nothing is deployed: {reason}"),
    "raci.in_force": N_("recorded in entry {number} who is {part} for {about}"),
    "requirement_evidence.attached": N_("attached evidence {number} to a requirement: {title}"),
    "requirement_evidence.changed": N_("changed evidence {number}"),
    "requirement_evidence.withdrawn": N_("withdrew evidence {number}: {reason}"),
    "risk.accepted": N_("accepted risk assessment {number}, tier {tier}: {remark}"),
    "risk.changed": N_("changed risk assessment {number}"),
    "risk.proposed": N_("assessed a use as {tier} in risk assessment {number}: {reason}"),
    "risk.refused": N_("refused risk assessment {number}: {remark}"),
    "risk.superseded": N_("put a newer one in the place of risk assessment {number}"),
    "registration_request.asked": N_("asked for {name} to be registered, request {number}"),
    "registration_request.changed": N_("changed request {number} for a model"),
    "registration_request.declined": N_(
        "declined request {number} of {asked_by} for a model to be registered: {reason}"
    ),
    "registration_request.registered": N_(
        "registered {subject}, for which {asked_by} had asked in request {number}"
    ),
    "registration_request.withdrawn": N_("withdrew request {number} for a model to be registered"),
    "role_request.asked": N_("asked for a change of roles, request {number}: {action} {role}"),
    "role_request.changed": N_("changed request {number} for a change of roles"),
    "role_request.confirmed": N_(
        "confirmed request {number} for a change of roles: {action} {role}"
    ),
    "role_request.refused": N_("refused request {number} for a change of roles"),
    "role_request.withdrawn": N_("withdrew request {number} for a change of roles"),
    "room.exported": N_("made a review room of {events} events and {documents} documents"),
    "runtime.busy": N_("found the runtime {name} busy"),
    "runtime.changed": N_("changed the runtime {name}: {changed}"),
    "runtime.draining": N_("began to drain the runtime {name}: {reason}"),
    "runtime.ready": N_("found the runtime {name} ready"),
    "runtime.retired": N_("retired the runtime {name}: {reason}"),
    "runtime.unknown": N_("added the runtime {name}"),
    "runtime.unreachable": N_("lost the runtime {name}: {reason}"),
    "snapshot.changed": N_("changed a snapshot of {subject}"),
    "snapshot.taken": N_("froze {subject} as snapshot s{sequence}"),
    "stage.added": N_("added the stage {name}"),
    "stage.changed": N_("changed the stage {name}"),
    "stage_path.added": N_("added the stage path {name}"),
    "stage_path.changed": N_("changed the stage path {name}"),
    "store.added": N_("added the store {name}"),
    "store.changed": N_("changed the store {name}"),
    "table.changed": N_("changed the draft of the decision table {key} v{version}"),
    "table.deprecated": N_("deprecated the decision table {key} v{version}"),
    "table.draft": N_("drafted the decision table {key} v{version}: {reason}"),
    "table.published": N_("published the decision table {key} v{version}: {reason}"),
    "table.refused": N_("refused the decision table {key} v{version}: {reason}"),
    "table.retired": N_("retired the decision table {key} v{version}"),
    "task.cancelled": N_("cancelled task {number} on {subject}"),
    "task.changed": N_("changed task {number} on {subject}: {changed}"),
    "task.claimed": N_("took task {number} on {subject}"),
    "task.completed": N_("ended task {number} on {subject} as {outcome}"),
    "task.created": N_("opened task {number} on {subject}"),
    "task.delegated": N_("gave task {number} on {subject} to {assignee}"),
    "task.escalated": N_("escalated task {number} on {subject}"),
    "task.released": N_("gave task {number} on {subject} back to all who may do it"),
    "template.changed": N_("changed the draft of the life cycle {key} v{version}"),
    "template.deprecated": N_("deprecated the life cycle {key} v{version}"),
    "template.draft": N_("drafted the life cycle {key} v{version}"),
    "template.in_review": N_("gave the life cycle {key} v{version} to review"),
    "template.published": N_("published the life cycle {key} v{version}"),
    "template.retired": N_("retired the life cycle {key} v{version}"),
    "test_run.changed": N_("changed test run {number} of {subject}"),
    "test_run.finished": N_("finished test run {number} of {subject}: {verdict}"),
    "test_run.started": N_("started test run {number} of {subject}"),
    "trail.verified": N_("verified {events} events of the trail: {outcome}"),
    "training.changed": N_("changed the training record of {subject}"),
    "training.recorded": N_("recorded the training of {subject} with {algorithm}"),
    "unit.added": N_("added the unit {name}"),
    "unit.changed": N_("changed the unit {name}"),
    "use_case.added": N_("added the use case {name}"),
    "use_case.changed": N_("changed the use case {name}"),
    "use_case.model_added": N_("put {subject} under a use case"),
    "version.changed": N_("changed {subject}"),
    "version.registered": N_("registered {subject}"),
    "waiver.asked": N_("asked for waiver {number} on {subject}: {test}"),
    "waiver.changed": N_("changed waiver {number} on {subject}"),
    "waiver.expired": N_("let waiver {number} on {subject} expire"),
    "waiver.granted": N_("granted waiver {number} on {subject} until {expires_at}"),
    "waiver.refused": N_("refused waiver {number} on {subject}"),
    "workspace.created": N_("created the workspace"),
}

# Why something is shown to a reader: code -> sentence.
WHYS: dict[str, str] = {
    "inbox.asked": N_("You asked for this; it waits for {missing}."),
    "inbox.assigned": N_("It is assigned to you."),
    "inbox.author": N_("You worked on this version; it waits for {missing}."),
    "inbox.done": N_("Ended: {outcome}."),
    "inbox.draft": N_("Its life cycle has not come to the vote yet."),
    "inbox.register_asked": N_("You asked for this; it waits for {who}."),
    "inbox.register_meant": N_("{person} asks {who} to register it."),
    "inbox.role": N_("It is for {roles}."),
    "inbox.taken": N_("{person} has it."),
    "inbox.void": N_("The evidence changed after your vote, which no longer counts."),
    "inbox.vote": N_("You hold the {role} vote; {given} of {needed} are given."),
    "inbox.voted": N_("You have voted; it waits for {missing}."),
    "inbox.waits": N_("{asked_by} asked; it waits for {missing}."),
    "home.alert": N_("{severity} alert on {owner}, {times} times."),
    "home.escalated": N_("{person} asks you: {reason}"),
    "home.incident": N_("The run can't go on by itself."),
    "home.question": N_("{person} asks: {question}"),
    "home.waiver": N_("The waiver ends on {expires_at}."),
    "home.attestation": N_("You are asked: {question}"),
    "home.answered": N_("{person} answered in “{campaign}”."),
    "home.review": N_("An emergency let it pass with fewer votes: {reason}"),
    "home.registration": N_("{person} asks for it to be registered: {purpose}"),
    "home.assessment": N_("{person} proposes the tier {tier}."),
    "home.next.attestation": N_("you answer for {name}"),
    "home.next.check": N_("{name} is checked"),
    "home.next.reminder": N_("you are reminded of {name}"),
    "home.next.waiver": N_("the waiver for {name} ends"),
    "home.runtime.draining": N_("It ends what it does, and takes nothing new."),
    "home.runtime.late": N_("Nobody has looked at it for a while."),
    "home.runtime.lost": N_("It does not answer."),
    "home.runtime.unknown": N_("Nobody has looked at it yet."),
    "home.stuck": N_("Stuck at “{step}”."),
    "home.step": N_("At “{step}”."),
    "home.between": N_("Between two steps."),
    "home.taken": N_("At “{step}”; {person} has it."),
    "home.open_to": N_("At “{step}”, for {roles}."),
    "home.failing": N_("“{step}”: stuck {times} × in 90 days, {still} still open."),
    "home.draft": N_("{person} wrote it; it is not in force."),
    "home.draft_mine": N_("You wrote it; somebody else puts it in force."),
    "home.voted.accept": N_("You accepted it as {role}."),
    "home.voted.reject": N_("You rejected it as {role}."),
    "home.waived": N_("The waiver for {title} ends."),
    "home.campaign": N_("{person} answers for it: {title}."),
    "home.late_vote": N_("{person} asked; votes are missing."),
    "home.beyond": N_("Beyond its limit: {tests}."),
    "home.used_for": N_("Used for: {uses}."),
    "home.measured": N_("{test} is {value}; it must be {limit}."),
    "home.role.grant": N_("{person} asks that they get the role {role}."),
    "home.role.end": N_("{person} asks that they lose the role {role}."),
    "home.role_ends": N_("Their role {role} in {unit} ends."),
    "home.key": N_("Their signing key {kid} waits for an administrator."),
    "home.service": N_("On {host}. Jobs due: {due}; failed: {failed}."),
    "home.seal": N_("Covers the first {size} events."),
    "home.no_seal": N_("Nothing is sealed yet."),
}

# Of runs that do again what was done before; their kind is "reproduce_training" and the like.
REPRODUCE = "reproduce_"
AGAIN: dict[str, str] = {
    "test_run.finished": N_("ran the {what} of {subject} again in run {number}: {verdict}"),
    "test_run.started": N_("began to run the {what} of {subject} again in run {number}"),
}

# Of runs that hold a version against what serves.
COMPARED: dict[str, str] = {
    "test_run.finished": N_("compared {subject} with the champion in run {number}: {verdict}"),
    "test_run.started": N_("began to compare {subject} with the champion in run {number}"),
}


# The service wrote down what somebody had asked for.
FOR_ASKER: dict[str, str] = {
    "request.draft": N_("took up the request of {asker} for {subject} to enter {stage}"),
}


# What was said about a request, by its kind.
NOTES: dict[str, str] = {
    "answer": N_("answered about {subject}: {text}"),
    "question": N_("asked about {subject}: {text}"),
}

# A request that fewer people decided than usual says so wherever it is told.
IN_EMERGENCY: dict[str, str] = {
    "request.draft": N_("asked for {subject} to enter {stage} as an emergency"),
    "request.pending": N_("opened the emergency vote on {subject} for {stage}"),
    "request.accepted": N_("let {subject} enter {stage} as an emergency; a review is due"),
}
# Whoever ends a control, or takes it up again, says why; whoever changes what it is does not.
CONTROL_ENDED: dict[bool, str] = {
    True: N_("ended the control {number}: {reason}"),
    False: N_("took the control {number} up again: {reason}"),
}


def event(tag: str, params: Mapping[str, object], *, language: str | None = None) -> str:
    """What happened, as the words after the actor's name: `approved cc-fraud v14 as …`."""
    special = FOR_ASKER.get(tag) if "asker" in params else None
    special = IN_EMERGENCY.get(tag, special) if "emergency" in params else special
    if tag == "control.changed" and params.get("reason"):
        special = CONTROL_ENDED["ended" in params]
    words = special or EVENTS.get(tag, tag)
    before, again, what = str(params.get("kind", "")).partition(REPRODUCE)
    if tag in AGAIN and again and not before:
        words, params = AGAIN[tag], {**params, "what": word(what, language=language)}
    if tag == "note.added":
        words = NOTES.get(str(params.get("kind")), words)
    if params.get("kind") == "compare_versions":
        words = COMPARED.get(tag, words)
    sentence = translated(words, language)
    return _fill(sentence, params, language).removesuffix(": …").removesuffix(": ")


def act(tag: str, *, language: str | None = None) -> str:
    """A kind of act, whoever does it and to what: "request: accepted"."""
    thing, _, done = tag.partition(".")
    return f"{word(thing, language=language)}: {word(done, language=language)}"


def why(found: BlockerLike, *, language: str | None = None) -> str:
    """Why something is shown, as a sentence."""
    sentence = translated(WHYS.get(found.code, found.code), language)
    return _fill(sentence, found.params, language)
