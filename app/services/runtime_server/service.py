"""The runtime as an ASGI program: who may ask for what, and how a refusal looks."""

from __future__ import annotations

import logging
import re
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from app.services.runtime_server.control import Control
from app.services.runtime_server.errors import RequestError
from app.services.runtime_server.http_io import answer, drain, header, is_authorized, read_body
from app.services.runtime_server.inference import Inference
from app.services.runtime_server.limits import Limits

log = logging.getLogger(__name__)

_INFER_PATH = re.compile(r"/v2/models/([^/]+)(?:/versions/([^/]+))?/infer")
_OPEN_PATHS = frozenset({"/v2/health/live", "/v2/health/ready"})  # they tell nothing
_DRAIN_S = 10.0
BROKE = "Something went wrong inside the runtime; its log has the details."


class RuntimeService:
    """The whole program: `await service(scope, receive, send)`."""

    def __init__(
        self, control: Control, inference: Inference, limits: Limits, token: bytes
    ) -> None:
        self._control = control
        self._inference = inference
        self._limits = limits
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        guard, body = _StartGuard(send), _BodyGuard(receive)
        try:
            await self._answer(scope, body, guard)
        except RequestError as error:
            await self._drain(body)
            await guard.fail(error.status, error.message)
        except Exception:  # the edge: a bug is logged, and the caller gets no traceback
            log.exception("%s %s broke", scope["method"], scope["path"])
            await guard.fail(500, BROKE)

    async def _answer(self, scope: Scope, receive: _BodyGuard, send: Send) -> None:
        path = scope["path"]
        if path not in _OPEN_PATHS and not is_authorized(scope, self._token):
            raise RequestError(401, "A bearer token is needed.")
        match = _INFER_PATH.fullmatch(path)
        if match is None:
            await self._control(scope, receive, send)
        elif scope["method"] != "POST":
            raise RequestError(405, "Inference is asked for by POST.")
        else:
            await self._infer(scope, receive, send, (match[1], match[2]))

    async def _infer(
        self, scope: Scope, receive: Receive, send: Send, asked: tuple[str, str | None]
    ) -> None:
        body = await read_body(
            scope, receive, limit=self._limits.body_bytes, timeout_s=self._limits.body_s
        )
        if header(scope, b"inference-header-content-length"):
            raise RequestError(400, "The binary tensor extension is not supported; send JSON.")
        question = self._inference.read(*asked, body)
        await answer(send, 200, await self._inference.answer(question))

    async def _drain(self, body: _BodyGuard) -> None:
        """Read the rest of the body: a caller that is still sending would not see the answer."""
        if not body.is_read:
            await drain(body, limit=self._limits.artifact_bytes, timeout_s=_DRAIN_S)


class _StartGuard:
    """`send` that knows whether the answer has begun, so that a failure never answers twice."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._has_begun = False

    async def __call__(self, message: Any) -> None:
        self._has_begun = True
        await self._send(message)

    async def fail(self, status: int, message: str) -> None:
        if not self._has_begun:
            await answer(self, status, orjson.dumps({"error": message}))


class _BodyGuard:
    """`receive` that knows whether the body was read to its end."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.is_read = False

    async def __call__(self) -> Any:
        message = await self._receive()
        self.is_read = not message.get("more_body", False)
        return message
