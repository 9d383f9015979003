"""Whether a signature holds: its key, its document, and what rows and events say of the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.models.rules.keys import KEY_ACTIVE, KEY_ENDORSED
from app.models.rules.public_keys import key_blockers
from app.models.rules.rights import TableRights
from app.models.rules.scanned import SCANNED
from app.models.rules.signed_acts import SIGNED_STEPS, WHERE_KEYED
from app.models.rules.transitions import Thing
from app.models.tables.governance import SignedAct
from app.models.tables.organisation import SigningKey
from app.models.tables.trail import AuditEvent
from app.services.signed_documents import read_document
from app.services.signed_steps import (
    OWN,
    RIGHTS_BY_THING,
    Signable,
    salted_as,
    shown_of,
    step_document_facts,
    told_after,
)
from app.services.signing import ACT, STEP, verify
from app.services.verifying.eligibility import taker_fault
from app.services.verifying.one_check import LogPlace, SignedRow, Verifying
from app.services.verifying.steps import act_of, last_step, step_of
from app.texts import N_

MISSING = N_("it carries no signature")
UNKNOWN_KEY = N_("the key it names is not known")
MISSING_ROW = N_("the row of the key it names is missing, and the log tells of that key")
FOREIGN_KEY = N_("the key belongs to somebody else")
UNCONFIRMED_KEY = N_("the key was never confirmed by two administrators")
CHANGED_BEGIN = N_("the first event, which names the first keys, is not as it was sealed")
CHANGED_LOG = N_("an event that tells of the key, or may have, is not as it was sealed")
UNSIGNED_KEY = N_("an administrator is said to have confirmed the key, and did not sign that")
REVOKED_KEY = N_("the key was revoked before this was stored")
BROKEN = N_("the signature does not hold")
ANOTHER = N_("what was signed says something else: {names}")
NO_STEP = N_("nobody took the step that was signed")
BY_SERVICE = "finding.closed"
TAGS_WHERE_KEYED = frozenset(f"{one}.{state}" for one in WHERE_KEYED for state in SIGNED_STEPS[one])


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one signed act can't be relied on."""

    kind: str  # in the words of who reads that nothing was deployed
    id: UUID
    person: str  # full name of who is said to have signed
    why: str


def facts_of(event: AuditEvent) -> Mapping[str, Any]:
    """What an event tells; nothing where somebody made something else of it, as the seal says."""
    return event.facts if isinstance(event.facts, dict) else {}


def act_fault(
    check: Verifying,
    row: SignedRow,
    actor: UUID,
    told_by: str,
    facts: Mapping[str, Any],
    *,
    domain: bytes = ACT,
) -> str:
    """Why it can't be relied on that this person signed these facts; empty where it can.

    Args:
        told_by: the tag of the event by which the row was signed.
    """
    signature, document = row.signature or "", row.document or ""
    if why := key_fault(check, signature, row.key_id, actor, (row.id, told_by)):
        return why
    key = check.keys.get(row.key_id)
    if key is None or not verify(key.public_key, domain, document, signature):
        return BROKEN
    other = other_facts(document, {**facts, "kid": key.kid})
    return ANOTHER.format(names=", ".join(other)) if other else ""


def key_fault(
    check: Verifying,
    signature: str,
    key_id: UUID | None,
    person: UUID,
    event: tuple[UUID, str],
) -> str:
    """Why the key of a signature is none to rely on; empty where it is.

    Args:
        event: the row that was signed, and the tag of its event.
    """
    if not signature or key_id is None:
        return MISSING
    key = check.keys.get(key_id)
    if key is None and check.told_keys.get(key_id):
        return MISSING_ROW
    if key is None or key.purpose != "decision" or key_blockers(key.kid, key.public_key):
        return UNKNOWN_KEY
    if key.person_id != person:
        return FOREIGN_KEY
    return _confirmation_fault(check, key) or _end_fault(check, key, event)


def _end_fault(check: Verifying, key: SigningKey, event: tuple[UUID, str]) -> str:
    """Empty where the key was not ended by then, and nothing that was told of it was taken away."""
    end = check.end_of(key)
    if end is not None and not _was_told_before(check, end, event):
        return REVOKED_KEY
    return CHANGED_LOG if check.doubted.get(key.id) else ""


def _confirmation_fault(check: Verifying, key: SigningKey) -> str:
    """Empty where two administrators, neither of them its owner, put it in force and signed that.

    They sign as far as they had a key by then: whoever takes their logins, and not their keys,
    gives nobody a key. One that was there first was put in force by nobody.
    """
    if key.state not in ("active", "revoked"):
        return UNCONFIRMED_KEY
    confirmers = {key.endorsed_by, key.confirmed_by}
    if confirmers == {None}:
        if not check.is_begin_as_sealed:
            return CHANGED_BEGIN
        return "" if _is_first(check, key) else UNCONFIRMED_KEY
    if None in confirmers or len(confirmers) != 2 or key.person_id in confirmers:
        return UNCONFIRMED_KEY
    known = check.signed_for
    if key.id not in known:
        known[key.id] = False  # whose confirmation would rest on itself
        steps = (key.endorsed_by, KEY_ENDORSED), (key.confirmed_by, KEY_ACTIVE)
        known[key.id] = all(
            _is_told_step(check, key, *one) and _is_signed_step(check, key, *one) for one in steps
        )
    return "" if known[key.id] else UNSIGNED_KEY


def _is_first(check: Verifying, key: SigningKey) -> bool:
    """Whether event 0 tells of this very row: under another id it leaves its end behind."""
    told = check.first_keys.get(key.kid)
    if told is None or told.person != str(key.person_id):
        return False
    return told.row in (None, str(key.id))


def _is_told_step(check: Verifying, key: SigningKey, person: UUID | None, tag: str) -> bool:
    """Whether the log tells that step of this key and its owner, and by this administrator."""
    told = (check.key_steps.get(key.id) or {}).get(tag)
    if told is None:  # a room holds no events but those of its part
        return check.is_part
    return (told.actor, told.kid, told.person) == (person, key.kid, str(key.person_id))


def _is_signed_step(check: Verifying, key: SigningKey, person: UUID | None, tag: str) -> bool:
    """Whether this administrator signed that step of a key, or had no key to sign with by then."""
    step = last_step(check, key.id, tag)
    if step is None:  # whoever reads one unit alone reads not what was signed of every key
        return not check.reads_all
    if step.actor_id != person:
        return False
    is_asked = check.is_required and _had_key(check, step)
    return not (taken_fault(check, step) if is_asked else taker_fault(check, step))


def _had_key(check: Verifying, step: AuditEvent) -> bool:
    """Whether a key of who took this step had come in force by then, as the trail tells it.

    Where nobody can tell any more who had one first, everybody may have.
    """
    if not check.is_begin_as_sealed:
        return True
    if any(one.person == str(step.actor_id) for one in check.first_keys.values()):
        return True
    if check.may_have_had_key(step.actor_id):
        return True
    first = check.keyed.get(step.actor_id)
    return first is not None and first < step.id


def _was_told_before(check: Verifying, end: LogPlace, event: tuple[UUID, str]) -> bool:
    """By place in the log, never by a clock: of a row that was signed again, the last time."""
    object_id, tag = event
    told = check.told(object_id, tag)
    is_before = bool(told) and max(map(check.place, told)) < end
    return is_before and check.stand_as_sealed(told)


def taken_fault(check: Verifying, step: AuditEvent) -> str:
    """Why it can't be relied on that this person took the step.

    The service signs nothing, and takes one step of these: it closes what its scan has found.
    """
    if step.tag == BY_SERVICE and facts_of(step).get("kind") in SCANNED:
        person = check.people.get(step.actor_id)
        if person is not None and person.kind == "service":
            return ""
    act = act_of(check, step)
    return MISSING if act is None else signed_act_fault(check, act)


def step_fault(check: Verifying, step: AuditEvent) -> str:
    """Why a step that people sign can't be relied on, where this person had to sign it.

    Administrators confirm roles and keys without a key until they have one; a review is signed in
    its own row.
    """
    if facts_of(step).get("request_id") is not None and step.tag.startswith(f"{Thing.FINDING}."):
        return ""
    if is_without_key(check, step):
        return taker_fault(check, step)
    return taken_fault(check, step)


def is_without_key(check: Verifying, step: AuditEvent) -> bool:
    """Whether an administrator confirmed a role or a key, and had no key to sign with by then."""
    return step.tag in TAGS_WHERE_KEYED and not _had_key(check, step)


def signed_act_fault(check: Verifying, act: SignedAct) -> str:
    """Why this signed step can't be relied on; empty where it can.

    What the trail tells of the step itself must be what was signed, fact by fact, and no less.
    """
    said = read_document(act.document) or {}
    told = {name: said.get(name) for name in ("facts", "texts", "shown")}
    facts = step_document_facts(
        check.workspace.log_id, act, told, name=str(said.get("name")), actor=act.created_by
    )
    found = act_fault(check, act, act.created_by, "act.signed", facts, domain=STEP)
    return found or _step_fault(check, act, told)


def _step_fault(check: Verifying, act: SignedAct, told: Mapping[str, Any]) -> str:
    """What the signed document says otherwise than the step's event and the row; who took it."""
    if not all(isinstance(one, dict) for one in told.values()):
        return ANOTHER.format(names="its form")
    step = step_of(check, act)
    if step is None:
        return NO_STEP
    rights = RIGHTS_BY_THING[act.thing]
    told_by = facts_of(step)
    expected = {name: told_by.get(name) for name in rights.facts if name not in OWN}
    names = expected.keys() | told["facts"].keys()
    other = [one for one in sorted(names) if told["facts"].get(one) != expected.get(one)]
    other += _other_than_words(check, step, rights, told["texts"])
    row = check.things.get((act.thing, act.object_id))
    if row is not None:
        other += _other_than_row(row, act, told)
    if other:
        return ANOTHER.format(names=", ".join(dict.fromkeys(other)))
    return taker_fault(check, step)


def _other_than_words(
    check: Verifying, step: AuditEvent, rights: TableRights, texts: Mapping[str, Any]
) -> Iterator[str]:
    """Texts that no event up to the step told so: it leaves out what was told, and stayed.

    That the service emptied a text is not told, so of an earlier one nothing may have been signed.
    """
    now, before = facts_of(step), _words_before(check, step, rights) if check.reads_all else {}
    for one in rights.texts:
        text, is_earlier = texts.get(one), now.get(one) is None
        if is_earlier and (one not in before or not text):
            continue
        if not salted_as(before[one] if is_earlier else now[one], text):
            yield one


def _words_before(check: Verifying, step: AuditEvent, rights: TableRights) -> dict[str, Any]:
    """Of each text what the last event before the step says that names it; None: it was empty."""
    rows = (check.beginning and check.beginning.rows) or {}
    first = rows.get(rights.table, {}).get(str(step.object_id))
    found = {one: first.get(one) for one in rights.texts} if first is not None else {}
    for event in check.events.get(step.object_id) or ():
        facts = facts_of(event)
        named = str(facts["changed"]).split() if "changed" in facts else rights.texts
        if event.id <= step.id and facts:
            said = {one: facts.get(one) for one in rights.texts}
            found |= {one: fact for one, fact in said.items() if fact is not None or one in named}
    return found


def _other_than_row(row: Signable, act: SignedAct, told: Mapping[str, Any]) -> Iterator[str]:
    """What the row says otherwise, as long as nothing was written into it since the step."""
    if told["shown"] != shown_of(row):
        yield "shown"
    if row.row_version == act.of_version + 1:
        here = told_after(row, {})
        for part in ("facts", "texts"):
            names = here[part].keys() | told[part].keys()
            yield from (
                name for name in sorted(names) if here[part].get(name) != told[part].get(name)
            )


def other_facts(document: str, expected: Mapping[str, object]) -> list[str]:
    """Names of the facts that a signed document says otherwise."""
    said = read_document(document)
    if said is None:
        return ["its form"]
    return [name for name, value in expected.items() if said.get(name) != value]


def uuid_in(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
