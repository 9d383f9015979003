"""Acts that change no row, and stand in the trail all the same: opened, exported, checked, said.

The one list from which the database's function, SQLite's triggers and Python's check are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.models.rules.blank import bare
from app.models.rules.blockers import Blocker
from app.models.rules.rights import RIGHTS

LONGEST_FACT = 500
MOST_A_DAY = 5_000  # by one person: each stays in the trail, and who only reads tells them too

EVIDENCE_OPENED = "evidence.opened"
PROOF_EXPORTED = "proof.exported"
ROOM_EXPORTED = "room.exported"
LIST_EXPORTED = "list.exported"
TRAIL_VERIFIED = "trail.verified"
CASE_COMMENTED = "case.commented"
VOTERS_REMINDED = "voters.reminded"
TAGS_MERGED = "tags.merged"


@dataclass(frozen=True, slots=True)
class ActedOn:
    """What an act may be about, in the trail's word; SQL for its model and version, of row `o`."""

    object: str
    table: str
    model: str
    version: str


@dataclass(frozen=True, slots=True)
class Act:
    """`kind` is the tag of its event. `facts` are kept openly, `texts` salted.

    `needs`: the text without which it says nothing. `is_once`: said again by the same person of
    the same object with the same facts, it is no news.
    """

    kind: str
    objects: tuple[str, ...]
    facts: tuple[str, ...]
    texts: tuple[str, ...] = ()
    needs: str = ""
    is_once: bool = False


OBJECTS: tuple[ActedOn, ...] = (
    ActedOn("request", "transition_request", "o.model_id", "o.version_id"),
    ActedOn("model", "registered_model", "o.id", "NULL"),
    ActedOn("unit", "business_unit", "NULL", "NULL"),
    # Case files of Governance.
    ActedOn("use_case", "use_case", "NULL", "NULL"),
    ActedOn("risk", "risk_assessment", "NULL", "NULL"),
    ActedOn("finding", "finding", "o.model_id", "o.version_id"),
    ActedOn("waiver", "waiver", "o.model_id", "o.version_id"),
    ActedOn("attestation", "attestation", "o.model_id", "NULL"),
    ActedOn("table", "decision_table", "NULL", "NULL"),
    ActedOn("application", "application", "NULL", "NULL"),
    ActedOn("data_source", "data_source", "NULL", "NULL"),
    ActedOn("framework", "framework", "NULL", "NULL"),
    ActedOn("raci", "raci_entry", "NULL", "NULL"),
)
_OTHERS = ("request", "model", "unit")  # these are no case files
CASES = tuple(one.object for one in OBJECTS if one.object not in _OTHERS)
_EXPORT = ("file_sha256", "events", "excluded", "is_redacted", "from", "until", "head_size", "kid")
ACTS: tuple[Act, ...] = (
    Act(EVIDENCE_OPENED, ("request",), ("part", "digest"), is_once=True),
    Act(PROOF_EXPORTED, ("model", "unit"), _EXPORT),
    Act(ROOM_EXPORTED, ("model", "unit"), (*_EXPORT, "models", "documents", "records")),
    Act(LIST_EXPORTED, ("model", "unit"), ("list", "rows", "file_sha256"), texts=("filter",)),
    Act(
        TRAIL_VERIFIED,
        ("unit",),
        (
            "outcome",
            "events",
            "unsealed",
            "hidden",
            "broken",
            "position",
            "witness",
            "rows",
            "differing",
        ),
    ),
    Act(VOTERS_REMINDED, ("request",), ()),
    Act(
        TAGS_MERGED,
        ("unit",),
        ("gone", "into", "models", "runtimes"),
        texts=("reason",),
        needs="reason",
    ),
    Act(CASE_COMMENTED, CASES, (), texts=("text",), needs="text"),
)
NUMBERS = frozenset(
    [
        "events",
        "excluded",
        "head_size",
        "rows",
        "differing",
        "models",
        "runtimes",
        "documents",
        "records",
        "unsealed",
        "hidden",
        "broken",
        "position",
    ]
)
ACTS_BY_KIND = {act.kind: act for act in ACTS}
# What events hold by a salted digest; a fact of another name is none, whatever its form.
SALTED_TEXTS = frozenset(
    [*(name for each in RIGHTS for name in each.texts), *(n for act in ACTS for n in act.texts)]
)


def is_act(column: str) -> str:
    """SQL that holds where the tag in `column` is an act's."""
    return f"{column} IN ({', '.join(repr(kind) for kind in sorted(ACTS_BY_KIND))})"


def act_blockers(kind: str, about: str, facts: Mapping[str, object]) -> tuple[Blocker, ...]:
    """Why this can't be written into the trail as an act."""
    act = ACTS_BY_KIND.get(kind)
    if act is None or about not in act.objects:
        return (Blocker("act.unknown", kind=kind, about=about),)
    known = {*act.facts, *act.texts}
    wrong = [n for n, value in facts.items() if n not in known or not _is_fitting(n, value)]
    if wrong:
        return (Blocker("act.fact", names=", ".join(sorted(wrong))),)
    is_empty = act.needs and not bare(str(facts.get(act.needs) or ""))
    return (Blocker("act.empty"),) if is_empty else ()


def comment_blockers(text: str) -> tuple[Blocker, ...]:
    """Why these words, in one line, can't be said of a case file."""
    if not bare(text) or len(text) > LONGEST_FACT:
        return (Blocker("case.comment", longest=LONGEST_FACT),)
    return ()


def _is_fitting(name: str, value: object) -> bool:
    """Numbers are whole and not negative, words one line and short."""
    if value is None:
        return True
    if name in NUMBERS:
        return type(value) is int and value >= 0
    if name == "is_redacted":
        return isinstance(value, bool)
    return isinstance(value, str) and len(value) <= LONGEST_FACT and len(value.splitlines()) <= 1
