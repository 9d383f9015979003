"""Which version a record means: by its name and number, by the digest of the file that answered."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.find import find_version
from app.models.queries.frozen import untrue_columns_of
from app.models.tables.execution import Deployment
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot

_KEPT = 10_000
_Found = Select[Snapshot, str, int]


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
        if served and not self._ever_had(row, served):
            raise InputError(f"{found.name} never had the file {served[:12]}….")
        return found

    def _served(self, runtime_id: UUID, tag: str, version: str, served: str) -> _Found:
        deployed = select(Deployment.snapshot_id).where(
            Deployment.runtime_id == runtime_id, Deployment.service_tag == tag
        )
        statement = _versions().where(Snapshot.id.in_(deployed), Snapshot.model_sha256 == served)
        return statement.where(ModelVersion.version == int(version)) if version else statement

    def _only(self, statement: _Found, served: str) -> Answerer:
        found = {
            Answerer(row.model_id, row.version_id, f"{name}:{version}")
            for row, name, version in self._session.execute(statement)
            if not untrue_columns_of(row, version)
        }
        if not found:
            raise InputError(f"No version is known with the file {served[:12]}….")
        if len(found) > 1:
            names = ", ".join(sorted(one.name for one in found))
            raise InputError(f"Several versions hold the file {served[:12]}…: {names}.")
        return found.pop()

    def _ever_had(self, version: ModelVersion, served: str) -> bool:
        statement = select(Snapshot).where(
            Snapshot.version_id == version.id, Snapshot.model_sha256 == served
        )
        rows = self._session.scalars(statement)
        return any(not untrue_columns_of(row, version.version) for row in rows)


def _versions() -> _Found:
    """The snapshots that fit, each with the name of its model and the number of its version.

    Who finds a version by them holds each against its manifest.
    """
    return (
        select(Snapshot, RegisteredModel.name, ModelVersion.version)
        .join(ModelVersion, ModelVersion.id == Snapshot.version_id)
        .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
    )
