"""Attacks on the sign-off of a lineage: by who may not, of what is not there, and afterwards."""

from __future__ import annotations

from tests.db.attack_kit import ADMIN, AUDITOR, COMPLIANCE, NO, RISK, SCIENTIST, WORKER, Attacks
from tests.db.enforcement_kit import OK

KEY = "(SELECT id FROM mw.signing_key WHERE person_id = {whose} AND state = 'active')"


def sign_off(
    *, signature: str = "'c2lnbmVk'", whose: str = "mw.mw_actor()", more: str = "", says: str = "",
    **other: str,
) -> str:  # fmt: skip
    """A range as it is, but for what is said otherwise."""
    row = {
        "model_id": "'{range_model_id}'", "first_position": "{range_first_position}",
        "last_position": "{range_last_position}", "events": "{range_events}", "own_events": "0",
        "sha256": "'{range_sha256}'", "reason": "'I have read all of it.'",
        "document": "'{{}}'", "signature": signature, "key_id": KEY.format(whose=whose), **other,
    }  # fmt: skip
    names, values = ", ".join(row), ", ".join(row.values())
    return (
        f"INSERT INTO mw.lineage_review (id, {names}{more and ', ' + more})"
        f" VALUES ('{{new}}', {values}{says and ', ' + says})"
    )


ATTACKS: Attacks = {
    "A1 a sign-off in another's name": (
        COMPLIANCE, sign_off(more="created_by", says="'{only_auditor}'"), NO
    ),
    "A1 a sign-off at another time": (COMPLIANCE, sign_off(more="created_at", says="now()"), NO),
    "A2 a sign-off by who made the model": (SCIENTIST, sign_off(), NO),
    "A2 a sign-off by who decides on risks": (RISK, sign_off(), NO),
    "A2 a sign-off by an administrator": (ADMIN, sign_off(), NO),
    "A11 a sign-off by the service": (WORKER, sign_off(), NO),
    "A7 a sign-off by an auditor": (AUDITOR, sign_off(), OK),
    "A7 a sign-off that nobody signed": (
        COMPLIANCE, sign_off(signature="''"), "lineage_review.unsigned"
    ),
    "A7 a sign-off with another's key": (
        COMPLIANCE, sign_off(whose="'{only_auditor}'"), "key.inactive"
    ),
    "A7 a sign-off of fewer events than there are": (
        COMPLIANCE, sign_off(events="1"), "lineage_review.events"
    ),
    "A7 a sign-off that says one did more of it": (
        COMPLIANCE, sign_off(own_events="1"), "lineage_review.own"
    ),
    "A7 a sign-off of other events": (
        COMPLIANCE, sign_off(sha256="repeat('ab', 32)"), "lineage_review.digest"
    ),
    "A7 a sign-off of what comes after": (
        COMPLIANCE, sign_off(last_position="{range_last_position} + 1"), "lineage_review.range"
    ),
    "A7 a sign-off of a range from its end": (
        COMPLIANCE,
        sign_off(first_position="{range_last_position}", last_position="{range_first_position}"),
        "lineage_review.range",
    ),
    "A7 a sign-off of what is not sealed yet": (
        COMPLIANCE, sign_off(last_position="{range_past_seal}"), "lineage_review.range"
    ),
    "A7 a sign-off of another model's events": (
        COMPLIANCE, sign_off(model_id="'{model}'"), "lineage_review.range"
    ),
    "A7 a sign-off of more than anybody reads": (
        COMPLIANCE, sign_off(events="1000000"), "number.range"
    ),
    "A7 a sign-off without a word": (
        COMPLIANCE, sign_off(reason="' '"), "lineage_review.reason"
    ),
    "A26 a sign-off of another unit's model": (
        COMPLIANCE, sign_off(model_id="'{foreign}'"), "write.refused"
    ),
    "A32 a sign-off changed": (
        COMPLIANCE, "UPDATE mw.lineage_review SET reason = 'None of it.'", NO
    ),
    "A32 a sign-off taken back": (COMPLIANCE, "DELETE FROM mw.lineage_review", NO),
}  # fmt: skip
