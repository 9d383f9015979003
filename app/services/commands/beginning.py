"""What a person fills in to begin a governed thing: names as they are typed, looked up here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.queries.find import find_model, find_numbered, find_version
from app.models.queries.proofs import find_named
from app.models.tables.frameworks import Framework, Requirement, RequirementEvidence
from app.models.tables.organisation import BusinessUnit
from app.models.xml_files import MAX_BYTES
from app.services.commands.applications import add_application, edit_application
from app.services.commands.attestations import (
    NewCampaign,
    hand_over_attestation,
    plan_campaign,
)
from app.services.commands.findings import NewFinding, add_finding
from app.services.commands.frameworks import (
    NewControl,
    add_control,
    attach_evidence,
    framework_bytes,
    import_framework,
    reassess_evidence,
    withdraw_evidence,
)
from app.services.commands.models import add_use_case, edit_use_case
from app.services.commands.monitors import add_data_source, edit_source
from app.services.commands.people import find_person
from app.services.commands.policies import propose_policy
from app.services.commands.responsibilities import hand_over, set_responsible
from app.services.commands.risks import propose_tier
from app.services.commands.waivers import ask_waivers
from app.services.names import clean_name
from app.services.unit_of_work import UnitOfWork

RULES_APART = ";"  # where several are named in one line


@dataclass(frozen=True, slots=True)
class Begun:
    """What was written: of which kind, and which row to show."""

    kind: str
    id: UUID
    number: int = 0
    count: int = 1  # of those that were written with it, with the numbers after it


def names_in(text: str) -> list[str]:
    """`cc-fraud, hmrm` as names."""
    return [one.strip() for one in text.replace(";", ",").split(",") if one.strip()]


def begin_use_case(
    work: UnitOfWork,
    *,
    unit: str,
    name: str,
    is_regulated: bool,
    models: str,
    service_tag: str,
    description: str,
) -> Begun:
    ids = [find_model(work.session, one).id for one in names_in(models)]
    row = add_use_case(
        work, unit=unit, name=name, is_regulated=is_regulated, models=ids,
        service_tag=service_tag.strip(), description=description,
    )  # fmt: skip
    return Begun("use_case", row.id)


def change_use_case(
    work: UnitOfWork,
    use_case_id: UUID,
    *,
    is_regulated: bool,
    models: str,
    service_tag: str,
    description: str,
) -> Begun:
    """What is known of a use, and further models that serve it."""
    ids = [find_model(work.session, one).id for one in names_in(models)]
    edit_use_case(
        work, use_case_id, models=ids, service_tag=service_tag.strip(),
        is_regulated=is_regulated, description=description.strip(),
    )  # fmt: skip
    return Begun("use_case", use_case_id)


def begin_risk(
    work: UnitOfWork, use_case_id: UUID, *, answers: Mapping[str, object], reason: str
) -> Begun:
    row = propose_tier(work, use_case_id, answers, reason=reason)
    return Begun("risk", row.id, row.number)


def begin_finding(
    work: UnitOfWork, *, version: str, title: str, severity: str, detail: str, fix: str
) -> Begun:
    _, found = find_version(work.session, version.strip())
    row = add_finding(
        work, found.id, NewFinding(title=title, severity=severity, detail=detail, fix=fix.strip())
    )
    return Begun("finding", row.id, row.number)


def begin_waiver(
    work: UnitOfWork, *, version: str, rule: str, expires_at: datetime, reason: str
) -> Begun:
    """For each of the rules, where several are named: `psi:income; ks`."""
    _, found = find_version(work.session, version.strip())
    rules = [one.strip() for one in rule.split(RULES_APART) if one.strip()]
    rows = ask_waivers(work, found.id, rules=rules or [rule], reason=reason, expires_at=expires_at)
    return Begun("waiver", rows[0].id, rows[0].number, len(rows))


def begin_campaign(
    work: UnitOfWork,
    *,
    campaign: str,
    question: str,
    models: str,
    person: str,
    due_at: datetime,
    repeat_days: int | None,
) -> Begun:
    new = NewCampaign(
        name=campaign,
        question=question,
        due_at=due_at,
        models=[find_model(work.session, one).id for one in names_in(models)],
        person_id=find_person(work, person.strip()).id if person.strip() else None,
        repeat_days=repeat_days,
    )
    first = plan_campaign(work, new)[0]
    return Begun("attestation", first.id, first.number)


def ask_another(work: UnitOfWork, attestation_id: UUID, *, to: UUID, reason: str) -> Begun:
    row = hand_over_attestation(work, attestation_id, to=to, reason=reason)
    return Begun("attestation", row.id, row.number)


def begin_policy(work: UnitOfWork, *, key: str, path: Path, reason: str) -> Begun:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} can't be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path.name} is larger than {MAX_BYTES >> 20} MiB.")
    row = propose_policy(work, key, path.name, data, reason=reason)
    return Begun("policy", row.id, row.version)


def begin_framework(work: UnitOfWork, *, unit: str, path: Path, reason: str) -> Begun:
    data = framework_bytes(path)
    row = import_framework(work, path.name, data, reason=reason, unit=unit)
    return Begun("framework", row.id, row.version)


def begin_duty(
    work: UnitOfWork,
    *,
    unit: str,
    about_kind: str,
    about: str,
    part: str,
    role: str,
    person: str,
) -> Begun:
    row = set_responsible(
        work, about_kind, about, part, role=role, person=person.strip(), unit=unit
    )
    return Begun("raci", row.id, row.number)


def begin_control(
    work: UnitOfWork,
    framework_id: UUID,
    *,
    requirement: str,
    name: str,
    owner: str,
    days: str,
    wanted: str,
) -> Begun:
    framework = work.get(Framework, framework_id)
    new = NewControl(
        name, owner=owner.strip(), cadence_days=int(days) if days else None, wanted=wanted
    )
    unit = work.get(BusinessUnit, framework.unit_id).key
    add_control(work, _requirement(work, framework_id, requirement), new, unit=unit)
    return Begun("framework", framework_id, framework.version)


def change_duty(work: UnitOfWork, entry_id: UUID, *, role: str, person: str, reason: str) -> Begun:
    row = hand_over(work, entry_id, role=role, person=person.strip(), reason=reason)
    return Begun("raci", row.id, row.number)


def begin_evidence(
    work: UnitOfWork, framework_id: UUID, *, requirement: str, kind: str, named: str
) -> Begun:
    framework = work.get(Framework, framework_id)
    unit = work.get(BusinessUnit, framework.unit_id).key
    found = find_named(work.session, kind, named.strip(), work.actor.id)
    attach_evidence(work, _requirement(work, framework_id, requirement), kind, found, unit=unit)
    return Begun("framework", framework_id, framework.version)


def assess_anew(
    work: UnitOfWork, framework_id: UUID, *, evidence: str, requirement: str, reason: str
) -> Begun:
    framework = work.get(Framework, framework_id)
    wanted = _requirement(work, framework_id, requirement)
    old = find_numbered(work.session, RequirementEvidence, evidence, what="evidence")
    reassess_evidence(work, old.id, wanted, reason=reason)
    return Begun("framework", framework_id, framework.version)


def take_back_evidence(
    work: UnitOfWork, framework_id: UUID, *, evidence: str, reason: str
) -> Begun:
    framework = work.get(Framework, framework_id)
    old = find_numbered(work.session, RequirementEvidence, evidence, what="evidence")
    withdraw_evidence(work, old.id, reason=reason)
    return Begun("framework", framework_id, framework.version)


def _requirement(work: UnitOfWork, framework_id: UUID, reference: str) -> UUID:
    found = work.session.scalars(
        select(Requirement.id).where(
            Requirement.framework_id == framework_id, Requirement.reference == reference
        )
    ).first()
    if found is None:
        raise InputError(f"The framework has no requirement {reference}.")
    return found


def begin_application(
    work: UnitOfWork, *, unit: str, name: str, owner: str, description: str
) -> Begun:
    row = add_application(work, name, unit=unit, owner=owner.strip(), description=description)
    return Begun("application", row.id)


def change_application(
    work: UnitOfWork, application_id: UUID, *, owner: str, description: str
) -> Begun:
    given: dict[str, Any] = {"description": description}
    if owner.strip():
        given["owner"] = owner
    edit_application(work, application_id, **given)
    return Begun("application", application_id)


def begin_source(
    work: UnitOfWork, *, unit: str, name: str, kind: str, store: str, pattern: str
) -> Begun:
    row = add_data_source(
        work, unit=unit, name=clean_name(name, what="title"), kind=kind, store=store.strip(),
        pattern=pattern.strip(),
    )  # fmt: skip
    return Begun("source", row.id)


def change_source(
    work: UnitOfWork,
    source_id: UUID,
    *,
    pattern: str,
    data_class: str,
    purpose: str,
    retention_days: int,
    encryption: str,
    access: str,
) -> Begun:
    """How the data of a source are protected, as people say it, and where they lie."""
    edit_source(
        work, source_id, pattern=pattern.strip(), data_class=data_class, purpose=purpose.strip(),
        retention_days=retention_days, encryption=encryption, access=access.strip(),
    )  # fmt: skip
    return Begun("source", source_id)
