"""What families of commands are made of, and the options that every command takes."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from app.command_line.call import of


class Family(TyperGroup):
    """A group whose `--help` lists its commands without building them."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        rows = [(name, one.get_short_help_str(limit=90)) for name, one in self.commands.items()]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def new_family() -> typer.Typer:
    """The Typer application of one file: its commands are declared on it."""
    return typer.Typer(cls=Family, rich_markup_mode=None, add_completion=False)


def take_options(command: TyperCommand | TyperGroup) -> None:
    """Let a command take the global options, so that they may stand anywhere."""
    command.params = [*command.params, *global_options()]


@cache
def global_options() -> tuple[Any, ...]:
    """The same ones for every command: what typer makes to check a value it makes per option."""
    application = typer.Typer(rich_markup_mode=None, add_completion=False)
    application.command()(_carrier)
    return tuple(typer.main.get_command(application).params)


def _keep_workspace(context: typer.Context, value: str) -> None:
    if value:
        of(context).workspace = value


def _keep_person(context: typer.Context, value: str) -> None:
    if value:
        of(context).person = value


def _keep_json(context: typer.Context, value: bool) -> None:
    if value:
        of(context).is_json = True


def _keep_language(context: typer.Context, value: str) -> None:
    if value:
        of(context).speak(value)


def _carrier(
    workspace_of_call: Annotated[
        str,
        typer.Option(
            "--workspace",
            metavar="URL",
            help="A file, or a postgresql+psycopg:// URL."
            " Default: $MODELWARD_WORKSPACE, else the last one opened.",
            callback=_keep_workspace,
            expose_value=False,
            show_default=False,
        ),
    ] = "",
    person_of_call: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="PERSON",
            help="Act as this person, where the workspace is a file.",
            callback=_keep_person,
            expose_value=False,
            show_default=False,
        ),
    ] = "",
    language_of_call: Annotated[
        str,
        typer.Option(
            "--language",
            metavar="CODE",
            help="en or nl. Default: $MODELWARD_LANGUAGE, else the system's. JSON is English.",
            callback=_keep_language,
            expose_value=False,
            show_default=False,
        ),
    ] = "",
    json_of_call: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print one JSON document.",
            callback=_keep_json,
            expose_value=False,
            show_default=False,
        ),
    ] = False,
) -> None:
    """Carries the four options; it is never called."""
