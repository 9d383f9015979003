"""This computer as a witness: it keeps the last head that it saw, and reads on from there.

Whoever owns the database can put an older backup in its place, or take off the tail with its
heads. Only somebody who saw more can tell.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.config import data_folder
from app.errors import VerificationError
from app.models.database import Database
from app.models.queries.trail import Head, last_head, leaf_hashes, list_seal_keys, log_id
from app.models.rules.merkle import Frontier
from app.services.outside_json import read_outside
from app.services.sealing import is_signed
from app.services.unit_of_work import Work

FOLDER = "witness"
HINT = (
    "If a backup was restored on purpose, say so: modelward audit verify --accept-restored. If"
    " nobody did, keep this computer as it is: what it saw is evidence."
)


class WitnessKind(StrEnum):
    FIRST = "first"  # this computer sees this log for the first time
    HOLDS = "holds"
    SHORTER = "shorter"
    REWRITTEN = "rewritten"
    FORGED = "forged"  # the head is signed by no key of the workspace
    OTHER_KEY = "other key"


@dataclass(frozen=True, slots=True)
class WitnessVerdict:
    """What this computer says of the log. `seen`: the events it saw before."""

    kind: WitnessKind
    message: str
    seen: int
    size: int
    sealed_at: datetime | None
    hint: str = ""

    @property
    def is_alarm(self) -> bool:
        return self.kind not in (WitnessKind.FIRST, WitnessKind.HOLDS)


@dataclass(frozen=True, slots=True)
class Seen:
    """A head as this computer keeps it, with the frontier from which it reads on."""

    size: int
    root: str
    parts: tuple[str, ...]
    kid: str

    def tree(self) -> Frontier | None:
        """None where the file does not fit together."""
        try:
            tree = Frontier(self.size, [bytes.fromhex(one) for one in self.parts])
        except ValueError:
            return None
        return tree if tree.root().hex() == self.root else None


def check(database: Database, *, home: Path | None = None) -> WitnessVerdict:
    """Hold the log against what this computer saw of it, and remember the new head if it holds.

    Args:
        home: where this computer keeps what it saw; the user's data folder by default.
    """
    with database.session() as session:
        return look(session, home or data_folder())


def look(session: Session, home: Path) -> WitnessVerdict:
    """`check` within somebody's reading transaction."""
    folder, log = home / FOLDER, log_id(session)
    verdict, present = _judge(session, log, _load(folder, log))
    if present is not None and not verdict.is_alarm:
        _keep(folder, log, present)
    return verdict


def require_as_seen(work: Work, home: Path) -> None:
    """Nothing is to prove a log that is another than this computer saw.

    Raises:
        VerificationError: it is: shortened, rewritten, or signed by a key nobody here knows.
    """
    verdict = work.read(look, home)
    if verdict.is_alarm:
        raise VerificationError(verdict.message, hint=verdict.hint)


def accept_present(database: Database, *, home: Path | None = None) -> None:
    """Begin again with the log as it is now: somebody says that a backup was restored."""
    with database.session() as session:
        log = log_id(session)
    _file((home or data_folder()) / FOLDER, log).unlink(missing_ok=True)
    check(database, home=home)


def _judge(session: Session, log: UUID, seen: Seen | None) -> tuple[WitnessVerdict, Seen | None]:
    head, keys = last_head(session), list_seal_keys(session)
    before = seen.size if seen else 0

    def say(kind: WitnessKind, message: str, hint: str = HINT) -> WitnessVerdict:
        size, at = (head.size, head.sealed_at) if head else (0, None)
        return WitnessVerdict(kind, message, before, size, at, hint)

    if head is None or head.size < before:
        size = head.size if head else 0
        if seen is None:
            return say(WitnessKind.FIRST, "Nothing is sealed yet.", ""), None
        message = f"The trail is shorter than this computer saw it: {size} events, not {before}."
        return say(WitnessKind.SHORTER, message), None
    if not is_signed(head, log, keys):
        message = "The newest head of the trail is signed by no sealing key of this workspace."
        return say(WitnessKind.FORGED, message), None
    tree = _grown(session, seen, head)
    if tree is None or tree.root().hex() != head.root:
        message = "The trail was rewritten. Its events are others than its newest head says."
        if seen is not None:
            message = (
                f"The trail was rewritten. The first {before} events are others than this"
                " computer saw."
            )
        return say(WitnessKind.REWRITTEN, message), None
    kid = keys[head.key_id].kid
    if seen is not None and seen.kid != kid:
        message = f"The trail is sealed by the key {kid} now; this computer knows {seen.kid}."
        hint = (
            "A new sealing key is announced by your administrators. Ask them for its short name,"
            " then run: modelward audit verify --accept-restored."
        )
        return say(WitnessKind.OTHER_KEY, message, hint), None
    present = Seen(tree.size, tree.root().hex(), tuple(p.hex() for p in tree.parts), kid)
    kind = WitnessKind.HOLDS if seen else WitnessKind.FIRST
    return say(kind, f"This computer saw {before} of {head.size} events before.", ""), present


def _grown(session: Session, seen: Seen | None, head: Head) -> Frontier | None:
    """The frontier of the present log, grown from what was seen.

    None where a leaf is missing, or where the log that is read anew was another at that size.
    """
    tree = seen.tree() if seen else None
    try:
        if tree is None:
            tree = Frontier()
            if seen is not None:  # what was kept does not fit together: its root still tells
                _grow(session, tree, seen.size)
                if tree.root().hex() != seen.root:
                    return None
        _grow(session, tree, head.size)
    except LookupError:
        return None
    return tree


def _grow(session: Session, tree: Frontier, size: int) -> None:
    """Raises: LookupError: a leaf is missing."""
    for leaves in leaf_hashes(session, tree.size, size):
        tree.extend(leaves)


def _file(folder: Path, log: UUID) -> Path:
    return folder / f"{log}.json"


def _load(folder: Path, log: UUID) -> Seen | None:
    try:
        read = read_outside(_file(folder, log).read_text(encoding="utf-8"))
        return Seen(int(read["size"]), str(read["root"]), tuple(read["parts"]), str(read["kid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(folder: Path, log: UUID, present: Seen) -> None:
    """Never a smaller head over a larger one that another window has just kept."""
    stored = _load(folder, log)
    if stored is not None and stored.size >= present.size:
        return
    document = {
        "log": str(log),
        "size": present.size,
        "root": present.root,
        "parts": present.parts,
        "kid": present.kid,
    }
    write_memory(_file(folder, log), document)


def write_memory(file: Path, document: Mapping[str, object]) -> None:
    """In one step; a home that can't be written to is no reason to stop."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.stem)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(document, stream)
        Path(name).replace(file)
