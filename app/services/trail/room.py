"""The review room: one locked file with proof, lineage, documents and verifier, for an auditor.

It opens without network or database.
"""

from __future__ import annotations

import html
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import texts
from app.errors import InputError, VerificationError
from app.models.queries.model_details import list_model_events
from app.models.queries.proof import load_about
from app.models.tables.inventory import Asset, Blob, ModelDocument, ModelVersion, RegisteredModel
from app.services.commands.assets import read_blob
from app.services.digests import digest_bytes
from app.services.placed_file import placed, remove_old_folders, require_free
from app.services.signing import KeyPair
from app.services.trail.archive import Member, write_archive
from app.services.trail.export import Exported, Wanted, export_proof
from app.services.trail.locked_file import unlock_file, write_locked
from app.services.unit_of_work import Work

PROOF_NAME, PAGE_NAME, VERIFIER_NAME = "proof.zip", "START.html", "modelward_verify.py"
DOCUMENTS = "documents"
DOCUMENT_ROLES = ("document", "schema", "environment", "dependencies")
MOST_BYTES = 32 << 20  # of one document
MOST_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Document:
    """A file about a model; `name` is its place in the room."""

    model: str
    title: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Room:
    path: Path
    proof: Exported
    models: int
    documents: int


def make_room(
    work: Work,
    out: Path,
    wanted: Wanted,
    pair: KeyPair,
    passphrase: str,
    *,
    progress: Callable[[int, int], object] | None = None,
    tell: Callable[[Room, Path], object] | None = None,
) -> Room:
    """Write the room of all models, or of the wanted one.

    Args:
        tell: called with the finished file before it takes its name; where it fails, there is none.
    Raises:
        InputError: nothing is sealed, the passphrase is short, or the file is there already.
        VerificationError: the trail or a stored file is broken.
    """
    require_free(out)
    remove_old_folders()
    with tempfile.TemporaryDirectory(prefix="modelward-room-") as folder, placed(out) as part:
        place = Path(folder)
        proof = export_proof(work, place / PROOF_NAME, wanted, pair, progress=progress)
        members = [_member(place, PROOF_NAME), _verifier(place)]
        documents = list(_documents(work, wanted, place, members))
        page = Member(PAGE_NAME, place / PAGE_NAME)
        pieces = 0
        for piece in _page(work, wanted, documents, proof):
            page.write(piece.encode())
            pieces += 1
        page.close()
        archive = place / "room.zip"
        write_archive(archive, [page, *members])
        write_locked(archive, part, passphrase)
        made = Room(out, proof, pieces - 2, len(documents))  # without head and end
        require_free(out)  # it took a while
        if tell is not None:
            tell(made, part)
    return made


def open_room(source: Path, folder: Path, passphrase: str) -> Path:
    """Unpack a room into a new folder; its first page.

    Raises:
        InputError: it is no room, the passphrase is another, or the folder is there already.
        VerificationError: it was changed.
    """
    if folder.exists():
        raise InputError(f"{folder} is there already.", hint="Choose another folder.")
    if not source.is_file():
        raise InputError(f"There is no file {source}.")
    with tempfile.TemporaryDirectory(prefix="modelward-room-") as temporary:
        archive = Path(temporary) / "room.zip"
        unlock_file(source, archive, passphrase)
        folder.mkdir(parents=True)
        with zipfile.ZipFile(archive) as content:
            for one in content.infolist():
                _unpack(content, one, folder)
    return folder / PAGE_NAME


def _unpack(content: zipfile.ZipFile, one: zipfile.ZipInfo, folder: Path) -> None:
    """Only plain names below the folder, whoever made the room."""
    path = PurePosixPath(one.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in one.filename or len(path.parts) > 2:
        raise VerificationError(f"The room holds a file with the name {one.filename}.")
    target = folder.joinpath(*path.parts)
    target.parent.mkdir(exist_ok=True)
    with content.open(one) as stream, target.open("xb") as file:
        while chunk := stream.read(1 << 20):
            file.write(chunk)


def _member(place: Path, name: str) -> Member:
    """A file that is there already, as a member."""
    path = place / name
    member = Member(name, place / f"{name}.member")
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            member.write(chunk)
    member.close()
    path.unlink()
    return member


def _verifier(place: Path) -> Member:
    """The file as it is: nothing of it is called here."""
    found = find_spec("app.verifier.__main__")
    assert found is not None
    assert found.origin is not None
    member = Member(VERIFIER_NAME, place / VERIFIER_NAME)
    member.write(Path(found.origin).read_bytes())
    member.close()
    return member


def _documents(
    work: Work, wanted: Wanted, place: Path, members: list[Member]
) -> Iterator[Document]:
    """Documents, schemas and environments that the database holds, each by its digest."""
    seen: set[str] = set()
    for model, title, sha256, suffix in work.read(_list_documents, wanted):
        name = f"{DOCUMENTS}/{sha256[:16]}{suffix}"
        if sha256 not in seen and len(members) < MOST_MEMBERS:
            seen.add(sha256)
            content = work.read(read_blob, sha256)
            if digest_bytes(content) != sha256:
                raise VerificationError(f"The document {title} was changed.")
            member = Member(name, place / f"{sha256}.member")
            member.write(content)
            member.close()
            members.append(member)
        yield Document(model, title, name, sha256)


def _list_documents(session: Session, wanted: Wanted) -> list[tuple[str, str, str, str]]:
    """Model, title, digest and suffix of each."""
    assets = (
        select(RegisteredModel.name, Asset.path, Asset.sha256)
        .join(ModelVersion, ModelVersion.id == Asset.version_id)
        .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
        .join(Blob, Blob.sha256 == Asset.sha256)
        .where(Asset.role.in_(DOCUMENT_ROLES), Blob.size_bytes <= MOST_BYTES)
        .order_by(RegisteredModel.name, Asset.path, Asset.sha256)
    )
    papers = (
        select(RegisteredModel.name, ModelDocument.title, ModelDocument.sha256)
        .join(RegisteredModel, RegisteredModel.id == ModelDocument.model_id)
        .join(Blob, Blob.sha256 == ModelDocument.sha256)
        .where(Blob.size_bytes <= MOST_BYTES)
        .order_by(RegisteredModel.name, ModelDocument.title, ModelDocument.sha256)
    )
    if wanted.model_id is not None:
        assets = assets.where(RegisteredModel.id == wanted.model_id)
        papers = papers.where(RegisteredModel.id == wanted.model_id)
    rows = [*session.execute(assets), *session.execute(papers)]
    return [(row[0], row[1], row[2], _suffix(row[1])) for row in rows]


def _suffix(name: str) -> str:
    """The ending that says what opens it; only a plain one."""
    found = PurePosixPath(name).suffix.lower()
    return found if found[1:].isalnum() and found.isascii() and len(found) <= 6 else ".bin"


def _page(work: Work, wanted: Wanted, documents: list[Document], proof: Exported) -> Iterator[str]:
    """The first page in parts: what this is, each model with its story, the end."""
    about = work.read(load_about)
    yield HEAD.format(
        name=html.escape(about.name),
        demo=DEMO if about.is_demo else "",
        events=proof.events,
        excluded=proof.excluded,
        root=f"{proof.head.size}:{proof.head.root}",
        proof=PROOF_NAME,
        verifier=VERIFIER_NAME,
    )
    for model_id, name in work.read(_list_models, wanted):
        rows = [f"<h2>{html.escape(name)}</h2>"]
        mine = [one for one in documents if one.model == name]
        if mine:
            rows += ["<ul>", *map(_document_line, mine), "</ul>"]
        rows.append("<table>")
        rows += [
            f"<tr><td>{row.at:%Y-%m-%d %H:%M:%SZ}</td><td>{html.escape(row.actor)}</td>"
            f"<td>{html.escape(texts.event(row.tag, row.words))}</td></tr>"
            for row in work.read(list_model_events, model_id)
        ]
        yield "\n".join([*rows, "</table>\n"])
    yield "</body></html>\n"


def _document_line(one: Document) -> str:
    return (
        f'<li><a href="{html.escape(one.name)}">{html.escape(one.title)}</a>'
        f" <small>SHA-256 {one.sha256}</small></li>"
    )


def _list_models(session: Session, wanted: Wanted) -> list[tuple[UUID, str]]:
    statement = select(RegisteredModel.id, RegisteredModel.name).order_by(RegisteredModel.name)
    if wanted.model_id is not None:
        statement = statement.where(RegisteredModel.id == wanted.model_id)
    return [(row[0], row[1]) for row in session.execute(statement)]


DEMO = """<p><strong>This is a demonstration.</strong> Its people, models and dates are made up.</p>
"""
HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Review room: {name}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{{font:15px/1.5 sans-serif;max-width:70em;margin:2em auto;padding:0 1em}}
td{{vertical-align:top;padding:2px 1.5em 2px 0;overflow-wrap:anywhere}}
td:first-child{{white-space:nowrap}}small{{color:#555}}</style></head><body>
<h1>Review room: {name}</h1>
{demo}<p>What happened to each model, in the words of the trail; its documents; and the proof. The
stories on this page are for reading. What is proved is <code>{proof}</code>: {events} events, with
{excluded} of the log left out, size and root {root}. Check it with Python and its package
<code>cryptography</code>:</p>
<pre>python {verifier} {proof}</pre>
<p>The verifier lies beside this page for convenience. Better get it from somebody you trust than
from whoever made this room.</p>
"""
