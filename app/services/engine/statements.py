"""The engine's SQL: built once, compiled once per database, run with parameters only."""

from __future__ import annotations

import time
from secrets import randbits
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from app.models.rules.transitions import RUNNING
from app.models.tables.base import Base, UtcDateTime, mw_now
from app.models.tables.engine import (
    EventSubscription,
    Incident,
    Job,
    ProcessInstance,
    StepRun,
    Token,
    Variable,
)
from app.models.tables.life_cycle import LifeCycleTemplate, UserTask


def ordered_id() -> UUID:
    """A random id that sorts by the time it was made: rows of one step keep their order."""
    ticks = time.time_ns() >> 4
    high = (ticks >> 12) & ((1 << 48) - 1)
    return UUID(int=high << 80 | 8 << 76 | (ticks & 0xFFF) << 64 | 2 << 62 | randbits(62))


def table_of(kind: type[Base]) -> Table:
    return cast(Table, kind.__table__)


class mw_in(GenericFunction[Any]):  # noqa: N801 - reads like mw_now
    """The database's clock plus so many seconds: the end of a lease."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(mw_in, "sqlite")
def _in_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    seconds = compiler.process(element.clauses, **kw)
    return f"strftime('%Y-%m-%d %H:%M:%f', mw_now(), {seconds} || ' seconds')"


@compiles(mw_in, "postgresql")
def _in_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    seconds = compiler.process(element.clauses, **kw)
    return f"(mw.mw_now() + make_interval(secs => {seconds}))"


def _is_one_of(column: Column[str], *values: str) -> ColumnElement[bool]:
    """Like IN, which SQLAlchemy can't run for many rows at once."""
    return or_(*(column == value for value in values))


INSTANCE = table_of(ProcessInstance)
TOKEN = table_of(Token)
VARIABLE = table_of(Variable)
JOB = table_of(Job)
SUBSCRIPTION = table_of(EventSubscription)
STEP = table_of(StepRun)
INCIDENT = table_of(Incident)
USER_TASK = table_of(UserTask)
TEMPLATE = table_of(LifeCycleTemplate)

# A child row's foreign key locks its instance FOR KEY SHARE: this lock lets it through.
read_instance = select(
    INSTANCE.c.id,
    INSTANCE.c.unit_id,
    INSTANCE.c.template_id,
    INSTANCE.c.model_id,
    INSTANCE.c.version_id,
    INSTANCE.c.business_key,
    INSTANCE.c.parent_token_id,
    INSTANCE.c.started_by,
    INSTANCE.c.state,
    INSTANCE.c.outcome,
).where(INSTANCE.c.id == bindparam("instance"))
lock_instance = read_instance.with_for_update(key_share=True)
read_tokens = select(
    TOKEN.c.id,
    TOKEN.c.node_id,
    TOKEN.c.scope_id,
    TOKEN.c.flow_id,
    TOKEN.c.state,
    TOKEN.c.multi_index,
    TOKEN.c.entered_at,
).where(TOKEN.c.instance_id == bindparam("instance"))
read_variables = select(VARIABLE.c.scope_key, VARIABLE.c.name, VARIABLE.c.value).where(
    VARIABLE.c.instance_id == bindparam("instance")
)

add_token = insert(TOKEN)
move_token = (
    update(TOKEN)
    .where(TOKEN.c.id == bindparam("token"))
    .values(
        node_id=bindparam("to_node"),
        name=bindparam("to_name"),
        flow_id=bindparam("by_flow"),
        state=bindparam("to_state"),
        entered_at=func.coalesce(bindparam("at", type_=UtcDateTime()), mw_now()),
    )
)
remove_token = delete(TOKEN).where(TOKEN.c.id == bindparam("token"))

_SQLITE_UPSERT = sqlite.insert(VARIABLE)
_POSTGRES_UPSERT = postgresql.insert(VARIABLE)
_KEY = ["instance_id", "scope_key", "name"]
write_variable = {
    "sqlite": _SQLITE_UPSERT.on_conflict_do_update(
        index_elements=_KEY, set_={"value": _SQLITE_UPSERT.excluded.value}
    ),
    "postgresql": _POSTGRES_UPSERT.on_conflict_do_update(
        index_elements=_KEY, set_={"value": _POSTGRES_UPSERT.excluded.value}
    ),
}
drop_scope = delete(VARIABLE).where(
    VARIABLE.c.instance_id == bindparam("instance"), VARIABLE.c.scope_key == bindparam("scope")
)

add_job = insert(JOB)
cancel_jobs = (
    update(JOB)
    .where(
        JOB.c.token_id == bindparam("token"),
        _is_one_of(JOB.c.state, "queued", "leased", "suspended", "failed"),
    )
    .values(state="cancelled", ended_at=mw_now())
)
add_subscription = insert(SUBSCRIPTION)
remove_subscriptions = delete(SUBSCRIPTION).where(
    SUBSCRIPTION.c.instance_id == bindparam("instance"),
    SUBSCRIPTION.c.token_id == bindparam("token"),
)

add_step = insert(STEP).values(
    id=bindparam("id"),
    unit_id=bindparam("unit_id"),
    instance_id=bindparam("instance_id"),
    token_id=bindparam("token_id"),
    node_id=bindparam("node_id"),
    node_kind=bindparam("node_kind"),
    name=bindparam("name"),
    state=bindparam("state"),
    outcome=bindparam("outcome"),
    flow_id=bindparam("flow_id"),
    started_at=func.coalesce(bindparam("entered_at", type_=UtcDateTime()), mw_now()),
    ended_at=mw_now(),
)
add_incident = insert(INCIDENT)
resolve_incidents = (
    update(INCIDENT)
    .where(
        INCIDENT.c.instance_id == bindparam("instance"),
        INCIDENT.c.token_id == bindparam("token"),
        INCIDENT.c.state == "open",
    )
    .values(state="resolved", resolved_at=mw_now())
)
cancel_user_tasks = (
    update(USER_TASK)
    .where(
        USER_TASK.c.token_id == bindparam("token"),
        _is_one_of(USER_TASK.c.state, "created", "claimed", "escalated"),
    )
    .values(state="cancelled", closed_at=mw_now(), row_version=USER_TASK.c.row_version + 1)
)
set_state = (
    update(INSTANCE)
    .where(INSTANCE.c.id == bindparam("instance"))
    .values(state=bindparam("to_state"))
)
end_instance = (
    update(INSTANCE)
    .where(INSTANCE.c.id == bindparam("instance"))
    .values(
        state=bindparam("to_state"),
        outcome=bindparam("to_outcome"),
        reason=bindparam("to_reason"),
        ended_at=mw_now(),
    )
)
set_outcome = (
    update(INSTANCE)
    .where(INSTANCE.c.id == bindparam("instance"))
    .values(outcome=bindparam("to_outcome"))
)
children_of = select(INSTANCE.c.id).where(
    INSTANCE.c.parent_token_id == bindparam("token"),
    INSTANCE.c.state.in_(RUNNING),
)
_waits = select(JOB.c.id).where(
    JOB.c.token_id == bindparam("token"), JOB.c.kind == "timer", JOB.c.state != "cancelled"
)
armed = _waits.union_all(
    select(SUBSCRIPTION.c.id).where(
        SUBSCRIPTION.c.instance_id == bindparam("instance"),
        SUBSCRIPTION.c.token_id == bindparam("token"),
    )
)
cancel_instance_jobs = (
    update(JOB)
    .where(
        JOB.c.instance_id == bindparam("instance"),
        _is_one_of(JOB.c.state, "queued", "leased", "suspended", "failed"),
    )
    .values(state="cancelled", ended_at=mw_now())
)
token_place = select(TOKEN.c.instance_id, TOKEN.c.node_id).where(TOKEN.c.id == bindparam("token"))
parent_of = (
    select(TOKEN.c.instance_id, INSTANCE.c.parent_token_id)
    .join(INSTANCE, INSTANCE.c.id == TOKEN.c.instance_id)
    .where(TOKEN.c.id == bindparam("token"))
)
top_variables = select(VARIABLE.c.name, VARIABLE.c.value).where(
    VARIABLE.c.instance_id == bindparam("instance"), VARIABLE.c.scope_key == ""
)
add_instance = insert(INSTANCE)
instance_by_start = select(INSTANCE.c.id).where(INSTANCE.c.start_key == bindparam("key"))
running_on_version = (
    select(INSTANCE.c.start_key, INSTANCE.c.number, INSTANCE.c.state)
    .join(TEMPLATE, TEMPLATE.c.id == INSTANCE.c.template_id)
    .where(
        INSTANCE.c.version_id == bindparam("version"),
        INSTANCE.c.parent_token_id.is_(None),
        INSTANCE.c.state.not_in(("completed", "cancelled")),
        TEMPLATE.c.key == bindparam("key"),
    )
    .order_by(INSTANCE.c.number)
)
one_subscription = select(
    SUBSCRIPTION.c.instance_id, SUBSCRIPTION.c.token_id, SUBSCRIPTION.c.node_id
).where(SUBSCRIPTION.c.id == bindparam("subscription"))
waiting_for = select(SUBSCRIPTION.c.id, SUBSCRIPTION.c.instance_id).where(
    SUBSCRIPTION.c.name == bindparam("message"), SUBSCRIPTION.c.correlation == bindparam("key")
)
