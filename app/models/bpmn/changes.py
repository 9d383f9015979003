"""What changed in a process, part by part, as who signs it reads it: steps, ways, their details."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.models.bpmn.diff import DEFAULTS, ORDER, Change, Fact, Part, facts
from app.models.xml_files import read_xml

EVENT = "EventDefinition"  # how the tags end that say what an event waits for or tells
OF_A_WAY, OF_A_BOUNDARY = ("sourceRef", "targetRef"), ("attachedToRef",)
# Told with the part itself, where that comes or goes.
WITH_THE_PART = frozenset(("name", "inside", *OF_A_WAY, *OF_A_BOUNDARY))
BY_ID = frozenset(("inside", "default", ORDER, *OF_A_WAY, *OF_A_BOUNDARY))
BY_NAME = ("name", "target")  # how a tag within a part says what it is about
Said = tuple[str, str, str]  # the tag that says it, what it is about, attribute or "text"


@dataclass(frozen=True, slots=True)
class Detail:
    """`before` empty: it comes; `after` empty: it goes."""

    element: str
    of: str  # a parameter, where the tag is about one
    what: str  # attribute or "text"; empty: what kind of event it is
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PartChange:
    """What differs of one part of a process. `id` empty: of the file itself."""

    change: Change
    element: str
    id: str
    name: str
    event: str  # the tag of what an event waits for or tells
    ends: tuple[str, ...]  # ids: from where to where a way leads, at what a boundary event is
    details: tuple[Detail, ...]
    names: Mapping[str, str]  # of what is told of by its id, as it is drawn


def part_changes(a: bytes, b: bytes) -> tuple[PartChange, ...]:
    """What changed from `a` to `b`, in the order of `a`, what comes last. No layout.

    Raises:
        InputError: one of them can't be read.
    """
    before = _by_part(facts(read_xml(a, "The first file")))
    after = _by_part(facts(read_xml(b, "The second file")))
    names = {**_names(before), **_names(after)}
    found = []
    for part in dict.fromkeys((*before, *after)):
        one = _change(part, before.get(part), after.get(part), names)
        if one.details or one.change is not Change.CHANGED:
            found.append(one)
    return tuple(found)


def _by_part(found: Mapping[str, Fact]) -> dict[Part, list[Fact]]:
    parts: defaultdict[Part, list[Fact]] = defaultdict(list)
    for fact in found.values():
        if not fact.is_layout:
            parts[fact.part].append(fact)
    return dict(parts)


def _names(parts: Mapping[Part, list[Fact]]) -> dict[str, str]:
    """A way that has no name is called as what it leads to."""
    called = {part.id: own.name for part, (own, *_) in parts.items() if own.name}
    for part, (own, *_) in parts.items():
        target = called.get(own.values.get("targetRef", ""))
        if target and part.element == "sequenceFlow":
            called.setdefault(part.id, target)
    return called


def _change(
    part: Part, old: list[Fact] | None, new: list[Fact] | None, names: Mapping[str, str]
) -> PartChange:
    change = Change.ADDED if old is None else Change.REMOVED if new is None else Change.CHANGED
    own, *_ = newest = new or old or []
    before, after = _said(part, old or []), _said(part, new or [])
    details = []
    for said in dict.fromkeys((*before, *after)):
        element, of, what = said
        was, now = before.get(said, ""), after.get(said, "")
        if change is Change.CHANGED:
            default = DEFAULTS.get(what, "")
            was, now = was or default, now or default
        elif (element == part.element and what in WITH_THE_PART) or not what:
            continue
        if was != now:
            details.append(Detail(element, of, what, was, now))
    ends = tuple(own.values[each] for each in (*OF_A_WAY, *OF_A_BOUNDARY) if each in own.values)
    told = [*ends]
    for one in details:
        if one.what in BY_ID or one.what.endswith("Ref"):
            told += f"{one.before} {one.after}".split()
    return PartChange(
        change=change,
        element=part.element,
        id=part.id,
        name=own.name if part.id else "",
        event=next((each.element for each in newest if each.element.endswith(EVENT)), ""),
        ends=ends,
        details=tuple(details),
        names={each: names[each] for each in told if each in names},
    )


def _said(part: Part, found: Iterable[Fact]) -> dict[Said, str]:
    """What is said of a part, whichever of its tags says so, and in which order."""
    said: defaultdict[Said, list[str]] = defaultdict(list)
    for fact in found:
        is_inner = fact.element != part.element
        about = next((each for each in BY_NAME if is_inner and each in fact.values), "")
        if fact.element.endswith(EVENT):
            said["", "", ""].append(fact.element)
        for what, value in fact.values.items():
            is_id = what == "id" or (is_inner and what in ("inside", about))
            if not is_id:
                said[fact.element, fact.values.get(about, ""), what].append(value)
    return {key: ", ".join(values) for key, values in said.items()}
