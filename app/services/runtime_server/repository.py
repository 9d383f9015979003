"""What is loaded, what each stable name answers with, and every change to both."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from app.services.runtime_server.errors import RequestError
from app.services.runtime_server.served_model import ModelKey, ServedModel, load
from app.services.runtime_server.store import Pointer, Store

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Expected:
    """What who switches saw a stable name answer with, and how often it had been switched then."""

    answer: tuple[str, str] | None  # version and digest
    turn: int


class Repository:
    """Loaded models and default pointers; the store on disk is the truth for both names."""

    def __init__(self, store: Store, executor: Executor, *, threads: int) -> None:
        self.store = store
        self._executor = executor
        self._threads = threads
        self._loaded: dict[ModelKey, ServedModel] = {}
        self._failures: dict[ModelKey, str] = {}
        self._pointers: dict[str, Pointer] = {}
        self._turns: defaultdict[str, int] = defaultdict(int)  # how often each was switched
        self._changes = asyncio.Lock()  # of what is served; never held for long
        self._files: defaultdict[ModelKey, asyncio.Lock] = defaultdict(asyncio.Lock)

    def restore(self) -> None:
        """Load what the stable names point to; a damaged one stays out, with its reason."""
        for name, pointer, turn in self.store.pointers():
            self._turns[name] = turn
            if pointer is None:
                continue
            self._pointers[name] = pointer
            try:
                self._load_now(pointer.key, pointer.sha256)
            except RequestError as error:
                log.error("%s can't be served: %s", name, error.message)

    def resolve(self, name: str, version: str | None) -> tuple[ServedModel, bool]:
        """The model that answers for `name`, and whether that is a stable name's default.

        Raises:
            RequestError: 404, nothing is loaded under that name.
        """
        pointer = self._pointers.get(name)
        if pointer is not None and version in (None, pointer.version):
            key, is_stable = pointer.key, True
        else:
            key, is_stable = ModelKey(name, version or self._latest_loaded(name)), False
        served = self._loaded.get(key)
        if served is None:
            shown = f"{name}:{version}" if version else name
            raise RequestError(404, f"Model “{shown}” is not loaded.")
        return served, is_stable

    def versions(self, name: str) -> list[str]:
        found = {key.version for key in self._loaded if key.name == name}
        if pointer := self._pointers.get(name):
            found.add(pointer.version)
        return sorted(found, key=_version_order)

    def pointer(self, name: str) -> Pointer | None:
        return self._pointers.get(name)

    def turn(self, name: str) -> int:
        """How often a stable name was switched: who sends it back was overtaken by nobody."""
        return self._turns.get(name, 0)

    def index(self, *, ready_only: bool) -> list[dict[str, Any]]:
        rows = [self._index_row(key.name, key) for key in self.store.stored()]
        for name, pointer in sorted(self._pointers.items()):
            rows.append(self._index_row(name, pointer.key) | {"default": asdict(pointer)})
        return [row for row in rows if row["state"] == "READY" or not ready_only]

    async def load(self, name: str, version: str | None) -> None:
        key = ModelKey(name, version or self._latest_stored(name))
        async with self._files[key]:  # of this one only: other models load and switch meanwhile
            sha256 = self.store.sha256(key)
            if sha256 is None:
                raise RequestError(404, f"There is no artifact {key.name}:{key.version}.")
            if key not in self._loaded:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self._executor, self._load_now, key, sha256)

    async def unload(self, name: str, version: str | None) -> None:
        async with self._changes:
            if name in self._pointers and version in (None, self._pointers[name].version):
                raise RequestError(409, f"“{name}” is a stable name; remove its default first.")
            keys = [
                key
                for key in {*self.store.stored(), *self._loaded}
                if key.name == name and version in (None, key.version)
            ]
            if not keys:
                raise RequestError(404, f"There is no model “{name}”.")
            for key in keys:
                self._refuse_if_default(key)
            for key in keys:
                self._loaded.pop(key, None)
                self._failures.pop(key, None)

    async def point(self, name: str, to: Pointer, expected: Expected) -> bool:
        """Let the stable name answer with `to` from the next request on.

        Returns whether anything changed: saying the same thing twice is fine.
        Raises:
            RequestError: 409, something else is there than is expected, or the same again after
                others; 404, `to` isn't loaded.
        """
        async with self._changes:
            present = self._pointers.get(name)
            if present == to:
                return False
            self._refuse_unless_expected(name, present, expected)
            served = self._loaded.get(to.key)
            if served is None:
                raise RequestError(404, f"{to.model}:{to.version} is not loaded.")
            if served.sha256 != to.sha256:
                raise RequestError(409, f"{to.model}:{to.version} has digest {served.sha256}.")
            await self._switch(name, to)
            log.info("%s now answers with %s:%s", name, to.model, to.version)
            return True

    async def remove_pointer(self, name: str, expected: Expected) -> None:
        async with self._changes:
            present = self._pointers.get(name)
            if present is None:
                raise RequestError(404, f"“{name}” has no default.")
            self._refuse_unless_expected(name, present, expected)
            await self._switch(name, None)

    async def _switch(self, name: str, to: Pointer | None) -> None:
        turn = self._turns[name] + 1
        await self.in_thread(lambda: self.store.set_pointer(name, to, turn))
        self._turns[name] = turn
        if to is None:
            del self._pointers[name]
        else:
            self._pointers[name] = to

    async def delete_artifact(self, key: ModelKey) -> None:
        async with self._files[key], self._changes:
            self._refuse_if_default(key)
            if key in self._loaded:
                raise RequestError(409, f"{key.name}:{key.version} is loaded; unload it first.")
            if not await self.in_thread(lambda: self.store.delete(key)):
                raise RequestError(404, f"There is no artifact {key.name}:{key.version}.")
            self._failures.pop(key, None)

    async def add_artifact(self, upload: Any, key: ModelKey, sha256: str) -> bool:
        """Store uploaded bytes; False when the very same are there already.

        Raises:
            RequestError: 409, other bytes are stored under this name and version.
        """
        async with self._files[key]:
            stored = self.store.sha256(key)
            if stored is not None and stored != sha256:
                raise RequestError(
                    409, f"{key.name}:{key.version} is stored already, with digest {stored}."
                )
            if stored is not None and await self.in_thread(lambda: self.store.is_intact(key)):
                return False
            await self.in_thread(lambda: self.store.commit(upload, key, sha256))
            self._failures.pop(key, None)
            return True

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do short file work beside the event loop (and apart from long loads)."""
        return await asyncio.to_thread(work)

    def _load_now(self, key: ModelKey, sha256: str) -> None:
        try:
            self._loaded[key] = load(key, sha256, self.store.content(key), threads=self._threads)
        except RequestError as error:
            self._failures[key] = error.message
            raise
        self._failures.pop(key, None)

    def _refuse_if_default(self, key: ModelKey) -> None:
        for name, pointer in self._pointers.items():
            if pointer.key == key:
                raise RequestError(409, f"{key.name}:{key.version} is the default of “{name}”.")

    def _refuse_unless_expected(
        self, name: str, present: Pointer | None, expected: Expected
    ) -> None:
        found = None if present is None else (present.version, present.sha256)
        if found == expected.answer and self._turns[name] != expected.turn:
            raise RequestError(409, f"“{name}” was switched to another and back meanwhile.")
        if found != expected.answer:
            shown = f"{found[0]} ({found[1]})" if found else "nothing"
            raise RequestError(409, f"“{name}” answers with {shown} now.")

    def _index_row(self, name: str, key: ModelKey) -> dict[str, Any]:
        is_ready = key in self._loaded
        reason = "" if is_ready else self._failures.get(key, "not loaded")
        state = "READY" if is_ready else "UNAVAILABLE"
        row = {"name": name, "version": key.version, "state": state, "reason": reason}
        return row | {"sha256": self._loaded[key].sha256} if is_ready else row

    def _latest_loaded(self, name: str) -> str:
        found = [key.version for key in self._loaded if key.name == name]
        return max(found, key=_version_order, default="")

    def _latest_stored(self, name: str) -> str:
        found = [key.version for key in self.store.stored() if key.name == name]
        return max(found, key=_version_order, default="")


def _version_order(version: str) -> list[tuple[int, int, str]]:
    """“10” after “9”, “1.10” after “1.9”."""
    return [
        (1, int(part), "") if part.isdigit() else (0, 0, part)
        for part in re.findall(r"\d+|\D+", version)
    ]
