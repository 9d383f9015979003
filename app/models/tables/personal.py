"""What belongs to one person at work: saved views, what they watch, what they look at now."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import Base, Identified, InUnit, mw_now


class SavedView(Identified, InUnit, Base):
    """A named way to look at a list: filter, columns, order. Shared with the unit or one's own."""

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.person.id"), index=True)
    screen: Mapped[str]
    name: Mapped[str]
    content: Mapped[dict[str, Any]]
    is_shared: Mapped[bool] = mapped_column(default=False)
    is_default: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("person_id", "screen", "name"),)


class Watch(Identified, InUnit, Base):
    """A person wants to hear of an object; up to `removed_to` they have heard enough of it.

    A row that is off says only that: what came to the person by itself was put away. What needs
    them is off their list up to the event `put_off_to`, at most until `remind_at`.
    """

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.person.id"), index=True)
    object_type: Mapped[str]
    object_id: Mapped[uuid.UUID] = mapped_column(index=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    removed_to: Mapped[int] = mapped_column(  # an event's id
        BigInteger, default=0, server_default=text("0")
    )
    put_off_to: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    remind_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("person_id", "object_id"),)


class Presence(Identified, InUnit, Base):
    """Who looks at what right now: seen again every few seconds, stale after half a minute."""

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.person.id"))
    object_id: Mapped[uuid.UUID] = mapped_column(index=True)
    seen_at: Mapped[datetime] = mapped_column(server_default=mw_now())

    __table_args__ = (UniqueConstraint("person_id", "object_id"),)
