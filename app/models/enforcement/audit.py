"""What the audit event of a row says: the same facts in the same words on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import JSON, Boolean, DateTime, Double, MetaData, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.models.enforcement.dialect import Words
from app.models.rules.rights import RIGHTS_BY_TABLE, TableRights
from app.models.rules.roles import Role
from app.models.rules.transitions import TRANSITIONS

# The types of every table's columns, in their order.
Columns = Mapping[str, Mapping[str, TypeEngine[object]]]

# Who writes these has worked on the version, and can't decide on it: whatever their account is
# called. The service alone has not, whose role is granted to nobody.
AUTHORED = frozenset({"model_version", "asset", "schema_field", "training_record", "snapshot"})
IS_SERVICE = (
    "EXISTS (SELECT 1 FROM {s}membership m WHERE m.person_id = p.id"
    f" AND m.role = '{Role.WORKER}')"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """SQL for the model and the version an event is about; `NULL` where there is none."""

    model: str
    version: str


def columns_of(metadata: MetaData) -> Columns:
    return {
        table.name: {column.name: column.type for column in table.columns}
        for table in metadata.tables.values()
    }


def fact(name: str, columns: Mapping[str, TypeEngine[object]], words: Words) -> str:
    """SQL for a column's value as the leaf says it, in one form whatever the database.

    Ids with dashes, true and false, times as UTC with six digits, numbers as JSON has them.
    """
    kind = columns[name]
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    value = f"NEW.{name}"
    if isinstance(kind, Uuid):
        return words.id_fact.format(value)
    if isinstance(kind, Boolean):
        return words.bool_fact.format(value)
    if isinstance(kind, DateTime):
        return words.time_fact.format(value)
    if isinstance(kind, JSON):
        return words.json_fact.format(value)
    return words.float_fact.format(value) if isinstance(kind, Double) else value


def subject(rights: TableRights, columns: Columns, words: Words) -> Subject:
    if rights.named:
        return Subject(_asked_about("model_id", words), _asked_about("version_id", words))
    return Subject(
        _find(rights, "model_id", "registered_model", columns, words),
        _find(rights, "version_id", "model_version", columns, words),
    )


def _asked_about(column: str, words: Words) -> str:
    """What a wish is about: the version that it names, or that of its deployment; else nothing."""
    s, own = words.schema, "id" if column == "version_id" else column
    of_version = words.named_id.format(id="v.id", column="NEW.payload", name="version_id")
    of_deployment = words.named_id.format(id="d.id", column="NEW.payload", name="deployment_id")
    return (
        f"coalesce((SELECT v.{own} FROM {s}model_version v WHERE {of_version}),"
        f" (SELECT d.{column} FROM {s}deployment d WHERE {of_deployment}))"
    )


def _find(
    rights: TableRights,
    column: str,
    itself: str,
    columns: Columns,
    words: Words,
) -> str:
    if rights.table == itself:
        return "NEW.id"
    if column in columns[rights.table]:
        return f"NEW.{column}"
    key, parent = rights.parent
    if not parent:
        return "NULL"
    if parent == itself:
        return f"NEW.{key}"
    if column in columns[parent]:
        return f"(SELECT p.{column} FROM {words.schema}{parent} p WHERE p.id = NEW.{key})"
    return "NULL"


def named_facts(rights: TableRights, words: Words) -> list[str]:
    """SQL for the name and the value of each fact that stands in the payload."""
    return [
        f"'{name}', {words.from_json.format(column='NEW.payload', name=name)}"
        for name in rights.named
    ]


def insert_tag(rights: TableRights) -> str:
    """SQL for the tag of a new row."""
    if rights.thing is None:
        return f"'{rights.object}.{rights.inserted}'"
    return f"'{rights.object}.' || NEW.state"


# A step that undoes another one is told as such: the same state is also reached forwards.
STEPS_BACK = {
    ("alert", "acknowledged", "open"): "alert.taken_back",
    ("template", "in_review", "draft"): "template.taken_back",
}
# The same step by another than who put the row up: they were asked, and say no.
SENT_BACK = {"template.taken_back": "template.sent_back"}


def _changed(*columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{one} {{differs}} OLD.{one}" for one in columns) + ")"


def _given(column: str, other: str) -> str:
    return f"NEW.{column} IS NOT NULL AND {_changed(column, other)}"


# Of a connection that is paused, or let go on.
_PAUSES = ("NEW.is_paused AND NOT OLD.is_paused", "OLD.is_paused AND NOT NEW.is_paused")

# What is told of a change that is no step: by the columns it is seen in, the first that holds.
TOLD_CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    "user_task": (
        (f"NEW.assignee_id IS NOT NULL AND {_changed('assignee_id')}", "task.delegated"),
        (_changed("assignee_id"), "task.released"),
    ),
    "alert": (
        (_given("escalated_by", "assignee_id"), "alert.escalated"),
        ("NEW.assignee_id IS NULL AND OLD.assignee_id IS NOT NULL", "alert.released"),
        (_changed("assignee_id", "escalated_by"), "alert.assigned"),
        (_given("snoozed_until", "snoozed_by"), "alert.snoozed"),
        (_changed("comment", "comments"), "alert.commented"),
        ("NEW.snoozed_until {differs} OLD.snoozed_until", "alert.woken"),
    ),
    # Two stages change places by way of a place that none has.
    "stage": (
        ("NEW.position < 0", "stage.lifted"),
        (_changed("position"), "stage.moved"),
    ),
    "runtime": tuple(zip(_PAUSES, ("runtime.paused", "runtime.resumed"), strict=True)),
    "store": tuple(zip(_PAUSES, ("store.paused", "store.resumed"), strict=True)),
}


def update_tag(rights: TableRights, words: Words) -> str:
    """SQL for the tag of a change: the state reached, else that it changed."""
    changed = f"'{rights.object}.changed'"
    told = "".join(
        f"WHEN {condition.format(differs=words.differs)} THEN '{tag}' "
        for condition, tag in TOLD_CHANGES.get(rights.table, ())
    )
    if rights.thing is None:
        finished = f"'{rights.object}.finished'"
        if told:
            return f"CASE {told}ELSE {changed} END"
        return finished if rights.table == "monitor_run" else changed
    reached = f"'{rights.object}.' || NEW.state"
    back = "".join(
        f"WHEN OLD.state = '{source}' AND NEW.state = '{target}'"
        f" THEN {_told_back(rights, tag, words)} "
        for (thing, source, target), tag in STEPS_BACK.items()
        if thing == rights.thing
    )
    moved = f"WHEN NEW.state {words.differs} OLD.state THEN {reached} "
    return f"CASE {back}{moved}{told}ELSE {changed} END"


def _told_back(rights: TableRights, tag: str, words: Words) -> str:
    if tag not in SENT_BACK:
        return f"'{tag}'"
    own = f"OLD.recorded_by = {words.actor}"
    return f"CASE WHEN {own} THEN '{tag}' ELSE '{SENT_BACK[tag]}' END"


def known_tags() -> frozenset[str]:
    """Every tag that triggers can write, for documentation and texts."""
    tags = set()
    for rights in RIGHTS_BY_TABLE.values():
        if rights.is_silent:
            continue
        if rights.thing is None:
            tags.add(f"{rights.object}.{rights.inserted}")
        if not rights.told_when:  # such a row is told once, when it is written
            tags.add(f"{rights.object}.changed")
        tags |= {
            f"{rights.object}.{step.target}" for step in TRANSITIONS if step.thing is rights.thing
        }
    told = {tag for changes in TOLD_CHANGES.values() for _, tag in changes}
    back = {*STEPS_BACK.values(), *SENT_BACK.values()}
    return frozenset(tags | {"test_run.finished"} | back | told)
