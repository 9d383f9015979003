"""The runtime as an ASGI program: who may ask, how many at once, and inference itself."""

from __future__ import annotations

import asyncio
import logging
import re
import time
import uuid
from datetime import UTC, datetime
from typing import Any

from starlette.types import Receive, Scope, Send

from app.services.runtime_server.control import Control
from app.services.runtime_server.errors import RequestError
from app.services.runtime_server.http_io import answer, drain, header, is_authorized, read_body
from app.services.runtime_server.limits import Limits
from app.services.runtime_server.repository import Repository
from app.services.runtime_server.scoring_log import ScoredBatch, ScoringLog
from app.services.runtime_server.served_model import ServedModel
from app.services.runtime_server.tensors import Array, InferRequest, read_request, write_outputs

log = logging.getLogger(__name__)

_INFER_PATH = re.compile(r"/v2/models/([^/]+)(?:/versions/([^/]+))?/infer")
_OPEN_PATHS = frozenset({"/v2/health/live", "/v2/health/ready"})  # they tell nothing
_RETRY = ((b"retry-after", b"1"),)
_DRAIN_S = 10.0


class RuntimeService:
    """The whole program: `await service(scope, receive, send)`."""

    def __init__(
        self, repository: Repository, limits: Limits, token: str, scoring_log: ScoringLog | None
    ) -> None:
        self._repository = repository
        self._limits = limits
        self._token = token.encode()
        self._log = scoring_log
        self._control = Control(repository, limits, scoring_log)
        self._running = 0

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
            await guard.fail(500, "Something went wrong inside the runtime; its log has details.")

    async def _answer(self, scope: Scope, receive: _BodyGuard, send: Send) -> None:
        path = scope["path"]
        if path not in _OPEN_PATHS and not is_authorized(scope, self._token):
            await self._drain(receive)
            challenge = ((b"www-authenticate", b"Bearer"),)
            await answer(send, 401, {"error": "A bearer token is needed."}, challenge)
            return
        match = _INFER_PATH.fullmatch(path)
        if match is None:
            await self._control(scope, receive, send)
        elif scope["method"] != "POST":
            raise RequestError(405, "Inference is asked for by POST.")
        elif self._running >= self._limits.requests:
            await self._drain(receive)
            busy = f"The runtime serves {self._running} requests already; try again."
            await answer(send, 503, {"error": busy}, _RETRY)
        else:
            self._running += 1
            try:
                await self._infer(scope, receive, send, match[1], match[2])
            finally:
                self._running -= 1

    async def _infer(
        self, scope: Scope, receive: Receive, send: Send, name: str, version: str | None
    ) -> None:
        body = await read_body(
            scope, receive, limit=self._limits.body_bytes, timeout_s=self._limits.body_s
        )
        if header(scope, b"inference-header-content-length"):
            raise RequestError(400, "The binary tensor extension is not supported; send JSON.")
        served, is_stable = self._repository.resolve(name, version)
        request = read_request(body, served.inputs, served.outputs, self._limits)
        is_logged = is_stable and self._log is not None
        # The log holds every output, also when the caller asked for one.
        names = [spec.name for spec in served.outputs] if is_logged else list(request.outputs)
        outputs = dict(zip(names, await self._run(served, request, names), strict=True))
        decision_id = request.id or uuid.uuid4().hex
        if self._log is not None and is_stable:
            self._log.append(_scored(name, served, request, decision_id, outputs))
        await answer(
            send,
            200,
            {
                "model_name": name,
                "model_version": served.key.version,
                "id": decision_id,
                "outputs": write_outputs(served.outputs, request.outputs, outputs),
                "parameters": {"sha256": served.sha256, "decision_id": decision_id},
            },
        )

    async def _run(
        self, served: ServedModel, request: InferRequest, names: list[str]
    ) -> list[Array]:
        """Short runs stay on the event loop (a thread costs more than they do), long ones don't."""
        if served.expected_ms(request.rows) <= self._limits.inline_ms:
            return served.run(names, request.inputs, request.rows)
        work = self._repository.in_thread(lambda: served.run(names, request.inputs, request.rows))
        try:
            return await asyncio.wait_for(work, self._limits.infer_s)
        except TimeoutError:
            message = f"The model did not answer within {self._limits.infer_s:g} s."
            raise RequestError(504, message) from None

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
            await answer(self, status, {"error": message})


class _BodyGuard:
    """`receive` that knows whether the body was read to its end."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.is_read = False

    async def __call__(self) -> Any:
        message = await self._receive()
        self.is_read = not message.get("more_body", False)
        return message


def _scored(
    name: str,
    served: ServedModel,
    request: InferRequest,
    decision_id: str,
    outputs: dict[str, Array],
) -> ScoredBatch:
    rows = request.rows
    ids = request.decision_ids or (
        (decision_id,) if rows == 1 else tuple(f"{decision_id}#{row}" for row in range(rows))
    )
    at = datetime.fromtimestamp(time.time(), UTC)
    return ScoredBatch(name, served, at, ids, request.purpose, request.inputs, outputs)
