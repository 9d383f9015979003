"""Decisions: requests, their pinned slots and evidence, decisions, waivers, findings."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    null,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import (
    Base,
    Governed,
    Identified,
    InUnit,
    Numbered,
    Written,
    agreeing,
    mw_actor,
    mw_now,
    snapshot_key,
    version_key,
)


class TransitionRequest(Numbered, Governed, Base):
    """Somebody asks for a version to enter a stage. Only the worker pins what decides it."""

    model_id: Mapped[uuid.UUID] = mapped_column(index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(index=True)
    snapshot_id: Mapped[uuid.UUID | None]
    from_stage: Mapped[str] = mapped_column(server_default=text("''"))
    stage_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.stage.id"))
    service_tag: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft")
    requested_by: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("mw.person.id"), server_default=mw_actor(), index=True
    )
    requested_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    documents: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    # People have no right to insert these, so each has a default of the database's.
    evidence_digest: Mapped[str] = mapped_column(server_default=text("''"))
    is_ordered: Mapped[bool] = mapped_column(server_default=text("false"))
    # How the model is rated and used: as evidence, so of this instant, whoever reads it.
    risk_tier: Mapped[str] = mapped_column(server_default=text("''"))
    is_regulated: Mapped[bool] = mapped_column(server_default=text("false"))
    # So rated and used, the policy wants others than were asked: nobody lets it pass any more.
    is_outgrown: Mapped[bool] = mapped_column(server_default=text("false"))
    route_table_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.decision_table.id"), server_default=null()
    )
    instance_id: Mapped[uuid.UUID | None] = mapped_column(index=True, server_default=null())
    due_at: Mapped[datetime | None] = mapped_column(server_default=null())
    closed_at: Mapped[datetime | None] = mapped_column(server_default=null())
    # Fewer people decide; a second role reviews it within that many days. See `rules/emergency`.
    is_emergency: Mapped[bool] = mapped_column(default=False)
    review_roles: Mapped[list[str] | None] = mapped_column(server_default=null())
    review_days: Mapped[int | None] = mapped_column(server_default=null())

    __table_args__ = (
        Index("uq_transition_request_version", "id", "version_id", "model_id", unique=True),
        CheckConstraint(
            "snapshot_id IS NOT NULL OR state = 'draft' OR state = 'withdrawn'", name="snapshot"
        ),
        version_key(),
        snapshot_key(),
        Index(
            "uq_transition_request_pending",
            "version_id",
            "stage_id",
            "service_tag",
            unique=True,
            postgresql_where=text("state = 'draft' OR state = 'pending'"),
            sqlite_where=text("state = 'draft' OR state = 'pending'"),
        ),
    )


class RequestSlot(Identified, InUnit, Base):
    """How many holders of which roles must accept, and in which order. Pinned by the worker."""

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.transition_request.id"))
    slot: Mapped[int]
    roles: Mapped[list[str]]  # any one of these
    needed: Mapped[int] = mapped_column(default=1)
    rank: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("request_id", "slot"),)


class EvidenceSet(Written, Base):
    """What a decider sees, frozen: results, documents, waivers, versions of policies."""

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.transition_request.id"))
    digest: Mapped[str]
    content: Mapped[str] = mapped_column(Text)  # RFC 8785 text; its SHA-256 is the digest

    __table_args__ = (UniqueConstraint("request_id", "digest"),)


class Decision(Identified, InUnit, Base):
    """One person's yes or no on the evidence they saw."""

    request_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("mw.transition_request.id"), index=True
    )
    verdict: Mapped[str]  # accept | reject
    slot: Mapped[int]  # the pinned slot it fills
    role: Mapped[str]  # in which role
    reason: Mapped[str] = mapped_column(Text)
    seen_digest: Mapped[str]
    document: Mapped[str] = mapped_column(Text, default="")  # what is signed, as text
    signature: Mapped[str] = mapped_column(Text, default="")
    key_id: Mapped[uuid.UUID | None]  # a signing_key; the guard sees to it
    # The place in the chain of this person's decisions in this unit: a removed one leaves a gap.
    sequence: Mapped[int | None]
    decided_by: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("mw.person.id"), server_default=mw_actor()
    )
    decided_at: Mapped[datetime] = mapped_column(server_default=mw_now())

    __table_args__ = (
        UniqueConstraint("request_id", "decided_by", "seen_digest"),
        Index("uq_decision_sequence", "decided_by", "unit_id", "sequence", unique=True),
    )


class Waiver(Numbered, Governed, Base):
    """The way past a failed rule: a reason, an expiry, and a second person who is eligible."""

    model_id: Mapped[uuid.UUID] = mapped_column(index=True)
    version_id: Mapped[uuid.UUID]
    snapshot_id: Mapped[uuid.UUID] = mapped_column(index=True)
    test: Mapped[str]
    feature: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("mw.person.id"), server_default=mw_actor()
    )
    granted_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.person.id"), server_default=null()
    )
    # Of who granted or refused it.
    remark: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    state: Mapped[str] = mapped_column(default="asked")
    expires_at: Mapped[datetime]
    task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.user_task.id"))
    # What was signed when it was granted.
    document: Mapped[str | None] = mapped_column(Text, server_default=null())
    signature: Mapped[str | None] = mapped_column(Text, server_default=null())
    key_id: Mapped[uuid.UUID | None] = mapped_column(server_default=null())

    __table_args__ = (snapshot_key(),)


class Finding(Numbered, Governed, Base):
    """Something that is wrong with a version: from a scan, a review, a person."""

    model_id: Mapped[uuid.UUID] = mapped_column(index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(index=True)
    snapshot_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    kind: Mapped[str]
    severity: Mapped[str]
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(default="")  # file and line
    fix: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="open")
    reason: Mapped[str] = mapped_column(Text, default="")
    # Of the review that an emergency release leaves behind; the database fills them.
    request_id: Mapped[uuid.UUID | None] = mapped_column(server_default=null())
    review_roles: Mapped[list[str] | None] = mapped_column(server_default=null())
    due_at: Mapped[datetime | None] = mapped_column(server_default=null())
    # What was signed when that review was done.
    document: Mapped[str | None] = mapped_column(Text, server_default=null())
    signature: Mapped[str | None] = mapped_column(Text, server_default=null())
    key_id: Mapped[uuid.UUID | None] = mapped_column(server_default=null())

    __table_args__ = (version_key(), snapshot_key())


class RequestNote(Identified, InUnit, Base):
    """A question, an answer or a comment on a request, in the order they were written."""

    request_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("mw.transition_request.id"), index=True
    )
    kind: Mapped[str] = mapped_column(default="comment")  # question | answer | comment
    text: Mapped[str] = mapped_column(Text)
    answers_id: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    created_by: Mapped[uuid.UUID] = mapped_column(server_default=mw_actor())

    __table_args__ = (
        UniqueConstraint("id", "request_id"),
        agreeing("request_note", answers_id="id", request_id="request_id"),
        CheckConstraint("answers_id IS NOT NULL OR kind <> 'answer'", name="answers"),
    )


class LineageReview(Written, Base):
    """Somebody signed off the events of a model from one place of the sealed log to another.

    Never changed nor taken back: who sees it otherwise later signs off the range once more.
    """

    model_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.registered_model.id"), index=True)
    first_position: Mapped[int] = mapped_column(BigInteger)  # both of events of this model
    last_position: Mapped[int] = mapped_column(BigInteger)
    events: Mapped[int]  # of the model, from the first to the last
    own_events: Mapped[int]  # of these, what the reviewer did
    sha256: Mapped[str]  # over them: see `rules/lineage_reviews.py`
    reason: Mapped[str] = mapped_column(Text)  # what the reviewer says of it
    document: Mapped[str] = mapped_column(Text, default="")  # what is signed, as text
    signature: Mapped[str] = mapped_column(Text, default="")
    key_id: Mapped[uuid.UUID | None]  # a signing_key; the guard sees to it


class SignedAct(Written, Base):
    """Somebody signed a step that a thing takes in the same transaction. Never changed."""

    thing: Mapped[str]  # one of `rules/signed_acts.SIGNED_STEPS`
    object_id: Mapped[uuid.UUID] = mapped_column(index=True)  # a row of that; the guard looks
    state: Mapped[str]  # the state that it comes into
    of_version: Mapped[int]  # the row_version that was read and signed for
    model_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.registered_model.id"), index=True
    )
    document: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)
    key_id: Mapped[uuid.UUID]  # a signing_key; the guard sees to it

    __table_args__ = (UniqueConstraint("object_id", "of_version", "state", "created_by"),)


class RiskAssessment(Numbered, Governed, Base):
    """What a versioned method says of a use case: answers, score, tier.

    Somebody proposes it, a second person accepts it; the accepted one counts until the next.
    """

    use_case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.use_case.id"), index=True)
    method: Mapped[str]
    method_version: Mapped[int]
    table_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.decision_table.id"))
    answers: Mapped[dict[str, Any]]
    score: Mapped[float]
    tier: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(default="proposed")
    assessed_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    assessed_by: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("mw.person.id"), server_default=mw_actor()
    )
    remark: Mapped[str] = mapped_column(Text, default="")  # of who accepted or refused it
    answered_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.person.id"), server_default=null()
    )


class Attestation(Numbered, Governed, Base):
    """Somebody answers for something by a day: scheduled, open, submitted, returned, approved."""

    campaign: Mapped[str]
    model_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.registered_model.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.person.id"), index=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    due_at: Mapped[datetime]
    repeat_days: Mapped[int | None]  # after how many days it is asked for again
    state: Mapped[str] = mapped_column(default="scheduled")
    reason: Mapped[str] = mapped_column(Text, default="")
    reviewed_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.person.id"), server_default=null()
    )
