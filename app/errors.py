"""What can go wrong in the user's words: the errors every part of the product may raise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

_QUOTED = 40  # letters: enough to know again what one typed


class BlockerLike(Protocol):
    """A rule's "no": a code and its parameters (see `app.models.rules.blockers`)."""

    @property
    def code(self) -> str: ...
    @property
    def params(self) -> Mapping[str, object]: ...


def quoted(text: object) -> str:
    """What somebody typed, as a message repeats it: its beginning, on one line."""
    words = " ".join(str(text).split())
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"


class AppError(Exception):
    """An expected failure: one sentence for the user, and a hint that says what they can do."""

    exit_code = 2
    default_title = "That did not work"
    is_final = False  # for the service: tried again it would come to the same

    def __init__(self, message: str, *, hint: str = "", title: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.title = title or self.default_title


class InputError(AppError):
    """What was given can't be used: wrong usage, bad file, unknown name."""

    default_title = "This can't be used as it is"


class CancelledError(AppError):
    """Somebody stopped it; nothing was stored or written."""

    default_title = "Cancelled"


class RefusedError(AppError):
    """A rule says no. Carries every blocker, so that a person can fix them in one go."""

    exit_code = 1
    default_title = "Not allowed"

    def __init__(self, blockers: Sequence[BlockerLike], message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.blockers = tuple(blockers)


class StaleError(AppError):
    """Somebody else changed the row since it was read."""

    exit_code = 1
    default_title = "Changed by somebody else"


class BusyError(AppError):
    """The database is busy with others who write to the same place; the same again in a moment."""


class UnsettledError(AppError):
    """What was recorded by an instant may still grow: something of before is being stored."""

    exit_code = 1
    default_title = "Not settled yet"


class NotReachableError(AppError):
    """A database, runtime or server does not answer."""

    exit_code = 3
    default_title = "Not reachable"


class PasswordError(NotReachableError):
    """A server asks for a password, or does not take the one it was given."""

    default_title = "A password is needed"


class EntryError(NotReachableError):
    """The server answers, and lets this person in no more: their account has ended, or their roles.

    What is behind it is out of reach all the same: a window goes on as without a line.
    """

    exit_code = 1
    default_title = "Not let in"


class PausedError(AppError):
    """People have paused the connection that this needs: nothing is asked, and nothing failed."""

    exit_code = 1
    default_title = "Paused"


class GivenUpError(AppError):
    """What was tried came to its end; it is tried again only where somebody asks anew."""

    default_title = "Given up"
    is_final = True


class VerificationError(AppError):
    """A digest, signature or trail does not hold."""

    exit_code = 4
    default_title = "Verification failed"
    is_final = True
