"""What this product works together with, as this computer can use it now; and tries it.

Only what is built: sources of models, runtimes, places of data, the keyring. Nothing is sent by
mail, to tickets or to a chat.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError
from app.models.queries.integrations import Use, list_uses
from app.services.addresses import split_address
from app.services.allowed_hosts import AllowedHosts
from app.services.bound_secrets import PORTS
from app.services.http import Http
from app.services.secrets import Secrets
from app.services.trying_connections import Step, Steps
from app.texts import N_

READY, PART, AWAY, CLOSED, ABSENT, UNUSED, UNSEEN = (
    "ready", "part", "away", "closed", "absent", "unused", "unseen",
)  # fmt: skip
MLFLOW, GIT, KEYRING, STORE, RECORDS, RUNTIME = (
    "mlflow", "git", "keyring", "store", "records", "runtime",
)  # fmt: skip
TRIED_HERE = (MLFLOW, GIT, KEYRING)  # the others have a line each under Connections
BUILT_IN = ("embedded", "oip")  # kinds of runtimes that are listed also where there is none
_GIT_S = 10.0
_SERVING = ("ready", "busy")


@dataclass(frozen=True, slots=True)
class Integration:
    """`kind` is one of the above; `address` of a server, or the kind of a runtime."""

    kind: str
    address: str
    state: str
    count: int = 0
    used_by: tuple[str, ...] = ()
    last_at: datetime | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.address}"


def list_integrations(session: Session, settings: Settings) -> tuple[Integration, ...]:
    """All there are, used or not, with what the workspace tells of their use."""
    uses = list_uses(session)
    known = {one.kind: one for one in uses}
    servers = [one for one in uses if one.kind == MLFLOW] or [Use(MLFLOW)]
    allowed = AllowedHosts.of(settings.runtime_hosts())
    kinds = dict.fromkeys([*BUILT_IN, *(k.partition(":")[2] for k in known if ":" in k)])
    has_keyring = Secrets.of(settings).place() is not None
    return (
        *(_of(MLFLOW, one.address, _server_state(allowed, one.address), one) for one in servers),
        _of(GIT, "", READY if shutil.which("git") else ABSENT, known.get(GIT)),
        *(_of_runtimes(kind, known.get(f"{RUNTIME}:{kind}")) for kind in kinds),
        _of(STORE, "", READY if known[STORE].count else UNUSED, known[STORE]),
        _records(settings.databases, known[RECORDS]),
        Integration(KEYRING, "", READY if has_keyring else ABSENT),
    )


def _of(kind: str, address: str, state: str, use: Use | None) -> Integration:
    found = Integration(kind, address, state)
    if use is None:
        return found
    return replace(found, count=use.count, used_by=use.used_by, last_at=use.last_at)


def _server_state(allowed: AllowedHosts, address: str) -> str:
    """Whether this computer may call it; whether it answers, only a try tells."""
    if not address:
        return UNUSED
    try:
        parts = split_address(address)
        allowed.require_call(parts.hostname or "", parts.port or PORTS[parts.scheme])
    except AppError:
        return CLOSED
    return READY


def _of_runtimes(kind: str, use: Use | None) -> Integration:
    if use is None:
        return Integration(RUNTIME, kind, UNUSED)
    known = dict(use.states)
    serving = sum(known.get(state, 0) for state in _SERVING)
    if set(known) == {"unknown"}:
        return _of(RUNTIME, kind, UNSEEN, use)
    return _of(RUNTIME, kind, READY if serving == use.count else PART if serving else AWAY, use)


def _records(databases: Mapping[str, str], use: Use) -> Integration:
    """Known to this computer alone; who read them before may be another."""
    state = READY if databases else CLOSED if use.count else UNUSED
    names = tuple(sorted({*databases, *use.used_by}))
    return Integration(RECORDS, "", state, len(names), names, use.last_at)


def try_integration(settings: Settings, one: Integration) -> tuple[Step, ...]:
    """Step by step, with the time of each. Changes nothing anywhere."""
    steps = Steps()
    if one.kind == MLFLOW:
        steps.take("answer", lambda: _ask_server(settings, one.address))
    elif one.kind == GIT:
        steps.take("version", _git_version)
    else:
        steps.take("answer", lambda: _keyring(settings))
    return tuple(steps.done)


def _ask_server(settings: Settings, address: str) -> str:
    """Without a token: that it asks for one is an answer."""
    http = Http(AllowedHosts.read_by(settings.runtime_hosts))
    try:
        answer = http.request("GET", f"{address}/version", timeout_s=_GIT_S, max_bytes=4096)
    finally:
        http.close()
    if answer.status in (401, 403):
        return N_("It answers, and asks who calls.")
    if not answer.ok:
        raise AppError(answer.message(), hint="Look whether the address is that of the server.")
    return answer.body.decode("utf-8", "replace").strip()[:40]


def _git_version() -> str:
    path = shutil.which("git")
    if path is None:
        raise AppError("The program git is not on this computer.", hint="Install it.")
    done = subprocess.run(
        [path, "--version"], check=False, capture_output=True, text=True, timeout=_GIT_S
    )
    return done.stdout.strip().removeprefix("git version ")


def _keyring(settings: Settings) -> str:
    place = Secrets.of(settings).place()
    if place is None:
        raise AppError(
            "This computer has no safe place for secrets.",
            hint="Set up the keyring of the system, or an encrypted file.",
        )
    return str(place)
