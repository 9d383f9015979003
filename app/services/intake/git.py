"""A Git repository on this machine, read by the `git` program's plumbing.

Whoever made the repository wrote its configuration too, so nothing is asked that runs what stands
there: no hook, filter, text converter, pager, signature program or file system monitor, and no
network. Whether files are as in a commit is compared here, byte by byte.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os.path import exists, isdir
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import unquote
from urllib.request import url2pathname

from app.errors import InputError
from app.models.rules.origin import Origin
from app.services.addresses import split_address
from app.services.intake.assets import Asset
from app.services.intake.origin import MOST_NAMED, names_a_folder, without_credentials
from app.services.intake.walk import (
    MAX_FILES,
    SKIPPED,
    check_inside,
)
from app.texts import N_

SCHEME = "git+file"
TIMEOUT_S = 60
BLOCK = 1 << 20
MAX_BYTES = 8 << 30  # that are written out to be read
MOST_LISTED_BYTES = 64 << 20  # of the names in a commit
LARGEST_TEXT = 8 << 20  # whose line ends are compared too
POINTER_BYTES = 1024
_POINTER = re.compile(
    rb"\Aversion https://git-lfs\.github\.com/spec/v1\n.*?oid sha256:([0-9a-f]{64})\n", re.S
)
_REVISION = re.compile(r"\A[A-Za-z0-9_][A-Za-z0-9_./+@{}-]*(?:[~^][0-9]*)*\Z")
_OBJECT = re.compile(r"\A[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
ITSELF = "Put the file itself there."
NOT_HERE = N_("{path} is not in this clone.")
WHOLE = "Clone it whole, without a filter."
NOT_INSTALLED = "The program git is not installed on this computer."
NO_REGISTRATION = "Install it, or register a folder without its history."


@dataclass(frozen=True, slots=True)
class GitAddress:
    """`git+file:///path/to/repository@REVISION#folder`; without a revision what is checked out."""

    repository: Path
    revision: str = "HEAD"
    folder: str = ""
    commit: str = ""  # which one the revision led to when it was looked at; empty: not yet

    def __str__(self) -> str:
        end = f"#{self.folder}" if self.folder else ""
        return f"{SCHEME}://{self.repository.as_posix()}@{self.revision}{end}"


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    kind: str
    id: str
    size: int
    path: str


def parse_git(text: str) -> GitAddress:
    """An address as people write it.

    Raises:
        InputError: it leads to another machine, or names no folder or no revision.
    """
    parts = split_address(text, example="git+file:///path/to/clone@REVISION")
    if parts.scheme != SCHEME or parts.netloc not in ("", "localhost"):
        raise InputError(
            "Only a Git repository on this computer is read.",
            hint="Clone it first; then git+file:///path/to/clone@REVISION.",
        )
    path, revision = url2pathname(parts.path), ""
    if not exists(path) and "@" in path:
        path, _, revision = path.rpartition("@")
    folder = unquote(parts.fragment).removeprefix("subdirectory=").strip("/")
    if not Path(path).is_absolute():
        raise InputError("The address names no folder.", hint="git+file:///path/to/clone@REVISION.")
    if not isdir(path):
        raise InputError(f"There is no folder {path}.", hint="Check the path.")
    _check_revision(revision or "HEAD")
    check_inside(folder or "x")
    return GitAddress(Path(path).resolve(), revision or "HEAD", folder)


def _check_revision(revision: str) -> None:
    if not _REVISION.match(revision) or ".." in revision or len(revision) > 200:
        raise InputError(
            "This is no revision.", hint="Give a branch, a tag or a commit, such as v1.2."
        )


def is_work_tree(folder: Path) -> bool:
    """Whether a repository lies here or above."""
    here = folder.resolve()
    return any((one / ".git").exists() for one in (here, *here.parents))


def describe_folder(folder: Path, assets: Sequence[Asset]) -> Origin | None:
    """Which commit the files of a work tree are of, and which are not as there.

    None where none of them is in a commit.

    Raises:
        InputError: there is no git on this computer, or it can't read the repository.
    """
    here = folder.resolve()
    if not is_work_tree(here):
        return None
    top = Path(_ask(here, "rev-parse", "--show-toplevel"))
    if not here.is_relative_to(top.resolve()):
        return None  # the configuration points the work tree elsewhere
    try:
        commit = _commit(here, "HEAD")
    except InputError:
        return None  # nothing was ever committed
    below = here.relative_to(top.resolve()).as_posix()
    name = "" if below == "." else below
    listed = {one.path: one for one in _list(here, commit, name)}
    if not listed:
        return None
    differing = sorted(_differing(here, listed, assets))
    return Origin(
        "git",
        address=_remote(here),
        name=name,
        commit=commit,
        differing=tuple(differing[:MOST_NAMED]),
        more_differing=max(0, len(differing) - MOST_NAMED),
    )


def check_out(address: GitAddress, into: Path) -> Origin:
    """Write the files of a commit below `into`, from the objects alone.

    Raises:
        InputError: no such revision or folder; a file can't be had, or is refused.
    """
    commit = address.commit or _commit(address.repository, address.revision)
    entries = _list(address.repository, commit, address.folder)
    wanted = [one for one in entries if not SKIPPED & set(one.path.split("/"))]
    if not wanted:
        raise InputError(f"The commit holds no files in {address.folder or 'it'}.")
    if len(wanted) > MAX_FILES or sum(one.size for one in wanted) > MAX_BYTES:
        raise InputError("The commit holds too much.", hint="Name the model's folder: …#folder")
    with _objects(address.repository) as read:
        for one in wanted:
            check_inside(one.path)
            if one.kind != "blob" or not one.mode.startswith("100"):
                if one.kind == "blob":
                    raise InputError(f"{one.path} is a link, not a file.", hint=ITSELF)
                raise InputError(f"{one.path} is another repository, not a file.", hint=ITSELF)
            target = into / PurePosixPath(one.path)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                read(one, target)
            except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
                raise InputError(f"{one.path} is there twice in the commit.") from error
            _fill_in(address.repository, one.path, target)
    return Origin(
        "git",
        address=_remote(address.repository),
        name=address.folder,
        commit=commit,
        revision="" if address.revision in ("HEAD", commit) else address.revision,
    )


def _fill_in(repository: Path, name: str, target: Path) -> None:
    """A pointer of Git LFS: the file itself, where this clone has it."""
    if target.stat().st_size > POINTER_BYTES:
        return
    pointer = _POINTER.match(target.read_bytes())
    if pointer is None:
        return
    digest = pointer.group(1).decode()
    common = Path(_ask(repository, "rev-parse", "--git-common-dir"))
    kept = repository / common / "lfs" / "objects" / digest[:2] / digest[2:4] / digest
    if not kept.is_file() or _digest(kept) != digest:
        raise InputError(
            f"{name} is kept in Git LFS, and this clone does not have it.",
            hint="git lfs fetch brings it.",
        )
    shutil.copyfile(kept, target)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _differing(
    repository: Path, listed: Mapping[str, _Entry], assets: Sequence[Asset]
) -> Iterator[str]:
    present = {one.relative for one in assets}
    for asset in assets:
        entry = listed.get(asset.relative)
        if entry is None or not _is_same(repository, entry, asset):
            yield asset.relative
    for path, entry in listed.items():
        is_skipped = bool(SKIPPED & set(path.split("/"))) or entry.kind != "blob"
        if path not in present and not is_skipped:
            yield path


def _is_same(repository: Path, entry: _Entry, asset: Asset) -> bool:
    """Byte by byte; or but for its line ends, or as Git LFS keeps it."""
    if _object_id(asset.path, asset.size_bytes, len(entry.id)) == entry.id:
        return True
    if entry.size <= POINTER_BYTES:
        pointer = _POINTER.match(_run(repository, "cat-file", "blob", entry.id))
        if pointer is not None:
            return pointer.group(1).decode() == asset.sha256
    if asset.size_bytes > LARGEST_TEXT:
        return False
    plain = asset.path.read_bytes().replace(b"\r\n", b"\n")
    found = _hasher(len(entry.id), len(plain))
    found.update(plain)
    return found.hexdigest() == entry.id


def _object_id(path: Path, size: int, length: int) -> str:
    found = _hasher(length, size)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def _hasher(length: int, size: int) -> hashlib._Hash:
    """Git's own digest of a file: SHA-1 in most repositories; it names, it protects nothing."""
    found = hashlib.sha256() if length == 64 else hashlib.sha1(usedforsecurity=False)
    found.update(b"blob %d\0" % size)
    return found


def _commit(repository: Path, revision: str) -> str:
    _check_revision(revision)
    try:
        found = _ask(repository, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    except InputError as error:
        if error.message == NOT_INSTALLED:
            raise
        raise InputError(
            f"The repository has no commit {revision}.",
            hint="git log shows them; a branch of elsewhere is fetched first.",
        ) from error
    if not _OBJECT.match(found):
        raise InputError(f"The repository has no commit {revision}.")
    return found


def _list(repository: Path, commit: str, folder: str) -> list[_Entry]:
    """The files below a folder of a commit, by their path below it; none where there is none."""
    if folder:
        check_inside(folder)
    try:
        tree = _ask(repository, "rev-parse", "--verify", "--quiet", f"{commit}:{folder}")
    except InputError:
        return []
    if not _OBJECT.match(tree) or _ask(repository, "cat-file", "-t", tree) != "tree":
        return []
    found = []
    for line in _run(repository, "ls-tree", "--full-tree", "-r", "-l", "-z", tree).split(b"\0"):
        if not line:
            continue
        facts, _, name = line.partition(b"\t")
        mode, kind, object_id, size = facts.decode("ascii").split()
        try:
            path = name.decode()
        except UnicodeDecodeError as error:
            raise InputError("The repository has a file whose name is no text.") from error
        if kind == "blob" and not size.isdecimal():
            raise InputError(NOT_HERE.format(path=path), hint=WHOLE)
        found.append(_Entry(mode, kind, object_id, int(size) if kind == "blob" else 0, path))
    return found


def _remote(repository: Path) -> str:
    """Where it was cloned from; empty where that is a folder of this machine."""
    try:
        found = without_credentials(_ask(repository, "config", "--local", "remote.origin.url"))
    except InputError:
        return ""  # it names none
    return "" if names_a_folder(found) else found


@contextmanager
def _objects(repository: Path) -> Iterator[_Reader]:
    """Reads many objects from one process."""
    process = subprocess.Popen(
        _command(repository, "cat-file", "--batch"),
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield _Reader(process.stdin, process.stdout)
    finally:
        process.stdin.close()
        process.stdout.close()
        process.kill()
        process.wait()


class _Reader:
    def __init__(self, asks: IO[bytes], answers: IO[bytes]) -> None:
        self._asks, self._answers = asks, answers

    def __call__(self, entry: _Entry, target: Path) -> None:
        self._asks.write(entry.id.encode() + b"\n")
        self._asks.flush()
        head = self._answers.readline().split()
        if len(head) != 3 or head[1] != b"blob" or int(head[2]) != entry.size:
            raise InputError(NOT_HERE.format(path=entry.path), hint=WHOLE)
        left = entry.size
        with target.open("xb") as file:
            while left:
                block = self._answers.read(min(BLOCK, left))
                if not block:
                    raise InputError(f"{entry.path} can't be read from the repository.")
                file.write(block)
                left -= len(block)
        self._answers.read(1)


def _ask(repository: Path, *words: str) -> str:
    """The one line of an answer."""
    return _run(repository, *words).decode("utf-8", "replace").strip()


def _run(repository: Path, *words: str) -> bytes:
    """The whole answer; one that is too long is cut off while it comes."""
    ends_at = time.monotonic() + TIMEOUT_S
    with subprocess.Popen(
        _command(repository, *words),
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        end = threading.Timer(TIMEOUT_S, process.kill)
        end.start()
        try:
            found = process.stdout.read(MOST_LISTED_BYTES + 1)
            if len(found) > MOST_LISTED_BYTES:
                process.kill()
            code = process.wait()
        finally:
            end.cancel()
    if len(found) > MOST_LISTED_BYTES:
        raise InputError("The commit holds too much.", hint="Name the model's folder: …#folder")
    if code != 0 and time.monotonic() >= ends_at:
        raise InputError(f"git gave no answer within {TIMEOUT_S} s.")
    if code != 0:
        raise InputError("git can't read this repository.", hint="git fsck says what is wrong.")
    return found


def _command(repository: Path, *words: str) -> list[str]:
    program = shutil.which("git")
    if program is None:
        raise InputError(NOT_INSTALLED, hint=NO_REGISTRATION)
    # Nothing that is asked here runs what another owner's repository says, so it may be read.
    return [
        program, "--no-pager", "--no-replace-objects", "-C", str(repository),
        "-c", "safe.directory=*", "-c", "core.fsmonitor=false",
        "-c", f"core.hooksPath={os.devnull}", *words,
    ]  # fmt: skip


def _environment() -> dict[str, str]:
    """Nothing of the person's: no configuration, no credentials, no other repository."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {
        **kept,
        "HOME": os.devnull,
        "XDG_CONFIG_HOME": os.devnull,
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        # Over what the repository allows: a partial clone must not fetch what it lacks.
        "GIT_ALLOW_PROTOCOL": "none",
    }
