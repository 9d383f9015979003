"""Whether a role is held: the condition of the guards, for statements that read memberships."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from app.models.tables.base import mw_now
from app.models.tables.organisation import Membership


def is_held() -> ColumnElement[bool]:
    """It has begun, and has no end or one that is to come, by the database's clock."""
    return and_(Membership.valid_from <= select(mw_now()).scalar_subquery(), is_unended())


def is_unended() -> ColumnElement[bool]:
    """As `is_held`, or it has yet to begin."""
    now = select(mw_now()).scalar_subquery()
    return or_(Membership.valid_until.is_(None), Membership.valid_until > now)
