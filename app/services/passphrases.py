"""A passphrase as people type it, and as it locks: one keyboard composes what another does not."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

from app.errors import InputError


def locking(passphrase: str) -> bytes:
    """What a new lock is made with: NFC, as keyboards and systems differ.

    Raises:
        InputError: it is no text.
    """
    try:
        return normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:  # bytes that a terminal could not read as text
        raise InputError(
            "The passphrase holds signs that are no text.", hint="Type it, or save it, as UTF-8."
        ) from None


def opening(passphrase: str) -> tuple[bytes, ...]:
    """What may open a lock, the likeliest first: earlier versions locked with what was typed.

    Raises:
        InputError: it is no text.
    """
    composed = locking(passphrase)
    ways = (composed, passphrase.encode(), normalize("NFD", passphrase).encode())
    return tuple(dict.fromkeys(ways))


def passphrase_in(path: Path) -> str:
    """The text of a file with a passphrase.

    Raises:
        InputError: it can't be read, or holds no text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(
            f"{path} holds no UTF-8 text, as a passphrase is.", hint="Save it as UTF-8."
        ) from None
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}.") from error
