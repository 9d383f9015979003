"""The review room: one locked file with proof, lineage, documents and verifier, for an auditor.

It opens without network or database, and holds the rows from which lineage and stories are told.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import texts
from app.config import VERSION
from app.errors import InputError, VerificationError
from app.models.queries.model_details import list_model_events
from app.models.queries.proof import load_about
from app.models.tables.inventory import Asset, Blob, ModelDocument, ModelVersion, RegisteredModel
from app.models.upgrade import newest_revision
from app.services.commands.assets import read_blob
from app.services.digests import canonical, digest_bytes
from app.services.placed_file import (
    ROOMS,
    HeldFolder,
    placed,
    remove_old_folders,
    require_free,
)
from app.services.signing import ROOM, KeyPair
from app.services.trail.archive import Member, write_archive
from app.services.trail.export import (
    Exported,
    IsCancelled,
    Wanted,
    export_proof,
    go_on,
    iso,
    stop_where_cancelled,
)
from app.services.trail.locked_file import require_passphrase, write_locked
from app.services.trail.room_check import (
    CONTENTS_NAME,
    DOCUMENTS,
    FORM,
    KIND,
    PROOF_NAME,
    ROWS_NAME,
    SEAL_NAME,
    listed_versions,
    require_same,
)
from app.services.trail.room_people import proved_people
from app.services.trail.room_rows import write_rows
from app.services.unit_of_work import Work

PAGE_NAME, VERIFIER_NAME = "START.html", "modelward_verify.py"
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
    versions: tuple[int, ...] = ()  # that have it; none where it is about the model as a whole


@dataclass(frozen=True, slots=True)
class Room:
    path: Path
    proof: Exported
    models: int
    documents: int

    @property
    def records(self) -> int:
        """Decision records."""
        return self.proof.records


def make_room(
    work: Work,
    out: Path,
    wanted: Wanted,
    pair: KeyPair,
    passphrase: str,
    *,
    progress: Callable[[int, int], object] | None = None,
    is_cancelled: IsCancelled = go_on,
    tell: Callable[[Room, Path], object] | None = None,
) -> Room:
    """Write the room of all models, or of the wanted one, signed by `pair`.

    Args:
        is_cancelled: asked between pieces.
        tell: called with the finished file before it takes its name; where it fails, there is none.
    Raises:
        InputError: nothing is sealed, the passphrase is short, or the file is there already.
        CancelledError: before the file was written.
        VerificationError: the trail or a stored file is broken.
    """
    require_free(out)
    require_passphrase(passphrase)
    remove_old_folders()
    with HeldFolder(ROOMS) as place, placed(out) as part:
        proof = export_proof(
            work, place / PROOF_NAME, wanted, pair, progress=progress, is_cancelled=is_cancelled
        )
        people = proved_people(place / PROOF_NAME)
        write_rows(
            work, place / ROWS_NAME, wanted, proof.head.size, people, is_cancelled=is_cancelled
        )
        require_same(place / ROWS_NAME, place / PROOF_NAME)
        members = [_member(place, PROOF_NAME), _member(place, ROWS_NAME), _verifier(place)]
        # What several versions have is one document, for whoever counts and whoever reads.
        documents = list(dict.fromkeys(_documents(work, wanted, place, members)))
        page = Member(PAGE_NAME, place / PAGE_NAME)
        pieces = 0
        for piece in _page(work, wanted, documents, proof):
            stop_where_cancelled(is_cancelled)
            page.write(piece.encode())
            pieces += 1
        page.close()
        made = Room(out, proof, pieces - 2, len(documents))  # without head and end
        members = [page, *members]
        members += _signed_contents(work, place, wanted, made, documents, members, pair)
        archive = place / "room.zip"
        write_archive(archive, members)
        stop_where_cancelled(is_cancelled)
        write_locked(archive, part, passphrase)
        require_free(out)  # it took a while
        if tell is not None:
            tell(made, part)
    return made


def _signed_contents(  # noqa: PLR0917 -- what a list of contents says
    work: Work,
    place: Path,
    wanted: Wanted,
    made: Room,
    documents: list[Document],
    members: list[Member],
    pair: KeyPair,
) -> list[Member]:
    """The list of what lies in the room, and the signature over it."""
    about, head, decisions = work.read(load_about), made.proof.head, wanted.decisions
    text = canonical(
        {
            "v": FORM,
            "kind": KIND,
            "tables": newest_revision(),
            "product_version": VERSION,
            "workspace": about.name,
            "is_demo": about.is_demo,
            "log": str(about.log_id),
            "made_at": iso(datetime.now(UTC)),
            "made_by": work.actor.full_name,
            "model": wanted.model_name,
            "models": made.models,
            "events": made.proof.events,
            "excluded": made.proof.excluded,
            "records": made.records,
            "version": str(decisions.version_id or "") if decisions else "",
            "from": iso(decisions.start) if decisions and decisions.start else None,
            "until": iso(decisions.until) if decisions and decisions.until else None,
            "sealed_until": iso(head.signed_at),
            "head": {"size": head.size, "root": head.root},
            "documents": [
                {
                    "model": one.model,
                    "title": one.title,
                    "name": one.name,
                    "sha256": one.sha256,
                    "versions": [*one.versions],
                }
                for one in documents
            ],
            "members": [
                {"name": one.name, "sha256": one.sha256, "bytes": one.size} for one in members
            ],
        }
    )
    contents = Member(CONTENTS_NAME, place / CONTENTS_NAME)
    contents.write(text.encode())
    seal = Member(SEAL_NAME, place / SEAL_NAME)
    signed = {
        "kid": pair.kid,
        "public_key": pair.public_key,
        "signature": pair.sign(ROOM, text),
    }
    seal.write(canonical(signed).encode())
    contents.close()
    seal.close()
    return [contents, seal]


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
    names: dict[str, str] = {}  # by digest: the same content lies there once, whatever its titles
    for (model, title, sha256), versions in work.read(_list_documents, wanted).items():
        name = names.get(sha256)
        if name is None:
            if len(members) >= MOST_MEMBERS:
                raise InputError(
                    f"There are more than {MOST_MEMBERS} documents.",
                    hint="Make a room of one model.",
                )
            name = names[sha256] = f"{DOCUMENTS}/{sha256[:16]}{_suffix(title)}"
            content = work.read(read_blob, sha256)
            if digest_bytes(content) != sha256:
                raise VerificationError(f"The document {title} was changed.")
            member = Member(name, place / f"{sha256}.member")
            member.write(content)
            member.close()
            members.append(member)
        yield Document(model, title, name, sha256, tuple(sorted(versions)))


def _list_documents(session: Session, wanted: Wanted) -> dict[tuple[str, str, str], set[int]]:
    """Model, title and digest of each, with the versions that have it."""
    assets = (
        select(RegisteredModel.name, Asset.path, Asset.sha256, ModelVersion.version)
        .join(ModelVersion, ModelVersion.id == Asset.version_id)
        .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
        .join(Blob, Blob.sha256 == Asset.sha256)
        .where(Asset.role.in_(DOCUMENT_ROLES), Blob.size_bytes <= MOST_BYTES)
        .order_by(RegisteredModel.name, Asset.path, Asset.sha256)
    )
    papers = (
        select(
            RegisteredModel.name, ModelDocument.title, ModelDocument.sha256, ModelVersion.version
        )
        .join(RegisteredModel, RegisteredModel.id == ModelDocument.model_id)
        .outerjoin(ModelVersion, ModelVersion.id == ModelDocument.version_id)
        .join(Blob, Blob.sha256 == ModelDocument.sha256)
        .where(Blob.size_bytes <= MOST_BYTES)
        .order_by(RegisteredModel.name, ModelDocument.title, ModelDocument.sha256)
    )
    if wanted.model_id is not None:
        assets = assets.where(RegisteredModel.id == wanted.model_id)
        papers = papers.where(RegisteredModel.id == wanted.model_id)
    found: dict[tuple[str, str, str], set[int]] = {}
    for model, title, sha256, version in [*session.execute(assets), *session.execute(papers)]:
        found.setdefault((model, title, sha256), set()).update([version] if version else [])
    return found


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
        records=proof.records,
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
        f" {listed_versions(one.versions)} <small>SHA-256 {one.sha256}</small></li>"
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
{excluded} of the log left out, size and root {root}, and {records} decisions on customers, each led
to the event of its import. Check it with Python and its package <code>cryptography</code>:</p>
<pre>python {verifier} {proof}</pre>
<p>The verifier lies beside this page for convenience. Better get it from somebody you trust than
from whoever made this room. Modelward opens the locked file itself, and checks it: there the
lineage, the signatures and the story of each of these decisions can be looked through.</p>
"""
