"""The line to a database, which can be cut, fall silent, and be mended."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType

CHUNK = 1 << 16


class Line:
    """Listens on a port of this machine and passes everything on to a server's socket file."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._open: list[socket.socket] = []
        self._is_cut = False
        self._speaks = threading.Event()
        self._speaks.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Who is connected loses the connection; who calls is hung up on."""
        self._is_cut = True
        for each in self._open:
            _end(each)
        self._open.clear()

    def fall_silent(self, *, keeps_new: bool = False) -> None:
        """Nothing comes through either way, and nobody is told: what is sent arrives after `mend`.

        Args:
            keeps_new: only for who is connected already; who calls anew gets through.
        """
        self._speaks.clear()
        if keeps_new:
            self._speaks = threading.Event()
            self._speaks.set()

    def mend(self) -> None:
        self._is_cut = False
        self._speaks.set()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:  # closed
                return
            if self._is_cut:
                _end(client)
                continue
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            self._open += [client, server]
            for pair in ((client, server), (server, client)):
                arguments = (*pair, self._speaks)
                threading.Thread(target=_pass_on, args=arguments, daemon=True).start()

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _end(self._listener)
        self.cut()
        self._speaks.set()


def _pass_on(source: socket.socket, target: socket.socket, speaks: threading.Event) -> None:
    with contextlib.suppress(OSError):
        while content := source.recv(CHUNK):
            speaks.wait()
            target.sendall(content)
    speaks.wait()  # that one side has gone is a packet too
    _end(target)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
