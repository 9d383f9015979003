"""Which secrets the workspace names, and whether this computer knows them. Never a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError
from app.models.tables.execution import Runtime
from app.models.tables.organisation import BusinessUnit, Person, SigningKey, Workspace
from app.services.bound_secrets import value_for
from app.services.personal_keys import key_name
from app.services.secrets import Place, Secrets

Find = Callable[[str], tuple[str, Place] | None]


@dataclass(frozen=True, slots=True)
class SecretState:
    """A reference. `place` is empty where this computer does not know it, `problem` says why."""

    name: str
    kind: str  # runtime | key | seal
    used_by: tuple[str, ...]
    place: str
    problem: str = ""


def list_secret_states(session: Session, settings: Settings) -> tuple[SecretState, ...]:
    """References of runtimes first, then private halves of signing keys in force."""
    is_embedded = not session.scalars(select(Workspace.is_team)).one()
    secrets = Secrets.of(settings, is_embedded=is_embedded)
    runtimes: dict[str, dict[str, tuple[str, str]]] = {}
    asked = (
        select(Runtime.secret_ref, Runtime.name, Runtime.url, BusinessUnit.key)
        .join(BusinessUnit, BusinessUnit.id == Runtime.unit_id, isouter=True)
        .where(Runtime.secret_ref != "")
    )
    for reference, name, url, unit in session.execute(asked):
        runtimes.setdefault(reference, {})[name] = url, unit or ""
    keys = session.execute(
        select(SigningKey.kid, SigningKey.purpose, Person.full_name)
        .join(Person, Person.id == SigningKey.person_id)
        .where(SigningKey.state == "active")
        .order_by(SigningKey.purpose, Person.full_name)
    )
    return (
        *(
            _state(_for_all(secrets, used.values()), name, "runtime", tuple(sorted(used)))
            for name, used in sorted(runtimes.items())
        ),
        *(
            _state(secrets.find, key_name(kid), purpose, (name,))
            for kid, purpose, name in keys
            if purpose == "decision"
        ),
    )


def _for_all(secrets: Secrets, places: Iterable[tuple[str, str]]) -> Find:
    """Finds it where it may be sent to each of these addresses, for its unit."""

    def find(name: str) -> tuple[str, Place] | None:
        found = secrets.find_for_runtime(name)
        if found is not None:
            for url, unit in places:
                value_for(name, found[0], url, unit)
        return found

    return find


def _state(find: Find, name: str, kind: str, used_by: tuple[str, ...]) -> SecretState:
    place, problem = _looked(lambda: find(name))
    return SecretState(name, kind, used_by, place, problem)


def _looked(find: Callable[[], tuple[str, Place] | None]) -> tuple[str, str]:
    """Where it lies, and what is wrong; the value goes nowhere."""
    try:
        found = find()
    except AppError as error:
        return "", error.message
    return (str(found[1]) if found else ""), ""
