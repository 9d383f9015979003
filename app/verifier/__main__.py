"""`modelward-verify`: checks a proof of a Modelward audit trail, without Modelward.

This one file, Python 3.11 and the package `cryptography` are all it needs: it may be copied and
read on its own. Get it from somebody you trust, not from whoever made the proof.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import io
import json
import re
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

INTACT, BAD_INPUT, BROKEN = 0, 2, 4
# Keys of small order: by these anybody signs, without any private half. The 8 points in each of
# their encodings: Chalkias, Garillot and Nikolaenko, Taming the many EdDSAs (2020), table 1.
SMALL_ORDER = frozenset(
    bytes([*y[:-1], y[-1] | sign])
    for y in map(bytes.fromhex, (
        "00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ed" + "ff" * 30 + "7f", "ee" + "ff" * 30 + "7f",
    ))
    for sign in (0, 0x80)
)  # fmt: skip
KIND = "modelward audit proof"
FORM = 1  # of a manifest: what it says, and which members there are
HEAD = b"modelward/sth/v1\0"
PROOF = b"modelward/proof/v1\0"
ACT = b"modelward/act/v1\0"
ASKED = "inbox.asked"  # of many kinds of wishes, of which three are signed
SIGNED = {
    "decision": b"modelward/decision/v1\0",
    "waiver": b"modelward/waiver/v1\0",
    "roll_back": ACT,
    "retire_version": ACT,
    "runtime_ended": ACT,
    "retire": ACT,
    "review": b"modelward/review/v1\0",
    "lineage_review": b"modelward/lineage/v1\0",
    "act": b"modelward/step/v1\0",
}
TOLD = {
    "decision": "decision.recorded",
    "waiver": "waiver.granted",
    "roll_back": ASKED,
    "retire_version": ASKED,
    "runtime_ended": ASKED,
    "retire": "runtime.retired",
    "review": "finding.closed",
    "lineage_review": "lineage_review.signed",
    "act": "act.signed",
}
# What the service does on a wish names that wish (`asked_id`), which is of this kind.
BEGUN = "deployment.rolling_back"
DONE_ON = {
    "deployment.undeployed": "runtime_ended",
    BEGUN: "roll_back",
    "deployment.rolled_back": "roll_back",
}
# A version leaves its place for what the event before says of its deployment, or as people asked.
LEFT, RETIRED, FAILED = "placement.left", "runtime.retired", "deployment.failed"
DEEDS = frozenset([*DONE_ON, LEFT, RETIRED, FAILED])
NO_WISH = "no wish of that kind"
NAMES_NONE = "none: it names no wish"
LATER = "one that came later"
OTHER_THING = "one for another runtime or deployment"
UNNAMED = "one that does not name this deployment"
NOT_HELD = "one whose signature does not hold"
UNSIGNED = "one that nobody signed"
AGAIN = "that it was taken off by somebody's word before"
TRIED = "one on which it was tried before"
# Steps that people sign where a workspace asks for it. Administrators confirm roles and keys
# without before they have keys, and the service closes findings itself.
KEY_STEPS = frozenset(["key.endorsed", "key.active"])
WHERE_KEYED = KEY_STEPS | {"role_request.confirmed"}
STEPS = WHERE_KEYED | frozenset([
    "table.published", "template.published", "framework.published", "risk.accepted",
    "attestation.submitted", "attestation.approved", "finding.accepted", "finding.closed",
])  # fmt: skip
THINGS = frozenset(one.partition(".")[0] for one in STEPS)
# Whatever nobody may leave unsigned where the log asks; a review too, which names its request.
ALWAYS_SIGNED = frozenset(["decision.recorded", "waiver.granted", "act.signed"])
# Findings of the scan, which the service closes itself.
SCANNED = frozenset([
    "secret", "licence", "dependency", "pickle", "personal_data", "data_protection",
])  # fmt: skip
KEY_FACTS = frozenset(["key_id", "signature"])
BESIDE = frozenset(["changed", "from", "number", "to"])  # what events tell beside facts
SAID = {  # where no fact says it
    "waiver.granted": "granted",
    "runtime.retired": "retired",
    "finding.closed": "closed",
    "lineage_review.signed": "reviewed",
}
# Texts that events hold by a salted digest. Other facts may have that form by chance, or by malice.
SALTED = frozenset([
    "access", "answer", "comment", "description", "documents", "ended_reason", "filter",
    "full_name", "handed_note", "handle", "message", "name", "path", "pause_reason", "purpose",
    "reason", "remark", "runbook", "text", "title", "uri",
])  # fmt: skip
# What a record of the service shows as U+FFFD of the reason that somebody signed.
MISLEADING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
# Of a range of events that somebody signed off: facts of the event, words of the document.
RANGE = {
    "first_position": "first", "last_position": "last", "events": "events", "own_events": "own",
    "sha256": "digest",
}  # fmt: skip
# Of a step that somebody signed: facts of the event, words of the document.
ACT_FACTS = {
    "thing": "thing", "object_id": "object", "state": "verdict", "of_version": "row_version",
}  # fmt: skip
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
LEAVES, PROOFS, TEXTS = "leaves.txt", "proofs.txt", "texts.txt"
HEADS, KEYS, SIGNED_TEXTS = "heads.txt", "keys.txt", "signed.txt"
PEOPLE = "people.txt"
REVIEWED = "lineage_review"
RECORDS, IMPORTED = "records.txt", "records.imported"
README = "README.html"  # for people to read: its bytes are checked, what it says is not
MEMBERS = frozenset([LEAVES, PROOFS, TEXTS, HEADS, KEYS, SIGNED_TEXTS, PEOPLE, RECORDS, README])
HOLDS = {  # in the words of who reads that a proof is broken
    LEAVES: "the events of the trail, one in each record",
    PROOFS: "the way from each event to the seal over the log",
    TEXTS: "names and reasons, as the events hold them by digest",
    HEADS: "the seals over the log",
    KEYS: "the public keys, and whose they are",
    SIGNED_TEXTS: "what people signed when they decided",
    PEOPLE: "who is who",
    RECORDS: "decisions on customers",
    README: "a page for people to read",
    MANIFEST: "what the file holds, with its digests",
    SIGNATURE: "the signature of who made the file",
}
MEANS = {
    "changed": "these are not the bytes that were sealed and signed",
    "container changed": "the ZIP file around it was packed anew, cut or changed",
    "added": "it was put in, or stands there twice",
    "missing": "it was taken out",
    "text changed": "a name or reason is not the one that was sealed",
    "head forged": "a seal that the sealing key did not make for this log",
    "re-chained": "the seal is not over these events: some are others, or stand elsewhere",
    "signature forged": "this was not signed so by that person, or not with a key in force",
    "unsigned": "this log asks for a signature there, and nobody signed",
    "not signed for": "it is told as done on somebody's word, and that person did not sign this",
    "demonstration not marked": "the log began as a demonstration, and this file says it is none",
    "role without request": "no request that a second administrator confirmed stands behind it",
    "key not in force": "no two other people confirmed that key before it signed",
    "not what was seen": "this is not the log, or the sealing key, that you gave as known",
    "record added": "no import that was sealed holds this decision",
    "record changed": "this decision is not the one that was sealed",
    "not what was reviewed": "the events of this range are others than those that were signed off",
}
MOST_BREAKS, MOST_SHOWN, MOST_NAMED = 1_000, 50, 20
ROOM = b"modelward-room-"
LONGEST_LINE = 16 * 1024 * 1024
CHUNK_BYTES = 1 << 20
LONGEST_NAME = MOST_MEMBERS = 0xFFFF  # of a ZIP: the bytes of a name, and how many have one
UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    struct.error,
)  # fmt: skip
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")


class BadInputError(Exception):
    """This is no proof at all, or can't be read."""


@dataclass(frozen=True)
class Break:
    """What does not hold, and where: the member of the file, and the record (line) in it."""

    position: int | None  # in the log, where it is known
    kind: str
    expected: str
    found: str
    member: str
    record: int | None = None  # counted from 1


@dataclass(frozen=True)
class RevokedKey:
    """A key that signed something here, and was ended later. `at`: as far as the log tells it."""

    kid: str
    position: int  # how long the log was then: what is before it counts
    at: str | None


@dataclass(frozen=True)
class UnsoundKey:
    """What is registered as a key, and by which nobody is known: nothing that it signed counts."""

    kid: str
    person: str
    is_weak: bool  # anybody signs by it; else its name is not that of its bytes


@dataclass
class Report:
    """What was found. `trusted`: what the reader has to compare by another way than this file."""

    broken: list[Break] = field(default_factory=list)
    events: int = 0
    excluded: int | None = None
    unsealed: int | None = None
    left_out: int = 0  # texts
    sealed_until: str | None = None
    log: str = ""
    workspace: str = ""
    is_demo: bool = False
    is_demo_sealed: bool | None = None  # as the log's first event says; None: only the maker does
    is_redacted: bool = False
    size: int = 0
    root: str = ""
    sealing_keys: list[str] = field(default_factory=list)
    is_anchored: bool = False  # the log's first event, here too, names the sealing key
    signed_by: str = ""
    signatures: int = 0
    unsigned: int = 0  # acts that would be signed, and that the log itself holds unsigned
    without_key: int = 0  # confirmations of keys and roles by who had no key to sign with yet
    idle: int = 0  # signed steps that nobody took here, which prove nothing
    unchecked: int = 0  # signatures on what was left out of a redacted copy; their keys fit
    refused: list[int] = field(default_factory=list)  # wishes whose signature fails: nothing done
    undecided: list[int] = field(default_factory=list)  # others: a part can't tell what was done
    elsewhere: list[int] = field(default_factory=list)  # done on wishes that are not in this part
    unconfirmed: list[str] = field(default_factory=list)  # keys that signed; no event here says so
    records: int = 0  # decision records that are what their imports sealed
    revoked: list[RevokedKey] = field(default_factory=list)
    unsound: list[UnsoundKey] = field(default_factory=list)  # as the log has them, if it is here
    reviewed: int = 0  # ranges of events that are what somebody signed off
    reviewed_in_part: int = 0  # others, of which this proof leaves events out
    untold: int = 0  # breaks beyond the first thousand of a kind in a member

    def __post_init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()  # of breaks, by member and kind

    def tell(  # noqa: PLR0917 -- what a break is
        self,
        member: str,
        kind: str,
        expected: object,
        found: object,
        record: int | None = None,
        position: int | None = None,
    ) -> None:
        self._counts[member, kind] += 1
        if self._counts[member, kind] > MOST_BREAKS:
            self.untold += 1  # so that a thousand of one kind hide none of another
            return
        self.broken.append(Break(position, kind, str(expected), str(found)[:200], member, record))


# The file: a ZIP in which every byte follows from the members


@dataclass(frozen=True)
class Member:
    name: str
    offset: int
    size: int


Entry = tuple[str, int, int, int]  # of a member: name, offset of its header, size, CRC


class Archive:
    """The members of a proof, and what stands between them."""

    def __init__(self, stream: BinaryIO, report: Report) -> None:
        self._stream = stream
        self._report = report
        self.members: dict[str, Member] = {}
        self._length = stream.seek(0, 2)
        self._read()

    def _at(self, offset: int, size: int) -> bytes:
        self._stream.seek(offset)
        return self._stream.read(size)

    def _read(self) -> None:
        """Find the members by the directory at the end, else one after the other."""
        entries = self._entries()
        if not entries:
            raise BadInputError(self._no_proof())
        if len(entries) > MOST_MEMBERS:
            raise BadInputError("This ZIP file holds more files than a proof of Modelward does.")
        if sum(size for _, _, size, _ in entries) > self._length:
            raise BadInputError(
                "This ZIP file ends before what is in it: it was cut off on the way, or is no"
                " proof of Modelward. Ask for it again."
            )
        if len(entries) > 1 and all(self._is_packed(at) for _, at, _, _ in entries):
            raise BadInputError(
                "This ZIP file is compressed, and a proof never is: it was packed anew. Only the"
                " file that was made can be checked, byte by byte: ask for that one."
            )
        offset, central = 0, b""
        for name, at, size, crc in entries:
            if at != offset:
                self._report.tell(name, "container changed", f"member at {offset}", at)
            header = _header(name, size, crc)
            if self._at(at, len(header)) != header:
                self._report.tell(name, "container changed", "the header of this member", "another")
            if name in self.members:
                self._report.tell(name, "container changed", "one member of this name", "two")
            self.members[name] = Member(name, at + len(header), size)
            if self._crc(self.members[name]) != crc:
                self._report.tell(name, "changed", f"checksum {crc:08x}", "another")
            central += _entry(name, size, crc, at)
            offset = at + len(header) + size
        end = END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), len(central), offset, 0)
        if self._at(offset, self._length) != central + end:
            self._name_directory(entries, offset, central, end)

    def _is_packed(self, offset: int) -> bool:
        return self._at(offset, LOCAL.size)[8:10] not in (b"", b"\0\0")

    def _no_proof(self) -> str:
        head = self._at(0, len(ROOM))
        if head == ROOM:
            return (
                "This is a review room under a passphrase, no proof. Open it with Modelward;"
                " the proof.zip inside is what is checked here."
            )
        if not self._length:
            return "This file is empty: ask for it again."
        if head[:4] == b"%PDF":
            return "This is a PDF. The proof is the ZIP file that it was made from."
        return "This is no proof of Modelward: it is not such a ZIP file."

    def _name_directory(
        self, entries: list[Entry], offset: int, central: bytes, end: bytes
    ) -> None:
        """Which member's entry at the end of the file is another."""
        found, start = self._at(offset, self._length), 0
        for name, at, size, crc in entries:
            entry = _entry(name, size, crc, at)
            if found[start : start + len(entry)] != entry:
                self._report.tell(name, "container changed", "its entry in the directory", "other")
                return
            start += len(entry)
        self._report.tell("(end of the file)", "container changed", end.hex(), found[start:].hex())

    def _directory(self) -> list[Entry]:
        end = self._at(max(self._length - END.size, 0), END.size)
        if len(end) < END.size or end[:4] != b"PK\5\6":
            return []
        count, size, offset = struct.unpack("<H2L", end[10:20])
        directory, at = self._at(offset, size), 0
        entries: list[Entry] = []
        for _ in range(count):
            if at + CENTRAL.size > len(directory) or directory[at : at + 4] != b"PK\1\2":
                return []
            parts = CENTRAL.unpack_from(directory, at)
            crc, length, name_length, where = parts[7], parts[8], parts[10], parts[16]
            name = directory[at + CENTRAL.size : at + CENTRAL.size + name_length]
            entries.append((name.decode("utf-8", "replace"), where, length, crc))
            at += CENTRAL.size + name_length
        return entries

    def _entries(self) -> list[Entry]:
        """As the headers of the members say, where the directory follows the last one of them;
        else as the directory does. Of two names, that of a member which a proof has.
        """
        told, (walked, end) = self._directory(), self._walk()
        if told and self._at(end, 4) != b"PK\1\2":
            return told
        if len(told) != len(walked):
            return walked
        known = MEMBERS | {MANIFEST, SIGNATURE}
        names = [
            there[0] if here[0] not in known and there[0] in known else here[0]
            for here, there in zip(walked, told, strict=True)
        ]
        return [(name, *one[1:]) for name, one in zip(names, walked, strict=True)]

    def _walk(self) -> tuple[list[Entry], int]:
        """One member after the other, and where what is none begins."""
        entries: list[Entry] = []
        at = 0
        while True:
            head = self._at(at, LOCAL.size)
            if len(head) < LOCAL.size or head[:4] != b"PK\3\4":
                return entries, at
            parts = LOCAL.unpack(head)
            crc, size, name_length = parts[6], parts[7], parts[9]
            name = self._at(at + LOCAL.size, name_length).decode("utf-8", "replace")
            entries.append((name, at, size, crc))
            at += LOCAL.size + name_length + size

    def _crc(self, member: Member) -> int:
        found = 0
        for chunk in self.chunks(member):
            found = zlib.crc32(chunk, found)
        return found

    def chunks(self, member: Member) -> Iterator[bytes]:
        at, left = member.offset, member.size
        while left > 0:
            chunk = self._at(at, min(left, CHUNK_BYTES))
            if not chunk:
                return
            yield chunk
            at, left = at + len(chunk), left - len(chunk)

    def content(self, name: str) -> bytes:
        member = self.members.get(name)
        return b"" if member is None else b"".join(self.chunks(member))

    def lines(self, name: str) -> Iterator[bytes]:
        """The records of a member, without their line ends."""
        member, rest = self.members.get(name), b""
        if member is None:
            return
        for chunk in self.chunks(member):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
            if len(rest) > LONGEST_LINE:
                raise BadInputError(f"{name} holds a line that is too long to be one of a proof.")
        if rest:
            yield rest


def _raw(name: str) -> bytes:
    """Cut where the mark that stands for a sign is longer than the sign was."""
    return name.encode("utf-8", "replace")[:LONGEST_NAME]


def _header(name: str, size: int, crc: int) -> bytes:
    raw = _raw(name)
    common = (0x800, 0, 0, 0x21, crc, size, size, len(raw), 0)
    return LOCAL.pack(b"PK\3\4", 20, *common) + raw


def _entry(name: str, size: int, crc: int, offset: int) -> bytes:
    raw = _raw(name)
    common = (0x800, 0, 0, 0x21, crc, size, size, len(raw), 0)
    return CENTRAL.pack(b"PK\1\2", 20, 20, *common, 0, 0, 0, 0, offset) + raw


# The tree of RFC 6962, and signatures


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\0" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """A growing tree: the roots of its complete parts."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        size = self.size
        while size & 1:
            leaf = node_hash(self._parts.pop(), leaf)
            size >>= 1
        self._parts.append(leaf)
        self.size += 1

    def root(self) -> str:
        if not self._parts:
            return hashlib.sha256(b"").hexdigest()
        found = self._parts[-1]
        for part in reversed(self._parts[:-1]):
            found = node_hash(part, found)
        return found.hex()


def root_by_path(leaf: bytes, position: int, size: int, path: list[bytes]) -> str | None:
    """The root that an audit path leads to; None where it fits no such leaf."""
    if not 0 <= position < size:
        return None
    rest, last = list(path), size - 1
    while last:
        if position & 1 or position < last:
            if not rest:
                return None
            beside = rest.pop(0)
            leaf = node_hash(beside, leaf) if position & 1 else node_hash(leaf, beside)
        position >>= 1
        last >>= 1
    return None if rest else leaf.hex()


def is_signature(public_key: str, message: bytes, signature: str) -> bool:
    key, signed = _decoded(public_key, 32), _decoded(signature, 64)
    if key is None or signed is None or key in SMALL_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signed, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_weak(public_key: str) -> bool:
    return _decoded(public_key, 32) in SMALL_ORDER


def short_name(public_key: str) -> str:
    raw = _decoded(public_key, 32)
    return "" if raw is None else hashlib.sha256(raw).hexdigest()[:16]


def _decoded(text: object, size: int) -> bytes | None:
    """The bytes behind base64 text that is written in the one way that it should be."""
    if not isinstance(text, str):
        return None
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size and base64.b64encode(raw).decode() == text else None


# What a proof says


@dataclass(frozen=True)
class Key:
    kid: str
    public_key: str
    purpose: str
    state: str
    person: str
    revoked_at_size: int | None  # how much was sealed then
    ended_at: int | None  # where the log tells of it, which may be left out here

    def may_sign_at(self, size: int, end: int | None = None) -> bool:
        """A revoked key counts for what stands before its end, by place and never by a clock.

        `size`: how long the log was with what it signed.
        """
        if self.state == "active":
            return True
        end = self.revoked_at_size or 0 if end is None else end
        return self.state == "revoked" and size <= end


@dataclass
class Expected:
    """What the reader knows by another way than this file."""

    key: str = ""
    seen: tuple[int, str] | None = None


class Check:
    """One proof, checked from the outside in: container, manifest, members, records, meaning."""

    def __init__(self, archive: Archive, report: Report, expected: Expected) -> None:
        self._archive = archive
        self._report = report
        self._expected = expected
        self._manifest: dict[str, Any] = {}
        self._keys: dict[str, Key] = {}
        self._unsound: dict[str, tuple[int, Key]] = {}  # no keys: the record, and what it says
        self._said_keys: dict[str, object] = {}  # the bytes of keys, as the log told them first
        self._has_first = False  # the event that names the sealing key is here
        self._sealing_kid = ""  # as it names it: a log has this one, from its begin to its end
        self._heads: dict[int, tuple[str, int]] = {}  # root and record of each size
        self._sealers: dict[int, str] = {}  # the key of each size
        self._endorsed: dict[str, str] = {}  # who asked for a key, as the log says it
        self._asks = False  # whether the log began with asking for signatures
        self._active: dict[str, dict[str, Any]] = {}  # what the log says of a key
        self._since: dict[str, int] = {}  # from which place on the log has a key in force
        self._ended: dict[str, tuple[object, str, int]] = {}  # what was sealed, when, and where
        self._of_before: set[str] = set()  # of which this proof does not say where they end
        self._used: set[str] = set()  # keys whose signatures hold
        self._named: set[str] = set()  # keys of signatures whose documents were left out
        self._kids: dict[str, str] = {}  # of keys, by the ids that events of acts call them by
        self._first_use: dict[str, int] = {}  # the first place that a key signed for
        # Of people: the salted digests of what the log calls them last.
        self._names: dict[str, dict[str, dict[str, Any]]] = {}
        self._told: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
        self._imports: dict[str, tuple[int, dict[str, Any]]] = {}
        self._marks: dict[str, str] = {}  # of the events of a range, as they were signed
        self._acts: dict[tuple[str, str, str], str] = {}  # signed steps whose event is to come
        self._services: set[str] = set()  # accounts that no person has
        self._administrators: set[str] = set()  # whoever was one by then, anywhere
        self._roles: _Roles | None = None  # where they change by request alone, of a whole log
        self._steps: dict[str, dict[str, Any]] = {}  # that event, by the act that was signed
        self._words: dict[str, dict[str, Any]] = {}  # texts of what people sign, as told last
        self._words_then: dict[str, dict[str, Any]] = {}  # at that event
        self._deeds = Deeds()
        self._said: dict[str, dict[str, Any] | None] = {}  # wishes that hold; None: left out here
        self._forged: dict[str, tuple[int, tuple[str, str, str]]] = {}  # others: record and fault

    def run(self) -> None:
        self._read_manifest()
        damaged = self._check_members()
        self._deeds.is_all = self._is_whole
        self._read_keys()
        self._heads = heads = self._read_heads()
        self._check_until()
        self._check_leaves(heads)
        self._check_keys()
        self._check_anchors(heads)
        self._check_signed()
        self._check_deeds()
        self._check_reviewed()
        self._check_confirmed()
        self._check_records()
        self._tell_revoked()
        self._check_people()
        for name in sorted(damaged):
            if not any(one.member == name and one.record for one in self._report.broken):
                self._report.tell(name, "changed", "its SHA-256 in the manifest", "another")

    @property
    def _is_whole(self) -> bool:
        """Whether no event is left out, whatever the maker calls it: that decides what must be."""
        return self._manifest.get("is_all") is True or self._report.excluded == 0

    # The manifest and the members as a whole

    def _read_manifest(self) -> None:
        raw = self._archive.content(MANIFEST)
        seal = _parsed(self._archive.content(SIGNATURE))
        manifest = _parsed(raw)
        if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
            if MANIFEST not in self._archive.members:
                raise BadInputError("This is no proof of Modelward: it has no manifest.")
            self._report.tell(MANIFEST, "changed", "a manifest", "something else")
            manifest = {}
        self._check_signature(raw, seal)
        self._require_known(manifest)
        self._manifest = manifest
        report, head = self._report, manifest.get("head")
        report.log = str(manifest.get("log", ""))
        report.workspace = str(manifest.get("workspace", ""))
        report.is_demo = manifest.get("is_demo") is True
        report.is_redacted = manifest.get("is_redacted") is True
        report.excluded = self._count("excluded")
        report.unsealed = self._count("unsealed")
        if isinstance(head, dict) and isinstance(head.get("size"), int):
            report.size, report.root = head["size"], str(head.get("root", ""))

    def _require_known(self, manifest: dict[str, Any]) -> None:
        """What another form means nobody can know by this file; a byte that was changed is told.

        Raises:
            BadInputError: somebody signed a manifest of another form.
        """
        form = manifest.get("v")
        is_known = isinstance(form, int) and not isinstance(form, bool) and form == FORM
        if not is_known and not self._report.broken:
            raise BadInputError(
                f"This proof is written in form {json.dumps(form)[:80]}, and this verifier knows"
                f" only form {FORM}. Get the verifier of a newer Modelward from somebody you trust,"
                " not from whoever gave you the proof."
            )

    def _count(self, name: str) -> int | None:
        """A number that the manifest has to say."""
        found = self._manifest.get(name)
        if isinstance(found, int) and not isinstance(found, bool) and found >= 0:
            return found
        if self._manifest:
            self._report.tell(MANIFEST, "changed", f"how many are {name}", found)
        return None

    def _check_signature(self, raw: bytes, seal: Any) -> None:
        if not isinstance(seal, dict):
            self._report.tell(SIGNATURE, "changed", "a signature", "something else")
            return
        public, kid = seal.get("public_key"), seal.get("kid")
        written = json.dumps(seal, sort_keys=True, separators=(",", ":")).encode()
        if (
            written != self._archive.content(SIGNATURE)
            or set(seal) != {"public_key", "kid", "signature"}
            or not isinstance(public, str)
            or not kid
            or kid != short_name(public)
        ):
            self._report.tell(SIGNATURE, "changed", "a key and its signature", "something else")
            return
        self._report.signed_by = str(kid)
        if not is_signature(public, PROOF + raw, str(seal.get("signature"))):
            expected = f"signature of {kid} over {MANIFEST}"
            self._report.tell(MANIFEST, "changed", expected, "one that does not hold")
            self._report.tell(SIGNATURE, "changed", expected, "one that does not hold")

    def _check_members(self) -> set[str]:
        """The members whose bytes are others than the manifest says."""
        listed = self._manifest.get("members")
        listed = listed if isinstance(listed, list) else []
        damaged, names = set(), [MANIFEST, SIGNATURE]
        for one in listed:
            name = str(one.get("name")) if isinstance(one, dict) else ""
            names.append(name)
            member = self._archive.members.get(name)
            if name not in MEMBERS:
                self._report.tell(name, "added", "a member that a proof has", "another")
            if member is None:
                self._report.tell(name, "missing", "this member", "nothing")
                continue
            found = hashlib.sha256()
            for chunk in self._archive.chunks(member):
                found.update(chunk)
            if (found.hexdigest(), member.size) != (one.get("sha256"), one.get("bytes")):
                damaged.add(name)
            records = one.get("records")
            if records and records != sum(1 for _ in self._archive.lines(name)):
                self._report.tell(name, "missing", f"{records} records", "another number", records)
        for name in self._archive.members:
            if name not in names and self._manifest:
                self._report.tell(name, "added", "no such member", "one")
        self._check_order([*names[2:], *names[:2]])
        return damaged

    def _check_order(self, names: list[str]) -> None:
        """The manifest lists the other members as they follow each other, and stands after them."""
        present = self._archive.members
        here = [name for name in present if name in names]
        there = [name for name in dict.fromkeys(names) if name in present]
        for found, expected in zip(here, there, strict=True):
            if found != expected and self._manifest:
                self._report.tell(found, "container changed", f"{expected} in this place", found)
                return

    # Records: each line begins with its own digest

    def _records(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        for record, line in enumerate(self._archive.lines(name), start=1):
            digest, _, content = line.partition(b" ")
            found = _parsed(content)
            if hashlib.sha256(content).hexdigest().encode() != digest:
                self._report.tell(name, "changed", _shown(digest), "another digest", record)
            elif not isinstance(found, dict):
                self._report.tell(name, "changed", "a record", "something else", record)
            else:
                yield record, found

    def _read_keys(self) -> None:
        for record, one in self._records(KEYS):
            public, kid = str(one.get("public_key")), str(one.get("kid"))
            revoked, ended = one.get("revoked_at_size"), one.get("ended_at")
            if "ended_at" not in one:
                self._of_before.add(kid)
            key = Key(
                kid,
                public,
                str(one.get("purpose")),
                str(one.get("state")),
                str(one.get("person")),
                revoked if isinstance(revoked, int) else None,
                ended if type(ended) is int else None,
            )
            if short_name(public) == kid and not is_weak(public):
                self._keys[kid] = key
            else:
                self._unsound[kid] = record, key

    def _read_heads(self) -> dict[int, tuple[str, int]]:
        """Sizes of heads that are signed, with the root and the record of each."""
        found: dict[int, tuple[str, int]] = {}
        for record, one in self._records(HEADS):
            document, kid = str(one.get("document")), str(one.get("kid"))
            said, key = _parsed(document.encode()), self._keys.get(kid)
            size = said.get("size") if isinstance(said, dict) else None
            if (
                not isinstance(said, dict)
                or not isinstance(size, int)
                or said.get("log") != self._report.log
                or key is None
                or key.purpose != "seal"
                or not key.may_sign_at(size)
                or not is_signature(
                    key.public_key, HEAD + document.encode(), str(one.get("signature"))
                )
            ):
                self._report.tell(HEADS, "head forged", "a head signed for this log", kid, record)
                continue
            root = str(said.get("root"))
            if found.get(size, (root, 0))[0] != root:
                self._report.tell(HEADS, "re-chained", found[size][0], root, record, size - 1)
                continue
            found[size] = (root, record)
            self._sealers[size] = kid
            if kid not in self._report.sealing_keys:
                self._report.sealing_keys.append(kid)
        return found

    def _check_until(self) -> None:
        """When the head was signed is what it says itself; beside a part there is no other head."""
        report, heads = self._report, self._heads
        if report.size in heads:
            line = list(self._records(HEADS))[heads[report.size][1] - 1 :][:1]
            said = _parsed(str(line[0][1].get("document")).encode()) if line else None
            report.sealed_until = str(said.get("at")) if isinstance(said, dict) else None
        if self._manifest.get("is_all") is not True:
            for size in heads.keys() - {report.size}:
                report.tell(HEADS, "added", f"the head over {report.size} events", size,
                            heads[size][1])  # fmt: skip

    # Events

    def _check_leaves(self, heads: dict[int, tuple[str, int]]) -> None:
        is_all = self._manifest.get("is_all") is True
        proofs = None if is_all else self._archive.lines(PROOFS)
        texts = _Texts(self._records(TEXTS), self._report)
        tree, holds, count, before = Tree(), True, 0, -1
        for record, line in enumerate(self._archive.lines(LEAVES), start=1):
            digest, _, rest = line.partition(b" ")
            place, _, content = rest.partition(b" ")
            leaf, count = leaf_hash(content), count + 1
            position = int(place) if place.isdigit() and len(place) < 19 else None
            proof = None if proofs is None else next(proofs, b"")
            if leaf.hex().encode() != digest:
                self._report.tell(LEAVES, "changed", _shown(digest), leaf.hex(), record, position)
                holds = holds and is_all is False
                texts.skip_to_known()
            else:
                self._read_event(content, position, record, texts)
            if proof is not None:
                if position is None or str(position).encode() != place:
                    self._report.tell(LEAVES, "changed", "a position", _shown(place), record)
                self._check_proof(record, leaf, position, proof, leaf.hex().encode() == digest)
                if position is not None and position <= before:
                    expected = f"a position after {before}"
                    self._report.tell(LEAVES, "added", expected, position, record, position)
                before = before if position is None else position
                continue
            if position != record - 1 or str(position).encode() != place:
                self._report.tell(LEAVES, "changed", f"position {record - 1}", place, record)
            tree.append(leaf)
            if holds and tree.size in heads:
                root, head_record = heads[tree.size]
                if root != tree.root():
                    self._report.tell(HEADS, "re-chained", root, tree.root(), head_record,
                                      tree.size - 1)  # fmt: skip
                    holds = False
        self._report.events = count
        self._report.left_out += texts.finish()
        self._check_counts(count, heads, is_all=is_all)
        if proofs is not None:
            for record, _ in enumerate(proofs, start=count + 1):
                self._report.tell(PROOFS, "added", "no such record", "one", record)

    def _check_counts(self, count: int, heads: dict[int, tuple[str, int]], *, is_all: bool) -> None:
        report = self._report
        said = [self._manifest.get("included")] if self._manifest else []
        said += [report.size, max([*heads, count])] if is_all else []
        for place, events in enumerate(said):
            if events != count and events not in said[:place]:  # who says the same says it once
                last = count if is_all else None
                report.tell(LEAVES, "missing", f"{events} events", count, count, last)
        if self._manifest and count + (report.excluded or 0) != report.size:
            report.tell(MANIFEST, "changed", f"{report.size} events in all", "another sum")
        if self._manifest and heads.get(report.size, (None, 0))[0] != report.root:
            report.tell(HEADS, "missing", f"a signed head over {report.size} events", "none")

    def _check_proof(
        self, record: int, leaf: bytes, position: int | None, line: bytes, is_leaf_whole: bool
    ) -> None:
        digest, _, content = line.partition(b" ")
        place, _, path = content.partition(b" ")
        if hashlib.sha256(content).hexdigest().encode() != digest:
            self._report.tell(PROOFS, "changed", _shown(digest), "another digest", record, position)
            return
        if place != str(position).encode():
            self._report.tell(
                LEAVES, "changed", f"position {_shown(place)}", position, record, position
            )
            return
        try:
            hashes = [bytes.fromhex(one.decode()) for one in path.split(b",") if one]
        except ValueError:
            hashes = []
        root = root_by_path(leaf, position or 0, self._report.size, hashes)
        if is_leaf_whole and root != self._report.root:
            self._report.tell(
                PROOFS, "re-chained", self._report.root, root or "no root", record, position
            )

    def _read_event(self, content: bytes, position: int | None, record: int, texts: _Texts) -> None:
        event = _quickly_parsed(content)
        facts = event.get("facts") if isinstance(event, dict) else None
        if not isinstance(event, dict) or not isinstance(facts, dict):
            texts.skip_to_known()
            return
        tag = event.get("tag")
        is_due = self._roles is None or self._roles.take(str(tag), event, facts, position or 0)
        if not is_due:
            what = f"a confirmed request for {tag} by {event.get('actor')}"
            self._report.tell(LEAVES, "role without request", what, "none", record, position)
        if tag == "workspace.created" and position == 0:
            self._read_begin(facts, record)
        elif tag == "key.revoked":
            ended = facts.get("revoked_at_size"), str(event.get("at")), position or 0
            self._ended.setdefault(str(facts.get("kid")), ended)
        elif tag == "membership.added" and is_due:
            self._note_administrator(facts)
        elif tag == IMPORTED:
            self._imports[str(event.get("object_id"))] = (position or 0, event)
        elif tag == "finding.open":  # anew: its review was taken away, with what was signed
            self._told.pop((TOLD["review"], str(event.get("object_id"))), None)
        elif _is_told_signed(tag, facts):
            self._told[str(tag), str(event.get("object_id"))] = (position or 0, event)
        self._deeds.take(position or 0, event, record)
        self._note_words(str(tag), str(event.get("object_id")), facts)
        is_signed = self._pair_step(str(tag), event, facts, position)
        if tag in KEY_STEPS:
            self._take_key_on(str(tag), event, facts, position or 0, is_signed=is_signed)
        texts.check(event.get("id"), facts, position)
        if event.get("object") == "key":
            self._kids.setdefault(str(event.get("object_id")), str(facts.get("kid")))
            if "public_key" in facts:
                self._said_keys.setdefault(str(facts.get("kid")), facts["public_key"])
        elif event.get("object") == "person":
            self._note_service(str(event.get("object_id")), facts)
            named = {name: one for name, one in facts.items() if _is_salted(name, one)}
            self._names.setdefault(str(event.get("object_id")), {}).update(named)

    def _read_begin(self, facts: dict[str, Any], record: int) -> None:
        """What the log began with: its keys and people, and what it asks for."""
        self._check_log(facts, record)
        self._has_first = True
        self._asks = facts.get("asks_for_signatures") is True
        self._check_mark(facts, record)
        self._sealing_kid = str(facts.get("sealing_kid"))
        self._read_first_keys(facts)
        first = facts.get("first_rows")
        people = first.get("person") if isinstance(first, dict) else None
        for person, told in _items(people):
            self._note_service(person, told)
        held = _items(first.get("membership") if isinstance(first, dict) else None)
        for _, told in held:
            self._note_administrator(told)
        if facts.get("roles_by_request") is True and self._is_whole:
            self._roles = _Roles({key for key, _ in held})

    def _check_mark(self, facts: dict[str, Any], record: int) -> None:
        """A demonstration may not pass for a bank's log; logs of earlier versions say neither."""
        report = self._report
        if "is_demo" not in facts:
            return
        report.is_demo_sealed = facts["is_demo"] is True
        if report.is_demo_sealed and self._manifest and not report.is_demo:
            expected = f"is_demo: true, as record {record} of {LEAVES} says"
            report.tell(MANIFEST, "demonstration not marked", expected, "is_demo: false")
        report.is_demo = report.is_demo or report.is_demo_sealed

    def _note_words(self, tag: str, key: str, facts: dict[str, Any]) -> None:
        """An event leaves out a text that stays as it was: a whole log has told it before."""
        if self._is_whole and tag.partition(".")[0] in THINGS:
            named = str(facts["changed"]).split() if "changed" in facts else facts
            self._words.setdefault(key, {}).update(
                (name, one) for name, one in facts.items()
                if name in SALTED and (_is_salted(name, one) or (one is None and name in named))
            )  # fmt: skip

    def _note_administrator(self, facts: object) -> None:
        if isinstance(facts, dict) and facts.get("role") == "administrator":
            self._administrators.add(str(facts.get("person_id")))

    def _note_service(self, person: str, facts: object) -> None:
        if isinstance(facts, dict) and facts.get("kind") == "service":
            self._services.add(person)

    def _take_key_on(
        self, tag: str, event: dict[str, Any], facts: dict[str, Any], position: int, *,
        is_signed: bool,
    ) -> None:  # fmt: skip
        """Who has a key confirms none unsigned, and who is no administrator none at all.

        Such a step brings no key in force. A part does not tell who was an administrator.
        """
        kid, actor = str(facts.get("kid")), str(event.get("actor"))
        might = not self._is_whole or actor in self._administrators
        holds = might and (is_signed or not self._asks)
        if tag == "key.endorsed":
            self._endorsed[kid] = actor if holds else ""
        elif tag == "key.active":
            self._active[kid] = facts
            if holds and self._is_confirmed(event, facts):
                self._since.setdefault(kid, position)

    def _pair_step(
        self, tag: str, event: dict[str, Any], facts: dict[str, Any], position: int | None
    ) -> bool:
        """A signed act stands before the step of the same person, in the same transaction.

        False: the step must be signed, and is not.
        """
        object_id, actor = str(event.get("object_id")), str(event.get("actor"))
        if tag == TOLD["act"]:
            step = f"{facts.get('thing')}.{facts.get('state')}", str(facts.get("object_id")), actor
            if facts.get("signature"):
                self._acts[step] = object_id
        elif (act := self._acts.pop((tag, object_id, actor), None)) is not None:
            self._steps[act] = event
            self._words_then[act] = dict(self._words.get(object_id, {}))
        elif tag in STEPS and self._must_sign(tag, actor, facts):
            self._report.unsigned += 1
            if self._asks:
                self._tell_unsigned(event, position)
            return False
        elif tag in WHERE_KEYED and self._asks:
            self._report.without_key += 1
        return True

    def _must_sign(self, tag: str, actor: str, facts: dict[str, Any]) -> bool:
        """Whether a workspace that asks for signatures asks for this one, as far as it is told."""
        if tag in WHERE_KEYED:
            return any(one.get("person_id") == actor for one in self._active.values())
        is_review = facts.get("request_id") is not None  # signed in its own row
        is_scanned = actor in self._services and facts.get("kind") in SCANNED
        return not (is_review or is_scanned)

    def _is_confirmed(self, event: dict[str, Any], facts: dict[str, Any]) -> bool:
        """Two administrators put a person's key in force, neither of them its owner."""
        endorsed_by, confirmed_by = facts.get("endorsed_by"), facts.get("confirmed_by")
        others = {endorsed_by, confirmed_by} - {None, facts.get("person_id")}
        asked = self._endorsed.get(str(facts.get("kid")))
        if asked is None and not self._is_whole:
            asked = endorsed_by  # the event may be one of those that were left out
        return (
            len(others) == 2
            and event.get("actor") == confirmed_by
            and asked == endorsed_by
            and facts.get("purpose") == "decision"
        )

    def _read_first_keys(self, facts: dict[str, Any]) -> None:
        """Keys that were in force from the start, and whose; earlier logs don't say whose."""
        keys = facts.get("keys")
        for kid in keys if isinstance(keys, (dict, list)) else ():
            self._since[str(kid)] = 0
            if isinstance(keys, dict):
                self._active[str(kid)] = {"person_id": keys[kid], "purpose": "decision"}
        sealing = str(facts.get("sealing_kid"))
        self._since[sealing] = 0
        self._active[sealing] = {"purpose": "seal"}
        if "sealing_person" in facts:
            self._active[sealing]["person_id"] = facts["sealing_person"]

    def _check_log(self, facts: dict[str, Any], record: int) -> None:
        if facts.get("log_id") != self._report.log:
            self._report.tell(
                LEAVES, "changed", f"log {self._report.log}", facts.get("log_id"), record, 0
            )
        if self._manifest and facts.get("sealing_kid"):
            key = self._keys.get(str(facts["sealing_kid"]))
            if key is None or key.public_key != facts.get("sealing_key"):
                self._report.tell(KEYS, "changed", "the sealing key of event 0", "another")

    # Keys and signed documents

    def _check_keys(self) -> None:
        """No key may be another's, of another kind or in force still, where the log says so."""
        names = {"public_key": "public_key", "person_id": "person", "purpose": "purpose"}
        self._check_unsound()
        for kid, facts in self._active.items():
            key = self._registered(kid)
            same = [
                facts[said] == getattr(key, name, None)
                for said, name in names.items()
                if said in facts
            ]
            if not all(same):
                self._report.tell(KEYS, "changed", f"the key {kid} as the log says it", "another")
        for kid, (size, _, place) in self._ended.items():
            key = self._registered(kid)
            end = place if key is None or kid in self._of_before else key.ended_at
            said = key and (key.state, key.revoked_at_size, end)
            if said != ("revoked", size, place):
                found = "another state" if key else "nothing"
                self._report.tell(KEYS, "changed", f"the key {kid}, revoked at {size}", found)

    def _registered(self, kid: str) -> Key | None:
        return self._keys.get(kid) or self._unsound.get(kid, (0, None))[1]

    def _check_unsound(self) -> None:
        """What was registered so is told of; bytes that the log has otherwise were changed here.

        An earlier Modelward let people register what is no key. Nothing signed with it holds, and
        to who signs nothing it does no harm: the proof is as good as without that record.
        """
        for kid, (record, key) in self._unsound.items():
            name, said = short_name(key.public_key), self._said_keys.get(kid, key.public_key)
            is_first = self._since.get(kid) == 0  # Modelward itself named it
            if kid in self._keys or said != key.public_key or (is_first and name != kid):
                self._report.tell(KEYS, "changed", f"the key {kid}", name or "no key", record)
            else:
                self._report.unsound.append(UnsoundKey(kid, key.person, name == kid))

    def _check_confirmed(self) -> None:
        """Each key that signed was put in force, as the log says, before it signed."""
        signed_by = self._report.signed_by
        uses = {**({signed_by: self._report.size} if signed_by else {}), **self._first_use}
        for kid, position in sorted(uses.items()):
            since = self._since.get(kid)
            if since is None and not self._has_first:
                self._report.unconfirmed.append(kid)  # whose registration nobody can see here
            elif kid in self._keys and (since is None or since > position):
                self._report.tell(
                    KEYS, "key not in force", f"two others who put the key {kid} in force",
                    "none" if since is None else f"at {since}", position=position,
                )  # fmt: skip

    def _check_people(self) -> None:
        """Each person once, under the name that the log says last, where it says one here."""
        seen: set[str] = set()
        for record, one in self._records(PEOPLE):
            person = str(one.get("id"))
            said = self._names.get(person, {})
            if person in seen:
                self._report.tell(PEOPLE, "added", "a person once", person, record)
            else:
                for fact, name in (("full_name", "name"), ("handle", "handle")):
                    if fact in said and not _is_salted_text(said[fact], one.get(name)):
                        self._report.tell(
                            PEOPLE, "changed", f"the {fact} that the log holds", one.get(name),
                            record,
                        )  # fmt: skip
            seen.add(person)

    def _tell_revoked(self) -> None:
        """Keys that were ended after what they signed here, or are said to have signed."""
        signers = self._used | self._named | {self._report.signed_by, *self._report.sealing_keys}
        for kid in sorted(signers):
            key = self._keys.get(kid)
            if key is not None and key.state == "revoked":
                _, at, end = self._ended.get(kid, (None, None, key.ended_at))
                place = key.revoked_at_size or 0 if end is None else end
                self._report.revoked.append(RevokedKey(kid, place, at))

    def _check_anchors(self, heads: dict[int, tuple[str, int]]) -> None:
        report, expected = self._report, self._expected
        report.is_anchored = self._has_first
        sealer = self._sealing_kid if self._has_first else self._sealers.get(report.size, "")
        for kid in report.sealing_keys:
            if kid != sealer:
                report.tell(HEADS, "head forged", f"sealed by {sealer or 'one key'}", kid)
        if report.signed_by and report.signed_by not in self._keys:
            report.tell(SIGNATURE, "changed", "a key of this workspace", report.signed_by)
        signer = self._keys.get(report.signed_by)
        if signer is not None and not signer.may_sign_at(report.size):
            report.tell(SIGNATURE, "signature forged", "a key in force", _ended(signer))
        if expected.key and report.sealing_keys != [expected.key]:
            report.tell(HEADS, "not what was seen", f"sealed by {expected.key}",
                        ", ".join(report.sealing_keys) or "nobody")  # fmt: skip
        if expected.seen is not None:
            self._check_seen(*expected.seen, heads)

    def _check_seen(self, size: int, root: str, heads: dict[int, tuple[str, int]]) -> None:
        if size > self._report.size:
            self._report.tell(HEADS, "not what was seen", f"at least {size} events",
                              self._report.size)  # fmt: skip
        elif size in heads and heads[size][0] != root:
            self._report.tell(
                HEADS, "not what was seen", root, heads[size][0], heads[size][1], size - 1
            )
        elif size not in heads:
            self._report.tell(
                HEADS, "not what was seen", f"a head over {size} events",
                "none in this file: ask for a proof of all events",
            )  # fmt: skip

    def _check_signed(self) -> None:
        found: set[tuple[str, str]] = set()
        for record, one in self._records(SIGNED_TEXTS):
            kind, kid = str(one.get("kind")), str(one.get("kid"))
            key = (TOLD.get(kind, ""), str(one.get("id")))
            told = self._told.get(key)
            if told is None or key in found:
                self._report.tell(
                    SIGNED_TEXTS, "added", "one document of an event", one.get("id"), record
                )
                continue
            found.add(key)
            position, event = told
            if kind == "act" and key[1] not in self._steps:
                self._report.idle += 1  # nobody took that step: it proves nothing
                continue
            if kind == REVIEWED and "document" in one:
                said = _parsed(str(one["document"]).encode())
                self._marks[key[1]] = str(said.get("marks")) if isinstance(said, dict) else ""
            fault = self._fault_of_signed(one, kind, kid, position, event)
            if fault is None:
                continue
            is_as_told = _is_as_told(one, event) and self._is_key_told(kid, *told)
            if key[0] == ASKED and fault[0] == "signature forged" and is_as_told:
                self._forged[key[1]] = record, fault  # told where something rests on it
                continue
            self._report.tell(SIGNED_TEXTS, *fault, record, position)
        for key, (position, event) in self._told.items():
            if key in found or not self._is_kept(key[0]):
                continue
            if self._lacks_signature(event):
                self._tell_unsigned(event, position)
            elif _is_signed_in_log(event):
                self._report.tell(
                    SIGNED_TEXTS, "missing", f"what was signed for {key[0]} {key[1]}", "nothing",
                    position=position,
                )  # fmt: skip

    def _check_deeds(self) -> None:
        """What was done on a wish is what its person signed."""
        for deed in self._deeds.unasked if self._asks else ():
            self._report.tell(
                LEAVES, "not signed for", deed.expected, NAMES_NONE, deed.record, deed.position
            )
        for deed in self._deeds.named:
            told = self._told.get((ASKED, deed.wish))
            if told is None and not self._deeds.is_all:
                self._report.elsewhere.append(deed.number)
                continue
            why, said = self._word(deed.wish, told)
            if found := deed_fault(deed, told, said) or why:
                self._report.tell(
                    LEAVES, "not signed for", deed.expected, found, deed.record, deed.position
                )
        if self._forged:
            self._check_forged(self._deeds.left_for_nothing([*self._retirements()]))

    def _check_forged(self, left: dict[str, int]) -> None:
        """On a forged wish nothing was done. Why a place was left, a part may leave out."""
        named = {deed.wish for deed in self._deeds.named}
        for wish, (record, fault) in self._forged.items():
            position, event = self._told[ASKED, wish]
            may_be_done = is_left_on(position, event, left)
            if wish in named or (may_be_done and self._deeds.is_all):
                self._report.tell(SIGNED_TEXTS, *fault, record, position)
            elif may_be_done:
                self._report.undecided.append(_whole(event.get("id")))
            else:
                self._report.refused.append(_whole(event.get("id")))

    def _word(
        self, wish: str, told: tuple[int, dict[str, Any]] | None
    ) -> tuple[str, dict[str, Any] | None]:
        """Why nothing can rest on a wish, and what somebody signed, as far as it is here."""
        if told is not None and not _is_signed_in_log(told[1]):
            return UNSIGNED if self._asks else "", None
        return "" if wish in self._said else NOT_HELD, self._said.get(wish)

    def _retirements(self) -> Iterator[Retirement]:
        for (tag, wish), (position, event) in self._told.items():
            if tag == ASKED and event["facts"].get("kind") == "retire_version":
                why, said = self._word(wish, (position, event))
                if not why:
                    yield Retirement(position, event.get("unit"), said)

    def _lacks_signature(self, event: dict[str, Any]) -> bool:
        """Whether the log asked for signatures from its begin, of this too, and holds none here."""
        is_review = event["tag"] == TOLD["review"] and event["facts"].get("request_id") is not None
        return (
            self._asks
            and not _is_signed_in_log(event)
            and (event["tag"] in ALWAYS_SIGNED or is_review)
        )

    def _tell_unsigned(self, event: dict[str, Any], position: int | None) -> None:
        what = f"a signature of {event.get('actor')} for {event.get('tag')}"
        self._report.tell(LEAVES, "unsigned", what, "none", position=position)

    def _is_kept(self, tag: str) -> bool:
        """A review that was taken back later is signed no more; a proof may end before that."""
        ends_before = not self._is_whole and self._manifest.get("until")
        return tag != TOLD["review"] or not ends_before

    def _fault_of_signed(
        self, one: dict[str, Any], kind: str, kid: str, position: int, event: dict[str, Any]
    ) -> tuple[str, str, str] | None:
        """Kind of the break, what was expected, what was found."""
        signature, facts = str(one.get("signature") or ""), event["facts"]
        if "signature" in facts and signature != str(facts["signature"] or ""):
            return "signature forged", "the signature that the event holds", "another, or none"
        if "document" not in one and not self._report.is_redacted:
            return "missing", "what was signed", "nothing"
        if self._lacks_signature(event):
            return "unsigned", "a signature", "none"
        if not signature:
            self._report.unsigned += 1  # a workspace in which nobody has to sign
            return None
        return self._fault_of_signature(one, kind, kid, position, event)

    def _fault_of_signature(
        self, one: dict[str, Any], kind: str, kid: str, position: int, event: dict[str, Any]
    ) -> tuple[str, str, str] | None:
        """Without the document, whose digest then stands here, whose key it was can be told."""
        is_left_out = "document" not in one
        if is_left_out:
            self._named.add(kid)
        if why := self._fault_of_key(kid, position, event):
            return "signature forged", "a key of who did it, in force then", why
        if is_left_out:
            self._report.unchecked += 1
            self._said[str(one.get("id"))] = None
            self._note_use(kid, position)
            return None
        said = self._signed_by(one, kind, kid, position)
        step, words = (of.get(str(one.get("id"))) for of in (self._steps, self._words_then))
        if said is not None and _agrees(said, event) and _is_that_step(said, step, words or {}):
            self._said[str(one.get("id"))] = said
            return None
        expected = "what the event says" if said else f"signed by {kid or 'a key'}"
        return "signature forged", expected, "another act" if said else "one that does not hold"

    def _fault_of_key(self, kid: str, position: int, event: dict[str, Any]) -> str:
        """Why nobody can have done this with that key, whatever they signed; empty: they can."""
        key = self._keys.get(kid)
        if key is None or key.purpose != "decision":
            return f"{kid or 'no name'}, which is no person's key here"
        if key.person != event.get("actor"):
            return f"{kid}, the key of somebody else"
        own = self._kids.get(str(event["facts"].get("key_id")), kid)
        if own != kid:
            return f"{kid}, where the event names {own}"
        _, _, end = self._ended.get(kid, (None, None, key.ended_at))
        return "" if key.may_sign_at(position + 1, end) else _ended(key, end)

    def _is_key_told(self, kid: str, position: int, event: dict[str, Any]) -> bool:
        """Whether it is the key that the event names, as good as the log has it.

        Whoever made the proof may have put in another, or the end of this one. No event says which
        id a key has that was there from the start: it is one of who acted, and of no other id.
        """
        key, own = self._registered(kid), self._kids.get(str(event["facts"].get("key_id")))
        if own != kid and (own is not None or kid in self._kids.values()):
            return False
        if key is None or key.person != event.get("actor"):
            return False
        is_told = kid in self._ended or not self._is_whole
        return is_told or key.may_sign_at(position + 1, key.ended_at)

    def _note_use(self, kid: str, position: int) -> None:
        self._first_use[kid] = min(position, self._first_use.get(kid, position))

    # Ranges that were signed off: their events are those that the signature covers

    def _check_reviewed(self) -> None:
        """Each by a digest over its events; which one is another, the signed marks say."""
        ranges = [
            _Range(key, position, event, self._marks.get(key, ""))
            for (tag, key), (position, event) in self._told.items()
            if tag == TOLD[REVIEWED]
        ]
        for record, line in enumerate(self._archive.lines(LEAVES) if ranges else (), start=1):
            place, _, content = line.partition(b" ")[2].partition(b" ")
            if place.isdigit() and len(place) < 19:
                wanted = [one for one in ranges if one.first <= int(place) <= one.last]
                event = _quickly_parsed(content) if wanted else None
                model = event.get("model") if isinstance(event, dict) else None
                for one in wanted:
                    if one.model == model:
                        one.take(int(place), record, leaf_hash(content).hex())
        known = {one.position for one in self._report.broken if one.member == LEAVES}
        is_part = not self._is_whole and any(self._manifest.get(n) for n in ("from", "until"))
        for one in ranges:
            self._tell_of_range(one, known, is_part=is_part)

    def _tell_of_range(self, one: _Range, known: set[int | None], *, is_part: bool) -> None:
        if one.holds():
            self._report.reviewed += 1
            return
        breaks = [each for each in one.breaks() if not (is_part and each[0] == "missing")]
        for kind, place, record in breaks:
            if place not in known:
                expected = f"the event that was signed off in {one.key}"
                found = {"missing": "nothing", "added": "one more"}.get(kind, "another")
                self._report.tell(LEAVES, kind, expected, found, record, place)
        if is_part and not breaks and one.count() < one.events:
            self._report.reviewed_in_part += 1  # what lies outside its time was left out
            return
        expected = f"{one.events} events {one.sha256}"
        found = f"{one.count()} events {one.digest()}"
        self._report.tell(
            SIGNED_TEXTS, "not what was reviewed", expected, found, position=one.position
        )

    # Decision records: each leads to the root that the event of its import holds

    def _check_records(self) -> None:
        seen: set[tuple[str, object]] = set()
        for record, one in self._records(RECORDS):
            told = self._imports.get(str(one.get("import")))
            if (str(one.get("import")), one.get("place")) in seen:
                self._report.tell(
                    RECORDS, "record added", "a record once", one.get("place"), record
                )
                continue
            seen.add((str(one.get("import")), one.get("place")))
            if told is None:
                self._report.tell(
                    RECORDS, "record added", "a record of an import", one.get("import"), record
                )
                continue
            position, event = told
            sealed = str(event["facts"].get("sha256"))
            found = _root_of_record(one, event)
            if found != sealed:
                self._report.tell(
                    RECORDS, "record changed", sealed, found or "no root", record, position
                )
                continue
            self._report.records += 1

    def _was_there(self, head: object, position: int) -> bool:
        """Whether the head that the signer saw can have been there before what they did."""
        size = head.get("size") if isinstance(head, dict) else None
        if not isinstance(head, dict) or not isinstance(size, int):
            return head is None
        known = self._heads.get(size, (head.get("root"), 0))[0]
        return 0 <= size <= position and head.get("root") == known

    def _signed_by(
        self, one: dict[str, Any], kind: str, kid: str, position: int
    ) -> dict[str, Any] | None:
        """The document, where its signature holds."""
        key, document = self._keys.get(kid), str(one["document"])
        said = _parsed(document.encode())
        if (
            key is None
            or not isinstance(said, dict)
            or said.get("actor") != key.person
            or said.get("log") != self._report.log
            or said.get("id") != one.get("id")
            or not self._was_there(said.get("head"), position)
            or not is_signature(
                key.public_key, SIGNED[kind] + document.encode(), str(one.get("signature"))
            )
        ):
            return None
        self._report.signatures += 1
        self._used.add(kid)
        self._note_use(kid, position)
        return said


class _Roles:
    """What the log has told of roles: each comes or ends by a request, or with its account."""

    def __init__(self, first: set[str]) -> None:
        self._asked: dict[str, object] = {}  # who asked, by request
        self._granted: dict[str, tuple[object, ...]] = {}  # what was confirmed, and not given yet
        self._ended: dict[tuple[str, ...], tuple[int, object]] = {}  # when last, and by whom
        self._since = dict.fromkeys(first, 0)  # when each role began, or last changed

    def take(self, tag: str, event: dict[str, Any], facts: dict[str, Any], position: int) -> bool:
        """Whether what an event tells of a role was to be expected."""
        key, actor = str(event.get("object_id")), event.get("actor")
        person = str(facts.get("person_id"))
        about = str(event.get("unit")), person, str(facts.get("role"))
        if tag == "role_request.asked":
            self._asked[key] = actor
        elif tag == "role_request.confirmed":
            asked = self._asked.pop(key, None)
            if asked is None or actor in (asked, person):
                return True  # carries nothing
            if facts.get("action") == "grant":
                self._granted[key] = *about, facts.get("valid_until"), actor
            else:
                self._ended[about] = position, actor
        elif tag == "person.changed" and facts.get("closed_at") is not None:
            self._ended[key,] = position, actor
        elif tag == "membership.added":
            self._since[key] = position
            return self._granted.pop(key, None) == (*about, facts.get("valid_until"), actor)
        elif tag == "membership.changed":
            since, self._since[key] = self._since.get(key), position
            ends = (self._ended.get(one, (-1, None)) for one in (about, (person,)))
            return since is not None and any(since < at and by == actor for at, by in ends)
        return True


class _Range:
    """The events of a model between two places, as somebody signed them and as they are here."""

    def __init__(self, key: str, position: int, event: dict[str, Any], marks: str) -> None:
        facts = event["facts"]
        self.key, self.position, self.model = key, position, event.get("model")
        self.first = _whole(facts.get("first_position"))
        self.last = _whole(facts.get("last_position"))
        self.events, self.sha256 = _whole(facts.get("events")), str(facts.get("sha256"))
        self._marks = dict(_marks(marks))
        self._here: dict[int, tuple[int, str]] = {}  # record and hash, by the place in the log
        self._found = hashlib.sha256()

    def take(self, place: int, record: int, leaf: str) -> None:
        """An event of the model, in the order of the file."""
        self._here[place] = record, leaf
        self._found.update(f"{place} {leaf}\n".encode())

    def count(self) -> int:
        return len(self._here)

    def digest(self) -> str:
        return self._found.hexdigest()

    def holds(self) -> bool:
        return self.count() == self.events and self.digest() == self.sha256

    def breaks(self) -> Iterator[tuple[str, int, int | None]]:
        """Which event is another, by kind, place and record; nothing where no marks are here."""
        if not self._marks:
            return
        for place, mark in sorted(self._marks.items()):
            record, leaf = self._here.get(place, (None, ""))
            if record is None:
                yield "missing", place, None
            elif not leaf.startswith(mark):
                yield "changed", place, record
        for place in sorted(self._here.keys() - self._marks.keys()):
            yield "added", place, self._here[place][0]


def _whole(number: object) -> int:
    return number if isinstance(number, int) and not isinstance(number, bool) else -1


def _marks(text: str) -> Iterator[tuple[int, str]]:
    """Place and begin of the hash of each event."""
    for one in text.split():
        place, _, mark = one.partition(":")
        if place.isascii() and place.isdigit() and len(place) < 19 and mark:
            yield int(place), mark


def _is_salted(name: str, one: object) -> bool:
    return name in SALTED and isinstance(one, dict) and one.keys() == {"salt", "sha256"}


def _is_salted_text(fact: dict[str, Any], text: object) -> bool:
    said = f"{fact['salt']}{text}".encode("utf-8", "surrogatepass")
    return bool(hashlib.sha256(said).hexdigest() == fact["sha256"])


def _ended(key: Key, end: int | None = None) -> str:
    place = key.revoked_at_size if end is None else end
    return f"{key.kid}, {key.state}" + ("" if place is None else f" at position {place}")


# What the service did on wishes of people: each by the event that tells it


@dataclass(frozen=True)
class Deed:
    """An event that tells of what was done, and the wish that it names. `record`: in a proof."""

    position: int
    event: dict[str, Any]
    record: int | None = None
    again: str = ""  # why the word that it names was none any more

    @property
    def wish(self) -> str:
        return str(self.event["facts"].get("asked_id"))

    @property
    def kind(self) -> str:
        return DONE_ON[str(self.event.get("tag"))]

    @property
    def number(self) -> int:
        return _whole(self.event.get("id"))

    @property
    def expected(self) -> str:
        return f"a signed {self.kind} of deployment {self.event.get('object_id')}"


@dataclass(frozen=True)
class Retirement:
    """A wish that a version is retired. `said` None: nobody signs here, or it was left out."""

    position: int
    unit: object
    said: dict[str, Any] | None

    @cached_property
    def _places(self) -> frozenset[str]:
        """Read once: tens of thousands are in a document, and each place that was left asks."""
        places = self.said.get("places") if self.said else None
        each = places if isinstance(places, list) else ()  # whoever signed may have written others
        found = (one.get("id") for one in each if isinstance(one, dict))
        return frozenset(one for one in found if isinstance(one, str))

    def tells_why(self, left: Deed) -> bool:
        """Whether a version left its place on it."""
        if left.position < self.position or left.event.get("unit") != self.unit:
            return False
        if self.said is None:
            return True
        if str(left.event.get("object_id")) not in self._places:
            return False
        reason = left.event["facts"].get("reason")
        as_kept = {**self.said, "reason": shown_words(str(self.said.get("reason")))}
        return _is_reason(as_kept, reason) or _is_reason(self.said, reason)


class Deeds:
    """What a log tells to have been done on wishes, event by event in its order.

    `is_all`: no event of the log is left out.
    """

    def __init__(self, *, is_all: bool = True) -> None:
        self.is_all = is_all
        self.named: list[Deed] = []
        self.unasked: list[Deed] = []  # roll backs that name no wish
        self._left: list[Deed] = []  # places that were left, and no event of a deployment says why
        self._taken_off: set[str] = set()  # by somebody's word
        self._tried: set[tuple[str, str]] = set()  # deployments, and the word to roll them back
        self._retired: set[str] = set()  # runtimes
        self._last: Deed | None = None

    def take(self, position: int, event: dict[str, Any], record: int | None = None) -> None:
        tag, key, facts = str(event.get("tag")), str(event.get("object_id")), event["facts"]
        if tag == RETIRED:
            self._retired.add(key)
        elif tag == LEFT:
            one = Deed(position, event, record)
            if facts.get("reason") and not self._is_explained(one):
                self._left.append(one)
        elif tag in DEEDS:
            again = self._used(tag, key, str(facts["asked_id"])) if facts.get("asked_id") else ""
            self._last = Deed(position, event, record, again)
            if tag in DONE_ON and facts.get("asked_id"):
                self.named.append(self._last)
            elif DONE_ON.get(tag) == "roll_back" and "asked_id" in facts:
                self.unasked.append(self._last)

    def _used(self, tag: str, key: str, wish: str) -> str:
        """Why the word was none any more when this was done on it: each is good for once."""
        if tag == BEGUN:
            again = TRIED if (key, wish) in self._tried else ""
            self._tried.add((key, wish))
        elif DONE_ON.get(tag) == "runtime_ended":
            again = AGAIN if key in self._taken_off else ""
            self._taken_off.add(key)
        else:
            again = ""
        return again

    def left_for_nothing(self, retirements: Sequence[Retirement]) -> dict[str, int]:
        """By unit the last position at which a version left its place, and nothing says why."""
        return {
            str(left.event.get("unit")): left.position
            for left in self._left
            if not any(one.tells_why(left) for one in retirements)
        }

    def _is_explained(self, left: Deed) -> bool:
        """By the event just before, of a deployment of this version, in the same transaction."""
        last = self._last
        if last is None or last.position != left.position - 1:
            return False
        if last.event.get("version") != left.event.get("version"):
            return False
        facts = last.event["facts"]
        is_ended = bool(facts.get("asked_id")) or str(facts.get("runtime_id")) in self._retired
        return last.event.get("tag") != "deployment.undeployed" or is_ended


def is_left_on(position: int, wish: dict[str, Any], left: dict[str, int]) -> bool:
    """Whether a version may have left its place on this wish to retire one, at `left`.

    Of a forged wish nobody knows which version it named.
    """
    is_retirement = wish["facts"].get("kind") == "retire_version"
    return is_retirement and left.get(str(wish.get("unit")), -1) > position


def deed_fault(
    deed: Deed, told: tuple[int, dict[str, Any]] | None, said: dict[str, Any] | None
) -> str:
    """Why a deed does not rest on the wish that it names; empty where it does.

    Args:
        told: place and event of the wish, where the log has one of that id.
        said: what was signed, where its signature holds and it is here.
    """
    if told is None or told[1]["facts"].get("kind") != deed.kind:
        return NO_WISH
    if told[0] >= deed.position:
        return LATER
    key, facts, asked = deed.event.get("object_id"), deed.event["facts"], told[1]["facts"]
    is_word = deed.kind == "runtime_ended"
    name, thing = ("runtime_id", facts.get("runtime_id")) if is_word else ("deployment_id", key)
    if asked.get(name) not in (None, thing):
        return OTHER_THING
    if said is not None:
        named = said.get("deployments") if is_word else [said.get("deployment")]
        if said.get("runtime") != facts.get("runtime_id"):
            return OTHER_THING
        if not isinstance(named, list) or key not in named:
            return UNNAMED
    return deed.again


def _is_as_told(one: dict[str, Any], event: dict[str, Any]) -> bool:
    """Whether the signature is the one that came into the log: nobody put another there since."""
    return str(one.get("signature") or "") == str(event["facts"].get("signature") or "")


def _is_told_signed(tag: object, facts: dict[str, Any]) -> bool:
    """Whether an event is one of those of which people sign something."""
    if tag == ASKED:
        return TOLD.get(str(facts.get("kind"))) == ASKED
    return tag in TOLD.values()


def _is_signed_in_log(event: dict[str, Any]) -> bool:
    return bool(event["facts"].get("signature"))


def _agrees(said: dict[str, Any], event: dict[str, Any]) -> bool:
    """Whether what was signed is what the log says: who, which way, of which model, and why."""
    facts = event["facts"]
    tag = str(event.get("tag"))
    if tag == TOLD["act"]:
        return (
            said.get("actor") == event.get("actor")
            and event.get("model") == said.get("model")
            and all(facts.get(fact) == said.get(name) for fact, name in ACT_FACTS.items())
        )
    verdict = facts.get("kind") if tag == ASKED else facts.get("verdict", SAID.get(tag))
    return (
        said.get("verdict") == verdict
        and said.get("actor") == event.get("actor")
        and event.get("model") in (None, said.get("model"))
        and facts.get("seen_digest") in (None, said.get("evidence"))
        and facts.get("request_id") in (None, said.get("request"))
        and facts.get("slot") in (None, said.get("slot"))
        and facts.get("role") in (None, said.get("role"))
        and (tag != TOLD[REVIEWED] or all(facts.get(n) == said.get(m) for n, m in RANGE.items()))
        and _is_reason(said, facts.get("reason"))
    )


def _is_that_step(
    said: dict[str, Any], step: dict[str, Any] | None, before: dict[str, Any]
) -> bool:
    """Whether the step that followed is the one that was signed: no fact more, less or other.

    `before`: its texts as they were told last, as far as that is known.
    """
    if step is None:
        return True
    told, facts, texts = step["facts"], dict(_items(said.get("facts"))), said.get("texts")
    words = {name: one for name, one in told.items() if _is_salted(name, one)}
    # An empty text is told as nothing, and not signed.
    empty = {name for name in SALTED - facts.keys() if name in told and told[name] is None}
    known = dict(_items(texts))
    open_facts = {
        name: one for name, one in told.items()
        if name not in words and name not in known and name not in BESIDE
        and name not in KEY_FACTS and name not in empty
    }  # fmt: skip
    return (
        facts == open_facts
        and words.keys() <= known.keys()
        and all(told.get(name) is None or name in words for name in known)
        and all(_is_salted_text(one, known[name]) for name, one in words.items())
        and all(
            _is_salted_text(before[name], one) if before[name] else not one
            for name, one in known.items()
            if name in before and name not in words
        )
    )


def _items(found: object) -> list[tuple[str, Any]]:
    return list(found.items()) if isinstance(found, dict) else []


def _is_reason(said: dict[str, Any], fact: object) -> bool:
    """The log holds a reason by the digest of its salted text; not every event holds one."""
    if not isinstance(fact, dict) or not _is_salted("reason", fact) or "reason" not in said:
        return True
    return _is_salted_text(fact, said["reason"])


def shown_words(text: str) -> str:
    """As the service keeps what somebody wrote in a row that others read."""
    return MISLEADING.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def _root_of_record(one: dict[str, Any], event: dict[str, Any]) -> str | None:
    """The root that a decision record leads to; None where it fits no import."""
    path, place, count = one.get("path"), one.get("place"), event["facts"].get("records")
    try:
        leaf = bytes.fromhex(str(one.get("leaf")))
        beside = [bytes.fromhex(str(each)) for each in path or ()]
    except (ValueError, TypeError):
        return None
    if not isinstance(place, int) or not isinstance(count, int):
        return None
    if "document" in one:  # else it was left out; its leaf stands here
        document = str(one["document"]).encode("utf-8", "surrogatepass")
        said = _parsed(document)
        if not isinstance(said, dict) or said.get("model") != event.get("model"):
            return None
        if leaf_hash(document) != leaf:
            return None
    return root_by_path(leaf, place, count, beside)


class _Texts:
    """The open texts, read beside the leaves: both are in the same order."""

    def __init__(self, records: Iterator[tuple[int, dict[str, Any]]], report: Report) -> None:
        self._records = records
        self._report = report
        self._next = next(records, None)
        self._left_out = 0
        self._is_lost = False

    def skip_to_known(self) -> None:
        """A leaf could not be read: whose texts come next is found by their event."""
        self._is_lost = True

    def check(self, event: object, facts: dict[str, Any], position: int | None) -> None:
        """Whether the texts of this event are what was sealed."""
        salted = {name: one for name, one in facts.items() if _is_salted(name, one)}
        if self._is_lost and salted:
            self._find(event)
        while self._next is not None and self._next[1].get("event") == event:
            record, one = self._next
            self._next = next(self._records, None)
            fact = salted.pop(str(one.get("name")), None)
            value = f"{fact['salt'] if fact else ''}{one.get('value')}".encode(
                "utf-8", "surrogatepass"
            )
            if fact is None or hashlib.sha256(value).hexdigest() != fact["sha256"]:
                expected = fact["sha256"] if fact else "no such text"
                self._report.tell(TEXTS, "text changed", expected, "another", record, position)
        self._left_out += len(salted)

    def _find(self, event: object) -> None:
        """Step over texts of the leaf that could not be read, if this event's come then."""
        while self._next is not None and self._next[1].get("event") != event:
            number = self._next[1].get("event")
            if isinstance(number, int) and isinstance(event, int) and number > event:
                return
            self._next = next(self._records, None)
        self._is_lost = False

    def finish(self) -> int:
        """How many texts were left out; those of no event are told."""
        while self._next is not None:
            if not self._is_lost:
                self._report.tell(TEXTS, "added", "no such text", "one", self._next[0])
            self._next = next(self._records, None)
        return self._left_out


def _parsed(content: bytes) -> Any:
    """What JSON says; None where it says nothing, or one thing twice."""
    try:
        return json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _quickly_parsed(content: bytes) -> Any:
    """An event: its bytes are what was sealed, or are told as changed."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _shown(raw: bytes) -> str:
    return raw[:80].decode("utf-8", "replace")


# The command


def check_file(path: Path, expected: Expected | None = None) -> Report:
    """Check the proof at `path`.

    Raises:
        BadInputError: it is no proof, or can't be read.
    """
    report = Report()
    try:
        with path.open("rb") as stream:
            Check(Archive(stream, report), report, expected or Expected()).run()
    except OSError as error:
        raise BadInputError(f"{path} can't be read: {error.strerror}.") from error
    except UNREADABLE as error:
        if not report.broken:
            raise BadInputError(f"{path} is not written as a proof is: {error}.") from error
        report.tell("(the rest)", "changed", "what can be read", error)
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify a proof; the exit code."""
    given = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # whatever a terminal can show
    try:
        report = check_file(Path(given.bundle), Expected(given.key, _seen(given.seen)))
    except BadInputError as error:
        if given.json:
            failed = {"title": "Not verified", "message": str(error), "hint": "", "blockers": []}
            sys.stdout.write(json.dumps({"error": failed}) + "\n")
        else:
            sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    sys.stdout.write(_as_json(report) if given.json else _as_text(report))
    return BROKEN if report.broken else INTACT


def _seen(text: str) -> tuple[int, str] | None:
    size, _, root = text.partition(":")
    if not text:
        return None
    is_number = size.isascii() and size.isdigit() and len(size) < 19
    if not is_number or len(root) != 64 or set(root.lower()) - set("0123456789abcdef"):
        raise BadInputError("--seen takes SIZE:ROOT, for example 1200:9f86…, 64 digits.")
    return int(size), root.lower()


def _as_json(report: Report) -> str:
    document = {"intact": not report.broken, **asdict(report)}
    return json.dumps(document, indent=2) + "\n"


def _as_text(report: Report) -> str:
    lines = [
        f"Workspace      {report.workspace}",
        f"Log            {report.log}",
        f"Events         {report.events} here, {report.excluded} left out,"
        f" {report.unsealed} were not sealed yet",
        f"Sealed until   {report.sealed_until}",
        f"Size and root  {report.size}:{report.root}",
        f"Sealing key    {', '.join(report.sealing_keys) or 'none'}",
        f"Signed by      {report.signed_by}",
        f"Signatures     {report.signatures} of people hold",
        *([f"Unsigned       {report.unsigned} acts of people"] if report.unsigned else []),
        *(
            [
                f"Without a key  {_counted(report.without_key, 'confirmation')} of keys and roles,"
                " by administrators who had none yet"
            ]
            if report.without_key
            else []
        ),
        *([f"Signed in vain {report.idle} steps that nobody took"] if report.idle else []),
        *(
            [
                f"Unchecked      {report.unchecked} signatures on what was left out of this copy:"
                " only whose key it was, and that it was in force"
            ]
            if report.unchecked
            else []
        ),
        *(
            [f"Decisions      {_counted(report.records, 'record')}, as sealed"]
            if report.records
            else []
        ),
        *(
            [f"Reviewed       {_counted(report.reviewed, 'range')} of events, as signed off"]
            if report.reviewed
            else []
        ),
        "",
    ]
    lines += _of_a_demo(report)
    if report.is_redacted:
        lines.append("Reasons, names and signed documents were left out of this copy.")
    elif report.left_out:
        lines.append(f"{report.left_out} texts were left out.")
    if report.excluded:
        lines.append("What was left out may have ended a key, or taken an act back, later.")
    if report.reviewed_in_part:
        lines.append(
            f"Of {report.reviewed_in_part} ranges that were signed off only a part is in this"
            " proof."
        )
    lines += told_of_wishes(report)
    if not report.is_anchored:
        lines.append("The first event, which names the sealing key, is not in this proof.")
    for kid in report.unconfirmed:
        lines.append(
            f"That the key {kid} was confirmed is not in this proof: ask for it by another way."
        )
    for none in report.unsound:
        why = (
            "anybody can sign by it (it is a point of small order)"
            if none.is_weak
            else "its name is not that of its bytes"
        )
        lines.append(f"The key {none.kid} is none: {why}. Nothing signed with it counts.")
    for key in report.revoked:
        on = f", on {key.at}" if key.at else ""
        lines.append(
            f"The key {key.kid} was revoked at position {key.position}{on}:"
            " only what it signed before counts."
        )
    if not report.broken:
        lines += [
            "INTACT: every byte is what was signed.",
            "Compare log and sealing key with what the bank says by another way than this file.",
            *_of_its_maker(report),
        ]
        return _written(lines)
    count = len(report.broken) + report.untold
    lines.append(
        f"BROKEN in {'1 place' if count == 1 else f'{count} places'}:"
        " rely on nothing in this file until that is explained."
    )
    for one in report.broken[:MOST_SHOWN]:
        record = f", record {one.record}" if one.record else ""
        position = f" (position {one.position})" if one.position is not None else ""
        lines += [
            f"  {one.member}{record}{position}: {one.kind}",
            f"    expected {one.expected}",
            f"    found    {one.found}",
        ]
    if count > MOST_SHOWN:
        most = " the first thousand of each kind" if report.untold else " them"
        lines.append(f"  and {count - MOST_SHOWN} more; --json lists{most}.")
    return _written([*lines, "", *_explained(report.broken)])


def told_of_wishes(report: Report) -> Iterator[str]:
    """What is no fault, and stands for less than it seems to."""
    if report.refused:
        which, them = _forged_words(len(report.refused))
        yield (
            f"{which} not hold, so the service had to refuse {them}; no event here tells that"
            f" anything was done on {them}: {_events(report.refused)}."
        )
    if report.undecided:
        which, them = _forged_words(len(report.undecided))
        yield (
            f"{which} not hold, and a version was taken out of its place later: this part can't"
            f" tell whether that was done on {them}: {_events(report.undecided)}. A proof of"
            " everything tells it."
        )
    if report.elsewhere:
        rest = "1 act" if len(report.elsewhere) == 1 else f"{len(report.elsewhere)} acts"
        yield (
            f"What people signed for {rest} of the service is not in this proof, because it is"
            " about other models too, or lies outside what was asked for:"
            f" {_events(report.elsewhere)}. A proof of everything holds it."
        )


def _forged_words(count: int) -> tuple[str, str]:
    if count == 1:
        return f"The signature of {count} wish does", "it"
    return f"The signatures of {count} wishes do", "them"


def _events(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:MOST_NAMED]))
    more = f" and {len(numbers) - MOST_NAMED} more" if len(numbers) > MOST_NAMED else ""
    return f"{'event' if len(numbers) == 1 else 'events'} {shown}{more}"


def _of_a_demo(report: Report) -> Iterator[str]:
    if report.is_demo:
        yield "This is a DEMONSTRATION: its people, models and dates are made up."
        if report.is_demo_sealed is False:
            yield "Only who made this file says so: the log's first event says it is none."


def _of_its_maker(report: Report) -> Iterator[str]:
    """What nothing in the file can be held against."""
    yield (
        "README.html is, byte for byte, what was signed; what it says, the workspace's name and"
        " how many events were not sealed yet are the word of who made this file."
    )
    if report.is_demo_sealed is None:
        yield (
            "So is whether this is a demonstration: no event here says it, because an earlier"
            " Modelward made the workspace, or the first event is not in this proof."
        )


def _explained(broken: Sequence[Break]) -> Iterator[str]:
    """What the words above mean, and what to do, for who never saw a proof."""
    yield "What these words mean:"
    for member in dict.fromkeys(one.member for one in broken):
        if member in HOLDS:
            yield f"  {member}: {HOLDS[member]}"
    if any(one.position is not None for one in broken):
        yield "  position: where the event stands in the log; the first is 0"
    for kind in dict.fromkeys(one.kind for one in broken):
        if kind in MEANS:
            yield f"  {kind}: {MEANS[kind]}"
    yield "Keep this file and ask for the proof again: forgery and damage on the way look the same."
    yield "If the new one is broken too, ask the bank what happened at the places above."


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _written(lines: Sequence[str]) -> str:
    """Each on a line of its own, whatever stands in a name."""
    shown = (
        "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
        for line in lines
    )
    return "\n".join(shown) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="modelward-verify",
        description="Checks a proof of an audit trail: Python and cryptography are enough.",
        epilog="Exit codes: 0 intact, 2 wrong usage or no proof, 4 verification failed.",
    )
    parser.add_argument("bundle", help="the file that modelward audit export wrote")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--key", default="", help="the short name of the key that must have sealed")
    parser.add_argument("--seen", default="", help="SIZE:ROOT of this log that you saw before")
    return parser


if __name__ == "__main__":
    sys.exit(main())
