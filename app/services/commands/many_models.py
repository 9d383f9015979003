"""One act on many models: looked at first, then done batch by batch, told model by model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import AppError, BlockerLike, RefusedError, StaleError
from app.models.queries.lookups import roles_by_unit
from app.models.queries.many_models import ManyFacts, load_many
from app.models.rules.assessing import tag_blockers
from app.models.rules.blockers import Blocker, require
from app.models.rules.rights import write_blockers
from app.models.rules.roles import Role
from app.models.rules.service_tags import service_blockers
from app.models.tables.organisation import Person
from app.services.commands.models import (
    MOST_TAGS,
    ModelEdit,
    change_tags,
    clean_tag,
    edit_model,
)
from app.services.commands.watching import set_watch
from app.services.unit_of_work import UnitOfWork, Work

BATCH = 100  # models in one transaction: nobody else's write waits long for it
TRIES = 3  # of one batch into which somebody else wrote

Progress = Callable[[int, int], object]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class GiveOwner:
    """They belong to this person from now on."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class ChangeTags:
    """Service tags to add and to take away; the others stay."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    @classmethod
    def of(cls, add: Iterable[str], remove: Iterable[str]) -> ChangeTags:
        """As they are kept.

        Raises:
            InputError: nothing is left of one.
        """
        return cls(*(tuple(dict.fromkeys(map(clean_tag, each))) for each in (add, remove)))

    def new(self, tags: Iterable[str]) -> tuple[str, ...]:
        """Those stay in their order, for releases are for the first; what is added comes last."""
        return tuple(tag for tag in dict.fromkeys((*tags, *self.add)) if tag not in self.remove)


@dataclass(frozen=True, slots=True)
class WatchThem:
    """Who asks hears of them, or no longer."""

    is_on: bool


Act = GiveOwner | ChangeTags | WatchThem


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A model with which it can't be done, and every reason."""

    id: UUID
    name: str
    blockers: tuple[BlockerLike, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """What would come of an act, or came of it: model by model."""

    done: tuple[UUID, ...] = ()
    unchanged: int = 0  # they are so already
    left: tuple[LeftOut, ...] = ()
    rest: tuple[UUID, ...] = ()  # not tried: it was stopped
    error: AppError | None = None  # that stopped it

    def __add__(self, other: Many) -> Many:
        return replace(
            other,
            done=self.done + other.done,
            unchanged=self.unchanged + other.unchanged,
            left=self.left + other.left,
        )


def look_at_many(session: Session, act: Act, ids: Sequence[UUID], me: UUID) -> Many:
    """With how many it can be done as things stand, with how many not, and why."""
    roles = roles_by_unit(session, me)
    found = [
        (one, blockers_of(act, one, roles.get(one.unit_id, frozenset())))
        for one in load_many(session, ids, me)
    ]
    return Many(
        done=tuple(one.id for one, why in found if not why and not _is_so(act, one)),
        unchanged=sum(not why and _is_so(act, one) for one, why in found),
        left=tuple(LeftOut(one.id, one.name, why) for one, why in found if why),
    )


def blockers_of(act: Act, one: ManyFacts, roles: frozenset[Role]) -> tuple[Blocker, ...]:
    """Why holders of `roles` in its unit can't do this with a model; the commands ask the same."""
    if isinstance(act, WatchThem):
        return ()
    found = [*write_blockers("registered_model", "update", roles)]
    if isinstance(act, ChangeTags):
        tags = act.new(one.service_tags)
        found += tag_blockers(one.used_tags, one.service_tags, tags, roles)
        found += service_blockers(one.in_use, one.service_tags, tags)
        found += _count_blockers(tags)
    return tuple(found)


def _count_blockers(tags: Sequence[str]) -> list[Blocker]:
    if not tags:
        return [Blocker("many.no_tag")]
    return [Blocker("many.tags", most=MOST_TAGS)] if len(tags) > MOST_TAGS else []


def _is_so(act: Act, one: ManyFacts) -> bool:
    match act:
        case GiveOwner():
            return one.owner_id == act.person_id
        case ChangeTags():
            return act.new(one.service_tags) == one.service_tags
        case WatchThem():
            return one.is_watched == act.is_on


def _go_on() -> bool:
    return False


def act_on_many(
    work: Work,
    act: Act,
    ids: Sequence[UUID],
    *,
    progress: Progress | None = None,
    is_cancelled: IsCancelled = _go_on,
) -> Many:
    """Do it, a batch in a transaction. Doing it again changes nothing that is done.

    A model that a rule refuses is left out with its reasons and holds up no other. What stopped
    the rest (somebody cancelled, the database is gone) is in the answer, beside what is stored.
    """
    told = Many()
    for start in range(0, len(ids), BATCH):
        rest = tuple(ids[start:])
        if is_cancelled():
            return replace(told, rest=rest)
        try:
            told += _batch(work, act, rest[:BATCH])
        except AppError as error:
            return replace(told, rest=rest, error=error)
        if progress is not None:
            progress(min(start + BATCH, len(ids)), len(ids))
    return told


def _batch(work: Work, act: Act, ids: Sequence[UUID]) -> Many:
    for tried in range(1, TRIES + 1):
        try:
            return work.write(_act_on_each, act, ids)
        except StaleError:
            if tried == TRIES:
                raise
    raise AssertionError("a batch is tried at least once")


def _act_on_each(work: UnitOfWork, act: Act, ids: Sequence[UUID]) -> Many:
    found = look_at_many(work.session, act, ids, work.actor.id)
    done, left = [], list(found.left)
    facts = {one.id: one for one in load_many(work.session, found.done, work.actor.id)}
    for each, one in facts.items():
        try:
            with work.session.begin_nested():
                _do(work, act, one)
        except RefusedError as refused:
            left.append(LeftOut(each, one.name, tuple(refused.blockers)))
        else:
            done.append(each)
    return replace(found, done=tuple(done), left=tuple(left))


def _do(work: UnitOfWork, act: Act, one: ManyFacts) -> None:
    match act:
        case GiveOwner():
            owner = work.get(Person, act.person_id).handle
            edit_model(work, one.id, ModelEdit(owner=owner))
        case ChangeTags():
            change_tags(work, one.id, lambda present: _new_tags(act, present))
        case WatchThem():
            set_watch(work, "model", one.id, on=act.is_on)


def _new_tags(act: ChangeTags, present: Iterable[str]) -> tuple[str, ...]:
    """Of what the model has now: since it was looked at a colleague may have added one."""
    tags = act.new(present)
    require(_count_blockers(tags))
    return tags
