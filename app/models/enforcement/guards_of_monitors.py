"""Guards of monitors: what they read and are judged by is of the model's unit, or from above."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, is_on_path, parent_unit
from app.models.rules.monitors import PUBLISHED


def monitor_insert_guards(words: Words) -> Iterator[Guard]:
    for code, column, found in _bound(words):
        yield Guard(code, f"NOT {found}", when=f"NEW.{column} IS NOT NULL")


def monitor_guards(words: Words) -> Iterator[Guard]:
    """What it is bound to already stays, also when the table has left force since."""
    moved = f"NEW.model_id {words.differs} OLD.model_id"
    for code, column, found in _bound(words):
        changed = f"(NEW.{column} {words.differs} OLD.{column} OR {moved})"
        yield Guard(code, f"NOT {found}", when=f"{changed} AND NEW.{column} IS NOT NULL")
    newer = (
        f"EXISTS (SELECT 1 FROM {words.schema}monitor n WHERE n.model_id = NEW.model_id"
        " AND n.name = NEW.name AND n.version > NEW.version)"
    )
    yield Guard("monitor.replaced", newer, when="OLD.is_paused AND NOT NEW.is_paused")


def _bound(words: Words) -> Iterator[tuple[str, str, str]]:
    """Of each thing that a monitor names: the code, the column, and that it may be this one."""
    s = words.schema
    yield "monitor.stage", "stage_id", is_on_path(words)
    unit = parent_unit(words, "registered_model", "model_id")  # the row's own is not filled yet
    for code, column, more in (
        ("monitor.source", "data_source_id", ""),
        ("monitor.table", "decision_table_id", f" AND x.state = '{PUBLISHED}'"),
    ):
        table = column.removesuffix("_id")
        reaches = (
            f"EXISTS (SELECT 1 FROM {s}{table} x"
            f" JOIN {s}unit_ancestor a ON a.ancestor_id = x.unit_id"
            f" WHERE x.id = NEW.{column} AND a.unit_id = {unit}{more})"
        )
        yield code, column, reaches
