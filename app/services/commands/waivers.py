"""Waivers: the way past a failed rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.queries.evidence import failed_rules, list_standing_waivers, rule_name
from app.models.queries.find import find_snapshot_in_review
from app.models.rules.blockers import Blocker, require
from app.models.rules.four_eyes import WaiverFacts, waiver_blockers
from app.models.rules.sizes import waived_until_blockers
from app.models.rules.tasks import reason_blockers
from app.models.rules.waiving import StandingWaiver, second_waiver_blockers
from app.models.tables.governance import Waiver
from app.models.tables.inventory import ModelVersion, VersionAuthor
from app.services.commands.signatures import sign_row, unsigned_blockers
from app.services.signed_documents import clean_reason, load_subject, waiver_facts
from app.services.signing import WAIVER, Signer
from app.services.unit_of_work import InboxKind, UnitOfWork


def ask_waivers(
    work: UnitOfWork,
    version_id: UUID,
    *,
    rules: Sequence[str],
    reason: str,
    expires_at: datetime,
) -> list[Waiver]:
    """One waiver for each of these failed rules, all or none."""
    return [
        ask_waiver(work, version_id, rule=rule, reason=reason, expires_at=expires_at)
        for rule in dict.fromkeys(rules)
    ]


def ask_waiver(
    work: UnitOfWork, version_id: UUID, *, rule: str, reason: str, expires_at: datetime
) -> Waiver:
    """Ask that a failed rule of the snapshot in review (else the latest) be passed until a day.

    Args:
        rule: `test` or `test:feature`, as the results name it.
    Raises:
        RefusedError: another waits for its decision, or covers the rule until that day.
    """
    version = work.get(ModelVersion, version_id)
    snapshot = find_snapshot_in_review(work.session, version_id)
    failed = failed_rules(work.session, snapshot.id) if snapshot else []
    if snapshot is None or rule not in failed:
        known = "Failed: " + ", ".join(failed) + "." if failed else "No rule failed."
        raise InputError(f"The rule {rule} did not fail.", hint=known)
    now = work.now()
    blockers = [*reason_blockers(reason), *waived_until_blockers(expires_at, now=now)]
    if expires_at <= now:
        blockers.append(Blocker("waiver.expired"))
    standing = [
        StandingWaiver(one.number, one.state, one.expires_at)
        for one in list_standing_waivers(work.session, snapshot.id)
        if rule_name(one) == rule
    ]
    require([*blockers, *second_waiver_blockers(rule, standing, expires_at, now=now)])
    test, _, feature = rule.partition(":")
    return work.add(
        Waiver(
            model_id=version.model_id,
            version_id=version_id,
            snapshot_id=snapshot.id,
            test=test,
            feature=feature,
            reason=reason.strip(),
            expires_at=expires_at,
        )
    )


def grant_waiver(
    work: UnitOfWork,
    waiver_id: UUID,
    *,
    reason: str,
    granted: bool = True,
    signer: Signer | None = None,
) -> Waiver:
    """Grant, signed, or refuse: by a second person who holds a granting role and did not work on
    it, in their own words.
    """
    waiver, said = work.get(Waiver, waiver_id), clean_reason(reason)
    facts = WaiverFacts(
        asked_by=waiver.asked_by,
        authors=_authors(work, waiver.version_id),
        state=waiver.state,
        is_past_expiry=waiver.expires_at <= work.now(),
    )
    unsigned = unsigned_blockers(work, signer, "waiver.unsigned")
    blockers = waiver_blockers(facts, work.decider(waiver.unit_id))
    require([*blockers, *reason_blockers(said), *(unsigned if granted else ())])
    if granted:
        subject = load_subject(work.session, waiver.version_id, waiver.snapshot_id)
        signed = {**waiver_facts(subject, waiver, work.actor.id), "remark": said}
        sign_row(work, waiver, signer, signed, domain=WAIVER, meaning="Granted")
    waiver.remark = said
    waiver.state = "granted" if granted else "refused"
    waiver.granted_by = work.actor.id if granted else None
    work.flush()
    if granted:
        work.tell_engine(InboxKind.EVIDENCE, waiver.unit_id, version_id=str(waiver.version_id))
    return waiver


def _authors(work: UnitOfWork, version_id: UUID) -> frozenset[UUID]:
    statement = select(VersionAuthor.person_id).where(VersionAuthor.version_id == version_id)
    return frozenset(work.session.scalars(statement))
