"""What a row must satisfy before it is written, as SQL that both databases run.

A guard names a violation: where its condition holds, the write is refused with the guard's code,
which is the code of the blocker that Python's rule gives for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.models.enforcement.dialect import Words
from app.models.rules.asking import ASKING, NAMED
from app.models.rules.rights import TableRights
from app.models.rules.roles import ROLE_CONFLICTS, Role
from app.models.rules.tasks import STOPPING
from app.models.rules.transitions import Thing

FORBIDDEN = "MW403"
STALE = "MW409"
APPEND_ONLY = "MW405"
BAD_MODE = "MW400"
CHUNK_BYTES = 1 << 20  # of a stored file


@dataclass(frozen=True, slots=True)
class Guard:
    """`violated_if` may use NEW and, on updates, OLD; `when` spares the look-ups."""

    code: str  # of the blocker
    violated_if: str
    when: str = ""
    status: str = FORBIDDEN


def quoted(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def unit_of(rights: TableRights, words: Words, *, on_insert: bool) -> str:
    """SQL for the unit of the row: its own, or its parent's while it is being inserted."""
    if rights.table == "business_unit":
        return "NEW.parent_id" if on_insert else "NEW.id"
    key, parent = rights.parent
    if on_insert and parent:
        return f"(SELECT p.unit_id FROM {words.schema}{parent} p WHERE p.id = NEW.{key})"
    return "NEW.unit_id"


def insert_guards(rights: TableRights, words: Words, *, has_unit: bool) -> Iterator[Guard]:
    unit = unit_of(rights, words, on_insert=True)
    if rights.thing is not None:
        yield Guard("transition.refused", _no_transition(rights.thing, "''", unit, words))
    else:
        yield Guard("write.refused", _no_right(rights.table, "insert", unit, words, has_unit))
    yield from SPECIAL_INSERT.get(rights.table, lambda _: ())(words)


def update_guards(
    rights: TableRights, words: Words, columns: Sequence[str], *, has_unit: bool
) -> Iterator[Guard]:
    unit = unit_of(rights, words, on_insert=False)
    if not rights.update:
        yield Guard("write.append_only", "1 = 1", status=APPEND_ONLY)
        return
    if "row_version" in columns:
        yield Guard("write.stale", "NEW.row_version <> OLD.row_version + 1", status=STALE)
        real = [column for column in columns if column != "row_version"]
        changed = " OR ".join(f"NEW.{c} {words.differs} OLD.{c}" for c in real)
        yield Guard("write.changes_nothing", f"NOT ({changed})", status=BAD_MODE)
    if rights.thing is not None:
        missing = _no_transition(rights.thing, "OLD.state", unit, words)
        yield Guard("transition.refused", missing, when=f"NEW.state {words.differs} OLD.state")
    if not rights.is_engine_row or rights.thing is None:
        yield Guard("write.refused", _no_right(rights.table, "update", unit, words, has_unit))
    reserved = [c for c in columns if c not in (*rights.editable, "row_version")]
    if reserved and not rights.is_engine_row:
        touched = " OR ".join(f"NEW.{c} {words.differs} OLD.{c}" for c in reserved)
        worker = f"'{Role.WORKER}'"
        held = words.has_role(worker, unit) if has_unit else words.has_role_anywhere(worker)
        yield Guard("write.column", f"NOT {held}", when=f"({touched})")
    yield from SPECIAL_UPDATE.get(rights.table, lambda _: ())(words)
    if rights.stamped[0]:
        yield from _stamp_guards(rights, words)


def is_reached(rights: TableRights, words: Words) -> str:
    """SQL that holds where the row comes into one of the states whose time is kept."""
    states = quoted(rights.stamped[1])
    return f"(NEW.state {words.differs} OLD.state AND NEW.state IN ({states}))"


def _stamp_guards(rights: TableRights, words: Words) -> Iterator[Guard]:
    """A time is told with the state it belongs to, and is the database's."""
    column, reached = rights.stamped[0], is_reached(rights, words)
    changed = f"NEW.{column} {words.differs} OLD.{column}"
    yield Guard("write.time", f"NOT {reached}", when=changed)
    if words.not_now:
        apart = words.not_now.format(time=f"NEW.{column}")
        yield Guard("write.time", apart, when=f"{changed} AND NEW.{column} IS NOT NULL")


def _no_transition(thing: Thing, source: str, unit: str, words: Words) -> str:
    roles = (
        f"SELECT t.role FROM {words.schema}allowed_transition t WHERE t.thing = '{thing}'"
        f" AND t.source = {source} AND t.target = NEW.state"
    )
    return f"NOT {words.has_any_role(roles, unit)}"


def _no_right(table: str, action: str, unit: str, words: Words, has_unit: bool) -> str:
    roles = (
        f"SELECT w.role FROM {words.schema}allowed_write w WHERE w.table_name = '{table}'"
        f" AND w.action = '{action}'"
    )
    held = words.has_any_role(roles, unit) if has_unit else words.has_role_anywhere(roles)
    return f"NOT {held}"


# What only one table needs. The request of NEW is `r` in the fragments below.


def _request(words: Words, condition: str) -> str:
    table = f"{words.schema}transition_request"
    return f"EXISTS (SELECT 1 FROM {table} r WHERE r.id = NEW.request_id AND {condition})"


def _is_author(words: Words, version: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {words.schema}version_author v WHERE v.version_id = {version}"
        f" AND v.person_id = {words.actor})"
    )


def _given(words: Words, slot: str) -> str:
    """How many valid acceptances fill `slot` of request `r`."""
    return (
        f"(SELECT count(*) FROM {words.schema}decision d WHERE d.request_id = r.id"
        f" AND d.verdict = 'accept' AND d.slot = {slot}.slot AND d.seen_digest = r.evidence_digest)"
    )


def _decision_guards(words: Words) -> Iterator[Guard]:
    s = words.schema
    yield Guard("actor.forged", f"NEW.decided_by {words.differs} {words.actor}")
    is_open = _request(words, "r.state = 'pending'")
    yield Guard("request.closed", f"NOT {is_open}")
    author = _is_author(words, "r.version_id")
    own = _request(words, f"(r.requested_by = {words.actor} OR {author})")
    yield Guard("four_eyes.own_work", own)
    twice = (
        f"EXISTS (SELECT 1 FROM {s}decision d WHERE d.request_id = r.id"
        f" AND d.decided_by = {words.actor} AND d.seen_digest = r.evidence_digest)"
    )
    yield Guard("four_eyes.twice", _request(words, twice))
    listed = words.elements.format("o.roles")
    slot = (
        f"EXISTS (SELECT 1 FROM {s}request_slot o WHERE o.request_id = r.id"
        f" AND o.slot = NEW.slot AND NEW.role IN ({listed}))"
    )
    held = words.has_role("NEW.role", "r.unit_id")
    fills = _request(words, f"{slot} AND {held}")
    yield Guard("request.role", f"NOT {fills}")
    earlier = (
        f"r.is_ordered AND EXISTS (SELECT 1 FROM {s}request_slot mine"
        f" JOIN {s}request_slot e ON e.request_id = mine.request_id"
        f" AND e.rank < mine.rank WHERE mine.request_id = r.id"
        f" AND mine.slot = NEW.slot AND {_given(words, 'e')} < e.needed)"
    )
    yield Guard("request.order", _request(words, earlier))
    seen = "r.evidence_digest = NEW.seen_digest"
    is_present = _request(words, seen)
    yield Guard("request.evidence_changed", f"NOT {is_present}")
    yield Guard("decision.verdict", "NEW.verdict NOT IN ('accept', 'reject')")
    yield from _signature_guards(words, "decision.unsigned")


def _signature_guards(words: Words, unsigned: str, when: str = "") -> Iterator[Guard]:
    """Signed where the workspace asks for it, and by a key of the actor's that is in force.

    Whether the signature holds no database can say: the service and every reader verify it.
    """
    s = words.schema
    is_asked = f"EXISTS (SELECT 1 FROM {s}workspace w WHERE w.is_team OR w.is_demo)"
    is_missing = "coalesce(NEW.signature, '') = ''"
    yield Guard(unsigned, f"{is_asked} AND {is_missing}", when=when)
    in_force = (
        f"EXISTS (SELECT 1 FROM {s}signing_key k WHERE k.id = NEW.key_id"
        f" AND k.person_id = {words.actor} AND k.state = 'active' AND k.purpose = 'decision')"
    )
    is_signed = f"(NOT {is_missing} OR NEW.key_id IS NOT NULL)"
    yield Guard(
        "key.inactive", f"NOT {in_force}", when=f"{when} AND {is_signed}" if when else is_signed
    )


def _key_insert_guards(words: Words) -> Iterator[Guard]:
    """Everybody proposes their own key, for decisions; the service its own, for seals."""
    yield Guard("actor.forged", f"NEW.person_id {words.differs} {words.actor}")
    yield Guard("key.purpose", "NEW.purpose <> 'decision'")


def _key_guards(words: Words) -> Iterator[Guard]:
    """Two administrators, neither of them the owner. A key in force is only ever revoked."""
    moved = f"NEW.state {words.differs} OLD.state"

    def becomes(state: str) -> str:
        return f"{moved} AND NEW.state = '{state}'"

    own = f"OLD.person_id = {words.actor}"
    for column, state in (("endorsed_by", "endorsed"), ("confirmed_by", "active")):
        changed = f"NEW.{column} {words.differs} OLD.{column}"
        forged = f"NEW.{column} {words.differs} {words.actor}"
        yield Guard("key.own", own, when=becomes(state))
        yield Guard("actor.forged", forged, when=f"{changed} OR ({becomes(state)})")
        yield Guard("key.closed", f"NOT ({becomes(state)})", when=changed)
    same = f"OLD.endorsed_by {words.differs} {words.actor}"
    yield Guard("key.same_administrator", f"NOT ({same})", when=becomes("active"))
    administrator = words.has_role(f"'{Role.ADMINISTRATOR}'", "OLD.unit_id")
    yield Guard("key.not_yours", f"NOT ({own} OR {administrator})", when=becomes("revoked"))
    size = f"coalesce((SELECT max(h.size) FROM {words.schema}tree_head h), 0)"
    position = f"NEW.revoked_at_size {words.differs} OLD.revoked_at_size"
    yield Guard("key.closed", f"NOT ({becomes('revoked')})", when=position)
    differs = f"NEW.revoked_at_size {words.differs} {size}"
    yield Guard("key.position", differs, when=becomes("revoked"))
    yield Guard("key.closed", f"NOT ({moved})", when=f"NEW.reason {words.differs} OLD.reason")


def _request_guards(words: Words) -> Iterator[Guard]:
    s = words.schema
    becomes = "NEW.state = '{}' AND OLD.state <> NEW.state"
    this = f"FROM {s}transition_request r JOIN {s}request_slot o ON o.request_id = r.id"
    short = f"SELECT 1 {this} WHERE r.id = NEW.id AND {_given(words, 'o')} < o.needed"
    none = f"SELECT 1 FROM {s}request_slot o WHERE o.request_id = NEW.id"
    yield Guard(
        "request.quorum",
        f"EXISTS ({short}) OR NOT EXISTS ({none})",
        when=becomes.format("accepted"),
    )
    rejection = (
        f"EXISTS (SELECT 1 FROM {s}decision d WHERE d.request_id = NEW.id"
        " AND d.verdict = 'reject' AND d.seen_digest = OLD.evidence_digest)"
    )
    yield Guard("request.veto", rejection, when=becomes.format("accepted"))
    yield Guard("request.no_reject", f"NOT {rejection}", when=becomes.format("rejected"))
    worker = words.has_role("'worker'", "NEW.unit_id")
    others = f"OLD.requested_by <> {words.actor} AND NOT {worker}"
    yield Guard("request.not_yours", others, when=becomes.format("withdrawn"))
    yield Guard("request.not_yours", others, when=f"NEW.reason {words.differs} OLD.reason")
    closing = f"NEW.closed_at {words.differs} OLD.closed_at AND NEW.state = OLD.state"
    yield Guard("request.closed", f"NOT {worker}", when=closing)


def _request_insert_guards(words: Words) -> Iterator[Guard]:
    worker = words.has_role("'worker'", _parent_unit(words, "registered_model", "model_id"))
    forged = f"NEW.requested_by {words.differs} {words.actor}"
    yield Guard("actor.forged", f"NOT {worker}", when=forged)


def _parent_unit(words: Words, table: str, key: str) -> str:
    return f"(SELECT p.unit_id FROM {words.schema}{table} p WHERE p.id = NEW.{key})"


def _placement_guards(words: Words) -> Iterator[Guard]:
    s = words.schema
    stage = f"(SELECT g.kind FROM {s}stage g WHERE g.id = NEW.stage_id)"
    yield Guard("placement.stage", f"NEW.stage_kind {words.differs} {stage}")
    accepted = (
        f"EXISTS (SELECT 1 FROM {s}transition_request r WHERE r.id = NEW.request_id"
        " AND r.state = 'accepted' AND r.version_id = NEW.version_id"
        " AND r.snapshot_id = NEW.snapshot_id AND r.stage_id = NEW.stage_id"
        " AND r.service_tag = NEW.service_tag)"
    )
    unit = _parent_unit(words, "registered_model", "model_id")
    worker = words.has_role("'worker'", unit)
    yield Guard(
        "placement.request",
        f"NOT {accepted} AND (NEW.stage_kind = 'production' OR NOT {worker})",
    )
    used = f"EXISTS (SELECT 1 FROM {s}placement o WHERE o.request_id = NEW.request_id)"
    yield Guard("placement.used", f"{used} AND NOT {worker}")


def _waiver_guards(words: Words) -> Iterator[Guard]:
    granted = "NEW.state = 'granted' AND OLD.state <> NEW.state"
    regranted = f"NEW.granted_by {words.differs} OLD.granted_by"
    yield Guard("waiver.closed", f"NOT ({granted})", when=regranted)
    yield Guard("actor.forged", f"NEW.granted_by {words.differs} {words.actor}", when=granted)
    own = f"OLD.asked_by = {words.actor} OR {_is_author(words, 'OLD.version_id')}"
    yield Guard("four_eyes.own_work", own, when=granted)
    yield Guard("waiver.expired", f"OLD.expires_at <= {words.now}", when=granted)
    for column in ("document", "signature", "key_id"):
        changed = f"NEW.{column} {words.differs} OLD.{column}"
        yield Guard("waiver.closed", f"NOT ({granted})", when=changed)
    yield from _signature_guards(words, "waiver.unsigned", when=granted)


def _waiver_insert_guards(words: Words) -> Iterator[Guard]:
    yield Guard("actor.forged", f"NEW.asked_by {words.differs} {words.actor}")
    yield Guard("waiver.reason", "length(trim(NEW.reason)) = 0")


def _task_guards(words: Words) -> Iterator[Guard]:
    moved = f"NEW.state {words.differs} OLD.state"
    completed = f"{moved} AND NEW.state = 'completed'"
    roles = words.elements.format("OLD.roles")
    held = words.has_any_role(roles, "OLD.unit_id")
    worker = words.has_role("'worker'", "OLD.unit_id")
    mine = f"(OLD.assignee_id IS NOT NULL AND OLD.assignee_id = {words.actor})"
    yield Guard("task.closed", f"NOT {worker}", when="OLD.state IN ('completed', 'cancelled')")
    # Whatever is changed: who could assign a task to themselves could also complete it.
    yield Guard("task.role", f"NOT ({held} OR {worker} OR {mine})")
    yield Guard("task.decide", f"NOT {worker}", when=f"{completed} AND OLD.kind = 'approve'")
    listed = words.elements.format("OLD.outcomes")
    yield Guard("task.outcome", f"NEW.outcome NOT IN ({listed})", when=completed)
    yield Guard("task.waivers", _unwaived(words), when=f"{completed} AND NEW.outcome = 'waive'")


def _unwaived(words: Words) -> str:
    """A failed rule of the task's snapshot that no granted waiver covers.

    Tasks of processes without one are about the version's newest.
    """
    s = words.schema
    newest = (
        f"(SELECT n.id FROM {s}snapshot n WHERE n.version_id = OLD.version_id"
        " ORDER BY n.sequence DESC LIMIT 1)"
    )
    snapshot = f"coalesce(OLD.snapshot_id, {newest})"
    run = (
        f"(SELECT u.id FROM {s}monitor_run u WHERE u.snapshot_id = {snapshot}"
        " AND u.kind = 'release' AND u.state = 'done' ORDER BY u.started_at DESC LIMIT 1)"
    )
    waived = (
        f"EXISTS (SELECT 1 FROM {s}waiver w WHERE w.snapshot_id = x.snapshot_id"
        " AND w.state = 'granted' AND w.test = x.test AND w.feature = x.feature)"
    )
    return (
        f"EXISTS (SELECT 1 FROM {s}test_result x WHERE x.run_id = {run}"
        f" AND x.verdict IN ({quoted(STOPPING)}) AND NOT {waived})"
    )


def _alert_guards(words: Words) -> Iterator[Guard]:
    acknowledged = "NEW.state = 'acknowledged' AND OLD.state <> NEW.state"
    yield Guard("alert.reason", "length(trim(NEW.reason)) = 0", when=acknowledged)
    changed = f"NEW.acknowledged_by {words.differs} OLD.acknowledged_by"
    forged = f"NEW.acknowledged_by {words.differs} {words.actor}"
    yield Guard("actor.forged", forged, when=f"({acknowledged}) OR {changed}")


def _membership_guards(words: Words) -> Iterator[Guard]:
    yield Guard("membership.own", f"NEW.person_id = {words.actor}")
    if words.not_now:
        yield Guard("write.time", words.not_now.format(time="NEW.valid_from"))
    yield Guard("membership.worker", f"NEW.role = '{Role.WORKER}'")
    unknown = quoted([str(role) for role in Role])
    yield Guard("membership.unknown_role", f"NEW.role NOT IN ({unknown})")
    pairs = " OR ".join(
        f"(NEW.role = '{one}' AND m.role = '{other}')"
        for pair in ROLE_CONFLICTS
        for one, other in (pair, pair[::-1])
    )
    conflict = (
        f"EXISTS (SELECT 1 FROM {words.schema}membership m WHERE m.person_id = NEW.person_id"
        f" AND (m.valid_until IS NULL OR m.valid_until > {words.now}) AND ({pairs}))"
    )
    yield Guard("membership.conflict", conflict)


def _membership_update_guards(words: Words) -> Iterator[Guard]:
    """A role that has ended, or will, is not brought back to life: it is granted anew."""
    yield Guard("membership.own", f"NEW.person_id = {words.actor}")
    longer = "NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until"
    ended = "OLD.valid_until IS NOT NULL"
    yield Guard("membership.ended", longer, when=ended)


def _chunk_guards(words: Words) -> Iterator[Guard]:
    """Only what belongs into the blob, from whoever began it: whole chunks, and the last one."""
    length = f"least({CHUNK_BYTES}, b.size_bytes - CAST(NEW.position AS bigint) * {CHUNK_BYTES})"
    if not words.schema:
        length = length.replace("least", "min")
    fits = (
        f"EXISTS (SELECT 1 FROM {words.schema}blob b WHERE b.sha256 = NEW.sha256"
        f" AND NEW.position >= 0 AND length(NEW.data) > 0 AND length(NEW.data) = {length}"
        f" AND b.created_by = {words.actor})"
    )
    yield Guard("blob.chunk", f"NOT {fits}")


def _person_guards(words: Words) -> Iterator[Guard]:
    """People belong to the whole bank; a login, once it is somebody's, stays theirs."""
    administers = words.has_role_at_root(f"'{Role.ADMINISTRATOR}'")
    yield Guard("person.root", f"NOT {administers}")
    yield Guard(
        "person.login",
        "OLD.login IS NOT NULL",
        when=f"NEW.login {words.differs} OLD.login",
    )


def _published_guards(*content: str) -> Callable[[Words], Iterator[Guard]]:
    """What was published never changes; only its state goes on."""

    def make(words: Words) -> Iterator[Guard]:
        touched = " OR ".join(f"NEW.{name} {words.differs} OLD.{name}" for name in content)
        open_states = quoted(("draft", "in_review"))
        yield Guard("published.content", touched, when=f"OLD.state NOT IN ({open_states})")

    return make


def _finding_guards(words: Words) -> Iterator[Guard]:
    """Who worked on a version does not judge what was found in it."""
    judged = f"NEW.state IN ('accepted', 'closed') AND NEW.state {words.differs} OLD.state"
    yield Guard("four_eyes.own_work", _is_author(words, "OLD.version_id"), when=judged)


def _inbox_guards(words: Words) -> Iterator[Guard]:
    """Who asks for what, in which unit; what is named must lie there."""
    worker = words.has_role(f"'{Role.WORKER}'", "NEW.unit_id")
    by_kind = " OR ".join(
        f"(NEW.kind IN ({quoted(kinds)})"
        f" AND {words.has_any_role(quoted(sorted(roles)), 'NEW.unit_id')})"
        for roles, kinds in _kinds_by_roles().items()
    )
    yield Guard("inbox.refused", f"NOT ({by_kind} OR {worker})")
    for name, table in NAMED:
        is_named = words.named_id.format(id="x.id", column="NEW.payload", name=name)
        elsewhere = (
            f"EXISTS (SELECT 1 FROM {words.schema}{table} x"
            f" WHERE {is_named} AND x.unit_id <> NEW.unit_id)"
        )
        yield Guard("inbox.unit", f"{elsewhere} AND NOT {worker}")


def _kinds_by_roles() -> dict[frozenset[Role], list[str]]:
    found: dict[frozenset[Role], list[str]] = {}
    for kind, roles in ASKING.items():
        found.setdefault(roles, []).append(kind)
    return found


def _own_guards(words: Words) -> Iterator[Guard]:
    """What belongs to a person at work is written by that person alone."""
    yield Guard("actor.forged", f"NEW.person_id {words.differs} {words.actor}")


SPECIAL_INSERT = {
    "saved_view": _own_guards,
    "watch": _own_guards,
    "presence": _own_guards,
    "engine_inbox": _inbox_guards,
    "blob_chunk": _chunk_guards,
    "decision": _decision_guards,
    "signing_key": _key_insert_guards,
    "placement": _placement_guards,
    "waiver": _waiver_insert_guards,
    "membership": _membership_guards,
    "transition_request": _request_insert_guards,
}
SPECIAL_UPDATE = {
    "saved_view": _own_guards,
    "watch": _own_guards,
    "presence": _own_guards,
    "transition_request": _request_guards,
    "waiver": _waiver_guards,
    "signing_key": _key_guards,
    "user_task": _task_guards,
    "alert": _alert_guards,
    "finding": _finding_guards,
    "membership": _membership_update_guards,
    "person": _person_guards,
    "life_cycle_template": _published_guards("bpmn", "sha256", "process_id", "parameters"),
    "decision_table": _published_guards("dmn", "sha256", "decision_id"),
}
