"""What changed in a process, as who signs it reads it: kinds of steps, details, spans of time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from app.texts import process_words as words
from app.texts.languages import translated
from app.texts.telling import role_name, step_name, word

_DATES, _TIMES = (
    "".join(f"(?:(\\d+){each})?" for each in "YMWD"),
    "(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+)S)?",
)
SPAN = re.compile(f"P{_DATES}(?:T{_TIMES})?")
CYCLE = re.compile(r"R(\d*)/(\S+)")
SPANS = frozenset(("dueDate", "followUpDate", "timeDuration"))
CYCLES = frozenset(("failedJobRetryTimeCycle", "timeCycle"))
CODES = frozenset(("outcomes", "kind", "task"))
BY_ID = frozenset(
    ("inside", "default", "order of its flows", "attachedToRef", "sourceRef", "targetRef",
     "messageRef", "errorRef", "signalRef")
)  # fmt: skip


class DetailLike(Protocol):
    @property
    def element(self) -> str: ...
    @property
    def of(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...


class PartLike(Protocol):
    @property
    def element(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def event(self) -> str: ...
    @property
    def ends(self) -> Sequence[str]: ...
    @property
    def names(self) -> Mapping[str, str]: ...


def process_part(part: PartLike) -> str:
    """“Test where it is staged” (user task); a way by what it leads from and to."""
    if not part.id:
        return translated(words.FILE)
    name = step_name(part.name)
    ends = [_called(part, each) for each in part.ends]
    if part.element == "sequenceFlow" and len(ends) == 2:
        way = words.NAMED_WAY if name else words.WAY
        return translated(way).format(name=name, start=ends[0], end=ends[1])
    kind = f"{part.element} {part.event}"
    kind = _kind(kind if kind in words.KINDS else part.event or part.element)
    if part.element == "boundaryEvent" and ends:
        kind = translated(words.AT).format(kind=kind, at=ends[0])
    return translated(words.NAMED).format(name=name or part.id, kind=kind)


def process_detail(part: PartLike, detail: DetailLike, *, is_new: bool = False) -> str:
    """due after 3 days → 2 days. `is_new`: with the part itself, so that it was none before."""
    key = detail.element if detail.what == "text" else detail.what.rpartition("}")[2]
    key = detail.element if detail.element in ("in", "out") else key
    if detail.element == "conditionExpression" and detail.what == "language":
        key = "conditionLanguage"
    before, after = (
        _value(part, key, each) if each else translated(words.NONE)
        for each in (detail.before, detail.after)
    )
    value = after if is_new else translated(words.CHANGES).format(before=before, after=after)
    known = words.DETAILS.get(key)
    if known is None:
        return f"{' '.join(filter(None, (key, detail.of)))}: {value}"
    return translated(known).format(value=value, of=detail.of)


def span(text: str) -> str:
    """P1DT12H as 1 day 12 hours; what is no span of time, as an expression, as it is."""
    found = SPAN.fullmatch(text)
    if found is None or not any(found.groups()):
        return text
    said = [
        translated(one if int(count) == 1 else many).format(count=int(count))
        for count, (one, many) in zip(found.groups(), words.UNITS, strict=True)
        if count
    ]
    return " ".join(said)


def _kind(element: str) -> str:
    return translated(words.KINDS.get(element, element))


def _called(part: PartLike, found: str) -> str:
    return step_name(part.names.get(found, found))


def _value(part: PartLike, key: str, text: str) -> str:
    said = text
    if not key:
        said = _kind(text)
    elif key in SPANS:
        said = span(text)
    elif key in CYCLES:
        said = _cycle(text)
    elif key == "candidateGroups":
        said = ", ".join(role_name(each.strip()) for each in text.split(","))
    elif key in CODES:
        said = ", ".join(map(word, text.split()))
    elif key in BY_ID:
        said = ", ".join(f"“{_called(part, each)}”" for each in text.split())
    elif key == "name":
        said = f"“{step_name(text)}”"
    elif text in words.ANSWERS:
        said = translated(words.ANSWERS[text])
    return said


def _cycle(text: str) -> str:
    found = CYCLE.fullmatch(text)
    if found is None:
        return text
    every = words.TIMES if found[1] else words.EVERY
    return translated(every).format(count=found[1], span=span(found[2]))
