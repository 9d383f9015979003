"""Bodies in, JSON out: the few lines of ASGI that every answer goes through."""

from __future__ import annotations

import asyncio
import hmac

from starlette.types import Receive, Scope, Send

from app.services.runtime_server.errors import RequestError

_JSON = (b"content-type", b"application/json")
_MORE = {401: ((b"www-authenticate", b"Bearer"),), 503: ((b"retry-after", b"1"),)}


async def read_body(scope: Scope, receive: Receive, *, limit: int, timeout_s: float) -> bytes:
    """The whole body.

    Raises:
        RequestError: 400 compressed, 408 too slow, 413 too large (read to its end all the same, so
            that the caller sees the answer instead of a broken pipe).
    """
    if header(scope, b"content-encoding") not in (b"", b"identity"):
        await drain(receive, limit=limit, timeout_s=timeout_s)
        raise RequestError(400, "Compressed bodies are not supported.")
    try:
        async with asyncio.timeout(timeout_s):
            message = await receive()
            body: bytes = message.get("body", b"")
            if not message.get("more_body", False):
                return _within(body, limit)
            chunks, size = [body], len(body)
            while message.get("more_body", False):
                message = await receive()
                chunk = message.get("body", b"")
                size += len(chunk)
                if size <= limit:
                    chunks.append(chunk)
                elif size > 4 * limit:
                    break
    except TimeoutError:
        raise RequestError(408, "The body did not arrive in time.") from None
    if size > limit:
        raise _too_large(limit)
    return b"".join(chunks)


async def drain(receive: Receive, *, limit: int, timeout_s: float) -> None:
    """Read and forget the body, up to `limit` bytes, before an early answer."""
    size = 0
    try:
        async with asyncio.timeout(timeout_s):
            while size <= limit:
                message = await receive()
                size += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


async def answer(send: Send, status: int, body: bytes) -> None:
    headers = [_JSON, (b"content-length", str(len(body)).encode()), *_MORE.get(status, ())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def header(scope: Scope, name: bytes) -> bytes:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return b""


def is_authorized(scope: Scope, token: bytes) -> bool:
    return hmac.compare_digest(header(scope, b"authorization"), b"Bearer " + token)


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _too_large(limit: int) -> RequestError:
    return RequestError(413, f"The body is over the limit of {limit} bytes.")
