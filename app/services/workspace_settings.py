"""What this machine works with on a workspace: the same for the window and the command line."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app.config import Settings
from app.models.database import Database, as_url
from app.models.tables.organisation import Workspace
from app.services.settings_file import load_settings
from app.services.unit_of_work import translate


def settings_of(database: Database) -> Settings:
    """The settings for an open workspace.

    A demo keeps its runtimes, its files and the map of its stores beside its database.
    """
    if is_demo(database):
        return load_settings(Path(database.url.database or "").absolute().parent)
    return load_settings()


def settings_at(place: str) -> Settings:
    """The settings for the workspace at a path or URL; this machine's own where none is."""
    url = as_url(place)
    if url.get_backend_name() != "sqlite" or not Path(url.database or "").is_file():
        return load_settings()
    database = Database(url.render_as_string(hide_password=False))
    try:
        return settings_of(database)
    finally:
        database.close()


def is_demo(database: Database) -> bool:
    """Whatever version made its tables; a demo is a file.

    Raises:
        AppError: it can't be read just now; to take it for no demo would use this person's own
            runtimes, stores and secrets.
    """
    if not database.is_sqlite:
        return False
    try:
        with database.session() as session:
            return bool(session.scalars(select(Workspace.is_demo)).first())
    except DatabaseError as error:
        told = translate(error)
        if told is not error:
            raise told from error
        return False  # no workspace: who opens it says so better
