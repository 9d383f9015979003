"""The built-in runtime: artifacts by PUT, stable names that switch at once."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from app.services.open_inference import (
    OpenInferenceAdapter,
    checked,
    placement_from,
    read_object,
    url_part,
)
from app.services.runtime_adapters import RUNTIMES, NotLoadedError, Placement, PlacementChangedError
from app.texts import N_

_PUT_TIMEOUT_S = 50.0


@RUNTIMES.register("embedded")
class EmbeddedRuntime(OpenInferenceAdapter):
    label: ClassVar[str] = N_("Built-in runtime")
    formats: ClassVar[frozenset[str]] = frozenset({"onnx"})
    transports: ClassVar[frozenset[str]] = frozenset({"put"})
    has_stable_names: ClassVar[bool] = True
    own_dialect = "embedded"

    @classmethod
    def is_own(cls) -> bool:
        return True

    def put_artifact(self, name: str, version: str, sha256: str, content: bytes | Path) -> None:
        answer = self._call(
            "PUT",
            self._artifact_path(name, version),
            content=content,
            query={"sha256": sha256},
            timeout_s=_PUT_TIMEOUT_S,
        )
        checked(answer, f"take the artifact of {name}:{version}")

    def delete_artifact(self, name: str, version: str) -> None:
        """Remove the stored bytes; none there is fine, loaded ones are refused."""
        answer = self._call("DELETE", self._artifact_path(name, version))
        if answer.status != 404:
            checked(answer, f"remove the artifact of {name}:{version}")

    def current_default(self, service: str) -> Placement | None:
        answer = self._call("GET", self._default_path(service))
        if answer.status == 404:
            return None
        found = read_object(checked(answer, f"tell what “{service}” is"))
        return placement_from(found)

    def turn(self, service: str) -> int:
        answer = self._call("GET", f"/v2/repository/models/{url_part(service)}/turn")
        return int(read_object(checked(answer, f"tell what “{service}” is"))["turn"])

    def switch(
        self, service: str, to: Placement | None, expect: Placement | None, turn: int
    ) -> int:
        present = self.current_default(service)
        if present == to:
            return turn
        if present != expect:
            raise PlacementChangedError(service, present)
        document: dict[str, object] = {"expect": expect and _seen(expect), "turn": turn}
        if to is not None:
            document |= {"model": to.model, **_seen(to)}
        method = "PUT" if to is not None else "DELETE"
        answer = self._call(method, self._default_path(service), document=document)
        if answer.status == 404 and to is not None:
            raise NotLoadedError(f"The runtime has not loaded {to.model}:{to.version}.")
        if answer.status == 409:
            present = self.current_default(service)
            if present not in (expect, to) or self.turn(service) != turn:
                raise PlacementChangedError(service, present)
        checked(answer, f"switch “{service}”")
        return turn + 1

    def _artifact_path(self, name: str, version: str) -> str:
        return f"/v2/repository/models/{url_part(name)}/versions/{url_part(version)}/artifact"

    def _default_path(self, service: str) -> str:
        return f"/v2/repository/models/{url_part(service)}/default"


def _seen(placement: Placement) -> dict[str, str]:
    return {"version": placement.version, "sha256": placement.sha256}
