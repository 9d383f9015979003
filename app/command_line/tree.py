"""The tree of commands: what each is called, where it lives, and what is not built yet.

One table, so that `--help`, `modelward info` and the answers agree. A family's file is imported
when one of its commands is called: `modelward --help` needs none of them.
"""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from app.command_line.call import of
from app.command_line.family import Family, global_options, take_options
from app.errors import InputError

ROOM = "app.command_line"


@dataclass(frozen=True, slots=True)
class Entry:
    """A word after `modelward`: a family of commands (`group`), or one command of a file."""

    name: str
    place: str  # module:variable of a Typer application
    help: str
    is_family: bool = True


COMMANDS = (
    Entry("demo", "demo:APP", "Make the demo workspace and run its main job.", False),
    Entry("service", "service:APP", "Run the background service.", False),
    Entry("workspace", "workspace:APP", "Create, upgrade, check and back up workspaces."),
    Entry("model", "models:APP", "Register and show models."),
    Entry("registration", "registrations:REGISTRATION", "Ask for a model to be registered."),
    Entry("snapshot", "release:APP", "Freeze a snapshot of a version.", False),
    Entry("submit", "release:APP", "Mark a version ready: its life cycle starts.", False),
    Entry("request", "release:APP", "Ask for a version to enter a stage.", False),
    Entry("gate", "release:APP", "May this version go there? Exit code 0 or 1.", False),
    Entry("task", "tasks:TASK", "The inbox."),
    Entry("decide", "release:APP", "Accept or reject a request.", False),
    Entry("approval", "approvals:APP", "What is asked and decided."),
    Entry("waiver", "waivers:WAIVER", "Ways past a failed rule."),
    Entry("finding", "waivers:FINDING", "What scans and reviews found."),
    Entry("template", "templates:APP", "Life cycles (BPMN) and decision tables (DMN)."),
    Entry("process", "processes:PROCESS", "Running life cycles and their incidents."),
    Entry("signal", "processes:SINGLE", "Send a message from outside.", False),
    Entry("runtime", "runtimes:APP", "Runtimes, and which of them fits."),
    Entry("window", "windows:APP", "Times in which nothing is deployed."),
    Entry("connection", "connections:APP", "Stores and runtimes: what is paused, and why."),
    Entry("deploy", "deployments:SINGLE", "Deploy a version, through the gate.", False),
    Entry("rollback", "deployments:SINGLE", "Let serve again what was replaced.", False),
    Entry("deployment", "deployments:DEPLOYMENT", "What is deployed, and how it went."),
    Entry("monitor", "monitors:APP", "Monitors and their runs."),
    Entry("drift", "drift:APP", "Compare two data sets, without a workspace.", False),
    Entry("profile", "drift:APP", "Make a mergeable reference profile of a file.", False),
    Entry("alert", "alerts:APP", "Alerts."),
    Entry("on-call", "on_call:APP", "Who takes up new alerts, until when."),
    Entry("lineage", "lineage:APP", "What happened to a model, by whom.", False),
    Entry("reproduce", "reproduce:APP", "Run training, evaluation or scoring again.", False),
    Entry("as-of", "as_of:APP", "Any read as recorded at a time.", False),
    Entry("open", "rooms:APP", "Open a review room in a window.", False),
    Entry("audit", "audit:APP", "Seal, verify and export the trail."),
    Entry("user", "people:USER", "People."),
    Entry("key", "keys:KEY", "Signing keys."),
    Entry("secret", "secrets:SECRET", "Values that only this machine keeps."),
    Entry("unit", "units:UNIT", "Business units."),
    Entry("stage-path", "governed:STAGE_PATH", "The stages that models go through."),
    Entry("store", "data_places:STORE", "Names of places where data are kept."),
    Entry("source", "data_places:SOURCE", "Where the data of monitors come from."),
    Entry("usecase", "governed:USECASE", "Why models exist."),
    Entry("risk", "risks:RISK", "How risky a use is, by a versioned method."),
    Entry("attest", "attestations:ATTEST", "Who answers for a model, and by when."),
    Entry("policy", "policies:POLICY", "Who decides, what is let through: in force since when."),
    Entry("framework", "frameworks:FRAMEWORK", "What laws and standards ask, and what shows it."),
    Entry("raci", "responsibilities:RACI", "Who answers for what."),
    Entry("application", "applications:APP", "Applications that use models, and which versions."),
    Entry("records", "records:RECORDS", "Which version answered which decision."),
    Entry("info", "info:APP", "Versions, workspace, and what is not built yet.", False),
    Entry("serve-runtime", "serving:APP", "Run the built-in model runtime.", False),
)

# Of the contract, but not of this version. An entry goes when its command comes.
NOT_BUILT: dict[str, str] = {
    "template prove": "What the prover finds in a life cycle.",
    "template simulate": "Play a life cycle through.",
    "template migrate": "Move running life cycles to a new version.",
    "alert resolve": "Close an alert by proof.",
    "alert accept": "Accept an alert as it is.",
    "report audit": "The audit report.",
    "report kpi": "The key figures.",
    "report debt": "Governance debt.",
    "report maturity": "The maturity report.",
    "report inventory": "The inventory as a document.",
    "maturity": "Assess the maturity of model operations.",
    "shadow import": "Import AI found outside the inventory.",
}
# Parts of commands that are there: they say so when they are asked for.
NOT_BUILT_PARTS: dict[str, str] = {
    "model register https://…": "Registering from a server or a Git address.",
    "source add --kind sql": "Monitors on data in a SQL engine (the extra ibis is for that).",
}
NOT_BUILT_HELP = "(not built yet)"


HELP = """Modelward: define, deploy, monitor and govern every AI model.

Without a command the window opens. --json, --workspace and --as may stand anywhere on the line.

Exit codes: 0 done; 1 refused by a rule (the blockers are printed); 2 wrong usage or input, or a
fault of the program (its log file is named); 3 not reachable; 4 verification failed;
130 interrupted.
"""


class Root(Family):
    """All commands; the file of one is imported when it is called."""

    def __init__(self) -> None:
        super().__init__(
            name="modelward",
            help=HELP,
            rich_markup_mode=None,
            params=[*global_options()],
            invoke_without_command=True,
        )
        self._entries = {entry.name: entry for entry in COMMANDS}
        for entry in COMMANDS:
            self.commands[entry.name] = TyperCommand(entry.name, help=entry.help)
        unbuilt = dict.fromkeys(name.split()[0] for name in NOT_BUILT)
        self._unbuilt = [name for name in unbuilt if name not in self.commands]
        for name in self._unbuilt:
            self.commands[name] = TyperCommand(name, help=_unbuilt_help(NOT_BUILT.get(name, "")))

    def invoke(self, ctx: Any) -> Any:
        """The command; without one the window, on the workspace that was named."""
        found = super().invoke(ctx)
        if ctx.invoked_subcommand is None:
            call = of(ctx)
            raise typer.Exit(call.open_window(call.workspace, call.person))
        return found

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = self._entries.pop(cmd_name, None)
        if entry is not None:
            self.commands[cmd_name] = load(entry)
        elif cmd_name in self._unbuilt:
            self._unbuilt.remove(cmd_name)
            self.commands[cmd_name] = _unbuilt_family(cmd_name)
        return self.commands.get(cmd_name)


def load(entry: Entry) -> TyperCommand | TyperGroup:
    """The command or family behind an entry, with the options that every command takes."""
    module, _, variable = entry.place.partition(":")
    with _no_collection():
        application: typer.Typer = getattr(importlib.import_module(f"{ROOM}.{module}"), variable)
    group = typer.main.get_group(application)
    if not entry.is_family:
        command: Any = group.commands[entry.name]
        take_options(command)
        return command  # type: ignore[no-any-return]  # typer keeps the class of commands private
    for each in group.commands.values():
        take_options(each)  # type: ignore[arg-type]  # likewise
    group.name, group.help = entry.name, entry.help
    for name, text in NOT_BUILT.items():
        first, _, rest = name.partition(" ")
        if first == entry.name:
            if rest in group.commands:
                raise ValueError(f"{name} is built; take it out of NOT_BUILT")
            group.commands[rest] = _unbuilt(name, text)
    take_options(group)
    return group


@contextmanager
def _no_collection() -> Iterator[None]:
    """Loaded code is no garbage: to look for some took a sixth of a command's time."""
    was_on = gc.isenabled()  # a window collects by itself
    gc.disable()
    try:
        yield
    finally:
        _freeze_once()
        if was_on:
            gc.enable()


@cache
def _freeze_once() -> None:
    """It may have garbage of its own later; to ask how much is frozen would walk all of it."""
    gc.freeze()


def _unbuilt_family(first: str) -> TyperCommand | TyperGroup:
    parts = {name: text for name, text in NOT_BUILT.items() if name.split()[0] == first}
    if first in parts:
        return _unbuilt(first, parts[first])
    group = Family(
        name=first,
        help=NOT_BUILT_HELP,
        rich_markup_mode=None,
        commands={name.partition(" ")[2]: _unbuilt(name, text) for name, text in parts.items()},
    )
    take_options(group)
    return group


def _unbuilt(name: str, text: str) -> TyperCommand:
    """What answers for a command of the contract that this version does not have."""
    command = TyperCommand(
        name.rpartition(" ")[2],
        help=_unbuilt_help(text),
        callback=partial(_refuse, name),
        rich_markup_mode=None,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    take_options(command)
    return command


def _unbuilt_help(text: str) -> str:
    return f"{text.rstrip('.')} {NOT_BUILT_HELP}".strip()


def _refuse(name: str) -> None:
    raise InputError(
        f"modelward {name} is not built yet.",
        hint="modelward info lists what this version does not have.",
        title="Not built yet",
    )
