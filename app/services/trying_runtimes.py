"""Tries a runtime step by step. Its libraries are heavy: imported when somebody asks for it."""

from __future__ import annotations

from app.config import Settings
from app.errors import AppError
from app.models.queries.releases import RuntimeRow
from app.services.runtime_access import is_here, reach, runtime_folder
from app.services.runtime_adapters import RuntimeFacts
from app.services.runtime_process import find_running
from app.services.secrets import Secrets
from app.services.trying_connections import Step, Steps


def try_runtime(settings: Settings, runtime: RuntimeRow) -> tuple[Step, ...]:
    """A runtime: its secret, an answer, whether it is ready, the list of what it holds.

    A built-in one that does not run is not started by this.
    """
    steps = Steps()
    steps.take("secret", lambda: _secret(settings, runtime))
    if is_here(settings, runtime):
        running = find_running(runtime_folder(settings, runtime.name))
        steps.take("process", lambda: _runs(running is not None))
    if all(one.is_good for one in steps.done):
        try:
            with reach(settings, runtime) as adapter:
                steps.take("answer", lambda: _answer(adapter.probe()))
                steps.take("index", lambda: str(len(adapter.index())))
        except AppError as error:
            said = " ".join(filter(None, (error.message, error.hint)))
            steps.done.append(Step("answer", False, said=said))
    return tuple(steps.done)


def _secret(settings: Settings, runtime: RuntimeRow) -> str:
    if runtime.secret_ref:
        Secrets.of(settings).get_for_runtime(runtime.secret_ref, runtime.url, runtime.unit)
    return runtime.secret_ref


def _runs(does: bool) -> str:
    if not does:
        raise AppError("It does not run on this computer now.", hint="The service starts it.")
    return ""


def _answer(facts: RuntimeFacts) -> str:
    if facts.note and not (facts.live and facts.ready):
        raise AppError(facts.note)
    if not (facts.live and facts.ready):
        raise AppError("It answers, but is not ready.")
    return f"{facts.server} {facts.version}".strip()
