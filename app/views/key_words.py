"""How keys that are no more, or were not there yet, are told of: on screen and on paper."""

from __future__ import annotations

from app.services.trail.proof_facts import EndedKey
from app.views import cells
from app.views.language import tr


def revoked_words(key: EndedKey) -> str:
    which = f"{key.kid} ({key.person})" if key.person else key.kid
    if key.at is None:
        return tr(
            "The key {kid} was revoked at position {position} of the log: what it signed before"
            " counts."
        ).format(kid=which, position=key.position)
    return tr(
        "The key {kid} was revoked at position {position} of the log, on {at}: what it signed"
        " before counts."
    ).format(kid=which, position=key.position, at=cells.moment(key.at))


def without_key_words(count: int) -> str:
    return tr(
        "%n confirmation(s) of keys and roles carry no signature, as is allowed until their"
        " administrators have a key.",
        "",
        count,
    )
