"""What retiring a version or a runtime leads to: signed by a person, done by a service."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID, uuid4

from app.errors import RefusedError
from app.models.queries.retirement import list_served, load_retirement, retirement_facts
from app.models.rules.blockers import Blocker, require
from app.models.rules.names import shown_words
from app.models.rules.retiring import standing_blockers
from app.models.rules.tasks import reason_blockers
from app.models.tables.execution import Deployment, Placement, Runtime
from app.models.tables.inventory import ModelVersion
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.places import leave
from app.services.commands.requests import refresh_model_evidence
from app.services.commands.signatures import sign_row, unsigned_blockers
from app.services.engine.wishes import RetirementWish, read_wish
from app.services.signed_documents import clean_reason, version_retirement_facts
from app.services.signing import ACT, Signer
from app.services.unit_of_work import InboxKind, UnitOfWork
from app.services.verifying.one_check import Verifying
from app.services.verifying.wishes import require_version_retirement_signed
from app.texts import N_

NOT_RETIRED = N_("It was not retired.")


def ask_retirement(
    work: UnitOfWork,
    version_id: UUID,
    *,
    reason: str,
    seen: Collection[UUID] | None = (),
    signer: Signer | None = None,
) -> UUID:
    """Ask that a version leaves every stage it is in: signed. The worker does it.

    Args:
        seen: the deployments that the person knows will stop serving; None: whatever serves.
    Raises:
        RefusedError: with every blocker; `retire.serving` names what serves beside `seen`.
    """
    version = work.get(ModelVersion, version_id)
    found = load_retirement(work.session, version_id, work.actor.id)
    said = clean_reason(reason)
    unseen = [
        one.label for one in found.served if seen is not None and one.deployment_id not in seen
    ]
    serving = (Blocker("retire.serving", what=unseen),) if unseen else ()
    unsigned = unsigned_blockers(work, signer, "act.unsigned")
    require([*found.blockers, *serving, *reason_blockers(said), *unsigned])
    asked = EngineInbox(
        id=uuid4(),
        unit_id=version.unit_id,
        kind=InboxKind.RETIRE_VERSION.value,
        payload={
            "version_id": str(version_id),
            "places": [str(one.placement_id) for one in found.stays],
            "reason": said,
        },
    )
    facts = version_retirement_facts(work.session, asked, work.actor.id)
    sign_row(work, asked, signer, facts, domain=ACT, meaning="Retire")
    return work.ask_engine(asked).id


def retire_version(work: UnitOfWork, asked: EngineInbox) -> str | None:
    """In ONE transaction the version leaves the places that were signed for, and no other.

    The watch takes it off the runtimes, as what was replaced. What is deployed on a retired runtime
    stays so until that was seen to have ended.

    Raises:
        VerificationError: nobody is known to have asked for it.
        RefusedError: it is on its way again, or is being switched.
    """
    wish = read_wish(RetirementWish, asked.payload)
    version = work.get(ModelVersion, wish.version_id)
    require(reason_blockers(wish.reason))
    require_version_retirement_signed(Verifying(work.session), asked)
    facts = replace(retirement_facts(work.session, version.id), is_asked=False)
    if blockers := standing_blockers(facts):
        raise RefusedError(blockers, NOT_RETIRED)
    reason = shown_words(wish.reason)
    signed_for = (work.get(Placement, one) for one in wish.places)
    leaving = [
        one for one in signed_for if one.version_id == version.id and one.state == "in_place"
    ]
    for served in list_served(work.session, [one.id for one in leaving]):
        row = work.get(Deployment, served.deployment_id)
        if work.get(Runtime, row.runtime_id).state != "retired":  # see `ended_runtimes`
            take_off(work, row, reason)
    for place in leaving:
        leave(work, place, reason)
    refresh_model_evidence(work, version.model_id)
    return None


def take_off(
    work: UnitOfWork, row: Deployment, reason: str, *, asked_id: UUID | None = None
) -> None:
    """It serves no more; by what somebody asked for and signed, where they are to be named."""
    now = work.now()
    row.state, row.finished_at, row.reason = "undeployed", now, reason
    row.asked_id = asked_id or row.asked_id
    work.flush()
