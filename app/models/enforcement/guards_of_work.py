"""Guards of what people work on: tasks, alerts, the inbox, files, published definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import (
    KNOWN_TIERS,
    STALE,
    Guard,
    in_force,
    is_author_for_use,
    is_author_of_model,
    is_short,
    is_their_step,
    quoted,
    reworded_guard,
)
from app.models.enforcement.guards_of_folded import folded_guards, folded_insert_guards
from app.models.enforcement.guards_of_keys import (
    SIGNED_COLUMNS,
    no_signature_guards,
    signature_guards,
)
from app.models.rules.asking import ASKING, DEFAULT_TEMPLATE, NAMED, SIGNED
from app.models.rules.deployment_states import LEAVING
from app.models.rules.free_variables import LISTED, OF_OURS
from app.models.rules.own_work import GUARDED_PARAMETERS
from app.models.rules.policies import (
    EVIDENCE_OPENING,
    MUST_OPEN,
    NEED_NOT_OPEN,
    POLICIES,
)
from app.models.rules.roles import Role
from app.models.rules.secret_names import RUNTIME_SECRETS
from app.models.rules.service_tags import PINNED, PLACED
from app.models.rules.tasks import HANDED_AT_MOST_DAYS, PASSED, SECOND_PERSON, STOPPING, TEST
from app.models.rules.transitions import LIVE_ALERTS, RUNNING, TIER_JUDGES, UNDECIDED
from app.models.rules.triage import ON_CALL_AT_MOST_DAYS, SNOOZED_AT_MOST_DAYS, TAKERS


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
    # Only whom the step itself named does it without a role; who was handed it does not.
    named = f"(OLD.named_id IS NOT NULL AND OLD.named_id = {words.actor})"
    yield Guard("task.role_lost", f"NOT ({held} OR {worker} OR {named})", when=mine)
    other = f"NEW.request_id {words.differs} OLD.request_id"
    yield Guard("write.settled", "OLD.request_id IS NOT NULL", when=other)
    given = f"NEW.assignee_id {words.differs} OLD.assignee_id AND NEW.assignee_id IS NOT NULL"
    may = words.person_has_any_role("NEW.assignee_id", roles, "OLD.unit_id")
    yield Guard("task.assignee", f"NOT ({may} OR {worker})", when=given)
    yield Guard(
        "task.own_work", f"{_asked_or_worked(words, 'NEW.assignee_id')} AND NOT {worker}",
        when=f"{given} AND OLD.kind IN ({quoted(SECOND_PERSON)})",
    )  # fmt: skip
    too_long = words.is_days_ahead.format(time="NEW.handed_until", days=HANDED_AT_MOST_DAYS)
    is_until = f"(NEW.handed_until {words.differs} OLD.handed_until)"
    yield Guard("task.until_long", too_long, when=f"NEW.handed_until IS NOT NULL AND {is_until}")
    own = _asked_or_worked(words, words.actor)
    yield Guard("task.own_work", own, when=f"{completed} AND OLD.kind = '{TEST}'")
    passed = f"{completed} AND OLD.kind = '{TEST}' AND NEW.outcome = '{PASSED}'"
    yield Guard("task.not_serving", _is_replaced(words), when=passed)
    yield Guard("task.decide", f"NOT {worker}", when=f"{completed} AND OLD.kind = 'approve'")
    listed = words.elements.format("OLD.outcomes")
    yield Guard("task.outcome", f"NEW.outcome NOT IN ({listed})", when=completed)
    yield Guard("task.waivers", _unwaived(words), when=f"{completed} AND NEW.outcome = 'waive'")


def _asked_or_worked(words: Words, person: str) -> str:
    """This person asked for what the task decides, started its run, or worked on the version."""
    s = words.schema
    return (
        f"(EXISTS (SELECT 1 FROM {s}transition_request r WHERE r.id = OLD.request_id"
        f" AND r.requested_by = {person})"
        f" OR EXISTS (SELECT 1 FROM {s}process_instance i WHERE i.id = OLD.instance_id"
        f" AND i.started_by = {person})"
        f" OR EXISTS (SELECT 1 FROM {s}version_author v WHERE v.version_id = OLD.version_id"
        f" AND v.person_id = {person}))"
    )


def _is_replaced(words: Words) -> str:
    """Where the run deployed the task's version last, that version serves no more.

    A run that deploys nothing has nothing to be tried where it serves.
    """
    s = words.schema
    last = (
        f"(SELECT l.id FROM {s}deployment l WHERE l.instance_id = OLD.instance_id"
        " AND l.version_id = OLD.version_id ORDER BY l.number DESC LIMIT 1)"
    )
    serving = (
        f"EXISTS (SELECT 1 FROM {s}deployment d WHERE d.version_id = m.version_id"
        f" AND d.stage_id = m.stage_id AND d.state NOT IN ({quoted(LEAVING)}))"
    )
    return f"EXISTS (SELECT 1 FROM {s}deployment m WHERE m.id = {last} AND NOT {serving})"


def _unwaived(words: Words) -> str:
    """A failed rule of the task's snapshot that no waiver in force covers.

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
        f" AND w.state = 'granted' AND w.expires_at > {words.now}"
        " AND w.test = x.test AND w.feature = x.feature)"
    )
    return (
        f"EXISTS (SELECT 1 FROM {s}test_result x WHERE x.run_id = {run}"
        f" AND x.verdict IN ({quoted(STOPPING)}) AND NOT {waived})"
    )


def alert_guards(words: Words) -> Iterator[Guard]:
    acknowledged = "NEW.state = 'acknowledged' AND OLD.state <> NEW.state"
    yield Guard("alert.reason", words.is_blank("NEW.reason"), when=acknowledged)
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
    yield from _triage_guards(words, worker)
    yield reworded_guard(words, _is_said_anew(words))
    # Each comment is an event of its own: none replaces another unseen.
    said = f"(NEW.comment {words.differs} OLD.comment OR NEW.comments <> OLD.comments)"
    unsaid = f"({words.is_blank('NEW.comment')} OR NEW.comments <> OLD.comments + 1)"
    yield Guard("alert.comment", unsaid, when=said)


def _is_said_anew(words: Words) -> str:
    """A step of the alert, putting it off or escalating it: each is under one's own name."""
    later = f"(NEW.snoozed_until {words.differs} OLD.snoozed_until)"
    put_off = f"NEW.snoozed_until IS NOT NULL AND {later}"
    given = " OR ".join(
        f"NEW.{one} {words.differs} OLD.{one}" for one in ("assignee_id", "escalated_by")
    )
    return (
        f"NEW.state {words.differs} OLD.state"
        f" OR (NEW.snoozed_by = {words.actor} AND {put_off})"
        f" OR (NEW.escalated_by = {words.actor} AND ({given}))"
    )


def _triage_guards(words: Words, worker: str) -> Iterator[Guard]:
    """Who puts an alert off or escalates it says so themselves; nobody puts one off for long."""
    for column in ("snoozed_until", "snoozed_by", "escalated_by"):
        given = f"NEW.{column} {words.differs} OLD.{column} AND NEW.{column} IS NOT NULL"
        yield Guard("alert.ended", f"NEW.state NOT IN ({quoted(LIVE_ALERTS)})", when=given)
        if column != "snoozed_until":
            forged = f"NEW.{column} {words.differs} {words.actor}"
            yield Guard("actor.forged", forged, when=given)
    put_off = "NEW.snoozed_until IS NOT NULL AND"
    put_off += f" (NEW.snoozed_until {words.differs} OLD.snoozed_until)"
    too_long = words.is_days_ahead.format(time="NEW.snoozed_until", days=SNOOZED_AT_MOST_DAYS)
    yield Guard("alert.snooze_long", too_long, when=put_off)
    anothers = f"NEW.snoozed_by {words.differs} {words.actor} AND NOT {worker}"
    yield Guard("actor.forged", anothers, when=put_off)


def on_call_guards(words: Words) -> Iterator[Guard]:
    takers = quoted(sorted(map(str, TAKERS)))
    may = words.person_has_any_role("NEW.person_id", takers, "NEW.unit_id")
    yield Guard("on_call.taker", f"NOT {may}")
    too_long = words.is_days_ahead.format(time="NEW.ends_at", days=ON_CALL_AT_MOST_DAYS)
    yield Guard("on_call.long", too_long)


def inbox_guards(words: Words) -> Iterator[Guard]:
    """Who asks for what, in which unit; what is named must lie there."""
    worker = words.has_role(f"'{Role.WORKER}'", "NEW.unit_id")
    by_kind = " OR ".join(
        f"(NEW.kind IN ({quoted(kinds)})"
        f" AND {words.has_any_role(quoted(sorted(roles)), 'NEW.unit_id')})"
        for roles, kinds in _kinds_by_roles().items()
    )
    yield Guard("inbox.refused", f"NOT ({by_kind} OR {worker})")
    architect = words.has_role(f"'{Role.ARCHITECT}'", "NEW.unit_id")
    yield Guard(
        "start.bound",
        f"{_runs_another(words)} AND NOT {worker} AND NOT {architect}",
        when="NEW.kind = 'start'",
    )
    yield Guard("start.service", _moves_service(words), when="NEW.kind = 'start'")
    for name, table in NAMED:
        is_named = words.named_id.format(id="x.id", column="NEW.payload", name=name)
        elsewhere = (
            f"EXISTS (SELECT 1 FROM {words.schema}{table} x"
            f" WHERE {is_named} AND x.unit_id <> NEW.unit_id)"
        )
        said = words.from_json.format(column="NEW.payload", name=name)
        # Written in another way it would be looked up here as no id, and by its reader as one.
        refused = f"({words.no_id.format(said)} OR {elsewhere}) AND NOT {worker}"
        yield Guard("inbox.unit", refused, when=f"{said} <> ''")
    is_signed = f"NEW.kind IN ({quoted(SIGNED)})"
    yield from signature_guards(words, "act.unsigned", when=is_signed)
    yield from no_signature_guards("act.not_signed", when=f"NOT {is_signed}")


def runtime_insert_guards(words: Words) -> Iterator[Guard]:
    yield from _secret_guards(words)
    yield from no_signature_guards("runtime.signed")


def _secret_guards(_: Words) -> Iterator[Guard]:
    """What is sent to the address in the row is a secret of runtimes, and no other."""
    size = len(RUNTIME_SECRETS)
    own = f"substr(NEW.secret_ref, 1, {size}) = '{RUNTIME_SECRETS}'"
    is_named = f"length(NEW.secret_ref) > {size}"
    refused = f"NOT ({own} AND {is_named})"
    yield Guard("runtime.secret", refused, when="NEW.secret_ref <> ''")


def runtime_guards(words: Words) -> Iterator[Guard]:
    """Who takes a runtime out of service signs that; nothing else writes a signature there.

    What was signed is not reworded.
    """
    for guard in _secret_guards(words):
        changed = f"NEW.secret_ref {words.differs} OLD.secret_ref AND {guard.when}"
        yield Guard(guard.code, guard.violated_if, when=changed)
    retired = f"NEW.state = 'retired' AND NEW.state {words.differs} OLD.state"
    for column in SIGNED_COLUMNS:
        changed = f"NEW.{column} {words.differs} OLD.{column}"
        yield Guard("runtime.signed", f"NOT ({retired})", when=changed)
    reworded = f"NEW.reason {words.differs} OLD.reason"
    yield Guard("runtime.retired", "OLD.state = 'retired'", when=reworded)
    yield reworded_guard(words, f"NEW.state {words.differs} OLD.state OR OLD.state = 'retired'")
    yield from signature_guards(words, "act.unsigned", when=retired)


def _moves_service(words: Words) -> str:
    """Whoever submitted saw another service come first than the one that does now."""
    said = words.inner_json.format(column="NEW.payload", outer="variables", name=PINNED)
    is_meant = words.named_id.format(id="m.id", column="NEW.payload", name="model_id")
    first = f"coalesce({words.first.format('m.service_tags')}, '')"
    return (
        f"EXISTS (SELECT 1 FROM {words.schema}registered_model m WHERE {is_meant}"
        f" AND ({said}) <> {first})"
    )


def _runs_another(words: Words) -> str:
    """The version named is of a model that is bound to another life cycle than the one named."""
    s = words.schema
    version = words.named_id.format(id="v.id", column="NEW.payload", name="version_id")
    wanted = words.from_json.format(column="NEW.payload", name="template_key")
    return (
        f"EXISTS (SELECT 1 FROM {s}model_version v"
        f" JOIN {s}life_cycle_binding b ON b.model_id = v.model_id"
        f" WHERE {version} AND coalesce({wanted}, '') NOT IN ('', b.template_key))"
    )


def _kinds_by_roles() -> dict[frozenset[Role], list[str]]:
    found: dict[frozenset[Role], list[str]] = {}
    for kind, roles in ASKING.items():
        found.setdefault(roles, []).append(kind)
    return found


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


def template_insert_guards(words: Words) -> Iterator[Guard]:
    yield Guard("policy.unseen", "NEW.seen_sha256 IS NOT NULL")
    yield Guard("reason.reworded", "NEW.reason IS NOT NULL")


def template_guards(words: Words) -> Iterator[Guard]:
    """What others are asked to publish stays as it is; who sends it back says why, and alone."""
    content = ("bpmn", "sha256", "process_id", "parameters", "key", "name")
    yield from _force_guards(words, "life_cycle_template", "bpmn", content)
    touched = " OR ".join(f"NEW.{name} {words.differs} OLD.{name}" for name in content)
    yield Guard("template.asked", touched, when="OLD.state = 'in_review'")
    sent_back = (
        f"OLD.state = 'in_review' AND NEW.state = 'draft' AND OLD.recorded_by <> {words.actor}"
    )
    yield reworded_guard(words, sent_back)
    unsaid = f"{is_short(words, 'reason')} OR NOT (NEW.reason {words.differs} OLD.reason)"
    yield Guard("template.reason", unsaid, when=sent_back)


def table_guards(words: Words) -> Iterator[Guard]:
    content = ("dmn", "sha256", "decision_id", "key", "name")
    published = "NEW.state = 'published' AND OLD.state = 'draft'"
    renamed = f"NEW.decision_id {words.differs} OLD.decision_id OR NEW.key {words.differs} OLD.key"
    yield Guard("policy.taken", TAKEN, when=f"{renamed} OR ({published})")
    yield from _force_guards(words, "decision_table", "dmn", content)
    yield from published_guards("reason")(words)
    yield reworded_guard(words, is_their_step(words))
    switches = quoted((MUST_OPEN, NEED_NOT_OPEN))
    yield Guard(
        "policy.switch",
        f"{words.digest.format('OLD.dmn')} NOT IN ({switches})",
        when=f"{published} AND OLD.key = '{EVIDENCE_OPENING}'",
    )


def _force_guards(words: Words, table: str, file: str, content: tuple[str, ...]) -> Iterator[Guard]:
    """What comes in force is what the draft held, and never changes; a newer one replaces it.

    Else who takes it out of force would alone put another one in: an older one, or that of a unit
    above.
    """
    yield from published_guards(*content, "seen_sha256")(words)
    published = f"NEW.state = 'published' AND NEW.state {words.differs} OLD.state"
    touched = " OR ".join(f"NEW.{name} {words.differs} OLD.{name}" for name in content)
    yield Guard("table.content", touched, when=published)
    yield from second_person_guards(words, table, file)
    newer = (
        f"EXISTS (SELECT 1 FROM {words.schema}{table} p WHERE p.unit_id = OLD.unit_id"
        " AND p.key = OLD.key AND p.version > OLD.version AND p.state = 'published')"
    )
    left = f"OLD.state = 'published' AND NEW.state {words.differs} OLD.state"
    yield Guard("policy.in_force", f"NOT {newer}", when=left)


def second_person_guards(words: Words, table: str, file: str) -> Iterator[Guard]:
    """What comes in force is published by somebody else than who wrote it, as it was looked at.

    The shipped ones were there before the guards were.
    """
    published = f"NEW.state = 'published' AND NEW.state {words.differs} OLD.state"
    wrote = (
        f"(OLD.recorded_by = {words.actor} OR EXISTS (SELECT 1 FROM"
        f" {words.schema}{table}_history h"
        f" WHERE h.id = OLD.id AND h.recorded_by = {words.actor}))"
    )
    yield Guard("policy.second", wrote, when=published)
    present = words.digest.format(f"OLD.{file}")
    yield Guard("table.digest", f"OLD.sha256 {words.differs} {present}", when=published)
    seen = f"NEW.seen_sha256 {words.differs} {present}"
    yield Guard("policy.unseen", seen, when=published, status=STALE)
    told = f"NEW.seen_sha256 {words.differs} OLD.seen_sha256"
    yield Guard("policy.unseen", f"NOT ({published})", when=told)


# No tier, and no word that is none, is riskier than any.
TIER_RANK = "(CASE {} WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 ELSE 0 END)"


def model_insert_guards(words: Words) -> Iterator[Guard]:
    reaches = (
        f"EXISTS (SELECT 1 FROM {words.schema}stage_path x JOIN {words.schema}unit_ancestor a"
        " ON a.ancestor_id = x.unit_id WHERE x.id = NEW.stage_path_id AND a.unit_id = NEW.unit_id)"
    )
    yield Guard("model.stage_path", f"NOT {reaches}")
    yield Guard("tier.unknown", f"NEW.risk_tier NOT IN ({KNOWN_TIERS})")
    yield from folded_insert_guards(words)


def model_guards(words: Words) -> Iterator[Guard]:
    """Who builds a model may find it riskier; that it is less so, risk or compliance say.

    Whatever roles they hold: who worked on it does not lower what is asked of it.
    """
    changed = f"NEW.risk_tier {words.differs} OLD.risk_tier"
    yield Guard("tier.unknown", f"NEW.risk_tier NOT IN ({KNOWN_TIERS})", when=changed)
    judges = quoted([Role.COMPLIANCE, Role.RISK_OFFICER])
    lower = f"{TIER_RANK.format('NEW.risk_tier')} < {TIER_RANK.format('OLD.risk_tier')}"
    yield Guard("model.tier", f"NOT {words.has_any_role(judges, 'NEW.unit_id')}", when=lower)
    yield Guard("model.own_work", is_author_of_model(words, "NEW.id"), when=lower)
    yield from _tag_guards(words)
    yield from folded_guards(words)
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
        f" AND u.service_tag IN ({before}) AND (u.service_tag IN ({after})) IS NOT TRUE)"
    )
    judges = quoted(sorted(TIER_JUDGES))
    held = words.has_any_role(judges, "NEW.unit_id")
    changed = f"NEW.service_tags {words.differs} OLD.service_tags"
    yield Guard("model.tag_used", f"{gone} AND NOT {held}", when=changed)
    yield from _service_guards(words, before, after, changed)


def _service_guards(words: Words, before: str, after: str, changed: str) -> Iterator[Guard]:
    """A release under way keeps its service, and that stays first; a version keeps its own.

    That another service comes first while a version serves, a person says on purpose
    (`--move-service`): no database can tell who meant it. A list that holds no text, as JSON
    allows, makes "not among them" unknown: so it is asked whether that is true.
    """
    s = words.schema
    first, then = (words.first.format(f"{row}.service_tags") for row in ("OLD", "NEW"))

    def is_gone(tag: str) -> str:
        return f"({tag} IN ({before}) AND ({tag} IN ({after})) IS NOT TRUE)"

    def is_moved(tag: str) -> str:
        moved = f"({tag} = {first} AND {tag} {words.differs} {then})"
        return f"({is_gone(tag)} OR {moved})"

    pinned = words.scalar.format("v.value")
    said = words.inner_json.format(column="e.payload", outer="variables", name=PINNED)
    is_meant = words.named_id.format(id="NEW.id", column="e.payload", name="model_id")
    released = (
        f"(EXISTS (SELECT 1 FROM {s}transition_request r WHERE r.model_id = NEW.id"
        f" AND r.state IN ({quoted(UNDECIDED)}) AND {is_moved('r.service_tag')})"
        f" OR EXISTS (SELECT 1 FROM {s}process_instance i"
        f" JOIN {s}variable v ON v.instance_id = i.id AND v.scope_key = '' AND v.name = '{PINNED}'"
        f" WHERE i.model_id = NEW.id AND i.state IN ({quoted(RUNNING)})"
        f" AND {is_moved(f'({pinned})')})"
        f" OR EXISTS (SELECT 1 FROM {s}engine_inbox e WHERE e.kind = 'start'"
        f" AND e.consumed_at IS NULL AND {is_meant} AND {is_moved(f'({said})')}))"
    )
    placed = (
        f"EXISTS (SELECT 1 FROM {s}placement p WHERE p.model_id = NEW.id"
        f" AND p.state IN ({quoted(PLACED)}) AND {is_gone('p.service_tag')})"
    )
    yield Guard("model.tag_released", released, when=changed)
    yield Guard("model.tag_serves", placed, when=changed)


def use_case_guards(words: Words) -> Iterator[Guard]:
    """That a use is regulated no more, risk or compliance say: not who works for it."""
    freed = "OLD.is_regulated AND NOT NEW.is_regulated"
    held = words.has_any_role(quoted(sorted(TIER_JUDGES)), "NEW.unit_id")
    yield Guard("use.regulated", f"NOT {held}", when=freed)
    yield Guard("use.own_work", is_author_for_use(words, "NEW.id"), when=freed)


def use_guards(words: Words) -> Iterator[Guard]:
    """A use asks for a service that the model has, or for whatever it serves."""
    tags = words.elements.format("m.service_tags")
    has = (
        f"EXISTS (SELECT 1 FROM {words.schema}registered_model m WHERE m.id = NEW.model_id"
        f" AND NEW.service_tag IN ({tags}))"
    )
    yield Guard("use.tag", f"NOT {has}", when="NEW.service_tag IS NOT NULL")


def binding_insert_guards(words: Words) -> Iterator[Guard]:
    """A builder binds the usual life cycle; another, and what it lets through, an architect."""
    unit = f"(SELECT p.unit_id FROM {words.schema}registered_model p WHERE p.id = NEW.model_id)"
    given = " OR ".join(f"{_parameter(words, 'NEW', n)} IS NOT NULL" for n in GUARDED_PARAMETERS)
    others = _sets_others(words, unit)
    yield _architects_only(words, unit, f"{others} OR NEW.template_key <> '{DEFAULT_TEMPLATE}'")
    yield Guard("model.own_work", is_author_of_model(words, "NEW.model_id"), when=f"({given})")


def binding_guards(words: Words) -> Iterator[Guard]:
    changed = " OR ".join(
        f"{_parameter(words, 'NEW', n)} {words.differs} {_parameter(words, 'OLD', n)}"
        for n in GUARDED_PARAMETERS
    )
    other = f"NEW.template_key {words.differs} OLD.template_key"
    others = _sets_others(words, "NEW.unit_id", is_update=True)
    yield _architects_only(words, "NEW.unit_id", f"{others} OR {other}")
    yield Guard("model.own_work", is_author_of_model(words, "NEW.model_id"), when=f"({changed})")


def _sets_others(words: Words, unit: str, *, is_update: bool = False) -> str:
    """It comes to say otherwise what its life cycle does not leave free."""
    before, after = (words.entries.format(f"{one}.parameters") for one in ("OLD", "NEW"))
    differing = (
        f"SELECT * FROM ({before} EXCEPT {after}) a"
        f" UNION ALL SELECT * FROM ({after} EXCEPT {before}) b"
    )
    listed = in_force(
        words, "life_cycle_template", "NEW.template_key", unit,
        gives=words.part.format(column="p.parameters", name=LISTED), where="p.state = 'published'",
    )  # fmt: skip
    free = f"x.key IN ({quoted(OF_OURS)}) OR x.key IN ({words.elements.format(listed)})"
    return (
        f"EXISTS (SELECT 1 FROM ({differing if is_update else after}) x WHERE ({free}) IS NOT TRUE)"
    )


def _parameter(words: Words, row: str, name: str) -> str:
    return f"({words.from_json.format(column=f'{row}.parameters', name=name)})"


def _architects_only(words: Words, unit: str, when: str) -> Guard:
    held = words.has_role(f"'{Role.ARCHITECT}'", unit)
    return Guard("binding.guarded", f"NOT {held}", when=f"({when})")
