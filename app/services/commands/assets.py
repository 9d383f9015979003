"""Files of versions: kept by content, in chunks; the database checks who may add them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from app.errors import VerificationError
from app.models.rules.blockers import require
from app.models.rules.names import name_blockers
from app.models.rules.paths import path_blockers
from app.models.tables.inventory import Asset, Blob, BlobChunk
from app.services.digests import (
    CHUNK_BYTES,
    changed_meanwhile,
    digest_bytes,
    digest_file,
    source_chunks,
)
from app.services.unit_of_work import UnitOfWork

LARGEST_BLOB_BYTES = 256 << 20  # larger ones are kept by store, path and digest


@dataclass(frozen=True, slots=True)
class NewAsset:
    """A file to keep. `source` is a path on this machine, or the bytes themselves.

    With a `sha256` (and `size`) it was hashed before: what is kept has these, or is refused.
    """

    role: str
    path: str  # within the model, with forward slashes
    source: Path | bytes
    media_type: str = "application/octet-stream"
    store: str = ""
    sha256: str = ""
    size: int | None = None

    def digest(self) -> str:
        if isinstance(self.source, bytes):
            return digest_bytes(self.source)
        return self.sha256 or digest_file(self.source)

    def size_bytes(self) -> int:
        if isinstance(self.source, bytes):
            return len(self.source)
        return self.source.stat().st_size if self.size is None else self.size


def attach_assets(
    work: UnitOfWork, version_id: UUID, assets: Iterable[NewAsset]
) -> tuple[Asset, ...]:
    """Add files to a version. A file of the same path and other content replaces the old one.

    Raises:
        InputError: a file is another than when it was hashed.
        RefusedError: a path leaves its folder.
    """
    return tuple(_attach(work, version_id, asset) for asset in assets)


def _attach(work: UnitOfWork, version_id: UUID, asset: NewAsset) -> Asset:
    sha256, size = asset.digest(), asset.size_bytes()
    same = select(Asset).where(
        Asset.version_id == version_id, Asset.role == asset.role, Asset.path == asset.path
    )
    present = work.session.scalars(same.where(Asset.replaced_by.is_(None))).first()
    if present is not None and present.sha256 == sha256:
        return present
    require([*path_blockers(asset.path), *name_blockers(asset.path)])
    if not asset.store:
        store_blob(work.session, sha256, size, _chunks(asset, sha256, size))
    row = work.add(
        Asset(
            version_id=version_id,
            role=asset.role,
            path=asset.path,
            sha256=sha256,
            size_bytes=size,
            media_type=asset.media_type,
            store=asset.store,
        )
    )
    if present is not None:
        present.replaced_by = row.id
        work.flush()
    return row


def _chunks(asset: NewAsset, sha256: str, size: int) -> Iterator[bytes]:
    """The content in parts; hashed on the way: a file may be written to while it is read."""
    if isinstance(asset.source, bytes):
        yield from _parts(asset.source)
        return
    found, left = hashlib.sha256(), size
    for chunk in chain(source_chunks(asset.source, size), [b""]):
        found.update(chunk)
        left -= len(chunk)
        if left == 0 and found.hexdigest() != sha256:  # before the database says it of the last one
            raise changed_meanwhile(asset.path)
        if chunk:
            yield chunk


def _parts(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), CHUNK_BYTES):
        yield content[start : start + CHUNK_BYTES]


def keep_content(session: Session, content: bytes) -> str:
    """Keep what no file of a version names; the digest that it is found by."""
    sha256 = digest_bytes(content)
    store_blob(session, sha256, len(content), _parts(content))
    return sha256


def store_blob(session: Session, sha256: str, size: int, chunks: Iterable[bytes]) -> None:
    """Keep content once, whoever brings it.

    Raises:
        VerificationError: it is there already, but not whole.
    """
    present = session.get(Blob, sha256)
    if present is not None:
        _require_whole(session, present)
        return
    if not _begin_blob(session, sha256, size):
        return
    for position, data in enumerate(chunks):
        session.execute(insert(BlobChunk).values(sha256=sha256, position=position, data=data))


def _begin_blob(session: Session, sha256: str, size: int) -> bool:
    """False where it is kept already for a unit whose rows this person does not see.

    Raises:
        VerificationError: it is kept there, but not whole.
    """
    if session.connection().dialect.name == "sqlite":
        session.execute(insert(Blob).values(sha256=sha256, size_bytes=size))
        return True
    statement = postgresql.insert(Blob).values(sha256=sha256, size_bytes=size)
    begun = session.scalars(statement.on_conflict_do_nothing().returning(Blob.sha256))
    if begun.first() is not None:
        return True
    if not session.scalar(text("SELECT mw.is_whole_blob(:digest)"), {"digest": sha256}):
        raise _broken(sha256)
    return False


def _require_whole(session: Session, blob: Blob) -> None:
    """What is stored under a digest has it: whoever stored it may not have told the truth."""
    if _stored(session, blob.sha256) != (blob.sha256, blob.size_bytes):
        raise _broken(blob.sha256)


def found_digest(session: Session, sha256: str) -> str:
    """The digest of the bytes that are stored under this one; empty where there are none."""
    found, size = _stored(session, sha256)
    return found if size or found == sha256 else ""


def _stored(session: Session, sha256: str) -> tuple[str, int]:
    """Digest and size of what is stored, read in parts."""
    found, size = hashlib.sha256(), 0
    positions = select(BlobChunk.position).where(BlobChunk.sha256 == sha256)
    for position in session.scalars(positions.order_by(BlobChunk.position)).all():
        data = session.scalars(
            select(BlobChunk.data).where(BlobChunk.sha256 == sha256, BlobChunk.position == position)
        ).one()
        found.update(data)
        size += len(data)
    return found.hexdigest(), size


def _broken(sha256: str) -> VerificationError:
    return VerificationError(
        f"The stored file {sha256[:12]}… is missing or was changed.",
        hint="Restore the database from a backup; nothing was deployed.",
    )


def read_blob(session: Session, sha256: str) -> bytes:
    """The content of a blob.

    Raises:
        VerificationError: it is missing, or its bytes no longer have this digest.
    """
    parts = session.scalars(
        select(BlobChunk.data).where(BlobChunk.sha256 == sha256).order_by(BlobChunk.position)
    ).all()
    data = b"".join(parts)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise _broken(sha256)
    return data


def write_blob(session: Session, sha256: str, target: Path) -> Path:
    """Put the content of a blob into a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(read_blob(session, sha256))
    return target
