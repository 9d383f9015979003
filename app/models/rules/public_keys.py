"""Public keys: how one is written, what it is called, and which of them prove nothing."""

from __future__ import annotations

import base64
import binascii
import hashlib

from app.models.rules.blockers import Blocker

KEY_BYTES = 32
KID_DIGITS = 16
WRITTEN = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="  # the one way to write 32 bytes in base64
_SIGN = 0x80  # of the last byte: which of two points with the same y is meant
# y of every point of small order, as it is encoded and as it may be: 0, 1 and -1 (mod p), the two
# of order 8, then p for 0 and p + 1 for 1.
_SMALL_ORDER_Y = (
    "00" * 32,
    "01" + "00" * 31,
    "ec" + "ff" * 30 + "7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ed" + "ff" * 30 + "7f",
    "ee" + "ff" * 30 + "7f",
)


def _with_both_signs() -> tuple[bytes, ...]:
    found = [bytes.fromhex(one) for one in _SMALL_ORDER_Y]
    return tuple(bytes([*one[:-1], one[-1] | sign]) for one in found for sign in (0, _SIGN))


# Anybody can make a signature that holds by such a key, without any private half, and for some of
# them one signature holds for whatever text.
SMALL_ORDER = _with_both_signs()
"""The 8 points of order 1, 2, 4 and 8 in each of their encodings, those that RFC 8032 forbids too.

Source: Chalkias, Garillot and Nikolaenko, Taming the many EdDSAs (2020), table 1; the same list in
libsodium, ge25519_has_small_order, which leaves the bit of the sign out.
"""
WEAK = tuple(base64.b64encode(one).decode("ascii") for one in SMALL_ORDER)


def key_bytes(public_key: str) -> bytes | None:
    """The 32 bytes of a key; None where it is not written exactly as we would have written it."""
    try:
        raw = base64.b64decode(public_key, validate=True)
    except (binascii.Error, ValueError):
        return None
    is_exact = len(raw) == KEY_BYTES and base64.b64encode(raw).decode("ascii") == public_key
    return raw if is_exact else None


def key_name(public_key: str) -> str:
    """The first 16 hex digits of the SHA-256 of its bytes, by which people compare keys.

    Empty where it is no key.
    """
    raw = key_bytes(public_key)
    return "" if raw is None else hashlib.sha256(raw).hexdigest()[:KID_DIGITS]


def key_blockers(kid: str, public_key: str) -> tuple[Blocker, ...]:
    """Why nobody may be known by this key under this name."""
    if not kid or key_name(public_key) != kid:
        return (Blocker("key.name"),)
    return (Blocker("key.weak"),) if public_key in WEAK else ()
