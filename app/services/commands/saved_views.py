"""Keeping, sharing and pinning how one looks at a list."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select

from app.errors import InputError
from app.models.queries.acts import home_unit
from app.models.queries.saved_views import OBJECT, SCREENS, ViewContent
from app.models.rules.blockers import Blocker, require
from app.models.tables.personal import SavedView, Watch
from app.services.names import check_text, clean_name
from app.services.unit_of_work import UnitOfWork

LONGEST_VIEW_NAME = 80


def save_view(
    work: UnitOfWork, screen: str, name: str, content: ViewContent, *, is_shared: bool = False
) -> UUID:
    """Keep a view under a name; one of mine that was removed comes back under its name.

    Raises:
        InputError: the name is no line of words, or the screen has no views.
        RefusedError: there is one of mine by that name.
    """
    _check_screen(screen)
    name = _checked(name, content)
    found = _by_name(work, screen, name)
    if found is not None and found.removed_at is None:
        require((Blocker("view.exists", name=name),))
    if found is None:
        row = SavedView(
            id=uuid4(),
            unit_id=home_unit(work.session, work.actor.id),
            person_id=work.actor.id,
            screen=screen,
            name=name,
            content=content.document(),
            is_shared=is_shared,
        )
        return work.add(row).id
    found.content, found.is_shared = content.document(), is_shared
    found.is_default, found.removed_at = False, None
    work.flush()
    return found.id


def change_view(
    work: UnitOfWork,
    view_id: UUID,
    *,
    name: str | None = None,
    content: ViewContent | None = None,
    is_shared: bool | None = None,
) -> None:
    """Rename a view of mine, give it other contents, share it or keep it to myself."""
    row = _mine(work, view_id)
    if name is not None and name.strip() != row.name:
        name = _checked(name, ViewContent())
        other = _by_name(work, row.screen, name)
        if other is not None and other.removed_at is None:
            require((Blocker("view.exists", name=name),))
        if other is not None:  # a removed one gives up its name
            other.name = f"{other.name[: LONGEST_VIEW_NAME - 9]} {other.id.hex[:8]}"
            work.flush()
        row.name = name
    if content is not None:
        _checked(row.name, content)
        row.content = content.document()
    if is_shared is not None:
        row.is_shared = is_shared
    work.flush()


def choose_default(work: UnitOfWork, screen: str, view_id: UUID | None) -> None:
    """What I see first on this screen; None: what the screen shows by itself."""
    _check_screen(screen)
    statement = select(SavedView).where(
        SavedView.person_id == work.actor.id, SavedView.screen == screen
    )
    if view_id is not None:
        _mine(work, view_id)
    for row in work.session.scalars(statement):
        if row.is_default != (row.id == view_id):
            row.is_default = row.id == view_id
    work.flush()


def remove_view(work: UnitOfWork, view_id: UUID) -> None:
    """Take a view of mine out of everybody's lists."""
    row = _mine(work, view_id)
    row.removed_at, row.is_default = work.now(), False
    work.flush()


def bring_back_view(work: UnitOfWork, view_id: UUID) -> None:
    """Undo `remove_view`."""
    _mine(work, view_id).removed_at = None
    work.flush()


def pin_view(work: UnitOfWork, view_id: UUID, *, is_pinned: bool) -> None:
    """Keep a view in my rail, mine or the team's; or take it out."""
    view = work.get(SavedView, view_id)
    statement = select(Watch).where(Watch.person_id == work.actor.id, Watch.object_id == view_id)
    pin = work.session.scalars(statement).first()
    if pin is None:
        work.add(
            Watch(
                unit_id=view.unit_id,
                person_id=work.actor.id,
                object_type=OBJECT,
                object_id=view_id,
                is_on=is_pinned,
            )
        )
        return
    pin.is_on = is_pinned
    work.flush()


def _check_screen(screen: str) -> None:
    if screen not in SCREENS:
        raise InputError(
            f"No views are kept of {screen!r}.", hint=f"Of these: {', '.join(sorted(SCREENS))}."
        )


def _checked(name: str, content: ViewContent) -> str:
    name = clean_name(name, what="name of the view")
    if len(name) > LONGEST_VIEW_NAME:
        require((Blocker("view.name", most=LONGEST_VIEW_NAME),))
    check_text(content.filter, "filter")
    return name


def _by_name(work: UnitOfWork, screen: str, name: str) -> SavedView | None:
    statement = select(SavedView).where(
        SavedView.person_id == work.actor.id, SavedView.screen == screen, SavedView.name == name
    )
    return work.session.scalars(statement).first()


def _mine(work: UnitOfWork, view_id: UUID) -> SavedView:
    row = work.get(SavedView, view_id)
    if row.person_id != work.actor.id:
        require((Blocker("view.not_yours"),))
    return row
