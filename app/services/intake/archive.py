"""Unpacks a ZIP of a model folder, never outside the folder given and never without end."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from app.errors import InputError
from app.services.intake.walk import MAX_FILES, MAX_PATH_LENGTH, check_name

MAX_TOTAL_BYTES = 4 * 1024**3
MAX_RATIO = 100
RATIO_FROM_BYTES = 1024 * 1024  # small files of zeros are no attack
BLOCK_BYTES = 1024 * 1024


def extract_zip(archive_path: Path, into: Path) -> Path:
    """Unpack into the empty folder `into`; gives the folder that holds the model.

    Raises:
        InputError: not a ZIP, or an entry that is a link, leaves the folder, is encrypted, is
            there twice, or unpacks to too much. `into` may then hold some files: throw it away.
    """
    into.mkdir(parents=True, exist_ok=True)
    name = archive_path.name
    try:
        with zipfile.ZipFile(archive_path) as archive:
            entries = _checked(archive, name)
            left = MAX_TOTAL_BYTES
            for entry, relative in entries:
                left -= _extract(archive, entry, into / relative, left, name)
    except NotImplementedError as error:
        raise InputError(
            f"{name} is packed in a way that is not read here.", hint="Pack it as a plain ZIP."
        ) from error
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{name} is not a complete ZIP file.", hint="Copy it again.") from error
    except OSError as error:
        why = error.strerror or "its data are damaged"
        raise InputError(f"{name} can't be unpacked: {why}.") from error
    return _single_folder(into)


def _checked(archive: zipfile.ZipFile, name: str) -> list[tuple[zipfile.ZipInfo, Path]]:
    entries = archive.infolist()
    if len(entries) > MAX_FILES:
        raise InputError(f"{name} has {len(entries)} entries; {MAX_FILES} is the most.")
    if sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise InputError(f"{name} unpacks to more than 4 GiB.")
    checked, seen = [], set()
    for entry in entries:
        relative = _safe_path(entry, name)
        if entry.is_dir():
            continue
        key = str(relative).casefold()  # two such names are one file on Windows and macOS
        if key in seen:
            raise InputError(f"{name} has the entry {relative} twice.")
        seen.add(key)
        checked.append((entry, relative))
    if not checked:
        raise InputError(f"{name} holds no files.")
    return checked


def _safe_path(entry: zipfile.ZipInfo, name: str) -> Path:
    # Not entry.filename: zipfile has already cut that at a NUL and turned separators round.
    given = entry.orig_filename
    shown = given.encode("ascii", "backslashreplace").decode()[:80]
    check_name(given, f"An entry of {name}")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise InputError(f"{name} has a link or device: {shown}.", hint="Pack the file itself.")
    if entry.flag_bits & 0x1:
        raise InputError(f"{name} is encrypted.", hint="Pack it without a password.")
    path = PurePosixPath(given)
    is_outside = path.is_absolute() or ".." in path.parts or "\\" in given or ":" in given
    if is_outside or not path.parts or len(given) > MAX_PATH_LENGTH:
        raise InputError(
            f"{name} has an entry that leads out of its folder: {shown}.",
            hint="Pack it again with relative paths.",
        )
    return Path(*path.parts)


def _extract(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int, name: str
) -> int:
    """Write one entry; what it says of its size is not believed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    most = max(RATIO_FROM_BYTES, entry.compress_size * MAX_RATIO)
    with archive.open(entry) as source, target.open("xb") as file:
        while block := source.read(BLOCK_BYTES):
            written += len(block)
            if written > most:
                raise InputError(
                    f"{name} has an entry that unpacks to more than {MAX_RATIO} times its size: "
                    f"{entry.filename[:80]}."
                )
            if written > left:
                raise InputError(f"{name} unpacks to more than 4 GiB.")
            file.write(block)
    return written


def _single_folder(into: Path) -> Path:
    """A ZIP of a folder has that folder as its only entry."""
    entries = list(into.iterdir())
    return entries[0] if len(entries) == 1 and entries[0].is_dir() else into
