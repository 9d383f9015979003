"""Signatures hold for one key, one purpose and one text, and for nothing else."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError, RefusedError
from app.models.rules.public_keys import SMALL_ORDER, WEAK
from app.services.digests import canonical
from app.services.signing import DECISION, HEAD, KeyPair, kid, verify
from app.verifier import __main__ as verifier

IDENTITY = base64.b64encode(b"\1" + bytes(31)).decode()
ANOTHER_IDENTITY = base64.b64encode(b"\xee" + b"\xff" * 30 + b"\x7f").decode()
PAIR = KeyPair.generate()
DOCUMENT = canonical({"v": 1, "verdict": "accept", "request": "r-1", "reason": "naïve ☂"})


def test_the_vector_of_rfc_8032_gives_its_public_key() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert KeyPair.of_seed(base64.b64encode(seed).decode()).public_key == (
        base64.b64encode(public).decode()
    )


def test_a_signature_holds_for_its_text_purpose_and_key_only() -> None:
    signature = PAIR.sign(DECISION, DOCUMENT)
    assert verify(PAIR.public_key, DECISION, DOCUMENT, signature)
    assert not verify(PAIR.public_key, HEAD, DOCUMENT, signature)
    assert not verify(PAIR.public_key, DECISION, DOCUMENT.replace("accept", "reject"), signature)
    assert not verify(KeyPair.generate().public_key, DECISION, DOCUMENT, signature)


@given(st.text(max_size=200))
def test_garbage_is_no_signature_and_no_error(garbage: str) -> None:
    assert not verify(PAIR.public_key, DECISION, DOCUMENT, garbage)
    assert not verify(garbage, DECISION, DOCUMENT, PAIR.sign(DECISION, DOCUMENT))


@given(st.integers(0, 63), st.integers(1, 255))
def test_one_changed_byte_breaks_a_signature(position: int, change: int) -> None:
    raw = bytearray(base64.b64decode(PAIR.sign(DECISION, DOCUMENT)))
    raw[position] ^= change
    assert not verify(PAIR.public_key, DECISION, DOCUMENT, base64.b64encode(raw).decode())


def test_a_signature_has_one_spelling() -> None:
    signature = PAIR.sign(DECISION, DOCUMENT)
    for other in (signature + "\n", " " + signature, signature.rstrip("=")):
        assert not verify(PAIR.public_key, DECISION, DOCUMENT, other)


def test_a_text_that_no_canonical_document_can_be_is_not_signed() -> None:
    signature = PAIR.sign(DECISION, DOCUMENT)
    assert not verify(PAIR.public_key, DECISION, "\ud800", signature)


def test_the_private_half_is_shown_by_nothing_but_its_own_call() -> None:
    assert PAIR.seed() not in repr(PAIR)
    assert KeyPair.of_seed(PAIR.seed()) == PAIR


def test_a_key_is_named_by_sixteen_digits_of_its_bytes() -> None:
    assert len(PAIR.kid) == 16
    assert kid(PAIR.public_key) == PAIR.kid
    with pytest.raises(AppError, match="no public key"):
        kid("c29tZXRoaW5n")


def test_what_is_no_seed_is_refused() -> None:
    with pytest.raises(AppError, match="no signing key"):
        KeyPair.of_seed("nonsense")


P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # of -1


def point_of(raw: bytes) -> tuple[int, int]:
    """The point that is encoded so, also where RFC 8032 (5.1.3) forbids to encode it so."""
    number = int.from_bytes(raw, "little")
    y, sign = number % 2**255 % P, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT % P
    assert x * x % P == square
    return (-x % P if x % 2 != sign else x), y


def doubled(point: tuple[int, int]) -> tuple[int, int]:
    x, y = point
    product = D * x * x * y * y
    return (
        2 * x * y * pow(1 + product, -1, P) % P,
        (y * y + x * x) * pow(1 - product, -1, P) % P,
    )


def test_the_points_of_small_order_are_all_that_there_are() -> None:
    points = [point_of(one) for one in SMALL_ORDER]

    assert {doubled(doubled(doubled(one))) for one in points} == {(0, 1)}
    assert len(set(points)) == 8  # as many as the cofactor: there is no other
    ys = {y for _, y in points} | {y + P for _, y in points if y + P < 2**255}
    encoded = {(y | sign << 255).to_bytes(32, "little") for y in ys for sign in (0, 1)}
    assert set(SMALL_ORDER) == encoded  # each of the eight, in whatever way
    assert set(verifier.SMALL_ORDER) == encoded


def test_a_key_by_which_anybody_signs_proves_nothing() -> None:
    """One signature for all that anybody ever says, and no private half."""
    weak = [base64.b64decode(one) for one in (IDENTITY, ANOTHER_IDENTITY)]
    signature = weak[0] + bytes(32)
    for one in weak:
        Ed25519PublicKey.from_public_bytes(one).verify(
            signature, b"whatever"
        )  # as the library has it

    for key in WEAK:
        said = base64.b64encode(signature).decode()
        assert not verify(key, DECISION, DOCUMENT, said)
        assert not verifier.is_signature(key, DECISION + DOCUMENT.encode(), said)
        with pytest.raises(RefusedError) as refused:
            kid(key)
        assert [one.code for one in refused.value.blockers] == ["key.weak"]
