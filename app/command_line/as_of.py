"""`modelward as-of TIME …`: any read, as recorded at that time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.values import past_last_instant
from app.errors import InputError

APP = new_family()
LIST_SHOW = ("list", "show")
# What has a history: by first word the second ones; none: the command stands alone.
READS: dict[str, tuple[str, ...]] = {
    "model": ("list", "show", "history", "diff"),
    "lineage": (),
    "application": LIST_SHOW,
    "usecase": LIST_SHOW,
    "approval": LIST_SHOW,
    "task": LIST_SHOW,
    "waiver": LIST_SHOW,
    "registration": LIST_SHOW,
    "finding": LIST_SHOW,
    "template": LIST_SHOW,
    "runtime": LIST_SHOW,
    "deployment": LIST_SHOW,
    "monitor": LIST_SHOW,
    "alert": LIST_SHOW,
    "stage-path": LIST_SHOW,
    "store": LIST_SHOW,
    "source": LIST_SHOW,
    "unit": LIST_SHOW,
    "policy": LIST_SHOW,
    "risk": LIST_SHOW,
    "attest": LIST_SHOW,
    "framework": (*LIST_SHOW, "diff", "evidence"),
    "raci": ("list",),
    "key": ("list",),
    "user": ("list",),
    "window": ("list",),
}


@APP.command(
    "as-of",
    context_settings={
        "ignore_unknown_options": True,
        "allow_extra_args": True,
        "allow_interspersed_args": False,
    },
)
def as_of(
    context: typer.Context,
    time: Annotated[
        str, typer.Argument(help="2026-03-01 (its end), 2026-03-01T12:00+01:00, or 30d ago.")
    ],
) -> None:
    """Run a command that reads, as it would have answered at that time."""
    from app.command_line.tree import Root  # the tree names this file: not before it is there

    call = of(context)
    call.moment = past_last_instant(time, datetime.now(UTC))
    words = context.args
    _require_read(words)
    code = Root().main(
        [*words], prog_name=f"modelward as-of {time}", standalone_mode=False, obj=call
    )
    if isinstance(code, int) and code:
        raise typer.Exit(code)


def _require_read(words: list[str]) -> None:
    if not words:
        raise InputError(
            "Say what is to be read.", hint="For example: modelward as-of 2026-03-01 model list."
        )
    seconds = READS.get(words[0])
    if seconds is None or (seconds and not set(words[1:2]) & {*seconds, "--help"}):
        told = " ".join(words[:2])
        raise InputError(
            f"modelward {told} does not answer for a time that has been.",
            hint="as-of reads: " + ", ".join(READS) + ".",
        )
