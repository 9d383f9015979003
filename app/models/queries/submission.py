"""What a person may do with a version, and what submitting it would lead to: asked beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError, InputError
from app.models.queries.evidence import (
    FAILED,
    granted_waivers,
    latest_release_run,
    list_results,
    rule_name,
)
from app.models.queries.find import find_latest_snapshot, list_stages, resolve_model
from app.models.queries.gate_check import gate_blockers
from app.models.queries.in_force import template_in_force
from app.models.queries.lookups import (
    Holder,
    list_holders,
    load_units,
    person_names,
    roles_by_unit,
)
from app.models.queries.model_page import ModelDetail, load_model
from app.models.queries.registrations import RegistrationRow, load_registration
from app.models.queries.release_service import service_of_version
from app.models.queries.retirement import retirement_facts
from app.models.queries.routing import emergency_in_force, route_in_force
from app.models.queries.run_start import StandingRun
from app.models.queries.run_view import PersonWait, list_people
from app.models.queries.schema_fields import current_fields
from app.models.queries.windows import find_waiting_run
from app.models.rules.blockers import Blocker
from app.models.rules.emergency import asking_blockers
from app.models.rules.four_eyes import Slot
from app.models.rules.mending import BY_OTHERS, MENDERS
from app.models.rules.retiring import retirement_blockers
from app.models.rules.rights import RIGHTS_BY_TABLE, write_blockers
from app.models.rules.roles import PEOPLE, Role
from app.models.rules.severities import GRAVE
from app.models.rules.transitions import RUNNING
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Stage
from app.models.tables.governance import Finding
from app.models.tables.inventory import (
    Asset,
    ModelDocument,
    ModelVersion,
    RegisteredModel,
    VersionAuthor,
)
from app.models.tables.life_cycle import LifeCycleBinding, LifeCycleTemplate
from app.models.tables.monitoring import Monitor

MOST_NAMED = 5  # whom one may ask
PRODUCTION_FIRST = ("production", "staging")


@dataclass(frozen=True, slots=True)
class BrokenLimit:
    verdict: str  # not every result that stops a release is beyond a limit
    threshold: str
    measured: float | None


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the policy checklist. `kind` is a code that the view words; `detail` names it."""

    kind: str
    is_met: bool
    detail: str = ""
    note: str = ""  # "waiver 12, to 30 June"; who has it
    menders: tuple[str, ...] = ()  # of a gap: who can mend it, the model's owner first
    roles: tuple[Role, ...] = ()  # that may; with no menders nobody here holds one
    result: BrokenLimit | None = None  # of a limit: what it was measured to be


@dataclass(frozen=True, slots=True)
class RouteSlot:
    """Who would have to accept: so many of these roles, and who holds them."""

    roles: tuple[str, ...]
    needed: int
    holders: tuple[Holder, ...]  # without the authors of the version and who asks
    excluded: tuple[str, ...]  # holders who may not: they worked on it, or would ask


@dataclass(frozen=True, slots=True)
class Way:
    """The life cycle a version would go, and where it is on it."""

    template_key: str
    template_name: str
    template_version: int  # 0: none is published
    stages: tuple[str, ...]
    run_id: UUID | None  # the version's own run that is under way
    run_number: int
    supersedes: tuple[str, ...]  # titles of older runs of the model that would end
    people: tuple[PersonWait, ...] = ()  # whom that run waits for
    is_waiting: bool = False  # that run waits for the end of a window: an emergency overtakes it


@dataclass(frozen=True, slots=True)
class Emergency:
    """How an emergency would be decided into the last stage of the path, and reviewed."""

    stage: str
    slots: tuple[RouteSlot, ...]
    hours: int
    reviewers: tuple[Role, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A version as one reader may act on it."""

    version_id: UUID
    model_name: str
    version: int
    checks: tuple[Check, ...]  # gaps first
    slots: tuple[RouteSlot, ...]
    gate: tuple[Blocker, ...]  # what stands between it and the last stage of its path today
    route: str  # key and version of the routing table; empty: none says who decides
    way: Way
    submit_blockers: tuple[Blocker, ...]
    snapshot_blockers: tuple[Blocker, ...]
    retire_blockers: tuple[Blocker, ...]
    emergency: Emergency | None = None  # None: no policy offers one, or not to this reader
    decided: StandingRun | None = None  # the run that decided on it as it is: none begins then

    @property
    def gaps(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.is_met)


@dataclass(frozen=True, slots=True)
class RegisterRights:
    """Where this reader may register models; with no unit `blockers` says why."""

    units: tuple[tuple[str, str], ...]  # key, name
    blockers: tuple[Blocker, ...]
    who: tuple[str, ...] = ()  # who may instead, where this reader works


def load_register_rights(session: Session, me: UUID) -> RegisterRights:
    roles = roles_by_unit(session, me)
    units = load_units(session)
    allowed = [
        (units[unit].key, units[unit].name)
        for unit, held in roles.items()
        if unit in units and not write_blockers("registered_model", "insert", held)
    ]
    if allowed:
        return RegisterRights(tuple(sorted(allowed)), ())
    who = {
        one.full_name: None
        for unit in roles
        for one in list_holders(session, unit, RIGHTS_BY_TABLE["registered_model"].insert)
    }
    blockers = write_blockers("registered_model", "insert", ())
    return RegisterRights((), blockers, tuple(sorted(who)[:MOST_NAMED]))


def load_asked(
    session: Session, request_id: UUID, me: UUID
) -> tuple[RegistrationRow, RegisterRights]:
    """What somebody asks to be registered, and whether this reader may."""
    return load_registration(session, request_id, me), load_register_rights(session, me)


def load_standing(
    session: Session, version_id: UUID, me: UUID, *, is_asking: bool = False
) -> Standing:
    """Gaps, approvers, the way ahead, and why this reader may not act.

    Args:
        is_asking: this reader is about to submit it, and so would not decide on it.
    Raises:
        InputError: there is no such version.
    """
    version = session.get(ModelVersion, version_id)
    if version is None:
        raise InputError(f"There is no version {version_id}.")
    registered = session.get_one(RegisteredModel, version.model_id)
    roles = roles_by_unit(session, me).get(registered.unit_id, frozenset())
    stages = list_stages(session, registered.stage_path_id)
    way = _way(session, registered, version, stages)
    askers = {me} if is_asking else set[UUID]()
    slots, route = _slots(session, registered, version, _target(stages), askers=askers)
    checks = _with_menders(session, registered, version, _checks(session, registered, version))
    return Standing(
        version_id=version_id,
        model_name=registered.name,
        version=version.version,
        checks=tuple(sorted(checks, key=lambda one: one.is_met)),
        slots=slots,
        gate=_gate(session, version, stages),
        route=route,
        way=way,
        submit_blockers=write_blockers("model_version", "insert", roles),
        snapshot_blockers=write_blockers("snapshot", "insert", roles),
        retire_blockers=retirement_blockers(retirement_facts(session, version_id), roles),
        emergency=_emergency(session, registered, version, stages, me=me, roles=roles),
    )


def _gate(session: Session, version: ModelVersion, stages: list[Stage]) -> tuple[Blocker, ...]:
    target = _target(stages)
    return gate_blockers(session, version.id, target.name) if target else ()


def _target(stages: list[Stage]) -> Stage | None:
    """The stage a version finally goes to."""
    targets = [stage for kind in PRODUCTION_FIRST for stage in stages if stage.kind == kind]
    return targets[0] if targets else None


def _checks(session: Session, registered: RegisteredModel, version: ModelVersion) -> list[Check]:
    assets = set(
        session.scalars(
            select(Asset.role).where(Asset.version_id == version.id, Asset.replaced_by.is_(None))
        )
    )
    fields = {one.role for one in current_fields(session, version.id)}
    documents = set(
        session.scalars(
            select(ModelDocument.kind).where(
                ModelDocument.model_id == registered.id,
                (ModelDocument.version_id == version.id) | ModelDocument.version_id.is_(None),
            )
        )
    )
    needs_training = "training" in assets and "model" not in assets
    found = [*_owner_checks(session, registered)]
    found.append(Check("model", "model" in assets or needs_training))
    if not needs_training:
        found += [
            Check("schema", bool(fields)),
            Check("label", "label" in fields),
            Check("environment", "dependencies" in assets),
        ]
    found.append(Check("model_card", "model_card" in documents))
    found += _test_checks(session, version)
    found.append(_finding_check(session, version))
    monitors = session.scalars(
        select(Monitor.name).where(Monitor.model_id == registered.id, Monitor.is_paused.is_(False))
    ).all()
    found.append(Check("monitors", bool(monitors), ", ".join(sorted(set(monitors))[:3])))
    return found


def _with_menders(
    session: Session, registered: RegisteredModel, version: ModelVersion, checks: list[Check]
) -> Iterator[Check]:
    """Each gap with who can mend it, where they work: a reader is never left with the gap alone."""
    authors = select(VersionAuthor.person_id).where(VersionAuthor.version_id == version.id)
    barred = {*session.scalars(authors)}
    known: dict[frozenset[Role], list[Holder]] = {}
    for one in checks:
        roles = MENDERS.get(one.kind, frozenset())
        if one.is_met or not roles:
            yield one
            continue
        if roles not in known:
            known[roles] = list_holders(session, registered.unit_id, roles)
        able = [
            holder
            for holder in known[roles]
            if one.kind not in BY_OTHERS or holder.person_id not in barred
        ]
        able.sort(key=lambda holder: holder.person_id != registered.owner_id)
        names = tuple(dict.fromkeys(holder.full_name for holder in able))
        yield replace(one, menders=names, roles=tuple(sorted(roles)))


def _owner_checks(session: Session, registered: RegisteredModel) -> list[Check]:
    """Somebody always owns it; said only where they can see to it no more."""
    held = {one.person_id for one in list_holders(session, registered.unit_id, PEOPLE)}
    if registered.owner_id in held:
        return []
    names = person_names(session, [registered.owner_id])
    return [Check("owner", False, names.get(registered.owner_id, ""))]


def _test_checks(session: Session, version: ModelVersion) -> list[Check]:
    snapshot = find_latest_snapshot(session, version.id)
    run = latest_release_run(session, snapshot.id) if snapshot else None
    if snapshot is None or run is None:
        return [Check("snapshot", snapshot is not None), Check("tested", False)]
    waivers = {rule_name(one): one for one in granted_waivers(session, snapshot.id)}
    found = [Check("snapshot", True, f"s{snapshot.sequence}")]
    failed = {rule_name(r): r for r in list_results(session, run.id) if r.verdict in FAILED}
    for rule, one in failed.items():
        waiver = waivers.get(rule)
        note = f"waiver {waiver.number}, to {waiver.expires_at:%Y-%m-%d}" if waiver else ""
        broken = BrokenLimit(one.verdict, one.threshold, one.held)
        found.append(Check("limit", waiver is not None, rule, note, result=broken))
    if not failed:
        found.append(Check("tested", True, run.verdict))
    return found


def _finding_check(session: Session, version: ModelVersion) -> Check:
    titles = session.scalars(
        select(Finding.title).where(
            Finding.version_id == version.id,
            Finding.state == "open",
            Finding.severity.in_(GRAVE),
        )
    ).all()
    return Check("findings", not titles, ", ".join(titles[:3]))


def _way(
    session: Session, registered: RegisteredModel, version: ModelVersion, stages: list[Stage]
) -> Way:
    binding = session.scalars(
        select(LifeCycleBinding.template_key).where(LifeCycleBinding.model_id == registered.id)
    ).first()
    found = template_in_force(session, binding, registered.unit_id) if binding else None
    template = session.get_one(LifeCycleTemplate, found.id) if found else None
    runs = session.scalars(
        select(ProcessInstance).where(
            ProcessInstance.model_id == registered.id,
            ProcessInstance.state.in_(RUNNING),
            ProcessInstance.parent_token_id.is_(None),
        )
    ).all()
    own = next((run for run in runs if run.version_id == version.id), None)
    target = _target(stages)
    waiting = None
    if own is not None and target is not None:
        tag = service_of_version(session, version)
        waiting = find_waiting_run(session, version.id, target.id, tag)
    return Way(
        template_key=binding or "",
        template_name=template.name if template else "",
        template_version=template.version if template else 0,
        stages=tuple(one.name for one in stages if one.kind in ("staging", "production")),
        run_id=own.id if own else None,
        run_number=own.number if own else 0,
        people=list_people(session, own.id) if own else (),
        supersedes=tuple(run.title for run in runs if run.business_key and run is not own),
        is_waiting=waiting is not None and waiting is own,
    )


def _slots(
    session: Session,
    registered: RegisteredModel,
    version: ModelVersion,
    target: Stage | None,
    *,
    askers: set[UUID],
) -> tuple[tuple[RouteSlot, ...], str]:
    """Who decides on the highest stage of the path, by the routing table in force."""
    if target is None:
        return (), ""
    try:
        route = route_in_force(session, registered, target.name)
    except AppError:
        return (), ""  # a table for other facts: the life cycle itself will say so
    if route is None:
        return (), ""
    authors = (
        set(
            session.scalars(
                select(VersionAuthor.person_id).where(VersionAuthor.version_id == version.id)
            )
        )
        | askers
    )
    return tuple(_slot(session, registered, one, authors) for one in route.slots), route.name


def _emergency(
    session: Session,
    registered: RegisteredModel,
    version: ModelVersion,
    stages: list[Stage],
    *,
    me: UUID,
    roles: frozenset[Role],
) -> Emergency | None:
    target = _target(stages)
    if target is None:
        return None
    try:
        found = emergency_in_force(session, registered, target.name)
    except AppError:
        return None  # a table for other facts: who asks is told so
    if found is None or asking_blockers(found[1], roles):
        return None
    authors = select(VersionAuthor.person_id).where(VersionAuthor.version_id == version.id)
    barred = {me, *session.scalars(authors)}
    route = found[1]
    return Emergency(
        target.name,
        tuple(_slot(session, registered, one, barred) for one in route.slots),
        int(route.time.total_seconds() // 3600),
        tuple(sorted(route.review_roles)),
        route.review_days,
    )


def _slot(
    session: Session, registered: RegisteredModel, slot: Slot, authors: set[UUID]
) -> RouteSlot:
    roles = sorted(slot.roles)
    holders = list_holders(session, registered.unit_id, roles)
    return RouteSlot(
        roles=tuple(map(str, roles)),
        needed=slot.needed,
        holders=tuple(one for one in holders if one.person_id not in authors),
        excluded=tuple(one.full_name for one in holders if one.person_id in authors),
    )


def open_model(session: Session, key: str, me: UUID) -> tuple[ModelDetail, Standing | None]:
    """What a link names (a model, a version or a snapshot), and how this reader stands to it."""
    model_id, version_id = resolve_model(session, key)
    detail = load_model(session, model_id, version_id=version_id)
    if detail.shown is None:
        return detail, None
    return detail, load_standing(session, detail.shown.version_id, me)
