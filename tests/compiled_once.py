"""Each statement is compiled once per test process, as a program that opens one workspace does.

SQLAlchemy keeps what it compiled for each engine, and every test opens engines of its own: a fifth
of a run went into compiling the same statements again. All engines of a kind are opened alike by
`Database`, so what one compiled serves the others.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

_STATEMENTS = 2_000
_COMPILED: LRUCache[object, object] = LRUCache(_STATEMENTS)


def compile_once() -> None:
    """To be called before the first engine is made."""
    # What was compiled is kept by dialect: two of a kind count as one.
    DefaultDialect.__eq__ = _are_alike  # type: ignore[assignment]
    DefaultDialect.__hash__ = _hash_of_kind  # type: ignore[assignment]
    event.listen(Engine, "engine_connect", _keep_in_common)


def forget_compiled() -> None:
    """As in a program that starts: for tests of what is compiled when."""
    _COMPILED.clear()


def _are_alike(one: DefaultDialect, other: object) -> bool:
    return type(one) is type(other)


def _hash_of_kind(dialect: DefaultDialect) -> int:
    return hash(type(dialect))


def _keep_in_common(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)
