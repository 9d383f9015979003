"""Which secrets the workspace names, and whether this computer knows them. Never a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError
from app.models.tables.execution import Runtime
from app.models.tables.organisation import BusinessUnit, Person, SigningKey, Workspace
from app.services.bound_secrets import bound_to, value_for
from app.services.kept_by_hand import GIVEN
from app.services.personal_keys import key_name
from app.services.record_tables import secret_name
from app.services.secrets import Place, Secrets

Find = Callable[[str], tuple[str, Place] | None]


@dataclass(frozen=True, slots=True)
class SecretState:
    """A reference. `place` is empty where this computer does not know it, `problem` says why.

    `server` and `unit` say where a token may go; of one that is not here, where it would have to.
    """

    name: str
    kind: str  # runtime | database | decision
    used_by: tuple[str, ...]
    place: str
    problem: str = ""
    server: str = ""
    unit: str = ""

    @property
    def is_given(self) -> bool:
        """By whoever starts the program, and looked for there first."""
        return self.place in GIVEN


@dataclass(frozen=True, slots=True)
class SecretsHere:
    """The references, where this computer would keep a value (empty: nowhere), and all units."""

    rows: tuple[SecretState, ...]
    keeps_in: str
    units: tuple[str, ...]


def load_secrets(session: Session, settings: Settings) -> SecretsHere:
    place = Secrets.of(settings).place()
    units = session.scalars(select(BusinessUnit.key).order_by(BusinessUnit.key)).all()
    return SecretsHere(list_secret_states(session, settings), str(place or ""), tuple(units))


def list_secret_states(session: Session, settings: Settings) -> tuple[SecretState, ...]:
    """References of runtimes first, then passwords of databases, then signing keys in force."""
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
        *(_of_runtimes(secrets, name, used) for name, used in sorted(runtimes.items())),
        *(
            _state(secrets.find, secret_name(name), "database", (name,))
            for name in sorted(settings.databases)
        ),
        *(
            _state(secrets.find, key_name(kid), purpose, (name,))
            for kid, purpose, name in keys
            if purpose == "decision"
        ),
    )


def _of_runtimes(secrets: Secrets, name: str, used: dict[str, tuple[str, str]]) -> SecretState:
    """With the address and the unit it is kept for; where it is not here, with those asked for."""
    state = _state(_for_all(secrets, used.values()), name, "runtime", tuple(sorted(used)))
    wanted = set(used.values())
    bound = ("", "")
    with suppress(AppError):
        found = secrets.find_for_runtime(name)
        bound = bound_to(found[0]) if found else ("", "")
    server, unit = bound if bound[0] else wanted.pop() if len(wanted) == 1 else ("", "")
    return replace(state, server=server, unit=unit)


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
