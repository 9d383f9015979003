"""How a rule says no: a code and its parameters, worded in the reader's language by `app.texts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from app.errors import RefusedError


class Blocker:
    """One reason why something may not happen. Equal by code and parameters."""

    __slots__ = ("code", "params")

    def __init__(self, code: str, /, **params: object) -> None:
        self.code = code
        self.params: Mapping[str, object] = MappingProxyType(params)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Blocker):
            return NotImplemented
        return self.code == other.code and dict(self.params) == dict(other.params)

    def __hash__(self) -> int:
        return hash(self.code)

    def __repr__(self) -> str:
        inside = ", ".join([repr(self.code), *(f"{k}={v!r}" for k, v in self.params.items())])
        return f"Blocker({inside})"


def require(blockers: Sequence[Blocker]) -> None:
    """Let the caller go on when nothing blocks.

    Raises:
        RefusedError: with every blocker.
    """
    if blockers:
        raise refusal(blockers)


def refusal(blockers: Sequence[Blocker]) -> RefusedError:
    """What `require` raises."""
    return RefusedError(blockers, "; ".join(blocker.code for blocker in blockers))
