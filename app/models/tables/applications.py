"""Business applications: which model version they used when, and each decision they made."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import (
    Base,
    Governed,
    Identified,
    InUnit,
    Written,
    agreeing,
    mw_now,
    version_key,
)


def _import_key() -> ForeignKeyConstraint:
    """Records come before the import that counts them; both are there when all is committed."""
    return agreeing("record_import", is_late=True, import_id="id", model_id="model_id")


class Application(Governed, Base):
    """A system of the business that asks models: a credit desk, a payment switch."""

    name: Mapped[str] = mapped_column(index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))


class ApplicationUse(Governed, Base):
    """An application used a version from `used_from` up to, not including, `used_until`."""

    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.application.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(index=True)
    model_id: Mapped[uuid.UUID] = mapped_column(index=True)
    use_case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.use_case.id"))
    used_from: Mapped[datetime]
    used_until: Mapped[datetime | None]

    __table_args__ = (version_key(),)


class DecisionRecord(Identified, InUnit, Base):
    """One decision on a customer: its id in the application, and the version that scored it."""

    decision_id: Mapped[str]
    application_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.application.id"))
    model_id: Mapped[uuid.UUID] = mapped_column(index=True)
    version_id: Mapped[uuid.UUID]
    served_sha256: Mapped[str] = mapped_column(default="")  # of the model file that answered
    inference_sha256: Mapped[str] = mapped_column(default="")  # of features and score
    decided_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(default="file")  # file | sql | runtime log
    recorded_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    import_id: Mapped[uuid.UUID]
    position: Mapped[int]  # in the import's tree

    __table_args__ = (
        version_key(),
        _import_key(),
        Index("uq_decision_record", "decision_id", "version_id", "application_id", unique=True),
        Index(
            "uq_decision_record_alone",
            "decision_id",
            "version_id",
            unique=True,
            postgresql_where=text("application_id IS NULL"),
            sqlite_where=text("application_id IS NULL"),
        ),
        Index("uq_decision_record_place", "import_id", "position", unique=True),
        Index("ix_decision_record_version", "version_id", "application_id"),
    )


class RecordImport(Written, Base):
    """The records of one model that came in together. Its event seals them by their root."""

    model_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.registered_model.id"), index=True)
    application_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.application.id"))
    source: Mapped[str]
    name: Mapped[str]  # of the file, the table or the runtime
    records: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    sha256: Mapped[str]  # root of the tree over the records, in the order in which they came

    __table_args__ = (Index("uq_record_import_model", "id", "model_id", unique=True),)


class RecordBlock(Identified, InUnit, Base):
    """Ids and leaves of 1,024 records of an import, beside them: so a lost one has a name."""

    import_id: Mapped[uuid.UUID]
    model_id: Mapped[uuid.UUID]
    position: Mapped[int]
    entries: Mapped[bytes] = mapped_column(LargeBinary)  # 16 bytes of id, 32 of leaf, each
    sha256: Mapped[str]  # root of their tree

    __table_args__ = (
        Index("uq_record_block", "import_id", "position", unique=True),
        _import_key(),
    )
