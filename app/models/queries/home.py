"""Home: what needs this person, what they watch, what happened since, which gaps there are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.approvals import ApprovalRow, list_inbox
from app.models.queries.home_blocks import Asked, Read, WorkRow
from app.models.queries.home_decisions import (
    count_exceptions,
    count_given,
    list_due,
    list_exceptions,
    list_given,
)
from app.models.queries.home_figures import (
    Tile,
    has_models,
    list_figures,
    list_gaps,
    list_severities,
    review_tile,
)
from app.models.queries.home_measured import list_beyond, list_measured, list_used
from app.models.queries.home_next import NextDue, load_next
from app.models.queries.home_process import (
    count_unwell,
    list_drafts,
    list_failing,
    list_longest,
    list_my_models,
    list_unwell,
)
from app.models.queries.home_since import SinceRow, list_since
from app.models.queries.home_upkeep import list_access, list_roles, list_service
from app.models.queries.lookups import roles_by_unit
from app.models.queries.need_rows import NeedRow
from app.models.queries.needs import MOST_ALERTS, count_alerts_for, in_groups, list_needs
from app.models.queries.watching import WatchRow, list_watching
from app.models.rules.role_views import blocks_of, first_view, views_of
from app.models.rules.roles import Role

READERS: Mapping[str, Read] = {
    "runtimes": list_unwell,
    "my_models": list_my_models,
    "failing": list_failing,
    "drafts": list_drafts,
    "longest": list_longest,
    "given": list_given,
    "due": list_due,
    "exceptions": list_exceptions,
    "beyond": list_beyond,
    "used": list_used,
    "measured": list_measured,
    "roles": list_roles,
    "access": list_access,
    "service": list_service,
}
COUNTED = frozenset({"figures", "tiles"})  # the blocks that `load_figures` reads
COUNTERS: Mapping[str, Callable[[Asked], int]] = {
    "exceptions": count_exceptions,
    "given": count_given,
    "runtimes": count_unwell,
}


@dataclass(frozen=True, slots=True)
class Home:
    """What a view shows; a block that is not in it was not read, and is empty."""

    role_views: tuple[str, ...]  # those this person has
    view: str  # the one that was read
    needs: tuple[NeedRow, ...]  # the alerts of one monitor in one row
    needs_count: int  # with the alerts that are too many to list
    has_models: bool  # any, in all that this reader sees
    next_due: NextDue | None = None  # where nothing needs this person
    put_off: int = 0  # how many of what needs this person they put off; not in `needs_count`
    watching: tuple[WatchRow, ...] = ()
    waiting: tuple[ApprovalRow, ...] = ()
    since: tuple[SinceRow, ...] = ()
    since_count: int = 0  # of events: several may stand in one row
    blocks: Mapping[str, tuple[WorkRow, ...]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)  # of blocks that list only some
    tiles: Mapping[str, tuple[Tile, ...]] = field(default_factory=dict)  # by block


@dataclass(frozen=True, slots=True)
class Figures:
    """What a view counts over every model: it takes the longest, so it is read beside the rest."""

    view: str
    tiles: Mapping[str, tuple[Tile, ...]]


def load_work(
    session: Session,
    me: UUID,
    *,
    now: datetime,
    last_visit: datetime,
    view: str = "",
    shown: Collection[UUID] = (),
    with_put_off: bool = False,
) -> Home:
    """What one view of Home shows for the due clock `now`, but for its figures.

    Args:
        view: one of this person's role views; another one, or none: their first.
        shown: alerts that stand there already.
        with_put_off: also what this person put off; it is counted in any case.
    """
    held = roles_by_unit(session, me)
    views, chosen = _chosen(held, view)
    wanted = blocks_of(chosen)
    asked = Asked(session, me, now, held)
    everything = list_needs(session, me, now=now, shown=shown, with_put_off=True)
    needs = in_groups([one for one in everything if with_put_off or not one.is_put_off])
    put_off = sum(one.is_put_off for one in everything)
    listed = sum(one.kind == "alert" for one in everything)
    unlisted = count_alerts_for(session, me) - listed if listed >= MOST_ALERTS else 0
    blocks = {name: read(asked) for name, read in READERS.items() if name in wanted}
    events, count = list_since(session, me, since=last_visit)
    return Home(
        role_views=views,
        view=chosen,
        needs=needs,
        needs_count=len(everything) - put_off + unlisted,
        next_due=None if needs else load_next(asked, everything),
        put_off=put_off,
        has_models=has_models(session),
        watching=_watching(asked, needs, blocks.values()) if "watching" in wanted else (),
        waiting=list_inbox(session, me, now=now, view="others") if "waiting" in wanted else (),
        since=events,
        since_count=count,
        blocks=blocks,
        counts={name: count(asked) for name, count in COUNTERS.items() if name in wanted},
        tiles={"severities": list_severities(asked)} if "severities" in wanted else {},
    )


def load_figures(session: Session, me: UUID, *, now: datetime, view: str = "") -> Figures:
    """The figures of the view that `load_work` would show."""
    held = roles_by_unit(session, me)
    _views, chosen = _chosen(held, view)
    wanted = blocks_of(chosen)
    tiles: dict[str, tuple[Tile, ...]] = {}
    if "figures" in wanted:
        tiles["figures"] = list_figures(Asked(session, me, now, held))
    if "tiles" in wanted:
        tiles["tiles"] = list_gaps(session)
    return Figures(chosen, tiles)


def with_figures(home: Home, found: Figures) -> Home:
    """`home` with what was counted for its view; among the gaps first what is to review."""
    tiles = {**home.tiles, **found.tiles}
    if "tiles" in tiles:
        tiles["tiles"] = (review_tile(home.needs), *tiles["tiles"])
    return replace(home, tiles=tiles)


def _chosen(held: Mapping[UUID, frozenset[Role]], view: str) -> tuple[tuple[str, ...], str]:
    roles = [role for each in held.values() for role in each]
    views = views_of(roles)
    return views, view if view in views else first_view(roles)


def _watching(
    asked: Asked, needs: Iterable[NeedRow], blocks: Iterable[Iterable[WorkRow]]
) -> tuple[WatchRow, ...]:
    """What is on its way; a run that another block tells of is not told of twice."""
    told = {one.instance_id for one in needs if one.kind == "incident"}
    told |= {one.id for rows in blocks for one in rows if one.kind == "run"}
    return tuple(
        one
        for one in list_watching(asked.session, asked.me)
        if one.kind != "run" or one.id not in told
    )


def role_views(session: Session, me: UUID) -> tuple[str, ...]:
    return views_of(role for roles in roles_by_unit(session, me).values() for role in roles)
