"""Small real servers that behave badly, on loopback."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket, threading.Event], None]


@contextmanager
def bad_server(behaviour: Behaviour) -> Iterator[str]:
    """The URL of a server that treats each connection by `behaviour`."""
    ending = threading.Event()
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.02)

        def treat(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.settimeout(5)
                behaviour(connection, ending)

        def accept() -> None:
            while not ending.is_set():
                with suppress(TimeoutError):
                    connection, _ = server.accept()
                    threads.append(threading.Thread(target=treat, args=(connection,)))
                    threads[-1].start()

        acceptor = threading.Thread(target=accept)
        acceptor.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            ending.set()
            acceptor.join()
            for thread in threads:
                thread.join()


def hang(connection: socket.socket, ending: threading.Event) -> None:
    ending.wait()


def hang_up(connection: socket.socket, ending: threading.Event) -> None:
    connection.recv(65536)


def reset(connection: socket.socket, ending: threading.Event) -> None:
    connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def drip_headers(connection: socket.socket, ending: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not ending.wait(0.02):
        connection.sendall(b"X-A: 1\r\n")


def drip_body(connection: socket.socket, ending: threading.Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not ending.wait(0.02):
        connection.sendall(b" ")


def send_2_gb(connection: socket.socket, ending: threading.Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n")
    block = b" " * 1_000_000
    for _ in range(2000):
        if ending.is_set():
            return
        connection.sendall(block)


def says(status: str, content_type: str, content: bytes, *headers: str) -> Behaviour:
    """One fixed answer to everything."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", *headers]
    lines += [f"Content-Length: {len(content)}", "Connection: close"]
    answer = "\r\n".join(lines).encode() + b"\r\n\r\n" + content

    def behaviour(connection: socket.socket, ending: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(answer)

    return behaviour


def hears(heard: list[bytes]) -> Behaviour:
    """Keeps what it is told, and answers with an empty document."""
    answer = says("200 OK", "application/json", b"{}")

    def behaviour(connection: socket.socket, ending: threading.Event) -> None:
        heard.append(connection.recv(65536, socket.MSG_PEEK))
        answer(connection, ending)

    return behaviour


def breaks_off(connection: socket.socket, ending: threading.Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[")


html = says("200 OK", "text/html", b"<html><img src=file:///etc/passwd>Please sign in</html>")
redirect = says("302 Found", "text/plain", b"", "Location: http://169.254.169.254/latest/")
not_http = says("200 OK", "application/json", b"[1, 2")
