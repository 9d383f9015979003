"""Who may not register a model asks for it; somebody who may registers it, or says why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.models.rules.blank import bare
from app.models.rules.blockers import Blocker
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.roles import Role

REGISTRARS = RIGHTS_BY_TABLE["registered_model"].insert
ASKED, REGISTERED, DECLINED, WITHDRAWN = "asked", "registered", "declined", "withdrawn"
# Letters; a database keeps to them too, whoever writes to it.
LONGEST = {"name": 200, "purpose": 10_000, "source": 10_000, "note": 10_000, "reason": 10_000}


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody asks to be registered. `meant` are the roles, in its unit, of who is asked
    by name; None: whoever may register. `is_known`: a model of that name is registered there, or
    below."""

    name: str
    purpose: str
    source: str
    meant: frozenset[Role] | None = None
    note: str = ""
    is_known: bool = False


def asking_registration_blockers(asking: Asking) -> tuple[Blocker, ...]:
    """Why this can't be asked for, whoever asks."""
    found = []
    if not all(bare(each) for each in (asking.name, asking.purpose, asking.source)):
        found.append(Blocker("registration.words"))
    said = {"name": asking.name, "purpose": asking.purpose, "source": asking.source}
    if any(len(text) > LONGEST[one] for one, text in {**said, "note": asking.note}.items()):
        found.append(Blocker("text.size"))
    if asking.is_known:
        found.append(Blocker("registration.known"))
    if asking.meant is not None and not asking.meant & REGISTRARS:
        found.append(Blocker("registration.person", needed=sorted(map(str, REGISTRARS))))
    return tuple(found)


def answering_registration_blockers(
    state: str,
    target: str,
    *,
    asked_by: UUID,
    actor: UUID,
    is_there: bool = True,
    is_under_way: bool = False,
) -> tuple[Blocker, ...]:
    """Why `actor` may not bring it to `target`, beside what their roles let them do.

    Args:
        is_there: the version named lies in the unit asked for, or below it.
        is_under_way: a stage is being asked for it, so that its authors are settled.
    """
    found = []
    if state != ASKED:
        found.append(Blocker("registration.closed"))
    if target == WITHDRAWN and actor != asked_by:
        found.append(Blocker("request.not_yours"))
    if target == REGISTERED and not is_there:
        found.append(Blocker("registration.version"))
    if target == REGISTERED and is_under_way:
        found.append(Blocker("registration.under_way"))
    return tuple(found)


def may_register(roles: Iterable[Role]) -> bool:
    """Whether holders of `roles` in a unit are asked by those who may not."""
    return bool(REGISTRARS & set(roles))
