"""Exports the trail as a proof: one file of exact bytes that needs no product to be checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from app.config import VERSION
from app.errors import AppError, CancelledError, InputError, VerificationError
from app.models.queries.lineage_reviews import SIGNED_OFF
from app.models.queries.proof import (
    About,
    list_names,
    list_public_keys,
    list_signed,
    load_about,
)
from app.models.queries.record_imports import Decisions, count_records, imports_of, is_wanted
from app.models.queries.trail import (
    Head,
    SealedEvent,
    last_head,
    list_heads,
    list_seal_keys,
    load_seal_status,
    open_texts,
    salted_facts,
    sealed_events,
    sees_all,
)
from app.models.rules.asking import SIGNED
from app.models.rules.merkle import Proofs, leaf_hash
from app.models.rules.transitions import Thing
from app.services.digests import canonical, digest_file
from app.services.placed_file import (
    PROOFS,
    HeldFolder,
    placed,
    remove_old_folders,
    require_free,
)
from app.services.signing import PROOF, KeyPair
from app.services.trail.archive import Member, write_archive
from app.services.trail.leaves import leaf_and_facts
from app.services.trail.proof_page import proof_page
from app.services.trail.proof_records import prove_import, require_few
from app.services.trail.proof_wishes import wishes_about
from app.services.unit_of_work import Work

CHUNK = 2_000
KIND = "modelward audit proof"
# Without them nobody could tell whose signatures to trust, and who that is.
ALWAYS = ("workspace", "key", "person")
SIGNED_TAGS = {
    "decision.recorded": "decision", "waiver.granted": "waiver", "runtime.retired": "retire",
    "finding.closed": "review", SIGNED_OFF: "lineage_review", "act.signed": "act",
}  # fmt: skip
ASKED = "inbox.asked"  # its kind says what was asked for
HINT = "modelward audit verify names the place. A proof of a broken trail would prove nothing."

Progress = Callable[[int, int], object]
IsCancelled = Callable[[], bool]


def go_on() -> bool:
    return False


def stop_where_cancelled(is_cancelled: IsCancelled) -> None:
    if is_cancelled():
        raise CancelledError("The export was cancelled; no file was written.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events; none named: all. `until` is not included."""

    model_id: UUID | None = None
    model_name: str = ""
    start: datetime | None = None
    until: datetime | None = None
    is_redacted: bool = False  # open texts, names and signed documents are left out
    records: tuple[UUID, ...] = ()  # decision records that are proved by their imports
    decisions: Decisions | None = None  # more of them: by model, version, period

    @property
    def is_all(self) -> bool:
        return self.model_id is None and self.start is None and self.until is None

    @property
    def is_wanted_record(self) -> ColumnElement[bool]:
        """The condition of the decision records."""
        return is_wanted(self.records, self.decisions)


@dataclass(frozen=True, slots=True)
class Exported:
    path: Path
    sha256: str
    size_bytes: int
    events: int
    excluded: int  # sealed, but not wanted
    unsealed: int  # not sealed yet, so in no proof
    head: Head
    signed_by: str  # the short name of the key
    records: int = 0  # decision records, each led to its import


@dataclass
class _Bundle:
    """The members while they are written, in the order of the file."""

    folder: Path
    members: list[Member] = field(default_factory=list)

    def member(self, name: str) -> Member:
        made = Member(name, self.folder / name)
        self.members.append(made)
        return made


@contextmanager
def _bundle() -> Iterator[_Bundle]:
    with HeldFolder(PROOFS) as folder:
        bundle = _Bundle(folder)
        try:
            yield bundle
        finally:
            for one in bundle.members:
                one.close()


def export_proof(
    work: Work,
    out: Path,
    wanted: Wanted,
    pair: KeyPair,
    *,
    progress: Progress | None = None,
    is_cancelled: IsCancelled = go_on,
    tell: Callable[[Exported], object] | None = None,
) -> Exported:
    """Write the proof of what is sealed now, signed by `pair`.

    Args:
        is_cancelled: asked between pieces.
        tell: called before the file takes its name; where it fails, there is no file.
    Raises:
        InputError: nothing is sealed, or the file is there already.
        CancelledError: before the file was written.
        VerificationError: the trail is broken.
    """
    require_free(out)
    with work.reading() as session:
        about, head = load_about(session), last_head(session)
        records = count_records(session, wanted.is_wanted_record)
        imports = imports_of(session, wanted.is_wanted_record)
        unsealed = load_seal_status(session).unsealed
        is_whole = sees_all(session, work.actor.id)
        about_it = wishes_about(session, wanted.model_id) if wanted.model_id else frozenset()
    if about.is_unmarked:
        raise VerificationError(
            "The trail began as a demonstration, and the workspace says that it is none.", hint=HINT
        )
    if wanted.is_all and not is_whole:
        raise AppError(
            "You don't read the events of every unit, so you can't prove all of them.",
            hint="Export one model: --model. A member of the top unit exports all.",
        )
    require_few(records)
    if head is None:
        raise InputError(
            "Nothing is sealed yet, so there is nothing to prove.",
            hint="The background service seals each second; so does modelward audit seal.",
        )
    remove_old_folders()
    with _bundle() as bundle, placed(out) as part:
        readme = bundle.member("README.html")
        beside = _Beside(frozenset(map(str, imports)), frozenset(map(str, about_it)))
        events = _Events(work, bundle, head, wanted, beside, is_whole=is_whole)
        events.write(progress, is_cancelled)
        _write_heads(work, bundle, head, wanted)
        _write_keys(work, bundle, head)
        _write_signed(work, bundle, events.signed, is_redacted=wanted.is_redacted)
        if records:
            records = _write_records(work, bundle, wanted, imports, is_cancelled)
        if not wanted.is_redacted:
            _write_names(work, bundle, events.names)
        made_at = datetime.now(UTC)
        rows = _page_rows(about, head, wanted, events.count, records, unsealed, pair.kid)
        page = proof_page(rows, is_demo=about.is_demo, is_redacted=wanted.is_redacted)
        readme.write(page.encode())
        _sign(bundle, _facts(about, head, wanted, events, unsealed, made_at, work), pair)
        for one in bundle.members:
            one.close()
        write_archive(part, bundle.members)
        made = Exported(
            out, digest_file(part), part.stat().st_size, events.count, head.size - events.count,
            unsealed, head, pair.kid, records,
        )  # fmt: skip
        require_free(out)  # it took a while
        if tell is not None:
            tell(made)
    return made


@dataclass(frozen=True, slots=True)
class _Beside:
    """Objects whose events are of no model, and go with it: to whose imports decision records of
    this proof lead, and what people signed about it alone.
    """

    imports: frozenset[str]
    wishes: frozenset[str]


class _Events:
    """Leaves, their texts, and where not all are wanted the proof of each."""

    def __init__(
        self,
        work: Work,
        bundle: _Bundle,
        head: Head,
        wanted: Wanted,
        beside: _Beside,
        *,
        is_whole: bool,
    ) -> None:
        self._work = work
        self._beside = beside
        self._is_whole = is_whole  # this login reads all events
        self._head = head
        self._wanted = wanted
        self._start = iso(wanted.start) if wanted.start else ""
        self._until = iso(wanted.until) if wanted.until else "~"
        self._model = str(wanted.model_id) if wanted.model_id else None
        self._leaves = bundle.member("leaves.txt")
        self._proofs = None if wanted.is_all else bundle.member("proofs.txt")
        self._texts = None if wanted.is_redacted else bundle.member("texts.txt")
        self._hashes = bytearray()
        self._positions: list[int] = []
        self.count = 0
        self.signed: dict[str, list[UUID]] = {kind: [] for kind in (*SIGNED_TAGS.values(), *SIGNED)}
        self.names: dict[str, dict[str, str]] = {}  # of people, as the sealed log says them last

    def write(self, progress: Progress | None, is_cancelled: IsCancelled) -> None:
        size = self._head.size
        for start in range(0, size, CHUNK):
            end = min(start + CHUNK, size)
            with self._work.reading() as session:
                rows = sealed_events(session, start, end)
                texts = open_texts(session, [one.event_id for one in rows])
            if [one.position for one in rows] != list(range(start, end)):
                raise _broken(start)
            for row in rows:
                self._add(row, texts.get(row.event_id, {}))
            if progress is not None:
                progress(end, size)
            stop_where_cancelled(is_cancelled)
        self._prove()

    def _add(self, row: SealedEvent, texts: dict[str, str]) -> None:
        if row.event is None:
            if self._is_whole:
                raise _broken(row.position)
            self._hashes += bytes.fromhex(row.sha256)
            return
        content, facts = leaf_and_facts(row.event)
        leaf = leaf_hash(content)
        if leaf.hex() != row.sha256:
            raise _broken(row.position)
        self._hashes += leaf
        if not (self._is_wanted(row) or is_of_key(row.event.tag, facts)):
            return
        self.count += 1
        self._positions.append(row.position)
        self._leaves.add_line(b"%s %d %s" % (leaf.hex().encode(), row.position, content))
        asked = str(facts.get("kind")) if row.event.tag == ASKED else ""
        kind = asked if asked in SIGNED else SIGNED_TAGS.get(row.event.tag)
        if kind is not None:
            self.signed[kind].append(UUID(row.event.object_id))
        if row.event.object == "person":
            self.names.setdefault(row.event.object_id, {}).update(texts)
        if self._texts is not None:
            for name in sorted(salted_facts(facts).keys() & texts.keys()):
                value = {"event": row.event_id, "name": name, "value": texts[name]}
                _add_record(self._texts, value)

    def _is_wanted(self, row: SealedEvent) -> bool:
        event = row.event
        assert event is not None
        if event.object in ALWAYS or event.object_id in self._beside.imports:
            return True
        is_about = event.model == self._model or event.object_id in self._beside.wishes
        if self._model is not None and not is_about:
            return False
        return self._start <= event.at < self._until

    def _prove(self) -> None:
        width = 32
        every = (self._hashes[n : n + width] for n in range(0, len(self._hashes), width))
        proofs = Proofs(map(bytes, every))
        if proofs.root().hex() != self._head.root:
            raise VerificationError(
                "The trail is broken: its leaves are others than its signed head says.", hint=HINT
            )
        if self._proofs is None:
            return
        for position in self._positions:
            path = ",".join(one.hex() for one in proofs.path(position))
            _add_hashed(self._proofs, f"{position} {path}".encode())


def is_of_key(tag: str, facts: Mapping[str, Any]) -> bool:
    """Whether it tells what an administrator signed of a key: that goes with the key."""
    return tag == "act.signed" and facts.get("thing") == Thing.KEY


def _broken(position: int) -> VerificationError:
    return VerificationError(f"The trail is broken at position {position}.", hint=HINT)


def _add_hashed(member: Member, content: bytes) -> None:
    """A line with its own digest before it, so that one that was changed is named."""
    member.add_line(hashlib.sha256(content).hexdigest().encode() + b" " + content)


def _add_record(member: Member, value: dict[str, Any]) -> None:
    _add_hashed(member, canonical(value).encode())


def _write_heads(work: Work, bundle: _Bundle, last: Head, wanted: Wanted) -> None:
    """All heads with all events; with some events the one that their proofs lead to."""
    member = bundle.member("heads.txt")
    with work.reading() as session:
        keys = list_seal_keys(session)
    for head in _heads(work, last) if wanted.is_all else [last]:
        key = keys.get(head.key_id)
        _add_record(
            member,
            {
                "document": head.document,
                "kid": key.kid if key else "",
                "signature": head.signature,
            },
        )


def _heads(work: Work, last: Head) -> Iterator[Head]:
    after = -1
    while found := work.read(list_heads, after=after):
        for head in found:
            if head.size <= last.size:
                yield head
        after = found[-1].size


def _write_keys(work: Work, bundle: _Bundle, last: Head) -> None:
    member = bundle.member("keys.txt")
    for one in work.read(list_public_keys, size=last.size):
        _add_record(
            member,
            {
                "ended_at": one.ended_at,
                "kid": one.kid,
                "person": str(one.person),
                "public_key": one.public_key,
                "purpose": one.purpose,
                "revoked_at_size": one.revoked_at_size,
                "state": one.state,
            },
        )


def _write_signed(
    work: Work, bundle: _Bundle, wanted: dict[str, list[UUID]], *, is_redacted: bool
) -> None:
    """What people signed, as they signed it; redacted: only its digest."""
    member = bundle.member("signed.txt")
    for kind, ids in wanted.items():
        for start in range(0, len(ids), CHUNK):
            for one in work.read(list_signed, kind, ids[start : start + CHUNK]):
                record = {
                    "id": str(one.id),
                    "kid": one.kid,
                    "kind": one.kind,
                    "signature": one.signature,
                }
                if is_redacted:
                    digest = hashlib.sha256(one.document.encode()).hexdigest()
                    _add_record(member, {**record, "sha256": digest})
                else:
                    _add_record(member, {**record, "document": one.document})


def _write_records(
    work: Work,
    bundle: _Bundle,
    wanted: Wanted,
    imports: tuple[UUID, ...],
    is_cancelled: IsCancelled,
) -> int:
    """Each record with its way up; how many."""
    member = bundle.member("records.txt")
    for one in imports:
        with work.reading() as session:
            for proved in prove_import(session, one, wanted.is_wanted_record):
                _add_record(member, proved.told(is_redacted=wanted.is_redacted))
                if member.records % CHUNK == 0:
                    stop_where_cancelled(is_cancelled)
    return member.records


def _write_names(work: Work, bundle: _Bundle, sealed: dict[str, dict[str, str]]) -> None:
    """As the sealed log says them: one that was changed since is not told yet."""
    member = bundle.member("people.txt")
    for key, handle, name in work.read(list_names):
        said = sealed.get(str(key), {})
        told = {"handle": said.get("handle", handle), "name": said.get("full_name", name)}
        _add_record(member, {**told, "id": str(key)})


def _facts(  # noqa: PLR0917 -- what a manifest says
    about: About,
    head: Head,
    wanted: Wanted,
    events: _Events,
    unsealed: int,
    made_at: datetime,
    work: Work,
) -> dict[str, Any]:
    return {
        "v": 1,
        "kind": KIND,
        "product_version": VERSION,
        "workspace": about.name,
        "is_demo": about.is_demo,
        "log": str(about.log_id),
        "made_at": iso(made_at),
        "made_by": str(work.actor.id),
        "is_redacted": wanted.is_redacted,
        "is_all": wanted.is_all,
        "model": str(wanted.model_id) if wanted.model_id else None,
        "from": iso(wanted.start) if wanted.start else None,
        "until": iso(wanted.until) if wanted.until else None,
        "head": {"size": head.size, "root": head.root},
        "sealed_until": iso(head.signed_at),
        "included": events.count,
        "excluded": head.size - events.count,
        "unsealed": unsealed,
    }


def _sign(bundle: _Bundle, facts: dict[str, Any], pair: KeyPair) -> None:
    members = [
        {"name": one.name, "sha256": one.sha256, "bytes": one.size, "records": one.records}
        for one in bundle.members
    ]
    text = canonical({**facts, "members": members})
    bundle.member("manifest.json").write(text.encode())
    signature = {
        "kid": pair.kid,
        "public_key": pair.public_key,
        "signature": pair.sign(PROOF, text),
    }
    bundle.member("manifest.sig").write(canonical(signature).encode())


def _page_rows(  # noqa: PLR0917 -- what a page says
    about: About, head: Head, wanted: Wanted, count: int, records: int, unsealed: int, kid: str
) -> dict[str, object]:
    return {
        "Workspace": about.name,
        "Log": about.log_id,
        "Events in this file": count,
        "Sealed events that are not in it": head.size - count,
        "Events not sealed yet, in no proof": unsealed,
        "Of the model": wanted.model_name or "all models",
        "Decision records, each led to its import": records,
        "From": iso(wanted.start) if wanted.start else "the beginning",
        "Until, not included": iso(wanted.until) if wanted.until else "the last seal",
        "Sealed until": iso(head.signed_at),
        "Root of the tree": head.root,
        "Signed with the key": kid,
    }


def iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
