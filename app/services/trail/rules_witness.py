"""This computer as a witness of the rules: it keeps the sealed fingerprint that it saw.

Whoever owns the database can change the rules and seal them anew; the database then agrees with
itself. Between two versions of the program, or of the server, nothing changes them for a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.config import VERSION
from app.models.queries.trail import log_id
from app.models.schema_seal import check_schema, newest_seal
from app.models.tables.trail import SchemaSeal
from app.services.outside_json import read_outside
from app.services.trail.witness import FOLDER, write_memory


@dataclass(frozen=True, slots=True)
class SeenRules:
    """What was in force, by parts; with which program and which major version of the server."""

    parts: Mapping[str, str]
    program: str
    server: int


@dataclass(frozen=True, slots=True)
class RulesNotice:
    """What is to be told of the rules; empty where all is as it was sealed.

    `stopping` is as much of it as nobody may work on; the rest is told, and gets round no rule.
    """

    sentence: str
    stopping: str


def look_at_rules(session: Session, home: Path) -> RulesNotice:
    """Compare what enforces with its seal, and with what this computer saw.

    Args:
        home: where this computer keeps what it saw.
    """
    found, resealed = check_schema(session.connection()), _resealed(session, home)
    said = (" ".join(filter(None, [one, resealed])) for one in (found.sentence, found.stopping))
    return RulesNotice(*said)


def rules_notice(session: Session, home: Path) -> str:
    """What a person must be told of the rules at connect."""
    return look_at_rules(session, home).sentence


def forget_rules(home: Path, log: UUID) -> None:
    """Begin again with the rules as they are: somebody says that they were changed on purpose."""
    _file(home, log).unlink(missing_ok=True)


def _resealed(session: Session, home: Path) -> str:
    present = _sealed(session)
    if present is None:
        return ""
    log = log_id(session)
    seen = _load(home, log)
    changed = _differing(seen, present)
    if not changed:
        if present != seen:
            write_memory(_file(home, log), asdict(present))
        return ""
    return (
        "The rules in this database were sealed anew since this computer saw them, by the same"
        f" version of Modelward: {', '.join(changed)}. If your administrators say why, run"
        " modelward audit verify --accept-restored."
    )


def _differing(seen: SeenRules | None, present: SeenRules) -> list[str]:
    if seen is None or (seen.program, seen.server) != (present.program, present.server):
        return []
    parts = sorted({*seen.parts, *present.parts})
    return [part for part in parts if seen.parts.get(part) != present.parts.get(part)]


def _sealed(session: Session) -> SeenRules | None:
    parts = session.scalars(newest_seal(SchemaSeal.parts)).first()
    if parts is None:
        return None
    return SeenRules(
        {str(part): str(digest) for part, digest in parts.items()}, VERSION, _server(session)
    )


def _server(session: Session) -> int:
    """0 for a file: its rules are stored as they were written."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return 0
    return (
        int(connection.exec_driver_sql("SELECT current_setting('server_version_num')").scalar_one())
        // 10_000
    )


def _file(home: Path, log: UUID) -> Path:
    return home / FOLDER / f"{log}-rules.json"


def _load(home: Path, log: UUID) -> SeenRules | None:
    try:
        read = read_outside(_file(home, log).read_text(encoding="utf-8"))
        return SeenRules(dict(read["parts"]), str(read["program"]), int(read["server"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
