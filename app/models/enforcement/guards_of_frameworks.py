"""Guards of frameworks, of what is done and shown for them, and of who answers for what."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, quoted
from app.models.enforcement.guards_of_work import published_guards, second_person_guards
from app.models.rules.frameworks import ABOUT, ATTACHED, DROPPED, OUTCOMES, PARTS
from app.models.rules.roles import PEOPLE

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


def framework_insert_guards(_: Words) -> Iterator[Guard]:
    yield Guard("policy.unseen", "NEW.seen_sha256 IS NOT NULL")


def framework_guards(words: Words) -> Iterator[Guard]:
    """What comes in force is what a second person looked at, and comes after the newest."""
    yield from published_guards("reason", "seen_sha256")(words)
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


def mapping_guards(words: Words) -> Iterator[Guard]:
    s = words.schema
    yield _draft(words)
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


def control_guards(words: Words) -> Iterator[Guard]:
    yield _in_force(words)


def evidence_guards(words: Words) -> Iterator[Guard]:
    """It points to something on record, by the digest that it has."""
    s = words.schema
    yield _in_force(words)
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


def evidence_update_guards(words: Words) -> Iterator[Guard]:
    said = f"NEW.reason {words.differs} OLD.reason"
    yield Guard("evidence.closed", "NEW.state = OLD.state", when=said)


def raci_guards(words: Words) -> Iterator[Guard]:
    """One who does it, in a part that is one: a role or a person."""
    roles = quoted(["", *sorted(map(str, PEOPLE))])
    known = (
        f"NEW.about_kind IN ({quoted(ABOUT)}) AND NEW.part IN ({quoted(PARTS)})"
        f" AND NEW.role IN ({roles})"
    )
    one = "(NEW.role = '') = (NEW.person_id IS NOT NULL)"
    yield Guard("raci.entry", f"NOT ({known} AND {one})")


def raci_update_guards(words: Words) -> Iterator[Guard]:
    said = f"NEW.reason {words.differs} OLD.reason"
    yield Guard("raci.closed", "NEW.state = OLD.state", when=said)
