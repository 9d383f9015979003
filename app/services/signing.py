"""Ed25519 keys, and signatures over canonical documents. Nothing here knows where keys lie."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import AppError
from app.models.rules.blockers import Blocker, require
from app.models.rules.public_keys import KEY_BYTES, WEAK, key_bytes, key_name

# What a signature is for stands before the text that is signed, so that a signature of one kind
# never passes for another kind's. Each ends with a zero byte, which no text of ours begins with.
DECISION = b"modelward/decision/v1\0"
WAIVER = b"modelward/waiver/v1\0"
ACT = b"modelward/act/v1\0"
REVIEW = b"modelward/review/v1\0"
LINEAGE = b"modelward/lineage/v1\0"
STEP = b"modelward/step/v1\0"
HEAD = b"modelward/sth/v1\0"
SCHEMA = b"modelward/schema/v1\0"
PROOF = b"modelward/proof/v1\0"
ROOM = b"modelward/room/v1\0"

SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key with its public half. Shows and compares by the public half alone."""

    public_key: str  # base64 of the 32 raw bytes
    _private: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def generate(cls) -> KeyPair:
        return cls._of(Ed25519PrivateKey.generate())

    @classmethod
    def without_private(cls, public_key: str) -> KeyPair:
        """Signs as somebody whose private half is not here: no such signature holds."""
        return cls(public_key, Ed25519PrivateKey.generate())

    @classmethod
    def of_seed(cls, seed: str) -> KeyPair:
        """The pair whose private half is `seed`, as `seed()` gave it.

        Raises:
            AppError: that is no key.
        """
        raw = _decoded(seed, KEY_BYTES)
        if raw is None:
            raise AppError("What is kept there is no signing key.", hint="Make a new key.")
        return cls._of(Ed25519PrivateKey.from_private_bytes(raw))

    @classmethod
    def _of(cls, private: Ed25519PrivateKey) -> KeyPair:
        return cls(_encoded(private.public_key().public_bytes_raw()), private)

    @property
    def kid(self) -> str:
        return kid(self.public_key)

    def seed(self) -> str:
        """The private half, as text: a secret."""
        return _encoded(self._private.private_bytes_raw())

    def sign(self, domain: bytes, document: str) -> str:
        """Base64 of Ed25519 over `domain` and the UTF-8 bytes of `document` (an RFC 8785 text)."""
        return _encoded(self._private.sign(_message(domain, document)))


@dataclass(frozen=True, slots=True)
class Signer:
    """An opened key of one person: what a command signs with."""

    key_id: UUID
    pair: KeyPair = field(repr=False)

    @property
    def kid(self) -> str:
        return self.pair.kid


def verify(public_key: str, domain: bytes, document: str, signature: str) -> bool:
    """Whether `signature` was made with that key, for that purpose, over exactly that text.

    Garbage of any kind is a signature that does not hold, never an error. So is one by a key of
    small order, which nobody has to own: see `rules/public_keys.py`.
    """
    key, signed = key_bytes(public_key), _decoded(signature, SIGNATURE_BYTES)
    if key is None or signed is None or public_key in WEAK:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signed, _message(domain, document))
    except (InvalidSignature, ValueError):
        return False
    return True


def kid(public_key: str) -> str:
    """The short name of a public key: the first 16 hex digits of the SHA-256 of its bytes.

    Raises:
        AppError: that is no Ed25519 public key, or one by which anybody signs.
    """
    name = key_name(public_key)
    if not name:
        raise AppError(
            "That is no public key.",
            hint="It is the base64 of 32 bytes, as modelward key new prints.",
        )
    require([Blocker("key.weak")] if public_key in WEAK else [])
    return name


def _message(domain: bytes, document: str) -> bytes:
    if not domain.endswith(b"\0"):
        raise ValueError("a domain of signatures ends with a zero byte")
    return domain + document.encode()  # a lone surrogate is a ValueError: no document has one


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _decoded(text: str, size: int) -> bytes | None:
    """The bytes behind `text`, where it is exactly what we would have written for them."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size and _encoded(raw) == text else None
