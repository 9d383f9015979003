"""The one way to the network: deadlines, bounded answers, no redirects, only allowed hosts."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from app.errors import AppError, InputError, NotReachableError
from app.services.addresses import split_address
from app.services.allowed_hosts import AllowedHosts, spelled


class TooLateError(NotReachableError):
    """The deadline of a call is over; what was asked for may still be happening there."""


TIMEOUT_S = 5.0
MAX_BYTES = 1024 * 1024
Resolver = Callable[[str, int], Iterator[str]]  # the addresses of a host and port
Connect = Callable[[str, int, Any], socket.socket]
_CHUNK = 64 * 1024
_MAX_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The JSON document in the answer.

        Raises:
            AppError: it is something else (a login page, an error in plain text).
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            kind = self.headers.get("content-type", "no content type")
            raise AppError(
                f"The server answered with something that is not JSON ({kind}).",
                hint="Check that the address is that of the model runtime itself.",
            ) from None

    def message(self) -> str:
        """What the server said about a failure, as one short line of plain text."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            found = None
        said = found.get("error", "") if isinstance(found, dict) else ""
        line = "".join(c if c.isprintable() else " " for c in str(said))[:_MAX_SHOWN]
        return line or f"status {self.status}"


class Http:
    """One `requests.Session`; where it may go is asked at each call. Safe from several threads."""

    def __init__(
        self, allowed: Callable[[], AllowedHosts], *, resolve: Resolver | None = None
    ) -> None:
        self._allowed = allowed
        self._watched = threading.local()
        self._session = requests.Session()
        self._session.trust_env = False  # neither proxies nor .netrc from the environment
        self._session.headers["Accept-Encoding"] = "identity"  # no decompression bombs
        connect = partial(_connect, allowed, resolve or _addresses)
        adapter = _CheckedAdapter(connect, self._watched)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def close(self) -> None:
        self._session.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        document: object = None,
        content: bytes | Path | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        timeout_s: float = TIMEOUT_S,
        max_bytes: int = MAX_BYTES,
        into: IO[bytes] | None = None,
    ) -> Answer:
        """The server's answer, whatever its status.

        Args:
            into: takes what a good answer holds; its `body` is then empty. What it raises stays
                as it is.
            document: sent as JSON; `content`: sent as bytes.
            timeout_s: for everything, from the connection to the answer's last byte.
        Raises:
            InputError: the address may not be called.
            TooLateError: no answer in time.
            NotReachableError: no or a broken connection.
            AppError: a redirect, or an answer over `max_bytes`.
        """
        _check_url(url, self._allowed())
        deadline = _Deadline(timeout_s, self._watched)
        sent = dict(headers or {})
        body: bytes | IO[bytes] | None = content if isinstance(content, bytes) else None
        if document is not None:
            body = json.dumps(document, allow_nan=False).encode()
            sent["Content-Type"] = "application/json"
        opened = content.open("rb") if isinstance(content, Path) else None
        try:
            with (
                deadline,
                self._session.request(
                    method,
                    url,
                    params=query,
                    data=opened or body,
                    headers=sent,
                    timeout=timeout_s,
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                answer = _read(response, deadline, max_bytes, into)
        except _NotTakenError as error:
            raise error.cause from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise _translated(error, url, deadline) from error
        except UnicodeError as error:  # of the name look-up, or of the headers
            raise InputError(
                f"{_shown(url)} can't be called: its name or the token holds signs that none may.",
                hint="Check the address and the secret.",
            ) from error
        finally:
            if opened is not None:
                opened.close()
        if deadline.is_over:
            raise _too_late(url, deadline)
        return answer


class _NotTakenError(Exception):
    """What takes the answer can't: no fault of the server or the way there."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


class _Deadline:
    """Shuts the call's connection when its time is over, however slowly bytes still drip in."""

    def __init__(self, timeout_s: float, watched: threading.local) -> None:
        self.timeout_s = timeout_s
        self._until = time.monotonic() + timeout_s
        self._timer = threading.Timer(timeout_s, self._shut)
        self._timer.daemon = True
        self._call = _Call()
        watched.call = self._call

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._until

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()

    def _shut(self) -> None:
        connection = self._call.connection
        open_socket = getattr(connection, "sock", None)
        if open_socket is not None:
            try:
                open_socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


class _Call:
    """The connection that one call uses, as the connection itself reports it."""

    connection: HTTPConnection | None = None


class _CheckedAdapter(HTTPAdapter):
    """Connections that check the very address they connect to, and tell who uses them."""

    def __init__(self, connect: Connect, watched: threading.local) -> None:
        self._connect = connect
        self._watched = watched
        super().__init__(max_retries=0, pool_maxsize=8)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        connect, watched = self._connect, self._watched
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool_class(HTTPConnectionPool, HTTPConnection, connect, watched),
            "https": _pool_class(_TrustingPool, HTTPSConnection, connect, watched),
        }


class _TrustingPool(HTTPSConnectionPool):
    """Trusts the authorities of this machine too, which a bank's own is among.

    They are read when a server is first called: whoever adds one need not start the service anew.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        context = create_urllib3_context()
        context.load_default_certs()  # `requests` adds the public ones that it brings
        super().__init__(*args, **{**kwargs, "ssl_context": context})


def _pool_class(
    pool: type[HTTPConnectionPool],
    connection: type[HTTPConnection],
    connect: Connect,
    watched: threading.local,
) -> type[HTTPConnectionPool]:
    def new_connection(self: Any) -> socket.socket:
        return connect(self.host, self.port, self.timeout)

    def request(self: Any, *args: Any, **kwargs: Any) -> None:
        watched.call.connection = self
        connection.request(self, *args, **kwargs)

    members = {"_new_conn": new_connection, "request": request}
    checked = type(f"Checked{connection.__name__}", (connection,), members)
    return type(f"Checked{pool.__name__}", (pool,), {"ConnectionCls": checked})


def _connect(
    listing: Callable[[], AllowedHosts], resolve: Resolver, host: str, port: int, timeout_s: Any
) -> socket.socket:
    """A connection to an address of `host` that may be called.

    Checking here, at each new connection, leaves no gap between look-up and use (DNS rebinding);
    and none between two readings of one URL, as this is the host that is really called.
    """
    allowed = listing()
    allowed.require_call(host.strip("[]"), port)
    failure: OSError | None = None
    for address in resolve(host, port):
        allowed.require_address(host.strip("[]"), port, address)
        try:
            seconds = timeout_s if isinstance(timeout_s, int | float) else TIMEOUT_S
            connected = socket.create_connection((address, port), seconds)
        except OSError as error:
            failure = error
        else:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connected
    raise failure or OSError(f"{host} has no address")


def _addresses(host: str, port: int) -> Iterator[str]:
    for *_, place in socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM):
        yield str(place[0]).partition("%")[0]


def _check_url(url: str, allowed: AllowedHosts) -> None:
    parts = split_address(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        raise InputError(f"“{url[:_MAX_SHOWN]}” is not an address of the form https://host:port.")
    allowed.require_call(host, port)
    if parts.scheme != "https" and not allowed.lists(host, port):
        raise InputError(
            f"{host}:{port} may be called by https only.",
            hint=f"On the machine that calls: modelward runtime allow {spelled(host, port)}.",
        )


def _read(
    response: requests.Response, deadline: _Deadline, max_bytes: int, into: IO[bytes] | None
) -> Answer:
    if response.is_redirect or 300 <= response.status_code < 400:
        raise AppError(
            f"The server answered with a redirect ({response.status_code}), which is not followed.",
            hint="Enter the address that really serves.",
        )
    body, size = bytearray(), 0
    is_kept = into is not None and response.ok
    while chunk := response.raw.read1(_CHUNK):
        size += len(chunk)
        if into is not None and is_kept:
            try:
                into.write(chunk)
            except OSError as error:
                raise _NotTakenError(error) from error
        else:
            body += chunk
        if size > max_bytes:
            raise AppError(f"The server's answer is over the limit of {max_bytes} bytes.")
        if deadline.is_over:
            break
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, bytes(body), headers)


def _translated(error: Exception, url: str, deadline: _Deadline) -> AppError:
    if deadline.is_over or isinstance(error, requests.Timeout):
        return _too_late(url, deadline)
    where = _shown(url)
    if isinstance(error, requests.exceptions.SSLError):
        return _untrusted(where, str(error))
    return NotReachableError(f"{where} can't be reached or broke the connection.")


def _untrusted(where: str, why: str) -> NotReachableError:
    if "mismatch" in why or "doesn't match" in why:
        return NotReachableError(
            f"The certificate of {where} is for another name.",
            hint="Call the server by the name that its certificate says.",
        )
    if "expired" in why:
        return NotReachableError(
            f"The certificate of {where} has expired.", hint="Whoever runs the server renews it."
        )
    return NotReachableError(
        f"{where} has no certificate that is trusted here.",
        hint="Install the authority's certificate on this machine, for all programs; or name its"
        " file by SSL_CERT_FILE where the program starts.",
    )


def _too_late(url: str, deadline: _Deadline) -> TooLateError:
    return TooLateError(f"{_shown(url)} did not answer within {deadline.timeout_s:g} s.")


def _shown(url: str) -> str:
    parts = split_address(url)
    return f"{parts.scheme}://{parts.netloc}"
