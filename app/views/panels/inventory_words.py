"""The inventory's codes in words, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from app import texts
from app.errors import BlockerLike
from app.models.queries.inventory import Health
from app.models.queries.registering import KnownModel
from app.models.queries.submission import Check, Standing
from app.views import cells
from app.views.cells import State, Status
from app.views.language import N_, listed, tr
from app.views.panels.limits import VERDICTS as RESULTS
from app.views.panels.limits import held, rule_words, test_name
from app.views.panels.waits_words import hindrances, who

DEBT_WORDS = {
    "no_monitor": N_("no monitor"),
    "no_approval": N_("no approval"),
    "no_document": N_("no document"),
    "stale": N_("stale"),
}
VERDICTS = {
    "PASS": Status.OK,
    "WARN": Status.WARNING,
    "FAIL": Status.FAILED,
    "ERROR": Status.FAILED,
    "NO_THRESHOLD": Status.UNKNOWN,
    "INSUFFICIENT_DATA": Status.UNKNOWN,
    "NOT_APPLICABLE": Status.UNKNOWN,
}
CHECKS = {
    "environment": (N_("Libraries fixed by a lock file"), N_("No file fixes the libraries")),
    "findings": (N_("No grave finding is open"), N_("Grave findings are open")),
    "label": (N_("The schema names the label"), N_("No label column: it can't be tested")),
    "limit": (N_("Waived"), N_("Over its limit")),
    "model": (N_("A model that can be served"), N_("No model file")),
    "model_card": (N_("Model card"), N_("No model card")),
    "owner": (N_("An owner"), N_("Its owner works here no more")),
    "monitors": (N_("Monitors attached"), N_("No monitor attached")),
    "schema": (N_("Schema of inputs and outputs"), N_("No schema")),
    "snapshot": (N_("Frozen as a snapshot"), N_("Not frozen as a snapshot")),
    "tested": (N_("Release tests"), N_("Not tested yet: its life cycle does it")),
}

_SNAPSHOT = re.compile(r"^(?P<version>.*\S) s(?P<number>\d+)$")
OWNER = N_("Owner…")  # not a tab: a person is chosen
# The tab in which what is missing is added or seen to.
MENDED_IN = {
    "environment": "Assets", "label": "Schema", "limit": "Tests", "model": "Assets",
    "model_card": "Documents", "monitors": "Monitoring", "owner": OWNER, "schema": "Schema",
    "snapshot": "Snapshots", "tested": "Tests",
}  # fmt: skip
OF_FILES = ("Assets", "Documents", "Schema")  # where what was missing at registration is added

MOST_HINDRANCES = 2  # of runtimes that do not fit; the run tells all
MOST_MENDERS = 3  # of those who can; the rest is counted
# What the people named do about it; of other gaps they mend it themselves.
MENDING = {
    "findings": N_("Can close or accept them: {people}"),
    "limit": N_("Can grant a waiver, once it is asked for: {people}"),
    "tested": N_("Can submit it: {people}"),
}


def gaps(found: Sequence[Check]) -> str:
    """How many, and how many of them were missing when it was registered."""
    of_files = sum(MENDED_IN.get(one.kind) in OF_FILES for one in found)
    if not found:
        return tr("no gaps")
    count = tr("%n gap(s)", "", len(found))
    if of_files == len(found):
        return tr("%n gap(s) in its files", "", of_files)
    pattern = tr("{gaps}, {files} in its files") if of_files else "{gaps}"
    return pattern.format(gaps=count, files=of_files)


def snapshot_name(label: str) -> str:
    """ "v1, snapshot s1" of the short "v1 s1" that the command line takes."""
    found = _SNAPSHOT.match(label)
    if found is None:
        return label
    return tr("{version}, snapshot s{number}").format(
        version=found["version"], number=found["number"]
    )


def broken_limit(check: Check) -> str:
    """Which rule, and on which side of its limit it is; else why it stops a release."""
    rule, result = rule_words(check.detail), check.result
    if result is not None and result.verdict not in ("FAIL", ""):
        _, why = RESULTS[result.verdict]
        said = tr("{rule}: {why}").format(rule=rule, why=tr(why))
    else:
        said = _side(check).format(rule=rule)
    return tr("{said}, waived").format(said=said) if check.is_met else said


def _side(check: Check) -> str:
    limit = held(check.result.threshold, check.result.measured) if check.result else None
    if limit is None or limit.value is None:
        return tr("{rule} beyond its limit")
    return tr("{rule} below its minimum") if limit.high_is_good else tr("{rule} above its limit")


def on_its_way(standing: Standing) -> str:
    """In which run, and where that waits: for whom, and why."""
    way = standing.way
    lines = [
        tr("v{version} is on its way already, in run {run_number}.").format(
            version=standing.version, run_number=way.run_number
        )
    ]
    for wait in way.people:
        waits = tr("It waits at “{step}”: task {number}, for {person}.")
        step = texts.told(wait.name)
        lines.append(waits.format(step=step, number=wait.number, person=who(wait)))
        lines += hindrances(wait)[:MOST_HINDRANCES]
    return "\n".join(lines)


def mended_by(check: Check) -> str:
    """Who can mend a gap, by name; where nobody can, the role that is lacking."""
    if check.is_met or not check.roles:
        return ""
    if not check.menders:
        return tr("Nobody here can mend it: it needs the role {roles}.").format(
            roles=roles(check.roles)
        )
    named = check.menders[:MOST_MENDERS]
    people = listed(named)
    if rest := len(check.menders) - len(named):
        people = tr("{people} and %n more", "", rest).format(people=", ".join(named))
    return tr(MENDING.get(check.kind, N_("Can mend it: {people}"))).format(people=people)


def person_of(decider: Any) -> UUID | None:
    """The id of the person at the window: `DeciderFacts`, an `Actor`, or the id itself."""
    if isinstance(decider, UUID):
        return decider
    found = getattr(decider, "person", None) or getattr(decider, "id", None)
    return found if isinstance(found, UUID) else None


def why_not(blockers: Iterable[BlockerLike]) -> str:
    """All reasons as one text; empty when there is none."""
    return " ".join(_reason(one) for one in blockers)


def _reason(one: BlockerLike) -> str:
    needed = one.params.get("needed")
    if one.code == "write.refused" and isinstance(needed, (list, tuple)):
        return tr("This needs the role {roles} in the model's unit.").format(roles=roles(needed))
    return texts.blocker(one)


def roles(names: Sequence[object]) -> str:
    return listed([texts.role_name(str(name)) for name in names], either=True)


def verdict(code: str) -> State:
    words = texts.word(code.lower()) or tr("not tested")
    return State(VERDICTS.get(code, Status.UNKNOWN), words)


def health(found: Health) -> State:
    """The roll-up in at most three words: the cause where something is wrong."""
    if found.level in ("critical", "warning"):
        status = Status.CRITICAL if found.level == "critical" else Status.WARNING
        if not found.open_alerts:
            cause = texts.word(found.cause.lower())
            return State(status, tr("last run {cause}").format(cause=cause))
        return State(status, test_name(found.cause.partition(":")[0]))
    words = {"ok": tr("ok"), "unknown": tr("no result"), "none": tr("no monitor")}
    return State(Status.OK if found.level == "ok" else Status.UNKNOWN, words[found.level])


def person(names: Sequence[str]) -> str:
    """ "Aisha Rahman and Jo Vermeer"."""
    return listed(list(names))


def size(count: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{cells.decimal(f'{count / factor:.3g}')} {unit}"
    return tr("%n byte(s)", "", count)


def why_proposed(known: KnownModel, count: int) -> str:
    """Why what takes `count` inputs is proposed as the next version of this model."""
    if known.likeness == "same" and not count:
        return tr("Proposed for the same name.")
    pattern = {
        "same": tr("Proposed for the same name, and {shared} of {count} inputs."),
        "like": tr("Proposed for a name like it, and {shared} of {count} inputs."),
    }.get(
        known.likeness,
        tr("Proposed since it is open in the inventory: {shared} of {count} inputs."),
    )
    return pattern.format(shared=known.shared, count=count)
