"""A demo in which people and programs gave everything the names that nobody expects."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from app.services.demo.making import FILE

ONE_WORD = "m" * 180  # what makes of any name a word that no pane is wide enough for
ODD = "<b>&\u202e"  # markup, and a direction that must not be obeyed
COMMENT = "o" * 9_999
NAMES = (
    "cc-fraud", "cc-limit", "churn", "credit-score", "aml-screening", "prod-eu-2", "sit-1",
    "Sanne de Vries", "Tom Bakker", "Aisha Rahman", "Card payments", "Mortgage desk",
    "Payment switch", "Scoring log PROD", "Daily card batches", "age_band", "income", "device_age",
)  # fmt: skip
WORDS = ("comment", "reason", "remark", "detail", "description", "question")  # columns


def odd_demo(folder: Path, target: Path) -> Path:
    """A copy of the demo in which names are words of 180 letters, and comments are endless."""
    shutil.copytree(folder, target)
    with closing(sqlite3.connect(target / FILE)) as database, database:
        guards = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = guards.fetchall()
        for name, _sql in kept:
            database.execute(f'DROP TRIGGER "{name}"')
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            _rename(database, table)
        for _name, sql in kept:
            database.execute(sql)
    return target


def _rename(database: sqlite3.Connection, table: str) -> None:
    for _n, column, kind, *_rest in database.execute(f'PRAGMA table_info("{table}")').fetchall():
        if not any(one in kind.upper() for one in ("CHAR", "TEXT", "JSON")):
            continue
        for name in NAMES:
            odd = name + ODD + ONE_WORD
            if kind.upper() == "JSON":
                odd = json.dumps(odd)[1:-1]
            database.execute(
                f'UPDATE "{table}" SET "{column}" = replace("{column}", ?, ?) '
                f'WHERE instr("{column}", ?)',
                (name, odd, name),
            )
        if column in WORDS:
            database.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" != \'\'',
                             (COMMENT,))  # fmt: skip
    if table == "audit_text":
        database.execute(
            f"UPDATE audit_text SET value = ? WHERE name IN {WORDS} AND value != ''", (COMMENT,)
        )
