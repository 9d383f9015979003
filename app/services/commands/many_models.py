"""One act on many models: looked at first, then done batch by batch, told model by model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import AppError, BlockerLike, RefusedError, StaleError
from app.models.queries.lookups import roles_by_unit
from app.models.queries.many_models import (
    CHUNK,
    ManyFacts,
    StartFacts,
    load_many,
    load_starts,
)
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
from app.services.commands.processes import submit
from app.services.commands.watching import set_watch
from app.services.reopening import deciding_runs
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


@dataclass(frozen=True, slots=True)
class SubmitThem:
    """The newest version of each is ready: its life cycle starts."""


Act = GiveOwner | ChangeTags | WatchThem | SubmitThem


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
    named: tuple[str, ...] = field(default=(), compare=False)  # of `done`, when it is looked at

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
    starts = load_starts(session, ids) if isinstance(act, SubmitThem) else {}
    decided = _decided(session, starts)
    found = []
    for one in load_many(session, ids, me):
        held, start = roles.get(one.unit_id, frozenset()), starts.get(one.id)
        why = blockers_of(act, one, held) if start is None else start_blockers(start, held)
        is_so = start.is_running or one.id in decided if start else _is_so(act, one)
        found.append((one, why, is_so))
    done = [one for one, why, is_so in found if not why and not is_so]
    return Many(
        done=tuple(one.id for one in done),
        named=tuple(_named(one, starts.get(one.id)) for one in done),
        unchanged=sum(not why and is_so for _, why, is_so in found),
        left=tuple(LeftOut(one.id, one.name, why) for one, why, _ in found if why),
    )


def _named(one: ManyFacts, start: StartFacts | None) -> str:
    return one.name if start is None else f"{one.name} v{start.version}"


def _decided(session: Session, starts: Mapping[UUID, StartFacts]) -> set[UUID]:
    """Whose life cycle has decided on the newest version as it is: `submit` starts it no more."""
    versions = {
        start.version_id: (model_id, start.template_key)
        for model_id, start in starts.items()
        if start.version_id is not None and not start.is_running
    }
    found: set[UUID] = set()
    ids = tuple(versions)
    for begin in range(0, len(ids), CHUNK):
        some = ids[begin : begin + CHUNK]
        runs = deciding_runs(session, {each: versions[each][1] for each in some})
        found |= {versions[each][0] for each in runs}
    return found


def start_blockers(start: StartFacts, roles: frozenset[Role]) -> tuple[Blocker, ...]:
    """Why holders of `roles` in its unit can't submit the newest version of a model."""
    found = [*write_blockers("model_version", "insert", roles)]
    if start.version_id is None:
        found.append(Blocker("many.no_version"))
    if not start.is_published:
        found.append(Blocker("many.no_life_cycle", key=start.template_key))
    return tuple(found)


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
        case SubmitThem():
            return False  # its start says that


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
    done, left, unchanged = [], list(found.left), found.unchanged
    facts = {one.id: one for one in load_many(work.session, found.done, work.actor.id)}
    for each, one in facts.items():
        try:
            with work.session.begin_nested():
                was_so = _do(work, act, one)
        except RefusedError as refused:
            left.append(LeftOut(each, one.name, tuple(refused.blockers)))
        else:
            done += [] if was_so else [each]
            unchanged += bool(was_so)
    return replace(found, done=tuple(done), left=tuple(left), unchanged=unchanged)


def _do(work: UnitOfWork, act: Act, one: ManyFacts) -> bool:
    """True: it turned out to be so already."""
    match act:
        case GiveOwner():
            owner = work.get(Person, act.person_id).handle
            edit_model(work, one.id, ModelEdit(owner=owner))
        case ChangeTags():
            change_tags(work, one.id, lambda present: _new_tags(act, present))
        case WatchThem():
            set_watch(work, "model", one.id, on=act.is_on)
        case SubmitThem():
            version_id = load_starts(work.session, [one.id])[one.id].version_id
            assert version_id is not None  # looked at in this transaction
            return not submit(work, version_id).is_new
    return False


def _new_tags(act: ChangeTags, present: Iterable[str]) -> tuple[str, ...]:
    """Of what the model has now: since it was looked at a colleague may have added one."""
    tags = act.new(present)
    require(_count_blockers(tags))
    return tags
