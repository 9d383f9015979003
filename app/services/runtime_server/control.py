"""Every route but inference: health, metadata, repository, artifacts, default pointers."""

from __future__ import annotations

import asyncio
import hashlib
import os
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from app.services.runtime_server import onnx_file
from app.services.runtime_server.errors import RequestError, bad_request
from app.services.runtime_server.http_io import answer, read_body
from app.services.runtime_server.limits import MIB, Limits
from app.services.runtime_server.repository import Expected, Repository
from app.services.runtime_server.scoring_log import ScoringLog
from app.services.runtime_server.store import Pointer, checked_key, checked_name, checked_sha256
from app.services.runtime_server.tensors import read_object

SERVER_NAME = "modelward-runtime"
SERVER_VERSION = "1"
EXTENSIONS = ["model_repository", "modelward_artifacts", "modelward_defaults"]
_CONTROL_BODY_BYTES = MIB


class Json(Response):
    """An answer that the runtime's own JSON writer sends."""

    def __init__(self, document: Any, status: int = 200) -> None:
        super().__init__(status_code=status)
        self._document = document

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b"" if self._document is None else orjson.dumps(self._document)
        await answer(send, self.status_code, body)


class Control:
    """The routes that change or describe the repository."""

    def __init__(
        self, repository: Repository, limits: Limits, scoring_log: ScoringLog | None
    ) -> None:
        self._repository = repository
        self._limits = limits
        self._log = scoring_log
        model, served = "/v2/models/{name}", "/v2/models/{name}/versions/{version}"
        stored = "/v2/repository/models/{name}"
        artifact = stored + "/versions/{version}/artifact"
        self.router = Router(
            [
                Route("/v2/health/live", self._health),
                Route("/v2/health/ready", self._health),
                Route("/v2", self._server),
                Route(model, self._model),
                Route(served, self._model),
                Route(model + "/ready", self._model_ready),
                Route(served + "/ready", self._model_ready),
                Route("/v2/repository/index", self._index, methods=["POST"]),
                Route(stored + "/load", self._load, methods=["POST"]),
                Route(stored + "/unload", self._unload, methods=["POST"]),
                Route(artifact, self._put_artifact, methods=["PUT"]),
                Route(artifact, self._delete_artifact, methods=["DELETE"]),
                Route(stored + "/default", self._default, methods=["GET"]),
                Route(stored + "/turn", self._turn, methods=["GET"]),
                Route(stored + "/default", self._put_default, methods=["PUT"]),
                Route(stored + "/default", self._delete_default, methods=["DELETE"]),
            ],
            redirect_slashes=False,
        )
        self.router.default = self._no_route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self  # makes the router raise, instead of answering in plain text
        try:
            await self.router(scope, receive, send)
        except HTTPException as error:
            raise RequestError(error.status_code, str(error.detail)) from None

    async def _no_route(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise RequestError(404, f"There is nothing at {scope['path']}.")

    async def _health(self, request: Request) -> Response:
        is_live = request.url.path.endswith("live")
        return Json({"live": True} if is_live else {"ready": True})

    async def _server(self, request: Request) -> Response:
        document: dict[str, Any] = {
            "name": SERVER_NAME,
            "version": SERVER_VERSION,
            "extensions": EXTENSIONS,
        }
        if self._log is not None:
            document["scoring_log"] = {
                "rows_written": self._log.rows_written,
                "rows_lost": self._log.rows_lost,
                "failure": self._log.failure,
                "held": self._log.is_held,
            }
        return Json(document)

    async def _model(self, request: Request) -> Response:
        name, version = request.path_params["name"], request.path_params.get("version")
        served, _ = self._repository.resolve(name, version)
        return Json(
            {
                "name": name,
                "versions": self._repository.versions(name),
                "platform": "onnxruntime_onnx",
                "inputs": [spec.as_json() for spec in served.inputs],
                "outputs": [spec.as_json() for spec in served.outputs],
                "parameters": {
                    "version": served.key.version,
                    "sha256": served.sha256,
                    "feature_names": list(served.feature_names),
                },
            }
        )

    async def _model_ready(self, request: Request) -> Response:
        name, version = request.path_params["name"], request.path_params.get("version")
        self._repository.resolve(name, version)
        return Json({"name": name, "ready": True})

    async def _index(self, request: Request) -> Response:
        document = await self._document(request)
        ready_only = document.get("ready", False)
        if not isinstance(ready_only, bool):
            raise bad_request("“ready” must be true or false.")
        return Json(self._repository.index(ready_only=ready_only))

    async def _load(self, request: Request) -> Response:
        name, version = await self._name_and_version(request)
        await self._repository.load(name, version)
        return Json(None)

    async def _unload(self, request: Request) -> Response:
        name, version = await self._name_and_version(request)
        await self._repository.unload(name, version)
        return Json(None)

    async def _name_and_version(self, request: Request) -> tuple[str, str | None]:
        document = await self._document(request)
        parameters = document.get("parameters") or {}
        if not isinstance(parameters, dict):
            raise bad_request("“parameters” must be an object.")
        if any(key == "config" or key.startswith("file:") for key in parameters):
            raise bad_request("A model is put by …/versions/{version}/artifact, not in the load.")
        name = checked_name(request.path_params["name"])
        version = parameters.get("version")
        return name, None if version is None else checked_name(version, "version")

    async def _put_artifact(self, request: Request) -> Response:
        key = checked_key(request.path_params["name"], request.path_params["version"])
        sha256 = checked_sha256(request.query_params.get("sha256"))
        upload = self._repository.store.new_upload()
        file = upload / "model.onnx"
        try:
            found = await self._receive_file(request, file)
            if found != sha256:
                raise bad_request(f"The bytes that arrived have digest {found}, not {sha256}.")
            await self._repository.in_thread(lambda: onnx_file.inspect(file.read_bytes()))
            is_new = await self._repository.add_artifact(upload, key, sha256)
        except OSError as error:
            raise RequestError(507, f"The artifact can't be stored: {error.strerror}.") from error
        finally:
            self._repository.store.discard(upload)
        document = {"name": key.name, "version": key.version, "sha256": sha256}
        return Json(document, 201 if is_new else 200)

    async def _receive_file(self, request: Request, path: Any) -> str:
        """Write the body to `path` and wait for the disk; its digest."""
        digest, size, limit = hashlib.sha256(), 0, self._limits.artifact_bytes
        with path.open("wb") as file:
            try:
                async with asyncio.timeout(None) as patience:
                    loop = asyncio.get_running_loop()
                    async for chunk in request.stream():
                        patience.reschedule(loop.time() + self._limits.body_s)
                        size += len(chunk)
                        if size <= limit:
                            digest.update(chunk)
                            file.write(chunk)
            except TimeoutError:
                raise RequestError(408, "The artifact did not arrive in time.") from None
            except ClientDisconnect:
                raise bad_request("The artifact broke off.") from None
            if size > limit:
                raise RequestError(413, f"The artifact is over the limit of {limit} bytes.")
            await self._repository.in_thread(lambda: _sync(file))
        return digest.hexdigest()

    async def _delete_artifact(self, request: Request) -> Response:
        key = checked_key(request.path_params["name"], request.path_params["version"])
        await self._repository.delete_artifact(key)
        return Json(None)

    async def _default(self, request: Request) -> Response:
        name = checked_name(request.path_params["name"])
        pointer = self._repository.pointer(name)
        if pointer is None:
            raise RequestError(404, f"“{name}” has no default.")
        return Json(_pointer_json(pointer))

    async def _turn(self, request: Request) -> Response:
        name = checked_name(request.path_params["name"])
        return Json({"turn": self._repository.turn(name)})

    async def _put_default(self, request: Request) -> Response:
        name = checked_name(request.path_params["name"])
        document = await self._document(request)
        key = checked_key(document.get("model", name), document.get("version", ""))
        to = Pointer(key.name, key.version, checked_sha256(document.get("sha256")))
        changed = await self._repository.point(name, to, _expectation(document))
        return Json(_pointer_json(to) | {"changed": changed})

    async def _delete_default(self, request: Request) -> Response:
        name = checked_name(request.path_params["name"])
        document = await self._document(request)
        await self._repository.remove_pointer(name, _expectation(document))
        return Json(None)

    async def _document(self, request: Request) -> dict[str, Any]:
        body = await read_body(
            request.scope,
            request.receive,
            limit=_CONTROL_BODY_BYTES,
            timeout_s=self._limits.body_s,
        )
        return read_object(body)


def _expectation(document: dict[str, Any]) -> Expected:
    if "expect" not in document:
        raise bad_request("“expect” is missing: null, or the version and sha256 that answer now.")
    expect, turn = document["expect"], document.get("turn")
    if expect is not None and not isinstance(expect, dict):
        raise bad_request("“expect” must be null or an object with version and sha256.")
    if type(turn) is not int:
        raise bad_request("“turn” must be the number that …/turn gave before this was decided.")
    answer = None if expect is None else (str(expect.get("version")), str(expect.get("sha256")))
    return Expected(answer, turn)


def _pointer_json(pointer: Pointer) -> dict[str, Any]:
    return {"model": pointer.model, "version": pointer.version, "sha256": pointer.sha256}


def _sync(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())
