"""What a story of one decision on a customer tells, each part as it was on that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

BY_DIGEST, BY_PLACE, BY_TIME = "digest", "place", "time"


@dataclass(frozen=True, slots=True)
class Asked:
    """The record of the decision."""

    decision_id: str
    at: datetime
    application: str
    application_owner: str
    source: str
    served_sha256: str
    inference_sha256: str
    record_id: UUID
    application_id: UUID | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The version that answered, its snapshot, and the place in which it served then.

    `known_by`: the digest of the file that answered, its place at that time, or only that no
    later snapshot was there yet. `stage` empty: it was in no stage then.
    """

    model: str
    model_id: UUID
    unit: str
    owner: str
    risk_tier: str
    kind: str
    version: int
    version_id: UUID
    authors: tuple[str, ...]
    registered_by: str
    registered_at: datetime
    snapshot: int | None
    snapshot_id: UUID | None
    snapshot_digest: str
    snapshot_at: datetime | None
    snapshot_by: str
    known_by: str
    stage: str
    service_tag: str
    placed_from: datetime | None
    request_id: UUID | None


@dataclass(frozen=True, slots=True)
class Voted:
    id: UUID
    person: str
    role: str
    verdict: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Who of the others looked at an emergency afterwards, and what they said."""

    id: UUID
    person: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Requested:
    """A request that let the snapshot into a stage, and who decided on it."""

    id: UUID
    number: int
    stage: str
    state: str
    asked_by: str
    asked_at: datetime
    reason: str
    documents: str
    closed_at: datetime | None
    evidence_digest: str
    votes: tuple[Voted, ...]
    is_emergency: bool = False  # fewer people decided
    is_reviewed: bool = False  # that, by others, by then
    review: Reviewed | None = None  # by whom


@dataclass(frozen=True, slots=True)
class Tried:
    """What a tester found of the version in a stage, before anybody asked for the next one."""

    id: UUID
    number: int
    stage: str
    snapshot: int | None
    outcome: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Measured:
    """One result with its limit, as the evidence froze it.

    `effect` and `p` are of the run itself: limits may be about them, and evidence has neither.
    """

    rule: str
    statistic: str
    threshold: str
    verdict: str
    effect: float | None = None
    p: float | None = None

    @property
    def held(self) -> float | None:
        """What its limit is about."""
        if self.effect is not None:
            return self.effect
        return float(self.statistic) if self.statistic else None


@dataclass(frozen=True, slots=True)
class Tested:
    """The release test. `table`: key and version of the threshold table that judged.

    `request` has these results in its evidence; None: nobody decided on them.
    """

    verdict: str
    table: str
    table_sha256: str
    data_digest: str
    results: tuple[Measured, ...]
    request: int | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """The last run of a monitor before the decision."""

    at: datetime
    verdict: str
    table: str


@dataclass(frozen=True, slots=True)
class Waived:
    id: UUID
    number: int
    rule: str
    reason: str
    asked_by: str
    granted_by: str
    expires_at: datetime
    remark: str = ""  # of who granted it


@dataclass(frozen=True, slots=True)
class Trained:
    """The training that the snapshot froze, which is what was signed; not what was told since.

    `commit` and `environment_sha256` None: frozen before manifests named them. `by` and `at` are of
    the event that tells of it; empty: none does.
    """

    run: str
    algorithm: str
    data: tuple[tuple[str, str], ...]  # name and digest
    seed: int
    commit: str | None
    environment_sha256: str | None
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class StoryFacts:
    asked: Asked
    answered: Answered
    requests: tuple[Requested, ...]
    tried: tuple[Tried, ...]
    tested: Tested | None
    watched: Watched | None
    waivers: tuple[Waived, ...]
    trained: Trained | None
    is_training_known: bool  # False: what was frozen can't be read, or is not what was frozen
