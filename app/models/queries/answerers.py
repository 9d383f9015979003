"""Which version a record means: by its name and number, by the digest of the file that answered."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.find import find_version
from app.models.tables.execution import Deployment
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot

_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Answerer:
    """The version that answered."""

    model_id: UUID
    version_id: UUID
    name: str  # cc-fraud:2


class Answerers:
    """Finds versions, and remembers them: a file names few of them many times.

    Args:
        runtime_id: models are called by the service tag under which this runtime serves them.
    """

    def __init__(self, session: Session, runtime_id: UUID | None = None) -> None:
        self._session = session
        self._runtime_id = runtime_id
        self._known: OrderedDict[tuple[str, str, str], Answerer] = OrderedDict()

    def find(self, model: str, version: str, served_sha256: str) -> Answerer:
        """The one version that is meant.

        Raises:
            InputError: none is, or several are, or name and digest disagree.
        """
        key = (model, version, served_sha256)
        found = self._known.get(key)
        if found is None:
            found = self._find(*key)
            self._known[key] = found
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return found

    def _find(self, model: str, version: str, served: str) -> Answerer:
        if self._runtime_id is not None:
            return self._only(self._served(self._runtime_id, model, version, served), served)
        if not model:
            return self._only(_versions().where(Snapshot.model_sha256 == served), served)
        registered, row = find_version(self._session, f"{model}:{version}" if version else model)
        if served and not version:
            of_model = _versions().where(
                Snapshot.model_sha256 == served, Snapshot.model_id == registered.id
            )
            return self._only(of_model, served)
        found = Answerer(registered.id, row.id, f"{registered.name}:{row.version}")
        if served and served not in self._files_of(row.id):
            raise InputError(f"{found.name} never had the file {served[:12]}….")
        return found

    def _served(
        self, runtime_id: UUID, tag: str, version: str, served: str
    ) -> Select[UUID, UUID, str, int]:
        deployed = select(Deployment.snapshot_id).where(
            Deployment.runtime_id == runtime_id, Deployment.service_tag == tag
        )
        statement = _versions().where(Snapshot.id.in_(deployed), Snapshot.model_sha256 == served)
        return statement.where(ModelVersion.version == int(version)) if version else statement

    def _only(self, statement: Select[UUID, UUID, str, int], served: str) -> Answerer:
        rows = self._session.execute(statement).all()
        if not rows:
            raise InputError(f"No version is known with the file {served[:12]}….")
        found = [Answerer(row[1], row[0], f"{row[2]}:{row[3]}") for row in rows]
        if len(found) > 1:
            names = ", ".join(sorted(one.name for one in found))
            raise InputError(f"Several versions hold the file {served[:12]}…: {names}.")
        return found[0]

    def _files_of(self, version_id: UUID) -> set[str]:
        statement = select(Snapshot.model_sha256).where(Snapshot.version_id == version_id)
        return set(self._session.scalars(statement))


def _versions() -> Select[UUID, UUID, str, int]:
    """Id, model, model's name and number of the versions with a snapshot that fits."""
    return (
        select(ModelVersion.id, ModelVersion.model_id, RegisteredModel.name, ModelVersion.version)
        .join(Snapshot, Snapshot.version_id == ModelVersion.id)
        .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
        .distinct()
    )
