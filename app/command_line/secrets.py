"""`modelward secret`: puts values where this machine keeps them; the database knows only names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.signing import PLACES
from app.errors import InputError
from app.services.bound_secrets import bind
from app.services.secrets import Secrets

SECRET = new_family()
Name = Annotated[str, typer.Argument(help="Its name, as runtime add --secret-ref says it.")]


@SECRET.command("keep")
def keep(
    context: typer.Context,
    name: Name,
    file: Annotated[
        Path | None, typer.Option("--from-file", help="The file that holds the value.")
    ] = None,
    server: Annotated[
        str,
        typer.Option(
            "--for", help="The one address below which the token of a runtime, or of MLflow, goes."
        ),
    ] = "",
    unit: Annotated[
        str, typer.Option(help="The one unit whose runtimes are sent it; else every unit's.")
    ] = "",
) -> None:
    """Keep a value on this machine: in the encrypted secrets file, else in the keyring.

    The value comes from a file, or from standard input; never from the command line.
    """
    call = of(context)
    bind(name, "", server, unit)  # before anybody types it
    place = Secrets.of(call.settings).keep(name, bind(name, _value(name, file), server, unit))
    call.answer({"secret": name, "place": place}, f"{name} is kept {PLACES[place]}.")


def _value(name: str, file: Path | None) -> str:
    if file is not None:
        if not file.is_file():
            raise InputError(f"There is no file {file}.")
        text = file.read_text(encoding="utf-8")
    elif sys.stdin.isatty():
        text = str(typer.prompt(name, hide_input=True, err=True))
    else:
        text = sys.stdin.read()
    if not text.strip():
        raise InputError("The value is empty.", hint="Give it by --from-file or standard input.")
    return text.strip()


@SECRET.command("forget")
def forget(context: typer.Context, name: Name) -> None:
    """Take a value away from this machine."""
    call = of(context)
    Secrets.of(call.settings).forget(name)
    call.answer({"secret": name}, f"{name} is not kept on this machine any more.")
