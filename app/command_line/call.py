"""One call of the command line: its global options and its one answer."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import typer

from app.command_line.output import as_json, printable, put, say
from app.config import Settings, data_folder
from app.services.settings_file import last_workspace, load_settings

WORKSPACE_VARIABLE = "MODELWARD_WORKSPACE"


@dataclass
class Call:
    """Filled while the options are read, wherever on the line they stand.

    Args:
        open_window: opens the window on a workspace; the exit code. Bootstrap knows how.
    """

    open_window: Callable[[str], int]
    workspace: str = ""
    person: str = ""
    is_json: bool = False

    @property
    def settings(self) -> Settings:
        return load_settings()

    def place(self) -> str:
        """The path or URL of the workspace: as given, by environment, the last one, the default."""
        return (
            self.workspace
            or os.environ.get(WORKSPACE_VARIABLE, "")
            or last_workspace()
            or str(data_folder() / "workspace.db")
        )

    def answer(self, document: object, text: str) -> None:
        """The result, once per call: as the JSON document, or as text."""
        put(as_json(document) if self.is_json else printable(text))

    def say(self, text: str) -> None:
        """Progress, on standard error."""
        say(text)


def of(context: typer.Context) -> Call:
    call = context.obj
    assert isinstance(call, Call)
    return call
