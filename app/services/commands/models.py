"""Registering models and versions, and what belongs to them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.errors import InputError, StaleError, quoted
from app.models.queries.find import list_stages, paths_gone_through, request_states
from app.models.queries.regulated import used_tags, worked_on, works_for_use, works_on_path
from app.models.queries.release_service import services_in_use
from app.models.rules.asking import DEFAULT_TEMPLATE, binding_blockers
from app.models.rules.assessing import lowering_blockers, tag_blockers, use_blockers
from app.models.rules.blockers import Blocker, require
from app.models.rules.folding import fold, search_text
from app.models.rules.own_work import own_work_blockers
from app.models.rules.roles import BUILDERS
from app.models.rules.service_tags import keeps_services, service_blockers
from app.models.rules.stage_order import order_blockers
from app.models.rules.version_content import training_blockers
from app.models.tables.execution import Stage, StagePath
from app.models.tables.inventory import (
    ModelDocument,
    ModelVersion,
    RegisteredModel,
    SchemaField,
    TrainingRecord,
    UseCase,
    UseCaseModel,
)
from app.models.tables.life_cycle import LifeCycleBinding
from app.models.tables.organisation import BusinessUnit, Person
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.bindings import check_in_force
from app.services.commands.changing import change, lock, merge
from app.services.commands.people import default_unit, find_person, find_unit
from app.services.commands.requests import tell_evidence
from app.services.commands.risks import follow_new_use
from app.services.names import clean_name
from app.services.unit_of_work import InboxKind, UnitOfWork

LONGEST_TAG = 80
MOST_TAGS = 12
KINDS = ("in_house", "vendor", "open_source", "generative", "rule_set", "citizen")
TIERS = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class NewModel:
    """What a person says about a model. Empty fields get the field's usual default."""

    name: str
    unit: str = ""
    owner: str = ""
    kind: str = "in_house"
    risk_tier: str = "medium"
    framework: str = ""
    description: str = ""
    service_tags: tuple[str, ...] = ()
    life_cycle: str = ""  # key; another than the usual one is an architect's to choose


@dataclass(frozen=True, slots=True)
class NewField:
    """One column of the schema, in the words of the table."""

    name: str
    role: str
    data_class: str
    direction: str = "input"
    data_type: str = ""
    is_protected: bool = False
    is_drift_candidate: bool = True
    is_nullable: bool = True
    special_values: tuple[Any, ...] = ()
    measure_unit: str = ""
    positive_label: str = ""
    allowed: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewVersion:
    source_kind: str
    description: str = ""
    assets: tuple[NewAsset, ...] = ()
    fields: tuple[NewField, ...] = ()


def clean_tag(tag: str) -> str:
    """A tag as it stands in addresses of runtimes: lower-case letters, digits, dot, dash.

    Raises:
        InputError: nothing is left of it.
    """
    plain = unicodedata.normalize("NFKD", fold(tag.lstrip("#")))
    found = re.sub(r"[^a-z0-9._-]+", "-", plain.encode("ascii", "ignore").decode()).strip("-._")
    if not found:
        raise InputError(
            f"“{quoted(tag)}” leaves no tag.", hint="Use letters a to z, digits, dots and dashes."
        )
    return found[:LONGEST_TAG].rstrip("-._")


def register_model(work: UnitOfWork, new: NewModel) -> RegisteredModel:
    """Put a model into the inventory, with the default stage path of its unit.

    Raises:
        InputError: a word, a person, a unit or a life cycle is unknown.
        RefusedError: the name is taken, or this person may not choose that life cycle.
    """
    name = clean_name(new.name)
    unit = find_unit(work, new.unit) if new.unit else default_unit(work, BUILDERS)
    _check_words(new)
    require(model_name_blockers(work, name, unit))
    life_cycle = new.life_cycle or DEFAULT_TEMPLATE
    if life_cycle != DEFAULT_TEMPLATE:
        require(binding_blockers(life_cycle, work.roles_in(unit.id)))
        check_in_force(work, unit.id, life_cycle)
    owner = find_person(work, new.owner) if new.owner else work.get(Person, work.actor.id)
    tags = _clean_tags(new.service_tags) or [_own_tag(name)]
    path = find_stage_path(work, unit)
    row = work.add(
        RegisteredModel(
            unit_id=unit.id,
            name=name,
            name_folded=fold(name),
            kind=new.kind,
            framework=new.framework,
            description=new.description,
            owner_id=owner.id,
            risk_tier=new.risk_tier,
            service_tags=tags,
            stage_path_id=path.id,
            search_text=search_text(name, tags, owner.full_name, new.kind, new.framework),
        )
    )
    work.add(LifeCycleBinding(model_id=row.id, template_key=life_cycle))
    return row


def _clean_tags(tags: Iterable[str]) -> list[str]:
    """In the order in which they were said: releases are for the first."""
    found = list(dict.fromkeys(clean_tag(tag) for tag in tags))
    if len(found) > MOST_TAGS:
        raise InputError(
            f"{len(found)} service tags are more than the {MOST_TAGS} that a model may have.",
            hint="A tag names a service; leave out those where this model never serves.",
        )
    return found


@dataclass(frozen=True, slots=True)
class ModelEdit:
    """What a person changes of a model; None leaves a field as it is.

    `moves_service`: another tag may come first, also where a version serves under the present one.
    """

    owner: str | None = None  # handle
    description: str | None = None
    framework: str | None = None
    risk_tier: str | None = None
    service_tags: tuple[str, ...] | None = None
    moves_service: bool = False


def edit_model(
    work: UnitOfWork, model_id: UUID, edit: ModelEdit, *, seen: int | None = None
) -> RegisteredModel:
    """Change what is known of a model. Its snapshots keep the service tags they were taken with.

    Args:
        seen: the `row_version` that the person looked at.
    Raises:
        ConflictError: somebody else changed one of these fields since.
        RefusedError: something rests on a service tag that would go, or be the first no more; or
            the tier would be lower, and this person builds the model.
    """
    row = work.get(RegisteredModel, model_id)
    values = _edited(work, edit)
    if "risk_tier" in values:
        is_author = worked_on(work.session, row.id, work.actor.id)
        roles = work.roles_in(row.unit_id)
        require(lowering_blockers(row.risk_tier, values["risk_tier"], roles, is_author=is_author))
    if "service_tags" in values:
        lock(work, row)
        require(_tag_blockers(work, row, values["service_tags"], moves=edit.moves_service))
    merge(work, row, values, seen=seen)
    with work.session.no_autoflush:  # one change, so one event
        owner = work.get(Person, row.owner_id).full_name
        row.search_text = search_text(row.name, row.service_tags, owner, row.kind, row.framework)
    work.flush()
    return row


def change_tags(
    work: UnitOfWork, model_id: UUID, change: Callable[[Sequence[str]], tuple[str, ...]]
) -> RegisteredModel:
    """Give a model what `change` makes of the tags that it has when nobody else writes to it."""
    row = lock(work, work.get(RegisteredModel, model_id))
    return edit_model(work, model_id, ModelEdit(service_tags=change(row.service_tags)))


def _tag_blockers(
    work: UnitOfWork, row: RegisteredModel, after: Sequence[str], *, moves: bool
) -> list[Blocker]:
    used, roles = used_tags(work.session, row.id), work.roles_in(row.unit_id)
    found = [*tag_blockers(used, row.service_tags, after, roles)]
    if not keeps_services(row.service_tags, after):
        in_use = services_in_use(work.session, [row.id])[row.id]
        found += service_blockers(in_use, row.service_tags, after, moves=moves)
    return found


def _edited(work: UnitOfWork, edit: ModelEdit) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if edit.owner is not None:
        values["owner_id"] = find_person(work, edit.owner).id
    if edit.description is not None:
        values["description"] = edit.description.strip()
    if edit.framework is not None:
        values["framework"] = edit.framework.strip()
    if edit.risk_tier is not None:
        _check_tier(edit.risk_tier)
        values["risk_tier"] = edit.risk_tier
    if edit.service_tags is not None:
        values["service_tags"] = _clean_tags(edit.service_tags)
        if not values["service_tags"]:
            raise InputError("A model needs a service tag.", hint="It says where it may serve.")
    return values


def _own_tag(name: str) -> str:
    """The service tag of a model that was given none; names in other scripts get a number."""
    try:
        return clean_tag(name)
    except InputError:
        return f"model-{hashlib.sha256(fold(name).encode()).hexdigest()[:8]}"


def _check_words(new: NewModel) -> None:
    if new.kind not in KINDS:
        raise InputError(f"There is no kind {new.kind}.", hint="Known: " + ", ".join(KINDS) + ".")
    _check_tier(new.risk_tier)


def _check_tier(tier: str) -> None:
    if tier not in TIERS:
        raise InputError(f"There is no risk tier {tier}.", hint="Known: " + ", ".join(TIERS) + ".")


def model_name_blockers(work: UnitOfWork, name: str, unit: BusinessUnit) -> tuple[Blocker, ...]:
    taken = work.session.scalar(
        select(RegisteredModel.id).where(
            RegisteredModel.unit_id == unit.id, RegisteredModel.name_folded == fold(name)
        )
    )
    return (Blocker("model.exists", name=name, unit=unit.name),) if taken else ()


def find_stage_path(work: UnitOfWork, unit: BusinessUnit) -> StagePath:
    """The unit's stage path, else the nearest one of a unit above."""
    here: BusinessUnit | None = unit
    while here is not None:
        path = work.session.scalars(
            select(StagePath).where(StagePath.unit_id == here.id).order_by(StagePath.name)
        ).first()
        if path is not None:
            return path
        here = work.get(BusinessUnit, here.parent_id) if here.parent_id else None
    raise InputError(
        f"The unit {unit.name} has no stage path.",
        hint="An architect adds one: modelward stage-path add.",
    )


def last_number(work: UnitOfWork, model_id: UUID) -> int:
    """The number of a model's latest version; 0 where it has none."""
    last = work.session.scalar(
        select(func.max(ModelVersion.version)).where(ModelVersion.model_id == model_id)
    )
    return last or 0


def add_version(
    work: UnitOfWork, model_id: UUID, new: NewVersion, *, after: int | None = None
) -> ModelVersion:
    """The next version of a model, with its files and schema, in one transaction.

    Args:
        after: the number of the version that was looked at before. Where somebody has added
            another one since, the number is taken and the database refuses.
    """
    row = work.add(
        ModelVersion(
            model_id=model_id,
            version=(last_number(work, model_id) if after is None else after) + 1,
            source_kind=new.source_kind,
            description=new.description,
        )
    )
    attach_assets(work, row.id, new.assets)
    set_schema(work, row.id, new.fields)
    return row


def set_schema(work: UnitOfWork, version_id: UUID, fields: Iterable[NewField]) -> None:
    """Write the columns of a version, in the place of those that it has."""
    newest = select(func.max(SchemaField.edition)).where(SchemaField.version_id == version_id)
    edition = (work.session.scalar(newest) or 0) + 1
    for position, one in enumerate(fields):
        work.session.add(
            SchemaField(
                version_id=version_id,
                edition=edition,
                position=position,
                name=one.name,
                direction=one.direction,
                role=one.role,
                data_class=one.data_class,
                data_type=one.data_type,
                is_protected=one.is_protected,
                is_drift_candidate=one.is_drift_candidate,
                is_nullable=one.is_nullable,
                special_values=list(one.special_values),
                measure_unit=one.measure_unit,
                positive_label=one.positive_label,
                allowed=one.allowed,
            )
        )
    work.flush()


def record_training(work: UnitOfWork, version_id: UUID, **facts: Any) -> TrainingRecord:
    """Keep how a version was trained, once per `run_key`.

    Raises:
        InputError: somebody else recorded another training under this key.
        RefusedError: people decide on the version, or approved it.
    """
    present = work.session.scalars(
        select(TrainingRecord).where(TrainingRecord.run_key == facts["run_key"])
    ).first()
    if present is None:
        require(training_blockers(request_states(work.session, version_id)))
        return work.add(TrainingRecord(version_id=version_id, **facts))
    if (present.version_id, present.created_by) != (version_id, work.actor.id):
        raise InputError(f"A training is recorded under the key {present.run_key} already.")
    return present


def add_document(
    work: UnitOfWork,
    model_id: UUID,
    *,
    kind: str,
    title: str,
    uri: str = "",
    sha256: str = "",
    version_id: UUID | None = None,
) -> ModelDocument:
    """A document about a model or one version. Pending requests of it get new evidence."""
    row = work.add(
        ModelDocument(
            model_id=model_id,
            version_id=version_id,
            kind=kind,
            title=clean_name(title, what="title"),
            uri=uri,
            sha256=sha256,
        )
    )
    if version_id is not None:
        work.tell_engine(InboxKind.EVIDENCE, row.unit_id, version_id=str(version_id))
    else:
        tell_evidence(work, row.unit_id, model_id)
    return row


def add_stage_path(
    work: UnitOfWork, *, unit: str, name: str, stages: Iterable[tuple[str, str, bool]]
) -> StagePath:
    """The stages models of a unit go through: (name, kind, protected), in order."""
    row = work.add(StagePath(unit_id=find_unit(work, unit).id, name=name))
    for position, (stage, kind, is_protected) in enumerate(stages):
        work.add(
            Stage(
                stage_path_id=row.id,
                position=position,
                name=stage,
                kind=kind,
                is_protected=is_protected,
            )
        )
    return row


def add_use_case(
    work: UnitOfWork,
    *,
    unit: str,
    name: str,
    is_regulated: bool,
    models: Iterable[UUID] = (),
    service_tag: str = "",
    description: str = "",
) -> UseCase:
    """Why models exist.

    Args:
        service_tag: the service that this use asks of them; empty: whatever they serve.
    """
    row = work.add(
        UseCase(
            unit_id=find_unit(work, unit).id,
            name=clean_name(name, what="title"),
            is_regulated=is_regulated,
            owner_id=work.actor.id,
            description=description.strip(),
        )
    )
    for model_id in models:
        _put_under(work, row.id, model_id, service_tag)
    return row


def _put_under(work: UnitOfWork, use_case_id: UUID, model_id: UUID, service_tag: str) -> None:
    if service_tag:
        model = work.get(RegisteredModel, model_id)
        if service_tag not in model.service_tags:
            raise InputError(
                f"{model.name} has no service {service_tag}.",
                hint="It has: " + ", ".join(model.service_tags) + ".",
            )
    work.add(
        UseCaseModel(use_case_id=use_case_id, model_id=model_id, service_tag=service_tag or None)
    )
    follow_new_use(work, model_id)


def edit_use_case(
    work: UnitOfWork,
    use_case_id: UUID,
    *,
    models: Iterable[UUID] = (),
    service_tag: str = "",
    seen: int | None = None,
    **given: Any,
) -> UseCase:
    """Change `name`, `is_regulated`, `description` or `owner_id`, and add models to it."""
    if "name" in given:
        given["name"] = clean_name(given["name"], what="title")
    present = work.get(UseCase, use_case_id)
    require(
        use_blockers(
            present.is_regulated,
            bool(given.get("is_regulated", present.is_regulated)),
            work.roles_in(present.unit_id),
            is_author=works_for_use(work.session, use_case_id, work.actor.id),
        )
    )
    row = change(work, present, given, seen=seen)
    served = set(
        work.session.scalars(
            select(UseCaseModel.model_id).where(UseCaseModel.use_case_id == use_case_id)
        )
    )
    for model_id in models:
        if model_id not in served:
            _put_under(work, use_case_id, model_id, service_tag)
    return row


def order_stages(
    work: UnitOfWork,
    stage_path_id: UUID,
    names: Iterable[str],
    *,
    seen: Sequence[str] | None = None,
) -> None:
    """Put the stages of a path that no model goes through yet into this order.

    Args:
        seen: the order that the person looked at.
    Raises:
        StaleError: somebody else put them into another one since.
        InputError: these are not the stages of the path, each once.
        RefusedError: models go through it: what was approved was for the order that there is.
    """
    stages = list_stages(work.session, stage_path_id)
    wanted = [name.strip().upper() for name in names]
    known = [stage.name for stage in stages]
    if sorted(wanted) != sorted(known):
        raise InputError(
            f"An order names each stage of the path once, not {', '.join(wanted)}.",
            hint=f"It has: {', '.join(known)}.",
        )
    if wanted == known:
        return
    if seen is not None and list(seen) != known:
        raise StaleError(
            "Somebody else put the stages of this path into another order.",
            hint=f"It is now: {', '.join(known)}.",
        )
    require(order_blockers(is_gone_through=stage_path_id in paths_gone_through(work.session)))
    places = [stage.position for stage in stages]
    there = {stage.position: stage for stage in stages}
    by_name = {stage.name: stage for stage in stages}
    free = -1  # no two are in one place, not even for a moment
    for place, name in zip(places, wanted, strict=True):
        stage, other = by_name[name], there.get(place)
        if stage.position == place:
            continue
        if other is not None and other.position == place:
            change(work, other, {"position": free}, seen=None)
            free -= 1
        change(work, stage, {"position": place}, seen=None)


def protect_stages(work: UnitOfWork, stage_path_id: UUID, protected: Iterable[str]) -> None:
    """Protect exactly these stages of a path."""
    wanted = {name.strip().upper() for name in protected}
    stages = list_stages(work.session, stage_path_id)
    unknown = sorted(wanted - {stage.name for stage in stages})
    if unknown:
        raise InputError(
            f"The path has no stage {', '.join(unknown)}.",
            hint=f"It has: {', '.join(stage.name for stage in stages)}.",
        )
    is_less = any(one.is_protected and one.name not in wanted for one in stages)
    is_author = is_less and works_on_path(work.session, stage_path_id, work.actor.id)
    require(own_work_blockers(is_less=is_less, is_author=is_author))
    for stage in stages:
        change(work, stage, {"is_protected": stage.name in wanted}, seen=None)
