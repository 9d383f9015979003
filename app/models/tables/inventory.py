"""The inventory: models, versions, their assets and frozen snapshots."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    null,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables.base import (
    Base,
    Governed,
    Numbered,
    Written,
    mw_actor,
    mw_now,
    version_key,
)

FILTERED = ("kind", "owner_id", "unit_id")


class UseCase(Governed, Base):
    """Why a model exists. The same model may serve a regulated and an unregulated use."""

    name: Mapped[str]
    is_regulated: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.person.id"))
    description: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("unit_id", "name"),)


class UseCaseModel(Written, Base):
    use_case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.use_case.id"))
    model_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.registered_model.id"), index=True)
    # The service of the model that this use asks; without one, whatever it serves.
    service_tag: Mapped[str | None]

    __table_args__ = (UniqueConstraint("use_case_id", "model_id"),)


class RegisteredModel(Governed, Base):
    """The thing that is governed. Its name is unique per unit."""

    name: Mapped[str]
    name_folded: Mapped[str]  # casefolded, compared bytewise on both databases
    kind: Mapped[str] = mapped_column(default="in_house")
    framework: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.person.id"))
    risk_tier: Mapped[str] = mapped_column(default="medium")
    service_tags: Mapped[list[str]] = mapped_column(default=list)
    stage_path_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.stage_path.id"))
    search_text: Mapped[str] = mapped_column(Text, default="")  # folded: name, tags, owner, kind

    __table_args__ = (
        UniqueConstraint("unit_id", "name_folded"),
        # Pages of the inventory walk along these; each also holds what is filtered most.
        # Since when the row is so stands in each: a read of another day passes over newer ones.
        Index(
            "ix_registered_model_name",
            *("name_folded", "id", *FILTERED, "risk_tier", "framework", "recorded_from"),
        ),
        Index(
            "ix_registered_model_tier",
            *("risk_tier", "name_folded", "id", *FILTERED, "recorded_from"),
        ),
        Index(
            "ix_registered_model_owner",
            *("owner_id", "name_folded", "id", "kind", "risk_tier", "recorded_from"),
        ),
        # What most of all is counted by; small, since few values come again and again.
        Index("ix_registered_model_counted", "unit_id", "risk_tier", "kind", "framework"),
        # To look for a word is to read every text; without the rest of the rows, in a third of the
        # time. PostgreSQL refuses keys that are longer than `SEARCHED_BYTES` lets them be.
        Index("ix_registered_model_search", "search_text", "id", "recorded_from").ddl_if(
            dialect="sqlite"
        ),
        Index(
            "ix_registered_model_words",
            *("name_folded", "id"),
            postgresql_include=["unit_id", "search_text", "recorded_from"],
        ).ddl_if(dialect="postgresql"),
    )


class ModelVersion(Written, Base):
    """1, 2, … of a model."""

    model_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.registered_model.id"))
    version: Mapped[int]
    source_kind: Mapped[str]  # folder | onnx | git | mlflow | training | entry
    description: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        Index("uq_model_version_model", "id", "model_id", unique=True),
        UniqueConstraint("model_id", "version"),
        Index("ix_model_version_number", "version", "model_id"),
        Index("ix_model_version_created", "created_at", "model_id"),
    )


class RegistrationRequest(Numbered, Governed, Base):
    """Somebody who may not register a model asks those who may. `version_id`: what came of it."""

    name: Mapped[str]
    purpose: Mapped[str] = mapped_column(Text)  # what it is for: its use case, in words
    source: Mapped[str] = mapped_column(Text)  # where its files are, as words or an address
    note: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    meant_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("mw.person.id"))
    state: Mapped[str] = mapped_column(default="asked")
    reason: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    asked_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    asked_by: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("mw.person.id"), server_default=mw_actor(), index=True
    )
    answered_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("mw.person.id"), server_default=null()
    )
    model_id: Mapped[uuid.UUID | None] = mapped_column(server_default=null(), index=True)
    version_id: Mapped[uuid.UUID | None] = mapped_column(server_default=null())

    __table_args__ = (
        Index("ix_registration_request_open", "state", "unit_id"),
        version_key(),
        CheckConstraint("(version_id IS NULL) = (model_id IS NULL)", name="version"),
    )


class VersionAuthor(Base):
    """Everybody who changed a version. Triggers add to it; four eyes read it."""

    version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("mw.model_version.id"), primary_key=True
    )
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.person.id"), primary_key=True)


class Asset(Written, Base):
    """A file of a version: kept as a blob, or by store, path and digest where it is too large."""

    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.model_version.id"), index=True)
    role: Mapped[str]
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(default="application/octet-stream")
    store: Mapped[str] = mapped_column(default="")  # empty: a blob in this database
    replaced_by: Mapped[uuid.UUID | None]

    __table_args__ = (UniqueConstraint("version_id", "role", "path", "sha256"),)


class Blob(Base):
    """Content by digest, in chunks of 1 MiB."""

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    created_by: Mapped[uuid.UUID] = mapped_column(server_default=mw_actor())


class BlobChunk(Base):
    sha256: Mapped[str] = mapped_column(ForeignKey("mw.blob.sha256"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class SchemaField(Written, Base):
    """A column of what goes in or comes out; its role chooses its tests.

    A schema is replaced by another `edition` of all its columns; the newest one counts.
    """

    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.model_version.id"), index=True)
    edition: Mapped[int] = mapped_column(default=1)
    position: Mapped[int]
    name: Mapped[str]
    direction: Mapped[str] = mapped_column(default="input")
    role: Mapped[str]
    data_class: Mapped[str]
    data_type: Mapped[str] = mapped_column(default="")
    is_protected: Mapped[bool] = mapped_column(default=False)
    is_drift_candidate: Mapped[bool] = mapped_column(default=True)
    is_nullable: Mapped[bool] = mapped_column(default=True)
    special_values: Mapped[list[Any]] = mapped_column(default=list)
    measure_unit: Mapped[str] = mapped_column(default="")
    positive_label: Mapped[str] = mapped_column(default="")
    allowed: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (UniqueConstraint("version_id", "edition", "name", "direction"),)


class TrainingRecord(Written, Base):
    """How a version was trained: enough to do it again."""

    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.model_version.id"), index=True)
    run_key: Mapped[str] = mapped_column(unique=True)
    algorithm: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    metrics: Mapped[dict[str, Any]]
    data_digests: Mapped[dict[str, Any]]
    environment_sha256: Mapped[str]
    commit_ref: Mapped[str] = mapped_column(default="")
    seed: Mapped[int]
    seconds: Mapped[float]


class Snapshot(Written, Base):
    """A version, frozen: everything that was tested, decided on and deployed."""

    model_id: Mapped[uuid.UUID] = mapped_column(index=True)
    version_id: Mapped[uuid.UUID]
    sequence: Mapped[int]  # s1, s2, … of the version
    digest: Mapped[str] = mapped_column(index=True)
    manifest: Mapped[str] = mapped_column(Text)  # RFC 8785 text; its SHA-256 is the digest
    service_tags: Mapped[list[str]]
    model_sha256: Mapped[str] = mapped_column(default="")  # of the servable ONNX file

    __table_args__ = (
        UniqueConstraint("version_id", "sequence"),
        Index("uq_snapshot_version", "id", "version_id", "model_id", unique=True),
        version_key(),
    )


class ModelDocument(Written, Base):
    """A document about a model, or about one version of it."""

    model_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mw.registered_model.id"), index=True)
    version_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    title: Mapped[str]
    uri: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")

    __table_args__ = (version_key(),)
