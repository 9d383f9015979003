"""Recorded files as they lie now: whether their bytes are those of their digest, and their words.

Nothing is unpacked or run: bytes are hashed, and shown where they are text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError, NotReachableError, VerificationError
from app.models.tables.inventory import Asset, Blob, BlobChunk, ModelDocument
from app.services.commands.assets import read_blob
from app.services.digests import CHUNK_BYTES
from app.services.stores import content_of
from app.services.unit_of_work import Work

MIB = 1 << 20
MOST_SHOWN = 5 * MIB  # as of files that are compared
MARKDOWN = (".md", ".markdown")
CONTROLS = frozenset(range(32)) - {7, 8, 9, 10, 12, 13, 27}

Progress = Callable[[int, int], object]


class Found(StrEnum):
    SAME = "same"
    CHANGED = "changed"  # other bytes, or fewer, or more
    UNREAD = "unread"  # not here, or not for this person on this computer


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What became of one file; `why` in English, where it isn't the same."""

    id: UUID
    path: str
    found: Found
    why: str = ""


@dataclass(frozen=True, slots=True)
class Hashed:
    """Of the files that were asked for, those that were read before somebody stopped it."""

    checks: tuple[FileCheck, ...]
    asked: int
    size_bytes: int = 0

    @property
    def is_complete(self) -> bool:
        return len(self.checks) == self.asked

    def of(self, found: Found) -> tuple[FileCheck, ...]:
        return tuple(one for one in self.checks if one.found is found)


@dataclass(frozen=True, slots=True)
class _File:
    id: UUID
    path: str
    sha256: str
    size_bytes: int
    store: str


def hash_files(
    work: Work,
    settings: Settings,
    ids: Sequence[UUID],
    *,
    progress: Progress | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Hashed:
    """Read each of these files of versions whole and hold it against its digest.

    One that can't be read holds up no other. Progress is told in MiB.
    """
    files = work.read(_files, tuple(ids))
    total, read = sum(one.size_bytes for one in files), 0
    checks: list[FileCheck] = []
    for one in files:
        digest, size = hashlib.sha256(), 0
        try:
            for part in _parts(work, settings, one):
                if is_cancelled():
                    return Hashed(tuple(checks), len(files), read)
                digest.update(part)
                size += len(part)
                read += len(part)
                if progress is not None:
                    progress(read // MIB, max(total // MIB, 1))
        except NotReachableError:
            raise  # of every other one nothing could be said either
        except (AppError, OSError) as error:
            why = error.message if isinstance(error, AppError) else str(error.strerror)
            checks.append(FileCheck(one.id, one.path, Found.UNREAD, why))
            continue
        is_same = digest.hexdigest() == one.sha256 and size == one.size_bytes
        why = "" if is_same else f"{digest.hexdigest()[:16]}…, {size} bytes"
        checks.append(FileCheck(one.id, one.path, Found.SAME if is_same else Found.CHANGED, why))
    return Hashed(tuple(checks), len(files), read)


def _files(session: Session, ids: tuple[UUID, ...]) -> tuple[_File, ...]:
    rows = session.scalars(select(Asset).where(Asset.id.in_(ids)).order_by(Asset.path)).all()
    return tuple(_file(one) for one in rows)


def _file(one: Asset) -> _File:
    return _File(one.id, one.path, one.sha256, one.size_bytes, one.store)


def _parts(work: Work, settings: Settings, file: _File) -> Iterator[bytes]:
    if file.store:
        with content_of(settings, file.store, file.path) as stream:
            while part := stream.read(CHUNK_BYTES):
                yield part
        return
    places = work.read(_places, file.sha256)
    if not places and file.size_bytes:
        raise _gone()
    for place in places:
        yield work.read(_chunk, file.sha256, place)


def _places(session: Session, sha256: str) -> tuple[int, ...]:
    found = select(BlobChunk.position).where(BlobChunk.sha256 == sha256)
    return tuple(session.scalars(found.order_by(BlobChunk.position)))


def _chunk(session: Session, sha256: str, place: int) -> bytes:
    found = session.scalars(
        select(BlobChunk.data).where(BlobChunk.sha256 == sha256, BlobChunk.position == place)
    ).first()
    if found is None:
        raise _gone()
    return found


def _gone() -> VerificationError:
    return VerificationError(
        "The workspace does not hold this file any more.",
        hint="Restore the database from a backup.",
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """A file to be read: its words, or why there are none to show."""

    text: str = ""
    why_not: str = ""  # "large" | "binary" | "link"
    size_bytes: int = 0
    is_markdown: bool = False


def preview_asset(session: Session, settings: Settings, asset_id: UUID) -> Preview:
    """The words of a file of a version, if its bytes are those that were recorded.

    Raises:
        AppError: it is not here, or has other bytes by now.
    """
    return _preview(session, settings, _file(session.get_one(Asset, asset_id)))


def preview_document(session: Session, settings: Settings, document_id: UUID) -> Preview:
    """The words of a document; of one that lies elsewhere only its address is known.

    Raises:
        AppError: as `preview_asset`.
    """
    row = session.get_one(ModelDocument, document_id)
    if not row.sha256:
        return Preview(why_not="link")
    stored = session.scalars(
        select(Asset)
        .where(Asset.sha256 == row.sha256, Asset.version_id == row.version_id)
        .order_by(Asset.created_at)
    ).first()
    if stored is not None:
        return _as_document(_preview(session, settings, _file(stored)))
    blob = session.get(Blob, row.sha256)
    if blob is None and row.uri:
        return Preview(why_not="link")
    if blob is None:
        raise _gone()
    kept = _File(row.id, row.title, row.sha256, blob.size_bytes, "")
    return _as_document(_preview(session, settings, kept))


def _as_document(preview: Preview) -> Preview:
    """Kept under a title, which has no ending: what begins as a headline is Markdown."""
    is_headed = preview.text.lstrip().startswith("# ")
    return replace(preview, is_markdown=preview.is_markdown or is_headed)


def _preview(session: Session, settings: Settings, file: _File) -> Preview:
    if file.size_bytes > MOST_SHOWN:
        return Preview(why_not="large", size_bytes=file.size_bytes)
    data = _whole(session, settings, file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Preview(why_not="binary", size_bytes=len(data))
    if any(ord(one) in CONTROLS for one in set(text)):
        return Preview(why_not="binary", size_bytes=len(data))
    is_markdown = file.path.lower().endswith(MARKDOWN)
    return Preview(text, size_bytes=len(data), is_markdown=is_markdown)


def _whole(session: Session, settings: Settings, file: _File) -> bytes:
    if not file.store:
        return read_blob(session, file.sha256)
    with content_of(settings, file.store, file.path) as stream:
        data = stream.read(MOST_SHOWN + 1)
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise VerificationError(
            f"{file.path} in the store “{file.store}” is not the file that was recorded.",
            hint="Restore the recorded file; its digest stands in the inventory.",
        )
    return data
