"""Frameworks: brought in as a file by one person, put in force by another; controls, evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from app.errors import InputError, StaleError
from app.models.queries.framework_line import load_line
from app.models.queries.frameworks import is_as_filed
from app.models.queries.proofs import find_proof
from app.models.rules.blockers import Blocker, require
from app.models.rules.framework_file import (
    FileFinding,
    FrameworkDraft,
    mapping_findings,
    read_framework,
)
from app.models.rules.framework_sizes import LARGEST_BYTES, LONGEST_CADENCE_DAYS
from app.models.rules.frameworks import (
    EVIDENCE_KINDS,
    anew_blockers,
    line_blockers,
    owner_blockers,
    showing_blockers,
)
from app.models.rules.policies import answer_blockers, publish_blockers
from app.models.rules.rights import RIGHTS_BY_TABLE, write_blockers
from app.models.rules.tasks import reason_blockers
from app.models.rules.transitions import PUBLISHERS, Thing, transition_blockers
from app.models.tables.frameworks import (
    Control,
    Framework,
    Requirement,
    RequirementEvidence,
    RequirementMapping,
)
from app.models.tables.organisation import UnitAncestor
from app.services.commands.drafts import answered
from app.services.commands.people import default_unit, find_person, find_unit
from app.services.commands.signatures import sign_step, unsigned_step_blockers
from app.services.digests import digest_bytes
from app.services.names import check_text, clean_name
from app.services.signed_documents import clean_reason
from app.services.signing import Signer
from app.services.unit_of_work import UnitOfWork, roles_in

ATTACHERS = RIGHTS_BY_TABLE["requirement_evidence"].insert
MOST_TOLD = 12  # findings of a file, at once


def framework_bytes(path: Path) -> bytes:
    """A framework's file, no more of it than one may hold.

    Raises:
        InputError: it can't be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"{path} can't be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error


def import_framework(
    work: UnitOfWork, name: str, data: bytes, *, reason: str, unit: str = ""
) -> Framework:
    """Keep a file as the next version of its framework; it is not in force yet.

    Args:
        name: of the file, for messages.
    Raises:
        InputError: something in it is wrong; each place is told.
    """
    why = clean_reason(reason)
    require(reason_blockers(why))
    read = read_framework(data)
    if read.draft is None:
        raise _unfit(name, read.findings)
    home = find_unit(work, unit) if unit else default_unit(work, PUBLISHERS)
    require(write_blockers("framework", "insert", work.roles_in(home.id)))
    draft = read.draft
    before = _before(work, home.id, draft, name)
    old = _requirements(work, before.id) if before else {}
    if before is not None and (wrong := mapping_findings(draft, list(old))):
        raise _unfit(name, wrong)
    framework = work.add(
        Framework(
            unit_id=home.id,
            key=draft.key,
            version=_next_version(work, home.id, draft.key),
            name=draft.name,
            publisher=draft.publisher,
            edition=draft.edition,
            effective_from=draft.effective_from,
            effective_until=draft.effective_until,
            supersedes_id=before.id if before else None,
            file=data,
            sha256=digest_bytes(data),
            reason=why,
        )
    )
    _add_parts(work, framework, draft, old)
    return framework


def _unfit(name: str, findings: Sequence[FileFinding]) -> InputError:
    said = [one.told() for one in findings[:MOST_TOLD]]
    if len(findings) > MOST_TOLD:
        said.append(f"And {len(findings) - MOST_TOLD} more.")
    return InputError(f"{name} is no framework that can be kept.", hint=" ".join(said))


def _before(work: UnitOfWork, unit_id: UUID, draft: FrameworkDraft, name: str) -> Framework | None:
    """The version that a file supersedes: the newest that was put in force."""
    newest = _newest(work, unit_id, draft.key)
    wanted = newest.version if newest else None
    if draft.supersedes == wanted:
        return newest
    said = (
        f"write {wanted}: the newest version that was put in force"
        if wanted
        else "no version of it was put in force yet; leave it out"
    )
    raise _unfit(name, [FileFinding(0, "supersedes", said)])


def _newest(work: UnitOfWork, unit_id: UUID, key: str) -> Framework | None:
    return work.session.scalars(
        select(Framework)
        .where(Framework.unit_id == unit_id, Framework.key == key, Framework.state == "published")
        .order_by(Framework.version.desc())
    ).first()


def _next_version(work: UnitOfWork, unit_id: UUID, key: str) -> int:
    highest = select(func.max(Framework.version)).where(
        Framework.unit_id == unit_id, Framework.key == key
    )
    return (work.session.scalar(highest) or 0) + 1


def _requirements(work: UnitOfWork, framework_id: UUID) -> dict[str, UUID]:
    rows = work.session.execute(
        select(Requirement.reference, Requirement.id)
        .where(Requirement.framework_id == framework_id)
        .order_by(Requirement.position)
    )
    return {row.reference: row.id for row in rows}


def _add_parts(
    work: UnitOfWork, framework: Framework, draft: FrameworkDraft, old: dict[str, UUID]
) -> None:
    made = [
        Requirement(
            framework_id=framework.id, position=n, reference=one.reference, title=one.title,
            text=one.text,
        )
        for n, one in enumerate(draft.requirements, 1)
    ]  # fmt: skip
    work.session.add_all(made)
    work.flush()
    new = {one.reference: one.id for one in made}
    work.session.add_all(
        RequirementMapping(
            framework_id=framework.id, requirement_id=old[one.old],
            successor_id=new[one.new] if one.new else None, outcome=one.outcome, note=one.note,
        )
        for one in draft.mappings
    )  # fmt: skip
    work.flush()


def publish_framework(
    work: UnitOfWork, framework_id: UUID, *, reason: str, seen: str, signer: Signer | None = None
) -> Framework:
    """Put a version in force, signed, from the day its file says.

    Args:
        seen: digest of the file that was looked at (`FrameworkRow.sha256`).
    Raises:
        StaleError: the version holds something else.
    """
    row, why = answered(work, Framework, framework_id, publish_blockers, reason)
    require(unsigned_step_blockers(work, row, "published", signer))
    newest = _newest(work, row.unit_id, row.key)
    require(line_blockers(row.supersedes_id, newest.id if newest else None))
    present = digest_bytes(row.file)
    if present != row.sha256:
        require([Blocker("table.digest")])
    if not is_as_filed(work.session, row):
        require([Blocker("framework.differs")])
    if seen != present:
        raise StaleError(
            f"{row.key} v{row.version} is not what you looked at.",
            hint="Look at it again, then put it in force.",
        )
    changes = {"reason": why, "seen_sha256": seen}
    sign_step(work, row, "published", signer, meaning="Put in force", **changes)
    row.reason, row.seen_sha256, row.state = why, seen, "published"
    work.flush()
    return row


def refuse_framework(work: UnitOfWork, framework_id: UUID, *, reason: str) -> Framework:
    """Say that a version does not come in force; who brought it takes it back so."""
    row, why = answered(work, Framework, framework_id, answer_blockers, reason)
    row.reason, row.state = why, "refused"
    work.flush()
    return row


@dataclass(frozen=True, slots=True)
class NewControl:
    name: str
    description: str = ""
    owner: str = ""  # a handle; empty: whoever adds it
    cadence_days: int | None = None
    wanted: str = ""


def _cadence(days: int) -> int | None:
    """How often, in days; 0 is no limit."""
    if not 0 <= days <= LONGEST_CADENCE_DAYS:
        raise InputError(
            f"How often is a number of days, from 1 to {LONGEST_CADENCE_DAYS}.",
            hint="0: no limit.",
        )
    return days or None


def _owner(work: UnitOfWork, handle: str, unit_id: UUID) -> UUID:
    """Somebody who holds a role in the control's unit, or above it."""
    person = find_person(work, handle)
    require(owner_blockers(is_member=bool(roles_in(work.session, person.id, unit_id))))
    return person.id


def _wanted(text: str) -> str:
    text = text.strip()
    check_text(text, "evidence wanted")
    return text


def add_control(
    work: UnitOfWork, requirement_id: UUID, new: NewControl, *, unit: str = ""
) -> Control:
    """Say what the bank does about a requirement."""
    work.get(Requirement, requirement_id)
    home = find_unit(work, unit) if unit else default_unit(work, PUBLISHERS)
    require(write_blockers("control", "insert", work.roles_in(home.id)))
    return work.add(
        Control(
            unit_id=home.id,
            requirement_id=requirement_id,
            name=clean_name(new.name, what="title"),
            description=new.description.strip(),
            owner_id=_owner(work, new.owner, home.id) if new.owner else work.actor.id,
            cadence_days=_cadence(new.cadence_days or 0),
            wanted=_wanted(new.wanted),
        )
    )


def edit_control(
    work: UnitOfWork,
    control_id: UUID,
    *,
    owner: str = "",
    cadence_days: int | None = None,
    wanted: str | None = None,
    is_ended: bool | None = None,
    reason: str = "",
) -> Control:
    """Change whose a control is, how often it is done, what shows it; or end it.

    What is not given stays.

    Args:
        cadence_days: 0 for no limit any more.
        reason: why it is done no more, or is again; of nothing else.
    """
    row = work.get(Control, control_id)
    why = clean_reason(reason)
    missing = reason_blockers(why) if is_ended is not None else ()
    require([*write_blockers("control", "update", work.roles_in(row.unit_id)), *missing])
    if owner:
        row.owner_id = _owner(work, owner, row.unit_id)
    if cadence_days is not None:
        row.cadence_days = _cadence(cadence_days)
    if wanted is not None:
        row.wanted = _wanted(wanted)
    if is_ended is not None and is_ended != row.is_ended:
        row.is_ended, row.reason = is_ended, why
    if not work.session.is_modified(row):
        raise InputError("Nothing was given to change.", hint="Say what is to be another.")
    work.flush()
    return row


def attach_evidence(
    work: UnitOfWork,
    requirement_id: UUID,
    kind: str,
    object_id: UUID,
    *,
    control_id: UUID | None = None,
    reason: str = "",
    unit: str = "",
) -> RequirementEvidence:
    """Point from a requirement to a thing on record, by its id and its digest of now.

    Raises:
        InputError: there is no such thing, or it has no digest to tell a change by.
    """
    requirement = work.get(Requirement, requirement_id)
    control = work.get(Control, control_id) if control_id else None
    if control is not None:
        _require_of(work, control, requirement)
    home = find_unit(work, unit) if unit else None
    unit_id = control.unit_id if control else (home or default_unit(work, ATTACHERS)).id
    require(transition_blockers(Thing.EVIDENCE, "", "attached", work.roles_in(unit_id)))
    proof = find_proof(work.session, kind, object_id)
    if proof is None:
        raise InputError(
            "This can't be evidence: it is not on record, or has no digest.",
            hint="Known: " + ", ".join(EVIDENCE_KINDS) + ".",
        )
    require(_showing(work, requirement_id, proof.unit_id, unit_id))
    return work.add(
        RequirementEvidence(
            unit_id=unit_id,
            requirement_id=requirement_id,
            control_id=control_id,
            kind=kind,
            object_id=object_id,
            sha256=proof.sha256,
            title=proof.title,
            reason=clean_reason(reason),
        )
    )


def _showing(
    work: UnitOfWork, requirement_id: UUID, object_unit: UUID, unit_id: UUID
) -> tuple[Blocker, ...]:
    """Why a thing of one unit can't be evidence of another for a requirement."""
    later = work.session.scalars(
        select(Framework.id)
        .join(Requirement, Requirement.framework_id == Framework.supersedes_id)
        .where(
            Requirement.id == requirement_id,
            Framework.state == "published",
            Framework.effective_from <= work.now(),
        )
    ).first()
    above, below = UnitAncestor.ancestor_id, UnitAncestor.unit_id
    in_line = work.session.scalars(
        select(UnitAncestor.unit_id).where(
            or_(
                and_(above == object_unit, below == unit_id),
                and_(above == unit_id, below == object_unit),
            )
        )
    ).first()
    return showing_blockers(is_superseded=later is not None, is_in_line=in_line is not None)


def _require_of(work: UnitOfWork, control: Control, requirement: Requirement) -> None:
    """The control is of this requirement, or of one that became it."""
    if not _became(work, control.requirement_id, requirement):
        require([Blocker("evidence.control")])


def _became(work: UnitOfWork, earlier: UUID, requirement: Requirement) -> bool:
    """It is the earlier requirement, or what a later version says that one became."""
    line = load_line(work.session, requirement.framework_id)
    ways = line.ways(earlier) if earlier in line.requirements else ()
    return requirement.id in {step.successor for step in ways}


def reassess_evidence(
    work: UnitOfWork, evidence_id: UUID, requirement_id: UUID, *, reason: str
) -> RequirementEvidence:
    """Say that what was shown for an earlier version shows this requirement too, as it is now.

    Under the same control: how old it may grow goes on with it.
    """
    old = work.get(RequirementEvidence, evidence_id)
    requirement = work.get(Requirement, requirement_id)
    why = clean_reason(reason)
    require(
        [
            *transition_blockers(Thing.EVIDENCE, "", "attached", work.roles_in(old.unit_id)),
            *anew_blockers(old.state, became=_became(work, old.requirement_id, requirement)),
            *reason_blockers(why),
        ]
    )
    proof = find_proof(work.session, old.kind, old.object_id)
    if proof is None:
        raise InputError("What it points to is not on record any more.")
    require(_showing(work, requirement_id, proof.unit_id, old.unit_id))
    return work.add(
        RequirementEvidence(
            unit_id=old.unit_id, requirement_id=requirement_id, control_id=old.control_id,
            kind=old.kind, object_id=old.object_id, sha256=proof.sha256, title=proof.title,
            reassesses_id=old.id, reason=why,
        )
    )  # fmt: skip


def withdraw_evidence(work: UnitOfWork, evidence_id: UUID, *, reason: str) -> RequirementEvidence:
    """Say that a piece of evidence shows nothing; it stays on record."""
    row = work.get(RequirementEvidence, evidence_id)
    why = clean_reason(reason)
    roles = work.roles_in(row.unit_id)
    require(
        [
            *transition_blockers(Thing.EVIDENCE, row.state, "withdrawn", roles),
            *reason_blockers(why),
        ]
    )
    row.reason, row.state = why, "withdrawn"
    work.flush()
    return row
