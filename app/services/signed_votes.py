"""A request with its votes, and whether what was signed under each of them holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.keys import KeyRow, list_keys
from app.models.queries.listing_tasks import RequestRow, VoteRow, load_request
from app.services.signed_blocks import SignedBlock, load_signed_blocks


@dataclass(frozen=True, slots=True)
class CheckedVote(VoteRow):
    """A vote whose signature was verified while it was read."""

    holds: bool | None  # None: it is not signed
    why_not: str  # empty where it holds
    key_revoked_at: datetime | None
    key_ended_at: int | None  # the place of that in the log, once it is sealed
    key_revoked_at_size: int | None  # how many events were sealed then; it judges nothing


def load_checked_request(session: Session, request_id: UUID) -> RequestRow:
    """As `load_request`; its votes are `CheckedVote`s."""
    found = load_request(session, request_id)
    blocks = {one.id: one for one in load_signed_blocks(session, request_id)}
    keys = {one.kid: one for one in list_keys(session) if one.state == "revoked"}
    votes = tuple(_checked(one, blocks.get(one.id), keys.get(one.key)) for one in found.votes)
    return replace(found, votes=votes)


def _checked(vote: VoteRow, block: SignedBlock | None, ended: KeyRow | None) -> CheckedVote:
    return CheckedVote(
        **asdict(vote),
        holds=None if block is None else not block.fault,
        why_not="" if block is None else block.fault,
        key_revoked_at=ended.revoked_at if ended else None,
        key_ended_at=ended.ended_at if ended else None,
        key_revoked_at_size=ended.revoked_at_size if ended else None,
    )
