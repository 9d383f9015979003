"""Passphrases: the same one however a keyboard composes it, and a sentence where it is no text."""

from __future__ import annotations

import stat
from pathlib import Path
from unicodedata import normalize

import pytest

from app.command_line.signing import passphrase_of
from app.errors import InputError
from app.services import secrets
from app.services.secrets import Box, SecretsFile
from app.services.trail import locked_file
from app.services.trail.locked_file import unlock_file, write_locked

COMPOSED = normalize("NFC", "correct hörse béttery")
DECOMPOSED = normalize("NFD", COMPOSED)
WAYS = (COMPOSED, DECOMPOSED)
MIXED = COMPOSED.replace("é", normalize("NFD", "é"))


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locked_file, "COST", 2)


@pytest.fixture
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks are made with what was typed, as earlier versions did."""
    for module in (locked_file, secrets):
        monkeypatch.setattr(module, "locking", str.encode)


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("locked_with", [*WAYS, MIXED])
@pytest.mark.parametrize("typed", WAYS)
def test_a_room_and_a_key_open_however_their_passphrase_is_composed(
    tmp_path: Path, locked_with: str, typed: str
) -> None:
    room, out = opened(tmp_path, locked_with)
    box = Box.lock(b"seed", locked_with, purpose="key")

    unlock_file(room, out, typed)

    assert out.read_bytes() == b"room"
    assert box.unlock(typed, purpose="key") == b"seed"
    assert box.unlock(typed + "!", purpose="key") is None


@pytest.mark.usefixtures("cheap", "as_before")
@pytest.mark.parametrize(
    ("locked_with", "typed"),
    [(one, other) for one in WAYS for other in WAYS] + [(MIXED, MIXED)],
)
def test_what_was_locked_as_it_was_typed_still_opens(
    tmp_path: Path, locked_with: str, typed: str
) -> None:
    room, out = opened(tmp_path, locked_with)
    box = Box.lock(b"seed", locked_with, purpose="key")

    unlock_file(room, out, typed)

    assert out.read_bytes() == b"room"
    assert box.unlock(typed, purpose="key") == b"seed"


@pytest.mark.usefixtures("cheap")
def test_the_secrets_file_opens_however_its_passphrase_is_composed(tmp_path: Path) -> None:
    phrase = tmp_path / "phrase"
    phrase.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
    file = SecretsFile(tmp_path / "secrets", phrase)
    phrase.write_text(DECOMPOSED, encoding="utf-8")
    file.write({"a": "b"})

    phrase.write_text(COMPOSED, encoding="utf-8")

    assert file.read() == {"a": "b"}


def test_a_file_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "phrase"
    path.write_bytes(COMPOSED.encode("latin-1"))

    with pytest.raises(InputError, match="phrase holds no UTF-8 text"):
        passphrase_of(path, "Passphrase")


@pytest.mark.usefixtures("cheap")
def test_signs_that_no_text_has_are_no_passphrase(tmp_path: Path) -> None:
    room, out = opened(tmp_path, COMPOSED)

    with pytest.raises(InputError, match="holds signs that are no text"):
        unlock_file(room, out, "\udc80" * 12)


def opened(folder: Path, passphrase: str) -> tuple[Path, Path]:
    """A locked room, and where its content is to be."""
    plain, room = folder / "plain", folder / "room"
    plain.write_bytes(b"room")
    write_locked(plain, room, passphrase)
    return room, folder / "out"
