"""How people, roles, keys and connections are worded in the administration."""

from __future__ import annotations

from app.models.queries.administration import PersonCase, RequestCase, StageRow
from app.models.queries.left_open import LeftOpen
from app.models.queries.people import PersonRow
from app.models.queries.user_list import KEY_STATES as BEST_FIRST
from app.models.rules.keys import ACCOUNT_CLOSED
from app.models.rules.roles import Role
from app.texts import role_name, word
from app.views.cells import State, Status
from app.views.language import N_, listed, tr

PERSON_STATES: dict[str, tuple[Status, str]] = {
    "active": (Status.OK, N_("active")),
    "no_role": (Status.UNKNOWN, N_("no role")),
    "conflict": (Status.CRITICAL, N_("roles in conflict")),
    "closed": (Status.UNKNOWN, N_("closed")),
}
KEY_STATES: dict[str, Status] = {
    "active": Status.OK,
    "endorsed": Status.WAITING,
    "proposed": Status.WAITING,
    ACCOUNT_CLOSED: Status.UNKNOWN,
    "revoked": Status.UNKNOWN,
    "refused": Status.CRITICAL,
    "withdrawn": Status.UNKNOWN,
}
REQUEST_STATES: dict[str, Status] = {
    "asked": Status.WAITING,
    "confirmed": Status.OK,
    "refused": Status.CRITICAL,
    "withdrawn": Status.UNKNOWN,
}
AREAS = {
    "inventory": N_("Inventory"),
    "tasks": N_("Tasks"),
    "approvals": N_("Approvals"),
    "monitoring": N_("Monitoring"),
    "life_cycles": N_("Life cycles"),
    "operation": N_("Operation"),
    "governance": N_("Governance"),
    "administration": N_("Administration"),
}
LEVELS = {"changes": N_("changes"), "adds": N_("adds"), "reads": N_("reads")}
STEPS = {
    "answer": N_("An answer"),
    "version": N_("Version"),
    "encryption": N_("Encryption on the way"),
    "rows": N_("Reading"),
    "mapped": N_("Its folder on this computer"),
    "there": N_("The folder is there"),
    "read": N_("Reading it"),
    "write": N_("Writing into it"),
    "room": N_("Free room"),
    "secret": N_("Its secret"),
    "process": N_("Its process"),
    "index": N_("Versions it holds"),
}
PLACES = {
    "credentials": N_("credential folder of the service"),
    "environment": N_("environment of the program"),
    "file": N_("encrypted file"),
    "keyring": N_("keyring of this computer"),
    "folder": N_("your own data folder"),
}


def roles_of(person: PersonRow) -> str:
    """ "Operator, ModelOps engineer"; what is held now."""
    return capital(", ".join(role_name(str(one)) for one in person.roles))


def units_of(person: PersonRow) -> str:
    names = dict.fromkeys(one.unit_name for one in person.memberships if one.is_valid)
    return ", ".join(names)


def person_state(case: PersonCase) -> State:
    status, words = PERSON_STATES[case.state]
    return State(status, tr(words))


def key_words(case: PersonCase) -> str:
    """How the best of a person's keys for decisions stands."""
    states = [one.key.stands for one in case.keys if one.key.purpose == "decision"]
    best = next((one for one in BEST_FIRST if one in states), "")
    return word(best) if best else ""


def request_state(one: RequestCase) -> State:
    return State(REQUEST_STATES.get(one.state, Status.UNKNOWN), word(one.state))


def request_words(one: RequestCase) -> str:
    """ "Tom Bakker gets operator in Noorderbank"."""
    pattern = tr("{person} gets the role {role} in {unit}")
    if one.action == "end":
        pattern = tr("{person} loses the role {role} in {unit}")
    return pattern.format(person=one.person, role=role_name(one.role), unit=one.unit)


def role_title(role: Role) -> str:
    return capital(role_name(str(role)))


def stage_kind(one: StageRow) -> str:
    return word(one.kind) if one.kind != "none" else tr("work")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def left_words(left: LeftOpen) -> str:
    """What a person who leaves should hand over: "owner of cc-fraud; attestation 4"."""
    found = []
    if left.models:
        found.append(tr("owner of {models}").format(models=listed(left.models)))
    if left.tasks:
        numbers = listed([str(one) for one in left.tasks])
        found.append(tr("%n task(s) taken: {numbers}", "", len(left.tasks)).format(numbers=numbers))
    if left.attestations:
        numbers = listed([str(one) for one in left.attestations])
        words = tr("%n attestation(s) asked: {numbers}", "", len(left.attestations))
        found.append(words.format(numbers=numbers))
    return "; ".join(found) or tr("nothing")
