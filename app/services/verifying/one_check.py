"""What one check of signatures knows of the trail and its rows: read in sets, each thing once.

It is made from a session, handed to whoever verifies, and thrown away with the check: the next one
reads anew.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.models.database import PART
from app.models.enforcement.acts import ASKS_FOR_SIGNATURES, ROLES_BY_REQUEST
from app.models.enforcement.audit import known_tags
from app.models.queries.held_rows import Beginning, load_beginning
from app.models.queries.keys import (
    FirstKey,
    first_keys_in,
    load_first_in_force,
    load_first_keys,
    load_key_ends,
    load_key_steps,
)
from app.models.queries.lineage_reviews import SIGNED_OFF
from app.models.queries.trail import reads_every_event, sealed_events
from app.models.queries.unit_tree import climb, load_parents
from app.models.queries.version_authors import AUTHORED_OBJECTS
from app.models.rules.keys import KEY_ACTIVE, KEY_ENDORSED, KEY_REVOKED
from app.models.rules.merkle import leaf_hash
from app.models.rules.signed_acts import SIGNED_STEPS
from app.models.rules.tasks import ASK_ON, STOP
from app.models.tables.engine import ProcessInstance
from app.models.tables.governance import Decision, RequestSlot, SignedAct, TransitionRequest
from app.models.tables.inventory import ModelVersion, RegistrationRequest
from app.models.tables.life_cycle import UserTask
from app.models.tables.organisation import Membership, Person, SigningKey, Workspace
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.signed_documents import Subject, load_subject
from app.services.signed_steps import Signable, signable_of
from app.services.trail.held_trail import HeldTrail, held_trail, is_service, sealed_first
from app.services.trail.leaves import leaf_bytes

K = TypeVar("K")
V = TypeVar("V")

ACT_SIGNED = "act.signed"
UNIT_ADDED = "unit.added"
# Events that tell of what is signed, and all that is told of things whose steps people sign.
TAGS = frozenset(
    {
        "decision.recorded",
        "waiver.granted",
        "inbox.asked",
        "runtime.retired",
        UNIT_ADDED,
        SIGNED_OFF,
        ACT_SIGNED,
    }
    | {one for one in known_tags() if one.partition(".")[0] in SIGNED_STEPS}
)


class Known(Generic[K, V]):
    """What is read of each key, once; of as many keys as are asked for ahead in one go."""

    def __init__(self, load: Callable[[Collection[K]], Mapping[K, V]]) -> None:
        self._load = load
        self._found: dict[K, V | None] = {}

    def read_ahead(self, keys: Iterable[K | None]) -> None:
        wanted = {one for one in keys if one is not None} - self._found.keys()
        if wanted:
            found = self._load(wanted)
            self._found.update((key, found.get(key)) for key in wanted)

    def get(self, key: K) -> V | None:
        self.read_ahead([key])
        return self._found[key]


class SignedRow(Protocol):
    """A row that keeps what was signed beside what it says."""

    id: Any
    document: Any
    signature: Any
    key_id: Any


class Held(NamedTuple):
    """A role of a person, and the event that told it; None: none did as it should have."""

    id: UUID
    unit_id: UUID
    role: str
    until: datetime | None
    told: int | None


class LogPlace(NamedTuple):
    """Where an event stands in the log; one that is not sealed yet: where it will."""

    position: float
    txid: int = 0
    event_id: int = 0


def _place(position: int | None, txid: int, event_id: int) -> LogPlace:
    if position is not None:
        return LogPlace(position)
    return LogPlace(math.inf, txid, event_id)


def _id_in(told: object) -> UUID | None:
    """None also where somebody made something else of it: nothing is said by that."""
    try:
        return UUID(str(told))
    except ValueError:
        return None


class Place(NamedTuple):
    """Of a decision in the chain of its person's decisions in a unit."""

    person: UUID
    unit_id: UUID
    sequence: int


@dataclass(frozen=True, slots=True)
class Makers:
    """Who made a version: it itself, what belongs to it, or the wish for it; by whose event."""

    makers: Collection[UUID]
    wrote: Mapping[UUID, int] = field(default_factory=dict)  # each person's first event
    asked_on: Mapping[UUID, int] = field(default_factory=dict)  # for its next stage


class Verifying:
    """One check. Who asks for many things of a kind lets them be read ahead, in one statement.

    Args:
        is_trail_held: who asks holds each event against the signed heads, and tells of it.
    """

    def __init__(self, session: Session, *, is_trail_held: bool = False) -> None:
        self.session = session
        self._is_trail_held = is_trail_held
        self.events = Known(self._events)  # of an object: its events with `TAGS`, in their order
        self.acts = Known(self._acts)  # by what was signed
        self.keys = Known(lambda ids: self._rows(SigningKey, ids))
        self.ends = Known(lambda ids: load_key_ends(session, ids))  # of keys that the log ends
        self.key_steps = Known(lambda ids: load_key_steps(session, ids))
        self.told_keys = Known(self._told_keys)  # by the log alone
        self.doubted = Known(self._doubted)  # keys of which the sealed log may tell more
        self.people = Known(lambda ids: self._rows(Person, ids))
        self.things = Known(self._things)  # by kind and id
        self.held = Known(self._held)  # by person
        # By person: the event that put a key of theirs in force first.
        self.keyed = Known(lambda ids: load_first_in_force(session, ids))
        self.above = Known(self._above)  # by unit: itself and those above it
        self.makers = Known(self._makers)  # by version
        self.roles = Known(self._roles)  # by request and slot
        self.voters = Known(self._voters)  # by request
        self.starters = Known(self._starters)  # by process instance
        self.requests = Known(lambda ids: self._rows(TransitionRequest, ids))
        self.chain = Known(self._chain)  # documents of decisions
        self.signed_for: dict[UUID, bool] = {}  # keys whose confirmation was looked at
        self._positions: dict[int, int | None] = {}
        self._subjects: dict[tuple[UUID | None, ...], Subject] = {}

    # --- The begin of the log ---

    @cached_property
    def workspace(self) -> Workspace:
        return self.session.scalars(select(Workspace)).one()

    @cached_property
    def beginning(self) -> Beginning | None:
        """Event 0; None where this login reads none, or none is left."""
        return load_beginning(self.session)

    @property
    def first_facts(self) -> Mapping[str, Any] | None:
        """What the workspace's own begin tells; None where this login reads none."""
        return self.beginning.facts if self.beginning is not None else None

    @property
    def first_rows(self) -> Mapping[str, Any] | None:
        """The rows that event 0 tells of, by table and id; None: it is of an earlier version.

        None of them is to be relied on where it is not as it was sealed.
        """
        if not self.is_begin_as_sealed:
            return {}
        return self.beginning.rows if self.beginning is not None else None

    @cached_property
    def first_keys(self) -> Mapping[str, FirstKey]:
        """Keys that were there first, by kid; also who reads one unit is told."""
        if self.first_facts is None and not self.is_part:
            return load_first_keys(self.session)
        return first_keys_in(self.first_facts or {}) if self.is_begin_as_sealed else {}

    @cached_property
    def is_begin_as_sealed(self) -> bool:
        """Whether event 0 is still what its leaf was made of, as far as it is sealed and read here.

        By the signed heads: who writes another event writes its leaf as well. A room holds its
        leaves by itself.
        """
        if self.beginning is None or self.is_part:
            return True
        leaves = sealed_events(self.session, 0, 1)
        if not all(
            one.event is not None and leaf_hash(leaf_bytes(one.event)).hex() == one.sha256
            for one in leaves
        ):
            return False
        if self._is_trail_held:
            return True
        first = self._sealed_first
        return [one.sha256 for one in leaves] == ([] if first is None else [first])

    @property
    def _sealed_first(self) -> str | None:
        """The leaf of event 0 by signed heads; None: nothing is sealed, empty: it is another."""
        if not self._is_service:
            return sealed_first(self.session, self.workspace.log_id)
        return self._trail.first if self._is_sealed_trail else ""

    @cached_property
    def _is_service(self) -> bool:
        return is_service(self.session)

    @property
    def _holds_trail(self) -> bool:
        return not self._is_trail_held and not self.is_part and self._is_service

    def stand_as_sealed(self, events: Collection[AuditEvent]) -> bool:
        """Whether the log has these events where they were sealed, as far as the service knows."""
        if not self._holds_trail:
            return True
        return self._is_sealed_trail and self._trail.stand(self.session, [one.id for one in events])

    @cached_property
    def _trail(self) -> HeldTrail:
        """Of the service: to read all events for once takes others too long."""
        return held_trail(self.session)

    @cached_property
    def _is_sealed_trail(self) -> bool:
        return self._trail.holds(self.session, self.workspace.log_id)

    def may_have_had_key(self, person: UUID) -> bool:
        """Whether an event that told of a key of theirs may be there no more as it was sealed."""
        if not self._holds_trail:
            return False
        keys = self._trail.keys_of(person) if self._is_sealed_trail else [person]
        self.doubted.read_ahead(keys)
        return any(map(self.doubted.get, keys))

    @property
    def asks_from_begin(self) -> bool:
        """Whether the workspace asked for signatures before anything was done in it."""
        return (self.first_facts or {}).get(ASKS_FOR_SIGNATURES) is True

    @property
    def is_required(self) -> bool:
        """By what the workspace says, and said at its begin: a flag is soon turned off."""
        if self.workspace.is_team or self.workspace.is_demo:
            return True
        return self.first_facts is None or self.asks_from_begin

    @property
    def has_role_requests(self) -> bool:
        """Whether roles change by a request alone, that a second administrator confirms."""
        is_said = (self.first_facts or {}).get(ROLES_BY_REQUEST) is True
        return self.workspace.is_team or is_said

    @cached_property
    def reads_all(self) -> bool:
        """Whether what is not found is nowhere: not so in a room, nor for who reads one unit.

        By what this login may read: whoever takes an event away hides nothing by that.
        """
        return not self.is_part and reads_every_event(self.session)

    @cached_property
    def is_part(self) -> bool:
        return self.session.connection().info.get(PART) is not None

    # --- What is asked of one thing ---

    def told(self, object_id: UUID, *tags: str, person: UUID | None = None) -> list[AuditEvent]:
        """The events of an object with these tags, in their order; of one person, where given."""
        return [
            one
            for one in self.events.get(object_id) or ()
            if one.tag in tags and person in (None, one.actor_id)
        ]

    def position(self, event: AuditEvent) -> int | None:
        """Its place in the sealed tree."""
        return self._positions.get(event.id)

    def place(self, event: AuditEvent) -> LogPlace:
        return _place(self.position(event), event.txid, event.id)

    def end_of(self, key: SigningKey) -> LogPlace | None:
        """Where the log ends a key, whatever its row says; None: nowhere.

        Of one that is revoked, and of whose end the log here does not tell, the row says how much
        was sealed by then.
        """
        if (end := self.ends.get(key.id)) is not None:
            return _place(*end)
        return LogPlace(key.revoked_at_size or 0) if key.state == "revoked" else None

    def subject(
        self, version_id: UUID, snapshot_id: UUID | None, stage_id: UUID | None = None
    ) -> Subject:
        of = version_id, snapshot_id, stage_id
        if of not in self._subjects:
            self._subjects[of] = load_subject(self.session, *of)
        return self._subjects[of]

    def name(self, person: UUID | None) -> str:
        found = self.people.get(person) if person else None
        return found.full_name if found else "nobody"

    # --- How sets are read ---

    def _rows(self, table: type[Any], ids: Collection[UUID]) -> dict[UUID, Any]:
        return {one.id: one for one in self.session.scalars(select(table).where(table.id.in_(ids)))}

    def _events(self, ids: Collection[UUID]) -> dict[UUID, list[AuditEvent]]:
        rows = self.session.execute(
            select(AuditEvent, AuditLeaf.position)
            .outerjoin(AuditLeaf, AuditLeaf.event_id == AuditEvent.id)
            .where(AuditEvent.object_id.in_(ids), AuditEvent.tag.in_(TAGS))
            .order_by(AuditEvent.id)
        )
        found = defaultdict(list)
        for event, position in rows:
            found[event.object_id].append(event)
            self._positions[event.id] = position
        return found

    def _acts(self, ids: Collection[UUID]) -> dict[UUID, list[SignedAct]]:
        rows = self.session.scalars(select(SignedAct).where(SignedAct.object_id.in_(ids)))
        found = defaultdict(list)
        for row in rows:
            found[row.object_id].append(row)
        return found

    def _things(self, wanted: Collection[tuple[str, UUID]]) -> dict[tuple[str, UUID], Signable]:
        ids = defaultdict(list)
        for thing, key in wanted:
            ids[thing].append(key)
        return {
            (thing, key): row
            for thing, keys in ids.items()
            for key, row in self._rows(signable_of(thing), keys).items()
        }

    def _held(self, people: Collection[UUID]) -> dict[UUID, list[Held]]:
        confirmed = aliased(AuditEvent)
        rows = self.session.execute(
            select(
                Membership.person_id, Membership.id, Membership.unit_id, Membership.role,
                Membership.valid_until, AuditEvent.id, confirmed.id,
            )
            .outerjoin(
                AuditEvent,
                (AuditEvent.object_id == Membership.id) & (AuditEvent.tag == "membership.added"),
            )
            .outerjoin(
                confirmed,
                (confirmed.object_id == Membership.id)
                & (confirmed.tag == "role_request.confirmed")
                & (confirmed.actor_id == AuditEvent.actor_id)
                & (confirmed.id < AuditEvent.id),
            )
            .where(Membership.person_id.in_(people))
        )  # fmt: skip
        found = defaultdict(list)
        for person, key, unit, role, until, told, asked in rows:
            event = None if asked is None and self.has_role_requests else told
            found[person].append(Held(key, unit, role, until, event))
        return found

    def _doubted(self, ids: Collection[UUID]) -> dict[UUID, bool]:
        if not self._holds_trail:
            return {}
        if not self._is_sealed_trail:
            return dict.fromkeys(ids, True)
        return dict.fromkeys(self._trail.doubted(self.session, ids), True)

    def _told_keys(self, ids: Collection[UUID]) -> dict[UUID, bool]:
        """Those that the log tells of, whether their rows are there or not."""
        tags = KEY_ENDORSED, KEY_ACTIVE, KEY_REVOKED
        told = set(
            self.session.scalars(
                select(AuditEvent.object_id).where(
                    AuditEvent.object_id.in_(ids), AuditEvent.tag.in_(tags)
                )
            )
        )
        first = {one.row for one in self.first_keys.values()}
        return {one: one in told or str(one) in first for one in ids}

    def _above(self, units: Collection[UUID]) -> dict[UUID, set[UUID]]:
        return {unit: climb(self._parents, unit) for unit in units}

    @cached_property
    def _parents(self) -> dict[UUID, UUID | None]:
        """By what was told, not by what the guards read; a unit that nothing told of is alone."""
        stored = load_parents(self.session)
        self.events.read_ahead(stored)
        first = self.first_rows
        return {
            unit: self._told_parent(unit, first, parent) if first is not None else parent
            for unit, parent in stored.items()
        }

    def _told_parent(
        self, unit: UUID, first: Mapping[str, Any], stored: UUID | None
    ) -> UUID | None:
        told = self.told(unit, UNIT_ADDED)
        facts = told[0].facts if told else first.get("business_unit", {}).get(str(unit))
        if not isinstance(facts, dict):
            return None
        if "parent_id" not in facts:  # an event of an earlier version
            return stored
        return _id_in(facts["parent_id"])

    def _makers(self, ids: Collection[UUID]) -> dict[UUID, Makers]:
        registered = self.session.execute(
            select(ModelVersion.id, ModelVersion.created_by).where(ModelVersion.id.in_(ids))
        )
        makers = {version: {person} for version, person in registered}
        wished = select(RegistrationRequest.version_id, RegistrationRequest.asked_by)
        for version, person in self.session.execute(
            wished.where(RegistrationRequest.version_id.in_(ids))
        ):
            if version in makers:
                makers[version].add(person)
        wrote, asked = self._wrote(ids), self._asked_on(ids)
        return {one: Makers(who, wrote[one], asked[one]) for one, who in makers.items()}

    def _wrote(self, ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
        """Of each version who wrote into it, and by which event first."""
        rows = self.session.execute(
            select(AuditEvent.version_id, AuditEvent.actor_id, func.min(AuditEvent.id))
            .join(
                ModelVersion,
                (ModelVersion.id == AuditEvent.version_id)
                & (ModelVersion.model_id == AuditEvent.model_id),
            )
            .where(ModelVersion.id.in_(ids), AuditEvent.object_type.in_(AUTHORED_OBJECTS))
            .group_by(AuditEvent.version_id, AuditEvent.actor_id)
        )
        return _firsts(rows)

    def _asked_on(self, ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
        rows = self.session.execute(
            select(UserTask.version_id, AuditEvent.actor_id, func.min(AuditEvent.id))
            .join(AuditEvent, AuditEvent.object_id == UserTask.id)
            .join(
                ModelVersion,
                (ModelVersion.id == UserTask.version_id)
                & (ModelVersion.model_id == UserTask.model_id),
            )
            .where(
                ModelVersion.id.in_(ids),
                UserTask.kind == ASK_ON,
                UserTask.outcome != STOP,
                AuditEvent.tag == "task.completed",
            )
            .group_by(UserTask.version_id, AuditEvent.actor_id)
        )
        return _firsts(rows)

    def _roles(self, ids: Collection[UUID]) -> dict[UUID, dict[int, list[str]]]:
        rows = self.session.execute(
            select(RequestSlot.request_id, RequestSlot.slot, RequestSlot.roles).where(
                RequestSlot.request_id.in_(ids)
            )
        )
        found: dict[UUID, dict[int, list[str]]] = defaultdict(dict)
        for request, slot, roles in rows:
            found[request].setdefault(slot, roles)
        return found

    def _voters(self, ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
        rows = self.session.execute(
            select(Decision.request_id, Decision.decided_by).where(Decision.request_id.in_(ids))
        )
        found = defaultdict(set)
        for request, person in rows:
            found[request].add(person)
        return found

    def _starters(self, ids: Collection[UUID]) -> dict[UUID, UUID | None]:
        of = ProcessInstance
        rows = self.session.execute(select(of.id, of.started_by).where(of.id.in_(ids)))
        return dict(rows.all())

    def _chain(self, places: Collection[Place]) -> dict[Place, str]:
        columns = Decision.decided_by, Decision.unit_id, Decision.sequence
        rows = self.session.execute(
            select(*columns, Decision.document).where(tuple_(*columns).in_(places))
        )
        return {
            Place(person, unit, number or 0): document for person, unit, number, document in rows
        }


def _firsts(rows: Iterable[Any]) -> dict[UUID, dict[UUID, int]]:
    found: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for version, person, event in rows:
        found[version][person] = event
    return found
