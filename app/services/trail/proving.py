"""A proof as somebody at a window exports it: measured first, signed with their key, told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError
from app.models.queries.record_imports import count_records
from app.models.queries.trail import last_head, log_id
from app.models.tables.applications import DecisionRecord
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.commands.acts import record_proof
from app.services.sealing import find_sealing_key
from app.services.signing import KeyPair
from app.services.signing_session import Entry, SigningSession
from app.services.trail.export import ALWAYS, Exported, Wanted, export_proof
from app.services.trail.proof_wishes import wishes_about
from app.services.trail.witness import require_as_seen
from app.services.unit_of_work import UnitOfWork, Work


@dataclass(frozen=True, slots=True)
class ProofSize:
    """How much a proof would hold. `excluded`: sealed, and left out by its filter."""

    events: int
    excluded: int
    records: int = 0  # decision records


def measure_proof(session: Session, wanted: Wanted) -> ProofSize:
    """How many events a proof of this would hold now, and how many it would leave out."""
    head = last_head(session)
    size = head.size if head else 0
    records = count_records(session, wanted.is_wanted_record)
    if wanted.is_all:
        return ProofSize(size, 0, records)
    conditions = []
    if wanted.model_id is not None:
        wishes = AuditEvent.object_id.in_(wishes_about(session, wanted.model_id))
        conditions.append(or_(AuditEvent.model_id == wanted.model_id, wishes))
    if wanted.start is not None:
        conditions.append(AuditEvent.at >= wanted.start)
    if wanted.until is not None:
        conditions.append(AuditEvent.at < wanted.until)
    always = [AuditEvent.object_type.in_(ALWAYS)]
    if records:
        imports = select(DecisionRecord.import_id).where(wanted.is_wanted_record)
        always.append(AuditEvent.object_id.in_(imports))
    statement = (
        select(func.count())
        .select_from(AuditEvent)
        .join(AuditLeaf, AuditLeaf.event_id == AuditEvent.id)
        .where(
            AuditLeaf.position < size,
            or_(*always, and_(*conditions)),
        )
    )
    count = session.scalar(statement) or 0
    return ProofSize(count, size - count, records)


def prove(
    work: Work,
    out: Path,
    wanted: Wanted,
    *,
    person: UUID,
    settings: Settings,
    session: SigningSession,
    entry: Entry,
    progress: Callable[[int, int], object] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Exported:
    """Write the proof to `out`, signed by who sits here; the trail is told of it.

    Args:
        person: whose name stood on the sheet that was signed.
    Raises:
        AppError: somebody else sits here, or there is no key to sign with.
        WrongPassphraseError: the password opens no key.
        CancelledError: it was stopped; there is no file.
    """
    pair = signing_pair(work, person, settings, session, entry)
    made = export_proof(
        work,
        out,
        wanted,
        pair,
        progress=progress,
        is_cancelled=is_cancelled or (lambda: False),
        tell=lambda made: work.write(record_proof, made, wanted),
    )
    session.note_signed(work.actor.id)
    return made


def signing_pair(
    work: Work, person: UUID, settings: Settings, session: SigningSession, entry: Entry
) -> KeyPair:
    """The key of `person`, whose name stood on the sheet that was signed; else the sealing key.

    Raises:
        AppError: somebody else sits here, or there is no key to sign with.
        VerificationError: the log is another than this computer saw.
        WrongPassphraseError: the password opens no key.
    """
    if work.actor.id != person:
        raise AppError(
            "This would be signed by somebody else than the sheet says.",
            hint="Nobody signs for the person whose view they look at.",
        )
    require_as_seen(work, settings.home)
    with work.reading() as reading:
        signer = session.open(UnitOfWork(reading, work.actor), entry)
        log = log_id(reading)
    if signer is not None:
        return signer.pair
    pair = find_sealing_key(work.database, settings, log)
    if pair is None:
        raise AppError(
            "There is no key on this machine to sign the proof with.",
            hint="Export where the sealing key lies, or make a key: modelward key new.",
        )
    return pair
