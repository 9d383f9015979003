"""What is refused of accounts, roles, keys, and what is a person's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.models.rules.accounts import (
    PERSON,
    AccountFacts,
    adding_blockers,
    closing_blockers,
    full_name_blockers,
    handle_blockers,
    login_blockers,
)
from app.models.rules.keys import SEAL, KeyFacts, revocation_blockers
from app.models.rules.public_keys import WEAK, key_blockers, key_name
from app.models.rules.role_requests import RoleChange, asking_role_blockers
from app.models.rules.roles import Role
from app.services.signing import KeyPair
from tests.db.enforcement_cases import NOW
from tests.db.enforcement_kit import BELOW, BY_HAND, EVERY_HAT, handle_of
from tests.db.enforcement_refusals import (
    SEEN_WHITE,
    Refusal,
    Rule,
    Scene,
    Told,
    Values,
    another_unit,
    me,
    new,
    now,
    once,
    powerless,
    somebody,
    unit_below,
)

ADMIN = handle_of(Role.ADMINISTRATOR)
TESTER = handle_of(Role.TESTER)
PAST, LATER = NOW - timedelta(days=9), NOW + timedelta(days=9)
NEWCOMER = {"person_id": new("person")}
HELD_ROLE = {**NEWCOMER, "role": "viewer", "valid_from": PAST}


def own_role(scene: Scene) -> Any:
    table = scene.bench.table("membership").c
    return scene.owner.execute(select(table.id).where(table.person_id == scene.me)).scalar()


MEMBERSHIPS = (
    Refusal(
        "write.refused", "membership", {**NEWCOMER, "role": "viewer"}, by=BY_HAND,
        python=powerless("membership", "insert"),
    ),
    Refusal("membership.own", "membership", {"person_id": me, "role": "operator"}, by=ADMIN),
    Refusal("membership.worker", "membership", {**NEWCOMER, "role": "worker"}, by=ADMIN),
    Refusal("membership.unknown_role", "membership", {**NEWCOMER, "role": "king"}, by=ADMIN),
    Refusal(
        "membership.conflict", "membership",
        {"person_id": somebody(TESTER), "role": "administrator"}, by=ADMIN,
    ),
    Refusal(
        "person.closed", "membership",
        {"person_id": new("person", closed_at=PAST), "role": "viewer"}, by=ADMIN,
    ),
    Refusal(
        "write.time", "membership", {**NEWCOMER, "role": "viewer", "valid_from": PAST}
    ),
    Refusal("membership.own", "membership", {"valid_until": now}, own_role, by=ADMIN),
    Refusal(
        "write.refused", "membership", {"valid_until": now}, HELD_ROLE, by=BY_HAND,
        python=powerless("membership", "update"),
    ),
    Refusal(
        "membership.ended", "membership", {"valid_until": None},
        {**HELD_ROLE, "valid_until": LATER}, by=ADMIN,
    ),
    Refusal(
        "membership.by_request", "membership", {"valid_until": NOW}, HELD_ROLE, by=ADMIN,
        only_on="postgresql",
    ),
)  # fmt: skip
GONE = "Left the bank for good."
WANTED = {"person_id": somebody(), "role": "tester", "action": "grant", "state": "asked"}


def ending(role: str) -> dict[str, Any]:
    """That a role ends which nobody should have."""
    person = once("person", new("person"))
    held = new("membership", person_id=person, role=role)
    return {"person_id": lambda scene: (person(scene), held(scene))[0], "role": role,
            "action": "end", "state": "asked"}  # fmt: skip


CONFIRMED = {"state": "confirmed", "answered_by": me}
FOR_THE_CLOSED: Values = {**WANTED, "person_id": new("person", closed_at=PAST)}
ROLE_REQUESTS = (
    *(
        Refusal(
            code, "role_request", CONFIRMED, ending(role),
            python=lambda scene, role=role: asking_role_blockers(
                RoleChange(scene.me, role, "end", held_there=frozenset(Role))
            ),
        )
        for code, role in (("membership.worker", "worker"), ("membership.unknown_role", "king"))
    ),
    Refusal("actor.forged", "role_request", {**WANTED, "asked_by": somebody()}),
    Refusal("request.not_yours", "role_request", {"state": "withdrawn"}, WANTED),
    Refusal(
        "actor.forged", "role_request", {"state": "refused", "answered_by": somebody()}, WANTED
    ),
    Refusal("actor.forged", "role_request", {"answered_by": me}, WANTED),
    *(
        Refusal(
            "person.closed", "role_request", says, row, by=ADMIN,
            python=lambda scene: asking_role_blockers(
                RoleChange(scene.me, "tester", "grant", is_closed=True)
            ),
        )
        for says, row in ((FOR_THE_CLOSED, None), (CONFIRMED, FOR_THE_CLOSED))
    ),
    Refusal("reason.reworded", "role_request", {"reason": GONE}, WANTED),
    Refusal(
        "write.refused", "role_request", {"reason": GONE}, WANTED, by=BY_HAND,
        python=powerless("role_request", "update"),
    ),
    Refusal(
        "reason.reworded", "role_request", {**CONFIRMED, "reason": GONE},
        {**WANTED, "person_id": new("person")},
    ),
)  # fmt: skip


def myself(scene: Scene) -> object:
    return scene.me


def administering(**ends: Any) -> Told:
    """Somebody who administers a unit."""

    def put(scene: Scene) -> Any:
        person = scene.put("person")
        scene.put("membership", person_id=person, role="administrator", **ends)
        return person

    return put


def closing(
    kind: str, *roles: Role, is_root: bool = True, reason: str | None = None, **more: bool
) -> Rule:
    facts = AccountFacts(kind, roles, **more)
    return lambda _: closing_blockers(facts, is_root=is_root, reason=reason)


def of_kind(kind: str) -> Rule:
    return lambda _: adding_blockers(kind=kind, is_root=True)


NO_HANDLES = (
    "",
    " ",
    ".",
    "..",
    "dana ",
    "\u3000dana",
    "dana\u00a0",
    "dane\u0301",
    "\uff44ana",
    "\ufb01ona",
    "\U0001e030ana",  # what it is compatible with depends on the edition of Unicode
    "d\u0430na",  # a letter of another script that looks the same
    "dana\n",
    "da na",
    "-dana",
)
TWINS = ("AUTHOR", "Author", "aUTHOR")


def called(handle: str) -> Rule:
    """What Python says where somebody else of the bench is called author."""
    return lambda _: handle_blockers(handle, ("author",))


RESERVED = ("mw_viewer", "pg_monitor")
PEOPLE = (
    *(
        Refusal(
            "person.reserved", "person", {"login": login}, row, by=ADMIN,
            python=lambda _, login=login: login_blockers(login),
        )
        for login in RESERVED
        for row in (None, {"login": None})
    ),
    Refusal("person.root", "person", {"full_name": "Another one"}, {}, by=BELOW),
    Refusal(
        "person.root", "person", {"kind": PERSON}, by=BELOW,
        python=lambda _: adding_blockers(kind=PERSON, is_root=False),
    ),
    *(
        Refusal("person.kind", "person", {"kind": kind}, by=ADMIN, python=of_kind(kind))
        for kind in ("service", "Person", "")
    ),
    *(
        Refusal("person.handle", "person", {"handle": said}, by=ADMIN, python=called(said))
        for said in NO_HANDLES
    ),
    *(
        Refusal(
            "person.name", "person", {"full_name": said}, row, by=ADMIN,
            python=lambda _, said=said: full_name_blockers(said),
        )
        for said in ("", " \u3000")
        for row in (None, {})
    ),
    *(
        Refusal("person.handle_taken", "person", {"handle": said}, by=ADMIN, python=called(said))
        for said in TWINS
    ),
    Refusal("person.login", "person", {"login": "another"}, {"login": "one"}, by=ADMIN),
    Refusal("person.closed", "person", {"closed_at": None}, {"closed_at": PAST}, by=ADMIN),
    Refusal(
        "membership.own", "person", {"closed_at": now}, myself, by=ADMIN,
        python=closing("person", is_own=True),
    ),
    Refusal(
        "person.root", "person", {"closed_at": now}, {}, by=BELOW,
        python=closing("person", is_root=False),
    ),
    Refusal(
        "person.closed", "person", {"closed_at": now}, {"closed_at": PAST}, by=ADMIN,
        python=closing("person", is_closed=True),
    ),
    *(
        Refusal(
            "person.administers", "person", {"closed_at": now}, administering(**ends), by=ADMIN,
            python=closing("person", Role.ADMINISTRATOR),
        )
        for ends in ({}, {"valid_until": LATER})
    ),
    Refusal(
        "person.service", "person", {"closed_at": now}, {"kind": "service"}, by=ADMIN,
        python=closing("service"),
    ),
    Refusal("write.time", "person", {"closed_at": PAST}, {}, by=ADMIN, only_on="sqlite"),
    *(
        Refusal(
            "person.reason", "person", {"closed_at": now, "reason": said}, {}, by=ADMIN,
            python=closing("person", reason=said),
        )
        for said in ("", "gone", "gone" + SEEN_WHITE * 3)
    ),
    Refusal("person.reworded", "person", {"reason": GONE}, {}, by=ADMIN),
    Refusal(
        "person.reworded", "person", {"reason": "Another one."},
        {"closed_at": PAST, "reason": GONE}, by=ADMIN,
    ),
    Refusal("person.reworded", "person", {"reason": GONE}, by=ADMIN),
    Refusal("row.answered", "person", {"closed_at": PAST}, by=ADMIN),
)  # fmt: skip
KEY = {"person_id": somebody(), "purpose": "decision"}


def not_sealed(scene: Scene) -> int:
    return scene.bench.sealed_size + 1


def as_sealed(scene: Scene) -> int:
    return scene.bench.sealed_size


def unsound(
    code: str, kid: str, public_key: str, says: Values | None = None, **row: Any
) -> Refusal:
    """A key that is proposed under this name, or, where it stood already, taken one step on."""
    key = {"purpose": "decision", "kid": kid, "public_key": public_key}
    new_key = {**key, "person_id": me, "state": "proposed"}
    return Refusal(
        code, "signing_key", says or new_key, {**key, "person_id": somebody("author"), **row}
        if says else None, python=lambda _: key_blockers(kid, public_key),
    )  # fmt: skip


SOUND = KeyPair.generate().public_key
OTHER_WAYS = {  # to write such a key
    "garbage": "b" * 16,
    SOUND: "aisha",
    f"{SOUND}\n": key_name(SOUND),
    SOUND.rstrip("="): key_name(SOUND),
    f"{SOUND[:-2]}{chr(ord(SOUND[-2]) + 1)}=": key_name(SOUND),  # the same bytes
    SOUND + SOUND: key_name(SOUND),
    "é" * 44: key_name(SOUND),
    "": "",
}
ENDORSED = {"state": "endorsed", "endorsed_by": me}
CONFIRMED = {"state": "active", "confirmed_by": me}
BEFORE = {"state": "endorsed", "endorsed_by": somebody()}
UNSOUND = (
    *(unsound("key.name", kid, key) for key, kid in OTHER_WAYS.items()),
    unsound("key.name", key_name(SOUND).upper(), SOUND),
    unsound("key.name", "a" * 16, SOUND, ENDORSED, state="proposed"),
    unsound("key.name", "c" * 16, "garbage", CONFIRMED, **BEFORE),
    *(unsound("key.weak", key_name(key), key) for key in WEAK),
    unsound("key.weak", key_name(WEAK[0]), WEAK[0], ENDORSED, state="proposed"),
    unsound("key.weak", key_name(WEAK[1]), WEAK[1], CONFIRMED, **BEFORE),
)
KEYS = (
    *UNSOUND,
    Refusal(
        "write.refused", "signing_key", {"reason": "Another one."},
        {**KEY, "unit_id": another_unit}, python=powerless("signing_key", "update"),
    ),
    Refusal("actor.forged", "signing_key", {**KEY, "state": "proposed"}),
    Refusal("key.purpose", "signing_key", {**KEY, "person_id": me, "purpose": "seal"}),
    Refusal(
        "actor.forged", "signing_key", {"state": "endorsed", "endorsed_by": somebody()}, KEY
    ),
    Refusal(
        "actor.forged", "signing_key", {"state": "active", "confirmed_by": somebody()},
        {**KEY, "state": "endorsed", "endorsed_by": somebody("author")},
    ),
    Refusal("key.closed", "signing_key", {"endorsed_by": me}, KEY),
    Refusal("key.closed", "signing_key", {"confirmed_by": me}, KEY),
    Refusal("key.closed", "signing_key", {"revoked_at_size": 1}, KEY),
    Refusal("key.closed", "signing_key", {"reason": "Another one."}, KEY),
    Refusal(
        "key.position", "signing_key", {"state": "revoked", "revoked_at_size": not_sealed},
        {**KEY, "state": "active"},
    ),
    *(
        Refusal(
            "key.seal", "signing_key", {"state": "revoked", "revoked_at_size": as_sealed},
            {"person_id": whose, "purpose": SEAL, "state": "active"}, by=by,
            python=lambda scene, whose=whose: revocation_blockers(
                KeyFacts(whose(scene), "active", purpose=SEAL), scene.actor
            ),
        )
        for by, whose in ((ADMIN, somebody()), (EVERY_HAT, somebody()), (TESTER, me))
    ),
)  # fmt: skip
THEIRS = {"person_id": somebody()}
MINE_ELSEWHERE = {"person_id": me, "unit_id": another_unit}
CHANGED: dict[str, Values] = {
    "saved_view": {"name": "Another"}, "watch": {"is_on": False}, "presence": {"seen_at": NOW},
}  # fmt: skip
SHARED: Values = {"is_shared": True}
OWN = (
    *(
        Refusal("actor.forged", table, {**THEIRS, **more})
        for table, more in (
            ("watch", {"object_id": new("alert")}), ("presence", {"object_id": new("alert")}),
            ("saved_view", {}),
        )
    ),
    *(
        Refusal(
            "actor.forged", table, says, {**THEIRS, **(SHARED if table == "saved_view" else {})},
            is_hidden=table == "watch",
        )
        for table, says in CHANGED.items()
    ),
    *(
        Refusal(
            "write.refused", table, says, MINE_ELSEWHERE, python=powerless(table, "update"),
            is_hidden=table == "presence",
        )
        for table, says in CHANGED.items()
    ),
)  # fmt: skip
AT_ANOTHER_TIME = tuple(
    Refusal("write.time", "presence", {**says, "seen_at": at}, row, only_on="sqlite")
    for says, row in (
        ({"person_id": me, "object_id": new("alert")}, None),
        ({}, {"person_id": me}),
    )
    for at in (PAST, LATER)
)
TOLD = {
    "tag": "model.registered", "object_type": "model", "at": now, "actor_id": me, "facts": {},
    "unit_id": unit_below,
}  # fmt: skip
TRAIL = (
    Refusal("act.unknown", "audit_event", {**TOLD, "tag": "model.praised"}),
    Refusal("actor.forged", "audit_event", {**TOLD, "actor_id": somebody()}),
)

REFUSALS = (*MEMBERSHIPS, *ROLE_REQUESTS, *PEOPLE, *KEYS, *OWN, *AT_ANOTHER_TIME, *TRAIL)
