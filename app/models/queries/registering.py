"""What a model that is about to be registered belongs to: known models like it, and its twin."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.models.queries.life_cycle_choice import Offered, load_bound
from app.models.queries.schema_fields import current_fields
from app.models.rules.folding import fold
from app.models.rules.origin import ROLE
from app.models.tables.inventory import Asset, ModelVersion, RegisteredModel
from app.models.tables.organisation import BusinessUnit

MOST_KNOWN = 20
ADDED_ROLES = frozenset({ROLE, "document"})  # where files came from, and what was written later
_MOST_TWINS = 5  # that are compared file by file
_PROBED = 100  # files by which twins are looked for
_VERSION_MARK = re.compile(r"[\s._-]+v?\d+(\.\d+)*$")


@dataclass(frozen=True, slots=True)
class Traits:
    """What a look tells of it. `model_sha256`: of the file to be served; empty: none."""

    name: str
    inputs: tuple[str, ...] = ()
    digests: frozenset[str] = frozenset()
    model_sha256: str = ""


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model of which it may be the next version; `shared` of its inputs the latest one has.

    `likeness`: same (name), like (a name but for a version number), opened.
    """

    id: UUID
    name: str
    unit_key: str
    unit_name: str
    next_version: int
    likeness: str
    shared: int
    life_cycle: Offered | None = None  # that it runs; None: it is not in force


@dataclass(frozen=True, slots=True)
class Twin:
    """A version that holds these very files."""

    version_id: UUID
    model_name: str
    version: int


@dataclass(frozen=True, slots=True)
class Proposals:
    """The likeliest model first."""

    twin: Twin | None = None
    models: tuple[KnownModel, ...] = ()


def find_proposals(
    session: Session, traits: Traits, units: Collection[str], opened: UUID | None = None
) -> Proposals:
    """Models of the same name or one like it, and the opened one where it takes the same inputs.

    Args:
        units: keys of those where this reader may register.
        opened: the model that this reader has before them.
    """
    name = fold(traits.name)
    likely = {name, _VERSION_MARK.sub("", name)} - {""}
    likeness = dict.fromkeys(likely, "like") | {name: "same"}
    is_likely: ColumnElement[bool] = RegisteredModel.name_folded.in_(sorted(likely))
    if opened is not None:
        is_likely = or_(is_likely, RegisteredModel.id == opened)
    statement = (
        select(RegisteredModel, BusinessUnit)
        .join(BusinessUnit, BusinessUnit.id == RegisteredModel.unit_id)
        .where(is_likely, BusinessUnit.key.in_(sorted(units)))
        .order_by(RegisteredModel.name_folded, BusinessUnit.key)
        .limit(MOST_KNOWN)
    )
    found = [
        _known(
            session,
            row,
            unit,
            traits,
            likeness=likeness.get(row.name_folded, "opened"),
        )
        for row, unit in session.execute(statement)
    ]
    least = max(1, len(traits.inputs) / 2)
    fitting = [one for one in found if one.likeness == "same" or one.shared >= least]
    fitting.sort(key=lambda one: (one.likeness != "same", -one.shared))
    return Proposals(_find_twin(session, traits), tuple(fitting))


def find_many_proposals(
    session: Session, traits: Sequence[Traits], units: Collection[str]
) -> tuple[Proposals, ...]:
    """The same of each of several; what happens to be open is no proposal for them."""
    return tuple(find_proposals(session, one, units) for one in traits)


def _known(
    session: Session,
    row: RegisteredModel,
    unit: BusinessUnit,
    traits: Traits,
    *,
    likeness: str,
) -> KnownModel:
    latest = session.execute(
        select(ModelVersion.id, ModelVersion.version)
        .where(ModelVersion.model_id == row.id)
        .order_by(ModelVersion.version.desc())
    ).first()
    taken: Iterable[str] = ()
    if latest is not None:
        columns = current_fields(session, latest.id)
        taken = [one.name for one in columns if one.role == "predictor"]
    return KnownModel(
        row.id,
        row.name,
        unit.key,
        unit.name,
        latest.version + 1 if latest else 1,
        likeness,
        len({*traits.inputs} & {*taken}),
        load_bound(session, row.id),
    )


def _find_twin(session: Session, traits: Traits) -> Twin | None:
    """A file to be served makes a version by itself; without one only papers may be more there."""
    if not traits.digests:
        return None
    probed = sorted(traits.digests)[:_PROBED]
    holding = (
        select(Asset.version_id)
        .where(Asset.sha256.in_(probed), Asset.replaced_by.is_(None))
        .group_by(Asset.version_id)
        .having(func.count(Asset.sha256.distinct()) == len(probed))
    )
    newest = (
        select(ModelVersion.id, ModelVersion.version, RegisteredModel.name)
        .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
        .where(ModelVersion.id.in_(holding))
        .order_by(ModelVersion.created_at.desc(), ModelVersion.id)
        .limit(_MOST_TWINS)
    )
    for version_id, version, name in session.execute(newest):
        held = session.execute(_files_of(version_id)).all()
        more = {one.role for one in held if one.sha256 not in traits.digests}
        is_whole = traits.digests <= {one.sha256 for one in held}
        if is_whole and (traits.model_sha256 or more <= ADDED_ROLES):
            return Twin(version_id, name, version)
    return None


def _files_of(version_id: UUID) -> Select[str, str]:
    return select(Asset.role, Asset.sha256).where(
        Asset.version_id == version_id, Asset.replaced_by.is_(None)
    )
