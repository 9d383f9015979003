"""Who runs in a folder: its lock, its token, the port it had, and the note that others find."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from app.services.runtime_server.durable import write_durably

LOCK_FILE, TOKEN_FILE, NOTE_FILE, LOG_FILE = "server.lock", "token", "server.json", "server.log"
_PORT_FILE = "port"
_HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class ServerNote:
    """What a running server leaves in its folder once it answers."""

    pid: int
    started: str  # tells this process from a later one with the same number
    port: int
    url: str


def prepare_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def token(folder: Path) -> str:
    """The folder's bearer token, made at the first use, readable by its owner only."""
    path = folder / TOKEN_FILE
    with contextlib.suppress(FileNotFoundError):
        if kept := path.read_text():  # an empty one is what a full disk left
            return kept
    temporary = folder / (TOKEN_FILE + ".new")
    write_durably(temporary, secrets.token_urlsafe(32).encode())
    os.replace(temporary, path)
    return path.read_text()


def bound_socket(folder: Path, host: str, port: int) -> socket.socket:
    """A bound socket: on `port`, else on the port this folder had last time, else on a free one.

    Raises:
        OSError: the asked port is taken.
    """
    for wanted in (port,) if port else (_last_port(folder), 0):
        try:
            bound = _bind(host, wanted)
        except OSError:
            if wanted == 0 or port:
                raise
            continue
        write_durably(folder / _PORT_FILE, str(bound.getsockname()[1]).encode())
        return bound
    raise OSError("no free port")


def write_note(folder: Path, note: ServerNote) -> None:
    temporary = folder / (NOTE_FILE + ".new")
    write_durably(temporary, json.dumps(asdict(note)).encode())
    os.replace(temporary, folder / NOTE_FILE)


def read_note(folder: Path) -> ServerNote | None:
    try:
        return ServerNote(**json.loads((folder / NOTE_FILE).read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def remove_note(folder: Path) -> None:
    (folder / NOTE_FILE).unlink(missing_ok=True)


def process_started(pid: int) -> str:
    """When process `pid` began, in the system's own ticks; empty where that can't be told."""
    fields = _process_fields(pid)
    return fields[19] if fields else ""


def is_alive(pid: int) -> bool:
    """Whether `pid` still runs; where that can't be told, it counts as running."""
    if not Path("/proc/self/stat").exists():
        return True
    fields = _process_fields(pid)
    return bool(fields) and fields[0] != "Z"


def _process_fields(pid: int) -> list[str]:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return stat.rpartition(")")[2].split()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends small answers at once (no 40 ms of Nagle's waiting).
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere the option would let two servers share a port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def _last_port(folder: Path) -> int:
    try:
        port = int((folder / _PORT_FILE).read_text())
    except (FileNotFoundError, ValueError):
        return 0
    return port if 0 <= port <= _HIGHEST_PORT else 0
