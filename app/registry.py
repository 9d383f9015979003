"""How drop-in files (screens, tasks, measures, runtimes) are found: by being there."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from app.errors import InputError

T = TypeVar("T")


class Registry(Generic[T]):
    """Classes by key. Keys are stored in the database: never rename one."""

    def __init__(self, what: str, package: str) -> None:
        self._what = what
        self._package = package
        self._classes: dict[str, type[T]] = {}
        self._is_loaded = False

    def register(self, key: str) -> Callable[[type[T]], type[T]]:
        """Class decorator that files the class under `key`."""

        def add(cls: type[T]) -> type[T]:
            if key in self._classes:
                raise ValueError(f"two {self._what}s are called {key!r}")
            self._classes[key] = cls
            return cls

        return add

    @property
    def is_loaded(self) -> bool:
        """Whether every file has been imported."""
        return self._is_loaded

    def load(self) -> None:
        """Import every file of the registry's folder, once."""
        if self._is_loaded:
            return
        package = importlib.import_module(self._package)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{self._package}.{module.name}")
        self._is_loaded = True

    def _load_one(self, key: str) -> None:
        """The file that is called like the key; all of them where none is."""
        name = f"{self._package}.{key}"
        if not self._is_loaded and key.isidentifier() and importlib.util.find_spec(name):
            importlib.import_module(name)
        if key not in self._classes:
            self.load()

    def get(self, key: str) -> type[T]:
        """The class filed under `key`.

        Raises:
            InputError: there is none.
        """
        if key not in self._classes:
            self._load_one(key)
        try:
            return self._classes[key]
        except KeyError:
            raise InputError(
                f"There is no {self._what} “{key}”.", hint="Known: " + ", ".join(self.keys()) + "."
            ) from None

    def create(self, key: str, *args: object, **kwargs: object) -> T:
        return self.get(key)(*args, **kwargs)

    def keys(self) -> list[str]:
        self.load()
        return sorted(self._classes)

    def items(self) -> Iterator[tuple[str, type[T]]]:
        self.load()
        return iter(sorted(self._classes.items()))
