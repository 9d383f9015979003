"""Saved views: how somebody looks at a list, their own and what their units share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, or_, select
from sqlalchemy.orm import Session

from app.models.queries.lookups import person_names
from app.models.tables.personal import SavedView, Watch

OBJECT = "view"  # of a watch: the view is pinned
SCREENS = frozenset({"alerts", "approvals", "deployments", "inventory", "runs"})  # that have views
MOST = 200  # of one screen that are listed
LONGEST = 10_000  # a filter; what is longer nobody typed


@dataclass(frozen=True, slots=True)
class ViewContent:
    """What a view holds. Column numbers are those of the screen, unmoved.

    `order` and `widths` count only where they are as many as the columns of the screen now.
    """

    filter: str = ""
    place: str = ""  # which of the screen's own lists: "done", "all"
    order: tuple[int, ...] = ()
    widths: tuple[int, ...] = field(default=(), compare=False)  # they follow the window
    sort: int = -1
    is_descending: bool = False
    hidden: tuple[int, ...] = ()

    @classmethod
    def of(cls, stored: object) -> ViewContent:
        """Of a stored document, whatever it holds: others may have written it."""
        if not isinstance(stored, Mapping):
            return cls()
        return cls(
            _words(stored.get("filter")),
            _words(stored.get("place")),
            _numbers(stored.get("order")),
            _numbers(stored.get("widths")),
            next(iter(_numbers([stored.get("sort", -1)])), -1),
            stored.get("is_descending") is True,
            _numbers(stored.get("hidden", ())),
        )

    def document(self) -> dict[str, Any]:
        return {
            "filter": self.filter,
            "place": self.place,
            "order": [*self.order],
            "widths": [*self.widths],
            "sort": self.sort,
            "is_descending": self.is_descending,
            "hidden": [*self.hidden],
        }


def _words(stored: object) -> str:
    return stored if isinstance(stored, str) and len(stored) <= LONGEST else ""


def _numbers(stored: object) -> tuple[int, ...]:
    if not isinstance(stored, Sequence) or isinstance(stored, str):
        return ()
    is_right = all(type(one) is int and -1 <= one < 10_000 for one in stored)
    return tuple(stored) if is_right else ()


@dataclass(frozen=True, slots=True)
class ViewRow:
    id: UUID
    screen: str
    name: str
    content: ViewContent
    is_mine: bool
    owner: str
    is_shared: bool
    is_default: bool  # mine, and what I want to see first
    is_pinned: bool  # by me


def list_views(session: Session, me: UUID, screen: str) -> tuple[ViewRow, ...]:
    """Of one screen: mine first, then those that my units share, each by name."""
    return _rows(session, me, SavedView.screen == screen)


def list_pinned(session: Session, me: UUID) -> tuple[ViewRow, ...]:
    """Those of every screen that this person keeps in the rail."""
    return _rows(session, me, SavedView.id.in_(_pins(me)))


def _pins(me: UUID) -> Select[UUID]:
    return select(Watch.object_id).where(
        Watch.person_id == me, Watch.object_type == OBJECT, Watch.is_on
    )


def _rows(session: Session, me: UUID, condition: ColumnElement[bool]) -> tuple[ViewRow, ...]:
    statement = (
        select(SavedView)
        .where(
            condition,
            SavedView.screen.in_(SCREENS),
            SavedView.removed_at.is_(None),
            or_(SavedView.person_id == me, SavedView.is_shared),
        )
        # Mine first, so that no number of others' pushes them out.
        .order_by(case((SavedView.person_id == me, 0), else_=1), SavedView.name, SavedView.id)
        .limit(MOST)
    )
    found = session.scalars(statement).all()
    names = person_names(session, (one.person_id for one in found))
    pinned = set(session.scalars(_pins(me)))
    return tuple(
        ViewRow(
            id=one.id,
            screen=one.screen,
            name=one.name,
            content=ViewContent.of(one.content),
            is_mine=one.person_id == me,
            owner=names.get(one.person_id, ""),
            is_shared=one.is_shared,
            is_default=one.is_default and one.person_id == me,
            is_pinned=one.id in pinned,
        )
        for one in found
    )
