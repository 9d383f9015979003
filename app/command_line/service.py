"""`modelward service`: the background service without a window."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated

import typer

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import opened
from app.config import Settings
from app.errors import AppError, InputError
from app.models.database import Database, real_clock
from app.models.queries.listing_organisation import list_stored_paths
from app.models.queries.listing_processes import next_task_at
from app.models.queries.releases import list_live_runtimes
from app.models.rules.roles import Role
from app.services.background import Background
from app.services.clock_watch import check_clock
from app.services.pauses import heeding
from app.services.secrets import Secrets
from app.services.stores import DATA, absent_stores, unrecorded_files
from app.services.trail.rules_witness import look_at_rules
from app.services.unit_of_work import Work
from app.services.workspace import SERVICE_HANDLE

APP = new_family()
SOON_S = 20.0  # with --once: an automatic step that is due so soon is waited for
WATCH_S = 5.0
STANDARD_ERROR = 2
RULES_HINT = (
    "Unless it was restored, find out who did it and why; modelward workspace upgrade puts the"
    " rules of this version in force again."
)


@APP.command("service")
def service(
    context: typer.Context,
    is_once: Annotated[
        bool, typer.Option("--once", help="Work until nothing is due, then end.")
    ] = False,
    name: Annotated[str, typer.Option(help="Its name, unique in the workspace.")] = "",
) -> None:
    """Run the background service. Any number may work on one database, side by side.

    SIGTERM and Ctrl-C end it after the present step. A killed one loses nothing: another takes up
    its work.
    """
    call = of(context)
    if call.person:
        raise InputError("The service acts as itself.", hint="Leave out --as.")
    called = name or f"{socket.gethostname()}-{os.getpid()}"
    end = End()
    with end.by_signals(), opened(call) as database:
        _require_ready(database, call.settings)
        work = _work_of(database)
        settings = heeding(call.settings, work.read)
        told = work.read(absent_stores, settings)
        told += unrecorded_files(settings, work.read(list_stored_paths, DATA))
        for warning in told:
            call.say(warning)
        background = Background(database, settings, name=called)
        end.also(background)
        call.say(f"Service {called} on {database.name}, process {os.getpid()}.")
        if is_once:
            _work_once(background, end)
        else:
            background.run()
    steps = background.worker.steps_done
    call.say(f"Service {called} ended.")
    if background.rules.found:
        raise AppError(
            f"The service ended: a rule was changed meanwhile. {background.rules.found}",
            hint=RULES_HINT,
        )
    call.answer({"name": called, "steps": steps}, f"{steps} {'step' if steps == 1 else 'steps'}.")


class End:
    """Whether SIGTERM or SIGINT came, from the first moment on; a second SIGINT interrupts."""

    def __init__(self) -> None:
        self.is_wanted = False
        self._background: Background | None = None

    def also(self, background: Background) -> None:
        """End this service too, now where the signal came already."""
        self._background = background
        if self.is_wanted:
            background.stop(wait=False)

    @contextmanager
    def by_signals(self) -> Iterator[None]:
        numbers = (signal.SIGTERM, signal.SIGINT)
        before = {number: signal.signal(number, self._on_signal) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        # Past the stream's buffer: the signal may have come in the middle of writing to it.
        os.write(STANDARD_ERROR, b"Ending after the present step.\n")
        self.is_wanted = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if self._background is not None:
            self._background.stop(wait=False)


def _require_ready(database: Database, settings: Settings) -> None:
    """Refuse to start where something is missing, and tell all of it in one go."""
    work = _work_of(database)
    check_clock(work, real_clock)
    _require_sealed_rules(work, settings)
    missing = list(_missing_secrets(work, settings))
    if missing:
        raise AppError(
            f"The service can't start: {'; '.join(missing)}.",
            hint="Give secrets by the credential folder, the environment (MODELWARD_SECRET_…), the"
            " secrets file or the keyring.",
        )


def _require_sealed_rules(work: Work, settings: Settings) -> None:
    """The service deploys on what the rules let pass: never on rules that somebody bent.

    What gets round none was said when the workspace was opened.
    """
    found = work.read(look_at_rules, settings.home)
    if found.stopping:
        notice = found.sentence
        raise AppError(
            f"The service does not start. {notice}",
            hint=RULES_HINT,
        )


def _work_of(database: Database) -> Work:
    work = Work.of(database, SERVICE_HANDLE if database.is_sqlite else None)
    if Role.WORKER not in work.actor.roles:
        raise InputError(
            f"The login of {work.actor.handle} is a person's; the service has a login of its own.",
            hint="Connect as the service's login: modelward user list shows it.",
        )
    return work


def _missing_secrets(work: Work, settings: Settings) -> Iterator[str]:
    secrets = Secrets.of(settings)
    for runtime in work.read(list_live_runtimes):
        if runtime.secret_ref:
            try:
                secrets.get_for_runtime(runtime.secret_ref, runtime.url, runtime.unit)
            except AppError as error:
                yield f"runtime {runtime.name}: {error.message.rstrip('.')}"


def _work_once(background: Background, end: End) -> None:
    """Until nothing is due. Steps that said “later” are waited for; timers of people are not."""
    watched_at = -WATCH_S
    quiet = 0
    try:
        while quiet < 3 and not end.is_wanted:
            if time.monotonic() - watched_at >= WATCH_S:
                background.watch_once()
                watched_at = time.monotonic()
            if background.worker.run_once():
                quiet = 0
                continue
            left_s = _until_next(background)
            if left_s > SOON_S:
                quiet += 1
            time.sleep(min(max(left_s, 0.02), 0.1))
        background.seal_once()
    finally:
        background.close()


def _until_next(background: Background) -> float:
    """Seconds until the next automatic step is due; more than `SOON_S` where none is."""
    due_at = background.work.read(next_task_at)
    return SOON_S + 1 if due_at is None else (due_at - real_clock()).total_seconds()
