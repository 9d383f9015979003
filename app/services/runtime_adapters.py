"""What a model runtime must be able to do: the contract, and the registry of all kinds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from app.errors import AppError, NotReachableError, StaleError
from app.registry import Registry
from app.services.addresses import split_address
from app.services.allowed_hosts import AllowedHosts
from app.services.http import Http

LOAD_TIMEOUT_S = 40.0  # a task must be back within a minute; a longer load is asked for again


@dataclass(frozen=True, slots=True)
class RuntimeAddress:
    """Where a runtime is, and what it needs to let us in."""

    url: str
    token: str = field(default="", repr=False)
    dialect: str = ""  # as an earlier probe found it; empty: the kind's own
    allowed: Callable[[], AllowedHosts] = AllowedHosts  # as this machine's settings say now


@dataclass(frozen=True, slots=True)
class RuntimeFacts:
    live: bool
    ready: bool
    server: str = ""
    version: str = ""
    extensions: tuple[str, ...] = ()
    dialect: str = ""
    note: str = ""  # why it is not live or ready


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of the Open Inference Protocol; `data` is flat, in row order."""

    name: str
    datatype: str
    shape: tuple[int, ...]
    data: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class InferResult:
    outputs: tuple[Tensor, ...]
    version: str
    sha256: str  # empty where the runtime does not tell
    latency_ms: float
    decision_id: str


@dataclass(frozen=True, slots=True)
class Placement:
    """What a stable name answers with: a version of a (candidate) model."""

    model: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class IndexEntry:
    name: str
    version: str
    ready: bool
    reason: str = ""
    default: Placement | None = None  # set for a stable name


class PlacementChangedError(StaleError):
    """A stable name answers with something else than was expected; `present` says with what."""

    def __init__(self, service: str, present: Placement | None) -> None:
        shown = (
            f"version {present.version} (digest {present.sha256[:12]}…)" if present else "nothing"
        )
        super().__init__(f"“{service}” answers with {shown} now; it was not switched.")
        self.present = present


class NotLoadedError(NotReachableError):
    """The runtime forgot a model it had loaded (it was restarted): do the steps again."""


class NotOfferedError(AppError):
    """This kind of runtime has no way to do that."""


class RuntimeAdapter(ABC):
    """One runtime. Every call has a deadline and may be made again with no second effect.

    All calls raise `NotReachableError` for a runtime that does not answer (ask again later) and
    another `AppError` for one that says no.
    """

    label: ClassVar[str]
    formats: ClassVar[frozenset[str]] = frozenset()
    transports: ClassVar[frozenset[str]] = frozenset()  # how an artifact gets there
    has_stable_names: ClassVar[bool] = False

    def __init__(self, address: RuntimeAddress, http: Http) -> None:
        self._address = address
        self._http = http

    def close(self) -> None:
        self._http.close()

    @classmethod
    def is_own(cls) -> bool:
        """Whether the product itself starts this kind, so that its own address may be called."""
        return False

    @abstractmethod
    def probe(self) -> RuntimeFacts:
        """What the runtime says about itself; never raises for one that does not answer."""

    @abstractmethod
    def put_artifact(self, name: str, version: str, sha256: str, content: bytes | Path) -> None:
        """Store the bytes under `name` and `version`; the same bytes again are fine."""

    @abstractmethod
    def load(self, name: str, version: str, *, timeout_s: float = LOAD_TIMEOUT_S) -> None:
        """Ask for loading. One that takes longer than `timeout_s` goes on: `wait_ready` tells."""

    @abstractmethod
    def wait_ready(self, name: str, version: str, deadline_s: float) -> None:
        """Return when the model answers.

        Raises:
            NotReachableError: it does not within `deadline_s`.
        """

    @abstractmethod
    def infer(
        self,
        name: str,
        inputs: Sequence[Tensor],
        version: str | None = None,
        *,
        purpose: str = "",
    ) -> InferResult:
        """The model's answer; a `purpose` (“smoke”) marks calls that are no business decision.

        Raises:
            NotLoadedError: nothing is loaded under that name and version.
        """

    @abstractmethod
    def current_default(self, service: str) -> Placement | None:
        """What the stable name answers with."""

    @abstractmethod
    def turn(self, service: str) -> int:
        """How often the stable name was switched: read before one asks whether to switch it."""

    @abstractmethod
    def switch(
        self, service: str, to: Placement | None, expect: Placement | None, turn: int
    ) -> int:
        """Let the stable name answer with `to` (None: take the name away); its turn from now on.

        Args:
            turn: as it was read; the fence that a late wish does not pass.
        Raises:
            PlacementChangedError: it answers with something else than `expect` and `to`, or was
                switched to another and back since.
            NotLoadedError: `to` is not loaded.
        """

    @abstractmethod
    def unload(self, name: str, version: str | None = None) -> None:
        """Free the memory; a model that isn't there counts as unloaded."""

    @abstractmethod
    def index(self) -> tuple[IndexEntry, ...]:
        """Every model and stable name the runtime knows."""


RUNTIMES: Registry[RuntimeAdapter] = Registry("runtime kind", "app.services.runtimes")


def connect(kind: str, address: RuntimeAddress) -> RuntimeAdapter:
    """The adapter for a runtime of `kind` at `address`; close it after use."""
    adapter = RUNTIMES.get(kind)
    if not adapter.is_own():
        return adapter(address, Http(address.allowed))
    parts = split_address(address.url)
    own = AllowedHosts(frozenset({f"{parts.hostname}:{parts.port}"}))
    return adapter(address, Http(lambda: own))
