"""What a proof on disk says, for a page that people read: nothing that is not in the file."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.models.enforcement.acts import FIRST_TAG, IS_DEMO
from app.services.digests import digest_file
from app.services.signed_documents import read_document

MOST_EVENTS = 300  # told one by one; the file holds all of them


@dataclass(frozen=True, slots=True)
class SignedAct:
    """What somebody signed. Redacted: only `kind`, `kid` and the digest are known."""

    kind: str  # as `queries/proof.KINDS` has them
    person: str
    role: str
    meaning: str
    subject: str  # `cc-fraud v14`
    thing: str  # that a signed step is of, as `policy`; else empty
    target: str  # the stage asked for, or the rule that was waived
    reason: str
    at: datetime | None
    kid: str
    sha256: str


@dataclass(frozen=True, slots=True)
class EndedKey:
    """A key that signed something in the proof and was revoked since; `at`: where the log says."""

    kid: str
    person: str  # full name; empty where names were left out
    position: int  # how long the log was then: what is before it counts
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ToldEvent:
    id: int
    position: int  # in the sealed log
    at: datetime
    person: str
    tag: str
    object: str


@dataclass(frozen=True, slots=True)
class ToldSpell:
    """A version in production for a service: the events by which it came there, and left."""

    service: str
    came: ToldEvent
    left: ToldEvent | None  # none in the file: it was there when the file ends


@dataclass(frozen=True, slots=True)
class ProofFacts:
    file_name: str
    sha256: str
    size_bytes: int
    manifest_sha256: str
    kid: str  # that signed the manifest
    workspace: str
    log: str
    is_demo: bool
    is_redacted: bool
    is_all: bool
    start: datetime | None
    until: datetime | None
    made_at: datetime
    made_by: str
    head_size: int
    head_root: str
    head_kid: str  # the sealing key
    sealed_until: datetime
    included: int
    excluded: int
    unsealed: int
    acts: tuple[SignedAct, ...]
    events: tuple[ToldEvent, ...]  # the first ones
    served: tuple[ToldSpell, ...]  # in production, the earliest first
    members: tuple[tuple[str, str], ...]  # name and SHA-256
    revoked: tuple[EndedKey, ...]


def read_proof(path: Path) -> ProofFacts:
    with zipfile.ZipFile(path) as archive:
        manifest = archive.read("manifest.json")
        facts = json.loads(manifest)
        kid, head_kid = json.loads(archive.read("manifest.sig"))["kid"], _last_kid(archive)
        signed = tuple(_records(archive, "signed.txt"))
        used = {kid, head_kid, *(one["kid"] for one in signed)}
        people = {one["id"]: f"{one['name']} ({one['handle']})"
                  for one in _records(archive, "people.txt")}  # fmt: skip
        return ProofFacts(
            file_name=path.name,
            sha256=digest_file(path),
            size_bytes=path.stat().st_size,
            manifest_sha256=hashlib.sha256(manifest).hexdigest(),
            kid=kid,
            workspace=facts["workspace"],
            log=facts["log"],
            is_demo=facts["is_demo"] or _began_as_demo(archive),
            is_redacted=facts["is_redacted"],
            is_all=facts["is_all"],
            start=_time(facts["from"]),
            until=_time(facts["until"]),
            made_at=datetime.fromisoformat(facts["made_at"]),
            made_by=people.get(facts["made_by"], facts["made_by"]),
            head_size=facts["head"]["size"],
            head_root=facts["head"]["root"],
            head_kid=head_kid,
            sealed_until=datetime.fromisoformat(facts["sealed_until"]),
            included=facts["included"],
            excluded=facts["excluded"],
            unsealed=facts["unsealed"],
            acts=tuple(_act(one, people) for one in signed),
            events=tuple(_events(archive, people)),
            served=tuple(_served(archive, people)),
            members=tuple((one["name"], one["sha256"]) for one in facts["members"]),
            revoked=tuple(_revoked(archive, used)),
        )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _said_time(text: object) -> datetime | None:
    """What a document says, whatever it says; a time that names no zone is meant in UTC."""
    try:
        found = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def _lines(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """A redacted proof lacks some members."""
    if member in archive.namelist():
        with archive.open(member) as file:
            for line in file:
                yield line.rstrip(b"\n")


def _records(archive: zipfile.ZipFile, member: str) -> Iterator[dict[str, Any]]:
    """Lines of a digest and a document."""
    for line in _lines(archive, member):
        yield json.loads(line.split(b" ", 1)[1])


def _began_as_demo(archive: zipfile.ZipFile) -> bool:
    """As the first event of the log says, where it is here and of a version that said it."""
    for line in _lines(archive, "leaves.txt"):
        _, position, content = line.split(b" ", 2)
        told = json.loads(content) if position == b"0" else {}
        return told.get("tag") == FIRST_TAG and told["facts"].get(IS_DEMO) is True
    return False


def _last_kid(archive: zipfile.ZipFile) -> str:
    kid = ""
    for record in _records(archive, "heads.txt"):
        kid = record["kid"]
    return kid


def _revoked(archive: zipfile.ZipFile, used: set[str]) -> Iterator[EndedKey]:
    ended = {
        one["kid"]: (one["person"], one.get("ended_at") or one["revoked_at_size"] or 0)
        for one in _records(archive, "keys.txt")
        if one["state"] == "revoked" and one["kid"] in used
    }
    when = dict(_endings(archive)) if ended else {}
    names = {one["id"]: str(one["name"]) for one in _records(archive, "people.txt")}
    for kid, (person, position) in ended.items():
        yield EndedKey(kid, names.get(person, ""), position, when.get(kid))


def _endings(archive: zipfile.ZipFile) -> Iterator[tuple[str, datetime]]:
    """When the log says that a key was revoked."""
    for line in _lines(archive, "leaves.txt"):
        if b"key.revoked" in line:
            told = json.loads(line.split(b" ", 2)[2])
            if told["tag"] == "key.revoked":
                yield told["facts"]["kid"], datetime.fromisoformat(told["at"])


def _act(record: dict[str, Any], people: dict[str, str]) -> SignedAct:
    text = record.get("document", "")
    told = read_document(text) or {}  # what was signed may be no document at all
    actor = str(told.get("actor", ""))
    return SignedAct(
        kind=record["kind"],
        person=people.get(actor, actor),
        role=str(told.get("role", "")),
        meaning=str(told.get("meaning") or told.get("verdict", "")),
        subject=_subject(told),
        thing=str(told.get("thing", "")),
        target=str(told.get("to") or told.get("rule") or told.get("service", "")),
        reason=str(told.get("reason", "")),
        at=_said_time(told.get("at")),
        kid=record["kid"],
        sha256=record.get("sha256") or hashlib.sha256(text.encode()).hexdigest(),
    )


def _subject(told: dict[str, Any]) -> str:
    name = str(told.get("name", ""))
    return f"{name} v{told['version']}" if "version" in told else name


def _events(archive: zipfile.ZipFile, people: dict[str, str]) -> Iterator[ToldEvent]:
    for number, line in enumerate(_lines(archive, "leaves.txt")):
        if number >= MOST_EVENTS:
            return
        _, position, content = line.split(b" ", 2)
        yield _event(json.loads(content), int(position), people)


def _event(told: dict[str, Any], position: int, people: dict[str, str]) -> ToldEvent:
    actor = str(told.get("actor", ""))
    return ToldEvent(
        int(told["id"]),
        position,
        datetime.fromisoformat(str(told["at"])),
        people.get(actor, actor),
        str(told.get("tag", "")),
        str(told.get("object", "")),
    )


def _served(archive: zipfile.ZipFile, people: dict[str, str]) -> Iterator[ToldSpell]:
    """What an archive was cut off before has no event that brought it there, and is not told."""
    spells: dict[str, ToldSpell] = {}
    for line in _lines(archive, "leaves.txt"):
        _, position, content = line.split(b" ", 2)
        if b'"placement.' not in content:
            continue
        told = json.loads(content)
        facts, place = told.get("facts") or {}, str(told.get("object_id", ""))
        if facts.get("stage_kind") != "production":
            continue
        event = _event(told, int(position), people)
        if event.tag == "placement.in_place":
            spells[place] = ToldSpell(str(facts.get("service_tag", "")), event, None)
        elif event.tag == "placement.left" and place in spells:
            spells[place] = replace(spells[place], left=event)
    yield from spells.values()
