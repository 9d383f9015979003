"""What an inbox row asks for, read at the door: whoever wrote the row, with SQL or a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar
from uuid import UUID

from app.errors import InputError
from app.services.names import LONGEST_TEXT

LONGEST_KEY = 500  # of templates, messages, business keys and start keys
LONGEST_TITLE = 500
SHOWN = 60  # characters of a wrong value that its refusal repeats

Wish = TypeVar("Wish")
Read = Callable[[str, Any], Any]


def read_wish(kind: type[Wish], payload: object) -> Wish:
    """The payload of an inbox row as a `kind`; what that does not know is left alone.

    Raises:
        InputError: it is no object, lacks what is needed, or holds something else there.
    """
    if not isinstance(payload, Mapping):
        raise InputError("The entry holds no named values.", hint="Write an object as its payload.")
    known: dict[str, Any] = {}
    for each in fields(kind):  # type: ignore[arg-type]  # every kind is one of the dataclasses here
        read: Read = each.metadata["read"]
        known[each.name] = read(each.name, payload.get(each.name))
    return kind(**known)


def _text(longest: int, *, is_needed: bool = False) -> dict[str, Read]:
    def read(name: str, given: Any) -> str:
        if isinstance(given, bool) or not isinstance(given, str | int | None):
            raise InputError(f"“{_shown(given)}” is no {_words(name)}.")
        text, what = "" if given is None else str(given), _words(name)
        if is_needed and not text:
            raise InputError(f"The entry does not say which {_words(name)}.")
        if len(text) > longest:
            raise InputError(f"The {what} has {len(text)} characters; {longest} are allowed.")
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text):
            raise InputError(f"The {_words(name)} holds control characters.")
        return text

    return {"read": read}


def _id(name: str, given: Any) -> UUID | None:
    """An id as ids are written: the database's guard compares that very text."""
    if given is None or given == "":
        return None
    try:
        found = UUID(given)
    except (ValueError, TypeError, AttributeError):
        found = None
    if found is None or str(found) != given:
        raise InputError(f"“{_shown(given)}” is no {_words(name)}.")
    return found


def _needed_id(name: str, given: Any) -> UUID:
    found = _id(name, given)
    if found is None:
        raise InputError(f"The entry does not say which {_words(name.removesuffix('_id'))}.")
    return found


def _values(name: str, given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise InputError(f"The {_words(name)} are no named values.")
    return given


def _words(name: str) -> str:
    return name.replace("_", " ")


def _shown(given: object) -> str:
    text = str(given)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _ids(name: str, given: Any) -> tuple[UUID, ...]:
    if not isinstance(given, list) or not given:
        raise InputError(f"The entry does not say which {_words(name)}.")
    return tuple(_needed_id(name, one) for one in given)


ID: dict[str, Read] = {"read": _id}
NEEDED_ID: dict[str, Read] = {"read": _needed_id}
NEEDED_IDS: dict[str, Read] = {"read": _ids}
VALUES: dict[str, Read] = {"read": _values}


@dataclass(frozen=True, slots=True)
class StartWish:
    template_key: str = field(default="", metadata=_text(LONGEST_KEY))
    model_id: UUID | None = field(default=None, metadata=ID)
    version_id: UUID | None = field(default=None, metadata=ID)
    start_key: str = field(default="", metadata=_text(LONGEST_KEY))
    business_key: str = field(default="", metadata=_text(LONGEST_KEY))
    title: str = field(default="", metadata=_text(LONGEST_TITLE))
    variables: dict[str, Any] = field(default_factory=dict, metadata=VALUES)
    overtakes: UUID | None = field(default=None, metadata=ID)  # the run that makes way for it


@dataclass(frozen=True, slots=True)
class MessageWish:
    name: str = field(metadata=_text(LONGEST_KEY, is_needed=True))
    key: str = field(default="", metadata=_text(LONGEST_KEY))
    model_id: UUID | None = field(default=None, metadata=ID)
    version_id: UUID | None = field(default=None, metadata=ID)
    start_key: str = field(default="", metadata=_text(LONGEST_KEY))
    variables: dict[str, Any] = field(default_factory=dict, metadata=VALUES)


@dataclass(frozen=True, slots=True)
class TaskWish:
    task_id: UUID = field(metadata=NEEDED_ID)


@dataclass(frozen=True, slots=True)
class RequestWish:
    request_id: UUID = field(metadata=NEEDED_ID)


@dataclass(frozen=True, slots=True)
class IncidentWish:
    incident_id: UUID = field(metadata=NEEDED_ID)


@dataclass(frozen=True, slots=True)
class InstanceWish:
    instance_id: UUID = field(metadata=NEEDED_ID)
    reason: str = field(default="", metadata=_text(LONGEST_TEXT))


@dataclass(frozen=True, slots=True)
class MonitorWish:
    monitor_id: UUID = field(metadata=NEEDED_ID)


@dataclass(frozen=True, slots=True)
class VersionWish:
    version_id: UUID = field(metadata=NEEDED_ID)


@dataclass(frozen=True, slots=True)
class DeploymentWish:
    deployment_id: UUID = field(metadata=NEEDED_ID)
    reason: str = field(default="", metadata=_text(LONGEST_TEXT))


@dataclass(frozen=True, slots=True)
class RetirementWish:
    version_id: UUID = field(metadata=NEEDED_ID)
    places: tuple[UUID, ...] = field(metadata=NEEDED_IDS)
    reason: str = field(default="", metadata=_text(LONGEST_TEXT))


@dataclass(frozen=True, slots=True)
class EndedWish:
    runtime_id: UUID = field(metadata=NEEDED_ID)
    deployments: tuple[UUID, ...] = field(metadata=NEEDED_IDS)
    reason: str = field(default="", metadata=_text(LONGEST_TEXT))


@dataclass(frozen=True, slots=True)
class ReproduceWish:
    version_id: UUID = field(metadata=NEEDED_ID)
    snapshot_id: UUID = field(metadata=NEEDED_ID)
    what: str = field(metadata=_text(LONGEST_KEY, is_needed=True))


@dataclass(frozen=True, slots=True)
class ChallengeWish:
    version_id: UUID = field(metadata=NEEDED_ID)
    snapshot_id: UUID = field(metadata=NEEDED_ID)
    champion_id: UUID = field(metadata=NEEDED_ID)  # the champion's snapshot
