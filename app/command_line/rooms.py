"""`modelward open`: a review room in its window."""

from __future__ import annotations

from os.path import isfile
from pathlib import Path
from typing import Annotated

import typer

from app.command_line.call import of
from app.command_line.family import new_family
from app.errors import InputError

APP = new_family()


@APP.command("open")
def open_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A review room: a file that ends in .mwroom.")],
) -> None:
    """Open a review room in a window, to be read. No workspace and no network is needed."""
    if not isfile(path):
        raise InputError(f"There is no file {path}.")
    if path.suffix.lower() != ".mwroom":
        raise InputError(
            f"{path.name} does not end in .mwroom.",
            hint="A workspace is opened with: modelward --workspace PLACE.",
        )
    raise typer.Exit(of(context).open_window(str(path.absolute()), ""))
