"""Every case that Python's rules, PostgreSQL and SQLite must answer alike."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import Executable

from app.models.rules.asking import ASKING, DEFAULT_TEMPLATE, SIGNED, asking_blockers
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import (
    DeciderFacts,
    DecisionFacts,
    RequestFacts,
    Slot,
    WaiverFacts,
    decision_blockers,
    waiver_blockers,
)
from app.models.rules.keys import (
    KeyFacts,
    SignatureFacts,
    confirmation_blockers,
    revocation_blockers,
    signature_blockers,
)
from app.models.rules.policies import (
    EVIDENCE_OPENING,
    POLICIES,
    ROUTE,
    opening_file,
)
from app.models.rules.rights import RIGHTS, RIGHTS_BY_TABLE, TableRights, write_blockers
from app.models.rules.roles import DECIDERS, DUTIES, PEOPLE, Role
from app.models.rules.sight import THROUGH
from app.models.rules.tasks import TaskFacts, completion_blockers
from app.models.rules.transitions import (
    Thing,
    states,
    transition_blockers,
)
from app.models.tables.everything import METADATA
from tests.db.enforcement_kit import (
    ACTORS,
    BOTH_HATS,
    BY_HAND,
    EVERY_HAT,
    FIXED_BY_DATABASE,
    HELD,
    NO_GRANT,
    NO_ROW,
    NUMBERS,
    OK,
    Bench,
    granted_to,
    handle_of,
    other_value,
)

TABLE_OF = {rights.thing: rights for rights in RIGHTS if rights.thing is not None}
NOW = datetime.now(UTC)
PRESENT, PAST = "e" * 64, "d" * 64
FILE = b"x"
IS_WHY = "The yearly stocktaking."
DIGEST = sha256(FILE).hexdigest()

# Where Python says more exactly what a database refuses by its tables of rights alone.
FINER: dict[str, tuple[str, ...]] = {
    "key.closed": ("transition.refused",),
    "waiver.closed": ("transition.refused",),
    "waiver.role": ("transition.refused", "write.refused"),  # the latter: granted already
    "task.closed": ("transition.refused",),
    "task.role": ("transition.refused", "write.refused"),
    "request.role": ("write.refused",),
    "request.evidence_changed": ("request.waiver_over",),
    **dict.fromkeys(
        (
            "attestation.closed", "attestation.role", "policy.closed", "policy.role", "risk.closed",
            "risk.role",
        ),
        ("transition.refused",),
    ),
    "reason.short": (
        "decision.reason", "emergency.reason", "waiver.reason", "attestation.answer",
        "evidence.reason", "raci.reason", "registration.reason",
    ),
}  # fmt: skip
NOTHING = "write.changes_nothing"
Ask = Callable[[], tuple[str, ...]]
WRITTEN = re.compile(r"(INSERT INTO|UPDATE) mw\.(\w+) (?:\(([^)]*)\) VALUES|SET (.*) WHERE )")


@dataclass(frozen=True)
class Case:
    """One attempt: what asks Python (every code, none: allowed), and how to try it."""

    label: str
    handle: str
    ask: Ask
    statement: Executable
    is_hidden: bool = False  # on PostgreSQL row security lets this person see no such row
    place: tuple[str, str] | None = None  # table and action of what states no columns

    @cached_property
    def written(self) -> tuple[str, str, frozenset[str]]:
        """The table, `insert`, `update` or `delete`, and the columns that the statement states."""
        if self.place is not None:
            return (*self.place, frozenset())
        sql = str(self.statement.compile(dialect=postgresql.dialect()))  # type: ignore[attr-defined]
        found = WRITTEN.match(sql.replace("\n", " "))
        assert found, sql
        verb, table, inserted, updated = found.groups()
        names = inserted.split(", ") if inserted else re.findall(r"(\w+)=", updated)
        return table, "insert" if verb.startswith("INSERT") else "update", frozenset(names)

    @property
    def is_granted(self) -> bool:
        """Whether by the rights PostgreSQL's grants let this person come before the guards.

        Where they don't, a missing grant is the refusal that is expected, and no other.
        """
        return not self.missing

    @property
    def missing(self) -> frozenset[str]:
        """The columns that this person's grants don't let them state; nobody's let them delete."""
        table, action, names = self.written
        if action == "delete":
            return frozenset({"*"})
        rights = RIGHTS_BY_TABLE.get(table)
        found: set[str] = set()
        for role in granted_to(self.handle) if rights else ():
            found |= granted(rights, action, role)
        return names - found


def granted(rights: TableRights, action: str, role: Role) -> frozenset[str]:
    """The columns of a table that this role may state: what only the database fills is nobody's."""
    if role not in (rights.insert if action == "insert" else rights.update):
        return frozenset()
    names = frozenset(METADATA.tables[f"mw.{rights.table}"].columns.keys())
    is_copied = bool(rights.parent[1]) or rights.table == "business_unit"
    names -= {*FIXED_BY_DATABASE, *(("unit_id",) if is_copied else ())}
    if role is Role.WORKER:
        return names if action == "insert" else names - {"id", *rights.settled}
    editable = frozenset((*rights.editable, "row_version"))
    return names - frozenset(rights.fixed) if action == "insert" else names & editable


@dataclass
class Tally:
    cases: int = 0
    allowed: int = 0
    by_grant: int = 0  # refused by PostgreSQL before a guard ran
    disagreements: list[str] = field(default_factory=list)

    def run(self, bench: Bench, cases: Iterable[Case]) -> Tally:
        for case in cases:
            self.add(bench, case, bench.attempt(case.handle, case.statement))
        return self

    def add(self, bench: Bench, case: Case, found: str) -> None:
        """Compare what the database said with what Python says now."""
        self.cases += 1
        self.allowed += found == OK
        self.by_grant += found == NO_GRANT
        python = case.ask()
        is_granted = bench.is_sqlite or case.is_granted
        if found == NO_ROW and case.is_hidden and is_granted and not bench.is_sqlite:
            return
        if not agrees(python, found, is_granted=is_granted):
            self.disagreements.append(
                f"{bench.name}: {case.label} by {case.handle}: Python says"
                f" {', '.join(python) or 'yes'}{'' if is_granted else ' and grants nothing'},"
                f" the database {found or 'yes'}"
            )

    def __str__(self) -> str:
        return f"{self.cases} cases, {self.allowed} allowed, {self.by_grant} refused by grants"


def agrees(python: tuple[str, ...], found: str, *, is_granted: bool) -> bool:
    """The same verdict, and the database's one code among those that Python gives.

    A missing grant refuses where the rights grant nothing, there always, and nowhere else.
    """
    if not python or found == OK:
        return not python and found == OK
    if found == NO_GRANT or not is_granted:
        return found == NO_GRANT and not is_granted
    return found in python or any(found in FINER.get(code, ()) for code in python)


def codes(blockers: Iterable[Blocker]) -> tuple[str, ...]:
    return tuple(blocker.code for blocker in blockers)


# Transitions: thing × from × to × role

# Steps that only the person of this column may take.
OWNED = {
    Thing.REQUEST: "requested_by",
    Thing.ROLE_REQUEST: "asked_by",
    Thing.REGISTRATION: "asked_by",
    Thing.KEY: "person_id",
    Thing.ALERT: "acknowledged_by",
    Thing.ATTESTATION: "person_id",
}
OWN_MOVES = (
    (Thing.REQUEST, "withdrawn"),
    (Thing.ROLE_REQUEST, "withdrawn"),
    (Thing.REGISTRATION, "withdrawn"),
    (Thing.KEY, "revoked"),
    (Thing.ALERT, "open"),  # who acknowledged it takes that back
    (Thing.ATTESTATION, "submitted"),
)


def transition_cases(bench: Bench, things: Iterable[Thing] = tuple(Thing)) -> list[Case]:
    """Rows are brought into each state by the owner; each person tries each other state."""
    found: list[Case] = []
    with bench.as_owner() as owner:
        for thing in things:
            for source in states(thing):
                for target in states(thing):
                    if source != target:
                        found += _moves(bench, owner, (thing, source, target))
            for target in states(thing):
                found += _births(bench, owner, thing, target)
    return found


def _step_codes(thing: Thing, source: str, target: str, held: frozenset[Role]) -> tuple[str, ...]:
    rights = TABLE_OF[thing]
    python = codes(transition_blockers(thing, source, target, held))
    if python or (source and rights.is_engine_row):
        return python
    return codes(write_blockers(rights.table, "update" if source else "insert", held))


def _moves(bench: Bench, owner: Connection, move: tuple[Thing, str, str]) -> Iterator[Case]:
    thing, source, target = move
    rights = TABLE_OF[thing]
    is_own = (thing, target) in OWN_MOVES
    # A use of no model: who worked on those of others judges no risk of theirs.
    about = {"use_case_id": bench.put(owner, "use_case")} if thing is Thing.RISK else {}
    shared = None if is_own else _row(bench, owner, thing, source, **about)
    if thing is Thing.REQUEST and target in ("accepted", "rejected"):
        assert shared is not None
        _decide(bench, owner, shared, "accept" if target == "accepted" else "reject")
    if (thing, source) == (Thing.RISK, "accepted"):
        _row(bench, owner, thing, "accepted", **about)  # a newer one of the same use
    for handle in ACTORS:
        key = shared or _row(bench, owner, thing, source, **{OWNED[thing]: bench.people[handle]})
        ask = partial(_step_codes, thing, source, target, HELD[handle])
        columns = bench.table(rights.table)
        values = {"state": target, **_with(bench, thing, target, handle)}
        if "row_version" in columns.c:
            values["row_version"] = columns.c.row_version + 1
        statement = update(columns).where(columns.c.id == key).values(**values)
        yield Case(f"{thing} {source} → {target}", handle, ask, statement)


def _births(bench: Bench, owner: Connection, thing: Thing, target: str) -> Iterator[Case]:
    rights = TABLE_OF[thing]
    for handle in ACTORS:
        ask = partial(_step_codes, thing, "", target, HELD[handle])
        given: dict[str, Any] = {"state": target, **fresh(thing)}
        if thing is Thing.PLACEMENT:
            given |= _placed(bench, owner)
        if thing is Thing.REQUEST:
            given |= of_service(bench, owner, given["service_tag"])
        if thing is Thing.DEPLOYMENT:
            given |= where_placed(bench, owner, given["service_tag"])
        if thing is Thing.KEY:
            given["person_id"] = bench.people[handle]
        if thing is Thing.RISK:
            given["table_id"] = method_in_force(bench, owner)
        if thing is Thing.WINDOW:  # a freeze is an administrator's
            given["runtime_id"] = bench.seeds["runtime"]
        if thing is Thing.EVIDENCE:
            given |= on_record(bench, owner)
        yield Case(f"{thing} → {target}", handle, ask, bench.new_row(rights.table, **given))


def of_service(bench: Bench, owner: Connection, tag: str) -> dict[str, Any]:
    """A version of a model whose next release is for this service."""
    model = bench.put(owner, "registered_model", service_tags=[tag])
    version = bench.put(owner, "model_version", model_id=model)
    snapshot = bench.put(owner, "snapshot", version_id=version)
    return {"model_id": model, "version_id": version, "snapshot_id": snapshot}


def where_placed(bench: Bench, owner: Connection, tag: str) -> dict[str, Any]:
    """What runs is what was placed."""
    placed = {name: bench.seeds[name.removesuffix("_id")] for name in ("snapshot_id", "stage_id")}
    placed["service_tag"] = tag
    return {**placed, "placement_id": bench.put(owner, "placement", **placed)}


def on_record(bench: Bench, owner: Connection) -> dict[str, Any]:
    """A document, and the digest that it has."""
    document = bench.put(owner, "model_document", sha256=DIGEST)
    return {"kind": "document", "object_id": document, "sha256": DIGEST}


def method_in_force(bench: Bench, owner: Connection) -> UUID:
    table = bench.table("decision_table").c
    found: UUID = owner.execute(
        select(table.id).where(table.key == "risk-tier", table.state == "published")
    ).scalar_one()
    return found


# The column that says whose a row is, where only its owner takes the step.
def _placed(bench: Bench, owner: Connection) -> dict[str, Any]:
    """What an accepted request lets a placement say."""
    stage = bench.table("stage")
    stage_id = owner.execute(select(stage.c.id).where(stage.c.name == "SIT")).scalar_one()
    tag = uuid4().hex
    request = bench.put(
        owner,
        "transition_request",
        state="accepted",
        service_tag=tag,
        stage_id=stage_id,
        snapshot_id=bench.seeds["snapshot"],
    )
    return {
        "stage_kind": "staging", "stage_id": stage_id, "service_tag": tag, "request_id": request,
        "snapshot_id": bench.seeds["snapshot"],
    }  # fmt: skip


def fresh(thing: Thing) -> dict[str, Any]:
    """What keeps rows of a thing apart, and lets every guard but the table's one pass."""
    tag = uuid4().hex
    given: dict[Thing, dict[str, Any]] = {
        Thing.PLACEMENT: {"stage_kind": "staging", "service_tag": tag},
        Thing.REQUEST: {"service_tag": tag},
        Thing.DEPLOYMENT: {"service_tag": tag},
        Thing.ALERT: {"rule": tag},
        Thing.TASK: {"roles": sorted(map(str, DUTIES)), "outcomes": ["done"], "kind": "do"},
        Thing.WAIVER: {"expires_at": NOW + timedelta(days=30)},
        Thing.KEY: {"purpose": "decision"},
        Thing.TABLE: {"version": 1},
        Thing.TEMPLATE: {"bpmn": FILE, "sha256": DIGEST, "seen_sha256": None},
        Thing.RISK: {"tier": "medium", "answers": {"is_regulated": False}},
        Thing.ROLE_REQUEST: {"role": str(Role.TESTER)},
        Thing.REGISTRATION: {"meant_id": None},
        Thing.FRAMEWORK: {"version": 1, "file": FILE, "sha256": DIGEST, "seen_sha256": None},
        Thing.WINDOW: {"starts_at": NOW, "ends_at": NOW + timedelta(days=2), "reason": IS_WHY},
        Thing.RACI: {
            "about_kind": "act",
            "about": "request.accepted",
            "part": "informed",
            "role": str(Role.TESTER),
        },
    }
    return given.get(thing, {})


def _row(bench: Bench, owner: Connection, thing: Thing, state: str, **given: Any) -> UUID:
    if thing is Thing.REQUEST:
        given = {"evidence_digest": PRESENT, **given}
    if thing is Thing.TABLE:
        given = {**a_table(), **given}
        return put_table(bench, owner, state=state, **given)
    if thing is Thing.WINDOW:
        given = {"runtime_id": bench.seeds["runtime"], **given}
    if thing is Thing.KEY:  # of somebody who tries nothing here
        given = {"person_id": bench.seeds["2 person"], **given}
    key: UUID = bench.put(owner, TABLE_OF[thing].table, state=state, **fresh(thing), **given)
    return key


def a_table(key: str = ROUTE) -> dict[str, Any]:
    """A further version of a policy, of which one is in force; its file is one byte."""
    data = opening_file(is_required=True) if key == EVIDENCE_OPENING else FILE
    digest = sha256(data).hexdigest()
    return {"key": key, "version": next(NUMBERS), "dmn": data, "sha256": digest}


def put_table(bench: Bench, owner: Connection, **given: Any) -> UUID:
    key: UUID = bench.put(owner, "decision_table", **{"seen_sha256": None, **given})
    return key


def _table_codes(target: str, held: frozenset[Role]) -> tuple[str, ...]:
    moved = transition_blockers(Thing.TABLE, "draft", target, held) if target else ()
    return codes((*moved, *write_blockers("decision_table", "update", held)))


def table_role_cases(bench: Bench) -> list[Case]:
    """Changing, publishing and refusing a draft: key × role."""
    found = []
    table = bench.table("decision_table")
    steps: dict[str, dict[str, Any]] = {
        "": {"name": "Another name"},
        "published": {"state": "published"},
        "refused": {"state": "refused"},
    }
    with bench.as_owner() as owner:
        for key in (*POLICIES, "of-the-unit"):
            for handle in ACTORS:
                for target, values in steps.items():
                    given = a_table(key)
                    row = put_table(bench, owner, state="draft", **given)
                    seen = {"seen_sha256": given["sha256"]} if target == "published" else {}
                    ask = partial(_table_codes, target, HELD[handle])
                    statement = (
                        update(table)
                        .where(table.c.id == row)
                        .values(row_version=table.c.row_version + 1, **values, **seen)
                    )
                    label = f"table {key} → {target or 'renamed'}"
                    found.append(Case(label, handle, ask, statement))
    return found


def _decide(bench: Bench, owner: Connection, request: UUID, verdict: str) -> None:
    bench.put(owner, "request_slot", request_id=request, slot=1, roles=["tester"], needed=1)
    bench.put(
        owner, "decision", request_id=request, slot=1, role="tester", verdict=verdict,
        seen_digest=PRESENT, decided_by=bench.people["other"],
    )  # fmt: skip


def _with(bench: Bench, thing: Thing, target: str, handle: str) -> dict[str, Any]:
    """What an honest person writes together with the new state."""
    actor = bench.people[handle]
    return {
        (Thing.WAIVER, "granted"): {"granted_by": actor, **bench.signed_by(handle)},
        (Thing.RUNTIME, "retired"): bench.signed_by(handle),
        (Thing.KEY, "endorsed"): {"endorsed_by": actor},
        (Thing.KEY, "active"): {"confirmed_by": actor},
        (Thing.KEY, "revoked"): {"revoked_at_size": bench.sealed_size},
        (Thing.ALERT, "acknowledged"): {"reason": "Seen by me.", "acknowledged_by": actor},
        (Thing.TASK, "completed"): {"outcome": "done"},
        (Thing.ROLE_REQUEST, "confirmed"): {"answered_by": actor},
        (Thing.ROLE_REQUEST, "refused"): {"answered_by": actor},
        (Thing.REGISTRATION, "registered"): {
            "answered_by": actor,
            "model_id": bench.seeds["registered_model"],
            "version_id": bench.seeds["model_version"],
        },
        (Thing.REGISTRATION, "declined"): {"answered_by": actor, "reason": "It is elsewhere."},
        (Thing.TABLE, "published"): {"seen_sha256": DIGEST},
        (Thing.TEMPLATE, "published"): {"seen_sha256": DIGEST},
        (Thing.FRAMEWORK, "published"): {"seen_sha256": DIGEST},
        (Thing.EVIDENCE, "withdrawn"): {"reason": "It shows nothing."},
        (Thing.RACI, "ended"): {"reason": "It is so no more."},
        (Thing.WINDOW, "ended"): {"ended_reason": "It is done already."},
        (Thing.RISK, "accepted"): {"answered_by": actor},
        (Thing.RISK, "refused"): {"answered_by": actor},
        (Thing.ATTESTATION, "submitted"): {"answer": "It is so."},
        (Thing.ATTESTATION, "approved"): {"reviewed_by": actor},
        (Thing.ATTESTATION, "returned"): {"reviewed_by": actor},
    }.get((thing, target), {})


# Tables: table × insert × role, and table × column × role

OWN_TABLES = ("saved_view", "watch", "presence")  # written by the person they belong to
PARTS_OF_A_FILE = ("requirement", "requirement_mapping")
IN_IMPORTS = ("decision_record", "record_block")
GUARDED_INSERTS = ("decision",)  # allowed here means: not refused for want of a right
# Columns with a guard of their own; attacks and the cases below try them.
GUARDED_COLUMNS = {
    ("waiver", "granted_by"), ("alert", "acknowledged_by"), ("membership", "valid_until"),
    ("alert", "acknowledged_at"), ("user_task", "closed_at"), ("user_task", "assignee_id"),
    ("alert", "snoozed_until"), ("alert", "snoozed_by"), ("alert", "escalated_by"),
    ("alert", "comment"), ("alert", "comments"),
    ("transition_request", "reason"), ("transition_request", "closed_at"),
    ("waiver", "document"), ("waiver", "signature"), ("waiver", "key_id"),
    ("runtime", "document"), ("runtime", "signature"), ("runtime", "key_id"),
    ("runtime", "secret_ref"),
    ("finding", "document"), ("finding", "signature"), ("finding", "key_id"),
    ("signing_key", "reason"), ("signing_key", "endorsed_by"), ("signing_key", "confirmed_by"),
    ("signing_key", "revoked_at_size"),
    ("role_request", "answered_by"), ("person", "closed_at"), ("registered_model", "risk_tier"),
    ("risk_assessment", "answered_by"), ("risk_assessment", "remark"),
    ("attestation", "answer"), ("attestation", "reviewed_by"),
    ("decision_table", "seen_sha256"),
    ("life_cycle_template", "seen_sha256"),
    ("framework", "seen_sha256"), ("requirement_evidence", "reason"), ("raci_entry", "reason"),
    ("closed_window", "ended_reason"),
    ("framework", "reason"),
    ("life_cycle_binding", "template_key"),
    ("registration_request", "reason"), ("registration_request", "answered_by"),
    ("registration_request", "model_id"), ("registration_request", "version_id"),
}  # fmt: skip


# What a column takes that has a bound of its own; the refusals try what lies outside.
WITHIN_BOUNDS: dict[tuple[str, str], Callable[[Bench], Any]] = {
    ("control", "cadence_days"): lambda _: 30,
    ("control", "owner_id"): lambda bench: bench.people["other"],
}


def table_cases(bench: Bench) -> list[Case]:
    found: list[Case] = []
    with bench.as_owner() as owner:
        for rights in RIGHTS:
            if rights.thing is None and rights.table not in GUARDED_INSERTS:
                found += _inserts(bench, owner, rights)
            if rights.update and not rights.is_engine_row:
                found += _edits(bench, owner, rights)
            if not rights.update:
                found += _appended(bench, rights)
    return found


def _write_codes(table: str, action: str, held: frozenset[Role], *more: str) -> tuple[str, ...]:
    """What Python says of a write; `more`: what the database holds against it in any case."""
    return (*codes(write_blockers(table, action, held)), *more)


def _inserts(bench: Bench, owner: Connection, rights: TableRights) -> Iterator[Case]:
    for handle in ACTORS:
        given = given_insert(bench, owner, rights.table)
        if rights.table == "blob_chunk":
            given = _chunk_of(bench, owner, bench.people[handle])
        if rights.table in PARTS_OF_A_FILE:
            given |= part_of(bench, owner, bench.people[handle])
        if rights.table in OWN_TABLES:
            given = {"person_id": bench.people[handle]}
        is_by_request = rights.table == "membership" and not bench.is_sqlite
        more = ("membership.by_request",) if is_by_request else ()
        ask = partial(_write_codes, rights.table, "insert", HELD[handle])
        statement = bench.new_row(rights.table, **given)
        yield Case(f"insert {rights.table}", handle, partial(ask, *more), statement)
        if rights.table in IN_IMPORTS:
            given["import_id"] = bench.put(owner, "record_import")
            statement = bench.new_row(rights.table, **given)
            told = f"insert {rights.table} behind its import"
            yield Case(told, handle, partial(ask, "record.sealed"), statement)


def _appended(bench: Bench, rights: TableRights) -> Iterator[Case]:
    """What is only ever added to is not changed, by nobody."""
    columns = bench.table(rights.table)
    row = next(iter(columns.primary_key.columns)) == bench.seeds[rights.table]
    name = next(one.name for one in columns.columns if not one.primary_key and not one.foreign_keys)
    value = other_value(columns.c[name].type, name, bench)
    for handle in ACTORS:
        ask = partial(_append_codes, rights.table, HELD[handle])
        statement = update(columns).where(row).values(**{name: value})
        is_hidden = rights.table in THROUGH
        yield Case(f"change {rights.table}.{name}", handle, ask, statement, is_hidden)


def _append_codes(table: str, held: frozenset[Role]) -> tuple[str, ...]:
    refused = write_blockers(table, "update", held)
    return ("write.append_only",) if refused and not RIGHTS_BY_TABLE[table].update else ()


def _chunk_of(bench: Bench, owner: Connection, person: UUID) -> dict[str, Any]:
    """The one chunk that a blob of this person still needs."""
    data = uuid4().bytes
    given = {"sha256": sha256(data).hexdigest(), "size_bytes": len(data), "created_by": person}
    return {"sha256": bench.put(owner, "blob", **given), "position": 0, "data": data}


def a_snapshot(bench: Bench, owner: Connection, *files: str) -> dict[str, Any]:
    """The first one of a version of its own, which has these files to serve."""
    model = bench.put(owner, "registered_model", service_tags=["b", "a"])
    version = bench.put(owner, "model_version", model_id=model)
    for path in files:
        bench.put(owner, "asset", version_id=version, role="model", path=path, sha256=DIGEST)
    named = {"model_id": model, "version_id": version}
    return {**named, **bench.frozen(owner, named)}


def part_of(bench: Bench, owner: Connection, person: UUID) -> dict[str, Any]:
    """The draft that this person brought, which comes after the one in force."""
    before = bench.seeds["framework"]
    given = {"supersedes_id": before, "recorded_by": person}
    return {"framework_id": bench.put(owner, "framework", **given)}


def asking_cases(bench: Bench) -> list[Case]:
    """Inbox: kind × role, signed and not where the kind asks for a signature."""
    found = []
    for kind in ASKING:
        for handle in ACTORS:
            if kind in SIGNED:
                facts = SignatureFacts(True, is_signed=False, has_active_key=False)
                ask = partial(_asking_codes, kind, HELD[handle], facts)
                row = bench.new_row("engine_inbox", kind=kind)
                found.append(Case(f"ask {kind} unsigned", handle, ask, row))
            given = bench.signed_by(handle) if kind in SIGNED else {}
            row = bench.new_row("engine_inbox", kind=kind, **given)
            ask = partial(_asking_codes, kind, HELD[handle], SIGNED_BY_OWN)
            found.append(Case(f"ask {kind}", handle, ask, row))
    return found


SIGNED_BY_OWN = SignatureFacts(is_required=True, is_signed=True, has_active_key=True)


def _asking_codes(kind: str, held: frozenset[Role], facts: SignatureFacts) -> tuple[str, ...]:
    return codes(
        (
            *write_blockers("engine_inbox", "insert", held),
            *asking_blockers(kind, held),
            *signature_blockers(facts, unsigned="act.unsigned"),
        )
    )


def given_insert(bench: Bench, owner: Connection, table: str) -> dict[str, Any]:
    """What the row of a table must say beside what its columns need."""
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "use_case_model": lambda: {"model_id": bench.put(owner, "registered_model")},
        "life_cycle_binding": lambda: {
            "model_id": bench.put(owner, "registered_model"),
            "template_key": DEFAULT_TEMPLATE,
        },
        # Of a version that nobody has approved yet.
        "asset": lambda: {"version_id": bench.put(owner, "model_version")},
        "schema_field": lambda: {"version_id": bench.put(owner, "model_version")},
        "snapshot": lambda: a_snapshot(bench, owner),
        "engine_inbox": lambda: {"kind": "task_outcome"},  # all with a duty may say that
        "heartbeat": lambda: {"runtime_id": bench.put(owner, "runtime")},
        "reference_profile": lambda: {"kind": uuid4().hex},
        "membership": lambda: {"person_id": bench.put(owner, "person"), "role": "tester"},
        "business_unit": lambda: {"parent_id": bench.unit_id},
        "on_call": lambda: {"person_id": bench.people[handle_of(Role.OPERATOR)]},
        "requirement_mapping": lambda: {"outcome": "dropped"},
        "closed_window": lambda: {**fresh(Thing.WINDOW), "runtime_id": bench.seeds["runtime"]},
        # Records come before the import that counts them.
        "decision_record": lambda: {"import_id": uuid4()},
        "record_block": lambda: {"import_id": uuid4()},
    }
    return makers[table]() if table in makers else {}


def _edits(bench: Bench, owner: Connection, rights: TableRights) -> Iterator[Case]:
    """Every editable column by every role; every other column by two who may edit."""
    columns = bench.table(rights.table)
    thing = rights.thing
    given = fresh(thing) if thing else {}
    if rights.table == "user_task":
        given["state"] = "created"
    if rights.table == "decision_table":
        given |= {**a_table(), "seen_sha256": None}
    given |= given_insert(bench, owner, rights.table)
    if rights.table == "business_unit":  # the root: of others the closed tree would not know
        key = bench.unit_id
    else:
        key = bench.put(owner, rights.table, **given)
    editor = next((role for role in sorted(rights.update) if role in PEOPLE), Role.WORKER)
    for column in columns.columns:
        name = column.name
        if name in ("row_version", "state", "id") or (rights.table, name) in GUARDED_COLUMNS:
            continue
        is_editable = name in rights.editable
        if not is_editable and name in ("recorded_from", "recorded_by"):
            continue
        if editor is Role.WORKER and name != "reason":  # no other: it may change them all
            continue
        two = (EVERY_HAT,) if editor is Role.WORKER else (handle_of(editor), EVERY_HAT)
        for handle in ACTORS if is_editable else two:
            ask = partial(column_codes, rights.table, name, HELD[handle])
            if rights.table in OWN_TABLES:
                key = bench.put(owner, rights.table, person_id=bench.people[handle])
            within = WITHIN_BOUNDS.get((rights.table, name))
            value = within(bench) if within else other_value(column.type, name, bench)
            if value is None and not is_editable:  # guards refuse before foreign keys do
                value = uuid4()
            values: dict[str, Any] = {name: value}
            if "row_version" in columns.c:
                values["row_version"] = columns.c.row_version + 1
            statement = update(columns).where(columns.c.id == key).values(**values)
            yield Case(f"update {rights.table}.{name}", handle, ask, statement)
    yield from _careless(bench, rights, columns, key, editor)


def column_codes(table: str, name: str, held: frozenset[Role]) -> tuple[str, ...]:
    refused = codes(write_blockers(table, "update", held))
    if refused or name in RIGHTS_BY_TABLE[table].editable:
        return refused
    # What is changed: nothing, as the database fills it, or into a unit where one has no role.
    more = {"unit_id": (NOTHING, "write.refused"), "number": (NOTHING,)}
    return ("write.column", *more.get(name, ()))


def _careless(
    bench: Bench, rights: TableRights, columns: Table, key: UUID, editor: Role
) -> Iterator[Case]:
    """Somebody who may edit writes over what they have not read, or writes nothing."""
    if "row_version" not in columns.c:
        return
    name = next((one for one in rights.editable if one != "state"), "reason")
    row = update(columns).where(columns.c.id == key)
    stale, handle = columns.c.row_version + 2, handle_of(editor)
    label = f"update {rights.table}"
    values = {"row_version": stale, name: other_value(columns.c[name].type, name, bench)}
    yield Case(f"{label}, stale", handle, lambda: ("write.stale",), row.values(**values))
    same = row.values({"row_version": columns.c.row_version + 1, name: columns.c[name]})
    yield Case(f"{label}, nothing", handle, lambda: (NOTHING,), same)


# Decisions, waivers and task completions over generated facts


def decision_cases(bench: Bench, *, requests: int = 300, seed: int = 20) -> list[Case]:
    chance = random.Random(seed)
    deciders = [handle_of(role) for role in sorted(DECIDERS)]
    people = [*deciders, BOTH_HATS, "author", handle_of(Role.AUDITOR), BY_HAND]
    found = []
    with bench.as_owner() as owner:
        for _ in range(requests):
            key, facts = _request(bench, owner, chance, people)
            for handle in people:
                found.append(_decision(bench, chance, key, facts, handle))
    return found


def _request(
    bench: Bench, owner: Connection, chance: random.Random, people: list[str]
) -> tuple[UUID, RequestFacts]:
    state = chance.choice(["pending"] * 7 + ["draft", "accepted", "rejected", "expired"])
    asker = bench.people[chance.choice(people)]
    worked = {bench.people[one] for one in chance.sample(people, chance.randint(0, 2))}
    version = bench.put(owner, "model_version")
    for person in worked:
        owner.execute(
            insert(bench.table("version_author")).values(version_id=version, person_id=person)
        )
    is_ordered = chance.random() < 0.5
    key = bench.put(
        owner, "transition_request", state=state, requested_by=asker, version_id=version,
        service_tag=uuid4().hex, evidence_digest=PRESENT, is_ordered=is_ordered,
    )  # fmt: skip
    slots = tuple(
        Slot(
            number,
            frozenset(chance.sample(sorted(DECIDERS), chance.randint(1, 2))),
            needed=chance.randint(1, 2),
            rank=chance.randint(0, 1),
        )
        for number in range(1, chance.randint(2, 4))
    )
    for slot in slots:
        bench.put(
            owner, "request_slot", request_id=key, slot=slot.number,
            roles=sorted(map(str, slot.roles)), needed=slot.needed, rank=slot.rank,
        )  # fmt: skip
    decisions = []
    for one in chance.sample(people, chance.randint(0, 3)):
        decided = DecisionFacts(
            bench.people[one],
            chance.choice(slots).number,
            chance.random() < 0.8,
            chance.choice([PRESENT, PRESENT, PAST]),
        )
        decisions.append(decided)
        bench.put(
            owner, "decision", request_id=key, decided_by=decided.person, slot=decided.slot,
            verdict="accept" if decided.is_acceptance else "reject",
            seen_digest=decided.seen_digest,
        )  # fmt: skip
    facts = RequestFacts(
        slots, frozenset(worked | {asker}), PRESENT, tuple(decisions), state, is_ordered
    )
    return key, facts


def _decision(
    bench: Bench, chance: random.Random, key: UUID, facts: RequestFacts, handle: str
) -> Case:
    held = HELD[handle]
    slot = chance.choice([*facts.slots, *facts.slots, Slot(9, frozenset())])
    fitting = sorted(slot.roles & held) or sorted(slot.roles) or [Role.TESTER]
    role = chance.choice(fitting)
    seen = chance.choice([PRESENT] * 5 + [PAST])
    decider = DeciderFacts(bench.people[handle], held)
    signature, given = _signature(bench, chance, handle)
    statement = bench.new_row(
        "decision", request_id=key, slot=slot.number, role=str(role), seen_digest=seen,
        verdict=chance.choice(["accept", "reject"]), **given,
    )  # fmt: skip

    def ask() -> tuple[str, ...]:
        return codes(
            (
                *decision_blockers(facts, decider, slot.number, role, seen_digest=seen),
                *signature_blockers(signature, unsigned="decision.unsigned"),
            )
        )

    return Case(f"decide as {role} on {facts}", handle, ask, statement)


def _signature(
    bench: Bench, chance: random.Random, handle: str
) -> tuple[SignatureFacts, dict[str, Any]]:
    """Mostly signed with a key of one's own; else with another's, a revoked one, or not at all."""
    kind = chance.choice(["own"] * 6 + ["foreign", "revoked", "none"])
    if kind == "none":
        return SignatureFacts(True, False, False), {"signature": ""}
    key = {
        "own": bench.keys[handle],
        "foreign": bench.keys["other"],
        "revoked": bench.keys["revoked"],
    }[kind]
    facts = SignatureFacts(True, True, kind == "own")
    return facts, {"signature": "c2lnbmVk", "key_id": key}


def waiver_cases(bench: Bench) -> list[Case]:
    found = []
    handles = [*(handle_of(role) for role in sorted(PEOPLE)), BOTH_HATS, BY_HAND]
    waiver = bench.table("waiver")
    with bench.as_owner() as owner:
        for handle in handles:
            me = bench.people[handle]
            for bits in range(16):
                asked_by = me if bits & 1 else bench.people["author"]
                worked = frozenset({me}) if bits & 2 else frozenset[UUID]()
                is_past = bool(bits & 4)
                for state in ("asked",) if bits & 8 else ("granted", "refused", "expired"):
                    key = _waiver(bench, owner, asked_by, worked, state, is_past=is_past)
                    facts = WaiverFacts(asked_by, worked, state, is_past)
                    actor = DeciderFacts(me, HELD[handle])
                    ask = partial(_asked, waiver_blockers, facts, actor)
                    statement = (
                        update(waiver)
                        .where(waiver.c.id == key)
                        .values(
                            state="granted",
                            granted_by=me,
                            row_version=waiver.c.row_version + 1,
                            **bench.signed_by(handle),
                        )
                    )
                    found.append(Case(f"grant waiver {facts}", handle, ask, statement))
    return found


def _asked(rule: Callable[..., Iterable[Blocker]], *facts: Any, **more: Any) -> tuple[str, ...]:
    return codes(rule(*facts, **more))


def _waiver(
    bench: Bench,
    owner: Connection,
    asked_by: UUID,
    worked: frozenset[UUID],
    state: str,
    *,
    is_past: bool,
) -> UUID:
    version = bench.put(owner, "model_version")
    for person in worked:
        owner.execute(
            insert(bench.table("version_author")).values(version_id=version, person_id=person)
        )
    key: UUID = bench.put(
        owner, "waiver", asked_by=asked_by, version_id=version, state=state,
        expires_at=NOW + timedelta(days=-1 if is_past else 1),
    )  # fmt: skip
    return key


def key_cases(bench: Bench) -> list[Case]:
    """Confirming and revoking: owner × first administrator × state × person."""
    found = []
    table = bench.table("signing_key")
    administrators = ("only_administrator", "second_administrator")
    people = (*administrators, handle_of(Role.VALIDATOR), "author", handle_of(Role.AUDITOR))
    with bench.as_owner() as owner:
        for holder in people:
            for endorser in (None, *administrators):
                for state in states(Thing.KEY):
                    for handle in people:
                        for act in ("confirm", "revoke"):
                            facts = KeyFacts(
                                bench.people[holder],
                                state,
                                bench.people[endorser] if endorser else None,
                            )
                            key = bench.put(
                                owner, "signing_key", person_id=facts.owner, state=state,
                                endorsed_by=facts.endorsed_by, purpose="decision",
                            )  # fmt: skip
                            found.append(_key_case(bench, table, key, facts, handle, act))
    return found


def _key_case(bench: Bench, table: Any, key: UUID, facts: KeyFacts, handle: str, act: str) -> Case:
    actor = DeciderFacts(bench.people[handle], HELD[handle])
    ask = partial(
        _asked, confirmation_blockers if act == "confirm" else revocation_blockers, facts, actor
    )
    if act == "confirm":
        column = "confirmed_by" if facts.state == "endorsed" else "endorsed_by"
        target = "active" if facts.state == "endorsed" else "endorsed"
        values: dict[str, Any] = {"state": target, column: actor.person}
    else:
        is_active = facts.state == "active"
        values = {"state": "revoked" if is_active else "refused", "reason": "It was stolen."}
        values |= {"revoked_at_size": bench.sealed_size} if is_active else {}
    statement = (
        update(table).where(table.c.id == key).values(row_version=table.c.row_version + 1, **values)
    )
    return Case(f"{act} {facts}", handle, ask, statement)


def task_cases(bench: Bench, *, tasks: int = 250, seed: int = 20) -> list[Case]:
    chance = random.Random(seed)
    handles = [*(handle_of(role) for role in sorted(PEOPLE)), BOTH_HATS, BY_HAND]
    table = bench.table("user_task")
    found = []
    with bench.as_owner() as owner:
        unwaived = _tested_version(bench, owner)
        lapsed = _tested_version(bench, owner, waived_for=timedelta(days=-1))  # unswept
        waived = _tested_version(bench, owner, waived_for=timedelta(days=1))
        for _ in range(tasks):
            is_failing = chance.random() < 0.5
            subject = chance.choice([unwaived, lapsed]) if is_failing else waived
            facts = TaskFacts(
                kind=chance.choice(["results", "results", "approve"]),
                roles=frozenset(map(str, chance.sample(sorted(DUTIES), 4))),
                outcomes=("waive", "reject"),
                state=chance.choice([*states(Thing.TASK), "created", "claimed"]),
                assignee=bench.people[chance.choice(handles)] if chance.random() < 0.4 else None,
                unwaived=("auc",) if is_failing else (),
            )
            key = bench.put(
                owner, "user_task", kind=facts.kind, roles=sorted(facts.roles),
                outcomes=list(facts.outcomes), state=facts.state, assignee_id=facts.assignee,
                version_id=subject[0], snapshot_id=subject[1],
            )  # fmt: skip
            for handle in chance.sample(handles, 8):
                outcome = chance.choice(["waive", "waive", "reject", "sold"])
                actor = DeciderFacts(bench.people[handle], HELD[handle])
                ask = partial(_asked, completion_blockers, facts, actor, outcome=outcome)
                statement = (
                    update(table)
                    .where(table.c.id == key)
                    .values(state="completed", outcome=outcome, row_version=table.c.row_version + 1)
                )
                found.append(Case(f"complete {facts} as {outcome}", handle, ask, statement))
    return found


def _tested_version(
    bench: Bench, owner: Connection, *, waived_for: timedelta | None = None
) -> tuple[UUID, UUID]:
    """A version and its second snapshot, which failed on its AUC; the others on other rules."""
    version: UUID = bench.put(owner, "model_version")
    for sequence, test in ((1, "f1"), (3, "ks"), (2, "auc")):
        snapshot = bench.put(owner, "snapshot", version_id=version, sequence=sequence)
        run = bench.put(
            owner, "monitor_run", version_id=version, snapshot_id=snapshot, kind="release",
            state="done", started_at=NOW,
        )  # fmt: skip
        bench.put(owner, "test_result", run_id=run, snapshot_id=snapshot, test=test, verdict="FAIL")
        bench.put(
            owner, "test_result", run_id=run, snapshot_id=snapshot, test="psi", verdict="WARN"
        )
    if waived_for is not None:
        bench.put(
            owner, "waiver", version_id=version, snapshot_id=snapshot, test="auc", state="granted",
            expires_at=NOW + waived_for,
        )  # fmt: skip
    return version, snapshot
