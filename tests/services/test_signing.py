"""Signatures hold for one key, one purpose and one text, and for nothing else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.services.digests import canonical
from app.services.signing import DECISION, HEAD, KeyPair, kid, verify

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
