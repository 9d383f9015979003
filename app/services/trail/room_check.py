"""Whether what lies in an opened review room is what was put there, and what the trail sealed."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.config import VERSION
from app.errors import VerificationError
from app.models.queries.trail import last_head, open_texts, salted_facts, sealed_events
from app.models.rules.merkle import leaf_hash
from app.models.tables.governance import Decision
from app.models.tables.organisation import Person, SigningKey
from app.models.tables.trail import AuditEvent
from app.models.upgrade import is_known, newest_revision
from app.services.digests import digest_file
from app.services.outside_json import read_outside
from app.services.signing import ROOM, kid, verify
from app.services.trail.leaves import leaf_and_facts
from app.services.trail.room_people import (
    Known,
    ProvedPeople,
    key_columns,
    proved_lines,
    proved_people,
)
from app.services.trail.room_rows import open_part, record_leaves
from app.texts import N_
from app.verifier.__main__ import BadInputError, Report, check_file

KIND = "modelward review room"
PROOF_NAME, ROWS_NAME = "proof.zip", "rows.db"
CONTENTS_NAME, SEAL_NAME = "room.json", "room.sig"
DOCUMENTS = "documents"
CHUNK = 2_000
FORM = 1  # of a room: which parts it has, and what its list of contents says

UNSIGNED = N_("The signature over its list of contents does not hold.")
OTHER_MEMBER = N_("{name} is another than its list of contents says.")
UNLISTED = N_("{name} lies in it, and its list of contents does not know of it.")
NO_PROOF = N_("Its proof does not hold: {why}")
OTHER_KEY = N_("It is signed with another key than its proof.")
OTHER_EVENTS = N_("Its events are others than those of its proof, from place {position} on.")
MORE_EVENTS = N_("It holds {count} events, its proof {proved}.")
FOREIGN = N_("Its rows hold {name}, which is no part of a review room.")
OTHER_PEOPLE = N_("Its rows name somebody {shown} whom its proof names {proved}.")
OTHER_KEYS = N_("Its rows say something else of the key {kid} than its proof.")
NO_DECISION = N_("Its rows lack the decision of event {event}, which its proof holds.")
OTHER_TEXTS = N_("The words of event {event} are others than those that were sealed.")
OTHER_MARK = N_("It says that it is of no demonstration, and its proof that it is of one.")
OTHER_RECORDS = N_("Its decisions on customers are others than those of its proof.")


@dataclass(frozen=True, slots=True)
class RoomDocument:
    """`name` is its place in the room."""

    model: str
    title: str
    name: str
    sha256: str
    versions: tuple[int, ...] = ()  # that have it; none: it is about the model, or not told


def listed_versions(versions: Sequence[int]) -> str:
    """ "v1–v3, v7"."""
    spans: list[list[int]] = []
    for one in versions:
        if spans and one == spans[-1][-1] + 1:
            spans[-1][1:] = [one]
        else:
            spans.append([one])
    return ", ".join("–".join(f"v{end}" for end in span) for span in spans)


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """What a room says of itself. `model` empty: of all that its maker may see."""

    workspace: str
    is_demo: bool
    log: str
    made_at: datetime
    made_by: str
    model: str
    models: int
    events: int
    excluded: int
    records: int
    start: datetime | None  # of the decisions on customers
    until: datetime | None
    sealed_until: datetime
    head_size: int
    head_root: str
    documents: tuple[RoomDocument, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold: a sentence of this module, and what stands in its places."""

    text: str
    places: dict[str, str | int]

    @property
    def sentence(self) -> str:
        return self.text.format(**self.places)


@dataclass(frozen=True, slots=True)
class RoomVerdict:
    """Of a room that was looked at whole.

    `signer`: whose key signed it, as the proof says; empty: the log's own.
    """

    faults: tuple[Fault, ...]
    report: Report
    kid: str
    signer: str

    @property
    def holds(self) -> bool:
        return not self.faults


def read_facts(folder: Path) -> RoomFacts:
    """What the room says of itself.

    Raises:
        VerificationError: it says nothing that can be read.
    """
    try:
        said = read_outside((folder / CONTENTS_NAME).read_bytes())
        if said["kind"] != KIND:
            raise _unreadable()
        _require_readable(int(said["v"]), str(said["tables"]), str(said["product_version"]))
        return RoomFacts(
            workspace=str(said["workspace"]),
            is_demo=said["is_demo"] is True,
            log=str(said["log"]),
            made_at=datetime.fromisoformat(said["made_at"]),
            made_by=str(said["made_by"]),
            model=str(said["model"]),
            models=int(said["models"]),
            events=int(said["events"]),
            excluded=int(said["excluded"]),
            records=int(said["records"]),
            start=_time(said["from"]),
            until=_time(said["until"]),
            sealed_until=datetime.fromisoformat(said["sealed_until"]),
            head_size=int(said["head"]["size"]),
            head_root=str(said["head"]["root"]),
            documents=tuple(
                RoomDocument(
                    one["model"],
                    one["title"],
                    one["name"],
                    one["sha256"],
                    tuple(map(int, one.get("versions", ()))),
                )
                for one in said["documents"]
            ),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable() from error


def _require_readable(form: int, tables: str, product: str) -> None:
    """Raises: VerificationError: another version made it, which knows other parts or tables."""
    if form == FORM and tables == newest_revision():
        return
    if form > FORM or not is_known(tables):
        raise VerificationError(
            f"This review room was made by Modelward {product}, which is newer than this one,"
            f" {VERSION}.",
            hint="Open it with that version. Its page and its proof can be read without.",
        )
    raise VerificationError(
        f"This review room was made by Modelward {product}, whose tables this one, {VERSION},"
        " no longer reads.",
        hint="Open it with that version. Its page and its proof can be read without.",
    )


def check_room(folder: Path) -> RoomVerdict:
    """Look at every part of an opened room.

    Raises:
        VerificationError: it says nothing of itself that can be read.
    """
    facts = read_facts(folder)
    faults, kid_ = [*_contents_faults(folder)], _seal(folder)[0]
    report, why = _proof(folder / PROOF_NAME)
    if why:
        faults.append(Fault(NO_PROOF, {"why": why}))
    elif kid_ != report.signed_by:
        faults.append(Fault(OTHER_KEY, {}))
    elif report.is_demo and not facts.is_demo:
        faults.append(Fault(OTHER_MARK, {}))
    signer = ""
    if not faults:
        faults += _rows_faults(folder / ROWS_NAME, folder / PROOF_NAME)
        signer = _signer(folder / PROOF_NAME, kid_)
    return RoomVerdict(tuple(faults), report, kid_, signer)


def _proof(path: Path) -> tuple[Report, str]:
    """What the verifier says of it, and what is wrong first."""
    try:
        report = check_file(path)
    except BadInputError as error:
        return Report(), str(error)
    if not report.broken:
        return report, ""
    first = report.broken[0]
    return report, f"{first.member}: {first.kind}."


def require_same(rows: Path, proof: Path) -> None:
    """Raises: VerificationError: the rows of a room say something else than its proof."""
    for fault in _rows_faults(rows, proof):
        raise VerificationError(
            fault.sentence, hint="modelward audit verify names the place in the workspace."
        )


def _contents_faults(folder: Path) -> Iterator[Fault]:
    """Signature, and each member by its digest; none more, none less."""
    said = (folder / CONTENTS_NAME).read_bytes().decode("utf-8", "replace")
    _, public_key, signature = _seal(folder)
    if not verify(public_key, ROOM, said, signature):
        yield Fault(UNSIGNED, {})
        return
    listed = {one["name"]: one["sha256"] for one in json.loads(said)["members"]}
    there = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } - {CONTENTS_NAME, SEAL_NAME}
    for name, sha256 in sorted(listed.items()):
        if name not in there or digest_file(folder / name) != sha256:
            yield Fault(OTHER_MEMBER, {"name": name})
    for name in sorted(there - listed.keys()):
        yield Fault(UNLISTED, {"name": name})
    for one in json.loads(said)["documents"]:
        is_inside = one["name"].startswith(f"{DOCUMENTS}/")
        if not is_inside or listed.get(one["name"]) != one["sha256"]:
            yield Fault(OTHER_MEMBER, {"name": one["name"]})


def _seal(folder: Path) -> tuple[str, str, str]:
    """Short name of the key, the key, the signature; empty where there is none."""
    try:
        said = json.loads((folder / SEAL_NAME).read_bytes())
        public_key, signature = str(said["public_key"]), str(said["signature"])
        return kid(public_key), public_key, signature
    except Exception:  # noqa: BLE001 -- whatever lies there is no signature then
        return "", "", ""


def _rows_faults(rows: Path, proof: Path) -> Iterator[Fault]:
    """Hold the events, their words and the decision records against the proof."""
    database = open_part(rows, is_read_only=True)
    try:
        with database.session() as session, zipfile.ZipFile(proof) as archive:
            fault = _foreign(session) or _event_fault(session, archive)
            fault = fault or _people_fault(session, proved_people(proof))
            fault = fault or _decision_fault(session)
            if fault is not None:
                yield fault
            proved = {one["leaf"] for one in proved_lines(archive, "records.txt")}
            if {leaf.hex() for leaf in record_leaves(session)} != proved:
                yield Fault(OTHER_RECORDS, {})
    finally:
        database.close()


def _event_fault(session: Session, archive: zipfile.ZipFile) -> Fault | None:
    """The first event that is not the one of the proof; both are in the order of the log.

    And none beside them: what reads the rows would show it.
    """
    count = 0
    for mine, proved in zip_longest(_leaves(session), _proved_leaves(archive)):
        count += 1
        if mine is None or proved is None or mine[:2] != proved:
            position = min(one[0] for one in (mine, proved) if one is not None)
            return Fault(OTHER_EVENTS, {"position": position})
        if mine[2] is not None:
            return Fault(OTHER_TEXTS, {"event": mine[2]})
    held = session.scalar(select(func.count()).select_from(AuditEvent)) or 0
    return Fault(MORE_EVENTS, {"count": held, "proved": count}) if held != count else None


def _decision_fault(session: Session) -> Fault | None:
    """A decision that the trail tells of is there; a vote that is missing would be no veto."""
    found = session.scalar(
        select(AuditEvent.id)
        .where(
            AuditEvent.tag == "decision.recorded",
            AuditEvent.object_id.not_in(select(Decision.id)),
        )
        .order_by(AuditEvent.id)
        .limit(1)
    )
    return Fault(NO_DECISION, {"event": found}) if found is not None else None


def _foreign(session: Session) -> Fault | None:
    """A view in the place of a table could say something else each time; a trigger is none's."""
    found = session.scalar(
        text("SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index') LIMIT 1")
    )
    return Fault(FOREIGN, {"name": str(found)}) if found else None


def _leaves(session: Session) -> Iterator[tuple[int, str, int | None]]:
    """Place and digest of each event, and its number where its words are others than sealed."""
    head = last_head(session)
    for start in range(0, head.size if head else 0, CHUNK):
        found = sealed_events(session, start, start + CHUNK)
        texts = open_texts(session, [one.event_id for one in found])
        for one in found:
            if one.event is None:
                continue
            content, facts = leaf_and_facts(one.event)
            is_same = _are_sealed(salted_facts(facts), texts.get(one.event_id, {}))
            yield one.position, leaf_hash(content).hex(), None if is_same else one.event_id


def _are_sealed(salted: dict[str, tuple[str, str]], texts: dict[str, str]) -> bool:
    return salted.keys() == texts.keys() and all(
        hashlib.sha256(f"{salt}{texts[name]}".encode("utf-8", "surrogatepass")).hexdigest()
        == digest
        for name, (salt, digest) in salted.items()
    )


def _proved_leaves(archive: zipfile.ZipFile) -> Iterator[tuple[int, str]]:
    with archive.open("leaves.txt") as lines:
        for line in lines:
            digest, position, _ = line.split(b" ", 2)
            yield int(position), digest.decode()


def _signer(proof: Path, kid_: str) -> str:
    """Whose key that is, as the proof says it; empty: nobody's own."""
    proved = proved_people(proof)
    key = proved.keys.get(kid_)
    if key is None or key["purpose"] != "decision":
        return ""
    person = proved.people.get(UUID(key["person"]))
    return person.name if person else str(key["person"])


def _people_fault(session: Session, proved: ProvedPeople) -> Fault | None:
    """Who is who, and whose key is which: lineage and stories name people by the rows."""
    for one in session.scalars(select(Person).order_by(Person.id)):
        known = proved.people.get(one.id, Known("", ""))
        if one.full_name != known.name:
            return Fault(OTHER_PEOPLE, {"shown": one.full_name, "proved": known.name or "—"})
        if one.handle != known.handle:
            return Fault(OTHER_PEOPLE, {"shown": one.handle, "proved": known.handle})
    keys = dict(proved.keys)
    for row in session.scalars(select(SigningKey).order_by(SigningKey.kid)):
        key = keys.pop(row.kid, None)
        if key is None or any(
            getattr(row, name) != said for name, said in key_columns(key).items()
        ):
            return Fault(OTHER_KEYS, {"kid": row.kid})
    return Fault(OTHER_KEYS, {"kid": min(keys)}) if keys else None


def _time(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def _unreadable() -> VerificationError:
    return VerificationError(
        "This review room does not say what lies in it.",
        hint="It was made by another version, or was changed before it was locked.",
    )
