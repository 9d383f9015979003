"""How keys that are no more, or were not there yet, and signatures that fail are told of."""

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


def refused_words(count: int) -> str:
    return tr(
        "The signature of %n wish(es) does not hold, so the service refused it, and did nothing on"
        " it.",
        "",
        count,
    )


def undecided_words(count: int) -> str:
    return tr(
        "The signature of %n wish(es) does not hold, and a version was taken out of its place"
        " later. Only a proof of everything tells whether that was done on it.",
        "",
        count,
    )


def elsewhere_words(count: int) -> str:
    return tr(
        "What people signed for %n act(s) of the service is not here: it is about other models too,"
        " or lies outside what was asked for. A proof of everything holds it.",
        "",
        count,
    )
