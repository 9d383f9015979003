"""Starts the runtime in a folder and runs it until it is told to stop."""

from __future__ import annotations

import logging
import os
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

from app.services.runtime_server import place
from app.services.runtime_server.control import Control
from app.services.runtime_server.inference import Inference
from app.services.runtime_server.limits import Limits
from app.services.runtime_server.lock import FileLock
from app.services.runtime_server.protocol import PlainInference, protocol_class
from app.services.runtime_server.repository import Repository
from app.services.runtime_server.scoring_log import LogOptions, ScoringLog
from app.services.runtime_server.service import RuntimeService
from app.services.runtime_server.store import Store
from app.services.runtime_server.strangers import Strangers, room_for_strangers

log = logging.getLogger(__name__)

EXIT_BUSY = 3  # another runtime holds the folder, or the port is taken
_BACKLOG = 256  # connections that wait in the system to be taken
# Taken at once. Three such turns of the loop pass until a request is read: by then nobody's place
# among the strangers may have gone to later ones.
_TAKEN_AT_ONCE = 32
_KEEP_ALIVE_S = 75
_GRACE_S = 5
_LOCK_PATIENCE_S = 0.3


@dataclass(frozen=True, slots=True)
class ServeOptions:
    folder: Path
    host: str = "127.0.0.1"
    port: int = 0  # 0: the port of last time, if free
    threads: int = 1  # of one inference; requests run beside each other anyway
    workers: int = 2  # inferences that are too long for the event loop, at the same time
    log: LogOptions | None = None
    limits: Limits = field(default_factory=Limits)


def serve(options: ServeOptions) -> int:
    """Run until SIGTERM or SIGINT; the exit code."""
    try:
        return _serve(options)
    except OSError as error:  # a folder that can't be made, read or written; a full disk
        return _refuse(
            f"The runtime can't use {error.filename or options.folder}: {error.strerror}."
        )


def _serve(options: ServeOptions) -> int:
    place.prepare_folder(options.folder)
    lock = FileLock(options.folder / place.LOCK_FILE)
    if not lock.acquire_soon(_LOCK_PATIENCE_S):
        return _refuse(f"A runtime serves {options.folder} already.")
    place.remove_note(options.folder)  # a killed runtime's
    try:
        bound = place.bound_socket(options.folder, options.host, options.port)
    except OSError as error:
        lock.release()
        wanted = f"Port {options.port}" if options.port else options.host
        return _refuse(f"{wanted} can't be used: {error.strerror}.")
    # Two pools, so that slow models never hold up a load.
    loads = ThreadPoolExecutor(2, "loads")
    inferences = ThreadPoolExecutor(options.workers, "inferences")
    with bound, loads, inferences:
        _run(options, bound, loads, inferences)
    lock.release()
    return 0


def _run(
    options: ServeOptions,
    bound: socket.socket,
    loads: ThreadPoolExecutor,
    inferences: ThreadPoolExecutor,
) -> None:
    repository = Repository(Store(options.folder), loads, threads=options.threads)
    repository.restore()  # before anybody can ask
    scoring_log = ScoringLog(options.log) if options.log else None
    token = place.token(options.folder).encode()
    limits = options.limits
    inference = Inference(repository, limits, scoring_log, inferences)
    control = Control(repository, limits, scoring_log)
    strangers = Strangers(room_for_strangers(limits.strangers))
    plain = PlainInference(inference, token, limits, strangers)
    config = uvicorn.Config(
        RuntimeService(control, inference, limits, token),
        http=protocol_class(plain),
        loop="asyncio",
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        interface="asgi3",
        proxy_headers=False,
        server_header=False,
        date_header=False,
        backlog=_TAKEN_AT_ONCE,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
    )
    _Server(config, options, scoring_log).run(sockets=[bound])


class _Server(uvicorn.Server):
    """Leaves a note once it answers, and writes the log out before it ends.

    Both belong in here: uvicorn raises the signal again when its own work is over.
    """

    def __init__(
        self, config: uvicorn.Config, options: ServeOptions, scoring_log: ScoringLog | None
    ) -> None:
        super().__init__(config)
        self._options = options
        self._scoring_log = scoring_log

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        assert sockets  # this server is always given its socket
        sockets[0].listen(_BACKLOG)  # asyncio has one number for both
        host, port = self._options.host, sockets[0].getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        started = place.process_started(os.getpid())
        url = f"http://{shown}:{port}"
        place.write_note(self._options.folder, place.ServerNote(os.getpid(), started, port, url))
        log.info("serving %s at %s", self._options.folder, url)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        if self._scoring_log is not None:
            self._scoring_log.close()
        place.remove_note(self._options.folder)


def _refuse(message: str) -> int:
    sys.stderr.write(message + "\n")
    return EXIT_BUSY
