"""`modelward demo`: the demo workspace with real runtimes, and its main job."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.output import facts, table
from app.errors import InputError, RefusedError
from app.services.demo.making import FILE, demo_folder
from app.services.settings_file import remember_workspace

if TYPE_CHECKING:
    from app.services.demo.main_job import MainJob

APP = new_family()


@APP.command("demo")
def demo(
    context: typer.Context,
    is_reset: Annotated[
        bool, typer.Option("--reset", help="Throw the old one away, and make it anew.")
    ] = False,
    is_removed: Annotated[
        bool, typer.Option("--remove", help="End its runtimes and throw it away; no more.")
    ] = False,
    is_headless: Annotated[
        bool, typer.Option("--headless", help="No window: run the main job and tell what happened.")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="A CSV file to learn from.")] = None,
    label: Annotated[str, typer.Option(help="Its column to learn.")] = "",
    protected: Annotated[
        list[str] | None, typer.Option(help="A protected column; may be repeated.")
    ] = None,
    positive: Annotated[str, typer.Option(help="The label's positive value.")] = "",
    is_strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Where a rule fails, stop: REJECTED; also where an earlier run waived it.",
        ),
    ] = False,
) -> None:
    """Make Noorderbank, the demo workspace with real runtimes, and run its main job.

    Data are the given ones, else its own. A failed rule goes the real way (review, waiver by a
    second person, approval on that evidence), unless --strict. The exit code is 1 where the outcome
    is not DEPLOYED; “reason” then says why.
    """
    call = of(context)
    job = _job(data, label, protected or [], positive, is_strict=is_strict)
    if call.workspace:
        raise InputError(
            "The demo has a workspace of its own, which --workspace can't choose.",
            hint="Leave the option away; MODELWARD_HOME says in which folder it lies.",
        )
    folder = demo_folder()
    if is_removed:
        if is_reset or is_headless or job:
            raise InputError("Say either --remove, or what is to be made.", hint="Run it twice.")
        is_there = folder.is_dir()
        _jobs().end(folder)
        said = f"The demo in {folder} is removed." if is_there else f"There is no demo in {folder}."
        call.answer({"folder": folder, "removed": is_there}, said)
        return
    if is_reset:
        _jobs().clear(folder)
    if not is_headless:
        # The window makes it where it isn't there yet, and shows how far it is.
        raise typer.Exit(call.open_window(str(folder / FILE), call.person))
    jobs = _jobs()
    job = job or replace(jobs.own_data(folder.parent / "demo-data"), is_strict=is_strict)
    found = jobs.run_headless(folder, job, tell=call.say, begun=call.begun)
    remember_workspace(str(folder / FILE))
    call.answer(found, _text(found))
    if found["outcome"] != jobs.DEPLOYED:
        raise typer.Exit(RefusedError.exit_code)


def _job(
    data: Path | None, label: str, protected: list[str], positive: str, *, is_strict: bool
) -> MainJob | None:
    if data is None:
        if label or protected or positive:
            raise InputError("Columns are named, but no data.", hint="Say --data FILE.")
        return None
    if not data.is_file():
        raise InputError(f"There is no file {data}.", hint="Check the path.")
    if not label:
        raise InputError("Which column of the data is the label?", hint="Say --label COLUMN.")
    # Only here: see `_jobs`.
    from app.services.registering import check_data

    check_data(data, label)
    if find_spec("sklearn") is None or find_spec("skl2onnx") is None:
        raise InputError(
            "Training needs scikit-learn and skl2onnx, which are not installed.",
            hint="Install the extra: pip install modelward[convert].",
        )
    return cast(
        "MainJob", _jobs().MainJob(data, label, tuple(protected), positive or None, is_strict)
    )


def _jobs() -> Any:
    """What runs the main job: a second of loading, which the window must not wait for."""
    return importlib.import_module("app.services.demo.main_job")


def _text(found: Mapping[str, Any]) -> str:
    serving = found["serving"]
    head = {
        "process": found["process"],
        "outcome": found["outcome"],
        **({"reason": found["reason"]} if found["reason"] else {}),
        "verdict": found["verdict"],
        "failed": _jobs().told_rules(found["failed_verdicts"]),
        "waived": found["waived"],
    }
    if serving:
        head["serving"] = f"v{serving['version']} on {serving['runtime']}"
        head["prediction"] = serving["prediction"]
        gap, how = serving["max_difference"], serving["max_difference_is"]
        if how != "absolute":
            how += f"; {serving['max_absolute_difference']:.2g} absolute"
        rows = serving["rows_checked"]
        head["largest difference"] = f"{gap:.2g} ({how}) in {rows} rows"
    head["notes"] = found["notes"]
    steps = [SimpleNamespace(**one) for one in found["steps"]]
    columns = {"step": "step", "state": "state", "seconds": "seconds"}
    return f"{facts(head)}\n\n{table(steps, columns, nothing='No step was done.')}"
