"""How this machine reaches a runtime: its address, its token, its own process where it has one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from os.path import isdir
from pathlib import Path
from uuid import UUID

from app.config import Settings
from app.errors import AppError, NotReachableError
from app.models.queries.releases import RetiredRuntime, RuntimeRow
from app.models.rules.pauses import RUNTIME, SCORING
from app.models.rules.runtime_names import runtime_name_blockers
from app.services.allowed_hosts import AllowedHosts
from app.services.held_logs import turn_log
from app.services.pauses import require_not_paused
from app.services.runtime_adapters import RUNTIMES, RuntimeAdapter, RuntimeAddress, connect
from app.services.runtime_process import RuntimeProcess, find_running, start_detached
from app.services.secrets import Secrets
from app.services.stores import inside

EMBEDDED = "embedded"
OWNER_FILE = "runtime"  # in its folder: which runtime, and which computer, it serves for


def runtime_folder(settings: Settings, name: str) -> Path:
    """Where a built-in runtime of this machine lives; only its machine has the folder."""
    return inside(settings.runtimes_folder, name)


def scoring_folder(settings: Settings, name: str) -> Path:
    return inside(settings.store_folder(SCORING), name)


def is_here(settings: Settings, runtime: RuntimeRow | RetiredRuntime) -> bool:
    """The runtime is a built-in one that this machine keeps."""
    if runtime.kind != EMBEDDED or runtime_name_blockers(runtime.name):
        return False  # no name of a folder of ours
    return isdir(runtime_folder(settings, runtime.name))  # a name too long is no folder either


def is_kept_for(settings: Settings, runtime: RuntimeRow | RetiredRuntime) -> bool:
    """The server in its folder was reached for this very runtime, from this computer.

    Names are of a workspace, a home may be of several, and a copy of one proves nothing elsewhere.
    """
    return _owner_of(runtime_folder(settings, runtime.name)) == _owner(runtime.id)


def is_kept_for_another(settings: Settings, runtime: RuntimeRow) -> bool:
    said = _owner_of(runtime_folder(settings, runtime.name))
    return said not in ("", _owner(runtime.id))


def _claim(folder: Path, runtime_id: UUID) -> None:
    """Anew where the computer is called otherwise by now, or the home was moved to another."""
    said = _owner_of(folder)
    is_of_another = bool(said) and said.split()[0] != str(runtime_id)
    if said != _owner(runtime_id) and not is_of_another:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / OWNER_FILE).write_text(_owner(runtime_id))


def _owner(runtime_id: UUID) -> str:
    return f"{runtime_id} {socket.gethostname()}"


def _owner_of(folder: Path) -> str:
    """Empty where its server was never reached."""
    try:
        return (folder / OWNER_FILE).read_text()
    except OSError:
        return ""


def ensure_running(settings: Settings, runtime: RuntimeRow) -> RuntimeProcess:
    """The process of a built-in runtime of this machine, started where it does not run."""
    folder = runtime_folder(settings, runtime.name)
    _claim(folder, runtime.id)
    found = find_running(folder)
    if found is not None:
        return found
    logs = inside(settings.store_place(SCORING), runtime.name)
    if not turn_log(settings, runtime.name):
        logs.mkdir(parents=True, exist_ok=True)
    days = runtime.log_days
    options = () if days is None else ("--log-retention-days", str(days))
    return start_detached(folder, log_dir=logs, options=options)


@contextmanager
def reach(settings: Settings, runtime: RuntimeRow) -> Iterator[RuntimeAdapter]:
    """An open adapter to a runtime.

    Raises:
        PausedError: people have paused it.
        NotReachableError: its process is another machine's.
        AppError: it is retired; its secret is not known here, or is kept for another server.
    """
    if runtime.state == "retired":  # a built-in one would be started again
        raise AppError(f"{runtime.name} is retired.", hint="Use another runtime.")
    require_not_paused(runtime.pause)
    settings.require_running(RUNTIME, str(runtime.id))  # it may have been since
    adapter = connect(runtime.kind, address_of(settings, runtime))
    try:
        yield adapter
    finally:
        adapter.close()


def address_of(settings: Settings, runtime: RuntimeRow) -> RuntimeAddress:
    RUNTIMES.get(runtime.kind)
    if is_here(settings, runtime):
        process = ensure_running(settings, runtime)
        return RuntimeAddress(process.url, process.token)
    if runtime.kind == EMBEDDED:
        raise NotReachableError(
            f"The built-in runtime {runtime.name} lives on another machine.",
            hint="Run the service there, or add a runtime on this machine.",
        )
    reference = runtime.secret_ref
    secrets = Secrets.of(settings)
    url = runtime.url
    token = secrets.get_for_runtime(reference, url, runtime.unit) if reference else ""
    return RuntimeAddress(runtime.url, token, allowed=AllowedHosts.read_by(settings.runtime_hosts))
