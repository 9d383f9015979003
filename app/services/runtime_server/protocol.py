"""A short way for plain inference requests, past the general HTTP machinery.

Most of a small inference's time goes into general HTTP handling (h11's state machine, an ASGI scope
and a task for each request). A request that arrives in the simplest possible form (one POST to
`…/infer`, a content length, no option that changes the meaning) is answered right here; whatever
differs in the least goes the general way, which then sees it from its first byte.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import h11
import orjson
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.services.runtime_server.errors import RequestError
from app.services.runtime_server.inference import Inference, Question
from app.services.runtime_server.limits import Limits
from app.services.runtime_server.service import BROKE
from app.services.runtime_server.strangers import Strangers

log = logging.getLogger(__name__)

_MAX_HEAD = 8 * 1024
_MAX_PLAIN_BODY = 256 * 1024
_NAME = rb"[A-Za-z0-9][A-Za-z0-9._-]{0,127}"
_START = b"POST /v2/models/"
_REQUEST_LINE = re.compile(
    rb"POST /v2/models/(" + _NAME + rb")(?:/versions/(" + _NAME + rb"))?/infer HTTP/1\.1"
)
_HEADER = re.compile(rb"([A-Za-z0-9-]+):[ \t]*([\x20-\x7e]*)")
# Headers that change nothing here; any other one makes the request not plain.
_HARMLESS = frozenset(
    {b"host", b"user-agent", b"accept", b"accept-encoding", b"content-type", b"traceparent"}
)


@dataclass(frozen=True, slots=True)
class PlainRequest:
    name: str
    version: str | None
    authorization: bytes
    body_start: int
    body_length: int


def read_plain(data: bytes) -> PlainRequest | None:
    """The head of a plain inference request at the start of `data`; None for all others."""
    if not data.startswith(_START):
        return None
    end = data.find(b"\r\n\r\n", 0, _MAX_HEAD)
    if end < 0:
        return None
    first, *lines = data[:end].split(b"\r\n")
    asked = _REQUEST_LINE.fullmatch(first)
    headers = _read_headers(lines)
    if asked is None or headers is None:
        return None
    length = headers.get(b"content-length", b"")
    if not length.isdigit() or len(length) > 7 or int(length) > _MAX_PLAIN_BODY:
        return None
    version = asked[2].decode() if asked[2] else None
    authorization = headers.get(b"authorization", b"")
    return PlainRequest(asked[1].decode(), version, authorization, end + 4, int(length))


def _read_headers(lines: list[bytes]) -> dict[bytes, bytes] | None:
    """The headers by lower-case name; None when one is unusual or stands twice."""
    headers: dict[bytes, bytes] = {}
    for line in lines:
        match = _HEADER.fullmatch(line)
        if match is None:
            return None
        name, value = match[1].lower(), match[2].strip()
        if name in headers:
            return None
        if name == b"connection":
            if value.lower() != b"keep-alive":
                return None
        elif name not in _HARMLESS and name not in (b"content-length", b"authorization"):
            return None
        headers[name] = value
    return headers if b"host" in headers else None


class PlainInference:
    """What every connection needs to answer plain requests."""

    def __init__(
        self, inference: Inference, token: bytes, limits: Limits, strangers: Strangers
    ) -> None:
        self.inference = inference
        self.strangers = strangers
        self.expected = b"Bearer " + token
        self.body_s = limits.body_s
        self.head_s = limits.head_s


class RuntimeProtocol(H11Protocol):
    """One connection; `plain` is set by `protocol_class`."""

    plain: PlainInference

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held = b""  # a plain request whose body has not all arrived
        self._patience: asyncio.TimerHandle | None = None
        self._waits_for_body = False
        self._task: asyncio.Task[None] | None = None
        self._is_ending = False
        self._is_known = False

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._give(self.plain.head_s)
        self.plain.strangers.came(self)

    def hang_up(self) -> None:
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._held:
            data = self._held + data
            self._held = b""
        elif not self._is_between_requests():
            self._go_the_general_way(data)
            return
        asked = read_plain(data)
        missing = -1 if asked is None else asked.body_start + asked.body_length - len(data)
        if asked is None or missing < 0 or not self._is_authorized(asked):
            self._go_the_general_way(data)
        elif missing > 0:
            self._unset_keepalive_if_required()
            if not self._waits_for_body:
                self._stop_waiting()
                self._waits_for_body = True
                self._give(self.plain.body_s)
            self._held = data
        else:
            self._stop_waiting()
            self._answer_plain(asked, data[asked.body_start :])

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._held = b""
        self.plain.strangers.gone(self)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        if self._task is not None:
            self._is_ending = True  # its answer is sent first
        else:
            super().shutdown()

    def _is_between_requests(self) -> bool:
        return (
            self.conn.their_state is h11.IDLE
            and not self.conn.trailing_data[0]
            and not self.flow.write_paused
        )

    def _is_authorized(self, asked: PlainRequest) -> bool:
        return self._shows_token(asked.authorization)

    def _shows_token(self, authorization: bytes) -> bool:
        if not hmac.compare_digest(authorization, self.plain.expected):
            return False
        if not self._is_known:
            self._is_known = True
            self.plain.strangers.gone(self)
        return True

    def _go_the_general_way(self, data: bytes) -> None:
        super().data_received(data)
        if not self._is_known:
            for name, value in getattr(self, "headers", None) or ():  # of the last request
                if name == b"authorization":
                    self._shows_token(value)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self.conn.trailing_data[0] and self._patience is None:
            self._give(self.plain.head_s)  # of the next head, a part is here

    def _give(self, seconds: float) -> None:
        """Whoever lets us wait longer is cut off: connections are few."""
        self._patience = self.loop.call_later(seconds, self.transport.abort)

    def _stop_waiting(self) -> None:
        self._waits_for_body = False
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _answer_plain(self, asked: PlainRequest, body: bytes) -> None:
        inference = self.plain.inference
        try:
            question = inference.read(asked.name, asked.version, body)
            if inference.is_short(question):
                answered = inference.answer_now(question)
                if answered is not None:
                    self._reply(200, answered)
                    return
        except RequestError as error:
            self._refuse(error.status, error.message)
            return
        except Exception:  # the edge, as in service.py
            log.exception("inference on %s broke", asked.name)
            self._refuse(500, BROKE)
            return
        self.flow.pause_reading()  # what the caller sends meanwhile waits in the system
        self._task = self.loop.create_task(self._answer_later(question))
        self._task.add_done_callback(self.tasks.discard)
        self.tasks.add(self._task)

    async def _answer_later(self, question: Question) -> None:
        try:
            self._reply(200, await self.plain.inference.answer(question))
        except RequestError as error:
            self._refuse(error.status, error.message)
        except Exception:  # the edge, as in service.py
            log.exception("inference on %s broke", question.name)
            self._refuse(500, BROKE)
        finally:
            self._task = None
            if self._is_ending:
                super().shutdown()

    def _refuse(self, status: int, message: str) -> None:
        self._reply(status, orjson.dumps({"error": message}))

    def _reply(self, status: int, body: bytes) -> None:
        if not self.transport.is_closing():
            more = b"retry-after: 1\r\n" if status == 503 else b""
            head = (
                b"HTTP/1.1 %d %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n%b\r\n"
            )
            phrase = HTTPStatus(status).phrase.encode()
            self.transport.write(head % (status, phrase, len(body), more) + body)
        self.on_response_complete()


def protocol_class(plain: PlainInference) -> type[RuntimeProtocol]:
    """The connection class for one server."""
    return type("BoundRuntimeProtocol", (RuntimeProtocol,), {"plain": plain})
