"""`modelward info`: versions, the workspace, and what is not built yet."""

from __future__ import annotations

import platform
import sqlite3

import typer

from app.command_line.call import Call, of
from app.command_line.family import new_family
from app.command_line.opening import reading
from app.command_line.output import facts
from app.command_line.tree import NOT_BUILT, NOT_BUILT_PARTS
from app.config import VERSION, data_folder
from app.errors import AppError
from app.models.queries.workspace_facts import WorkspaceContents, load_contents
from app.models.upgrade import newest_revision

APP = new_family()


@APP.command("info")
def info(context: typer.Context) -> None:
    """Versions, workspace, and the commands that this version does not have yet."""
    call = of(context)
    versions = {
        "modelward": VERSION,
        "revision": newest_revision(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
    }
    workspace, problem = _workspace(call)
    not_built = [*NOT_BUILT, *NOT_BUILT_PARTS]
    document = {
        "versions": versions,
        "data_folder": data_folder(),
        "workspace": workspace,
        "workspace_problem": problem,
        "not_built": not_built,
    }
    shown = {**versions, "data folder": data_folder(), "workspace": problem}
    if workspace is not None:
        shown["workspace"] = f"{workspace.name} ({workspace.database}), models: {workspace.models}"
    lines = [facts(shown), "", "Not built yet:", *(f"  modelward {name}" for name in not_built)]
    call.answer(document, "\n".join(lines))


def _workspace(call: Call) -> tuple[WorkspaceContents | None, str]:
    """The workspace, or why there is none: `info` must answer in any case."""
    try:
        with reading(call) as work:
            return work.read(load_contents, work.database.name), ""
    except AppError as error:
        return None, error.message
