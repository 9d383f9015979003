"""Guards of monitors: what they read and are judged by is of the model's unit, or from above; and
nobody looks away alone from what they built and what serves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import (
    APPEND_ONLY,
    Guard,
    asks_for_approval,
    is_author_of_model,
    is_on_path,
    parent_unit,
    quoted,
)
from app.models.rules.monitors import PUBLISHED, WEIGHED, WEIGHED_OF_SOURCE
from app.models.rules.service_tags import PLACED


def monitor_insert_guards(words: Words) -> Iterator[Guard]:
    for code, column, found in _bound(words):
        yield Guard(code, f"NOT {found}", when=f"NEW.{column} IS NOT NULL")
    # The next version of a monitor judges in its place, as if it had been changed.
    standing = (
        f"EXISTS (SELECT 1 FROM {words.schema}monitor m WHERE m.model_id = NEW.model_id"
        f" AND m.name = NEW.name AND NOT m.is_paused AND {_serves(words, 'm')})"
    )
    mine = is_author_of_model(words, "NEW.model_id")
    yield Guard("monitor.own_work", f"{standing} AND {mine}")


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
    mine = f"{is_author_of_model(words, 'OLD.model_id')} AND {_serves(words, 'OLD')}"
    yield Guard("monitor.own_work", mine, when=_may_find_less(words))


def source_guards(words: Words) -> Iterator[Guard]:
    """What a monitor reads is as much of it as what it measures."""
    s = words.schema
    mine = (
        f"EXISTS (SELECT 1 FROM {s}monitor m WHERE m.data_source_id = OLD.id"
        f" AND {is_author_of_model(words, 'm.model_id')} AND {_serves(words, 'm')})"
    )
    yield Guard("monitor.own_work", mine, when=_is_changed(words, WEIGHED_OF_SOURCE))


def result_guards(words: Words) -> Iterator[Guard]:
    """What a run found is added while it runs: nobody finds something else afterwards."""
    is_over = (
        f"EXISTS (SELECT 1 FROM {words.schema}monitor_run u"
        " WHERE u.id = NEW.run_id AND u.state <> 'running')"
    )
    yield Guard("write.append_only", is_over, status=APPEND_ONLY)


def run_guards(words: Words) -> Iterator[Guard]:
    yield Guard("write.append_only", "OLD.state <> 'running'", status=APPEND_ONLY)


def point_guards(words: Words) -> Iterator[Guard]:
    """A point stays as it was measured; what sums up many takes up one more, and forgets none."""
    is_more = "NEW.n = OLD.n + 1 AND NEW.minimum <= OLD.minimum AND NEW.maximum >= OLD.maximum"
    yield Guard("write.append_only", f"OLD.level_s = 0 OR NOT ({is_more})", status=APPEND_ONLY)


def _is_changed(words: Words, names: Iterable[str]) -> str:
    return "(" + " OR ".join(f"NEW.{n} {words.differs} OLD.{n}" for n in names) + ")"


def _may_find_less(words: Words) -> str:
    """As `rules/monitors.py` says."""
    s = words.schema
    is_later = (
        f"EXISTS (SELECT 1 FROM {s}decision_table o JOIN {s}decision_table n ON n.key = o.key"
        " AND n.unit_id = o.unit_id AND n.version > o.version"
        " WHERE o.id = OLD.decision_table_id AND n.id = NEW.decision_table_id)"
    )
    others = _is_changed(words, (one for one in WEIGHED if one != "decision_table_id"))
    table = f"({_is_changed(words, ['decision_table_id'])} AND NOT {is_later})"
    return f"{others} OR {table} OR (NEW.is_paused AND NOT OLD.is_paused)"


def _serves(words: Words, monitor: str) -> str:
    """What it watches has a place, or is promised one, in a stage that asks for approvals."""
    same = " AND ".join(f"p.{n} = {monitor}.{n}" for n in ("model_id", "stage_id", "service_tag"))
    return (
        f"EXISTS (SELECT 1 FROM {words.schema}placement p"
        f" JOIN {words.schema}stage x ON x.id = p.stage_id"
        f" WHERE {same} AND p.state IN ({quoted(PLACED)})"
        f" AND {asks_for_approval('x')})"
    )


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
