"""The list of deployments: filtered, ordered, counted and paged in SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.deployments import DeploymentRow, deployment_rows
from app.models.queries.inventory_filter import contains, escape
from app.models.queries.lookups import load_stages, whole_number
from app.models.queries.paging import PAGE_SIZE, Cursor, Key, Page, next_rows
from app.models.rules.deployment_states import ACTIVE, ENDED
from app.models.rules.filter_language import PLAIN, Condition, Filter, parse_filter
from app.models.rules.folding import fold
from app.models.tables.base import mw_fold
from app.models.tables.execution import Deployment, DeploymentStep, Runtime
from app.models.tables.inventory import ModelVersion, RegisteredModel

KEYS = {"model": PLAIN, "runtime": PLAIN, "service": PLAIN, "stage": PLAIN, "state": PLAIN}
STATES = (*ACTIVE, *ENDED)
STATES_OF = {"active": ACTIVE, "under_way": ACTIVE[:-1], "ended": ENDED}  # the views' own
SORTS = ("number", "model", "target", "stage", "state", "step", "at")


@dataclass(frozen=True, slots=True)
class DeploymentQuery:
    """What the list shows; without a sort the newest first, of what is active by stage.

    `view`: active, under_way, ended or all. `keep`: listed whatever became of it, as somebody
    looks at it; it is not counted.
    """

    view: str = "active"
    filter: Filter = field(default_factory=Filter)
    sort: str = ""
    is_descending: bool = False
    keep: UUID | None = None

    @classmethod
    def of(
        cls,
        text: str,
        *,
        view: str = "active",
        sort: str = "",
        is_descending: bool = False,
        keep: UUID | None = None,
        is_strict: bool = True,
    ) -> DeploymentQuery:
        """From a filter as people write it: `stage:PROD state:failed cc-fraud`.

        Raises:
            InputError: the filter can't be read, or there is no such order.
        """
        if sort and sort not in SORTS:
            raise InputError(f"There is no order {sort}.", hint="Known: " + ", ".join(SORTS) + ".")
        found = parse_filter(text, KEYS, is_strict=is_strict)
        return cls(view, found, sort, is_descending, keep)


def list_deployments(
    session: Session,
    query: DeploymentQuery | None = None,
    after: Cursor | None = None,
    limit: int = PAGE_SIZE,
) -> Page[DeploymentRow]:
    """The next rows in this order."""
    query = query or DeploymentQuery()
    statement = _from(select(Deployment)).where(*_conditions(session, query, keep=query.keep))
    found = next_rows(session, statement, _order(session, query), after, limit)
    return Page(deployment_rows(session, [row[0] for row in found.rows]), found.cursor)


def count_deployments(session: Session, query: DeploymentQuery) -> int:
    statement = _from(select(func.count()).select_from(Deployment))
    return session.scalar(statement.where(*_conditions(session, query))) or 0


def _from(statement: Select[Any]) -> Select[Any]:
    return (
        statement.join(RegisteredModel, RegisteredModel.id == Deployment.model_id)
        .outerjoin(ModelVersion, ModelVersion.id == Deployment.version_id)
        .outerjoin(Runtime, Runtime.id == Deployment.runtime_id)
    )


def _order(session: Session, query: DeploymentQuery) -> tuple[Key, ...]:
    if not query.sort:
        newest = Key(Deployment.number, True), Key(Deployment.id)
        is_by_stage = query.view == "active"  # what serves: production is looked for first
        return (Key(_stage_place(session), True), *newest) if is_by_stage else newest
    last_step = (
        select(DeploymentStep.step)
        .where(DeploymentStep.deployment_id == Deployment.id)
        .order_by(DeploymentStep.position.desc())
        .limit(1)
        .scalar_subquery()
    )
    states = {one: n for n, one in enumerate(STATES)}
    keys: dict[str, tuple[Any, ...]] = {
        "number": (),
        "model": (RegisteredModel.name_folded, func.coalesce(ModelVersion.version, 0)),
        "target": (func.lower(func.coalesce(Runtime.name, "")),),
        "stage": (_stage_place(session),),
        "state": (case(states, value=Deployment.state, else_=len(states)),),
        "step": (func.coalesce(last_step, ""),),
        "at": (Deployment.started_at,),
    }
    order = (*keys[query.sort], Deployment.number, Deployment.id)
    return tuple(Key(one, query.is_descending) for one in order)


def _stage_place(session: Session) -> ColumnElement[int]:
    """How near to production a stage is."""
    ranks = sorted(load_stages(session).values(), key=lambda one: (one.rank, one.name))
    stages = {one.id: n for n, one in enumerate(ranks)}
    return case(stages, value=Deployment.stage_id, else_=-1) if stages else literal(-1)


def _conditions(
    session: Session, query: DeploymentQuery, *, keep: UUID | None = None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.view in STATES_OF:
        fits = Deployment.state.in_(STATES_OF[query.view])
        found.append(fits if keep is None else or_(fits, Deployment.id == keep))
    for one in query.filter.conditions:
        meaning = _MEANING[one.key](session, one)
        found.append(not_(meaning) if one.is_negated else meaning)
    return [*found, *(_mentions(session, word) for word in query.filter.words)]


def _mentions(session: Session, word: str) -> ColumnElement[bool]:
    """Part of the model with its version, of the runtime, stage or state; or the number."""
    text = RegisteredModel.name_folded
    version = cast(func.coalesce(ModelVersion.version, 0), String)
    part = f"%{escape(fold(word))}%"
    found = [
        contains(text.concat(" v").concat(version), word),
        mw_fold(func.coalesce(Runtime.name, "")).like(part, escape="\\"),
        Deployment.state.in_([one for one in STATES if fold(word) in one]),
        Deployment.stage_id.in_(_stage_ids(session, lambda name: fold(word) in name)),
    ]
    number = whole_number(word.lstrip("#"))
    return or_(*found, *([] if number is None else [Deployment.number == number]))


def _stage_ids(session: Session, is_wanted: Callable[[str], bool]) -> list[UUID]:
    return [one.id for one in load_stages(session).values() if is_wanted(fold(one.name))]


def _model(_: Session, one: Condition) -> ColumnElement[bool]:
    return RegisteredModel.name_folded.in_([fold(value) for value in one.values])


def _runtime(_: Session, one: Condition) -> ColumnElement[bool]:
    names = [fold(value) for value in one.values]
    return mw_fold(func.coalesce(Runtime.name, "")).in_(names)


def _service(_: Session, one: Condition) -> ColumnElement[bool]:
    return Deployment.service_tag.in_([fold(value.lstrip("#")) for value in one.values])


def _stage(session: Session, one: Condition) -> ColumnElement[bool]:
    names = [fold(value) for value in one.values]
    return Deployment.stage_id.in_(_stage_ids(session, lambda name: name in names))


def _state(_: Session, one: Condition) -> ColumnElement[bool]:
    return Deployment.state.in_(
        [fold(value).replace("-", "_").replace(" ", "_") for value in one.values]
    )


_MEANING: dict[str, Callable[[Session, Condition], ColumnElement[bool]]] = {
    "model": _model,
    "runtime": _runtime,
    "service": _service,
    "stage": _stage,
    "state": _state,
}
