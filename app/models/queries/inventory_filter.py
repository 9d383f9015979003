"""The inventory's filter as SQL: what each condition of the filter language means for a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    TableValuedAlias,
    and_,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy import String as SqlString
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.errors import InputError, quoted
from app.models.queries.id_lists import is_one_of_few
from app.models.queries.lookups import (
    StageRef,
    load_stages,
    now,
    of_last_run,
    unit_with_descendants,
)
from app.models.rules.filter_language import (
    COMPARED,
    PLAIN,
    Condition,
    Filter,
    duration_of,
    parse_filter,
)
from app.models.rules.folding import fold
from app.models.rules.severities import GRAVE
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelDocument, ModelVersion, RegisteredModel
from app.models.tables.life_cycle import UserTask
from app.models.tables.monitoring import Alert, Monitor, MonitorRun
from app.models.tables.organisation import Person

KEYS = {
    "age": COMPARED,
    "debt": PLAIN,
    "framework": PLAIN,
    "health": PLAIN,
    "kind": PLAIN,
    "name": PLAIN,
    "owner": PLAIN,
    "risk": PLAIN,
    "stage": PLAIN,
    "step": PLAIN,
    "tag": PLAIN,
    "unit": PLAIN,
}
DEBTS = ("no_monitor", "no_approval", "no_document", "stale")
HEALTHS = ("critical", "warning", "ok", "unknown", "none")
OPEN = ("created", "claimed")  # states of a task that waits for somebody
STALE_AFTER = timedelta(days=180)  # the re-validation interval of the shipped policy

model = RegisteredModel


@dataclass(frozen=True, slots=True)
class Scope:
    """What conditions are read with: the session, its stages, and who asks."""

    session: Session
    stages: Mapping[UUID, StageRef]
    me: UUID | None
    is_counted: bool = False  # all models that fit are wanted, not the next ones in an order
    known: dict[object, ColumnElement[bool] | None] = field(default_factory=dict)

    @property
    def is_sqlite(self) -> bool:
        return self.session.get_bind().dialect.name == "sqlite"


def open_scope(session: Session, me: UUID | None) -> Scope:
    return Scope(session, load_stages(session), me)


def parse_inventory_filter(text: str, *, is_strict: bool = True) -> Filter:
    """`stage:PROD risk:high owner:me "text"` as the inventory understands it."""
    return parse_filter(text, KEYS, is_strict=is_strict)


# Conditions on the model's own row; the others look into other tables.
OWN = frozenset({"framework", "kind", "name", "owner", "risk", "unit"})


def conditions(scope: Scope, wanted: Filter, *, without: str = "") -> list[ColumnElement[bool]]:
    """SQL for every condition and word; those on the key `without` are left out."""
    own, others = _split(scope, wanted, without)
    return [*own, *others]


def walked_conditions(scope: Scope, wanted: Filter) -> tuple[list[ColumnElement[bool]], bool]:
    """The same for a walk in the order of another table, and whether few models are listed.

    It would look at very many rows where few models meet the conditions on their own row.
    """
    own, others = _split(scope, wanted)
    few = _few(scope, select(model.id).where(*own)) if own else None
    return ([*own, *others], False) if few is None else ([few, *others], True)


def _split(
    scope: Scope, wanted: Filter, without: str = ""
) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    own: list[ColumnElement[bool]] = []
    others: list[ColumnElement[bool]] = []
    for one in wanted.conditions:
        if one.key != without:
            meaning = _MEANING[one.key](scope, one)
            kept = own if one.key in OWN else others
            kept.append(not_(meaning) if one.is_negated else meaning)
    return own, [*others, *([_words(scope, wanted.words)] if wanted.words else [])]


def _words(scope: Scope, words: Sequence[str]) -> ColumnElement[bool]:
    return few_or(scope, and_(*(contains(model.search_text, word) for word in words)))


FEW = 2_000


def few_or(scope: Scope, meaning: ColumnElement[bool]) -> ColumnElement[bool]:
    """`meaning`, a condition on the model's own row; as a list of ids where few models have it.

    A page walks along the index of its order and looks at each model's row. Where few match, one
    pass over the table in its own order is many times faster than that walk.
    """
    few = is_one_of_few(scope.session, model.id, select(model.id).where(meaning), FEW)
    return meaning if few is None else few


def member(scope: Scope, ids: Select[UUID]) -> ColumnElement[bool]:
    """The model is one of `ids`, which select another table's `model_id`."""
    (column,) = ids.selected_columns
    few = _few(scope, ids)
    if few is not None:
        return few
    if scope.is_counted:  # gathered once: to look into the other table per model costs four times
        return model.id.in_(ids)
    return ids.where(column == model.id).correlate(model).exists()


def _few(scope: Scope, ids: Select[UUID]) -> ColumnElement[bool] | None:
    """Each list is gathered once in a scope."""
    statement = ids.compile()
    key = str(statement), tuple(map(str, statement.params.values()))
    if key not in scope.known:
        scope.known[key] = is_one_of_few(scope.session, model.id, ids, FEW)
    return scope.known[key]


def contains(column: object, word: str) -> ColumnElement[bool]:
    """`word`, folded, occurs in a folded column."""
    text = type_coerce(column, SqlString)
    return text.like(f"%{escape(fold(word))}%", escape="\\")


def escape(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _folded(values: Iterable[str]) -> list[str]:
    return [fold(value).replace("-", "_").replace(" ", "_") for value in values]


def _risk(_: Scope, one: Condition) -> ColumnElement[bool]:
    words = {"med": "medium"}
    return model.risk_tier.in_([words.get(value, value) for value in map(fold, one.values)])


def _kind(_: Scope, one: Condition) -> ColumnElement[bool]:
    return model.kind.in_(_folded(one.values))


def _framework(scope: Scope, one: Condition) -> ColumnElement[bool]:
    return few_or(scope, func.lower(model.framework).in_([fold(value) for value in one.values]))


def _name(_: Scope, one: Condition) -> ColumnElement[bool]:
    starts = [f"{escape(fold(value))}%" for value in one.values]
    return or_(*(model.name_folded.like(start, escape="\\") for start in starts))


def _owner(scope: Scope, one: Condition) -> ColumnElement[bool]:
    words = [fold(value) for value in one.values]
    ids = {scope.me} if "me" in words and scope.me is not None else set()
    people = scope.session.execute(select(Person.id, Person.handle, Person.full_name))
    for person in people:
        names = (fold(person.handle), fold(person.full_name))
        if any(word in names or names[1].startswith(word) for word in words if word != "me"):
            ids.add(person.id)
    return model.owner_id.in_(ids) if ids else false()


def _unit(scope: Scope, one: Condition) -> ColumnElement[bool]:
    return model.unit_id.in_(unit_with_descendants(scope.session, one.values))


def _tag(scope: Scope, one: Condition) -> ColumnElement[bool]:
    tags = [fold(value.lstrip("#")) for value in one.values]
    return few_or(scope, or_(*(has_tag(scope, tag) for tag in tags)))


def has_tag(scope: Scope, tag: str) -> ColumnElement[bool]:
    """The model's default service tags hold `tag`."""
    if scope.is_sqlite:
        listed = func.json_each(model.service_tags).table_valued("value")
        exact = exists(select(1).select_from(listed).where(listed.c.value == tag))
        return and_(contains(model.search_text, tag), exact)  # the text is cheaper than the JSON
    # An index holds the texts, the JSON of every model would have to be fetched.
    is_there = type_coerce(model.service_tags, JSONB).contains([tag])
    return and_(few_or(scope, contains(model.search_text, tag)), is_there)


def known_tags(session: Session) -> frozenset[str]:
    """Every service tag that a model has; the database takes the lists of all models apart."""
    listed = tags_of(Scope(session, {}, None))
    found = select(listed.c.value).select_from(model).join(listed, true()).distinct()
    return frozenset(session.scalars(found))


def tags_of(scope: Scope) -> TableValuedAlias:
    """The service tags of a model as rows of one column, `value`."""
    if scope.is_sqlite:
        return func.json_each(model.service_tags).table_valued("value")
    tags = type_coerce(model.service_tags, JSONB)
    return func.jsonb_array_elements_text(tags).table_valued("value")


def higher_stages(stages: Mapping[UUID, StageRef], stage: StageRef) -> list[UUID]:
    """The stages of the same path above `stage`."""
    return [
        other.id
        for other in stages.values()
        if other.path_id == stage.path_id
        and other.kind != "archived"
        and (stage.kind == "archived" or other.position > stage.position)
    ]


def in_place(scope: Scope, stage_ids: Iterable[UUID] | None = None) -> ColumnElement[bool]:
    """A version of the model is in place, in one of these stages or anywhere."""
    statement = select(Placement.model_id).where(Placement.state == "in_place")
    if stage_ids is not None:
        statement = statement.where(Placement.stage_id.in_(list(stage_ids)))
    return member(scope, statement)


def highest_is(scope: Scope, stage: StageRef) -> ColumnElement[bool]:
    """`stage` is the highest one where a version of the model is in place."""
    higher = higher_stages(scope.stages, stage)
    here = in_place(scope, [stage.id])
    return and_(here, not_(in_place(scope, higher))) if higher else here


def _stage(scope: Scope, one: Condition) -> ColumnElement[bool]:
    words = [fold(value) for value in one.values]
    found = [
        highest_is(scope, stage) for stage in scope.stages.values() if fold(stage.name) in words
    ]
    if "none" in words:
        found.append(not_(in_place(scope)))
    return or_(*found) if found else false()


def in_production(scope: Scope) -> ColumnElement[bool]:
    kinds = [stage.id for stage in scope.stages.values() if stage.kind == "production"]
    return in_place(scope, kinds)


def has_monitor(scope: Scope) -> ColumnElement[bool]:
    return member(scope, select(Monitor.model_id).where(Monitor.is_paused.is_(False)))


def has_measured(scope: Scope) -> ColumnElement[bool]:
    """A monitor of it in production has measured something, however long ago."""
    stages = [stage.id for stage in scope.stages.values() if stage.kind == "production"]
    run = select(1).where(MonitorRun.monitor_id == Monitor.id, MonitorRun.state == "done")
    measured = select(Monitor.model_id).where(
        Monitor.is_paused.is_(False),
        Monitor.stage_id.in_(stages),
        run.correlate(Monitor).exists(),
    )
    return member(scope, measured)


def debt_condition(scope: Scope, debt: str) -> ColumnElement[bool]:
    """The model has this debt: something that a model in production must have is missing."""
    lacking = lacks(scope, debt)
    return lacking if debt == "no_approval" else and_(in_production(scope), lacking)


def lacks(scope: Scope, debt: str) -> ColumnElement[bool]:
    """What is missing: a debt where the model is in production, which `no_approval` says itself."""
    if debt == "no_monitor":
        return not_(has_monitor(scope))
    if debt == "no_document":
        return not_(member(scope, select(ModelDocument.model_id)))
    if debt == "stale":
        return not_(_has_version_since(scope, now(scope.session) - STALE_AFTER))
    return no_approval(scope)


def no_approval(scope: Scope) -> ColumnElement[bool]:
    """A version serves in production and nobody asked for that."""
    unasked = select(Placement.model_id).where(
        Placement.state == "in_place",
        Placement.stage_kind == "production",
        Placement.request_id.is_(None),
    )
    return member(scope, unasked)


def _has_version_since(
    scope: Scope, limit: datetime, *, is_limit_in: bool = True
) -> ColumnElement[bool]:
    """Versions come one after the other: the latest one is new where any is."""
    created = ModelVersion.created_at
    is_new = created >= limit if is_limit_in else created > limit
    return member(scope, select(ModelVersion.model_id).where(is_new))


def _debt(scope: Scope, one: Condition) -> ColumnElement[bool]:
    words = _folded(one.values)
    require_known(one, words, (*DEBTS, "none", "any"))
    found = [debt_condition(scope, debt) for debt in DEBTS if debt in words]
    every = or_(*(debt_condition(scope, debt) for debt in DEBTS))
    found += [every] if "any" in words else []
    found += [not_(every)] if "none" in words else []
    return or_(*found)


def require_known(one: Condition, words: Iterable[str], known: tuple[str, ...]) -> None:
    unknown = [word for word in words if word not in known]
    if unknown:
        raise InputError(
            f"{quoted(unknown[0])} is no {one.key} (at character {one.position} of the filter).",
            hint="Known: " + ", ".join(known) + ".",
        )


def alerted(scope: Scope, severities: tuple[str, ...] | None = None) -> ColumnElement[bool]:
    statement = select(Alert.model_id).where(Alert.state.in_(LIVE_ALERTS))
    if severities is not None:
        statement = statement.where(Alert.severity.in_(severities))
    return member(scope, statement)


def last_verdict_in(*verdicts: str) -> ColumnElement[bool]:
    last = of_last_run(MonitorRun.verdict)
    watched = select(Monitor.model_id).where(
        Monitor.model_id == model.id, Monitor.is_paused.is_(False), last.in_(verdicts)
    )
    return watched.correlate(model).exists()


BAD = ("WARN", "FAIL", "ERROR")


def health_condition(scope: Scope, health: str) -> ColumnElement[bool]:
    """The roll-up of `inventory.health_of`, as SQL."""
    has_alert = alerted(scope)
    if health == "critical":
        return alerted(scope, GRAVE)
    if health == "warning":
        return and_(not_(alerted(scope, GRAVE)), or_(has_alert, last_verdict_in(*BAD)))
    if health == "none":
        return and_(not_(has_alert), not_(has_monitor(scope)))
    passed = last_verdict_in("PASS") if health == "ok" else not_(last_verdict_in("PASS"))
    return and_(not_(has_alert), has_monitor(scope), not_(last_verdict_in(*BAD)), passed)


def _health(scope: Scope, one: Condition) -> ColumnElement[bool]:
    words = _folded(one.values)
    require_known(one, words, HEALTHS)
    return or_(*(health_condition(scope, word) for word in words))


def _age(scope: Scope, one: Condition) -> ColumnElement[bool]:
    """Age counts from the latest version; a model without one has none."""
    limit = now(scope.session) - duration_of(one)
    if one.operator in ("<", "<="):
        return _has_version_since(scope, limit, is_limit_in=one.operator == "<=")
    # A walk along versions has that table too: this one is looked at apart from it.
    versions = select(1).where(ModelVersion.model_id == model.id)
    has_version = versions.correlate(model).exists()
    newer = _has_version_since(scope, limit, is_limit_in=one.operator == ">")
    return and_(has_version, not_(newer))


def open_tasks() -> Select[UUID | None, str]:
    """The tasks of people at which life cycles stand, by model and the name that is drawn."""
    return select(UserTask.model_id, UserTask.name).where(
        UserTask.state.in_(OPEN), UserTask.model_id.is_not(None)
    )


def _step(scope: Scope, one: Condition) -> ColumnElement[bool]:
    """A life cycle of it waits at a task of this name, or at any."""
    waiting = open_tasks().subquery()
    wanted = [fold(value) for value in one.values]
    statement = select(waiting.c.model_id)
    if "any" not in wanted:
        named = scope.session.scalars(select(waiting.c.name).distinct())
        names = [name for name in named if fold(name) in wanted]
        statement = statement.where(waiting.c.name.in_(names))
    return member(scope, statement)


_MEANING: dict[str, Callable[[Scope, Condition], ColumnElement[bool]]] = {
    "age": _age,
    "debt": _debt,
    "framework": _framework,
    "health": _health,
    "kind": _kind,
    "name": _name,
    "owner": _owner,
    "risk": _risk,
    "stage": _stage,
    "step": _step,
    "tag": _tag,
    "unit": _unit,
}
