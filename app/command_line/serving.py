"""`modelward serve-runtime`: the built-in model runtime, as a process of its own."""

from __future__ import annotations

import sys

import typer

from app.command_line.family import new_family
from app.services.runtime_server.__main__ import main

APP = new_family()


@APP.command(
    "serve-runtime",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    add_help_option=False,
)
def serve_runtime(context: typer.Context) -> None:
    """Run the built-in model runtime (Open Inference Protocol v2, ONNX only)."""
    code = main(context.args)
    sys.stdout.flush()
    raise typer.Exit(code)
