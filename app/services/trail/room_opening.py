"""Opens a review room: unlocks it, and reads from it without network or database."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from os.path import exists, isfile
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from uuid import UUID

from app.errors import InputError, VerificationError
from app.models.database import LACKS_MODELS, LACKS_NOTHING, Database
from app.services.placed_file import ROOMS, HeldFolder, remove_old_folders
from app.services.trail.locked_file import unlock_file
from app.services.trail.room import MOST_MEMBERS, PAGE_NAME
from app.services.trail.room_check import ROWS_NAME, RoomFacts, RoomVerdict, check_room, read_facts
from app.services.trail.room_rows import open_part
from app.services.unit_of_work import Actor, Work

MOST_PARTS = MOST_MEMBERS + 10  # documents, and what is beside them
LONGEST_NAME = 255  # bytes, of a file or folder
ENCRYPTED = 1  # bit of a ZIP's member
T = TypeVar("T")
READER = Actor(UUID(int=0), "", "")  # nobody of the workspace: whoever has the passphrase


def open_room(source: Path, folder: Path, passphrase: str) -> Path:
    """Unpack a room into a new folder; its first page.

    Raises:
        InputError: it is no room, the passphrase is another, or the folder is there already.
        VerificationError: it was changed.
    """
    if exists(folder):
        raise InputError(f"{folder} is there already.", hint="Choose another folder.")
    if not isfile(source):
        raise InputError(f"There is no file {source}.")
    with HeldFolder(ROOMS) as temporary:
        archive = temporary / "room.zip"
        unlock_file(source, archive, passphrase)
        folder.mkdir(parents=True)
        try:
            with zipfile.ZipFile(archive) as content:
                _require_small(content, archive)
                _require_plain_names(content)
                for one in content.infolist():
                    _unpack(content, one, folder)
        except zipfile.BadZipFile as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise VerificationError(f"{source.name} holds something else than a room.") from error
        except (OSError, VerificationError):
            shutil.rmtree(folder, ignore_errors=True)  # half of a room is none
            raise
    return folder / PAGE_NAME


def _require_small(content: zipfile.ZipFile, archive: Path) -> None:
    """A room's parts lie in it as they are: they take no more place outside than inside.

    Raises:
        VerificationError: it would unpack to more than a room can hold.
    """
    parts = content.infolist()
    if len(parts) > MOST_PARTS:
        raise VerificationError(
            f"It holds {len(parts)} files; a review room holds {MOST_PARTS} at most."
        )
    for one in parts:
        if one.compress_type != zipfile.ZIP_STORED or one.flag_bits & ENCRYPTED:
            raise VerificationError(
                f"{one.filename} is compressed or locked, as nothing within a review room is."
            )
    total, size = sum(one.file_size for one in parts), archive.stat().st_size
    if total > size:
        raise VerificationError(
            f"Its files would take {total} bytes, and it has {size}: it was made to fill a disk."
        )


def _require_plain_names(content: zipfile.ZipFile) -> None:
    """Only plain names below the folder, each of one file, whoever made the room.

    Raises:
        VerificationError: a part has another name, or the name of another part.
    """
    files: set[str] = set()
    folders: set[str] = set()
    for one in content.infolist():
        path = PurePosixPath(one.filename)
        is_plain = 1 <= len(path.parts) <= 2 and all(
            len(part.encode()) <= LONGEST_NAME for part in path.parts
        )
        if not is_plain or path.is_absolute() or ".." in path.parts or "\\" in one.filename:
            raise VerificationError(f"The room holds a file with the name {one.filename}.")
        name, folder = str(path).casefold(), str(path.parent).casefold()  # as some disks take them
        if name in files or name in folders or folder in files:
            raise VerificationError(f"The room holds two files with the name {one.filename}.")
        files.add(name)
        folders.add(folder)


def _unpack(content: zipfile.ZipFile, one: zipfile.ZipInfo, folder: Path) -> None:
    target = folder.joinpath(*PurePosixPath(one.filename).parts)
    target.parent.mkdir(exist_ok=True)
    with content.open(one) as stream, target.open("xb") as file:
        while chunk := stream.read(1 << 20):
            file.write(chunk)


def read_room(folder: Path, query: Callable[..., T], *args: Any) -> T:
    """One answer from a room that lies unpacked in `folder`."""
    database = _rows(folder, read_facts(folder))
    try:
        return Work(database, READER).read(query, *args)
    finally:
        database.close()


def _rows(folder: Path, facts: RoomFacts) -> Database:
    """Where a room is of one model, decisions on others are not missing."""
    lacks = LACKS_MODELS if facts.model else LACKS_NOTHING
    return open_part(folder / ROWS_NAME, is_read_only=True, lacks=lacks)


class RoomSeat:
    """An opened room while somebody looks at it; it lies unlocked in a folder of their own.

    Raises:
        InputError: it is no room, or the passphrase is another.
        VerificationError: it was changed.
    """

    def __init__(self, source: Path, passphrase: str) -> None:
        remove_old_folders()
        self.source = source
        self._parent = HeldFolder(ROOMS)
        try:
            self.folder = open_room(source, self._parent.path / "room", passphrase).parent
            self.facts: RoomFacts = read_facts(self.folder)
            self.verdict: RoomVerdict = check_room(self.folder)
            self._database = _rows(self.folder, self.facts)
        except BaseException:
            self._parent.remove()
            raise

    def read(self, query: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        return Work(self._database, READER).read(query, *args, **kwargs)

    def read_past(
        self,
        moment: datetime,
        query: Callable[..., Any],
        args: Sequence[Any],
        kwargs: dict[str, Any],
    ) -> Any:
        """The same as recorded at `moment`."""
        return Work(self._database, READER, moment).read(query, *args, **kwargs)

    def close(self) -> None:
        """Nothing of it lies unlocked from here on."""
        self._database.close()
        self._parent.remove()
