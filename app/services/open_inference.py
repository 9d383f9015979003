"""The Open Inference Protocol v2 as a client: what all such servers share, and how they differ."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.errors import AppError, InputError, NotReachableError
from app.services.http import TIMEOUT_S, Answer, TooLateError
from app.services.runtime_adapters import (
    LOAD_TIMEOUT_S,
    IndexEntry,
    InferResult,
    NotLoadedError,
    NotOfferedError,
    Placement,
    RuntimeAdapter,
    RuntimeFacts,
    Tensor,
)

_INFER_TIMEOUT_S = 30.0
_MAX_ANSWER_BYTES = 16 * 1024 * 1024
_FIRST_POLL_S, _LONGEST_POLL_S = 0.01, 0.1


@dataclass(frozen=True, slots=True)
class Dialect:
    """In what a server departs from the protocol's text; found by running each of them."""

    has_index: bool = True
    has_load: bool = True
    has_versioned_paths: bool = True
    takes_version_in_load: bool = False


DIALECTS: Mapping[str, Dialect] = {
    "embedded": Dialect(takes_version_in_load=True),
    # A higher version under one name is an outage there, so names have no versions.
    "mlserver": Dialect(has_versioned_paths=False),
    "triton": Dialect(),
    "kserve": Dialect(has_index=False, has_load=False, has_versioned_paths=False),
    "generic": Dialect(),
}
# As they call themselves in `GET /v2`.
_SERVER_NAMES = {
    "modelward-runtime": "embedded",
    "mlserver": "mlserver",
    "triton": "triton",
    "kserve": "kserve",
}


class OpenInferenceAdapter(RuntimeAdapter):
    """What can be asked of any v2 server. Kinds that can more override the rest."""

    own_dialect = "generic"

    @property
    def dialect(self) -> Dialect:
        return DIALECTS[self._address.dialect or self.own_dialect]

    def probe(self) -> RuntimeFacts:
        try:
            live = self._call("GET", "/v2/health/live").ok
            ready = live and self._call("GET", "/v2/health/ready").ok
            answer = self._call("GET", "/v2")
            found = read_object(checked(answer, "describe itself"))
        except AppError as error:
            note = " ".join(filter(None, (error.message, error.hint)))
            return RuntimeFacts(live=False, ready=False, note=note)
        name = str(found.get("name", ""))
        extensions = found.get("extensions")
        return RuntimeFacts(
            live=live,
            ready=ready,
            server=name,
            version=str(found.get("version", "")),
            extensions=tuple(map(str, extensions)) if isinstance(extensions, list) else (),
            dialect=_SERVER_NAMES.get(name.casefold(), "generic"),
        )

    def put_artifact(self, name: str, version: str, sha256: str, content: bytes | Path) -> None:
        raise NotOfferedError(
            f"A runtime of the kind “{self.label}” takes no artifacts over the network.",
            hint="Put the model into its repository, or choose a runtime that takes artifacts.",
        )

    def load(self, name: str, version: str, *, timeout_s: float = LOAD_TIMEOUT_S) -> None:
        if not self.dialect.has_load:
            raise NotOfferedError(f"A runtime of the kind “{self.label}” can't load models.")
        document = {"parameters": {"version": version}} if self._names_version() else {}
        try:
            answer = self._call(
                "POST",
                f"/v2/repository/models/{url_part(name)}/load",
                document=document,
                timeout_s=timeout_s,
            )
        except TooLateError:
            return  # it may still be loading; asking again would start over
        checked(answer, f"load {name}:{version}")

    def wait_ready(self, name: str, version: str, deadline_s: float) -> None:
        until = time.monotonic() + deadline_s
        pause_s = _FIRST_POLL_S
        while not self._is_ready(name, version, until - time.monotonic()):
            if time.monotonic() + pause_s > until:
                raise NotReachableError(f"{name}:{version} was not ready within {deadline_s:g} s.")
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_POLL_S)

    def infer(
        self,
        name: str,
        inputs: Sequence[Tensor],
        version: str | None = None,
        *,
        purpose: str = "",
    ) -> InferResult:
        document: dict[str, Any] = {
            "inputs": [
                {
                    "name": tensor.name,
                    "datatype": tensor.datatype,
                    "shape": list(tensor.shape),
                    "data": list(tensor.data),
                }
                for tensor in inputs
            ]
        }
        if purpose:
            document["parameters"] = {"purpose": purpose}
        started = time.perf_counter()
        answer = self._call(
            "POST",
            self._model_path(name, version) + "/infer",
            document=document,
            timeout_s=_INFER_TIMEOUT_S,
        )
        latency_ms = (time.perf_counter() - started) * 1000
        if answer.status == 404:
            raise NotLoadedError(f"The runtime has not loaded {name}.")
        found = read_object(checked(answer, f"answer for {name}"))
        return _infer_result(found, latency_ms)

    def current_default(self, service: str) -> Placement | None:
        raise self._no_stable_names()

    def turn(self, service: str) -> int:
        raise self._no_stable_names()

    def switch(
        self, service: str, to: Placement | None, expect: Placement | None, turn: int
    ) -> int:
        raise self._no_stable_names()

    def unload(self, name: str, version: str | None = None) -> None:
        if not self.dialect.has_load:
            raise NotOfferedError(f"A runtime of the kind “{self.label}” can't unload models.")
        named = version is not None and self._names_version()
        document = {"parameters": {"version": version}} if named else {}
        path = f"/v2/repository/models/{url_part(name)}/unload"
        answer = self._call("POST", path, document=document)
        if answer.status != 404:
            checked(answer, f"unload {name}")

    def index(self) -> tuple[IndexEntry, ...]:
        if not self.dialect.has_index:
            return ()
        answer = self._call("POST", "/v2/repository/index", document={})
        found = checked(answer, "list its models").json()
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise AppError("The runtime's list of models is not a list of objects.")
        return tuple(_index_entry(row) for row in found)

    def _call(
        self,
        method: str,
        path: str,
        *,
        document: object = None,
        content: bytes | Path | None = None,
        query: Mapping[str, str] | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> Answer:
        token = self._address.token
        return self._http.request(
            method,
            self._address.url.rstrip("/") + path,
            document=document,
            content=content,
            query=query,
            headers={"Authorization": f"Bearer {token}"} if token else None,
            timeout_s=timeout_s,
            max_bytes=_MAX_ANSWER_BYTES,
        )

    def _is_ready(self, name: str, version: str, left_s: float) -> bool:
        path = self._model_path(name, version) + "/ready"
        try:
            answer = self._call("GET", path, timeout_s=max(0.05, min(TIMEOUT_S, left_s)))
        except TooLateError:
            return False
        if answer.status in (401, 403):
            checked(answer, "tell whether a model is ready")
        return answer.ok

    def _names_version(self) -> bool:
        return self.dialect.takes_version_in_load

    def _model_path(self, name: str, version: str | None) -> str:
        path = f"/v2/models/{url_part(name)}"
        if version is None or not self.dialect.has_versioned_paths:
            return path
        return f"{path}/versions/{url_part(version)}"

    def _no_stable_names(self) -> NotOfferedError:
        return NotOfferedError(
            f"A runtime of the kind “{self.label}” has no names that can be switched at once.",
            hint="Deploy to a built-in runtime.",
        )


def checked(answer: Answer, what: str) -> Answer:
    """The answer, if it is a good one.

    Raises:
        NotReachableError: the runtime is too busy or not up yet.
        AppError: it says no.
    """
    if answer.ok:
        return answer
    if answer.status in (401, 403):
        raise AppError(
            "The runtime does not accept our token.", hint="Enter the runtime's token again."
        )
    said = answer.message()
    if answer.status in (429, 502, 503, 504):
        raise NotReachableError(f"The runtime could not {what} just now: {said}")
    if answer.status < 500:
        raise InputError(f"The runtime refused to {what}: {said}")
    raise AppError(f"The runtime failed to {what}: {said}", hint="Its own log has the details.")


def read_object(answer: Answer) -> dict[str, Any]:
    found = answer.json()
    if not isinstance(found, dict):
        raise AppError("The server's answer is not a JSON object.")
    return found


def _infer_result(found: dict[str, Any], latency_ms: float) -> InferResult:
    parameters = found.get("parameters")
    told = parameters if isinstance(parameters, dict) else {}
    try:
        outputs = tuple(
            Tensor(
                str(item["name"]),
                str(item["datatype"]),
                tuple(int(size) for size in item["shape"]),
                tuple(item["data"]),
            )
            for item in found["outputs"]
        )
    except (KeyError, TypeError, ValueError):
        raise AppError("The runtime's answer is not of the Open Inference Protocol v2.") from None
    return InferResult(
        outputs=outputs,
        version=str(found.get("model_version") or ""),
        sha256=str(told.get("sha256", "")),
        latency_ms=latency_ms,
        decision_id=str(told.get("decision_id") or found.get("id") or ""),
    )


def _index_entry(row: dict[str, Any]) -> IndexEntry:
    default = row.get("default")
    return IndexEntry(
        name=str(row.get("name", "")),
        version=str(row.get("version") or ""),
        ready=row.get("state") == "READY",
        reason=str(row.get("reason") or ""),
        default=placement_from(default) if isinstance(default, dict) else None,
    )


def placement_from(found: Mapping[str, Any]) -> Placement:
    """A placement as the built-in runtime writes it."""
    try:
        return Placement(str(found["model"]), str(found["version"]), str(found["sha256"]))
    except KeyError:
        raise AppError("The runtime's answer about a stable name lacks a part.") from None


def url_part(name: str) -> str:
    return quote(name, safe="")
