"""Whether a model is in regulated use: one answer for release, monitors and window."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.tables.inventory import (
    ModelVersion,
    RegisteredModel,
    UseCase,
    UseCaseModel,
    VersionAuthor,
)


def is_regulated(session: Session, model_id: UUID, service_tag: str = "") -> bool:
    """One of the model's uses is regulated, whichever of its services that use asks of it.

    A release serves all of them, so the strictest counts. With `service_tag` only uses of that
    service do, and those that name none: a monitor watches one service.
    """
    model = session.get_one(RegisteredModel, model_id)
    tags = [service_tag] if service_tag else list(model.service_tags)
    statement = (
        select(UseCaseModel.service_tag)
        .join(UseCase, UseCase.id == UseCaseModel.use_case_id)
        .where(UseCaseModel.model_id == model_id, UseCase.is_regulated)
    )
    return any(is_asked(tag, tags) for tag in session.scalars(statement))


def is_asked(tag: str | None, tags: Collection[str]) -> bool:
    """Whether a use that asks the service `tag`, or all of them, asks one of `tags`."""
    return tag is None or tag in tags


def used_tags(session: Session, model_id: UUID) -> frozenset[str]:
    """The services that uses ask of this model by name."""
    statement = select(UseCaseModel.service_tag).where(
        UseCaseModel.model_id == model_id, UseCaseModel.service_tag.is_not(None)
    )
    return frozenset(tag for tag in session.scalars(statement) if tag)


def worked_on(session: Session, model_id: UUID, person_id: UUID) -> bool:
    """This person worked on a version of the model."""
    statement = (
        select(VersionAuthor.person_id)
        .join(ModelVersion, ModelVersion.id == VersionAuthor.version_id)
        .where(ModelVersion.model_id == model_id, VersionAuthor.person_id == person_id)
    )
    return session.scalars(statement.limit(1)).first() is not None


def works_for_use(session: Session, use_case_id: UUID, person_id: UUID) -> bool:
    """This person worked on a version of one of the use's models."""
    statement = (
        select(VersionAuthor.person_id)
        .join(ModelVersion, ModelVersion.id == VersionAuthor.version_id)
        .join(UseCaseModel, UseCaseModel.model_id == ModelVersion.model_id)
        .where(UseCaseModel.use_case_id == use_case_id, VersionAuthor.person_id == person_id)
    )
    return session.scalars(statement).first() is not None


def works_on_path(session: Session, stage_path_id: UUID, person_id: UUID) -> bool:
    """This person worked on a version of a model that goes through these stages."""
    statement = (
        select(VersionAuthor.person_id)
        .join(ModelVersion, ModelVersion.id == VersionAuthor.version_id)
        .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
        .where(RegisteredModel.stage_path_id == stage_path_id, VersionAuthor.person_id == person_id)
    )
    return session.scalars(statement.limit(1)).first() is not None
