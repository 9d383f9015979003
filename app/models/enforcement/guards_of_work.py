"""Guards of what people work on: tasks, alerts, the inbox, files, published definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import KNOWN_TIERS, STALE, Guard, quoted
from app.models.rules.asking import ASKING, NAMED
from app.models.rules.policies import (
    EVIDENCE_OPENING,
    MUST_OPEN,
    NEED_NOT_OPEN,
    OTHER_PUBLISHERS,
    POLICIES,
    PUBLISHERS_OF,
)
from app.models.rules.roles import Role
from app.models.rules.tasks import STOPPING
from app.models.rules.transitions import TIER_JUDGES

CHUNK_BYTES = 1 << 20  # of a stored file


def task_guards(words: Words) -> Iterator[Guard]:
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


def alert_guards(words: Words) -> Iterator[Guard]:
    acknowledged = "NEW.state = 'acknowledged' AND OLD.state <> NEW.state"
    yield Guard("alert.reason", "length(trim(NEW.reason)) = 0", when=acknowledged)
    changed = f"NEW.acknowledged_by {words.differs} OLD.acknowledged_by"
    forged = f"NEW.acknowledged_by {words.differs} {words.actor}"
    taken_back = "OLD.state = 'acknowledged' AND NEW.state = 'open'"
    is_cleared = f"({taken_back} AND NEW.acknowledged_by IS NULL)"
    yield Guard(
        "actor.forged", forged, when=f"(({acknowledged}) OR {changed}) AND NOT {is_cleared}"
    )
    worker = words.has_role(f"'{Role.WORKER}'", "NEW.unit_id")
    anothers = f"OLD.acknowledged_by {words.differs} {words.actor} AND NOT {worker}"
    yield Guard("alert.not_yours", anothers, when=taken_back)


def inbox_guards(words: Words) -> Iterator[Guard]:
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


def chunk_guards(words: Words) -> Iterator[Guard]:
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


def published_guards(*content: str) -> Callable[[Words], Iterator[Guard]]:
    """What was published never changes; only its state goes on."""

    def make(words: Words) -> Iterator[Guard]:
        touched = " OR ".join(f"NEW.{name} {words.differs} OLD.{name}" for name in content)
        open_states = quoted(("draft", "in_review"))
        yield Guard("published.content", touched, when=f"OLD.state NOT IN ({open_states})")

    return make


def table_insert_guards(words: Words) -> Iterator[Guard]:
    yield Guard("policy.taken", TAKEN)
    newest = (
        f"(SELECT max(p.version) FROM {words.schema}decision_table p"
        " WHERE p.unit_id = NEW.unit_id AND p.key = NEW.key)"
    )
    yield Guard("policy.unseen", "NEW.seen_sha256 IS NOT NULL")
    yield Guard("table.version", f"NEW.version <> coalesce({newest}, 0) + 1")


# Life cycles find a table by its key or by its decision: no other key may answer for a policy.
TAKEN = f"NEW.decision_id IN ({quoted(POLICIES)}) AND NEW.key <> NEW.decision_id"


def table_guards(words: Words) -> Iterator[Guard]:
    """A policy is published by somebody else than who wrote it; the shipped one was the first.

    A unit below has a policy already: that of the unit above.
    """
    yield from _publisher_guards(words)
    content = ("dmn", "sha256", "decision_id", "key", "name")
    yield from published_guards(*content, "reason", "seen_sha256")(words)
    published = "NEW.state = 'published' AND OLD.state = 'draft'"
    renamed = f"NEW.decision_id {words.differs} OLD.decision_id OR NEW.key {words.differs} OLD.key"
    yield Guard("policy.taken", TAKEN, when=f"{renamed} OR ({published})")
    s = words.schema
    before = (
        f"EXISTS (SELECT 1 FROM {s}decision_table p"
        f" JOIN {s}unit_ancestor a ON a.ancestor_id = p.unit_id AND a.unit_id = OLD.unit_id"
        " WHERE p.key = OLD.key AND p.id <> OLD.id AND p.state = 'published')"
    )
    wrote = (
        f"(OLD.recorded_by = {words.actor} OR EXISTS (SELECT 1 FROM {s}decision_table_history h"
        f" WHERE h.id = OLD.id AND h.recorded_by = {words.actor}))"
    )
    yield Guard(
        "policy.second",
        f"{wrote} AND {before}",
        when=f"{published} AND OLD.key IN ({quoted(POLICIES)})",
    )
    touched = " OR ".join(f"NEW.{name} {words.differs} OLD.{name}" for name in content)
    yield Guard("table.content", touched, when=published)
    put = f"{published} AND OLD.key IN ({quoted(POLICIES)})"
    present = words.digest.format("OLD.dmn")
    yield Guard("table.digest", f"OLD.sha256 {words.differs} {present}", when=put)
    seen = f"NEW.seen_sha256 {words.differs} {present}"
    yield Guard("policy.unseen", seen, when=put, status=STALE)
    switches = quoted((MUST_OPEN, NEED_NOT_OPEN))
    yield Guard(
        "policy.switch",
        f"{present} NOT IN ({switches})",
        when=f"{published} AND OLD.key = '{EVIDENCE_OPENING}'",
    )
    told = f"NEW.seen_sha256 {words.differs} OLD.seen_sha256"
    yield Guard("policy.unseen", f"NOT ({published})", when=told)
    other = (
        f"EXISTS (SELECT 1 FROM {s}decision_table p WHERE p.unit_id = OLD.unit_id"
        " AND p.key = OLD.key AND p.id <> OLD.id AND p.state = 'published')"
    )
    left = f"OLD.state = 'published' AND NEW.state {words.differs} OLD.state"
    yield Guard(
        "policy.in_force", f"NOT {other}", when=f"{left} AND OLD.key IN ({quoted(POLICIES)})"
    )


def _publisher_guards(words: Words) -> Iterator[Guard]:
    """Risk and compliance have a say in what a policy decides, and in no other table."""
    for roles in sorted({*PUBLISHERS_OF.values()}, key=sorted):
        keys = [key for key, publishers in PUBLISHERS_OF.items() if publishers == roles]
        held = words.has_any_role(quoted(sorted(roles)), "OLD.unit_id")
        yield Guard("table.role", f"NOT {held}", when=f"OLD.key IN ({quoted(keys)})")
    held = words.has_any_role(quoted(sorted(OTHER_PUBLISHERS)), "OLD.unit_id")
    yield Guard("table.role", f"NOT {held}", when=f"OLD.key NOT IN ({quoted(POLICIES)})")


GUARDED_PARAMETERS = ("required", "block_from")  # of a life cycle: what is let through
# No tier, and no word that is none, is riskier than any.
TIER_RANK = "(CASE {} WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 ELSE 0 END)"


def model_insert_guards(words: Words) -> Iterator[Guard]:
    yield Guard("tier.unknown", f"NEW.risk_tier NOT IN ({KNOWN_TIERS})")


def model_guards(words: Words) -> Iterator[Guard]:
    """Who builds a model may find it riskier; that it is less so, risk or compliance say."""
    changed = f"NEW.risk_tier {words.differs} OLD.risk_tier"
    yield Guard("tier.unknown", f"NEW.risk_tier NOT IN ({KNOWN_TIERS})", when=changed)
    judges = quoted([Role.COMPLIANCE, Role.RISK_OFFICER])
    lower = f"{TIER_RANK.format('NEW.risk_tier')} < {TIER_RANK.format('OLD.risk_tier')}"
    yield Guard("model.tier", f"NOT {words.has_any_role(judges, 'NEW.unit_id')}", when=lower)
    yield from _tag_guards(words)
    s = words.schema
    highest = (
        f"(SELECT max({TIER_RANK.format('a.tier')}) FROM {s}risk_assessment a"
        f" JOIN {s}use_case_model u ON u.use_case_id = a.use_case_id"
        " WHERE u.model_id = NEW.id AND a.state = 'accepted')"
    )
    yield Guard(
        "model.assessed",
        f"{TIER_RANK.format('NEW.risk_tier')} <> coalesce({highest},"
        f" {TIER_RANK.format('NEW.risk_tier')})",
        when=changed,
    )


def _tag_guards(words: Words) -> Iterator[Guard]:
    """A service that a use asks for by name keeps its name: else the use would no longer count."""
    before, after = (words.elements.format(f"{row}.service_tags") for row in ("OLD", "NEW"))
    gone = (
        f"EXISTS (SELECT 1 FROM {words.schema}use_case_model u WHERE u.model_id = NEW.id"
        f" AND u.service_tag IN ({before}) AND u.service_tag NOT IN ({after}))"
    )
    judges = quoted(sorted(TIER_JUDGES))
    held = words.has_any_role(judges, "NEW.unit_id")
    changed = f"NEW.service_tags {words.differs} OLD.service_tags"
    yield Guard("model.tag_used", f"{gone} AND NOT {held}", when=changed)


def use_guards(words: Words) -> Iterator[Guard]:
    """A use asks for a service that the model has, or for whatever it serves."""
    tags = words.elements.format("m.service_tags")
    has = (
        f"EXISTS (SELECT 1 FROM {words.schema}registered_model m WHERE m.id = NEW.model_id"
        f" AND NEW.service_tag IN ({tags}))"
    )
    yield Guard("use.tag", f"NOT {has}", when="NEW.service_tag IS NOT NULL")


def binding_insert_guards(words: Words) -> Iterator[Guard]:
    """A builder binds a life cycle; what it lets through, an architect says."""
    unit = f"(SELECT p.unit_id FROM {words.schema}registered_model p WHERE p.id = NEW.model_id)"
    given = " OR ".join(f"{_parameter(words, 'NEW', n)} IS NOT NULL" for n in GUARDED_PARAMETERS)
    yield _architects_only(words, unit, given)


def binding_guards(words: Words) -> Iterator[Guard]:
    changed = " OR ".join(
        f"{_parameter(words, 'NEW', n)} {words.differs} {_parameter(words, 'OLD', n)}"
        for n in GUARDED_PARAMETERS
    )
    yield _architects_only(words, "NEW.unit_id", changed)


def _parameter(words: Words, row: str, name: str) -> str:
    return f"({words.from_json.format(column=f'{row}.parameters', name=name)})"


def _architects_only(words: Words, unit: str, when: str) -> Guard:
    held = words.has_role(f"'{Role.ARCHITECT}'", unit)
    return Guard("binding.guarded", f"NOT {held}", when=f"({when})")
