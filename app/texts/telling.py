"""Words for codes, in the language of who reads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from app.errors import AppError, BlockerLike, RefusedError
from app.texts.blockers_of_decisions import OF_DECISIONS
from app.texts.blockers_of_frameworks import OF_FRAMEWORKS
from app.texts.blockers_of_models import OF_MODELS
from app.texts.blockers_of_people import OF_PEOPLE
from app.texts.blockers_of_rows import OF_ROWS
from app.texts.columns import COLUMNS, DERIVED
from app.texts.events import (
    ACCOUNT_CLOSED,
    AGAIN,
    ASKED,
    COMPARED,
    CONTROL_ENDED,
    DEPLOYED_AGAIN,
    EVENTS,
    FOR_ASKER,
    IN_EMERGENCY,
    IS_OVER,
    NOTES,
    PUT_IN_FORCE,
    RAISED_AGAIN,
    REPRODUCE,
    RESOLVED_BY_ANOTHER,
    SIGNED_FOR,
    UNREAD,
    VOTED,
    WHYS,
)
from app.texts.languages import PSEUDO, catalogue, pseudo, translated
from app.texts.languages import language as reads
from app.texts.limits import COMMA, LIMITS
from app.texts.marks import N_
from app.texts.process_words import OF_PROCESSES
from app.texts.words import CODED, ROLE_NAMES, SERVICE, WORDS

COMMANDS = "commands_"  # the catalogue of what the command line says
CHECKS = "checks_"  # the catalogue of what the check of a process or table file says
LONGEST = 2_000  # letters: what is longer was written by people
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z“])")
WORKER = "worker"  # a role that no person has
IN_FORCE = ("published", "active")  # of what people sign for
BLOCKERS = OF_MODELS | OF_PEOPLE | OF_DECISIONS | OF_FRAMEWORKS | OF_ROWS
OF = N_("{what} of {whom}")  # made here alone: names that people gave may read so


def message(code: str, params: Mapping[str, object], *, language: str | None = None) -> str:
    """The sentence for a blocker's code."""
    sentence = BLOCKERS.get(code, (code, ""))[0]
    if code == "transition.refused" and params.get("needed"):  # others may take this step
        sentence = BLOCKERS["write.refused"][0]
    if is_unasked(code, params):
        sentence = N_("Nobody has asked for {stage} yet.")
    if code == "task.closed" and params.get("by"):
        sentence = N_("{by} has ended this task already, as {outcome}.")
    return _fill(translated(sentence, language), params, language)


def fix(code: str, params: Mapping[str, object], *, language: str | None = None) -> str:
    """What the reader can do about a blocker; empty where there is nothing to do."""
    sentence = BLOCKERS.get(code, ("", ""))[1]
    if is_unasked(code, params):
        sentence = N_("Ask for it: modelward request, or Request promotion… in Inventory.")
    if code in ("write.refused", "transition.refused") and params.get("needed"):
        sentence = N_("It is for {needed}.")
        params = {**params, "needed": _people(params["needed"])}
    return _fill(translated(sentence, language), params, language) if sentence else ""


def is_unasked(code: str, params: Mapping[str, object]) -> bool:
    """Of what a gate lacks: the request itself, and not votes on one."""
    return code == "gate.approval" and params.get("missing") == ["request"]


def _people(needed: object) -> object:
    """The roles that somebody may be given: whoever reads can ask none of the service."""
    if not isinstance(needed, (list, tuple, set, frozenset)):
        return needed
    return [one for one in needed if str(one) != WORKER] or needed


def blocker(found: BlockerLike, *, language: str | None = None) -> str:
    """A blocker as one line: the reason, and the way out."""
    way_out = fix(found.code, found.params, language=language)
    return f"{message(found.code, found.params, language=language)} {way_out}".strip()


def in_full(error: AppError) -> str:
    """An error in plain English, as it is stored: what was refused, by what, and the way out.

    A hint of its own says that already.
    """
    blockers = error.blockers if isinstance(error, RefusedError) and not error.hint else ()
    # A refusal without words of its own repeats its codes.
    codes = "; ".join(one.code for one in blockers)
    said = "" if error.message == codes else error.message
    reasons = (blocker(one, language="en") for one in blockers)
    return " ".join(filter(None, dict.fromkeys([said, *reasons, error.hint])))


def event(tag: str, params: Mapping[str, object], *, language: str | None = None) -> str:
    """What happened, as the words after the actor's name: `approved cc-fraud v14 as …`."""
    special = FOR_ASKER.get(tag) if "asker" in params else None
    special = UNREAD.get(tag, special) if "unread" in params else special
    special = IN_EMERGENCY.get(tag, special) if "emergency" in params else special
    special = RAISED_AGAIN if is_raised_again(tag, params) else special
    special = DEPLOYED_AGAIN if is_deployed_again(tag, params) else special
    if tag == "alert.resolved" and "measured" in params:
        special = RESOLVED_BY_ANOTHER
    special = IS_OVER if is_over(tag, params) else special
    if tag == "control.changed" and params.get("reason"):
        special = CONTROL_ENDED["ended" in params]
    if tag == "person.changed" and params.get("reason"):
        special = ACCOUNT_CLOSED
    if tag == "act.signed" and "name" in params:
        special = PUT_IN_FORCE if params.get("state") in IN_FORCE else SIGNED_FOR
        known = (str(params.get(one, "")) for one in ("thing", "name", "whom"))
        params = {**params, "what": named(*known, language=language)}
    words = special or EVENTS.get(tag, tag)
    before, again, what = str(params.get("kind", "")).partition(REPRODUCE)
    if tag in AGAIN and again and not before:
        words, params = AGAIN[tag], {**params, "what": word(what, language=language)}
    if tag == "decision.recorded":
        words = VOTED.get(str(params.get("verdict")), words)
    if tag == "note.added":
        words = NOTES.get(str(params.get("kind")), words)
    if tag.startswith("asset.") and "role" in params:  # of the file, in its version
        params = {**params, "role": word(str(params["role"]), language=language)}
    if tag == "inbox.asked" and "runtime" in params:
        words = ASKED.get(str(params.get("kind")), words)
    if params.get("kind") == "compare_versions":
        words = COMPARED.get(tag, words)
    if isinstance(changed := params.get("changed"), str):
        told_of = [name for name in changed.split() if name not in DERIVED]
        columns = [column(name, language=language) for name in told_of]
        params = {**params, "changed": ", ".join(columns)}
    sentence = translated(words, language)
    return _fill(sentence, params, language).removesuffix(": …").removesuffix(": ")


def is_raised_again(tag: str, params: Mapping[str, object]) -> bool:
    """Of an alert that was resolved before: the same, not a second one."""
    return tag == "alert.open" and params.get("from") in ("resolved", "closed")


def is_deployed_again(tag: str, params: Mapping[str, object]) -> bool:
    """Of what a roll back brought back: it served before, and left for another one."""
    return tag == "deployment.deployed" and params.get("from") == "undeployed"


def is_over(tag: str, params: Mapping[str, object]) -> bool:
    """Of an alert about how something stands, which no run measures: it ended with that."""
    return tag == "alert.resolved" and "run_id" not in params


def act(tag: str, *, language: str | None = None) -> str:
    """A kind of act, whoever does it and to what: "request: accepted"."""
    thing, _, done = tag.partition(".")
    return f"{word(thing, language=language)}: {word(done, language=language)}"


def why(found: BlockerLike, *, language: str | None = None) -> str:
    """Why something is shown, as a sentence."""
    sentence = translated(WHYS.get(found.code, found.code), language)
    return _fill(sentence, found.params, language)


def told(sentence: str, *, language: str | None = None) -> str:
    """A plain English sentence of a refusal or a record, in a language.

    Errors are raised, and reasons stored, as English sentences that are filled already. Their
    patterns stand in the catalogue; what fills them is found again by the pattern.
    """
    code = language or reads()
    if code == PSEUDO:
        return pseudo(sentence)
    if code == "en" or not sentence or len(sentence) > LONGEST:
        return sentence
    parts = _SENTENCE.split(sentence)
    said = [_told(part, code) for part in parts]
    if None in said and len(parts) > 1:
        whole = _told(sentence, code)
        if whole is not None:
            return whole
    return " ".join(new or old for new, old in zip(said, parts, strict=True))


def told_by_commands(sentence: str, *, language: str | None = None) -> str:
    """As `told`, of what the command line says: its own sentences are looked for first."""
    code = language or reads()
    if code in ("en", PSEUDO) or not sentence:
        return told(sentence, language=code)
    whole = _said_by_commands(sentence, code)
    if whole is not None:
        return whole
    said = [_said_by_commands(part, code) for part in _SENTENCE.split(sentence)]
    # Where one of them is not the product's, none is: people wrote it, in words like ours.
    return sentence if None in said else " ".join(filter(None, said))


def _said_by_commands(sentence: str, code: str) -> str | None:
    found = _told(sentence, code, of=COMMANDS)
    return found if found is not None else _told(sentence, code)


def told_by_check(sentence: str, *, language: str | None = None) -> str:
    """As `told`, of what the check of a process or table file says of one of its places."""
    code = language or reads()
    if code in ("en", PSEUDO) or not sentence:
        return told(sentence, language=code)
    parts = _SENTENCE.split(sentence)
    return " ".join(_said_by_check(part, code) or part for part in parts)


def _said_by_check(sentence: str, code: str) -> str | None:
    """Its words stand in the catalogue as the check has them: without a capital and a full stop."""
    found = _told(sentence, code, of=CHECKS)
    if found is not None:
        return found
    bare = sentence.rstrip(".")
    said = _told(f"{bare[:1].lower()}{bare[1:]}", code, of=CHECKS)
    said = said or _told(bare, code, of=CHECKS)
    if said is not None:
        return (
            f"{said[:1].upper()}{said[1:]}{sentence[len(bare) :]}"
            if bare[:1].isupper()
            else (f"{said}{sentence[len(bare) :]}")
        )
    of, colon, why = sentence.partition(": ")  # of an attribute: “camunda:formRef: …”
    inner = _said_by_check(why, code) if colon and " " not in of else None
    return f"{of}{colon}{inner}" if inner is not None else _told(sentence, code)


def heading(text: str, *, language: str | None = None) -> str:
    """Of a column or a fact on the command line."""
    code = language or reads()
    return catalogue(COMMANDS + code).get(text) or translated(text, code)


# Measured numbers in sentences.
_MEASURED = frozenset({"gap", "tolerance", "latency_ms", "cap"})
# Sentences in sentences.
_TELLING = {
    "reason", "message", "said", "why", "what", "problem", "error", "notice", "called",
    "method", "how", "bins",
}  # fmt: skip
# And in what a check says.
_TELLING_CHECKS = _TELLING | {"by_role", "meaning", "role_hint", "where"}
# And in those of commands.
_TELLING_COMMANDS = _TELLING | {
    "counted", "ended", "fault", "hint", "kept", "newly", "next", "own", "places", "regulated",
    "sentence", "served", "told", "told_of_more", "unseen", "waits", "wanted", "words",
}  # fmt: skip


def stored_words(read: str, *, language: str | None = None) -> frozenset[str]:
    """What may be stored where somebody reads `read`: itself, and whatever `told` words so.

    Whole texts only, whatever the case; texts with places in them are not found.
    """
    wanted = read.casefold()
    known = catalogue(language or reads())
    return frozenset([read, *(text for text, form in known.items() if form.casefold() == wanted)])


def _told(sentence: str, code: str, *, of: str = "") -> str | None:
    """`of`: whose catalogue; "": that of all."""
    exact = catalogue(of + code).get(sentence)
    if exact is not None:
        return exact
    tell, telling = {
        COMMANDS: (told_by_commands, _TELLING_COMMANDS),
        CHECKS: (told_by_check, _TELLING_CHECKS),
    }.get(of, (told, _TELLING))
    if len(sentence) > LONGEST:
        return None
    for pattern, form in _patterns(of + code):
        parts = pattern.places_in(sentence)
        if parts is not None and not (of and _spans_sentences(parts, telling)):
            inner = {name: tell(parts[name], language=code) for name in telling & parts.keys()}
            if code in COMMA:
                inner |= {n: parts[n].replace(".", ",") for n in _MEASURED & parts.keys()}
            return _fill(form, parts | inner, code)
    return None


def _spans_sentences(parts: Mapping[str, str], telling: Set[str]) -> bool:
    """A name or a number ends no sentence: the words are another's."""
    return any(_SENTENCE.search(text) for name, text in parts.items() if name not in telling)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A sentence with places: what stands before the first, and each place with what follows it."""

    first: str
    rest: tuple[tuple[str, str], ...]

    def places_in(self, sentence: str) -> dict[str, str] | None:
        """What fills them; None: it is another sentence.

        Each takes as little as it can, which finds every match there is, and never goes back: a
        text of people may be as long and as like the pattern as they want.
        """
        if not sentence.startswith(self.first):
            return None
        at, found = len(self.first), dict[str, str]()
        for n, (name, literal) in enumerate(self.rest):
            is_last = n == len(self.rest) - 1
            if name in found:
                end = at + len(found[name])
                if not sentence.startswith(found[name] + literal, at):
                    return None
            elif is_last:
                end = len(sentence) - len(literal)
                if end <= at or not sentence.endswith(literal):
                    return None
            else:
                end = sentence.find(literal, at + 1)
                if end < 0:
                    return None
            found[name] = sentence[at:end]
            at = end + len(literal)
        return found if at == len(sentence) else None


@lru_cache(maxsize=6)
def _patterns(code: str) -> list[tuple[_Pattern, str]]:
    """The sentences with places, those that say most first."""
    events = {
        *EVENTS.values(),
        *AGAIN.values(),
        ACCOUNT_CLOSED,
        *CONTROL_ENDED.values(),
        *NOTES.values(),
        *VOTED.values(),
        PUT_IN_FORCE,
        SIGNED_FOR,
        OF,
        *LIMITS,
        *OF_PROCESSES,
    }  # said after the actor's name; people's own words may begin so
    found = []
    for text, form in catalogue(code).items():
        first, *rest = re.split(r"\{(\w+)\}", text)
        if rest and text not in events:
            literals = list(map(_unbraced, rest[1::2]))
            weight = len(first) + sum(map(len, literals))
            places = tuple(zip(rest[::2], literals, strict=True))
            found.append((weight, _Pattern(_unbraced(first), places), form))
    found.sort(key=lambda each: -each[0])
    return [(pattern, form) for _, pattern, form in found]


def _unbraced(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def person_name(name: str, *, language: str | None = None) -> str:
    """As the person is called; the service, which is none, in the reader's language."""
    return translated(SERVICE, language) if name == SERVICE else name


def step_name(name: str, *, language: str | None = None) -> str:
    """A step, an event or a way of a life cycle: those of the product in the reader's language.

    Ends are called by their outcome, in capitals ("REJECTED"); in English these stay.
    """
    small = name.lower().replace("_", " ")
    is_code = name.isupper() and small in WORDS and (language or reads()) != "en"
    return word(small, language=language) if is_code else told(name, language=language)


def titled(title: str, *, language: str | None = None) -> str:
    """The title of a file and its version: "Approval route v2"; those of the product are told."""
    name, sign, version = title.rpartition(" v")
    return f"{told(name, language=language)}{sign}{version}"


def named(thing: str, name: str, of: str, *, language: str | None = None) -> str:
    """A row as people call it: "policy bank v2", "waiver 3 of cc-fraud v14"."""
    what = " ".join(filter(None, (word(thing, language=language), titled(name, language=language))))
    if not of:
        return what
    return translated(OF, language).format(what=what, whom=of)


def role_name(role: str, *, language: str | None = None) -> str:
    """The name of a role for readers; any other word comes back as it is."""
    found = ROLE_NAMES.get(role)
    return translated(found, language) if found else role


def word(code: str, *, language: str | None = None) -> str:
    """A stored code as a word ("in_house": "in house"); one that is unknown keeps its own."""
    plain = code.replace("_", " ")
    return translated(plain, language) if plain in WORDS else plain


def coded(code: str, *, language: str | None = None) -> str:
    """A code inside a sentence. Verdicts and ends in capitals keep these in English only."""
    small = code.lower()
    is_told = code.isupper() and small.replace("_", " ") in WORDS and (language or reads()) != "en"
    return word(small if is_told else code, language=language)


def column(name: str, *, language: str | None = None) -> str:
    """A column that was changed, as people call what it holds ("owner_id": "owner")."""
    known = COLUMNS.get(name)
    return translated(known, language) if known else word(name, language=language)


class _Missing(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _fill(sentence: str, params: Mapping[str, object], language: str | None) -> str:
    words = {
        name: coded(str(value), language=language) if name in CODED else _word(value, language)
        for name, value in params.items()
    }
    return sentence.format_map(_Missing(words))


def _word(value: object, language: str | None) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(role_name(str(one), language=language) for one in value)
    if str(value) in EVENTS:
        return act(str(value), language=language)
    return role_name(str(value), language=language)
