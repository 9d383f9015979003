"""Guards of frameworks, of what is done and shown for them, and of who answers for what."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.audit import known_tags
from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, quoted, reworded_guard
from app.models.enforcement.guards_of_framework_bounds import (
    cadence_guard,
    framework_bound_guards,
    size_guards,
    size_insert_guards,
)
from app.models.enforcement.guards_of_work import second_person_guards
from app.models.rules.frameworks import ABOUT, ATTACHED, DROPPED, OUTCOMES, PARTS
from app.models.rules.roles import PEOPLE
from app.models.rules.sight import SHARED_BELOW
from app.models.rules.tasks import REASON_MINIMUM

# Of each kind of evidence: where it stands on record, which digest is its own, and what else it
# takes. Who rejects shows nothing, nor does a request that is open, nor a run that broke.
ACCEPTED = (
    "x.verdict = 'accept' AND EXISTS (SELECT 1 FROM {schema}transition_request r"
    " WHERE r.id = x.request_id AND r.state = 'accepted')"
)
PLACES = {
    "document": ("model_document", "sha256", "1 = 1"),
    "decision": ("decision", "seen_digest", ACCEPTED),
    "policy": ("decision_table", "sha256", "1 = 1"),
    "test_run": ("monitor_run", "data_digest", "x.state = 'done'"),
}


def framework_insert_guards(words: Words) -> Iterator[Guard]:
    yield Guard("policy.unseen", "NEW.seen_sha256 IS NOT NULL")
    yield from framework_bound_guards(words)


def framework_guards(words: Words) -> Iterator[Guard]:
    """What comes in force is what a second person looked at, and comes after the newest.

    Else nothing changes: who changed a draft's reason would be who recorded it, and add to it.
    """
    said = f"NEW.reason {words.differs} OLD.reason"
    yield Guard("framework.reason", "NEW.state = OLD.state", when=said)
    yield from size_guards(words, "framework", "reason")
    yield from second_person_guards(words, "framework", "file")
    newest = (
        f"(SELECT p.id FROM {words.schema}framework p WHERE p.unit_id = OLD.unit_id"
        " AND p.key = OLD.key AND p.id <> OLD.id AND p.state = 'published'"
        " ORDER BY p.version DESC LIMIT 1)"
    )
    published = f"NEW.state = 'published' AND NEW.state {words.differs} OLD.state"
    yield Guard("framework.line", f"OLD.supersedes_id {words.differs} {newest}", when=published)


def _draft(words: Words) -> Guard:
    """The parts of a file come with it, from whoever brought it: nobody adds to another's."""
    mine = (
        f"EXISTS (SELECT 1 FROM {words.schema}framework f WHERE f.id = NEW.framework_id"
        f" AND f.state = 'draft' AND f.recorded_by = {words.actor})"
    )
    return Guard("framework.content", f"NOT {mine}")


def requirement_guards(words: Words) -> Iterator[Guard]:
    yield _draft(words)
    yield from size_insert_guards(words, "requirement")


def mapping_guards(words: Words) -> Iterator[Guard]:
    s = words.schema
    yield _draft(words)
    yield from size_insert_guards(words, "requirement_mapping")
    is_known = (
        f"EXISTS (SELECT 1 FROM {s}framework f JOIN {s}requirement r"
        " ON r.framework_id = f.supersedes_id WHERE f.id = NEW.framework_id"
        " AND r.id = NEW.requirement_id)"
    )
    own = (
        f"EXISTS (SELECT 1 FROM {s}requirement r WHERE r.id = NEW.successor_id"
        " AND r.framework_id = NEW.framework_id)"
    )
    yield Guard("mapping.requirement", f"NOT {is_known}")
    yield Guard("mapping.requirement", f"NOT {own}", when="NEW.successor_id IS NOT NULL")
    said = f"NEW.outcome IN ({quoted(OUTCOMES)})"
    fits = f"(NEW.outcome = '{DROPPED}') = (NEW.successor_id IS NULL)"
    yield Guard("mapping.outcome", f"NOT ({said} AND {fits})")


def _in_force(words: Words) -> Guard:
    """What is done and shown is for a requirement that was put in force for this unit."""
    s = words.schema
    found = (
        f"EXISTS (SELECT 1 FROM {s}requirement r JOIN {s}framework f ON f.id = r.framework_id"
        f" JOIN {s}unit_ancestor a ON a.ancestor_id = r.unit_id AND a.unit_id = NEW.unit_id"
        " WHERE r.id = NEW.requirement_id AND f.state = 'published')"
    )
    return Guard("requirement.unknown", f"NOT {found}")


def control_insert_guards(words: Words) -> Iterator[Guard]:
    yield _in_force(words)
    yield from size_insert_guards(words, "control")
    yield cadence_guard()
    yield _owner(words, "NEW.owner_id IS NOT NULL")


def control_guards(words: Words) -> Iterator[Guard]:
    """An owner who has left since stays until another is named."""
    yield from size_guards(words, "control", "name", "description", "wanted")
    yield cadence_guard(f"NEW.cadence_days {words.differs} OLD.cadence_days")
    yield _owner(words, f"NEW.owner_id {words.differs} OLD.owner_id AND NEW.owner_id IS NOT NULL")
    yield reworded_guard(words, f"NEW.is_ended {words.differs} OLD.is_ended")


def _owner(words: Words, when: str) -> Guard:
    held = words.is_member("NEW.unit_id", "NEW.owner_id")
    return Guard("control.owner", f"NOT {held}", when=when)


def evidence_guards(words: Words) -> Iterator[Guard]:
    """It points to something on record, by the digest that it has."""
    s = words.schema
    yield _in_force(words)
    yield _superseded(words)
    yield _in_sight(words)
    yield from size_insert_guards(words, "requirement_evidence")
    yield Guard("actor.forged", f"NEW.attached_by {words.differs} {words.actor}")
    by_kind = " ".join(
        f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM {s}{table} x WHERE x.id = NEW.object_id"
        f" AND x.{digest} = NEW.sha256 AND x.{digest} <> '' AND {takes.format(schema=s)})"
        for kind, (table, digest, takes) in PLACES.items()
    )
    yield Guard("evidence.unknown", f"NOT (CASE NEW.kind {by_kind} ELSE 1 = 0 END)")
    # That its requirement became this one, Python says, which reads the mappings.
    of_it = (
        f"EXISTS (SELECT 1 FROM {s}control c JOIN {s}requirement a ON a.id = c.requirement_id"
        f" JOIN {s}framework f ON f.id = a.framework_id"
        f" JOIN {s}requirement b ON b.id = NEW.requirement_id"
        f" JOIN {s}framework g ON g.id = b.framework_id"
        " WHERE c.id = NEW.control_id AND c.unit_id = NEW.unit_id AND f.unit_id = g.unit_id"
        " AND f.key = g.key)"
    )
    yield Guard("evidence.control", f"NOT {of_it}", when="NEW.control_id IS NOT NULL")
    yield from _anew_guards(words)


def _anew_guards(words: Words) -> Iterator[Guard]:
    """What is assessed anew was not withdrawn, and is the same, now for what came after it.

    That the one requirement became the other, Python says here too.
    """
    s = words.schema
    old = f"{s}requirement_evidence o"
    is_anew = "NEW.reassesses_id IS NOT NULL"
    stands = (
        f"EXISTS (SELECT 1 FROM {old} WHERE o.id = NEW.reassesses_id AND o.state = '{ATTACHED}')"
    )
    yield Guard("evidence.withdrawn", f"NOT {stands}", when=is_anew)
    same = (
        f"EXISTS (SELECT 1 FROM {old} JOIN {s}requirement a ON a.id = o.requirement_id"
        f" JOIN {s}framework f ON f.id = a.framework_id"
        f" JOIN {s}requirement b ON b.id = NEW.requirement_id"
        f" JOIN {s}framework g ON g.id = b.framework_id"
        " WHERE o.id = NEW.reassesses_id AND o.unit_id = NEW.unit_id AND o.kind = NEW.kind"
        f" AND o.object_id = NEW.object_id AND NOT (o.control_id {words.differs} NEW.control_id)"
        " AND f.unit_id = g.unit_id AND f.key = g.key AND f.version <= g.version)"
    )
    yield Guard("evidence.anew", f"NOT {same}", when=is_anew)


def _in_sight(words: Words) -> Guard:
    """It lies in the evidence's unit, in one below, or in one above.

    Who reads the evidence sees what lies below; of what lies above whoever attaches it must see it,
    unless it holds below too. The code is the one of what is not there: so nobody tries digests.
    """
    ancestor = f"SELECT 1 FROM {words.schema}unit_ancestor a WHERE"
    below = f"EXISTS ({ancestor} a.unit_id = x.unit_id AND a.ancestor_id = NEW.unit_id)"
    above = f"EXISTS ({ancestor} a.unit_id = NEW.unit_id AND a.ancestor_id = x.unit_id)"
    seen = f"{above} AND {words.is_member('x.unit_id')}"
    by_kind = " ".join(
        f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM {words.schema}{place[0]} x"
        f" WHERE x.id = NEW.object_id AND ({below} OR"
        f" ({above if place[0] in SHARED_BELOW else seen})))"
        for kind, place in PLACES.items()
    )
    return Guard("evidence.unknown", f"NOT (CASE NEW.kind {by_kind} ELSE 1 = 0 END)")


def _superseded(words: Words) -> Guard:
    """What shows something now is attached to what counts now, or will."""
    later = (
        f"EXISTS (SELECT 1 FROM {words.schema}requirement r JOIN {words.schema}framework f"
        " ON f.supersedes_id = r.framework_id WHERE r.id = NEW.requirement_id"
        f" AND f.state = 'published' AND f.effective_from <= {words.now})"
    )
    return Guard("requirement.superseded", later)


def _ending(words: Words, table: str, code: str, target: str) -> Iterator[Guard]:
    """Who ends it says why, and not only what was said when it began."""
    ended = f"NEW.state = '{target}' AND NEW.state {words.differs} OLD.state"
    said = words.bare.format("NEW.reason")
    unsaid = f"length({said}) < {REASON_MINIMUM} OR NEW.reason = OLD.reason"
    yield Guard(code, unsaid, when=ended)
    yield from size_guards(words, table, "reason")


def evidence_update_guards(words: Words) -> Iterator[Guard]:
    said = f"NEW.reason {words.differs} OLD.reason"
    yield Guard("evidence.closed", "NEW.state = OLD.state", when=said)
    yield from _ending(words, "requirement_evidence", "evidence.reason", "withdrawn")


def raci_guards(words: Words) -> Iterator[Guard]:
    """One who does it, in a part that is one: a role or a person."""
    roles = quoted(["", *sorted(map(str, PEOPLE))])
    known = (
        f"NEW.about_kind IN ({quoted(ABOUT)}) AND NEW.part IN ({quoted(PARTS)})"
        f" AND NEW.role IN ({roles})"
    )
    one = "(NEW.role = '') = (NEW.person_id IS NOT NULL)"
    yield Guard("raci.entry", f"NOT ({known} AND {one})")
    yield _known_about(words)
    yield from size_insert_guards(words, "raci_entry")


def _known_about(words: Words) -> Guard:
    """An act of the trail, a requirement that was in force, a step of a life cycle that was.

    Which steps that one has, Python says, which reads the file.
    """
    s = words.schema
    step = "NEW.about, 1, length(t.key) + 1"
    found = {
        "act": f"NEW.about IN ({quoted(sorted(known_tags()))})",
        "step": (
            f"EXISTS (SELECT 1 FROM {s}life_cycle_template t WHERE t.state = 'published'"
            f" AND substr({step}) = t.key || '/' AND length(NEW.about) > length(t.key) + 1)"
        ),
        "requirement": (
            f"EXISTS (SELECT 1 FROM {s}framework f JOIN {s}requirement r ON r.framework_id = f.id"
            " WHERE f.state = 'published' AND f.key || '/' || r.reference = NEW.about)"
        ),
    }
    by_kind = " ".join(f"WHEN '{kind}' THEN {one}" for kind, one in found.items())
    return Guard("raci.about", f"NOT (CASE NEW.about_kind {by_kind} ELSE 1 = 1 END)")


def raci_update_guards(words: Words) -> Iterator[Guard]:
    said = f"NEW.reason {words.differs} OLD.reason"
    yield Guard("raci.closed", "NEW.state = OLD.state", when=said)
    yield from _ending(words, "raci_entry", "raci.reason", "ended")
