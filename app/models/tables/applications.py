"""Business applications: which model version they used when, and each decision they made."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import Base, Governed, Identified, InUnit, mw_now


class Application(Governed, Base):
    """A system of the business that asks models: a credit desk, a payment switch."""

    name: Mapped[str] = mapped_column(index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))


class ApplicationUse(Governed, Base):
    """An application used a version from `used_from` up to, not including, `used_until`."""

    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.application.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.model_version.id"), index=True)
    model_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.registered_model.id"), index=True)
    use_case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.use_case.id"))
    used_from: Mapped[datetime]
    used_until: Mapped[datetime | None]


class DecisionRecord(Identified, InUnit, Base):
    """One decision on a customer: its id in the application, and the version that scored it."""

    decision_id: Mapped[str]
    application_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.application.id"))
    model_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.registered_model.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.model_version.id"))
    served_sha256: Mapped[str] = mapped_column(default="")  # of the model file that answered
    inference_sha256: Mapped[str] = mapped_column(default="")  # of features and score
    decided_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(default="file")  # file | sql | runtime log
    recorded_at: Mapped[datetime] = mapped_column(server_default=mw_now())

    __table_args__ = (
        Index("uq_decision_record", "decision_id", "version_id", "application_id", unique=True),
        Index("ix_decision_record_version", "version_id", "application_id"),
    )
