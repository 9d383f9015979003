"""People's private keys on this machine: made here, locked with a passphrase, opened to sign."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError, RefusedError
from app.models.queries.keys import SigningFacts, load_signing_facts
from app.models.rules.blockers import Blocker
from app.services.commands.keys import propose_key
from app.services.secrets import Box, Place, Secrets, system_keyring
from app.services.signing import KeyPair, Signer, kid
from app.services.unit_of_work import Work

PURPOSE = "modelward personal key"
MINIMUM_PASSPHRASE = 12  # characters: what guards a stolen file, with scrypt's quarter of a second
_OPEN = "open:"
_LOCKED = "locked:"


class WrongPassphraseError(AppError):
    """The passphrase does not open the key."""

    default_title = "Wrong passphrase"


class WrongUserIdError(WrongPassphraseError):
    """Who was named is not who acts."""

    default_title = "Wrong handle"


@dataclass(frozen=True, slots=True)
class PersonalKeys:
    """The private halves that this machine keeps."""

    secrets: Secrets

    @classmethod
    def of(cls, session: Session, settings: Settings, facts: SigningFacts) -> PersonalKeys:
        """Where keys lie: a demo's beside its database; else in the safest place of the machine."""
        url = session.connection().engine.url
        if facts.is_demo and url.get_backend_name() == "sqlite":
            beside = Path(url.database or "").parent
            return cls(Secrets(beside, None, True, {}))
        return cls(Secrets(settings.home, system_keyring(), not facts.is_team))

    def keep(self, pair: KeyPair, passphrase: str = "") -> Place:
        """Store the private half, locked where a passphrase is given."""
        if not passphrase:
            return self.secrets.keep(key_name(pair.kid), _OPEN + pair.seed())
        if len(passphrase) < MINIMUM_PASSPHRASE:
            raise _short()
        box = Box.lock(pair.seed().encode(), passphrase, purpose=f"{PURPOSE} {pair.kid}")
        return self.secrets.keep(key_name(pair.kid), _LOCKED + box.text())

    def has(self, kid: str) -> bool:
        return self.secrets.find(key_name(kid)) is not None

    def place(self, kid: str) -> Place | None:
        found = self.secrets.find(key_name(kid))
        return found[1] if found else None

    def is_locked(self, kid: str) -> bool:
        """A passphrase opens it; without one it signs for whoever sits here."""
        found = self.secrets.find(key_name(kid))
        return found is not None and found[0].startswith(_LOCKED)

    def open(self, kid: str, passphrase: str = "") -> KeyPair:
        """The private half.

        Raises:
            WrongPassphraseError: it is locked with another one.
            AppError: it is not here, or not what it was.
        """
        kept = self.secrets.get(key_name(kid))
        if kept.startswith(_LOCKED):
            box = Box.of_text(kept.removeprefix(_LOCKED))
            seed = box.unlock(passphrase, purpose=f"{PURPOSE} {kid}") if passphrase else None
            if seed is None:
                raise WrongPassphraseError(
                    "This passphrase does not open your signing key.", hint="Type it again."
                )
            pair = KeyPair.of_seed(seed.decode())
        else:
            pair = KeyPair.of_seed(kept.removeprefix(_OPEN))
        if pair.kid != kid:
            raise AppError("The key kept under this name is another one.", hint="Make a new key.")
        return pair

    def forget(self, kid: str) -> None:
        self.secrets.forget(key_name(kid))


def key_name(kid: str) -> str:
    return f"key.{kid}"


@dataclass(frozen=True, slots=True)
class SigningState:
    """How the present person signs on this machine."""

    needs_signatures: bool
    kid: str = ""  # of the key that would sign; empty: none
    is_locked: bool = False  # a passphrase is asked for
    place: Place | None = None
    blocker: Blocker | None = None  # why they can't sign, where they must


def load_signing_state(
    session: Session, person: UUID, settings: Settings, *, where_keyed: bool = False
) -> SigningState:
    """What is shown before anybody signs; opens no key.

    Args:
        where_keyed: it is for an act that only whoever has or had a key in force signs.
    """
    facts = load_signing_facts(session, person)
    keys = PersonalKeys.of(session, settings, facts)
    here = next((one for one in facts.active if keys.has(one.kid)), None)
    if here is not None:
        return SigningState(
            facts.needs_signatures, here.kid, keys.is_locked(here.kid), keys.place(here.kid)
        )
    if not facts.needs_signatures or (where_keyed and not facts.owns_key):
        return SigningState(False)
    return SigningState(True, blocker=_missing(facts))


def open_signer(
    session: Session,
    person: UUID,
    settings: Settings,
    passphrase: str = "",
    *,
    where_keyed: bool = False,
) -> Signer | None:
    """The key with which a person signs on this machine; None where nothing has to be signed.

    Args:
        where_keyed: it is for an act that only whoever has or had a key in force signs.
    Raises:
        RefusedError: signatures are asked for, and no key in force is on this machine.
        WrongPassphraseError: the passphrase is another.
    """
    facts = load_signing_facts(session, person)
    keys = PersonalKeys.of(session, settings, facts)
    for one in facts.active:
        if keys.has(one.kid):
            return Signer(one.id, keys.open(one.kid, passphrase))
    if not facts.needs_signatures or (where_keyed and not facts.owns_key):
        return None
    blocker = _missing(facts)
    raise RefusedError([blocker], "You can't sign here.")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was made here: what its owner reads to the administrators, and where it lies."""

    id: UUID
    kid: str
    place: Place


def make_key(work: Work, settings: Settings, passphrase: str = "", *, reason: str = "") -> NewKey:
    """Make a key pair, keep the private half on this machine, and propose the public one.

    Raises:
        RefusedError: a team's keys are locked with a passphrase.
        AppError: this machine has no safe place.
    """
    with work.reading() as session:
        facts = load_signing_facts(session, work.actor.id)
        keys = PersonalKeys.of(session, settings, facts)
    if facts.is_team and not passphrase:
        raise _short()
    pair = KeyPair.generate()
    place = keys.keep(pair, passphrase)
    try:
        row = work.write(propose_key, pair.public_key, reason=reason)
    except BaseException:
        keys.forget(pair.kid)
        raise
    return NewKey(row.id, pair.kid, place)


def make_key_beside(
    work: Work,
    settings: Settings,
    passphrase: str,
    *,
    reason: str,
    progress: object,
    is_cancelled: object,
) -> NewKey:
    """`make_key` beside the window: it has its own transactions, and a lock takes its time."""
    return make_key(work, settings, passphrase, reason=reason)


def first_key(settings: Settings) -> tuple[KeyPair, Place]:
    """The key of the one person of a new workspace in a file: in force from the start."""
    pair = KeyPair.generate()
    return pair, PersonalKeys(Secrets.of(settings, is_embedded=True)).keep(pair)


def forget_key(settings: Settings, public_key: str) -> None:
    """Undo `first_key`, where the workspace came to nothing."""
    if public_key:
        PersonalKeys(Secrets.of(settings, is_embedded=True)).forget(kid(public_key))


def _short() -> RefusedError:
    return RefusedError(
        [Blocker("key.passphrase", minimum=MINIMUM_PASSPHRASE)],
        f"A passphrase has at least {MINIMUM_PASSPHRASE} characters.",
    )


def _missing(facts: SigningFacts) -> Blocker:
    if facts.active:
        return Blocker("key.elsewhere", kid=facts.active[0].kid)
    return Blocker("key.none")
