"""Guards of what is decided: requests, votes, placements, waivers, findings."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import (
    KNOWN_TIERS,
    STALE,
    Guard,
    in_force,
    is_author,
    is_author_for_use,
    is_on_path,
    is_their_step,
    parent_unit,
    quoted,
    reworded_guard,
)
from app.models.enforcement.guards_of_keys import (
    SIGNED_COLUMNS,
    no_signature_guards,
    signature_guards,
)
from app.models.rules import notes
from app.models.rules.acts import EVIDENCE_OPENED
from app.models.rules.assessing import UNANSWERED
from app.models.rules.emergency import LONGEST_REVIEW_DAYS, REVIEW
from app.models.rules.policies import EVIDENCE_OPENING, MUST_OPEN, RISK_TIER
from app.models.rules.scanned import SCANNED
from app.models.rules.service_tags import PINNED
from app.models.rules.sizes import WAIVED_AT_MOST_DAYS
from app.models.rules.tasks import ASK_ON, STOP
from app.models.rules.transitions import CAMPAIGNERS, RUNNING, UNDECIDED

# The request of NEW is `r` in the fragments below.


def _request(words: Words, condition: str) -> str:
    return words.of_request.format(condition=condition)


def _given(words: Words, slot: str) -> str:
    """How many valid acceptances fill `slot` of request `r`."""
    return (
        f"(SELECT count(*) FROM {words.schema}decision d WHERE d.request_id = r.id"
        f" AND d.verdict = 'accept' AND d.slot = {slot}.slot AND d.seen_digest = r.evidence_digest)"
    )


def _unopened(words: Words) -> str:
    """This person opened nothing of what they saw.

    That every part was opened is Python's to check, which knows the parts.
    """
    digest = words.from_json.format(column="e.facts", name="digest")
    return (
        f"NOT EXISTS (SELECT 1 FROM {words.schema}audit_event e WHERE e.object_id = r.id"
        f" AND e.tag = '{EVIDENCE_OPENED}' AND e.actor_id = {words.actor}"
        f" AND {digest} = NEW.seen_digest)"
    )


def _lapsed(words: Words, request: str) -> str:
    """A waiver of the evidence that was pinned to `request` is past its day, swept or not."""
    s = words.schema
    named = f"CAST({words.id_fact.format('w.id')} AS text)"
    return (
        f"EXISTS (SELECT 1 FROM {s}waiver w JOIN {s}evidence_set e ON e.request_id = {request}.id"
        f" AND e.digest = {request}.evidence_digest WHERE w.snapshot_id = {request}.snapshot_id"
        f" AND w.expires_at <= {words.now} AND replace(e.content, {named}, '') <> e.content)"
    )


def decision_guards(words: Words) -> Iterator[Guard]:
    s = words.schema
    yield Guard("actor.forged", f"NEW.decided_by {words.differs} {words.actor}")
    is_open = _request(words, "r.state = 'pending'")
    yield Guard("request.closed", f"NOT {is_open}", status=STALE)
    author = is_author(words, "r.version_id")
    asked_on = (
        f"EXISTS (SELECT 1 FROM {s}user_task t WHERE t.model_id = r.model_id"
        f" AND t.version_id = r.version_id AND t.kind = '{ASK_ON}' AND t.state = 'completed'"
        f" AND t.outcome <> '{STOP}' AND t.recorded_by = {words.actor})"
    )
    began = (
        f"EXISTS (SELECT 1 FROM {s}process_instance i WHERE i.id = r.instance_id"
        f" AND i.started_by = {words.actor})"
    )
    mine = f"(r.requested_by = {words.actor} OR {author} OR {asked_on} OR {began})"
    own = _request(words, mine)
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
        f"EXISTS (SELECT 1 FROM {s}request_slot mine"
        f" JOIN {s}request_slot e ON e.request_id = mine.request_id"
        f" AND e.rank < mine.rank WHERE mine.request_id = r.id"
        f" AND mine.slot = NEW.slot AND {_given(words, 'e')} < e.needed)"
    )
    is_ordered = _request(words, "r.is_ordered")
    yield Guard("request.order", _request(words, earlier), when=is_ordered)
    seen = "r.evidence_digest = NEW.seen_digest"
    is_present = _request(words, seen)
    yield Guard("request.evidence_changed", f"NOT {is_present}", status=STALE)
    yield Guard("request.waiver_over", _request(words, _lapsed(words, "r")))
    outgrown = _request(words, "r.is_outgrown")
    yield Guard("request.outgrown", outgrown, when="NEW.verdict = 'accept'")
    rule = in_force(
        words, "decision_table", quoted((EVIDENCE_OPENING,)), "r.unit_id",
        gives="p.sha256", where="p.state = 'published'",
    )  # fmt: skip
    must_open = _request(words, f"{rule} = '{MUST_OPEN}'")
    yield Guard(
        "request.unopened",
        _request(words, _unopened(words)),
        when=f"NEW.verdict = 'accept' AND {must_open}",
    )
    yield Guard("decision.verdict", "NEW.verdict NOT IN ('accept', 'reject')")
    yield Guard("decision.reason", words.is_blank("NEW.reason"))
    yield Guard("text.size", f"length(NEW.reason) > {notes.LONGEST}")
    yield from signature_guards(words, "decision.unsigned")


def still_decides_guards(words: Words) -> Iterator[Guard]:
    """As a vote is stored. Which slot it fills was pinned with the request."""
    yield Guard("request.role", f"NOT {words.has_role('NEW.role', 'NEW.unit_id')}")
    late = (
        f"EXISTS (SELECT 1 FROM {words.schema}transition_request r WHERE r.id = NEW.request_id"
        f" AND r.is_emergency AND r.due_at < {words.now})"
    )
    yield Guard("emergency.late", late, when="NEW.verdict = 'accept'")


def request_guards(words: Words) -> Iterator[Guard]:
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
    yield Guard("request.waiver_over", _lapsed(words, "OLD"), when=becomes.format("accepted"))
    yield Guard("request.outgrown", "OLD.is_outgrown", when=becomes.format("accepted"))
    yield Guard("request.no_reject", f"NOT {rejection}", when=becomes.format("rejected"))
    yield from _emergency_guards(words)
    worker = words.has_role("'worker'", "NEW.unit_id")
    others = f"OLD.requested_by <> {words.actor} AND NOT {worker}"
    yield Guard("request.not_yours", others, when=becomes.format("withdrawn"))
    reworded = f"NEW.reason {words.differs} OLD.reason"
    yield Guard("request.not_yours", others, when=reworded)
    # Who decided read it: it is said anew only with the end of the request, by who takes it back.
    is_said = f"OLD.state = 'draft' OR ({becomes.format('withdrawn')})"
    yield Guard("request.reason", f"NOT ({is_said})", when=reworded)
    # What was decided on stays what it was, also for the service.
    other = f"NEW.snapshot_id {words.differs} OLD.snapshot_id"
    yield Guard("write.settled", "OLD.state <> 'draft'", when=other)
    anew = f"NEW.evidence_digest {words.differs} OLD.evidence_digest"
    yield Guard("write.settled", "OLD.state NOT IN ('draft', 'pending')", when=anew)
    closing = f"NEW.closed_at {words.differs} OLD.closed_at AND NEW.state = OLD.state"
    yield Guard("request.closed", f"NOT {worker}", when=closing)


def _emergency_guards(words: Words) -> Iterator[Guard]:
    """An emergency is pinned with its review, and decided in time or not at all."""
    pinned = "NEW.is_emergency AND NEW.state IN ('pending', 'accepted')"
    days = f"NEW.review_days NOT BETWEEN 1 AND {LONGEST_REVIEW_DAYS}"
    nobody = f"NOT EXISTS ({words.elements.format('NEW.review_roles')})"
    lacks = f"NEW.review_roles IS NULL OR NEW.review_days IS NULL OR {days} OR {nobody}"
    yield Guard("emergency.unreviewed", lacks, when=pinned)
    accepted = "NEW.is_emergency AND NEW.state = 'accepted' AND OLD.state <> NEW.state"
    late = f"OLD.due_at IS NULL OR OLD.due_at < {words.now}"
    yield Guard("emergency.late", late, when=accepted)


def request_insert_guards(words: Words) -> Iterator[Guard]:
    unexplained = f"NEW.is_emergency AND {words.is_blank('NEW.reason')}"
    yield Guard("emergency.reason", unexplained)
    worker = words.has_role("'worker'", parent_unit(words, "registered_model", "model_id"))
    forged = f"NEW.requested_by {words.differs} {words.actor}"
    yield Guard("actor.forged", f"NOT {worker}", when=forged)
    yield Guard("request.stage", f"NOT {is_on_path(words)}")
    # The service asks for what the run of a life cycle began with.
    other = f"NEW.service_tag {words.differs} {_service_of_version(words)}"
    yield Guard("request.service", f"{other} AND NOT {worker}")


def _service_of_version(words: Words) -> str:
    """What the release of the row's version is for: as `queries/release_service.py` says."""
    s = words.schema
    pinned = (
        f"(SELECT {words.scalar.format('v.value')} FROM {s}process_instance i"
        f" JOIN {s}variable v ON v.instance_id = i.id AND v.scope_key = '' AND v.name = '{PINNED}'"
        f" WHERE i.version_id = NEW.version_id AND i.state IN ({quoted(RUNNING)})"
        " AND i.parent_token_id IS NULL ORDER BY i.number DESC LIMIT 1)"
    )
    first = (
        f"(SELECT {words.first.format('m.service_tags')} FROM {s}registered_model m"
        " WHERE m.id = NEW.model_id)"
    )
    return f"coalesce(nullif({pinned}, ''), {first}, '')"


def note_guards(words: Words) -> Iterator[Guard]:
    s = words.schema
    yield Guard("actor.forged", f"NEW.created_by {words.differs} {words.actor}")
    yield Guard("note.kind", f"NEW.kind NOT IN ({quoted(notes.KINDS)})")
    unfit = f"{words.is_blank('NEW.text')} OR length(NEW.text) > {notes.LONGEST}"
    yield Guard("note.text", unfit)
    is_open = (
        f"EXISTS (SELECT 1 FROM {s}transition_request q WHERE q.id = NEW.request_id"
        f" AND q.state IN ({quoted(UNDECIDED)}))"
    )
    yield Guard("request.closed", f"NOT {is_open}", status=STALE)
    is_answer = f"NEW.kind = '{notes.ANSWER}'"
    yield Guard("note.answer", "NEW.answers_id IS NOT NULL", when=f"NOT {is_answer}")
    asked = (
        f"EXISTS (SELECT 1 FROM {s}request_note q WHERE q.id = NEW.answers_id"
        f" AND q.request_id = NEW.request_id AND q.kind = '{notes.QUESTION}')"
    )
    yield Guard("note.answer", f"NOT {asked}", when=is_answer)


def waiver_guards(words: Words) -> Iterator[Guard]:
    granted = "NEW.state = 'granted' AND OLD.state <> NEW.state"
    regranted = f"NEW.granted_by {words.differs} OLD.granted_by"
    yield Guard("waiver.closed", f"NOT ({granted})", when=regranted)
    yield Guard("actor.forged", f"NEW.granted_by {words.differs} {words.actor}", when=granted)
    own = f"OLD.asked_by = {words.actor} OR {is_author(words, 'OLD.version_id')}"
    yield Guard("four_eyes.own_work", own, when=granted)
    yield Guard("waiver.lapsed", f"OLD.expires_at <= {words.now}", when=granted)
    for column in SIGNED_COLUMNS:
        changed = f"NEW.{column} {words.differs} OLD.{column}"
        yield Guard("waiver.closed", f"NOT ({granted})", when=changed)
    decided = f"NEW.state IN ('granted', 'refused') AND NEW.state {words.differs} OLD.state"
    told = f"NEW.remark {words.differs} OLD.remark"
    yield Guard("waiver.closed", f"NOT ({decided})", when=told)
    yield Guard("waiver.remark", words.is_blank("NEW.remark"), when=decided)
    yield from signature_guards(words, "waiver.unsigned", when=granted)


def waiver_insert_guards(words: Words) -> Iterator[Guard]:
    yield Guard("actor.forged", f"NEW.asked_by {words.differs} {words.actor}")
    yield Guard("waiver.reason", words.is_blank("NEW.reason"))
    too_long = words.is_days_ahead.format(time="NEW.expires_at", days=WAIVED_AT_MOST_DAYS)
    yield Guard("waiver.long", too_long)
    yield from no_signature_guards("act.not_signed")


def finding_insert_guards(words: Words) -> Iterator[Guard]:
    """The review of an emergency release is what the database makes of its request, alone.

    What the scan finds, the service records.
    """
    worker = words.has_role("'worker'", parent_unit(words, "registered_model", "model_id"))
    yield Guard("finding.scanned", f"NOT {worker}", when=f"NEW.kind IN ({quoted(SCANNED)})")
    same = (
        f"EXISTS (SELECT 1 FROM {words.schema}transition_request r WHERE r.id = NEW.request_id"
        " AND r.id = NEW.id AND r.is_emergency AND r.state = 'accepted'"
        " AND r.version_id = NEW.version_id AND r.snapshot_id = NEW.snapshot_id"
        f" AND NEW.kind = '{REVIEW}')"
    )
    yield Guard("emergency.forged", f"NOT {same}", when="NEW.request_id IS NOT NULL")
    bare = "NEW.request_id IS NULL AND (NEW.due_at IS NOT NULL OR NEW.review_roles IS NOT NULL)"
    yield Guard("emergency.forged", bare)
    yield Guard("emergency.forged", f"NEW.kind = '{REVIEW}' AND NEW.request_id IS NULL")
    yield from no_signature_guards("finding.signed")


def _review_guards(words: Words, judged: str) -> Iterator[Guard]:
    """A review is closed, signed, by somebody who neither asked nor decided, in a second role."""
    s = words.schema
    mine = f"OLD.request_id IS NOT NULL AND {judged}"
    request = f"FROM {s}transition_request r WHERE r.id = OLD.request_id"
    took_part = (
        f"EXISTS (SELECT 1 {request} AND (r.requested_by = {words.actor} OR EXISTS (SELECT 1"
        f" FROM {s}decision d WHERE d.request_id = r.id AND d.decided_by = {words.actor})))"
    )
    yield Guard("four_eyes.own_work", took_part, when=mine)
    decided_as = f"SELECT d.role FROM {s}decision d WHERE d.request_id = OLD.request_id"
    seconds = f"{words.elements.format('OLD.review_roles')} EXCEPT {decided_as}"
    held = words.has_any_role(seconds, "OLD.unit_id")
    yield Guard("emergency.reviewer", f"NOT {held}", when=mine)
    accepted = "NEW.state = 'accepted' AND OLD.state <> 'accepted'"
    yield Guard("emergency.accepted", "OLD.request_id IS NOT NULL", when=accepted)
    yield from signature_guards(words, "emergency.unsigned", when=mine)
    yield from _signed_review_guards(words, mine)


def _signed_review_guards(words: Words, mine: str) -> Iterator[Guard]:
    """What a signature covers stays as it was signed; whoever reopens a review takes it away."""
    signed = "OLD.request_id IS NOT NULL AND OLD.state IN ('accepted', 'closed')"
    reopened = f"{signed} AND NEW.state = 'open'"
    blank = "NEW.document IS NULL AND NEW.signature IS NULL AND NEW.key_id IS NULL"
    yield Guard("finding.signed", f"NOT ({blank})", when=reopened)
    for column in SIGNED_COLUMNS:
        changed = f"NEW.{column} {words.differs} OLD.{column}"
        yield Guard("finding.signed", f"NOT ({mine}) AND NOT ({reopened})", when=changed)
    said = f"OLD.request_id IS NOT NULL AND NEW.reason {words.differs} OLD.reason"
    yield Guard("finding.signed", "NEW.state = OLD.state", when=said)
    subject = ("kind", "request_id", "unit_id", "model_id", "version_id", "snapshot_id")
    moved = " OR ".join(f"NEW.{one} {words.differs} OLD.{one}" for one in subject)
    yield Guard("emergency.forged", moved, when="OLD.request_id IS NOT NULL")


def finding_guards(words: Words) -> Iterator[Guard]:
    """Who worked on a version does not judge what was found in it."""
    judged = f"NEW.state IN ('accepted', 'closed') AND NEW.state {words.differs} OLD.state"
    yield Guard("four_eyes.own_work", is_author(words, "OLD.version_id"), when=judged)
    yield from _review_guards(words, judged)
    yield reworded_guard(words, is_their_step(words))


def risk_guards(words: Words) -> Iterator[Guard]:
    """How risky a use is, a second person says; under their own name."""
    answered = f"NEW.state IN ('accepted', 'refused') AND NEW.state {words.differs} OLD.state"
    own = f"OLD.assessed_by = {words.actor}"
    yield Guard("four_eyes.own_work", own, when=answered)
    yield Guard("model.own_work", is_author_for_use(words, "OLD.use_case_id"), when=answered)
    yield Guard("actor.forged", f"NEW.answered_by {words.differs} {words.actor}", when=answered)
    said = words.from_json.format(column="OLD.answers", name="is_regulated")
    regulated = (
        f"(SELECT CAST(u.is_regulated AS text) FROM {words.schema}use_case u"
        " WHERE u.id = OLD.use_case_id)"
    )
    accepted = f"NEW.state = 'accepted' AND NEW.state {words.differs} OLD.state"
    yield Guard("risk.differs", f"({said}) {words.differs} {regulated}", when=accepted)
    changed = f"NEW.answered_by {words.differs} OLD.answered_by"
    yield Guard("risk.closed", f"NOT ({answered})", when=changed)
    told = f"NEW.remark {words.differs} OLD.remark"
    yield Guard("risk.closed", f"NOT ({answered})", when=told)
    # An accepted one is written only once more: so its time is that of its acceptance.
    newer = (
        f"EXISTS (SELECT 1 FROM {words.schema}risk_assessment n"
        " WHERE n.use_case_id = OLD.use_case_id AND n.id <> OLD.id AND n.state = 'accepted'"
        " AND n.recorded_from >= OLD.recorded_from)"
    )
    left = f"OLD.state = 'accepted' AND NEW.state {words.differs} OLD.state"
    yield Guard("risk.newer", f"NOT {newer}", when=left)


def risk_insert_guards(words: Words) -> Iterator[Guard]:
    yield Guard("actor.forged", f"NEW.assessed_by {words.differs} {words.actor}")
    yield Guard("tier.unknown", f"NEW.tier NOT IN ({KNOWN_TIERS})")
    unit = parent_unit(words, "use_case", "use_case_id")
    method = in_force(
        words,
        "decision_table",
        quoted((RISK_TIER,)),
        unit,
        gives="p.id",
        where="p.state = 'published'",
    )
    yield Guard("risk.method", f"NEW.table_id IS NULL OR NEW.table_id {words.differs} {method}")


def attestation_guards(words: Words) -> Iterator[Guard]:
    """Who is asked answers, in person; somebody else reviews the answer."""
    others = f"OLD.person_id <> {words.actor}"
    submitted = f"NEW.state = 'submitted' AND NEW.state {words.differs} OLD.state"
    yield Guard("attestation.not_yours", others, when=submitted)
    answer = f"NEW.answer {words.differs} OLD.answer"
    yield Guard("attestation.closed", f"NOT ({submitted})", when=answer)
    reviewed = f"NEW.state IN ('approved', 'returned') AND NEW.state {words.differs} OLD.state"
    yield Guard("four_eyes.own_work", f"OLD.person_id = {words.actor}", when=reviewed)
    yield Guard("actor.forged", f"NEW.reviewed_by {words.differs} {words.actor}", when=reviewed)
    changed = f"NEW.reviewed_by {words.differs} OLD.reviewed_by"
    yield Guard("attestation.closed", f"NOT ({reviewed})", when=changed)
    yield reworded_guard(words, reviewed)
    yield Guard("attestation.answer", words.is_blank("NEW.answer"), when=submitted)
    yield from _handed_over(words)


def _handed_over(words: Words) -> Iterator[Guard]:
    """Who plans campaigns asks another, where who was asked has left or owns the model no more."""
    s = words.schema
    handed = f"NEW.person_id {words.differs} OLD.person_id"
    late = f"OLD.state NOT IN ({quoted(UNANSWERED)}) OR NEW.state {words.differs} OLD.state"
    yield Guard("attestation.closed", late, when=handed)
    closed = (
        f"EXISTS (SELECT 1 FROM {s}person p WHERE p.id = {{}}.person_id"
        " AND p.closed_at IS NOT NULL)"
    )
    owns = (
        f"EXISTS (SELECT 1 FROM {s}registered_model m WHERE m.id = OLD.model_id"
        " AND m.owner_id = OLD.person_id)"
    )
    yield Guard("attestation.theirs", f"{owns} AND NOT {closed.format('OLD')}", when=handed)
    yield Guard("person.closed", closed.format("NEW"), when=handed)
    may = " OR ".join(words.has_role(f"'{role}'", "OLD.unit_id") for role in sorted(CAMPAIGNERS))
    yield Guard("attestation.role", f"NOT ({may})", when=handed)
