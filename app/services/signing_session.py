"""One person's signatures in one window: the passphrase each time, and no end of guesses."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.config import Settings
from app.errors import AppError
from app.services.personal_keys import WrongPassphraseError, WrongUserIdError, open_signer
from app.services.signing import Signer
from app.services.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

FAILURES_TO_LOCK = 3
LOCK_MINUTES = 5
LOCK_S = 60.0 * LOCK_MINUTES


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """What was typed to sign. Has no repr: it holds a passphrase."""

    user_id: str = ""
    password: str = ""
    where_keyed: bool = False  # only whoever has a key in force signs this


class SigningLockedError(AppError):
    """Too many wrong passphrases."""

    default_title = "Signing is locked"


@dataclass
class _Person:
    failures: int = 0
    locked_until: float = 0.0
    has_signed: bool = False


@dataclass
class SigningSession:
    """The first signature asks for handle and passphrase, later ones for the passphrase."""

    settings: Settings
    clock: Callable[[], float] = time.monotonic
    _people: dict[UUID, _Person] = field(default_factory=dict, repr=False)

    def is_first(self, person: UUID) -> bool:
        return not self._of(person).has_signed

    def open(self, work: UnitOfWork, entry: Entry, *, where_keyed: bool = False) -> Signer | None:
        """The opened key of whoever acts; None where nothing has to be signed.

        Args:
            where_keyed: it is for an act that only whoever has a key in force signs.
        Raises:
            SigningLockedError: three wrong passphrases, for five minutes.
            WrongPassphraseError: another passphrase, or another handle.
        """
        person = self._of(work.actor.id)
        self._require_unlocked(person)
        try:
            is_typed = bool(entry.user_id or entry.password)
            if not person.has_signed and is_typed and entry.user_id != work.actor.handle:
                raise WrongUserIdError("This is not your handle.")
            signer = open_signer(
                work.session, work.actor.id, self.settings, entry.password, where_keyed=where_keyed
            )
        except WrongPassphraseError as error:
            left = self._count(person, work.actor.id)
            raise type(error)(
                error.message,
                hint=f"Tries left: {left}. Then signing is locked for {LOCK_MINUTES} min.",
            ) from error
        person.failures = 0
        return signer

    def note_signed(self, person: UUID) -> None:
        self._of(person).has_signed = True

    def _of(self, person: UUID) -> _Person:
        return self._people.setdefault(person, _Person())

    def _require_unlocked(self, person: _Person) -> None:
        left_s = person.locked_until - self.clock()
        if left_s > 0:
            minutes = max(1, round(left_s / 60))
            raise SigningLockedError(
                f"{FAILURES_TO_LOCK} wrong passphrases: signing is locked for {minutes} more min.",
                hint="What you typed stays here. Somebody else may decide meanwhile.",
            )

    def _count(self, person: _Person, person_id: UUID) -> int:
        """How many tries are left.

        Raises:
            SigningLockedError: none is.
        """
        person.failures += 1
        if person.failures >= FAILURES_TO_LOCK:
            person.failures = 0
            person.locked_until = self.clock() + LOCK_S
            log.warning("signing is locked for person %s: wrong passphrases", person_id)
            self._require_unlocked(person)
        return FAILURES_TO_LOCK - person.failures


def signed(
    work: UnitOfWork,
    command: Callable[..., Any],
    session: SigningSession,
    entry: Entry,
    /,
    *args: Any,
    **kwargs: Any,
) -> Any:
    """Run a command that takes a `signer`, with the key that `entry` opens."""
    signer = session.open(work, entry, where_keyed=entry.where_keyed)
    found = command(work, *args, signer=signer, **kwargs)
    session.note_signed(work.actor.id)
    return found
