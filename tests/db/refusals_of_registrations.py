"""What is refused of asking for a model to be registered, and of the answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.registrations import find_registered
from app.models.rules.blockers import Blocker
from app.models.rules.registrations import LONGEST, Asking, asking_registration_blockers
from app.models.rules.tasks import REASON_MINIMUM, reason_blockers
from tests.db.enforcement_cases import NOW
from tests.db.enforcement_refusals import (
    BLANK,
    SEEN_WHITE,
    WHITE,
    Refusal,
    Rule,
    Scene,
    Told,
    another_unit,
    me,
    new,
    once,
    powerless,
    somebody,
    unexplained,
    unit_below,
)

TABLE = "registration_request"
SAID = {"name": "spend", "purpose": "What clients will spend.", "source": "A folder."}
ASKED = {**SAID, "state": "asked", "meant_id": None}
NOTHING_CAME = {"model_id": None, "version_id": None}
OPEN = {**ASKED, **NOTHING_CAME}
DECLINED = {"state": "declined", "answered_by": me, "reason": "It stands elsewhere."}
_model = once("model", new("registered_model"))

TOO_LONG = {
    one: "x" + " " * (LONGEST[one] - 1) + "y" for one in ("name", "purpose", "source", "note")
}


def asked_as(**said: str) -> Rule:
    asking = Asking(**{**SAID, **said})
    return lambda _: asking_registration_blockers(asking)


def own_unit(scene: Scene) -> UUID:
    return scene.bench.unit_id


def _known_name(unit: Told) -> Told:
    """Of a model that is in this unit, as somebody else would type it."""

    def put(scene: Scene) -> str:
        scene.put("registered_model", name="Straße known", unit_id=unit)
        return " STRASSE  Known "

    return once("known", put)


def known_as(name: Told) -> Rule:
    """What the service asks the database before it asks the rule."""

    def ask(scene: Scene) -> Iterable[Blocker]:
        said = str(name(scene))
        session = Session(scene.bench.connect(scene.handle))
        found = find_registered(session, said, scene.bench.unit_id)
        return asking_registration_blockers(
            Asking(**{**SAID, "name": said}, is_known=found is not None)
        )

    return ask


def _version(scene: Scene) -> object:
    return once("version", new("model_version", model_id=_model(scene)))(scene)


SHORT = WHITE + "x" * (REASON_MINIMUM - 1) + WHITE


def too_short(_: Scene) -> Iterable[Blocker]:
    return reason_blockers(SHORT)


VERSION = {"model_id": _model, "version_id": _version}
ELSEWHERE = once("far", new("registered_model", unit_id=another_unit))


def _far(scene: Scene) -> object:
    return scene.put("model_version", model_id=ELSEWHERE(scene), unit_id=another_unit)


REFUSALS = (
    Refusal("actor.forged", TABLE, {**ASKED, "asked_by": somebody()}),
    Refusal("write.time", TABLE, {**ASKED, "asked_at": NOW - timedelta(days=9)}),
    *(
        Refusal("registration.words", TABLE, {**ASKED, one: blank}, python=asked_as(**{one: blank}))
        for one in SAID
        for blank in (BLANK, SEEN_WHITE if one == "name" else WHITE)
    ),
    *(
        Refusal("text.size", TABLE, {**ASKED, one: long}, python=asked_as(**{one: long}))
        for one, long in TOO_LONG.items()
    ),
    *(
        Refusal("registration.known", TABLE, {**ASKED, "name": name}, python=known_as(name))
        for name in (_known_name(own_unit), _known_name(unit_below))
    ),
    Refusal("registration.person", TABLE, {**ASKED, "meant_id": somebody()}),
    Refusal("row.answered", TABLE, {**ASKED, "reason": "It is registered already."}),
    Refusal("registration.unasked", TABLE, {**ASKED, "answered_by": me}),
    Refusal("registration.unasked", TABLE, {**ASKED, **VERSION}),
    Refusal(
        "write.refused", TABLE, {"reason": "Another one."},
        {**OPEN, "unit_id": another_unit}, python=powerless(TABLE, "update"),
    ),
    Refusal("registration.closed", TABLE, {"reason": "New."}, {**OPEN, "state": "declined"}),
    Refusal("request.not_yours", TABLE, {"state": "withdrawn"}, OPEN),
    Refusal("actor.forged", TABLE, {**DECLINED, "answered_by": somebody()}, OPEN),
    Refusal("actor.forged", TABLE, {"answered_by": me}, OPEN),
    Refusal("registration.reason", TABLE, {**DECLINED, "reason": BLANK}, OPEN, python=unexplained),
    Refusal("registration.reason", TABLE, {**DECLINED, "reason": WHITE}, OPEN, python=unexplained),
    Refusal("registration.reason", TABLE, {**DECLINED, "reason": SHORT}, OPEN, python=too_short),
    Refusal("text.size", TABLE, {**DECLINED, "reason": "x" * (LONGEST["reason"] + 1)}, OPEN),
    Refusal("registration.reason", TABLE, {"reason": "Another one."}, OPEN),
    Refusal(
        "registration.version", TABLE,
        {"state": "registered", "answered_by": me, "model_id": ELSEWHERE, "version_id": _far}, OPEN,
    ),
    Refusal("registration.version", TABLE, {"state": "registered", "answered_by": me}, OPEN),
    Refusal("registration.version", TABLE, {**DECLINED, **VERSION}, OPEN),
    Refusal("registration.version", TABLE, VERSION, OPEN),
)  # fmt: skip
