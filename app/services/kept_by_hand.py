"""Secrets that a person keeps by hand: tokens of runtimes and of MLflow, passwords of databases.

Signing and sealing keys are none of these: a new one is proposed, and somebody confirms it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.config import Settings
from app.errors import AppError, InputError
from app.models.rules.secret_names import RUNTIME_SECRETS
from app.services.bound_secrets import MLFLOW, address_of, bind, is_bound
from app.services.record_tables import DATABASE_SECRETS
from app.services.secrets import Place, Secrets, require_name

KEPT_BY_HAND = (RUNTIME_SECRETS, MLFLOW, DATABASE_SECRETS)
GIVEN = frozenset({Place.CREDENTIALS, Place.ENVIRONMENT})  # by whoever starts the program


@dataclass(frozen=True, slots=True)
class SecretEntry:
    """What is to be kept. `server` and `unit` say where a token may go, and of whom.

    One that `is_new` takes the place of none: another connection may live on it.
    """

    name: str
    value: str = field(repr=False)
    server: str = ""
    unit: str = ""
    is_new: bool = False


def check_entry(settings: Settings, entry: SecretEntry) -> None:
    """Look at a name and an address, before anything else is stored.

    Raises:
        AppError: the name is that of no such secret, the address is none, or it can't be kept.
    """
    require_name(entry.name)
    if not entry.name.startswith(KEPT_BY_HAND) or entry.name in KEPT_BY_HAND:
        raise InputError(
            f"“{entry.name}” is no secret that is kept by hand.",
            hint="Names begin with “runtime.”, “mlflow.” or “database.”.",
        )
    if not entry.value.strip():
        raise InputError("The value is empty.", hint="Type or paste it.")
    if is_bound(entry.name):
        address_of(entry.server)
    bind(entry.name, "", entry.server, entry.unit)
    found = Secrets.of(settings).find(entry.name)
    if found is not None and entry.is_new:
        raise InputError(
            f"This computer keeps a secret {entry.name} already.",
            hint="Leave the value empty to use that one, or give this one another name.",
        )
    if found is not None and found[1] in GIVEN:
        raise AppError(
            f"{entry.name} is given to the program when it starts; another value kept beside it"
            " would never be read.",
            hint="Replace it where the service manager or the environment has it.",
        )


def keep_entry(settings: Settings, entry: SecretEntry) -> Place:
    """Keep or replace a secret on this computer, where it is found again.

    Raises:
        AppError: there is no safe place, or another place, which is asked first, has one too.
    """
    check_entry(settings, entry)
    value = bind(entry.name, entry.value.strip(), entry.server, entry.unit)
    return Secrets.of(settings).keep(entry.name, value)
