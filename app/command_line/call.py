"""One call of the command line: its global options and its one answer."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from app import texts
from app.command_line.output import as_json, printable, put, say, told_lines
from app.config import LANGUAGE_VARIABLE, Settings, data_folder
from app.errors import InputError
from app.services.settings_file import last_workspace

if TYPE_CHECKING:
    from app.models.database import Database

WORKSPACE_VARIABLE = "MODELWARD_WORKSPACE"


@dataclass
class Call:
    """Filled while the options are read, wherever on the line they stand.

    Args:
        open_window: opens the window on a workspace, as a person; the exit code. Bootstrap knows
            how.
    """

    open_window: Callable[[str, str], int]
    workspace: str = ""
    person: str = ""
    is_json: bool = False
    moment: datetime | None = None  # everything is read as recorded then
    database: Database | None = None  # the workspace, while it is open
    begun: float = field(default_factory=time.perf_counter)
    is_answered: bool = False

    @property
    def settings(self) -> Settings:
        """With which this machine works on the workspace of the call."""
        # Loads SQLAlchemy: not for --help.
        from app.services.workspace_settings import settings_at, settings_of

        return settings_of(self.database) if self.database else settings_at(self.place())

    def place(self) -> str:
        """The path or URL of the workspace: as given, by environment, the last one, the default."""
        return (
            self.workspace
            or os.environ.get(WORKSPACE_VARIABLE, "")
            or last_workspace()
            or str(data_folder() / "workspace.db")
        )

    def speak(self, language: str = "") -> None:
        """Word what follows for the reader; JSON stays English, for programs.

        The window that this call may open learns the language from the environment.
        """
        if language and language not in texts.LANGUAGES:
            raise InputError(
                f"“{language}” is no language of Modelward.",
                hint=f"Known: {', '.join(texts.LANGUAGES)}.",
            )
        if language:
            os.environ[LANGUAGE_VARIABLE] = language
        system = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
        named = texts.first_known(language, os.environ.get(LANGUAGE_VARIABLE, ""), *system)
        texts.set_language("en" if self.is_json else named)

    def answer(self, document: object, text: str, *, is_told: bool = False) -> None:
        """The result, once per call: as the JSON document, or as text.

        `is_told`: the product's part of it is in the reader's language; what people wrote stands
        on the same lines.
        """
        shown = (
            as_json(document) if self.is_json else printable(text if is_told else told_lines(text))
        )
        put(shown)
        self.is_answered = True

    def say(self, text: str) -> None:
        """Progress, on standard error."""
        say(told_lines(text))


def of(context: typer.Context) -> Call:
    call = context.obj
    assert isinstance(call, Call)
    return call
